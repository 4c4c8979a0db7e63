//! How well a network reads: cost, hits, and which digit it takes for which.

use std::fmt;

use ndarray::{Array2, ArrayRef1, ArrayView1, Axis};

use crate::digits::{CLASSES, Digits};
use crate::error::Result;
use crate::network::Network;
use crate::network::cost::Cost;
use crate::training::fast::epoch::FastNetwork;
use crate::training::parallel::Cores;

/// Images that are read in one go. The costs of the pieces are added in their order, so that the
/// sum is the same on any number of cores.
const PIECE: usize = 1_000;

/// The result of showing labelled images to a network.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evaluation {
    /// The sum of the costs of all images.
    costs: f64,
    confusion: [[u32; CLASSES]; CLASSES],
}

/// The images read right: `9301 / 10000`.
impl fmt::Display for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.correct(), self.total())
    }
}

impl Evaluation {
    /// Shows `digits` to `network`.
    pub(crate) fn new(network: &FastNetwork, digits: &Digits, cost: Cost, cores: &Cores) -> Self {
        let images = digits.sparse();
        let starts = (0..digits.len()).step_by(PIECE).collect();
        let pieces = cores.map(starts, |start| {
            let range = start..digits.len().min(start + PIECE);
            let mut piece = Self::default();
            network.read(images, range, |image, output| {
                let label = digits.label(image);
                piece.costs += cost.of_digit(output, label);
                piece.confusion[label][largest(output)] += 1;
            });
            piece
        });
        let mut sum = Self::default();
        for piece in pieces {
            sum.costs += piece.costs;
            for (sum, count) in sum
                .confusion
                .iter_mut()
                .flatten()
                .zip(piece.confusion.as_flattened())
            {
                *sum += count;
            }
        }
        sum
    }

    /// The mean of the cost over the images; NaN if there were none. It is the cost that training
    /// lowers, or that [`Network::evaluate_with`] was asked for.
    pub fn cost(&self) -> f64 {
        self.costs / f64::from(self.total())
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
    match output.as_slice() {
        Some(output) => largest(output),
        None => largest(&output.to_vec()),
    }
}

/// [`argmax`] of a slice.
#[inline]
fn largest<T: Copy + PartialOrd>(output: &[T]) -> usize {
    let mut best = 0;
    for i in 1..output.len() {
        if output[i] > output[best] {
            best = i;
        }
    }
    best
}

impl Network {
    /// The outputs for all images at once: one row for each image, ten numbers from 0 to 1.
    ///
    /// # Errors
    /// [`Error::Argument`](crate::Error::Argument) when the network has not 784 inputs and 10 outputs.
    pub fn outputs(&self, digits: &Digits) -> Result<Array2<f32>> {
        self.check_reads_digits()?;
        let network = FastNetwork::new(self);
        let images = digits.sparse();
        let mut outputs = Array2::zeros((digits.len(), CLASSES));
        let pieces = outputs.axis_chunks_iter_mut(Axis(0), PIECE).enumerate();
        Cores::all().map(pieces.collect(), |(i, mut rows)| {
            let first = i * PIECE;
            network.read(images, first..first + rows.nrows(), |image, output| {
                rows.row_mut(image - first)
                    .assign(&ArrayView1::from(output));
            });
        });
        Ok(outputs)
    }

    /// Shows the network all images and counts what it makes of them. The cost is the quadratic
    /// one, the article's.
    ///
    /// # Errors
    /// [`Error::Argument`](crate::Error::Argument) when the network has not 784 inputs and 10 outputs.
    pub fn evaluate(&self, digits: &Digits) -> Result<Evaluation> {
        self.evaluate_with(digits, Cost::Quadratic)
    }

    /// The same with another cost, which the weights do not tell: that of [`Sgd::cost`], to compare
    /// with what training reports.
    ///
    /// [`Sgd::cost`]: crate::training::Sgd::cost
    ///
    /// # Errors
    /// Those of [`Network::evaluate`].
    pub fn evaluate_with(&self, digits: &Digits, cost: Cost) -> Result<Evaluation> {
        self.check_reads_digits()?;
        let network = FastNetwork::new(self);
        Ok(Evaluation::new(&network, digits, cost, &Cores::all()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digits::Mnist;
    use crate::network::cost::one_hot;

    fn digits() -> Digits {
        Mnist::load("data/mnist").unwrap().test.take(2_345)
    }

    #[test]
    fn it_counts_and_sums_what_the_textbook_reads() {
        let digits = digits();
        let network = Network::new(&[784, 30, 10], 1).unwrap();
        for cost in [Cost::Quadratic, Cost::CrossEntropy] {
            let (mut sum, mut confusion) = (0.0, [[0; CLASSES]; CLASSES]);
            for i in 0..digits.len() {
                let (label, output) = (digits.label(i), network.output(&digits.pixels(i)));
                sum += cost.of(output.view(), one_hot(label, CLASSES).view());
                confusion[label][argmax(&output)] += 1;
            }
            let evaluation = network.evaluate_with(&digits, cost).unwrap();
            let mean = sum / digits.len() as f64;
            assert!((evaluation.cost() - mean).abs() < 1e-6 * mean, "{cost:?}");
            assert_eq!(evaluation.confusion(), &confusion);
        }
    }

    #[test]
    fn it_is_the_same_to_the_bit_on_any_number_of_cores() {
        let digits = digits();
        let network = FastNetwork::new(&Network::new(&[784, 30, 10], 1).unwrap());
        let evaluate =
            |cores| Evaluation::new(&network, &digits, Cost::Quadratic, &Cores::new(cores));
        for cores in 2..5 {
            assert_eq!(evaluate(cores), evaluate(1), "{cores}");
        }
    }
}
