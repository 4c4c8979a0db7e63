//! Digits from pictures: what MNIST's own recipe makes of them.

use std::path::Path;

use handwritten::{Digit, Digits, Mnist, Network};
use ndarray::Array2;
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

/// A PNG with the digit somewhere on a sheet that is larger than it.
fn picture(raster: &Array2<f32>, paper: Paper, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let (width, height) = (paper.side, paper.side + paper.side / 3);
    let size = paper.side as f32 * rng.random_range(0.6..0.95); // of the 28 × 28 pixels
    let (left, top) = (
        rng.random_range(0.0..width as f32 - size),
        rng.random_range(0.0..height as f32 - size),
    );
    let ink = |x: f32, y: f32| {
        // Between pixels, a mixture of the four around.
        let (x, y) = (
            (x - left) / size * 28.0 - 0.5,
            (y - top) / size * 28.0 - 0.5,
        );
        let pixel = |i: f32, j: f32| match (0.0..28.0).contains(&i) && (0.0..28.0).contains(&j) {
            true => raster[[i as usize, j as usize]],
            false => 0.0,
        };
        let (i, j) = (y.floor(), x.floor());
        let (down, right) = (y - i, x - j);
        let top = pixel(i, j) * (1.0 - right) + pixel(i, j + 1.0) * right;
        let bottom = pixel(i + 1.0, j) * (1.0 - right) + pixel(i + 1.0, j + 1.0) * right;
        top * (1.0 - down) + bottom * down
    };
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
        let rasters = (0..count).map(|i| {
            let bytes = picture(&test.raster(i), paper, &mut rng);
            Digit::from_bytes(&bytes, name).unwrap().raster
        });
        let rasters: Vec<_> = rasters.collect();
        let labels = (0..count).map(|i| test.label(i) as u8).collect();
        let drawn = Digits::from_rasters(rasters, labels).unwrap();
        let before = network.evaluate(&test.take(count)).unwrap().accuracy();
        let after = network.evaluate(&drawn).unwrap().accuracy();
        println!("{paper:?}: {before} {after}");
        assert!(after >= before - 0.03, "{paper:?}: {before}, drawn {after}");
    }
}

#[test]
fn the_raster_is_like_those_of_mnist() {
    for file in ["zero", "two", "four", "six_lying"] {
        let digit = Digit::from_image(format!("data/handwriting/{file}.png")).unwrap();
        let (rows, columns) = digit.fitted.dim();
        assert_eq!(rows.max(columns), 20, "{file}");
        assert_eq!(digit.raster.dim(), (28, 28));
        let mass = digit.raster.sum();
        let places = || digit.raster.indexed_iter();
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
