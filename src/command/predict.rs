//! `cargo course predict`.

use std::path::PathBuf;

use clap::Args;

use crate::command::{load, print};
use crate::error::Result;
use crate::handwriting::{Digit, stages};

#[derive(Args)]
pub struct Predict {
    /// A network that `train --save` wrote.
    model: PathBuf,
    /// PNG or JPEG files, each with one digit, dark on light or light on dark.
    #[arg(required = true)]
    images: Vec<PathBuf>,
    /// Show the way from the picture to 28 × 28 pixels, a row for each image.
    #[arg(long, value_name = "OUT.png")]
    explain: Option<PathBuf>,
}

pub fn run(options: &Predict) -> Result<()> {
    let (network, _) = load(&options.model)?;
    let read = |path: &PathBuf| Digit::from_image(path);
    let digits = options
        .images
        .iter()
        .map(read)
        .collect::<Result<Vec<_>>>()?;
    if let Some(path) = &options.explain {
        stages(&digits).save(path)?;
    }
    for (path, digit) in options.images.iter().zip(&digits) {
        let output = network.output(&digit.pixels());
        let mut ranking: Vec<_> = output.iter().enumerate().collect();
        ranking.sort_by(|a, b| b.1.total_cmp(a.1));
        let [(first, sure), (second, less), ..] = ranking[..] else {
            unreachable!("a network that reads digits has ten outputs");
        };
        let path = path.display();
        print(&format!(
            "{path}: {first} ({sure:.3}), or {second} ({less:.3})\n"
        ))?;
    }
    Ok(())
}
