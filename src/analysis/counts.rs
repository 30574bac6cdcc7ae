//! What is known of counts without a row of data: none is below 0, and a group has a row.

use super::cubes::{Answers, Cube, Domain, Terms, Union};
use super::may::may;
use super::ranges::Ranges;
use super::values;
use crate::expressions::ast::BinaryOp;
use crate::expressions::functions::aggregates::Fold;
use crate::expressions::grouping::{BoundAggregate, Grouping};
use crate::expressions::typed::{Node, Typed};
use crate::types::{Decimal, Value};

/// The groups that there can be, as far as the counts of a condition tell.
pub fn possible<'c>(grouping: &Grouping, terms: &mut Terms) -> Union<'c> {
    let mut cube = Cube::default();
    if !grouping.windows.is_empty() {
        return Union(vec![cube]);
    }
    // A row with a cell that does not read is left out of what looks at the cell.
    let all_count_rows = grouping.aggregates.iter().all(counts_rows);
    let has_a_row = !grouping.by.is_empty() && all_count_rows;
    for (at, aggregate) in grouping.aggregates.iter().enumerate() {
        if !matches!(aggregate.function.fold, Fold::Count | Fold::CountIf) {
            continue;
        }
        let least = Value::Number(if has_a_row { Decimal::ONE } else { Decimal::ZERO });
        let failed = !aggregate.parts().all(|part| never_fails(part, terms));
        let values = Ranges::of(BinaryOp::GreaterEqual, &least);
        let node = Node::Slot(grouping.by.len() + at);
        let term = terms.of(&Typed { node, ty: aggregate.ty, span: aggregate.span });
        cube.domains.insert(term, Domain { values, null: false, failed });
    }
    Union(vec![cube])
}

/// Whether it is `count(*)`.
fn counts_rows(aggregate: &BoundAggregate) -> bool {
    aggregate.function.fold == Fold::Count
        && aggregate.args.is_empty()
        && aggregate.filter.is_none()
}

/// Whether an expression has a value, or none, in every row.
fn never_fails(part: &Typed, terms: &mut Terms) -> bool {
    matches!(part.node, Node::Column(_)) || {
        let fails = may(part, Answers::FAILED, terms);
        values::is_empty(&fails, terms)
    }
}
