//! Files: opened to read, and written whole or not at all.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use crate::error::{Error, Result};

/// Opens a file to read, and tells how many bytes are in it.
pub(crate) fn open(path: &Path) -> Result<(BufReader<File>, u64)> {
    let file = File::open(path).map_err(Error::io(path, "open"))?;
    let length = file.metadata().map_err(Error::io(path, "open"))?.len();
    Ok((BufReader::new(file), length))
}

/// Writes a file that is complete or not there: under a name of its own in the same folder first,
/// on the disk before it is renamed. If that fails, a file that was there before is still there as
/// it was. Of two that are written to the same path at once, one is there in the end.
///
/// # Errors
/// [`Error::Io`] when the file cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || {
        let mut file = unfinished(path)?;
        file.as_file_mut().write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(Error::io(path, "write"))
}

/// Tries whether a file can be written, without touching one that is there: for finding out
/// before long work, not after it.
///
/// # Errors
/// [`Error::Io`] when [`write_whole`] would fail for another reason than a full disk.
#[cfg(feature = "cli")]
pub fn check_writable(path: &Path) -> Result<()> {
    if path.is_dir() {
        let error = io::ErrorKind::IsADirectory.into();
        return Err(Error::io(path, "write")(error));
    }
    let tried = unfinished(path).and_then(NamedTempFile::close);
    tried.map_err(Error::io(path, "write"))
}

/// A new file beside `path`, with a name that no other file has. It is removed when it is dropped
/// before it was renamed.
fn unfinished(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| *folder != "");
    // Made by `File`, with the rights that any new file has.
    Builder::new()
        .prefix(".unfinished-")
        .make_in(folder.unwrap_or(Path::new(".")), |path| {
            File::create_new(path)
        })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::thread;

    use super::*;

    #[test]
    fn of_many_files_written_to_one_path_at_once_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let mine = folder.path().join("file.part");
        fs::write(&mine, "mine").unwrap();
        let files: Vec<_> = (0..8).map(|i| vec![i; 3 << 20]).collect();
        thread::scope(|scope| {
            for file in &files {
                scope.spawn(|| write_whole(&path, file).unwrap());
            }
        });
        assert!(files.contains(&fs::read(&path).unwrap()));
        assert_eq!(fs::read_to_string(mine).unwrap(), "mine");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn an_error_names_the_file_that_was_asked_for() {
        let error = write_whole(Path::new("no/such/folder/file"), b"").unwrap_err();
        let says = "no/such/folder/file: cannot write: No such file or directory (os error 2)";
        assert_eq!(error.to_string(), says);
    }
}
