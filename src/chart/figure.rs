//! A figure: shapes on white paper, and the ways out of the program.

use std::fmt;
use std::path::Path as FilePath;

use base64::{Engine, engine::general_purpose::STANDARD};
use ndarray::Array2;
use tiny_skia::{Path, PathBuilder, Rect};

use super::style::Color;
use super::text::{self, Anchor};
use super::{png, svg};
use crate::error::{Error, Result};
use crate::files::write_whole;

/// A finished picture. Its size is in CSS pixels.
#[derive(Clone)]
pub struct Figure {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) shapes: Vec<Shape>,
    pub(super) description: String,
}

/// What a figure is made of, from the back to the front.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// The inside of an outline, and the outline itself where it has a colour and a width.
    Fill {
        path: Path,
        color: Color,
        outline: Option<(Color, f32)>,
    },
    /// A line; `dash` is the length of dashes and gaps, 0 for none.
    Stroke {
        path: Path,
        color: Color,
        width: f32,
        dash: f32,
    },
    /// Square pixels of `side`, sharp at any size, with the top left corner at `(x, y)`.
    Pixels {
        x: f32,
        y: f32,
        side: f32,
        colors: Array2<Color>,
    },
}

/// Its size; thousands of coordinates would help nobody.
impl fmt::Debug for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Figure of {} × {}", self.width, self.height)
    }
}

impl Figure {
    /// An empty figure, of whole pixels. The description is what a screen reader says.
    pub(super) fn new(width: f32, height: f32, description: impl Into<String>) -> Self {
        Self {
            width: width.ceil(),
            height: height.ceil(),
            shapes: Vec::new(),
            description: description.into(),
        }
    }

    /// A line through the points; nothing if there are fewer than two.
    pub(super) fn line(&mut self, points: &[(f32, f32)], color: Color, width: f32, dash: f32) {
        if points.len() < 2 {
            return;
        }
        if let Some(path) = polygon(points, false) {
            self.shapes.push(Shape::Stroke {
                path,
                color,
                width,
                dash,
            });
        }
    }

    /// A filled polygon.
    pub(super) fn area(&mut self, points: &[(f32, f32)], color: Color) {
        if let Some(path) = polygon(points, true) {
            self.fill(path, color, None);
        }
    }

    /// A filled polygon with an outline of another colour.
    pub(super) fn facet(&mut self, points: &[(f32, f32)], color: Color, outline: Color) {
        if let Some(path) = polygon(points, true) {
            self.fill(path, color, Some((outline, super::style::THIN * 0.7)));
        }
    }

    fn fill(&mut self, path: Path, color: Color, outline: Option<(Color, f32)>) {
        self.shapes.push(Shape::Fill {
            path,
            color,
            outline,
        });
    }

    /// A filled rectangle.
    pub(super) fn rectangle(&mut self, x: f32, y: f32, width: f32, height: f32, color: Color) {
        self.area(&corners(x, y, width, height), color);
    }

    /// The outline of a rectangle.
    pub(super) fn frame(&mut self, x: f32, y: f32, width: f32, height: f32, color: Color) {
        if let Some(path) = polygon(&corners(x, y, width, height), true) {
            self.shapes.push(Shape::Stroke {
                path,
                color,
                width: super::style::THIN,
                dash: 0.0,
            });
        }
    }

    /// A filled circle with an outline.
    pub(super) fn circle(&mut self, x: f32, y: f32, radius: f32, fill: Color, outline: Color) {
        if let Some(path) = PathBuilder::from_circle(x, y, radius) {
            self.fill(path, fill, Some((outline, super::style::THIN * 1.5)));
        }
    }

    /// One line of text with its baseline at `y`.
    pub(super) fn text(
        &mut self,
        text: &str,
        (x, y): (f32, f32),
        size: f32,
        color: Color,
        anchor: Anchor,
    ) {
        if let Some(path) = text::outline(text, x, y, size, anchor) {
            self.fill(path, color, None);
        }
    }

    /// An arrow from one point to another, with its tip at the second.
    pub(super) fn arrow(&mut self, from: (f32, f32), tip: (f32, f32), color: Color, width: f32) {
        let (dx, dy) = (tip.0 - from.0, tip.1 - from.1);
        let length = dx.hypot(dy);
        if length == 0.0 {
            return;
        }
        let (dx, dy) = (dx / length, dy / length);
        let (head, half) = (5.0 + 2.5 * width, 2.0 + 1.3 * width);
        let neck = (tip.0 - dx * head, tip.1 - dy * head);
        // The line goes a little into the head, whose tip is too narrow to cover its end.
        let end = (neck.0 + dx, neck.1 + dy);
        self.line(&[from, end], color, width, 0.0);
        let left = (neck.0 - dy * half, neck.1 + dx * half);
        let right = (neck.0 + dy * half, neck.1 - dx * half);
        self.area(&[tip, left, right], color);
    }

    /// An image of square pixels.
    pub(super) fn pixels(&mut self, x: f32, y: f32, side: f32, colors: Array2<Color>) {
        self.shapes.push(Shape::Pixels { x, y, side, colors });
    }

    /// The figure as SVG, a text file.
    pub fn to_svg(&self) -> String {
        svg::write(self)
    }

    /// The figure as PNG, painted at `scale` times its size.
    ///
    /// # Errors
    /// [`Error::Argument`] when the picture would have no pixel or more than 100 million.
    pub fn to_png(&self, scale: f32) -> Result<Vec<u8>> {
        png::paint(self, scale)
    }

    /// Writes the figure as `.svg`, or as `.png` at twice its size.
    ///
    /// The file is complete or not there: it is written under another name first.
    ///
    /// # Errors
    /// [`Error::Argument`] when the file's name ends in neither, [`Error::Io`] when it cannot be
    /// written.
    pub fn save(&self, path: impl AsRef<FilePath>) -> Result<()> {
        let path = path.as_ref();
        let bytes = match path.extension().and_then(|ending| ending.to_str()) {
            Some("svg") => self.to_svg().into_bytes(),
            Some("png") => self.to_png(2.0)?,
            _ => {
                let found = path.display();
                return Err(Error::argument(
                    "file name",
                    "one ending in .svg or .png",
                    found,
                ));
            }
        };
        write_whole(path, &bytes)
    }

    /// Writes the figure as PNG, `width` pixels wide.
    ///
    /// # Errors
    /// [`Error::Argument`] when the picture would have no pixel or more than 100 million,
    /// [`Error::Io`] when it cannot be written.
    pub fn save_png(&self, path: impl AsRef<FilePath>, width: u32) -> Result<()> {
        write_whole(path.as_ref(), &self.to_png(width as f32 / self.width)?)
    }

    /// Shows the figure under its cell; the notebook's kernel calls this.
    ///
    /// PNG is what a notebook shows before it is trusted; SVG is sharper and is preferred after.
    pub fn evcxr_display(&self) {
        match self.to_png(1.0) {
            Ok(png) => evcxr_runtime::mime_type("image/png").text(STANDARD.encode(png)),
            Err(error) => eprintln!("{error}"),
        }
        evcxr_runtime::mime_type("image/svg+xml").text(self.to_svg());
    }
}

fn corners(x: f32, y: f32, width: f32, height: f32) -> [(f32, f32); 4] {
    // `Rect` refuses what is empty or not a number; an empty rectangle is drawn as nothing.
    match Rect::from_xywh(x, y, width, height) {
        Some(r) => [
            (r.left(), r.top()),
            (r.right(), r.top()),
            (r.right(), r.bottom()),
            (r.left(), r.bottom()),
        ],
        None => [(x, y); 4],
    }
}

/// A path through the points, or `None` where a point is not a number.
fn polygon(points: &[(f32, f32)], closed: bool) -> Option<Path> {
    let mut builder = PathBuilder::with_capacity(points.len() + 1, points.len());
    let (&(x, y), rest) = points.split_first()?;
    builder.move_to(x, y);
    for &(x, y) in rest {
        builder.line_to(x, y);
    }
    if closed {
        builder.close();
    }
    builder.finish()
}
