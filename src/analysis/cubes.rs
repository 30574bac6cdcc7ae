//! What a row may be where conditions end as asked: a union of cubes, each a range of values for
//! some terms. Always too much rather than too little: what cannot be said is left out, so an empty
//! union is proof that there is no such row.

use super::ranges::{Ranges, has_order};
use crate::expressions::Typed;
use crate::expressions::typed::Node;
use crate::types::Type;
use std::collections::BTreeMap;

/// More cubes than this, and nothing is claimed.
const MOST: usize = 64;

/// How a condition ends: a set of the four answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answers(u8);

impl Answers {
    pub const TRUE: Answers = Answers(1);
    pub const FALSE: Answers = Answers(2);
    pub const NULL: Answers = Answers(4);
    pub const FAILED: Answers = Answers(8);

    pub const fn or(self, other: Answers) -> Answers {
        Answers(self.0 | other.0)
    }

    pub fn has(self, answer: Answers) -> bool {
        self.0 & answer.0 != 0
    }

    /// What the answers are behind a NOT.
    pub fn negated(self) -> Answers {
        Answers(self.0 & 12 | (self.0 & 1) << 1 | (self.0 & 2) >> 1)
    }

    /// Each answer of the set.
    pub fn each(self) -> impl Iterator<Item = Answers> {
        (0..4).map(|bit| Answers(1 << bit)).filter(move |answer| self.has(*answer))
    }

    fn and(self, other: Answers) -> Answers {
        Answers(self.0 & other.0)
    }
}

/// What a term may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Domain {
    pub values: Ranges,
    pub null: bool,
    /// Not computable.
    pub failed: bool,
}

impl Domain {
    fn and(&self, other: &Domain) -> Domain {
        Domain {
            values: self.values.and(&other.values),
            null: self.null && other.null,
            failed: self.failed && other.failed,
        }
    }

    fn is_empty(&self) -> bool {
        self.values.is_empty() && !self.null && !self.failed
    }

    pub fn null() -> Domain {
        Domain { values: Ranges::none(), null: true, failed: false }
    }

    pub fn failed() -> Domain {
        Domain { values: Ranges::none(), null: false, failed: true }
    }

    pub fn values(values: Ranges) -> Domain {
        Domain { values, null: false, failed: false }
    }
}

/// The expressions that cubes speak of, each once.
#[derive(Debug, Default)]
pub struct Terms {
    known: Vec<Typed>,
}

impl Terms {
    /// The number of an expression.
    pub fn of(&mut self, typed: &Typed) -> usize {
        let typed = plain(typed);
        let same = |known: &Typed| match (&known.node, &typed.node) {
            (Node::Column(one), Node::Column(other)) => one == other,
            _ => known.is_same(typed),
        };
        self.known.iter().position(same).unwrap_or_else(|| {
            self.known.push(typed.clone());
            self.known.len() - 1
        })
    }

    pub fn get(&self, term: usize) -> &Typed {
        &self.known[term]
    }

    /// The term of a column, where something speaks of it.
    pub fn column(&self, column: usize) -> Option<usize> {
        self.known.iter().position(|known| matches!(known.node, Node::Column(at) if at == column))
    }

    /// All that a term may be by its type.
    pub fn everything(&self, term: usize) -> Domain {
        let typed = self.get(term);
        let is_column = matches!(typed.node, Node::Column(_));
        Domain { values: Ranges::all(typed.ty), null: true, failed: !is_column }
    }
}

/// An expression without changes between whole and other exact numbers, which keep the value.
pub fn plain(typed: &Typed) -> &Typed {
    match &typed.node {
        Node::Convert(inner) if typed.ty.is_exact() && inner.ty.is_exact() => plain(inner),
        Node::Named { operand, .. } => plain(operand),
        _ => typed,
    }
}

/// Which of two terms is the greater: any of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order(pub u8);

impl Order {
    pub const LESS: u8 = 1;
    pub const EQUAL: u8 = 2;
    pub const GREATER: u8 = 4;

    /// The same, of the terms in the other order.
    pub fn swapped(self) -> Order {
        Order(self.0 & 2 | (self.0 & 1) << 2 | (self.0 & 4) >> 2)
    }
}

/// A condition on one column, to be asked of each value where there are few.
#[derive(Debug, Clone, Copy)]
pub struct Test<'c> {
    pub column: usize,
    pub condition: &'c Typed,
    pub answers: Answers,
}

/// Rows that meet all of this.
#[derive(Debug, Clone, Default)]
pub struct Cube<'c> {
    pub domains: BTreeMap<usize, Domain>,
    pub orders: BTreeMap<(usize, usize), Order>,
    pub tests: Vec<Test<'c>>,
}

impl<'c> Cube<'c> {
    /// One term in one domain.
    pub fn of(term: usize, domain: Domain) -> Cube<'c> {
        Cube { domains: BTreeMap::from([(term, domain)]), ..Cube::default() }
    }

    fn and(&self, other: &Cube<'c>) -> Cube<'c> {
        let mut both = self.clone();
        for (term, domain) in &other.domains {
            both.domains
                .entry(*term)
                .and_modify(|known| *known = known.and(domain))
                .or_insert_with(|| domain.clone());
        }
        for (pair, order) in &other.orders {
            let known = both.orders.entry(*pair).or_insert(Order(7));
            known.0 &= order.0;
        }
        for test in &other.tests {
            let same = |known: &&mut Test<'c>| std::ptr::eq(known.condition, test.condition);
            match both.tests.iter_mut().find(same) {
                Some(known) => known.answers = known.answers.and(test.answers),
                None => both.tests.push(*test),
            }
        }
        both
    }

    /// Whether no row can be in it, as far as its own bounds tell.
    pub fn is_empty(&self, terms: &Terms) -> bool {
        self.domains.iter().any(|(term, domain)| {
            let ty = terms.get(*term).ty;
            domain.is_empty()
                || !domain.null && !domain.failed && domain.values.clone().on_steps(ty).is_empty()
        }) || self.orders.iter().any(|(pair, order)| !self.may_be(*pair, *order, terms))
            || self.tests.iter().any(|test| test.answers == Answers(0))
    }

    fn may_be(&self, (one, other): (usize, usize), order: Order, terms: &Terms) -> bool {
        let values = |term: usize| match self.domains.get(&term) {
            Some(domain) => domain.values.clone().on_steps(terms.get(term).ty),
            None => terms.everything(term).values,
        };
        let (left, right) = (values(one), values(other));
        let may = |bit: u8| order.0 & bit != 0;
        may(Order::LESS) && left.may_precede(&right, false)
            || may(Order::EQUAL) && !left.and(&right).is_empty()
            || may(Order::GREATER) && right.may_precede(&left, false)
    }

    /// Whether nothing was left out in saying it: every bound is one of a column by itself.
    pub fn is_exact(&self, terms: &Terms) -> bool {
        self.orders.is_empty()
            && self.domains.keys().all(|term| {
                let typed = terms.get(*term);
                matches!(typed.node, Node::Column(_)) && has_order(typed.ty)
            })
    }
}

/// A union of cubes.
#[derive(Debug, Clone)]
pub struct Union<'c>(pub Vec<Cube<'c>>);

impl<'c> Union<'c> {
    /// Every row.
    pub fn all() -> Union<'c> {
        Union(vec![Cube::default()])
    }

    /// No row.
    pub fn none() -> Union<'c> {
        Union(Vec::new())
    }

    pub fn when(holds: bool) -> Union<'c> {
        if holds { Union::all() } else { Union::none() }
    }

    pub fn or(mut self, other: Union<'c>) -> Union<'c> {
        self.0.extend(other.0);
        if self.0.len() > MOST { Union::all() } else { self }
    }

    /// Rows in both. Past the limit one of the two stands for both, which is more.
    pub fn and(&self, other: &Union<'c>, terms: &Terms) -> Union<'c> {
        if self.0.len() * other.0.len() > MOST {
            return if self.0.len() <= other.0.len() { self.clone() } else { other.clone() };
        }
        let pairs = self.0.iter().flat_map(|one| other.0.iter().map(|two| one.and(two)));
        Union(pairs.filter(|cube| !cube.is_empty(terms)).collect())
    }
}

/// Whether an expression of this type can be a term with ranges.
pub fn can_be_ranged(ty: Type) -> bool {
    has_order(ty)
}
