//! `[define]`, bound once for all conditions: values typed, lists of one type, expressions parsed.

use super::literals::number;
use super::units::measured;
use crate::diagnostics::{Diagnostic, SourceId, Span};
use crate::expressions::ast::{Expr, Node as Ast};
use crate::expressions::functions;
use crate::expressions::parse::parse;
use crate::rules::{Define, DefineBody, Param, Phrase, RuleSet, Spanned};
use crate::tables::Measured;
use crate::types::{Decimal, Type, Value, read};
use std::collections::{HashMap, HashSet};

/// The defined names of a run, by their index in the rule set.
#[derive(Debug, Clone, Default)]
pub struct Defines {
    pub entries: Vec<Defined>,
}

/// A defined name.
#[derive(Debug, Clone)]
pub struct Defined {
    pub name: String,
    /// Where the name stands.
    pub place: (SourceId, Span),
    pub body: DefinedBody,
    pub unit: Option<Measured>,
    /// Whether its file says why it is so, or where it comes from.
    pub is_explained: bool,
}

/// What a defined name means.
#[derive(Debug, Clone)]
pub enum DefinedBody {
    Value {
        ty: Type,
        value: Value,
    },
    /// All of one type.
    List {
        ty: Type,
        elements: Vec<Element>,
    },
    Expression {
        args: Vec<String>,
        phrase: Phrase,
        expr: Expr,
    },
    /// A mistake that is told already; what uses it is silent.
    Broken,
}

/// A value of a list and where it stands.
#[derive(Debug, Clone)]
pub struct Element {
    pub value: Value,
    pub place: (SourceId, Span),
}

impl Defines {
    /// Binds what rule files define.
    pub fn bind(rules: &RuleSet, diagnostics: &mut Vec<Diagnostic>) -> Defines {
        let entries = rules.defines.iter().map(|define| defined(define, diagnostics)).collect();
        let mut defines = Defines { entries };
        defines.break_circles(diagnostics);
        defines
    }

    /// The defined name, exactly as written.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.entries.iter().position(|defined| defined.name == name)
    }

    /// Expressions that use each other in a circle would never end.
    fn break_circles(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let uses: Vec<Vec<usize>> = self.uses();
        let mut state = vec![Visit::New; self.entries.len()];
        for start in 0..self.entries.len() {
            for circle in circles(start, &uses, &mut state) {
                diagnostics.push(self.circle(&circle));
                for define in circle {
                    self.entries[define].body = DefinedBody::Broken;
                }
            }
        }
    }

    /// For each defined name those that its expression uses.
    fn uses(&self) -> Vec<Vec<usize>> {
        let index: HashMap<String, usize> = self
            .entries
            .iter()
            .enumerate()
            .map(|(at, defined)| (defined.name.to_lowercase(), at))
            .collect();
        self.entries
            .iter()
            .map(|defined| match &defined.body {
                DefinedBody::Expression { args, expr, .. } => {
                    let args: HashSet<String> = args.iter().map(|arg| arg.to_lowercase()).collect();
                    let mut names = Vec::new();
                    names_in(expr, &mut names);
                    let known = names.iter().map(|name| name.to_lowercase());
                    known
                        .filter(|name| !args.contains(name))
                        .filter_map(|name| index.get(&name).copied())
                        .collect()
                }
                _ => Vec::new(),
            })
            .collect()
    }

    #[cold]
    fn circle(&self, circle: &[usize]) -> Diagnostic {
        let names: Vec<String> =
            circle.iter().map(|at| format!("`{}`", self.entries[*at].name)).collect();
        let message = match names.as_slice() {
            [one] => format!("{one} is defined by itself"),
            _ => format!("{} are defined by each other", names.join(", ")),
        };
        let mut diagnostic = Diagnostic::new("define-circle", message);
        for at in circle {
            let (source, span) = self.entries[*at].place;
            let label = match diagnostic.labels.len() {
                0 => "this expression uses itself in the end",
                _ => "through this one",
            };
            diagnostic = diagnostic.at(source, span, label);
        }
        diagnostic.help("give one of them a value")
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Visit {
    New,
    Open,
    Done,
}

/// The circles that a depth-first walk from `start` closes, without recursion.
fn circles(start: usize, uses: &[Vec<usize>], state: &mut [Visit]) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    if state[start] != Visit::New {
        return found;
    }
    let mut path: Vec<(usize, usize)> = vec![(start, 0)];
    state[start] = Visit::Open;
    while let Some((node, next)) = path.last_mut() {
        let Some(target) = uses[*node].get(*next).copied() else {
            state[*node] = Visit::Done;
            path.pop();
            continue;
        };
        *next += 1;
        match state[target] {
            Visit::New => {
                state[target] = Visit::Open;
                path.push((target, 0));
            }
            Visit::Open => {
                let from = path.iter().position(|(node, _)| *node == target).unwrap_or(0);
                found.push(path[from..].iter().map(|(node, _)| *node).collect());
            }
            Visit::Done => {}
        }
    }
    found
}

/// Every name that an expression could mean a defined one by.
fn names_in(expr: &Expr, names: &mut Vec<String>) {
    for expr in expr.parts() {
        names_in(expr, names);
    }
    match &expr.node {
        Ast::Name(parts) => {
            if let [name] = parts.as_slice() {
                names.push(name.text.clone());
            }
        }
        Ast::Call { name, .. } | Ast::InName { name, .. } => names.push(name.text.clone()),
        _ => {}
    }
}

fn defined(define: &Define, diagnostics: &mut Vec<Diagnostic>) -> Defined {
    let name = &define.name;
    let body = match &define.body {
        DefineBody::Value(param) => single(param, diagnostics),
        DefineBody::List(params) => list(params, diagnostics),
        DefineBody::Expression { args, expr } => expression(name, args, expr, diagnostics),
    };
    Defined {
        name: name.value.clone(),
        place: (name.source, name.span),
        body: body.unwrap_or(DefinedBody::Broken),
        unit: define.unit.as_ref().and_then(|unit| measured(unit, diagnostics)),
        is_explained: define.why.is_some() || define.source.is_some() || define.date.is_some(),
    }
}

fn single(param: &Param, diagnostics: &mut Vec<Diagnostic>) -> Option<DefinedBody> {
    match value(param) {
        Ok((value, ty)) => Some(DefinedBody::Value { ty, value }),
        Err(mistake) => {
            diagnostics.push(*mistake);
            None
        }
    }
}

fn list(params: &[Param], diagnostics: &mut Vec<Diagnostic>) -> Option<DefinedBody> {
    let mut elements = Vec::with_capacity(params.len());
    let mut list_type = Type::Null;
    let mut fits = true;
    for param in params {
        let place = param.place();
        match value(param) {
            Ok((value, ty)) => match super::convert::common(list_type, ty) {
                Some(both) => {
                    list_type = both;
                    elements.push(Element { value, place });
                }
                None => {
                    diagnostics.push(mixed(param, list_type, ty));
                    fits = false;
                }
            },
            Err(mistake) => {
                diagnostics.push(*mistake);
                fits = false;
            }
        }
    }
    if list_type == Type::DateTime {
        for element in &mut elements {
            if let Value::Date(days) = element.value {
                element.value = Value::DateTime(crate::types::calendar::midnight(days));
            }
        }
    }
    fits.then_some(DefinedBody::List { ty: list_type, elements })
}

#[cold]
fn mixed(param: &Param, list: Type, found: Type) -> Diagnostic {
    let (source, span) = param.place();
    let (list, found) = (super::words::noun(list), super::words::noun(found));
    Diagnostic::new("wrong-type", format!("a list holds values of one type: {list}, then {found}"))
        .at(source, span, format!("expected {list}"))
}

fn expression(
    name: &Spanned<String>,
    args: &[Spanned<String>],
    phrase: &Phrase,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<DefinedBody> {
    let mut fits = true;
    if !args.is_empty() && (functions::find(&name.value).is_some() || name.value == "agrees") {
        let message = format!("`{}` is a function of conditions already", name.value);
        diagnostics.push(Diagnostic::new("duplicate-name", message).at(
            name.source,
            name.span,
            "defined again",
        ));
        fits = false;
    }
    for (at, arg) in args.iter().enumerate() {
        if args[..at].iter().any(|other| other.value.eq_ignore_ascii_case(&arg.value)) {
            let message = format!("`{}` has two arguments named `{}`", name.value, arg.value);
            diagnostics.push(Diagnostic::new("duplicate-name", message).at(
                arg.source,
                arg.span,
                "named again",
            ));
            fits = false;
        }
    }
    match parse(phrase) {
        Ok(expr) => fits.then(|| DefinedBody::Expression {
            args: args.iter().map(|arg| arg.value.clone()).collect(),
            phrase: phrase.clone(),
            expr,
        }),
        Err(mistake) => {
            diagnostics.push(*mistake);
            None
        }
    }
}

/// A value of a rule file as one of conditions.
fn value(param: &Param) -> Result<(Value, Type), Box<Diagnostic>> {
    let read = match param {
        Param::Text(phrase) => Some((Value::Text(phrase.text.clone()), Type::Text)),
        Param::Integer(whole) => {
            Some((Value::Number(Decimal::new(i128::from(whole.value), 0)), Type::Integer))
        }
        Param::Number(digits) => signed(&digits.value),
        Param::Boolean(truth) => Some((Value::Boolean(truth.value), Type::Boolean)),
        Param::Date(date) => [Type::Date, Type::DateTime, Type::Time]
            .into_iter()
            .find_map(|ty| Some((read::literal(&date.value, ty)?, ty))),
        Param::List(_) | Param::Table(_) => None,
    };
    read.ok_or_else(|| Box::new(no_value(param)))
}

fn signed(digits: &str) -> Option<(Value, Type)> {
    let (negative, digits) = match digits.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, digits.strip_prefix('+').unwrap_or(digits)),
    };
    Some(match number(digits)? {
        (Value::Number(number), ty) if negative => (Value::Number(number.neg()), ty),
        (Value::Float(number), ty) if negative => (Value::Float(-number), ty),
        read => read,
    })
}

#[cold]
fn no_value(param: &Param) -> Diagnostic {
    let (source, span) = param.place();
    match param {
        Param::List(_) | Param::Table(_) => Diagnostic::new(
            "wrong-type",
            format!("expected a text, number, boolean or date, found {}", param.kind()),
        )
        .at(source, span, "not a single value"),
        _ => Diagnostic::new(
            "invalid-value",
            format!("{} that conditions cannot hold", param.kind()),
        )
        .at(source, span, "beyond 38 digits, or not in the calendar"),
    }
}
