//! Reading IDX files: what is right is read, what is wrong is named.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::{Compression, write::GzEncoder};
use handwritten::Mnist;
use tempfile::{TempDir, tempdir};

const IMAGES: [&str; 2] = ["train-images-idx3-ubyte", "t10k-images-idx3-ubyte"];
const LABELS: [&str; 2] = ["train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"];

/// The bytes of an IDX file of `count` images, pixel `i` of which is `i` modulo 256.
fn images(count: u32) -> Vec<u8> {
    let header = [
        [0, 0, 8, 3],
        count.to_be_bytes(),
        [0, 0, 0, 28],
        [0, 0, 0, 28],
    ];
    let pixels = (0..count * 784).map(|i| i as u8);
    header.into_iter().flatten().chain(pixels).collect()
}

/// The bytes of an IDX file of labels.
fn labels(labels: &[u8]) -> Vec<u8> {
    let count = (labels.len() as u32).to_be_bytes();
    [&[0, 0, 8, 1], count.as_slice(), labels].concat()
}

/// A folder with six training and two test images.
fn folder() -> TempDir {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join(IMAGES[0]), images(6)).unwrap();
    fs::write(folder.path().join(LABELS[0]), labels(&[0, 1, 2, 3, 4, 9])).unwrap();
    fs::write(folder.path().join(IMAGES[1]), images(2)).unwrap();
    fs::write(folder.path().join(LABELS[1]), labels(&[7, 8])).unwrap();
    folder
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What `Mnist::load` says once `name` holds `bytes`.
fn complaint(name: &str, bytes: &[u8]) -> String {
    let folder = folder();
    fs::write(folder.path().join(name), bytes).unwrap();
    Mnist::load(folder.path()).unwrap_err().to_string()
}

fn assert_is_first_digits(folder: &Path) {
    let mnist = Mnist::load(folder).unwrap();
    assert_eq!(
        (mnist.train.len(), mnist.validation.len(), mnist.test.len()),
        (5, 1, 2)
    );
    assert_eq!(
        (0..5).map(|i| mnist.train.label(i)).collect::<Vec<_>>(),
        [0, 1, 2, 3, 4]
    );
    assert_eq!(mnist.validation.label(0), 9);
    assert_eq!(mnist.train.image(0)[255], 1.0);
    assert_eq!(mnist.train.raster(0)[[1, 0]], 28.0 / 255.0);
}

#[test]
fn unpacked_and_gzipped_files_are_read_alike() {
    let folder = folder();
    assert_is_first_digits(folder.path());
    for name in IMAGES.iter().chain(&LABELS) {
        let plain = folder.path().join(name);
        let bytes = fs::read(&plain).unwrap();
        fs::write(folder.path().join(format!("{name}.gz")), gzip(&bytes)).unwrap();
        fs::remove_file(plain).unwrap();
    }
    assert_is_first_digits(folder.path());
}

#[test]
fn broken_files_are_named_with_place_expected_and_found() {
    let six = images(6);
    let mut magic = six.clone();
    magic[3] = 1;
    let mut side = six.clone();
    side[11] = 27;
    let mut huge = six.clone();
    huge[4..8].copy_from_slice(&u32::MAX.to_be_bytes());
    let longer = [six.as_slice(), &[0]].concat();
    let truncated_gz = &gzip(&six)[..60];
    let trailing_gz = [gzip(&six).as_slice(), b"more"].concat();
    let mut corrupt_gz = gzip(&six);
    let last = corrupt_gz.len() - 6;
    corrupt_gz[last] ^= 1;

    for (name, bytes, expected) in [
        (
            IMAGES[0],
            &six[..0],
            "byte 0: expected an IDX header of 16 bytes, found the end of the file",
        ),
        (
            IMAGES[0],
            &six[..15],
            "byte 15: expected an IDX header of 16 bytes",
        ),
        (IMAGES[0], &magic, "byte 0: expected [0, 0, 8, 3]"),
        (IMAGES[0], &side, "byte 8: expected 28, found 27"),
        (
            IMAGES[0],
            &huge,
            "byte 4: expected at most 4720 bytes, all that the file can hold, found 4294967295 items",
        ),
        (
            IMAGES[0],
            &six[..4000],
            "byte 4: expected at most 4000 bytes",
        ),
        (
            IMAGES[0],
            &longer,
            "byte 4720: expected the end of the file, found more bytes",
        ),
        (IMAGES[0], truncated_gz, "cannot read: "),
        (
            IMAGES[0],
            &trailing_gz,
            "expected the end of the file, found more bytes",
        ),
        (IMAGES[0], &corrupt_gz, "cannot read: "),
        (
            LABELS[0],
            &labels(&[0; 5]),
            "byte 4: expected 6 labels, one for each image, found 5",
        ),
        (
            LABELS[0],
            &labels(&[0, 1, 10, 3, 4, 5]),
            "byte 10: expected a label from 0 to 9, found 10",
        ),
    ] {
        let found = complaint(name, bytes);
        assert!(
            found.contains(name) && found.contains(expected),
            "{expected:?} is not in {found:?}"
        );
    }
}

#[test]
fn a_missing_file_is_named() {
    let found = Mnist::load("no/such/folder").unwrap_err().to_string();
    assert!(
        found.contains("train-images-idx3-ubyte: cannot open: no such file"),
        "{found}"
    );
}
