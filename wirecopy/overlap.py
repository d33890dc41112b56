"""Which words two texts share, and where.

Two kinds of measure. Exact ones count shared word n-grams and shared word runs (`containment`, `runs`, `pairs`,
`matrix`, `measures`); they miss what was reworded or translated. Alignment (`align`, `align_sentences`) finds the
passages that survive rewriting, by what their sentences say. All offsets are those of the text that was given;
blanked text (spaces in place of furniture or quotations) is the normal input, and words on both sides of a blank
count as neighbours.
"""

import numpy as np
import pandas as pd
from rapidfuzz.distance import LCSseq
from scipy import sparse

from wirecopy import passages
from wirecopy import text as txt

_RUN_COLUMNS = ["a_start", "a_end", "b_start", "b_end", "words", "text"]
_PASSAGE_COLUMNS = ["source_start", "source_end", "copy_start", "copy_end", "similarity", "relation"]
_SENTENCE_COLUMNS = ["copy_start", "copy_end", "source_start", "source_end", "similarity", "relation"]
_PAIR_COLUMNS = ["a", "b", "shared", "containment_a", "containment_b"]

# Share of the words of both sides that are the same, in order, from which on a passage has this name.
_VERBATIM, _LIGHT_EDIT = 0.97, 0.75


# --- counting shared n-grams ----------------------------------------------------------------------


def containment(a, b, n=5):
    """Return the share of `a`'s distinct word n-grams that `b` has too.

    0 (nothing of `a` is in `b`) to 1 (all of it); not symmetric; NaN when `a` has fewer than `n` words.
    Broder 1997, "On the resemblance and containment of documents".
    """
    grams = _grams(txt.tokens(a), n)
    return len(grams & _grams(txt.tokens(b), n)) / len(grams) if grams else float("nan")


def matrix(texts, n=5):
    """Return the containment of every ordered pair of a Series of texts: rows are `a`, columns are `b`, values 0 to 1.

    A row reads "how much of this text is in each of the others". The diagonal is 1 (NaN for texts without n-grams).
    """
    grams = [_grams(txt.tokens(text), n) for text in texts]
    share = [[len(a & b) / len(a) if a else np.nan for b in grams] for a in grams]
    return pd.DataFrame(share, index=texts.index, columns=texts.index, dtype=float)


def _grams(tokens, n):
    if n < 1:
        raise ValueError(f"an n-gram has at least one word, not {n}")
    return set(zip(*(tokens[i:] for i in range(n)), strict=False))


# --- shared runs ----------------------------------------------------------------------------------


def runs(a, b, min_words=5):
    """Return the maximal shared word runs: `a_start, a_end, b_start, b_end` (offsets), `words`, `text` (as `a` has it).

    A run is a stretch of words that both texts have in the same order and that cannot be made longer at either end.
    One row per place where the two match, in the order of `a`: text that `b` repeats gives a row for each repeat.
    """
    if min_words < 1:
        raise ValueError(f"a run has at least one word, not {min_words}")
    words_a, words_b = txt.words(a), txt.words(b)
    found = _matches(words_a["word"].tolist(), words_b["word"].tolist(), min_words)
    at = np.array(found, dtype=int).reshape(-1, 3)
    i, j, length = at[:, 0], at[:, 1], at[:, 2]
    table = pd.DataFrame(
        {
            "a_start": words_a["start"].to_numpy()[i],
            "a_end": words_a["end"].to_numpy()[i + length - 1],
            "b_start": words_b["start"].to_numpy()[j],
            "b_end": words_b["end"].to_numpy()[j + length - 1],
            "words": length,
        }
    )
    table["text"] = [a[start:end] for start, end in zip(table["a_start"], table["a_end"], strict=True)]
    return table[_RUN_COLUMNS]


def _matches(a, b, min_words):
    """Maximal matches as (position in `a`, position in `b`, number of words)."""
    where = {}
    for j in range(len(b) - min_words + 1):
        where.setdefault(tuple(b[j : j + min_words]), []).append(j)
    found = []
    for i in range(len(a) - min_words + 1):
        for j in where.get(tuple(a[i : i + min_words]), ()):
            if i and j and a[i - 1] == b[j - 1]:
                continue
            length = min_words
            while i + length < len(a) and j + length < len(b) and a[i + length] == b[j + length]:
                length += 1
            found.append((i, j, length))
    return found


def measures(a, b):
    """Return the exact measures of one pair of texts as a Series.

    - `words_a, words_b`: words of each; `words_shared`: distinct words that both have; `longest_run`: words
    - `containment_N_a, containment_N_b`, N = 1, 3, 5, 8: share of the distinct n-grams of one that the other has too
      (0 to 1, NaN without n-grams)
    - `covered_N_a, covered_N_b`, N = 5, 8: share of the words of one that lie in shared runs of N or more (0 to 1)

    More means more in common for each of them; `_a` and `_b` differ when one text is longer.
    """
    tokens_a, tokens_b = txt.tokens(a), txt.tokens(b)
    result = {"words_a": len(tokens_a), "words_b": len(tokens_b)}
    for n in (1, 3, 5, 8):
        grams_a, grams_b = _grams(tokens_a, n), _grams(tokens_b, n)
        shared = len(grams_a & grams_b)
        result[f"containment_{n}_a"] = shared / len(grams_a) if grams_a else np.nan
        result[f"containment_{n}_b"] = shared / len(grams_b) if grams_b else np.nan
    result["words_shared"] = len(set(tokens_a) & set(tokens_b))
    found = _matches(tokens_a, tokens_b, 5)
    shorter = (k for least in (3, 1) for _, _, k in _matches(tokens_a, tokens_b, least))
    result["longest_run"] = max((k for _, _, k in found), default=0) or max(shorter, default=0)
    for n in (5, 8):
        result[f"covered_{n}_a"] = _covered([(i, k) for i, _, k in found if k >= n], len(tokens_a))
        result[f"covered_{n}_b"] = _covered([(j, k) for _, j, k in found if k >= n], len(tokens_b))
    return pd.Series(result)


def _covered(stretches, size):
    inside = np.zeros(size, dtype=bool)
    for at, length in stretches:
        inside[at : at + length] = True
    return float(inside.mean()) if size else np.nan


# --- every pair of many texts ---------------------------------------------------------------------


def pairs(texts, n=5, min_shared=4):
    """Return every pair of a Series of texts that shares at least `min_shared` distinct word n-grams.

    One row per pair: `a, b` (labels, `a` earlier in the Series), `shared` (distinct n-grams in both),
    `containment_a`, `containment_b` (0 to 1). Exact: nothing is sampled, capped or dropped for being common, so the
    same two texts give the same row among 5 texts and among 100,000. N-grams are joined on 64-bit hashes, and every
    match is checked on its words.
    """
    if n < 1 or min_shared < 1:
        raise ValueError(f"n and min_shared are at least 1, not {n} and {min_shared}")
    vocabulary = {}
    ids = [np.array([vocabulary.setdefault(w, len(vocabulary)) for w in txt.tokens(text)], np.int32) for text in texts]
    gram, owner = _distinct_grams(ids, n)
    distinct = np.bincount(owner, minlength=len(ids))
    a, b, shared = _sharing(gram, owner, len(ids), min_shared)
    return pd.DataFrame(
        {
            "a": texts.index[a],
            "b": texts.index[b],
            "shared": shared,
            "containment_a": shared / distinct[a],
            "containment_b": shared / distinct[b],
        }
    )[_PAIR_COLUMNS]


def _distinct_grams(ids, n):
    """N-grams as (number of the n-gram, position of the text), each once per text; equal numbers are equal words."""
    flat = np.concatenate([*ids, np.array([], np.int32)])
    owner = np.repeat(np.arange(len(ids), dtype=np.int32), [len(doc) for doc in ids])
    at = np.flatnonzero(owner[: len(owner) - n + 1] == owner[n - 1 :]) if len(flat) >= n else np.array([], np.int64)
    randomness = np.random.default_rng(0)
    while True:
        weights = randomness.integers(1, 2**63, size=n, dtype=np.uint64) | np.uint64(1)
        hashed = np.zeros(len(at), np.uint64)
        for k in range(n):
            hashed += flat[at + k].astype(np.uint64) * weights[k]
        order = np.argsort(hashed, kind="stable")
        hashed, sorted_at = hashed[order], at[order]
        same = hashed[1:] == hashed[:-1]
        left, right = sorted_at[:-1][same], sorted_at[1:][same]
        if all((flat[left + k] == flat[right + k]).all() for k in range(n)):
            break
    if not len(at):
        return at, owner[at]
    number = np.cumsum(np.r_[True, ~same]) - 1
    owner = owner[sorted_at]
    first = np.r_[True, ~same | (owner[1:] != owner[:-1])]
    return number[first], owner[first]


def _sharing(gram, owner, size, min_shared, block=2000):
    """Positions of the texts that share n-grams, and how many: a product of the sparse table of texts by n-grams."""
    common = np.bincount(gram)[gram] > 1
    shape = (size, int(gram.max()) + 1 if len(gram) else 1)
    ones = np.ones(int(common.sum()), dtype=np.int32)
    table = sparse.csr_array((ones, (owner[common], gram[common])), shape=shape)
    other = table.T.tocsr()
    found = [np.empty((3, 0), dtype=np.int64)]
    for start in range(0, size, block):
        part = (table[start : start + block] @ other).tocoo()
        a, b = part.coords[0] + start, part.coords[1]
        keep = (a < b) & (part.data >= min_shared)
        found.append(np.vstack([a[keep], b[keep], part.data[keep]]).astype(np.int64))
    a, b, shared = np.concatenate(found, axis=1)
    order = np.lexsort((b, a))
    return a[order], b[order], shared[order]


# --- alignment ------------------------------------------------------------------------------------


def align(source, copy):
    """Return the passages of `copy` that come from `source` (or from the same parent), reworded or not.

    `source_start, source_end, copy_start, copy_end` (offsets), `similarity` (0 to 1, share of the two passages'
    words that both have in the same order; 1 is word for word), `relation` (`verbatim`, `light_edit`, `reworded`).
    In the order of `copy`; passages of the copy do not overlap.

    A passage has at least 12 words (15 unless word for word), or is all of a shorter text. One that sums up the whole
    source is aligned with all of it. Words are read as printed: one that a space broke is the word that the other text
    has. The method is that of Sanchez-Perez et al. (2014, PAN) up to the seeds, then its own; see `passages`.
    """
    pair = passages.Comparison(source, copy)
    rows = []
    for p in passages.find(pair):
        spans = (
            *passages.offsets(pair.source, p.source_start, p.source_end),
            *passages.offsets(pair.copy, p.copy_start, p.copy_end),
        )
        sides = pair.source.words[p.source_start : p.source_end], pair.copy.words[p.copy_start : p.copy_end]
        rows.append((*spans, *_likeness(*sides)))
    table = pd.DataFrame(rows, columns=_PASSAGE_COLUMNS).astype(dict.fromkeys(_PASSAGE_COLUMNS[:4], "int64"))
    return table.astype({"similarity": float, "relation": object})


def align_sentences(source, copy):
    """Return one row per sentence of `copy`, with the stretch of `source` that says the same.

    `copy_start, copy_end`; `source_start, source_end` (one contiguous span, of one sentence or several; NA where it
    has none); `similarity` (0 to 1; NaN where it has none), `relation` (as in `align`, NaN where it has none).
    """
    pair = passages.Comparison(source, copy)
    left, right = txt.sentences(source), txt.sentences(copy)
    matches = passages.match_sentences(pair, left["start"].to_numpy(), right["start"].to_numpy())
    rows = []
    for start, end, match in zip(right["start"], right["end"], matches, strict=True):
        row = (start, end, pd.NA, pd.NA, np.nan, np.nan)
        if match is not None:
            source_start, source_end = left["start"].iloc[match[0]], left["end"].iloc[match[1]]
            sides = pair.source.words_between(source_start, source_end), pair.copy.words_between(start, end)
            row = (start, end, source_start, source_end, *_likeness(*sides))
        rows.append(row)
    kinds = {"copy_start": "int64", "copy_end": "int64", "source_start": "Int64", "source_end": "Int64"}
    table = pd.DataFrame(rows, columns=_SENTENCE_COLUMNS).astype(kinds)
    return table.astype({"similarity": float, "relation": object})


def describe(a, b, name_a="a", name_b="b"):
    """Return in plain words how much of which text is in which: "62% of 000 is in 002; 92% of 002 is in 000".

    Counted on the aligned passages: the share of the words of each text that lie in a passage of `align(a, b)`.
    """
    share_a, share_b = shares(a, b)
    return f"{share_a:.0%} of {name_a} is in {name_b}; {share_b:.0%} of {name_b} is in {name_a}"


def shares(a, b):
    """Return the share of the words of `a` and of `b` (0 to 1) that lie in passages of `align(a, b)`, as a tuple."""
    found = align(a, b)
    return tuple(
        _covered_words(text, found[[f"{side}_start", f"{side}_end"]].to_numpy())
        for text, side in ((a, "source"), (b, "copy"))
    )


def _covered_words(text, spans):
    words = txt.words(text)
    inside = np.zeros(len(words), dtype=bool)
    for start, end in spans:
        inside |= ((words["start"] >= start) & (words["end"] <= end)).to_numpy()
    return float(inside.mean()) if len(words) else 0.0


def _likeness(a, b):
    """Similarity (0 to 1) of two lists of words that belong together, and the name of their relation."""
    similarity = 2 * LCSseq.similarity(a, b) / (len(a) + len(b)) if a or b else 0.0
    name = "verbatim" if similarity >= _VERBATIM else "light_edit" if similarity >= _LIGHT_EDIT else "reworded"
    return similarity, name
