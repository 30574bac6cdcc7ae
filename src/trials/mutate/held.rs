//! The files of a run held in memory, to be read again with one cell changed.

use super::change::{Cell, Change, Random};
use super::{Job, TRIES};
use crate::plan::Plan;
use crate::plan::catalog::{Before, Opened};
use crate::plan::claim::Claim;
use crate::rules::{Reading, RuleSet};
use crate::sources::cells::unquoted;
use crate::sources::open::from_bytes;
use crate::sources::{Records, Source, each_stretch};
use crate::tables::TableId;
use crate::types::CellFormat;
use std::ops::Range;

/// All files, by table.
pub struct Held {
    tables: Vec<(Claim, Vec<File>)>,
    bytes: u64,
}

struct File {
    display: String,
    bytes: Vec<u8>,
    /// What the rule file says of its form.
    reading: Reading,
    context: bool,
}

/// A cell with other text: table, file, place, text.
pub type Changed<'c> = (usize, usize, Range<usize>, &'c str);

impl Held {
    pub fn new(rules: &RuleSet, opened: &[Opened]) -> Held {
        let mut bytes = 0;
        let plain = Reading::default();
        let tables = opened.iter().map(|opened| {
            let reading = opened.claim.table.map_or(&plain, |table| &rules.tables[table].reading);
            let files = opened.sources.iter().map(|(source, context)| {
                bytes += source.whole().len() as u64;
                File {
                    display: source.display.clone(),
                    bytes: source.whole().to_vec(),
                    // The text is decoded.
                    reading: Reading { encoding: None, ..reading.clone() },
                    context: *context,
                }
            });
            (opened.claim.clone(), files.collect())
        });
        let tables = tables.collect();
        Held { tables, bytes }
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Opens all files again, one of them changed; `None` where one is no table any more.
    pub fn open(&self, changed: Option<Changed<'_>>) -> Option<Vec<Opened>> {
        let open = |(table, (claim, files)): (usize, &(Claim, Vec<File>))| {
            let sources = files.iter().enumerate().map(|(at, file)| {
                let bytes = match &changed {
                    Some((of, in_file, field, text)) if (*of, *in_file) == (table, at) => {
                        let (before, after) =
                            (&file.bytes[..field.start], &file.bytes[field.end..]);
                        [before, text.as_bytes(), after].concat()
                    }
                    _ => file.bytes.clone(),
                };
                Some((from_bytes(&file.display, bytes, &file.reading).ok()?, file.context))
            });
            Some(Opened {
                claim: claim.clone(),
                sources: sources.collect::<Option<_>>()?,
                before: Before::Unasked,
            })
        };
        self.tables.iter().enumerate().map(open).collect()
    }

    /// The records of a table that are judged.
    pub fn cells<'p>(&self, plan: &'p Plan, table: TableId) -> Cells<'p> {
        let mut cells = Cells { files: Vec::new(), n_rows: 0 };
        for (at, file) in plan.tables[table.0].files.iter().enumerate() {
            if file.context {
                continue;
            }
            let (source, columns) = (&file.source, &file.columns);
            each_stretch(source, |records| {
                let records = std::mem::take(records);
                cells.n_rows += records.n_rows();
                cells.files.push(Stretch { file: at, source, columns, records });
            });
        }
        cells
    }
}

/// The records of a table.
pub struct Cells<'p> {
    files: Vec<Stretch<'p>>,
    n_rows: usize,
}

struct Stretch<'p> {
    file: usize,
    source: &'p Source,
    /// For each column of the schema the one of the file.
    columns: &'p [Option<usize>],
    records: Records,
}

impl Cells<'_> {
    pub fn rows(&self) -> usize {
        self.n_rows
    }

    /// Cells of a column with other texts, as many as asked for where there are so many.
    pub fn jobs(
        &self,
        (column, format): (usize, &CellFormat),
        change: &'static Change,
        random: &mut Random,
        wanted: u64,
    ) -> Vec<Job> {
        let mut jobs: Vec<Job> = Vec::new();
        if !(change.fits)(format.data_type) {
            return jobs;
        }
        for _ in 0..TRIES.max(4 * wanted as usize) {
            if jobs.len() as u64 == wanted {
                break;
            }
            let (row, other) = (random.below(self.n_rows), random.below(self.n_rows));
            let Some((file, field, text)) = self.cell(row, column) else { continue };
            let is_new = !jobs.iter().any(|job| job.file == file && job.field == field);
            if !is_new || format.is_missing(text.as_bytes()) {
                continue;
            }
            let other = self.cell(other, column).map(|(.., text)| text).unwrap_or_default();
            let cell = Cell { text: &text, other: &other, format };
            let Some(changed) = (change.make)(&cell, random).filter(|made| *made != text) else {
                continue;
            };
            let text = self.quoted(file, &changed);
            jobs.push(Job { column, change, file, field, text });
        }
        jobs
    }

    /// The file, the place and the text of a cell.
    fn cell(&self, row: usize, column: usize) -> Option<(usize, Range<usize>, String)> {
        let mut row = row;
        for stretch in &self.files {
            if row >= stretch.records.n_rows() {
                row -= stretch.records.n_rows();
                continue;
            }
            let at = stretch.columns.get(column).copied().flatten()?;
            if stretch.records.is_ragged(row) {
                return None;
            }
            let field = stretch.records.field(row, at);
            let raw = stretch.source.bytes().get(field.clone())?;
            let text = unquoted(raw, &stretch.source.dialect).into_owned();
            return Some((stretch.file, field, String::from_utf8(text).ok()?));
        }
        None
    }

    /// A text as a cell of a file: in quotes where it needs them.
    fn quoted(&self, file: usize, text: &str) -> String {
        let stretch = self.files.iter().find(|stretch| stretch.file == file);
        let Some(dialect) = stretch.map(|stretch| stretch.source.dialect) else {
            return text.to_owned();
        };
        let Some(quote) = dialect.quote.map(char::from) else { return text.to_owned() };
        let special =
            |c: char| c == quote || c == char::from(dialect.delimiter) || matches!(c, '\n' | '\r');
        match text.contains(special) {
            true => format!("{quote}{}{quote}", text.replace(quote, &format!("{quote}{quote}"))),
            false => text.to_owned(),
        }
    }
}
