//! Which file in a folder is which part of a set of digits.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Error, Result};

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
    let idx = |part: &[&str], kind: &str| {
        let is_it = |name: &&String| {
            let of_part = part.iter().any(|part| name.contains(part));
            is_idx(name) && of_part && name.contains(kind)
        };
        let found: Vec<_> = names.iter().filter(is_it).collect();
        // Of a file that is there gzipped and unpacked, the gzipped one is read.
        let gzipped = |name: &String| found.contains(&&format!("{name}.gz"));
        let found = found
            .iter()
            .copied()
            .filter(|name| !gzipped(name))
            .collect();
        only(
            folder,
            &format!("a file named {}-{kind}-idx…", part[0]),
            found,
        )
    };
    let pair = |part: &[&str]| {
        Ok(Pair {
            images: idx(part, "images")?,
            labels: idx(part, "labels")?,
        })
    };
    Ok(Files::Idx([pair(&["train"])?, pair(&["t10k", "test"])?]))
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
