//! What only looks like a figure: names and model numbers, telephone numbers, times of the day,
//! numbers of articles and laws, versions, list markers, set phrases.

mod digits;
mod names;
mod numbered;
mod words;

use super::reader::Reader;
use crate::prose::tokens::Shape;
use digits::{bracketed, clock, list_marker, of_dotted, plus_number, telephone, well_known};
use names::{joined_letters, joined_name, name_and_number};
use numbered::numbered;
use words::set_phrase;

/// Where a thing that is no figure ends, if one begins here.
pub(super) fn end(reader: &Reader<'_>, at: usize) -> Option<usize> {
    match reader.shape(at)? {
        Shape::Word => of_word(reader, at),
        Shape::Number => of_number(reader, at),
        Shape::Dotted => of_dotted(reader, at),
        Shape::Mark => of_mark(reader, at),
        Shape::Vulgar => None,
    }
}

fn of_word(reader: &Reader<'_>, at: usize) -> Option<usize> {
    address(reader, at)
        .or_else(|| joined_name(reader, at))
        .or_else(|| numbered(reader, at))
        .or_else(|| name_and_number(reader, at))
        .or_else(|| set_phrase(reader, at))
}

fn of_number(reader: &Reader<'_>, at: usize) -> Option<usize> {
    list_marker(reader, at)
        .or_else(|| clock(reader, at))
        .or_else(|| telephone(reader, at))
        .or_else(|| well_known(reader, at))
        .or_else(|| joined_letters(reader, at))
}

fn of_mark(reader: &Reader<'_>, at: usize) -> Option<usize> {
    match reader.word(at) {
        "#" | "@" | "§" | "№" if reader.is_number(at + 1) || reader.joined(at + 1) => {
            Some(run_end(reader, at + 1))
        }
        "[" => bracketed(reader, at, "]"),
        "(" => bracketed(reader, at, ")"),
        "+" if reader.joined(at + 1) && reader.is_number(at + 1) => plus_number(reader, at),
        "_" | "\\" if reader.joined(at + 1) => Some(run_end(reader, at)),
        _ => None,
    }
}

/// The token after the last that is joined to this one.
fn run_end(reader: &Reader<'_>, at: usize) -> usize {
    let mut end = at + 1;
    while reader.joined(end)
        && !matches!(reader.word(end), "," | ";" | ")" | "]" | "\"" | "”" | "—")
    {
        // A full stop at the end of a run is the sentence's.
        if reader.is(end, ".") && !reader.joined(end + 1) {
            break;
        }
        end += 1;
    }
    end
}

/// Addresses of sites and people.
fn address(reader: &Reader<'_>, at: usize) -> Option<usize> {
    if !reader.joined(at + 1) || !reader.joined(at + 2) {
        return None;
    }
    let is_site = reader.is_any(at, &["http", "https", "www", "ftp", "mailto", "doi"])
        && matches!(reader.word(at + 1), ":" | ".")
        && reader.joined(at + 1)
        && reader.joined(at + 2);
    let is_mail = reader.is(at + 1, "@") && reader.joined(at + 1) && reader.joined(at + 2);
    let is_code = matches!(reader.word(at + 1), "_" | "::" | "=" | "\\")
        && reader.joined(at + 1)
        && reader.joined(at + 2);
    // README.md, example.com, v1.2.
    let is_file = reader.is(at + 1, ".")
        && reader.joined(at + 1)
        && reader.joined(at + 2)
        && !reader.capital(at + 2)
        && reader.sense(at, |senses| senses.month).is_none();
    (is_site || is_mail || is_code || is_file).then(|| run_end(reader, at))
}
