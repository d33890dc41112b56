"""Tests of the exact measures and of the alignment."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirecopy import overlap, text

HERE = Path(__file__).parent
ARTICLES = HERE.parent / "data" / "articles"

VOCABULARY = ["the", "cat", "sat", "on", "a", "mat", "and", "dog", "ran", "to", "sea"]
words = st.lists(st.sampled_from(VOCABULARY), max_size=40)


def article(label):
    return next(ARTICLES.glob(f"{label}_*")).read_text(encoding="utf-8")


@given(words, words, st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_containment_is_the_share_of_distinct_ngrams(a, b, n):
    grams = [{tuple(w[i : i + n]) for i in range(len(w) - n + 1)} for w in (a, b)]
    expected = len(grams[0] & grams[1]) / len(grams[0]) if grams[0] else float("nan")
    assert overlap.containment(" ".join(a), " ".join(b), n) == pytest.approx(expected, nan_ok=True)


def test_containment_is_not_symmetric():
    assert overlap.containment("one two three four five", "zero one two three four five six seven") == 1
    assert overlap.containment("zero one two three four five six seven", "one two three four five") == 0.25


def test_containment_without_ngrams_is_nan():
    assert np.isnan(overlap.containment("too few words", "too few words"))
    assert np.isnan(overlap.containment("", ""))


@given(words, words, st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_runs_are_shared_and_maximal(a, b, least):
    left, right = " ".join(a), " ".join(b)
    for row in overlap.runs(left, right, least).itertuples():
        run = text.tokens(left[row.a_start : row.a_end])
        assert run == text.tokens(right[row.b_start : row.b_end])
        assert len(run) == row.words >= least
        before = text.tokens(left[: row.a_start])[-1:], text.tokens(right[: row.b_start])[-1:]
        after = text.tokens(left[row.a_end :])[:1], text.tokens(right[row.b_end :])[:1]
        assert before[0] != before[1] or not before[0]
        assert after[0] != after[1] or not after[0]


def test_runs_of_nothing_keep_their_columns():
    found = overlap.runs("", "a b c d e f")
    assert list(found.columns) == ["a_start", "a_end", "b_start", "b_end", "words", "text"] and found.empty


def test_pairs_agree_with_containment_whatever_else_is_there():
    texts = pd.Series({label: article(label) for label in ("000", "001", "002", "003", "004")})
    found = overlap.pairs(texts).set_index(["a", "b"])
    assert ("000", "002") in found.index and ("002", "003") in found.index
    for (a, b), row in found.iterrows():
        assert row["containment_a"] == overlap.containment(texts[a], texts[b])
        assert row["containment_b"] == overlap.containment(texts[b], texts[a])
    alone = overlap.pairs(texts[["000", "002"]])
    pd.testing.assert_series_equal(alone.set_index(["a", "b"]).loc[("000", "002")], found.loc[("000", "002")])


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["one"], ["a b c d e f g h", "x"]])
def test_pairs_without_any_pair(texts):
    found = overlap.pairs(pd.Series(texts, dtype=object))
    assert list(found.columns) == ["a", "b", "shared", "containment_a", "containment_b"] and found.empty


def test_sentences_of_the_two_versions_are_found():
    truth = pd.read_csv(HERE / "hand" / "alignment_002_000.csv")
    found = overlap.align_sentences(article("000"), article("002"))
    both = truth.merge(found, on=["copy_start", "copy_end"], suffixes=("_true", ""))
    assert len(both) == len(truth)
    same = both["label"].str.startswith("same")
    assert both.loc[~same, "source_start"].isna().all()
    overlapping = np.minimum(both["source_end"], both["source_end_true"]) - np.maximum(
        both["source_start"], both["source_start_true"]
    )
    width = np.maximum(both["source_end"] - both["source_start"], both["source_end_true"] - both["source_start_true"])
    assert (overlapping[same] / width[same] > 0.9).all()


@pytest.mark.parametrize("source", ["", "word", "One sentence about one thing."])
def test_alignment_of_nothing_keeps_its_columns(source):
    passages = overlap.align(source, "")
    assert passages.empty and list(passages.columns) == [
        "source_start", "source_end", "copy_start", "copy_end", "similarity", "relation",
    ]  # fmt: skip
    assert overlap.align_sentences(source, "").empty
