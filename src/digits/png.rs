//! Pictures in PNG files, as brightness.

use std::io::Cursor;
use std::path::Path;

use ndarray::Array2;
use png::{ColorType, Decoder, DecodingError, Limits, Transformations};

use crate::{Error, Result};

/// More pixels than a camera's picture needs; four bytes for each are 50 MB.
const MOST_PIXELS: u64 = 12_500_000;

/// How a PNG file starts.
const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// The brightness of each pixel, 0 (black) to 1 (white). Transparent pixels show white paper; if
/// nothing could be seen on it, what is opaque is taken as black.
pub(super) fn read(bytes: &[u8], path: &Path) -> Result<Array2<f32>> {
    let header = |expected: String, found: String| Error::format(path, "header", expected, found);
    if !bytes.starts_with(&SIGNATURE) {
        return Err(Error::format(
            path,
            "byte 0",
            "a PNG file",
            other_kind(bytes),
        ));
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
    let (width, height) = reader.info().size();
    let (width, height) = (u64::from(width), u64::from(height));
    if width * height > MOST_PIXELS {
        let expected = format!("at most {MOST_PIXELS} pixels");
        return Err(header(expected, format!("{width} × {height} of them")));
    }
    // The png crate (0.18.1) panics at half a colour.
    let palette = reader
        .info()
        .palette
        .as_ref()
        .map_or(0, |palette| palette.len());
    if palette % 3 != 0 {
        let expected = "three bytes for each colour";
        return Err(Error::format(
            path,
            "palette",
            expected,
            format!("{palette} bytes"),
        ));
    }
    let too_large = || {
        header(
            "a picture that fits in memory".into(),
            format!("{width} × {height} pixels"),
        )
    };
    let mut samples = vec![0; reader.output_buffer_size().ok_or_else(too_large)?];
    let frame = reader.next_frame(&mut samples);
    drop(reader);
    let frame = frame.map_err(|error| wrong(path, &file, error))?;
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
            return Err(header("grey or colour".into(), format!("{other:?}")));
        }
    };
    let size = (height as usize, width as usize);
    Array2::from_shape_vec(size, grey)
        .map_err(|error| Error::format(path, "picture", "all of its pixels", error))
}

/// What the png crate found wrong, and how far it had come.
fn wrong(path: &Path, file: &Cursor<&[u8]>, error: DecodingError) -> Error {
    let error = error.to_string();
    let place = format!("byte {}", file.position());
    Error::format(path, place, "a whole PNG file", error.trim_end_matches('.'))
}

/// What a file is that is not a PNG file.
fn other_kind(bytes: &[u8]) -> String {
    let kind = match bytes {
        [] => return "an empty file".into(),
        [0xff, 0xd8, 0xff, ..] => "JPEG",
        [b'G', b'I', b'F', b'8', ..] => "GIF",
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => "WebP",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "HEIC or AVIF",
        _ => return format!("{:?}", &bytes[..bytes.len().min(SIGNATURE.len())]),
    };
    format!("a {kind} file; save it as PNG, from any picture viewer")
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
