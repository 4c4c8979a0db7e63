//! A figure as SVG.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use tiny_skia::{Path, PathSegment};

use super::figure::{Figure, Shape};
use super::png;
use super::style::Color;

/// The whole document, self-contained: text is outlines, images are inside.
pub(super) fn write(figure: &Figure) -> String {
    let (width, height) = (number(figure.width), number(figure.height));
    let description = escape(&figure.description);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{description}\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    for shape in &figure.shapes {
        svg.push_str(&element(shape));
    }
    svg.push_str("</svg>\n");
    svg
}

fn element(shape: &Shape) -> String {
    match shape {
        Shape::Fill {
            path,
            color,
            outline,
        } => {
            let outline = outline.map_or(String::new(), |(color, width)| {
                let (color, width) = (hex(color), number(width));
                format!(" stroke=\"{color}\" stroke-width=\"{width}\"")
            });
            format!(
                "<path d=\"{}\" fill=\"{}\"{outline}/>\n",
                commands(path),
                hex(*color)
            )
        }
        Shape::Stroke {
            path,
            color,
            width,
            dash,
        } => {
            let dashes = match dash {
                0.0 => String::new(),
                dash => format!(" stroke-dasharray=\"{}\"", number(*dash)),
            };
            format!(
                "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" \
                 stroke-linejoin=\"round\" stroke-linecap=\"butt\"{dashes}/>\n",
                commands(path),
                hex(*color),
                number(*width)
            )
        }
        Shape::Pixels { x, y, side, colors } => {
            let (rows, columns) = colors.dim();
            format!(
                "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" image-rendering=\"pixelated\" \
                 style=\"image-rendering:pixelated\" preserveAspectRatio=\"none\" \
                 href=\"data:image/png;base64,{}\"/>\n",
                number(*x),
                number(*y),
                number(columns as f32 * side),
                number(rows as f32 * side),
                STANDARD.encode(png::encode(colors))
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
    let mut text = String::new();
    write!(text, "{value:.2}").expect("a String takes all that is written");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" {
        "0".into()
    } else {
        short.into()
    }
}

fn hex([r, g, b]: Color) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Text as it stands in XML and HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
