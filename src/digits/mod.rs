//! Labelled digits: the 70,000 of MNIST, and other sets of the same form.

pub(crate) mod csv;
mod folder;
pub(crate) mod idx;
pub(crate) mod sparse;

use std::path::Path;
#[cfg(feature = "cli")]
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use ndarray::{Array1, Array2};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::files::open;

use folder::Files;
use sparse::SparseImages;

/// Pixels on one side of an image.
pub const SIDE: usize = 28;
/// Pixels of an image: 28 × 28 = 784.
pub const PIXELS: usize = SIDE * SIDE;
/// How many digits there are.
pub const CLASSES: usize = 10;

/// The digits in Nielsen's split.
///
/// ```
/// let mnist = handwritten::Mnist::load("data/mnist")?;
/// assert_eq!(mnist.train.len(), 50_000);
/// assert_eq!(mnist.validation.len(), 10_000);
/// assert_eq!(mnist.test.len(), 10_000);
/// # Ok::<(), handwritten::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Mnist {
    /// What a network learns from: all training images but the last 10,000.
    pub train: Digits,
    /// What decisions about the training are made by: the last 10,000 training images (or the
    /// last sixth, if there are fewer than 60,000).
    pub validation: Digits,
    /// What is looked at in the end: the test images.
    pub test: Digits,
}

impl Mnist {
    /// Reads MNIST, or another set of 28 × 28 images with ten labels: Fashion-MNIST, KMNIST,
    /// QMNIST, your own.
    ///
    /// `path` is one of these:
    /// - a folder with four IDX files, named as MNIST's are (`train` or `t10k` or `test`, `images`
    ///   or `labels`, and `idx` somewhere in the name), each either gzipped (`.gz`) or unpacked,
    /// - a folder with two CSV files, whose names end in `train.csv` and `test.csv`,
    /// - one CSV file: its last seventh becomes [`Mnist::test`], so that 70,000 images are split as
    ///   MNIST is.
    ///
    /// In a CSV file each row is an image: its label, then 784 shades, 0 (paper) to 255 (ink). The
    /// first row may be the names of the columns.
    ///
    /// # Errors
    /// [`Error::Io`] when a file cannot be read, [`Error::Format`] when one is missing or is not
    /// of this form, when images and labels differ in number, or when there are fewer than 6
    /// images to train with or none to test with.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let (mut train, test) = if path.is_dir() {
            match folder::find(path)? {
                Files::Csv([train, test]) => (Digits::read_csv(&train)?, Digits::read_csv(&test)?),
                Files::Idx([train, test]) => (idx::read(&train)?, idx::read(&test)?),
            }
        } else {
            let mut all = Digits::read_csv(path)?;
            let test = all.split_off(all.len() - all.len() / 7);
            (all, test)
        };
        let validation = train.split_off(train.len() - train.len() / 6);
        if validation.is_empty() || test.is_empty() {
            let expected = "6 or more to train with and 1 or more to test with";
            let found = format!("{} and {}", train.len() + validation.len(), test.len());
            return Err(Error::format(path, "images", expected, found));
        }
        Ok(Self {
            train,
            validation,
            test,
        })
    }

    /// The files that [`Mnist::load`] reads.
    #[cfg(feature = "cli")]
    pub(crate) fn files(path: &Path) -> Result<Vec<PathBuf>> {
        if !path.is_dir() {
            return Ok(vec![path.into()]);
        }
        Ok(match folder::find(path)? {
            Files::Csv(files) => files.into(),
            Files::Idx(pairs) => pairs
                .into_iter()
                .flat_map(|pair| [pair.images, pair.labels])
                .collect(),
        })
    }
}

/// A list of images, each with its label.
///
/// A pixel is a shade of ink: 0 is paper, 1 is full ink. It is kept as one byte, so that all of
/// MNIST takes 55 MB, and handed out as `f32`. Training and evaluating list the inked pixels of a
/// set once and keep the list with it; that takes three quarters as much again.
#[derive(Debug, Clone)]
pub struct Digits {
    shades: Vec<u8>,
    labels: Vec<u8>,
    /// The inked pixels of all images, once someone has asked for them.
    sparse: OnceLock<Arc<SparseImages>>,
}

/// Equal images in the same order, with equal labels.
impl PartialEq for Digits {
    fn eq(&self, other: &Self) -> bool {
        self.shades == other.shades && self.labels == other.labels
    }
}

impl Eq for Digits {}

impl Digits {
    /// Images from their shades (0 to 255, 784 for each image, row by row from the top left) and
    /// their labels (0 to 9).
    ///
    /// # Errors
    /// [`Error::Argument`] when the two differ in number or a label is above 9.
    pub fn new(shades: Vec<u8>, labels: impl IntoIterator<Item = usize>) -> Result<Self> {
        let label = |label| match label {
            0..CLASSES => Ok(label as u8),
            _ => Err(Error::argument("label", "0 to 9", label)),
        };
        let labels: Vec<u8> = labels.into_iter().map(label).collect::<Result<_>>()?;
        if shades.len() != labels.len() * PIXELS {
            let expected = format!("{} ({PIXELS} for each label)", labels.len() * PIXELS);
            return Err(Error::argument("shades", expected, shades.len()));
        }
        Ok(Self::from_parts(shades, labels))
    }

    /// Images from 28 rows and 28 columns each, 0 (paper) to 1 (ink), rounded to 255ths, and
    /// their labels (0 to 9).
    ///
    /// # Errors
    /// [`Error::Argument`] when an image is of another size, a number is outside of 0 to 1, or
    /// for the reasons of [`Digits::new`].
    pub fn from_images(
        images: impl IntoIterator<Item = Array2<f32>>,
        labels: impl IntoIterator<Item = usize>,
    ) -> Result<Self> {
        let mut shades = Vec::new();
        for image in images {
            if image.dim() != (SIDE, SIDE) {
                let found = format!("{} × {}", image.nrows(), image.ncols());
                return Err(Error::argument("image", "28 × 28 pixels", found));
            }
            if let Some(ink) = image.iter().find(|ink| !(0.0..=1.0).contains(*ink)) {
                return Err(Error::argument("pixel", "0 to 1", ink));
            }
            shades.extend(image.iter().map(|ink| (ink * 255.0).round() as u8));
        }
        Self::new(shades, labels)
    }

    pub(crate) fn from_parts(shades: Vec<u8>, labels: Vec<u8>) -> Self {
        let sparse = OnceLock::new();
        Self {
            shades,
            labels,
            sparse,
        }
    }

    fn read_csv(path: &Path) -> Result<Self> {
        let (file, _) = open(path)?;
        csv::read(path, file)
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The pixels of image `i` as a column of 784 numbers from 0 (paper) to 1 (ink), row by row
    /// from the top left.
    ///
    /// # Panics
    /// When `i >= len()`.
    pub fn pixels(&self, i: usize) -> Array1<f32> {
        self.shades(i)
            .iter()
            .map(|&shade| f32::from(shade) / 255.0)
            .collect()
    }

    /// The pixels of image `i` as 28 rows and 28 columns, 0 (paper) to 1 (ink).
    ///
    /// # Panics
    /// When `i >= len()`.
    pub fn image(&self, i: usize) -> Array2<f32> {
        let image = self.pixels(i).into_shape_with_order((SIDE, SIDE));
        image.expect("784 pixels are 28 × 28")
    }

    /// The shades of image `i`, 0 (paper) to 255 (ink), row by row.
    pub(crate) fn shades(&self, i: usize) -> &[u8] {
        &self.shades[i * PIXELS..(i + 1) * PIXELS]
    }

    /// The images as lists of their inked pixels: made when first asked for, and then kept.
    pub(crate) fn sparse(&self) -> &SparseImages {
        self.sparse
            .get_or_init(|| Arc::new(SparseImages::new(self)))
    }

    /// The digits that the images show, 0 to 9, a byte each.
    pub(crate) fn label_bytes(&self) -> &[u8] {
        &self.labels
    }

    /// The digit that image `i` shows, 0 to 9.
    ///
    /// # Panics
    /// When `i >= len()`.
    pub fn label(&self, i: usize) -> usize {
        usize::from(self.labels[i])
    }

    /// All images in their order, each as [`Digits::image`] has it.
    pub fn images(&self) -> impl ExactSizeIterator<Item = Array2<f32>> + Clone {
        (0..self.len()).map(|i| self.image(i))
    }

    /// The labels of all images in their order, 0 to 9.
    pub fn labels(&self) -> impl ExactSizeIterator<Item = usize> + Clone {
        (0..self.len()).map(|i| self.label(i))
    }

    /// What a network learns from, image by image: the 784 pixels of [`Digits::pixels`], and the
    /// label.
    ///
    /// ```
    /// use handwritten::evaluation::argmax;
    /// use handwritten::{Mnist, Network};
    ///
    /// let mnist = Mnist::load("data/mnist")?;
    /// let network = Network::load("data/models/digits.safetensors")?;
    /// let thousand = mnist.test.iter().take(1_000);
    /// let right = thousand.filter(|(pixels, label)| argmax(&network.output(pixels)) == *label);
    /// assert!(right.count() > 900);
    /// # Ok::<(), handwritten::Error>(())
    /// ```
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Array1<f32>, usize)> + Clone {
        (0..self.len()).map(|i| (self.pixels(i), self.label(i)))
    }

    /// The SHA-256 of all pixels, image after image, and then all labels, a byte each: two sets
    /// with the same one are the same set.
    pub fn sha256(&self) -> String {
        let hash = Sha256::new().chain_update(&self.shades);
        let hash = hash.chain_update(&self.labels).finalize();
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The first `count` images, or all if there are fewer.
    pub fn take(&self, count: usize) -> Self {
        let count = count.min(self.len());
        Self::from_parts(
            self.shades[..count * PIXELS].to_vec(),
            self.labels[..count].to_vec(),
        )
    }

    /// Keeps the first `count` images and returns the rest.
    fn split_off(&mut self, count: usize) -> Self {
        self.sparse.take();
        Self::from_parts(
            self.shades.split_off(count * PIXELS),
            self.labels.split_off(count),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_come_back_as_they_went_in() {
        let digits =
            Digits::new((0..3 * PIXELS).map(|i| i as u8).collect(), vec![3, 1, 4]).unwrap();
        let again = Digits::from_images(digits.images(), digits.labels()).unwrap();
        assert_eq!(again, digits);
        let pixels = digits.images().map(|image| image.flatten().to_owned());
        assert!(digits.iter().eq(pixels.zip([3, 1, 4])));
    }

    #[test]
    fn images_that_are_no_digits_are_refused() {
        let good = Array2::<f32>::zeros((SIDE, SIDE));
        for (image, labels, expected) in [
            (good.clone(), vec![10], "label: expected 0 to 9, found 10"),
            (
                good.clone() + 1.5,
                vec![1],
                "pixel: expected 0 to 1, found 1.5",
            ),
            (
                good.clone() * f32::NAN,
                vec![1],
                "pixel: expected 0 to 1, found NaN",
            ),
            (
                Array2::zeros((28, 27)),
                vec![1],
                "image: expected 28 × 28 pixels, found 28 × 27",
            ),
        ] {
            let error = Digits::from_images([image], labels).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
        assert!(Digits::from_images([good.clone(), good], vec![1]).is_err());
    }
}
