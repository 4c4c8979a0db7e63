//! Axes: from numbers to places on the paper, with ticks, grid and titles.

use super::figure::Figure;
use super::style::{GRID, INK, MUTED, SMALL, TEXT, THIN};
use super::text::{self, Anchor, CAP_HEIGHT};

/// Ticks that a linear axis aims at.
const TICKS: f64 = 6.0;
/// Space between a tick label and its axis.
const GAP: f32 = 7.0;

/// One axis: its title and the numbers at its two ends.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    title: String,
    low: f64,
    high: f64,
    log: bool,
    /// Names that stand in the places of the numbers 0, 1, 2, …
    names: Vec<String>,
}

impl Axis {
    /// An axis over all finite `values`, a little longer so that it ends at a tick. On a
    /// logarithmic axis, numbers that are not above zero have no place and are left out.
    pub(super) fn over(title: &str, log: bool, values: impl Iterator<Item = f64>) -> Self {
        let values = values.filter(|v| v.is_finite() && (!log || *v > 0.0));
        let (low, high) = extent(values);
        let mut axis = Self {
            title: title.into(),
            low,
            high,
            log,
            names: Vec::new(),
        };
        if low > high {
            (axis.low, axis.high) = (if log { 0.1 } else { 0.0 }, 1.0);
        } else if log {
            axis.low = 10f64.powf(low.log10().floor());
            axis.high = 10f64.powf(high.log10().ceil());
        }
        if axis.low == axis.high {
            (axis.low, axis.high) = match log {
                true => (axis.low / 10.0, axis.high * 10.0),
                false => (axis.low - 0.5, axis.high + 0.5),
            };
        }
        if !log {
            let step = axis.step();
            axis.low = (axis.low / step).floor() * step;
            axis.high = (axis.high / step).ceil() * step;
        }
        axis
    }

    /// An axis from one number to another, wherever its ticks are.
    pub(super) fn between(title: &str, low: f64, high: f64) -> Self {
        Self {
            title: title.into(),
            low,
            high,
            log: false,
            names: Vec::new(),
        }
    }

    /// An axis with names instead of numbers, one for each whole number from 0 on.
    pub(super) fn named(title: &str, names: impl Iterator<Item = String>) -> Self {
        let names: Vec<_> = names.collect();
        Self {
            names: names.clone(),
            ..Self::between(title, -0.5, names.len().max(1) as f64 - 0.5)
        }
    }

    /// Where `value` is on the axis: 0 at its low end, 1 at its high end.
    pub(super) fn place(&self, value: f64) -> f32 {
        let scale = |v: f64| if self.log { v.log10() } else { v };
        let (low, high) = (scale(self.low), scale(self.high));
        ((scale(value) - low) / (high - low)) as f32
    }

    /// The distance between ticks: 1, 2 or 5 times a power of ten.
    fn step(&self) -> f64 {
        let rough = (self.high - self.low) / TICKS;
        let power = 10f64.powf(rough.log10().floor());
        let factor = [1.0, 2.0, 5.0]
            .into_iter()
            .find(|f| f * power >= rough * 0.99);
        factor.unwrap_or(10.0) * power
    }

    /// The ticks, each a number and its label.
    fn ticks(&self) -> Vec<(f64, String)> {
        if !self.names.is_empty() {
            let names = self.names.iter().cloned().enumerate();
            return names.map(|(i, name)| (i as f64, name)).collect();
        }
        if self.log {
            let (low, high) = (self.low.log10().round(), self.high.log10().round());
            let skip = (((high - low) / 8.0).ceil() as usize).max(1);
            let powers = (low as i32..=high as i32).step_by(skip);
            return powers.map(|p| (10f64.powi(p), power_of_ten(p))).collect();
        }
        let step = self.step();
        let decimals = (-step.log10().floor()).max(0.0) as usize;
        let first = (self.low / step - 1e-6).ceil() as i64;
        let last = (self.high / step + 1e-6).floor() as i64;
        let tick = |i| (i as f64 * step, decimal(i as f64 * step, decimals));
        (first..=last).map(tick).collect()
    }
}

/// The least and the greatest of the finite values; infinity and its negative if there are none.
pub(super) fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let finite = values.filter(|value| value.is_finite());
    finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    })
}

/// A number with grouped thousands and a true minus sign.
pub(super) fn decimal(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, format!(".{fraction}")),
        None => (digits.as_str(), String::new()),
    };
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let negative = value < 0.0 && digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
    format!("{}{grouped}{fraction}", if negative { "−" } else { "" })
}

/// 10 to the power `p`, written out where that is short.
fn power_of_ten(p: i32) -> String {
    if (-3..=5).contains(&p) {
        return decimal(10f64.powi(p), (-p).max(0) as usize);
    }
    let exponent = p.to_string();
    let raised = exponent.chars().map(|c| match c {
        '-' => '⁻',
        digit => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize - '0' as usize],
    });
    format!("10{}", raised.collect::<String>())
}

/// Two axes around a rectangle of paper.
#[derive(Debug, Clone)]
pub(super) struct Axes {
    x: Axis,
    y: Axis,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) top: f32,
    pub(super) bottom: f32,
}

impl Axes {
    /// Places the axes on a figure of the given size, with room for titles and tick labels and
    /// for `margin` on the right.
    pub(super) fn new(x: Axis, y: Axis, width: f32, height: f32, margin: f32) -> Self {
        let labels = y
            .ticks()
            .into_iter()
            .map(|(_, label)| text::width(&label, SMALL));
        Self {
            left: labels.fold(0.0, f32::max) + GAP + 10.0,
            right: width - margin.max(20.0),
            top: 34.0,
            bottom: height - 46.0,
            x,
            y,
        }
    }

    /// The place of the point `(x, y)` on the paper.
    pub(super) fn place(&self, (x, y): (f64, f64)) -> (f32, f32) {
        (
            self.left + (self.right - self.left) * self.x.place(x),
            self.bottom + (self.top - self.bottom) * self.y.place(y),
        )
    }

    /// Whether the point has a place: it is finite, and above zero on a logarithmic axis.
    pub(super) fn shows(&self, point: (f64, f64)) -> bool {
        let (x, y) = self.place(point);
        x.is_finite() && y.is_finite()
    }

    /// Grid, axes, tick labels and titles.
    pub(super) fn draw(&self, figure: &mut Figure) {
        for (value, label) in self.y.ticks() {
            let y = self.bottom + (self.top - self.bottom) * self.y.place(value);
            figure.line(&[(self.left, y), (self.right, y)], GRID, THIN, 0.0);
            let place = (self.left - GAP, y + SMALL * CAP_HEIGHT / 2.0);
            figure.text(&label, place, SMALL, MUTED, Anchor::End);
        }
        let mut free_from = f32::NEG_INFINITY;
        for (value, label) in self.x.ticks() {
            let x = self.left + (self.right - self.left) * self.x.place(value);
            if self.x.names.is_empty() {
                figure.line(&[(x, self.top), (x, self.bottom)], GRID, THIN, 0.0);
            }
            let half = text::width(&label, SMALL) / 2.0;
            if x - half >= free_from {
                let place = (x, self.bottom + GAP + SMALL);
                figure.text(&label, place, SMALL, MUTED, Anchor::Middle);
                free_from = x + half + GAP;
            }
        }
        let corner = (self.left, self.bottom);
        figure.line(&[corner, (self.right, self.bottom)], INK, THIN, 0.0);
        figure.line(&[corner, (self.left, self.top)], INK, THIN, 0.0);
        let middle = (self.left + self.right) / 2.0;
        let below = (middle, self.bottom + 2.0 * GAP + SMALL + TEXT);
        figure.text(&self.x.title, below, TEXT, INK, Anchor::Middle);
        figure.text(&self.y.title, (10.0, 18.0), TEXT, INK, Anchor::Start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<String> {
        axis.ticks().into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn linear_axes_end_at_round_numbers_around_the_data() {
        let axis = Axis::over("", false, [0.13, 0.87].into_iter());
        assert_eq!(labels(&axis), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(axis.place(0.0), 0.0);
        assert_eq!(axis.place(1.0), 1.0);
    }

    #[test]
    fn logarithmic_axes_end_at_powers_of_ten() {
        let axis = Axis::over("", true, [2e-5, 300.0, -1.0].into_iter());
        assert_eq!(labels(&axis).first().unwrap(), "10⁻⁵");
        assert_eq!(labels(&axis).last().unwrap(), "1,000");
        assert!((axis.place(0.1) - 0.5).abs() < 1e-6);
    }

    #[test]
    fn axes_without_extent_still_have_one() {
        for (log, values) in [
            (false, vec![]),
            (true, vec![]),
            (false, vec![3.0]),
            (true, vec![1.0]),
        ] {
            let axis = Axis::over("", log, values.into_iter());
            assert!(axis.low < axis.high);
            assert!(axis.ticks().len() >= 2);
        }
    }
}
