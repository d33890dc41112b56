"""The sentences and tables that the notebooks print: right for this story, and for stories without a copy or a pair."""

import pandas as pd
import pytest

import utils
from wirecopy import findings, spread
from wirecopy.findings.about_translation import STRIKING


@pytest.fixture(scope="module")
def other(independent_story):
    """Two pages that have nothing to do with each other."""
    return utils.load_story(independent_story)


@pytest.fixture(scope="module")
def lone(tmp_path_factory, independent_story):
    """A story of one page."""
    folder = tmp_path_factory.mktemp("lone")
    (folder / "only.txt").write_bytes((independent_story / "harbour.txt").read_bytes())
    return utils.load_story(folder)


def test_words_are_counted_and_listed():
    assert [findings.counted(n, "page") for n in (0, 1, 1200)] == ["0 pages", "1 page", "1,200 pages"]
    assert findings.counted(2, "story", "stories") == "2 stories"
    assert [findings.listed(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["none", "a", "a and b", "a, b and c"]
    assert [findings.percent(share) for share in (0.0, 0.274, 1.0, float("nan"))] == ["0%", "27%", "100%", "n/a"]
    assert findings.excerpt("one two  three", 8) == "one two …"
    assert findings.excerpt("one\ntwo") == "one two"


def test_lines_and_pages_hold_the_same_words(articles):
    lines = findings.page_lines(articles)
    assert "5,559" in findings.words_balance(articles, lines)
    with pytest.raises(ValueError, match="lost or counted twice"):
        findings.words_balance(articles, lines.iloc[1:])


def test_the_page_with_most_furniture_is_found_by_measure(articles):
    lines = findings.page_lines(articles)
    shares = findings.overview(articles).story_share
    assert findings.most_furnished(lines) == shares.idxmin()
    assert findings.percent(shares.min()) in findings.furniture_answer(lines, findings.containment_levels(articles))


def test_kinds_add_up_to_the_page(articles):
    kinds = findings.words_by_kind(findings.page_lines(articles))
    assert kinds.columns[0] == "body"
    assert (kinds.sum(axis=1) == findings.overview(articles).page_words).all()


def test_closest_pair_is_the_copy_and_its_shares_are_directed(articles):
    best = findings.closest(articles, findings.copies(articles))
    assert {best.a, best.b} == {"000", "002"}
    assert best.share_a > best.share_b
    assert findings.closest(articles.iloc[::-1], findings.copies(articles.iloc[::-1])) == best


def test_containment_levels_hold_every_ordered_pair(articles):
    levels = findings.containment_levels(articles)
    assert len(levels) == 20
    assert levels[["page", "body", "unquoted"]].stack().between(0, 1).all()
    assert findings.join_agrees(articles, levels, 5).startswith("Both routes agree")
    with pytest.raises(ValueError, match="by the join"):
        findings.join_agrees(articles, levels.assign(body=levels.body / 2), 5)


def test_teaser_is_found_in_furniture_with_its_characters(articles):
    found = findings.in_furniture(articles).iloc[0]
    assert (found.page, found.story_of) == ("002", "003")
    assert " ".join(articles.text["002"][found.start : found.end].split()) == found.text
    assert articles.body["002"][found.start : found.end].strip() == ""


def test_the_hand_known_words_are_not_claimed_for_the_program(articles):
    pair = findings.translated_pair(articles, findings.what_became(articles))
    assert pair == ("002", "000")
    found = findings.artefacts_of(articles, pair)
    assert "drugs" not in set(found.text)
    known = findings.hand_known(articles, utils.DATA / "originals.csv")
    assert len(known) == 10
    assert "drugs" in findings.hand_known_answer(articles, pair, found, known).split("cannot see")[1]


def test_artefacts_begin_with_what_changes_the_sense(articles):
    pair = ("002", "000")
    shown = findings.artefacts_in_context(articles, pair, findings.artefacts_of(articles, pair))
    assert "⟦all 30 horsepower⟧" in shown["copy"].iloc[0]
    assert list(shown.kind.unique()) == [kind for kind in STRIKING if kind in set(shown.kind)]


def test_statement_pieces_lie_inside_the_utterance(articles):
    from wirecopy.text import tokens

    pieces = findings.quoted_pieces(articles)
    assert (pieces.word_start < pieces.word_end).all()
    assert all(row.word_end <= len(tokens(row.utterance_text)) for row in pieces.itertuples())
    changed = pieces.groupby("article").changed.mean()
    assert changed.idxmax() == "000"


def test_stories_without_a_copy_say_so(other):
    levels, found = findings.containment_levels(other), findings.copies(other)
    assert "No page holds a copy" in findings.overlap_answer(levels, findings.closest(other, found), found)
    classes = findings.what_became(other)
    assert findings.translated_pair(other, classes) is None
    assert "No page looks like" in findings.translation_answer(other, classes, None, findings.artefacts_of(other, None))
    assert findings.furniture_teaser_answer(findings.in_furniture(other)).startswith("No page's furniture")


def test_one_page_alone_is_no_pair(lone):
    levels = findings.containment_levels(lone)
    assert findings.closest(lone, findings.copies(lone)) is None
    assert findings.least_close(levels) is None
    assert "one page only" in findings.overlap_answer(levels, None, findings.copies(lone))
    assert findings.by_run_length(lone, None, None).empty
    assert findings.pairs_answer(findings.pairs_to_read(spread.pairs(lone))).startswith("There is one page")


def test_readability_does_not_depend_on_blanks(articles):
    scores = findings.readability(articles)
    assert list(scores.index) == list(articles.index)
    squeezed = articles.assign(body=["\n".join(filter(None, map(str.strip, body.splitlines()))) for body in articles.body])
    pd.testing.assert_frame_equal(scores, findings.readability(squeezed))


def test_a_table_shows_missing_values_and_says_what_it_cut(monkeypatch):
    shown = []
    monkeypatch.setattr(utils, "display", lambda data, **_: shown.append(data))
    utils.show_table(pd.DataFrame({"a": [1.234, None, 2.0], "b": ["<x>", pd.NA, "y"]}), rows=2)
    table, remark = shown
    assert "1.23" in table["text/html"]
    assert "&lt;x&gt;" in table["text/html"]
    assert table["text/html"].count("–") == 2
    assert "2 of 3 rows" in remark.data


def test_context_marks_the_characters():
    assert utils.in_context("one two three", 4, 7, around=2) == "…e ⟦two⟧ t…"


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        utils.load_story(tmp_path / "nowhere")
