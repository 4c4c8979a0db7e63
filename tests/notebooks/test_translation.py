"""The Chinese notebooks say what the English ones say; what has fallen behind is named."""

import unittest

import nbformat

from classroom import workbook
from kernel.folders import ROOT
from tests.notebooks.translated import differences, facts, without_words

PAGES = ["README", "environment", "teaching"]


def read(file):
    return nbformat.read(file, as_version=4)


class Course(unittest.TestCase):
    def test_every_notebook_is_there_in_both_languages(self):
        names = {file.name for file in workbook.notebooks()}
        chinese = {file.name.replace(".zh.", ".") for file in workbook.notebooks("zh")}
        self.assertEqual(names, chinese)

    def test_the_notebooks_agree(self):
        found = []
        for file in workbook.notebooks():
            chinese = file.with_suffix(".zh.ipynb")
            found += [f"{chinese.name}, {what}" for what in differences(read(file), read(chinese))]
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_the_pages_agree(self):
        for page in PAGES:
            english, chinese = (facts((ROOT / f"{page}{end}").read_text("utf-8")) for end in [".md", ".zh-CN.md"])
            for name in english:
                if name not in ("links", "names", "numbers"):
                    with self.subTest(page, fact=name):
                        self.assertEqual(english[name], chinese[name])


class Broken(unittest.TestCase):
    """Two notebooks that agree, and changes of the English one that leave the Chinese behind."""

    def setUp(self):
        code = 'let a = "// no comment"; // a note\nassert!(true);'
        text = "## Title\n\n**Guess.** How many of $n$ are 17, of 50,000? See [one](01_a.ipynb) and `a`.\n\n- item"
        self.english = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(code, id="a"), nbformat.v4.new_markdown_cell(text, id="b")]
        )
        code = 'let a = "// no comment"; // 说明\n\nassert!(true);'
        text = "## 标题\n\n**猜一猜。** 5 万里，$n$ 个里有几个是 17？见[一](01_a.zh.ipynb)和 `a`。\n\n- 一项"
        self.chinese = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(code, id="a"), nbformat.v4.new_markdown_cell(text, id="b")]
        )

    def finds(self, *expected):
        found = differences(self.english, self.chinese)
        self.assertEqual(len(found), len(expected), found)
        for difference, what in zip(found, expected):
            self.assertIn(what, difference)

    def edit(self, cell, old, new):
        self.assertIn(old, self.english.cells[cell].source)
        self.english.cells[cell].source = self.english.cells[cell].source.replace(old, new)

    def test_unbroken(self):
        self.finds()

    def test_code(self):
        self.edit(0, "true", "false")
        self.finds("cell 0: its code is another")

    def test_words_in_strings_are_words_and_what_is_put_into_them_is_code(self):
        self.edit(0, '"// no comment"', '"// some other words"')
        self.finds()
        self.edit(0, "other words", "{other} words")
        self.finds("cell 0: its code is another")
        self.assertEqual(without_words('a("\\"//{b}"); // b'), ['a("{b}");'])

    def test_outputs(self):
        def say(english, chinese):
            self.english.cells[0].outputs = [nbformat.v4.new_output("stream", text=english)]
            self.chinese.cells[0].outputs = [nbformat.v4.new_output("stream", text=chinese)]

        say("6 of 7 days", "7 天里有 6 天")
        self.finds("cell 0: its outputs have other numbers")  # in another order
        say("6 days of 7", "6 天，共 7 天")
        self.finds()
        self.chinese.cells[0].outputs = []
        self.finds("cell 0: its outputs have other numbers")

    def test_tags(self):
        self.english.cells[1].metadata.tags = ["answer"]
        self.finds("cell 1: its type or tags are others")

    def test_a_new_cell(self):
        self.english.cells.append(nbformat.v4.new_markdown_cell("new"))
        self.finds("it has other cells")

    def test_texts(self):
        for old, new, what in [
            ("are 17", "are 18", "numbers"),
            ("$n$", "$m$", "formulas"),
            ("01_a", "02_a", "links"),
            ("`a`", "`b`", "names"),
            ("## ", "### ", "headings"),
            ("**Guess.** ", "", "guesses"),
            ("- item", "- item\n- item", "list items"),
        ]:
            with self.subTest(what):
                self.setUp()
                self.edit(1, old, new)
                self.finds(f"cell 1: {what}")

    def test_untranslated(self):
        self.chinese.cells[1].source = self.english.cells[1].source
        self.finds("cell 1: it is not translated")
