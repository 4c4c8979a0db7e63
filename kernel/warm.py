"""Registers the project's kernel in .venv and fills its warm build folder.

The folder is filled by evcxr itself: a kernel is started in it and told to use the course's
crate. With the repository's Cargo.lock beside it, it builds the versions of the crates that were
tested. What is up to date is left alone.

`setup.sh` runs this as `warm.py EVCXR`, with the Python of .venv.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from jupyter_client import BlockingKernelClient, write_connection_file

from launch import FOLDER, WARM, keep_versions, lock

ROOT = Path(__file__).resolve().parents[1]
KERNELS = ROOT / ".venv" / "share" / "jupyter"
KEY = FOLDER / "key"
"""Says what the warm folder was made from."""

CONFIG = """\
# Cells are compiled fast, and run fast enough; the crates they use are fast.
[profile.dev]
opt-level = 1
[profile.dev.package."*"]
opt-level = 3
debug-assertions = false
overflow-checks = false
"""
"""Cargo finds this above the kernels' build folders. evcxr's own settings are opt-level 2 with
checks, for cells and crates alike."""


def register(evcxr):
    """Writes the kernel `rust` into .venv, and nowhere else."""
    environment = os.environ | {"JUPYTER_PATH": str(KERNELS)}
    subprocess.run([evcxr, "--install"], env=environment, check=True, capture_output=True)
    spec = {
        "argv": [sys.executable, str(ROOT / "kernel" / "launch.py"), evcxr, "{connection_file}"],
        "display_name": "Rust",
        "interrupt_mode": "message",
        "language": "rust",
    }
    file = KERNELS / "kernels" / "rust" / "kernel.json"
    file.write_text(json.dumps(spec, indent=2) + "\n", encoding="utf-8")


def compiler():
    """What the compiler says of itself."""
    return subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout


def host():
    """The kind of machine that the compiler runs on, such as x86_64-unknown-linux-gnu."""
    [line] = [line for line in compiler().splitlines() if line.startswith("host: ")]
    return line.removeprefix("host: ")


def key(evcxr):
    """A fingerprint of all that the warm folder depends on."""
    sources = [ROOT / "Cargo.toml", ROOT / "Cargo.lock", *sorted(ROOT.glob("src/**/*.rs"))]
    digest = hashlib.sha256(f"{compiler()}{ROOT}{CONFIG}".encode())
    for file in [Path(evcxr), *sorted(Path(__file__).parent.glob("*.py")), *sources]:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def run_cells(evcxr, folder, cells):
    """Runs cells in a kernel whose build folder is `folder`."""
    connection_file, _ = write_connection_file(str(folder / "connection.json"))
    # All that it needs was fetched; cargo would ask for news all the same.
    environment = os.environ | {"EVCXR_TMPDIR": str(folder), "CARGO_NET_OFFLINE": "true"}
    command = [evcxr, "--control_file", connection_file]
    with open(FOLDER / "log", "w") as log:
        kernel = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    client = BlockingKernelClient(connection_file=connection_file)
    client.load_connection_file()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        for cell in cells:
            said = []
            reply = client.execute_interactive(cell, timeout=1800, output_hook=said.append)
            if reply["content"]["status"] != "ok":
                why = "".join(message["content"].get("evalue", "") for message in said)
                sys.exit(f"The cell {cell!r} failed; see also {FOLDER / 'log'}.\n{why}")
    finally:
        client.shutdown()
        client.stop_channels()
        kernel.wait()


def fill(evcxr):
    """Fills a new warm folder and puts it in the place of the old one."""
    fetch = ["cargo", "fetch", "--quiet", "--locked", "--target", host()]
    subprocess.run(fetch, cwd=ROOT, check=True)
    (FOLDER / ".cargo").mkdir(parents=True, exist_ok=True)
    (FOLDER / ".cargo" / "config.toml").write_text(CONFIG, encoding="utf-8")
    with tempfile.TemporaryDirectory(dir=FOLDER) as temporary:
        folder = Path(temporary) / "build"
        folder.mkdir()
        shutil.copy(ROOT / "Cargo.lock", folder)
        keep_versions(folder)
        dependency = f":dep handwritten = {{ path = {json.dumps(str(ROOT))} }}"
        run_cells(evcxr, folder, [dependency, "use handwritten::chart;", "let ready = true;"])
        with lock(FOLDER / "lock", fcntl.LOCK_EX):
            shutil.rmtree(WARM, ignore_errors=True)
            folder.rename(WARM)


def main():
    evcxr = sys.argv[1]
    fresh = key(evcxr)
    if WARM.exists() and KEY.exists() and KEY.read_text() == fresh:
        return
    why = "The crate or its tools changed: building" if WARM.exists() else "Building"
    print(f"{why} the course's crate for the notebooks: one to two minutes.", flush=True)
    register(evcxr)
    fill(evcxr)
    KEY.write_text(fresh)


if __name__ == "__main__":
    main()
