PYTHON ?= python3
BIN := .venv/bin

.PHONY: help report test lab notebooks lock clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

report: .venv/installed  ## rerun all notebooks and write report/index.html (STORY=folder for your own pages)
	$(BIN)/python tools/build.py report

test: .venv/installed-test  ## ruff and all tests
	$(BIN)/ruff check .
	$(BIN)/python -m pytest

lab: .venv/installed  ## JupyterLab on notebooks/
	$(BIN)/jupyter lab notebooks

notebooks: .venv/installed  ## rerun the notebooks in place, with figures/
	$(BIN)/python tools/build.py notebooks

lock:  ## compile the requirements files anew (needs uv)
	uv pip compile -q --universal --fork-strategy fewest --python-version 3.11 --no-emit-index-url --no-annotate \
		--no-header pyproject.toml -o requirements.txt
	uv pip compile -q --universal --fork-strategy fewest --python-version 3.11 --no-emit-index-url --no-annotate \
		--no-header --group test -c requirements.txt -o requirements-test.txt
	printf -- '-e .\n' >> requirements.txt

clean:  ## remove what the other targets made
	rm -rf .venv report build *.egg-info

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/installed-test: .venv/installed requirements-test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	touch $@
