//! The manual runs: what its pages show is what the program says.
//!
//! On a page, a block whose fence names a file (```` ```csv orders.csv ````) is that file. A
//! `report` block below is what `scruple check . --format concise` says of the files so far, and the
//! number behind it the exit status. A `console` block holds commands, each behind `$ `, and what
//! they print. A `toml` block without a name is a part of a rule file, and has to read as one.
//! `UPDATE=1` writes down what the program says now.

mod blocks;
mod coverage;
pub(crate) mod commands;
mod gallery;
mod generated;

use blocks::{Block, Page};
use commands::Folder;
use scruple::diagnostics::{Severity, Texts};
use scruple::rules::{self, vocabulary};
use std::path::{Path, PathBuf};

/// Whether to write down what is found instead of comparing with it.
pub(crate) fn update() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value != "0")
}

/// A path of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(crate) fn read(path: &Path) -> String {
    let text = std::fs::read_to_string(path);
    text.unwrap_or_else(|error| panic!("failed to read {} ({error})", path.display()))
}

/// The Markdown files of a folder, in order.
pub(crate) fn markdown(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(repository(folder)).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let mut pages: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect();
    pages.sort();
    pages
}

/// Compares a text of the repository with what it has to be, or writes it.
pub(crate) fn keep_fresh(path: &Path, fresh: &str) -> Result<(), String> {
    let old = std::fs::read_to_string(path).unwrap_or_default();
    if old == fresh {
        return Ok(());
    }
    if update() {
        std::fs::write(path, fresh).expect("the repository can be written");
        return Ok(());
    }
    let line = old.lines().zip(fresh.lines()).position(|(old, fresh)| old != fresh);
    let line = line.unwrap_or_else(|| old.lines().count().min(fresh.lines().count()));
    Err(format!(
        "{}:{}: not what the program says (`UPDATE=1 cargo test` writes it)\n  here: {}\n   now: {}",
        path.display(),
        line + 1,
        old.lines().nth(line).unwrap_or("(the end)"),
        fresh.lines().nth(line).unwrap_or("(the end)"),
    ))
}

/// Where an example begins that has nothing to do with the ones before it.
const NEW_FOLDER: &str = "<!-- another folder -->";

/// What a page says that shows a part of the program which only some builds have.
const NEEDS: [(&str, bool); 2] = [
    ("<!-- only with the feature json-schema -->", cfg!(feature = "json-schema")),
    ("<!-- only without the feature json-schema -->", !cfg!(feature = "json-schema")),
];

/// Whether this build can show what a page shows.
fn is_shown(text: &str) -> bool {
    NEEDS.iter().all(|(mark, has)| *has || !text.contains(mark))
}

/// Runs a page and says what is wrong with it.
fn check(path: &Path) -> Result<(), String> {
    let text = read(path);
    if !is_shown(&text) {
        return Ok(());
    }
    let mut page = Page::read(&text);
    let mut folder = Folder::new();
    for (text, block) in page.blocks_mut() {
        if text.contains(NEW_FOLDER) {
            folder = Folder::new();
        }
        run(block, &folder).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    keep_fresh(path, &page.text())
}

fn run(block: &mut Block, folder: &Folder) -> Result<(), String> {
    match (block.language(), block.argument()) {
        ("report", _) => {
            let done = folder.run(&["check", ".", "--format", "concise"], None);
            block.set_argument(&done.status.to_string());
            block.body = done.output;
        }
        ("console", _) => {
            let (body, status) = commands::console(&block.body, folder)?;
            block.set_argument(&status.to_string());
            block.body = body;
        }
        ("toml", None) => rule_file(&block.body)?,
        (_, Some(name)) => folder.write(name, &block.bytes()?),
        _ => {}
    }
    Ok(())
}

/// A part of a rule file has to read without a mistake.
fn rule_file(text: &str) -> Result<(), String> {
    let mut texts = Texts::default();
    let files = blocks::One(text.to_owned());
    let (_, found) = rules::read(Path::new("scruple.toml"), &mut texts, &files);
    let is_mistake = |code: &str| code != "unreadable-file" && code != "unknown-include";
    match found.iter().find(|one| one.severity == Severity::Error && is_mistake(one.code)) {
        Some(mistake) => Err(format!("a part of a rule file: {}\n{text}", mistake.message)),
        None => Ok(()),
    }
}

fn check_all(pages: Vec<PathBuf>) {
    let wrong: Vec<String> = pages.iter().filter_map(|page| check(page).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn pages_of_checks_show_what_the_program_says() {
    check_all(markdown("docs/checks"));
}

#[test]
fn pages_of_codes_show_what_the_program_says() {
    check_all(markdown("docs/codes"));
}

#[test]
fn guides_show_what_the_program_says() {
    check_all(
        [
            "articles",
            "between-rules",
            "tutorial-article",
            "conditions",
            "figures",
            "groups",
            "rule-files",
            "subqueries",
            "versions",
        ]
        .map(|name| repository(&format!("docs/{name}.md")))
        .to_vec(),
    );
}

/// The page of a check or code fails as that check or code.
#[test]
fn examples_show_what_their_page_is_about() {
    if update() {
        return; // Others write the pages at this moment.
    }
    let mut wrong = Vec::new();
    for path in markdown("docs/checks").into_iter().chain(markdown("docs/codes")) {
        let page = Page::read(&read(&path));
        let id = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let shown = |block: &&Block| matches!(block.language(), "report" | "console");
        let text: String = page.blocks().filter(shown).map(|block| block.body.as_str()).collect();
        let exact = format!("[{id}]");
        let ending = format!(".{id}]");
        // `scruple rules` draws what it has to say as miette does: the code on a line of its own.
        let drawn = text.lines().any(|line| line == id);
        let fails = |block: &Block| block.language() == "report" && block.argument() == Some("1");
        let is_body = vocabulary::BODIES.iter().any(|body| body.name == id);
        let by_rule = is_body && page.blocks().any(fails);
        // A full disk is nothing that an example can bring about.
        let cannot_be_shown = id == "temporary-file";
        if !cannot_be_shown
            && !text.contains(&exact)
            && !text.contains(&ending)
            && !drawn
            && !by_rule
        {
            wrong.push(format!("{}: no example shows `{id}`\n{text}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
