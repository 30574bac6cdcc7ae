//! Findings about files themselves: faults of structure, headers, the number of rows.

use super::Cook;
use super::findings::{rows, share};
use super::lines::{cell_at, header_line, header_range, lines_around, mask_line, window};
use crate::checks::structure::StructureKind;
use crate::diagnostics::Severity;
use crate::engine::excuse;
use crate::engine::structure::{PlacedFault, Tally};
use crate::findings::fingerprint::fingerprint;
use crate::findings::{Cell, ExcerptLine, Finding, Violation};
use crate::plan::PlannedFile;
use crate::plan::header::{HeaderCheck, RowsCheck};
use crate::sources::locate::{Landmark, Location};
use crate::sources::{FaultKind, Records, header, scan_block};
use crate::types::format;
use std::ops::Range;

impl Cook<'_> {
    /// A finding about the structure of files.
    pub fn structure(
        &self,
        kind: &StructureKind,
        severity: Severity,
        (tally, judged): (&Tally, u64),
    ) -> Finding {
        let wording = kind.wording();
        let failed = tally.failed(kind.of);
        let total = judged.max(failed);
        let verb = if failed == 1 { wording.singular } else { wording.plural };
        let base = match kind.id {
            "csv.blank-row" => {
                let name = &self.plan.catalog.table(self.table).name;
                format!("in `{name}` {}", format::count(tally.count))
            }
            _ => self.base(failed, total, kind.of.word()),
        };
        let violations = self.faults(kind, &tally.kept);
        Finding {
            id: kind.id.to_owned(),
            severity,
            table: Some(self.plan.catalog.table(self.table).name.clone()),
            document: None,
            message: format!("{base} {verb} {}{}", wording.object, share(failed, total)),
            count: tally.count,
            why: Some(kind.why.to_owned()),
            source: None,
            help: wording.help,
            rule: None,
            common: Vec::new(),
            facts: Vec::new(),
            violations,
        }
    }

    /// Faults come in order, so that each is looked for from the line of the one before.
    fn faults(&self, kind: &StructureKind, kept: &[PlacedFault]) -> Vec<Violation> {
        let mut last: Option<(&PlacedFault, Landmark)> = None;
        let mut violations = Vec::new();
        for placed in kept.iter().take(excuse::limit_of_files(self.plan, self.options.limit)) {
            let start = placed.fault.span.start;
            let near = match last {
                Some((one, mark)) if one.shares_block(placed) && mark.offset <= start => mark,
                _ => self.landmark(placed),
            };
            let source = &self.plan.tables[self.table.0].files[placed.file].source;
            let line = source.excerpt(near, start..start, (0, 0));
            let mark = Landmark { offset: line.range.start, line: line.line };
            violations.push(self.fault(kind, placed, mark));
            last = Some((placed, mark));
        }
        violations
    }

    fn fault(&self, kind: &StructureKind, placed: &PlacedFault, near: Landmark) -> Violation {
        let file = &self.plan.tables[self.table.0].files[placed.file];
        let span = placed.fault.span.start..placed.fault.span.end;
        let row = self.row_of(placed);
        let located = file.source.locate(near, span.clone());
        let bytes = &file.source.whole()[span.clone()];
        let value = match self.options.masked {
            true => "•".to_owned(),
            false => beginning(bytes),
        };
        let label = self.fault_label(kind, file, placed);
        let cell = Cell {
            column: placed
                .fault
                .column
                .and_then(|at| file.source.header.get(at as usize))
                .map(|cell| cell.name.clone()),
            value: Some(value),
            label: label.clone(),
            ..cell_at(located.clone())
        };
        let excerpt = match self.options.excerpts {
            true => self.fault_excerpt(file, near, (span, &located)),
            false => Vec::new(),
        };
        Violation {
            message: label,
            file: Some(file.source.display.clone()),
            row,
            line: Some(located.line),
            fingerprint: self.fault_fingerprint(kind, file, placed),
            cells: vec![cell],
            values: Vec::new(),
            units: Vec::new(),
            excerpt,
        }
    }

    /// What is wrong at a fault; of a ragged record how many fields it has, of columns without a name
    /// which they are.
    fn fault_label(
        &self,
        kind: &StructureKind,
        file: &PlannedFile,
        placed: &PlacedFault,
    ) -> String {
        if placed.fault.kind == FaultKind::EmptyHeader {
            let source = &file.source;
            let columns = header::nameless(source.whole(), &source.dialect, &source.header);
            return match columns.as_slice() {
                [_] => kind.label.to_owned(),
                columns => format!("columns {} have no name", header::runs(columns)),
            };
        }
        if placed.fault.kind != FaultKind::RaggedRow {
            return kind.label.to_owned();
        }
        let start = placed.fault.span.start;
        let mut records = Records::default();
        scan_block(&file.source, start, start + 1, &mut records);
        match records.ragged() {
            [(_, found), ..] => {
                let expected = file.source.header.len() as u64;
                let fields = if expected == 1 { "field" } else { "fields" };
                format!("expected {} {fields}, found {found}", format::count(expected))
            }
            [] => kind.label.to_owned(),
        }
    }

    /// The name of a fault: the text of its line and what is wrong in it.
    fn fault_fingerprint(
        &self,
        kind: &StructureKind,
        file: &PlannedFile,
        placed: &PlacedFault,
    ) -> Option<String> {
        let bytes = file.source.whole();
        let span = placed.fault.span;
        let text = |range: Range<usize>| String::from_utf8_lossy(&bytes[range]).into_owned();
        let line = file.source.line_around(span.start);
        let name = &self.plan.catalog.table(self.table).name;
        let (line, fault) = (text(line), text(span.start..span.end));
        Some(fingerprint(kind.id, name, &[&line], &[&fault]))
    }

    /// The row number of a fault.
    fn row_of(&self, placed: &PlacedFault) -> Option<u64> {
        let info = &self.blocks[placed.block?];
        placed.fault.row.map(|row| info.first_row + u64::from(row) + 1)
    }

    /// A byte before a fault whose physical line is known.
    pub(super) fn landmark(&self, placed: &PlacedFault) -> Landmark {
        match placed.block {
            None => self.plan.tables[self.table.0].files[placed.file].source.top(),
            Some(block) => {
                let info = &self.blocks[block];
                Landmark { offset: info.block.start, line: info.first_line }
            }
        }
    }

    fn fault_excerpt(
        &self,
        file: &PlannedFile,
        near: Landmark,
        (span, located): (Range<usize>, &Location),
    ) -> Vec<ExcerptLine> {
        let columns = [(located.column_start, located.column_end)];
        let header = header_line(file).filter(|header| header.line < located.line);
        let lines = lines_around(file, near, span).into_iter().map(|(line, text)| {
            let text = if self.options.masked { mask_line(&text) } else { text };
            window(ExcerptLine { line, text, ..ExcerptLine::default() }, &columns)
        });
        header.into_iter().chain(lines).collect()
    }

    /// A finding about headers.
    pub fn header(&self, check: &HeaderCheck) -> Finding {
        let files = &self.plan.tables[self.table.0].files;
        let violations = check.faults.iter().map(|fault| {
            let file = &files[fault.file];
            let range = header_range(file, fault.column);
            let located = file.source.locate(file.source.top(), range);
            Violation {
                message: fault.message.clone(),
                file: Some(file.source.display.clone()),
                row: None,
                line: Some(located.line),
                fingerprint: self.header_fingerprint(check, &fault.message),
                cells: vec![Cell { label: fault.label.clone(), ..cell_at(located) }],
                values: Vec::new(),
                units: Vec::new(),
                excerpt: match self.options.excerpts {
                    true => header_line(file).into_iter().collect(),
                    false => Vec::new(),
                },
            }
        });
        Finding {
            id: check.id.clone(),
            severity: check.severity,
            table: Some(self.plan.catalog.table(self.table).name.clone()),
            document: None,
            message: check.headline.clone(),
            count: check.faults.len() as u64,
            why: check.why.clone(),
            source: None,
            help: check.help.clone(),
            rule: check.anchor.map(|anchor| self.rule_line(anchor)),
            common: check.common.clone(),
            facts: Vec::new(),
            violations: violations
                .take(excuse::limit_of_files(self.plan, self.options.limit))
                .collect(),
        }
    }

    fn header_fingerprint(&self, check: &HeaderCheck, message: &str) -> Option<String> {
        let name = &self.plan.catalog.table(self.table).name;
        Some(fingerprint(&check.id, name, &[], &[message]))
    }

    /// A finding about the number of rows.
    pub fn rows(&self, check: &RowsCheck, n_rows: u64) -> Finding {
        let name = &self.plan.catalog.table(self.table).name;
        let message = format!(
            "`{name}` has {} {}, {}",
            format::count(n_rows),
            rows(n_rows),
            check.bound.fault()
        );
        let file = self.plan.tables[self.table.0].files.first();
        let violation = Violation {
            message: message.clone(),
            fingerprint: Some(fingerprint(&check.id, name, &[], &[])),
            file: file.map(|file| file.source.display.clone()),
            ..Violation::default()
        };
        Finding {
            id: check.id.clone(),
            severity: check.severity,
            table: Some(name.clone()),
            document: None,
            message,
            count: 1,
            why: check.why.clone(),
            source: check.source.clone(),
            help: check.help.clone(),
            rule: check.anchor.map(|anchor| self.rule_line(anchor)),
            common: Vec::new(),
            facts: Vec::new(),
            violations: vec![violation],
        }
    }
}

/// A text, or its first characters where it is long.
fn beginning(bytes: &[u8]) -> String {
    const LONGEST: usize = 200;
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4 * LONGEST)]);
    text.chars().take(LONGEST).collect()
}
