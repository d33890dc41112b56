"""Train the line model that `wirecopy.boilerplate` ships: `python benchmarks/boilerplate_train.py`."""

import json
from pathlib import Path

import boilerplate_data as data
import lightgbm
import numpy as np

from wirecopy import line_features

MODELS = Path(__file__).parents[1] / "wirecopy" / "models"
SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.08,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "seed": 1,
    "num_threads": 2,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}
TREES = 160
MADE_WEIGHT = 0.6


def prepare():
    """Return the pages, real and made, with their features and labels."""
    real = data.read_pages()
    pages = real + data.made_pages(real)
    return [(page, page.features(), page.y) for page in pages]


def _weights(page, values):
    """Longer lines weigh more, since words are what is scored; a long page does not outweigh the others."""
    weight = np.sqrt(np.expm1(values[:, 0]) + 1)
    return weight * (MADE_WEIGHT if page.render == "made" else 1.0)


def _fit(rows, values):
    x = np.vstack(values)
    y = np.concatenate([y for _, _, y in rows])
    weight = np.concatenate([_weights(page, v) for page, v, _ in rows])
    return lightgbm.train(SETTINGS, lightgbm.Dataset(x, y, weight=weight, params={"verbosity": -1}), TREES)


def fit(rows):
    """Return the two boosters trained on `rows`: the second sees what the first says of pages it was not trained on."""
    unseen = {}
    folds = sorted({page.fold for page, _, _ in rows})
    for fold in folds:
        booster = _fit(*_pick([r for r in rows if r[0].fold != fold]))
        unseen |= {page.id + page.render: booster.predict(v) for page, v, _ in rows if page.fold == fold}
    second = [line_features.second(v, unseen[page.id + page.render]) for page, v, _ in rows]
    return _fit(*_pick(rows)), _fit(rows, second)


def _pick(rows):
    return rows, [values for _, values, _ in rows]


def predict(boosters, values):
    """Return the raw score of each line, as `wirecopy.boilerplate` computes it."""
    first, second = boosters
    return second.predict(line_features.second(values, first.predict(values)), raw_score=True)


def cross_validate(rows):
    """Return the raw scores of each page by boosters that saw no page of its site, by position in `rows`."""
    scores = {}
    for fold in range(data.FOLDS):
        boosters = fit([r for r in rows if r[0].fold != fold])
        scores |= {i: predict(boosters, r[1]) for i, r in enumerate(rows) if r[0].fold == fold}
    return [scores[i] for i in range(len(rows))]


def knots(scores, y, count=12):
    """Return `(score, log-odds)` points of a calibration curve: isotonic regression read at even score ranks."""
    from sklearn.isotonic import IsotonicRegression

    curve = IsotonicRegression(out_of_bounds="clip").fit(scores, y)
    at = np.unique(np.quantile(scores, np.linspace(0.02, 0.98, count)))
    chance = np.clip(curve.predict(at), 0.003, 0.997)
    return [(round(float(s), 3), round(float(np.log(c / (1 - c))), 3)) for s, c in zip(at, chance, strict=True)]


def main():
    """Cross-validate for the calibration, train on all pages, write the model."""
    rows = prepare()
    scores = cross_validate(rows)
    real = [i for i, (page, _, _) in enumerate(rows) if page.render != "made"]
    points = knots(np.concatenate([scores[i] for i in real]), np.concatenate([rows[i][2] for i in real]))
    boosters = fit(rows)
    MODELS.mkdir(exist_ok=True)
    for number, booster in enumerate(boosters, 1):
        (MODELS / f"lines_{number}.txt").write_text(booster.model_to_string(importance_type="gain"), "utf-8")
    settings = {"calibration": points, "article_weight": 4.0}
    (MODELS / "lines.json").write_text(json.dumps(settings, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
