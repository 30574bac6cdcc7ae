//! `scruple rules --mutate`.

use crate::program::{Folder, Ran};

const RULES: &str = r#"
version = 1
[tables.t]
key = ["id"]
[tables.t.columns]
id = { type = "string", pattern = '[A-Z]\d' }
amount = { type = "number", minimum = 0, maximum = 50 }
day = { type = "date" }
paid = { type = "boolean" }
note = { type = "string" }
of = { references = "u.id" }
[tables.u]
[rules.total]
table = "t"
check = "sum(amount) = 60"
"#;

const DATA: &str = "id,amount,day,paid,note,of,loose\n\
    A1,10.5,2024-01-02,true,\"a, b\",x,5\nA2,20,2024-02-03,false,c,y,6\nA3,29.5,2024-03-04,true,d,x,7\n";

fn folder() -> Folder {
    Folder::new(&[("scruple.toml", RULES), ("t.csv", DATA), ("u.csv", "id\nx\ny\n")])
}

#[track_caller]
fn run(arguments: &[&str]) -> Ran {
    let ran = folder().run(&[&["rules", "--mutate"], arguments].concat());
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{}", ran.all());
    ran
}

/// What is told of a column: how many changes were noticed, and what was not.
#[track_caller]
fn column(ran: &Ran, name: &str) -> (u64, u64, String) {
    let lines = ran.stdout.lines().map(str::trim_start);
    let mut of_column = lines.filter_map(|line| line.strip_prefix(&format!("{name} ")));
    let line = of_column.next().unwrap_or_else(|| panic!("no {name}: {}", ran.all()));
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |at: usize| words[at].parse().expect("a count");
    (number(0), number(2), words[3..].join(" "))
}

#[test]
fn what_no_rule_notices_is_told() {
    let ran = run(&["t.csv"]);
    // A total notices every change of a number, and that one is missing.
    let (noticed, made, missed) = column(&ran, "amount");
    assert_eq!((noticed, missed.as_str()), (made, "-"), "{}", ran.all());
    let (noticed, made, missed) = column(&ran, "note");
    assert!(noticed == 0 && made >= 9 && missed == "every change", "{}", ran.all());
    // Only what is no day at all: the rest of a date is nobody's concern.
    let (_, _, missed) = column(&ran, "day");
    assert_eq!(
        missed,
        "emptied, another row's, a year later, day and month swapped",
        "{}",
        ran.all()
    );
    let (_, _, missed) = column(&ran, "paid");
    assert_eq!(missed, "emptied, another row's, the opposite", "{}", ran.all());
    let (_, _, missed) = column(&ran, "of");
    assert!(missed.starts_with("emptied, another row's"), "{}", ran.all());
    let (noticed, ..) = column(&ran, "loose");
    assert_eq!(noticed, 0, "{}", ran.all());
    let last = "no rule notices any change of 2 of 7 columns: t.note, t.loose";
    assert!(ran.stdout.contains(last), "{}", ran.all());
    assert!(!ran.stdout.contains("u, 2 rows"), "what is only known is not changed: {}", ran.all());
}

#[test]
fn chance_is_the_same_in_every_run_and_with_any_threads() {
    let one = run(&["--threads", "1", "--seed", "7"]).stdout;
    assert_eq!(run(&["--threads", "3", "--seed", "7"]).stdout, one);
    assert!(one.contains("seed 7"), "{one}");
}

/// Half of the rows are held to a bound: which of them are picked is chance.
#[test]
fn another_seed_picks_other_cells() {
    let rules =
        "version = 1\n[rules.small]\ntable = 't'\nwhere = \"kind = 'a'\"\ncheck = 'n < 1000'\n";
    let rows: String =
        (100..160).map(|n| format!("{},{n}\n", if n % 2 == 0 { "a" } else { "b" })).collect();
    let folder = Folder::new(&[("scruple.toml", rules), ("t.csv", &format!("kind,n\n{rows}"))]);
    let with = |seed: &str| {
        let ran = folder.run(&["rules", "--mutate", "--seed", seed]);
        assert_eq!(ran.status, 0, "{}", ran.all());
        ran.stdout.replace(&format!("seed {seed}"), "")
    };
    let first = with("1");
    assert_eq!(with("1"), first);
    assert!(["2", "3", "4", "5", "6"].iter().any(|seed| with(seed) != first), "{first}");
}

#[test]
fn so_many_changes_are_made_as_are_asked_for() {
    let ran = run(&["--changes", "2"]);
    for name in ["id", "amount", "day", "paid", "note", "of", "loose"] {
        let (_, made, _) = column(&ran, name);
        assert_eq!(made, 2, "{name}: {}", ran.all());
    }
    let said = "2 changes to each column at most; `--changes N` says how many";
    assert!(ran.stdout.contains(said), "{}", ran.all());
    assert_eq!(run(&["--changes", "2", "--threads", "1"]).stdout, ran.stdout);
    // More than there are cells, and so all of them.
    let most = run(&["--changes", "1000"]);
    assert!(!most.stdout.contains("at most"), "{}", most.all());
    assert!(column(&most, "id").1 >= column(&run(&[]), "id").1, "{}", most.all());
    for wrong in [&["--mutate", "--changes", "0"][..], &["--changes", "2"]] {
        assert_eq!(folder().run(&[&["rules"], wrong].concat()).status, 2, "{wrong:?}");
    }
}

/// What fails already is compared by its places, and a row more among them is noticed.
#[test]
fn a_change_is_noticed_beside_many_violations() {
    let rules = "version = 1\n[rules.small]\ntable = 't'\ncheck = 'n < 10'\n\
                 [rules.once]\ntable = 't'\nunique = 'k'\n";
    let rows: String = (0..50).map(|n| format!("{},{}\n", n / 2, 20 + n)).collect();
    let folder = Folder::new(&[("scruple.toml", rules), ("t.csv", &format!("k,n\n{rows}"))]);
    let ran = folder.run(&["rules", "--mutate"]);
    assert_eq!(ran.status, 0, "{}", ran.all());
    // Each row fails already: but an `x` in it makes texts of the column, which the rule does not bind to.
    let (noticed, made, _) = column(&ran, "n");
    assert!(noticed > 0 && noticed < made, "{}", ran.all());
    // A value from another pair makes a third of it.
    let (noticed, ..) = column(&ran, "k");
    assert!(noticed > 0, "{}", ran.all());
}

#[test]
fn the_files_stay_as_they_are() {
    let folder = folder();
    folder.run(&["rules", "--mutate"]);
    assert_eq!(folder.read("t.csv"), DATA);
}

#[test]
fn nothing_to_change_is_said() {
    let empty = Folder::new(&[("scruple.toml", RULES), ("t.csv", "id,amount,day,paid,note,of\n")]);
    let ran = empty.run(&["rules", "--mutate", "t.csv"]);
    assert_eq!(ran.status, 2, "{}", ran.all());
    let broken = Folder::new(&[("scruple.toml", "nonsense = 1\n"), ("t.csv", DATA)]);
    assert_eq!(broken.run(&["rules", "--mutate"]).status, 2);
    let both = folder().run(&["rules", "--mutate", "--test"]);
    assert_eq!(both.status, 2, "{}", both.all());
}
