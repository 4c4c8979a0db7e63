"""How fast notebook 01 runs: the project's warm kernel against a plain evcxr kernel.

    .venv/bin/python benches/kernel.py
"""

import json
import os
import statistics
import tempfile
import time
from pathlib import Path

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "01_perceptron.ipynb"
SPEC = ROOT / ".venv" / "share" / "jupyter" / "kernels" / "rust" / "kernel.json"


def run(specs, name):
    """Runs the notebook in a fresh kernel; returns the seconds and the kind of each cell."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    start = time.perf_counter()
    finder = KernelSpecManager(kernel_dirs=[str(specs)], ensure_native_kernel=False)
    manager = KernelManager(kernel_name=name, kernel_spec_manager=finder)
    manager.start_kernel(cwd=str(NOTEBOOK.parent))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=120)
    seconds, charts = [], []
    for source in sources:
        began = time.perf_counter() if seconds else start  # the first counts from the start
        outputs = []
        client.execute_interactive(source, timeout=600, output_hook=outputs.append)
        seconds.append(time.perf_counter() - began)
        charts.append(any("image/png" in o["content"].get("data", {}) for o in outputs))
    total = time.perf_counter() - start
    client.stop_channels()
    manager.shutdown_kernel()
    return seconds, charts, total


def plain_spec(folder):
    """Registers evcxr as it comes, with an empty build folder, in `folder`."""
    evcxr = json.loads(SPEC.read_text(encoding="utf-8"))["argv"][2]
    kernel = folder / "plain"
    kernel.mkdir()
    spec = {
        "argv": [evcxr, "--control_file", "{connection_file}"],
        "display_name": "Rust",
        "language": "rust",
        "interrupt_mode": "message",
        "env": {"EVCXR_TMPDIR": str(folder / "build")},
    }
    (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    return folder


def main():
    with tempfile.TemporaryDirectory() as temporary:
        plain = run(plain_spec(Path(temporary)), "plain")
        warm = run(SPEC.parents[1], "rust")

    def median(result, chart):
        seconds, charts, _ = result
        later = list(zip(seconds, charts))[2:]  # the first with variables loads the analyser
        return statistics.median(s for s, is_chart in later if is_chart == chart)

    rows = [
        ("kernel start to first cell's end", plain[0][0], warm[0][0]),
        ("simple cell, median", median(plain, False), median(warm, False)),
        ("chart cell, median", median(plain, True), median(warm, True)),
        ("the whole notebook", plain[2], warm[2]),
    ]
    print(f"{'seconds, notebook 01':34} {'plain':>8} {'warm':>8} {'ratio':>7}")
    for name, slow, fast in rows:
        print(f"{name:34} {slow:8.2f} {fast:8.2f} {slow / fast:6.1f}×")


if __name__ == "__main__":
    main()
