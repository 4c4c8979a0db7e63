//! The data that comes with the repository is what `data/README.md` says it is.

use std::fs::{self, File};
use std::io::Read;

use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

#[test]
fn mnist_files_have_the_checksums_in_the_readme() {
    let readme = fs::read_to_string("data/README.md").unwrap();
    for name in [
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
    ] {
        let file = File::open(format!("data/mnist/{name}.gz")).unwrap();
        let mut unpacked = Vec::new();
        GzDecoder::new(file).read_to_end(&mut unpacked).unwrap();
        let sum: String = Sha256::digest(&unpacked)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let row = readme.lines().find(|line| line.contains(name)).unwrap();
        assert!(row.contains(&sum), "{name} has the SHA-256 {sum}");
    }
}

#[test]
fn mnist_files_carry_no_name_and_no_time() {
    for file in fs::read_dir("data/mnist").unwrap() {
        let path = file.unwrap().path();
        let header = &fs::read(&path).unwrap()[..8];
        assert_eq!(header, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0], "{}", path.display());
    }
}

#[test]
fn concert_has_each_of_the_eight_days_once() {
    let file = fs::read_to_string("data/concert.csv").unwrap();
    let mut lines = file.lines();
    assert_eq!(lines.next(), Some("weather,companion,transport"));
    let days: Vec<_> = lines.collect();
    let all: Vec<_> = (0..8)
        .map(|i| format!("{},{},{}", i >> 2, (i >> 1) & 1, i & 1))
        .collect();
    assert_eq!(days, all);
}
