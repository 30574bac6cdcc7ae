//! Values and columns: decimals against whole numbers of any size, the calendar against jiff,
//! columns against their cells read one by one.

mod big;

use big::{Big, Exact};
use jiff::civil;
use proptest::prelude::*;
use scruple::rules::CellReading;
use scruple::sources::decode::{KeepScale, cell_format, decode};
use scruple::tables::batch::Cells;
use scruple::tables::{Column, Data};
use scruple::types::calendar::{self, Civil, Part};
use scruple::types::read::{Around, CellFormat};
use scruple::types::{
    Bounds, Comparison, DataType, Decimal, Duration, NotComputable, PartialDate, Value,
};
use std::cmp::Ordering;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

const MOST: i128 = 10_i128.pow(38) - 1;

fn decimals() -> impl Strategy<Value = Decimal> {
    let mantissa = prop_oneof![
        -1000..1000_i128,
        any::<i64>().prop_map(i128::from),
        -MOST..=MOST,
        (0..1000_i128, 0..36_u32).prop_map(|(digits, zeros)| digits * 10_i128.pow(zeros) % MOST),
        Just(MOST),
        Just(-MOST),
    ];
    (mantissa, prop_oneof![0..4_u8, 0..=38_u8]).prop_map(|(m, scale)| Decimal::new(m, scale))
}

fn same(computed: Result<Decimal, NotComputable>, exact: &Exact) -> Result<(), TestCaseError> {
    match computed {
        Ok(decimal) => prop_assert_eq!(Exact::new(decimal).order(exact), Ordering::Equal),
        Err(reason) => {
            prop_assert_eq!(reason, NotComputable::Overflow);
            prop_assert!(!exact.fits(), "{:?} fits", exact);
        }
    }
    Ok(())
}

fn hash(value: Decimal) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(value)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn decimals_compare_by_value(a in decimals(), b in decimals()) {
        prop_assert_eq!(a.cmp(&b), Exact::new(a).order(&Exact::new(b)));
        prop_assert_eq!(a == b, a.cmp(&b) == Ordering::Equal);
        prop_assert_eq!(a.trimmed(), a);
        prop_assert_eq!(hash(a.trimmed()), hash(a));
        if let Some(wider) = a.rescaled(a.scale().saturating_add(3).min(38)) {
            prop_assert_eq!((wider, hash(wider)), (a, hash(a)));
        }
    }

    #[test]
    fn sums_and_products_are_exact_or_overflow(a in decimals(), b in decimals()) {
        same(a.add(b), &Exact::new(a).plus(&Exact::new(b)))?;
        same(a.sub(b), &Exact::new(a).plus(&Exact::new(b.neg())))?;
        same(a.mul(b), &Exact::new(a).times(&Exact::new(b)))?;
    }

    #[test]
    fn products_compare_without_rounding(a in decimals(), b in decimals(), c in decimals(), d in decimals()) {
        let (left, right) = (Exact::new(a).times(&Exact::new(b)), Exact::new(c).times(&Exact::new(d)));
        prop_assert_eq!(Decimal::cmp_products(a, b, c, d), left.order(&right));
        prop_assert_eq!(Decimal::cmp_products(a, b, b, a), Ordering::Equal);
    }

    /// A quotient is off by half a unit of its last place at most, and by none where one is exact.
    #[test]
    fn quotients_are_nearest(a in decimals(), b in decimals()) {
        let Ok(quotient) = a.div(b) else { return Ok(()) };
        let places = if Exact::new(quotient).fits() && quotient.abs() < Decimal::new(10_i128.pow(19), 0) { 18 } else { 0 };
        let half = Exact::new(Decimal::new(5, places + 1));
        let divisor = Exact::new(b.abs());
        let product = Exact::new(quotient).times(&Exact::new(b));
        let mut off = product.plus(&Exact::new(a.neg()));
        off.negative = false;
        prop_assert_ne!(off.order(&half.times(&divisor)), Ordering::Greater);
        if let Ok(product) = b.mul(Decimal::new(12345, 3)) {
            prop_assert_eq!(product.div(b), Ok(Decimal::new(12345, 3)));
        }
    }

    #[test]
    fn whole_quotient_and_remainder_make_the_dividend(a in decimals(), b in decimals()) {
        let (Ok(quotient), Ok(rest)) = (a.whole_div(b), a.rem(b)) else { return Ok(()) };
        let again = Exact::new(quotient).times(&Exact::new(b)).plus(&Exact::new(rest));
        prop_assert_eq!(again.order(&Exact::new(a)), Ordering::Equal);
        prop_assert!(rest.abs() < b.abs() && rest.mantissa() as f64 * a.mantissa() as f64 >= 0.0);
    }

    #[test]
    fn rounding_is_nearest_and_bounds_hold(a in decimals(), places in -40..40_i32) {
        let (floor, ceil) = (a.floor().unwrap(), a.ceil());
        prop_assert!(floor <= a && floor.is_whole());
        if let Ok(ceil) = ceil {
            prop_assert!(a <= ceil && ceil.sub(floor).unwrap() <= Decimal::ONE);
        }
        if let Ok(rounded) = a.round(places) {
            let unit = Exact { negative: false, mantissa: Big::power((-places).max(0) as u32), places: places.max(0) as u32 };
            let half = unit.times(&Exact::new(Decimal::new(5, 1)));
            let mut off = Exact::new(rounded).plus(&Exact::new(a.neg()));
            off.negative = false;
            prop_assert_ne!(off.order(&half), Ordering::Greater);
        }
    }

    #[test]
    fn decimals_read_as_they_are_written(a in decimals()) {
        let read: Decimal = a.to_string().parse().unwrap();
        prop_assert_eq!((read.mantissa(), read.scale()), (a.mantissa(), a.scale()));
        let float: f64 = a.to_string().parse().unwrap();
        prop_assert_eq!(a.to_f64(), float);
    }

    #[test]
    fn floats_keep_their_shortest_digits(float in any::<f64>()) {
        let float = float % 1e20;
        if let Ok(decimal) = Decimal::from_f64(float) && float.abs() > 1e-15 {
            prop_assert_eq!(decimal.to_f64(), float);
        }
    }

    #[test]
    fn bounds_hold_what_their_numbers_give(a in decimals(), b in decimals()) {
        let (left, right) = (Bounds::as_written(a), Bounds::as_written(b));
        prop_assert!(left.contains(a) && left.overlaps(Bounds::exact(a)));
        let pairs = [
            (left.add(right), a.add(b)),
            (left.sub(right), a.sub(b)),
            (left.mul(right), a.mul(b)),
        ];
        for (bounds, value) in pairs {
            if let (Ok(bounds), Ok(value)) = (bounds, value) {
                prop_assert!(bounds.contains(value), "{bounds:?} {value}");
            }
        }
        if let Ok(bounds) = left.div(right) {
            // low * b <= a <= high * b, with the signs turned where b is negative.
            let at = |bound| Decimal::cmp_products(bound, b, a, Decimal::ONE);
            let (low, high) = (at(bounds.low), at(bounds.high));
            let (below, above) = if b.is_negative() { (high, low) } else { (low, high) };
            prop_assert!(below != Ordering::Greater && above != Ordering::Less);
        }
    }

    #[test]
    fn days_and_dates_agree_with_jiff(days in calendar::FIRST_DAY..=calendar::LAST_DAY) {
        let date = jiff_date(days);
        let civil = Civil::from_days(days);
        prop_assert_eq!((civil.year, civil.month, civil.day), (date.year().into(), date.month() as u32, date.day() as u32));
        prop_assert_eq!(civil.to_days(), days);
        let text = date.to_string();
        prop_assert_eq!(calendar::date_from_bytes(text.as_bytes()), Some(days));
        prop_assert_eq!(calendar::show_date(days), text);
        prop_assert_eq!(jiff_date(calendar::last_day(days)), date.last_of_month());
        prop_assert_eq!(Part::IsoDayOfWeek.of_date(days), i64::from(date.weekday().to_monday_one_offset()));
        prop_assert_eq!(Part::DayOfYear.of_date(days), i64::from(date.day_of_year()));
        prop_assert_eq!(Part::Week.of_date(days), i64::from(date.iso_week_date().week()));
        prop_assert_eq!(Part::IsoYear.of_date(days), i64::from(date.iso_week_date().year()));
    }

    #[test]
    fn moving_by_months_agrees_with_jiff(days in calendar::FIRST_DAY..=calendar::LAST_DAY, months in -2000..2000_i32) {
        let moved = jiff_date(days).checked_add(jiff::Span::new().months(months)).ok();
        let moved = moved.filter(|date| (0..=9999).contains(&date.year()));
        prop_assert_eq!(calendar::add_months(days, months).ok().map(jiff_date), moved);
    }

    #[test]
    fn a_part_starts_where_it_is_cut_to(days in 0..60_000_i32, later in 0..60_000_i32) {
        for part in [Part::Year, Part::IsoYear, Part::Quarter, Part::Month, Part::Week, Part::Day, Part::Decade, Part::Century] {
            let start = part.truncate_date(days);
            prop_assert!(start <= days && part.truncate_date(start) == start);
            prop_assert_eq!(part.between_dates(days, later), -part.between_dates(later, days));
            let crossed = part.between_dates(start, days);
            prop_assert_eq!(crossed, 0);
            if part == Part::Week {
                // Of weeks DuckDB counts whole ones, not starts.
                prop_assert_eq!(part.between_dates(days, later), i64::from(later - days) / 7);
                continue;
            }
            prop_assert_eq!(part.between_dates(start - 1, days), 1);
            prop_assert_eq!(part.between_dates(days, later) == 0, part.truncate_date(later) == start);
        }
    }

    #[test]
    fn an_age_leads_from_one_date_to_the_other(from in 0..60_000_i32, span in 0..40_000_i32) {
        let to = from + span;
        let age = calendar::age(calendar::midnight(to), calendar::midnight(from));
        prop_assert!(age.months >= 0 && (0..31).contains(&age.days) && age.micros == 0);
        // From a day that every month has, it is months, then days.
        if Civil::from_days(from).day <= 28 && Civil::from_days(to).day <= 28 {
            let there = calendar::add_months(from, age.months).unwrap() + age.days;
            prop_assert!((there - to).abs() <= 3, "{there} {to}");
        }
    }

    #[test]
    fn moments_read_as_they_are_written(micros in -60_000_000_000_000_000..250_000_000_000_000_000_i64) {
        let text = calendar::show_datetime(micros);
        prop_assert_eq!(calendar::datetime_from_bytes(text.as_bytes()), Some(micros));
        let ours = text.parse::<civil::DateTime>().unwrap();
        prop_assert_eq!(ours.date(), jiff_date(calendar::split(micros).0));
        let (_, of_day) = calendar::split(micros);
        prop_assert_eq!(calendar::time_from_bytes(calendar::show_time(of_day).as_bytes()), Some(of_day));
        let ahead = calendar::datetime_from_bytes(format!("{text}+02:00").as_bytes());
        prop_assert_eq!(ahead, Some(micros - 7_200_000_000));
    }

    #[test]
    fn durations_read_as_they_are_written(months in 0..9999_i32, days in 0..9999_i32, micros in 0..i64::from(i32::MAX) * 10_000, back: bool) {
        let forth = Duration { months, days, micros };
        let duration = if back { forth.checked_neg().unwrap() } else { forth };
        let text = calendar::show_duration(duration);
        prop_assert_eq!(calendar::duration_from_bytes(text.as_bytes()), Some(duration), "{}", text);
    }

    #[test]
    fn intervals_compare_as_all_of_their_days_do(a in 0..20_i32, a_len in 0..5_i32, b in 0..20_i32, b_len in 0..5_i32) {
        let (left, right) = (PartialDate { first: a, last: a + a_len }, PartialDate { first: b, last: b + b_len });
        for comparison in [Comparison::Equal, Comparison::NotEqual, Comparison::Less, Comparison::LessEqual, Comparison::Greater, Comparison::GreaterEqual] {
            let answers: Vec<bool> = (left.first..=left.last)
                .flat_map(|x| (right.first..=right.last).map(move |y| comparison.holds(x.cmp(&y))))
                .collect();
            let all = answers.iter().all(|answer| *answer == answers[0]);
            prop_assert_eq!(left.compare(comparison, right), all.then_some(answers[0]));
        }
        let meet = (left.first..=left.last).any(|day| (right.first..=right.last).contains(&day));
        prop_assert_eq!(left.agrees(right), meet);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_a_reader_panic(text in texts(), other in ".{0,30}") {
        for (data_type, _) in DataType::ALL {
            for format in formats(data_type) {
                for text in [&text, &other] {
                    if format.read(text).is_none() {
                        let reason = scruple::types::why::why_not(text, &format);
                        prop_assert!(!reason.what.is_empty());
                        prop_assert!(reason.fix.is_none_or(|fix| format.read(&fix).is_some()));
                    }
                }
            }
        }
    }

    #[test]
    fn a_column_is_its_cells_one_by_one(rows in prop::collection::vec(texts(), 0..150)) {
        for (data_type, _) in DataType::ALL {
            for format in formats(data_type) {
                check_column(&rows, &format)?;
            }
        }
    }
}

/// One day after the other, from the first to the last.
#[test]
fn every_day_is_the_one_after_the_day_before() {
    let (mut year, mut month, mut day) = (0, 1, 1);
    for days in calendar::FIRST_DAY..=calendar::LAST_DAY {
        let civil = Civil { year, month, day };
        assert_eq!(Civil::from_days(days), civil);
        assert_eq!(civil.to_days(), days);
        day += 1;
        if day > calendar::days_in_month(year, month) {
            (month, day) = (month + 1, 1);
        }
        if month > 12 {
            (year, month) = (year + 1, 1);
        }
    }
}

/// Years around leap years and centuries, with months and days that there are and are not.
#[test]
fn a_date_is_read_exactly_where_there_is_such_a_day() {
    for year in (0..=9999).filter(|year| year % 100 < 5 || (1995..2030).contains(year)) {
        for (month, day) in (0..20).flat_map(|month| (0..34).map(move |day| (month, day))) {
            let text = format!("{year:04}-{month:02}-{day:02}");
            let expected = Civil::new(year, month, day).map(Civil::to_days);
            assert_eq!(calendar::date_from_bytes(text.as_bytes()), expected, "{text}");
        }
    }
}

fn jiff_date(days: i32) -> civil::Date {
    civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).expect("a day")
}

/// Texts that read as something, nearly do, or do not.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "-?[0-9]{1,4}(\\.[0-9]{0,3})?",
        2 => "[+-]?[0-9]{0,21}\\.?[0-9]{0,21}([eE][+-]?[0-9]{1,2})?",
        1 => "-?[0-9]{36,40}",
        2 => "[0-9]{1,3}([,.' ][0-9]{2,3}){0,3}",
        2 => "[012][0-9]{3}-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-5][0-9](:[0-6][0-9](\\.[0-9]{1,7})?)?(Z|[+-][01][0-9]:?[0-9]{2})?)?",
        1 => "[0-9]{4}(-[0-9]{1,2})?",
        1 => "[0-3]?[0-9]/[01]?[0-9]/[0-9]{4}",
        1 => "-?P([0-9]Y)?([0-9]M)?([0-9]D)?(T([0-9]H)?([0-9](\\.[0-9])?S)?)?",
        1 => "(true|True|false|0|1|yes|NA|n/a| ||€ 5|-5 %|5 €|18446744073709551615|9223372036854775807|-9223372036854775808)",
    ]
}

/// The plain format, and one in which everything is otherwise.
fn formats(data_type: DataType) -> Vec<CellFormat> {
    let mut odd = CellFormat::new(data_type);
    odd.missing = vec!["NA".to_owned(), "n/a".to_owned(), "1".to_owned()];
    odd.numbers.decimal_char = ',';
    odd.numbers.group_char = Some('.');
    odd.numbers.around = Around::Text;
    odd.true_values = vec!["yes".to_owned()];
    let reading = CellReading::default();
    let plain = cell_format(data_type, &reading, Some(&[String::new(), "NA".to_owned()]))
        .expect("a format");
    vec![CellFormat::new(data_type), plain, odd]
}

struct Rows<'a>(&'a [String]);

impl<'a> Cells<'a> for Rows<'a> {
    fn n_rows(&self) -> usize {
        self.0.len()
    }

    fn bytes(&self, row: usize) -> &'a [u8] {
        self.0[row].as_bytes()
    }

    fn text(&self, row: usize) -> Option<&'a str> {
        Some(&self.0[row])
    }
}

fn check_column(rows: &[String], format: &CellFormat) -> Result<(), TestCaseError> {
    for keep_scale in [KeepScale::Common, KeepScale::AsWritten] {
        let column = decode(&Rows(rows), format, keep_scale);
        prop_assert_eq!(column.vector.len, rows.len());
        for (row, text) in rows.iter().enumerate() {
            let read = format.read(text);
            let unreadable = column.unreadable.as_ref().is_some_and(|rows| rows.get(row));
            prop_assert_eq!(unreadable, read.is_none(), "{}", text);
            let value = column.vector.value(row);
            prop_assert_eq!(&value, &Some(read.clone().unwrap_or(Value::Null)), "{}", text);
            if let (KeepScale::AsWritten, Some(Value::Number(kept)), Some(Value::Number(read))) =
                (keep_scale, value, read)
            {
                prop_assert_eq!((kept.mantissa(), kept.scale()), (read.mantissa(), read.scale()));
            }
        }
    }
    Ok(())
}

fn column<'a>(rows: &'a [String], data_type: DataType) -> Column<'a> {
    decode(&Rows(rows), &CellFormat::new(data_type), KeepScale::Common)
}

fn owned(rows: &[&str]) -> Vec<String> {
    rows.iter().map(|row| (*row).to_owned()).collect()
}

#[test]
fn numbers_are_narrow_while_all_fit_one_scale() {
    let rows = owned(&["1", "2.50", "", "x", "-0.125", "9000000000000000"]);
    let Data::Narrow { values, scale } = column(&rows, DataType::Number).vector.data else {
        panic!("all of them fit at three places")
    };
    assert_eq!((scale, &values[..]), (3, &[1000, 2500, 0, 0, -125, 9_000_000_000_000_000_000][..]));
    for wide in ["92233720368547758.08", "18446744073709551615", "1e18", &"9".repeat(38)] {
        let rows = owned(&["1", "2.50", wide]);
        assert!(matches!(column(&rows, DataType::Number).vector.data, Data::Wide(_)), "{wide}");
        assert_eq!(column(&rows, DataType::Number).unreadable, None);
    }
    let rows = owned(&["9223372036854775807", "-9223372036854775808"]);
    assert!(matches!(column(&rows, DataType::Integer).vector.data, Data::Narrow { .. }));
    assert!(column(&owned(&["1", &"9".repeat(39)]), DataType::Integer).unreadable.is_some());
}

/// Cells that are not UTF-8.
struct Broken;

impl<'a> Cells<'a> for Broken {
    fn n_rows(&self) -> usize {
        2
    }

    fn bytes(&self, _: usize) -> &'a [u8] {
        b"caf\xe9"
    }

    fn text(&self, _: usize) -> Option<&'a str> {
        None
    }
}

#[test]
fn bytes_that_are_no_text_are_unreadable_as_every_type() {
    for (data_type, _) in DataType::ALL {
        for format in formats(data_type) {
            let column = decode(&Broken, &format, KeepScale::Common);
            assert_eq!(column.unreadable.map(|rows| rows.count()), Some(2), "{data_type}");
        }
    }
}

#[track_caller]
fn reads(data_type: DataType, yes: &[&str], no: &[&str]) {
    let format = CellFormat::new(data_type);
    for text in yes {
        assert!(format.read(text).is_some(), "`{text}` is a {data_type}");
    }
    for text in no {
        assert!(format.read(text).is_none(), "`{text}` is no {data_type}");
    }
}

#[test]
fn cells_are_read_strictly() {
    reads(
        DataType::Integer,
        &["0", "-1", "007"],
        &["+1", "1.0", "1e3", " 1", "1 ", "-", "1_000", "٣"],
    );
    reads(
        DataType::Number,
        &["1", "-1.5", ".5", "+5", "1e3", "1.5E-3", "0e99"],
        &[".", "e5", "1e", "INF", "NaN", "1,5", "1.2.3", "1e99", "1e-99", "--1", "1-"],
    );
    reads(
        DataType::Float,
        &["1e300", "-.5"],
        &["inf", "NaN", "1e999", "", "1f", "infinity"].map(|t| if t.is_empty() { "." } else { t }),
    );
    reads(
        DataType::Date,
        &["2024-02-29", "0000-01-01", "9999-12-31"],
        &[
            "2023-02-29",
            "2024-1-3",
            "2024-00-01",
            "2024-01-00",
            "20240101",
            "2024-01-01 ",
            "12024-01-01",
            "2024-01-0:",
        ],
    );
    reads(
        DataType::Time,
        &["00:00", "23:59:59.999999"],
        &["24:00", "23:59:60", "9:30", "12:00:00.1234567", "12:00:"],
    );
    reads(
        DataType::DateTime,
        &["2024-01-01T00:00", "2024-01-01 12:00:00Z", "2024-01-01T12:00:00.5-05:30"],
        &[
            "2024-01-01",
            "2024-01-01T24:00:00",
            "2024-01-01T12:00:60Z",
            "2024-01-01T12:00z",
            "0000-01-01T00:00+01:00",
            "2024-01-01T12:00+15:00",
        ],
    );
    reads(DataType::Year, &["2024", "0000"], &["24", "-024", "20245", "+202"]);
    reads(DataType::YearMonth, &["2024-10"], &["2024", "2024-13", "2024-1", "2024-10-01"]);
    reads(
        DataType::PartialDate,
        &["2024", "2024-10", "2024-10-16"],
        &["2024-1", "2024-10-32", "24"],
    );
    reads(
        DataType::Duration,
        &["P1Y2M3DT4H", "PT0.5S", "-P1D", "P2W"],
        &["P", "PT", "P1DT", "P1M1Y", "1D", "P1.5D", "P1H", "PT1.S"],
    );
    reads(DataType::Boolean, &["true", "True", "TRUE", "1", "0", "FALSE"], &["yes", "t", "tRUE"]);
}

#[test]
fn formats_of_rule_files() {
    let mut format = CellFormat::new(DataType::Number);
    format.numbers.group_char = Some(',');
    let read = |format: &CellFormat, text: &str| match format.read(text) {
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    assert_eq!(read(&format, "1,234,567.50"), Some("1234567.50".to_owned()));
    assert_eq!(read(&format, "12,34,567"), Some("1234567".to_owned()));
    for text in ["1,23", "1,,234", ",123", "1234,567", "1.234,567", "1,234,"] {
        assert_eq!(read(&format, text), None, "{text}");
    }
    format.numbers.group_char = Some('\u{202f}');
    format.numbers.decimal_char = ',';
    format.numbers.around = Around::Text;
    assert_eq!(read(&format, "1\u{202f}234,5 €"), Some("1234.5".to_owned()));
    assert_eq!(read(&format, "EUR -0,5"), Some("-0.5".to_owned()));
    assert_eq!(read(&format, ",5 %"), Some("0.5".to_owned()));
}

#[test]
fn strptime_formats() {
    use scruple::types::pattern::DatePattern;
    let date =
        |format: &str, text: &str| DatePattern::new(format, DataType::Date).unwrap().read(text);
    let expected = Some(Value::Date(calendar::date_from_bytes(b"2024-10-06").unwrap()));
    for (format, text) in [
        ("%d/%m/%Y", "6/10/2024"),
        ("%d/%m/%Y", "06/10/2024"),
        ("%Y%m%d", "20241006"),
        ("%d %b %Y", "6 Oct 2024"),
        ("%B %d, %Y", "October 06, 2024"),
    ] {
        assert_eq!(date(format, text), expected, "{format}");
        for wrong in
            [format!(" {text}"), format!("{text} "), format!("{text}x"), text.replace("2024", "24")]
        {
            assert_eq!(date(format, &wrong), None, "{format}: {wrong}");
        }
    }
    assert_eq!(date("%d/%m/%Y", "31/02/2024"), None);
    let moment =
        |format: &str, text: &str| DatePattern::new(format, DataType::DateTime).unwrap().read(text);
    let expected = calendar::datetime_from_bytes(b"2024-10-06T21:30:00").map(Value::DateTime);
    assert_eq!(moment("%d.%m.%Y %H:%M", "06.10.2024 21:30"), expected);
    assert_eq!(moment("%d.%m.%Y %I:%M %p", "06.10.2024 09:30 PM"), expected);
    assert_eq!(moment("%Y-%m-%dT%H:%M:%S%z", "2024-10-06T23:30:00+0200"), expected);
    assert_eq!(moment("%Y-%m-%d %T", "2024-10-06 23:59:60"), None);
    assert_eq!(moment("%Y-%m-%d %H:%M:%S", "2024-10-06 23:59:60"), None);
    for (format, data_type) in [
        ("%d/%m", DataType::Date),
        ("%Q!", DataType::Date),
        ("%Y", DataType::Integer),
        ("", DataType::Date),
    ] {
        assert!(DatePattern::new(format, data_type).is_err(), "{format}");
    }
}

#[test]
fn decimals_of_literals() {
    let literal = |text: &str| Decimal::from_literal(text).ok().map(|decimal| decimal.to_string());
    for (text, value) in [
        ("1_000", "1000"),
        ("1e3", "1000"),
        (".5", "0.5"),
        ("12.30", "12.30"),
        ("1.5e-3", "0.0015"),
        ("-0.10", "-0.10"),
        ("1_0.2_5", "10.25"),
        ("1000e-40", "0.00000000000000000000000000000000000010"),
    ] {
        assert_eq!(literal(text).as_deref(), Some(value));
    }
    for text in ["_1", "1_", "1__0", "1_.5", "", "-", "1e", "1e5e", "e1"] {
        assert_eq!(literal(text), None, "{text}");
    }
    assert_eq!(literal(&format!("1.{}", "0".repeat(60))).map(|text| text.len()), Some(39));
    assert_eq!(literal(&format!("{}e-38", "9".repeat(38))).map(|text| text.len()), Some(40));
}

#[test]
fn decimals_by_example() {
    let d = |text: &str| text.parse::<Decimal>().unwrap();
    assert_eq!(d("0.1").add(d("0.2")), Ok(d("0.3")));
    assert_eq!(d("9000000").div(d("49")).unwrap().to_string(), "183673.469387755102040816");
    assert_eq!(d("1").div(d("0")), Err(NotComputable::DivisionByZero));
    assert_eq!(
        d("1e30").div(d("3")).unwrap().to_string(),
        "333333333333333333333333333333.33333333"
    );
    assert_eq!(d("0.000000000000000001").div(d("2")), Ok(d("0")));
    assert_eq!(d("0.000000000000000003").div(d("2")), Ok(d("0.000000000000000002")));
    assert_eq!(d("-7.5").whole_div(d("2")), Ok(d("-3")));
    assert_eq!(d("-7.5").rem(d("2")), Ok(d("-1.5")));
    assert_eq!(d("2.5").round(0), Ok(d("3")));
    assert_eq!(d("-2.5").round(0), Ok(d("-3")));
    assert_eq!(d("1250").round(-2), Ok(d("1300")));
    assert_eq!(d("2.345").round(2).unwrap().to_string(), "2.35");
    assert_eq!(
        (d("-0.5").floor(), d("-0.5").ceil(), d("-0.5").trunc(0)),
        (Ok(d("-1")), Ok(d("0")), Ok(d("0")))
    );
    let most = d(&"9".repeat(38));
    assert_eq!(most.add(d("1")), Err(NotComputable::Overflow));
    assert_eq!(most.round(-1), Err(NotComputable::Overflow));
    assert_eq!(most.mul(d("0.1")).unwrap().add(d("0.1")).unwrap().scale(), 0);
    let bounds = |text: &str| Bounds::as_written(d(text));
    assert_eq!(bounds("12.3"), Bounds { low: d("12.25"), high: d("12.35") });
    assert_eq!(bounds("12.30"), Bounds { low: d("12.295"), high: d("12.305") });
    assert_eq!(bounds("12"), Bounds { low: d("11.5"), high: d("12.5") });
    let quotient = bounds("1").div(bounds("0.4")).unwrap();
    assert_eq!(quotient.low.to_string(), "1.111111111111111111");
    assert_eq!(quotient.high.to_string(), "4.285714285714285715");
    assert_eq!(bounds("1").div(bounds("0")), Err(NotComputable::DivisionByZero));
}

#[test]
fn dates_by_example() {
    let date = |text: &str| calendar::date_from_bytes(text.as_bytes()).unwrap();
    let at = |text: &str| calendar::midnight(date(text));
    assert_eq!(calendar::add_months(date("2024-01-31"), 1), Ok(date("2024-02-29")));
    assert_eq!(
        calendar::add_to_date(date("9999-12-31"), Duration::from_days(1)),
        Err(NotComputable::Overflow)
    );
    assert_eq!(calendar::make_date(2023, 2, 29), Err(NotComputable::OutsideDomain));
    let age = |later, earlier| calendar::show_duration(calendar::age(at(later), at(earlier)));
    assert_eq!(age("2001-04-10", "1957-06-13"), "P43Y9M27D");
    assert_eq!(age("1957-06-13", "2001-04-10"), "-P43Y9M27D");
    assert_eq!(age("2024-03-01", "2024-01-31"), "P1M1D");
    assert_eq!(Part::Week.between_dates(date("2024-10-13"), date("2024-10-14")), 0);
    assert_eq!(Part::Week.between_dates(date("2024-10-06"), date("2024-10-14")), 1);
    assert_eq!(Part::Month.between_dates(date("2024-10-31"), date("2024-11-01")), 1);
    assert_eq!(Part::from_name("WEEKS"), Some(Part::Week));
    let partial = |text: &str| calendar::partial_from_bytes(text.as_bytes()).unwrap();
    assert_eq!(partial("2024-10").compare(Comparison::Less, partial("2024-11-01")), Some(true));
    assert_eq!(partial("2024-10").compare(Comparison::Less, partial("2024-10-16")), None);
    assert_eq!(partial("2024-10").compare(Comparison::Equal, partial("2025")), Some(false));
    for text in ["2024", "2024-10", "2024-10-16"] {
        assert_eq!(calendar::show_partial(partial(text)), text);
    }
    let duration = |text: &str| calendar::duration_from_bytes(text.as_bytes()).unwrap();
    assert_eq!(duration("P1M").partial_cmp(&duration("P30D")), None);
    assert_eq!(duration("P1M").partial_cmp(&duration("P1M1D")), Some(Ordering::Less));
    assert_eq!(Duration::of_unit(18, "YEAR"), Some(Ok(Duration::from_months(216))));
    assert_eq!(Duration::of_unit(1, "fortnight"), None);
}
