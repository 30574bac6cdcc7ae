//! Literals as values, and casts.

use super::words::noun;
use super::{Binder, intervals};
use crate::diagnostics::suggest;
use crate::expressions::ast::{Expr, Ident, Literal};
use crate::expressions::typed::{Node, Typed};
use crate::types::{DataType, Decimal, Type, Value, read};

/// The names of types in casts: DuckDB's, and those of rule files.
const TYPE_NAMES: &[(&str, Type)] = &[
    ("text", Type::Text),
    ("varchar", Type::Text),
    ("string", Type::Text),
    ("char", Type::Text),
    ("bpchar", Type::Text),
    ("character varying", Type::Text),
    ("integer", Type::Integer),
    ("int", Type::Integer),
    ("bigint", Type::Integer),
    ("smallint", Type::Integer),
    ("tinyint", Type::Integer),
    ("hugeint", Type::Integer),
    ("int2", Type::Integer),
    ("int4", Type::Integer),
    ("int8", Type::Integer),
    ("long", Type::Integer),
    ("number", Type::Number),
    ("decimal", Type::Number),
    ("numeric", Type::Number),
    ("float", Type::Float),
    ("double", Type::Float),
    ("double precision", Type::Float),
    ("real", Type::Float),
    ("float4", Type::Float),
    ("float8", Type::Float),
    ("boolean", Type::Boolean),
    ("bool", Type::Boolean),
    ("date", Type::Date),
    ("time", Type::Time),
    ("timestamp", Type::DateTime),
    ("timestamptz", Type::DateTime),
    ("timestamp with time zone", Type::DateTime),
    ("datetime", Type::DateTime),
    ("interval", Type::Duration),
    ("duration", Type::Duration),
    ("partial-date", Type::PartialDate),
    ("partial_date", Type::PartialDate),
];

impl Binder<'_, '_> {
    pub(super) fn literal(&mut self, expr: &Expr, literal: &Literal) -> Option<Typed> {
        let (value, ty) = match literal {
            Literal::Null => (Value::Null, Type::Null),
            Literal::Boolean(value) => (Value::Boolean(*value), Type::Boolean),
            Literal::Text(text) => (Value::Text(text.clone()), Type::Text),
            Literal::Number(digits) => match number(digits) {
                Some(number) => number,
                None => return self.no_number(expr, digits),
            },
            Literal::Date(text) => (self.dated(expr, text, Type::Date)?, Type::Date),
            Literal::Timestamp(text) => (self.dated(expr, text, Type::DateTime)?, Type::DateTime),
            Literal::Interval { amount, unit } => {
                let read = match unit.as_str() {
                    "" => intervals::read(amount),
                    _ => intervals::amount(amount, unit),
                };
                match read {
                    Some(duration) => (Value::Duration(duration), Type::Duration),
                    None => return self.no_interval(expr),
                }
            }
        };
        Some(self.typed(expr, Node::Literal(value), ty))
    }

    fn dated(&mut self, expr: &Expr, text: &str, ty: Type) -> Option<Value> {
        if let Some(value) = read::literal(text, ty) {
            return Some(value);
        }
        let written = self.text(expr.span);
        let message = format!("`{written}` is not {} of the calendar", noun(ty));
        let label = format!("does not read as {}", noun(ty));
        let mistake = self.mistake("unreadable-literal", expr.span, (message, label));
        self.fail(mistake.help(match ty {
            Type::Date => "write `DATE '2024-01-31'`",
            _ => "write `TIMESTAMP '2024-01-31 10:00:00'`",
        }))
    }

    #[cold]
    fn no_number(&mut self, expr: &Expr, digits: &str) -> Option<Typed> {
        let shown: String = digits.chars().take(48).collect();
        let message = format!("`{shown}` is beyond the 38 digits of a number");
        let label = "too many digits".to_owned();
        let mistake = self.mistake("unreadable-literal", expr.span, (message, label));
        self.fail(mistake)
    }

    #[cold]
    fn no_interval(&mut self, expr: &Expr) -> Option<Typed> {
        let message = format!("`{}` is not an interval of time", self.text(expr.span));
        let label = "does not read as an amount and a unit".to_owned();
        let mistake = self.mistake("unreadable-literal", expr.span, (message, label));
        self.fail(mistake.help(
            "write `INTERVAL 3 DAY` or `INTERVAL '1 year 2 months'`, in whole months and days",
        ))
    }

    pub(super) fn cast(
        &mut self,
        expr: &Expr,
        operand: &Expr,
        to: &Ident,
        attempt: bool,
    ) -> Option<Typed> {
        let operand = self.operand(operand);
        let to_type = self.type_named(to)?;
        let operand = operand?;
        let from = operand.typed.ty;
        if from == Type::Null || from == Type::List(&Type::Null) && to_type.is_list() {
            return Some(super::convert::convert(operand.typed, to_type));
        }
        if !casts(from, to_type) {
            let text = self.text(operand.expr.span);
            let message =
                format!("`{text}` is {}, which does not become {}", noun(from), noun(to_type));
            let label = format!("cast from {}", noun(from));
            let mistake = self.mistake("type-mismatch", operand.expr.span, (message, label));
            let mistake = self.with_origin(mistake, &operand);
            return self.fail(match (from, to_type) {
                (Type::Date | Type::DateTime | Type::PartialDate, to) if to.is_numeric() => {
                    mistake.help(format!("a part of it is a number: `year({text})`"))
                }
                _ => mistake,
            });
        }
        // A text in the place of a literal of its own: `TIME '10:00'`, `'2024'::partial_date`.
        if !attempt
            && let Node::Literal(Value::Text(text)) = &operand.typed.node
            && matches!(to_type, Type::Time | Type::PartialDate | Type::Duration)
        {
            let value = match to_type {
                Type::Duration => intervals::read(text).map(Value::Duration),
                _ => read::literal(text, to_type),
            };
            if let Some(value) = value {
                return Some(self.typed(expr, Node::Literal(value), to_type));
            }
        }
        let node = Node::Cast { operand: Box::new(operand.typed), attempt };
        Some(self.typed(expr, node, to_type))
    }

    fn type_named(&mut self, to: &Ident) -> Option<Type> {
        let name = to.text.to_ascii_lowercase();
        if let Some((_, ty)) = TYPE_NAMES.iter().find(|(known, _)| *known == name) {
            return Some(*ty);
        }
        if let Some(element) = name.strip_suffix("[]") {
            let element = Ident { text: element.trim_end().to_owned(), ..to.clone() };
            let element = self.type_named(&element)?;
            return self.list_of(element, to.span);
        }
        if name.starts_with("struct(") || name.starts_with("map(") {
            return self.not_yet(to.span, "structs are not part of conditions yet".to_owned());
        }
        if let Some((known, _)) = name.split_once('(')
            && TYPE_NAMES.iter().any(|(name, _)| *name == known)
        {
            let message =
                format!("`{}`: types with a length are not part of conditions yet", to.text);
            let label = "numbers have 38 digits, texts any length".to_owned();
            let mistake = self.mistake("not-yet-supported", to.span, (message, label));
            return self.fail(
                mistake.help(format!("write `{known}`; `round(x, 2)` rounds to two places")),
            );
        }
        let message = format!("unknown type `{}`", to.text);
        let mistake = self.mistake("unknown-name", to.span, (message, "no such type".to_owned()));
        let names = TYPE_NAMES.iter().map(|(name, _)| *name);
        self.fail(match super::words::similar("type", &suggest::nearest(&name, names)) {
            Some(help) => mistake.help(help),
            None => mistake.note(format!(
                "the types are {}",
                DataType::ALL.map(|(_, name)| format!("`{name}`")).join(", ")
            )),
        })
    }
}

/// A number as written: exact where 38 digits hold it, else a float.
pub(super) fn number(digits: &str) -> Option<(Value, Type)> {
    if let Ok(number) = Decimal::from_bytes(digits.trim_end_matches('.').as_bytes())
        .or_else(|_| Decimal::from_bytes(format!("0{digits}").as_bytes()))
    {
        let ty = match number.scale() {
            0 => Type::Integer,
            _ => Type::Number,
        };
        return Some((Value::Number(number), ty));
    }
    let exponent = digits.contains(['e', 'E']);
    let float: f64 = digits.parse().ok().filter(|float: &f64| exponent && float.is_finite())?;
    Some((Value::Float(float), Type::Float))
}

fn casts(from: Type, to: Type) -> bool {
    let timely = |ty| matches!(ty, Type::Date | Type::DateTime | Type::PartialDate);
    if let (Type::List(from), Type::List(to)) = (from, to) {
        return *from == Type::Null || casts(*from, *to);
    }
    if to.is_list() {
        return false;
    }
    from == to
        || from == Type::Text
        || to == Type::Text
        || from.is_numeric() && to.is_numeric()
        || from == Type::Boolean && to.is_numeric()
        || from.is_numeric() && to == Type::Boolean
        || timely(from) && timely(to)
        || from == Type::DateTime && to == Type::Time
}
