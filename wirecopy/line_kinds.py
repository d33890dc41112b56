"""What a line is that is not the story: general rules on its form and on where it stands.

The rules know the shapes of news pages in English (By …, Photo: …, Related stories, ©), not any page.
"""

import re

import numpy as np

from wirecopy import text as tx
from wirecopy.line_features import CAPTION, DISCLAIMER, NOTE, PERSON, STOP, heaviest

KINDS = (
    *("body", "headline", "byline", "dateline_or_date", "caption", "photo_credit", "navigation_or_chrome"),
    *("related_stories", "source_note", "disclaimer"),
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_NUMERIC = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
_WRITTEN = (
    rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+\d{{4}})?"
    rf"|{_MONTH}\s+\d{{4}}"
)
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?"
_AGO = r"(?:\d+|an?|one|two|three)\s+(?:second|sec|minute|min|hour|hr|day|week|month|year)s?\s+ago"
_STAMP = re.compile(rf"\b(?:{_NUMERIC}|{_WRITTEN}|{_DAY}|{_TIME}|{_AGO})(?!\w)", re.I)
_STAMP_WORDS = frozenset(
    tx.tokens(
        "date dated on at by last first updated update published publish posted modified created edited release "
        "released "
        "time issued and of gmt utc est edt et pst pdt pt cst cdt ct mst mdt bst ist cet cest kst jst hkt sgt aest wib "
        "zulu am pm local today yesterday original"
    )
)
_CRAWLED = re.compile(
    rf"^(?:date|published|updated|posted|last updated|modified)\s*(?:on|at)?\s*[:=]?\s*(?:{_NUMERIC}"
    rf"|{_WRITTEN})(?:[T\s,]+{_TIME})?(?!\w)",
    re.I,
)
_PLACE = r"[A-ZÀ-Þ][\w.'’-]*(?:[ ,/]+(?:[a-z]{2,3} )?[A-ZÀ-Þ][\w.'’-]*){0,6}"
_AGENCY = r"\([A-Z][\w .&/'’-]{1,30}\)"
_UPPER = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){0,3}"
_DATED = rf"(?:,?\s+(?i:{_WRITTEN}))?"
_DATELINE = re.compile(
    rf"^(?:(?P<agency>(?:{_PLACE}{_DATED},?\s+)?{_AGENCY})\s*(?:--?|[—–:])"
    rf"|(?P<place>{_UPPER}(?:,\s+{_PLACE})?{_DATED})(?:\s*[—–]|\s+--?\s|:\s))\s*(?=\S)"
)
# Labels in capitals that stand before a colon or dash as a place does.
_LABEL = re.compile(
    r"^(?:READ|WATCH|MORE|SEE|ALSO|RELATED|EXCLUSIVE|INSIDER|EXPLAINED|EXPLAINER|ANALYSIS|OPINION|EDITORIAL|COLUMN|REVIEW"
    r"|FILE|PHOTOS?|VIDEO|LIVE|BREAKING|UPDATED?|WARNING|NOTE|TAGS?|TAGGED|STORY|NEWS|NEXT|EDITOR|CORRECTION|BY|LMAO|FACT"
    r"|PICTURED?|IMAGES?|SOURCE|CREDIT|DEAR|Q|A|Q&A|FOLLOW|TOPICS|KEY|WHY|HOW|WHAT|WHO|ENGINE|PRICE|MSRP|RATING)\b"
)
_ANOTHER = re.compile(
    r"^\W*(?:[\w.'’-]+[ ,/]+){0,5}\((?:[A-Z][\w.&/'’-]+(?: [A-Z][\w.&/'’-]*){0,2}|[a-z.&/]{2,12}(?: [a-z]{2,12})?)\)"
    r"\s+(?:--?|[—–])\s*\S"
)
_BYLINE = re.compile(r"^(?:(?:written|reported|story|words|edited|compiled|reporting)\s+)?by\b(?:\s*[:|—–-])?", re.I)
_ROLE = re.compile(
    r"\b(?:staff writers?|correspondent|reporter|senior writer|contributor|contributing (?:writer|editor)"
    r"|associated press|editor(?:-in-chief)?|columnist|newsroom)\W*$"
    r"|^(?:staff|news) (?:writer|report|desk)\b",
    re.I,
)
_EMAIL = re.compile(r"\S+@\S+\.\w{2,}")
_URL_ONLY = re.compile(r"^(?:\W*(?:https?://|www\.)\S+(?:\s+\S*[-/.]\S*)*\W*)$", re.I)
_CREDIT = re.compile(
    r"^\W*(?:photos?|pictures?|images?|photographs?|illustration|graphic|video|credits?|cover|screenshot|file photo"
    r"|courtesy)(?: credits?)?\s*(?:[:/|©—–-]|by\b|via\b|courtesy\b|from\b|source\b)"
    r"|(?:\b(?:getty|shutterstock|istock|unsplash|pexels|wikimedia|flickr|alamy|handout|photo|images?|pool|via))\W*$"
    r"|\b(?:getty images|ap photo|shutterstock)\b"
    r"|^\W*©?\s*(?:getty|shutterstock|unsplash|pexels)\b|^\((?:ap|file|photo|image|courtesy|credit)\b[^)]*\)$",
    re.I,
)
_RELATED = re.compile(
    r"^\W*(?:related|recommended|more (?:from|on|in|stories|news|like|about|to|coverage|headlines|articles|top)"
    r"|more:?$|most (?:read|popular|viewed|recent|shared|watched)|must[- ](?:read|see|watch)|read (?:more|next|also)"
    r"|see (?:also|more)|also (?:read|on|in|see)\b|you (?:may|might)|trending|popular|latest\b|top (?:stories|news"
    r"|headlines|picks|videos)|up next|don['’]?t miss|what to (?:read|watch)|editors?['’]?s? (?:picks?|choice)"
    r"|in (?:other|case)\b|other (?:news|stories)|around the web|from (?:the|our|around) (?:web|partners|network"
    r"|archive)|sponsored|promoted|keep reading|next (?:up|article|story)|further reading|similar (?:stories"
    r"|articles|news)"
    r"|featured|stories (?:for|you)|best of|our picks|watch (?:next|more)|discover more|suggested|recent (?:posts"
    r"|stories|news|articles)|related:|watch:|read:)",
    re.I,
)
_COMMENTS = re.compile(
    r"^\W*(?:\d+\s+)?(?:comments?\b|leave a (?:comment|reply)|join the (?:conversation|discussion)|post a comment)",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_FOOT = re.compile(
    r"^\W*(?:about (?:us|the author)|contact|privacy|terms|copyright|©|subscribe|newsletter|sign up|follow us|share"
    r"|tags?"
    r"|topics|categories|back to top|search|menu|home|advert)",
    re.I,
)
_CHROME = re.compile(
    r"\b(?:subscri\w+|newsletters?|sign (?:up|in)|log ?in|cookies?|advert\w*|sponsor\w*|copyright"
    r"|all rights reserved|privacy|terms of|share|click|tap here|facebook|twitter|instagram|whatsapp|comments?"
    r"|min(?:ute)?s? read|back to top"
    r"|skip to|menu|search|loading|print|listen|bookmark|follow)\b|©",
    re.I,
)
_NAME = re.compile(
    r"^(?:[A-ZÀ-Þ][\w.'’-]*|de|van|von|der|el|al|bin|da|di|la|le)(?:(?:,?\s+|-)(?:[A-ZÀ-Þ][\w.'’-]*|de|van|von|der"
    r"|el|al|bin|da|di|la|le|and|with|&)){0,11},?$"
)


def prefixes(line):
    """Return the date and the dateline at the front of a line as `(start, end, kind)`, kind `date` or `dateline`."""
    found, at = [], 0
    crawled = _CRAWLED.match(line)
    if crawled and not _only_stamp(line):
        found.append((0, crawled.end(), "date"))
        at = crawled.end() + len(line[crawled.end() :]) - len(line[crawled.end() :].lstrip())
    dateline = _DATELINE.match(line[at:])
    if dateline and not _LABEL.match(line[at:]) and len(tx.tokens(line[at + dateline.end() :])) > 3:
        name = "agency" if dateline.group("agency") else "place"
        found.append((at + dateline.start(name), at + dateline.end(name), "dateline"))
    return found


_SET_OFF = re.compile(r"[.!?][\"”’)]*\s*(?:\*{1,2}|\[|\()\s*[^\W\d_a-z][\w\s./&'-]{1,40}(?:\*{1,2}|\]|\))$")


def opens_a_story(line):
    """Say whether a line opens as an agency's story does, PLACE (AGENCY) -, in capitals or not."""
    return _ANOTHER.match(line) is not None and len(tx.tokens(line)) > 12


def ends_in_credit(line):
    """Say whether a line ends, after its last full stop, in a name set off by brackets or stars, as captions do."""
    return _SET_OFF.search(line) is not None and len(tx.tokens(line)) > 6


def name(lines, is_body):
    """Return the kind of each of the `lines`, given which of them are the story."""
    story = [i for i, flag in enumerate(is_body) if flag]
    # The story ends where most of it has been told: a stray line far below does not make a tail part of it.
    first, end = heaviest(np.where(is_body, 1.0, -0.5)) if story else (len(lines), len(lines))
    headline = _headline(lines, first, {w for i in story for w in _content(lines[i])})
    kinds, section = [], None
    for i, line in enumerate(lines):
        if is_body[i]:
            kinds.append("body")
            section = section if i >= end else None
            continue
        zone = "above" if i < first else "below" if i >= end else "inside"
        section = _section(line, section) if i > first else None
        if zone == "above" and line in headline:
            kinds.append("headline")
        else:
            kinds.append(_kind(line, zone, section, kinds))
    return kinds


def _section(line, current):
    """Return the section of the page that a line opens (`related`, `comments`, `foot`), else the current one."""
    if len(tx.tokens(line)) < 9:
        for section, heading in (("comments", _COMMENTS), ("related", _RELATED), ("foot", _FOOT)):
            if heading.match(line):
                return section
    return current


def _headline(lines, first, known):
    """Return the lines (texts) that are the page's headline: above the story, and closest to it in words."""
    best, at = set(), 0.0
    for line in lines[:first]:
        bare = _without_date(line)
        if not 3 <= len(tx.tokens(bare)) <= 30 or _form(bare) or CAPTION.search(bare):
            continue
        content = _content(bare)
        share = len(content & known) / len(content) if known and content else 0.3
        worth = share * min(len(content), 6) - 4 * bool(_RELATED.match(bare)) - bare.rstrip("\"'”’").endswith(".")
        if worth > at + 1e-9:
            best, at = {line}, worth
    return best


def _kind(line, zone, section, kinds):
    """Return the kind of a line outside the story: by its form, then by its section, then by where it stands."""
    form, words, chrome = _form(line), len(tx.tokens(line)), _CHROME.search(line) is not None
    below_others = zone == "below" and section == "related"
    if form and not (below_others and form in ("byline", "photo_credit")):
        return form
    if section == "comments":
        return "navigation_or_chrome"
    if _RELATED.match(line) or (below_others and not (words < 5 and chrome)):
        return "related_stories"
    if _is_name(line, zone, kinds):
        return "byline"
    if words > 5 and zone != "below" and CAPTION.search(line):
        return "caption"
    if words > 8 and zone != "below" and _SENTENCE_END.search(line):
        return "headline" if kinds and kinds[-1] == "headline" else "caption"
    return "related_stories" if words >= (5 if zone == "below" else 7) and not chrome else "navigation_or_chrome"


def _form(line):
    """Return the kind that the form of a line alone gives, else None."""
    words = len(tx.tokens(line))
    if words == 0:
        return "navigation_or_chrome"
    if _only_stamp(line):
        return "dateline_or_date"
    if _URL_ONLY.match(line):
        return "source_note"
    if DISCLAIMER.search(line) and words > 5:
        return "disclaimer"
    if (_BYLINE.match(line) and words <= 20) or (_ROLE.search(line) and words <= 12):
        return "byline"
    if _CREDIT.search(line) and words <= 10:
        return "photo_credit"
    if NOTE.search(line) and words <= 60:
        return "source_note"
    if (_EMAIL.search(line) and words <= 14) or (PERSON.search(line) and words <= 80 and not _RELATED.match(line)):
        return "byline"
    return None


def _is_name(line, zone, kinds):
    """Say whether a line looks like a writer's name where one is to be expected."""
    if zone == "below" or _CHROME.search(line) or not _NAME.match(line):
        return False
    names = [w for w in re.findall(r"[^\W\d_]+", line) if w.lower() not in ("and", "with")]
    after_by = kinds[-1:] == ["byline"]
    return len(names) <= 10 and (after_by or ("headline" in kinds and len(names) >= 2))


def _only_stamp(line):
    if not _STAMP.search(line):
        return False
    rest = tx.tokens(_STAMP.sub(" ", line))
    return all(w in _STAMP_WORDS or (w.isdigit() and len(w) in (1, 2, 4)) for w in rest)


def _without_date(line):
    crawled = _CRAWLED.match(line)
    return line[crawled.end() :].strip() if crawled else line


def _content(line):
    return {w for w in tx.tokens(line) if len(w) > 2 and w not in STOP}
