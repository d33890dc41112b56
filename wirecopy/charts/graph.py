"""The provenance graph as a figure: said, written, published, in three columns.

The classical layered drawing (Sugiyama, Tagawa and Toda 1981): edges that skip a column get a lane through it,
barycentre sweeps put the nodes of each column in the order with the fewest crossings, and positions follow the
neighbours. Lines run in the gutters between columns only, so none can touch a label.
"""

from collections import Counter

import networkx as nx
import numpy as np
from matplotlib.path import Path

from wirecopy.charts.palette import EDGES, OTHER_EDGE
from wirecopy.charts.sheet import (
    GREY,
    INK,
    LEADING,
    LEFT,
    OKABE_ITO,
    RIGHT,
    SIZE,
    Sheet,
    shorten,
    spread_out,
    tint,
    width_of,
    wrap,
)

LAYERS = {"utterance": 0, "wire": 1, "page": 2}
HEADINGS = ("said", "written", "published")
BOX = 112.0
EDGE_GUTTER = 22.0  # right of the last column, for edges from page to page
GUTTER = (RIGHT - LEFT - 3 * BOX - EDGE_GUTTER) / 2
LEFTS = [LEFT + i * (BOX + GUTTER) for i in range(3)]
LANE = 5.0
GAP = 9.0


def provenance(graph, title="", subtitle="", note="", names=None):
    """Draw who has it from whom: occasions of speech, texts of agencies and newsrooms, pages, and the edges between.

    `graph`: networkx MultiDiGraph with `kind` (`utterance`, `wire`, `page`) and, for texts that nobody here has,
    `latent=True` on its nodes (optional `label`), `edge_type` and optional `confidence` on its edges, from source to
    derived. Unconnected parts stand below each other. Line and colour are the edge's type, thickness its confidence.
    """
    sheet = Sheet(title, subtitle)
    if not len(graph):
        sheet.empty("No pages: there is nothing to draw.")
        return sheet.finish(note)
    _key(sheet, graph)
    for x, heading in zip(LEFTS, HEADINGS, strict=True):
        sheet.text(x, sheet.y + 6, heading, weight="bold")
    sheet.skip(20)
    for part in _parts(graph):
        layout = _Layout(part, names or {})
        layout.draw(sheet)
        sheet.skip(GAP + 5)
    sheet.skip(-GAP)
    return sheet.finish(note)


def _parts(graph):
    """Return the connected parts, the largest first; all single nodes make up the last one."""
    order = {node: i for i, node in enumerate(graph)}
    parts = [sorted(part, key=order.get) for part in nx.weakly_connected_components(graph)]
    parts.sort(key=lambda part: (-len(part), order[part[0]]))
    joined = [part for part in parts if len(part) > 1]
    alone = [node for part in parts if len(part) == 1 for node in part]
    return [_sub(graph, part) for part in [*joined, alone] if part]


def _sub(graph, nodes):
    part = nx.MultiDiGraph()
    part.add_nodes_from((node, graph.nodes[node]) for node in nodes)
    part.add_edges_from((a, b, data) for a, b, data in graph.edges(data=True) if a in part and b in part)
    return part


def _key(sheet, graph):
    present = {data.get("edge_type", "") for _, _, data in graph.edges(data=True)}
    types = [kind for kind in EDGES if kind in present] + sorted(present - set(EDGES))
    x, step = LEFT, SIZE * LEADING + 2
    for kind in types:
        look = EDGES.get(kind, OTHER_EDGE)
        label = kind.replace("_", " ")
        if x > LEFT and x + 30 + width_of(label) > RIGHT:
            x, sheet.y = LEFT, sheet.y + step
        sheet.line([(x, sheet.y + 6), (x + 24, sheet.y + 6)], color=look[0], ls=look[1], lw=1.7)
        sheet.text(x + 29, sheet.y + 6, label)
        x += 29 + width_of(label) + 14
    sheet.skip(step if types else 0)
    _node_key(sheet, graph)


def _node_key(sheet, graph):
    x = LEFT
    if any(data.get("latent") for _, data in graph.nodes(data=True)):
        sheet.rect(x + 0.5, sheet.y + 1, 23, 10, "white", edge=INK, ls=(0, (3, 2)))
        text = "text that is not among the files"
        sheet.text(x + 29, sheet.y + 6, text)
        x += 29 + width_of(text) + 14
    if any("confidence" in data for _, _, data in graph.edges(data=True)):
        sheet.text(x, sheet.y + 6, "thicker line: more confident", color=GREY)
        x += 1
    sheet.skip(26 if x > LEFT else 10)


class _Box:
    """A node (or, with no lines, a lane through a column): its column, its text, where its centre is."""

    def __init__(self, layer, lines=(), data=None):
        self.layer, self.lines, self.data = layer, list(lines), data or {}
        self.height = len(self.lines) * SIZE * 1.25 + 9 if self.lines else LANE
        self.y = 0.0
        self.left = LEFTS[layer]
        self.right = self.left + BOX


class _Layout:
    def __init__(self, graph, names):
        self.boxes = {}
        for node, data in graph.nodes(data=True):
            label = names.get(node, data.get("label") or node)
            look = {"style": "italic"} if data.get("latent") else {}
            lines = wrap(str(label).replace("_", " "), BOX - 13, lines=3)
            self.boxes[node] = _Box(LAYERS.get(data.get("kind"), 1), lines, {**data, "look": look})
        self.segments = {}
        for edge in graph.edges(data=True):
            self._route(*edge)
        self._make_room_for_arrows()
        self.links = list(dict.fromkeys((a, b) for a, b, _ in self.segments))
        self.within = [(a, b) for a, b in self.links if self.boxes[a].layer == self.boxes[b].layer]
        self.between = [
            (a, b) if self.boxes[a].layer < self.boxes[b].layer else (b, a)
            for a, b in self.links
            if self.boxes[a].layer != self.boxes[b].layer
        ]
        self.columns = [[key for key in self.boxes if self.boxes[key].layer == layer] for layer in range(3)]
        self._order()
        self._place()

    def _route(self, source, target, data):
        """Cut an edge into segments, one per gutter; edges of one type from one node share their lane."""
        kind, a, b = data.get("edge_type"), self.boxes[source].layer, self.boxes[target].layer
        stops = [source, target]
        if abs(a - b) == 2:
            lane = ("lane", source, a < b, kind)
            self.boxes.setdefault(lane, _Box(1))
            stops.insert(1, lane)
        for one, two in zip(stops, stops[1:], strict=False):
            known = self.segments.get((one, two, kind), 0.0)
            self.segments[one, two, kind] = max(known, float(data.get("confidence", 0.7)))

    def _make_room_for_arrows(self):
        meets = Counter()
        for a, b, _ in self.segments:
            meets.update([(a, self._side(a, b)), (b, self._side(b, a))])
        for (key, _), number in meets.items():
            if self.boxes[key].lines:
                self.boxes[key].height = max(self.boxes[key].height, number * 4.4 + 4)

    def _order(self):
        """Order each column: barycentre sweeps to and fro, then swaps of neighbours, keeping what tangles least."""
        best, least = [list(column) for column in self.columns], self._tangle()
        for sweep in range(24):
            for layer, beside in ((1, 0), (2, 1)) if sweep % 2 == 0 else ((1, 2), (0, 1)):
                self._sort(layer, beside)
            tangle = self._tangle()
            if tangle < least:
                best, least = [list(column) for column in self.columns], tangle
        self.columns = best
        while self._move():
            pass

    def _move(self):
        """Move each box to the place in its column where it tangles least; say whether any moved to advantage."""
        before = least = self._tangle()
        for column in self.columns:
            for key in list(column):
                home = column.index(key)
                reach = range(len(column)) if len(column) <= 12 else range(max(home - 3, 0), min(home + 4, len(column)))
                for place in reach:
                    start = column.index(key)
                    column.insert(place, column.pop(start))
                    tangle = self._tangle()
                    if tangle < least:
                        least = tangle
                    else:
                        column.insert(start, column.pop(place))
        return least < before

    def _ranks(self):
        return {key: (i + 0.5) / len(column) for column in self.columns for i, key in enumerate(column)}

    def _sort(self, layer, beside):
        rank = self._ranks()
        value = {}
        for key in self.columns[layer]:
            near = [rank[other] for other in self._neighbours(key) if self.boxes[other].layer == beside]
            value[key] = sum(near) / len(near) if near else rank[key]
        pulled = dict(value)
        for a, b in self.within:
            if a in value:
                middle = (value[a] + value[b]) / 2
                pulled[a], pulled[b] = (0.6 * pulled[key] + 0.4 * middle for key in (a, b))
        self.columns[layer].sort(key=lambda key: (round(pulled[key], 9), round(value[key], 9)))

    def _neighbours(self, key):
        return [b if a == key else a for a, b in self.between if key in (a, b)]

    def _tangle(self):
        """Return the number of crossings, plus four for each box that an edge inside a column goes round."""
        position = {key: i for column in self.columns for i, key in enumerate(column)}
        count = 4 * sum(abs(position[a] - position[b]) - 1 for a, b in self.within)
        for layer in (0, 1):
            ends = np.array([(position[a], position[b]) for a, b in self.between if self.boxes[a].layer == layer])
            if len(ends):
                apart = ends[:, None, :] - ends[None, :, :]
                count += int((apart[..., 0] * apart[..., 1] < 0).sum()) // 2
        return count

    def _slots(self, column):
        """Return the height of each box with the gap below it; neighbours joined by an arrow stand further apart."""
        joined = {frozenset(pair) for pair in self.within}
        slots = []
        for key, below in zip(column, [*column[1:], None], strict=False):
            lanes = not self.boxes[key].lines and below is not None and not self.boxes[below].lines
            gap = 18 if frozenset((key, below)) in joined else 2 if lanes else GAP
            slots.append(self.boxes[key].height + gap)
        return slots

    def _place(self):
        """Give every box its height on the page: in the column's order, as near to its neighbours as can be."""
        for column in self.columns:
            at = 0.0
            for key, slot in zip(column, self._slots(column), strict=True):
                self.boxes[key].y = at + self.boxes[key].height / 2
                at += slot
        ends = [sum(self._slots(column)) for column in self.columns]
        longest = ends.index(max(ends))
        for layer in [*(i for i in (1, 0, 2) if i != longest), *(1, 0, 2, 1, 0, 2)]:
            self._settle(layer, max(ends))
        top = min(box.y - box.height / 2 for box in self.boxes.values())
        for box in self.boxes.values():
            box.y -= top

    def _settle(self, layer, depth):
        column = self.columns[layer]
        slots = self._slots(column)
        wanted = []
        for key, slot in zip(column, slots, strict=True):
            near = [self.boxes[other].y for other in self._neighbours(key)] or [self.boxes[key].y]
            wanted.append(sum(near) / len(near) + (slot - self.boxes[key].height) / 2)
        centres = spread_out(wanted, slots, 0.0)
        over = max([centre + slot / 2 - depth for centre, slot in zip(centres, slots, strict=True)], default=0)
        for key, slot, centre in zip(column, slots, centres, strict=True):
            lift = min(over, centres[0] - slots[0] / 2) if over > 0 else 0
            self.boxes[key].y = centre - (slot - self.boxes[key].height) / 2 - lift

    def draw(self, sheet):
        for box in self.boxes.values():
            box.y += sheet.y
        ports = self._ports()
        for segment, confidence in self.segments.items():
            self._segment(sheet, segment, confidence, ports)
        for box in self.boxes.values():
            _draw_box(sheet, box)
        sheet.y = max(box.y + box.height / 2 for box in self.boxes.values())

    def _side(self, key, other):
        return "right" if self.boxes[key].layer <= self.boxes[other].layer else "left"

    def _ports(self):
        """Return the height at which each segment meets each box: along its side, in the order of the other ends."""
        meets = {}
        for a, b, kind in self.segments:
            for key, other in ((a, b), (b, a)):
                meets.setdefault((key, self._side(key, other)), []).append((self.boxes[other].y, (a, b, kind)))
        ports = {}
        for (key, _), ends in meets.items():
            box = self.boxes[key]
            step = min(6.0, (box.height - 4) / len(ends)) if box.lines else 0
            ends.sort(key=lambda end: end[0])
            for n, (_, segment) in enumerate(ends):
                ports[key, segment] = box.y + (n - (len(ends) - 1) / 2) * step
        return ports

    def _segment(self, sheet, segment, confidence, ports):
        a, b, kind = segment
        one, two = self.boxes[a], self.boxes[b]
        colour, dashes = EDGES.get(kind, OTHER_EDGE)
        look = {"edgecolor": colour, "facecolor": "none", "linestyle": dashes, "zorder": 0.6}
        look["linewidth"] = 0.6 + 1.1 * confidence
        if one.layer == two.layer:
            self._sideways(sheet, segment, look, ports)
            return
        forward = one.layer < two.layer
        start = (one.right if forward else one.left, ports[a, segment])
        end = (two.left if forward else two.right, ports[b, segment])
        head = (5 if forward else -5) if two.lines else 0
        mid = (start[0] + end[0]) / 2
        _curve(sheet, [start, (mid, start[1]), (mid, end[1]), (end[0] - head, end[1])], look)
        if head:
            _arrow(sheet, end, (head, 0), colour)
        else:
            _curve(sheet, [end] * 2 + [(two.right if forward else two.left, end[1])] * 2, look)

    def _sideways(self, sheet, segment, look, ports):
        """Draw an edge inside a column: straight between neighbours, else round the right of the boxes between."""
        a, b, _ = segment
        one, two = self.boxes[a], self.boxes[b]
        column = self.columns[one.layer]
        if abs(column.index(a) - column.index(b)) == 1:
            down = 1 if one.y < two.y else -1
            x = one.left + BOX / 2
            start, end = (x, one.y + down * one.height / 2), (x, two.y - down * two.height / 2)
            _curve(sheet, [start, start, (x, end[1] - down * 5), (x, end[1] - down * 5)], look)
            _arrow(sheet, end, (0, 5 * down), look["edgecolor"])
            return
        start, end = (one.right, ports[a, segment]), (two.right, ports[b, segment])
        room = EDGE_GUTTER if one.layer == 2 else GUTTER
        out = one.right + min(10 + 4 * abs(column.index(a) - column.index(b)), room - 4) / 0.75
        _curve(sheet, [start, (out, start[1]), (out, end[1]), (end[0] + 5, end[1])], look)
        _arrow(sheet, end, (-5, 0), look["edgecolor"])


def _curve(sheet, vertices, look):
    sheet.path(vertices, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4], **look)


def _arrow(sheet, tip, along, colour):
    """Draw an arrowhead that ends at `tip` and points along (x, y)."""
    (x, y), (dx, dy) = tip, along
    side = (-dy * 0.5, dx * 0.5)
    vertices = [tip, (x - dx + side[0], y - dy + side[1]), (x - dx - side[0], y - dy - side[1]), tip]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    sheet.path(vertices, codes, facecolor=colour, linewidth=0, zorder=0.7)


FILLS = (tint(OKABE_ITO["green"], 0.16), "white", tint(OKABE_ITO["blue"], 0.16))


def _draw_box(sheet, box):
    if not box.lines:
        return
    latent = bool(box.data.get("latent"))
    top = box.y - box.height / 2
    sheet.rect(box.left, top, BOX, box.height, "white" if latent else FILLS[box.layer], edge=INK if latent else GREY,
               ls=(0, (3, 2)) if latent else "-", lw=0.9, z=1.2)  # fmt: skip
    for i, line in enumerate(box.lines):
        y = box.y + (i - (len(box.lines) - 1) / 2) * SIZE * 1.25
        sheet.text(box.left + 6, y, shorten(line, BOX - 10), **box.data["look"])
