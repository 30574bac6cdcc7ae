//! `IN` and `CASE`: several values that have to be of one type.

use super::compare::compared;
use super::convert::{convert, is_constant};
use super::defines::DefinedBody;
use super::operators::as_truth;
use super::words::{similar, written};
use super::{Binder, Operand};
use crate::diagnostics::{Diagnostic, Span, suggest};
use crate::expressions::ast::{BinaryOp, Expr, Ident, Literal, Node as Ast};
use crate::expressions::eval::Members;
use crate::expressions::typed::{Node, Typed};
use crate::types::{Type, Value};

impl Binder<'_, '_> {
    pub(super) fn in_list(
        &mut self,
        expr: &Expr,
        at: Span,
        (operand, list): (&Expr, &[Expr]),
        negated: bool,
    ) -> Option<Typed> {
        if let [Expr { node: Ast::Name(parts), .. }] = list
            && let [name] = parts.as_slice()
            && let Some(define) = self.define_index(name)
            && matches!(self.scope.defines.entries[define].body, DefinedBody::List { .. })
        {
            return self.in_name(expr, operand, name, negated);
        }
        let (operand, list) = (self.operand(operand), self.arguments(list));
        let mut operands = vec![operand?];
        operands.extend(list?);
        let op = if negated { "NOT IN" } else { "IN" };
        let ty = self.unify(&mut operands, (op, at))?;
        self.warn_of_intervals((op, at), ty, &operands);
        let mut parts = operands.into_iter().map(|part| compared(part.typed, ty));
        let operand = Box::new(parts.next()?);
        Some(self.member(expr, operand, parts.collect(), negated))
    }

    fn member(&self, expr: &Expr, operand: Box<Typed>, list: Vec<Typed>, negated: bool) -> Typed {
        self.typed(
            expr,
            Node::In { operand, list, negated, members: Members::default() },
            Type::Boolean,
        )
    }

    /// `x IN name`: the values of a defined list.
    pub(super) fn in_name(
        &mut self,
        expr: &Expr,
        operand: &Expr,
        name: &Ident,
        negated: bool,
    ) -> Option<Typed> {
        let operand = self.operand(operand);
        let Some(define) = self.define_index(name) else {
            let mistake = self.no_list(name);
            return self.fail(mistake);
        };
        let defines = self.scope.defines;
        let DefinedBody::List { ty, elements } = &defines.entries[define].body else {
            if matches!(defines.entries[define].body, DefinedBody::Broken) {
                return None;
            }
            let message = format!("`{}` is a value, not a list", name.text);
            let label = "a list stands after `IN`".to_owned();
            let mistake = self.mistake("type-mismatch", name.span, (message, label));
            return self.fail(mistake.help(format!("write `= {}`", written(&name.text))));
        };
        let operand = operand?;
        let spelled = Expr { node: Ast::Literal(Literal::Null), span: name.span };
        let mut members = vec![operand];
        for element in elements {
            let node = Node::Defined { define, value: element.value.clone() };
            members.push(Operand { expr: &spelled, typed: self.typed(&spelled, node, *ty) });
        }
        let op = if negated { "NOT IN" } else { "IN" };
        let ty = match self.unlike(&members, define) {
            Some(mistake) => return self.fail(mistake),
            None => self.unify(&mut members, (op, name.span))?,
        };
        self.warn_of_intervals((op, name.span), ty, &members[..members.len().min(2)]);
        let mut parts = members.into_iter().map(|part| compared(part.typed, ty));
        let operand = Box::new(parts.next()?);
        Some(self.member(expr, operand, parts.collect(), negated))
    }

    /// The element of a list that does not read as the operand's type, at its place in the list.
    fn unlike(&self, members: &[Operand], define: usize) -> Option<Diagnostic> {
        let (operand, list) = members.split_first()?;
        let wanted = operand.typed.ty;
        let DefinedBody::List { elements, .. } = &self.scope.defines.entries[define].body else {
            return None;
        };
        if is_constant(&operand.typed) || matches!(wanted, Type::Text | Type::Null) {
            return None;
        }
        let unread = |member: &&Operand| match &member.typed.node {
            Node::Defined { value: Value::Text(text), .. } => {
                crate::types::read::literal(text, wanted).is_none()
            }
            _ => false,
        };
        let at = list.iter().position(|member| unread(&member))?;
        let element = &elements[at];
        let Value::Text(text) = &element.value else { return None };
        let noun = super::words::noun(wanted);
        let name = self.text(operand.expr.span);
        let (source, span) = element.place;
        let mistake = Diagnostic::new(
            "unreadable-literal",
            format!("`{text}` does not read as {noun}, which `{name}` is"),
        )
        .at(source, span, format!("does not read as {noun}"))
        .at(
            self.scope.phrase.source,
            self.scope.phrase.locate(self.place(list[at].expr.span)),
            "used here",
        );
        Some(self.with_origin(mistake, operand))
    }

    #[cold]
    fn no_list(&self, name: &Ident) -> Diagnostic {
        let message = format!("no list is defined as `{}`", name.text);
        let mistake = self.mistake("unknown-name", name.span, (message, "not defined".to_owned()));
        let lists = self.scope.defines.entries.iter();
        let lists = lists.filter(|defined| matches!(defined.body, DefinedBody::List { .. }));
        let names = lists.map(|defined| &*defined.name);
        match similar("list", &suggest::nearest(&name.text, names)) {
            Some(help) => mistake.help(help),
            None => mistake.help(format!(
                "define it: `{} = {{ values = [\"…\"] }}` under `[define]`, or write `IN (…)`",
                written(&name.text)
            )),
        }
    }

    /// `CASE`, with an operand as `CASE WHEN operand = value`.
    pub(super) fn case(
        &mut self,
        expr: &Expr,
        operand: Option<&Expr>,
        branches: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
    ) -> Option<Typed> {
        let conditions = match operand {
            Some(operand) => self.cases_of(operand, branches),
            None => self.conditions(branches),
        };
        let results = branches.iter().map(|(_, result)| result).chain(otherwise);
        let mut results = self.operands(results)?;
        let ty = self.unify(&mut results, ("CASE", expr.span))?;
        let mut results: Vec<Typed> =
            results.into_iter().map(|result| convert(result.typed, ty)).collect();
        let otherwise = match otherwise {
            Some(_) => results.pop()?,
            None => convert(self.typed(expr, Node::Literal(Value::Null), Type::Null), ty),
        };
        let branches = conditions?.into_iter().zip(results).collect();
        let node = Node::Case { branches, otherwise: Box::new(otherwise) };
        Some(self.typed(expr, node, ty))
    }

    fn conditions(&mut self, branches: &[(Expr, Expr)]) -> Option<Vec<Typed>> {
        let bound: Vec<Option<Typed>> = branches
            .iter()
            .map(|(condition, _)| {
                let operand = self.operand(condition)?;
                match as_truth(&operand) {
                    Some(typed) => Some(typed),
                    None => {
                        let mistake = self.no_truth(&operand, "WHEN");
                        self.fail(mistake)
                    }
                }
            })
            .collect();
        bound.into_iter().collect()
    }

    fn cases_of(&mut self, operand: &Expr, branches: &[(Expr, Expr)]) -> Option<Vec<Typed>> {
        let whens = branches.iter().map(|(when, _)| when);
        let mut operands = self.operands([operand].into_iter().chain(whens))?;
        let ty = self.unify(&mut operands, ("CASE", operand.span))?;
        let mut sides = operands.into_iter().map(|side| (side.expr, compared(side.typed, ty)));
        let (_, operand) = sides.next()?;
        sides
            .map(|(when, right)| {
                let left = Box::new(self.copy(&operand)?);
                let right = Box::new(right);
                let node = Node::Compare { op: BinaryOp::Equal, left, right };
                Some(self.typed(when, node, Type::Boolean))
            })
            .collect()
    }
}
