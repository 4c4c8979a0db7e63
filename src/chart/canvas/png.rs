//! The painter: shapes as PNG.

use tiny_skia::{
    Color, ColorU8, FillRule, FilterQuality, LineJoin, Paint, Pixmap, PixmapPaint, Stroke,
    StrokeDash, Transform,
};

use super::shape::{Bitmap, Ink, Rgb, Shape};

/// More pixels than any picture needs.
const MOST_PIXELS: f32 = 1e8;

/// A picture that would have no pixel, or more than 100 million.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("expected a picture of 1 to 100 million pixels, found {width} × {height}")]
pub struct PictureSize {
    /// The width it would have.
    pub width: f32,
    /// The height it would have.
    pub height: f32,
}

/// Paints the shapes at `scale` times their size on white.
pub(super) fn paint(
    (width, height): (u32, u32),
    shapes: &[Shape],
    scale: f32,
) -> Result<Vec<u8>, PictureSize> {
    let (width, height) = (width as f32 * scale, height as f32 * scale);
    let fits = width >= 1.0 && height >= 1.0 && width * height <= MOST_PIXELS;
    let pixmap = fits.then(|| Pixmap::new(width.round() as u32, height.round() as u32));
    let Some(mut pixmap) = pixmap.flatten() else {
        return Err(PictureSize { width, height });
    };
    pixmap.fill(Color::WHITE);
    for shape in shapes {
        paint_shape(&mut pixmap, shape, Transform::from_scale(scale, scale));
    }
    let colors = pixmap.pixels().iter();
    Ok(encode(&Bitmap {
        columns: pixmap.width() as usize,
        colors: colors.map(|p| [p.red(), p.green(), p.blue()]).collect(),
    }))
}

/// An image as a PNG file: eight bits a channel, no transparency, no date.
pub(super) fn encode(image: &Bitmap) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, image.columns as u32, image.rows() as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(image.colors.as_flattened())?;
        writer.finish()
    });
    written.expect("three bytes for each pixel, written to memory");
    file
}

fn paint_shape(pixmap: &mut Pixmap, shape: &Shape, place: Transform) {
    match shape {
        Shape::Fill { path, ink } => {
            pixmap.fill_path(path, &paint_with(*ink), FillRule::Winding, place, None);
        }
        Shape::Stroke {
            path,
            ink,
            width,
            dash,
        } => {
            let stroke = Stroke {
                width: *width,
                line_join: LineJoin::Round,
                dash: StrokeDash::new(vec![*dash, *dash], 0.0),
                ..Stroke::default()
            };
            pixmap.stroke_path(path, &paint_with(*ink), &stroke, place, None);
        }
        Shape::Image { x, y, side, pixels } => {
            let Some(image) = pixmap_of(pixels) else {
                return; // an image without pixels
            };
            let sharp = PixmapPaint {
                quality: FilterQuality::Nearest,
                ..PixmapPaint::default()
            };
            let place = place.pre_translate(*x, *y).pre_scale(*side, *side);
            pixmap.draw_pixmap(0, 0, image.as_ref(), &sharp, place, None);
        }
    }
}

fn pixmap_of(image: &Bitmap) -> Option<Pixmap> {
    let mut pixmap = Pixmap::new(image.columns as u32, image.rows() as u32)?;
    for (pixel, &[red, green, blue]) in pixmap.pixels_mut().iter_mut().zip(&image.colors) {
        *pixel = ColorU8::from_rgba(red, green, blue, 255).premultiply();
    }
    Some(pixmap)
}

fn paint_with(ink: Ink) -> Paint<'static> {
    let [red, green, blue]: Rgb = ink.color;
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, (ink.opacity * 255.0).round() as u8);
    paint
}
