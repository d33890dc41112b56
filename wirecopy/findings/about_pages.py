"""What notebook 01 says: the pages, their credits, dates and readability."""

import pandas as pd
import textstat

from wirecopy import pages
from wirecopy.findings.words import counted, excerpt, for_each, listed
from wirecopy.text import lines, tokens

__all__ = [
    "SCORES", "credits_answer", "credits_in_context", "dates_answer", "dates_in_context", "intervals",
    "intervals_alt", "intervals_titles", "overview", "pages_answer", "publishers", "readability",
    "readability_answer",
]  # fmt: skip

SCORES = {
    "flesch_reading_ease": "Flesch reading ease",
    "flesch_kincaid_grade": "Flesch-Kincaid grade",
    "gunning_fog": "Gunning fog",
    "dale_chall_readability_score": "Dale-Chall",
}


def overview(articles):
    """Return one row per page: `headline`, `page_words`, `story_words`, `story_lines`, and `story_share` (0 to 1)."""
    table = articles[["headline"]].copy()
    table["page_words"] = [len(tokens(text)) for text in articles["text"]]
    table["story_words"] = [len(tokens(text)) for text in articles["body"]]
    table["story_lines"] = [len(lines(text)) for text in articles["body"]]
    table["story_share"] = table.story_words / table.page_words
    return table


def pages_answer(articles):
    """Return the answer of notebook 01: how many pages, who is credited, what can be dated."""
    by = articles.source_organization.dropna()
    silent = articles.index[articles.source_organization.isna()]
    who = [f"{name} ({listed(labels)})" for name, labels in by.groupby(by).groups.items()]
    undated = articles.index[articles.published_earliest.isna() & articles.published_latest.isna()]
    parts = [f"**{counted(len(articles), 'page')}, {counted(int(overview(articles).page_words.sum()), 'word')}.**"]
    if who:
        parts.append(f"{counted(len(by), 'page credits', 'pages credit')} an agency with the text: {listed(who)}.")
    if len(silent):
        parts.append(f"{listed(silent)} {'credits' if len(silent) == 1 else 'credit'} none.")
    parts.append(f"{counted(len(articles) - len(undated), 'page')} can be dated to an interval")
    parts[-1] += f"; {listed(undated)} cannot be dated from anything on the page." if len(undated) else "."
    return " ".join(parts)


def _in_context(text, start, end, around):
    before, after = text[max(0, start - around) : start], text[end : end + around]
    return " ".join(f"{before}⟦{text[start:end]}⟧{after}".split())


def credits_in_context(articles, around=50):
    """Return the credits of every page: `article, organization, kind, weight, times`, the first `in_context` in ⟦ ⟧."""
    rows = for_each(articles, pages.credits, "text")
    rows["in_context"] = [_in_context(articles.text[r.article], r.start, r.end, around) for r in rows.itertuples()]
    groups = rows.groupby(["article", "organization", "kind"], sort=False, dropna=False)
    first = groups[["weight", "in_context"]].first().reset_index()
    return first.assign(times=groups.size().to_numpy())[
        ["article", "organization", "kind", "weight", "times", "in_context"]
    ]


def credits_answer(articles, credits):
    """Return in words how the credits of the pages differ."""
    photos = credits[(credits.kind == "photo") & credits.organization.notna()]
    parts = []
    for organization in articles.source_organization.dropna().unique():
        labels = articles.index[articles.source_organization == organization]
        if len(labels) > 1:
            parts.append(f"{listed(labels)} name the same source, {organization}.")
    if len(photos):
        parts.append(f"{counted(len(photos), 'credit belongs', 'credits belong')} to a picture, not to a text.")
    for label in articles.index[articles.source_organization.isna()]:
        writer = articles.author[label]
        parts.append(f"{label} credits no agency" + ("." if pd.isna(writer) else f"; its byline names {writer}."))
    return " ".join(parts) or "Every page names a source of its own."


def publishers(articles, folder):
    """Return `publisher` and `url` of every page, and `read_from`: the page itself, or what articles.csv says of the fact."""
    known = pd.DataFrame()
    if (folder / "articles.csv").exists():
        known = pd.read_csv(folder / "articles.csv", dtype=str).set_index("file")
    table = articles[["publisher", "url"]].copy()
    told = known.get("publisher_source", pd.Series(dtype=str))
    from_hand = known.get("publisher", pd.Series(dtype=str)).dropna().index
    table["publisher_read_from"] = [
        told.get(file) or "articles.csv" if file in from_hand else ("the page" if pd.notna(name) else told.get(file))
        for file, name in zip(articles.file, articles.publisher, strict=True)
    ]
    return table


def intervals(articles):
    """Return when each page can have appeared: `published_earliest`, `published_latest` (UTC), `date_evidence`."""
    return articles[["published_earliest", "published_latest", "date_evidence"]]


def intervals_titles(table):
    """Return title, subtitle and note of the chart of intervals."""
    known = table.dropna(subset=["published_earliest", "published_latest"])
    title = "No page says when it appeared"
    if len(known):
        widest = (known.published_latest - known.published_earliest).max() / pd.Timedelta(hours=1)
        who = "Each page" if len(known) == len(table) else f"{len(known)} of {counted(len(table), 'page')}"
        title = f"{who} can be dated, to within {widest:.0f} hours at worst"
    return {
        "title": title,
        "subtitle": (
            "Interval of publication in Universal Time, from what the page and its address say;"
            f" {counted(len(table), 'page')}."
        ),
        "note": "A bar is as wide as the evidence leaves it. Overlapping bars have no order.",
    }


def intervals_alt(table):
    """Return the figure's description in one sentence."""
    known = table.dropna(subset=["published_earliest", "published_latest"])
    if known.empty:
        return "A chart without bars: no page can be dated from what is on it."
    return (
        f"Bars of the time in which each of {counted(len(known), 'page')} can have appeared, between"
        f" {known.published_earliest.min():%d %B %Y %H:%M} and {known.published_latest.max():%d %B %Y %H:%M} Universal"
        f" Time; {counted(len(table) - len(known), 'page has', 'pages have')} no bar."
    )


def dates_in_context(articles):
    """Return every date on every page: `article`, `date` as printed, `kind`, `used` (does it bound publication), `reason`."""
    parts = [
        pages.dates(r.text, None if pd.isna(r.url) else r.url).assign(article=r.Index) for r in articles.itertuples()
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows["date"] = [excerpt(text, 60) for text in rows.text]
    rows["used"] = rows.used.map({True: "yes", False: "no"})
    return rows[["article", "date", "kind", "used", "reason"]]


def dates_answer(dates):
    """Return in words how many of the dates on the pages say when the pages appeared."""
    used = int((dates.used == "yes").sum())
    return (
        f"Of {counted(len(dates), 'date')} on the pages, {used} bound the time of publication. Whoever takes the first "
        "date that a page shows takes one of the others sooner or later."
    )


def readability(articles):
    """Return textstat's scores of every story: one row per article, one column per score of `SCORES`, and `words`."""
    running = {label: _running(body) for label, body in articles["body"].items()}
    table = pd.DataFrame(
        {
            heading: {label: getattr(textstat, name)(text) for label, text in running.items()}
            for name, heading in SCORES.items()
        }
    ).rename_axis("article")
    table["words"] = [len(tokens(text)) for text in running.values()]
    return table


def _running(text):
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def readability_answer(scores):
    """Return in words how far apart the stories lie on the first scale."""
    scale = scores.iloc[:, 0]
    low, high = scale.idxmin(), scale.idxmax()
    return (
        f"On the scale of {scale.name} the stories lie between {scale[low]:.0f} ({low}) and {scale[high]:.0f} ({high}),"
        f" {scale[high] - scale[low]:.0f} points apart. Such a score counts syllables and sentence lengths; it says"
        " nothing of whether a text is right, or whose it is."
    )
