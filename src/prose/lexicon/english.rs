//! The vocabulary of English.

use super::units::{CURRENCIES, UNITS};
use super::{Class, Filling, Hedge, HedgePhrase, Lexicon, NumberWord, Period};
use foldhash::fast::FixedState;
use std::collections::HashMap;

pub(super) fn lexicon() -> Lexicon {
    let mut filling =
        Filling { words: HashMap::with_capacity_and_hasher(2000, FixedState::default()) };
    numbers(&mut filling);
    calendar(&mut filling);
    for unit in UNITS {
        unit.names.iter().for_each(|name| filling.sense(name).unit = Some(unit));
    }
    for currency in CURRENCIES {
        currency.names.iter().for_each(|name| filling.sense(name).currency = Some(currency));
    }
    for (class, words) in CLASSES {
        filling.class(*class, words);
    }
    for (word, by) in MULTIPLES {
        filling.sense(word).multiple = Some(*by);
    }
    filling.finish(BEFORE, AFTER, ABBREVIATIONS)
}

#[rustfmt::skip]
const SMALL: &[(&str, u8)] = &[
    ("zero", 0),
    ("nought", 0),
    ("naught", 0),
    ("nil", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
];

#[rustfmt::skip]
const TENS: &[(&str, u8)] = &[
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fourty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// Powers of ten; the abbreviations among them are read only after digits.
#[rustfmt::skip]
const SCALES: &[(&str, u8)] = &[
    ("thousand", 3),
    ("million", 6),
    ("billion", 9),
    ("trillion", 12),
    ("quadrillion", 15),
    ("quintillion", 18),
    ("lakh", 5),
    ("lakhs", 5),
    ("crore", 7),
    ("crores", 7),
];

const PACKS: &[(&str, u8)] = &[("dozen", 12), ("dozens", 12)];

#[rustfmt::skip]
const ORDINALS: &[(&str, u64)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("nineth", 9),
    ("tenth", 10),
    ("eleventh", 11),
    ("twelfth", 12),
    ("thirteenth", 13),
    ("fourteenth", 14),
    ("fifteenth", 15),
    ("sixteenth", 16),
    ("seventeenth", 17),
    ("eighteenth", 18),
    ("nineteenth", 19),
    ("twentieth", 20),
    ("thirtieth", 30),
    ("fortieth", 40),
    ("fiftieth", 50),
    ("sixtieth", 60),
    ("seventieth", 70),
    ("eightieth", 80),
    ("ninetieth", 90),
    ("hundredth", 100),
    ("thousandth", 1000),
    ("millionth", 1_000_000),
    ("billionth", 1_000_000_000),
    ("trillionth", 1_000_000_000_000),
];

/// Divisors by the word for one part and for several.
#[rustfmt::skip]
const FRACTIONS: &[(&str, u64)] = &[
    ("half", 2),
    ("halves", 2),
    ("third", 3),
    ("thirds", 3),
    ("quarter", 4),
    ("quarters", 4),
    ("fourth", 4),
    ("fourths", 4),
    ("fifth", 5),
    ("fifths", 5),
    ("sixth", 6),
    ("sixths", 6),
    ("seventh", 7),
    ("sevenths", 7),
    ("eighth", 8),
    ("eighths", 8),
    ("ninth", 9),
    ("ninths", 9),
    ("tenth", 10),
    ("tenths", 10),
    ("twelfth", 12),
    ("twelfths", 12),
    ("sixteenth", 16),
    ("sixteenths", 16),
    ("twentieth", 20),
    ("twentieths", 20),
    ("thirtieth", 30),
    ("thirtieths", 30),
    ("fortieth", 40),
    ("fortieths", 40),
    ("fiftieth", 50),
    ("fiftieths", 50),
    ("sixtieth", 60),
    ("sixtieths", 60),
    ("hundredth", 100),
    ("hundredths", 100),
    ("thousandth", 1000),
    ("thousandths", 1000),
    ("millionth", 1_000_000),
    ("millionths", 1_000_000),
    ("billionth", 1_000_000_000),
    ("billionths", 1_000_000_000),
    ("trillionth", 1_000_000_000_000),
    ("trillionths", 1_000_000_000_000),
];

/// Magnitudes without a number, from the least to the most that they are said of.
#[rustfmt::skip]
const BANDS: &[(&str, (u64, u64))] = &[
    ("dozens", (24, 99)),
    ("scores", (40, 199)),
    ("hundreds", (200, 999)),
    ("thousands", (2000, 9999)),
    ("millions", (2_000_000, 999_999_999)),
    ("billions", (2_000_000_000, 999_999_999_999)),
    ("trillions", (2_000_000_000_000, 999_999_999_999_999)),
    ("lakhs", (200_000, 9_999_999)),
    ("crores", (20_000_000, 999_999_999)),
];

#[rustfmt::skip]
const MULTIPLES: &[(&str, (u8, u8))] = &[
    ("doubled", (2, 1)),
    ("doubling", (2, 1)),
    ("twofold", (2, 1)),
    ("tripled", (3, 1)),
    ("trebled", (3, 1)),
    ("tripling", (3, 1)),
    ("threefold", (3, 1)),
    ("quadrupled", (4, 1)),
    ("fourfold", (4, 1)),
    ("quintupled", (5, 1)),
    ("fivefold", (5, 1)),
    ("sixfold", (6, 1)),
    ("sevenfold", (7, 1)),
    ("eightfold", (8, 1)),
    ("ninefold", (9, 1)),
    ("tenfold", (10, 1)),
    ("hundredfold", (100, 1)),
    ("halved", (1, 2)),
    ("halving", (1, 2)),
    ("twice", (2, 1)),
    ("thrice", (3, 1)),
];

#[rustfmt::skip]
const MONTHS: &[(&str, u8)] = &[
    ("january", 1),
    ("jan", 1),
    ("february", 2),
    ("feb", 2),
    ("march", 3),
    ("mar", 3),
    ("april", 4),
    ("apr", 4),
    ("may", 5),
    ("june", 6),
    ("jun", 6),
    ("july", 7),
    ("jul", 7),
    ("august", 8),
    ("aug", 8),
    ("september", 9),
    ("sept", 9),
    ("sep", 9),
    ("october", 10),
    ("oct", 10),
    ("november", 11),
    ("nov", 11),
    ("december", 12),
    ("dec", 12),
];

#[rustfmt::skip]
const WEEKDAYS: &[(&str, u8)] = &[
    ("monday", 0),
    ("mon", 0),
    ("tuesday", 1),
    ("tue", 1),
    ("tues", 1),
    ("wednesday", 2),
    ("wed", 2),
    ("thursday", 3),
    ("thu", 3),
    ("thur", 3),
    ("thurs", 3),
    ("friday", 4),
    ("fri", 4),
    ("saturday", 5),
    ("sat", 5),
    ("sunday", 6),
    ("sun", 6),
];

#[rustfmt::skip]
const SEASONS: &[(&str, u8)] =
    &[("winter", 0), ("spring", 1), ("summer", 2), ("autumn", 3), ("fall", 3)];

#[rustfmt::skip]
const DECADES: &[(&str, u8)] = &[
    ("tens", 10),
    ("twenties", 20),
    ("thirties", 30),
    ("forties", 40),
    ("fifties", 50),
    ("sixties", 60),
    ("seventies", 70),
    ("eighties", 80),
    ("nineties", 90),
];

#[rustfmt::skip]
const PERIODS: &[(&str, Period)] = &[
    ("second", Period::Second),
    ("seconds", Period::Second),
    ("sec", Period::Second),
    ("secs", Period::Second),
    ("minute", Period::Minute),
    ("minutes", Period::Minute),
    ("min", Period::Minute),
    ("mins", Period::Minute),
    ("hour", Period::Hour),
    ("hours", Period::Hour),
    ("hr", Period::Hour),
    ("hrs", Period::Hour),
    ("h", Period::Hour),
    ("day", Period::Day),
    ("days", Period::Day),
    ("night", Period::Night),
    ("nights", Period::Night),
    ("weekend", Period::Weekend),
    ("weekends", Period::Weekend),
    ("week", Period::Week),
    ("weeks", Period::Week),
    ("wk", Period::Week),
    ("wks", Period::Week),
    ("fortnight", Period::Fortnight),
    ("fortnights", Period::Fortnight),
    ("month", Period::Month),
    ("months", Period::Month),
    ("mo", Period::Month),
    ("quarter", Period::Quarter),
    ("quarters", Period::Quarter),
    ("season", Period::Season),
    ("seasons", Period::Season),
    ("year", Period::Year),
    ("years", Period::Year),
    ("yr", Period::Year),
    ("yrs", Period::Year),
    ("decade", Period::Decade),
    ("decades", Period::Decade),
    ("century", Period::Century),
    ("centuries", Period::Century),
];

fn numbers(filling: &mut Filling) {
    for (word, n) in SMALL {
        filling.sense(word).number = Some(NumberWord::Small(*n));
    }
    for (word, n) in TENS {
        filling.sense(word).number = Some(NumberWord::Tens(*n));
    }
    for (word, power) in SCALES {
        filling.sense(word).number = Some(NumberWord::Scale(*power));
    }
    for (word, n) in PACKS {
        filling.sense(word).number = Some(NumberWord::Pack(*n));
    }
    filling.sense("hundred").number = Some(NumberWord::Hundred);
    for (word, rank) in ORDINALS {
        filling.sense(word).ordinal = Some(*rank);
    }
    for (word, divisor) in FRACTIONS {
        filling.sense(word).fraction = Some(*divisor);
    }
    for (word, band) in BANDS {
        filling.sense(word).band = Some(*band);
    }
}

fn calendar(filling: &mut Filling) {
    for (word, month) in MONTHS {
        filling.sense(word).month = Some(*month);
    }
    for (word, weekday) in WEEKDAYS {
        filling.sense(word).weekday = Some(*weekday);
    }
    for (word, season) in SEASONS {
        filling.sense(word).season = Some(*season);
    }
    for (word, decade) in DECADES {
        filling.sense(word).decade = Some(*decade);
    }
    for (word, period) in PERIODS {
        filling.sense(word).period = Some(*period);
    }
}

const fn phrase(words: &'static [&'static str], hedge: Hedge) -> HedgePhrase {
    HedgePhrase { words, hedge }
}

/// What limits the number that follows.
#[rustfmt::skip]
const BEFORE: &[HedgePhrase] = &[
    phrase(&["about"], Hedge::About),
    phrase(&["around"], Hedge::About),
    phrase(&["roughly"], Hedge::About),
    phrase(&["approximately"], Hedge::About),
    phrase(&["approx"], Hedge::About),
    phrase(&["approx", "."], Hedge::About),
    phrase(&["circa"], Hedge::About),
    phrase(&["some"], Hedge::About),
    phrase(&["an", "estimated"], Hedge::About),
    phrase(&["estimated"], Hedge::About),
    phrase(&["an", "approximate"], Hedge::About),
    phrase(&["in", "the", "region", "of"], Hedge::About),
    phrase(&["in", "the", "order", "of"], Hedge::About),
    phrase(&["on", "the", "order", "of"], Hedge::About),
    phrase(&["somewhere", "around"], Hedge::About),
    phrase(&["something", "like"], Hedge::About),
    phrase(&["more", "or", "less"], Hedge::About),
    phrase(&["~"], Hedge::About),
    phrase(&["≈"], Hedge::About),
    phrase(&["∼"], Hedge::About),
    phrase(&["more", "than"], Hedge::Over),
    phrase(&["over"], Hedge::Over),
    phrase(&["above"], Hedge::Over),
    phrase(&["well", "over"], Hedge::Over),
    phrase(&["well", "above"], Hedge::Over),
    phrase(&["far", "more", "than"], Hedge::Over),
    phrase(&["much", "more", "than"], Hedge::Over),
    phrase(&["upwards", "of"], Hedge::Over),
    phrase(&["upward", "of"], Hedge::Over),
    phrase(&["in", "excess", "of"], Hedge::Over),
    phrase(&["exceeding"], Hedge::Over),
    phrase(&["exceed"], Hedge::Over),
    phrase(&["exceeds"], Hedge::Over),
    phrase(&["exceeded"], Hedge::Over),
    phrase(&["surpass"], Hedge::Over),
    phrase(&["surpasses"], Hedge::Over),
    phrase(&["surpassed"], Hedge::Over),
    phrase(&["surpassing"], Hedge::Over),
    phrase(&["topping"], Hedge::Over),
    phrase(&["topped"], Hedge::Over),
    phrase(&["greater", "than"], Hedge::Over),
    phrase(&["higher", "than"], Hedge::Over),
    phrase(&["larger", "than"], Hedge::Over),
    phrase(&["bigger", "than"], Hedge::Over),
    phrase(&["longer", "than"], Hedge::Over),
    phrase(&["older", "than"], Hedge::Over),
    phrase(&["later", "than"], Hedge::Over),
    phrase(&["better", "than"], Hedge::Over),
    phrase(&[">"], Hedge::Over),
    phrase(&["at", "least"], Hedge::AtLeast),
    phrase(&["no", "fewer", "than"], Hedge::AtLeast),
    phrase(&["no", "less", "than"], Hedge::AtLeast),
    phrase(&["not", "less", "than"], Hedge::AtLeast),
    phrase(&["not", "fewer", "than"], Hedge::AtLeast),
    phrase(&["no", "smaller", "than"], Hedge::AtLeast),
    phrase(&["no", "lower", "than"], Hedge::AtLeast),
    phrase(&["a", "minimum", "of"], Hedge::AtLeast),
    phrase(&["minimum", "of"], Hedge::AtLeast),
    phrase(&["equal", "or", "more", "than"], Hedge::AtLeast),
    phrase(&["equal", "or", "greater", "than"], Hedge::AtLeast),
    phrase(&["equal", "to", "or", "more", "than"], Hedge::AtLeast),
    phrase(&["equal", "to", "or", "greater", "than"], Hedge::AtLeast),
    phrase(&["greater", "than", "or", "equal", "to"], Hedge::AtLeast),
    phrase(&["more", "than", "or", "equal", "to"], Hedge::AtLeast),
    phrase(&["higher", "or", "equal", "than"], Hedge::AtLeast),
    phrase(&["greater", "or", "equal", "than"], Hedge::AtLeast),
    phrase(&["larger", "or", "equal", "than"], Hedge::AtLeast),
    phrase(&[">", "="], Hedge::AtLeast),
    phrase(&["≥"], Hedge::AtLeast),
    phrase(&["⩾"], Hedge::AtLeast),
    phrase(&["under"], Hedge::Under),
    phrase(&["below"], Hedge::Under),
    phrase(&["well", "under"], Hedge::Under),
    phrase(&["well", "below"], Hedge::Under),
    phrase(&["well", "short", "of"], Hedge::Under),
    phrase(&["far", "below"], Hedge::Under),
    phrase(&["far", "fewer", "than"], Hedge::Under),
    phrase(&["far", "less", "than"], Hedge::Under),
    phrase(&["much", "less", "than"], Hedge::Under),
    phrase(&["well", "fewer", "than"], Hedge::Under),
    phrase(&["less", "than"], Hedge::Under),
    phrase(&["fewer", "than"], Hedge::Under),
    phrase(&["smaller", "than"], Hedge::Under),
    phrase(&["lower", "than"], Hedge::Under),
    phrase(&["shorter", "than"], Hedge::Under),
    phrase(&["younger", "than"], Hedge::Under),
    phrase(&["short", "of"], Hedge::Under),
    phrase(&["<"], Hedge::Under),
    phrase(&["at", "most"], Hedge::AtMost),
    phrase(&["no", "more", "than"], Hedge::AtMost),
    phrase(&["not", "more", "than"], Hedge::AtMost),
    phrase(&["no", "greater", "than"], Hedge::AtMost),
    phrase(&["no", "higher", "than"], Hedge::AtMost),
    phrase(&["no", "larger", "than"], Hedge::AtMost),
    phrase(&["no", "longer", "than"], Hedge::AtMost),
    phrase(&["not", "exceeding"], Hedge::AtMost),
    phrase(&["a", "maximum", "of"], Hedge::AtMost),
    phrase(&["maximum", "of"], Hedge::AtMost),
    phrase(&["equal", "to", "or", "less", "than"], Hedge::AtMost),
    phrase(&["equal", "to", "or", "fewer", "than"], Hedge::AtMost),
    phrase(&["less", "than", "or", "equal", "to"], Hedge::AtMost),
    phrase(&["lower", "or", "equal", "than"], Hedge::AtMost),
    phrase(&["smaller", "or", "equal", "than"], Hedge::AtMost),
    phrase(&["less", "or", "equal", "than"], Hedge::AtMost),
    phrase(&["<", "="], Hedge::AtMost),
    phrase(&["≤"], Hedge::AtMost),
    phrase(&["⩽"], Hedge::AtMost),
    phrase(&["nearly"], Hedge::Nearly),
    phrase(&["almost"], Hedge::Nearly),
    phrase(&["close", "to"], Hedge::Nearly),
    phrase(&["just", "under"], Hedge::Nearly),
    phrase(&["just", "below"], Hedge::Nearly),
    phrase(&["just", "short", "of"], Hedge::Nearly),
    phrase(&["slightly", "under"], Hedge::Nearly),
    phrase(&["slightly", "less", "than"], Hedge::Nearly),
    phrase(&["slightly", "fewer", "than"], Hedge::Nearly),
    phrase(&["a", "little", "under"], Hedge::Nearly),
    phrase(&["a", "little", "less", "than"], Hedge::Nearly),
    phrase(&["just", "less", "than"], Hedge::Nearly),
    phrase(&["not", "quite"], Hedge::Nearly),
    phrase(&["approaching"], Hedge::Nearly),
    phrase(&["nearing"], Hedge::Nearly),
    phrase(&["virtually"], Hedge::Nearly),
    phrase(&["close", "on"], Hedge::Nearly),
    phrase(&["getting", "on", "for"], Hedge::Nearly),
    phrase(&["a", "shade", "under"], Hedge::Nearly),
    phrase(&["a", "shade", "below"], Hedge::Nearly),
    phrase(&["just", "over"], Hedge::JustOver),
    phrase(&["barely"], Hedge::Barely),
    phrase(&["barely", "more", "than"], Hedge::Barely),
    phrase(&["barely", "over"], Hedge::Barely),
    phrase(&["barely", "above"], Hedge::Barely),
    phrase(&["hardly", "more", "than"], Hedge::Barely),
    phrase(&["scarcely", "more", "than"], Hedge::Barely),
    phrase(&["not", "much", "more", "than"], Hedge::JustOver),
    phrase(&["only", "just", "over"], Hedge::JustOver),
    phrase(&["little", "over"], Hedge::JustOver),
    phrase(&["just", "above"], Hedge::JustOver),
    phrase(&["just", "more", "than"], Hedge::JustOver),
    phrase(&["slightly", "more", "than"], Hedge::JustOver),
    phrase(&["slightly", "over"], Hedge::JustOver),
    phrase(&["slightly", "above"], Hedge::JustOver),
    phrase(&["a", "little", "over"], Hedge::JustOver),
    phrase(&["a", "little", "more", "than"], Hedge::JustOver),
    phrase(&["little", "more", "than"], Hedge::JustOver),
    phrase(&["a", "bit", "more", "than"], Hedge::JustOver),
    phrase(&["up", "to"], Hedge::UpTo),
    phrase(&["as", "many", "as"], Hedge::UpTo),
    phrase(&["as", "much", "as"], Hedge::UpTo),
    phrase(&["as", "high", "as"], Hedge::UpTo),
    phrase(&["anything", "up", "to"], Hedge::UpTo),
    phrase(&["as", "few", "as"], Hedge::AtLeast),
    phrase(&["as", "little", "as"], Hedge::AtLeast),
    phrase(&["as", "low", "as"], Hedge::AtLeast),
    phrase(&["exactly"], Hedge::Exact),
    phrase(&["precisely"], Hedge::Exact),
    phrase(&["equal", "to"], Hedge::Exact),
    phrase(&["equals", "to"], Hedge::Exact),
    phrase(&["equaling", "to"], Hedge::Exact),
];

/// What limits the number before it.
#[rustfmt::skip]
const AFTER: &[HedgePhrase] = &[
    phrase(&["or", "greater", "than"], Hedge::AtLeast),
    phrase(&["or", "more"], Hedge::AtLeast),
    phrase(&["or", "greater"], Hedge::AtLeast),
    phrase(&["or", "higher"], Hedge::AtLeast),
    phrase(&["or", "above"], Hedge::AtLeast),
    phrase(&["or", "over"], Hedge::AtLeast),
    phrase(&["or", "older"], Hedge::AtLeast),
    phrase(&["or", "better"], Hedge::AtLeast),
    phrase(&["or", "longer"], Hedge::AtLeast),
    phrase(&["and", "above"], Hedge::AtLeast),
    phrase(&["and", "older"], Hedge::AtLeast),
    phrase(&["or", "less"], Hedge::AtMost),
    phrase(&["or", "fewer"], Hedge::AtMost),
    phrase(&["or", "lower"], Hedge::AtMost),
    phrase(&["or", "below"], Hedge::AtMost),
    phrase(&["or", "under"], Hedge::AtMost),
    phrase(&["or", "younger"], Hedge::AtMost),
    phrase(&["or", "shorter"], Hedge::AtMost),
    phrase(&["or", "so"], Hedge::About),
    phrase(&["or", "thereabouts"], Hedge::About),
    phrase(&["give", "or", "take"], Hedge::About),
];

/// Abbreviations before a name or a number: the point is theirs.
#[rustfmt::skip]
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "sen", "rep", "gov", "lt", "col", "capt", "sgt", "maj",
    "st", "mt", "rev", "hon", "pres", "no", "nos", "nr", "nrs", "vs", "fig", "figs", "eq", "sec",
    "art", "vol", "pp", "ch", "ed", "eds", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat",
    "approx", "ca", "c", "e.g", "i.e", "cf", "al", "inc", "ltd", "corp", "co", "bros", "dept",
    "est", "jr", "sr", "ft", "lb", "lbs", "oz", "sq", "min", "max",
];

/// Sorts of words.
const CLASSES: &[(Class, &str)] = &[
    (
        Class::Stop,
        "a an the of in on at to for from by with without within into onto over under above below \
         between among across through during since until till before after around about near per \
         and or but nor so yet if when while where who whom whose which that than as because \
         though although is are was were be been being am has have had do does did will would \
         shall should can could may might must not no it its he him his she her they them their \
         we us our you your i my this these those there here what how why also just only then now \
         more less fewer most least ago later earlier each every all both either neither such very \
         too up down out off away back again still already even ever never alone apiece worldwide \
         nationwide overall total together respectively including excluding compared despite via \
         versus vs against toward towards amid behind ahead adrift upon like unlike according",
    ),
    (
        Class::Verb,
        "said says say told killed wounded injured died dies took take takes made make makes went \
         go goes came come comes got get gets left leave leaves held hold holds found find finds \
         gave give gives became become becomes remained remain remains began begin begins rose \
         fell reported according died sent send sends saw see sees needed need needs lost lose \
         loses won win wins puts put keeps keep earns seals became paid pay pays signed took used ran run runs showed show shows \
         costs voted attended issued joined arrived arrested missing dead alive available long high tall \
         deep wide old apart holding carrying containing including living working using waiting",
    ),
    (
        Class::Plural,
        "people men women children police personnel staff crew troops cattle sheep fish aircraft \
         spacecraft media data criteria feet teeth mice geese oxen lives wives knives wolves \
         halves fishermen policemen firefighters servicemen servicewomen congressmen lawmen \
         tribesmen clergymen businesspeople townspeople youth dead wounded injured poor rich \
         unemployed homeless helicopters offspring species series folk",
    ),
    (
        Class::People,
        "people person men women children child civilians civilian soldiers soldier troops \
         officers officer police migrants refugees passengers workers residents students pupils \
         patients victims protesters fighters militants hostages prisoners dead wounded injured \
         boys girls babies jobs homes houses employees members voters visitors fans spectators \
         cases deaths tests votes units homes pilots crew lives animals",
    ),
    (
        Class::Occasion,
        "occasion occasions time times trip trips session sessions day days week weeks month \
         months year years season seasons decade decades hour hours minute minutes morning mornings \
         afternoon afternoons evening evenings night nights performance performances show shows \
         weekend weekends quarter quarters inning innings lap laps stage stages rounds legs leg \
         episodes episode issues instalments installments visits meetings sittings shipments \
         flights centuries generations matches games races events concerts",
    ),
    (
        Class::Change,
        "rose rise rises rising risen fell fall falls falling fallen grew grow grows growing grown \
         increased increase increases increasing decreased decrease decreases declined decline \
         declines declining dropped drop drops dropping climbed climb climbs jumped jump jumps \
         soared surged slipped slid sank plunged plummeted tumbled shrank cut cuts raised raise \
         raises lowered lower reduced reduce reduction up down gained expanded widened narrowed \
         doubled tripled quadrupled halved improved worsened went moved swelled dipped rebounded \
         recovered eased edged revised upgraded downgraded boosted boost changed change slashed \
         trimmed hiked lifted advanced ballooned",
    ),
    (
        Class::Numbered,
        "article articles section sections chapter chapters clause paragraph para rule resolution \
         law act amendment title part volume vol page pages pp p issue no nos nr nrs number numbers \
         num room flight route highway interstate road line platform gate channel apollo soyuz \
         figure figures fig figs table tables appendix annex footnote note equation eq exercise \
         exercises question level tier grade stage phase type model version release build mark mk \
         class category group pool block unit exit track bus train windows ios android iphone \
         galaxy playstation xbox formula area district ward precinct zone sector psalm verse \
         protocol directive regulation order proposition prop bill form docket case schedule \
         convention sonata symphony opus op round game matchday episode season chapter lesson step \
         option scenario box floor apartment suite building pier terminal runway hall lane \
         python rust java php node lot item sheet slide theorem lemma proposition corollary \
         definition algorithm listing day session panel seed covid sars catch studio warehouse \
         league division boeing airbus falcon leopard challenger merkava tomahawk himars schalke \
         port rfc iso utf sha http ipv",
    ),
    (
        Class::Prefix,
        "mid early late pre post sub under over non circa since ex near about approx some every \
         per top all inter anti pro than to by of from at with in on until through and or the a an \
         re first second third fourth thirty",
    ),
    (
        Class::Topic,
        "sue sued sues suing fight fights fighting fought charge charges charged fire fired row \
         rows sorry anger angry dispute disputes concern concerns concerned arrest arrests arrested \
         protest protests protested outcry feud clash clashes clashed apologise apologised apologize \
         apologized apology jailed sacked questioned quizzed criticised criticized criticism \
         investigation probe inquiry lawsuit backlash fears worry worries worried outrage debate \
         quarrel argued arguing tensions convicted sentenced accused blamed detained held resigned \
         furious fury battle battles battled war wars",
    ),
    (
        Class::Phrasal,
        "hand hands handed handing turn turned turning turns fork forked take takes took taken \
         taking carry carried carrying win won came come bring brought pass passed roll rolled \
         jump jumped jumps leap leaped leapt climb climbed flew fly flying hop hopped vault vaulted \
         stepped step mull mulled pore pored preside presided presides watch watches watched \
         rule ruled rules reign reigned ran run signed towers towered switched",
    ),
    (
        Class::Talk,
        "talk talks talked talking ask asks asked asking question questions questioned concern \
         concerns concerned worry worries worried complain complained complaints warn warned \
         speak spoke spoken speaking think thought thinking hear heard learn learned know knows \
         knew read reading write wrote written information details stories story questions \
         doubts something everything nothing report reports joke jokes film book song bring \
         brought come came",
    ),
    (
        Class::Future,
        "will shall upcoming scheduled planned plans due expected slated going forthcoming forecast \
         tomorrow \
         hopes intends aims next",
    ),
    (
        Class::Open,
        "beginning starting effective available availability begins begin opens open expires \
         deadline starts start launches runs takes arrives arrive closes ends chance chances odds \
         probability likelihood bet bets resumes reopens returns meets hosts visits",
    ),
    (
        Class::Event,
        "be meet vote hold visit decide rule play return appear stand resume reopen publish \
         announce start open begin launch expire close end take host face travel arrive leave \
         complete finish sign deliver retire speak testify run report",
    ),
    (Class::Present, "stays brings remains turns reaches faces hosts"),
    (
        Class::Person,
        "wife husband son daughter mother father brother sister captain driver student teacher \
         doctor nurse man woman boy girl victim suspect defendant widow widower partner girlfriend \
         boyfriend farmer pensioner singer actor actress author player striker midfielder \
         defender goalkeeper coach director chairman chairwoman owner founder resident \
         grandmother grandfather uncle aunt cousin nephew niece teenager pilot soldier officer \
         treasurer artist writer composer conductor engineer cook chef baker fisherman shopkeeper",
    ),
    (
        Class::Authority,
        "president presidents government governments law laws agreement agreements deal deals \
         contract contracts treaty treaties managers manager bosses names name flags headings \
         heading conditions condition administrations coaches leaders",
    ),
    (
        Class::BeforeYear,
        "in since of by from until till before after during between to early late mid through \
         around circa and year summer winter spring autumn fall the for about season ended ending \
         end start beginning november",
    ),
    (
        Class::Pointing,
        "the this that which any every each no another some what whichever either \
         neither my your his her our their its such everyone only",
    ),
    (
        Class::Phrase,
        "party parties lady hand hands world amendment minister person reading cousin cousins aid \
         thought thoughts name names half place nature glance class rate principles degree degrees \
         reich wheel wave estate dimension hundred man umpire base baseman nation nations language \
         lieutenant lieutenants sergeant officer secretary responder responders floor avenue street \
         baptist circuit love lord couple",
    ),
    (Class::Per, "a an per each every"),
    (
        Class::Opener,
        "a an from between today yesterday tomorrow tmrw tonight last next this past previous mid \
         early late end beginning start middle couple fiscal fy year week day several few same \
         following current coming upcoming rest remainder earlier later so that preceding prior \
         minus negative half full all weekend tens",
    ),
];
