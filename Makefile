# `make book` and `make test` do all the set-up themselves; `make help` lists the rest.
PYTHON ?= python3
DATA ?= data
BIN := .venv/bin
READY := .venv/ready
EDIT_READY := .venv/edit-ready

.DEFAULT_GOAL := help
.PHONY: help book docx pdf archive preview edit test check notebooks data lock clean

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0])'
	@echo "Setting up .venv with the locked libraries: a minute or two, once."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(EDIT_READY): $(READY) requirements-edit.txt
	@echo "Adding JupyterLab to .venv: a minute, once."
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-edit.txt
	@touch $@

book: $(READY)  ## build the site; DATA=folder builds it from another dataset
	@$(BIN)/python -m analysis book "$(DATA)"

docx: $(READY)  ## write the manuscript and its supplement for Word; DATA=folder as for the site
	@$(BIN)/python -m analysis docx "$(DATA)"

pdf: $(READY)  ## write them as PDF
	@$(BIN)/python -m analysis pdf "$(DATA)"

archive: $(READY)  ## build the site as one file, _build/site.zip, which opens without a server
	@$(BIN)/python -m analysis archive "$(DATA)"

preview: $(READY)  ## show the book in a browser and build it again on each save
	@$(BIN)/python -m analysis preview "$(DATA)"

edit: $(EDIT_READY)  ## open the chapters as notebooks in JupyterLab, with the values in their sentences
	@$(BIN)/python -m analysis edit "$(DATA)"

test: $(READY)  ## prove it: style, types, structure, typed numbers, tests, reference notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m analysis lint
	$(BIN)/pytest

notebooks: $(READY)  ## refresh the executed reference notebooks after a change
	$(BIN)/python -m analysis notebooks

data: $(READY)  ## make the synthetic cohorts again, byte for byte
	$(BIN)/python -m analysis synthesise data

lock: $(READY)  ## resolve the dependencies again and write requirements.txt and requirements-edit.txt
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	  --fork-strategy fewest --upgrade --generate-hashes --no-emit-index-url --no-header \
	  --quiet --output-file requirements.txt
	$(BIN)/uv pip compile --group edit --constraint requirements.txt --universal --python-version 3.11 \
	  --fork-strategy fewest --upgrade --generate-hashes --no-emit-index-url --no-header \
	  --quiet --output-file requirements-edit.txt

clean:  ## remove what was built, keep the environment
	rm -rf _build
