//! What rule files can say, as far as it shows in reports.

use crate::program::{Folder, Report};

fn check(rules: &str, files: &[(&str, &str)]) -> Report {
    let folder = Folder::new(files);
    folder.write("scruple.toml", format!("version = 1\n{rules}"));
    folder.json(&["."])
}

#[test]
fn columns_can_be_declared_by_glob() {
    let rules = r#"
[tables.t.columns]
"n*" = { type = "integer", minimum = 0 }
"n_b*" = { type = "integer", maximum = 5 }
n_b1 = { type = "string" }
"z*" = {}
"#;
    let report = check(rules, &[("t.csv", "n_a,n_b1,n_b2,other\n-1,x,6,y\n")]);
    assert_eq!(report.found(), ["t.n_a.minimum", "t.n_b2.maximum"], "the longest glob wins");
    assert_eq!(report.codes(), ["glob-matches-nothing"]);
    assert!(report.check("t.n_b1.type").is_none());
}

#[test]
fn globs_of_references_stay_apart() {
    let rules = r#"
[tables.t.columns]
"ref_*" = { references = "u.id" }
[rules.same]
table = "t"
check = "ref_a.v = ref_b.v"
[tables.u]
key = ["id"]
"#;
    let files =
        [("t.csv", "ref_a,ref_b\n1,2\n1,3\n9,1\n1,8\n"), ("u.csv", "id,v\n1,x\n2,x\n3,y\n")];
    let report = check(rules, &files);
    assert_eq!(report.rows("t.ref_a.references"), [3]);
    assert_eq!(report.rows("t.ref_b.references"), [4]);
    assert_eq!(report.rows("same"), [2]);
}

#[test]
fn a_rule_can_be_about_several_tables() {
    let rules =
        "[tables.a]\n[tables.b]\n[rules.positive]\ntable = [\"a\", \"b\"]\ncheck = \"n > 0\"\n";
    let report = check(rules, &[("a.csv", "n\n-1\n"), ("b.csv", "x,n\n1,1\n1,-1\n1,-2\n")]);
    let findings = report.json["findings"].as_array().expect("findings");
    let of = |table: &str| {
        let mut found = findings.iter().filter(|one| one["table"] == table);
        (found.next().map(|one| one["count"].clone()), found.count())
    };
    assert!(findings.iter().all(|one| one["id"] == "positive"));
    assert_eq!((of("a"), of("b")), ((Some(1.into()), 0), (Some(2.into()), 0)));
}

#[test]
fn defined_values_lists_and_expressions_are_used() {
    let rules = r#"
[define]
most = { value = 10, unit = "kg", why = "the scale ends there" }
states = ["PRK", "RUS"]
codes = { file = "lists/codes.csv", column = "code" }
per = { args = ["q", "c"], expr = "q / c" }
share = { expr = "a / most" }
[tables.t.columns]
s = { enum = "states" }
c = { enum = "codes" }
a = { maximum = "most" }
[rules.per-item]
table = "t"
check = "per(a, b) <= most AND s IN states"
[rules.shares]
table = "t"
check = "share < 2"
"#;
    let files =
        [("t.csv", "s,c,a,b\nPRK,x,10,1\nUSA,z,30,2\n"), ("lists/codes.csv", "code,n\nx,1\ny,2\n")];
    let report = check(rules, &files);
    assert_eq!(report.status, 1, "{:#}", report.json["diagnostics"]);
    for id in ["t.s.enum", "t.c.enum", "t.a.maximum", "per-item", "shares"] {
        assert_eq!(report.rows(id), [2], "{id}");
    }
    let facts = &report.finding("per-item").expect("a finding")["facts"];
    assert_eq!(facts[0]["why"], "the scale ends there", "{facts:#}");
}

#[test]
fn included_files_are_named_without_detours() {
    let files = [
        ("data/scruple.toml", "version = 1\ninclude = [\"../rules/./own.toml\"]\n"),
        ("rules/own.toml", "version = 1\n[tables.t.columns]\nn = { minimum = 0 }\n"),
        ("data/t.csv", "n\n-1\n"),
    ];
    let folder = Folder::new(&files);
    let report = folder.json(&["data"]);
    let finding = report.finding("t.n.minimum").expect("a finding");
    assert_eq!(finding["rule"]["file"], "rules/own.toml");
}

#[test]
fn tables_can_have_too_few_rows() {
    let rules = "[tables.t]\nrows = { minimum = { value = 3, why = \"three houses\" } }\n";
    let report = check(rules, &[("t.csv", "n\n1\n2\n")]);
    let finding = report.finding("t.rows.minimum").expect("a finding");
    assert_eq!((&finding["why"], &finding["count"]), (&"three houses".into(), &1.into()));
    assert!(check(rules, &[("t.csv", "n\n1\n2\n3\n")]).found().is_empty());
}

#[test]
fn rows_can_be_the_same_but_for_case_blanks_and_accents() {
    let csv = "id,name,n\n1,Jos\u{e9} Garc\u{ed}a,1\n2,jose  GARCIA ,1\n3,Jose Garci,1\n4,Jos\u{e9} Garc\u{ed}a,1\n";
    let rule = |body: &str| {
        let rules = format!("[tables.t]\n[rules.twice]\ntable = \"t\"\nduplicate-row = {body}\n");
        check(&rules, &[("t.csv", csv)]).rows("twice")
    };
    assert_eq!(rule("true"), Vec::<u64>::new());
    assert_eq!(rule("{ except = [\"id\"] }"), [4]);
    assert_eq!(rule("{ except = [\"id\"], fold = true }"), [2, 4]);
    assert_eq!(rule("{ except = [\"id\"], fold = false }"), [4]);
}

#[test]
fn undeclared_columns_on_both_sides_of_a_reference_are_read_alike() {
    let rules = "[tables.t.columns]\nu = { references = \"u.id\" }\n[tables.u]\n";
    let found = |left: &str, right: &str| {
        let report = check(rules, &[("t.csv", left), ("u.csv", right)]);
        assert!(report.codes().is_empty(), "{:#}", report.json["diagnostics"]);
        report.rows("t.u.references")
    };
    assert_eq!(found("u\n1\n2\n", "id\n1\n3\n"), [2]);
    assert_eq!(found("u\n1\n02\n", "id\n1\n2\n"), [2], "a leading zero makes both sides text");
    assert_eq!(found("u\n1\n2\n", "id\n1\n2.5\n"), [2]);
    assert_eq!(found("u,v\n,1\n,2\n", "id\n1\n2\n"), Vec::<u64>::new());
    let declared = rules.replace("references", "type = \"date\", references");
    let wrong = check(&declared, &[("t.csv", "u\n2024-01-01\n"), ("u.csv", "id\n1\nx\n")]);
    assert_eq!((wrong.status, wrong.codes()), (2, vec!["type-mismatch"]));
    let notes = wrong.json["diagnostics"][0].to_string();
    assert!(notes.contains("`x` at u.csv:3"), "{notes}");
}

#[test]
fn the_cell_that_decides_a_type_is_named_by_file_and_line() {
    let rules = "[tables.t]\nfiles = [\"t*.csv\"]\n[rules.big]\ntable = \"t\"\ncheck = \"n > 5\"\n";
    let files = [("t1.csv", "n\n1\n2\n"), ("t2.csv", "m,n\n\"a\nb\",4\n1,n/a\n2,x\n")];
    let report = check(rules, &files);
    assert_eq!((report.status, report.codes()), (2, vec!["type-mismatch"]));
    let text = report.json["diagnostics"].to_string();
    assert!(text.contains("`n/a` at t2.csv:4"), "{text}");
    for block in ["1", "5", "64"] {
        let folder = Folder::new(&files);
        folder.write("scruple.toml", format!("version = 1\n{rules}"));
        assert_eq!(folder.json(&[".", "--block-size", block]).json, report.json);
    }
}

#[test]
fn fingerprints_follow_the_key() {
    let fingerprint = |key: &str, csv: &str| {
        let rules = format!("[tables.t]\n{key}\n[tables.t.columns]\nn = {{ minimum = 0 }}\n");
        let report = check(&rules, &[("t.csv", csv)]);
        report.finding("t.n.minimum").expect("a finding")["violations"][0]["fingerprint"]
            .to_string()
    };
    let key = "key = [\"id\"]";
    let first = fingerprint(key, "id,n,note\n1,-1,a\n");
    assert_eq!(first, fingerprint(key, "id,n,note\n5,4,b\n1,-1,changed\n"));
    assert_ne!(first, fingerprint(key, "id,n,note\n2,-1,a\n"));
    assert_ne!(first, fingerprint(key, "id,n,note\n1,-2,a\n"));
    let row = fingerprint("", "id,n,note\n1,-1,a\n");
    assert_ne!(row, fingerprint("", "id,n,note\n1,-1,changed\n"), "without a key all values count");
}

#[test]
fn what_is_said_of_a_type_is_heard() {
    let rules = "[tables.t.columns]\nn = { type = { value = \"integer\", severity = \"note\", why = \"counts\" } }\n";
    let report = check(rules, &[("t.csv", "n\nx\n")]);
    let finding = report.finding("t.n.type").expect("a finding");
    assert_eq!((&finding["severity"], &finding["why"]), (&"note".into(), &"counts".into()));
    assert_eq!(report.status, 0);
}

#[test]
fn absent_columns_of_unknown_type_are_no_mistake_of_the_rules() {
    let rules = r#"
[tables.t.columns]
n = { minimum = 0, enum = [1, 2], unique = true, required = true }
p = { pattern = "a+", min-length = 2 }
[rules.all]
table = "t"
check = "n + 1 > a AND p LIKE 'x%' AND year(n) = 2020 AND length(p) > 1 AND -n < 5"
where = "n IS NULL OR p IN ('a', 'b')"
message = "{n} and {p}"
[rules.again]
table = "t"
unique = ["n", "p"]
"#;
    let report = check(rules, &[("t.csv", "a\n1\n")]);
    assert_eq!(report.found(), ["t.n.exists", "t.p.exists"], "{:#}", report.json["diagnostics"]);
    assert_eq!(report.counts("all"), [0, 0, 0, 0, 1]);
    assert_eq!((report.status, report.codes().len()), (2, 0), "a cause hides what follows from it");
    let common = report.finding("t.n.exists").expect("a finding")["common"][0].to_string();
    assert!(common.contains("`t.n.minimum`") && common.contains("and 2 more"), "{common}");
}

/// Under `subset` and `partial` a declared column may be absent; what reads it is not applicable.
#[test]
fn fewer_columns_than_declared_are_no_fault_where_that_is_allowed() {
    let rules = |wanted: &str| {
        format!(
            "[tables.t]\ncolumns-match = \"{wanted}\"\n[tables.t.columns]\n\
             a = {{ type = \"integer\" }}\nb = {{ type = \"integer\", minimum = 0 }}\n"
        )
    };
    for (wanted, found) in [
        ("subset", &[][..]),
        ("partial", &[]),
        ("superset", &["t.columns", "t.b.exists"]),
        ("equal", &["t.columns", "t.b.exists"]),
    ] {
        let report = check(&rules(wanted), &[("t.csv", "a\n1\n")]);
        assert_eq!(report.found(), found, "{wanted}");
    }
    let report = check(&rules("subset"), &[("t.csv", "a\n1\n")]);
    assert_eq!(report.check("t.b.minimum").expect("the constraint")["not_applicable"], 1);
}

/// A violation that rests on a list says what is in it.
#[test]
fn a_defined_list_is_told_with_its_values() {
    let rules = "[define]\nfew = { values = [\"x\", \"y\"], why = \"as agreed\" }\n\
                 many = [1, 2, 3, 4, 5, 6, 7]\n[rules.r]\ntable = \"t\"\n\
                 check = \"a IN few AND b IN many\"\n";
    let folder = Folder::new(&[("t.csv", "a,b\nz,8\n"), ("scruple.toml", rules)]);
    let out = folder.run(&["check", "."]).stdout;
    assert!(out.contains("`few` is x, y: as agreed"), "{out}");
    assert!(out.contains("`many` is 1, 2, 3, 4, 5 and 2 more"), "{out}");
}

#[test]
fn a_folder_for_temporary_files_has_to_be_there() {
    let folder = Folder::new(&[("t.csv", "a\n1\n")]);
    let ran = folder.run(&["check", ".", "--temp-dir", "nowhere"]);
    assert_eq!(ran.status, 2, "{}", ran.stdout);
    assert!(ran.stdout.contains("`nowhere` is no folder for temporary files"), "{}", ran.stdout);
}

#[test]
fn dates_of_any_form_mean_one_day() {
    let rules = "[tables.t.columns]\na = { type = \"date\", format = \"any\" }\n\
                 b = { type = \"datetime\", format = \"any\" }\nc = { type = \"date\", format = \"default\" }\n\
                 [rules.same]\ntable = \"t\"\ncheck = \"a = b::date AND a = c\"\n";
    let rows = "a,b,c\n3 January 2024,2024-01-03T10:00:00,2024-01-03\n\
                13/01/2024,13.01.2024 10:00,2024-01-13\n\
                \"Jan 4, 2024\",\"January 5, 2024, 4:30 PM\",2024-01-04\n\
                04/03/2024,3 January 2024 10:00,2024-01-03\n";
    let report = check(rules, &[("t.csv", rows)]);
    assert_eq!(report.rows("same"), [3]);
    assert_eq!(report.rows("t.a.type"), [4]);
    let message =
        report.finding("t.a.type").expect("a finding")["violations"][0]["message"].clone();
    let message = message.as_str().expect("a text").to_owned();
    assert!(message.ends_with("found `04/03/2024`: 2024-03-04 or 2024-04-03"), "{message}");
    let report = check("[tables.t.columns]\na = { format = \"email\" }\n", &[("t.csv", "a\n1\n")]);
    assert_eq!((report.status, report.codes()), (2, vec!["invalid-value"]));
    let rules = "[tables.t.columns]\na = { type = \"date\", format = \"%Y/%m/%d\" }\n";
    let report = check(rules, &[("t.csv", "a\n2012/01/09\n09/01/2012\n2012/02/30\n")]);
    let said = &report.finding("t.a.type").expect("a finding")["violations"];
    let said: Vec<String> = [0, 1].map(|at| said[at]["message"].to_string()).to_vec();
    assert!(!said[0].contains("January"), "{said:?}");
    assert!(said[1].contains("February 2012 has 29 days"), "{said:?}");
}

#[test]
fn an_empty_table_is_not_green_where_that_is_asked() {
    let rules = "[tables.t]\n[tables.t.columns]\na = { minimum = 1 }\n";
    let folder = Folder::new(&[("scruple.toml", rules), ("t.csv", "a\n")]);
    let plain = folder.json(&["t.csv"]);
    assert_eq!((plain.status, plain.codes()), (0, vec!["no-rows"]));
    assert_eq!(plain.json["summary"]["notes"], 1);
    // Every report that people read says so.
    for format in ["fancy", "concise", "markdown", "html"] {
        let text = folder.run(&["check", "t.csv", "--format", format]).stdout;
        assert!(text.contains("has no row to judge"), "{format}: {text}");
    }
    let counted = format!("{rules}[rules.some]\ntable = \"t\"\ncheck = \"count(*) > 0\"\n");
    let counted = check(&counted, &[("t.csv", "a\n")]);
    assert_eq!((counted.found(), counted.codes()), (vec!["some"], vec![]));
    let strict = folder.json(&["t.csv", "--strict"]);
    assert_eq!((strict.status, strict.codes()), (2, vec!["no-rows"]));
}

/// The note does not make a table of checks of what is green.
#[test]
fn an_empty_table_beside_others_is_one_note() {
    let rules = "[tables.t]\n[tables.t.columns]\na = { minimum = 1 }\n[tables.u]\n";
    let folder = Folder::new(&[("scruple.toml", rules), ("t.csv", "a\n"), ("u.csv", "b\n2\n")]);
    let text = folder.run(&["check", "."]).stdout;
    let ending: Vec<&str> = text.lines().rev().take(3).collect();
    assert_eq!(ending[0], "✓ no violations", "{text}");
    assert!(ending[2].starts_with("checked 1 row of 2 files"), "{text}");
    assert_eq!(text.matches("`t` has no row to judge").count(), 1, "{text}");
}

/// A tick says that nothing failed.
#[test]
fn what_is_allowed_has_no_tick() {
    let rules = "[rules.small]\ntable = \"t\"\ncheck = \"a < 5\"\n\
                 [[allow]]\nrule = \"small\"\nreason = \"known\"\n";
    let folder = Folder::new(&[("scruple.toml", rules), ("t.csv", "a\n9\n")]);
    let text = folder.run(&["check", "t.csv", "-v"]).stdout;
    let line = text.lines().find(|line| line.contains("small ")).expect("the check's line");
    assert!(line.starts_with("– small"), "{text}");
}

/// Where a table has several files, a number of a row says nothing without its own.
#[test]
fn a_run_of_rows_names_its_files() {
    let rules = "[tables.t]\nfiles = [\"*.csv\"]\n[rules.r]\ntable = \"t\"\ncheck = \"n > 0\"\n";
    let note = |files: &[(&str, &str)]| {
        let folder = Folder::new(&[&[("scruple.toml", rules)], files].concat());
        let report = folder.json(&["."]);
        let common = &report.finding("r").expect("a finding")["common"];
        let common = common.as_array().expect("a list").iter().filter_map(|note| note.as_str());
        common.filter(|note| note.starts_with("all rows")).collect::<Vec<_>>().join("; ")
    };
    let first = ("a.csv", "n\n1\n1\n-1\n");
    assert_eq!(note(&[("a.csv", "n\n1\n-1\n-2\n-3\n")]), "all rows from 2 to 4");
    assert_eq!(
        note(&[first, ("b.csv", "n\n-1\n-2\n1\n")]),
        "all rows from 3 of `a.csv` to 2 of `b.csv`"
    );
    let second = ("b.csv", "n\n1\n-1\n-2\n-3\n");
    assert_eq!(note(&[("a.csv", "n\n1\n"), second]), "all rows from 2 to 4 of `b.csv`");
}

#[test]
fn a_mistake_of_shape_is_told_once() {
    let rules = "[rules.a]\ntable = \"t\"\nexactly-one = { columns = [\"x\"] }\n\
                 [rules.b]\ntable = \"t\"\npart-whole = { by = [\"x\"] }\n\
                 [rules.c]\ntable = \"t\"\nunique = { columns = [\"x\"], missing = \"equal\" }\n";
    let report = check(rules, &[("t.csv", "x\n1\n")]);
    let messages = report.json["diagnostics"].as_array().expect("a list").iter();
    let messages: Vec<&str> = messages.filter_map(|one| one["message"].as_str()).collect();
    assert_eq!(
        messages,
        [
            "`rules.a.exactly-one` has no `check`",
            "unknown key `columns` in `rules.a.exactly-one`",
            "`rules.b.part-whole` has no `columns`",
            "`rules.b.part-whole` has no `code`",
            "`missing` takes `distinct`; found `equal`",
        ]
    );
}

#[test]
fn a_case_that_chose_false_shows_what_chose_it() {
    let rules = "[rules.a]\ntable = \"t\"\ncheck = \"CASE WHEN x = 1 THEN TRUE ELSE FALSE END\"\n";
    let report = check(rules, &[("t.csv", "x\n1\n2\n")]);
    let cells = &report.finding("a").expect("a finding")["violations"][0]["cells"];
    assert_eq!((&cells[0]["column"], &cells[0]["value"]), (&"x".into(), &"2".into()));
}

#[test]
fn a_column_without_values_goes_with_every_type() {
    let rules = "[rules.a]\ntable = \"t\"\ncheck = \"v > 1 AND length(v) > 2 AND v <= today()\"\n\
                 [rules.b]\ntable = \"t\"\nby = [\"n\"]\ncheck = \"coalesce(sum(v), 0) = 0 AND max(v) IS NULL\"\n\
                 [rules.c]\ntable = \"t\"\ncheck = \"coalesce(lag(v) OVER (ORDER BY n), n) = 1\"\n\
                 [rules.d]\ntable = \"t\"\nsequence = \"v\"\n\
                 [rules.e]\ntable = \"t\"\npart-whole = { columns = [\"v\"], code = \"v\" }\n\
                 [rules.f]\ntable = \"t\"\ncomplete = { columns = [\"v\"], v = \"2024-01-01..2024-01-02\" }\n\
                 [rules.g]\ntable = \"t\"\ncheck = \"agrees(v, '2024') OR agrees(v, 3)\"\n\
                 [rules.h]\ntable = \"t\"\nno-overlap = { start = \"v\", end = \"n\" }\n\
                 [rules.i]\ntable = \"t\"\nunique = \"lower(v)\"\n";
    let report = check(rules, &[("t.csv", "n,v\n1,\n2,\n")]);
    assert_eq!(report.found(), ["f", "c"], "{:?}", report.codes());
    assert_eq!(report.rows("c"), [2]);
    let undecided = |id: &str| report.check(id).expect("a rule")["undecided"].clone();
    assert_eq!((undecided("d"), undecided("h"), undecided("i")), (2.into(), 2.into(), 2.into()));
    // A table without rows says nothing of types.
    let empty = check(rules, &[("t.csv", "n,v\n")]);
    assert_eq!(empty.found(), ["f"], "{:?}", empty.codes());
    // What no value tells is no claim about the rule.
    let folder = Folder::new(&[("scruple.toml", rules), ("t.csv", "n,v\n1,\n2,\n")]);
    let ran = folder.run(&["rules"]);
    assert!(ran.status == 0 && !ran.stdout.contains("never-"), "{}", ran.all());
}

#[test]
fn a_rule_of_ones_own_is_explained() {
    let rules = "version = 1\n[define]\nmost = { value = 500, unit = \"round\", why = \"five sources\" }\n\
                 [tables.t.columns]\np = { references = \"p.code\" }\n[tables.p]\nkey = [\"code\"]\n\
                 [rules.rounds]\ntable = \"t\"\nwhere = \"n > 0\"\ncheck = \"n <= most AND p.launched > 2000\"\n\
                 severity = \"warning\"\nwhy = \"a ship carries no more\"\nsource = \"https://example.org\"\n\
                 help = \"count again\"\n[rules.broken]\ntable = \"t\"\ncheck = \"n >\"\n";
    let files = [
        ("scruple.toml", rules),
        ("t.csv", "n,p\n1,A\n"),
        ("p.csv", "code,launched\nA,2001\n"),
        ("sub/x.txt", ""),
    ];
    let folder = Folder::new(&files);
    let expected = "rounds (warning), scruple.toml:8\n\n\
                    \x20 check   n <= most AND p.launched > 2000\n\
                    \x20 where   n > 0\n\
                    \x20 table   t (t.csv)\n\
                    \x20 reads   t.n (integer), t.p (string), p.launched (integer)\n\
                    \x20 uses    most = 500 round (five sources)\n\
                    \x20 why     a ship carries no more\n\
                    \x20 source  https://example.org\n\
                    \x20 help    count again\n\n\
                    `scruple explain check` tells what such a rule is\n";
    for arguments in [&["explain", "rounds"][..], &["explain", "rounds", "-r", "scruple.toml"]] {
        let ran = folder.run(arguments);
        assert_eq!((ran.status, ran.stdout.as_str()), (0, expected), "{}", ran.all());
    }
    let ran = crate::program::run_in(&folder.path().join("sub"), &["explain", "rounds"], None);
    assert!(ran.status == 0 && ran.stdout.contains("scruple.toml:8\n"), "{}", ran.all());
    let ran = folder.run(&["explain", "roundz"]);
    assert!(
        ran.status == 2 && ran.stderr.contains("a rule with a similar name exists: `rounds`"),
        "{}",
        ran.all()
    );
    let ran = folder.run(&["explain", "broken"]);
    assert!(
        ran.status == 2
            && ran.stdout.starts_with("broken (error)")
            && ran.stderr.contains("invalid-syntax"),
        "{}",
        ran.all()
    );
    assert!(folder.run(&["explain", "minimum"]).stdout.starts_with("minimum\n"));
    assert_eq!(folder.run(&["explain", "rounds", "-r", "none.toml"]).status, 2);
}
