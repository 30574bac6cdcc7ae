//! Tables in memory: schemas, columns of values, and the places that rows came from.

pub mod batch;
pub mod bitmap;
pub mod encode;
mod gather;
mod join;
pub mod place;
pub mod schema;
pub mod vector;

pub use batch::{Batch, Column};
pub use bitmap::Bitmap;
pub use gather::{NOWHERE, Target, gather};
pub use place::Place;
pub use schema::{
    Catalog, ColumnSchema, Made, Measured, Origin, Reference, ReferenceId, Schema, TableId,
};
pub use vector::{Data, Lists, Vector};
