//! `cargo course train`.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::{fs, process};

use clap::Args;
use handwritten::digits::{CLASSES, PIXELS};
use handwritten::files::{check_writable, write_whole};
use handwritten::model::Notes;
use handwritten::{Cost, Epoch, Error, History, Mnist, Network, Result, Sgd};
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

use crate::{load, print};

/// What the shell expects of a command that Ctrl-C has ended: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;
/// The costs' names in a saved network.
const QUADRATIC: &str = "quadratic";
const CROSS_ENTROPY: &str = "cross-entropy";

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
    let (mut network, sgd, done) = start(options)?;
    let save = options.save.as_ref().or(options.resume.as_ref());
    for path in save.into_iter().chain(&options.history) {
        check_writable(path)?;
    }
    let earlier = match &options.history {
        Some(path) if done > 0 => earlier_rows(path, done)?,
        _ => String::new(),
    };
    let Mnist {
        train,
        validation,
        test,
    } = Mnist::load(&options.data)?;

    let saved = Arc::new(Mutex::new(None));
    on_interrupt(save.cloned(), Arc::clone(&saved))?;
    let progress = progress(sgd.epochs - done);
    let mut history = History::default();
    let after_epoch = |epoch: &Epoch, network: &Network| {
        history.epochs.push(epoch.clone());
        let mut saved = saved.lock().expect("nothing panics while it writes");
        if let Some(path) = &options.history {
            write_history(path, &earlier, &history)?;
        }
        if let Some(path) = save {
            network.save_with(path, &notes(&sgd, epoch.number))?;
        }
        *saved = Some(epoch.number);
        drop(saved);

        let (number, cost, time) = (epoch.number, epoch.train.cost(), epoch.time.as_secs_f64());
        let test = network.evaluate(&test)?;
        let line = format!("epoch {number:2}  cost {cost:.4}  test {test}  {time:.2} s\n");
        progress.suspend(|| print(&line))?;
        progress.inc(1);
        Ok(())
    };
    sgd.train_from(done + 1, &mut network, &train, &validation, after_epoch)?;
    drop(progress);
    print(&format!("weights sha256 {}\n", network.sha256()))
}

/// The network to train, how, and how many epochs of that are done already.
fn start(options: &Train) -> Result<(Network, Sgd, u32)> {
    let Some(path) = &options.resume else {
        let sizes = [&[PIXELS], options.hidden.as_slice(), &[CLASSES]].concat();
        let sgd = Sgd {
            epochs: options.epochs,
            batch: options.batch,
            eta: options.rate,
            seed: options.seed,
            ..Sgd::default()
        };
        return Ok((Network::new(&sizes, options.seed)?, sgd, 0));
    };
    let (network, notes) = load(path)?;
    let done = note(path, &notes, "epochs")?;
    if done >= options.epochs {
        return Err(Error::Argument {
            name: "epochs",
            expected: format!("more than the {done} that are done in {}", path.display()),
            found: options.epochs.to_string(),
        });
    }
    let sgd = Sgd {
        epochs: options.epochs,
        batch: note(path, &notes, "batch")?,
        eta: note(path, &notes, "eta")?,
        seed: note(path, &notes, "seed")?,
        cost: match note::<String>(path, &notes, "cost")?.as_str() {
            QUADRATIC => Cost::Quadratic,
            CROSS_ENTROPY => Cost::CrossEntropy,
            other => return Err(wrong_note(path, "cost", Some(other))),
        },
    };
    Ok((network, sgd, done))
}

/// How a network was trained, to be kept with it.
fn notes(sgd: &Sgd, done: u32) -> Notes {
    let cost = match sgd.cost {
        Cost::Quadratic => QUADRATIC,
        Cost::CrossEntropy => CROSS_ENTROPY,
    };
    let notes = [
        ("batch", sgd.batch.to_string()),
        ("cost", cost.into()),
        ("epochs", done.to_string()),
        ("eta", sgd.eta.to_string()),
        ("seed", sgd.seed.to_string()),
    ];
    notes.map(|(name, value)| (name.into(), value)).into()
}

/// The value of one of these notes.
fn note<T: FromStr>(path: &Path, notes: &Notes, name: &str) -> Result<T> {
    let note = notes.get(name);
    note.and_then(|note| note.parse().ok())
        .ok_or_else(|| wrong_note(path, name, note.map(String::as_str)))
}

fn wrong_note(path: &Path, name: &str, found: Option<&str>) -> Error {
    Error::Format {
        path: path.into(),
        place: format!("metadata {name}"),
        expected: "what train --save writes there".into(),
        found: found.map_or("nothing".into(), |found| format!("{found:?}")),
    }
}

/// What a history file has on the first `done` epochs. A file that is not there has nothing.
fn earlier_rows(path: &Path, done: u32) -> Result<String> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(String::new()),
        text => text.map_err(|source| Error::Io {
            path: path.into(),
            action: "read",
            source,
        })?,
    };
    let mut rows = String::new();
    for (i, row) in text.lines().enumerate().skip(1) {
        let epoch = row
            .split(',')
            .next()
            .and_then(|epoch| epoch.parse::<u32>().ok());
        let Some(epoch) = epoch else {
            return Err(Error::Format {
                path: path.into(),
                place: format!("line {}", i + 1),
                expected: "the row of an epoch".into(),
                found: format!("{row:?}"),
            });
        };
        if epoch <= done {
            rows += row;
            rows.push('\n');
        }
    }
    Ok(rows)
}

/// Writes the rows of earlier epochs and of those since.
fn write_history(path: &Path, earlier: &str, history: &History) -> Result<()> {
    let table = history.to_csv();
    let (names, rows) = table.split_once('\n').expect("a table has a first row");
    write_whole(path, format!("{names}\n{earlier}{rows}").as_bytes())
}

/// Lets Ctrl-C wait until no file is being written, then say what is kept, and end the program.
fn on_interrupt(save: Option<PathBuf>, saved: Arc<Mutex<Option<u32>>>) -> Result<()> {
    let stop = move || {
        // Never let go again: no other file is begun.
        let saved = saved.lock().expect("nothing panics while it writes");
        let kept = match (&save, *saved) {
            (None, _) => "nothing was to be saved".into(),
            (Some(path), None) => format!("no epoch was done, {} is as it was", path.display()),
            (Some(path), Some(epoch)) => {
                let path = path.display();
                format!("{path} holds the network after epoch {epoch}, go on with --resume {path}")
            }
        };
        eprintln!("\nstopped: {kept}");
        process::exit(INTERRUPTED);
    };
    ctrlc::set_handler(stop).map_err(|error| Error::Io {
        path: "Ctrl-C".into(),
        action: "listen for",
        source: io::Error::other(error),
    })
}

/// A bar that is seen on a terminal only, and only while it moves.
fn progress(epochs: u32) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos} / {len} epochs, {eta} left");
    ProgressBar::new(u64::from(epochs))
        .with_style(style.expect("the template is well formed"))
        .with_finish(ProgressFinish::AndClear)
}
