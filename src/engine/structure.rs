//! Faults of the files themselves, counted while their records are found.

use super::blocks::BlockSpan;
use super::cook::Cook;
use super::excuse::Report;
use super::table::TableResult;
use crate::checks::structure::{STRUCTURE, StructureKind};
use crate::findings::{CheckSummary, Counts, Judged};
use crate::plan::PlannedFile;
use crate::sources::{Fault, Records};
use crate::tables::TableId;
use std::collections::BTreeSet;

/// The faults of one kind.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub count: u64,
    /// As many as are kept, in order.
    pub kept: Vec<PlacedFault>,
    files: BTreeSet<usize>,
}

impl Tally {
    /// How many of what is judged have one.
    pub fn failed(&self, of: Judged) -> u64 {
        match of {
            Judged::Files => self.files.len() as u64,
            _ => self.count,
        }
    }
}

/// A fault with the block in which it is; none for one of the header.
#[derive(Debug, Clone)]
pub struct PlacedFault {
    pub file: usize,
    pub block: Option<usize>,
    pub fault: Fault,
}

/// Faults by kind, in the order of [`STRUCTURE`].
#[derive(Debug, Clone)]
pub struct FaultTally {
    pub kinds: Vec<Tally>,
}

impl PlacedFault {
    /// Whether the other is in the same block of the same file.
    pub fn shares_block(&self, other: &PlacedFault) -> bool {
        (self.file, self.block) == (other.file, other.block)
    }
}

impl FaultTally {
    pub fn none() -> FaultTally {
        FaultTally { kinds: vec![Tally::default(); STRUCTURE.len()] }
    }

    /// The faults of headers and of what stands above them.
    pub fn of_headers(files: &[PlannedFile]) -> FaultTally {
        let mut tally = FaultTally::none();
        for (file, planned) in files.iter().enumerate().filter(|(_, planned)| !planned.context) {
            for fault in &planned.source.faults {
                tally.add(PlacedFault { file, block: None, fault: fault.clone() }, usize::MAX);
            }
        }
        tally
    }

    /// The faults of a block: of each kind at most one a row, as the rest follows from it.
    pub fn of_block(block: BlockSpan, records: &Records, limit: usize) -> FaultTally {
        let mut tally = FaultTally::none();
        let mut last = vec![None; STRUCTURE.len()];
        for fault in records.faults() {
            let Some(kind) = kind_of(fault) else { continue };
            if fault.row.is_some() && last[kind] == Some(fault.row) {
                continue;
            }
            last[kind] = Some(fault.row);
            let placed = PlacedFault { file: block.file, block: Some(0), fault: fault.clone() };
            tally.add(placed, limit);
        }
        tally
    }

    /// How many faults there are.
    pub fn count(&self) -> u64 {
        self.kinds.iter().map(|tally| tally.count).sum()
    }

    fn add(&mut self, placed: PlacedFault, limit: usize) {
        let Some(kind) = kind_of(&placed.fault) else { return };
        let tally = &mut self.kinds[kind];
        tally.count += 1;
        tally.files.insert(placed.file);
        if tally.kept.len() < limit {
            tally.kept.push(placed);
        }
    }

    /// Takes in the faults of a later block, whose number is now known.
    pub fn merge(&mut self, later: FaultTally, block: usize, limit: usize) {
        for (tally, later) in self.kinds.iter_mut().zip(later.kinds) {
            tally.count += later.count;
            tally.files.extend(later.files);
            let room = limit.saturating_sub(tally.kept.len());
            let placed = later.kept.into_iter().take(room);
            tally.kept.extend(placed.map(|fault| PlacedFault { block: Some(block), ..fault }));
        }
    }
}

fn kind_of(fault: &Fault) -> Option<usize> {
    STRUCTURE.iter().position(|kind| kind.id == fault.kind.id())
}

/// Adds summaries and findings of the structure of a table's files.
pub fn report(table: TableId, result: &TableResult<'_>, cook: &Cook<'_>, report: &mut Report<'_>) {
    let plan = report.plan;
    let judged = plan.tables[table.0].files.iter().enumerate().filter(|(_, file)| !file.context);
    let (files, rows) =
        judged.fold((0, 0), |(files, rows), (at, _)| (files + 1, rows + result.rows_of_file(at)));
    if files == 0 || !plan.tables[table.0].is_of_files() {
        return;
    }
    for (kind, tally) in STRUCTURE.iter().zip(&result.faults.kinds) {
        let Some(severity) = plan.severity_of(kind.id, kind.severity) else { continue };
        let judged = if kind.of == Judged::Rows { rows } else { files };
        let failed = tally.failed(kind.of);
        let counts = Counts { passed: judged.saturating_sub(failed), failed, ..Counts::default() };
        let summary = CheckSummary {
            id: kind.id.to_owned(),
            table: Some(plan.catalog.table(table).name.clone()),
            document: None,
            severity,
            of: kind.of,
            counts,
            reason: None,
        };
        let finding = (tally.count > 0).then(|| cook.structure(kind, severity, (tally, judged)));
        report.of_files(summary, finding);
    }
}

/// The kinds that speak of rows, for the column of rows in lists.
pub fn of_rows() -> impl Iterator<Item = &'static StructureKind> {
    STRUCTURE.iter().filter(|kind| kind.of == Judged::Rows)
}
