"""What notebook 05 says: who has it from whom, which texts are missing, and what stays open."""

import pandas as pd

from wirecopy import spread
from wirecopy.findings.words import counted, excerpt, listed

__all__ = [
    "confident", "edges_to_read", "evidence_to_read", "latent_answer", "latent_texts", "pairs_answer",
    "pairs_to_read", "provenance_alt", "provenance_titles", "sightings", "sightings_answer",
    "sightings_by_relation", "spread_answer", "timeline_alt", "timeline_table", "timeline_titles",
    "undecided_answer",
]  # fmt: skip

BOUNDS = ["published_earliest", "published_latest"]


def _nodes(graph, kind):
    return [(node, data) for node, data in graph.nodes(data=True) if data["kind"] == kind]


def spread_answer(articles, graph, pairs):
    """Return the answer of notebook 05."""
    copies = pairs[pairs.relation == "same_copy"]
    wires = _nodes(graph, "wire")
    latent = [data["label"] for _, data in wires if data["latent"]]
    occasions = _nodes(graph, "utterance")
    parts = [
        f"**{counted(len(articles), 'page')}, {counted(len(wires), 'text')} by agencies and newsrooms, "
        f"{counted(len(occasions), 'occasion')} on which somebody spoke.**"
    ]
    if len(copies):
        told = listed(f"{row.a} and {row.b}" for row in copies.itertuples())
        parts.append(
            f"{counted(len(copies), 'pair')} of {len(pairs)} {'holds' if len(copies) == 1 else 'hold'} one text:"
            f" {told}."
        )
    else:
        parts.append("No page holds a copy of another's story.")
    if latent:
        parts.append(f"{counted(len(latent), 'text is', 'texts are')} not among the files: {listed(latent)}.")
    left_open = len(spread.undecided(graph))
    if left_open:
        parts.append(f"{counted(left_open, 'question is', 'questions are')} left open.")
    return " ".join(parts)


def pairs_to_read(pairs):
    """Return the pairs of pages as a table to read, copies first."""
    rank = {"same_copy": 0, "teaser": 1, "shared_quotes": 2, "independent": 3}
    table = pairs.assign(rank=pairs.relation.map(rank), evidence=[excerpt(text, 260) for text in pairs.evidence])
    return (
        table.sort_values(["rank", "confidence"], ascending=[True, False], kind="stable")
        .drop(columns="rank")
        .reset_index(drop=True)
    )


def pairs_answer(pairs):
    """Return in words how many pairs there are of each relation."""
    if pairs.empty:
        return "There is one page only, and so no pair."
    counts = pairs.relation.value_counts()
    order = ("same_copy", "teaser", "shared_quotes", "independent")
    return (
        f"Of {counted(len(pairs), 'pair')}: "
        + listed(f"{counts.get(name, 0)} {name.replace('_', ' ')}" for name in order)
        + "."
    )


def confident(graph, least):
    """Return the graph to draw: edges of confidence `least` or more, `undecided` where the direction is open.

    Occasions that are then unconnected are left out.
    """
    kept = graph.copy()
    for *_, data in kept.edges(data=True):
        if not data["decided"]:
            data["edge_type"] = "undecided"
    kept.remove_edges_from(
        [(s, t, key) for s, t, key, data in graph.edges(keys=True, data=True) if data["confidence"] < least]
    )
    kept.remove_nodes_from(
        [node for node, data in graph.nodes(data=True) if data["kind"] == "utterance" and not kept.degree(node)]
    )
    return kept


def provenance_titles(graph, least):
    """Return title, subtitle and note of the provenance graph."""
    wires = _nodes(graph, "wire")
    latent = sum(bool(data["latent"]) for _, data in wires)
    return {
        "title": (
            f"{counted(len(_nodes(graph, 'page')), 'page')}, {counted(len(wires), 'written text')}, {latent} of them"
            " not among the files"
        ),
        "subtitle": (
            f"Said, written, published: {counted(graph.number_of_edges(), 'edge')} of confidence {least} or more, from"
            " the source to what became of it."
        ),
        "note": "Dashed outline: a text that is not among the files, inferred from the pages that descend from it.",
    }


def provenance_alt(graph):
    """Return the figure's description in one sentence."""
    kinds = pd.Series([data["edge_type"] for *_, data in graph.edges(data=True)], dtype=object).value_counts()
    told = listed(f"{number} {name.replace('_', ' ')}" for name, number in sorted(kinds.items()))
    return (
        f"A graph in three columns, said, written and published, with {counted(graph.number_of_edges(), 'edge')}:"
        f" {told}."
    )


def latent_texts(graph):
    """Return the written texts: `text`, `among_the_files`, and `became`, the pages and texts that descend from each."""
    rows = []
    for node, data in sorted(_nodes(graph, "wire"), key=lambda item: str(item[0])):
        became = sorted({graph.nodes[t]["label"] for _, t in graph.out_edges(node)})
        rows.append((data["label"], "no" if data["latent"] else "yes", listed(became)))
    return pd.DataFrame(rows, columns=["text", "among_the_files", "became"])


def latent_answer(graph):
    """Return in words what the missing texts mean."""
    latent = [data["label"] for _, data in _nodes(graph, "wire") if data["latent"]]
    if not latent:
        return "Every written text is among the files."
    return (
        f"{listed(latent)}: known only by what descends from {'it' if len(latent) == 1 else 'them'}. An agency's own"
        " text is hardly ever among saved pages; who has it can put it into the folder and run this again."
    )


def undecided_answer(graph):
    """Return in words how much is left open."""
    number = len(spread.undecided(graph))
    return "Nothing is left open." if not number else f"{counted(number, 'question')} left open."


def edges_to_read(graph):
    """Return the edges of the graph with the nodes' labels: `source`, `target`, `edge_type`, `confidence`, `evidence`."""
    table = spread.edges(graph)
    for column in ("source", "target"):
        table[column] = [graph.nodes[node]["label"] for node in table[column]]
    table["evidence"] = [excerpt(text, 220) for text in table.evidence]
    return table


def evidence_to_read(graph):
    """Return every piece of evidence with the nodes' labels and the quoted words cut to a line."""
    table = spread.evidence(graph)
    for column in ("source", "target"):
        table[column] = [graph.nodes[node]["label"] for node in table[column]]
    table["text"] = [excerpt(text, 110) for text in table.text]
    return table


def sightings(folder, own, data):
    """Return the pages on which the repository's story was seen by a human, None for any other folder of pages."""
    if folder.resolve() != own.resolve():
        return None
    table = pd.read_csv(data / "sightings.csv")
    for column in BOUNDS:
        table[column] = pd.to_datetime(table[column], utc=True)
    return table


def sightings_answer(table):
    """Return in words what the sightings are."""
    if table is None:
        return "No sightings were read by hand for this story."
    dated = table[BOUNDS].notna().all(axis=1).sum()
    return (
        f"{counted(len(table), 'page')} on which the story was seen, {int(dated)} of them with a time, in "
        f"{counted(table.language.nunique(), 'language')}. Read by hand, not measured."
    )


def sightings_by_relation(table):
    """Return how many sightings stand in which relation to which agency's text: one row per relation, one column per agency."""
    if table is None:
        return pd.DataFrame()
    return pd.crosstab(table.relation, table.source_organization.fillna("none")).rename_axis(
        index="relation", columns=None
    )


def timeline_titles(intervals, seen):
    """Return title, subtitle and note of the timeline."""
    known = intervals.dropna(subset=BOUNDS)
    overlapping = len(known) > 1 and known.published_earliest.max() <= known.published_latest.min()
    title = "The calendar alone cannot say who was first" if overlapping else "When each page can have appeared"
    ring = "" if seen is None else f" Lighter: {counted(len(seen), 'sighting')}, read by hand."
    return {
        "title": title,
        "subtitle": (
            f"Interval of publication in Universal Time; {len(known)} of {counted(len(intervals), 'page')} can be"
            f" dated.{ring}"
        ),
        "note": "Overlapping bars have no order.",
    }


def timeline_table(intervals, seen):
    """Return what the timeline draws: `page`, `layer`, `published_earliest`, `published_latest`."""
    parts = [intervals.reset_index().rename(columns={"article": "page"}).assign(layer="measured")]
    if seen is not None:
        parts.append(seen.rename(columns={"publisher": "page"}).assign(layer="read by hand"))
    return pd.concat(parts)[["page", "layer", *BOUNDS]]


def timeline_alt(intervals, seen):
    """Return the figure's description in one sentence."""
    known = intervals.dropna(subset=BOUNDS)
    ring = (
        "" if seen is None else f", and in a lighter band {counted(len(seen), 'page')} on which a human saw the story"
    )
    return f"Bars of the time in which {len(known)} of {counted(len(intervals), 'page')} can have appeared{ring}."
