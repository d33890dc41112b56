"""When was it published? Intervals on a time line."""

import pandas as pd

from wirecopy.charts.sheet import (
    GREY,
    INK,
    LEFT,
    OKABE_ITO,
    PALE,
    RIGHT,
    SILVER,
    Sheet,
    shorten_name,
    width_of,
)
from wirecopy.charts.story import named

ROW = 16.0
HOUR = pd.Timedelta(hours=1)
# Distance of the ticks: what pandas calls it, and how many hours it is.
STEPS = {"1h": 1, "2h": 2, "3h": 3, "6h": 6, "12h": 12, "1D": 24, "2D": 48, "7D": 168, "14D": 336, "MS": 730,
         "3MS": 2190, "YS": 8766, "2YS": 17532, "5YS": 43830, "10YS": 87660, "50YS": 438300}  # fmt: skip
CLOSEST = 46.0
OVERHANG = 10.0
BOUNDS = ["published_earliest", "published_latest"]


def timeline(intervals, title="", subtitle="", note="", names=None, sightings=None):
    """Draw when each page was published: a bar from the earliest to the latest time possible, a dot where it is exact.

    `intervals`: index `article`, columns `published_earliest`, `published_latest` (UTC; NaT: no bound). `sightings`:
    the same columns and `publisher`, drawn lighter in a band of their own: read by hand. Pages without any bound are
    listed below. What lies far outside the rest is drawn as an arrow at the edge, with its date. Returns the figure.
    """
    sheet = Sheet(title, subtitle)
    pages = _rows([named(article, names) for article in intervals.index], intervals)
    seen = _rows([], pd.DataFrame(columns=BOUNDS)) if sightings is None else _rows(sightings["publisher"], sightings)
    dated = pd.concat([pages, seen]).dropna(subset=BOUNDS, how="all").reset_index(drop=True)
    if not len(pages) and not len(seen):
        sheet.empty("No pages: there is nothing to draw.")
        return sheet.finish(note)
    if len(dated):
        scale = _Scale(dated, LEFT + min(max(dated["name"].map(width_of).max(), 80), 150) + 8)
        _key(sheet, len(seen) > 0)
        _band(sheet, scale, pages.dropna(subset=BOUNDS, how="all"), OKABE_ITO["blue"])
        if len(seen.dropna(subset=BOUNDS, how="all")):
            sheet.skip(6)
            sheet.text(LEFT, sheet.y + 6, "Seen elsewhere, read by hand", weight="bold", color=GREY)
            sheet.skip(17)
            _band(sheet, scale, seen.dropna(subset=BOUNDS, how="all"), None)
        scale.axis(sheet)
    _undated(sheet, "No usable date:", pages)
    _undated(sheet, "No usable date (read by hand):", seen)
    return sheet.finish(note)


def _rows(labels, table):
    rows = pd.DataFrame({"name": list(labels)}, dtype=object)
    for bound in BOUNDS:
        times = pd.Series(table[bound].to_numpy(), dtype=None if len(table) else "datetime64[ns]")
        rows[bound] = pd.to_datetime(times, utc=True, format="ISO8601").astype("datetime64[ns, UTC]")
    rows["sort"] = rows[BOUNDS[0]].fillna(rows[BOUNDS[1]])
    return rows.sort_values(["sort", BOUNDS[1], "name"], kind="stable", ignore_index=True)


def _undated(sheet, heading, rows):
    missing = rows[rows[BOUNDS].isna().all(axis=1)]
    if len(missing):
        sheet.skip(8)
        sheet.paragraph(f"{heading} {', '.join(missing['name'])}", color=GREY)


def _key(sheet, sightings):
    blue = {"color": OKABE_ITO["blue"]}
    items = [("exact time", 8, lambda x, y: sheet.dot(x + 4, y, **blue)),
             ("some time in this interval", 16, lambda x, y: sheet.rect(x, y - 4, 16, 8, **blue))]  # fmt: skip
    if sightings:
        items.append(("read by hand", 16, lambda x, y: sheet.rect(x, y - 4, 16, 8, PALE, edge=SILVER)))
    sheet.samples(items)
    sheet.skip(6)


class _Scale:
    """Times to points. The window holds what is near the middle of all; what is far outside is drawn at its edge."""

    def __init__(self, dated, left):
        self.left, self.right = left, RIGHT
        self.start, self.end = _window(dated)
        self.step = self._fitting_step()
        self.one_year = self.start.year == self.end.year

    def x(self, time):
        share = (time - self.start) / (self.end - self.start)
        return self.left + share * (self.right - self.left)

    def _fitting_step(self):
        hour = (self.right - self.left) * HOUR / (self.end - self.start)
        return next((step for step, hours in STEPS.items() if hours * hour > CLOSEST), "50YS")

    def ticks(self):
        first = self.start.floor("D")
        if self.step.endswith("YS"):
            every = int(self.step[:-2] or 1)
            years = range(-(-first.year // every) * every, self.end.year + 1, every)
            times = [pd.Timestamp(year=year, month=1, day=1, tz="UTC") for year in years]
        else:
            first = first.replace(month=1, day=1) if self.step.endswith("MS") else first
            times = pd.date_range(first, self.end, freq=self.step)
        return [time for time in times if self.start <= time <= self.end]

    def tick_label(self, time):
        if self.step.endswith("h") and time.hour:
            return f"{time:%H:%M}"
        if self.step.endswith("YS"):
            return f"{time.year}"
        if self.step.endswith("MS"):
            return f"{time:%b} {time.year}"
        return f"{time.day} {time:%b}"

    def axis(self, sheet):
        sheet.skip(2)
        sheet.line([(self.left, sheet.y), (self.right, sheet.y)], color=SILVER)
        year = f", {self.start.year}" if self.one_year else f", {self.start.year}–{self.end.year}"
        zone = "UTC" if self.step.endswith("S") else f"UTC{year}"
        sheet.text(self.left - 12, sheet.y + 10, zone, color=GREY, ha="right")
        for time in self.ticks():
            x, label = self.x(time), self.tick_label(time)
            if x + width_of(label) / 2 <= RIGHT + OVERHANG and x - width_of(label) / 2 >= self.left - 4:
                sheet.line([(x, sheet.y), (x, sheet.y + 4)], color=SILVER)
                sheet.text(x, sheet.y + 10, label, color=GREY, ha="center")
        sheet.skip(18)

    def grid(self, sheet, top, bottom):
        for time in self.ticks():
            sheet.line([(self.x(time), top), (self.x(time), bottom)], color=PALE, lw=0.8, z=0.1)


def _window(dated):
    """Return start and end of the time shown: three fifths of the pages, and more while it grows in proportion."""
    low = dated[BOUNDS[0]].fillna(dated[BOUNDS[1]])
    high = dated[BOUNDS[1]].fillna(dated[BOUNDS[0]])
    middle = (low + (high - low) / 2).sort_values(ignore_index=True).iloc[len(low) // 2]
    start, end = middle - 6 * HOUR, middle + 6 * HOUR
    far = pd.concat([(low - middle).abs(), (high - middle).abs()], axis=1).max(axis=1).sort_values(kind="stable")
    for number, i in enumerate(far.index):
        wider = max(end, high[i]) - min(start, low[i])
        if number >= 0.6 * len(far) and wider > 8 * (end - start):
            break
        start, end = min(start, low[i]), max(end, high[i])
    pad = (end - start) * 0.03
    return start - pad, end + pad


def _band(sheet, scale, rows, colour):
    top = sheet.y
    for row in rows.itertuples():
        sheet.text(scale.left - 8, sheet.y + 7, shorten_name(row.name, scale.left - 8 - LEFT), ha="right",
                   color=INK if colour else GREY)  # fmt: skip
        _interval(sheet, scale, row, colour)
        sheet.skip(ROW)
    scale.grid(sheet, top, sheet.y + 2)


def _interval(sheet, scale, row, colour):
    low, high = row.published_earliest, row.published_latest
    y = sheet.y + 7
    look = {"color": colour} if colour else {"color": PALE, "edge": SILVER}
    ink = colour or SILVER
    if pd.notna(low) and pd.notna(high) and scale.start <= low <= scale.end and high - low < pd.Timedelta(minutes=1):
        sheet.dot(scale.x(low), y, color=ink, hollow=colour is None)
        x0, x1 = scale.x(low) - 3, scale.x(low) + 3
    else:
        x0 = scale.left if pd.isna(low) else min(max(scale.x(low), scale.left), scale.right)
        x1 = scale.right if pd.isna(high) else min(max(scale.x(high), scale.left), scale.right)
        beyond = (pd.isna(low) or low < scale.start, pd.isna(high) or high > scale.end)
        x0, x1 = _arrows(sheet, x0, x1, y, beyond, ink, scale)
        if x1 > x0:
            sheet.rect(x0, y - 5, max(x1 - x0, 1.5), 10, **look)
        x0, x1 = x0 - 8 * beyond[0], x1 + 8 * beyond[1]
    _beside(sheet, scale, x0, x1, _when(low, high, scale), colour)


def _arrows(sheet, x0, x1, y, beyond, ink, scale):
    """Draw arrowheads where an interval goes on beyond the window; return what is left for the bar."""
    if beyond[0]:
        sheet.dot(scale.left + 4, y, color=ink, marker="<", size=6)
        x0, x1 = max(x0, scale.left + 8), max(x1, scale.left + 8)
    if beyond[1]:
        sheet.dot(scale.right - 4, y, color=ink, marker=">", size=6)
        x0, x1 = min(x0, scale.right - 8), min(x1, scale.right - 8)
    return x0, x1


def _when(low, high, scale):
    if pd.isna(low):
        return f"until {_stamp(high, scale)}"
    if pd.isna(high):
        return f"from {_stamp(low, scale)}"
    if high - low < pd.Timedelta(minutes=1):
        return _stamp(low, scale)
    if low.floor("D") == high.floor("D"):
        return f"{_stamp(low, scale)} – {high:%H:%M}"
    if low.year != high.year:
        return f"{low.day} {low:%b} {low.year} – {high.day} {high:%b} {high.year}"
    return f"{_stamp(low, scale)} – {_stamp(high, scale)}"


def _stamp(time, scale):
    year = "" if scale.one_year and time.year == scale.start.year else f" {time.year}"
    day = f"{time.day} {time:%b}{year}"
    return f"{day} {time:%H:%M}" if time != time.floor("D") or scale.step.endswith("h") else day


def _beside(sheet, scale, x0, x1, text, colour):
    """Write the time where there is room: right of the bar, left of it, on it, or below."""
    y, wide = sheet.y + 7, width_of(text)
    ink = INK if colour else GREY
    if x1 + 5 + wide <= scale.right:
        x, ha = x1 + 5, "left"
    elif x0 - 5 - wide >= scale.left:
        x, ha = x0 - 5, "right"
    elif x1 - x0 >= wide + 6:
        x, ha, ink = (x0 + x1) / 2, "center", "white" if colour else INK
        sheet.text(x, y, text, color=ink, ha=ha)
        return
    else:
        sheet.skip(12)
        x, ha, y = min(max(x0, scale.left), scale.right - wide), "left", y + 13
    left = x if ha == "left" else x - wide
    sheet.rect(left - 2, y - 6, wide + 4, 12, "white", z=0.2)
    sheet.text(x, y, text, color=ink, ha=ha)
