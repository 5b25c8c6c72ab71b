# Thin wrappers: each builds what it needs. On Windows use report.cmd.
PY ?= python3
SURVEY ?= data/raw/rocb_ap
BIN := .venv/bin
UV_PIN := $(shell sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements.txt)
# One thread inside each process: the same numbers on every machine, and no waiting.
export OMP_NUM_THREADS = 1
export MPLBACKEND = agg
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: help report check test lint types unit nbval notebooks lab lock bench soak check-environment check-page clean

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

.venv/.ok: requirements.txt pyproject.toml
	$(PY) -m venv .venv
	$(BIN)/python -m pip install -q --no-deps $(UV_PIN)
	VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip sync -q --compile-bytecode --require-hashes requirements.txt
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation --disable-pip-version-check -e .
	@touch $@

report: .venv/.ok ## Make every table, chart and document of SURVEY (default rocb_ap)
	@$(BIN)/python -m rocb_analysis report $(SURVEY)

check: .venv/.ok ## Say in sentences what is to be mended in SURVEY
	@$(BIN)/python -m rocb_analysis check $(SURVEY)

# All at once, so that no core waits for the longest; each says its part when it is done.
TOGETHER := -j4 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

test: .venv/.ok ## Run every check at once: style, types, tests, notebooks
	@$(MAKE) --no-print-directory $(TOGETHER) unit nbval types lint

lint: .venv/.ok
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --check --no-cache .

types: .venv/.ok
	$(BIN)/mypy --cache-dir=/dev/null

unit: .venv/.ok
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

nbval: .venv/.ok
	$(BIN)/pytest -n 2 --dist loadfile --nbval --nbval-current-env --nbval-cell-timeout=300 notebooks

notebooks: .venv/.ok ## Run the notebooks again in place, to store new reference results
	$(BIN)/jupyter nbconvert --execute --inplace --ExecutePreprocessor.record_timing=False notebooks/*.ipynb

lab: .venv/.ok ## Open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

lock: .venv/.ok ## Make requirements.txt from requirements.in
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-strip-extras --no-annotate --no-header requirements.in -o requirements.txt

bench: .venv/.ok ## Run the side-by-side measurements (minutes)
	$(BIN)/python -m tests.benchmarks

# Tests that try out a part of their cases in `make test`.
WHOLE_IN_SOAK := tests/test_mutated_exports.py tests/test_hostile.py \
  tests/disclosure/test_random_regions.py tests/plan/test_plan_study.py \
  tests/priorities/test_studies.py tests/writers/test_alt_texts.py \
  tests/writers/test_releases.py

soak: .venv/.ok ## Kill, race, fill up, fuzz and spoil for long (under 30 minutes; WHOLE=1: hours)
	SOAK=1 $(BIN)/pytest -n 2 -o python_files='soak_*.py' --durations=10 tests/soak $(WHOLE_IN_SOAK)

check-environment: ## Prove that environment.yml's pip section gives a working package
	$(PY) .ci/check_environment.py

# A report to look at, the browser to look with, and the package that carries axe-core.
PAGES ?= data/processed/rocb_ap
CHROMIUM ?= chromium
AXE := axe-playwright-python==0.1.8

check-page: .venv/.ok ## Look at a report's pages in Chromium with axe-core (not in CI; needs Chromium)
	$(BIN)/python -m pip install -q --no-deps --upgrade --target .venv/axe --disable-pip-version-check $(AXE)
	$(BIN)/python -m tests.check_page $(CHROMIUM) .venv/axe/axe_playwright_python/axe.min.js $(PAGES)

clean: ## Remove what the other targets made
	rm -rf .venv build dist
