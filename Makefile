# Needs Python 3.11 or newer and make; everything else is installed into .venv from pinned, hashed requirements.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test lint format bench soak lock clean

run: $(VENV)/.run
	@$(BIN)/youji demo

test: $(VENV)/.dev
	@$(BIN)/python -m pytest -n auto --dist loadfile $(PYTEST_ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -p no:randomly tests/architecture

format: $(VENV)/.dev
	$(BIN)/ruff check --fix src tests bench
	$(BIN)/ruff format src tests bench

bench: $(VENV)/.dev
	$(BIN)/python bench/engine.py
	$(BIN)/python bench/ocds.py
	$(BIN)/python bench/leads/calibration.py
	@if ls $(COLLUSION_FILES) >/dev/null 2>&1; then $(BIN)/python bench/collusion.py $(COLLUSION_FILES); \
	else echo "bench/collusion.py: no data files; set COLLUSION_FILES"; fi
COLLUSION_FILES ?= ../shared/data/collusion/italy.csv ../shared/data/collusion/brazil.csv

soak: $(VENV)/.dev
	$(BIN)/python -m pytest -m soak tests/soak tests/screening/engine/spark $(PYTEST_ARGS)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Youji needs Python 3.11 or newer; name one with make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/base.txt pyproject.toml | $(VENV)/bin/python
	@echo "安装依赖… / installing dependencies…"
	@$(PIP) install --require-hashes -r requirements/base.txt
	@$(PIP) install --no-deps --no-build-isolation --require-hashes -r requirements/build.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/spark.txt $(VENV)/.run | $(VENV)/bin/python
	@echo "安装开发依赖… / installing development dependencies…"
	@$(PIP) install --require-hashes -r requirements/spark.txt
	@touch $@

# Writes requirements/*.txt anew from pyproject.toml; needs uv.
lock:
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements/base.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra dev pyproject.toml -c requirements/base.txt -o requirements/dev.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra dev --extra spark pyproject.toml -c requirements/dev.txt -o requirements/spark.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements/build.in -o requirements/build.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
