//! An area whose places are pixels, and what several charts draw on one.

use plotters::coord::CoordTranslate;
use plotters::drawing::DrawingArea;
use plotters::element::{Circle, PathElement, Polygon};
use plotters::style::{Color, RGBColor};

use super::canvas::{Canvas, Drawn};
use super::style::{THIN, px, stroke};

/// Fractions of a pixel for plotters' places; lengths are still in its units.
pub(super) struct Pixels;

pub(super) type Paper = DrawingArea<Canvas, Pixels>;

impl CoordTranslate for Pixels {
    type From = (f32, f32);

    fn translate(&self, &(x, y): &(f32, f32)) -> (i32, i32) {
        (px(x), px(y))
    }
}

/// A filled circle with an outline.
pub(super) fn disc<C: CoordTranslate<From: Clone>>(
    area: &DrawingArea<Canvas, C>,
    center: C::From,
    radius: f32,
    (fill, outline): (RGBColor, RGBColor),
) -> Drawn {
    area.draw(&Circle::new(center.clone(), px(radius), fill.filled()))?;
    area.draw(&Circle::new(
        center,
        px(radius),
        stroke(outline, 1.5 * THIN),
    ))
}

/// An arrow from one point to another, with its tip at the second.
pub(super) fn arrow(
    paper: &Paper,
    from: (f32, f32),
    tip: (f32, f32),
    color: RGBColor,
    width: f32,
) -> Drawn {
    let (dx, dy) = (tip.0 - from.0, tip.1 - from.1);
    let length = (dx * dx + dy * dy).sqrt();
    if length == 0.0 {
        return Ok(());
    }
    let (dx, dy) = (dx / length, dy / length);
    let (head, half) = (5.0 + 2.5 * width, 2.0 + 1.3 * width);
    let neck = (tip.0 - dx * head, tip.1 - dy * head);
    // The line goes a little into the head, whose tip is too narrow to cover its end.
    let end = (neck.0 + dx, neck.1 + dy);
    paper.draw(&PathElement::new([from, end], stroke(color, width)))?;
    let left = (neck.0 - dy * half, neck.1 + dx * half);
    let right = (neck.0 + dy * half, neck.1 - dx * half);
    paper.draw(&Polygon::new([tip, left, right], color.filled()))
}
