"""Runs notebooks and writes what they say into them. `make notebooks` runs this; ONLY=03 takes those
whose names begin so. Several run at a time, JOBS= says how many.

The outputs of cells tagged `timing` are kept, so that another run leaves the files as they were; clear
such an output to have it measured again.
"""

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed

import nbformat

from classroom import workbook
from tests.notebooks.harness import complaints, execute, normalised, renewed


def renew(file):
    """Runs a notebook and writes it; what is wrong with it, and its seconds."""
    began = time.monotonic()
    ran = execute(file, stubs=workbook.language(file) == "en")
    notebook = renewed(nbformat.read(file, as_version=4), ran)
    file.write_text(normalised(notebook), encoding="utf-8")
    return complaints(notebook, ran), time.monotonic() - began


def main():
    only = os.environ.get("ONLY", "")
    files = [file for file in workbook.notebooks("en") + workbook.notebooks("zh") if file.name.startswith(only)]
    if not files:
        sys.exit(f"No notebook's name begins with {only}.")
    wrong = []
    with ProcessPoolExecutor(int(os.environ.get("JOBS") or min(os.cpu_count(), 4))) as pool:
        running = {pool.submit(renew, file): file for file in files}
        for done in as_completed(running):
            name, (found, seconds) = running[done].name, done.result()
            print(f"{name}: {seconds:.0f} s", flush=True)
            wrong += [f"{name}, {what}" for what in found]
    sys.exit("\n\n".join(wrong) or None)


if __name__ == "__main__":
    main()
