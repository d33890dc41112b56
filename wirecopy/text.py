"""What every module means by a word, a line and a sentence, and by blanking a span.

All positions are character offsets into the text as it was decoded, end exclusive.
"""

import unicodedata
from functools import lru_cache
from itertools import compress

import numpy as np
import pandas as pd
import regex

# Joiners that a reader never sees: soft hyphen, zero-width characters, byte-order mark.
_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
_RUN = rf"[\p{{L}}\p{{N}}][\p{{L}}\p{{M}}\p{{N}}{_INVISIBLE}]*"
_INITIALISM = r"(?<![\p{L}\p{N}])(?:\p{L}\.){2,}(?:\p{L}(?![\p{L}\p{N}]))?"
_WORD = regex.compile(rf"{_INITIALISM}|{_RUN}")
_DROP = regex.compile(rf"[.{_INVISIBLE}]")
_LINE = regex.compile(r"[^\r\n]+")
# Plain text is split byte by byte: letters and digits in lower case, all else a space.
_PLAIN = bytes(ord(chr(c).lower()) if c < 128 and chr(c).isalnum() else 32 for c in range(256))
_INITIALS = regex.compile(_INITIALISM)
_DOTTED = regex.compile(r"\.(?=[A-Za-z]\.)")

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof rev hon gen col maj capt cmdr lt sgt cpl adm sen rep gov pres supt st mt ft jr sr vs etc no nos "
    "vol fig inc ltd co corp bros dept est approx jan feb mar apr jun jul aug sep sept oct nov dec "
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore pa "
    "tenn tex va vt wash wis wyo".split()
)
# Abbreviations that stand before a name or a number never end a sentence; others may.
_ALWAYS_BEFORE_NAME = frozenset(
    "mr mrs ms dr prof rev hon gen col maj capt cmdr lt sgt cpl adm sen rep gov pres supt st mt ft no nos vs "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_STARTERS = frozenset(
    "the a an in on at by for from with but and or so yet if as when while after before since although though however "
    "meanwhile he she it they we i you his her its their our this that these those there here what who how why where "
    "not no some many most last earlier later also both all each".split()
)
_END = regex.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+|$)|[.!?…]+[\"”»)\]]+(?=\p{Lu})")
_BEFORE = regex.compile(r"([\p{L}\p{M}\p{N}.]+)$")
_NEXT = regex.compile(r"\s*[\"'“‘«(\[]*([\p{L}\p{M}\p{N}]+)")


def words(text):
    """Return the words of `text`: one row each with `start`, `end` (offsets) and `word` as a reader sees it.

    A word is a run of letters and digits, compatibility-normalised and lower-cased, so that ligatures, soft hyphens and
    decomposed accents make no difference; initials with full stops are one word (U.S. = US).
    """
    starts, ends, found = spans(text)
    return pd.DataFrame({"start": starts, "end": ends, "word": pd.Series(found, dtype=object)})


def tokens(text):
    """Return the words of `text` as a plain list of strings: `words(text)["word"]` without the table."""
    return spans(text)[2]


def spans(text):
    """Return the words of `text` as two arrays, starts and ends, and the list of words: `words` for use in loops."""
    plain = _plain(text)
    if plain is None:
        found = [(m.start(), m.end(), as_read(m.group())) for m in _WORD.finditer(text)]
        starts, ends, found = zip(*found, strict=True) if found else ((), (), ())
        return np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64), list(found)
    initials = _initials(plain)
    plain = plain.encode().translate(_PLAIN)
    inside = np.frombuffer(b" " + plain + b" ", dtype=np.uint8) != 32
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends, found = _joined(edges[::2], edges[1::2], plain.decode().split(), initials)
    if not text.isascii():
        foreign = np.flatnonzero(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32) > 127)
        for i in np.unique(np.searchsorted(starts, foreign, side="right") - 1):
            if i >= 0:
                found[i] = as_read(text[starts[i] : ends[i]])
    return starts, ends, found


def _initials(plain):
    """Spans of the initials with full stops, found from their stops: far fewer places to try than all letters."""
    found, at = [], 0
    for dot in _DOTTED.finditer(plain):
        if dot.start() > at:
            m = _INITIALS.match(plain, dot.start() - 1)
            if m:
                at = m.end()
                found.append((m.start(), at))
    return found


def _joined(starts, ends, found, initials):
    """The words with those inside one span of `initials` made one."""
    if not initials:
        return starts, ends, found
    edges = np.array(initials)
    first = np.searchsorted(starts, edges[:, 0])
    last = np.searchsorted(starts, edges[:, 1])
    keep = np.ones(len(found), dtype=bool)
    ends = ends.copy()
    for i, j, end in zip(first, last, edges[:, 1], strict=True):
        found[i] = "".join(found[i:j])
        keep[i + 1 : j] = False
        ends[i] = end
    return starts[keep], ends[keep], list(compress(found, keep))


def _plain(text):
    """`text` in ASCII, character for character (letters as x, digits as 0, marks as spaces); None if it has joiners."""
    if text.isascii():
        return text
    for character in set(text):
        if character > "\x7f":
            stand_in = _stand_in(character)
            if stand_in is None:
                return None
            text = text.replace(character, stand_in)
    return text


@lru_cache(maxsize=4096)
def _stand_in(character):
    if regex.match(rf"[\p{{M}}{_INVISIBLE}]", character):
        return None
    return "x" if regex.match(r"\p{L}", character) else "0" if regex.match(r"\p{N}", character) else " "


def as_read(word):
    """Return `word` as a reader sees it: compatibility-normalised, without invisible joiners and dots, lower case."""
    if word.isascii() and "." not in word:
        return word.lower()
    return _DROP.sub("", unicodedata.normalize("NFKC", word)).lower()


def lines(text):
    """Return every non-blank line: `line` (1-based, blank ones counted too), `start`, `end`, `text` without its indent.

    Lines end at LF, CR or CRLF. `start` and `end` leave out white space at both ends.
    """
    rows, number, at = [], 0, 0
    for piece in regex.split(r"(\r\n|\n|\r)", text):
        if piece in ("\n", "\r", "\r\n"):
            at += len(piece)
            continue
        number += 1
        inner = piece.strip()
        if inner.strip("\ufeff\u200b"):
            start = at + len(piece) - len(piece.lstrip())
            rows.append((number, start, start + len(inner), inner))
        at += len(piece)
    return pd.DataFrame(rows, columns=["line", "start", "end", "text"]).astype({"line": int, "start": int, "end": int})


def sentences(text):
    """Return the sentences of `text`: `start`, `end`, `text`. A sentence never crosses a line break.

    Rule-based, English: a full stop after an abbreviation, initials or before a lower-case word ends nothing. A remnant
    without a single word (a stray full stop) belongs to the sentence before it.
    """
    rows = []
    for line in _LINE.finditer(text):
        rows += _split_line(line.group(), line.start())
    return pd.DataFrame(rows, columns=["start", "end", "text"]).astype({"start": int, "end": int})


def _split_line(line, offset):
    spans, start = [], 0
    for m in _END.finditer(line):
        if m.end() < len(line) and not _ends_sentence(line, m):
            continue
        spans.append((start, m.end()))
        start = m.end()
    spans.append((start, len(line)))
    rows = []
    for start, end in spans:
        inner = line[start:end].strip()
        if not inner:
            continue
        start += len(line[start:end]) - len(line[start:end].lstrip())
        if rows and not _WORD.search(inner):
            first = rows[-1][0]
            rows[-1] = (first, offset + start + len(inner), line[first - offset : start + len(inner)])
        else:
            rows.append((offset + start, offset + start + len(inner), inner))
    return rows


def _ends_sentence(line, m):
    following = _NEXT.match(line, m.end())
    if following is None:
        return True
    word = following.group(1)
    if not (word[0].isupper() or word[0].isdigit() or not word[0].isascii()):
        return False
    if m.group()[0] != "." or len(m.group()) > 1:
        return True
    before = _BEFORE.search(line, 0, m.start())
    if before is None:
        return True
    last = before.group(1).lower()
    if last in _ALWAYS_BEFORE_NAME:
        return False
    initials = "." in last or (len(last) == 1 and last.isalpha() and last != "i")
    if initials or last in _ABBREVIATIONS:
        return word.lower() in _STARTERS
    return True


def blank(text, spans):
    """Return `text` with every character of `spans` (pairs of offsets) replaced by a space; line breaks stay."""
    pieces, at = [], 0
    for start, end in sorted(spans):
        start = max(start, at)
        if end <= start:
            continue
        pieces += [text[at:start], regex.sub(r"[^\r\n]", " ", text[start:end])]
        at = end
    return "".join(pieces) + text[at:]


def keep(text, spans):
    """Return `text` with every character outside `spans` replaced by a space; line breaks stay."""
    gaps, at = [], 0
    for start, end in sorted(spans):
        gaps.append((at, start))
        at = max(at, end)
    return blank(text, [*gaps, (at, len(text))])
