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

