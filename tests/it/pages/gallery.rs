//! `docs/gallery.md`: every kind of violation as it looks at 80 columns, from the examples of the
//! pages of checks and of the guide to groups. Read it when words change.

use super::blocks::Page;
use super::commands::Folder;
use super::{NEW_FOLDER, is_shown, keep_fresh, markdown, read, repository};
use std::path::Path;

const HEAD: &str = "\
# How violations look

Each kind of check on the example of its page, as `scruple check` shows it at 80 columns. This page is made
by the tests.
";

/// The reports of the examples of a page, one for each folder that it makes.
fn reports(path: &Path) -> Vec<String> {
    let mut page = Page::read(&read(path));
    let mut folder = Folder::new();
    let mut reports = Vec::new();
    for (text, block) in page.blocks_mut() {
        if text.contains(NEW_FOLDER) {
            folder = Folder::new();
        }
        match (block.language(), block.argument()) {
            ("report", _) => reports.push(folder.run(&["check", ".", "--quiet"], None).output),
            ("console" | "toml", None) => {}
            (_, Some(name)) => {
                let bytes = block.bytes().expect("a file of a page");
                folder.write(name, &bytes);
            }
            _ => {}
        }
    }
    reports
}

/// A section of the gallery that another build has to write.
fn as_it_was(heading: &str) -> String {
    let page = read(&repository("docs/gallery.md"));
    let Some((_, rest)) = page.split_once(heading) else { return String::new() };
    let section = rest.split("\n## ").next().unwrap_or_default();
    format!("{heading}{section}")
}

#[test]
fn the_gallery_is_fresh() {
    let mut text = HEAD.to_owned();
    let guide = repository("docs/groups.md");
    for path in markdown("docs/checks").iter().chain([&guide]) {
        let name = path.file_stem().expect("a page").to_string_lossy();
        if !is_shown(&read(path)) {
            text += &as_it_was(&format!("\n## {name}\n"));
            continue;
        }
        let reports = reports(path);
        if reports.is_empty() {
            continue;
        }
        text += &format!("\n## {name}\n");
        for report in reports {
            assert!(!report.is_empty(), "{name} shows nothing");
            text += &format!("\n```text\n{}\n```\n", report.trim_matches('\n'));
        }
    }
    let fresh = keep_fresh(&repository("docs/gallery.md"), &text);
    assert!(fresh.is_ok(), "{}", fresh.unwrap_err());
}

/// Nothing is wider than the terminal but addresses, which are not broken.
#[test]
fn the_gallery_fits_a_terminal() {
    let page = read(&repository("docs/gallery.md"));
    let wide = |line: &&str| line.chars().count() > 80 && !line.contains("://");
    let wide: Vec<&str> = page.lines().skip(5).filter(wide).collect();
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}
