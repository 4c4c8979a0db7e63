"""Says which functions and exercises of a workbook are done.

`make check` runs this with the Python of .venv, on the files in workbook/. ONLY=03 takes those
whose names begin so; FROM=folder those in another folder, such as a teacher collects.

A workbook in which something was written is run from its top in a fresh kernel. What its learner
had to write passes if it ran without an error and has no `todo!()` left. Cells that the
learner added are run too, but not judged.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.preprocessors import ClearOutputPreprocessor
from nbformat.v4 import new_output

from classroom.handout import WORKBOOK
from kernel.run import run

PATIENCE = 300
"""Seconds for a cell. The slowest of the course takes ten."""
WIDTH = 20
PASSES, TO_WRITE = "passes", "still to write"


def is_open(cell):
    return "todo!" in re.sub("//.*", "", cell.source)


def problem(cell):
    """What went wrong in a cell that ran, in one line."""
    for output in cell.outputs:
        if output.output_type == "error":
            lines = output.evalue.strip().split("\n")
            lines = lines if output.ename == "panic" else lines[:1]  # the compiler explains at length
            return ", ".join(line.strip() for line in lines)
    return None


def verdict(cells):
    """What is to be said of the cells in which one thing is written: one, if none was split."""
    if not cells:
        return "its cell is gone"
    if any(map(is_open, cells)):
        return TO_WRITE
    if not any("assert" in cell.source for cell in cells):
        return "fails: its asserts are gone"
    problems = [why for cell in cells if (why := problem(cell))]
    if problems == ["not yet implemented"]:
        return "waits for a function that is still to write"
    return f"fails: {problems[0]}" if problems else PASSES


def run_through(notebook):
    """Runs a workbook. If that ends too early, the cells say why."""
    ClearOutputPreprocessor().preprocess(notebook, {})
    WORKBOOK.mkdir(exist_ok=True)
    try:
        return run(notebook, WORKBOOK, PATIENCE, stderr=subprocess.DEVNULL)
    except CellTimeoutError:
        why = f"it did not end in {PATIENCE} seconds"
    except DeadKernelError:
        why = "it ended the kernel"
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    last = max((i for i, cell in enumerate(code) if cell.execution_count), default=0)
    for cell in code[last:]:
        cell.outputs = [new_output("error", ename="", evalue=why)]
        why = "a cell above it did not end"


def check(file):
    """Runs the workbook in a file, if it was begun. What is to be said of each thing to write."""
    notebook = nbformat.read(file, as_version=4)
    cells = {name: [] for name in notebook.metadata.get("to_write", [])}
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.metadata.get("name") in cells:
            cells[cell.metadata.name].append(cell)
    if not all(any(map(is_open, written)) for written in cells.values()):
        run_through(notebook)
    return {name: verdict(written) for name, written in cells.items()}


def report(file, name):
    """Prints how far a workbook is: a bar, and below it what is done and what is not."""
    print(f"{name}  ", end="", flush=True)
    try:
        verdicts = check(file)
    except (ValueError, AttributeError):
        return print("cannot be read")
    if not verdicts:
        return print("is no workbook")
    if set(verdicts.values()) == {TO_WRITE}:
        return print("not begun")
    done = list(verdicts.values()).count(PASSES)
    bar = WIDTH * done // len(verdicts)
    print(f"{'█' * bar}{'░' * (WIDTH - bar)}  {done} of {len(verdicts)}")
    width = max(map(len, verdicts))
    for what, said in verdicts.items():
        print(f"    {what:{width}}  {said}")


def workbooks(folder, only):
    """The files to check, each with what to call it."""
    files = [file for file in folder.rglob("*.ipynb") if file.name.startswith(only)]
    names = [str(file.relative_to(folder).with_suffix("")) for file in files]
    return sorted((name, file) for name, file in zip(names, files) if "/." not in f"/{name}")


def main():
    folder, only = Path(os.environ.get("FROM") or WORKBOOK), os.environ.get("ONLY", "")
    found = workbooks(folder, only)
    if not found:
        named = f" {only}" if only else ""
        sys.exit(f"There is no workbook{named} in {folder}. `make lab` makes yours, in workbook/.")
    width = max(len(name) for name, _ in found)
    for name, file in found:
        report(file, f"{name:{width}}")


if __name__ == "__main__":
    main()
