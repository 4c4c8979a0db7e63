#!/usr/bin/env python3
"""Builds the pages to play with: each one HTML file that needs nothing beside it.

    python3 site/play/build.py target/site/play

A page is its structure (NAME.html), its words in both languages (NAME.toml) and what it does
(NAME.js). All go into NAME.html and NAME.zh.html, with the style sheet and the shared modules.
Browsers load no modules from a folder, but they take them from the page itself: an import map
gives each module, as a `data:` address, the name by which others import it.

Needs Python 3.11 and nothing else.
"""

import argparse
import base64
import json
import re
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LANGUAGES = {"en": "English", "zh": "中文"}
#: The pages in their order, and the notebook that each belongs to.
PAGES = {
    "concert": "01_perceptron",
    "downhill": "04_gradient_descent",
    "backprop": "05_backpropagation",
    "digit": "09_your_own_digit",
}
MODEL = ROOT / "data/models/digits.safetensors"


def file_name(page: str, language: str) -> str:
    return f"{page}.html" if language == "en" else f"{page}.{language}.html"


def read_words(page: str) -> dict:
    """A page's words by language, after those of all pages."""
    common = tomllib.loads((HERE / "page.toml").read_text("utf-8"))
    own = tomllib.loads((HERE / f"{page}.toml").read_text("utf-8"))
    used = set(re.findall(r"words\.(\w+)|\{\{(\w+)\}\}", sources(page)))
    used = {script or markup for script, markup in used}
    for language in LANGUAGES:
        missing, extra = used - NAMES - {*common[language], *own[language]}, {*own[language]} - used - {"short", "course"}
        if missing or extra:
            raise SystemExit(f"{page}.toml [{language}]: missing {missing}, never used {extra}")
    return {language: common[language] | own[language] for language in LANGUAGES}


#: What a template names besides words.
NAMES = {"lang", "style", "modules", "body", "words", "page", "pages", "other", "notebook", "model"}


def modules(page: str) -> dict[str, str]:
    """The modules of a page by name: its own and those that any of them imports."""
    found, waiting = {}, [f"{page}.js"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = (HERE / name).read_text("utf-8")
            waiting += re.findall(r"from 'play/([\w.]+)'", found[name])
    return found


def sources(page: str) -> str:
    """All in which a page's words are used."""
    markup = [(HERE / name).read_text("utf-8") for name in ["page.html", f"{page}.html"]]
    return "\n".join([*markup, *modules(page).values()])


def fill(template: str, values: dict) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda place: values[place[1]], template)


def import_map(page: str) -> str:
    def address(name: str, source: str) -> str:
        named = f"{source}\n//# sourceURL=play/{name}\n"
        return f"data:text/javascript;base64,{base64.b64encode(named.encode()).decode()}"

    addresses = {f"play/{name}": address(name, source) for name, source in modules(page).items()}
    return json.dumps({"imports": dict(sorted(addresses.items()))}, indent=0)


def navigation(page: str, language: str, titles: dict) -> str:
    current = ' aria-current="page"'
    return "\n".join(
        f'<a href="{file_name(name, language)}"{current if name == page else ""}>{title}</a>'
        for name, title in titles.items()
    )


def switch(page: str, language: str) -> str:
    """Links to the same page in the other languages."""
    return " ".join(
        f'<a href="{file_name(page, other)}" lang="{other}" hreflang="{other}">{name}</a>'
        for other, name in LANGUAGES.items()
        if other != language
    )


def build(page: str, language: str, words: dict, titles: dict, options: argparse.Namespace) -> str:
    own = words[language]
    notebook, home = PAGES[page][:2], ""
    if options.notebooks is not None:
        address = options.notebooks.format(lang=language, name=PAGES[page])
        notebook = f'<a href="{address}">{notebook}</a>'
    if options.home is not None:
        home = f'<a href="{options.home.format(lang=language)}">{own["course"]}</a>\n'
    values = own | {
        "lang": language,
        "style": (HERE / "style.css").read_text("utf-8"),
        "modules": import_map(page),
        "words": json.dumps(own, ensure_ascii=False, indent=0).replace("</", "<\\/"),
        "page": page,
        "pages": home + navigation(page, language, titles),
        "other": switch(page, language),
        "notebook": notebook,
        "model": base64.b64encode(MODEL.read_bytes()).decode(),
    }
    values["body"] = fill((HERE / f"{page}.html").read_text("utf-8"), values)
    return fill((HERE / "page.html").read_text("utf-8"), values)


def main() -> None:
    parser = argparse.ArgumentParser(description="Builds the pages to play with.")
    parser.add_argument("folder", type=Path, help="where they go")
    parser.add_argument(
        "--notebooks",
        metavar="ADDRESS",
        help="link the notebooks: their address from there, such as '../{lang}/{name}.html'",
    )
    parser.add_argument(
        "--home",
        metavar="ADDRESS",
        help="link the course: its address from there, such as '../{lang}/index.html'",
    )
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    words = {page: read_words(page) for page in PAGES}
    for language in LANGUAGES:
        titles = {page: words[page][language]["short"] for page in PAGES}
        for page in PAGES:
            html = build(page, language, words[page], titles, options)
            (options.folder / file_name(page, language)).write_text(html, "utf-8")


if __name__ == "__main__":
    main()
