"""Which lines of a page are the story, and what the others are.

A trained model (see `models/MODEL_CARD.md`) judges every line by what stands in it, around it and elsewhere on the
page; general rules name the kind of the lines that are not the story.
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
# Widths at which text is wrapped by hand or mail program; a lower-case line after so long a one was broken off it.
_WRAPPED = (40, 120)
_FURNITURE = -3.0
# Among 2, 4 and 6 as good as the greater, and less trusting.
_ARTICLE_WEIGHT = 4.0
# Running text and short lines are calibrated apart.
LONG = 12


def label_lines(text, article=None):
    """Return one row per non-blank line of `text`, saying whether it is the story and, if not, what it is.

    Columns: `line` (1-based, blank lines counted), `start`, `end` (offsets, white space at both ends left out), `text`,
    `kind` (one of `KINDS`), `is_body` (bool), `probability` (.5 to 1: the calibrated probability that `is_body` is
    right, so that of the lines given .8 to .9, 80 to 90% are what they are called). `kind` is `body` exactly where
    `is_body`. A text wrapped at a fixed width is judged by paragraphs, every line with its paragraph.

    `article` is what trafilatura took for the article of the page whose visible text `text` is (None or NA: nothing
    known). It is weighed as evidence, no more: `disagreement` says where the two differ.
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

    `kind` is `dateline` (place, agency or both before a dash or colon: the span ends before that mark) or `date` (a
    date that a crawler or template glued on). A line that is nothing but a date is not a prefix.
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
    chosen = _probabilities(text, lines) >= 0.5
    taken = line_features.coverage(lines["text"].map(tx.tokens), article) >= 0.5
    words = lines["text"].map(lambda line: len(tx.tokens(line))).to_numpy(dtype=int)
    both, either = words[chosen & taken].sum(), words[chosen | taken].sum()
    share = 1 - both / either if either else np.nan
    only = {"only_lines": words[chosen & ~taken].sum(), "only_article": words[taken & ~chosen].sum()}
    return pd.Series({**only, "both": both, "share": share}, dtype=float)


def _probabilities(text, lines, article=None):
    """Return the calibrated probability of being the story for each of the `lines`."""
    if lines.empty:
        return np.zeros(0)
    models = _models()
    paragraph = paragraphs(lines)
    whole = _merged(lines, paragraph)
    seen = line_features.see(text, whole)
    values = line_features.matrix(seen)
    first = models["first"].predict(values)
    score = models["second"].predict(line_features.second(seen, values, first), raw_score=True)
    score = below_pictures(seen, one_story(seen, score))
    curves = models["calibration"]
    if not pd.isna(article):
        score, curves = weigh(seen, score, article), models["calibration_article"]
    return calibrate(score, seen.counts, curves)[paragraph]


def weigh(seen, score, article):
    """Return the raw scores with an extractor's `article` as evidence: more for what it holds, less for what not."""
    return score + _ARTICLE_WEIGHT * (line_features.coverage(seen.tokens, article) - 0.5)


def one_story(seen, score):
    """Return the raw scores with everything from another story's opening on taken for furniture.

    An agency's story has one dateline. A second one, after three paragraphs or more of the first story, or any after
    six, is another story's: what a page shows of it, and all below, is its tail.
    """
    told = np.cumsum((score > 0) & seen.long)
    before, opened = told - ((score > 0) & seen.long), None
    for i in (i for i, line in enumerate(seen.texts) if line_kinds.opens_a_story(line)):
        if before[i] >= 6 or (opened is not None and before[i] - before[opened] >= 3):
            return np.append(score[:i], np.minimum(score[i:], _FURNITURE))
        opened = i if opened is None else opened
    return score


def below_pictures(seen, score):
    """Return the raw scores with a caption above the story taken for furniture.

    A line that ends in a set-off name after its last full stop (`… in Pyongyang. [YONHAP]`) credits a picture; below the
    first paragraph the same form may sign off the story, so it is believed only above it.
    """
    score = score.copy()
    for i, line in enumerate(seen.texts):
        if score[i] > 0 and not line_kinds.ends_in_credit(line):
            break
        score[i] = min(score[i], _FURNITURE) if score[i] > 0 else score[i]
    return score


def paragraphs(lines):
    """Return for each of the `lines` the number of its paragraph: its own, unless the text is wrapped at a width."""
    texts, numbers = lines["text"].tolist(), lines["line"].to_numpy()
    follows = [*(np.diff(numbers) == 1), False]
    long = [i for i, text in enumerate(texts) if len(text) >= _WRAPPED[0]]
    broken = [len(texts[i]) for i in long if follows[i] and texts[i + 1][:1].islower()]
    width = np.quantile(broken, 0.9) if broken else np.inf
    if width > _WRAPPED[1] or len(broken) < 0.25 * len(long):
        return np.arange(len(texts))
    joined = [
        follows[i] and len(text) <= width + 3 and len(text) + 1 + len(texts[i + 1].split()[0]) > width - 3
        for i, text in enumerate(texts)
    ]
    return np.cumsum([0, *(not flag for flag in joined[:-1])])


def _merged(lines, paragraph):
    group = lines.groupby(paragraph)
    return pd.DataFrame({"start": group["start"].min(), "end": group["end"].max(), "text": group["text"].agg(" ".join)})


def calibrate(score, words, curves):
    """Return probabilities for the raw scores of lines of so many `words`.

    `curves` are two lists of points (score, log-odds) to be joined by straight lines: of short lines, of running text.
    """
    odds = [np.interp(score, *np.array(curve).T) for curve in curves]
    return 1 / (1 + np.exp(-np.where(words >= LONG, odds[1], odds[0])))


@cache
def _models():
    folder = files("wirecopy") / "models"
    models = json.loads((folder / "calibration.json").read_text("utf-8"))
    for name in ("first", "second"):
        models[name] = lightgbm.Booster(model_str=(folder / f"{name}.txt").read_text("utf-8"))
    return models
