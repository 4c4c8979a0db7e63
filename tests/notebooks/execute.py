"""Runs a notebook in a fresh kernel, like `jupyter execute --inplace --allow-errors`, in FOLDER.

    execute.py NOTEBOOK FOLDER

One thing is done better. The kernel says that a cell is done without waiting for what the cell
wrote to stderr, and `jupyter execute` stops listening there. A failed `?` writes to stderr and
does nothing else, so it could go unseen or be taken for the next cell's. Here every cell is
followed by a mark on stderr, and what comes before the mark is the cell's.
"""

import sys

import nbformat
from jupyter_core.utils import ensure_async
from nbclient import NotebookClient

MARK = "the end of the cell on stderr\n"


class Client(NotebookClient):
    """Listens until a cell's stderr has come to its end."""

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        await super()._async_poll_output_msg(parent_msg_id, cell, cell_index)
        self.kc.execute(f"eprint!({MARK!r});".replace("'", '"'), store_history=False)
        while True:
            message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=None))
            if message["content"].get("name") != "stderr":
                continue
            text = message["content"]["text"]
            message["content"]["text"] = text.replace(MARK, "")
            if message["content"]["text"]:
                self.process_message(message, cell, cell_index)
            if text.endswith(MARK):
                return


file, folder = sys.argv[1:]
notebook = nbformat.read(file, as_version=4)
Client(
    notebook,
    kernel_name="rust",
    timeout=None,
    startup_timeout=180,
    allow_errors=True,
    record_timing=False,
    resources={"metadata": {"path": folder}},
).execute()
nbformat.write(notebook, file)
