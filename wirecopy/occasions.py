"""Occasions of speech: the statement, the briefing, the interview that quotations and reports of several pages go back to.

An utterance is one sentence; an occasion groups the utterances that one speaker made in one period. Pages are linked to
an occasion by the words that they quote, by the speaker whom they name, or by both.
"""

from collections import Counter

import regex

from wirecopy import text as txt

TRANSLATED_NOTE = regex.compile(
    r"(?i)[^.\n]*\b(?:(?:machine|automatic(?:ally)?|program\w*)\b[^.\n]{0,60}\btranslat|translat\w+\b[^.\n]{0,60}"
    r"\b(?:machine|automatic|program|software|robot)|translated (?:from|by google|with))[^.\n]*"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# A paragraph about an earlier month speaks of another occasion; "on Nov. 2" is this story's own time.
_PERIOD = regex.compile(rf"\b(?:[Ii]n|[Ss]ince|[Ll]ast|[Ee]arlier in)\s+(?P<month>{_MONTHS})\b(?!\s+\d)")
_REPORTING = regex.compile(
    r"\b(?:said|says|told|accused|denied|claimed|announced|confirmed|reported|warned|added|argued|stated|alleged|called|"
    r"according to|would not say|declined|insisted|vowed|charged|briefed|testified|wrote)\b"
)
_NO_HEADS = frozenset("he she it they who a an the".split())


def find(articles, utterances, labels):
    """Return the occasions behind `utterances` (see `quotes.link`), a list of dicts in the order of `labels`.

    `name` (unique), `label` (for a reader), `speaker`, `period` (an earlier month that the pages speak of, or ""), and
    `mentions`: {article: [{"start", "end", "quoted"}]} with offsets into the article's text.
    """
    rows = _rows(articles, utterances, labels)
    groups = _grouped(rows)
    places = _places(articles)
    found = [_occasion(group) for group in groups]
    _add_reports(found, articles, labels, places)
    return _named(found)


def _rows(articles, utterances, labels):
    rows = []
    for label in labels:
        body = articles.at[label, "body"]
        paragraphs = txt.lines(body)
        for r in utterances[utterances["article"] == label].itertuples():
            speaker = r.speaker if isinstance(r.speaker, str) else ""
            rows.append({
                "article": label, "start": int(r.start), "end": int(r.end), "text": r.text, "speaker": speaker,
                "utterance": int(r.utterance), "period": _period(body, paragraphs, int(r.start)), "key": _key(speaker),
            })  # fmt: skip
    return rows


def _period(body, paragraphs, at):
    """Return the earlier month that the paragraph speaks of up to this point, or ""."""
    line = paragraphs[(paragraphs["start"] <= at) & (paragraphs["end"] >= at)]
    before = body[int(line["start"].iloc[0]) : at] if len(line) else ""
    found = [m.group("month") for m in _PERIOD.finditer(before)]
    return found[-1] if found else ""


def _key(speaker):
    """Return what identifies a speaker: the surname of a name, the head word of a description, "" for nobody."""
    words = regex.findall(r"[\p{L}\p{M}'’-]+", speaker)
    words = [w for w in words if w.lower() not in _NO_HEADS]
    if not words:
        return ""
    return words[-1].casefold().removesuffix("’s").removesuffix("'s")


def _is_person(speaker):
    words = speaker.split()
    return bool(words) and words[-1][:1].isupper()


def _grouped(rows):
    """Return the rows grouped into occasions, in their order: by utterance, and by speaker and period."""
    parent = list(range(len(rows)))

    def root(i):
        while parent[i] != i:
            i = parent[i]
        return i

    seen = {}
    for i, row in enumerate(rows):
        for mark in _marks(row):
            j = seen.setdefault(mark, i)
            a, b = sorted((root(i), root(j)))
            parent[b] = a
    groups = {}
    for i, row in enumerate(rows):
        groups.setdefault(root(i), []).append(row)
    return list(groups.values())


def _marks(row):
    """What makes two quotations one occasion: the same utterance; the same name and period; one page's description."""
    marks = [("utterance", row["utterance"])]
    if row["key"]:
        place = () if _is_person(row["speaker"]) else (row["article"],)
        marks.append(("speaker", row["key"], row["period"], *place))
    return marks


def _occasion(group):
    speakers = Counter(r["speaker"] for r in group if r["speaker"])
    names = [s for s in speakers if _is_person(s)]
    best = max(names or speakers, key=lambda s: (speakers[s], len(s), s)) if speakers else ""
    period = Counter(r["period"] for r in group).most_common(1)[0][0]
    mentions = {}
    for r in group:
        mentions.setdefault(r["article"], []).append({"start": r["start"], "end": r["end"], "quoted": True})
    longest = max(group, key=lambda r: len(r["text"]))
    return {"speaker": best, "period": period, "mentions": mentions, "words": longest["text"], "person": bool(names)}


def _places(articles):
    """Return the names that follow `in` somewhere: places, which speak on more than one occasion."""
    found = set()
    for body in articles["body"]:
        found |= {m.group(1).casefold() for m in regex.finditer(r"\bin (?:the )?((?:\p{Lu}[\p{L}'’-]+ ?)+)", body)}
    return found


def _add_reports(found, articles, labels, places):
    """Add the pages that report in their own words what a named speaker said on an occasion that others quote."""
    for occasion in found:
        surname = occasion["speaker"].split()[-1] if occasion["person"] else ""
        if not surname or occasion["speaker"].casefold() in places:
            continue
        for label in labels:
            if label not in occasion["mentions"]:
                spans = [s for s in _reports(articles.at[label, "body"], surname)]
                if spans:
                    occasion["mentions"][label] = spans[:2]


def _reports(body, surname):
    for s in txt.sentences(body).itertuples():
        if regex.search(rf"\b{regex.escape(surname)}\b", s.text) and _REPORTING.search(s.text):
            yield {"start": int(s.start), "end": int(s.end), "quoted": False}


def _named(found):
    """Give every occasion a readable name of its own."""
    used = Counter()
    for occasion in found:
        stem = occasion["speaker"] or "unnamed speaker"
        stem = " ".join(stem.split()[:6]) + (f" in {occasion['period']}" if occasion["period"] else "")
        used[stem] += 1
        occasion["name"] = f"{stem} {used[stem]}" if used[stem] > 1 else stem
        words = " ".join(occasion["words"].split()[:6])
        occasion["label"] = f"{stem}: “{words}…”"
    return found
