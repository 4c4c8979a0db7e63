"""What the harness finds in a small notebook: nothing as it is, and each break where it is."""

import copy

import nbformat
import pytest

from kernel.folders import ROOT
from tests.notebooks.harness import complaints, execute

FIXTURE = ROOT / "tests" / "notebooks" / "fixture.ipynb"


def read(file=FIXTURE):
    notebook = nbformat.read(file, as_version=4)
    return notebook, {cell.id: cell for cell in notebook.cells}


@pytest.fixture(scope="module")
def ran():
    """The fixture as it ran."""
    return execute(FIXTURE)


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """What is found in the fixture with a break in every cell that can have one, as it ran."""
    notebook, cells = read()
    for cell, old, new in [
        ("b", "assert_eq!(double(21), 42);", ""),  # no stub is called
        ("c", "// then", 'panic!("oh");'),
        ("i", "assert_eq!(six, 6)", "assert_eq!(six, 7)"),
        ("d", "println!", "let n: u8 = \"x\".parse()?;\nprintln!"),
        ("e", 'println!("{:?}", std::time::SystemTime::now())', "let n: u8 = \"x\""),
        ("k", "double(4)", "double(5)"),
        ("l", "todo!()", "to_do"),
        ("m", "let own", "assert!(1 > 2);\nlet own"),
    ]:
        assert old in cells[cell].source
        cells[cell].source = cells[cell].source.replace(old, new)
    loop = nbformat.v4.new_code_cell("for _ in 0..2 {}", id="n")
    notebook.cells.insert(notebook.cells.index(cells["j"]), loop)
    file = tmp_path_factory.mktemp("broken") / "01_broken.ipynb"
    nbformat.write(notebook, file)
    return complaints(notebook, execute(file))


def test_an_unbroken_notebook_passes(ran):
    assert complaints(read()[0], ran) == []


def test_every_break_is_named_where_it_is(broken):
    expected = [
        ("code cell 2:", "oh"),
        ("code cell 3:", "assertion `left == right` failed"),
        ("code cell 4:", "invalid digit"),
        ("code cell 5:", "mismatched types"),
        ("code cell 6:", "shows ()"),
        ("the stub of double:", "no output"),
        ("the solution of exercise 1:", "assertion `left == right` failed"),
        ("the stub of exercise 2:", "cannot find value `to_do`"),
        ("the stub of exercise 3:", "assertion failed: 1 > 2"),
        ("the solution of exercise 3:", "assertion failed: 1 > 2"),
    ]
    assert len(broken) == len(expected), "\n\n".join(broken)
    for complaint, (cell, what) in zip(broken, expected):
        assert complaint.startswith(cell) and what in complaint, complaint


def other_pixel(png):
    """The same picture of one pixel in another grey."""
    return png.replace("SK+k", "SK+l")


@pytest.mark.parametrize(
    "cell, change, what",
    [
        ("d", lambda outputs: outputs[0].data.update({"image/png": "iVBOR"}), "image/png: "),
        ("c", lambda outputs: outputs.clear(), "no output"),
        ("c", lambda outputs: outputs[0].update(text="first\n"), "first"),
        ("e", lambda outputs: outputs.clear(), "no output"),
        ("e", lambda outputs: outputs[0].update(name="stderr"), "stderr"),
    ],
    ids=["a pixel", "an output", "a line", "a time that is gone", "a time elsewhere"],
)
def test_what_it_said_no_more_is_named(ran, cell, change, what):
    notebook, cells = read()
    change(cells[cell].outputs)
    [complaint] = complaints(notebook, copy.deepcopy(ran))
    assert what in complaint


def test_what_takes_time_may_say_another(ran):
    notebook, cells = read()
    cells["e"].outputs[0].text = "another time\n"
    assert complaints(notebook, ran) == []
