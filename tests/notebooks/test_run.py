"""The notebooks say what they said when they were committed."""

import base64
import os

import nbformat
import pytest

from classroom import workbook
from kernel.folders import ROOT
from tests.notebooks.harness import complaints, execute, normalised

ALL = workbook.notebooks("en") + workbook.notebooks("zh")
ONLY = os.environ.get("ONLY", "")
"""The beginning of the names of those that are run."""


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.stem)
def test_it_says_what_it_said(file):
    """The English edition with its stubs and wrong answers; the Chinese one has the same."""
    if not file.name.startswith(ONLY):
        pytest.skip(f"its name does not begin with {ONLY}")
    ran = execute(file, stubs=workbook.language(file) == "en")
    found = complaints(nbformat.read(file, as_version=4), ran)
    assert not found, "\n\n".join(["", *found])


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.stem)
def test_it_is_normalised(file):
    text = file.read_text(encoding="utf-8")
    assert text == normalised(nbformat.read(file, as_version=4)), "run `make notebooks`"
    assert str(ROOT) not in text


def test_the_picture_in_the_readme_is_one_of_notebook_06():
    picture = base64.b64encode((ROOT / "images" / "surest_mistakes.png").read_bytes()).decode()
    [file] = [file for file in workbook.notebooks() if file.name.startswith("06")]
    code = [cell for cell in nbformat.read(file, as_version=4).cells if cell.cell_type == "code"]
    shown = [output.get("data", {}).get("image/png", "") for cell in code for output in cell.outputs]
    assert picture in [image.replace("\n", "") for image in shown]
