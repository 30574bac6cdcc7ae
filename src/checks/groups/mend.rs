//! The rows that weigh most in a sum that fails, and the one row whose change would mend it.

use super::GroupsHold;
use crate::checks::frame::SlotFrame;
use crate::checks::message::brief;
use crate::checks::{Note, RowFrame, RowId, joined};
use crate::diagnostics::Span;
use crate::expressions::ast::BinaryOp;
use crate::expressions::eval;
use crate::expressions::typed::{Node, Typed};
use crate::types::{Decimal, Type, Value};

/// Rows that are shown of those that are held.
const SHOWN: usize = 3;

/// A row of the sum with what it adds.
type Weighed = (RowId, Decimal);

/// What a row might have said.
enum Change {
    /// Nothing: the row should not be there.
    Left,
    Sign(Decimal),
    Point(Decimal),
}

/// The first sum of the failed part whose heaviest rows are known: its aggregate, and the rows.
fn weighed(
    check: &GroupsHold,
    part: &Typed,
    row: &RowFrame<'_, '_>,
) -> Option<(usize, Vec<Weighed>)> {
    let n_by = check.totals.grouping.by.len();
    let slots = slots_of(part);
    let is_read = |note: &&Note| slots.contains(&(n_by + note.part as usize));
    let first = row.notes.iter().find(is_read)?.part;
    let value = &check.totals.grouping.aggregates[first as usize].args[0];
    let of = |note: &Note| match (row.value_at)(note.row, value) {
        Some(Value::Number(number)) => Some((note.row, number)),
        _ => None,
    };
    let rows = row.notes.iter().filter(|note| note.part == first).filter_map(of).collect();
    Some((first as usize, rows))
}

fn slots_of(part: &Typed) -> Vec<usize> {
    let (mut slots, mut rest) = (Vec::new(), vec![part]);
    while let Some(typed) = rest.pop() {
        if let Node::Slot(slot) = typed.node {
            slots.push(slot);
        }
        rest.extend(typed.children());
    }
    slots
}

/// The part of a condition with this span that does not hold: the innermost, as the parts for several
/// columns are all written at one place.
fn part_at<'t>(condition: &'t Typed, span: Option<Span>, row: &RowFrame<'_, '_>) -> &'t Typed {
    let (mut found, mut rest) = (condition, vec![condition]);
    while let Some(typed) = rest.pop() {
        let is_meant = Some(typed.span) == span && typed.ty == Type::Boolean;
        if is_meant && eval(typed, &row.frame()).value(0) == Some(Value::Boolean(false)) {
            found = typed;
        }
        rest.extend(typed.children());
    }
    found
}

/// What a failing sum owes to single rows: a sentence about the heaviest, and what to do.
pub fn rows(
    check: &GroupsHold,
    failed: Option<Span>,
    row: &RowFrame<'_, '_>,
) -> (Option<String>, Option<String>) {
    let part = part_at(&check.condition, failed, row);
    let Some((aggregate, rows)) = weighed(check, part, row) else { return (None, None) };
    if rows.len() < 2 {
        return (None, None);
    }
    let shown =
        |(id, value): &Weighed| format!("{} ({})", (row.place_of)(*id), number(*value, row));
    let heaviest: Vec<String> = rows.iter().take(SHOWN).map(shown).collect();
    (Some(joined(&heaviest)), mended(check, (part, aggregate), &rows, row))
}

fn number(value: Decimal, row: &RowFrame<'_, '_>) -> String {
    if row.masked { "•".to_owned() } else { brief(&Value::Number(value)) }
}

/// "with 5.49 instead of 54.9 at line 7 it would hold": where that is so of a single row.
fn mended(
    check: &GroupsHold,
    (part, aggregate): (&Typed, usize),
    rows: &[Weighed],
    row: &RowFrame<'_, '_>,
) -> Option<String> {
    // Of a bound that is passed, any large row would do.
    let is_exact = matches!(
        part.node,
        Node::Compare { op: BinaryOp::Equal, .. } | Node::Agrees { .. } | Node::Between { .. }
    );
    if !is_exact {
        return None;
    }
    let slot = check.totals.grouping.by.len() + aggregate;
    let mending = |(id, value): &Weighed| {
        let change = changes(*value).into_iter().find(|change| {
            let by = match change {
                Change::Left => Some(value.neg()),
                Change::Sign(to) | Change::Point(to) => to.sub(*value).ok(),
            };
            by.is_some_and(|by| holds((part, slot), by, row))
        });
        change.map(|change| (*id, *value, change))
    };
    let found: Vec<_> = rows.iter().filter_map(mending).collect();
    let [(id, value, change)] = found.as_slice() else { return None };
    let (place, value) = ((row.place_of)(*id), number(*value, row));
    Some(match change {
        Change::Left => format!(
            "without {place} ({value}) it would hold: see whether that row is a total, or there twice"
        ),
        Change::Sign(to) => {
            format!("with {} instead of {value} at {place} it would hold", number(*to, row))
        }
        Change::Point(to) => format!(
            "with {} instead of {value} at {place} it would hold: see whether its unit and its \
             decimal point are right",
            number(*to, row)
        ),
    })
}

/// What slips with figures: a row too many, a sign, a unit or a decimal point.
fn changes(value: Decimal) -> Vec<Change> {
    let mut changes = vec![Change::Left, Change::Sign(value.neg())];
    for places in 1..=3 {
        let power = Decimal::from(10_i64.pow(places));
        changes.extend(value.mul(power).ok().map(Change::Point));
        changes.extend(value.div(power).ok().map(Change::Point));
    }
    if value.is_zero() { Vec::new() } else { changes }
}

/// Whether the part holds where a sum is so much more.
fn holds((part, slot): (&Typed, usize), by: Decimal, row: &RowFrame<'_, '_>) -> bool {
    let mut slots = row.slots.to_vec();
    for slot in [slot].into_iter().chain(bounds_of(part, slot)) {
        if let Some(Some(Value::Number(sum))) = slots.get_mut(slot) {
            match sum.add(by) {
                Ok(changed) => *sum = changed,
                Err(_) => return false,
            }
        }
    }
    let frame = SlotFrame { block: row.block, slots: &slots };
    eval(part, &frame).value(0) == Some(Value::Boolean(true))
}

/// The slots of the least and the greatest that a sum stands for.
fn bounds_of(part: &Typed, slot: usize) -> Vec<usize> {
    let mut rest = vec![part];
    while let Some(typed) = rest.pop() {
        if let Node::Bounded { value, low, high } = &typed.node
            && let (Node::Slot(value), Node::Slot(low), Node::Slot(high)) =
                (&value.node, &low.node, &high.node)
            && *value == slot
        {
            return vec![*low, *high];
        }
        rest.extend(typed.children());
    }
    Vec::new()
}
