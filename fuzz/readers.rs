//! The readers of files that anybody may have written. Whatever the bytes are, each returns what
//! it promises, or an error that is one line and begins with the file's name.
//!
//! The fuzzer feeds them with what it makes up, `tests/corpus.rs` with what it found.

#![allow(dead_code)] // each target feeds one of them

use std::path::Path;

use handwritten::internals::{read_csv, read_images, read_labels, read_model};
use handwritten::{Digit, Result};

const FILE: &str = "the/file";

/// Images and labels in the form of MNIST's files.
pub fn idx(bytes: &[u8]) {
    let (file, length) = (Path::new(FILE), bytes.len() as u64);
    if let Some(shades) = checked(read_images(file, bytes, length)) {
        assert_eq!(shades.len() % 784, 0);
    }
    if let Some(labels) = checked(read_labels(file, bytes, length)) {
        assert!(labels.iter().all(|&label| label < 10));
    }
}

/// Rows of a label and 784 shades.
pub fn csv(bytes: &[u8]) {
    if let Some(digits) = checked(read_csv(Path::new(FILE), bytes)) {
        assert!((0..digits.len()).all(|i| digits.label(i) < 10 && digits.pixels(i).len() == 784));
    }
}

/// A picture of a digit, PNG or JPEG.
pub fn picture(bytes: &[u8]) {
    if let Some(digit) = checked(Digit::from_bytes(bytes, Path::new(FILE))) {
        let pixels = digit.pixels();
        assert_eq!(pixels.len(), 784);
        assert!(pixels.iter().all(|ink| (0.0..=1.0).contains(ink)));
    }
}

/// A trained network.
pub fn model(bytes: &[u8]) {
    if let Some((network, _)) = checked(read_model(Path::new(FILE), bytes)) {
        for (layer, sizes) in network.layers().iter().zip(network.sizes().windows(2)) {
            assert_eq!(layer.weights.dim(), (sizes[0], sizes[1]));
            assert!(
                layer
                    .weights
                    .iter()
                    .chain(&layer.biases)
                    .all(|number| number.is_finite())
            );
        }
    }
}

/// What was read, if the error is as an error should be.
fn checked<T>(read: Result<T>) -> Option<T> {
    read.map_err(|error| {
        let line = error.to_string();
        assert!(line.starts_with(FILE) && !line.contains('\n'), "{line:?}");
    })
    .ok()
}
