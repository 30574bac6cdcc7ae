//! From paths to plans: what `check` and `rules` have in common.

use super::args::Inputs;
use super::articles;
use crate::diagnostics::{Diagnostic, Severity, Texts, suggest};
use crate::plan::assemble::{Articles, Terms, assemble};
use crate::plan::catalog::{self, Before, Opened};
use crate::plan::claim::{Claim, claim};
use crate::plan::infer::Show;
use crate::plan::severities::{Known, Severities};
use crate::plan::{Plan, documents};
use crate::rules::{self, Disk, Files, Reading, RuleSet};
use crate::sources::discover::{self, Found, Group, PathArgument, Search};
use crate::sources::version::Version;
use crate::sources::{self, ReadOptions, Source};
use globset::{Glob, GlobSet, GlobSetBuilder};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// What decides how files are read and which checks run.
pub struct Settings {
    pub read: ReadOptions,
    pub select: Severities,
    /// Days since 1970-01-01.
    pub today: i32,
    /// Whether diagnostics may quote cells.
    pub show: Show,
    /// The version before.
    pub previous: Option<Version>,
    /// The day of publication that an option names.
    pub published: Option<i32>,
}

impl Settings {
    /// What decides about a plan.
    pub fn terms(&self) -> Terms<'_> {
        Terms {
            select: &self.select.select,
            ignore: &self.select.ignore,
            today: self.today,
            show: self.show,
        }
    }
}

/// A plan, if the rule files allow one, and all that is to say before rows are judged.
pub struct Planned {
    pub plan: Option<Plan>,
    pub diagnostics: Vec<Diagnostic>,
    /// Every check that could run.
    pub known: Vec<Known>,
    /// Whether a check that will run reads the version before.
    pub reads_version: bool,
}

/// The files that the command line names, by what governs them.
pub fn groups(inputs: &Inputs, diagnostics: &mut Vec<Diagnostic>) -> Vec<Group> {
    let paths: Vec<PathArgument> = inputs
        .paths
        .iter()
        .map(|bound| PathArgument { table: bound.table.clone(), path: bound.path.clone() })
        .collect();
    let exclude = exclude(inputs, diagnostics);
    if let Some(folder) = inputs.temp_dir.as_ref().filter(|folder| !folder.is_dir()) {
        let shown = discover::display(folder);
        let message = format!("`{shown}` is no folder for temporary files");
        let help = "make it first, or name another one by `--temp-dir`";
        diagnostics.push(Diagnostic::new("temporary-file", message).help(help));
    }
    let rules = rule_files(&inputs.rules, diagnostics);
    // What is judged otherwise than somebody asked for is not worth its time.
    if diagnostics.iter().any(|one| one.severity == Severity::Error) {
        return Vec::new();
    }
    discover::discover(
        &Search { paths: &paths, rules: rules.as_deref(), exclude: &exclude },
        diagnostics,
    )
}

fn exclude(inputs: &Inputs, diagnostics: &mut Vec<Diagnostic>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for text in &inputs.exclude {
        match Glob::new(&format!("**/{}", text.trim_start_matches("./"))) {
            Ok(glob) => {
                set.add(glob);
            }
            Err(error) => {
                let message = format!("`--exclude {text}` is not a glob: {}", error.kind());
                let help = "for example `--exclude 'drafts/*.csv'`";
                diagnostics.push(Diagnostic::new("invalid-option", message).help(help));
            }
        }
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}

/// The rule files that options name: files, and all `.toml` files of folders.
fn rule_files(named: &[PathBuf], diagnostics: &mut Vec<Diagnostic>) -> Option<Vec<PathBuf>> {
    if named.is_empty() {
        return None;
    }
    let mut files = Vec::new();
    for path in named {
        let found = if path.is_dir() { toml_files(path) } else { vec![path.clone()] };
        let there = found.iter().all(|file| file.exists() && !file.is_dir());
        if found.is_empty() || !there {
            let shown = discover::display(path);
            let message = format!("no rule file `{shown}`");
            diagnostics.push(Diagnostic::new("unreadable-file", message).in_file(shown));
            continue;
        }
        files.extend(found);
    }
    Some(files)
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>());
    let paths = entries.unwrap_or_default().into_iter().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
}

/// Rule files as read, and the files of their tables.
pub struct Read {
    pub rules: RuleSet,
    pub opened: Vec<Opened>,
    pub articles: Articles,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether a mistake stands in a rule file itself.
    pub broken: bool,
}

/// Reads the rule files of a group, and opens its files.
pub fn read(group: &Group, settings: &Settings, texts: &mut Texts) -> Read {
    let (rules, mut diagnostics) = read_rules(&group.rules, texts);
    let broken = diagnostics.iter().any(|one| one.severity == Severity::Error);
    let mut files = group.files.clone();
    let mut around = group.rules.first().map(|rules| discover::around(rules)).unwrap_or_default();
    // A file may be reached by two paths: `..`, and that of the rule file.
    let canonical = |file: &Found| std::fs::canonicalize(&file.path).ok();
    let judged: HashSet<PathBuf> = files.iter().filter_map(canonical).collect();
    around.retain(|file| canonical(file).is_none_or(|path| !judged.contains(&path)));
    if let Some(version) = &settings.previous {
        // What was is not what is, also where the one lies inside of the other.
        let folder = folder(group);
        for files in [&mut files, &mut around] {
            files.retain(|file| !version.holds(&file.path, &folder));
        }
    }
    let (articles, files) = documents::claim::claim(&rules, &files, &mut diagnostics);
    documents::claim::absent(&rules, &articles, &around, &mut diagnostics);
    let claims = claim(&rules, &files, &around, &mut diagnostics);
    // A file that is bound to no table may be the one that is missing.
    let is_misnamed = |one: &Diagnostic| one.code == "unknown-table" && one.file.is_some();
    if !diagnostics.iter().any(is_misnamed) {
        absent_tables(&rules, &claims, &mut diagnostics);
    }
    let mut before = versions(&rules, group, settings, &mut diagnostics);
    let home = Home::of(&folder(group));
    let open = |claim| open(&rules, claim, (settings, &home), &mut diagnostics);
    let mut opened: Vec<Opened> = claims.into_iter().map(open).collect();
    for opened in opened.iter_mut() {
        let found = before.iter_mut().find(|(name, _)| *name == opened.claim.name);
        opened.before = found.map(|(_, before)| std::mem::take(before)).unwrap_or_default();
    }
    let articles = articles::read(&rules, articles, settings, &mut diagnostics);
    Read { rules, opened, articles, diagnostics, broken }
}

/// Reads the rule files of a group and binds them to its files.
pub fn plan(group: &Group, settings: &Settings, texts: &mut Texts) -> Planned {
    // A rule file that cannot be read is no rule file that asks for nothing.
    let Read { rules, opened, articles, mut diagnostics, broken: unread } =
        read(group, settings, texts);
    let (plan, known) =
        assemble(&rules, (opened, articles), settings.terms(), (texts, &mut diagnostics));
    let diagnostics = without_echoes(once(diagnostics), texts);
    let stopped = unread || diagnostics.iter().any(stops);
    let diagnostics = match stopped {
        true => diagnostics.into_iter().filter(|one| one.code != "not-evaluated").collect(),
        false => diagnostics,
    };
    let reads_version = plan.reads_version();
    Planned { plan: (!stopped).then_some(plan), diagnostics, known, reads_version }
}

/// Whether a diagnostic keeps rows from being judged: an error in a rule file does, a file that
/// cannot be read does not.
fn stops(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Error && !diagnostic.is_about_data()
}

/// The same thing at the same place is said once.
fn once(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut seen = HashSet::new();
    let mut is_new = |one: &Diagnostic| {
        let place = one.labels.first().map(|label| (label.source, label.span));
        seen.insert((one.code, one.message.clone(), one.file.clone(), place))
    };
    diagnostics.into_iter().filter(|one| is_new(one)).collect()
}

/// What a rule file lacks or has too much is seen where it is read, at the key; whoever binds the
/// rule finds it again, at what stands behind.
fn without_echoes(mut diagnostics: Vec<Diagnostic>, texts: &Texts) -> Vec<Diagnostic> {
    const SHAPES: [&str; 4] = ["missing-key", "unknown-key", "wrong-type", "invalid-value"];
    let of_shape = |one: &Diagnostic| SHAPES.contains(&one.code);
    let place = |one: &Diagnostic| one.labels.first().map(|label| (label.source, label.span));
    let known: Vec<_> = diagnostics.iter().filter(|one| of_shape(one)).cloned().collect();
    let mut at = 0;
    diagnostics.retain(|one| {
        let Some((source, span)) = place(one).filter(|_| of_shape(one)) else { return true };
        let earlier = &known[..at];
        at += 1;
        !earlier.iter().any(|other| {
            let Some((known, before)) = place(other).filter(|(known, _)| *known == source) else {
                return false;
            };
            let between = texts.get(known).text.get(before.end..span.start);
            let is_behind = between.is_some_and(|text| text.chars().all(|c| " \t=".contains(c)));
            is_behind || before == span && one.code != "missing-key"
        })
    });
    diagnostics
}

/// Several rule files are read as if one included them all.
fn read_rules(paths: &[PathBuf], texts: &mut Texts) -> (RuleSet, Vec<Diagnostic>) {
    match paths {
        [] => (RuleSet::default(), Vec::new()),
        [one] => rules::read(one, texts, &Disk),
        many => {
            let root = PathBuf::from("<rules>");
            let names: Vec<String> =
                many.iter().map(|path| rules::toml_text(&path.to_string_lossy())).collect();
            let text = format!("include = [{}]\n", names.join(", "));
            rules::read(&root, texts, &WithRoot { root: &root, text })
        }
    }
}

/// The files on disk, and one that only exists here.
struct WithRoot<'a> {
    root: &'a Path,
    text: String,
}

impl Files for WithRoot<'_> {
    fn read_to_string(&self, path: &Path) -> std::io::Result<String> {
        if path == self.root { Ok(self.text.clone()) } else { Disk.read_to_string(path) }
    }

    fn canonical(&self, path: &Path) -> PathBuf {
        if path == self.root { path.to_owned() } else { Disk.canonical(path) }
    }
}

/// Says which declared tables have no file at all.
fn absent_tables(rules: &RuleSet, claims: &[Claim], diagnostics: &mut Vec<Diagnostic>) {
    for claim in claims.iter().filter(|claim| claim.files.is_empty() && !claim.contested) {
        let Some(decl) = claim.table.map(|table| &rules.tables[table]) else { continue };
        let wanted: Vec<&str> = decl.files.iter().map(|glob| glob.value.as_str()).collect();
        let help = match wanted.as_slice() {
            [] => format!("looked for `{0}.csv`, `{0}.tsv` and the same with `.gz`", claim.name),
            globs => {
                let packed = globs.iter().any(|glob| !glob.ends_with(".gz"));
                let packed = if packed { ", or packed with `.gz`" } else { "" };
                format!("looked for {}{packed}", suggest::one_of(globs.iter().copied()))
            }
        };
        diagnostics.push(
            Diagnostic::new("no-table", format!("no file for table `{}`", claim.name))
                .at(decl.name.source, decl.name.span, "no file matches")
                .help(help),
        );
    }
}

fn open(
    rules: &RuleSet,
    claim: Claim,
    (settings, home): (&Settings, &Home),
    diagnostics: &mut Vec<Diagnostic>,
) -> Opened {
    let plain = Reading::default();
    let reading = claim.table.map_or(&plain, |table| &rules.tables[table].reading);
    let mut sources = Vec::new();
    for file in &claim.files {
        match open_file(&file.found, reading, settings) {
            Ok(mut source) => {
                if let Some(name) = home.name_of(&file.found.path) {
                    source.name = name;
                }
                sources.push((source, file.context));
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    Opened { claim, sources, before: Before::Unasked }
}

/// The folder of the rule file.
fn folder(group: &Group) -> PathBuf {
    group.rules.first().map_or(PathBuf::from("."), |rules| discover::folder_of(rules))
}

/// The folder of the rule file, from which conditions name files: so that they say the same from
/// wherever they are run.
struct Home(Option<PathBuf>);

impl Home {
    fn of(folder: &Path) -> Home {
        Home(std::fs::canonicalize(folder).ok())
    }

    /// The path of a file below the folder, with `/`.
    fn name_of(&self, path: &Path) -> Option<String> {
        let path = std::fs::canonicalize(path).ok()?;
        Some(discover::display(path.strip_prefix(self.0.as_ref()?).ok()?))
    }
}

/// The files of the version before, by table, as far as rules ask for them.
fn versions(
    rules: &RuleSet,
    group: &Group,
    settings: &Settings,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(String, Before)> {
    if !catalog::asks_for_versions(rules) {
        return Vec::new();
    }
    let of_each = |before: &mut dyn FnMut(&str) -> Before| {
        let names = rules.tables.iter().map(|table| table.name.value.clone());
        names.map(|name| (name.clone(), before(&name))).collect::<Vec<_>>()
    };
    let Some(version) = &settings.previous else { return of_each(&mut |_| Before::Unnamed) };
    let listed = match version.list(&folder(group)) {
        Ok(listed) => listed,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return of_each(&mut |_| Before::Unnamed);
        }
    };
    let mut files = listed.files.clone();
    if let ([only], [table]) = (files.as_mut_slice(), rules.tables.as_slice())
        && only.outright
    {
        only.bound_to = Some(table.name.value.clone());
    }
    let claims = claim(rules, &[], &files, &mut Vec::new());
    let mut opened = Vec::new();
    for claim in claims {
        let plain = Reading::default();
        let reading = claim.table.map_or(&plain, |table| &rules.tables[table].reading);
        let mut sources = Vec::new();
        for file in &claim.files {
            match listed.open(&file.found, reading, &settings.read) {
                Ok(source) => sources.push(source),
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        opened.push((claim.name, Before::Files(sources)));
    }
    opened
}

fn open_file(found: &Found, reading: &Reading, settings: &Settings) -> Result<Source, Diagnostic> {
    match found.path.as_os_str() == "-" {
        false => sources::open::open(&found.path, &found.display, reading, &settings.read),
        true => {
            let stdin = std::io::stdin().lock();
            sources::open::from_reader(stdin, &found.display, reading, &settings.read)
        }
    }
}
