//! Images as lists of their inked pixels.

use crate::digits::{Digits, PIXELS};

/// The pixels that are not 0, image after image, in the order of their index ("compressed sparse
/// rows"). Four of five MNIST pixels are 0; what they are multiplied with need not be read.
#[derive(Default)]
pub struct SparseImages<Ink> {
    /// Where the pixels of each image end.
    ends: Vec<usize>,
    /// The place of each pixel in its image.
    places: Vec<u16>,
    /// The ink of each pixel: a shade from 1 to 255 as stored, or a number in (0, 1].
    inks: Vec<Ink>,
}

impl<Ink: Copy> SparseImages<Ink> {
    /// How many images there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The places and inks of image `i`.
    #[inline(always)]
    fn lists(&self, i: usize) -> (&[u16], &[Ink]) {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        let range = start..self.ends[i];
        (&self.places[range.clone()], &self.inks[range])
    }

    /// The inked pixels of image `i`: place and ink.
    #[inline(always)]
    pub(crate) fn image(&self, i: usize) -> impl Iterator<Item = (usize, Ink)> + Clone {
        let (places, inks) = self.lists(i);
        let pixels = places.iter().zip(inks);
        pixels.map(|(&place, &ink)| (usize::from(place), ink))
    }
}

impl SparseImages<u8> {
    /// Lists the inked pixels of every image: three bytes a pixel, 23 MB for 50,000 digits.
    pub fn new(digits: &Digits) -> Self {
        const { assert!(PIXELS <= u16::MAX as usize) };
        let mut images = Self::default();
        for i in 0..digits.len() {
            for (place, &shade) in digits.shades(i).iter().enumerate() {
                if shade != 0 {
                    images.places.push(place as u16);
                    images.inks.push(shade);
                }
            }
            images.ends.push(images.places.len());
        }
        images
    }
}

impl SparseImages<f32> {
    /// Fetches the images of a mini-batch.
    ///
    /// A shuffled order finds each image somewhere else in memory. Copied together, all of them
    /// are waited for once, and training then reads from the nearest cache.
    #[inline(always)]
    pub(crate) fn gather(&mut self, images: &SparseImages<u8>, batch: &[u32]) {
        self.ends.clear();
        self.places.clear();
        self.inks.clear();
        for &image in batch {
            let (places, shades) = images.lists(image as usize);
            self.places.extend_from_slice(places);
            let inks = shades.iter().map(|&shade| f32::from(shade) / 255.0);
            self.inks.extend(inks);
            self.ends.push(self.places.len());
        }
    }
}
