//! The IDX format of the MNIST files: a magic number (two zero bytes, 8 for unsigned bytes, the
//! number of dimensions), the length of each dimension (four bytes, most significant first),
//! then the values.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::GzDecoder;

use crate::{Error, Result};

/// No gzip file unpacks to more than this many times its size.
const MOST_DEFLATED: u64 = 1032;
/// Room made before the first value is read; a file that holds more gets more as it is read.
const FIRST_ROOM: u64 = 64 << 20;

/// The path of `name.gz` or, if there is no such file, of `name` in `folder`.
pub(super) fn find(folder: &Path, name: &str) -> Result<PathBuf> {
    let gzipped = folder.join(format!("{name}.gz"));
    let plain = folder.join(name);
    if gzipped.exists() {
        Ok(gzipped)
    } else if plain.exists() {
        Ok(plain)
    } else {
        let missing = io::Error::new(
            io::ErrorKind::NotFound,
            "no such file, neither with .gz nor without",
        );
        Err(Error::io(plain, "open")(missing))
    }
}

/// The length in bytes of the header of a list of items with `D` dimensions each.
pub(super) const fn header_length<const D: usize>() -> usize {
    4 + 4 * (1 + D)
}

/// Reads a list of items, each of the shape `item` (`[28, 28]` for images, `[]` for labels).
///
/// The file is unpacked if it starts as a gzip file does. What the header promises is compared
/// with the file's size before room is made for it.
pub(super) fn read<const D: usize>(path: &Path, item: [usize; D]) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(Error::io(path, "open"))?;
    let stored = fs::metadata(path).map_err(Error::io(path, "open"))?.len();
    let mut file = BufReader::new(file);
    let start = file.fill_buf().map_err(Error::io(path, "read"))?;
    if start.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = GzDecoder::new(file);
        let values = read_unpacked(path, &mut unpacked, stored * MOST_DEFLATED, item)?;
        expect_end(path, &mut unpacked.into_inner(), stored)?;
        Ok(values)
    } else {
        read_unpacked(path, &mut file, stored, item)
    }
}

/// Reads from `reader`, which yields `most` bytes at the utmost.
fn read_unpacked<const D: usize>(
    path: &Path,
    reader: &mut impl Read,
    most: u64,
    item: [usize; D],
) -> Result<Vec<u8>> {
    let header = header_length::<D>() as u64;
    let head = read_up_to(path, reader, header)?;
    if (head.len() as u64) < header {
        let place = format!("byte {}", head.len());
        let expected = format!("an IDX header of {header} bytes");
        return Err(Error::format(path, place, expected, "the end of the file"));
    }
    let count = u64::from(check_header(path, &head, item)?);
    let size = count * item.iter().product::<usize>() as u64;
    if header + size > most {
        let expected = format!("at most {most} bytes, all that the file can hold");
        let found = format!("{count} items, {} bytes", header + size);
        return Err(Error::format(path, "byte 4", expected, found));
    }

    let values = read_up_to(path, reader, size)?;
    if (values.len() as u64) < size {
        let place = format!("byte {}", header + values.len() as u64);
        let expected = format!("{size} values, as the header says");
        let found = format!("the end of the file after {}", values.len());
        return Err(Error::format(path, place, expected, found));
    }
    expect_end(path, reader, header + size)?;
    Ok(values)
}

/// Compares the header with the shape of an item and returns the number of items.
fn check_header<const D: usize>(path: &Path, head: &[u8], item: [usize; D]) -> Result<u32> {
    let magic = [0, 0, 8, 1 + D as u8];
    if head[..4] != magic {
        let expected = format!("{magic:?}, the mark of IDX bytes in {} dimensions", 1 + D);
        let found = format!("{:?}", &head[..4]);
        return Err(Error::format(path, "byte 0", expected, found));
    }
    let (lengths, _) = head[4..].as_chunks();
    let lengths: Vec<u32> = lengths.iter().copied().map(u32::from_be_bytes).collect();
    for (i, (&found, expected)) in lengths[1..].iter().zip(item).enumerate() {
        if u64::from(found) != expected as u64 {
            let place = format!("byte {}", 8 + 4 * i);
            return Err(Error::format(path, place, expected, found));
        }
    }
    Ok(lengths[0])
}

/// The next `count` bytes, or fewer where the file ends.
fn read_up_to(path: &Path, reader: &mut impl Read, count: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(count.min(FIRST_ROOM) as usize);
    let mut reader = reader.take(count);
    reader
        .read_to_end(&mut bytes)
        .map_err(Error::io(path, "read"))?;
    Ok(bytes)
}

/// Complains when anything is left to read.
fn expect_end(path: &Path, reader: &mut impl Read, place: u64) -> Result<()> {
    if read_up_to(path, reader, 1)?.is_empty() {
        return Ok(());
    }
    let place = format!("byte {place}");
    Err(Error::format(
        path,
        place,
        "the end of the file",
        "more bytes",
    ))
}
