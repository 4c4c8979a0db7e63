//! Reading files: what is right is read, what is wrong is named, in one line, without harm.

mod csv;
mod idx;
mod jpeg;
mod model;
mod png;

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

use flate2::{Compression, write::GzEncoder};
use tempfile::tempdir;

const MODEL: &str = "data/models/digits.safetensors";
/// What reading may take beside the file, in bytes.
const MEMORY: u64 = 100 << 20;

/// A file that cannot be read, in a folder with others that can.
struct Broken {
    name: &'static str,
    bytes: Vec<u8>,
    /// Zero bytes after these.
    zeros: u64,
    /// What is said of the file: the place, what was expected and what was found. An ellipsis at
    /// the end stands for what a library says.
    says: &'static str,
}

impl Broken {
    fn new(name: &'static str, bytes: impl Into<Vec<u8>>, says: &'static str) -> Self {
        Self {
            name,
            bytes: bytes.into(),
            zeros: 0,
            says,
        }
    }

    /// A file so large that it must not be in memory twice.
    fn huge(name: &'static str, bytes: impl Into<Vec<u8>>, says: &'static str) -> Self {
        Self {
            zeros: 300 << 20,
            ..Self::new(name, bytes, says)
        }
    }
}

/// Writes each of the files into a folder that `prepare` has filled, runs `cargo course` with the
/// arguments, `{}` being the folder, and compares what it says.
///
/// The command gets no more memory than the file takes and 100 MB.
fn refuses(arguments: &str, prepare: impl Fn(&Path), files: Vec<Broken>) {
    for Broken {
        name,
        bytes,
        zeros,
        says,
    } in files
    {
        let folder = tempdir().unwrap();
        prepare(folder.path());
        let path = folder.path().join(name);
        let mut file = File::create(&path).unwrap();
        file.write_all(&bytes).unwrap();
        let length = bytes.len() as u64 + zeros;
        file.set_len(length).unwrap();
        let arguments = arguments.replace("{}", folder.path().to_str().unwrap());
        let (code, said) = course(&arguments, length + MEMORY);
        let expected = format!("error: {}: {says}\n", path.display());
        match expected.strip_suffix("…\n") {
            Some(start) => {
                assert_eq!((said.lines().count(), code), (1, Some(1)), "{said}");
                assert!(said.starts_with(start), "{said}, not {start}");
            }
            None => assert_eq!((said, code), (expected, Some(1)), "{arguments}"),
        }
    }
}

/// Runs `cargo course` in so many bytes of memory; its exit code and what it says of errors.
fn course(arguments: &str, memory: u64) -> (Option<i32>, String) {
    let run = run(arguments, memory);
    assert!(run.stdout.is_empty(), "{arguments}");
    (run.status.code(), String::from_utf8(run.stderr).unwrap())
}

/// The same, with what it says of anything.
fn course_says(arguments: &str, memory: u64) -> (Option<i32>, String) {
    let run = run(arguments, memory);
    let said = [run.stdout, run.stderr].concat();
    (run.status.code(), String::from_utf8(said).unwrap())
}

fn run(arguments: &str, memory: u64) -> Output {
    let limited = format!("ulimit -d {}; exec \"$@\"", memory / 1024);
    Command::new("sh")
        .args(["-c", &limited, "sh", env!("CARGO_BIN_EXE_course")])
        .args(arguments.split(' '))
        .output()
        .unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_file_that_may_not_be_read_is_named() {
    let folder = tempdir().unwrap();
    for (name, arguments) in [
        ("digits.csv", format!("evaluate {MODEL} --data {{}}")),
        ("digit.png", format!("predict {MODEL} {{}}")),
        ("model.safetensors", "evaluate {}".into()),
    ] {
        let path = folder.path().join(name);
        let shown = path.display().to_string();
        let says = |expected: &str| {
            let (code, said) = course(&arguments.replace("{}", &shown), MEMORY);
            assert_eq!(code, Some(1));
            let line = format!("error: {shown}: cannot ");
            assert!(said.starts_with(&line) && said.contains(expected), "{said}");
            assert_eq!(said.lines().count(), 1);
        };
        says("No such file or directory");
        fs::create_dir(&path).unwrap();
        if name != "digits.csv" {
            says("Is a directory"); // a folder of data is right
        }
        fs::remove_dir(&path).unwrap();
        fs::write(&path, "").unwrap();
        let mut rights = fs::metadata(&path).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0);
        fs::set_permissions(&path, rights).unwrap();
        if File::open(&path).is_err() {
            says("Permission denied"); // which root does not meet
        }
    }
}
