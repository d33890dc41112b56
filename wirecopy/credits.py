"""Whose text a page says it is: datelines, bylines, notes and sign-offs that name a news agency.

An agency's name on a page is a credit only where an editor would put one. In the story it is a source ("told the
agency X"), under a picture it is the picture's, below the story it belongs to another story.
"""

from functools import lru_cache
from pathlib import Path

import pandas as pd
import regex

from wirecopy import boilerplate
from wirecopy.dates import with_head

COLUMNS = ["start", "end", "text", "organization", "kind", "weight"]
AGENCIES = Path(__file__).resolve().parent.parent / "data" / "agencies.csv"
# How surely each kind of credit says whose text it is; what is below TEXT_CREDIT does not count as one.
WEIGHTS = {
    "dateline": 1.0, "byline": 1.0, "sign_off": 0.9, "coverage_note": 0.8, "source_line": 0.8, "via": 0.8,
    "copyright": 0.7, "address": 0.7, "contribution": 0.6, "with_inputs": 0.6, "email": 0.6, "staff": 0.5, "photo": 0.0,
}  # fmt: skip
TEXT_CREDIT = 0.55

_BYLINE = regex.compile(r"(?:story\s+|report(?:ed)?\s+|written\s+)?by\b[:\s]*", regex.IGNORECASE)
_EMAIL = regex.compile(r"[\w.+-]+@(?P<domain>[\w-]+(?:\.[\w-]+)+)")
_WRITER = regex.compile(r"^\W*(?:by\b\s*)?\p{Lu}[\p{L}\p{M}'’.-]+(?:\s+\p{Lu}[\p{L}\p{M}'’.-]*)+", regex.IGNORECASE)
_DASH = r"[-\u2010-\u2015]"
_PHOTO = regex.compile(
    r"\b(?:photo(?:graph)?s?|picture|image|pic|file|handout|video|graphic|getty|caption)\b", regex.IGNORECASE
)
_TOKEN = r"(?:\p{Lu}[\p{L}\p{M}.'’-]*|\d{1,4}|of|the|and|de|del|la|el|al)"
_PLACE = rf"\p{{Lu}}[\p{{L}}\p{{M}}.'’-]*(?:(?:,\s*|/|\s+){_TOKEN}){{0,7}}?"


@lru_cache(maxsize=1)
def agencies():
    """Return the list of news agencies of `data/agencies.csv`: `name`, `patterns`, `domain`, `country`, `source`."""
    return pd.read_csv(AGENCIES, dtype=str, keep_default_na=False)


@lru_cache(maxsize=1)
def _names():
    table = agencies()
    rows = zip(table["name"], table["patterns"], strict=True)
    names = {pattern: name for name, patterns in rows for pattern in patterns.split("|")}
    return names | {
        f"The {name}": short for name, short in names.items() if " " in name and not name.startswith("The ")
    }


@lru_cache(maxsize=1)
def _anywhere():
    return regex.compile(r"(?<![\p{L}\p{N}])\L<names>(?![\p{L}\p{N}])", names=list(_names()))


@lru_cache(maxsize=1)
def _forms():
    """Return the compiled forms of a credit by kind; an agency's name is matched as it is printed, capitals and all."""
    name, other = r"(?P<name>\L<names>)(?![\p{L}\p{N}])", r"(?P<other>\L<names>)(?![\p{L}\p{N}])"
    the = r"(?i:the\s+)?"
    both = rf"(?<![\p{{L}}\p{{N}}]){name}(?:\s*(?:/|,|&|\band\b)\s*{the}{other})?"
    by = r"(?i:(?:story\s+|report(?:ed)?\s+|written\s+)?by)"
    people = r"(?i:writers?|journalists?|reporters?|correspondents?|staff)"
    inputs = r"(?i:inputs?|files?|reporting|material|details|reports?|information)"
    forms = {
        "dateline": rf"^(?:{_PLACE}[\s,:.—–-]*)?[(\[/]\s*{both}\s*[)\]/]",
        "place": rf"^{_PLACE},?\s+{both}\s*(?:{_DASH}{{1,2}}|:|,)\s",
        "byline": rf"^{by}[:\s]+(?:[^.]{{0,80}}?[\s,|/(–-])??{the}{both}",
        "name_line": rf"^(?:[\p{{L}}\p{{M}}.'’ -]{{3,60}}[,|–—-]\s*)?{the}{both}(?:\s+(?i:news|agency|{people}))*"
        r"(?:\s*[|·•,–-]\s*(?:\D{0,20}\d[\d\D]*))?$",
        "pictured": rf"^[\p{{L}}\p{{M}}.'’ -]{{3,60}}\s?/\s?{the}{both}[)\]]?$",
        "sign_off": rf"(?:(?<=[.!?\"”’)])\s*|^)(?P<mark>{_DASH}{{1,2}}\s*|[(\[/]\s*|©\s*|(?i:with)\s+)?"
        rf"{the}{both}\s*[)\]/]?\.?$",
        "coverage_note": rf"(?i:\b(?:follow|read|see|find)(?:\s+(?:all|more)(?:\s+of)?)?)\s+{the}{both}(?:['’]s?)?\s+"
        r"(?:[\p{L}’'-]+\s+){0,4}?(?i:coverage|news|stories)\b",
        "source_line": rf"^[(\[]?(?i:source|agency|credit|courtesy|provided\s+by|content\s+(?:from|by))s?\s*"
        rf"(?:[:–-]|\bof\b|\s)\s*{the}{both}",
        "via": rf"(?i:\bvia)\s+{the}{both}",
        "with_inputs": rf"(?i:\bwith\s+(?:additional\s+)?{inputs}\s+(?:from|by))\s+(?:[^.]{{0,60}}?[\s,])??{the}{both}",
        "contribution": rf"(?<![\p{{L}}\p{{N}}]){name}\s+(?i:[\p{{L}} ]{{0,30}}?{people}\b).{{0,120}}?(?i:contributed)",
        "copyright": rf"(?i:©|\(c\)|\bcopyright\b)[\s\d©,-]*(?i:by\s+)?{the}{both}",
        "republished": rf"(?i:\b(?:originally|first)\s+(?:published|appeared)\s+(?:on|in|by|at))\s+{the}{both}",
    }  # fmt: skip
    return {kind: regex.compile(form, names=list(_names())) for kind, form in forms.items()}


def credits(text):
    """Return the credits that a page prints, in the order of the page.

    One row each: `start`, `end` (offsets), `text`, `organization` (the agency's usual short name; NA for a newsroom's
    own byline), `kind` (`dateline`, `byline`, `sign_off`, `coverage_note`, `source_line`, `via`, `copyright`,
    `contribution`, `with_inputs`, `email`, `staff`, `photo`) and `weight` (0 to 1: how surely it says whose text this
    is; 0 for a photo credit). Agencies are those of `data/agencies.csv`.
    """
    return credits_in(text, boilerplate.label_lines(text))


def credits_in(text, lines):
    """Return `credits(text)` for a page whose lines are labelled already."""
    lines = with_head(lines)
    rows = []
    body = lines[lines["is_body"]]
    named = lines["text"].map(lambda line: "@" in line or names_agency(line)).astype(bool)
    for line in lines[named & (lines["kind"] != "related_stories")].itertuples():
        rows += _in_line(text, line, lines, body)
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"start": int, "end": int, "weight": float})
    table["text"] = [text[start:end] for start, end in zip(table["start"], table["end"], strict=True)]
    return table.drop_duplicates(["start", "end", "organization"], ignore_index=True)


def names_agency(text):
    """Tell whether a text names a news agency, in any role."""
    return _anywhere().search(text) is not None


def organizations(table):
    """Return the agencies that a page's credits name as its text's, joined by `; `, surest first; NA where none."""
    text_credits = table[(table["weight"] >= TEXT_CREDIT) & table["organization"].notna()]
    best = text_credits.groupby("organization", sort=False)["weight"].max().sort_values(ascending=False, kind="stable")
    return "; ".join(best.index) if len(best) else pd.NA


def _in_line(text, line, lines, body):
    if line.kind in ("caption", "photo_credit") or (not line.is_body and _is_photo(line.text)):
        return _photo(line)
    if line.is_body:
        return _in_body(line, body)
    first, last = (body["line"].min(), body["line"].max()) if len(body) else (10**9, 10**9)
    return _in_furniture(text, line, lines, line.line < first, line.line - last)


def _is_photo(line):
    shown = _PHOTO.search(line) or _forms()["pictured"].search(line)
    return len(line) < 200 and shown is not None and not _forms()["byline"].search(line)


def _rows(match, line, kind, whole=False):
    """Return one row for each agency that a match names; its characters are the match's, without outer white space."""
    start, end = (line.start, line.end) if whole else (line.start + match.start(), line.start + match.end())
    inner = line.text[start - line.start : end - line.start]
    start, end = start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
    found = [match["name"], match.groupdict().get("other")]
    return [(start, end, "", _names()[name], kind, WEIGHTS[kind]) for name in found if name]


def _photo(line):
    return [
        (line.start + m.start(), line.start + m.end(), "", _names()[m.group()], "photo", WEIGHTS["photo"])
        for m in _anywhere().finditer(line.text)
    ]


def _in_body(line, body):
    """Credits of a line of the story: a dateline that opens it, a sign-off that ends the story, notes below it."""
    forms, rank = _forms(), list(body["line"]).index(line.line)
    rows = []
    for kind in ("dateline", "place") if rank < 2 else ("dateline",):
        match = None if rows else forms[kind].search(line.text[:160])
        rows += _rows(match, line, "dateline") if match else []
    if rank >= len(body) - 2:
        match = forms["sign_off"].search(line.text)
        rows += _rows(match, line, "sign_off") if match else []
    if rank >= len(body) - 3:
        rows += _notes(line)
    return rows


def _notes(line):
    rows = []
    for kind in ("coverage_note", "with_inputs", "contribution", "copyright", "republished", "source_line"):
        match = _forms()[kind].search(line.text)
        rows += _rows(match, line, "source_line" if kind == "republished" else kind) if match else []
    return rows


def _in_furniture(text, line, lines, above, below):
    """Credits of a line outside the story: bylines above it, notes and sign-offs right below it."""
    forms = _forms()
    rows = _notes(line) if below < 40 else []
    if len(line.text) > 250:
        return rows
    match = forms["byline"].search(line.text) if line.kind == "byline" or above or below <= 6 else None
    rows += _rows(match, line, "byline") if match else _split_byline(text, line, lines, above, below)
    match = forms["dateline"].search(line.text) if above and line.kind in ("dateline_or_date", "body") else None
    rows += _rows(match, line, "dateline") if match else []
    match = forms["via"].search(line.text) if line.kind in ("byline", "source_note", "dateline_or_date") else None
    rows += _rows(match, line, "via") if match else []
    if not rows and 0 < below <= 4:
        match = forms["sign_off"].fullmatch(line.text)
        marked = match and (match["mark"] or line.kind != "navigation_or_chrome")
        rows += _rows(match, line, "sign_off") if marked else []
    return rows or _by_email(line, below)


def _split_byline(text, line, lines, above, below):
    """A byline broken over two lines (By, then a name), or a line with nothing but the agency's name near the head."""
    match = _forms()["name_line"].search(line.text)
    if match is None or not (above or below <= 4):
        return []
    at = lines.index[lines["line"] == line.line][0]
    if at > 0 and _BYLINE.fullmatch(lines.loc[at - 1, "text"]):
        start = lines.loc[at - 1, "start"]
        return [(start, line.end, "", row[3], "byline", WEIGHTS["byline"]) for row in _rows(match, line, "byline")]
    near = set(lines.loc[max(0, at - 2) : at + 2, "kind"]) & {"headline", "byline", "dateline_or_date"}
    fits = line.kind == "byline" or (above and near and line.kind != "headline")
    return _rows(match, line, "byline") if fits else []


@lru_cache(maxsize=1)
def _domains():
    rows = zip(agencies()["name"], agencies()["domain"], strict=True)
    return {domain: name for name, domains in rows for domain in domains.split("|") if domain}


def agency_of(host):
    """Return the agency whose internet domain `host` (a host name or an address) is or belongs to, or NA."""
    host = regex.sub(r"^\w+://|[/:?#].*$", "", str(host)).lower()
    found = [name for domain, name in _domains().items() if host == domain or host.endswith("." + domain)]
    return found[0] if found else pd.NA


def _by_email(line, below):
    """A byline with the writer's address: an agency's domain is a credit, another one shows a newsroom's own story."""
    match = _EMAIL.search(line.text)
    if match is None or below > 6 or not (line.kind == "byline" or _BYLINE.match(line.text)):
        return []
    if not _WRITER.search(line.text[: match.start()]):
        return []
    agency = agency_of(match["domain"])
    kind = "staff" if pd.isna(agency) else "email"
    return [(line.start, line.end, "", agency, kind, WEIGHTS[kind])]
