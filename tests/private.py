"""What the tests share: the modules of `kernel/` and of `tests/notebooks/`, and private folders."""

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "kernel"), str(ROOT / "tests" / "notebooks")]

from folders import folder  # noqa: E402


def private_folder():
    """A temporary folder below which others cannot write, as the cache must be."""
    return tempfile.TemporaryDirectory(dir=folder())


def copy_kernel(place):
    """A project of its own in `place`, with a copy of `kernel/`."""
    place.mkdir()
    shutil.copytree(ROOT / "kernel", place / "kernel", ignore=shutil.ignore_patterns("__pycache__"))
    return place
