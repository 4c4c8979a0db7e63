//! `cargo course predict`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::command::{load, print};
use crate::error::Result;
use crate::files::check_apart;
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

/// Reads all pictures that can be read. Whether that was all of them, the exit code says.
pub fn run(options: &Predict) -> Result<ExitCode> {
    if let Some(path) = &options.explain {
        let images = options.images.iter().map(|image| ("a picture", &**image));
        let inputs: Vec<_> = images.chain([("the network", &*options.model)]).collect();
        check_apart(&[("--explain", path)], &inputs)?;
    }
    let (network, _) = load(&options.model)?;
    let (mut paths, mut digits) = (Vec::new(), Vec::new());
    for path in &options.images {
        match Digit::from_image(path) {
            Ok(digit) => {
                paths.push(path);
                digits.push(digit);
            }
            Err(error) => eprintln!("error: {error}"),
        }
    }
    if let (Some(path), false) = (&options.explain, digits.is_empty()) {
        stages(&digits).save(path)?;
    }
    for (path, digit) in paths.iter().zip(&digits) {
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
        for doubt in digit.doubts(&output) {
            eprintln!("warning: {path}: {doubt}");
        }
    }
    Ok(match digits.len() == options.images.len() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
