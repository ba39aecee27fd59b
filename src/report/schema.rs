//! The JSON Schemas of machine output, by the name of the command that prints it.
//! They are made from the types of `report::json` by its tests.

/// Every schema: the name of the command, and the text.
pub static SCHEMAS: &[(&str, &str)] = &[
    ("check", include_str!("schema/check.json")),
    ("who-can", include_str!("schema/who-can.json")),
    ("can", include_str!("schema/can.json")),
    ("inputs", include_str!("schema/inputs.json")),
];

/// The schema of the output of a command.
#[must_use]
pub fn schema(name: &str) -> Option<&'static str> {
    let mut all = SCHEMAS.iter();
    all.find(|(command, _)| *command == name)
        .map(|(_, text)| *text)
}
