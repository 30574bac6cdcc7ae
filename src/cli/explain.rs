//! `scruple explain`: the page of a check, a function or a code; without an id, what there is.

use super::pages::{ALSO, CHECKS, CODES, GUIDES, Page};
use crate::diagnostics::{Diagnostic, codes, suggest};
use crate::expressions::functions::aggregates::{self, AGGREGATES, AggregateFunction};
use crate::expressions::functions::special::{self, SPECIAL};
use crate::expressions::functions::windows::{self, WINDOWS};
use crate::expressions::functions::{self, Arg, FAMILIES, Function, Returns};
use crate::reports::Style;
use crate::reports::visible::{visible, wrapped};
use owo_colors::OwoColorize;

/// The page of an id, ready to print.
pub fn page(id: &str, style: &Style) -> Result<String, Box<Diagnostic>> {
    let id = id.trim();
    if let Some(page) = find(id) {
        return Ok(rendered(page.text, style));
    }
    match functions::find(id) {
        Some(function) => Ok(rendered(&function_page(function), style)),
        None => match special_page(id).or_else(|| over_rows_page(id)) {
            Some(page) => Ok(rendered(&page, style)),
            None => Err(Box::new(unknown(id))),
        },
    }
}

/// The page of a function that is no call of values.
fn special_page(id: &str) -> Option<String> {
    let function = special::find(id)?;
    let mut page = heading(function.name, function.signature, function.summary);
    page.push_str(&format!("\n{}\n", function.note));
    page.push_str(&example(function.example));
    Some(page)
}

/// A page's beginning: what the function is called, does and takes.
fn heading(name: &str, call: &str, summary: &str) -> String {
    format!("# {name}\n\n{}.\n\n```\n{call}\n```\n", capitalised(summary))
}

fn example(condition: &str) -> String {
    format!("\n## Example\n\n```sql\n{condition}\n```\n")
}

/// The page of an aggregate or of a function with `OVER`.
fn over_rows_page(id: &str) -> Option<String> {
    if let Some(function) = aggregates::find(id) {
        let mut page = heading(function.name, &aggregate_signature(function), function.summary);
        page.push_str(&example(function.example));
        page.push_str(
            "\nOf the rows of a group (`by`), or of the table. Missing values are left out.\n",
        );
        return Some(page);
    }
    let function = windows::find(id)?;
    let call = format!("{} OVER (PARTITION BY … ORDER BY …)", function.signature);
    Some(heading(function.name, &call, function.summary) + &example(function.example))
}

/// `quantile_cont(any, number)`.
pub fn aggregate_signature(function: &AggregateFunction) -> String {
    let needed = function.args.iter().map(|arg| arg_word(*arg).to_owned());
    let optional = function.optional.iter().map(|arg| format!("[{}]", arg_word(*arg)));
    format!("{}({})", function.name, needed.chain(optional).collect::<Vec<_>>().join(", "))
}

/// The page with this id, or with what it ends in: `reports.rounds.minimum` is a `minimum`.
fn find(id: &str) -> Option<&'static Page> {
    let ends = std::iter::once(id).chain(id.match_indices('.').map(|(at, _)| &id[at + 1..]));
    ends.into_iter().find_map(|end| {
        let also = ALSO.iter().find(|(other, _)| other.eq_ignore_ascii_case(end));
        let end = also.map_or(end, |(_, id)| *id);
        pages().find(|page| page.id.eq_ignore_ascii_case(end))
    })
}

fn pages() -> impl Iterator<Item = &'static Page> {
    CHECKS.iter().chain(CODES).chain(GUIDES)
}

fn unknown(id: &str) -> Diagnostic {
    let over_rows = AGGREGATES.iter().map(|function| function.name);
    let over_rows = over_rows.chain(WINDOWS.iter().map(|function| function.name));
    let over_rows = over_rows.chain(SPECIAL.iter().map(|function| function.name));
    let names = pages().map(|page| page.id).chain(functions().flat_map(names)).chain(over_rows);
    let last = id.rsplit('.').next().unwrap_or(id);
    let near = suggest::nearest(last, names);
    let help = match near.as_slice() {
        [] => {
            "`scruple explain` lists every id; rules are looked up in `scruple.toml`, or in what \
              `--rules` names"
                .into()
        }
        near => format!("a similar id exists: {}", suggest::one_of(near.iter().copied())),
    };
    let message = format!("no check, function, code or rule is called `{}`", visible(id));
    Diagnostic::new("invalid-option", message).help(help)
}

fn functions() -> impl Iterator<Item = &'static Function> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

fn names(function: &'static Function) -> impl Iterator<Item = &'static str> {
    std::iter::once(function.name).chain(function.aliases.iter().copied())
}

/// Everything that has a page, by family.
pub fn list(style: &Style) -> String {
    let mut out = String::new();
    section(&mut out, "Checks", CHECKS.iter().map(|page| (page.id, page.summary())), style);
    for family in FAMILIES {
        let Some(first) = family.first() else { continue };
        let rows = family.iter().map(|function| (function.name, function.summary));
        section(&mut out, &format!("Functions: {}", first.family), rows, style);
    }
    let rows = SPECIAL.iter().map(|function| (function.name, function.summary));
    section(&mut out, "Functions: as written", rows, style);
    let rows = AGGREGATES.iter().map(|function| (function.name, function.summary));
    section(&mut out, "Functions: aggregates", rows, style);
    let rows = WINDOWS.iter().map(|function| (function.name, function.summary));
    section(&mut out, "Functions: windows", rows, style);
    let rows = codes::CODES.iter().map(|code| (code.id, code.summary));
    section(&mut out, "Messages about rule files, options and files", rows, style);
    let rows = GUIDES.iter().map(|page| (page.id, page.summary()));
    section(&mut out, "Guides", rows, style);
    out.push_str("`scruple explain ID` tells more about each\n");
    out
}

fn section<'a>(
    out: &mut String,
    heading: &str,
    rows: impl Iterator<Item = (&'a str, &'a str)>,
    style: &Style,
) {
    let rows: Vec<(&str, &str)> = rows.collect();
    let Some(longest) = rows.iter().map(|(id, _)| id.len()).max() else { return };
    out.push_str(&format!("{}\n", bold(heading, style)));
    let room = style.width.saturating_sub(longest + 4).max(30);
    for (id, summary) in rows {
        let mut id = id;
        for line in wrapped(&summary.replace('\n', " "), room) {
            out.push_str(&format!("  {id:longest$}  {line}\n"));
            id = "";
        }
    }
    out.push('\n');
}

/// A function's page is made from its row in the list.
fn function_page(function: &Function) -> String {
    let (example, value) = function.example;
    let mut text = format!(
        "# {}\n\n{}.\n\n```\n{}\n```\n\n## Example\n\n```sql\n{example} = {value}\n```\n",
        function.name,
        capitalised(function.summary),
        signature(function)
    );
    if !function.aliases.is_empty() {
        text.push_str(&format!(
            "\nAlso called {}.\n",
            suggest::one_of(function.aliases.iter().copied())
        ));
    }
    if function.strict {
        text.push_str("\nWith a missing argument the result is missing.\n");
    }
    text
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `round(number, [integer]) → number`.
pub fn signature(function: &Function) -> String {
    let needed = function.args.iter().map(|arg| arg_word(*arg).to_owned());
    let optional = function.optional.iter().map(|arg| format!("[{}]", arg_word(*arg)));
    let more = function.variadic.iter().map(|arg| format!("{} …", arg_word(*arg)));
    let args: Vec<String> = needed.chain(optional).chain(more).collect();
    let returns = match function.returns {
        Returns::Type(ty) => ty.name().to_owned(),
        Returns::SameAs(index) => format!("as argument {}", index + 1),
        Returns::ElementOf(index) => format!("a value of argument {}", index + 1),
        Returns::Average(_) => "number".to_owned(),
    };
    format!("{}({}) → {returns}", function.name, args.join(", "))
}

fn arg_word(arg: Arg) -> &'static str {
    match arg {
        Arg::Text => "text",
        Arg::Integer => "integer",
        Arg::Numeric | Arg::Written => "number",
        Arg::Float => "float",
        Arg::Boolean => "boolean",
        Arg::Date => "date",
        Arg::DateLike => "date or datetime",
        Arg::Duration => "duration",
        Arg::List | Arg::SameList => "list",
        Arg::Sequence => "list or text",
        Arg::Numbers => "list of numbers",
        Arg::Truths => "list of booleans",
        Arg::Texts => "list of texts",
        Arg::Same | Arg::Any | Arg::Element => "any",
    }
}

/// Markdown for a terminal: headings stand out, code is indented, paragraphs are wrapped.
fn rendered(markdown: &str, style: &Style) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            flush(&mut out, &mut paragraph, style);
            let block = lines.by_ref().take_while(|line| !line.starts_with("```"));
            push_code(&mut out, info, block);
        } else if line.starts_with('#') {
            flush(&mut out, &mut paragraph, style);
            out.push_str(&format!("{}\n", bold(line.trim_start_matches('#').trim(), style)));
        } else if line.trim().is_empty() {
            flush(&mut out, &mut paragraph, style);
            out.push('\n');
        } else if !line.starts_with("<!--") {
            if line.starts_with(['-', '|']) {
                flush(&mut out, &mut paragraph, style);
            }
            paragraph.push_str(line.trim());
            paragraph.push(' ');
        }
    }
    flush(&mut out, &mut paragraph, style);
    without_double_blanks(&out)
}

/// Leaves out an empty block; over its text stands the name of a file, or the command that says it.
fn push_code<'a>(out: &mut String, info: &str, lines: impl Iterator<Item = &'a str>) {
    let name = match info.split_once(' ') {
        Some(("report", _)) => Some("$ scruple check . --format concise"),
        Some(("console", _)) => None,
        _ => info.split_whitespace().nth(1),
    };
    for (index, line) in lines.enumerate() {
        if let (0, Some(name)) = (index, name) {
            out.push_str(&format!("  {name}\n"));
        }
        out.push_str(format!("    {line}").trim_end());
        out.push('\n');
    }
}

fn flush(out: &mut String, paragraph: &mut String, style: &Style) {
    let text = paragraph.trim_end();
    if !text.is_empty() {
        for line in wrapped(text, style.width.clamp(40, 90)) {
            out.push_str(&format!("{line}\n"));
        }
    }
    paragraph.clear();
}

fn bold(text: &str, style: &Style) -> String {
    if style.color { text.bold().to_string() } else { text.to_owned() }
}

fn without_double_blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.trim_end().lines() {
        if !line.is_empty() || !out.ends_with("\n\n") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(id: &str, expected: Result<&str, &str>) {
        let found = page(id, &Style::plain());
        match (found, expected) {
            (Ok(text), Ok(start)) => assert!(text.starts_with(start), "{text}"),
            (Err(error), Err(help)) => assert_eq!(error.help.as_deref(), Some(help)),
            (found, expected) => panic!("{found:?} for {expected:?}"),
        }
    }

    #[test]
    fn ids_lead_to_their_pages() {
        check("unknown-column", Ok("unknown-column\n"));
        check("a.b.unknown-column", Ok("unknown-column\n"));
        check("agrees", Ok("agrees\n"));
        check("agree", Err("a similar id exists: `agrees`"));
        check("unknwon-column", Err("a similar id exists: `unknown-column`"));
        assert!(page("zzz\u{1b}[31m", &Style::plain()).unwrap_err().message.contains("␛"));
    }

    #[test]
    fn markdown_is_laid_out_for_a_terminal() {
        let page =
            "# a-code\n\nSome words\nof a paragraph.\n\n```csv a.csv\nid\n```\n\n```report\n```\n";
        let plain = "a-code\n\nSome words of a paragraph.\n\n  a.csv\n    id\n";
        assert_eq!(rendered(page, &Style::plain()), plain);
    }

    #[test]
    fn everything_is_listed() {
        let list = list(&Style::plain());
        assert!(codes::CODES.iter().all(|code| list.contains(code.id)));
        assert!(functions().all(|function| list.contains(function.name)));
        assert!(SPECIAL.iter().all(|function| list.contains(function.name)));
    }
}
