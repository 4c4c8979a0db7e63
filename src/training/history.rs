//! What became of a network while it was trained.

use std::fmt;
use std::time::Duration;

use crate::training::evaluation::Evaluation;

/// How a network did after an epoch of training.
#[derive(Debug, Clone, PartialEq)]
pub struct Epoch {
    /// Which epoch, counted from 1.
    pub number: u32,
    /// On the images it learns from.
    pub train: Evaluation,
    /// On the images kept aside.
    pub validation: Evaluation,
    /// How long the training took, without the evaluation.
    pub time: Duration,
}

/// One line, with the images of the validation data that were read right:
/// `epoch  3  cost 0.0312  validation 9301 / 10000`.
impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, cost, validation) = (self.number, self.train.cost(), &self.validation);
        write!(
            f,
            "epoch {number:2}  cost {cost:.4}  validation {validation}"
        )
    }
}

/// What became of cost and accuracy, epoch by epoch.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// One entry for each epoch, the first epoch first.
    pub epochs: Vec<Epoch>,
}

impl History {
    /// A curve to draw: the epoch's number against `value` of that epoch.
    pub fn curve(&self, value: impl Fn(&Epoch) -> f64) -> Vec<(f64, f64)> {
        let point = |epoch: &Epoch| (f64::from(epoch.number), value(epoch));
        self.epochs.iter().map(point).collect()
    }

    /// The epoch with the most validation images read right; the first of them, if several.
    pub fn best(&self) -> Option<&Epoch> {
        self.epochs.iter().reduce(|best, epoch| {
            if epoch.validation.correct() > best.validation.correct() {
                epoch
            } else {
                best
            }
        })
    }

    /// A table of the epochs, one row for each: `epoch,train_cost,train_accuracy,validation_cost,
    /// validation_accuracy`, accuracies from 0 to 1. The first row is these names.
    pub fn to_csv(&self) -> String {
        let names = "epoch,train_cost,train_accuracy,validation_cost,validation_accuracy\n";
        let rows = self.epochs.iter().map(|epoch| {
            let (number, train, validation) = (epoch.number, &epoch.train, &epoch.validation);
            let (train_cost, train_accuracy) = (train.cost(), train.accuracy());
            let (validation_cost, validation_accuracy) = (validation.cost(), validation.accuracy());
            format!(
                "{number},{train_cost},{train_accuracy},{validation_cost},{validation_accuracy}\n"
            )
        });
        [names.to_string()].into_iter().chain(rows).collect()
    }
}
