"""Where the boxes of a layered graph go: three columns, few crossings, neighbours near each other.

The classical layered drawing (Sugiyama, Tagawa and Toda 1981). Barycentre sweeps put the boxes of each column into an
order with few crossings, single moves improve it, and the heights on the page follow the neighbours' heights.
"""

import numpy as np

from wirecopy.charts.sheet import spread_out

GAP, WIDEST_GAP, ARROW_GAP, LANE_GAP = 9.0, 40.0, 18.0, 2.0
LANE = 5.0
# An edge inside a column that goes round a box in between is as bad as so many crossings.
DETOUR = 5


class Box:
    """A node, or (without lines of text) a lane for edges that pass a column: its column, height, and centre `y`."""

    def __init__(self, layer, lines=(), height=LANE, data=None):
        self.layer, self.lines, self.height, self.data = layer, list(lines), height, data or {}
        self.y = 0.0


class Layers:
    """The order of the boxes in each column and their places.

    `boxes`: by key; `links`: pairs of keys, between neighbouring columns or within one.
    """

    def __init__(self, boxes, links):
        self.boxes = boxes
        self.within = [(a, b) for a, b in links if boxes[a].layer == boxes[b].layer]
        self.between = [(a, b) for a, b in links if boxes[a].layer < boxes[b].layer]
        self.between += [(b, a) for a, b in links if boxes[a].layer > boxes[b].layer]
        self.columns = [[key for key in boxes if boxes[key].layer == layer] for layer in range(3)]
        self._near = {key: [] for key in boxes}
        for a, b in self.between:
            self._near[a].append(b)
            self._near[b].append(a)
        self._order()
        self._place()

    def apart(self, a, b):
        """Return how many places apart two boxes of a column are."""
        column = self.columns[self.boxes[a].layer]
        return abs(column.index(a) - column.index(b))

    def tangle(self):
        """Return the number of crossings, plus `DETOUR` for each box that an edge inside a column goes round."""
        position = {key: i for column in self.columns for i, key in enumerate(column)}
        count = DETOUR * sum(abs(position[a] - position[b]) - 1 for a, b in self.within)
        for layer in (0, 1):
            ends = np.array([(position[a], position[b]) for a, b in self.between if self.boxes[a].layer == layer])
            if len(ends):
                apart = ends[:, None, :] - ends[None, :, :]
                count += int((apart[..., 0] * apart[..., 1] < 0).sum()) // 2
        return count

    def _order(self):
        """Order each column, from two starts: boxes sorted one by one, and in groups that edges inside a column join."""
        start = [list(column) for column in self.columns]
        tried = []
        for groups in ([[key] for key in self.boxes], self._chains()):
            self.columns = [list(column) for column in start]
            self._sweep(groups)
            while self._move():
                pass
            tried.append((self.tangle(), len(tried), self.columns))
        self.columns = min(tried)[2]

    def _chains(self):
        """Return the boxes in groups, those together that edges inside a column join."""
        group = {key: [key] for key in self.boxes}
        for a, b in self.within:
            if group[a] is not group[b]:
                group[a] += group[b]
                for key in group[b]:
                    group[key] = group[a]
        return [members for key, members in group.items() if members[0] == key]

    def _sweep(self, groups):
        best, least = [list(column) for column in self.columns], self.tangle()
        for sweep in range(24):
            for layer, beside in ((1, 0), (2, 1)) if sweep % 2 == 0 else ((1, 2), (0, 1)):
                self._sort(layer, beside, groups)
            tangle = self.tangle()
            if tangle < least:
                best, least = [list(column) for column in self.columns], tangle
        self.columns = best

    def _sort(self, layer, beside, groups):
        """Sort a column by the mean rank of its boxes' neighbours in the column beside; groups stay together."""
        rank = {key: (i + 0.5) / len(column) for column in self.columns for i, key in enumerate(column)}
        value, group_value = {}, {}
        for key in self.columns[layer]:
            near = [rank[other] for other in self._near[key] if self.boxes[other].layer == beside]
            value[key] = round(sum(near) / len(near) if near else rank[key], 9)
        for number, members in enumerate(groups):
            known = [value[key] for key in members if key in value]
            for key in members if known else ():
                group_value[key] = (round(sum(known) / len(known), 9), number)
        self.columns[layer].sort(key=lambda key: (group_value[key], value[key]))

    def _move(self):
        """Move each box to the place in its column where it tangles least; say whether any moved to advantage."""
        before = least = self.tangle()
        for column in self.columns:
            reach = len(column) if len(column) <= 12 else 3
            for key in list(column):
                home = column.index(key)
                for place in range(max(home - reach, 0), min(home + reach + 1, len(column))):
                    start = column.index(key)
                    column.insert(place, column.pop(start))
                    tangle = self.tangle()
                    if tangle < least:
                        least = tangle
                    else:
                        column.insert(start, column.pop(place))
        return least < before

    def _gaps(self, column, gap):
        """Return the gap below each box: wider where an arrow goes to the next one, narrow between two lanes."""
        joined = {frozenset(pair) for pair in self.within}
        gaps = []
        for key, below in zip(column, column[1:], strict=False):
            lanes = not self.boxes[key].lines and not self.boxes[below].lines
            gaps.append(max(gap, ARROW_GAP) if frozenset((key, below)) in joined else LANE_GAP if lanes else gap)
        return [*gaps, 0.0] if column else []

    def _slots(self, column, depth):
        """Return each box's height with the gap below it; short columns spread over three quarters of the depth."""
        heights = [self.boxes[key].height for key in column]
        spare = 0.75 * depth - sum(heights)
        gap = min(max(spare / max(len(column) - 1, 1), GAP), WIDEST_GAP)
        return [height + below for height, below in zip(heights, self._gaps(column, gap), strict=True)]

    def _place(self):
        """Give every box its height on the page: in the column's order, as near to its neighbours as can be."""
        lengths = [sum(self._slots(column, 0.0)) for column in self.columns]
        depth, longest = max(lengths), lengths.index(max(lengths))
        for column in self.columns:
            at = 0.0
            for key, slot in zip(column, self._slots(column, depth), strict=True):
                self.boxes[key].y = at + self.boxes[key].height / 2
                at += slot
        for layer in [*(i for i in (1, 0, 2) if i != longest), *(1, 0, 2, 1, 0, 2)]:
            self._settle(self.columns[layer], depth)
        top = min(box.y - box.height / 2 for box in self.boxes.values())
        for box in self.boxes.values():
            box.y -= top

    def _settle(self, column, depth):
        """Move the boxes of a column towards their neighbours' heights, within the depth of the longest column."""
        slots = self._slots(column, depth)
        wanted = []
        for key, slot in zip(column, slots, strict=True):
            near = [self.boxes[other].y for other in self._near[key]] or [self.boxes[key].y]
            wanted.append(sum(near) / len(near) + (slot - self.boxes[key].height) / 2)
        centres = spread_out(wanted, slots, 0.0)
        tops = [centre - slot / 2 for centre, slot in zip(centres, slots, strict=True)]
        floor = depth
        for i in reversed(range(len(column))):
            height = self.boxes[column[i]].height
            tops[i] = min(tops[i], floor - height) if sum(slots) <= depth else tops[i]
            self.boxes[column[i]].y = tops[i] + height / 2
            floor = tops[i] - (slots[i - 1] - self.boxes[column[i - 1]].height)
