//! A figure as PNG.

use ndarray::Array2;
use tiny_skia::{
    FillRule, FilterQuality, Paint, Pixmap, PixmapPaint, Stroke, StrokeDash, Transform,
};

use super::figure::{Figure, Shape};
use super::style::{Color, PAPER};
use crate::error::{Error, Result};

/// More pixels than any picture needs.
const MOST_PIXELS: f32 = 1e8;

/// Paints the figure at `scale` times its size.
pub(super) fn paint(figure: &Figure, scale: f32) -> Result<Vec<u8>> {
    let (width, height) = (figure.width * scale, figure.height * scale);
    let fits = width >= 1.0 && height >= 1.0 && width * height <= MOST_PIXELS;
    let pixmap = fits.then(|| Pixmap::new(width.round() as u32, height.round() as u32));
    let Some(mut pixmap) = pixmap.flatten() else {
        let expected = "1 to 100 million pixels";
        return Err(Error::argument(
            "picture",
            expected,
            format!("{width} × {height}"),
        ));
    };
    pixmap.fill(skia(PAPER));
    for shape in &figure.shapes {
        paint_shape(&mut pixmap, shape, Transform::from_scale(scale, scale));
    }
    let colors = pixmap.pixels().iter();
    let colors: Vec<Color> = colors.map(|p| [p.red(), p.green(), p.blue()]).collect();
    let size = (pixmap.height() as usize, pixmap.width() as usize);
    let colors = Array2::from_shape_vec(size, colors).expect("one colour for each pixel");
    Ok(encode(&colors))
}

/// An image as a PNG file: eight bits a channel, no transparency, no date.
pub(super) fn encode(colors: &Array2<Color>) -> Vec<u8> {
    let bytes: Vec<u8> = colors.iter().flatten().copied().collect();
    let (height, width) = colors.dim();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(&bytes)?;
        writer.finish()
    });
    written.expect("three bytes for each pixel, written to memory");
    file
}

fn paint_shape(pixmap: &mut Pixmap, shape: &Shape, place: Transform) {
    let mut paint = Paint::default();
    match shape {
        Shape::Fill {
            path,
            color,
            outline,
        } => {
            paint.set_color(skia(*color));
            pixmap.fill_path(path, &paint, FillRule::Winding, place, None);
            if let Some((color, width)) = outline {
                paint.set_color(skia(*color));
                pixmap.stroke_path(path, &paint, &stroke(*width, 0.0), place, None);
            }
        }
        Shape::Stroke {
            path,
            color,
            width,
            dash,
        } => {
            paint.set_color(skia(*color));
            pixmap.stroke_path(path, &paint, &stroke(*width, *dash), place, None);
        }
        Shape::Pixels { x, y, side, colors } => {
            let (rows, columns) = colors.dim();
            let Some(mut image) = Pixmap::new(columns as u32, rows as u32) else {
                return; // an image without pixels
            };
            for (pixel, &[r, g, b]) in image.pixels_mut().iter_mut().zip(colors) {
                *pixel = tiny_skia::ColorU8::from_rgba(r, g, b, 255).premultiply();
            }
            let sharp = PixmapPaint {
                quality: FilterQuality::Nearest,
                ..PixmapPaint::default()
            };
            let place = place.pre_translate(*x, *y).pre_scale(*side, *side);
            pixmap.draw_pixmap(0, 0, image.as_ref(), &sharp, place, None);
        }
    }
}

fn stroke(width: f32, dash: f32) -> Stroke {
    Stroke {
        width,
        line_join: tiny_skia::LineJoin::Round,
        dash: StrokeDash::new(vec![dash, dash], 0.0),
        ..Stroke::default()
    }
}

fn skia([r, g, b]: Color) -> tiny_skia::Color {
    tiny_skia::Color::from_rgba8(r, g, b, 255)
}
