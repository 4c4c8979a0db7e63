//! The notebooks say what they said when they were committed.
//!
//! What runs is the workbook that is made from each, first with its stubs, which must fail, then
//! with the solutions in their place.
//!
//! `NOTEBOOKS=write` (what `make notebooks` sets) writes the new outputs into the files instead
//! of comparing them. The outputs of cells tagged `timing` are then kept, so that a run leaves
//! the files as they were; clear such an output to have it measured again. `ONLY=03` runs the
//! notebooks alone whose names begin so.

mod execute;
mod notebook;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use base64::Engine;
use serde_json::Value;

use execute::{complaints, counterpart, execute};
use notebook::{Notebook, has_tag, outputs, text};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/notebooks");
const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/notebooks/fixture.ipynb");

/// Whether the notebooks are to be written, not compared.
fn write() -> bool {
    std::env::var_os("NOTEBOOKS").is_some_and(|what| what == "write")
}

/// Which notebooks of the course are to be run, by the beginning of their names.
fn only() -> String {
    std::env::var("ONLY").unwrap_or_default()
}

/// The notebooks of the course, in order.
fn course() -> Vec<PathBuf> {
    let files = fs::read_dir(FOLDER)
        .unwrap()
        .map(|file| file.unwrap().path());
    let mut notebooks: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "ipynb"))
        .filter(|path| !name(path).starts_with('.'))
        .collect();
    notebooks.sort();
    notebooks
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// The file of a notebook's Chinese edition, which has the English one's outputs.
fn chinese(path: &Path) -> PathBuf {
    path.with_extension("zh.ipynb")
}

/// Runs a notebook and returns what is wrong with it; with `write`, writes it instead.
fn run(path: &Path, write: bool) -> Vec<String> {
    let mut notebook = Notebook::read(path);
    let workbook = execute(&notebook);
    if write {
        take_outputs(&mut notebook, &workbook);
        fs::write(path, notebook.normalised().to_bytes()).unwrap();
        if chinese(path).exists() {
            let mut translated = Notebook::read(&chinese(path));
            copy_outputs(&notebook, &mut translated);
            fs::write(chinese(path), translated.normalised().to_bytes()).unwrap();
        }
    }
    complaints(&notebook, &workbook)
}

/// Gives the cells of one notebook the outputs of those in the same places of another.
fn copy_outputs(from: &Notebook, to: &mut Notebook) {
    for (from, to) in from.cells().iter().zip(to.cells_mut()) {
        if to["cell_type"] == "code" {
            to["outputs"] = from["outputs"].clone();
        }
    }
}

/// Gives a notebook the outputs of its workbook. Cells tagged `timing` keep those that they had.
fn take_outputs(notebook: &mut Notebook, workbook: &Notebook) {
    notebook.json["metadata"] = workbook.json["metadata"].clone();
    let code = notebook.cells_mut().iter_mut();
    for cell in code.filter(|cell| cell["cell_type"] == "code") {
        if !has_tag(cell, "timing") || outputs(cell).is_empty() {
            cell["outputs"] = counterpart(workbook, cell)["outputs"].clone();
        }
    }
}

#[test]
fn the_course_runs_and_says_what_it_said() {
    let write = write();
    let mut notebooks = course();
    notebooks.retain(|path| name(path).starts_with(&only()) && !name(path).contains(".zh."));
    assert!(
        !notebooks.is_empty(),
        "no notebook's name begins with {}",
        only()
    );
    let queue = Mutex::new(notebooks.into_iter());
    let report = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, |n| n.get().min(4)) {
            scope.spawn(|| {
                loop {
                    let Some(path) = queue.lock().unwrap().next() else {
                        return;
                    };
                    let started = Instant::now();
                    let complaints = run(&path, write);
                    let name = name(&path);
                    println!("{name}: {:.1} s", started.elapsed().as_secs_f64());
                    let complaints = complaints
                        .into_iter()
                        .map(|complaint| format!("{name}, {complaint}"));
                    report.lock().unwrap().extend(complaints);
                }
            });
        }
    });
    let report = report.into_inner().unwrap();
    assert!(report.is_empty(), "\n{}", report.join("\n"));
}

#[test]
fn committed_notebooks_are_normalised() {
    for path in course() {
        let bytes = fs::read(&path).unwrap();
        let notebook = Notebook::read(&path);
        let same = notebook.normalised().to_bytes() == bytes;
        assert!(
            same,
            "{}: not normalised; run `make notebooks`",
            notebook.name()
        );
        let home = env!("CARGO_MANIFEST_DIR");
        let text = String::from_utf8(bytes).unwrap();
        assert!(
            !text.contains(home),
            "{}: names the folder {home}",
            notebook.name()
        );
    }
}

#[test]
fn the_picture_in_the_readme_is_one_of_notebook_06() {
    let picture = fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/images/surest_mistakes.png"
    ))
    .unwrap();
    let picture = base64::engine::general_purpose::STANDARD.encode(picture);
    let notebook = Notebook::read(&Path::new(FOLDER).join("06_training_mnist.ipynb"));
    let shown = notebook.cells().iter().flat_map(outputs);
    let mut images = shown.map(|output| text(&output["data"]["image/png"]));
    assert!(
        images.any(|image| image == picture),
        "images/surest_mistakes.png is out of date"
    );
}

/// The fixture, changed by `change`, is run; what is wrong with it is returned.
fn complaints_after(change: impl FnOnce(&mut Notebook)) -> Vec<String> {
    let mut committed = Notebook::read(Path::new(FIXTURE));
    change(&mut committed);
    complaints(&committed, &execute(&committed))
}

/// The fixture's cell with an id.
fn cell<'a>(notebook: &'a mut Notebook, id: &str) -> &'a mut Value {
    let found = notebook
        .cells_mut()
        .iter_mut()
        .find(|cell| cell["id"] == id);
    found.unwrap_or_else(|| panic!("the fixture has no cell {id}"))
}

/// Replaces a piece of the source of the fixture's cell.
fn edit(notebook: &mut Notebook, id: &str, from: &str, to: &str) {
    let cell = cell(notebook, id);
    let source = text(&cell["source"]);
    assert!(
        source.contains(from),
        "the fixture has no {from:?} in cell {id}"
    );
    cell["source"] = source.replace(from, to).into();
}

/// Exactly one complaint, about the given cell, saying `what`.
fn assert_complaint(complaints: &[String], cell: &str, what: &str) {
    let [complaint] = complaints else {
        panic!("expected one complaint, found {complaints:#?}");
    };
    assert!(
        complaint.starts_with(cell) && complaint.contains(what),
        "{complaint}"
    );
}

#[test]
fn an_unbroken_notebook_passes() {
    assert_eq!(run(Path::new(FIXTURE), write()), [""; 0]);
}

#[test]
fn a_broken_assert_names_its_cell() {
    let complaints = complaints_after(|notebook| {
        edit(notebook, "i", "assert_eq!(six, 6)", "assert_eq!(six, 7)")
    });
    assert_complaint(
        &complaints,
        "code cell 3",
        "assertion `left == right` failed",
    );
}

#[test]
fn a_panic_names_its_cell() {
    let complaints = complaints_after(|notebook| edit(notebook, "c", "// then", "panic!(\"oh\");"));
    assert_complaint(&complaints, "code cell 2", "panicked at");
}

#[test]
fn a_failed_question_mark_names_its_cell() {
    let complaints =
        complaints_after(|notebook| edit(notebook, "c", "// then", "\"x\".parse::<u8>()?;"));
    assert_complaint(&complaints, "code cell 2", "invalid digit");
}

#[test]
fn code_that_does_not_compile_names_its_cell() {
    let complaints =
        complaints_after(|notebook| edit(notebook, "c", "// then", "let n: u8 = \"x\";"));
    assert_complaint(&complaints, "code cell 2", "mismatched types");
}

#[test]
fn a_useless_result_names_its_cell() {
    let complaints = complaints_after(|notebook| {
        cell(notebook, "c")["source"] = "for _ in 0..2 {}".into();
    });
    assert_complaint(&complaints, "code cell 2", "shows ()");
}

#[test]
fn a_changed_pixel_names_its_cell() {
    let complaints = complaints_after(|notebook| {
        let png = &mut cell(notebook, "d")["outputs"][0]["data"]["image/png"];
        let other = text(png).replacen("iVBOR", "iVBOS", 1);
        assert_ne!(text(png), other);
        *png = other.into();
    });
    assert_complaint(&complaints, "code cell 4", "image/png: ");
}

#[test]
fn a_missing_output_names_its_cell() {
    let complaints = complaints_after(|notebook| {
        cell(notebook, "c")["outputs"] = Value::Array(Vec::new());
    });
    assert_complaint(&complaints, "code cell 2", "no output");
}

#[test]
fn a_broken_solution_names_its_exercise() {
    let complaints = complaints_after(|notebook| edit(notebook, "k", "double(4)", "double(5)"));
    assert_complaint(
        &complaints,
        "the solution of exercise 1",
        "assertion `left == right` failed",
    );
}

#[test]
fn stubs_that_do_not_end_at_their_todo_are_named() {
    let complaints = complaints_after(|notebook| {
        edit(notebook, "b", "assert_eq!(double(21), 42);", ""); // nothing calls it
        edit(notebook, "l", "todo!()", "to_do");
        edit(notebook, "m", "let own", "assert!(1 > 2);\nlet own");
    });
    let expected = [
        ("the stub of double", "no output"),
        ("the stub of exercise 2", "cannot find value `to_do`"),
        ("the stub of exercise 3", "assertion failed: 1 > 2"),
        ("the solution of exercise 3", "assertion failed: 1 > 2"),
    ];
    assert_eq!(complaints.len(), expected.len(), "{complaints:#?}");
    for (complaint, (cell, what)) in complaints.chunks(1).zip(expected) {
        assert_complaint(complaint, cell, what);
    }
}
