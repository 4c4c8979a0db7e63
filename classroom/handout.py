"""Hands out the workbook: lays its files where the learner works, and keeps what is written there.

Beside each file stands, in `.handed-out/`, what it was when it was handed out. A file in which
nothing else is written may be made anew when the course has changed. One that was begun is the
learner's: the newer edition is laid beside it, under a name that says so.
"""

import os

import nbformat

from classroom.workbook import WORDS, notebooks, workbook
from kernel.folders import ROOT

WORKBOOK = ROOT / "workbook"
HANDED_OUT = ".handed-out"


def texts(notebook):
    """What is written in a notebook, apart from all that running it changes."""
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def read(file):
    """What is written in a file; nothing if there is no file."""
    try:
        return texts(nbformat.read(file, as_version=4))
    except FileNotFoundError:
        return None
    except Exception:  # whatever is wrong with it: it is the learner's
        return file.read_bytes()


def editions(name):
    """The names of a notebook's file and of its newer editions: -newer, -newer-2, and so on."""
    stem, ending = name.split(".", 1)
    yield name
    yield f"{stem}-newer.{ending}"
    number = 2
    while True:
        yield f"{stem}-newer-{number}.{ending}"
        number += 1


def write(notebook, name):
    """Writes a file, and before it what it is handed out as."""
    text = nbformat.writes(notebook) + "\n"
    for folder in (WORKBOOK / HANDED_OUT, WORKBOOK):
        folder.mkdir(parents=True, exist_ok=True)
        whole = folder / f".{name}.whole"
        whole.write_text(text, encoding="utf-8")
        os.replace(whole, folder / name)


def hand_out(file):
    """Lays a notebook's workbook into its folder; the name of a newer edition, if it is one."""
    made = workbook(file)
    for name in editions(file.name):
        theirs, handed_out = read(WORKBOOK / name), read(WORKBOOK / HANDED_OUT / name)
        first = name == file.name
        if handed_out == texts(made) and not (first and theirs is None):
            return None  # this edition they have, or had and removed
        if theirs in (None, handed_out):
            write(made, name)
            return None if first else name


def hand_out_all(language="en"):
    """Lays every notebook's workbook into its folder, and says what the learner must know."""
    words = WORDS[language]
    if not WORKBOOK.exists():
        print(words["made"])
    for file in notebooks(language):
        newer = hand_out(file)
        if newer:
            print(words["newer"].format(newer, file.name))
