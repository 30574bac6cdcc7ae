//! How far words commit: from a number, its last written digit and its hedge to two intervals.
//!
//! The factors are measured on headlines and the data behind them: half a unit of the last printed
//! digit accepts what people round; a hedge reaches half a step of the round number that it stands
//! before, and never further than a tenth.

use super::figures::Meaning;
use super::lexicon::Hedge;
use crate::types::{Computed, Decimal, Interval};

/// A number as it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    pub value: Decimal,
    /// The unit of its last written digit.
    pub step: Decimal,
    /// Whether it is rounded to that unit; a plain count is exact.
    pub rounded: bool,
}

/// What the words say, and how far they stretch.
pub(super) fn commit(written: Written, hedge: Hedge) -> Meaning {
    let value = written.value;
    let exact = Interval::closed(value, value);
    let (says, stretches) = intervals(written, hedge).unwrap_or((exact, exact));
    Meaning::Number { value: Some(value), says, stretches }
}

/// From one number to another, each with its own last digit.
pub(super) fn between(low: Written, high: Written) -> Meaning {
    // $1.5 million to $2 million: the second is as fine as the first.
    let step = low.step.min(high.step);
    let (low, high) = (Written { step, ..low }, Written { step, ..high });
    let ends = || -> Computed<_> {
        Ok((low.value.sub(low.slack_below()?)?, high.value.add(high.slack()?)?))
    };
    let (from, to) = ends().unwrap_or((low.value, high.value));
    let says = Interval::closed(from, to);
    Meaning::Number { value: None, says, stretches: says }
}

/// Between two bounds that hedges set: more than 100 and less than 300.
pub(super) fn bounded(low: (Decimal, Hedge), high: (Decimal, Hedge)) -> Meaning {
    let mut says = Interval::closed(low.0, high.0);
    says.low_open = matches!(low.1, Hedge::Over | Hedge::JustOver);
    says.high_open = matches!(high.1, Hedge::Under | Hedge::Nearly);
    Meaning::Number { value: None, says, stretches: says }
}

/// A magnitude: dozens, a handful.
pub(super) fn band(low: u64, high: u64) -> Meaning {
    let decimal = |n: u64| Decimal::new(n.into(), 0);
    let says = Interval::closed(decimal(low), decimal(high));
    let outer = Interval::closed(decimal(low / 2), decimal(high.saturating_mul(2)));
    Meaning::Number { value: None, says, stretches: outer }
}

impl Written {
    /// Half a unit of the last digit, where the number is rounded to it.
    fn slack(&self) -> Computed<Decimal> {
        if self.rounded { half(self.step) } else { Ok(Decimal::ZERO) }
    }

    /// What a number as low as this one may have been rounded up from: one million is no 600,000,
    /// which has words of its own.
    fn slack_below(&self) -> Computed<Decimal> {
        let slack = self.slack()?;
        if self.step > Decimal::ONE && self.value.abs() == self.step {
            return slack.mul(Decimal::new(1, 1));
        }
        Ok(slack)
    }
}

fn half(number: Decimal) -> Computed<Decimal> {
    number.mul(Decimal::new(5, 1))
}

fn share(number: Decimal, percent: i128) -> Computed<Decimal> {
    number.abs().mul(Decimal::new(percent, 2))
}

type Intervals = (Interval<Decimal>, Interval<Decimal>);

fn intervals(written: Written, hedge: Hedge) -> Computed<Intervals> {
    let value = written.value;
    let grain = granularity(value).max(written.step.min(value.abs()));
    let step = half(grain)?.min(share(value, 10)?);
    let far = grain.min(share(value, 20)?);
    Ok(match hedge {
        Hedge::Exact | Hedge::Between => exact(written)?,
        Hedge::About => (
            Interval::closed(value.sub(step)?, value.add(step)?),
            Interval::closed(value.sub(far)?, value.add(far)?),
        ),
        Hedge::Over => (
            Interval::closed(value, value.add(half(grain)?)?).above(),
            Interval::from(value).above(),
        ),
        Hedge::AtLeast if value <= Decimal::new(3, 0) => {
            (Interval::from(value), Interval::from(value))
        }
        Hedge::AtLeast => {
            (Interval::closed(value, value.add(half(grain)?)?), Interval::from(value))
        }
        Hedge::Under => (Interval::up_to(value).below(), Interval::up_to(value).below()),
        Hedge::AtMost => (Interval::up_to(value), Interval::up_to(value)),
        Hedge::Nearly => (
            Interval::closed(value.sub(step)?, value).below(),
            Interval::closed(value.sub(far)?, value).below(),
        ),
        Hedge::JustOver => (
            Interval::closed(value, value.add(half(half(grain)?)?.min(share(value, 5)?))?).above(),
            Interval::from(value).above(),
        ),
        // "Barely a third" is said of a little less as well.
        Hedge::Barely => {
            let near = half(half(grain)?)?.min(share(value, 5)?);
            (
                Interval::closed(value.sub(near)?, value.add(near)?),
                Interval::closed(value.sub(step)?, value.add(step)?),
            )
        }
        Hedge::UpTo => (Interval::closed(value.sub(grain)?, value).above(), Interval::up_to(value)),
    })
}

/// A number without a hedge: half a unit of its last digit around it; further, what was cut off
/// instead of rounded.
fn exact(written: Written) -> Computed<Intervals> {
    let value = written.value;
    let says = Interval::closed(value.sub(written.slack_below()?)?, value.add(written.slack()?)?);
    if !written.rounded {
        return Ok((says, says));
    }
    let cut = if value.is_negative() {
        Interval { low: Some(value.sub(written.step)?), low_open: true, ..says }
    } else {
        Interval { high: Some(value.add(written.step)?), high_open: true, ..says }
    };
    Ok((says, cut))
}

/// The round step that a number stands on: 20,000 on ten thousands, 250 on fifties, 49 on ones.
fn granularity(value: Decimal) -> Decimal {
    let value = value.abs().trimmed();
    let (mut mantissa, mut zeros) = (value.mantissa(), 0);
    while mantissa != 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        zeros += 1;
    }
    let steps = if mantissa % 5 == 0 && mantissa > 5 { 5 } else { 1 };
    match 10_i128.checked_pow(zeros).and_then(|power| power.checked_mul(steps)) {
        Some(step) if mantissa != 0 => Decimal::new(step, value.scale()),
        _ => Decimal::ONE,
    }
}

/// What a spoken fraction stands for: halfway to the fractions that people say beside it, and
/// further, those themselves.
pub(super) fn fraction(parts: (u64, u64), of: Decimal, hedge: Hedge) -> Option<Meaning> {
    let (numerator, divisor) = parts;
    let times = |n: u64, d: u64| -> Computed<Decimal> {
        Decimal::new(n.into(), 0).mul(of)?.div(Decimal::new(d.into(), 0))
    };
    let value = times(numerator, divisor).ok()?;
    let beside = || -> Computed<(Decimal, Decimal)> {
        let (below, above) = neighbours(numerator, divisor);
        Ok((times(below.0, below.1)?, times(above.0, above.1)?))
    };
    let (below, above) = beside().ok()?;
    let meaning = |says, stretches| Some(Meaning::Number { value: Some(value), says, stretches });
    let halfway = |to: Decimal| value.add(to).and_then(half).unwrap_or(value);
    match hedge {
        Hedge::Exact | Hedge::About | Hedge::Barely | Hedge::Between => meaning(
            Interval::closed(halfway(below), halfway(above)),
            Interval::closed(below, above).above().below(),
        ),
        Hedge::Over | Hedge::AtLeast | Hedge::JustOver => {
            let (mut says, mut outer) =
                (Interval::closed(value, halfway(above)), Interval::closed(value, above).below());
            says.low_open = hedge != Hedge::AtLeast;
            outer.low_open = says.low_open;
            meaning(says, outer)
        }
        Hedge::Nearly => meaning(
            Interval::closed(halfway(below), value).below(),
            Interval::closed(below, value).above().below(),
        ),
        Hedge::Under => meaning(Interval::up_to(value).below(), Interval::up_to(value).below()),
        Hedge::AtMost => meaning(Interval::up_to(value), Interval::up_to(value)),
        Hedge::UpTo => meaning(Interval::closed(below, value).above(), Interval::up_to(value)),
    }
}

/// The fractions that people say, in order, between none and all.
#[rustfmt::skip]
const SPOKEN: &[(u64, u64)] = &[
    (0, 1),
    (1, 10),
    (1, 5),
    (1, 4),
    (3, 10),
    (1, 3),
    (2, 5),
    (1, 2),
    (3, 5),
    (2, 3),
    (7, 10),
    (3, 4),
    (4, 5),
    (9, 10),
    (1, 1),
];

/// The nearest fractions below and above that are spoken or have the same divisor. A third has
/// two fifths above, not three tenths below: tenths are beside tenths only.
fn neighbours(numerator: u64, divisor: u64) -> ((u64, u64), (u64, u64)) {
    // One in six has one in seven and one in five beside it.
    let own = match (numerator, divisor) {
        (1, 4..) => ((1, divisor.saturating_add(1)), (1, divisor - 1)),
        _ => ((numerator.saturating_sub(1), divisor), (numerator.saturating_add(1), divisor)),
    };
    let order = |a: (u64, u64), b: (u64, u64)| {
        (u128::from(a.0) * u128::from(b.1)).cmp(&(u128::from(b.0) * u128::from(a.1)))
    };
    let this = (numerator, divisor);
    let fits = |spoken: &&(u64, u64)| spoken.1 != 10 || divisor == 10;
    let below = SPOKEN.iter().filter(fits).rev().find(|spoken| order(**spoken, this).is_lt());
    let above = SPOKEN.iter().filter(fits).find(|spoken| order(**spoken, this).is_gt());
    let below = below.copied().filter(|spoken| order(*spoken, own.0).is_gt()).unwrap_or(own.0);
    let above = above.copied().filter(|spoken| order(*spoken, own.1).is_lt()).unwrap_or(own.1);
    (below, above)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::from_bytes(text.as_bytes()).expect("a number")
    }

    /// `says` and `stretches`, as [ and ( with their ends.
    fn check(value: &str, step: &str, hedge: Hedge, expected: (&str, &str)) {
        let rounded = step != "1" || value.contains('.');
        let written = Written { value: number(value), step: number(step), rounded };
        let Meaning::Number { says, stretches, .. } = commit(written, hedge) else {
            panic!("a number");
        };
        assert_eq!(
            (shown(says).as_str(), shown(stretches).as_str()),
            expected,
            "{hedge:?} {value}"
        );
    }

    fn shown(interval: Interval<Decimal>) -> String {
        let end = |end: Option<Decimal>| end.map_or(String::new(), |n| n.trimmed().to_string());
        format!(
            "{}{},{}{}",
            if interval.low_open { '(' } else { '[' },
            end(interval.low),
            end(interval.high),
            if interval.high_open { ')' } else { ']' },
        )
    }

    #[test]
    fn the_table_of_hedges() {
        check("49", "1", Hedge::Exact, ("[49,49]", "[49,49]"));
        check("9000000", "1000000", Hedge::Exact, ("[8500000,9500000]", "[8500000,10000000)"));
        check("9000000", "1000000", Hedge::About, ("[8500000,9500000]", "[8000000,10000000]"));
        check("20000", "1", Hedge::Over, ("(20000,25000]", "(20000,]"));
        check("200", "1", Hedge::Over, ("(200,250]", "(200,]"));
        check("1", "1", Hedge::AtLeast, ("[1,]", "[1,]"));
        check("200", "1", Hedge::Nearly, ("[180,200)", "[160,200)"));
        check("200", "1", Hedge::JustOver, ("(200,210]", "(200,]"));
        check("200", "1", Hedge::Barely, ("[190,210]", "[180,220]"));
        check("700", "1", Hedge::UpTo, ("(600,700]", "[,700]"));
        check("12", "1", Hedge::Under, ("[,12)", "[,12)"));
        check("12", "1", Hedge::AtMost, ("[,12]", "[,12]"));
        check("2.5", "0.1", Hedge::Exact, ("[2.45,2.55]", "[2.45,2.6)"));
        check("1000000", "1000000", Hedge::Exact, ("[950000,1500000]", "[950000,2000000)"));
    }

    #[test]
    fn round_steps() {
        let step = |text: &str| granularity(number(text)).to_string();
        assert_eq!(step("20000"), "10000");
        assert_eq!(step("250"), "50");
        assert_eq!(step("49"), "1");
        assert_eq!(step("1.5"), "0.5");
        assert_eq!(step("0"), "1");
        assert_eq!(step("-300"), "100");
    }

    #[test]
    fn fractions_stand_between_those_beside_them() {
        assert_eq!(neighbours(1, 3), ((1, 4), (2, 5)));
        assert_eq!(neighbours(1, 2), ((2, 5), (3, 5)));
        assert_eq!(neighbours(2, 3), ((3, 5), (3, 4)));
        assert_eq!(neighbours(3, 8), ((1, 3), (2, 5)));
        assert_eq!(neighbours(3, 10), ((1, 4), (1, 3)));
        assert_eq!(neighbours(1, 6), ((1, 7), (1, 5)));
        assert_eq!(neighbours(1, 9), ((1, 10), (1, 8)));
    }
}
