"""Labelled pages for `wirecopy.boilerplate`, furniture made up for training, and the scorer.

The pages are part of the newspaper4k article-extraction dataset (AndyTheFactory/article-extraction-dataset on GitHub,
commit cf3e2959; labels Apache-2.0, pages their publishers'), read from the folder `boilerplate` of `BENCH_DATA`.
A page is a list of lines; a line is `(text, blank lines before it, indentation, 1 if story else 0)`.
"""

import gzip
import html
import json
import os
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wirecopy import line_features
from wirecopy import text as tx

DATA = Path(os.environ.get("BENCH_DATA", Path(__file__).parents[1] / ".." / "shared" / "bench")) / "boilerplate"
FOLDS = 5


@dataclass
class Page:
    """One labelled page: `render` is full, residual or made; `fold` is shared by all pages of a site."""

    id: str
    site: str
    render: str
    fold: int
    lines: list
    gt: str = ""

    @property
    def text(self):
        """The page as one text, from which `wirecopy.text.lines` gets the same lines again."""
        return "".join(
            "\n" * (blank + (i > 0)) + " " * indent + t for i, (t, blank, indent, _) in enumerate(self.lines)
        )

    @property
    def y(self):
        """1 for each line of the story, else 0."""
        return np.array([line[3] for line in self.lines])

    def see(self):
        """Read the page for its features, and check that its text gives back the lines that made it."""
        lines = tx.lines(self.text)
        if len(lines) != len(self.lines):
            raise ValueError(f"page {self.id}: {len(self.lines)} labelled lines, {len(lines)} in its text")
        return line_features.see(self.text, lines)


def read_pages():
    """Return the labelled pages in both renderings, each site in one of five folds."""
    with gzip.open(DATA / "text_lines.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(row) for row in file]
    folds = _folds(rows)
    return [
        Page(
            r["id"],
            r["site"],
            r["render"],
            folds[r["site"]],
            [(x["t"], x["b"], x["ind"], x["y"]) for x in r["lines"]],
            r["gt"],
        )
        for r in rows
    ]


def read_html(page_id):
    """Return the HTML of a page as bytes."""
    with gzip.open(next((DATA / "html").glob(f"{page_id}*")), "rb") as file:
        return file.read()


def _folds(rows):
    sizes = Counter(r["site"] for r in rows)
    load, folds = [0] * FOLDS, {}
    sites = sorted(sizes)
    random.Random(0).shuffle(sites)
    for site in sorted(sites, key=lambda s: -sizes[s]):
        fold = load.index(min(load))
        folds[site] = fold
        load[fold] += sizes[site]
    return folds


_GRAM_WORD = re.compile(r"\w+")


def _grams(text):
    words = _GRAM_WORD.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(len(words) - 3, 1))) if words else Counter()


def score(kept, truth):
    """Return precision and recall of word 4-grams of one page, as the Zyte article-extraction benchmark counts them."""
    a, b = _grams(kept), _grams(truth)
    hit = sum((a & b).values())
    false, missed = a.total() - hit, b.total() - hit
    if false == missed == 0:
        return 1.0, 1.0
    return hit / (hit + false) if hit else 0.0, hit / (hit + missed) if hit else 0.0


def f1(scores):
    """Return mean precision, mean recall and the F1 of these means, of an array of `score` rows."""
    precision, recall = np.mean(scores, axis=0)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


# Furniture made up for training ------------------------------------------------------------------------------------


def _listed(*names):
    return "".join(names).split("|")


_HEADINGS = _listed(
    "Recommended Stories|Related Stories|More From World|More from this section|Most Read|Read More|You may also like"
    "|Trending|"
    "Latest News|More stories|Top Stories|Related Articles|Up next|Popular now|In other news|More on this story|Also "
    "read|"
    "Don't miss|Editor's picks|Must read|See also|More news|Most popular|More headlines:|Related:|Around the web"
)
_BOXES = _listed(
    "Sign up for our newsletter|Get the latest headlines delivered to your inbox every morning.|Subscribe now|"
    "By signing up you agree to our terms of use and privacy policy.|Enter your email address|Follow us on Facebook "
    "and Twitter|"
    "Support independent journalism. Become a member today.|Thank you for reading. Please consider a subscription.|"
    "Our journalists work hard to bring you the news. Support us from $1 a month.|Download our app|Already a "
    "subscriber? Log in|"
    "Never miss a story: get breaking news alerts straight to your phone.|Share this article|Advertisement|Back to top|"
    "Have a news tip? Email our newsroom.|Read our comment policy|The best of the week, explained by our reporters. "
    "Free, every Friday.|"
    "Follow our coverage of the region for more|Copyright 2023. All rights reserved.|___|Listen to this article|Print"
    "|Loading...|"
    "When you visit our website, we store cookies on your browser to collect information about your preferences or "
    "device.|"
    "Strictly necessary cookies are always active. You can set your browser to block them, but parts of the site may "
    "not work.|"
    "We and our partners use cookies to measure our audience, to personalise content and to show you relevant "
    "advertising.|"
    "We may earn a commission if you buy something through links on this page.|Manage consent preferences|Allow all "
    "cookies|"
    "The views expressed here are the author's own and do not reflect the position of this newspaper."
)
_WHO = _listed("Jim R.|newsfan77|Maria|Tom_B|concerned citizen|Anna Kowalski|J. Smith|bluebird|RetiredTeacher|Dee")
_AGENCIES = _listed("ABC|NNA|Tribune News|XP|Bulletin|News Wire|EPA|Inter|Metro|Gazette")
_CITIES = _listed(
    "PARIS|LONDON|BERLIN|ROME|OAKLAND, Calif.|NEW YORK|CAIRO|LIMA, Peru|OSLO, Norway|WASHINGTON|LAGOS|DELHI"
)
_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")


def teasers(pages):
    """Return `(headline, summary, comment)` of each residual page: what other pages show of it, and a sentence of "
    "it."""
    found = []
    for page in pages:
        if page.render != "residual":
            continue
        body = [t for t, _, _, y in page.lines if y and len(t) > 60]
        title, about = _meta(read_html(page.id).decode("utf-8", "replace"))
        if body and title:
            found.append((page, title, about, body))
    return found


def _meta(source):
    head = source[:200_000]
    pick = {}
    for tag in re.findall(r"<meta\s[^>]{5,1500}>", head, re.I):
        key = re.search(r"(?:property|name)\s*=\s*[\"']?(og:title|og:description|description)\b", tag, re.I)
        value = re.search(r"content\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag, re.I)
        if key and value:
            pick.setdefault(key.group(1).lower(), _clean(value.group(1) or value.group(2) or ""))
    title = pick.get("og:title") or _clean("".join(re.findall(r"<title[^>]*>([^<]*)", head)[:1]))
    return re.split(r"\s[|»]\s", title)[0], pick.get("og:description") or pick.get("description") or ""


def _clean(value):
    return " ".join(html.unescape(html.unescape(value)).split())


def made_pages(pages, per_page=6, seed=1):
    """Return pages for training made from the residual `pages`: other tails, other layouts, no furniture at all.

    What a tail shows comes from pages of the same fold, so that cross-validation stays by site.
    """
    made = []
    for fold in range(FOLDS):
        donors = teasers([p for p in pages if p.fold == fold])
        for page, _, about, _ in donors:
            rng = random.Random(f"{seed}{page.id}")
            others = [d for d in donors if d[0].site != page.site]
            for k in range(per_page):
                lines = _remake(page.lines, about, others, rng, k)
                made.append(Page(f"{page.id}-{k}", page.site, "made", fold, lines))
    return made


def _remake(lines, about, others, rng, k):
    story = [line for line in lines if line[3]]
    first = next(i for i, line in enumerate(lines) if line[3])
    last = len(lines) - next(i for i, line in enumerate(reversed(lines)) if line[3])
    t, blank, indent, y = story[0]
    story[0] = (_dated(t, rng), blank, indent, y)
    if k == 0:
        return _layout(story, rng)
    head = lines[max(0, first - rng.choice((0, 1, 2, 4, 8))) : first]
    middle = lines[first:last] if rng.random() < 0.5 else story
    if k == 1:
        return _layout(lines, rng)
    tail = []
    if rng.random() < 0.3:
        tail += lines[last : last + 3]
    if rng.random() < 0.3:
        tail += [(t, 1, 0, 0) for t in rng.sample(_BOXES, rng.randint(1, 4))]
    tail += _stories(about, others, rng, bare=k in (2, 5))
    if rng.random() < 0.25:
        tail += _remarks(others, rng)
    if rng.random() < 0.3:
        tail += [(t, 1, 0, 0) for t in rng.sample(_BOXES, rng.randint(1, 4))]
    return _layout(head + middle + tail, rng, "bare" if k in (2, 5) and rng.random() < 0.6 else None)


def _stories(about, others, rng, bare=False):
    """Return a tail of other stories in one of its usual forms."""
    form = rng.choice(("headlines", "doubled", "both", "both", "summaries", "summaries"))
    form = "summaries" if bare else form
    bullet, indent = rng.choice(("", "", "• ", "* ", "- ")), rng.choice((0, 0, 2, 4))
    gap = rng.choice((0, 1, 1))
    tail = [(rng.choice(_HEADINGS), 1, 0, 0)] if rng.random() < 0.6 and not bare else []
    style = rng.choice(("about", "lead", "mixed"))
    for donor in rng.sample(others, min(rng.choice((1, 2, 3, 5, 8, 14, 20)), len(others))):
        _, title, description, body = donor
        summary = _dated(_summary(description, body, style, rng), rng)
        if form == "doubled":
            tail += [(title, gap, indent, 0), (title, rng.choice((0, 1)), indent, 0)]
        elif form == "headlines":
            tail.append((bullet + title, gap, indent, 0))
        elif form == "both":
            tail += [(bullet + title, 1, indent, 0), (summary, gap, indent + 2 * bool(bullet), 0)]
        else:
            tail.append((bullet + summary, gap, indent, 0))
    if about and rng.random() < 0.3:
        tail.insert(rng.choice((0, 0, rng.randrange(len(tail) + 1))), (_dated(about, rng), gap, indent, 0))
    return tail


def _dated(text, rng):
    """Return the text with an agency's dateline in front, sometimes, where it has none."""
    if rng.random() > 0.3 or text[:8].isupper() or "(" in text[:40]:
        return text
    agency, dash = rng.choice(_AGENCIES), rng.choice((" -", " - ", " — ", " -- "))
    city, other = rng.choice(_CITIES), rng.choice(_CITIES)
    return rng.choice((f"{city} ({agency}){dash}", f"({agency}){dash}", f"{other}: ")) + text


def _summary(description, body, style, rng):
    shown = style == "about" or (style == "mixed" and rng.random() < 0.5)
    if shown and len(description) > 40:
        return description
    lead = " ".join(body[: rng.choice((1, 1, 2, 3))])
    sentences = _SENTENCE.split(lead)
    cut = " ".join(sentences[: rng.choice((1, 1, 2, 3, 5))])
    limit = rng.choice((160, 300, 600, 1000))
    return cut if len(cut) <= limit else cut[:limit].rsplit(" ", 1)[0] + rng.choice(("…", "...", ""))


def _remarks(others, rng):
    tail = [(rng.choice(("Comments", "12 Comments", "Join the conversation", "Leave a comment")), 1, 0, 0)]
    for donor in rng.sample(others, min(rng.randint(2, 8), len(others))):
        sentences = _SENTENCE.split(rng.choice(donor[3]))
        remark = " ".join(sentences[: rng.choice((1, 1, 2))])
        tail.append((rng.choice(_WHO), 1, 0, 0))
        if rng.random() < 0.5:
            tail.append((f"{rng.randint(2, 20)} hours ago", 0, 0, 0))
        tail.append((remark, 0, 0, 0))
        if rng.random() < 0.5:
            tail.append(("Reply", 0, 0, 0))
    return tail


def _layout(lines, rng, how=None):
    """Return the lines as another tool would have left them: blank lines, indents, bullets or capitals gone."""
    how = how or rng.choice(("same", "same", "same", "no blanks", "all blanks", "lower", "bare"))
    out = []
    for t, blank, indent, y in lines:
        if how in ("no blanks", "bare"):
            blank = 0
        if how == "all blanks":
            blank = 1
        if how == "bare":
            indent, t = 0, re.sub(r"^[•*+-]\s+", "", t)
        out.append((t.lower() if how == "lower" else t, blank, indent, y))
    return [line for line in out if line[0].strip()]
