# Two commands do all the set-up: `make demo` and `make test`. A second run starts at once.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO := data/scene0900_00
FILM := data/filmed/scene0900_00/frames
SYSTEM := libusb-1.0-0 libgl1 libegl1 libx11-6
SENTENCE := the pillow on the armchair closest to the door
SEEN := the pillow on the armchair

.PHONY: demo demo-frames test gpu-test gpu-bench lint clean

demo: .venv/.core $(DEMO)  ## Generate a scan, ground a sentence in it, draw the picture.
	@echo '$$ sg3d ground $(DEMO) "$(SENTENCE)" --bev data/demo.png'
	@$(BIN)/sg3d ground $(DEMO) "$(SENTENCE)" --bev data/demo.png
	@echo
	@echo 'Try next:'
	@echo '  $(BIN)/sg3d ground $(DEMO) "standing at the door facing the mug, the pillow on the right" --json'
	@echo '  $(BIN)/sg3d parse "the second cup from the left"'

demo-frames: .venv/.perception $(FILM)  ## Rebuild the room from RGB-D frames, ground a sentence.
	@echo '$$ sg3d build $(FILM) -o data/room.sg3d'
	@$(BIN)/sg3d build $(FILM) -o data/room.sg3d
	@echo '$$ sg3d ground data/room.sg3d "$(SEEN)" --bev data/room.png'
	@$(BIN)/sg3d ground data/room.sg3d "$(SEEN)" --bev data/room.png

test: .venv/.test .venv/.ops  ## Run the tests and the notebooks.
	@$(BIN)/python -m pytest -n 2

gpu-test: .venv/.test .venv/.ops  ## Run the operators' tests on the CPU and on the GPU.
	@$(BIN)/python -c 'import sys, torch; sys.exit(None if torch.cuda.is_available() else "no CUDA device is visible to torch")'
	@$(BIN)/python -m pytest tests/test_ops_*.py

gpu-bench: .venv/.bench .venv/.ops  ## Time the operators on the GPU against the copy bandwidth.
	@$(BIN)/python benchmarks/native.py --device cuda

lint: .venv/.lint  ## Check style and types.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright

clean:  ## Remove what the commands above made, the demo's scan and picture included.
	rm -rf .venv *.egg-info cuda_ext/build cuda_ext/*.egg-info .pytest_cache .ruff_cache $(DEMO) data/filmed data/demo.png data/room.png data/room.sg3d

$(DEMO): | .venv/.core
	@$(BIN)/sg3d synth data --seed 0

$(FILM): | .venv/.perception
	@$(BIN)/sg3d synth data/filmed --seed 0 --frames 60

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

.venv/.test .venv/.lint .venv/.bench .venv/.perception: .venv/.%: .venv/.made .venv/.system pyproject.toml
	@echo "installing what $* needs into .venv (torch among it: some minutes, once)"
	@$(PIP) install -e '.[$*]'
	@touch $@

.venv/.system: .venv/.made
	@ldconfig -p | grep -q libusb-1.0 || { test "$$(id -u)" = 0 && { apt-get update -qq; \
	  apt-get install -qq -y $(SYSTEM) >/dev/null; }; } || { \
	  echo "Open3D needs libusb: sudo apt-get install $(SYSTEM)" >&2; exit 1; }
	@touch $@

.venv/.ops: .venv/.test $(shell find cuda_ext/csrc cuda_ext/setup.py cuda_ext/scenegraph3d_ops -type f -not -name '*.so' -not -name '*.pyc')
	@echo "compiling the native operators (a minute or two, once)"
	@$(PIP) install --no-build-isolation --no-deps --force-reinstall ./cuda_ext
	@touch $@
