"""The form of the notebooks: what their workbook needs, and what makes it one to learn from."""

import copy
import re

from classroom import workbook

TAGS = dict.fromkeys(["write", "check", "timing", "raises-exception"], "code") | {"answer": "markdown"}
"""The tags that a cell may have, and the type of the cells that may have them."""
GUESS = re.compile(r"^\*\*Guess\.\*\*", re.MULTILINE)
HEADING = re.compile(r"^#+ ", re.MULTILINE)
OTHER = re.compile(r"^#+ |\*\*Guess\.|<details>", re.MULTILINE)
EXERCISES = re.compile(r"## Exercises\b")
ASSERT = re.compile(r"^ *assert", re.MULTILINE)
BLOCK = re.compile(r"^```rust\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
ITEM = re.compile(r"^(?:pub )?(fn|struct|enum|trait|const|static|type|mod|impl)\b", re.MULTILINE)


def of_code(source):
    if "todo!" in source:
        yield "a notebook is finished: it has no todo!()"
    item = ITEM.search(source)
    if item and item[1] == "impl":
        yield "a cell whose first item is an `impl` cannot be run twice: evcxr would keep both"


def of_write(source):
    stub = workbook.stub(source)
    functions = re.findall(r"^ *(?:pub )?fn ", stub, re.MULTILINE)
    if not len(functions) == stub.count("todo!()") > 0:
        yield "a function's body is not found: `fn … {` stands on a line, its `}` below `fn`"
    if not 1 <= len(ASSERT.findall(stub)) <= 6:
        yield "one to six asserts stand below the function, not in it"


def of_check(cell):
    lines = cell.source.splitlines()
    if len(lines) > 40:
        yield f"a check has 40 lines at most, not {len(lines)}"
    if not ASSERT.search(cell.source):
        yield "a check asserts something"
    others = [line for line in lines if not re.match(r"(assert|let |for |fn |//|[ {)}\]])|$", line)]
    if others:
        yield f"a check only binds and asserts, not: {others[0]}"
    if cell.outputs:
        yield "a check shows nothing"


def of_exercise(cell):
    try:
        _, stub, solution = workbook.exercise(copy.deepcopy(cell))
    except ValueError as error:
        yield str(error).splitlines()[0]
        return
    if "todo!()" not in stub.source or not ASSERT.search(stub.source):
        yield "a stub has a todo!() and an assert"
    blocks = BLOCK.findall(solution.source)
    if len(blocks) != 1:
        yield f"a solution has one block of Rust, not {len(blocks)}"
    for block in blocks:
        yield from of_code(block)
    given = [line.strip() for line in stub.source.splitlines() if "todo!()" not in line]
    lines = [line.strip() for line in solution.source.splitlines()]
    missing = [line for line in given if line not in lines]
    if missing:
        yield f"a solution has every line of its stub, also: {missing[0]}"


def of_cell(cell):
    for tag in cell.metadata.get("tags", []):
        if TAGS.get(tag) != cell.cell_type:
            yield f"a {cell.cell_type} cell is not tagged `{tag}`"
    if cell.cell_type == "code":
        yield from of_code(cell.source)
    if cell.cell_type == "code" and workbook.has_tag(cell, "write"):
        yield from of_write(cell.source)
    if cell.cell_type == "code" and workbook.has_tag(cell, "check"):
        yield from of_check(cell)
    if workbook.has_tag(cell, "answer") and OTHER.search(cell.source):
        yield "an answer has no heading, no guess and nothing folded"
    if workbook.is_exercise(cell):
        yield from of_exercise(cell)
    elif cell.cell_type == "markdown" and BLOCK.search(cell.source) and "<details>" in cell.source:
        yield "a solution stands in the cell of its exercise, one exercise a cell"


def of_guesses(cells):
    """Each guess leads to code, and then to its answer, before anything new begins."""
    guess, ran = None, False
    for i, cell in enumerate(cells):
        if cell.cell_type == "code":
            ran = True
            continue
        asks, answers = GUESS.search(cell.source), workbook.has_tag(cell, "answer")
        if cell.source.count("**Guess.**") != len(GUESS.findall(cell.source)):
            yield i, "a guess begins its paragraph"
        if answers and (guess is None or not ran):
            yield i, "an answer comes after a guess and the code that shows it"
        begins = asks or HEADING.search(cell.source)
        if guess is not None and begins and not answers:
            yield guess, "a guess has its answer before anything new begins"
        if answers or begins:
            guess, ran = (i if asks else None), False
    if guess is not None:
        yield guess, "a guess has its answer before anything new begins"


def of_exercises(cells):
    """Three to five of them, numbered, behind their heading."""
    headings = [i for i, cell in enumerate(cells) if EXERCISES.match(cell.source)]
    places = [i for i, cell in enumerate(cells) if workbook.is_exercise(cell)]
    numbers = [int(workbook.NUMBER.match(cells[i].source)[1]) for i in places]
    count = len(places)
    if not headings or places != list(range(headings[0] + 1, headings[0] + 1 + count)):
        yield headings[0] if headings else 0, "exercises follow their heading, each in one cell"
    if not 3 <= count <= 5 or numbers != list(range(1, count + 1)):
        yield headings[0] if headings else 0, f"there are three to five exercises, not {numbers}"


def complaints(notebook):
    """What is wrong with a notebook, cell by cell."""
    found = [(i, what) for i, cell in enumerate(notebook.cells) for what in of_cell(cell)]
    found += [*of_guesses(notebook.cells), *of_exercises(notebook.cells)]
    return [f"cell {i}: {what}" for i, what in sorted(found, key=lambda one: one[0])]
