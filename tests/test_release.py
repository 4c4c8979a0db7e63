"""The command as its users build it, optimised: it ends at the same bits and draws the same figures as
the crate in the other tests."""

import subprocess

import pytest

from kernel.folders import ROOT


@pytest.fixture(scope="module")
def course():
    """Runs `cargo course` in a release build; what it prints."""

    def course(*arguments):
        command = ["cargo", "run", "--quiet", "--release", "--features", "cli", "--", *arguments]
        return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout

    return course


def test_two_epochs_end_at_the_same_bits(course):
    expected = (ROOT / "tests" / "suite" / "two_epochs.sha256").read_text()
    printed = course("train", "--hidden", "30", "--epochs", "2")
    assert f"weights sha256 {expected}" in printed


def test_the_figures_are_those_in_images(course, tmp_path):
    course("figures", "--out", str(tmp_path))
    drawn = sorted(tmp_path.iterdir())
    assert len(drawn) == 18
    for file in drawn:
        assert file.read_bytes() == (ROOT / "images" / file.name).read_bytes(), file.name
