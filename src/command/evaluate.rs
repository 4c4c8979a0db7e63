//! `cargo course evaluate`.

use std::path::PathBuf;

use clap::Args;

use crate::command::{load, print};
use crate::digits::Mnist;
use crate::error::Result;

#[derive(Args)]
pub struct Evaluate {
    /// A network that `train --save` wrote.
    model: PathBuf,
    /// What the network was trained with, or another set like it: see train.
    #[arg(long, value_name = "PATH", default_value = "data/mnist")]
    data: PathBuf,
}

pub fn run(options: &Evaluate) -> Result<()> {
    let (network, _) = load(&options.model)?;
    let mnist = Mnist::load(&options.data)?;
    let evaluation = network.evaluate(&mnist.test)?;
    let share = 100.0 * evaluation.accuracy();
    let cost = evaluation.cost();
    let digits: String = (0..10).map(|digit| format!("{digit:5}")).collect();
    let mut report = format!("test {evaluation}  {share:.2} %  cost {cost:.4}\n\n");
    report += &format!("label  answer of the network\n     {digits}\n");
    for (label, row) in evaluation.confusion().iter().enumerate() {
        let counts: String = row.iter().map(|count| format!("{count:5}")).collect();
        report += &format!("{label:5}{counts}\n");
    }
    print(&report)
}
