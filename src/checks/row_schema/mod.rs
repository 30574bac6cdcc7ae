//! `schema = "x.schema.json"`: each row, as an object of its columns, conforms to a JSON Schema.
//!
//! The crate that compiles schemas is large, and most builds do without it: the feature `json-schema`
//! brings it.

#[cfg(feature = "json-schema")]
mod object;
#[cfg(feature = "json-schema")]
mod properties;
#[cfg(feature = "json-schema")]
mod validate;

use super::binder::Binder;
use super::{Check, Kind, Placement, Request};

pub struct Conforms;

impl Kind for Conforms {
    fn name(&self) -> &'static str {
        "schema"
    }

    fn placement(&self) -> Placement {
        Placement::Rule
    }

    #[cfg(feature = "json-schema")]
    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        // Of a schema that could not be read it has been said.
        validate::bind(request, request.schema?, binder)
    }

    #[cfg(not(feature = "json-schema"))]
    fn bind(&self, request: &Request<'_>, binder: &mut Binder<'_>) -> Option<Box<dyn Check>> {
        request.schema?;
        let message = "this build of scruple has no JSON Schema";
        let place = request.params.place();
        binder
            .mistake("not-in-this-build", message, place, "needs the feature `json-schema`")
            .help =
            Some("build it with `cargo install --path . --features json-schema`".to_owned());
        None
    }
}
