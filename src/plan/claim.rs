//! Which declared table a file belongs to.

use super::implied;
use crate::diagnostics::{Diagnostic, suggest};
use crate::rules::{RuleSet, Spanned, TableDecl};
use crate::sources::discover::Found;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::collections::HashSet;

/// The files of a table, before they are opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The declaration in the rule set; `None` for a file that no table claims.
    pub table: Option<usize>,
    pub name: String,
    /// Whether another table claims a file of this one.
    pub contested: bool,
    /// In the order of their paths, digits as numbers.
    pub files: Vec<Claimed>,
}

/// A file of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    pub found: Found,
    pub context: bool,
}

/// Divides the files among the tables. `around` are the files near the rule file: what is not
/// judged, but known.
pub fn claim(
    rules: &RuleSet,
    judged: &[Found],
    around: &[Found],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Claim> {
    let globs = globs_of_tables(rules, diagnostics);
    let mut claims: Vec<Claim> = rules
        .tables
        .iter()
        .enumerate()
        .map(|(at, table)| Claim {
            table: Some(at),
            name: table.name.value.clone(),
            contested: false,
            files: Vec::new(),
        })
        .collect();
    let packed = Packed::of(judged.iter().chain(around));
    let owners = |found: &Found| packed.owners(&globs, found);
    let mut others = Others { names: implied::names(rules), claims: Vec::new() };
    for found in judged {
        match owners(found).as_slice() {
            [] => {
                diagnostics.extend(bound_to_nothing(rules, &others.names, found));
                others.judged(found);
            }
            [table] => claims[*table].files.push(Claimed { found: found.clone(), context: false }),
            [first, second, ..] => {
                claims[*first].contested = true;
                claims[*second].contested = true;
                diagnostics.push(two_tables(rules, found, *first, *second));
            }
        }
    }
    let is_bound = |claim: &Claim| claim.files.iter().any(|file| file.found.bound_to.is_some());
    // Who binds a file to a table says what the table is.
    let bound: Vec<bool> = claims.iter().map(is_bound).collect();
    for found in around.iter().filter(|found| is_other(found, judged)) {
        match owners(found).as_slice() {
            [] => others.known(found),
            [table] if !bound[*table] => {
                claims[*table].files.push(Claimed { found: found.clone(), context: true });
            }
            _ => {}
        }
    }
    claims.extend(others.claims);
    for claim in &mut claims {
        claim.files.sort_by(|left, right| natural(&left.found.display, &right.found.display));
        diagnostics.extend(twice(rules, claim));
    }
    claims
}

/// Files that are there as they are, so that a packed one of the same name is another.
struct Packed<'f> {
    plain: HashSet<&'f str>,
}

impl<'f> Packed<'f> {
    fn of(files: impl Iterator<Item = &'f Found>) -> Packed<'f> {
        let displays = files.map(|found| found.display.as_str());
        Packed { plain: displays.filter(|display| !display.ends_with(PACKED)).collect() }
    }

    /// The tables whose file it is; where it is packed, and nobody names it so, as what it holds.
    fn owners(&self, globs: &[Globs], found: &Found) -> Vec<usize> {
        let owners: Vec<usize> = (0..globs.len()).filter(|at| globs[*at].claims(found)).collect();
        match found.display.strip_suffix(PACKED) {
            Some(plain) if owners.is_empty() && !self.plain.contains(plain) => {
                (0..globs.len()).filter(|at| globs[*at].claims_as(found, plain)).collect()
            }
            _ => owners,
        }
    }
}

/// Where a table would be the same file twice, once of it packed.
fn twice(rules: &RuleSet, claim: &Claim) -> Option<Diagnostic> {
    let displays: HashSet<&str> =
        claim.files.iter().map(|file| file.found.display.as_str()).collect();
    let mut files = claim.files.iter().map(|file| file.found.display.as_str());
    let both = files.find_map(|packed| {
        let plain = packed.strip_suffix(PACKED)?;
        displays.contains(plain).then_some((plain, packed))
    });
    let (plain, packed) = both?;
    let message = format!("`{plain}` and `{packed}` are both the table `{}`", claim.name);
    let said = Diagnostic::new("ambiguous-name", message).in_file(packed);
    let name = plain.rsplit('/').next().unwrap_or(plain);
    let help = format!(
        "leave one out, such as `--exclude '{name}{PACKED}'`, or name the other: `files = [\"{name}\"]`"
    );
    let said = said.help(help);
    Some(match claim.table.map(|table| &rules.tables[table].name) {
        Some(name) => said.at(name.source, name.span, "both files have its name"),
        None => said,
    })
}

/// The tables that nobody declares: one for all files with a name that rules use, else one a file.
struct Others {
    names: HashSet<String>,
    claims: Vec<Claim>,
}

impl Others {
    /// Takes in a file that is judged.
    fn judged(&mut self, found: &Found) {
        if found.is_data() {
            self.put(found, false);
        }
    }

    /// Takes in a file that is only known, where a rule may read it.
    fn known(&mut self, found: &Found) {
        let name = self.name(found);
        let is_bound = |claim: &Claim| claim.files.iter().any(|file| file.found.bound_to.is_some());
        let is_data = EXTENSIONS.iter().any(|one| found.display.ends_with(&format!(".{one}")));
        if is_data
            && self.names.contains(&name)
            && !self.claims.iter().any(|claim| claim.name == name && is_bound(claim))
        {
            self.put(found, true);
        }
    }

    fn put(&mut self, found: &Found, context: bool) {
        let name = self.name(found);
        let file = Claimed { found: found.clone(), context };
        let is_one = self.names.contains(&name) || found.bound_to.is_some();
        match self.claims.iter_mut().find(|claim| is_one && claim.name == name) {
            Some(claim) => claim.files.push(file),
            None => {
                self.claims.push(Claim { table: None, name, contested: false, files: vec![file] })
            }
        }
    }

    fn name(&self, found: &Found) -> String {
        found.bound_to.clone().unwrap_or_else(|| found.stem())
    }
}

/// Where the command line binds a file to a table that no rule file speaks of.
fn bound_to_nothing(
    rules: &RuleSet,
    implied: &HashSet<String>,
    found: &Found,
) -> Option<Diagnostic> {
    let name = found.bound_to.as_ref()?;
    let declared = rules.tables.iter().map(|table| table.name.value.as_str());
    let judged = rules.rules.iter().flat_map(|rule| &rule.tables).map(|name| name.value.as_str());
    let known: Vec<&str> = declared.chain(judged).collect();
    if known.is_empty() || implied.contains(name) {
        return None;
    }
    let message = format!("no rule file knows a table `{name}`");
    let near = suggest::nearest(name, known.iter().copied());
    let help = suggest::exists("table", &near).unwrap_or_else(|| {
        format!("write `NAME={}` with the name of a table of the rule files", found.display)
    });
    Some(Diagnostic::new("unknown-table", message).in_file(&found.display).help(help))
}

/// Whether a file is none of those that are judged, nor one of them packed or unpacked.
fn is_other(found: &Found, judged: &[Found]) -> bool {
    let plain = |display: &str| display.strip_suffix(PACKED).unwrap_or(display).to_owned();
    !judged.iter().any(|one| one.path == found.path || plain(&one.display) == plain(&found.display))
}

fn two_tables(rules: &RuleSet, found: &Found, first: usize, second: usize) -> Diagnostic {
    let (first, second) = (&rules.tables[first].name, &rules.tables[second].name);
    let message = format!(
        "`{}` belongs to two tables: `{}` and `{}`",
        found.display, first.value, second.value
    );
    Diagnostic::new("two-tables", message)
        .at(first.source, first.span, "this table's `files` match it")
        .at(second.source, second.span, "and this one's")
        .help("make one of the two globs narrower")
}

/// The extensions that a table's file has where the rule file names none.
pub const EXTENSIONS: &[&str] = &["csv", "tsv", "csv.gz", "tsv.gz"];

/// What the name of a packed file ends with.
const PACKED: &str = ".gz";

/// What a declared table or document claims.
pub struct Globs {
    name: String,
    set: GlobSet,
}

impl Globs {
    /// The globs that a rule file gives, else the name with any of the extensions.
    pub fn new(
        name: &str,
        globs: &[Spanned<String>],
        extensions: &[&str],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Globs {
        let mut set = GlobSetBuilder::new();
        let mut add = |text: &str| {
            let anywhere = format!("**/{}", text.trim_start_matches("./"));
            match GlobBuilder::new(&anywhere).literal_separator(true).build() {
                Ok(glob) => {
                    set.add(glob);
                    None
                }
                Err(error) => Some(error.kind().to_string()),
            }
        };
        if globs.is_empty() {
            let name = globset::escape(name);
            extensions.iter().for_each(|extension| {
                add(&format!("{name}.{extension}"));
            });
        }
        for glob in globs {
            if let Some(reason) = add(&glob.value) {
                let message = format!("`{}` is not a glob: {reason}", glob.value);
                diagnostics.push(Diagnostic::new("invalid-value", message).at(
                    glob.source,
                    glob.span,
                    "here",
                ));
            }
        }
        Globs { name: name.to_owned(), set: set.build().unwrap_or_else(|_| GlobSet::empty()) }
    }

    /// Whether the file is meant: bound by name, or matched.
    pub fn claims(&self, found: &Found) -> bool {
        match &found.bound_to {
            Some(name) => self.name == *name,
            None => self.set.is_match(&found.display),
        }
    }

    /// Whether it is meant under another name.
    fn claims_as(&self, found: &Found, name: &str) -> bool {
        found.bound_to.is_none() && self.set.is_match(name)
    }
}

/// What each declared table claims.
pub fn globs_of_tables(rules: &RuleSet, diagnostics: &mut Vec<Diagnostic>) -> Vec<Globs> {
    let of =
        |table: &TableDecl| Globs::new(&table.name.value, &table.files, EXTENSIONS, diagnostics);
    rules.tables.iter().map(of).collect()
}

/// Compares texts with runs of digits as numbers: `part2` comes before `part10`.
pub fn natural(left: &str, right: &str) -> std::cmp::Ordering {
    let (mut left_rest, mut right_rest) = (left, right);
    loop {
        let (left_digits, right_digits) = (digits(left_rest), digits(right_rest));
        if left_digits > 0 && right_digits > 0 {
            let (a, b) = (&left_rest[..left_digits], &right_rest[..right_digits]);
            let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
            let by_value = a.len().cmp(&b.len()).then(a.cmp(b));
            if by_value.is_ne() {
                return by_value;
            }
            (left_rest, right_rest) = (&left_rest[left_digits..], &right_rest[right_digits..]);
            continue;
        }
        let (mut a, mut b) = (left_rest.chars(), right_rest.chars());
        match (a.next(), b.next()) {
            (None, None) => return left.cmp(right),
            (a_next, b_next) if a_next == b_next => {
                (left_rest, right_rest) = (a.as_str(), b.as_str())
            }
            (a_next, b_next) => return a_next.cmp(&b_next),
        }
    }
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::natural;
    use std::cmp::Ordering;

    #[test]
    fn digits_compare_as_numbers() {
        assert_eq!(natural("part2.csv", "part10.csv"), Ordering::Less);
        assert_eq!(natural("part02.csv", "part2.csv"), Ordering::Less);
        assert_eq!(natural("a", "a"), Ordering::Equal);
        assert_eq!(natural("a/1", "a/b"), Ordering::Less);
    }
}
