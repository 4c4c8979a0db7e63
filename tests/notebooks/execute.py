"""Runs a notebook in a fresh kernel, like `jupyter execute --inplace --allow-errors`, in FOLDER.

    execute.py NOTEBOOK FOLDER

One thing is done better: the kernel says that a cell is done without waiting for what the cell
wrote to stderr, and `jupyter execute` stops listening there. A failed `?` writes to stderr and
does nothing else, so it could go unseen. Here a message counts for its cell whenever it comes.
"""

import sys

import nbformat
from jupyter_core.utils import ensure_async
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete


class Client(NotebookClient):
    """Listens to the cells before the current one too."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.cells = {}

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        self.cells[parent_msg_id] = (cell, cell_index)
        while True:
            message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=None))
            sender = message["parent_header"].get("msg_id")
            if sender not in self.cells:
                continue
            try:
                self.process_message(message, *self.cells[sender])
            except CellExecutionComplete:
                if sender == parent_msg_id:
                    return


file, folder = sys.argv[1:]
notebook = nbformat.read(file, as_version=4)
# One more cell, so that the last one is listened to as well.
notebook.cells.append(nbformat.v4.new_code_cell("();"))
Client(
    notebook,
    kernel_name="rust",
    timeout=None,
    startup_timeout=180,
    allow_errors=True,
    record_timing=False,
    resources={"metadata": {"path": folder}},
).execute()
notebook.cells.pop()
nbformat.write(notebook, file)
