//! `at-least = 0.95`: a condition that has to hold in so large a share of the rows, of each group or
//! of the table. Rows that it says nothing of count on neither side.

use super::totals::Weighs;
use super::{GroupsHold, bind_by, describe};
use crate::checks::binder::{Binder, one_line};
use crate::checks::{Description, Request, RowFrame, Wording, joined};
use crate::expressions::ast::BinaryOp;
use crate::expressions::functions::{self, aggregates};
use crate::expressions::grouping::{BoundAggregate, Grouping};
use crate::expressions::typed::{Node, Typed};
use crate::rules::{Param, Phrase};
use crate::types::{Decimal, Type, Value, format};

/// A share of rows that has to meet a condition.
pub struct Share {
    /// The condition, on one line.
    text: String,
    least: Decimal,
}

/// Rows that fail, shown by their lines.
const SHOWN: usize = 3;

impl GroupsHold {
    /// The check that a condition with `at-least` becomes; `None` after a mistake.
    pub fn bind_share(
        request: &Request<'_>,
        (phrase, condition, least): (&Phrase, Typed, &Param),
        binder: &mut Binder<'_>,
    ) -> Option<GroupsHold> {
        let least = share_of(least, binder)?;
        let by = bind_by(request.table, request.by, binder)?;
        let mut grouping = Grouping { by, ..Grouping::default() };
        let span = condition.span;
        let mut slot = |name: &str| {
            let aggregate = BoundAggregate {
                function: aggregates::find(name)?,
                args: vec![condition.clone()],
                distinct: false,
                filter: None,
                ty: Type::Integer,
                span,
                text: one_line(&phrase.text),
            };
            let node = Node::Slot(grouping.slot_of(aggregate));
            Some(Typed { node, ty: Type::Integer, span })
        };
        let (met, all) = (slot("count_if")?, slot("count")?);
        // Where no row is decided there is no share.
        let zero = Typed { node: Node::Literal(Value::Number(Decimal::ZERO)), ..all.clone() };
        let function = functions::find("nullif")?;
        let all = Node::Call { function, args: vec![all, zero] };
        let right = Box::new(Typed { node: all, ty: Type::Integer, span });
        let share = Node::Arithmetic { op: BinaryOp::Divide, left: Box::new(met), right };
        let [left, right] = [share, Node::Literal(Value::Number(least))]
            .map(|node| Box::new(Typed { node, ty: Type::Number, span }));
        let node = Node::Compare { op: BinaryOp::GreaterEqual, left, right };
        let enough = Typed { node, ty: Type::Boolean, span };
        let mut check = GroupsHold::bind(request, (phrase, enough, grouping), binder)?;
        check.totals.weighs = Weighs::Failing;
        check.share = Some(Share { text: one_line(&phrase.text), least });
        Some(check)
    }
}

/// A number above 0, at most 1.
fn share_of(param: &Param, binder: &mut Binder<'_>) -> Option<Decimal> {
    let written = match param {
        Param::Integer(whole) => whole.value.to_string(),
        Param::Number(digits) => digits.value.clone(),
        other => {
            binder.wrong_type(other, "a share, a number from 0 to 1");
            return None;
        }
    };
    let number = written.parse::<Decimal>().ok();
    let fits = |number: &Decimal| *number > Decimal::ZERO && *number <= Decimal::ONE;
    if let Some(share) = number.filter(fits) {
        return Some(share);
    }
    let message = format!("`at-least` is a share above 0 and at most 1, found {written}");
    let hundredth = number.and_then(|number| number.div(Decimal::from(100)).ok()).filter(fits);
    let mistake = binder.mistake("invalid-value", message, param.place(), "no share");
    mistake.help =
        hundredth.map(|share| format!("{written} % is `at-least = {}`", share.trimmed()));
    None
}

impl Share {
    pub fn asks(&self) -> String {
        format!("{} in at least {} of rows", self.text, percent(self.least))
    }

    pub fn wording(&self) -> Wording {
        let object = format!("`{}` in at least {} of rows", self.text, percent(self.least));
        Wording { singular: "does not meet", plural: "do not meet", object, help: None }
    }

    /// "`x > 0` holds in 18 of 20 rows (90 %) for country NO, and 95 % are asked for; it fails first
    /// at line 4, line 7 and line 9".
    pub fn describe(&self, check: &GroupsHold, row: &RowFrame<'_, '_>) -> Description {
        let n_by = check.totals.grouping.by.len();
        let count = |at: usize| match row.slots.get(n_by + at) {
            Some(Some(Value::Number(number))) => Some(*number),
            _ => None,
        };
        let (Some(met), Some(all)) = (count(0), count(1)) else {
            return describe::describe(check, row);
        };
        let share = |number: Decimal, of: Decimal| {
            number.mul(Decimal::from(100)).and_then(|number| number.div(of)).unwrap_or(number)
        };
        let (found, asked) = format::apart(share(met, all), share(self.least, Decimal::ONE));
        let group = describe::group(check, row);
        let of = if group.is_empty() { String::new() } else { format!(" for {group}") };
        let hidden = |text: String| if row.masked { "•".to_owned() } else { text };
        let mut message = format!(
            "`{}` holds in {} of {} rows ({} %){of}, and {asked} % are asked for",
            self.text,
            hidden(counted(met)),
            hidden(counted(all)),
            hidden(found),
        );
        let places: Vec<String> =
            row.notes.iter().take(SHOWN).map(|note| (row.place_of)(note.row)).collect();
        if !places.is_empty() {
            message.push_str(&format!("; it fails first at {}", joined(&places)));
        }
        let mut values = describe::by_values(check, row);
        let exact = |number: Decimal| format::exact(&Value::Number(number));
        values.push(("rows that hold".to_owned(), exact(met)));
        values.push(("rows that decide".to_owned(), exact(all)));
        Description {
            message,
            cells: describe::by_cells(check, row),
            values,
            ..Description::default()
        }
    }
}

/// A number of rows.
fn counted(rows: Decimal) -> String {
    rows.to_i64().map_or_else(|| format::grouped(rows), |rows| format::count(rows as u64))
}

/// "95 %".
fn percent(share: Decimal) -> String {
    let hundred = share.mul(Decimal::from(100)).unwrap_or(share);
    format!("{} %", format::grouped(hundred))
}
