//! What is wrong between rules, told without a row of data: a rule that cannot fail, two that no row
//! can pass together, one that another implies.
//!
//! ```text
//! bound checks -> conditions -> cubes (`may`) -> emptiness -> claims
//! ```
//!
//! Every claim is that some set of rows is empty, and sets are always taken too large: so a claim is
//! true, and what cannot be proved is not said.

mod claims;
mod columns;
mod counts;
mod cubes;
mod may;
mod ranges;
mod statistics;
mod values;

use crate::checks::BoundCheck;
use crate::diagnostics::Diagnostic;
use crate::expressions::Typed;
use crate::expressions::grouping::Grouping;
use crate::plan::Plan;
use crate::tables::{Origin, ReferenceId, TableId};
use cubes::{Answers, Terms, Union};
use may::may;

/// A check as a condition on rows.
struct Statement<'p> {
    check: &'p BoundCheck,
    condition: Typed,
    filter: Option<&'p Typed>,
    /// What the condition computes of many rows, where it does not speak of single ones.
    grouping: Option<&'p Grouping>,
}

impl Statement<'_> {
    /// Whether the condition speaks of single rows, so that it can be held against others.
    fn of_rows(&self) -> bool {
        self.grouping.is_none()
    }

    /// What the condition is asked of.
    fn judged(&self) -> &'static str {
        match self.grouping {
            Some(grouping) if !grouping.windows.is_empty() => "row",
            Some(grouping) if grouping.by.is_empty() => "table",
            Some(_) => "group",
            None => "row",
        }
    }
}

/// The sets of rows that a statement makes, each at least as large as it really is.
struct Sets<'c> {
    /// It fails, or cannot be computed.
    fails: Union<'c>,
    /// It is judged and TRUE.
    holds: Union<'c>,
    /// It does not fail.
    spared: Union<'c>,
    /// It is judged.
    judged: Union<'c>,
    /// Its `where` leaves it out.
    left_out: Union<'c>,
    /// It is judged, and no missing value leaves it open.
    decided: Union<'c>,
}

/// All that is wrong between the rules of a plan.
pub fn look(plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for table in 0..plan.tables.len() {
        let statements = statements(plan, TableId(table));
        let mut terms = Terms::default();
        let sets: Vec<Sets<'_>> =
            statements.iter().map(|statement| sets(statement, &mut terms)).collect();
        let claims = claims::Claims {
            plan,
            table: TableId(table),
            statements: &statements,
            sets: &sets,
            terms: &terms,
        };
        let told = claims.tell(&mut found);
        columns::tell(&claims, &told, &mut found);
        statistics::tell(plan, TableId(table), &mut found);
    }
    found
}

/// The checks of a table that are conditions, of columns that are there and have values: of others
/// the data of today say what is said tomorrow of other data.
fn statements(plan: &Plan, table: TableId) -> Vec<Statement<'_>> {
    let is_known = |table: TableId, column: usize| {
        let column = &plan.catalog.table(table).columns[column];
        column.present && column.origin != Origin::NoValues
    };
    let end = |path: &[ReferenceId]| path.last().map(|last| plan.catalog.reference(*last).to);
    let checks = plan.checks_of(table).filter(|check| {
        let reads = &check.reads;
        check.anchor.is_some()
            && reads.columns.iter().all(|column| is_known(table, *column))
            && reads
                .follows
                .iter()
                .all(|(path, column)| end(path).is_none_or(|table| is_known(table, *column)))
    });
    checks
        .filter_map(|check| {
            let asked = check.check.condition()?;
            let (condition, grouping) = (asked.condition.into_owned(), asked.grouping);
            let filter = check.filter.as_ref().map(|filter| &filter.condition);
            Some(Statement { check, condition, filter, grouping })
        })
        .collect()
}

fn sets<'c>(statement: &'c Statement<'_>, terms: &mut Terms) -> Sets<'c> {
    let condition = &statement.condition;
    let failing = Answers::FALSE.or(Answers::FAILED);
    let fails = may(condition, failing, terms);
    let holds = may(condition, Answers::TRUE, terms);
    let spared = may(condition, Answers::TRUE.or(Answers::NULL), terms);
    let decided = may(condition, failing.or(Answers::TRUE), terms);
    // The `where` of a rule about groups or windows is about rows: of the condition it says nothing.
    if let Some(grouping) = statement.grouping {
        let possible = counts::possible(grouping, terms);
        let [fails, holds, spared, decided] =
            [fails, holds, spared, decided].map(|set| set.and(&possible, terms));
        let (judged, left_out) = (Union::all(), Union::none());
        return Sets { fails, holds, spared, judged, left_out, decided };
    }
    let Some(filter) = statement.filter else {
        let (judged, left_out) = (Union::all(), Union::none());
        return Sets { fails, holds, spared, judged, left_out, decided };
    };
    let judged = may(filter, Answers::TRUE, terms);
    let broken = may(filter, Answers::FAILED, terms);
    let left_out = may(filter, Answers::FALSE.or(Answers::NULL), terms);
    Sets {
        fails: judged.and(&fails, terms).or(broken),
        holds: judged.and(&holds, terms),
        spared: judged.and(&spared, terms).or(left_out.clone()),
        decided: judged.and(&decided, terms),
        judged,
        left_out,
    }
}
