"""The reading edition for everybody: nothing from elsewhere, nothing cut off, nothing unsaid."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from browser import DESK, FOLDER, LANGUAGES, PHONE, InBrowser

SITE = FOLDER.parent
FIRST_PAGE = 1_000_000  # bytes, and all that it loads

#: Pictures without words for those who cannot see them, and formulas that were not set.
UNSAID = """() => [
    ...[...document.querySelectorAll('article img')].filter(one => !one.alt.trim()).map(one => `no words: ${one.src}`),
    ...[...document.querySelectorAll('article .math')].filter(one => !one.querySelector('mjx-container'))
        .map(one => `not set: ${one.textContent.slice(0, 40)}`),
    ...[...document.querySelectorAll('mjx-merror')].map(one => `wrong: ${one.textContent}`),
    ...(document.querySelectorAll('h1').length === 1 ? [] : ['not one h1']),
    ...(document.documentElement.lang ? [] : ['no language']),
]"""
LINKS = "() => [...document.links].map(link => link.href).filter(href => href.startsWith('file:'))"
#: How far a page can be pushed to the side.
OVERFLOW = "() => document.documentElement.scrollWidth - innerWidth"


class Reading(InBrowser):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pages = [page for language in LANGUAGES for page in sorted((SITE / language).glob("*.html"))]

    def open(self, file, size, **options):
        """Opens a page; what it complains of, and what it asks for elsewhere, fails the test."""
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        self.addCleanup(context.close)
        page = context.new_page()
        complaints, self.asked = [], set()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: self.asked.add(request.url))
        page.goto(file.as_uri())
        page.evaluate("window.MathJax?.startup?.promise")
        complaints += [f"asked for {url}" for url in self.asked if not url.startswith((SITE.as_uri(), "data:"))]
        self.assertEqual(complaints, [], file.name)
        return page

    def test_every_page_says_all_stays_at_home_and_links_what_is_there(self):
        self.assertGreater(len(self.pages), 20)
        for file in self.pages:
            with self.subTest(f"{file.parent.name}/{file.name}"):
                page = self.open(file, DESK)
                # The page of the search gets its heading with what was found.
                expected = ["not one h1"] if file.name == "search.html" else []
                self.assertEqual(page.evaluate(UNSAID), expected)
                paths = {Path(unquote(urlsplit(link).path)) for link in page.evaluate(LINKS)}
                self.assertEqual([path for path in paths if not path.exists()], [])

    def test_a_phone_shows_the_whole_width(self):
        for file in self.pages:
            with self.subTest(f"{file.parent.name}/{file.name}"):
                self.assertEqual(self.open(file, PHONE).evaluate(OVERFLOW), 0)

    def test_the_other_language_is_one_step_away(self):
        for language, other in [LANGUAGES, LANGUAGES[::-1]]:
            for name in ["index", "01_perceptron", "environment"]:
                with self.subTest(language, page=name):
                    page = self.open(SITE / language / f"{name}.html", PHONE)
                    page.locator(".course-language").click()
                    self.assertEqual(page.url, (SITE / other / f"{name}.html").as_uri())

    def test_the_first_page_is_light_and_reads_without_scripts(self):
        for language in LANGUAGES:
            page = self.open(SITE / language / "index.html", DESK, java_script_enabled=False)
            text = page.locator("article").inner_text()
            self.assertGreater(len(text), 200)
            files = [Path(unquote(urlsplit(url).path)) for url in self.asked if url.startswith("file:")]
            self.assertLess(sum(file.stat().st_size for file in files), FIRST_PAGE)

    def test_search_finds_words_in_both_languages(self):
        for language, word, found in [("en", "sigmoid", "02_sigmoid"), ("zh", "梯度", "04_gradient_descent")]:
            with self.subTest(language):
                page = self.open(SITE / language / "search.html", DESK)
                page.goto(page.url + f"?q={word}")
                page.locator(".search li a").first.wait_for()
                hits = page.locator(".search li a").evaluate_all("links => links.map(link => link.href)")
                self.assertTrue(any(found in hit for hit in hits), hits)
