//! Nearest names, for "a column with a similar name exists".

/// The names nearest to `wanted`, at most three, the nearest first; only those within a third of
/// its length count as near.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let limit = limit(wanted.chars().count());
    let folded = wanted.to_lowercase();
    let mut near: Vec<(usize, &str)> = names
        .into_iter()
        .map(|name| (distance(&folded, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    near.sort();
    near.dedup();
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

/// The one value that is clearly the nearest to `wanted`: within a third of its length, and nearer
/// than any other.
pub fn clearly_nearest<'a>(
    wanted: &str,
    values: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = wanted.chars().count();
    let limit = limit(length);
    let folded = wanted.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    let mut is_clear = false;
    for value in values {
        if value.chars().count().abs_diff(length) > limit {
            continue;
        }
        let apart = distance(&folded, &value.to_lowercase());
        match best {
            _ if apart > limit => {}
            Some((least, nearest)) if apart == least => is_clear &= nearest == value,
            Some((least, _)) if apart > least => {}
            _ => (best, is_clear) = (Some((apart, value)), true),
        }
    }
    best.filter(|_| is_clear).map(|(_, nearest)| nearest)
}

/// How many edits a name of this length may be away. Of names without a letter in common neither is
/// the other one misspelt.
fn limit(length: usize) -> usize {
    (length / 3).max(1).min(length.saturating_sub(1))
}

/// "a column with a similar name exists: `id`"; `None` where there is none.
pub fn exists(what: &str, near: &[&str]) -> Option<String> {
    let names = one_of(near.iter().copied());
    (!near.is_empty()).then(|| format!("a {what} with a similar name exists: {names}"))
}

/// Edit distance in which `-`, `_` and blanks are one character: those are what people mix up.
fn distance(left: &str, right: &str) -> usize {
    let plain = |text: &str| text.replace(['_', ' '], "-");
    strsim::damerau_levenshtein(&plain(left), &plain(right))
}

/// "`a`", "`a` or `b`", "`a`, `b` or `c`".
pub fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_come_nearest_first() {
        assert_eq!(nearest("custmer_id", ["customer_id", "amount", "customer"]), ["customer_id"]);
        assert_eq!(nearest("exclusive_minimum", ["exclusive-minimum"]), ["exclusive-minimum"]);
        assert!(nearest("x", ["yy"]).is_empty());
    }

    #[test]
    fn what_is_near_is_named() {
        assert_eq!(
            exists("key", &["a", "b"]),
            Some("a key with a similar name exists: `a` or `b`".into())
        );
        assert_eq!(exists("key", &[]), None);
    }

    #[test]
    fn one_value_is_clearly_the_nearest_or_none() {
        assert_eq!(clearly_nearest("finsh", ["Finch", "Wren", "Finch"]), Some("Finch"));
        assert_eq!(clearly_nearest("C9", ["C1", "C2"]), None);
        assert_eq!(clearly_nearest("Rajn", ["Rajin", "Rain", "Raja"]), None);
        assert_eq!(clearly_nearest("RAJIN", ["Rain", "Rajin", "Raisin"]), Some("Rajin"));
        assert_eq!(clearly_nearest("", ["a"]), None);
        assert_eq!(clearly_nearest("Pyongyang", ["Seoul"]), None);
    }
}
