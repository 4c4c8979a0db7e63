#!/bin/sh
# Sets up what the notebooks need: Jupyter in .venv, the evcxr kernel in cargo's bin folder, the
# kernel's registration and its warm build folder in .venv. What is there already is left alone.
set -eu
cd "$(dirname "$0")/.."

EVCXR=0.22.0
PYTHON_AT_LEAST=3.11
RUST_AT_LEAST=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)

fail() {
    echo "$1" >&2
    exit 1
}

# Is version $1 at least version $2?
at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# --- What must be on the machine -----------------------------------------------------------------

command -v python3 >/dev/null ||
    fail "python3 is missing. Install Python $PYTHON_AT_LEAST or newer: from python.org, or with your system's package manager."
python=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
at_least "$python" "$PYTHON_AT_LEAST" ||
    fail "Python $python is too old. Install Python $PYTHON_AT_LEAST or newer, and see that python3 runs it."
python3 -c 'import ensurepip, venv' 2>/dev/null ||
    fail "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv."
command -v cargo >/dev/null && command -v rustc >/dev/null ||
    fail "cargo is missing. Install Rust $RUST_AT_LEAST or newer: rust-lang.org/tools/install."
rust=$(rustc --version | cut -d ' ' -f 2 | cut -d - -f 1)
at_least "$rust" "$RUST_AT_LEAST" ||
    fail "Rust $rust is too old. Get $RUST_AT_LEAST or newer: rustup update stable."
command -v cc >/dev/null ||
    fail "cc is missing: Rust links with it. On Debian and Ubuntu: apt install build-essential; on a Mac: xcode-select --install."

# --- Jupyter, in .venv ---------------------------------------------------------------------------

# A virtual environment knows where it lies; one that was moved is made anew.
if ! cmp -s requirements.txt .venv/requirements.txt || [ "$(cat .venv/place 2>/dev/null)" != "$PWD" ]; then
    echo "Installing Jupyter into .venv: about a minute, 400 MB."
    python3 -m venv --clear .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
    printf '%s\n' "$PWD" >.venv/place
    cp requirements.txt .venv/requirements.txt
fi

# --- The evcxr kernel, in cargo's bin folder -----------------------------------------------------

if ! cargo install --list | grep -q "^evcxr_jupyter v$EVCXR:"; then
    if command -v cargo-binstall >/dev/null; then
        echo "Installing evcxr_jupyter $EVCXR, the Rust kernel: a few seconds."
        cargo binstall --no-confirm "evcxr_jupyter@$EVCXR"
    else
        echo "Building evcxr_jupyter $EVCXR, the Rust kernel: 5 to 10 minutes, once on this machine."
        cargo install --quiet --locked evcxr_jupyter --version "$EVCXR"
    fi
fi
bin=${CARGO_INSTALL_ROOT:-${CARGO_HOME:-$HOME/.cargo}}/bin
[ -x "$bin/evcxr_jupyter" ] ||
    fail "cargo says that evcxr_jupyter is installed, but $bin/evcxr_jupyter is not there. Run: cargo uninstall evcxr_jupyter"

# --- Its registration and its warm build folder, in .venv ----------------------------------------

.venv/bin/python kernel/warm.py "$bin/evcxr_jupyter"
