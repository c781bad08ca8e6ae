.DEFAULT_GOAL := help
.PHONY: help setup run test quick check words constraints sbom clean

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Every file that is installed is one whose SHA-256 was written down, but for PyTorch's: which of its builds, says the index.
HASHED := $(PIP) --require-hashes --no-deps --requirement
TORCH := torch==2.13.0
WITH_TORCH := torch triton cuda-bindings cuda-pathfinder cuda-toolkit $(addprefix nvidia-,cublas cuda-cupti cuda-nvrtc \
	cuda-runtime cudnn-cu13 cufft cufile curand cusolver cusparse cusparselt-cu13 nccl-cu13 nvjitlink nvshmem-cu13 nvtx)

# What stands behind two hash signs is the help of its target.
help: ## show this help
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

# The stamps make a second run quick: they are older than what they depend on only after a change.
.venv/python.stamp:
	@echo "Creating a virtual environment in .venv"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "pincite needs Python 3.11 or newer")'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run.stamp: .venv/python.stamp pyproject.toml requirements.txt
	@echo "Installing pincite and what it needs into .venv (a few minutes the first time)"
	@$(HASHED) requirements.txt
	@$(PIP) --no-build-isolation --editable . $(TORCH)
	@touch $@

.venv/test.stamp: .venv/run.stamp constraints.txt
	@echo "Installing what the tests need"
	@$(HASHED) constraints.txt
	@touch $@

setup: .venv/run.stamp ## make a virtual environment in .venv with pincite in it
	@echo "pincite is set up: $(BIN)/pincite --help"

run: setup ## set up, build the index if there is none, serve the chat page
	@$(BIN)/pincite index list >/dev/null 2>&1 || $(BIN)/pincite index rebuild
	@echo "Loading the model; the address follows"
	@exec $(BIN)/pincite serve

test: setup .venv/test.stamp ## set up, run every test
	@echo "Running every test"
	@$(BIN)/python -m pytest

quick: .venv/test.stamp ## run the tests that need no browser and are not slow: under two minutes
	@$(BIN)/python -m pytest -m "not slow and not browser" --numprocesses 2 --dist loadscope

tests/browser/node_modules/.stamp: tests/browser/package-lock.json
	@echo "Installing what checks the page's JavaScript"
	@npm --prefix tests/browser ci --silent --no-audit --no-fund
	@touch $@

check: .venv/test.stamp tests/browser/node_modules/.stamp ## ruff, mypy, prettier and the page's types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	npm --prefix tests/browser run --silent check

# Who changed a catalogue and when, git knows.
words: .venv/run.stamp ## look for new words of the page, and put them into the catalogues of web/translations
	@mkdir -p build
	@$(BIN)/pybabel -q extract --mapping pyproject.toml --keywords marked --add-location file --no-wrap --sort-by-file \
		--omit-header --output-file build/messages.pot .
	@$(BIN)/pybabel -q update --input-file build/messages.pot --output-dir web/translations --no-wrap --ignore-obsolete \
		--no-fuzzy-matching
	@for catalog in web/translations/*/LC_MESSAGES/messages.po; do \
		sed -i.bak -E '/^"(Project-Id|Report-Msgid|POT-|PO-|Last-Tr|Language-Team|Generated)/d' $$catalog && rm $$catalog.bak; done

build/tools.stamp:
	@$(PYTHON) -m venv build/tools
	@build/tools/bin/python -m pip install --quiet --disable-pip-version-check 'cyclonedx-bom>=7,<8' 'uv>=0.9'
	@touch $@

# For every platform and Python at once; versions that are there already stay. setuptools builds pincite itself.
LOCK = echo setuptools | build/tools/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-annotate --no-header \
	$(addprefix --no-emit-package ,$(WITH_TORCH)) pyproject.toml -
constraints: build/tools.stamp ## write constraints.txt and both requirements.txt, with hashes, from pyproject.toml
	@$(LOCK) --all-extras --output-file constraints.txt
	@$(LOCK) --constraint constraints.txt --output-file requirements.txt
	@$(LOCK) --constraint constraints.txt --extra qdrant --output-file web/deploy/requirements.txt

sbom: build/tools.stamp .venv/run.stamp ## write build/sbom.json: every package in .venv, for CycloneDX's tools
	@build/tools/bin/cyclonedx-py environment .venv/bin/python --pyproject pyproject.toml --output-file build/sbom.json

# The built index stays: what people said of answers is stored beside it.
clean: ## remove .venv, builds and caches; index/built stays
	rm -rf .venv build dist *.egg-info test-results tests/browser/node_modules
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .schemathesis
	find index qa web tests -name __pycache__ -prune -exec rm -rf {} +
