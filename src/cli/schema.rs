//! `ramlint schema`: the JSON Schema of what a command prints as JSON.

use crate::cli::args::SchemaArgs;
use crate::cli::asking;
use crate::cli::status::Status;
use crate::cli::world::World;
use crate::report::schema::schema;

/// Runs the command.
pub fn run(args: &SchemaArgs, world: &mut World<'_>) -> Status {
    let text = schema(&args.name).unwrap_or_default();
    asking::print("the schema", text.as_bytes(), world);
    Status::Clean
}
