//! The set-up, the kernel's launcher, the workbook, and the form of the notebooks from which it is
//! made: Python, tested in Python.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// Runs a Python script of `tests/` to its good end.
fn run(script: &str, arguments: &[&str]) {
    let venv = Path::new(HERE).join(".venv");
    let run = Command::new(venv.join("bin/python"))
        .arg(Path::new(HERE).join("tests").join(script))
        .args(arguments)
        .env("JUPYTER_RUNTIME_DIR", venv.join("var/jupyter"))
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}; `make test` sets it up", venv.display()));
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
}

#[test]
fn kernels_leave_nothing_behind_and_say_why_they_do_not_start() {
    let spec = Path::new(HERE).join(".venv/share/jupyter/kernels/rust/kernel.json");
    let spec = fs::read(&spec).unwrap_or_else(|error| {
        panic!("{}: {error}; `make test` sets it up", spec.display());
    });
    let spec: Value = serde_json::from_slice(&spec).unwrap();
    run("kernel.py", &[spec["argv"][2].as_str().unwrap()]);
}

#[test]
fn the_set_up_leaves_alone_what_is_there_and_says_what_is_wrong() {
    run("setup.py", &[]);
}

#[test]
fn the_workbook_is_made_and_never_overwritten() {
    run("workbook.py", &[]);
}

#[test]
fn a_learner_is_told_what_is_done_and_what_is_wrong() {
    run("check.py", &[]);
}

#[test]
fn the_notebooks_have_the_form_that_their_workbook_needs() {
    run("form.py", &[]);
}

#[test]
fn the_chinese_notebooks_say_what_the_english_ones_say() {
    run("translation.py", &[]);
}
