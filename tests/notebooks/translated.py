"""What a notebook and its Chinese edition must have in common: everything but the words."""

import re

STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\\\'])\'|//[^\n]*', re.DOTALL)
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
TARGET = re.compile(r"\]\(([^)\s]+)\)")
DISPLAYED = re.compile(r"\$\$.*?\$\$", re.DOTALL)
FORMULA = re.compile(r"\$[^$]+\$")
NAME = re.compile(r"`[^`]+`")
PLACE = re.compile(r"\{[^}]*\}")
"""Where a format string has something put in."""
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def without_words(code):
    """Rust code without comments and blank lines, and of its strings only what is put into them."""

    def bare(found):
        if found[0].startswith("//"):
            return ""
        return '"' + "".join(sorted(PLACE.findall(found[0]))) + '"' if found[0].startswith('"') else found[0]

    lines = STRING_OR_COMMENT.sub(bare, code).split("\n")
    return [line.rstrip() for line in lines if line.strip()]


def take(pattern, text):
    """What a pattern finds in a text, and the text without it."""
    return pattern.findall(text), pattern.sub("", text)


def without_text(formula):
    return re.sub(r"\\text\{[^}]*\}", "", formula)


def numbers(text):
    """The numbers of a text. Those of one digit may be words in one language (nines, 9) and are left
    out; 5 万 is 50,000."""
    in_ten_thousands = lambda found: f"{round(10_000 * float(found[1])):,}"  # noqa: E731
    text = re.sub(r"(\d[\d.]*) ?万", in_ten_thousands, text)
    return sorted(number for number in NUMBER.findall(text) if len(number) > 1)


def english_link(target):
    return target.replace(".zh.ipynb", ".ipynb").replace(".zh-CN.md", ".md")


def facts(text):
    """What is to be the same in a text whatever its language, each under its name."""
    blocks, text = take(BLOCK, text)
    links, text = take(TARGET, text)
    displayed, text = take(DISPLAYED, text)
    formulas, text = take(FORMULA, text)
    names, text = take(NAME, text)
    lines = text.split("\n")
    prose = "\n".join(line for line in lines if not line.startswith("#"))
    return {
        "blocks": [without_words(code) if kind == "rust" else kind for kind, code in blocks],
        "links": [english_link(link) for link in links],
        "displayed formulas": len(displayed),
        "formulas": sorted(map(without_text, formulas)),
        "names": sorted(names),
        "headings": [line.split()[0] for line in lines if line.startswith("#")],
        "folded parts": [text.count(mark) for mark in ["<details>", "<summary>", "</details>"]],
        "table rows": sum(line.startswith("|") for line in lines),
        "list items": sum(bool(re.match(r" *([-*]|\d+\.) ", line)) for line in lines),
        "guesses": text.count("**Guess.**") + text.count("**猜一猜。**"),
        "numbers": numbers(prose),
    }


def said(outputs):
    """The numbers in what a cell says in words, and the kinds of what it shows."""
    texts = [output.get("text", output.get("data", {}).get("text/html", "")) for output in outputs]
    kinds = [sorted(output.get("data", [output.get("name", output.output_type)])) for output in outputs]
    return [NUMBER.findall(re.sub(r"<[^>]*>", " ", text)) for text in texts], kinds


def of_code(english, chinese):
    if without_words(english.source) != without_words(chinese.source):
        yield "its code is another"
    if "timing" not in english.metadata.get("tags", []) and said(english.outputs) != said(chinese.outputs):
        yield "its outputs have other numbers"


def of_text(english, chinese):
    if english.source == chinese.source:
        yield "it is not translated"
    found = facts(chinese.source)
    for name, expected in facts(english.source).items():
        if found[name] != expected:
            yield f"{name}: expected {expected}, found {found[name]}"


def differences(english, chinese):
    """Where the Chinese edition of a notebook has fallen behind, cell by cell."""
    if [cell.id for cell in english.cells] != [cell.id for cell in chinese.cells]:
        return ["it has other cells"]
    found = []
    for i, pair in enumerate(zip(english.cells, chinese.cells)):
        english_cell, chinese_cell = pair
        if english_cell.metadata != chinese_cell.metadata or english_cell.cell_type != chinese_cell.cell_type:
            found.append(f"cell {i}: its type or tags are others")
            continue
        compare = of_code if english_cell.cell_type == "code" else of_text
        found += [f"cell {i}: {what}" for what in compare(*pair)]
    return found
