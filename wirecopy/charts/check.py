"""Do the labels of a figure keep clear of each other? Measured on the drawn figure, for any matplotlib figure."""

from itertools import combinations

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
    fig.canvas.draw()
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
    rows = []
    for box in boxes.itertuples():
        outside = max(-box.x0, -box.y0, box.x1 - width, box.y1 - height)
        if outside > tolerance:
            rows.append((box.text, "edge of the figure"))
    for one, two in combinations(boxes.itertuples(), 2):
        across = min(one.x1, two.x1) - max(one.x0, two.x0)
        down = min(one.y1, two.y1) - max(one.y0, two.y0)
        if across > tolerance and down > tolerance:
            rows.append((one.text, two.text))
    return pd.DataFrame(rows, columns=["a", "b"])


def curves_through_text(fig):
    """Return the texts that a curve of `fig` (a patch drawn as a line, without filling) runs through: `text`."""
    boxes = text_boxes(fig)
    hit = set()
    for patch in fig.findobj(lambda artist: isinstance(artist, PathPatch) and artist.get_facecolor()[3] == 0):
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
