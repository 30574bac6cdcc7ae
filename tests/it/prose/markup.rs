//! Markdown, HTML and other encodings: the figures are those of the words, and their bytes are
//! those of the file.

use super::{Document, Markup, ReadOptions, said};
use scruple::prose::{Published, PublishedBy, Role};
use scruple::types::calendar::date_from_bytes;

fn read(source: &[u8], markup: Markup) -> Document {
    Document::read(source, &ReadOptions { markup, published: None })
}

/// The bytes of each figure, and what it says.
fn check(source: &str, markup: Markup, expected: &[(&str, &str)]) {
    let document = read(source.as_bytes(), markup);
    let found: Vec<(&str, String)> = document
        .figures
        .iter()
        .map(|figure| (&source[figure.span.start..figure.span.end], said(figure)))
        .collect();
    let expected: Vec<(&str, String)> =
        expected.iter().map(|(bytes, said)| (*bytes, (*said).to_owned())).collect();
    assert_eq!(found, expected, "{source}");
}

fn roles(source: &str, markup: Markup) -> Vec<(Role, String)> {
    let document = read(source.as_bytes(), markup);
    let block =
        |block: &scruple::prose::Block| (block.role, document.words(block.text).trim().to_owned());
    document.blocks.iter().map(block).collect()
}

#[test]
fn marks_of_markdown_are_no_words() {
    let source = "# 12 dead\n\nSome **nine** million *rounds*, see [30 pages](x/99.html).\n";
    check(
        source,
        Markup::Markdown,
        &[
            ("12", "quantity 12 dead"),
            ("Some **nine** million", "quantity about 9000000 rounds"),
            ("30", "quantity 30 pages"),
        ],
    );
}

#[test]
fn code_images_and_markers_of_lists_hold_no_figures() {
    let source =
        "Run `sleep 5` now.\n\n```\n7 lines\n```\n\n1. Take 3 cups\n2. Wait\n\n![8 cats](9.png)\n";
    check(source, Markup::Markdown, &[("3 cups", "quantity 3 cup")]);
}

#[test]
fn the_front_matter_gives_the_day_of_publication() {
    let source =
        "---\ntitle: \"40 days\"\ndate: 2025-05-30T08:00:00Z\n---\n\nIt began last year.\n";
    check(source, Markup::Markdown, &[("last year", "date 2024-01-01..2024-12-31")]);
    let source = "+++\ndate = \"2025-05-30\"\n+++\n\nIt began last year.\n";
    check(source, Markup::Markdown, &[("last year", "date 2024-01-01..2024-12-31")]);
}

#[test]
fn tags_and_entities_of_html_are_no_words() {
    let source = "<h1>Toll at 1&#8239;200</h1><p>Cost: &pound;3<b>.5</b>m &mdash; &frac12; of it \
                  on <i>40&nbsp;</i>km<sup>2</sup>.<script>var x = 99;</script></p>";
    check(
        source,
        Markup::Html,
        &[
            ("1&#8239;200", "quantity 1200"),
            ("&pound;3<b>.5</b>m", "money 3500000 GBP"),
            ("&frac12;", "ratio 0.5"),
            ("40&nbsp;</i>km<sup>2", "quantity 40 km²"),
        ],
    );
}

#[test]
fn the_head_of_html_gives_the_day_of_publication() {
    let source = "<html><head><title>5 things</title><meta property=\"article:published_time\" \
                  content=\"2025-05-30T10:00:00+09:00\"></head><body>It began last year.</body>";
    check(source, Markup::Html, &[("last year", "date 2024-01-01..2024-12-31")]);
    let day = date_from_bytes(b"2025-05-30").expect("a date");
    let by = PublishedBy::Text;
    assert_eq!(read(source.as_bytes(), Markup::Html).published, Some(Published { day, by }));
}

#[test]
fn blocks_have_roles() {
    let own = |role: Role, words: &str| (role, words.to_owned());
    let source =
        "# Head\n\nLead.\n\n> Quoted.\n\n- item\n\n| a |\n| - |\n| b |\n\n## More\n\nBody.\n";
    assert_eq!(
        roles(source, Markup::Markdown),
        [
            own(Role::Headline, "Head"),
            own(Role::Lead, "Lead."),
            own(Role::Quote, "Quoted."),
            own(Role::Item, "item"),
            own(Role::Table, "a"),
            own(Role::Table, "b"),
            own(Role::Heading, "More"),
            own(Role::Body, "Body."),
        ]
    );
    let source = "<h1>Head</h1><p>Lead.<p>Body.<blockquote><p>Quoted.</p></blockquote>\
                  <ul><li>item<li><p>other</p></ul><figure><figcaption>Seen</figcaption></figure>";
    assert_eq!(
        roles(source, Markup::Html),
        [
            own(Role::Headline, "Head"),
            own(Role::Lead, "Lead."),
            own(Role::Body, "Body."),
            own(Role::Quote, "Quoted."),
            own(Role::Item, "item"),
            own(Role::Item, "other"),
            own(Role::Caption, "Seen"),
        ]
    );
    let source = "Storm kills 12 in Spain\n\nAt least 12 died.\n\nMore fell.\n";
    assert_eq!(
        roles(source, Markup::Plain),
        [
            own(Role::Headline, "Storm kills 12 in Spain"),
            own(Role::Lead, "At least 12 died."),
            own(Role::Body, "More fell."),
        ]
    );
}

#[test]
fn words_in_quotation_marks_are_somebody_elses() {
    let source =
        "He said “we lost 40 men” and then 3 more. \"Only 7,\" she said, not 8.\n\n> 9 left.\n";
    let document = read(source.as_bytes(), Markup::Markdown);
    let quoted: Vec<bool> = document.figures.iter().map(|figure| figure.quoted).collect();
    assert_eq!(quoted, [true, false, true, false, true]);
}

#[test]
fn bytes_of_other_encodings_keep_their_places() {
    let source = b"It cost \xa35m in M\xfcnchen, 30 \x80.";
    let document = read(source, Markup::Plain);
    let found: Vec<(&[u8], String)> = document
        .figures
        .iter()
        .map(|figure| (&source[figure.span.start..figure.span.end], said(figure)))
        .collect();
    assert_eq!(
        found,
        [
            (&b"\xa35m"[..], "money 5000000 GBP".to_owned()),
            (&b"30 \x80"[..], "money 30 EUR".to_owned()),
        ]
    );
    let utf16: Vec<u8> =
        "\u{feff}He has 42 cats".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let document = read(&utf16, Markup::Plain);
    assert_eq!(document.figures.iter().map(said).collect::<Vec<_>>(), ["quantity 42 cats"]);
    assert_eq!((document.figures[0].span.start, document.figures[0].span.end), (16, 20));
}
