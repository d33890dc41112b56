"""What a machine translation leaves behind that can be seen in the text alone. Used by `translation`.

Each finder yields `Trace`s. All are built for few false alarms: in clean news fewer than one in 1,000 words
(data/validation/translation_alone.csv), so that most of the damage stays unseen.
"""

import itertools
from typing import NamedTuple

import regex

from wirecopy import text as t
from wirecopy.wording import FUNCTION_WORDS, NUMBERS, common_prefix, lexicon, senses, stem


class Trace(NamedTuple):
    """A span that shows damage: offsets, `kind` of artefact, `confidence` (0 to 1), `original` where it can be told."""

    start: int
    end: int
    kind: str
    confidence: float
    original: str | None = None


def find(text, others=()):
    """Return all Traces of `text` in order; `others`: texts about the same event, which may name what a number counts."""
    found = [
        *broken_joins(text),
        *torn_sentences(text),
        *scrambled_names(text),
        *impossible_neighbours(text),
        *number_conflicts(text, others),
        *foreign_habits(text),
    ]
    return _joined(sorted(_without_overlap(found)), text)


def _without_overlap(found):
    kept = []
    for trace in sorted(found, key=lambda trace: (-trace.confidence, trace.start)):
        if not any(trace.start < other.end and other.start < trace.end for other in kept):
            kept.append(trace)
    return kept


def _joined(found, text):
    """Return Traces of broken phrases that stand side by side as one."""
    joined = []
    for trace in found:
        before = joined[-1] if joined else None
        broken = before and {before.kind, trace.kind} <= {"word_order_break", "calque"}
        if broken and text[before.end : trace.start] == " ":
            joined[-1] = before._replace(end=trace.end)
        else:
            joined.append(trace)
    return joined


# --- joins ----------------------------------------------------------------------------------------

_STOP_BEFORE_LOWER = regex.compile(
    r"(?<![\p{L}\p{N}./@#:-])(?P<word>[\p{L}’'-]{4,}[”\"’»]?)\.[”\"’»]? "
    r"(?P<next>\p{Ll}[\p{Ll}’'-]*)(?![\p{L}\p{N}.@/])"
)
_STRAY_STOP = regex.compile(r"(?<=[\p{L}\p{N}]{2}[.!?][”\"’»)]?)(?P<stop> {1,2}\.)(?=\s*$|\s*\n| \p{Lu}\p{Ll})", regex.M)


def broken_joins(text):
    """Yield full stops inside a sentence ("politics”. of", with the words around it) and stray ones ("media. .")."""
    for m in _STOP_BEFORE_LOWER.finditer(text):
        before = m.group("word").rstrip('”"’»)').lower()
        if before not in t._ABBREVIATIONS:
            yield Trace(m.start("word"), m.end("next"), "split_punct", 0.9)
    for m in _STRAY_STOP.finditer(text):
        yield Trace(*m.span("stop"), "split_punct", 0.9)


_FINITE = regex.compile(
    r"\b(?:is|are|was|were|am|has|have|had|do|does|did|will|would|can|could|may|might|must|should|shall|says?|said|told|"
    r"added|\p{L}+n['’]t)\b|['’](?:s|re|ve|ll|d)\b(?! \p{Lu})",
    regex.I,
)
_OFFICE = (
    r"(?:president|minister|secretary|director|chair(?:man|woman)?|chief|governor|mayor|ambassador|commissioner|general|"
    r"spokes(?:man|woman|person)|premier|chancellor|marshal|officer|adviser|commander)"
)
_ENDS_IN_OFFICE = regex.compile(rf"[\p{{L}}-]*\b{_OFFICE}\.$", regex.I)
_BEGINS_WITH_OFFICE = regex.compile(rf"{_OFFICE}(?= (?:of|for|at)\b)", regex.I)
_ENDS_IN_SAYING = regex.compile(r"\b(?:said|told|added|says|stated)\.$")
_OCCASION = regex.compile(
    r"\b(?:in|at|during) an? (?:\p{L}+ )?(?:statement|interview|briefing|email|report|conference|letter|speech)\b"
)
_FIRST_NOUNS = regex.compile(r"\p{Lu}[\p{L}’'-]*(?: \p{Lu}[\p{L}’'-]*)*(?: \p{Ll}[\p{L}’'-]+)?")


def torn_sentences(text):
    """Yield joins of two sentences of which the second has no finite verb and goes on with the first.

    Two patterns: an office cut in two (", vice-president. Minister of"), an attribution that goes on behind its verb
    ("office said. North ministry in a statement").
    """
    for first, second in itertools.pairwise(t.sentences(text).itertuples(index=False)):
        gap = text[first.end : second.start]
        if gap.strip(" ") or len(gap) > 2 or _FINITE.search(second.text) or not _FINITE.search(first.text):
            continue
        last, head = _ENDS_IN_OFFICE.search(first.text), _BEGINS_WITH_OFFICE.match(second.text)
        if not (last and head):
            last = _ENDS_IN_SAYING.search(first.text)
            head = _FIRST_NOUNS.match(second.text) if _OCCASION.search(second.text) else None
        if last and head:
            yield Trace(first.start + last.start(), second.start + head.end(), "split_punct", 0.9)


# --- order ----------------------------------------------------------------------------------------

_NAME = regex.compile(r"(?:\p{Lu}\.)*\p{Lu}\p{L}*(?:['’]s)?(?: (?:(?:\p{Lu}\.)+|\p{Lu}\p{L}+)){1,3}")
_PLAIN = regex.compile(r"(?:(?:\p{L}\.)+|[\p{L}\p{M}]{2,})(?: (?:(?:\p{L}\.)+|[\p{L}\p{M}]{2,}))*")


def scrambled_names(text):
    """Yield the words of a name in another order ("states United", "Council resolutions UN security").

    A name of two or three words is one that the text writes in order elsewhere (or that the dictionary has); its words
    stand together in another order, at most one word between them, and one of them has lost its capital.
    """
    names = _names(text)
    words = [(int(row.start), int(row.end), row.word) for row in t.words(text).itertuples(index=False)]
    for size, extra in ((3, 1), (3, 0), (2, 0)):
        for at in range(len(words) - size - extra + 1):
            window = words[at : at + size + extra]
            start, end = window[0][0], window[-1][1]
            if _PLAIN.fullmatch(text, start, end) and _scrambled(text, window, size, names):
                yield Trace(start, end, "word_order_break", 0.85)


def _names(text):
    """Return {set of its words: name} of the capitalised names of two or three words that `text` has."""
    names = {}
    for m in _NAME.finditer(text):
        words = t.tokens(m.group())
        for size in (2, 3):
            for at in range(len(words) - size + 1):
                name = tuple(words[at : at + size])
                if len(set(name)) == size and not FUNCTION_WORDS & {w for w in name if w != "us"}:
                    names.setdefault(frozenset(name), set()).add(name)
    return names


def _scrambled(text, window, size, names):
    keys = [word for *_, word in window]
    if len(set(keys)) < len(keys) or any(word in FUNCTION_WORDS and word != "us" for word in keys):
        return False
    for drop in range(1, len(keys) - 1) if len(keys) > size else [None]:
        kept = [word for k, word in enumerate(keys) if k != drop]
        lower = [text[start].islower() for k, (start, *_) in enumerate(window) if k != drop]
        known = names.get(frozenset(kept), set())
        if size == 2 and " ".join(kept[::-1]) in lexicon():
            known = known | {tuple(kept[::-1])}
        if not known or tuple(kept) in known or not any(lower) or all(lower):
            continue
        if size == 3 or lower == [True, False]:
            return True
    return False


_BEFORE_WORD = r"(?<![\p{L}\p{N}’'-])"
_IMPOSSIBLE = regex.compile(
    _BEFORE_WORD + r"(?:(?<=calling )(?:it|him|her|them|us) of|"
    r"(?:(?:the|an?|of|into) (?:of|into)|(?:with|into|an?) to|the an?|an? the|(?:of|with|into) (?:he|she|they|we))"
    r"(?= \p{L}))(?![\p{L}\p{N}’'-])"
)
_WRONG_FRAME = regex.compile(
    r"\b(?:accus|dissuad|discourag)(?:e|ed|es|s|ing)? (?:(?:the|its|his|her|their) )?"
    r"(?:(?!(?:of|from|for) )\p{L}[\p{L}.’'-]* ){1,3}?(?P<to>to (?!the\b|an?\b)\p{Ll}{2,})(?=[.,;]| (?:\p{Ll}|\p{Lu}))"
)


def impossible_neighbours(text):
    """Yield words that do not go together in English: "calling it of", "the of", accused … "to lie"."""
    for m in _IMPOSSIBLE.finditer(text):
        yield Trace(*m.span(), "word_order_break", 0.7)
    for m in _WRONG_FRAME.finditer(text):
        if senses(m.group("to").split(" ")[1]):
            yield Trace(*m.span("to"), "calque", 0.6)


# --- what a number counts -------------------------------------------------------------------------

_COUNTED = regex.compile(
    r"(?P<all>\b(?:all|the|these|those|both) )?(?<![\p{L}\d.,$£€-])(?P<number>\d{1,3}(?:,\d{3})*|" + "|".join(NUMBERS) + ")"
    r"(?P<nouns>(?: \p{Ll}{4,}){1,3})(?![\p{L}-])",
    regex.I,
)


def number_conflicts(text, others=()):
    """Yield a counted compound where the same number counts its first part elsewhere: 30 horses, all 30 horsepower."""
    here = _counted(text)
    known = [(number, noun) for body in (text, *others) for number, noun, _ in _counted(body)]
    for number, noun, span in here:
        original = next((other for n, other in known if n == number and _compound(noun, other)), None)
        if original:
            yield Trace(*span, "false_sense", 0.8, original)


def _counted(text):
    for_each = []
    for m in _COUNTED.finditer(text):
        number = NUMBERS.get(m.group("number").lower(), m.group("number"))
        begin = m.start("all") if m.group("all") else m.start("number")
        for noun in regex.finditer(r"\p{L}+", m.group("nouns")):
            for_each.append((number, noun.group().lower(), (begin, m.start("nouns") + noun.end())))
    return for_each


def _compound(long, short):
    """Whether `long` is a closed compound that begins with the noun `short`: horsepower, horse(s)."""
    base = stem(short)
    shared = common_prefix(long, base)
    rest = long[shared:].lstrip("e") if shared == len(base) >= 4 else ""
    return len(rest) >= 4 and rest not in _SUFFIXES and bool(senses(rest)) and bool(senses(base) or senses(short))


_SUFFIXES = frozenset({"ship", "ness", "ment", "ments", "tion", "tions", "able", "like", "less", "wise", "ward", "wards"})


# --- habits of another style ----------------------------------------------------------------------

_DOTTED = regex.compile(r"(?<![\p{L}.])(?:U\.S\.|U\.N\.|U\.K\.)(?!\p{L})")
_PLAIN_INITIALS = regex.compile(r"(?<![\p{L}.])(?:US|UN|UK)(?![\p{L}.$])")
_STOP_OUTSIDE = regex.compile(r"(?<=\p{L})”[.,](?=\s)")
_STOP_INSIDE = regex.compile(r"(?<=\p{L})[.,]”(?=\s)")
_BARE_WHICH = regex.compile(r"(?<=\p{Ll}{3} )(?<!\b(?:and|but|nor) )which(?= (?:is|are|was|were|has|have|had)\b)")
_YOU_IN_CLAUSE = regex.compile(r"\bto “(?:\p{Ll}+ )(?P<you>your)(?= \p{Ll}+ [^”“]{0,30}”)")


def foreign_habits(text):
    """Yield habits that clash with the text's own: US beside U.S. (then UN too).

    In a text that writes U.S., as American editors do, also: full stops outside quotation marks, "which" without a comma,
    "your" in a reported infinitive.
    """
    if not _DOTTED.search(text):
        return
    plain = list(_PLAIN_INITIALS.finditer(text))
    if {m.group() for m in plain} & {m.group().replace(".", "") for m in _DOTTED.finditer(text)}:
        yield from (Trace(*m.span(), "style_us", 0.6) for m in plain)
    if _STOP_INSIDE.search(text):
        for m in _STOP_OUTSIDE.finditer(text):
            yield Trace(*m.span(), "punct_style", 0.5)
    for m in _BARE_WHICH.finditer(text):
        yield Trace(*m.span(), "grammar_shift", 0.5)
    for m in _YOU_IN_CLAUSE.finditer(text):
        yield Trace(*m.span("you"), "changed_quote", 0.5)
