//! The JSON Schema of rule files, for editors: made from the tables of keys that the reader uses.

use super::keys;
use super::shape::{Group, Key, KeyTable, Need, Shape, words};
use serde_json::{Map, Value, json};

/// The JSON Schema of rule files, draft 2020-12.
pub fn json_schema() -> Value {
    let mut definitions = Definitions::default();
    let mut schema = Map::new();
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".into(), json!("Rules of Scruple"));
    let Value::Object(file) = definitions.keys(&keys::FILE) else { return Value::Null };
    schema.extend(file);
    schema.insert("$defs".into(), Value::Object(definitions.done));
    Value::Object(schema)
}

/// The tables of keys that have been described, by name.
#[derive(Default)]
struct Definitions {
    done: Map<String, Value>,
}

impl Definitions {
    fn shape(&mut self, shape: &'static Shape) -> Value {
        if let Some(words) = words(shape) {
            return json!({ "enum": words });
        }
        match shape {
            Shape::Byte => json!({ "type": "string", "pattern": "^[\\x00-\\x7f]$" }),
            Shape::ByteOrNone => json!({ "type": "string", "pattern": "^[\\x00-\\x7f]?$" }),
            Shape::Character => json!({ "type": "string", "minLength": 1, "maxLength": 1 }),
            Shape::Version => json!({ "const": keys::VERSION }),
            Shape::Whole => json!({ "type": "integer", "minimum": 0 }),
            Shape::Date => json!({ "type": "string", "format": "date" }),
            Shape::Boolean => json!({ "type": "boolean" }),
            Shape::True => json!({ "const": true }),
            Shape::Scalar => json!({ "type": ["string", "number", "boolean"] }),
            Shape::Scalars => json!({
                "type": "array", "items": { "type": ["string", "number", "boolean"] }
            }),
            Shape::Texts => text_or(json!({ "type": "array", "items": { "type": "string" } })),
            Shape::Names => text_or(json!({
                "type": "array", "items": { "type": "string" }, "minItems": 1
            })),
            Shape::Either(shapes) => {
                let all: Vec<Value> = shapes.iter().map(|shape| self.shape(shape)).collect();
                json!({ "anyOf": all })
            }
            Shape::Keys(table) => self.reference(table),
            Shape::Named(key) => {
                let described = self.described(key);
                json!({ "type": "object", "additionalProperties": described })
            }
            Shape::Several(shape) => json!({ "type": "array", "items": self.shape(shape) }),
            Shape::Constraint(shape) => self.constraint(shape),
            Shape::Text | Shape::Type | Shape::Words(_) | Shape::WordsSoFar(..) => {
                json!({ "type": "string" })
            }
            Shape::Later => json!(false),
        }
    }

    /// A table of keys is described once, under its name.
    fn reference(&mut self, table: &'static KeyTable) -> Value {
        let name = table.name.to_owned();
        if !self.done.contains_key(&name) {
            self.done.insert(name.clone(), Value::Null);
            let described = self.keys(table);
            self.done.insert(name.clone(), described);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    fn constraint(&mut self, shape: &'static Shape) -> Value {
        let plain = self.shape(shape);
        let Value::Object(mut long) = self.keys(&keys::CONSTRAINT) else { return plain };
        long.remove("description");
        if let Some(Value::Object(value)) =
            long.get_mut("properties").and_then(|properties| properties.get_mut("value"))
        {
            value.clear();
            value.extend(plain.as_object().cloned().unwrap_or_default());
        }
        json!({ "anyOf": [plain, long] })
    }

    fn keys(&mut self, table: &'static KeyTable) -> Value {
        let mut properties = Map::new();
        for key in table.built() {
            properties.insert(key.name.into(), self.described(key));
        }
        let required: Vec<&str> =
            table.keys().filter(|key| key.need == Need::Required).map(|key| key.name).collect();
        let mut schema = Map::new();
        schema.insert("description".into(), json!(table.doc));
        schema.insert("type".into(), json!("object"));
        schema.insert("properties".into(), Value::Object(properties));
        let rest = table.rest().map_or(json!(false), |key| self.described(key));
        schema.insert("additionalProperties".into(), rest);
        if std::ptr::eq(table, &keys::RULE) {
            schema.insert("anyOf".into(), about(&required));
        } else if !required.is_empty() {
            schema.insert("required".into(), json!(required));
        }
        if table.choice.is_some() {
            schema.insert("oneOf".into(), choice(table));
        }
        if !table.needs.is_empty() {
            let needs = table.needs.iter().map(|(has, lacks)| ((*has).to_owned(), json!([lacks])));
            schema.insert("dependentRequired".into(), Value::Object(needs.collect()));
        }
        Value::Object(schema)
    }

    fn described(&mut self, key: &'static Key) -> Value {
        let mut schema = Map::new();
        schema.insert("description".into(), json!(format!("{}\n\n{}", key.doc, key.example)));
        if let Value::Object(shape) = self.shape(&key.shape) {
            schema.extend(shape);
        }
        Value::Object(schema)
    }
}

/// A rule is about tables, or about something else instead.
fn about(required: &[&str]) -> Value {
    let instead = keys::INSTEAD_OF_TABLE.iter().map(|key| vec![*key]);
    let all = std::iter::once(required.to_vec()).chain(instead);
    all.map(|keys| json!({ "required": keys })).collect()
}

fn text_or(list: Value) -> Value {
    json!({ "anyOf": [{ "type": "string" }, list] })
}

fn choice(table: &KeyTable) -> Value {
    let built = table.choices().filter(|key| !matches!(key.shape, Shape::Later));
    built.map(|key| json!({ "required": [key.name] })).collect()
}

/// The tables of keys as Markdown, by the name of the table.
pub fn key_tables() -> Vec<(&'static str, String)> {
    keys::all().map(|table| (table.name, markdown(table))).collect()
}

fn markdown(table: &'static KeyTable) -> String {
    let mut text = format!("{}\n\n| key | takes | what for |\n| --- | --- | --- |\n", table.doc);
    for group in table.groups {
        match group {
            Group::Any(keys) | Group::One(keys) => {
                keys.iter().for_each(|key| text.push_str(&row(key)));
            }
            Group::Rest(key) => text.push_str(&row(key)),
        }
    }
    text
}

fn row(key: &Key) -> String {
    if matches!(key.shape, Shape::Later) {
        return format!("| `{}` | | {} Not built yet. |\n", key.name, key.doc);
    }
    let takes = match words(&key.shape) {
        Some(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" "),
        None => key.shape.expected(),
    };
    let need = if key.need == Need::Required { " Has to be there." } else { "" };
    let example = key.example.replace('|', "\\|");
    format!("| `{}` | {takes} | {}{need} `{example}` |\n", key.name, key.doc.replace('|', "\\|"))
}
