"""Where Chromium is: at `CHROMIUM`, or the first of the usual names in PATH. Run as a program, it says so."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, [os.environ.get("CHROMIUM", ""), *NAMES])), None)

if __name__ == "__main__":
    print(CHROMIUM or "")
