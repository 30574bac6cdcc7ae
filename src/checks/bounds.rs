//! `minimum`, `maximum` and their exclusive forms: values lie within bounds.

use super::binder::Binder;
use super::constraint::Constraint;
use super::{Check, Kind, Placement, Request, Wording};
use crate::expressions::ast::BinaryOp;
use crate::expressions::typed::{Node, Typed};
use crate::types::Type;

/// One of the four bounds.
struct Bound {
    name: &'static str,
    /// What has to hold between the value and the bound.
    op: BinaryOp,
    /// "below the minimum of"
    fault: &'static str,
}

macro_rules! bound {
    ($kind:ident, $name:literal, $op:ident, $fault:literal) => {
        pub struct $kind;

        impl Kind for $kind {
            fn name(&self) -> &'static str {
                $name
            }

            fn placement(&self) -> Placement {
                Placement::Constraint
            }

            fn bind(
                &self,
                request: &Request<'_>,
                binder: &mut Binder<'_>,
            ) -> Option<Box<dyn Check>> {
                bind(&Bound { name: $name, op: BinaryOp::$op, fault: $fault }, request, binder)
            }
        }
    };
}

bound!(Minimum, "minimum", GreaterEqual, "below the minimum of");
bound!(Maximum, "maximum", LessEqual, "above the maximum of");
bound!(ExclusiveMinimum, "exclusive-minimum", Greater, "not above");
bound!(ExclusiveMaximum, "exclusive-maximum", Less, "not below");

fn bind(bound: &Bound, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
    let column = request.column?;
    let schema = binder.column(request.table, column);
    let (name, ty) = (schema.name.clone(), schema.value_type());
    if matches!(ty, Type::Text | Type::Boolean) {
        binder.unsupported_constraint(request, bound.name, "numbers, dates and times");
        return None;
    }
    let limit = binder.value_of_column(request, request.params)?;
    let shown = crate::types::format::show(&limit);
    let condition = Typed::boolean(Node::Compare {
        op: bound.op,
        left: Box::new(Typed::column(column, ty)),
        right: Box::new(Typed::literal(limit, ty)),
    });
    let fault = format!("{} {shown}", bound.fault);
    let wording = Wording::has(format!("`{name}` {fault}"));
    Some(Box::new(Constraint { column, condition, wording, fault }))
}
