"""Who has it from whom, measured on generated stories with a known family tree, beside what others do.

Stories come from tests/story_generator.py; the seeds here were not used for tuning (that was done on 0 to 69). Writes
data/validation/spread.csv (one row for each method and measure, 95% interval by bootstrap over stories) and
data/validation/spread_errors.csv (examples of errors). Run: python benchmarks/spread.py
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import story_generator  # noqa: E402

from wirecopy import overlap, spread  # noqa: E402

SEEDS = range(10_000, 10_060)
# Horne, Nørregaard & Adalı 2019 link two articles at a TF-IDF cosine of .85; .38 is what does best on seeds 0 to 59.
COSINES = (0.85, 0.38)


def main():
    rows, errors = [], []
    for seed in SEEDS:
        told = story_generator.story(seed)
        pairs, graph = spread.pairs(told.articles), spread.infer(told.articles)
        rows.append({"method": "wirecopy", "seed": seed} | story_generator.judged(told, pairs, graph))
        rows += [{"seed": seed} | row for row in _baselines(told)]
        errors += [{"seed": seed, "pages": len(told.articles)} | row for row in _errors(told, pairs, graph)]
    table = pd.DataFrame(rows).reindex(columns=["method", "seed", *story_generator.COUNTS]).fillna(0)
    out = ROOT / "data" / "validation"
    _figures(table).to_csv(out / "spread.csv", index=False, lineterminator="\n")
    pd.DataFrame(errors).groupby("error").head(8).to_csv(out / "spread_errors.csv", index=False, lineterminator="\n")
    print(_figures(table).to_string())


def _baselines(told):
    for column in ("text", "body"):
        for threshold in COSINES:
            yield {"method": f"TF-IDF cosine {threshold}, {column}"} | _as_counts(told, _cosine(told.articles[column], threshold))
        shared = overlap.pairs(told.articles[column], n=5, min_shared=4)
        linked = {frozenset(pair) for pair in zip(shared["a"], shared["b"], strict=True)}
        yield {"method": f"4 shared word 5-grams, {column}"} | _as_counts(told, linked)


def _cosine(texts, threshold):
    vectors = TfidfVectorizer(stop_words="english").fit_transform(texts)
    close = (vectors @ vectors.T).toarray() >= threshold
    return {frozenset((texts.index[i], texts.index[j])) for i, j in zip(*np.nonzero(np.triu(close, 1)), strict=True)}


def _as_counts(told, linked):
    """Return the counts of a method that links pages and takes the earlier date for the source."""
    counts = {"copy_tp": len(linked & told.copies), "copy_fp": len(linked - told.copies), "copy_fn": len(told.copies - linked)}
    for (a, b), truth in told.direction.items():
        first = _earlier(told.articles, a, b)
        verdict = "undecided" if first is None else "right" if first == truth else "wrong"
        counts[f"dir_{verdict}"] = counts.get(f"dir_{verdict}", 0) + 1
        if truth != "siblings":
            counts[f"arrow_{verdict}"] = counts.get(f"arrow_{verdict}", 0) + 1
    return counts | {"latent_missed": len(told.latents)}


def _earlier(articles, a, b):
    one, two = articles.at[a, "published_earliest"], articles.at[b, "published_earliest"]
    return None if pd.isna(one) or pd.isna(two) or one == two else a if one < two else b


MEASURES = {
    "copy precision": lambda c: _ratio(c["copy_tp"], c["copy_tp"] + c["copy_fp"]),
    "copy recall": lambda c: _ratio(c["copy_tp"], c["copy_tp"] + c["copy_fn"]),
    "copy F1": lambda c: _ratio(2 * c["copy_tp"], 2 * c["copy_tp"] + c["copy_fp"] + c["copy_fn"]),
    "direction right of decided": lambda c: _ratio(c["dir_right"], c["dir_right"] + c["dir_wrong"]),
    "direction undecided": lambda c: _ratio(c["dir_undecided"], c["dir_right"] + c["dir_wrong"] + c["dir_undecided"]),
    "arrow between two pages right of decided": lambda c: _ratio(c["arrow_right"], c["arrow_right"] + c["arrow_wrong"]),
    "arrow between two pages undecided": lambda c: _ratio(
        c["arrow_undecided"], c["arrow_right"] + c["arrow_wrong"] + c["arrow_undecided"]
    ),
    "latent parents found": lambda c: _ratio(c["latent_right"], c["latent_right"] + c["latent_missed"]),
    "teaser F1": lambda c: _ratio(2 * c["teaser_tp"], 2 * c["teaser_tp"] + c["teaser_fp"] + c["teaser_fn"]),
}


def _ratio(part, whole):
    return part / whole if whole else float("nan")


def _figures(table):
    rows = []
    rng = np.random.default_rng(0)
    samples = rng.integers(0, len(SEEDS), size=(1000, len(SEEDS)))
    for method, group in table.groupby("method", sort=False):
        counts = group.drop(columns=["method", "seed"])
        values = counts.to_numpy()
        for measure, of in MEASURES.items():
            drawn = [of(pd.Series(values[s].sum(axis=0), index=counts.columns)) for s in samples[:300]]
            low, high = np.nanquantile(drawn, [0.025, 0.975]) if not np.isnan(drawn).all() else (np.nan, np.nan)
            value = of(counts.sum())
            if not np.isnan(value):
                rows.append((method, measure, round(value, 4), round(low, 4), round(high, 4), len(group)))
    return pd.DataFrame(rows, columns=["method", "measure", "value", "low", "high", "stories"])


def _errors(told, pairs, graph):
    rows = pairs[pairs["relation"] == "same_copy"]
    got = {frozenset(pair) for pair in zip(rows["a"], rows["b"], strict=True)}
    for error, wrong in (("copy not seen", told.copies - got), ("copy that is none", got - told.copies)):
        for a, b in sorted(map(sorted, wrong)):
            yield _error(told, error, a, b, "")
    copying = story_generator.copy_graph(graph)
    still_open = {frozenset((row["a"], row["b"])) for row in graph.graph["undecided"]}
    for (a, b), truth in told.direction.items():
        said = story_generator.who_is_source(copying, a, b, still_open)
        if said != truth:
            seen = "arrow that is none" if truth == "siblings" else "arrow not seen"
            kind = "direction left open" if said == "undecided" else seen
            yield _error(told, kind, a, b, f"truth: {truth}; said: {said}")


def _error(told, error, a, b, note):
    return {"error": error, "a": a, "b": b, "a_is": told.treatments[a], "b_is": told.treatments[b], "note": note}


if __name__ == "__main__":
    main()
