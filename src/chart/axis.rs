//! Axes: from numbers to places, with ticks that are the same on every machine.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};

/// Ticks that a linear axis aims at.
const TICKS: f64 = 6.0;
/// An axis does not reach out for numbers that leave no room to calculate.
pub(super) const LARGEST: f64 = 1e300;
/// More than fit beside each other.
const MOST_TICKS: f64 = 40.0;

/// One axis: the numbers at its two ends, and how it is divided. For plotters it is a range of
/// `f64`.
#[derive(Debug, Clone)]
pub struct Axis {
    low: f64,
    high: f64,
    scale: Scale,
}

#[derive(Debug, Clone)]
enum Scale {
    /// The distance between ticks.
    Linear(f64),
    /// Every so many powers of ten have a tick.
    Log(i32),
    /// Names that stand in the places of the numbers 0, 1, 2, …
    Names(Vec<String>),
}

impl Axis {
    /// An axis over all finite `values`, a little longer so that it ends at a tick; the step is
    /// chosen unless given.
    pub(super) fn linear(values: impl Iterator<Item = f64>, step: Option<f64>) -> Self {
        let (low, high) = match extent(values.filter(|value| value.abs() <= LARGEST)) {
            (low, high) if low < high => (low, high),
            (low, high) if low == high => (low - 0.5, high + 0.5),
            _ => (0.0, 1.0),
        };
        let step = step.filter(|step| high - low < MOST_TICKS * step);
        let step = step.unwrap_or_else(|| tick_step(high - low));
        Self {
            low: (low / step).floor() * step,
            high: (high / step).ceil() * step,
            scale: Scale::Linear(step),
        }
    }

    /// An axis from one number to another, wherever its ticks are.
    pub(super) fn between((low, high): (f64, f64)) -> Self {
        let scale = Scale::Linear(tick_step(high - low));
        Self { low, high, scale }
    }

    /// A logarithmic axis over all finite `values`, from 1, 2 or 5 times a power of ten to another.
    /// Numbers that are not above zero have no place and are left out.
    pub(super) fn log(values: impl Iterator<Item = f64>) -> Self {
        let values = values.filter(|value| (1.0 / LARGEST..=LARGEST).contains(value));
        let (least, most) = match extent(values) {
            (least, most) if least <= most => (least, most),
            _ => (0.1, 1.0),
        };
        let (first, last) = (power_below(least), power_above(most));
        let ends = || (first..=last).flat_map(|p| [1.0, 2.0, 5.0].map(|factor| factor * ten(p)));
        let low = ends().rfind(|end| *end <= least * (1.0 + 1e-9));
        let high = ends().find(|end| *end >= most * (1.0 - 1e-9));
        let (low, high) = (low.unwrap_or(ten(first)), high.unwrap_or(ten(last)));
        let powers = power_below(high) - power_above(low);
        // One tick alone does not say how the axis is divided.
        let (low, high) = match powers {
            ..1 => (ten(first), ten(last.max(first + 1))),
            _ => (low, high),
        };
        let scale = Scale::Log((powers.max(1) as f64 / 8.0).ceil() as i32);
        Self { low, high, scale }
    }

    /// An axis with names instead of numbers, one for each whole number from 0 on.
    pub(super) fn named(names: &[String]) -> Self {
        Self {
            low: -0.5,
            high: names.len().max(1) as f64 - 0.5,
            scale: Scale::Names(names.to_vec()),
        }
    }

    /// Gives two logarithmic axes the same powers of ten between ticks, so that slopes can be
    /// read from the grid.
    pub(super) fn agree(&mut self, other: &mut Axis) {
        if let (Scale::Log(a), Scale::Log(b)) = (&mut self.scale, &mut other.scale) {
            (*a, *b) = (*a.max(b), *a.max(b));
        }
    }

    pub(super) fn has_names(&self) -> bool {
        matches!(self.scale, Scale::Names(_))
    }

    /// Where `value` is on the axis: 0 at its low end, 1 at its high end. Not finite where the
    /// value has no place.
    pub(super) fn share(&self, value: f64) -> f64 {
        let [low, high, value] = [self.low, self.high, value].map(|value| match self.scale {
            Scale::Log(_) => libm::log10(value),
            _ => value,
        });
        (value - low) / (high - low)
    }

    /// The numbers at which there are ticks.
    pub(super) fn ticks(&self) -> Vec<f64> {
        match &self.scale {
            Scale::Linear(step) => {
                let first = (self.low / step - 1e-6).ceil() as i64;
                let last = (self.high / step + 1e-6).floor() as i64;
                (first..=last).map(|i| i as f64 * step).collect()
            }
            Scale::Log(powers) => {
                let all = power_above(self.low)..=power_below(self.high);
                all.filter(|p| p % powers == 0).map(ten).collect()
            }
            Scale::Names(names) => (0..names.len()).map(|i| i as f64).collect(),
        }
    }

    /// What a tick is called.
    pub(super) fn label(&self, tick: f64) -> String {
        match &self.scale {
            Scale::Linear(step) => decimal(tick, decimals(*step)),
            Scale::Log(_) => power_of_ten(power_below(tick)),
            Scale::Names(names) => names.get(tick as usize).cloned().unwrap_or_default(),
        }
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (low, high): (i32, i32)) -> i32 {
        // What is far outside need not be anywhere in particular.
        let share = self.share(*value).clamp(-9.0, 9.0);
        low + (f64::from(high - low) * share).round() as i32
    }

    /// The ticks; none between them.
    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        match hint.weight().allow_light_points() {
            true => Vec::new(),
            false => self.ticks(),
        }
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        self.label(*value)
    }
}

/// A distance between ticks that suits a length: 1, 2 or 5 times a power of ten.
fn tick_step(length: f64) -> f64 {
    let rough = length / TICKS;
    let power = ten(power_below(rough));
    let factor = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|f| f * power >= rough * 0.99);
    factor.unwrap_or(10.0) * power
}

/// A power of ten, rounded as exactly on every machine; `powi` does not promise that.
pub(super) fn ten(power: i32) -> f64 {
    format!("1e{power}").parse().expect("a number")
}

/// The last power of ten that is not above a number. A power of ten need not have a whole
/// logarithm to the last digit.
fn power_below(number: f64) -> i32 {
    (libm::log10(number) + 1e-9).floor() as i32
}

/// The first power of ten that is not below a number.
fn power_above(number: f64) -> i32 {
    (libm::log10(number) - 1e-9).ceil() as i32
}

/// How many decimals tell multiples of `step` apart.
pub(super) fn decimals(step: f64) -> usize {
    let least = (-(libm::log10(step) + 1e-9).floor()).max(0.0) as usize;
    let enough = |decimals: &usize| {
        let scaled = step * ten(*decimals as i32);
        (scaled - scaled.round()).abs() < 1e-6
    };
    (least..least + 3).find(enough).unwrap_or(least)
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
        let group = i > 0 && (whole.len() - i).is_multiple_of(3);
        grouped.extend(group.then_some(','));
        grouped.push(digit);
    }
    let zero = digits.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if value < 0.0 && !zero { "−" } else { "" };
    format!("{sign}{grouped}{fraction}")
}

/// 10 to the power `p`, written out where that is short.
fn power_of_ten(p: i32) -> String {
    if (-3..=5).contains(&p) {
        return decimal(ten(p), (-p).max(0) as usize);
    }
    let exponent = p.to_string();
    let raised = exponent.chars().map(|c| match c {
        '-' => '⁻',
        digit => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][(digit as u8 - b'0') as usize],
    });
    format!("10{}", raised.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<String> {
        let ticks = axis.ticks().into_iter();
        ticks.map(|tick| axis.label(tick)).collect()
    }

    #[test]
    fn linear_axes_end_at_round_numbers_around_the_data() {
        let axis = Axis::linear([0.13, 0.87].into_iter(), None);
        assert_eq!(labels(&axis), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(axis.map(&0.0, (100, 700)), 100);
        assert_eq!(axis.map(&1.0, (100, 700)), 700);
    }

    #[test]
    fn a_given_step_is_kept() {
        let axis = Axis::linear([0.0, 360.0].into_iter(), Some(90.0));
        assert_eq!(labels(&axis), ["0", "90", "180", "270", "360"]);
        let axis = Axis::linear([0.0, 0.5].into_iter(), Some(0.25));
        assert_eq!(labels(&axis), ["0.00", "0.25", "0.50"]);
    }

    #[test]
    fn logarithmic_axes_end_near_the_data() {
        let axis = Axis::log([2e-5, 300.0, -1.0].into_iter());
        assert_eq!([axis.low, axis.high], [2e-5, 500.0]);
        assert_eq!(labels(&axis).first().unwrap(), "10⁻⁴");
        assert_eq!(labels(&axis).last().unwrap(), "100");
        assert_eq!(axis.map(&0.1, (0, 1000)), 500);
        assert!(!axis.share(0.0).is_finite() && axis.share(-1.0).is_nan());
    }

    #[test]
    fn every_power_of_ten_is_an_end_of_its_own() {
        for power in -300..=298 {
            let ends = [ten(power), ten(power + 2)];
            let axis = Axis::log(ends.into_iter());
            assert_eq!([axis.low, axis.high], ends);
        }
    }

    #[test]
    fn two_logarithmic_axes_have_the_same_steps() {
        let mut x = Axis::log([1e-10, 1.0].into_iter());
        let mut y = Axis::log([1e-22, 1.0].into_iter());
        x.agree(&mut y);
        assert_eq!(labels(&x), ["10⁻⁹", "10⁻⁶", "0.001", "1"]);
        assert_eq!(labels(&y)[..2], ["10⁻²¹", "10⁻¹⁸"]);
    }

    #[test]
    fn axes_without_extent_still_have_one() {
        let one = |value: f64| [value].into_iter();
        for axis in [
            Axis::linear([].into_iter(), None),
            Axis::linear(one(3.0), None),
            Axis::linear(one(f64::NAN), None),
            Axis::log([].into_iter()),
            Axis::log(one(1.0)),
            Axis::log(one(0.0)),
        ] {
            assert!(axis.low < axis.high, "{axis:?}");
            assert!(axis.ticks().len() >= 2, "{axis:?}");
        }
    }
}
