.DEFAULT_GOAL := help
.PHONY: help demo test check lint format bench clean docs site translations screenshots

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
IN_AREA = $(if $(AREA),$(wildcard src/andante/$(AREA) tests/$(AREA)))
UV := $(shell command -v uv 2>/dev/null)

help: ## List the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(VENV)/.server ## Start a server with an example company: make demo PORT=8081
	@$(BIN)/andante demo$(if $(PORT), --port $(PORT))

test: $(VENV)/.test ## Run all tests on SQLite and on PostgreSQL
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest # compiled modules: each process that a test starts imports them faster

check: $(VENV)/.lint ## Lint and test one area: make check AREA=organization
	@test -n "$(IN_AREA)" || { echo "Name a folder of src/andante or tests: make check AREA=organization"; exit 2; }
	@$(BIN)/ruff format --check $(IN_AREA)
	@$(BIN)/ruff check $(IN_AREA)
	@$(BIN)/mypy $(IN_AREA)
	@$(BIN)/lint-imports
	@$(BIN)/pytest $(wildcard tests/$(AREA))

lint: $(VENV)/.lint ## Check format, style, types and import layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/pyright --pythonpath $(BIN)/python
	@$(BIN)/lint-imports
	@$(BIN)/python tools/check_scripts.py

format: $(VENV)/.lint ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/python tools/check_scripts.py --fix

docs: $(VENV)/.test ## Generate pages of docs/ from the code
	@$(BIN)/python docs/generate.py

site: docs ## Build the documentation site in build/site
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo "Open build/site/index.html"

translations: $(VENV)/.test ## Add new words of the pages to locales, and list those without a translation
	@$(BIN)/python tools/translations.py

screenshots: $(VENV)/.test ## Take screenshots of every page of the demo
	@$(BIN)/python tools/screenshots.py

bench: $(VENV)/.test ## Run the benchmarks on 1,000,000 worklogs
	@$(BIN)/python -m benchmarks

clean: ## Delete the virtual environment, builds and caches
	rm -rf $(VENV) node_modules build dist .mypy_cache .ruff_cache .pytest_cache demo.db*

EXTRAS_server := server
EXTRAS_test := server,postgres,test,docs
EXTRAS_lint := server,postgres,test,docs,lint

$(VENV)/.%: pyproject.toml constraints.txt
	@echo "Installing packages ($(EXTRAS_$*)) into $(VENV). The first time, this can take minutes …"
ifdef UV
	@test -x $(BIN)/python || uv venv --quiet --python $(PYTHON) $(VENV)
	@uv pip install --python $(BIN)/python --constraint constraints.txt --editable '.[$(EXTRAS_$*)]'
else
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt --editable '.[$(EXTRAS_$*)]'
endif
	@touch $@
