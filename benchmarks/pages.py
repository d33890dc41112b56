"""Measure `wirecopy.pages`: when a page was published, as read from what it shows.

    python benchmarks/pages.py

Reads the 277 HTML pages of BENCH_DATA/boilerplate (default ../shared/bench) and writes data/validation/pages_dates.csv and
pages_errors.csv. The truth is the time of publication that a page's metadata declares, where it does; the methods see only
the page's visible text (of `pages.load`'s HTML reading the metadata is switched off). Compared with taking the first date
that the page prints, and with the earliest. About three minutes on one core.
"""

import gzip
import os
from pathlib import Path

import numpy as np
import pandas as pd

from wirecopy import boilerplate, dates, pages

ROOT = Path(__file__).resolve().parent.parent
BENCH = Path(os.environ.get("BENCH_DATA", ROOT / "../shared/bench"))
OUT = ROOT / "data" / "validation"
DAY = pd.Timedelta(days=1)


def declared(html):
    """Return the first and the last moment that a page's metadata may mean, or None."""
    return dates.moment(pages.metadata(html).get("published"))


def read():
    """Yield name, visible text, line table and declared time of every page that declares one."""
    for path in sorted((BENCH / "boilerplate" / "html").glob("*.gz")):
        html = gzip.decompress(path.read_bytes()).decode("utf-8", errors="replace")
        truth = declared(html)
        if truth:
            text = pages.render(html)
            yield path.name[:8], text, boilerplate.label_lines(text), truth


def intervals(text, lines):
    """Return the interval by each method."""
    table = dates.dates_in(text, lines)
    printed = [dates.day_span(text[row.start : row.end]) for row in table.dropna(subset="start").itertuples()]
    printed = [span for span in printed if span is not None]
    nothing = (pd.NaT, pd.NaT)
    return {
        "wirecopy": dates.interval(table)[:2],
        "first date printed": printed[0] if printed else nothing,
        "earliest date printed": min(printed, default=nothing),
    }


def judged(found, truth):
    """Return what an interval is worth: `right`, `one-sided`, `none`, or how far the truth lies outside."""
    earliest, latest = found
    if pd.isna(earliest) and pd.isna(latest):
        return "none", 0.0
    late = (earliest - truth[1]) / DAY if pd.notna(earliest) else 0.0
    early = (truth[0] - latest) / DAY if pd.notna(latest) else 0.0
    off = max(late, early, 0.0)
    if off > 0:
        return ("wrong" if off > 1 else "within a day"), off
    return ("one-sided" if pd.isna(earliest) or pd.isna(latest) else "right"), 0.0


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, text, lines, truth in read():
        for method, found in intervals(text, lines).items():
            rows.append((name, method, *judged(found, truth), (found[1] - found[0]) / pd.Timedelta(hours=1)))
    table = pd.DataFrame(rows, columns=["page", "method", "verdict", "days_off", "hours_wide"])
    counts = table.pivot_table(index="method", columns="verdict", values="page", aggfunc="count", fill_value=0)
    counts["pages"] = counts.sum(axis=1)
    counts["wrong_by_more_than_300_days"] = table[table["days_off"] > 300].groupby("method").size()
    counts["median_hours_wide"] = table[table["verdict"] == "right"].groupby("method")["hours_wide"].median()
    decided = counts["pages"] - counts.get("none", 0)
    counts["right_of_decided"] = (decided - counts["wrong"]) / decided
    half = 1.96 * np.sqrt(counts["right_of_decided"] * (1 - counts["right_of_decided"]) / decided)
    counts["right_low"], counts["right_high"] = counts["right_of_decided"] - half, counts["right_of_decided"] + half
    counts = counts.reset_index().fillna(0).round(3)
    counts.to_csv(OUT / "pages_dates.csv", index=False)
    wrong = table[(table["method"] == "wirecopy") & table["verdict"].eq("wrong")]
    wrong.drop(columns=["method", "hours_wide"]).round(1).to_csv(OUT / "pages_errors.csv", index=False)
    print(counts.to_string())


if __name__ == "__main__":
    main()
