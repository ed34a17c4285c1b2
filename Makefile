# One command for each daily task. `make demo` and `make test` need only python3 (3.11 or later), git and make.
PYTHON ?= python3
BIN := .venv/bin
PO := $(wildcard publisher/locale/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)

.PHONY: setup demo test test-slow contract contract-portals live live-portals chaos-live chaos-short chaos docs pictures editor lint packages messages mutation faults fuzz clean

setup: .venv/ready $(MO)

.venv/ready: pyproject.toml hatch_build.py
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev,data]'
	touch $@

.venv/linters: .venv/ready
	$(BIN)/python -m pip install --quiet --editable '.[lint]'
	touch $@

%.mo: %.po .venv/ready
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

demo: setup  ## show the main job on this machine, without a network
	PUBLISHER=$(BIN)/publisher docs/demo.sh

test: setup  ## run all tests that need no server and no network
	$(BIN)/pytest -n auto tests/unit tests/sandbox

test-slow: setup  ## try thousands of random manifests and scenarios on the sandbox (10 minutes)
	PUBLISHER_EXAMPLES=2000 $(BIN)/python -m tests.sandbox.catalogs $(BIN)/pytest -n 3 tests/live/roundtrip

contract: setup  ## run the tests of the real catalogues on the sandbox
	PUBLISHER_EXAMPLES=60 $(BIN)/python -m tests.sandbox.catalogs $(BIN)/pytest -n 12 --maxschedchunk 1 tests/live $(REST)

contract-portals: setup  ## run the tests of portals that declare their own fields on the sandbox; EXAMPLES= of each
	for schema in local dcat_ap_full; do \
	  PUBLISHER_EXAMPLES=$(or $(EXAMPLES),60) $(BIN)/python -m tests.sandbox.catalogs \
	    --schema tests/sandbox/$$schema.schema.json $(BIN)/pytest -n 6 tests/live/schemas || exit 1; \
	done

live: setup  ## run the same on real servers: those that the environment names, else local ones (tests/servers)
	$(BIN)/python -m tests.servers run

live-portals: setup  ## run what belongs to CKANs with a schema of their own or a DCAT export, which `make live` runs too
	$(BIN)/python -m tests.servers run --portal dcat --portal dcat_ap_recommended --portal dcat_ap_full --portal local

chaos: setup  ## try 1,000 schedules of faults, kills and races on the sandbox (tests/chaos; 20 minutes)
	$(BIN)/python -m tests.chaos schedules kills many broken --seeds 1-1000

chaos-short: setup  ## the same, in brief (a minute)
	$(BIN)/pytest -q -n 2 tests/chaos
	$(BIN)/python -m tests.chaos schedules --seeds 1-25

chaos-live: setup  ## a hundred of them on the servers that the environment names
	$(BIN)/python -m tests.chaos schedules kills --seeds 1-100 --jobs 1 --live

docs: setup  ## write the pages that are generated from the program
	$(BIN)/python docs/generate.py

pictures: setup  ## write the pictures of the README and the guides again (needs a Chromium, npm and a colour emoji font)
	$(BIN)/python docs/pictures.py
	$(BIN)/python docs/comment_pictures.py

editor: setup  ## try the JSON Schemas in VS Code's YAML language server (installs it from the npm registry; a minute)
	$(BIN)/pytest -q tests/editor

lint: setup .venv/linters
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

packages: setup  ## build the packages of a release in dist/, and install them as the README says (needs the network)
	$(BIN)/python -m pip install --quiet --editable '.[release]'
	rm -rf dist
	$(BIN)/python -m tests.packages dist

messages: setup  ## update the French messages from the source; then translate the new ones
	$(BIN)/python -m tests.messages

mutation: setup .venv/linters  ## measure the mutation score of the pure core (some minutes)
	$(BIN)/mutmut run
	$(BIN)/python tests/mutation_score.py

faults: setup  ## plant faults one by one: the tests must catch each (some minutes)
	$(BIN)/python -m tests.mutations

fuzz: setup  ## validate ten thousand mutated manifests; COUNT= and SEED= choose others (10 minutes)
	$(BIN)/python -m tests.fuzz $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED))

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis mutants dist build
	rm -f $(MO)
