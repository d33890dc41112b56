"""The project as a stranger meets it: importable from anywhere, pinned, with nothing of one machine in it."""

import re
import subprocess
import sys
from pathlib import Path

import build
import pytest

ROOT = build.ROOT


@pytest.mark.parametrize("folder", [ROOT, ROOT / "notebooks", Path("/")])
def test_utils_is_importable_from(folder):
    code = "import utils, wirecopy; print(len(utils.load_story()))"
    result = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "5"


def test_requirements_are_exact_and_hold_one_version_each():
    lines = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and line != "-e ."]
    names = [re.match(r"([\w.-]+)==[\w.]+", line).group(1) for line in lines]
    assert len(names) == len(set(names))
    for wanted in ("jupyterlab", "pandas", "matplotlib", "textstat"):
        assert wanted in names


def tracked_files():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def test_no_file_names_a_path_of_one_machine():
    own = re.compile("/(?:" + "work|root|home" + ")/[a-z]")
    for path in tracked_files():
        if path.suffix in {".png", ".gz", ".lgb"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        text = re.sub(r'"image/png": "[^"]*"|https?://\S+', "", text)
        assert not own.search(text), path


def test_every_data_file_and_column_is_in_the_dictionary():
    import pandas as pd

    dictionary = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    for path in [*(ROOT / "data").glob("*.csv"), *(ROOT / "data" / "articles").iterdir()]:
        assert path.name in dictionary, path.name
        if path.suffix == ".csv":
            for column in pd.read_csv(path, nrows=1).columns:
                assert f"`{column}`" in dictionary, f"{path.name}: {column}"
