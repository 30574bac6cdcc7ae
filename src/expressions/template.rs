//! stub
use super::bind::Scope;
use super::Frame;
use crate::diagnostics::Diagnostic;
#[derive(Debug, Clone)]
pub struct Template;
impl Template {
    pub fn bind(_: &Scope<'_>, _: &mut Vec<Diagnostic>) -> Option<Template> { None }
    pub fn render(&self, _: &dyn Frame<'_>, _: bool) -> String { String::new() }
}
