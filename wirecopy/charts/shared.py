"""Figures on pairs of texts: how much of one is in the other, which passages, and what taking furniture away does."""

import statistics
from functools import partial
from itertools import accumulate

import matplotlib as mpl
import pandas as pd
from matplotlib.path import Path

from wirecopy.charts.palette import OTHER_RELATION, RELATIONS
from wirecopy.charts.sheet import (
    GREY,
    INK,
    LEADING,
    LEFT,
    OKABE_ITO,
    RIGHT,
    SILVER,
    SIZE,
    Sheet,
    ink_on,
    shorten,
    shorten_name,
    tint,
    width_of,
    wrap,
)
from wirecopy.charts.story import named
from wirecopy.text import words

SMALLEST_CELL = 11.5  # a row of a matrix must hold a line of type
LARGEST_CELL = 52.0
NARROWEST_MATRIX = 90.0
LONGEST_LABEL = 124.0


def heat(matrices, titles, title="", subtitle="", note="", names=None):
    """Draw matrices of containment side by side: the share of the row's text that is also in the column's.

    `matrices`: DataFrames (0 to 1, not symmetric; the same articles as rows and columns), `titles` one for each. The
    diagonal is grey; a missing value is crossed out. Cells too small for a number show the colour alone; matrices that
    do not fit beside each other go below. One colour scale, 0 to 100%, for all. Returns the figure.
    """
    sheet = Sheet(title, subtitle)
    matrices = [matrix for matrix in matrices if matrix.size]
    if not matrices:
        sheet.empty("No texts to compare: there is nothing to draw.")
        return sheet.finish(note)
    rows, columns = _matrix_labels(matrices[0].index, names)
    margin = min(max(map(width_of, rows)), LONGEST_LABEL) + 6
    per_row, cell = _grid(len(matrices), len(rows), RIGHT - LEFT - margin)
    for at in range(0, len(matrices), per_row):
        _matrix_row(sheet, matrices[at : at + per_row], titles[at : at + per_row], (rows, columns), margin, cell)
        sheet.skip(10)
    _colour_scale(sheet, "numbers are per cent" if _number(1, cell) == "100" else "")
    return sheet.finish(note)


def _matrix_labels(articles, names):
    """Return the labels of rows and columns; a name that holds the article's own label is not repeated in full."""
    rows = [named(article, names) for article in articles]
    return rows, [str(article) if str(article) in name else name for article, name in zip(articles, rows, strict=True)]


def _grid(panels, n, room):
    """Return how many matrices go side by side and the side of a cell."""
    for per_row in range(panels, 0, -1):
        cell = max(min((room - (per_row - 1) * 14) / (per_row * n), LARGEST_CELL), SMALLEST_CELL)
        if per_row == 1 or per_row * _slot(cell, n) <= room + 14.01:
            return per_row, cell


def _slot(cell, n):
    """Return the width that a matrix takes with the gap to the next; room for its title included."""
    return max(cell * n, NARROWEST_MATRIX) + 14


def _matrix_row(sheet, matrices, titles, labels, margin, cell):
    rows, columns = labels
    side = cell * len(rows)
    flat = max(map(width_of, columns)) <= cell - 2
    headings = [wrap(text, _slot(cell, len(rows)) - 14, weight="bold") for text in titles]
    deepest = max(map(len, headings))
    across = SIZE * LEADING if flat else min(max(map(width_of, columns)), LONGEST_LABEL) + 4
    top = sheet.y + deepest * SIZE * LEADING + across + 10
    _direction(sheet, margin, top)
    for i, matrix in enumerate(matrices):
        x = LEFT + margin + i * _slot(cell, len(rows))
        for j, line in enumerate(headings[i]):
            sheet.text(x, sheet.y + (deepest - len(headings[i]) + j + 0.5) * SIZE * LEADING, line, weight="bold")
        for j, label in enumerate(columns):
            centre = x + (j + 0.5) * cell - 0.7
            if flat:
                sheet.text(centre, top - 8, label, ha="center")
            else:
                sheet.text(centre, top - 3, shorten_name(label, LONGEST_LABEL), rotation=90)
        _cells(sheet, matrix, x, top, cell)
    for j, label in enumerate(rows):
        sheet.text(LEFT + margin - 6, top + (j + 0.5) * cell - 0.7, shorten_name(label, margin - 6), ha="right")
    sheet.y = top + side


def _direction(sheet, margin, top):
    """Say in the corner how to read a cell, as fully as there is room for."""
    fitting = [text for text in ("text of ↓ in →", "of ↓ in →", "in →") if width_of(text) <= margin - 6]
    if fitting:
        sheet.text(LEFT + margin - 6, top - 8, fitting[0], color=GREY, ha="right")


def _shade(value):
    return mpl.colormaps["Blues"](0.03 + 0.9 * min(max(float(value), 0.0), 1.0))


def _cells(sheet, matrix, x, top, cell):
    gap = 1.5 if cell > 20 else 0.7
    for i in range(len(matrix.index)):
        for j in range(len(matrix.columns)):
            value = matrix.iloc[i, j]
            left, upper, side = x + j * cell, top + i * cell, cell - gap
            if matrix.index[i] == matrix.columns[j]:
                sheet.rect(left, upper, side, side, "#d9d9d9")
            elif pd.isna(value):
                sheet.line([(left, upper), (left + side, upper + side)], color=SILVER)
                sheet.line([(left + side, upper), (left, upper + side)], color=SILVER)
            else:
                colour = _shade(value)
                sheet.rect(left, upper, side, side, colour)
                number = _number(value, cell)
                sheet.text(left + side / 2, upper + side / 2, number, color=ink_on(colour), ha="center")


def _number(value, cell):
    """Return the number for a cell: with its sign, without, or none, as all of a matrix have room for."""
    if width_of("100%") + 3 <= cell:
        return f"{value:.0%}"
    return f"{value * 100:.0f}" if width_of("100") + 2 <= cell else ""


def _colour_scale(sheet, remark):
    sheet.skip(2)
    x = LEFT
    for text in ("0%", None, "100%", "itself"):
        if text is None:
            for i in range(20):
                sheet.rect(x + i * 4, sheet.y + 1, 4.1, 9, _shade(i / 19))
            x += 85
            continue
        if text == "itself":
            sheet.rect(x + 8, sheet.y + 1, 11, 9, "#d9d9d9")
            x += 23
        sheet.text(x, sheet.y + 5.5, text, color=GREY)
        x += width_of(text) + 5
    sheet.text(x + 8, sheet.y + 5.5, remark, color=GREY)
    sheet.skip(12)


def ribbon(aligned, source_blocks, copy_blocks, title="", subtitle="", note="", source_name="", copy_name=""):
    """Draw which passages of one text (left) became which of another (right).

    `source_blocks`, `copy_blocks`: the paragraphs of each text, `start`, `end`, `text`. `aligned`: passages of both,
    `source_start, source_end, copy_start, copy_end, relation` (`verbatim`, `light_edit`, `reworded`); rows without a
    source are passed over. Heights are words; what has no counterpart is hatched. Returns the figure.
    """
    sheet = Sheet(title, subtitle)
    if not len(source_blocks) or not len(copy_blocks):
        sheet.empty("One of the two texts has no paragraphs: there is nothing to draw.")
        return sheet.finish(note)
    rows = aligned.dropna(subset=["source_start", "source_end", "copy_start", "copy_end"])
    source = rows[["source_start", "source_end"]].to_numpy()
    copy = rows[["copy_start", "copy_end"]].to_numpy()
    left, right = _Column(source_blocks, source, copy), _Column(copy_blocks, copy, source)
    sheet.key(_relations_key(rows["relation"], left.alone or right.alone))
    sheet.text(LEFT, sheet.y + 4, "Height: words. Labels: how each paragraph begins.", color=GREY)
    sheet.skip(18)
    _draw_ribbon(sheet, left, right, rows, source_name or "source", copy_name or "copy")
    return sheet.finish(note)


def _relations_key(relations, alone):
    present = set(relations) | ({"only_here"} if alone else set())
    key = [RELATIONS[name] for name in RELATIONS if name in present]
    return [*key, OTHER_RELATION] if present - set(RELATIONS) else key


def _parts(spans, others):
    """Return which part of its span each passage takes (from, to): equal spans are divided by the others' lengths."""
    groups = {}
    for i, span in enumerate(map(tuple, spans)):
        groups.setdefault(span, []).append(i)
    parts = {}
    for members in groups.values():
        lengths = [max(others[i][1] - others[i][0], 1) for i in sorted(members, key=lambda i: tuple(others[i]))]
        ends = [0, *accumulate(lengths)]
        for n, i in enumerate(sorted(members, key=lambda i: tuple(others[i]))):
            parts[i] = (ends[n] / ends[-1], ends[n + 1] / ends[-1])
    return parts


class _Column:
    """One text as a column of blocks: where its words lie, and which passages of the other text they belong to."""

    def __init__(self, blocks, spans, others):
        """`spans`: start and end of each passage in this text, `others`: in the other one."""
        self.blocks = list(blocks.itertuples())
        self.words = [block.start + words(block.text)["start"].to_numpy() for block in self.blocks]
        self.members = []  # per passage: its words, block by block
        self.owner = {}  # per word: the first passage that has it, which gives it its colour
        for i, (start, end) in enumerate(spans):
            inside = [offsets[(offsets >= start) & (offsets < end)].tolist() for offsets in self.words]
            self.members.append([offsets for offsets in inside if offsets])
            for offset in (offset for offsets in inside for offset in offsets):
                self.owner.setdefault(offset, i)
        self.parts = _parts(spans, others)
        self.total = sum(map(len, self.words))
        self.alone = self.total - len(self.owner)

    def place(self, top, scale, gap):
        """Return per block (top, height, slot height), and per word its position."""
        self.tops, self.at, self.scale = [], {}, scale
        for offsets in self.words:
            height = len(offsets) * scale
            slot = max(height, SIZE * LEADING)
            upper = top + (slot - height) / 2
            self.tops.append((upper, height, slot))
            for i, offset in enumerate(offsets):
                self.at[int(offset)] = upper + i * scale
            top += slot + gap
        return top - gap

    def pieces(self, passage):
        """Return the positions of the first and last word of a passage, for each block that it runs through.

        Passages with one and the same span share its height: a sentence that became two is divided between them.
        """
        low, high = self.parts[passage]
        pieces = []
        for offsets in self.members[passage]:
            first, last = self.at[offsets[0]], self.at[offsets[-1]]
            height = last + self.scale - first
            pieces.append((first + low * height, first + high * height - self.scale))
        return pieces

    def segments(self):
        """Yield block number, passage (None where the words have no counterpart), first and last position of a run."""
        for i, offsets in enumerate(self.words):
            run = []
            for offset in map(int, offsets):
                if run and self.owner.get(offset) != self.owner.get(run[-1]):
                    yield i, self.owner.get(run[0]), self.at[run[0]], self.at[run[-1]]
                    run = []
                run.append(offset)
            if run:
                yield i, self.owner.get(run[0]), self.at[run[0]], self.at[run[-1]]


BAR = 13.0
SIDE = 158.0


def _draw_ribbon(sheet, left, right, rows, source_name, copy_name):
    scale = min(max(470 / max(left.total, right.total, 1), 0.22), 1.2)
    x0, x1 = LEFT + SIDE, RIGHT - SIDE
    for column, name, x, ha in ((left, source_name, x0, "right"), (right, copy_name, x1, "left")):
        heading = wrap(name, SIDE + 70, weight="bold", lines=2)
        sheet.block(x, sheet.y + 6 + SIZE * LEADING * (2 - len(heading)), heading, weight="bold", ha=ha)
        counts = f"{_counted(len(column.blocks), 'paragraph')}, {_counted(column.total, 'word')}"
        sheet.text(x, sheet.y + 6 + SIZE * LEADING * (1.5 if len(heading) > 1 else 2), counts, color=GREY, ha=ha)
    top = sheet.y + 3 * SIZE * LEADING + 2
    bottom = _level(left, right, rows, top, scale)
    for i, relation in enumerate(rows["relation"]):
        colour = tint(RELATIONS.get(relation, OTHER_RELATION)[0], 0.35)
        for a, b in _matched(left.pieces(i), right.pieces(i)):
            _band(sheet, (x0 + 1, *a), (x1 - 1, *b), scale, colour)
    for column, x, ha in ((left, x0, "right"), (right, x1, "left")):
        _draw_column(sheet, column, list(rows["relation"]), x, ha)
    sheet.y = bottom


def _counted(number, noun):
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _level(left, right, rows, top, scale, gap=4):
    """Place both columns, the shorter one where its ribbons run as level as they can; return the lower end."""
    ends = [column.place(top, scale, gap) for column in (left, right)]
    matched = [pair for i in range(len(rows)) for pair in _matched(left.pieces(i), right.pieces(i))]
    slopes = [b[0] - a[0] for a, b in matched]
    shorter, sign = (left, 1) if ends[0] < ends[1] else (right, -1)
    shift = sign * statistics.median(slopes) if slopes else 0
    shorter.place(top + min(max(shift, 0), abs(ends[0] - ends[1])), scale, gap)
    return max(ends)


def _matched(left, right):
    """Pair the runs of one passage: the n-th with the n-th, the surplus with the last."""
    if not left or not right:
        return []
    n = max(len(left), len(right))
    return [(left[min(i, len(left) - 1)], right[min(i, len(right) - 1)]) for i in range(n)]


def _band(sheet, start, end, scale, colour):
    (xa, ya, yb), (xb, yc, yd) = start, end
    yb, yd, mid = yb + scale, yd + scale, (xa + xb) / 2
    vertices = [(xa, ya), (mid, ya), (mid, yc), (xb, yc), (xb, yd), (mid, yd), (mid, yb), (xa, yb), (xa, ya)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    sheet.path(vertices, codes, facecolor=(*colour, 0.75), linewidth=0, zorder=0.5)


def _draw_column(sheet, column, relations, x, ha):
    bar = x - BAR if ha == "right" else x
    edge = bar - 6 if ha == "right" else bar + BAR + 6
    room = abs(edge - (LEFT if ha == "right" else RIGHT))
    for _, owner, first, last in column.segments():
        relation = "only_here" if owner is None else relations[owner]
        colour, hatch, _ = RELATIONS.get(relation, OTHER_RELATION)
        sheet.rect(bar, first, BAR, last - first + column.scale, colour, hatch=hatch)
    for i, (block, (top, height, slot)) in enumerate(zip(column.blocks, column.tops, strict=True)):
        lines = wrap(_opening(block.text), room, lines=2 if slot >= 2 * SIZE * LEADING else 1)
        owned = any(int(offset) in column.owner for offset in column.words[i])
        sheet.block(edge, top + height / 2, lines, ha=ha, color=INK if owned else "#b04a00")


def _opening(paragraph):
    """Return a paragraph without the dateline before its first sentence (PLACE — text)."""
    head, dash, rest = paragraph.partition("—")
    return rest.strip() if dash and len(head) < 60 and head.split(",")[0].split(" ")[0].isupper() else paragraph


def before_after(table, title="", subtitle="", note="", names=None, labels=("whole page", "story only"), most=20):
    """Draw what taking furniture away does to the containment of every ordered pair: one row each, from dot to dot.

    `table`: `a, b` (share of a's text that is in b), `before`, `after` (0 to 1). Rows are in order of change; the
    `most` largest are drawn (up to half of them falling) and the others counted. Falling pairs are vermilion and
    dashed, rising ones blue. Returns the figure.
    """
    sheet = Sheet(title, subtitle)
    rows = table.dropna(subset=["before", "after"]).reset_index(drop=True)
    if not len(rows):
        sheet.empty("No pair of texts to compare: there is nothing to draw.")
        return sheet.finish(note)
    shown, rest = _most_changed(rows, most)
    pairs = [f"{named(row.a, names)} in {named(row.b, names)}" for row in shown.itertuples()]
    margin = LEFT + min(max(map(width_of, pairs)), 232)
    low, high = margin + 40, RIGHT - 34
    ceiling = max(shown[["before", "after"]].to_numpy().max(), 0.05)
    looks = zip(labels, (True, False), strict=True)
    sheet.samples([(label, 6, partial(_dot_sample, sheet, hollow)) for label, hollow in looks])
    sheet.skip(4)
    for row, pair in zip(shown.itertuples(), pairs, strict=True):
        ends = [low + (high - low) * value / ceiling for value in (row.before, row.after)]
        sheet.text(margin, sheet.y + 7, shorten(pair, margin - LEFT), ha="right")
        _dumbbell(sheet, ends, row, margin + 6)
        sheet.skip(15)
    if len(rest):
        largest = (rest["after"] - rest["before"]).abs().max()
        sheet.text(LEFT, sheet.y + 9, f"{len(rest):,} more pairs change by {largest:.1%} or less.", color=GREY)
        sheet.skip(15)
    return sheet.finish(note)


def _most_changed(rows, most):
    """Return the rows to draw, in order of change, and the rest: the largest falls are among the first in any case."""
    change = rows["after"] - rows["before"]
    order = change.abs().sort_values(ascending=False, kind="stable").index
    falling = [i for i in order if change[i] < 0][: most // 2]
    chosen = {*falling, *[i for i in order if i not in falling][: most - len(falling)]}
    return rows.loc[[i for i in order if i in chosen]], rows.loc[[i for i in order if i not in chosen]]


def _dot_sample(sheet, hollow, x, y):
    sheet.dot(x + 3, y, hollow=hollow)


def _dumbbell(sheet, ends, row, left):
    """Draw a pair's two values; values that are equal as printed count as unchanged."""
    y, falls = sheet.y + 7, row.after < row.before
    (x0, least), (x1, most) = sorted(zip(ends, (f"{row.before:.0%}", f"{row.after:.0%}"), strict=True))
    start = x0 - 9 - width_of(least)
    if start > left:
        sheet.line([(left, y), (start, y)], color=SILVER, lw=0.6, ls=(0, (1, 2)))
    sheet.text(x0 - 6, y, least, ha="right")
    if least == most:
        sheet.dot(ends[1], y, color=SILVER)
        return
    colour = OKABE_ITO["vermilion"] if falls else OKABE_ITO["blue"]
    sheet.line([(x0, y), (x1, y)], color=colour, lw=1.8, ls=(0, (2, 1)) if falls else "-")
    sheet.dot(ends[0], y, color=colour, hollow=True)
    sheet.dot(ends[1], y, color=colour)
    sheet.text(x1 + 6, y, most)


def longest_runs(table, title="", subtitle="", note="", names=None, most=12):
    """Draw the longest shared word runs as bars with their text, in the order of the table.

    `table`: `a, b, words, text`; optional `in_quote` (True: hatched and green, the words are somebody's said words). The
    first `most` rows are drawn and the others counted. Returns the figure.
    """
    sheet = Sheet(title, subtitle)
    if not len(table):
        sheet.empty("No run of words is shared.")
        return sheet.finish(note)
    shown, rest = table.head(most), table.iloc[most:]
    if "in_quote" in table:
        sheet.key([(OKABE_ITO["blue"], None, "outside quotations"), (OKABE_ITO["green"], "////", "inside a quotation")])
    for row in shown.itertuples():
        _run(sheet, row, (RIGHT - LEFT - 60) * row.words / shown["words"].max(), names)
    if len(rest):
        remark = f"{_counted(len(rest), 'more pair')} share runs of {rest['words'].max()} words or less."
        sheet.text(LEFT, sheet.y + 6, remark, color=GREY)
        sheet.skip(12)
    return sheet.finish(note)


def _run(sheet, row, wide, names):
    quoted = bool(getattr(row, "in_quote", False))
    pair = f"{named(row.a, names)} and {named(row.b, names)}"
    sheet.text(LEFT, sheet.y + 6, shorten(pair, RIGHT - LEFT, weight="bold"), weight="bold")
    sheet.rect(LEFT, sheet.y + 14, wide, 9, OKABE_ITO["green" if quoted else "blue"], hatch="////" if quoted else None)
    sheet.text(LEFT + wide + 5, sheet.y + 18.5, _counted(row.words, "word"))
    sheet.skip(26)
    for line in wrap(f"“{row.text}”", RIGHT - LEFT, lines=2):
        sheet.text(LEFT, sheet.y + SIZE * LEADING / 2, line, color=GREY)
        sheet.skip(SIZE * LEADING)
    sheet.skip(7)
