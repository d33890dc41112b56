"""Figures on pages and their lines: how much of each page is the story."""

from wirecopy.charts.palette import KINDS, MARKED, OTHER_KIND
from wirecopy.charts.sheet import (
    INK,
    LEADING,
    LEFT,
    RIGHT,
    SIZE,
    Sheet,
    ink_on,
    shorten_name,
    width_of,
    wrap,
)


def kind_look(kind):
    """Return colour, hatching and reader's name of a kind of line."""
    return KINDS.get(kind, (*OTHER_KIND[:2], str(kind).replace("_", " ")))


def named(article, names):
    """Return the name to show for `article`."""
    return str(article if names is None else names.get(article, article))


def barcode(lines, title="", subtitle="", note="", names=None):
    """Draw each page as a strip of blocks, one per line (or sentence), as wide as its words, in reading order.

    `lines`: one row per block with `article`, `words`, `kind` and `is_body`; pages appear in the order of their first
    row. Optional `mark`: a short text for blocks worth pointing at ("also in page 3"), else missing; equal texts on one
    page share a bracket. `names`: what to call an article in place of its label. Returns the figure.
    """
    sheet = Sheet(title, subtitle)
    if not len(lines) or not lines["words"].sum():
        sheet.empty("No lines with words: there is nothing to draw.")
        return sheet.finish(note)
    sheet.key(_kinds_key(lines["kind"]) + _marked_key(lines))
    sheet.skip(6)
    groups = lines.groupby("article", sort=False)
    scale = (RIGHT - LEFT) / groups["words"].sum().max()
    height = 24 if len(groups) <= 8 else 13
    for article, page in groups:
        _strip(sheet, page, named(article, names), scale, height)
    sheet.skip(-8)
    return sheet.finish(note)


def _kinds_key(kinds):
    present = set(kinds)
    known = [KINDS[kind] for kind in KINDS if kind in present]
    return known + [kind_look(kind) for kind in sorted(present - set(KINDS))]


def _marked_key(lines):
    return [(MARKED, None, "pointed out below the strip")] if "mark" in lines and lines["mark"].notna().any() else []


def _strip(sheet, page, name, scale, height):
    total = page["words"].sum()
    share = f"{page.loc[page['is_body'].astype(bool), 'words'].sum() / total:.0%} story" if total else "no words"
    end = LEFT + total * scale
    beside = end + 6 + width_of(share) <= RIGHT
    room = RIGHT - LEFT - (0 if beside else width_of(share) + 12)
    sheet.text(LEFT, sheet.y + 6, shorten_name(name, room, weight="bold"), weight="bold")
    if not beside:
        sheet.text(RIGHT, sheet.y + 6, share, ha="right")
    top = sheet.y + 14
    if beside:
        sheet.text(end + 6, top + height / 2, share)
    marks = _blocks(sheet, page, scale, top, height)
    sheet.y = top + height
    _brackets(sheet, marks)
    sheet.skip(height * 0.6 + (4 if height > 20 else 0))


def _blocks(sheet, page, scale, top, height):
    """Draw the blocks of a page; return the centres of the marked ones by mark."""
    x, marks = LEFT, {}
    has_marks = "mark" in page
    for row in page.itertuples():
        wide = row.words * scale
        mark = row.mark if has_marks and isinstance(row.mark, str) and row.mark else None
        colour, hatch, _ = (MARKED, None, "") if mark else kind_look(row.kind)
        gap = min(0.8, wide * 0.25)
        sheet.rect(x, top, wide - gap, height, colour, hatch=hatch)
        if mark:
            marks.setdefault(mark, []).append((x, x + wide - gap))
        x += wide
    return marks


def _brackets(sheet, marks):
    """Draw, under a strip, a bracket with its label for each mark, one level each."""
    groups = [(label, [sum(span) / 2 for span in _merged(spans)]) for label, spans in marks.items()]
    top = sheet.y
    for ticks, (x, lines, ha) in _levels(groups):
        level = sheet.y + 8
        for tick in ticks:
            sheet.line([(tick, top + 2), (tick, level)], color=MARKED, lw=1.2)
        reach = x - 3 if ha == "left" else x + 3
        sheet.line([(min(*ticks, reach), level), (max(*ticks, reach), level)], color=MARKED, lw=1.2)
        sheet.block(x, level + (len(lines) - 1) / 2 * SIZE * LEADING, lines, color="#8a3a68", ha=ha)
        sheet.y = level + (len(lines) - 0.5) * SIZE * LEADING


def _levels(groups):
    """Return (ticks, label's place) from the top level down: from the right end or from the left, as takes less room.

    The ticks of deeper levels pass the labels of higher ones, which keep clear of them.
    """
    tried = []
    for order in (lambda group: -group[1][0], lambda group: group[1][-1]):
        levels, room = [], 0
        ordered = sorted(groups, key=order)
        for i, (label, ticks) in enumerate(ordered):
            place = _beside(label, ticks, [x for _, deeper in ordered[i + 1 :] for x in deeper])
            levels.append((ticks, place))
            room += len(place[1]) + (3 if place[1][-1].endswith("…") else 0)
        tried.append((room, levels))
    return min(tried, key=lambda one: one[0])[1]


def _beside(label, ticks, passing):
    """Return x, lines and alignment of a label beside its bracket where no passing tick cuts it, the roomier side."""
    right_stop = min([x for x in passing if x > ticks[-1]], default=RIGHT + 6) - 6
    left_stop = max([x for x in passing if x < ticks[0]], default=LEFT - 6) + 6
    right, left = right_stop - ticks[-1] - 8, ticks[0] - 8 - left_stop
    if right >= min(width_of(label), left):
        return ticks[-1] + 8, wrap(label, right, lines=3), "left"
    return ticks[0] - 8, wrap(label, left, lines=3), "right"


def _merged(spans):
    """Join blocks that stand next to each other: one tick is enough for them."""
    out = [list(spans[0])]
    for start, end in spans[1:]:
        if start - out[-1][1] < 3:
            out[-1][1] = end
        else:
            out.append([start, end])
    return out


def stacked_kinds(words_by_kind, title="", subtitle="", note="", names=None):
    """Draw the words of each page by kind of line as one stacked bar per page.

    `words_by_kind`: index `article`, one column per kind (words). Numbers stand in the bar where they fit, the
    total at its end. Returns the figure.
    """
    sheet = Sheet(title, subtitle)
    table = words_by_kind.fillna(0)
    if not len(table) or not table.to_numpy().sum():
        sheet.empty("No words on any page: there is nothing to draw.")
        return sheet.finish(note)
    order = [kind for kind in KINDS if kind in table] + sorted(set(table) - set(KINDS), key=str)
    order = [kind for kind in order if table[kind].sum()]
    sheet.key([kind_look(kind) for kind in order])
    sheet.skip(6)
    labels = {article: named(article, names) for article in table.index}
    margin = LEFT + min(max(width_of(name) for name in labels.values()), 130) + 8
    totals = {article: f"{int(total):,} words" for article, total in table.sum(axis=1).items()}
    scale = (RIGHT - margin - max(map(width_of, totals.values())) - 6) / table.sum(axis=1).max()
    height = 24 if len(table) <= 8 else 14
    for article, row in table.iterrows():
        sheet.text(margin - 8, sheet.y + height / 2, shorten_name(labels[article], margin - 8 - LEFT), ha="right")
        end = _bar(sheet, row[order], margin, scale, height)
        sheet.text(end + 6, sheet.y + height / 2, totals[article], color=INK)
        sheet.skip(height + (8 if len(table) <= 8 else 4))
    return sheet.finish(note)


def _bar(sheet, row, x, scale, height):
    for kind, words in row.items():
        wide = words * scale
        if not words:
            continue
        colour, hatch, _ = kind_look(kind)
        sheet.rect(x, sheet.y, max(wide - 0.8, wide * 0.75), height, colour, hatch=hatch)
        number = f"{int(words):,}"
        if width_of(number) + 6 <= wide and not hatch:
            sheet.text(x + wide / 2, sheet.y + height / 2, number, color=ink_on(colour), ha="center")
        x += wide
    return x
