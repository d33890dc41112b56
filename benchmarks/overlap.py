"""Accuracy and cost of `wirecopy.overlap` on labelled data, beside other tools: writes data/validation/overlap_*.csv.

    BENCH_DATA=../shared/bench python benchmarks/overlap.py

Passages: PAN-13 text alignment, training part (5,185 pairs). `align` was fitted on the pairs whose suspicious document
falls into half 0; half 1 is the test. Answers: Clough and Stevenson 2011. Pairs: simulated syndication. Sentences: the hand
alignment of two of the five pages.
"""

import csv
import hashlib
import os
import re
import tarfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import overlap_tools
import pandas as pd
from rapidfuzz.distance import LCSseq
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from wirecopy import overlap, text

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("BENCH_DATA", ROOT / ".." / "shared" / "bench"))
RESULTS = ROOT / "data" / "validation"
KINDS = {"01": "nothing shared", "02": "verbatim", "03": "random", "04": "translated", "05": "summary"}
SPANS = ["source_start", "source_end", "copy_start", "copy_end"]
PER_KIND_FOR_TOOLS = 20
RESAMPLES = 200


@dataclass
class Pair:
    """One labelled pair of texts: `cases` and detections are (source start, end, copy start, end) in characters."""

    name: str
    kind: str
    half: int
    source: str
    copy: str
    cases: list


def main():
    write("sentences", sentences_table())
    write("answers", answers_table())
    pairs = pan_pairs()
    found, seconds = timed(align_spans, pairs)
    write("passages", passages_table(pairs, found, seconds))
    write("errors", errors_table(pairs, found))
    write("tools", tools_table(pairs))
    write("pairs", syndication_table())


def write(name, table):
    print(f"\n{name}\n{table.to_string(index=False)}", flush=True)
    table.round(4).to_csv(RESULTS / f"overlap_{name}.csv", index=False)


def timed(finder, pairs):
    """Detections of every pair, and the CPU seconds that each took."""
    found, seconds = [], []
    for pair in pairs:
        start = time.process_time()
        found.append(finder(pair.source, pair.copy))
        seconds.append(time.process_time() - start)
    return found, np.array(seconds)


def align_spans(source, copy):
    return list(overlap.align(source, copy)[SPANS].itertuples(index=False, name=None))


# --- PAN-13 ------------------------------------------------------------------------------------


def pan_pairs():
    """All labelled pairs, in the order of their names."""
    with tarfile.open(DATA / "reuse-passages" / "pan13-train.tar.xz") as archive:
        files = {m.name: archive.extractfile(m).read().decode() for m in archive.getmembers() if m.isfile()}
    texts = {Path(name).stem: content for name, content in files.items() if name.endswith(".txt")}
    pairs = []
    for name, content in sorted(files.items()):
        labelled = re.search(r"/(0\d)-[^/]+/(suspicious-document\d+)-(source-document\d+)\.xml$", name)
        if labelled:
            kind, copy, source = labelled.groups()
            half = int(hashlib.md5(copy.encode()).hexdigest(), 16) % 2
            pairs.append(Pair(f"{copy}-{source}", kind, half, texts[source], texts[copy], cases(content)))
    return pairs


def cases(xml):
    found = []
    for feature in re.findall(r"<feature[^>]*source_offset[^>]*>", xml):
        value = {k: int(v) for k, v in re.findall(r'(\w+_(?:offset|length))="(\d+)"', feature)}
        source, copy = value["source_offset"], value["this_offset"]
        found.append((source, source + value["source_length"], copy, copy + value["this_length"]))
    return found


def shared(a, b, at):
    return max(0, min(a[at + 1], b[at + 1]) - max(a[at], b[at]))


def covered(span, others, at):
    """Characters of one side of `span` that lie in `others`."""
    total, reached = 0, span[at]
    for start, end in sorted((o[at], o[at + 1]) for o in others):
        start, end = max(start, reached), min(end, span[at + 1])
        if end > start:
            total, reached = total + end - start, end
    return total


def found_share(spans, others):
    """For each span, the share of its characters that others hit which overlap it on both sides, and how many do."""
    rows = []
    for span in spans:
        hits = [o for o in others if shared(span, o, 0) and shared(span, o, 2)]
        size = span[1] - span[0] + span[3] - span[2]
        rows.append(((covered(span, hits, 0) + covered(span, hits, 2)) / max(size, 1), len(hits)))
    return rows


def plagdet(scored):
    """PAN's measure from the (recall rows, precision rows) of each pair, macro-averaged over cases and detections."""
    recall_rows = [row for pair in scored for row in pair[0]]
    precision_rows = [row for pair in scored for row in pair[1]]
    recall = np.mean([share for share, _ in recall_rows]) if recall_rows else 0.0
    precision = np.mean([share for share, _ in precision_rows]) if precision_rows else 0.0
    pieces = [hits for _, hits in recall_rows if hits]
    granularity = np.mean(pieces) if pieces else 1.0
    both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return both / np.log2(1 + granularity), precision, recall, granularity


def scores(pairs, found):
    return [(found_share(p.cases, f), found_share(f, p.cases)) for p, f in zip(pairs, found, strict=True)]


def interval(scored):
    """95% bootstrap interval of plagdet over pairs."""
    randomness = np.random.default_rng(0)
    values = [
        plagdet([scored[i] for i in randomness.integers(0, len(scored), len(scored))])[0] for _ in range(RESAMPLES)
    ]
    return np.percentile(values, [2.5, 97.5])


def passages_table(pairs, found, seconds):
    scored = np.array(scores(pairs, found), dtype=object)
    rows = []
    for half in (0, 1):
        for kind in [*KINDS, "all"]:
            chosen = [i for i, p in enumerate(pairs) if p.half == half and kind in (p.kind, "all")]
            part = [tuple(scored[i]) for i in chosen]
            value, precision, recall, granularity = plagdet(part)
            low, high = interval(part)
            rows.append(
                {
                    "half": "fitted" if half == 0 else "held out",
                    "type": KINDS.get(kind, "all"),
                    "pairs": len(chosen),
                    "plagdet": value,
                    "low": low,
                    "high": high,
                    "precision": precision,
                    "recall": recall,
                    "granularity": granularity,
                    "false_alarms": sum(bool(found[i]) for i in chosen if not pairs[i].cases),
                    "clean_pairs": sum(not pairs[i].cases for i in chosen),
                    "pairs_per_cpu_second": round(len(chosen) / seconds[chosen].sum()),
                }
            )
    table = pd.DataFrame(rows)
    table.loc[table["type"] == KINDS["01"], ["plagdet", "low", "high", "precision", "recall", "granularity"]] = np.nan
    return table


# --- errors ------------------------------------------------------------------------------------


def errors_table(pairs, found):
    """Errors on the held-out half by cause, with one short example each."""
    counts, examples = Counter(), {}
    for pair, spans in zip(pairs, found, strict=True):
        if pair.half == 1:
            for cause, span in causes(pair, spans):
                counts[pair.kind, cause] += 1
                quote = " ".join(pair.copy[span[2] : span[3]].split()[:12])
                examples.setdefault((pair.kind, cause), (pair.name, quote))
    rows = [
        {"type": KINDS[kind], "cause": cause, "count": n, "example": examples[kind, cause][0], "opens": examples[kind, cause][1]}
        for (kind, cause), n in sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def causes(pair, spans):
    for case, (share, hits) in zip(pair.cases, found_share(pair.cases, spans), strict=True):
        if not hits:
            yield missed_because(pair, case), case
        elif hits > 1:
            yield "found in pieces", case
        elif share < 0.9:
            yield "borders too narrow", case
    for span, (share, hits) in zip(spans, found_share(spans, pair.cases), strict=True):
        if not hits:
            same = overlap.containment(pair.copy[span[2] : span[3]], pair.source[span[0] : span[1]], 1)
            yield "extra: shared word for word but not labelled" if same > 0.9 else "extra: same stock phrases", span
        elif share < 0.9:
            yield "borders too wide", span


def missed_because(pair, case):
    words = text.tokens(pair.copy[case[2] : case[3]])
    if len(words) < 20:
        return "missed: fewer than 20 words"
    kept = overlap.containment(pair.copy[case[2] : case[3]], pair.source[case[0] : case[1]], 1)
    return "missed: fewer than half of the words kept" if kept < 0.5 else "missed: common words only, or scattered"


# --- other tools -------------------------------------------------------------------------------


def tools_table(pairs):
    """Every tool on the same held-out pairs, in one run; `cost` is CPU time as a multiple of `align`."""
    sample = []
    for kind in KINDS:
        of_kind = [p for p in pairs if p.half == 1 and p.kind == kind and (kind != "05" or p.cases)]
        step = len(of_kind) / PER_KIND_FOR_TOOLS
        sample += [of_kind[int(k * step)] for k in range(PER_KIND_FOR_TOOLS)]
    rows, base = [], None
    for name, finder in {"wirecopy align": align_spans, **overlap_tools.FINDERS}.items():
        found, seconds = timed(finder, sample)
        scored = scores(sample, found)
        base = base or seconds.sum()
        low, high = interval(scored)
        row = {"tool": name, "plagdet": plagdet(scored)[0], "low": low, "high": high}
        for kind in list(KINDS)[1:]:
            row[KINDS[kind]] = plagdet([s for s, p in zip(scored, sample, strict=True) if p.kind == kind])[0]
        row["false_alarms"] = sum(bool(f) for f, p in zip(found, sample, strict=True) if p.kind == "01")
        row["cost"] = float(f"{seconds.sum() / base:.2g}")
        rows.append({**row, "pairs": len(sample)})
    return pd.DataFrame(rows)


# --- Plagiarised Short Answers -----------------------------------------------------------------


def answers_table():
    """Four and two classes from the measures of a pair, leaving one task out."""
    folder = DATA / "reuse-answers"
    with open(folder / "file_information.csv", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if not row["File"].startswith("orig")]
    features = pd.DataFrame(
        [answer_features(read(folder / f"orig_task{row['Task']}.txt"), read(folder / row["File"])) for row in rows]
    ).to_numpy()
    tasks = np.array([row["Task"] for row in rows])
    four = np.array([row["Category"].strip() for row in rows])
    two = np.where(four == "non", "non", "copied")
    return pd.DataFrame([answer_scores(features, tasks, labels) for labels in (four, two)])


def read(path):
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def answer_features(source, answer):
    """The measures of the pair from the side of the answer, and its share of words that both have in the same order."""
    exact = overlap.measures(source, answer)
    words = text.tokens(answer)
    names = [f"containment_{n}_b" for n in (1, 3, 5, 8)] + ["covered_5_b", "covered_8_b"]
    in_order = LCSseq.similarity(text.tokens(source), words) / max(len(words), 1)
    return {**exact[names].fillna(0), "longest": np.log1p(exact["longest_run"]), "in_order": in_order}


def answer_scores(features, tasks, labels):
    guess = np.empty(len(labels), dtype=object)
    for task in np.unique(tasks):
        test = tasks == task
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
        guess[test] = model.fit(features[~test], labels[~test]).predict(features[test])
    right = guess == labels
    randomness = np.random.default_rng(0)
    low, high = np.percentile([right[randomness.integers(0, len(right), len(right))].mean() for _ in range(2000)], [2.5, 97.5])
    return {
        "classes": len(np.unique(labels)),
        "answers": len(labels),
        "accuracy": right.mean(),
        "low": low,
        "high": high,
        "macro_f1": f1_score(labels, guess.astype(str), average="macro"),
    }


# --- syndication -------------------------------------------------------------------------------


def syndication_table():
    """Recall by kind and by noise, precision and cost of `pairs` and of MinHash on the bodies, and of `pairs` on pages."""
    articles = pd.read_parquet(DATA / "syndication" / "articles.parquet")
    links = pd.read_parquet(DATA / "syndication" / "links.parquet")
    truth = set(zip(links[["a", "b"]].min(axis=1), links[["a", "b"]].max(axis=1), strict=True))
    runs = {
        "pairs on bodies": lambda: overlap.pairs(articles["body"].reset_index(drop=True)),
        "pairs on whole pages": lambda: overlap.pairs(articles["text"].reset_index(drop=True)),
        "MinHash on bodies": lambda: overlap_tools.minhash_pairs(articles["body"].reset_index(drop=True)),
    }
    rows, base = [], None
    for name, run in runs.items():
        start = time.process_time()
        table = run()
        seconds = time.process_time() - start
        base = base or seconds
        found = set(zip(table["a"], table["b"], strict=True))
        hit = np.array([(min(p), max(p)) in found for p in zip(links["a"], links["b"], strict=True)])
        row = {"method": name, "texts": len(articles), "links": len(truth), "found": len(found)}
        row |= {"precision": len(found & truth) / max(len(found), 1), "recall": hit.mean()}
        row |= {f"recall_{k}": hit[(links["kind"] == k).to_numpy()].mean() for k in ("reprint", "partial", "quote")}
        row |= {f"recall_{k}": hit[(links["noise"] == k).to_numpy()].mean() for k in ("none", "edit", "mt", "ocr")}
        rows.append({**row, "cost": float(f"{seconds / base:.2g}")})
    return pd.DataFrame(rows)


# --- sentences ---------------------------------------------------------------------------------


def sentences_table():
    """The sentence alignment of two of the five pages against the hand alignment."""
    labelled = pd.read_csv(ROOT / "tests" / "hand" / "alignment_002_000.csv")
    pages = [next((ROOT / "data" / "articles").glob(f"{label}_*")).read_bytes().decode() for label in ("000", "002")]
    found = overlap.align_sentences(*pages)
    both = labelled.merge(found, on=["copy_start", "copy_end"], suffixes=("_true", ""))
    same = both["label"].str.startswith("same")
    aligned = both["source_start"].notna()
    common = both[["source_end", "source_end_true"]].min(axis=1) - both[["source_start", "source_start_true"]].max(axis=1)
    width = both[["source_end", "source_end_true"]].max(axis=1) - both[["source_start", "source_start_true"]].min(axis=1)
    right = same & aligned & (common / width > 0.8).fillna(False)
    elsewhere = found["source_start"].notna().sum() - aligned.sum()
    return pd.DataFrame(
        [
            {
                "labelled": int(same.sum()),
                "aligned": int(aligned.sum() + elsewhere),
                "right": int(right.sum()),
                "precision": right.sum() / (aligned.sum() + elsewhere),
                "recall": right.sum() / same.sum(),
            }
        ]
    )


if __name__ == "__main__":
    main()
