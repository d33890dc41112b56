"""Quotes: where quotations begin and end, who spoke them, and which are one utterance."""

from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from wirecopy import boilerplate, pages, quotes
from wirecopy.text import blank

HERE = Path(__file__).resolve().parent
HAND = pd.read_csv(HERE / "hand" / "quotes.csv", dtype={"article": str})


@pytest.fixture(scope="module")
def five():
    articles = pages.load(HERE.parent / "data" / "articles")
    return articles.assign(body=articles["text"].map(boilerplate.mask))


def found(text):
    return quotes.find(text)["text"].tolist()


# --- find -------------------------------------------------------------------------------------------------------------

FORMS = [
    ('He said "we will go" today.', ["we will go"]),
    ("He said “we will go” today.", ["we will go"]),
    ('He said “we will go" today.', ["we will go"]),
    ('He said "we will go” today.', ["we will go"]),
    ("He said ‘we will go’ today.", ["we will go"]),
    ("He said 'we will go' today.", ["we will go"]),
    ("He said ``we will go'' today.", ["we will go"]),
    ("He said «we will go» today.", ["we will go"]),
    ("“Do not call it a ‘plan’,” she said.", ["Do not call it a ‘plan’,"]),
    ("\"Do not call it a 'plan',\" she said.", ["Do not call it a 'plan',"]),
    ("‘Do not call it a “plan”,’ she said.", ["Do not call it a “plan”,"]),
    ("They spread ‘a “rumour of arms”’ again.", ["a “rumour of arms”"]),
    ("They spread “a groundless ‘rumour’” again.", ["a groundless ‘rumour’"]),
    ("It's the dogs' dinner, and the boys' and girls' schools don't mind.", []),
    ("It’s the dogs’ dinner, and the boys’ and girls’ schools don’t mind.", []),
    ("Rock ’n’ roll, ’tis the season, the class of ’68 and the '90s.", []),
    ("'I don't know the members' names,' he said.", ["I don't know the members' names,"]),
    ("‘I don’t know the members’ names,’ he said.", ["I don’t know the members’ names,"]),
    ('The so-called "experts" called it "art", "craft" or "junk".', ["experts", "art", "craft", "junk"]),
    ("Minister says 'groundless' claims are 'lies'", ["groundless", "lies"]),
    ('A 6" pipe and a 5\'10" man.', []),
    ("“We will go, he said. The train was late.", ["We will go,"]),
    ("“We will go and never come back\n\nThe train was late.", ["We will go and never come back"]),
    ("“First part.\n\n“Second part,” she said.", ["First part.", "Second part,"]),
    ('"First part.\n\n"Second part," she said.', ["First part.", "Second part,"]),
    ('"We will go\nand come back," she\nsaid.', ["We will go\nand come back,"]),
    ('"Go." "Stay."', ["Go.", "Stay."]),
    ('"Go. "Stay."', ["Go.", "Stay."]),
    ('He read " spaced out " words.', ["spaced out"]),
    ('""', []),
    ('"', []),
    ("“ ”", []),
    ("“...”", []),
    ("", []),
    ("No words quoted.", []),
]


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_forms_of_quotations(text, expected):
    assert found(text) == expected


@given(st.text(alphabet="ab .,'\"“”‘’«»\n\r?S-", max_size=120))
@settings(max_examples=400, deadline=None)
def test_offsets_and_masks_of_any_text(text):
    table, masked = quotes.find(text), quotes.mask(text)
    assert list(table.columns) == ["start", "end", "text", "speaker"]
    assert all(text[row.start : row.end] == row.text for row in table.itertuples())
    spans = list(zip(table["start"], table["end"], strict=True))
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    assert masked == blank(text, spans) and len(masked) == len(text)
    assert [m.span() for m in regex.finditer(r"[\r\n]", masked)] == [m.span() for m in regex.finditer(r"[\r\n]", text)]


@given(st.lists(st.sampled_from(["alpha", "beta", "it's", "gamma", "boys'", "U.S."]), min_size=1, max_size=8),
       st.sampled_from(["“”", '""', "«»"]))  # fmt: skip
@settings(deadline=None)
def test_any_words_between_double_marks_are_found(words, marks):
    inner = " ".join(words)
    assert found(f"The man said {marks[0]}{inner}{marks[1]} to us.") == [inner]


def test_mask_leaves_nothing_quoted(five):
    for text in five["text"]:
        assert quotes.find(quotes.mask(text)).empty


def test_all_quotations_of_the_five_pages(five):
    for label, rows in HAND.groupby("article"):
        spans = set(quotes.find(five.loc[label, "body"])[["start", "end"]].itertuples(index=False, name=None))
        assert set(rows[["start", "end"]].itertuples(index=False, name=None)) == spans


# --- speakers ---------------------------------------------------------------------------------------------------------

SPEAKERS = [
    ("“We go,” said Ann Price.", "Ann Price"),
    ("“We go,” Ann Price said.", "Ann Price"),
    ("“We go,” Ann Price, who leads the party, said on Monday.", "Ann Price"),
    ("“We go,” said Ann Price, mayor of Marenta.", "Ann Price"),
    ("“We go,” said party spokesman Tom Reed at a rally.", "Tom Reed"),
    ("“We go,” the mayor of Marenta told reporters.", "the mayor of Marenta"),
    ("“We go,” an official at the ministry’s press office said.", "an official at the ministry’s press office"),
    ("According to Ann Price, the plan is “dead”.", "Ann Price"),
    ("The plan is “dead”, according to the mayor.", "the mayor"),
    ("Ann Price said: “We go.”", "Ann Price"),
    ("MARENTA (AP) — Ann Price on Tuesday called the plan “dead.”", "Ann Price"),
    ("Ann Price accused the council of “lies” and left.", "Ann Price"),
    ("The council, blaming the storm, said the wall was “tired.”", "The council"),
    ("The council rejected the plan, calling it “tired.”", "The council"),
    ("In a statement on Monday, the council said the wall was “tired.”", "the council"),
    ("Ann Price spoke first. “We go,” she said.", "Ann Price"),
    ("Ann Price said she would go. “We go,” she said.", "Ann Price"),
    ("Ann Price spoke. Later, Price said “no.”", "Ann Price"),
    ("The wall is “tired.”", None),
    ("“We go.”", None),
    ("“We go,” they said.", None),
]


@pytest.mark.parametrize(("text", "expected"), SPEAKERS)
def test_who_spoke(text, expected):
    speaker = quotes.find(text)["speaker"].iloc[0]
    assert (None if pd.isna(speaker) else speaker) == expected


def test_a_pronoun_of_the_other_gender_names_nobody():
    text = "“We go,” Mr Reed said. “I stay,” she said. “We went,” he said."
    speakers = quotes.find(text)["speaker"]
    assert speakers.iloc[0] == speakers.iloc[2] == "Mr Reed" and pd.isna(speakers.iloc[1])


def test_speakers_of_the_five_pages(five):
    table = quotes.link(five).merge(HAND, on=["article", "start", "end"], suffixes=("", "_by_hand"))
    same = table["speaker"].fillna("") == table["speaker_by_hand"].fillna("")
    assert len(table) == len(HAND) and same.mean() >= 0.95


# --- link -------------------------------------------------------------------------------------------------------------


def pairs(labels):
    """Return the pairs of rows that have one label."""
    return {(i, j) for i, j in combinations(labels.index, 2) if labels[i] == labels[j]}


def f1(found_labels, true_labels):
    a, b = pairs(found_labels), pairs(true_labels)
    return 2 * len(a & b) / (len(a) + len(b))


def invented():
    """Return the invented stories of `hand/variants.txt`: per story a frame of bodies, and the labels by place."""
    stories = {}
    for block in (HERE / "hand" / "variants.txt").read_text("utf-8").split("\n== ")[1:]:
        name, _, rest = block.partition("\n")
        story, page = name.split("/")
        text = "\n\n".join(rest.strip().split("\n"))
        labels, clean, at = {}, "", 0
        for tag in regex.finditer(r"\{(\w)\}", text):
            clean += text[at : tag.start()]
            labels[page, len(clean)] = tag[1]
            at = tag.end()
        bodies, known = stories.setdefault(story, ({}, {}))
        bodies[page] = clean + text[at:]
        known |= labels
    return {story: (pd.DataFrame({"body": bodies}), known) for story, (bodies, known) in stories.items()}


def test_utterances_of_the_five_pages(five):
    table = quotes.link(five).merge(HAND, on=["article", "start", "end"], suffixes=("", "_by_hand"))
    assert f1(table["utterance"], table["utterance_by_hand"]) >= 0.95


@pytest.mark.parametrize("story", invented())
def test_utterances_of_invented_stories(story):
    articles, known = invented()[story]
    table = quotes.link(articles)
    labels = pd.Series([known[key] for key in zip(table["article"], table["start"], strict=True)])
    assert len(table) == len(known) and f1(table["utterance"], labels) >= 0.8


def test_two_speakers_of_the_same_words_stay_apart(five):
    table = quotes.link(five)
    same = table[table["text"].str.startswith("is covertly supplying")].set_index("speaker")["utterance"]
    assert len(same) == 2 and same.nunique() == 2


def test_translated_and_partial_forms_are_one_utterance(five):
    table = quotes.link(five).set_index("text")["utterance"]
    for one, other in [("keep your mouth shut", "keep its mouth shut."), ("hegemonic politics", "hegemonic policy"),
                       ("unjust and prejudicial behavior", "unfair and prejudiced behavior"),
                       ("will not change the tide of the war", "not going to change the course of the war,"),
                       ("never had 'arms dealings' with Russia", "no plan to do so in the future.")]:  # fmt: skip
        assert table[one] == table[other]


def test_sentences_of_one_quotation_are_rows_of_their_own():
    text = "“We lost. We will not lose again. Never!” Ann Price said."
    table = quotes.link(pd.DataFrame({"body": {"a": text}}))
    assert table["text"].tolist() == ["We lost.", "We will not lose again.", "Never!"]
    assert table["utterance"].nunique() == 3 and set(table["speaker"]) == {"Ann Price"}


def groups(table):
    """Return the utterances as sets of places, whatever their numbers."""
    rows = table.groupby("utterance")[["article", "start"]]
    return {frozenset(group.itertuples(index=False, name=None)) for _, group in rows}


def test_order_of_articles_changes_no_utterance(five):
    assert groups(quotes.link(five)) == groups(quotes.link(five.iloc[::-1]))


def test_a_page_more_about_something_else_changes_nothing(five):
    other = "“The harbour wall is stable but tired,” engineer Ole Brandt said."
    more = pd.concat([five[["body"]], pd.DataFrame({"body": {"zzz": other}})])
    assert groups(quotes.link(five)) < groups(quotes.link(more))


@pytest.mark.parametrize("bodies", [{}, {"a": ""}, {"a": "No quotation."}, {"a": "“x”"}])
def test_link_of_hardly_anything(bodies):
    table = quotes.link(pd.DataFrame({"body": pd.Series(bodies, dtype=object)}))
    assert list(table.columns) == ["article", "start", "end", "text", "speaker", "utterance"]
    assert table["utterance"].dtype == "int64" and len(table) == ("“" in bodies.get("a", ""))
