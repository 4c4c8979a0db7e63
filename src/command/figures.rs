//! `cargo course figures`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum, value_parser};

use crate::article::{self, NAMES};
use crate::chart::Figure;
use crate::error::{Error, Result};

#[derive(Args)]
pub struct Figures {
    /// The folder to write into; made if it is not there. Without it, images, or images/zh for
    /// Chinese.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The language of the words in the figures.
    #[arg(long, default_value = "en")]
    language: Language,
    /// Draw these alone, with commas between.
    #[arg(long, value_name = "NAME", value_delimiter = ',',
        value_parser = PossibleValuesParser::new(NAMES))]
    only: Vec<String>,
    /// How wide the .png files are. Without it, twice as wide as the figure is shown.
    #[arg(long, value_name = "PIXELS", value_parser = value_parser!(u32).range(1..=10_000))]
    width: Option<u32>,
    /// The kinds of files.
    #[arg(long, value_delimiter = ',', default_values = ["png", "svg"])]
    format: Vec<Format>,
    /// The folder with the four MNIST files, gzipped or not.
    #[arg(long, value_name = "DIR", default_value = "data/mnist")]
    data: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    En,
    Zh,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Png,
    Svg,
}

/// Draws all figures before the first is written.
pub fn run(options: &Figures) -> Result<()> {
    let all = || NAMES.map(String::from).to_vec();
    let names = if options.only.is_empty() {
        all()
    } else {
        options.only.clone()
    };
    let (language, folder) = match options.language {
        Language::En => (article::Language::English, "images"),
        Language::Zh => (article::Language::Chinese, "images/zh"),
    };
    let draw =
        |name: String| article::draw(&name, language, &options.data).map(|figure| (name, figure));
    let drawn = names
        .into_iter()
        .map(draw)
        .collect::<Result<Vec<(String, Figure)>>>()?;

    let out = options.out.clone().unwrap_or_else(|| folder.into());
    std::fs::create_dir_all(&out).map_err(Error::io(&out, "make the folder"))?;
    for (name, figure) in drawn {
        let file = |ending| out.join(format!("{name}.{ending}"));
        for format in &options.format {
            match (format, options.width) {
                (Format::Png, Some(width)) => figure.save_png(file("png"), width)?,
                (Format::Png, None) => figure.save(file("png"))?,
                (Format::Svg, _) => figure.save(file("svg"))?,
            }
        }
    }
    Ok(())
}
