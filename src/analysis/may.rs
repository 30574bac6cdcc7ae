//! Conditions to cubes: the rows in which one may end with these answers.

use super::cubes::{Answers, Cube, Domain, Order, Terms, Test, Union, can_be_ranged, plain};
use super::ranges::Ranges;
use crate::expressions::ast::{BinaryOp, IsTest};
use crate::expressions::eval::constant_of;
use crate::expressions::typed::{Node, Typed};
use crate::types::{Type, Value};

/// Functions that look at more than the values of their arguments.
const BEYOND: &[&str] = &["today", "age", "text", "scale", "file"];

/// Longer lists are not looked into.
const LONGEST_LIST: usize = 2000;

/// The rows in which a condition may end with one of these answers.
pub fn may<'c>(condition: &'c Typed, answers: Answers, terms: &mut Terms) -> Union<'c> {
    match &condition.node {
        Node::Literal(value) | Node::Defined { value, .. } => Union::when(match value {
            Value::Boolean(true) => answers.has(Answers::TRUE),
            Value::Boolean(false) => answers.has(Answers::FALSE),
            Value::Null => answers.has(Answers::NULL),
            _ => true,
        }),
        Node::Named { operand, .. } => may(operand, answers, terms),
        Node::Not(operand) => may(operand, answers.negated(), terms),
        Node::And(parts) | Node::Each { parts, .. } => {
            let parts: Vec<&Typed> = parts.iter().collect();
            all_of(&parts, answers, terms, Sign::Plain)
        }
        Node::Or(parts) => {
            let parts: Vec<&Typed> = parts.iter().collect();
            all_of(&parts, answers.negated(), terms, Sign::Negated)
        }
        Node::Case { branches, otherwise } => case(branches, otherwise, answers, terms),
        _ => {
            let mut union = atom(condition, answers, terms);
            if let Some(column) = only_column(condition) {
                let test = Test { column, condition, answers };
                union.0.iter_mut().for_each(|cube| cube.tests.push(test));
            }
            union
        }
    }
}

/// Whether the parts are meant as they are, or each behind a NOT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plain,
    Negated,
}

/// A conjunction: FALSE where a part is, else not computable, else NULL, else TRUE. So it ends in
/// {TRUE}, or in {TRUE, NULL}, where all parts do, and in what begins with FALSE where one does.
fn all_of<'c>(parts: &[&'c Typed], answers: Answers, terms: &mut Terms, sign: Sign) -> Union<'c> {
    let every = |each: Answers, terms: &mut Terms| {
        let mut all = Union::all();
        for part in parts {
            all = all.and(&signed(part, each, terms, sign), terms);
        }
        all
    };
    let some = |one: Answers, terms: &mut Terms| {
        let mut any = Union::none();
        for part in parts {
            any = any.or(signed(part, one, terms, sign));
        }
        any
    };
    let (no, failed) = (Answers::FALSE, Answers::FALSE.or(Answers::FAILED));
    let unknown = Answers::TRUE.or(Answers::NULL);
    if answers == unknown || answers == unknown.or(Answers::FAILED) || answers == Answers::TRUE {
        return every(answers, terms);
    }
    if answers == no || answers == failed || answers == failed.or(Answers::NULL) {
        return some(answers, terms);
    }
    let mut union = Union::none();
    for answer in answers.each() {
        let next = match answer {
            Answers::TRUE => every(answer, terms),
            Answers::FALSE => some(answer, terms),
            Answers::NULL => {
                let all = every(unknown, terms);
                all.and(&some(answer, terms), terms)
            }
            _ => {
                let all = every(unknown.or(Answers::FAILED), terms);
                all.and(&some(answer, terms), terms)
            }
        };
        union = union.or(next);
    }
    union
}

fn signed<'c>(part: &'c Typed, answers: Answers, terms: &mut Terms, sign: Sign) -> Union<'c> {
    match sign {
        Sign::Plain => may(part, answers, terms),
        Sign::Negated => may(part, answers.negated(), terms),
    }
}

/// The first condition that is TRUE chooses; one that is not computable decides before that.
fn case<'c>(
    branches: &'c [(Typed, Typed)],
    otherwise: &'c Typed,
    answers: Answers,
    terms: &mut Terms,
) -> Union<'c> {
    let mut open = Union::all();
    let mut union = Union::none();
    for (when, then) in branches {
        let chosen = open.and(&may(when, Answers::TRUE, terms), terms);
        union = union.or(chosen.and(&may(then, answers, terms), terms));
        if answers.has(Answers::FAILED) {
            union = union.or(open.and(&may(when, Answers::FAILED, terms), terms));
        }
        open = open.and(&may(when, Answers::FALSE.or(Answers::NULL), terms), terms);
    }
    union.or(open.and(&may(otherwise, answers, terms), terms))
}

/// A condition that no connective makes up.
fn atom<'c>(condition: &'c Typed, answers: Answers, terms: &mut Terms) -> Union<'c> {
    match &condition.node {
        Node::Compare { op, left, right } => compare(*op, (left, right), answers, terms),
        Node::Between { operand, low, high, negated } => {
            let answers = if *negated { answers.negated() } else { answers };
            between((operand, low, high), answers, terms)
        }
        Node::In { operand, list, negated, .. } => {
            let answers = if *negated { answers.negated() } else { answers };
            is_in(operand, list, answers, terms)
        }
        Node::Is { operand, test, negated } => {
            let answers = if *negated { answers.negated() } else { answers };
            is(operand, *test, answers, terms)
        }
        Node::Like { operand, .. } | Node::Matches { operand, .. } => {
            matches(operand, answers, terms)
        }
        _ => opaque(condition, answers, terms),
    }
}

/// A boolean of which nothing is known but that it is one.
fn opaque<'c>(condition: &Typed, answers: Answers, terms: &mut Terms) -> Union<'c> {
    if condition.ty != Type::Boolean {
        return Union::all();
    }
    let term = terms.of(condition);
    let mut values = Vec::new();
    if answers.has(Answers::TRUE) {
        values.push(Value::Boolean(true));
    }
    if answers.has(Answers::FALSE) {
        values.push(Value::Boolean(false));
    }
    within(term, Ranges::points(values), answers, terms)
}

/// A term in these values, or NULL, or not computable, as the answers ask.
fn within<'c>(term: usize, values: Ranges, answers: Answers, terms: &Terms) -> Union<'c> {
    let domain = Domain {
        values,
        null: answers.has(Answers::NULL),
        failed: answers.has(Answers::FAILED) && terms.everything(term).failed,
    };
    Union(vec![Cube::of(term, domain)].into_iter().filter(|cube| !cube.is_empty(terms)).collect())
}

/// The term of an operand whose values have an order.
fn ranged(operand: &Typed, terms: &mut Terms) -> Option<usize> {
    can_be_ranged(plain(operand).ty).then(|| terms.of(operand))
}

fn compare<'c>(
    op: BinaryOp,
    (left, right): (&'c Typed, &'c Typed),
    answers: Answers,
    terms: &mut Terms,
) -> Union<'c> {
    match (constant_of(left), constant_of(right)) {
        (None, Some(value)) => with_value(op, left, &value, answers, terms),
        (Some(value), None) => with_value(op.flipped(), right, &value, answers, terms),
        (None, None) => of_terms(op, (left, right), answers, terms),
        (Some(_), Some(_)) => Union::all(),
    }
}

fn with_value<'c>(
    op: BinaryOp,
    operand: &Typed,
    value: &Value,
    answers: Answers,
    terms: &mut Terms,
) -> Union<'c> {
    let Some(term) = ranged(operand, terms) else { return Union::all() };
    if *value == Value::Null {
        let mut unknown = terms.everything(term);
        unknown.failed = false;
        let unknown = answers.has(Answers::NULL).then(|| Cube::of(term, unknown));
        let failed = answers.has(Answers::FAILED).then(|| Cube::of(term, Domain::failed()));
        return Union(unknown.into_iter().chain(failed).collect());
    }
    if !same_kind(terms.get(term).ty, value) {
        return Union::all();
    }
    let holds = Ranges::of(op, value);
    let values = chosen(holds, answers, terms.get(term).ty);
    within(term, values, answers, terms)
}

/// Whether a literal is of the kind of values that a term has.
fn same_kind(ty: Type, value: &Value) -> bool {
    matches!(
        (ty, value),
        (Type::Boolean, Value::Boolean(_))
            | (Type::Integer | Type::Number, Value::Number(_))
            | (Type::Text, Value::Text(_))
            | (Type::Date, Value::Date(_))
            | (Type::Time, Value::Time(_))
            | (Type::DateTime, Value::DateTime(_))
    )
}

/// Of the values that make a comparison TRUE, and the others, those that the answers ask for.
fn chosen(holds: Ranges, answers: Answers, ty: Type) -> Ranges {
    let all = Ranges::all(ty);
    match (answers.has(Answers::TRUE), answers.has(Answers::FALSE)) {
        (true, true) => all,
        (true, false) => holds.and(&all),
        (false, true) => holds.complement().and(&all),
        (false, false) => Ranges::none(),
    }
}

/// A comparison of two terms.
fn of_terms<'c>(
    op: BinaryOp,
    (left, right): (&Typed, &Typed),
    answers: Answers,
    terms: &mut Terms,
) -> Union<'c> {
    let same = plain(left).ty == plain(right).ty
        || plain(left).ty.is_exact() && plain(right).ty.is_exact();
    let (Some(one), Some(other), true) = (ranged(left, terms), ranged(right, terms), same) else {
        return Union::all();
    };
    let holds = order_of(op);
    if one == other {
        let is_equal = holds & Order::EQUAL != 0;
        let answer = if is_equal { Answers::TRUE } else { Answers::FALSE };
        let values =
            if answers.has(answer) { Ranges::all(terms.get(one).ty) } else { Ranges::none() };
        return within(one, values, answers, terms);
    }
    let mut orders = 0;
    if answers.has(Answers::TRUE) {
        orders |= holds;
    }
    if answers.has(Answers::FALSE) {
        orders |= 7 & !holds;
    }
    let mut union = Union::none();
    if orders != 0 {
        let mut cube = Cube::default();
        for term in [one, other] {
            cube.domains.insert(term, Domain::values(Ranges::all(terms.get(term).ty)));
        }
        let order = Order(orders);
        let (pair, order) =
            if one < other { ((one, other), order) } else { ((other, one), order.swapped()) };
        cube.orders.insert(pair, order);
        union.0.push(cube);
    }
    for term in [one, other] {
        if answers.has(Answers::NULL) {
            union.0.push(Cube::of(term, Domain::null()));
        }
        if answers.has(Answers::FAILED) && terms.everything(term).failed {
            union.0.push(Cube::of(term, Domain::failed()));
        }
    }
    union
}

fn order_of(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Equal => Order::EQUAL,
        BinaryOp::NotEqual => Order::LESS | Order::GREATER,
        BinaryOp::Less => Order::LESS,
        BinaryOp::LessEqual => Order::LESS | Order::EQUAL,
        BinaryOp::Greater => Order::GREATER,
        _ => Order::GREATER | Order::EQUAL,
    }
}

/// `x >= low AND x <= high`, as its answers are made of those of the two.
fn between<'c>(
    (operand, low, high): (&'c Typed, &'c Typed, &'c Typed),
    answers: Answers,
    terms: &mut Terms,
) -> Union<'c> {
    let above = |answers: Answers, terms: &mut Terms| {
        compare(BinaryOp::GreaterEqual, (operand, low), answers, terms)
    };
    let below = |answers: Answers, terms: &mut Terms| {
        compare(BinaryOp::LessEqual, (operand, high), answers, terms)
    };
    let mut union = Union::none();
    let every = [Answers::TRUE, Answers::FALSE, Answers::NULL, Answers::FAILED];
    for one in every {
        for other in every {
            if answers.has(conjunction(one, other)) {
                let (one, other) = (above(one, terms), below(other, terms));
                union = union.or(one.and(&other, terms));
            }
        }
    }
    union
}

/// What two answers make together.
fn conjunction(one: Answers, other: Answers) -> Answers {
    let either = one.or(other);
    let first = [Answers::FALSE, Answers::FAILED, Answers::NULL];
    first.into_iter().find(|answer| either.has(*answer)).unwrap_or(Answers::TRUE)
}

fn is_in<'c>(
    operand: &'c Typed,
    list: &'c [Typed],
    answers: Answers,
    terms: &mut Terms,
) -> Union<'c> {
    let values: Option<Vec<Value>> = list.iter().map(constant_of).collect();
    let (Some(mut values), Some(term)) = (values, ranged(operand, terms)) else {
        return Union::all();
    };
    let with_null = values.len();
    values.retain(|value| *value != Value::Null);
    let has_null = values.len() < with_null;
    let ty = terms.get(term).ty;
    if values.len() > LONGEST_LIST || !values.iter().all(|value| same_kind(ty, value)) {
        return Union::all();
    }
    let members = Ranges::points(values);
    let mut union = Union::none();
    for answer in answers.each() {
        let found = match answer {
            Answers::TRUE => members.and(&Ranges::all(ty)),
            Answers::FALSE if !has_null => members.complement().and(&Ranges::all(ty)),
            Answers::NULL if has_null => members.complement().and(&Ranges::all(ty)),
            _ => Ranges::none(),
        };
        union = union.or(within(term, found, answer, terms));
    }
    union
}

/// `IS [NOT] NULL|TRUE|FALSE|UNKNOWN`: never NULL; what is not computable stays so.
fn is<'c>(operand: &'c Typed, test: IsTest, answers: Answers, terms: &mut Terms) -> Union<'c> {
    let (yes, no) = match test {
        IsTest::True => (Answers::TRUE, Answers::FALSE.or(Answers::NULL)),
        IsTest::False => (Answers::FALSE, Answers::TRUE.or(Answers::NULL)),
        IsTest::Null | IsTest::Unknown => (Answers::NULL, Answers::TRUE.or(Answers::FALSE)),
    };
    if operand.ty != Type::Boolean {
        let Some(term) = ranged(operand, terms) else { return Union::all() };
        let values = match answers.has(Answers::FALSE) {
            true => Ranges::all(terms.get(term).ty),
            false => Ranges::none(),
        };
        let domain = Domain {
            values,
            null: answers.has(Answers::TRUE),
            failed: answers.has(Answers::FAILED) && terms.everything(term).failed,
        };
        let cube = Cube::of(term, domain);
        return Union(vec![cube].into_iter().filter(|cube| !cube.is_empty(terms)).collect());
    }
    let mut union = Union::none();
    for (answer, of_operand) in
        [(Answers::TRUE, yes), (Answers::FALSE, no), (Answers::FAILED, Answers::FAILED)]
    {
        if answers.has(answer) {
            union = union.or(may(operand, of_operand, terms));
        }
    }
    union
}

/// A pattern: of its operand only whether there is a value.
fn matches<'c>(operand: &Typed, answers: Answers, terms: &mut Terms) -> Union<'c> {
    let Some(term) = ranged(operand, terms) else { return Union::all() };
    let decided = answers.has(Answers::TRUE) || answers.has(Answers::FALSE);
    let values = if decided { Ranges::all(terms.get(term).ty) } else { Ranges::none() };
    within(term, values, answers, terms)
}

/// The one column that a condition reads, where its answer is settled by the column's value alone.
pub fn only_column(condition: &Typed) -> Option<usize> {
    let mut column = None;
    let mut rest = vec![condition];
    while let Some(typed) = rest.pop() {
        match &typed.node {
            Node::Column(at) => {
                let is_settled = matches!(typed.ty, Type::Text | Type::Boolean | Type::Integer);
                if !is_settled || column.is_some_and(|known| known != *at) {
                    return None;
                }
                column = Some(*at);
            }
            Node::Follow { .. }
            | Node::Slot(_)
            | Node::Agrees { .. }
            | Node::Ask { .. }
            | Node::Outer(_) => return None,
            // Some look at more than the value: at the day, or at the digits as written.
            Node::Call { function, .. } if BEYOND.contains(&function.name) => return None,
            Node::Cast { operand, .. } if operand.ty != Type::Text => return None,
            _ => {}
        }
        rest.extend(typed.children());
    }
    column
}
