"""A learner is told what is done, what is wrong, and what is still to write."""

import os
import shutil
import unittest
from unittest.mock import patch

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_output

from classroom import check, handout
from tests.tools.course import FIXTURE, Course, said

class Verdict(unittest.TestCase):
    def verdict(self, source, ename=None, evalue=None):
        cell = new_code_cell(source)
        cell.outputs = [new_output("stream", name="stderr", text="[src/lib.rs:1:1] x = 5")]
        if ename:
            cell.outputs.append(new_output("error", ename=ename, evalue=evalue))
        return check.verdict([cell])

    def test_what_is_still_open(self):
        self.assertEqual(self.verdict("todo!()\nassert!(true);"), "still to write")
        self.assertEqual(self.verdict("// todo!()\nassert!(true);"), "passes")

    def test_what_is_wrong(self):
        self.assertEqual(self.verdict(""), "fails: its asserts are gone")
        said = "assertion `left == right` failed\n  left: 41\n right: 42"
        why = "fails: assertion `left == right` failed, left: 41, right: 42"
        self.assertEqual(self.verdict("assert!(true);", "panic", said), why)
        why = "fails: mismatched types"
        self.assertEqual(self.verdict("assert!(true);", "Error", "mismatched types\nmore"), why)

    def test_what_needs_something_that_is_open(self):
        why = "waits for a function that is still to write"
        self.assertEqual(self.verdict("assert!(true);", "panic", "not yet implemented"), why)

    def test_cells_that_were_split_or_deleted(self):
        cells = [new_code_cell("1 + 1"), new_code_cell("assert!(true);")]
        self.assertEqual(check.verdict(cells), "passes")
        cells[0].outputs = [new_output("error", evalue="oh")]
        self.assertEqual(check.verdict(cells), "fails: oh")
        self.assertEqual(check.verdict([]), "its cell is gone")


class Checked(Course):
    def setUp(self):
        super().setUp()
        said(handout.hand_out_all)

    def check(self, **variables):
        with patch.dict(os.environ, {"FROM": "", "ONLY": ""} | variables):
            return said(check.main)

    def begin(self, cells):
        cells["b"].source = cells["b"].source.replace("todo!()", "n + n")
        cells["c"].source = 'panic!("my own cell");'
        cells["k-stub"].source = cells["k-stub"].source.replace("todo!()", "double(5)")
        cells["m-stub"].source = cells["m-stub"].source.replace("todo!()", "fourfold(0)")

    def test_a_workbook_that_was_not_begun_is_not_run(self):
        with patch("classroom.check.run", side_effect=AssertionError):
            self.assertEqual(self.check(), "01_a  not begun\n")

    def test_a_folder_of_workbooks(self):
        collected = self.project / "collected"
        for name in ("anna", "bert", ".ipynb_checkpoints"):
            shutil.copytree(self.folder, collected / name, ignore=shutil.ignore_patterns(".*"))
        self.change(collected / "anna" / "01_a.ipynb", self.begin)
        (collected / "half.ipynb").write_text("half a noteb")
        shutil.copy(FIXTURE, collected / "other.ipynb")
        self.assertEqual(
            self.check(FROM=str(collected)),
            """\
anna/01_a  █████░░░░░░░░░░░░░░░  1 of 4
    double      passes
    exercise 1  fails: assertion `left == right` failed, left: 10, right: 8
    exercise 2  still to write
    exercise 3  waits for a function that is still to write
bert/01_a  not begun
half       cannot be read
other      is no workbook
""",
        )
        with self.assertRaisesRegex(SystemExit, "There is no workbook 07 in "):
            self.check(FROM=str(collected), ONLY="07")

    def test_a_run_that_ends_too_early(self):
        self.change(self.folder / "01_a.ipynb", self.begin)

        def stop(error):
            def run(notebook, *_, **__):
                code = [cell for cell in notebook.cells if cell.cell_type == "code"]
                for i, cell in enumerate(code[:6]):  # up to exercise 1
                    cell.execution_count = i + 1
                raise error

            return run

        with patch("classroom.check.run", stop(CellTimeoutError())):
            printed = self.check()
        self.assertIn("    exercise 1  fails: it did not end in 300 seconds\n", printed)
        self.assertIn("    exercise 3  fails: a cell above it did not end\n", printed)
        self.assertIn("    double      passes\n", printed)
        with patch("classroom.check.run", stop(DeadKernelError())):
            self.assertIn("    exercise 1  fails: it ended the kernel\n", self.check())
