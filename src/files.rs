//! Writing files.

use std::fs;
use std::path::Path;

use crate::{Error, Result};

/// Writes a file that is complete or not there: under another name first, then renamed.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let unfinished = path.with_added_extension("part");
    fs::write(&unfinished, bytes).map_err(Error::io(&unfinished, "write"))?;
    fs::rename(&unfinished, path).map_err(Error::io(path, "write"))
}
