"""Run the notebooks: `report` writes them as pages into report/, `notebooks` reruns them in place.

Both run every notebook in a fresh kernel. STORY in the environment names another folder of pages; then only a report
can be made, since the committed notebooks show this repository's own five.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter
from pygments.formatters import HtmlFormatter

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
FINDINGS_BEGIN = "<!-- findings: written by `make notebooks` -->"
FINDINGS_END = "<!-- end of findings -->"
sys.path.insert(0, str(ROOT))


def notebook_paths():
    """Return the notebooks in reading order."""
    return sorted(NOTEBOOKS.glob("[0-9]*_*.ipynb"))


def run(path, figures, story=None):
    """Return the notebook at `path`, rerun in a fresh kernel, with figures written to `figures`.

    story: folder of pages, None for the five articles. Raises CellExecutionError where a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    environment = {**os.environ, "FIGURES": str(figures), "MPLBACKEND": "agg", "STORY": str(story or "")}
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute(env=environment)
    return tidy(notebook)


def tidy(notebook):
    """Return the notebook without what differs between machines: the interpreter's version and kernel's name."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    return notebook


def rerun_in_place():
    """Rerun every notebook and write it back, with its figures in notebooks/figures/."""
    figures = NOTEBOOKS / "figures"
    shutil.rmtree(figures, ignore_errors=True)
    notebooks = []
    for path in notebook_paths():
        notebook = run(path, figures)
        notebooks.append(notebook)
        with path.open("w", encoding="utf-8", newline="\n") as file:
            nbformat.write(notebook, file)
        print(f"notebooks/{path.name}")
    write_findings(notebooks)


def write_findings(notebooks):
    """Put the notebooks' opening answers into README.md, so that no number there is typed by hand."""
    readme = ROOT / "README.md"
    head, rest = readme.read_text(encoding="utf-8").split(FINDINGS_BEGIN)
    tail = rest.split(FINDINGS_END)[1]
    readme.write_text(head + findings_block(notebooks) + tail, encoding="utf-8", newline="\n")


def findings_block(notebooks):
    """Return README's list of findings, one per notebook, between its two marks."""
    points = [f"- {title_of(notebook)} {opening_of(notebook)}" for notebook in notebooks]
    return "\n".join([FINDINGS_BEGIN, *points, FINDINGS_END])


def make_report(target, story=None):
    """Write target/index.html, one page per notebook, and the figures with their tables in target/figures/."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    contents = []
    for path in notebook_paths():
        notebook = run(path, target / "figures", story)
        contents.append({"href": f"{path.stem}.html", "title": title_of(notebook), "opening": opening_of(notebook)})
        contents[-1]["notebook"] = notebook
        print(f"{path.stem}.html")
    for at, page in enumerate(contents):
        links = {"contents": contents, "at": at, "story": story.name if story else None}
        (target / page["href"]).write_text(as_html(page["notebook"], links), encoding="utf-8")
    front = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(front_page(contents, story))])
    links = {"contents": contents, "at": None, "story": story.name if story else None}
    (target / "index.html").write_text(as_html(front, links), encoding="utf-8")
    print(f"open {target.name}/index.html")


def as_html(notebook, links):
    """Return a page of HTML that refers to nothing outside itself but its sister pages."""
    exporter = HTMLExporter(
        template_name="wirecopy", extra_template_basedirs=[str(ROOT / "tools" / "template")], exclude_anchor_links=True
    )
    code_style = HtmlFormatter(style="friendly", nobackground=True).get_style_defs(".highlight")
    html, _ = exporter.from_notebook_node(notebook, resources={"links": links, "code_style": code_style})
    return html


def title_of(notebook):
    """Return a notebook's first heading."""
    return notebook.cells[0].source.splitlines()[0].lstrip("# ")


def opening_of(notebook):
    """Return a notebook's opening answer: the first Markdown that a cell of it printed."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return next((output.data["text/markdown"] for output in outputs if "text/markdown" in output.get("data", {})), "")


def front_page(contents, story):
    """Return the Markdown of the index: the pages by name, and each notebook's question with its answer."""
    import utils

    lead = f"# {'The pages in ' + story.name if story else 'One story, five pages'}\n\n"
    lead += "Who wrote the story, who copied it, and what did the copying do to it? Each page below answers one question.\n\n"
    table = utils.load_story(story)[["headline", "source_organization", "publisher"]].fillna("–")
    lead += "| page | headline | agency credited | published by |\n|---|---|---|---|\n"
    lead += "".join(f"| {row.Index} | {' | '.join(str(cell) for cell in row[1:])} |\n" for row in table.itertuples())
    return lead + "\n\n" + "\n\n".join(f"## [{page['title']}]({page['href']})\n\n{page['opening']}" for page in contents)


def story_from_environment():
    """Return the folder in STORY as an absolute path, None where it is not set; exits in one sentence if it is missing."""
    if not os.environ.get("STORY"):
        return None
    story = Path(os.environ["STORY"]).expanduser().resolve()
    if not story.is_dir():
        sys.exit(f"STORY={os.environ['STORY']} is no folder: give the path of a folder of .txt or .html pages.")
    return story


def main():
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["report", "notebooks"])
    parser.add_argument("--to", type=Path, default=ROOT / "report", help="folder of the report")
    arguments = parser.parse_args()
    try:
        if arguments.what == "report":
            make_report(arguments.to, story_from_environment())
        else:
            rerun_in_place()
    except CellExecutionError as error:
        sys.exit(f"{error.ename}: {error.evalue}")


if __name__ == "__main__":
    main()
