"""What notebook 02 says: story and furniture, and what furniture does to a measure of copying."""

import pandas as pd

from wirecopy import boilerplate, overlap, quotes
from wirecopy.findings.words import counted, excerpt, listed, percent, validation
from wirecopy.text import keep, lines, tokens

__all__ = [
    "LEVELS", "barcode_alt", "barcode_titles", "change", "change_alt", "change_titles", "containment_levels",
    "doubtful", "doubtful_answer", "furniture_answer", "furniture_teaser_answer", "in_furniture",
    "kept_and_removed", "kept_answer", "kinds_alt", "kinds_titles", "mark_teasers", "most_furnished", "page_lines",
    "reliability_alt", "reliability_curve", "reliability_titles", "words_balance", "words_by_kind",
]  # fmt: skip

LEVELS = {"page": "Whole page", "body": "Story", "unquoted": "Story without quotations"}


def page_lines(articles):
    """Return every line of every page: the columns of `boilerplate.label_lines` with `article` and `words`."""
    parts = [
        boilerplate.label_lines(row.text, None if pd.isna(row.extracted) else row.extracted).assign(article=row.Index)
        for row in articles.itertuples()
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[["article", *rows.columns.drop("article")]]
    rows["words"] = [len(tokens(text)) for text in rows.text]
    return rows


def _shares(labelled):
    words = labelled.groupby("article").words.sum()
    story = labelled[labelled.is_body].groupby("article").words.sum()
    return story.reindex(words.index, fill_value=0) / words


def most_furnished(labelled):
    """Return the label of the page with the largest share of words outside the story."""
    return _shares(labelled).idxmin()


def words_by_kind(labelled):
    """Return words by page and kind of line: one row per page, one column per kind, the story first."""
    table = labelled.pivot_table(index="article", columns="kind", values="words", aggfunc="sum", fill_value=0)
    order = sorted(table, key=lambda kind: (kind != "body", -table[kind].sum(), kind))
    return table[order].rename_axis(columns=None)


def words_balance(articles, labelled):
    """Return in words that the lines hold all words of the pages, counted by another route; raises ValueError if not."""
    whole = sum(len(tokens(text)) for text in articles["text"])
    parts = int(labelled.words.sum())
    if whole != parts:
        raise ValueError(f"The lines hold {parts} words, the pages {whole}: a line was lost or counted twice.")
    return (
        f"Nothing is lost: the lines hold {counted(parts, 'word')}, counted one by one, and so do the pages, counted"
        " whole."
    )


def containment_levels(articles, n=5):
    """Return the containment of every ordered pair on three texts: `a`, `b`, `page`, `body`, `unquoted`.

    Each is the share (0 to 1) of a's distinct runs of n words that b has: on the whole page, on the story, on the story
    with its quotations blanked.
    """
    texts = {"page": articles["text"], "body": articles["body"], "unquoted": articles["body"].map(quotes.mask)}
    squares = {name: overlap.matrix(series, n) for name, series in texts.items()}
    pairs = [(a, b) for a in articles.index for b in articles.index if a != b]
    rows = [(a, b, *(squares[name].loc[a, b] for name in LEVELS)) for a, b in pairs]
    return pd.DataFrame(rows, columns=["a", "b", *LEVELS])


def furniture_answer(labelled, levels):
    """Return the answer of notebook 02: the page with least story, and what its furniture did to overlap."""
    shares = _shares(labelled)
    story, words = labelled[labelled.is_body].words.sum(), labelled.words.sum()
    parts = [
        f"**{percent(shares.min())} of the words of {shares.idxmin()} are the story;** over all pages it is"
        f" {percent(story / words)}."
    ]
    moved = levels.dropna(subset=["page", "body"])
    fall = moved.loc[(moved.page - moved.body).idxmax()] if len(moved) else None
    rise = moved.loc[(moved.body - moved.page).idxmax()] if len(moved) else None
    if fall is not None and fall.page - fall.body >= 0.01:
        parts.append(
            f"Counted over whole pages, {percent(fall.page)} of {fall.a} seems to be in {fall.b}; story against story"
            f" it is {percent(fall.body)}."
        )
    if rise is not None and rise.body - rise.page >= 0.01:
        parts.append(
            f"Furniture also hides copying: the share of {rise.a} that is in {rise.b} is {percent(rise.page)} before"
            f" and {percent(rise.body)} after it is taken away."
        )
    if len(parts) == 1:
        parts.append("Taking the furniture away changes no containment by more than a hundredth.")
    return " ".join(parts)


def in_furniture(articles, min_words=8):
    """Return where one page's furniture holds another page's story: `page`, `story_of`, `words`, `start`, `end`, `text`.

    One row per pair, its longest shared run of at least `min_words` words; offsets are those of `page`.
    """
    rows = []
    for page in articles.index:
        furniture = _without(articles.text[page], lines(articles.body[page]))
        for other in articles.index.drop(page):
            runs = overlap.runs(furniture, articles.body[other], min_words)
            if len(runs):
                best = runs.loc[runs.words.idxmax()]
                found = articles.text[page][best.a_start : best.a_end]
                rows.append((page, other, best.words, best.a_start, best.a_end, " ".join(found.split())))
    table = pd.DataFrame(rows, columns=["page", "story_of", "words", "start", "end", "text"])
    return table.sort_values(["words", "page"], ascending=[False, True], ignore_index=True)


def _without(text, story):
    gaps, at = [], 0
    for line in story.itertuples():
        gaps.append((at, line.start))
        at = line.end
    return keep(text, [*gaps, (at, len(text))])


def furniture_teaser_answer(found):
    """Return in words which page's furniture holds another page's story."""
    if found.empty:
        return "No page's furniture holds a run of another page's story."
    best = found.iloc[0]
    return (
        f"The furniture of {best.page} holds {counted(int(best.words), 'word')} in a row of the story on"
        f" {best.story_of}: a teaser, put there by a program. Whoever counts whole pages counts it as copying."
    )


def mark_teasers(labelled, found):
    """Return the lines with `mark`: where a line of furniture holds another page's story, it says of which page."""
    marks = pd.Series(pd.NA, index=labelled.index, dtype="string")
    for row in found.itertuples():
        here = (labelled.article == row.page) & (labelled.start < row.end) & (labelled.end > row.start)
        marks[here & ~labelled.is_body] = f"words of the story on {row.story_of}"
    return labelled.assign(mark=marks)


def barcode_titles(labelled):
    """Return title, subtitle and note of the strips of lines."""
    shares = _shares(labelled)
    return {
        "title": f"Only {percent(shares.min())} of the words of {shares.idxmin()} are the story",
        "subtitle": (
            f"Each block is a line of a page in reading order, as wide as its words; {counted(len(labelled), 'line')}, "
            f"{counted(int(labelled.words.sum()), 'word')}, {counted(len(shares), 'page')}."
        ),
        "note": "Story or furniture is decided by a model that was trained on other pages.",
    }


def barcode_alt(labelled):
    """Return the figure's description in one sentence."""
    shares = _shares(labelled)
    told = listed(f"{label} {percent(share)}" for label, share in shares.items())
    return (
        f"Strips of the lines of each page, story and furniture in colours; the story's share of the words is {told}."
    )


def kinds_titles(kinds):
    """Return title, subtitle and note of the bars of words by kind."""
    furniture = kinds.drop(columns="body", errors="ignore").sum()
    top = furniture.idxmax() if len(furniture) and furniture.sum() else None
    title = "There is no furniture on these pages"
    if top:
        title = f"Of all furniture, {percent(furniture[top] / furniture.sum())} is {top.replace('_', ' ')}"
    return {"title": title, "subtitle": f"Words by kind of line; {counted(len(kinds), 'page')}.", "note": ""}


def kinds_alt(kinds):
    """Return the figure's description in one sentence."""
    sums = kinds.sum()
    told = listed(f"{kind.replace('_', ' ')} {int(words):,}" for kind, words in sums.items() if words)
    return f"Bars of the words of each page by kind of line; over all pages: {told}."


def kept_and_removed(labelled, page):
    """Return every line of one page: `line`, `kept`, `kind`, `certainty` of that decision (0.5 to 1), and its `text` cut."""
    rows = labelled[labelled.article == page].copy()
    rows["kept"] = rows.is_body.map({True: "kept", False: "removed"})
    rows["certainty"] = rows.probability
    rows["text"] = [excerpt(text) for text in rows.text]
    return rows.set_index("line")[["kept", "kind", "words", "certainty", "text"]]


def kept_answer(labelled, page):
    """Return in words how many lines and words of one page were kept."""
    rows = labelled[labelled.article == page]
    kept = rows[rows.is_body]
    return (
        f"Page {page}: {counted(len(rows), 'line')} and {counted(int(rows.words.sum()), 'word')} before, "
        f"{counted(len(kept), 'line')} and {counted(int(kept.words.sum()), 'word')} after."
    )


def change(levels):
    """Return containment of every ordered pair before and after furniture is taken away: `a`, `b`, `before`, `after`."""
    return levels.rename(columns={"page": "before", "body": "after"})[["a", "b", "before", "after"]]


def change_titles(table, n):
    """Return title, subtitle and note of the chart of containment before and after."""
    moved = (table.before - table.after).dropna()
    title = "There is no pair to compare"
    if len(moved):
        row = table.loc[moved.idxmax()]
        title = "Taking furniture away changes little"
        if row.before - row.after >= 0.01:
            title = (
                f"{percent(row.before)} of {row.a} seems to be in {row.b}, until furniture is removed:"
                f" {percent(row.after)}"
            )
    return {
        "title": title,
        "subtitle": (
            f"Share of the first text's runs of {n} words that the second has, 0 to 100%;"
            f" {counted(len(table), 'ordered pair')}."
        ),
        "note": "A falling pair looked alike because of furniture; a rising one was hidden by it.",
    }


def change_alt(table):
    """Return the figure's description in one sentence."""
    moved = (100 * table.after).round() - (100 * table.before).round()
    fell, rose = int((moved < 0).sum()), int((moved > 0).sum())
    return (
        f"Dots for the containment of {counted(len(table), 'ordered pair')} before and after furniture is removed; "
        f"{fell} fall and {rose} rise."
    )


def doubtful(labelled, sure):
    """Return the lines whose decision is less certain than `sure`, the least certain first."""
    rows = labelled[labelled.probability < sure].sort_values("probability", kind="stable")
    rows = rows.assign(
        kept=rows.is_body.map({True: "kept", False: "removed"}), text=[excerpt(text) for text in rows.text]
    )
    return rows[["article", "line", "kept", "kind", "probability", "text"]].rename(columns={"probability": "certainty"})


def doubtful_answer(labelled, rows, sure):
    """Return in words how many lines are doubtful."""
    if rows.empty:
        return f"No line of {len(labelled):,} is less certain than {sure}."
    return (
        f"{counted(len(rows), 'line')} of {len(labelled):,} {'is' if len(rows) == 1 else 'are'} less certain than"
        f" {sure}."
    )


def reliability_curve():
    """Return how often lines of unseen sites were right by stated certainty: `predicted`, `observed`, `n`; all inputs pooled."""
    figures = validation("boilerplate_calibration")
    weighted = figures.assign(predicted=figures.probability * figures.lines, observed=figures.right * figures.lines)
    pooled = weighted.groupby(["from", "to"])[["predicted", "observed", "lines"]].sum()
    curve = pooled[["predicted", "observed"]].div(pooled.lines, axis=0).assign(n=pooled.lines)
    return curve.reset_index(drop=True)


def reliability_titles(curve):
    """Return title, subtitle and note of the reliability curve."""
    gap = (curve.predicted - curve.observed).abs().max()
    return {
        "title": f"The stated certainty is right to within {100 * gap:.0f} points",
        "subtitle": (
            f"Share of lines that were right, by stated certainty; {int(curve['n'].sum()):,} lines of unseen sites."
        ),
        "note": "Measured by cross-validation over sites. On the diagonal the program is as good as its word.",
    }


def reliability_alt(curve):
    """Return the figure's description in one sentence."""
    return (
        f"Dots of the share of lines that were right against the certainty stated, in {counted(len(curve), 'bin')},"
        " beside the diagonal of perfect honesty."
    )
