"""Who is quoted, with which words, and which quotations are one utterance.

Quotation is not copying: independent newsrooms print the same words of the same speaker. `find` gives the direct
quotations of a text, `mask` the text without them, `link` the utterances that several pages quote, whole or in part,
and in translation too.
"""

from collections import Counter
from math import log

import pandas as pd
import regex
from rapidfuzz.distance import Indel

from wirecopy.speakers import ends_before, speakers
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
_ENOUGH, _SHORT = 0.5, 3


def link(articles):
    """Return the quotations of all articles' bodies, sentence by sentence, with the utterance that each is.

    `articles` has a column `body` (text of the page's length, as `boilerplate.mask` gives it). One row for each sentence of
    each quotation: `article, start, end, text, speaker, utterance`. Equal numbers in `utterance` are one sentence as it
    was once spoken, whole, in part, with insertions in brackets, or in translation. Words alone do not make two
    quotations one: speakers that are named differently keep them apart.
    """
    rows = pd.concat([_sentence_rows(label, body) for label, body in articles["body"].items()] or [_no_rows()])
    rows = rows.reset_index(drop=True)
    rows["utterance"] = _utterances(rows)
    return rows[_LINK_COLUMNS].astype({"start": "int64", "end": "int64", "utterance": "int64"})


def _no_rows():
    return pd.DataFrame(columns=_LINK_COLUMNS[:-1])


def _sentence_rows(label, body):
    rows = []
    for quotation in find(body).itertuples():
        for sentence in sentences(quotation.text).itertuples():
            start = quotation.start + sentence.start
            rows.append((label, start, start + len(sentence.text), sentence.text, quotation.speaker))
    return pd.DataFrame(rows, columns=_LINK_COLUMNS[:-1])


def _stem(word):
    return word if len(word) <= 5 else word[:5]


def _utterances(rows):
    """Return the number of every row's utterance: each joins the fullest form that holds its words, or begins one."""
    said = [[_stem(word) for word in tokens(text)] for text in rows["text"]]
    counts = Counter(word for line in said for word in set(line))
    weight = {word: log(1 + len(said) / count) for word, count in counts.items()}
    order = sorted(range(len(said)), key=lambda i: (-len(said[i]), said[i], str(rows["speaker"].iat[i])))
    hubs, member = [], {}
    for i in order:
        scored = [(_covered(said[i], said[hub], weight), -k) for k, hub in enumerate(hubs)
                  if _one_speaker(rows["speaker"].iat[i], rows["speaker"].iat[hub])]  # fmt: skip
        best = max(scored, default=(0, 0))
        needed = _ENOUGH if len(said[i]) > _SHORT else 0.99
        if best[0] >= needed:
            member[i] = -best[1]
        else:
            member[i] = len(hubs)
            hubs.append(i)
    numbers = {}
    return [numbers.setdefault(member[i], len(numbers)) for i in range(len(said))]


def _covered(short, long, weight):
    """Return the share of `short`'s words, weighted by rarity, that `long` has in the same order."""
    total = sum(weight[word] for word in short)
    matched = 0
    for op in Indel.opcodes(short, long):
        if op.tag == "equal":
            matched += sum(weight[word] for word in short[op.src_start : op.src_end])
    return matched / total if total else 0.0


def _one_speaker(a, b):
    """Tell whether two speakers can be one: not when both are names without a word in common."""
    if pd.isna(a) or pd.isna(b) or not (_is_name(a) and _is_name(b)):
        return True
    return bool(set(tokens(a)) & set(tokens(b)))


def _is_name(said):
    return said[:1].isupper() and not said.startswith(("The ", "A ", "An "))
