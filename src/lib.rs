//! Neural networks from the perceptron to handwritten digits: the support crate of the course
//! in `notebooks/`.
//!
//! | module | what is there |
//! |---|---|
//! | [`digits`] | MNIST, and other labelled sets of the same form |
//! | [`chart`] | pictures of numbers, for a notebook or a file |
//! | [`handwriting`] | pictures of your own digits |
//! | [`activation`] | step, sigmoid, rectifier and their slopes |
//! | [`perceptron`] | the yes-or-no decision, in threshold form and in bias form |
//! | [`descent`] | gradient descent on a landscape of two numbers |
//! | [`network`] | layers of weights: forward, and backpropagation as the textbook has it |
//! | [`network::cost`] | how far an output is from its label |
//! | [`training`] | mini-batch stochastic gradient descent |
//! | [`training::evaluation`] | hits, misses and the confusion matrix |
//! | [`training::history`] | cost and accuracy, epoch by epoch |
//! | [`article`] | the figures of the article |
//!
//! Modules only use what stands above them; [`chart`] uses none of the others.
//!
//! # Features
//!
//! - `chart`, a default: [`chart`], [`article`] and [`handwriting::stages`], with plotters and the
//!   fonts. Without it the crate is what a program needs that trains networks or reads with them.
//! - `cli`: the command, `cargo course`.
//!
//! # Train a network
//!
//! See how well it reads digits it has never met:
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
#[cfg(feature = "chart")]
pub mod article;
#[cfg(feature = "chart")]
pub mod chart;
#[cfg(feature = "cli")]
pub mod command;
pub mod descent;
pub mod digits;
pub mod error;
mod files;
pub mod handwriting;
mod names;
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
    pub use crate::network::safetensors::read_bytes as read_model;
    pub use crate::training::fast::epoch::FastNetwork;
    pub use crate::training::fast::registers::Registers;
}

pub use activation::Activation;
/// What reads tables, so that a notebook uses the same version.
pub use csv;
pub use digits::{Digits, Mnist};
pub use error::{Error, Result};
pub use handwriting::Digit;
/// The arrays in this crate's interface, so that a notebook uses the same version.
pub use ndarray;
pub use network::cost::{self, Cost};
pub use network::{Metadata, Network};
pub use perceptron::Perceptron;
/// What draws the charts, so that a notebook uses the same version.
#[cfg(feature = "chart")]
pub use plotters;
pub use training::Sgd;
pub use training::evaluation::{self, Evaluation};
pub use training::history::{Epoch, History};
