//! Whether two numbers are the ends of a change rather than of a range: rose from 40 to 50.

use super::reader::Reader;
use crate::prose::lexicon::Class;

/// Whether a change is spoken of shortly before or after "from".
pub(super) fn is_change(reader: &Reader<'_>, from: usize, end: usize) -> bool {
    let is_before = reader.clause(from, 12).any(|before| reader.class(before, Class::Change));
    let is_after = (end..(end + 4).min(reader.len()))
        .take_while(|after| !reader.closes(*after))
        .any(|after| reader.is_any(after, &["in", "over", "by", "last", "between"]))
        && reader
            .clause(from, 6)
            .any(|before| reader.is_any(before, &["went", "turned", "share", "rate"]));
    is_before || is_after
}
