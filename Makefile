# Two commands are enough: `make report` and `make test`. Both set up what they need in .venv.
# Tests run in two processes of one thread each, which share what takes long; tests/README.md says how.
PYTHON ?= python3
CYCLE ?= contoh-2025-S2
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

.PHONY: report setup test style quick coverage docs hooks lab bench real browser lock clean help
.DEFAULT_GOAL := help

help: ## show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/'

# The lock names every package, so pip looks for no other release (a newer one of a package with extras stopped it once).
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make report PYTHON=python3.12" >&2; exit 2; }
	@echo "Setting up $(VENV): a minute or two, once"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@$(BIN)/python -m pip check --quiet --disable-pip-version-check
	@touch $(READY)

report: $(READY) ## make the report of the default cycle (CYCLE=name for another)
	@$(BIN)/mutasi run $(CYCLE)

setup: $(READY) ## set up .venv, and no more

test: style docs browser ## run every check and test
	@$(PYTEST)

style: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

quick: $(READY) ## run the tests that need no example, no run and no browser: under a minute
	@$(PYTEST) -m quick

coverage: $(READY) ## run the tests without notebooks and browser, and count the lines and branches that they reach
	@$(PYTEST) -m "not run and not browser" --cov --cov-report=term:skip-covered

docs: $(READY) ## build the book into docs/_build/html, without network
	@$(BIN)/sphinx-build -q -E -a -j auto -W --keep-going -b html docs docs/_build/html
	@echo "The book: docs/_build/html/index.html"

hooks: $(READY) ## check mistakes, style, notebooks and spelling before each commit
	@$(BIN)/pre-commit install

# Tests look at reports in a real browser. Where Chromium is absent and may be installed, it is; else they say so.
browser:
	@command -v chromium chromium-browser google-chrome >/dev/null || [ -n "$$CHROMIUM" ] || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
			DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } || \
		echo "No Chromium, and it may not be installed here: what reports do in a browser will NOT be tested." >&2

lab: $(READY) ## open JupyterLab in the repository; it asks nobody for news or updates
	@$(BIN)/jupyter lab --LabApp.news_url=None \
		--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate

bench: $(READY) ## measure speed and the coverage of intervals, and write the tables in benchmarks/
	@$(BIN)/python benchmarks/overhead.py
	@$(BIN)/python benchmarks/intake.py
	@$(BIN)/python benchmarks/coverage.py
	@$(BIN)/python benchmarks/monte_carlo.py
	@$(BIN)/python benchmarks/specification.py
	@$(BIN)/python benchmarks/speed.py
	@$(BIN)/python benchmarks/small_samples.py
	@$(BIN)/python benchmarks/grades.py
	@$(BIN)/python benchmarks/cycles.py
	@$(BIN)/python benchmarks/subsets.py

real: $(READY) ## hold the estimators to published panels, and grade their evidence
	@$(BIN)/python benchmarks/real.py

lock: ## make requirements.lock again from pyproject.toml (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --fork-strategy fewest --no-header \
		--extra dev pyproject.toml -o requirements.lock

clean: ## remove what can be made again
	@rm -rf $(VENV) data/processed/* reports/* docs/_build docs/generated
