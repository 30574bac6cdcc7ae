//! What is said about a text that is no expression.

use super::tokens::Kind;
use super::{Failure, MAX_DEPTH, Parsed, Parser, is_reserved};
use crate::diagnostics::{Diagnostic, Span, suggest};
use crate::rules::Phrase;

/// Why a text is no expression, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    pub code: &'static str,
    /// Bytes of the text.
    pub span: Span,
    pub message: String,
    pub label: String,
    pub help: Option<String>,
}

impl SyntaxError {
    pub(super) fn help(mut self: Box<Self>, help: impl Into<String>) -> Failure {
        self.help = Some(help.into());
        self
    }

    /// The same at its place in the rule file.
    pub fn diagnostic(self, phrase: &Phrase) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(self.code, self.message).at(
            phrase.source,
            phrase.locate(self.span),
            self.label,
        );
        diagnostic.help = self.help;
        diagnostic
    }
}

#[cold]
pub(super) fn syntax(span: Span, message: impl Into<String>, label: impl Into<String>) -> Failure {
    Box::new(SyntaxError {
        code: "invalid-syntax",
        span,
        message: message.into(),
        label: label.into(),
        help: None,
    })
}

#[cold]
pub(super) fn too_deep(span: Span) -> Failure {
    Box::new(SyntaxError {
        code: "too-complex",
        span,
        message: format!("a condition nested more than {MAX_DEPTH} levels deep"),
        label: "beyond the limit here".to_owned(),
        help: Some("name its parts under `[define]`, or split it into several rules".to_owned()),
    })
}

impl Parser<'_> {
    /// The next token as messages name it.
    fn found(&self) -> String {
        match self.peek() {
            Kind::End => "the end".to_owned(),
            _ => format!("`{}`", self.shown(self.span())),
        }
    }

    /// The token before the next one as messages name it.
    pub(super) fn before(&self) -> String {
        match self.at {
            0 => "nothing".to_owned(),
            _ => format!("`{}`", self.shown(self.previous())),
        }
    }

    /// The bytes of a span, cut where they would make a message unreadable.
    pub(super) fn shown(&self, span: Span) -> String {
        const LONGEST: usize = 40;
        let text = self.slice(span);
        match text.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.to_owned(),
        }
    }

    /// "expected `FROM` after `DISTINCT`, found `x`".
    #[cold]
    pub(super) fn expected(&self, what: &str, place: &str) -> Failure {
        let message = format!("expected {what} {place}, found {}", self.found());
        syntax(self.span(), message, format!("expected {what}"))
    }

    #[cold]
    pub(super) fn expected_unit(&self) -> Failure {
        self.expected("a unit such as `YEAR`, `MONTH` or `DAY`", "in `INTERVAL`")
            .help("write `INTERVAL 3 DAY`, or `INTERVAL '3 days'`")
    }

    pub(super) fn expect_word(&mut self, word: &str, place: &str) -> Parsed<()> {
        match self.take_word(word) {
            Some(_) => Ok(()),
            None => Err(self.expected(&format!("`{word}`"), place)),
        }
    }

    /// Steps over the bracket that closes `open`.
    pub(super) fn close(&mut self, open: Span) -> Parsed<Span> {
        if let Some(span) = self.take_symbol(closing(self.slice(open))) {
            return Ok(span);
        }
        Err(match self.peek() {
            Kind::End => self.never_closed(open),
            _ => self.unexpected(),
        })
    }

    #[cold]
    pub(super) fn never_closed(&self, open: Span) -> Failure {
        let bracket = self.slice(open);
        let close = closing(bracket);
        syntax(open, format!("`{bracket}` is never closed"), "opened here")
            .help(format!("close it with `{close}`"))
    }

    /// Something stands where an operand has to.
    #[cold]
    pub(super) fn no_operand(&self) -> Failure {
        if self.at == 0 && *self.peek() == Kind::End {
            return syntax(self.span(), "expected an expression, found nothing", "nothing here");
        }
        let place = match self.at {
            0 => "an expression".to_owned(),
            _ => format!("an expression after {}", self.before()),
        };
        let message = format!("expected {place}, found {}", self.found());
        let error = syntax(self.span(), message, "expected an expression here");
        match self.operand_help() {
            Some(help) => error.help(help),
            None => error,
        }
    }

    pub(super) fn operand_help(&self) -> Option<String> {
        let before = self.at.checked_sub(1).map(|at| self.slice(self.tokens[at].span));
        Some(match (self.peek(), before) {
            (Kind::Symbol("!"), _) => "write `NOT`".to_owned(),
            (Kind::Symbol("="), Some("=")) => "write `=`".to_owned(),
            (Kind::Symbol(">" | "=>"), Some("<")) => "write `<>`".to_owned(),
            (Kind::Symbol("="), Some(op @ ("<" | ">" | "!"))) => format!("write `{op}=`"),
            (Kind::Symbol("&"), Some("&")) => "write `AND`".to_owned(),
            (Kind::Symbol("?" | "$" | "#" | "@" | ":"), _) => {
                "values stand in the condition itself, or under `[define]`".to_owned()
            }
            (Kind::Word(word), Some(before)) if before.eq_ignore_ascii_case("(") => {
                self.reserved_help(word)?
            }
            (Kind::Word(word), _) => self.reserved_help(word)?,
            _ => return None,
        })
    }

    /// Reserved words that are names of columns more often than they begin anything.
    fn reserved_help(&self, word: &str) -> Option<String> {
        const OPERATORS: [&str; 12] = [
            "and", "or", "in", "is", "like", "ilike", "between", "when", "then", "else", "end",
            "from",
        ];
        let lower = word.to_ascii_lowercase();
        (is_reserved(word) && !OPERATORS.contains(&lower.as_str()))
            .then(|| format!("`{word}` is a word of SQL: as a name it is written `\"{word}\"`"))
    }

    #[cold]
    pub(super) fn whole_query(&self) -> Failure {
        syntax(self.span(), "a condition is an expression, not a query", "a query begins here")
            .help("write what must hold for each row, as after `WHERE`")
    }

    /// Something follows a whole expression that cannot.
    #[cold]
    pub(super) fn unexpected(&self) -> Failure {
        let span = self.span();
        match self.peek() {
            Kind::Symbol(")" | "]" | "}") => {
                syntax(span, format!("{} closes nothing", self.found()), "never opened")
            }
            Kind::Symbol(";") => {
                syntax(span, "a condition is one expression, without `;`", "not needed")
                    .help("leave out the `;`")
            }
            Kind::Symbol(",") => self.unexpected_comma(),
            Kind::Symbol(symbol) => self.unexpected_symbol(symbol),
            Kind::Word(word) => self.unexpected_word(word),
            Kind::End => syntax(span, "the condition ends too early", "ends here"),
            Kind::Number(_) | Kind::Text(_) | Kind::Quoted(_) => self.no_operator(),
        }
    }

    fn no_operator(&self) -> Failure {
        let message =
            format!("expected an operator between {} and {}", self.before(), self.found());
        let error = syntax(self.span(), message, "expected an operator before this");
        match (self.at.checked_sub(1).map(|at| &self.tokens[at].kind), self.peek()) {
            (Some(Kind::Text(_)), Kind::Text(_)) => {
                error.help("texts are joined by `||`; a `'` inside a text is written twice")
            }
            (Some(Kind::Number(_)), Kind::Number(_)) => {
                error.help("the digits of a number are grouped by `_`: `1_000`")
            }
            _ => error,
        }
    }

    fn unexpected_comma(&self) -> Failure {
        let error = syntax(
            self.span(),
            "`,` stands only between arguments and between the values of `IN (…)`",
            "expected an operator or the end",
        );
        let digits = |kind: &Kind| matches!(kind, Kind::Number(_));
        let grouped = self.at > 0
            && digits(&self.tokens[self.at - 1].kind)
            && digits(self.peek_at(1))
            && self.previous().end + 1 == self.tokens[self.at + 1].span.start;
        if grouped {
            let (before, after) = (self.previous(), self.tokens[self.at + 1].span);
            let number = format!("{}_{}", self.slice(before), self.slice(after));
            error.help(format!("the digits of a number are grouped by `_`: `{number}`"))
        } else {
            error
        }
    }

    fn unexpected_symbol(&self, symbol: &str) -> Failure {
        let instead = match symbol {
            "&&" | "&" => "write `AND`",
            "|" => "write `OR`, or `||` to join texts",
            "=>" => "write `>=`",
            "=<" => "write `<=`",
            "!" => "write `NOT` before the condition, `<>` between two values",
            ":=" => "write `=`",
            "<=>" => "write `IS NOT DISTINCT FROM`",
            "^" | "**" => "write `power(a, b)`",
            "~*" => "write `~ '(?i)…'`",
            "!~*" => "write `!~ '(?i)…'`",
            "~~" => "write `LIKE`",
            "!~~" => "write `NOT LIKE`",
            "~~*" => "write `ILIKE`",
            "!~~*" => "write `NOT ILIKE`",
            "^@" => "write `starts_with(a, b)`",
            _ => "",
        };
        if ["=", "<>", "<", "<=", ">", ">=", "==", "!=", "~", "!~"].contains(&symbol) {
            return self.second_comparison();
        }
        let message = format!("`{symbol}` is not an operator of conditions");
        let error = syntax(self.span(), message, "expected an operator or the end");
        match instead {
            "" => error,
            _ => error.help(instead),
        }
    }

    fn second_comparison(&self) -> Failure {
        let message =
            format!("{} does not follow another comparison without `AND` or `OR`", self.found());
        syntax(self.span(), message, "a second comparison")
            .help("put brackets round the first comparison, or join the two by `AND`")
    }

    fn unexpected_word(&self, word: &str) -> Failure {
        let instead = match word.to_ascii_uppercase().as_str() {
            "IS" | "IN" | "LIKE" | "ILIKE" | "BETWEEN" => return self.second_comparison(),
            "EQUALS" | "EQ" => "=",
            "CONTAINS" => "contains(text, 'part')",
            "MATCHES" | "REGEXP" | "RLIKE" => "~",
            "SIMILAR" => "regexp_full_match(text, 'pattern')",
            "GLOB" => "LIKE",
            "ISNULL" => "IS NULL",
            "NOTNULL" => "IS NOT NULL",
            "XOR" => "<>",
            "MOD" => "%",
            "DIV" => "//",
            "THAN" | "COLLATE" | "OVER" => "",
            _ => suggest::nearest(
                &word.to_ascii_uppercase(),
                ["AND", "OR", "IN", "IS", "LIKE", "BETWEEN", "NOT"],
            )
            .first()
            .copied()
            .unwrap_or(""),
        };
        let message = format!("expected an operator or the end, found `{word}`");
        let error = syntax(self.span(), message, "expected an operator or the end");
        match instead {
            "" => error,
            _ => error.help(format!("write `{instead}`")),
        }
    }
}
/// The bracket that closes another.
fn closing(bracket: &str) -> &'static str {
    match bracket {
        "(" => ")",
        "[" => "]",
        _ => "}",
    }
}
