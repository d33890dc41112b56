"""When a page was published: every date that it prints, what kind of date that is, and the interval that follows.

A printed day is an interval of 50 hours in UTC, because nobody says in which time zone it was printed. Dates in the
story, in captions and in the furniture of other stories say nothing about the page; nor does the day on which the page
was viewed. Those are listed with the reason, and bound nothing.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import pandas as pd
import regex

from wirecopy import boilerplate
from wirecopy.text import tokens

COLUMNS = ["start", "end", "text", "kind", "earliest", "latest", "used", "reason"]
_EASTMOST, _WESTMOST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
_FIRST_YEAR, _LAST_YEAR = 1980, 2100

_MONTHS = tokens("january february march april may june july august september october november december")
_WEEKDAYS = tokens("monday tuesday wednesday thursday friday saturday sunday")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|"
    r"sun(?:day)?)\b\.?,?\s+"
)
_FORMS = [
    regex.compile(pattern, regex.IGNORECASE)
    for pattern in (
        rf"(?<![\w/.-])(?:{_WEEKDAY})?{_YEAR}(?P<sep>[-./])(?P<month>\d\d)(?P=sep)(?P<day>\d\d)(?!\d)",
        rf"(?:\b|(?<=\p{{L}})(?=(?-i:\p{{Lu}}\p{{Ll}})))(?:{_WEEKDAY})?{_MONTH}\s+{_DAY}\s*,?\s+{_YEAR}\b",
        rf"\b(?:{_WEEKDAY})?{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}\b",
        r"\b(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d\d|\d\d)(?![\d/.-]\d|\d)",
        rf"\b{_MONTH},?\s+{_YEAR}\b",
        rf"\b(?:{_WEEKDAY})?{_MONTH}\s+{_DAY}\b(?!\s*[,:]?\d)",
        rf"\b(?:{_WEEKDAY})?{_DAY}(?:\s+of)?\s+{_MONTH}(?!\w)",
    )
]
_TIME = regex.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?\s*(?P<half>[ap]\.?m\b\.?)?\s*"
    r"(?P<zone>Z\b|(?:UTC|GMT)?\s?[+-]\d\d?:?\d\d\b|\(?[A-Z]{2,5}\)?\b)?",
    regex.IGNORECASE,
)
# Hours from UTC, winter and summer where one name is used for both. IST and CST have several meanings.
_ZONES = {
    "z": (0, 0), "utc": (0, 0), "gmt": (0, 0), "bst": (1, 1), "cet": (1, 1), "cest": (2, 2), "eet": (2, 2),
    "eest": (3, 3), "msk": (3, 3), "est": (-5, -5), "edt": (-4, -4), "et": (-5, -4), "cdt": (-5, -5), "ct": (-6, -5),
    "mst": (-7, -7), "mdt": (-6, -6), "mt": (-7, -6), "pst": (-8, -8), "pdt": (-7, -7), "pt": (-8, -7),
    "ist": (1, 5.5), "cst": (-6, 8),
    "jst": (9, 9), "kst": (9, 9), "hkt": (8, 8), "sgt": (8, 8), "pkt": (5, 5), "aest": (10, 10), "aedt": (11, 11),
    "nzst": (12, 12), "nzdt": (13, 13),
}  # fmt: skip
# Datelines whose place gives its time zone no name of its own in the time zone database.
_PLACES = {
    "washington": "America/New_York", "boston": "America/New_York", "atlanta": "America/New_York",
    "miami": "America/New_York", "philadelphia": "America/New_York", "united nations": "America/New_York",
    "houston": "America/Chicago", "dallas": "America/Chicago", "new orleans": "America/Chicago",
    "san francisco": "America/Los_Angeles", "seattle": "America/Los_Angeles", "las vegas": "America/Los_Angeles",
    "beijing": "Asia/Shanghai", "hanoi": "Asia/Ho_Chi_Minh", "new delhi": "Asia/Kolkata", "delhi": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata", "islamabad": "Asia/Karachi", "lahore": "Asia/Karachi", "kyiv": "Europe/Kiev",
    "geneva": "Europe/Zurich", "frankfurt": "Europe/Berlin", "munich": "Europe/Berlin", "milan": "Europe/Rome",
    "barcelona": "Europe/Madrid", "edinburgh": "Europe/London", "tel aviv": "Asia/Jerusalem",
    "ankara": "Europe/Istanbul", "abuja": "Africa/Lagos", "rio de janeiro": "America/Sao_Paulo",
    "canberra": "Australia/Sydney", "wellington": "Pacific/Auckland", "pretoria": "Africa/Johannesburg",
}  # fmt: skip

_PREFIX = regex.compile(r"^[\s\ufeff]*(?:crawl_?)?date\s+$", regex.IGNORECASE)
_PUBLISHED = regex.compile(r"\b(?:first\s+)?(?:published|posted|issued|released?|date)\b[^.]{0,30}$", regex.IGNORECASE)
_UPDATED = regex.compile(r"\b(?:last\s+)?(?:updated?|modified|edited|revised)\b[^.]{0,30}$", regex.IGNORECASE)
_VIEWED = regex.compile(r"\b(?:today(?:\s+is)?|accessed|retrieved|printed|archived|viewed|crawled)\b[^.]{0,20}$",
                        regex.IGNORECASE)  # fmt: skip
_WEATHER = regex.compile(
    r"^\s*-?\d{1,3}\s?°?\s?[FC]\b|\d\s?°|\b(?:humidity|cloudy|sunny|overcast|forecast|scattered clouds|clear sky)\b",
    regex.IGNORECASE,
)
_NOT_OF_PAGE = regex.compile(r"\b(?:as\s+of|data|since|until|expires?|ends?|\(@\w+\)|due|by)\W*$", regex.IGNORECASE)
_COPYRIGHT = regex.compile(r"©|\(c\)|\bcopyright\b", regex.IGNORECASE)
_AGO = regex.compile(
    r"\b(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten)\s+"
    r"(?P<unit>min(?:ute)?|hour|hr|day|week|month|year)s?\s+ago\b|\b(?P<word>yesterday)\b",
    regex.IGNORECASE,
)
_NUMBER = {word: number for number, word in enumerate(tokens("zero one two three four five six seven eight nine ten"))}
_UNIT = {"min": 1 / 1440, "hou": 1 / 24, "hr": 1 / 24, "day": 1, "wee": 7, "mon": 31, "yea": 366}
_SAID = (
    r"(?:said|says|told|announced|denied|accused|reported|confirmed|warned|rejected|dismissed|claimed|declared|vowed|"
    r"urged|condemned|criticized|criticised|called|released|issued|published|ruled|voted|agreed|killed|died|"
    r"arrested|launched|fired|won|beat|signed|approved|unveiled|admitted|refused|ordered|sentenced)"
)
_LEAD_DAY = regex.compile(
    rf"\b(?P<before>{_SAID}\s+)?(?P<on>on\s+)?\b(?P<day>{'|'.join(_WEEKDAYS)})\b(?!\s+(?:night's|times|mail))"
    rf"(?P<after>\s+{_SAID}\b)?",
    regex.IGNORECASE,
)
_OTHER_WEEK = regex.compile(r"\b(?:last|next|every|each|since|until|by|from|coming|previous|will|to)\s+(?:on\s+)?$",
                            regex.IGNORECASE)  # fmt: skip


def dates(text, url=None):
    """Return every date on a page and what it is worth for the time of publication.

    One row each: `start`, `end` (characters of `text`; NA for the address given as `url`), `text`, `kind` (`stamp`,
    `updated`, `address`, `metadata`, `crawler`, `relative`, `weekday`, `viewing_day`, `caption`, `related`,
    `copyright`, `story`),
    `earliest`, `latest` (UTC: the interval that the row alone allows; NaT where it bounds nothing), `used` (whether
    it bounds the page's publication) and `reason`, in words.
    """
    return dates_in(text, boilerplate.label_lines(text), url)


def dates_in(text, lines, url=None, declared=None):
    """Return `dates(text, url)` for a page whose lines are labelled already; `declared` is the time in its metadata."""
    lines = with_head(lines)
    rows = [*_address(text, url), *_declared(declared)]
    for line in lines[lines["text"].str.contains(r"\d")].itertuples():
        rows += [_judged(printed, line, lines, text) for printed in _printed(text, line)]
    rows += _relative(text, lines, rows)
    rows = _weighed(rows, _lead_weekday(text, lines))
    table = pd.DataFrame([{key: row.get(key) for key in COLUMNS} for row in rows], columns=COLUMNS)
    table = table.astype({"start": "Int64", "end": "Int64", "used": bool})
    for column in ("earliest", "latest"):
        table[column] = pd.to_datetime(table[column], utc=True).astype("datetime64[ns, UTC]")
    return table


def with_head(lines):
    """Return a page's lines with none called another story's between the headline and the first line of the story."""
    body, headline = lines.loc[lines["is_body"], "line"], lines.loc[lines["kind"] == "headline", "line"]
    if not (len(body) and len(headline)):
        return lines
    between = lines["line"].between(headline.min(), body.min()) & (lines["kind"] == "related_stories")
    return lines.assign(kind=lines["kind"].mask(between, "dateline_or_date"))


def interval(table):
    """Return `(earliest, latest, evidence)` of a page from its `dates` table.

    The interval is what all used rows allow together; where they contradict each other it spans all of them, because a
    wrong day is worse than a wide interval. NaT where nothing bounds that side. `evidence` says in words what bounds
    the interval and which dates on the page do not, and why.
    """
    used = table[table["used"]]
    lows, highs = used["earliest"].dropna(), used["latest"].dropna()
    earliest, latest = lows.max() if len(lows) else pd.NaT, highs.min() if len(highs) else pd.NaT
    notes = [f"{row.kind} '{_short(row.text)}': {row.reason}" for row in used.itertuples()]
    if pd.notna(earliest) and pd.notna(latest) and earliest > latest:
        earliest, latest = lows.min(), highs.max()
        notes.append("these contradict each other, so the interval spans them all")
    if not notes:
        notes = ["nothing on the page says when it was published"]
    unused = table[~table["used"]].drop_duplicates(["text", "kind"])
    for kind, group in unused.groupby("kind", sort=False):
        shown = ", ".join(f"'{_short(t)}'" for t in group["text"].head(4))
        more = f" and {len(group) - 4} more" if len(group) > 4 else ""
        notes.append(f"no bound: {shown}{more} ({kind.replace('_', ' ')}: {group['reason'].iloc[0]})")
    return earliest, latest, "; ".join(notes)


def _short(text):
    flat = " ".join(str(text).split())
    return flat if len(flat) <= 60 else flat[:57] + "..."


def _printed(text, line):
    """Yield the dates that one line prints, longest form first, none inside another."""
    taken = []
    for form in _FORMS:
        for match in form.finditer(text, line.start, line.end):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            days = _days(match.groupdict())
            if days is not None:
                taken.append(match.span())
                yield match, days


def day_span(printed):
    """Return the UTC interval of a printed day, wherever it was printed; None where it is no date with day and year."""
    found = [days for form in _FORMS if (match := form.fullmatch(printed)) and (days := _days(match.groupdict()))]
    return _span(*found[0]) if found and found[0][0] and (found[0][1] - found[0][0]).days < 28 else None


def _days(found):
    """Return the first and last calendar day that a match may mean; the year is None where none is printed."""
    if found.get("a"):
        return _numeric(int(found["a"]), int(found["b"]), found["year"])
    month = found["month"].lower().rstrip(".")
    month = int(month) if month.isdigit() else 1 + [name[:3] for name in _MONTHS].index(month[:3])
    if not found.get("year"):
        valid = _date(2000, month, int(found["day"]))
        return (None, None) if valid and month else None
    year = int(found["year"])
    if not found.get("day"):
        first = _date(year, month, 1)
        return first and (first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    day = _date(year, month, int(found["day"]))
    return day and (day, day)


def _numeric(a, b, year):
    year = int(year) + (2000 if len(year) == 2 and int(year) < 70 else 0 if len(year) == 4 else 1900)
    readings = sorted({day for day in (_date(year, a, b), _date(year, b, a)) if day})
    return (readings[0], readings[-1]) if readings else None


def _date(year, month, day):
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _span(first, last, east=_EASTMOST, west=_WESTMOST):
    """Return the UTC interval in which it is `first` to `last` somewhere between the two time zones."""
    start = datetime.combine(first, datetime.min.time(), east).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), west).astimezone(UTC)
    return pd.Timestamp(start), pd.Timestamp(end)


def _judged(printed, line, lines, text):
    """Return the row of one printed date: its kind, interval and the reason, from where on the page it stands."""
    match, days = printed
    row = {"start": match.start(), "end": match.end(), "text": match.group(), "days": days, "used": False}
    kind, reason = _kind(match, line, lines, text)
    row |= {"kind": kind, "reason": reason, "weekday": match.groupdict().get("weekday")}
    if kind not in ("stamp", "updated", "crawler"):
        return row
    if days[0] is None or not match.groupdict().keys() & {"day", "a"}:
        missing = "no year is" if days[0] is None else "only a month is"
        return row | {"reason": f"{missing} printed"}
    row["earliest"], row["latest"] = _clocked(match, line, text, days)
    row["used"] = True
    if kind == "updated":
        row |= {"earliest": None, "reason": "published no later than this"}
    if days[0] != days[1]:
        row["reason"] += "; the order of day and month is open"
    return row


def _kind(match, line, lines, text):
    before = text[line.start : match.start()]
    if _PREFIX.match(text[: match.start()]):
        return "crawler", "a date put before the page by who collected it; published no later"
    if line.kind in ("caption", "photo_credit"):
        return "caption", "says when a picture was taken"
    if line.kind == "related_stories":
        return "related", "belongs to another story"
    if line.is_body or line.kind == "headline":
        return "story", "a date inside the story"
    if _COPYRIGHT.search(before):
        return "copyright", "a copyright notice"
    if _VIEWED.search(before) or _beside_weather(line, lines):
        return "viewing_day", "the day on which the page was viewed"
    if _UPDATED.search(before) and not _PUBLISHED.search(before):
        return "updated", ""
    if _NOT_OF_PAGE.search(before):
        return "story", "says of what time something in the page is"
    if _PUBLISHED.search(before):
        return "stamp", "day of publication as printed"
    if not _at_head(line, lines):
        return "related", "stands away from the story's head"
    if match.groupdict().get("weekday") and _above(line, lines) and not _beside_byline(line, lines):
        return "header", ""
    return "stamp", "day of publication as printed"


def _above(line, lines):
    """Tell whether a line stands above the headline, or above the story where no headline is known."""
    first = lines.loc[lines["kind"] == "headline", "line"]
    first = first if len(first) else lines.loc[lines["is_body"], "line"]
    return len(first) > 0 and line.line < first.min()


def _at_head(line, lines):
    """Tell whether a line outside the story stands at its head: by the headline, the byline or the first line."""
    body = lines.loc[lines["is_body"], "line"]
    kinds = ["headline", "byline"]
    if len(body) and line.line > body.iloc[0]:
        near = _near(line, lines, 2)
        return line.line <= body.iloc[0] + 8 or bool(near["kind"].eq("byline").any()) and line.line < body.max() + 6
    near = _near(line, lines, 8)
    return len(body) == 0 or bool(near["kind"].isin(kinds).any() or near["is_body"].any())


def _near(line, lines, reach):
    at = lines.index[lines["line"] == line.line][0]
    return lines.loc[max(0, at - reach) : at + reach]


def _beside_weather(line, lines):
    near = _near(line, lines, 2)
    return bool(near.loc[~near["is_body"], "text"].str.len().le(60).mul(
        near["text"].str.contains(_WEATHER.pattern, case=False, regex=True)).any())  # fmt: skip


def _beside_byline(line, lines):
    near = _near(line, lines, 3)
    return bool(((near["kind"] == "byline") | near["text"].str.match(r"(?i)by\b")).any())


def _clocked(match, line, text, days):
    """Return the interval of a printed day, narrowed by a time of day on the same line with its zone."""
    if days[0] != days[1]:
        return _span(*days)
    after = _TIME.match(text, match.end() + _gap(text[match.end() : line.end]), line.end)
    before = None if after else next(_TIME.finditer(text, max(line.start, match.start() - 20), match.start()), None)
    clock = after or before
    if clock is None:
        return _span(*days)
    hour, minute = int(clock["hour"]), int(clock["minute"])
    half = (clock["half"] or "").lower()[:1]
    hour = hour % 12 + 12 if half == "p" else hour % 12 if half == "a" else hour
    if hour > 23 or minute > 59:
        return _span(*days)
    moment = datetime(days[0].year, days[0].month, days[0].day, hour, minute)
    west, east = _offsets(clock["zone"])
    latest = moment - timedelta(hours=west) + timedelta(minutes=1)
    return pd.Timestamp(moment - timedelta(hours=east), tz="UTC"), pd.Timestamp(latest, tz="UTC")


def _gap(rest):
    return regex.match(r"[T\s,|/·•–—-]*(?:at\s+|@\s*)?", rest).end()


def _offsets(zone):
    """Return the smallest and largest number of hours from UTC that a printed time zone may mean."""
    name = (zone or "").strip("() ").lower()
    if name in _ZONES:
        return _ZONES[name]
    signed = regex.search(r"([+-])(\d\d?):?(\d\d)?$", name)
    if signed:
        hours = (int(signed[2]) + int(signed[3] or 0) / 60) * (1 if signed[1] == "+" else -1)
        return hours, hours
    return -12, 14


_IN_ADDRESS = [
    regex.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[/_-](?P<month>\d\d?)[/_-](?P<day>\d\d?)(?!\d)"),
    regex.compile(rf"(?<!\d)(?P<day>\d\d?)[/_-]{_MONTH}[/_-](?P<year>(?:19|20)\d\d)(?!\d)", regex.IGNORECASE),
    regex.compile(rf"(?<!\d)(?P<year>(?:19|20)\d\d)[/_-]{_MONTH}[/_-](?P<day>\d\d?)(?!\d)", regex.IGNORECASE),
    regex.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)"),
    regex.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>[01]?\d)/"),
]


def _address(text, url):
    if not isinstance(url, str):
        return
    for form in _IN_ADDRESS:
        match = form.search(url)
        days = match and _days(match.groupdict())
        if days and _FIRST_YEAR < days[0].year < _LAST_YEAR:
            at = text.find(match.group())
            earliest, latest = _span(*days)
            yield {
                "start": at if at >= 0 else None, "end": at + len(match.group()) if at >= 0 else None,
                "text": match.group(), "kind": "address", "earliest": earliest, "latest": latest, "used": True,
                "reason": "date in the page's address", "days": days,
            }  # fmt: skip
            return


def moment(stamp):
    """Return the UTC interval that a machine-written time may mean, or None: a moment if it has a time zone, else a day."""
    if not isinstance(stamp, str):
        return None
    stamp = stamp.strip()
    has_zone = regex.search(r"\d\d:\d\d.*(?:Z|GMT|UTC|[+-]\d\d:?\d\d)$", stamp)
    plain = stamp if has_zone else regex.sub(r"\s+\(?\p{L}{2,5}\)?$", "", stamp)
    found = pd.to_datetime(plain, utc=True, errors="coerce")
    if pd.isna(found):
        return None
    return (found, found) if has_zone else _span(found.date(), found.date())


def _declared(stamp):
    """Yield the row of the time of publication that a page's metadata declares."""
    span = moment(stamp)
    if span:
        day = span[0].date()
        row = {"text": stamp, "kind": "metadata", "earliest": span[0], "latest": span[1], "used": True}
        yield row | {"reason": "time of publication in the page's metadata", "days": (day, day)}


def _relative(text, lines, rows):
    """Return the rows of '16 days ago' and the like above the story; they count from the day the page was viewed."""
    body = lines.loc[lines["is_body"], "line"]
    head = lines[~lines["is_body"] & ~lines["kind"].isin(["related_stories", "caption", "photo_credit"])]
    head = head[head["line"] < body.min()] if len(body) else head
    seen = [row for row in rows if row["kind"] in ("viewing_day", "crawler") and row["days"][0]]
    for line in head.itertuples():
        for match in _AGO.finditer(text, line.start, line.end):
            row = {"start": match.start(), "end": match.end(), "text": match.group(), "kind": "relative", "days": None}
            if len(seen) != 1:
                yield row | {"used": False, "reason": "counts from the day of viewing, which is not known"}
                continue
            low, high = _ago(match)
            earliest, latest = _span(*seen[0]["days"])
            reason = f"counted back from '{seen[0]['text']}'"
            yield row | {"earliest": earliest - high, "latest": latest - low, "used": True, "reason": reason}


def _ago(match):
    """Return the least and the greatest time that '3 weeks ago' may mean: it is rounded down, or to the nearest."""
    if match["word"]:
        return timedelta(0), timedelta(days=2)
    count = match["count"].lower()
    count = int(count) if count.isdigit() else _NUMBER.get(count, 1)
    unit = _UNIT[match["unit"].lower()[:3]]
    return timedelta(days=max(0, count - 1) * unit), timedelta(days=(count + 1) * unit)


def _lead_weekday(text, lines):
    """Return the first weekday in the lead that is this week's, with the time zone of the dateline, or None."""
    for line in lines[lines["is_body"]].head(3).itertuples():
        for match in _LEAD_DAY.finditer(text, line.start, line.end):
            if _OTHER_WEEK.search(text[line.start : match.start()]):
                continue
            said = bool(match["before"] or (match["on"] and match["after"]) or match["after"])
            return {
                "start": match.start("day"), "end": match.end("day"), "text": match["day"], "kind": "weekday",
                "number": _WEEKDAYS.index(match["day"].lower()), "said": said, "zone": _dateline_zone(line.text),
                "used": False, "reason": "no printed date to set it against",
            }  # fmt: skip
    return None


@lru_cache(maxsize=1)
def _zones():
    names = {name.rsplit("/", 1)[-1].replace("_", " ").lower(): name for name in available_timezones() if "/" in name}
    return names | _PLACES


def _dateline_zone(line):
    place = regex.match(r"\p{Lu}[\p{Lu}\p{M}'’. -]{2,}", line)
    return place and _zones().get(place.group().strip(" -.").lower())


def _weighed(rows, weekday):
    """Return the rows with header dates, crawler dates and the lead's weekday judged against each other."""
    stamps = [row for row in rows if row["kind"] in ("stamp", "address", "metadata") and row["used"]]
    for row in rows:
        if row["kind"] == "header":
            agrees = weekday is not None and _days_after(row["days"][0], weekday["number"]) in (0, 1, 6)
            kind = "stamp" if agrees and not stamps and row["days"][0] else "viewing_day"
            reason = "day of publication as printed" if kind == "stamp" else "today's date in the page's header"
            row |= {"kind": kind, "reason": reason, "used": kind == "stamp"}
            if row["used"]:
                row["earliest"], row["latest"] = _span(*row["days"])
                stamps.append(row)
        if row["kind"] == "crawler" and not _supported(row, stamps, weekday):
            row["earliest"] = None
    if weekday is None:
        return rows
    return rows + [_set_against(weekday, stamps or [r for r in rows if r["kind"] == "crawler" and r.get("earliest")])]


def _supported(crawler, stamps, weekday):
    """Tell whether something in the page agrees that the collector's date is about the day of publication."""
    if crawler.get("latest") is None:
        return False
    if any(row["earliest"] <= crawler["latest"] and crawler["earliest"] <= row["latest"] for row in stamps):
        return True
    return not stamps and weekday is not None and _days_after(crawler["days"][0], weekday["number"]) in (0, 1, 6)


def _days_after(day, weekday):
    return None if day is None else (weekday - day.weekday()) % 7


def _set_against(weekday, stamps):
    """Return the row of the lead's weekday: which day it means, and when that day began where it was said."""
    days = {row["days"][0] for row in stamps if row["days"][0] == row["days"][1]}
    if not days:
        return weekday
    day = min(days)
    after = _days_after(day, weekday["number"])
    if after == 6:
        return weekday | {"reason": f"the day before {day}: agrees"}
    if after > 1:
        return weekday | {"reason": f"{7 - after} days before {day}: neither agrees nor contradicts"}
    meant = day + timedelta(days=after)
    zone = weekday["zone"]
    begun, _ = _span(meant, meant, ZoneInfo(zone) if zone else _EASTMOST)
    where = zone or "the easternmost time zone"
    how = "agrees" if after == 0 else "no contradiction: that day begins in the east while it is the day before elsewhere"
    row = weekday | {"reason": f"{meant}, which began at {begun:%Y-%m-%d %H:%M} UTC in {where}; {how}"}
    return row | {"earliest": begun, "used": True} if weekday["said"] else row
