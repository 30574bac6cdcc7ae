//! `agrees`, and how what is computed from many rows carries the digits of its cells.

use super::convert::convert;
use super::words::noun;
use super::{Binder, OverRows};
use crate::expressions::agrees::is_interval;
use crate::expressions::ast::Expr;
use crate::expressions::functions::aggregates::Fold;
use crate::expressions::functions::windows::Look;
use crate::expressions::grouping::{BoundAggregate, BoundWindow, Grouping, WindowCall};
use crate::expressions::typed::{Node, Typed};
use crate::types::{Type, Value};

impl Binder<'_, '_> {
    /// `agrees(a, b)`: two numbers or two dates, each as written.
    pub(super) fn agrees(&mut self, expr: &Expr, args: &[Expr]) -> Option<Typed> {
        let operands = self.operands(args);
        if args.len() != 2 {
            let message = format!("`agrees` takes 2 arguments, found {}", args.len());
            let label = "two values that can be the same".to_owned();
            let mistake = self.mistake("wrong-arguments", expr.span, (message, label));
            return self.fail(mistake.help("write `agrees(a, b)`"));
        }
        let mut operands = operands?;
        let ty = self.unify(&mut operands, ("agrees", expr.span))?;
        if ty == Type::Text && operands.iter().any(|operand| operand.typed.ty == Type::Null) {
            // What is never there agrees with no text, whatever that is meant to be.
            return Some(self.typed(expr, Node::Literal(Value::Null), Type::Boolean));
        }
        let datelike = matches!(ty, Type::Date | Type::DateTime | Type::PartialDate);
        if !ty.is_numeric() && !datelike && ty != Type::Null {
            let text = self.text(operands[0].expr.span);
            let message =
                format!("`agrees` compares numbers or dates, and `{text}` is {}", noun(ty));
            let mistake = self.mistake(
                "type-mismatch",
                operands[0].expr.span,
                (message, noun(ty).to_owned()),
            );
            let mistake = self.with_origin(mistake, &operands[0]);
            return self.fail(mistake.help("write `=`"));
        }
        // Numbers stay as they are: how they were written is what they stand for.
        let to = |typed: Typed| {
            if ty.is_numeric() && typed.ty != Type::Null { typed } else { convert(typed, ty) }
        };
        let (right, left) = (operands.pop()?, operands.pop()?);
        let [left, right] = [left, right].map(|side| {
            let mut typed = to(side.typed);
            self.carry(&mut typed);
            Box::new(typed)
        });
        Some(self.typed(expr, Node::Agrees { left, right }, Type::Boolean))
    }

    /// Puts beside what is computed from many rows the least and the greatest that it stands for.
    fn carry(&mut self, typed: &mut Typed) {
        let OverRows::Grouped(grouping) = &mut self.over_rows else { return };
        let mut rest = vec![typed];
        while let Some(typed) = rest.pop() {
            let Node::Slot(slot) = typed.node else {
                rest.extend(typed.children_mut());
                continue;
            };
            let node = match grouping.windows.is_empty() {
                true => of_group(grouping, slot, typed),
                false => of_window(grouping, slot, typed),
            };
            if let Some(node) = node {
                typed.node = node;
            }
        }
    }
}

/// The slots of an aggregate of the lowest and of the highest values.
fn of_group(grouping: &mut Grouping, slot: usize, typed: &Typed) -> Option<Node> {
    let aggregate = grouping.aggregate(slot)?.clone();
    let [low, high] = [false, true].map(|upper| bound(&aggregate, upper));
    let [low, high] = [grouping.slot_of(low?), grouping.slot_of(high?)];
    Some(bounded(typed, [slot, low, high]))
}

fn of_window(grouping: &mut Grouping, slot: usize, typed: &Typed) -> Option<Node> {
    let window = grouping.windows.get_mut(slot)?;
    match &mut window.call {
        WindowCall::Look { function, args } => {
            let default = args.len() > 2;
            let cell = args.first_mut()?;
            // What stands in for a row that is not there is no cell.
            let is_cell = matches!(cell.node, Node::Column(_) | Node::Follow { .. });
            let looks = match function.look {
                Look::Before | Look::After => !default,
                Look::First | Look::Last | Look::Nth => true,
                _ => false,
            };
            if !is_cell || !looks || cell.ty != Type::Number {
                return None;
            }
            cell.node = Node::Written(Box::new(cell.clone()));
            let slot = Typed { node: Node::Slot(slot), ty: typed.ty, span: typed.span };
            Some(Node::Written(Box::new(slot)))
        }
        WindowCall::Aggregate(aggregate) => {
            let parts = [bound(aggregate, false)?, bound(aggregate, true)?];
            let slots = parts.map(|part| {
                let call = WindowCall::Aggregate(part);
                let window = BoundWindow { call, ..grouping.windows[slot].clone() };
                grouping.windows.push(window);
                grouping.windows.len() - 1
            });
            Some(bounded(typed, [slot, slots[0], slots[1]]))
        }
    }
}

fn bounded(typed: &Typed, slots: [usize; 3]) -> Node {
    let [value, low, high] = slots
        .map(|slot| Box::new(Typed { node: Node::Slot(slot), ty: typed.ty, span: typed.span }));
    Node::Bounded { value, low, high }
}

/// The same of the least or the greatest that the values stand for; `None` where they are exact, or
/// where the result does not grow with each of them.
fn bound(aggregate: &BoundAggregate, upper: bool) -> Option<BoundAggregate> {
    let grows = matches!(
        aggregate.function.fold,
        Fold::Sum
            | Fold::Average
            | Fold::Least
            | Fold::Greatest
            | Fold::Median
            | Fold::Quantile
            | Fold::First
            | Fold::Last
            | Fold::AnyValue
    );
    let value = aggregate.args.first()?;
    if !grows || aggregate.distinct || !value.ty.is_numeric() || !is_interval(value) {
        return None;
    }
    let mut bound = aggregate.clone();
    let node = Node::Bound { operand: Box::new(value.clone()), upper };
    bound.args[0] = Typed { node, ty: Type::Number, span: value.span };
    bound.ty = Type::Number;
    Some(bound)
}
