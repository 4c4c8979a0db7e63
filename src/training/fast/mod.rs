//! The network in the form that trains fast.
//!
//! The sums are those of [`crate::network`]. What differs is where the numbers lie, and in which
//! order they are fetched:
//!
//! | room | what is there |
//! |---|---|
//! | [`blocks`] | the arithmetic: sums of rows, sixteen numbers at a time |
//! | [`pixels`] | mini-batches of sparse images, and the weights of the pixels |
//! | [`epoch`] | the network in them: forward, backward, update |
//! | [`registers`] | which vector registers of the processor are used |
//! | [`prefetch`] | asking for memory before it is needed |
//!
//! # What there is to do
//!
//! Four of five pixels are paper. An image has about 150 that are not, and for each of them the row
//! of its weights is needed twice: forward, added to `z`, and in the update, read, changed and
//! written. There is no gradient to store. Of 784-30-10 a row is 32 numbers, 128 bytes. All 50,000
//! images have 7.5 million inked pixels: 1 GB of weights read forward, 1 GB read and 1 GB written in
//! the update, for half a billion multiplications. The rows of all pixels take 100 kB, those that
//! are often inked half of that. They do not quite fit into a nearest cache of 32 or 48 kB, so part
//! of the traffic is with the second. For each inked pixel forward must load place, ink and two
//! registers of weights, the update loads the same and stores two; a core does two loads and one or
//! two stores in a cycle. Everything else is there so that the loops come near that.
//!
//! # What each part is worth
//!
//! Milliseconds of an epoch of 784-30-10 / 784-100-10 that are lost without it, on one core of an
//! Intel Xeon with AVX-512, where it takes 23 / 73 (the form without any of them: 34 / 140):
//!
//! | part | lost |
//! |---|--:|
//! | asking for the images of the shuffled order ahead ([`pixels::MiniBatch::gather`]) | 2 / 2 |
//! | the first layer in pairs of blocks, not in single ones: places and inks are read half as often | 4 / 6 |
//! | two images forward together in the dense layers | 1 / 3 |
//! | four rows of dense weights in registers in the update, not two | 1.5 / 5 |
//! | no products with what vanishes, by epoch 30 of the default run (`VANISHING` in [`epoch`]) | 50 / not measured |
//!
//! What brought nothing there and was left out: places in 16 bits, a multiplication in place of the
//! division by 255, whole cache lines in the copying of images, prefetches spread over the step.
//! Elsewhere it was tried to update pixel by pixel for a whole mini-batch (to find who inks a pixel
//! costs more than it saves), to fuse the update with the next forward pass, and to read the lists
//! without copying them; all were slower.
//!
//! # What must not change
//!
//! For each number the order of the additions is fixed, and no product is fused with a sum. The
//! tests hold trained weights to the same bits for every width of registers and every x86-64 level.

pub mod blocks;
pub mod epoch;
pub mod pixels;
pub mod prefetch;
pub mod registers;
