//! How long a thousand articles of 5 kB take on two threads: read, their figures found, and all checks
//! made that need no data.
//!
//! ```sh
//! cargo bench --bench articles
//! ```

#![allow(clippy::print_stdout, reason = "it is a program")]

use std::error::Error;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Instant;

const ARTICLES: usize = 1_000;
const BYTES: usize = 5_000;
const ROUNDS: usize = 5;

/// Sentences as news has them, of which the articles are made; the numbers in braces differ.
const SENTENCES: &[&str] = &[
    "Some {} million rounds were supplied on {} occasions last year, the ministry said on Thursday.",
    "Sales rose {} percent to ${}.4 billion in the first quarter of 2024, from $2.1 billion a year earlier.",
    "More than {},000 people live within {} km of the plant, which was built in the 1970s.",
    "The committee, which was set up in April last year, has met every three weeks since then.",
    "Between {} and 9{} percent of those asked between 3 and 12 May 2025 said that they would stay.",
    "Nobody knows how the ship came to lie where the divers found it, or who had been on board.",
    "The house, which cost €1.{}m, has two-thirds of its rooms on the upper floor.",
    "“We have waited for {} years,” said Anna Berg, 4{}, who runs one of the two schools.",
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    fs::write(
        folder.path().join("scruple.toml"),
        "version = 1\n[documents.articles]\nfiles = [\"*.md\"]\npublished = 2025-05-30\n",
    )?;
    for number in 0..ARTICLES {
        fs::write(folder.path().join(format!("article-{number}.md")), article(number))?;
    }
    let mut seconds = Vec::new();
    for _ in 0..ROUNDS {
        let started = Instant::now();
        let status = Command::new(env!("CARGO_BIN_EXE_scruple"))
            .args(["check", "--threads", "2", "--format", "concise", "--quiet"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .status()?;
        seconds.push(started.elapsed().as_secs_f64());
        if status.code().is_none_or(|code| code > 1) {
            return Err(format!("it ended with {status}").into());
        }
    }
    seconds.sort_by(f64::total_cmp);
    println!(
        "{ARTICLES} articles of {BYTES} bytes on two threads: {:.2} s (median of {ROUNDS})",
        seconds[ROUNDS / 2]
    );
    Ok(())
}

/// An article of its own numbers, in paragraphs of four sentences.
fn article(number: usize) -> String {
    let mut text = format!("# Report number {number} of the valley\n\n");
    let mut state = number;
    for at in 0.. {
        if text.len() >= BYTES {
            break;
        }
        for piece in SENTENCES[(at + number) % SENTENCES.len()].split_inclusive("{}") {
            state = (state * 31 + 7) % 1_009;
            text.push_str(&piece.replace("{}", &(1 + state % 9).to_string()));
        }
        text.push_str(if at % 4 == 3 { "\n\n" } else { "\n" });
    }
    let fits = |(at, _): &(usize, char)| *at <= BYTES;
    let end = text.char_indices().rev().find(fits).map_or(text.len(), |(at, _)| at);
    text.truncate(end);
    text
}
