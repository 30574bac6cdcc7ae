//! What must hold of the repository itself. `ARCHITECTURE.md` names these tests beside the
//! invariants that they guard.

use super::pages::{markdown, read, repository};
use scruple::checks::KINDS;
use scruple::checks::structure::built_in;
use scruple::cli::pages::{ALSO, CHECKS, CODES, GUIDES, Page};
use scruple::diagnostics::codes;
use scruple::expressions::functions::FAMILIES;
use scruple::expressions::functions::special::SPECIAL;
use scruple::rules::vocabulary::{BODIES, CONSTRAINTS};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A source file, without its tests.
struct Source {
    /// Below the repository, with `/`.
    path: String,
    code: String,
    n_lines: usize,
}

fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    collect(&repository("src"), &mut paths);
    let read = |path: PathBuf| {
        let text = read(&path);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        let path = path.strip_prefix(repository("")).expect("below the repository");
        let path = path.to_string_lossy().replace('\\', "/");
        Source { path, code, n_lines: text.lines().count() }
    };
    paths.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs")).map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder of the repository")
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        match path.is_dir() {
            _ if matches!(&*name, "target" | ".git" | "corpus" | "artifacts") => {}
            true => collect(&path, files),
            false => files.push(path),
        }
    }
}

/// The lines of code that are not comments, with their numbers.
fn lines(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = code.lines().enumerate().map(|(at, line)| (at + 1, line));
    numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Where one of the words stands outside of the files that may say it.
fn elsewhere(words: &[&str], allowed: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources() {
        if allowed.iter().any(|path| source.path.starts_with(path)) {
            continue;
        }
        for (number, line) in lines(&source.code) {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    found
}

fn assert_none(what: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

fn stems(folder: &str) -> BTreeSet<String> {
    let stem = |path: PathBuf| path.file_stem().expect("a name").to_string_lossy().into_owned();
    markdown(folder).into_iter().map(stem).collect()
}

fn ids(pages: &[Page]) -> BTreeSet<String> {
    pages.iter().map(|page| page.id.to_owned()).collect()
}

/// Checks that are neither a kind of the list nor a structural one.
const ALWAYS: &[&str] = &["type", "exists", "columns", "key", "rows.minimum", "rows.maximum"];

#[test]
fn every_check_has_its_page_and_every_page_its_check() {
    let kinds = KINDS.iter().map(|kind| kind.name());
    let checks: Vec<&str> = kinds.chain(ALWAYS.iter().copied()).chain(built_in()).collect();
    let listed: Vec<&str> = CHECKS.iter().map(|page| page.id).collect();
    assert_eq!(listed, checks, "the list of pages has the order of the manual");
    assert_eq!(ids(CHECKS), stems("docs/checks"), "the list and `docs/checks`");
}

#[test]
fn every_code_has_its_page_and_every_page_its_code() {
    let listed: Vec<&str> = CODES.iter().map(|page| page.id).collect();
    let codes: Vec<&str> = codes::CODES.iter().map(|code| code.id).collect();
    assert_eq!(listed, codes, "the list of pages has the order of the codes");
    assert_eq!(ids(CODES), stems("docs/codes"), "the list and `docs/codes`");
}

/// A code that nothing says is a page about nothing.
#[test]
fn every_code_is_said_somewhere() {
    let code: String = sources()
        .iter()
        .filter(|source| !matches!(&*source.path, "src/diagnostics/codes.rs" | "src/cli/pages.rs"))
        .map(|source| source.code.clone())
        .collect();
    let silent = codes::CODES.iter().filter(|one| !code.contains(&format!("\"{}\"", one.id)));
    assert_none("said nowhere", silent.map(|code| code.id.to_owned()).collect());
}

#[test]
fn what_explain_takes_is_unique() {
    let pages = CHECKS.iter().chain(CODES).chain(GUIDES).map(|page| page.id);
    let functions = FAMILIES.iter().flat_map(|family| family.iter());
    let functions = functions.flat_map(|one| [one.name].into_iter().chain(one.aliases.to_vec()));
    let also = ALSO.iter().map(|(word, _)| *word);
    let special = SPECIAL.iter().map(|function| function.name);
    let mut seen = BTreeSet::new();
    let names = pages.chain(functions).chain(special).chain(also);
    assert_none("twice", names.filter(|id| !seen.insert(*id)).map(str::to_owned).collect());
    let pages: BTreeSet<&str> = CHECKS.iter().chain(CODES).chain(GUIDES).map(|p| p.id).collect();
    assert!(ALSO.iter().all(|(_, id)| pages.contains(id)), "`ALSO` leads to pages");
}

#[test]
fn rule_files_can_ask_for_every_kind_and_for_no_other() {
    let asked = |placed: fn(&scruple::checks::Placement) -> bool| -> BTreeSet<&str> {
        KINDS.iter().filter(|kind| placed(&kind.placement())).map(|kind| kind.name()).collect()
    };
    let constraints: BTreeSet<&str> = CONSTRAINTS.iter().map(|key| key.name).collect();
    let bodies: BTreeSet<&str> = BODIES.iter().map(|key| key.name).collect();
    assert_eq!(asked(|placement| placement.is_constraint()), constraints);
    assert_eq!(asked(|placement| placement.is_rule()), bodies);
}

#[test]
fn pages_have_the_same_headings_in_the_same_order() {
    let wanted = [
        "What it checks",
        "Why it matters",
        "A table that fails",
        "The rule",
        "The message",
        "How to fix the data",
        "When to loosen the rule",
        "Options",
        "Related",
    ];
    let headings = |text: &'static str| text.lines().filter_map(|line| line.strip_prefix("## "));
    let other = CHECKS.iter().filter(|page| !headings(page.text).eq(wanted));
    assert_none("other headings", other.map(|page| page.id.to_owned()).collect());
    let other = CODES.iter().filter(|page| {
        !headings(page.text).eq(["Why it matters", "Example", "What to do"])
            || !page.text.contains("\nRelated: ")
    });
    assert_none("other headings", other.map(|page| page.id.to_owned()).collect());
}

#[test]
fn pages_only_relate_to_pages() {
    let known: BTreeSet<&str> =
        CHECKS.iter().chain(CODES).chain(GUIDES).map(|page| page.id).collect();
    let mut lost = Vec::new();
    for page in CHECKS.iter().chain(CODES) {
        let related = page.text.split("Related").last().unwrap_or_default();
        let ids = related.split('`').skip(1).step_by(2);
        lost.extend(ids.filter(|id| !known.contains(id)).map(|id| format!("{}: {id}", page.id)));
    }
    assert_none("related to what is not there", lost);
}

/// Uses of a later module, each with its reason.
const BACKWARDS: &[(&str, &str, &str)] = &[(
    "src/plan/infer.rs",
    "engine",
    "a type is inferred from all values, by the engine's blocks",
)];

#[test]
fn modules_import_only_from_those_before_them() {
    let library = read(&repository("src/lib.rs"));
    let order: Vec<&str> = library
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let place = |module: &str| order.iter().position(|name| *name == module);
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(module) = source.path.split('/').nth(1).and_then(place) else { continue };
        for (number, line) in lines(&source.code) {
            for used in line.split("crate::").skip(1) {
                let name = used.split(|c: char| !c.is_alphanumeric() && c != '_').next();
                let known = |(file, used, _): &(&str, &str, &str)| {
                    *file == source.path && Some(*used) == name
                };
                if name.and_then(place).is_some_and(|used| used > module)
                    && !BACKWARDS.iter().any(known)
                {
                    wrong.push(format!("{}:{number}: {}", source.path, line.trim()));
                }
            }
        }
    }
    assert_none("imports a later module", wrong);
}

#[test]
fn only_the_edges_touch_files() {
    let words = ["std::fs", "fs::", "File::open", "File::create"];
    let allowed = ["src/sources/", "src/cli/", "src/rules/files.rs"];
    assert_none("touches files", elsewhere(&words, &allowed));
}

#[test]
fn only_the_command_line_prints() {
    let words = ["println!", "print!", "eprint", "io::stdout", "io::stderr", "process::exit"];
    assert_none("prints", elsewhere(&words, &["src/cli/", "src/main.rs"]));
}

#[test]
fn each_crate_of_a_format_has_one_home() {
    assert_none("names miette", elsewhere(&["miette::", "use miette"], &["src/reports/fancy"]));
    assert_none("names TOML's parser", elsewhere(&["toml::"], &["src/rules/"]));
    assert_none("names JSON Schema's", elsewhere(&["jsonschema"], &["src/checks/row_schema/"]));
    assert_none("names clap", elsewhere(&["clap::"], &["src/cli/", "src/main.rs"]));
    assert_none(
        "names JSON",
        elsewhere(
            &["serde_json"],
            &["src/reports/", "src/rules/", "src/cli/", "src/checks/row_schema/"],
        ),
    );
}

#[test]
fn nothing_gives_up_or_is_left_to_do() {
    let words = [".unwrap()", "todo!(", "unimplemented!(", "dbg!(", "panic!("];
    assert_none("gives up", elsewhere(&words, &[]));
    assert_none(
        "unsafe",
        elsewhere(
            &["unsafe "],
            &[
                "src/sources/simd/",
                "src/sources/content.rs",
                "src/sources/guard.rs",
                "src/types/byte_set.rs",
            ],
        ),
    );
}

/// Longer than a head holds: lists of words.
const LONG: &[&str] = &["src/prose/lexicon/english.rs"];

#[test]
fn source_files_fit_in_a_head_and_say_what_they_are_for() {
    let mut wrong = Vec::new();
    for source in sources() {
        if !source.code.starts_with("//! ") {
            wrong.push(format!("{}: no documentation of the module", source.path));
        }
        if source.n_lines >= 600 && !LONG.contains(&&*source.path) {
            wrong.push(format!("{}: {} lines", source.path, source.n_lines));
        }
    }
    assert_none("source files", wrong);
}

/// Every file of `src` is part of the library.
#[test]
fn no_source_file_is_left_out() {
    let all = sources();
    let mut lost = Vec::new();
    for source in &all {
        let path = Path::new(&source.path);
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let folder = path.parent().expect("a folder");
        let (name, homes) = match name.as_str() {
            "lib" | "main" => continue,
            "mod" => {
                let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
                (name, [folder.with_file_name("mod.rs"), folder.with_file_name("lib.rs")])
            }
            _ => (name, [folder.join("mod.rs"), folder.with_extension("rs")]),
        };
        let declared = all.iter().any(|home| {
            homes.iter().any(|path| path.to_string_lossy() == home.path)
                && home.code.contains(&format!("mod {name};"))
        });
        if !declared {
            lost.push(source.path.clone());
        }
    }
    assert_none("declared nowhere", lost);
}

/// The repository speaks of itself only: no path of a machine it was written on.
#[test]
fn no_file_names_a_place_outside() {
    let words = [["/wo", "rk/"].concat(), ["/tm", "p/"].concat(), ["/ho", "me/"].concat()];
    let mut files = Vec::new();
    collect(&repository(""), &mut files);
    let mut found = Vec::new();
    for path in files {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let lines = text.lines().enumerate();
        let named = lines.filter(|(_, line)| words.iter().any(|word| line.contains(word)));
        found.extend(named.map(|(at, line)| format!("{}:{}: {line}", path.display(), at + 1)));
    }
    assert_none("names a place outside", found);
}

#[test]
fn links_of_the_manual_lead_somewhere() {
    let mut lost = Vec::new();
    let mut pages = markdown("");
    for folder in ["docs", "docs/checks", "docs/codes", "samples/munitions", "samples/orders"] {
        pages.extend(markdown(folder));
    }
    for page in pages {
        let text = read(&page);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            let folder = page.parent().expect("a folder");
            if !link.contains("://") && !file.is_empty() && !folder.join(file).exists() {
                lost.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert_none("links to nothing", lost);
}
