//! Images as lists of their inked pixels.

use crate::digits::{Digits, PIXELS};

/// A pixel that is not paper: its place in the image and its shade, in four bytes.
#[derive(Debug, Clone, Copy)]
pub struct Pixel(u32);

impl Pixel {
    fn new(place: usize, shade: u8) -> Self {
        Self((place as u32) << 8 | u32::from(shade))
    }

    /// Which of the 784 pixels it is.
    #[inline(always)]
    pub fn place(self) -> u32 {
        self.0 >> 8
    }

    /// 1 to 255, or 0 for the one that fills up a list.
    #[inline(always)]
    pub fn shade(self) -> u32 {
        self.0 & 255
    }
}

/// The pixels that are not 0, image after image, in the order of their place ("compressed sparse
/// rows"). Four of five MNIST pixels are 0; what they are multiplied with need not be read.
///
/// Every list has an even length: an odd one ends with a pixel of shade 0, which adds nothing.
/// Whoever reads pixels by twos then has no last one to ask for.
#[derive(Debug)]
pub struct SparseImages {
    /// Where the pixels of each image end.
    ends: Vec<usize>,
    pixels: Vec<Pixel>,
}

impl SparseImages {
    /// Lists the inked pixels of every image: four bytes a pixel, 30 MB for 50,000 digits.
    pub fn new(digits: &Digits) -> Self {
        let inked = digits.shades.iter().filter(|&&shade| shade != 0).count();
        let mut pixels = Vec::with_capacity(inked + digits.len());
        let mut ends = Vec::with_capacity(digits.len());
        // Every pixel is written; paper is then written over. No branch has to be guessed.
        let mut list = [Pixel(0); PIXELS + 1];
        for i in 0..digits.len() {
            let mut len = 0;
            for (place, &shade) in digits.shades(i).iter().enumerate() {
                list[len] = Pixel::new(place, shade);
                len += usize::from(shade != 0);
            }
            if len % 2 == 1 {
                list[len] = Pixel::new(list[len - 1].place() as usize, 0);
                len += 1;
            }
            pixels.extend_from_slice(&list[..len]);
            ends.push(pixels.len());
        }
        Self { ends, pixels }
    }

    /// Where the pixels of image `i` end in the list of all.
    #[inline(always)]
    pub fn end(&self, i: usize) -> &usize {
        &self.ends[i]
    }

    /// The inked pixels of image `i`.
    #[inline(always)]
    pub fn image(&self, i: usize) -> &[Pixel] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.pixels[start..self.ends[i]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_hold_every_pixel_that_is_not_paper() {
        let shades = (0..3 * PIXELS).map(|i| if i % 5 < 3 { 0 } else { (i % 251) as u8 });
        let mut shades: Vec<u8> = shades.collect();
        shades[..PIXELS].fill(0); // no pixel at all
        shades[PIXELS..2 * PIXELS].fill(255);
        shades[PIXELS] = 0; // 783 pixels
        let digits = Digits::new(shades, vec![0; 3]).unwrap();
        let images = SparseImages::new(&digits);
        for i in 0..3 {
            assert_eq!(images.image(i).len() % 2, 0);
            let mut drawn = [0; PIXELS];
            for pixel in images.image(i) {
                drawn[pixel.place() as usize] += pixel.shade() as u8;
            }
            assert_eq!(drawn[..], *digits.shades(i));
        }
    }
}
