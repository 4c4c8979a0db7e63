//! Sparse images and the weights that they meet, those of the first layer.

use std::ops::Range;

use ndarray::{ArrayView2, ArrayViewMut2, Axis, s};

use crate::digits::sparse::SparseImages;
use crate::training::fast::blocks::{LANES, Rows, Tiles, add, subtract};
use crate::training::fast::prefetch::prefetch;

/// Two blocks: what the first layer works on at a time.
const PAIR: usize = 2 * LANES;
/// Pixels in a cache line.
const LINE: usize = 16;

/// The images of a mini-batch: lists of inked pixels.
#[derive(Default)]
pub struct MiniBatch {
    /// Where the pixels of each image end.
    ends: Vec<usize>,
    /// The place of each pixel in its image.
    places: Vec<u32>,
    /// Its ink, in (0, 1], or 0 where a list is filled up.
    inks: Vec<f32>,
}

impl MiniBatch {
    /// How many images there are.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The places and inks of image `i`, two by two.
    #[inline(always)]
    fn image(&self, i: usize) -> (&[[u32; 2]], &[[f32; 2]]) {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        let range = start..self.ends[i];
        let (places, inks) = (&self.places[range.clone()], &self.inks[range]);
        (places.as_chunks().0, inks.as_chunks().0)
    }

    /// Fetches the images that stand at `range` in `order`.
    ///
    /// A shuffled order finds each image somewhere else in memory, and the processor cannot guess
    /// where. So it is told: while one image is copied, the pixels of the one 16 places on are
    /// asked for, and before that, what says where they are.
    #[inline(always)]
    pub fn gather(&mut self, images: &SparseImages, order: &[u32], range: Range<usize>) {
        self.ends.clear();
        for i in range {
            if let Some(&later) = order.get(i + 32) {
                prefetch(images.end(later as usize));
            }
            if let Some(&soon) = order.get(i + 16) {
                for line in images.image(soon as usize).chunks(LINE) {
                    prefetch(&line[0]);
                }
            }
            self.push(images, order[i] as usize);
        }
    }

    /// Fetches neighbouring images.
    #[inline(always)]
    pub fn fetch(&mut self, images: &SparseImages, range: Range<usize>) {
        self.ends.clear();
        for i in range {
            self.push(images, i);
        }
    }

    #[inline(always)]
    fn push(&mut self, images: &SparseImages, i: usize) {
        let pixels = images.image(i);
        let start = self.ends.last().copied().unwrap_or(0);
        let end = start + pixels.len();
        if self.inks.len() < end {
            self.places.resize(end, 0);
            self.inks.resize(end, 0.0);
        }
        let places = &mut self.places[start..end];
        let inks = &mut self.inks[start..end];
        for ((place, ink), pixel) in places.iter_mut().zip(inks).zip(pixels) {
            *place = pixel.place();
            *ink = pixel.shade() as f32 / 255.0;
        }
        self.ends.push(end);
    }
}

/// The weights between the pixels and the first layer of neurons: a row for each pixel.
///
/// In tiles of two blocks, and one of a single block if their number is odd. Of each tile one
/// image needs the rows of its inked pixels, about 150 of 128 bytes.
pub struct PixelWeights {
    pairs: Tiles<PAIR>,
    single: Tiles<LANES>,
}

impl PixelWeights {
    pub fn new(weights: ArrayView2<f32>) -> Self {
        let (pairs, single) = weights.split_at(Axis(1), Self::paired(weights.ncols()));
        Self {
            pairs: Tiles::new(pairs),
            single: Tiles::new(single),
        }
    }

    /// Writes the weights out again.
    pub fn copy_to(&self, mut weights: ArrayViewMut2<f32>) {
        let paired = Self::paired(weights.ncols());
        self.pairs.copy_to(weights.slice_mut(s![.., ..paired]));
        self.single.copy_to(weights.slice_mut(s![.., paired..]));
    }

    /// How many of the columns stand in pairs of blocks.
    fn paired(columns: usize) -> usize {
        let blocks = columns.div_ceil(LANES);
        (blocks / 2 * PAIR).min(columns)
    }

    /// `sum_i ← sum_i + Σ_j x_ij · row_j` for every image `i` and its inked pixels `j`.
    #[inline(always)]
    pub fn add_rows(&self, batch: &MiniBatch, sums: &mut Rows) {
        let mut first = 0;
        for tile in self.pairs.tiles() {
            add_rows_of(tile, batch, sums, first);
            first += PAIR;
        }
        for tile in self.single.tiles() {
            add_rows_of(tile, batch, sums, first);
        }
    }

    /// `row_j ← row_j - x_ij · step_i` for every image `i` and its inked pixels `j`.
    #[inline(always)]
    pub fn subtract_rows(&mut self, batch: &MiniBatch, steps: &Rows) {
        let mut first = 0;
        for tile in self.pairs.tiles_mut() {
            subtract_rows_of(tile, batch, steps, first);
            first += PAIR;
        }
        for tile in self.single.tiles_mut() {
            subtract_rows_of(tile, batch, steps, first);
        }
    }
}

#[inline(always)]
fn add_rows_of<const W: usize>(
    tile: &[[f32; W]],
    batch: &MiniBatch,
    sums: &mut Rows,
    first: usize,
) {
    for i in 0..batch.len() {
        let sum: &mut [f32; W] = sums.part_mut(i, first);
        let (mut even, mut odd) = (*sum, [0.0; W]);
        let (places, inks) = batch.image(i);
        for (place, ink) in places.iter().zip(inks) {
            add(&mut even, ink[0], &tile[place[0] as usize]);
            add(&mut odd, ink[1], &tile[place[1] as usize]);
        }
        add(&mut even, 1.0, &odd);
        *sum = even;
    }
}

#[inline(always)]
fn subtract_rows_of<const W: usize>(
    tile: &mut [[f32; W]],
    batch: &MiniBatch,
    steps: &Rows,
    first: usize,
) {
    for i in 0..batch.len() {
        let step: [f32; W] = *steps.part(i, first);
        let (places, inks) = batch.image(i);
        for (place, ink) in places.as_flattened().iter().zip(inks.as_flattened()) {
            subtract(&mut tile[*place as usize], *ink, &step);
        }
    }
}
