//! Values that are written by a name, on the command line and in files, and read by it again.

use std::fmt::Display;

use crate::error::{Error, Result};

/// The one of `all` that is displayed as `name`; `what` is what an error calls them.
pub fn parse<T: Copy + Display>(what: &'static str, all: &[T], name: &str) -> Result<T> {
    let known = all.iter().find(|one| one.to_string() == name);
    known.copied().ok_or_else(|| {
        let names: Vec<_> = all.iter().map(T::to_string).collect();
        Error::argument(what, names.join(" or "), format!("{name:?}"))
    })
}
