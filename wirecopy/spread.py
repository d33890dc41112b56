"""Who has it from whom: pairs of pages, the graph of what was said, written and published, and its export.

Three layers. *Utterances* are occasions on which somebody said something; *wires* are texts as an agency or a newsroom
wrote them, whether or not they are among the files (`latent`); *pages* are the articles. An edge goes from the source to
what was derived from it and carries its evidence: quoted characters with offsets, and the weight of each piece in log-odds.
Nothing is decided by one kind of evidence that lies easily (a date); what stays open is said to be open (`undecided`).
"""

import json
from math import exp
from pathlib import Path

import networkx as nx
import pandas as pd
import regex
from prov.model import ProvDocument

from wirecopy import credits, occasions, overlap, quotes, stemma, translation
from wirecopy import text as txt

PAIR_COLUMNS = ["a", "b", "relation", "confidence", "evidence"]
EDGE_COLUMNS = ["source", "target", "edge_type", "confidence", "evidence"]
EVIDENCE_COLUMNS = [*EDGE_COLUMNS[:3], "why", "weight", "article", "start", "end", "text"]
UNDECIDED_COLUMNS = ["a", "b", "question", "lean", "confidence", "why"]
DERIVED = ("syndicated_verbatim", "syndicated_light_edit", "machine_translated", "translated", "spun", "spliced", "republished")
# Log-odds that each kind of evidence is worth; shown with every edge.
WEIGHTS = {
    "credit": 2.5, "shared text": 2.0, "own text": 1.5, "byline": 0.5, "containment": 2.0, "wording": 0.4, "date": 0.8,
    "names the publisher": 3.0, "more background": 0.4, "shared change": 0.65, "missed change": 3.0, "rarity": -2.5,
    "shared insertion": 2.5, "teaser": 3.0, "quotation": 2.0, "report": 1.0, "words without marks": 1.0,
}  # fmt: skip
# A direction needs this much (log-odds); that a page was copied from another page, and not from the agency, needs more.
_DECIDED, _DIRECT = 1.0, 2.0
# From this share of words changed on, the changes may be a machine's, and from this on they are.
_MAYBE_MACHINE, _MACHINE_CHANGE = 0.05, 0.15
# Share of the common sentences' words in common order from which a copy is word for word, and lightly edited.
_VERBATIM, _LIGHT_EDIT = 0.995, 0.93
TREATMENTS = {
    "verbatim": "syndicated_verbatim", "light_edit": "syndicated_light_edit", "human_rewrite": "spun",
    "round_trip": "machine_translated",
}  # fmt: skip
# What stands before the name of the outlet that a page has its text from.
_TAKEN_FROM = "published|appeared|posted|reported|story|source|courtesy|credit|via|from|with permission"
_LEAD_WORDS = 80
_TEASER_RUN, _TEASER_HEADLINE = 12, 5
_OWN_SHARE, _OWN_WORDS = 0.05, 15
_BACKGROUND_WORDS = 14


# --- the pages, compared --------------------------------------------------------------------------


class _Story:
    """All that is measured once per set of pages: who shares text, teasers and quotations with whom."""

    def __init__(self, articles):
        self.articles = _complete(articles)
        self.pages = stemma.read(self.articles)
        self.numbers = {page.label: i for i, page in enumerate(self.pages)}
        self.comparison = stemma.Comparison(self.pages)
        self.shares = {p: self.comparison.shares(*p) for p in stemma.candidates(self.pages)}
        self.copies = {p: s for p, s in self.shares.items() if stemma.is_copy(*s)}
        linked = quotes.link(self.articles)
        self.unmarked = stemma.unmarked(self.pages, linked)
        self.utterances = pd.concat([linked, self.unmarked], ignore_index=True) if len(self.unmarked) else linked
        self.teasers = _teasers(self.pages, self.copies)

    def label(self, number):
        return self.pages[number].label


def _complete(articles):
    """Return the articles with every column that is used, missing values where there was none, texts as strings."""
    table = articles.copy()
    for column in ("headline", "author", "dateline", "source_organization", "credit_text", "publisher", "url"):
        if column not in table:
            table[column] = pd.NA
    for column in ("published_earliest", "published_latest"):
        table[column] = pd.to_datetime(table[column], utc=True) if column in table else pd.NaT
    if "text" not in table:
        table["text"] = table["body"]
    table["text"] = table["text"].fillna("").astype(str)
    body = table["body"] if "body" in table else table["text"]
    table["body"] = body.where(body.notna(), table["text"]).astype(str)
    return table


def _piece(why, weight, page=None, start=None, end=None, note=None):
    """One piece of evidence: why, its weight in log-odds, and the characters that it rests on."""
    quoted = page.text[start:end] if page is not None and start is not None else note
    article = page.label if page is not None else None
    return {"why": why, "weight": round(weight, 2), "article": article, "start": start, "end": end, "text": quoted}


def _confidence(pieces, prior=0.0):
    return round(1 / (1 + exp(-prior - sum(p["weight"] for p in pieces))), 3)


def _in_words(pieces):
    return "; ".join(f"{p['why']} {p['weight']:+.1f}{_where(p)}" for p in pieces)


def _where(piece):
    if piece["start"] is None:
        return f": {piece['text']}" if piece["text"] else ""
    return f": {piece['article']} [{piece['start']}:{piece['end']}] “{piece['text']}”"


# --- pairs ----------------------------------------------------------------------------------------


def pairs(articles):
    """Return one row for every pair of pages: `a, b` (labels, `a` earlier in `articles`), `relation`, `confidence`, `evidence`.

    `relation` is the first that fits: `same_copy` (text of one writer, whatever happened to it on the way), `teaser` (one
    shows the other's lead in its furniture), `shared_quotes` (both quote one utterance), `independent`. `confidence` 0 to 1;
    `evidence` says why, with the weight of each piece (log-odds) and quoted characters with their offsets. The relation of
    two pages depends on those two alone.
    """
    story = _Story(articles)
    linked = _linked(story.utterances)
    order = list(story.articles.index)
    rows = [_pair(story, linked, a, b) for i, a in enumerate(order) for b in order[i + 1 :]]
    return pd.DataFrame(rows, columns=PAIR_COLUMNS).astype({"confidence": float})


def _pair(story, linked, a, b):
    i, j = sorted((story.numbers[a], story.numbers[b]))
    if (i, j) in story.copies:
        pieces = _copy_pieces(story, i, j)
        return a, b, "same_copy", _confidence(pieces, -0.5), _in_words(pieces)
    shown = story.teasers.get((i, j)) or story.teasers.get((j, i))
    if shown:
        return a, b, "teaser", _confidence(shown), _in_words(shown)
    if frozenset((a, b)) in linked:
        pieces = _quote_pieces(story, linked[frozenset((a, b))])
        return a, b, "shared_quotes", _confidence(pieces), _in_words(pieces)
    share = max(story.shares.get((i, j), (0.0, 0.0))[:2])
    pieces = [_piece("own sentences", 3.0 * (0.5 - share) + 1.0, note=f"{1 - share:.0%} of the nearer page is its own")]
    return a, b, "independent", _confidence(pieces), _in_words(pieces)


def _copy_pieces(story, i, j):
    share = max(story.copies[i, j][:2])
    match = story.comparison.best_match(i, j)
    pieces = [_piece("shared text", 4 * share, note=f"{share:.0%} of the shorter page's words, {story.copies[i, j][2]} words")]
    if match:
        pieces += [_sentence_piece(story, p, s, "same sentence", 0.5) for p, s in zip((i, j), match, strict=True)]
    return pieces


def _sentence_piece(story, page, sentence, why, weight):
    return _piece(why, weight, story.pages[page], *story.pages[page].quote(sentence))


def _linked(utterances):
    """Return {pair of labels: rows of the quotations that they share, longest first}."""
    found = {}
    for _, rows in utterances.dropna(subset="utterance").groupby("utterance"):
        labels = list(dict.fromkeys(rows["article"]))
        for i, a in enumerate(labels):
            for b in labels[i + 1 :]:
                found.setdefault(frozenset((a, b)), []).append(rows[rows["article"].isin((a, b))])
    return found


def _quote_pieces(story, shared):
    longest = max(shared, key=lambda rows: rows["text"].str.len().max())
    rows = longest.assign(size=longest["text"].str.len()).sort_values("size", ascending=False).drop_duplicates("article")
    weight = WEIGHTS["quotation"] * (1 if rows["size"].max() > 25 else 0.5)
    rows = rows.sort_values(["article", "start"])
    return [
        _piece("quotation", weight / len(rows), story.pages[story.numbers[r.article]], int(r.start), int(r.end))
        for r in rows.itertuples()
    ]


def _teasers(pages, copies):
    """Return {(shown, page): evidence}: a page whose furniture shows another's headline or lead."""
    opening = {}
    for q, page in enumerate(pages):
        for gram in _lead_grams(page):
            opening.setdefault(gram, set()).add(q)
    found = {}
    for p, page in enumerate(pages):
        furniture = _furniture(page)
        shown = _grams(txt.tokens(furniture), _TEASER_HEADLINE)
        for q in sorted({q for gram in shown for q in opening.get(gram, ())} - {p}):
            pieces = [] if (min(p, q), max(p, q)) in copies else _teaser_pieces(page, pages[q], furniture)
            if pieces:
                found[q, p] = pieces
    return found


def _furniture(page):
    """Return the page's text without its story and without its own headline, same length."""
    body = list(page.body.ljust(len(page.text)))
    rest = "".join(c if b.isspace() or c in "\r\n" else " " for c, b in zip(page.text, body, strict=False))
    headline = page.row["headline"]
    if isinstance(headline, str) and headline.strip():
        at = page.text.find(headline)
        while at >= 0:
            rest = txt.blank(rest, [(at, at + len(headline))])
            at = page.text.find(headline, at + 1)
    return rest


def _grams(tokens, n):
    return set(zip(*(tokens[k:] for k in range(n)), strict=False))


def _lead(page):
    """Return the first words of a story, without what it quotes: a quotation is anybody's."""
    words = 0
    for (_, end), size in zip(page.spans, page.sizes, strict=True):
        words += size
        if words >= _LEAD_WORDS:
            return page.unquoted[:end]
    return page.unquoted


def _lead_grams(page):
    headline = page.row["headline"] if isinstance(page.row["headline"], str) else ""
    return _grams(txt.tokens(headline), _TEASER_HEADLINE) | _grams(txt.tokens(_lead(page)), _TEASER_HEADLINE)


def _teaser_pieces(page, other, furniture):
    runs = overlap.runs(furniture, _lead(other), min_words=_TEASER_RUN)
    runs = runs.sort_values("words", ascending=False, kind="stable").itertuples()
    telling = [r for r in runs if _is_most_of_a_sentence(other, r.b_start, r.words)]
    pieces = [_piece("teaser", WEIGHTS["teaser"], page, int(r.a_start), int(r.a_end)) for r in telling[:1]]
    headline = other.row["headline"]
    if isinstance(headline, str) and len(txt.tokens(headline)) >= _TEASER_HEADLINE:
        same = overlap.runs(furniture, headline, min_words=len(txt.tokens(headline)))
        pieces += [_piece("headline shown", 2.0, page, int(r.a_start), int(r.a_end)) for r in same.head(1).itertuples()]
    return pieces


def _is_most_of_a_sentence(page, start, words):
    """Tell whether a run of so many words opens a sentence of the story or is the better part of it; a set phrase is neither."""
    for (first, end), size in zip(page.spans, page.sizes, strict=True):
        if first <= start < end:
            return words >= 0.6 * size or len(txt.tokens(page.body[first:start])) <= 6
    return False


# --- the graph ------------------------------------------------------------------------------------


def infer(articles):
    """Return the provenance of a set of pages as a networkx MultiDiGraph, every edge from the source to what it became.

    Nodes: `kind` (`utterance`: an occasion on which somebody spoke; `wire`: an agency's or newsroom's text; `page`),
    `label` (for a reader), `latent` (True for a wire text that is not among the files), `agency`, `version`; of an
    utterance also `primary_source` (the page that is the statement itself, or ""). Edges:
    `edge_type` (DESIGN §4), `confidence` (0 to 1), `evidence` (why, weight in log-odds, quoted characters with offsets),
    `decided` (False where the direction or order is a guess), `spans` (the evidence as JSON, see `evidence(graph)`).
    `graph.graph["undecided"]` lists what the pages leave open. Empty for no articles. Any column but `text` may be missing.
    """
    story = _Story(articles)
    graph = nx.MultiDiGraph(undecided=[])
    for label in sorted(story.articles.index, key=str):
        _add_page(graph, story.articles.loc[label], label)
    groups, spliced = stemma.families(story.comparison, story.copies)
    writers = _writers(story, groups, spliced)
    homes = {}
    for family, writer in zip(groups, writers, strict=True):
        _add_family(graph, story, family, writer, homes)
    for page, parts in sorted(spliced.items()):
        _add_splice(graph, story, page, [groups[k] for k in parts], homes)
    _add_second_credits(graph, story, homes)
    _add_background(graph, story, homes)
    _add_teasers(graph, story, homes)
    _add_occasions(graph, story, homes)
    return graph


def _add_page(graph, row, label):
    agency = row["source_organization"]
    graph.add_node(
        label, kind="page", label=str(label), latent=False, agency=agency if isinstance(agency, str) else "", version=0
    )


def _add_edge(graph, source, target, edge_type, pieces, decided=True, prior=0.0):
    graph.add_edge(
        source, target, key=edge_type, edge_type=edge_type, confidence=_confidence(pieces, prior), decided=bool(decided),
        evidence=_in_words(pieces), spans=json.dumps(pieces, ensure_ascii=False, default=str),
    )  # fmt: skip


def _agencies(row):
    """Return the agencies that a page credits, surest first."""
    named = row["source_organization"]
    listed = [name.strip() for name in named.split(";") if name.strip()] if isinstance(named, str) else []
    own = _agency_of(row["url"])
    return listed or ([own] if own else [])


def _names(agency):
    """Return the names that an agency goes by."""
    listed = credits.agencies().set_index("name")["patterns"].get(agency, "").split("|")
    return [name for name in (agency, *listed) if name]


def _is_publisher(row, agency):
    """Tell whether the page is the agency's own."""
    publisher = row["publisher"] if isinstance(row["publisher"], str) else ""
    by_name = publisher.strip().casefold() in {name.casefold() for name in _names(agency)}
    return by_name or _agency_of(row["url"]) == agency


def _agency_of(url):
    found = credits.agency_of(url) if isinstance(url, str) else None
    return found if isinstance(found, str) else None


def _writers(story, groups, spliced):
    """Return for each family its writer: an agency, or None for a newsroom or nobody known; credits of most pages win.

    A page that splices two texts and credits two agencies names the writers of texts that no page credits.
    """
    writers = [_writer(story, family) for family in groups]
    for page, parts in sorted(spliced.items()):
        spare = [agency for agency in _agencies(story.pages[page].row) if agency not in {writers[k] for k in parts}]
        unsigned = [k for k in sorted(parts, key=lambda k: _first_sentence(story, page, groups[k])) if writers[k] is None]
        for k, agency in zip(unsigned, spare if len(spare) == len(unsigned) else [], strict=False):
            writers[k] = agency
    return writers


def _first_sentence(story, page, family):
    """Return the number of the first sentence of a page that a family has too."""
    return min((i for p in family for i, _ in story.comparison.matches(page, p)), default=len(story.pages[page].spans))


def _writer(story, family):
    counts = {}
    for p in family:
        for rank, agency in enumerate(_agencies(story.pages[p].row)):
            counts[agency] = counts.get(agency, 0) + 1 / (1 + rank)
    return max(sorted(counts), key=counts.get) if counts else None


def _add_family(graph, story, members, writer, homes):
    """Add one text with its versions and the pages that carry it."""
    if writer is None and len(members) == 1:
        _add_newsroom(graph, story, members[0], homes)
        return
    family = stemma.Family(story.comparison, members, _outsiders(story, members))
    root = None
    if writer is None:
        root, still_open = _root(story, family)
        for a, b, pieces in still_open:
            _leave_open(graph, story.label(a), story.label(b), "which page has it from which", None, pieces)
    if root is not None:
        _add_newsroom(graph, story, root, homes)
        _add_copies(graph, story, family, members, homes[root][0], root, "", homes)
    else:
        _add_written(graph, story, family, writer, homes)


def _outsiders(story, members):
    """Return the pages of other writers: they can only share with the family what both quote."""
    near = {p for pair in story.copies if set(pair) & set(members) for p in pair}
    return [p for p in range(len(story.pages)) if p not in near and p not in members]


def _add_written(graph, story, family, writer, homes):
    """Add an agency's text (or one whose writer is unknown): a node for each version, latent unless its own page is here."""
    groups = stemma.versions(story.comparison, family.members)
    groups = _in_order(story, groups)
    nodes = []
    for number, group in enumerate(groups, start=1):
        own = [p for p in group if writer and _is_publisher(story.pages[p].row, writer)]
        name = f"{writer}’s text" if writer else "text that nobody signs"
        label = f"{writer or 'unsigned'}, version {number}" if len(groups) > 1 else name
        version = number if len(groups) > 1 else 0
        nodes.append(_add_wire(graph, writer or "unsigned", label, not own, writer or "", version))
        origin = own[0] if own else None
        if origin is not None:
            homes[origin] = [nodes[-1]]
            _add_edge(graph, nodes[-1], story.label(origin), "republished", _own_page_pieces(story.pages[origin], writer))
        _add_copies(graph, story, family, group, nodes[-1], origin, writer or "", homes)
    for k in range(len(groups) - 1):
        _add_update(graph, story, nodes[k], nodes[k + 1], groups[k], groups[k + 1])


def _own_page_pieces(page, writer):
    credit = _credit_pieces(page, writer)
    return [*credit, _piece("own page", WEIGHTS["own text"], note=f"{page.label} is published by {writer}")]


def _add_copies(graph, story, family, group, node, origin, writer, homes):
    """Add an edge to every page of a group: from the page that it was copied from where evidence shows one, else from the text."""
    parents = _direct_parents(story, family, [p for p in group if p != origin], origin)
    for p in group:
        if p == origin:
            continue
        homes[p] = [node]
        parent, why = parents.get(p, (origin, []))
        if parent is not None and parent == origin and not why and not writer:
            why = _direction(story, family, origin, p)
        source = node if parent is None else story.label(parent)
        edge_type, treatment = _treatment(story, family, p, group)
        pieces = [*_credit_pieces(story.pages[p], writer), *treatment, *_shared_piece(story, p, group), *why]
        _add_edge(graph, source, story.label(p), edge_type, pieces)


def _shared_piece(story, page, group):
    siblings = [p for p in group if p != page]
    if not siblings:
        return []
    nearest = max(siblings, key=lambda p: (story.comparison.shares(page, p)[0], -p))
    match = story.comparison.best_match(page, nearest)
    return [_sentence_piece(story, page, match[0], "shared text", WEIGHTS["shared text"])] if match else []


def _direct_parents(story, family, members, origin):
    """Return {page: (page that it was copied from, evidence)} where changes that only the two share, or a credit, show it."""
    scored = []
    for p in members:
        for q in members:
            if p != q:
                pieces = _copied_from(story, family, q, p)
                total = sum(x["weight"] for x in pieces)
                if total >= _DIRECT:
                    scored.append((total, q, p, pieces))
    parents = {}
    for _, q, p, pieces in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if p not in parents and p not in _line_of(parents, q):
            parents[p] = q, pieces
    return parents


def _line_of(parents, page):
    line = {page}
    while page in parents:
        page = parents[page][0]
        line.add(page)
    return line


def _copied_from(story, family, q, p):
    """Return the evidence that `p` was made from page `q` and not from the text that both carry.

    Changes of `q` that `p` shares, all of them, speak for it; not so where a machine or a thesaurus made them: it makes
    the same change twice.
    """
    pieces = [x for x in _named(story.pages[q], story.pages[p]) if x["weight"] > 0]
    if pieces:
        return pieces
    if max(family.change(q), family.change(p)) < _MAYBE_MACHINE:
        shared, missed = family.inherited(q, p)
        weight = WEIGHTS["rarity"] + WEIGHTS["shared change"] * shared - WEIGHTS["missed change"] * missed
        inserted, dropped = family.inserted(q, p), family.dropped(q, p)
        weight += WEIGHTS["shared insertion"] * min(len(inserted), 2) - WEIGHTS["missed change"] * len(dropped)
        if shared or missed or inserted or dropped:
            note = f"{shared} of {shared + missed} changes and {len(inserted)} insertions of {story.label(q)} are here too"
            pieces.append(_piece("shared changes", max(-4.0, min(4.0, weight)), note=note))
    more = _extra_changes(family, q, p)
    if pieces and more < 0:
        pieces.append(_piece("fewer changes", -1.5, note=f"{story.label(q)} has changes of its own that this page lacks"))
    return pieces


def _extra_changes(family, q, p):
    """Return by how many changes and sentences `p` goes further from the text than `q`; negative if `q` does."""
    further = len(family.innovations(p, without=q)) - len(family.innovations(q, without=p))
    return further + (family.comparison.own_words(p, q) - family.comparison.own_words(q, p)) / 1000


def _in_order(story, groups):
    """Return version groups, the earlier first: by their pages' dates where these agree, else by how much text there is."""
    def rank(group):
        return (max(story.pages[p].words for p in group), story.pages[group[0]].key)

    ordered = sorted(groups, key=rank)
    for k in range(len(ordered) - 1):
        if sum(x["weight"] for x in _date_order(story, ordered[k], ordered[k + 1])) < 0:
            ordered[k], ordered[k + 1] = ordered[k + 1], ordered[k]
    return ordered


def _wire_name(graph, stem):
    number = 1 + sum(str(node).startswith(f"wire: {stem} ") for node in graph)
    return f"wire: {stem} {number}"


def _add_wire(graph, stem, label, latent, agency="", version=0):
    node = _wire_name(graph, stem)
    graph.add_node(node, kind="wire", label=label, latent=latent, agency=agency, version=version)
    return node


def _add_update(graph, story, one, two, first, second):
    comparison = story.comparison
    a, b = first[0], second[0]
    pieces = []
    for p in (a, b):
        start = stemma.lead(story.pages[p])
        pieces.append(_sentence_piece(story, p, start, "a lead that the other lacks", 0.0))
    extra = comparison.own_words(b, a) - comparison.own_words(a, b)
    if extra > 0:
        pieces.append(_piece("more background", WEIGHTS["more background"], note=f"{extra} more words of its own in the later"))
    pieces += _date_order(story, first, second)
    decided = sum(p["weight"] for p in pieces) >= _DECIDED
    _add_edge(graph, one, two, "updated_to", pieces, decided)
    if not decided:
        _leave_open(graph, one, two, "which version came first", one, pieces)


def _date_order(story, first, second):
    """Return evidence from dates that the `first` pages came out before the `second`, if most pairs of intervals say so."""
    votes = [_before(story.pages[p].row, story.pages[q].row) for p in first for q in second]
    known = [v for v in votes if v]
    if not known or sum(known) == 0:
        return []
    weight = WEIGHTS["date"] * sum(known) / len(known)
    return [_piece("date", weight, note=f"{sum(v > 0 for v in known)} of {len(known)} pairs of dates say so")]


def _before(row, other):
    """Return 1 where a page's interval ends before the other's begins, -1 where the other's does, else 0."""
    if row["published_latest"] < other["published_earliest"]:
        return 1
    return -1 if other["published_latest"] < row["published_earliest"] else 0


def _leave_open(graph, a, b, question, lean, pieces):
    graph.graph["undecided"].append(
        {"a": a, "b": b, "question": question, "lean": lean, "confidence": _confidence(pieces), "why": _in_words(pieces)}
    )


def _credit_pieces(page, agency):
    """Return the evidence that a page credits an agency: the characters of its credit line."""
    if not agency or agency not in _agencies(page.row):
        return []
    credit = page.row["credit_text"]
    at = page.text.find(credit) if isinstance(credit, str) and credit.strip() else -1
    if at >= 0:
        return [_piece("credit", WEIGHTS["credit"], page, at, at + len(credit))]
    return [_piece("credit", WEIGHTS["credit"], note=f"{page.label} credits {agency}")]


# What happened to a text on its way to a page.


def _treatment(story, family, page, group):
    """Return (edge_type, evidence): word for word, lightly edited, translated by machine or spun, seen beside its siblings."""
    said = _says_translated(story.pages[page])
    if said:
        return "machine_translated", said
    siblings = [p for p in family.members if p != page]
    if not siblings:
        return _treated_alone(story.pages[page])
    beside = _nearest_original(story, family, page, siblings)
    closeness = story.comparison.wording(page, beside)
    if closeness >= _VERBATIM or not _is_altered(family, page, beside):
        return "syndicated_verbatim", []
    chances = translation.classify(story.pages[beside].body, story.pages[page].body)
    best = max(TREATMENTS, key=lambda kind: chances[kind])
    note = f"beside {story.label(beside)}: {best} {chances[best]:.2f}, {closeness:.0%} of the common words in common order"
    edge_type = TREATMENTS[best] if closeness < _LIGHT_EDIT else "syndicated_light_edit"
    return edge_type, [_piece("wording", 0.0, note=note)]


def _treated_alone(page):
    """A page with no other copy beside it: a dateline in the house's own style shows an editor's hand."""
    agencies, dateline = _agencies(page.row), page.row["dateline"]
    if not agencies or not isinstance(dateline, str) or not len(page.spans):
        return "syndicated_verbatim", []
    start, end = page.spans[0]
    opening = page.body[start : min(end, start + len(dateline) + 30)]
    if dateline.casefold() not in opening.casefold() or any(name in opening for name in _names(agencies[0])):
        return "syndicated_verbatim", []
    at = start + opening.casefold().find(dateline.casefold())
    return "syndicated_light_edit", [_piece("house dateline", 0.3, page, at, at + len(dateline))]


def _nearest_original(story, family, page, siblings):
    """Return the sibling to see a page beside: the least changed of those that have most of what it has."""
    covers = {q: story.comparison.shares(page, q)[0] for q in siblings}
    most = max(covers.values())
    return min((q for q in siblings if covers[q] >= most - 0.15), key=lambda q: (family.change(q), -covers[q], q))


def _is_altered(family, page, beside):
    """Tell whether it is `page`, not the sibling, whose wording changed: third texts say so, else traces of translation."""
    lost, kept = len(family.lost(page, beside)), len(family.lost(beside, page))
    if lost != kept:
        return lost > kept
    traces = [len(translation.artefacts(copy=family.page(p).body)) / max(family.page(p).words, 1) for p in (page, beside)]
    return traces[0] >= traces[1]


def _says_translated(page):
    """Return the page's own words, outside its story, that a machine translated it."""
    furniture = _furniture(page)
    found = occasions.TRANSLATED_NOTE.search(furniture)
    return [_piece("the page says so", 2.0, page, found.start(), found.end())] if found else []


# A newsroom's own text, and which of several pages that nobody credits is the source.


def _add_newsroom(graph, story, page, homes):
    row = story.pages[page].row
    node = f"wire: text of {story.label(page)}"
    publisher = row["publisher"] if isinstance(row["publisher"], str) else f"page {story.label(page)}"
    graph.add_node(node, kind="wire", label=f"newsroom of {publisher}", latent=False, agency="", version=0)
    homes[page] = [node]
    _add_edge(graph, node, story.label(page), "republished", _byline_pieces(story.pages[page]))


def _byline_pieces(page):
    author = page.row["author"]
    at = page.text.find(author) if isinstance(author, str) and author.strip() else -1
    byline = [_piece("byline", WEIGHTS["byline"], page, at, at + len(author))] if at >= 0 else []
    return [*byline, _piece("own text", WEIGHTS["own text"], note="no agency is credited with it")]


def _could_be_source(family, a, b):
    """Tell whether page `a` may be what `b` was made from: it has what the text has, and lost no wording that `b` keeps."""
    if family.foreign_words(a, b) > max(_OWN_WORDS, _OWN_SHARE * family.page(b).words):
        return False
    lost = len(family.lost(a, b))
    return lost <= max(2, 0.01 * family.page(b).words) or 2 * lost <= len(family.lost(b, a))


def _root(story, family):
    """Return (page, open): the page that all others may be made from; None, with the pairs left open, if that can't be told."""
    members = family.members
    if len(stemma.versions(story.comparison, members)) > 1:
        return None, []
    named = [r for r in members if _is_named(story, members, r)]
    if len(named) == 1:
        return named[0], []
    able = [r for r in members if all(_could_be_source(family, r, p) for p in members if p != r)]
    if not able:
        return None, []
    score = {r: _score(story, family, r) for r in able}
    best = max(able, key=lambda r: (score[r], story.pages[r].words, -r))
    if score[best] >= _DECIDED:
        return best, []
    still_open = [(r, p) for r in able for p in members if p != r and (p not in able or r < p)]
    return None, [(r, p, _direction(story, family, r, p)) for r, p in still_open]


def _is_named(story, members, page):
    """Tell whether other pages of the text name a page's publisher as their source, and it names none of theirs."""
    pieces = [x for p in members if p != page for x in _named(*_both(story, page, p))]
    return bool(pieces) and all(x["weight"] > 0 for x in pieces)


def _both(story, a, b):
    return story.pages[a], story.pages[b]


def _score(story, family, root):
    """Return how surely a page is the source of the other pages: the weakest of its cases against those that are rivals."""
    return min(sum(x["weight"] for x in _direction(story, family, root, p)) for p in family.members if p != root)


def _direction(story, family, a, b):
    """Return the evidence that `b` has it from `a`; negative weights speak for the other way round."""
    page_a, page_b = _both(story, a, b)
    pieces = [*_by_containment(family, a, b), *_by_wording(family, a, b), *_named(page_a, page_b)]
    before = _before(page_a.row, page_b.row)
    if before:
        note = f"{page_a.label} {'before' if before > 0 else 'after'} {page_b.label}"
        pieces.append(_piece("date", before * WEIGHTS["date"], note=note))
    return pieces


def _by_containment(family, a, b):
    more_a, more_b = family.foreign_words(b, a), family.foreign_words(a, b)
    least_a, least_b = (max(_OWN_WORDS, _OWN_SHARE * family.page(p).words) for p in (a, b))
    if (more_a > least_a) == (more_b > least_b):
        return []
    sign = 1 if more_a > least_a else -1
    note = f"{more_a} words only in {family.page(a).label}, {more_b} only in {family.page(b).label}"
    return [_piece("containment", sign * WEIGHTS["containment"], note=note)]


def _by_wording(family, a, b):
    lost_a, lost_b = family.lost(a, b), family.lost(b, a)
    if len(lost_a) == len(lost_b):
        return []
    balance = max(-6, min(6, len(lost_b) - len(lost_a)))
    kept_a, kept_b = (", ".join(sorted({w for _, w in rows})[:6]) or "–" for rows in (lost_b, lost_a))
    note = f"third texts have with {family.page(a).label}: {kept_a}; with {family.page(b).label}: {kept_b}"
    return [_piece("wording", WEIGHTS["wording"] * balance, note=note)]


def _named(page_a, page_b):
    """Return the evidence that one page names the other's publisher or address as where it has the text from."""
    pieces = []
    for source, copy, sign in ((page_a, page_b, 1), (page_b, page_a, -1)):
        where = _names_publisher(source.row, copy)
        if where is not None:
            pieces.append(_piece("names the publisher", sign * WEIGHTS["names the publisher"], copy, *where))
    return pieces


def _names_publisher(row, copy):
    """Return (start, end) of where a page says that it has something from the publisher of `row`, or None."""
    publisher = row["publisher"]
    if not isinstance(publisher, str) or len(publisher.strip()) < 3 or publisher == copy.row["publisher"]:
        return None
    name = regex.escape(publisher.strip().removeprefix("The "))
    found = regex.search(rf"(?i:\b(?:{_TAKEN_FROM})\b[^\n.]{{0,40}}?)\b{name}\b", copy.text)
    return found.span() if found else None


# Pages with two parents, teasers, and what was said.


def _add_splice(graph, story, page, groups, homes):
    homes[page] = []
    for group in groups:
        nearest = max(group, key=lambda p: (story.comparison.shares(page, p)[0], -p))
        match = story.comparison.best_match(page, nearest)
        if match is None:
            continue
        source = homes[nearest][0]
        homes[page].append(source)
        own = [p for p in group if graph.has_edge(source, story.label(p), key="republished")]
        pieces = [_sentence_piece(story, page, match[0], "shared text", WEIGHTS["shared text"])]
        pieces += _credit_pieces(story.pages[page], graph.nodes[source]["agency"])
        _add_edge(graph, story.label(own[0]) if own else source, story.label(page), "spliced", pieces)
    if not homes[page]:
        _add_newsroom(graph, story, page, homes)


def _add_second_credits(graph, story, homes):
    """A page that credits a second agency has part of its text from there, though no other page shows which part."""
    for page in sorted(homes):
        carried = {graph.nodes[node]["agency"] for node in homes[page]}
        for agency in _agencies(story.pages[page].row):
            if agency not in carried and len(_agencies(story.pages[page].row)) > 1:
                nodes = [n for n, d in graph.nodes(data=True) if d["kind"] == "wire" and d["agency"] == agency]
                node = nodes[0] if nodes else _add_wire(graph, agency, f"{agency}’s text", True, agency)
                pieces = [dict(p, weight=0.5) for p in _credit_pieces(story.pages[page], agency)]
                _add_edge(graph, node, story.label(page), "spliced", pieces, decided=False)


def _add_background(graph, story, homes):
    """A newsroom's own story that has a sentence or two of an agency's, outside quotations, took background from it."""
    for (i, j), (*_, words) in sorted(story.shares.items()):
        if (i, j) in story.copies or words < _BACKGROUND_WORDS:
            continue
        for own, other in ((i, j), (j, i)):
            target, source = homes[own][0], homes[other][0]
            if graph.nodes[target]["agency"] or not graph.nodes[source]["agency"] or target == source:
                continue
            match = _common_background(story, own, other)
            if match and not graph.has_edge(source, target, key="reused_background"):
                pieces = [_sentence_piece(story, p, s, "same sentence", 0.8) for p, s in zip((own, other), match, strict=True)]
                _add_edge(graph, source, target, "reused_background", pieces)


def _common_background(story, own, other):
    """Return the longest pair of long, nearly equal sentences without quotation that two pages share, or None."""
    pages, (likeness, _) = story.pages, story.comparison.sentences(own, other)
    found = [
        (i, j)
        for i, j in story.comparison.matches(own, other)
        if likeness[i, j] >= 0.85 and pages[own].sizes[i] >= _BACKGROUND_WORDS and pages[own].own_sizes[i] == pages[own].sizes[i]
    ]
    return max(found, key=lambda m: pages[own].sizes[m[0]]) if found else None


def _add_teasers(graph, story, homes):
    for (shown, page), pieces in sorted(story.teasers.items()):
        for node in homes.get(shown, [])[:1]:
            _add_edge(graph, node, story.label(page), "teaser_on_page", pieces)


def _add_occasions(graph, story, homes):
    """Add what was said: a node for each occasion, an edge to each text that quotes or reports it."""
    topics = dict(zip(story.numbers, stemma.topics(story.pages, story.copies), strict=True))
    for occasion in occasions.find(story.articles, story.utterances, topics):
        node = f"said: {occasion['name']}"
        primary = _primary_source(story, occasion)
        source = homes[story.numbers[primary]][0] if primary else ""
        graph.add_node(
            node, kind="utterance", label=occasion["label"], latent=False, agency="", version=0, primary_source=str(primary)
        )
        for label, mentions in occasion["mentions"].items():
            edge_type, pieces = _mentioned(story, label, mentions)
            for target in homes[story.numbers[label]][:1]:
                if not graph.has_edge(node, target, key=edge_type):
                    _add_edge(graph, node, target, edge_type, pieces)
                if source and source != target and not graph.has_edge(source, target, key=edge_type):
                    _add_edge(graph, source, target, edge_type, pieces)


def _mentioned(story, label, mentions):
    """Return (edge_type, evidence) of a page's mentions of an occasion: its longest quotations, else what it reports."""
    page = story.pages[story.numbers[label]]
    unmarked = set(zip(story.unmarked["article"], story.unmarked["start"], strict=True))
    quoted = [m for m in mentions if m["quoted"]]
    why = "quotation" if quoted else "report"
    if quoted and all((label, m["start"]) in unmarked for m in quoted):
        why = "words without marks"
    shown = sorted(quoted or mentions, key=lambda m: m["start"] - m["end"])[:2]
    return "quoted_by" if quoted else "reported_by", [_piece(why, WEIGHTS[why], page, m["start"], m["end"]) for m in shown]


def _primary_source(story, occasion):
    """Return the page that prints what was said and little else, without quotation marks (a statement), or ""."""
    shares = {}
    for label, mentions in occasion["mentions"].items():
        page = story.pages[story.numbers[label]]
        here = story.unmarked[story.unmarked["article"] == label]
        spans = [m for m in mentions if (here["start"] == m["start"]).any()]
        words = sum(len(txt.tokens(page.body[m["start"] : m["end"]])) for m in spans)
        if len(spans) >= 2 and words >= 0.4 * page.words:
            shares[label] = words
    return max(sorted(shares, key=str), key=shares.get) if shares else ""


# --- tables and exports ---------------------------------------------------------------------------


def edges(graph):
    """Return the edges as a table: `source, target` (nodes, from source to derived), `edge_type`, `confidence`, `evidence`."""
    rows = [(s, t, d["edge_type"], d["confidence"], d["evidence"]) for s, t, d in graph.edges(data=True)]
    table = pd.DataFrame(rows, columns=EDGE_COLUMNS).astype({"confidence": float})
    return table.sort_values(["edge_type", "source", "target"], key=lambda c: c.astype(str), ignore_index=True)


def evidence(graph):
    """Return every piece of evidence of every edge: `source, target, edge_type, why, weight, article, start, end, text`.

    `weight` is in log-odds, negative where it speaks against the edge; `start, end` are offsets into the article's text
    (NA where the evidence is a measure and `text` says which).
    """
    rows = [
        (s, t, d["edge_type"], p["why"], p["weight"], p["article"], p["start"], p["end"], p["text"])
        for s, t, d in graph.edges(data=True)
        for p in json.loads(d["spans"])
    ]
    table = pd.DataFrame(rows, columns=EVIDENCE_COLUMNS).astype({"weight": float, "start": "Int64", "end": "Int64"})
    return table.sort_values(["edge_type", "source", "target", "why"], key=lambda c: c.astype(str), ignore_index=True)


def undecided(graph):
    """Return what the pages leave open: `a, b`, `question`, `lean` (the likelier source, NA for none), `confidence`, `why`."""
    return pd.DataFrame(graph.graph.get("undecided", []), columns=UNDECIDED_COLUMNS)


def components(graph):
    """Return the separate stories: one set of page labels each, largest first. Pages that share a mere teaser are apart."""
    linked = nx.Graph()
    linked.add_nodes_from(graph)
    linked.add_edges_from((s, t) for s, t, d in graph.edges(data=True) if d["edge_type"] != "teaser_on_page")
    found = [{n for n in group if graph.nodes[n]["kind"] == "page"} for group in nx.connected_components(linked)]
    return sorted((group for group in found if group), key=lambda g: (-len(g), sorted(map(str, g))))


PROV_RELATIONS = {
    "quoted_by": "wasQuotedFrom", "reported_by": "hadPrimarySource", "reused_background": "wasDerivedFrom",
    "updated_to": "wasRevisionOf", "teaser_on_page": "wasQuotedFrom",
}  # fmt: skip


def to_prov(graph):
    """Return the graph as a W3C PROV document (package `prov`): entities for the nodes, one relation for each edge.

    `quoted_by` and `teaser_on_page` are wasQuotedFrom, `reported_by` is hadPrimarySource, `updated_to` is wasRevisionOf
    (alternateOf where the order is open), everything else is wasDerivedFrom with its `edge_type`.
    """
    document = ProvDocument()
    document.add_namespace("wirecopy", "https://example.org/wirecopy#")
    names = {node: f"wirecopy:{_prov_name(node)}" for node in graph}
    for node in sorted(graph, key=str):
        data = graph.nodes[node]
        about = {"prov:label": data["label"], "wirecopy:kind": data["kind"], "wirecopy:latent": data["latent"]}
        document.entity(names[node], about)
    for s, t, d in sorted(graph.edges(data=True), key=lambda e: (str(e[0]), str(e[1]), e[2]["edge_type"])):
        _add_relation(document, names[s], names[t], d)
    return document


def _prov_name(node):
    return "".join(c if c.isalnum() else "-" for c in str(node)).strip("-")


def _add_relation(document, source, target, data):
    relation = PROV_RELATIONS.get(data["edge_type"], "wasDerivedFrom")
    if relation == "wasRevisionOf" and not data["decided"]:
        document.alternateOf(target, source)
        return
    attributes = {f"wirecopy:{name}": data[name] for name in ("edge_type", "confidence", "evidence")}
    make = {"wasQuotedFrom": document.quotation, "hadPrimarySource": document.primary_source,
            "wasRevisionOf": document.revision, "wasDerivedFrom": document.derivation}[relation]  # fmt: skip
    make(target, source, other_attributes=attributes)


def save(graph, folder):
    """Write `spread.json` (PROV-JSON), `spread.graphml` (for Gephi), `spread_edges.csv`, `spread_evidence.csv`; return their paths.

    Equal graphs give equal bytes.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in ("spread.json", "spread.graphml", "spread_edges.csv", "spread_evidence.csv")]
    content = json.loads(to_prov(graph).serialize(format="json"))
    paths[0].write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")
    nx.write_graphml(_plain(graph), paths[1], encoding="utf-8")
    edges(graph).to_csv(paths[2], index=False, lineterminator="\n")
    evidence(graph).to_csv(paths[3], index=False, lineterminator="\n")
    return paths


def _plain(graph):
    """Return the graph with attributes that GraphML and Gephi know: text, numbers, truth values; nodes sorted."""
    plain = nx.MultiDiGraph()
    for node in sorted(graph, key=str):
        plain.add_node(str(node), **graph.nodes[node])
    for s, t, d in sorted(graph.edges(data=True), key=lambda e: (str(e[0]), str(e[1]), e[2]["edge_type"])):
        plain.add_edge(str(s), str(t), weight=d["confidence"], **{k: v for k, v in d.items() if k != "spans"})
    return plain
