//! Activation functions: what a neuron makes of its weighted sum `z`.

use std::f32::consts::LOG2_E;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use crate::error::{Error, Result};
use crate::names;

/// What the hidden neurons of a network make of `z`.
///
/// Written and read by its name, `sigmoid` or `relu`:
///
/// ```
/// use handwritten::Activation;
///
/// assert_eq!("relu".parse::<Activation>()?, Activation::Relu);
/// assert_eq!(Activation::Relu.to_string(), "relu");
/// # Ok::<(), handwritten::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Activation {
    /// [`sigmoid`], the course's own.
    #[default]
    Sigmoid,
    /// The rectified linear unit: `z` above zero, otherwise 0.
    Relu,
}

impl Activation {
    /// The activation `a` of a neuron whose weighted sum is `z`.
    #[inline(always)]
    pub fn of(self, z: f32) -> f32 {
        match self {
            Self::Sigmoid => sigmoid(z),
            Self::Relu => z.max(0.0),
        }
    }

    /// Its slope `∂a/∂z`, from the activation: both functions allow that.
    #[inline(always)]
    pub fn slope(self, a: f32) -> f32 {
        match self {
            Self::Sigmoid => sigmoid_slope(a),
            Self::Relu if a > 0.0 => 1.0,
            Self::Relu => 0.0,
        }
    }
}

impl Display for Activation {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.pad(match self {
            Self::Sigmoid => "sigmoid",
            Self::Relu => "relu",
        })
    }
}

impl FromStr for Activation {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        names::parse("activation", &[Self::Sigmoid, Self::Relu], name)
    }
}

/// The perceptron's answer: 0 for `z <= 0`, 1 for `z > 0`.
pub fn step(z: f64) -> f64 {
    if z > 0.0 { 1.0 } else { 0.0 }
}

/// The sigmoid `σ(z) = 1 / (1 + e^(-z))`, between 0 and 1.
///
/// Within 2 units in the last place of the exact value, except that results below
/// `f32::MIN_POSITIVE` become 0. Far out it is exactly 0 or 1; it is NaN for NaN alone.
///
/// ```
/// use handwritten::activation::sigmoid;
///
/// assert_eq!(sigmoid(0.0), 0.5);
/// assert_eq!(sigmoid(-1e4), 0.0);
/// assert_eq!(sigmoid(1e4), 1.0);
/// ```
#[inline(always)]
pub fn sigmoid(z: f32) -> f32 {
    1.0 / (1.0 + exp32(-z))
}

/// The slope of the sigmoid, from its value `a = σ(z)`: `σ′(z) = a (1 - a)`.
///
/// It is at most 1/4, where `a` is 1/2.
#[inline(always)]
pub fn sigmoid_slope(a: f32) -> f32 {
    a * (1.0 - a)
}

/// `e^x`, with the same bits on every machine; the standard library's `exp` is the operating
/// system's, whose last bit may differ from one to the next.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// `e^x` for use in the sigmoid: exact to about one unit in the last place from -87 to 88,
/// a constant below, infinity above.
///
/// It has no branch and no table: it gives the same bits everywhere, and a compiler can run it
/// on many numbers at once.
///
/// `x = n ln 2 + r` with a whole `n` and `|r| <= ln(2) / 2`, so `e^x = 2^n e^r`, and seven terms
/// of the series of `e^r` are enough.
#[inline(always)]
fn exp32(x: f32) -> f32 {
    /// Adding 1.5 · 2^23 pushes the fraction of a number out of its 23 bits: what remains in the
    /// lowest bits is the nearest whole number.
    const ROUND: f32 = 12_582_912.0;
    /// ln 2 in two parts. The first has few bits, so `n * LN_2_HIGH` is exact.
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;

    let x = x.clamp(-87.0, 89.0);
    let shifted = x * LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;

    let series = 1.0 / 5040.0;
    let series = series * r + 1.0 / 720.0;
    let series = series * r + 1.0 / 120.0;
    let series = series * r + 1.0 / 24.0;
    let series = series * r + 1.0 / 6.0;
    let series = series * r + 0.5;
    let e_to_r = series * (r * r) + r + 1.0;

    // n is in the lowest bits of `shifted`; moved up by 23 bits it is the exponent of a float.
    let two_to_n = f32::from_bits((shifted.to_bits().wrapping_add(127)) << 23);
    e_to_r * two_to_n
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The distance between two floats of the same sign, in units in the last place.
    fn ulps(a: f32, b: f32) -> u32 {
        a.to_bits().abs_diff(b.to_bits())
    }

    #[test]
    fn sigmoid_is_within_two_ulps_of_the_exact_value() {
        // Every 1,009th float there is, from the smallest to the largest, of either sign.
        for bits in (0..f32::INFINITY.to_bits()).step_by(1009) {
            for z in [f32::from_bits(bits), -f32::from_bits(bits)] {
                let exact = (1.0 / (1.0 + (-f64::from(z)).exp())) as f32;
                let ours = sigmoid(z);
                let both_vanish = exact < f32::MIN_POSITIVE && ours < f32::MIN_POSITIVE;
                assert!(
                    both_vanish || ulps(ours, exact) <= 2,
                    "σ({z}) = {ours}, exactly {exact}"
                );
            }
        }
    }

    #[test]
    fn sigmoid_is_a_number_for_every_number() {
        assert_eq!(sigmoid(f32::NEG_INFINITY), 0.0);
        assert_eq!(sigmoid(f32::INFINITY), 1.0);
        assert!(sigmoid(f32::NAN).is_nan());
    }
}
