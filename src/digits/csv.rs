//! The form in which Kaggle and many courses hand out MNIST: one row for each image, with its
//! label and then 784 shades from 0 (paper) to 255 (ink). The first row may name the columns.

use std::io::{self, Read};
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder, Trim};

use super::{CLASSES, Digits, PIXELS};
use crate::error::{Error, Result};

/// Bytes in the longest line that can be a label and 784 shades, or their names, with much room.
const LONGEST_LINE: usize = 1 << 16;
/// Characters of a wrong value that an error shows.
const SHOWN: usize = 20;

/// Reads all rows of a file, one after the other.
pub fn read(path: &Path, file: impl Read) -> Result<Digits> {
    let mut rows = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(false)
        .trim(Trim::All)
        .from_reader(ShortLines::new(file));
    let (mut shades, mut labels) = (Vec::new(), Vec::new());
    let mut row = ByteRecord::new();
    let mut first = true;
    let unreadable = |error: csv::Error| Error::io(path, "read")(error.into());
    while rows.read_byte_record(&mut row).map_err(unreadable)? {
        let line = row.position().map_or(0, |position| position.line());
        check_width(path, line, &row)?;
        if !(first && is_names(&row)) {
            let value = |column: usize, most: u8| value(path, (line, column), &row, most);
            labels.push(value(0, CLASSES as u8 - 1)?);
            for column in 1..=PIXELS {
                shades.push(value(column, u8::MAX)?);
            }
        }
        first = false;
    }
    if labels.is_empty() {
        let found = "the end of the file";
        return Err(Error::format(path, "first row", "an image", found));
    }
    Ok(Digits::from_parts(shades, labels))
}

fn check_width(path: &Path, line: u64, row: &ByteRecord) -> Result<()> {
    if row.len() == 1 + PIXELS {
        return Ok(());
    }
    let expected = format!("{} columns, a label and {PIXELS} shades", 1 + PIXELS);
    Err(Error::format(
        path,
        format!("line {line}"),
        expected,
        row.len(),
    ))
}

/// Whether a row has names for its columns: its first value is a word.
fn is_names(row: &ByteRecord) -> bool {
    let letter = |byte: &u8| byte.is_ascii_alphabetic() || b"_\" ".contains(byte);
    !row[0].is_empty() && row[0].iter().all(letter)
}

/// The value in a column, counted from 0, which may be 0 to `most`.
fn value(path: &Path, (line, column): (u64, usize), row: &ByteRecord, most: u8) -> Result<u8> {
    let text = str::from_utf8(&row[column]).ok();
    let value = text.and_then(|text| text.parse().ok());
    value.filter(|&value| value <= most).ok_or_else(|| {
        let place = format!("line {line}, column {}", column + 1);
        let what = if column == 0 { "label" } else { "shade" };
        let expected = format!("a {what}, a whole number from 0 to {most}");
        Error::format(path, place, expected, shown(&row[column]))
    })
}

/// A value as an error shows it: on one line, and short.
fn shown(field: &[u8]) -> String {
    let text = String::from_utf8_lossy(field);
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("{shown:?}")
}

/// Hands on what it reads, but fails at a line that is too long for any image: no file, whatever
/// it holds, is taken into memory as a single row.
struct ShortLines<R> {
    file: R,
    /// The line it is in, counted from 1.
    line: u64,
    /// Bytes of that line so far.
    length: usize,
}

impl<R> ShortLines<R> {
    fn new(file: R) -> Self {
        Self {
            file,
            line: 1,
            length: 0,
        }
    }
}

impl<R: Read> Read for ShortLines<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(bytes)?;
        for byte in &bytes[..count] {
            match byte {
                b'\n' => (self.line, self.length) = (self.line + 1, 0),
                b'\r' => self.length = 0,
                _ => self.length += 1,
            }
            if self.length > LONGEST_LINE {
                let line = self.line;
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("line {line}: expected at most {LONGEST_LINE} bytes, found more"),
                ));
            }
        }
        Ok(count)
    }
}
