"""Occasions of speech: the statement, the briefing, the interview that quotations and reports of several pages go back to.

An utterance is one sentence; an occasion groups the utterances that one speaker made in one period. Pages are linked to an
occasion by words that they quote, by the person whom they name, or by who they say reported something and in which month.
"""

from collections import Counter
from functools import lru_cache
from pathlib import Path

import pandas as pd
import regex

from wirecopy import quotes, speakers
from wirecopy import text as txt

COUNTRIES = Path(__file__).resolve().parent.parent / "data" / "countries.csv"

TRANSLATED_NOTE = regex.compile(
    r"(?i)[^.\n]*\b(?:(?:machine|automatic(?:ally)?|program\w*)\b[^.\n]{0,60}\btranslat|translat\w+\b[^.\n]{0,60}"
    r"\b(?:machine|automatic|program|software|robot)|translated (?:from|by google|with))[^.\n]*"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# A paragraph about an earlier month speaks of another occasion; "on Nov. 2" is this story's own time.
_PERIOD = regex.compile(rf"\b(?:[Ii]n|[Ss]ince|[Ll]ast|[Ee]arlier in)\s+(?P<month>{_MONTHS})\b(?!\s+\d)")
_VERB = (
    "said|says|told|confirmed|reported|announced|denied|claimed|warned|acknowledged|testified|stated|declared|disclosed|"
    "dismissed|rejected|accused|insisted|vowed|alleged|argued|called|charged|added|briefed|wrote"
)
_REPORTING = regex.compile(rf"\b(?:{_VERB}|according to|would not say|declined)\b")
_ROLE = (
    r"(?i:officials?|spokes(?:man|men|woman|women|persons?|people)|sources?|agenc(?:y|ies)|ministr(?:y|ies)|authorities|"
    r"police|embassy|diplomats?|lawmakers?|prosecutors?|investigators?|broadcasters?|newspapers?|magazines?)"
)
_WORDS = r"(?:[\p{L}\d.’'&-]+ )"
_INTRO = rf"(?:(?:(?:In|On|Last|Earlier|This|Since|By|Over|After|At) (?:[^,.]{{1,30}}),\s*)|(?:In (?:{_MONTHS}) ))?"
_OF = rf"(?:(?: \([^)]*\))?,? (?:for|of|at|from|inside|in|with|including) {_WORDS}{{0,7}}?[\p{{L}}\d.’'&-]+)?"
_OPENS = regex.compile(rf"^{_INTRO}(?P<who>{_WORDS}{{0,5}}?{_ROLE}{_OF}) (?:later |also |has |have |had )?(?:{_VERB})\b")
_CLOSES = regex.compile(rf", (?P<who>{_WORDS}{{0,5}}?{_ROLE}{_OF}) (?:{_VERB})\b[^,]{{0,50}}$")
_ACCORDING = regex.compile(rf"[Aa]ccording to (?P<who>{_WORDS}{{0,5}}?{_ROLE}{_OF})\b")
_BEFORE_PLACE = regex.compile(r"(?P<who>(?:\p{Lu}[\p{L}’'-]*\s)+)(?:in|at|of|to)\s(?:the\s)?$")
_REFERS_BACK = regex.compile(r"^(?:This|That|It|He|She|They|The (?:statement|official|spokes\w+))\b")
_NO_NAMES = frozenset("statement official officials report text message it he she they document letter".split())
_ARTICLES = frozenset("a an the its his her their our some one".split())


def find(articles, utterances, topics):
    """Return the occasions behind `utterances` (see `quotes.link`), a list of dicts in the order of `topics`.

    `topics`: {article: number}, equal for pages about one event; a name means the same person and occasion only there.

    `name` (unique), `label` (for a reader), `speaker`, `period` (an earlier month that the pages speak of, or ""), and
    `mentions`: {article: [{"start", "end", "quoted"}]} with offsets into the article's text; `quoted` is False where a
    page tells in its own words what was said. General talk (`experts say`) is no occasion.
    """
    rows = [row for label in topics for row in _quoted(label, articles.at[label, "body"], utterances)]
    rows += [row for label in topics for row in _reported(label, articles.at[label, "body"])]
    for row in rows:
        row["topic"] = topics[row["article"]]
    _fill_in_names(rows, articles)
    found = [_occasion(group) for group in _grouped(rows)]
    _add_named_reports(found, articles, topics)
    return _named(_only_anchored(found))


def _only_anchored(found):
    """Drop reports by a mere country that no other page takes up: `Washington said` alone is no occasion."""
    return [o for o in found if any(m["quoted"] for ms in o["mentions"].values() for m in ms) or not o["vague"]]


# --- what each page quotes and reports ------------------------------------------------------------


def _quoted(label, body, utterances):
    sentences, last = txt.sentences(body), ""
    for r in utterances[utterances["article"] == label].itertuples():
        start = int(r.start)
        line, before, opening = _around(body, sentences, start)
        speaker = _whole_speaker(r.speaker if isinstance(r.speaker, str) else "", line)
        if not speaker and _REFERS_BACK.search(opening):
            speaker = last
        last = speaker or last
        yield _row(label, start, int(r.end), speaker, body, before, True) | {
            "utterance": int(r.utterance), "text": r.text, "paragraph": line,
        }  # fmt: skip


def _around(body, sentences, at):
    """Return the line around an offset, what stands in it before the offset, and the sentence of the offset."""
    first = max(body.rfind("\n", 0, at), body.rfind("\r", 0, at)) + 1
    ends = [e for e in (body.find("\n", at), body.find("\r", at)) if e >= 0]
    own = sentences[(sentences["start"] <= at) & (sentences["end"] >= at)]["text"]
    return body[first : min(ends, default=len(body))], body[first:at], own.iloc[0].strip() if len(own) else ""


def _whole_speaker(speaker, line):
    """Return the speaker with what it is part of: the embassy in a country, not the country."""
    at = line.find(speaker) if speaker else -1
    if at <= 0 or not country(speaker):
        return speaker
    longer = _BEFORE_PLACE.search(line[:at])
    return line[longer.start("who") : at + len(speaker)] if longer else speaker


def _reported(label, body):
    """Yield the sentences without quotations that say who told, confirmed, denied or reported something."""
    bare = quotes.mask(body)
    for s in txt.sentences(body).itertuples():
        if bare[s.start : s.end].split() != body[s.start : s.end].split():
            continue
        line = body[max(body.rfind("\n", 0, s.start), 0) : s.start]
        found = _OPENS.search(s.text) or _CLOSES.search(s.text.rstrip(".”\"")) or _ACCORDING.search(s.text)
        if found:
            yield _row(label, s.start, s.end, found.group("who").strip(), body, line + s.text, False) | {"text": s.text}
        elif (state := _country_says(s.text)) and _PERIOD.search(s.text):
            yield _row(label, s.start, s.end, state, body, s.text, False) | {"text": s.text, "vague": True}


def _country_says(sentence):
    found = regex.match(rf"{_INTRO}(?P<who>(?:the )?(?:\p{{Lu}}[\p{{L}}.]+ ?){{1,2}})(?:{_VERB})\b", sentence)
    who = found.group("who").strip() if found else ""
    return who if who and country(who) else ""


def _row(label, start, end, speaker, body, before, quoted):
    months = [m.group("month") for m in _PERIOD.finditer(before)]
    return {
        "article": label, "start": int(start), "end": int(end), "speaker": speaker, "quoted": quoted,
        "period": months[-1] if months else "", "person": bool(speaker) and _is_person(speaker, body), "vague": False,
        "key": _key(speaker), "country": country(speaker), "utterance": None, "paragraph": "",
    }  # fmt: skip


def _is_person(speaker, body):
    return not country(speaker) and bool(speakers.looks_personal(speaker, body))


def _key(speaker):
    """Return what identifies a speaker: the surname of a name, the last words of a description; "" for nobody."""
    words = [w for w in txt.tokens(regex.sub(r"[’']s?\b", "", speaker.split(" including ")[0])) if w not in _ARTICLES]
    return " ".join(words[-4:])


@lru_cache(maxsize=1)
def _countries():
    table = pd.read_csv(COUNTRIES, dtype=str, keep_default_na=False)
    forms = {}
    for row in table.itertuples():
        for form in (row.name, row.adjective, row.capital, *row.other.split("|")):
            if form:
                forms[" ".join(txt.tokens(form))] = row.name
    return forms


def country(speaker):
    """Return the country that a speaker speaks for, named by itself, its adjective or its capital; "" for none."""
    words = [w for w in txt.tokens(regex.sub(r"[’']s?\b", "", speaker)) if w not in _ARTICLES]
    for size in (2, 1):
        if " ".join(words[:size]) in _countries() and len(words) >= size:
            return _countries()[" ".join(words[:size])]
    return ""


# --- which of them are one occasion ---------------------------------------------------------------


def _grouped(rows):
    """Return the rows grouped into occasions, in their order."""
    parent = list(range(len(rows)))

    def root(i):
        while parent[i] != i:
            i = parent[i]
        return i

    seen = {}
    for i, row in enumerate(rows):
        for mark in _marks(row):
            a, b = sorted((root(i), root(seen.setdefault(mark, i))))
            parent[b] = a
    groups = {}
    for i, row in enumerate(rows):
        groups.setdefault(root(i), []).append(row)
    return list(groups.values())


def _marks(row):
    """What makes two mentions one occasion.

    The same utterance; the same person in the same period; the same country in the same earlier month; the same body or
    description on one page, or wherever it only reports.
    """
    marks = [] if row["utterance"] is None else [("utterance", row["utterance"])]
    if not row["key"]:
        return marks
    if row["person"]:
        return [*marks, ("person", row["topic"], row["key"].split()[-1], row["period"])]
    if row["country"] and row["period"]:
        return [*marks, ("country", row["topic"], row["country"], row["period"])]
    if _is_bare_country(row):
        return [*marks, ("country", row["article"], row["paragraph"])]
    where = row["article"] if row["quoted"] else row["topic"]
    last = row["key"].split()[-1] if row["quoted"] else row["key"]
    return [*marks, ("body", where, last, row["period"])]


def _is_bare_country(row):
    return bool(row["country"]) and len(row["key"].split()) <= len(row["country"].split())


def _occasion(group):
    said = Counter(r["speaker"] for r in group if r["speaker"])
    people = Counter(r["speaker"] for r in group if r["person"])
    telling = Counter({s: n for s, n in said.items() if _key(s).split()[-1:] and _key(s).split()[-1] not in _NO_NAMES})
    pool = people or telling or said
    best = max(pool, key=lambda s: (pool[s], len(s), s)) if pool else ""
    if people:
        best = max((s for s in people if s.split()[-1] == best.split()[-1]), key=lambda s: (len(s), s))
    mentions = {}
    for r in group:
        mentions.setdefault(r["article"], []).append({"start": r["start"], "end": r["end"], "quoted": r["quoted"]})
    longest = max(group, key=lambda r: (r["quoted"], len(r["text"])))
    return {
        "speaker": best, "period": Counter(r["period"] for r in group).most_common(1)[0][0], "mentions": mentions,
        "words": longest["text"], "person": bool(people), "vague": all(r["vague"] for r in group),
    }  # fmt: skip


def _fill_in_names(rows, articles):
    """Give a described speaker (`a council spokesman`) the name that another page puts right behind the same description."""
    for row in rows:
        words = row["key"].split()
        if row["quoted"] or row["person"] or len(words) < 3 or row["country"] == row["speaker"]:
            continue
        form = r"\W+".join(regex.sub(r"^spokes\w+$", r"spokes\\w+", w) for w in words[-3:])
        form = regex.compile(rf"(?i:\b{form})\s+(?P<name>\p{{Lu}}[\p{{L}}’'-]+\s\p{{Lu}}[\p{{L}}’'-]+)")
        names = Counter(m.group("name") for body in articles["body"] for m in form.finditer(body))
        if len(names) == 1:
            name = next(iter(names))
            row.update(speaker=name, key=_key(name), person=True, country="")


def _add_named_reports(found, articles, topics):
    """Add the pages that tell in their own words what a named person said on an occasion that others quote."""
    for occasion in found:
        if not occasion["person"] or occasion["period"]:
            continue
        surname = occasion["speaker"].split()[-1]
        here = {topics[label] for label in occasion["mentions"]}
        for label in topics:
            if label not in occasion["mentions"] and topics[label] in here:
                spans = list(_names_and_reports(articles.at[label, "body"], surname))
                if spans:
                    occasion["mentions"][label] = spans[:2]


def _names_and_reports(body, surname):
    for s in txt.sentences(body).itertuples():
        if regex.search(rf"\b{regex.escape(surname)}\b", s.text) and _REPORTING.search(s.text):
            yield {"start": int(s.start), "end": int(s.end), "quoted": False}


def _named(found):
    """Give every occasion a readable name of its own."""
    used = Counter()
    for occasion in found:
        stem = " ".join(occasion["speaker"].split()[:6]) or "unnamed speaker"
        stem += f" in {occasion['period']}" if occasion["period"] else ""
        used[stem] += 1
        occasion["name"] = f"{stem} {used[stem]}" if used[stem] > 1 else stem
        words = " ".join(occasion["words"].split()[:6])
        occasion["label"] = f"{stem}: “{words}…”"
    return found
