//! Digits from pictures: what MNIST's own recipe makes of them.

use std::f32::consts::TAU;
use std::path::Path;

use handwritten::evaluation::argmax;
use handwritten::{Digit, Digits, Mnist, Network};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageEncoder, Rgb, RgbImage};
use ndarray::{Array2, Axis, concatenate};
use png::{BitDepth, ColorType, Encoder};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

/// How a digit is put on paper.
#[derive(Debug, Clone, Copy)]
struct Paper {
    /// Pixels of the picture on its shorter side.
    side: u32,
    /// Light ink on dark paper.
    inverted: bool,
    color: ColorType,
    /// The largest change of a pixel, of 255.
    noise: f32,
}

/// The ink at a place of an image, in pixels from the top and from the left: a mixture of the four
/// pixels around.
fn between(image: &Array2<f32>, y: f32, x: f32) -> f32 {
    let (y, x) = (y - 0.5, x - 0.5);
    let (i, j) = (y.floor(), x.floor());
    let pixel = |i: f32, j: f32| match (0.0..28.0).contains(&i) && (0.0..28.0).contains(&j) {
        true => image[[i as usize, j as usize]],
        false => 0.0,
    };
    let (down, right) = (y - i, x - j);
    let top = pixel(i, j) * (1.0 - right) + pixel(i, j + 1.0) * right;
    let bottom = pixel(i + 1.0, j) * (1.0 - right) + pixel(i + 1.0, j + 1.0) * right;
    top * (1.0 - down) + bottom * down
}

/// A PNG with the digit somewhere on a sheet that is larger than it.
fn picture(image: &Array2<f32>, paper: Paper, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let (width, height) = (paper.side, paper.side + paper.side / 3);
    let size = paper.side as f32 * rng.random_range(0.6..0.95); // of the 28 × 28 pixels
    let (left, top) = (
        rng.random_range(0.0..width as f32 - size),
        rng.random_range(0.0..height as f32 - size),
    );
    let ink = |x: f32, y: f32| between(image, (y - top) / size * 28.0, (x - left) / size * 28.0);
    let mut samples = Vec::new();
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let ink = ink(x as f32 + 0.5, y as f32 + 0.5);
        let brightness = if paper.inverted {
            0.1 + 0.8 * ink
        } else {
            0.95 - 0.8 * ink
        };
        let noise = paper.noise * rng.random_range(-1.0..=1.0);
        let shade = (255.0 * brightness + noise).clamp(0.0, 255.0) as u8;
        match paper.color {
            ColorType::Grayscale => samples.push(shade),
            ColorType::Rgb => samples.extend([shade, shade, shade]),
            _ => samples.extend([0, 0, 60, (255.0 * ink) as u8]), // ink on nothing
        }
    }
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(paper.color);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&samples).unwrap();
    writer.finish().unwrap();
    file
}

#[test]
fn digits_survive_being_drawn_and_read_back() {
    let network = Network::load("data/models/digits.safetensors").unwrap();
    let test = Mnist::load("data/mnist").unwrap().test;
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let good = Paper {
        side: 100,
        inverted: false,
        color: ColorType::Grayscale,
        noise: 0.0,
    };
    for (paper, count) in [
        (good, 1_000),
        (Paper { side: 20, ..good }, 1_000),
        (
            Paper {
                side: 57,
                inverted: true,
                noise: 12.0,
                ..good
            },
            1_000,
        ),
        (
            Paper {
                side: 250,
                color: ColorType::Rgb,
                noise: 20.0,
                ..good
            },
            500,
        ),
        (
            Paper {
                side: 150,
                color: ColorType::Rgba,
                ..good
            },
            500,
        ),
        (
            Paper {
                side: 2_000,
                inverted: true,
                noise: 5.0,
                ..good
            },
            40,
        ),
    ] {
        let name = Path::new("drawn.png");
        let images = (0..count).map(|i| {
            let bytes = picture(&test.image(i), paper, &mut rng);
            Digit::from_bytes(&bytes, name).unwrap().image
        });
        let images: Vec<_> = images.collect();
        let labels = test.labels().take(count);
        let drawn = Digits::from_images(images, labels).unwrap();
        let before = network.evaluate(&test.take(count)).unwrap().accuracy();
        let after = network.evaluate(&drawn).unwrap().accuracy();
        println!("{paper:?}: {before} {after}");
        assert!(after >= before - 0.03, "{paper:?}: {before}, drawn {after}");
    }
}

/// A JPEG as a telephone takes it of a sheet under a lamp: the paper not quite even, the light
/// falling off, the shadow of a hand across, grain, and the camera held in any of eight ways.
fn photo(image: &Array2<f32>, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let (width, height) = (480, 640);
    let size = rng.random_range(200.0..450.0f32); // of the 28 × 28 pixels
    let (left, top) = (
        rng.random_range(0.0..480.0 - size),
        rng.random_range(0.0..640.0 - size),
    );
    let lamp = (rng.random_range(0.0..480.0), rng.random_range(0.0..640.0));
    let (sin, cos) = rng.random_range(0.0..TAU).sin_cos();
    let shadow = rng.random_range(-150.0..150.0); // from the middle to its edge
    let waves: [f32; 4] = std::array::from_fn(|_| rng.random_range(0.0..TAU));
    let mut picture = RgbImage::new(width, height);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
        let distance = ((x - lamp.0).powi(2) + (y - lamp.1).powi(2)) / 500f32.powi(2);
        let from_edge = cos * (x - 240.0) + sin * (y - 320.0) - shadow;
        let shade = 0.3 / (1.0 + (-from_edge / 15.0).exp());
        let paper = 0.97
            + 0.015 * ((x / 60.0 + waves[0]).sin() + (y / 45.0 + waves[1]).sin())
            + 0.01 * ((x / 9.0 + waves[2]).sin() * (y / 11.0 + waves[3]).sin());
        let light = paper * (1.0 - shade) / (1.0 + distance / 2.0);
        let ink = between(image, (y - top) / size * 28.0, (x - left) / size * 28.0);
        let grain = rng.random_range(-8.0..=8.0);
        // Blue ink on paper that is a little yellow.
        let channels = [(0.97, 0.12), (0.95, 0.14), (0.88, 0.35)];
        *pixel = Rgb(channels.map(|(paper, full)| {
            let reflected: f32 = paper + (full - paper) * ink;
            (250.0 * light * reflected + grain).clamp(0.0, 255.0) as u8
        }));
    }
    let mut picture = DynamicImage::from(picture);
    let orientation = Orientation::from_exif(rng.random_range(1..=8)).unwrap();
    picture.apply_orientation(match orientation {
        Orientation::Rotate90 => Orientation::Rotate270,
        Orientation::Rotate270 => Orientation::Rotate90,
        other => other, // undoes itself
    });
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, rng.random_range(60..=95));
    encoder.set_exif_metadata(exif(orientation)).unwrap();
    picture.write_with_encoder(encoder).unwrap();
    file
}

/// Exif data of the orientation alone: one entry, 0x112, one 16-bit number.
fn exif(orientation: Orientation) -> Vec<u8> {
    let entry = [
        1,
        0,
        0x12,
        1,
        3,
        0,
        1,
        0,
        0,
        0,
        orientation.to_exif(),
        0,
        0,
        0,
    ];
    [b"II*\0\x08\0\0\0".as_slice(), &entry, &[0; 4]].concat()
}

#[test]
fn digits_survive_being_photographed() {
    let network = Network::load("data/models/digits.safetensors").unwrap();
    let test = Mnist::load("data/mnist").unwrap().test;
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let count = 500;
    let images = (0..count).map(|i| {
        let bytes = photo(&test.image(i), &mut rng);
        Digit::from_bytes(&bytes, Path::new("photo.jpg"))
            .unwrap()
            .image
    });
    let images: Vec<_> = images.collect();
    let labels = test.labels().take(count);
    let photographed = Digits::from_images(images, labels).unwrap();
    let before = network.evaluate(&test.take(count)).unwrap().accuracy();
    let after = network.evaluate(&photographed).unwrap().accuracy();
    println!("photographed: {before} {after}");
    assert!(after >= before - 0.03, "{before}, photographed {after}");
}

/// A sheet of 200 × 260 pixels, 1 where it is white, with one digit of MNIST on it.
fn sheet(image: &Array2<f32>) -> Array2<f32> {
    Array2::from_shape_fn((260, 200), |(y, x)| {
        let at = |pixel: usize, first: f32| (pixel as f32 + 0.5 - first) / 140.0 * 28.0;
        0.95 - 0.8 * between(image, at(y, 60.0), at(x, 30.0))
    })
}

fn png(grey: &Array2<f32>) -> Vec<u8> {
    let (rows, columns) = grey.dim();
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, columns as u32, rows as u32);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    let bytes: Vec<u8> = grey.iter().map(|&grey| (255.0 * grey) as u8).collect();
    writer.write_image_data(&bytes).unwrap();
    writer.finish().unwrap();
    file
}

/// What a sheet has that is no ink: the brightness that a place has at most.
type Marks = fn(y: usize, x: usize) -> f32;

const SHEETS: [(&str, Marks); 9] = [
    ("plain", |_, _| 1.0),
    ("lined", |y, _| if y % 31 < 2 { 0.6 } else { 1.0 }),
    ("squared", |y, x| {
        if y % 24 / 2 == 4 || x % 24 / 2 == 3 {
            0.6
        } else {
            1.0
        }
    }),
    ("a line under it", |y, _| {
        if (205..208).contains(&y) { 0.2 } else { 1.0 }
    }),
    (
        "a margin",
        |_, x| if (20..22).contains(&x) { 0.5 } else { 1.0 },
    ),
    ("a crease", |y, x| {
        if (y + x / 20).abs_diff(130) < 1 {
            0.7
        } else {
            1.0
        }
    }),
    ("a printed box", |y, x| {
        let frame = |from: usize, to: usize| {
            let is_in = (from..to).contains(&y) && (from - 40..to - 60).contains(&x);
            is_in as u8
        };
        if frame(50, 250) > frame(53, 247) {
            0.2
        } else {
            1.0
        }
    }),
    ("a punched hole", |y, x| {
        if y.abs_diff(28).pow(2) + x.abs_diff(25).pow(2) < 100 {
            0.1
        } else {
            1.0
        }
    }),
    ("a dark rim", |y, x| {
        if !(7..=252).contains(&y) || !(7..=192).contains(&x) {
            0.1
        } else {
            1.0
        }
    }),
];

#[test]
fn what_is_the_papers_own_is_not_read() {
    let network = Network::load("data/models/digits.safetensors").unwrap();
    let test = Mnist::load("data/mnist").unwrap().test;
    let count = 24;
    for (name, marks) in SHEETS {
        let right = (0..count).filter(|&i| {
            let mut grey = sheet(&test.image(i));
            for ((y, x), grey) in grey.indexed_iter_mut() {
                *grey = grey.min(marks(y, x));
            }
            let digit = Digit::from_bytes(&png(&grey), Path::new("sheet.png")).unwrap();
            argmax(&network.output(&digit.pixels())) == test.label(i)
        });
        let right = right.count();
        println!("{name}: {right}");
        assert!(right >= count - 2, "{name}: {right} of {count}");
    }
}

#[test]
fn a_picture_of_no_single_digit_is_doubted() {
    let network = Network::load("data/models/digits.safetensors").unwrap();
    let test = Mnist::load("data/mnist").unwrap().test;
    let is_doubted = |grey: &Array2<f32>| {
        // An error is a doubt too.
        Digit::from_bytes(&png(grey), Path::new("sheet.png")).map_or(true, |digit| {
            !digit.doubts(&network.output(&digit.pixels())).is_empty()
        })
    };
    let pairs: Vec<bool> = (0..12)
        .map(|i| {
            let (left, right) = (sheet(&test.image(2 * i)), sheet(&test.image(2 * i + 1)));
            is_doubted(&concatenate![Axis(1), left, right])
        })
        .collect();
    let doubted = pairs.iter().filter(|&&is_doubted| is_doubted).count();
    assert!(doubted >= 11, "{doubted} of 12 pairs");
    for (name, marks) in &SHEETS[..3] {
        let empty = Array2::from_shape_fn((260, 200), |(y, x)| marks(y, x).min(0.95));
        assert!(is_doubted(&empty), "an empty sheet, {name}");
    }
    let doubted = (0..24)
        .filter(|&i| is_doubted(&sheet(&test.image(i))))
        .count();
    assert!(doubted <= 1, "{doubted} of 24 single digits");
}

#[test]
fn the_image_is_like_those_of_mnist() {
    for file in ["zero", "two", "four", "six_lying"] {
        let digit = Digit::from_image(format!("data/handwriting/{file}.png")).unwrap();
        let (rows, columns) = digit.fitted.dim();
        assert_eq!(rows.max(columns), 20, "{file}");
        assert_eq!(digit.image.dim(), (28, 28));
        let mass = digit.image.sum();
        let places = || digit.image.indexed_iter();
        let row: f32 = places()
            .map(|((i, _), ink)| (i as f32 + 0.5) * ink)
            .sum::<f32>()
            / mass;
        let column: f32 = places()
            .map(|((_, j), ink)| (j as f32 + 0.5) * ink)
            .sum::<f32>()
            / mass;
        let near = |middle: f32| (middle - 14.5).abs() <= 0.5 + 1e-3;
        assert!(
            near(row) && near(column),
            "{file}: centre of mass at {row}, {column}"
        );
    }
}
