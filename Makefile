# Two commands do all the set-up: `make demo` and `make test`. A second run starts at once.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO := data/scene0900_00
SENTENCE := the pillow on the armchair closest to the door

.PHONY: demo test lint clean

demo: .venv/.core $(DEMO)  ## Generate a scan, ground a sentence in it, draw the picture.
	@echo '$$ sg3d ground $(DEMO) "$(SENTENCE)" --bev data/demo.png'
	@$(BIN)/sg3d ground $(DEMO) "$(SENTENCE)" --bev data/demo.png
	@echo
	@echo 'Try next:'
	@echo '  $(BIN)/sg3d ground $(DEMO) "standing at the door facing the mug, the pillow on the right" --json'
	@echo '  $(BIN)/sg3d parse "the second cup from the left"'

test: .venv/.test  ## Run the tests and the notebooks.
	@$(BIN)/python -m pytest -n 2

lint: .venv/.lint  ## Check style and types.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright

clean:  ## Remove what the commands above made, the demo's scan and picture included.
	rm -rf .venv *.egg-info .pytest_cache .ruff_cache $(DEMO) data/demo.png

$(DEMO): | .venv/.core
	@$(BIN)/sg3d synth data --seed 0

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || { \
	  echo "scenegraph3d needs Python 3.10 or newer, got $$($(PYTHON) --version 2>&1): name another with make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) has no venv module: apt-get install python3-venv (with sudo, unless you are root)" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.core: .venv/.made pyproject.toml
	@echo "installing the core into .venv (less than a minute, once)"
	@$(PIP) install -e .
	@touch $@

.venv/.test .venv/.lint: .venv/.%: .venv/.made pyproject.toml
	@echo "installing what $* needs into .venv (about a minute, once)"
	@$(PIP) install -e '.[$*]'
	@touch $@
