//! The writer: shapes as SVG.

use base64::{Engine, engine::general_purpose::STANDARD};
use tiny_skia::{Path, PathSegment};

use super::png;
use super::shape::{Ink, Shape};

/// The whole document, self-contained: text is outlines, images are inside.
pub(super) fn write((width, height): (u32, u32), shapes: &[Shape], description: &str) -> String {
    let description = escape(description);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{description}\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    svg.extend(shapes.iter().map(element));
    svg.push_str("</svg>\n");
    svg
}

fn element(shape: &Shape) -> String {
    match shape {
        Shape::Fill { path, ink } => {
            format!("<path d=\"{}\"{}/>\n", commands(path), color("fill", *ink))
        }
        Shape::Stroke {
            path,
            ink,
            width,
            dash,
        } => {
            let dashes = match dash {
                0.0 => String::new(),
                dash => format!(" stroke-dasharray=\"{}\"", number(*dash)),
            };
            format!(
                "<path d=\"{}\" fill=\"none\"{} stroke-width=\"{}\" stroke-linejoin=\"round\" \
                 stroke-linecap=\"butt\"{dashes}/>\n",
                commands(path),
                color("stroke", *ink),
                number(*width)
            )
        }
        Shape::Image { x, y, side, pixels } => {
            let file = STANDARD.encode(png::encode(pixels));
            format!(
                "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" image-rendering=\"pixelated\" \
                 style=\"image-rendering:pixelated\" preserveAspectRatio=\"none\" \
                 href=\"data:image/png;base64,{file}\"/>\n",
                number(*x),
                number(*y),
                number(pixels.columns as f32 * side),
                number(pixels.rows() as f32 * side),
            )
        }
    }
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
fn color(attribute: &str, ink: Ink) -> String {
    let [red, green, blue] = ink.color;
    let opacity = match ink.opacity {
        1.0 => String::new(),
        opacity => format!(" {attribute}-opacity=\"{}\"", number(opacity)),
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
