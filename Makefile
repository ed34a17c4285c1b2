# One command for each daily act. `make demo` and `make test` need only python3 (3.11 or later), git and make.
PYTHON ?= python3
BIN := .venv/bin
PO := $(wildcard publisher/locale/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)

.PHONY: setup demo test contract live docs pictures lint messages mutation clean

setup: .venv/ready $(MO)

.venv/ready: pyproject.toml hatch_build.py
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

.venv/linters: .venv/ready
	$(BIN)/python -m pip install --quiet --editable '.[lint]'
	touch $@

%.mo: %.po .venv/ready
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

demo: setup  ## the main job, shown on this machine alone
	PUBLISHER=$(BIN)/publisher docs/demo.sh

test: setup  ## all tests that need no server: nothing leaves this machine
	$(BIN)/pytest -n auto tests/unit tests/sandbox

contract: setup  ## the tests of the real catalogues, on the sandbox
	$(BIN)/python -m tests.sandbox.portals $(BIN)/pytest -n 6 tests/live

live: setup  ## tests against the real catalogues whose addresses and tokens are in the environment
	$(BIN)/pytest tests/live

docs: setup  ## write the pages that are made from the program
	$(BIN)/python docs/generate.py

pictures: setup  ## make the README's pictures anew (needs a Chromium)
	$(BIN)/python docs/pictures.py

lint: setup .venv/linters
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

messages: setup  ## bring the French messages up to date with the source; then translate what is new
	$(BIN)/python -m tests.messages

mutation: setup .venv/linters  ## mutation score of the pure core (some minutes)
	$(BIN)/mutmut run
	$(BIN)/python tests/mutation_score.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis mutants dist build
	rm -f $(MO)
