# make run : la démonstration. make test : tous les essais. make check : forme, lint, types, contrats.
.DEFAULT_GOAL := help
.PHONY: help setup run test prove bench check format lock clean
SHELL := /bin/sh
PY := .venv/bin/python
FRONT := platform/joptimiz/frontend

help:
	@echo "make run     la démonstration, sur http://127.0.0.1:8000 (ou PORT=…)"
	@echo "make setup   tout installer, sans rien démarrer"
	@echo "make test    tous les essais ; make prove : aux effectifs complets"
	@echo "make check   forme, lint, types, contrats"
	@echo "make bench   les temps, à côté des pairs"

setup: .venv/monitor.stamp .venv/pango.stamp platform/joptimiz/static/dist/manifest.json .venv/reference.stamp

.venv/python.stamp: .make/find-python
	@python=$$(.make/find-python) || exit 1; \
	echo "Environnement Python ($$($$python --version))…"; \
	$$python -m venv --clear .venv && touch $@

.venv/runtime.stamp: .venv/python.stamp .locks/runtime.txt pyproject.toml
	@echo "Bibliothèques (une à deux minutes la première fois)…"
	@$(PY) .make/install .locks/runtime.txt
	@$(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

.venv/monitor.stamp: .venv/runtime.stamp .locks/monitor.txt
	@.make/monitor
	@touch $@

.venv/pango.stamp: .venv/runtime.stamp .make/pango
	@.make/pango
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp .locks/dev.txt
	@echo "Outils d’essai…"
	@$(PY) .make/install .locks/dev.txt
	@touch $@

# Once, and never in the way of a start: without a network it is asked for again at its first need.
.venv/reference.stamp: .venv/runtime.stamp
	@$(PY) -m joptimiz.reference || true
	@touch $@

platform/joptimiz/static/dist/manifest.json: .venv/runtime.stamp $(FRONT)/package-lock.json $(FRONT)/build.mjs $(shell find $(FRONT)/src -type f 2>/dev/null)
	@$(PY) -m joptimiz.assets

run: setup
	@exec env JOPTIMIZ_STOP_WITH_PARENT=1 $(PY) -m joptimiz run

check: .venv/dev.stamp
	@.venv/bin/ruff format --check -q . || { echo "Forme : lancez « make format »."; exit 1; }
	@.venv/bin/ruff check -q .
	@.venv/bin/lint-imports --no-cache > .venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }
	@.venv/bin/mypy --no-error-summary

format: .venv/dev.stamp
	@.venv/bin/ruff format -q . ; .venv/bin/ruff check -q --fix .

test: setup check
	@.make/find-browser
	@.make/monitor compiler
	@$(PY) -m joptimiz.assets --test
	@JOPTIMIZ_DATA=$(CURDIR)/.data-test .venv/bin/pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not prove" $(ARGS)

prove: setup .venv/dev.stamp
	@.make/find-browser
	@.make/monitor compiler
	@JOPTIMIZ_DATA=$(CURDIR)/.data-test .venv/bin/pytest -q $(ARGS)

bench: setup .venv/dev.stamp
	@$(PY) tests/benchmarks/decisions.py
	@$(PY) tests/benchmarks/compile.py
	@$(PY) tests/benchmarks/addresses.py
	@$(PY) tests/benchmarks/matrix.py
	@$(PY) tests/benchmarks/passes.py
	@$(PY) tests/benchmarks/stays.py
	@JOPTIMIZ_DATA=$(CURDIR)/.data-test $(PY) tests/benchmarks/routes.py
	@JOPTIMIZ_DATA=$(CURDIR)/.data-test $(PY) tests/benchmarks/graph.py
	@JOPTIMIZ_DATA=$(CURDIR)/.data-test $(PY) tests/benchmarks/serving.py

lock: .venv/dev.stamp
	@$(PY) -m pip install -q uv && .make/lock

clean:
	rm -rf .venv .data .data-test platform/joptimiz/static/dist $(FRONT)/node_modules
