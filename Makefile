# `make` lists the verbs. Each sets up what it needs; what is there already is left alone.

# Everything that Jupyter reads or writes beside the notebooks stays in .venv. Quoted, for folders
# with spaces in their names.
VENV := "$(CURDIR)/.venv"
JUPYTER := JUPYTER_DATA_DIR=$(VENV)/share/jupyter JUPYTER_CONFIG_DIR=$(VENV)/etc/jupyter \
	JUPYTER_RUNTIME_DIR=$(VENV)/var/jupyter IPYTHONDIR=$(VENV)/var/ipython $(VENV)/bin/python -m jupyter

.PHONY: help lab test notebooks figures bench fuzz deny setup

help:
	@echo 'make lab        open the notebooks in JupyterLab'
	@echo 'make test       check everything: format, lints, tests, every notebook'
	@echo 'make notebooks  run the notebooks again and write their outputs into them'
	@echo 'make figures    draw the figures of the article into images/'
	@echo 'make bench      measure the speed of training and of the notebooks'
	@echo 'make fuzz       feed the readers of files with made-up ones, a minute each or SECONDS=…'
	@echo 'make deny       check the licences and sources of the crates in use'
	@echo
	@echo 'The first of them also sets up what is missing, in .venv and in the bin folder of cargo:'
	@echo 'about ten minutes, once. environment.md says what that is and how to remove it.'

setup:
	@sh kernel/setup.sh

lab: setup
	@$(JUPYTER) lab notebooks

test: setup
	cargo fmt --check
	cargo clippy --quiet --all-targets --all-features -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --quiet --no-deps --all-features
	cargo test --quiet --all-features
	cargo test --quiet --release --all-features --test network --test figures
	@sh tests/levels.sh

notebooks: setup
	NOTEBOOKS=write cargo test --quiet --test notebooks the_course -- --nocapture

figures:
	cargo course figures

bench: setup
	@echo 'Installing the peers into .venv/bench, if they are not there: some minutes, 6 GB.'
	@test -d .venv/bench || python3 -m venv .venv/bench
	@.venv/bench/bin/python -m pip install --quiet --disable-pip-version-check -r benches/requirements.txt
	@.venv/bench/bin/python benches/peers.py
	@cargo bench --quiet --features internals --bench parts
	@JUPYTER_RUNTIME_DIR=$(VENV)/var/jupyter .venv/bin/python benches/kernel.py

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
