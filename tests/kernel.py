"""A kernel that is killed in the middle of a cell leaves nothing behind once another one starts.

    kernel.py EVCXR

Uses a folder of its own with a copy of `kernel/launch.py`, apart from all other kernels.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

LAUNCH = Path(__file__).resolve().parents[1] / "kernel" / "launch.py"


def register(root, evcxr):
    """Makes a project of `root`: a launcher, a small warm folder and a kernel that uses them."""
    shutil.copytree(LAUNCH.parent, root / "kernel")
    warm = root / ".venv" / "kernel" / "warm"
    warm.mkdir(parents=True)
    (warm / "warmth").write_text("carried along")
    spec = root / "specs" / "rust"
    spec.mkdir(parents=True)
    argv = [sys.executable, str(root / "kernel" / "launch.py"), evcxr, "{connection_file}"]
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


def check(root, specs, kernels):
    running = root / ".venv" / "kernel" / "running"

    first, client = start(specs, kernels)
    [copy] = running.iterdir()
    assert (copy / "build" / "warmth").exists(), "the kernel runs in a copy of the warm folder"
    client.execute("loop {}")
    wait_until(lambda: client.get_iopub_msg()["msg_type"] == "execute_input", "the cell runs")
    os.killpg(first.provisioner.pid, signal.SIGKILL)
    assert copy.exists(), "a killed kernel can't remove its copy"

    start(specs, kernels)
    assert not copy.exists(), "the next kernel removes what a killed one left"
    [second] = running.iterdir()

    start(specs, kernels)
    assert second.exists(), "a kernel that lives keeps its copy when another one starts"
    for manager in kernels:
        manager.shutdown_kernel()
    wait_until(lambda: not any(running.iterdir()), "kernels that end remove their copies")


with tempfile.TemporaryDirectory() as temporary:
    kernels = []
    try:
        check(Path(temporary), register(Path(temporary), sys.argv[1]), kernels)
    finally:
        for manager in kernels:
            manager.shutdown_kernel(now=True)
