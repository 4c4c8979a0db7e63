//! `cargo course`: train and evaluate networks, read digits with them, and draw the article's
//! figures, from a terminal.

mod checkpoint;
mod evaluate;
mod figures;
mod predict;
mod train;

use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::{Error, Result};
use crate::network::{Metadata, Network};

/// What an error calls the terminal, or wherever the output goes.
const OUTPUT: &str = "standard output";
/// What the shell expects of a command that wrote where nobody reads: 128 and SIGPIPE's number.
const NOBODY_LISTENS: u8 = 141;

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
    Train(train::Train),
    /// Show a trained network all test digits: accuracy and confusion matrix.
    Evaluate(evaluate::Evaluate),
    /// Read digits from pictures of them.
    Predict(predict::Predict),
    /// Draw the figures of the article.
    Figures(figures::Figures),
}

/// Ends with 0 when all went well, 1 when it did not, and 2, as clap does, when it was asked for
/// what makes no sense.
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Train(options) => train::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Evaluate(options) => evaluate::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Predict(options) => predict::run(&options),
        Command::Figures(options) => figures::run(&options).map(|()| ExitCode::SUCCESS),
    };
    let error = match done {
        Ok(code) => return code,
        Err(error) => error,
    };
    if is_nobody_listening(&error) {
        return ExitCode::from(NOBODY_LISTENS);
    }
    eprintln!("error: {error}");
    match error {
        Error::Argument { .. } => ExitCode::from(2),
        _ => ExitCode::FAILURE,
    }
}

/// Whether the output went to a program that has ended, as `head` does after its last line.
fn is_nobody_listening(error: &Error) -> bool {
    let Error::Io { path, cause, .. } = error else {
        return false;
    };
    path.as_os_str() == OUTPUT && cause.kind() == ErrorKind::BrokenPipe
}

/// A network that reads digits, with its metadata.
fn load(path: &Path) -> Result<(Network, Metadata)> {
    let (network, metadata) = Network::load_with(path)?;
    let fits = network.check_reads_digits();
    fits.map_err(|error| error.in_file(path, "network"))?;
    Ok((network, metadata))
}

/// Writes text to the terminal, or to wherever the output goes.
fn print(text: &str) -> Result<()> {
    let written = io::stdout().write_all(text.as_bytes());
    written.map_err(Error::io(OUTPUT, "write"))
}
