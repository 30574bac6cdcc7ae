//! `min-length` and `max-length`: how many characters a text has.

use super::binder::Binder;
use super::constraint::Constraint;
use super::{Check, Kind, Placement, Request, Wording};
use crate::expressions::ast::BinaryOp;
use crate::expressions::functions;
use crate::expressions::typed::{Node, Typed};
use crate::types::{Decimal, Type, Value};

pub struct MinLength;
pub struct MaxLength;

impl Kind for MinLength {
    fn name(&self) -> &'static str {
        "min-length"
    }

    fn placement(&self) -> Placement {
        Placement::Constraint
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        bind(request, binder, BinaryOp::GreaterEqual, ("shorter", "min-length"))
    }
}

impl Kind for MaxLength {
    fn name(&self) -> &'static str {
        "max-length"
    }

    fn placement(&self) -> Placement {
        Placement::Constraint
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        bind(request, binder, BinaryOp::LessEqual, ("longer", "max-length"))
    }
}

fn bind(
    request: &Request<'_>,
    binder: &mut Binder<'_>,
    op: BinaryOp,
    (word, kind): (&str, &'static str),
) -> Option<Box<dyn Check>> {
    let column = request.column?;
    let schema = binder.column(request.table, column);
    let (name, ty) = (schema.name.clone(), schema.value_type());
    if !matches!(ty, Type::Text | Type::Null) {
        binder.unsupported_constraint(request, kind, "text");
        return None;
    }
    let limit = binder.count(request.params)?;
    let function = functions::find("length")?;
    let length = Typed {
        node: Node::Call { function, args: vec![Typed::column(column, ty)] },
        ty: Type::Integer,
        span: Default::default(),
    };
    let limit_value = Value::Number(Decimal::new(i128::from(limit), 0));
    let condition = Typed::boolean(Node::Compare {
        op,
        left: Box::new(length),
        right: Box::new(Typed::literal(limit_value, Type::Integer)),
    });
    let fault = format!("{word} than {limit} characters");
    let wording = Wording::has(format!("`{name}` {fault}"));
    Some(Box::new(Constraint { column, condition, wording, fault }))
}
