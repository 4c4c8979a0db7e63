//! The network in the form that trains fast.

use std::ops::Range;

use ndarray::Array2;

use crate::activation::{Activation, sigmoid};
use crate::digits::sparse::SparseImages;
use crate::network::cost::Cost;
use crate::network::{Layer, Network};
use crate::training::fast::blocks::{Aligned, LANES, Rows, Tiles};
use crate::training::fast::pixels::{MiniBatch, PixelWeights};
use crate::training::fast::registers::Registers;

/// Activations below this count as 0 in training: 2⁻⁵⁰.
///
/// A neuron that is sure has activations and errors so small that their products fall below the
/// normal numbers, where processors calculate ten times as slowly or worse. Beside weights that a
/// network can work with, products with less than 2⁻⁵⁰ vanish in rounding: it makes no difference
/// to any bit (2⁻⁴⁰ would).
const VANISHING: f32 = 1.0 / (1_u64 << 50) as f32;

/// The neurons of a layer.
struct Neurons {
    count: usize,
    activation: Activation,
    /// Those of the padding are -∞: they never fire, whatever they are given. With an activation
    /// of 0 they have a slope of 0 and an error of 0, and so their weights stay 0.
    biases: Aligned,
}

impl Neurons {
    fn new(layer: &Layer, activation: Activation) -> Self {
        let count = layer.biases.len();
        let mut biases = Aligned::zeros(count.next_multiple_of(LANES));
        biases.numbers_mut().fill(f32::NEG_INFINITY);
        for (slot, &bias) in biases.numbers_mut().iter_mut().zip(&layer.biases) {
            *slot = bias;
        }
        Self {
            count,
            activation,
            biases,
        }
    }
}

/// The weights between two layers of neurons.
struct Weights {
    /// Row `j`: what neuron `j` gives to each neuron of the next layer.
    rows: Tiles<LANES>,
    /// Row `k`: what neuron `k` takes from each neuron of the layer before. The same weights once
    /// more, so that the way back is a sum of rows too.
    columns: Tiles<LANES>,
}

/// A network arranged for training.
pub struct FastNetwork {
    registers: Registers,
    /// See [`VANISHING`].
    vanishing: f32,
    /// From the pixels to the first layer of neurons.
    pixels: PixelWeights,
    /// From layer of neurons to layer of neurons.
    weights: Vec<Weights>,
    /// The layers of neurons, the last for the output.
    neurons: Vec<Neurons>,
}

/// Room for a mini-batch: its images, and what each of them does to the network.
pub struct Workspace {
    images: MiniBatch,
    /// For each layer of neurons, one row for each image: `a`.
    activations: Vec<Rows>,
    /// The same for `δ = ∂C/∂z`.
    deltas: Vec<Rows>,
}

impl FastNetwork {
    /// Arranges a network.
    pub fn new(network: &Network) -> Self {
        let layers = network.layers();
        let between = layers[1..].iter().map(|layer| Weights {
            rows: Tiles::new(layer.weights.view()),
            columns: Tiles::new(layer.weights.t()),
        });
        let neurons = layers.iter().enumerate();
        let neurons = neurons.map(|(l, layer)| Neurons::new(layer, network.activation_after(l)));
        Self {
            registers: Registers::widest(),
            vanishing: VANISHING,
            pixels: PixelWeights::new(layers[0].weights.view()),
            weights: between.collect(),
            neurons: neurons.collect(),
        }
    }

    /// The network in its plain form; `inputs` is how many there are.
    pub fn to_layers(&self, inputs: usize) -> Vec<Layer> {
        let mut inputs = inputs;
        let mut layers = Vec::with_capacity(self.neurons.len());
        for (l, neurons) in self.neurons.iter().enumerate() {
            let mut weights = Array2::zeros((inputs, neurons.count));
            match l {
                0 => self.pixels.copy_to(weights.view_mut()),
                _ => self.weights[l - 1].rows.copy_to(weights.view_mut()),
            }
            let biases = neurons.biases.numbers()[..neurons.count].to_vec().into();
            layers.push(Layer { weights, biases });
            inputs = neurons.count;
        }
        layers
    }

    /// Room for mini-batches of at most `images` images.
    pub fn workspace(&self, images: usize) -> Workspace {
        let room = |neurons: &Neurons| Rows::zeros(images, neurons.count);
        Workspace {
            images: MiniBatch::default(),
            activations: self.neurons.iter().map(room).collect(),
            deltas: self.neurons.iter().map(room).collect(),
        }
    }

    /// One step of gradient descent for each mini-batch of `batch` images, in the given order.
    pub fn epoch(
        &mut self,
        work: &mut Workspace,
        images: &SparseImages,
        labels: &[u8],
        order: &[u32],
        (batch, eta, cost): (usize, f32, Cost),
    ) {
        self.registers.run(
            #[inline(always)]
            || {
                for start in (0..order.len()).step_by(batch) {
                    let range = start..order.len().min(start + batch);
                    let rate = eta / range.len() as f32;
                    work.gather(images, order, range.clone());
                    self.forward(work);
                    self.backward(work, labels, &order[range], cost);
                    self.update(work, rate);
                }
            },
        );
    }

    /// Calls `read` with the number of each image of `range` and what the network makes of it.
    pub fn read(
        &self,
        images: &SparseImages,
        range: Range<usize>,
        mut read: impl FnMut(usize, &[f32]),
    ) {
        /// Images at a time.
        const BATCH: usize = 50;
        let mut work = self.workspace(BATCH);
        self.registers.run(
            #[inline(always)]
            || {
                let outputs = self.neurons.len() - 1;
                let classes = self.neurons[outputs].count;
                for start in range.clone().step_by(BATCH) {
                    let batch = start..range.end.min(start + BATCH);
                    work.images.fetch(images, batch.clone());
                    self.forward(&mut work);
                    for (slot, image) in batch.enumerate() {
                        read(image, &work.activations[outputs].row(slot)[..classes]);
                    }
                }
            },
        );
    }

    /// The activations of every layer, for all images of the mini-batch.
    #[inline(always)]
    pub fn forward(&self, work: &mut Workspace) {
        let images = work.images.len();
        for (l, neurons) in self.neurons.iter().enumerate() {
            let (before, here) = work.activations.split_at_mut(l);
            let a = &mut here[0];
            for i in 0..images {
                a.row_mut(i).copy_from_slice(neurons.biases.numbers());
            }
            match before.last() {
                None => self.pixels.add_rows(&work.images, a),
                Some(before) => self.weights[l - 1].rows.add_rows(before, a, images),
            }
            let hidden = l + 1 < self.neurons.len();
            let vanishing = if hidden { self.vanishing } else { 0.0 };
            activate(neurons.activation, a.first_mut(images), vanishing);
        }
    }

    /// The errors of every layer, from the last to the first. All of them before the first weight
    /// is changed: every image of the mini-batch sees the same weights.
    #[inline(always)]
    pub fn backward(&self, work: &mut Workspace, labels: &[u8], batch: &[u32], cost: Cost) {
        let images = work.images.len();
        let last = self.neurons.len() - 1;
        let a = work.activations[last].first(images);
        for (delta, &a) in work.deltas[last].first_mut(images).iter_mut().zip(a) {
            *delta = cost.delta(without(a, self.vanishing), 0.0);
        }
        for (i, &image) in batch.iter().enumerate() {
            let label = usize::from(labels[image as usize]);
            let a = work.activations[last].row(i)[label];
            work.deltas[last].row_mut(i)[label] = cost.delta(without(a, self.vanishing), 1.0);
        }
        for l in (0..last).rev() {
            let (here, after) = work.deltas.split_at_mut(l + 1);
            let delta = &mut here[l];
            delta.first_mut(images).fill(0.0);
            self.weights[l].columns.add_rows(&after[0], delta, images);
            let activation = self.neurons[l].activation;
            let a = work.activations[l].first(images);
            for (delta, &a) in delta.first_mut(images).iter_mut().zip(a) {
                *delta *= activation.slope(a);
            }
        }
    }

    /// `w ← w - rate · a δ` for every weight, image by image. The deltas are used up.
    #[inline(always)]
    pub fn update(&mut self, work: &mut Workspace, rate: f32) {
        let images = work.images.len();
        for (l, neurons) in self.neurons.iter_mut().enumerate() {
            let steps = &mut work.deltas[l];
            for step in steps.first_mut(images) {
                *step *= rate;
            }
            let biases = neurons.biases.numbers_mut();
            for i in 0..images {
                for (bias, step) in biases.iter_mut().zip(steps.row(i)) {
                    *bias -= step;
                }
            }
            if l == 0 {
                self.pixels.subtract_rows(&work.images, steps);
            } else {
                let Weights { rows, columns } = &mut self.weights[l - 1];
                let before = &work.activations[l - 1];
                rows.subtract_rows(before, steps, images);
                columns.subtract_rows(steps, before, images);
            }
        }
    }
}

impl Workspace {
    /// Fetches the images that stand at `range` in `order`.
    #[inline(always)]
    pub fn gather(&mut self, images: &SparseImages, order: &[u32], range: Range<usize>) {
        self.images.gather(images, order, range);
    }
}

/// From `z` to `a`, for all neurons of a layer and all images. Flat: one number after the other, so
/// that the compiler fills whole registers with neighbours.
#[inline(always)]
fn activate(activation: Activation, numbers: &mut [f32], vanishing: f32) {
    match activation {
        Activation::Sigmoid => {
            for a in numbers {
                *a = without(sigmoid(*a), vanishing);
            }
        }
        other => {
            for a in numbers {
                *a = other.of(*a);
            }
        }
    }
}

/// `a`, or 0 if it is below `vanishing`. NaN stays.
#[inline(always)]
fn without(a: f32, vanishing: f32) -> f32 {
    if a < vanishing { 0.0 } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digits::{Mnist, PIXELS};

    #[test]
    fn registers_of_every_width_come_to_the_same_bits() {
        let digits = Mnist::load("data/mnist").unwrap().train.take(2_000);
        let images = SparseImages::new(&digits);
        let order: Vec<u32> = (0..2_000).rev().collect();
        let network = Network::new(&[784, 37, 19, 10], 5).unwrap();
        let train = |registers| {
            let mut fast = FastNetwork::new(&network);
            fast.registers = registers;
            let mut work = fast.workspace(10);
            let how = (10, 3.0, Cost::Quadratic);
            fast.epoch(&mut work, &images, digits.label_bytes(), &order, how);
            let mut outputs = Vec::new();
            fast.read(&images, 0..2_000, |_, output| {
                outputs.extend_from_slice(output);
            });
            (fast.to_layers(PIXELS), outputs)
        };
        let mut available = Registers::available().into_iter();
        let narrow = train(available.next().unwrap());
        for registers in available {
            assert!(train(registers) == narrow, "{registers:?}");
        }
    }

    #[test]
    fn what_vanishes_makes_no_difference() {
        let digits = Mnist::load("data/mnist").unwrap().train.take(2_000);
        let images = SparseImages::new(&digits);
        let order: Vec<u32> = (0..2_000).collect();
        // Weights as large as these drive many neurons to an end of the sigmoid.
        let network = Network::new(&[784, 30, 20, 10], 1).unwrap();
        for (batch, cost) in [(10, Cost::Quadratic), (1, Cost::CrossEntropy)] {
            let train = |vanishing| {
                let mut fast = FastNetwork::new(&network);
                fast.vanishing = vanishing;
                let mut work = fast.workspace(batch);
                let mut vanished = 0;
                for _ in 0..3 {
                    let how = (batch, 3.0, cost);
                    fast.epoch(&mut work, &images, digits.label_bytes(), &order, how);
                    let a = work.activations[0].first(batch).iter();
                    vanished += a.filter(|&&a| a > 0.0 && a < VANISHING).count();
                }
                (fast.to_layers(PIXELS), vanished)
            };
            let (plain, small) = train(0.0);
            assert!(small > 0, "there was nothing to vanish");
            let (fast, none) = train(VANISHING);
            assert_eq!(none, 0);
            assert!(fast == plain, "{cost:?}");
        }
    }
}
