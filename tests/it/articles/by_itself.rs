//! What needs no data: each check finds its slip, and is silent on what is right.

use crate::program::Folder;

/// Runs the checks over a text with a day of publication; the ids that are found.
fn found(text: &str) -> Vec<String> {
    let folder = Folder::new(&[("article.md", text)]);
    let report = folder.json(&["article.md", "--published", "2025-05-30"]);
    report.found().into_iter().map(str::to_owned).collect()
}

#[track_caller]
fn check(check: &str, wrong: &[&str], right: &[&str]) {
    for text in wrong {
        assert_eq!(found(text), [check], "{text}");
    }
    for text in right {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn the_headline_has_the_figures_of_the_article() {
    check(
        "prose.headline",
        &[
            "# Nine sailors rescued\n\nThe coast guard rescued eight sailors.",
            "# Inflation at 3.5 percent\n\nInflation was 3.1 percent in May.",
            "# Fund of $2 billion\n\nThe fund has $1.2 billion.",
        ],
        &[
            "# Nearly 200 sailors rescued\n\nThe coast guard rescued 196 sailors.",
            "# Nine sailors rescued\n\nThe coast guard rescued eight sailors in May and nine sailors in June.",
            "# Two ships sunk\n\nFour men died.",
            "# Reyes wins by fewer than 9,000 votes\n\nShe had 1,412,306 votes, and he had 1,403,511 votes.",
        ],
    );
}

#[test]
fn the_same_things_are_counted_once() {
    check(
        "prose.same-quantity",
        &["The 11 member states met. Later the 12 member states left town."],
        &[
            "The 11 member states met. Later the 11 member states left town.",
            "The 11 member states in Europe met. The 12 member states in Asia did not.",
            "He has 11 red trucks. She has 12 red trucks.",
        ],
    );
}

#[test]
fn parts_make_their_whole() {
    check(
        "prose.total",
        &[
            "Some 45 percent of them fled.\n\nOf all, 45 percent said yes, 30 percent no and the remaining 20 percent nothing.",
            "Of the 12 ships, 5 sank, and the other 6 fled.",
            "It has 12 ships: 5 tankers, 4 ferries and 2 tugs.",
            "In total 30 people died: 12 men, 10 women and 5 children.",
        ],
        &[
            "In total 27 people died: 12 men, 10 women and 5 children.",
            "Of all, 45 percent said yes, 30 percent no and the remaining 25 percent nothing.",
            "Of all, 33.3 percent said yes, 33.3 percent no and the remaining 33.3 percent nothing.",
            "Sales of 40 percent of firms grew 10 percent, those of the remaining 60 percent fell.",
            "Of the 12 ships, 5 sank, and the other 7 fled.",
            "It has 12 ships: 6 tankers, 4 ferries and 2 tugs.",
            "It has 12 ships, including 5 tankers and 2 tugs.",
        ],
    );
}

#[test]
fn changes_fit_their_ends() {
    check(
        "prose.change",
        &[
            "Sales rose 20 percent from 40 to 50 million dollars.",
            "Sales fell 25 percent from 40 to 50 million dollars.",
            "Sales were up 8% to $580 million from $500 million.",
            "Output doubled from 4.0 million to 7.1 million tons.",
            "Losses halved from 40 to 30 million dollars.",
            "The share rose 3 percentage points from 5.0 percent to 9.2 percent.",
            "The share rose 2 percent from 5 percent to 7 percent.",
            "Sales fell 30 percent from 50 million dollars in March 2023 to 40 million dollars in May 2024.",
            "Turnout was 61%, up 5 percentage points from 52.4% in 2020.",
            "Turnout was 61%, up 5 points from 52.4% in 2020.",
            "A record 3.1 million came, up 33% from 2.7 million in 2023.",
            "The Dow fell 215.43 points, or 5%, to 42,840.26.",
            "Crude finished at $71.90, up $2.05, or 9.2%.",
            "Unemployment fell to 5.2% from 4.9%.",
            "Inflation declined to 29.8 percent in October 2024 from a peak of 24.4 percent in mid-2024.",
            "The S&P 500 lost 38.20 points, or 6.4%, to 5,930.85.",
            "Cloud sales rose 13% to $1.9bn from $1.45bn, while hardware sales fell 6% to $980m.",
            "The toll rose to 25, up from 30 a day before.",
            "Exports fell by a third, from 300 tonnes to 250 tonnes.",
        ],
        &[
            "Sales rose 25 percent from 40 to 50 million dollars.",
            "Sales were up 8% to $540 million from $500 million.",
            "Output doubled from 4.0 million to 7.9 million tons.",
            "Output more than doubled from 4 million to 9 million tons.",
            "Output nearly doubled from 4 million to 7.6 million tons.",
            "Losses more than halved to 15 million from 40 million.",
            "The share rose 4 percentage points from 5 percent to 9 percent.",
            "The share rose 40 percent from 5.0 percent to 7.0 percent.",
            "Prices rose 20 percent, and wages from 40 to 41 dollars.",
            "Sales fell 20 percent from 50 million dollars in March 2023 to 40 million dollars in May 2024.",
            "Turnout was 61%, up 5 percentage points from 56.1% in 2020.",
            "A record 3.1 million came, up 13% from 2.7 million in 2023.",
            "The Dow fell 215.43 points, or 0.5%, to 42,840.26.",
            "Crude finished at $71.90, up $2.05, or 2.9%.",
            "The S&P 500 fell to 5,930.85 and the Nasdaq dropped 187.55 points, or 0.98%, to 19,012.36.",
            "Unemployment fell to 4.9% from 5.2%.",
            "Inflation declined to 9.8 percent in October 2024 from a peak of 24.4 percent in mid-2024.",
            "The S&P 500 lost 38.20 points, or 0.64%, to 5,930.85.",
            "Cloud sales rose 31% to $1.9bn from $1.45bn, while hardware sales fell 6% to $980m.",
            "The yen fell to 148.3 from 147.2, and the side rose to 8 from 12 in the table.",
            "Exports fell by a third, from 300 tonnes to 200 tonnes.",
            "The rate was 61%, up 5% from 58%.",
        ],
    );
}

#[test]
fn lists_are_as_long_as_announced() {
    check(
        "prose.list-count",
        &[
            "Four states: France, Spain and Italy.",
            "The three states, including France, Spain, Italy and Malta, met.",
            "It has two offices: Rome, Paris and Bonn.",
        ],
        &[
            "Four states: France, Spain, Italy and Malta.",
            "Eleven states including France, Spain, and Italy met.",
            "Three states: France, Bosnia and Herzegovina, and Italy.",
            "Three steps: open it, read it and close it.",
            "Two cities: Paris, which I know, and Rome.",
        ],
    );
}

#[test]
fn dates_exist_on_their_weekdays() {
    check(
        "prose.weekday",
        &["It opens on Friday, 29 May 2025.", "On Monday, June 3, 2025, it rained."],
        &["It opens on Thursday, 29 May 2025.", "On Tue, 3 June it rained.", "It opens on Monday."],
    );
    check(
        "prose.impossible-date",
        &["It came out on 31 June 2024.", "On 29 February 2023 it rained."],
        &["It came out on 30 June 2024.", "On 29 February 2024 it rained."],
    );
    check(
        "prose.duration",
        &["It worked for 25 years, from 2009 to 2024.", "The war (2009–2014, 15 years) was long."],
        &[
            "It worked for 15 years, from 2009 to 2024.",
            "For 5 years, from 2015 to 2019, it worked.",
        ],
    );
}

#[test]
fn ranges_rise() {
    check(
        "prose.reversed-range",
        &["Between 500 and 40 people came.", "Some 60-50 percent agree."],
        &[
            "Between 40 and 500 people came.",
            "It fell from 60 to 50 percent.",
            "In 2024-25 it rained.",
        ],
    );
}

#[test]
fn conversions_are_the_same_amount() {
    check(
        "prose.conversion",
        &[
            "They walked 100 km (82 miles).",
            "It was 20 °C (86 °F).",
            "It weighs 46 kg (121 pounds).",
        ],
        &[
            "They walked 100 km (62 miles).",
            "It was 20 °C (68 °F).",
            "It weighs 46 kg (101 pounds).",
            "About 100 km (60 miles) away.",
            "It grew 5 km (3 of them uphill).",
        ],
    );
}

#[test]
fn ages_and_letters_fit() {
    check(
        "prose.age",
        &[
            "John Smith, 35, was born in 1980.",
            "He was born in 1961 and is 75 years old.",
            "She died in 2020 aged 60, and was born in 1950.",
        ],
        &[
            "John Smith, 45, was born in 1980.",
            "She died in 2020 aged 70, and was born in 1950.",
            "Born in 1980, he was 25 when he left.",
        ],
    );
    check(
        "prose.abbreviation",
        &["The Multilateral Sanctions Monitoring Team (MSTM) met."],
        &[
            "The Multilateral Sanctions Monitoring Team (MSMT) met.",
            "The North Atlantic Treaty Organization (NATO) met.",
            "The European Union (EU) and the United Nations (UN) met.",
            "The Federal Bureau of Investigation (FBI) met.",
        ],
    );
}

#[test]
fn gifts_go_one_way() {
    check(
        "prose.roles",
        &[
            "# Russia transfers Pantsir system to NK\n\nThe North has transferred a Pantsir from Russia.",
            "Russia sent Pantsir systems to North Korea. Later Pyongyang sent the Pantsir to Moscow.",
            "South Korea gave K9 howitzers to Poland. Years went by. Poland gave the K9 to South Korea.",
        ],
        &[
            "# Russia transfers Pantsir system to NK\n\nThe North has received a Pantsir from Russia.",
            "Russia sent Pantsir systems to North Korea. Pyongyang sent KN-23 missiles to Moscow.",
            "The United States has sent troops from Japan to Korea.",
        ],
    );
}

/// Thirty articles and twelve passages in different styles in which nothing is wrong.
#[test]
fn good_prose_is_silent() {
    let texts: Vec<&str> =
        include_str!("../../cases/clean-articles.txt").split("\n===\n").collect();
    assert!(texts.len() >= 30, "{}", texts.len());
    let passages = crate::prose::sentences::passages();
    let passages: Vec<String> = passages
        .into_iter()
        .map(|(day, text, _)| format!("---\ndate: {day}\n---\n\n{text}"))
        .collect();
    let loud: Vec<String> = texts
        .into_iter()
        .chain(passages.iter().map(String::as_str))
        .filter(|text| !found(text).is_empty())
        .map(|text| format!("{:?}: {}", found(text), text.lines().next().unwrap_or_default()))
        .collect();
    assert!(loud.is_empty(), "{}", loud.join("\n"));
}

/// Words that name no number of their own are no number.
#[test]
fn vague_words_are_bands_or_nothing() {
    let folder = Folder::new(&[(
        "article.md",
        "Several ships sank. A few men fled. Most stayed. A majority of them voted. Dozens fell.",
    )]);
    let report = folder.json(&["article.md"]);
    let figures = report.json["figures"].as_array().expect("figures");
    assert!(figures.iter().all(|figure| figure["value"].is_null()), "{figures:?}");
    assert!(report.found().is_empty());
}
