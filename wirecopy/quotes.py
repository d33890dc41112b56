"""Who is quoted, with which words, and which quotations are one utterance.

Quotation is not copying: independent newsrooms print the same words of the same speaker. `find` gives the direct
quotations of a text, `mask` the text without them, `link` the utterances that several pages quote, whole or in part,
and in translation too.
"""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import combinations

import pandas as pd
import regex

from wirecopy.speakers import SAID, ends_before, looks_personal, speakers, units
from wirecopy.text import blank, sentences, tokens

COLUMNS = ["start", "end", "text", "speaker"]

# --- where quotations begin and end ---------------------------------------------------------------

_MARK = regex.compile(r"``|''(?!\p{L})|(?<!\p{L})''|[\"“”„‟«»＂‘’‚‛'`]")
_DOUBLE = frozenset(["``", "''", *'"“”„‟«»＂'])
_ALWAYS_OPENS, _ALWAYS_CLOSES = frozenset(["``", *"“„«"]), frozenset("”»")
_ELISION = regex.compile(
    r"(?i:tis|twas|twere|em|cause|til|till|bout|round|cos|cuz|n|gainst|neath|tude|nuff|kay|ere)(?!\w)|\d\ds?\b"
)
_BREAK = regex.compile(r"\r\n|\r|\n")


def find(text):
    """Return the direct quotations of a text in its order: `start, end, text, speaker`.

    `text` is what stands between the marks (`text[start:end]`), `speaker` who the sentence says spoke, NA where it does
    not say. Marks may be straight, curly, mixed, or single as in Britain; a quotation in a quotation belongs to the
    outer one; apostrophes are none. A quotation of several paragraphs is one row each. One that is never closed ends
    before the words that attribute it, else with its paragraph. Single words count, and words in scare quotes.
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
    found = [span for start, end in _paragraphs(text) for span in _in_paragraph(text, start, end)]
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
    """Tell whether a line goes on in the next one: a quotation is open, and the next line closes it."""
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


def _in_paragraph(text, start, end):
    """Return the spans between outer marks in one paragraph; a quotation that goes on after it ends with it here."""
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
        return found
    return found + _unclosed(text, opened.end(), end, _continued(text, end, opened.group()))


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
    """Return the span of a quotation without its closing mark: up to its attribution, else to the end."""
    if goes_on:
        return [(start, end)]
    return [(start, ends_before(text, start, end))]


# --- one utterance or two -------------------------------------------------------------------------

_LINK_COLUMNS = ["article", "start", "end", "text", "speaker", "utterance"]
_FUNCTION_WORDS = frozenset(
    tokens(
        "a an the of in on at by for from to with without into over under about after before between against during "
        "as than and or but nor so if because while when where which who whom whose what that this these those there "
        "here it its he him his she her hers they them their theirs we us our ours you your yours i me my mine is are "
        "was were be been being am has have had having do does did doing will would shall should can could may might "
        "must not no any some all each every such own very just also only more most much many other another then now "
        "up out off too"
    )
)
# What many speakers are called: alike in this, two of them need not be the same.
_ROLES = frozenset(
    tokens(
        "spokesman spokeswoman spokesperson official officials statement report company group government source sources "
        "analyst analysts expert experts one another man woman people newspaper paper"
    )
)
_CONTRACTIONS = {"won't": "will not", "can't": "can not", "n't": " not", "'re": " are", "'ll": " will", "'ve": " have",
                 "'m": " am", "going to": "will"}  # fmt: skip
_SUFFIX = regex.compile(r"(?:'s|ings?|edly|ed|ies|es|s|ly|ions?|ments?|ness)$")
_SHORTENED = {"united states": "us", "united nations": "un", "united kingdom": "uk", "european union": "eu"}
_COMMON_WORDS = frozenset(
    tokens(
        "time times year years month months week weeks day days way ways people thing things lot good great new old first "
        "last next long big little right well back think know say said see look want get got go going went come came make "
        "made take took give gave need one two three home still even here think believe really always never like"
    )
)
# Weights of a function word and of a common word beside 1 for any other word.
_FUNCTION_WEIGHT, _COMMON_WEIGHT = 0.15, 0.5
# Share of the shorter quotation's words that the longer one must have to be the same: by itself; where the sentences
# around them agree, or one speaker says both and neither fits any other so well; inside one page.
_ENOUGH, _ENOUGH_WITH_SUPPORT, _EXACT = 0.6, 0.3, 0.9
_SHORT = 2.5  # weight of the words of a quotation that is short
_SUPPORTED = 0.4  # share of a short quotation's words and of the words around it that are enough together
_CONTEXT = 0.5  # share of the surrounding words from which on two sentences agree
_RIVAL = 0.85  # share of the best pair's agreement that another pair of the same quotation must have
_COMMON = 300  # a stem that so many quotations have finds no pairs


def link(articles):
    """Return the quotations of all articles' bodies, sentence by sentence, with the utterance that each is.

    `articles` has a column `body` (text of the page's length, as `boilerplate.mask` gives it). One row for each
    sentence of each quotation: `article, start, end, text, speaker, utterance`. Equal numbers in `utterance` are
    one sentence as it was once spoken, whole, in part, with insertions in brackets, or in translation. Words alone
    do not make two quotations one: speakers that are named differently keep them apart, and the sentence around a
    short quotation must fit too.
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
    personal: bool  # the speaker is a person with a name
    joined: bool  # goes on with the quotation before it in its sentence
    place: int  # number of the quotation in its sentence
    around: dict

    def __post_init__(self):
        self.said = _weights(self.text)
        self.size = sum(self.said.values())
        self.key = self.text, str(self.speaker), self.start


def _rows_of(label, body):
    found = find(body)
    spans = list(zip(found["start"].tolist(), found["end"].tolist(), strict=True))
    bare, around = blank(body, spans), units(body, spans)
    starts, rows, before, place = [start for start, _ in around], [], None, 0
    for quotation in found.itertuples():
        at = max(0, bisect_right(starts, quotation.start) - 1)
        speaker = quotation.speaker
        context = _surroundings(bare[around[at][0] : around[at][1]], speaker)
        personal = not pd.isna(speaker) and looks_personal(speaker, body)
        place = place + 1 if before is not None and before[0] == at else 0
        joined = place > 0 and _goes_on(body[before[1] : quotation.start])
        for sentence in sentences(quotation.text).itertuples():
            start, end = quotation.start + sentence.start, quotation.start + sentence.end
            rows.append(_Row(label, start, end, sentence.text, speaker, personal, joined, place, context))
            joined = False
        before = (at, quotation.end)
    return rows


def _surroundings(sentence, speaker):
    """Return the stems of a sentence around its quotations, without the speaker and the verbs of saying."""
    stems = _weights(SAID.sub(" ", sentence))
    name = set() if pd.isna(speaker) else set(_weights(speaker))
    return {stem: weight for stem, weight in stems.items() if stem not in name}


def _goes_on(between):
    """Tell whether a quotation goes on after a paraphrase, without another verb joined by `and` between its parts."""
    verb = r"(?:$|(?:to|has|had|is|are|was|were|will|would|that|\w+(?:ed|ing|ly))\b)"
    joined = rf"\b(?:and|or|but|then|while)\s+{verb}"
    return not regex.search(rf"[.!?;:]\s|{joined}|\b(?:said|added|called|later|also)\b", between)


def _weights(text):
    """Return the stems of a text with their weights: 1 for each word with a meaning of its own."""
    text = regex.sub(r"'s\b", "", text.lower().replace("’", "'"))
    for printed, read in (_CONTRACTIONS | _SHORTENED).items():
        text = text.replace(printed, read)
    return {_stem(word): _weight(word) for word in tokens(text)}


def _weight(word):
    return _FUNCTION_WEIGHT if word in _FUNCTION_WORDS else _COMMON_WEIGHT if word in _COMMON_WORDS else 1.0


def _stem(word):
    stem = _SUFFIX.sub("", word)
    return (stem if len(stem) >= 4 else word)[:6]


def _utterances(rows):
    """Return the number of every row's utterance: the best pairs first, each join checked with the others."""
    rarity = _rarity(rows)
    groups = _Groups(rows, rarity)
    for _, i, j in sorted(_pairs(rows, rarity), key=lambda pair: (-pair[0], rows[pair[1]].key, rows[pair[2]].key)):
        groups.join(i, j, parts=_aligned(rows[i], rows[j]))
    for i, row in enumerate(rows):
        if row.joined and 1 in (groups.size(i - 1), groups.size(i)):
            groups.join(i - 1, i, parts=True)
    numbers = {}
    return [numbers.setdefault(groups.of[i], len(numbers)) for i in range(len(rows))]


def _rarity(rows):
    """Return how much a stem says: less, the more often one page has it in its quotations."""
    counts = Counter((row.article, stem) for row in rows for stem in row.said)
    most = {}
    for (_, stem), count in counts.items():
        most[stem] = max(count, most.get(stem, 1))
    return {stem: count**-0.5 for stem, count in most.items()}


class _Groups:
    """Rows in groups, one for each utterance; a join that would put two sentences of one page together is refused."""

    def __init__(self, rows, rarity):
        self.rows, self.rarity = rows, rarity
        self.of = list(range(len(rows)))
        self.members = {i: [i] for i in self.of}

    def size(self, i):
        return len(self.members[self.of[i]])

    def join(self, i, j, parts):
        a, b = self.of[i], self.of[j]
        if a == b or not self._fits(self.members[a], self.members[b], parts):
            return
        self.members[a] += self.members.pop(b)
        for k in self.members[a]:
            self.of[k] = a

    def _fits(self, a, b, parts):
        both = [self.rows[k] for k in a + b]
        fullest = max(both, key=lambda row: (row.size, row.key))
        pairs = [(self.rows[p], self.rows[q]) for p in a for q in b]
        if any(_conflict(p, q) for p, q in pairs):
            return False
        return parts or all(self._one_sentence(p, q, fullest) for p, q in pairs if p.article == q.article)

    def _one_sentence(self, p, q, fullest):
        """Tell whether two rows of one page can be one sentence: repeated, or two parts of the fullest form."""
        short, long = (p, q) if p.size <= q.size else (q, p)
        if _share(short.said, long.said, self.rarity) >= _EXACT:
            return True
        held = all(_share(row.said, fullest.said, self.rarity) >= _ENOUGH for row in (p, q))
        return held and fullest not in (p, q) and _share(short.said, long.said, self.rarity) < 0.5


def _pairs(rows, rarity):
    """Return the pairs of rows that may be one utterance as `(score, i, j)`."""
    best, scored = {}, []
    for i, j in sorted(_candidates(rows)):
        said, context = _said(rows[i], rows[j], rarity), _context(rows[i], rows[j])
        if said or context >= _CONTEXT:
            scored.append((said, context, i, j))
            for row, other in ((i, j), (j, i)):
                key = row, rows[other].article
                best[key] = max(best.get(key, 0), said + context)
    voices = Counter((row.article, row.speaker) for row in rows if not pd.isna(row.speaker))
    found = []
    for said, context, i, j in scored:
        mutual = best[i, rows[j].article] == best[j, rows[i].article] == said + context
        short, long = (i, j) if rows[i].size <= rows[j].size else (j, i)
        if said + context < _RIVAL * best[short, rows[long].article] or _conflict(rows[i], rows[j]):
            continue
        if _enough(rows[i], rows[j], said, context, mutual, voices):
            found.append((said + context / 10, i, j))
    return found


def _candidates(rows):
    """Yield the pairs of rows that share a word with a meaning of its own, in the quotations or around short ones."""
    where = {}
    for i, row in enumerate(rows):
        stems = {("said", stem) for stem, weight in row.said.items() if weight > _FUNCTION_WEIGHT}
        if row.size < 2 * _SHORT:
            stems |= {("around", stem) for stem, weight in row.around.items() if weight > _FUNCTION_WEIGHT}
        for stem in stems:
            where.setdefault(stem, []).append(i)
    return {(i, j) for found in where.values() if len(found) <= _COMMON for i, j in combinations(found, 2)}


def _enough(a, b, said, context, mutual, voices):
    """Tell whether two rows are one utterance, by the share of words said and what speaks for it besides."""
    small = min(a.size, b.size)
    if a.article == b.article:
        return said >= _EXACT
    alike = small >= max(a.size, b.size) / 2
    same, only = _same_speaker(a, b), False
    if same:
        only = voices[a.article, a.speaker] == voices[b.article, b.speaker] == 1
    support = _aligned(a, b) or mutual and (context >= _CONTEXT or only or same and small >= _SHORT)
    if small < _SHORT and said < 1:
        return support and alike and (said + context >= _SUPPORTED if said or same else _aligned(a, b))
    near = same or context >= 0.3
    if small < _SHORT:
        return near
    return said >= _ENOUGH and (near or said * small >= _SHORT) or support and alike and said >= _ENOUGH_WITH_SUPPORT


def _said(a, b, rarity):
    return _share(a.said, b.said, rarity) if a.size <= b.size else _share(b.said, a.said, rarity)


def _share(short, long, rarity):
    """Return the share of the weight of `short`'s stems that `long` has too, 0 to 1."""
    total = sum(weight * rarity.get(stem, 1) for stem, weight in short.items())
    shared = sum(weight * rarity.get(stem, 1) for stem, weight in short.items() if stem in long)
    return shared / total if total else 0.0


def _context(a, b):
    """Return how much of the sentence around one quotation that around the other has, 0 to 1; 0 if it says little."""
    small, large = sorted((a.around, b.around), key=lambda around: sum(around.values()))
    return _share(small, large, {}) if sum(small.values()) >= 3 else 0.0


def _aligned(a, b):
    """Tell whether two short quotations stand at the same place of what is one sentence of two copies."""
    long_enough = min(sum(a.around.values()), sum(b.around.values())) >= 6
    return a.article != b.article and a.place == b.place and long_enough and _context(a, b) >= 0.7


def _same_speaker(a, b):
    if pd.isna(a.speaker) or pd.isna(b.speaker):
        return False
    if a.personal and b.personal:
        return _one_name(a.speaker, b.speaker)
    names = [set(tokens(row.speaker)) - _FUNCTION_WORDS - _ROLES for row in (a, b)]
    return 0 < min(map(len, names)) <= 2 * len(names[0] & names[1])


def _one_name(a, b):
    """Tell whether two names can be one person's: the surname is the same, or one is part of the other."""
    a, b = tokens(a), tokens(b)
    return a[-1] == b[-1] or set(a) <= set(b) or set(b) <= set(a)


def _conflict(a, b):
    """Tell whether two rows have two speakers: both are persons, and the names are not one person's."""
    return a.personal and b.personal and not _one_name(a.speaker, b.speaker)
