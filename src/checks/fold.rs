//! Texts as a reader may take them for the same: without regard to case, accents, and how many
//! blanks stand between words or around them.

use super::keys;
use crate::tables::{Data, Vector};
use bumpalo::Bump;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The folded form of a text.
pub fn folded(text: &str) -> String {
    let plain: String = text.nfkd().filter(|char| !is_combining_mark(*char)).collect();
    // Upper case first: `ß` and `SS` meet only there.
    let cased = plain.to_uppercase().to_lowercase();
    cased.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Columns with their texts folded; other values as they are.
pub fn columns<'a>(vectors: &[&Vector<'a>], arena: &'a Bump) -> Vec<Vector<'a>> {
    let of = |vector: &&Vector<'a>| match &vector.data {
        Data::Text(texts) => {
            let texts = texts.iter().map(|text| &*arena.alloc_str(&folded(text))).collect();
            Vector { data: Data::Text(texts), ..(**vector).clone() }
        }
        _ => (**vector).clone(),
    };
    vectors.iter().map(of).collect()
}

/// Whether two rows, given as vectors of one value each, are the same when folded.
pub fn same(left: &[&Vector<'_>], right: &[&Vector<'_>]) -> bool {
    let arena = Bump::new();
    let (left, right) = (columns(left, &arena), columns(right, &arena));
    let (left, right): (Vec<_>, Vec<_>) = (left.iter().collect(), right.iter().collect());
    keys::equal(&left, 0, &right, 0)
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn what_reads_alike_folds_alike() {
        let check = |left: &str, right: &str| assert_eq!(folded(left), folded(right));
        check("José  García ", "jose garcia");
        check("Straße", "STRASSE");
        check("a\u{a0}b", "A B");
        check("ΟΔΟΣ", "οδος");
        check("Zoe\u{308}", "ZOË");
        assert_ne!(folded("ab"), folded("a b"));
        assert_ne!(folded("東京"), folded("京都"));
    }
}
