//! How far a run has come: a line on standard error, where that is a terminal and the run takes more
//! than a second. Elsewhere nothing is shown.

use crate::engine::Progress;
use crate::plan::Plan;
use crate::reports::words::count;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A shorter run is over before anybody wonders.
const PATIENCE: Duration = Duration::from_secs(1);

const LINE: &str = "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left, {msg}";

/// A line that appears once it is worth it, and is wiped out at the end.
#[derive(Debug)]
struct Line {
    bar: ProgressBar,
    started: Instant,
    visible: AtomicBool,
    violations: AtomicU64,
}

/// Watches the run of a plan.
pub fn start(plan: &Plan) -> Option<Arc<dyn Progress>> {
    if !std::io::stderr().is_terminal() {
        return None;
    }
    let judged = plan.tables.iter().flat_map(|table| &table.files);
    let bytes = judged.map(|file| (file.source.bytes().len() - file.source.body) as u64).sum();
    Some(Arc::new(Line::new(bytes)))
}

impl Line {
    fn new(bytes: u64) -> Line {
        let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(LINE);
        let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let (visible, violations) = (AtomicBool::new(false), AtomicU64::new(0));
        Line { bar, started: Instant::now(), visible, violations }
    }

    fn appear(&self) {
        self.bar.set_draw_target(ProgressDrawTarget::stderr());
    }
}

impl Progress for Line {
    fn advance(&self, bytes: u64, violations: u64) {
        let total = violations + self.violations.fetch_add(violations, Ordering::Relaxed);
        self.bar.inc(bytes);
        if self.started.elapsed() < PATIENCE {
            return;
        }
        self.bar.set_message(found(total));
        if !self.visible.swap(true, Ordering::Relaxed) {
            self.appear();
        }
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
        let mut line = Line::new(1000);
        line.advance(100, 3);
        assert!(!line.visible.load(Ordering::Relaxed));
        line.started = Instant::now().checked_sub(PATIENCE * 2).expect("a machine that is up");
        line.advance(100, 1);
        assert!(line.visible.load(Ordering::Relaxed));
        assert_eq!((line.bar.position(), line.bar.message()), (200, "4 violations".to_owned()));
    }

    #[test]
    fn the_line_is_one_that_can_be_drawn() {
        assert!(ProgressStyle::with_template(LINE).is_ok());
        assert_eq!(found(1), "1 violation");
        assert_eq!(found(12_345), "12,345 violations");
    }
}
