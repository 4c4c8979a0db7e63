"""What the tests of the workbook share: a course of one notebook."""

import contextlib
import io
import shutil
import tempfile
import unittest
from pathlib import Path

import nbformat

from classroom import check, handout, workbook
from kernel.folders import ROOT
from tests.tools.private import copy_tools

FIXTURE = ROOT / "tests" / "notebooks" / "fixture.ipynb"


def said(action):
    """What an action prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        action()
    return printed.getvalue()


class Course(unittest.TestCase):
    """A course of one notebook, in a folder of its own."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.project = copy_tools(Path(temporary.name) / "project")
        self.folder = self.project / "workbook"
        self.notebook = self.project / "notebooks" / "01_a.ipynb"
        self.notebook.parent.mkdir()
        shutil.copy(FIXTURE, self.notebook)
        for module, name, value in [
            (handout, "WORKBOOK", self.folder),
            (check, "WORKBOOK", self.folder),
            (workbook, "NOTEBOOKS", self.notebook.parent),
        ]:
            self.addCleanup(setattr, module, name, getattr(module, name))
            setattr(module, name, value)

    def files(self):
        return sorted(file.name for file in self.folder.glob("[!.]*"))

    def change(self, file, action):
        """Changes the cells of a file."""
        notebook = nbformat.read(file, as_version=4)
        action({cell.id: cell for cell in notebook.cells})
        nbformat.write(notebook, file)

    def write(self, file, cell, source):
        self.change(file, lambda cells: cells[cell].update(source=source))

    def source(self, name, cell):
        [found] = [c for c in nbformat.read(self.folder / name, 4).cells if c.id == cell]
        return found.source
