//! Lists and what is made of them: literals, comprehensions, the arguments of their functions.

use super::convert::{common, convert};
use super::words::noun;
use super::{Binder, Operand};
use crate::diagnostics::{Diagnostic, Span};
use crate::expressions::ast::{Comprehension as Made, Expr};
use crate::expressions::functions::{Arg, Function};
use crate::expressions::typed::{Comprehension, Node, Typed};
use crate::types::Type;

impl Binder<'_, '_> {
    /// `[a, b]`: all of one type.
    pub(super) fn list(&mut self, expr: &Expr, items: &[Expr]) -> Option<Typed> {
        let mut operands = self.arguments(items)?;
        let element = self.unify(&mut operands, ("[…]", expr.span))?;
        let ty = self.list_of(element, expr.span)?;
        let items = operands.into_iter().map(|item| convert(item.typed, element)).collect();
        Some(self.typed(expr, Node::List(items), ty))
    }

    pub(super) fn list_of(&mut self, element: Type, span: Span) -> Option<Type> {
        if let Some(ty) = element.list_of() {
            return Some(ty);
        }
        let message = "lists nest twice at most".to_owned();
        let label = "a list of lists of lists".to_owned();
        let mistake = self.mistake("type-mismatch", span, (message, label));
        self.fail(mistake)
    }

    /// `[result FOR element IN list IF filter]`.
    pub(super) fn comprehension(&mut self, expr: &Expr, made: &Made) -> Option<Typed> {
        let list = self.operand(&made.list)?;
        let list = match list.typed.ty {
            Type::List(_) => list.typed,
            Type::Null => convert(list.typed, Type::List(&Type::Null)),
            _ => {
                let mistake = self.no_list_here(&list);
                return self.fail(mistake);
            }
        };
        let level = self.level;
        let known = self.variables.len();
        let element = list.ty.element().unwrap_or(Type::Null);
        let span = self.place(made.element.span);
        let variable = |position, ty| Typed { node: Node::Element { level, position }, ty, span };
        self.variables.push((made.element.text.clone(), variable(false, element)));
        if let Some(position) = &made.position {
            self.variables.push((position.text.clone(), variable(true, Type::Integer)));
        }
        self.level += 1;
        let result = self.expr(&made.result);
        let filter = made.filter.as_ref().map(|filter| self.only(filter));
        self.level -= 1;
        self.variables.truncate(known);
        let result = result?;
        let filter = match filter {
            Some(filter) => Some(filter?),
            None => None,
        };
        let ty = self.list_of(result.ty, expr.span)?;
        let made = Comprehension { list, result, filter, level };
        Some(self.typed(expr, Node::Comprehension(Box::new(made)), ty))
    }

    /// What chooses: a condition.
    fn only(&mut self, filter: &Expr) -> Option<Typed> {
        let operand = self.operand(filter)?;
        match super::operators::as_truth(&operand) {
            Some(typed) => Some(typed),
            None => {
                let mistake = self.no_truth(&operand, "IF");
                self.fail(mistake)
            }
        }
    }

    /// The arguments of a function of lists that have to go with the values of its first.
    pub(super) fn with_elements(
        &mut self,
        (function, expr): (&Function, &Expr),
        operands: &mut [Operand],
        kinds: &[Arg],
    ) -> Option<()> {
        if !kinds.iter().any(|kind| matches!(kind, Arg::Element | Arg::SameList)) {
            return Some(());
        }
        let mut element = Type::Null;
        let mut of_lists = Vec::new();
        for (at, kind) in kinds.iter().enumerate() {
            let inner = operands[at].typed.ty.element();
            let Some(inner) = inner.filter(|_| matches!(kind, Arg::List | Arg::SameList)) else {
                continue;
            };
            let Some(both) = common(element, inner) else {
                let sides = [&operands[0], &operands[at]];
                let mistake = self.nothing_shared((function, expr), sides);
                return self.fail(mistake);
            };
            of_lists.push(at);
            element = both;
        }
        for (at, _) in kinds.iter().enumerate().filter(|(_, kind)| **kind == Arg::Element) {
            let operand = &mut operands[at];
            let literal = super::convert::literal_text(&operand.typed).is_some();
            if literal && element != Type::Null {
                self.beside(operand, element)?;
            }
            match common(element, operands[at].typed.ty) {
                Some(both) => element = both,
                None => {
                    let sides = [&operands[0], &operands[at]];
                    let mistake = self.nothing_shared((function, expr), sides);
                    return self.fail(mistake);
                }
            }
        }
        for (at, kind) in kinds.iter().enumerate() {
            let typed = operands[at].typed.clone();
            if *kind == Arg::Element {
                operands[at].typed = convert(typed, element);
            } else if of_lists.contains(&at) {
                let ty = self.list_of(element, operands[at].expr.span)?;
                operands[at].typed = convert(typed, ty);
            }
        }
        Some(())
    }

    #[cold]
    fn nothing_shared(
        &self,
        (function, expr): (&Function, &Expr),
        sides: [&Operand; 2],
    ) -> Diagnostic {
        let [one, other] = sides.map(|side| self.text(side.expr.span));
        let [one_noun, other_noun] = sides.map(|side| noun(side.typed.ty));
        let message = format!(
            "`{one}` is {one_noun} and `{other}` is {other_noun}: `{}` takes values of one type",
            function.name
        );
        let label = format!("{one_noun}, {other_noun}");
        let mistake = self.mistake("type-mismatch", expr.span, (message, label));
        let mistake = self.with_origin(mistake, sides[0]);
        self.with_origin(mistake, sides[1])
    }

    #[cold]
    fn no_list_here(&self, operand: &Operand) -> Diagnostic {
        let text = self.text(operand.expr.span);
        let found = noun(operand.typed.ty);
        let message = format!("a list stands after `IN`, and `{text}` is {found}");
        let mistake = self.mistake("type-mismatch", operand.expr.span, (message, found.to_owned()));
        let mistake = self.with_origin(mistake, operand);
        match operand.typed.ty {
            Type::Text => mistake.help(format!("split the text: `string_split({text}, ';')`")),
            _ => mistake,
        }
    }
}
