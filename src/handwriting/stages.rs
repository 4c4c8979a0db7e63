//! The stages of a digit as a picture.

use ndarray::Array2;

use super::Digit;
use super::picture::fit;
use crate::chart::{Figure, Images};
use crate::digits::SIDE;

/// The way of a digit: the picture in grey, its ink, the part with ink, that in a box of 20 × 20,
/// and that in the middle of 28 × 28 pixels. A row for each digit.
pub fn stages<'a>(digits: impl IntoIterator<Item = &'a Digit>) -> Figure {
    /// How large a stage is shown.
    const SHOWN: usize = 5 * SIDE;
    let enlarged = |image: &Array2<f32>| {
        let (rows, columns) = image.dim();
        Array2::from_shape_fn((5 * rows, 5 * columns), |(i, j)| image[[i / 5, j / 5]])
    };
    let stages = |digit: &Digit| {
        [
            fit(&digit.grey.mapv(|grey| 1.0 - grey), SHOWN),
            fit(&digit.ink, SHOWN),
            fit(&digit.cropped, SHOWN),
            enlarged(&digit.fitted),
            enlarged(&digit.image),
        ]
    };
    let images: Vec<_> = digits.into_iter().flat_map(stages).collect();
    let names = ["picture", "ink", "cropped", "in 20 × 20", "in 28 × 28"];
    let captions = names.into_iter().cycle().take(images.len());
    Images::ink(images)
        .captions(captions)
        .columns(5)
        .pixel(1)
        .draw()
}
