"""Runs one kernel in its own copy of the warm build folder.

evcxr compiles every cell in a folder of its own, together with the crates that the notebook
uses. From an empty folder the first cell takes a minute, and two kernels in one folder overwrite
each other's files. So each kernel starts in a copy of the folder that `warm.py` filled, and the
copy is removed when the kernel ends. A kernel that was killed cannot do that; the next one to
start does it.

Jupyter runs this as `launch.py EVCXR CONNECTION_FILE`.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path



def folder():
    """Where the build folders are: in .venv, unless a space in its path would stop evcxr."""
    place = Path(__file__).resolve().parents[1] / ".venv" / "kernel"
    if " " not in str(place):
        return place
    name = hashlib.sha256(str(place).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"handwritten-{os.getuid()}-{name}"


FOLDER = folder()
WARM = FOLDER / "warm"
"""The warm build folder: read here, written by `warm.py`."""
COPIES = FOLDER / "running"
"""One folder for each running kernel. Its file `lock` is locked as long as the kernel lives."""


def lock(path, how):
    """Opens and locks a file; the lock ends when the file is closed by everyone who holds it."""
    file = open(path, "w")
    try:
        fcntl.flock(file, how)
    except OSError:
        file.close()
        raise
    return file


def remove_leftovers():
    """Removes the copies of kernels that are no more."""
    for copy in COPIES.iterdir():
        try:
            with lock(copy / "lock", fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(copy)
        except OSError:
            continue  # Its kernel lives, or another launcher is removing it.


def make_copy():
    """Makes a copy of the warm folder and returns it with its lock."""
    # No launcher may take the copy for a leftover before it is locked, nor may the warm folder
    # be replaced while it is read.
    with lock(FOLDER / "lock", fcntl.LOCK_EX):
        remove_leftovers()
        copy = Path(tempfile.mkdtemp(dir=COPIES))
        owner = lock(copy / "lock", fcntl.LOCK_EX)
        if WARM.exists():
            # copytree keeps the times of files, by which cargo knows that they are up to date.
            shutil.copytree(WARM, copy / "build", symlinks=True)
    return copy, owner


def keep_versions(build):
    """Keeps the Cargo.lock of a build folder, in a thread of its own.

    evcxr first compiles a cell that uses no crate, and cargo strikes all others from the file.
    The notebook's `:dep` would then ask the network for versions and get the newest. So the file
    is put back whenever the course's crate is missing in it.
    """
    file = build / "Cargo.lock"
    tested = file.read_bytes()

    def watch():
        while file.parent.exists():
            try:
                if b'name = "handwritten"' not in file.read_bytes():
                    whole = file.with_suffix(".whole")
                    whole.write_bytes(tested)
                    whole.rename(file)
            except OSError:
                pass  # cargo is writing it, or the folder is being removed
            time.sleep(0.05)

    threading.Thread(target=watch, daemon=True).start()


def main():
    evcxr, connection_file = sys.argv[1:]
    COPIES.mkdir(parents=True, exist_ok=True)
    copy, owner = make_copy()
    build = copy / "build"
    try:
        if (build / "Cargo.lock").exists():
            keep_versions(build)
        kernel = subprocess.Popen(
            [evcxr, "--control_file", connection_file],
            env=os.environ | {"EVCXR_TMPDIR": str(build)},
            # The lock lives as long as the kernel, even if this launcher is killed.
            pass_fds=[owner.fileno()],
        )
        signal.signal(signal.SIGTERM, lambda *_: kernel.terminate())
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return kernel.wait()
    finally:
        shutil.rmtree(copy, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
