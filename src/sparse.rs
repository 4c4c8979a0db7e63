//! Images as lists of their inked pixels.

use crate::digits::{Digits, PIXELS};

/// The pixels that are not 0, image after image, in the order of their index ("compressed sparse
/// rows"). Four of five MNIST pixels are 0; what they are multiplied with need not be read.
pub(crate) struct SparseImages {
    /// Where the pixels of each image start; one more entry than there are images.
    starts: Vec<usize>,
    /// The place of each pixel in its image.
    places: Vec<u16>,
    /// The ink of each pixel, in (0, 1].
    inks: Vec<f32>,
}

impl SparseImages {
    /// Lists the inked pixels of every image.
    pub(crate) fn new(digits: &Digits) -> Self {
        const { assert!(PIXELS <= u16::MAX as usize) };
        let ink: [f32; 256] = std::array::from_fn(|shade| shade as f32 / 255.0);
        let mut images = Self {
            starts: vec![0],
            places: Vec::new(),
            inks: Vec::new(),
        };
        for i in 0..digits.len() {
            for (place, &shade) in digits.shades(i).iter().enumerate() {
                if shade != 0 {
                    images.places.push(place as u16);
                    images.inks.push(ink[usize::from(shade)]);
                }
            }
            images.starts.push(images.places.len());
        }
        images
    }

    /// How many images there are.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The inked pixels of image `i`: place and ink.
    #[inline(always)]
    pub(crate) fn image(&self, i: usize) -> impl Iterator<Item = (usize, f32)> + Clone {
        let range = self.starts[i]..self.starts[i + 1];
        let places = self.places[range.clone()].iter();
        let inks = self.inks[range].iter();
        places.zip(inks).map(|(&place, &ink)| (usize::from(place), ink))
    }
}
