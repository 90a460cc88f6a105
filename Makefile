# Two commands matter: `make lab` opens JupyterLab on the start notebook, `make test` runs every test.
# Each target sets up what it needs by itself and does nothing twice.

PYTHON  ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
             "$$p" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV    := .venv
BIN     := $(VENV)/bin
UV      := $(BIN)/uv --quiet
SAMPLE  := data_samples/slack_water
CASE    := build/slack_water_case
WHEELHOUSE ?= build/wheelhouse
WORKERS ?= 2

PINS    := $(VENV)/.pins
READY   := $(VENV)/.ready
BROWSER := $(VENV)/.browser
VIEWS   := $(shell find widgets/src -type f 2>/dev/null) $(wildcard widgets/*.json widgets/*.mjs hatch_build.py)

.PHONY: lab test case lint stress real bench wheelhouse pins sample clean

lab: $(READY) sample ## open JupyterLab on the start notebook
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) --LabApp.extension_manager=readonly notebooks/00_start_here.ipynb

test: lint $(BROWSER) sample ## every test that needs nothing outside the repository
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --durations 20

case: $(READY) sample ## the sample investigation, without a browser
	rm -rf $(CASE)
	$(BIN)/tidewaiter investigate $(SAMPLE)/evidence --case $(CASE) --zone Asia/Shanghai --report build/slack_water_report.html

lint: $(READY)
	$(BIN)/python hatch_build.py --check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

stress: $(READY) sample ## long counts of kills and fuzz
	$(BIN)/pytest -m stress

real: $(READY) ## what runs on real data: make real DATA=FOLDER
	@test -d "$(DATA)" || { echo "make real needs DATA=FOLDER, a folder of real data"; exit 2; }
	$(BIN)/pytest -m real tests/real --data "$(DATA)" --durations 20

bench: $(READY) ## the anchors beside us, in an environment of its own
	$(MAKE) --directory tests/benchmarks DATA="$(DATA)"

wheelhouse: $(READY) ## one folder that installs and runs without a network: build/wheelhouse
	$(BIN)/python .ci/write_wheelhouse.py $(WHEELHOUSE)

sample: $(SAMPLE)/truth/answers.csv

$(SAMPLE)/truth/answers.csv: | $(READY)
	$(BIN)/python data_samples/generate.py --out $(SAMPLE)

# --- set-up ----------------------------------------------------------------------------------------------------------

$(PINS): requirements.txt
	@test -n "$(PYTHON)" || { echo "Tidewaiter needs Python 3.11 or newer with the venv module"; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	awk '/^[a-z]/ {wanted = /^uv==/} wanted' requirements.txt > $(VENV)/uv.txt
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	VIRTUAL_ENV=$(VENV) $(UV) pip install --compile-bytecode --require-hashes -r requirements.txt
	touch $@

$(READY): $(PINS) pyproject.toml $(VIEWS)
	VIRTUAL_ENV=$(VENV) $(UV) pip install --no-deps --no-build-isolation --reinstall-package tidewaiter -e .
	$(BIN)/jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements >/dev/null 2>&1 # it asks outside
	touch $@

$(BROWSER): $(READY)
	@if command -v chromium chromium-browser google-chrome >/dev/null 2>&1; then :; \
	elif command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else $(BIN)/playwright install chromium; fi
	touch $@

pins: ## resolve the pins anew and write environment.yml from them
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade --quiet \
	  --extra lab --extra dev pyproject.toml -o requirements.txt
	$(BIN)/python .ci/write_environment.py

clean: ## forget what was built, keep the code
	rm -rf $(VENV) build dist widgets/node_modules widgets/static
