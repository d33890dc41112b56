"""What a machine translation did to a text, and whether there was one.

Two views. In the copy alone (`traces`): broken joins, names out of order, one number that counts two things. Against a
source: aligned sentences are aligned word by word (`wording`), and each smallest changed phrase is named. Round trip
or not is decided by a logistic regression on named features of the aligned passages: translated reuse keeps order and
content and changes wording everywhere a little, which whole documents do not show (cf. PAN text alignment, 2012-2014).
"""

import functools
import itertools
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import regex

from wirecopy import overlap, quotes, traces, wording
from wirecopy import text as t
from wirecopy.wording import FUNCTION_WORDS, NUMBERS, PRONOUNS, stem

_DATA = Path(__file__).resolve().parent.parent / "data"
KINDS = (
    "false_sense",
    "calque",
    "word_order_break",
    "structure_shift",
    "split_punct",
    "punct_style",
    "changed_quote",
    "synonym_drift",
    "grammar_shift",
    "style_us",
    "number_style",
)
CLASSES = ("verbatim", "light_edit", "human_rewrite", "round_trip", "independent")
_TYPES = {
    "start": int,
    "end": int,
    "text": object,
    "original": object,
    "source_start": "Int64",
    "source_end": "Int64",
    "kind": object,
    "in_quote": bool,
    "confidence": float,
}


class _Change(NamedTuple):
    start: int
    end: int
    original: str | None
    source_start: int | None
    source_end: int | None
    kind: str
    confidence: float


class _Unit(NamedTuple):
    """Aligned sentences: offsets, their Tokens, and the pairs of word positions."""

    copy_start: int
    copy_end: int
    source_start: int
    source_end: int
    old: list
    new: list
    pairs: list

    @property
    def same(self):
        return sum(self.old[i].key == self.new[j].key for i, j in self.pairs)


# --- what was changed -----------------------------------------------------------------------------


def artefacts(copy, source=None, others=()):
    """Return what a machine translation did to `copy`: one row per smallest changed phrase, in the order of the text.

    `start, end, text` (in `copy`; a deletion is a zero-width span), `original, source_start, source_end` (in `source`;
    NA where there is none), `kind` (one of KINDS), `in_quote`, `confidence` (0 to 1, higher: surer). Without `source`:
    what can be seen in the copy alone (`traces.find`); with it: that, and what the word alignment of aligned sentences
    shows, with a confidence that falls where `classify` sees no round trip: a desk changes words too. Takes whole
    bodies. `others`: texts about the same event, in which a number may name what it counts, and quotations may be worded
    otherwise (their `original` is the other text's).
    """
    found = traces.find(copy, others)
    if source is None:
        rows = [_Change(f.start, f.end, f.original, None, None, f.kind, f.confidence) for f in found]
    else:
        rows = _beside(source, copy, found)
    rows += [row for row in _misquoted(copy, others) if not any(_meet(row, other) for other in rows)]
    spans = quotes.find(copy)[["start", "end"]].to_numpy().tolist()
    table = pd.DataFrame(sorted(set(rows), key=lambda row: row[:2]), columns=_Change._fields)
    table.insert(2, "text", [copy[s:e] for s, e in zip(table["start"], table["end"], strict=True)])
    table["in_quote"] = [_inside(spans, s, e) for s, e in zip(table["start"], table["end"], strict=True)]
    table.loc[_alters_quotation(table), "kind"] = "changed_quote"
    return table[list(_TYPES)].astype(_TYPES)


def _inside(spans, start, end):
    return any(a <= start and end <= b and start < b for a, b in spans)


def _alters_quotation(table):
    """Whether a replaced word in a quotation makes the speaker say something else: no dictionary links the two."""
    return [
        row.in_quote and row.kind in ("synonym_drift", "grammar_shift") and _says_else(row.original, row.text)
        for row in table.itertuples(index=False)
    ]


def _says_else(original, text):
    old, new = (t.tokens(piece or "") for piece in (original, text))
    persons = PRONOUNS | wording.POSSESSIVES
    if set(old) & persons and set(new) & persons and set(old) != set(new):
        return True
    old, new = ([w for w in words if w not in FUNCTION_WORDS] for words in (old, new))
    if not old or not new:
        return False
    return stem(old[-1]) != stem(new[-1]) and not wording.links(old[-1], new[-1])


def _beside(source, copy, found):
    """Return the traces with what the source has in their place, and the changed phrases that no trace covers."""
    stops = (regex.search(r"[.!?]", copy, pos=f.start, endpos=f.end) for f in found if f.kind == "split_punct")
    barriers = [stop.end() for stop in stops if stop]
    changes = []
    for unit in _units(source, copy):
        if unit.same >= 0.5 * min(len(unit.old), len(unit.new)) and unit.pairs:
            changes += _changes(source, copy, unit, barriers)
            found = list(filter(None, (_place(source, copy, unit, trace, changes) for trace in found)))
    placed = [f if isinstance(f, _Change) else _Change(*f[:2], f.original, None, None, f.kind, f.confidence) for f in found]
    trust = 0.4 + 0.6 * classify(source, copy)["round_trip"]
    return placed + [c._replace(confidence=c.confidence * trust) for c in changes if not any(_meet(c, f) for f in placed)]


def _meet(a, b):
    return a.start < b.end and b.start < a.end or a.start == a.end and b.start < a.start < b.end


def _misquoted(copy, others):
    """Return changes of words in quotations that another text words otherwise and that no other text confirms."""
    rows, confirmed, quoted = {}, set(), _only_quoted(copy)
    for other in map(_only_quoted, others):
        for unit in _units(other, quoted):
            if unit.same < 0.6 * min(len(unit.old), len(unit.new)):
                continue
            confirmed |= {unit.new[j][:2] for i, j in unit.pairs if unit.old[i].key == unit.new[j].key}
            for hunk in wording.hunks(unit.old, unit.new, unit.pairs):
                if _is_rewording(hunk, unit, other):
                    change = _change(other, quoted, unit, hunk)
                    rows.setdefault(change[:2], change)
    kept = [row for span, row in rows.items() if span not in confirmed]
    return [row._replace(source_start=None, source_end=None, confidence=0.6) for row in kept]


def _is_rewording(hunk, unit, other):
    """Whether a quotation has other words for the same here: no names, nothing left out, no contraction."""
    old, new = _parts(hunk, unit)
    names = any(other[x.start].isupper() or x.country for x in old) or any(x.country for x in new)
    alike = old and new and abs(len(old) - len(new)) <= 1 and _spelled_out(old) != _spelled_out(new)
    return bool(alike) and not names and not _is_edit(hunk, unit)


def _only_quoted(body):
    return t.keep(body, quotes.find(body)[["start", "end"]].to_numpy().tolist())


def _units(source, copy):
    """Return the aligned sentences of `copy` as _Units; pieces of a torn sentence are one."""
    spans, known = [], _stems_of_sentences(source)
    for row in overlap.align_sentences(source, copy).itertuples(index=False):
        here = [int(row.copy_start), int(row.copy_end), row.source_start, row.source_end]
        piece = copy[here[0] : here[1]]
        at = max(source.find(piece, spans[-1][3] if spans else 0), source.find(piece))
        if at >= 0:
            here[2:] = at, at + len(piece)
        elif pd.isna(here[2]):
            here[2:] = _most_alike(piece, known)
        before = spans[-1] if spans else None
        same_line = before is not None and not regex.search(r"[\r\n]", copy[before[1] : here[0]])
        if here[2] is None:
            if same_line and _told(piece, source[before[2] : before[3]]) >= 0.4:
                before[1] = here[1]
        elif same_line and here[2] < before[3] and before[2] < here[3]:
            before[1:] = here[1], min(before[2], int(here[2])), max(before[3], int(here[3]))
        else:
            spans.append([here[0], here[1], int(here[2]), int(here[3])])
    return [_unit(source, copy, span) for span in spans]


def _stems_of_sentences(body):
    rows = t.sentences(body).itertuples(index=False)
    return [(row.start, row.end, {stem(word) for word in t.tokens(row.text)}) for row in rows]


def _most_alike(piece, known):
    """Return the span of the sentence that shares most words with `piece` (Dice at least .5), else (None, None).

    For short texts, where how rare a word is says nothing.
    """
    stems = {stem(word) for word in t.tokens(piece)}
    likeness = [(2 * len(stems & other) / (len(stems) + len(other)), -start, end) for start, end, other in known if other]
    best = max(likeness, default=(0, 0, 0))
    return (-best[1], best[2]) if best[0] >= 0.5 and len(stems) >= 4 else (None, None)


def _unit(source, copy, span):
    old, new = wording.tokens(source, *span[2:]), wording.tokens(copy, *span[:2])
    return _Unit(*span, old, new, wording.align(old, new))


def _told(piece, source):
    """Return the share (0 to 1) of the content words of `piece` that `source` has too."""
    content = [w for w in t.tokens(piece) if w not in FUNCTION_WORDS]
    known = {stem(w) for w in t.tokens(source)}
    return sum(stem(w) in known for w in content) / len(content) if content else 0.0


def _changes(source, copy, unit, barriers):
    hunks = wording.hunks(unit.old, unit.new, unit.pairs, barriers)
    kept = [hunk for hunk in hunks if not _is_edit(hunk, unit) or _is_torn(copy, unit, hunk, barriers)]
    rows = [_change(source, copy, unit, hunk) for hunk in kept]
    return [*rows, *_renamed(source, copy, unit), *_punctuation(source, copy, unit, hunks)]


def _is_edit(hunk, unit):
    """Whether a Hunk looks like an editor's own: a phrase put in or taken out with nothing in its place."""
    parts = _parts(hunk, unit)
    old, new = (sum(x.key not in FUNCTION_WORDS for x in part) for part in parts)
    one_sided = not all(parts) and max(map(len, parts)) >= 3 or min(old, new) == 0 and max(old, new) >= 2
    return not hunk.moved and (abs(old - new) >= 3 or one_sided)


def _is_torn(copy, unit, hunk, barriers):
    """Whether an inserted phrase stands right behind a broken join."""
    start = unit.new[hunk.j0].start if hunk.j0 < hunk.j1 else 0
    return any(barrier <= start and not copy[barrier:start].strip('”"’» ') for barrier in barriers)


def _parts(hunk, unit):
    return unit.old[hunk.i0 : hunk.i1], unit.new[hunk.j0 : hunk.j1]


def _change(source, copy, unit, hunk):
    old, new = _parts(hunk, unit)
    source_start, source_end = _span(source, unit.old, hunk.i0, hunk.i1, unit.source_end)
    start, end = _span(copy, unit.new, hunk.j0, hunk.j1, unit.copy_end)
    kind, confidence = _kind(old, new, hunk.moved)
    return _Change(start, end, source[source_start:source_end], source_start, source_end, kind, confidence)


def _span(text, found, first, last, end):
    """Return the offsets of words `first` to `last`, a bracket that would be left open included."""
    if last <= first:
        return (found[first].start,) * 2 if first < len(found) else (found[-1].end,) * 2
    start, end = found[first].start, found[last - 1].end
    inner = text[start:end]
    for opening, closing in ("()", "[]"):
        if inner.count(closing) > inner.count(opening) and text[start - 1 : start] == opening:
            start -= 1
        elif inner.count(opening) > inner.count(closing) and text[end : end + 1] == closing:
            end += 1
    return start, end


def _kind(old, new, moved):
    """Return (kind, confidence) of a phrase changed from Tokens `old` to Tokens `new`."""
    countries = [{token.country for token in part} - {""} for part in (old, new)]
    if not moved and countries[1] and (countries[0] == countries[1] or not old):
        return "style_us", 0.9 if old else 0.6
    if moved:
        return "structure_shift", 0.85
    before, after = (_spelled_out(part) for part in (old, new))
    if before == after:
        return "grammar_shift", 0.85
    if [NUMBERS.get(w, w) for w in before] == [NUMBERS.get(w, w) for w in after]:
        return "number_style", 0.9
    content = [[w for w in part if w not in FUNCTION_WORDS] for part in (before, after)]
    if not any(content):
        connects = (set(before) | set(after)) & wording.CONNECTIVES and before and after
        return ("synonym_drift", 0.8) if connects else ("grammar_shift", 0.75)
    if not all(content):
        return "structure_shift", 0.5
    return _kind_of_content(*content, before, after)


def _kind_of_content(old, new, before, after):
    a, b = old[-1], new[-1]
    if stem(a) == stem(b):
        return "grammar_shift", 0.85
    if before[0] in wording.PREPOSITIONS and after[0] in wording.PREPOSITIONS:
        return "structure_shift", 0.7
    if abs(len(old) - len(new)) > 1:
        return "structure_shift", 0.6
    return "synonym_drift", 0.9 if wording.links(a, b) else 0.6


_CLITICS = {"'t": "not", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am", "'s": "is"}


def _spelled_out(found):
    words = []
    for token in found:
        stem_part, mark, clitic = token.key.partition("'")
        if mark and mark + clitic in _CLITICS and (stem_part in FUNCTION_WORDS or clitic == "t"):
            words += [stem_part.removesuffix("n") if clitic == "t" else stem_part, _CLITICS[mark + clitic]]
        else:
            words.append(token.key)
    return words


def _renamed(source, copy, unit):
    """Yield the same initials written another way: U.S., US."""
    for i, j in unit.pairs:
        a, b = unit.old[i], unit.new[j]
        if a.key == b.key and a.country and source[a.start : a.end] != copy[b.start : b.end]:
            yield _Change(b.start, b.end, source[a.start : a.end], a.start, a.end, "style_us", 0.95)


_MARKS = str.maketrans("“”«»‘’–—", '""""\'\'--')


def _punctuation(source, copy, unit, hunks):
    """Yield changed marks between words that are neighbours in both texts, and at the end of the sentence."""
    ends = {(len(unit.old), len(unit.new))}
    phrases = [hunk for hunk in hunks if max(hunk.i1 - hunk.i0, hunk.j1 - hunk.j0) > 1]
    busy = {j for hunk in phrases for j in range(hunk.j0 - 1, hunk.j1 - 1)}
    for (i, j), (k, m) in itertools.pairwise([*unit.pairs, *ends]):
        if k != i + 1 or m != j + 1 or j in busy:
            continue
        a = unit.old[i].end, unit.old[k].start if k < len(unit.old) else unit.source_end
        b = unit.new[j].end, unit.new[m].start if m < len(unit.new) else unit.copy_end
        before, after = source[slice(*a)], copy[slice(*b)]
        if _same_marks(before, after):
            continue
        head = wording.common_prefix(before, after)
        tail = wording.common_prefix(before[head:][::-1], after[head:][::-1])
        spans = (b[0] + head, b[1] - tail), (a[0] + head, a[1] - tail)
        yield _Change(*spans[0], source[slice(*spans[1])], *spans[1], "punct_style", 0.7)


def _same_marks(a, b):
    if '"' in a and '"' not in b and "“" in b + "“" * ("”" in b):
        return False
    return a.translate(_MARKS).split() == b.translate(_MARKS).split() and (" " in a) == (" " in b)


def _place(source, copy, unit, trace, changes):
    """Return a trace with what the source has in its place, None if that is the same; replaced words keep their own row."""
    if isinstance(trace, _Change) or not (unit.copy_start <= trace.start and trace.end <= unit.copy_end + 2):
        return trace
    start, end = trace.start, trace.end
    if trace.kind == "split_punct":
        start, end = _trim(trace, changes)
    at = [unit.old[i] for i, j in unit.pairs if unit.new[j].start < end and start < unit.new[j].end]
    touched = [c for c in changes if c.start < end and start < c.end]
    starts = [token.start for token in at] + [c.source_start for c in touched]
    ends = [token.end for token in at] + [c.source_end for c in touched]
    if not starts:
        return _Change(start, end, trace.original, None, None, trace.kind, trace.confidence)
    span = min(starts), max(ends)
    original = source[slice(*span)]
    return None if original == copy[start:end] else _Change(start, end, original, *span, trace.kind, trace.confidence)


def _trim(trace, changes):
    """Return the span of a broken join without a replaced word at its start, with an inserted phrase at its end."""
    start, end = trace.start, trace.end
    for change in changes:
        if change.start == start and change.end < end and change.original:
            start = change.end
        elif start < change.start < end < change.end and not change.original:
            end = change.end
    return start, end


# --- was there a translation ----------------------------------------------------------------------

_MEASURED = (
    "copy_aligned",
    "source_aligned",
    "same_words",
    "spread",
    "same_units",
    "middle_units",
    "function_changes",
    "content_changes",
    "linked_changes",
    "stem_changes",
    "insertions",
    "deletions",
    "edits",
    "moves",
    "punctuation",
    "in_order",
    "length_ratio",
    "longest_run",
    "shared_fivegrams",
    "quotes_changed",
    "traces",
)
_RATES = ("edits", "function_changes", "content_changes", "moves", "insertions", "spread")
FEATURES = (*_MEASURED, "both_aligned", "log_aligned", "same_words_squared", "log_changes", *(f"log_{name}" for name in _RATES))


def features(source, copy):
    """Return the named features of a pair of bodies (Series, index FEATURES) that `classify` weighs.

    Shares are 0 to 1. `copy_aligned`, `source_aligned`: words outside quotations that lie in aligned sentences. Of
    aligned sentences: `same_words` (words unchanged), `spread` (standard deviation of that), `same_units` (sentences
    unchanged), `middle_units` (changed, half or more of the words unchanged), `in_order`; per aligned word:
    `function_changes`, `content_changes`, of these `linked_changes` (a dictionary has one word for both) and
    `stem_changes`, `insertions`, `deletions`, `edits` (several words put in or taken out), `moves`, `punctuation`;
    `length_ratio` (absolute log). `longest_run` and `shared_fivegrams`: of the shorter text, of the copy.
    `quotes_changed`: quotations the source has too that are not word for word. `traces`: seen in the copy alone, per
    100 words. Derived: `both_aligned` (the smaller share), `log_aligned` (the larger), `same_words_squared`,
    `log_changes` and other logarithms.
    """
    values = dict.fromkeys(_MEASURED, 0.0)
    words = [t.tokens(text) for text in (source, copy)]
    if all(words):
        values["longest_run"] = _longest_run(*words) / min(map(len, words))
        values["shared_fivegrams"] = np.nan_to_num(overlap.containment(copy, source))
        values["traces"] = 100 * sum(trace.confidence > 0.6 for trace in traces.find(copy)) / len(words[1])
        values |= _aligned_features(source, copy)
    return _derived(pd.Series(values, dtype=float)[list(_MEASURED)])


def _derived(values):
    """Return features with those that follow from them: what is rare differs by its order of magnitude."""
    changes = values[["function_changes", "content_changes", "insertions", "deletions"]].sum()
    more = {
        "both_aligned": values[["copy_aligned", "source_aligned"]].min(),
        "log_aligned": np.log(values[["copy_aligned", "source_aligned"]].max() + 0.02),
        "same_words_squared": values["same_words"] ** 2,
        "log_changes": np.log(changes + 0.005),
    }
    more |= {f"log_{name}": np.log(values[name] + 0.005) for name in _RATES}
    return pd.concat([values, pd.Series(more)])


def _longest_run(a, b):
    numbers = {word: k for k, word in enumerate(dict.fromkeys(a))}
    b = np.array([numbers.get(word, -1) for word in b])
    best, row = 0, np.zeros(len(b) + 1, dtype=int)
    for word in a:
        row[1:] = np.where(b == numbers[word], row[:-1] + 1, 0)
        best = max(best, int(row.max()))
    return best


def _aligned_features(source, copy):
    seen = [(unit, 2 * unit.same / (len(unit.old) + len(unit.new))) for unit in _units(source, copy) if unit.pairs]
    seen = [(unit, share) for unit, share in seen if share >= 0.3 or unit.same >= 0.5 * len(unit.new)]
    if not seen:
        return {}
    tally = Counter()
    for unit, _ in seen:
        _tally(tally, source, copy, unit)
    shares = np.array([share for _, share in seen])
    lengths = np.array([(len(unit.old), len(unit.new)) for unit, _ in seen])
    order = np.diff([unit.source_start for unit, _ in seen]) >= 0
    rates = "function_changes content_changes linked_changes stem_changes insertions deletions edits moves punctuation"
    return {
        "copy_aligned": _outside_quotations(copy, [(unit.copy_start, unit.copy_end) for unit, _ in seen]),
        "source_aligned": _outside_quotations(source, [(unit.source_start, unit.source_end) for unit, _ in seen]),
        "same_words": 2 * sum(unit.same for unit, _ in seen) / lengths.sum(),
        "spread": shares.std(),
        "same_units": (shares > 0.995).mean(),
        "middle_units": ((shares >= 0.5) & (shares <= 0.95)).mean(),
        "in_order": order.mean() if len(order) else 1.0,
        "length_ratio": np.abs(np.diff(np.log(lengths + 1), axis=1)).mean(),
        "quotes_changed": _quotes_changed(source, copy),
    } | {name: tally[name] / lengths[:, 1].sum() for name in rates.split(" ")}


def _outside_quotations(text, spans):
    """Return the share (0 to 1) of the words outside quotations that lie in `spans`; of all words if all are quoted."""
    words = t.words(quotes.mask(text))
    words = words if len(words) else t.words(text)
    inside = np.zeros(len(words), dtype=bool)
    for start, end in spans:
        inside |= ((words["start"] >= start) & (words["end"] <= end)).to_numpy()
    return inside.mean() if len(words) else 0.0


def _tally(tally, source, copy, unit):
    hunks = wording.hunks(unit.old, unit.new, unit.pairs)
    tally["punctuation"] += len(list(_punctuation(source, copy, unit, hunks)))
    for hunk in hunks:
        old, new = _parts(hunk, unit)
        if _is_edit(hunk, unit):
            tally["edits"] += 1
        elif hunk.moved:
            tally["moves"] += 1
        elif not old or not new:
            tally["insertions" if new else "deletions"] += 1
        elif all(x.key in FUNCTION_WORDS for x in (*old, *new)):
            tally["function_changes"] += 1
        else:
            tally["content_changes"] += 1
            one_stem = old[-1].stem == new[-1].stem
            tally["stem_changes"] += one_stem
            tally["linked_changes"] += not one_stem and bool(wording.links(old[-1].key, new[-1].key))


def _quotes_changed(source, copy):
    """Return the share of the copy's quotations, of those the source has in some form, that are not word for word."""
    known = [t.tokens(text) for text in quotes.find(source)["text"]]
    changed = found = 0
    for quoted in (t.tokens(text) for text in quotes.find(copy)["text"]):
        if known and len(quoted) >= 2:
            like = max(len(set(quoted) & set(k)) / len(set(quoted)) for k in known) >= 0.4
            found += like
            changed += like and not any(f" {' '.join(quoted)} " in f" {' '.join(k)} " for k in known)
    return changed / found if found else 0.0


@functools.cache
def coefficients():
    """Return the weights of `classify`: per feature (and `intercept`) its `mean`, `scale` and one column per class."""
    return pd.read_csv(_DATA / "translation_weights.csv", index_col="feature")


def classify(source, copy):
    """Return the probabilities (Series over CLASSES, sum 1) of what `copy` is to `source`; takes whole bodies.

    Multinomial logistic regression on `features`; its weights (`coefficients`) come from benchmarks/translation.py.
    Two texts that have no sentence in common in any form are independent.
    """
    return probabilities(features(source, copy), coefficients())


def probabilities(values, weights):
    """Return the probabilities of CLASSES for a Series of `features` under a table of weights like `coefficients()`."""
    if values["copy_aligned"] == 0:
        odds = np.array([0.0, 0.0, 0.0, 0.0, 1.0])
    else:
        rows = weights.drop(index="intercept")
        scaled = ((values[rows.index] - rows["mean"]) / rows["scale"]).clip(-5, 5)
        scores = scaled @ rows[list(CLASSES)] + weights.loc["intercept", list(CLASSES)]
        odds = np.exp((scores - scores.max()).to_numpy(float))
    return pd.Series(odds / odds.sum(), index=list(CLASSES), name="probability")


# --- through which language -----------------------------------------------------------------------


class Pivot(NamedTuple):
    """`language` (ISO 639-1 code, or None for an abstention) and `confidence` in it (0 to 1)."""

    language: str | None
    confidence: float


_REPLACED = ("false_sense", "synonym_drift", "changed_quote", "calque")


def _replaced_words(found):
    """Return (original, text) of the artefacts that replace one content word by another."""
    pairs = []
    for row in found[found["kind"].isin(_REPLACED)].dropna(subset=["original"]).itertuples(index=False):
        old, new = ([w for w in t.tokens(x) if w not in FUNCTION_WORDS and w.isalpha()] for x in (row.original, row.text))
        if len(old) == 1 and len(new) == 1 and stem(old[0]) != stem(new[0]):
            pairs.append((old[0], new[0]))
    return pairs


def pivot_evidence(artefacts):
    """Return the words of a third language that a dictionary gives for both wordings of an artefact.

    `original, text, language` (ISO 639-1), `pivot_word`; one row per word, in the order of the artefacts. From
    Wiktionary (data/lexicon.tsv.gz). A hit is a possibility, not a finding: synonyms share a word in most languages
    (`pivot_test`).
    """
    rows = []
    for old, new in _replaced_words(artefacts):
        rows += [(old, new, *sense) for sense in sorted(wording.senses(old) & wording.senses(new))]
    return pd.DataFrame(rows, columns=["original", "text", "language", "pivot_word"], dtype=object)


def pivot_test(artefacts, seed=0, permutations=1000):
    """Return per language how many replaced words its dictionary links, and how many among shuffled replacements.

    `language`, `pairs` (replacements tested), `hits`, `expected` (mean over permutations that give every original the
    wording of another), `p` (share of permutations with as many hits or more; low: more than chance). A language is
    told apart only if it alone is low. Sorted by `p`, then by hits per expected hit.
    """
    pairs = _replaced_words(artefacts)
    languages = sorted({language for senses in wording.lexicon().values() for language, _ in senses})
    linked = np.zeros((len(languages), len(pairs), len(pairs)), dtype=bool)
    for (i, (old, _)), (j, (_, new)) in itertools.product(enumerate(pairs), repeat=2):
        linked[:, i, j] = [language in wording.links(old, new) for language in languages]
    at = np.arange(len(pairs))
    generator = np.random.default_rng(seed)
    drawn = np.array([linked[:, at, generator.permutation(at)].sum(axis=1) for _ in range(permutations)])
    hits = linked[:, at, at].sum(axis=1).astype(int)
    table = pd.DataFrame({"language": languages, "pairs": len(pairs), "hits": hits, "expected": drawn.mean(axis=0)})
    table["p"] = (1 + (drawn >= hits).sum(axis=0)) / (1 + permutations)
    lift = -table["hits"] / table["expected"].clip(lower=0.01)
    return table.assign(lift=lift).sort_values(["p", "lift", "language"], ignore_index=True).drop(columns="lift")


def pivot(artefacts):
    """Return the Pivot: always an abstention (None, confidence 0), whatever the artefacts.

    On round trips of known language no rule on dictionary hits named the language well enough to be called
    (data/validation/translation_pivot.csv); `pivot_evidence` and `pivot_test` show what there is.
    """
    return Pivot(None, 0.0)


# --- long sentences -------------------------------------------------------------------------------


def damage_by_sentence(copy, source):
    """Return one row per sentence of `copy` that is aligned with `source`: where the damage sits.

    `start, end, words`, `artefacts` (that begin in it), `broken_joins` (`split_punct` among them), `per_word`
    (artefacts per word). Pieces of a torn sentence are joined, so that its length is that before the damage.
    """
    found = artefacts(copy=copy, source=source)
    rows = []
    for unit in _units(source, copy):
        inside = found[(found["start"] >= unit.copy_start) & (found["start"] < unit.copy_end)]
        words, joins = len(t.tokens(copy[unit.copy_start : unit.copy_end])), (inside["kind"] == "split_punct").sum()
        rows.append((unit.copy_start, unit.copy_end, words, len(inside), joins, len(inside) / max(words, 1)))
    columns = ["start", "end", "words", "artefacts", "broken_joins", "per_word"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[:5], int) | {"per_word": float})
