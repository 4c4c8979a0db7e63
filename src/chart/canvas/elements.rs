//! Elements that plotters lacks, for series and areas on this canvas.

use std::convert::Infallible;

use plotters::element::{Drawable, PointCollection};
use plotters::style::ShapeStyle;
use plotters_backend::{BackendCoord, DrawingErrorKind};

use super::backend::Canvas;
use super::shape::Rgb;

/// An element of this canvas: plotters gives the places, it draws the rest.
#[derive(Debug, Clone)]
pub struct Element<Coord> {
    points: Vec<Coord>,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Image {
        side: u32,
        columns: usize,
        colors: Vec<Rgb>,
    },
    Dashes {
        length: u32,
        style: ShapeStyle,
    },
}

/// An image whose pixels are squares with sharp edges at any size: from its top left corner, the
/// side of its squares in the canvas's units, and its colours, row by row from the top.
///
/// # Panics
/// When the colours do not fill whole rows.
pub fn image<Coord>(corner: Coord, side: u32, columns: usize, colors: Vec<Rgb>) -> Element<Coord> {
    assert_eq!(colors.len() % columns.max(1), 0, "whole rows of pixels");
    Element {
        points: vec![corner],
        kind: Kind::Image {
            side,
            columns,
            colors,
        },
    }
}

/// A line through points, its dashes and the gaps between them of the given length.
pub fn dashes<Coord>(
    points: impl Into<Vec<Coord>>,
    length: u32,
    style: impl Into<ShapeStyle>,
) -> Element<Coord> {
    let (points, style) = (points.into(), style.into());
    let kind = Kind::Dashes { length, style };
    Element { points, kind }
}

impl<'a, Coord> PointCollection<'a, Coord> for &'a Element<Coord> {
    type Point = &'a Coord;
    type IntoIter = &'a [Coord];

    fn point_iter(self) -> Self::IntoIter {
        &self.points
    }
}

impl<Coord> Drawable<Canvas> for Element<Coord> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut places: I,
        canvas: &mut Canvas,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        match &self.kind {
            Kind::Dashes { length, style } => canvas.dashes(places, *length, style),
            Kind::Image {
                side,
                columns,
                colors,
            } => {
                if let Some(corner) = places.next() {
                    canvas.image(corner, *side, *columns, colors);
                }
            }
        }
        Ok(())
    }
}
