"""Do the labels of a figure keep clear of each other? Measured on the drawn figure, for any matplotlib figure."""

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import PathPatch
from matplotlib.text import Text

COLUMNS = ["text", "x0", "y0", "x1", "y1"]


def text_boxes(fig):
    """Return the box of every visible text of `fig` in pixels from the lower left corner: `text, x0, y0, x1, y1`."""
    if not hasattr(fig.canvas, "get_renderer"):
        FigureCanvasAgg(fig)
    fig.draw_without_rendering()
    renderer = fig.canvas.get_renderer()
    rows = []
    for artist in fig.findobj(Text):
        if not artist.get_visible() or not artist.get_text().strip() or not _drawn(artist):
            continue
        box = artist.get_window_extent(renderer)
        rows.append((artist.get_text(), box.x0, box.y0, box.x1, box.y1))
    return pd.DataFrame(rows, columns=COLUMNS)


def _drawn(artist):
    axes = artist.axes
    return axes is None or axes.axison or artist in axes.get_children()


def overlaps(fig, tolerance=1.0):
    """Return the pairs of texts that touch, and texts that leave the figure (`b` = "edge of the figure"): `a, b`.

    `tolerance` is the overlap in pixels, in both directions, that is forgiven. An empty table is what one wants.
    """
    boxes = text_boxes(fig)
    width, height = fig.canvas.get_width_height()
    outside = np.max([-boxes.x0, -boxes.y0, boxes.x1 - width, boxes.y1 - height], axis=0) > tolerance
    rows = [(text, "edge of the figure") for text in boxes["text"][outside]]
    across, down = (_shared(boxes[low].to_numpy(), boxes[high].to_numpy()) for low, high in (("x0", "x1"), ("y0", "y1")))
    pairs = np.argwhere(np.triu((across > tolerance) & (down > tolerance), k=1))
    rows += [(boxes["text"].iloc[a], boxes["text"].iloc[b]) for a, b in pairs]
    return pd.DataFrame(rows, columns=["a", "b"])


def _shared(low, high):
    """Return, for every pair of intervals, how much of them is shared (negative: the gap between them)."""
    return np.minimum(high[:, None], high[None, :]) - np.maximum(low[:, None], low[None, :])


def curves_through_text(fig):
    """Return the texts that a curve of `fig` (a patch drawn as a line, without filling) runs through: `text`."""
    curves = fig.findobj(lambda artist: isinstance(artist, PathPatch) and artist.get_facecolor()[3] == 0)
    boxes = text_boxes(fig)
    hit = set()
    for patch in curves:
        points = patch.get_transform().transform_path(patch.get_path()).interpolated(1).to_polygons(closed_only=False)
        for xs, ys in (np.transpose(_dense(polygon)) for polygon in points):
            for box in boxes.itertuples():
                if np.any((xs > box.x0) & (xs < box.x1) & (ys > box.y0) & (ys < box.y1)):
                    hit.add(box.Index)
    return boxes.loc[sorted(hit), ["text"]].reset_index(drop=True)


def _dense(points, step=0.1):
    """Return points on the straight lines between `points`, close enough that none can step over a letter."""
    if len(points) < 2:
        return points
    at = np.arange(0, len(points) - 1 + step, step).clip(max=len(points) - 1)
    return np.column_stack([np.interp(at, np.arange(len(points)), points[:, i]) for i in (0, 1)])
