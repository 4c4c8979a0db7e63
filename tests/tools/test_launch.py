"""A kernel that is killed in the middle of a cell leaves nothing behind once another one starts; a
kernel that cannot start says why.

They run in a project of their own with a copy of `kernel/`, apart from all other kernels.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from kernel import warm
from kernel.setup import find_evcxr
from tests.tools.private import copy_tools, private_folder

EVCXR = str(find_evcxr())


@pytest.fixture
def place(monkeypatch):
    """A project with a cache of its own and a kernel that uses them: the folder of all three."""
    with private_folder() as temporary:
        place = Path(temporary)
        monkeypatch.setenv("XDG_CACHE_HOME", str(place / "cache"))
        project = copy_tools(place / "project")
        # No file that a kernel writes may be larger than half a megabyte, where it asks for that.
        limit = ["sh", "-c", 'ulimit -f "${MOST:-unlimited}"; exec "$@"', "sh"]
        argv = [*limit, sys.executable, str(project / "kernel" / "launch.py"), EVCXR, "{connection_file}"]
        spec = place / "specs" / "rust"
        spec.mkdir(parents=True)
        kernel = {"argv": argv, "display_name": "Rust", "language": "rust", "interrupt_mode": "message"}
        (spec / "kernel.json").write_text(json.dumps(kernel))
        yield place


@pytest.fixture
def start(place):
    """Starts a kernel; those that still run are ended."""
    finder = KernelSpecManager(kernel_dirs=[str(place / "specs")], ensure_native_kernel=False)
    kernels = []

    def start():
        manager = KernelManager(kernel_name="rust", kernel_spec_manager=finder)
        manager.start_kernel()
        kernels.append(manager)
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=180)
        return manager, client

    yield start
    for manager in kernels:
        manager.shutdown_kernel(now=True)


def cache(place):
    [folder] = (place / "cache" / "handwritten").iterdir()
    return folder


def wait_until(holds, what):
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail(f"after a minute it is still not so: {what}")


def test_kernels_leave_nothing_behind(place, start, monkeypatch):
    first, client = start()
    running, warm_folder = cache(place) / "running", cache(place) / "warm"
    [copy] = running.iterdir()
    client.execute("loop {}")
    wait_until(lambda: client.get_iopub_msg()["msg_type"] == "execute_input", "the cell runs")
    os.killpg(first.provisioner.pid, signal.SIGKILL)
    assert copy.exists(), "a killed kernel can't remove its copy"

    warm_folder.mkdir()
    (warm_folder / "warmth").write_text("carried along")
    second, _ = start()
    assert not copy.exists(), "the next kernel removes what a killed one left"
    [copy] = running.iterdir()
    assert (copy / "build" / "warmth").exists(), "a kernel runs in a copy of the warm folder"

    third, _ = start()
    assert copy.exists(), "a kernel that lives keeps its copy when another one starts"
    for manager in [second, third]:
        manager.shutdown_kernel()
    wait_until(lambda: not any(running.iterdir()), "kernels that end remove their copies")

    (warm_folder / "large").write_bytes(bytes(2 << 20))
    monkeypatch.setenv("MOST", "1000")
    _, client = start()
    said = client.execute_interactive("1 + 1", timeout=60, output_hook=lambda _: None)["content"]
    assert said["status"] == "error" and "File too large" in said["evalue"], said
    assert not any(running.iterdir()), "a copy that failed is removed"


@pytest.mark.parametrize("name", ["rustc", "evcxr"])
def test_a_launcher_that_is_told_to_end_takes_copy_and_kernel_with_it(place, name):
    """The launcher asks rustc before there is a kernel; then it starts the kernel."""
    tools = place / "tools"
    tools.mkdir()
    tool = tools / name
    tool.write_text("#!/bin/sh\nkill -TERM $PPID\nexec sleep 100\n")
    tool.chmod(0o755)
    connection = {"key": "", "signature_scheme": "hmac-sha256", "transport": "tcp", "ip": "127.0.0.1"}
    connection |= dict.fromkeys([f"{name}_port" for name in ["shell", "iopub", "stdin", "control", "hb"]], 0)
    (place / "connection.json").write_text(json.dumps(connection))
    launcher = place / "project" / "kernel" / "launch.py"
    path = f"{tools}:{os.environ['PATH']}"
    command = [sys.executable, launcher, tools / "evcxr", place / "connection.json"]
    run = subprocess.run(command, env=os.environ | {"PATH": path}, timeout=60)
    assert run.returncode == 1
    assert not any((cache(place) / "running").iterdir()), "a copy is left"


def test_a_registration_that_was_deleted_or_changed_is_written_again(place, monkeypatch):
    monkeypatch.setattr(warm, "KERNELS", place / "share")
    file = warm.KERNELS / "kernels" / "rust" / "kernel.json"
    warm.register(EVCXR)
    registered = file.read_text()
    assert json.loads(registered)["argv"][2] == EVCXR
    file.write_text("{}")
    warm.register(EVCXR)
    assert file.read_text() == registered
    file.unlink()
    warm.register(EVCXR)
    assert file.read_text() == registered
