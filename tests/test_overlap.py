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


def filler(seed, sentences=12):
    """Sentences without any meaning, in words that no other seed has."""
    random = np.random.default_rng(seed)
    vocabulary = ["".join(random.choice(list("bcdfglmnprstvz") + list("aeiou"), 7)) + str(seed) for _ in range(80)]
    return " ".join(" ".join(random.choice(vocabulary, 14)).capitalize() + "." for _ in range(sentences))


PASSAGE = (
    "The harbour board said on Friday that it would close the northern quay for eleven weeks while divers repair the "
    "foundations. Two ferry lines will move to the old grain terminal, and cruise ships will anchor outside the mole."
)
REWORDED = (
    "On Friday the board of the harbour announced that the northern quay will be closed for eleven weeks so that divers "
    "can repair its foundations. Two ferry lines move to the former grain terminal; cruise ships anchor outside the mole."
)


def masked_bodies():
    from wirecopy import boilerplate, quotes

    bodies = {}
    for label in ("000", "001", "002", "003", "004"):
        page = article(label)
        quoted = quotes.mask(page)
        body = boilerplate.mask(page)
        bodies[label] = "".join(" " if q == " " else c for c, q in zip(body, quoted, strict=True))
    return bodies


def test_matrix_is_the_containment_of_every_ordered_pair():
    texts = pd.Series({"x": "a b c d e f", "y": "a b c d e", "z": "a b"})
    share = overlap.matrix(texts)
    assert share.loc["x", "y"] == 0.5 and share.loc["y", "x"] == 1 and share.loc["x", "x"] == 1
    assert share.loc["z"].isna().all() and share.loc["x", "z"] == 0


def test_measures_agree_with_containment_and_runs():
    a, b = article("001"), article("004")
    measured = overlap.measures(a, b)
    for n in (1, 3, 5, 8):
        assert measured[f"containment_{n}_a"] == overlap.containment(a, b, n)
        assert measured[f"containment_{n}_b"] == overlap.containment(b, a, n)
    assert measured["longest_run"] == overlap.runs(a, b)["words"].max()
    assert 0 <= measured["covered_8_a"] <= measured["covered_5_a"] <= 1
    short = overlap.measures("one two three", "zero one two")
    assert short["longest_run"] == 2 and short["words_shared"] == 2 and np.isnan(short["containment_5_a"])


def test_pairs_do_not_depend_on_hashes(monkeypatch):
    texts = pd.Series(["a b c d e f g h i", "x a b c d e f g h", "a b c z d e f g h"])
    expected = overlap.pairs(texts, min_shared=1)

    class Colliding:
        """The first weights hash every n-gram alike, the next ones do not."""

        weights = iter([np.zeros(5, dtype=np.uint64), np.array([1, 10, 100, 1000, 10000], dtype=np.uint64)])

        def integers(self, *_, **__):
            return next(self.weights)

    monkeypatch.setattr(overlap.np.random, "default_rng", lambda seed: Colliding())
    pd.testing.assert_frame_equal(overlap.pairs(texts, min_shared=1), expected)
    assert list(expected["shared"]) == [4, 1, 1]


@given(st.lists(words, max_size=6), st.integers(1, 3), st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_pairs_are_those_that_counting_finds(texts, n, least):
    series = pd.Series([" ".join(t) for t in texts], index=list("fedcba")[: len(texts)], dtype=object)
    grams = [{tuple(t[i : i + n]) for i in range(len(t) - n + 1)} for t in texts]
    expected = [
        (series.index[i], series.index[j], len(grams[i] & grams[j]))
        for i in range(len(texts))
        for j in range(i + 1, len(texts))
        if len(grams[i] & grams[j]) >= least
    ]
    found = overlap.pairs(series, n, least)
    assert list(found[["a", "b", "shared"]].itertuples(index=False, name=None)) == expected


def test_a_copied_passage_has_exact_borders():
    source = filler(1) + "\n\n" + PASSAGE + "\n\n" + filler(2)
    copy = filler(3) + "\n\n" + PASSAGE + " " + filler(4)
    (row,) = overlap.align(source, copy).itertuples()
    assert source[row.source_start : row.source_end] == PASSAGE == copy[row.copy_start : row.copy_end]
    assert row.similarity == 1 and row.relation == "verbatim"


def test_a_reworded_passage_is_found():
    source, copy = filler(1) + "\n\n" + PASSAGE + "\n\n" + filler(2), filler(3) + "\n\n" + REWORDED
    (row,) = overlap.align(source, copy).itertuples()
    assert source[row.source_start : row.source_end] == PASSAGE
    assert copy[row.copy_start : row.copy_end] == REWORDED
    assert 0.3 < row.similarity < 0.97 and row.relation in ("light_edit", "reworded")


def test_moved_paragraphs_are_passages_of_their_own():
    first, second = filler(5, 4), filler(6, 4)
    found = overlap.align(first + "\n\n" + filler(7) + "\n\n" + second, second + "\n\n" + filler(8) + "\n\n" + first)
    assert len(found) == 2 and (found["relation"] == "verbatim").all()
    assert found["source_start"].is_monotonic_decreasing and found["copy_start"].is_monotonic_increasing


def test_unrelated_texts_do_not_align():
    assert overlap.align(filler(1), filler(2)).empty
    assert overlap.align_sentences(filler(1), filler(2))["source_start"].isna().all()


def test_pages_that_share_only_the_event_do_not_align():
    bodies = masked_bodies()
    for a in bodies:
        for b in bodies:
            if a != b:
                found = overlap.align(bodies[a], bodies[b])
                assert found.empty == ({a, b} != {"000", "002"}), (a, b)


def test_description_of_the_two_versions():
    bodies = masked_bodies()
    share_source, share_copy = overlap.shares(bodies["000"], bodies["002"])
    assert 0.55 < share_source < 0.70 and 0.85 < share_copy <= 1
    told = overlap.describe(bodies["000"], bodies["002"], "000", "002")
    assert told == f"{share_source:.0%} of 000 is in 002; {share_copy:.0%} of 002 is in 000"


PRINTED_OTHERWISE = [
    ("curly quotes", lambda t: t.replace("“", '"').replace("”", '"').replace("’", "'")),
    ("initials", lambda t: t.replace("U.S.", "US").replace("U.N.", "UN")),
    ("soft hyphens", lambda t: t.replace("ammunition", "ammu\u00adnition").replace("shells", "sh\u00adells")),
    ("ligatures", lambda t: t.replace("fi", "ﬁ").replace("fl", "ﬂ")),
    ("no-break spaces", lambda t: t.replace(" Korea", "\u00a0Korea")),
    ("dashes", lambda t: t.replace(" — ", " -- ")),
    ("broken words", lambda t: t.replace("allegations", "alleg ations").replace("missile ", "missi le ")),
]


@pytest.mark.parametrize("change", [c for _, c in PRINTED_OTHERWISE], ids=[name for name, _ in PRINTED_OTHERWISE])
def test_texts_compare_as_a_reader_reads_them(change):
    page = article("002")[:4300]
    other = change(page)
    assert other != page
    passages = overlap.align(page, other)
    assert list(passages["relation"]) == ["verbatim"] and passages["similarity"].iloc[0] == 1
    row = passages.iloc[0]
    assert text.tokens(other[row["copy_start"] : row["copy_end"]])[-1] == "asia" or row["copy_end"] > 4000


@pytest.mark.parametrize("swap", [False, True])
def test_a_broken_word_keeps_the_offsets_of_the_file(swap):
    whole, broken = PASSAGE, PASSAGE.replace("foundations", "founda tions")
    source, copy = (broken, whole) if swap else (whole, broken)
    (row,) = overlap.align(source, copy).itertuples()
    assert (row.source_end, row.copy_end, row.similarity) == (len(source), len(copy), 1)


def test_letters_of_other_scripts_align():
    russian = "Порт закроет северный причал на одиннадцать недель, пока водолазы чинят фундамент, сообщил совет гавани. "
    russian += "Две паромные линии переедут на старый зерновой терминал, а круизные суда встанут на якорь за молом."
    (row,) = overlap.align(filler(1) + "\n" + russian, russian + "\n" + filler(2)).itertuples()
    assert row.relation == "verbatim" and row.copy_start == 0


def test_blanking_elsewhere_moves_nothing():
    source = filler(1) + "\n\n" + PASSAGE + "\n\n" + filler(2)
    copy = filler(3) + "\n\n" + REWORDED
    start = source.index(PASSAGE)
    blanked = text.keep(source, [(start, start + len(PASSAGE))])
    assert len(blanked) == len(source)
    columns = ["source_start", "source_end", "copy_start", "copy_end"]
    pd.testing.assert_frame_equal(overlap.align(source, copy)[columns], overlap.align(blanked, copy)[columns])


def test_passages_of_any_two_pages_are_well_formed():
    pages = {label: article(label) for label in ("000", "002", "003")}
    for a, source in pages.items():
        for b, copy in pages.items():
            found = overlap.align(source, copy)
            assert found["similarity"].between(0, 1).all()
            assert found["relation"].isin(["verbatim", "light_edit", "reworded"]).all()
            assert (found["copy_start"].iloc[1:].to_numpy() >= found["copy_end"].iloc[:-1].to_numpy()).all()
            assert (found["source_start"] < found["source_end"]).all() and (found["source_end"] <= len(source)).all()
            sentences = overlap.align_sentences(source, copy)
            expected = text.sentences(copy)[["start", "end"]].to_numpy()
            assert (sentences[["copy_start", "copy_end"]].to_numpy() == expected).all()
            assert sentences["similarity"].isna().equals(sentences["source_start"].isna())
            if a == b:
                assert list(found["relation"]) == ["verbatim"] and overlap.shares(source, copy)[0] > 0.99


def test_one_sentence_and_its_two_halves():
    whole = "The board said that the quay will close for eleven weeks while divers repair the old stone foundations."
    split = "The board said that the quay will close for eleven weeks. Divers repair the old stone foundations meanwhile."
    joined = overlap.align_sentences(filler(1) + " " + split, filler(2) + " " + whole).iloc[-1]
    assert (joined["source_start"], joined["source_end"]) == (len(filler(1)) + 1, len(filler(1)) + 1 + len(split))


def test_sentences_with_a_broken_word_are_verbatim():
    found = overlap.align_sentences(PASSAGE, PASSAGE.replace("terminal", "termi nal"))
    assert (found["relation"] == "verbatim").all() and (found["similarity"] == 1).all() and len(found) == 2


def test_a_short_text_may_be_a_passage_as_a_whole():
    short = "The harbour board said nothing."
    (row,) = overlap.align(filler(1) + " " + short, short).itertuples()
    assert row.relation == "verbatim" and (row.copy_start, row.copy_end) == (0, len(short))
    assert overlap.align(filler(1) + " " + short, filler(2) + " " + short).empty
