"""What a line is that is not the story: general rules on its form and on where it stands.

The rules know the shapes of news pages in English (By …, Photo: …, Related stories, ©), not any page.
"""

import re

from wirecopy import text as tx
from wirecopy.line_features import STOP

KINDS = (
    "body", "headline", "byline", "dateline_or_date", "caption", "photo_credit", "navigation_or_chrome", "related_stories",
    "source_note", "disclaimer",
)  # fmt: skip

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_NUMERIC = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
_WRITTEN = rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+\d{{4}})?|{_MONTH}\s+\d{{4}}"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?"
_AGO = r"(?:\d+|an?|one|two|three)\s+(?:second|sec|minute|min|hour|hr|day|week|month|year)s?\s+ago"
_STAMP = re.compile(rf"\b(?:{_NUMERIC}|{_WRITTEN}|{_DAY}|{_TIME}|{_AGO})(?!\w)", re.I)
_STAMP_WORDS = frozenset(
    "date dated on at by last first updated update published publish posted modified created edited release released time issued and of "
    "gmt utc est edt et pst pdt pt cst cdt ct mst mdt bst ist cet cest kst jst hkt sgt aest wib zulu am pm local today yesterday original".split()
)
_CRAWLED = re.compile(
    rf"^(?:date|published|updated|posted|last updated|modified)\s*(?:on|at)?\s*[:=]?\s*(?:{_NUMERIC}|{_WRITTEN})(?:[T\s,]+{_TIME})?(?!\w)", re.I
)
_PLACE = r"[A-ZÀ-Þ][\w.'’-]*(?:[ ,/]+(?:[a-z]{2,3} )?[A-ZÀ-Þ][\w.'’-]*){0,6}"
_AGENCY = r"\([A-Z][\w .&/'’-]{1,30}\)"
_UPPER = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){0,3}"
_DATED = rf"(?:,?\s+(?:{_WRITTEN}))?"
_DATELINE = re.compile(
    rf"^(?:(?P<agency>(?:{_PLACE}{_DATED},?\s+)?{_AGENCY})\s*(?:--?|[—–:])"
    rf"|(?P<place>{_UPPER}(?:,\s+{_PLACE})?{_DATED})(?:\s*[—–]|\s+--?\s|:\s))\s*(?=\S)"
)
_BYLINE = re.compile(r"^(?:(?:written|reported|story|words|edited|compiled|reporting)\s+)?by\b(?:\s*[:|—–-])?", re.I)
_ROLE = re.compile(
    r"\b(?:staff writers?|correspondent|reporter|senior writer|contributor|contributing (?:writer|editor)|associated press|editor(?:-in-chief)?|columnist|newsroom)\W*$"
    r"|^(?:staff|news) (?:writer|report|desk)\b",
    re.I,
)
_EMAIL = re.compile(r"\S+@\S+\.\w{2,}")
_URL_ONLY = re.compile(r"^(?:\W*(?:https?://|www\.)\S+(?:\s+\S*[-/.]\S*)*\W*)$", re.I)
_CREDIT = re.compile(
    r"^\W*(?:photos?|pictures?|images?|photographs?|illustration|graphic|video|credits?|cover|screenshot|file photo|courtesy)(?: credits?)?\s*(?:[:/|©—–-]|by\b|via\b|courtesy\b|from\b|source\b)"
    r"|(?:\b(?:getty|shutterstock|istock|unsplash|pexels|wikimedia|flickr|alamy|handout|photo|images?|pool|via))\W*$|\b(?:getty images|ap photo|shutterstock)\b"
    r"|^\W*©?\s*(?:getty|shutterstock|unsplash|pexels)\b|^\((?:ap|file|photo|image|courtesy|credit)\b[^)]*\)$",
    re.I,
)
_PICTURED = re.compile(
    r"\b(?:pictured|is seen|are seen|seen (?:here|in|at|on|after|during)|file (?:photo|image|picture)|in this (?:\w+ ){0,3}(?:photo|image|picture|screengrab|handout)"
    r"|(?:undated|handout|satellite|aerial) (?:photo|image|picture|view)|photo(?:graph)? (?:taken|released|provided|shows|by)|image (?:taken|released|provided|shows|from|by)"
    r"|general view|view shows|this image|this photo|as taken|left|right|center|centre)\b|^\W*file\b\W|\bvia \w[\w .]*\W*$"
    r"|(?:\[[^\]]{2,40}\]|\*\*[^*]{2,40}\*\*|\((?:[^()]*(?:photo|images|via|credit|file|/)[^()]*)\))\W*$|\b(?:photo|image|picture|credit)s?\s*:\s*\S[^.]{2,60}$",
    re.I,
)
_NOTE = re.compile(
    r"^\W*(?:original(?:ly)? (?:url|link|source|article|published|appeared)|source\b|sources?:|via:|follow \S+(?:\s\S+){0,5} (?:coverage|at|on)\b|read the (?:original|full)"
    r"|(?:additional |with )?reporting (?:by|from|contributed)|(?:this|the) (?:article|story|report|post|piece) (?:was|is|has been|first|originally|has)"
    r"|(?:editor|writer|author)['’]?s['’]? note|correction|clarification|(?:with|from) (?:inputs|files|agencies)|(?:more|full) coverage|for more (?:on|about|coverage)"
    r"|(?:cross-?posted|republished|reprinted|excerpted|adapted|translated) (?:from|by|with)|courtesy of|references?\b|\w+(?: \w+){1,4} contributed to)"
    r"|\bcontributed (?:to|reporting)\b|\bfirst (?:appeared|published) (?:in|on|at)\b|\boriginally (?:appeared|published)\b|\b(?:reporting|writing|editing) by\b",
    re.I,
)
_DISCLAIMER = re.compile(
    r"\b(?:disclaimer|(?:views?|opinions?|point of view) (?:expressed|of the)|(?:express|reflect|represent)(?:es|ed|s)?\b.{0,40}\b(?:views?|opinions?|point of view|position)"
    r"|not (?:responsible|liable)|no responsibility|automatic(?:ally)?\b.{0,60}\btranslat|translat\w*\b.{0,60}\b(?:automatic|machine|software)"
    r"|may not be (?:published|reproduced|broadcast|copied)|without (?:prior |written |express )*(?:permission|consent)|(?:earn|receive)\b.{0,30}\bcommission|affiliate (?:links?|commission)"
    r"|for informational purposes|not (?:financial|legal|medical|investment) advice|auto-?generated|syndicated feed|has not been edited|terms of (?:use|service) apply)",
    re.I,
)
_RELATED = re.compile(
    r"^\W*(?:related|recommended|more (?:from|on|in|stories|news|like|about|to|coverage|headlines|articles|top)|more:?$|most (?:read|popular|viewed|recent|shared|watched)|must[- ](?:read|see|watch)|read (?:more|next|also)"
    r"|see (?:also|more)|also (?:read|on|in|see)\b|you (?:may|might)|trending|popular|latest\b|top (?:stories|news|headlines|picks|videos)|up next|don['’]?t miss|what to (?:read|watch)|editors?['’]?s? (?:picks?|choice)"
    r"|in (?:other|case)\b|other (?:news|stories)|around the web|from (?:the|our|around) (?:web|partners|network|archive)|sponsored|promoted|keep reading|next (?:up|article|story)|further reading|similar (?:stories|articles|news)"
    r"|featured|stories (?:for|you)|best of|our picks|watch (?:next|more)|discover more|suggested|recent (?:posts|stories|news|articles)|related:|watch:|read:)",
    re.I,
)
_FOOT = re.compile(
    r"^\W*(?:\d+\s+)?(?:comments?|leave a (?:comment|reply)|join the (?:conversation|discussion)|post a comment|about (?:us|the author)|contact|privacy|terms|copyright|©|subscribe|newsletter|sign up|follow us|share|tags?|topics|categories|back to top|search|menu|home|advert)",
    re.I,
)
_CHROME = re.compile(
    r"\b(?:subscri\w+|newsletters?|sign (?:up|in)|log ?in|cookies?|advert\w*|sponsor\w*|copyright|all rights reserved|privacy|terms of|share|click|tap here|facebook|twitter|instagram|whatsapp|comments?|min(?:ute)?s? read|back to top"
    r"|skip to|menu|search|loading|print|listen|bookmark|follow)\b|©",
    re.I,
)
_NAME = re.compile(
    r"^(?:[A-ZÀ-Þ][\w.'’-]*|de|van|von|der|el|al|bin|da|di|la|le)(?:(?:,?\s+|-)(?:[A-ZÀ-Þ][\w.'’-]*|de|van|von|der|el|al|bin|da|di|la|le|and|with|&)){0,11},?$"
)


def prefixes(line):
    """Return the date and the dateline at the front of a line as `(start, end, kind)`, kind `date` or `dateline`."""
    found, at = [], 0
    crawled = _CRAWLED.match(line)
    if crawled and not _only_stamp(line):
        found.append((0, crawled.end(), "date"))
        at = crawled.end() + len(line[crawled.end() :]) - len(line[crawled.end() :].lstrip())
    dateline = _DATELINE.match(line[at:])
    if dateline and len(tx.tokens(line[at + dateline.end() :])) > 3:
        name = "agency" if dateline.group("agency") else "place"
        found.append((at + dateline.start(name), at + dateline.end(name), "dateline"))
    return found


def name(lines, is_body):
    """Return the kind of each of the `lines`, given which of them are the story."""
    story = [i for i, flag in enumerate(is_body) if flag]
    first, last = (story[0], story[-1]) if story else (len(lines), len(lines))
    known = {w for i in story for w in _content(lines[i])}
    headline = _headline(lines, is_body, first, known)
    kinds, related = [], False
    for i, line in enumerate(lines):
        if is_body[i]:
            kinds.append("body")
            related = False
            continue
        if _RELATED.match(line) and len(tx.tokens(line)) < 9:
            related = i > first or related
        elif _FOOT.match(line) and len(tx.tokens(line)) < 9:
            related = False
        zone = "above" if i < first else "below" if i > last else "inside"
        kinds.append(_kind(line, zone, related, kinds, line in headline, known))
    return kinds


def _headline(lines, is_body, first, known):
    """Return the lines (texts) that are the page's headline: above the story, and closest to it in words."""
    best, at = set(), 0.0
    for i in range(min(first, len(lines))):
        bare = _without_date(lines[i])
        words = tx.tokens(bare)
        if is_body[i] or not 3 <= len(words) <= 30 or _form(bare) or _PICTURED.search(bare):
            continue
        content = _content(bare)
        share = len(content & known) / len(content) if known and content else 0.3
        worth = share * min(len(content), 6) - 1.5 * bool(_RELATED.match(bare)) - bare.rstrip("\"'”’").endswith(".")
        if worth > at + 1e-9:
            best, at = {lines[i]}, worth
    return best


def _kind(line, zone, related, kinds, is_headline, known):
    form = _form(line)
    words = len(tx.tokens(line))
    if is_headline and zone == "above":
        return "headline"
    if form and not (related and form in ("byline", "photo_credit") and zone == "below"):
        return form
    if related and zone == "below" and not (words < 5 and _CHROME.search(line)):
        return "related_stories"
    if _RELATED.match(line):
        return "related_stories"
    if zone != "below" and words > 5 and (_PICTURED.search(line) or (line.endswith((".", ".”", '."')) and words > 8)):
        return "caption"
    if _is_name(line, kinds, zone):
        return "byline"
    if zone == "below" and words >= 5 and not _CHROME.search(line):
        return "related_stories"
    return "navigation_or_chrome"


def _form(line):
    """Return the kind that the form of a line alone gives, else None."""
    words = len(tx.tokens(line))
    if words == 0:
        return "navigation_or_chrome"
    if _only_stamp(line):
        return "dateline_or_date"
    if _URL_ONLY.match(line):
        return "source_note"
    if _DISCLAIMER.search(line) and words > 5:
        return "disclaimer"
    if _BYLINE.match(line) and words <= 20 or _ROLE.search(line) and words <= 12:
        return "byline"
    if _CREDIT.search(line) and words <= 10:
        return "photo_credit"
    if _NOTE.search(line) and words <= 60:
        return "source_note"
    if _EMAIL.search(line) and words <= 14:
        return "byline"
    return None


def _is_name(line, kinds, zone):
    """Say whether a line looks like a writer's name where one is to be expected."""
    if zone == "below" or not kinds:
        return False
    after_by = kinds[-1] == "byline"
    near = after_by or "headline" in kinds
    names = [w for w in re.findall(r"[^\W\d_]+", line) if w.lower() not in ("and", "with")]
    enough = 1 if after_by else 2
    return near and _NAME.match(line) is not None and enough <= len(names) <= 10 and not _CHROME.search(line)


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
