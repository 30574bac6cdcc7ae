//! Rules that would hold of figures that no rule reads, ready to be pasted.

use super::visible::{folded, shortened, visible};
use super::words::count;
use crate::findings::{FigureShown, Outcome, Suggestion};
use std::io::{self, Write};

/// The figures for which rules were asked, those with suggestions first.
fn asked(outcome: &Outcome) -> (Vec<(&FigureShown, &[Suggestion])>, Vec<&FigureShown>) {
    let (mut some, mut none) = (Vec::new(), Vec::new());
    for figure in &outcome.figures {
        match figure.suggestions.as_deref() {
            Some([]) => none.push(figure),
            Some(all) => some.push((figure, all)),
            None => {}
        }
    }
    (some, none)
}

/// What a rule file would say: a rule a figure, its other candidates as comments.
pub fn toml(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let (some, none) = asked(outcome);
    if outcome.rule_files.is_empty() && !some.is_empty() {
        writeln!(out, "version = 1\n")?;
    }
    for (figure, all) in &some {
        let quote = visible(&shortened(&folded(&figure.quote), 60)).into_owned();
        writeln!(out, "# {}:{}: {quote}", visible(&figure.file), figure.line)?;
        let [first, others @ ..] = *all else { continue };
        for line in first.rule.trim_end().lines() {
            let is_check = line.starts_with("check ");
            let value = if is_check { format!("  # {}", first.value) } else { String::new() };
            writeln!(out, "{}{value}", visible(line))?;
        }
        for other in others {
            let check = other.rule.lines().find(|line| line.starts_with("check "));
            writeln!(out, "# {}  # {}", visible(check.unwrap_or_default()), other.value)?;
        }
        writeln!(out)?;
    }
    let (unnameable, none): (Vec<_>, Vec<_>) = none.into_iter().partition(|it| it.is_unnameable);
    named(
        "something agrees with {}, of which no words stand only once; name them by hand",
        &unnameable,
        out,
    )?;
    named("no cell and no total agrees with {}", &none, out)
}

/// Figures under a comment that says what they have in common.
fn named(head: &str, figures: &[&FigureShown], out: &mut dyn Write) -> io::Result<()> {
    if figures.is_empty() {
        return Ok(());
    }
    writeln!(out, "# {}:", head.replace("{}", &count(figures.len() as u64, "figure")))?;
    for figure in figures {
        let quote = shortened(&folded(&figure.quote), 60).into_owned();
        writeln!(out, "#   {}:{}: {}", visible(&figure.file), figure.line, visible(&quote))?;
    }
    Ok(())
}

/// Whether rules were asked for at all, and some figure is unchecked.
pub fn are_asked(outcome: &Outcome) -> bool {
    outcome.figures.iter().any(|figure| figure.suggestions.is_some())
}

/// A line a suggestion.
pub fn lines(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    for (figure, all) in asked(outcome).0 {
        for one in all {
            writeln!(
                out,
                "{}:{}:{}: suggestion `{}` is {}, which agrees with `{}`",
                visible(&figure.file),
                figure.line,
                figure.column_start,
                visible(&one.check),
                visible(&one.value),
                visible(&shortened(&folded(&figure.quote), 60))
            )?;
        }
    }
    Ok(())
}
