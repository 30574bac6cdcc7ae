//! `part-whole = { columns = ["people"], code = "code", parent = "parent" }`: what the parts of a
//! whole count adds up to what the whole counts.
//!
//! Parts and wholes are rows of one table. A part names its whole by a column, or by its own code:
//! the code up to the last separator, or the longest beginning of it that is a code too. What is read
//! of each row is kept as bytes until all rows are known; then sums go from each part to its whole.

use super::binder::Binder;
use super::frame::BlockFrame;
use super::groups::exact::ExactSum;
use super::keys;
use super::{
    BlockRow, Check, Description, Kept, Kind, Late, Note, Observed, Placement, Reads, Request,
    RowFrame, RowId, Slots, Verdicts, Whole, Wording,
};
use crate::rules::Param;
use crate::tables::encode::{encode, encode_value};
use crate::tables::{Bitmap, Vector};
use crate::types::{Decimal, Type, Value, format};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

pub struct PartWhole;

impl Kind for PartWhole {
    fn name(&self) -> &'static str {
        "part-whole"
    }

    fn placement(&self) -> Placement {
        Placement::Rule
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        let params = request.params;
        let Some(columns) = params.get("columns") else {
            binder.missing_key(params, "columns");
            return None;
        };
        let columns = binder.named_columns(request.table, columns)?;
        let code = binder.column_at(request, "code")?;
        let by = match params.get("by") {
            Some(by) => binder.columns_or_expressions(request.table, by)?,
            None => Vec::new(),
        };
        let tolerance = match params.get("tolerance") {
            Some(tolerance) => binder.decimal(tolerance)?.abs(),
            None => Decimal::ZERO,
        };
        let tree = binder.tree(request, code)?;
        for column in &columns {
            binder.counts(request, *column)?;
        }
        let names = columns.iter().map(|column| binder.column_name(request.table, *column));
        let names = names.collect();
        let code_name = binder.column_name(request.table, code);
        Some(Box::new(Sums { columns, names, code, code_name, by, tree, tolerance }))
    }
}

/// How a part names its whole.
enum Tree {
    Parent(usize),
    /// The code up to the last of these.
    Separator(String),
    /// The longest beginning that is a code.
    Prefix,
}

/// Wholes whose parts add up, each group by itself.
struct Sums {
    columns: Vec<usize>,
    names: Vec<String>,
    code: usize,
    code_name: String,
    by: Vec<usize>,
    tree: Tree,
    tolerance: Decimal,
}

/// The rows of a block.
#[derive(Default)]
struct Part {
    rows: Vec<BlockRow>,
    /// Of each row the bytes of its group with its code, then of its group with what it says of its
    /// whole, and where they end.
    bytes: Vec<u8>,
    ends: Vec<[usize; 3]>,
    /// Of each row a value for each column.
    values: Vec<Option<Decimal>>,
}

impl Check for Sums {
    fn reads(&self) -> Reads {
        let parent = match self.tree {
            Tree::Parent(column) => Some(column),
            _ => None,
        };
        let columns = self.columns.iter().chain(&self.by).copied();
        Reads::of_columns(columns.chain([self.code]).chain(parent))
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let code = block.vector(self.code);
        // A part needs no name of its own, where it names its whole.
        let taking = match self.tree {
            Tree::Parent(_) => rows.clone(),
            Tree::Separator(_) | Tree::Prefix => rows.and(&keys::present(&[code])),
        };
        let by: Vec<&Vector<'_>> = self.by.iter().map(|column| block.vector(*column)).collect();
        let values: Vec<&Vector<'_>> =
            self.columns.iter().map(|column| block.vector(*column)).collect();
        let mut part = Part::default();
        for row in taking.iter() {
            part.rows.push(block.row(row));
            by.iter().for_each(|by| encode(by, row, &mut part.bytes));
            let group = part.bytes.len();
            encode(code, row, &mut part.bytes);
            let own = part.bytes.len();
            self.say_whole(block, row, &mut part.bytes);
            part.ends.push([group, own, part.bytes.len()]);
            part.values.extend(values.iter().map(|vector| match vector.value(row) {
                Some(Value::Number(number)) => Some(number),
                _ => None,
            }));
        }
        Observed {
            undecided: Some(rows.and_not(&taking)),
            deferred: Some(taking),
            kept: Some(Box::new(part)),
            ..Observed::default()
        }
    }

    fn looks_at_whole(&self) -> bool {
        true
    }

    fn finish(&self, kept: Vec<Kept>, whole: &dyn Whole) -> Verdicts {
        let rows = Rows::of(kept);
        let index = Index::of(&rows);
        let wholes = self.add_up(&rows, &index);
        self.judge(&rows, (&index, &wholes), whole)
    }

    fn wording(&self) -> Wording {
        let names: Vec<String> = self.names.iter().map(|name| format!("`{name}`")).collect();
        Wording::has(format!("parts that do not add up to its {}", super::joined(&names)))
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let Some(note) = row.notes.first() else { return Description::default() };
        let at = note.part as usize;
        let (column, name) = (self.columns[at], &self.names[at]);
        let parts = match note.numbers[0] {
            1 => "its one part is".to_owned(),
            count => format!("its {} parts add up to", format::count(count)),
        };
        let shown = |slot: usize| match row.slots.get(slot) {
            Some(Some(value)) if !row.masked => super::message::brief(value),
            _ => "•".to_owned(),
        };
        let apart = match row.slots.get(1) {
            Some(Some(Value::Number(apart))) => {
                let more = if apart.is_negative() { "less" } else { "more" };
                let apart = Value::Number(apart.abs());
                let apart = if row.masked { "•".into() } else { super::message::brief(&apart) };
                format!(", {apart} {more}")
            }
            _ => String::new(),
        };
        let code = row.cell_is(self.code);
        let of_row = row.cell_is(column);
        let named: Vec<usize> = [self.code].iter().chain(&self.by).copied().collect();
        let of = row.named_values(&named);
        let message = format!("{of_row} for {of}; {parts} {}{apart}", shown(0));
        let mut values = vec![(self.code_name.clone(), (row.texts)(self.code).unwrap_or_default())];
        for (text, slot) in [("sum of the parts", 0), ("parts less whole", 1)] {
            if let Some(Some(value)) = row.slots.get(slot) {
                values.push((text.to_owned(), format::exact(value)));
            }
        }
        let label = format!("`{name}` of the first part is {}", row.other_shown(column));
        Description {
            message,
            cells: vec![(column, of_row), (self.code, code)],
            other_cells: vec![(column, label)],
            values,
            ..Description::default()
        }
    }
}

/// What the parts of a whole add up to.
#[derive(Clone, Default)]
struct Added {
    /// By column.
    sums: Vec<ExactSum>,
    /// Parts, and those of them without a value, by column.
    parts: u64,
    missing: Vec<u64>,
    /// The first part.
    first: Option<usize>,
}

impl Sums {
    /// Puts what a row says of its whole behind its group and code.
    fn say_whole(&self, block: &BlockFrame<'_>, row: usize, bytes: &mut Vec<u8>) {
        match &self.tree {
            Tree::Parent(column) => {
                let parent = block.vector(*column);
                if !parent.is_null(row) {
                    encode(parent, row, bytes);
                }
            }
            Tree::Separator(separator) => {
                if let Some(Value::Text(code)) = block.vector(self.code).value(row)
                    && let Some((whole, _)) = code.rsplit_once(separator.as_str())
                {
                    encode_value(&Value::Text(whole.to_owned()), bytes);
                }
            }
            // Which beginning is a code is seen when all codes are known.
            Tree::Prefix => {
                if let Some(Value::Text(code)) = block.vector(self.code).value(row) {
                    bytes.extend(code.as_bytes());
                }
            }
        }
    }

    /// For each first row of a code what its parts add up to.
    fn add_up(&self, rows: &Rows, index: &Index) -> Vec<Added> {
        let n_columns = self.columns.len();
        let mut wholes: Vec<Added> = vec![Added::default(); index.firsts.len()];
        let mut key = Vec::new();
        for at in 0..rows.count {
            let Some(whole) = self.whole_of(rows, at, index, &mut key) else { continue };
            if whole == index.code_of[at] {
                continue;
            }
            let added = &mut wholes[whole as usize];
            added.sums.resize_with(n_columns, ExactSum::default);
            added.missing.resize(n_columns, 0);
            added.parts += 1;
            added.first.get_or_insert(at);
            for (column, value) in rows.values(at, n_columns).iter().enumerate() {
                match value {
                    Some(value) => added.sums[column].add(*value),
                    None => added.missing[column] += 1,
                }
            }
        }
        wholes
    }

    /// The code that a row is a part of.
    fn whole_of(&self, rows: &Rows, at: usize, index: &Index, key: &mut Vec<u8>) -> Option<u32> {
        let [group, _, said] = rows.bytes(at);
        if said.is_empty() {
            return None;
        }
        if !matches!(self.tree, Tree::Prefix) {
            key.clear();
            key.extend_from_slice(group);
            key.extend_from_slice(said);
            return index.find(rows, key);
        }
        let code = std::str::from_utf8(said).ok()?;
        let shorter = index.lengths.partition_point(|length| *length < code.len());
        let ends = index.lengths[..shorter].iter().rev().copied();
        ends.filter(|end| code.is_char_boundary(*end)).find_map(|end| {
            key.clear();
            key.extend_from_slice(group);
            encode_value(&Value::Text(code[..end].to_owned()), key);
            index.find(rows, key)
        })
    }

    fn judge(
        &self,
        rows: &Rows,
        (index, wholes): (&Index, &[Added]),
        whole: &dyn Whole,
    ) -> Verdicts {
        let n_columns = self.columns.len();
        let mut verdicts = Verdicts::default();
        for at in 0..rows.count {
            let added = &wholes[index.code_of[at] as usize];
            let Some(first) = added.first else {
                verdicts.counts.not_applicable += 1;
                continue;
            };
            let values = rows.values(at, n_columns);
            let wrong: Vec<(usize, Slots)> = (0..n_columns)
                .filter_map(|it| Some((it, self.wrong(added, values, it)?)))
                .collect();
            let is_open = |it: usize| values[it].is_none() || added.missing[it] > 0;
            match wrong.is_empty() {
                true if (0..n_columns).any(is_open) => verdicts.counts.undecided += 1,
                true => verdicts.counts.passed += 1,
                false => verdicts.counts.failed += 1,
            }
            if let Some((column, slots)) = wrong.into_iter().next() {
                let first = rows.row(first, whole);
                let numbers = [added.parts, 0];
                let notes = vec![Note { part: column as u32, row: first, numbers }];
                let row = rows.row(at, whole);
                verdicts.violations.push(Late { row, other: Some(first), notes });
                verdicts.slots.push(slots);
            }
        }
        verdicts
    }

    /// The sum of the parts and how far it is from the whole, where that is too far.
    fn wrong(&self, added: &Added, values: &[Option<Decimal>], column: usize) -> Option<Slots> {
        let own = values[column].filter(|_| added.missing[column] == 0)?;
        let Ok(sum) = added.sums[column].total() else { return Some(Box::new([None, None])) };
        let apart = sum.sub(own).ok();
        match apart {
            Some(apart) if apart.abs() <= self.tolerance => None,
            _ => Some(Box::new([Some(Value::Number(sum)), apart.map(Value::Number)])),
        }
    }
}

/// The rows of all blocks, by number.
struct Rows {
    parts: Vec<(usize, Box<Part>)>,
    /// The number of the first row of each part.
    starts: Vec<usize>,
    count: usize,
}

impl Rows {
    fn of(kept: Vec<Kept>) -> Rows {
        let parts: Vec<(usize, Box<Part>)> = kept
            .into_iter()
            .filter_map(|kept| Some((kept.block, kept.part.downcast::<Part>().ok()?)))
            .collect();
        let mut count = 0;
        let starts = parts.iter().map(|(_, part)| {
            count += part.rows.len();
            count - part.rows.len()
        });
        let starts = starts.collect();
        Rows { parts, starts, count }
    }

    /// The block of a row, and its number among those that are kept of it.
    fn find(&self, at: usize) -> (usize, usize, &Part) {
        let part = self.starts.partition_point(|start| *start <= at) - 1;
        let (block, kept) = &self.parts[part];
        (*block, at - self.starts[part], kept)
    }

    /// Group, group with code, what it says of its whole.
    fn bytes(&self, at: usize) -> [&[u8]; 3] {
        let (_, row, part) = self.find(at);
        let start = row.checked_sub(1).map_or(0, |before| part.ends[before][2]);
        let [group, own, said] = part.ends[row];
        [&part.bytes[start..group], &part.bytes[start..own], &part.bytes[own..said]]
    }

    fn values(&self, at: usize, n_columns: usize) -> &[Option<Decimal>] {
        let (_, row, part) = self.find(at);
        &part.values[row * n_columns..(row + 1) * n_columns]
    }

    fn row(&self, at: usize, whole: &dyn Whole) -> RowId {
        let (block, row, part) = self.find(at);
        whole.row(block, part.rows[row])
    }
}

const HASHER: FixedState = FixedState::with_seed(0x71ce_0f1d);

/// The codes of all groups, numbered in the order in which they are first there.
#[derive(Default)]
struct Index {
    table: HashTable<(u64, u32)>,
    /// The first row of each code.
    firsts: Vec<usize>,
    /// The code of each row.
    code_of: Vec<u32>,
    /// How long what rows say of their wholes is, in order: of codes themselves, where these say it.
    lengths: Vec<usize>,
}

impl Index {
    fn of(rows: &Rows) -> Index {
        let mut index = Index::default();
        for at in 0..rows.count {
            let key = rows.bytes(at)[1];
            let code = index.find(rows, key).unwrap_or_else(|| {
                let (hash, code) = (HASHER.hash_one(key), index.firsts.len() as u32);
                index.table.insert_unique(hash, (hash, code), |entry| entry.0);
                index.firsts.push(at);
                index.lengths.push(rows.bytes(at)[2].len());
                code
            });
            index.code_of.push(code);
        }
        index.lengths.sort_unstable();
        index.lengths.dedup();
        index
    }

    /// The code with these bytes.
    fn find(&self, rows: &Rows, key: &[u8]) -> Option<u32> {
        let hash = HASHER.hash_one(key);
        let same = |(known, code): &(u64, u32)| {
            *known == hash && rows.bytes(self.firsts[*code as usize])[1] == key
        };
        self.table.find(hash, same).map(|(_, code)| *code)
    }
}

impl Binder<'_> {
    /// How a part names its whole.
    fn tree(&mut self, request: &Request<'_>, code: usize) -> Option<Tree> {
        let params = request.params;
        // Of a table without a file that is all there is to say.
        if !self.catalog.table(request.table).known {
            return None;
        }
        let (name, ty) = {
            let schema = self.column(request.table, code);
            (schema.name.clone(), schema.value_type())
        };
        if let Some(parent) = params.get("parent") {
            if let Some(separator) = params.get("separator") {
                let message = "a part names its whole by `parent` or by its own code, not by both";
                self.mistake("not-applicable", message, separator.place(), "goes without `parent`");
                return None;
            }
            let parent = self.named_columns(request.table, parent)?.first().copied()?;
            let schema = self.column(request.table, parent);
            let (parent_name, parent_ty) = (schema.name.clone(), schema.value_type());
            if !schema.is_like(self.column(request.table, code)) {
                let message = format!(
                    "`{parent_name}` is of type {parent_ty} and `{name}` of type {ty}: none is ever the other"
                );
                let help = "declare both with the same `type`".to_owned();
                self.mistake("type-mismatch", message, params.place(), "here").help = Some(help);
                return None;
            }
            return Some(Tree::Parent(parent));
        }
        if !matches!(ty, Type::Text | Type::Null) {
            let message = format!("parts of a code are parts of a text; `{name}` is {ty}");
            let help = format!("declare it: `{name} = {{ type = \"string\" }}`");
            self.mistake("not-applicable", message, params.place(), "here").help = Some(help);
            return None;
        }
        match params.get("separator") {
            Some(Param::Text(separator)) if !separator.text.is_empty() => {
                Some(Tree::Separator(separator.text.clone()))
            }
            Some(other) => {
                let message = "`separator` takes a text of at least one character";
                self.mistake("invalid-value", message, other.place(), "separates nothing");
                None
            }
            None => Some(Tree::Prefix),
        }
    }

    /// Refuses a column whose values do not add up.
    fn counts(&mut self, request: &Request<'_>, column: usize) -> Option<()> {
        let schema = self.column(request.table, column);
        let (name, ty) = (schema.name.clone(), schema.value_type());
        if ty.is_exact() || ty == Type::Null {
            return Some(());
        }
        let message = format!("`part-whole` adds numbers up; `{name}` is {ty}");
        let help = format!("declare it: `{name} = {{ type = \"number\" }}`");
        self.mistake("not-applicable", message, request.params.place(), "of this column").help =
            Some(help);
        None
    }
}
