"""The stories of many pages side by side, sentence by sentence: which hold one writer's text, and which came first.

Two sentences are compared by the words that both have in the same order, a measure of the pair alone: what is said of two
pages does not depend on which others are there. Direction is argued as in textual criticism (Maas 1927): a page cannot
be the source of a passage that it lacks, nor of a wording that it has lost and that an independent third text kept.
"""

from collections import Counter
from functools import cached_property

import numpy as np
import pandas as pd
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cdist
from scipy import sparse
from scipy.sparse import csgraph

from wirecopy import overlap, quotes
from wirecopy import text as txt

# A sentence of another page says the same from this share of common words in common order (2 x common / both lengths):
# independent sentences on one event reach .45 at most, sentences translated out and back are above .5.
SAME_SENTENCE = 0.5
# A sentence that was joined to another, or torn from it, lies inside a longer one.
INSIDE_SENTENCE = 0.75
_SHORT_SENTENCE = 5
_WITNESS_IS_COPY = 0.995
# Two pages are copies from so many words in common sentences, if these are such a part of the shorter page: the fewer
# words, the greater the part. Independent stories on one event share 64 words at most, and .45 of the shorter.
_COPY = ((15, 0.6), (30, 0.45), (45, 0.28), (150, 0.15))
_MANY_PAGES = 60
# Cosine of two pages' sets of content words: one event .34 and more, different events .21 in 99 of 100 pairs.
_SAME_TOPIC = 0.27
_FIRST_CODE = 0x4E00
_FUNCTION_WORDS = frozenset(
    "a an and are as at be been but by for from had has have he her his i in is it its not of on or she so that the their "
    "them they this to was we were which who will with would s said says".split()
)


class Page:
    """One article's story in sentences: offsets, words, codes of their stems; quoted words apart."""

    def __init__(self, label, row, codes):
        self.label, self.row, self.text = label, row, row["text"]
        self.body = _body(row)
        self.unquoted = unquoted = quotes.mask(self.body)
        table = txt.sentences(self.body)
        spans = list(zip(table["start"], table["end"], strict=True))
        tokens = [txt.tokens(self.body[start:end]) for start, end in spans]
        kept = [i for i, words in enumerate(tokens) if words]
        self.spans, self.tokens = [spans[i] for i in kept], [tokens[i] for i in kept]
        own = [txt.tokens(unquoted[start:end]) for start, end in self.spans]
        self.codes = [_encode(words, codes) for words in self.tokens]
        self.own = [_own_words(words, of, codes) for words, of in zip(own, self.tokens, strict=True)]
        self.sizes = np.array([len(words) for words in self.tokens], dtype=int)
        self.own_sizes = np.array([len(code) for code in self.own], dtype=int)
        self.words = int(self.sizes.sum())

    @cached_property
    def key(self):
        """What orders pages: their words, whatever they are called and wherever they stand."""
        return (" ".join(word for words in self.tokens for word in words), str(self.label))

    def quote(self, sentence, limit=110):
        """Return (start, end) of a sentence, cut after a whole word where it is long."""
        start, end = self.spans[sentence]
        if end - start > limit:
            end = start + max(self.body[start : start + limit].rfind(" "), 1)
        return int(start), int(end)


def _body(row):
    body = row.get("body")
    return body if isinstance(body, str) and body.strip() else row["text"]


def _encode(words, codes):
    return "".join(chr(_FIRST_CODE + codes.setdefault(_stem(word), len(codes))) for word in words)


def _own_words(own, words, codes):
    """The words outside quotation marks; none where a sentence is mostly quotation and the rest says who spoke."""
    return _encode(own, codes) if len(own) >= max(_SHORT_SENTENCE, 0.5 * len(words)) else ""


def _stem(word):
    return word if len(word) <= 5 or word[0].isdigit() else word[:5]


def read(articles):
    """Return the pages of an articles table in an order that depends on their words alone."""
    codes = {}
    made = [Page(label, row, codes) for label, row in articles.iterrows()]
    return sorted(made, key=lambda page: page.key)


class Comparison:
    """All pages compared with each other; each pair is worked out once, when asked for."""

    def __init__(self, pages):
        self.pages = pages
        self._found, self._own, self._wording, self._covered, self._matches = {}, {}, {}, {}, {}

    def sentences(self, a, b):
        """Return (likeness, inside): arrays over the sentences of `a` x of `b`. Full sentences, quotations included."""
        if (a, b) not in self._found:
            found = _likeness(self.pages[a].codes, self.pages[b].codes, self.pages[a].sizes, self.pages[b].sizes)
            self._found[a, b] = found
            self._found[b, a] = tuple(m.T for m in found)
        return self._found[a, b]

    def shares(self, a, b):
        """Return (share of a, share of b, words): how much of each page's unquoted words lie in sentences of the other."""
        if (a, b) not in self._own:
            left, right = self.pages[a], self.pages[b]
            here, there = left.own_sizes >= _SHORT_SENTENCE, right.own_sizes >= _SHORT_SENTENCE
            likeness, inside = _likeness(
                [c for c, k in zip(left.own, here, strict=True) if k], [c for c, k in zip(right.own, there, strict=True) if k],
                left.own_sizes[here], right.own_sizes[there],
            )  # fmt: skip
            met = (likeness >= SAME_SENTENCE) | (inside >= INSIDE_SENTENCE)
            words_a = int(left.own_sizes[here][met.any(axis=1)].sum())
            words_b = int(right.own_sizes[there][met.any(axis=0)].sum())
            total_a, total_b = left.own_sizes[here].sum(), right.own_sizes[there].sum()
            share_a, share_b = (words_a / total_a if total_a else 0.0), (words_b / total_b if total_b else 0.0)
            self._own[a, b] = share_a, share_b, min(words_a, words_b)
            self._own[b, a] = share_b, share_a, min(words_a, words_b)
        return self._own[a, b]

    def covered(self, a, b):
        """Return for each sentence of `a` whether `b` says it too; sentences too short to tell count as said."""
        if (a, b) not in self._covered:
            likeness, inside = self.sentences(a, b)
            short = self.pages[a].sizes <= _SHORT_SENTENCE
            met = (likeness >= SAME_SENTENCE) | (inside >= INSIDE_SENTENCE)
            self._covered[a, b] = met.any(axis=1) | short if likeness.size else short
        return self._covered[a, b]

    def own_words(self, a, b):
        """Return how many words of `a` stand in sentences that `b` does not have."""
        return int(self.pages[a].sizes[~self.covered(a, b)].sum())

    def matches(self, a, b):
        """Return [(i, j)]: sentences of `a` and `b` that are each other's best counterpart."""
        if (a, b) not in self._matches:
            likeness, _ = self.sentences(a, b)
            self._matches[a, b] = _mutual(likeness) if likeness.size else []
            self._matches[b, a] = sorted((j, i) for i, j in self._matches[a, b])
        return self._matches[a, b]

    def wording(self, a, b):
        """Return how alike two pages word what both say: 0 to 1, 1 is word for word (NaN without common sentences)."""
        if (a, b) not in self._wording:
            common = total = 0
            for i, j in self.matches(a, b):
                x, y = self.pages[a].tokens[i], self.pages[b].tokens[j]
                common += 2 * LCSseq.similarity(x, y)
                total += len(x) + len(y)
            self._wording[a, b] = self._wording[b, a] = common / total if total else float("nan")
        return self._wording[a, b]

    def best_match(self, a, b):
        """Return (i, j) of the longest sentences, least quoted, that `a` and `b` share; None where they share none."""
        found = self.matches(a, b)
        return max(found, key=lambda m: (self.pages[a].own_sizes[m[0]], -m[0])) if found else None


def _mutual(likeness):
    best, back = likeness.argmax(axis=1), likeness.argmax(axis=0)
    return [(i, int(j)) for i, j in enumerate(best) if likeness[i, j] >= SAME_SENTENCE and back[j] == i]


def unmarked(pages, utterances):
    """Return the rows of `utterances` (see `quotes.link`) for pages that print a quoted sentence without quotation marks.

    Such a page is where the words were first put down (a statement, a transcript), or has lost the marks. A row for each
    sentence outside quotation marks that holds four fifths of a quotation of eight words or more.
    """
    codes = {}
    rows = utterances.loc[[len(txt.tokens(text)) >= 8 for text in utterances["text"]]]
    quoted = [_encode(txt.tokens(text), codes) for text in rows["text"]]
    known = set(zip(utterances["article"], utterances["utterance"], strict=True))
    found = []
    for page in pages if quoted else []:
        here = [_encode(words, codes) if own else "" for words, own in zip(page.tokens, page.own, strict=True)]
        common = cdist(quoted, here, scorer=LCSseq.similarity) if here else np.zeros((len(quoted), 0))
        for q, (row, code) in enumerate(zip(rows.itertuples(), quoted, strict=True)):
            if not here or common[q].max() < 0.8 * len(code) or (page.label, row.utterance) in known:
                continue
            known.add((page.label, row.utterance))
            start, end = page.spans[int(common[q].argmax())]
            found.append((page.label, start, end, page.body[start:end], pd.NA, row.utterance))
    columns = ["article", "start", "end", "text", "speaker", "utterance"]
    return pd.DataFrame(found, columns=columns).astype({"start": "int64", "end": "int64", "utterance": "int64"})


def _likeness(codes_a, codes_b, sizes_a, sizes_b):
    """Share of common words in common order: of both lengths, and of the shorter one."""
    if not len(codes_a) or not len(codes_b):
        empty = np.zeros((len(codes_a), len(codes_b)))
        return empty, empty
    common = cdist(codes_a, codes_b, scorer=LCSseq.similarity).astype(float)
    shorter = np.minimum(sizes_a[:, None], sizes_b[None, :])
    inside = np.where(shorter > _SHORT_SENTENCE, common / np.maximum(shorter, 1), 0.0)
    return 2 * common / (sizes_a[:, None] + sizes_b[None, :]), inside


# --- which pages hold one writer's text -----------------------------------------------------------


def is_copy(share_a, share_b, words):
    """Tell whether shared words make two pages one writer's text: a good part of the shorter page, and enough of them."""
    share = max(share_a, share_b)
    return any(words >= least and share >= part for least, part in _COPY)


def candidates(pages):
    """Return the pairs (i < j) worth comparing: all of them, or of many pages those that share word 3-grams."""
    size = len(pages)
    if size <= _MANY_PAGES:
        return [(i, j) for i in range(size) for j in range(i + 1, size)]
    found = overlap.pairs(pd.Series([page.body for page in pages]), n=3, min_shared=8)
    enough = found[["containment_a", "containment_b"]].max(axis=1) >= 0.06
    return [(int(a), int(b)) for a, b in zip(found.loc[enough, "a"], found.loc[enough, "b"], strict=True)]


def topics(pages, copies):
    """Return a number for each page, the same for pages about one event: copies, or pages with many content words in common."""
    size = len(pages)
    words = [sorted({c for code in page.codes for c in code}) for page in pages]
    columns = {c: k for k, c in enumerate(sorted(set().union(*words)))} if words else {}
    rows = np.repeat(np.arange(size), [len(w) for w in words])
    at = [columns[c] for w in words for c in w]
    matrix = sparse.csr_matrix((np.ones(len(at)), (rows, at)), shape=(size, max(len(columns), 1)))
    common = _content_columns(pages, columns)
    matrix = matrix @ sparse.diags(common)
    lengths = np.sqrt(np.maximum(np.asarray(matrix.sum(axis=1)).ravel(), 1))
    close = sparse.coo_matrix(matrix @ matrix.T)
    near = close.data / (lengths[close.row] * lengths[close.col]) >= _SAME_TOPIC
    links = [*zip(close.row[near], close.col[near], strict=True), *copies]
    graph = sparse.coo_matrix((np.ones(len(links)), tuple(zip(*links, strict=True)) if links else ([], [])), shape=(size, size))
    return list(csgraph.connected_components(graph, directed=False)[1]) if size else []


def _content_columns(pages, columns):
    """Return 1 for codes of content words of four letters and more, 0 for others."""
    weight = np.zeros(max(len(columns), 1))
    for page in pages:
        for words, codes in zip(page.tokens, page.codes, strict=True):
            for word, code in zip(words, codes, strict=True):
                weight[columns[code]] = float(len(word) > 3 and word not in _FUNCTION_WORDS)
    return weight


def families(comparison, copies):
    """Return (families, spliced): lists of page numbers that hold one text, and {page: families that it draws on}.

    Pages belong together by what they contain, not by any link: a page that joins two texts which have nothing in common
    with each other is spliced, and does not make them one.
    """
    neighbours = {i: set() for i in range(len(comparison.pages))}
    for i, j in copies:
        neighbours[i].add(j)
        neighbours[j].add(i)
    joints = [p for p in neighbours if _is_joint(comparison, p, neighbours)]
    groups = _components([p for p in neighbours if p not in joints], neighbours)
    spliced = {}
    for p in joints:
        parts = [k for k, group in enumerate(groups) if neighbours[p] & set(group)]
        if len(parts) < 2:
            _join(groups, parts, p)
        else:
            spliced[p] = parts
    return groups, spliced


def _join(groups, parts, page):
    if parts:
        groups[parts[0]] = sorted([*groups[parts[0]], page])
    else:
        groups.append([page])


def _is_joint(comparison, page, neighbours):
    """Tell whether two neighbours of a page have nothing in common and each gave it a part and kept text of its own."""
    near = sorted(neighbours[page])
    for k, x in enumerate(near):
        for y in near[k + 1 :]:
            if y in neighbours[x] or max(comparison.shares(x, y)[:2]) > 0.15:
                continue
            from_x, from_y = comparison.covered(page, x), comparison.covered(page, y)
            sizes = comparison.pages[page].sizes * (comparison.pages[page].sizes > _SHORT_SENTENCE)
            only_x, only_y = sizes[from_x & ~from_y].sum(), sizes[from_y & ~from_x].sum()
            least = max(25, 0.1 * sizes.sum())
            kept = min(comparison.own_words(x, page), comparison.own_words(y, page))
            if min(only_x, only_y) >= least and kept > 20:
                return True
    return False


def _components(members, neighbours):
    members, seen, groups = set(members), set(), []
    for start in sorted(members):
        if start in seen:
            continue
        group, todo = set(), [start]
        while todo:
            p = todo.pop()
            if p not in group:
                group.add(p)
                todo += [q for q in neighbours[p] if q in members]
        seen |= group
        groups.append(sorted(group))
    return groups


# --- which of two pages is nearer the source -------------------------------------------------------


class Family:
    """Pages that hold one text, with the readings in which they differ.

    A reading is a word that a page has where others lack it, or lacks where others have it. What most independent
    witnesses have counts as the older reading; pages that word the text alike are one witness, whoever copied whom.
    """

    def __init__(self, comparison, members, outside=()):
        self.comparison, self.members = comparison, list(members)
        self.witness = _witnesses(comparison, self.members)
        self.outside = list(outside)
        self._said, self._readings = {}, {}

    def page(self, p):
        return self.comparison.pages[p]

    def _others_say(self, p):
        """Return {sentence of p: {other page: words of the sentence that matches it}}."""
        if p not in self._said:
            said = {}
            for c in (*self.members, *self.outside):
                for i, k in self.comparison.matches(p, c) if c != p else ():
                    said.setdefault(i, {})[c] = frozenset(self.page(c).tokens[k])
            self._said[p] = said
        return self._said[p]

    def _votes(self, p, i, without):
        """Return what independent witnesses have for a sentence of `p`: one set of words for each of them."""
        voices = {}
        for c, words in self._others_say(p).get(i, {}).items():
            voice = self.witness.get(c, ("outside", c))
            if c not in without and voice not in {self.witness.get(w) for w in without} and voice != self.witness[p]:
                voices.setdefault(voice, set()).update(words)
        return list(voices.values())

    def lost(self, a, b):
        """Return {(sentence of a, word)}: wording that `b` has, `a` has not, and more third witnesses keep than lack."""
        found = set()
        for i, j in self.comparison.matches(a, b):
            here, there = set(self.page(a).tokens[i]), set(self.page(b).tokens[j])
            missing = there - here - _FUNCTION_WORDS
            if missing:
                votes = self._votes(b, j, (a,))
                found |= {(i, w) for w in missing if 2 * sum(w in words for words in votes) > len(votes)}
        return found

    def innovations(self, p, without):
        """Return {(sentence of p, word, True if added)}: readings of `p` that two other witnesses or more lack.

        All of them, or of many pages all but a third (they may have it from `p`). What `without` has does not count.
        """
        if (p, without) not in self._readings:
            found = set()
            for i, said in self._others_say(p).items():
                others = {c: words for c, words in said.items() if c != without and c in self.witness}
                if len({self.witness[c] for c in others}) >= 2:
                    found |= _singular(i, set(self.page(p).tokens[i]), list(others.values()))
            self._readings[p, without] = found
        return self._readings[p, without]

    def inherited(self, q, p):
        """Return (shared, not shared): how many innovations of `q` the page `p` has too, and has not, where it could."""
        counterpart = dict(self.comparison.matches(q, p))
        shared = missed = 0
        for i, word, added in self.innovations(q, without=p):
            if i in counterpart:
                same = (word in self.page(p).tokens[counterpart[i]]) == added
                shared, missed = shared + same, missed + (not same)
        return shared, missed

    def inserted(self, q, p):
        """Return the sentences that only `q` and `p` have, though two other pages or more have what stands around them."""
        rest = [c for c in self.members if c not in (p, q)]
        with_p = self.comparison.covered(q, p) & (self.page(q).sizes > _SHORT_SENTENCE)
        if len(rest) < 2 or not with_p.any():
            return []
        said = np.array([self.comparison.covered(q, c) for c in rest])
        alone = np.flatnonzero(with_p & ~said.any(axis=0))
        return [i for i in alone if (said[:, :i][:, -2:].any(axis=1) & said[:, i + 1 : i + 3].any(axis=1)).sum() >= 2]

    def dropped(self, q, p):
        """Return the sentences that few pages but `q` have, and `p` has not, though it has what stands around them."""
        rest = [c for c in self.members if c not in (p, q)]
        if len(rest) < 2:
            return []
        with_p = self.comparison.covered(q, p)
        said = np.array([self.comparison.covered(q, c) for c in rest]).mean(axis=0)
        own = np.flatnonzero(~with_p & (said <= 1 / 3))
        return [i for i in own if with_p[:i][-2:].any() and with_p[i + 1 : i + 3].any()]

    def foreign_words(self, a, b):
        """Return how many words of `b` are not in `a` though they belong to the text: other pages have them too.

        Of two pages alone all that `b` has and `a` has not: who added or cut cannot be told.
        """
        missing = ~self.comparison.covered(b, a)
        rest = [c for c in self.members if c not in (a, b)]
        if rest and missing.any():
            votes = np.array([self.comparison.covered(b, c) for c in rest]).sum(axis=0)
            missing &= votes >= max(1, 0.4 * len(rest))
        return int(self.page(b).sizes[missing].sum())

    def change(self, p):
        """Return the share of a page's words that most pages with the same sentence do not have (0 to 1)."""
        changed = 0
        for i, said in self._others_say(p).items():
            others = [words for c, words in said.items() if c in self.witness]
            mine = set(self.page(p).tokens[i]) - _FUNCTION_WORDS
            changed += sum(2 * sum(w in words for words in others) < len(others) for w in mine)
        return changed / max(self.page(p).words, 1)


def _singular(i, tokens, others):
    few = len(others) / 3 if len(others) >= 4 else 0
    counts = Counter(w for words in others for w in words)
    added = {w for w in tokens - _FUNCTION_WORDS if counts[w] <= few}
    lost = {w for w, n in counts.items() if w not in tokens and n >= len(others) - few} - _FUNCTION_WORDS
    return {(i, w, True) for w in added} | {(i, w, False) for w in lost}


def _witnesses(comparison, members):
    group = {}
    for p in members:
        like = [q for q in group if comparison.wording(p, q) >= _WITNESS_IS_COPY]
        group[p] = group[like[0]] if like else p
    return group


# --- versions -------------------------------------------------------------------------------------


def lead(page):
    """Return the number of the sentence that opens the story: the first of eight words or more (None where there is none)."""
    return next((i for i, size in enumerate(page.sizes) if size >= 8), None)


def versions(comparison, family):
    """Return the groups of pages of a family that open alike: more than one where the writer put out several versions.

    Two pages are of different versions when neither has the sentence that opens the other and both have text of their own
    elsewhere too. Editors cut the end of a story and reword its lead, but rarely do both sides gain text.
    """
    groups = []
    for p in sorted(family, key=lambda p: (-comparison.pages[p].words, comparison.pages[p].key)):
        home = next((g for g in groups if not _different(comparison, p, g[0])), None)
        if home is None:
            groups.append([p])
        else:
            home.append(p)
    return groups


def _different(comparison, a, b):
    first_a, first_b = lead(comparison.pages[a]), lead(comparison.pages[b])
    if first_a is None or first_b is None:
        return False
    in_b, in_a = comparison.covered(a, b), comparison.covered(b, a)
    if in_b[first_a] or in_a[first_b]:
        return False
    return int((~in_b).sum() + (~in_a).sum()) >= 3

