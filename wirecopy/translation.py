"""What a machine translation did to a text, and whether there was one.

Two views. In the copy alone: joins that broke, names out of order, one number that counts two things. Against a source:
aligned sentences are aligned word by word, and each smallest changed phrase is named. Round trip or not is decided by a
logistic regression on named features of the aligned passages (`feature_table`), after the finding of the PAN text
alignment tasks that translated reuse keeps order and content and loses wording.
"""

import functools
import gzip
import itertools
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import regex

from wirecopy import overlap
from wirecopy import text as t

_DATA = Path(__file__).resolve().parent.parent / "data"
KINDS = (
    "false_sense", "calque", "word_order_break", "structure_shift", "split_punct", "punct_style",
    "changed_quote", "synonym_drift", "grammar_shift", "style_us", "number_style",
)  # fmt: skip
CLASSES = ("verbatim", "light_edit", "human_rewrite", "round_trip", "independent")
_COLUMNS = ["start", "end", "text", "original", "source_start", "source_end", "kind", "in_quote", "confidence"]

_DETERMINERS = frozenset(["the", "a", "an", "this", "that", "these", "those", "its", "their", "his", "her", "our", "your", "my"])
_PRONOUNS = frozenset(["i", "you", "he", "she", "it", "we", "they", "me", "him", "us", "them", "my", "your", "his", "its", "our", "their", "mine", "yours", "hers", "ours"])
_PREPOSITIONS = frozenset(
    ["of", "in", "on", "at", "by", "for", "from", "with", "to", "into", "onto", "over", "under", "about", "against", "between", "among", "through", "during", "after", "before", "towards", "toward", "within", "without", "upon", "off"]
)
_LONG_PREPOSITIONS = frozenset(
    ["because", "due", "regarding", "concerning", "despite", "besides", "aside", "outside", "inside", "since", "although", "though", "while", "whereas", "amid", "as", "owing", "given", "until", "till", "unless"]
)
_AUXILIARIES = frozenset(
    ["is", "are", "was", "were", "be", "been", "being", "am", "has", "have", "had", "having", "do", "does", "did", "will", "would", "shall", "should", "can", "could", "may", "might", "must", "going", "not"]
)
_OTHER = frozenset(
    ["and", "or", "but", "nor", "so", "yet", "if", "than", "then", "when", "where", "who", "whom", "whose", "which", "what", "how", "why", "there", "here", "also", "too", "very", "more", "most", "some", "any", "all", "each", "both", "no", "such", "one", "it's", "that's", "there's"]
)
FUNCTION_WORDS = _DETERMINERS | _PRONOUNS | _PREPOSITIONS | _LONG_PREPOSITIONS | _AUXILIARIES | _OTHER
_COUNTRY = {
    "US": "us", "USA": "us", "United States": "us", "American": "us", "America": "us", "Americans": "us",
    "UN": "un", "United Nations": "un", "UK": "uk", "United Kingdom": "uk", "British": "uk", "Britain": "uk",
    "EU": "eu", "European Union": "eu", "UAE": "uae", "United Arab Emirates": "uae",
}  # fmt: skip
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
    )
}
_CONTRACTION = regex.compile(r"['’](?:s|t|re|ve|ll|d|m)\b|['’](?=\W|$)", regex.I)


class Token(NamedTuple):
    """A word in place: `start`, `end`, `key` (what is compared), `stem`, `country` (family of a country's names or "")."""

    start: int
    end: int
    key: str
    stem: str
    country: str


# ---------------------------------------------------------------------------------------------- words


def _tokens(text, start, end):
    """Return the Tokens of `text[start:end]`: contractions and possessives are one word, so is United States."""
    found = t.words(text[start:end])
    spans = list(zip(found["start"] + start, found["end"] + start, strict=True))
    merged = []
    for s, e in spans:
        if merged and text[merged[-1][1] : s] in ("'", "’") and e - s <= 2 and _CONTRACTION.match(text, s - 1) or merged and f"{text[merged[-1][0]:merged[-1][1]]} {text[s:e]}" in _COUNTRY and s - merged[-1][1] == 1:
            merged[-1] = (merged[-1][0], e)
        else:
            merged.append((s, e))
    return [_token(text, s, e) for s, e in merged]


def _token(text, start, end):
    surface = text[start:end]
    plain = surface.replace(".", "") if "." in surface else surface
    country = _COUNTRY.get(plain, "")
    key = t.as_read(surface).replace("’", "'")
    if country:
        key = "<" + plain.lower() + ">"
    return Token(int(start), int(end), key, stem(key), country)


@functools.lru_cache(maxsize=65536)
def stem(word):
    """Return `word` without English inflection (plural, possessive, -ed, -ing, -ly): a light stemmer for comparing."""
    base = word.removesuffix("'s").removesuffix("'")
    for ending, put in (("ies", "y"), ("sses", "ss"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if base.endswith(ending) and len(base) - len(ending) >= 3 and not base.endswith("ss"):
            base = base[: -len(ending)] + put
            break
    if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "sl":
        base = base[:-1]
    return base.removesuffix("e") if len(base) > 3 else base


@functools.cache
def _lexicon():
    """Return {English head: set of "language:word"} from data/lexicon.tsv.gz."""
    heads = defaultdict(set)
    with gzip.open(_DATA / "lexicon.tsv.gz", "rt", encoding="utf-8") as file:
        next(file)
        for line in file:
            language, word, english = line.rstrip("\n").split("\t")
            for head in english.split("|"):
                heads[head].add(f"{language}:{word}")
    return dict(heads)


@functools.lru_cache(maxsize=65536)
def _senses(word):
    """Return the foreign words that the dictionary gives for `word` or its base forms."""
    lexicon = _lexicon()
    senses = set()
    for form in _base_forms(word):
        senses |= lexicon.get(form, set())
    return senses


def _base_forms(word):
    forms = [word]
    for ending, put in (
        ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""),
    ):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)] + put
            forms.append(base)
            if len(base) > 3 and base[-1] == base[-2]:
                forms.append(base[:-1])
    return forms


@functools.lru_cache(maxsize=262144)
def linked(a, b):
    """Return how many languages of the dictionary have one word for both English words `a` and `b` (0 to 12)."""
    return len({sense.split(":", 1)[0] for sense in _senses(a) & _senses(b)})


# ---------------------------------------------------------------------------------------------- word alignment


@functools.lru_cache(maxsize=262144)
def _weight(a, b):
    """Return how much aligning word `a` with `b` is worth: 1 for the same content word, 0 for what must not meet."""
    if a == b:
        return 0.6 if a in FUNCTION_WORDS else 1.0
    function = (a in FUNCTION_WORDS) + (b in FUNCTION_WORDS)
    if function == 2:
        return 0.18
    if function == 1:
        return 0.0
    if stem(a) == stem(b):
        return 0.8
    if _COUNTRY_KEYS.get(a, a) == _COUNTRY_KEYS.get(b, b) or _NUMBERS.get(a, a) == _NUMBERS.get(b, b):
        return 0.8
    if a[0] == "<" or b[0] == "<" or a.isdigit() or b.isdigit():
        return 0.02
    if _common_prefix(a, b) >= 4:
        return 0.45
    return 0.5 if linked(a, b) else 0.1


_COUNTRY_KEYS = {"<" + name.lower() + ">": family for name, family in _COUNTRY.items()}


def _common_prefix(a, b):
    return len(list(itertools.takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False))))


def align_words(source, copy):
    """Return the best monotone word alignment of two Token lists: pairs (i, j) of positions, in order.

    Needleman-Wunsch without gap cost: maximises the summed worth of aligned words (same word, same stem, linked by the
    dictionary); unrelated content words may meet at a low worth so that a replaced word finds its replacement.
    """
    n, m = len(source), len(copy)
    if not n or not m:
        return []
    best = np.zeros((n + 1, m + 1))
    weights = np.array([[_weight(a.key, b.key) for b in copy] for a in source])
    for i in range(1, n + 1):
        row, above, w = best[i], best[i - 1], weights[i - 1]
        diagonal = np.maximum(above[1:], above[:-1] + w)
        row[1:] = np.maximum.accumulate(diagonal)
    pairs, i, j = [], n, m
    while i and j:
        here = best[i, j]
        if weights[i - 1, j - 1] > 0 and here == best[i - 1, j - 1] + weights[i - 1, j - 1]:
            pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif here == best[i - 1, j]:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


# ---------------------------------------------------------------------------------------------- quotations

_OPEN, _CLOSE = "“«", "”»"


def _quotations(text):
    """Return (start, end) of direct quotations, the marks left out; double marks only, never across a blank line."""
    return [m.span(1) for m in regex.finditer(r"[“\"«]((?:(?!\n\s*\n)[^“”\"«»]){2,1500})[”\"»]", text)]


def _inside(spans, start, end):
    return any(a <= start and end <= b and start < b for a, b in spans)


# ---------------------------------------------------------------------------------------------- seen in the copy alone

_OFFICES = (
    "president minister secretary director chairman chairwoman chief governor mayor ambassador commissioner general "
    "spokesman spokeswoman spokesperson premier chancellor"
)
_FINITE = regex.compile(
    r"\b(?:is|are|was|were|am|has|have|had|do|does|did|will|would|can|could|may|might|must|should|shall|says?|said|told|"
    r"added|\w+n['’]t|['’]s|['’]re)\b",
    regex.I,
)
_STOP_BEFORE_LOWER = regex.compile(
    r"(?<![.…\d])(?P<word>\b[\p{L}’'-]{4,}(?P<close>[”\"’»)]*))\.(?P<after>[”\"»]?) (?P<next>\p{Ll}[\p{L}’'-]*)(?![\p{L}.@/])"
)
_STRAY_STOP = regex.compile(r"[.!?][”\"’]? {1,2}\.(?![.\d\p{L}])|(?<=\p{L}) \.(?=\s|$)|(?<=\p{L}), ?\.(?=\s|$)")


def _broken_joins(text):
    """Yield (start, end, confidence): a full stop inside a sentence, a stray one, a sentence torn in two."""
    for m in _STOP_BEFORE_LOWER.finditer(text):
        word = m.group("word").rstrip("”\"’»)").lower()
        if word in t._ABBREVIATIONS or "www" in word or not m.group("next").islower():
            continue
        yield m.start("word"), m.end("next"), 0.9
    for m in _STRAY_STOP.finditer(text):
        start = m.start() + (m.group().rfind(" ") if " " in m.group() else 0)
        yield start, m.end(), 0.9
    yield from _torn_sentences(text)


def _torn_sentences(text):
    """Yield joins where the second piece is a phrase without a finite verb that goes on with the first."""
    found = t.sentences(text)
    rows = list(found.itertuples(index=False))
    for first, second in itertools.pairwise(rows):
        if "\n" in text[first.end : second.start] or second.start - first.end > 2 or not first.text.endswith("."):
            continue
        if _FINITE.search(second.text) or not _FINITE.search(first.text):
            continue
        words = t.words(first.text)
        last = words["word"].iloc[-1] if len(words) else ""
        head = regex.match(r"[\p{L}’'-]+(?: \p{Ll}[\p{L}’'-]+)?", second.text)
        if head is None:
            continue
        begin = first.start + int(words["start"].iloc[-1])
        while begin > first.start and text[begin - 1] == "-":
            begin = regex.search(r"[\p{L}\p{N}]+$", text[first.start : begin - 1]).start() + first.start
        title = regex.match(r"(\p{L}+) (?:of|for|at)\b", second.text)
        if title and title.group(1).lower() in _OFFICES.split() and last in _OFFICES.split():
            yield begin, second.start + title.end(1), 0.9
        elif last in ("said", "told", "added", "says") and regex.search(
            r"\b(?:in|at|during) an? (?:\p{L}+ )?(?:statement|interview|briefing|email|report|conference|letter)\b",
            second.text,
        ):
            yield begin, second.start + head.end(), 0.8


_IMPOSSIBLE = regex.compile(
    r"\b(?P<phrase>(?:it|them|us) of|(?:the|an?|to|of) (?:of|by|from)|(?:of|from|by|for|with|into) to (?!and\b)|"
    r"the (?:a|an|the)|an? (?:the|a|an)|(?:of|with|from|by) (?:he|she|they|we|i)(?= (?:is|are|was|were|has|have)\b))\b(?= [\p{L}“\"‘])"
)


def _names(text):
    """Return the capitalised names of two to four words that `text` spells the same way, lower-cased, with their counts."""
    names = Counter()
    for m in regex.finditer(r"\p{Lu}[\p{L}.]+(?: \p{Lu}[\p{L}.]+){1,3}", text):
        words = [t.as_read(w) for w in m.group().split(" ")]
        for size in range(2, len(words) + 1):
            for at in range(len(words) - size + 1):
                names[tuple(words[at : at + size])] += 1
    return names


def _order_breaks(text):
    """Yield (start, end, confidence): the words of a name in another order, function words that never meet."""
    names = _names(text)
    by_words = {frozenset(name): name for name in names if len(set(name)) == len(name)}
    lexicon = _lexicon()
    words = [(int(r.start), int(r.end), r.word) for r in t.words(text).itertuples(index=False)]
    taken = []
    for size, extra in ((3, 1), (3, 0), (2, 0)):
        for at in range(len(words) - size - extra + 1):
            window = words[at : at + size + extra]
            start, end = window[0][0], window[-1][1]
            if any(s < end and start < e for s, e in taken) or regex.search(r"[^\p{L}\p{N}\p{M} .’'-]|\. [^\p{Ll}]", text[start:end]):
                continue
            keys = [w for _, _, w in window]
            if _scrambles(text, window, keys, size, by_words, lexicon):
                taken.append((start, end))
                yield start, end, 0.85
    for m in _IMPOSSIBLE.finditer(text):
        yield m.start("phrase"), m.end("phrase"), 0.7


def _scrambles(text, window, keys, size, by_words, lexicon):
    inner = {frozenset(keys[:i] + keys[i + 1 :]) for i in range(1, len(keys) - 1)} if len(keys) > size else {frozenset(keys)}
    lower = [text[s:e][0].islower() for s, e, _ in window]
    for combination in inner:
        name = by_words.get(combination)
        if name is None and size == 2 and tuple(keys) != tuple(reversed(keys)):
            name = tuple(reversed(keys)) if " ".join(reversed(keys)) in lexicon else None
        if name is None or len(name) != size or not any(lower) or all(lower):
            continue
        kept = [k for k in keys if k in combination]
        if tuple(kept) != name and not any(k in FUNCTION_WORDS - {"us"} for k in keys):
            return True
    return False


_COUNTED = regex.compile(
    r"(?P<all>\b(?:all|the|these|those|both) )?(?<![\d.,$£€])\b(?P<number>\d{1,3}(?:,\d{3})*|" + "|".join(_NUMBERS) + r")"
    r"(?P<between>(?: \p{Ll}[\p{L}-]+){0,2}) (?P<noun>\p{Ll}{4,})\b",
    regex.I,
)


def _counted(text):
    rows = []
    for m in _COUNTED.finditer(text):
        number = _NUMBERS.get(m.group("number").lower(), m.group("number"))
        begin = m.start("all") if m.group("all") else m.start("number")
        for noun in [m.group("noun"), *m.group("between").split()]:
            at = text.index(noun, m.start("between"))
            rows.append((number, stem(noun.lower()), begin, at + len(noun), noun.lower()))
    return rows


def _number_conflicts(text, others=()):
    """Yield (start, end, original span or None): one number counts a thing and a compound of its name (horse, horsepower)."""
    here = _counted(text)
    known = here + [row for other in others for row in _counted(other)]
    for number, noun, start, end, word in here:
        for number2, noun2, *_rest, word2 in known:
            compound = noun.startswith(noun2) and len(noun) >= len(noun2) + 3 and len(noun2) >= 4
            if number == number2 and compound and _is_compound(word, word2):
                yield start, end, word2
                break


def _is_compound(long, short):
    rest = long[len(_shared(long, short)) :]
    return len(rest) >= 3 and bool(_senses(rest.lstrip("e")) or _senses(rest)) and rest not in _SUFFIXES


def _shared(a, b):
    return a[: _common_prefix(a, b)]


_SUFFIXES = frozenset(["ing", "ings", "ers", "men", "man", "woman", "ship", "ness", "ment", "ments", "tion", "tions", "able", "like", "less", "wise", "ward"])


def _mixed_country_styles(text):
    """Yield (start, end) of US, UK, UN where the text elsewhere writes the same kind of initials with stops."""
    dotted = [m for m in regex.finditer(r"\b(?:U\.S\.|U\.N\.|U\.K\.|E\.U\.)(?!\p{L})", text)]
    plain = [m for m in regex.finditer(r"(?<![\p{L}.])(?:US|UN|UK|EU)(?![\p{L}.])", text)]
    if dotted and plain:
        for m in plain:
            yield m.start(), m.end()


def _alone(text, others=()):
    """Return rows (start, end, original, kind, confidence) of what can be seen in `text` with nothing beside it."""
    rows = [(s, e, None, "split_punct", c) for s, e, c in _broken_joins(text)]
    rows += [(s, e, None, "word_order_break", c) for s, e, c in _order_breaks(text)]
    rows += [(s, e, word, "false_sense", 0.8) for s, e, word in _number_conflicts(text, others)]
    rows += [(s, e, None, "style_us", 0.6) for s, e in _mixed_country_styles(text)]
    return sorted(rows, key=lambda row: row[:2])


# ---------------------------------------------------------------------------------------------- seen beside a source


class Hunk(NamedTuple):
    """A changed phrase: half-open ranges of word positions in source and copy, and whether words changed places."""

    i0: int
    i1: int
    j0: int
    j1: int
    moved: bool


def _units(source, copy):
    """Return (copy_start, copy_end, source_start, source_end) of aligned sentences, torn ones joined again."""
    units = []
    for row in overlap.align_sentences(source, copy).itertuples(index=False):
        here = [int(row.copy_start), int(row.copy_end), row.source_start, row.source_end]
        before = units[-1] if units else None
        same_line = before is not None and not regex.search(r"[\r\n]", copy[before[1] : here[0]])
        if pd.isna(here[2]):
            if same_line and _covered(copy[here[0] : here[1]], source[before[2] : before[3]]) >= 0.4:
                before[1] = here[1]
            continue
        here[2:] = int(here[2]), int(here[3])
        if same_line and here[2] < before[3] and before[2] < here[3]:
            before[1:] = here[1], min(before[2], here[2]), max(before[3], here[3])
        else:
            units.append(here)
    return [tuple(unit) for unit in units]


def _covered(piece, source):
    """Return the share (0 to 1) of the content words of `piece` that `source` has too."""
    content = [w for w in t.tokens(piece) if w not in FUNCTION_WORDS]
    known = {stem(w) for w in t.tokens(source)}
    return sum(stem(w) in known for w in content) / len(content) if content else 0.0


def hunks(source, copy, pairs):
    """Return the changed phrases between two aligned Token lists, in the order of the copy.

    Words that left one place and came back nearby are one moved phrase; what stands between two unchanged words is cut
    into one Hunk per replaced word, function words beside it included.
    """
    exact = [(i, j) for i, j in pairs if source[i].key == copy[j].key]
    loose = {j: i for i, j in pairs if source[i].key != copy[j].key}
    bounds = [(-1, -1), *exact, (len(source), len(copy))]
    gaps = [
        (i0 + 1, i1, j0 + 1, j1)
        for (i0, j0), (i1, j1) in itertools.pairwise(bounds)
        if i1 > i0 + 1 or j1 > j0 + 1
    ]
    found = []
    for gap in _join_function_gaps(_join_moves(gaps, source, copy, loose), source, copy):
        found += [gap] if gap.moved else _cut(gap, source, copy, loose)
    return found


def _join_moves(gaps, source, copy, loose):
    """Return Hunks; gaps that hold the two ends of a moved phrase, and all between them, are one."""
    strong = {j for j, i in loose.items() if _weight(source[i].key, copy[j].key) >= 0.5}
    paired = {loose[j] for j in strong}
    joined, k = [], 0
    while k < len(gaps):
        last = k
        for other in range(k + 1, min(k + 4, len(gaps))):
            if gaps[other][2] - gaps[k][3] <= 6 and _moves(gaps[k], gaps[other], source, copy, strong, paired):
                last = other
        first, final = gaps[k], gaps[last]
        joined.append(Hunk(first[0], final[1], first[2], final[3], last > k))
        k = last + 1
    return joined


def _moves(a, b, source, copy, strong, paired):
    def left(gap):
        return [source[i].key for i in range(gap[0], gap[1]) if i not in paired and source[i].key not in FUNCTION_WORDS]

    def came(gap):
        return [copy[j].key for j in range(gap[2], gap[3]) if j not in strong and copy[j].key not in FUNCTION_WORDS]

    return any(_akin(x, y) for x in left(a) for y in came(b)) or any(_akin(x, y) for x in left(b) for y in came(a))


def _akin(a, b):
    return stem(a) == stem(b) or _common_prefix(a, b) >= max(4, 0.6 * max(len(a), len(b)))


def _join_function_gaps(found, source, copy):
    """Join two neighbours of function words only around a single unchanged function word: will not, are not going to."""
    joined = []
    for hunk in found:
        before = joined[-1] if joined else None
        near = before and hunk.j0 - before.j1 == 1 and hunk.i0 - before.i1 == 1 and not (before.moved or hunk.moved)
        if near and all(
            token.key in FUNCTION_WORDS
            for token in (*source[before.i0 : hunk.i1], *copy[before.j0 : hunk.j1])
        ):
            joined[-1] = Hunk(before.i0, hunk.i1, before.j0, hunk.j1, False)
        else:
            joined.append(hunk)
    return joined


def _cut(gap, source, copy, loose):
    """Cut a gap between unchanged words into one Hunk per replaced word; unpaired words go with what follows."""
    pairs = [(loose[j], j) for j in range(gap.j0, gap.j1) if j in loose]
    if not pairs:
        return [gap]
    pieces, i0, j0 = [], gap.i0, gap.j0
    for k, (i, j) in enumerate(pairs):
        last = k + 1 == len(pairs)
        if not last and _one_phrase(source, copy, (i, j), pairs[k + 1]):
            continue
        i1, j1 = (gap.i1, gap.j1) if last else (i + 1, j + 1)
        pieces.append(Hunk(i0, i1, j0, j1, False))
        i0, j0 = i1, j1
    return pieces


def _one_phrase(source, copy, pair, following):
    """Whether two neighbouring replaced function words are one phrase: due to, do not."""
    if following != (pair[0] + 1, pair[1] + 1):
        return False
    groups = [_group(source[i].key) | _group(copy[j].key) for i, j in (pair, following)]
    return bool(groups[0] & groups[1])


def _group(word):
    if word in _AUXILIARIES or word in ("no", "not"):
        return {"verb"}
    if word in _PREPOSITIONS or word in _LONG_PREPOSITIONS:
        return {"preposition"}
    return set()


def _is_edit(hunk, source, copy):
    """Whether a Hunk looks like an editor's own: several content words put in or taken out with nothing in their place."""
    old = [s for s in source[hunk.i0 : hunk.i1] if s.key not in FUNCTION_WORDS]
    new = [c for c in copy[hunk.j0 : hunk.j1] if c.key not in FUNCTION_WORDS]
    return not hunk.moved and (abs(len(old) - len(new)) >= 3 or (not old or not new) and max(len(old), len(new)) >= 2)


def _kind_of(old, new, moved, quoted):
    """Return (kind, confidence) of a phrase changed from Tokens `old` to Tokens `new`."""
    families = {token.country for token in old}, {token.country for token in new}
    if not moved and any(families[0]) and families[0] - {""} == families[1] - {""}:
        return "style_us", 0.95
    if new and not old and any(families[1]):
        return "style_us", 0.6
    if old and new and {_NUMBERS.get(x.key, x.key) for x in old} == {_NUMBERS.get(x.key, x.key) for x in new}:
        return "number_style", 0.9
    content = [x for x in old if x.key not in FUNCTION_WORDS], [x for x in new if x.key not in FUNCTION_WORDS]
    if moved:
        return "structure_shift", 0.85
    if not content[0] and not content[1]:
        return _kind_of_function(old, new, quoted)
    if not content[0] or not content[1]:
        return ("structure_shift", 0.5)
    return _kind_of_content(content[0], content[1], quoted)


def _kind_of_function(old, new, quoted):
    keys = {x.key for x in old}, {x.key for x in new}
    if quoted and keys[0] & _PRONOUNS and keys[1] & _PRONOUNS:
        return "changed_quote", 0.8
    if (keys[0] | keys[1]) & _LONG_PREPOSITIONS and old and new:
        return "synonym_drift", 0.8
    return "grammar_shift", 0.75


def _kind_of_content(old, new, quoted):
    a, b = old[-1].key, new[-1].key
    if stem(a) == stem(b):
        return "grammar_shift", 0.85
    if abs(len(old) - len(new)) > 1:
        return "structure_shift", 0.6
    ties = linked(a, b)
    if quoted and not ties:
        return "changed_quote", 0.7
    if ties in (1, 2) and _common_prefix(a, b) < 4 and len(b) > len(a) + 1:
        return "false_sense", 0.6
    return "synonym_drift", 0.9 if ties else 0.6


def _changed(source, copy, unit, quotations):
    """Return rows of what changed in one aligned unit: (start, end, original, source_start, source_end, kind, confidence)."""
    copy_start, copy_end, source_start, source_end = unit
    old, new = _tokens(source, source_start, source_end), _tokens(copy, copy_start, copy_end)
    pairs = align_words(old, new)
    same = sum(old[i].key == new[j].key for i, j in pairs)
    if not pairs or same / min(len(old), len(new)) < 0.5:
        return []
    found = [hunk for hunk in hunks(old, new, pairs) if not _is_edit(hunk, old, new)]
    rows = [_row(source, copy, hunk, old, new, quotations) for hunk in found]
    rows += list(_renamed(source, copy, old, new, pairs))
    return rows + list(_punctuation(source, copy, old, new, pairs))


def _row(source, copy, hunk, old, new, quotations):
    if hunk.j1 > hunk.j0:
        start, end = new[hunk.j0].start, new[hunk.j1 - 1].end
    else:
        start = end = new[hunk.j0].start if hunk.j0 < len(new) else new[-1].end
    if hunk.i1 > hunk.i0:
        source_start, source_end = old[hunk.i0].start, old[hunk.i1 - 1].end
    else:
        source_start = source_end = old[hunk.i0].start if hunk.i0 < len(old) else old[-1].end
    quoted = _inside(quotations, start, max(end, start + 1))
    kind, confidence = _kind_of(old[hunk.i0 : hunk.i1], new[hunk.j0 : hunk.j1], hunk.moved, quoted)
    return start, end, source[source_start:source_end], source_start, source_end, kind, confidence


def _renamed(source, copy, old, new, pairs):
    """Yield the same initials written another way: U.S., US."""
    for i, j in pairs:
        a, b = old[i], new[j]
        if a.key == b.key and a.country and source[a.start : a.end] != copy[b.start : b.end]:
            yield b.start, b.end, source[a.start : a.end], a.start, a.end, "style_us", 0.95


_MARKS = str.maketrans("“”«»‘’–—", "\"\"\"\"''--")


def _punctuation(source, copy, old, new, pairs):
    """Yield changed marks between words that are neighbours in both texts."""
    for (i, j), (k, m) in itertools.pairwise(pairs):
        if k != i + 1 or m != j + 1:
            continue
        a, b = source[old[i].end : old[k].start], copy[new[j].end : new[m].start]
        if a.translate(_MARKS).split() == b.translate(_MARKS).split() and (" " in a) == (" " in b):
            continue
        head = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
        tail = next((n for n, (x, y) in enumerate(zip(a[head:][::-1], b[head:][::-1], strict=False)) if x != y), None)
        tail = min(len(a), len(b)) - head if tail is None else tail
        at, end = new[j].end + head, new[m].start - tail
        source_at, source_end = old[i].end + head, old[k].start - tail
        yield at, end, source[source_at:source_end], source_at, source_end, "punct_style", 0.7


# ---------------------------------------------------------------------------------------------- entry points


def artefacts(copy, source=None, others=None):
    """Return what a machine translation did to `copy`: one row per smallest changed phrase, in the order of the text.

    `start, end, text` (in `copy`; a deletion is a zero-width span), `original, source_start, source_end` (in `source`; NA
    where there is none), `kind` (one of KINDS), `in_quote`, `confidence` (0 to 1, higher is surer). Without `source`: what
    can be seen in the copy alone; with it: that, and what the word alignment of aligned sentences shows. `others`: texts
    about the same event, where a number may name what it counts.
    """
    quotations = _quotations(copy)
    alone = [(s, e, o, pd.NA, pd.NA, kind, c) for s, e, o, kind, c in _alone(copy, others or ())]
    rows = alone
    if source is not None:
        changed = [row for unit in _units(source, copy) for row in _changed(source, copy, unit, quotations)]
        rows = _merge(alone, changed)
    rows = sorted(rows, key=lambda row: (row[0], row[1]))
    table = pd.DataFrame(
        [(s, e, copy[s:e], o, a, b, kind, _inside(quotations, s, max(e, s + 1)), c) for s, e, o, a, b, kind, c in rows],
        columns=_COLUMNS,
    )
    types = {"start": int, "end": int, "source_start": "Int64", "source_end": "Int64", "in_quote": bool, "confidence": float}
    return table.astype(types)


def _merge(alone, changed):
    """Return both views as one: what is seen in the copy alone takes its original from the change that it covers."""
    rows, used = [], set()
    for row in alone:
        covered = [k for k, c in enumerate(changed) if c[0] < row[1] and row[0] < c[1]]
        if row[5] == "style_us":
            if not covered:
                rows.append(row)
            continue
        used |= set(covered)
        originals = [changed[k] for k in covered]
        if originals:
            first, last = min(o[3] for o in originals), max(o[4] for o in originals)
            row = (*row[:2], " … ".join(o[2] for o in originals if o[2]) or None, first, last, *row[5:])
        rows.append(row)
    return rows + [c for k, c in enumerate(changed) if k not in used]


# ---------------------------------------------------------------------------------------------- was there a translation

FEATURES = (
    "copy_aligned", "source_aligned", "same_words", "same_units", "middle_units", "function_changes", "content_changes",
    "linked_changes", "stem_changes", "insertions", "deletions", "edits", "moves", "punctuation", "in_order",
    "length_ratio", "longest_run", "shared_fivegrams", "quotes_changed", "alone",
)  # fmt: skip


def features(source, copy):
    """Return the named features of a pair of bodies (Series, index FEATURES) that `classify` weighs.

    Shares are 0 to 1. `copy_aligned`, `source_aligned`: words in aligned sentences; of aligned sentences: `same_words`
    (words unchanged), `same_units` (sentences unchanged), `middle_units` (changed, yet half or more of the words
    unchanged), `in_order`; per aligned word: `function_changes`, `content_changes`, `linked_changes` (the dictionary has
    one foreign word for both), `stem_changes`, `insertions`, `deletions`, `edits` (several words put in or taken out),
    `moves`, `punctuation`; `length_ratio` (absolute log), `longest_run` and `shared_fivegrams` (of the shorter text's
    words), `quotes_changed` (aligned quotations that are not word for word), `alone` (artefacts seen in the copy alone,
    per 100 words).
    """
    values = dict.fromkeys(FEATURES, 0.0)
    words_source, words_copy = t.tokens(source), t.tokens(copy)
    if not words_source or not words_copy:
        return pd.Series(values, dtype=float)
    shorter = min(len(words_source), len(words_copy))
    values["longest_run"] = _longest_run(words_source, words_copy) / shorter
    values["shared_fivegrams"] = np.nan_to_num(overlap.containment(copy, source))
    values["alone"] = 100 * len([r for r in _alone(copy) if r[3] != "style_us"]) / len(words_copy)
    values |= _aligned_features(source, copy, len(words_source), len(words_copy))
    return pd.Series(values, dtype=float)[list(FEATURES)]


def _longest_run(a, b):
    numbers = {}
    a = [numbers.setdefault(w, len(numbers)) for w in a]
    b = np.array([numbers.get(w, -1) for w in b])
    best, row = 0, np.zeros(len(b) + 1, dtype=int)
    for word in a:
        row[1:] = np.where(b == word, row[:-1] + 1, 0)
        best = max(best, int(row.max()))
    return best


def _aligned_features(source, copy, source_words, copy_words):
    tally, seen = Counter(), []
    for copy_start, copy_end, source_start, source_end in _units(source, copy):
        old, new = _tokens(source, source_start, source_end), _tokens(copy, copy_start, copy_end)
        pairs = align_words(old, new)
        same = sum(old[i].key == new[j].key for i, j in pairs)
        share = 2 * same / max(len(old) + len(new), 1)
        if share < 0.3:
            continue
        seen.append((source_start, share, len(old), len(new)))
        tally["old"] += len(old)
        tally["new"] += len(new)
        tally["same"] += same
        _tally_changes(tally, old, new, pairs)
        tally["punctuation"] += len(list(_punctuation(source, copy, old, new, pairs)))
    if not seen:
        return {}
    size = tally["new"]
    order = [a[0] <= b[0] for a, b in itertools.pairwise(seen)]
    values = {
        "copy_aligned": min(size / copy_words, 1.0),
        "source_aligned": min(tally["old"] / source_words, 1.0),
        "same_words": 2 * tally["same"] / (tally["old"] + size),
        "same_units": sum(share > 0.995 for _, share, *_ in seen) / len(seen),
        "middle_units": sum(0.5 <= share <= 0.95 for _, share, *_ in seen) / len(seen),
        "in_order": sum(order) / len(order) if order else 1.0,
        "length_ratio": float(np.mean([abs(np.log((n + 1) / (o + 1))) for *_, o, n in seen])),
        "quotes_changed": _quotes_changed(source, copy),
    }
    rates = "function_changes content_changes linked_changes stem_changes insertions deletions edits moves punctuation"
    return values | {name: tally[name] / size for name in rates.split()}


def _tally_changes(tally, old, new, pairs):
    for hunk in hunks(old, new, pairs):
        before, after = old[hunk.i0 : hunk.i1], new[hunk.j0 : hunk.j1]
        if _is_edit(hunk, old, new):
            tally["edits"] += 1
        elif hunk.moved:
            tally["moves"] += 1
        elif not before:
            tally["insertions"] += 1
        elif not after:
            tally["deletions"] += 1
        elif all(x.key in FUNCTION_WORDS for x in (*before, *after)):
            tally["function_changes"] += 1
        else:
            tally["content_changes"] += 1
            tally["stem_changes"] += before[-1].stem == after[-1].stem
            tally["linked_changes"] += before[-1].stem != after[-1].stem and linked(before[-1].key, after[-1].key) > 0


def _quotes_changed(source, copy):
    """Return the share of the copy's quotations, among those the source has in some form, that are not word for word."""
    known = [t.tokens(source[s:e]) for s, e in _quotations(source)]
    changed = found = 0
    for start, end in _quotations(copy):
        quoted = t.tokens(copy[start:end])
        if not known or len(quoted) < 2:
            continue
        best = max(len(set(quoted) & set(k)) / max(len(set(quoted)), 1) for k in known)
        exact = any(" ".join(quoted) in " ".join(k) for k in known)
        found += best >= 0.4
        changed += best >= 0.4 and not exact
    return changed / found if found else 0.0


@functools.cache
def coefficients():
    """Return the weights of `classify`: one row per feature (and `intercept`), `mean`, `scale` and one column per class."""
    return pd.read_csv(_DATA / "translation_weights.csv", index_col="feature")


def classify(source, copy):
    """Return the probabilities (Series over CLASSES, sum 1) of what `copy` is to `source`; takes whole bodies.

    Multinomial logistic regression on `features`, weights in data/translation_weights.csv (`coefficients`).
    Two texts without a word in common, or without words, are independent.
    """
    values = features(source, copy)
    if values["copy_aligned"] == 0:
        return pd.Series([0.0, 0.0, 0.0, 0.0, 1.0], index=list(CLASSES), name="probability")
    weights = coefficients()
    rows = weights.drop(index="intercept")
    scaled = ((values[rows.index] - rows["mean"]) / rows["scale"]).clip(-5, 5)
    scores = scaled.to_numpy() @ rows[list(CLASSES)].to_numpy() + weights.loc["intercept", list(CLASSES)].to_numpy(float)
    odds = np.exp(scores - scores.max())
    return pd.Series(odds / odds.sum(), index=list(CLASSES), name="probability")


# ---------------------------------------------------------------------------------------------- through which language


class Pivot(NamedTuple):
    """`language` (ISO 639-1 code, or None for an abstention) and `confidence` (0 to 1) in it."""

    language: str | None
    confidence: float


def _content_pairs(found):
    """Return the (original, text) phrases of one word each that are replaced content words."""
    rows = found[found["kind"].isin(["false_sense", "synonym_drift", "changed_quote", "calque"])]
    pairs = []
    for row in rows.dropna(subset=["original"]).itertuples(index=False):
        old = [w for w in t.tokens(row.original) if w not in FUNCTION_WORDS]
        new = [w for w in t.tokens(row.text) if w not in FUNCTION_WORDS and not w.isdigit()]
        if len(old) == 1 and len(new) == 1 and stem(old[0]) != stem(new[0]):
            pairs.append((old[0], new[0]))
    return pairs


def pivot_evidence(artefacts):
    """Return the words of a third language that a dictionary gives for both wordings of an artefact.

    `original, text, language` (ISO 639-1), `pivot_word`; one row per word, in the order of the artefacts. Dictionary: data/lexicon.tsv.gz.
    A hit is a possibility, not a finding: large dictionaries link everything (see `pivot_test`).
    """
    rows = []
    for old, new in _content_pairs(artefacts):
        for sense in sorted(_senses(old) & _senses(new)):
            language, word = sense.split(":", 1)
            rows.append((old, new, language, word))
    return pd.DataFrame(rows, columns=["original", "text", "language", "pivot_word"], dtype=object)


def pivot_test(artefacts, seed=0, permutations=1000):
    """Return per language how many artefacts its dictionary links, and how many it links among shuffled ones.

    `language`, `pairs` (artefacts tested), `hits`, `expected` (mean over permutations that give every original another
    artefact's wording), `p` (share of permutations with as many hits; low is telling). Sorted by `p`, then `hits`.
    """
    pairs = _content_pairs(artefacts)
    languages = sorted({sense.split(":", 1)[0] for senses in _lexicon().values() for sense in senses})
    links = np.zeros((len(languages), len(pairs), len(pairs)), dtype=bool)
    for (i, (old, _)), (j, (_, new)) in itertools.product(enumerate(pairs), repeat=2):
        shared = {sense.split(":", 1)[0] for sense in _senses(old) & _senses(new)}
        links[:, i, j] = [language in shared for language in languages]
    generator = np.random.default_rng(seed)
    at = np.arange(len(pairs))
    hits = links[:, at, at].sum(axis=1) if pairs else np.zeros(len(languages), dtype=int)
    drawn = np.array([links[:, at, generator.permutation(at)].sum(axis=1) for _ in range(permutations)])
    table = pd.DataFrame({"language": languages, "pairs": len(pairs), "hits": hits.astype(int)})
    table["expected"] = drawn.mean(axis=0) if pairs else 0.0
    table["p"] = (1 + (drawn >= hits).sum(axis=0)) / (1 + permutations)
    return table.sort_values(["p", "hits", "language"], ascending=[True, False, True], ignore_index=True)


def pivot(artefacts):
    """Return the Pivot language of a round trip, or None: it abstains, with confidence 0.

    No rule on dictionary hits named the language reliably on labelled round trips (data/validation/translation_pivot.csv),
    so that no call is made; `pivot_evidence` and `pivot_test` show what there is.
    """
    return Pivot(None, 0.0)


# ---------------------------------------------------------------------------------------------- long sentences


def damage_by_sentence(copy, source):
    """Return one row per sentence of `copy` that is aligned with `source`: where the damage sits.

    `start, end, words`, `artefacts` (that begin in it), `broken_joins` (`split_punct` among them), `per_word`
    (artefacts per word). Torn sentences are joined again, so that a length is that of the sentence before the damage.
    """
    found = artefacts(copy=copy, source=source)
    rows = []
    for start, end, *_ in _units(source, copy):
        inside = found[(found["start"] >= start) & (found["start"] < end)]
        words = len(t.words(copy[start:end]))
        rows.append((start, end, words, len(inside), int((inside["kind"] == "split_punct").sum()), len(inside) / max(words, 1)))
    columns = ["start", "end", "words", "artefacts", "broken_joins", "per_word"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[:5], int) | {"per_word": float})
