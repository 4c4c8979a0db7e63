//! Pictures in PNG files, as brightness.

use std::io::Cursor;
use std::path::Path;

use ndarray::Array2;
use png::{ColorType, Decoder, Limits, Transformations};

use crate::{Error, Result};

/// More pixels than a camera's picture needs; four bytes for each are 50 MB.
const MOST_PIXELS: u64 = 12_500_000;

/// The brightness of each pixel, 0 (black) to 1 (white). Transparent pixels show white paper; if
/// nothing could be seen on it, what is opaque is taken as black.
pub(super) fn read(bytes: &[u8], path: &Path) -> Result<Array2<f32>> {
    let wrong = |error: png::DecodingError| Error::format(path, "picture", "a PNG file", error);
    let limits = Limits {
        bytes: 4 * MOST_PIXELS as usize,
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(
        Transformations::EXPAND | Transformations::STRIP_16 | Transformations::ALPHA,
    );
    let mut reader = decoder.read_info().map_err(wrong)?;
    let (width, height) = reader.info().size();
    let (width, height) = (u64::from(width), u64::from(height));
    if width * height > MOST_PIXELS {
        let expected = format!("at most {MOST_PIXELS} pixels");
        let found = format!("{width} × {height} of them");
        return Err(Error::format(path, "header", expected, found));
    }
    // The png crate (0.18.1) panics at half a colour.
    let palette = reader
        .info()
        .palette
        .as_ref()
        .map_or(0, |palette| palette.len());
    if palette % 3 != 0 {
        let found = format!("{palette} bytes");
        return Err(Error::format(
            path,
            "palette",
            "three bytes for each colour",
            found,
        ));
    }
    let too_large = || Error::format(path, "header", "a picture that fits in memory", width);
    let mut samples = vec![0; reader.output_buffer_size().ok_or_else(too_large)?];
    let frame = reader.next_frame(&mut samples).map_err(wrong)?;
    let grey = match frame.color_type {
        ColorType::GrayscaleAlpha => {
            let (pixels, _) = samples[..frame.buffer_size()].as_chunks();
            brightness(pixels.iter().map(|&[grey, alpha]| ([grey; 3], alpha)))
        }
        ColorType::Rgba => {
            let (pixels, _) = samples[..frame.buffer_size()].as_chunks();
            brightness(pixels.iter().map(|&[r, g, b, alpha]| ([r, g, b], alpha)))
        }
        other => {
            let found = format!("{other:?}");
            return Err(Error::format(path, "header", "grey or colour", found));
        }
    };
    let size = (height as usize, width as usize);
    Array2::from_shape_vec(size, grey)
        .map_err(|error| Error::format(path, "picture", "all of its pixels", error))
}

fn brightness(pixels: impl Iterator<Item = ([u8; 3], u8)> + Clone) -> Vec<f32> {
    let unit = |byte: u8| f32::from(byte) / 255.0;
    // Luma as television has it since 1982 (ITU-R BT.601).
    let luma = |[r, g, b]: [u8; 3]| 0.299 * unit(r) + 0.587 * unit(g) + 0.114 * unit(b);
    let on_white = pixels.clone().map(|(color, alpha)| {
        let alpha = unit(alpha);
        luma(color) * alpha + (1.0 - alpha)
    });
    let grey: Vec<f32> = on_white.collect();
    let darkest = grey.iter().copied().fold(1.0, f32::min);
    let faintest = pixels.clone().map(|(_, alpha)| alpha).min();
    if darkest > 0.9 && faintest.is_some_and(|alpha| alpha < 128) {
        return pixels.map(|(_, alpha)| 1.0 - unit(alpha)).collect();
    }
    grey
}
