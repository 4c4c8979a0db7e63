//! The arithmetic on blocks: sums of rows, sixteen numbers at a time.
//!
//! A *block* is 16 neighbouring numbers of a row. Both halves of a step of training are "for every
//! input, add a multiple of a short row", and a block of that row is one instruction or a few. The
//! kernels here keep blocks in registers while they go over the inputs, and read and write memory
//! as seldom as they can:
//!
//! - Forward, the sums stay in registers. An addition must wait for the one before it, so inputs
//!   in even and in odd places are summed apart, and two images are summed together: four
//!   additions are under way at a time, and each row is read once for both.
//! - In the update, four rows of weights stay in registers while the images of the mini-batch pass.
//!
//! No sum runs across a block. Every output has its own lane and adds its terms in a fixed order,
//! so that wide registers come to the same bits as narrow ones.
//!
//! The loops are plain `for` loops on purpose. What `for_each` runs is a function of its own, which
//! the compiler may leave outside of the code for wide registers: then a step takes three times as
//! long. And the kernels work on slices and arrays of their own: behind a `&mut self`, pointer and
//! length would have to be loaded again after each store.

use ndarray::{ArrayView2, ArrayViewMut2};

/// Numbers in a block: one 512-bit register, two of 256 bits or four of 128.
pub const LANES: usize = 16;
/// Rows that are updated together.
const ROWS: usize = 4;

/// Numbers of which the first stands at the start of a cache line. A block that crossed from one
/// line into the next would cost two reads.
pub struct Aligned {
    numbers: Vec<f32>,
    start: usize,
    len: usize,
}

impl Aligned {
    pub fn zeros(len: usize) -> Self {
        const LINE: usize = 64;
        const SLACK: usize = LINE / size_of::<f32>() - 1;
        let numbers = vec![0.0; len + SLACK];
        let start = numbers.as_ptr().align_offset(LINE).min(SLACK);
        Self {
            numbers,
            start,
            len,
        }
    }

    #[inline(always)]
    pub fn numbers(&self) -> &[f32] {
        &self.numbers[self.start..][..self.len]
    }

    #[inline(always)]
    pub fn numbers_mut(&mut self) -> &mut [f32] {
        &mut self.numbers[self.start..][..self.len]
    }
}

/// A row for each image of a mini-batch, padded to whole blocks.
pub struct Rows {
    numbers: Aligned,
    /// Numbers in a row, those of the padding too.
    width: usize,
}

impl Rows {
    pub fn zeros(rows: usize, columns: usize) -> Self {
        let width = columns.next_multiple_of(LANES);
        let numbers = Aligned::zeros(rows * width);
        Self { numbers, width }
    }

    #[inline(always)]
    pub fn row(&self, i: usize) -> &[f32] {
        &self.numbers.numbers()[i * self.width..][..self.width]
    }

    #[inline(always)]
    pub fn row_mut(&mut self, i: usize) -> &mut [f32] {
        &mut self.numbers.numbers_mut()[i * self.width..][..self.width]
    }

    /// The first rows, one after the other: for what is done to each number by itself.
    #[inline(always)]
    pub fn first(&self, rows: usize) -> &[f32] {
        &self.numbers.numbers()[..rows * self.width]
    }

    #[inline(always)]
    pub fn first_mut(&mut self, rows: usize) -> &mut [f32] {
        &mut self.numbers.numbers_mut()[..rows * self.width]
    }

    /// `W` numbers of row `i`, from column `first` on.
    #[inline(always)]
    pub fn part<const W: usize>(&self, i: usize, first: usize) -> &[f32; W] {
        let part = self.row(i)[first..].first_chunk();
        part.expect("a row is as wide as the weights that it is summed from")
    }

    #[inline(always)]
    pub fn part_mut<const W: usize>(&mut self, i: usize, first: usize) -> &mut [f32; W] {
        let part = self.row_mut(i)[first..].first_chunk_mut();
        part.expect("a row is as wide as the weights that it is summed from")
    }
}

/// A matrix of weights, cut into tiles of `W` columns: all rows of the first tile, then all rows of
/// the second. What a kernel does with one tile touches no memory of the others.
///
/// Columns are padded to whole tiles, and rows to whole [`ROWS`], with zeros.
pub struct Tiles<const W: usize> {
    numbers: Aligned,
    /// Rows, those of the padding too.
    height: usize,
}

impl<const W: usize> Tiles<W> {
    pub fn new(matrix: ArrayView2<f32>) -> Self {
        let (rows, columns) = matrix.dim();
        let height = rows.next_multiple_of(ROWS);
        let numbers = Aligned::zeros(height * columns.next_multiple_of(W));
        let mut tiles = Self { numbers, height };
        for ((row, column), &number) in matrix.indexed_iter() {
            let place = tiles.place(row, column);
            tiles.numbers.numbers_mut()[place] = number;
        }
        tiles
    }

    /// Writes the matrix out again, without the padding.
    pub fn copy_to(&self, mut matrix: ArrayViewMut2<f32>) {
        let numbers = self.numbers.numbers();
        for ((row, column), number) in matrix.indexed_iter_mut() {
            *number = numbers[self.place(row, column)];
        }
    }

    fn place(&self, row: usize, column: usize) -> usize {
        (column / W * self.height + row) * W + column % W
    }

    /// The tiles, each as its rows.
    #[inline(always)]
    pub fn tiles(&self) -> impl Iterator<Item = &[[f32; W]]> {
        let tiles = self.numbers.numbers().chunks_exact(self.height * W);
        tiles.map(|tile| tile.as_chunks().0)
    }

    #[inline(always)]
    pub fn tiles_mut(&mut self) -> impl Iterator<Item = &mut [[f32; W]]> {
        let size = self.height * W;
        let tiles = self.numbers.numbers_mut().chunks_exact_mut(size);
        tiles.map(|tile| tile.as_chunks_mut().0)
    }
}

impl Tiles<LANES> {
    /// `sum_i ← sum_i + Σ_j x_ij · row_j` for each of the first `images` rows `x_i` of `inputs`.
    #[inline(always)]
    pub fn add_rows(&self, inputs: &Rows, sums: &mut Rows, images: usize) {
        for (t, tile) in self.tiles().enumerate() {
            for i in (0..images).step_by(2) {
                if i + 1 < images {
                    add_rows_of::<2>(tile, inputs, sums, (i, t * LANES));
                } else {
                    add_rows_of::<1>(tile, inputs, sums, (i, t * LANES));
                }
            }
        }
    }

    /// `row_j ← row_j - Σ_i x_ij · step_i` over the first `images` rows of `inputs` and `steps`,
    /// one image after the other.
    #[inline(always)]
    pub fn subtract_rows(&mut self, inputs: &Rows, steps: &Rows, images: usize) {
        for (t, tile) in self.tiles_mut().enumerate() {
            for (j, rows) in tile.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
                let mut kept = *rows;
                for i in 0..images {
                    let step: &[f32; LANES] = steps.part(i, t * LANES);
                    let x: &[f32; ROWS] = inputs.part(i, j * ROWS);
                    for (row, x) in kept.iter_mut().zip(x) {
                        subtract(row, *x, step);
                    }
                }
                *rows = kept;
            }
        }
    }
}

/// The sums of `N` images together, from image `i` and column `first` on.
#[inline(always)]
fn add_rows_of<const N: usize>(
    tile: &[[f32; LANES]],
    inputs: &Rows,
    sums: &mut Rows,
    (i, first): (usize, usize),
) {
    let mut even = [[0.0; LANES]; N];
    let mut odd = [[0.0; LANES]; N];
    let mut x: [&[[f32; 2]]; N] = [&[]; N];
    for n in 0..N {
        even[n] = *sums.part(i + n, first);
        x[n] = &inputs.row(i + n).as_chunks().0[..tile.len() / 2];
    }
    for (j, rows) in tile.as_chunks::<2>().0.iter().enumerate() {
        for n in 0..N {
            add(&mut even[n], x[n][j][0], &rows[0]);
            add(&mut odd[n], x[n][j][1], &rows[1]);
        }
    }
    for n in 0..N {
        add(&mut even[n], 1.0, &odd[n]);
        *sums.part_mut(i + n, first) = even[n];
    }
}

/// `sum + x · row`, lane by lane.
#[inline(always)]
pub fn add<const W: usize>(sum: &mut [f32; W], x: f32, row: &[f32; W]) {
    for (sum, w) in sum.iter_mut().zip(row) {
        *sum += x * w;
    }
}

/// `row - x · step`, lane by lane.
#[inline(always)]
pub fn subtract<const W: usize>(row: &mut [f32; W], x: f32, step: &[f32; W]) {
    for (w, step) in row.iter_mut().zip(step) {
        *w -= x * step;
    }
}
