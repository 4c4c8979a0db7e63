//! Colours, sizes and styles of all charts. Lengths are in CSS pixels of the figure at 100 %.

use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBColor, ShapeStyle, TextStyle};

use super::canvas::{PX, Rgb};

pub(super) const PAPER: RGBColor = RGBColor(255, 255, 255);
/// Text, axes and outlines.
pub(super) const INK: RGBColor = RGBColor(51, 51, 51);
/// What stands behind: tick labels, notes.
pub(super) const MUTED: RGBColor = RGBColor(110, 110, 110);
pub(super) const GRID: RGBColor = RGBColor(230, 230, 230);

/// Series in their order: blue first, the rest for contrast. The colours are Okabe and Ito's,
/// made to differ for colour-blind eyes too ("Color Universal Design", 2008).
pub(super) const SERIES: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(140, 140, 140),
];

pub(super) const LINE: f32 = 2.0;
pub(super) const THIN: f32 = 1.0;
pub(super) const DOT: f32 = 4.0;

/// Size of axis titles and labels.
pub(super) const TEXT: f32 = 13.0;
/// Size of tick labels and captions.
pub(super) const SMALL: f32 = 11.5;

/// A length in the canvas's units.
pub(super) fn px(length: f32) -> i32 {
    (length * PX as f32).round() as i32
}

/// A line of the given width.
pub(super) fn stroke(color: RGBColor, width: f32) -> ShapeStyle {
    color.stroke_width(px(width).unsigned_abs())
}

/// Text that begins, ends or has its middle at a place; its capitals and digits are centred on
/// the place's height.
pub(super) fn text(size: f32, color: RGBColor, side: HPos) -> TextStyle<'static> {
    TextStyle {
        font: ("sans-serif", px(size)).into(),
        color: color.to_backend_color(),
        pos: Pos::new(side, VPos::Center),
    }
}

/// A mixture of two colours: `a` at 0, `b` at 1.
pub(super) fn mix(a: RGBColor, b: RGBColor, t: f64) -> RGBColor {
    let t = t.clamp(0.0, 1.0);
    let mixed = |a: u8, b: u8| (f64::from(a) * (1.0 - t) + f64::from(b) * t).round() as u8;
    RGBColor(mixed(a.0, b.0), mixed(a.1, b.1), mixed(a.2, b.2))
}

/// Negative orange, zero white, positive blue; `t` from -1 to 1.
pub(super) fn diverging(t: f64) -> Rgb {
    let end = if t < 0.0 { SERIES[1] } else { SERIES[0] };
    rgb(mix(PAPER, end, t.abs()))
}

/// Ink on paper; `t` from 0 to 1.
pub(super) fn ink(t: f64) -> Rgb {
    rgb(mix(PAPER, RGBColor(0, 0, 0), t))
}

fn rgb(RGBColor(red, green, blue): RGBColor) -> Rgb {
    [red, green, blue]
}
