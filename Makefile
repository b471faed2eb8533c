# One place for every everyday command; `make` alone lists them.
# Each target makes or refreshes the environment it needs (.venv), from the pinned locks. PYTHON=... chooses an interpreter.

SHELL := /bin/sh
BIN := .venv/bin
PLACE ?= package:kabupaten_sampang
POLICY ?= shared_hub
REPLICATES ?= 30
MONTHS ?= 120
LANGUAGE ?= id

.DEFAULT_GOAL := help
.PHONY: help demo check test test-full coverage lint bench docs pictures gallery ablation sanity signs evidence evidence-check environments archive lock clean runtime dev

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

runtime:
	@python=$$(tools/find-python) && "$$python" tools/environment.py runtime

dev:
	@python=$$(tools/find-python) && "$$python" tools/environment.py dev

demo: runtime ## lay a policy on a real place (30 replicates of ten years) and say where the report lies
	@tools/demo $(PLACE) $(POLICY) $(REPLICATES) $(MONTHS) $(LANGUAGE)

check: dev ## the quick look: lint, types, and the tests that need no compiled model (about two minutes)
	tools/check

# Three on two cores: many tests wait for a browser or a process.
test: dev ## run the tests
	$(BIN)/python -m pytest -n 3 -m "not full"

test-full: dev ## run every test, the long ones too
	$(BIN)/python -m pytest -n 2

coverage: dev ## run the rules interpreted and ask for every line of world/ and mechanisms/
	tools/coverage

lint: dev ## ruff (rules and format), mypy --strict, the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: dev ## speed and memory, appended to the benchmark history
	$(BIN)/python benchmarks/run.py

docs: dev ## build the documentation into site/ (needs no network to read)
	tools/docs

pictures: dev ## make the pictures of README and docs again
	$(BIN)/python docs/make_pictures.py
	$(BIN)/python docs/make_structure.py

gallery: dev ## run the packaged policies again and write the gallery page (several minutes)
	$(BIN)/python docs/make_gallery.py

sanity: dev ## run what everybody expects something of, and write how it came out
	$(BIN)/python docs/make_sanity.py

evidence: dev ## make every page of results again: sanity, ablation, gallery, signs, evidence (resumable; an hour)
	$(BIN)/python docs/make_sanity.py
	$(BIN)/python docs/make_ablation.py results/ablation
	$(BIN)/python docs/make_gallery.py results/gallery
	$(BIN)/python docs/make_signs.py results/signs
	$(BIN)/simkemitraan validate --wrong-worlds --json > results/wrong_worlds.json
	mv results/wrong_worlds.json experiments/calibration/wrong_worlds.json
	$(BIN)/python experiments/missed/missed.py results/missed.csv
	mv results/missed.csv experiments/missed/rows.csv
	$(BIN)/python docs/make_evidence.py
	$(BIN)/python experiments/write.py results/experiments
	$(BIN)/python experiments/ablation/write.py
	$(BIN)/python paper/figures.py

evidence-check: dev ## make the quick pages of results elsewhere and show what differs (PAGES=all: every one, resumable)
	$(BIN)/python tools/pages.py $(PAGES)

environments: dev ## run a small comparison in each Python and set of versions that is promised: one key, the same bytes
	$(BIN)/python tools/environments.py

archive: dev ## bundle the results behind the gallery, each as one file to cite and make again (after make evidence)
	@mkdir -p results/archive
	@for result in results/gallery/*/; do \
		$(BIN)/simkemitraan archive "$${result%/}" --out "results/archive/$$(basename "$$result").zip" || exit 1; \
	done

signs: dev ## repeat every packaged policy in worlds that differ in all that is not known (resumable; ten minutes)
	$(BIN)/python docs/make_signs.py results/signs

ablation: dev ## switch each mechanism off and write what changes, and what may not
	$(BIN)/python docs/make_ablation.py

lock: dev ## write the lock files again from pyproject.toml
	tools/lock

clean: ## remove what was built (not .venv, not results)
	rm -rf build dist site htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests tools docs benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
