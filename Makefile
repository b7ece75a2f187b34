PLAN ?= data/changzhou-edz-2020
AS_OF ?=
LANGUAGES ?=
PYTHON ?= $(shell command -v python3.11 || echo python3)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help env report test test-browser lint lab gallery methods reference bench calibrate record lock fuzz torture clean

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile
	@echo 'Variables: PLAN=$(PLAN) AS_OF=2021-12-31 LANGUAGES=zh,en PYTHON=$(PYTHON)'

env: .venv/complete ## Create .venv/ from the hashed lock (the others do so by themselves)

.venv/complete: requirements.lock # the last line alone makes it count as done
	@$(PYTHON) -c 'import sys; v = sys.version.split()[0]; sys.exit(v + " is too old: Planpace needs Python 3.11 or newer, as in: make env PYTHON=/path/to/python3.11" if sys.version_info < (3, 11) else 0)'
	@echo 'Installing the locked packages into .venv/: once, for about a minute'
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

report: env ## Write the reports of PLAN into reports/ (AS_OF=date, LANGUAGES=zh,en)
	$(BIN)/planpace report $(PLAN) $(if $(AS_OF),--as-of $(AS_OF)) $(if $(LANGUAGES),--lang $(LANGUAGES))

test: env ## Run the tests, the notebooks among them
	$(BIN)/python -m pytest --nbval-lax --nbval-current-env tests notebooks research/methods.ipynb

test-browser: env ## Drive explore.ipynb in JupyterLab in a real Chromium (which must be there)
	PLANPACE_BROWSER=needed $(BIN)/python -m pytest -s tests/test_browser.py

lint: env ## Check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

lab: env ## Open JupyterLab on the whole folder, at explore.ipynb
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/notebooks/explore.ipynb

gallery: env ## Redraw the picture of a briefing in docs/
	$(BIN)/python tools/gallery.py

methods: env ## Remake the table of edge cases in docs/methods.md
	$(BIN)/python tools/edge_table.py

reference: env ## Remake docs/reference.md and docs/reference.zh-CN.md from the code
	$(BIN)/python tools/reference.py

bench: env ## Measure all that docs/performance.md says: an hour
	$(BIN)/python benchmarks/assess.py
	$(BIN)/python benchmarks/changes.py
	$(BIN)/python benchmarks/reports.py
	$(BIN)/python benchmarks/province.py

fuzz: env ## Spoil 1,500 plans and 300 workbooks, seeded, and see that each fault is named
	$(BIN)/python tools/fuzz.py

torture: env ## Kill 100 runs, fill the disk, take rights away, and see that readers find whole sets
	$(BIN)/python tools/torture.py

calibrate: env ## Learn the forecast table, measure it on unseen series, print the track record
	$(BIN)/python research/calibrate.py

record: env ## Replay every finished plan and write docs/record.md, its picture, and the shipped tables
	$(BIN)/python research/finished.py

lock: ## Remake requirements.lock and environment.yml from pyproject.toml
	PYTHON=$(PYTHON) tools/lock.sh

clean: ## Remove .venv/, the reports and all caches; data and notebooks stay
	find reports -mindepth 1 -not -path reports/README.md -delete
	find . -name __pycache__ -prune -exec rm -rf {} +
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build lib/*.egg-info
