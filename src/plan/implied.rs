//! Tables that rules name and no rule file declares: they are what their files are, as
//! `[tables.NAME]` without a word more would be.

use super::catalog::phrases;
use crate::rules::RuleSet;
use std::collections::HashSet;

/// The names that may be those of such tables: what stands where rules name one. Some are names of
/// other things, which does no harm where no file is called so.
pub fn names(rules: &RuleSet) -> HashSet<String> {
    let mut names: HashSet<String> = HashSet::new();
    names.extend(rules.rules.iter().flat_map(|rule| &rule.tables).map(|name| name.value.clone()));
    let bodies = rules.rules.iter().flat_map(|rule| rule.body.1.texts());
    let declared = rules.tables.iter().flat_map(|table| &table.references);
    let bodies = bodies.chain(declared.flat_map(|reference| reference.body.texts()));
    for text in bodies.map(|phrase| phrase.text.as_str()) {
        names.insert(text.to_owned());
        names.extend(asked(text));
    }
    let columns = rules.tables.iter().flat_map(|table| &table.columns);
    let constraints = columns.flat_map(|column| &column.constraints);
    let targets = constraints.filter(|one| one.kind.value == "references");
    for text in targets.flat_map(|one| one.value.texts()) {
        names.extend(text.text.split_once('.').map(|(table, _)| table.to_owned()));
    }
    names.extend(phrases(rules).flat_map(|phrase| asked(&phrase.text)));
    for table in &rules.tables {
        names.remove(&table.name.value);
    }
    names
}

/// What stands behind each `FROM` of a text.
fn asked(text: &str) -> Vec<String> {
    let folded = text.to_ascii_lowercase();
    let name = |(at, word): (usize, &str)| {
        let rest = &text[at + word.len()..];
        let trimmed = rest.trim_start();
        (trimmed.len() < rest.len()).then(|| match trimmed.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next().unwrap_or(quoted).to_owned(),
            None => trimmed
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or("")
                .to_owned(),
        })
    };
    folded.match_indices("from").filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::asked;

    #[test]
    fn tables_stand_behind_from() {
        let check = |text: &str, expected: &[&str]| assert_eq!(asked(text), expected, "{text}");
        check("x IN (SELECT y FROM t)", &["t"]);
        check(
            "EXISTS (select 1 from\n \"my table\" m) AND (SELECT max(x) FROM u) > 1",
            &["my table", "u"],
        );
        check("a IS DISTINCT FROM b", &["b"]);
        check("fromage > 1", &[]);
    }
}
