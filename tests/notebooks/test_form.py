"""The notebooks of the course have the form that their workbook needs; what has not is named."""

import unittest
from pathlib import Path

import nbformat

from classroom import workbook
from kernel.folders import ROOT
from tests.notebooks.rules import complaints

FIXTURE = ROOT / "tests" / "notebooks" / "fixture.ipynb"


class Course(unittest.TestCase):
    def test_every_notebook_has_the_form(self):
        found = {}
        for file in workbook.notebooks():
            found[file.name] = complaints(nbformat.read(file, as_version=4))
        lines = [f"{name}, {what}" for name in found for what in found[name]]
        self.assertEqual(lines, [], "\n" + "\n".join(lines))

    def test_every_workbook_is_a_notebook_whose_work_has_names(self):
        for file in workbook.notebooks("en") + workbook.notebooks("zh"):
            with self.subTest(file.name):
                made = workbook.workbook(file)
                nbformat.validate(made)
                names = made.metadata.to_write
                self.assertEqual(len(set(names)), len(names), names)


class Broken(unittest.TestCase):
    """The fixture has the form; each change breaks it in one way."""

    def setUp(self):
        self.notebook = nbformat.read(FIXTURE, as_version=4)
        self.cells = {cell.id: cell for cell in self.notebook.cells}

    def edit(self, cell, old, new):
        self.assertIn(old, self.cells[cell].source)
        self.cells[cell].source = self.cells[cell].source.replace(old, new)

    def remove(self, cell):
        self.notebook.cells.remove(self.cells[cell])

    def finds(self, *expected):
        found = complaints(self.notebook)
        self.assertEqual(len(found), len(expected), found)
        for complaint, what in zip(found, expected):
            self.assertIn(what, complaint)

    def test_the_fixture_is_unbroken(self):
        self.finds()

    def test_tags(self):
        self.cells["a"].metadata.tags = ["check"]
        self.cells["c"].metadata.tags = ["cheque"]
        self.finds("cell 0: a markdown cell is not tagged `check`", "cell 3: a code cell is not")

    def test_a_function_on_one_line(self):
        self.cells["b"].source = "fn double(n: i32) -> i32 { 2 * n }\nassert_eq!(double(21), 42);"
        self.finds("cell 1: a function's body is not found")

    def test_a_function_without_asserts(self):
        self.edit("b", "assert_eq!(double(21), 42);", "double(21)")
        self.finds("cell 1: one to six asserts")

    def test_an_impl_in_front(self):
        self.edit("b", "/// Twice", "impl Number {}\n/// Twice")
        self.finds("cell 1: a cell whose first item is an `impl`")
        self.edit("b", "impl Number {}", "")
        self.edit("m", "let own", "impl Number {}\nlet own")
        self.finds("cell 11: a cell whose first item is an `impl`")

    def test_a_trait_before_its_impl(self):
        self.edit("b", "/// Twice", "trait Half {}\nimpl Half for i32 {}\n/// Twice")
        self.finds()

    def test_an_unfinished_notebook(self):
        self.edit("c", "// then", "todo!()")
        self.finds("cell 3: a notebook is finished")

    def test_a_heading_in_an_answer(self):
        self.edit("h", "The cell's", "## Lines\n\nThe cell's")
        self.finds("cell 4: an answer has no heading")

    def test_a_guess_without_an_answer(self):
        self.cells["h"].metadata.tags = []
        self.finds("cell 2: a guess has its answer")

    def test_a_guess_without_code(self):
        self.remove("c")
        self.finds("cell 3: an answer comes after")

    def test_an_answer_without_a_guess(self):
        self.edit("g", "**Guess.** ", "")
        self.finds("cell 4: an answer comes after")

    def test_a_guess_at_the_end(self):
        self.edit("m", "**3.** ", "**3.** **Guess.** ")
        self.edit("m", "Which", "\n\n**Guess.** Which")
        self.finds("cell 11: a guess begins", "cell 11: a guess has its answer")

    def test_a_check(self):
        self.edit("i", "let six", "println!(\"6\");\nlet six")
        self.finds('cell 5: a check only binds and asserts, not: println!("6");')
        self.cells["i"].source = "let six = double(3);"
        self.finds("cell 5: a check asserts something")
        self.cells["i"].source = "\n".join(["assert!(true);"] * 41)
        self.finds("cell 5: a check has 40 lines")
        self.cells["i"].source = "assert!(true);"
        self.cells["i"].outputs = [nbformat.v4.new_output("stream", text="6")]
        self.finds("cell 5: a check shows nothing")

    def test_an_exercise_without_a_hint(self):
        self.edit("k", "<details>\n<summary>Hint", "<summary>Hint")
        self.finds("cell 9: not a statement, a stub")

    def test_a_stub_without_anything_to_do(self):
        self.edit("l", "todo!()", "0")
        self.finds("cell 10: a stub has a todo!()", "cell 10: a solution has every line")

    def test_a_solution_that_is_unfinished(self):
        self.edit("l", "double(double(n))", "todo!()")
        self.finds("cell 10: a notebook is finished")

    def test_a_solution_in_two_parts(self):
        self.edit("l", "```\n\n</details>", "```\n\n```rust\n1\n```\n\n</details>")
        self.finds("cell 10: a solution has one block of Rust, not 2")

    def test_a_solution_without_an_assert_of_its_stub(self):
        self.edit("k", "double(4);\nassert_eq!(eight, 8);", "double(4);")
        self.finds("cell 9: a solution has every line of its stub, also: assert_eq!(eight, 8);")

    def test_a_solution_elsewhere(self):
        self.cells["a"].source = "<details>\n\n```rust\n1\n```\n\n</details>"
        self.finds("cell 0: a solution stands in the cell of its exercise")

    def test_exercises(self):
        self.edit("l", "**2.**", "**3.**")
        self.finds("cell 8: there are three to five exercises, not [1, 3, 3]")
        self.remove("l")
        self.edit("m", "**3.**", "**2.**")
        self.finds("cell 8: there are three to five exercises, not [1, 2]")
        self.remove("j")
        self.finds("exercises follow their heading", "three to five")
