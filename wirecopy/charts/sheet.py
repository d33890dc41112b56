"""The paper that every figure is drawn on: one axes as large as the figure, its unit the point, y running down.

A label can be placed without hitting another only if its size is known beforehand. Here it is: text is measured by the
renderer that will draw it, and positions are sums of points, never of characters or of data units.
"""

import re
from contextlib import contextmanager
from functools import lru_cache, partial

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text

DPI = 200
WIDTH = 504.0  # points: 7 inches
MARGIN = 12.0
LEFT, RIGHT = MARGIN, WIDTH - MARGIN
SIZE = 9.0  # no smaller type anywhere: 12 pixels when the figure is shown 700 pixels wide
LEADING = 1.36

INK, GREY, SILVER, PALE = "#222222", "#666666", "#a6a6a6", "#ececec"
OKABE_ITO = {
    "orange": "#e69f00",
    "sky": "#56b4e9",
    "green": "#009e73",
    "yellow": "#f0e442",
    "blue": "#0072b2",
    "vermilion": "#d55e00",
    "purple": "#cc79a7",
}


@contextmanager
def style():
    """Use, inside a `with` block, the settings that the figures rely on: typeface, sizes, white paper, plain output.

    The functions of this package set what they draw themselves; use it for a figure of your own beside them, and while
    saving, so that a reader's matplotlibrc changes no pixel.
    """
    settings = {
        "font.family": "DejaVu Sans",
        "font.size": SIZE,
        "text.color": INK,
        "figure.facecolor": "white",
        "figure.dpi": DPI,
        "savefig.dpi": "figure",
        "savefig.facecolor": "auto",
        "savefig.bbox": None,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.prop_cycle": mpl.cycler(color=list(OKABE_ITO.values())),
        "text.hinting": "force_autohint",
        "text.hinting_factor": 8,
        "text.antialiased": True,
        "path.simplify": True,
        "svg.hashsalt": "wirecopy",
    }
    with mpl.rc_context(settings):
        yield


@lru_cache(maxsize=8)
def font(size=SIZE, weight="normal"):
    """Return the font of all figures (DejaVu Sans comes with matplotlib, so it is the same everywhere)."""
    return FontProperties(family="DejaVu Sans", size=size, weight=weight)


@lru_cache(maxsize=1)
def _renderer():
    return RendererAgg(8, 8, DPI)


@lru_cache(maxsize=1)
def _glyphs():
    return frozenset(get_font(mpl.font_manager.findfont(font())).get_charmap())


@lru_cache(maxsize=20_000)
def width_of(text, size=SIZE, weight="normal"):
    """Return how many points wide `text` will be drawn."""
    if not text:
        return 0.0
    return _renderer().get_text_width_height_descent(text, font(size, weight), ismath=False)[0] * 72 / DPI


def advance(text, size=SIZE, weight="normal"):
    """Return how far to the right of `text` the next character stands: its width with the spaces at its end."""
    return width_of(text + "|", size, weight) - width_of("|", size, weight)


def printable(text):
    """Return `text` on one line, with every character that the font lacks shown as U+FFFD.

    No-break spaces stay, and keep what belongs together on one line; "n = 5" always does.
    """
    text = re.sub(r"[^\S\u00a0]+", " ", str(text)).strip().replace("n = ", "n\u00a0=\u00a0")
    return "".join(c if ord(c) in _glyphs() else "\ufffd" for c in text)


def shorten(text, width, size=SIZE, weight="normal"):
    """Return as many whole words of `text` as fit into `width` points, with an ellipsis if any were left out."""
    words, width = printable(text).split(" "), width + 0.01
    most = _reach(words, width, size, weight)
    if most == len(words) and width_of(" ".join(words), size, weight) <= width:
        return " ".join(words)
    for n in range(min(most, len(words) - 1), 0, -1):
        candidate = " ".join(words[:n]).rstrip(",;:.–—- ") + " …"
        if width_of(candidate, size, weight) <= width:
            return candidate
    return _cut(words[0], width, size, weight)


def shorten_name(text, width, size=SIZE, weight="normal"):
    """Return a name shortened to `width` points; what stands in brackets at its end tells names apart, and stays."""
    text = printable(text)
    head, bracket, tail = text.rpartition(" (")
    tail = bracket + tail
    if not bracket or width_of(text, size, weight) <= width or advance(tail, size, weight) > width / 2:
        return shorten(text, width, size, weight)
    return shorten(head, width - advance(tail, size, weight), size, weight) + tail


def _reach(words, width, size, weight):
    """Return how many of the words can fit at most: long texts are slow to measure as a whole."""
    used = 0.0
    for n, word in enumerate(words):
        used += 0.98 * width_of(word, size, weight)
        if used > width:
            return n
    return len(words)


def _cut(word, width, size, weight):
    for n in range(len(word) - 1, 0, -1):
        if width_of(word[:n] + "…", size, weight) <= width:
            return word[:n] + "…"
    return "…"


def wrap(text, width, size=SIZE, weight="normal", lines=None):
    """Return `text` as a list of lines no wider than `width` points; the last of `lines` ends in an ellipsis if cut.

    A word wider than a line is broken where the line ends. Line breaks in `text` are kept.
    """
    out = []
    for block in str(text).split("\n"):
        words = printable(block).split(" ")
        if lines is not None:
            words = words[: _reach(words, width * (lines + 1), size, weight) + 1]
        out += _wrap_words(words, width, size, weight)
    if lines is None or len(out) <= lines:
        return out
    return [*out[: lines - 1], shorten(" ".join(out[lines - 1 :]), width, size, weight)]


def balanced(text, width, size=SIZE, weight="normal"):
    """Return `text` wrapped as `wrap` does, narrower where a few words would be left alone on the last line."""
    lines = wrap(text, width, size, weight)
    narrow = width
    while len(lines) > 1 and width_of(lines[-1], size, weight) < 0.4 * width and narrow > width / 2:
        narrow -= 6
        narrower = wrap(text, narrow, size, weight)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _wrap_words(words, width, size, weight):
    out, line = [], ""
    for word in words:
        longer = f"{line} {word}".strip()
        if width_of(longer, size, weight) <= width:
            line = longer
            continue
        if line:
            out.append(line)
        while width_of(word, size, weight) > width and len(word) > 1:
            n = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or width_of(word[:n], size, weight) <= width)
            out.append(word[:n])
            word = word[n:]
        line = word
    return [*out, line] if line else out


def spread_out(wanted, heights, top):
    """Return centres for labels of `heights`, in the order given: as near as can be to the `wanted` ones.

    No label lies over another and none above `top`. Least squares, by pooling neighbours that push each other.
    """
    pools = []  # [number of labels, sum of the tops that they want for the pool, height of the pool]
    for centre, height in zip(wanted, heights, strict=True):
        pools.append([1, centre - height / 2, height])
        while len(pools) > 1 and _top(pools[-2], top) + pools[-2][2] > _top(pools[-1], top):
            number, total, tall = pools.pop()
            pools[-1][1] += total - number * pools[-1][2]
            pools[-1][0] += number
            pools[-1][2] += tall
    centres = []
    for pool in pools:
        at = _top(pool, top)
        for height in heights[len(centres) : len(centres) + pool[0]]:
            centres.append(at + height / 2)
            at += height
    return centres


def _top(pool, top):
    return max(pool[1] / pool[0], top)


def ink_on(colour):
    """Return the text colour that can be read on `colour`."""
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in mpl.colors.to_rgb(colour))
    return "white" if 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.36 else INK


def tint(colour, strength):
    """Return `colour` mixed with white; `strength` 1 is the colour itself."""
    return tuple(1 - strength * (1 - c) for c in mpl.colors.to_rgb(colour))


class Sheet:
    """A figure 7 inches wide that grows downwards: `y` is where the next thing goes; `finish` cuts it to length."""

    def __init__(self, title="", subtitle=""):
        self.figure = Figure(figsize=(WIDTH / 72, 1), dpi=DPI, facecolor="white")
        FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), xticks=[], yticks=[], autoscale_on=False)
        self.axes.set_axis_off()
        self.y = MARGIN
        self.paragraph(title, size=13, weight="bold")
        self.skip(3 if title else 0)
        self.paragraph(subtitle, size=9.5, color=GREY)
        self.skip(9 if title or subtitle else 0)

    def skip(self, points):
        self.y += points

    def text(self, x, y, text, size=SIZE, color=INK, weight="normal", ha="left", rotation=0, style=None):
        """Write one line whose capitals are centred on `y`."""
        across = 0.365 * size
        dx, dy = (0, across) if rotation == 0 else (across, 0)
        artist = Text(
            x + dx, y + dy, printable(text), color=color, fontproperties=font(size, weight), ha=ha, va="baseline",
            rotation=rotation, rotation_mode="anchor", parse_math=False, clip_on=False,
        )  # fmt: skip
        if style:
            artist.set_fontstyle(style)
        self.axes.add_artist(artist)
        return artist

    def block(self, x, y, lines, size=SIZE, **look):
        """Write `lines` one under another, the block of them centred on `y`."""
        step = size * LEADING
        for i, line in enumerate(lines):
            self.text(x, y + (i - (len(lines) - 1) / 2) * step, line, size=size, **look)

    def paragraph(self, text, size=SIZE, left=LEFT, right=RIGHT, weight="normal", **look):
        """Write `text` wrapped between `left` and `right` at `y`, and move on."""
        for line in balanced(text, right - left, size, weight) if text else []:
            self.text(left, self.y + size * LEADING / 2, line, size=size, weight=weight, **look)
            self.y += size * LEADING

    def rect(self, x, y, width, height, color, hatch=None, hatch_color="white", edge=None, z=1.0, lw=0.8, ls="-"):
        patch = Rectangle(
            (x, y), width, height, facecolor=color, edgecolor=edge or hatch_color, linewidth=lw if edge else 0,
            linestyle=ls, hatch=hatch, zorder=z, hatch_linewidth=0.7,
        )  # fmt: skip
        self.axes.add_patch(patch)
        return patch

    def line(self, points, color=INK, lw=0.8, ls="-", z=0.9, **look):
        xs, ys = zip(*points, strict=True)
        artist = Line2D(xs, ys, color=color, linewidth=lw, linestyle=ls, zorder=z, **look)
        self.axes.add_line(artist)
        return artist

    def dot(self, x, y, color=INK, size=5.0, marker="o", hollow=False, z=2.0):
        self.line([(x, y)], color=color, ls="none", z=z, marker=marker, markersize=size,
                  markerfacecolor="white" if hollow else color, markeredgewidth=1.1)  # fmt: skip

    def path(self, vertices, codes, **look):
        patch = PathPatch(Path(vertices, codes), **look)
        self.axes.add_patch(patch)
        return patch

    def key(self, items):
        """Draw a key of coloured patches: (colour, hatch, label) each."""
        self.samples([(label, 11, partial(self._swatch, colour, hatch)) for colour, hatch, label in items])

    def _swatch(self, colour, hatch, x, y):
        self.rect(x, y - 4.5, 11, 9, colour, hatch=hatch, edge=SILVER if colour in (PALE, "white") else None)

    def samples(self, items):
        """Draw a key: (label, width of the sample, function that draws it at x, y) each, over as many rows as needed."""
        x, step = LEFT, SIZE * LEADING + 2
        for label, wide, draw in items:
            label = shorten(label, RIGHT - LEFT - wide - 5)
            end = x + wide + 5 + width_of(label)
            if x > LEFT and end > RIGHT:
                self.y += step
                x, end = LEFT, end - x + LEFT
            draw(x, self.y + 6)
            self.text(x + wide + 5, self.y + 6, label)
            x = end + 14
        self.y += step + 4 if items else 0

    def empty(self, sentence):
        """Say in the figure itself that there is nothing to draw."""
        self.rect(LEFT, self.y, RIGHT - LEFT, 46, "#f7f7f7")
        self.text((LEFT + RIGHT) / 2, self.y + 23, shorten(sentence, RIGHT - LEFT - 20), color=GREY, ha="center")
        self.skip(46)

    def finish(self, note=""):
        """Write the note, cut the sheet to its length and return the figure."""
        if note:
            self.skip(10)
            self.paragraph(note, color=GREY)
        height = self.y + MARGIN
        self.figure.set_size_inches(WIDTH / 72, height / 72)
        self.axes.set_ylim(height, 0)
        return self.figure
