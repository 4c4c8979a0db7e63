//! An element that plotters has for its own backends alone: an image.

use std::convert::Infallible;
use std::iter::{Once, once};

use plotters::element::{Drawable, PointCollection};
use plotters_backend::{BackendCoord, DrawingErrorKind};
use tiny_skia::Pixmap;

use super::backend::Canvas;
use super::shape::{Rgb, pixmap};

/// An image for series and areas on this canvas.
#[derive(Debug, Clone)]
pub struct Image<Coord> {
    corner: Coord,
    side: u32,
    pixels: Option<Pixmap>,
}

/// An image whose pixels are squares with sharp edges at any size: from its top left corner, the
/// side of its squares in pixels, and its colours, row by row from the top.
pub fn image<Coord>(corner: Coord, side: u32, columns: usize, colors: &[Rgb]) -> Image<Coord> {
    let pixels = pixmap(columns, colors);
    Image {
        corner,
        side,
        pixels,
    }
}

impl<'a, Coord> PointCollection<'a, Coord> for &'a Image<Coord> {
    type Point = &'a Coord;
    type IntoIter = Once<&'a Coord>;

    fn point_iter(self) -> Self::IntoIter {
        once(&self.corner)
    }
}

impl<Coord> Drawable<Canvas> for Image<Coord> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        places: I,
        canvas: &mut Canvas,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        for (corner, pixels) in places.zip(&self.pixels) {
            canvas.image(corner, self.side, pixels.clone());
        }
        Ok(())
    }
}
