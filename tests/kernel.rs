//! The launcher of the notebooks' kernel cleans up after kernels that end and that are killed.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

#[test]
fn nothing_is_left_of_a_killed_kernel_after_the_next_start() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let venv = here.join(".venv");
    let spec = venv.join("share/jupyter/kernels/rust/kernel.json");
    let spec = fs::read(&spec).unwrap_or_else(|error| {
        panic!("{}: {error}; `make test` sets it up", spec.display());
    });
    let spec: Value = serde_json::from_slice(&spec).unwrap();
    let evcxr = spec["argv"][2].as_str().unwrap();
    let run = Command::new(venv.join("bin/python"))
        .arg(here.join("tests/kernel.py"))
        .arg(evcxr)
        .env("JUPYTER_RUNTIME_DIR", venv.join("var/jupyter"))
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
}
