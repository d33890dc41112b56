"""JupyterLab in a real browser: every notebook opens, runs from the menu, shows its figures, and obeys its threshold."""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import build
import nbformat
import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
NAMES = [path.name for path in build.notebook_paths()]
START, RUN = 90, 180

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on this machine: JupyterLab was not tested in a browser"
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab that serves a copy of the notebooks, with settings of its own."""
    home = tmp_path_factory.mktemp("home")
    notebooks = home / "notebooks"
    shutil.copytree(build.NOTEBOOKS, notebooks, ignore=shutil.ignore_patterns("figures", ".ipynb_checkpoints"))
    settings = home / "config" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    token, port = secrets.token_hex(8), _free_port()
    environment = {
        **os.environ, "HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / "config"), "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"), "JUPYTERLAB_SETTINGS_DIR": str(home / "config" / "lab" / "user-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"), "IPYTHONDIR": str(home / "ipython"), "STORY": "",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--allow-root",
        f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={notebooks}", "--LabApp.expose_app_in_browser=True",
    ]  # fmt: skip
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=notebooks, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api?token={token}", process)
        # A workspace of its own each time: a shared one would open the notebooks of the tests before.
        yield lambda name: f"{address}/lab/workspaces/{secrets.token_hex(4)}/tree/{name}?token={token}"
    finally:
        process.terminate()
        process.wait(20)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address, process):
    for _ in range(2 * START):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            assert process.poll() is None, "JupyterLab ended at once"
            time.sleep(0.5)
    raise AssertionError(f"JupyterLab did not answer within {START} s")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A headless chromium with a fresh profile."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        profile = str(tmp_path_factory.mktemp("profile"))
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, headless=True, args=FLAGS, viewport={"width": 1280, "height": 1000}
        )
        yield context
        context.close()


def open_notebook(browser, address):
    """Return the page of a notebook whose kernel is ready."""
    page = browser.new_page()
    page.set_default_timeout(START * 1000)
    page.goto(address)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']")
    return page


def run_all(page, name):
    """Run all cells from the menu and wait until the last one has its number."""
    cells = sum(cell.cell_type == "code" for cell in nbformat.read(build.NOTEBOOKS / name, as_version=4).cells)
    for _ in range(8):
        page.wait_for_timeout(1500)
        for text in page.locator("dialog .jp-Dialog-content").all_inner_texts():
            print(f"{name}: JupyterLab asks: {text}")
            page.locator("dialog .jp-mod-accept").last.click()
        page.click("li.lm-MenuBar-item:has-text('Run')")
        page.click("li.lm-Menu-item[data-command='runmenu:run-all']")
        if _started(page):
            break
    deadline = time.time() + RUN
    while time.time() < deadline:
        if page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").count() and not _running(page):
            return cells
        time.sleep(0.5)
    raise AssertionError(f"{name} did not finish within {RUN} s")


def _started(page):
    for _ in range(20):
        if _running(page) or page.locator(".jp-Notebook-ExecutionIndicator[data-status='busy']").count():
            return True
        time.sleep(0.25)
    return False


def _running(page):
    return "[*]" in "".join(page.locator(".jp-InputPrompt").all_inner_texts())


def contents(page, script):
    """Return what a script says of the notebook's model, which holds the cells that are not drawn too."""
    return page.evaluate(
        "(script) => { const panel = window.jupyterapp.shell.currentWidget; "
        "return new Function('cells', script)(Array.from(panel.content.model.sharedModel.toJSON().cells)); }",
        script,
    )


def outputs(page):
    """Return the outputs of all code cells in order."""
    return contents(page, "return cells.filter(c => c.cell_type === 'code').flatMap(c => c.outputs);")


@pytest.mark.parametrize("name", NAMES)
def test_runs_from_the_menu_with_every_figure(lab, browser, name):
    page = open_notebook(browser, lab(name))
    try:
        run_all(page, name)
        shown = outputs(page)
        assert not [output for output in shown if output["output_type"] == "error"]
        saved = nbformat.read(build.NOTEBOOKS / name, as_version=4)
        figures = [o for cell in saved.cells for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
        assert len([output for output in shown if "image/png" in output.get("data", {})]) == len(figures)
        counts = contents(page, "return cells.filter(c => c.cell_type === 'code').map(c => c.execution_count);")
        assert all(counts)
        if figures:
            page.locator(".jp-RenderedImage img").first.wait_for(state="attached")
    finally:
        page.close()


def test_a_changed_threshold_changes_a_number_below(lab, browser):
    name = next(name for name in NAMES if name.startswith("03"))
    page = open_notebook(browser, lab(name))
    try:
        run_all(page, name)
        before = [output.get("data", {}).get("text/markdown") for output in outputs(page)]
        page.evaluate(
            "() => { const cell = window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells"
            ".find(c => c.cell_type === 'code'); cell.setSource(cell.getSource().replace('N = 5', 'N = 3')); }"
        )
        run_all(page, name)
        after = [output.get("data", {}).get("text/markdown") for output in outputs(page)]
        assert [re.findall(r"\d+%", text or "") for text in before] != [
            re.findall(r"\d+%", text or "") for text in after
        ]
    finally:
        page.close()
