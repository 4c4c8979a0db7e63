//! Mini-batch stochastic gradient descent.

pub mod evaluation;
pub(crate) mod fast;
pub mod history;
mod parallel;

use std::time::Instant;

use rand::seq::SliceRandom;
use rand::{SeedableRng, rngs::ChaCha8Rng};

use crate::digits::{Digits, PIXELS};
use crate::error::{Error, Result};
use crate::network::Network;
use crate::network::cost::Cost;
use crate::training::evaluation::Evaluation;
use crate::training::fast::epoch::FastNetwork;
use crate::training::history::{Epoch, History};
use crate::training::parallel::Cores;

/// Mini-batch stochastic gradient descent.
///
/// In every epoch the images are shuffled, cut into mini-batches, and for each the weights take
/// one step down the mean gradient of its images: `w ← w - η/m Σ ∂C/∂w`. A last mini-batch that
/// is not full takes the mean of what it has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sgd {
    /// How many times every image is seen.
    pub epochs: u32,
    /// Images in a mini-batch, `m`; at least 1.
    pub batch: usize,
    /// The learning rate `η`; above 0.
    pub eta: f32,
    /// Decides the order of the images in every epoch.
    pub seed: u64,
    /// What is lowered, and reported after each epoch.
    pub cost: Cost,
}

impl Default for Sgd {
    /// Nielsen's: 30 epochs, mini-batches of 10, η = 3, the quadratic cost.
    fn default() -> Self {
        Self {
            epochs: 30,
            batch: 10,
            eta: 3.0,
            seed: 1,
            cost: Cost::Quadratic,
        }
    }
}

impl Sgd {
    /// Trains `network` on `train`, looking at `validation` after each epoch, or at none (`None`).
    ///
    /// # Errors
    /// See [`Sgd::train_with`].
    pub fn train<'a>(
        &self,
        network: &mut Network,
        train: &Digits,
        validation: impl Into<Option<&'a Digits>>,
    ) -> Result<History> {
        self.train_with(network, train, validation, |_, _| Ok(()))
    }

    /// Trains `network` on `train` and calls `after_epoch` with each epoch's result and the
    /// network as it is then. An error of `after_epoch` ends the training.
    ///
    /// The same network, settings and images give the same bits on every machine.
    ///
    /// # Errors
    /// [`Error::Argument`] when a setting makes no sense, there are no images, or the network
    /// has not 784 inputs and 10 outputs. [`Error::Diverged`] when the cost or a weight is no longer
    /// finite; the network is then left as it was after the last good epoch. And the first error
    /// of `after_epoch`.
    pub fn train_with<'a>(
        &self,
        network: &mut Network,
        train: &Digits,
        validation: impl Into<Option<&'a Digits>>,
        after_epoch: impl FnMut(&Epoch, &Network) -> Result<()>,
    ) -> Result<History> {
        self.train_from(1, network, train, validation, after_epoch)
    }

    /// Trains from epoch number `first` on: `network` is what the epochs before it made of it.
    ///
    /// Ten epochs, and then the others, end at the same bits as all of them at once:
    ///
    /// ```
    /// # use handwritten::{Mnist, Network, Sgd};
    /// # let mnist = Mnist::load("data/mnist")?;
    /// # let few = mnist.train.take(100);
    /// let all = Sgd { epochs: 30, ..Sgd::default() };
    /// let mut unbroken = Network::new(&[784, 15, 10], 1)?;
    /// let mut resumed = unbroken.clone();
    /// all.train(&mut unbroken, &few, None)?;
    ///
    /// Sgd { epochs: 10, ..all }.train(&mut resumed, &few, None)?;
    /// all.train_from(11, &mut resumed, &few, None, |_, _| Ok(()))?;
    /// assert_eq!(resumed, unbroken);
    /// # Ok::<(), handwritten::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Sgd::train_with`].
    pub fn train_from<'a>(
        &self,
        first: u32,
        network: &mut Network,
        train: &Digits,
        validation: impl Into<Option<&'a Digits>>,
        after_epoch: impl FnMut(&Epoch, &Network) -> Result<()>,
    ) -> Result<History> {
        self.check(network, train.len())?;
        let sets = (train, validation.into());
        self.run(first, network, sets, after_epoch, &Cores::all())
    }

    /// Trains many networks on the same images, each with settings of its own, on all cores.
    ///
    /// Returns each network with its history, in the order given. They are the same as if trained
    /// one after the other.
    ///
    /// # Errors
    /// Those of [`Sgd::train_with`], of the first run that fails.
    pub fn train_all<'a>(
        runs: impl IntoIterator<Item = (Network, Sgd)>,
        train: &Digits,
        validation: impl Into<Option<&'a Digits>>,
    ) -> Result<Vec<(Network, History)>> {
        let runs: Vec<_> = runs.into_iter().collect();
        for (network, sgd) in &runs {
            sgd.check(network, train.len())?;
        }
        let (sets, cores) = ((train, validation.into()), Cores::all());
        let done = cores.map(runs, |(mut network, sgd)| {
            let history = sgd.run(1, &mut network, sets, |_, _| Ok(()), &cores)?;
            Ok((network, history))
        });
        done.into_iter().collect()
    }

    fn run(
        &self,
        first: u32,
        network: &mut Network,
        (train, validation): (&Digits, Option<&Digits>),
        mut after_epoch: impl FnMut(&Epoch, &Network) -> Result<()>,
        cores: &Cores,
    ) -> Result<History> {
        let images = train.sparse();
        let mut fast = FastNetwork::new(network);
        let mut work = fast.workspace(self.batch.min(train.len()));
        let mut history = History::default();
        for number in first..=self.epochs {
            let started = Instant::now();
            let order = self.order(number, train.len());
            let how = (self.batch, self.eta, self.cost);
            fast.epoch(&mut work, images, train.label_bytes(), &order, how);
            let time = started.elapsed();
            let evaluate = |digits| Evaluation::new(&fast, digits, self.cost, cores);

            let epoch = Epoch {
                number,
                train: evaluate(train),
                validation: validation.map(evaluate).unwrap_or_default(),
                time,
            };
            let cost = epoch.train.cost();
            let trained = Network::from_layers(fast.to_layers(PIXELS)); // refuses what is not finite
            let Some(trained) = trained.ok().filter(|_| cost.is_finite()) else {
                return Err(Error::Diverged {
                    epoch: number,
                    cost,
                    eta: self.eta,
                });
            };
            *network = trained.with_activation(network.activation());
            after_epoch(&epoch, network)?;
            history.epochs.push(epoch);
        }
        Ok(history)
    }

    /// The order in which the images are seen in an epoch. It depends on the seed and the number
    /// of the epoch alone.
    pub fn order(&self, epoch: u32, images: usize) -> Vec<u32> {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(u64::from(epoch)); // stream 0 is that of the first weights
        let mut order: Vec<u32> = (0..images as u32).collect();
        order.shuffle(&mut rng);
        order
    }

    /// Refuses what cannot be trained.
    fn check(&self, network: &Network, images: usize) -> Result<()> {
        if self.batch == 0 {
            return Err(Error::argument("mini-batch", "1 image or more", self.batch));
        }
        if !(self.eta.is_finite() && self.eta > 0.0) {
            return Err(Error::argument(
                "learning rate",
                "a number above 0",
                self.eta,
            ));
        }
        if images == 0 {
            return Err(Error::argument("training images", "at least one", 0));
        }
        network.check_reads_digits()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::Activation;
    use crate::digits::Mnist;

    #[test]
    fn the_fast_form_computes_what_the_textbook_does() {
        let digits = Mnist::load("data/mnist").unwrap().train.take(1_005);
        use Activation::{Relu, Sigmoid};
        use Cost::{CrossEntropy, Quadratic};
        for (sizes, batch, eta, activation, cost) in [
            (&[784, 30, 10][..], 10, 3.0, Sigmoid, Quadratic),
            (&[784, 10], 1, 0.1, Sigmoid, Quadratic),
            (&[784, 17, 33, 16, 10], 10, 1.0, Sigmoid, CrossEntropy),
            (&[784, 100, 10], 200, 0.5, Sigmoid, Quadratic),
            (&[784, 20, 20, 10], 10, 0.1, Relu, CrossEntropy),
        ] {
            let sgd = Sgd {
                epochs: 1,
                batch,
                eta,
                seed: 7,
                cost,
            };
            let textbook = Network::scaled(sizes, 3).unwrap();
            let mut textbook = textbook.with_activation(activation);
            let mut fast = textbook.clone();
            textbook.epoch(&digits, &sgd.order(1, digits.len()), batch, eta, cost);
            sgd.train(&mut fast, &digits, &digits).unwrap();
            for (fast, textbook) in fast.layers().iter().zip(textbook.layers()) {
                let fast = fast.weights.iter().chain(&fast.biases);
                let textbook = textbook.weights.iter().chain(&textbook.biases);
                for (fast, textbook) in fast.zip(textbook) {
                    assert!(
                        (fast - textbook).abs() < 1e-5,
                        "{sizes:?}: {fast}, {textbook}"
                    );
                }
            }
        }
    }

    #[test]
    fn runs_side_by_side_end_like_runs_in_a_row() {
        let digits = Mnist::load("data/mnist").unwrap().train.take(500);
        let start = Network::new(&[784, 12, 10], 1).unwrap();
        let run = |seed| {
            (
                start.clone(),
                Sgd {
                    epochs: 2,
                    seed,
                    ..Sgd::default()
                },
            )
        };
        let together = Sgd::train_all((0..7).map(run), &digits, &digits).unwrap();
        assert_eq!(together.len(), 7);
        for (seed, (network, history)) in together.into_iter().enumerate() {
            let (mut alone, sgd) = run(seed as u64);
            let alone_history = sgd.train(&mut alone, &digits, &digits).unwrap();
            assert_eq!(network, alone);
            let numbers = |epoch: &Epoch| (epoch.train.clone(), epoch.validation.clone());
            assert!(
                history
                    .epochs
                    .iter()
                    .map(numbers)
                    .eq(alone_history.epochs.iter().map(numbers))
            );
        }
    }

    #[test]
    fn the_cost_that_is_reported_is_the_one_that_is_lowered() {
        let digits = Mnist::load("data/mnist").unwrap().train.take(500);
        for cost in [Cost::Quadratic, Cost::CrossEntropy] {
            let mut network = Network::scaled(&[784, 12, 10], 1).unwrap();
            let sgd = Sgd {
                epochs: 1,
                eta: 0.5,
                cost,
                ..Sgd::default()
            };
            let history = sgd.train(&mut network, &digits, &digits.take(50)).unwrap();
            let evaluation = network.evaluate_with(&digits, cost).unwrap();
            assert_eq!(history.epochs[0].train, evaluation);
        }
    }

    #[test]
    fn an_error_after_an_epoch_ends_the_training_with_that_epoch() {
        let digits = Mnist::load("data/mnist").unwrap().train.take(100);
        let start = Network::new(&[784, 12, 10], 1).unwrap();
        let (mut stopped, mut whole) = (start.clone(), start);
        let mut seen = 0;
        let error = Sgd::default().train_with(&mut stopped, &digits, &digits, |epoch, _| {
            seen = epoch.number;
            match epoch.number {
                2 => Err(Error::argument("epoch", "another", 2)),
                _ => Ok(()),
            }
        });
        assert_eq!(
            error.unwrap_err().to_string(),
            "epoch: expected another, found 2"
        );
        assert_eq!(seen, 2);
        let two = Sgd {
            epochs: 2,
            ..Sgd::default()
        };
        two.train(&mut whole, &digits, &digits).unwrap();
        assert_eq!(stopped, whole);
    }

    #[test]
    fn every_epoch_sees_every_image_once_in_an_order_of_its_own() {
        let sgd = Sgd::default();
        let (first, second) = (sgd.order(1, 100), sgd.order(2, 100));
        assert_ne!(first, second);
        for mut order in [first, second] {
            order.sort_unstable();
            assert_eq!(order, (0..100).collect::<Vec<_>>());
        }
    }
}
