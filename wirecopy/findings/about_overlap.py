"""What notebook 03 says: which words the stories share, where, and how much of which is in which."""

from collections import namedtuple

import pandas as pd

from wirecopy import charts, overlap, quotes, spread
from wirecopy.findings.about_boilerplate import LEVELS
from wirecopy.findings.words import counted, excerpt, listed, names, percent
from wirecopy.text import lines, sentences, tokens

__all__ = [
    "aligned", "by_run_length", "closest", "copies", "draw_ribbon", "heat_alt", "heat_titles", "join_agrees",
    "least_close", "levels_answer", "longest_runs", "overlap_answer", "paragraphs", "ribbon_alt", "ribbon_answer",
    "run_length_answer", "runs_alt", "runs_titles", "side_by_side", "square", "without_text",
]  # fmt: skip

Pair = namedtuple("Pair", "a b share_a share_b")


def copies(articles):
    """Return the pairs of pages that hold one writer's text, as `spread.pairs` decides it: `a`, `b`, `confidence`."""
    found = spread.pairs(articles)
    return found[found.relation == "same_copy"].reset_index(drop=True)


def closest(articles, found):
    """Return the pair of stories with most in common, as (a, b, share_a, share_b), None for one page.

    A pair that holds one writer's text (`found`: see `copies`) goes before all others. Shares (0 to 1) are of the words
    that lie in sentences with a counterpart in the other story; `a` is the one that is more wholly contained in the other.
    """
    unquoted = articles["body"].map(quotes.mask)
    pairs = list(found[["a", "b"]].itertuples(index=False, name=None))
    pairs = pairs or [(a, b) for at, a in enumerate(articles.index) for b in articles.index[at + 1 :]]
    if not pairs:
        return None
    a, b = max(pairs, key=lambda pair: sum(overlap.shares(unquoted[pair[0]], unquoted[pair[1]])))
    share_a, share_b = _matched(articles.body[b], articles.body[a]), _matched(articles.body[a], articles.body[b])
    return Pair(a, b, share_a, share_b) if share_a >= share_b else Pair(b, a, share_b, share_a)


def _matched(source, copy):
    """Return the share of the words of `copy` that lie in sentences with a counterpart in `source`."""
    rows = overlap.align_sentences(source, copy)
    words = pd.Series([len(tokens(copy[r.copy_start : r.copy_end])) for r in rows.itertuples()], dtype=float)
    return words[rows.source_start.notna().to_numpy()].sum() / words.sum() if words.sum() else 0.0


def least_close(levels):
    """Return the labels of the pair that shares least of its story, both ways together; None where there is no pair."""
    if levels.body.isna().all():
        return None
    together = (
        levels.body + levels.set_index(["b", "a"]).body.reindex(pd.MultiIndex.from_frame(levels[["a", "b"]])).to_numpy()
    )
    row = levels.loc[together.idxmin()]
    return row.a, row.b


def overlap_answer(levels, best, found):
    """Return the answer of notebook 03: which pages hold one text, and how much of which is in which."""
    if best is None:
        return "**There is one page only:** nothing to compare it with."
    if found.empty:
        return (
            f"**No page holds a copy of another's story.** The closest pair is {best.a} and {best.b}: "
            f"{percent(best.share_a)} of the words of {best.a} lie in sentences with a counterpart in {best.b}."
        )
    pairs = listed(f"{row.a} and {row.b}" for row in found.itertuples())
    answer = (
        f"**{counted(len(found), 'pair')} of {len(levels) // 2} {'holds' if len(found) == 1 else 'hold'} one text:"
        f" {pairs}.** Matched "
    )
    answer += (
        f"sentence by sentence, {percent(best.share_a)} of {best.a} is in {best.b}, and {percent(best.share_b)} of"
        f" {best.b} is in {best.a}."
    )
    words = levels[(levels.a == best.a) & (levels.b == best.b)].unquoted.iloc[0]
    if words < best.share_a / 2:
        answer += (
            f" Word for word it is much less ({percent(words)} of the word runs of {best.a} outside quotations): the"
            " sentences stayed, the words were changed."
        )
    return answer


def square(levels, column):
    """Return one column of `containment_levels` as a square table: rows are the texts measured, columns where they are."""
    labels = list(dict.fromkeys([*levels.a, *levels.b]))
    return levels.pivot(index="a", columns="b", values=column).reindex(index=labels, columns=labels)


def heat_titles(levels, n):
    """Return title, subtitle and note of the containment matrices."""
    pairs = levels.dropna()
    title = "There is no pair of texts to compare"
    if len(pairs):
        top = pairs.loc[pairs.unquoted.idxmax()]
        title = f"Without furniture and quotations, {top.a} and {top.b} stand out"
        if top.unquoted < 0.02:
            title = "Without furniture and quotations, hardly a word run is shared"
    return {
        "title": title,
        "subtitle": (
            f"Share of the row's runs of {n} words that the column's text has too (0 to 100%, not symmetric); "
            f"{counted(len(levels), 'ordered pair')}."
        ),
        "note": "Whole pages count teasers of other stories; stories count what both quote.",
    }


def heat_alt(levels):
    """Return the figure's description in one sentence."""
    tops = []
    for column, name in LEVELS.items():
        known = levels.dropna(subset=[column])
        if len(known):
            row = known.loc[known[column].idxmax()]
            tops.append(f"{name.lower()} {percent(row[column])} of {row.a} in {row.b}")
    return f"Matrices of containment with their largest values: {listed(tops)}."


def levels_answer(levels):
    """Return in words what leaving quotations out does."""
    pairs = levels.dropna()
    if pairs.empty:
        return "There is no pair of texts to compare."
    row = pairs.loc[(pairs.body - pairs.unquoted).idxmax()]
    return (
        f"Leaving quotations out takes most from {row.a} in {row.b}: from {percent(row.body)} to"
        f" {percent(row.unquoted)}. Those words were shared because somebody said them. In half of the ordered pairs no"
        f" more than {percent(pairs.unquoted.median())} of the story outside quotations is shared: what two newsrooms"
        " have in common when neither copies."
    )


def by_run_length(articles, best, negative):
    """Return `overlap.measures` of the closest and of the least close pair, on the story without quotations."""
    if best is None or negative is None:
        return pd.DataFrame()
    unquoted = articles["body"].map(quotes.mask)
    pairs = {f"{a} and {b}": overlap.measures(unquoted[a], unquoted[b]) for a, b in ((best.a, best.b), negative)}
    return pd.DataFrame(pairs)


def run_length_answer(sizes):
    """Return in words which run length tells the two pairs apart."""
    if sizes.shape[1] < 2:
        return "The closest pair is also the least close one: there is no other pair to set beside it."
    close, far = sizes.columns
    one, eight = sizes.loc["containment_1_a"], sizes.loc["containment_8_a"]
    return (
        f"Single words: {percent(one[close])} for the closest pair ({close}), {percent(one[far])} for the least close"
        f" ({far}); runs of eight words: {percent(eight[close])} and {percent(eight[far])}. The rows that end in `a`"
        " measure the first text, those that end in `b` the second."
    )


def longest_runs(articles, texts, min_words=5):
    """Return the longest shared run of every pair: `a`, `b`, `words`, `in_quote`, `text`, `a_start`, `a_end`; longest first.

    in_quote: whether more than half of its characters lie inside a quotation of `a` or of `b`.
    """
    rows, labels = [], list(texts.index)
    quoted = {label: quotes.mask(body) for label, body in texts.items()}
    for at, a in enumerate(labels):
        for b in labels[at + 1 :]:
            runs = overlap.runs(texts[a], texts[b], min_words)
            if runs.empty:
                continue
            best = runs.loc[runs.words.idxmax()]
            span = texts[a][best.a_start : best.a_end]
            inside = _is_blanked(span, quoted[a][best.a_start : best.a_end]) or _is_blanked(
                texts[b][best.b_start : best.b_end], quoted[b][best.b_start : best.b_end]
            )
            rows.append((a, b, best.words, inside, " ".join(span.split()), best.a_start, best.a_end))
    table = pd.DataFrame(rows, columns=["a", "b", "words", "in_quote", "text", "a_start", "a_end"])
    return table.sort_values("words", ascending=False, kind="stable", ignore_index=True)


def _is_blanked(text, masked):
    return 2 * len("".join(masked.split())) < len("".join(text.split()))


def runs_titles(table):
    """Return title, subtitle and note of the bars of longest runs."""
    title = "No pair shares a run of words"
    if len(table):
        top = table.iloc[0]
        whose = "a speaker's, not a writer's" if top.in_quote else "a writer's"
        title = f"The longest shared run is {top.words} words long, and {whose}"
    return {
        "title": title,
        "subtitle": f"Longest run of words that two stories share, {counted(len(table), 'pair')} that share any.",
        "note": "A run counts as quoted if most of it stands between quotation marks in either story.",
    }


def runs_alt(table):
    """Return the figure's description in one sentence."""
    if table.empty:
        return "A chart without bars: no pair of stories shares a run of words."
    top = table.iloc[0]
    return (
        f"Bars of the longest run of words that each of {counted(len(table), 'pair')} of stories shares; the longest,"
        f" in {top.a} and {top.b}, has {top.words} words, and {int(table.in_quote.sum())} of the {len(table)} runs lie"
        " inside quotations."
    )


def paragraphs(body):
    """Return the paragraphs of a story: `start`, `end`, `text`, `words`; a paragraph is a line of the page."""
    table = lines(body).drop(columns="line")
    table["words"] = [len(tokens(text)) for text in table.text]
    return table


def aligned(articles, best):
    """Return `overlap.align_sentences` from the first to the second story of a pair, with `copy` and `source` text."""
    if best is None:
        return overlap.align_sentences("", "").assign(copy="", source="")
    source, copy = articles.body[best.a], articles.body[best.b]
    rows = overlap.align_sentences(source, copy)
    rows["copy"] = [copy[r.copy_start : r.copy_end] for r in rows.itertuples()]
    rows["source"] = [
        pd.NA if pd.isna(r.source_start) else source[int(r.source_start) : int(r.source_end)] for r in rows.itertuples()
    ]
    return rows


def without_text(rows):
    """Return the alignment without its texts: the numbers behind the ribbon."""
    return rows.drop(columns=["copy", "source"])


def draw_ribbon(articles, best, rows):
    """Return the ribbon of the closest pair's paragraphs, from the story more wholly contained to the other."""
    if best is None:
        return charts.ribbon(rows, paragraphs(""), paragraphs(""), title="There is one page only")
    called = names(articles)
    kept = rows.source_start.notna()
    return charts.ribbon(
        rows, paragraphs(articles.body[best.a]), paragraphs(articles.body[best.b]),
        title=f"{percent(best.share_a)} of {best.a} is in {best.b}, {percent(best.share_b)} the other way",
        subtitle=f"Paragraphs as high as their words; ribbons join matching sentences: {int(kept.sum())} of {len(rows)}.",
        note="Hatched: in one story only. The picture has no arrow: either story, or neither, may be the older one.",
        source_name=called[best.a], copy_name=called[best.b],
    )  # fmt: skip


def ribbon_alt(articles, best, rows):
    """Return the figure's description in one sentence."""
    if best is None:
        return "An empty chart: one page has no other to be compared with."
    counts = rows.relation.dropna().value_counts()
    told = listed(f"{number} {name.replace('_', ' ')}" for name, number in counts.items())
    return (
        f"Ribbons from the paragraphs of {best.a} to those of {best.b}: {int(rows.source_start.notna().sum())} of"
        f" {len(rows)} sentences of {best.b} have a counterpart ({told})."
    )


def ribbon_answer(articles, best, rows):
    """Return in words how many sentences each story has for itself."""
    if best is None:
        return "There is no second page."
    with_source = rows.dropna(subset=["source_start"])
    alone = len(rows) - len(with_source)
    theirs = sentences(articles.body[best.a])
    used = sum(
        any(r.source_start < s.end and r.source_end > s.start for r in with_source.itertuples())
        for s in theirs.itertuples()
    )
    return (
        f"{best.b} has {counted(len(rows), 'sentence')}, {alone} of them without a counterpart in {best.a}; {best.a}"
        f" has {counted(len(theirs), 'sentence')}, {len(theirs) - used} of them without one in {best.b}. "
        + ("Each has text of its own." if alone and len(theirs) > used else "Only one side has text of its own.")
    )


def side_by_side(rows):
    """Return the alignment as a table to read: `relation`, `similarity`, `source`, `copy`."""
    table = rows[["relation", "similarity", "source", "copy"]].copy()
    for column in ("source", "copy"):
        table[column] = [pd.NA if pd.isna(text) else excerpt(text, 160) for text in table[column]]
    return table


def join_agrees(articles, levels, n):
    """Return in words that the exact join over all pairs gives the same containment; raises ValueError where not."""
    joined = overlap.pairs(articles["body"], n, min_shared=1)
    for row in joined.itertuples():
        here = levels[(levels.a == row.a) & (levels.b == row.b)].iloc[0]
        if abs(here.body - row.containment_a) > 1e-9:
            raise ValueError(f"{row.a} in {row.b}: {here.body} by sets, {row.containment_a} by the join.")
    silent = len(levels) // 2 - len(joined)
    return (
        f"Both routes agree on {counted(len(joined), 'pair')}; the other {silent} {'has' if silent == 1 else 'have'} no"
        f" run of {n} words in common by either."
    )
