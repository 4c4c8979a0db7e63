//! Files: opened to read, and written whole or not at all.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Opens a file to read, and tells how many bytes are in it.
pub(crate) fn open(path: &Path) -> Result<(BufReader<File>, u64)> {
    let file = File::open(path).map_err(Error::io(path, "open"))?;
    let length = file.metadata().map_err(Error::io(path, "open"))?.len();
    Ok((BufReader::new(file), length))
}

/// Writes a file that is complete or not there: under another name first, then renamed. If that
/// fails, a file that was there before is still there as it was.
///
/// # Errors
/// [`Error::Io`] when the file cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let unfinished = unfinished(path);
    let written = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&unfinished); // what failed is the error to tell
        Error::io(path, "write")(error)
    })
}

/// Tries whether a file can be written, without touching one that is there: for finding out
/// before long work, not after it.
///
/// # Errors
/// [`Error::Io`] when [`write_whole`] would fail for another reason than a full disk.
pub fn check_writable(path: &Path) -> Result<()> {
    if path.is_dir() {
        let error = std::io::ErrorKind::IsADirectory.into();
        return Err(Error::io(path, "write")(error));
    }
    let unfinished = unfinished(path);
    let tried = File::create(&unfinished).and_then(|_| fs::remove_file(&unfinished));
    tried.map_err(Error::io(path, "write"))
}

fn unfinished(path: &Path) -> PathBuf {
    path.with_added_extension("part")
}
