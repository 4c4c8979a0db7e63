//! The perceptron: weigh the evidence, compare with a threshold, decide.

use crate::activation::step;
use crate::error::{Error, Result};

/// A neuron that answers 0 or 1.
///
/// It can be written in two ways that mean the same. With a *threshold*, it answers 1 when
/// `w·x > threshold`. With a *bias*, it answers 1 when `w·x + b > 0`. The second is the first
/// with `b = -threshold`, and is the form kept here.
///
/// ```
/// use handwritten::Perceptron;
///
/// // Should we go to the concert? Weather weighs 6, companion and transport 2 each.
/// let strict = Perceptron::with_threshold([6.0, 2.0, 2.0], 5.0)?;
/// assert_eq!(strict.decide(&[1.0, 0.0, 0.0]), 1); // good weather is enough
/// assert_eq!(strict.decide(&[0.0, 1.0, 1.0]), 0); // and nothing else is
///
/// let same = Perceptron::with_bias([6.0, 2.0, 2.0], -5.0)?;
/// assert_eq!(same, strict);
/// # Ok::<(), handwritten::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Perceptron {
    weights: Vec<f64>,
    bias: f64,
}

impl Perceptron {
    /// The threshold form: 1 when `w·x > threshold`.
    ///
    /// # Errors
    /// [`Error::Argument`] when a weight or the threshold is not finite.
    pub fn with_threshold(weights: impl Into<Vec<f64>>, threshold: f64) -> Result<Self> {
        Self::with_bias(weights, -threshold)
    }

    /// The bias form: 1 when `w·x + b > 0`.
    ///
    /// # Errors
    /// [`Error::Argument`] when a weight or the bias is not finite.
    pub fn with_bias(weights: impl Into<Vec<f64>>, bias: f64) -> Result<Self> {
        let weights = weights.into();
        let number = weights.iter().chain([&bias]).find(|w| !w.is_finite());
        match number {
            Some(number) => Err(Error::argument("perceptron", "finite numbers", number)),
            None => Ok(Self { weights, bias }),
        }
    }

    /// The weights `w`, one for each input.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The bias `b`.
    pub fn bias(&self) -> f64 {
        self.bias
    }

    /// The evidence for "yes": `z = w·x + b`.
    ///
    /// # Panics
    /// When `x` has not exactly one number for each weight.
    pub fn weigh(&self, x: &[f64]) -> f64 {
        assert_eq!(x.len(), self.weights.len(), "one input for each weight");
        let sum: f64 = self.weights.iter().zip(x).map(|(w, x)| w * x).sum();
        sum + self.bias
    }

    /// The answer: 1 when the evidence is above zero, otherwise 0.
    ///
    /// # Panics
    /// When `x` has not exactly one number for each weight.
    pub fn decide(&self, x: &[f64]) -> u8 {
        step(self.weigh(x)) as u8
    }
}
