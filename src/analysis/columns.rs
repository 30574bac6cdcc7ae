//! Claims about one column and all that is said of it: values of an `enum` that something else
//! excludes, a column that is left one value, checks that follow from its constraints together.

use super::claims::{Claims, Told};
use super::cubes::{Answers, Union};
use super::may::only_column;
use super::{Statement, values};
use crate::diagnostics::{Diagnostic, Severity};
use crate::types::{Value, format};

/// Says what holds of each column.
pub fn tell(claims: &Claims<'_, '_>, told: &Told, found: &mut Vec<Diagnostic>) {
    let n_columns = claims.plan.catalog.table(claims.table).own().len();
    for column in 0..n_columns {
        let speakers: Vec<usize> = (0..claims.statements.len())
            .filter(|at| !told.alone.contains(at) && speaks_of(&claims.statements[*at], column))
            .collect();
        let work = Column { claims, told, column, speakers };
        let left = work.left();
        match left {
            Left::None(core) => found.push(claims.contradiction(&core)),
            Left::One(..) | Left::More => {
                let before = found.len();
                work.excluded(found);
                if let (Left::One(value, core), true) = (&left, found.len() == before) {
                    found.push(work.constant(value, core));
                }
                work.implied(found);
            }
        }
    }
}

/// Whether a statement is about the values of this column alone, in every row.
fn speaks_of(statement: &Statement<'_>, column: usize) -> bool {
    statement.of_rows()
        && statement.filter.is_none()
        && statement.check.reads.columns == [column]
        && statement.check.reads.follows.is_empty()
}

/// How many values are left of a column, and by which statements.
enum Left {
    None(Vec<usize>),
    One(Value, Vec<usize>),
    More,
}

struct Column<'w, 'c, 'p> {
    claims: &'w Claims<'c, 'p>,
    told: &'w Told,
    column: usize,
    speakers: Vec<usize>,
}

impl Column<'_, '_, '_> {
    /// The values that a statement allows, where they are few.
    fn allowed(&self, at: usize) -> Option<Vec<Value>> {
        let [cube] = &self.claims.sets[at].holds.0[..] else { return None };
        values::left(cube, self.column, self.claims.terms)
    }

    /// Values of an enum that another statement lets through never.
    fn excluded(&self, found: &mut Vec<Diagnostic>) {
        let schema = &self.claims.plan.catalog.table(self.claims.table).columns[self.column];
        for one in &self.speakers {
            let Some(allowed) = self.allowed(*one) else { continue };
            for other in self.speakers.iter().filter(|other| *other != one) {
                let condition = &self.claims.statements[*other].condition;
                if only_column(condition) != Some(self.column)
                    || self.told.is_contradicted(*one, *other)
                    || self.allowed(*other).is_some_and(|others| others.len() < allowed.len())
                {
                    continue;
                }
                let answers = values::answers(condition, schema.value_type(), &allowed);
                let fails = Answers::FALSE.or(Answers::FAILED);
                let out: Vec<&Value> = allowed
                    .iter()
                    .zip(answers)
                    .filter(|(_, answer)| fails.has(*answer))
                    .map(|(value, _)| value)
                    .collect();
                if !out.is_empty() && out.len() < allowed.len() {
                    found.push(self.exclusion((*one, *other), &out, allowed.len()));
                }
            }
        }
    }

    fn exclusion(&self, (one, other): (usize, usize), out: &[&Value], of: usize) -> Diagnostic {
        const SHOWN: usize = 4;
        let shown: Vec<String> =
            out.iter().take(SHOWN).map(|value| format!("`{}`", format::show(value))).collect();
        let more = if out.len() > SHOWN { " …" } else { "" };
        let message = format!(
            "`{}` excludes {}{more}: {} of the {} values that `{}` allows",
            self.claims.id(other),
            crate::checks::joined(&shown),
            format::count(out.len() as u64),
            format::count(of as u64),
            self.claims.id(one),
        );
        let diagnostic = Diagnostic::new("excluded-value", message);
        let diagnostic = self.claims.point(diagnostic, other, "excludes them");
        let diagnostic = self.claims.point(diagnostic, one, "allows them");
        diagnostic.help("leave the values out, or loosen what excludes them")
    }

    /// The values that some statements leave together; `None` where they are not few.
    fn values_of(&self, some: &[usize]) -> Option<Vec<Value>> {
        let mut all = Union::all();
        for at in some {
            all = all.and(&self.claims.sets[*at].holds, self.claims.terms);
        }
        let mut values: Vec<Value> = Vec::new();
        for cube in &all.0 {
            for value in values::left(cube, self.column, self.claims.terms)? {
                if value != Value::Null && !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        Some(values)
    }

    /// What all statements leave together. Where two leave nothing, that has been said.
    fn left(&self) -> Left {
        let values = self.values_of(&self.speakers);
        match values.as_deref() {
            Some([]) => match self.core(0) {
                core if core.len() > 2 => Left::None(core),
                _ => Left::More,
            },
            Some([one]) => Left::One(one.clone(), self.core(1)),
            _ => Left::More,
        }
    }

    /// Statements that follow from several others together, and from none alone.
    fn implied(&self, found: &mut Vec<Diagnostic>) {
        for then in &self.speakers {
            let mut from: Vec<usize> = self.speakers.clone();
            from.retain(|at| at != then && self.claims.weighs(*at, *then));
            let alone = |at: &usize| {
                self.claims.follows(*at, *then) || self.told.is_contradicted(*at, *then)
            };
            let clash = |one: &usize| from.iter().any(|two| self.told.is_contradicted(*one, *two));
            if from.iter().any(alone) || from.iter().any(clash) || !self.claims.follow(&from, *then)
            {
                continue;
            }
            for at in from.clone() {
                let without: Vec<usize> = from.iter().copied().filter(|one| *one != at).collect();
                if self.claims.follow(&without, *then) {
                    from = without;
                }
            }
            found.push(self.claims.implication(&from, *then));
        }
    }

    /// The fewest statements that leave as few values: each is needed.
    fn core(&self, n_values: usize) -> Vec<usize> {
        let mut core = self.speakers.clone();
        for at in &self.speakers {
            let without: Vec<usize> = core.iter().copied().filter(|one| one != at).collect();
            if self.values_of(&without).is_some_and(|values| values.len() <= n_values) {
                core = without;
            }
        }
        core
    }

    fn constant(&self, value: &Value, core: &[usize]) -> Diagnostic {
        let schema = self.claims.plan.catalog.table(self.claims.table);
        let names: Vec<String> =
            core.iter().map(|at| format!("`{}`", self.claims.id(*at))).collect();
        let verb = if core.len() == 1 { "leaves" } else { "leave" };
        let message = format!(
            "{} {verb} `{}.{}` one value: `{}`",
            crate::checks::joined(&names),
            schema.name,
            schema.columns[self.column].name,
            format::show(value),
        );
        let mut diagnostic = Diagnostic::new("constant-column", message);
        if core.len() > 1 {
            diagnostic.severity = Severity::Warning;
        }
        for at in core {
            diagnostic = self.claims.point(diagnostic, *at, "here");
        }
        diagnostic
    }
}
