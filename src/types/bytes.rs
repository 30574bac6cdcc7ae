//! Short texts compared without a call: most cells are some bytes long.

/// Length, first and last bytes: all that there is of a text of up to 16 bytes.
pub type Ends = (usize, u64, u64);

/// What two texts of up to 16 bytes have in common exactly where they are equal.
#[inline]
pub fn ends(text: &[u8]) -> Ends {
    let long = |at: &[u8]| at.first_chunk().map_or(0, |chunk| u64::from_le_bytes(*chunk));
    let short =
        |at: &[u8]| at.first_chunk().map_or(0, |chunk| u64::from(u32::from_le_bytes(*chunk)));
    match text.len() {
        0 => (0, 0, 0),
        len @ 1..=3 => {
            (len, u64::from(text[0]), u64::from(text[len / 2]) << 8 | u64::from(text[len - 1]))
        }
        len @ 4..=7 => (len, short(text), short(&text[len - 4..])),
        len => (len, long(text), long(&text[len - 8..])),
    }
}

/// Whether two texts are equal.
#[inline]
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len()
        && if one.len() <= 16 { ends(one) == ends(other) } else { one == other }
}

/// What follows `prefix` in a text that begins with it.
#[inline]
pub fn strip<'t>(text: &'t [u8], prefix: &[u8]) -> Option<&'t [u8]> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    same(start, prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_any_length_are_the_same_only_where_they_are_equal() {
        for len in 0..40 {
            let text: Vec<u8> = (0..len).map(|at| (at * 7 % 251) as u8).collect();
            assert!(same(&text, &text.clone()), "{len}");
            assert_eq!(strip(&text, &text[..len / 2]), Some(&text[len / 2..]));
            for at in 0..len {
                let mut other = text.clone();
                other[at] ^= 0x40;
                assert!(!same(&text, &other), "{len} {at}");
                assert_eq!(strip(&other, &text[..=at]), None);
            }
            assert!(!same(&text, &[text.as_slice(), b"\0"].concat()));
        }
    }
}
