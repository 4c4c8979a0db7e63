//! Small things that several charts draw: discs and arrows.

use plotters::element::{Circle, PathElement, Polygon};
use plotters::style::{Color, RGBColor};

use super::canvas::{Area, Drawn};
use super::style::{THIN, at, px, stroke};

/// A filled circle with an outline.
pub(super) fn disc(
    area: &Area,
    center: (f32, f32),
    radius: f32,
    fill: RGBColor,
    outline: RGBColor,
) -> Drawn {
    let center = at(center);
    area.draw(&Circle::new(center, px(radius), fill.filled()))?;
    area.draw(&Circle::new(
        center,
        px(radius),
        stroke(outline, 1.5 * THIN),
    ))
}

/// An arrow from one point to another, with its tip at the second.
pub(super) fn arrow(
    area: &Area,
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
    area.draw(&PathElement::new([at(from), at(end)], stroke(color, width)))?;
    let left = (neck.0 - dy * half, neck.1 + dx * half);
    let right = (neck.0 + dy * half, neck.1 - dx * half);
    area.draw(&Polygon::new(
        [at(tip), at(left), at(right)],
        color.filled(),
    ))
}
