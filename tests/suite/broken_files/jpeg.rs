//! Pictures of digits in JPEG files.
//!
//! Those in `tests/suite/broken_files/pictures/` are `data/handwriting/three.png`, saved once with Pillow 13
//! (`quality=90`), which writes what the image crate does not: `progressive=True`, and
//! `convert("CMYK")`.

use std::fs;
use std::path::Path;

use handwritten::Digit;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, GrayImage, ImageEncoder, Luma, Rgb, RgbImage};
use ndarray::{Array2, Axis};

use super::{Broken, MODEL, course_says, refuses};

/// A JPEG of the picture, with Exif data if there are any.
fn jpeg(picture: &DynamicImage, exif: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 90);
    if !exif.is_empty() {
        encoder.set_exif_metadata(exif.to_vec()).unwrap();
    }
    picture.write_with_encoder(encoder).unwrap();
    file
}

/// Exif data of the orientation alone: one entry, 0x112, one 16-bit number, the one end first or
/// the other.
fn exif(orientation: u8, little: bool) -> Vec<u8> {
    let o = orientation;
    match little {
        true => [
            b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".as_slice(),
            &[o, 0, 0, 0],
            &[0; 4],
        ]
        .concat(),
        false => [
            b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".as_slice(),
            &[0, o, 0, 0],
            &[0; 4],
        ]
        .concat(),
    }
}

fn three() -> DynamicImage {
    image::open("data/handwriting/three.png").unwrap()
}

fn read(bytes: &[u8]) -> Digit {
    Digit::from_bytes(bytes, Path::new("digit.jpg")).unwrap()
}

/// The largest difference between the numbers of two images.
fn difference(a: &Array2<f32>, b: &Array2<f32>) -> f32 {
    assert_eq!(a.dim(), b.dim());
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max)
}

#[test]
fn every_kind_of_file_shows_the_same_digit() {
    let expected = Digit::from_image("data/handwriting/three.png")
        .unwrap()
        .image;
    for (name, bytes) in [
        ("RGB", jpeg(&three().to_rgb8().into(), &[])),
        ("grey", jpeg(&three().to_luma8().into(), &[])),
        (
            "progressive",
            fs::read("tests/suite/broken_files/pictures/progressive.jpg").unwrap(),
        ),
        (
            "CMYK",
            fs::read("tests/suite/broken_files/pictures/cmyk.jpg").unwrap(),
        ),
        (
            "with a trailer",
            [jpeg(&three(), &[]), b"\xff\xd8 and a film".to_vec()].concat(),
        ),
    ] {
        let image = read(&bytes).image;
        let largest = difference(&image, &expected);
        let mean = (&image - &expected).mapv(f32::abs).mean().unwrap();
        assert!(largest < 0.15 && mean < 0.01, "{name}: {largest}, {mean}");
    }
}

/// Where the first row and the first column of the file are in what was seen (Exif 2.3, tag 274).
#[test]
fn a_picture_is_turned_as_the_camera_was_held() {
    let upright = read(&jpeg(&three(), &[])).grey;
    for orientation in 0..=9 {
        // What was seen, as the camera stores it: the file's row i, column j is seen at ….
        let (rows, columns) = upright.dim();
        let seen_at = |i: usize, j: usize| match orientation {
            2 => (i, columns - 1 - j),
            3 => (rows - 1 - i, columns - 1 - j),
            4 => (rows - 1 - i, j),
            5 => (j, i),
            6 => (j, columns - 1 - i),
            7 => (rows - 1 - j, columns - 1 - i),
            8 => (rows - 1 - j, i),
            _ => (i, j), // upright, or no such orientation
        };
        let turned = matches!(orientation, 5..=8);
        let (height, width) = if turned {
            (columns, rows)
        } else {
            (rows, columns)
        };
        let three = three().to_rgb8();
        let stored = RgbImage::from_fn(width as u32, height as u32, |x, y| {
            let (i, j) = seen_at(y as usize, x as usize);
            *three.get_pixel(j as u32, i as u32)
        });
        for little in [true, false] {
            let bytes = jpeg(&stored.clone().into(), &exif(orientation, little));
            let largest = difference(&read(&bytes).grey, &upright);
            assert!(largest < 0.1, "{orientation}: {largest}");
        }
    }
}

#[test]
fn fifty_megapixels_are_read() {
    let bar = RgbImage::from_fn(8_160, 6_144, |x, y| {
        let inked = (4_000..4_300).contains(&x) && (1_000..5_000).contains(&y);
        if inked {
            Rgb([20, 20, 60])
        } else {
            Rgb([230, 225, 210])
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bar.jpg");
    let bytes = jpeg(&bar.into(), &exif(1, true));
    fs::write(&path, &bytes).unwrap();
    // 150 MB are the pixels themselves.
    let memory = 250 << 20;
    let (code, said) = course_says(&format!("predict {MODEL} {}", path.display()), memory);
    assert!(
        code == Some(0) && said.contains("bar.jpg: 1 ("),
        "{code:?} {said}"
    );
    assert_eq!(read(&bytes).grey.len_of(Axis(1)), 400);
}

#[test]
fn broken_files_are_refused() {
    let whole = jpeg(&three(), &exif(6, true));
    let broken = |bytes: Vec<u8>, says| Broken::new("digit.jpg", bytes, says);
    let cut = "picture: expected a whole JPEG file, found no end";
    // The size stands after the marker of the frame, ff c0, its length and its precision.
    let frame = whole
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0])
        .unwrap();
    let sized = |height: u16, width: u16| {
        let mut file = whole.clone();
        file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
        file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
        file
    };
    let blank = GrayImage::from_pixel(300, 200, Luma([200]));
    // A preview within the Exif data has an end of its own.
    let with_preview = jpeg(
        &three(),
        &[exif(1, true), jpeg(&blank.clone().into(), &[])].concat(),
    );
    let files = vec![
        broken(whole[..3].to_vec(), cut),
        broken(whole[..frame + 4].to_vec(), cut),
        broken(whole[..whole.len() / 2].to_vec(), cut),
        broken(whole[..whole.len() - 1].to_vec(), cut),
        broken(with_preview[..with_preview.len() - 2].to_vec(), cut),
        broken(
            [&whole[..frame], b"\xff\xd9"].concat(),
            "picture: expected a whole JPEG file, found …",
        ),
        broken(
            sized(0, 300),
            "picture: expected a whole JPEG file, found …",
        ),
        broken(
            sized(65_000, 65_000),
            "picture: expected at most 67108864 pixels, found 65000 × 65000 of them",
        ),
        broken(
            jpeg(&blank.into(), &[]),
            "picture: expected ink that differs from the paper, found nothing but paper",
        ),
        Broken {
            zeros: 20 << 30,
            ..broken(
                whole.clone(),
                "file: expected a picture of at most 104857600 bytes, found …",
            )
        },
    ];
    refuses(&format!("predict {MODEL} {{}}/digit.jpg"), |_| {}, files);
}

#[test]
fn a_picture_cut_short_or_with_a_wrong_byte_does_no_harm() {
    let small = three().thumbnail(40, 40).to_rgb8().into();
    for whole in [
        jpeg(&small, &exif(6, false)),
        fs::read("tests/suite/broken_files/pictures/progressive.jpg").unwrap(),
    ] {
        for length in 0..whole.len().min(2_000) {
            let cut = &whole[..length];
            assert!(
                Digit::from_bytes(cut, Path::new("cut.jpg")).is_err(),
                "{length}"
            );
        }
        for place in 0..whole.len().min(2_000) {
            let mut broken = whole.clone();
            broken[place] ^= 0xff;
            drop(Digit::from_bytes(&broken, Path::new("broken.jpg"))); // an answer or an error
        }
    }
}
