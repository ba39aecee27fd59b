//! What CI services take for a command in a log, restated from the source of the
//! GitHub runner (`ActionCommand.cs`, `TryParseV2` and `TryParse`) and from what
//! Azure Pipelines documents. It is stricter than they are: any name counts, not
//! only those that are registered.

use std::collections::BTreeMap;

/// A command as the runner understands it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub name: String,
    pub properties: BTreeMap<String, String>,
    pub data: String,
}

/// The lines that the runner sees.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r'])
}

/// `::name key=value,…::data`, after blanks.
pub fn second_form(line: &str) -> Option<Command> {
    let rest = line.trim_start().strip_prefix("::")?;
    let (info, data) = rest.split_once("::")?;
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    let properties = properties
        .trim()
        .split(',')
        .filter(|one| !one.is_empty())
        .filter_map(|one| {
            // The runner drops what is empty before it counts to two.
            let (key, value) = one.trim_start_matches('=').split_once('=')?;
            let value = value.trim_start_matches('=');
            (!value.is_empty()).then(|| (key.to_owned(), property(value)))
        })
        .collect();
    Some(Command {
        name: name.to_owned(),
        properties,
        data: data_of(data),
    })
}

/// `##[name]data` of GitHub and `##vso[area.action]` of Azure, anywhere in a line.
pub fn first_form(line: &str) -> bool {
    let lower = line.to_lowercase();
    lower.contains("##[") || lower.contains("##vso[")
}

/// The escapes undone in the runner's order, `%` last.
fn data_of(text: &str) -> String {
    text.replace("%0D", "\r")
        .replace("%0A", "\n")
        .replace("%25", "%")
}

fn property(text: &str) -> String {
    text.replace("%0D", "\r")
        .replace("%0A", "\n")
        .replace("%3A", ":")
        .replace("%2C", ",")
        .replace("%25", "%")
}

/// All commands in a text.
#[track_caller]
pub fn commands(text: &str) -> Vec<Command> {
    for line in lines(text) {
        assert!(!first_form(line), "{line:?}");
    }
    lines(text).filter_map(second_form).collect()
}

#[test]
fn the_oracle_sees_commands_where_the_runner_does() {
    for (line, seen) in [
        ("::error::x", true),
        (" \u{3000}::error file=a::x", true),
        ("x ::error::x", false),
        ("::error", false),
        ("##[error]x", false),
    ] {
        assert_eq!(second_form(line).is_some(), seen, "{line}");
    }
    for (line, seen) in [
        ("x ##[error]y", true),
        ("##VSO[task.x]y", true),
        ("# #[error]", false),
    ] {
        assert_eq!(first_form(line), seen, "{line}");
    }
    let command = second_form("::error file=a%2Cb,line=3::100%25%0A%3A").unwrap();
    assert_eq!(command.properties["file"], "a,b");
    assert_eq!(command.properties["line"], "3");
    assert_eq!(command.data, "100%\n%3A");
}
