# Kakanai. `make` alone lists what there is.
# The distribution's Python where it serves: Debian builds it with profile-guided optimization, one compiled by hand (pyenv) seldom is, and
# the tests take a sixth less processor with it (docs/tests.md). PYTHON=python3.12 chooses another.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell /usr/bin/python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo /usr/bin/python3 || echo python3)
endif
# Order of the tests and examples of the property tests: fixed, so that a red run is red again. make test SEED=7
SEED ?= 20261120
# Percent of lines and branches the whole suite must reach, in the long form; `forms` must reach 100 by its own tests, each time.
COVERAGE_FLOOR ?= 85
# How many people fill each definition in, in the long form. make long FUZZ=5000
FUZZ ?= 1000
# How many packages from outside are brought in, in the long form.
PACKAGES ?= 10000
# PAIRS=all: every ordered pair of procedures of the counter is registered in the long form (31,000, half an hour of a core).
PAIRS ?=
# For how many seconds two sealers and three writers work on one chain in the long form, on each database.
SEALING ?= 120
# How many processes and databases are killed while clients file. make torture FAULTS=200 ENGINES=postgresql
FAULTS ?= 20
ENGINES ?=
# How many times packages are carried badly between two zones in `make torture`, and how often `make failover` kills the leader.
ROUNDS ?= 10
KILLS ?= 10
# How many cities one PostgreSQL serves in `make pooler`.
CITIES ?= 60
# What runs on PostgreSQL behind the pooler once more in `make pooler`.
POOLED := tests/portal/test_two_servers.py tests/portal/test_outbox.py tests/portal/services tests/portal/routes/handover tests/portal/jobs
# How many times as many examples a property test tries in the long form.
EXAMPLES ?= 20
# How many attachments of 1 MiB are backed up and restored in the long form, on each database.
FILES ?= 200
# The private key (PEM) that signs the offline kit. make bundle KEY=release.pem
KEY ?=
# What `make quick` compares with. make quick BASE=HEAD~3
BASE ?=

# What `make mutants` changes, and the tests that should notice.
PLACE ?= forms/numbers/check_digits.py
TESTS ?= tests/forms/numbers/test_check_digits.py

# Some machines forbid byte code; each command that the tests start would then compile the tree again.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
ENVIRONMENT := scripts/environment.py
# Reports a missing Python in one sentence; scripts/environment.py reports everything else that is missing.
prepare = @command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) がありません / $(PYTHON) is missing: sudo apt install python3 python3-venv" >&2; exit 1; }; $(PYTHON) $(ENVIRONMENT)

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset install check lint types contracts test quick system coverage others long torture failover pooler installation object-storage upgrade mutants sbom bundle image audit hooks format bench screenshots visual visual-take manuals reader reference lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: ## the fictional city on http://127.0.0.1:8000 (PORT=9000 for another port)
	$(prepare)
	@exec $(BIN)/kakanai demo

demo-reset: ## forget everything the demo stored
	@rm -rf var/demo && echo "デモのデータを消しました / The demo's data is gone: var/demo"

install: ## the environment of everything below, so that any single test or command can be run
	$(prepare) --tests

test: ## everything: lint, types, contracts, then all tests on SQLite, PostgreSQL and a browser
	@# Side by side: on a fresh machine each waits for its own packages.
	@$(MAKE) --no-print-directory --jobs=2 install system
	@# Two at a time: what takes one processor runs beside the processes that import and collect tests before they fork.
	@$(MAKE) --no-print-directory --jobs=2 coverage lint contracts types others

system:
	@scripts/system_packages.sh

quick: install ## the tests of the rooms that changed since main, nearest first, in a minute (BASE=HEAD~3 for another base)
	$(BIN)/ruff check
	$(BIN)/python -m tests.changed $(BASE)

check: install ## lint, types and contracts
	@$(MAKE) --no-print-directory lint types contracts

lint:
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types:
	$(BIN)/mypy
	$(BIN)/mypy scripts/*.py

contracts:
	$(BIN)/lint-imports

# What belongs to one file stays in one process (tests/processes.py), in the order given. One that dies (memory) ends the run. Its cache lies
# below what is ignored: pytest makes the folder under a passing name, which ruff, walking the tree beside it, would see and miss.
EVERYTHING := $(BIN)/pytest --processes=4 --randomly-seed=$(SEED) -o cache_dir=build/pytest
coverage:
	@# By themselves: a function behind @cache runs once in a process, also if a test of another room was the first to call it.
	@# Two: here no process waits for a browser or a service.
	$(EVERYTHING) --processes=2 --cov=forms --cov-report= tests/forms
	@echo "Coverage of forms:" && $(BIN)/coverage report --skip-covered --show-missing --fail-under=100

# Four processes for two cores: somebody always waits for a browser or a service (a process takes a gigabyte).
others:
	$(EVERYTHING) --fewer-variants --ignore=tests/forms

long: install ## everything on both databases, EXAMPLES=20 times as many examples; the coverage of all rooms; each definition filled in by FUZZ=1000 made-up people; PACKAGES=10000 brought in, killed half way; pairs of procedures registered in one visit; SEALING=120 seconds of two sealers; FILES=200 attachments restored, PostgreSQL recovered to a point in time; workbooks read by LibreOffice; 360 pictures of pages compared; /api/v1 attacked by Schemathesis
	@scripts/system_packages.sh office
	EXAMPLES=$(EXAMPLES) SEALING=$(SEALING) $(EVERYTHING) --every-engine --cov-report= --cov=forms --cov=integrations --cov=portal
	@echo "Coverage of all:" && $(BIN)/coverage report --skip-covered --show-missing --fail-under=$(COVERAGE_FLOOR)
	FUZZ=$(FUZZ) $(BIN)/pytest -p no:randomly tests/forms/scenarios/test_fuzz_definitions.py
	PACKAGES=$(PACKAGES) $(BIN)/pytest -p no:randomly -s tests/long/bring_packages.py
	PAIRS=$(PAIRS) $(BIN)/pytest -p no:randomly -s tests/long/register_pairs.py
	FILES=$(FILES) $(BIN)/pytest -p no:randomly -s tests/long/restore_drill.py
	$(BIN)/pytest -p no:randomly tests/long/read_by_office.py
	$(BIN)/pytest -p no:randomly tests/long/compare_pictures.py
	@$(PYTHON) -m venv build/attack && build/attack/bin/pip install --quiet --disable-pip-version-check --require-hashes \
		--only-binary :all: --no-deps -r requirements-attack.lock
	$(BIN)/pytest -p no:randomly tests/long/attack_machine_api.py

torture: install ## FAULTS=20 kills, full disks, cut lines, clock steps (SEED) while clients file, on each database; ROUNDS=10 of packages lost and doubled between zones
	$(BIN)/python -m tests.torture $(FAULTS) $(SEED) $(ENGINES)
	$(BIN)/python -m tests.torture.courier $(ROUNDS) $(SEED) $(ENGINES)

failover: install ## KILLS=10 ends of the leader of three PostgreSQL servers (Patroni, etcd, HAProxy of Debian) while clients file; then once more behind PgBouncer
	@scripts/system_packages.sh failover
	$(BIN)/python -m tests.torture.failover $(KILLS) $(SEED)
	$(BIN)/pytest -p no:randomly -s tests/long/failover_behind_pooler.py

pooler: install ## two web processes and two workers behind PgBouncer (Debian) in transaction mode while people file; two web processes behind nginx killed in turn; CITIES=60 cities on one PostgreSQL; the tests of what is filed, decided, handed over and sealed, too
	@scripts/system_packages.sh pooler
	CITIES=$(CITIES) $(BIN)/pytest -p no:randomly -s tests/long/through_pooler.py tests/long/kill_in_turn.py tests/long/sixty_cities.py
	$(BIN)/python -m pytest -p no:randomly -p tests.long.pooled_databases --every-engine -k postgresql $(POOLED)

# A copy of the tree as it lies here: mutmut writes into the folder it runs in, and reads PLACE and TESTS from setup.cfg alone. Its fork server
# has collected the tests and run none: in a fork of a process that has typeset, typst would wait for its threads for ever.
mutants: install ## changes of the file or folder PLACE that the tests TESTS do not notice
	@rm -rf build/mutants && mkdir -p build/mutants && git ls-files -z | xargs -0 cp --parents --target-directory=build/mutants
	@{ printf '[mutmut]\nprocess_isolation = forkserver\nsource_paths = $(PLACE)\npytest_add_cli_args_test_selection = $(TESTS)\nalso_copy =\n'; \
		git ls-files | cut -d/ -f1 | sort -u | sed 's/^/    /'; } > build/mutants/setup.cfg
	cd build/mutants && nice ../../$(BIN)/mutmut run --max-children 1 && ../../$(BIN)/mutmut results

# Tools that no test imports, in an environment of their own.
TOOLS := build/tools
$(TOOLS)/installed: requirements-tools.lock
	@$(PYTHON) -m venv --clear $(TOOLS) && $(TOOLS)/bin/pip install --quiet --disable-pip-version-check --require-hashes \
		--only-binary :all: --no-deps -r requirements-tools.lock && touch $@

sbom: install $(TOOLS)/installed ## build/sbom.json: what the image holds (CycloneDX), checked against its schema and the lock; needs no network
	cat requirements.lock requirements-traces.lock >build/image.lock
	$(TOOLS)/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --of JSON --validate \
		-o build/sbom.json build/image.lock
	$(BIN)/pytest -p no:randomly tests/long/read_sbom.py

bundle: sbom ## the offline kit build/kakanai-VERSION.tar: code, wheels, fonts, container image (buildah), SBOM, pages, sums, signed with KEY=release.pem (docs/installation.md)
	scripts/make_bundle.sh $(KEY)

installation: sbom ## docs/installation.md followed on a bare Debian without network that its own systemd boots (systemd-nspawn; as root), then on one for each zone; a laptop of 出張受付 and the city over HTTPS; alert rules by promtool
	@scripts/system_packages.sh installation
	$(BIN)/pytest -p no:randomly -s tests/long/check_alerts.py tests/long/follow_installation.py tests/long/follow_two_zones.py tests/long/laptop_line.py

image: sbom ## the kit with its container image, loaded and run as compose.yaml says by the commands of docs/installation.md (podman; as root)
	@scripts/system_packages.sh image
	$(BIN)/pytest -p no:randomly -s tests/long/run_image.py

object-storage: install ## the objects of attachments in OpenStack Swift with its S3 interface (Debian; as root)
	@scripts/system_packages.sh object-storage
	$(BIN)/pytest -p no:randomly -s tests/long/object_storage.py

upgrade: install ## the last release on PostgreSQL is upgraded while people file, old and new code side by side, and goes back
	$(BIN)/pytest -p no:randomly -s tests/long/upgrade_while_filing.py

audit: $(TOOLS)/installed ## known weaknesses of what the image holds; asks the advisory service of the package registry, and fails where it is not reached
	$(TOOLS)/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements.lock -r requirements-traces.lock

hooks: install $(TOOLS)/installed ## lint and contracts before each commit of this clone, types before each push
	$(TOOLS)/bin/pre-commit install --hook-type pre-commit --hook-type pre-push

format: install ## let ruff mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: install ## the measurements, against their floors, with build/bench.json (kakanai bench NAME for one)
	@mkdir -p build
	$(BIN)/kakanai bench --json build/bench.json

screenshots: install ## pictures of the pages, phone and desk, and of every definition, in var/screenshots; those of README and docs, too
	@scripts/system_packages.sh
	EXAMPLES=2 $(BIN)/pytest -p no:randomly --screenshots=var/screenshots
	$(BIN)/python -m tests.journeys.photograph_states var/screenshots/states
	$(BIN)/python -m tests.journeys.photograph_procedures var/screenshots/procedures
	$(BIN)/python -m tests.journeys.everywhere.photograph_docs docs/img

visual: install ## 60 pages at 3 widths, light and dark, against the looks that are kept; build/visual shows what differs (D279)
	@scripts/system_packages.sh
	@rm -rf build/visual
	$(BIN)/pytest -p no:randomly tests/long/compare_pictures.py

visual-take: install ## takes the looks that `make visual` compares with again, after an intended change
	@scripts/system_packages.sh
	TAKE=1 $(BIN)/pytest -p no:randomly tests/long/compare_pictures.py

manuals: install ## the Japanese manuals (docs/ja) with pictures of the fictional city, HTML and PDF, in build/manuals
	@scripts/system_packages.sh
	$(BIN)/python -m tests.journeys.everywhere.photograph_manuals build/manuals

reader: ## build/kakanai-reader.pyz: the program at a card reader as one file, for Windows and Linux (docs/ja/card-reader.md)
	$(PYTHON) scripts/build_reader.py

reference: install ## docs/keys.md, field-types.md, layout-keys.md, city-keys.md, procedures.md, access.md, exit-tables.md and standard-systems.md again, after a change of format, definitions, layouts, routes or tables
	PYTHONPATH=. $(BIN)/python scripts/key_reference.py > docs/keys.md
	PYTHONPATH=. $(BIN)/python scripts/field_type_reference.py > docs/field-types.md
	PYTHONPATH=. $(BIN)/python scripts/layout_key_reference.py > docs/layout-keys.md
	PYTHONPATH=. $(BIN)/python scripts/city_key_reference.py > docs/city-keys.md
	PYTHONPATH=. $(BIN)/python scripts/procedure_table.py > docs/procedures.md
	PYTHONPATH=. $(BIN)/python scripts/access_table.py > docs/access.md
	PYTHONPATH=. $(BIN)/python scripts/exit_reference.py > docs/exit-tables.md
	PYTHONPATH=. $(BIN)/python scripts/standard_system_table.py > docs/standard-systems.md
	PYTHONPATH=. $(BIN)/python scripts/translations.py update
	PYTHONPATH=. $(BIN)/python scripts/function_ids.py

# Both locks by one tool, without its header and without any address, so that the same input gives the same file.
COMPILE = build/lock/bin/pip-compile --quiet --generate-hashes --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --extra=postgresql \
	--allow-unsafe $(UPGRADE)
lock: ## the lock files from pyproject.toml, requirements-attack.in and requirements-tools.in (UPGRADE=--upgrade for newer versions)
	@$(PYTHON) -m venv build/lock && build/lock/bin/pip install --quiet --disable-pip-version-check pip-tools
	$(COMPILE) --output-file=requirements.lock pyproject.toml
	$(COMPILE) --extra=traces --constraint=requirements.lock --output-file=requirements-traces.lock pyproject.toml
	$(PYTHON) scripts/lock_beside.py requirements.lock requirements-traces.lock
	$(COMPILE) --extra=pkcs11 --extra=traces --extra=dev --constraint=requirements.lock --output-file=requirements-dev.lock pyproject.toml
	$(filter-out --extra=postgresql,$(COMPILE)) --output-file=requirements-attack.lock requirements-attack.in
	$(filter-out --extra=postgresql,$(COMPILE)) --output-file=requirements-tools.lock requirements-tools.in
