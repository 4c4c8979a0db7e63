//! Digits as rows of a CSV file.

use std::fs;

use handwritten::{Digits, Mnist};
use proptest::prelude::*;
use tempfile::tempdir;

use super::{Broken, MODEL, refuses};

/// A row: the label, then shades that depend on it.
fn row(label: u8) -> Vec<String> {
    let shades = (0..784).map(|i| (i as u8).wrapping_mul(label).to_string());
    [label.to_string()].into_iter().chain(shades).collect()
}

/// Seven rows, one of which is changed.
fn seven(change: impl Fn(&mut Vec<String>)) -> String {
    let mut rows: Vec<_> = (0..7).map(row).collect();
    change(&mut rows[2]);
    rows.iter().map(|row| row.join(",") + "\n").collect()
}

fn names() -> String {
    let names = (0..784).map(|i| format!("pixel{i}"));
    let names: Vec<_> = ["label".into()].into_iter().chain(names).collect();
    names.join(",")
}

#[test]
fn the_forms_in_use_are_read_alike() {
    let rows = seven(|_| {});
    let quoted_names = format!("\"{}\"\n", names().replace(',', "\",\""));
    let numbers = (0..784).map(|i| format!(",{i}")).collect::<String>();
    let folder = tempdir().unwrap();
    let path = folder.path().join("digits.csv");
    let read = |text: String| {
        fs::write(&path, text).unwrap();
        let mnist = Mnist::load(&path).unwrap();
        [mnist.train, mnist.validation, mnist.test]
    };
    let expected = read(rows.clone());
    assert_eq!(expected.each_ref().map(Digits::len), [5, 1, 1]);
    assert_eq!((expected[0].label(3), expected[2].label(0)), (3, 6));
    assert_eq!(expected[0].pixels(1)[255], 1.0);
    for text in [
        format!("{}\n{rows}", names()),
        quoted_names + &rows,
        format!("label{numbers}\n{rows}"),
        rows.replace('\n', "\r\n"),
        rows.replace('\n', "\r"),
        rows.replace(',', " , "),
        rows.trim_end().to_string(),
        format!("\u{feff}{rows}\n\n"),
    ] {
        assert_eq!(read(text), expected);
    }
}

#[test]
fn a_folder_may_hold_one_file_to_train_and_one_to_test_with() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("mnist_train.csv"), seven(|_| {})).unwrap();
    let says = || Mnist::load(folder.path()).unwrap_err().to_string();
    assert!(says().ends_with("folder: expected a file named …test.csv, found none"));
    fs::write(folder.path().join("mnist_test.csv"), seven(|_| {})).unwrap();
    let mnist = Mnist::load(folder.path()).unwrap();
    assert_eq!(
        (mnist.train.len(), mnist.validation.len(), mnist.test.len()),
        (6, 1, 7)
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(
        pixels in prop::collection::vec(any::<u8>(), 784 * 7),
        labels in prop::collection::vec(0..10u8, 7),
        named: bool,
    ) {
        let mut text = if named { names() + "\n" } else { String::new() };
        for (label, shades) in labels.iter().zip(pixels.chunks(784)) {
            text += &label.to_string();
            text.extend(shades.iter().map(|shade| format!(",{shade}")));
            text.push('\n');
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        let mnist = Mnist::load(file.path()).unwrap();
        let expected = Digits::new(pixels, labels.into_iter().map(usize::from)).unwrap();
        prop_assert_eq!(mnist.train, expected.take(5));
        let last = Digits::new(expected.pixels(6).iter().map(|ink| (ink * 255.0) as u8).collect(), [expected.label(6)]);
        prop_assert_eq!(mnist.test, last.unwrap());
    }
}

#[test]
fn broken_files_are_refused() {
    let file = |change: fn(&mut Vec<String>)| seven(change);
    let broken = |bytes: String, says| Broken::new("digits.csv", bytes, says);
    let files = vec![
        broken(
            String::new(),
            "first row: expected an image, found the end of the file",
        ),
        broken(
            "\n\n".into(),
            "first row: expected an image, found the end of the file",
        ),
        broken(
            names(),
            "first row: expected an image, found the end of the file",
        ),
        broken(
            file(|row| drop(row.pop())),
            "line 3: expected 785 columns, a label and 784 shades, found 784",
        ),
        broken(
            file(|row| row.push("0".into())),
            "line 3: expected 785 columns, a label and 784 shades, found 786",
        ),
        broken(
            file(|row| row[1] = "-1".into()),
            r#"line 3, column 2: expected a shade, a whole number from 0 to 255, found "-1""#,
        ),
        broken(
            file(|row| row[784] = "256".into()),
            r#"line 3, column 785: expected a shade, a whole number from 0 to 255, found "256""#,
        ),
        broken(
            file(|row| row[10] = "0.5".into()),
            r#"line 3, column 11: expected a shade, a whole number from 0 to 255, found "0.5""#,
        ),
        broken(
            file(|row| row[10] = "".into()),
            r#"line 3, column 11: expected a shade, a whole number from 0 to 255, found """#,
        ),
        broken(
            file(|row| row[10] = "ink".into()),
            r#"line 3, column 11: expected a shade, a whole number from 0 to 255, found "ink""#,
        ),
        broken(
            file(|row| row[10] = "\"7\"".into()),
            r#"line 3, column 11: expected a shade, a whole number from 0 to 255, found "\"7\"""#,
        ),
        broken(
            file(|row| row[10] = "\"7".into()),
            r#"line 3, column 11: expected a shade, a whole number from 0 to 255, found "\"7""#,
        ),
        broken(
            file(|row| row[10] = "1e400".into()),
            r#"line 3, column 11: expected a shade, a whole number from 0 to 255, found "1e400""#,
        ),
        broken(
            file(|row| row[10] = "9".repeat(100)),
            r#"line 3, column 11: expected a shade, a whole number from 0 to 255, found "99999999999999999999…""#,
        ),
        broken(
            file(|row| row[0] = "10".into()),
            r#"line 3, column 1: expected a label, a whole number from 0 to 9, found "10""#,
        ),
        broken(
            file(|row| row[0] = "".into()),
            r#"line 3, column 1: expected a label, a whole number from 0 to 9, found """#,
        ),
        broken(
            file(|row| row[0] = "two".into()),
            r#"line 3, column 1: expected a label, a whole number from 0 to 9, found "two""#,
        ),
        broken(
            names().replacen("label,", "", 1) + ",label\n",
            r#"line 1, column 1: expected a label, a whole number from 0 to 9, found "pixel0""#,
        ),
        broken(
            format!("{0}\n{0}\n{1}", names(), file(|_| {})),
            r#"line 2, column 1: expected a label, a whole number from 0 to 9, found "label""#,
        ),
        broken(
            file(|_| {}).replace(',', ";"),
            "line 1: expected 785 columns, a label and 784 shades, found 1",
        ),
        broken(
            (0..6).map(|i| row(i).join(",") + "\n").collect(),
            "images: expected 6 or more to train with and 1 or more to test with, found 6 and 0",
        ),
        Broken::new(
            "digits.csv",
            *b"\x1f\x8b\x08\0\0\0",
            "line 1: expected 785 columns, a label and 784 shades, found 1",
        ),
        Broken::huge(
            "digits.csv",
            [],
            "cannot read: line 1: expected at most 65536 bytes, found more",
        ),
        Broken::huge(
            "digits.csv",
            file(|_| {}),
            "cannot read: line 8: expected at most 65536 bytes, found more",
        ),
        Broken::new(
            "digits.csv",
            vec![b','; 10 << 20],
            "cannot read: line 1: expected at most 65536 bytes, found more",
        ),
        Broken::new(
            "digits.csv",
            vec![b'"'; 10 << 20],
            "cannot read: line 1: expected at most 65536 bytes, found more",
        ),
    ];
    refuses(
        &format!("evaluate {MODEL} --data {{}}/digits.csv"),
        |_| {},
        files,
    );
}
