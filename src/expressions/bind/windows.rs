//! `OVER`: the rows around one, and what is asked of them.

use super::calls::counted;
use super::columns::may_spread;
use super::convert::{common, convert};
use super::words::similar;
use super::{Binder, OverRows, Site};
use crate::diagnostics::{Diagnostic, suggest};
use crate::expressions::ast::{
    Aggregate, Bound, Expr, Extent, ExtentUnit, Ident, Missing, Over, Window,
};
use crate::expressions::eval::constant;
use crate::expressions::functions::aggregates::find as find_aggregate;
use crate::expressions::functions::windows::{Look, WINDOWS, WindowFunction, find};
use crate::expressions::grouping::{BoundAggregate, BoundOrder, BoundWindow, WindowCall};
use crate::expressions::typed::{Node, Typed};
use crate::rules::Phrase;
use crate::types::{Type, Value};
use std::rc::Rc;

/// A window that a rule names.
#[derive(Debug, Clone)]
pub struct NamedWindow {
    pub name: String,
    pub phrase: Phrase,
    pub window: Window,
}

/// Rows on which a window that is computed anew for each row may reach.
pub const WIDEST: u64 = 1_000;

/// A window, bound.
#[derive(Default)]
struct Around {
    partition: Vec<Typed>,
    order: Vec<BoundOrder>,
    extent: Option<Extent>,
}

impl<'a> Binder<'a, '_> {
    pub(super) fn window(&mut self, expr: &Expr, call: &Aggregate, over: &Over) -> Option<Typed> {
        let outer = std::mem::replace(&mut self.over_rows, OverRows::Inside);
        let bound = match &outer {
            OverRows::Grouped(_) => self.window_call(expr, call, over),
            other => {
                let mistake = self.misplaced(expr, matches!(other, OverRows::Inside));
                self.fail(mistake)
            }
        };
        self.over_rows = outer;
        let bound = bound?;
        let (ty, OverRows::Grouped(grouping)) = (bound.ty, &mut self.over_rows) else {
            return None;
        };
        grouping.windows.push(bound);
        let slot = grouping.windows.len() - 1;
        Some(self.typed(expr, Node::Slot(slot), ty))
    }

    fn window_call(&mut self, expr: &Expr, call: &Aggregate, over: &Over) -> Option<BoundWindow> {
        let around = self.around(over);
        let (call, ty) = match (find(&call.name.text), find_aggregate(&call.name.text)) {
            (Some(function), _) => self.look(expr, call, function)?,
            (None, Some(function)) => {
                let bound = self.aggregate_call(expr, (call, function))?;
                let ty = bound.ty;
                (WindowCall::Aggregate(bound), ty)
            }
            (None, None) => {
                let mistake = self.unknown_window_function(call);
                return self.fail(mistake);
            }
        };
        let around = around?;
        if let WindowCall::Aggregate(aggregate) = &call {
            self.reach(expr, aggregate, &around)?;
        }
        let Around { partition, order, extent } = around;
        let (span, text) = (self.place(expr.span), self.text(expr.span));
        Some(BoundWindow { call, partition, order, extent, ty, span, text })
    }

    /// What `OVER` says, with the named window that it begins with.
    fn around(&mut self, over: &Over) -> Option<Around> {
        let mut around = Around::default();
        if let Some(name) = &over.name {
            let windows = self.scope.windows;
            let known = windows.iter().find(|window| window.name == name.text);
            let known = known.or_else(|| {
                windows.iter().find(|window| window.name.eq_ignore_ascii_case(&name.text))
            });
            let Some(known) = known else {
                let mistake = self.unknown_window(name);
                return self.fail(mistake);
            };
            let used = Some(self.place(name.span));
            let (spreads, around_here) = (may_spread(&known.phrase), self.around.len());
            let site = Site {
                phrase: &known.phrase,
                used,
                args: Rc::default(),
                spreads,
                around: around_here,
            };
            let outer = std::mem::replace(&mut self.site, site);
            let bound = self.parts_of(&known.window, &mut around);
            self.site = outer;
            bound?;
        }
        if let Some(window) = &over.window {
            self.parts_of(window, &mut around)?;
        }
        Some(around)
    }

    /// The parts of a window, in the places of those that it begins with.
    fn parts_of(&mut self, window: &Window, around: &mut Around) -> Option<()> {
        let partition: Vec<Option<Typed>> =
            window.partition.iter().map(|part| self.expr(part)).collect();
        let order: Vec<Option<BoundOrder>> = window
            .order
            .iter()
            .map(|order| {
                let typed = self.expr(&order.expr)?;
                let missing = order.missing.unwrap_or(Missing::Last);
                Some(BoundOrder { typed, direction: order.direction, missing })
            })
            .collect();
        if !window.partition.is_empty() {
            around.partition = partition.into_iter().collect::<Option<_>>()?;
        }
        if !window.order.is_empty() {
            around.order = order.into_iter().collect::<Option<_>>()?;
        }
        around.extent = window.extent.or(around.extent);
        Some(())
    }

    fn look(
        &mut self,
        expr: &Expr,
        call: &Aggregate,
        function: &'static WindowFunction,
    ) -> Option<(WindowCall, Type)> {
        let operands = self.operands(&call.args);
        let found = call.args.len();
        let odd = call.filter.is_some() || call.distinct.is_some() || call.star.is_some();
        if found < function.args.0 || found > function.args.1 || odd {
            let message = match odd {
                true => format!("`{}` takes no `FILTER`, `DISTINCT` or `*`", function.name),
                false => {
                    let takes = match function.args {
                        (least, most) if least == most => counted(least),
                        (least, most) => format!("{least} to {}", counted(most)),
                    };
                    format!("`{}` takes {takes}, found {found}", function.name)
                }
            };
            let label = "called with others".to_owned();
            let mistake = self.mistake("wrong-arguments", expr.span, (message, label));
            return self.fail(mistake.help(format!("write `{} OVER (…)`", function.signature)));
        }
        let mut args: Vec<Typed> = operands?.into_iter().map(|operand| operand.typed).collect();
        let first = args.first().map_or(Type::Null, |arg| arg.ty);
        let ty = match function.look {
            Look::PercentRank | Look::CumulativeShare => Type::Float,
            Look::RowNumber | Look::Rank | Look::DenseRank | Look::Tile => Type::Integer,
            _ => first,
        };
        let counts = match function.look {
            Look::Tile => Some(0),
            Look::Before | Look::After | Look::Nth => Some(1),
            _ => None,
        };
        if let Some(count) = counts.and_then(|at| args.get(at)) {
            let least = if matches!(function.look, Look::Before | Look::After) { 0 } else { 1 };
            let whole = constant(count).and_then(|value| match value.as_ref() {
                Value::Number(number) => number.to_i64(),
                _ => None,
            });
            if whole.is_none_or(|whole| whole < least) {
                let text = self.text(expr.span);
                let message = format!("`{text}` counts rows by a whole number from {least} on");
                let label = "not such a number".to_owned();
                let mistake = self.mistake("wrong-arguments", expr.span, (message, label));
                return self.fail(mistake.help(format!("write `{}`", function.signature)));
            }
        }
        if let (Look::Before | Look::After, Some(otherwise)) = (function.look, args.get_mut(2)) {
            let Some(ty) = common(first, otherwise.ty) else {
                let message = format!(
                    "`{}` gives {} or, beyond the partition, {}",
                    function.name,
                    super::words::noun(first),
                    super::words::noun(otherwise.ty)
                );
                let label = "of two types".to_owned();
                let mistake = self.mistake("type-mismatch", expr.span, (message, label));
                return self.fail(mistake);
            };
            *otherwise = convert(otherwise.clone(), ty);
            args[0] = convert(args[0].clone(), ty);
            return Some((WindowCall::Look { function, args }, ty));
        }
        Some((WindowCall::Look { function, args }, ty))
    }

    /// Whether the aggregate can be kept up from row to row, or its window is narrow.
    fn reach(&mut self, expr: &Expr, aggregate: &BoundAggregate, around: &Around) -> Option<()> {
        let narrow = match around.extent {
            None => around.order.is_empty(),
            Some(Extent {
                start: Bound::UnboundedPreceding,
                end: Bound::UnboundedFollowing,
                ..
            }) => true,
            Some(extent) => {
                let reach = |bound| match bound {
                    Bound::Preceding(count) | Bound::Following(count) => Some(count),
                    Bound::Current if extent.unit == ExtentUnit::Rows => Some(0),
                    _ => None,
                };
                let (start, end) = (reach(extent.start), reach(extent.end));
                start.zip(end).is_some_and(|(start, end)| start.saturating_add(end) <= WIDEST)
            }
        };
        if aggregate.is_steady() || narrow {
            return Some(());
        }
        let text = self.text(expr.span);
        let message = format!("the window of `{text}` is computed anew for each row, and is wide");
        let label = "a window that grows".to_owned();
        let mistake = self.mistake("too-complex", expr.span, (message, label));
        self.fail(mistake.help(format!(
            "bound it, as in `ROWS 100 PRECEDING`, or take the whole partition: leave out `ORDER BY` in `{}(…) OVER (…)`",
            aggregate.function.name
        )))
    }

    #[cold]
    fn unknown_window(&self, name: &Ident) -> Diagnostic {
        let message = format!("the rule names no window `{}`", name.text);
        let label = "no such window".to_owned();
        let mistake = self.mistake("unknown-name", name.span, (message, label));
        let known = self.scope.windows.iter().map(|window| window.name.as_str());
        match similar("window", &suggest::nearest(&name.text, known)) {
            Some(help) => mistake.help(help),
            None => mistake.help(format!(
                "name it in the rule: `windows = {{ {} = \"PARTITION BY … ORDER BY …\" }}`",
                name.text
            )),
        }
    }

    #[cold]
    fn unknown_window_function(&self, call: &Aggregate) -> Diagnostic {
        let name = &call.name.text;
        let message = format!("`{name}` does not go with `OVER`");
        let label = "no function over rows".to_owned();
        let mistake = self.mistake("unknown-function", call.name.span, (message, label));
        let known = WINDOWS.iter().map(|function| function.name);
        match similar("function", &suggest::nearest(name, known.clone())) {
            Some(help) => mistake.help(help),
            None => {
                mistake.note(format!("aggregates do, and {}", known.collect::<Vec<_>>().join(", ")))
            }
        }
    }
}
