//! The cost: one number for how far an output is from what it should have been.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use ndarray::{Array1, ArrayView1};

use crate::activation::sigmoid_slope;
use crate::error::{Error, Result};
use crate::names;

/// What training lowers, often called loss. In both, `a` is the output of sigmoid neurons and `y`
/// the label. Written and read by its name, `quadratic` or `cross-entropy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cost {
    /// `C = ½ ‖a - y‖²`.
    #[default]
    Quadratic,
    /// `C = -Σ (y ln a + (1 - y) ln(1 - a))`: its gradient does not fade where a neuron is
    /// stuck at the wrong end (Nielsen, *Neural Networks and Deep Learning*, chapter 3).
    CrossEntropy,
}

impl Cost {
    /// The cost of one image: `a` is the output, `y` the label as zeros and a one.
    ///
    /// The cost of a set is the mean over its images, as in the article's `C = 1/2n Σ‖y - ŷ‖²`.
    ///
    /// An output that single precision has rounded to exactly the wrong end counts as 2⁻²⁵ away
    /// from it: the cross-entropy stays finite, 17.3 for one output at most.
    ///
    /// ```
    /// use handwritten::Cost;
    /// use ndarray::array;
    ///
    /// let (a, y) = (array![0.5, 0.25], array![1.0, 0.0]);
    /// assert_eq!(Cost::Quadratic.of(a.view(), y.view()), 0.15625); // ½ (0.5² + 0.25²)
    /// let c = Cost::CrossEntropy.of(a.view(), y.view()); // -ln 0.5 - ln 0.75
    /// assert!((c - 0.980829).abs() < 1e-6);
    /// ```
    pub fn of(self, a: ArrayView1<f32>, y: ArrayView1<f32>) -> f64 {
        self.sum(a.iter().zip(y).map(|(a, y)| a - y))
    }

    /// The same for a label that is a digit.
    #[inline]
    pub(crate) fn of_digit(self, a: &[f32], digit: usize) -> f64 {
        let y = |k| if k == digit { 1.0 } else { 0.0 };
        self.sum(a.iter().enumerate().map(|(k, a)| a - y(k)))
    }

    /// The cost of all `a - y`.
    #[inline]
    fn sum(self, distances: impl Iterator<Item = f32>) -> f64 {
        /// Half the distance from 1 to the next smaller `f32`.
        const ROUNDED: f64 = 1.0 / (1 << 25) as f64;
        let distances = distances.map(f64::from);
        match self {
            Self::Quadratic => 0.5 * distances.map(|d| d * d).sum::<f64>(),
            // y ln a + (1 - y) ln(1 - a), where y is 0 or 1, is ln(1 - |a - y|).
            Self::CrossEntropy => distances
                .map(|d| -libm::log((1.0 - d.abs()).clamp(ROUNDED, 1.0)))
                .sum(),
        }
    }

    /// The error `δ = ∂C/∂z` of an output neuron.
    #[inline(always)]
    pub fn delta(self, a: f32, y: f32) -> f32 {
        match self {
            Self::Quadratic => (a - y) * sigmoid_slope(a),
            Self::CrossEntropy => a - y,
        }
    }
}

impl Display for Cost {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.pad(match self {
            Self::Quadratic => "quadratic",
            Self::CrossEntropy => "cross-entropy",
        })
    }
}

impl FromStr for Cost {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        names::parse("cost", &[Self::Quadratic, Self::CrossEntropy], name)
    }
}

/// The label of a digit as ten numbers: 1 at its place, 0 elsewhere.
///
/// # Panics
/// When `label >= classes`.
///
/// ```
/// use handwritten::cost::one_hot;
///
/// assert_eq!(one_hot(2, 4).to_vec(), [0.0, 0.0, 1.0, 0.0]);
/// ```
pub fn one_hot(label: usize, classes: usize) -> Array1<f32> {
    let mut y = Array1::zeros(classes);
    y[label] = 1.0;
    y
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_wrong_output_that_is_sure_costs_much_but_not_all() {
        let (a, y) = (array![1.0, 0.0, 0.0], array![0.0, 1.0, 0.0]);
        assert_eq!(Cost::Quadratic.of(a.view(), y.view()), 1.0);
        let cost = Cost::CrossEntropy.of(a.view(), y.view());
        assert!((cost - 2.0 * 25.0 * 2_f64.ln()).abs() < 1e-9, "{cost}");
        let nan = array![f32::NAN, 0.0, 0.0];
        assert!(Cost::CrossEntropy.of(nan.view(), y.view()).is_nan());
    }
}
