"""What every notebook shares: the story's pages, and how text, tables and figures are shown.

Where the pages are, where figures go, and how a figure carries its alt text is decided here and nowhere else.
"""

import base64
import io
import os
import warnings
from pathlib import Path

import pandas as pd
from IPython.display import Markdown, display
from PIL import Image

from wirecopy import boilerplate, charts, pages, spread

ROOT = Path(__file__).resolve().parent
ARTICLES = ROOT / "data" / "articles"
DATA = ROOT / "data"
# Figures are drawn for twice this many pixels, so that they stay sharp on a dense screen.
DISPLAY_WIDTH = 700
# Share of a page's story on which two ways of finding it may differ before a reader is told; see boilerplate.disagreement.
DISPUTED = 0.3


def story_folder(folder=None):
    """Return the folder of pages: `folder`, else the environment's STORY, else the five articles of this repository.

    A relative path is looked up from the working directory first, then from the repository's root.
    """
    folder = Path(folder or os.environ.get("STORY") or ARTICLES).expanduser()
    if not folder.is_absolute() and not folder.exists() and (ROOT / folder).exists():
        folder = ROOT / folder
    return folder


def load_story(folder=None):
    """Return the articles of a folder, one row each, with `body`: the page's text with everything but the story blanked.

    folder: path of a folder of .txt, .html or .htm pages, with or without an articles.csv of known facts; None is the
    folder in STORY in the environment, else the five articles. Columns: those of `pages.load`, and `body`, which has the
    length of `text`. What is wrong with a file stands in `articles.attrs["problems"]`, a sentence each.
    Raises FileNotFoundError or ValueError, in one sentence, where there is no page to analyse.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        articles = pages.load(story_folder(folder))
    problems = articles.attrs.get("problems", [])
    evidence = articles["extracted"].where(articles["extracted"].notna(), None)
    bodies = [boilerplate.mask(text, article) for text, article in zip(articles["text"], evidence, strict=True)]
    articles.insert(1, "body", bodies)
    articles.attrs["problems"] = [*problems, *_disputed(articles, evidence)]
    return articles


def _disputed(articles, evidence):
    """Return a sentence for each HTML page on which the line model and trafilatura take different text for the story."""
    for label, article in evidence.dropna().items():
        share = boilerplate.disagreement(articles.text[label], article).share
        if share > DISPUTED:
            yield (
                f"{articles.file[label]}: the line model and trafilatura differ on {share:.0%} of what either takes for"
                " the story; look at this page in notebook 02."
            )


def show_problems(articles):
    """Show what was wrong with the files, a line each; nothing where all is well."""
    for sentence in articles.attrs.get("problems", []):
        say(f"- {sentence}")


def say(text):
    """Show a computed sentence as Markdown."""
    display(Markdown(str(text)))


def show_table(table, rows=None, digits=2):
    """Show a table in pandas' own HTML, floats rounded, missing values as a dash, long text wrapped.

    rows: at most so many rows are shown, and how many more there are is said under the table.
    """
    shown = table if rows is None else table.head(rows)
    numbered = isinstance(shown.index, pd.RangeIndex) or pd.api.types.is_integer_dtype(shown.index)
    shown = shown if numbered and shown.index.name is None else shown.reset_index()
    with pd.option_context("display.max_colwidth", None, "display.max_rows", None, "display.max_columns", None):
        markup = shown.map(lambda value: _cell(value, digits)).to_html(escape=True, border=0, index=False)
        display(
            {"text/html": markup, "text/plain": f"{len(shown)} rows: {', '.join(map(str, shown.columns))}"}, raw=True
        )
    if len(shown) < len(table):
        say(f"*{len(shown)} of {len(table)} rows.*")


def _cell(value, digits):
    if isinstance(value, (list, tuple, set, dict)):
        return value
    if value is None or pd.isna(value):
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() and abs(value) > 1 else f"{value:.{digits}f}"
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d %H:%M")
    return value


def show_figure(figure, name, table, alt):
    """Show a matplotlib figure with its alt text in the output's metadata and as a visible sentence.

    name: stem of the files; table: what is plotted; alt: one sentence that says what the figure shows. The PNG and its
    CSV twin are written to the folder in FIGURES in the environment; without it nothing is written.
    """
    png = png_bytes(figure)
    folder = os.environ.get("FIGURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{name}.png").write_bytes(png)
        table.to_csv(Path(folder) / f"{name}.csv", index=False, lineterminator="\n", float_format="%.4f")
    data = {"image/png": base64.b64encode(png).decode(), "text/plain": alt}
    display(data, raw=True, metadata={"image/png": {"alt": alt, "width": DISPLAY_WIDTH}})
    say(f"*{alt}*")


def png_bytes(figure):
    """Return a figure as PNG with a palette of 256 colours, which keeps notebooks small, and no version number in it."""
    drawn, small = io.BytesIO(), io.BytesIO()
    with charts.style():
        figure.savefig(drawn, format="png", metadata={"Software": None})
    picture = Image.open(drawn).convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    picture.save(small, format="png", optimize=True)
    return small.getvalue()


def save_graph(graph):
    """Write a provenance graph beside the figures, where figures are written at all: see `spread.save`."""
    folder = os.environ.get("FIGURES")
    if folder:
        spread.save(graph, folder)


def in_context(text, start, end, around=60):
    """Return the characters `start` to `end` of `text` between ⟦ ⟧, with what stands around them, on one line."""
    before, after = text[max(0, start - around) : start], text[end : end + around]
    joined = (
        f"{'…' if start > around else ''}{before}⟦{text[start:end]}⟧{after}{'…' if end + around < len(text) else ''}"
    )
    return " ".join(joined.split())
