# Nothing but Python 3.11 and make is assumed.
PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?= python3
BIN = .venv/bin

.PHONY: install run test bench check

install: .venv/installed

.venv/installed: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

run: install
	HOST=$(HOST) PORT=$(PORT) $(BIN)/python manage.py run

test: install
	$(BIN)/python manage.py translations
	$(BIN)/python -m pytest

bench: install
	$(BIN)/python manage.py translations
	for file in tests/bench/*.py; do $(BIN)/python $$file || exit 1; done

check: install
	$(BIN)/ruff check .
	$(BIN)/python manage.py makemigrations --check --dry-run
