//! Rows that took no part, where others may fail for that: told beside those that do.

use super::Cook;
use super::findings::rows;
use crate::checks::BoundCheck;
use crate::engine::table::CheckResult;
use crate::tables::TableId;
use crate::types::format;

const UNREAD: &str = "a cell that does not read";
const RAGGED: &str = "too few or too many cells";

impl Cook<'_> {
    /// What a check could not take in: of its own table, of those that it looks into, of those that
    /// its subqueries read.
    pub(super) fn left_out(&self, result: &CheckResult<'_>) -> Vec<String> {
        let check = result.check;
        let mut notes: Vec<String> = Vec::new();
        if check.check.misses_rows() {
            let left_out = result.left_out;
            notes.extend(sentence(left_out.unread, None, UNREAD));
            notes.extend(sentence(left_out.ragged, None, RAGGED));
        }
        notes.extend(self.left_out_of_lookups(check));
        for note in self.left_out_by_subqueries(check) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes
    }

    /// A row without its cells has no key by which it is found.
    fn left_out_of_lookups(&self, check: &BoundCheck) -> Vec<String> {
        let all = check.reads.with_tables(self.table);
        let paths =
            all.iter().flat_map(|(_, reads)| reads.follows.iter().flat_map(|(path, _)| path));
        let named = all.iter().flat_map(|(_, reads)| &reads.references);
        let to = |id| self.plan.catalog.reference(id).to;
        let mut tables: Vec<TableId> = named.chain(paths).map(|id| to(*id)).collect();
        tables.sort_unstable();
        tables.dedup();
        let note = |table: TableId| {
            let lookup = self.around.lookups.tables[table.0].as_ref()?;
            let name = &self.plan.catalog.table(table).name;
            sentence(lookup.ragged, Some(name), RAGGED)
        };
        tables.into_iter().filter_map(note).collect()
    }

    fn left_out_by_subqueries(&self, check: &BoundCheck) -> Vec<String> {
        let reads = check.reads.with_tables(self.table);
        let asked = reads.into_iter().flat_map(|(_, reads)| &reads.asked);
        let answered = asked.filter_map(|it| Some((&it.query, it.query.answers()?)));
        let notes = answered.flat_map(|(query, answers)| {
            let name = &self.plan.catalog.table(query.table).name;
            let note = |(count, with): (u64, &str)| {
                let word = rows(count);
                let count = format::count(count);
                format!("a subquery leaves out {count} {word} of `{name}` with {with}")
            };
            let causes = [(answers.left_out, UNREAD), (answers.ragged, RAGGED)];
            causes.into_iter().filter(|(count, _)| *count > 0).map(note).collect::<Vec<_>>()
        });
        notes.collect()
    }
}

/// "2 rows of `orders` are left out, which have a cell that does not read".
fn sentence(count: u64, of: Option<&str>, with: &str) -> Option<String> {
    let (are, have) = if count == 1 { ("is", "has") } else { ("are", "have") };
    let of = of.map_or_else(String::new, |name| format!(" of `{name}`"));
    let (word, shown) = (rows(count), format::count(count));
    (count > 0).then(|| format!("{shown} {word}{of} {are} left out, which {have} {with}"))
}
