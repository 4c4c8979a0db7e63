//! The network in the form that trains fast.
//!
//! The sums are those of [`crate::network`]. What differs is where the numbers lie:
//!
//! - All weights of one input stand together, in *blocks* of 16 that fill whole vector registers.
//!   Both halves of a step are then "for every input that is not 0, add a multiple of a short
//!   row", forward into `z`, backward straight into the weights. There is no gradient to store.
//! - No sum runs across a block. Every output has its own lane and adds its terms in the order of
//!   the inputs, so a wider register computes the same bits as a narrow one.
//! - Weights behind the first layer are kept twice, as rows and as columns, for the same reason:
//!   the way back is then also a sum of rows.
//!
//! The loops are plain `for` loops on purpose. What `for_each` runs is a function of its own, which
//! the compiler may leave outside of the code for wide registers: then a step takes three times
//! as long.

mod registers;
pub(crate) mod sparse;

use ndarray::Array2;

use crate::network::activation::Activation;
use crate::network::cost::Cost;
use crate::network::{Layer, Network};
use crate::training::fast::registers::Registers;
use crate::training::fast::sparse::SparseImages;

/// Numbers in a block: one 512-bit register, two of 256 bits or four of 128.
const LANES: usize = 16;

/// Sixteen neighbouring numbers. Lanes that belong to no neuron have weights of 0.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Block([f32; LANES]);

const ZERO: Block = Block([0.0; LANES]);

impl Block {
    /// `self + x · row`, lane by lane.
    #[inline(always)]
    fn add(&mut self, x: f32, row: &Block) {
        for (sum, w) in self.0.iter_mut().zip(&row.0) {
            *sum += x * w;
        }
    }

    /// `self - x · row`, lane by lane.
    #[inline(always)]
    fn subtract(&mut self, x: f32, row: &Block) {
        for (w, step) in self.0.iter_mut().zip(&row.0) {
            *w -= x * step;
        }
    }
}

/// Rows of equal length, each padded to whole blocks.
struct Rows {
    blocks: Vec<Block>,
    /// Blocks in a row.
    width: usize,
}

impl Rows {
    fn zeros(rows: usize, columns: usize) -> Self {
        let width = columns.div_ceil(LANES);
        Self {
            blocks: vec![ZERO; rows * width],
            width,
        }
    }

    fn from_rows<'a>(
        columns: usize,
        rows: impl ExactSizeIterator<Item = ndarray::ArrayView1<'a, f32>>,
    ) -> Self {
        let mut padded = Self::zeros(rows.len(), columns);
        for (i, row) in rows.enumerate() {
            padded
                .numbers_mut(i)
                .zip(row)
                .for_each(|(slot, w)| *slot = *w);
        }
        padded
    }

    #[inline(always)]
    fn row(&self, i: usize) -> &[Block] {
        &self.blocks[i * self.width..(i + 1) * self.width]
    }

    #[inline(always)]
    fn row_mut(&mut self, i: usize) -> &mut [Block] {
        &mut self.blocks[i * self.width..(i + 1) * self.width]
    }

    /// The numbers of row `i`, those of the padding behind them.
    #[inline(always)]
    fn numbers(&self, i: usize) -> impl Iterator<Item = f32> + Clone {
        self.row(i).iter().flat_map(|block| &block.0).copied()
    }

    #[inline(always)]
    fn numbers_mut(&mut self, i: usize) -> impl Iterator<Item = &mut f32> {
        self.row_mut(i).iter_mut().flat_map(|block| &mut block.0)
    }

    /// `sum ← sum + Σ x_j · row_j`, two blocks at a time, so that the sums stay in registers.
    #[inline(always)]
    fn add_to(&self, sum: &mut [Block], inputs: impl Iterator<Item = (usize, f32)> + Clone) {
        let (pairs, rest) = sum.as_chunks_mut::<2>();
        let paired = pairs.len() * 2;
        for (k, pair) in pairs.iter_mut().enumerate() {
            self.add_to_chunk(pair, 2 * k, inputs.clone());
        }
        if let [last] = rest {
            self.add_to_chunk(std::array::from_mut(last), paired, inputs);
        }
    }

    /// The same for `B` blocks from block `first` on.
    ///
    /// An addition must wait for the one before it. Inputs in even and in odd places are summed
    /// apart, so that two additions are under way at a time.
    #[inline(always)]
    fn add_to_chunk<const B: usize>(
        &self,
        sum: &mut [Block; B],
        first: usize,
        mut inputs: impl Iterator<Item = (usize, f32)>,
    ) {
        let mut even = *sum;
        let mut odd = [ZERO; B];
        while let Some((j, x)) = inputs.next() {
            let row = &self.blocks[j * self.width + first..][..B];
            for b in 0..B {
                even[b].add(x, &row[b]);
            }
            let Some((j, x)) = inputs.next() else { break };
            let row = &self.blocks[j * self.width + first..][..B];
            for b in 0..B {
                odd[b].add(x, &row[b]);
            }
        }
        for b in 0..B {
            even[b].add(1.0, &odd[b]);
        }
        *sum = even;
    }

    /// `row_j ← row_j - x_j · step` for every input.
    #[inline(always)]
    fn subtract(&mut self, step: &[Block], inputs: impl Iterator<Item = (usize, f32)> + Clone) {
        let (pairs, rest) = step.as_chunks::<2>();
        for (k, pair) in pairs.iter().enumerate() {
            self.subtract_chunk(pair, 2 * k, inputs.clone());
        }
        if let [last] = rest {
            self.subtract_chunk(&[*last], pairs.len() * 2, inputs);
        }
    }

    /// The same for `B` blocks from block `first` on.
    #[inline(always)]
    fn subtract_chunk<const B: usize>(
        &mut self,
        step: &[Block; B],
        first: usize,
        inputs: impl Iterator<Item = (usize, f32)>,
    ) {
        let step = *step;
        for (j, x) in inputs {
            let row = &mut self.blocks[j * self.width + first..][..B];
            for b in 0..B {
                row[b].subtract(x, &step[b]);
            }
        }
    }
}

/// The weights between two layers of neurons.
struct FastLayer {
    outputs: usize,
    activation: Activation,
    /// Row `j`: what input `j` gives to each output.
    rows: Rows,
    /// Row `k`: what output `k` takes from each input. Empty in the first layer, where no error
    /// is passed further back.
    columns: Rows,
    /// One row.
    biases: Rows,
}

impl FastLayer {
    fn new(layer: &Layer, activation: Activation, first: bool) -> Self {
        let (inputs, outputs) = layer.weights.dim();
        Self {
            outputs,
            activation,
            rows: Rows::from_rows(outputs, layer.weights.rows().into_iter()),
            columns: match first {
                true => Rows::zeros(0, inputs),
                false => Rows::from_rows(inputs, layer.weights.columns().into_iter()),
            },
            biases: Rows::from_rows(outputs, [layer.biases.view()].into_iter()),
        }
    }

    fn to_layer(&self, inputs: usize) -> Layer {
        let row = |j| self.rows.numbers(j).take(self.outputs);
        let weights = (0..inputs).flat_map(row).collect();
        Layer {
            weights: Array2::from_shape_vec((inputs, self.outputs), weights)
                .expect("as many rows as inputs, as many numbers as outputs"),
            biases: self.biases.numbers(0).take(self.outputs).collect(),
        }
    }

    /// The activation of every output into `a`.
    #[inline(always)]
    fn forward(&self, a: &mut [Block], inputs: impl Iterator<Item = (usize, f32)> + Clone) {
        a.copy_from_slice(&self.biases.blocks);
        self.rows.add_to(a, inputs);
        for block in a {
            for a in &mut block.0 {
                *a = self.activation.of(*a);
            }
        }
    }
}

/// A network under training, with room for the activations and errors of one mini-batch.
pub struct FastNetwork {
    registers: Registers,
    layers: Vec<FastLayer>,
    /// The images of the mini-batch.
    images: SparseImages<f32>,
    /// For each layer, one row for each image of the mini-batch: `a`.
    activations: Vec<Rows>,
    /// The same for `δ = ∂C/∂z`.
    deltas: Vec<Rows>,
}

impl FastNetwork {
    /// Arranges a network for mini-batches of at most `batch` images.
    pub fn new(network: &Network, batch: usize) -> Self {
        let layers = network.layers().iter().enumerate();
        let layers: Vec<_> = layers
            .map(|(l, layer)| FastLayer::new(layer, network.activation_after(l), l == 0))
            .collect();
        let room = || {
            layers
                .iter()
                .map(|layer| Rows::zeros(batch, layer.outputs))
                .collect()
        };
        Self {
            registers: Registers::widest(),
            images: SparseImages::default(),
            activations: room(),
            deltas: room(),
            layers,
        }
    }

    /// The network in its plain form.
    pub(crate) fn to_layers(&self) -> Vec<Layer> {
        let mut inputs = self.layers[0].rows.blocks.len() / self.layers[0].rows.width;
        let mut layers = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            layers.push(layer.to_layer(inputs));
            inputs = layer.outputs;
        }
        layers
    }

    /// One step of gradient descent for each mini-batch of `batch` images, in the given order.
    pub(crate) fn epoch(
        &mut self,
        images: &SparseImages<u8>,
        labels: &[u8],
        order: &[u32],
        (batch, eta, cost): (usize, f32, Cost),
    ) {
        let registers = self.registers;
        registers.run(
            #[inline(always)]
            || {
                for batch in order.chunks(batch) {
                    self.step(images, labels, batch, (eta / batch.len() as f32, cost));
                }
            },
        );
    }

    /// The output for every image, one row each.
    pub(crate) fn outputs(&mut self, images: &SparseImages<u8>) -> Array2<f32> {
        let classes = self.layers[self.layers.len() - 1].outputs;
        let mut outputs = Array2::zeros((images.len(), classes));
        let registers = self.registers;
        registers.run(
            #[inline(always)]
            || {
                for (i, mut row) in outputs.rows_mut().into_iter().enumerate() {
                    self.images.gather(images, &[i as u32]);
                    self.forward(0);
                    let last = &self.activations[self.layers.len() - 1];
                    row.iter_mut()
                        .zip(last.numbers(0))
                        .for_each(|(to, a)| *to = a);
                }
            },
        );
        outputs
    }

    /// All errors of the mini-batch first, then all weights: every image sees the same weights.
    #[inline(always)]
    fn step(
        &mut self,
        images: &SparseImages<u8>,
        labels: &[u8],
        batch: &[u32],
        (rate, cost): (f32, Cost),
    ) {
        self.images.gather(images, batch);
        for (slot, &image) in batch.iter().enumerate() {
            self.forward(slot);
            self.backward(slot, usize::from(labels[image as usize]), cost);
        }
        for slot in 0..batch.len() {
            self.update(slot, rate);
        }
    }

    /// The activations of every layer for one image, into row `slot`.
    #[inline(always)]
    fn forward(&mut self, slot: usize) {
        self.layers[0].forward(self.activations[0].row_mut(slot), self.images.image(slot));
        for l in 1..self.layers.len() {
            let (before, here) = self.activations.split_at_mut(l);
            let inputs = before[l - 1].numbers(slot).take(self.layers[l - 1].outputs);
            self.layers[l].forward(here[0].row_mut(slot), inputs.enumerate());
        }
    }

    /// The errors of every layer for one image, from the last to the first.
    #[inline(always)]
    fn backward(&mut self, slot: usize, label: usize, cost: Cost) {
        let last = self.layers.len() - 1;
        let outputs = self.layers[last].outputs;
        let a = self.activations[last].numbers(slot).take(outputs);
        let deltas = self.deltas[last].numbers_mut(slot);
        for (k, (delta, a)) in deltas.zip(a).enumerate() {
            let y = if k == label { 1.0 } else { 0.0 };
            *delta = cost.delta(a, y);
        }
        for l in (1..=last).rev() {
            let (before, here) = self.deltas.split_at_mut(l);
            let delta = before[l - 1].row_mut(slot);
            let errors = here[0].numbers(slot).take(self.layers[l].outputs);
            delta.fill(ZERO);
            self.layers[l].columns.add_to(delta, errors.enumerate());
            let activation = self.layers[l - 1].activation;
            let activations = self.activations[l - 1].row(slot);
            for (delta, a) in delta.iter_mut().zip(activations) {
                for (delta, &a) in delta.0.iter_mut().zip(&a.0) {
                    *delta *= activation.slope(a);
                }
            }
        }
    }

    /// `w ← w - rate · a δ` for every weight, one image.
    #[inline(always)]
    fn update(&mut self, slot: usize, rate: f32) {
        for l in 0..self.layers.len() {
            let layer = &mut self.layers[l];
            let delta = self.deltas[l].row_mut(slot);
            for block in delta.iter_mut() {
                for delta in &mut block.0 {
                    *delta *= rate;
                }
            }
            layer.biases.subtract(delta, [(0, 1.0)].into_iter());
            if l == 0 {
                layer.rows.subtract(delta, self.images.image(slot));
                continue;
            }
            let before = &self.activations[l - 1];
            let inputs = before.numbers(slot).take(self.layers[l - 1].outputs);
            let layer = &mut self.layers[l];
            layer.rows.subtract(delta, inputs.enumerate());
            let errors = self.deltas[l].numbers(slot).take(layer.outputs);
            layer.columns.subtract(before.row(slot), errors.enumerate());
        }
    }
}

/// For the benchmarks: an epoch that leaves out the later parts of each step.
#[cfg(feature = "internals")]
impl FastNetwork {
    /// The first `parts` of gathering, going forward, going back and updating.
    pub fn parts_of_an_epoch(
        &mut self,
        parts: usize,
        images: &SparseImages<u8>,
        labels: &[u8],
        order: &[u32],
        batch: usize,
    ) {
        let registers = self.registers;
        registers.run(
            #[inline(always)]
            || {
                for batch in order.chunks(batch) {
                    self.images.gather(images, batch);
                    for (slot, &image) in batch.iter().enumerate() {
                        if parts > 1 {
                            self.forward(slot);
                        }
                        if parts > 2 {
                            let label = usize::from(labels[image as usize]);
                            self.backward(slot, label, Cost::Quadratic);
                        }
                    }
                    if parts > 3 {
                        for slot in 0..batch.len() {
                            self.update(slot, 1e-6);
                        }
                    }
                }
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digits::Mnist;

    #[test]
    fn registers_of_every_width_come_to_the_same_bits() {
        let digits = Mnist::load("data/mnist").unwrap().train.take(2_000);
        let images = SparseImages::new(&digits);
        let order: Vec<u32> = (0..2_000).rev().collect();
        let network = Network::new(&[784, 37, 19, 10], 5).unwrap();
        let train = |registers| {
            let mut fast = FastNetwork::new(&network, 10);
            fast.registers = registers;
            fast.epoch(&images, digits.labels(), &order, (10, 3.0, Cost::Quadratic));
            (fast.to_layers(), fast.outputs(&images))
        };
        let narrow = train(Registers::Compiled);
        for registers in Registers::available() {
            assert!(train(registers) == narrow, "{registers:?}");
        }
    }
}
