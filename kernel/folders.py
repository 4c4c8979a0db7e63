"""Where things are: Jupyter's files in .venv, the kernels' build folders in the user's cache, one
folder for each checkout.

Who can write into a build folder, or put a `.cargo/config.toml` into a folder above it, runs code
as the user who builds there. So these folders are the user's alone, and so is the way to them.
"""

import fcntl
import grp
import hashlib
import os
import pwd
import re
import stat
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""The checkout, by its real path: whichever way leads there, it is one."""

JUPYTER = {
    "JUPYTER_DATA_DIR": str(ROOT / ".venv" / "share" / "jupyter"),
    "JUPYTER_CONFIG_DIR": str(ROOT / ".venv" / "etc" / "jupyter"),
    "JUPYTER_RUNTIME_DIR": str(ROOT / ".venv" / "var" / "jupyter"),
    "IPYTHONDIR": str(ROOT / ".venv" / "var" / "ipython"),
}
"""Where Jupyter finds and keeps its files, as variables: nowhere in the user's own folders."""


class Unusable(Exception):
    """Why a folder cannot be used and what to do, in one sentence."""


def cache():
    """The user's folder for caches, as the XDG Base Directory Specification says."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    if named.startswith("/"):  # the specification: a relative path is to be ignored
        return Path(named)
    try:
        return Path.home() / ".cache"
    except RuntimeError:
        raise Unusable("You have no home folder: set HOME, or XDG_CACHE_HOME.") from None


def folder():
    """Makes what is missing of the checkout's folder in the cache, and returns it."""
    base = cache()
    try:
        base.mkdir(mode=0o700, parents=True, exist_ok=True)  # the mode is the specification's
        base = base.resolve(strict=True)
        refuse_space(base)
        for above in [base, *base.parents]:
            refuse_others(above)
        name = re.sub(r"[^\w.-]", "_", ROOT.name, flags=re.ASCII)
        number = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]
        return private(private(base / "handwritten") / f"{name}-{number}")
    except OSError as error:
        why = f"The cache for the kernel cannot be made ({error})"
        raise Unusable(f"{why}: set XDG_CACHE_HOME to a folder that you can write to.") from None


def refuse_space(path):
    if " " in str(path):
        why = f"{path} has a space in its path, in which the Rust kernel cannot work"
        raise Unusable(f"{why}: set XDG_CACHE_HOME to a folder without one.")


def refuse_others(path):
    """Refuses a folder into which somebody else than the user and root could write."""
    about = path.stat()
    by_others = about.st_mode & stat.S_IWOTH
    by_group = about.st_mode & stat.S_IWGRP and not is_own_group(about.st_gid)
    if about.st_uid not in (0, os.geteuid()) or by_others or by_group:
        why = f"Others can write into {path}, and could run code as you from there"
        raise Unusable(f"{why}: set XDG_CACHE_HOME to a folder of your own, such as ~/.cache.")


def is_own_group(number):
    """Whether nobody but the user and root is in a group."""
    try:
        members = set(grp.getgrgid(number).gr_mem)
    except KeyError:
        members = set()
    users = pwd.getpwall()
    members |= {user.pw_name for user in users if user.pw_gid == number}
    return members <= {user.pw_name for user in users if user.pw_uid in (0, os.geteuid())}


def private(path):
    """Makes a folder that only the user can enter, or makes sure that it is one."""
    path.mkdir(mode=0o700, exist_ok=True)
    about = path.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.geteuid():
        raise Unusable(f"{path} is not a folder of yours: remove it, and run the same again.")
    path.chmod(0o700)
    return path


def lock(path, how):
    """Opens and locks a file; the lock ends when the file is closed by everyone who holds it."""
    file = open(path, "w")
    try:
        fcntl.flock(file, how)
    except OSError:
        file.close()
        raise
    return file


def is_locked(path):
    """Whether somebody holds the lock on a file, which is there."""
    try:
        lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB).close()
    except BlockingIOError:
        return True
    return False


def running_kernels(place):
    """The copies of the warm folder whose kernels are alive."""
    copies = (place / "running").glob("*/lock")
    return [copy.parent for copy in copies if is_locked(copy)]
