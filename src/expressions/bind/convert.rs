//! Conversions that lose nothing, and text literals read as what they stand beside.

use super::intervals;
use super::{Binder, Operand};
use crate::diagnostics::Diagnostic;
use crate::expressions::typed::{Node, Typed};
use crate::types::calendar::midnight;
use crate::types::read::literal;
use crate::types::{PartialDate, Type, Value};

/// The type that values of both types convert to without loss.
pub(super) fn common(left: Type, right: Type) -> Option<Type> {
    Some(match (left, right) {
        _ if left == right => left,
        (Type::Null, other) | (other, Type::Null) => other,
        (Type::Float, other) | (other, Type::Float) if other.is_numeric() => Type::Float,
        _ if left.is_exact() && right.is_exact() => Type::Number,
        (Type::Date, Type::DateTime) | (Type::DateTime, Type::Date) => Type::DateTime,
        (Type::Date, Type::PartialDate) | (Type::PartialDate, Type::Date) => Type::PartialDate,
        (Type::List(left), Type::List(right)) => common(*left, *right)?.list_of()?,
        _ => return None,
    })
}

/// The expression as a type that [`common`] allows; literals are converted at once.
pub(super) fn convert(typed: Typed, to: Type) -> Typed {
    if typed.ty == to {
        return typed;
    }
    let span = typed.span;
    let node = match typed.node {
        Node::List(items) if to.is_list() => {
            let element = to.element().unwrap_or(Type::Null);
            Node::List(items.into_iter().map(|item| convert(item, element)).collect())
        }
        Node::Literal(value) => match convert_value(&value, to) {
            Some(value) => Node::Literal(value),
            None => wrap(Node::Literal(value), typed.ty, span),
        },
        Node::Defined { define, value } => match convert_value(&value, to) {
            Some(value) => Node::Defined { define, value },
            None => wrap(Node::Defined { define, value }, typed.ty, span),
        },
        node => wrap(node, typed.ty, span),
    };
    Typed { node, ty: to, span }
}

fn wrap(node: Node, ty: Type, span: crate::diagnostics::Span) -> Node {
    Node::Convert(Box::new(Typed { node, ty, span }))
}

fn convert_value(value: &Value, to: Type) -> Option<Value> {
    Some(match (value, to) {
        (Value::Number(number), Type::Number) => Value::Number(*number),
        (Value::Number(number), Type::Float) => Value::Float(number.to_f64()),
        (Value::Date(days), Type::DateTime) => Value::DateTime(midnight(*days)),
        (Value::Date(days), Type::PartialDate) => Value::PartialDate(PartialDate::day(*days)),
        _ => return None,
    })
}

/// The text of a literal or of a defined text.
pub(super) fn literal_text(typed: &Typed) -> Option<&str> {
    match &typed.node {
        Node::Literal(Value::Text(text)) | Node::Defined { value: Value::Text(text), .. } => {
            Some(text)
        }
        _ => None,
    }
}

/// Whether the expression is the same in every row.
pub(super) fn is_constant(typed: &Typed) -> bool {
    matches!(typed.node, Node::Literal(_) | Node::Defined { .. })
}

/// A text as a value of a type, and the type that it then has: a number beside integers may have a
/// fraction.
fn read(text: &str, ty: Type) -> Option<(Value, Type)> {
    let value = match ty {
        Type::Integer => match literal(text, Type::Integer) {
            Some(value) => return Some((value, Type::Integer)),
            None => return Some((literal(text, Type::Number)?, Type::Number)),
        },
        Type::Duration => Value::Duration(
            literal(text, ty)
                .and_then(|value| match value {
                    Value::Duration(duration) => Some(duration),
                    _ => None,
                })
                .or_else(|| intervals::read(text))?,
        ),
        _ => literal(text, ty)?,
    };
    Some((value, ty))
}

impl Binder<'_, '_> {
    /// The date of a figure as a day: of an interval of days each is looked at.
    pub(super) fn as_day<'e>(&self, operand: Operand<'e>) -> Operand<'e> {
        let is_figure = self.scope.catalog.is_document(self.scope.table);
        match operand.typed.ty {
            Type::PartialDate if is_figure => {
                Operand { typed: convert(operand.typed, Type::Date), ..operand }
            }
            _ => operand,
        }
    }

    /// A text literal as the type that it stands beside; anything else as it is.
    pub(super) fn beside(&mut self, operand: &mut Operand, ty: Type) -> Option<()> {
        let Some(text) = literal_text(&operand.typed) else { return Some(()) };
        if matches!(ty, Type::Text | Type::Null) {
            return Some(());
        }
        let Some((read, ty)) = read(text, ty) else {
            let mistake = self.unreadable(operand, ty);
            return self.fail(mistake);
        };
        match &mut operand.typed.node {
            Node::Literal(value) | Node::Defined { value, .. } => *value = read,
            _ => {}
        }
        operand.typed.ty = ty;
        Some(())
    }

    #[cold]
    fn unreadable(&self, operand: &Operand, ty: Type) -> Diagnostic {
        let text = literal_text(&operand.typed).unwrap_or("");
        let shown: String = text.chars().take(48).collect();
        let message = format!("`'{shown}'` does not read as {}", super::words::noun(ty));
        let label = format!("stands beside {}", super::words::noun(ty));
        let mistake = self.mistake("unreadable-literal", operand.expr.span, (message, label));
        let mistake = match operand.typed.node {
            Node::Defined { .. } => self.with_origin(mistake, operand),
            _ => mistake,
        };
        match how_written(text, ty) {
            Some(help) => mistake.help(help),
            None => mistake,
        }
    }
}

fn how_written(text: &str, ty: Type) -> Option<String> {
    let day = match literal(text.trim(), Type::PartialDate) {
        Some(Value::PartialDate(partial)) => Some(crate::types::calendar::show_date(partial.first)),
        _ => None,
    };
    Some(match (ty, day) {
        (Type::Date, Some(day)) => {
            format!("a date names its day: `'{day}'`; for the year alone write `year(…)`")
        }
        (Type::Date, None) => "write the date as `'2024-01-31'`".to_owned(),
        (Type::DateTime, _) => "write the datetime as `'2024-01-31 10:00:00'`".to_owned(),
        (Type::PartialDate, _) => "write `'2024'`, `'2024-01'` or `'2024-01-31'`".to_owned(),
        (Type::Time, _) => "write the time as `'10:00:00'`".to_owned(),
        (Type::Boolean, _) => "write `TRUE` or `FALSE`".to_owned(),
        (Type::Duration, _) => "write the interval as `INTERVAL '3 days'`".to_owned(),
        _ => return None,
    })
}
