# Thin names for the commands in the README.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test laws faults fuzz bench pictures lock sbom audit

$(BIN)/quiz: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet -e .
	touch $@

$(BIN)/pytest: $(BIN)/quiz
	$(BIN)/pip install --quiet -e '.[dev]'
	touch $@

demo: $(BIN)/quiz
	$(BIN)/quiz demo

test: $(BIN)/pytest
	$(BIN)/pytest

TEXTS ?= ../shared/law
laws: $(BIN)/pytest
	QUIZ_LAWS=$(TEXTS) $(BIN)/pytest tests/laws

faults: $(BIN)/pytest
	QUIZ_FAULTS=full $(BIN)/pytest -s tests/faults tests/stages/test_starting_at_once.py \
	  tests/security/test_described_requests.py tests/security/test_ten_thousand_guesses.py \
	  tests/stages/test_submitting_at_once.py tests/store/test_two_processes.py

fuzz: $(BIN)/pytest
	$(BIN)/python -m tests.question_bank.fuzz $(MUTATIONS)

bench: $(BIN)/pytest
	$(BIN)/python -m tests.bench $(NAME)

pictures: $(BIN)/pytest
	QUIZ_PICTURES=1 $(BIN)/pytest tests/browser

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --all-extras pyproject.toml -o requirements.lock

sbom: $(BIN)/pytest
	$(BIN)/python -m tests.make_sbom sbom.json

audit:
	uvx pip-audit --disable-pip --require-hashes -r requirements.lock
