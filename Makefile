# SafeKV. `make serve` and `make test` set up what they need, on a bare machine too.

PYTHON ?= python3
PORT   ?= 8000
MODEL  ?=
FLAGS  ?=
DATA   ?=
TORCH_INDEX ?=

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c

VENV := .venv
BIN  := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup serve test test-code test-servers kinds lock mutants proof check demo bench clean

help: ## Show this
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(VENV)/.ready ## Create .venv with SafeKV and the engine (PYTHON=…, TORCH_INDEX=…: see README)

# The engine: a vllm that this Python already has is used as it is, otherwise the CPU build is installed. Its three
# requirements that have no CPU build would be a conflict to pip; install_engine says which others there are.
$(VENV)/.ready: pyproject.toml lab/pyproject.toml scripts/install_engine.py
	@$(PYTHON) scripts/check_python.py
	@echo "setting up $(VENV) (the first time takes a few minutes)"
	@$(PYTHON) -m venv $$($(PYTHON) -c 'import importlib.util as u; print("--system-site-packages" if u.find_spec("vllm") else "")') $(VENV)
	@$(BIN)/python -m pip install --quiet --no-warn-conflicts \
		--editable '.[cache,guard,test,check]' --editable './lab[guard]'
	@$(BIN)/python scripts/install_engine.py --torch-index "$(TORCH_INDEX)"
	@touch $@

serve: setup ## Serve a small model (MODEL=… a real one, PORT=…, FLAGS='vLLM flags')
	@exec $(BIN)/python scripts/quickstart.py --model "$(MODEL)" --port "$(PORT)" $(FLAGS)

test: setup ## Run all tests, the suites on real servers included
	@$(MAKE) --no-print-directory --jobs=2 --keep-going test-code test-servers

# Two lanes side by side, since servers mostly wait; what only calculates lets them go first, and then come tests that
# wait for draws, without a model. `sed` keeps lines whole.
WITHOUT_MODEL := $(addprefix tests/integration/test_,kills.py ledger_killed.py release_process.py)

test-code:
	@nice -n 15 $(BIN)/python -m pytest tests --ignore tests/conformance --ignore tests/integration | sed -u ''
	@$(BIN)/python -m pytest $(WITHOUT_MODEL) | sed -u ''

test-servers:
	@$(BIN)/python -m pytest tests/conformance tests/integration $(addprefix --ignore=,$(WITHOUT_MODEL)) | sed -u ''

kinds: setup ## Prove every kind of model on real servers: some ten minutes each (make test has some rows)
	@SAFEKV_KINDS=all $(BIN)/python -m pytest tests/conformance/test_kinds.py

mutants: setup ## Plant every fault that the tests must find, one after the other
	@$(BIN)/python -m tests.mutation

proof: setup ## Let Coq check the proof of the guarantee and the shipped table (FLAGS='--epsilon 0.5' another one, too)
	@command -v coqc >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& apt-get update -qq && apt-get install -qq -y --no-install-recommends coq >/dev/null; } \
		|| { echo "make proof needs coqc; as root: apt-get install --no-install-recommends coq" >&2; exit 1; }
	@$(BIN)/python scripts/check_proof.py $(FLAGS)

check: setup ## Lint, format, types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

lock: setup ## Write constraints.txt: the versions that the tests ran with
	@$(BIN)/python scripts/lock_versions.py

demo: setup ## Several tenants through the real server in every mode (DATA=… for real trajectories)
	@$(BIN)/safekv demo $(if $(DATA),--data "$(DATA)") $(FLAGS)

bench: setup ## What SafeKV costs: the request path, and throughput against plain vLLM
	@$(BIN)/safekv bench request-path
	@$(BIN)/safekv bench throughput

clean: ## Remove the environment and everything that was made
	rm -rf $(VENV) .safekv .mypy_cache .ruff_cache .pytest_cache .hypothesis
