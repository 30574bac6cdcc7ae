//! The name of a violation that survives edits elsewhere in the file, and new versions.

use xxhash_rust::xxh3::Xxh3;

/// 128 bits over check id, table, the key's values (no key: all values of the row) and the reported
/// cells' values, as 32 hexadecimal digits. This recipe never changes: baselines hold its results.
pub fn fingerprint(id: &str, table: &str, key: &[&str], cells: &[&str]) -> String {
    let mut hash = Xxh3::new();
    for part in [&[id, table][..], key, cells] {
        hash.update(&(part.len() as u64).to_le_bytes());
        for text in part {
            hash.update(&(text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
    }
    format!("{:032x}", hash.digest128())
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn the_recipe_never_changes() {
        let known = "20e5a4951595242867fba1f97b41db45";
        assert_eq!(fingerprint("orders.amount.minimum", "orders", &["7"], &["-1"]), known);
        assert_ne!(fingerprint("a", "b", &["c", "d"], &[]), fingerprint("a", "b", &["cd"], &[]));
        assert_ne!(fingerprint("a", "b", &["c"], &["d"]), fingerprint("a", "b", &[], &["c", "d"]));
    }
}
