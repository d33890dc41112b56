"""How findings are put into words: counts, lists, shares, excerpts, and a function's rows over all articles."""

from pathlib import Path

import pandas as pd

__all__ = ["counted", "excerpt", "for_each", "listed", "names", "percent", "validation"]

DATA = Path(__file__).resolve().parents[2] / "data"


def counted(number, noun, plural=None):
    """Return a number with its noun: `1 page`, `2 pages`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(items):
    """Return items as a list in a sentence: `a, b and c`."""
    items = [str(item) for item in items]
    if not items:
        return "none"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def percent(share):
    """Return a share as a whole percentage, `n/a` where there is nothing to take a share of."""
    return "n/a" if pd.isna(share) else f"{share:.0%}"


def excerpt(text, most=90):
    """Return the opening of a text on one line, cut between words."""
    text = " ".join(str(text).split())
    return text if len(text) <= most else text[: text.rfind(" ", 0, most)] + " …"


def for_each(articles, function, column="body"):
    """Return the rows of `function(text)` for every article's `column`, below each other, with `article` in front."""
    parts = [function(text).assign(article=label) for label, text in articles[column].items()]
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return rows[["article", *rows.columns.drop("article")]]


def names(articles):
    """Return what charts call each article: its label with the agency it credits, `own story` where it credits none."""
    credited = articles.source_organization.fillna("no agency")
    return {label: f"{label} ({credit})" for label, credit in credited.items()}


def validation(name):
    """Return a table of figures that `benchmarks/` measured on labelled data."""
    return pd.read_csv(DATA / "validation" / f"{name}.csv", dtype={"worst_page": str})
