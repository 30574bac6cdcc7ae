//! Holds the values of a rule file against the descriptions of its keys, and says every mistake.

use super::keys;
use super::param::{Param, Phrase, Spanned};
use super::shape::{Key, KeyTable, Need, Shape, words};
use super::wording::{key_name, list, shown, similar};
use crate::diagnostics::suggest::exists;
use crate::diagnostics::suggest::one_of;
use crate::diagnostics::{Diagnostic, SourceId, Span};

/// Every mistake in the form of a rule file.
pub fn conform(file: &Param) -> Vec<Diagnostic> {
    let mut conform = Conform { path: Vec::new(), example: "", found: Vec::new() };
    conform.keys(file, &keys::FILE, None);
    conform.found
}

struct Conform<'a> {
    /// The keys that lead to the value at hand.
    path: Vec<&'a Spanned<String>>,
    /// What the key at hand could say.
    example: &'static str,
    found: Vec<Diagnostic>,
}

type Entries = [(Spanned<String>, Param)];

impl<'a> Conform<'a> {
    fn value(&mut self, value: &'a Param, shape: &'static Shape) {
        if !shape.fits(value) {
            return self.wrong_type(value, shape);
        }
        match (shape, value) {
            (Shape::Either(shapes), _) => {
                if let Some(shape) = shapes.iter().find(|shape| shape.fits(value)) {
                    self.value(value, shape);
                }
            }
            (Shape::Constraint(shape), Param::Table(_)) => {
                self.keys(value, &keys::CONSTRAINT, Some(shape));
            }
            (Shape::Constraint(shape), _) => self.value(value, shape),
            (Shape::Keys(table), _) => self.keys(value, table, None),
            (Shape::Named(key), Param::Table(table)) => self.named(&table.value, key),
            (Shape::Several(shape), Param::List(list)) => {
                list.value.iter().for_each(|value| self.value(value, shape));
            }
            (_, Param::List(list)) => self.items(list, shape),
            (_, Param::Text(text)) => self.text(text, shape),
            (_, Param::Integer(number)) => self.integer(number, shape),
            (Shape::True, Param::Boolean(boolean)) if !boolean.value => {
                let message = format!("{} takes only `true`", self.name());
                let place = (boolean.source, boolean.span);
                self.add("invalid-value", message, place, "says nothing")
                    .push_help("leave the key out");
            }
            _ => {}
        }
    }

    fn named(&mut self, entries: &'a Entries, key: &'static Key) {
        for (name, value) in entries {
            self.within(name, key.example, |conform| conform.value(value, &key.shape));
        }
    }

    /// The keys of a table. `value` takes the place of what the key `value` is described to take.
    fn keys(&mut self, param: &'a Param, table: &'static KeyTable, value: Option<&'static Shape>) {
        let Param::Table(entries) = param else { return };
        let mut meant = Vec::new();
        for (name, param) in &entries.value {
            match table.find(&name.value).or(table.rest()) {
                None => meant.extend(self.unknown_key(name, table)),
                Some(key) if matches!(key.shape, Shape::Later) => self.later(name),
                Some(key) => {
                    let (shape, example) = match value {
                        Some(shape) if key.name == "value" => (shape, self.example),
                        _ => (&key.shape, key.example),
                    };
                    self.within(name, example, |conform| conform.value(param, shape));
                }
            }
        }
        self.missing_keys(param, table, &meant);
        self.choice(param, table, &meant);
    }

    fn within(
        &mut self,
        name: &'a Spanned<String>,
        example: &'static str,
        go: impl FnOnce(&mut Self),
    ) {
        let outer = std::mem::replace(&mut self.example, example);
        self.path.push(name);
        go(self);
        self.path.pop();
        self.example = outer;
    }

    fn missing_keys(&mut self, param: &'a Param, table: &'static KeyTable, meant: &[&str]) {
        let mut missing: Vec<&Key> = table
            .keys()
            .filter(|key| key.need == Need::Required && param.get(key.name).is_none())
            .collect();
        if keys::INSTEAD_OF_TABLE.iter().any(|key| param.get(key).is_some()) {
            missing.retain(|key| key.name != "table");
        }
        for (has, lacks) in table.needs {
            if param.get(has).is_some() && param.get(lacks).is_none() {
                missing.extend(table.find(lacks));
            }
        }
        missing.retain(|key| !meant.contains(&key.name));
        for key in missing {
            let message = format!("{} has no `{}`", self.place_name(), key.name);
            let label = format!("`{}` is missing", key.name);
            self.add("missing-key", message, self.header(param), &label)
                .push_help(format!("add `{}`", key.example));
        }
    }

    /// Of some keys, exactly one has to be there.
    fn choice(&mut self, param: &'a Param, table: &'static KeyTable, meant: &[&str]) {
        let (Some(choice), Param::Table(entries)) = (&table.choice, param) else { return };
        let chosen: Vec<&Spanned<String>> = entries
            .value
            .iter()
            .map(|(name, _)| name)
            .filter(|name| table.choices().any(|key| key.name == name.value))
            .collect();
        let built = table.choices().filter(|key| !matches!(key.shape, Shape::Later));
        let known = one_of(built.map(|key| key.name));
        match chosen.as_slice() {
            [_] => {}
            [] if table.choices().any(|key| meant.contains(&key.name)) => {}
            [] => {
                let message = format!("{} has no {}", self.place_name(), choice.noun);
                let label = format!("no {} here", choice.noun);
                self.add(choice.none, message, self.header(param), &label)
                    .push_help(format!("add one of {known}"));
            }
            [first, rest @ ..] => {
                let names: Vec<&str> = chosen.iter().map(|name| name.value.as_str()).collect();
                let count = if rest.len() == 1 { "two" } else { "several" };
                let message =
                    format!("{} has {count} {}s: {}", self.place_name(), choice.noun, list(&names));
                let second = rest[0];
                let label = format!("a second {}", choice.noun);
                self.add(choice.several, message, (second.source, second.span), &label)
                    .push_label(first, format!("the first {}", choice.noun))
                    .push_help(format!("keep one: {}", one_of(names)));
            }
        }
    }

    fn items(&mut self, list: &'a Spanned<Vec<Param>>, shape: &'static Shape) {
        if list.value.is_empty() && matches!(shape, Shape::Names) {
            let message = format!("{} takes at least one text; the list is empty", self.name());
            self.add("invalid-value", message, (list.source, list.span), "nothing in it");
        }
        let item: &'static Shape = match shape {
            Shape::Scalars => &Shape::Scalar,
            _ => &Shape::Text,
        };
        for value in list.value.iter().filter(|value| !item.fits(value)) {
            let expected = match shape {
                Shape::Scalars => "a list of texts, numbers, dates, true or false".to_owned(),
                _ => shape.expected(),
            };
            let message =
                format!("{} takes {expected}; found {} in the list", self.name(), value.kind());
            self.add("wrong-type", message, value.place(), value.kind());
        }
    }

    fn text(&mut self, text: &'a Phrase, shape: &'static Shape) {
        if let Some(words) = words(shape) {
            return self.word(text, shape, &words);
        }
        let wrong = match shape {
            Shape::Byte => !(text.text.len() == 1 && text.text.is_ascii()),
            Shape::ByteOrNone => !(text.text.len() <= 1 && text.text.is_ascii()),
            Shape::Character => text.text.chars().count() != 1,
            _ => false,
        };
        if wrong {
            let found = match text.text.as_str() {
                "" => "an empty text".to_owned(),
                text => shown(text),
            };
            let message = format!("{} takes {}; found {found}", self.name(), shape.expected());
            let label = match text.text.chars().count() {
                0 => "nothing in it".to_owned(),
                1 => "not ASCII".to_owned(),
                count => format!("{count} characters"),
            };
            let help = format!("for example `{}`", self.example);
            self.add("invalid-value", message, (text.source, text.span), &label).push_help(help);
        }
    }

    fn word(&mut self, text: &Phrase, shape: &Shape, words: &[&'static str]) {
        if words.contains(&text.text.as_str()) {
            return;
        }
        let place = (text.source, text.span);
        if let Shape::WordsSoFar(_, later) = shape
            && later.contains(&text.text.as_str())
        {
            let message = format!("{} cannot be `{}` yet: it is not built", self.name(), text.text);
            let help = format!("so far {} takes {}", self.name(), one_of(words.iter().copied()));
            self.add("not-yet-supported", message, place, "not built yet").push_help(help);
            return;
        }
        let expected = one_of(words.iter().copied());
        let message = format!("{} takes {expected}; found {}", self.name(), shown(&text.text));
        let help = match text.text.as_str() {
            "off" => Some("`off` stands in `[severity]`: `\"ID\" = \"off\"`".to_owned()),
            text => exists("word", &similar(text, words)),
        };
        self.add("invalid-value", message, place, "not one of these").help = help;
    }

    fn integer(&mut self, number: &Spanned<i64>, shape: &Shape) {
        let place = (number.source, number.span);
        match shape {
            Shape::Version if number.value != keys::VERSION => {
                let message = format!(
                    "rule files of version {} are not read by this program, only version {}",
                    number.value,
                    keys::VERSION
                );
                self.add("unsupported-version", message, place, "not supported")
                    .push_help(format!("write `version = {}`", keys::VERSION));
            }
            Shape::Whole if number.value < 0 => {
                let expected = shape.expected();
                let message = format!("{} takes {expected}; found {}", self.name(), number.value);
                self.add("invalid-value", message, place, "below 0");
            }
            _ => {}
        }
    }

    fn wrong_type(&mut self, value: &Param, shape: &'static Shape) {
        let message = format!("{} takes {}; found {}", self.name(), shape.expected(), value.kind());
        let example = self.example;
        let diagnostic = self.add("wrong-type", message, value.place(), value.kind());
        if !example.is_empty() && !example.starts_with('[') {
            diagnostic.push_help(format!("for example `{example}`"));
        }
    }

    /// Says so, and tells which keys may have been meant.
    fn unknown_key(
        &mut self,
        name: &'a Spanned<String>,
        table: &'static KeyTable,
    ) -> Vec<&'static str> {
        let place = match self.path.is_empty() {
            true => "at the top of a rule file".to_owned(),
            false => format!("in `{}`", self.path_name()),
        };
        let message = format!("unknown key {} {place}", shown(&name.value));
        let known: Vec<&'static str> = table.built().map(|key| key.name).collect();
        let near = similar(&name.value, &known);
        let help =
            exists("key", &near).unwrap_or_else(|| format!("the keys here are {}", list(&known)));
        self.add("unknown-key", message, (name.source, name.span), "no such key").push_help(help);
        near
    }

    fn later(&mut self, name: &'a Spanned<String>) {
        let message = format!("{} is part of the language, but not built yet", shown(&name.value));
        self.add("not-yet-supported", message, (name.source, name.span), "not built yet")
            .push_help(match name.value.as_str() {
                "sheet" => "export the sheet as CSV and name that file under `files`",
                _ => "leave it out for now",
            });
    }

    /// The name of the value at hand, for messages.
    fn name(&self) -> String {
        self.path.last().map_or_else(|| "the file".to_owned(), |name| shown(&name.value))
    }

    /// The table at hand, for messages.
    fn place_name(&self) -> String {
        match self.path.as_slice() {
            [] => "the file".to_owned(),
            _ => format!("`{}`", self.path_name()),
        }
    }

    fn path_name(&self) -> String {
        let names: Vec<String> = self.path.iter().map(|name| key_name(&name.value)).collect();
        names.join(".")
    }

    /// Where to point when something is missing in a table: at its key, else at the table.
    fn header(&self, param: &Param) -> (SourceId, Span) {
        self.path.last().map_or(param.place(), |name| (name.source, name.span))
    }

    fn add(
        &mut self,
        code: &'static str,
        message: String,
        (source, span): (SourceId, Span),
        label: &str,
    ) -> &mut Diagnostic {
        self.found.push(Diagnostic::new(code, message).at(source, span, label));
        self.found.last_mut().expect("one was just added")
    }
}

/// Adding to a diagnostic that stands in a list.
trait Push {
    fn push_help(&mut self, help: impl Into<String>) -> &mut Self;
    fn push_label<T>(&mut self, at: &Spanned<T>, text: String) -> &mut Self;
}

impl Push for Diagnostic {
    fn push_help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    fn push_label<T>(&mut self, at: &Spanned<T>, text: String) -> &mut Self {
        self.labels.push(crate::diagnostics::Label { source: at.source, span: at.span, text });
        self
    }
}
