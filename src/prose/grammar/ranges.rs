//! Two ends: between 30 and 40, 60-70 percent, from 40 to 50 million dollars, two or three. The
//! scale and the unit reach back. And scores, which look alike.

use super::amounts::{Amount, amount};
use super::change::is_change;
use super::nouns;
use super::numbers::Number;
use super::ordinals;
use super::phrases;
use super::reader::{Draft, Reader};
use crate::prose::commit::{self, Written};
use crate::prose::figures::{Kind, Meaning, RangeEnds};
use crate::prose::lexicon::{Class, Hedge};
use crate::types::Decimal;

/// The two ends, with what they share.
#[derive(Debug, Clone)]
pub(super) struct Ends {
    pub first: Amount,
    pub last: Amount,
    /// The place of the second.
    pub next: usize,
}

/// Between 20 and 30; from 40 to 50 million dollars: one range, or the two ends of a change.
pub(super) fn opened(reader: &Reader<'_>, at: usize) -> Option<Vec<Draft>> {
    let is_between = reader.is(at, "between");
    if !is_between && !reader.is(at, "from") {
        return None;
    }
    if let Some(draft) = of_ranks(reader, at, is_between) {
        return Some(vec![draft]);
    }
    let first = amount(reader, at + 1)?;
    let first_end = first.end + phrases::noun_between(reader, &first, is_between);
    let joints: &[&str] = if is_between { &["and", "to"] } else { &["to", "through", "up"] };
    if !reader.is_any(first_end, joints) {
        return None;
    }
    let next = first_end + 1 + usize::from(reader.are(first_end, &["up", "to"]));
    let last = amount(reader, next)?;
    let ends = shared(Ends { first, last, next })?;
    let rises = ends.first.number.value < ends.last.number.value;
    if is_between || (rises && !is_change(reader, at, ends.last.end)) {
        return Some(vec![draft(reader, &ends, at)]);
    }
    let first = phrases::of_amount(reader, &ends.first, (at + 1, Hedge::Exact));
    let last = phrases::of_amount(reader, &ends.last, (next, Hedge::Exact));
    Some(vec![first, last])
}

/// Between the tenth and the fifteenth.
fn of_ranks(reader: &Reader<'_>, at: usize, is_between: bool) -> Option<Draft> {
    let the = |at: usize| at + usize::from(reader.is(at, "the"));
    let (low, end) = ordinals::rank(reader, the(at + 1))?;
    if !reader.is(end, if is_between { "and" } else { "to" }) {
        return None;
    }
    let (high, end) = ordinals::rank(reader, the(end + 1))?;
    let exact = |rank: u64| Written {
        value: Decimal::new(rank.into(), 0),
        step: Decimal::ONE,
        rounded: false,
    };
    let meaning = commit::between(exact(low.min(high)), exact(low.max(high)));
    let draft = Draft::new((at, end), Kind::Ordinal, Hedge::Between, meaning);
    Some(Draft { reversed: low > high, ..draft })
}

/// What follows an amount and makes it the first end of a range: 60-70 percent, 20~100, 3 to 5 km,
/// two or three.
pub(super) fn closed(reader: &Reader<'_>, first: &Amount) -> Option<Ends> {
    // 16- to 24-year-olds.
    let hangs = reader.is_hyphen(first.end)
        && reader.joined(first.end)
        && !reader.joined(first.end + 1)
        && reader.is_any(first.end + 1, &["to", "or"]);
    let at = first.end + usize::from(hangs);
    let dash = matches!(reader.word(at), "-" | "–" | "‑" | "~" | "−")
        && (reader.joined(at) == reader.joined(at + 1) || !reader.is_hyphen(at))
        && !reader.is(at, "—");
    let is_or = reader.is(at, "or");
    if !dash && !reader.is_any(at, &["to", "through"]) && !is_or {
        return None;
    }
    let last = amount(reader, at + 1)?;
    // "-5" after a blank is negative only where nothing joins it.
    if last.number.value.is_negative() && !first.number.value.is_negative() {
        return None;
    }
    // "The three months to 31 March": so long, until then.
    let is_until = first.kind == Kind::Duration && last.is_bare();
    if is_until && reader.sense(last.end, |senses| senses.month).is_some() {
        return None;
    }
    // "Rose 54 cents to $64.90", "gained 0.3% to 104.88": by so much, to so much.
    let start = first_token(reader, first);
    let is_told = |amount: &Amount| !amount.is_bare();
    let is_move =
        reader.is(at, "to") && is_told(first) && (is_told(&last) || first.kind == Kind::Percent);
    if is_move && reader.back(start, 2).any(|before| reader.class(before, Class::Change)) {
        return None;
    }
    let ends = shared(Ends { first: *first, last, next: at + 1 })?;
    if reader.is(at, "to") && is_change_by(reader, start, &ends) {
        return None;
    }
    if is_or {
        return is_choice(&ends).then_some(ends);
    }
    Some(ends)
}

/// "Revised down by 21,000 to 198,000": so many fewer, so many left. What changes by a range changes
/// by less than four times its lower end. Points are told of both ends only where they are two things.
fn is_change_by(reader: &Reader<'_>, start: usize, ends: &Ends) -> bool {
    let is_by = reader.after_any(start, &["by"])
        && reader.back(start, 8).any(|before| reader.class(before, Class::Change));
    let (first, last) = (ends.first.number, ends.last.number);
    let are_points = ends.first.unit == Some("points")
        && reader.is_any(ends.next.saturating_sub(2), &["point", "points"]);
    if is_by && are_points {
        return true;
    }
    let far = first.value.mul(Decimal::new(4, 0)).is_ok_and(|far| last.value.abs() >= far.abs());
    is_by && first.digits && last.digits && first.scale == last.scale && far
}

/// Where an amount began, as far as its number and unit tell.
fn first_token(reader: &Reader<'_>, amount: &Amount) -> usize {
    let is_part = |at: usize| {
        reader.is_number(at)
            || reader.senses(at).is_some_and(|senses| {
                senses.number.is_some()
                    || senses.unit.is_some()
                    || senses.currency.is_some()
                    || senses.period.is_some()
            })
            || !reader.is_word(at)
            || reader.joined(at)
            || reader.is_any(at, &["percentage", "percent", "per", "cent", "point", "points"])
    };
    let mut at = amount.end;
    while at > 0 && is_part(at - 1) && at + 12 > amount.end {
        at -= 1;
    }
    at
}

/// Two or three, five or six: neighbours.
fn is_choice(ends: &Ends) -> bool {
    let (Some(low), Some(high)) = (ends.first.number.whole(), ends.last.number.whole()) else {
        return false;
    };
    let step = if low >= 20 && low % 10 == 0 { 10 } else { 1 };
    high - low == step && low <= 90 && !ends.first.number.broken
}

/// Gives each end what it lacks of the other; none where they are of different kinds.
fn shared(ends: Ends) -> Option<Ends> {
    let Ends { mut first, mut last, next } = ends;
    match (first.unit, last.unit) {
        (None, Some(unit)) => {
            first = Amount { unit: Some(unit), kind: last.kind, ..first };
            first = in_parts(first, &last);
        }
        (Some(unit), None) => last = Amount { unit: Some(unit), kind: first.kind, ..last },
        (Some(one), Some(other)) if one != other => {
            let unit = super::money::common(one, other)?;
            (first.unit, last.unit) = (Some(unit), Some(unit));
        }
        _ => {}
    }
    if last.number.is_scaled() && !first.number.is_scaled() && first.number.digits_like() {
        let unscaled = last.number.value.div(last.number.scale).ok()?;
        if first.number.value < unscaled || first.number.value < Decimal::new(1000, 0) {
            first.number = first.number.times(last.number.scale)?;
        }
    }
    Some(Ends { first, last, next })
}

/// 30 to 40 cents: the first end is in cents as well.
fn in_parts(first: Amount, last: &Amount) -> Amount {
    let is_cents = last.kind == Kind::Money
        && last.number.step == Decimal::new(1, 2)
        && !last.prefixed
        && last.number.value < Decimal::ONE
        && first.number.value >= Decimal::ONE;
    if !is_cents {
        return first;
    }
    let value = first.number.value.mul(Decimal::new(1, 2));
    value.map_or(first, |value| Amount {
        number: Number { value, step: Decimal::new(1, 2), ..first.number },
        ..first
    })
}

impl Number {
    /// Whether a scale may reach back to it: 40 to 50 million, eight to 10 million.
    fn digits_like(&self) -> bool {
        self.value.abs() < Decimal::new(10_000, 0)
    }
}

/// The range as a figure.
pub(super) fn draft(reader: &Reader<'_>, ends: &Ends, from: usize) -> Draft {
    let (low, high) = (ends.first.written(), ends.last.written());
    let reversed = low.value > high.value;
    let meaning = if reversed { commit::between(high, low) } else { commit::between(low, high) };
    let kind = match ends.last.kind {
        Kind::Quantity => Kind::Range,
        kind => kind,
    };
    let draft = Draft::new((from, ends.last.end), kind, Hedge::Between, meaning);
    let (first, last) = (ends.first.written(), ends.last.written());
    // Between three and four million: the ends are as told, and the first is below the last.
    let is_between = reader.is(from, "between");
    let end = |end: Written| Written { rounded: end.rounded && !is_between, ..end };
    let ends_of = RangeEnds {
        first: commit::commit(end(first), Hedge::Exact),
        last: commit::commit(end(last), Hedge::Exact),
        joint: ends.next,
    };
    let draft = Draft { reversed, ends: Some(Box::new(ends_of)), ..draft };
    phrases::with_noun(reader, draft, &ends.last)
}

const OF_A_GAME: &[&str] = &[
    "won",
    "win",
    "wins",
    "winning",
    "lost",
    "lose",
    "loses",
    "losing",
    "beat",
    "beats",
    "beaten",
    "beating",
    "drew",
    "draw",
    "draws",
    "drawn",
    "defeated",
    "defeat",
    "defeats",
    "victory",
    "victories",
    "lead",
    "leads",
    "led",
    "leading",
    "trail",
    "trails",
    "trailed",
    "trailing",
    "score",
    "scored",
    "scoreline",
    "tie",
    "tied",
    "ahead",
    "finished",
    "ended",
    "set",
    "sets",
    "vote",
    "voted",
    "ruled",
    "ruling",
    "thrashed",
    "edged",
    "downed",
    "triumph",
    "loss",
    "losses",
    "record",
    "game",
    "match",
    "final",
    "hit",
    "down",
    "up",
    "shutout",
    "upset",
    "swept",
];

/// 3-1: two numbers of a game or a vote against each other.
pub(super) fn score(reader: &Reader<'_>, ends: &Ends) -> Option<Meaning> {
    let (first, last) = (&ends.first, &ends.last);
    let at = first.end;
    let is_joined =
        matches!(reader.word(at), "-" | "–") && reader.joined(at) && reader.joined(ends.next);
    let bare = first.is_bare() && last.is_bare() && first.number.plain && last.number.plain;
    // At cricket an innings goes to several hundred, and ten wickets.
    let is_innings = first.number.is_small(999) && last.number.is_small(10);
    let is_small = last.number.is_small(250) && first.number.is_small(250);
    if !is_joined || !bare || !(is_small || is_innings) {
        return None;
    }
    let falls = first.number.value >= last.number.value;
    let start = at.saturating_sub(1);
    let told = || {
        reader.clause(start, 8).any(|before| reader.is_any(before, OF_A_GAME))
            || reader.is_any(
                last.end,
                &["win", "victory", "defeat", "loss", "draw", "lead", "vote", "record", "score"],
            )
    };
    let counted = nouns::noun(reader, last.end, nouns::Count::Several)
        .is_some_and(|noun| nouns::is_plural(reader, noun.head));
    // 3-61 from 22 overs: wickets and runs.
    let is_bowling = || {
        reader.is_any(last.end, &["from", "off", "in"])
            && (last.end + 1..last.end + 4).any(|at| reader.is_any(at, &["overs", "balls"]))
    };
    let is_score = if falls { !counted || told() } else { (told() && !counted) || is_bowling() };
    is_score.then_some(Meaning::Score(first.number.value, last.number.value))
}
