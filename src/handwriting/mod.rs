//! A handwritten digit from a picture of it, made like the digits of MNIST.

mod blots;
mod doubt;
mod ink;
mod lines;
mod picture;
mod sheet;
#[cfg(feature = "chart")]
mod stages;
mod stroke;

use std::path::Path;

use ndarray::{Array1, Array2, Axis, s};

use crate::digits::SIDE;
use crate::error::{Error, Result};

pub use self::doubt::Doubt;
use self::picture::fit;
#[cfg(feature = "chart")]
pub use self::stages::stages;
use self::stroke::thickened;

/// The box that MNIST's digits were fitted into, in pixels.
const BOX: usize = 20;
/// Where the centre of mass comes to lie, in pixels from the top and from the left. With rounding
/// to whole pixels MNIST's own are all between 14 and 15: half a pixel below the image's middle.
const MIDDLE: f32 = 14.5;
/// Larger pictures are first made this small on their longer side: no stroke needs more.
const LARGEST: usize = 400;
/// More than this much ink on a pixel is a stroke's; less may be a shadow or a stain.
const INKED: f32 = 0.3;

/// A digit on its way from a picture to the 28 × 28 pixels that a network reads.
///
/// The way is MNIST's own ("size normalised to fit in a 20 × 20 pixel box while preserving their
/// aspect ratio, … centered in a 28 × 28 image by computing the center of mass of the pixels",
/// LeCun, Cortes and Burges), after what a photo needs first: which is paper, which is ink?
///
/// ```
/// use handwritten::Digit;
/// use handwritten::evaluation::argmax;
/// use handwritten::Network;
///
/// let network = Network::load("data/models/digits.safetensors")?;
/// let digit = Digit::from_image("data/handwriting/three.png")?;
/// assert_eq!(argmax(&network.output(&digit.pixels())), 3);
/// # Ok::<(), handwritten::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Digit {
    /// The brightness of the picture, 0 (black) to 1 (white), at most 400 pixels on a side.
    pub grey: Array2<f32>,
    /// How much ink is on each pixel, 0 to 1, whether it is dark on light or light on dark.
    pub ink: Array2<f32>,
    /// The part with ink, more than 0.3 of it on a pixel.
    pub cropped: Array2<f32>,
    /// The same, 20 pixels on its longer side, its strokes no thinner and no paler than MNIST's.
    pub fitted: Array2<f32>,
    /// The same in the middle of 28 × 28 pixels.
    pub image: Array2<f32>,
}

impl Digit {
    /// Reads a digit from a PNG or JPEG file of any colour type: up to 100 MB, 67 million pixels
    /// and 65,535 of them on a side. It is turned as its Exif data say the camera was held.
    ///
    /// # Errors
    /// [`Error::Io`] when the file cannot be read, [`Error::Format`] when it is not a whole PNG
    /// or JPEG file, is too large, or shows nothing but paper.
    pub fn from_image(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        Self::from_bytes(&picture::read_file(path)?, path)
    }

    /// Reads a digit from the bytes of a PNG or JPEG file; `path` is what errors call it.
    ///
    /// # Errors
    /// Those of [`Digit::from_image`].
    pub fn from_bytes(bytes: &[u8], path: &Path) -> Result<Self> {
        let grey = picture::read(bytes, path, LARGEST)?;
        let Some(ink) = ink::ink(&grey) else {
            let expected = "ink that differs from the paper";
            return Err(Error::format(
                path,
                "picture",
                expected,
                "nothing but paper",
            ));
        };
        let cropped = crop(&ink);
        let fitted = at_full_strength(fit(&thickened(&cropped), BOX));
        let image = centre(&fitted);
        Ok(Self {
            grey,
            ink,
            cropped,
            fitted,
            image,
        })
    }

    /// The 784 pixels in one column, as a network takes them.
    pub fn pixels(&self) -> Array1<f32> {
        self.image.iter().copied().collect()
    }
}

/// The image divided by its maximum: small and thin strokes become pale, MNIST's are not.
fn at_full_strength(image: Array2<f32>) -> Array2<f32> {
    let most = image.iter().copied().fold(0.0, f32::max);
    match most > 0.0 {
        true => image / most,
        false => image,
    }
}

/// The smallest part that holds all pixels with ink, of which there are some.
fn crop(ink: &Array2<f32>) -> Array2<f32> {
    let inked = |lane: ndarray::ArrayView1<f32>| lane.iter().any(|&ink| ink > INKED);
    let range = |axis: Axis| {
        let lanes: Vec<bool> = ink.axis_iter(axis).map(inked).collect();
        let first = lanes.iter().position(|&inked| inked).unwrap_or(0);
        let last = lanes.iter().rposition(|&inked| inked).unwrap_or(0);
        first..last + 1
    };
    let (rows, columns) = (range(Axis(0)), range(Axis(1)));
    ink.slice(s![rows, columns]).to_owned()
}

/// The image on 28 × 28 pixels of paper, with its centre of mass at `MIDDLE` as far as it fits.
fn centre(image: &Array2<f32>) -> Array2<f32> {
    let mass: f32 = image.sum();
    let moment = |along: &dyn Fn((usize, usize)) -> usize| -> f32 {
        let moments = image.indexed_iter();
        moments
            .map(|(place, ink)| ink * (along(place) as f32 + 0.5))
            .sum()
    };
    let start = |middle: f32, length: usize| {
        let start = (MIDDLE - middle).round().max(0.0) as usize;
        start.min(SIDE - length)
    };
    let (rows, columns) = image.dim();
    let top = start(moment(&|(i, _)| i) / mass, rows);
    let left = start(moment(&|(_, j)| j) / mass, columns);
    let mut sheet = Array2::zeros((SIDE, SIDE));
    sheet
        .slice_mut(s![top..top + rows, left..left + columns])
        .assign(image);
    sheet.mapv_into(|ink: f32| ink.clamp(0.0, 1.0))
}
