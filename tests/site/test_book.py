"""The e-books, as the readers of e-books take them: strictly."""

import posixpath
import re
import tempfile
import unittest
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from book import epub
from build import LANGUAGES, PAGES, lay_out


def links(page: ElementTree.Element) -> set:
    """Whatever a page asks for or leads to, without the places in it."""
    found = (link for node in page.iter() for name, link in node.items() if name in ("href", "src"))
    parts = map(urlsplit, found)
    return {unquote(part.path) for part in parts if not part.scheme and part.path}


class Books(unittest.TestCase):
    def test_every_page_is_well_formed_and_asks_for_what_is_in_the_book(self):
        for language in LANGUAGES:
            with tempfile.TemporaryDirectory() as work:
                lay_out(language, Path(work) / language)
                with zipfile.ZipFile(epub(language, Path(work))) as book:
                    files = set(book.namelist())
                    pages = {name for name in files if re.search(r"\.(xhtml|opf|ncx)$", name)}
                    self.assertLessEqual({f"{page}.xhtml" for page in PAGES}, pages)
                    for name in sorted(pages):
                        with self.subTest(f"{language}/{name}"):
                            page = ElementTree.fromstring(book.read(name))
                            asked = {posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) for path in links(page)}
                            self.assertEqual(asked - files, set())
