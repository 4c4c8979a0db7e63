//! `cargo course`: see [`handwritten::command`].

use std::process::ExitCode;

fn main() -> ExitCode {
    handwritten::command::main()
}
