"""Fixtures that several test modules share: the five articles, and every notebook rerun once."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))


@pytest.fixture(scope="session")
def articles():
    """The five articles, with their bodies."""
    import utils

    return utils.load_story(utils.ARTICLES)


@pytest.fixture(scope="session")
def reruns(tmp_path_factory):
    """Every notebook rerun in a fresh kernel: file name to notebook; figures in reruns.figures."""
    import build

    figures = tmp_path_factory.mktemp("figures")
    notebooks = Reruns((path.name, build.run(path, figures)) for path in build.notebook_paths())
    notebooks.figures = figures
    return notebooks


class Reruns(dict):
    """Notebooks by file name, and the folder of their figures."""


INDEPENDENT_PAGES = {
    "harbour.txt": (
        "Harbour bridge to close for repairs\n\nBy Ann Lee\n\nMarch 3, 2021\n\nThe old harbour bridge will close for"
        " six weeks from Monday while engineers replace its rusting cables, the city council said.\n\nDrivers will be"
        " sent through the northern tunnel, which can carry about nine thousand cars an hour.\n\n“We know that this is"
        " a burden for everyone who lives on the island,” said Mayor Tom Ruiz, who promised free ferries for the time"
        " of the works.\n\nShopkeepers on the quay said they feared for the summer season.\n"
    ),
    "orchard.txt": (
        "Late frost ruins cherry harvest\n\nBy Ben Okafor\n\nMay 9, 2021\n\nGrowers in the eastern valleys expect to"
        " lose most of their cherries after three nights of frost, the farmers' union said on Sunday.\n\nTemperatures"
        " fell to minus four degrees, the lowest for the week since records began in the region.\n\n“There is nothing"
        " left on the lower trees,” said Maria Novak, who runs an orchard of forty acres.\n\nThe ministry of"
        " agriculture has not said whether it will pay for the damage.\n"
    ),
}


@pytest.fixture(scope="session")
def independent_story(tmp_path_factory):
    """A folder of two pages that have nothing to do with each other."""
    folder = tmp_path_factory.mktemp("independent story")
    for name, text in INDEPENDENT_PAGES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
