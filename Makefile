# `make` lists the verbs. Each sets up what it needs; what is there already is left alone.

.PHONY: help lab check test notebooks figures site book site-test bench fuzz deny setup site-setup

help:
	@echo 'make lab        open your workbook in JupyterLab, or the finished notebooks: EDITION=read'
	@echo 'make check      see which of its functions and exercises you have done, or ONLY=03'
	@echo 'make test       test the course itself: format, lints, tests, every notebook'
	@echo 'make notebooks  run the notebooks again and write their outputs into them, or ONLY=03'
	@echo 'make figures    draw the figures of the article into images/'
	@echo 'make site       build the site into target/site: the course to read, and four pages to play with'
	@echo 'make book       build the books into target/book: PDF and EPUB; the next site links them'
	@echo 'make bench      measure the speed of training and of the notebooks'
	@echo 'make fuzz       feed the readers of files with made-up ones, a minute each or SECONDS=…'
	@echo 'make deny       check the licences and sources of the crates in use'
	@echo
	@echo 'The first of them also sets up what is missing, in .venv, the bin folder of cargo and your'
	@echo 'cache: about ten minutes, once. environment.md says what that is and how to remove it.'

setup:
	@command -v python3 >/dev/null || { echo 'python3 is missing: install Python 3.11 or newer, from python.org or with your system.'; exit 1; }
	@python3 -m kernel.setup

lab: setup
	@.venv/bin/python -m classroom.lab $(LAB)

check: setup
	@.venv/bin/python -m classroom.check

# What is compiled comes before what runs kernels, and the site last: it takes both cores by itself.
test: setup
	cargo fmt --check
	cargo clippy --quiet --all-targets --all-features -- -D warnings
	cargo clippy --quiet --no-default-features -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --quiet --no-deps --all-features
	cargo test --quiet --all-features
	.venv/bin/python -m pytest -n $(KERNELS)
	@sh tests/site/run.sh

# Kernels that run at a time in the tests.
KERNELS ?= 3

notebooks: setup
	.venv/bin/python -m tests.notebooks.renew

figures:
	cargo course figures

site-setup:
	@command -v npm >/dev/null || { echo 'npm is missing: install Node.js. The site takes MathJax from there.'; exit 1; }
	@test -d .venv-site || python3 -m venv .venv-site
	@.venv-site/bin/python -m pip install --quiet --disable-pip-version-check -r site/requirements.txt
	@cd site && npm ci --silent

site: site-setup
	@.venv-site/bin/python site/build.py target/site target/book

# Where there is no Chromium or no npm, it says so.
site-test:
	@sh tests/site/run.sh

book: site-setup
	@.venv-site/bin/python site/book.py target/book

bench: setup
	@echo 'Installing the peers into .venv-bench, if they are not there: some minutes, 6 GB.'
	@test -d .venv-bench || python3 -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r benches/requirements.txt
	@.venv-bench/bin/python benches/peers.py
	@echo 'Where the time of an epoch goes:'
	@cargo bench --quiet --features internals --bench parts
	@.venv/bin/python benches/kernel.py

# Needs a nightly toolchain and `cargo install cargo-fuzz`. What it finds it adds to fuzz/found; a
# file that does harm ends it, is put into fuzz/artifacts and belongs, once mended, in fuzz/corpus.
SECONDS ?= 60
fuzz:
	@for reader in idx csv png jpeg model; do \
		mkdir -p fuzz/found/$$reader; \
		cargo +nightly fuzz run --sanitizer none $$reader fuzz/found/$$reader fuzz/corpus/$$reader \
			-- -max_total_time=$(SECONDS) -max_len=8192 -rss_limit_mb=400 -timeout=10 || exit 1; \
	done

# Needs `cargo install cargo-deny`, but no network once the crates are there.
deny:
	cargo deny --offline check licenses bans sources
