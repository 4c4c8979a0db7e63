//! Pictures in PNG files, as brightness.

use std::io::Cursor;
use std::path::Path;

use ndarray::Array2;
use png::{ColorType, Decoder, DecodingError, Info, Limits, Transformations};

use crate::error::{Error, Result};

/// More pixels than a camera's picture needs; four bytes for each are 50 MB.
const MOST_PIXELS: u64 = 12_500_000;

/// How a PNG file starts.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// What other pictures have in them, at which byte.
const OTHERS: [(usize, &[u8], &str); 4] = [
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"GIF8", "GIF"),
    (8, b"WEBP", "WebP"),
    (4, b"ftyp", "HEIC or AVIF"),
];

/// The brightness of each pixel, 0 (black) to 1 (white). Transparent pixels show white paper; if
/// nothing could be seen on it, what is opaque is taken as black.
pub(super) fn read(bytes: &[u8], path: &Path) -> Result<Array2<f32>> {
    if !bytes.starts_with(SIGNATURE) {
        let found = other_kind(bytes);
        return Err(Error::format(path, "byte 0", "a PNG file", found));
    }
    let mut file = Cursor::new(bytes);
    let limits = Limits {
        bytes: 4 * MOST_PIXELS as usize,
    };
    let mut decoder = Decoder::new_with_limits(&mut file, limits);
    decoder.set_transformations(
        Transformations::EXPAND | Transformations::STRIP_16 | Transformations::ALPHA,
    );
    let mut reader = match decoder.read_info() {
        Ok(reader) => reader,
        Err(error) => return Err(wrong(path, &file, error)),
    };
    let (height, width) = check_header(path, reader.info())?;
    let size = reader.output_buffer_size();
    let mut samples = vec![0; size.expect("so few pixels fit in memory")];
    let frame = reader.next_frame(&mut samples);
    drop(reader);
    let frame = frame.map_err(|error| wrong(path, &file, error))?;
    samples.truncate(frame.buffer_size());
    let grey = if frame.color_type == ColorType::GrayscaleAlpha {
        let (pixels, _) = samples.as_chunks();
        brightness(pixels.iter().map(|&[grey, alpha]| ([grey; 3], alpha)))
    } else {
        let (pixels, _) = samples.as_chunks();
        brightness(pixels.iter().map(|&[r, g, b, alpha]| ([r, g, b], alpha)))
    };
    Array2::from_shape_vec((height, width), grey)
        .map_err(|error| Error::format(path, "picture", "all of its pixels", error))
}

/// Refuses what cannot be decoded, and returns the height and the width.
fn check_header(path: &Path, info: &Info) -> Result<(usize, usize)> {
    let (width, height) = info.size();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        let expected = format!("at most {MOST_PIXELS} pixels");
        let found = format!("{width} × {height} of them");
        return Err(Error::format(path, "header", expected, found));
    }
    let palette = info.palette.as_ref().map_or(0, |palette| palette.len());
    if !palette.is_multiple_of(3) {
        // The png crate (0.18.1) panics at half a colour.
        let expected = "three bytes for each colour";
        let found = format!("{palette} bytes");
        return Err(Error::format(path, "palette", expected, found));
    }
    Ok((height as usize, width as usize))
}

/// What the png crate found wrong, and how far it had come.
fn wrong(path: &Path, file: &Cursor<&[u8]>, error: DecodingError) -> Error {
    let error = error.to_string();
    let place = format!("byte {}", file.position());
    Error::format(path, place, "a whole PNG file", error.trim_end_matches('.'))
}

/// What a file is that is not a PNG file.
fn other_kind(bytes: &[u8]) -> String {
    let is_it = |(place, mark, _): &&(usize, &[u8], &str)| {
        let rest = bytes.get(*place..);
        rest.is_some_and(|rest| rest.starts_with(mark))
    };
    match OTHERS.iter().find(is_it) {
        Some((_, _, kind)) => format!("a {kind} file; save it as PNG, from any picture viewer"),
        None if bytes.is_empty() => "an empty file".into(),
        None => format!("{:?}", &bytes[..bytes.len().min(SIGNATURE.len())]),
    }
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
