"""Sets up what the notebooks need: Jupyter in .venv, the evcxr kernel in cargo's bin folder, the
kernel's registration in .venv and its warm build folder in the user's cache.

What is there already is left alone. What fails leaves nothing half made and can be run again.
Any Python can run this, also one that is too old for the rest.
"""

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from kernel.folders import ROOT, Unusable, folder, lock, running_kernels

EVCXR = "0.22.0"
PYTHON = (3, 11)
VENV = ROOT / ".venv"
MARK = VENV / "made-from"
"""Written last: .venv is whole, and this is what it was made from."""

SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
"""JupyterLab then does not ask, at its first start, whether it may fetch news."""

DISK_FULL = "The disk is full: free 3 GB, and run the same again."


class Failed(Exception):
    """What is wrong and what to do, in one sentence."""


def run(command, advice, shown=False):
    """Runs a command. Unless it is to be shown what it says, that is returned; if the command fails,
    the end of it is shown, then the advice."""
    quiet = {} if shown else {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    try:
        done = subprocess.run(command, cwd=str(ROOT), stdin=subprocess.DEVNULL, **quiet)
    except OSError as error:
        raise Failed(f"{command[0]} cannot be run ({error}): {advice}") from None
    said = (done.stdout or b"").decode(errors="replace")
    if done.returncode != 0:
        print("\n".join(said.splitlines()[-30:]), file=sys.stderr)
        full = os.strerror(errno.ENOSPC) in said or shutil.disk_usage(ROOT).free < 20e6
        raise Failed(DISK_FULL if full else advice)
    return said


# --- What must be on the machine -----------------------------------------------------------------


def check_machine():
    at_least = "{}.{}".format(*PYTHON)
    if sys.version_info[:2] < PYTHON:
        found = "{}.{}".format(*sys.version_info[:2])
        raise Failed(f"Python {found} is too old: install {at_least} or newer as python3.")
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        advice = "on Debian and Ubuntu with: apt install python3-venv"
        raise Failed(f"Python's venv module is missing: install it, {advice}.") from None
    [needed] = re.findall(r'^rust-version = "(.*)"', (ROOT / "Cargo.toml").read_text(), re.M)
    if not (shutil.which("cargo") and shutil.which("rustc")):
        raise Failed(f"cargo is missing: install Rust {needed} or newer, see rust-lang.org/tools.")
    found = run(["rustc", "--version"], "see that rustc runs.").split()[1]
    if numbers(found) < numbers(needed):
        raise Failed(f"Rust {found} is too old: get {needed} or newer, with: rustup update stable")
    if not shutil.which("cc"):
        debian, mac = "apt install gcc libc6-dev", "xcode-select --install"
        raise Failed(f"A C compiler is missing, cc: on Debian and Ubuntu {debian}, on a Mac {mac}.")
    if not os.access(ROOT, os.W_OK):
        raise Failed(f"You cannot write into {ROOT}: copy or clone it to a folder of your own.")


def numbers(version):
    return [int(number) for number in version.split("-")[0].split(".")]


# --- Jupyter, in .venv ---------------------------------------------------------------------------


def set_up_jupyter(place):
    requirements = (ROOT / "requirements.txt").read_bytes()
    # A virtual environment knows where it lies; one that was moved is made anew.
    made_from = hashlib.sha256(requirements + os.fsencode(ROOT)).hexdigest()
    if MARK.exists() and MARK.read_text() == made_from and jupyter_runs():
        return
    if running_kernels(place):
        raise Failed(".venv must be made anew: close the running notebooks, and run the same again.")
    print("Installing Jupyter into .venv: about a minute, 400 MB.", flush=True)
    try:
        shutil.rmtree(VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", VENV], "No .venv could be made: see that python3 can make one.")
        pip = [VENV / "bin" / "python", "-m", "pip", "install", "--quiet"]
        pip += ["--disable-pip-version-check", "-r", "requirements.txt"]
        run(pip, "Jupyter was not installed: see to the network, and run the same again.")
        settings = VENV / "etc" / "jupyter" / "labconfig" / "default_setting_overrides.json"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(json.dumps(SETTINGS, indent=2) + "\n")
        MARK.write_text(made_from)
    except BaseException:
        shutil.rmtree(VENV, ignore_errors=True)
        raise


def jupyter_runs():
    """Whether the Python that .venv was made with is still there."""
    command = [VENV / "bin" / "python", "-c", "import jupyter_core"]
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


# --- The evcxr kernel, in cargo's bin folder -----------------------------------------------------


def find_evcxr():
    """The kernel of the right version, where cargo puts it or anywhere in PATH."""
    home = os.environ.get("CARGO_HOME") or Path.home() / ".cargo"
    roots = [Path(os.environ.get("CARGO_INSTALL_ROOT") or home)]
    in_path = shutil.which("evcxr_jupyter")
    if in_path:
        roots.append(Path(in_path).resolve().parents[1])
    for root in roots:
        file, installed = root / "bin" / "evcxr_jupyter", root / ".crates.toml"
        if file.exists() and installed.exists():
            if f'"evcxr_jupyter {EVCXR} ' in installed.read_text():
                return file
    return None


def set_up_evcxr():
    found = find_evcxr()
    if found:
        return found
    version = ["evcxr_jupyter", "--version", EVCXR, "--locked", "--force"]
    again = "run the same again."
    if shutil.which("cargo-binstall"):
        print(f"Installing evcxr_jupyter {EVCXR}, the Rust kernel: a few seconds.", flush=True)
        binstall = ["cargo", "binstall", "--no-confirm", *version]
        run(binstall, f"The Rust kernel was not installed: see to the network, and {again}")
    else:
        when = "5 to 10 minutes, once on this machine"
        print(f"Building evcxr_jupyter {EVCXR}, the Rust kernel: {when}.", flush=True)
        needs = "it needs a network, 2 GB of memory and 2 GB of disk"
        install = ["cargo", "install", *version]
        run(install, f"The Rust kernel was not built: {needs}; see to that, and {again}", shown=True)
    found = find_evcxr()
    if not found:
        raise Failed("cargo put evcxr_jupyter into a folder unknown: add that folder to PATH.")
    return found


# --- All of it -----------------------------------------------------------------------------------


def lock_for_me(place):
    """Lets no two set-ups of the same checkout work at once."""
    path = place / "setup.lock"
    try:
        return lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another set-up is under way: waiting for its end.", flush=True)
        return lock(path, fcntl.LOCK_EX)


def main():
    os.umask(0o077)  # what is set up here is nobody else's to read
    check_machine()
    place = folder()
    with lock_for_me(place):
        set_up_jupyter(place)
        evcxr = set_up_evcxr()
        warm = [VENV / "bin" / "python", "-m", "kernel.warm", evcxr]
        return subprocess.run(warm, cwd=ROOT).returncode


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Failed, Unusable) as error:
        sys.exit(str(error))
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        sys.exit(DISK_FULL if full else f"The set-up failed ({error}): run it again after that.")
    except KeyboardInterrupt:
        sys.exit("Stopped. Nothing half made is left; run the same again to go on.")
