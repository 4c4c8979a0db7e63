//! A feed-forward network, as the textbook has it.
//!
//! This is the plain form: one image at a time, one formula a line. Training uses a faster
//! arrangement of the same sums (`training::fast`), which tests hold to this one.

pub mod cost;
pub(crate) mod safetensors;

use ndarray::{Array1, Array2, ArrayRef1, Axis};
use rand::{Rng, SeedableRng, rngs::ChaCha8Rng};
use rand_distr::{Distribution, StandardNormal};
use sha2::{Digest, Sha256};

use crate::activation::Activation;
use crate::digits::{CLASSES, Digits, PIXELS};
use crate::error::{Error, Result};
use crate::network::cost::{Cost, one_hot};

pub use safetensors::Metadata;

/// The most weights of a new network: 2²⁸, a gigabyte.
const MOST_WEIGHTS: usize = 1 << 28;

/// The weights and biases between one layer of neurons and the next.
///
/// The gradient of the cost with respect to them has the same shape, and is kept in one too.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// `inputs × outputs`: row `j` holds what input `j` gives to each output.
    ///
    /// Nielsen and the article write the transpose, `w_kj` from `j` to `k`. Kept this way, all
    /// weights of one pixel stand together, so a pixel without ink is one row to skip.
    pub weights: Array2<f32>,
    /// One bias for each output.
    pub biases: Array1<f32>,
}

/// A network: layers counted from the input, each fully connected with the next.
///
/// Output neurons are sigmoids. Hidden ones are too, unless [`Network::with_activation`] says
/// otherwise.
///
/// ```
/// use handwritten::Network;
///
/// let network = Network::new(&[784, 15, 10], 1)?;
/// assert_eq!(network.parameters(), 784 * 15 + 15 + 15 * 10 + 10); // 11,935
/// # Ok::<(), handwritten::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    layers: Vec<Layer>,
    activation: Activation,
}

impl Network {
    /// A network of the given layer sizes, input first, with weights and biases drawn from the
    /// normal distribution with mean 0 and standard deviation 1, as in Nielsen's first network.
    ///
    /// The same sizes and seed give the same network on every machine.
    ///
    /// # Errors
    /// [`Error::Argument`] when there are fewer than two sizes, one of them is 0, or they come to
    /// more than 2²⁸ weights, which would take a gigabyte.
    pub fn new(sizes: &[usize], seed: u64) -> Result<Self> {
        check_sizes(sizes)?;
        let weights = sizes.windows(2).try_fold(0, |sum: usize, size| {
            sum.checked_add(size[0].checked_mul(size[1])?)
        });
        if weights.is_none_or(|weights| weights > MOST_WEIGHTS) {
            let expected = format!("no more than {MOST_WEIGHTS} weights in all");
            return Err(Error::argument(
                "layer sizes",
                expected,
                format!("{sizes:?}"),
            ));
        }
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let layers = sizes.windows(2).map(|size| Layer {
            weights: Array2::from_shape_simple_fn((size[0], size[1]), || gaussian(&mut rng)),
            biases: Array1::from_shape_simple_fn(size[1], || gaussian(&mut rng)),
        });
        Ok(Self {
            layers: layers.collect(),
            activation: Activation::default(),
        })
    }

    /// The network that [`Network::new`] makes, with the weights of each neuron divided by `√n`,
    /// where `n` is how many inputs it has. Its weighted sum then stays near the middle of the
    /// sigmoid however many there are.
    ///
    /// # Errors
    /// Those of [`Network::new`].
    pub fn scaled(sizes: &[usize], seed: u64) -> Result<Self> {
        let mut network = Self::new(sizes, seed)?;
        for layer in &mut network.layers {
            let inputs = layer.weights.nrows() as f32;
            layer.weights /= inputs.sqrt();
        }
        Ok(network)
    }

    /// The same network with another activation function in its hidden layers.
    pub fn with_activation(self, activation: Activation) -> Self {
        Self { activation, ..self }
    }

    /// The activation function of the hidden layers.
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// The function of the neurons that layer `l` of weights leads to.
    pub(crate) fn activation_after(&self, l: usize) -> Activation {
        if l + 1 == self.layers.len() {
            Activation::Sigmoid
        } else {
            self.activation
        }
    }

    /// A network of given layers, input first.
    ///
    /// # Errors
    /// [`Error::Argument`] when there is no layer, a layer is empty, one does not fit the next,
    /// or a number is infinite or NaN.
    pub fn from_layers(layers: Vec<Layer>) -> Result<Self> {
        let inputs = layers.first().map(|layer| layer.weights.nrows());
        let outputs = layers.iter().map(|layer| layer.weights.ncols());
        let sizes: Vec<usize> = inputs.into_iter().chain(outputs).collect();
        check_sizes(&sizes)?;
        for (layer, size) in layers.iter().zip(sizes.windows(2)) {
            if layer.weights.dim() != (size[0], size[1]) || layer.biases.len() != size[1] {
                let expected = format!("weights {} × {} and as many biases", size[0], size[1]);
                let (inputs, outputs) = layer.weights.dim();
                let found = format!("{inputs} × {outputs} and {}", layer.biases.len());
                return Err(Error::argument("layer", expected, found));
            }
            let mut numbers = layer.weights.iter().chain(&layer.biases);
            if !numbers.all(|number| number.is_finite()) {
                return Err(Error::argument(
                    "layer",
                    "finite numbers",
                    "infinity or NaN",
                ));
            }
        }
        let activation = Activation::default();
        Ok(Self { layers, activation })
    }

    /// The layers of weights, input first: one fewer than there are layers of neurons.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The number of neurons in each layer, input first.
    pub fn sizes(&self) -> Vec<usize> {
        let inputs = self.layers[0].weights.nrows();
        let outputs = self.layers.iter().map(|layer| layer.biases.len());
        [inputs].into_iter().chain(outputs).collect()
    }

    /// How many weights and biases there are to learn.
    pub fn parameters(&self) -> usize {
        let count = |layer: &Layer| layer.weights.len() + layer.biases.len();
        self.layers.iter().map(count).sum()
    }

    /// What the network makes of the input `x`: one number between 0 and 1 for each output.
    ///
    /// # Panics
    /// When `x` has not one number for each input of the network.
    pub fn output(&self, x: &ArrayRef1<f32>) -> Array1<f32> {
        let mut a = x.to_owned();
        for (l, layer) in self.layers.iter().enumerate() {
            a = layer.forward(&a, self.activation_after(l));
        }
        a
    }

    /// The gradient of the cost for one input `x` and its label `y`: backpropagation.
    ///
    /// Returns `∂C/∂w` and `∂C/∂b` in the shape of the network's layers. The formulas are
    /// numbered BP1 to BP4 in chapter 2 of Nielsen's *Neural Networks and Deep Learning*.
    ///
    /// # Panics
    /// When `x` or `y` has not one number for each input or output of the network.
    pub fn gradient(&self, x: &ArrayRef1<f32>, y: &ArrayRef1<f32>, cost: Cost) -> Vec<Layer> {
        let mut activations = vec![x.to_owned()];
        for (l, layer) in self.layers.iter().enumerate() {
            let a = activations.last().expect("it starts with x");
            activations.push(layer.forward(a, self.activation_after(l)));
        }

        let a = activations.pop().expect("the output is there");
        assert_eq!(y.len(), a.len(), "one number for each output");
        let mut delta: Array1<f32> = a.iter().zip(y).map(|(&a, &y)| cost.delta(a, y)).collect(); // BP1
        let mut gradient = Vec::with_capacity(self.layers.len());
        for (layer, a) in self.layers.iter().zip(&activations).rev() {
            let slope = a.mapv(|a| self.activation.slope(a));
            let before = layer.weights.dot(&delta) * slope; // BP2
            let (column, row) = (a.view().insert_axis(Axis(1)), delta.view());
            gradient.push(Layer {
                weights: &column * &row, // BP4: ∂C/∂w_jk = a_j δ_k
                biases: delta,           // BP3: ∂C/∂b_k = δ_k
            });
            delta = before;
        }
        gradient.reverse();
        gradient
    }

    /// One step downhill, `v ← v - η ∇C`, for every weight and bias `v`.
    ///
    /// # Panics
    /// When the gradient is not of the network's shape.
    pub fn descend(&mut self, gradient: &[Layer], eta: f32) {
        assert_eq!(
            gradient.len(),
            self.layers.len(),
            "a gradient of each layer"
        );
        for (layer, gradient) in self.layers.iter_mut().zip(gradient) {
            layer.weights.scaled_add(-eta, &gradient.weights);
            layer.biases.scaled_add(-eta, &gradient.biases);
        }
    }

    /// One epoch of stochastic gradient descent: the images in the given order, cut into
    /// mini-batches of `batch`, and for each of them one step down the mean of its gradients,
    /// `v ← v - η/m Σ ∂C/∂v`.
    ///
    /// ```
    /// use handwritten::{Cost, Mnist, Network, Sgd};
    ///
    /// let thousand = Mnist::load("data/mnist")?.train.take(1_000);
    /// let sgd = Sgd { epochs: 1, ..Sgd::default() };
    /// let mut textbook = Network::scaled(&[784, 15, 10], 1)?;
    /// let mut fast = textbook.clone();
    /// textbook.epoch(&thousand, &sgd.order(1, 1_000), sgd.batch, sgd.eta, sgd.cost);
    /// sgd.train(&mut fast, &thousand, None)?; // the same sums, arranged for speed
    /// let nearly = |(a, b): (&f32, &f32)| (a - b).abs() < 1e-5;
    /// for (a, b) in textbook.layers().iter().zip(fast.layers()) {
    ///     assert!(a.weights.iter().zip(&b.weights).all(nearly));
    /// }
    /// # Ok::<(), handwritten::Error>(())
    /// ```
    ///
    /// # Panics
    /// When `batch` is 0, an image of `order` is not there, or the network does not read digits.
    pub fn epoch(&mut self, digits: &Digits, order: &[u32], batch: usize, eta: f32, cost: Cost) {
        for batch in order.chunks(batch) {
            let gradients = batch.iter().map(|&i| {
                let (x, label) = (digits.pixels(i as usize), digits.label(i as usize));
                self.gradient(&x, &one_hot(label, CLASSES), cost)
            });
            let sum = gradients.reduce(|mut sum, gradient| {
                for (sum, gradient) in sum.iter_mut().zip(gradient) {
                    sum.weights += &gradient.weights;
                    sum.biases += &gradient.biases;
                }
                sum
            });
            let sum = sum.expect("a chunk is not empty");
            self.descend(&sum, eta / batch.len() as f32);
        }
    }

    /// Refuses a network that cannot read digits.
    ///
    /// # Errors
    /// [`Error::Argument`] when the network has not 784 inputs and 10 outputs.
    pub(crate) fn check_reads_digits(&self) -> Result<()> {
        let sizes = self.sizes();
        if (sizes[0], sizes[sizes.len() - 1]) == (PIXELS, CLASSES) {
            return Ok(());
        }
        let expected = format!("{PIXELS} inputs and {CLASSES} outputs");
        Err(Error::argument("network", expected, format!("{sizes:?}")))
    }

    /// The SHA-256 of all weights and biases, in hexadecimal: equal for equal networks.
    ///
    /// Hashed are, layer by layer, the weights row by row and then the biases, each number as
    /// four bytes, least significant first.
    pub fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        for layer in &self.layers {
            for number in layer.weights.iter().chain(&layer.biases) {
                hash.update(number.to_le_bytes());
            }
        }
        let bytes = hash.finalize();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Layer {
    /// `a′ = f(W·a + b)`: for every input that is not 0, add its share to all outputs at once.
    fn forward(&self, a: &Array1<f32>, activation: Activation) -> Array1<f32> {
        assert_eq!(a.len(), self.weights.nrows(), "one number for each input");
        let mut z = self.biases.clone();
        for (&a, row) in a.iter().zip(self.weights.rows()) {
            if a != 0.0 {
                z.scaled_add(a, &row);
            }
        }
        z.mapv_into(|z| activation.of(z))
    }
}

/// A number of the standard normal distribution.
///
/// Drawn in `f64` and rounded: a difference in the last bit of the system's `ln`, which the
/// method uses for one number in thousands, is rounded away.
fn gaussian(rng: &mut impl Rng) -> f32 {
    let number: f64 = StandardNormal.sample(rng);
    number as f32
}

/// Refuses sizes that make no network.
fn check_sizes(sizes: &[usize]) -> Result<()> {
    if sizes.len() < 2 || sizes.contains(&0) {
        let expected = "at least two, input and output, none of them 0";
        return Err(Error::argument(
            "layer sizes",
            expected,
            format!("{sizes:?}"),
        ));
    }
    Ok(())
}
