//! Reasons to doubt an answer.

use std::fmt;

use ndarray::{Array1, Array2};

use super::Digit;
use super::blots::{Blot, blots};
use super::lines::only_lines;

/// A blot beside the largest one with at least this share of its ink is another digit.
const SECOND: f32 = 0.25;
/// A digit is at most so many times as wide as it is high: so are nearly all of MNIST's. Of the
/// 10,000 images for validation this and `SMALL` may doubt 25 each.
const WIDEST: f32 = 1.75;
/// A digit has at most so many blots.
const PIECES: usize = 6;
/// The ink of a digit covers at least this share of the box around it.
const THINNEST: f32 = 0.02;
/// If no output is above this, the network does not know.
const SMALL: f32 = 0.01;

/// A reason to doubt that a picture was read rightly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Doubt {
    /// There is more than one digit, or none that stands by itself.
    MoreThanOne,
    /// There is hardly any ink but the paper's own lines or specks.
    HardlyAnyInk,
    /// What there is does not look like a digit: all outputs are small; the largest is given.
    NoDigit(f32),
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MoreThanOne => write!(f, "more than one digit, it seems"),
            Self::HardlyAnyInk => write!(f, "hardly any ink but lines or specks"),
            Self::NoDigit(largest) => write!(
                f,
                "nothing that looks like a digit: the largest output is {largest:.3}"
            ),
        }
    }
}

impl Digit {
    /// What speaks against the answer that a network gave to [`Digit::pixels`], of which `output`
    /// is its ten outputs, 0 to 1; nothing, for most pictures of one digit.
    pub fn doubts(&self, output: &Array1<f32>) -> Vec<Doubt> {
        let (blots, _) = blots(&self.ink);
        let largest = output.iter().copied().fold(0.0, f32::max);
        let mut doubts = Vec::new();
        if is_blank(&self.ink, &self.cropped, &blots) {
            doubts.push(Doubt::HardlyAnyInk);
        } else if is_many(&self.cropped, &blots) {
            doubts.push(Doubt::MoreThanOne);
        }
        if largest < SMALL {
            doubts.push(Doubt::NoDigit(largest));
        }
        doubts
    }
}

fn is_blank(ink: &Array2<f32>, cropped: &Array2<f32>, blots: &[Blot]) -> bool {
    blots.len() > PIECES || cropped.sum() < THINNEST * cropped.len() as f32 || only_lines(ink)
}

fn is_many(cropped: &Array2<f32>, blots: &[Blot]) -> bool {
    let (rows, columns) = cropped.dim();
    let most = blots.iter().max_by(|a, b| a.amount.total_cmp(&b.amount));
    let is_beside = |blot: &&Blot| {
        most.is_some_and(|most| {
            let [_, _, left, right] = blot.bounds;
            let [_, _, before, after] = most.bounds;
            blot.amount >= SECOND * most.amount && (right < before || after < left)
        })
    };
    columns as f32 > WIDEST * rows as f32 || blots.iter().any(|blot| is_beside(&blot))
}
