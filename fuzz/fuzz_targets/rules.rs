//! Any text is read as a rule file without a panic, and what is said about it points into it.
//!
//! `cargo fuzz run -s none rules -- -dict=dictionaries/rules.txt`
#![no_main]

use libfuzzer_sys::fuzz_target;
use scruple::diagnostics::{Span, Texts};
use scruple::rules::{self, Param};

fn sound(span: Span, text: &str) {
    assert!(text.get(span.start..span.end).is_some(), "{span:?} of {} bytes", text.len());
}

fuzz_target!(|text: &str| {
    let mut texts = Texts::default();
    let (rules, found) = rules::read_text("rules.toml", text, &mut texts);
    for label in found.iter().flat_map(|diagnostic| &diagnostic.labels) {
        sound(label.span, &texts.get(label.source).text);
    }
    for rule in &rules.rules {
        sound(rule.id.span, text);
        if let Param::Text(phrase) = &rule.body.1 {
            assert_eq!(phrase.offsets.len(), phrase.text.len() + 1);
            for (at, _) in phrase.text.char_indices() {
                sound(phrase.locate(Span::new(at, phrase.text.len())), text);
            }
        }
    }
});
