"""One colour per meaning, the same in every figure, and a second cue (hatching, dashes) beside it."""

from wirecopy.charts.sheet import GREY, OKABE_ITO, PALE, SILVER

# Kinds of lines: colour, hatching, name for the reader. Blue is the story, greys are the page around it.
KINDS = {
    "body": (OKABE_ITO["blue"], None, "story"),
    "headline": (OKABE_ITO["sky"], None, "headline"),
    "byline": ("#7d7d7d", None, "byline"),
    "dateline_or_date": ("#7d7d7d", "////", "date"),
    "source_note": ("#7d7d7d", "....", "source note"),
    "caption": ("#b0b0b0", None, "caption"),
    "photo_credit": ("#b0b0b0", "////", "photo credit"),
    "related_stories": ("#d6d6d6", None, "related stories"),
    "navigation_or_chrome": ("#d6d6d6", "////", "navigation, chrome"),
    "disclaimer": ("#d6d6d6", "....", "disclaimer"),
}
OTHER_KIND = (PALE, "xxxx", "other")
MARKED = OKABE_ITO["purple"]

# What became of a passage on its way: colour, hatching, name for the reader.
RELATIONS = {
    "verbatim": (OKABE_ITO["blue"], None, "word for word"),
    "light_edit": (OKABE_ITO["sky"], None, "lightly edited"),
    "reworded": (OKABE_ITO["orange"], None, "reworded"),
    "only_here": (OKABE_ITO["vermilion"], "////", "only in one of them"),
}

PAIRS = {
    "same_copy": OKABE_ITO["blue"],
    "teaser": OKABE_ITO["purple"],
    "shared_quotes": OKABE_ITO["green"],
    "independent": SILVER,
    "undecided": GREY,
}
