"""A kernel that is killed in the middle of a cell leaves nothing behind once another one starts; a
kernel that cannot start says why.

    kernel.py EVCXR

Uses a project of its own with a copy of `kernel/`, apart from all other kernels.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from private import copy_kernel, private_folder

import warm


def register(root, evcxr):
    """Makes a project of `root`, with a cache, a small warm folder and a kernel that uses them."""
    os.environ["XDG_CACHE_HOME"] = str(root / "cache")
    project = copy_kernel(root / "project")
    spec = root / "specs" / "rust"
    spec.mkdir(parents=True)
    argv = [sys.executable, str(project / "kernel" / "launch.py"), evcxr, "{connection_file}"]
    # No file that a kernel writes may be larger than half a megabyte, where it asks for that.
    argv = ["sh", "-c", 'ulimit -f "${MOST:-unlimited}"; exec "$@"', "sh", *argv]
    kernel = {"argv": argv, "display_name": "Rust", "language": "rust", "interrupt_mode": "message"}
    (spec / "kernel.json").write_text(json.dumps(kernel))
    return root / "specs"


def start(specs, kernels):
    finder = KernelSpecManager(kernel_dirs=[str(specs)], ensure_native_kernel=False)
    manager = KernelManager(kernel_name="rust", kernel_spec_manager=finder)
    manager.start_kernel()
    kernels.append(manager)
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=180)
    return manager, client


def wait_until(holds, what):
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    sys.exit(f"after a minute it is still not so: {what}")


def answer(client, cell):
    """The error with which a cell is answered."""
    return client.execute_interactive(cell, timeout=60, output_hook=lambda _: None)["content"]


def check(root, specs, kernels):
    first, client = start(specs, kernels)
    [place] = (root / "cache" / "handwritten").iterdir()
    running = place / "running"
    [copy] = running.iterdir()
    client.execute("loop {}")
    wait_until(lambda: client.get_iopub_msg()["msg_type"] == "execute_input", "the cell runs")
    os.killpg(first.provisioner.pid, signal.SIGKILL)
    assert copy.exists(), "a killed kernel can't remove its copy"

    warm = place / "warm"
    warm.mkdir()
    (warm / "warmth").write_text("carried along")
    start(specs, kernels)
    assert not copy.exists(), "the next kernel removes what a killed one left"
    [second] = running.iterdir()
    assert (second / "build" / "warmth").exists(), "a kernel runs in a copy of the warm folder"

    start(specs, kernels)
    assert second.exists(), "a kernel that lives keeps its copy when another one starts"
    for manager in kernels:
        manager.shutdown_kernel()
    wait_until(lambda: not any(running.iterdir()), "kernels that end remove their copies")

    (warm / "large").write_bytes(bytes(2 << 20))
    os.environ["MOST"] = "1000"
    _, client = start(specs, kernels)
    said = answer(client, "1 + 1")
    assert said["status"] == "error" and "File too large" in said["evalue"], said
    assert not any(running.iterdir()), "a copy that failed is removed"
    del os.environ["MOST"]


def check_signals(root):
    """Whenever a launcher is told to end, its copy goes, and its kernel with it."""
    launch = [sys.executable, root / "project" / "kernel" / "launch.py"]
    [place] = (root / "cache" / "handwritten").iterdir()
    tools = root / "tools"
    tools.mkdir()
    ends_its_launcher = "#!/bin/sh\nkill -TERM $PPID\nexec sleep 100\n"
    # The launcher asks rustc before there is a kernel; then it starts the kernel.
    for name in ("rustc", "evcxr"):
        tool = tools / name
        tool.write_text(ends_its_launcher)
        tool.chmod(0o755)
        path = f"{tools}:{os.environ['PATH']}"
        command = [*launch, tools / "evcxr", "no connection"]
        run = subprocess.run(command, env=os.environ | {"PATH": path}, timeout=60)
        assert run.returncode == 1, f"{name}: {run.returncode}"
        assert not any((place / "running").iterdir()), f"{name}: a copy is left"
        tool.unlink()


def check_registration(root, evcxr):
    """A registration that was deleted or changed is written again."""
    warm.KERNELS = root / "share"
    file = warm.KERNELS / "kernels" / "rust" / "kernel.json"
    warm.register(evcxr)
    registered = file.read_text()
    assert json.loads(registered)["argv"][2] == evcxr
    file.write_text("{}")
    warm.register(evcxr)
    assert file.read_text() == registered
    file.unlink()
    warm.register(evcxr)
    assert file.read_text() == registered


with private_folder() as temporary:
    kernels = []
    try:
        check(Path(temporary), register(Path(temporary), sys.argv[1]), kernels)
        check_signals(Path(temporary))
        check_registration(Path(temporary), sys.argv[1])
    finally:
        for manager in kernels:
            manager.shutdown_kernel(now=True)
