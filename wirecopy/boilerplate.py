"""Which lines of a page are the story, and what the others are.

A trained model (see `models/MODEL_CARD.md`) judges every line by what stands in it, around it and elsewhere on the page;
general rules name the kind of the lines that are not the story.
"""

import json
from functools import cache
from importlib.resources import files

import lightgbm
import numpy as np
import pandas as pd

from wirecopy import line_features, line_kinds
from wirecopy import text as tx

KINDS = line_kinds.KINDS
_MODELS = files("wirecopy") / "models"


def label_lines(text, article=None):
    """Return one row per non-blank line of `text`, saying whether it is the story and, if not, what it is.

    Columns: `line` (1-based, blank lines counted), `start`, `end` (offsets, white space at both ends left out), `text`,
    `kind` (one of `KINDS`), `is_body` (bool), `probability` (.5 to 1: the calibrated probability that `is_body` is right,
    so that of the lines given .8 to .9, 80 to 90% are what they are called). `kind` is `body` exactly where `is_body`.

    `article` is what an extractor such as trafilatura took for the article of the page whose visible text `text` is;
    it is weighed as evidence, no more.
    """
    lines = tx.lines(text)
    body = _probabilities(text, lines, article)
    is_body = body >= 0.5
    lines["kind"] = line_kinds.name(lines["text"].tolist(), is_body)
    lines["is_body"] = is_body
    lines["probability"] = np.where(is_body, body, 1 - body)
    return lines


def mask(text, article=None):
    """Return `text` with everything but the story blanked: same length, line breaks stay.

    A crawler's date glued to the front of a line of the story is not the story; a dateline is.
    """
    lines = label_lines(text, article)
    dates = prefixes(text).query("kind == 'date'").set_index("line")["end"]
    story = lines[lines["is_body"]]
    start = story["line"].map(dates).fillna(story["start"]).astype(int)
    return tx.keep(text, zip(start, story["end"], strict=True))


def prefixes(text):
    """Return what stands in front of the words proper of a line: `line`, `start`, `end`, `text`, `kind`.

    `kind` is `dateline` (place, agency or both before a dash or colon: the span ends before that mark) or `date` (a date
    that a crawler or template glued on). A line that is nothing but a date is not a prefix.
    """
    lines = tx.lines(text)
    rows = []
    for line in lines.itertuples():
        for begin, end, kind in line_kinds.prefixes(line.text):
            rows.append((line.line, line.start + begin, line.start + end, line.text[begin:end], kind))
    columns = ["line", "start", "end", "text", "kind"]
    return pd.DataFrame(rows, columns=columns).astype({"line": int, "start": int, "end": int})


def disagreement(text, article):
    """Return how far the line model and an extractor's `article` differ on a page, as a Series.

    `only_lines`, `only_article`: words of lines of `text` that only one of them takes for the story; `both`: words that
    both take; `share`: words on which they differ, of all that either takes (0 to 1; 0 is agreement; NaN where neither
    takes any). Above .3 a page deserves a look.
    """
    lines = tx.lines(text)
    chosen = _probabilities(text, lines, None) >= 0.5
    taken = _coverage(lines, article) >= 0.5
    words = lines["text"].map(lambda line: len(tx.tokens(line))).to_numpy(dtype=int)
    both, either = words[chosen & taken].sum(), words[chosen | taken].sum()
    share = 1 - both / either if either else np.nan
    only = {"only_lines": words[chosen & ~taken].sum(), "only_article": words[taken & ~chosen].sum()}
    return pd.Series({**only, "both": both, "share": share}, dtype=float)


def _probabilities(text, lines, article):
    """Return the calibrated probability of being the story for each of the `lines`."""
    if lines.empty:
        return np.zeros(0)
    first, second, settings = _models()
    values = line_features.matrix(text, lines)
    score = second.predict(line_features.second(values, first.predict(values)), raw_score=True)
    if article is not None:
        score = score + settings["article_weight"] * (_coverage(lines, article) - 0.5)
    return calibrate(score, settings["calibration"])


def calibrate(score, knots):
    """Return probabilities for raw scores by straight lines between `knots` (pairs of score and log-odds)."""
    at, odds = np.array(knots).T
    return 1 / (1 + np.exp(-np.interp(score, at, odds)))


def _coverage(lines, article):
    """Return for each line the share of its word 3-grams (of its words where it has fewer) that `article` has."""
    known = tx.tokens(article or "")
    grams = {n: {tuple(known[i : i + n]) for i in range(len(known) - n + 1)} for n in (1, 2, 3)}
    shares = []
    for line in lines["text"]:
        words = tx.tokens(line)
        n = min(len(words), 3)
        own = [tuple(words[i : i + n]) for i in range(len(words) - n + 1)] if n else []
        shares.append(sum(gram in grams[n] for gram in own) / len(own) if own else 0.0)
    return np.array(shares)


@cache
def _models():
    boosters = [lightgbm.Booster(model_str=(_MODELS / f"lines_{n}.txt").read_text("utf-8")) for n in (1, 2)]
    return *boosters, json.loads((_MODELS / "lines.json").read_text("utf-8"))
