//! Writes the ledger: one file for each number of rows, always the same bytes, with one row in ten
//! thousand planted for each of nineteen kinds of violations, and the key that names them all.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Rows among which each kind is planted once.
const BLOCK: u64 = 10_000;

const COLUMNS: [&str; 17] = [
    "id",
    "transfer_id",
    "supplier",
    "recipient",
    "category",
    "item",
    "quantity",
    "occasions",
    "unit_weight_kg",
    "start_date",
    "end_date",
    "programme_id",
    "lat",
    "lon",
    "status",
    "source_url",
    "note",
];

const STATES: [&str; 64] = [
    "USA", "RUS", "FRA", "DEU", "CHN", "GBR", "ITA", "ISR", "KOR", "ESP", "NLD", "UKR", "SWE",
    "CHE", "TUR", "CAN", "NOR", "AUS", "BLR", "ZAF", "BRA", "IND", "POL", "CZE", "JPN", "AUT",
    "FIN", "BEL", "DNK", "PRT", "GRC", "ROU", "EGY", "SAU", "ARE", "QAT", "KWT", "OMN", "JOR",
    "IRQ", "IRN", "PAK", "BGD", "LKA", "THA", "VNM", "IDN", "MYS", "SGP", "PHL", "TWN", "MEX",
    "COL", "PER", "CHL", "ARG", "MAR", "DZA", "TUN", "NGA", "KEN", "ETH", "AGO", "GHA",
];

const CATEGORIES: [&str; 8] = [
    "aircraft",
    "armoured_vehicles",
    "artillery",
    "munitions",
    "missiles",
    "naval",
    "sensors",
    "small_arms",
];

const MUNITIONS: usize = 3;

const STATUSES: [&str; 5] = ["planned", "ordered", "delivered", "cancelled", "suspended"];

/// A third is quoted: for commas, for quotes, or for nothing.
const ITEMS: [&str; 24] = [
    "Leopard 2A6",
    "F-16C Block 52",
    "RBS-70 Mk2",
    "\"Shell, 155 mm, HE\"",
    "\"Cartridge, 5.56 mm \"\"ball\"\"\"",
    "CAESAR 155 mm",
    "Křižík-2 radar",
    "\"Missile, anti-tank, Milan 3\"",
    "Sjöormen class",
    "M113A2 APC",
    "\"Rocket, 122 mm, \"\"Grad\"\" type\"",
    "T-72M1",
    "Piranha III 8x8",
    "\"Fuze, M739A1\"",
    "Type 054A frigate",
    "AN/TPQ-36",
    "Пехотинец-М",
    "\"Vehicle, armoured, Bushmaster\"",
    "Pilatus PC-7",
    "MG3 7.62 mm",
    "\"Torpedo, lightweight, MU90 \"\"Impact\"\"\"",
    "Spare parts kit",
    "装甲車 96式",
    "Super Tucano A-29",
];

const NOTES: [&str; 8] = [
    "second-hand, refurbished before delivery",
    "deal worth EUR 12 m; offsets 30%",
    "part of a larger package",
    "delivery year uncertain",
    "licensed production",
    "status from press reports (unconfirmed)",
    "includes \"\"training\"\" and spares",
    "ex-stock",
];

const HOSTS: [&str; 4] = [
    "https://registry.example.org/records/",
    "https://www.customs.example.net/decl/",
    "http://archive.example.com/arms/item/",
    "https://data.example.int/un-roca/",
];

/// Days since 1970-01-01 of 1980-01-01 and 2024-01-01.
const EARLIEST: i64 = 3652;
const LATEST: i64 = 19_723;

/// A kind of violation. Their order decides where they are planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    QuantityType,
    StartType,
    LatType,
    RecipientMissing,
    TransferTwice,
    ProgrammePattern,
    CategoryUnknown,
    StatusUnknown,
    LatRange,
    LonRange,
    ToOneself,
    DateOrder,
    MunitionsRatio,
    BeforeLaunch,
    ProgrammeUnknown,
    YearlyCap,
    UrlPattern,
    WeightNotPositive,
    IdGap,
}

/// Each kind, its name in the key, and the column that is at fault.
const KINDS: [(Kind, &str, usize); 19] = [
    (Kind::QuantityType, "type_quantity", 6),
    (Kind::StartType, "type_start_date", 9),
    (Kind::LatType, "type_lat", 12),
    (Kind::RecipientMissing, "not_null_recipient", 3),
    (Kind::TransferTwice, "unique_transfer_id", 1),
    (Kind::ProgrammePattern, "regex_programme_id", 11),
    (Kind::CategoryUnknown, "enum_category", 4),
    (Kind::StatusUnknown, "enum_status", 14),
    (Kind::LatRange, "range_lat", 12),
    (Kind::LonRange, "range_lon", 13),
    (Kind::ToOneself, "supplier_ne_recipient", 3),
    (Kind::DateOrder, "date_order", 10),
    (Kind::MunitionsRatio, "ratio_munitions", 6),
    (Kind::BeforeLaunch, "start_ge_launched", 9),
    (Kind::ProgrammeUnknown, "fk_programme_id", 11),
    (Kind::YearlyCap, "sum_quantity_cap", 6),
    (Kind::UrlPattern, "url_pattern", 15),
    (Kind::WeightNotPositive, "weight_positive", 8),
    (Kind::IdGap, "id_gap", 0),
];

/// Where `Kind::TransferTwice` stands in the list.
const TWICE: u64 = 4;

/// How items are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Items {
    AsUsual,
    /// Every row has an inch mark outside of quotes.
    Inches,
}

/// Writes the ledger and, where it has the usual items, its key.
pub fn ledger(ledger: &Path, key: &Path, rows: u64, items: Items) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(ledger)?);
    let mut key = BufWriter::new(File::create(key)?);
    writeln!(out, "{}", COLUMNS.join(","))?;
    writeln!(key, "rule,row,line,column,value")?;
    let mut writer = Writer { items, launched: launches(), id: 0, fields: Default::default() };
    let mut line = 2;
    for row in 0..rows {
        let kind = planted_in(row);
        let breaks = writer.fill(row, kind.map(|(kind, ..)| kind));
        writeln!(out, "{}", writer.fields.join(","))?;
        if let Some((kind, name, column)) = kind {
            let value = &writer.fields[column];
            let place = format!("{},{line},{},{value}", row + 1, COLUMNS[column]);
            writeln!(key, "{name},{place}")?;
            if kind == Kind::ProgrammePattern {
                // No programme has such a name either.
                writeln!(key, "fk_programme_id,{place}")?;
            }
        }
        line += 1 + breaks;
    }
    out.flush()?;
    key.flush()
}

/// Writes the table of programmes that the ledger refers to.
pub fn programmes(path: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "programme_id,name,launched,lead")?;
    for (at, launched) in (0..).zip(launches()) {
        let (number, lead) = (at + 1, STATES[(mix(at) % 64) as usize]);
        writeln!(out, "P-{number:04},Programme {number},{},{lead}", date(launched))?;
    }
    out.flush()
}

fn launches() -> Vec<i64> {
    (0..500).map(|at| EARLIEST + (mix(at + 77) % 12_800) as i64).collect()
}

/// The kind that is planted in a row.
fn planted_in(row: u64) -> Option<(Kind, &'static str, usize)> {
    let (block, offset) = (row / BLOCK, row % BLOCK);
    let at = (0..KINDS.len()).find(|at| planted(block, *at as u64) == offset)?;
    // Eight groups are above the cap, however many rows there are.
    (KINDS[at].0 != Kind::YearlyCap || block < 8).then_some(KINDS[at])
}

/// Where a kind is planted in a block: each elsewhere, and never in the first row.
fn planted(block: u64, kind: u64) -> u64 {
    1 + (mix(block ^ 0xABCD) + kind * 523) % (BLOCK - 1)
}

/// Spreads a number over 64 bits.
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Numbers that look random, the same in every run.
struct Dice(u64);

impl Dice {
    /// A number below a bound.
    fn below(&mut self, bound: u64) -> u64 {
        let drawn = mix(self.0);
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        ((u128::from(drawn) * u128::from(bound)) >> 64) as u64
    }

    fn signed(&mut self, bound: u64) -> i64 {
        self.below(bound) as i64
    }

    fn one_of(&mut self, texts: &[&'static str]) -> &'static str {
        texts[self.below(texts.len() as u64) as usize]
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) >= 100 - percent
    }
}

/// The row at hand. The fields are as written, with their quotes.
struct Writer {
    items: Items,
    launched: Vec<i64>,
    id: u64,
    fields: [String; 17],
}

impl Writer {
    /// Fills the fields, and says how many line breaks they hold. What is drawn, and in which order,
    /// decides every byte.
    fn fill(&mut self, row: u64, kind: Option<Kind>) -> u64 {
        let mut dice = Dice(mix(row ^ 0x5EED));
        self.fields.iter_mut().for_each(String::clear);
        self.fill_ids(row, kind, &mut dice);
        self.fill_states(kind, &mut dice);
        self.fill_goods(kind, &mut dice);
        self.fill_times(kind, &mut dice);
        self.fill_place(kind, &mut dice);
        self.fill_source(kind, &mut dice)
    }

    fn set(&mut self, column: usize, text: impl std::fmt::Display) {
        let _ = write!(self.fields[column], "{text}");
    }

    fn fill_ids(&mut self, row: u64, kind: Option<Kind>, dice: &mut Dice) {
        self.id += if kind == Some(Kind::IdGap) { 2 } else { 1 };
        self.set(0, self.id);
        let block = row / BLOCK;
        let of = match (kind, block) {
            (Some(Kind::TransferTwice), 0) => row - 1,
            (Some(Kind::TransferTwice), _) => {
                let other = dice.below(block);
                let offset = planted(other, TWICE) + 1 + dice.below(BLOCK - 2);
                other * BLOCK + offset % BLOCK
            }
            _ => row,
        };
        // An odd factor: no two of 40 bits become the same.
        let spread = of.wrapping_mul(0x9E_3779_B97F) & 0xFF_FFFF_FFFF;
        self.set(1, format_args!("TR-{spread:010X}"));
    }

    fn fill_states(&mut self, kind: Option<Kind>, dice: &mut Dice) {
        let supplier = STATES[(dice.below(40) * dice.below(40) / 40) as usize];
        let drawn = dice.one_of(&STATES);
        let recipient = match drawn == supplier {
            _ if kind == Some(Kind::ToOneself) => supplier,
            false => drawn,
            true if supplier == "GHA" => "KEN",
            true => "GHA",
        };
        self.set(2, supplier);
        if kind != Some(Kind::RecipientMissing) {
            self.set(3, recipient);
        }
    }

    fn fill_goods(&mut self, kind: Option<Kind>, dice: &mut Dice) {
        let drawn = dice.below(8) as usize;
        let category = match kind {
            Some(Kind::MunitionsRatio) => MUNITIONS,
            Some(Kind::YearlyCap) => 0,
            _ => drawn,
        };
        let named = match kind {
            Some(Kind::CategoryUnknown) => dice.one_of(&["munition", "Aircraft", "unknown"]),
            _ => CATEGORIES[category],
        };
        self.set(4, named);
        let item = dice.one_of(&ITEMS);
        self.set(5, if self.items == Items::Inches { "Gun 155\" L/52" } else { item });
        let occasions = 1 + dice.below(12);
        let usual = match category == MUNITIONS {
            true => {
                let each = 1 + dice.below(499);
                (occasions * each + dice.below(occasions)).min(occasions * 500)
            }
            false => 1 + dice.below(60),
        };
        match kind {
            Some(Kind::MunitionsRatio) => self.set(6, occasions * (600 + dice.below(300))),
            Some(Kind::YearlyCap) => self.set(6, 2_000_000_000),
            Some(Kind::QuantityType) => {
                self.set(6, dice.one_of(&["12x", "approx. 40", "\"1,200\"", "1.5e"]));
            }
            _ => self.set(6, usual),
        }
        self.set(7, occasions);
        if kind == Some(Kind::WeightNotPositive) {
            self.set(8, dice.one_of(&["0.0", "-3.5", "-1250.0"]));
        } else if dice.chance(96) {
            let weight = 1 + dice.below(400_000);
            self.set(8, format_args!("{}.{}", weight / 10, weight % 10));
        }
    }

    fn fill_times(&mut self, kind: Option<Kind>, dice: &mut Dice) {
        let programme = dice.below(500) as usize;
        let launched = self.launched[programme];
        let usual = launched + dice.signed((LATEST - launched) as u64);
        let start = match kind {
            Some(Kind::BeforeLaunch) => launched - 1 - dice.signed(300),
            _ => usual,
        };
        match kind {
            Some(Kind::StartType) => {
                let texts = ["2021-02-30", "2021/03/04", "12-Mar-2019", "2019-13-01"];
                self.set(9, dice.one_of(&texts));
            }
            _ => self.set(9, date(start)),
        }
        if kind == Some(Kind::DateOrder) {
            self.set(10, date(start - 1 - dice.signed(400)));
        } else if dice.chance(88) {
            self.set(10, date(start + dice.signed(1500)));
        }
        match kind {
            Some(Kind::ProgrammePattern) => {
                self.set(11, dice.one_of(&["P12-45", "p-0123", "P-12A4", "PRG-0001"]));
            }
            Some(Kind::ProgrammeUnknown) => {
                self.set(11, format_args!("P-{:04}", 9000 + dice.below(999)));
            }
            _ => self.set(11, format_args!("P-{:04}", programme + 1)),
        }
    }

    fn fill_place(&mut self, kind: Option<Kind>, dice: &mut Dice) {
        let lat = dice.signed(1_400_001) - 600_000;
        let lon = dice.signed(3_600_001) - 1_800_000;
        let known = dice.chance(98);
        match kind {
            Some(Kind::LatType) => self.set(12, dice.one_of(&["n/a", "\"52,5\"", "N52.51"])),
            Some(Kind::LatRange) => self.set(12, degrees(900_001 + dice.signed(800_000))),
            _ if known => self.set(12, degrees(lat)),
            _ => {}
        }
        match kind {
            Some(Kind::LonRange) => self.set(13, degrees(-1_800_001 - dice.signed(800_000))),
            _ if known => self.set(13, degrees(lon)),
            _ => {}
        }
    }

    fn fill_source(&mut self, kind: Option<Kind>, dice: &mut Dice) -> u64 {
        let status = match kind {
            Some(Kind::StatusUnknown) => dice.one_of(&["deliverd", "DELIVERED", "?"]),
            _ => dice.one_of(&STATUSES),
        };
        self.set(14, status);
        if kind == Some(Kind::UrlPattern) {
            let texts = ["htp://registry.example.org/", "www.example.org/x/", "registry of deals "];
            let start = dice.one_of(&texts);
            self.set(15, format_args!("{start}{}", dice.below(100_000)));
        } else if dice.chance(92) {
            let (host, year) = (dice.one_of(&HOSTS), 1990 + dice.below(34));
            self.set(15, format_args!("{host}{year}/{:08x}", dice.below(1 << 32)));
        }
        if dice.below(100) >= 30 {
            return 0;
        }
        let note = dice.one_of(&NOTES);
        if dice.below(600) == 0 {
            self.set(16, format_args!("\"{note}\nsee also file {}\"", dice.below(9000)));
            return 1;
        }
        match note.contains([',', '"']) {
            true => self.set(16, format_args!("\"{note}\"")),
            false => self.set(16, note),
        }
        0
    }
}

/// Ten-thousandths of a degree.
fn degrees(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{:04}", value.abs() / 10_000, value.abs() % 10_000)
}

fn date(days: i64) -> String {
    use scruple::types::{Value, format};
    format::show(&Value::Date(days as i32))
}
