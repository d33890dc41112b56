"""Other tools as passage finders, for comparison: each takes two texts and returns (source start, end, copy start, end).

None of them is run with its defaults only: where a tool gives shreds, neighbouring ones are joined as in its documentation
or, failing that, over gaps of up to 10 words; passages of fewer than 15 words are left out, as `align` does.
"""

import contextlib
import difflib
import io

import copydetect
import numpy as np
import pandas as pd
from datasketch import MinHash, MinHashLSH
from rapidfuzz.distance import Indel
from sklearn.feature_extraction.text import TfidfVectorizer
from text_matcher import matcher

from wirecopy import text

GAP, LEAST = 10, 15


def joined(source, copy, blocks):
    """Join blocks (word positions) that are near in both texts, drop short ones, return offsets."""
    merged = []
    for s0, s1, c0, c1 in sorted(blocks, key=lambda b: (b[2], b[0])):
        last = merged[-1] if merged else None
        if last and c0 - last[3] <= GAP and -GAP <= s0 - last[1] <= GAP:
            merged[-1] = [min(last[0], s0), max(last[1], s1), last[2], max(last[3], c1)]
        else:
            merged.append([s0, s1, c0, c1])
    (a_start, a_end, _), (b_start, b_end, _) = source, copy
    return [
        (int(a_start[s0]), int(a_end[s1 - 1]), int(b_start[c0]), int(b_end[c1 - 1]))
        for s0, s1, c0, c1 in merged
        if min(s1 - s0, c1 - c0) >= LEAST
    ]


def by_difflib(source, copy):
    a, b = text.spans(source), text.spans(copy)
    found = difflib.SequenceMatcher(None, a[2], b[2], autojunk=False).get_matching_blocks()
    return joined(a, b, [(m.a, m.a + m.size, m.b, m.b + m.size) for m in found if m.size >= 4])


def by_rapidfuzz(source, copy):
    a, b = text.spans(source), text.spans(copy)
    steps = [s for s in Indel.opcodes(a[2], b[2]) if s.tag == "equal" and s.src_end - s.src_start >= 4]
    return joined(a, b, [(s.src_start, s.src_end, s.dest_start, s.dest_end) for s in steps])


def by_shared_runs(source, copy):
    a, b = text.spans(source), text.spans(copy)
    where = {}
    for i in range(len(a[2]) - 4):
        where.setdefault(tuple(a[2][i : i + 5]), []).append(i)
    blocks = [(i, i + 5, j, j + 5) for j in range(len(b[2]) - 4) for i in where.get(tuple(b[2][j : j + 5]), ())]
    return joined(a, b, blocks)


def by_text_matcher(source, copy):
    with contextlib.redirect_stdout(io.StringIO()):
        sides = [matcher.Text(side, "", removeStopwords=False) for side in (source, copy)]
        if not all(side.tokens for side in sides):
            return []
        run = matcher.Matcher(*sides, removeStopwords=False)
        run.match()
    return [(*a, *b) for a, b in zip(run.locationsA, run.locationsB, strict=True)]


def by_copydetect(source, copy):
    """Winnowing on characters; its slices are not paired, so each goes with the slice that shares most of its words."""
    sides = [copydetect.CodeFingerprint("", 30, 15, filter=False, fp=io.StringIO(side)) for side in (source, copy)]
    _, _, slices = copydetect.compare_files(*sides)
    left, right = (list(zip(*s.tolist(), strict=True)) if s.size else [] for s in slices)
    found = []
    for start, end in right:
        words = set(text.tokens(copy[start:end]))
        best = max(left, key=lambda s: len(words & set(text.tokens(source[s[0] : s[1]]))), default=None)
        if best and len(words) >= LEAST:
            found.append((*best, start, end))
    return found


def by_tfidf(source, copy):
    """Sentences with a tf-idf cosine above one half."""
    a, b = text.sentences(source), text.sentences(copy)
    try:
        table = TfidfVectorizer().fit_transform([*a["text"], *b["text"]])
    except ValueError:
        return []
    like = (table[: len(a)] @ table[len(a) :].T).tocoo()
    spans = (text.spans(source), text.spans(copy))
    cut = [np.append(np.searchsorted(s[0], t["start"]), len(s[0])) for s, t in zip(spans, (a, b), strict=True)]
    blocks = [
        (cut[0][i], cut[0][i + 1], cut[1][j], cut[1][j + 1])
        for i, j, value in zip(*like.coords, like.data, strict=True)
        if value > 0.5 and cut[0][i + 1] > cut[0][i] and cut[1][j + 1] > cut[1][j]
    ]
    return joined(*spans, blocks)


def by_minhash(source, copy, width=50, step=25):
    """Windows of 50 words whose estimated Jaccard similarity of word triples is at least .3."""
    a, b = text.spans(source), text.spans(copy)
    index = MinHashLSH(threshold=0.3, num_perm=64)
    hashes = {i: sketch(a[2][i : i + width]) for i in range(0, max(len(a[2]) - step, 1), step)}
    for i, value in hashes.items():
        index.insert(i, value)
    blocks = [
        (i, min(i + width, len(a[2])), j, min(j + width, len(b[2])))
        for j in range(0, max(len(b[2]) - step, 1), step)
        for i in index.query(sketch(b[2][j : j + width]))
    ]
    return joined(a, b, [block for block in blocks if block[1] > block[0] and block[3] > block[2]])


def sketch(words, permutations=64, n=3):
    value = MinHash(num_perm=permutations)
    value.update_batch([" ".join(words[i : i + n]).encode() for i in range(max(len(words) - n + 1, 1))])
    return value


def minhash_pairs(texts, threshold=0.5, permutations=128):
    """Pairs of texts by MinHash LSH on word 5-grams at the usual settings."""
    index = MinHashLSH(threshold=threshold, num_perm=permutations)
    sketches = [sketch(text.tokens(t), permutations, 5) for t in texts]
    found = set()
    for i, value in enumerate(sketches):
        found |= {(j, i) for j in index.query(value)}
        index.insert(i, value)
    return pd.DataFrame(sorted(found), columns=["a", "b"])


FINDERS = {
    "tf-idf sentences": by_tfidf,
    "rapidfuzz opcodes": by_rapidfuzz,
    "shared 5-word runs": by_shared_runs,
    "MinHash windows": by_minhash,
    "text-matcher": by_text_matcher,
    "copydetect": by_copydetect,
    "difflib": by_difflib,
}
