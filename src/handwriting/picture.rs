//! Pictures in PNG and JPEG files, as brightness.

use std::io::{Cursor, Read};
use std::path::Path;

use image::error::ImageError;
use image::imageops::{self, FilterType};
use image::{
    DynamicImage, GenericImageView, ImageBuffer, ImageDecoder, ImageFormat, ImageReader, Limits,
    Luma, Rgba,
};
use ndarray::{Array2, Axis};

use crate::error::{Error, Result};
use crate::files::open;

/// Bytes of the largest file that is read, far more than a camera's picture takes.
const MOST_BYTES: u64 = 100 << 20;
/// Pixels of the largest picture, 8,192 × 8,192: a telephone with 50 megapixels has fewer.
const MOST_PIXELS: u64 = 1 << 26;
/// Pixels on a side: as many as a JPEG file can have.
const LONGEST_SIDE: u32 = 65_535;
/// Bytes that a decoder may take for a row of pixels, and for what a file holds beside them.
const MOST_EXTRA: u64 = 32 << 20;
/// Pictures that [`image::guess_format`] does not know, by what stands in them at which byte.
const OTHERS: [(usize, &[u8], &str); 3] = [
    (4, b"ftyphe", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (0, b"%PDF", "PDF"),
];

/// The bytes of a file that is not too large for a picture.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>> {
    let (file, length) = open(path)?;
    if length > MOST_BYTES {
        let expected = format!("a picture of at most {MOST_BYTES} bytes");
        return Err(Error::format(path, "file", expected, length));
    }
    let mut bytes = Vec::new();
    let read = file.take(MOST_BYTES).read_to_end(&mut bytes); // a pipe does not tell its length
    read.map_err(Error::io(path, "read"))?;
    Ok(bytes)
}

/// The brightness of each pixel, 0 (black) to 1 (white), upright as the camera was held, and made
/// small enough to have no more than `longest` on a side.
pub(super) fn read(bytes: &[u8], path: &Path, longest: usize) -> Result<Array2<f32>> {
    let (format, name) = match image::guess_format(bytes) {
        Ok(format @ ImageFormat::Png) => (format, "PNG"),
        Ok(format @ ImageFormat::Jpeg) => (format, "JPEG"),
        other => {
            let found = other_kind(bytes, other.ok());
            return Err(Error::format(path, "byte 0", "a PNG or JPEG file", found));
        }
    };
    let whole = format!("a whole {name} file");
    if let Some(wrong) = what_decoders_miss(bytes, format) {
        return Err(Error::format(path, "picture", whole, wrong));
    }
    let broken = |error| Error::format(path, "picture", &whole, reason(&error));

    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        let expected = format!("at most {MOST_PIXELS} pixels");
        let found = format!("{width} × {height} of them");
        return Err(Error::format(path, "picture", expected, found));
    }
    let orientation = decoder.orientation().map_err(broken)?.to_exif();
    let picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    let size = (height as usize, width as usize);
    let size = match size.0.max(size.1) > longest {
        true => scaled(size, longest),
        false => size,
    };
    Ok(turn(resize(&Brightness::of(picture), size), orientation))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_EXTRA);
    limits
}

/// What a file is that is neither PNG nor JPEG.
fn other_kind(bytes: &[u8], format: Option<ImageFormat>) -> String {
    let is_it = |(place, mark, _): &&(usize, &[u8], &str)| {
        let rest = bytes.get(*place..);
        rest.is_some_and(|rest| rest.starts_with(mark))
    };
    let known = format.map(|format| format!("{format:?}").to_uppercase());
    let other = || OTHERS.iter().find(is_it).map(|(_, _, name)| (*name).into());
    match known.or_else(other) {
        Some(name) => format!("{name}; save it as PNG or JPEG, from any picture viewer"),
        None if bytes.is_empty() => "an empty file".into(),
        None => format!("{:?}", &bytes[..bytes.len().min(8)]),
    }
}

/// What is wrong with a file that its decoder does not say.
fn what_decoders_miss(bytes: &[u8], format: ImageFormat) -> Option<&'static str> {
    match format {
        // zune-jpeg (0.5.15) paints grey what is missing.
        ImageFormat::Jpeg if !has_end(bytes) => Some("no end"),
        // png (0.18.1) panics.
        ImageFormat::Png if has_half_colour(bytes) => Some("half a colour in its palette"),
        _ => None,
    }
}

/// Whether a JPEG file goes on to its end marker, `ff d9`. One that stands within a segment, as
/// that of a preview does, is not its own.
fn has_end(jpeg: &[u8]) -> bool {
    let mut rest = jpeg;
    loop {
        let skip = match *rest {
            [0xff, 0xd9, ..] => return true,
            [0xff, 0x00 | 0x01 | 0xd0..=0xd8, ..] => 2, // a byte of data, or a marker by itself
            [0xff, 0xff, ..] => 1,
            [0xff, _, high, low, ..] => 2 + usize::from(u16::from_be_bytes([high, low])),
            [_, ..] => 1,
            [] => return false,
        };
        rest = rest.get(skip..).unwrap_or_default();
    }
}

/// Whether a PNG file has a palette whose length is not three bytes for each colour.
fn has_half_colour(png: &[u8]) -> bool {
    let mut rest = png.get(8..).unwrap_or_default();
    while let Some((&[a, b, c, d, ref kind @ ..], after)) = rest.split_first_chunk::<8>() {
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        if kind == b"PLTE" && !length.is_multiple_of(3) {
            return true;
        }
        let checksum = 4;
        rest = after
            .get(length.saturating_add(checksum)..)
            .unwrap_or_default();
    }
    false
}

/// What a decoder says, in one line and without the full stop.
fn reason(error: &ImageError) -> String {
    let source = std::error::Error::source(error);
    let said = source.map_or_else(|| error.to_string(), ToString::to_string);
    let line: Vec<&str> = said.split_whitespace().collect();
    line.join(" ").trim_end_matches('.').into()
}

/// A picture, seen as its brightness.
struct Brightness {
    picture: DynamicImage,
    /// Whether transparent pixels are white and opaque ones black, whatever their colours.
    by_alpha: bool,
}

impl Brightness {
    /// Transparent pixels show white paper; if nothing could be seen on it, what is opaque is
    /// taken as black.
    fn of(picture: DynamicImage) -> Self {
        let has_alpha = picture.color().has_alpha();
        let mut on_white = Self {
            picture,
            by_alpha: false,
        };
        if has_alpha {
            let pixels = || on_white.picture.pixels();
            let blank = pixels().all(|(x, y, _)| on_white.get_pixel(x, y).0[0] > 0.9);
            on_white.by_alpha = blank && pixels().any(|(_, _, Rgba([.., alpha]))| alpha < 128);
        }
        on_white
    }
}

impl GenericImageView for Brightness {
    type Pixel = Luma<f32>;

    fn dimensions(&self) -> (u32, u32) {
        self.picture.dimensions()
    }

    fn get_pixel(&self, x: u32, y: u32) -> Luma<f32> {
        let Rgba(channels) = self.picture.get_pixel(x, y);
        let [r, g, b, alpha] = channels.map(|byte| f32::from(byte) / 255.0);
        if self.by_alpha {
            return Luma([1.0 - alpha]);
        }
        // Luma as television has it since 1982 (ITU-R BT.601).
        let luma = 0.299 * r + 0.587 * g + 0.114 * b;
        Luma([luma * alpha + (1.0 - alpha)])
    }
}

/// The rows and columns of an image with `side` pixels on its longer side, in the same
/// proportions.
fn scaled((rows, columns): (usize, usize), side: usize) -> (usize, usize) {
    let longest = rows.max(columns) as f32;
    let scaled = |length: usize| ((length as f32 * side as f32 / longest).round() as usize).max(1);
    (scaled(rows), scaled(columns))
}

/// The image with `side` pixels on its longer side, in the same proportions.
pub(super) fn fit(image: &Array2<f32>, side: usize) -> Array2<f32> {
    let (rows, columns) = image.dim();
    let numbers: Vec<f32> = image.iter().copied().collect();
    let buffer = ImageBuffer::<Luma<f32>, _>::from_raw(columns as u32, rows as u32, numbers);
    let buffer = buffer.expect("a number for each pixel");
    resize(&buffer, scaled((rows, columns), side))
}

/// The image with so many rows and columns. A new pixel is a mixture of the old ones around it,
/// the nearer the more, over one old or one new pixel's distance, whichever is longer.
fn resize(
    image: &impl GenericImageView<Pixel = Luma<f32>>,
    (rows, columns): (usize, usize),
) -> Array2<f32> {
    let resized = imageops::resize(image, columns as u32, rows as u32, FilterType::Triangle);
    let numbers = resized.into_raw();
    Array2::from_shape_vec((rows, columns), numbers).expect("a number for each pixel")
}

/// The image, turned as Exif's orientation, 1 to 8, says: which side of what was seen its first
/// row and its first column are.
fn turn(mut image: Array2<f32>, orientation: u8) -> Array2<f32> {
    if matches!(orientation, 5..=8) {
        image.swap_axes(0, 1); // the first row is a side
    }
    if matches!(orientation, 2 | 3 | 6 | 7) {
        image.invert_axis(Axis(1)); // what is first is to the right
    }
    if matches!(orientation, 3 | 4 | 7 | 8) {
        image.invert_axis(Axis(0)); // what is first is at the bottom
    }
    image
}
