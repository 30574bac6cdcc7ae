//! `schema = "x.schema.json"`: rows held to a JSON Schema, in builds that have it; in others the rule
//! is refused.

use crate::program::Folder;

const TABLE: &str = "id,country,quantity,price,paid,day\n\
                     1,NOR,2,12.50,true,2024-01-05\n\
                     2,Norway,0,,no,2024-01-06\n";

/// The concise report of a table held to a schema, and the exit status.
fn said(schema: &str, rules: &str, more: &[(&str, &str)]) -> (String, i32) {
    let rules = format!("[rules.r]\ntable = \"t\"\nschema = \"s.json\"\n{rules}");
    let files = [("scruple.toml", rules.as_str()), ("t.csv", TABLE), ("s.json", schema)];
    let folder = Folder::new(&[&files[..], more].concat());
    let ran = folder.run(&["check", ".", "--format", "concise"]);
    (ran.stdout, ran.status)
}

#[cfg(not(feature = "json-schema"))]
#[test]
fn a_build_without_it_says_so() {
    let (out, status) = said("{ \"minProperties\": 1 }", "", &[]);
    assert_eq!(status, 2);
    let wanted =
        "scruple.toml:3:10: error[not-in-this-build] this build of scruple has no JSON Schema";
    assert!(out.starts_with(wanted), "{out}");
    // What cannot be read is told in every build.
    let (out, _) = said("{", "", &[]);
    assert!(out.contains("error[invalid-schema] `s.json` is not JSON: EOF"), "{out}");
    assert!(!out.contains("not-in-this-build"), "{out}");
}

#[cfg(feature = "json-schema")]
mod with_it {
    use super::{TABLE, said};
    use crate::engine::{Cut, judge};
    use crate::program::Folder;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// The violations alone, without their place in the file.
    fn faults(schema: &Value, rules: &str) -> Vec<String> {
        let (out, _) = said(&schema.to_string(), rules, &[]);
        let lines =
            out.lines().filter(|line| line.starts_with("t.csv:") || line.contains(": error"));
        lines.map(|line| line.replace("error[r] ", "")).collect()
    }

    #[test]
    fn a_violation_points_at_its_cell_and_keyword() {
        let country = json!({ "properties": { "country": { "maxLength": 3 } } });
        assert_eq!(
            faults(&country, ""),
            ["t.csv:3:3: `country` is Norway, which fails `maxLength: 3` at \
              `#/properties/country/maxLength`"]
        );
        let required = json!({ "required": ["id", "price"] });
        assert_eq!(
            faults(&required, ""),
            [
                "t.csv:3:12: `price` is missing, which fails `required: [\"id\",\"price\"]` at `#/required`"
            ]
        );
        // What is about no cell is about the row.
        let absent = json!({ "required": ["who"], "properties": { "id": {} } });
        assert_eq!(
            faults(&absent, "where = \"id = 1\"\n"),
            ["t.csv:2: there is no `who`, which fails `required: [\"who\"]` at `#/required`"]
        );
        let whole = json!({ "anyOf": [{ "required": ["x"] }, { "minProperties": 6 }] });
        assert_eq!(
            faults(&whole, ""),
            [
                "t.csv:3: the row fails `anyOf: [{\"required\":[\"x\"]},{\"minProperties\":6}]` at `#/anyOf`"
            ]
        );
        let more = json!({ "properties": { "id": {} }, "additionalProperties": false });
        assert!(faults(&more, "")[0].starts_with("t.csv:2:3: `country` is NOR, `quantity` is 2, "));
    }

    /// A column that is not declared is what the schema asks for, where its cell is that.
    #[test]
    fn an_undeclared_column_is_read_by_what_is_asked() {
        let types = |ty: &str| json!({ "properties": { "id": { "type": ty } } });
        for ty in ["integer", "number", "string"] {
            assert!(faults(&types(ty), "").is_empty(), "{ty}");
        }
        let of = |name: &str, ty: &str| json!({ "properties": { name: { "type": ty } } });
        let paid = faults(&of("paid", "boolean"), "");
        assert_eq!(
            paid,
            [
                "t.csv:3:13: `paid` is no, which fails `type: \"boolean\"` at `#/properties/paid/type`"
            ]
        );
        assert_eq!(faults(&of("country", "integer"), "").len(), 2);
        assert_eq!(faults(&of("price", "number"), "").len(), 0, "a missing value is no property");
    }

    #[test]
    fn a_declared_column_is_what_it_is_declared_to_be() {
        let of = |name: &str, ty: &str| json!({ "properties": { name: { "type": ty } } });
        let declared = |column: &str| format!("[tables.t.columns]\n{column}\n");
        let text = declared("id = { type = \"string\" }");
        assert_eq!(faults(&of("id", "integer"), &text).len(), 2);
        let day =
            json!({ "properties": { "day": { "format": "date", "pattern": "^2024-01-05$" } } });
        assert_eq!(faults(&day, &declared("day = { type = \"date\" }")).len(), 1);
        // Of a cell that does not read as its type its column speaks, and the row is not evaluated.
        let (out, _) = said(
            &of("paid", "boolean").to_string(),
            &declared("paid = { type = \"boolean\" }"),
            &[],
        );
        assert!(out.contains("t.paid.type") && !out.contains("error[r]"), "{out}");
        let price = json!({ "properties": { "price": { "multipleOf": 0.01, "const": 12.5 } } });
        assert!(faults(&price, &declared("price = { type = \"number\" }")).is_empty());
    }

    /// No number passes through a double: not a cell, not a bound of the schema.
    #[test]
    fn numbers_are_compared_digit_by_digit() {
        let rows = "n,x\n9007199254740993,0.1000000000000000055\n9007199254740992,0.1\n\
                    99999999999999999999999999999999999999,1.10\n";
        let rules = "[tables.t.columns]\nn = { type = \"integer\" }\nx = { type = \"number\" }\n\
                     [rules.r]\ntable = \"t\"\nschema = \"s.json\"\n";
        let failing = |schema: &str| {
            let folder =
                Folder::new(&[("scruple.toml", rules), ("t.csv", rows), ("s.json", schema)]);
            folder.json(&["."]).rows("r")
        };
        let of = |property: &str| format!("{{ \"properties\": {{ {property} }} }}");
        assert_eq!(failing(&of("\"n\": { \"maximum\": 9007199254740992 }")), [1, 3]);
        assert_eq!(failing(&of("\"n\": { \"const\": 9007199254740993 }")), [2, 3]);
        let most = "99999999999999999999999999999999999998";
        assert_eq!(failing(&of(&format!("\"n\": {{ \"maximum\": {most} }}"))), [3]);
        assert_eq!(failing(&of("\"n\": { \"multipleOf\": 2 }")), [1, 3]);
        assert_eq!(failing(&of("\"x\": { \"maximum\": 0.1 }")), [1, 3]);
        assert_eq!(failing(&of("\"x\": { \"multipleOf\": 0.1 }")), [1]);
        assert_eq!(failing(&of("\"x\": { \"enum\": [0.1, 1.1] }")), [1]);
        assert_eq!(failing(&of("\"n\": { \"type\": \"integer\" }")), [0_u64; 0]);
    }

    #[test]
    fn files_refer_to_files_and_nothing_is_fetched() {
        let common = ("common/c.json", "{ \"$defs\": { \"c\": { \"maxLength\": 3 } } }");
        let schema = |id: &str, to: &str| {
            format!("{{ {id} \"properties\": {{ \"country\": {{ \"$ref\": \"{to}\" }} }} }}")
        };
        for id in ["", "\"$id\": \"https://example.org/a/s.json\","] {
            let (out, status) = said(&schema(id, "common/c.json#/$defs/c"), "", &[common]);
            let wanted = "which fails `maxLength: 3` at `#/$defs/c/maxLength` of `c.json`";
            assert!(status == 1 && out.contains(wanted), "{out}");
        }
        for (to, wanted) in [
            ("https://example.org/c.json", "retrieving it failed: nothing is fetched"),
            (
                "#/$defs/c",
                "`s.json` refers to what is not there: Pointer '/$defs/c' does not exist",
            ),
            ("none.json", "failed to read `none.json`, to which `s.json` refers (no such file"),
        ] {
            let (out, status) = said(&schema("", to), "", &[]);
            assert!(status == 2 && out.starts_with("scruple.toml:3:10: error["), "{out}");
            assert!(out.contains(wanted), "{out}");
        }
    }

    #[test]
    fn a_schema_that_is_none_is_refused_at_the_rule() {
        for (schema, wanted) in [
            (
                "{ \"type\": \"integre\" }",
                "[invalid-schema] `s.json` is no JSON Schema at `/type`: ",
            ),
            ("[]", "[invalid-schema] `s.json` is no JSON Schema: "),
            ("{", "[invalid-schema] `s.json` is not JSON: EOF while parsing an object at line 1"),
            (
                "{ \"pattern\": \"(?=x)\" }",
                "[invalid-schema] `s.json` is no JSON Schema at `/pattern`",
            ),
            (
                "{ \"properties\": { \"contry\": {} } }",
                "[unknown-column] `s.json` looks at no column of table `t`",
            ),
        ] {
            let (out, status) = said(schema, "", &[]);
            assert!(status == 2 && out.starts_with("scruple.toml:3:10: error["), "{out}");
            assert!(out.contains(wanted), "{out}");
        }
    }

    /// Many of the same are one finding, which says what fails how often.
    #[test]
    fn many_are_counted_by_what_fails() {
        let rows: String = (0..900).map(|at| format!("{at},{}\n", at % 3)).collect();
        let schema = json!({ "required": ["b"], "properties": { "a": { "maximum": 9 },
                                                             "b": { "enum": [0, 2] } } });
        let rules = "[rules.r]\ntable = \"t\"\nschema = \"s.json\"\n";
        let folder = Folder::new(&[
            ("scruple.toml", rules),
            ("t.csv", &format!("a,b\n{rows}")),
            ("s.json", &schema.to_string()),
        ]);
        let names = ["t.csv".to_owned()];
        let (outcome, _) = judge(&folder, &names, Cut { threads: 2, block_size: 500 });
        let [finding] = outcome.findings.as_slice() else { panic!("{:?}", outcome.findings) };
        assert_eq!(finding.count, 893);
        let wanted = "what fails: `#/properties/a/maximum` in 890 rows and \
                      `#/properties/b/enum` in 300 rows";
        assert!(finding.common.iter().any(|note| note == wanted), "{:?}", finding.common);
    }

    /// Nothing of the data under `--mask`.
    #[test]
    fn values_are_hidden() {
        let folder = Folder::new(&[
            ("scruple.toml", "[rules.r]\ntable = \"t\"\nschema = \"s.json\"\n"),
            ("t.csv", TABLE),
            ("s.json", "{ \"properties\": { \"country\": { \"maxLength\": 3 } } }"),
        ]);
        let out = folder.run(&["check", ".", "--mask"]).stdout;
        assert!(out.contains("maxLength") && !out.contains("Norway"), "{out}");
    }

    /// A keyword with a part of its own.
    fn keyword() -> impl Strategy<Value = Value> {
        prop_oneof![
            (-2..4_i64).prop_map(|least| json!({ "minimum": least })),
            Just(json!({ "type": "integer" })),
            Just(json!({ "type": ["string", "null"] })),
            Just(json!({ "type": "string", "maxLength": 1 })),
            Just(json!({ "enum": [1, 2.5] })),
            Just(json!({ "const": "x" })),
            Just(json!({ "not": { "type": "string" } })),
        ]
    }

    const CELLS: &[&str] = &["", "1", "2.5", "-3", "x", "xy", "true"];

    /// What a cell is to a schema: obviously so.
    fn meaning(text: &str, schema: &Value) -> Option<Value> {
        let is_text = match &schema["type"] {
            Value::Null => schema.get("minimum").is_none() && schema.get("enum").is_none(),
            ty => *ty != json!("integer"),
        };
        match text.parse::<f64>() {
            _ if text.is_empty() => None,
            Ok(_) if !is_text => Some(text.parse::<Value>().expect("a number")),
            _ => Some(json!(text)),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..Default::default() })]

        #[test]
        fn rows_fail_as_their_objects_do(
            schemas in [keyword(), keyword()], needs_b: bool,
            rows in prop::collection::vec([0..CELLS.len(), 0..CELLS.len()], 1..30),
            block_size in 1..60_usize,
        ) {
            let [a, b] = &schemas;
            let required = if needs_b { json!(["b"]) } else { json!([]) };
            let schema = json!({ "properties": { "a": a, "b": b }, "required": required });
            let line = |row: &[usize; 2]| format!("{},{},-\n", CELLS[row[0]], CELLS[row[1]]);
            let text = "a,b,c\n".to_owned() + &rows.iter().map(line).collect::<String>();
            let folder = Folder::new(&[
                ("scruple.toml", "[rules.r]\ntable = \"t\"\nschema = \"s.json\"\n"),
                ("t.csv", &text),
                ("s.json", &schema.to_string()),
            ]);
            let (outcome, _) = judge(&folder, &["t.csv".to_owned()], Cut { threads: 2, block_size });
            let validator = jsonschema::validator_for(&schema).expect("a schema");
            let fails = |row: &&[usize; 2]| {
                let mut object = serde_json::Map::new();
                for (name, cell, schema) in [("a", row[0], a), ("b", row[1], b)] {
                    let value = meaning(CELLS[cell], schema);
                    object.extend(value.map(|value| (name.to_owned(), value)));
                }
                !validator.is_valid(&Value::Object(object))
            };
            let expected = rows.iter().filter(fails).count() as u64;
            let check = outcome.checks.iter().find(|check| check.id == "r").expect("the rule");
            prop_assert_eq!(check.counts.failed, expected, "{}\n{}", schema, text);
            prop_assert_eq!(check.counts.passed, rows.len() as u64 - expected);
        }
    }
}
