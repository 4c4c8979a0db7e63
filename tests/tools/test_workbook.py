"""The workbook is made and handed out; what its learner wrote is never overwritten."""

import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path
from unittest import mock

from nbformat.v4 import new_output

from classroom import handout, lab, workbook
from tests.tools.course import FIXTURE, Course, said


class Made(unittest.TestCase):
    def setUp(self):
        self.notebook = workbook.workbook(FIXTURE)
        self.cells = {cell.id: cell for cell in self.notebook.cells}

    def test_nothing_has_run(self):
        for cell in self.notebook.cells:
            if cell.cell_type == "code":
                self.assertEqual((cell.execution_count, cell.outputs), (None, []))

    def test_what_is_to_be_written_has_a_tag_and_a_name(self):
        names = ["double", "exercise 1", "exercise 2", "exercise 3"]
        self.assertEqual(self.notebook.metadata.to_write, names)
        named = [cell for cell in self.notebook.cells if "name" in cell.metadata]
        self.assertEqual([cell.metadata.name for cell in named], names)
        tags = [cell.metadata.tags for cell in named]
        self.assertEqual(tags, [["write"], ["exercise"], ["exercise"], ["exercise"]])

    def test_a_function_is_left_open_and_finished_below(self):
        stub = "    // Add it to itself, or multiply it.\n    todo!()\n}"
        self.assertIn(stub, self.cells["b"].source)
        self.assertNotIn("2 * n", self.cells["b"].source)
        self.assertIn("assert_eq!(double(21), 42);", self.cells["b"].source)
        below = self.cells["b-solution"].source
        self.assertTrue(below.startswith("<details>\n<summary>One way to write it</summary>\n"))
        self.assertIn("2 * n", below)

    def test_bodies_end_where_they_began(self):
        source = """\
impl Net {
    /// Says it twice.
    pub fn twice(&self) -> f64 {
        for _ in 0..2 {
            // Inside.
        }
        self.w // not this one
    }
    fn short(&self) -> f64 { self.w }
}"""
        expected = """\
impl Net {
    /// Says it twice.
    pub fn twice(&self) -> f64 {
        // Inside.
        todo!()
    }
    fn short(&self) -> f64 { self.w }
}"""
        self.assertEqual(workbook.stub(source), expected)

    def test_an_answer_and_a_check_are_folded(self):
        self.assertTrue(self.cells["h"].source.startswith("<details>\n<summary>After you ran it"))
        self.assertEqual(self.cells["i"].metadata.jupyter, {"source_hidden": True})
        first, *rest = self.cells["i"].source.splitlines()
        self.assertEqual(first, "// Checks what the text says.")  # all of it that is in sight
        self.assertEqual(rest, ["let six = double(3);", "assert_eq!(six, 6);"])

    def test_an_exercise_is_a_cell_between_two_texts(self):
        place = self.notebook.cells.index(self.cells["k"])
        statement, stub, solution = self.notebook.cells[place : place + 3]
        self.assertTrue(statement.source.startswith("**1.** Double 4.\n\n<details>\n<summary>Hint"))
        self.assertNotIn("todo!()", statement.source)
        self.assertEqual(stub.source, "let eight: i32 = todo!();\nassert_eq!(eight, 8);")
        self.assertTrue(solution.source.startswith("<details>\n<summary>Solution"))

    def test_a_notebook_has_the_language_of_its_name(self):
        self.assertEqual(workbook.language(Path("01_perceptron.ipynb")), "en")
        self.assertEqual(workbook.language(Path("01_perceptron.zh.ipynb")), "zh")


class HandedOut(Course):
    def hand_out(self):
        return said(handout.hand_out_all)

    def edition(self, text):
        """Changes the course, and hands it out."""
        self.write(self.notebook, "a", text)
        return self.hand_out()

    def test_it_is_made_once(self):
        shutil.copy(FIXTURE, self.notebook.with_name("01_a.zh.ipynb"))
        self.assertIn("never overwritten", self.hand_out())
        self.assertEqual(self.files(), ["01_a.ipynb"])
        before = (self.folder / "01_a.ipynb").stat()
        self.assertEqual(self.hand_out(), "")
        self.assertEqual((self.folder / "01_a.ipynb").stat(), before)

    def test_it_is_made_in_the_language_that_is_asked_for(self):
        shutil.copy(FIXTURE, self.notebook.with_name("01_a.zh.ipynb"))
        self.assertIn("练习版", said(lambda: handout.hand_out_all("zh")))
        self.assertEqual(self.files(), ["01_a.zh.ipynb"])
        self.assertIn("练习版", self.source("01_a.zh.ipynb", "workbook"))

    def test_the_language_is_asked_for_or_the_systems(self):
        for settings, expected in [
            ({}, "en"),
            ({"LANG": "zh_CN.UTF-8"}, "zh"),
            ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
            ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en"}, "en"),
            ({"LANG": "en_GB.UTF-8", "LANGUAGE": "zh_CN:zh"}, "zh"),
        ]:
            with self.subTest(settings), mock.patch.dict(os.environ, settings, clear=True):
                self.assertEqual(lab.language(), expected)

    def test_a_file_that_was_not_begun_is_renewed(self):
        self.hand_out()
        mine = self.folder / "01_a.ipynb"
        output = new_output("stream", text="42")  # running cells is not writing
        self.change(mine, lambda cells: cells["c"].update(outputs=[output], execution_count=7))
        self.assertEqual(self.edition("Second."), "")
        self.assertEqual(self.source("01_a.ipynb", "a"), "Second.")
        self.assertEqual(self.files(), ["01_a.ipynb"])

    def test_a_file_that_was_begun_stays_and_the_newer_edition_lies_beside_it(self):
        self.hand_out()
        mine = self.folder / "01_a.ipynb"
        self.write(mine, "c", "1 + 1")
        begun = mine.read_bytes()
        self.assertEqual(self.hand_out(), "")

        newer = "01_a-newer.ipynb is a newer edition; 01_a.ipynb, which you began, stays as it is."
        self.assertEqual(self.edition("Second."), newer + "\n")
        self.assertEqual(self.source("01_a-newer.ipynb", "a"), "Second.")
        self.assertEqual(self.hand_out(), "")  # it says so once

        self.edition("Third.")
        self.assertEqual(self.source("01_a-newer.ipynb", "a"), "Third.")
        self.write(self.folder / "01_a-newer.ipynb", "c", "1 + 2")
        self.assertIn("01_a-newer-2.ipynb is a newer edition", self.edition("Fourth."))
        self.assertEqual(self.source("01_a-newer.ipynb", "a"), "Third.")
        self.assertEqual(mine.read_bytes(), begun)
        self.assertEqual(self.files(), ["01_a-newer-2.ipynb", "01_a-newer.ipynb", "01_a.ipynb"])

    def test_what_was_removed_comes_back_unless_it_was_a_newer_edition(self):
        self.hand_out()
        mine = self.folder / "01_a.ipynb"
        mine.unlink()
        self.hand_out()
        self.write(mine, "c", "1 + 1")
        self.edition("Second.")
        (self.folder / "01_a-newer.ipynb").unlink()
        self.assertEqual(self.hand_out(), "")
        self.assertEqual(self.files(), ["01_a.ipynb"])

    def test_a_file_that_cannot_be_read_stays(self):
        self.hand_out()
        mine = self.folder / "01_a.ipynb"
        mine.write_text("half a noteb")
        self.edition("Second.")
        self.assertEqual(mine.read_text(), "half a noteb")
        self.assertEqual(self.files(), ["01_a-newer.ipynb", "01_a.ipynb"])

    def test_a_file_of_unknown_origin_stays(self):
        self.folder.mkdir()
        shutil.copy(FIXTURE, self.folder / "01_a.ipynb")
        self.assertIn("01_a-newer.ipynb is a newer edition", self.hand_out())

    def test_an_edition_opens_by_its_name(self):
        def lab(**variables):
            command = [sys.executable, "-m", "classroom.lab", "--version"]
            variables = os.environ | variables
            return subprocess.run(command, cwd=self.project, env=variables, capture_output=True, text=True)

        self.assertEqual(lab(EDITION="read").returncode, 0)
        self.assertFalse(self.folder.exists())
        wrong = lab(EDITION="redd")
        self.assertEqual((wrong.returncode, wrong.stdout), (1, ""))
        why = "There is no EDITION=redd: workbook is the one you write in, read the finished one.\n"
        self.assertEqual(wrong.stderr, why)
        self.assertIn("Making your workbook", lab().stdout)
        self.assertEqual(self.files(), ["01_a.ipynb"])
