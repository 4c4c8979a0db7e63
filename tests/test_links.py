"""Every link between the project's own pages leads somewhere, and every notebook that a text mentions
is there."""

import re

import nbformat
import pytest

from classroom.workbook import NOTEBOOKS, notebooks
from kernel.folders import ROOT

NUMBERS = sorted({file.name[:2] for file in notebooks()})
TEXTS = [file for pattern in ["*.md", "data/*.md"] for file in sorted(ROOT.glob(pattern))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
MENTION = re.compile(r"[Nn]otebooks? (\d+)")
NAMED_LINK = re.compile(r"\[[Nn]otebook (\d+)\]\(([^)]+)\)")


def text(file):
    if file.suffix != ".ipynb":
        return file.read_text(encoding="utf-8")
    cells = nbformat.read(file, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


PAGES = {file: text(file) for file in [*TEXTS, *sorted(NOTEBOOKS.glob("*.ipynb"))]}


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)
def test_links_lead_somewhere(file):
    for link in LINK.findall(PAGES[file]):
        if "://" not in link and not link.startswith("#"):
            assert (file.parent / link.split("#")[0]).exists(), f"the link to {link} leads nowhere"
    for number in MENTION.findall(PAGES[file]):
        assert f"{number:0>2}" in NUMBERS, f"there is no notebook {number}"
    for number, link in NAMED_LINK.findall(PAGES[file]):
        assert link.startswith(f"{number:0>2}_"), f"notebook {number} leads to {link}"


def test_there_are_links_and_mentions():
    for pattern, least in [(LINK, 30), (MENTION, 30), (NAMED_LINK, 8)]:
        assert sum(len(pattern.findall(page)) for page in PAGES.values()) > least, pattern


def test_the_notebooks_are_numbered_from_00_on_and_light():
    assert NUMBERS == [f"{i:02}" for i in range(len(NUMBERS))] and len(NUMBERS) > 5
    for file in NOTEBOOKS.glob("*.ipynb"):
        assert file.stat().st_size < 2_000_000, file.name
