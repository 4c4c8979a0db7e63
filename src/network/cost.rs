//! The cost: one number for how far an output is from what it should have been.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use ndarray::{Array1, ArrayView1};

use crate::error::{Error, Result};
use crate::network::activation::sigmoid_slope;

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
        let all = [Self::Quadratic, Self::CrossEntropy];
        let known = all.into_iter().find(|one| one.to_string() == name);
        known.ok_or_else(|| {
            let expected = all.map(|one| one.to_string()).join(" or ");
            Error::argument("cost", expected, format!("{name:?}"))
        })
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

/// The quadratic cost of one image, `C = ½ ‖a - y‖²`: `a` is the output, `y` the label.
///
/// The cost of a set is the mean over its images, as in the article's `C = 1/2n Σ‖y - ŷ‖²`.
pub fn quadratic(a: ArrayView1<f32>, y: ArrayView1<f32>) -> f64 {
    let squares = a.iter().zip(y).map(|(a, y)| f64::from(a - y).powi(2));
    0.5 * squares.sum::<f64>()
}
