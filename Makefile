# Nothing but Python 3.11 (or later) and make is assumed.
PORT ?= 8000
HOST ?= 127.0.0.1
MODERN = import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3 python3.11 python3.12 python3.13; do $$name -c '$(MODERN)' 2>&- && echo $$name && break; done)
BIN = .venv/bin

.PHONY: install run test search bench screenshots check lock inventory audit

install: .venv/installed

# What is done is marked last: an installation that was cut short is taken up again. Byte code is compiled
# and kept when it is first used: most of it never is.
unexport PYTHONDONTWRITEBYTECODE
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile

.venv/installed: .venv/runs tests/requirements.txt
	$(PIP) -r tests/requirements.txt
	@touch $@

.venv/runs: requirements.txt
	@test -n "$(PYTHON)" || { echo "Civic needs Python 3.11 or later: make PYTHON=/path/to/python"; false; }
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	@touch $@

run: .venv/runs
	@HOST=$(HOST) PORT=$(PORT) $(BIN)/python manage.py run

# One process on each core; a single file is tested quicker in one: `.venv/bin/python -m pytest tests/test_docs.py`.
CORES = --numprocesses logical --maxprocesses 8 --dist worksteal

test: check
	$(BIN)/python manage.py translations
	$(BIN)/python -m pytest $(CORES)

# Random searches further than in `make test`, and elsewhere each time: twenty times as many examples.
search: install
	$(BIN)/python manage.py translations
	SEARCH=20 $(BIN)/python -m pytest -m "hypothesis or search"

bench: install
	$(BIN)/python manage.py translations
	set -e; for file in tests/bench/*.py; do $(BIN)/python $$file; done

# Every type of page in each size, colour and language, for somebody who looks at them; ONLY=part of the addresses.
screenshots: install
	$(BIN)/python -m tests.gallery $(ONLY)

check: install
	$(BIN)/ruff check .
	$(BIN)/python -m tests.supply.secrets
	$(BIN)/python manage.py makemigrations --check --dry-run

# What the program is made of. These are slow or ask the network, so no test waits for them; their tools stand apart.
TOOLS = .tools/bin

.tools/installed: tests/supply/requirements.txt
	$(TOOLS)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .tools
	$(TOOLS)/python -m pip install --quiet --disable-pip-version-check -r tests/supply/requirements.txt
	@touch $@

# requirements.lock: everything that runs, with hashes; for `pip install --require-hashes -r requirements.lock`.
lock: .tools/installed
	$(TOOLS)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links \
		--no-emit-trusted-host --no-emit-options --output-file=requirements.lock requirements.txt

# An environment with what the lock names and nothing else, as it stands on a city's server.
.tools/locked/installed: requirements.lock
	$(PYTHON) -m venv --clear --without-pip .tools/locked
	$(BIN)/python -m pip --python .tools/locked install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	@touch $@

# As CycloneDX, who needs whom among it, and as a table with CPE 2.3 names: var/inventory/.
inventory: install .tools/installed .tools/locked/installed
	@mkdir -p var/inventory
	PYTHONWARNINGS=ignore $(TOOLS)/cyclonedx-py environment .tools/locked --pyproject pyproject.toml --output-reproducible --output-file var/inventory/bom.json
	$(BIN)/python -m tests.supply.whole var/inventory/bom.json
	.tools/locked/bin/python -m tests.supply.cpe > var/inventory/cpe.csv

audit: install .tools/installed
	$(BIN)/python -m tests.supply.audit $(TOOLS)/pip-audit
