"""One colour per meaning, the same in every figure, and a second cue (hatching, dashes) beside it."""

from wirecopy.charts.sheet import GREY, INK, OKABE_ITO, PALE, SILVER

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
OTHER_RELATION = (GREY, "....", "otherwise related")

PAIRS = {
    "same_copy": OKABE_ITO["blue"],
    "teaser": OKABE_ITO["purple"],
    "shared_quotes": OKABE_ITO["green"],
    "independent": SILVER,
    "undecided": GREY,
}

# Edges of the provenance graph: colour and dashes. Green is speech, blue a faithful copy, orange a changed one.
# The type of an edge whose direction the pages do not settle.
UNDECIDED = "undecided"
EDGES = {
    "quoted_by": (OKABE_ITO["green"], "-"),
    "reported_by": (OKABE_ITO["green"], (0, (3, 1.5))),
    "reused_background": (GREY, (0, (1, 1.2))),
    "updated_to": (INK, "-"),
    "syndicated_verbatim": (OKABE_ITO["blue"], "-"),
    "syndicated_light_edit": (OKABE_ITO["sky"], (0, (6, 1.2))),
    "republished": (OKABE_ITO["blue"], (0, (2, 1))),
    "machine_translated": (OKABE_ITO["vermilion"], (0, (4, 1.5))),
    "translated": (OKABE_ITO["vermilion"], "-"),
    "spun": (OKABE_ITO["orange"], (0, (5, 1, 1, 1))),
    "spliced": (OKABE_ITO["orange"], "-"),
    "teaser_on_page": (OKABE_ITO["purple"], (0, (1, 1))),
    UNDECIDED: (INK, (0, (1, 1.6))),
}
OTHER_EDGE = (GREY, "-")

# Kinds of artefacts as a reader would say them.
ARTEFACTS = {
    "false_sense": "another meaning of the word",
    "calque": "foreign phrasing, word for word",
    "word_order_break": "words out of order",
    "structure_shift": "phrase rebuilt",
    "split_punct": "sentence cut, stray full stop",
    "punct_style": "punctuation",
    "changed_quote": "a speaker's meaning changed",
    "synonym_drift": "same meaning, other word",
    "grammar_shift": "tense, number, article",
    "style_us": "U.S., US, United States",
    "number_style": "numbers",
}
