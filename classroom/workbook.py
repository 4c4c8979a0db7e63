"""Makes the workbook: the notebooks as their learner gets them, with the work still to do.

In `workbook/NN_name.ipynb`, made from `notebooks/NN_name.ipynb`, nothing has run yet. A cell
tagged `write` has `todo!()` for the body of each function; the finished cell is folded below it.
Each exercise is a cell with its stub, between the statement with a hint and the folded solution.
What a guess leads to (texts tagged `answer`) is folded, and so is the code of cells tagged `check`.

A cell to be written has a tag, `write` or `exercise`, and a name: the function, or the exercise's
number. The notebook's metadata lists these names, so that what was deleted is missed. Its last line
before what it shows is `println!("✓ NAME")`, and the workbook's last cell asks for these ticks.
"""

import re

import nbformat
from nbconvert.preprocessors import ClearOutputPreprocessor
from nbformat.v4 import new_code_cell, new_markdown_cell

from kernel.folders import ROOT

NOTEBOOKS = ROOT / "notebooks"

WORDS = {
    "en": {
        "note": "> **Your workbook.** Cells with `todo!()` are yours to write: replace it, and run"
        " the cell until its asserts pass. What is folded opens with a click: guess and try first."
        " `make check` in a terminal says what is done and what is left.",
        "answer": "After you ran it: what was seen, and why",
        "check": "// Checks what the text says.",
        "solution": "One way to write it",
        "exercise": "exercise {}",
        "done": "## How much is done\n\nThe cell below says which functions and exercises of this notebook were"
        " right when you ran them last.",
        "made": "Making your workbook, in workbook/: what you write there is never overwritten.",
        "newer": "{} is a newer edition; {}, which you began, stays as it is.",
    },
    "zh": {
        "note": "> **这是你的练习版。** 有 `todo!()` 的单元格由你来写：把它换掉，运行到断言都通过为止。"
        "折起来的内容点一下就展开：先猜，先试。在终端里运行 `make check`，就知道哪些做好了，哪些还没有。",
        "answer": "运行之后：看到了什么，为什么",
        "check": "// 验证正文里的说法。",
        "solution": "一种写法",
        "exercise": "练习 {}",
        "done": "## 完成了多少\n\n下面的单元格告诉你，这一篇里的函数和练习，你最近一次运行时哪些是对的。",
        "made": "正在 workbook/ 里生成你的练习版：你写下的内容永远不会被覆盖。",
        "newer": "{} 是新版；{} 你已经动过笔，原样保留。",
    },
}
"""What the workbook says of its own, by language."""

FUNCTION = re.compile(r"( *)(?:pub )?fn (\w+).*\{")
NUMBER = re.compile(r"\*\*(\d+)\.\*\*")
EXERCISE = re.compile(
    r"(?P<statement>\*\*\d+\.\*\*.*?)\n```rust\n(?P<stub>.*?)\n```\n"
    r"\s*(?P<hint><details>.*?</details>)\s*(?P<solution><details>.*</details>)\s*",
    re.DOTALL,
)


def language(file):
    """The language of a notebook, from its name: NN_name.ipynb, or NN_name.zh.ipynb."""
    return file.suffixes[-2][1:] if len(file.suffixes) > 1 else "en"


def notebooks(wanted="en"):
    """The notebooks of the course in a language, in order."""
    files = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
    return [file for file in files if language(file) == wanted]


def has_tag(cell, tag):
    return tag in cell.metadata.get("tags", [])


def is_exercise(cell):
    return cell.cell_type == "markdown" and NUMBER.match(cell.source) is not None


def stub(source):
    """A cell with `todo!()` for the body of each function, below the body's own comments."""
    lines, indent = [], None
    for line in source.splitlines():
        if indent is None:
            lines.append(line)
            function = FUNCTION.fullmatch(line)
            indent = function and function[1]
        elif line == indent + "}":
            lines += [indent + "    todo!()", line]
            indent = None
        elif re.match(r" *//", line):
            lines.append(indent + "    " + line.lstrip())
    return "\n".join(lines)


def fold(summary, text):
    return f"<details>\n<summary>{summary}</summary>\n\n{text}\n\n</details>"


def written(cell, words):
    """A cell that the learner writes, and the finished one below it."""
    functions = filter(None, map(FUNCTION.fullmatch, cell.source.splitlines()))
    finished = fold(words["solution"], f"```rust\n{cell.source}\n```")
    cell.metadata.name = ", ".join(function[2] for function in functions)
    cell.source = stub(cell.source)
    return [cell, new_markdown_cell(finished, id=f"{cell.id}-solution")]


def exercise(cell, words=WORDS["en"]):
    """An exercise as a cell to be written between two texts: statement and hint, solution."""
    parts = EXERCISE.fullmatch(cell.source)
    if not parts:
        form = "not a statement, a stub, a folded hint, a folded solution"
        raise ValueError(f"{form}:\n{cell.source}")
    name = words["exercise"].format(NUMBER.match(cell.source)[1])
    metadata = {"name": name, "tags": ["exercise"]}
    cell.source = f"{parts['statement'].rstrip()}\n\n{parts['hint']}"
    return [
        cell,
        new_code_cell(parts["stub"], id=f"{cell.id}-stub", metadata=metadata),
        new_markdown_cell(parts["solution"], id=f"{cell.id}-solution"),
    ]


def cells(cell, words):
    """What becomes of a cell of a notebook."""
    if has_tag(cell, "write"):
        return written(cell, words)
    if is_exercise(cell):
        return exercise(cell, words)
    if has_tag(cell, "answer"):
        cell.source = fold(words["answer"], cell.source)
    if has_tag(cell, "check"):
        # The first line stays in sight.
        cell.source = f"{words['check']}\n{cell.source}"
        cell.metadata.jupyter = {"source_hidden": True}
    return [cell]


def workbook(file):
    """The workbook that is made from a notebook."""
    notebook = nbformat.read(file, as_version=4)
    notebook, _ = ClearOutputPreprocessor().preprocess(notebook, {})
    words = WORDS[language(file)]
    notebook.cells = [new for cell in notebook.cells for new in cells(cell, words)]
    notebook.cells.insert(1, new_markdown_cell(words["note"], id="workbook"))
    names = [cell.metadata.name for cell in notebook.cells if "name" in cell.metadata]
    notebook.metadata.to_write = names
    done = [new_markdown_cell(words["done"], id="how-much"), new_code_cell(f":done {'; '.join(names)}", id="done")]
    notebook.cells += done
    return notebook
