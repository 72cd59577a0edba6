# `make` lists the targets. Whatever is installed goes into .venv in this folder, nowhere else.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := $(VENV)/stamps
CHECK  := ./tools/check-prerequisites "$(PYTHON)"

# rustup's usual place, in case the shell that runs make has not read its profile.
export PATH := $(PATH):$(HOME)/.cargo/bin
# Another environment must not leak into this one.
unexport CONDA_PREFIX PYO3_PYTHON PYTHONHOME PYTHONPATH
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PIP_INSTALL := $(BIN)/python -m pip install --quiet --require-hashes
# The stable ABI is checked without an interpreter: the one in .venv may be older than it.
NO_PYTHON   := PYO3_NO_PYTHON=1 PYO3_BUILD_EXTENSION_MODULE=1
# The openai of .venv is another one; each name is a file of requirements and an environment.
COMPAT       := openai1 openai3 bare
COMPAT_VENVS := .venv-compat
COMPAT_TESTS := $(patsubst %,tests/python/test_%.py,ogx_environment ogx_compare ogx_objects \
  ogx_own_classes ogx_patched ogx_generated ogx_lazy ogx_mutation ogx_views ogx_leaks openai_objects import)
CORE_INPUTS := $(shell find src -name '*.rs') Cargo.toml Cargo.lock pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help dev demo test test-rust kill-test test-python test-compat lint format bench bench-peers build lock clean check-tools

help: ## list the targets
	@echo "make <target> [PYTHON=python3.12]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile

dev: $(STAMPS)/core $(STAMPS)/dev ## set up .venv with the package (editable, optimized) and all tools
	@echo "ready: . $(BIN)/activate"

demo: $(STAMPS)/core ## merge an example recording, on the command line and from Python
	$(BIN)/deltafold show examples/two-choices.json
	$(BIN)/deltafold merge examples/two-choices.json
	$(BIN)/python examples/two_choices.py

test: test-rust test-python ## set up and run all tests

test-rust: | check-tools
	PYO3_PYTHON=/nonexistent cargo test --locked

kill-test: | check-tools ## kill 10,000 runs that write, and look for damage
	DELTAFOLD_KILLS=10000 PYO3_PYTHON=/nonexistent cargo test --locked --test kill -- --nocapture

test-python: $(STAMPS)/core $(STAMPS)/dev
	$(BIN)/python -m pytest

# The extension is the one of .venv: the environments hold only what the objects are made with.
test-compat: $(STAMPS)/core $(COMPAT:%=$(COMPAT_VENVS)/%/stamp) ## test objects with other releases of openai, and without it
	for name in $(COMPAT); do \
	  echo "== $$name"; \
	  DELTAFOLD_COMPAT=$$name PYTHONPATH=python $(COMPAT_VENVS)/$$name/bin/python -m pytest -q $(COMPAT_TESTS) || exit 1; \
	done

lint: $(STAMPS)/core $(STAMPS)/dev ## check formatting, warnings, docs, types and stubs
	$(CHECK) rustfmt clippy
	cargo fmt --check
	PYO3_PYTHON="$(CURDIR)/$(BIN)/python" cargo clippy --locked --features python --all-targets -- -D warnings
	$(NO_PYTHON) cargo clippy --locked --all-features --all-targets -- -D warnings
	$(NO_PYTHON) RUSTDOCFLAGS="-D warnings" cargo doc --locked --all-features --no-deps
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/python -m mypy
	$(BIN)/python -m mypy.stubtest deltafold._core

format: $(STAMPS)/dev ## format all code
	cargo fmt
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: | check-tools ## measure the core
	PYO3_PYTHON=/nonexistent cargo bench --locked

bench-peers: $(STAMPS)/core $(STAMPS)/bench ## measure the package beside other libraries
	$(BIN)/python benches/peers.py $(BENCH_ARGS)

build: $(STAMPS)/dev ## build a wheel and a source archive into dist/
	$(BIN)/maturin build --release --locked --sdist --interpreter $(BIN)/python --out dist

lock: ## resolve requirements/*.in again (needs uv)
	@command -v uv >/dev/null || { echo "missing: uv, which resolves the lock files" >&2; exit 1; }
	for name in build dev bench $(COMPAT:%=compat-%); do \
	  uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-header \
	    --no-emit-index-url --no-emit-find-links requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

check-tools: ## say what this machine lacks, if anything
	@$(CHECK)

clean: ## remove everything that was built or installed here
	rm -rf $(VENV) $(COMPAT_VENVS) target dist benches/data .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find python tests examples benches \( -name __pycache__ -o -name '*.so' \) -prune -exec rm -rf {} + 2>/dev/null || true

# Stamps: each is newer than what it was made from, so a second run does nothing.

$(STAMPS)/venv: | check-tools
	"$(PYTHON)" -m venv --clear $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/build: requirements/build.txt $(STAMPS)/venv
	$(PIP_INSTALL) -r $<
	@touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/build
	$(PIP_INSTALL) -r $<
	@touch $@

$(STAMPS)/bench: requirements/bench.txt $(STAMPS)/build
	$(PIP_INSTALL) -r $<
	@touch $@

$(COMPAT_VENVS)/%/stamp: requirements/compat-%.txt $(STAMPS)/venv
	$(BIN)/python -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet --require-hashes -r $<
	@touch $@

$(STAMPS)/core: $(CORE_INPUTS) $(STAMPS)/build | check-tools
	VIRTUAL_ENV="$(CURDIR)/$(VENV)" $(BIN)/maturin develop --profile quick --locked
	@touch $@
