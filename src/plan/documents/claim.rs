//! Which files are articles, and which document each of them is.

use crate::diagnostics::Diagnostic;
use crate::plan::claim::{Globs, globs_of_tables};
use crate::rules::RuleSet;
use crate::sources::discover::Found;

/// A file that is read as prose.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentClaim {
    /// The declaration in the rule set; `None` for a file that is named and that nothing claims.
    pub declared: Option<usize>,
    pub found: Found,
}

/// The extensions of prose.
pub const EXTENSIONS: &[&str] = &["md", "markdown", "mdown", "mkd", "txt", "html", "htm", "xhtml"];

/// Takes the articles out of the files to judge: those that a document claims, and those named on
/// the command line that are prose and no table's.
pub fn claim(
    rules: &RuleSet,
    files: &[Found],
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<DocumentClaim>, Vec<Found>) {
    let declared: Vec<Globs> = rules
        .documents
        .iter()
        .map(|decl| Globs::new(&decl.name.value, &decl.files, EXTENSIONS, &mut Vec::new()))
        .collect();
    let tables = globs_of_tables(rules, &mut Vec::new());
    let (mut claims, mut rest) = (Vec::new(), Vec::new());
    for found in files {
        let owners: Vec<usize> =
            (0..declared.len()).filter(|at| declared[*at].claims(found)).collect();
        let table = tables.iter().position(|globs| globs.claims(found));
        match (owners.as_slice(), table) {
            ([document], Some(table)) => {
                let (document, table) =
                    (&rules.documents[*document].name, &rules.tables[table].name);
                diagnostics.push(contested(found, (document, "document"), (table, "table")));
            }
            ([document], None) => {
                claims.push(DocumentClaim { declared: Some(*document), found: found.clone() });
            }
            ([first, second, ..], _) => {
                let [first, second] = [first, second].map(|at| &rules.documents[*at].name);
                diagnostics.push(contested(found, (first, "document"), (second, "document")));
            }
            ([], None)
                if found.outright && found.bound_to.is_none() && is_prose(&found.display) =>
            {
                claims.push(DocumentClaim { declared: None, found: found.clone() });
            }
            ([], _) => rest.push(found.clone()),
        }
    }
    (claims, rest)
}

fn is_prose(name: &str) -> bool {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    end.is_some_and(|end| EXTENSIONS.contains(&end.as_str()))
}

type Named<'n> = (&'n crate::rules::Spanned<String>, &'static str);

fn contested(found: &Found, (one, what): Named<'_>, (other, other_what): Named<'_>) -> Diagnostic {
    let message = format!(
        "`{}` belongs to {what} `{}` and to {other_what} `{}`",
        found.display, one.value, other.value
    );
    Diagnostic::new("two-tables", message)
        .at(one.source, one.span, format!("the `files` of this {what} match it"))
        .at(other.source, other.span, "and these")
        .help("make one of the two globs narrower")
}

/// Says which documents have no file, near the rule file neither.
pub fn absent(
    rules: &RuleSet,
    claims: &[DocumentClaim],
    around: &[Found],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (at, decl) in rules.documents.iter().enumerate() {
        let globs = Globs::new(&decl.name.value, &decl.files, EXTENSIONS, &mut Vec::new());
        let is_there = claims.iter().any(|claim| claim.declared == Some(at))
            || around.iter().any(|found| globs.claims(found));
        if !is_there {
            let name = &decl.name;
            let message = format!("no file for document `{}`", name.value);
            diagnostics.push(
                Diagnostic::new("no-document", message)
                    .at(name.source, name.span, "no file matches")
                    .help(format!("name the article: `{}=PATH`, or correct `files`", name.value)),
            );
        }
    }
}
