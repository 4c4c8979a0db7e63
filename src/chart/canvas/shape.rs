//! What a drawing is made of, in pixels.

use tiny_skia::{Path, PathBuilder};

/// Red, green and blue, 0 to 255.
pub type Rgb = [u8; 3];

/// One thing on the canvas; later ones lie on earlier ones.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// The inside of an outline.
    Fill { path: Path, ink: Ink },
    /// A line; `dash` is the length of dashes and of the gaps between them, 0 for none.
    Stroke {
        path: Path,
        ink: Ink,
        width: f32,
        dash: f32,
    },
    /// An image, its top left corner at `(x, y)`, each of its pixels a square.
    Image {
        x: f32,
        y: f32,
        side: f32,
        pixels: Bitmap,
    },
}

/// A colour and how much it covers, 0 to 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink {
    pub(super) color: Rgb,
    pub(super) opacity: f32,
}

/// Rows of pixels, from the top.
#[derive(Debug, Clone)]
pub(super) struct Bitmap {
    pub(super) columns: usize,
    pub(super) colors: Vec<Rgb>,
}

impl Bitmap {
    pub(super) fn rows(&self) -> usize {
        self.colors.len() / self.columns.max(1)
    }
}

/// A path through points; `None` where there are fewer than two.
pub(super) fn polygon(points: impl IntoIterator<Item = (f32, f32)>, closed: bool) -> Option<Path> {
    let mut points = points.into_iter();
    let mut builder = PathBuilder::new();
    let (x, y) = points.next()?;
    builder.move_to(x, y);
    for (x, y) in points {
        builder.line_to(x, y);
    }
    if closed {
        builder.close();
    }
    builder.finish()
}
