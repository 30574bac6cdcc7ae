//! What may stand at a place, tried in order: a hedge before the rest, ranges before their parts,
//! dates before bare numbers.

use super::amounts::{self, Amount};
use super::nouns::{self, Count};
use super::numbers::{self, Number};
use super::reader::{Draft, Reader};
use super::resolve::Dated;
use super::senses_of_over::{Bound, bound, limits};
use super::{
    Context, ages, dates, durations, fractions, hedges, money, ordinals, ranges, ratios, resolve,
    traps,
};
use crate::prose::commit::{band, bounded, commit};
use crate::prose::figures::{Grain, Kind, Meaning, Relation};
use crate::prose::lexicon::{Class, Hedge, NumberWord};
use crate::prose::tokens::Shape;
use crate::types::{Decimal, Interval};

/// Reads the figures that begin at a place, and says where they end.
pub(super) fn figures(reader: &Reader<'_>, at: usize, context: &mut Context<'_>) -> Option<usize> {
    if !may_begin(reader, at) {
        return None;
    }
    if let Some(draft) = hedged(reader, at, context) {
        return Some(keep(draft, context));
    }
    if let Some(drafts) = opened(reader, at, context) {
        return drafts.into_iter().map(|draft| keep(draft, context)).max();
    }
    let draft = plain(reader, at, Hedge::Exact, context)?;
    Some(keep(draft, context))
}

fn keep(draft: Draft, context: &mut Context<'_>) -> usize {
    let end = draft.to;
    context.found.push(draft);
    end
}

/// Whether a figure can begin with the token: most words say no here.
fn may_begin(reader: &Reader<'_>, at: usize) -> bool {
    match reader.shape(at) {
        Some(Shape::Number | Shape::Dotted | Shape::Vulgar) => true,
        Some(Shape::Mark) => !matches!(
            reader.word(at),
            "," | "."
                | ";"
                | ":"
                | "!"
                | "?"
                | "("
                | ")"
                | "["
                | "]"
                | "“"
                | "”"
                | "\""
                | "—"
                | "/"
        ),
        Some(Shape::Word) => match reader.senses(at) {
            Some(senses) if senses.opens => true,
            _ if reader.is(at, "the") => false,
            // Q3, H1; a code before an amount, letters before a sign: USD 200, Rs. 500, NT$5.
            _ => {
                (reader.is_number(at + 1) && (reader.joined(at + 1) || money::is_code(reader, at)))
                    || money::is_sign(reader, at + 1)
                    || (reader.is(at + 1, ".") && reader.is_number(at + 2))
            }
        },
        None => false,
    }
}

/// A hedge and what it limits.
fn hedged(reader: &Reader<'_>, at: usize, context: &mut Context<'_>) -> Option<Draft> {
    for (hedge, number) in hedges::before(reader, at) {
        // "Around 8:40" is a time, "about Article 5" a topic.
        if traps::end(reader, number).is_some() {
            continue;
        }
        let mark = context.timeline.clone();
        // "More than 2000" counts; "around 2019" is a year.
        let Some(draft) = limited(reader, number, hedge, context) else { continue };
        if limits(reader, (at, number), &draft, context.found) {
            let draft = Draft { from: at, ..draft };
            return Some(with_second_bound(reader, &draft).unwrap_or(draft));
        }
        *context.timeline = mark;
        return plain(reader, number, Hedge::Exact, context);
    }
    None
}

fn limited(
    reader: &Reader<'_>,
    at: usize,
    hedge: Hedge,
    context: &mut Context<'_>,
) -> Option<Draft> {
    if hedge == Hedge::About
        && let Some(draft) = date(reader, at, context)
    {
        return Some(Draft { hedge, ..draft });
    }
    // "About 20 to 30", "up to 20-30": a range is limited already.
    if reader.is(at, "between")
        && let Some(mut drafts) = ranges::opened(reader, at)
    {
        return drafts.pop().filter(|_| drafts.is_empty());
    }
    // "Some of the 300": no number.
    if let Some(draft) = span_of_time(reader, at, hedge, context) {
        return Some(draft);
    }
    counted(reader, at, hedge, context)
}

/// Between and from.
fn opened(reader: &Reader<'_>, at: usize, context: &mut Context<'_>) -> Option<Vec<Draft>> {
    if !reader.is_any(at, &["between", "from"]) {
        return None;
    }
    if let Some(range) = dates::Dates::new(reader, context.timeline).opened_range(at) {
        return Some(vec![of_range(reader, at, range, context)]);
    }
    ranges::opened(reader, at)
}

/// A figure without a hedge before it.
fn plain(reader: &Reader<'_>, at: usize, hedge: Hedge, context: &mut Context<'_>) -> Option<Draft> {
    date(reader, at, context)
        .or_else(|| ages::figure(reader, at))
        .or_else(|| span_of_time(reader, at, hedge, context))
        .or_else(|| counted(reader, at, hedge, context))
        .or_else(|| ordinals::figure(reader, at).map(|draft| with_head(reader, draft, Count::One)))
}

/// A date, or the range that begins with it.
fn date(reader: &Reader<'_>, at: usize, context: &mut Context<'_>) -> Option<Draft> {
    let dates = dates::Dates::new(reader, context.timeline);
    let date = dates.date(at);
    match dates.opened_range(at).or_else(|| dates.range_from(at, date)) {
        Some(range) => Some(of_range(reader, at, range, context)),
        None => Some(of_date(reader, at, &date?, context)),
    }
}

fn of_range(
    reader: &Reader<'_>,
    at: usize,
    (dated, reversed): (Dated, bool),
    context: &mut Context<'_>,
) -> Draft {
    let draft = of_date(reader, at, &dated, context);
    Draft { reversed, hedge: Hedge::Between, ..draft }
}

fn of_date(reader: &Reader<'_>, at: usize, dated: &Dated, context: &mut Context<'_>) -> Draft {
    // "From a month earlier and from a year earlier": both from the date that is told of.
    let is_aside = is_attribution(reader, at)
        || reader.is(dated.end - 1, "earlier")
        || is_day_of_report(reader, at, context);
    if !is_aside || !context.timeline.has_story() {
        context.timeline.tell(dated);
    }
    let meaning = match dated.when {
        Ok(when) => Meaning::Date {
            says: Interval::closed(when.first, when.last),
            grain: dated.grain,
            anchor: dated.anchor,
        },
        Err(why) => Meaning::NoDate { grain: dated.grain, why },
    };
    let from = at + usize::from(reader.is(at, "the") && dated.grain != Grain::Decade);
    let draft = Draft::new((from, dated.end), Kind::Date, Hedge::Exact, meaning);
    Draft { relation: relation(reader, at), ..draft }
}

/// "The ministry said on Thursday": when it was said, not when what it tells of took place.
fn is_attribution(reader: &Reader<'_>, at: usize) -> bool {
    let says = ["said", "says", "told", "reported", "announced", "reporters"];
    reader.back(at, 2).any(|before| reader.is_any(before, &says))
}

/// "Reported third-quarter sales of 2 billion on Tuesday": the sales are of the quarter.
fn is_day_of_report(reader: &Reader<'_>, at: usize, context: &Context<'_>) -> bool {
    let says = ["said", "reported", "announced", "posted"];
    reader.sense(at, |senses| senses.weekday).is_some()
        && context.timeline.tells_of_a_period()
        && reader.clause(at, 25).any(|before| reader.is_any(before, &says))
}

fn relation(reader: &Reader<'_>, at: usize) -> Option<Relation> {
    let before = at.checked_sub(1)?;
    let place = if reader.is(before, "the") { before.checked_sub(1)? } else { before };
    match reader.word(place).to_ascii_lowercase().as_str() {
        "since" => Some(Relation::Since),
        "until" | "till" => Some(Relation::Until),
        "by" => Some(Relation::By),
        "before" => Some(Relation::Before),
        "after" => Some(Relation::After),
        _ => None,
    }
}

/// A span of time, or the date that words after it make of it: three days ago.
fn span_of_time(
    reader: &Reader<'_>,
    at: usize,
    hedge: Hedge,
    context: &mut Context<'_>,
) -> Option<Draft> {
    if let Some((meaning, unit, end)) = durations::vague(reader, at) {
        return vague(reader, (at, end), (meaning, unit), context);
    }
    let span = match durations::in_words(reader, at) {
        Some(span) => span,
        None => {
            let amount =
                amounts::amount(reader, at).filter(|amount| amount.kind == Kind::Duration)?;
            if ranges::closed(reader, &amount).is_some() {
                return None;
            }
            durations::of_amount(reader, &amount, durations::period_of(&amount)?)?
        }
    };
    let found = (span.duration, span.unit, span.end);
    if let Some(dated) = dates::ago(reader, context.timeline, found) {
        let hedge = if dated.grain == Grain::Day { Hedge::Exact } else { hedge };
        let draft = of_date(reader, at, &dated, context);
        return Some(Draft { hedge, ..draft });
    }
    let draft = Draft::new((at, span.end), Kind::Duration, hedge, durations::meaning(&span, hedge));
    let draft = after_hedge(reader, draft, |hedge| durations::meaning(&span, hedge));
    Some(Draft { unit: Some(span.unit.name().to_owned()), ..draft })
}

fn vague(
    reader: &Reader<'_>,
    (at, end): (usize, usize),
    (meaning, unit): (Meaning, crate::prose::lexicon::Period),
    context: &mut Context<'_>,
) -> Option<Draft> {
    let Meaning::Number { says, .. } = meaning else { return None };
    let middle = says.low?.add(says.high?).ok()?.mul(Decimal::new(5, 1)).ok()?;
    let duration = durations::of(middle, unit)?;
    if let Some(dated) = dates::ago(reader, context.timeline, (duration, unit, end)) {
        let ends = |day: i32, by: Decimal| {
            let moved = durations::of(by, unit)?.checked_neg().ok()?;
            crate::types::calendar::add_to_date(day, resolve::whole_days(moved)).ok()
        };
        let is_ago = reader.is(end, "ago");
        let widened = context.timeline.published.filter(|_| is_ago).and_then(|day| {
            let (first, last) = (ends(day, says.high?)?, ends(day, says.low?)?);
            Some(crate::types::PartialDate { first, last })
        });
        let when = widened.map_or(dated.when, Ok);
        let dated = Dated { when, grain: Grain::Span, ..dated };
        return Some(Draft { hedge: Hedge::About, ..of_date(reader, at, &dated, context) });
    }
    let draft = Draft::new((at, end), Kind::Duration, Hedge::About, meaning);
    Some(Draft { unit: Some(unit.name().to_owned()), ..draft })
}

/// Numbers, shares, multiples, magnitudes.
fn counted(
    reader: &Reader<'_>,
    at: usize,
    hedge: Hedge,
    context: &mut Context<'_>,
) -> Option<Draft> {
    if let Some((written, end)) = ratios::multiple(reader, at) {
        let draft = Draft::new((at, end), Kind::Ratio, hedge, commit(written, hedge));
        return Some(Draft { unit: Some("times".to_owned()), ..draft });
    }
    if let Some(draft) = several(reader, at).or_else(|| magnitude(reader, at)) {
        return Some(draft);
    }
    if let Some(amount) = amounts::amount(reader, at) {
        return of_number(reader, at, (amount, hedge), context);
    }
    let read = fractions::words_at(reader, at).or_else(|| fractions::digits_at(reader, at));
    if let Some((parts, end)) = read
        && let Some(draft) = measured_fraction(reader, (at, end), parts, hedge)
    {
        return Some(draft);
    }
    let (parts, end) = fractions::share(reader, at)?;
    let draft = ratios::of_parts(parts, (at, end), hedge)?;
    Some(with_whole(reader, draft))
}

fn of_number(
    reader: &Reader<'_>,
    at: usize,
    (amount, hedge): (Amount, Hedge),
    context: &mut Context<'_>,
) -> Option<Draft> {
    let number = amount.number;
    // 3/4 begins with a number, and so does "two thirds".
    if let Some((parts, end)) = fractions::share(reader, at).filter(|(_, end)| *end >= number.end) {
        let fraction = ratios::of_parts(parts, (at, end), hedge)?;
        return Some(
            measured_fraction(reader, (at, end), parts, hedge)
                .unwrap_or_else(|| with_whole(reader, fraction)),
        );
    }
    if let Some((parts, end)) = ratios::share_in(reader, &number) {
        let draft = ratios::of_parts(parts, (at, end), hedge)?;
        let draft = after_hedge(reader, draft, |hedge| {
            ratios::of_parts(parts, (at, end), hedge)
                .map_or(draft_meaning(parts), |draft| draft.meaning)
        });
        return Some(draft);
    }
    if amount.is_bare()
        && let Some((meaning, end)) = ratios::against(reader, &number)
    {
        return Some(Draft::new((at, end), Kind::Ratio, hedge, meaning));
    }
    if let Some(ends) = ranges::closed(reader, &amount) {
        if let Some(score) = ranges::score(reader, &ends) {
            let draft = Draft::new((at, ends.last.end), Kind::Ratio, Hedge::Exact, score);
            return Some(Draft { unit: Some("score".to_owned()), ..draft });
        }
        return Some(of_ends(reader, at, &ends, context));
    }
    Some(of_amount(reader, &amount, (at, hedge)))
}

fn draft_meaning(parts: fractions::Parts) -> Meaning {
    crate::prose::commit::fraction(parts, Decimal::ONE, Hedge::Exact)
        .unwrap_or(band(parts.0, parts.1))
}

fn of_ends(
    reader: &Reader<'_>,
    at: usize,
    ends: &ranges::Ends,
    context: &mut Context<'_>,
) -> Draft {
    let draft = ranges::draft(reader, ends, at);
    let period = durations::period_of(&ends.last);
    if let Some(period) = period
        && let Some(duration) = durations::of(ends.last.number.value, period)
        && let Some(dated) = dates::ago(reader, context.timeline, (duration, period, draft.to))
    {
        return Draft { hedge: Hedge::About, ..of_date(reader, at, &dated, context) };
    }
    draft
}

/// A quarter mile, half a kilometre.
fn measured_fraction(
    reader: &Reader<'_>,
    (at, end): (usize, usize),
    parts: fractions::Parts,
    hedge: Hedge,
) -> Option<Draft> {
    let of = end + usize::from(reader.is(end, "of") && reader.is_any(end + 1, &["a", "an"]));
    let place = of + usize::from(reader.is_any(of, &["a", "an"]));
    let value = Decimal::new(parts.0.into(), 0).div(Decimal::new(parts.1.into(), 0)).ok()?;
    let number = Number {
        value,
        step: Decimal::new(1, 1),
        end: place,
        digits: true,
        plain: false,
        scale: Decimal::ONE,
        broken: true,
    };
    let amount = amounts::with_unit(reader, number);
    amount.unit?;
    Some(of_amount(reader, &amount, (at, hedge)))
}

/// An amount as a figure.
pub(super) fn of_amount(
    reader: &Reader<'_>,
    amount: &Amount,
    (at, hedge): (usize, Hedge),
) -> Draft {
    let written = amount.written();
    let draft = Draft::new((at, amount.end), amount.kind, hedge, commit(written, hedge));
    let draft = after_hedge(reader, draft, |hedge| commit(written, hedge));
    with_noun(reader, draft, amount)
}

/// Takes a hedge that follows: 200 or more.
fn after_hedge(reader: &Reader<'_>, draft: Draft, meaning: impl Fn(Hedge) -> Meaning) -> Draft {
    match hedges::after(reader, draft.to) {
        Some((hedge, end)) if matches!(draft.hedge, Hedge::Exact | Hedge::About) => {
            Draft { hedge, meaning: meaning(hedge), to: end, ..draft }
        }
        _ => draft,
    }
}

/// The unit, or the noun that is counted.
pub(super) fn with_noun(reader: &Reader<'_>, draft: Draft, amount: &Amount) -> Draft {
    if let Some(unit) = amount.unit {
        return Draft { unit: Some(unit.to_owned()), ..draft };
    }
    let is_one =
        amount.number.value == Decimal::ONE || amount.number.broken && !amount.number.is_scaled();
    with_head(reader, draft, if is_one { Count::One } else { Count::Several })
}

fn with_head(reader: &Reader<'_>, draft: Draft, count: Count) -> Draft {
    let at = draft.to;
    if reader.hyphenates(at) && reader.is_word(at + 1) {
        // A 60-member panel: members are counted.
        let unit = Some(reader.word(at + 1).to_owned());
        return Draft { unit, noun: Some((at + 1, at + 2)), ..draft };
    }
    let start = if reader.hyphenates(at) {
        at + 1
    } else {
        // "Two dozen of the", "200 more people".
        at + usize::from(
            reader.is_any(at, &["more", "other", "such", "of"]) && reader.is_word(at + 1),
        )
    };
    let start = start + usize::from(start > at && reader.is_any(start, &["the", "its", "their"]));
    let start = if reader.is(at, "of") { behind_owner(reader, start) } else { start };
    match nouns::noun(reader, start, count) {
        Some(noun) => Draft {
            unit: Some(reader.word(noun.head).to_owned()),
            noun: Some((noun.from, noun.to)),
            ..draft
        },
        None => draft,
    }
}

/// "61 of the state's 72 counties": counties are counted.
fn behind_owner(reader: &Reader<'_>, at: usize) -> usize {
    let Some(owner) = nouns::noun(reader, at, Count::One) else { return at };
    let mark = owner.to;
    let is_owner = matches!(reader.word(mark), "'" | "’") && reader.joined(mark);
    if !is_owner || !reader.is(mark + 1, "s") || !reader.joined(mark + 1) {
        return at;
    }
    numbers::unsigned(reader, mark + 2).map_or(mark + 2, |number| number.end)
}

/// The whole that a share is of.
fn with_whole(reader: &Reader<'_>, draft: Draft) -> Draft {
    let of = draft.to + usize::from(reader.is(draft.to, "of"));
    let the = of
        + usize::from(
            reader.is_any(of, &["the", "its", "their", "all", "his", "her", "our", "a", "an"]),
        );
    if the == draft.to {
        return draft;
    }
    match nouns::noun(reader, the, Count::Several) {
        Some(noun) => Draft { noun: Some((noun.from, noun.to)), ..draft },
        None => draft,
    }
}

/// How many tokens a noun takes between an amount and "and": between 20 people and 30.
pub(super) fn noun_between(reader: &Reader<'_>, amount: &Amount, is_between: bool) -> usize {
    if !amount.is_bare() || reader.is_any(amount.end, &["and", "to", "through", "up"]) {
        return 0;
    }
    let noun = nouns::noun(reader, amount.end, Count::Several);
    noun.filter(|_| is_between || reader.class(amount.end, Class::People))
        .map_or(0, |noun| noun.to - amount.end)
}

/// Several hundred, a few thousand, several hundred million.
fn several(reader: &Reader<'_>, at: usize) -> Option<Draft> {
    let (words, low, high) = durations::vague_words(reader, at)?;
    let (mut scale, mut end) = (1_u64, at + words);
    while let Some(NumberWord::Hundred | NumberWord::Scale(_)) = number_word(reader, end) {
        let power = match number_word(reader, end)? {
            NumberWord::Scale(power) => power,
            _ => 2,
        };
        scale = scale.checked_mul(10_u64.checked_pow(power.into())?)?;
        end += 1;
    }
    let meaning = band(low.checked_mul(scale)?, high.checked_mul(scale)?);
    (scale > 1).then(|| magnitude_of(reader, (at, end), meaning))
}

fn number_word(reader: &Reader<'_>, at: usize) -> Option<NumberWord> {
    reader.sense(at, |senses| senses.number)
}

/// Dozens of people, tens of thousands, a handful of.
fn magnitude(reader: &Reader<'_>, at: usize) -> Option<Draft> {
    let sense = |at: usize| reader.sense(at, |senses| senses.band);
    let (low, high, end) = if reader.are(at, &["tens", "of"]) {
        let (low, high) = sense(at + 2)?;
        (low.checked_mul(10)?, high.checked_mul(10)?.saturating_add(9), at + 3)
    } else if reader.are(at, &["hundreds", "of"]) && sense(at + 2).is_some() {
        let (low, high) = sense(at + 2)?;
        (low.checked_mul(100)?, high.checked_mul(100)?.saturating_add(99), at + 3)
    } else if reader.are(at, &["a", "handful", "of"]) {
        return Some(magnitude_of(reader, (at, at + 2), band(3, 7)));
    } else if reader.are(at, &["a", "couple", "of"]) {
        return Some(magnitude_of(reader, (at, at + 2), band(2, 3)));
    } else {
        let (low, high) = sense(at)?;
        let is_of = reader.is(at + 1, "of");
        // "Scores" are won, and "hundreds" are lost at cricket.
        let needs_of = reader.is_any(at, &["scores", "lakhs", "crores"]);
        if needs_of && !is_of {
            return None;
        }
        (low, high, at + 1)
    };
    Some(magnitude_of(reader, (at, end), band(low, high)))
}

fn magnitude_of(reader: &Reader<'_>, place: (usize, usize), meaning: Meaning) -> Draft {
    let draft = Draft::new(place, Kind::Quantity, Hedge::About, meaning);
    with_head(reader, draft, Count::Several)
}

/// More than 100 and less than 300: one range with two bounds.
fn with_second_bound(reader: &Reader<'_>, draft: &Draft) -> Option<Draft> {
    let first = bound(draft.hedge)?;
    let joint = draft.to + usize::from(reader.is(draft.to, ","));
    let next = joint + usize::from(reader.is_any(joint, &["and", "but"]));
    if next == draft.to {
        return None;
    }
    let (hedge, place) = hedges::before(reader, next).next()?;
    if bound(hedge)? == first {
        return None;
    }
    let (value, end) = match amounts::amount(reader, place) {
        Some(amount) => (amount.number.value, amount.end),
        None => {
            let (parts, end) =
                fractions::share(reader, place).or_else(|| fractions::words_at(reader, place))?;
            (Decimal::new(parts.0.into(), 0).div(Decimal::new(parts.1.into(), 0)).ok()?, end)
        }
    };
    let Meaning::Number { value: Some(own), .. } = draft.meaning else { return None };
    let (low, high) = match first {
        Bound::Low => ((own, draft.hedge), (value, hedge)),
        Bound::High => ((value, hedge), (own, draft.hedge)),
    };
    let kind = if draft.kind == Kind::Quantity || draft.kind == Kind::Ratio {
        Kind::Range
    } else {
        draft.kind
    };
    let range = Draft {
        hedge: Hedge::Between,
        meaning: bounded(low, high),
        to: end,
        kind,
        ..draft.clone()
    };
    let number = numbers::number(reader, place);
    let several = Count::Several;
    let range = if number.is_some() && range.unit.is_none() {
        with_head(reader, range, several)
    } else {
        range
    };
    (low.0 < high.0).then_some(range)
}
