"""Tests of the traces of machine translation, of the changed phrases, of the classes and of the pivot evidence."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirecopy import text, traces, translation, wording

HERE = Path(__file__).parent
ARTICLES = HERE.parent / "data" / "articles"
BODIES = {"000": ("SEOUL", "Follow AP"), "002": ("SEOUL", "___"), "001": ("North Korea said", "Original url")}
BODIES |= {"003": ("SEOUL:", "More From World"), "004": ("North Korea’s Defense", "BY SARAH")}

SOURCE = (
    "The committee on Monday rejected a plan to build a second bridge across the river, because it costs too much.\n\n"
    "Officials said the U.S. firm that won the contract may leave the region. “We regard this as a hostile move,” the "
    "vice chairman said in a statement.\n\nThe firm keeps a significant office in the capital, and it doesn’t plan to "
    "close it."
)
TRIP = (
    "On Monday, the committee refused a plan to build a second bridge over the river, as it costs too much.\n\n"
    "Officials said the US company which won the contract might leave the region. “We consider this a hostile move,” "
    "the deputy chairman said in a statement.\n\nThe company maintains a large office. in the capital, and it does not "
    "plan to close it."
)
WORDS = st.lists(st.sampled_from(["the", "river", "said", "“No”", "U.S.", "US", "30", "horses.", "bank,", "of", "."]), max_size=30)
TEXTS = WORDS.map(" ".join)


def body(label):
    """The hand-cut body of a page, everything else blanked."""
    page = next(ARTICLES.glob(f"{label}_*")).read_text(encoding="utf-8")
    first, last = (page.index(mark) for mark in BODIES[label])
    return text.keep(page, [(first, last)])


@pytest.fixture(scope="module")
def found():
    return translation.artefacts(copy=body("000"), source=body("002"))


@pytest.fixture(scope="module")
def alone():
    return translation.artefacts(copy=body("000"))


def hand_list():
    table = pd.read_csv(HERE / "hand" / "artefacts_000.csv", keep_default_na=False)
    return table[table["seen_in"] != "control"], table[table["seen_in"] == "control"]


def inside(row, listed):
    shared = listed[["end"]].assign(end=listed["end"].clip(upper=row.end))["end"] - listed["start"].clip(lower=row.start)
    same_point = (listed["start"] - row.start).abs() <= 1
    return bool((same_point if row.end == row.start else shared >= (row.end - row.start) / 2).any())


# --- the five pages -------------------------------------------------------------------------------


def test_hand_list_is_of_this_text():
    page = next(ARTICLES.glob("000_*")).read_text(encoding="utf-8")
    listed = pd.concat(hand_list())
    assert [page[a:b] for a, b in zip(listed["start"], listed["end"], strict=True)] == listed["text"].tolist()


@pytest.mark.parametrize(
    "phrase",
    [
        "all 30 horsepower",
        "states United to lie",
        "Council resolutions UN security",
        "vice-president. Minister",
        "expeditions",
    ],
)
def test_known_artefacts_are_found(found, phrase):
    assert phrase in set(found["text"])


@pytest.mark.parametrize("phrase", ["transfer route", "carry drugs", "thoroughbred", "U.S."])
def test_what_is_not_seen_or_not_changed_is_not_claimed(found, alone, phrase):
    assert not found["text"].str.contains(phrase, regex=False).any()
    assert not alone["text"].str.contains(phrase, regex=False).any()


def test_spans_against_the_hand_list(found):
    listed, controls = hand_list()
    right = [inside(row, listed) for row in found.itertuples(index=False)]
    hit = [inside(row, found) for row in listed.itertuples(index=False)]
    precision, recall = sum(right) / len(right), sum(hit) / len(hit)
    assert 2 * precision * recall / (precision + recall) >= 0.96
    borders = set(zip(listed["start"], listed["end"], strict=True)) & set(zip(found["start"], found["end"], strict=True))
    assert 2 * len(borders) / (len(listed) + len(found)) >= 0.8
    assert not any(inside(row, controls) for row in found.itertuples(index=False))


def test_kinds_against_the_hand_list(found):
    listed, _ = hand_list()
    both = found.merge(listed, on=["start", "end"])
    assert (both["kind_x"] == both["kind_y"]).mean() >= 0.75
    assert (both["in_quote_x"].astype(str) == both["in_quote_y"].astype(str)).mean() >= 0.95


def test_alone_is_nearly_always_right(alone):
    listed, _ = hand_list()
    assert sum(inside(row, listed) for row in alone.itertuples(index=False)) >= 0.9 * len(alone)
    assert len(alone) >= 20


def test_whole_bodies_are_told_apart():
    assert translation.classify(body("002"), body("000")).idxmax() == "round_trip"
    for label in ("001", "003", "004"):
        assert translation.classify(body("002"), body(label)).idxmax() == "independent"


def test_the_pivot_language_is_not_named(found):
    assert translation.pivot(found).language is None
    test = translation.pivot_test(found, permutations=200)
    assert (test["p"] < 0.05).sum() > 1, "more than one language links more than chance: none can be told apart"
    evidence = translation.pivot_evidence(found)
    assert {"fr", "es"} <= set(evidence["language"])
    for row in evidence.head(20).itertuples(index=False):
        assert (row.language, row.pivot_word) in wording.senses(row.original) & wording.senses(row.text)


# --- artefacts ------------------------------------------------------------------------------------


def test_a_small_round_trip():
    rows = translation.artefacts(copy=TRIP, source=SOURCE).set_index("text")
    expected = {
        "refused": ("rejected", "synonym_drift"),
        "US": ("U.S.", "style_us"),
        "which": ("that", "grammar_shift"),
        "might": ("may", "grammar_shift"),
        "deputy": ("vice", "synonym_drift"),
        "maintains": ("keeps", "synonym_drift"),
        "does not": ("doesn’t", "grammar_shift"),
        "as": ("because", "synonym_drift"),
    }
    for phrase, (original, kind) in expected.items():
        row = rows.loc[[phrase]].iloc[0]
        assert (row["original"], row["kind"]) == (original, kind), phrase
    assert "office. in" in rows.index


def test_an_editors_insertion_and_cut_are_not_artefacts():
    more = SOURCE.replace("second bridge", "second and much disputed steel bridge").replace(" in a statement", "")
    assert translation.artefacts(copy=more, source=SOURCE).empty


def test_a_swapped_person_in_a_quotation_changes_it():
    source = "The ministry told the reporters from the capital on Friday to “keep its mouth shut” about the missing funds."
    rows = translation.artefacts(copy=source.replace("its mouth", "your mouth"), source=source)
    assert list(rows.loc[0, ["text", "original", "kind", "in_quote"]]) == ["your", "its", "changed_quote", True]


@pytest.mark.parametrize(
    ("body", "phrase", "kind"),
    [
        ("He led the United States team. The states United won again.", "states United", "word_order_break"),
        ("The bank opened strategic branches. with partners in the north.", "branches. with", "split_punct"),
        ("She spoke of “dirty politics”. of the west on Monday.", "politics”. of", "split_punct"),
        ("The office opened on Monday. .\n\nIt closed on Friday.", " .", "split_punct"),
        ("They sold 12 books. Later all 12 bookshelves were sold.", "all 12 bookshelves", "false_sense"),
        ("The U.S. army left. A US officer stayed.", "US", "style_us"),
    ],
)
def test_traces(body, phrase, kind):
    assert (phrase, kind) in [(body[f.start : f.end], f.kind) for f in traces.find(body)]


@pytest.mark.parametrize(
    "body",
    [
        "Mr. Smith of the U.S. Department of State left. He returned at 5 p.m. on Nov. 2 to St. Petersburg.",
        "He paid $3.5 million . . . and left. “Go,” he said. The iPhone was gone. example.com went down.",
        "There were 30 horses and 30 riders. All 30 horses ran; the 30 riders walked.",
        "The US army left. A US officer stayed. The United States team won. United States officials agreed.",
    ],
)
def test_clean_text_has_no_traces(body):
    assert traces.find(body) == []


def test_a_number_may_be_explained_by_another_page():
    copy, other = "The train carried all 30 horsepower.", "A train with 30 horses left."
    assert translation.artefacts(copy=copy).empty
    assert translation.artefacts(copy=copy, others=[other])["original"].tolist() == ["horses"]


def test_a_trace_that_the_source_has_too_is_no_artefact():
    source = "The U.S. army left the island on Monday evening. A US officer stayed there with his wife."
    assert not translation.artefacts(copy=source).empty
    assert translation.artefacts(copy=source, source=source).empty


def test_a_quotation_that_another_page_words_otherwise():
    copy = "“We consider this move as a hostile attempt to harm us,” the minister said on Monday."
    other = "The minister told reporters: “We regard this move as a hostile attempt to harm us.”"
    rows = translation.artefacts(copy=copy, others=[other])
    assert rows[["text", "original"]].to_numpy().tolist() == [["consider", "regard"]]
    assert rows["source_start"].isna().all()
    confirmed = other.replace("regard", "consider")
    assert translation.artefacts(copy=copy, others=[other, confirmed]).empty


def test_an_editors_changes_are_trusted_less(found):
    edited = body("002").replace("covertly", "secretly").replace("purchasing", "buying")
    rows = translation.artefacts(copy=edited, source=body("002"))
    assert len(rows) == 2
    assert rows["confidence"].max() < found.loc[found["text"] == "secretly", "confidence"].iloc[0]


def test_other_pages_reword_quotations_of_the_copy_alone():
    rows = translation.artefacts(copy=body("000"), others=[body("001"), body("003"), body("004")])
    listed, _ = hand_list()
    assert {("view", "regard"), ("actions", "moves"), ("trade", "dealings")} <= set(
        zip(rows["text"], rows["original"], strict=True)
    )
    assert sum(inside(row, listed) for row in rows.itertuples(index=False)) >= 0.9 * len(rows)
    assert sum(inside(row, rows) for row in listed.itertuples(index=False)) >= 0.25 * len(listed)


@pytest.mark.parametrize("label", ["001", "003", "004"])
def test_no_false_alarm_on_the_other_pages(label):
    assert translation.artefacts(copy=body(label)).empty


@given(TEXTS, st.none() | TEXTS)
@settings(max_examples=60, deadline=None)
def test_rows_are_spans_of_the_texts(copy, source):
    rows = translation.artefacts(copy=copy, source=source)
    assert rows.columns.tolist() == [
        "start", "end", "text", "original", "source_start", "source_end", "kind", "in_quote", "confidence",
    ]  # fmt: skip
    assert str(rows["source_start"].dtype) == "Int64"
    for row in rows.itertuples(index=False):
        assert copy[row.start : row.end] == row.text
        assert row.kind in translation.KINDS
        assert 0 < row.confidence <= 1
        if not pd.isna(row.source_start):
            assert source[row.source_start : row.source_end] == row.original
    assert rows["start"].is_monotonic_increasing


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_a_text_beside_itself_shows_only_what_it_shows_alone(copy):
    both = translation.artefacts(copy=copy, source=copy)
    assert set(both["text"]) <= set(translation.artefacts(copy=copy)["text"])


@given(TEXTS)
@settings(max_examples=30, deadline=None)
def test_blanked_surroundings_move_nothing(copy):
    rows, moved = translation.artefacts(copy=copy), translation.artefacts(copy="   \n\n" + copy)
    assert (moved["start"] - 5).tolist() == rows["start"].tolist()


# --- words ----------------------------------------------------------------------------------------


@given(WORDS, WORDS)
@settings(max_examples=60, deadline=None)
def test_alignment_is_monotone_and_hunks_cover_every_change(a, b):
    old, new = wording.tokens(" ".join(a)), wording.tokens(" ".join(b))
    pairs = wording.align(old, new)
    assert all(x[0] < y[0] and x[1] < y[1] for x, y in zip(pairs, pairs[1:], strict=False))
    hunks = wording.hunks(old, new, pairs)
    touched = {j for hunk in hunks for j in range(hunk.j0, hunk.j1)}
    kept = {j for i, j in pairs if old[i].key == new[j].key}
    assert touched | kept == set(range(len(new)))
    assert all(x.j1 <= y.j0 and x.i1 <= y.i0 for x, y in zip(hunks, hunks[1:], strict=False))


@pytest.mark.parametrize(("a", "b"), [("drills", "drill"), ("activities", "activity"), ("using", "used"), ("newly", "new")])
def test_one_stem(a, b):
    assert wording.stem(a) == wording.stem(b)


def test_dictionary_links():
    assert {"fr", "es", "de"} <= wording.links("army", "military")
    assert not wording.links("army", "river")


# --- classes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("source", "copy"), [("", ""), ("", SOURCE), (SOURCE, ""), ("...", "…"), (SOURCE, "Nothing here.")])
def test_nothing_in_common_is_independent(source, copy):
    assert translation.classify(source, copy)["independent"] == 1


@given(TEXTS, TEXTS)
@settings(max_examples=30, deadline=None)
def test_probabilities(source, copy):
    found = translation.classify(source, copy)
    assert found.index.tolist() == list(translation.CLASSES)
    assert found.between(0, 1).all()
    assert found.sum() == pytest.approx(1)


def test_the_same_text_is_verbatim_whatever_its_marks():
    whole = body("002")
    assert translation.classify(whole, whole).idxmax() == "verbatim"
    assert translation.classify(whole, whole.replace("“", '"').replace("”", '"').replace("’", "'")).idxmax() == "verbatim"


def test_weights_name_every_feature():
    weights = translation.coefficients()
    assert weights.index.tolist() == [*translation.FEATURES, "intercept"]
    assert weights.notna().all(axis=None)


# --- pivot and long sentences ---------------------------------------------------------------------


def test_pivot_test_is_seeded_and_counts(found):
    a, b = (translation.pivot_test(found, seed=3, permutations=50) for _ in range(2))
    pd.testing.assert_frame_equal(a, b)
    assert (a["hits"] <= a["pairs"]).all() and a["p"].between(0, 1).all() and len(a) == 12


def test_pivot_of_nothing():
    nothing = translation.artefacts(copy="")
    assert translation.pivot_evidence(nothing).empty
    assert (translation.pivot_test(nothing, permutations=10)["p"] == 1).all()
    assert translation.pivot(nothing) == (None, 0.0)


def test_damage_by_sentence_counts_each_artefact_once(found):
    damage = translation.damage_by_sentence(body("000"), body("002"))
    assert damage["broken_joins"].sum() == 5
    assert damage["artefacts"].sum() <= len(found)
    assert (damage["end"] > damage["start"]).all()
    assert translation.damage_by_sentence("", "").empty
