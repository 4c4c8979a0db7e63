//! The IDX files of MNIST and of sets like it.

use std::fs;
use std::path::Path;

use handwritten::Mnist;
use proptest::prelude::*;
use tempfile::{TempDir, tempdir};

use super::{Broken, MODEL, gzip, refuses};

const IMAGES: [&str; 2] = ["train-images-idx3-ubyte", "t10k-images-idx3-ubyte"];
const LABELS: [&str; 2] = ["train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"];

/// An IDX file: its magic number, the length of each dimension, its values.
fn idx(magic: [u8; 4], lengths: &[u32], values: &[u8]) -> Vec<u8> {
    let lengths: Vec<u8> = lengths.iter().flat_map(|n| n.to_be_bytes()).collect();
    [magic.as_slice(), &lengths, values].concat()
}

/// The bytes of an IDX file of `count` images, pixel `i` of which is `i` modulo 256.
fn images(count: u32) -> Vec<u8> {
    let pixels: Vec<u8> = (0..count * 784).map(|i| i as u8).collect();
    idx([0, 0, 8, 3], &[count, 28, 28], &pixels)
}

/// The bytes of an IDX file of labels.
fn labels(labels: &[u8]) -> Vec<u8> {
    idx([0, 0, 8, 1], &[labels.len() as u32], labels)
}

/// The bytes of a label file of QMNIST: with each label seven more numbers, on who wrote it.
fn long_labels(labels: &[u8]) -> Vec<u8> {
    let rows = labels
        .iter()
        .map(|&label| [label.into(), 4, 300, 9, 77, 1, 2, 0]);
    let values: Vec<u8> = rows.flatten().flat_map(u32::to_be_bytes).collect();
    idx([0, 0, 12, 2], &[labels.len() as u32, 8], &values)
}

/// Writes six training and two test images into a folder.
fn fill(folder: &Path) {
    fs::write(folder.join(IMAGES[0]), images(6)).unwrap();
    fs::write(folder.join(LABELS[0]), labels(&[0, 1, 2, 3, 4, 9])).unwrap();
    fs::write(folder.join(IMAGES[1]), images(2)).unwrap();
    fs::write(folder.join(LABELS[1]), labels(&[7, 8])).unwrap();
}

fn folder() -> TempDir {
    let folder = tempdir().unwrap();
    fill(folder.path());
    folder
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
    assert_eq!(mnist.train.pixels(0)[255], 1.0);
    assert_eq!(mnist.train.image(0)[[1, 0]], 28.0 / 255.0);
}

#[test]
fn unpacked_and_gzipped_files_are_read_alike() {
    let folder = folder();
    assert_is_first_digits(folder.path());
    for name in IMAGES.iter().chain(&LABELS) {
        let plain = folder.path().join(name);
        let bytes = fs::read(&plain).unwrap();
        fs::write(folder.path().join(format!("{name}.gz")), gzip(&bytes)).unwrap();
        fs::write(plain, "of two, the gzipped one is read").unwrap();
    }
    assert_is_first_digits(folder.path());
}

#[test]
fn sets_like_mnist_are_found_by_the_parts_of_their_names() {
    let qmnist = tempdir().unwrap();
    let write = |name: &str, bytes| fs::write(qmnist.path().join(name), bytes).unwrap();
    write("qmnist-train-images-idx3-ubyte.gz", gzip(&images(6)));
    write(
        "qmnist-train-labels-idx2-int.gz",
        gzip(&long_labels(&[0, 1, 2, 3, 4, 9])),
    );
    write("qmnist-test-images-idx3-ubyte.gz", gzip(&images(2)));
    write(
        "qmnist-test-labels-idx2-int.gz",
        gzip(&long_labels(&[7, 8])),
    );
    write("README.md", "test images".into());
    assert_is_first_digits(qmnist.path());

    let dots = folder();
    for name in IMAGES.iter().chain(&LABELS) {
        let dotted = name.replace("-idx", ".idx");
        fs::rename(dots.path().join(name), dots.path().join(dotted)).unwrap();
    }
    assert_is_first_digits(dots.path());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(
        pixels in prop::collection::vec(any::<u8>(), 784 * 8),
        digits in prop::collection::vec(0..10u8, 8),
        zipped: bool,
        long: bool,
    ) {
        let folder = tempdir().unwrap();
        let label_file = if long { long_labels } else { labels };
        for (part, from, to) in [("train", 0, 6), ("test", 6, 8)] {
            let shape = [(to - from) as u32, 28, 28];
            let images = idx([0, 0, 8, 3], &shape, &pixels[784 * from..784 * to]);
            for (kind, bytes) in [("images", images), ("labels", label_file(&digits[from..to]))] {
                let bytes = if zipped { gzip(&bytes) } else { bytes };
                fs::write(folder.path().join(format!("{part}-{kind}-idx")), bytes).unwrap();
            }
        }
        let mnist = Mnist::load(folder.path()).unwrap();
        let parts = [mnist.train, mnist.validation, mnist.test];
        let images = parts.iter().flat_map(|part| (0..part.len()).map(move |i| (part, i)));
        for ((part, i), (shades, &label)) in images.zip(pixels.chunks(784).zip(&digits)) {
            prop_assert_eq!(part.label(i), usize::from(label));
            prop_assert!(part.pixels(i).iter().zip(shades).all(|(ink, &shade)| *ink == f32::from(shade) / 255.0));
        }
    }
}

#[test]
fn broken_files_are_refused() {
    let six = images(6);
    let change = |place: usize, bytes: &[u8]| {
        let mut changed = six.clone();
        changed[place..place + bytes.len()].copy_from_slice(bytes);
        changed
    };
    let zipped = gzip(&six);
    let last = zipped.len() - 6;
    let mut wrong_sum = zipped.clone();
    wrong_sum[last] ^= 1;
    let (images, labels_file) = (IMAGES[0], LABELS[0]);
    let broken = vec![
        Broken::new(
            images,
            [],
            "byte 0: expected more of an IDX header, found the end of the file",
        ),
        Broken::new(
            images,
            &six[..3],
            "byte 3: expected more of an IDX header, found the end of the file",
        ),
        Broken::new(
            images,
            &six[..15],
            "byte 15: expected more of an IDX header, found the end of the file",
        ),
        Broken::new(
            images,
            *b"\x89PNG\r\n\x1a\n",
            "byte 0: expected [0, 0, 8, 3], the mark of such a file, found [137, 80, 78, 71]",
        ),
        Broken::new(
            images,
            labels(&[1, 2, 3]),
            "byte 0: expected [0, 0, 8, 3], the mark of such a file, found [0, 0, 8, 1]",
        ),
        Broken::new(
            images,
            change(2, &[13]),
            "byte 0: expected [0, 0, 8, 3], the mark of such a file, found [0, 0, 13, 3]",
        ),
        Broken::new(images, change(11, &[27]), "byte 8: expected 28, found 27"),
        Broken::new(
            images,
            change(4, &[255; 4]),
            "byte 4: expected at most 4720 bytes, all that the file can hold, found 4294967295 items, 3367254359296 bytes",
        ),
        Broken::new(
            images,
            change(4, &[255; 12]),
            "byte 8: expected 28, found 4294967295",
        ),
        Broken::new(
            images,
            &six[..4000],
            "byte 4: expected at most 4000 bytes, all that the file can hold, found 6 items, 4720 bytes",
        ),
        Broken::new(
            images,
            [six.as_slice(), &[0]].concat(),
            "byte 4720: expected the end of the file, found more bytes",
        ),
        Broken::huge(
            images,
            six.clone(),
            "byte 4720: expected the end of the file, found more bytes",
        ),
        Broken::huge(
            images,
            [],
            "byte 0: expected [0, 0, 8, 3], the mark of such a file, found [0, 0, 0, 0]",
        ),
        Broken::new(
            images,
            &zipped[..60],
            "cannot read: incomplete deflate stream",
        ),
        Broken::new(
            images,
            wrong_sum,
            "cannot read: corrupt gzip stream does not have a matching checksum",
        ),
        Broken::new(
            images,
            [zipped.as_slice(), b"more"].concat(),
            "byte 358: expected the end of the file, found more bytes",
        ),
        Broken::new(
            images,
            gzip(&change(4, &[0, 1, 0, 0])),
            "byte 4720: expected 51380224 bytes, as the header says, found the end of the file after 4704",
        ),
        Broken::new(
            images,
            gzip(&change(4, &[255; 4])),
            "byte 4: expected at most 67109218 bytes, all that the file can hold, found 4294967295 items, 3367254359296 bytes",
        ),
        Broken::new(
            labels_file,
            labels(&[0; 5]),
            "byte 4: expected 6 labels, one for each image, found 5",
        ),
        Broken::new(
            labels_file,
            labels(&[0, 1, 10, 3, 4, 5]),
            "byte 10: expected a label from 0 to 9, found 10",
        ),
        Broken::new(
            labels_file,
            long_labels(&[0, 1, 2, 3, 255, 5]),
            "byte 140: expected a label from 0 to 9, found 255",
        ),
        Broken::new(
            labels_file,
            six.clone(),
            "byte 0: expected [0, 0, 8, 1] or [0, 0, 12, 2], the mark of such a file, found [0, 0, 8, 3]",
        ),
        Broken::huge(
            labels_file,
            labels(&[0; 6]),
            "byte 14: expected the end of the file, found more bytes",
        ),
    ];
    refuses(&format!("evaluate {MODEL} --data {{}}"), fill, broken);
}

#[test]
fn a_folder_without_one_of_the_files_or_with_one_too_many_is_refused() {
    let says = |folder: &TempDir| {
        let error = Mnist::load(folder.path()).unwrap_err().to_string();
        let path = format!("{}: ", folder.path().display());
        error.strip_prefix(&path).unwrap().to_string()
    };
    let missing = folder();
    fs::remove_file(missing.path().join(LABELS[1])).unwrap();
    assert_eq!(
        says(&missing),
        "folder: expected a file named t10k-labels-idx…, found none"
    );
    let twice = folder();
    fs::write(twice.path().join("emnist-test-images-idx3"), "").unwrap();
    assert_eq!(
        says(&twice),
        "folder: expected a file named t10k-images-idx…, found emnist-test-images-idx3 and t10k-images-idx3-ubyte"
    );
    let few = folder();
    fs::write(few.path().join(IMAGES[0]), images(5)).unwrap();
    fs::write(few.path().join(LABELS[0]), labels(&[0; 5])).unwrap();
    assert_eq!(
        says(&few),
        "images: expected 6 or more to train with and 1 or more to test with, found 5 and 2"
    );
}
