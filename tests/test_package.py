"""What of the crate goes to others: what the package holds, and what it asks for."""

import json
import re
import subprocess

from kernel.folders import ROOT


def cargo(*arguments):
    command = ["cargo", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def test_the_package_holds_the_crate_and_nothing_else(tmp_path):
    cargo("package", "--quiet", "--no-verify", "--allow-dirty", "--target-dir", str(tmp_path))
    [package] = (tmp_path / "package").glob("*.crate")
    assert package.stat().st_size < 10_000_000
    files = cargo("package", "--quiet", "--list", "--allow-dirty").split()
    wanted = {"README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "src/lib.rs"}
    wanted |= {str(file.relative_to(ROOT)) for file in ROOT.glob("src/**/*") if file.is_file()}
    assert wanted <= set(files)
    own = {"Cargo.toml", "Cargo.lock", "Cargo.toml.orig", ".cargo_vcs_info.json"}
    assert set(files) - wanted <= own


def test_the_rust_that_is_promised_is_enough_for_every_crate_in_use():
    """That of the crate itself is held by clippy's `incompatible_msrv`."""
    numbers = lambda version: [int(number) for number in re.findall(r"\d+", version)]  # noqa: E731
    packages = json.loads(cargo("metadata", "--format-version=1", "--locked"))["packages"]
    asked = {package["name"]: package["rust_version"] for package in packages}
    promised = numbers(asked["handwritten"])
    assert len(asked) > 50
    later = {name: version for name, version in asked.items() if version and numbers(version) > promised}
    assert not later
