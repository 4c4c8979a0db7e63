//! The painter: shapes as PNG.

use image::ImageEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use tiny_skia::{
    Color, FillRule, FilterQuality, LineJoin, Paint, Pixmap, PixmapPaint, Stroke, Transform,
};

use super::shape::{Image, Shape, raster};

/// More pixels than any picture needs.
const MOST_PIXELS: f32 = 1e8;

/// Paints the shapes at `scale` times their size on white; `None` when the picture would have no
/// pixel or too many.
pub(super) fn paint(size: (u32, u32), shapes: &[Shape], scale: f32) -> Option<Vec<u8>> {
    let (width, height) = (size.0 as f32 * scale, size.1 as f32 * scale);
    if !(width >= 1.0 && height >= 1.0 && width * height <= MOST_PIXELS) {
        return None;
    }
    let mut pixmap = Pixmap::new(width.round() as u32, height.round() as u32)?;
    pixmap.fill(Color::WHITE);
    for shape in shapes {
        paint_shape(&mut pixmap, shape, Transform::from_scale(scale, scale));
    }
    Some(encode(&pixmap))
}

fn paint_shape(pixmap: &mut Pixmap, shape: &Shape, place: Transform) {
    let mut paint = Paint::default();
    match shape {
        Shape::Fill(path, color) => {
            paint.set_color(*color);
            pixmap.fill_path(path, &paint, FillRule::Winding, place, None);
        }
        Shape::Stroke(path, color, width) => {
            paint.set_color(*color);
            let stroke = Stroke {
                width: *width,
                line_join: LineJoin::Round,
                ..Stroke::default()
            };
            pixmap.stroke_path(path, &paint, &stroke, place, None);
        }
        Shape::Image(image) => paint_image(pixmap, image, place),
        Shape::Pixels(dots) => {
            if let Some(image) = raster(dots) {
                paint_image(pixmap, &image, place);
            }
        }
    }
}

fn paint_image(pixmap: &mut Pixmap, image: &Image, place: Transform) {
    let sharp = PixmapPaint {
        quality: FilterQuality::Nearest,
        ..PixmapPaint::default()
    };
    let place = place.pre_translate(image.corner.0, image.corner.1);
    let place = place.pre_scale(image.side, image.side);
    pixmap.draw_pixmap(0, 0, image.pixels.as_ref(), &sharp, place, None);
}

/// A picture as a PNG file: eight bits a channel, no date, an opacity where something shines
/// through.
pub(super) fn encode(pixmap: &Pixmap) -> Vec<u8> {
    let pixels = pixmap.pixels().iter().map(|pixel| pixel.demultiply());
    let opaque = pixels.clone().all(|pixel| pixel.alpha() == 255);
    let (bytes, kind): (Vec<u8>, _) = match opaque {
        true => (
            pixels
                .flat_map(|p| [p.red(), p.green(), p.blue()])
                .collect(),
            image::ColorType::Rgb8,
        ),
        false => (
            pixels
                .flat_map(|p| [p.red(), p.green(), p.blue(), p.alpha()])
                .collect(),
            image::ColorType::Rgba8,
        ),
    };
    let mut file = Vec::new();
    let (best, adaptive) = (CompressionType::Default, FilterType::Adaptive);
    PngEncoder::new_with_quality(&mut file, best, adaptive)
        .write_image(&bytes, pixmap.width(), pixmap.height(), kind.into())
        .expect("all bytes of each pixel, written to memory");
    file
}
