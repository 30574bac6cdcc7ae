//! `scruple rules --test`: the tests that rule files hold for their rules.

use super::args::{Rules, When};
use super::listing::{Last, Line, Page};
use super::output::{self, Exit};
use super::rules::settings;
use super::session;
use crate::diagnostics::{Diagnostic, Texts};
use crate::plan::{assemble, catalog};
use crate::reports::Style;
use crate::reports::paint::Paint;
use crate::reports::words::{count, grouped};
use crate::trials::tests::{Ground, Tested, Verdict};

/// Runs the command.
pub fn run(args: &Rules, color: When) -> Exit {
    let mut texts = Texts::default();
    let mut mistakes = Vec::new();
    let settings = settings(args);
    let mut told = Told::new(output::style_of_stdout(color));
    for group in session::groups(&args.inputs, &mut mistakes) {
        let read = session::read(&group, &settings, &mut texts);
        if read.broken {
            mistakes.extend(read.diagnostics);
            continue;
        }
        // What is wrong with the data is no concern of the tests.
        let mut unsaid = Vec::new();
        let figures = assemble::figures(&read.rules, &read.opened, &read.articles, &mut unsaid);
        let showing = (settings.show, &mut unsaid);
        let (catalog, _) = catalog::build(&read.rules, read.opened, figures, showing);
        let (rules, today) = (&read.rules, settings.today);
        let ground = Ground { rules, catalog: &catalog, texts: &texts, today };
        ground.run().into_iter().for_each(|tested| told.tell(tested));
    }
    if told.n_tests() == 0 && mistakes.is_empty() && told.broken.is_empty() {
        mistakes.push(
            Diagnostic::new("no-tests", "no rule has a test").help(
                "write one under its rule: `[[rules.ID.tests]]`, `row = { … }`, `fails = true`",
            ),
        );
    }
    mistakes.append(&mut told.broken);
    let broken = !mistakes.is_empty();
    output::complain(mistakes, &texts);
    let failed = told.failed > 0;
    match (output::print(&told.finish(&texts)), broken, failed) {
        (_, true, _) => Exit::CouldNotCheck,
        (Exit::Clean, false, true) => Exit::Findings,
        (exit, ..) => exit,
    }
}

/// What the tests said.
struct Told {
    style: Style,
    said: Vec<Diagnostic>,
    broken: Vec<Diagnostic>,
    lines: Vec<Line>,
    passed: u64,
    failed: u64,
    n_broken: u64,
    n_rules: u64,
    untested: Vec<String>,
}

impl Told {
    fn new(style: Style) -> Told {
        Told {
            style,
            said: Vec::new(),
            broken: Vec::new(),
            lines: Vec::new(),
            passed: 0,
            failed: 0,
            n_broken: 0,
            n_rules: 0,
            untested: Vec::new(),
        }
    }

    fn n_tests(&self) -> u64 {
        self.passed + self.failed + self.n_broken
    }

    fn tell(&mut self, tested: Tested<'_>) {
        self.n_rules += 1;
        let id = tested.rule.id.value.clone();
        if tested.verdicts.is_empty() {
            self.untested.push(id);
            return;
        }
        let before = (self.passed, self.failed, self.n_broken);
        for verdict in tested.verdicts {
            match verdict {
                Verdict::Passed(warning) => {
                    self.passed += 1;
                    self.said.extend(warning);
                }
                Verdict::Failed(said) => {
                    self.failed += 1;
                    self.said.extend(said);
                }
                Verdict::Broken(said) => {
                    self.n_broken += 1;
                    self.broken.extend(said);
                }
            }
        }
        let (passed, failed) = (self.passed - before.0, self.failed - before.1);
        self.lines.push(line(id, [passed, failed, self.n_broken - before.2]));
    }

    /// The tests that failed, the rules with their tests, and what it amounts to.
    fn finish(self, texts: &Texts) -> String {
        let (n_tests, n_rules) = (self.n_tests(), self.n_rules);
        let mut page = Page::new(self.style);
        if n_tests == 0 {
            return page.text;
        }
        page.text += &output::shown(self.said, texts, &self.style);
        page.list(&["rule", "passed", "failed", ""], self.lines);
        let tests = count(n_tests, "test");
        page.line(&format!("{} of {tests} passed", grouped(self.passed)));
        if !self.untested.is_empty() {
            let head = format!(
                "{} of {} have no test:",
                grouped(self.untested.len() as u64),
                count(n_rules, "rule")
            );
            page.wrapped(&head, 3, &Last::names(self.untested, Paint::Warning));
        }
        page.text
    }
}

fn line(id: String, [passed, failed, broken]: [u64; 3]) -> Line {
    let paint = if failed > 0 { Paint::Error } else { Paint::Plain };
    let last = match broken {
        0 => Last::names(vec![String::new()], Paint::Plain),
        _ => Last::names(vec![format!("{} could not be run", count(broken, "test"))], Paint::Error),
    };
    Line {
        cells: vec![
            (id, Paint::Plain),
            (passed.to_string(), Paint::Plain),
            (failed.to_string(), paint),
        ],
        last,
    }
}
