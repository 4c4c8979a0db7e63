//! Which file in a folder is which part of a set of digits.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The files of a set, those to train with first and then those to test with.
pub(super) enum Files {
    Csv([PathBuf; 2]),
    Idx([Pair; 2]),
}

/// A file with images and one with their labels.
pub(super) struct Pair {
    pub images: PathBuf,
    pub labels: PathBuf,
}

/// Finds the files of a set by their names.
pub(super) fn find(folder: &Path) -> Result<Files> {
    let names = names(folder)?;
    let csv = |end: &'static str| names.iter().filter(move |name| name.ends_with(end));
    if !names.iter().any(|name| is_idx(name)) && csv("train.csv").chain(csv("test.csv")).count() > 0
    {
        let file = |end| only(folder, &format!("a file named …{end}"), csv(end).collect());
        return Ok(Files::Csv([file("train.csv")?, file("test.csv")?]));
    }
    let pair = |part: &[&str]| {
        Ok(Pair {
            images: idx_file(folder, &names, part, "images")?,
            labels: idx_file(folder, &names, part, "labels")?,
        })
    };
    Ok(Files::Idx([pair(&["train"])?, pair(&["t10k", "test"])?]))
}

/// The IDX file with one of the words of `part` and with `kind` in its name.
fn idx_file(folder: &Path, names: &[String], part: &[&str], kind: &str) -> Result<PathBuf> {
    let is_it = |name: &&String| {
        let of_part = part.iter().any(|part| name.contains(part));
        is_idx(name) && of_part && name.contains(kind)
    };
    // Of a file that is there gzipped and unpacked, the gzipped one is read.
    let is_read = |name: &&String| !names.contains(&format!("{name}.gz"));
    let found = names.iter().filter(is_it).filter(is_read).collect();
    only(
        folder,
        &format!("a file named {}-{kind}-idx…", part[0]),
        found,
    )
}

fn is_idx(name: &str) -> bool {
    name.contains("idx")
}

/// The names of all files in a folder, sorted.
fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::io(folder, "open"))? {
        let name = entry.map_err(Error::io(folder, "read"))?.file_name();
        names.extend(name.into_string()); // the names looked for are Unicode
    }
    names.sort();
    Ok(names)
}

/// The path of the one file that was found; more or fewer are an error.
fn only(folder: &Path, expected: &str, found: Vec<&String>) -> Result<PathBuf> {
    let found = match found[..] {
        [name] => return Ok(folder.join(name)),
        [] => "none".into(),
        [first, second, ..] => format!("{first} and {second}"),
    };
    Err(Error::format(folder, "folder", expected, found))
}
