//! The program: reads its arguments and hands over to [`halbsieben::cli`].

use std::process::ExitCode;

use clap::Parser as _;
use halbsieben::cli::Cli;

fn main() -> ExitCode {
    Cli::parse().run()
}
