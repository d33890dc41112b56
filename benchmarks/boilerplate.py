"""Story or furniture beside other tools on the same pages: `python benchmarks/boilerplate.py`.

Writes to data/validation: boilerplate.csv (precision, recall and F1 of word 4-grams, with intervals, and speed),
boilerplate_calibration.csv, boilerplate_errors.csv and boilerplate_stress.csv. The line model is cross-validated by
site.
"""

import csv
import logging
import os
import time
from pathlib import Path

import boilerplate_data as data
import boilerplate_stress as stress
import boilerplate_train as train
import boilerpy3.extractors
import justext
import lxml.html
import newspaper
import numpy as np
import pandas as pd
import readability
import trafilatura
from resiliparse.extract.html2text import extract_plain_text

from wirecopy import boilerplate, line_features, pages
from wirecopy import text as tx

OUT = Path(os.environ.get("BENCH_OUT", Path(__file__).parents[1] / "data" / "validation"))
DRAWS = 1000


# Other tools: each takes a page's HTML and returns the text it keeps -------------------------------------------------


def _justext(html):
    paragraphs = justext.justext(html, justext.get_stoplist("English"))
    return "\n".join(p.text for p in paragraphs if not p.is_boilerplate)


def _boilerpy3(html):
    return boilerpy3.extractors.ArticleExtractor(raise_on_failure=False).get_content(html) or ""


def _readability(html):
    return lxml.html.fromstring(readability.Document(html).summary() or "<p/>").text_content()


def _newspaper4k(html):
    article = newspaper.Article("https://example.org/", language="en", fetch_images=False)
    article.download(input_html=html)
    article.parse()
    return article.text


def _resiliparse(html):
    return extract_plain_text(html, main_content=True)


def _trafilatura(html):
    return trafilatura.extract(html, include_comments=False) or ""


TOOLS = {
    "trafilatura": _trafilatura,
    "newspaper4k": _newspaper4k,
    "resiliparse": _resiliparse,
    "readability-lxml": _readability,
    "jusText": _justext,
    "boilerpy3": _boilerpy3,
}


def _as_html(lines):
    """Return lines of plain text as the HTML that an extractor can be fed: one paragraph each."""
    root = lxml.html.Element("body")
    for line in lines:
        child = lxml.html.Element("p")
        child.text = "".join(c for c in line if c.isprintable())
        root.append(child)
    return "<html>" + lxml.html.tostring(root, encoding="unicode") + "</html>"


def _run(tool, html):
    try:
        return tool(html) or ""
    except Exception as error:  # A tool that fails on a page has found nothing there.
        logging.getLogger(__name__).debug("%s: %s", tool, error)
        return ""


# Scores ---------------------------------------------------------------------------------------------------------------


def scored(name, shown, chosen, kept, seconds):
    """Return one row of the table: macro-averaged word 4-gram scores, and the 95% bootstrap interval of F1 by site."""
    scores = np.array([data.score(text, row.page.gt) for row, text in zip(chosen, kept, strict=True)])
    precision, recall, f1 = data.f1(scores)
    low, high = _interval(scores, [row.page.site for row in chosen])
    speed = float(f"{len(chosen) / seconds:.2g}") if seconds else None
    return {"input": shown, "tool": name, "precision": precision, "recall": recall, "f1": f1, "low": low, "high": high,
            "pages": len(chosen), "pages_per_second": speed}  # fmt: skip


def _interval(scores, sites):
    rng = np.random.default_rng(0)
    groups = [np.flatnonzero(np.array(sites) == site) for site in sorted(set(sites))]
    draws = []
    for _ in range(DRAWS):
        rows = np.concatenate([groups[k] for k in rng.integers(len(groups), size=len(groups))])
        draws.append(data.f1(scores[rows])[2])
    return np.quantile(draws, [0.025, 0.975])


def kept_text(row, is_body):
    """Return the lines of a page that are taken for the story."""
    return "\n".join(line[0] for line, keep in zip(row.page.lines, is_body, strict=True) if keep)


def text_rows(shown, chosen, chances):
    """Return the table's rows for plain text: this project, two plain rules, and the extractors on wrapped lines."""
    began = time.perf_counter()
    for row in chosen:
        boilerplate.label_lines(row.page.text)
    seconds = time.perf_counter() - began
    ways = {
        "this project": [chance >= 0.5 for chance in chances],
        "keep everything": [np.ones(len(row.y)) for row in chosen],
        "lines of 80 characters or more": [[len(line[0]) >= 80 for line in row.page.lines] for row in chosen],
        "the labels themselves": [row.y for row in chosen],
    }
    rows = []
    for name, flags in ways.items():
        kept = [kept_text(row, flag) for row, flag in zip(chosen, flags, strict=True)]
        rows.append(scored(name, shown, chosen, kept, seconds if name == "this project" else None))
    for name in ("trafilatura", "jusText", "boilerpy3", "resiliparse"):
        began = time.perf_counter()
        kept = [_run(TOOLS[name], _as_html([x[0] for x in row.page.lines])) for row in chosen]
        rows.append(scored(f"{name}, lines as <p>", shown, chosen, kept, time.perf_counter() - began))
    return rows


def html_rows(chosen, chances, cross_validated):
    """Return the table's rows for HTML: this project with trafilatura's article as evidence, and the extractors."""
    sources = [data.read_html(row.page.id).decode("utf-8", "replace") for row in chosen]
    rows, articles = [], []
    for name, tool in TOOLS.items():
        began = time.perf_counter()
        kept = [_run(tool, source) for source in sources]
        rows.append(scored(name, "HTML", chosen, kept, time.perf_counter() - began))
        if name == "trafilatura":
            articles = kept
    began = time.perf_counter()
    rendered = [pages.render(source) for source in sources]
    for text, article in zip(rendered, articles, strict=True):
        boilerplate.label_lines(text, article)
    seconds = time.perf_counter() - began + len(chosen) / rows[0]["pages_per_second"]
    shown = zip(chosen, rendered, articles, strict=True)
    kept = [_story(row, text, article, *cross_validated) for row, text, article in shown]
    ours = scored("this project, with trafilatura's article", "HTML", chosen, kept, seconds)
    same = [kept_text(r, s >= 0.5) for r, s in zip(chosen, chances, strict=True)]
    return [ours, scored("the same on inscriptis' text", "HTML", chosen, same, None), *rows]


def _story(row, text, article, boosters, curves):
    """Return the story of a page's visible text by the boosters that saw no page of its site."""
    lines = tx.lines(text)
    seen = line_features.see(text, lines)
    values = line_features.matrix(seen)
    fold = row.page.fold
    score = train.predict(boosters[fold], train.Row(row.page, seen, values, None))
    score = boilerplate.weigh(seen, score, article)
    return "\n".join(lines["text"][boilerplate.calibrate(score, seen.counts, curves[fold]) >= 0.5])


def calibrated(rows, scores):
    """Return probabilities by curves that saw no page of the site: `(per row, curve per fold)`."""
    curves = []
    for fold in range(data.FOLDS):
        others = [i for i, row in enumerate(rows) if row.page.fold != fold]
        curves.append(train.curves([rows[i] for i in others], [scores[i] for i in others]))
    return [
        boilerplate.calibrate(s, row.seen.counts, curves[row.page.fold]) for row, s in zip(rows, scores, strict=True)
    ], curves


def reliability(shown, rows, chances):
    """Return the reliability curve: for bins of `probability`, what share of lines is what it is said to be."""
    chance, y = np.concatenate(chances), np.concatenate([row.y for row in rows])
    said = np.maximum(chance, 1 - chance)
    right = (chance >= 0.5) == (y == 1)
    table = []
    for low in np.arange(0.5, 1, 0.05):
        inside = (said >= low - 1e-9) & (said < low + 0.05 - 1e-9) | ((low > 0.94) & (said >= 1))
        n, share = inside.sum(), right[inside].mean() if inside.any() else np.nan
        table.append({"input": shown, "from": low, "to": low + 0.05, "lines": n,
                      "probability": said[inside].mean() if n else np.nan, "right": share,
                      **dict(zip(("low", "high"), _wilson(share, n), strict=True))})  # fmt: skip
    return table


def _wilson(share, n, z=1.96):
    if not n:
        return np.nan, np.nan
    middle, half = share + z * z / (2 * n), z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


# Errors ---------------------------------------------------------------------------------------------------------------


def causes(row, chance):
    """Return `(line number, cause)` for every wrong line of a page; the first cause that fits."""
    stops_early = train.contradiction(row, chance) >= train.DOUBTFUL
    column = {name: row.matrix[:, k] for k, name in enumerate(line_features.names())}
    told = np.maximum(column["told_before"], column["told_after"]) > 0.5
    for i in np.flatnonzero((chance >= 0.5) != (row.y == 1)):
        lost = bool(row.y[i])
        for fits, cause in (
            (stops_early and not lost, "labels stop in mid-story, or several stories on a page"),
            (told[i], "text that the page holds twice (summary, caption, quote box)"),
            (column["consent"][i] and not lost, "cookie consent, terms, affiliate notice"),
            (column["person"][i] or column["note"][i], "about the writer, where the text is from"),
            (column["caption"][i] or column["photo"][i], "caption or credit"),
            (column["trade"][i], "offers and prices"),
            (row.seen.counts[i] < 8, "subheading, list item or other short line"),
            (i < np.flatnonzero(row.y)[0] + 2, "standfirst or first line"),
            (True, "lost story, other" if lost else "kept furniture, other"),
        ):
            if fits:
                yield i, cause
                break


def error_table(shown, rows, chances, examples=3):
    """Return the errors by cause, each with how much of all wrong words it is and with its worst examples."""
    found = []
    for row, chance in zip(rows, chances, strict=True):
        for i, cause in causes(row, chance):
            quote = " ".join(row.page.lines[i][0].split()[:10])
            sure = max(chance[i], 1 - chance[i])
            found.append((cause, "lost" if row.y[i] else "kept", row.seen.counts[i], row.page.site, sure, quote))
    frame = pd.DataFrame(found, columns=["cause", "error", "words", "site", "probability", "example"])
    total, table = frame["words"].sum(), []
    for (cause, error), group in frame.groupby(["cause", "error"]):
        worst = group.sort_values(["words", "site", "example"], ascending=[False, True, True]).drop_duplicates("site")
        for line in worst.head(examples).itertuples():
            table.append({"input": shown, "cause": cause, "error": error, "lines": len(group),
                          "share_of_words": group["words"].sum() / total, "site": line.site,
                          "probability": line.probability, "example": line.example})  # fmt: skip
    return sorted(table, key=lambda r: (-r["share_of_words"], r["cause"], r["error"]))


def stress_rows():
    """Return for each stress on the five pages how many lines the shipped model gets wrong."""
    table = []
    for name, variant in stress.variants(stress.labelled_pages()).items():
        labelled = {a: boilerplate.label_lines(stress.joined(lines)) for a, lines in variant.items()}
        wrong = {a: len(stress.wrong_lines(lines, labelled[a])) for a, lines in variant.items()}
        worst = max(wrong, key=wrong.get)
        table.append({"stress": name, "lines": sum(map(len, variant.values())), "wrong": sum(wrong.values()),
                      "worst_page": worst if wrong[worst] else "", "wrong_there": wrong[worst]})  # fmt: skip
    return table


def _write(name, table):
    OUT.mkdir(parents=True, exist_ok=True)
    rounded = [{k: round(float(v), 4) if isinstance(v, float) else v for k, v in row.items()} for row in table]
    with open(OUT / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rounded[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rounded)


def evaluate(rows, scores, boosters, beside, weighed):
    """Write the four tables from cross-validated scores."""
    logging.disable(logging.CRITICAL)
    real = [i for i, row in enumerate(rows) if row.page.render != "made"]
    chances, _ = calibrated([rows[i] for i in real], [scores[i] for i in real])
    beside_chances, curves = calibrated(beside, weighed)
    table, curve, errors = [], [], []
    for render, shown in (("residual", "half-cleaned text"), ("full", "whole page as text")):
        pairs = [(rows[i], c) for i, c in zip(real, chances, strict=True) if rows[i].page.render == render]
        chosen, own = [row for row, _ in pairs], [chance for _, chance in pairs]
        table += text_rows(shown, chosen, own)
        curve += reliability(shown, chosen, own)
        errors += error_table(shown, chosen, own)
    table += html_rows(beside, beside_chances, (boosters, curves))
    curve += reliability("HTML", beside, beside_chances)
    _write("boilerplate.csv", table)
    _write("boilerplate_calibration.csv", curve)
    _write("boilerplate_errors.csv", errors)
    _write("boilerplate_stress.csv", stress_rows())


def main():
    """Cross-validate, then compare and write."""
    rows = train.prepare()
    scores, boosters = train.cross_validate(rows)
    evaluate(rows, scores, boosters, *train.with_article(rows, scores))


if __name__ == "__main__":
    main()
