//! How far a run has come: a line on standard error, where that is a terminal and the run takes more
//! than a second. Elsewhere nothing is shown.

use crate::engine::Progress;
use crate::plan::Plan;
use crate::reports::words::count;
use crate::trials::mutate;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A shorter run is over before anybody wonders.
const PATIENCE: Duration = Duration::from_secs(1);

const LINE: &str = "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left, {msg}";

const CHANGES: &str = "{bar:30} {human_pos} of {human_len} changes judged, {eta} left";

/// A line that appears once it is worth it, and is wiped out at the end.
#[derive(Debug)]
struct Line {
    bar: ProgressBar,
    started: Instant,
    visible: AtomicBool,
    violations: AtomicU64,
}

/// Watches cells being changed.
pub fn of_changes() -> Option<impl mutate::Progress> {
    std::io::stderr().is_terminal().then(|| Line::new(0, CHANGES))
}

/// Watches the run of a plan.
pub fn start(plan: &Plan) -> Option<Arc<dyn Progress>> {
    if !std::io::stderr().is_terminal() {
        return None;
    }
    let judged = plan.tables.iter().flat_map(|table| &table.files);
    let bytes = judged.map(|file| (file.source.bytes().len() - file.source.body) as u64).sum();
    Some(Arc::new(Line::new(bytes, LINE)))
}

impl Line {
    fn new(len: u64, template: &str) -> Line {
        let bar = ProgressBar::with_draw_target(Some(len), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(template);
        let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let (visible, violations) = (AtomicBool::new(false), AtomicU64::new(0));
        Line { bar, started: Instant::now(), visible, violations }
    }

    /// Shows itself, once that is worth it.
    fn appear(&self) {
        if self.started.elapsed() >= PATIENCE && !self.visible.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Progress for Line {
    fn advance(&self, bytes: u64, violations: u64) {
        let total = violations + self.violations.fetch_add(violations, Ordering::Relaxed);
        self.bar.inc(bytes);
        self.bar.set_message(found(total));
        self.appear();
    }
}

impl mutate::Progress for Line {
    fn begin(&self, changes: u64) {
        self.bar.inc_length(changes);
    }

    fn advance(&self) {
        self.bar.inc(1);
        self.appear();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn found(violations: u64) -> String {
    match violations {
        0 => "nothing found".to_owned(),
        more => count(more, "violation"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_shows_only_what_takes_long() {
        let mut line = Line::new(1000, LINE);
        Progress::advance(&line, 100, 3);
        assert!(!line.visible.load(Ordering::Relaxed));
        line.started = Instant::now().checked_sub(PATIENCE * 2).expect("a machine that is up");
        Progress::advance(&line, 100, 1);
        assert!(line.visible.load(Ordering::Relaxed));
        assert_eq!((line.bar.position(), line.bar.message()), (200, "4 violations".to_owned()));
    }

    #[test]
    fn changes_of_several_folders_are_one_line() {
        let line = Line::new(0, CHANGES);
        for changes in [3, 2] {
            mutate::Progress::begin(&line, changes);
            mutate::Progress::advance(&line);
        }
        assert_eq!((line.bar.position(), line.bar.length()), (2, Some(5)));
    }

    #[test]
    fn the_line_is_one_that_can_be_drawn() {
        assert!(ProgressStyle::with_template(LINE).is_ok());
        assert!(ProgressStyle::with_template(CHANGES).is_ok());
        assert_eq!(found(1), "1 violation");
        assert_eq!(found(12_345), "12,345 violations");
    }
}
