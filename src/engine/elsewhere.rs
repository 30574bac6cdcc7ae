//! Rows of other tables than the judged one, as violations show them: what references lead to, and
//! what subqueries read.

use super::cook::{Cook, cell_at, header_line, lines_around, mask_line, window};
use super::figure_rows::FigureRow;
use crate::checks::Elsewhere;
use crate::checks::frame::BlockFrame;
use crate::expressions::subquery::Spot;
use crate::findings::{Cell, ExcerptLine};
use crate::plan::PlannedFile;
use crate::sources::{Block, Records, scan_block};
use crate::tables::batch::Cells;
use crate::tables::{Place, TableId};
use crate::types::format;
use bumpalo::Bump;

/// A row of another table, found.
pub struct There<'p> {
    table: TableId,
    file: &'p PlannedFile,
    place: Place,
    /// The number of the record in its file, from 1.
    row: u64,
    columns: Vec<usize>,
}

impl<'c> Cook<'c> {
    /// The rows of other tables that the first row of a frame leads to, each once.
    pub fn elsewhere(&self, frame: &BlockFrame<'_>, wanted: &[Elsewhere]) -> Vec<There<'c>> {
        let mut found: Vec<There<'c>> = Vec::new();
        for there in wanted.iter().filter_map(|wanted| self.there(frame, wanted)) {
            let same =
                |known: &&mut There<'c>| (known.table, known.place) == (there.table, there.place);
            match found.iter_mut().find(same) {
                Some(known) => {
                    let new = there.columns.iter().filter(|column| !known.columns.contains(column));
                    let new: Vec<usize> = new.copied().collect();
                    known.columns.extend(new);
                }
                None => found.push(there),
            }
        }
        found
    }

    fn there(&self, frame: &BlockFrame<'_>, wanted: &Elsewhere) -> Option<There<'c>> {
        let Elsewhere::Followed { path, column } = wanted else { return self.asked(wanted) };
        let (table, Spot { place, row }) = frame.spot_at(path, 0)?;
        let file = &self.plan.tables[table.0].files[place.file as usize];
        Some(There { table, file, place, row, columns: vec![*column] })
    }

    /// A row of which it is known where it is.
    pub fn asked(&self, wanted: &Elsewhere) -> Option<There<'c>> {
        let Elsewhere::Asked { table, spot, columns } = wanted else { return None };
        let file = &self.plan.tables[table.0].files[spot.place.file as usize];
        let (table, columns) = (*table, columns.clone());
        Some(There { table, file, place: spot.place, row: spot.row, columns })
    }

    /// The cells of a row of another table, in its own file.
    pub fn cells_there(&self, there: &There<'_>) -> Vec<Cell> {
        let schema = self.plan.catalog.table(there.table);
        let source = &there.file.source;
        let records = there.records();
        let cell = |column: &usize| {
            let at = there.file.columns[*column]?;
            let place = match FigureRow::of(self.plan, there.file, there.row) {
                Some(figure) => figure.place(),
                None => cell_at(source.locate_field(&records, (0, at), source.top())),
            };
            let arena = Bump::new();
            let bytes = Block::new(source, &records).column(at, &arena).bytes(0);
            let value = String::from_utf8_lossy(bytes).into_owned();
            let name = &schema.columns[schema.cell_of(*column)?].name;
            let shown = match self.options.masked {
                true => "•".to_owned(),
                false if value.is_empty() => "missing".to_owned(),
                false => format::shorten(&format::visible(&value), 60).into_owned(),
            };
            Some(Cell {
                column: Some(name.clone()),
                label: format!("`{}.{name}` is {shown}", schema.name),
                value: Some(value),
                file: Some(source.display.clone()),
                row: Some(there.row),
                ..place
            })
        };
        there.columns.iter().filter_map(cell).collect()
    }

    /// The header and the row of cells in another file.
    pub fn lines_there(&self, there: &There<'_>) -> Vec<ExcerptLine> {
        let file = there.file;
        if let Some(figure) = FigureRow::of(self.plan, file, there.row) {
            let of_file = |line: ExcerptLine| ExcerptLine {
                file: Some(file.source.display.clone()),
                text: if self.options.masked { mask_line(&line.text) } else { line.text },
                ..line
            };
            return figure.lines().into_iter().map(of_file).collect();
        }
        let record = lines_around(file, file.source.top(), there.records().record(0));
        let of_file = |line: ExcerptLine| ExcerptLine {
            file: Some(file.source.display.clone()),
            text: if self.options.masked { mask_line(&line.text) } else { line.text },
            ..line
        };
        let record = record
            .into_iter()
            .map(|(line, text)| window(ExcerptLine { line, text, ..ExcerptLine::default() }, &[]));
        header_line(file).into_iter().chain(record).map(of_file).collect()
    }
}

impl There<'_> {
    fn records(&self) -> Records {
        let mut records = Records::default();
        let start = self.place.offset as usize;
        scan_block(&self.file.source, start, start + 1, &mut records);
        records
    }
}
