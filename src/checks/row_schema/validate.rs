//! A compiled schema over blocks of rows, and what it says against one.

use super::object::{Property, fill};
use super::properties::looked_at;
use crate::checks::binder::Binder;
use crate::checks::frame::BlockFrame;
use crate::checks::{
    Check, Description, Kept, Observed, Reads, Request, RowFrame, Verdicts, Whole, Wording,
};
use crate::diagnostics::{Diagnostic, suggest};
use crate::rules::RowSchema;
use crate::tables::Bitmap;
use crate::types::format;
use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{PatternOptions, Retrieve, Uri, ValidationError, Validator};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// What a row is told of at most.
const SHOWN: usize = 3;

pub fn bind(
    request: &Request<'_>,
    schema: &RowSchema,
    binder: &mut Binder<'_>,
) -> Option<Box<dyn Check>> {
    let place = request.params.place();
    let validator = match compiled(schema) {
        Ok(validator) => validator,
        Err(error) => {
            let (message, help) = refused(schema, &error);
            let mistake = Diagnostic::new("invalid-schema", message);
            let mistake = mistake.at(place.0, place.1, "this schema");
            binder.diagnostics.push(Diagnostic { help, ..mistake });
            return None;
        }
    };
    let table = binder.catalog.table(request.table);
    let wanted = looked_at(schema.root());
    let is_wanted = |name: &str| wanted.as_ref().is_none_or(|wanted| wanted.contains(name));
    let columns: Vec<usize> =
        (0..table.own().len()).filter(|at| is_wanted(&table.columns[*at].name)).collect();
    if columns.is_empty() && table.known {
        let message = format!(
            "`{}` looks at no column of table `{}`",
            format::visible(&schema.name),
            table.name
        );
        let names = wanted.iter().flatten().map(|name| format::visible(name).into_owned());
        let names: Vec<String> = names.take(SHOWN).collect();
        let near = names.first().map(|name| {
            suggest::nearest(name, table.own().iter().map(|column| column.name.as_str()))
        });
        let help = near.and_then(|near| suggest::exists("column", &near));
        let mistake =
            Diagnostic::new("unknown-column", message).at(place.0, place.1, "this schema");
        let mistake = match names.is_empty() {
            true => mistake,
            false => {
                mistake.note(format!("it looks at {}", suggest::one_of(names.iter().map(|n| &**n))))
            }
        };
        binder.diagnostics.push(Diagnostic { help, ..mistake });
        return None;
    }
    let property = |column: usize| Property::of((request.table, column), schema.root(), binder);
    let properties: Vec<Property> = columns.into_iter().map(property).collect();
    Some(Box::new(RowsConform { schema: schema.clone(), validator, properties }))
}

/// The files that were read beside the rule file. Nothing else is there.
struct Local(BTreeMap<String, Json>);

impl Retrieve for Local {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<Json, Box<dyn std::error::Error + Send + Sync>> {
        let address = uri.as_str().split('#').next().unwrap_or_default();
        self.0.get(address).cloned().ok_or_else(|| "nothing is fetched".into())
    }
}

fn compiled(schema: &RowSchema) -> Result<Validator, ValidationError<'static>> {
    jsonschema::options()
        .with_retriever(Local(schema.files.clone()))
        .with_base_uri(schema.address.clone())
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex())
        .build(schema.root())
}

/// Why a schema is none, and what to do about it.
fn refused(schema: &RowSchema, error: &ValidationError<'_>) -> (String, Option<String>) {
    let name = format::visible(&schema.name).into_owned();
    let text = format::shorten(&format::visible(&error.to_string()), 200).into_owned();
    if let Kind::Referencing(reason) = error.kind() {
        let reason = reason.to_string();
        let reason = format::shorten(&format::visible(&reason), 200).into_owned();
        let help = "a schema refers to places in itself, `#/$defs/…`, and to files by their paths; \
                    nothing is fetched from a network";
        return (format!("`{name}` refers to what is not there: {reason}"), Some(help.to_owned()));
    }
    let at = error.instance_path().as_str();
    let place =
        if at.is_empty() { String::new() } else { format!(" at `{}`", format::visible(at)) };
    (format!("`{name}` is no JSON Schema{place}: {text}"), None)
}

struct RowsConform {
    schema: RowSchema,
    validator: Validator,
    properties: Vec<Property>,
}

/// How many rows fail each keyword, by where it stands.
type Tally = BTreeMap<String, u64>;

impl Check for RowsConform {
    fn reads(&self) -> Reads {
        Reads::of_columns(self.properties.iter().map(Property::reads))
    }

    fn observe(&self, block: &BlockFrame<'_>, rows: &Bitmap) -> Observed {
        let (mut failed, mut tally) = (Bitmap::zeros(rows.len()), Tally::new());
        let mut row_object = Json::Object(Map::with_capacity(self.properties.len()));
        for row in rows.iter() {
            if let Json::Object(object) = &mut row_object {
                fill(object, &self.properties, (block, row));
            }
            if self.validator.is_valid(&row_object) {
                continue;
            }
            failed.set(row);
            let mut places: Vec<String> =
                self.validator.iter_errors(&row_object).map(|error| self.place(&error)).collect();
            places.sort_unstable();
            places.dedup();
            places.into_iter().for_each(|place| *tally.entry(place).or_default() += 1);
        }
        let kept = (!tally.is_empty()).then(|| Box::new(tally) as Box<_>);
        Observed { failed: Some(failed), kept, ..Observed::default() }
    }

    fn absorb(&self, before: &mut Kept, later: Kept) -> Option<Kept> {
        let (Some(all), Some(more)) =
            (before.part.downcast_mut::<Tally>(), later.part.downcast_ref::<Tally>())
        else {
            return Some(later);
        };
        more.iter().for_each(|(place, count)| *all.entry(place.clone()).or_default() += count);
        None
    }

    fn finish(&self, kept: Vec<Kept>, _whole: &dyn Whole) -> Verdicts {
        let mut all = Tally::new();
        for tally in kept.iter().filter_map(|kept| kept.part.downcast_ref::<Tally>()) {
            tally.iter().for_each(|(place, count)| *all.entry(place.clone()).or_default() += count);
        }
        // Of one place the headline says how often.
        if all.len() < 2 {
            return Verdicts::default();
        }
        let mut counts: Vec<(String, u64)> = all.into_iter().collect();
        counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        let hidden = counts.len().saturating_sub(2 * SHOWN);
        let shown = counts.into_iter().take(2 * SHOWN).map(|(place, count)| {
            let rows = if count == 1 { "row" } else { "rows" };
            format!("{place} in {} {rows}", format::count(count))
        });
        let mut shown: Vec<String> = shown.collect();
        if hidden > 0 {
            shown.push(format!("{hidden} more"));
        }
        Verdicts {
            notes: vec![format!("what fails: {}", crate::checks::joined(&shown))],
            ..Verdicts::default()
        }
    }

    fn asks(&self) -> String {
        format!("conforms to {}", self.schema.name)
    }

    fn wording(&self) -> Wording {
        Wording {
            singular: "does not conform to",
            plural: "do not conform to",
            object: format!("`{}`", format::visible(&self.schema.name)),
            help: None,
        }
    }

    fn describe(&self, row: &RowFrame<'_, '_>) -> Description {
        let mut object = Map::new();
        fill(&mut object, &self.properties, (row.block, 0));
        let object = Json::Object(object);
        let mut faults: Vec<Fault> =
            self.validator.iter_errors(&object).map(|error| self.fault(&error, row)).collect();
        let hidden = faults.len().saturating_sub(SHOWN);
        faults.truncate(SHOWN);
        let mut cells: Vec<(usize, String)> = Vec::new();
        for column in faults.iter().flat_map(|fault| &fault.columns) {
            if !cells.iter().any(|(known, _)| known == column) {
                cells.push((*column, row.cell_is(*column)));
            }
        }
        let mut sentences: Vec<String> = faults.into_iter().map(|fault| fault.sentence).collect();
        if hidden > 0 {
            sentences.push(format!("and {hidden} more"));
        }
        Description { message: sentences.join("; "), cells, ..Description::default() }
    }
}

/// One thing that a schema says against a row.
struct Fault {
    sentence: String,
    columns: Vec<usize>,
}

impl RowsConform {
    fn fault(&self, error: &ValidationError<'_>, row: &RowFrame<'_, '_>) -> Fault {
        let columns = self.columns_of(error);
        let what = match (columns.as_slice(), error.kind()) {
            ([column], Kind::Required { .. }) => row.cell_is(*column),
            ([], Kind::Required { property }) => {
                let name = property.as_str().unwrap_or_default();
                format!("there is no `{}`", format::visible(name))
            }
            ([], _) => "the row".to_owned(),
            (columns, _) => {
                let cells: Vec<String> = columns.iter().map(|at| row.cell_is(*at)).collect();
                crate::checks::joined(&cells)
            }
        };
        let joint =
            if columns.is_empty() && what == "the row" { " fails" } else { ", which fails" };
        let asked = self.asked(error);
        Fault { sentence: format!("{what}{joint} {asked} at {}", self.place(error)), columns }
    }

    /// The columns of the cells that an error is about; none where it is about the row.
    fn columns_of(&self, error: &ValidationError<'_>) -> Vec<usize> {
        let named = |name: &str| self.properties.iter().find(|property| property.name == name);
        let column = |name: &str| named(name).map(|property| property.column);
        match error.kind() {
            Kind::Required { property } => property.as_str().and_then(column).into_iter().collect(),
            Kind::AdditionalProperties { unexpected }
            | Kind::UnevaluatedProperties { unexpected } => {
                unexpected.iter().filter_map(|name| column(name)).collect()
            }
            Kind::PropertyNames { error } => {
                error.instance().as_str().and_then(column).into_iter().collect()
            }
            _ => {
                let first = error.instance_path().as_str().split('/').nth(1);
                let name = first.map(|part| part.replace("~1", "/").replace("~0", "~"));
                name.and_then(|name| column(&name)).into_iter().collect()
            }
        }
    }

    /// "`minimum: 0`": the keyword, and what stands behind it.
    fn asked(&self, error: &ValidationError<'_>) -> String {
        let path = error.schema_path().as_str();
        let keyword = path.rsplit('/').find(|part| part.parse::<usize>().is_err());
        let keyword = format::visible(keyword.unwrap_or_default()).into_owned();
        let (file, place) = self.file_of(error);
        match file.and_then(|file| file.pointer(place.as_str())) {
            Some(value) => {
                let value = value.to_string();
                let value = format::visible(&value).into_owned();
                format!("`{keyword}: {}`", format::shorten(&value, 60))
            }
            None => format!("`{keyword}`"),
        }
    }

    /// "`#/properties/rounds/minimum`", with the file where it is another than the rule names.
    fn place(&self, error: &ValidationError<'_>) -> String {
        let (file, place) = self.file_of(error);
        let place = format::visible(&place).into_owned();
        let is_root = file.is_none_or(|file| std::ptr::eq(file, self.schema.root()));
        let address = error.absolute_keyword_location().map(|uri| uri.as_str().to_owned());
        match address.filter(|_| !is_root) {
            Some(address) => {
                let path = address.split('#').next().unwrap_or_default();
                let name = path.rsplit('/').next().unwrap_or_default();
                format!("`#{place}` of `{}`", format::visible(name))
            }
            None => format!("`#{place}`"),
        }
    }

    /// The file that a keyword stands in, and where there.
    fn file_of(&self, error: &ValidationError<'_>) -> (Option<&Json>, String) {
        let path = error.schema_path().as_str().to_owned();
        let Some(address) = error.absolute_keyword_location() else {
            return (Some(self.schema.root()), path);
        };
        let address = address.as_str().split('#').next().unwrap_or_default();
        let own = self.schema.root().get("$id").and_then(Json::as_str).unwrap_or_default();
        match self.schema.files.get(address) {
            Some(file) => (Some(file), path),
            None if own.trim_end_matches('#') == address => (Some(self.schema.root()), path),
            None => (None, path),
        }
    }
}
