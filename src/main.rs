//! The program `scruple`: see the library of the same name.

use std::process::ExitCode;

fn main() -> ExitCode {
    match scruple::cli::args::parse(std::env::args_os()) {
        Ok(cli) => ExitCode::from(scruple::cli::run(&cli).status()),
        Err(error) => error.exit(),
    }
}
