"""The site in a browser: opening its pages, watching what goes wrong, playing as a person."""

import base64
import os
import random
import re
import unittest
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from chromium import CHROMIUM

DESK, TABLET, PHONE, SMALL_PHONE = (1280, 860), (820, 1100), (360, 740), (320, 640)
PAGES = ("concert", "downhill", "backprop", "digit")
LANGUAGES = ("en", "zh")
# The first lets it run as root; the others stop Chromium's own requests.
FLAGS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync""".split()
#: Where the built pages are.
FOLDER = Path(os.environ.get("PAGES", "target/site/play")).resolve()


class InBrowser(unittest.TestCase):
    """Tests that share a browser."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.browser.close()
        cls.playwright.stop()


class Pages(InBrowser):
    """Opens pages. A test fails on whatever they complain of and on requests that leave the folder."""

    def setUp(self) -> None:
        self.complaints: list[str] = []
        self.contexts: list = []

    def tearDown(self) -> None:
        for context in self.contexts:
            context.close()
        self.assertEqual(self.complaints, [])

    def open(self, name: str, language: str = "en", size: tuple = DESK, **options) -> Page:
        options = {"reduced_motion": "reduce", "has_touch": size[0] < 700, **options}
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        self.contexts.append(context)
        page = context.new_page()
        folder = FOLDER.as_uri() + "/"

        def check(request) -> None:
            if not request.url.startswith((folder, "data:")):
                self.complaints.append(f"asked for {request.url}")

        def hear(said) -> None:
            if said.type in ("error", "warning"):
                self.complaints.append(said.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", check)
        page.goto(folder + file_name(name, language))
        return page


def file_name(name: str, language: str) -> str:
    return f"{name}.html" if language == "en" else f"{name}.{language}.html"


def choose(page: Page, value: str) -> None:
    """Presses the one of several that are joined."""
    page.locator(f"label:has(input[value={value}])").click()


def slide(page: Page, name: str, value: float) -> None:
    """Moves a slider to a number, as a hand that hits it exactly would."""
    page.locator(f"#{name}").fill(str(value))


def read(text: str) -> float:
    return float(re.search(r"-?[\d.]+", text.replace("−", "-"))[0])


def argmax(numbers: list) -> int:
    return max(range(len(numbers)), key=numbers.__getitem__)


def write(page: Page, strokes: list, random: random.Random) -> None:
    """Draws strokes on the sheet with the mouse, with a hand that is not quite steady."""
    page.locator("#pad").scroll_into_view_if_needed()
    box = page.locator("#pad").bounding_box()
    for stroke in strokes:
        points = [
            (
                box["x"] + x * box["width"] / 100 + random.uniform(-1, 1),
                box["y"] + y * box["height"] / 100 + random.uniform(-1, 1),
            )
            for x, y in stroke
        ]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=5)
        page.mouse.up()


def state(page: Page) -> dict:
    return page.evaluate("import('play/digit.js').then(page => page.state())")


def ink(page: Page) -> bytes:
    """The ink on the sheet, a byte for each pixel."""
    text = page.evaluate("""() => {
        const canvas = document.querySelector('#pad canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let text = '';
        for (let i = 3; i < data.length; i += 4) text += String.fromCharCode(data[i]);
        return btoa(text);
    }""")
    return base64.b64decode(text)
