# `make` lists the targets. Everything is installed into environments in this directory only: .venv for
# trying, developing and testing; .venv-bench with the release wheel; .venv-compat/ with other SDKs.

PYTHON ?= python3
PYTHONS ?= $(PYTHON)
# Where this is set, every process compiles each module that it imports: a minute of the tests.
unexport PYTHONDONTWRITEBYTECODE

VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := $(VENV)/stamps
CHECK  := ./tools/check-prerequisites "$(PYTHON)"

# rustup's default location, in case the shell that runs make has not read its profile.
export PATH := $(PATH):$(HOME)/.cargo/bin
# Another environment must not leak into this one.
unexport CONDA_PREFIX PYO3_PYTHON PYTHONHOME PYTHONPATH
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# A lock file lists everything that its environment needs: pip does not resolve or build anything.
define install # (environment, lock file)
	$(1)/bin/python -m pip install --quiet --no-deps --require-hashes --only-binary :all: \
	  --no-compile -r $(2)
	$(1)/bin/python -m pip check
endef

# The stable ABI is checked without an interpreter, because the one in .venv may be too old for it.
NO_PYTHON   := PYO3_NO_PYTHON=1 PYO3_BUILD_EXTENSION_MODULE=1
# Environments with other releases of openai than .venv; each name is a lock file and an environment.
COMPAT       := openai1 openai2-30 openai2-54 openai3 bare
OTHERS       := openai1 openai2-30 openai2-54
COMPAT_VENVS := .venv-compat
COMPAT_TESTS := $(patsubst %,tests/python/test_%.py,ogx_environment ogx_compare ogx_objects \
  ogx_own_classes ogx_patched ogx_generated ogx_lazy ogx_mutation ogx_views ogx_leaks openai_objects import types_generated)
# The recorder of OGX, as its wheels have it, needs Python 3.12. Each release has a folder of its
# own in one environment; with none of these interpreters its tests are skipped.
OGX_PYTHONS  := $(PYTHON) python3.13 python3.12 python3.14 $(wildcard $(HOME)/.pyenv/versions/3.1[234]*/bin/python3)
OGX_PYTHON   ?= $(shell ./tools/find-python 3.12 $(OGX_PYTHONS))
OGX_RELEASES := 0.2.23 0.8.0 1.1.3 1.4.1 1.5.0
OGX          := $(COMPAT_VENVS)/ogx
# A server of OGX with all that it needs, in an environment of its own.
OGX_SERVER   := $(COMPAT_VENVS)/ogx-server
OGX_TESTS    := $(wildcard tests/python/test_recorder_*.py) tests/python/test_ogx_docs.py
# What is tested of an installed wheel, in an environment with openai.
DIST_TESTS   := $(COMPAT_TESTS) $(patsubst %,tests/python/test_%.py,bad_input cli json_oracle merge_contract \
  nothing_crashes normalize request_hash scan types_convert)
BENCH        := .venv-bench
ENGINES      := .venv-engines
# Those of `make test-clients`, which need Python 3.11, too.
CLIENTS      := .venv-clients
DOCS         := .venv-docs
LOCKS        := build dev bench docs oldest-pip $(COMPAT:%=compat-%)
# Locks of environments that need a newer Python.
ENGINE_LOCKS := engines clients
OGX_LOCKS    := compat-ogx compat-ogx-server $(OGX_RELEASES:%=ogx-%)
# What is done to it by others: input, signals, limits, kills; docs/hostile-use.md has the list.
HOSTILE_TESTS := $(patsubst %,tests/python/test_%.py,nothing_crashes memory_limits signals_and_forks bad_input \
  merge_hostile types_interrupts hostile_files hostile_docs path_encoding)
# Each version of CPython that the package is for, and environments to test it in.
VERSIONS     := 3.10 3.11 3.12 3.13
ALL_VENVS    := .venv-all
# Test files of Python, if not all of them.
TESTS        ?=
# The options of pytest where there is no hypothesis.
PLAIN        := -ra --strict-config --strict-markers
CORE_INPUTS  := $(shell find src -name '*.rs') Cargo.toml Cargo.lock pyproject.toml
# `make test SEED=2` runs the property tests with other examples; which they are depends on it alone.
SEED         ?=
# How many seeds `make test-long` runs the property tests with, each with ten times the examples.
SEEDS        ?= 20
# How long `make fuzz` runs each fuzzer.
MINUTES      ?= 1
# Where the examples of `make fuzz-python` begin, to have the same again.
FUZZ_SEED    ?=

.DEFAULT_GOAL := help
.PHONY: help dev demo mirror test test-rust test-python test-compat test-engines test-clients test-ogx test-ogx-server \
  test-all test-locks test-long hostile guarantees fuzz fuzz-core fuzz-python miri deny kill-test hops man lint format bench bench-peers bench-tables \
  bench-engines bench-instructions bench-replay build dist-test docs sbom lock clean check-tools

help: ## list the targets
	@echo "make <target> [PYTHON=python3.12]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' Makefile

dev: $(STAMPS)/core $(STAMPS)/dev ## set up .venv with the package (editable, optimized) and all tools
	@echo "ready: . $(BIN)/activate"

demo: $(STAMPS)/core ## merge an example recording, on the command line and from Python
	$(BIN)/deltafold show examples/two-choices.json
	$(BIN)/deltafold merge examples/two-choices.json
	$(BIN)/python examples/two_choices.py

# What only other releases declare is found in the environments that have them.
mirror: $(STAMPS)/dev $(OTHERS:%=$(COMPAT_VENVS)/%/stamp) ## write the mirrored types anew from the SDKs of .venv, and say what changed
	for name in $(OTHERS); do \
	  rm -rf $(COMPAT_VENVS)/$$name/types; \
	  $(COMPAT_VENVS)/$$name/bin/python -W ignore tools/mirror_types $(COMPAT_VENVS)/$$name/types || exit 1; \
	done
	$(BIN)/python -W ignore tools/mirror_types --earlier $(OTHERS:%=$(COMPAT_VENVS)/%/types)

test: test-rust test-python ## set up and run all tests [SEED=1]

test-rust: | check-tools
	$(if $(SEED),PROPTEST_RNG_SEED=$(SEED)) PYO3_PYTHON=/nonexistent cargo test --locked

test-python: $(STAMPS)/core $(STAMPS)/dev
	$(BIN)/python -m pytest --numprocesses=auto $(if $(SEED),--hypothesis-seed=$(SEED)) $(TESTS)

# The extension of .venv is used: the environments only contain the packages that objects are built with.
test-compat: $(STAMPS)/core $(COMPAT:%=$(COMPAT_VENVS)/%/stamp) ## test objects with other releases of openai, and without it
	for name in $(COMPAT); do \
	  echo "== $$name"; \
	  DELTAFOLD_COMPAT=$$name PYTHONPATH="$(CURDIR)/python" $(COMPAT_VENVS)/$$name/bin/python -m pytest -q $(COMPAT_TESTS) || exit 1; \
	done
ifeq ($(OGX_PYTHON),)
	@echo "== ogx: skipped, since there is no Python 3.12 or newer (tried $(OGX_PYTHONS))"
else
	$(MAKE) --no-print-directory test-ogx
endif

test-ogx: $(OGX)/core $(OGX_RELEASES:%=$(OGX)/releases/%/stamp) ## test the drop-in on the recorders of OGX's releases [OGX_RELEASES="1.5.0"]
	for release in $(OGX_RELEASES); do \
	  echo "== ogx $$release"; \
	  DELTAFOLD_COMPAT=ogx DELTAFOLD_OGX_RELEASE=$(OGX)/releases/$$release PYTHONPATH="$(CURDIR)/python" \
	    $(OGX)/bin/python -m pytest -q $(OGX_TESTS) || exit 1; \
	done

# The extension of .venv is used, so the engines must have wheels for its version of Python.
test-engines: $(STAMPS)/core $(ENGINES)/stamp ## read tables with pyarrow, Polars, DuckDB, Ray and Spark (needs Java)
	PYTHONPATH="$(CURDIR)/python" $(ENGINES)/bin/python -m pytest -q -o addopts="$(PLAIN)" tests/engines

# The same of the extension. With DELTAFOLD_CORPUS, real recordings are asked for, too.
test-clients: $(STAMPS)/core $(CLIENTS)/stamp ## ask for recordings with the SDKs and libraries of many providers
	DELTAFOLD_CLIENTS=all LITELLM_LOCAL_MODEL_COST_MAP=true HF_HUB_OFFLINE=1 PYTHONPATH="$(CURDIR)/python" \
	  $(CLIENTS)/bin/python -m pytest -q -o addopts="$(PLAIN)" tests/clients tests/python/test_replay_clients.py

# Not a part of `make test`: four servers are started, which import thousands of modules each.
test-ogx-server: $(OGX)/core $(OGX_SERVER)/stamp ## test the drop-in in servers of OGX
	cp deltafold.data/purelib/* "$$($(OGX_SERVER)/bin/python -c 'import site; print(site.getsitepackages()[0])')"
	PYTHONPATH="$(CURDIR)/python" $(OGX_SERVER)/bin/python -m pytest -q -o addopts="$(PLAIN)" tests/ogx_server

test-all: $(VERSIONS:%=test-%) ## test with each version of CPython that is found [VERSIONS="3.12 3.13"] [TESTS=tests/python/test_scan.py]

# One interpreter: the extension is built for it, in an environment of its own.
test-3.%: | check-tools
	@python=$$(./tools/find-python 3.$* python3.$* $(HOME)/.pyenv/versions/3.$*.*/bin/python3 "$(PYTHON)"); \
	if [ "$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" != 3.$* ]; then \
	  echo "== 3.$*: skipped, since there is no CPython 3.$*"; \
	else \
	  echo "== 3.$*: $$python"; \
	  $(MAKE) --no-print-directory test-python PYTHON="$$python" VENV=$(ALL_VENVS)/3.$*; \
	fi

test-locks: $(STAMPS)/dev ## install the lock files with the oldest pip [PYTHONS="python3.10 python3.13"]
	PYTHONS="$(PYTHONS)" $(BIN)/python -m pytest tests/locks

# The Rust tests read their seed and the number of cases from proptest's own variables. Optimized, they
# take a tenth of the time.
test-long: $(STAMPS)/core $(STAMPS)/dev ## test properties with 20 seeds and ten times the examples [SEEDS=20]
	for seed in $$(seq $(SEEDS)); do \
	  echo "== seed $$seed of $(SEEDS)"; \
	  PROPTEST_RNG_SEED=$$seed PROPTEST_CASES=2560 PYO3_PYTHON=/nonexistent \
	    cargo test --profile long --locked --quiet --lib --tests || exit 1; \
	  DELTAFOLD_HYPOTHESIS=long $(BIN)/python -m pytest -q --numprocesses=auto -m hypothesis --hypothesis-seed=$$seed || exit 1; \
	done

# The Rust tests among them are programs of their own, since they change what a whole process does.
hostile: $(STAMPS)/core $(STAMPS)/dev ## test what others may do to it: bad input, signals, forks, little memory, full disks, kills
	$(BIN)/python -m pytest --numprocesses=auto $(HOSTILE_TESTS)
	PYO3_PYTHON=/nonexistent cargo test --locked --test kill --test memory --test safe_writes

guarantees: $(STAMPS)/core $(STAMPS)/dev ## break guarantees one by one, and see that a test of each fails [BREAK="turns keys"]
	$(BIN)/python tools/break_guarantees.py $(BREAK)

# Each begins with the recordings of tests/fixtures; what it finds stays in fuzz/artifacts.
fuzz: fuzz-python fuzz-core ## run all fuzzers, each for some minutes [MINUTES=1]

fuzz-core: | check-tools ## run the fuzzers of the core for some minutes [MINUTES=1] [FUZZ_SEED=7] (needs nightly Rust)
	./tools/fuzz $(MINUTES) $(FUZZ_SEED)

fuzz-python: $(STAMPS)/core $(STAMPS)/dev ## compare with json, pydantic and the SDKs for some minutes [MINUTES=1] [FUZZ_SEED=7]
	./tools/fuzz-python $(BIN)/python $(MINUTES) $(FUZZ_SEED)

# What calls Python runs under valgrind.
miri: $(STAMPS)/core ## look for undefined behaviour and memory errors (needs nightly Rust, with miri if there is one)
	./tools/miri $(BIN)/python

deny: | check-tools ## check licences, sources and advisories of the crates [DENY=advisories] (needs cargo-deny)
	@command -v cargo-deny >/dev/null || \
	  { echo "missing: cargo-deny (cargo install cargo-deny --locked)" >&2; exit 1; }
	cargo deny --locked check $(DENY)

kill-test: | check-tools ## kill 10,000 runs while they write, and check for damage
	DELTAFOLD_KILLS=10000 PYO3_PYTHON=/nonexistent cargo test --locked --test kill -- --nocapture

hops: | check-tools ## print the main paths through the code, as DESIGN.md shows them
	PYO3_PYTHON=/nonexistent cargo test --locked --quiet --test layering hops -- --nocapture

# A test compares them with the help, from which they are made.
man: | check-tools ## write the pages of the manual anew from the commands' help
	DELTAFOLD_WRITE_MAN=1 PYO3_PYTHON=/nonexistent cargo test --locked --quiet --test cli man::

lint: $(STAMPS)/core $(STAMPS)/dev ## check formatting, warnings, docs, types and stubs
	$(CHECK) rustfmt clippy
	cargo fmt --check
	PYO3_PYTHON="$(CURDIR)/$(BIN)/python" cargo clippy --locked --features python --all-targets -- -D warnings
	$(NO_PYTHON) cargo clippy --locked --all-features --all-targets -- -D warnings
	$(NO_PYTHON) RUSTDOCFLAGS="-D warnings" cargo doc --locked --all-features --no-deps
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/python -m mypy
	$(BIN)/python -m mypy.stubtest deltafold --mypy-config-file pyproject.toml --allowlist tests/python/stubtest_allowlist.txt

format: $(STAMPS)/dev ## format all code
	cargo fmt
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: | check-tools ## measure the core
	PYO3_PYTHON=/nonexistent cargo bench --locked

bench-peers: $(BENCH)/stamps/wheel ## compare the release build of the package with other libraries
	$(BENCH)/bin/python benches/peers.py $(BENCH_ARGS)

bench-tables: $(ENGINES)/stamp $(BENCH)/stamps/wheel ## compare tables with orjson, DuckDB and Polars
	$(ENGINES)/bin/python -m pip install --quiet --no-deps --no-index --upgrade --target $(BENCH)/tables $(BENCH)/wheel/*.whl
	PYTHONPATH=$(BENCH)/tables $(ENGINES)/bin/python benches/tables.py $(BENCH_ARGS)

bench-engines: $(ENGINES)/stamp $(BENCH)/stamps/wheel ## compare tables in one process, under Ray and under Spark (needs Java)
	$(ENGINES)/bin/python -m pip install --quiet --no-deps --no-index --upgrade --target $(BENCH)/tables $(BENCH)/wheel/*.whl
	PYTHONPATH=$(BENCH)/tables $(ENGINES)/bin/python benches/engines.py $(BENCH_ARGS)

bench-replay: $(STAMPS)/core $(STAMPS)/dev ## measure stores, answers and the server of replay
	$(BIN)/python benches/replay.py $(BENCH_ARGS)

bench-instructions: $(STAMPS)/core ## count the instructions of loading and merging with valgrind, and compare them [UPDATE=1]
	$(BIN)/python benches/instructions.py $(if $(UPDATE),--update)

build: $(STAMPS)/build ## build a wheel and a source archive into dist/, as they are released [PGO=0: without a profile, in half the time]
	$(MATURIN) --sdist --interpreter $(BIN)/python --out dist

dist-test: build ## install what `make build` makes into empty environments, and test it
	./tools/test-distributions dist $(BIN)/python requirements/compat-openai3.txt $(DIST_TESTS)

docs: $(STAMPS)/core $(DOCS)/stamp ## build the documentation as a site, in site/
	$(DOCS)/bin/zensical build --clean --strict --config-file mkdocs.yml

sbom: | check-tools ## list the crates in a wheel, as CycloneDX, in dist/deltafold.cdx.json
	@command -v cargo-cyclonedx >/dev/null || \
	  { echo "missing: cargo-cyclonedx (cargo install cargo-cyclonedx --locked)" >&2; exit 1; }
	cargo cyclonedx --format json --features python,table --no-build-deps
	mkdir -p dist && mv deltafold.cdx.json dist/

lock: ## resolve requirements/*.in again (needs uv)
	@command -v uv >/dev/null || { echo "missing: uv, which resolves the lock files" >&2; exit 1; }
	for name in $(LOCKS); do \
	  uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-strip-extras \
	    --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done
	for name in $(ENGINE_LOCKS); do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	    --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done
	for name in $(OGX_LOCKS); do \
	  case $$name in ogx-*) deps=--no-deps ;; *) deps= ;; esac; \
	  uv pip compile --quiet --universal --python-version 3.12 $$deps --generate-hashes --no-strip-extras \
	    --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

check-tools: ## list missing prerequisites, if any
	@$(CHECK)

clean: ## remove everything that was built or installed here
	rm -rf $(VENV) $(BENCH) $(COMPAT_VENVS) $(ENGINES) $(CLIENTS) $(DOCS) $(ALL_VENVS) fuzz/target fuzz/corpus target dist site benches/data .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find python tests examples benches \( -name __pycache__ -o -name '*.so' \) -prune -exec rm -rf {} + 2>/dev/null || true

# Stamps: each is newer than its inputs, so a second run does nothing. Environments are recreated when
# their lock file changes, so they contain nothing that is older.

$(STAMPS)/build: requirements/build.txt requirements/dev.txt | check-tools
	@echo "== setting up $(VENV)"
	"$(PYTHON)" -m venv --clear $(VENV)
	$(call install,$(VENV),$<)
	@mkdir -p $(@D) && touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/build
	@echo "== installing the tools for tests and checks"
	$(call install,$(VENV),$<)
	@touch $@

$(STAMPS)/core: $(CORE_INPUTS) $(STAMPS)/build | check-tools
	@echo "== building the extension (about two minutes, once)"
	VIRTUAL_ENV="$(CURDIR)/$(VENV)" $(BIN)/maturin develop --profile quick --locked
	@touch $@

$(BENCH)/stamps/bench: requirements/bench.txt $(STAMPS)/build
	@echo "== setting up $(BENCH)"
	$(BIN)/python -m venv --clear $(BENCH)
	$(call install,$(BENCH),$<)
	@mkdir -p $(@D) && touch $@

# Builds as for a release: twice, the second time with a profile of the first, where rustup has the
# tool that reads profiles.
PGO     ?= $(shell rustup component add llvm-tools >/dev/null 2>&1 && echo 1)
MATURIN  = PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/maturin build --release --locked $(if $(filter 1,$(PGO)),--pgo)

# An editable install would replace the extension of .venv with this one.
$(BENCH)/stamps/wheel: $(CORE_INPUTS) $(shell find python -name '*.py') $(BENCH)/stamps/bench
	@echo "== building the wheel (about six minutes)"
	rm -rf $(BENCH)/wheel
	$(MATURIN) --interpreter $(BENCH)/bin/python --out $(BENCH)/wheel
	$(BENCH)/bin/python -m pip install --quiet --no-deps --no-index --force-reinstall $(BENCH)/wheel/*.whl
	@touch $@

$(COMPAT_VENVS)/%/stamp: requirements/compat-%.txt $(STAMPS)/build
	$(BIN)/python -m venv --clear $(@D)
	$(call install,$(@D),$<)
	@touch $@

$(DOCS)/stamp: requirements/docs.txt $(STAMPS)/build
	$(BIN)/python -m venv --clear $(@D)
	$(call install,$(@D),$<)
	@touch $@

$(CLIENTS)/stamp: requirements/clients.txt $(STAMPS)/build
	$(BIN)/python -m venv --clear $(@D)
	$(call install,$(@D),$<)
	@touch $@

# Spark comes as a source archive only, which needs setuptools.
$(ENGINES)/stamp: requirements/engines.txt $(STAMPS)/build
	$(BIN)/python -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet --no-deps --require-hashes --only-binary :all: --no-binary pyspark \
	  --no-compile -r $<
	$(@D)/bin/python -m pip check
	@touch $@

# Compiled, since many processes import the recorder, which imports a thousand modules.
$(OGX)/stamp $(OGX_SERVER)/stamp: $(COMPAT_VENVS)/%/stamp: requirements/compat-%.txt | check-tools
	"$(OGX_PYTHON)" -m venv --clear $(@D)
	$(@D)/bin/python -m pip install --quiet --no-deps --require-hashes --only-binary :all: --compile -r $<
	$(@D)/bin/python -m pip check
	@touch $@

# The extension is made for one version of CPython: the one of .venv does where that is the same.
SUFFIX := -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))'

$(OGX)/core: $(STAMPS)/core $(OGX)/stamp $(wildcard deltafold.data/purelib/*)
	if [ "$$($(BIN)/python $(SUFFIX))" != "$$($(OGX)/bin/python $(SUFFIX))" ]; then \
	  echo "== building the extension for $(OGX_PYTHON)"; \
	  VIRTUAL_ENV="$(CURDIR)/$(OGX)" $(BIN)/maturin develop --profile quick --locked; \
	fi
	cp deltafold.data/purelib/* "$$($(OGX)/bin/python -c 'import site; print(site.getsitepackages()[0])')"
	@touch $@

$(OGX)/releases/%/stamp: requirements/ogx-%.txt $(OGX)/stamp
	rm -rf $(@D)
	$(OGX)/bin/python -m pip install --quiet --no-deps --require-hashes --only-binary :all: \
	  --compile --target $(@D) -r $<
	@touch $@
