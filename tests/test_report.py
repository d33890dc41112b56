"""The report: pages that open from disk with no request to anywhere, for this story and for another one."""

import os
import re
import subprocess
import sys

import build
import pytest

OUTSIDE = re.compile(
    r"""(?:src|href)\s*=\s*["'](?!data:|#)([^"']+)["']|url\(\s*["']?(?!data:)([^"')]+)|@import""", re.I
)


@pytest.fixture(scope="module")
def other_report(tmp_path_factory, independent_story):
    """The report on two pages that have nothing to do with each other, made with a relative STORY."""
    target = tmp_path_factory.mktemp("report") / "out"
    command = [sys.executable, str(build.ROOT / "tools" / "build.py"), "report", "--to", str(target)]
    environment = {**os.environ, "STORY": os.path.relpath(independent_story, build.ROOT)}
    result = subprocess.run(command, cwd=build.ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr[-2000:]
    return target


@pytest.fixture(scope="module")
def own_report(tmp_path_factory, reruns):
    """The pages of this repository's report, from the notebooks that were rerun already."""
    folder = tmp_path_factory.mktemp("own report")
    contents = [
        {
            "href": name.replace(".ipynb", ".html"),
            "title": build.title_of(notebook),
            "opening": "",
            "notebook": notebook,
        }
        for name, notebook in reruns.items()
    ]
    for at, page in enumerate(contents):
        html = build.as_html(page["notebook"], {"contents": contents, "at": at, "story": None})
        (folder / page["href"]).write_text(html, encoding="utf-8")
    return folder


def outside_references(folder):
    own = {path.name for path in folder.glob("*.html")} | {"index.html"}
    for page in sorted(folder.glob("*.html")):
        html = page.read_text(encoding="utf-8")
        # A link that a reader may click is no request; whatever loads by itself is.
        for match in OUTSIDE.finditer(re.sub(r"<a\s[^>]*href=\"https?://[^>]*>", "", html)):
            if (match.group(1) or match.group(2) or "@import") not in own:
                yield page.name, match.group(0)


def test_pages_refer_to_nothing_outside(own_report, other_report):
    assert list(outside_references(own_report)) == []
    assert list(outside_references(other_report)) == []
    assert "<script" not in "".join(path.read_text(encoding="utf-8") for path in own_report.glob("*.html")).lower()


def test_every_figure_keeps_its_alt_text(own_report):
    for page in own_report.glob("*.html"):
        for image in re.findall(r"<img\b[^>]*>", page.read_text(encoding="utf-8")):
            assert re.search(r'alt="[^"]{20,}"', image)


def test_report_has_a_page_for_every_notebook(other_report):
    pages = {path.name for path in other_report.glob("*.html")}
    assert pages == {"index.html"} | {f"{path.stem}.html" for path in build.notebook_paths()}


def test_another_story_is_told_to_hold_no_copy(other_report):
    overlap = (other_report / "03_overlap.html").read_text(encoding="utf-8")
    assert "no page holds a copy" in overlap.lower()
    for page in other_report.glob("0[1-5]*.html"):
        assert "000" not in re.sub(r"<style.*?</style>|base64,[^\"]*|\d{4,}|[.,]000", "", page.read_text(), flags=re.S)


def test_a_missing_story_is_one_clear_sentence(tmp_path):
    command = [sys.executable, str(build.ROOT / "tools" / "build.py"), "report", "--to", str(tmp_path / "out")]
    environment = {**os.environ, "STORY": str(tmp_path / "nowhere")}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode != 0
    assert len(result.stderr.strip().splitlines()) == 1
    assert "nowhere" in result.stderr
