"""The figures, from the tables that the other modules return. They draw; they measure nothing but the size of a label.

Every function returns a matplotlib Figure, 7 inches wide and as long as it needs; title, subtitle and note are the
caller's. The same input gives the same pixels.
"""

from wirecopy.charts.check import curves_through_text, overlaps, text_boxes
from wirecopy.charts.graph import provenance
from wirecopy.charts.palette import KINDS, PAIRS, RELATIONS
from wirecopy.charts.scoring import reliability, scores
from wirecopy.charts.shared import before_after, heat, longest_runs, ribbon
from wirecopy.charts.sheet import OKABE_ITO, style
from wirecopy.charts.story import barcode, stacked_kinds
from wirecopy.charts.times import timeline
from wirecopy.charts.translated import artefacts_by_kind, artefacts_in_context, damage, readability, statement

__all__ = [
    "KINDS",
    "OKABE_ITO",
    "PAIRS",
    "RELATIONS",
    "artefacts_by_kind",
    "artefacts_in_context",
    "barcode",
    "before_after",
    "curves_through_text",
    "damage",
    "heat",
    "longest_runs",
    "overlaps",
    "provenance",
    "readability",
    "reliability",
    "ribbon",
    "scores",
    "stacked_kinds",
    "statement",
    "style",
    "text_boxes",
    "timeline",
]
