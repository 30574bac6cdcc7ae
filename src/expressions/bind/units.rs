//! Units of what is computed: kilograms do not add to rounds, and a price per tonne times tonnes is
//! a price.
//!
//! The units are worked out over the typed tree. A literal goes with every unit beside which it
//! stands; of a column without a unit nothing is known, and nothing is said.

use super::{Binder, Scope, spans};
use crate::diagnostics::{Diagnostic, SourceId, Span};
use crate::expressions::ast::{BinaryOp, Expr};
use crate::expressions::functions::aggregates::{Fold, Spread};
use crate::expressions::grouping::{Grouping, WindowCall};
use crate::expressions::subquery::{Ask, Subquery};
use crate::expressions::typed::{Node, Typed};
use crate::rules::Spanned;
use crate::tables::Measured;
use crate::types::units::Unit;
use crate::types::{Decimal, Type, Value};

/// What is known of the unit of a value.
#[derive(Debug, Clone, PartialEq)]
enum Measure {
    /// A number that counts nothing: a literal.
    Number,
    Unknown,
    Known(Unit),
}

/// A part of an expression with its unit.
struct Side<'t> {
    part: &'t Typed,
    unit: Unit,
    /// The unit as a rule file declares it for this part.
    declared: Option<&'t Measured>,
}

impl Side<'_> {
    fn name(&self) -> String {
        self.declared.map_or_else(|| self.unit.to_string(), |declared| declared.text.clone())
    }
}

/// Two operands whose units do not go together.
struct Clash<'t> {
    whole: &'t Typed,
    sides: [Side<'t>; 2],
}

/// The units of a tree, and what does not go together in it.
struct Units<'t> {
    scope: Scope<'t>,
    grouping: Option<&'t Grouping>,
    clashes: Vec<Clash<'t>>,
    known: Vec<Side<'t>>,
}

/// The units of the parts of an expression, by their text.
pub fn units(typed: &Typed, scope: &Scope, grouping: Option<&Grouping>) -> Vec<(String, String)> {
    if !has_units(scope) {
        return Vec::new();
    }
    let mut units = Units { scope: *scope, grouping, clashes: Vec::new(), known: Vec::new() };
    units.of(typed);
    let named = |side: &Side<'_>| {
        let text = scope.phrase.text.get(side.part.span.start..side.part.span.end)?;
        Some((text.to_owned(), side.name()))
    };
    // Of a defined expression all parts stand where it is used: the whole is the last one.
    units.known.iter().rev().filter_map(named).collect()
}

/// The unit that a rule file writes.
pub fn measured(written: &Spanned<String>, diagnostics: &mut Vec<Diagnostic>) -> Option<Measured> {
    let place = (written.source, written.span);
    if let Some(unit) = Unit::parse(&written.value) {
        return Some(Measured { text: written.value.clone(), unit, place });
    }
    let message = format!("`{}` is no unit", written.value);
    let mistake = Diagnostic::new("invalid-value", message)
        .at(place.0, place.1, "not read as a unit")
        .help("write it as `kg`, `EUR/t`, `m^2` or `1000 t`; any other word is a unit of its own");
    // A glob declares the unit of many columns at one place.
    if !diagnostics.iter().any(|known| known.labels == mistake.labels) {
        diagnostics.push(mistake);
    }
    None
}

/// Whether anything has a unit: most rule files know none, and are bound without a look at it.
fn has_units(scope: &Scope) -> bool {
    let columns = scope.catalog.tables.iter().flat_map(|table| &table.columns);
    columns.into_iter().any(|column| column.unit.is_some())
        || scope.defines.entries.iter().any(|defined| defined.unit.is_some())
}

/// The unit that a rule file gives a column or defined value.
fn declared<'s>(typed: &Typed, scope: &Scope<'s>) -> Option<&'s Measured> {
    let catalog = scope.catalog;
    match &typed.node {
        Node::Column(column) => catalog.table(scope.table).columns.get(*column)?.unit.as_ref(),
        Node::Follow { path, column } => {
            let table = catalog.reference(*path.last()?).to;
            catalog.table(table).columns.get(*column)?.unit.as_ref()
        }
        Node::Defined { define, .. } => scope.defines.entries.get(*define)?.unit.as_ref(),
        Node::Named { define, operand } => {
            let own = scope.defines.entries.get(*define)?.unit.as_ref();
            own.or_else(|| declared(operand, scope))
        }
        Node::Convert(inner) | Node::Negate(inner) | Node::Written(inner) => declared(inner, scope),
        _ => None,
    }
}

impl<'t> Units<'t> {
    fn of(&mut self, typed: &'t Typed) -> Measure {
        let measure = self.measure(typed);
        if let Measure::Known(unit) = &measure {
            let side = self.side(typed, unit.clone());
            self.known.push(side);
        }
        measure
    }

    fn side(&self, part: &'t Typed, unit: Unit) -> Side<'t> {
        Side { part, unit, declared: declared(part, &self.scope) }
    }

    /// What a subquery gives: the unit of its value, which is of another table.
    fn asked(&mut self, query: &'t Subquery) -> Measure {
        let around = (self.scope, self.grouping);
        self.scope.table = query.table;
        self.grouping = Some(&query.groups);
        query.filter.iter().for_each(|filter| drop(self.of(filter)));
        let measure = match &query.ask {
            Ask::Value(value) => self.of(value),
            Ask::Exists | Ask::Member(_) => Measure::Number,
        };
        (self.scope, self.grouping) = around;
        measure
    }

    fn measure(&mut self, typed: &'t Typed) -> Measure {
        match &typed.node {
            Node::Literal(_) => Measure::Number,
            Node::Column(_) | Node::Follow { .. } | Node::Defined { .. } => self.named(typed),
            Node::Slot(slot) => self.slot(*slot),
            Node::Measured { operand, unit } => {
                self.of(operand);
                Measure::Known((**unit).clone())
            }
            Node::Named { operand, .. } => self.as_declared(typed, operand),
            Node::Arithmetic { op, left, right } => self.arithmetic(typed, *op, [left, right]),
            Node::Convert(inner) | Node::Negate(inner) | Node::Written(inner) => self.of(inner),
            Node::Bounded { value, .. } | Node::Bound { operand: value, .. } => self.of(value),
            Node::Cast { operand, .. } => {
                let measure = self.of(operand);
                if typed.ty.is_numeric() && operand.ty.is_numeric() {
                    measure
                } else {
                    Measure::Unknown
                }
            }
            Node::Compare { left, right, .. }
            | Node::Distinct { left, right, .. }
            | Node::Agrees { left, right } => self.truth(typed, &[left, right]),
            Node::Between { operand, low, high, .. } => self.truth(typed, &[operand, low, high]),
            Node::In { operand, list, .. } => {
                let parts: Vec<&Typed> = [&**operand].into_iter().chain(list).collect();
                self.truth(typed, &parts)
            }
            Node::List(items) => self.same(typed, &items.iter().collect::<Vec<_>>()),
            Node::Case { branches, otherwise } => {
                branches.iter().for_each(|(when, _)| drop(self.of(when)));
                let results = branches.iter().map(|(_, then)| then).chain([&**otherwise]);
                self.same(typed, &results.collect::<Vec<_>>())
            }
            Node::Call { function, args } => self.call(typed, function.name, args),
            Node::Ask { query, args, .. } => {
                args.iter().for_each(|arg| drop(self.of(arg)));
                self.asked(query)
            }
            // Of the row that asks, which is of another table.
            Node::Outer(_) => Measure::Unknown,
            _ => {
                typed.children().into_iter().for_each(|child| drop(self.of(child)));
                Measure::Unknown
            }
        }
    }

    fn named(&self, typed: &Typed) -> Measure {
        match declared(typed, &self.scope) {
            Some(measured) => Measure::Known(measured.unit.clone()),
            None if matches!(typed.node, Node::Defined { .. }) => Measure::Number,
            None => Measure::Unknown,
        }
    }

    /// A defined expression: in the unit that is declared for it, which has to be that of what it
    /// computes, where this is known.
    fn as_declared(&mut self, whole: &'t Typed, operand: &'t Typed) -> Measure {
        let found = self.of(operand);
        let Some(wanted) = declared(whole, &self.scope).map(|measured| measured.unit.clone())
        else {
            return found;
        };
        if let Measure::Known(unit) = found
            && !alike(&unit, &wanted)
        {
            let computed = Side { declared: None, ..self.side(operand, unit) };
            let sides = [computed, self.side(whole, wanted)];
            self.clashes.push(Clash { whole, sides });
            return Measure::Unknown;
        }
        Measure::Known(wanted)
    }

    /// A condition over parts of one unit.
    fn truth(&mut self, whole: &'t Typed, parts: &[&'t Typed]) -> Measure {
        self.same(whole, parts);
        Measure::Number
    }

    /// The one unit of several parts.
    fn same(&mut self, whole: &'t Typed, parts: &[&'t Typed]) -> Measure {
        let mut first: Option<(&'t Typed, Unit)> = None;
        let mut unknown = false;
        for part in parts {
            match (self.of(part), &first) {
                (Measure::Known(unit), None) => first = Some((part, unit)),
                (Measure::Known(unit), Some((one, known))) if !alike(known, &unit) => {
                    let sides = [self.side(one, known.clone()), self.side(part, unit)];
                    self.clashes.push(Clash { whole, sides });
                    return Measure::Unknown;
                }
                (Measure::Unknown, _) => unknown = true,
                _ => {}
            }
        }
        match first {
            Some((_, unit)) => Measure::Known(unit),
            None if unknown => Measure::Unknown,
            None => Measure::Number,
        }
    }

    fn arithmetic(
        &mut self,
        whole: &'t Typed,
        op: BinaryOp,
        [left, right]: [&'t Typed; 2],
    ) -> Measure {
        let is_date = |typed: &Typed| matches!(typed.ty, Type::Date);
        if is_date(left) && is_date(right) {
            return Measure::Known(Unit::day());
        }
        if !left.ty.is_numeric() || !right.ty.is_numeric() {
            [left, right].into_iter().for_each(|side| drop(self.of(side)));
            return Measure::Unknown;
        }
        if !matches!(op, BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::WholeDivide) {
            return self.same(whole, &[left, right]);
        }
        let divides = op != BinaryOp::Multiply;
        let none = Unit::default;
        let (left, right) = match (self.of(left), self.of(right)) {
            (Measure::Unknown, _) | (_, Measure::Unknown) => return Measure::Unknown,
            (Measure::Number, Measure::Number) => return Measure::Number,
            (Measure::Known(left), Measure::Number) => (left, none()),
            (Measure::Number, Measure::Known(right)) => (none(), right),
            (Measure::Known(left), Measure::Known(right)) => (left, right),
        };
        let unit = left.times(&if divides { right.inverse() } else { right });
        if unit.is_number() { Measure::Number } else { Measure::Known(unit) }
    }

    fn call(&mut self, whole: &'t Typed, name: &str, args: &'t [Typed]) -> Measure {
        let all: Vec<&Typed> = args.iter().collect();
        match (name, args) {
            ("abs" | "round" | "trunc" | "floor" | "ceil", [first, ..])
            | ("list_sum" | "list_avg" | "list_min" | "list_max" | "list_extract", [first, ..])
            | ("list_slice" | "list_sort" | "list_reverse" | "list_distinct", [first, ..]) => {
                self.of(first)
            }
            ("greatest" | "least" | "coalesce" | "ifnull" | "nullif" | "mod", _)
            | ("list_contains" | "list_concat", _) => {
                let measure = self.same(whole, &all);
                if name == "list_contains" { Measure::Number } else { measure }
            }
            ("if", [condition, results @ ..]) => {
                self.of(condition);
                self.same(whole, &results.iter().collect::<Vec<_>>())
            }
            ("sqrt", [first]) => match self.of(first) {
                Measure::Known(unit) => unit.root().map_or(Measure::Unknown, Measure::Known),
                other => other,
            },
            ("length" | "sign" | "scale" | "list_count" | "list_unique", _) => {
                all.into_iter().for_each(|arg| drop(self.of(arg)));
                Measure::Number
            }
            _ => {
                all.into_iter().for_each(|arg| drop(self.of(arg)));
                Measure::Unknown
            }
        }
    }

    /// What is computed from many rows.
    fn slot(&mut self, slot: usize) -> Measure {
        let Some(grouping) = self.grouping else { return Measure::Unknown };
        if let Some(window) = grouping.windows.get(slot) {
            return match &window.call {
                WindowCall::Aggregate(aggregate) => {
                    self.aggregate(aggregate.function.fold, &aggregate.args)
                }
                WindowCall::Look { args, .. } => {
                    args.first().map_or(Measure::Number, |first| self.of(first))
                }
            };
        }
        match (grouping.aggregate(slot), grouping.by.get(slot)) {
            (Some(aggregate), _) => {
                aggregate.filter.iter().for_each(|filter| drop(self.of(filter)));
                self.aggregate(aggregate.function.fold, &aggregate.args)
            }
            (None, Some(by)) => self.of(&by.typed),
            (None, None) => Measure::Unknown,
        }
    }

    fn aggregate(&mut self, fold: Fold, args: &'t [Typed]) -> Measure {
        let first = args.first().map_or(Measure::Number, |first| self.of(first));
        match (fold, first) {
            (Fold::Count | Fold::CountIf | Fold::All | Fold::Any, _) => Measure::Number,
            (Fold::Correlation | Fold::Skewness, _) => Measure::Number,
            (
                Fold::Spread(Spread::SampleVariance | Spread::PopulationVariance),
                Measure::Known(unit),
            ) => Measure::Known(unit.times(&unit)),
            (_, first) => first,
        }
    }
}

/// Whether both are one unit: also `kW h` and `kWh`.
fn alike(one: &Unit, other: &Unit) -> bool {
    one == other || ratio(one, other) == Some((Decimal::ONE, Decimal::ONE))
}

fn ratio(from: &Unit, to: &Unit) -> Option<(Decimal, Decimal)> {
    from.size()?.to(&to.size()?)
}

impl Binder<'_, '_> {
    /// Says which units do not go together.
    pub(super) fn check_units(&mut self, typed: Typed) -> Option<Typed> {
        if !has_units(&self.scope) {
            return Some(typed);
        }
        let grouping = match &self.over_rows {
            super::OverRows::Grouped(grouping) => Some(grouping),
            _ => None,
        };
        let scope = self.scope;
        let mut units = Units { scope, grouping, clashes: Vec::new(), known: Vec::new() };
        units.of(&typed);
        let clashes: Vec<Diagnostic> =
            units.clashes.iter().map(|clash| told(&scope, clash)).collect();
        let fits = clashes.is_empty();
        clashes.into_iter().for_each(|clash| self.report(clash));
        fits.then_some(typed)
    }

    /// A defined expression in the place of its name, where there is more to tell of it.
    pub(super) fn named(&mut self, user: &Expr, define: usize, typed: Typed) -> Option<Typed> {
        let defined = &self.scope.defines.entries[define];
        // A text literal is still to be read as what it stands beside.
        let is_text = matches!(typed.node, Node::Literal(Value::Text(_)));
        if defined.unit.is_none() && (!defined.is_explained || is_text) {
            return Some(typed);
        }
        if defined.unit.is_some() && !typed.ty.is_numeric() && typed.ty != Type::Null {
            let noun = super::words::noun(typed.ty).to_owned();
            let message = format!("`{}` has a unit, and is {noun}", defined.name);
            let mistake = self.mistake("unit-mismatch", user.span, (message, noun));
            return self.fail(with_declared(mistake, defined.unit.as_ref()));
        }
        let (ty, operand) = (typed.ty, Box::new(typed));
        Some(self.typed(user, Node::Named { define, operand }, ty))
    }

    /// `convert(x, 't')`: a number in another unit of what it measures.
    pub(super) fn convert_unit(&mut self, expr: &Expr, args: &[Expr]) -> Option<Typed> {
        let [value, unit] = args else {
            let message = format!("`convert` takes 2 arguments, found {}", args.len());
            let label = "a number and a unit".to_owned();
            let mistake = self.mistake("wrong-arguments", expr.span, (message, label));
            return self.fail(mistake.help("write `convert(weight, 't')`"));
        };
        let (value, wanted) = (self.operand(value)?, self.operand(unit)?);
        let text = super::convert::literal_text(&wanted.typed).map(str::to_owned);
        let Some(to) = text.as_deref().and_then(Unit::parse) else {
            let written = self.text(wanted.expr.span);
            let message = format!("`{written}` is no unit");
            let label = "expected a unit such as `'kg'`".to_owned();
            let mistake = self.mistake("unreadable-literal", wanted.expr.span, (message, label));
            return self.fail(mistake.help("write `convert(weight, 't')`"));
        };
        let scope = self.scope;
        let grouping = match &self.over_rows {
            super::OverRows::Grouped(grouping) => Some(grouping),
            _ => None,
        };
        let mut units = Units { scope, grouping, clashes: Vec::new(), known: Vec::new() };
        let measure = units.of(&value.typed);
        let written = self.text(value.expr.span);
        let Measure::Known(from) = measure else {
            let message = format!("`{written}` has no unit that could be converted");
            let label = "no unit".to_owned();
            let mistake = self.mistake("unit-mismatch", value.expr.span, (message, label));
            return self.fail(mistake.help("declare it with the column: `unit = \"kg\"`"));
        };
        let Some((up, down)) = ratio(&from, &to) else {
            let message = format!("`{written}` is in {from}, which does not convert to {to}");
            let label = format!("in {from}");
            let mistake = self.mistake("unit-mismatch", value.expr.span, (message, label));
            return self.fail(with_declared(mistake, declared(&value.typed, &scope)));
        };
        let scaled = times(times(value.typed, BinaryOp::Multiply, up), BinaryOp::Divide, down);
        let ty = scaled.ty;
        let node = Node::Measured { operand: Box::new(scaled), unit: Box::new(to) };
        Some(self.typed(expr, node, ty))
    }
}

/// The value multiplied or divided by a number, where that is not one.
fn times(value: Typed, op: BinaryOp, by: Decimal) -> Typed {
    if by == Decimal::ONE {
        return value;
    }
    let (span, ty) = (value.span, value.ty);
    let whole = ty == Type::Integer && by.is_whole() && op == BinaryOp::Multiply;
    let (number, ty) = match ty {
        Type::Float => (Value::Float(by.to_f64()), Type::Float),
        _ => (Value::Number(by), if whole { Type::Integer } else { Type::Number }),
    };
    let right = Box::new(Typed { node: Node::Literal(number), ty, span });
    Typed { node: Node::Arithmetic { op, left: Box::new(value), right }, ty, span }
}

fn told(scope: &Scope, clash: &Clash<'_>) -> Diagnostic {
    let phrase = scope.phrase;
    let text = |part: &Typed| spans::excerpt(&phrase.text, part.span);
    let [left, right] = &clash.sides;
    if let Node::Named { define, .. } = &clash.whole.node {
        return misdeclared(scope, *define, clash);
    }
    let (left_name, right_name) = (left.name(), right.name());
    let (left_span, right_span) = (left.part.span, right.part.span);
    let verb = match &clash.whole.node {
        Node::Arithmetic { op: BinaryOp::Add, .. } => "`+` does not add the two".to_owned(),
        Node::Arithmetic { op, .. } => format!("`{}` takes one unit", op.symbol()),
        Node::Compare { op, .. } => format!("`{}` does not compare the two", op.symbol()),
        Node::Call { function, .. } => format!("`{}` takes one unit", function.name),
        _ => "they have to be of one unit".to_owned(),
    };
    let message = format!(
        "`{}` is in {left_name} and `{}` in {right_name}: {verb}",
        text(left.part),
        text(right.part)
    );
    let mut mistake = Diagnostic::new("unit-mismatch", message);
    if left_span == right_span {
        let label = format!("{left_name} and {right_name}");
        mistake = mistake.at(phrase.source, phrase.locate(clash.whole.span), label);
    } else {
        mistake = mistake
            .at(phrase.source, phrase.locate(left_span), format!("in {left_name}"))
            .at(phrase.source, phrase.locate(right_span), format!("in {right_name}"));
    }
    let mistake = with_declared(with_declared(mistake, left.declared), right.declared);
    match ratio(&right.unit, &left.unit) {
        Some(_) => {
            // With the brackets that a subquery stands in.
            let span = right.part.span;
            let whole = phrase.text.get(span.start..span.end).unwrap_or_default();
            let whole = whole.split_whitespace().collect::<Vec<_>>().join(" ");
            mistake.help(format!("convert one: `convert({whole}, '{left_name}')`"))
        }
        None => mistake,
    }
}

/// A defined expression whose unit is not that of what it computes.
#[cold]
fn misdeclared(scope: &Scope, define: usize, clash: &Clash<'_>) -> Diagnostic {
    let [computed, wanted] = &clash.sides;
    let (found, unit) = (computed.name(), wanted.name());
    let defined = &scope.defines.entries[define];
    let name = &defined.name;
    let message = format!("`{name}` is declared in {unit}, and what it computes is in {found}");
    let phrase = scope.phrase;
    let place = phrase.locate(clash.whole.span);
    let mistake =
        Diagnostic::new("unit-mismatch", message).at(phrase.source, place, format!("in {found}"));
    let mistake = with_declared(mistake, wanted.declared);
    match ratio(&computed.unit, &wanted.unit) {
        Some(_) => mistake.help(format!("convert it where it is defined: `convert(…, '{unit}')`")),
        None => mistake.help(format!("write `unit = \"{found}\"`, or correct the expression")),
    }
}

/// Adds where the unit of a column or defined value is declared.
fn with_declared(mistake: Diagnostic, declared: Option<&Measured>) -> Diagnostic {
    let Some(Measured { text, place: (source, span), .. }) = declared else { return mistake };
    let place: (SourceId, Span) = (*source, *span);
    mistake.at(place.0, place.1, format!("`{text}` is declared here"))
}
