//! Elements that plotters lacks, for series and areas on this canvas.

use std::convert::Infallible;

use plotters::element::{Drawable, PointCollection};
use plotters::style::ShapeStyle;
use plotters_backend::{BackendCoord, DrawingErrorKind};

use super::backend::Canvas;
use super::shape::Rgb;

/// An image whose pixels are squares with sharp edges at any size.
#[derive(Debug, Clone)]
pub struct Pixels<Coord> {
    corner: Coord,
    side: u32,
    columns: usize,
    colors: Vec<Rgb>,
}

impl<Coord> Pixels<Coord> {
    /// An image from its top left corner, the side of its squares in the canvas's units, and its
    /// colours, row by row from the top.
    ///
    /// # Panics
    /// When the colours do not fill whole rows.
    pub fn new(corner: Coord, side: u32, columns: usize, colors: Vec<Rgb>) -> Self {
        assert_eq!(colors.len() % columns.max(1), 0, "whole rows of pixels");
        Self {
            corner,
            side,
            columns,
            colors,
        }
    }
}

impl<'a, Coord> PointCollection<'a, Coord> for &'a Pixels<Coord> {
    type Point = &'a Coord;
    type IntoIter = std::iter::Once<&'a Coord>;

    fn point_iter(self) -> Self::IntoIter {
        std::iter::once(&self.corner)
    }
}

impl<Coord> Drawable<Canvas> for Pixels<Coord> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut points: I,
        canvas: &mut Canvas,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        if let Some(corner) = points.next() {
            canvas.image(corner, self.side, self.columns, &self.colors);
        }
        Ok(())
    }
}

/// A dashed line through points.
#[derive(Debug, Clone)]
pub struct Dashes<Coord> {
    points: Vec<Coord>,
    length: u32,
    style: ShapeStyle,
}

impl<Coord> Dashes<Coord> {
    /// A line through points, its dashes and the gaps between them of the given length.
    pub fn new(points: impl Into<Vec<Coord>>, length: u32, style: impl Into<ShapeStyle>) -> Self {
        Self {
            points: points.into(),
            length,
            style: style.into(),
        }
    }
}

impl<'a, Coord> PointCollection<'a, Coord> for &'a Dashes<Coord> {
    type Point = &'a Coord;
    type IntoIter = &'a [Coord];

    fn point_iter(self) -> Self::IntoIter {
        &self.points
    }
}

impl<Coord> Drawable<Canvas> for Dashes<Coord> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        points: I,
        canvas: &mut Canvas,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        canvas.dashes(points, self.length, &self.style);
        Ok(())
    }
}
