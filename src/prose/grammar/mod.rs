//! The grammar: from tokens to figures, by recursive descent, a file per kind.
//!
//! A rule is a function from a position to what stands there and where it ends. None looks ahead
//! further than a fixed number of tokens, and what was read is not read again: the whole is linear.

mod ages;
mod amounts;
mod change;
mod dates;
mod durations;
mod fractions;
mod hedges;
mod measures;
mod money;
mod nouns;
mod numbers;
mod ordinals;
mod phrases;
mod ranges;
mod ratios;
mod reader;
mod resolve;
mod senses_of_over;
mod traps;
mod years;

#[cfg(test)]
pub(super) use reader::LOOKS;
pub(super) use reader::{Draft, Reader, Setting};

use resolve::Timeline;

/// Reads the figures of a block's tokens, in their order.
pub(super) fn read(reader: &Reader<'_>) -> Vec<Draft> {
    let mut found = Vec::new();
    let mut timeline = Timeline::new(reader.setting.published);
    let mut at = 0;
    while at < reader.len() {
        timeline.enter(reader.sentence_of(at));
        if let Some(end) = traps::end(reader, at) {
            at = end.max(at + 1);
            continue;
        }
        match phrases::figures(
            reader,
            at,
            &mut Context { found: &mut found, timeline: &mut timeline },
        ) {
            Some(end) => at = end.max(at + 1),
            None => at += 1,
        }
    }
    found
}

/// What was read so far: later words may depend on it.
struct Context<'c> {
    pub found: &'c mut Vec<Draft>,
    pub timeline: &'c mut Timeline,
}
