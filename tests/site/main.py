#!/usr/bin/env python3
"""Tests the site in a browser.

    python3 tests/site/main.py [TEST…]

The site is what `make site` built into `target/site`; the pages to play with may lie in the folder that
`PAGES` names. All are opened as files. Needs what is in `site/requirements.txt`, cargo and a
Chromium; `CHROMIUM` names another than that in PATH.
"""

import sys
import unittest
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "site"))

import browser  # noqa: E402

MODULES = ["test_numbers", "test_play", "test_access", "test_reading", "test_book"]

if __name__ == "__main__":
    if browser.CHROMIUM is None:
        print("The site is NOT TRIED: there is no Chromium here. On Debian, `apt install chromium`.")
        sys.exit(0)
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{name}*" for name in sys.argv[1:]] or None
    result = unittest.TextTestRunner(verbosity=2).run(loader.loadTestsFromNames(MODULES))
    wrong = len({str(test).split(" (")[0] for test, _ in result.failures + result.errors})
    print(f"{result.testsRun - wrong} passed, {wrong} failed")
    sys.exit(not result.wasSuccessful() or result.testsRun == 0)
