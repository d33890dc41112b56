"""The provenance graph as a figure: said, written, published, in three columns.

Edges that skip a column get a lane through it. Lines run in lanes and in the gutters between columns only, so none can
touch a label.
"""

from collections import Counter
from functools import partial

import networkx as nx
from matplotlib.path import Path

from wirecopy.charts.layers import GAP, Box, Layers
from wirecopy.charts.palette import EDGES, OTHER_EDGE, UNDECIDED
from wirecopy.charts.sheet import (
    GREY,
    INK,
    LEFT,
    OKABE_ITO,
    RIGHT,
    SIZE,
    Sheet,
    shorten,
    tint,
    wrap,
)

LAYERS = {"utterance": 0, "wire": 1, "page": 2}
HEADINGS = ("said", "written", "published")
BOX = 112.0
EDGE_GUTTER = 22.0  # right of the last column, for edges from page to page
GUTTER = (RIGHT - LEFT - 3 * BOX - EDGE_GUTTER) / 2
LEFTS = [LEFT + i * (BOX + GUTTER) for i in range(3)]
LINE = 1.25 * SIZE
DASHED = (0, (3, 2))


def provenance(graph, title="", subtitle="", note="", names=None):
    """Draw who has it from whom: occasions of speech, texts of agencies and newsrooms, pages, and the edges between.

    `graph`: networkx MultiDiGraph with `kind` (`utterance`, `wire`, `page`) and, for texts that nobody here has,
    `latent=True` on its nodes (optional `label`), `edge_type` and optional `confidence` on its edges, from source to
    derived (`undecided`: drawn without an arrowhead). Unconnected parts stand below each other. Line and colour are the
    edge's type, thickness its confidence.
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
        _Drawing(part, names or {}).draw(sheet)
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
    present = {data.get("edge_type") or "related" for _, _, data in graph.edges(data=True)}
    types = [kind for kind in EDGES if kind in present] + sorted(present - set(EDGES))
    items = [(kind.replace("_", " "), 24, partial(_line_sample, sheet, kind)) for kind in types]
    if any(data.get("latent") for _, data in graph.nodes(data=True)):
        items.append(("text that is not among the files", 24, partial(_box_sample, sheet)))
    sheet.samples(items)
    if any("confidence" in data for _, _, data in graph.edges(data=True)):
        sheet.text(LEFT, sheet.y + 3, "The thicker the line, the more confident.", color=GREY)
        sheet.skip(14)
    sheet.skip(8)


def _line_sample(sheet, kind, x, y):
    colour, dashes = EDGES.get(kind, OTHER_EDGE)
    sheet.line([(x, y), (x + 24, y)], color=colour, ls=dashes, lw=1.7)


def _box_sample(sheet, x, y):
    sheet.rect(x + 0.5, y - 5, 23, 10, "white", edge=INK, ls=DASHED)


class _Drawing:
    """A connected part of the graph: its boxes, the segments of its edges (one per gutter), and where they go."""

    def __init__(self, graph, names):
        crowd = Counter(data.get("kind") for _, data in graph.nodes(data=True))
        self.boxes = {
            node: _box(node, data, names, lines=3 if crowd[data.get("kind")] <= 10 else 2) for node, data in graph.nodes(data=True)
        }
        self.segments = {}  # (from, to, edge type): confidence
        for edge in graph.edges(data=True):
            self._route(*edge)
        self._make_room_for_arrows()
        self.layers = Layers(self.boxes, list(dict.fromkeys((a, b) for a, b, _ in self.segments)))

    def _route(self, source, target, data):
        """Cut an edge into segments, one per gutter; edges of one type from one node share their lane."""
        kind, a, b = data.get("edge_type"), self.boxes[source].layer, self.boxes[target].layer
        if source == target:
            return
        stops = [source, target]
        if abs(a - b) == 2:
            lane = ("lane", source, a < b, kind)
            self.boxes.setdefault(lane, Box(1))
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
        start = (LEFTS[one.layer] + (BOX if forward else 0), ports[a, segment])
        end = (LEFTS[two.layer] + (0 if forward else BOX), ports[b, segment])
        head = (5 if forward else -5) if two.lines else 0
        mid = (start[0] + end[0]) / 2
        _curve(sheet, [start, (mid, start[1]), (mid, end[1]), (end[0] - head, end[1])], look)
        if head and kind != UNDECIDED:
            _arrow(sheet, end, (head, 0), colour)
        elif not head:
            _curve(sheet, [end] * 2 + [(end[0] + (BOX if forward else -BOX), end[1])] * 2, look)

    def _sideways(self, sheet, segment, look, ports):
        """Draw an edge inside a column: straight between neighbours, else round the right of the boxes between."""
        a, b, kind = segment
        tip = _no_arrow if kind == UNDECIDED else _arrow
        one, two = self.boxes[a], self.boxes[b]
        apart, right = self.layers.apart(a, b), LEFTS[one.layer] + BOX
        if apart == 1:
            down = 1 if one.y < two.y else -1
            x = right - BOX / 2
            start, end = (x, one.y + down * one.height / 2), (x, two.y - down * two.height / 2)
            _curve(sheet, [start, start, (x, end[1] - down * 5), (x, end[1] - down * 5)], look)
            tip(sheet, end, (0, 5 * down), look["edgecolor"])
            return
        start, end = (right, ports[a, segment]), (right, ports[b, segment])
        room = EDGE_GUTTER if one.layer == 2 else GUTTER
        out = right + min(10 + 4 * apart, room - 4) / 0.75
        _curve(sheet, [start, (out, start[1]), (out, end[1]), (end[0] + 5, end[1])], look)
        tip(sheet, end, (-5, 0), look["edgecolor"])


def _box(node, data, names, lines):
    label = str(names.get(node, data.get("label") or node)).replace("_", " ")
    text = wrap(label, BOX - 13, lines=lines) or ["?"]
    return Box(LAYERS.get(data.get("kind"), 1), text, LINE * len(text) + 9, data)


def _curve(sheet, vertices, look):
    sheet.path(vertices, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4], **look)


def _arrow(sheet, tip, along, colour):
    """Draw an arrowhead that ends at `tip` and points along (x, y)."""
    (x, y), (dx, dy) = tip, along
    side = (-dy * 0.5, dx * 0.5)
    vertices = [tip, (x - dx + side[0], y - dy + side[1]), (x - dx - side[0], y - dy - side[1]), tip]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    sheet.path(vertices, codes, facecolor=colour, linewidth=0, zorder=0.7)


def _no_arrow(sheet, tip, along, colour):
    """Draw nothing: an edge whose direction is not decided has no head."""


FILLS = (tint(OKABE_ITO["green"], 0.16), "white", tint(OKABE_ITO["blue"], 0.16))


def _draw_box(sheet, box):
    if not box.lines:
        return
    left, top, latent = LEFTS[box.layer], box.y - box.height / 2, bool(box.data.get("latent"))
    fill, edge, dashes = ("white", INK, DASHED) if latent else (FILLS[box.layer], GREY, "-")
    sheet.rect(left, top, BOX, box.height, fill, edge=edge, ls=dashes, lw=0.9, z=1.2)
    for i, line in enumerate(box.lines):
        y = box.y + (i - (len(box.lines) - 1) / 2) * LINE
        sheet.text(left + 6, y, shorten(line, BOX - 10), style="italic" if latent else None)
