# Each target sets up what it needs. `make demo` and `make test` are the two to know; `make help` lists the others.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run
DEV := $(VENV)/.dev
SLITHER := .venv-slither/.ready
NPM := node_modules/.package-lock.json
SYSTEM := $(VENV)/.system
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test nightly bench-demonstration bench-gateway bench-signing bench-documents bench-indexer bench-lookup lint contracts coverage slither mutation artifacts gas-snapshot audit-dependencies lock clean \
	engines consortium test-consortium bench-consortium pictures

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

demo: $(RUN)  ## the main job, end to end, on real records (Python only); ARGS="--json" and the like are handed on
	@$(BIN)/pledge demo $(ARGS)

test: $(DEV) $(NPM) $(SYSTEM) engines  ## every test: contracts in forge, then Python; ends with pytest's closing line
	npm test --silent
	$(BIN)/python -m pytest $(ARGS)

pictures: $(DEV) $(NPM) $(SYSTEM)  ## the two pictures of README, as the tests of the pages take them
	$(BIN)/python -m pytest -q tests/e2e/portal/test_every_page.py -k "right or statistics"
	mkdir -p docs/images
	cp .state/screenshots/right-en.png docs/images/right.png
	cp .state/screenshots/statistics-zh.png docs/images/statistics.png

engines:  ## builds the pinned node software (needs Go; once)
	@scripts/engines

consortium: $(DEV)  ## a network of four validators with a ledger on it, in .state; `pledge chain down` stops it
	@scripts/engines edge
	@scripts/consortium $(BIN)/pledge

test-consortium: $(DEV) $(NPM) engines  ## the tests on a real network of four validators
	$(BIN)/python -m pytest tests/consortium $(ARGS)

nightly: $(DEV) $(NPM) $(SYSTEM)  ## long runs: seeded faults, and the property tests with ten times as many examples
	$(BIN)/python -m tests.support.indexer_simulation --seeds 500
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest tests/property
	$(BIN)/python -m pytest -q tests/faults/submission/test_seeded_runs.py --fault-runs 500

lint: $(DEV) $(NPM)  ## formatters, linters, types, import walls
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	npm run --silent lint

contracts: $(DEV) $(NPM) coverage slither  ## forge tests, their coverage, slither, sizes, gas snapshot, and that the committed artifacts are current
	npm test --silent
	npm run --silent build
	npm run --silent gas
	$(BIN)/python scripts/compile.py --check

coverage: $(DEV) $(NPM)  ## lines and branches of the contracts that forge's tests reach: a table, and a gate
	@mkdir -p .state/coverage
	FOUNDRY_PROFILE=coverage npm run --silent coverage
	$(BIN)/python scripts/coverage.py .state/coverage/lcov.info

slither: $(DEV) $(NPM) $(SLITHER)  ## slither's findings, each of which docs/security.md must answer
	$(BIN)/python scripts/slither_findings.py .venv-slither/bin/slither

mutation: $(DEV) $(NPM) $(SLITHER)  ## every mutant of the contracts that slither makes, judged by forge's tests (hours); goes on where it was stopped
	$(BIN)/python -m scripts.mutation $(ARGS)

artifacts: $(DEV) $(NPM)  ## compiles the contracts into the artifacts that the Python side carries
	$(BIN)/python scripts/compile.py

bench-demonstration: $(DEV)  ## the main job: seconds from a clone, memory, and beside the bare chain
	$(BIN)/python -m benchmarks.demonstration $(ARGS)

bench-lookup: $(DEV) $(SYSTEM)  ## look-ups on a million synthetic pledges, beside an empty endpoint of the same server
	@$(BIN)/python -m benchmarks.lookup $(ARGS)

bench-gateway: $(DEV) $(NPM)  ## accepted and included per second beside two plain scripts, latencies, CPU and memory
	@$(BIN)/python -m benchmarks.gateway $(ARGS)

bench-signing: $(DEV) $(SYSTEM)  ## signatures per second of each back end, and tokens checked per second
	$(BIN)/python -m benchmarks.signing $(ARGS)

bench-documents: $(DEV) $(NPM) engines  ## documents in and out beside the IPFS node's own commands, and memory
	@$(BIN)/python -m benchmarks.documents $(ARGS)

bench-consortium: $(DEV) engines  ## registrations per second on four validators, certificates, and a load held while validators are killed
	@$(BIN)/python -m benchmarks.consortium $(ARGS)

bench-indexer: $(DEV) $(NPM) $(SYSTEM)  ## events per second of a first mirroring, beside others that do the same work
	@$(BIN)/python -m benchmarks.indexer $(ARGS)

audit-dependencies: $(DEV) $(NPM)  ## known vulnerabilities of what is installed
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements/run.txt
	npm audit --omit=dev

lock: $(DEV)  ## pins the Python packages anew (needs uv from requirements/dev.txt)
	scripts/lock

$(RUN): requirements/run.txt pyproject.toml
	@scripts/venv $(PYTHON) $(VENV) requirements/run.txt
	@touch $@

$(DEV): requirements/dev.txt pyproject.toml
	@scripts/venv $(PYTHON) $(VENV) requirements/dev.txt
	@touch $@ $(RUN)

$(SLITHER): requirements/slither.txt
	@$(PYTHON) -m venv .venv-slither
	@.venv-slither/bin/python -m pip install --quiet --require-hashes -r requirements/slither.txt
	@touch $@

$(SYSTEM): scripts/system-packages $(DEV)
	@scripts/system-packages
	@touch $@

$(NPM): package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

clean:  ## removes what was built here
	rm -rf $(VENV) .venv-slither node_modules out cache cache_hardhat artifacts .state
