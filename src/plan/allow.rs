//! `[[allow]]`: known exceptions, bound to the checks whose violations they excuse.

use super::Plan;
use super::bind::Bound;
use super::severities::Severities;
use crate::checks::Excuse;
use crate::checks::binder::{Binder, reads_of};
use crate::checks::structure::built_in;
use crate::diagnostics::Diagnostic;
use crate::findings::Judged;
use crate::rules::{AllowDecl, RuleSet, Spanned};
use crate::tables::TableId;
use crate::types::{CellFormat, DataType, Value, format};
use globset::{Glob, GlobMatcher};

/// An exception that holds.
#[derive(Debug, Clone)]
pub struct Allow {
    /// The id or glob of the checks, and where it stands.
    pub rule: Spanned<String>,
    glob: GlobMatcher,
    /// What its author says for it.
    because: String,
    /// The violation that it is about, where it is about one.
    pub fingerprint: Option<String>,
    /// Whether it reads the violating rows.
    pub has_condition: bool,
    /// It speaks of a check of files.
    about_files: bool,
}

impl Allow {
    /// Whether it speaks of this check.
    pub fn is_about(&self, id: &str) -> bool {
        self.glob.is_match(id)
    }

    /// Whether it speaks of the structure or the headers of files, or of numbers of rows.
    pub fn is_about_files(&self) -> bool {
        self.about_files
    }
}

/// Binds what rule files allow: each exception is hung to the checks that it is about.
pub fn bind(
    rules: &RuleSet,
    (binder, bound): (&mut Binder<'_>, &mut Bound),
    severities: &Severities,
    today: i32,
) -> Vec<Allow> {
    let mut allows = Vec::new();
    for decl in &rules.allows {
        let Some(allow) = allow(rules, decl, (severities, today), &mut binder.diagnostics) else {
            continue;
        };
        let at = allows.len();
        let of_files = check_of_files(&allow, bound).map(str::to_owned);
        let allow = Allow { about_files: of_files.is_some(), ..allow };
        if allow.has_condition && !has_rows(&allow, bound) {
            reads_no_rows((&allow, of_files), bound, binder);
            continue;
        }
        let excuses = excuses(decl, (&allow, at), binder, bound);
        for (check, excuse) in excuses {
            bound.checks[check].excuses.push(excuse);
        }
        allows.push(allow);
    }
    allows
}

/// The exception, if it can hold at all.
fn allow(
    rules: &RuleSet,
    decl: &AllowDecl,
    (severities, today): (&Severities, i32),
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Allow> {
    let rule = decl.rule.clone();
    let glob = match Glob::new(&rule.value) {
        Ok(glob) => glob.compile_matcher(),
        Err(error) => {
            let message = format!("`{}` is neither an id nor a glob: {}", rule.value, error.kind());
            diagnostics.push(Diagnostic::new("invalid-value", message).at(
                rule.source,
                rule.span,
                "not a glob",
            ));
            return None;
        }
    };
    diagnostics.extend(severities.unknown(&rule, &glob, rules));
    if decl.reason.value.trim().is_empty() {
        let Spanned { source, span, .. } = decl.reason;
        diagnostics.push(
            Diagnostic::new("missing-key", "an exception needs a reason")
                .at(source, span, "nothing in it")
                .help("say why it is one: `reason = \"…\"`"),
        );
        return None;
    }
    let fingerprint = match &decl.fingerprint {
        Some(print) => Some(fingerprint(print, diagnostics)?),
        None => None,
    };
    if let (Some(print), Some(condition)) = (&decl.fingerprint, &decl.condition) {
        diagnostics.push(
            Diagnostic::new(
                "invalid-value",
                "a fingerprint names one violation: `where` adds nothing",
            )
            .at(condition.source, condition.span, "beside a fingerprint")
            .at(print.source, print.span, "the fingerprint")
            .help("keep one of them"),
        );
        return None;
    }
    holds(decl, today, diagnostics).then_some(Allow {
        rule,
        glob,
        because: because(decl),
        fingerprint,
        has_condition: decl.condition.is_some(),
        about_files: false,
    })
}

/// The reason and where it is known from.
fn because(decl: &AllowDecl) -> String {
    let reason = decl.reason.value.trim();
    match &decl.evidence {
        Some(evidence) => format!("its reason: {reason} ({evidence})"),
        None => format!("its reason: {reason}"),
    }
}

fn fingerprint(print: &Spanned<String>, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let text = print.value.to_ascii_lowercase();
    if text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some(text);
    }
    diagnostics.push(
        Diagnostic::new("invalid-value", format!("`{}` is no fingerprint", print.value))
            .at(print.source, print.span, "expected 32 hexadecimal digits")
            .help("`--format ndjson` tells the `fingerprint` of each violation"),
    );
    None
}

/// Whether the exception has not expired: it holds until the day before.
fn holds(decl: &AllowDecl, today: i32, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let Some(expires) = &decl.expires else { return true };
    match CellFormat::new(DataType::Date).read(&expires.value) {
        Some(Value::Date(day)) if today < day => true,
        Some(Value::Date(day)) => {
            let day = format::show(&Value::Date(day));
            let message = format!("the exception for `{}` has expired on {day}", decl.rule.value);
            diagnostics.push(
                Diagnostic::new("expired-allow", message)
                    .at(expires.source, expires.span, "it excuses nothing any more")
                    .note(because(decl))
                    .help("delete it, or look at the violations again and move the date"),
            );
            false
        }
        _ => {
            let message = format!("`{}` is not a date", expires.value);
            diagnostics.push(
                Diagnostic::new("invalid-value", message)
                    .at(expires.source, expires.span, "not a date")
                    .help("write a day, without quotes: `expires = 2027-01-01`"),
            );
            false
        }
    }
}

/// What the exception means to each of its checks. Its `where` is typed once for each table.
fn excuses(
    decl: &AllowDecl,
    (allow, at): (&Allow, usize),
    binder: &mut Binder<'_>,
    bound: &Bound,
) -> Vec<(usize, Excuse)> {
    let checks = bound.checks.iter().enumerate().filter(|(_, check)| allow.is_about(&check.id));
    let Some(condition) = &decl.condition else {
        let fingerprint = &allow.fingerprint;
        let excuse = || Excuse { allow: at, fingerprint: fingerprint.clone(), ..Excuse::default() };
        return checks.map(|(check, _)| (check, excuse())).collect();
    };
    let mut tables: Vec<TableId> = checks.clone().map(|(_, check)| check.table).collect();
    tables.sort_unstable();
    tables.dedup();
    let mut excuses = Vec::new();
    for table in tables {
        for (check, _) in checks.clone().filter(|(_, check)| check.table == table) {
            let Some(typed) = binder.condition_of(table, condition) else { break };
            let reads = reads_of(&typed, binder.catalog);
            let excuse = Excuse { allow: at, condition: Some(typed), reads, fingerprint: None };
            excuses.push((check, excuse));
        }
    }
    excuses
}

/// A check of files that the exception speaks of.
fn check_of_files<'b>(allow: &Allow, bound: &'b Bound) -> Option<&'b str> {
    let structure = built_in();
    let headers = bound.headers.iter().map(|check| check.id.as_str());
    let rows = bound.rows.iter().map(|check| check.id.as_str());
    structure.chain(headers).chain(rows).find(|id| allow.is_about(id))
}

/// Whether a check that the exception speaks of has rows, or groups of them.
fn has_rows(allow: &Allow, bound: &Bound) -> bool {
    let mut checks = bound.checks.iter().filter(|check| allow.is_about(&check.id));
    checks.any(|check| check.check.of() != Judged::Tables)
}

/// A `where` reads rows, and of the checks that the exception speaks of none has any. Beside others
/// such checks are passed over.
fn reads_no_rows(
    (allow, of_files): (&Allow, Option<String>),
    bound: &Bound,
    binder: &mut Binder<'_>,
) {
    let of_table = bound.checks.iter().find(|check| allow.is_about(&check.id));
    let (id, what) = match (of_files, of_table) {
        (Some(id), _) => (id, "files"),
        (None, Some(check)) => (check.id.clone(), "the whole table"),
        // That it speaks of no check is said already.
        (None, None) => return,
    };
    let message = format!("`where` reads rows, and `{id}` is about {what}");
    let place = (allow.rule.source, allow.rule.span);
    binder.mistake("invalid-value", message, place, format!("matches `{id}`")).help =
        Some("leave `where` out, or name a check of rows".to_owned());
}

/// How an exception was used in a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Use {
    /// How many violations it excused.
    pub excused: u64,
    /// Whether one of its checks judged anything.
    pub judged: bool,
    /// Whether one of its checks was not judged in full, or not at all.
    pub in_part: bool,
    /// The most violations of one check that it excused all of.
    pub all_of: u64,
}

/// So many violations may one exception excuse, and be all of them, without a word.
const FEW: u64 = 10;

/// Says which exceptions excused nothing, and which excused everything.
pub fn look_at_uses(plan: &Plan, uses: &[Use]) -> Vec<Diagnostic> {
    let allows = plan.allows.iter().zip(uses);
    allows.filter_map(|(allow, used)| stale(allow, used).or_else(|| broad(allow, used))).collect()
}

fn stale(allow: &Allow, used: &Use) -> Option<Diagnostic> {
    if used.excused > 0 || !used.judged || used.in_part {
        return None;
    }
    let Spanned { value, source, span } = &allow.rule;
    let message = format!("the exception for `{value}` excused nothing");
    let diagnostic = Diagnostic::new("stale-allow", message)
        .at(*source, *span, "no violation is meant")
        .note(&allow.because)
        .help("delete it: the data are right now, or it names other rows");
    Some(diagnostic)
}

fn broad(allow: &Allow, used: &Use) -> Option<Diagnostic> {
    if used.all_of <= FEW {
        return None;
    }
    let Spanned { value, source, span } = &allow.rule;
    let count = format::count(used.all_of);
    let message = format!("the exception for `{value}` excuses all {count} violations of a check");
    let narrower = match allow.has_condition {
        true => "make its `where` narrower",
        false => "say which violations are meant, by `where` or `fingerprint`",
    };
    let help =
        format!("{narrower}; to leave a check out, write `[severity] \"{value}\" = \"off\"`");
    let label = "the check finds nothing that is not excused";
    let diagnostic = Diagnostic::new("broad-allow", message).at(*source, *span, label);
    Some(diagnostic.note(&allow.because).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{SourceId, Span};

    fn check(excused: u64, judged: bool, in_part: bool, expected: Option<&str>) {
        let (source, span) = (SourceId(0), Span::default());
        let rule = Spanned { value: "a.*".to_owned(), source, span };
        let glob = Glob::new("a.*").expect("a glob").compile_matcher();
        let because = String::new();
        let (fingerprint, has_condition, about_files) = (None, true, false);
        let allow = Allow { rule, glob, because, fingerprint, has_condition, about_files };
        let used = Use { excused, judged, in_part, all_of: excused };
        let found = stale(&allow, &used).or_else(|| broad(&allow, &used));
        assert_eq!(found.map(|found| found.code), expected);
    }

    #[test]
    fn exceptions_are_held_against_their_use() {
        check(0, true, false, Some("stale-allow"));
        check(0, true, true, None);
        check(0, false, false, None);
        check(10, true, false, None);
        check(11, true, false, Some("broad-allow"));
    }
}
