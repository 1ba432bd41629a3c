# Nothing but Python 3.11 (or later) and make is assumed.
PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN = .venv/bin

.PHONY: install run test bench check

install: .venv/installed

# What is done is marked last: an installation that was cut short is taken up again. Byte code is compiled
# when it is first used: most of it never is.
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile

.venv/installed: .venv/runs tests/requirements.txt
	$(PIP) -r tests/requirements.txt
	@touch $@

.venv/runs: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Civic needs Python 3.11: make PYTHON=/path/to/it.")'
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	@touch $@

run: .venv/runs
	@HOST=$(HOST) PORT=$(PORT) $(BIN)/python manage.py run

test: install
	$(BIN)/python manage.py translations
	$(BIN)/python -m pytest

bench: install
	$(BIN)/python manage.py translations
	set -e; for file in tests/bench/*.py; do $(BIN)/python $$file; done

check: install
	$(BIN)/ruff check .
	$(BIN)/python manage.py makemigrations --check --dry-run
