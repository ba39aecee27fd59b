//! The JSON Schemas of machine output, by the name of the command that prints it.
//! They are made from the types of `report::json` by its tests.

use std::borrow::Cow;

/// The commands whose output has a schema.
pub static COMMANDS: &[&str] = &[
    "check",
    "who-can",
    "can",
    "diff",
    "equivalent",
    "implies",
    "inputs",
    "test",
    "config-show",
    "waivers",
    "check-records",
    "who-can-records",
];

const CHECK: &str = include_str!("schema/check.json");
const WHO_CAN: &str = include_str!("schema/who-can.json");
const CONFIG_SHOW: &str = include_str!("schema/config-show.json");
const DIFF: &str = include_str!("schema/diff.json");
const INPUTS: &str = include_str!("schema/inputs.json");
const TEST: &str = include_str!("schema/test.json");
const EQUIVALENT: &str = include_str!("schema/equivalent.json");
const WAIVERS: &str = include_str!("schema/waivers.json");
const CHECK_RECORDS: &str = include_str!("schema/check-records.json");
const WHO_CAN_RECORDS: &str = include_str!("schema/who-can-records.json");

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
        "diff" => DIFF.into(),
        "inputs" => INPUTS.into(),
        "test" => TEST.into(),
        "config-show" => CONFIG_SHOW.into(),
        "equivalent" => EQUIVALENT.into(),
        "implies" => EQUIVALENT
            .replace("ramlint/equivalent", "ramlint/implies")
            .replace("ramlint equivalent", "ramlint implies")
            .into(),
        "waivers" => WAIVERS.into(),
        "check-records" => CHECK_RECORDS.into(),
        "who-can-records" => WHO_CAN_RECORDS.into(),
        _ => return None,
    })
}
