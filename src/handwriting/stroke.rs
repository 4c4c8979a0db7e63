//! How thick the strokes are.

use ndarray::Array2;

use super::INKED;
use super::ink::around;
use super::lines::runs_down;

/// Strokes thinner than this share of the digit's longer side are thickened: 1.5 of 20 pixels.
const THIN: f32 = 0.075;
/// So thick are they then: 2 of 20 pixels, as MNIST's thin ones are.
const THICKENED: f32 = 0.1;

/// The image with strokes that are not thinner than MNIST's, by a dilation (Soille,
/// *Morphological Image Analysis*, 2003).
pub(super) fn thickened(cropped: &Array2<f32>) -> Array2<f32> {
    let (rows, columns) = cropped.dim();
    let side = rows.max(columns) as f32;
    let width = width(cropped);
    if width >= THIN * side {
        return cropped.clone();
    }
    let by = ((THICKENED * side - width) / 2.0).round() as usize;
    let mut image = Array2::zeros((rows + 2 * by, columns + 2 * by));
    image
        .slice_mut(ndarray::s![by..by + rows, by..by + columns])
        .assign(cropped);
    for step in 0..by {
        // Squares and crosses in turn make an octagon, nearly a round pen.
        let is_cross = step % 2 == 1;
        image = Array2::from_shape_fn(image.dim(), |(i, j)| {
            let near = around((i, j), image.dim());
            near.filter(|place| !is_cross || place.0 == i || place.1 == j)
                .map(|place| image[place])
                .fold(0.0, f32::max)
        });
    }
    image
}

/// The width of the strokes in pixels: of each pixel with ink how far it reaches down or across,
/// whichever is less; of these the median.
fn width(image: &Array2<f32>) -> f32 {
    let inked = image.mapv(|ink| if ink > INKED { ink } else { 0.0 });
    let down = runs_down(&inked);
    let across = runs_down(&inked.t().to_owned());
    let least = down
        .indexed_iter()
        .map(|((i, j), &down)| down.min(across[[j, i]]));
    let mut widths: Vec<usize> = least.filter(|&width| width > 0).collect();
    let middle = widths.len() / 2;
    match widths.is_empty() {
        true => 0.0,
        false => *widths.select_nth_unstable(middle).1 as f32,
    }
}
