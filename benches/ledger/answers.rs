//! The answer key: what was planted, and whether a checker found all of it and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The checks of `ledger.toml` and the kinds of the key that they find.
const KINDS: [(&str, &str); 21] = [
    ("ledger.quantity.type", "type_quantity"),
    ("ledger.start_date.type", "type_start_date"),
    ("ledger.lat.type", "type_lat"),
    ("ledger.recipient.required", "not_null_recipient"),
    ("ledger.transfer_id.unique", "unique_transfer_id"),
    ("ledger.programme_id.pattern", "regex_programme_id"),
    ("ledger.programme_id.references", "fk_programme_id"),
    ("ledger.category.enum", "enum_category"),
    ("ledger.status.enum", "enum_status"),
    ("ledger.lat.minimum", "range_lat"),
    ("ledger.lat.maximum", "range_lat"),
    ("ledger.lon.minimum", "range_lon"),
    ("ledger.lon.maximum", "range_lon"),
    ("not-to-oneself", "supplier_ne_recipient"),
    ("date-order", "date_order"),
    ("munitions-per-occasion", "ratio_munitions"),
    ("after-launch", "start_ge_launched"),
    ("yearly-cap", GROUPS),
    ("ledger.source_url.pattern", "url_pattern"),
    ("ledger.unit_weight_kg.exclusive-minimum", "weight_positive"),
    ("no-gap", "id_gap"),
];

/// The one kind whose violations are groups of rows: they are counted.
const GROUPS: &str = "sum_quantity_cap";

/// Violations by kind and row, and the number of groups.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answers {
    rows: BTreeSet<(String, String)>,
    groups: usize,
}

impl Answers {
    fn add(&mut self, kind: &str, row: &str) {
        match kind == GROUPS {
            true => self.groups += 1,
            false => drop(self.rows.insert((kind.to_owned(), row.to_owned()))),
        }
    }

    /// A key, or a list in the same form: `rule,row,…`.
    pub fn listed(path: &Path) -> Result<Answers, Box<dyn Error>> {
        let mut answers = Answers::default();
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path)?;
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record)? {
            let text = |at: usize| record.get(at).map(String::from_utf8_lossy).unwrap_or_default();
            answers.add(&text(0), &text(1));
        }
        Ok(answers)
    }

    /// A report in NDJSON. A violation of a check that is not in the list counts as invented.
    pub fn reported(path: &Path) -> Result<Answers, Box<dyn Error>> {
        let mut answers = Answers::default();
        for line in BufReader::new(File::open(path)?).lines() {
            let line: serde_json::Value = serde_json::from_str(&line?)?;
            if line["type"] == "violation" {
                let id = line["id"].as_str().unwrap_or_default();
                let kind = KINDS.iter().find(|(check, _)| *check == id);
                answers.add(kind.map_or(id, |(_, kind)| kind), &line["row"].to_string());
            }
        }
        Ok(answers)
    }

    /// The key without the kinds of rules that are left out.
    pub fn without(mut self, rules: &[String]) -> Answers {
        let left_out = |kind: &str| {
            KINDS.iter().any(|(check, of)| *of == kind && rules.iter().any(|rule| rule == check))
        };
        self.rows.retain(|(kind, _)| !left_out(kind));
        if left_out(GROUPS) {
            self.groups = 0;
        }
        self
    }

    /// "8,123 planted, all found, none invented".
    pub fn compare(&self, found: &Answers) -> String {
        let planted = self.rows.len() + self.groups;
        if self == found {
            return format!("{planted} planted, all found, none invented");
        }
        let groups = (found.groups, self.groups);
        let (missed, invented) = (count(self, found), count(found, self));
        format!(
            "{planted} planted, **missed {missed:?}, invented {invented:?}, groups {groups:?}**"
        )
    }
}

/// What one has and the other has not, by kind.
fn count<'a>(one: &'a Answers, other: &'a Answers) -> BTreeMap<&'a str, usize> {
    let mut kinds = BTreeMap::new();
    one.rows.difference(&other.rows).for_each(|(kind, _)| *kinds.entry(&**kind).or_default() += 1);
    kinds
}
