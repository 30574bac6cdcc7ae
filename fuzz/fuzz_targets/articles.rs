//! Any bytes are read as an article in each markup and looked at by every check that needs no data,
//! without a panic. Figures lie one after the other, on the borders of characters.
//!
//! `cargo fuzz run -s none articles -- -dict=dictionaries/articles.txt`
#![no_main]

use libfuzzer_sys::fuzz_target;
use scruple::prose::{Document, Markup, ReadOptions, inspect};

fuzz_target!(|bytes: &[u8]| {
    for markup in [Markup::Plain, Markup::Markdown, Markup::Html] {
        let document = Document::read(bytes, &ReadOptions { markup, published: Some(20_000) });
        let mut end = 0;
        for figure in &document.figures {
            assert!(document.text.get(figure.text.start..figure.text.end).is_some());
            assert!(end <= figure.span.start && figure.span.end <= bytes.len());
            end = figure.span.end;
        }
        for (_, faults) in inspect::faults(&document) {
            drop(faults);
        }
    }
});
