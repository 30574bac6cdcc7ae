//! What reports for people say of an article as a whole: how its figures ended, and which of them
//! nobody checks.

use super::Style;
use super::notes::Notes;
use super::suggestions;
use super::visible::{folded, shortened, visible};
use super::words::{count, grouped};
use crate::findings::{DocumentShown, FigureShown, Outcome, Status};
use std::io::{self, Write};

/// Unchecked figures that are named; more are counted.
const NAMED: usize = 12;

/// "20 figures in `article.md`: 15 verified, 1 contradicted, 4 unchecked".
pub fn sentence(document: &DocumentShown, figures: &[&FigureShown]) -> String {
    let tally = |status: &Status| {
        let number = figures.iter().filter(|figure| figure.status == *status).count() as u64;
        (number > 0).then(|| format!("{} {}", grouped(number), status.words()))
    };
    let order = [
        Status::Verified,
        Status::Contradicted,
        Status::Stretched,
        Status::Undecided,
        Status::Unchecked,
        Status::SetAside,
    ];
    let said: Vec<String> = order.iter().filter_map(tally).collect();
    let head = format!("{} in {}", count(figures.len() as u64, "figure"), visible(&document.file));
    if said.is_empty() { head } else { format!("{head}: {}", said.join(", ")) }
}

/// The articles of which something was checked: of the others nothing is to say.
pub fn judged(outcome: &Outcome) -> impl Iterator<Item = &DocumentShown> {
    let is_judged = |document: &&DocumentShown| {
        let names = outcome.checks.iter().filter_map(|check| check.document.as_ref());
        names.into_iter().any(|name| *name == document.name)
    };
    outcome.documents.iter().filter(is_judged)
}

/// The figures of an article.
pub fn of<'o>(document: &DocumentShown, outcome: &'o Outcome) -> Vec<&'o FigureShown> {
    outcome.figures.iter().filter(|figure| figure.file == document.file).collect()
}

/// A sentence for each article, and the figures that nothing decided.
pub fn write(outcome: &Outcome, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for document in judged(outcome) {
        let figures = of(document, outcome);
        writeln!(out, "{}", sentence(document, &figures))?;
        let mut notes = Notes::new(style);
        for status in [Status::Unchecked, Status::Undecided] {
            let open: Vec<&FigureShown> =
                figures.iter().copied().filter(|figure| figure.status == status).collect();
            if !open.is_empty() {
                notes.add(status.words(), &listed(&open));
            }
        }
        write!(out, "{}", notes.text)?;
    }
    if suggestions::are_asked(outcome) {
        writeln!(out, "\nRules that would hold, to be pasted where they are meant:\n")?;
        suggestions::toml(outcome, out)?;
    }
    Ok(())
}

/// "`three brigades` (line 9), …": a figure with its noun, where it stands.
fn listed(figures: &[&FigureShown]) -> String {
    let one = |figure: &&FigureShown| {
        let words = shortened(&folded(&figure.quote), 40).into_owned();
        format!("`{words}` (line {})", grouped(figure.line))
    };
    let mut named: Vec<String> = figures.iter().take(NAMED).map(one).collect();
    if figures.len() > NAMED {
        named.push(format!("and {} more", grouped((figures.len() - NAMED) as u64)));
    }
    named.join(", ")
}
