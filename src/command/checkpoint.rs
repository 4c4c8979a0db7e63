//! What training leaves on the disk after every epoch, and how it goes on from there.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex};
use std::{fs, process};

use crate::command::load;
use crate::error::{Error, Result};
use crate::files::{check_writable, write_whole};
use crate::network::{Metadata, Network};
use crate::training::Sgd;
use crate::training::history::History;

/// What the shell expects of a command that Ctrl-C has ended: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// The entry with the SHA-256 of the training images.
const IMAGES: &str = "train_sha256";

/// The files that are written after every epoch.
pub struct Checkpoint {
    network: Option<PathBuf>,
    history: Option<PathBuf>,
    /// Rows of the history file from before training was resumed.
    earlier: String,
    /// The last epoch of this run that was written. Locked while files are.
    written: Arc<Mutex<Option<u32>>>,
}

impl Checkpoint {
    /// Refuses files that cannot be written, before any work is done for them.
    pub fn new(network: Option<PathBuf>, history: Option<PathBuf>, done: u32) -> Result<Self> {
        for path in network.iter().chain(&history) {
            check_writable(path)?;
        }
        let earlier = match &history {
            Some(path) if done > 0 => earlier_rows(path, done)?,
            _ => String::new(),
        };
        Ok(Self {
            network,
            history,
            earlier,
            written: Arc::default(),
        })
    }

    /// Writes the network and the history of this run as they are after its last epoch. `images`
    /// is the SHA-256 of what it is trained with.
    pub fn write(
        &self,
        network: &Network,
        sgd: &Sgd,
        images: &str,
        history: &History,
    ) -> Result<()> {
        let Some(last) = history.epochs.last() else {
            return Ok(());
        };
        let mut written = self.written.lock().expect("nothing panics while it writes");
        // The history first: rows of epochs that the network has not seen do no harm.
        if let Some(path) = &self.history {
            let table = history.to_csv();
            let (names, rows) = table.split_once('\n').expect("a table has a first row");
            write_whole(path, format!("{names}\n{}{rows}", self.earlier).as_bytes())?;
        }
        if let Some(path) = &self.network {
            let done = Sgd {
                epochs: last.number,
                ..*sgd
            };
            network.save_with(path, &to_metadata(&done, images))?;
        }
        *written = Some(last.number);
        Ok(())
    }

    /// Lets Ctrl-C wait until no file is being written, then say what is kept, and end the
    /// program.
    pub fn handle_interrupt(&self) -> Result<()> {
        let (path, written) = (self.network.clone(), Arc::clone(&self.written));
        let stop = move || {
            // Never let go again, so that no other file is begun.
            let written = written.lock().expect("nothing panics while it writes");
            let kept = match (path.as_ref().map(|path| path.display()), *written) {
                (None, _) => "nothing was to be saved".into(),
                (Some(path), None) => format!("no epoch was done, {path} is as it was"),
                (Some(path), Some(epoch)) => format!(
                    "{path} holds the network after epoch {epoch}, go on with --resume {path}"
                ),
            };
            eprintln!("\nstopped: {kept}");
            process::exit(INTERRUPTED);
        };
        ctrlc::set_handler(stop)
            .map_err(io::Error::other)
            .map_err(Error::io("Ctrl-C", "listen for"))
    }
}

/// A network that was saved in training, how it was trained up to then, and the SHA-256 of the
/// images that it was trained with.
pub fn read(path: &Path) -> Result<(Network, Sgd, String)> {
    let (network, metadata) = load(path)?;
    let sgd = Sgd {
        epochs: entry(path, &metadata, "epochs")?,
        batch: entry(path, &metadata, "batch")?,
        eta: entry(path, &metadata, "eta")?,
        seed: entry(path, &metadata, "seed")?,
        cost: entry(path, &metadata, "cost")?,
    };
    let images = entry(path, &metadata, IMAGES)?;
    Ok((network, sgd, images))
}

/// How a network was trained, to be kept with it.
fn to_metadata(sgd: &Sgd, images: &str) -> Metadata {
    let entries = [
        ("batch", sgd.batch.to_string()),
        ("cost", sgd.cost.to_string()),
        ("epochs", sgd.epochs.to_string()),
        ("eta", sgd.eta.to_string()),
        ("seed", sgd.seed.to_string()),
        (IMAGES, images.into()),
    ];
    entries.map(|(name, value)| (name.into(), value)).into()
}

/// Refuses to go on with other images than a network was begun with.
pub fn check_images(path: &Path, begun: &str, images: &str, data: &Path) -> Result<()> {
    if begun == images {
        return Ok(());
    }
    let place = format!("metadata {IMAGES}");
    let expected = format!("{images}, that of the images in {}", data.display());
    Err(Error::format(path, place, expected, begun))
}

/// The value of one of these entries.
fn entry<T: FromStr>(path: &Path, metadata: &Metadata, name: &str) -> Result<T> {
    let value = metadata.get(name);
    (value.and_then(|value| value.parse().ok()))
        .ok_or_else(|| wrong_entry(path, name, value.map(String::as_str)))
}

fn wrong_entry(path: &Path, name: &str, found: Option<&str>) -> Error {
    let place = format!("metadata {name}");
    let found = found.map_or("nothing".into(), |found| format!("{found:?}"));
    Error::format(path, place, "what train --save writes there", found)
}

/// What a history file has on the first `done` epochs. A file that is not there has nothing.
fn earlier_rows(path: &Path, done: u32) -> Result<String> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(String::new()),
        text => text.map_err(Error::io(path, "read"))?,
    };
    let mut rows = String::new();
    for (i, row) in text.lines().enumerate().skip(1) {
        let epoch = row
            .split(',')
            .next()
            .and_then(|epoch| epoch.parse::<u32>().ok());
        let Some(epoch) = epoch else {
            let (place, found) = (format!("line {}", i + 1), format!("{row:?}"));
            return Err(Error::format(path, place, "the row of an epoch", found));
        };
        if epoch <= done {
            rows += row;
            rows.push('\n');
        }
    }
    Ok(rows)
}
