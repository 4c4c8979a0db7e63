//! Files: opened to read, and written whole or not at all.

use std::fs::{self, File, Metadata};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

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
/// A link is followed, and a file that is replaced keeps its mode. What cannot be replaced without
/// harm is written in place: a device, a pipe, a file with more names than one (hard links).
///
/// # Errors
/// [`Error::Io`] when the file cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let write = || match fs::metadata(path) {
        Ok(there) if !is_replaced(&there) => write_in_place(path, &there, bytes),
        there => {
            let path = target(path)?;
            let mut file = unfinished(&path)?;
            file.as_file_mut().write_all(bytes)?;
            if let Ok(there) = there {
                file.as_file().set_permissions(there.permissions())?;
            }
            file.as_file().sync_all()?;
            file.persist(path)?;
            Ok(())
        }
    };
    write().map_err(Error::io(path, "write"))
}

/// Whether a new file may take the place of one that is there.
fn is_replaced(there: &Metadata) -> bool {
    there.is_dir() || (there.is_file() && names(there) == 1)
}

#[cfg(unix)]
fn names(there: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(there)
}

#[cfg(not(unix))]
fn names(_: &Metadata) -> u64 {
    1
}

fn write_in_place(path: &Path, there: &Metadata, bytes: &[u8]) -> io::Result<()> {
    let regular = there.is_file();
    let mut file = File::options().write(true).truncate(regular).open(path)?;
    file.write_all(bytes)?;
    if regular {
        file.sync_all()?;
    }
    Ok(())
}

/// The file that a link leads to, whether that is there or not; of another path, itself.
fn target(path: &Path) -> io::Result<PathBuf> {
    /// As many as Linux follows.
    const MOST_LINKS: usize = 40;
    let mut path = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        let Ok(next) = fs::read_link(&path) else {
            return Ok(path);
        };
        path = folder(&path).join(next);
    }
    Err(io::Error::other("too many links, one leading to the next"))
}

/// Tries whether a file can be written, without touching one that is there: for finding out
/// before long work, not after it.
///
/// # Errors
/// [`Error::Io`] when [`write_whole`] would fail for another reason than a full disk.
#[cfg(feature = "cli")]
pub fn check_writable(path: &Path) -> Result<()> {
    let ends_as_folder = path.to_string_lossy().ends_with(std::path::is_separator);
    let tried = match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        _ if ends_as_folder => Err(io::ErrorKind::IsADirectory.into()),
        // A pipe is not opened twice: whoever reads from it would see its end.
        Ok(there) if !there.is_file() => Ok(()),
        Ok(there) if !is_replaced(&there) => File::options().append(true).open(path).map(drop),
        _ => target(path).and_then(|path| unfinished(&path)?.close()),
    };
    tried.map_err(Error::io(path, "write"))
}

/// Refuses an output that would be written over an input, or over another output: `outputs` and
/// `inputs` are paths, each with the word by which an error calls it.
///
/// # Errors
/// [`Error::Argument`] with the first such output.
#[cfg(feature = "cli")]
pub fn check_apart(outputs: &[(&'static str, &Path)], inputs: &[(&str, &Path)]) -> Result<()> {
    for (i, &(name, path)) in outputs.iter().enumerate() {
        let others = outputs[..i].iter().chain(inputs);
        let same = others.copied().find(|(_, other)| is_same(path, other));
        if let Some((other, _)) = same {
            let expected = format!("another file than that of {other}");
            return Err(Error::argument(name, expected, path.display()));
        }
    }
    Ok(())
}

/// Whether two paths lead to one regular file, or would if it were there.
#[cfg(feature = "cli")]
fn is_same(a: &Path, b: &Path) -> bool {
    let place = |path: &Path| {
        let path = target(path).ok()?;
        let name = path.file_name()?.to_owned();
        Some(fs::canonicalize(folder(&path)).ok()?.join(name))
    };
    match (fs::metadata(a), fs::metadata(b)) {
        (Ok(a), _) | (_, Ok(a)) if !a.is_file() => false,
        (Ok(a), Ok(b)) if same_number(&a, &b) => true,
        _ => place(a).is_some_and(|a| place(b) == Some(a)),
    }
}

/// Whether the system gives both the same number: hard links of one file.
#[cfg(all(unix, feature = "cli"))]
fn same_number(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(all(not(unix), feature = "cli"))]
fn same_number(_: &Metadata, _: &Metadata) -> bool {
    false
}

fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| *folder != "");
    folder.unwrap_or(Path::new("."))
}

/// A new file beside `path`, with a name that no other file has. It is removed when it is dropped
/// before it was renamed.
fn unfinished(path: &Path) -> io::Result<NamedTempFile> {
    // Made by `File`, with the rights that any new file has.
    Builder::new()
        .prefix(".unfinished-")
        .make_in(folder(path), |path| File::create_new(path))
}

#[cfg(test)]
mod tests {
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

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_modes_and_hard_links_kept() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let path = |name| folder.path().join(name);
        fs::write(path("target"), "old").unwrap();
        fs::set_permissions(path("target"), fs::Permissions::from_mode(0o600)).unwrap();
        symlink("target", path("link")).unwrap();
        symlink("later", path("dangling")).unwrap();
        write_whole(&path("link"), b"new").unwrap();
        write_whole(&path("dangling"), b"first").unwrap();
        assert!(path("link").is_symlink() && path("dangling").is_symlink());
        assert_eq!(fs::read(path("target")).unwrap(), b"new");
        assert_eq!(fs::read(path("later")).unwrap(), b"first");
        assert_eq!(fs::metadata(path("target")).unwrap().mode() & 0o777, 0o600);

        fs::hard_link(path("target"), path("second")).unwrap();
        write_whole(&path("second"), b"x").unwrap();
        assert_eq!(fs::read(path("target")).unwrap(), b"x");
        symlink("round", path("round")).unwrap();
        assert!(write_whole(&path("round"), b"").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_stays_one_and_gets_the_bytes() {
        use std::os::unix::fs::FileTypeExt;
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        thread::scope(|scope| {
            let reader = scope.spawn(|| fs::read(&pipe).unwrap());
            write_whole(&pipe, b"all of it").unwrap();
            assert_eq!(reader.join().unwrap(), b"all of it");
        });
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    }
}
