"""Tests of what a word is: the fast path for plain text gives the same words as the definition."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirecopy import text

MIXTURE = st.text(alphabet="ab.1 US\n-—’“é²½ﬁİи\u0301\u00ad\u200b\u0000", max_size=40)


@given(MIXTURE)
@settings(max_examples=300, deadline=None)
def test_words_follow_the_definition(mixture):
    found = text.words(mixture)
    defined = [(m.start(), m.end(), text.as_read(m.group())) for m in text._WORD.finditer(mixture)]
    assert list(found.itertuples(index=False, name=None)) == defined
    assert text.tokens(mixture) == [word for _, _, word in defined]


@pytest.mark.parametrize(
    "printed, read",
    [
        ("U.S. forces", ["us", "forces"]),
        ("the U.N.’s", ["the", "un", "s"]),
        ("ﬁve oﬃces", ["five", "offices"]),
        ("am\u00admu\u200bnition", ["ammunition"]),
        ("Cafe\u0301 CAFÉ", ["café", "café"]),
        ("", []),
        ("…—!", []),
    ],
)
def test_words_as_a_reader_sees_them(printed, read):
    assert text.tokens(printed) == read
