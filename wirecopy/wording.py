"""Two wordings of one sentence, word by word: what stayed, what was replaced, what changed places.

Used by `translation`. Words are compared as a reader sees them (`text.words`), with possessives and contractions as one
word and the names of a country (US, U.S., United States, American) as one family.
"""

import functools
import gzip
import itertools
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import regex

from wirecopy import text as t

_DATA = Path(__file__).resolve().parent.parent / "data"
_CLASSES = pd.read_csv(_DATA / "function_words.csv", keep_default_na=False).groupby("class")["word"].agg(frozenset)
DETERMINERS, PRONOUNS = _CLASSES["determiner"], _CLASSES["pronoun"]
POSSESSIVES = frozenset({"its", "their", "his", "her", "our", "your", "my"})
AUXILIARIES = _CLASSES["auxiliary"]
PREPOSITIONS, CONNECTIVES = _CLASSES["preposition"], _CLASSES["connective"]
FUNCTION_WORDS = frozenset().union(*_CLASSES)

_IRREGULAR = pd.read_csv(_DATA / "irregular_forms.csv", keep_default_na=False).set_index("form")["base"].to_dict()
_COUNTRY = {
    "US": "us",
    "USA": "us",
    "United States": "us",
    "American": "us",
    "America": "us",
    "UN": "un",
    "United Nations": "un",
    "UK": "uk",
    "United Kingdom": "uk",
    "British": "uk",
    "Britain": "uk",
    "EU": "eu",
    "European Union": "eu",
    "UAE": "uae",
    "United Arab Emirates": "uae",
}
_COUNTRY_KEYS = {f"<{name.lower()}>": family for name, family in _COUNTRY.items()}
_COUNT = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
NUMBERS = {word: str(number) for number, word in enumerate((_COUNT + " eighteen nineteen twenty").split(" "))}
_CLITIC = regex.compile(r"['’](?:s|t|re|ve|ll|d|m)(?![\p{L}\p{N}])", regex.I)
# What changes words of one stem apart from their sense: plural, tense, adverb.
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ied", "y"), ("ing", ""), ("ed", ""), ("ly", ""), ("es", ""), ("s", ""))
_BASE_ENDINGS = (*_ENDINGS, ("ed", "e"), ("ing", "e"), ("es", "e"))


_UNRELATED = 0.1


class Token(NamedTuple):
    """A word in place: offsets, `key` (what is compared), `stem`, `country` (family of a country's names, or "")."""

    start: int
    end: int
    key: str
    stem: str
    country: str


class Hunk(NamedTuple):
    """A changed phrase: half-open ranges of word positions, `i` in the source, `j` in the copy; `moved` or not."""

    i0: int
    i1: int
    j0: int
    j1: int
    moved: bool


# --- words ----------------------------------------------------------------------------------------


def tokens(text, start=0, end=None):
    """Return the Tokens of `text[start:end]`, offsets into `text`: can't, Kim's and United States are one word each."""
    found = t.words(text[start:end])
    spans = []
    for s, e in zip(found["start"] + start, found["end"] + start, strict=True):
        if spans and _goes_on(text, spans[-1], int(s), int(e)):
            spans[-1] = (spans[-1][0], int(e))
        else:
            spans.append((int(s), int(e)))
    return [_token(text, s, e) for s, e in spans]


def _goes_on(text, before, start, end):
    between = text[before[1] : start]
    if between in ("'", "’"):
        return _CLITIC.match(text, start - 1) is not None
    return between == " " and text[before[0] : end] in _COUNTRY


def _token(text, start, end):
    surface = text[start:end]
    plain = surface.replace(".", "") if "." in surface else surface
    country = _COUNTRY.get(plain, "")
    key = f"<{plain.lower()}>" if country else t.as_read(surface).replace("’", "'")
    return Token(start, end, key, stem(key), country)


@functools.lru_cache(maxsize=65536)
def stem(word):
    """Return `word` without the endings of English inflection and of adverbs: a light stemmer, for comparing only."""
    base = word.removesuffix("'s").removesuffix("'")
    base = _IRREGULAR.get(base, base)
    for ending, put in _ENDINGS:
        if base.endswith(ending) and len(base) - len(ending) >= 3 and not base.endswith("ss"):
            base = base[: -len(ending)] + put
            break
    if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "sl":
        base = base[:-1]
    return base.removesuffix("e") if len(base) > 3 else base


def common_prefix(a, b):
    """Return how many first letters two words share."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def akin(a, b):
    """Whether two words have one stem, or the same first letters for most of their length (Russia, Russian)."""
    return stem(a) == stem(b) or common_prefix(a, b) >= max(4, 0.6 * max(len(a), len(b)))


# --- dictionary -----------------------------------------------------------------------------------


@functools.cache
def lexicon():
    """Return {English head: set of (language, word)} from data/lexicon.tsv.gz: words that several heads share."""
    heads = defaultdict(set)
    with gzip.open(_DATA / "lexicon.tsv.gz", "rt", encoding="utf-8") as file:
        next(file)
        for line in file:
            language, word, english = line.rstrip("\n").split("\t")
            for head in english.split("|"):
                heads[head].add((language, word))
    return dict(heads)


@functools.lru_cache(maxsize=65536)
def senses(word):
    """Return the (language, word) pairs that the dictionary gives for `word` or a base form of it."""
    return frozenset().union(*(lexicon().get(form, ()) for form in _base_forms(word)))


def _base_forms(word):
    forms = [word, _IRREGULAR.get(word, word)]
    for ending, put in _BASE_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)] + put
            forms.append(base)
            if len(base) > 3 and base[-1] == base[-2]:
                forms.append(base[:-1])
    return forms


@functools.lru_cache(maxsize=262144)
def links(a, b):
    """Return the languages whose dictionary has one word for both English words `a` and `b`."""
    return frozenset(language for language, _ in senses(a) & senses(b))


# --- alignment ------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=262144)
def worth(a, b):
    """Return what aligning word `a` with `b` is worth: 1 for the same content word, 0 for what must not meet."""
    if a == b:
        return 0.6 if a in FUNCTION_WORDS else 1.0
    function = (a in FUNCTION_WORDS) + (b in FUNCTION_WORDS)
    if function:
        return 0.18 if function == 2 else 0.0
    if stem(a) == stem(b) or _same_name(a, b):
        return 0.8
    if not (a[0].isalpha() and b[0].isalpha()):
        return 0.02
    if common_prefix(a, b) >= 4:
        return 0.45
    return 0.5 if links(a, b) else _UNRELATED


def _same_name(a, b):
    if NUMBERS.get(a, a) == NUMBERS.get(b, b):
        return True
    return a in _COUNTRY_KEYS and _COUNTRY_KEYS[a] == _COUNTRY_KEYS.get(b)


def align(source, copy):
    """Return the best monotone alignment of two Token lists: pairs (i, j) of positions, in order.

    Needleman and Wunsch (1970) without a cost for gaps: the summed worth of the pairs is greatest. Unrelated content
    words may meet at a low worth, so that a replaced word finds its replacement.
    """
    n, m = len(source), len(copy)
    if not n or not m:
        return []
    best = np.zeros((n + 1, m + 1))
    gain = np.array([[worth(a.key, b.key) for b in copy] for a in source])
    for i in range(1, n + 1):
        best[i, 1:] = np.maximum.accumulate(np.maximum(best[i - 1, 1:], best[i - 1, :-1] + gain[i - 1]))
    pairs, i, j = [], n, m
    while i and j:
        if gain[i - 1, j - 1] > 0 and best[i, j] == best[i - 1, j - 1] + gain[i - 1, j - 1]:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


# --- changed phrases ------------------------------------------------------------------------------


def hunks(source, copy, pairs, barriers=()):
    """Return the changed phrases (Hunks) between two aligned Token lists, in the order of the copy.

    Words that left one place and came back nearby are one moved phrase, unless a barrier (offset into the copy) lies
    between; what stands between two unchanged words is cut into one Hunk per replaced word, unpaired words included.
    """
    loose = {j: i for i, j in pairs if source[i].key != copy[j].key}
    found = []
    for gap in _join_moves(_gaps(source, copy, pairs), source, copy, loose, barriers):
        found += _peel(gap, source, copy, loose) if gap.moved else _cut(gap, source, copy, loose)
    found = [piece for hunk in found for piece in _split_at(hunk, copy, barriers)]
    return _join_function_hunks(found, source, copy)


def _gaps(source, copy, pairs):
    kept = [(i, j) for i, j in pairs if source[i].key == copy[j].key]
    bounds = [(-1, -1), *kept, (len(source), len(copy))]
    gaps = [Hunk(i + 1, i2, j + 1, j2, False) for (i, j), (i2, j2) in itertools.pairwise(bounds)]
    return [gap for gap in gaps if gap.i1 > gap.i0 or gap.j1 > gap.j0]


def _join_moves(gaps, source, copy, loose, barriers):
    """Make one of two near gaps that hold the two ends of a moved phrase, and of all between them."""
    strong = {j for j, i in loose.items() if worth(source[i].key, copy[j].key) >= 0.5}
    paired = {loose[j] for j in strong}
    left = [_content(source, [k for k in range(gap.i0, gap.i1) if k not in paired]) for gap in gaps]
    came = [_content(copy, [k for k in range(gap.j0, gap.j1) if k not in strong]) for gap in gaps]
    joined, k = [], 0
    while k < len(gaps):
        last = k
        for other in range(k + 1, min(k + 4, len(gaps))):
            between = copy[gaps[k].j1 : gaps[other].j1]
            swaps = [*itertools.product(left[k], came[other]), *itertools.product(left[other], came[k])]
            if (
                _is_near(copy[gaps[k].j1 : gaps[other].j0])
                and not _crosses(between, barriers)
                and any(akin(a, b) for a, b in swaps)
            ):
                last = other
        joined.append(Hunk(gaps[k].i0, gaps[last].i1, gaps[k].j0, gaps[last].j1, last > k))
        k = last + 1
    return joined


def _content(found, positions):
    return [found[k].key for k in positions if found[k].key not in FUNCTION_WORDS]


def _is_near(between):
    """Whether a phrase may have moved across these unchanged words: three content words at most."""
    return len(between) <= 6 and sum(token.key not in FUNCTION_WORDS for token in between) <= 3


def _crosses(found, barriers):
    return bool(found) and any(found[0].start < barrier <= found[-1].start for barrier in barriers)


def _split_at(hunk, copy, barriers):
    """Cut what a Hunk has behind a barrier off as an insertion of its own."""
    for j in range(hunk.j0 + 1, hunk.j1):
        if not hunk.moved and _crosses(copy[j - 1 : j + 1], barriers):
            return [Hunk(hunk.i0, hunk.i1, hunk.j0, j, False), Hunk(hunk.i1, hunk.i1, j, hunk.j1, False)]
    return [hunk]


def _peel(gap, source, copy, loose):
    """Take replaced words that have no part in the move off both ends of a moved Hunk."""
    inside = [copy[j] for j in range(gap.j0, gap.j1)]
    before, after, (i0, i1, j0, j1, _) = [], [], gap
    while j0 < j1 and loose.get(j0) == i0 and not _has_kin(source[i0], inside):
        before.append(Hunk(i0, i0 + 1, j0, j0 + 1, False))
        i0, j0 = i0 + 1, j0 + 1
    last = loose.get(j1 - 1)
    while j0 < j1 - 1 and last in (i1 - 1, i1 - 2) and not _has_kin(source[last], inside[:-1]):
        after.append(Hunk(last, i1, j1 - 1, j1, False))
        i1, j1 = last, j1 - 1
        last = loose.get(j1 - 1)
    return [*before, Hunk(i0, i1, j0, j1, True), *after[::-1]]


def _has_kin(token, others):
    return token.key not in FUNCTION_WORDS and any(akin(token.key, other.key) for other in others)


def _cut(gap, source, copy, loose):
    pairs = [(loose[j], j) for j in range(gap.j0, gap.j1) if j in loose]
    pieces, i0, j0 = [], gap.i0, gap.j0
    for pair, following in itertools.pairwise(pairs):
        if not _one_phrase(source, copy, pair, following):
            pieces.append(Hunk(i0, pair[0] + 1, j0, pair[1] + 1, False))
            i0, j0 = pair[0] + 1, pair[1] + 1
    return [*pieces, Hunk(i0, gap.i1, j0, gap.j1, False)]


def _one_phrase(source, copy, pair, following):
    """Whether two neighbouring replaced words are one phrase: due to, do not; for closer, where both are unrelated."""
    if following != (pair[0] + 1, pair[1] + 1):
        return False
    first, second = (_word_class(source[i].key) | _word_class(copy[j].key) for i, j in (pair, following))
    unrelated = worth(source[following[0]].key, copy[following[1]].key) == _UNRELATED
    return bool(first & second) or ("preposition" in first and unrelated)


def _word_class(word):
    if word in AUXILIARIES or word == "no":
        return {"verb"}
    return {"preposition"} if word in PREPOSITIONS or word in CONNECTIVES else set()


def _join_function_hunks(found, source, copy):
    """Join two neighbours around one unchanged word where all are function words: will not, are not going to."""
    joined = []
    for hunk in found:
        before = joined[-1] if joined else hunk
        near = hunk.j0 - before.j1 == 1 and hunk.i0 - before.i1 == 1 and not (before.moved or hunk.moved)
        if near and not _content(source, range(before.i0, hunk.i1)) + _content(copy, range(before.j0, hunk.j1)):
            joined[-1] = Hunk(before.i0, hunk.i1, before.j0, hunk.j1, False)
        else:
            joined.append(hunk)
    return joined
