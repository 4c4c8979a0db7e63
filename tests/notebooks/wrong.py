"""The wrong answers that learners give, each with what it is put in place of.

They stand in `wrong/NN_name.md`, beside this file: `## NAME` is the function or exercise, `### …` says
what is wrong, and a block of Rust below it takes the place of a `todo!()` in the stub, the first block
that of the first. Words of the mistake belong into the message of the assert that catches it.
"""

import re
from pathlib import Path
from typing import NamedTuple

from tests.notebooks.rules import BLOCK

FOLDER = Path(__file__).parent / "wrong"


class Answer(NamedTuple):
    title: str
    blocks: list

    def put_into(self, stub):
        """The stub with this answer: its blocks in the places of `todo!()`."""
        pieces = stub.split("todo!()")
        if len(pieces) - 1 != len(self.blocks):
            raise ValueError(f"{self.title}: {len(self.blocks)} blocks for {len(pieces) - 1} todo!()")
        whole = pieces[0]
        for block, piece in zip(self.blocks, pieces[1:]):
            indent = re.search(r"[^\n]*$", whole)[0]
            indent = indent if not indent.strip() else ""
            whole += block.replace("\n", "\n" + indent) + piece
        return whole


def answers(notebook):
    """The wrong answers of a notebook, by what they are answers to. None where there is no file."""
    file = FOLDER / f"{notebook.stem}.md"
    if not file.exists():
        return {}
    found = {}
    for section in re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, *wrong = re.split(r"^### ", section, flags=re.MULTILINE)
        found[name.strip()] = [
            Answer(answer.split("\n", 1)[0].strip(), BLOCK.findall(answer)) for answer in wrong
        ]
    return found
