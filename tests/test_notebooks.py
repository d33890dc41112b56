"""The notebooks: rerun and compared with what is committed, and kept as readers need them."""

import base64
import io
import json
import re
from importlib.metadata import version

import build
import nbformat
import numpy as np
import pandas as pd
import pytest
from PIL import Image

NOTEBOOKS = build.notebook_paths()
NAMES = [path.name for path in NOTEBOOKS]
# What a reader of GitHub, nbviewer and plain HTML all see.
STATIC = {"image/png", "text/plain", "text/markdown", "text/html"}
MAX_CELL_LINES = 15
MAX_BYTES = 1_000_000


def committed(name):
    return nbformat.read(build.NOTEBOOKS / name, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def outputs(notebook):
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def texts(output):
    data = output.get("data", {})
    return {kind: data[kind] for kind in sorted(data) if kind != "image/png"} or output.get("text")


def pixels(output):
    image = Image.open(io.BytesIO(base64.b64decode(output["data"]["image/png"]))).convert("RGB")
    return np.asarray(image, dtype=float)


@pytest.mark.parametrize("name", NAMES)
def test_rerun_prints_what_is_committed(name, reruns):
    old, new = committed(name), reruns[name]
    assert [cell.source for cell in old.cells] == [cell.source for cell in new.cells]
    assert [texts(output) for output in outputs(old)] == [texts(output) for output in outputs(new)]


@pytest.mark.parametrize("name", NAMES)
def test_rerun_draws_what_is_committed(name, reruns):
    old = [output for output in outputs(committed(name)) if "image/png" in output.get("data", {})]
    new = [output for output in outputs(reruns[name]) if "image/png" in output.get("data", {})]
    assert len(old) == len(new)
    locked = re.search(r"^matplotlib==(\S+)", (build.ROOT / "requirements.txt").read_text(), re.M).group(1)
    allowed = 0.0 if version("matplotlib") == locked else 3.0
    for before, after in zip(old, new, strict=True):
        assert pixels(before).shape == pixels(after).shape
        assert np.abs(pixels(before) - pixels(after)).mean() <= allowed


def test_figures_on_disk_are_those_of_the_notebooks(reruns):
    folder = build.NOTEBOOKS / "figures"
    assert {path.name for path in folder.iterdir()} == {path.name for path in reruns.figures.iterdir()}
    for path in folder.glob("*.csv"):
        pd.testing.assert_frame_equal(pd.read_csv(path), pd.read_csv(reruns.figures / path.name))
    for path in folder.glob("*.png"):
        assert path.with_suffix(".csv").exists(), f"{path.name} has no table"


@pytest.mark.parametrize("name", NAMES)
def test_execution_counts_run_from_one(name):
    counts = [cell.execution_count for cell in code_cells(committed(name))]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("name", NAMES)
def test_outputs_render_without_script(name):
    for output in outputs(committed(name)):
        assert output.output_type != "error"
        assert output.get("name") != "stderr"
        assert set(output.get("data", {})) <= STATIC
        assert "<script" not in json.dumps(output.get("data", {}).get("text/html", "")).lower()


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_says_in_words_what_it_shows(name):
    printed = outputs(committed(name))
    for at, output in enumerate(printed):
        if "image/png" in output.get("data", {}):
            alt = output.metadata["image/png"]["alt"]
            assert len(alt.split()) >= 6
            assert alt in printed[at + 1].data["text/markdown"]


@pytest.mark.parametrize("name", NAMES)
def test_cells_are_short_and_files_small(name):
    assert (build.NOTEBOOKS / name).stat().st_size < MAX_BYTES
    for cell in code_cells(committed(name)):
        assert len([line for line in cell.source.splitlines() if line.strip()]) <= MAX_CELL_LINES


@pytest.mark.parametrize("name", NAMES)
def test_more_prose_than_code(name):
    notebook = committed(name)
    prose = sum(len(cell.source.split()) for cell in notebook.cells if cell.cell_type == "markdown")
    lines = sum(len(cell.source.splitlines()) for cell in code_cells(notebook))
    assert prose > 2 * lines


@pytest.mark.parametrize("name", NAMES)
def test_headings_ask_and_no_number_is_typed_into_prose(name):
    notebook = committed(name)
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for heading in re.findall(r"^## (.+)$", cell.source, re.M):
            assert heading.endswith("?") or heading.startswith(("What this shows", "Check")), heading
        assert not re.search(r"\d+(\.\d+)?\s?%|\b\d+ of \d+\b", cell.source), cell.source[:80]


def test_an_answer_comes_before_the_first_heading():
    for name in NAMES:
        assert build.opening_of(committed(name)), name


def test_readme_says_what_the_notebooks_say():
    readme = (build.ROOT / "README.md").read_text(encoding="utf-8")
    assert build.findings_block([committed(name) for name in NAMES]) in readme
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", readme):
        assert (build.ROOT / link).exists(), link
