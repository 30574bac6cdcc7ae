//! A Markdown file as text and fenced blocks, which it can be written from again.

use scruple::rules::Files;
use std::io;
use std::path::{Path, PathBuf};

/// A page in the order of its parts.
pub(super) struct Page {
    parts: Vec<Part>,
}

enum Part {
    Text(String),
    Block(Block),
}

/// A fenced block.
pub(super) struct Block {
    info: String,
    /// With its line breaks.
    pub(super) body: String,
}

impl Page {
    pub(super) fn read(text: &str) -> Page {
        let mut parts = Vec::new();
        let mut lines = text.split_inclusive('\n');
        let mut plain = String::new();
        while let Some(line) = lines.next() {
            let Some(info) = line.strip_prefix("```") else {
                plain.push_str(line);
                continue;
            };
            parts.push(Part::Text(std::mem::take(&mut plain)));
            let body = lines.by_ref().take_while(|line| line.trim_end() != "```").collect();
            parts.push(Part::Block(Block { info: info.trim().to_owned(), body }));
        }
        parts.push(Part::Text(plain));
        Page { parts }
    }

    pub(super) fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.parts.iter().filter_map(|part| match part {
            Part::Block(block) => Some(block),
            Part::Text(_) => None,
        })
    }

    /// Each block with the text before it.
    pub(super) fn blocks_mut(&mut self) -> impl Iterator<Item = (&str, &mut Block)> {
        let mut before = "";
        self.parts.iter_mut().filter_map(move |part| match part {
            Part::Block(block) => Some((std::mem::take(&mut before), block)),
            Part::Text(text) => {
                before = text;
                None
            }
        })
    }

    pub(super) fn text(&self) -> String {
        let text = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Block(block) => format!("```{}\n{}```\n", block.info, block.body),
        };
        self.parts.iter().map(text).collect()
    }
}

impl Block {
    pub(super) fn language(&self) -> &str {
        self.info.split_whitespace().next().unwrap_or_default()
    }

    /// The name of a file, or an exit status.
    pub(super) fn argument(&self) -> Option<&str> {
        self.info.split_whitespace().nth(1)
    }

    pub(super) fn set_argument(&mut self, argument: &str) {
        self.info = format!("{} {argument}", self.language());
    }

    /// The file that the block shows. In a block that says `escaped`, `\xE9` stands for a byte,
    /// `\u{202E}` for a character, and `\n`, `\r`, `\t`, `\\` for what they mean elsewhere; a line
    /// break behind a `\` is none.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, String> {
        if !self.info.split_whitespace().any(|word| word == "escaped") {
            return Ok(self.body.clone().into_bytes());
        }
        let mut bytes = Vec::new();
        let mut rest = self.body.as_str();
        while let Some((before, escape)) = rest.split_once('\\') {
            bytes.extend(before.as_bytes());
            rest = unescape(escape, &mut bytes).ok_or_else(|| format!("`\\{escape}`"))?;
        }
        bytes.extend(rest.as_bytes());
        Ok(bytes)
    }
}

/// Reads what stands behind a backslash, and gives what follows.
fn unescape<'a>(text: &'a str, bytes: &mut Vec<u8>) -> Option<&'a str> {
    let mut chars = text.chars();
    match chars.next()? {
        'n' => bytes.push(b'\n'),
        'r' => bytes.push(b'\r'),
        't' => bytes.push(b'\t'),
        '\\' => bytes.push(b'\\'),
        '\n' => {}
        'x' => {
            bytes.push(u8::from_str_radix(text.get(1..3)?, 16).ok()?);
            return text.get(3..);
        }
        'u' => {
            let (digits, rest) = text.strip_prefix("u{")?.split_once('}')?;
            let character = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
            bytes.extend(character.encode_utf8(&mut [0; 4]).as_bytes());
            return Some(rest);
        }
        _ => return None,
    }
    Some(chars.as_str())
}

/// One rule file, whatever it is called, and no other.
pub(super) struct One(pub(super) String);

impl Files for One {
    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        match path.ends_with("scruple.toml") {
            true => Ok(self.0.clone()),
            false => Err(io::Error::new(io::ErrorKind::NotFound, "no such file")),
        }
    }

    fn canonical(&self, path: &Path) -> PathBuf {
        path.to_owned()
    }
}

#[test]
fn a_page_is_written_as_it_was_read() {
    let text = "# a\n\n```csv a.csv\nid\n\n1\n```\n\nb\n\n```report 1\n```\n";
    assert_eq!(Page::read(text).text(), text);
    assert_eq!(Page::read(text).blocks().map(Block::argument).last(), Some(Some("1")));
}

#[test]
fn escapes_stand_for_bytes() {
    let info = "csv a.csv escaped".to_owned();
    let bytes = |body: &str| Block { info: info.clone(), body: body.to_owned() }.bytes();
    assert_eq!(bytes("a\\xE9\\u{e9}\\r\n\\\n"), Ok(b"a\xE9\xC3\xA9\r\n".to_vec()));
    assert!(bytes("\\q").is_err());
}
