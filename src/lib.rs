//! Neural networks from the perceptron to handwritten digits: the support crate of the course
//! in `notebooks/`.
//!
//! | module | what is there |
//! |---|---|
//! | [`files`] | opening files, and writing them whole or not at all |
//! | [`digits`] | MNIST, and other labelled sets of the same form |
//! | [`chart`] | pictures of numbers, for a notebook or a file |
//! | [`handwriting`] | pictures of your own digits |
//! | [`network`] | layers of weights: forward, and backpropagation as the textbook has it |
//! | [`network::activation`] | step, sigmoid, rectifier and their slopes |
//! | [`network::cost`] | how far an output is from its label |
//! | [`network::safetensors`] | a network as a `.safetensors` file |
//! | [`perceptron`] | the yes-or-no decision, in threshold form and in bias form |
//! | [`descent`] | gradient descent on a landscape of two numbers |
//! | [`training`] | mini-batch stochastic gradient descent |
//! | [`training::evaluation`] | hits, misses and the confusion matrix |
//! | [`training::history`] | cost and accuracy, epoch by epoch |
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

pub mod chart;
pub mod descent;
pub mod digits;
pub mod error;
pub mod figures;
pub mod files;
pub mod handwriting;
pub mod network;
pub mod perceptron;
pub mod training;

/// What the benchmarks measure and the fuzzer feeds.
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals {
    pub use crate::digits::csv::read as read_csv;
    pub use crate::digits::idx::{read_images, read_labels};
    pub use crate::digits::sparse::SparseImages;
    pub use crate::training::fast::network::FastNetwork;
    pub use crate::training::fast::registers::Registers;

    /// A network and its metadata from the bytes of a file.
    pub fn read_model(
        path: &std::path::Path,
        bytes: &[u8],
    ) -> crate::Result<(crate::Network, crate::safetensors::Metadata)> {
        crate::network::safetensors::read_bytes(path, bytes)
    }
}

/// What reads tables, so that a notebook uses the same version.
pub use csv;
pub use digits::{Digits, Mnist};
pub use error::{Error, Result};
pub use handwriting::Digit;
/// The arrays in this crate's interface, so that a notebook uses the same version.
pub use ndarray;
pub use network::activation::{self, Activation};
pub use network::cost::{self, Cost};
pub use network::{Network, safetensors};
pub use perceptron::Perceptron;
/// What draws the charts, so that a notebook uses the same version.
pub use plotters;
pub use training::Sgd;
pub use training::evaluation::{self, Evaluation};
pub use training::history::{Epoch, History};
