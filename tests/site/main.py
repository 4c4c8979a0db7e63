#!/usr/bin/env python3
"""Tests the pages to play with in a browser.

    python3 tests/site/main.py [TEST…]

The pages are those that `site/play/build.py` built into `target/site/play`, or into the folder that
`PAGES` names; they are opened as files. Needs what is in `site/requirements.txt`, cargo and a
Chromium; `CHROMIUM` names another than that in PATH.
"""

import sys
import unittest

import browser

MODULES = ["test_numbers", "test_play", "test_access"]

if __name__ == "__main__":
    if browser.CHROMIUM is None:
        print("The pages to play with are NOT TRIED: there is no Chromium here. On Debian, `apt install chromium`.")
        sys.exit(0)
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{name}*" for name in sys.argv[1:]] or None
    result = unittest.TextTestRunner(verbosity=2).run(loader.loadTestsFromNames(MODULES))
    wrong = len({str(test).split(" (")[0] for test, _ in result.failures + result.errors})
    print(f"{result.testsRun - wrong} passed, {wrong} failed")
    sys.exit(not result.wasSuccessful() or result.testsRun == 0)
