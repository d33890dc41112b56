"""Train the line model that `wirecopy.boilerplate` ships: `python benchmarks/boilerplate_train.py`."""

import json
from dataclasses import dataclass
from pathlib import Path

import boilerplate_data as data
import lightgbm
import numpy as np
import trafilatura

from wirecopy import boilerplate, line_features

MODELS = Path(__file__).parents[1] / "wirecopy" / "models"
SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.08,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 63,
    "seed": 1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}
TREES = 160
MADE_WEIGHT = 0.8
DOUBTFUL = 0.5


@dataclass
class Row:
    """A page with all that training needs of it."""

    page: data.Page
    seen: line_features.Seen
    matrix: np.ndarray
    y: np.ndarray

    @property
    def weights(self):
        """Longer lines weigh more, since words are what is scored."""
        return np.sqrt(self.seen.counts + 1) * (MADE_WEIGHT if self.page.render == "made" else 1.0)


def prepare():
    """Return the pages, real and made, with their features and labels."""
    real = data.read_pages()
    rows = []
    for page in real + data.made_pages(real):
        seen = page.see()
        rows.append(Row(page, seen, line_features.matrix(seen), page.y))
    return rows


def _fit(rows, values):
    y, weight = np.concatenate([r.y for r in rows]), np.concatenate([r.weights for r in rows])
    same = {key: SETTINGS[key] for key in ("max_bin", "verbosity")}
    matrix = lightgbm.Dataset(np.vstack(values), y, weight=weight, params=same)
    return lightgbm.train(SETTINGS, matrix, TREES)


def fit(rows, firsts=None):
    """Return the two boosters trained on `rows`: the second sees what the first says of pages it was not trained on.

    Pages whose labels contradict the first beyond `DOUBTFUL` (labels that stop in mid-story) do not train the second.
    `firsts` holds first boosters by the folds they were trained on, to be shared between calls.
    """
    firsts = {} if firsts is None else firsts
    folds = {row.page.fold for row in rows}
    sure, second = [], []
    for fold in sorted(folds):
        booster = _first(rows, folds - {fold}, firsts)
        for row in (r for r in rows if r.page.fold == fold):
            chance = booster.predict(row.matrix)
            if contradiction(row, chance) < DOUBTFUL:
                sure.append(row)
                second.append(line_features.second(row.seen, row.matrix, chance))
    return _first(rows, folds, firsts), _fit(sure, second)


def contradiction(row, chance):
    """Return what share of the words that label or model take for the story only the model takes."""
    words = row.seen.counts
    return words[(chance > 0.6) & (row.y == 0)].sum() / max(words[(chance > 0.6) | (row.y == 1)].sum(), 1)


def _first(rows, folds, firsts):
    key = frozenset(folds)
    if key not in firsts:
        chosen = [row for row in rows if row.page.fold in folds]
        firsts[key] = _fit(chosen, [row.matrix for row in chosen])
    return firsts[key]


def predict(boosters, row):
    """Return the raw score of each line, as `wirecopy.boilerplate` computes it."""
    first, second = boosters
    values = line_features.second(row.seen, row.matrix, first.predict(row.matrix))
    return boilerplate.one_story(row.seen, second.predict(values, raw_score=True))


def cross_validate(rows, firsts=None):
    """Return the raw scores of each page by boosters that saw no page of its site, and those boosters by fold."""
    firsts = {} if firsts is None else firsts
    boosters = [fit([r for r in rows if r.page.fold != fold], firsts) for fold in range(data.FOLDS)]
    return [predict(boosters[row.page.fold], row) for row in rows], boosters


def with_article(rows, scores):
    """Return the full pages of `rows`, and their `scores` with trafilatura's article as evidence."""
    beside, weighed = [], []
    for row, score in zip(rows, scores, strict=True):
        if row.page.render == "full":
            article = trafilatura.extract(data.read_html(row.page.id), include_comments=False)
            beside.append(row)
            weighed.append(boilerplate.weigh(row.seen, score, article))
    return beside, weighed


def curves(rows, scores):
    """Return the calibration curves of short lines and of running text, for `wirecopy.boilerplate.calibrate`.

    Every page weighs the same, else a few lists of a thousand lines would set the curve.
    """
    long = np.concatenate([row.seen.counts for row in rows]) >= boilerplate.LONG
    weight = np.concatenate([np.full(len(row.y), 1 / len(row.y)) for row in rows])
    scores, y = np.concatenate(scores), np.concatenate([row.y for row in rows])
    return [_knots(scores[part], y[part], weight[part]) for part in (~long, long)]


def _knots(scores, y, weight, count=16):
    """Return `(score, log-odds)` points: isotonic regression read at even steps of the score."""
    from sklearn.isotonic import IsotonicRegression

    curve = IsotonicRegression(out_of_bounds="clip").fit(scores, y, sample_weight=weight)
    steps = np.linspace(*np.quantile(scores, [0.01, 0.99]), count)
    half = (steps[1] - steps[0]) / 2
    # The mean over a step, since isotonic regression jumps.
    chance = np.array([curve.predict(np.linspace(s - half, s + half, 21)).mean() for s in steps]).clip(0.003, 0.997)
    return [(round(float(s), 3), round(float(np.log(c / (1 - c))), 3)) for s, c in zip(steps, chance, strict=True)]


def main():
    """Cross-validate for the calibration, train on all pages, write the model."""
    rows, firsts = prepare(), {}
    scores, _ = cross_validate(rows, firsts)
    beside, weighed = with_article(rows, scores)
    real = [i for i, row in enumerate(rows) if row.page.render != "made"]
    first, second = fit(rows, firsts)
    MODELS.mkdir(exist_ok=True)
    for name, booster in {"first": first, "second": second}.items():
        (MODELS / f"{name}.txt").write_text(booster.model_to_string(importance_type="gain"), "utf-8")
    calibration = {
        "calibration": curves([rows[i] for i in real], [scores[i] for i in real]),
        "calibration_article": curves(beside, weighed),
    }
    (MODELS / "calibration.json").write_text(json.dumps(calibration) + "\n", "utf-8")


if __name__ == "__main__":
    main()
