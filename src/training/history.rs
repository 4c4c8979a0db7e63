//! What became of a network while it was trained.

use std::fmt;
use std::time::Duration;

use crate::training::evaluation::Evaluation;

/// The columns of a history in CSV.
const COLUMNS: [&str; 5] = [
    "epoch",
    "train_cost",
    "train_accuracy",
    "validation_cost",
    "validation_accuracy",
];

/// How a network did after an epoch of training.
#[derive(Debug, Clone)]
pub struct Epoch {
    /// Which epoch, counted from 1.
    pub number: u32,
    /// On the images it learns from.
    pub train: Evaluation,
    /// On the images kept aside; of no image where there were none.
    pub validation: Evaluation,
    /// How long the training took, without the evaluation.
    pub time: Duration,
}

/// The same epoch with the same results, however long it took.
impl PartialEq for Epoch {
    fn eq(&self, other: &Self) -> bool {
        let results = |epoch: &Self| (epoch.number, epoch.train.clone(), epoch.validation.clone());
        results(self) == results(other)
    }
}

/// One line, with the images of the validation data that were read right, if there were any:
/// `epoch  3  cost 0.0312  validation 9301 / 10000`.
impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, cost, validation) = (self.number, self.train.cost(), &self.validation);
        write!(f, "epoch {number:2}  cost {cost:.4}")?;
        match validation.total() {
            0 => Ok(()),
            _ => write!(f, "  validation {validation}"),
        }
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

    /// A table of the epochs in CSV, one row for each: `epoch,train_cost,train_accuracy,
    /// validation_cost,validation_accuracy`, accuracies from 0 to 1, `NaN` where there were no
    /// validation images. The first row is these names.
    ///
    /// ```
    /// let history = handwritten::History::default();
    /// let names = "epoch,train_cost,train_accuracy,validation_cost,validation_accuracy\n";
    /// assert_eq!(history.to_csv(), names);
    /// ```
    pub fn to_csv(&self) -> String {
        let results = |set: &Evaluation| [set.cost().to_string(), set.accuracy().to_string()];
        let mut table = csv::Writer::from_writer(Vec::new());
        let mut write = |row: &[String]| table.write_record(row).expect("memory takes all rows");
        write(&COLUMNS.map(String::from));
        for epoch in &self.epochs {
            let number = [epoch.number.to_string()];
            let (train, validation) = (results(&epoch.train), results(&epoch.validation));
            write(&[&number[..], &train, &validation].concat());
        }
        let bytes = table.into_inner().expect("memory takes all rows");
        String::from_utf8(bytes).expect("names and numbers are text")
    }
}
