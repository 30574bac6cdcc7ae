//! Claims about one rule and about two: it cannot fail or pass, they contradict, one implies the
//! other.

use super::cubes::{Terms, Union};
use super::{Sets, Statement, values};
use crate::checks::binder::one_line;
use crate::diagnostics::{Diagnostic, Severity};
use crate::plan::Plan;
use crate::rules::Anchor;
use crate::tables::TableId;

/// The statements of a table, with the rows that each lets through.
pub struct Claims<'c, 'p> {
    pub plan: &'p Plan,
    pub table: TableId,
    pub statements: &'c [Statement<'p>],
    pub sets: &'c [Sets<'c>],
    pub terms: &'c Terms,
}

/// What was said, by the number of a statement: what follows from it is not said again.
#[derive(Default)]
pub struct Told {
    /// Cannot fail, or cannot pass.
    pub alone: Vec<usize>,
    pub contradict: Vec<(usize, usize)>,
}

impl Told {
    pub fn is_contradicted(&self, one: usize, other: usize) -> bool {
        self.contradict.contains(&(one, other)) || self.contradict.contains(&(other, one))
    }
}

impl<'c, 'p> Claims<'c, 'p> {
    /// Says what holds of single statements and of pairs.
    pub fn tell(&self, found: &mut Vec<Diagnostic>) -> Told {
        let mut told = Told::default();
        for at in 0..self.statements.len() {
            if let Some(said) = self.alone(at) {
                told.alone.push(at);
                found.push(said);
            }
        }
        for one in 0..self.statements.len() {
            for other in one + 1..self.statements.len() {
                if told.alone.contains(&one) || told.alone.contains(&other) {
                    continue;
                }
                if !self.can_meet(one, other) {
                    continue;
                }
                if self.contradict(one, other) {
                    told.contradict.push((one, other));
                    found.push(match self.speak_of_the_same(one, other) {
                        true => self.contradiction(&[one, other]),
                        false => self.where_both_hold(one, other),
                    });
                } else {
                    found.extend(self.implied(one, other));
                }
            }
        }
        told
    }

    fn anchor(&self, at: usize) -> Anchor {
        self.statements[at]
            .check
            .anchor
            .unwrap_or(Anchor { source: crate::diagnostics::SourceId(0), span: Default::default() })
    }

    pub fn id(&self, at: usize) -> &str {
        &self.statements[at].check.id
    }

    /// Points at a statement in its rule file.
    pub fn point(&self, diagnostic: Diagnostic, at: usize, text: impl Into<String>) -> Diagnostic {
        let anchor = self.anchor(at);
        diagnostic.at(anchor.source, anchor.span, text)
    }

    fn no_row(&self, union: &Union<'_>) -> bool {
        values::is_empty(union, self.terms)
    }

    /// Whether two statements speak of something that both read.
    fn can_meet(&self, one: usize, other: usize) -> bool {
        let (left, right) = (&self.statements[one], &self.statements[other]);
        let reads = |statement: &Statement<'_>, column: &usize| {
            statement.check.reads.columns.contains(column)
        };
        left.of_rows()
            && right.of_rows()
            && (left.check.reads.columns.iter().any(|column| reads(right, column))
                || left
                    .check
                    .reads
                    .follows
                    .iter()
                    .any(|path| right.check.reads.follows.contains(path)))
    }

    fn alone(&self, at: usize) -> Option<Diagnostic> {
        let sets = &self.sets[at];
        let id = self.id(at);
        let (fails, holds) = (self.no_row(&sets.fails), self.no_row(&sets.holds));
        let of = self.statements[at].judged();
        if self.no_row(&sets.judged) && fails {
            let message = format!("`{id}` can never fail: no row meets its `where`");
            let diagnostic = Diagnostic::new("never-fails", message);
            return Some(self.point(diagnostic, at, "judges nothing"));
        }
        match (fails, holds) {
            (false, false) => None,
            (true, true) => {
                let message = format!("`{id}` decides nothing: it is unknown of every {of}");
                let diagnostic = Diagnostic::new("never-passes", message);
                let diagnostic = self.point(diagnostic, at, "neither true nor false");
                Some(diagnostic.help("`x IS NULL` asks whether a value is missing"))
            }
            (true, false) => {
                let message = format!("`{id}` can never fail: it is false of no {of}");
                let diagnostic = Diagnostic::new("never-fails", message);
                let diagnostic = self.point(diagnostic, at, "always true, or unknown");
                Some(
                    diagnostic
                        .help("one of its conditions says too little, or `OR` stands for `AND`"),
                )
            }
            (false, true) => {
                let message = format!("`{id}` can never pass: it is true of no {of}");
                let diagnostic = Diagnostic::new("never-passes", message);
                let diagnostic = self.point(diagnostic, at, "never true");
                Some(
                    diagnostic
                        .help("its conditions exclude each other: perhaps `AND` stands for `OR`"),
                )
            }
        }
    }

    /// Whether no row passes both, of rows that both may judge.
    fn contradict(&self, one: usize, other: usize) -> bool {
        let (left, right) = (&self.sets[one], &self.sets[other]);
        self.no_row(&left.holds.and(&right.holds, self.terms))
            && !self.no_row(&left.decided.and(&right.decided, self.terms))
    }

    /// Whether every row that one of them judges is judged by the other too, and there are some.
    fn speak_of_the_same(&self, one: usize, other: usize) -> bool {
        let (left, right) = (&self.sets[one], &self.sets[other]);
        let within = |one: &Union<'_>, other: &Union<'_>| self.no_row(&one.and(other, self.terms));
        let is_part =
            within(&left.judged, &right.left_out) || within(&right.judged, &left.left_out);
        is_part && self.judge_one_row(one, other)
    }

    /// Whether it is sure that some row is judged by both.
    fn judge_one_row(&self, one: usize, other: usize) -> bool {
        match (self.statements[one].filter, self.statements[other].filter) {
            (None, None) => true,
            (Some(left), Some(right)) if left.is_same(right) => true,
            _ => {
                let both = self.sets[one].judged.and(&self.sets[other].judged, self.terms);
                both.0.iter().any(|cube| {
                    cube.is_exact(self.terms)
                        && cube.tests.iter().all(|test| {
                            values::left(cube, test.column, self.terms)
                                .is_none_or(|left| !left.is_empty())
                        })
                        && !cube.is_empty(self.terms)
                })
            }
        }
    }

    /// Two or more that no row passes together.
    pub fn contradiction(&self, all: &[usize]) -> Diagnostic {
        let names: Vec<String> = all.iter().map(|at| format!("`{}`", self.id(*at))).collect();
        let which = if all.len() == 2 { "both" } else { "all of them" };
        let message =
            format!("{} contradict: no row passes {which}", crate::checks::joined(&names));
        let mut diagnostic = Diagnostic::new("contradiction", message);
        for at in all {
            diagnostic = self.point(diagnostic, *at, self.asks(*at));
        }
        let unfiltered = all.iter().all(|at| self.statements[*at].filter.is_none());
        diagnostic.note(match unfiltered {
            true => "a row in which a value is missing fails none of them",
            false => "of the rows that all of them judge",
        })
    }

    /// Two that no row passes together which meets both of their `where`s. There may be none.
    fn where_both_hold(&self, one: usize, other: usize) -> Diagnostic {
        let filters = [one, other].map(|at| {
            let filter = self.statements[at].check.filter.as_ref()?;
            let text = one_line(&filter.text);
            Some(format!("`{}`", crate::types::format::shorten(&text, 60)))
        });
        let filters: Vec<String> = filters.into_iter().flatten().collect();
        let rows = match filters.as_slice() {
            [one, other] => format!("for which both {one} and {other} hold"),
            filters => format!("for which {} holds", filters.concat()),
        };
        let (left, right) = (self.id(one), self.id(other));
        let message = format!("`{left}` and `{right}` contradict each other on rows {rows}");
        let mut diagnostic = Diagnostic::new("contradiction", message);
        diagnostic.severity = Severity::Warning;
        for at in [one, other] {
            diagnostic = self.point(diagnostic, at, self.asks(at));
        }
        diagnostic.help("if there are such rows, say in one `where` that they are not meant")
    }

    fn asks(&self, at: usize) -> String {
        let asked = one_line(&self.statements[at].check.check.asks());
        crate::types::format::shorten(&asked, 60).into_owned()
    }

    /// One of two that says nothing beside the other.
    fn implied(&self, one: usize, other: usize) -> Option<Diagnostic> {
        let (forwards, backwards) = (self.follows(one, other), self.follows(other, one));
        match (forwards, backwards) {
            (true, true) => {
                let message = format!("`{}` and `{}` say the same", self.id(one), self.id(other));
                let diagnostic = Diagnostic::new("implied-rule", message);
                let diagnostic = self.point(diagnostic, other, self.asks(other));
                let diagnostic = self.point(diagnostic, one, self.asks(one));
                Some(diagnostic.help("leave one of them out"))
            }
            (true, false) => Some(self.implication(&[one], other)),
            (false, true) => Some(self.implication(&[other], one)),
            (false, false) => None,
        }
    }

    /// Whether a statement is at least as severe as another.
    pub fn weighs(&self, first: usize, then: usize) -> bool {
        self.statements[first].check.severity >= self.statements[then].check.severity
    }

    /// Whether every row that fails `then` fails one of these too.
    pub fn follow(&self, from: &[usize], then: usize) -> bool {
        let mut left = self.sets[then].fails.clone();
        for at in from {
            left = left.and(&self.sets[*at].spared, self.terms);
        }
        self.no_row(&left)
    }

    /// Whether every row that fails `then` fails `first` too, which weighs as much.
    pub fn follows(&self, first: usize, then: usize) -> bool {
        self.weighs(first, then)
            && self.no_row(&self.sets[then].fails.and(&self.sets[first].spared, self.terms))
    }

    /// What is said of a statement that follows from others.
    pub fn implication(&self, from: &[usize], then: usize) -> Diagnostic {
        let names: Vec<String> = from.iter().map(|at| format!("`{}`", self.id(*at))).collect();
        let message = format!(
            "`{}` follows from {}: a row that fails it fails {}",
            self.id(then),
            crate::checks::joined(&names),
            if from.len() == 1 { "that too" } else { "one of them too" },
        );
        let mut diagnostic = Diagnostic::new("implied-rule", message);
        diagnostic = self.point(diagnostic, then, self.asks(then));
        for at in from {
            diagnostic = self.point(diagnostic, *at, self.asks(*at));
        }
        diagnostic.help("leave it out, or say what it asks beyond that")
    }
}
