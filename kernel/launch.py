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
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from jupyter_client import write_connection_file

sys.path[0] = str(Path(__file__).resolve().parents[1])  # Jupyter starts this file from anywhere

from kernel.folders import ROOT, Unusable, folder, lock  # noqa: E402
from kernel.relay import START, Relay  # noqa: E402

SHARED = {"deps", ".fingerprint", "build"}
"""Folders in cargo's own in which the files of other people's crates are."""

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

DEPENDENCY = f":dep handwritten = {{ path = {json.dumps(str(ROOT))} }}"
"""What the notebooks say to use the course's crate, from any folder."""
def key(evcxr):
    """A fingerprint of all that the warm folder depends on."""
    compiler = subprocess.run(["rustc", "-vV"], check=True, capture_output=True).stdout
    within = sorted(file for file in ROOT.glob("src/**/*") if file.is_file())  # fonts too
    sources = [ROOT / "Cargo.toml", ROOT / "Cargo.lock", *within]
    digest = hashlib.sha256(compiler + os.fsencode(ROOT) + CONFIG.encode())
    for file in [Path(evcxr), Path(__file__), *sources]:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def is_warm(place, evcxr):
    """Whether the warm folder was made from what is there now."""
    try:
        made_from = (place / "key").read_text(encoding="utf-8")
        return (place / "warm").exists() and made_from == key(evcxr)
    except (OSError, subprocess.SubprocessError):
        return False


def remove_leftovers(copies):
    """Removes the copies of kernels that are no more."""
    for copy in copies.iterdir():
        try:
            with lock(copy / "lock", fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(copy)
        except OSError:
            continue  # Its kernel lives, or another launcher is removing it.


def make_copy(place):
    """Makes an empty folder for a kernel and returns it with its lock."""
    copies = place / "running"
    copies.mkdir(exist_ok=True)
    # No launcher may take the folder for a leftover before it is locked.
    with lock(place / "lock", fcntl.LOCK_EX):
        remove_leftovers(copies)
        copy = Path(tempfile.mkdtemp(dir=copies))
        return copy, lock(copy / "lock", fcntl.LOCK_EX)


def fill_copy(place, copy):
    """Copies the warm folder, if there is one, into the folder of a kernel.

    Other people's crates are shared, and what cargo keeps about them: three quarters of it, which
    nobody changes any more. What evcxr and cargo write is copied: all that has to do with `ctx`, the
    crate that cells become, and with the course's crate, which may have been edited.
    """
    warm, build = place / "warm", copy / "build"

    def share(file, target):
        path = Path(file).relative_to(warm)
        if SHARED & set(path.parts) and not re.search("ctx|handwritten", str(path)):
            try:
                return os.link(file, target)
            except OSError:
                pass  # a file system without links
        return shutil.copy2(file, target)

    # The warm folder may not be replaced while it is read.
    with lock(place / "lock", fcntl.LOCK_SH):
        if warm.exists():
            # Files keep their times, by which cargo knows that they are up to date.
            shutil.copytree(warm, build, symlinks=True, copy_function=share)
    # By this file `keep_versions` knows that evcxr has written its own.
    (build / "Cargo.toml").unlink(missing_ok=True)
    return build


def keep_versions(build):
    """Keeps the Cargo.lock of a build folder until evcxr uses it, in a thread of its own.

    evcxr first compiles a cell that uses no crate, and cargo strikes all others from the file.
    The `:dep` that follows would then ask the network for versions and get the newest. So the
    file is put back when the course's crate is missing in it, until the crate is used. evcxr runs
    no code of others between the two, so the file is looked at, twenty times a second.
    """
    file = build / "Cargo.lock"
    tested = file.read_bytes()

    def has_crate(path, line):
        try:
            return line in path.read_bytes()
        except OSError:
            return False  # cargo is writing it

    def watch():
        while build.exists():
            if not has_crate(file, b'name = "handwritten"'):
                try:
                    whole = file.with_suffix(".whole")
                    whole.write_bytes(tested)
                    whole.rename(file)
                except OSError:
                    pass  # the folder is being removed
            elif has_crate(build / "Cargo.toml", b"handwritten"):
                return
            time.sleep(0.05)

    threading.Thread(target=watch, daemon=True).start()


def environment(copy, start=None):
    """The variables for evcxr in a folder: its build folder, and what it does at its start."""
    config = copy / "config"
    config.mkdir()
    if start:
        (config / "init.evcxr").write_text(DEPENDENCY + "\n", encoding="utf-8")
        (config / "prelude.rs").write_text(start, encoding="utf-8")
    variables = {"EVCXR_TMPDIR": str(copy / "build"), "EVCXR_CONFIG_DIR": str(config)}
    return os.environ | variables | standard_library()


def standard_library():
    """The variable by which compiled cells find Rust's standard library.

    Cargo writes into them where it is, but counted from another folder than they are loaded
    from: where toolchain and build folder are both in the user's home, it is not found there.
    """
    libraries = ["rustc", "--print", "target-libdir"]
    found = subprocess.run(libraries, check=True, capture_output=True, text=True).stdout.strip()
    name = "DYLD_FALLBACK_LIBRARY_PATH" if sys.platform == "darwin" else "LD_LIBRARY_PATH"
    others = os.environ.get(name)
    return {name: f"{found}:{others}" if others else found}


def own_address(copy, connection):
    """Writes where evcxr listens into a file, signed as Jupyter's messages are: the file and what is in
    it. Of all the addresses of this machine it is one that nobody else uses, where there are such."""
    ip = "127.{}.{}.{}".format(*os.urandom(3)) if sys.platform == "linux" else "127.0.0.1"
    file, own = write_connection_file(str(copy / "connection.json"), ip=ip)
    own |= {name: connection[name] for name in ["key", "signature_scheme"]}
    Path(file).write_text(json.dumps(own), encoding="utf-8")
    return file, own


def end(kernel):
    """Ends a process, kindly at first."""
    kernel.terminate()
    try:
        kernel.wait(timeout=5)
    except subprocess.TimeoutExpired:
        kernel.kill()
        kernel.wait()


def run(evcxr, connection_file):
    """Runs a kernel to its end and returns its exit code."""
    copy = kernel = None
    connection = json.loads(Path(connection_file).read_text(encoding="utf-8"))
    relay = Relay(connection)
    try:
        place = folder()
        copy, owner = make_copy(place)
        build = fill_copy(place, copy)
        if (build / "Cargo.lock").exists():
            keep_versions(build)
        own_file, own_connection = own_address(copy, connection)
        said, stderr = os.pipe()
        start = START.format(pipe=stderr)
        # A crate that was edited is compiled in the notebook, where its errors are seen.
        warm = is_warm(place, evcxr)
        kernel = subprocess.Popen(
            [evcxr, "--control_file", own_file],
            env=environment(copy, start if warm else None),
            # The lock lives as long as the kernel, even if this launcher is killed.
            pass_fds=[owner.fileno(), stderr],
        )
        os.close(stderr)
        relay.connect(own_connection, said, start, started=warm)
        return relay.run(kernel)
    finally:
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if kernel:
            end(kernel)
        if copy:
            shutil.rmtree(copy, ignore_errors=True)


def explain(why, connection_file):
    """Runs a kernel that answers every cell with the reason why there is no other."""
    from ipykernel.kernelapp import IPKernelApp
    from ipykernel.kernelbase import Kernel

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)

    class Excuse(Kernel):
        implementation = implementation_version = banner = "handwritten"
        language_info = {"name": "rust", "mimetype": "text/rust", "file_extension": ".rs"}

        async def do_execute(self, code, silent, *_, **__):
            error = {"ename": "The Rust kernel did not start", "evalue": why, "traceback": [why]}
            self.send_response(self.iopub_socket, "error", error)
            return {"status": "error", "execution_count": self.execution_count, **error}

    IPKernelApp.launch_instance(["-f", connection_file], kernel_class=Excuse)


def main():
    evcxr, connection_file = sys.argv[1:]
    # Whenever a signal comes, nothing is left behind.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return run(evcxr, connection_file)
    except Unusable as error:
        why = str(error)
    except (OSError, subprocess.SubprocessError) as error:
        reason = error.args[0][0][2] if isinstance(error, shutil.Error) else error
        why = f"The Rust kernel cannot be started ({reason}): mend that, or run `make lab` again."
    return explain(why, connection_file)


if __name__ == "__main__":
    sys.exit(main())
