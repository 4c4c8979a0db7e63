//! Colours and sizes of all charts. Lengths are in CSS pixels of the figure at 100 %.

/// A colour: red, green, blue, 0 to 255.
pub(super) type Color = [u8; 3];

pub(super) const PAPER: Color = [255, 255, 255];
/// Text, axes and outlines.
pub(super) const INK: Color = [51, 51, 51];
/// What stands behind: tick labels, notes.
pub(super) const MUTED: Color = [110, 110, 110];
pub(super) const GRID: Color = [230, 230, 230];

/// Series in their order: blue first, the rest for contrast. The colours are Okabe and Ito's,
/// made to differ for colour-blind eyes too ("Color Universal Design", 2008).
pub(super) const SERIES: [Color; 6] = [
    [0, 114, 178],
    [213, 94, 0],
    [0, 158, 115],
    [204, 121, 167],
    [86, 180, 233],
    [140, 140, 140],
];

pub(super) const LINE: f32 = 2.0;
pub(super) const THIN: f32 = 1.0;
pub(super) const DOT: f32 = 4.0;

/// Size of axis titles and labels.
pub(super) const TEXT: f32 = 13.0;
/// Size of tick labels and captions.
pub(super) const SMALL: f32 = 11.5;

/// A mixture of two colours: `a` at 0, `b` at 1.
pub(super) fn mix(a: Color, b: Color, t: f64) -> Color {
    let t = t.clamp(0.0, 1.0);
    std::array::from_fn(|i| (f64::from(a[i]) * (1.0 - t) + f64::from(b[i]) * t).round() as u8)
}

/// Negative orange, zero white, positive blue; `t` from -1 to 1.
pub(super) fn diverging(t: f64) -> Color {
    let end = if t < 0.0 { SERIES[1] } else { SERIES[0] };
    mix(PAPER, end, t.abs())
}

/// Ink on paper; `t` from 0 to 1.
pub(super) fn ink(t: f64) -> Color {
    mix(PAPER, [0, 0, 0], t)
}
