//! Running a notebook's workbook in a fresh kernel and comparing what it says with what it said.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::notebook::{Notebook, has_tag, outputs, text};

/// Runs the workbook that is made from a notebook, with everything filled in, in a fresh kernel, with
/// the notebook's folder as the current one. Returns the workbook as it ran.
pub fn execute(notebook: &Notebook) -> Notebook {
    let file = tempfile::Builder::new().suffix(".ipynb").tempfile();
    let file = file.expect("a temporary file can be made");
    fs::write(file.path(), notebook.to_bytes()).expect("the file was just made");

    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let venv = here.join(".venv");
    let run = Command::new(venv.join("bin/python"))
        .arg(here.join("tests/notebooks/execute.py"))
        .arg(file.path())
        .arg(notebook.path.parent().expect("a notebook is in a folder"))
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}; `make test` sets it up", venv.display()));
    assert!(
        run.status.success(),
        "{}: the workbook could not be run:\n{}",
        notebook.name(),
        String::from_utf8_lossy(&run.stderr)
    );
    Notebook::read(file.path())
}

/// The cell of a workbook that a notebook's cell became.
pub fn counterpart<'a>(workbook: &'a Notebook, cell: &Value) -> &'a Value {
    let same = |other: &&Value| other["id"] == cell["id"];
    let found = workbook.cells().iter().find(same);
    found.unwrap_or_else(|| panic!("cell {} is not in the workbook", cell["id"]))
}

/// Compares a workbook that ran with the notebook as committed. Returns one complaint for each cell
/// that is not as it should be: its number, its source, what was expected and what was found.
pub fn complaints(committed: &Notebook, workbook: &Notebook) -> Vec<String> {
    let mut complaints = Vec::new();
    let code = committed.cells().iter();
    for (i, cell) in code.filter(|cell| cell["cell_type"] == "code").enumerate() {
        let ran = counterpart(workbook, cell);
        let may_fail = has_tag(cell, "raises-exception");
        let failure = failure(ran).filter(|_| !may_fail);
        let why = failure
            .or_else(|| useless(ran))
            .or_else(|| difference(cell, ran));
        if let Some(why) = why {
            complaints.push(complaint(&format!("code cell {}", i + 1), ran, &why));
        }
    }
    for cell in workbook.cells() {
        let name = text(&cell["metadata"]["name"]);
        if has_tag(cell, "stub")
            && let Some(why) = not_open(cell)
        {
            complaints.push(complaint(&format!("the stub of {name}"), cell, &why));
        }
        if has_tag(cell, "exercise")
            && let Some(why) = failure(cell).or_else(|| useless(cell))
        {
            complaints.push(complaint(&format!("the solution of {name}"), cell, &why));
        }
    }
    complaints
}

/// What is wrong with a stub that ran: it should compile, and fail at `todo!()`.
fn not_open(cell: &Value) -> Option<String> {
    let outputs = outputs(cell);
    if let [only] = outputs.as_slice() {
        let said = text(&only["text"]);
        if said.matches("panicked at").count() == 1 && said.contains("\nnot yet implemented\n") {
            return None;
        }
    }
    let found: String = match outputs.is_empty() {
        true => "no output".into(),
        false => failure(cell).unwrap_or_else(|| outputs.iter().map(shown).collect()),
    };
    Some(format!(
        "expected to fail with `not yet implemented`, found:\n{found}"
    ))
}

fn complaint(which: &str, cell: &Value, why: &str) -> String {
    let source = text(&cell["source"]).replace('\n', "\n    | ");
    format!("{which}:\n    | {source}\n{why}\n")
}

/// How a cell failed, if it did. A panic and a failed `?` are answered with "ok" by the kernel
/// and show on stderr only; nothing else belongs there.
fn failure(cell: &Value) -> Option<String> {
    outputs(cell).iter().find_map(|output| {
        if output["output_type"] == "error" {
            let trace = output["traceback"].as_array().into_iter().flatten();
            let trace: Vec<_> = trace.filter_map(Value::as_str).collect();
            let trace = without_colours(&trace.join("\n"));
            Some(format!("error: {}\n{trace}", text(&output["evalue"])))
        } else if output["name"] == "stderr" {
            Some(format!("on stderr:\n{}", text(&output["text"])))
        } else {
            None
        }
    })
}

/// What no reader wants to see: `()` after a loop, or a chart that was printed and not shown, as
/// the kernel does where a cell moves one of its variables away.
fn useless(cell: &Value) -> Option<String> {
    outputs(cell).iter().find_map(|output| {
        let shown = text(&output["data"]["text/plain"]);
        let useless = shown.trim() == "()" || shown.starts_with("Figure of ");
        useless.then(|| format!("shows {shown}"))
    })
}

/// Text without a terminal's colour codes, `ESC [ … m`.
fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_string();
    let rest = pieces.map(|piece| piece.split_once('m').map_or(piece, |(_, text)| text));
    first + &rest.collect::<String>()
}

/// How the outputs differ, if they do. A cell tagged `timing` may say something else each time,
/// but not fall silent or change the kind of what it says.
fn difference(committed: &Value, executed: &Value) -> Option<String> {
    let (expected, found) = (outputs(committed), outputs(executed));
    let kind = |output: &Value| (output["output_type"].clone(), output["name"].clone());
    let same = if has_tag(committed, "timing") {
        expected.iter().map(kind).eq(found.iter().map(kind))
    } else {
        expected == found
    };
    if same {
        return None;
    }
    let mut why = String::new();
    for (title, outputs) in [("expected", &expected), ("found", &found)] {
        writeln!(why, "{title}:").expect("a String takes all that is written");
        if outputs.is_empty() {
            why.push_str("    no output\n");
        }
        for output in outputs {
            why.push_str(&shown(output));
        }
    }
    Some(why)
}

/// An output for people: texts in full, images by their size and a checksum.
fn shown(output: &Value) -> String {
    let mut shown = String::new();
    if output["output_type"] == "stream" {
        shown += &format!(
            "    {}: {}\n",
            text(&output["name"]),
            text(&output["text"]).trim_end()
        );
    }
    for (mime, content) in output["data"].as_object().into_iter().flatten() {
        let content = text(content);
        shown += &match mime.starts_with("text/") {
            true => format!("    {mime}: {}\n", content.trim_end()),
            false => format!(
                "    {mime}: {} bytes, checksum {:08x}\n",
                content.len(),
                checksum(&content)
            ),
        };
    }
    shown
}

/// FNV-1a, enough to see that two images are not the same.
fn checksum(text: &str) -> u32 {
    let step = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619);
    text.bytes().fold(2_166_136_261, step)
}
