//! Functions over many rows: their arguments, where they may stand, and what may stand beside them.

use super::calls::{counted, kind_noun, wanted};
use super::convert::{convert, literal_text};
use super::words::{noun, shown, similar};
use super::{Binder, Operand, OverRows, Scope};
use crate::diagnostics::{Diagnostic, Span, suggest};
use crate::expressions::ast::{Aggregate, Expr};
use crate::expressions::eval::constant;
use crate::expressions::functions::aggregates::{AGGREGATES, AggregateFunction, Fold, find};
use crate::expressions::functions::{Arg, windows};
use crate::expressions::grouping::{BoundAggregate, Grouping};
use crate::expressions::typed::{Node, Typed};
use crate::types::{Decimal, Type, Value};

impl Binder<'_, '_> {
    pub(super) fn aggregate(&mut self, expr: &Expr, call: &Aggregate) -> Option<Typed> {
        if let Some(over) = &call.over {
            return self.window(expr, call, over);
        }
        if let Some(function) = windows::find(&call.name.text) {
            let mistake = self.without_over(expr, function);
            return self.fail(mistake);
        }
        let Some(function) = find(&call.name.text) else {
            let mistake = self.unknown_aggregate(call);
            return self.fail(mistake);
        };
        let outer = std::mem::replace(&mut self.over_rows, OverRows::Inside);
        let bound = match &outer {
            OverRows::Grouped(_) => self.aggregate_call(expr, (call, function)),
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
        let slot = grouping.slot_of(bound);
        Some(self.typed(expr, Node::Slot(slot), ty))
    }

    pub(super) fn aggregate_call(
        &mut self,
        expr: &Expr,
        (call, function): (&Aggregate, &'static AggregateFunction),
    ) -> Option<BoundAggregate> {
        let operands = self.operands(&call.args);
        let filter = call.filter.as_ref().map(|filter| self.filter(filter));
        let (least, most) = (function.args.len(), function.args.len() + function.optional.len());
        let found = call.args.len();
        let starred = call.star.is_some() && function.fold != Fold::Count;
        if found < least || found > most || starred {
            let mistake = self.wrong_number(expr, function, found);
            return self.fail(mistake);
        }
        if let Some(distinct) = call.distinct {
            self.distinct_fits(distinct, function, found)?;
        }
        let kinds = function.args.iter().chain(function.optional);
        let mut args = Vec::new();
        for (at, (operand, kind)) in operands?.into_iter().zip(kinds).enumerate() {
            args.push(self.fold_argument((function, at), operand, *kind)?);
        }
        let filter = match filter {
            Some(filter) => Some(filter?),
            None => None,
        };
        let ty = self.type_of(function, &args);
        // The least of different values is the least of all.
        let matters = matches!(function.fold, Fold::Count | Fold::Sum | Fold::Average);
        Some(BoundAggregate {
            function,
            args,
            distinct: call.distinct.is_some() && matters,
            filter,
            ty,
            span: self.place(expr.span),
            text: self.text(expr.span),
        })
    }

    fn filter(&mut self, filter: &Expr) -> Option<Typed> {
        let typed = self.expr(filter)?;
        if matches!(typed.ty, Type::Boolean | Type::Null) {
            return Some(convert(typed, Type::Boolean));
        }
        let text = self.text(filter.span);
        let message = format!("`{text}` is {}, not true or false", noun(typed.ty));
        let label = noun(typed.ty).to_owned();
        let mistake = self.mistake("not-a-condition", filter.span, (message, label));
        self.fail(mistake)
    }

    fn type_of(&self, function: &AggregateFunction, args: &[Typed]) -> Type {
        let first = args.first().map_or(Type::Null, |arg| arg.ty);
        match function.fold {
            Fold::Count | Fold::CountIf => Type::Integer,
            Fold::Sum if first == Type::Null => Type::Number,
            Fold::Sum
            | Fold::Least
            | Fold::Greatest
            | Fold::Mode
            | Fold::First
            | Fold::Last
            | Fold::AnyValue => first,
            Fold::Average | Fold::MedianDeviation | Fold::Median | Fold::Quantile => match first {
                Type::Float => Type::Float,
                Type::Date | Type::DateTime => Type::DateTime,
                _ => Type::Number,
            },
            Fold::Spread(_) | Fold::Correlation | Fold::Skewness => Type::Float,
            Fold::All | Fold::Any => Type::Boolean,
            Fold::Joined => Type::Text,
        }
    }

    fn fold_argument(
        &mut self,
        (function, at): (&AggregateFunction, usize),
        mut operand: Operand,
        kind: Arg,
    ) -> Option<Typed> {
        let found = operand.typed.ty;
        let fits = match function.fold {
            Fold::Quantile if at == 1 => return self.share(function, operand),
            Fold::Joined if at == 1 => return self.separator(function, operand),
            Fold::Median | Fold::Quantile => {
                found.is_numeric() || matches!(found, Type::Date | Type::DateTime | Type::Null)
            }
            Fold::Least | Fold::Greatest => !matches!(found, Type::PartialDate | Type::Duration),
            _ => true,
        };
        let wanted = wanted(kind, found, literal_text(&operand.typed)).filter(|_| fits);
        let Some(wanted) = wanted else {
            let mistake = self.wrong_value((function, at), &operand, kind);
            return self.fail(mistake);
        };
        self.beside(&mut operand, wanted)?;
        // Deviations and correlations are floats whatever they are made of.
        let to = match function.fold {
            Fold::Spread(_) | Fold::Correlation | Fold::Skewness => Type::Float,
            _ => wanted,
        };
        Some(convert(operand.typed, to))
    }

    /// The share of a quantile: a constant from 0 to 1.
    fn share(&mut self, function: &AggregateFunction, operand: Operand) -> Option<Typed> {
        let value = constant(&operand.typed).map(|value| value.into_owned());
        match value {
            Some(Value::Number(share)) if share >= Decimal::ZERO && share <= Decimal::ONE => {
                let node = Node::Literal(Value::Number(share));
                Some(Typed { node, ty: Type::Number, span: operand.typed.span })
            }
            _ => {
                let mistake = self.not_constant(function, &operand, "a number from 0 to 1");
                self.fail(mistake)
            }
        }
    }

    fn separator(&mut self, function: &AggregateFunction, operand: Operand) -> Option<Typed> {
        if literal_text(&operand.typed).is_some() {
            return Some(operand.typed);
        }
        let mistake = self.not_constant(function, &operand, "a text in single quotes");
        self.fail(mistake)
    }

    fn distinct_fits(
        &mut self,
        distinct: Span,
        function: &AggregateFunction,
        found: usize,
    ) -> Option<()> {
        let fits = matches!(
            function.fold,
            Fold::Count
                | Fold::Sum
                | Fold::Average
                | Fold::Least
                | Fold::Greatest
                | Fold::All
                | Fold::Any
        );
        if fits && found == 1 {
            return Some(());
        }
        let message = format!("`DISTINCT` does not go with `{}`", function.name);
        let label = "only with `count`, `sum` and `avg` of a value".to_owned();
        let mistake = self.mistake("wrong-arguments", distinct, (message, label));
        self.fail(mistake.help("write `count(DISTINCT x)`"))
    }

    #[cold]
    fn without_over(&self, expr: &Expr, function: &windows::WindowFunction) -> Diagnostic {
        let message = format!("`{}` looks at the rows around one", function.name);
        let label = "without `OVER`".to_owned();
        let help = format!("say which rows: `{} OVER (ORDER BY …)`", self.text(expr.span));
        self.mistake("wrong-arguments", expr.span, (message, label)).help(help)
    }

    #[cold]
    fn unknown_aggregate(&self, call: &Aggregate) -> Diagnostic {
        let name = &call.name.text;
        let known = AGGREGATES.iter().map(|function| function.name);
        let scalar = crate::expressions::functions::find(name).is_some();
        let message = match scalar {
            true => format!("`{name}` looks at one row, not at many"),
            false => format!("unknown aggregate `{name}`"),
        };
        let label = if scalar { "no aggregate" } else { "no such aggregate" }.to_owned();
        let mistake = self.mistake("unknown-function", call.name.span, (message, label));
        match similar("function", &suggest::nearest(name, known.clone())) {
            Some(help) => mistake.help(help),
            None => {
                mistake.note(format!("the aggregates are {}", known.collect::<Vec<_>>().join(", ")))
            }
        }
    }

    #[cold]
    pub(super) fn misplaced(&self, expr: &Expr, inside: bool) -> Diagnostic {
        let text = self.text(expr.span);
        let (message, help) = match inside {
            true => (
                format!("`{text}` stands inside of another aggregate"),
                "an aggregate takes values of single rows; make two rules of it",
            ),
            false => (
                format!("`{text}` looks at many rows, where single rows are looked at"),
                "aggregates stand in `check` and in its `message`, which then speak of groups: `by = [\"column\"]`",
            ),
        };
        let label = "an aggregate".to_owned();
        self.mistake("misplaced-aggregate", expr.span, (message, label)).help(help)
    }

    #[cold]
    fn wrong_number(&self, expr: &Expr, function: &AggregateFunction, found: usize) -> Diagnostic {
        let (least, optional) = (function.args.len(), function.optional.len());
        let takes = match optional {
            0 => counted(least),
            _ => format!("{least} to {}", counted(least + optional)),
        };
        let message = match found {
            0 => format!("`{}` takes {takes}", function.name),
            _ => format!("`{}` takes {takes}, found {found}", function.name),
        };
        let label = "called with others".to_owned();
        self.mistake("wrong-arguments", expr.span, (message, label))
            .help(format!("an example: `{}`", function.example))
    }

    #[cold]
    fn wrong_value(
        &self,
        (function, at): (&AggregateFunction, usize),
        operand: &Operand,
        kind: Arg,
    ) -> Diagnostic {
        let found = noun(operand.typed.ty);
        let text = self.text(operand.expr.span);
        let wanted = match (function.fold, at) {
            (Fold::Median | Fold::Quantile, 0) => "a number or a date",
            (Fold::Least | Fold::Greatest, 0) => "a value that has an order",
            _ => kind_noun(kind),
        };
        let message = format!("`{}` is of {wanted}, and `{text}` is {found}", function.name);
        let place = operand.expr.span;
        let mistake = self.mistake("type-mismatch", place, (message, found.to_owned()));
        let mistake = self.with_origin(mistake, operand);
        if operand.typed.ty == Type::Boolean {
            return mistake.help(format!("to count rows write `count_if({text})`"));
        }
        match self.declare(operand, Type::Number) {
            Some(help) => mistake.help(help),
            None => mistake.help(format!("an example: `{}`", function.example)),
        }
    }

    #[cold]
    fn not_constant(
        &self,
        function: &AggregateFunction,
        operand: &Operand,
        wanted: &str,
    ) -> Diagnostic {
        let text = self.text(operand.expr.span);
        let message =
            format!("the second argument of `{}` is {wanted}, found `{text}`", function.name);
        let label = format!("expected {wanted}");
        self.mistake("wrong-arguments", operand.expr.span, (message, label))
            .help(format!("an example: `{}`", function.example))
    }
}

/// Puts slots in the places of what makes the groups. A column that then remains is a mistake: the
/// rows of a group may differ in it.
pub fn lift(
    typed: &mut Typed,
    grouping: &Grouping,
    scope: &Scope,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<()> {
    let mut fits = true;
    let mut rest = vec![typed];
    while let Some(typed) = rest.pop() {
        if let Some(slot) = grouping.by.iter().position(|by| by.typed.is_same(typed)) {
            typed.node = Node::Slot(slot);
            continue;
        }
        if matches!(typed.node, Node::Column(_) | Node::Follow { .. }) {
            diagnostics.push(ungrouped(typed, grouping, scope));
            fits = false;
        }
        rest.extend(typed.children_mut().into_iter().rev());
    }
    fits.then_some(())
}

#[cold]
fn ungrouped(typed: &Typed, grouping: &Grouping, scope: &Scope) -> Diagnostic {
    let phrase = scope.phrase;
    let text = shown(&phrase.text, typed.span);
    let message = match grouping.by.is_empty() {
        true => format!("`{text}` has a value in each row, and the condition speaks of the table"),
        false => format!("`{text}` has a value in each row, and the condition speaks of groups"),
    };
    let place = phrase.locate(typed.span);
    let by: Vec<String> = grouping
        .by
        .iter()
        .map(|by| format!("{:?}", by.text))
        .chain([format!("{text:?}")])
        .collect();
    Diagnostic::new("ungrouped-column", message)
        .at(phrase.source, place, "neither in an aggregate nor what makes the groups")
        .help(format!(
            "take one of its values, such as `max({text})`, or group by it: `by = [{}]`",
            by.join(", ")
        ))
}
