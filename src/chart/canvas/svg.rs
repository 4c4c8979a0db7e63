//! The writer: shapes as SVG.

use base64::{Engine, engine::general_purpose::STANDARD};
use tiny_skia::{Color, Path, PathSegment};

use super::png;
use super::shape::{Image, Shape, raster};

/// The whole document, self-contained: text is outlines, images are inside.
pub(super) fn write((width, height): (u32, u32), shapes: &[Shape], description: &str) -> String {
    let description = escape(description);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{description}\" \
         stroke-linejoin=\"round\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    svg.extend(shapes.iter().map(element));
    svg.push_str("</svg>\n");
    svg
}

fn element(shape: &Shape) -> String {
    match shape {
        Shape::Fill(path, ink) => {
            format!("<path d=\"{}\"{}/>\n", commands(path), color("fill", *ink))
        }
        Shape::Stroke(path, ink, width) => format!(
            "<path d=\"{}\" fill=\"none\"{} stroke-width=\"{}\"/>\n",
            commands(path),
            color("stroke", *ink),
            number(*width)
        ),
        Shape::Image(image) => image_element(image),
        Shape::Pixels(dots) => raster(dots).as_ref().map(image_element).unwrap_or_default(),
    }
}

fn image_element(image: &Image) -> String {
    let Image {
        corner,
        side,
        pixels,
    } = image;
    format!(
        "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" image-rendering=\"pixelated\" \
         style=\"image-rendering:pixelated\" preserveAspectRatio=\"none\" \
         href=\"data:image/png;base64,{}\"/>\n",
        number(corner.0),
        number(corner.1),
        number(pixels.width() as f32 * side),
        number(pixels.height() as f32 * side),
        STANDARD.encode(png::encode(pixels))
    )
}

/// The commands of a path, in hundredths of a pixel.
fn commands(path: &Path) -> String {
    let mut d = String::new();
    for segment in path.segments() {
        let (letter, points) = match segment {
            PathSegment::MoveTo(p) => ('M', vec![p]),
            PathSegment::LineTo(p) => ('L', vec![p]),
            PathSegment::QuadTo(p, q) => ('Q', vec![p, q]),
            PathSegment::CubicTo(p, q, r) => ('C', vec![p, q, r]),
            PathSegment::Close => ('Z', vec![]),
        };
        d.push(letter);
        let numbers = points.iter().flat_map(|p| [number(p.x), number(p.y)]);
        d.push_str(&numbers.collect::<Vec<_>>().join(" "));
    }
    d
}

/// A number with at most two decimals.
fn number(value: f32) -> String {
    let text = format!("{value:.2}");
    match text.trim_end_matches('0').trim_end_matches('.') {
        "-0" => "0".into(),
        short => short.into(),
    }
}

/// A colour as an attribute, with its opacity where something shines through.
fn color(attribute: &str, color: Color) -> String {
    let rgb = color.to_color_u8();
    let (red, green, blue) = (rgb.red(), rgb.green(), rgb.blue());
    let opacity = match color.is_opaque() {
        true => String::new(),
        false => format!(" {attribute}-opacity=\"{}\"", number(color.alpha())),
    };
    format!(" {attribute}=\"#{red:02x}{green:02x}{blue:02x}\"{opacity}")
}

/// Text as it stands in XML and HTML.
pub(in crate::chart) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
