//! `check = "…"`: a condition that no row may make false.

use super::binder::{self, Binder};
use super::frame::BlockFrame;
use super::groups::{self, GroupsHold};
use super::windows::{self, WindowsHold};
use super::{
    Check, Demand, Description, Elsewhere, Kind, Observed, Placement, Reads, Request, RowFrame,
    Wording,
};
use crate::expressions::agrees::Apart;
use crate::expressions::explain::{self, Explanation, Read};
use crate::expressions::grouping::Grouping;
use crate::expressions::typed::Node;
use crate::expressions::{Typed, bind, eval};
use crate::rules::Param;
use crate::tables::{Bitmap, Data};
use crate::types::{Decimal, Value};

pub struct Condition;

impl Kind for Condition {
    fn name(&self) -> &'static str {
        "check"
    }

    fn placement(&self) -> Placement {
        Placement::Rule
    }

    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        let Param::Text(phrase) = request.params else {
            binder.wrong_type(request.params, "a condition as text");
            return None;
        };
        if let Some(least) = request.at_least {
            let condition = binder.condition_of(request.table, phrase)?;
            let parts = (phrase, condition, least);
            return Some(Box::new(GroupsHold::bind_share(request, parts, binder)?));
        }
        let by = groups::bind_by(request.table, request.by, binder);
        let mut grouping = Grouping { by: by.clone().unwrap_or_default(), ..Grouping::default() };
        let named = windows::named(request, binder)?;
        let scope = bind::Scope { windows: &named, ..binder.scope(request.table, phrase) };
        let condition = bind::condition_of_groups(&scope, &mut grouping, &mut binder.diagnostics)?;
        let by = by?;
        let of_groups = !by.is_empty() || !grouping.aggregates.is_empty();
        if let (Some(window), true) = (grouping.windows.first(), of_groups) {
            let message = format!(
                "`{}` looks at rows around one, and the condition speaks of groups",
                window.text
            );
            let place = (phrase.source, phrase.locate(window.span));
            let help =
                "aggregates with `OVER` speak of rows too; `PARTITION BY` makes their groups";
            binder.mistake("misplaced-aggregate", message, place, "a window").help =
                Some(help.to_owned());
            return None;
        }
        if !grouping.windows.is_empty() {
            let units = bind::units(&condition, &scope, Some(&grouping));
            let parts = (phrase, condition, grouping);
            return Some(Box::new(WindowsHold::bind(parts, (named, units), binder)));
        }
        if of_groups {
            let parts = (phrase, condition, grouping);
            return Some(Box::new(GroupsHold::bind(request, parts, binder)?));
        }
        let text = phrase.text.clone();
        let reads = binder::reads_of(&condition, binder.catalog);
        let units = bind::units(&condition, &scope, None);
        Some(Box::new(Holds { condition, text, reads, units }))
    }
}

/// A condition that has to hold, or to be unknown, in every row.
pub struct Holds {
    pub condition: Typed,
    pub text: String,
    pub reads: Reads,
    pub units: Units,
}

/// The units of the parts of a condition, by their text.
pub type Units = Vec<(String, String)>;

/// " kg": what the part with this text counts.
pub fn unit_of(units: &Units, text: &str) -> String {
    let known = units.iter().find(|(known, _)| known == text);
    known.map_or_else(String::new, |(_, unit)| format!(" {}", crate::types::format::visible(unit)))
}

impl Check for Holds {
    fn reads(&self) -> Reads {
        self.reads.clone()
    }

    fn observe(&self, block: &BlockFrame<'_>, _rows: &Bitmap) -> Observed {
        let vector = eval::eval(&self.condition, block);
        let mut failed = match &vector.data {
            Data::Boolean(bits) => bits.not(),
            _ => Bitmap::zeros(vector.len),
        };
        if let Some(nulls) = &vector.nulls {
            failed.and_not_assign(nulls);
        }
        if let Some(not_computable) = &vector.failed {
            failed.or_assign(not_computable);
        }
        let (undecided, not_applicable) = self.unknown(block, vector.nulls);
        Observed { failed: Some(failed), undecided, not_applicable, ..Observed::default() }
    }

    fn condition(&self) -> Option<Demand<'_>> {
        Some(Demand::of_rows(&self.condition))
    }

    fn asks(&self) -> String {
        binder::one_line(&self.text)
    }

    fn wording(&self) -> Wording {
        wording(&self.text)
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        describe((&self.condition, &self.text, &self.units), row)
    }
}

/// How a finding about a condition reads.
pub fn wording(text: &str) -> Wording {
    Wording {
        singular: "fails",
        plural: "fail",
        object: format!("`{}`", binder::one_line(text)),
        help: None,
    }
}

/// What a row says against a condition.
pub fn describe(
    (condition, text, units): (&Typed, &str, &Units),
    row: &RowFrame<'_, '_>,
) -> Description {
    let explanation = explain::explain(condition, text, &row.frame());
    let (cells, elsewhere) = shown(&explanation.columns, row);
    let values = explanation
        .values
        .iter()
        .map(|(text, value)| (text.clone(), crate::types::format::exact(value)))
        .chain(unexplained(explanation.apart))
        .collect();
    let message = shortened(message(row, &explanation, units), condition, text);
    Description {
        help: explanation.reason.map(|_| format!("{message}; {GUARD}")),
        message,
        cells,
        elsewhere,
        values,
        units: units.clone(),
        failed_part: explanation.failed_part,
        ..Description::default()
    }
}

/// A sentence in which subqueries are only named: what stands behind their table is left out.
pub fn shortened(mut sentence: String, condition: &Typed, text: &str) -> String {
    let mut open = vec![condition];
    while let Some(typed) = open.pop() {
        if let Node::Ask { query, .. } = &typed.node {
            let rest = text.get(query.rest.start..query.rest.end).map(binder::one_line);
            if let Some(rest) = rest.filter(|rest| rest.len() > 4) {
                sentence = sentence.replace(&format!(" {rest}"), " …)");
            }
        }
        open.extend(typed.children());
    }
    sentence
}

/// What to do where a part of a condition cannot be computed.
const GUARD: &str = "leave such rows out by `where`, or make the part unknown by `nullif`";

/// The cells that an explanation speaks of, of the row and of rows that it refers to.
pub fn shown(reads: &[Read], row: &RowFrame<'_, '_>) -> (Vec<(usize, String)>, Vec<Elsewhere>) {
    let (mut cells, mut elsewhere) = (Vec::new(), Vec::new());
    let schema = row.block.around.catalog.table(row.table);
    for read in reads {
        match read {
            Read::Column(column) => {
                let cell = schema.cell_of(*column);
                cells.extend(cell.map(|column| (column, row.cell_is(column))));
            }
            Read::Follow { path, column } => {
                if let [first, ..] = path.as_slice() {
                    let through = &row.block.around.catalog.reference(*first).columns;
                    cells.extend(through.iter().map(|column| (*column, row.cell_is(*column))));
                }
                elsewhere.push(Elsewhere::Followed { path: path.clone(), column: *column });
            }
            Read::Asked { table, spot, columns } => {
                let columns = columns.clone();
                elsewhere.push(Elsewhere::Asked { table: *table, spot: *spot, columns });
            }
        }
    }
    let mut seen = Vec::new();
    cells.retain(|(column, _)| {
        !seen.contains(column) && {
            seen.push(*column);
            true
        }
    });
    (cells, elsewhere)
}

impl Holds {
    /// Rows whose answer is unknown: not applicable where every column that is read is missing.
    fn unknown(
        &self,
        block: &BlockFrame<'_>,
        nulls: Option<Bitmap>,
    ) -> (Option<Bitmap>, Option<Bitmap>) {
        let Some(nulls) = nulls else { return (None, None) };
        let columns: Vec<_> =
            self.reads.columns.iter().map(|column| block.vector(*column)).collect();
        if columns.is_empty() {
            return (Some(nulls), None);
        }
        let nothing = nulls.and(&super::keys::all_missing(&columns));
        (Some(nulls.and_not(&nothing)), Some(nothing))
    }
}

/// What the row says against the condition.
fn message(row: &RowFrame<'_, '_>, explanation: &Explanation, units: &Units) -> String {
    let part = binder::one_line(&explanation.failed_text);
    if let Some(reason) = explanation.reason {
        return format!("`{part}` cannot be computed: {}", reason.reason());
    }
    let known: Vec<String> = explanation
        .values
        .iter()
        .map(|(text, value)| {
            let shown = if row.masked { "•".into() } else { crate::types::format::show(value) };
            format!("`{}` is {shown}{}", binder::one_line(text), unit_of(units, text))
        })
        .collect();
    let apart = explanation.apart.map(|apart| how_far(apart, row.masked)).unwrap_or_default();
    match known.is_empty() {
        true => format!("`{part}` does not hold"),
        false => format!("{}{apart}, so `{part}` does not hold", known.join(" and ")),
    }
}

/// ", and rounding leaves 1.95 unexplained": how far the sides of `agrees` are apart.
pub fn how_far(apart: Apart, masked: bool) -> String {
    let shown = |number| match masked {
        true => "•".to_owned(),
        false => super::message::brief(&Value::Number(number)),
    };
    match apart {
        Apart::Unexplained(by) => format!(", and rounding leaves {} unexplained", shown(by)),
        Apart::Exactly(by) => format!(", {} apart", shown(by)),
        Apart::Days(by) if by == Decimal::ONE => format!(", {} day apart", shown(by)),
        Apart::Days(by) => format!(", {} days apart", shown(by)),
    }
}

/// The same for programs.
pub fn unexplained(apart: Option<Apart>) -> Option<(String, String)> {
    match apart? {
        Apart::Unexplained(by) => {
            let by = crate::types::format::exact(&Value::Number(by.trimmed()));
            Some(("unexplained".to_owned(), by))
        }
        Apart::Exactly(_) | Apart::Days(_) => None,
    }
}
