"""The pages to play with for everybody: without scripts, by ear, by keyboard, for weak eyes."""

from browser import DESK, LANGUAGES, PAGES, PHONE, Pages
from test_play import play_a_little

#: The contrast of each visible text with what is behind it, where it is less than WCAG asks.
FAINT = """() => {
    const parse = text => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const behind = node => {
        for (; node; node = node.parentElement) {
            const ground = parse(getComputedStyle(node).backgroundColor);
            if (ground.length === 3 || ground[3] > 0) return ground;
        }
        return [255, 255, 255];
    };
    const faint = [];
    for (const node of document.querySelectorAll('body *')) {
        const own = [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim());
        if (!own || !node.checkVisibility() || node.closest('.hidden, script, :disabled')) continue;
        const style = getComputedStyle(node);
        const [a, b] = [light(parse(node.closest('svg') ? style.fill : style.color)), light(behind(node))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${node.tagName} ${node.textContent.trim().slice(0, 30)}`);
    }
    return faint;
}"""

#: What those who listen would miss.
UNNAMED = """() => {
    const named = node => node.getAttribute('aria-label') || node.labels?.length
        || document.getElementById(node.getAttribute('aria-labelledby'))?.textContent || node.textContent.trim();
    const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
    const levels = [...document.querySelectorAll('h1, h2, h3')].map(one => Number(one.tagName[1]));
    return [
        ...[...document.querySelectorAll('button, input, select, a, [role=img], [role=application], [role=group], section')]
            .filter(one => !named(one)).map(one => `no name: ${one.outerHTML.slice(0, 80)}`),
        ...[...document.querySelectorAll('svg')].filter(one => !one.closest('[aria-hidden=true]')).map(one => `seen alone: svg ${one.id}`),
        ...[...document.querySelectorAll('[for], [aria-labelledby], [aria-describedby]')]
            .flatMap(one => ['for', 'aria-labelledby', 'aria-describedby'].map(name => one.getAttribute(name)))
            .filter(id => id && !document.getElementById(id)).map(id => `no such id: ${id}`),
        ...ids.filter((id, i) => ids.indexOf(id) !== i).map(id => `twice: ${id}`),
        ...levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1).map(level => `skipped to h${level}`),
        ...(levels.filter(level => level === 1).length === 1 ? [] : ['not one h1']),
        ...[...document.querySelectorAll('input[type=range]')].filter(one => !one.getAttribute('aria-valuetext')).map(one => `no value: ${one.id}`),
        ...(document.querySelector('[aria-live]') ? [] : ['nothing is announced']),
    ];
}"""


class Access(Pages):
    def test_texts_stand_out_from_their_ground(self) -> None:
        for name in PAGES:
            for scheme in ("light", "dark"):
                with self.subTest(name, scheme=scheme):
                    page = self.open(name, color_scheme=scheme)
                    play_a_little(page, name)
                    page.mouse.move(0, 0)
                    page.wait_for_timeout(300)  # colours change gently
                    self.assertEqual(page.evaluate(FAINT), [])

    def test_everything_has_a_name(self) -> None:
        for name in PAGES:
            for language in LANGUAGES:
                with self.subTest(name, language=language):
                    page = self.open(name, language)
                    play_a_little(page, name)
                    self.assertEqual(page.evaluate(UNNAMED), [])

    def test_everything_is_reached_by_keyboard_and_seen_to_be(self) -> None:
        for name in PAGES:
            with self.subTest(name):
                page = self.open(name)
                play_a_little(page, name)
                page.focus("nav a")
                reached = set()
                for _ in range(60):
                    page.keyboard.press("Tab")
                    here = page.evaluate("""() => {
                        const one = document.activeElement;
                        const seen = [one, one.nextElementSibling].some(node => node && getComputedStyle(node).outlineStyle !== 'none');
                        return one === document.body ? null : [one.id || one.name || one.textContent, seen];
                    }""")
                    if here is None:
                        break
                    self.assertTrue(here[1], f"{here[0]} is not seen to be chosen")
                    reached.add(here[0])
                wanted = page.evaluate("""[...document.querySelectorAll('main button, main input, main select, main [tabindex="0"]')]
                    .filter(one => !one.disabled && one.tabIndex === 0).map(one => one.id || one.name || one.textContent)""")
                also = {"downhill": {"map"}, "digit": {"pad"}}.get(name, set())
                self.assertLessEqual({*wanted, *also}, reached)

    def test_without_scripts_a_page_says_what_it_is(self) -> None:
        for name in PAGES:
            for language in LANGUAGES:
                page = self.open(name, language, PHONE, java_script_enabled=False)
                text = page.inner_text("main")
                self.assertIn("JavaScript", text)
                self.assertGreater(len(page.inner_text(".question")), 40)
                self.assertFalse(page.is_visible("#play"))
                self.assertGreaterEqual(page.locator("nav a").count(), 4)

    def test_the_message_goes_once_the_page_runs(self) -> None:
        for name in PAGES:
            page = self.open(name, size=DESK)
            page.wait_for_function("document.getElementById('without') === null")
            self.assertTrue(page.is_visible("#play"))
