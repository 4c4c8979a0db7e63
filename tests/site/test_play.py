"""The pages to play with in a person's hands: mouse, finger, keyboard; desk and phone; both languages."""

import random
import re

from browser import DESK, LANGUAGES, PAGES, PHONE, SMALL_PHONE, TABLET, Pages, choose, file_name, ink, read, slide, state, write

#: What no page may show.
BROKEN = re.compile(r"NaN|undefined|null|Infinity|[{}]|\[object")
SEVEN = [[(24, 22), (50, 20), (76, 20), (60, 55), (48, 88)]]


def drag(page, selector: str, *points: tuple) -> None:
    """Drags with the mouse through points that are shares of an element's width and height."""
    page.locator(selector).scroll_into_view_if_needed()
    box = page.locator(selector).bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


def finger(page, places: list) -> None:
    """Draws with a finger through places on the screen."""
    session = page.context.new_cdp_session(page)
    for i, (x, y) in enumerate(places):
        kind = "touchMove" if i else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


class Playing(Pages):
    def test_concert_by_mouse_and_keyboard(self) -> None:
        page = self.open("concert")
        self.assertEqual(page.text_content("#count"), "You go on 4 of the 8 days.")
        page.focus("#threshold")
        for _ in range(20):
            page.keyboard.press("ArrowLeft")
        self.assertEqual(page.input_value("#threshold"), "3")
        self.assertEqual(page.text_content("#count"), "You go on 5 of the 8 days.")

        for chart in ("#days", "#stairs"):
            drag(page, chart, (0.4, 0.5), (0.85, 0.5))
            self.assertEqual(page.text_content("#count"), "You go on 0 of the 8 days.")
            drag(page, chart, (0.6, 0.5), (0.17, 0.5))
            self.assertEqual(page.text_content("#count"), "You go on 8 of the 8 days.")

        page.focus("input[value=step]")
        page.keyboard.press("ArrowRight")
        self.assertIn("add up to", page.text_content("#count"))
        page.click("#reset")
        self.assertEqual(page.input_value("#w1"), "6")
        choose(page, "step")
        self.assertIn("6 steps", page.text_content("#steps"))
        for number, weight in enumerate((1, 2, 4)):
            slide(page, f"w{number + 1}", weight)
        self.assertIn("8 steps", page.text_content("#steps"))
        for number in range(3):
            slide(page, f"w{number + 1}", 0)
        self.assertIn("one step", page.text_content("#steps"))
        page.wait_for_function("document.getElementById('live').textContent.includes('of the 8 days')")

    def test_concert_by_finger(self) -> None:
        page = self.open("concert", "zh", PHONE)
        page.locator("#days").scroll_into_view_if_needed()
        box = page.locator("#days").bounding_box()
        line = page.locator("#days .limit").bounding_box()
        at = lambda x, y: (line["x"] + x, box["y"] + y)
        page.touchscreen.tap(*at(-50, 100))
        self.assertLess(float(page.input_value("#threshold")), 4)
        finger(page, [at(-50, 100), at(-50, 150), at(-20, 180), at(60, 200)])
        self.assertGreater(float(page.input_value("#threshold")), 6)
        # A finger that only scrolls the page changes nothing.
        before = page.input_value("#threshold")
        finger(page, [at(-40, 150), at(-40, 120), at(-40, 60)])
        self.assertEqual(page.input_value("#threshold"), before)

    def test_downhill_by_mouse_and_keyboard(self) -> None:
        page = self.open("downhill")
        drag(page, "#walk", (0.1, 0.067), (0.5, 0.5), (0.75, 0.25))
        self.assertIn("= (1.00, 0.75) −", page.text_content("#sum"))
        page.focus("#map")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Shift+ArrowDown")
        self.assertIn("= (0.90, 0.74) −", page.text_content("#sum"))
        page.focus("#run")
        page.keyboard.press("Enter")
        page.wait_for_function("document.getElementById('sum').textContent.endsWith('= (0.00, 0.00)')", timeout=60_000)
        page.click("#back")
        self.assertIn("= (0.90, 0.74) −", page.text_content("#sum"))
        self.assertEqual(page.locator("#walk .before").count(), 1)

        # Crossing the limit.
        self.assertEqual(page.text_content("#limit"), "2/λ = 1.0")
        for eta, word in ((0.99, "Below"), (1, "Exactly"), (1.01, "Above")):
            slide(page, "eta", eta)
            self.assertTrue(page.text_content("#verdict").startswith(word))
        for _ in range(400):
            page.click("#step", no_wait_after=True)
        self.assertEqual(page.locator("#walk .out").count(), 1)
        choose(page, "narrow")
        self.assertEqual(page.text_content("#limit"), "2/λ = 0.10")
        choose(page, "two")
        self.assertEqual(page.locator("#walk .out").count(), 0)
        self.assertEqual(page.text_content("#limit"), "2/λ = 0.075")

    def test_the_question_of_downhill_has_its_answer(self) -> None:
        """Between 0.226 and 0.283 it rests in the right valley alone."""
        page = self.open("downhill")
        ends = page.evaluate("""import('play/downhill.js').then(({ LANDSCAPES, descend }) =>
            [0.2, 0.25, 0.3].map(eta => [[-1.2, 0.5], [0.7, 0.5]].map(start => {
                const path = descend(LANDSCAPES.two, start, eta, 3000);
                return Math.hypot(path[3000][0] - path[2999][0], path[3000][1] - path[2999][1]) < 1e-9;
            })))""")
        self.assertEqual(ends, [[True, True], [False, True], [False, False]])

    def test_downhill_by_finger(self) -> None:
        page = self.open("downhill", "zh", PHONE)
        page.locator("#walk").scroll_into_view_if_needed()
        box = page.locator("#walk").bounding_box()
        at = lambda x, y: (box["x"] + x * box["width"], box["y"] + y * box["height"])
        page.touchscreen.tap(*at(0.75, 0.25))
        self.assertIn("= (1.00, 0.75) −", page.text_content("#sum"))
        # Down first: a finger on the ball moves the ball, not the page.
        finger(page, [at(0.75, 0.25), at(0.75, 0.35), at(0.75, 0.5), at(0.5, 0.4), at(0.25, 0.5)])
        self.assertIn("= (−1.00, 0.00) −", page.text_content("#sum"))

    def test_backprop_step_by_step(self) -> None:
        page = self.open("backprop")
        self.assertEqual(page.locator("#net .slope").count(), 0)
        self.assertEqual(page.text_content("#net").count("?"), 3)
        self.assertTrue(page.is_disabled("#previous"))
        page.focus("#next")
        for left in (2, 1, 0, 0):
            page.keyboard.press("Enter")
            self.assertEqual(page.text_content("#net").count("?"), left)
        self.assertIn("½ (0.5 − 0)² = 0.125", page.text_content("#step-text"))
        for _ in range(6):
            page.keyboard.press("Enter")
        self.assertTrue(page.is_disabled("#next"))
        self.assertEqual(page.locator("#net .weight .slope").count(), 9)
        page.focus("#step")
        page.keyboard.press("Home")
        self.assertEqual(page.locator("#net .slope").count(), 0)

    def test_backprop_nudges(self) -> None:
        page = self.open("backprop")
        page.locator("#net .weight[data-number='1'] text").first.click()
        self.assertEqual(page.input_value("#which"), "1")
        slide(page, "nudge", 0.01)
        promised, true = (read(page.text_content(f"#{name}").split("=")[-1]) for name in ("predicted", "happened"))
        self.assertAlmostEqual(promised, 0.0003, 6)
        self.assertAlmostEqual(true, promised, 5)
        page.wait_for_function("document.getElementById('live').textContent.includes('0.0003')")
        page.click("#keep")
        self.assertEqual(page.input_value("#nudge"), "0")
        self.assertIn("−3.99", page.text_content("#net"))
        # As wrong as can be: the slopes vanish.
        page.select_option("#which", "8")
        slide(page, "step", 10)
        for _ in range(4):
            slide(page, "nudge", 2)
            page.click("#keep")
        self.assertGreater(read(page.text_content("#now")), 0.499)
        self.assertIn("·10⁻⁵", page.text_content("#net"))
        page.click("#reset")
        self.assertEqual(page.text_content("#now"), "0.125")

    def test_digit_by_mouse(self) -> None:
        page = self.open("digit")
        page.wait_for_function("!document.getElementById('fool').hidden")
        self.assertEqual(page.text_content("#answer"), "It reads: 3")
        page.click("#clear")
        self.assertEqual(page.text_content("#answer"), "It waits for a digit")
        self.assertTrue(page.is_visible("#hint"))
        self.assertFalse(page.is_visible("#fool"))
        write(page, SEVEN, random.Random(1))
        self.assertEqual(page.text_content("#answer"), "It reads: 7")
        self.assertFalse(page.is_visible("#hint"))
        self.assertEqual(page.locator("#outputs .answer .digit").text_content(), "7")
        page.wait_for_function("!document.getElementById('fool').hidden")
        fooled = state(page)["fooled"]["digit"]
        after = page.locator("#after-text")
        self.assertRegex(after.text_content(), f"^read as {fooled}:")
        slide(page, "amount", 0)
        self.assertRegex(after.text_content(), "^read as 7:")

        # What the neurons say adds up to the output's sum, whichever digit is asked about.
        for digit in (7, 2):
            page.click(f"#outputs button:nth-child({digit + 1})")
            self.assertIn(f"digit {digit}", page.text_content("#hidden-title"))
            labels = page.locator("#neurons button").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
            says = sum(read(label.split("says ")[1]) for label in labels)
            total = [float(v.replace("−", "-")) for v in re.findall(r"[−\d]+\.\d+", page.text_content("#total"))]
            self.assertAlmostEqual(says, total[0], delta=0.15)
            self.assertAlmostEqual(total[0] + total[1], total[2], delta=0.011)
            self.assertEqual(f"{total[3]:.2f}", page.text_content(f"#outputs button:nth-child({digit + 1}) .value"))
        page.click("#outputs button[aria-pressed=true]")
        self.assertIn("digit 7", page.text_content("#hidden-title"))

        page.hover("#neurons button:nth-child(12)")
        self.assertEqual(page.text_content("#one-title"), "Neuron 12")
        page.focus("#neurons button:nth-child(12)")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        self.assertEqual(page.text_content("#one-title"), "Neuron 23")

    def test_digit_by_finger(self) -> None:
        page = self.open("digit", "zh", PHONE)
        page.locator("#clear").tap()
        page.locator("#pad").scroll_into_view_if_needed()
        box = page.locator("#pad").bounding_box()
        finger(page, [(box["x"] + x * box["width"] / 100, box["y"] + y * box["height"] / 100) for x, y in SEVEN[0]])
        page.wait_for_function("document.getElementById('answer').textContent === '它读作 7'")

    def test_digit_by_keyboard(self) -> None:
        page = self.open("digit")
        page.focus("#pad")
        page.keyboard.press("Delete")
        self.assertEqual(page.text_content("#answer"), "It waits for a digit")
        self.assertTrue(page.is_visible("#keys"))
        for key in ["ArrowUp"] * 9 + [" "] + ["ArrowDown"] * 18 + [" "]:
            page.keyboard.press(key)
        self.assertEqual(page.text_content("#answer"), "It reads: 1")
        page.wait_for_function("document.getElementById('pen-said').textContent === 'pen up'")
        page.keyboard.press("5")
        self.assertEqual(page.text_content("#answer"), "It reads: 5")

    def test_digit_writes_by_itself(self) -> None:
        page = self.open("digit", reduced_motion="no-preference")
        page.wait_for_function("document.getElementById('answer').textContent === 'It reads: 3'")
        page.wait_for_function("!document.getElementById('fool').hidden", timeout=60_000)
        # The dark paper takes other ink, as much of it.
        before, shade = ink(page), """() => {
            const { data } = document.querySelector('#pad canvas').getContext('2d').getImageData(0, 0, 400, 400);
            return Math.max(...Array.from(data).filter((value, i) => i % 4 === 0 && data[i + 3] === 255));
        }"""
        self.assertLess(page.evaluate(shade), 64)
        page.emulate_media(color_scheme="dark")
        page.wait_for_function(f"({shade})() > 192")
        self.assertEqual(ink(page), before)

    def test_languages_lead_to_each_other(self) -> None:
        for name in PAGES:
            page = self.open(name)
            self.assertEqual(page.get_attribute("html", "lang"), "en")
            page.click(".language a")
            self.assertTrue(page.url.endswith(file_name(name, "zh")))
            self.assertEqual(page.get_attribute("html", "lang"), "zh")
            for other in PAGES:
                page.click(f"nav a[href='{file_name(other, 'zh')}']")
                self.assertTrue(page.url.endswith(file_name(other, "zh")))
                self.assertEqual(page.get_attribute("nav a[aria-current=page]", "href"), file_name(other, "zh"))
            page.click(".language a")
            self.assertTrue(page.url.endswith(file_name(PAGES[-1], "en")))

    def test_nothing_runs_over_at_any_size(self) -> None:
        for name in PAGES:
            for language in LANGUAGES:
                page = self.open(name, language)
                for size in (DESK, TABLET, PHONE, SMALL_PHONE):
                    with self.subTest(name, language=language, size=size):
                        page.set_viewport_size({"width": size[0], "height": size[1]})
                        page.evaluate("() => new Promise(done => setTimeout(() => requestAnimationFrame(done), 60))")
                        play_a_little(page, name)
                        self.assertEqual(page.evaluate("document.documentElement.scrollWidth"), size[0])
                        outside = page.evaluate("""() => [...document.querySelectorAll('svg text, button, label, output, td')]
                            .filter(one => one.checkVisibility() && !one.closest('.hidden')).map(one => [one.textContent, one.getBoundingClientRect()])
                            .filter(([, box]) => box.left < 0 || box.right > innerWidth + 0.5).map(([text]) => text)""")
                        self.assertEqual(outside, [])
                        self.assertIsNone(BROKEN.search(page.inner_text("body")))

    def test_words_are_in_their_language(self) -> None:
        for name in PAGES:
            page = self.open(name, "zh")
            play_a_little(page, name)
            words = set(re.findall(r"[A-Za-z]{3,}", page.inner_text("main")))
            self.assertLessEqual(words, {"sigmoid"}, name)


def play_a_little(page, name: str) -> None:
    if name == "concert":
        for value in ("step", "sigmoid"):
            choose(page, value)
        slide(page, "w2", -4)
    elif name == "downhill":
        for land in ("wide", "narrow", "two"):
            choose(page, land)
            page.click("#step")
    elif name == "backprop":
        slide(page, "step", 10)
        slide(page, "nudge", -1.37)
    else:
        page.click("#examples button:nth-child(9)")
        page.wait_for_function("!document.getElementById('fool').hidden")
