//! LIKE, regular expressions and `||` over columns of text.

use super::gaps::{Gaps, fill};
use super::like::Pattern;
use super::list;
use super::logic::negated_if;
use super::operand::{Operand, constant};
use super::rows;
use crate::expressions::pattern::Pattern as CompiledPattern;
use crate::expressions::typed::{Frame, Node, Typed};
use crate::tables::{Bitmap, Data, Vector};
use crate::types::{NotComputable, Value};
use bumpalo::collections::String as ArenaString;

/// `[NOT] LIKE` and `ILIKE`, given the whole node.
pub(super) fn like<'a>(expr: &Typed, frame: &dyn Frame<'a>) -> Vector<'a> {
    let Node::Like { operand, pattern, escape, fold, negated } = &expr.node else {
        return Vector::null(frame.n_rows());
    };
    let texts = rows(operand, frame);
    let vector = match constant(pattern).as_deref() {
        Some(Value::Text(pattern)) => {
            with_pattern(&texts, Pattern::new(pattern, *escape, *fold).as_ref())
        }
        _ => {
            let patterns = rows(pattern, frame);
            with_patterns(&texts, &patterns, |text| Pattern::new(text, *escape, *fold))
        }
    };
    negated_if(vector, *negated)
}

fn with_pattern<'a>(texts: &Vector<'a>, pattern: Option<&Pattern>) -> Vector<'a> {
    let gaps = Gaps::of(texts);
    let bits = match (&texts.data, pattern) {
        (Data::Text(texts), Some(pattern)) => Bitmap::of(texts, |text| pattern.matches(text)),
        (Data::Text(_), None) => {
            let (_, gaps) = fill(texts.len, gaps, (), |_| Err(NotComputable::OutsideDomain));
            return gaps.around(texts.len, Data::Boolean(Bitmap::zeros(texts.len)));
        }
        _ => Bitmap::zeros(texts.len),
    };
    gaps.around(texts.len, Data::Boolean(bits))
}

fn with_patterns<'a>(
    texts: &Vector<'a>,
    patterns: &Vector<'a>,
    compile: impl Fn(&str) -> Option<Pattern>,
) -> Vector<'a> {
    let (len, gaps) = (texts.len, Gaps::of(texts).and(&Gaps::of(patterns)));
    let (Data::Text(texts), Data::Text(patterns)) = (&texts.data, &patterns.data) else {
        return gaps.around(len, Data::Null);
    };
    let mut last: Option<(&str, Option<Pattern>)> = None;
    let (bits, gaps) = fill(len, gaps, false, |row| {
        let text = patterns[row];
        if last.as_ref().is_none_or(|(known, _)| *known != text) {
            last = Some((text, compile(text)));
        }
        let pattern = last.as_ref().and_then(|(_, pattern)| pattern.as_ref());
        pattern.map(|pattern| Some(pattern.matches(texts[row]))).ok_or(NotComputable::OutsideDomain)
    });
    gaps.around(len, Data::Boolean(Bitmap::of(&bits, |bit| bit)))
}

/// A regular expression, found anywhere.
pub(super) fn matches<'a>(
    operand: &Typed,
    regex: &CompiledPattern,
    frame: &dyn Frame<'a>,
) -> Vector<'a> {
    let texts = rows(operand, frame);
    let bits = match &texts.data {
        Data::Text(texts) => Bitmap::of(texts, |text| regex.is_match(text)),
        _ => Bitmap::zeros(texts.len),
    };
    Gaps::of(&texts).around(texts.len, Data::Boolean(bits))
}

/// Both texts or lists, one after the other.
pub(super) fn concat<'a>(left: &Typed, right: &Typed, frame: &dyn Frame<'a>) -> Vector<'a> {
    let left = Operand::of(left, frame).into_rows(frame);
    let right = Operand::of(right, frame).into_rows(frame);
    let (len, gaps) = (left.len, Gaps::of(&left).and(&Gaps::of(&right)));
    let (left, right) = match (&left.data, &right.data) {
        (Data::Text(left), Data::Text(right)) => (left, right),
        (Data::List(left), Data::List(right)) => return list::joined(gaps, [left, right], len),
        _ => return gaps.around(len, Data::Null),
    };
    let (texts, gaps) = fill(len, gaps, "", |row| {
        let size = left[row].len() + right[row].len();
        let mut text = ArenaString::with_capacity_in(size, frame.arena());
        text.push_str(left[row]);
        text.push_str(right[row]);
        Ok(Some(text.into_bump_str()))
    });
    gaps.around(len, Data::Text(texts))
}
