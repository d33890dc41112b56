"""From a folder of saved pages to articles: the text of each, and the facts that the page itself states.

Every fact can be traced to characters of the page: `credits(text)` and `dates(text)` give them with their offsets.
What a human knows (`articles.csv` in the same folder) wins over what is read here.
"""

from pathlib import Path

import lxml.etree
import lxml.html
import pandas as pd
import regex
import trafilatura

from wirecopy import boilerplate
from wirecopy.credits import TEXT_CREDIT, agency_of, credits, credits_in, names_agency, organizations
from wirecopy.dates import dates, dates_in, interval
from wirecopy.text import tokens

__all__ = ["credits", "dates", "load", "metadata", "problems", "render"]

COLUMNS = [
    "text",
    "headline",
    "author",
    "dateline",
    "source_organization",
    "credit_text",
    "publisher",
    "url",
    "published_earliest",
    "published_latest",
    "date_evidence",
]
KNOWN_FACTS = "articles.csv"
_TIMES = ["published_earliest", "published_latest"]
_SUFFIXES = (".txt", ".html", ".htm")
_FEW_WORDS, _MANY_PAGES = 50, 5000
# About half of running English is such words; of other languages' hardly any. Below this share no page is English.
_ENGLISH = frozenset(
    tokens("the of and to in a that is was for on with as it by at from he said be has have are not but")
)
_ENGLISH_SHARE = 0.12


def load(folder):
    """Return the pages of a folder as articles, one row each.

    The index `article` is the file's stem up to its first `_` where that is unique in the folder, else the stem, else
    the whole name. Columns, all of them missing (NA, NaT) where the page does not say: `text` (characters of the file,
    unchanged; an HTML page's visible text), `headline`, `author`, `dateline` (the place), `source_organization` (agency
    or agencies that the page credits with its text, joined by `; `), `credit_text` (the characters that say so),
    `publisher`, `url`, `published_earliest`, `published_latest` (UTC), `date_evidence` (in words), and beside them
    `file` and `extracted` (what trafilatura takes for the article of an HTML page; NA for plain text).

    Takes `.txt`, `.html` and `.htm`, UTF-8 or else cp1252. `articles.csv` in the folder holds known facts: a column
    `file`, and any of the columns above, whose values win. What is wrong with the folder or a file stands in
    `articles.attrs["problems"]`, one sentence each; everything else is loaded all the same. Raises FileNotFoundError
    where there is no such folder, and ValueError where nothing in it can be used.
    """
    folder = Path(folder).expanduser()
    files, found = _page_files(folder)
    pages = {}
    for label, path in _labels(files).items():
        page, problem = _read(path)
        found += problem
        if page is not None:
            pages[label] = page | {"file": path.name}
    if not pages:
        raise ValueError(f"No page in {folder} can be used. {' '.join(found)}")
    known, more = _known(folder, files)
    found += more + _doubts(pages)
    rows = {label: _facts(page, known.get(page["file"], {})) for label, page in pages.items()}
    articles = pd.DataFrame.from_dict(rows, orient="index", columns=[*COLUMNS, "file", "extracted"])
    articles = articles.rename_axis("article")
    for column in _TIMES:
        articles[column] = pd.to_datetime(articles[column], utc=True).astype("datetime64[ns, UTC]")
    articles.attrs["problems"] = found
    return articles


def problems(folder):
    """Return what is wrong with a folder of pages, one sentence each; an empty list where nothing is."""
    try:
        return load(folder).attrs["problems"]
    except (FileNotFoundError, ValueError) as error:
        return [str(error)]


def _page_files(folder):
    """Return the files that may be pages, sorted by name, and a sentence on everything else that is not hidden."""
    if not folder.exists():
        raise FileNotFoundError(f"There is no folder {folder}: check the path, which counts from {Path.cwd()}.")
    if not folder.is_dir():
        raise ValueError(f"{folder} is a file: give the folder that holds the pages.")
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name)
    except PermissionError:
        raise ValueError(f"The folder {folder} cannot be read: change its permissions.") from None
    files, found = [], []
    for path in entries:
        if path.name.startswith(".") or path.name == KNOWN_FACTS:
            continue
        if path.is_dir():
            if not path.name.endswith("_files"):
                found.append(f"{path.name} is a folder and is not looked into: move its pages up beside the others.")
        elif path.suffix.lower() in _SUFFIXES:
            files.append(path)
        else:
            found.append(f"{path.name} is left out: save it as .txt or .html to have it read.")
    if not files:
        raise ValueError(
            f"There are no pages in {folder}: put one .txt or .html file per page there. {' '.join(found)}".strip()
        )
    if len(files) == 1:
        found.append(f"{files[0].name} is the only page: add another, since copying shows only between two.")
    if len(files) > _MANY_PAGES:
        found.append(f"{len(files)} pages are many: everything works, but comparing them all takes minutes.")
    return files, found


def _labels(files):
    """Return each file under the shortest of its names that no other file has."""
    stems = [path.stem for path in files]
    shorts = [stem.split("_", 1)[0] for stem in stems]
    names = {}
    for path, stem, short in zip(files, stems, shorts, strict=True):
        label = short if short and shorts.count(short) == 1 else stem if stems.count(stem) == 1 else path.name
        names[label if label not in names else path.name] = path
    return names


def _read(path):
    """Return a page's text (and what trafilatura extracts from HTML), or None, with what is wrong as a list."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        return None, [f"{path.name} is left out, it cannot be read ({error.strerror}): check its permissions."]
    if not raw.strip(b" \t\r\n\xef\xbb\xbf"):
        return None, [f"{path.name} is left out, it is empty: save the page again."]
    if b"\x00" in raw or raw.startswith(b"%PDF"):
        return None, [f"{path.name} is left out, it is not text: save the page as text in UTF-8."]
    text = _decoded(raw)
    if text is None:
        return None, [f"{path.name} is left out, it is neither UTF-8 nor Windows-1252: save it in UTF-8."]
    if len(regex.findall(r"[\x01-\x08\x0e-\x1f]", text)) > 2 + len(text) / 1000:
        return None, [f"{path.name} is left out, it is not text: save the page as text in UTF-8."]
    if path.suffix.lower() == ".txt":
        return {"text": text, "extracted": pd.NA, "metadata": {}}, []
    return _from_html(text, path.name)


def _decoded(raw):
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _from_html(html, name):
    text = render(html)
    if not tokens(text):
        return None, [f"{name} is left out, it shows no words without its scripts: save the page as text instead."]
    extracted = trafilatura.extract(html, include_comments=False) or pd.NA
    return {"text": text, "extracted": extracted, "metadata": metadata(html)}, []


_METADATA = {
    "url": ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"),
    "publisher": ("//meta[@property='og:site_name']/@content",),
    "headline": ("//meta[@property='og:title']/@content", "//title/text()"),
    "published": (
        "//meta[@property='article:published_time']/@content",
        "//meta[@itemprop='datePublished']/@content",
        "//meta[@name='date' or @name='pubdate' or @name='DC.date.issued' or @name='parsely-pub-date']/@content",
    ),
}
_JSON_PUBLISHED = regex.compile(r'"datePublished"\s*:\s*"([^"]+)"')


def metadata(html):
    """Return what an HTML page declares about itself out of sight: `url`, `publisher`, `headline`, `published`."""
    root = _parsed(html)
    found = {}
    for fact, paths in _METADATA.items():
        values = [value.strip() for path in paths for value in root.xpath(path) if value.strip()]
        found |= {fact: values[0]} if values else {}
    scripted = _JSON_PUBLISHED.search(html)
    return ({"published": scripted[1]} if scripted else {}) | found


def _parsed(html):
    """Return the tree of an HTML page, or None where there is none."""
    try:
        return lxml.html.document_fromstring(regex.sub(r"^\s*<\?xml[^>]*\?>", "", html))
    except (lxml.etree.ParserError, ValueError):
        return None


_HIDDEN = frozenset(tokens("script style noscript template head svg iframe object canvas select datalist audio video"))
_BLOCKS = frozenset(
    tokens(
        "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer "
        "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody thead tfoot tr ul option"
    )
)
_SPACED = frozenset(tokens("p h1 h2 h3 h4 h5 h6 blockquote ul ol table pre figure article section"))


def render(html):
    """Return the visible text of an HTML page: a line per block, a blank line around paragraphs, nothing hidden."""
    root = _parsed(html)
    if root is None:
        return ""
    pieces = []
    _walk(root, pieces)
    text = regex.sub(r"[ \t\f\v\r]+", " ", "".join(pieces).replace("\xa0", " "))
    text = regex.sub(r" ?\n ?", "\n", text)
    return regex.sub(r"\n{3,}", "\n\n", text).strip("\n ") + "\n"


def _walk(root, pieces):
    skipped = None
    for event, node in lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            pieces.append("" if skipped is not None else _flat(node.tail))
        elif event == "start":
            if skipped is None and _is_hidden(node):
                skipped = node
            elif skipped is None:
                pieces += [_break(node.tag), "• " if node.tag == "li" else "", _flat(node.text)]
        else:
            if skipped is None:
                pieces.append(" " if node.tag in ("td", "th") else _break(node.tag))
            skipped = None if skipped is node else skipped
            pieces.append("" if skipped is not None else _flat(node.tail))


def _is_hidden(node):
    style = (node.get("style") or "").replace(" ", "").lower()
    return node.tag in _HIDDEN or node.get("hidden") is not None or "display:none" in style


def _break(tag):
    return "\n\n" if tag in _SPACED else "\n" if tag in _BLOCKS or tag == "br" else ""


def _flat(text):
    return regex.sub(r"\s+", " ", text or "")


def _doubts(pages):
    """Return a sentence on every page that was loaded and may not be what it should be."""
    found, seen = [], {}
    for page in pages.values():
        name, words = page["file"], tokens(page["text"])
        if page["text"] in seen:
            found.append(f"{name} has the same text as {seen[page['text']]}: remove one if that is not what you mean.")
        seen.setdefault(page["text"], name)
        if len(words) < _FEW_WORDS:
            found.append(f"{name} has only {len(words)} words, too few for a story: save the whole page.")
        elif sum(word in _ENGLISH for word in words) < _ENGLISH_SHARE * len(words):
            found.append(f"{name} does not read as English, which is all that the methods know: leave it out.")
    return found


def _known(folder, files):
    """Return the known facts by file name, and what is wrong with the table that holds them."""
    path = folder / KNOWN_FACTS
    if not path.exists():
        return {}, []
    try:
        table = pd.read_csv(path, dtype=str, encoding="utf-8-sig", skipinitialspace=True)
    except (OSError, ValueError) as error:
        return {}, [
            f"{KNOWN_FACTS} is not used, it is no table ({str(error).splitlines()[0]}): save it as CSV in UTF-8."
        ]
    if "file" not in table:
        return {}, [f"{KNOWN_FACTS} is not used, it has no column named file: add one with each page's file name."]
    found, known = [], {}
    names = {path.name for path in files}
    for row in table.to_dict("records"):
        facts = {key: value.strip() for key, value in row.items() if isinstance(value, str) and value.strip()}
        name = facts.pop("file", None)
        if name not in names:
            found.append(
                f"{KNOWN_FACTS} names {name or 'no file'}, which is not in the folder: correct or remove the row."
            )
            continue
        known[name] = _timed(facts, name, found)
    return known, found


def _timed(facts, name, found):
    for column in _TIMES:
        if column in facts:
            moment = pd.to_datetime(facts[column], utc=True, errors="coerce")
            facts[column] = moment
            if pd.isna(moment):
                del facts[column]
                found.append(
                    f"{KNOWN_FACTS} gives {name} a {column} that is no time: write it like 2022-11-08T01:21:55Z."
                )
    if len(set(_TIMES) & set(facts)) == 2 and facts[_TIMES[0]] > facts[_TIMES[1]]:
        found.append(f"{KNOWN_FACTS} has {name} published later than its latest time: exchange the two.")
        del facts[_TIMES[0]], facts[_TIMES[1]]
    return facts


def _facts(page, known):
    """Return one page's row: what it states, what its HTML states, what a human knows, the later ones winning."""
    text, declared = page["text"], page["metadata"]
    lines = boilerplate.label_lines(text, None if pd.isna(page["extracted"]) else page["extracted"])
    table = credits_in(text, lines)
    row = dict.fromkeys(COLUMNS, pd.NA) | {"text": text, "file": page["file"], "extracted": page["extracted"]}
    row |= {"headline": headline(lines, declared.get("headline")), "author": author(lines)}
    row |= {"dateline": dateline(lines, table), "url": address(lines), "publisher": publisher(lines)}
    row |= {key: declared[key] for key in ("url", "publisher") if key in declared}
    row |= {"source_organization": organizations(table), "credit_text": credit_text(table)}
    row |= {key: value for key, value in known.items() if key in COLUMNS and key != "text"}
    if pd.isna(row["source_organization"]) and isinstance(row["url"], str):
        row["source_organization"] = agency_of(row["url"])
    return row | _published(dates_in(text, lines, row["url"], declared.get("published")), known)


def _published(table, known):
    """Return when a page was published, from its `dates` table, and from what a human knows where that is given."""
    earliest, latest, evidence = interval(table)
    times = {"published_earliest": earliest, "published_latest": latest, "date_evidence": evidence}
    given = {key: known[key] for key in [*_TIMES, "date_evidence"] if key in known}
    if set(_TIMES) & set(given):
        told = given.get("date_evidence", f"{KNOWN_FACTS}: {known.get('source_of_fact', 'known')}")
        given["date_evidence"] = f"{told}; the page: {evidence}"
    times |= given
    if pd.notna(times[_TIMES[0]]) and pd.notna(times[_TIMES[1]]) and times[_TIMES[0]] > times[_TIMES[1]]:
        times |= {column: known.get(column, pd.NaT) for column in _TIMES}
    return times


_COLLECTED = regex.compile(r"^\s*date\s+\d{4}-\d\d-\d\d\s*", regex.IGNORECASE)


def headline(lines, declared=None):
    """Return the page's headline, or NA: the first line of that kind, without a date that a collector put before it.

    `declared` is the title in an HTML page's metadata: where a line of the page is just that, it is the headline.
    """
    if declared and (lines["text"] == declared).any():
        return declared
    for text in lines.loc[lines["kind"] == "headline", "text"]:
        text = _COLLECTED.sub("", text).lstrip("• ")
        if text:
            return text
    return pd.NA


_BY = regex.compile(r"^(?:story\s+|written\s+|report(?:ed)?\s+)?by\b[:\s]*", regex.IGNORECASE)
_NOT_NAMES = regex.compile(
    r"[\[(<].*$|\S+@\S+|[|·•,]?\s*(?:published|updated|posted)\b.*$|\s*[|·•].*$|,\s*.*(?:press|news|times|staff|"
    r"correspondent|reporter|editor|writer)\b.*$",
    regex.IGNORECASE,
)
_NAME = regex.compile(
    r"\p{Lu}[\p{L}\p{M}'’.-]*(?:\s+(?:and\s+|de\s+|van\s+|von\s+|der\s+|bin\s+|al-)?[\p{Lu}][\p{L}\p{M}'’.-]*|,\s*(?=\p{Lu})|\s+(?:and|&)\s+(?=\p{Lu}))+"
)


def author(lines):
    """Return the writers that the page's byline names, as printed; NA where it names none, or only an agency."""
    for text in lines.loc[lines["kind"] == "byline", "text"]:
        names = _NOT_NAMES.sub("", _BY.sub("", text)).strip(" ,-–—•")
        if _NAME.fullmatch(names) and not names_agency(names):
            return names
    return pd.NA


_DATELINE = regex.compile(
    r"^(?P<place>\p{Lu}[\p{Lu}\p{M}'’./ -]*\p{Lu}(?:,\s+\p{Lu}[\p{L}\p{M}.'’ -]+?)?)\s*"
    r"(?:,\s*\p{Lu}\p{L}{2,8}\.?\s+\d{1,2}\s*)?(?:[(/\[][^)/\]]{2,40}[)/\]]\s*)?(?:[-\u2010-\u2015]{1,2}|:|,?\s*(?=[(/]))"
)
_PLACE_BEFORE_AGENCY = regex.compile(
    r"^(?P<place>\p{Lu}[\p{L}\p{M}'’. -]{1,30}(?:,\s+\p{Lu}[\p{L}\p{M}. -]{1,25})?)\s*,?\s*[(/\[]"
)


def dateline(lines, table):
    """Return the place that opens the story (`SEOUL, South Korea`), or NA; `table` has the page's credits."""
    rows = lines[lines["is_body"] | (lines["kind"] == "dateline_or_date")]
    agency = table[table["kind"] == "dateline"]
    for line in rows.head(4).itertuples():
        match = _DATELINE.match(line.text)
        if match is None and (agency["start"] == line.start).any():
            match = _PLACE_BEFORE_AGENCY.match(line.text)
        if match:
            return match["place"].strip(" ,")
    return pd.NA


_ADDRESS_LABEL = regex.compile(
    r"^(?:(?:original|source|article|story|page|canonical|full)\s+)?(?:url|link|permalink|address)\s*:\s*"
    r"|^(?:original(?:\s+(?:article|story))?|permalink|source|retrieved\s+from|from)\s*:?\s+(?=https?://)",
    regex.IGNORECASE,
)
_URL = regex.compile(r"https?://[^\s<>\"“”]+")
_SLUG = regex.compile(r"[\w%.~/-]*[-/][\w%.~/?=&#-]*")


def address(lines):
    """Return the page's own address where it prints it (`Original url: …`), with a break by white space mended."""
    texts = lines["text"].tolist()
    for at in range(len(texts)):
        label = None if lines["is_body"].iloc[at] else _ADDRESS_LABEL.match(texts[at])
        if label is None:
            continue
        rest = texts[at][label.end() :] or "".join(texts[at + 1 : at + 2])
        match = _URL.match(rest)
        if match:
            tail = rest[match.end() :].split()
            return match.group() + ("".join(tail) if all(map(_SLUG.fullmatch, tail)) else "")
    return pd.NA


_OWNER = regex.compile(
    r"(?:©|\(c\)|\bcopyright\b)[\s©\d,–-]*(?:by\s+)?(?P<name>\p{Lu}[\p{L}\p{M}\d&'’ -]{2,60}?)\s*"
    r"(?:$|[.,|]|\ball\s+rights\b|\bLtd|\bInc|\bLLC)",
    regex.IGNORECASE,
)


def publisher(lines):
    """Return the publisher that the page's copyright notice names, or NA; an agency's notice is a credit instead."""
    for text in lines.loc[~lines["is_body"], "text"]:
        match = _OWNER.search(text)
        if match and match["name"][0].isupper() and not names_agency(text):
            return match["name"].strip()
    return pd.NA


def credit_text(table):
    """Return the characters that say whose text it is: the surest credit of each agency, else the staff byline."""
    rows = table[table["weight"] > 0].sort_values("weight", ascending=False, kind="stable")
    agency = rows.dropna(subset="organization").drop_duplicates("organization")
    chosen = agency[agency["weight"] >= TEXT_CREDIT] if len(agency) else rows
    return "; ".join(chosen["text"].drop_duplicates()) if len(chosen) else pd.NA
