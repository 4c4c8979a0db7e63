//! Neural networks from the perceptron to handwritten digits: the support crate of the course
//! in `notebooks/`.
//!
//! | module | what is there |
//! |---|---|
//! | [`files`] | opening files, and writing them whole or not at all |
//! | [`perceptron`] | the yes-or-no decision, in threshold form and in bias form |
//! | [`activation`] | step, sigmoid, rectifier and their slopes |
//! | [`cost`] | how far an output is from its label |
//! | [`descent`] | gradient descent on a landscape of two numbers |
//! | [`digits`] | MNIST, and pictures of your own digits |
//! | [`network`] | layers of weights: forward, and backpropagation as the textbook has it |
//! | [`evaluation`] | hits, misses and the confusion matrix |
//! | [`history`] | cost and accuracy, epoch by epoch |
//! | [`training`] | mini-batch stochastic gradient descent |
//! | [`model`] | a network as a `.safetensors` file |
//! | [`chart`] | pictures of numbers, for a notebook or a file |
//! | [`figures`] | the figures of the article |
//!
//! Modules only use what stands above them; [`chart`] uses [`files`] alone.
//!
//! Train a network and see how well it reads digits it has never met:
//!
//! ```
//! use handwritten::{Mnist, Network, Sgd};
//!
//! let mnist = Mnist::load("data/mnist")?;
//! let mut network = Network::new(&[784, 15, 10], 1)?;
//! let sgd = Sgd { epochs: 1, ..Sgd::default() };
//! sgd.train(&mut network, &mnist.train, &mnist.validation)?;
//! assert!(network.evaluate(&mnist.test)?.accuracy() > 0.85);
//! # Ok::<(), handwritten::Error>(())
//! ```

pub mod activation;
pub mod chart;
pub mod cost;
pub mod descent;
pub mod digits;
mod error;
pub mod evaluation;
pub mod figures;
pub mod files;
pub mod history;
pub mod model;
pub mod network;
pub mod perceptron;
mod registers;
mod rows;
mod sparse;
pub mod training;

/// What the benchmarks measure and the fuzzer feeds.
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals {
    pub use crate::digits::csv::read as read_csv;
    pub use crate::digits::idx::{read_images, read_labels};
    pub use crate::model::reader::read as read_model;
    pub use crate::rows::FastNetwork;
    pub use crate::sparse::SparseImages;
}

pub use activation::Activation;
pub use cost::Cost;
pub use digits::{Digit, Digits, Mnist};
pub use error::{Error, Result};
pub use evaluation::Evaluation;
pub use history::{Epoch, History};
/// The arrays in this crate's interface, so that a notebook uses the same version.
pub use ndarray;
pub use network::Network;
pub use perceptron::Perceptron;
pub use training::Sgd;
