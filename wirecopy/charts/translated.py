"""Figures on what a machine did to a text: changed phrases in context, quotations as tracers, readability, damage."""

import re

import numpy as np

from wirecopy.charts.frame import Frame, plain
from wirecopy.charts.palette import ARTEFACTS
from wirecopy.charts.sheet import (
    GREY,
    LEADING,
    LEFT,
    OKABE_ITO,
    RIGHT,
    SILVER,
    SIZE,
    Sheet,
    advance,
    ink_on,
    shorten,
    shorten_name,
    tint,
    width_of,
    wrap,
)
from wirecopy.charts.story import named
from wirecopy.text import words

CHANGED, KEPT = OKABE_ITO["vermilion"], OKABE_ITO["green"]


def artefact_name(kind):
    """Return what to call a kind of artefact before a reader."""
    return ARTEFACTS.get(kind, str(kind).replace("_", " "))


def artefacts_by_kind(counts, title="", subtitle="", note=""):
    """Draw the number of artefacts of each kind, those inside quotations apart.

    `counts`: one row per `kind`, with the numbers `outside` and `inside` quotations. Kinds are in order of their total.
    """
    sheet = Sheet(title, subtitle)
    table = counts.set_index("kind")[["outside", "inside"]]
    table = table[table.sum(axis=1) > 0]
    if not len(table):
        sheet.empty("No artefacts were found: there is nothing to draw.")
        return sheet.finish(note)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    sheet.key([(OKABE_ITO["blue"], None, "outside quotations"), (KEPT, "////", "inside a quotation")])
    sheet.skip(4)
    labels = [artefact_name(kind) for kind in table.index]
    left = LEFT + min(max(map(width_of, labels)), 190) + 8
    scale = (RIGHT - left - 34) / table.sum(axis=1).max()
    for label, (outside, inside) in zip(labels, table.itertuples(index=False), strict=True):
        y = sheet.y + 8
        sheet.text(left - 8, y, shorten(label, left - 8 - LEFT), ha="right")
        _part(sheet, left, outside * scale, outside, OKABE_ITO["blue"], None)
        _part(sheet, left + outside * scale, inside * scale, inside, KEPT, "////")
        sheet.text(left + (outside + inside) * scale + 5, y, f"{int(outside + inside):,}", weight="bold")
        sheet.skip(20)
    return sheet.finish(note)


def _part(sheet, x, wide, count, colour, hatch):
    if not count:
        return
    sheet.rect(x, sheet.y, max(wide - 0.8, 0.5), 16, colour, hatch=hatch)
    number = f"{int(count)}"
    if width_of(number) + 8 <= wide:
        if hatch:
            sheet.rect(x + wide / 2 - width_of(number) / 2 - 2, sheet.y + 2, width_of(number) + 4, 12, colour, z=1.1)
        sheet.text(x + wide / 2, sheet.y + 8, number, color=ink_on(colour), ha="center")


def artefacts_in_context(rows, title="", subtitle="", note=""):
    """Draw changed phrases in their context, each above the same place in the source, in the order of the table.

    `rows`: `kind`, `copy` and `source`, texts of a line or so in which the phrase stands between ⟦ and ⟧ (nothing
    between them: words are missing there); `source` is missing where there is none. What fits of them is shown.
    """
    sheet = Sheet(title, subtitle)
    if not len(rows):
        sheet.empty("No artefacts were found: there is nothing to draw.")
        return sheet.finish(note)
    last = None
    for row in rows.itertuples():
        if row.kind != last:
            last = row.kind
            sheet.skip(3)
            sheet.text(LEFT, sheet.y + 6, artefact_name(row.kind), weight="bold")
            sheet.skip(16)
        _context(sheet, "copy", row.copy, CHANGED)
        if isinstance(getattr(row, "source", None), str):
            _context(sheet, "source", row.source, OKABE_ITO["blue"])
        sheet.skip(7)
    sheet.skip(-4)
    return sheet.finish(note)


TAG = 44.0


def _context(sheet, tag, text, colour):
    """Write the text around its marked phrase as far as it fits on a line."""
    left, y = LEFT + TAG, sheet.y + 7
    before, phrase, after = _around(text, RIGHT - left - 8)
    x = left + advance(before) + 1.5
    wide = width_of(phrase, weight="bold")
    sheet.text(LEFT, y, tag, color=GREY)
    sheet.rect(x - 1.5, y - 6.5, wide + 3, 13, tint(colour, 0.22 if phrase else 1), z=0.4)
    sheet.line([(x - 1.5, y + 6.5), (x + wide + 1.5, y + 6.5)], color=colour, lw=1.2, z=0.5)
    sheet.text(left, y, before)
    sheet.text(x, y, phrase, weight="bold")
    sheet.text(x + wide + 2 + (advance(" ") if after[:1].isspace() else 0), y, after)
    sheet.skip(16)


def _around(text, width):
    """Return the words before the phrase, the phrase and the words after it, as many as fit into `width`."""
    before, _, rest = text.partition("⟦")
    phrase, _, after = rest.partition("⟧")
    phrase = shorten(phrase, width * 0.8, weight="bold")
    left, right = re.findall(r"\S+\s*", before.lstrip()), re.findall(r"\s*\S+", after.rstrip())
    room = width - width_of(phrase, weight="bold") - 2 * advance("… ")
    took_left, took_right = _take(left[::-1], right, room)
    before, after = "".join(left[len(left) - took_left :]), "".join(right[:took_right])
    return ("… " if took_left < len(left) else "") + before, phrase, after + (" …" if took_right < len(right) else "")


def _take(left, right, room):
    """Return how many words to take on each side, nearest first, the shorter side first."""
    took = [0, 0]
    used = [0.0, 0.0]
    sides = (left, right)
    while True:
        open_sides = [i for i in (0, 1) if took[i] < len(sides[i])]
        open_sides.sort(key=lambda i: used[i])
        for i in open_sides:
            wide = advance(sides[i][took[i]])
            if sum(used) + wide <= room:
                took[i] += 1
                used[i] += wide
                break
        else:
            return took


def statement(table, title="", subtitle="", note="", names=None):
    """Draw what was said, sentence by sentence, and under its words which page quoted which of them.

    `table`: one row per quotation with `utterance` (number), `utterance_text` (the sentence reassembled), `article`,
    `word_start`, `word_end` (words of `utterance_text`, as `text.words` counts them, end exclusive) and `changed` (True
    where the page has other words, as after translation: hatched). Optional `speaker`. Returns the figure.
    """
    sheet = Sheet(title, subtitle)
    if not len(table):
        sheet.empty("No quotation is shared: there is nothing to draw.")
        return sheet.finish(note)
    changed = table["changed"].astype(bool)
    items = [(KEPT, None, "quoted in these words")] if (~changed).any() else []
    sheet.key(items + ([(CHANGED, "////", "quoted in other words")] if changed.any() else []))
    order = {article: i for i, article in enumerate(table["article"].unique())}
    labels = {article: named(article, names) for article in order}
    left = LEFT + min(max(64, *map(width_of, labels.values())), 124) + 8
    last = None
    for _, rows in table.groupby("utterance", sort=False):
        speaker = rows["speaker"].iloc[0] if "speaker" in rows else None
        if isinstance(speaker, str) and speaker != last:
            last = speaker
            sheet.text(left, sheet.y + 6, shorten(speaker, RIGHT - left), weight="bold")
            sheet.skip(14)
        _utterance(sheet, rows, left, order, labels)
        sheet.skip(8)
    return sheet.finish(note)


SAID = 10.0


def _utterance(sheet, rows, left, order, labels):
    text = " ".join(str(rows["utterance_text"].iloc[0]).split())
    marks = words(text)
    spans = []
    for row in rows.itertuples():
        inside = marks.iloc[int(row.word_start) : int(row.word_end)]
        if len(inside):
            spans.append((row.article, inside["start"].iloc[0], inside["end"].iloc[-1], bool(row.changed)))
    at = 0
    for line in wrap(text, RIGHT - left, size=SAID):
        sheet.text(left, sheet.y + 8, line, size=SAID)
        sheet.skip(17)
        bars = {}
        for article, start, end, changed in spans:
            low, high = max(start - at, 0), min(end - at, len(line))
            if low < high:
                bars.setdefault(article, set()).add((low, high, changed))
        for names, parts in _shared_rows(bars, order, labels, left - 8 - LEFT):
            sheet.text(left - 8, sheet.y + 4.5, shorten_name(names, left - 8 - LEFT), ha="right")
            for low, high, changed in sorted(parts):
                x0, x1 = (left + advance(line[:n], SAID) for n in (low, high))
                sheet.rect(x0, sheet.y + 1.5, x1 - x0, 6, CHANGED if changed else KEPT, hatch="////" if changed else None)
            sheet.skip(12.5)
        sheet.skip(3)
        at += len(line) + 1


def _shared_rows(bars, order, labels, width):
    """Return (names, bars) of each row: pages that quote the same words of a line share one, if their names fit."""
    rows = []
    for article in sorted(bars, key=order.get):
        parts = frozenset(bars[article])
        fits = [row for row in rows if row[1] == parts and width_of(f"{row[0]}, {labels[article]}") <= width]
        if fits:
            fits[0][0] += f", {labels[article]}"
        else:
            rows.append([labels[article], parts])
    return rows


def readability(table, title="", subtitle="", note="", names=None, marked=()):
    """Draw one dot per page and measure, each measure on a scale of its own.

    `table`: `article`, `measure`, `value`. `marked`: articles to point out (vermilion diamonds). Returns the figure.
    """
    sheet = Sheet(title, subtitle)
    rows = table.dropna(subset=["value"])
    if not len(rows):
        sheet.empty("No text long enough to measure: there is nothing to draw.")
        return sheet.finish(note)
    articles, measures = list(rows["article"].unique()), list(rows["measure"].unique())
    left = LEFT + min(max(width_of(named(article, names)) for article in articles), 124) + 10
    per_row = min(len(measures), max(1, int((RIGHT - left + 18) // 112)))
    wide = (RIGHT - left + 18) / per_row - 18
    values = rows.set_index(["article", "measure"])["value"].groupby(level=[0, 1]).first()
    sheet.text(LEFT, sheet.y + 6, "Each measure has its own scale, from the smallest to the largest value.", color=GREY)
    sheet.skip(22)
    for at in range(0, len(measures), per_row):
        _panels(sheet, measures[at : at + per_row], articles, values, left, wide, names, set(marked))
    sheet.skip(-8)
    return sheet.finish(note)


def _panels(sheet, measures, articles, values, left, wide, names, marked):
    headings = [wrap(str(measure).replace("_", " "), wide, weight="bold", lines=3) for measure in measures]
    deepest = max(map(len, headings)) * SIZE * LEADING
    top = sheet.y + deepest + 6
    for i, article in enumerate(articles):
        sheet.text(left - 10, top + 8 + i * 16, shorten_name(named(article, names), left - 10 - LEFT), ha="right")
    for j, (measure, heading) in enumerate(zip(measures, headings, strict=True)):
        x = left + j * (wide + 18)
        sheet.block(x, top - 6 - len(heading) * SIZE * LEADING / 2, heading, weight="bold")
        _panel(sheet, x, top, wide, [(values.get((article, measure)), article in marked) for article in articles])
    sheet.y = top + len(articles) * 16 + 14


def _panel(sheet, left, top, wide, points):
    known = [value for value, _ in points if value is not None]
    if not known:
        return
    low, high = min(known), max(known)
    reach = wide - 12 - max(width_of(_value(value)) for value in known)
    for i, (value, marked) in enumerate(points):
        y = top + 8 + i * 16
        if value is None:
            continue
        x = left + 4 + (reach * (value - low) / (high - low) if high > low else reach / 2)
        if x - left > 8:
            sheet.line([(left, y), (x - 4, y)], color=SILVER, lw=0.6, ls=(0, (1, 2)), z=0.3)
        sheet.dot(x, y, color=CHANGED if marked else OKABE_ITO["blue"], marker="D" if marked else "o",
                  size=4.6 if marked else 5)  # fmt: skip
        sheet.text(x + 7, y, _value(value))


def _value(value):
    return plain(value) if abs(value) >= 1000 or value == round(value) else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def damage(table, title="", subtitle="", note="", across="words in the sentence", up="artefacts in the sentence"):
    """Draw sentence length against the number of artefacts in it, one dot per sentence; broken joins are marked.

    `table`: `words`, `artefacts`, `broken_joins` (numbers); optional `label` for broken ones, if there is room.
    Sentences on the same spot make a larger dot. Returns the figure.
    """
    sheet = Sheet(title, subtitle)
    if not len(table):
        sheet.empty("No sentences: there is nothing to draw.")
        return sheet.finish(note)
    broken = table["broken_joins"] > 0
    items = [("a sentence", 8, lambda x, y: sheet.dot(x + 4, y, OKABE_ITO["blue"], hollow=True))]
    if broken.any():
        items.append(("a sentence with a broken join", 8, lambda x, y: sheet.dot(x + 4, y, CHANGED, marker="D")))
    sheet.samples(items)
    sheet.skip(21)
    frame = Frame(sheet, LEFT + 26, RIGHT - 10, 210, (0, table["words"].max() * 1.05 + 1),
                  (-0.4, max(table["artefacts"].max(), 1) * 1.08))  # fmt: skip
    plain_dots = table[~broken].groupby(["words", "artefacts"]).size()
    for (x, y), count in plain_dots.items():
        frame.dot(x, y, color=OKABE_ITO["blue"], hollow=True, size=5 * np.sqrt(count))
    for row in table[broken].itertuples():
        frame.dot(row.words, row.artefacts, color=CHANGED, marker="D", size=5.5)
    for row in table[broken].sort_values(["artefacts", "words"], ascending=False, kind="stable").itertuples():
        if isinstance(label := getattr(row, "label", None), str):
            frame.label(row.words, row.artefacts, wrap(label, 130, lines=2), color="#a64500")
    frame.axes(across, up, whole=True)
    return sheet.finish(note)
