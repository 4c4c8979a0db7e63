"""How fast notebook 01 runs: the project's warm kernel against a plain evcxr kernel.

    .venv/bin/python benches/kernel.py
"""

import json
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "01_perceptron.ipynb"
SPEC = ROOT / ".venv" / "share" / "jupyter" / "kernels" / "rust" / "kernel.json"


TRAINING = """
let mnist = handwritten::Mnist::load("../data/mnist")?;
let mut network = handwritten::Network::new(&[784, 30, 10], 1)?;
let history = handwritten::Sgd::default().train(&mut network, &mnist.train, &mnist.validation)?;
for epoch in &history.epochs {
    println!("{}", epoch.time.as_secs_f64());
}
"""
"""Prints the seconds of each of 30 epochs."""


READING = 10
"""Seconds that a person reads in a notebook that was just opened, before the first Shift+Enter."""


def sources():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def run(specs, name, sources, reading=0):
    """Runs cells in a fresh kernel, the first not before `reading` seconds after its start.
    Returns for each its seconds and outputs, and the total."""
    start = time.perf_counter()
    finder = KernelSpecManager(kernel_dirs=[str(specs)], ensure_native_kernel=False)
    manager = KernelManager(kernel_name=name, kernel_spec_manager=finder)
    manager.start_kernel(cwd=str(NOTEBOOK.parent))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=120)
    time.sleep(max(0, reading - (time.perf_counter() - start)))
    start += reading  # the first cell is waited for from here on
    seconds, contents = [], []
    for source in sources:
        began = time.perf_counter() if seconds else start  # the first counts from the start
        messages = []
        reply = client.execute_interactive(source, timeout=600, output_hook=messages.append)
        seconds.append(time.perf_counter() - began)
        contents.append([message["content"] for message in messages])
        if reply["content"]["status"] != "ok":
            raise SystemExit(f"the cell failed:\n{source}\n{reply['content']}")
    total = time.perf_counter() - start
    client.stop_channels()
    manager.shutdown_kernel()
    return seconds, contents, total


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


def median(result, chart):
    """The median of the cells that show a chart, or of those that do not."""
    seconds, contents, _ = result
    charts = [any("image/png" in c.get("data", {}) for c in content) for content in contents]
    # The first cell was counted from the kernel's start, the first with a variable (the fourth)
    # waits for evcxr's code analyser.
    later = list(zip(seconds, charts))[4:]
    return statistics.median(s for s, is_chart in later if is_chart == chart)


def epoch_in_notebook():
    cells = [':dep handwritten = { path = ".." }', TRAINING]
    _, contents, _ = run(SPEC.parents[1], "rust", cells)
    text = "".join(content.get("text", "") for content in contents[1])
    return statistics.median(float(line) for line in text.split())


def epoch_on_command_line():
    command = "cargo run --quiet --release --features cli -- train --hidden 30"
    lines = subprocess.run(command.split(), cwd=ROOT, check=True, capture_output=True, text=True)
    epochs = [line for line in lines.stdout.splitlines() if line.startswith("epoch")]
    return statistics.median(float(line.split()[-2]) for line in epochs)


def main():
    with tempfile.TemporaryDirectory() as temporary:
        plain = run(plain_spec(Path(temporary)), "plain", sources())
        warm = run(SPEC.parents[1], "rust", sources())
    with tempfile.TemporaryDirectory() as temporary:
        plain_read = run(plain_spec(Path(temporary)), "plain", sources()[:1], READING)
        warm_read = run(SPEC.parents[1], "rust", sources()[:1], READING)
    rows = [
        ("kernel start to first cell's end", plain[0][0], warm[0][0]),
        (f"first cell, run {READING} s after the start", plain_read[0][0], warm_read[0][0]),
        ("simple cell, median", median(plain, False), median(warm, False)),
        ("chart cell, median", median(plain, True), median(warm, True)),
        ("the whole notebook", plain[2], warm[2]),
    ]
    print(f"{'notebook 01, seconds':36} {'plain':>8} {'warm':>8} {'ratio':>7}")
    for name, slow, fast in rows:
        print(f"{name:36} {slow:8.2f} {fast:8.2f} {slow / fast:6.1f}×")
    notebook, command_line = epoch_in_notebook(), epoch_on_command_line()
    print(f"an epoch of 784-30-10: {notebook:.3f} s in a notebook, ", end="")
    print(f"{command_line:.2f} s in `cargo course train`")


if __name__ == "__main__":
    main()
