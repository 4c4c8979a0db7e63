//! `cargo course`: train and evaluate networks, and draw the article's figures, from a terminal.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum, value_parser};
use handwritten::chart::Figure;
use handwritten::model::Notes;
use handwritten::{Cost, Digit, Epoch, Error, History, Mnist, Network, Result, Sgd, figures};
use indicatif::{ProgressBar, ProgressStyle};

/// Train networks on handwritten digits and look at what they do.
#[derive(Parser)]
#[command(name = "cargo course", bin_name = "cargo course", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a network and tell, epoch by epoch, how well it reads the test digits.
    Train(Train),
    /// Show a trained network all test digits: accuracy and confusion matrix.
    Evaluate(Evaluate),
    /// Read digits from pictures of them.
    Predict(Predict),
    /// Draw the figures of the article.
    Figures(Figures),
}

#[derive(Args)]
struct Train {
    /// The folder with the four MNIST files, gzipped or not.
    #[arg(long, value_name = "DIR", default_value = "data/mnist")]
    data: PathBuf,
    /// Neurons in each hidden layer, with commas between: 30 or 100,30.
    #[arg(
        long,
        value_name = "SIZES",
        default_value = "15",
        value_delimiter = ','
    )]
    hidden: Vec<usize>,
    /// How many times every image is seen.
    #[arg(long, default_value_t = 30)]
    epochs: u32,
    /// Images in a mini-batch.
    #[arg(long, default_value_t = 10)]
    batch: usize,
    /// The learning rate η.
    #[arg(long, default_value_t = 3.0, allow_negative_numbers = true)]
    rate: f32,
    /// Decides the first weights and the order of the images.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where to save the trained network.
    #[arg(long, value_name = "FILE.safetensors")]
    save: Option<PathBuf>,
    /// Where to write cost and accuracy, one row for each epoch.
    #[arg(long, value_name = "FILE.csv")]
    history: Option<PathBuf>,
}

#[derive(Args)]
struct Evaluate {
    /// A network that `train --save` wrote.
    model: PathBuf,
    /// The folder with the four MNIST files, gzipped or not.
    #[arg(long, value_name = "DIR", default_value = "data/mnist")]
    data: PathBuf,
}

#[derive(Args)]
struct Predict {
    /// A network that `train --save` wrote.
    model: PathBuf,
    /// PNG files, each with one digit, dark on light or light on dark.
    #[arg(required = true)]
    images: Vec<PathBuf>,
    /// Show the way from the picture to 28 × 28 pixels, a row for each image.
    #[arg(long, value_name = "OUT.png")]
    explain: Option<PathBuf>,
}

#[derive(Args)]
struct Figures {
    /// The folder to write into; made if it is not there.
    #[arg(long, value_name = "DIR", default_value = "images")]
    out: PathBuf,
    /// Draw these alone, with commas between.
    #[arg(long, value_name = "NAME", value_delimiter = ',',
        value_parser = PossibleValuesParser::new(figures::NAMES))]
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
enum Format {
    Png,
    Svg,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Train(options) => train(&options),
        Command::Evaluate(options) => evaluate(&options),
        Command::Predict(options) => predict(&options),
        Command::Figures(options) => draw_figures(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn train(options: &Train) -> Result<()> {
    let sizes = [&[784], options.hidden.as_slice(), &[10]].concat();
    let mut network = Network::new(&sizes, options.seed)?;
    let sgd = Sgd {
        epochs: options.epochs,
        batch: options.batch,
        eta: options.rate,
        seed: options.seed,
        ..Sgd::default()
    };
    let mnist = Mnist::load(&options.data)?;
    let progress = progress(options.epochs);
    let mut test = Ok(());
    let history = sgd.train_with(
        &mut network,
        &mnist.train,
        &mnist.validation,
        |epoch, network| match network.evaluate(&mnist.test) {
            Ok(evaluation) => {
                let (cost, time) = (epoch.train.cost(), epoch.time.as_secs_f64());
                let line = format!(
                    "epoch {:2}  cost {cost:.4}  test {evaluation}  {time:.2} s",
                    epoch.number
                );
                progress.suspend(|| println!("{line}"));
                progress.inc(1);
            }
            Err(error) => test = Err(error),
        },
    )?;
    test?;
    progress.finish_and_clear();

    if let Some(path) = &options.save {
        network.save_with(path, &notes(&sgd))?;
    }
    if let Some(path) = &options.history {
        write_history(path, &history)?;
    }
    println!("weights sha256 {}", network.sha256());
    Ok(())
}

/// How a network was trained, to be kept with it.
fn notes(sgd: &Sgd) -> Notes {
    let cost = match sgd.cost {
        Cost::Quadratic => "quadratic",
        Cost::CrossEntropy => "cross-entropy",
    };
    let notes = [
        ("batch", sgd.batch.to_string()),
        ("cost", cost.into()),
        ("epochs", sgd.epochs.to_string()),
        ("eta", sgd.eta.to_string()),
        ("seed", sgd.seed.to_string()),
    ];
    notes.map(|(name, value)| (name.into(), value)).into()
}

/// A bar that is seen on a terminal only.
fn progress(epochs: u32) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos} / {len} epochs, {eta} left");
    let bar = ProgressBar::new(u64::from(epochs));
    bar.with_style(style.expect("the template is well formed"))
}

/// One row for each epoch. The file is complete or not there.
fn write_history(path: &Path, history: &History) -> Result<()> {
    let unfinished = path.with_added_extension("part");
    let wrong = |source: std::io::Error| Error::Io {
        path: path.into(),
        action: "write",
        source,
    };
    let write = || -> csv::Result<()> {
        let mut file = csv::Writer::from_path(&unfinished)?;
        let columns = "epoch,train_cost,train_accuracy,validation_cost,validation_accuracy";
        file.write_record(columns.split(','))?;
        for Epoch {
            number,
            train,
            validation,
            ..
        } in &history.epochs
        {
            let numbers = [
                train.cost(),
                train.accuracy(),
                validation.cost(),
                validation.accuracy(),
            ];
            let fields = [number.to_string()].into_iter();
            file.write_record(fields.chain(numbers.iter().map(f64::to_string)))?;
        }
        Ok(file.flush()?)
    };
    write().map_err(|error| wrong(error.into()))?;
    std::fs::rename(&unfinished, path).map_err(wrong)
}

fn evaluate(options: &Evaluate) -> Result<()> {
    let network = Network::load(&options.model)?;
    let mnist = Mnist::load(&options.data)?;
    let evaluation = network.evaluate(&mnist.test)?;
    let share = 100.0 * evaluation.accuracy();
    println!(
        "test {evaluation}  {share:.2} %  cost {:.4}",
        evaluation.cost()
    );
    println!("\nlabel  answer of the network");
    let digits: String = (0..10).map(|digit| format!("{digit:5}")).collect();
    println!("     {digits}");
    for (label, row) in evaluation.confusion().iter().enumerate() {
        let counts: String = row.iter().map(|count| format!("{count:5}")).collect();
        println!("{label:5}{counts}");
    }
    Ok(())
}

fn predict(options: &Predict) -> Result<()> {
    let network = Network::load(&options.model)?;
    network.check_reads_digits()?;
    let read = |path: &PathBuf| Digit::from_image(path);
    let digits = options
        .images
        .iter()
        .map(read)
        .collect::<Result<Vec<_>>>()?;
    if let Some(path) = &options.explain {
        figures::stages(&digits).save(path)?;
    }
    for (path, digit) in options.images.iter().zip(&digits) {
        let output = network.output(digit.pixels().view());
        let mut ranking: Vec<_> = output.iter().enumerate().collect();
        ranking.sort_by(|a, b| b.1.total_cmp(a.1));
        let [(first, sure), (second, less), ..] = ranking[..] else {
            unreachable!("a network that reads digits has ten outputs");
        };
        println!(
            "{}: {first} ({sure:.3}), or {second} ({less:.3})",
            path.display()
        );
    }
    Ok(())
}

/// Draws all figures before the first is written.
fn draw_figures(options: &Figures) -> Result<()> {
    let all = || figures::NAMES.map(String::from).to_vec();
    let names = if options.only.is_empty() {
        all()
    } else {
        options.only.clone()
    };
    let draw = |name: String| figures::draw(&name, &options.data).map(|figure| (name, figure));
    let drawn = names
        .into_iter()
        .map(draw)
        .collect::<Result<Vec<(String, Figure)>>>()?;

    std::fs::create_dir_all(&options.out).map_err(|source| Error::Io {
        path: options.out.clone(),
        action: "make the folder",
        source,
    })?;
    for (name, figure) in drawn {
        let file = |ending| options.out.join(format!("{name}.{ending}"));
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
