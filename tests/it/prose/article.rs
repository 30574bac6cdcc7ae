//! The broadcast's article, whose figures are known one by one.

use super::{read, said, shared, words};
use scruple::prose::Role;

/// The words of each figure and what they say.
const EXPECTED: &[(&str, &str)] = &[
    ("2025-05-30", "date 2025-05-30"),
    ("last year", "date 2024-01-01..2024-12-31"),
    ("first", "ordinal 1 report"),
    ("15 years", "duration 15 year"),
    ("April last year", "date 2024-04-01..2024-04-30"),
    ("October", "date 2024-10-01..2024-10-31"),
    ("seven months", "duration 7 month"),
    ("first", "ordinal 1 report"),
    ("at least one", "quantity at-least 1 vehicle"),
    ("first", "ordinal 1 confirmation"),
    ("More than 20,000", "quantity over 20000 containers"),
    ("September 2023", "date 2023-09-01..2023-09-30"),
    ("some nine million", "quantity about 9000000 rounds"),
    ("49", "quantity 49 occasions"),
    ("last year", "date 2024-01-01..2024-12-31"),
    ("over 200", "quantity over 200 pieces"),
    ("three", "quantity 3 brigades"),
    ("Eleven", "quantity 11 members"),
];

#[test]
fn every_mention_of_the_article_is_read_rightly() {
    let Some(path) = shared("facts/article.txt") else { return };
    let text = std::fs::read_to_string(path).expect("readable");
    let document = super::Document::read(text.as_bytes(), &super::ReadOptions::default());
    let found: Vec<(&str, String)> =
        document.figures.iter().map(|figure| (words(&text, figure), said(figure))).collect();
    let expected: Vec<(&str, String)> =
        EXPECTED.iter().map(|(words, said)| (*words, (*said).to_owned())).collect();
    assert_eq!(found, expected);
    let roles: Vec<Role> = document.blocks.iter().map(|block| block.role).collect();
    assert_eq!(roles[..3], [Role::Date, Role::Headline, Role::Lead]);
    assert!(roles.contains(&Role::Speaker) && roles.contains(&Role::Quote), "{roles:?}");
}

#[test]
fn the_dates_of_the_article_move_with_its_publication() {
    let Some(path) = shared("facts/article.txt") else { return };
    let text = std::fs::read_to_string(path).expect("readable");
    let document = read(&text, "2026-05-30");
    let dates: Vec<String> = document
        .figures
        .iter()
        .filter(|figure| ["October", "April last year"].contains(&words(&text, figure)))
        .map(said)
        .collect();
    assert_eq!(dates, ["date 2025-04-01..2025-04-30", "date 2025-10-01..2025-10-31"]);
}
