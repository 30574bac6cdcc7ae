//! Calls: the arguments of functions, `agrees`, patterns, defined functions.

use super::convert::{common, convert, literal_text};
use super::defines::DefinedBody;
use super::words::{noun, similar};
use super::{Binder, Operand};
use crate::diagnostics::{Diagnostic, suggest};
use crate::expressions::ast::{Expr, Ident};
use crate::expressions::functions::special::SPECIAL;
use crate::expressions::functions::{Arg, FAMILIES, Function, Returns, find};
use crate::expressions::pattern::{pattern, whole_pattern};
use crate::expressions::typed::{Node, Typed};
use crate::types::calendar::Part;
use crate::types::{Type, read};

/// Functions of the language that are not built yet.
const NOT_YET: &[(&str, &str)] = &[("unnest", "tables made of lists")];

impl<'a> Binder<'a, '_> {
    pub(super) fn call(&mut self, expr: &Expr, name: &Ident, args: &[Expr]) -> Option<Typed> {
        if name.text.eq_ignore_ascii_case("agrees") {
            return self.agrees(expr, args);
        }
        if name.text.eq_ignore_ascii_case("convert") {
            return self.convert_unit(expr, args);
        }
        if let Some(typed) = self.of_the_row(expr, name, args) {
            return typed;
        }
        if let Some(function) = find(&name.text) {
            return self.function(expr, function, args);
        }
        if let Some(define) = self.define_index(name) {
            return self.defined_function(expr, define, args);
        }
        let bound = self.operands(args);
        let lower = name.text.to_ascii_lowercase();
        let planned = NOT_YET.iter().find(|(known, _)| lower == *known);
        if let Some((_, what)) = planned {
            return self.not_yet(expr.span, format!("{what} are not part of conditions yet"));
        }
        drop(bound);
        let mistake = self.unknown_function(name);
        self.fail(mistake)
    }

    #[cold]
    fn unknown_function(&self, name: &Ident) -> Diagnostic {
        if let Some(mistake) = self.part_of_name(name) {
            return mistake;
        }
        let message = format!("unknown function `{}`", name.text);
        let label = "no such function".to_owned();
        let mistake = self.mistake("unknown-function", name.span, (message, label));
        let known = FAMILIES.iter().flat_map(|family| family.iter());
        let known = known.flat_map(|function| {
            [function.name].into_iter().chain(function.aliases.iter().copied())
        });
        let defined = self.scope.defines.entries.iter();
        let defined = defined
            .filter(|defined| matches!(&defined.body, DefinedBody::Expression { args, .. } if !args.is_empty()))
            .map(|defined| &*defined.name);
        let names = known.chain(SPECIAL.iter().map(|function| function.name)).chain(defined);
        match similar("function", &suggest::nearest(&name.text, names)) {
            Some(help) => mistake.help(help),
            None => match name.text.to_ascii_lowercase().as_str() {
                "now" | "current_date" | "getdate" => mistake.help("write `today()`"),
                "isnull" => mistake.help("write `x IS NULL`"),
                _ => mistake,
            },
        }
    }

    /// A defined function: its expression with the arguments in their places.
    fn defined_function(&mut self, expr: &Expr, define: usize, args: &[Expr]) -> Option<Typed> {
        let defines = self.scope.defines;
        let defined = &defines.entries[define];
        let bound: Vec<Option<Typed>> = args.iter().map(|arg| self.expr(arg)).collect();
        match &defined.body {
            DefinedBody::Expression { args: names, phrase, expr: inner }
                if names.len() == args.len() && !names.is_empty() =>
            {
                let names = names.iter().map(|name| name.as_str());
                let typed = self.inline(expr, (phrase, inner), names.zip(bound).collect())?;
                self.named(expr, define, typed)
            }
            DefinedBody::Broken => None,
            DefinedBody::Expression { args: names, .. } if !names.is_empty() => {
                let message = format!(
                    "`{}` takes {}, found {}",
                    defined.name,
                    counted(names.len()),
                    args.len()
                );
                let label = "called with others".to_owned();
                let mistake = self.mistake("wrong-arguments", expr.span, (message, label));
                let (source, span) = defined.place;
                let mistake = mistake.at(source, span, "defined here");
                self.fail(mistake.help(format!("write `{}({})`", defined.name, names.join(", "))))
            }
            _ => {
                let message = format!("`{}` is no function", defined.name);
                let label = "defined without arguments".to_owned();
                let mistake = self.mistake("wrong-arguments", expr.span, (message, label));
                self.fail(mistake.help(format!("write `{}`", defined.name)))
            }
        }
    }

    fn function(
        &mut self,
        expr: &Expr,
        function: &'static Function,
        args: &[Expr],
    ) -> Option<Typed> {
        let operands = self.arguments(args);
        let (least, most) = (function.args.len(), function.args.len() + function.optional.len());
        let found = operands.as_ref().map_or(args.len(), Vec::len);
        if found < least || (found > most && function.variadic.is_none()) {
            let mistake = self.wrong_count(expr, function, found);
            return self.fail(mistake);
        }
        let mut operands = operands?;
        self.check_part(function, &operands)?;
        if let Some(typed) = self.matching(expr, function, &operands) {
            return typed;
        }
        let kinds: Vec<Arg> = (0..operands.len()).map(|at| kind(function, at)).collect();
        self.same_arguments((function.name, expr), &mut operands, &kinds)?;
        self.with_elements((function, expr), &mut operands, &kinds)?;
        let mut bound = Vec::with_capacity(operands.len());
        let mut fits = true;
        for (at, (operand, kind)) in operands.into_iter().zip(kinds).enumerate() {
            match self.argument((function, at), operand, kind) {
                Some(typed) => bound.push(typed),
                None => fits = false,
            }
        }
        if !fits {
            return None;
        }
        let ty = match function.returns {
            Returns::Type(ty) => ty,
            Returns::SameAs(at) => bound.get(at).map_or(Type::Null, |arg| arg.ty),
            Returns::ElementOf(at) => {
                bound.get(at).map_or(Type::Null, |arg| arg.ty.element().unwrap_or(arg.ty))
            }
            Returns::Average(at) => match bound.get(at).and_then(|arg| arg.ty.element()) {
                Some(Type::Float) => Type::Float,
                _ => Type::Number,
            },
        };
        Some(self.typed(expr, Node::Call { function, args: bound }, ty))
    }

    /// `regexp_matches` and `regexp_full_match` with a literal pattern are compiled at once.
    fn matching(
        &mut self,
        expr: &Expr,
        function: &Function,
        operands: &[Operand],
    ) -> Option<Option<Typed>> {
        let compile = match function.name {
            "regexp_matches" => pattern,
            "regexp_full_match" => whole_pattern,
            "regexp_extract" | "regexp_extract_all" | "string_split_regex" => {
                let literal = operands.get(1).filter(|it| literal_text(&it.typed).is_some())?;
                return match self.regex(literal, literal.expr.span, pattern) {
                    Some(_) => None,
                    None => Some(None),
                };
            }
            _ => return None,
        };
        let [value, literal] = operands else { return None };
        literal_text(&literal.typed)?;
        let operand = self.text_operand(value, function.name);
        let regex = self.regex(literal, literal.expr.span, compile);
        let (Some(operand), Some(regex)) = (operand, regex) else { return Some(None) };
        let node = Node::Matches { operand: Box::new(operand), regex, negated: false };
        Some(Some(self.typed(expr, node, Type::Boolean)))
    }

    /// The first argument of `date_part` and its kin names a part of a date.
    fn check_part(&mut self, function: &Function, operands: &[Operand]) -> Option<()> {
        let takes_part =
            matches!(function.name, "date_part" | "date_trunc" | "date_diff" | "date_sub");
        let Some(part) = operands.first().filter(|_| takes_part) else { return Some(()) };
        let Some(name) = literal_text(&part.typed) else { return Some(()) };
        if Part::from_name(name).is_some() {
            return Some(());
        }
        let message = format!("`{name}` is not a part of a date");
        let label = "no such part".to_owned();
        let mistake = self.mistake("unreadable-literal", part.expr.span, (message, label));
        let near = suggest::nearest(name, Part::names());
        self.fail(match similar("part", &near) {
            Some(help) => mistake.help(help),
            None => mistake
                .note(format!("the parts are {}", Part::names().collect::<Vec<_>>().join(", "))),
        })
    }

    /// All arguments that have to be of one type, as that type.
    fn same_arguments(
        &mut self,
        (name, expr): (&str, &Expr),
        operands: &mut Vec<Operand>,
        kinds: &[Arg],
    ) -> Option<()> {
        let (mut same, mut others) = (Vec::new(), Vec::new());
        for (operand, kind) in operands.drain(..).zip(kinds) {
            if *kind == Arg::Same { same.push(operand) } else { others.push(operand) }
        }
        let mut fits = true;
        if !same.is_empty() {
            match self.unify(&mut same, (name, expr.span)) {
                Some(ty) => {
                    for operand in &mut same {
                        operand.typed = convert(operand.typed.clone(), ty);
                    }
                }
                None => fits = false,
            }
        }
        let (mut same, mut others) = (same.into_iter(), others.into_iter());
        let next = |kind: &Arg| if *kind == Arg::Same { same.next() } else { others.next() };
        operands.extend(kinds.iter().filter_map(next));
        fits.then_some(())
    }

    /// An argument as the type that the function takes.
    fn argument(
        &mut self,
        (function, at): (&Function, usize),
        mut operand: Operand,
        kind: Arg,
    ) -> Option<Typed> {
        if matches!(kind, Arg::Date | Arg::DateLike) {
            operand = self.as_day(operand);
        }
        let found = operand.typed.ty;
        let Some(wanted) = wanted(kind, found, literal_text(&operand.typed)) else {
            let mistake = self.wrong_argument((function, at), &operand, kind);
            return self.fail(mistake);
        };
        if kind == Arg::Written && !is_written(&operand.typed) {
            let mistake = self.computed(function, &operand);
            return self.fail(mistake);
        }
        self.beside(&mut operand, wanted)?;
        // An integer argument that was written as a text may turn out to be no integer.
        if common(operand.typed.ty, wanted) != Some(wanted) {
            let mistake = self.wrong_argument((function, at), &operand, kind);
            return self.fail(mistake);
        }
        Some(convert(operand.typed, wanted))
    }

    #[cold]
    fn computed(&self, function: &Function, operand: &Operand) -> Diagnostic {
        let text = self.text(operand.expr.span);
        let message = format!(
            "`{}` looks at the digits of a number as it is written, and `{text}` is computed",
            function.name
        );
        let label = "not written anywhere".to_owned();
        self.mistake("wrong-arguments", operand.expr.span, (message, label))
            .help(format!("give it a column: `{}(column)`", function.name))
    }

    #[cold]
    fn wrong_count(&self, expr: &Expr, function: &Function, found: usize) -> Diagnostic {
        let (least, optional) = (function.args.len(), function.optional.len());
        let takes = match (function.variadic, optional) {
            (Some(_), _) => format!("at least {}", counted(least)),
            (None, 0) => counted(least),
            (None, _) => format!("{least} to {}", counted(least + optional)),
        };
        let message = format!("`{}` takes {takes}, found {found}", function.name);
        let label = "called with others".to_owned();
        self.mistake("wrong-arguments", expr.span, (message, label))
            .help(format!("write `{}`", signature(function)))
    }

    #[cold]
    fn wrong_argument(
        &self,
        (function, at): (&Function, usize),
        operand: &Operand,
        kind: Arg,
    ) -> Diagnostic {
        let found = noun(operand.typed.ty);
        let text = self.text(operand.expr.span);
        let message = format!(
            "argument {} of `{}` has to be {}, and `{text}` is {found}",
            at + 1,
            function.name,
            kind_noun(kind)
        );
        let mistake = self.mistake("type-mismatch", operand.expr.span, (message, found.to_owned()));
        let mistake = self.with_origin(mistake, operand);
        let declared = match kind {
            Arg::Text => None,
            Arg::Integer => self.declare(operand, Type::Integer),
            Arg::Numeric | Arg::Float | Arg::Written => self.declare(operand, Type::Number),
            Arg::Date | Arg::DateLike => self.declare(operand, Type::Date),
            _ => None,
        };
        match (declared, kind) {
            (Some(help), _) => mistake.help(help),
            (None, Arg::Text) => mistake.help(format!("write `{text}::text`")),
            (None, _) => mistake.help(format!("write `{}`", signature(function))),
        }
    }
}

/// Whether a number is a cell or a literal, whose digits are known.
fn is_written(typed: &Typed) -> bool {
    match &typed.node {
        Node::Column(_) | Node::Follow { .. } | Node::Literal(_) | Node::Defined { .. } => true,
        Node::Negate(inner) | Node::Convert(inner) | Node::Named { operand: inner, .. } => {
            is_written(inner)
        }
        _ => false,
    }
}

fn kind(function: &Function, at: usize) -> Arg {
    let fixed = function.args.iter().chain(function.optional).nth(at);
    fixed.copied().or(function.variadic).unwrap_or(Arg::Any)
}

/// The type that an argument becomes, where the function takes it; a text literal is read.
pub(super) fn wanted(kind: Arg, found: Type, literal: Option<&str>) -> Option<Type> {
    let reads = |ty| literal.is_some_and(|text| read::literal(text, ty).is_some());
    let one = |ty| {
        let fits = found == ty || found == Type::Null || literal.is_some();
        fits.then_some(ty)
    };
    match kind {
        Arg::Any | Arg::Same | Arg::Element => Some(found),
        Arg::List | Arg::SameList if found == Type::Null => Some(Type::List(&Type::Null)),
        Arg::List | Arg::SameList => found.is_list().then_some(found),
        Arg::Sequence if found == Type::Null => Some(Type::Text),
        Arg::Sequence => (found == Type::Text || found.is_list()).then_some(found),
        Arg::Numbers => match found.element() {
            Some(Type::Null) => Some(Type::List(&Type::Integer)),
            Some(element) => element.is_numeric().then_some(found),
            None => (found == Type::Null).then_some(Type::List(&Type::Integer)),
        },
        Arg::Truths => match found.element() {
            Some(Type::Null | Type::Boolean) => Some(Type::List(&Type::Boolean)),
            Some(_) => None,
            None => (found == Type::Null).then_some(Type::List(&Type::Boolean)),
        },
        Arg::Texts => match found.element() {
            Some(Type::Null | Type::Text) => Some(Type::List(&Type::Text)),
            Some(_) => None,
            None => (found == Type::Null).then_some(Type::List(&Type::Text)),
        },
        Arg::Text => matches!(found, Type::Text | Type::Null).then_some(Type::Text),
        Arg::Integer => one(Type::Integer),
        Arg::Written if found.is_exact() => Some(found),
        Arg::Written => one(Type::Number).filter(|_| found != Type::Float),
        Arg::Numeric if found.is_numeric() => Some(found),
        Arg::Numeric => one(Type::Number),
        Arg::Float if found.is_numeric() => Some(Type::Float),
        Arg::Float => one(Type::Float),
        Arg::Boolean => one(Type::Boolean),
        Arg::Date => one(Type::Date),
        Arg::DateLike if matches!(found, Type::Date | Type::DateTime) => Some(found),
        Arg::DateLike if reads(Type::DateTime) && !reads(Type::Date) => Some(Type::DateTime),
        Arg::DateLike => one(Type::Date),
        Arg::Duration => one(Type::Duration),
    }
}

pub(super) fn kind_noun(kind: Arg) -> &'static str {
    match kind {
        Arg::Text => "a text",
        Arg::Integer => "an integer",
        Arg::Numeric | Arg::Float => "a number",
        Arg::Written => "an exact number",
        Arg::Boolean => "a condition",
        Arg::Date => "a date",
        Arg::DateLike => "a date or datetime",
        Arg::Duration => "an interval of time",
        Arg::List | Arg::SameList => "a list",
        Arg::Sequence => "a list or a text",
        Arg::Numbers => "a list of numbers",
        Arg::Truths => "a list of conditions",
        Arg::Texts => "a list of texts",
        Arg::Same | Arg::Any | Arg::Element => "anything",
    }
}

/// `round(number, [integer])`.
pub(super) fn signature(function: &Function) -> String {
    let word = |kind: &Arg| match kind {
        Arg::Text => "text",
        Arg::Integer => "integer",
        Arg::Numeric | Arg::Float | Arg::Written => "number",
        Arg::Boolean => "condition",
        Arg::Date | Arg::DateLike => "date",
        Arg::Duration => "interval",
        Arg::List | Arg::SameList => "list",
        Arg::Sequence => "list or text",
        Arg::Numbers => "numbers",
        Arg::Truths => "conditions",
        Arg::Texts => "texts",
        Arg::Same | Arg::Any | Arg::Element => "value",
    };
    let mut args: Vec<String> = function.args.iter().map(|kind| word(kind).to_owned()).collect();
    args.extend(function.optional.iter().map(|kind| format!("[{}]", word(kind))));
    args.extend(function.variadic.iter().map(|_| "…".to_owned()));
    format!("{}({})", function.name, args.join(", "))
}

/// "1 argument", "2 arguments".
pub(super) fn counted(count: usize) -> String {
    format!("{count} argument{}", if count == 1 { "" } else { "s" })
}
