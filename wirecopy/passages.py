"""The machinery behind `overlap.align`: passages that two texts share although they were reworded.

The plan follows Sanchez-Perez, Sidorov and Gelbukh (2014), the winner of PAN's text alignment task: pieces of text that
say the same are seeds (tf-isf cosine and Dice), seeds that are neighbours in both texts are one passage. Borders are
found differently: each word of one text is evidence for or against belonging to the passage, by whether the other side
has it and how likely that would be by chance; a passage is the stretch with the largest sum. How much of a passage the
copying left unchanged is estimated anew for each, so that one method serves verbatim, reworded and translated ones.

The constants below were fitted on one half of the PAN-13 training pairs and tested on the other: benchmarks/overlap.py.
"""

from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
import regex
from rapidfuzz.distance import Indel
from scipy import sparse

from wirecopy import text as txt

# Seeds: two pieces of text that say the same.
_STEM_LETTERS = 5
_SEED_COSINE, _SEED_DICE, _SEED_STEMS = 0.30, 0.28, 3
_PIECE_WORDS = 50
_CLUSTER_GAP = 45
# Borders: evidence per word and what a border at the end of a sentence is worth, in nats.
_MOST_FOR, _MOST_AGAINST = 3.0, -2.5
_SENTENCE_BONUS = 5.0
_LARGEST_LOSS = 14.0
_CHANCE_RUN = 0.03
_ROUNDS = 6
# What is kept: words on the shorter side, evidence on the weaker side, cosine of the whole.
_LEAST_WORDS, _LEAST_EVIDENCE, _LEAST_COSINE = 15, 28.0, 0.30
# Fewer words do if they are word for word; or if they are all of a shorter text: evidence per word.
_FEW_WORDS, _FEW_WORDS_EVIDENCE, _WHOLE_TEXT_EVIDENCE = 12, 2.9, 2.2
# Where the rest of the copy shares this share of its words with the source, both tell of the same thing, and what they
# have in common proves less: then this evidence is asked for, and this much of it per word.
_SAME_TOPIC, _TOPIC_EVIDENCE, _TOPIC_EVIDENCE_PER_WORD = 0.20, 45.0, 0.5

_PIECE_END = regex.compile(r"[.!?…][\"'”’)\]]*\s+|\n\s*\n")
_CLOSING = regex.compile(r"[.!?…,;:\"'”’)\]]+")


@dataclass(frozen=True)
class Passage:
    """Word positions (end exclusive) on both sides, and the evidence (nats) that each side belongs to the other."""

    source_start: int
    source_end: int
    copy_start: int
    copy_end: int
    source_evidence: float = 0.0
    copy_evidence: float = 0.0

    @property
    def evidence(self):
        return min(self.source_evidence, self.copy_evidence)

    @property
    def source_words(self):
        return self.source_end - self.source_start

    @property
    def copy_words(self):
        return self.copy_end - self.copy_start

    @property
    def is_empty(self):
        return self.source_words <= 0 or self.copy_words <= 0


class Side:
    """One of two texts that are compared: its words with numbers for stems and for runs of three stems."""

    def __init__(self, text):
        self.text = text
        self.starts, self.ends, self.words = txt.spans(text)
        self.stems = self.trios = np.array([], dtype=np.int64)
        self.pieces, self.is_border = _pieces(text, self.starts)

    def __len__(self):
        return len(self.words)

    def words_between(self, start, end):
        """The words that start between two offsets."""
        first, last = np.searchsorted(self.starts, [start, end])
        return self.words[first:last]


class Comparison:
    """Two texts with common numbers for their stems (`stems`) and for their runs of three stems (`trios`)."""

    def __init__(self, source, copy):
        self.source, self.copy = Side(source), Side(copy)
        _mend(self.source, self.copy)
        _mend(self.copy, self.source)
        numbers = {}
        for side in (self.source, self.copy):
            stems = [numbers.setdefault(stem(word), len(numbers)) for word in side.words]
            side.stems = np.array(stems, dtype=np.int64)
        self.stems = len(numbers)
        trios = [_trios(side.stems, self.stems) for side in (self.source, self.copy)]
        _, number = np.unique(np.concatenate(trios), return_inverse=True)
        self.source.trios, self.copy.trios = np.split(number, [len(trios[0])])
        self.trios = int(number.max()) + 1 if len(number) else 1
        self.counts = sum(np.bincount(side.stems, minlength=self.stems) for side in (self.source, self.copy))


def stem(word):
    """The first letters of a word, so that the inflections of a word and most derivations fall together."""
    return word if word[0].isdigit() else word[:_STEM_LETTERS]


def _trios(stems, size):
    return (stems[:-2] * size + stems[1:-1]) * size + stems[2:]


def _mend(side, other):
    """Join words that a space broke (`arm s`), where the other text has the whole word and lacks one of the parts."""
    known = set(other.words)
    broken = [
        i
        for i, (left, right) in enumerate(pairwise(side.words))
        if left + right in known and len(left + right) > 3 and not (left in known and right in known)
    ]
    for i in reversed(broken):
        if side.text[side.ends[i] : side.starts[i + 1]] == " ":
            side.words[i] += side.words.pop(i + 1)
            side.ends = np.delete(side.ends, i)
            side.starts = np.delete(side.starts, i + 1)
            side.pieces, side.is_border = _pieces(side.text, side.starts)


def _pieces(text, starts):
    """Where pieces of about a sentence start (word positions, with the end), and which positions are sentence borders.

    Cheaper and coarser than `text.sentences`: wrapped lines go on, very long pieces are cut, tiny ones join the next.
    """
    size = len(starts)
    cuts = np.searchsorted(starts, [m.end() for m in _PIECE_END.finditer(text)])
    cuts = np.unique(np.r_[cuts[(cuts > 0) & (cuts < size)], size])
    is_border = np.zeros(size + 1, dtype=bool)
    is_border[cuts] = is_border[0] = True
    pieces = [0]
    for cut in cuts.tolist():
        length = cut - pieces[-1]
        if length < 4 and cut != size:
            continue
        parts = -(-length // 40) if length > _PIECE_WORDS else 1
        first = pieces[-1]
        pieces += [first + length * (k + 1) // parts for k in range(parts)]
    return np.array(pieces if size else [0]), is_border


# --- seeds and clusters ------------------------------------------------------------------------


def seeds(pair):
    """Pairs of pieces that say the same: one row of word positions each (source start, end, copy start, end)."""
    tables = [_table(side, np.searchsorted(side.pieces, np.arange(len(side)), "right") - 1, len(side.pieces) - 1, pair)
              for side in (pair.source, pair.copy)]  # fmt: skip
    weight = _weights(tables, pair.stems)
    source, copy = (_unit_rows(table, weight) for table in tables)
    cosine = (source @ copy.T).tocoo()
    likely = cosine.data > _SEED_COSINE
    i, j = cosine.coords[0][likely], cosine.coords[1][likely]
    has = [table.astype(bool).astype(np.float64) for table in tables]
    common = np.asarray(has[0][i].multiply(has[1][j]).sum(axis=1)).ravel()
    dice = 2 * common / np.maximum(np.diff(has[0].indptr)[i] + np.diff(has[1].indptr)[j], 1)
    good = (dice > _SEED_DICE) & (common >= _SEED_STEMS)
    i, j = i[good], j[good]
    left, right = pair.source.pieces, pair.copy.pieces
    return np.column_stack([left[i], left[i + 1], right[j], right[j + 1]]), weight


def _table(side, rows, size, pair):
    """How often each stem (columns) stands in each of `size` stretches of a text, `rows` being the one of each word."""
    return sparse.coo_array((np.ones(len(rows)), (rows, side.stems)), shape=(size, pair.stems)).tocsr()


def _weights(tables, stems):
    """Weight of each stem: the rarer among the pieces of both texts, the more it says (tf-isf)."""
    frequency = sum(np.bincount(table.indices, minlength=stems) for table in tables)
    pieces = sum(table.shape[0] for table in tables)
    return np.log((pieces + 10) / np.maximum(frequency, 1))


def _unit_rows(table, weight):
    table = table.copy()
    table.data = table.data * weight[table.indices]
    norm = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    table.data /= np.repeat(np.maximum(norm, 1e-12), np.diff(table.indptr))
    return table


def clusters(found):
    """Group seeds that are neighbours in both texts: split at gaps in one, then in the other, until none is left."""
    waiting, done = [(np.arange(len(found)), 2, 0)], []
    while waiting:
        members, column, unsplit = waiting.pop()
        if unsplit == 2:
            done.append(members)
            continue
        members = members[np.argsort(found[members, column], kind="stable")]
        reach = np.maximum.accumulate(found[members, column + 1])
        breaks = np.flatnonzero(found[members[1:], column] - reach[:-1] > _CLUSTER_GAP) + 1
        parts = np.split(members, breaks)
        waiting += [(part, 2 - column, unsplit + 1 if len(parts) == 1 else 0) for part in parts]
    return [
        Passage(*(int(f(found[m, k])) for k, f in enumerate((np.min, np.max, np.min, np.max)))) for m in done if len(m)
    ]


# --- borders -----------------------------------------------------------------------------------


def refine(pair, passage, fixed_source=False):
    """Move the borders of a passage to where the evidence of its words ends; returns it with its evidence."""
    source, copy = pair.source, pair.copy
    s0, s1, c0, c1 = passage.source_start, passage.source_end, passage.copy_start, passage.copy_end
    for _ in range(_ROUNDS):
        before = s0, s1, c0, c1
        elsewhere = _elsewhere(pair, s0, s1, c0, c1)
        for_copy = _evidence(copy, c0, c1, source, s0, s1, elsewhere, pair)
        c0, c1 = _best_stretch(for_copy, copy.is_border, c0, c1)
        if not fixed_source:
            for_source = _evidence(source, s0, s1, copy, c0, c1, elsewhere, pair)
            s0, s1 = _best_stretch(for_source, source.is_border, s0, s1)
        if (s0, s1, c0, c1) == before:
            break
    copy_sum = float(for_copy[c0:c1].sum())
    source_sum = copy_sum if fixed_source else float(for_source[s0:s1].sum())
    return Passage(s0, s1, c0, c1, source_sum, copy_sum), for_copy


def _elsewhere(pair, s0, s1, c0, c1):
    """Share of each stem among the words of both texts that lie outside the passage."""
    inside = sum(
        np.bincount(side.stems[start:end], minlength=pair.stems)
        for side, start, end in ((pair.source, s0, s1), (pair.copy, c0, c1))
    )
    words = len(pair.source) + len(pair.copy) - (s1 - s0) - (c1 - c0)
    return (pair.counts - inside + 0.1) / (max(words, 50) + 1)


def _evidence(side, start, end, other, other_start, other_end, elsewhere, pair):
    """Evidence of each word of `side` (nats): for belonging to a passage whose other side is given, or against.

    A word is in a run of three that the other side has, or is merely there too, or is not. How often each happens
    inside is estimated from the words between `start` and `end`; by chance a word is there the more easily the more
    frequent it is elsewhere and the longer the other side.
    """
    has = _also_there(side.stems, start, end, other.stems[other_start:other_end], pair.stems)
    trio_end = max(end - 2, start)
    other_trios = other.trios[other_start : max(other_end - 2, other_start)]
    trio = _also_there(side.trios, start, trio_end, other_trios, pair.trios)
    in_run = np.zeros(len(side), dtype=bool)
    for k in range(3 if len(trio) else 0):
        in_run[k : k + len(trio)] |= trio
    chance = np.clip(-np.expm1(-elsewhere[side.stems] * (other_end - other_start)), 0.01, 0.97)

    core, prior = slice(start, end), 10
    runs = np.clip((in_run[core].sum() + 0.3 * prior) / (end - start + prior), 0.02, 0.96)
    telling = ~in_run[core] & (chance[core] < 0.3)
    kept = np.clip((has[core][telling].sum() + 0.5 * prior) / (telling.sum() + prior), 0.15, 0.9)
    there = chance + (1 - chance) * kept
    rest = np.log((1 - runs) / (1 - _CHANCE_RUN))
    score = np.where(has, rest + np.log(there / chance), rest + np.log((1 - there) / (1 - chance)))
    score[in_run] = max(np.log(runs / _CHANCE_RUN), 0.0)
    return np.clip(score, _MOST_AGAINST, _MOST_FOR)


def _also_there(numbers, start, end, there, size):
    """Which of `numbers` are among `there`; beyond `start` and `end` only those that the words between leave over."""
    available = np.bincount(there, minlength=size)
    found = (available > np.bincount(numbers[start:end], minlength=size))[numbers]
    found[start:end] = available[numbers[start:end]] > 0
    return found


def _best_stretch(score, is_border, start, end):
    """The stretch around the middle of `start` and `end` with the largest sum, sentence borders preferred.

    Looking outwards stops where the sum has fallen too far below its best.
    """
    middle = (start + end) // 2
    total = np.r_[0.0, np.cumsum(score)]
    bonus = is_border * _SENTENCE_BONUS
    right = _best_end(total[middle + 1 :] - total[middle], bonus[middle + 1 :], end - middle - 1)
    left = _best_end((total[middle] - total[: middle + 1])[::-1], bonus[: middle + 1][::-1], middle - start)
    return middle - left, middle + 1 + right


def _best_end(sums, bonus, inside):
    lost = np.maximum.accumulate(sums) - sums > _LARGEST_LOSS
    lost[: max(inside, 0)] = False
    stop = int(lost.argmax()) if lost.any() else len(sums)
    return int(np.argmax((sums + bonus)[: max(stop, 1)]))


def trim(pair, passage):
    """Give a passage that is mostly word for word the exact borders of its shared words, in order, on both sides."""
    a = pair.source.stems[passage.source_start : passage.source_end].tolist()
    b = pair.copy.stems[passage.copy_start : passage.copy_end].tolist()
    shorter = min(len(a), len(b))
    if max(len(a), len(b)) > 4 * shorter:
        return passage
    steps = Indel.opcodes(a, b)
    if sum(s.src_end - s.src_start for s in steps if s.tag == "equal" and s.src_end - s.src_start > 4) < 0.7 * shorter:
        return passage
    first, last = _best_steps(steps)
    passage = replace(
        passage,
        source_start=passage.source_start + first.src_start,
        source_end=passage.source_start + last.src_end,
        copy_start=passage.copy_start + first.dest_start,
        copy_end=passage.copy_start + last.dest_end,
    )
    return _walk_on(pair, passage)


def _best_steps(steps):
    best = total = 0.0
    start = first = last = steps[0]
    for step in steps:
        if step.tag == "equal":
            if total <= 0:
                total, start = 0.0, step
            total += step.src_end - step.src_start
            if total > best:
                best, first, last = total, start, step
        else:
            total -= 0.5 * (step.src_end - step.src_start + step.dest_end - step.dest_start)
    return first, last


def _walk_on(pair, passage):
    """Longer at both ends as long as both texts go on with the same words."""
    source, copy = pair.source.stems, pair.copy.stems
    s0, s1, c0, c1 = passage.source_start, passage.source_end, passage.copy_start, passage.copy_end
    while s0 and c0 and source[s0 - 1] == copy[c0 - 1]:
        s0, c0 = s0 - 1, c0 - 1
    while s1 < len(source) and c1 < len(copy) and source[s1] == copy[c1]:
        s1, c1 = s1 + 1, c1 + 1
    return replace(passage, source_start=s0, source_end=s1, copy_start=c0, copy_end=c1)


# --- from candidates to passages ---------------------------------------------------------------


def find(pair):
    """The passages of the copy with a counterpart in the source, in the order of the copy, not overlapping there."""
    if not len(pair.source) or not len(pair.copy):
        return []
    found, weight = seeds(pair)
    candidates = [_shaped(pair, cluster) for cluster in clusters(found)]
    candidates = _merged(pair, [c for c in candidates if not c.is_empty])
    candidates = _condensed(pair, candidates)
    kept = []
    for passage in sorted(candidates, key=lambda p: -p.evidence):
        if _convinces(pair, passage, weight) and not any(_overlap(passage, other) for other in kept):
            kept.append(passage)
    if _topic_shared(pair, kept) >= _SAME_TOPIC:
        kept = [p for p in kept if _convinces_despite_topic(pair, p)]
    return sorted(kept, key=lambda p: p.copy_start)


def _topic_shared(pair, kept):
    """Share of the distinct longer words of the copy outside its passages that the source has; 0 if there are few."""
    outside = np.array([len(word) > 5 for word in pair.copy.words])
    for passage in kept:
        outside[passage.copy_start : passage.copy_end] = False
    stems = np.unique(pair.copy.stems[outside])
    return float(np.isin(stems, pair.source.stems).mean()) if len(stems) >= 15 else 0.0


def _convinces_despite_topic(pair, passage):
    words = max(passage.source_words, passage.copy_words)
    strong = passage.evidence >= max(_TOPIC_EVIDENCE, _TOPIC_EVIDENCE_PER_WORD * words)
    return strong or passage.source_words == len(pair.source)


def _shaped(pair, passage):
    passage, _ = refine(pair, passage)
    return passage if passage.is_empty else trim(pair, passage)


def _convinces(pair, passage, weight):
    words = min(passage.source_words, passage.copy_words)
    is_whole_text = words > 4 and words >= 0.8 * min(len(pair.source), len(pair.copy))
    if is_whole_text and passage.evidence >= _WHOLE_TEXT_EVIDENCE * words:
        return True
    if words < _FEW_WORDS or passage.evidence < _LEAST_EVIDENCE:
        return False
    if words < _LEAST_WORDS and passage.evidence < _FEW_WORDS_EVIDENCE * words:
        return False
    source = np.bincount(pair.source.stems[passage.source_start : passage.source_end], minlength=pair.stems) * weight
    copy = np.bincount(pair.copy.stems[passage.copy_start : passage.copy_end], minlength=pair.stems) * weight
    return source @ copy >= _LEAST_COSINE * np.sqrt((source @ source) * (copy @ copy))


def _overlap(a, b):
    return min(a.copy_end, b.copy_end) > max(a.copy_start, b.copy_start)


def _merged(pair, candidates):
    """Join candidates that nearly touch or overlap in both texts."""
    while (close := _close_pair(candidates)) is not None:
        p, q = close
        both = Passage(
            min(p.source_start, q.source_start),
            max(p.source_end, q.source_end),
            min(p.copy_start, q.copy_start),
            max(p.copy_end, q.copy_end),
        )
        rest = [c for c in candidates if c is not p and c is not q]
        candidates = [c for c in (_shaped(pair, both), *rest) if not c.is_empty]
    return candidates


def _close_pair(candidates, gap=15):
    for p, q in combinations(candidates, 2):
        between_sources = max(p.source_start, q.source_start) - min(p.source_end, q.source_end)
        between_copies = max(p.copy_start, q.copy_start) - min(p.copy_end, q.copy_end)
        if between_sources < gap and between_copies < gap:
            return p, q
    return None


def _condensed(pair, candidates):
    """Make one passage of neighbours in the copy that draw on places all over the source: a summary of the source."""
    result = []
    for group in _neighbours(candidates):
        summary = _as_summary(pair, group)
        result += group if summary is None else [summary]
    return result


def _neighbours(candidates, gap=60):
    groups = []
    for passage in sorted(candidates, key=lambda p: p.copy_start):
        if groups and passage.copy_start - max(p.copy_end for p in groups[-1]) < gap:
            groups[-1].append(passage)
        else:
            groups.append([passage])
    return groups


def _as_summary(pair, group):
    """The group as one passage that sums up the whole source, or None if it is not that.

    It is, if the source is much longer, the group draws on places far apart, and much of it is explained by the source
    as a whole but not by its strongest member; unless it is word for word (then it is excerpts, each a passage), or the
    rest of the copy is about the same things (then the source explains anything there).
    """
    size = len(pair.source)
    copy_start, copy_end = min(p.copy_start for p in group), max(p.copy_end for p in group)
    if len(group) < 2 or size < 2 * (copy_end - copy_start):
        return None
    whole, for_copy = refine(pair, Passage(0, size, copy_start, copy_end), fixed_source=True)
    words = max(whole.copy_words, 1)
    strongest = max(group, key=lambda p: p.evidence)
    start, end = max(whole.copy_start, strongest.copy_start), min(whole.copy_end, strongest.copy_end)
    covered = max(end - start, 0)
    besides = whole.copy_evidence - (float(for_copy[start:end].sum()) if covered else 0.0)
    reach = max(p.source_end for p in group) - min(p.source_start for p in group)
    inside, outside = _shares_there(pair, whole.copy_start, whole.copy_end)
    is_summary = (
        2 <= size / words < 40
        and whole.copy_evidence > 50
        and besides > max(18, 0.5 * (words - covered))
        and reach > max(2 * words, 0.25 * size)
        and inside < 0.92
        and outside < 0.022
    )
    return whole if is_summary else None


def _shares_there(pair, start, end):
    """Share of the runs of three stems that the source has, inside a stretch of the copy and outside it."""
    there = np.isin(pair.copy.trios, pair.source.trios)
    inside, outside = there[start : max(end - 2, start)], np.r_[there[:start], there[end:]]
    return inside.mean() if len(inside) else 1.0, outside.mean() if len(outside) else 1.0


# --- sentences ---------------------------------------------------------------------------------


def match_sentences(pair, source_starts, copy_starts):
    """For each sentence of the copy, the first and last sentence of the source that say the same, or None.

    Sentences are given by where they start (offsets). Inside a passage that was found anyway, likeness is enough;
    elsewhere a sentence must convince by itself.
    """
    lines = [
        np.append(np.searchsorted(side.starts, starts), len(side))
        for side, starts in ((pair.source, source_starts), (pair.copy, copy_starts))
    ]
    if min(len(pair.source), len(pair.copy)) == 0:
        return [None] * len(copy_starts)
    cosine = _sentence_cosine(pair, *lines)
    found = find(pair)
    matches = [_match_sentence(pair, *lines, cosine, j, found) for j in range(len(copy_starts))]
    matches = [m and _widen(pair, *lines, m, j) for j, m in enumerate(matches)]
    return _claim_remnants(pair, *lines, matches, found)


def _sentence_cosine(pair, source_lines, copy_lines):
    tables = [
        _table(side, np.searchsorted(lines, np.arange(len(side)), "right") - 1, len(lines) - 1, pair)
        for side, lines in ((pair.source, source_lines), (pair.copy, copy_lines))
    ]
    weight = _weights(tables, pair.stems)
    source, copy = (_unit_rows(table, weight) for table in tables)
    return (source @ copy.T).toarray()


def _match_sentence(pair, source_lines, copy_lines, cosine, j, found):
    c0, c1 = copy_lines[j], copy_lines[j + 1]
    if c1 == c0:
        return None
    around = [p for p in found if p.copy_start < c1 and p.copy_end > c0]
    for i in np.argsort(-cosine[:, j], kind="stable")[:3]:
        s0, s1 = source_lines[i], source_lines[i + 1]
        in_passage = any(p.source_start < s1 and p.source_end > s0 for p in around)
        if in_passage and cosine[i, j] >= 0.35:
            return i, i
        if cosine[i, j] >= 0.45 and _stands_alone(pair, s0, s1, c0, c1):
            return i, i
    return None


def _stands_alone(pair, s0, s1, c0, c1):
    elsewhere = _elsewhere(pair, s0, s1, c0, c1)
    for_copy = _evidence(pair.copy, c0, c1, pair.source, s0, s1, elsewhere, pair)[c0:c1].sum()
    for_source = _evidence(pair.source, s0, s1, pair.copy, c0, c1, elsewhere, pair)[s0:s1].sum()
    evidence, words = min(for_copy, for_source), min(s1 - s0, c1 - c0)
    return evidence >= _LEAST_EVIDENCE or (words > 4 and evidence >= 2.2 * words)


def _likeness(pair, s0, s1, c0, c1):
    return Indel.normalized_similarity(pair.source.stems[s0:s1].tolist(), pair.copy.stems[c0:c1].tolist())


def _widen(pair, source_lines, copy_lines, match, j):
    """Add the sentence before or after in the source where that is more like the sentence of the copy."""
    first, last = match
    copy = copy_lines[j], copy_lines[j + 1]
    best = _likeness(pair, source_lines[first], source_lines[last + 1], *copy)
    for wider in ((first - 1, last), (first, last + 1)):
        if wider[0] >= 0 and wider[1] + 1 < len(source_lines):
            value = _likeness(pair, source_lines[wider[0]], source_lines[wider[1] + 1], *copy)
            if value > best + 0.03:
                best, match = value, wider
    return match


def _claim_remnants(pair, source_lines, copy_lines, matches, found):
    """Give a sentence without a match that of its neighbour where both together fit it better: it was cut in two."""
    result = list(matches)
    for j, match in enumerate(matches):
        words = copy_lines[j + 1] - copy_lines[j]
        if match is not None or not words or not any(p.copy_start <= copy_lines[j] < p.copy_end for p in found):
            continue
        for k in (j - 1, j + 1):
            if 0 <= k < len(matches) and matches[k] is not None:
                source = source_lines[matches[k][0]], source_lines[matches[k][1] + 1]
                alone = _likeness(pair, *source, copy_lines[k], copy_lines[k + 1])
                both = _likeness(pair, *source, copy_lines[min(j, k)], copy_lines[max(j, k) + 1])
                if both > alone + 0.03:
                    result[j] = matches[k]
    return result


def offsets(side, start, end):
    """Character offsets of the words from `start` to `end`, with the punctuation that closes the last."""
    last = int(side.ends[end - 1])
    closing = _CLOSING.match(side.text, last)
    return int(side.starts[start]), closing.end() if closing else last
