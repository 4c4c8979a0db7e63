"""Runs what is made from a notebook, and compares what it says with what it said.

What runs is the workbook: each cell to be written first as the stub, which must fail at its `todo!()`,
then with each wrong answer in the stub's place, which must fail at the cell's own asserts, then as the
finished cell that the workbook folds below it.
"""

import copy
import re
import zlib

import nbformat

from classroom.workbook import has_tag, workbook
from kernel.run import run
from tests.notebooks import wrong
from tests.notebooks.rules import BLOCK

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
"""A terminal's colour codes."""


def execute(file, stubs=True):
    """The workbook of a notebook after it ran in a fresh kernel, in the notebook's folder. In it every
    cell to be written stands twice: as the stub, unless there are to be none, and finished."""
    notebook = workbook(file)
    answers = wrong.answers(file) if stubs else None
    notebook.cells = list(filled_in(notebook.cells, answers))
    run(notebook, file.parent)
    return notebook


def filled_in(cells, answers):
    """The cells of a workbook with what is to be written in each; before it, unless `answers` is None,
    the stub, and the wrong answers."""
    for cell, below in zip(cells, [*cells[1:], None]):
        if "name" in cell.metadata:
            if answers is not None:
                yield variant(cell, "stub", "open", cell.source)
                for i, answer in enumerate(answers.get(cell.metadata.name, [])):
                    yield variant(cell, "wrong", f"wrong-{i}", answer.put_into(cell.source), answer.title)
            [cell.source] = BLOCK.findall(below.source)
        yield cell


def variant(cell, tag, end, source, title=None):
    other = copy.deepcopy(cell)
    other.id += f"-{end}"
    other.source, other.metadata.tags, other.metadata.title = source, [tag], title
    return other


def complaints(committed, ran):
    """What of a notebook is not as it should be: a line for each such cell, what was expected and
    what was found."""
    by_id = {cell.id: cell for cell in ran.cells}
    code = [cell for cell in committed.cells if cell.cell_type == "code"]
    found = [(f"code cell {i}", cell, why_not(cell, by_id[cell.id])) for i, cell in enumerate(code, 1)]
    for cell in ran.cells:
        name = cell.metadata.get("name")
        if has_tag(cell, "stub"):
            found.append((f"the stub of {name}", cell, why_not_open(cell)))
        if has_tag(cell, "wrong"):
            found.append((f"a wrong answer to {name}, {cell.metadata.title}", cell, why_not_caught(cell)))
        if has_tag(cell, "exercise"):
            found.append((f"the solution of {name}", cell, failure(cell) or useless(cell)))
    return [f"{what}:\n{quoted(cell.source)}\n{why}" for what, cell, why in found if why]


def quoted(source):
    return "\n".join(f"    | {line}" for line in source.splitlines())


def why_not(committed, ran):
    """What is wrong with a cell that ran, beside the one that was committed."""
    fails = None if has_tag(committed, "raises-exception") else failure(ran)
    return fails or useless(ran) or difference(committed, ran)


def why_not_open(stub):
    """A stub compiles, and fails at its `todo!()`."""
    errors = [output.evalue for output in stub.outputs if output.output_type == "error"]
    if errors == ["not yet implemented"] and len(stub.outputs) == 1:
        return None
    return f"expected to fail with `not yet implemented`, found:\n{failure(stub) or shown(stub.outputs)}"


def why_not_caught(cell):
    """A wrong answer compiles, and an assert of its cell stops it."""
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if [error.ename for error in errors] == ["panic"] and errors[0].evalue != "not yet implemented":
        return None
    return f"expected to fail at an assert, found:\n{failure(cell) or shown(cell.outputs)}"


def failure(cell):
    """How a cell failed, if it did: by an error, or by a word on stderr, where nothing belongs."""
    for output in cell.outputs:
        if output.output_type == "error":
            trace = COLOURS.sub("", "\n".join(output.traceback))
            return f"error: {output.evalue}\n{trace}"
        if output.get("name") == "stderr":
            return f"on stderr:\n{output.text}"
    return None


def useless(cell):
    """What no reader wants to see: `()` after a loop, or a chart that was printed and not shown, as
    the kernel does where a cell moves one of its variables away."""
    for output in cell.outputs:
        plain = output.get("data", {}).get("text/plain", "")
        if plain.strip() == "()" or plain.startswith("Figure of "):
            return f"shows {plain}"
    return None


def difference(committed, ran):
    """How the outputs differ, if they do. A cell tagged `timing` may say something else each time,
    but not fall silent or change the kind of what it says."""
    expected, found = essence(committed.outputs), essence(ran.outputs)
    if has_tag(committed, "timing"):
        same = [kind[:2] for kind in expected] == [kind[:2] for kind in found]
    else:
        same = expected == found
    return None if same else f"expected:\n{shown(committed.outputs)}\nfound:\n{shown(ran.outputs)}"


def essence(outputs):
    """Outputs as far as they are compared; neighbouring pieces of one stream are one."""
    found = []
    for output in outputs:
        kind, name = output.output_type, output.get("name")
        what = output.get("text", output.get("data", output.get("evalue")))
        if found and kind == "stream" and found[-1][:2] == (kind, name):
            what = found.pop()[2] + what
        found.append((kind, name, what))
    return found


def shown(outputs):
    """Outputs for people: texts in full, images by their size and a checksum."""
    lines = []
    for kind, name, what in essence(outputs):
        for mime, content in (what if isinstance(what, dict) else {name or kind: what}).items():
            is_image = mime.startswith("image/")
            text = f"{len(content)} bytes, checksum {zlib.crc32(content.encode()):08x}" if is_image else content
            lines.append(f"    {mime}: {text.rstrip()}")
    return "\n".join(lines) or "    no output"


def normalised(notebook):
    """What is the same however and wherever a notebook was run: code cells count 1, 2, 3, …, no times
    and no state of an editor, each stream in one piece."""
    notebook = copy.deepcopy(notebook)
    language = notebook.metadata.language_info
    kernel = {"display_name": "Rust", "language": "rust", "name": "rust"}
    notebook.metadata = nbformat.from_dict({"kernelspec": kernel, "language_info": language})
    count = 0
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = [written(output, count) for output in joined(cell.outputs)]
    return nbformat.writes(notebook) + "\n"


def joined(outputs):
    together = []
    for output in outputs:
        last = together[-1] if together else None
        if last and output.output_type == "stream" == last.output_type and output.name == last.name:
            last.text += output.text
        else:
            together.append(output)
    return together


def written(output, count):
    if output.output_type == "execute_result":
        output.execution_count = count
        output.metadata = {}
    return output


def renewed(committed, ran):
    """A notebook with the outputs of its workbook. Cells tagged `timing` keep those that they had."""
    by_id = {cell.id: cell for cell in ran.cells}
    for cell in committed.cells:
        if cell.cell_type == "code" and not (has_tag(cell, "timing") and cell.outputs):
            cell.outputs = by_id[cell.id].outputs
    committed.metadata = ran.metadata
    return committed
