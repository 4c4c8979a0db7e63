//! The one error type of the crate.

use std::{io, path::PathBuf};

/// What every fallible function of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

/// What can go wrong, each with where it happened, what was expected and what was found.
///
/// The text of an error has its cause in it, so [`source`](std::error::Error::source) does not
/// repeat it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be opened, read or written.
    #[error("{}: cannot {action}: {cause}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried: "open", "read", "write".
        action: &'static str,
        /// The system's reason.
        cause: io::Error,
    },

    /// A file was read, but is not what it should be.
    #[error("{}: {place}: expected {expected}, found {found}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Where in the file: a byte, a row, a tensor.
        place: String,
        /// What should stand there.
        expected: String,
        /// What stands there.
        found: String,
    },

    /// A number given to the crate is outside of what makes sense.
    #[error("{name}: expected {expected}, found {found}")]
    Argument {
        /// Which number.
        name: &'static str,
        /// What it may be.
        expected: String,
        /// What it was.
        found: String,
    },

    /// What was to be drawn by plotters was not.
    #[error("cannot draw: {0}")]
    Drawing(Box<dyn std::error::Error + Send + Sync>),

    /// Training left the numbers behind: the cost or a weight is no longer finite.
    #[error(
        "epoch {epoch}: the weights have grown past all numbers (cost {cost}); try a smaller learning rate η than {eta}"
    )]
    Diverged {
        /// The epoch that ended so, counted from 1.
        epoch: u32,
        /// The cost found.
        cost: f64,
        /// The learning rate in use.
        eta: f32,
    },
}

impl Error {
    /// An [`Error::Argument`], from anything that can be written.
    pub(crate) fn argument(
        name: &'static str,
        expected: impl ToString,
        found: impl ToString,
    ) -> Self {
        Error::Argument {
            name,
            expected: expected.to_string(),
            found: found.to_string(),
        }
    }

    /// An [`Error::Format`], from anything that can be written.
    pub(crate) fn format(
        path: impl Into<PathBuf>,
        place: impl Into<String>,
        expected: impl ToString,
        found: impl ToString,
    ) -> Self {
        Error::Format {
            path: path.into(),
            place: place.into(),
            expected: expected.to_string(),
            found: found.to_string(),
        }
    }

    /// An [`Error::Argument`] that was found in a file, as the [`Error::Format`] of that file.
    pub(crate) fn in_file(self, path: impl Into<PathBuf>, place: impl Into<String>) -> Self {
        match self {
            Error::Argument {
                expected, found, ..
            } => Self::format(path, place, expected, found),
            other => other,
        }
    }

    /// Turns an [`io::Error`] into one that names the file: `.map_err(Error::io(path, "read"))`.
    pub(crate) fn io(
        path: impl Into<PathBuf>,
        action: &'static str,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Error::Io {
            path,
            action,
            cause,
        }
    }
}
