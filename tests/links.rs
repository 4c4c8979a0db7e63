//! Every link between the project's own pages leads somewhere, and every notebook that a text
//! mentions is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The texts that people read: the Markdown files and the Markdown cells of the notebooks.
fn pages() -> Vec<(PathBuf, String)> {
    let mut pages = Vec::new();
    for file in [
        "README.md",
        "README.zh-CN.md",
        "environment.md",
        "environment.zh-CN.md",
        "teaching.md",
        "teaching.zh-CN.md",
        "data/README.md",
    ] {
        pages.push((file.into(), fs::read_to_string(file).unwrap()));
    }
    for path in notebooks() {
        let notebook: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let cells = notebook["cells"].as_array().unwrap().iter();
        let text = cells
            .filter(|cell| cell["cell_type"] == "markdown")
            .flat_map(|cell| cell["source"].as_array().unwrap())
            .map(|line| line.as_str().unwrap());
        pages.push((path, text.collect()));
    }
    pages
}

fn notebooks() -> Vec<PathBuf> {
    let files = fs::read_dir("notebooks")
        .unwrap()
        .map(|file| file.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|ending| ending == "ipynb"))
        .collect()
}

/// What stands behind each `start` up to the next `end`.
fn between<'a>(text: &'a str, start: &str, end: char) -> Vec<&'a str> {
    let pieces = text.split(start).skip(1);
    pieces.filter_map(|piece| piece.split(end).next()).collect()
}

#[test]
fn every_relative_link_leads_to_a_file() {
    let mut count = 0;
    for (page, text) in pages() {
        for link in between(&text, "](", ')') {
            if link.contains("://") {
                continue;
            }
            let file = link.split('#').next().unwrap();
            let target = page.parent().unwrap_or(Path::new("")).join(file);
            assert!(
                target.exists(),
                "{}: the link to {link} leads nowhere",
                page.display()
            );
            count += 1;
        }
    }
    assert!(count > 30, "only {count} links were found");
}

#[test]
fn every_notebook_mentioned_is_there() {
    let names = notebooks();
    let numbers: BTreeSet<String> = names
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy()[..2].to_string())
        .collect();
    let all: BTreeSet<String> = (0..10).map(|i| format!("{i:02}")).collect();
    assert_eq!(numbers, all);
    let mut count = 0;
    for (page, text) in pages() {
        for word in ["notebook ", "Notebook ", "notebooks "] {
            for rest in text.split(word).skip(1) {
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                if digits.is_empty() {
                    continue;
                }
                let number = format!("{digits:0>2}");
                assert!(
                    numbers.contains(&number),
                    "{}: {word}{digits}",
                    page.display()
                );
                count += 1;
            }
        }
    }
    assert!(count > 30, "only {count} mentions were found");
}

#[test]
fn a_notebook_links_to_the_next_one_by_its_number() {
    for (page, text) in pages() {
        for piece in text.split("[").skip(1) {
            let Some((name, rest)) = piece.split_once("](") else {
                continue;
            };
            let Some(number) = name
                .strip_prefix("notebook ")
                .or(name.strip_prefix("Notebook "))
            else {
                continue;
            };
            let start = format!("{number:0>2}_");
            assert!(
                rest.starts_with(&start),
                "{}: {name} leads to {rest:.20}",
                page.display()
            );
        }
    }
}

#[test]
fn notebooks_are_light() {
    for path in notebooks() {
        let size = fs::metadata(&path).unwrap().len();
        assert!(size < 2_000_000, "{} has {size} bytes", path.display());
    }
}
