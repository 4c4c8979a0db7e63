"""Makes the book of each language, as PDF for paper and as EPUB for phones.

    book.py OUT

The PDF is what Chromium prints of all pages as one; CHROMIUM names another than that in PATH.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from build import LANGUAGES, SITE, lay_out, sphinx
from chromium import CHROMIUM

FOOTER = '<p style="width: 100%; text-align: center; font-size: 8px"><span class="pageNumber"></span></p>'


def pdf(page, file):
    """Prints a page once its formulas are set, every folded part open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page()
        tab.goto(page.as_uri())
        tab.evaluate("MathJax.startup.promise")
        tab.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
        margin = {"top": "18mm", "bottom": "18mm", "left": "20mm", "right": "20mm"}
        tab.pdf(
            path=file,
            format="A4",
            margin=margin,
            print_background=True,
            outline=True,
            tagged=True,
            display_header_footer=True,
            header_template="<p></p>",
            footer_template=FOOTER,
        )
        browser.close()


def epub(language, work):
    """Packs what was laid out of a language in `work`; the e-book's path."""
    out = work / "epub" / language
    sphinx(language, "epub", work / language, out)
    return out / "handwritten.epub"


def main(out):
    if CHROMIUM is None:
        sys.exit("The books need Chromium: on Debian, `apt install chromium`, or set CHROMIUM to where it is.")
    work = SITE / "_build" / "book"
    shutil.rmtree(work, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        lay_out(language, work / language)
        shutil.copy(epub(language, work), out / f"handwritten.{language}.epub")
        sphinx(language, "singlehtml", work / language, work / "one-page" / language)
        pdf(work / "one-page" / language / "index.html", out / f"handwritten.{language}.pdf")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
