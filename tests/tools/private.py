"""What the tests of the tools share: private folders, and projects of their own."""

import shutil
import tempfile

from kernel.folders import ROOT, folder


def private_folder():
    """A temporary folder below which others cannot write, as the cache must be."""
    return tempfile.TemporaryDirectory(dir=folder())


def copy_tools(place):
    """A project of its own in `place`, with a copy of `kernel/` and `classroom/`."""
    place.mkdir()
    for name in ["kernel", "classroom"]:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, place / name, ignore=ignored)
    return place
