//! The command line as typed: every option with its help, checked for form only.
//!
//! Options that the manual has and this version does not are refused by name, never ignored.

use super::memory;
use crate::diagnostics::Severity;
use crate::reports::{self, FORMATS, Format};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, Args, ColorChoice, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

/// Everything after `scruple`.
#[derive(Debug, Parser)]
#[command(
    name = "scruple",
    version,
    about = "Checks that data, and the sentences written about them, can be believed",
    long_about = "Checks that data, and the sentences written about them, can be believed.\n\n\
        Rule files declare what must hold. Every place where it does not is shown as a compiler\n\
        shows an error: the cell underlined in its own line, the rule that asked, why, what to do.",
    after_help = EXAMPLES,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// When to write in colour
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    #[arg(long_help = "When to write in colour. `auto` does where the output is a terminal and \
        NO_COLOR is not set")]
    pub color: When,
}

const EXAMPLES: &str = "\
Examples:
  scruple check orders.csv            a file that nobody wrote rules for: its structure
  scruple check data/                 a folder, with the rules of its scruple.toml
  scruple check -r shop.toml orders=today.csv
                                      a file as the table `orders` of a rule file
  scruple rules data/                 what a check would do, and what no check reads
  scruple explain minimum             what a check, function or message means

Exit status:
  0  nothing found at or above --fail-on
  1  findings
  2  could not check: a mistake in a rule file or option, an unreadable file, nothing to check";

const CHECK_EXAMPLES: &str = "\
Examples:
  scruple check orders.csv
      Is the file what it claims to be? Quotes, ragged rows, encoding, header: no rules needed.
  scruple check -r rules/ data/
      All rule files of a folder, over all files below another.
  scruple check orders=- < export.csv
      Standard input as the table `orders`.
  scruple check data/ --select 'orders.*' --limit all
      Only the checks of one table, every violation shown.
  scruple check data/ --format ndjson -o violations.ndjson
      Every violation, a JSON object a line, for a program.

Exit status:
  0  nothing found at or above --fail-on
  1  findings
  2  could not check: a mistake in a rule file or option, an unreadable file, nothing to check,
     no rule bound, every check not evaluated. 2 wins over 1";

const FIGURES_EXAMPLES: &str = "\
Examples:
  scruple figures article.md
      Every quantity, amount, share, date and duration, underlined, with what it says.
  scruple figures article.txt --published 2025-05-30
      `last year` is 2024.
  scruple figures article.html --format json
      For a program.

Exit status:
  0  the article was read
  2  it could not be, or an option is mistaken";

/// The subcommands, in the order of the manual.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check files and folders against rule files
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Box<Check>),
    /// Show what a check would do: tables, files, columns with their types, the checks bound to each
    Rules(Rules),
    /// Show the figures in an article, as read: values, units, hedges, dates
    #[command(after_help = FIGURES_EXAMPLES)]
    Figures(Figures),
    /// Explain a check, a function or a message, with an example; or a rule of yours
    Explain(Explain),
    /// Print the JSON Schema of rule files, or of the JSON report
    Schema(Schema),
}

/// Which data and which rules.
#[derive(Debug, Default, Args)]
pub struct Inputs {
    /// Files and folders to check; NAME=PATH binds a file to a table, `-` is standard input
    #[arg(value_name = "[NAME=]PATH", value_parser = Bound::from_str)]
    #[arg(
        long_help = "Files and folders to check. NAME=PATH binds a file to the table NAME of the \
        rule file, NAME=- standard input. Folders are searched through; hidden ones and what \
        .gitignore names are left out. Without a path, the folder of scruple.toml"
    )]
    pub paths: Vec<Bound>,
    /// Rule files, or folders of them [default: scruple.toml, upwards from the path]
    #[arg(short, long, value_name = "FILE|DIR")]
    pub rules: Vec<PathBuf>,
    /// Paths to leave out: a glob, may be given more than once
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Read files instead of mapping them into memory
    #[arg(long)]
    #[arg(long_help = "Read files instead of mapping them into memory. For files that another \
        program may cut short while they are checked")]
    pub no_mmap: bool,
    /// Memory for what has to be held until the end [default: half of what there is]
    #[arg(long, value_name = "SIZE", value_parser = memory::size)]
    #[arg(long_help = "Memory for what has to be held until the end: keys that must be unique, \
        unpacked files, what comes through pipes; 128M, 2G. More goes to temporary files, with the \
        same report. Mapped files and the work at hand come on top [default: half of the memory \
        that the machine or the container has]")]
    pub memory: Option<u64>,
    /// Folder for temporary files [default: $TMPDIR, /var/tmp]
    #[arg(long, value_name = "DIR")]
    #[arg(long_help = "Folder for temporary files, which have no name there and are gone when \
        scruple ends, however it ends [default: $TMPDIR, else /var/tmp, else /tmp]")]
    pub temp_dir: Option<PathBuf>,
    /// Threads to use [default: one a core]
    #[arg(long, value_name = "N", value_parser = positive)]
    #[arg(
        long_help = "Threads to use [default: one a core]. The report is the same for any number"
    )]
    pub threads: Option<usize>,
    /// Bytes of a block, for tests
    #[arg(long, hide = true, value_name = "BYTES", value_parser = positive)]
    pub block_size: Option<usize>,
}

/// `scruple check`.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub inputs: Inputs,
    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "fancy", value_parser = FormatParser)]
    pub format: &'static Format,
    /// Write the report to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Only these checks: ids, globs or tag:NAME, separated by commas
    #[arg(long, value_name = "ID|GLOB|tag:NAME", value_delimiter = ',')]
    #[arg(long_help = "Only these checks: ids, globs or tag:NAME, separated by commas. \
        `reports.*` is all checks of the table `reports`, `csv.*` those of its structure")]
    pub select: Vec<String>,
    /// All checks but these
    #[arg(long, value_name = "ID|GLOB|tag:NAME", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// The least severity that makes the exit status 1
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Error)]
    pub fail_on: FailOn,
    /// Make errors of checks that decided nothing
    #[arg(long)]
    #[arg(
        long_help = "Make errors of checks that were undecided everywhere or not evaluated, and \
        of rules that met no row"
    )]
    pub strict: bool,
    /// Examples to show of each finding [default: 3; all in json and ndjson]
    #[arg(long, value_name = "N|all", value_parser = Limit::from_str)]
    pub limit: Option<Limit>,
    /// The version before: a folder or file, or git:REV
    #[arg(long, value_name = "PATH|git:REV")]
    #[arg(long_help = "The version before, which rules read as `previous.column` and `FROM \
        previous.table`: a folder with the files as they were, a file, or a revision of git such \
        as git:HEAD. A file that did not exist then has no rows")]
    pub previous: Option<String>,
    /// The day that today() is [default: today]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// The day of publication of the articles, which `last year` is relative to
    #[arg(long, value_name = "DATE")]
    #[arg(
        long_help = "The day of publication of the articles, which `last year` is relative to. It \
        wins over what rule files and articles say"
    )]
    pub published: Option<String>,
    /// The least share of figures in articles that are checked or set aside
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    #[arg(long_help = "The least share of the figures in each article that are checked or set \
        aside, in percent. Below it the unchecked ones are errors")]
    pub min_coverage: Option<u8>,
    /// Propose rules for the figures in articles that no rule reads
    #[arg(long, conflicts_with = "mask")]
    #[arg(
        long_help = "Propose rules for the figures in articles that no rule reads: the cells, the \
        totals of columns and those of the rows in which a column has one value that agree with \
        the figure as written. The report has them ready to be pasted into a rule file"
    )]
    pub suggest: bool,
    /// Hide every value of the data
    #[arg(long)]
    #[arg(
        long_help = "Hide every value of the data: a report that may be shown to those who may \
        not see them. Places, names of columns and counts stay"
    )]
    pub mask: bool,
    /// Findings and diagnostics alone, no summary
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// List every check, also those that passed
    #[arg(short, long, action = ArgAction::SetTrue)]
    pub verbose: bool,
}

/// `scruple rules`.
#[derive(Debug, Args)]
pub struct Rules {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Run the tests that rules have under [[rules.ID.tests]]
    #[arg(long)]
    #[arg(
        long_help = "Run the tests that rules have under [[rules.ID.tests]]: rows, and whether \
        the rule passes or fails them. No row of the data is judged; they are only asked for the \
        types of columns that no rule file declares"
    )]
    pub test: bool,
    /// Change cells at random, and tell what no rule notices
    #[arg(long, conflicts_with = "test")]
    #[arg(
        long_help = "Change cells at random, one at a time and in memory, and tell which columns no \
        rule would notice a change of: emptied, a digit changed, ten times as much, a year later, the \
        value of another row and more"
    )]
    pub mutate: bool,
    /// Which cells chance picks: a number for --mutate
    #[arg(long, value_name = "N", default_value_t = 1, requires = "mutate")]
    pub seed: u64,
    /// Changes to each column, at most [default: as many as take a minute or so]
    #[arg(long, value_name = "N", requires = "mutate")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    #[arg(
        long_help = "Changes to each column, at most: a number for --mutate. Every change is judged \
        with all of the data [default: five of each kind; where the data are large as many as \
        2 GB of reading are, one at least]"
    )]
    pub changes: Option<u64>,
}

/// `scruple figures`.
#[derive(Debug, Args)]
pub struct Figures {
    /// The article: Markdown, HTML or plain text by its name; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The day of publication, which `last year` is relative to
    #[arg(long, value_name = "DATE")]
    #[arg(
        long_help = "The day of publication, which `last year` is relative to. Without it, what \
        the article says of itself: a line `date 2025-05-30`, front matter, a meta element"
    )]
    pub published: Option<String>,
    /// How to write the figures
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = FiguresFormat::Fancy)]
    pub format: FiguresFormat,
}

/// The formats of `scruple figures`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FiguresFormat {
    /// For people: each sentence with its figures underlined, and what they say
    Fancy,
    /// One line a figure
    Concise,
    /// One object, as `figures` in the report of a check
    Json,
}

/// `scruple explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A check (`reports.rounds.minimum`, `minimum`), function or code, or the id of a rule of yours;
    /// without one, all are listed
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// Rule files, or folders of them, with rules of yours [default: scruple.toml, upwards]
    #[arg(short, long, value_name = "FILE|DIR")]
    pub rules: Vec<PathBuf>,
}

/// `scruple schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// Of what
    #[arg(value_enum, default_value_t = SchemaOf::Rules)]
    pub of: SchemaOf,
}

/// What a JSON Schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// Rule files, for editors
    Rules,
    /// What --format json writes
    Report,
}

/// A path, and the table that it is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    pub table: Option<String>,
    pub path: PathBuf,
}

impl Bound {
    /// Whether standard input is meant.
    pub fn is_stdin(&self) -> bool {
        self.path.as_os_str() == "-"
    }
}

impl FromStr for Bound {
    type Err = String;

    /// A path may hold a `=` as well: only what could be a table's name is one.
    fn from_str(text: &str) -> Result<Bound, String> {
        let is_name = |name: &str| {
            !name.is_empty()
                && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
        };
        match text.split_once('=') {
            Some((name, "")) if is_name(name) => Err(format!("a path is missing after `{name}=`")),
            Some((name, path)) if is_name(name) => {
                Ok(Bound { table: Some(name.to_owned()), path: path.into() })
            }
            _ if text == "-" => {
                Err("standard input needs the name of its table: `NAME=-`".to_owned())
            }
            _ => Ok(Bound { table: None, path: text.into() }),
        }
    }
}

/// When to write in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    Auto,
    Always,
    Never,
}

impl From<When> for ColorChoice {
    fn from(when: When) -> ColorChoice {
        match when {
            When::Auto => ColorChoice::Auto,
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        }
    }
}

/// What makes the exit status 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    /// The least severity that fails; `None` where nothing does.
    pub fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Note => Some(Severity::Note),
            FailOn::Never => None,
        }
    }
}

/// Examples a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    First(usize),
    All,
}

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Limit, String> {
        match text {
            "all" => Ok(Limit::All),
            _ => text.parse().map(Limit::First).map_err(|_| "expected a count or `all`".to_owned()),
        }
    }
}

impl Check {
    /// Examples to keep of each finding; `None` is all.
    pub fn limit(&self) -> Option<usize> {
        match self.limit {
            None => self.format.default_limit,
            Some(Limit::First(count)) => Some(count),
            Some(Limit::All) => None,
        }
    }
}

fn positive(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("expected a whole number from 1".to_owned()),
        Ok(number) => Ok(number),
    }
}

/// Takes the names of the list of formats.
#[derive(Debug, Clone)]
struct FormatParser;

impl TypedValueParser for FormatParser {
    type Value = &'static Format;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<&'static Format, clap::Error> {
        if let Some(later) = reports::LATER.iter().find(|later| value == **later) {
            return Err(not_built(&format!("--format {later}"), command));
        }
        let names = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name));
        let name = names.parse_ref(command, arg, value)?;
        Ok(reports::find(&name).expect("the parser only lets names of the list pass"))
    }

    fn possible_values(
        &self,
    ) -> Option<Box<dyn Iterator<Item = clap::builder::PossibleValue> + '_>> {
        Some(Box::new(
            FORMATS
                .iter()
                .map(|format| clap::builder::PossibleValue::new(format.name).help(format.doc)),
        ))
    }
}

/// A whole number from 0 to 100, with or without a sign.
fn percent(text: &str) -> Result<u8, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim();
    match number.parse() {
        Ok(percent) if percent <= 100 => Ok(percent),
        _ => Err("expected a whole number from 0 to 100".to_owned()),
    }
}

/// Options of the manual that are not built yet.
const LATER_OPTIONS: &[&str] = &["--baseline", "--write-baseline", "--grow", "--watch"];

/// Subcommands of the manual that are not built yet.
const LATER_COMMANDS: &[&str] = &["infer", "fix", "sql", "completions", "man", "lsp"];

/// Reads a command line. An error exits with status 2; help and version with 0.
pub fn parse(
    args: impl IntoIterator<Item = impl Into<OsString> + Clone>,
) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(args).map_err(|error| {
        let (kind, later) = match error.kind() {
            ErrorKind::UnknownArgument => (ContextKind::InvalidArg, LATER_OPTIONS),
            ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, LATER_COMMANDS),
            _ => return error,
        };
        match error.get(kind) {
            Some(ContextValue::String(name)) => {
                let name = name.split('=').next().unwrap_or_default();
                let known = later.iter().find(|later| **later == name);
                known.map_or(error, |known| {
                    not_built(known, &<Cli as clap::CommandFactory>::command())
                })
            }
            _ => error,
        }
    })
}

fn not_built(what: &str, command: &clap::Command) -> clap::Error {
    let version = env!("CARGO_PKG_VERSION");
    let text = format!("`{what}` is not built yet: version {version} of scruple does not have it");
    clap::Error::raw(ErrorKind::InvalidValue, text + "\n").with_cmd(command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn check(line: &str) -> Result<Check, String> {
        let args = std::iter::once("scruple").chain(line.split_whitespace());
        match parse(args).map_err(|error| error.to_string())?.command {
            Command::Check(check) => Ok(*check),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn the_tree_of_commands_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn paths_bind_to_tables() {
        let bound = |text: &str| text.parse::<Bound>().map(|bound| (bound.table, bound.path));
        assert_eq!(bound("orders=a.csv"), Ok((Some("orders".into()), "a.csv".into())));
        assert_eq!(bound("orders=-"), Ok((Some("orders".into()), "-".into())));
        assert_eq!(bound("data/x=1.csv"), Ok((None, "data/x=1.csv".into())));
        assert_eq!(bound("orders="), Err("a path is missing after `orders=`".into()));
        assert!(bound("-").is_err());
    }

    #[test]
    fn limits_follow_the_format_unless_given() {
        assert_eq!(check("check a.csv").map(|check| check.limit()), Ok(Some(3)));
        assert_eq!(check("check --format json").map(|check| check.limit()), Ok(None));
        assert_eq!(check("check --limit all").map(|check| check.limit()), Ok(None));
        assert_eq!(check("check --format json --limit 5").map(|check| check.limit()), Ok(Some(5)));
        assert!(check("check --limit some").unwrap_err().contains("expected a count or `all`"));
    }

    #[test]
    fn what_is_not_built_yet_is_refused_by_name() {
        for (line, name) in [
            ("check --baseline b.json", "`--baseline`"),
            ("check --baseline=b.json", "`--baseline`"),
            ("check a.csv --watch", "`--watch`"),
            ("check --format sarif", "`--format sarif`"),
            ("infer orders.csv", "`infer`"),
        ] {
            let error = check(line).map(|_| ()).unwrap_err();
            assert!(error.contains(name) && error.contains("is not built yet"), "{line}: {error}");
        }
        assert!(!check("check --basline x").map(|_| ()).unwrap_err().contains("not built"));
    }

    #[test]
    fn refusals_exit_with_2() {
        for line in ["check --watch", "check --format sarif", "lsp", "check --nope"] {
            let args = std::iter::once("scruple").chain(line.split_whitespace());
            assert_eq!(parse(args).map(|_| ()).unwrap_err().exit_code(), 2, "{line}");
        }
    }

    #[test]
    fn lists_are_separated_by_commas() {
        let check = check("check --select a,b.* --select tag:x --ignore c").expect("a command");
        assert_eq!(check.select, ["a", "b.*", "tag:x"]);
        assert_eq!(check.ignore, ["c"]);
    }
}
