"""Builds the site: the reading edition in each language, and the pages to play with.

    build.py OUT BOOKS

Runs with the packages of `site/requirements.txt` and `site/package.json`; `make site` installs
them. What is in OUT can be read from there, without a server and without a network. The books are
among it and are linked if they are in BOOKS, where `make book` lays them.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat

SITE = Path(__file__).resolve().parent
ROOT = SITE.parent
MATHJAX = SITE / "node_modules" / "mathjax" / "es5"
PAGES = tomllib.loads((SITE / "pages.toml").read_text(encoding="utf-8"))

# For each language: what the names of its notebooks and of its texts end in, and Sphinx's name.
LANGUAGES = {"en": (".ipynb", ".md", "en"), "zh": (".zh.ipynb", ".zh-CN.md", "zh_CN")}


def description(output):
    """What a chart shows, in words, as the chart itself has it for those who cannot see it."""
    drawing = "".join(output.get("data", {}).get("image/svg+xml", ""))
    label = re.search(r'aria-label="([^"]*)"', drawing)
    return label and label[1]


def reading(notebook):
    """A notebook as it is on the site: what only checks is folded, each picture is described."""
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "check" in tags:
            tags.append("hide-input")
        for output in cell.get("outputs", []):
            if text := description(output):
                cell.metadata["mystnb"] = {"image": {"alt": text}}
    return notebook


def own_language(file, language):
    """A file's text, in which pages of the same language are linked by their names on its site."""
    notebook_end, text_end, _ = LANGUAGES[language]
    text = file.read_text("utf-8").replace(f"{notebook_end})", ".ipynb)").replace(f"{text_end})", ".md)")
    return text.replace("](notebooks/", "](").replace("](../data/README.md)", "](data.md)").replace("[CONTRIBUTING.md](CONTRIBUTING.md)", "CONTRIBUTING.md")


def lay_out(language, source):
    """Puts what Sphinx is to read of one language into a folder."""
    notebook_end, text_end, _ = LANGUAGES[language]
    shutil.copytree(SITE / "templates", source / "templates")
    shutil.copy(SITE / "conf.py", source)
    static = source / "_static"
    (static / "mathjax").mkdir(parents=True)
    for file in ["course.css", "book.css", "chinese.js"]:
        shutil.copy(SITE / file, static)
    shutil.copy(MATHJAX / "tex-chtml.js", static / "mathjax")
    fonts = Path("output/chtml/fonts/woff-v2")
    shutil.copytree(MATHJAX / fonts, static / "mathjax" / fonts)
    shutil.copytree(ROOT / "images", source / "images")

    (source / "index.md").write_text(own_language(SITE / f"start{text_end}", language), "utf-8")
    data = (ROOT / "data" / "README.md").read_text("utf-8")
    (source / "data.md").write_text(f"---\norphan: true\n---\n\n{data}", "utf-8")
    for page in PAGES:
        notebook = ROOT / "notebooks" / (page + notebook_end)
        if notebook.exists():
            text = own_language(notebook, language)
            nbformat.write(reading(nbformat.reads(text, as_version=4)), source / f"{page}.ipynb")
        else:
            text = own_language(ROOT / (page + text_end), language)
            (source / f"{page}.md").write_text(text, "utf-8")


def sphinx(language, builder, source, out, *more):
    """Runs Sphinx over what was laid out; a warning is a failure."""
    environment = os.environ | {"SITE": str(SITE), "SITE_LANGUAGE": LANGUAGES[language][2]}
    math = "mathml" if builder == "epub" else "mathjax"
    options = ["-q", "-W", "--keep-going", "-d", source / "_doctrees", "-D", f"html_math_renderer={math}", *more]
    command = [sys.executable, "-m", "sphinx", *options, "-b", builder, source, out]
    subprocess.run(command, env=environment, check=True)


def main(out, books):
    work = SITE / "_build"
    shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(out, ignore_errors=True)
    tags = ["-t", "books"] if books.exists() else []
    for language in LANGUAGES:
        source = work / language
        lay_out(language, source)
        sphinx(language, "html", source, out / language, *tags)
    shutil.rmtree(out / "jupyter_execute")  # what has been copied to the pages
    if tags:
        shutil.copytree(books, out / "book")
    (out / "notebooks").mkdir()
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(notebook, out / "notebooks")
    play = [sys.executable, SITE / "play" / "build.py", out / "play"]
    subprocess.run([*play, "--notebooks", "../{lang}/{name}.html", "--home", "../{lang}/index.html"], check=True)
    shutil.copy(SITE / "index.html", out)


if __name__ == "__main__":
    main(*(Path(folder).resolve() for folder in sys.argv[1:]))
