"""Runs the cells of a notebook in a fresh kernel, as `jupyter execute --allow-errors` does."""

import os
import subprocess

from nbclient import NotebookClient

from kernel.folders import JUPYTER


def run(notebook, folder, patience=None, **start):
    """Runs a notebook's cells, which keep their outputs, in a folder. A cell that takes longer
    than `patience` seconds ends the run with an error, as the end of the kernel does. What else is
    given goes to the start of the kernel's process."""
    os.environ.update(JUPYTER)
    os.makedirs(JUPYTER["IPYTHONDIR"], exist_ok=True)  # IPython warns where it is missing
    NotebookClient(
        notebook,
        kernel_name="rust",
        timeout=patience,
        iopub_timeout=60,  # on a busy machine the end of a cell is not heard at once
        startup_timeout=180,
        allow_errors=True,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    ).execute(stdout=subprocess.DEVNULL, **start)  # there evcxr says which settings it found
