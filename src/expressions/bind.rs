//! stub
use super::Typed;
use crate::diagnostics::{Diagnostic, Span};
use crate::findings::Fact;
use crate::rules::{Phrase, RuleSet};
use crate::tables::{Catalog, TableId};
use crate::types::Value;
pub struct BoundDefines;
impl BoundDefines {
    pub fn bind(_: &RuleSet, _: &Catalog, _: &mut Vec<Diagnostic>) -> BoundDefines { BoundDefines }
    pub fn value(&self, _: &str) -> Option<&Value> { None }
    pub fn list(&self, _: &str) -> Option<&[Value]> { None }
    pub fn names(&self) -> Vec<&str> { Vec::new() }
    pub fn fact(&self, _: usize) -> Option<Fact> { None }
}
pub struct Scope<'a> { pub catalog: &'a Catalog, pub table: TableId, pub defines: &'a BoundDefines, pub phrase: &'a Phrase }
pub fn condition(_: &Scope<'_>, _: &mut Vec<Diagnostic>) -> Option<Typed> { None }
pub struct PatternError { pub span: Span, pub message: String, pub help: Option<String> }
pub fn pattern(_: &str) -> Result<regex::Regex, PatternError> { regex::Regex::new("").map_err(|_| unreachable!()) }
pub fn whole_pattern(_: &str) -> Result<regex::Regex, PatternError> { regex::Regex::new("").map_err(|_| unreachable!()) }
pub fn reads(_: &Typed) -> crate::checks::Reads { Default::default() }
