//! Units of measure: what `unit = "…"` says, and what becomes of units in products and quotients.
//!
//! A unit is a product of symbols with exponents. Those of the table have a dimension and a size;
//! any other word is a dimension of its own, so that rounds do not add to kilograms either.

use super::Decimal;
use std::collections::BTreeMap;
use std::fmt;

/// A unit: `kg`, `EUR/t`, `1000 t`, `rounds`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit {
    /// Symbols with their exponents, none of which is zero.
    powers: BTreeMap<String, i32>,
    /// The power of ten that stands before them: `1000 t`, `million EUR`.
    ten: i32,
}

/// What a unit measures, and its size in the base units of that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    dimension: BTreeMap<&'static str, i32>,
    /// Symbols that are dimensions of their own.
    others: BTreeMap<String, i32>,
    numerator: Decimal,
    denominator: Decimal,
}

/// A symbol: its names, its size, and the powers of the base dimensions.
struct Symbol {
    name: &'static str,
    aliases: &'static [&'static str],
    size: &'static str,
    dimension: &'static [(&'static str, i32)],
}

const fn symbol(
    name: &'static str,
    aliases: &'static [&'static str],
    size: &'static str,
    dimension: &'static [(&'static str, i32)],
) -> Symbol {
    Symbol { name, aliases, size, dimension }
}

const MASS: &[(&str, i32)] = &[("mass", 1)];
const LENGTH: &[(&str, i32)] = &[("length", 1)];
const AREA: &[(&str, i32)] = &[("length", 2)];
const VOLUME: &[(&str, i32)] = &[("length", 3)];
const TIME: &[(&str, i32)] = &[("time", 1)];
const MONTHS: &[(&str, i32)] = &[("months", 1)];
const ENERGY: &[(&str, i32)] = &[("energy", 1)];
const POWER: &[(&str, i32)] = &[("energy", 1), ("time", -1)];
const DATA: &[(&str, i32)] = &[("data", 1)];
const NUMBER: &[(&str, i32)] = &[];

/// What is known, with sizes in grams, metres, seconds, months, joules and bytes.
const SYMBOLS: &[Symbol] = &[
    symbol("mg", &["milligram", "milligrams"], "0.001", MASS),
    symbol("g", &["gram", "grams"], "1", MASS),
    symbol("kg", &["kilogram", "kilograms", "kilo", "kilos"], "1000", MASS),
    symbol("t", &["tonne", "tonnes", "ton", "tons"], "1000000", MASS),
    symbol("kt", &["kilotonne", "kilotonnes"], "1000000000", MASS),
    symbol("Mt", &["megatonne", "megatonnes"], "1000000000000", MASS),
    symbol("oz", &["ounce", "ounces"], "28.349523125", MASS),
    symbol("lb", &["lbs", "pound", "pounds"], "453.59237", MASS),
    symbol("mm", &["millimetre", "millimetres", "millimeter", "millimeters"], "0.001", LENGTH),
    symbol("cm", &["centimetre", "centimetres", "centimeter", "centimeters"], "0.01", LENGTH),
    symbol("m", &["metre", "metres", "meter", "meters"], "1", LENGTH),
    symbol("km", &["kilometre", "kilometres", "kilometer", "kilometers"], "1000", LENGTH),
    symbol("in", &["inch", "inches"], "0.0254", LENGTH),
    symbol("ft", &["foot", "feet"], "0.3048", LENGTH),
    symbol("yd", &["yard", "yards"], "0.9144", LENGTH),
    symbol("mi", &["mile", "miles"], "1609.344", LENGTH),
    symbol("nmi", &[], "1852", LENGTH),
    symbol("ha", &["hectare", "hectares"], "10000", AREA),
    symbol("acre", &["acres"], "4046.8564224", AREA),
    symbol(
        "ml",
        &["mL", "millilitre", "millilitres", "milliliter", "milliliters"],
        "0.000001",
        VOLUME,
    ),
    symbol("l", &["L", "litre", "litres", "liter", "liters"], "0.001", VOLUME),
    symbol("hl", &["hectolitre", "hectolitres"], "0.1", VOLUME),
    symbol("bbl", &["barrel", "barrels"], "0.158987294928", VOLUME),
    symbol("ms", &["millisecond", "milliseconds"], "0.001", TIME),
    symbol("s", &["sec", "second", "seconds"], "1", TIME),
    symbol("min", &["minute", "minutes"], "60", TIME),
    symbol("h", &["hour", "hours"], "3600", TIME),
    symbol("day", &["d", "days"], "86400", TIME),
    symbol("week", &["weeks"], "604800", TIME),
    symbol("month", &["months"], "1", MONTHS),
    symbol("year", &["a", "yr", "years"], "12", MONTHS),
    symbol("J", &["joule", "joules"], "1", ENERGY),
    symbol("kJ", &[], "1000", ENERGY),
    symbol("MJ", &[], "1000000", ENERGY),
    symbol("GJ", &[], "1000000000", ENERGY),
    symbol("Wh", &[], "3600", ENERGY),
    symbol("kWh", &[], "3600000", ENERGY),
    symbol("MWh", &[], "3600000000", ENERGY),
    symbol("GWh", &[], "3600000000000", ENERGY),
    symbol("TWh", &[], "3600000000000000", ENERGY),
    symbol("W", &["watt", "watts"], "1", POWER),
    symbol("kW", &[], "1000", POWER),
    symbol("MW", &[], "1000000", POWER),
    symbol("GW", &[], "1000000000", POWER),
    symbol("B", &["byte", "bytes"], "1", DATA),
    symbol("kB", &[], "1000", DATA),
    symbol("MB", &[], "1000000", DATA),
    symbol("GB", &[], "1000000000", DATA),
    symbol("TB", &[], "1000000000000", DATA),
    symbol("%", &["percent"], "0.01", NUMBER),
    symbol("‰", &["permille"], "0.001", NUMBER),
    symbol("ppm", &[], "0.000001", NUMBER),
    symbol("EUR", &["€", "euro", "euros"], "1", &[("EUR", 1)]),
    symbol("USD", &["$", "US$", "dollar", "dollars"], "1", &[("USD", 1)]),
    symbol("GBP", &["£"], "1", &[("GBP", 1)]),
    symbol("JPY", &["¥", "yen"], "1", &[("JPY", 1)]),
];

/// Words for powers of ten.
const TENS: [(&str, i32); 4] = [("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12)];

impl Unit {
    /// Reads a unit: symbols with blanks or `*` between, `/` or `per` before what it is for, `2` or
    /// `^2` behind what is squared, a power of ten or `million` before all. `None` where it is none.
    pub fn parse(text: &str) -> Option<Unit> {
        let mut unit = Unit::default();
        let mut sign = 1;
        let spaced = text.replace('/', " / ").replace(['*', '·', '×'], " ");
        let mut words = spaced.split_whitespace().peekable();
        words.peek()?;
        for (at, word) in words.enumerate() {
            match word {
                "/" | "per" => sign = -1,
                _ if at == 0 && ten_of(word).is_some() => unit.ten = ten_of(word)?,
                _ => {
                    let (name, exponent) = split_exponent(word)?;
                    unit.multiply_by(&known_name(name), sign * exponent);
                }
            }
        }
        Some(unit).filter(|unit| !unit.powers.is_empty())
    }

    fn multiply_by(&mut self, name: &str, exponent: i32) {
        let power = self.powers.entry(name.to_owned()).or_default();
        *power += exponent;
        if *power == 0 {
            self.powers.remove(name);
        }
    }

    /// Of a number without a unit.
    pub fn is_number(&self) -> bool {
        self.powers.is_empty() && self.ten == 0
    }

    /// One whole day: what lies between dates.
    pub fn day() -> Unit {
        Unit { powers: BTreeMap::from([("day".to_owned(), 1)]), ten: 0 }
    }

    /// The unit of a product.
    pub fn times(&self, other: &Unit) -> Unit {
        let mut unit = self.clone();
        unit.ten += other.ten;
        other.powers.iter().for_each(|(name, power)| unit.multiply_by(name, *power));
        unit
    }

    /// The unit of one divided by it.
    pub fn inverse(&self) -> Unit {
        let powers = self.powers.iter().map(|(name, power)| (name.clone(), -power)).collect();
        Unit { powers, ten: -self.ten }
    }

    /// The unit of a square root, where there is one.
    pub fn root(&self) -> Option<Unit> {
        let even = self.ten % 2 == 0 && self.powers.values().all(|power| power % 2 == 0);
        let powers = self.powers.iter().map(|(name, power)| (name.clone(), power / 2)).collect();
        even.then_some(Unit { powers, ten: self.ten / 2 })
    }

    /// What it measures, and how much.
    pub fn size(&self) -> Option<Size> {
        let mut size = Size {
            dimension: BTreeMap::new(),
            others: BTreeMap::new(),
            numerator: Decimal::ONE,
            denominator: Decimal::ONE,
        };
        size.scale(Decimal::from(10), self.ten)?;
        for (name, power) in &self.powers {
            let Some(known) = SYMBOLS.iter().find(|symbol| symbol.name == name) else {
                size.others.insert(name.clone(), *power);
                continue;
            };
            size.scale(known.size.parse().ok()?, *power)?;
            for (base, exponent) in known.dimension {
                *size.dimension.entry(base).or_default() += exponent * power;
            }
        }
        size.dimension.retain(|_, power| *power != 0);
        Some(size)
    }
}

impl Size {
    fn scale(&mut self, factor: Decimal, power: i32) -> Option<()> {
        let part = if power > 0 { &mut self.numerator } else { &mut self.denominator };
        for _ in 0..power.unsigned_abs() {
            *part = part.mul(factor).ok()?;
        }
        Some(())
    }

    /// By what a number in this unit is multiplied, then divided, to be one in the other; `None`
    /// where the two do not measure the same.
    pub fn to(&self, other: &Size) -> Option<(Decimal, Decimal)> {
        if self.dimension != other.dimension || self.others != other.others {
            return None;
        }
        let up = self.numerator.mul(other.denominator).ok()?;
        let down = self.denominator.mul(other.numerator).ok()?;
        // One number where one is enough.
        let whole = up.div(down).ok().filter(|ratio| ratio.mul(down).ok() == Some(up));
        Some(whole.map_or((up.trimmed(), down.trimmed()), |ratio| (ratio.trimmed(), Decimal::ONE)))
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        match TENS.iter().find(|(_, ten)| *ten == self.ten) {
            _ if self.ten == 0 => {}
            Some((word, _)) => parts.push((*word).to_owned()),
            None => parts.push(format!("10^{}", self.ten)),
        }
        let side = |sign: i32| {
            let of_side = self.powers.iter().filter(move |(_, power)| power.signum() == sign);
            of_side.map(|(name, power)| match power.abs() {
                1 => name.clone(),
                power => format!("{name}^{power}"),
            })
        };
        parts.extend(side(1));
        let below: Vec<String> = side(-1).collect();
        match (parts.is_empty(), below.is_empty()) {
            (true, true) => f.write_str("no unit"),
            (_, true) => f.write_str(&parts.join(" ")),
            (true, false) => write!(f, "1/{}", below.join("/")),
            (false, false) => write!(f, "{}/{}", parts.join(" "), below.join("/")),
        }
    }
}

/// `1000`, `10^6`, `million`.
fn ten_of(word: &str) -> Option<i32> {
    if let Some((_, ten)) = TENS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)) {
        return Some(*ten);
    }
    if let Some(power) = word.strip_prefix("10^") {
        return power.parse().ok().filter(|power: &i32| power.abs() <= 30);
    }
    let zeros = word.strip_prefix('1')?.replace(['_', ','], "");
    let all = !zeros.is_empty() && zeros.len() <= 18 && zeros.bytes().all(|digit| digit == b'0');
    all.then_some(zeros.len() as i32)
}

/// `m2`, `m²`, `m^2`: the name and its exponent.
fn split_exponent(word: &str) -> Option<(&str, i32)> {
    let superscripts = [('²', 2), ('³', 3)];
    for (sign, exponent) in superscripts {
        if let Some(name) = word.strip_suffix(sign) {
            return (!name.is_empty()).then_some((name, exponent));
        }
    }
    if let Some((name, exponent)) = word.split_once('^') {
        let exponent: i32 = exponent.parse().ok()?;
        return (!name.is_empty() && (1..=9).contains(&exponent.abs())).then_some((name, exponent));
    }
    let name = word.trim_end_matches(['2', '3']);
    match (name, &word[name.len()..]) {
        ("m" | "cm" | "mm" | "km" | "ft" | "in", "2") => Some((name, 2)),
        ("m" | "cm" | "mm" | "km" | "ft" | "in", "3") => Some((name, 3)),
        _ if word.starts_with(|c: char| c.is_ascii_digit()) => None,
        _ => Some((word, 1)),
    }
}

/// The one name of a symbol; of any other word its singular.
fn known_name(name: &str) -> String {
    let known = SYMBOLS.iter().find(|symbol| symbol.name == name || symbol.aliases.contains(&name));
    match known {
        Some(symbol) => symbol.name.to_owned(),
        None => singular(name),
    }
}

/// A word without what makes it plural, so that a box and ten boxes are one unit.
fn singular(word: &str) -> String {
    if word.len() <= 3 || word.ends_with("ss") {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let hissing = ["xes", "ches", "shes", "sses"].iter().any(|end| word.ends_with(end));
    let plural = if hissing { "es" } else { "s" };
    word.strip_suffix(plural).unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> Unit {
        Unit::parse(text).unwrap_or_else(|| panic!("{text} is a unit"))
    }

    #[test]
    fn units_are_one_however_they_are_written() {
        let check = |one: &str, other: &str| assert_eq!(unit(one), unit(other));
        check("kilograms", "kg");
        check("rounds", "round");
        check("boxes", "box");
        check("countries", "country");
        check("houses", "house");
        check("EUR per t", "€/tonne");
        check("m²", "m^2");
        check("km2", "km km");
        check("kg m / s^2", "m kg/s²");
        check("1000 t", "thousand tonnes");
        assert_ne!(unit("t"), unit("kg"));
        for text in ["", "/", "12", "5 kg", "m^", "^2", "m^99"] {
            assert!(Unit::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn products_and_quotients_cancel() {
        assert_eq!(unit("kg").times(&unit("EUR/kg")), unit("EUR"));
        assert!(unit("kg").times(&unit("kg").inverse()).is_number());
        assert_eq!(unit("m2").root(), Some(unit("m")));
        assert_eq!(unit("m").root(), None);
        assert_eq!(unit("EUR").times(&unit("t").inverse()).to_string(), "EUR/t");
        assert_eq!(unit("s").inverse().to_string(), "1/s");
        assert_eq!(unit("million EUR").to_string(), "million EUR");
    }

    #[test]
    fn sizes_of_one_dimension_convert() {
        let check = |from: &str, to: &str, expected: Option<(&str, &str)>| {
            let (from, to) = (unit(from).size().expect("a size"), unit(to).size().expect("a size"));
            let decimal = |text: &str| text.parse::<Decimal>().expect("a number");
            let expected = expected.map(|(up, down)| (decimal(up), decimal(down)));
            assert_eq!(from.to(&to), expected);
        };
        check("kg", "t", Some(("0.001", "1")));
        check("lb", "kg", Some(("0.45359237", "1")));
        check("1000 t", "kg", Some(("1000000", "1")));
        check("km/h", "m/s", Some(("1000", "3600")));
        check("kW h", "kWh", Some(("1", "1")));
        check("l", "m3", Some(("0.001", "1")));
        check("year", "month", Some(("12", "1")));
        check("kg", "m", None);
        check("round", "container", None);
        check("EUR/t", "EUR/kg", Some(("0.001", "1")));
    }
}
