//! The IDX format of the MNIST files: a magic number (two zero bytes, the type of the values, the
//! number of dimensions), the length of each dimension (four bytes, most significant first), then
//! the values.

use std::io::{BufRead, Read};
use std::path::Path;

use flate2::bufread::GzDecoder;

use super::folder::Pair;
use super::{CLASSES, Digits, PIXELS};
use crate::error::{Error, Result};
use crate::files::open;

/// A gzip file may unpack to this much more than it takes itself. MNIST's take 38 MB more.
const MOST_UNPACKED: u64 = 64 << 20;
/// Room made before the first value is read; a file that holds more gets more as it is read.
const FIRST_ROOM: u64 = 1 << 20;

/// How the items of a file are stored.
struct Form {
    magic: [u8; 4],
    /// The length of each dimension after the first, which counts the items.
    item: &'static [u32],
    /// Bytes of an item.
    size: usize,
}

/// Bytes in three dimensions.
const IMAGES: Form = Form {
    magic: [0, 0, 8, 3],
    item: &[28, 28],
    size: PIXELS,
};
/// Bytes in one dimension.
const LABELS: Form = Form {
    magic: [0, 0, 8, 1],
    item: &[],
    size: 1,
};
/// QMNIST's: eight 32-bit integers for each image, the first of which is the label.
const LONG_LABELS: Form = Form {
    magic: [0, 0, 12, 2],
    item: &[8],
    size: 32,
};

impl Form {
    /// The bytes in front of the first item.
    fn header(&self) -> usize {
        4 + 4 * (1 + self.item.len())
    }
}

/// Reads images and their labels from a file each, unpacking it if it is gzipped.
pub(super) fn read(Pair { images, labels }: &Pair) -> Result<Digits> {
    let (file, stored) = open(images)?;
    let shades = read_images(images, file, stored)?;
    let (file, stored) = open(labels)?;
    let path = labels;
    let labels = read_labels(path, file, stored)?;
    let count = shades.len() / PIXELS;
    if labels.len() != count {
        let expected = format!("{count} labels, one for each image");
        return Err(Error::format(path, "byte 4", expected, labels.len()));
    }
    Ok(Digits::from_parts(shades, labels))
}

/// The shades of all images in a file of `stored` bytes.
pub fn read_images(path: &Path, file: impl BufRead, stored: u64) -> Result<Vec<u8>> {
    Ok(read_items(path, file, stored, &[IMAGES])?.1)
}

/// The labels in a file of `stored` bytes, 0 to 9.
pub fn read_labels(path: &Path, file: impl BufRead, stored: u64) -> Result<Vec<u8>> {
    let (form, items) = read_items(path, file, stored, &[LABELS, LONG_LABELS])?;
    let label = |(i, item): (usize, &[u8])| {
        let number = item.iter().take(4);
        let number = number.fold(0, |number, &byte| number << 8 | u32::from(byte));
        if number < CLASSES as u32 {
            return Ok(number as u8);
        }
        let place = format!("byte {}", form.header() + i * form.size);
        Err(Error::format(path, place, "a label from 0 to 9", number))
    };
    items.chunks(form.size).enumerate().map(label).collect()
}

/// Reads all items of a file that is stored in one of the given forms, and tells in which.
///
/// The file is unpacked if it starts as a gzip file does. What the header promises is compared
/// with the file's size before room is made for it.
fn read_items<'a>(
    path: &Path,
    mut file: impl BufRead,
    stored: u64,
    forms: &'a [Form],
) -> Result<(&'a Form, Vec<u8>)> {
    let start = file.fill_buf().map_err(Error::io(path, "read"))?;
    if start.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = GzDecoder::new(file);
        let items = read_unpacked(path, &mut unpacked, stored + MOST_UNPACKED, forms)?;
        expect_end(path, &mut unpacked.into_inner(), stored)?;
        Ok(items)
    } else {
        read_unpacked(path, &mut file, stored, forms)
    }
}

/// Reads from `file`, which may hold `most` bytes.
fn read_unpacked<'a>(
    path: &Path,
    file: &mut impl Read,
    most: u64,
    forms: &'a [Form],
) -> Result<(&'a Form, Vec<u8>)> {
    let magic = read_header(path, file, 0, 4)?;
    let Some(form) = forms.iter().find(|form| magic == form.magic) else {
        let magics: Vec<_> = forms
            .iter()
            .map(|form| format!("{:?}", form.magic))
            .collect();
        let expected = format!("{}, the mark of such a file", magics.join(" or "));
        return Err(Error::format(
            path,
            "byte 0",
            expected,
            format!("{magic:?}"),
        ));
    };
    let header = form.header() as u64;
    let lengths = read_header(path, file, 4, header - 4)?;
    let count = u64::from(check_lengths(path, &lengths, form.item)?);
    let size = count * form.size as u64;
    if header + size > most {
        let expected = format!("at most {most} bytes, all that the file can hold");
        let found = format!("{count} items, {} bytes", header + size);
        return Err(Error::format(path, "byte 4", expected, found));
    }

    let items = read_up_to(path, file, size)?;
    if (items.len() as u64) < size {
        let place = format!("byte {}", header + items.len() as u64);
        let expected = format!("{size} bytes, as the header says");
        let found = format!("the end of the file after {}", items.len());
        return Err(Error::format(path, place, expected, found));
    }
    expect_end(path, file, header + size)?;
    Ok((form, items))
}

/// Reads `count` bytes of the header, in front of which there are `place`.
fn read_header(path: &Path, file: &mut impl Read, place: u64, count: u64) -> Result<Vec<u8>> {
    let bytes = read_up_to(path, file, count)?;
    if (bytes.len() as u64) < count {
        let place = format!("byte {}", place + bytes.len() as u64);
        let found = "the end of the file";
        return Err(Error::format(path, place, "more of an IDX header", found));
    }
    Ok(bytes)
}

/// Compares the lengths in the header with the shape of an item and returns the number of items.
fn check_lengths(path: &Path, lengths: &[u8], item: &[u32]) -> Result<u32> {
    let (lengths, _) = lengths.as_chunks();
    let lengths: Vec<u32> = lengths.iter().copied().map(u32::from_be_bytes).collect();
    for (i, (found, expected)) in lengths[1..].iter().zip(item).enumerate() {
        if found != expected {
            let place = format!("byte {}", 8 + 4 * i);
            return Err(Error::format(path, place, expected, found));
        }
    }
    Ok(lengths[0])
}

/// The next `count` bytes, or fewer where the file ends.
fn read_up_to(path: &Path, file: &mut impl Read, count: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(count.min(FIRST_ROOM) as usize);
    let mut file = file.take(count);
    file.read_to_end(&mut bytes)
        .map_err(Error::io(path, "read"))?;
    Ok(bytes)
}

/// Complains when anything is left to read.
fn expect_end(path: &Path, file: &mut impl Read, place: u64) -> Result<()> {
    if read_up_to(path, file, 1)?.is_empty() {
        return Ok(());
    }
    let (place, expected) = (format!("byte {place}"), "the end of the file");
    Err(Error::format(path, place, expected, "more bytes"))
}
