"""What notebook 04 says: whether a story was translated, and what the machine did to it."""

import difflib

import pandas as pd

from wirecopy import boilerplate, overlap, quotes, translation
from wirecopy.charts.translated import artefact_name
from wirecopy.findings.about_overlap import closest, copies
from wirecopy.findings.words import counted, for_each, listed, percent
from wirecopy.text import tokens

__all__ = [
    "artefacts_alt", "artefacts_answer", "artefacts_in_context", "artefacts_of", "artefacts_titles", "by_kind",
    "by_kind_alt", "by_kind_answer", "by_kind_titles", "classes_remark", "damage", "damage_alt", "damage_answer",
    "damage_titles", "first_utterances", "hand_known", "hand_known_answer", "pivot_answer", "quoted_pieces",
    "readability_alt", "readability_beside", "readability_beside_answer", "readability_dots", "readability_titles",
    "says_itself", "seen_alone", "seen_alone_answer", "statement_alt", "statement_answer", "statement_titles",
    "translated_labels", "translated_pair", "translation_answer", "what_became",
]  # fmt: skip

# A reader's order: what changes the meaning first, what only changes the look last.
STRIKING = (
    "false_sense changed_quote word_order_break split_punct calque structure_shift synonym_drift grammar_shift"
    " number_style style_us punct_style"
).split()


def what_became(articles, most=20):
    """Return `translation.classify` of the surest copies, both ways round, and of the closest other pair as a known negative.

    Columns `source`, `copy`, `one_text` (yes or no: whether the pair holds one writer's text), one probability per class (0 to
    1, adding up to 1). At most `most` pairs of copies, since each takes about a second.
    """
    found = copies(articles).sort_values("confidence", ascending=False, kind="stable").head(most)
    pairs = [(a, b, "yes") for r in found.itertuples() for a, b in ((r.a, r.b), (r.b, r.a))]
    copied = set(found.b)
    other = closest(articles.loc[[label not in copied for label in articles.index]], found.head(0))
    if other is not None:
        pairs.append((other.a, other.b, "no"))
    rows = [translation.classify(articles.body[a], articles.body[b]).to_dict() for a, b, _ in pairs]
    return pd.concat([pd.DataFrame(pairs, columns=["source", "copy", "one_text"]), pd.DataFrame(rows)], axis=1)


def translated_pair(articles, classes):
    """Return (source, copy) of the copy that most looks like a round trip, None where no copy looks like one at all.

    Of the two directions the one is taken in which the copy alone shows more damage: a translation damages its result.
    """
    rows = [row for row in classes.itertuples() if row.one_text == "yes" and _likeliest(row) == "round_trip"]
    if not rows:
        return None
    best = max(rows, key=lambda row: (len(translation.artefacts(copy=articles.body[row.copy])), row.round_trip))
    return best.source, best.copy


def _likeliest(row):
    return max(
        ("verbatim", "light_edit", "human_rewrite", "round_trip", "independent"), key=lambda name: getattr(row, name)
    )


def artefacts_of(articles, pair):
    """Return `translation.artefacts` of the translated copy beside its counterpart, with `original`; empty without a pair."""
    if pair is None:
        return translation.artefacts(copy="")
    source, copy = pair
    others = [articles.body[label] for label in articles.index if label not in pair]
    return translation.artefacts(copy=articles.body[copy], source=articles.body[source], others=others)


def translation_answer(articles, classes, pair, found):
    """Return the answer of notebook 04."""
    if pair is None:
        return (
            "**No page looks like a story that was translated out of English and back.** What follows is what can be"
            " said of single pages."
        )
    source, copy = pair
    row = classes[(classes.source == source) & (classes["copy"] == copy)].iloc[0]
    first = _ordered(found).iloc[0]
    quote = f"“{_clean(first.text)}”" + ("" if pd.isna(first.original) else f" for “{_clean(first.original)}”")
    return (
        f"**{copy} was sent through a translator and back** (probability {row.round_trip:.2f}, beside {source}). It"
        f" shows {counted(len(found), 'artefact')} in {counted(len(tokens(articles.body[copy])), 'word')}; the first in"
        f" the list is {quote}. {int(found.in_quote.sum())} of them lie inside quotation marks, where nothing should"
        " have changed."
    )


def _clean(text):
    return " ".join(str(text).split())


def _ordered(found):
    rank = {kind: at for at, kind in enumerate(STRIKING)}
    return found.assign(rank=found.kind.map(rank)).sort_values(
        ["rank", "confidence", "start"], ascending=[True, False, True], kind="stable"
    )


def artefacts_in_context(articles, pair, found, around=45):
    """Return the artefacts in a reader's order: `kind`, `in_quote`, `confidence`, `copy` and `source` in context between ⟦ ⟧."""
    if pair is None or found.empty:
        return pd.DataFrame(columns=["kind", "in_quote", "confidence", "copy", "source"])
    source, copy = pair
    rows = _ordered(found)
    rows["copy"] = [_marked(articles.text[copy], r.start, r.end, around) for r in rows.itertuples()]
    rows["source"] = [
        pd.NA if pd.isna(r.source_start) else _marked(articles.text[source], r.source_start, r.source_end, around)
        for r in rows.itertuples()
    ]
    return rows[["kind", "in_quote", "confidence", "copy", "source"]].reset_index(drop=True)


def _marked(text, start, end, around):
    start, end = int(start), int(end)
    left, right = max(0, start - around), min(len(text), end + around)
    while left > 0 and not text[left - 1].isspace():
        left -= 1
    while right < len(text) and not text[right].isspace():
        right += 1
    return " ".join(f"{text[left:start]}⟦{text[start:end]}⟧{text[end:right]}".split())


def _title_of(table):
    if table.empty:
        return "No artefacts to show"
    first = table["copy"].iloc[0].split("⟦")[1].split("⟧")[0]
    return f"“{first}”, and {len(table) - 1} other changed phrases"


def artefacts_titles(table):
    """Return title, subtitle and note of the artefacts in their context."""
    return {
        "title": _title_of(table),
        "subtitle": (
            "The changed phrase in its sentence, and the source's wording where it has one; first"
            f" {min(10, len(table))} of {len(table)}."
        ),
        "note": "In a reader's order: what changes the meaning first.",
    }


def artefacts_alt(table):
    """Return the figure's description in one sentence."""
    if table.empty:
        return "An empty chart: no artefacts of a translation were found."
    first = table["copy"].iloc[0].rstrip(".")
    return f"The changed phrases in their sentences beside the source's wording; the first reads: {first}."


def artefacts_answer(table):
    """Return in words how many artefacts have a source wording beside them."""
    if table.empty:
        return "There is nothing to list."
    alone = int(table.source.isna().sum())
    return (
        f"{counted(len(table), 'artefact')}. For {alone} of them no page here holds the original wording; they were"
        " seen in the copy alone, because they are not English or contradict the rest of the page."
    )


def by_kind(found):
    """Return the number of artefacts by kind: `kind`, `outside`, `inside` (of quotations), most frequent first."""
    table = found.assign(where=found.in_quote.astype(bool).map({True: "inside", False: "outside"}))
    table = table.pivot_table(index="kind", columns="where", values="start", aggfunc="count", fill_value=0)
    table = table.reindex(columns=["outside", "inside"], fill_value=0).rename_axis(columns=None).reset_index()
    return (
        table.assign(all=table.outside + table.inside)
        .sort_values(["all", "kind"], ascending=[False, True])
        .drop(columns="all")
        .reset_index(drop=True)
    )


def by_kind_titles(table):
    """Return title, subtitle and note of the bars of artefacts by kind."""
    total = int(table[["outside", "inside"]].to_numpy().sum())
    title = "No artefacts were found"
    if total:
        top = table.iloc[0]
        title = (
            f"{percent((top.outside + top.inside) / total)} of the artefacts are of one kind: {artefact_name(top.kind)}"
        )
    return {
        "title": title,
        "subtitle": f"Artefacts by kind, inside and outside quotation marks; n = {total}.",
        "note": "",
    }


def by_kind_alt(table):
    """Return the figure's description in one sentence."""
    told = listed(f"{r.kind.replace('_', ' ')} {int(r.outside + r.inside)}" for r in table.itertuples())
    return f"Bars of the number of artefacts by kind: {told}."


def by_kind_answer(table):
    """Return in words how many artefacts harm the sense."""
    total = int(table[["outside", "inside"]].to_numpy().sum())
    if not total:
        return "There is nothing to count."
    serious = table[table.kind.isin(STRIKING[:4])][["outside", "inside"]].to_numpy().sum()
    return (
        f"{int(serious)} of {total} change the sense or break the sentence; the others say the same in other words,"
        " which is why a reader does not notice them and a word count does."
    )


def seen_alone(articles, around=35):
    """Return what each page shows without any other page beside it: `article`, `kind`, `confidence`, `in_context`."""
    rows = for_each(articles, lambda body: translation.artefacts(copy=body))
    rows["in_context"] = [_marked(articles.text[r.article], r.start, r.end, around) for r in rows.itertuples()]
    return rows[["article", "kind", "confidence", "in_context"]]


def seen_alone_answer(articles, rows):
    """Return in words how many signs each page shows by itself, per thousand words."""
    words = {label: len(tokens(body)) for label, body in articles["body"].items()}
    counts = rows.article.value_counts().reindex(articles.index, fill_value=0)
    told = listed(
        f"{label} {count} ({1000 * count / max(1, words[label]):.1f} per 1,000 words)"
        for label, count in counts.items()
    )
    return f"Signs seen on each page alone: {told}. A page can be damaged without showing it: none is no acquittal."


def quoted_pieces(articles, least=2):
    """Return which words of an utterance each page quotes: the table of `charts.statement`.

    `utterance`, `article`, `word_start`, `word_end`, `utterance_text` (the wording that most pages share, in its longest
    form), `changed` (whether the page has other words there). Utterances that at least `least` pages quote, most quoted first.
    """
    linked = quotes.link(articles)
    pages = linked.groupby("utterance").article.nunique()
    chosen = pages[pages >= least].sort_values(ascending=False, kind="stable").index
    rows = []
    for number in chosen:
        group = linked[linked.utterance == number]
        common = _common_wording(group)
        rows += [
            (number, r.article, *stretch, _clean(common))
            for r in group.itertuples()
            for stretch in _stretches(r.text, common)
        ]
    table = pd.DataFrame(rows, columns=["utterance", "article", "word_start", "word_end", "changed", "utterance_text"])
    return table[["utterance", "article", "word_start", "word_end", "utterance_text", "changed"]]


def first_utterances(pieces, most=12):
    """Return the pieces of the first `most` utterances: what a chart has room for."""
    return pieces[pieces.utterance.isin(pieces.utterance.drop_duplicates().head(most))]


def _common_wording(group):
    """Return the quotation whose words are confirmed most often by other pages; of equals the longest."""
    worded = {text: tokens(text) for text in sorted(set(group.text))}

    def confirmed(text):
        others = [worded[r.text] for r in group.itertuples() if r.text != text]
        return sum(block.size for other in others for block in _blocks(worded[text], other)), len(worded[text])

    return max(worded, key=confirmed)


def _blocks(whole, piece):
    blocks = difflib.SequenceMatcher(None, whole, piece, autojunk=False).get_matching_blocks()
    return [block for block in blocks if block.size > 1 or block.size == len(piece)]


def _stretches(text, common):
    """Yield (first word, last word + 1, changed) of the stretches of `common` that `text` quotes."""
    whole, piece = tokens(common), tokens(text)
    blocks = _blocks(whole, piece)
    if not blocks:
        yield 0, len(whole), True
        return
    ends = zip(blocks, [*blocks[1:], None], strict=True)
    if blocks[0].b and blocks[0].a:
        yield max(0, blocks[0].a - blocks[0].b), blocks[0].a, True
    for block, following in ends:
        start, stop = block.a + block.size, following.a if following else len(whole)
        yield block.a, start, False
        put = (following.b if following else len(piece)) - (block.b + block.size)
        if put and stop > start:
            yield start, stop if following else min(stop, start + put), True


def _changed_words(pieces):
    """Return words quoted otherwise and words quoted, by article."""
    words = pieces.word_end - pieces.word_start
    return pd.DataFrame(
        {
            "changed": words.where(pieces.changed, 0).groupby(pieces.article).sum(),
            "all": words.groupby(pieces.article).sum(),
        }
    )


def statement_titles(pieces):
    """Return title, subtitle and note of the statement reassembled."""
    if pieces.empty:
        return {"title": "No utterance is quoted by two pages", "subtitle": "", "note": ""}
    words = _changed_words(pieces)
    share = words.changed / words["all"]
    title = f"{percent(share.max())} of the words that {share.idxmax()} quotes are not those that the others quote"
    return {
        "title": title if share.max() else "Every page quotes the same words",
        "subtitle": (
            f"Which words of an utterance each page quotes; {counted(pieces.utterance.nunique(), 'utterance')} quoted"
            " on two pages or more."
        ),
        "note": (
            "The words above the bars are those that most pages confirm. The original statement is not among the files."
        ),
    }


def statement_alt(pieces):
    """Return the figure's description in one sentence."""
    if pieces.empty:
        return "An empty chart: no utterance is quoted on two pages."
    words = _changed_words(pieces)
    told = listed(f"{label} {int(row.changed)} of {int(row['all'])}" for label, row in words.iterrows())
    return (
        f"Bars of the words that each page quotes of {counted(pieces.utterance.nunique(), 'utterance')}; words quoted"
        f" otherwise: {told}."
    )


def statement_answer(pieces):
    """Return in words whose quotations differ."""
    if pieces.empty:
        return "No two pages quote the same utterance."
    words = _changed_words(pieces)
    top = (words.changed / words["all"]).idxmax()
    rest = words.drop(index=top).sum()
    return (
        f"A quotation is a tracer: it may be shortened, but its words should not change. In {top},"
        f" {int(words.changed[top])} of {int(words['all'][top])} quoted words differ from those that the other pages"
        f" confirm; in all other pages together {int(rest.changed)} of {int(rest['all'])}."
    )


def damage(articles, pair):
    """Return `translation.damage_by_sentence` of the translated copy; empty without a pair."""
    if pair is None:
        return translation.damage_by_sentence("", "")
    return translation.damage_by_sentence(copy=articles.body[pair[1]], source=articles.body[pair[0]])


def damage_titles(table):
    """Return title, subtitle and note of sentence length against damage."""
    return {
        "title": "Long sentences carry the broken joins" if _broken_longer(table) else "Sentence length and damage",
        "subtitle": f"Words of a sentence and artefacts in it, broken joins marked; {counted(len(table), 'sentence')}.",
        "note": "One page: enough to ask the question, too little to answer it.",
    }


def _broken_longer(table):
    broken = table[table.broken_joins > 0]
    return len(broken) > 0 and broken.words.median() > table[table.broken_joins == 0].words.median()


def damage_alt(table):
    """Return the figure's description in one sentence."""
    if table.empty:
        return "An empty chart: no translated story to measure."
    return (
        f"Dots for {counted(len(table), 'sentence')} by length in words and number of artefacts; "
        f"{counted(int((table.broken_joins > 0).sum()), 'sentence has', 'sentences have')} a broken join."
    )


def damage_answer(table):
    """Return in words whether broken joins sit in long sentences."""
    broken, whole = table[table.broken_joins > 0], table[table.broken_joins == 0]
    if broken.empty:
        return "No sentence has a broken join."
    return (
        f"Sentences with a broken join have {broken.words.median():.0f} words in the median, the others"
        f" {whole.words.median():.0f}. That would fit a translator that is fed pieces of limited length and cuts long"
        " sentences before it starts. One page can suggest this; it cannot show it."
    )


def pivot_answer(found, test):
    """Return in words whether a language of passage can be named. `test`: see `translation.pivot_test`."""
    answer = translation.pivot(found)
    if answer.language is not None:
        return f"The language of passage is {answer.language} (confidence {answer.confidence:.2f})."
    beating = test[test.p < 0.05]
    return (
        f"**No language is named.** The dictionaries of {len(beating)} of {counted(len(test), 'language')} link more of"
        " the changed words than a shuffle of the same words does, because words of related sense share a translation"
        " almost everywhere. A test that"
        f" {'so many languages pass' if len(beating) > 1 else 'one language in so many passes'} singles out none."
    )


def says_itself(articles, pair):
    """Return what the copy says of itself in its small print, where it speaks of translation; a sentence in any case."""
    if pair is None:
        return "There is no copy whose small print could be read."
    lines = boilerplate.label_lines(articles.text[pair[1]])
    told = [text for text in lines[~lines.is_body].text if "translat" in text.lower()]
    if not told:
        return f"{pair[1]} itself says nothing of a translation."
    return f"{pair[1]} says so itself, in the small print below the story:\n\n" + "\n\n".join(
        f"> {_clean(text)}" for text in told
    )


def classes_remark(classes):
    """Return in words what the classifier makes of the known negative, the last row."""
    negative = classes[classes.one_text == "no"]
    if negative.empty:
        return "There is no pair of pages that could serve as a known negative."
    row = next(negative.itertuples())
    likeliest = _likeliest(row)
    remark = (
        f"The known negative, {row.source} and {row.copy}, comes out as {likeliest.replace('_', ' ')}"
        f" ({getattr(row, likeliest):.2f})."
    )
    if likeliest != "independent":
        remark += (
            " That is wrong where neither holds the other's text: what two stories of one event both report can look like"
            " rewriting. So the classifier is asked only about pairs that hold one text, and what pages are to each other is"
            " decided in notebook five."
        )
    return remark


def translated_labels(pair):
    """Return the labels to mark in a chart: the translated copy, none without a pair."""
    return () if pair is None else (pair[1],)


def readability_dots(scores):
    """Return readability scores as the chart's table: `article`, `measure`, `value`."""
    return (
        scores.drop(columns="words")
        .rename_axis("article")
        .reset_index()
        .melt("article", var_name="measure", value_name="value")
    )


def readability_titles(scores, pair):
    """Return title, subtitle and note of the readability chart."""
    title = "Readability of the stories"
    if pair is not None:
        others = scores.drop(index=pair[1]).iloc[:, 0]
        within = others.min() <= scores.iloc[:, 0][pair[1]] <= others.max()
        title = f"The translated story does {'not ' if within else ''}stand out from the others"
    return {
        "title": title,
        "subtitle": f"textstat's scores of the whole stories, one dot per page; {counted(len(scores), 'page')}.",
        "note": "Reading ease falls as a text gets harder, the others rise.",
    }


def readability_alt(scores):
    """Return the figure's description in one sentence."""
    first = scores.iloc[:, 0]
    return (
        f"Dots of {scores.shape[1] - 1} readability scores for each page; {first.name} lies between {first.min():.0f}"
        f" and {first.max():.0f}."
    )


def readability_beside(articles, pair, scores):
    """Return the scores of copy and counterpart on their matched sentences alone: `score, source, copy, moved`."""
    if pair is None:
        return pd.DataFrame(columns=["score", "source", "copy", "moved"])
    rows = overlap.align_sentences(articles.body[pair[0]], articles.body[pair[1]]).dropna(subset=["source_start"])
    copy = " ".join(articles.body[pair[1]][int(r.copy_start) : int(r.copy_end)] for r in rows.itertuples())
    spans = sorted({(int(r.source_start), int(r.source_end)) for r in rows.itertuples()})
    source = " ".join(articles.body[pair[0]][start:end] for start, end in spans)
    values = (
        scores(pd.DataFrame({"body": {"source": source, "copy": copy}}))
        .drop(columns="words")
        .T.reset_index(names="score")
    )
    return values.rename_axis(columns=None).assign(moved=values["copy"] - values["source"])[
        ["score", "source", "copy", "moved"]
    ]


def readability_beside_answer(table, pair, scores):
    """Return in words whether the copy moves further from its source than untranslated stories lie apart."""
    if table.empty:
        return "There is no translated copy to set beside its source."
    first, others = table.iloc[0], scores.drop(index=pair[1]).iloc[:, 0]
    apart, moved = others.max() - others.min(), abs(first.moved)
    return (
        f"{first.score} moves from {first.source:.1f} to {first['copy']:.1f} on the sentences that both have,"
        f" {moved:.1f} points. The stories that were not translated lie up to {apart:.1f} points apart: "
        + (
            "such a score alone cannot tell a translated text from another one."
            if moved <= apart
            else "the move is larger than that."
        )
    )


def hand_known(articles, path):
    """Return the wordings read by hand that stand on a page here: `article`, `phrase`, `original`, `seen_at`."""
    originals = pd.read_csv(path, dtype=str)
    rows = [r for r in originals.itertuples() if r.article in articles.index and r.phrase in articles.text[r.article]]
    return pd.DataFrame(rows, columns=["Index", *originals.columns]).drop(columns=["Index", "note"])


def hand_known_answer(articles, pair, found, known):
    """Return in words how many wordings read by hand overlap an artefact that the program found."""
    if known.empty:
        return "No wordings of these pages were read by hand."
    seen = [
        row.phrase for row in known.itertuples() if pair and row.article == pair[1] and _is_found(articles, row, found)
    ]
    missed = [phrase for phrase in known.phrase if phrase not in seen]
    return (
        f"{counted(len(known), 'wording')} known by hand, from other copies of the same text. The program marks"
        f" {len(seen)} of them by itself ({listed(seen)}), without knowing the original. It cannot see the others from"
        f" these pages: {listed(missed)}."
    )


def _is_found(articles, row, found):
    at = articles.text[row.article].find(row.phrase)
    return any(at < r.end and at + len(row.phrase) > r.start for r in found.itertuples())
