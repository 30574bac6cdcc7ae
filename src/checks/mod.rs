//! Checks: what rules, constraints and the reader's own demands become once they are bound to a
//! table and typed.
//!
//! A kind of check is one file and one line in [`KINDS`]. In that file, in this order: what the
//! kind means, its parameters and their binding, its words, and how it judges a block of rows. What
//! all kinds share (`where`, severities, counting, keeping examples) is here and in `engine`.

pub mod answers;
pub mod binder;
pub mod bounds;
pub mod complete;
pub mod condition;
pub mod constraint;
pub mod determines;
pub mod duplicate_row;
pub mod enumeration;
pub mod fold;
pub mod frame;
pub mod grouped;
pub mod groups;
pub mod keys;
pub mod key_index;
pub mod key_runs;
pub mod lengths;
pub mod lookup;
pub mod message;
pub mod no_overlap;
pub mod one_of;
pub mod part_whole;
pub mod patterns;
pub mod references;
pub mod required;
pub mod row_schema;
pub mod same_as;
pub mod sequence;
mod sequence_set;
pub mod sorted;
pub mod structure;
pub mod types;
pub mod unique;
pub mod whole;
pub mod windows;

use crate::diagnostics::{Severity, Span};
use crate::expressions::Typed;
use crate::expressions::grouping::Grouping;
use crate::expressions::subquery::{Spot, Subquery};
use crate::expressions::template::{self, Template};
use crate::findings::Judged;
use crate::rules::{Anchor, Param, Phrase, RowSchema, Spanned};
use crate::sources::Scratch;
use crate::tables::{Bitmap, ReferenceId, TableId};
use crate::types::Value;
use binder::Binder;
use frame::{BlockFrame, SlotFrame};
use std::any::Any;
use std::borrow::Cow;
use std::io;
use std::sync::Arc;

pub use whole::{
    Absent, Behind, BlockRow, Kept, Late, Note, OfTable, RowId, Same, Slots, Verdicts, Whole,
};

/// Every kind of check that rule files can ask for, in the order of the manual.
pub const KINDS: &[&dyn Kind] = &[
    &required::Required,
    &unique::Unique,
    &enumeration::Enum,
    &patterns::Pattern,
    &patterns::NotPattern,
    &bounds::Minimum,
    &bounds::Maximum,
    &bounds::ExclusiveMinimum,
    &bounds::ExclusiveMaximum,
    &lengths::MinLength,
    &lengths::MaxLength,
    &references::References,
    &condition::Condition,
    &duplicate_row::DuplicateRow,
    &sequence::Sequence,
    &sorted::Sorted,
    &determines::Determines,
    &one_of::Quota::ExactlyOne,
    &one_of::Quota::AtMostOne,
    &one_of::Quota::AtLeastOne,
    &no_overlap::NoOverlap,
    &complete::Complete,
    &part_whole::PartWhole,
    &same_as::SameAs,
    &row_schema::Conforms,
];

/// A sort of check.
pub trait Kind: Sync {
    /// The key in rule files: `minimum`.
    fn name(&self) -> &'static str;

    /// Where rule files may ask for it.
    fn placement(&self) -> Placement;

    /// Types the parameters against the table; every mistake goes to the binder. A kind that needs
    /// several checks at once gives several.
    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>>;
}

/// Where a kind may stand in a rule file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// Under a column.
    Constraint,
    /// As the body of a rule.
    Rule,
    Both,
}

impl Placement {
    pub fn is_constraint(self) -> bool {
        self != Placement::Rule
    }

    pub fn is_rule(self) -> bool {
        self != Placement::Constraint
    }
}

/// What a rule file asks of a kind.
pub struct Request<'a> {
    pub table: TableId,
    /// The column under which a constraint stands.
    pub column: Option<usize>,
    /// What stands behind the kind's key.
    pub params: &'a Param,
    /// Where the key stands.
    pub anchor: Anchor,
    /// What makes groups of the rows, of a rule that says `by`.
    pub by: &'a [Phrase],
    /// The windows that the rule names.
    pub windows: &'a [(Spanned<String>, Phrase)],
    /// The share of rows that has to pass, of a rule that says `at-least`.
    pub at_least: Option<&'a Param>,
    /// The JSON Schema that a rule names, where it could be read.
    pub schema: Option<&'a RowSchema>,
}

/// A check bound to a table, with what its author says about it.
pub struct BoundCheck {
    pub id: String,
    pub table: TableId,
    pub severity: Severity,
    /// The rows that the check speaks of.
    pub filter: Option<Filter>,
    pub message: Option<Template>,
    pub why: Option<String>,
    pub source: Option<String>,
    pub help: Option<String>,
    pub tags: Vec<String>,
    /// Where a rule file asks for it; absent for what is always checked.
    pub anchor: Option<Anchor>,
    pub check: Box<dyn Check>,
    pub reads: Reads,
    /// What the author's message reads beside the cells of the row.
    pub told: Reads,
    /// The violations that are known exceptions.
    pub excuses: Vec<Excuse>,
}

/// A known exception, as it is bound to a check.
#[derive(Default)]
pub struct Excuse {
    /// Which `[[allow]]` of the plan.
    pub allow: usize,
    /// What the violating row has to meet.
    pub condition: Option<Typed>,
    pub reads: Reads,
    /// The one violation that is meant.
    pub fingerprint: Option<String>,
}

impl Excuse {
    /// Whether it excuses every violation of the check.
    pub fn is_total(&self) -> bool {
        self.condition.is_none() && self.fingerprint.is_none()
    }

    /// Whether the violating row meets its condition.
    pub fn covers(&self, holds: &dyn Fn(&Typed) -> bool) -> bool {
        self.condition.as_ref().is_some_and(holds)
    }
}

/// A bound `where`.
pub struct Filter {
    pub condition: Typed,
    pub text: String,
    pub reads: Reads,
}

/// What a check needs of the tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Columns of the judged table.
    pub columns: Vec<usize>,
    /// Columns at the end of references.
    pub follows: Vec<(Vec<ReferenceId>, usize)>,
    /// References whose target has to be known.
    pub references: Vec<ReferenceId>,
    /// Defined values, by their index in the rule set.
    pub defines: Vec<usize>,
    /// Columns that are compared by their last written digit.
    pub written: Vec<(Written, usize)>,
    /// Subqueries, those inside of others in the reads of these.
    pub asked: Vec<Asked>,
}

/// A subquery, and what it needs of the tables: `columns` are those of the table that it reads.
#[derive(Debug, Clone)]
pub struct Asked {
    pub query: Arc<Subquery>,
    pub reads: Reads,
}

impl PartialEq for Asked {
    fn eq(&self, other: &Asked) -> bool {
        Arc::ptr_eq(&self.query, &other.query)
    }
}

impl Eq for Asked {}

/// Whose column it is that is compared as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// The judged table's.
    Judged,
    /// A table's at the end of references.
    Of(TableId),
}

impl Reads {
    /// The columns of the judged table alone.
    pub fn of_columns(columns: impl IntoIterator<Item = usize>) -> Reads {
        Reads { columns: columns.into_iter().collect(), ..Reads::default() }
    }

    /// Takes in what another part reads.
    pub fn add(&mut self, other: Reads) {
        merge(&mut self.columns, other.columns);
        merge(&mut self.follows, other.follows);
        merge(&mut self.references, other.references);
        merge(&mut self.defines, other.defines);
        merge(&mut self.written, other.written);
        merge(&mut self.asked, other.asked);
    }

    /// These and what subqueries read, each with its table.
    pub fn with_tables(&self, table: TableId) -> Vec<(TableId, &Reads)> {
        let mut all = vec![(table, self)];
        let mut at = 0;
        while let Some((_, reads)) = all.get(at) {
            all.extend(reads.asked.iter().map(|asked| (asked.query.table, &asked.reads)));
            at += 1;
        }
        all
    }
}

fn merge<T: PartialEq>(into: &mut Vec<T>, from: Vec<T>) {
    for item in from {
        if !into.contains(&item) {
            into.push(item);
        }
    }
}

/// Something that threads share, for the check that made it.
pub type Known = Arc<dyn Any + Send + Sync>;

/// A check at work. Its results do not depend on how the rows are cut into blocks.
pub trait Check: Send + Sync {
    /// What it needs of the tables.
    fn reads(&self) -> Reads;

    /// What it decides about.
    fn of(&self) -> Judged {
        Judged::Rows
    }

    /// Whether rows with an unreadable cell among `reads` are left out before `observe`.
    fn needs_readable_cells(&self) -> bool {
        true
    }

    /// The verdicts on the rows of a block that take part, and what has to be kept of them until
    /// all blocks are known.
    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed;

    /// The verdicts on a block, where the check goes on with what it kept of blocks before it.
    /// `None` where it begins anew.
    fn go_on(
        &self,
        _block: &BlockFrame<'_>,
        _rows: &Bitmap,
        _kept: &mut (dyn Any + Send),
        _behind: Behind,
    ) -> Option<Observed> {
        None
    }

    /// What later stretches of blocks may know of those before them, from what was kept of these.
    fn known(&self, _kept: &Kept) -> Option<Known> {
        None
    }

    /// What is kept of a stretch before its first block, where something is known beforehand. Which
    /// stretches know what is left to chance, and must not be seen in the end.
    fn begin(&self, _known: &Known) -> Option<Box<dyn Any + Send>> {
        None
    }

    /// Whether `finish` has something to say, so that files which are only known take part.
    fn looks_at_whole(&self) -> bool {
        false
    }

    /// Whether a row may fail because another one is left out.
    fn misses_rows(&self) -> bool {
        self.looks_at_whole()
    }

    /// The bytes that a kept part holds in memory, where it can be put into a file.
    fn held(&self, _part: &(dyn Any + Send)) -> usize {
        0
    }

    /// Puts what was kept of the blocks so far into temporary files.
    fn shed(&self, _kept: &mut Vec<Kept>, _scratch: &Scratch) -> io::Result<()> {
        Ok(())
    }

    /// Puts a part together with the one before it, which may be several already; gives it back where
    /// it is better kept by itself.
    fn absorb(&self, _before: &mut Kept, later: Kept) -> Option<Kept> {
        Some(later)
    }

    /// What only the whole table shows, from the kept parts in the order of their blocks.
    fn finish(&self, _kept: Vec<Kept>, _whole: &dyn Whole) -> Verdicts {
        Verdicts::default()
    }

    /// What it asks of a row: the condition as its author wrote it, where there is one.
    fn asks(&self) -> String {
        let Wording { singular, object, .. } = self.wording();
        format!("no row {singular} {object}")
    }

    /// The condition that has to hold, where it is one: for what compares rules with each other.
    fn condition(&self) -> Option<Demand<'_>> {
        None
    }

    /// Types the message that the rule's author wrote.
    fn bind_message(
        &mut self,
        table: TableId,
        phrase: &Phrase,
        binder: &mut Binder<'_>,
    ) -> Option<Template> {
        template::template(&binder.scope(table, phrase), &mut binder.diagnostics)
    }

    /// How a finding reads.
    fn wording(&self) -> Wording;

    /// What to show of one violation.
    fn describe(&self, row: &RowFrame<'_, '_>) -> Description;

    /// What to do about one violation, where that takes looking for it: only asked of the first few.
    fn advice(&self, _row: &RowFrame<'_, '_>) -> Option<String> {
        None
    }
}

/// The condition of a check, typed.
pub struct Demand<'c> {
    pub condition: Cow<'c, Typed>,
    /// What its slots stand for, where it speaks of groups or of the rows around one.
    pub grouping: Option<&'c Grouping>,
}

impl<'c> Demand<'c> {
    /// A condition on single rows.
    pub fn of_rows(condition: &'c Typed) -> Demand<'c> {
        Demand { condition: Cow::Borrowed(condition), grouping: None }
    }
}

/// A block's verdicts. A row in none of the sets has passed.
#[derive(Default)]
pub struct Observed {
    pub failed: Option<Bitmap>,
    pub undecided: Option<Bitmap>,
    pub not_applicable: Option<Bitmap>,
    /// Left out, though their cells read: decided only when all blocks are known, or not at all.
    pub deferred: Option<Bitmap>,
    pub kept: Option<Box<dyn Any + Send>>,
}

/// The sentence of a finding: "{n} of {m} rows in `orders` {verb} {object} ({share})".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    pub singular: &'static str,
    pub plural: &'static str,
    pub object: String,
    pub help: Option<String>,
}

impl Wording {
    /// "has …", "have …".
    pub fn has(object: impl Into<String>) -> Wording {
        Wording { singular: "has", plural: "have", object: object.into(), help: None }
    }

    /// Says what to do, where the author of the rule does not.
    pub fn help(mut self, help: impl Into<String>) -> Wording {
        self.help = Some(help.into());
        self
    }
}

/// One violating row, read again for what is shown: a block of one row.
pub struct RowFrame<'f, 'a> {
    pub table: TableId,
    pub block: &'f BlockFrame<'a>,
    /// The texts of the row's cells as written, by column of the schema; absent where ragged.
    pub texts: &'f dyn Fn(usize) -> Option<String>,
    /// The other half, where the violation has one.
    pub other: Option<&'f BlockFrame<'a>>,
    /// What was computed from other rows.
    pub slots: &'f [Option<Value>],
    /// The texts of the other half.
    pub other_texts: &'f dyn Fn(usize) -> Option<String>,
    pub notes: &'f [Note],
    /// The text of a cell of any row.
    pub text_at: &'f dyn Fn(RowId, usize) -> Option<String>,
    /// Names of the columns, by column of the schema.
    pub names: &'f dyn Fn(usize) -> String,
    /// Where a row stands: "line 7", with its file where there are several.
    pub place_of: &'f dyn Fn(RowId) -> String,
    /// The value of an expression in any row.
    pub value_at: &'f dyn Fn(RowId, &Typed) -> Option<Value>,
    /// Values are to be hidden.
    pub masked: bool,
}

impl<'f, 'a> RowFrame<'f, 'a> {
    /// What expressions of the check read, slots included.
    pub fn frame(&self) -> SlotFrame<'f, 'a> {
        SlotFrame { block: self.block, slots: self.slots }
    }
}

impl RowFrame<'_, '_> {
    /// "`amount` is -19.90", "`amount` is missing"; hidden values are a bullet.
    pub fn cell_is(&self, column: usize) -> String {
        let name = (self.names)(column);
        match (self.texts)(column) {
            None => format!("`{name}` is absent"),
            Some(text) if text.is_empty() => format!("`{name}` is missing"),
            Some(text) => format!("`{name}` is {}{}", self.shown(&text), self.unit_of(column)),
        }
    }

    /// " kg", of a column that counts something.
    fn unit_of(&self, column: usize) -> String {
        let schema = self.block.around.catalog.table(self.table);
        let unit = schema.columns.get(column).and_then(|column| column.unit.as_ref());
        unit.map_or_else(String::new, |unit| {
            format!(" {}", crate::types::format::visible(&unit.text))
        })
    }

    /// A value of the other half, as a message shows it.
    pub fn other_shown(&self, column: usize) -> String {
        match (self.other_texts)(column) {
            None => "(absent)".to_owned(),
            Some(text) if text.is_empty() => "(missing)".to_owned(),
            Some(text) => self.shown(&text),
        }
    }

    /// "`iso3` USA and `year` 2004".
    pub fn named_values(&self, columns: &[usize]) -> String {
        let named = columns.iter().map(|column| {
            let text = (self.texts)(*column).filter(|text| !text.is_empty());
            let text = text.map_or_else(|| "(missing)".to_owned(), |text| self.shown(&text));
            format!("`{}` {text}", (self.names)(*column))
        });
        joined(&named.collect::<Vec<_>>())
    }

    /// The same between backticks.
    pub fn quoted(&self, text: &str) -> String {
        format!("`{}`", self.shown(text))
    }

    /// A text of the data as a message shows it: visible, shortened, hidden under `--mask`.
    pub fn shown(&self, text: &str) -> String {
        if self.masked {
            return "•".to_owned();
        }
        let visible = crate::types::format::visible(text);
        crate::types::format::shorten(&visible, 60).into_owned()
    }
}

/// "a, b and c".
pub fn joined(parts: &[String]) -> String {
    match parts.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// Cells of a row of another table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Elsewhere {
    /// At the end of a path of references.
    Followed { path: Vec<ReferenceId>, column: usize },
    /// What a subquery reads.
    Asked { table: TableId, spot: Spot, columns: Vec<usize> },
}

/// What to show of a violation.
#[derive(Debug, Clone, Default)]
pub struct Description {
    /// Stands alone: "`amount` is -19.90, below 0".
    pub message: String,
    /// The cells to point at, the primary one first, each with its label.
    pub cells: Vec<(usize, String)>,
    /// Cells of the other row.
    pub other_cells: Vec<(usize, String)>,
    /// Cells of rows of other tables.
    pub elsewhere: Vec<Elsewhere>,
    pub values: Vec<(String, String)>,
    /// The units of values, by their text.
    pub units: Vec<(String, String)>,
    /// The part of the condition that failed, in the phrase's own bytes.
    pub failed_part: Option<Span>,
    pub help: Option<String>,
}
