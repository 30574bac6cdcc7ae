//! The places of a violation: its cells, the lines around them, its name.

use super::lines::{cell_at, header_line, header_range, record_lines, window};
use super::{Cook, Row, mask_line, text_of};
use crate::checks::frame::BlockFrame;
use crate::checks::{Absent, BoundCheck, Description, Elsewhere, joined};
use crate::engine::figure_rows::{self, FigureRow};
use crate::findings::fingerprint::fingerprint;
use crate::findings::{Cell, ExcerptLine, Violation};
use crate::plan::PlannedFile;
use crate::sources::locate::Landmark;
use crate::tables::Made;
use crate::types::{Value, format};

impl Cook<'_> {
    /// What no row has: shown at the header of its columns.
    pub(super) fn absent(&self, check: &BoundCheck, absent: &Absent) -> Violation {
        let schema = self.plan.catalog.table(self.table);
        let exact: Vec<String> =
            absent.values.iter().map(|(_, value)| format::exact(value)).collect();
        let shown = absent.values.iter().zip(&exact).map(|((column, value), exact)| {
            let text = match value {
                _ if self.options.masked => "•".to_owned(),
                Value::Null => "(missing)".to_owned(),
                _ => format::shorten(&format::visible(exact), 60).into_owned(),
            };
            (schema.columns[*column].name.clone(), text)
        });
        let shown: Vec<(String, String)> = shown.collect();
        let named: Vec<String> =
            shown.iter().map(|(name, text)| format!("`{name} = {text}`")).collect();
        let texts: Vec<&str> = exact.iter().map(String::as_str).collect();
        let file = self.plan.tables[self.table.0].files.iter().find(|file| !file.context);
        let columns = absent.values.iter().map(|(column, _)| *column);
        let mut cells = file.map_or_else(Vec::new, |file| self.header_cells(file, columns));
        if let Some(Elsewhere::Asked { table, .. }) = &absent.elsewhere {
            let name = &self.plan.catalog.table(*table).name;
            cells
                .iter_mut()
                .for_each(|cell| cell.label = format!("not every one of `{name}` is there"));
        }
        let there = absent.elsewhere.as_ref().and_then(|it| self.asked(it));
        cells.extend(there.iter().flat_map(|there| self.cells_there(there)));
        if self.options.masked {
            cells.iter_mut().for_each(|cell| cell.value = cell.value.as_ref().map(|_| "•".into()));
        }
        Violation {
            message: format!("no row has {}", joined(&named)),
            file: file.map(|file| file.source.display.clone()),
            row: None,
            line: cells.first().map(|cell| cell.line),
            fingerprint: Some(fingerprint(&check.id, &schema.name, &[], &texts)),
            cells,
            values: shown,
            units: Vec::new(),
            excerpt: match self.options.excerpts {
                true => {
                    let header = file.and_then(header_line).into_iter();
                    header.chain(there.iter().flat_map(|there| self.lines_there(there))).collect()
                }
                false => Vec::new(),
            },
        }
    }

    /// Where the header names these columns.
    fn header_cells(&self, file: &PlannedFile, columns: impl Iterator<Item = usize>) -> Vec<Cell> {
        // Figures have no header.
        let columns = columns.filter(|_| file.article.is_none());
        let there = columns.filter_map(|column| Some((column, file.columns[column]?)));
        let cells = there.map(|(column, at)| {
            let range = header_range(file, Some(at));
            let label = format!("not every `{}` is there", self.name_of(column));
            Cell { label, ..cell_at(file.source.locate(file.source.top(), range)) }
        });
        cells.collect()
    }

    /// The violation with its places.
    pub(super) fn placed(
        &self,
        check: &BoundCheck,
        message: String,
        description: Description,
        (row, frame, other): (&Row<'_>, &BlockFrame<'_>, Option<&Row<'_>>),
    ) -> Violation {
        let mut cells: Vec<Cell> = description
            .cells
            .iter()
            .filter_map(|(column, label)| self.cell(row, *column, label))
            .collect();
        let written: Vec<String> =
            cells.iter().map(|cell| cell.value.clone().unwrap_or_default()).collect();
        let fingerprint = self.fingerprint(check, row, &written);
        if let Some(other) = other {
            let others = description.other_cells.iter().filter_map(|(column, label)| {
                let cell = self.cell(other, *column, label)?;
                let file = (other.file.source.display != row.file.source.display)
                    .then(|| other.file.source.display.clone());
                Some(Cell { row: Some(other.number), file, ..cell })
            });
            cells.extend(others.collect::<Vec<_>>());
        }
        let elsewhere = self.elsewhere(frame, &description.elsewhere);
        cells.extend(elsewhere.iter().flat_map(|there| self.cells_there(there)));
        if self.options.masked {
            cells.iter_mut().for_each(|cell| cell.value = cell.value.as_ref().map(|_| "•".into()));
        }
        let excerpt = match self.options.excerpts {
            true => {
                let mut lines = self.excerpt(row, other, &cells);
                lines.extend(elsewhere.iter().flat_map(|there| self.lines_there(there)));
                lines
            }
            false => Vec::new(),
        };
        let hide = |value: String| if self.options.masked { "•".to_owned() } else { value };
        Violation {
            message,
            file: Some(row.file.source.display.clone()),
            row: Some(row.number),
            line: Some(row.line),
            fingerprint,
            cells,
            values: description.values.into_iter().map(|(of, value)| (of, hide(value))).collect(),
            units: description.units,
            excerpt,
        }
    }

    pub(super) fn fingerprint(
        &self,
        check: &BoundCheck,
        row: &Row<'_>,
        cells: &[String],
    ) -> Option<String> {
        let schema = self.plan.catalog.table(self.table);
        let columns = match schema.key.is_empty() {
            true if row.file.article.is_some() => figure_rows::key(),
            true => (0..schema.own().len()).collect(),
            false => schema.key.clone(),
        };
        let key: Vec<String> =
            columns.iter().map(|column| text_of(row, *column).unwrap_or_default()).collect();
        let key: Vec<&str> = key.iter().map(String::as_str).collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        Some(fingerprint(&check.id, &schema.name, &key, &cells))
    }

    /// The physical lines of a record; of a figure those of the article.
    pub(super) fn record_lines(&self, row: &Row<'_>) -> Vec<(u64, String)> {
        match FigureRow::of(self.plan, row.file, row.number) {
            Some(figure) => figure.lines().into_iter().map(|one| (one.line, one.text)).collect(),
            None => record_lines(row),
        }
    }

    /// The name of a column; of the text of a cell that of the cell.
    pub(super) fn name_of(&self, column: usize) -> String {
        let schema = self.plan.catalog.table(self.table);
        schema.columns[schema.cell_of(column).unwrap_or(column)].name.clone()
    }

    /// The text of a cell; of what stands in none its value.
    pub(super) fn text_in(
        &self,
        (row, frame): (&Row<'_>, &BlockFrame<'_>),
        column: usize,
    ) -> Option<String> {
        match self.plan.catalog.table(self.table).made(column) {
            None | Some(Made::Text(_)) => text_of(row, column),
            Some(_) => match frame.vector(column).value(0)? {
                Value::Null => Some(String::new()),
                value => Some(format::exact(&value)),
            },
        }
    }

    pub(super) fn cell(&self, row: &Row<'_>, column: usize, label: &str) -> Option<Cell> {
        // Of an expression the first of the cells that it reads.
        let column = match self.plan.catalog.table(self.table).made(column) {
            Some(Made::Computed(at)) => {
                *self.plan.tables[self.table.0].computed[at].columns.first()?
            }
            _ => column,
        };
        let at = row.file.columns[column]?;
        let label = label.to_owned();
        if let Some(figure) = FigureRow::of(self.plan, row.file, row.number) {
            let (name, value) = (Some(self.name_of(column)), text_of(row, column));
            return Some(Cell { column: name, value, label, ..figure.place() });
        }
        let near = Landmark { offset: row.start, line: row.line };
        let located = row.file.source.locate_field(row.records, (0, at), near);
        Some(Cell {
            column: Some(self.name_of(column)),
            value: text_of(row, column),
            label,
            ..cell_at(located)
        })
    }

    /// The header, the row, and the row of the other half.
    pub(super) fn excerpt(
        &self,
        row: &Row<'_>,
        other: Option<&Row<'_>>,
        cells: &[Cell],
    ) -> Vec<ExcerptLine> {
        let mut lines = Vec::new();
        lines.extend(header_line(row.file));
        let mut rows = vec![row];
        rows.extend(other);
        rows.sort_by_key(|row| row.line);
        for part in rows {
            let file = (part.file.source.display != row.file.source.display)
                .then(|| part.file.source.display.clone());
            let columns: Vec<(u64, u64)> = cells
                .iter()
                .filter(|cell| cell.line >= part.line)
                .map(|cell| (cell.column_start, cell.column_end))
                .collect();
            lines.extend(self.record_lines(part).into_iter().map(|(line, text)| {
                let text = if self.options.masked { mask_line(&text) } else { text };
                window(
                    ExcerptLine { file: file.clone(), line, text, ..ExcerptLine::default() },
                    &columns,
                )
            }));
        }
        lines
    }
}
