"""Measure `wirecopy.translation`, and fit the weights of `classify`.

    python benchmarks/translation.py [artefacts] [alone] [classes] [pivot] [readability] [sentences] [lexicon]

With no argument: all but `lexicon`. Reads the labelled corpora from BENCH_DATA (default ../shared/bench), writes
figures to data/validation/translation*.csv and the weights to data/translation_weights.csv. Round trips are made with
Apertium where it is installed (Debian: apertium, apertium-eng-spa, -eng-cat, -eo-en, -en-gl, -hbs-eng, -spa-cat, -es-pt,
-fr-es, -fra-cat, -por-cat) and kept in BENCH_CACHE; else the bundled ones are used. About ten minutes on one core.
"""

import csv
import gzip
import json
import os
import random
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path
from shutil import which
from xml.etree import ElementTree

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from wirecopy import overlap, text, traces, translation, wording

ROOT = Path(__file__).resolve().parent.parent
BENCH = Path(os.environ.get("BENCH_DATA", ROOT / "../shared/bench"))
CACHE = Path(os.environ.get("BENCH_CACHE", Path(tempfile.gettempdir()) / "wirecopy-bench"))
OUT = ROOT / "data" / "validation"
CHAINS = {
    "es": ["eng-spa", "spa-eng"],
    "ca": ["eng-cat", "cat-eng"],
    "eo": ["en-eo", "eo-en"],
    "gl": ["en-gl", "gl-en"],
    "hbs": ["eng-hbs", "hbs-eng"],
    "es-ca": ["eng-spa", "spa-cat", "cat-eng"],
    "es-fr-ca": ["eng-spa", "es-fr", "fra-cat", "cat-eng"],
    "es-pt-ca": ["eng-spa", "es-pt", "por-cat", "cat-eng"],
}
SENTENCE_END = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")


def write(name, table, **options):
    OUT.mkdir(parents=True, exist_ok=True)
    table.round(4).to_csv(OUT / f"{name}.csv", index=False, **options)
    print(f"== {name}\n{table.round(3).to_string(index=False)}\n")


def interval(hits, n):
    """Wilson's 95% interval of a share."""
    if not n:
        return np.nan, np.nan
    z, p = 1.96, hits / n
    middle, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


# --- texts ----------------------------------------------------------------------------------------


def originals():
    """Return {name: English news text}: Wikinews, the boilerplate bodies, BBC, Reuters and Horne originals."""
    texts = {f"wn_{p.stem}": p.read_text() for p in sorted((BENCH / "round-trip/orig").glob("*.txt"))}
    bodies = ground_truth()
    bodies = [b for b in bodies if 150 <= len((b["text"] or "").split()) <= 800 and is_english(b["text"])]
    random.Random(1).shuffle(bodies)
    sites = set()
    for body in bodies:
        if body["site"] in sites and len(sites) < 45:
            continue
        sites.add(body["site"])
        texts[f"gt_{body['id']}"] = body["text"]
        if len(texts) >= 72:
            break
    syndicated = syndication().query("150 <= n_words <= 600")
    for prefix, n in (("bbc", 25), ("reut", 25), ("fn", 20)):
        chosen = syndicated[syndicated["base"].str.startswith(prefix)].sample(n, random_state=2)
        texts |= {"sy_" + re.sub("[/ ]", lambda m: "_" if m[0] == "/" else "", r.base): r.body for r in chosen.itertuples()}
    return texts


def ground_truth():
    lines = (BENCH / "boilerplate/ground_truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def is_english(body):
    return {"the", "of", "and", "to", "in", "that"} <= set(body.lower().split())


def syndication():
    table = pd.read_parquet(BENCH / "syndication/articles.parquet")
    return table[table["relation"] == "orig"].drop_duplicates("base")


def round_trips(chain, texts):
    """Return {name: round trip} of `texts` through an Apertium chain, kept in the cache."""
    file = CACHE / f"{chain}.json"
    known = json.loads(file.read_text()) if file.exists() else {}
    missing = [name for name in texts if name not in known]
    if missing and which("apertium") is None:
        bundled = BENCH / "round-trip" / {"es": "spa", "ca": "cat", "eo": "epo"}.get(chain, "none")
        return {n: (bundled / f"{n[3:]}.txt").read_text() for n in texts if (bundled / f"{n[3:]}.txt").exists()}
    for name in missing:
        translated = texts[name]
        for step in CHAINS[chain]:
            command = ["apertium", "-u", step]
            translated = subprocess.run(command, input=translated, capture_output=True, text=True, check=True).stdout
        known[name] = translated
    CACHE.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(known))
    return {name: known[name] for name in texts}


def decoded(path):
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def pan_folder():
    folder = CACHE / "pan13"
    if not folder.exists():
        with tarfile.open(BENCH / "reuse-passages/pan13-train.tar.xz") as archive:
            archive.extractall(folder, filter="data")
    return next(folder.rglob("pairs")).parent


def pan_passages(kind, n):
    """Return (source name, chain, source passage, copy passage) of up to `n` passages of one PAN obfuscation type."""
    root = pan_folder()
    folder = next(p for p in root.iterdir() if p.name.startswith(kind))
    files = sorted(folder.glob("*.xml"))
    random.Random(3).shuffle(files)
    rows = []
    for file in files:
        document = ElementTree.parse(file).getroot()
        for feature in document.iter("feature"):
            if feature.get("name") != "plagiarism" or len(rows) >= n:
                continue
            source = pan_cut(root / "src" / feature.get("source_reference"), feature, "source")
            copy = pan_cut(root / "susp" / document.get("reference"), feature, "this")
            if min(len(source.split()), len(copy.split())) >= 100:
                steps = "-".join(feature.get(k) or "" for k in sorted(feature.keys()) if k.startswith("language_"))
                rows.append((feature.get("source_reference"), steps, source, copy))
    return rows


def pan_cut(path, feature, side):
    start, length = int(feature.get(f"{side}_offset")), int(feature.get(f"{side}_length"))
    return path.read_text(encoding="utf-8")[start : start + length]


# --- simulated classes ----------------------------------------------------------------------------

_STYLE = [
    (r"\bU\.S\.", "US"),
    (r"\bUnited States\b", "U.S."),
    (r"\bper cent\b|\bpercent\b", "%"),
    (r"n[’']t\b", " not"),
    (r"\bspokesman\b", "spokesperson"),
    (r"[“”]", '"'),
    (r"’", "'"),
    (r" — ", " - "),
    (r"\bsaid\b", "says"),
    (r"\bten\b", "10"),
    (r"\bMr\.? ", ""),
    (r"\bhowever\b", "but"),
    (r"\balmost\b", "nearly"),
    (r"\bwhile\b", "as"),
    (r"\bbecause\b", "as"),
    (r"\bbegan\b", "started"),
    (r"\babout\b", "around"),
    (r"\bto help\b", "in order to help"),
]


def verbatim(body, rng):
    """The same words: other marks, other line breaks, nothing else."""
    ways = [
        lambda x: x,
        lambda x: x.translate(str.maketrans("“”‘’—", "\"\"''-")),
        lambda x: re.sub(r"\n+", "\n\n", x),
        lambda x: " ".join(x.split()),
        lambda x: "\n\n".join(SENTENCE_END.split(x)),
    ]
    return rng.choice(ways)(body)


def light_edit(body, other, rng):
    """What a desk does: house style, a word or clause cut, a time added, paragraphs trimmed, a new lead."""
    rate, style = rng.uniform(0.02, 0.12), rng.sample(_STYLE, 8) if rng.random() < 0.8 else []
    paragraphs = []
    for paragraph in filter(str.strip, body.split("\n")):
        for old, new in style:
            paragraph = re.sub(old, new, paragraph)
        kept = [desk_edit(s, rate, rng) for s in SENTENCE_END.split(paragraph) if rng.random() > rate / 2]
        paragraphs += [" ".join(kept)] if kept else []
    extra = SENTENCE_END.split(other)
    if len(paragraphs) > 4:
        if rng.random() < 0.6:
            paragraphs = paragraphs[: max(3, int(len(paragraphs) * rng.uniform(0.4, 1)))]
        if rng.random() < 0.3:
            del paragraphs[rng.randrange(1, len(paragraphs))]
        if rng.random() < 0.3:
            paragraphs.insert(rng.randrange(1, len(paragraphs)), rng.choice(extra))
        if rng.random() < 0.3:
            paragraphs[0] = f"{rng.choice(extra)} {paragraphs[0]}"
    return "\n\n".join(paragraphs)


def desk_edit(sentence, rate, rng):
    words = sentence.split()
    if len(words) < 7 or rng.random() > 3 * rate:
        return sentence
    way = rng.randrange(4)
    if way == 0:
        return " ".join(words[: rng.randint(max(5, len(words) // 2), len(words) - 1)]).rstrip(",;") + "."
    if way == 1:
        del words[rng.randrange(1, len(words) - 1)]
        return " ".join(words)
    if way == 2:
        return f"On {rng.choice(['Monday', 'Tuesday', 'Friday'])}, {sentence[0].lower()}{sentence[1:]}"
    at = rng.randrange(1, len(words))
    return " ".join([*words[:at], *rng.choice(["according to officials", "who was there", "this week"]).split(), *words[at:]])


def rewrite(body, other, rng):
    """What a second newsroom does with a source: keeps some facts in other words and order, drops and adds much."""
    sentences = [s for s in SENTENCE_END.split(body) if len(s.split()) > 4]
    kept = [s for s in sentences if rng.random() < rng.choice([0.5, 0.7, 0.9])] or sentences[:2]
    if rng.random() < 0.5:
        at = rng.randrange(len(kept))
        kept = kept[at:] + kept[:at]
    new = SENTENCE_END.split(other)
    told = []
    for sentence in kept:
        told.append(retell(sentence, rng))
        if rng.random() < 0.25:
            told.append(rng.choice(new))
    return "\n\n".join(" ".join(told[k : k + 2]) for k in range(0, len(told), 2))


def retell(sentence, rng):
    if rng.random() < 0.15:
        return sentence
    body = sentence.rstrip(".!? ")
    clauses = re.split(r",\s+|;\s+| — ", body)
    if len(clauses) > 1 and rng.random() < 0.5:
        clauses = [clauses[-1], *clauses[:-1]] if rng.random() < 0.5 else clauses[: rng.randint(1, len(clauses))]
    words = ", ".join(clauses).split()
    if len(words) > 12 and rng.random() < 0.4:
        at = rng.randrange(len(words) - 5)
        del words[at : at + rng.randint(3, 6)]
    words = swap_words(words, rng.uniform(0.1, 0.45), None, rng)
    opening = rng.choice(["", "", "According to the report, ", "Officials said ", "It emerged that ", "In addition, "])
    told = (opening + " ".join(words)).strip() or body
    return f"{told[0].upper()}{told[1:]}."


_FUNCTION_SWAPS = {
    "that": ["which", ""],
    "on": ["at", "in", "for"],
    "over": ["on", "for"],
    "in": ["at", "within"],
    "of": ["by", "for", "from"],
    "the": ["", ""],
    "a": ["the", "one"],
    "has": ["have", "had"],
    "may": ["might", "can"],
    "because": ["as", "since"],
    "while": ["when", "as"],
    "its": ["the", "his"],
    "also": ["too", ""],
    "about": ["around", "on"],
    "will": ["would", "is going to"],
}


def simulated_trip(body, language, rng):
    """A fluent engine's round trip: words by another of the same dictionary word, small words shifted, order kept."""
    content, function = rng.uniform(0.06, 0.22), rng.uniform(0.05, 0.25)
    lines = []
    for line in body.split("\n"):
        sentences = [trip_sentence(s, language, content, function, rng) for s in SENTENCE_END.split(line) if s]
        lines.append(" ".join(sentences))
    return "\n".join(lines)


def trip_sentence(sentence, language, content, function, rng):
    sentence = re.sub(r"\bU\.S\.", "US", re.sub(r"([.,])([”\"])", r"\2\1", sentence)) if rng.random() < 0.7 else sentence
    sentence = re.sub(r"n[’']t\b", " not", sentence) if rng.random() < 0.7 else sentence
    if rng.random() < 0.25:
        sentence = re.sub(r"\b([A-Z]\w+)[’']s ((?:\w+ )?\w+)", r"the \2 of \1", sentence, count=1)
    if rng.random() < 0.3:
        moved = re.match(r"^((?:In|On|Last|Earlier|After|For) [^,]{3,25}), (.*?)([.”\"]*)$", sentence)
        sentence = f"{moved[2]} {moved[1].lower()}{moved[3]}" if moved else sentence
    words = [rng.choice(_FUNCTION_SWAPS[w]) if w in _FUNCTION_SWAPS and rng.random() < function else w for w in sentence.split()]
    return " ".join(filter(None, swap_words(words, content, language, rng)))


def swap_words(words, rate, language, rng):
    """Replace content words by another English word of the same dictionary word (of one language, if named)."""
    swapped = []
    for word in words:
        core = re.match(r"^([a-z]{4,})([.,;:”\"]*)$", word)
        choices = twins(core[1], language) if core and rng.random() < rate and core[1] not in wording.FUNCTION_WORDS else []
        swapped.append(rng.choice(choices) + core[2] if choices else word)
    return swapped


_HEADS = defaultdict(list)


def twins(word, language):
    if not _HEADS:
        for head, senses in sorted(wording.lexicon().items()):
            for sense in sorted(senses):
                _HEADS[sense].append(head)
    found = {h for s in wording.senses(word) if language in (None, s[0]) for h in _HEADS[s]}
    return sorted(h for h in found if " " not in h and wording.stem(h) != wording.stem(word))


# --- labelled pairs -------------------------------------------------------------------------------


def labelled_pairs():
    """Return the labelled pairs: `label, group` (source text), `engine`, `source, copy`."""
    rng, texts = random.Random(5), originals()
    names, rows = list(texts), []
    for chain in CHAINS:
        chosen = rng.sample(names, 40)
        trips = round_trips(chain, {name: texts[name] for name in chosen})
        rows += [("round_trip", name, f"apertium {chain}", texts[name], trips[name]) for name in trips]
    for name in rng.sample(names, 110):
        body, other = texts[name], texts[rng.choice(names)]
        language = rng.choice(["fr", "es", "de", "ru", "pt", "fi", "it", "zh"])
        rows.append(("round_trip", name, "simulated", body, simulated_trip(body, language, rng)))
        rows.append(("verbatim", name, "simulated", body, verbatim(body, rng)))
        rows.append(("light_edit", name, "simulated", body, light_edit(body, other, rng)))
        rows.append(("human_rewrite", name, "simulated", body, rewrite(body, other, rng)))
        if other != body:
            rows.append(("independent", name, "other story", body, with_quotation(body, other, rng)))
    for kind, label, n in (("04", "round_trip", 180), ("02", "verbatim", 30)):
        rows += [(label, name, f"pan {kind} {steps}".strip(), s, c) for name, steps, s, c in pan_passages(kind, n)]
    return pd.DataFrame([*rows, *answers(), *same_events(rng)], columns=["label", "group", "engine", "source", "copy"])


def with_quotation(body, other, rng):
    """`other`, half of the time with a sentence or quotation of `body` in it, as independent reports have."""
    shared = [s for s in SENTENCE_END.split(body) if re.search('[“"]', s)] or SENTENCE_END.split(body)
    lines = [line for line in other.split("\n") if line.strip()]
    for sentence in rng.sample(shared, min(len(shared), rng.choice([0, 1, 2, 3]))):
        quoted = sentence if re.search('[“"]', sentence) else f"“{sentence}”"
        lines.insert(rng.randrange(len(lines) + 1), quoted)
    return "\n\n".join(lines)


def answers():
    """The Corpus of Plagiarised Short Answers: cut is a light edit, light and heavy revision are rewrites."""
    labels = {"non": "independent", "light": "human_rewrite", "heavy": "human_rewrite", "cut": "light_edit"}
    folder = BENCH / "reuse-answers"
    rows = []
    for row in csv.DictReader((folder / "file_information.csv").read_text(encoding="utf-8-sig").splitlines()):
        if row["Category"].strip() in labels:
            task, name = row["Task"].strip(), row["File"].strip()
            source, copy = decoded(folder / f"orig_task{task}.txt"), decoded(folder / name)
            kind = row["Category"].strip()
            rows.append((labels[kind], f"answers {task}", f"answers {kind}", source, copy))
    return rows


def same_events(rng):
    """Pairs of originals on one event, independent: tf-idf cosine above .3, next to no word 5-gram in common.

    Each is there twice: as it is, and with quotations of the first put into the second.
    """
    table = syndication().query("120 <= n_words <= 900")
    rows = []
    for prefix in ("bbc", "reut", "fn"):
        part = table[table["base"].str.startswith(prefix)]
        vectors = TfidfVectorizer(stop_words="english", sublinear_tf=True, max_df=0.05).fit_transform(part["body"])
        near = (vectors @ vectors.T).tocoo()
        found = sorted((-c, i, j) for i, j, c in zip(near.row, near.col, near.data, strict=True) if i < j and c > 0.3)
        for _, i, j in found[:40]:
            a, b = part["body"].iloc[i], part["body"].iloc[j]
            if max(overlap.containment(a, b), overlap.containment(b, a)) < 0.05:
                rows.append(("independent", f"event {part['base'].iloc[i]}", "same event", a, b))
                rows.append(("independent", f"event {part['base'].iloc[i]}", "same statement", a, with_quotation(a, b, rng)))
    return rows


# --- classes --------------------------------------------------------------------------------------


def feature_table(pairs):
    rows = [translation.features(row.source, row.copy) for row in pairs.itertuples(index=False)]
    return pd.concat([pairs[["label", "group", "engine"]], pd.DataFrame(rows, index=pairs.index)], axis=1)


def fit(table, strength=2.0):
    """Return the weights of a multinomial logistic regression, every class worth the same."""
    values, labels = table[list(translation.FEATURES)], table["label"]
    mean, scale = values.mean(), values.std().replace(0, 1)
    model = LogisticRegression(C=strength, max_iter=5000)
    scaled = ((values - mean) / scale).clip(-5, 5)
    model.fit(scaled, labels, sample_weight=1 / labels.map(labels.value_counts()) * len(labels) / labels.nunique())
    weights = pd.DataFrame(model.coef_.T, index=list(translation.FEATURES), columns=model.classes_)
    weights.insert(0, "mean", mean)
    weights.insert(1, "scale", scale)
    weights.loc["intercept"] = pd.Series(model.intercept_, index=model.classes_)
    return weights.rename_axis("feature")[["mean", "scale", *translation.CLASSES]].fillna({"mean": 0, "scale": 1}).round(4)


def predict(table, weights):
    return pd.DataFrame(
        [translation.probabilities(row, weights) for _, row in table[list(translation.FEATURES)].iterrows()],
        index=table.index,
    )


def classes(pairs=None):
    """Five folds by source text; recall with an engine or all chains through a language left out; the final weights."""
    table = feature_table(labelled_pairs() if pairs is None else pairs)
    found = pd.Series(index=table.index, dtype=object)
    certain = pd.Series(index=table.index, dtype=float)
    for train, test in GroupKFold(5).split(table, groups=table["group"]):
        chances = predict(table.iloc[test], fit(table.iloc[train]))
        found.iloc[test], certain.iloc[test] = chances.idxmax(axis=1), chances.max(axis=1)
    table = table.assign(found=found, certain=certain, right=found == table["label"])
    write("translation_classes", confusion(table))
    write("translation_classes_by_engine", by_engine(table))
    write("translation_calibration", calibration(table))
    write("translation_left_out", left_out(table))
    weights = fit(table)
    weights.to_csv(ROOT / "data" / "translation_weights.csv")
    return table


def confusion(table):
    rows = []
    for label in translation.CLASSES:
        part = table[table["label"] == label]
        low, high = interval(part["right"].sum(), len(part))
        counts = part["found"].value_counts().reindex(translation.CLASSES, fill_value=0)
        precision = (table.loc[table["found"] == label, "label"] == label).mean()
        rows.append(
            {
                "label": label,
                "n": len(part),
                **counts,
                "recall": part["right"].mean(),
                "low": low,
                "high": high,
                "precision": precision,
            }
        )
    low, high = interval(table["right"].sum(), len(table))
    rows.append({"label": "all", "n": len(table), "recall": table["right"].mean(), "low": low, "high": high})
    balanced = np.mean([row["recall"] for row in rows[:-1]])
    rows.append({"label": "mean of classes", "n": len(table), "recall": balanced})
    return pd.DataFrame(rows)


def family(engine):
    return "pan 04" if engine.startswith("pan 04") else engine


def by_engine(table):
    groups = table.assign(engine=table["engine"].map(family)).groupby(["label", "engine"])["right"]
    return groups.agg(n="size", recall="mean").reset_index()


def calibration(table):
    """Said and true share of right answers, by how certain the answer was."""
    bins = pd.cut(table["certain"], [0, 0.5, 0.7, 0.8, 0.9, 0.95, 1]).astype(str)
    groups = table.assign(said=bins).groupby("said")
    return groups.agg(n=("right", "size"), said_mean=("certain", "mean"), right=("right", "mean")).reset_index()


def left_out(table):
    """Recall of round trips of an engine, a chain, or a language (PAN) that the training never saw."""
    trips = table[table["label"] == "round_trip"]
    languages = sorted({part for e in trips["engine"] if e.startswith("pan") for part in e[7:].split("-")} - {"en", ""})
    tests = {f"every PAN chain through {x}": trips["engine"].str.contains(rf"^pan .*\b{x}\b") for x in languages}
    tests |= {chain: trips["engine"] == chain for chain in sorted(set(trips["engine"].map(family)) - {"pan 04"})}
    tests |= {f"all of {x}": trips["engine"].str.startswith(x) for x in ("pan 04", "apertium")}
    rows = []
    for name, mask in tests.items():
        out = trips.index[mask]
        weights = fit(table.drop(index=out))
        hits = (predict(table.loc[out], weights).idxmax(axis=1) == "round_trip").sum()
        rows.append(
            {
                "left_out": name,
                "n": len(out),
                "recall": hits / len(out),
                **dict(zip(("low", "high"), interval(hits, len(out)), strict=True)),
            }
        )
    return pd.DataFrame(rows)


# --- spans ----------------------------------------------------------------------------------------

# Where the story stands in the two pages of the hand list (first and last words): only `translation` is measured.
_STORY = {"000": ("SEOUL", "Follow AP"), "002": ("SEOUL", "___")}


def story(label):
    page = next((ROOT / "data" / "articles").glob(f"{label}_*")).read_text(encoding="utf-8")
    first, last = (page.index(mark) for mark in _STORY[label])
    return text.keep(page, [(first, last)])


def artefacts():
    """Spans of 000 against the hand list: with source, without; a plain word diff beside."""
    listed = pd.read_csv(ROOT / "tests/hand/artefacts_000.csv", keep_default_na=False)
    copy, source = story("000"), story("002")
    found = {
        "with source": translation.artefacts(copy=copy, source=source),
        "copy alone": translation.artefacts(copy=copy),
        "plain word diff": word_diff(copy, source),
    }
    write("translation_artefacts", pd.DataFrame([{"method": m, **span_scores(f, listed)} for m, f in found.items()]))
    write("translation_artefact_errors", span_errors(found["with source"], listed))


def word_diff(copy, source):
    """The baseline: difflib on the words of aligned sentences, every changed stretch an artefact."""
    from difflib import SequenceMatcher

    rows = []
    for row in overlap.align_sentences(source, copy).dropna(subset=["source_start"]).itertuples(index=False):
        old, new = (
            wording.tokens(source, row.source_start, row.source_end),
            wording.tokens(copy, row.copy_start, row.copy_end),
        )
        matcher = SequenceMatcher(None, [x.key for x in old], [x.key for x in new], autojunk=False)
        for tag, _, _, j0, j1 in matcher.get_opcodes():
            if tag != "equal" and new:
                start = new[j0].start if j0 < len(new) else new[-1].end
                rows.append((start, new[j1 - 1].end if j1 > j0 else start, "synonym_drift"))
    return pd.DataFrame(rows, columns=["start", "end", "kind"])


def lies_in(row, listed):
    """Whether half or more of the characters of a span are inside one of `listed` (points: at the same place)."""
    if row.end == row.start:
        return bool(((listed["start"] - row.start).abs() <= 1).any())
    shared = listed["end"].clip(upper=row.end) - listed["start"].clip(lower=row.start)
    return bool((2 * shared >= row.end - row.start).any())


def span_scores(found, listed):
    real, controls = listed[listed["seen_in"] != "control"], listed[listed["seen_in"] == "control"]
    right = sum(lies_in(row, real) for row in found.itertuples(index=False))
    hit = sum(lies_in(row, found) for row in real.itertuples(index=False))
    both = found.merge(real, on=["start", "end"])
    precision, recall = right / len(found), hit / len(real)
    low, high = interval(right, len(found))
    return {
        "found": len(found),
        "listed": len(real),
        "precision": precision,
        "precision_low": low,
        "precision_high": high,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall),
        "f1_exact": 2 * len(both) / (len(found) + len(real)),
        "kind_right": (both["kind_x"] == both["kind_y"]).mean(),
        "controls_hit": sum(lies_in(row, controls) for row in found.itertuples(index=False)),
    }


def span_errors(found, listed):
    real = listed[listed["seen_in"] != "control"]
    rows = [("not listed", r.text, r.original, r.kind, "") for r in found.itertuples() if not lies_in(r, real)]
    rows += [("missed", r.text, r.original, "", r.kind) for r in real.itertuples() if not lies_in(r, found)]
    both = found.merge(real, on=["start", "end"], suffixes=("", "_listed")).query("kind != kind_listed")
    rows += [("other kind", r.text, r.original, r.kind, r.kind_listed) for r in both.itertuples()]
    return pd.DataFrame(rows, columns=["error", "text", "original", "kind", "kind_listed"])


# --- the copy alone -------------------------------------------------------------------------------


def alone():
    """False alarms of `traces` per 1,000 words of clean news, and traces per 1,000 words of round trips."""
    bodies = [body["text"] or "" for body in ground_truth()]
    clean = {"277 news pages": [b for b in bodies if is_english(b)]}
    table = syndication()
    for prefix, name in (("bbc", "BBC"), ("reut", "Reuters-21578"), ("fn", "Horne 2017")):
        clean[name] = table.loc[table["base"].str.startswith(prefix), "body"].head(110).tolist()
    trips = {f"apertium {chain}": list(round_trips(chain, originals_of("wn_")).values()) for chain in CHAINS}
    rows = [trace_rates(name, "clean", texts) for name, texts in clean.items()]
    rows.append(trace_rates("all clean", "clean", [body for texts in clean.values() for body in texts]))
    rows += [trace_rates(name, "round trip", texts) for name, texts in trips.items()]
    write("translation_alone", pd.DataFrame(rows).fillna(0))
    examples = [
        (name, f.kind, " ".join(body[max(0, f.start - 20) : f.end + 20].split()))
        for name, texts in clean.items()
        for body in texts
        for f in traces.find(body)
    ]
    random.Random(0).shuffle(examples)
    write("translation_alone_errors", pd.DataFrame(examples[:25], columns=["corpus", "kind", "in_context"]))


def originals_of(prefix):
    return {name: body for name, body in originals().items() if name.startswith(prefix)}


def trace_rates(name, made, texts):
    words = sum(len(text.tokens(body)) for body in texts)
    found = pd.Series([f.kind for body in texts for f in traces.find(body)], dtype=object)
    rates = found.value_counts().sort_index() * 1000 / words
    return {
        "corpus": name,
        "made": made,
        "texts": len(texts),
        "words": words,
        "per_1000_words": len(found) * 1000 / words,
        **rates,
    }


# --- pivot and readability ------------------------------------------------------------------------


def pivot():
    """Is the language with most dictionary hits over chance the right one? On trips through one known language."""
    known = set(translation.pivot_test(translation.artefacts(""), permutations=1)["language"])
    rows = []
    texts = originals()
    chosen = {name: texts[name] for name in list(texts)[:30]}
    for name, trip in round_trips("es", chosen).items():
        rows.append(("apertium", "es", texts[name], trip))
    for _, steps, source, copy in pan_passages("04", 300):
        language = steps.split("-")[1] if steps.count("-") == 2 else ""
        if language in known:
            rows.append(("pan 04", language, source, copy))
    scored = []
    for engine, language, source, copy in rows:
        test = translation.pivot_test(translation.artefacts(copy=copy, source=source), permutations=200)
        low = test[test["p"] < 0.01]
        scored.append(
            (
                engine,
                language,
                int(test["pairs"].iloc[0]),
                test["language"].iloc[0] == language,
                len(low),
                language in set(low["language"]),
            )
        )
    table = pd.DataFrame(scored, columns=["engine", "language", "pairs", "first", "languages_below_01", "truth_below_01"])
    groups = table.groupby(["engine", "language"])
    figures = groups.agg(
        n=("pairs", "size"),
        replaced_words=("pairs", "mean"),
        first_is_right=("first", "mean"),
        languages_below_01=("languages_below_01", "mean"),
        truth_below_01=("truth_below_01", "mean"),
    )
    write("translation_pivot", figures.reset_index())


_SCORES = [
    "flesch_reading_ease",
    "flesch_kincaid_grade",
    "gunning_fog",
    "automated_readability_index",
    "dale_chall_readability_score",
]


def readability():
    """Does readability tell a round trip? Change of each textstat score from source to copy, round trips and others."""
    import textstat

    pairs = labelled_pairs().query("label in ['round_trip', 'light_edit', 'human_rewrite']")
    pairs = pd.concat([part.sample(min(len(part), 60), random_state=0) for _, part in pairs.groupby("label")])
    rows = []
    for score in _SCORES:
        measure = getattr(textstat, score)
        change = [measure(r.copy) - measure(r.source) for r in pairs.itertuples()]
        change = pd.Series(change, index=pairs["label"])
        trip, rest = change["round_trip"], change.drop("round_trip")
        above = (trip.to_numpy()[:, None] > rest.to_numpy()).mean() + (trip.to_numpy()[:, None] == rest.to_numpy()).mean() / 2
        rows.append(
            {
                "score": score,
                "trips": len(trip),
                "others": len(rest),
                "median_change_trip": trip.median(),
                "median_change_others": rest.median(),
                "spread_trip": trip.quantile(0.75) - trip.quantile(0.25),
                "auc": max(above, 1 - above),
            }
        )
    write("translation_readability", pd.DataFrame(rows))


def sentences():
    """Are the longest sentences of 000 the broken ones? Rank test of length, with and without a broken join."""
    damage = translation.damage_by_sentence(story("000"), story("002"))
    broken = damage["broken_joins"] > 0
    rng = np.random.default_rng(0)
    drawn = [rng.permutation(damage["words"])[: broken.sum()].mean() for _ in range(20_000)]
    rows = {
        "sentences": len(damage),
        "with_broken_join": int(broken.sum()),
        "words_with": damage.loc[broken, "words"].mean(),
        "words_without": damage.loc[~broken, "words"].mean(),
        "p_by_permutation": (1 + sum(d >= damage.loc[broken, "words"].mean() for d in drawn)) / 20_001,
        "rank_correlation_words_per_word": damage["words"].corr(damage["per_word"], method="spearman"),
    }
    write("translation_sentences", pd.DataFrame([rows]))


# --- dictionary -----------------------------------------------------------------------------------


def lexicon():
    """Write data/lexicon.tsv.gz: foreign words (two words at most) that two English heads or more share."""
    lines = ["language\tword\tenglish\n"]
    for path in sorted((BENCH / "lexicon").glob("en-*.tsv.gz")):
        heads = defaultdict(set)
        for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
            head, _, words = line.rstrip("\n").partition("\t")
            for word in filter(None, map(str.strip, words.split("|"))):
                if len(head.split()) <= 2 and len(word.split()) <= 2:
                    heads[word].add(head.lower())
        language = path.name[3:5]
        lines += [f"{language}\t{w}\t{'|'.join(sorted(heads[w]))}\n" for w in sorted(heads) if len(heads[w]) > 1]
    with open(ROOT / "data/lexicon.tsv.gz", "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write("".join(lines).encode())


if __name__ == "__main__":
    for step in sys.argv[1:] or ["artefacts", "alone", "classes", "pivot", "readability", "sentences"]:
        globals()[step]()
