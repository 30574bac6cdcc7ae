//! `schema = "x.schema.json"`: the JSON Schema that rows have to conform to, and the files that it
//! refers to. All are read here, since nothing behind the rules touches the disk; nothing is fetched.

use super::lower::Site;
use super::param::Phrase;
use super::wording::shown;
use crate::diagnostics::{Diagnostic, cause};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Files that one schema may bring: more refer to each other from a generator gone wrong.
const FILES: usize = 100;

/// A JSON Schema with everything that it refers to.
#[derive(Debug, Clone)]
pub struct RowSchema {
    /// As the rule file names it.
    pub name: String,
    /// The address under which [`RowSchema::files`] has it.
    pub address: String,
    /// Every file by its address. References between them are relative to these.
    pub files: BTreeMap<String, Value>,
}

impl RowSchema {
    /// The schema itself.
    pub fn root(&self) -> &Value {
        self.files.get(&self.address).unwrap_or(&Value::Null)
    }
}

/// Reads a schema, and the files that it and these refer to.
pub fn read(name: &Phrase, site: &Site) -> Result<RowSchema, Box<Diagnostic>> {
    let root = Address::of(&name.text);
    let mut files = BTreeMap::new();
    let mut open = vec![(root.clone(), name.text.clone(), None)];
    while let Some((address, written, from)) = open.pop() {
        if files.contains_key(&address.text()) {
            continue;
        }
        if files.len() == FILES {
            let message = format!("{} brings more than {FILES} files", shown(&name.text));
            return Err(mistake(name, message, "a schema of too many files"));
        }
        let value = parsed(name, (&address, &written, from.as_deref()), site)?;
        for reference in references(&value) {
            let further = address.join(&reference);
            // Where the file calls itself by an address of the web, what stands beside it does too.
            if let Some(id) = value.get("$id").and_then(Value::as_str).filter(|id| is_elsewhere(id))
            {
                let same = Address::of_web(id).join(&reference).text();
                open.push((
                    Address::also(same, &further),
                    reference.clone(),
                    Some(written.clone()),
                ));
            }
            open.push((further, reference, Some(written.clone())));
        }
        files.insert(address.text(), value);
    }
    Ok(RowSchema { name: name.text.clone(), address: root.text(), files })
}

fn parsed(
    name: &Phrase,
    (address, written, from): (&Address, &str, Option<&str>),
    site: &Site,
) -> Result<Value, Box<Diagnostic>> {
    let Some(folder) = site.folder else {
        let message = format!(
            "failed to read {} (a rule file without a folder names no other \
                               files)",
            shown(written)
        );
        return Err(unreadable(name, message));
    };
    let by = from.map_or_else(String::new, |from| format!(", to which {} refers", shown(from)));
    let text = site.files.read_to_string(&folder.join(address.path())).map_err(|error| {
        unreadable(name, format!("failed to read {}{by} ({})", shown(written), cause(&error)))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    serde_json::from_str(text).map_err(|error| {
        let message = format!("{}{by} is not JSON: {error}", shown(written));
        mistake(name, message, "not JSON")
    })
}

fn unreadable(name: &Phrase, message: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::new("unreadable-file", message).at(name.source, name.span, "named here"))
}

fn mistake(name: &Phrase, message: String, label: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::new("invalid-schema", message).at(name.source, name.span, label))
}

/// The files that a schema refers to, as it writes them: neither places in itself nor addresses.
fn references(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = vec![schema];
    while let Some(value) = rest.pop() {
        match value {
            Value::Array(items) => rest.extend(items),
            Value::Object(entries) => {
                let named = ["$ref", "$dynamicRef", "$recursiveRef"];
                let written = named.iter().filter_map(|key| entries.get(*key)?.as_str());
                let files = written.map(|text| text.split('#').next().unwrap_or_default());
                let files = files.filter(|text| !text.is_empty() && !is_elsewhere(text));
                found.extend(files.map(str::to_owned));
                rest.extend(entries.values());
            }
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Whether a reference names more than a path: `https://…`, `urn:…`, `//host/…`.
fn is_elsewhere(text: &str) -> bool {
    let scheme = text.split(['/', '#', '?']).next().unwrap_or_default();
    scheme.contains(':') || text.starts_with('/')
}

/// How far a path may go up from the folder of the rule file.
const UP: usize = 16;

/// A file as schemas address it: `local:/r/r/…/x.schema.json`, so that `../y.json` leads to another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Address {
    start: String,
    /// As addresses spell them.
    parts: Vec<String>,
    /// Where the file is, if not where the address says.
    file: Option<PathBuf>,
}

impl Address {
    fn of(path: &str) -> Address {
        let top = vec!["r".to_owned(); UP];
        let start = "local:".to_owned();
        Address { start, parts: top, file: None }.beside(&spelled(&path.replace('\\', "/")))
    }

    /// An address of the web, which is only a name.
    fn of_web(id: &str) -> Address {
        let id = id.split('#').next().unwrap_or_default();
        let (start, path) = match id.split_once("://") {
            Some((scheme, rest)) => {
                let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
                (format!("{scheme}://{host}"), path)
            }
            None => (String::new(), id),
        };
        Address { start, parts: path.split('/').map(str::to_owned).collect(), file: None }
    }

    /// A name of the web for a file that is here.
    fn also(address: String, file: &Address) -> Address {
        Address { start: address, parts: Vec::new(), file: Some(file.path()) }
    }

    /// What a file at this address refers to.
    fn join(&self, reference: &str) -> Address {
        let mut folder = self.clone();
        folder.parts.pop();
        folder.beside(reference)
    }

    fn beside(mut self, reference: &str) -> Address {
        for part in reference.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(self.parts.pop()),
                part => self.parts.push(part.to_owned()),
            }
        }
        self
    }

    fn text(&self) -> String {
        match self.parts.is_empty() {
            true => self.start.clone(),
            false => format!("{}/{}", self.start, self.parts.join("/")),
        }
    }

    /// From the folder of the rule file.
    fn path(&self) -> PathBuf {
        if let Some(file) = &self.file {
            return file.clone();
        }
        let below = self.parts.iter().take(UP).take_while(|part| *part == "r").count();
        let up = std::iter::repeat_n("..".to_owned(), UP - below);
        up.chain(self.parts.iter().skip(below).map(|part| unspelled(part))).collect()
    }
}

/// A path as addresses spell it: what they do not take, as `%20`.
fn spelled(path: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(byte);
    let spell = |byte: u8| match plain(&byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    path.bytes().map(spell).collect()
}

fn unspelled(part: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = part.as_bytes();
    while let [first, after @ ..] = rest {
        let code = (*first == b'%').then(|| after.get(..2)).flatten();
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_file() {
        let root = Address::of("schemas/a b.json");
        assert!(root.text().ends_with("/schemas/a%20b.json"), "{}", root.text());
        for (reference, path) in [
            ("c.json", "schemas/c.json"),
            ("../c.json", "c.json"),
            ("../../up/c%20d.json", "../up/c d.json"),
            ("./x/../c.json", "schemas/c.json"),
        ] {
            assert_eq!(root.join(reference).path(), PathBuf::from(path), "{reference}");
        }
        assert_eq!(Address::of("../x.json").path(), PathBuf::from("../x.json"));
    }

    #[test]
    fn only_files_are_read() {
        let schema = serde_json::json!({
            "$ref": "#/$defs/a",
            "allOf": [{ "$ref": "b.json#/x" }, { "$ref": "https://example.org/c.json" }],
            "properties": { "d": { "$ref": "urn:d" }, "e": { "$ref": "../e.json" } },
        });
        assert_eq!(references(&schema), ["../e.json", "b.json"]);
    }
}
