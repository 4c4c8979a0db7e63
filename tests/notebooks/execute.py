"""Runs the workbook of a notebook, with everything filled in, in a fresh kernel.

    execute.py NOTEBOOK FOLDER

The file becomes the workbook that ran. In it every cell to be written stands twice: as the stub,
which is tagged `stub`, and below it as the finished cell that the workbook folds there.
"""

import copy
import sys
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "kernel"))

from rules import BLOCK  # noqa: E402
from run import run  # noqa: E402
from workbook import workbook  # noqa: E402


def filled_in(cells):
    for cell, below in zip(cells, [*cells[1:], None]):
        if "name" not in cell.metadata:
            yield cell
            continue
        stub, finished = copy.deepcopy(cell), cell
        stub.id += "-open"
        stub.metadata.tags = ["stub"]
        [finished.source] = BLOCK.findall(below.source)
        yield from (stub, finished)


file, folder = sys.argv[1:]
notebook = workbook(Path(file))
notebook.cells = list(filled_in(notebook.cells))
run(notebook, folder)
nbformat.write(notebook, file)
