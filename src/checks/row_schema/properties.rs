//! What a JSON Schema says of the properties of an object, as far as that can be seen from its text:
//! which it looks at, and what an untyped text is to be read as.

use crate::types::DataType;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Keywords that look at no property, whatever they hold.
const ASIDE: &[&str] = &[
    "$schema",
    "$id",
    "$anchor",
    "$comment",
    "$defs",
    "$vocabulary",
    "definitions",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "type",
    "format",
];

/// How far references within a schema are followed.
const HOPS: usize = 8;

/// The properties that a schema looks at; `None` where it may be any.
pub fn looked_at(schema: &Value) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let mut rest = vec![schema];
    while let Some(schema) = rest.pop() {
        let entries = match schema {
            Value::Object(entries) => entries,
            Value::Bool(_) => continue,
            _ => return None,
        };
        for (keyword, value) in entries {
            match keyword.as_str() {
                "properties" => names.extend(value.as_object()?.keys().cloned()),
                "required" => names.extend(texts(value)?),
                "dependentRequired" | "dependencies" | "dependentSchemas" => {
                    for (name, then) in value.as_object()? {
                        names.insert(name.clone());
                        match texts(then) {
                            Some(needed) => names.extend(needed),
                            None => rest.push(then),
                        }
                    }
                }
                "allOf" | "anyOf" | "oneOf" => rest.extend(value.as_array()?),
                "not" | "if" | "then" | "else" => rest.push(value),
                other if ASIDE.contains(&other) => {}
                _ => return None,
            }
        }
    }
    Some(names)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

/// What the text of a property is read as, the first that it reads as: where a schema asks for
/// numbers or truth values, a cell that holds one is one. Empty where texts are asked for.
pub fn read_as(root: &Value, name: &str) -> Vec<DataType> {
    let property = root.get("properties").and_then(|all| all.get(name));
    let Some(schema) = property.and_then(|one| resolved(root, one)) else { return Vec::new() };
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ if speaks_of_numbers(schema) => vec!["number"],
        _ => Vec::new(),
    };
    if types.contains(&"string") {
        return Vec::new();
    }
    let known = types.iter().filter_map(|ty| match *ty {
        "integer" | "number" => Some(DataType::Number),
        "boolean" => Some(DataType::Boolean),
        _ => None,
    });
    known.collect()
}

fn resolved<'s>(root: &'s Value, mut schema: &'s Value) -> Option<&'s Map<String, Value>> {
    for _ in 0..HOPS {
        let entries = schema.as_object()?;
        match entries.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix('#')) {
            Some(place) => schema = root.pointer(place)?,
            None => return Some(entries),
        }
    }
    None
}

fn speaks_of_numbers(schema: &Map<String, Value>) -> bool {
    let bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
    let is_number = |value: &Value| value.is_number();
    bounds.iter().any(|keyword| schema.contains_key(*keyword))
        || schema.get("const").is_some_and(is_number)
        || schema.get("enum").and_then(Value::as_array).is_some_and(|all| all.iter().all(is_number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_schema_names_what_it_looks_at() {
        let names = |schema| looked_at(&schema).map(|names| names.into_iter().collect::<Vec<_>>());
        let of = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(names(json!({ "type": "object", "required": ["b"] })), of(&["b"]));
        let parts = json!({ "properties": { "a": {} }, "anyOf": [{ "required": ["c"] }, true] });
        assert_eq!(names(parts), of(&["a", "c"]));
        let depends = json!({ "dependentRequired": { "a": ["b"] },
                              "dependentSchemas": { "c": { "properties": { "d": {} } } } });
        assert_eq!(names(depends), of(&["a", "b", "c", "d"]));
        for any in [
            json!({ "additionalProperties": false }),
            json!({ "$ref": "#/$defs/a" }),
            json!({ "minProperties": 2 }),
            json!({ "allOf": [{ "patternProperties": { "^x": {} } }] }),
        ] {
            assert_eq!(looked_at(&any), None, "{any}");
        }
    }

    #[test]
    fn a_text_is_read_as_what_is_asked_for() {
        let schema = json!({
            "properties": {
                "age": { "type": "integer" }, "code": { "type": ["string", "integer"] },
                "yes": { "type": ["boolean", "null"] }, "least": { "minimum": 1 },
                "one": { "enum": [1, 2] }, "other": { "$ref": "#/$defs/n" }, "any": {}
            },
            "$defs": { "n": { "type": "number" } }
        });
        let number = vec![DataType::Number];
        for (name, expected) in [
            ("age", number.clone()),
            ("code", Vec::new()),
            ("yes", vec![DataType::Boolean]),
            ("least", number.clone()),
            ("one", number.clone()),
            ("other", number),
            ("any", Vec::new()),
            ("none", Vec::new()),
        ] {
            assert_eq!(read_as(&schema, name), expected, "{name}");
        }
    }
}
