"""The set-up leaves alone what is there, makes anew what must be, and says what is wrong.

It is run in a project of its own, whose crate is not built and which needs nothing from the
network.
"""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import unittest
from pathlib import Path

from kernel import folders
from kernel.folders import ROOT
from tests.tools.private import copy_tools, private_folder

SITE = next((ROOT / ".venv" / "lib").glob("python*/site-packages"))


class Project(unittest.TestCase):
    """A project without requirements, in a folder of its own."""

    def setUp(self):
        temporary = private_folder()
        self.addCleanup(temporary.cleanup)
        self.place = Path(temporary.name)
        self.project = copy_tools(self.place / "project")
        shutil.copy(ROOT / "Cargo.toml", self.project)
        (self.project / "requirements.txt").write_text("")
        (self.project / "kernel" / "warm.py").write_text("")
        self.cache = self.place / "cache"

    def start(self, project=None, prefix=(), **variables):
        # Jupyter is found where this test has it from.
        variables = {"XDG_CACHE_HOME": str(self.cache), "PYTHONPATH": str(SITE)} | variables
        environment = {name: value for name, value in (os.environ | variables).items() if value}
        return subprocess.Popen(
            [*prefix, sys.executable, "-m", "kernel.setup"],
            cwd=project or self.project,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def set_up(self, *arguments, **variables):
        """Runs the set-up; what it printed."""
        run = self.start(*arguments, **variables)
        printed, said = run.communicate()
        self.assertEqual((said, run.returncode), ("", 0))
        return printed

    def refused(self, *arguments, **variables):
        """Runs the set-up, which fails; the last line of what it says."""
        run = self.start(*arguments, **variables)
        _, said = run.communicate()
        self.assertEqual(run.returncode, 1, said)
        self.assertNotIn("Traceback", said)
        return said.splitlines()[-1]


class SetUp(Project):
    def test_a_second_way_to_the_same_folder_changes_nothing(self):
        self.assertIn("Installing Jupyter", self.set_up())
        link = self.place / "link"
        link.symlink_to(self.project)
        self.assertEqual(self.set_up(link), "")

    def test_a_project_that_was_moved_is_set_up_anew(self):
        self.set_up()
        moved = self.project.rename(self.place / "a project, moved")
        self.assertIn("Installing Jupyter", self.set_up(moved))

    def test_a_python_that_is_gone_is_noticed(self):
        self.set_up()
        python = self.project / ".venv" / "bin" / "python"
        python.unlink()
        python.symlink_to("/nowhere/python3")
        self.assertIn("Installing Jupyter", self.set_up())
        self.assertTrue(python.exists())

    def test_what_fails_leaves_nothing_and_can_be_run_again(self):
        requirements = self.project / "requirements.txt"
        requirements.write_text("./nowhere")
        self.assertEqual(
            self.refused(),
            "Jupyter was not installed: see to the network, and run the same again.",
        )
        self.assertFalse((self.project / ".venv").exists())
        requirements.write_text("")
        self.assertIn("Installing Jupyter", self.set_up())

    def test_nothing_is_taken_from_a_running_kernel(self):
        self.set_up()
        [place] = (self.cache / "handwritten").iterdir()
        copy = place / "running" / "one"
        copy.mkdir(parents=True)
        (self.project / "requirements.txt").write_text("# changed")
        with folders.lock(copy / "lock", folders.fcntl.LOCK_EX):
            self.assertIn("close the running notebooks", self.refused())
        self.assertTrue((self.project / ".venv" / "made-from").exists())
        self.assertIn("Installing Jupyter", self.set_up())

    def test_two_at_once_wait_for_each_other(self):
        pipe = self.place / "pipe"
        os.mkfifo(pipe)
        (self.project / "kernel" / "warm.py").write_text(f"open({str(pipe)!r}).read()")
        first = self.start()
        with open(pipe, "w"):  # which waits until the first set-up has come that far
            second = self.start()
            self.assertIn("waiting for its end", second.stdout.readline())
        _, said = first.communicate()
        self.assertEqual((said, first.returncode), ("", 0))
        with open(pipe, "w"):
            pass
        _, said = second.communicate()
        self.assertEqual((said, second.returncode), ("", 0))

    def test_a_full_disk_is_named(self):
        script = 'mount -t tmpfs -o size=4m none "$0" && cp -r "$1/kernel" "$1"/*.t* "$0" && '
        script += 'cd "$0" && exec "$2" -m kernel.setup'
        small = self.place / "small"
        small.mkdir()
        alone = ["unshare", "--map-root-user", "--mount", "sh", "-c", script, small, self.project]
        try:
            able = subprocess.run([*alone[:3], "true"], capture_output=True).returncode == 0
        except FileNotFoundError:
            able = False
        if not able:
            self.skipTest("no disk can be mounted here")
        self.assertIn("The disk is full", self.refused(prefix=alone))

    @unittest.skipIf(os.geteuid() == 0, "root may write anywhere")
    def test_a_read_only_project_is_named(self):
        self.project.chmod(0o555)
        self.addCleanup(self.project.chmod, 0o755)
        self.assertIn("copy or clone it to a folder of your own", self.refused())

    def test_missing_tools_are_named(self):
        tools = self.place / "tools"
        tools.mkdir()
        self.assertIn("cargo is missing", self.refused(PATH=str(tools)))
        for name in ("cargo", "rustc"):
            (tools / name).symlink_to(shutil.which("echo"))
        (tools / "rustc").unlink()
        (tools / "rustc").write_text("#!/bin/sh\necho rustc 1.90.0")
        (tools / "rustc").chmod(0o755)
        self.assertIn("Rust 1.90.0 is too old", self.refused(PATH=str(tools)))
        (tools / "rustc").write_text("#!/bin/sh\necho rustc 1.99.0-nightly")
        self.assertIn("A C compiler is missing", self.refused(PATH=str(tools)))


class Cache(Project):
    def test_it_is_the_users_alone(self):
        os.umask(0)
        self.addCleanup(os.umask, 0o022)
        self.set_up()
        [place] = (self.cache / "handwritten").iterdir()
        for folder in (place, place.parent):
            self.assertEqual(stat.S_IMODE(folder.stat().st_mode), 0o700)
        place.chmod(0o777)
        self.set_up()
        self.assertEqual(stat.S_IMODE(place.stat().st_mode), 0o700)

    def test_a_way_to_it_that_others_can_write_to_is_refused(self):
        self.cache.mkdir()
        self.cache.chmod(0o1777)
        self.assertIn(f"Others can write into {self.cache}", self.refused())
        below = str(self.cache / "below")
        self.assertIn(f"Others can write into {self.cache}", self.refused(XDG_CACHE_HOME=below))

    def test_a_link_in_its_place_is_refused(self):
        elsewhere = self.place / "elsewhere"
        for folder in (self.cache, elsewhere):
            folder.mkdir()
        (self.cache / "handwritten").symlink_to(elsewhere)
        self.assertIn("is not a folder of yours: remove it", self.refused())

    @unittest.skipIf(os.geteuid() != 0, "only root can give a folder away")
    def test_a_folder_of_another_user_is_refused(self):
        (self.cache / "handwritten").mkdir(parents=True)
        os.chown(self.cache / "handwritten", 65534, 65534)
        self.assertIn("is not a folder of yours: remove it", self.refused())
        os.chown(self.cache, 65534, 65534)
        self.assertIn(f"Others can write into {self.cache}", self.refused())

    def test_a_space_in_its_path_is_refused(self):
        space = str(self.place / "my cache")
        self.assertIn("has a space in its path", self.refused(XDG_CACHE_HOME=space))

    def test_one_that_cannot_be_made_is_named(self):
        blocked = str(self.project / "Cargo.toml" / "cache")
        self.assertIn("set XDG_CACHE_HOME to a folder", self.refused(XDG_CACHE_HOME=blocked))

    def test_without_a_home_it_is_where_the_system_says(self):
        script = "from kernel import folders; print(folders.cache())"
        environment = {k: v for k, v in os.environ.items() if k not in ("HOME", "XDG_CACHE_HOME")}
        run = [sys.executable, "-c", script]
        said = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True).stdout
        self.assertEqual(said.strip(), pwd.getpwuid(os.geteuid()).pw_dir + "/.cache")
