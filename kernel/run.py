"""Runs the cells of a notebook in a fresh kernel, as `jupyter execute --allow-errors` does.

One thing is done better. The kernel says that a cell is done without waiting for what the cell
wrote to stderr, and `jupyter execute` stops listening there. A panic and a failed `?` write to
stderr and do nothing else, so they could go unseen or be taken for the next cell's. Here every
cell is followed by a mark on stderr, and what comes before the mark is the cell's.
"""

import os
import subprocess

from jupyter_core.utils import ensure_async
from nbclient import NotebookClient

from folders import JUPYTER

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


def run(notebook, folder, patience=None, **start):
    """Runs a notebook's cells, which keep their outputs, in a folder. A cell that takes longer
    than `patience` seconds ends the run with an error, as the end of the kernel does. What else is
    given goes to the start of the kernel's process."""
    os.environ.update(JUPYTER)
    os.makedirs(JUPYTER["IPYTHONDIR"], exist_ok=True)  # IPython warns where it is missing
    Client(
        notebook,
        kernel_name="rust",
        timeout=patience,
        iopub_timeout=patience or 3600,  # the mark is a cell: on a busy machine it takes its time
        startup_timeout=180,
        allow_errors=True,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    ).execute(stdout=subprocess.DEVNULL, **start)  # there evcxr says which settings it found
