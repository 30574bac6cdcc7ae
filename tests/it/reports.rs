//! How each report looks over shared outcomes, and what each promises to those who read it.

mod outcomes;
mod snapshots;

use scruple::diagnostics::Texts;
use scruple::findings::Outcome;
use scruple::reports::{self, FORMATS, Style};
use snapshots::Snapshots;

fn written(format: &str, outcome: &Outcome, texts: &Texts, style: &Style) -> String {
    let mut out = Vec::new();
    let format = reports::find(format).expect("a format of the list");
    (format.write)(outcome, texts, style, &mut out).expect("a vector takes all");
    String::from_utf8(out).expect("reports are UTF-8")
}

#[test]
fn every_format_looks_right() {
    let mut snapshots = Snapshots::new();
    for (name, outcome, texts) in outcomes::all() {
        for format in FORMATS {
            let widths: &[usize] = if format.wants_excerpts { &[80, 200] } else { &[80] };
            for width in widths {
                let style = Style { width: *width, ..Style::plain() };
                let text = written(format.name, &outcome, &texts, &style);
                let ending = if format.wants_excerpts { format!("-{width}") } else { String::new() };
                snapshots.check(&format!("{}-{name}{ending}", format.name), &text);
            }
        }
    }
    snapshots.finish();
}
