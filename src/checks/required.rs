//! `required = true`: every row has a value in the column.

use super::binder::Binder;
use super::frame::BlockFrame;
use super::{
    Check, Demand, Description, Kind, Observed, Placement, Reads, Request, RowFrame, Wording,
};
use crate::expressions::ast::IsTest;
use crate::expressions::typed::{Node, Typed};
use crate::tables::Bitmap;
use crate::types::Type;
use std::borrow::Cow;

pub struct Required;

impl Kind for Required {
    fn name(&self) -> &'static str {
        "required"
    }

    fn placement(&self) -> Placement {
        Placement::Constraint
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        let column = request.column?;
        let wanted = binder.boolean(request.params)?;
        let name = binder.column_name(request.table, column);
        let ty = binder.column(request.table, column).value_type();
        wanted.then(|| Box::new(Present { column, ty, name }) as Box<dyn Check>)
    }
}

/// A column that must have a value in every row.
pub struct Present {
    pub column: usize,
    pub ty: Type,
    pub name: String,
}

impl Check for Present {
    fn reads(&self) -> Reads {
        Reads::of_columns([self.column])
    }

    fn observe(&self, block: &BlockFrame<'_>, _rows: &Bitmap) -> Observed {
        Observed { failed: block.vector(self.column).nulls.clone(), ..Observed::default() }
    }

    fn condition(&self) -> Option<Demand<'_>> {
        let operand = Box::new(Typed::column(self.column, self.ty));
        let present = Node::Is { operand, test: IsTest::Null, negated: true };
        Some(Demand { condition: Cow::Owned(Typed::boolean(present)), grouping: None })
    }

    fn wording(&self) -> Wording {
        Wording::has(format!("no value in `{}`", self.name))
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let message = format!("{}, but required", row.cell_is(self.column));
        Description {
            cells: vec![(self.column, message.clone())],
            message,
            ..Description::default()
        }
    }
}
