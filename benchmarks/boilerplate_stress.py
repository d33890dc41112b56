"""The five pages under stress: the same lines, as other tools and templates would have left them.

Labels are those of `tests/hand/boilerplate_lines.csv`. A variant is a list of `(text, blank lines before, indentation,
1 if story)` per page, so that it can be scored line by line.
"""

import csv
import re
from pathlib import Path

from wirecopy import text as tx

ROOT = Path(__file__).parents[1]
_SHOWS_TAIL = re.compile(r"^\W*(?:recommended|related|more)\b.{0,30}$", re.I)


def labelled_pages():
    """Return for each article the list of its lines with the hand label: story or not, and the kind."""
    pages = {}
    with open(ROOT / "tests" / "hand" / "boilerplate_lines.csv", newline="", encoding="utf-8") as file:
        kinds = {(row["article"], int(row["line"])): row["kind"] for row in csv.DictReader(file)}
    for path in sorted((ROOT / "data" / "articles").glob("*.txt")):
        article, page = path.stem.split("_")[0], path.read_text("utf-8")
        lines, above = [], 0
        for line in tx.lines(page).itertuples():
            kind = kinds[article, line.line]
            indent = line.start - page.rfind("\n", 0, line.start) - 1
            lines.append((line.text, line.line - above - 1, indent, kind == "body", kind))
            above = line.line
        pages[article] = lines
    return pages


def joined(lines):
    """Return the text of a page given as lines."""
    return "".join("\n" * (line[1] + (i > 0)) + " " * line[2] + line[0] for i, line in enumerate(lines))


def variants(pages):
    """Return `{name: {article: lines}}`: the pages as they are and under each stress."""
    tail = [line for line in pages["002"] if line[4] == "related_stories"]
    others = {a: lines for a, lines in pages.items() if a != "002"}
    return {
        "as they are": pages,
        "no headings": _each(pages, lambda t, b, i, y, k: None if _is_heading(t, k) else (t, b, i)),
        "no bullets": _each(pages, lambda t, b, i, y, k: (re.sub(r"^[•*-]\s+", "", t), b, i)),
        "no indents": _each(pages, lambda t, b, i, y, k: (t, b, 0)),
        "no blank lines": _each(pages, lambda t, b, i, y, k: (t, 0, i)),
        "none of these": _each(
            pages,
            lambda t, b, i, y, k: None if _is_heading(t, k) else (re.sub(r"^[•*-]\s+", "", t), 0, 0),
        ),
        "lower case": _each(pages, lambda t, b, i, y, k: (t.lower(), b, i)),
        "upper case": _each(pages, lambda t, b, i, y, k: (t.upper(), b, i)),
        "blank line everywhere": _each(pages, lambda t, b, i, y, k: (t, 1, i)),
        "tail of 002 moved": {a: _without_tail(lines) + tail for a, lines in others.items()},
        "tail moved, headlines only": {a: _without_tail(lines) + _headlines(tail) for a, lines in others.items()},
        "tail moved, summaries only": {a: _without_tail(lines) + _summaries(tail) for a, lines in others.items()},
        "tail moved, summaries only, bare": {
            a: _bare(_without_tail(lines) + _summaries(tail)[1:]) for a, lines in others.items()
        },
        "tail moved, summaries only, bare, no datelines": {
            a: _bare(_without_tail(lines) + _without_datelines(_summaries(tail)[1:])) for a, lines in others.items()
        },
        "summaries only": {"002": _without_tail(pages["002"]) + _summaries(tail)},
        "summaries only, bare": {"002": _bare(_without_tail(pages["002"]) + _summaries(tail)[1:])},
        "body only": _each(pages, lambda t, b, i, y, k: (t, b, i) if y else None),
        "body only, no blank lines": _each(pages, lambda t, b, i, y, k: (t, 0, 0) if y else None),
        "body only, lower case": _each(pages, lambda t, b, i, y, k: (t.lower(), b, i) if y else None),
        "hard-wrapped": {a: _wrapped(lines) for a, lines in pages.items()},
    }


def _is_heading(text, kind):
    return kind == "related_stories" and _SHOWS_TAIL.match(text) is not None


def _each(pages, change):
    return {
        a: [(*new, line[3], line[4]) for line in lines if (new := change(*line)) and new[0].strip()]
        for a, lines in pages.items()
    }


def _without_tail(lines):
    return [line for line in lines if line[4] != "related_stories"]


def _headlines(tail):
    return tail[:1] + [line for line in tail[1:] if line[0].startswith("•")]


def _summaries(tail):
    return tail[:1] + [line for line in tail[1:] if not line[0].startswith("•")]


def _without_datelines(lines):
    return [(re.sub(r"^.{0,30}\)\s*--?\s*", "", t), b, i, y, k) for t, b, i, y, k in lines]


def _bare(lines):
    return [(re.sub(r"^[•*-]\s+", "", t), 0, 0, y, k) for t, _, _, y, k in lines]


def _wrapped(lines, width=72):
    out = []
    for t, blank, indent, y, k in lines:
        pieces = [m.group().strip() for m in re.finditer(rf"\S.{{0,{width - 1}}}(?=\s|$)|\S+", t)]
        out += [(piece, (blank or 1) if n == 0 else 0, indent, y, k) for n, piece in enumerate(pieces)]
    return out


def wrong_lines(lines, labelled):
    """Return the rows of `labelled` (of `label_lines`) whose story or furniture is not what `lines` say."""
    return labelled[labelled["is_body"].to_numpy() != [line[3] for line in lines]]
