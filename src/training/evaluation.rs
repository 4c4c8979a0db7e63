//! How well a network reads: cost, hits, and which digit it takes for which.

use std::fmt;

use ndarray::{Array2, ArrayRef1};

use crate::digits::{CLASSES, Digits, PIXELS};
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::cost::{one_hot, quadratic};
use crate::training::fast::FastNetwork;
use crate::training::fast::sparse::SparseImages;

/// The result of showing labelled images to a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    cost: f64,
    confusion: [[u32; CLASSES]; CLASSES],
}

/// The images read right: `9301 / 10000`.
impl fmt::Display for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.correct(), self.total())
    }
}

impl Evaluation {
    /// From the output for each image, one row each, and the labels.
    pub(crate) fn new(outputs: Array2<f32>, labels: &[u8]) -> Self {
        let mut cost = 0.0;
        let mut confusion = [[0; CLASSES]; CLASSES];
        let targets: Vec<_> = (0..CLASSES).map(|digit| one_hot(digit, CLASSES)).collect();
        for (output, &label) in outputs.rows().into_iter().zip(labels) {
            let label = usize::from(label);
            cost += quadratic(output, targets[label].view());
            confusion[label][argmax(&output)] += 1;
        }
        let cost = cost / labels.len() as f64;
        Self { cost, confusion }
    }

    /// The quadratic cost, the mean of `½ ‖a - y‖²` over the images; NaN if there were none.
    pub fn cost(&self) -> f64 {
        self.cost
    }

    /// How many images were read right.
    pub fn correct(&self) -> u32 {
        (0..CLASSES).map(|digit| self.confusion[digit][digit]).sum()
    }

    /// How many images there were.
    pub fn total(&self) -> u32 {
        self.confusion.iter().flatten().sum()
    }

    /// The share of images read right, 0 to 1; NaN if there were none.
    pub fn accuracy(&self) -> f64 {
        f64::from(self.correct()) / f64::from(self.total())
    }

    /// How often each digit was taken for each: `confusion()[label][answer]`.
    pub fn confusion(&self) -> &[[u32; CLASSES]; CLASSES] {
        &self.confusion
    }
}

/// The place of the largest number, the first of them if several: the digit that a network's
/// output stands for.
///
/// ```
/// use ndarray::array;
///
/// assert_eq!(handwritten::evaluation::argmax(&array![0.1, 0.9, 0.2]), 1);
/// ```
pub fn argmax<T: Copy + PartialOrd>(output: &ArrayRef1<T>) -> usize {
    let mut best = 0;
    for (i, &a) in output.iter().enumerate() {
        if a > output[best] {
            best = i;
        }
    }
    best
}

impl Network {
    /// The outputs for all images at once: one row for each image, ten numbers from 0 to 1.
    ///
    /// # Errors
    /// [`Error::Argument`] when the network has not 784 inputs and 10 outputs.
    pub fn outputs(&self, digits: &Digits) -> Result<Array2<f32>> {
        self.check_reads_digits()?;
        Ok(FastNetwork::new(self, 1).outputs(&SparseImages::new(digits)))
    }

    /// Shows the network all images and counts what it makes of them.
    ///
    /// # Errors
    /// [`Error::Argument`] when the network has not 784 inputs and 10 outputs.
    pub fn evaluate(&self, digits: &Digits) -> Result<Evaluation> {
        Ok(Evaluation::new(self.outputs(digits)?, digits.labels()))
    }

    /// Refuses a network that cannot read digits.
    ///
    /// # Errors
    /// [`Error::Argument`] when the network has not 784 inputs and 10 outputs.
    pub fn check_reads_digits(&self) -> Result<()> {
        let sizes = self.sizes();
        if (sizes[0], sizes[sizes.len() - 1]) == (PIXELS, CLASSES) {
            return Ok(());
        }
        let expected = format!("{PIXELS} inputs and {CLASSES} outputs");
        Err(Error::argument("network", expected, format!("{sizes:?}")))
    }
}
