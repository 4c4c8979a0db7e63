//! Running a notebook in a fresh kernel and comparing what it says with what it said.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::notebook::{Notebook, has_tag, outputs, text};

/// Runs every cell of a notebook, and every solution after the cell that holds it, in a fresh
/// kernel, with the notebook's folder as the current one. Returns the notebook with its new
/// outputs, and what the solutions put out.
pub fn execute(notebook: &Notebook) -> (Notebook, Vec<Value>) {
    let mut runnable = notebook.clone();
    runnable.json["cells"] = with_solutions(notebook.cells()).into();

    let file = tempfile::Builder::new().suffix(".ipynb").tempfile();
    let file = file.expect("a temporary file can be made");
    fs::write(file.path(), runnable.to_bytes()).expect("the file was just made");

    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let venv = here.join(".venv");
    let run = Command::new(venv.join("bin/python"))
        .arg(here.join("tests/notebooks/execute.py"))
        .arg(file.path())
        .arg(notebook.path.parent().expect("a notebook is in a folder"))
        // The kernel of .venv, whatever the user's own settings and kernels are.
        .env("JUPYTER_DATA_DIR", venv.join("share/jupyter"))
        .env("JUPYTER_CONFIG_DIR", venv.join("etc/jupyter"))
        .env("JUPYTER_RUNTIME_DIR", venv.join("var/jupyter"))
        .env("IPYTHONDIR", venv.join("var/ipython"))
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}; `make test` sets it up", venv.display()));
    assert!(
        run.status.success(),
        "{}: the kernel failed:\n{}",
        notebook.name(),
        String::from_utf8_lossy(&run.stderr)
    );

    let mut executed = Notebook::read(file.path());
    executed.path = notebook.path.clone();
    let (solutions, cells) = executed
        .cells_mut()
        .drain(..)
        .partition(|cell| has_tag(cell, "solution"));
    executed.json["cells"] = Value::Array(cells);
    (executed, solutions)
}

/// The cells, each followed by the Rust blocks of its folded solutions as cells of their own.
fn with_solutions(cells: &[Value]) -> Vec<Value> {
    let mut all = Vec::new();
    for (i, cell) in cells.iter().enumerate() {
        all.push(cell.clone());
        if cell["cell_type"] != "markdown" {
            continue;
        }
        for (k, source) in solutions(&text(&cell["source"])).into_iter().enumerate() {
            all.push(json!({
                "cell_type": "code",
                "execution_count": null,
                "id": format!("solution-{i}-{k}"),
                "metadata": { "tags": ["solution"] },
                "outputs": [],
                "source": source,
            }));
        }
    }
    all
}

/// The Rust blocks that are folded away in `<details>`.
pub fn solutions(markdown: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    for folded in markdown.split("<details>").skip(1) {
        let folded = folded.split("</details>").next().unwrap_or_default();
        let rust = folded.split("```rust\n").skip(1);
        blocks.extend(rust.filter_map(|block| Some(block.split_once("```")?.0.to_string())));
    }
    blocks
}

/// Compares a run with the notebook as committed. Returns one complaint for each cell that is not
/// as it should be: its number, its source, what was expected and what was found.
pub fn complaints(committed: &Notebook, executed: &Notebook, solutions: &[Value]) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut count = 0;
    for (committed, executed) in committed.cells().iter().zip(executed.cells()) {
        if committed["cell_type"] != "code" {
            continue;
        }
        count += 1;
        let may_fail = has_tag(committed, "raises-exception");
        let failure = failure(executed).filter(|_| !may_fail);
        let why = failure
            .or_else(|| useless(executed))
            .or_else(|| difference(committed, executed));
        if let Some(why) = why {
            complaints.push(complaint(&format!("code cell {count}"), executed, &why));
        }
    }
    for solution in solutions {
        if let Some(why) = failure(solution) {
            complaints.push(complaint("a solution", solution, &why));
        }
    }
    complaints
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
