//! The keys of rule files that are about articles.

use super::keys::key;
use super::shape::{Group, Key, KeyTable, Need, Shape};

/// `[documents.NAME]`.
pub static DOCUMENT: KeyTable = KeyTable {
    name: "document",
    title: "[documents.NAME]",
    doc: "An article: Markdown, HTML or plain text. Its figures are read from the prose; rules that \
          name it in `document` read those that have a name here.",
    groups: &[Group::Any(&[
        key(
            "files",
            Shape::Texts,
            "Globs that match the end of a path. By default the document's name with `.md`, \
             `.markdown`, `.txt`, `.html` or `.htm`.",
            "files = [\"article.md\"]",
        ),
        key(
            "published",
            Shape::Date,
            "The day of publication: what \"last year\" is relative to. By default what the text \
             says in a `date` line, its front matter or a `meta` element. `--published` wins.",
            "published = 2025-05-30",
        ),
        key(
            "figures",
            Shape::Named(&key(
                "NAME",
                Shape::Either(&[Shape::Text, Shape::Keys(&WORDS)]),
                "The words that the figure stands in: a stretch of the article that occurs once and \
                 holds one figure. Case, line breaks, curly quotes and markup do not matter.",
                "rounds = \"nine million rounds\"",
            )),
            "Figures by name. Where the words have moved they are found; where they have changed, \
             nothing is read and a diagnostic says so.",
            "figures.rounds = \"nine million rounds\"",
        ),
        key(
            "aside",
            Shape::Named(&key(
                "WORDS",
                Shape::Text,
                "Why the figures in these words are not to be checked.",
                "\"49ers\" = \"a team\"",
            )),
            "Words whose figures are set aside, wherever they stand, each with the reason.",
            "aside.\"49ers\" = \"a team\"",
        ),
    ])],
    choice: None,
    needs: &[],
};

/// `[documents.NAME.figures] NAME = { … }`.
pub static WORDS: KeyTable = KeyTable {
    name: "words",
    title: "[documents.NAME.figures] NAME = { … }",
    doc: "The words that a figure stands in, where they occur more than once.",
    groups: &[Group::Any(&[
        Key {
            name: "quote",
            shape: Shape::Text,
            need: Need::Required,
            doc: "The words themselves.",
            example: "quote = \"49 occasions\"",
        },
        key(
            "after",
            Shape::Text,
            "Words that stand somewhere before them: the first hit behind these is meant.",
            "after = \"In particular\"",
        ),
        key(
            "before",
            Shape::Text,
            "Words that stand somewhere behind them: the last hit before these is meant.",
            "before = \"a joint statement\"",
        ),
    ])],
    choice: None,
    needs: &[],
};
