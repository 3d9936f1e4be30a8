# Everything a person does with the desk. `make help` lists it.
.DEFAULT_GOAL := help
.PHONY: help run ask understand understand-report train test test-fast verify-hours bench bench-stock lint format lock clean setup setup-dev
SHELL := /bin/bash
PYTHON := .venv/bin/python

# What a person typed reaches the programs word for word: never expanded by make or a shell.
define word_for_word
ifneq ($(origin $(1)),undefined)
override $(1) := $$(value $(1))
export $(1)
endif
endef
$(foreach name,Q C IN OUT SET,$(eval $(call word_for_word,$(name))))

help: ## Tampilkan daftar ini
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' Makefile

run: setup ## Pasang yang perlu, lalu jalankan loket di http://127.0.0.1:8000/
	@exec $(PYTHON) -m bot run

ask: setup ## Tanya loket yang sedang berjalan: make ask Q="Bikin KTP bisa online?" [C=nama]
	@exec $(PYTHON) -m bot ask

understand: setup ## Ukur pemahaman: make understand IN=pertanyaan.jsonl OUT=hasil.jsonl
	@exec $(PYTHON) -m bot understand

understand-report: setup-dev ## Laporkan pemahaman: SET=berlabel.jsonl, UPDATE=1 menyimpan angkanya
	@exec $(PYTHON) -m tests.understanding

train: setup ## Latih asisten bila ada yang berubah
	@exec $(PYTHON) -m bot train

test: lint ## Periksa semuanya: gaya, tipe, lapisan, dan setiap uji
	@exec $(PYTHON) -m pytest

test-fast: setup-dev ## Uji tanpa asisten dan tanpa peramban
	@exec $(PYTHON) -m pytest -q -m "not engine and not browser"

verify-hours: setup-dev ## Buktikan jam layanan sampai ke menit: SEED=angka (perlu node dan npm; sekitar 8 menit)
	@exec $(PYTHON) -m tests.hours

bench: setup ## Ukur loket di mesin ini: BENCH_SECONDS, BENCH_CLIENTS (sekitar 6 menit)
	@exec $(PYTHON) -m tests.bench

bench-stock: setup ## Seperti bench, lalu bandingkan dengan Rasa bawaan (lama; BENCH_EPOCHS)
	@exec $(PYTHON) -m tests.bench stock

lint: setup-dev ## Periksa gaya, tipe, dan lapisan
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff check --quiet --target-version py310 engine bot/language
	@.venv/bin/ruff format --quiet --check .
	@.venv/bin/mypy --no-error-summary
	@.venv/bin/lint-imports --no-cache >/dev/null || .venv/bin/lint-imports --no-cache

format: setup-dev ## Rapikan kode
	@.venv/bin/ruff check --quiet --fix .
	@.venv/bin/ruff format .

UV := $(shell command -v uv || echo .venv-tools/bin/uv)
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-emit-find-links

lock: ## Kunci ulang versi semua paket (perlu internet)
	@$(COMPILE) --python-version 3.11 --group service -o requirements/service.txt
	@$(COMPILE) --python-version 3.11 --group service --group dev -c requirements/service.txt -o requirements/dev.txt
	@$(COMPILE) --python-version 3.10 --group engine -o requirements/engine.txt
	@echo uv | $(COMPILE) --python-version 3.9 --no-header -o requirements/tools.txt -

clean: ## Hapus yang dibuat make, kecuali data loket di var/
	@rm -rf .venv .venv-engine .venv-tools models .rasa .mypy_cache .pytest_cache .ruff_cache .hypothesis

setup:
	@deploy/setup.sh

setup-dev:
	@deploy/setup.sh --dev
