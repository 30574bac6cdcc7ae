//! `enum = ["EU", "US"]` or the name of a defined list: values come from a list.

use super::binder::Binder;
use super::constraint::Constraint;
use super::{Check, Kind, Placement, Request, Wording};
use crate::diagnostics::suggest;
use crate::expressions::typed::{Node, Typed};
use crate::types::Value;

pub struct Enum;

impl Kind for Enum {
    fn name(&self) -> &'static str {
        "enum"
    }

    fn placement(&self) -> Placement {
        Placement::Constraint
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        let column = request.column?;
        let schema = binder.column(request.table, column);
        let (name, ty) = (schema.name.clone(), schema.value_type());
        let values = binder.list_of_column(request)?;
        let fault = format!("not one of {}", listed(&values));
        let list = values.into_iter().map(|value| Typed::literal(value, ty)).collect();
        let operand = Box::new(Typed::column(column, ty));
        let condition =
            Typed::boolean(Node::In { operand, list, members: Default::default(), negated: false });
        let wording = Wording::has(format!("`{name}` {fault}"));
        Some(Box::new(Constraint { column, condition, wording, fault }))
    }
}

/// "`EU` or `US`"; of a long list its first values and how many there are.
fn listed(values: &[Value]) -> String {
    const SHOWN: usize = 6;
    let shown: Vec<String> = values.iter().take(SHOWN).map(crate::types::format::show).collect();
    if values.len() <= SHOWN {
        return suggest::one_of(shown.iter().map(String::as_str));
    }
    let quoted: Vec<String> = shown.iter().map(|value| format!("`{value}`")).collect();
    let many = crate::types::format::count(values.len() as u64);
    format!("the {many} values {} …", quoted.join(", "))
}
