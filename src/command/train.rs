//! `cargo course train`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

use crate::command::checkpoint::{self, Checkpoint};
use crate::command::print;
use crate::digits::{CLASSES, Mnist, PIXELS};
use crate::error::{Error, Result};
use crate::files::check_apart;
use crate::network::Network;
use crate::training::Sgd;
use crate::training::history::{Epoch, History};

#[derive(Args)]
pub struct Train {
    /// A folder with the four IDX files of MNIST or of a set like it, gzipped or not, or with
    /// …train.csv and …test.csv; or a CSV file.
    #[arg(long, value_name = "PATH", default_value = "data/mnist")]
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
    /// Where to save the network, after every epoch. Ctrl-C then loses one epoch at most.
    #[arg(long, value_name = "FILE.safetensors")]
    save: Option<PathBuf>,
    /// Where to write cost and accuracy, one row for each epoch.
    #[arg(long, value_name = "FILE.csv")]
    history: Option<PathBuf>,
    /// Go on with a network that was saved before its last epoch, with the settings it was begun
    /// with, and save it there again, or where --save says. It ends at the same weights as
    /// without the break.
    #[arg(long, value_name = "FILE.safetensors",
        conflicts_with_all = ["hidden", "batch", "rate", "seed"])]
    resume: Option<PathBuf>,
}

pub fn run(options: &Train) -> Result<()> {
    let started = Instant::now();
    check_outputs(options)?;
    let (mut network, sgd, done, begun_with) = match &options.resume {
        Some(path) => resume(path, options.epochs)?,
        None => begin(options)?,
    };
    let save = options.save.clone().or(options.resume.clone());
    let checkpoint = Checkpoint::new(save, options.history.clone(), done)?;
    let Mnist {
        train,
        validation,
        test,
    } = Mnist::load(&options.data)?;
    let images = train.sha256();
    if let (Some(path), Some(begun)) = (&options.resume, begun_with) {
        checkpoint::check_images(path, &begun, &images, &options.data)?;
    }
    checkpoint.handle_interrupt()?;

    let progress = progress(sgd.epochs - done);
    let mut history = History::default();
    let after_epoch = |epoch: &Epoch, network: &Network| {
        history.epochs.push(epoch.clone());
        checkpoint.write(network, &sgd, &images, &history)?;
        let (number, cost, time) = (epoch.number, epoch.train.cost(), epoch.time.as_secs_f64());
        let test = network.evaluate(&test)?;
        let line = format!("epoch {number:2}  cost {cost:.4}  test {test}  {time:.3} s\n");
        progress.suspend(|| print(&line))?;
        progress.inc(1);
        Ok(())
    };
    sgd.train_from(done + 1, &mut network, &train, &validation, after_epoch)?;
    drop(progress);
    let (epochs, time) = (history.epochs.len(), started.elapsed().as_secs_f64());
    print(&format!(
        "{epochs} epochs, {time:.2} s with reading and evaluating\nweights sha256 {}\n",
        network.sha256()
    ))
}

/// Refuses to save nothing, and to write over what is read or written besides.
fn check_outputs(options: &Train) -> Result<()> {
    if options.epochs == 0 && options.save.is_some() {
        let expected = "1 or more, for a network to --save";
        return Err(Error::argument("epochs", expected, 0));
    }
    let data = Mnist::files(&options.data)?;
    let mut inputs: Vec<_> = data.iter().map(|path| ("--data", &**path)).collect();
    let save = options.save.as_deref().or(options.resume.as_deref());
    let save = save.map(|path| ("--save", path));
    let history = options.history.as_deref().map(|path| ("--history", path));
    let outputs: Vec<_> = save.into_iter().chain(history).collect();
    check_apart(&outputs, &inputs)?;
    // The network may be saved where it came from, nothing else.
    inputs.extend(options.resume.as_deref().map(|path| ("--resume", path)));
    check_apart(history.as_slice(), &inputs)
}

/// The network to train, how, and that no epoch of it is done.
fn begin(options: &Train) -> Result<(Network, Sgd, u32, Option<String>)> {
    let sizes = [&[PIXELS], options.hidden.as_slice(), &[CLASSES]].concat();
    let network = Network::new(&sizes, options.seed)?;
    let sgd = Sgd {
        epochs: options.epochs,
        batch: options.batch,
        eta: options.rate,
        seed: options.seed,
        ..Sgd::default()
    };
    Ok((network, sgd, 0, None))
}

/// A network to go on with, how it was trained, how many epochs of that are done, and the SHA-256
/// of the images they saw.
fn resume(path: &Path, epochs: u32) -> Result<(Network, Sgd, u32, Option<String>)> {
    let (network, begun, images) = checkpoint::read(path)?;
    let done = begun.epochs;
    if done >= epochs {
        let expected = format!("more than the {done} that are done in {}", path.display());
        return Err(Error::argument("epochs", expected, epochs));
    }
    Ok((network, Sgd { epochs, ..begun }, done, Some(images)))
}

/// A bar that is seen on a terminal only, and only while it moves.
fn progress(epochs: u32) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos} / {len} epochs, {eta} left");
    ProgressBar::new(u64::from(epochs))
        .with_style(style.expect("the template is well formed"))
        .with_finish(ProgressFinish::AndClear)
}
