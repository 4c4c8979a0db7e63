"""Registers the project's kernel in .venv and fills its warm build folder.

The folder is filled by evcxr itself: a kernel is started in it and told to use the course's
crate. With the repository's Cargo.lock beside it, it builds the versions of the crates that were
tested. What is up to date is left alone.

`setup.py` runs this as `-m kernel.warm EVCXR`, with the Python of .venv.
"""

import fcntl
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from jupyter_client import BlockingKernelClient, write_connection_file

from kernel.folders import ROOT, Unusable, folder, lock
from kernel.launch import CONFIG, DEPENDENCY, end, environment, is_warm, keep_versions, key

KERNELS = ROOT / ".venv" / "share" / "jupyter"
PATIENCE = 1800
"""Seconds for a cell. Compiling the crate takes one or two minutes, on a slow machine ten."""


class Failed(Exception):
    """What went wrong and what to do."""


def register(evcxr):
    """Writes the kernel `rust` into .venv, and nowhere else."""
    spec = {
        "argv": [sys.executable, str(ROOT / "kernel" / "launch.py"), evcxr, "{connection_file}"],
        "display_name": "Rust",
        "interrupt_mode": "message",
        "language": "rust",
    }
    file = KERNELS / "kernels" / "rust" / "kernel.json"
    text = json.dumps(spec, indent=2) + "\n"
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return
    variables = os.environ | {"JUPYTER_PATH": str(KERNELS)}
    command([evcxr, "--install"], "see that it runs, and", env=variables)
    file.write_text(text, encoding="utf-8")


def command(arguments, advice, **options):
    """Runs a command; if it fails, shows what it said and says what to do."""
    done = subprocess.run(arguments, capture_output=True, text=True, **options)
    if done.returncode != 0:
        name = " ".join(map(str, arguments[:2]))
        raise Failed(f"{done.stderr}{name} failed: {advice} run the same again.")


def answer(client, kernel, cell, meanwhile):
    """Waits for the answer to a cell, as long as its kernel lives, and returns its errors. What is to
    be done `meanwhile` is done once a second."""
    request = client.execute(cell)
    errors = []
    for _ in range(PATIENCE):
        try:
            message = client.get_iopub_msg(timeout=1)
        except queue.Empty:
            meanwhile()
            if kernel.poll() is not None:
                raise Failed("the kernel ended") from None
            continue
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "error":
            errors.append(message["content"]["evalue"])
        if message["content"].get("execution_state") == "idle":
            return "\n".join(errors)
    raise Failed(f"no answer in {PATIENCE} seconds")


def show_progress(build):
    """Says on a terminal how many of the crates are compiled, on one line that is written over."""
    if sys.stdout.isatty():
        all_of_them = (build / "Cargo.lock").read_text(encoding="utf-8").count("[[package]]")
        done = len(list(build.glob("target/**/deps/*.rmeta")))
        print(f"\r{min(done, all_of_them)} of about {all_of_them} crates ", end="", flush=True)


def run_cells(evcxr, copy, cells, log):
    """Runs cells in a kernel whose build folder is in `copy`."""
    connection_file, _ = write_connection_file(str(copy / "connection.json"))
    # All that it needs was fetched; cargo would ask for news all the same.
    variables = environment(copy) | {"CARGO_NET_OFFLINE": "true"}
    arguments = [evcxr, "--control_file", connection_file]
    kernel = subprocess.Popen(arguments, env=variables, stdout=log, stderr=log)
    client = BlockingKernelClient(connection_file=connection_file)
    client.load_connection_file()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        for cell in cells:
            errors = answer(client, kernel, cell, lambda: show_progress(copy / "build"))
            if errors:
                raise Failed(f"{cell}\n{errors}")
    finally:
        client.stop_channels()
        end(kernel)


def fill(evcxr, place):
    """Fills a new warm folder and puts it in the place of the old one."""
    made_from = key(evcxr)  # before, so that what is edited meanwhile is noticed
    fetch = ["cargo", "fetch", "--quiet", "--locked"]
    command(fetch, "see that this machine reaches the crate registry, and", cwd=ROOT)
    with tempfile.TemporaryDirectory(dir=place) as temporary:
        copy = Path(temporary)
        build = copy / "build"
        build.mkdir()
        shutil.copy(ROOT / "Cargo.lock", build)
        keep_versions(build)
        with open(place / "log", "w", encoding="utf-8") as log:
            cells = [DEPENDENCY, "use handwritten::chart;", "let ready = true;"]
            try:
                run_cells(evcxr, copy, cells, log)
            except (Failed, RuntimeError) as error:  # RuntimeError: it did not start in time
                why = f"The crate could not be built for the notebooks; see also {place / 'log'}"
                raise Failed(f"{error}\n{why}. Mend that, and run the same again.") from None
        with lock(place / "lock", fcntl.LOCK_EX):
            (place / "key").unlink(missing_ok=True)
            shutil.rmtree(place / "warm", ignore_errors=True)
            build.rename(place / "warm")
            (place / "key").write_text(made_from, encoding="utf-8")


def configure(place):
    """Writes cargo's settings above the build folders."""
    file = place / ".cargo" / "config.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(CONFIG, encoding="utf-8")


def main():
    evcxr = sys.argv[1]
    place = folder()
    register(evcxr)
    configure(place)
    if is_warm(place, evcxr):
        return
    began = time.monotonic()
    why = "The crate or its tools changed: building" if (place / "warm").exists() else "Building"
    print(f"{why} the course's crate for the notebooks: one to two minutes.", flush=True)
    fill(evcxr, place)
    print(f"Built it in {time.monotonic() - began:.0f} seconds.", flush=True)


if __name__ == "__main__":
    try:
        main()
    except (Failed, Unusable) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"The kernel could not be set up ({error}): mend that, and run the same again.")
