//! True paragraphs in which each figure is corrupted in turn: how many of the slips are found, kind by
//! kind; and that nothing is said of the paragraphs as they are, or said in other words.

use crate::program::Folder;

/// `{words=truth}`: a figure and what the data give for it. What is not bound stands without braces.
const PARAGRAPHS: &[&str] = &[
    "The port of Varnby handled {412,600=412600} containers in the year that ended, and {more than \
     3,100=3130} ships called. It was opened in {May 1998=DATE '1998-05-12'} after a flood.",
    "Russia sent Pantsir systems to North Korea. In return came {some nine million=8900000} rounds, \
     shipped over {49=49} occasions, and {over 200=214} guns.",
    "The team has {eleven=11} members. It was launched on {16 October 2024=DATE '2024-10-16'} and wrote \
     a report of {29=29} pages.",
    "The share of diesel cars fell {7 percentage points=7} from 31 percent to 24 percent. Makers sold \
     {1.26 million=1260000} cars, {18.4 percent=18.42} of them electric.",
    "Prices rose 25 percent from 40 to 50 dollars a barrel. The fund spent {$3.5 billion=3480000000} on \
     {62=62} wells between the coasts.",
    "The bridge is {1,284=1284} metres long and cost {€310 million=309700000}. Work ended on {3 June \
     2023=DATE '2023-06-03'} with a feast.",
    "A trial with {4,523=4523} patients ran for {15 years=15} in the valley. Of the women, {12.5 \
     percent=12.5} withdrew.",
    "The lake holds {38 percent=38} of its water. {Almost 60=57} wells are dry, and {212=212} farms were \
     given up by {August 2022=DATE '2022-08-20'} at the latest.",
    "The library lent {1,018,400=1018400} books and has {about 250,000=243000} on its shelves, of which \
     {two-thirds=0.668} are novels.",
    "South Korea gave K9 howitzers to Poland. The deal covers {672=672} of them, costs {$12.4 \
     billion=12390000000} and was signed on {27 July 2022=DATE '2022-07-27'} in Warsaw.",
    "The choir has {twelve=12} singers and {forty-one=41} songs. On tour {fifteen hundred=1500} people \
     heard it, which cost {half a million=500000} dollars over {nineteen=19} evenings.",
];

/// A paragraph as it reads, and its figures: where their words stand, and the truth.
struct Paragraph {
    text: String,
    figures: Vec<(std::ops::Range<usize>, String)>,
}

fn paragraph(source: &str) -> Paragraph {
    let (mut text, mut figures) = (String::new(), Vec::new());
    let mut rest = source;
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, behind) = after.split_once('}').expect("closed");
        let (words, truth) = inside.split_once('=').expect("words and truth");
        text.push_str(before);
        figures.push((text.len()..text.len() + words.len(), truth.to_owned()));
        text.push_str(words);
        rest = behind;
    }
    Paragraph { text: text + rest, figures }
}

/// The ids of what is found where the words of one figure read otherwise, and the rule with them: as a
/// writer binds the wrong words in good faith.
fn found(paragraph: &Paragraph, changed: Option<(usize, &str)>) -> Vec<String> {
    let mut rules = "version = 1\n[documents.article]\npublished = 2025-05-30\n".to_owned();
    let mut article = String::new();
    let mut at = 0;
    for (number, (range, truth)) in paragraph.figures.iter().enumerate() {
        let words = match changed {
            Some((which, words)) if which == number => words,
            _ => &paragraph.text[range.clone()],
        };
        article.push_str(&paragraph.text[at..range.start]);
        let start = article.len();
        article.push_str(words);
        at = range.end;
        let after = paragraph.text[range.end..].split(' ').nth(1).unwrap_or_default();
        let noun = if paragraph.text[range.end..].starts_with(' ') { after } else { "" };
        let noun = noun.trim_end_matches(|c: char| !c.is_alphanumeric());
        let quote = format!("{} {noun}", &article[start..]);
        rules.push_str(&format!(
            "[documents.article.figures.f{number}]\nquote = {:?}\n[rules.r{number}]\n\
             document = \"article\"\ncheck = \"agrees(f{number}, {truth})\"\n",
            quote.trim()
        ));
    }
    article.push_str(&paragraph.text[at..]);
    let folder = Folder::new(&[("article.md", &article), ("scruple.toml", &rules)]);
    let report = folder.json(&["article.md"]);
    let diagnostics = report.json["diagnostics"].as_array().expect("diagnostics");
    let codes = diagnostics.iter().filter_map(|one| one["code"].as_str());
    report.found().into_iter().chain(codes).map(str::to_owned).collect()
}

/// The first stretch of digits in words, with its commas and point.
fn digits(words: &str) -> Option<std::ops::Range<usize>> {
    let start = words.find(|c: char| c.is_ascii_digit())?;
    let rest = &words[start..];
    let end =
        rest.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(rest.len());
    Some(start..start + rest[..end].trim_end_matches([',', '.']).len())
}

/// Other digits in the same words, in groups where the number was or becomes long.
fn with_digits(words: &str, change: impl Fn(&str) -> Option<String>) -> Option<String> {
    let range = digits(words)?;
    let plain = words[range.clone()].replace(',', "");
    let changed = change(&plain)?;
    let (whole, point) = match changed.split_once('.') {
        Some((whole, places)) => (whole.to_owned(), format!(".{places}")),
        None => (changed.clone(), String::new()),
    };
    let grouped = match whole.len() > 3 && !is_date(words) {
        true => {
            let mut out = String::new();
            for (at, c) in whole.chars().enumerate() {
                if at > 0 && (whole.len() - at) % 3 == 0 {
                    out.push(',');
                }
                out.push(c);
            }
            out
        }
        false => whole,
    };
    let new = format!("{}{grouped}{point}{}", &words[..range.start], &words[range.end..]);
    (new != words).then_some(new)
}

const MONTHS: [&str; 5] = ["May", "June", "July", "August", "October"];
const MOVED: [&str; 5] = ["March", "July", "June", "September", "November"];

fn is_date(words: &str) -> bool {
    MONTHS.iter().any(|month| words.contains(month))
}

/// Two neighbouring digits that differ change places.
fn swapped(words: &str) -> Option<String> {
    with_digits(words, |plain| {
        let mut chars: Vec<char> = plain.chars().collect();
        let at = (0..chars.len().checked_sub(1)?).find(|at| {
            let (one, two) = (chars[*at], chars[at + 1]);
            one != two && one.is_ascii_digit() && two.is_ascii_digit() && (*at > 0 || two != '0')
        })?;
        chars.swap(at, at + 1);
        Some(chars.into_iter().collect())
    })
}

fn dropped(words: &str) -> Option<String> {
    with_digits(words, |plain| {
        let whole = plain.split('.').next()?;
        (whole.len() > 1 && !whole[1..].starts_with('0')).then(|| plain[1..].to_owned())
    })
}

fn times_ten(words: &str) -> Option<String> {
    with_digits(words, |plain| match plain.split_once('.') {
        Some((whole, places)) => {
            let moved = format!("{whole}{}.{}", &places[..1], &places[1..]);
            Some(moved.trim_end_matches('.').to_owned())
        }
        None => Some(format!("{plain}0")),
    })
    .filter(|_| !is_date(words))
}

fn plus_one(words: &str) -> Option<String> {
    with_digits(words, |plain| {
        let places = plain.split_once('.').map_or(0, |(_, places)| places.len());
        let number: u64 = plain.replace('.', "").parse().ok()?;
        let digits = (number + 1).to_string();
        let (whole, rest) = digits.split_at(digits.len() - places);
        Some(if places == 0 { digits.clone() } else { format!("{whole}.{rest}") })
    })
}

fn month_moved(words: &str) -> Option<String> {
    let at = MONTHS.iter().position(|month| words.contains(month))?;
    Some(words.replace(MONTHS[at], MOVED[at]))
}

/// A number word for another that looks or sounds like it.
fn misheard(words: &str) -> Option<String> {
    const ALIKE: [(&str, &str); 8] = [
        ("twelve", "twenty"),
        ("eleven", "seven"),
        ("nineteen", "ninety"),
        ("nine ", "ninety "),
        ("fifteen", "fifty"),
        ("forty", "fifty"),
        ("half", "a quarter of"),
        ("two-thirds", "three-quarters"),
    ];
    let (old, new) = ALIKE.into_iter().find(|(old, _)| words.contains(old))?;
    Some(words.replacen(old, new, 1))
}

/// Another scale.
fn rescaled(words: &str) -> Option<String> {
    const SCALES: [(&str, &str); 3] =
        [("million", "billion"), ("billion", "million"), ("hundred", "thousand")];
    let (old, new) = SCALES.into_iter().find(|(old, _)| words.contains(old))?;
    Some(words.replacen(old, new, 1))
}

/// A kind of slip, and how many of how many are found.
type Slip = (&'static str, fn(&str) -> Option<String>, (usize, usize));

const SLIPS: &[Slip] = &[
    ("swapped", swapped, (22, 22)),
    ("dropped", dropped, (19, 19)),
    ("times ten", times_ten, (22, 22)),
    ("plus one", plus_one, (27, 27)),
    ("month moved", month_moved, (5, 5)),
    ("misheard", misheard, (8, 8)),
    ("rescaled", rescaled, (7, 7)),
];

#[test]
fn slips_are_found() {
    let paragraphs: Vec<Paragraph> = PARAGRAPHS.iter().map(|source| paragraph(source)).collect();
    let mut wrong = Vec::new();
    for (name, change, expected) in SLIPS {
        let (mut caught, mut all, mut missed) = (0, 0, Vec::new());
        for paragraph in &paragraphs {
            for (number, (range, _)) in paragraph.figures.iter().enumerate() {
                let words = &paragraph.text[range.clone()];
                let Some(changed) = change(words) else { continue };
                all += 1;
                match found(paragraph, Some((number, &changed))).as_slice() {
                    [] => missed.push(format!("{words} -> {changed}")),
                    _ => caught += 1,
                }
            }
        }
        if (caught, all) != *expected {
            wrong.push(format!("{name}: {caught} of {all}, not {expected:?}; missed {missed:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What no number tells: percent for points, and who gave to whom.
#[test]
fn slips_of_words_are_found() {
    let swaps = [
        ("fell {7 percentage points=7} from 31", "fell 7 percent from 31", "prose.change"),
        ("rose 25 percent from 40", "rose 25 percentage points from 40", "prose.change"),
        ("In return", "North Korea sent the Pantsir to Russia. In return", "prose.roles"),
    ];
    for (old, new, expected) in swaps {
        let source = PARAGRAPHS.iter().find(|source| source.contains(old)).expect("a paragraph");
        let changed = paragraph(&source.replace(old, new));
        let found = found(&changed, None);
        let found = found.first().map_or("nothing", String::as_str);
        assert_eq!(found, expected, "{new}");
    }
}

#[test]
fn what_is_true_is_silent() {
    let reworded = [
        ("eleven", "11"),
        ("49", "forty-nine"),
        ("29", "twenty-nine"),
        ("some nine million", "about 9 million"),
        ("more than 3,100", "over 3,100"),
        ("over 200", "more than 200"),
        ("about 250,000", "roughly 250,000"),
        ("Almost 60", "Nearly 60"),
        ("15 years", "fifteen years"),
        ("1.26 million", "1,260,000"),
        ("38 percent", "38%"),
        ("two-thirds", "two thirds"),
        ("16 October 2024", "October 16, 2024"),
        ("$3.5 billion", "$3.5bn"),
        ("€310 million", "310 million euros"),
        ("62", "sixty-two"),
    ];
    let mut tried = 0;
    for source in PARAGRAPHS {
        let paragraph = paragraph(source);
        assert_eq!(found(&paragraph, None), [""; 0], "{}", paragraph.text);
        for (number, (range, _)) in paragraph.figures.iter().enumerate() {
            let words = &paragraph.text[range.clone()];
            for (_, new) in reworded.iter().filter(|(old, _)| *old == words) {
                assert_eq!(found(&paragraph, Some((number, new))), [""; 0], "{words}: {new}");
                tried += 1;
            }
        }
    }
    assert_eq!(tried, reworded.len());
}
