"""Who is quoted, with which words, and which quotations are one utterance.

Quotation is not copying: independent newsrooms print the same words of the same speaker. `find` gives the direct
quotations of a text, `mask` the text without them, `link` the utterances that several pages quote, whole or in part,
and in translation too.
"""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from math import log

import pandas as pd
import regex

from wirecopy.speakers import ends_before, looks_personal, speakers, units
from wirecopy.text import blank, sentences, tokens

COLUMNS = ["start", "end", "text", "speaker"]

# --- where quotations begin and end ---------------------------------------------------------------

_MARK = regex.compile(r"``|''|[\"“”„‟«»＂‘’‚‛'`]")
_DOUBLE = frozenset(["``", "''", *"\"“”„‟«»＂"])
_ALWAYS_OPENS, _ALWAYS_CLOSES = frozenset(["``", *"“„«"]), frozenset("”»")
_ELISION = regex.compile(
    r"(?i:tis|twas|twere|em|cause|til|till|bout|round|cos|cuz|n|gainst|neath|tude|nuff|kay|ere)(?!\w)|\d\ds?\b"
)
_BREAK = regex.compile(r"\r\n|\r|\n")


def find(text):
    """Return the direct quotations of a text in its order: `start, end, text, speaker`.

    `text` is what stands between the marks (`text[start:end]`), `speaker` who the sentence says spoke, NA where it does
    not say. Marks may be straight, curly, mixed, or single as in Britain; a quotation in a quotation belongs to the outer
    one; apostrophes are none. A quotation of several paragraphs is one row each. One that is never closed ends before the
    words that attribute it, else with its paragraph. Quotations of a single word, and words in scare quotes, count.
    """
    spans = _spans(text)
    table = pd.DataFrame(spans, columns=["start", "end"], dtype="int64")
    table["text"] = [text[start:end] for start, end in spans]
    table["speaker"] = pd.Series(speakers(text, spans), index=table.index, dtype="object")
    return table


def mask(text):
    """Return the same-length text in which the words of every quotation are spaces; marks and line breaks stay."""
    return blank(text, _spans(text))


def _spans(text):
    found, carried = [], None
    for start, end in _paragraphs(text):
        inside, carried = _in_paragraph(text, start, end, carried)
        found += inside
    trimmed = (_trim(text, start, end) for start, end in found)
    return [(start, end) for start, end in trimmed if regex.search(r"[\p{L}\p{N}]", text[start:end])]


def _trim(text, start, end):
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())


def _paragraphs(text):
    """Yield the lines of a text; lines that only wrap, within a quotation, are given as one."""
    at, lines = 0, []
    for stop in [*(m.span() for m in _BREAK.finditer(text)), (len(text), len(text))]:
        lines.append((at, stop[0]))
        at = stop[1]
    merged = []
    for start, end in lines:
        if merged and _wraps(text, *merged[-1], start, end):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return [(start, end) for start, end in merged if text[start:end].strip()]


def _wraps(text, start, end, next_start, next_end):
    """Tell whether a line goes on in the next one: a quotation is open, and the next line closes it without opening one."""
    if not text[next_start:next_end].strip() or not text[start:end].strip():
        return False
    here = [m.group() for m in _MARK.finditer(text, start, end) if m.group() in _DOUBLE]
    following = next((m for m in _MARK.finditer(text, next_start, next_end) if m.group() in _DOUBLE), None)
    if following is None or following.group() in _ALWAYS_OPENS:
        return False
    odd = sum(mark in _ALWAYS_OPENS for mark in here) > sum(mark in _ALWAYS_CLOSES for mark in here)
    odd = odd or sum(mark not in _ALWAYS_OPENS | _ALWAYS_CLOSES for mark in here) % 2 == 1
    lower = regex.match(r"\s*[\p{Ll}]", text[next_start:next_end])
    return odd and bool(lower) and not _looks_open(text, following.start(), following.end())


def _looks_open(text, start, end):
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return (not before or before.isspace() or before in "([{—–-/“‘\"'") and bool(after) and not after.isspace()


def _looks_closed(text, start, end):
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return bool(before) and not before.isspace() and (not after or not after.isalnum())


def _in_paragraph(text, start, end, carried):
    """Return the spans between outer marks in one paragraph, and the mark of a quotation that goes on after it."""
    marks = [m for m in _MARK.finditer(text, start, end)]
    found, opened, at = [], None, 0
    while at < len(marks):
        mark = marks[at]
        if opened is None:
            opened = mark if _opens(text, marks, at) else None
        elif opened.group() in _DOUBLE:
            if mark.group() in _DOUBLE and _reopens(text, marks, at):
                found += _unclosed(text, opened.end(), mark.start(), False)
                opened = mark
            elif mark.group() in _DOUBLE:
                found.append((opened.end(), mark.start()))
                opened = None
        elif _closes_single(text, marks, at):
            found.append((opened.end(), mark.start()))
            opened = None
        at += 1
    if opened is None:
        return found, None
    goes_on = _continued(text, end, opened.group())
    return found + _unclosed(text, opened.end(), end, goes_on), opened.group() if goes_on else None


def _opens(text, marks, at):
    mark = marks[at]
    start, end = mark.span()
    if mark.group() in _DOUBLE:
        if mark.group() in _ALWAYS_OPENS:
            return True
        if mark.group() in _ALWAYS_CLOSES:
            return _looks_open(text, start, end)
        inch = text[start - 1 : start].isdigit() and not text[end : end + 1].isalpha()
        return not inch and (_looks_open(text, start, end) or not _looks_closed(text, start, end))
    if mark.group() == "’" or not _looks_open(text, start, end) or not regex.match(r"[\p{L}\p{N}(\[$£€…]", text[end:]):
        return False
    if _ELISION.match(text, end) and not any(_ends_word(text, m) for m in marks[at + 1 : at + 2]):
        return False
    return any(_closes_single(text, marks, later) for later in range(at + 1, len(marks)))


def _ends_word(text, mark):
    return mark.group() in "'’" and _looks_closed(text, *mark.span())


def _closes_single(text, marks, at):
    """Tell whether a single mark closes a quotation: an apostrophe does not, nor the possessive of a plural."""
    mark = marks[at]
    if mark.group() not in ("'", "’") or not _looks_closed(text, *mark.span()):
        return False
    before, after = text[mark.start() - 1], text[mark.end() : mark.end() + 2]
    if before not in "sS" or not regex.match(r"\s\p{Ll}", after):
        return True
    for later in marks[at + 1 :]:
        if later.group() in ("'", "’") and _looks_closed(text, *later.span()):
            return False
        if later.group() in _DOUBLE or _looks_open(text, *later.span()):
            break
    return True


def _reopens(text, marks, at):
    """Tell whether a double mark inside a quotation opens another, so that the first one was never closed."""
    mark = marks[at]
    if mark.group() in _ALWAYS_OPENS:
        return True
    if mark.group() in _ALWAYS_CLOSES or not _looks_open(text, *mark.span()):
        return False
    later = [m for m in marks[at + 1 :] if m.group() in _DOUBLE]
    return bool(later) and _looks_closed(text, *later[0].span()) and not _looks_open(text, *later[0].span())


def _continued(text, end, mark):
    following = regex.compile(r"\s*([\"“„«‘'`]|``|'')(?=\S)").match(text, end)
    return following is not None and (following[1] == mark or {following[1], mark} <= {'"', "“"})


def _unclosed(text, start, end, goes_on):
    """Return the span of a quotation without its closing mark: up to its attribution, or else up to the paragraph's end."""
    if goes_on:
        return [(start, end)]
    return [(start, ends_before(text, start, end))]


# --- one utterance or two -------------------------------------------------------------------------

_LINK_COLUMNS = ["article", "start", "end", "text", "speaker", "utterance"]
_FUNCTION_WORDS = frozenset(
    tokens(
        "a an the of in on at by for from to with without into over under about after before between against during as than "
        "and or but nor so if because while when where which who whom whose what that this these those there here it its he "
        "him his she her hers they them their theirs we us our ours you your yours i me my mine is are was were be been being "
        "am has have had having do does did doing will would shall should can could may might must not no any some all each "
        "every such own very just also only more most much many other another then now up out off too"
    )
)
_CONTRACTIONS = {"won't": "will not", "can't": "can not", "n't": " not", "'re": " are", "'ll": " will", "'ve": " have",
                 "'m": " am", "going to": "will"}  # fmt: skip
_SUFFIX = regex.compile(r"(?:'s|ings?|edly|ed|ies|es|s|ly|ions?|ments?|ness)$")
# Weight of a function word beside 1 for any other; share of the shorter quotation's weight that the longer must have, for
# quotations of some length, and for those whose sentences agree outside the quotation; what counts as a short one.
_FUNCTION_WEIGHT, _ENOUGH, _ENOUGH_IN_CONTEXT, _SHORT = 0.15, 0.55, 0.34, 2.5
_CONTEXT = 0.5


def link(articles):
    """Return the quotations of all articles' bodies, sentence by sentence, with the utterance that each is.

    `articles` has a column `body` (text of the page's length, as `boilerplate.mask` gives it). One row for each sentence of
    each quotation: `article, start, end, text, speaker, utterance`. Equal numbers in `utterance` are one sentence as it
    was once spoken, whole, in part, with insertions in brackets, or in translation. Words alone do not make two
    quotations one: speakers that are named differently keep them apart, and the sentence around a short quotation must
    fit too.
    """
    rows = [row for label, body in articles["body"].items() for row in _rows_of(label, body)]
    numbers = _utterances(rows)
    table = [(r.article, r.start, r.end, r.text, r.speaker, n) for r, n in zip(rows, numbers, strict=True)]
    return pd.DataFrame(table, columns=_LINK_COLUMNS).astype({"start": "int64", "end": "int64", "utterance": "int64"})


@dataclass(eq=False)
class _Row:
    """One sentence of a quotation, with what its page says around it."""

    article: object
    start: int
    end: int
    text: str
    speaker: object
    personal: bool
    unit: int
    joined: bool
    said: Counter = field(default_factory=Counter)
    around: Counter = field(default_factory=Counter)


def _rows_of(label, body):
    found = find(body)
    spans = list(zip(found["start"].tolist(), found["end"].tolist(), strict=True))
    bare, around = blank(body, spans), units(body, spans)
    starts, rows, before = [start for start, _ in around], [], None
    for quotation in found.itertuples():
        at = max(0, bisect_right(starts, quotation.start) - 1)
        context = _weights(bare[around[at][0] : around[at][1]])
        speaker = quotation.speaker
        personal = not pd.isna(speaker) and looks_personal(speaker, body)
        goes_on = before is not None and before[0] == at and _goes_on(body[before[1] : quotation.start])
        for k, sentence in enumerate(sentences(quotation.text).itertuples()):
            start = quotation.start + sentence.start
            joined = goes_on and k == 0
            rows.append(_Row(label, start, start + len(sentence.text), sentence.text, speaker, personal, at, joined,
                             _weights(sentence.text), context))  # fmt: skip
        before = (at, quotation.end)
    return rows


def _goes_on(between):
    """Tell whether a quotation goes on after a paraphrase: no other verb phrase is joined with `and` between its parts."""
    return not regex.search(r"[.!?;:]\s|\b(?:and|or|but|then|while|later|also|said|added|called|calling)\b", between)


def _weights(text):
    """Return the stems of a text with their weights: 1 for each word with a meaning of its own."""
    text = text.lower().replace("’", "'")
    for short, full in _CONTRACTIONS.items():
        text = text.replace(short, full)
    return Counter({_stem(word): _FUNCTION_WEIGHT if word in _FUNCTION_WORDS else 1.0 for word in tokens(text)})


def _stem(word):
    stem = _SUFFIX.sub("", word)
    return (stem if len(stem) >= 4 else word)[:5]


def _utterances(rows):
    """Return the number of every row's utterance: each row joins the fullest form that holds its words, or begins one."""
    rarity = _rarity(rows)
    order = sorted(range(len(rows)), key=lambda i: (-sum(rows[i].said.values()), rows[i].text, str(rows[i].speaker)))
    clusters = []
    for i in order:
        scored = [(_fit(rows[i], [rows[j] for j in cluster], rarity), -k) for k, cluster in enumerate(clusters)]
        score, k = max(scored, default=(0, 0))
        if score > 0:
            clusters[-k].append(i)
        else:
            clusters.append([i])
    member = {i: k for k, cluster in enumerate(clusters) for i in cluster}
    numbers = {}
    return [numbers.setdefault(member[i], len(numbers)) for i in range(len(rows))]


def _rarity(rows):
    """Return how much a stem says: less, the more of the quotations have it."""
    counts = Counter(stem for row in rows for stem in row.said)
    return {stem: log(1 + len(rows) / count) for stem, count in counts.items()}


def _fit(row, cluster, rarity):
    """Return how well a row fits a cluster of fuller forms of one utterance; 0 where it does not."""
    if any(_conflict(row, other) for other in cluster):
        return 0
    return max(_score(row, other, rarity) for other in cluster)


def _score(row, other, rarity):
    said = _share(row.said, other.said, rarity)
    if row.article == other.article:
        return said if said > 0.9 else 0
    context = _context(row, other)
    if sum(row.said.values()) < _SHORT:
        near = _same_speaker(row, other) or context >= 0.3
        return said if said > 0.99 and near or context >= _CONTEXT and said + context >= 1 else 0
    if said >= _ENOUGH or said >= _ENOUGH_IN_CONTEXT and context >= _CONTEXT:
        return said + context / 10
    return 0


def _share(short, long, rarity):
    """Return the share of the weight of `short`'s stems that `long` has too, 0 to 1."""
    total = sum(weight * rarity.get(stem, 1) for stem, weight in short.items())
    return sum(weight * rarity.get(stem, 1) for stem, weight in short.items() if stem in long) / total if total else 0.0


def _context(row, other):
    """Return how much of one sentence around a quotation the other sentence has, 0 to 1; 0 where there is little of it."""
    a, b = row.around, other.around
    small, large = (a, b) if sum(a.values()) <= sum(b.values()) else (b, a)
    return _share(small, large, {}) if sum(small.values()) >= 4 else 0.0


def _same_speaker(a, b):
    if pd.isna(a.speaker) or pd.isna(b.speaker):
        return False
    return bool((set(tokens(a.speaker)) & set(tokens(b.speaker))) - _FUNCTION_WORDS)


def _conflict(a, b):
    """Tell whether two rows have two speakers: both are persons whose names have nothing in common."""
    return a.personal and b.personal and not _same_speaker(a, b)
