"""Charts: labels that place themselves for 1 to 30 pages, the same pixels every time, and tables that hold nothing."""

import hashlib

import matplotlib as mpl
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from wirecopy import charts
from wirecopy.charts import sheet
from wirecopy.charts.layers import Box, Layers
from wirecopy.text import lines, words

SIZES = (1, 2, 5, 12, 30)
TITLES = {
    "title": "A finding that is long enough to need more than one line of the figure's width, as findings are",
    "subtitle": "What is measured, on what, and how many; n = 5 pages and 5,414 words, share of the row's text in %",
    "note": "Source and caveat, in a line that says what the figure cannot show and where its numbers come from.",
}
TEXT = """ministry spokesman denied on Tuesday that weapons were shipped across the northern border while officials in
the capital said a “significant number” of trains had passed the station since the summer and would not comment"""
WORDS = TEXT.split()
KINDS = [*charts.KINDS, "a_kind_that_nobody_knows"]


def labels(n):
    return [f"{i:03d}" for i in range(n)]


def names(n):
    publishers = [
        "The Northern Times",
        "Daily Courier",
        "unknown publisher",
        "A Newspaper With a Very Long Name Indeed",
    ]
    return {label: f"{publishers[i % 4]} ({label})" for i, label in enumerate(labels(n))}


def sentence(rng, n):
    return " ".join(rng.choice(WORDS, n)).capitalize() + "."


def line_table(n):
    rng = np.random.default_rng(n)
    rows = []
    for article in labels(n):
        for i in range(int(rng.integers(1, 60))):
            kind = "body" if i % 3 else KINDS[rng.integers(len(KINDS))]
            mark = f"also in {rng.integers(n):03d}" if kind != "body" and rng.random() < 0.15 else None
            rows.append((article, int(rng.integers(1, 70)), kind, kind == "body", mark))
    return pd.DataFrame(rows, columns=["article", "words", "kind", "is_body", "mark"])


def kinds_table(n):
    table = line_table(n)
    return table.pivot_table(index="article", columns="kind", values="words", aggfunc="sum")


def matrix(n):
    values = np.random.default_rng(n).random((n, n)) ** 4
    values[n // 2, 0] = np.nan
    return pd.DataFrame(values, index=labels(n), columns=labels(n))


def pair_table(n):
    rng = np.random.default_rng(n)
    rows = [(a, b, *rng.random(2) ** 2) for a in labels(n) for b in labels(n) if a != b]
    return pd.DataFrame(rows, columns=["a", "b", "before", "after"])


def paragraphs(n, seed):
    rng = np.random.default_rng(seed)
    return lines("\n\n".join(sentence(rng, int(rng.integers(1, 80))) for _ in range(n)))


def aligned(source, copy):
    rng = np.random.default_rng(len(source))
    rows = []
    for i, block in enumerate(copy.itertuples()):
        match = source.iloc[(i * 7 + 2) % len(source)]
        found = rng.random() < 0.7
        rows.append((match.start if found else np.nan, match.end if found else np.nan, block.start, block.end,
                     ["verbatim", "light_edit", "reworded"][rng.integers(3)] if found else None))  # fmt: skip
    return pd.DataFrame(rows, columns=["source_start", "source_end", "copy_start", "copy_end", "relation"])


def run_table(n):
    rng = np.random.default_rng(n)
    rows = [("000", f"{i:03d}", 40 - i, sentence(rng, 40 - i), i % 2 == 0) for i in range(n)]
    return pd.DataFrame(rows, columns=["a", "b", "words", "text", "in_quote"])


def interval_table(n, seed=0):
    rng = np.random.default_rng(seed + n)
    start = pd.Timestamp("2021-03-01T00:00Z") + pd.to_timedelta(rng.integers(0, 9000, n), "min")
    table = pd.DataFrame({"published_earliest": start}, index=pd.Index(labels(n), name="article"))
    table["published_latest"] = start + pd.to_timedelta(rng.integers(0, 4000, n) * (rng.random(n) < 0.8), "min")
    for i in range(0, n, 6):
        table.iloc[i, i % 2] = pd.NaT
    for i in range(3, n, 9):
        table.iloc[i] = [pd.NaT, pd.NaT]
    if n > 10:
        table.iloc[1] = [pd.Timestamp("2016-12-02T00:00Z")] * 2
        table.iloc[2] = [pd.Timestamp("2021-01-01T00:00Z"), pd.Timestamp("2022-01-01T00:00Z")]
    return table


def sighting_table(n):
    return interval_table(n, seed=50).assign(publisher=[f"Site number {i}" for i in range(n)]).reset_index(drop=True)


def provenance_graph(n, parts=1):
    rng = np.random.default_rng(n + parts)
    graph = nx.MultiDiGraph()
    copies = ["syndicated_verbatim", "syndicated_light_edit", "machine_translated", "spun", "republished", "new_type"]
    for part in range(parts):
        wires = [f"wire {part}-{i}" for i in range(max(1, n // (4 * parts)))]
        occasions = [f"occasion {part}-{i}" for i in range(max(1, n // (3 * parts)))]
        for i, wire in enumerate(wires):
            graph.add_node(wire, kind="wire", latent=bool(i % 3), label=f"Agency {i}, version of the evening")
        for occasion in occasions:
            graph.add_node(occasion, kind="utterance", label=f"statement of {occasion}, a ministry with a long name")
            for wire in wires:
                if rng.random() < 0.5:
                    graph.add_edge(occasion, wire, edge_type="quoted_by", confidence=rng.random())
        for i in range(max(1, n // parts)):
            page = f"{part}-{i:02d}"
            graph.add_node(page, kind="page")
            graph.add_edge(wires[rng.integers(len(wires))], page, edge_type=copies[rng.integers(6)], confidence=rng.random())
            if rng.random() < 0.2:
                graph.add_edge(occasions[rng.integers(len(occasions))], page, edge_type="quoted_by", confidence=0.5)
            if i and rng.random() < 0.2:
                graph.add_edge(f"{part}-{rng.integers(i):02d}", page, edge_type="teaser_on_page", confidence=0.9)
        for one, two in zip(wires, wires[1:], strict=False):
            graph.add_edge(one, two, edge_type="updated_to", confidence=0.6)
    graph.add_node("alone", kind="page")
    return graph


def artefact_rows(n):
    rng = np.random.default_rng(n)
    rows = []
    for i in range(n):
        copy = f"{sentence(rng, 12)[:-1]} ⟦{' '.join(rng.choice(WORDS, i % 4))}⟧ {sentence(rng, 12)}"
        source = copy.replace("⟦", "⟦other ") if i % 3 else None
        rows.append((["false_sense", "calque", "unheard_of"][i % 3], copy, source))
    return pd.DataFrame(rows, columns=["kind", "copy", "source"])


def statement_table(n):
    rng = np.random.default_rng(n)
    rows = []
    for number in range(3):
        text = sentence(rng, 18 + 9 * number)
        total = len(words(text))
        for article in labels(n):
            start = int(rng.integers(0, total - 2)) if rng.random() < 0.5 else 0
            end = int(rng.integers(start + 1, total + 1)) if start else total
            rows.append((number, text, article, start, end, bool(rng.random() < 0.3), f"speaker {number // 2}"))
    return pd.DataFrame(rows, columns=["utterance", "utterance_text", "article", "word_start", "word_end", "changed", "speaker"])


def readability_table(n):
    rng = np.random.default_rng(n)
    measures = [
        "Flesch reading ease",
        "grade",
        "words_per_sentence",
        "syllables per word",
        "share of difficult words in all",
    ]
    rows = [(a, m, float(rng.random() * 10**i)) for a in labels(n) for i, m in enumerate(measures)]
    return pd.DataFrame(rows, columns=["article", "measure", "value"])


def damage_table(n):
    rng = np.random.default_rng(n)
    table = pd.DataFrame({"words": rng.integers(3, 60, 3 * n), "artefacts": rng.poisson(3, 3 * n)})
    table["broken_joins"] = (table["words"] > 45).astype(int)
    return table.assign(label="“policy”. of the West as justifying")


def reliability_table(n):
    predicted = np.linspace(0.02, 0.98, n)
    observed = np.clip(predicted + 0.05, 0, 1)
    return pd.DataFrame({"predicted": predicted, "observed": observed, "n": np.arange(n) * 50 + 3,
                         "low": observed - 0.05, "high": np.clip(observed + 0.05, 0, 1)})  # fmt: skip


def score_table(n):
    rng = np.random.default_rng(n)
    rows = [(f"tool {i}" if i else "this project", task, s := 0.4 + 0.5 * rng.random(), s - 0.03, s + 0.03, i == 0)
            for task in ("half-cleaned pages", "whole pages") for i in range(n)]  # fmt: skip
    return pd.DataFrame(rows, columns=["tool", "task", "score", "low", "high", "ours"])


def counts_table(n):
    kinds = ["false_sense", "calque", "synonym_drift", *(f"kind_{i}" for i in range(27))][:n]
    return pd.DataFrame({"kind": kinds, "outside": np.arange(n) * 3 % 40 + 1, "inside": np.arange(n) % 7})


def draw_ribbon(n):
    source, copy = paragraphs(n, 1), paragraphs(2 * n, 2)
    return charts.ribbon(aligned(source, copy), source, copy, source_name="The Northern Times (000)", copy_name="copy", **TITLES)


FIGURES = {
    "barcode": lambda n: charts.barcode(line_table(n), names=names(n), **TITLES),
    "stacked_kinds": lambda n: charts.stacked_kinds(kinds_table(n), names=names(n), **TITLES),
    "heat": lambda n: charts.heat([matrix(n)] * 3, ["Whole page", "Story only", "Story without quotations"], **TITLES),
    "heat_named": lambda n: charts.heat([matrix(n)] * 2, ["Whole page", "Story"], names=names(n), **TITLES),
    "heat_other_names": lambda n: charts.heat([matrix(n)], ["A"], names={a: f"A name {i}" for i, a in enumerate(labels(n))}),
    "ribbon": draw_ribbon,
    "before_after": lambda n: charts.before_after(pair_table(n), names=names(n), **TITLES),
    "longest_runs": lambda n: charts.longest_runs(run_table(n), names=names(n), **TITLES),
    "timeline": lambda n: charts.timeline(interval_table(n), names=names(n), **TITLES),
    "timeline_sightings": lambda n: charts.timeline(interval_table(n), sightings=sighting_table(n), **TITLES),
    "provenance": lambda n: charts.provenance(provenance_graph(n), **TITLES),
    "provenance_parts": lambda n: charts.provenance(provenance_graph(n, parts=3), **TITLES),
    "artefacts_by_kind": lambda n: charts.artefacts_by_kind(counts_table(n), **TITLES),
    "artefacts_in_context": lambda n: charts.artefacts_in_context(artefact_rows(n), **TITLES),
    "statement": lambda n: charts.statement(statement_table(n), names=names(n), **TITLES),
    "statement_short": lambda n: charts.statement(statement_table(n).drop(columns="speaker"), **TITLES),
    "readability": lambda n: charts.readability(readability_table(n), names=names(n), marked=["000"], **TITLES),
    "damage": lambda n: charts.damage(damage_table(n), **TITLES),
    "reliability": lambda n: charts.reliability(reliability_table(n), **TITLES),
    "scores": lambda n: charts.scores(score_table(n), **TITLES),
}
EMPTY = {
    "barcode": lambda: charts.barcode(line_table(2).head(0)),
    "stacked_kinds": lambda: charts.stacked_kinds(kinds_table(2).head(0)),
    "heat": lambda: charts.heat([], []),
    "ribbon": lambda: charts.ribbon(aligned(paragraphs(1, 1), paragraphs(1, 1)), paragraphs(1, 1).head(0), paragraphs(1, 1)),
    "before_after": lambda: charts.before_after(pair_table(1)),
    "longest_runs": lambda: charts.longest_runs(run_table(0)),
    "timeline": lambda: charts.timeline(interval_table(2).head(0)),
    "provenance": lambda: charts.provenance(nx.MultiDiGraph()),
    "artefacts_by_kind": lambda: charts.artefacts_by_kind(counts_table(0)),
    "artefacts_in_context": lambda: charts.artefacts_in_context(artefact_rows(0)),
    "statement": lambda: charts.statement(statement_table(2).head(0)),
    "readability": lambda: charts.readability(readability_table(2).head(0)),
    "damage": lambda: charts.damage(damage_table(0)),
    "reliability": lambda: charts.reliability(reliability_table(2).head(0)),
    "scores": lambda: charts.scores(score_table(2).head(0)),
}


def visible_texts(figure):
    return [artist for artist in figure.findobj(Text) if artist.get_text().strip()]


def pixels(figure):
    figure.canvas.draw()
    return hashlib.sha256(bytes(figure.canvas.buffer_rgba())).hexdigest()


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("name", FIGURES)
def test_no_label_touches_another_or_leaves_the_figure(name, n):
    figure = FIGURES[name](n)
    assert charts.overlaps(figure).empty


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("parts", [1, 3])
def test_no_edge_of_the_graph_runs_through_a_label(n, parts):
    assert charts.curves_through_text(charts.provenance(provenance_graph(n, parts))).empty


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_as_wide_as_the_page_and_has_no_small_type(name):
    figure = FIGURES[name](5)
    assert figure.get_size_inches()[0] == 7
    assert min(artist.get_fontsize() for artist in visible_texts(figure)) >= 9


@pytest.mark.parametrize("name", FIGURES)
def test_title_subtitle_and_note_stand_in_the_figure_in_full(name):
    figure = FIGURES[name](2)
    written = " ".join(artist.get_text() for artist in visible_texts(figure)).replace("\u00a0", " ")
    for text in TITLES.values() if name != "heat_other_names" else ():
        assert text in written


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_table_gives_the_same_pixels(name):
    assert pixels(FIGURES[name](2)) == pixels(FIGURES[name](2))


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_table_gives_a_figure_that_says_so(name):
    figure = EMPTY[name]()
    assert len(visible_texts(figure)) == 1
    assert visible_texts(figure)[0].get_text().endswith(".")


def test_pages_without_any_date_are_listed_and_nothing_else():
    table = interval_table(2)
    table[:] = pd.NaT
    written = " ".join(artist.get_text() for artist in visible_texts(charts.timeline(table)))
    assert written == "No usable date: 000, 001"


def test_exact_times_open_ends_and_far_dates_are_written_as_they_are():
    exact, far = pd.Timestamp("2021-03-01T10:20Z"), pd.Timestamp("2016-12-02T00:00Z")
    table = pd.DataFrame(
        {"published_earliest": [exact, exact, pd.NaT, exact, far], "published_latest": [exact, pd.NaT, exact, exact, far]},
        index=["exact", "open", "until", "same", "far"],
    )
    written = {artist.get_text() for artist in visible_texts(charts.timeline(table))}
    assert {"1 Mar 10:20", "from 1 Mar 10:20", "until 1 Mar 10:20", "2 Dec 2016 00:00"} <= written


SPANS = [(1, "12:00"), (30, "14 Mar"), (300, "Jul 2021"), (4000, "2026"), (70000, "2100")]


@pytest.mark.parametrize(("days", "ticks"), SPANS)
def test_the_time_line_covers_days_and_centuries(days, ticks):
    start = pd.Timestamp("2021-03-01T00:00Z")
    table = pd.DataFrame({"published_earliest": [start], "published_latest": [start + pd.Timedelta(days=days)]}, index=["a"])
    figure = charts.timeline(table)
    assert charts.overlaps(figure).empty
    assert ticks in {artist.get_text() for artist in visible_texts(figure)}


def test_times_may_be_given_as_text():
    table = pd.DataFrame(
        {"published_earliest": ["2021-03-01T10:20Z", None], "published_latest": ["2021-03-01T10:20:30Z", None]},
        index=["a", "b"],
    )
    assert "1 Mar 10:20" in {artist.get_text() for artist in visible_texts(charts.timeline(table))}


def test_shares_in_the_barcode_are_those_of_the_table():
    table = pd.DataFrame(
        [("a", 30, "body", True), ("a", 70, "related_stories", False), ("b", 10, "body", True)],
        columns=["article", "words", "kind", "is_body"],
    )
    written = {artist.get_text() for artist in visible_texts(charts.barcode(table))}
    assert {"30% story", "100% story"} <= written


def test_blocks_of_the_barcode_are_as_wide_as_their_words():
    table = pd.DataFrame([("a", w, "body", True) for w in (10, 20, 30)], columns=["article", "words", "kind", "is_body"])
    axes = charts.barcode(table).axes[0]
    widths = [patch.get_width() + 0.8 for patch in axes.patches if patch.get_height() == 24]
    assert widths == pytest.approx([80, 160, 240], abs=0.1)


def test_a_matrix_says_nothing_of_a_text_and_itself():
    table = pd.DataFrame([[1.0, 0.62], [0.92, 1.0]], index=["a", "b"], columns=["a", "b"])
    written = [artist.get_text() for artist in visible_texts(charts.heat([table], ["t"]))]
    assert "62%" in written
    assert "92%" in written
    assert written.count("100%") == 1  # the end of the colour scale


@pytest.mark.parametrize(("n", "rows"), [(2, 1), (5, 1), (12, 1), (30, 3)])
def test_matrices_stand_side_by_side_while_their_cells_hold_a_line_of_type(n, rows):
    figure = charts.heat([matrix(n)] * 3, ["Whole page", "Story", "Unquoted"])
    titles = [artist for artist in visible_texts(figure) if artist.get_text() in ("Whole page", "Story", "Unquoted")]
    assert len({round(artist.get_position()[1]) for artist in titles}) == rows


def test_words_without_counterpart_are_hatched_in_the_ribbon():
    source, copy = lines("one two three\nfour five"), lines("one two three\nsix seven eight nine")
    rows = pd.DataFrame([(0, 13, 0, 13, "verbatim")], columns=["source_start", "source_end", "copy_start", "copy_end", "relation"])
    patches = charts.ribbon(rows, source, copy).axes[0].patches
    hatched = [patch for patch in patches if patch.get_hatch() and hasattr(patch, "get_width") and patch.get_width() == 13]
    assert sorted(round(patch.get_height() / 1.2) for patch in hatched) == [2, 4]


def test_a_sentence_split_in_two_is_joined_to_both_parts():
    source, copy = lines("one two three four five six"), lines("one two three. Four five six.")
    rows = pd.DataFrame(
        [(0, 27, 0, 14, "reworded"), (0, 27, 15, 29, "of another kind")],
        columns=["source_start", "source_end", "copy_start", "copy_end", "relation"],
    )
    ribbons = [patch for patch in charts.ribbon(rows, source, copy).axes[0].patches if isinstance(patch, PathPatch)]
    assert len(ribbons) == 2
    starts = sorted((patch.get_path().vertices[:, 1].min(), patch.get_path().vertices[:, 1].max()) for patch in ribbons)
    assert starts[0][1] <= starts[1][0] + 0.01  # they share the sentence, one below the other


def test_unchanged_pairs_show_one_number():
    table = pd.DataFrame([("a", "b", 0.251, 0.252), ("b", "a", 0.1, 0.3)], columns=["a", "b", "before", "after"])
    written = [artist.get_text() for artist in visible_texts(charts.before_after(table))]
    assert written.count("25%") == 1
    assert {"10%", "30%"} <= set(written)


def test_pairs_beyond_the_first_are_counted():
    written = [artist.get_text() for artist in visible_texts(charts.before_after(pair_table(12)))]
    assert any(text.startswith("112 more pairs change by") for text in written)


def test_the_largest_fall_is_drawn_among_many_rises():
    rows = [(f"a{i}", "b", 0.1, 0.9) for i in range(40)] + [("falling", "b", 0.3, 0.1), ("rising", "b", 0.1, 0.2)]
    figure = charts.before_after(pd.DataFrame(rows, columns=["a", "b", "before", "after"]))
    written = {artist.get_text() for artist in visible_texts(figure)}
    assert "falling in b" in written
    assert "rising in b" not in written
    assert "22 more pairs change by 80.0% or less." in written


def test_brackets_choose_the_side_with_room():
    rows = [("a", 70, "body", None), ("a", 20, "related_stories", "words of the story on one"),
            ("a", 8, "related_stories", "words of the story on two"), ("a", 2, "related_stories", None)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["article", "words", "kind", "mark"]).assign(is_body=[True, False, False, False])
    written = {artist.get_text() for artist in visible_texts(charts.barcode(table))}
    assert {"words of the story on one", "words of the story on two"} <= written


def test_runs_beyond_the_first_are_counted():
    figure = charts.longest_runs(run_table(30))
    assert figure.get_size_inches()[1] < 12
    assert "18 more pairs share runs of 28 words or less." in {artist.get_text() for artist in visible_texts(figure)}


def test_the_marked_phrase_stands_alone_and_its_context_is_cut_to_the_line():
    row = pd.DataFrame([("calque", "far " * 90 + "before ⟦the phrase⟧, after" + " away" * 90, None)],
                       columns=["kind", "copy", "source"])  # fmt: skip
    written = [artist.get_text() for artist in visible_texts(charts.artefacts_in_context(row))]
    assert "the phrase" in written
    assert any(text.startswith("…") and text.endswith("before") for text in written)
    assert any(text.startswith(", after") and text.endswith("…") for text in written)


def test_quoted_words_are_underlined_from_first_to_last():
    text = "one two three four"
    table = pd.DataFrame(
        [(1, text, "a", 1, 3, False)],
        columns=["utterance", "utterance_text", "article", "word_start", "word_end", "changed"],
    )
    (bar,) = [patch for patch in charts.statement(table).axes[0].patches if patch.get_height() == 6]
    assert bar.get_width() == pytest.approx(sheet.width_of("two three", 10), abs=1.5)


def test_lanes_keep_long_edges_off_the_boxes_between():
    graph = nx.MultiDiGraph()
    for node, kind in (("u", "utterance"), ("w", "wire"), ("p", "page"), ("q", "page")):
        graph.add_node(node, kind=kind)
    for source, target in (("u", "w"), ("w", "p"), ("u", "p"), ("u", "q")):
        graph.add_edge(source, target, edge_type="quoted_by")
    patches = charts.provenance(graph).axes[0].patches
    boxes = [patch.get_extents() for patch in patches if hasattr(patch, "get_width") and patch.get_width() == 112]
    assert len(boxes) == 4
    curves = [patch for patch in patches if isinstance(patch, PathPatch) and patch.get_facecolor()[3] == 0]
    assert len(curves) == 6  # two short edges, and one lane for both long ones: in, through, and out twice
    for curve in curves:
        for x, y in curve.get_transform().transform_path(curve.get_path()).interpolated(50).vertices:
            assert not any(box.x0 + 1 < x < box.x1 - 1 and box.y0 + 1 < y < box.y1 - 1 for box in boxes)


def in_layers(*sizes):
    return {f"{layer}{i}": Box(layer, ["label"], 20) for layer, size in enumerate(sizes) for i in range(size)}


def test_a_crossing_that_can_be_avoided_is_avoided():
    pairs = [("00", f"1{i}") for i in range(6)] + [(f"1{i}", f"2{5 - i}") for i in range(6)]
    assert Layers(in_layers(1, 6, 6), pairs).tangle() == 0


def test_texts_of_one_chain_stand_next_to_each_other():
    links = [(f"0{i}", f"1{j}") for i in range(4) for j in range(4)] + [("10", "13"), *((f"1{i}", f"2{i}") for i in range(4))]
    assert Layers(in_layers(4, 4, 4), links).apart("10", "13") == 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 5), st.integers(0, 5)), max_size=25))
def test_boxes_of_a_column_never_overlap_and_keep_inside_the_longest(pairs):
    layers = Layers(in_layers(6, 6, 6), list(dict.fromkeys((f"{k}{i}", f"{k + 1}{j}") for k, i, j in pairs)))
    assert min(box.y - box.height / 2 for box in layers.boxes.values()) == pytest.approx(0)
    for column in layers.columns:
        ends = [(layers.boxes[key].y - 10, layers.boxes[key].y + 10) for key in column]
        assert all(one[1] + 8.9 <= two[0] for one, two in zip(ends, ends[1:], strict=False))
        assert ends[-1][1] <= 6 * 29 + 0.1


def test_overlaps_finds_labels_that_touch_and_labels_that_leave():
    figure = Figure(figsize=(3, 3), dpi=100)
    figure.text(0.4, 0.5, "one label")
    figure.text(0.45, 0.51, "another label")
    figure.text(0.95, 0.1, "over the edge")
    found = set(charts.overlaps(figure).itertuples(index=False, name=None))
    assert found == {("one label", "another label"), ("over the edge", "edge of the figure")}


def test_overlaps_looks_at_tick_labels_too():
    figure = Figure(figsize=(1, 1), dpi=100)
    axes = figure.add_subplot()
    axes.set_xticks(range(5), ["a long label"] * 5)
    assert len(charts.overlaps(figure)) > 4


def test_curves_through_text_finds_a_line_over_a_label():
    paper = sheet.Sheet()
    paper.text(100, 20, "a label")
    paper.path([(80, 20), (100, 20), (130, 20), (160, 20)], [1, 4, 4, 4], facecolor="none", edgecolor="red")
    paper.skip(40)
    assert list(charts.curves_through_text(paper.finish())["text"]) == ["a label"]


def test_strange_characters_are_drawn_as_text_without_a_warning(recwarn):
    strange = {"000": "$8 and $9_{x}", "001": "平壤 حدث", "002": "tab\tand\nline", "003": "x" * 300, "004": ""}
    figure = charts.barcode(line_table(5), names=strange, title="“A” $x$ — 5% _ ^")
    assert charts.overlaps(figure).empty
    assert not recwarn.list


def test_a_readers_settings_change_nothing_and_are_left_alone():
    plain = pixels(charts.scores(score_table(3)))
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "black", "text.usetex": False, "figure.dpi": 50}):
        before = dict(mpl.rcParams)
        assert pixels(charts.scores(score_table(3))) == plain
        assert dict(mpl.rcParams) == before


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.floats(-100, 900), st.floats(1, 60)), min_size=1, max_size=20), st.floats(0, 50))
def test_labels_spread_out_keep_their_order_and_never_overlap(wanted, top):
    centres = sheet.spread_out([w for w, _ in wanted], [h for _, h in wanted], top)
    edges = [(c - h / 2, c + h / 2) for c, (_, h) in zip(centres, wanted, strict=True)]
    assert edges[0][0] >= top - 1e-6
    assert all(a[1] <= b[0] + 1e-6 for a, b in zip(edges, edges[1:], strict=False))


def test_labels_with_room_stay_where_they_are_wanted():
    assert sheet.spread_out([20.0, 50.0], [10.0, 10.0], 0.0) == [20.0, 50.0]
    assert sheet.spread_out([20.0, 20.0], [10.0, 10.0], 0.0) == [15.0, 25.0]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120), st.floats(12, 300))
def test_wrapped_text_keeps_to_its_width_and_loses_nothing(text, width):
    rows = sheet.wrap(text, width)
    widest = sheet.width_of("W")
    assert all(sheet.width_of(row) <= max(width, widest * 3) for row in rows)
    kept = "".join("".join(rows).split())
    assert kept == "".join("".join(map(sheet.printable, text.split("\n"))).split())


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=120), st.floats(15, 300))
def test_shortened_text_fits_and_is_the_beginning(text, width):
    short = sheet.shorten(text, width)
    assert sheet.width_of(short) <= width + 0.1
    assert short == sheet.printable(text) or short.endswith("…")


def test_a_shortened_name_keeps_what_tells_it_from_others():
    assert sheet.shorten_name("A Newspaper With a Long Name (003)", 120).endswith("… (003)")
    assert sheet.shorten_name("Short (003)", 120) == "Short (003)"
    assert sheet.shorten_name("Name (in brackets that leave no room for the name)", 60).endswith("…")


def test_a_last_line_of_one_word_is_avoided():
    text = "A finding whose last word would otherwise stand on a line of its own"
    width = sheet.width_of(text) - 5
    assert sheet.wrap(text, width)[-1] == "own"
    rows = sheet.balanced(text, width)
    assert len(rows) == 2
    assert sheet.width_of(rows[-1]) > 0.35 * width
