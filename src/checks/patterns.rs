//! `pattern`, which the whole value must match, and `not-pattern`, found nowhere in it.

use super::binder::Binder;
use super::constraint::Constraint;
use super::{Check, Kind, Placement, Request, Wording};
use crate::expressions::typed::{Node, Typed};
use crate::types::Type;

pub struct Pattern;
pub struct NotPattern;

impl Kind for Pattern {
    fn name(&self) -> &'static str {
        "pattern"
    }

    fn placement(&self) -> Placement {
        Placement::Constraint
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        bind(request, binder, Extent::Whole)
    }
}

impl Kind for NotPattern {
    fn name(&self) -> &'static str {
        "not-pattern"
    }

    fn placement(&self) -> Placement {
        Placement::Constraint
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        bind(request, binder, Extent::Anywhere)
    }
}

/// How much of a value a pattern speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Whole,
    Anywhere,
}

fn bind(request: &Request<'_>, binder: &mut Binder<'_>, extent: Extent) -> Option<Box<dyn Check>> {
    let column = request.column?;
    let schema = binder.column(request.table, column);
    let (name, ty) = (schema.name.clone(), schema.value_type());
    if !matches!(ty, Type::Text | Type::Null) {
        let kind = if extent == Extent::Whole { "pattern" } else { "not-pattern" };
        binder.unsupported_constraint(request, kind, "text");
        return None;
    }
    let (text, regex) = binder.regex(request.params, extent)?;
    let negated = extent == Extent::Anywhere;
    let fault = match extent {
        Extent::Whole => format!("which does not match `{text}`"),
        Extent::Anywhere => format!("in which `{text}` is found"),
    };
    let condition = Typed::boolean(Node::Matches {
        operand: Box::new(Typed::column(column, ty)),
        regex,
        negated,
    });
    let wording = Wording::has(match extent {
        Extent::Whole => format!("`{name}` that does not match `{text}`"),
        Extent::Anywhere => format!("`{name}` in which `{text}` is found"),
    });
    Some(Box::new(Constraint { column, condition, wording, fault }))
}
