//! What plotters has drawn, and the ways out of it.

use super::shape::Shape;
use super::{png, svg};

/// A finished drawing on white paper.
#[derive(Debug, Clone)]
pub struct Drawing {
    pub(super) size: (u32, u32),
    pub(super) shapes: Vec<Shape>,
}

impl Drawing {
    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        self.size
    }

    /// The drawing as SVG; the description is what a screen reader says.
    pub fn to_svg(&self, description: &str) -> String {
        svg::write(self.size, &self.shapes, description)
    }

    /// The drawing as PNG, painted at `scale` times its size; `None` when the picture would have
    /// no pixel or more than 100 million.
    pub fn to_png(&self, scale: f32) -> Option<Vec<u8>> {
        png::paint(self.size, &self.shapes, scale)
    }
}
