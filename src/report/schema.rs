//! The JSON Schemas of machine output, by the name of the command that prints it.
//! They are made from the types of `report::json` by its tests.

use std::borrow::Cow;

/// The commands whose output has a schema.
pub static COMMANDS: &[&str] = &["check", "who-can", "can", "inputs", "waivers"];

const CHECK: &str = include_str!("schema/check.json");
const WHO_CAN: &str = include_str!("schema/who-can.json");
const INPUTS: &str = include_str!("schema/inputs.json");
const WAIVERS: &str = include_str!("schema/waivers.json");

/// The schema of the output of a command.
#[must_use]
pub fn schema(command: &str) -> Option<Cow<'static, str>> {
    Some(match command {
        "check" => CHECK.into(),
        "who-can" => WHO_CAN.into(),
        // It prints what `who-can` does, for one principal, under its own name.
        "can" => WHO_CAN
            .replace("ramlint/who-can", "ramlint/can")
            .replace("ramlint who-can", "ramlint can")
            .into(),
        "inputs" => INPUTS.into(),
        "waivers" => WAIVERS.into(),
        _ => return None,
    })
}
