//! Rules bound to data: which file is whose, what type each column has, which checks run.
//!
//! ```text
//! claim (files × declared tables) -> open -> catalog (columns, types, references) -> bind (checks)
//! ```

pub mod allow;
pub mod assemble;
pub mod bind;
pub mod catalog;
pub mod claim;
pub mod declared;
pub mod documents;
pub mod formats;
pub mod header;
pub mod implied;
pub mod infer;
pub mod made;
pub mod references;
pub mod severities;
pub mod versions;

use crate::checks::{BoundCheck, Reads, Written};
use crate::diagnostics::{Severity, Texts};
use crate::expressions::Typed;
use crate::expressions::bind::Defines;
use crate::findings::Fact;
use crate::sources::Source;
use crate::sources::decode::KeepScale;
use crate::tables::{Catalog, Made, ReferenceId, TableId};
use crate::types::CellFormat;
use header::{HeaderCheck, RowsCheck};
use severities::Severities;
use std::sync::OnceLock;

/// What stands before the name of a table for its version before.
pub const PREVIOUS: &str = "previous.";

/// Why a check is not evaluated that reads a version before where none is at hand.
pub const NO_VERSION: &str = "it reads the version before, and `--previous` names none";
/// What to do then.
pub const NAME_A_VERSION: &str =
    "name it: `--previous FOLDER`, or `--previous git:HEAD` for what was committed last";

/// Everything that a run does, decided before a row is judged.
pub struct Plan {
    pub catalog: Catalog,
    /// By table of the catalog.
    pub tables: Vec<TablePlan>,
    /// In the order of tables, then columns, then rules.
    pub checks: Vec<BoundCheck>,
    pub headers: Vec<HeaderCheck>,
    pub rows: Vec<RowsCheck>,
    pub documents: Vec<documents::DocumentPlan>,
    /// The exceptions that hold.
    pub allows: Vec<allow::Allow>,
    pub defines: Defines,
    /// What rule files say of defined values, beside `defines`.
    pub facts: Vec<Fact>,
    pub severities: Severities,
    pub texts: Texts,
    pub title: Option<String>,
    pub rule_files: Vec<String>,
    /// Days since 1970-01-01.
    pub today: i32,
}

/// A table of the run.
pub struct TablePlan {
    pub files: Vec<PlannedFile>,
    /// How cells become values, by column of the schema.
    pub formats: Vec<CellFormat>,
    /// Columns that may be absent, by column of the schema.
    pub optional: Vec<bool>,
    /// False for a file that no rule file claims.
    pub claimed: bool,
    /// Short records are filled with missing values.
    pub pad_ragged: bool,
    /// Columns that a condition compares by their last written digit.
    pub written: Vec<usize>,
    /// Where the data come from, as the rule file says.
    pub source: Option<String>,
    /// The version before of another table: its structure is not judged.
    pub is_before: bool,
    /// What the last columns of the schema are, which no file has.
    pub made: Vec<Made>,
    /// The expressions among them.
    pub computed: Vec<Computed>,
    /// The figures of articles: its files are written in memory.
    pub of_articles: bool,
}

impl TablePlan {
    /// A table of which no rule file says anything: files, and how the cells of each column are read.
    pub fn undeclared(files: Vec<PlannedFile>, formats: Vec<CellFormat>) -> TablePlan {
        TablePlan {
            optional: vec![false; formats.len()],
            files,
            formats,
            claimed: false,
            pad_ragged: false,
            written: Vec::new(),
            source: None,
            is_before: false,
            made: Vec::new(),
            computed: Vec::new(),
            of_articles: false,
        }
    }

    /// Whether it is what its files are: their structure is judged, and they are told as inputs.
    pub fn is_of_files(&self) -> bool {
        !self.is_before && !self.of_articles
    }
}

/// An expression in the place of a column: `unique = ["lower(name)"]`.
#[derive(Debug)]
pub struct Computed {
    pub typed: Typed,
    /// The columns that it reads, at least one.
    pub columns: Vec<usize>,
}

/// A file of a table.
#[derive(Debug)]
pub struct PlannedFile {
    pub source: Source,
    /// Read for what other tables need, not judged.
    pub context: bool,
    /// For each column of the schema the one of the file.
    pub columns: Vec<Option<usize>>,
    /// Where rows stand, as far as conditions ask for it.
    pub marks: OnceLock<Vec<Mark>>,
    /// Of the table of figures: which of the run's documents the file holds.
    pub article: Option<usize>,
}

/// A byte of a file at which a record starts, or blank lines before one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub offset: usize,
    /// How many records of the file come before.
    pub rows: u64,
    /// The physical line, from 1.
    pub line: u64,
}

impl PlannedFile {
    pub fn new(source: Source, context: bool, columns: Vec<Option<usize>>) -> PlannedFile {
        PlannedFile { source, context, columns, marks: OnceLock::new(), article: None }
    }
}

/// The columns of a table that something reads.
#[derive(Debug, Clone, Default)]
pub struct Needed {
    /// By column of the schema.
    pub columns: Vec<Option<KeepScale>>,
}

impl Plan {
    /// The checks of a table, in order.
    pub fn checks_of(&self, table: TableId) -> impl Iterator<Item = &BoundCheck> {
        self.checks.iter().filter(move |check| check.table == table)
    }

    /// Whether a column's numbers keep their written scale.
    pub fn keep_scale(&self, table: TableId, column: usize) -> KeepScale {
        match self.tables[table.0].written.contains(&column) {
            true => KeepScale::AsWritten,
            false => KeepScale::Common,
        }
    }

    /// What the checks of a table read of it.
    pub fn needed(&self, table: TableId) -> Needed {
        self.needed_of(table, self.checks_of(table).flat_map(judged_reads))
    }

    /// What subqueries read of a table.
    pub fn needed_by_subqueries(&self, table: TableId) -> Needed {
        let reads = self.reads().into_iter().flat_map(|(_, reads)| &reads.asked);
        let reads = reads.filter(|asked| asked.query.table == table).map(|asked| &asked.reads);
        self.needed_of(table, reads)
    }

    fn needed_of<'r>(&self, table: TableId, all: impl Iterator<Item = &'r Reads>) -> Needed {
        let mut needed = self.nothing(table);
        for reads in all {
            for column in &reads.columns {
                needed.columns[*column] = Some(self.keep_scale(table, *column));
            }
            let paths = reads.follows.iter().filter_map(|(path, _)| path.first());
            for reference in paths.chain(&reads.references) {
                for column in &self.catalog.reference(*reference).columns {
                    needed.columns[*column] = Some(self.keep_scale(table, *column));
                }
            }
        }
        needed
    }

    /// What all checks read, their messages and subqueries too, each with its table.
    pub fn reads(&self) -> Vec<(TableId, &Reads)> {
        let each = |check: &'_ BoundCheck| check.table;
        self.checks
            .iter()
            .flat_map(|check| {
                judged_reads(check).chain([&check.told]).map(move |r| (each(check), r))
            })
            .chain(self.documents.iter().flat_map(|document| {
                document.checks.iter().map(|check| (check.table, &check.reads))
            }))
            .flat_map(|(table, reads)| reads.with_tables(table))
            .collect()
    }

    /// The references to a table that checks follow or ask for.
    pub fn references_to(&self, table: TableId) -> Vec<ReferenceId> {
        let mut references: Vec<ReferenceId> = self
            .reads()
            .into_iter()
            .flat_map(|(_, reads)| {
                let followed = reads.follows.iter().flat_map(|(path, _)| path);
                followed.chain(&reads.references).copied()
            })
            .filter(|reference| self.catalog.reference(*reference).to == table)
            .collect();
        references.sort_unstable();
        references.dedup();
        references
    }

    /// Whether a check looks into a version before.
    pub fn reads_version(&self) -> bool {
        let is_before = |table: TableId| self.tables[table.0].is_before;
        self.reads().into_iter().any(|(table, reads)| {
            let followed = reads.follows.iter().flat_map(|(path, _)| path);
            let mut steps = followed.chain(&reads.references);
            is_before(table) || steps.any(|step| is_before(self.catalog.reference(*step).to))
        })
    }

    /// What must be kept of a table that others refer to: keys, and columns at or along the paths.
    pub fn needed_by_lookups(&self, table: TableId) -> Needed {
        let mut needed = self.nothing(table);
        let mut add = |columns: &[usize]| {
            for column in columns {
                needed.columns[*column] = Some(self.keep_scale(table, *column));
            }
        };
        for reference in self.references_to(table) {
            add(&self.catalog.reference(reference).to_columns);
        }
        for (path, column) in self.reads().into_iter().flat_map(|(_, reads)| &reads.follows) {
            let last = path.last().map(|last| self.catalog.reference(*last).to);
            if last == Some(table) {
                add(&[*column]);
            }
            for reference in path.iter().skip(1).map(|id| self.catalog.reference(*id)) {
                if reference.from == table {
                    add(&reference.columns);
                }
            }
        }
        needed
    }

    /// Columns of a table that some condition compares by their last written digit.
    pub fn compared_as_written(&self, table: TableId) -> Vec<usize> {
        let mut columns = Vec::new();
        for (judged, reads) in self.reads() {
            for (of, column) in &reads.written {
                if *of == Written::Of(table) || *of == Written::Judged && judged == table {
                    columns.push(*column);
                }
            }
        }
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Why a check cannot be evaluated, where what it would have to look into is not there.
    pub fn out_of_reach(&self, check: &BoundCheck) -> Option<String> {
        self.beyond_reach(check.table, &check.reads)
    }

    /// The same of what is read for the rows of a table.
    pub fn beyond_reach(&self, judged: TableId, own: &Reads) -> Option<String> {
        for (table, reads) in own.with_tables(judged) {
            let followed = reads.follows.iter().flat_map(|(path, _)| path);
            let followed = followed.chain(&reads.references);
            let targets = followed.map(|id| self.catalog.reference(*id).to);
            let asked = reads.asked.iter().map(|asked| asked.query.table);
            let mut targets = targets.chain(asked).map(|id| self.catalog.table(id));
            if let Some(lost) = targets.find(|table| !table.known) {
                return Some(match lost.name.starts_with(PREVIOUS) {
                    true => NO_VERSION.to_owned(),
                    false => format!("table `{}` has no file", lost.name),
                });
            }
            // Of its own columns each file has or has not its own.
            if std::ptr::eq(reads, own) {
                continue;
            }
            let schema = self.catalog.table(table);
            let optional = &self.tables[table.0].optional;
            let absent =
                reads.columns.iter().find(|at| !schema.columns[**at].present && !optional[**at]);
            if let Some(column) = absent {
                let name = &schema.columns[schema.cell_of(*column).unwrap_or(*column)].name;
                return Some(format!("column `{name}` of `{}` is absent", schema.name));
            }
        }
        None
    }

    fn nothing(&self, table: TableId) -> Needed {
        Needed { columns: vec![None; self.catalog.table(table).columns.len()] }
    }

    /// The severity of a check after the `[severity]` tables; `None` where it is off.
    pub fn severity_of(&self, id: &str, own: Severity) -> Option<Severity> {
        self.severities.of(id, own)
    }

    /// Defined values with their provenance.
    pub fn facts(&self, defines: &[usize]) -> Vec<Fact> {
        defines.iter().filter_map(|define| self.facts.get(*define).cloned()).collect()
    }
}

/// What a check and its exceptions read.
fn judged_reads(check: &BoundCheck) -> impl Iterator<Item = &Reads> {
    std::iter::once(&check.reads).chain(check.excuses.iter().map(|excuse| &excuse.reads))
}
