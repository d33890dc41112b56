"""Measure `wirecopy.quotes`: where quotations are, who spoke them, and which are one utterance.

    python benchmarks/quotes.py

Reads the labelled corpora from BENCH_DATA (default ../shared/bench) and the hand labels in tests/hand; writes
data/validation/quotes_find.csv, quotes_link.csv and quotes_errors.csv. About five minutes on one core.

- `find`: marks of eight styles are put around spans of real news text that has none, so that the truth is known.
- `link`, five pages and invented stories: labelled by hand. Of the invented stories, `merger`, `storm`, `probe` and
  `orbit` were not tuned on, though the errors in `storm` were seen once.
- `link`, round trips: every sentence of a text is a quotation on one page, its translation there and back on another, all
  by one speaker on one subject, with nothing around them that helps; whole, and cut to a few words. Rule-based
  translation of Wikinews (three languages), and the translated passages of PAN-13 (an online service of 2013).
- `link`, unrelated: articles of different stories, where every link between two of them is false.
"""

import os
import random
import re
import tarfile
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from wirecopy import boilerplate, pages, quotes
from wirecopy.text import sentences, tokens, words

ROOT = Path(__file__).resolve().parent.parent
BENCH = Path(os.environ.get("BENCH_DATA", ROOT / "../shared/bench"))
OUT = ROOT / "data" / "validation"
HAND = ROOT / "tests" / "hand"
SEEN = ("dam", "union", "vaccine", "budget", "envoy", "league")
SEED = 7


# --- find -------------------------------------------------------------------------------------------------------------

STYLES = {
    "straight": ('"', '"'),
    "curly": ("“", "”"),
    "curly opened, straight closed": ("“", '"'),
    "straight opened, curly closed": ('"', "”"),
    "single straight": ("'", "'"),
    "single curly": ("‘", "’"),
    "backticks": ("``", "''"),
    "never closed": ("“", ""),
}


def news_texts():
    """Return news texts without any quotation mark, one of each base text of the syndication corpus."""
    table = pd.read_parquet(BENCH / "syndication" / "articles.parquet", columns=["body", "base", "relation"])
    table = table[(table["relation"] == "orig") & ~table["body"].str.contains(r"[\"“”«»‘`]|''|(?<!\w)'", regex=True)]
    return table.drop_duplicates("base")["body"].tolist()


def quoted(text, marks, rng):
    """Return a text with about one span in each third sentence in quotation marks, and where the spans are."""
    places, inserted, at = [], [], 0
    for sentence in sentences(text).itertuples():
        found = words(sentence.text)
        if len(found) < 8 or rng.random() > 0.33:
            continue
        first = rng.randrange(2, len(found) - 3)
        last = rng.randrange(first, len(found) - 1)
        start, end = sentence.start + int(found["start"][first]), sentence.start + int(found["end"][last])
        if marks[1] == "":
            end = len(text[:end]) + len(text[end:].split("\n", 1)[0].rstrip())
            if start < at or "“" in text[at:start].rsplit("\n", 1)[-1]:
                continue
        whole = text[start - 1].isspace() and not text[end : end + 1].strip(".,;: \n")
        if start < at or not whole:
            continue
        inserted += [text[at:start], marks[0]]
        begin = sum(map(len, inserted))
        inserted += [text[start:end], marks[1]]
        places.append((begin, begin + end - start))
        at = end
    return "".join([*inserted, text[at:]]), places


def by_pattern(text):
    """Return the quotations that the usual regular expression finds: the baseline."""
    found = re.finditer(r'"([^"]*)"|“([^”]*)”|‘([^’]*)’', text)
    return {m.span(m.lastindex) for m in found}


def find_scores():
    rng = random.Random(SEED)
    texts = rng.sample(news_texts(), 300)
    rows = []
    for style, marks in STYLES.items():
        counts = np.zeros((2, 3), dtype=int)
        for text in texts:
            marked, places = quoted(text, marks, rng)
            found = set(quotes.find(marked)[["start", "end"]].itertuples(index=False, name=None))
            for row, spans in enumerate((found, by_pattern(marked))):
                counts[row] += len(spans & set(places)), len(spans), len(places)
        for method, (right, found, true) in zip(("wirecopy", "regular expression"), counts, strict=True):
            precision, recall = right / max(found, 1), right / true
            f1 = 2 * right / (found + true)
            rows.append((style, method, true, precision, recall, f1))
    return pd.DataFrame(rows, columns=["style", "method", "quotations", "precision", "recall", "f1"])


# --- link -------------------------------------------------------------------------------------------------------------


def five_pages():
    articles = pages.load(ROOT / "data" / "articles")
    articles["body"] = articles["text"].map(boilerplate.mask)
    hand = pd.read_csv(HAND / "quotes.csv", dtype={"article": str})
    return articles, dict(zip(zip(hand["article"], hand["start"], strict=True), hand["utterance"], strict=True))


def invented():
    """Return the invented stories: per story the bodies, and the labels by place."""
    stories = {}
    for block in (HAND / "variants.txt").read_text("utf-8").split("\n== ")[1:]:
        name, _, rest = block.partition("\n")
        story, page = name.split("/")
        bodies, known = stories.setdefault(story, ({}, {}))
        pieces = re.split(r"\{(\w)\}", "\n\n".join(rest.strip().split("\n")))
        body = pieces[0]
        for label, piece in zip(pieces[1::2], pieces[2::2], strict=True):
            known[page, len(body)] = label
            body += piece
        bodies[page] = body
    return {story: (pd.DataFrame({"body": bodies}), known) for story, (bodies, known) in stories.items()}


def as_story(originals, copies, rng, partial):
    """Return two pages on which one speaker says the sentences, as printed and as translated, and the labels."""
    bodies, known = {}, {}
    for page, lines in (("original", originals), ("copy", copies)):
        body = ""
        for label, line in enumerate(lines):
            inner = part(line, rng) if partial and page == "copy" else line
            body += "Ann Price said: “"
            known[page, len(body)] = label
            body += inner + "”\n\n"
        bodies[page] = body
    return pd.DataFrame({"body": bodies}), known


def part(line, rng):
    """Return five to nine words in a row of a sentence."""
    found = words(line)
    length = min(rng.randrange(5, 10), len(found))
    first = rng.randrange(0, len(found) - length + 1)
    return line[int(found["start"][first]) : int(found["end"][first + length - 1])]


def plain(text):
    return [" ".join(s.split()) for s in sentences(" ".join(re.sub(r"[\"“”«»‘’`]", "", text).split()))["text"]]


def side_by_side(a, b, least):
    """Tell whether two lists of sentences can be read as one against one."""
    if not least <= len(a) == len(b) <= 25:
        return False
    pairs = [(len(tokens(x)), len(tokens(y))) for x, y in zip(a, b, strict=True)]
    return all(min(p) >= 4 and max(p) <= 2 * min(p) for p in pairs)


def wikinews():
    for path in sorted((BENCH / "round-trip" / "orig").glob("*.txt")):
        original = path.read_text("utf-8").split("\n")
        for language in ("spa", "cat", "epo"):
            copy = (BENCH / "round-trip" / language / path.name).read_text("utf-8").split("\n")
            kept = [(x, y) for a, b in zip(original, copy, strict=False) if side_by_side(x := plain(a), y := plain(b), 1)]
            if kept:
                yield f"round trip {language}", sum((x for x, _ in kept), []), sum((y for _, y in kept), [])


def pan():
    """Yield the sentences of translated passages of PAN-13 and of their sources."""
    name = "04-translation-obfuscation"
    with tarfile.open(BENCH / "reuse-passages" / "pan13-train.tar.xz") as archive:
        files = {m.name: archive.extractfile(m).read().decode("utf-8") for m in archive if m.isfile()
                 and (name in m.name or "/src/" in m.name or "/susp/" in m.name)}  # fmt: skip
    texts = {Path(path).name: text for path, text in files.items() if path.endswith(".txt")}
    for path in sorted(files):
        if name not in path or not path.endswith(".xml"):
            continue
        root = ElementTree.fromstring(files[path])
        for feature in root.iter("feature"):
            at = {key: int(feature.get(key)) for key in ("source_offset", "source_length", "this_offset", "this_length")
                  if feature.get(key)}  # fmt: skip
            if len(at) < 4:
                continue
            source, copy = texts[feature.get("source_reference")], texts[root.get("reference")]
            a = plain(source[at["source_offset"] : at["source_offset"] + at["source_length"]])
            b = plain(copy[at["this_offset"] : at["this_offset"] + at["this_length"]])
            if side_by_side(a, b, 4):
                yield a, b


def exact(table):
    return pd.Series(pd.factorize(table["text"].map(lambda text: " ".join(tokens(text))))[0], table.index)


def fuzzy(table, least=80):
    """Return groups of quotations whose word sets are alike (rapidfuzz `token_set_ratio`), connected: the baseline."""
    group = list(range(len(table)))
    texts = [" ".join(tokens(text)) for text in table["text"]]
    for i, j in combinations(range(len(texts)), 2):
        if fuzz.token_set_ratio(texts[i], texts[j]) >= least:
            old, new = max(group[i], group[j]), min(group[i], group[j])
            group = [new if g == old else g for g in group]
    return pd.Series(group, table.index)


def same(labels):
    return {(i, j) for i, j in combinations(range(len(labels)), 2) if labels.iloc[i] == labels.iloc[j]}


def counts(articles, known, errors, corpus):
    """Return right, found and true pairs of quotations of one story for each method, and collect the errors."""
    table = quotes.link(articles)
    labels = [known.get(key) for key in zip(table["article"], table["start"], strict=True)]
    table["label"] = [label if label is not None else f"none {n}" for n, label in enumerate(labels)]
    true, result = same(table["label"]), {}
    for method, found in (("wirecopy", table["utterance"]), ("same words", exact(table)), ("fuzzy", fuzzy(table))):
        pairs = same(found)
        result[method] = len(pairs & true), len(pairs), len(true)
        if method == "wirecopy":
            wrong = [("linked", pair) for pair in pairs - true] + [("missed", pair) for pair in true - pairs]
            for kind, (i, j) in sorted(wrong):
                errors.append((corpus, kind, *(" ".join(table["text"].iloc[k].split()[:12]) for k in (i, j))))
    return result


def score(name, per_story):
    """Return the rows of one corpus: precision, recall, F1 over all pairs, with a bootstrap interval over stories."""
    rng = np.random.default_rng(SEED)
    for method in ("wirecopy", "same words", "fuzzy"):
        table = np.array([story[method] for story in per_story])
        right, found, true = table.sum(axis=0)
        draws = [table[rng.integers(0, len(table), len(table))].sum(axis=0) for _ in range(1000)]
        spread = [2 * r / (f + t) for r, f, t in draws if f + t]
        low, high = np.percentile(spread, [2.5, 97.5]) if len(table) > 1 else (np.nan, np.nan)
        f1 = 2 * right / (found + true)
        yield name, method, len(table), true, right / max(found, 1), right / true, f1, low, high


def corpora():
    """Yield name, articles and labels of every labelled story."""
    yield "five pages, by hand", *five_pages()
    for story, (articles, known) in invented().items():
        yield f"invented, {'seen' if story in SEEN else 'held out'}", articles, known
    rng = random.Random(SEED)
    chosen = list(pan())
    trips = list(wikinews()) + [("translated PAN-13", a, b) for a, b in rng.sample(chosen, min(150, len(chosen)))]
    for name, originals, copies in trips:
        yield f"{name}, whole", *as_story(originals, copies, rng, partial=False)
        yield f"{name}, in part", *as_story(originals, copies, rng, partial=True)


def link_scores():
    found, errors = {}, []
    for name, articles, known in corpora():
        found.setdefault(name, []).append(counts(articles, known, errors, name))
    columns = ["corpus", "method", "stories", "pairs", "precision", "recall", "f1", "f1_low", "f1_high"]
    rows = [row for name, per_story in found.items() for row in score(name, per_story)]
    errors = pd.DataFrame(errors, columns=["corpus", "error", "text", "other"])
    return pd.DataFrame(rows, columns=columns), errors.groupby(["corpus", "error"], sort=False).head(8)


def false_links(size=300):
    """Return how many of 1,000 quotations of unrelated articles are linked across articles."""
    table = pd.read_parquet(BENCH / "syndication" / "articles.parquet", columns=["body", "base", "relation"])
    table = table[(table["relation"] == "orig") & table["body"].str.contains('"')].drop_duplicates("base")
    linked = quotes.link(table.sample(size, random_state=SEED)[["body"]])
    across = linked.groupby("utterance")["article"].transform("nunique") > 1
    return len(linked), int(across.sum())


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    find_scores().round(4).to_csv(OUT / "quotes_find.csv", index=False)
    scores, errors = link_scores()
    quotations, linked = false_links()
    scores.loc[len(scores)] = ["unrelated articles: quotations linked", "wirecopy", 300, quotations, np.nan, np.nan,
                               np.nan, np.nan, np.nan]  # fmt: skip
    scores["false_links_per_1000"] = np.where(scores.index == len(scores) - 1, 1000 * linked / quotations, np.nan)
    scores.round(4).to_csv(OUT / "quotes_link.csv", index=False)
    errors.to_csv(OUT / "quotes_errors.csv", index=False)
    print(scores.round(3).to_string())


if __name__ == "__main__":
    main()
