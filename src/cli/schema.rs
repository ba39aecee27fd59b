//! `ramlint schema`: the JSON Schema of what a command prints as JSON.

use crate::cli::args::SchemaArgs;
use crate::cli::status::Status;
use crate::cli::world::World;
use crate::report::schema::schema;

/// Runs the command.
pub fn run(args: &SchemaArgs, world: &mut World<'_>) -> Status {
    let text = schema(&args.name).unwrap_or_default();
    // A reader who leaves early is no error.
    let _ = world.stdout.out.write_all(text.as_bytes());
    Status::Clean
}
