//! `ramlint-tests.toml`, read strictly: a key that does nothing would be a test that
//! tests nothing.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::cli::asking::{misspelt, plain_action};
use crate::cli::expectations::names::{ANYONE, fault};
use crate::cli::expectations::text::{At, Text, listed, quoted};
use crate::cli::load::UsageError;
use crate::engine::compile::{Given, Value, read_as, value_type};
use crate::engine::verdict::Answer;
use crate::model::catalogue::{Catalogue, similar_names};
use crate::source::{Files, Refusal};

/// The file, at the root.
pub const FILE: &str = "ramlint-tests.toml";

/// What a file is to begin like, for those who have none.
const EXAMPLE: &str = "[[test]] with `principal = \"user/*\"` and `expect = \"no-access\"`";

const KEYS: &[&str] = &[
    "name",
    "principal",
    "nobody-except",
    "action",
    "context",
    "without",
    "expect",
    "obtain",
    "exactly",
    "account",
];

const WORDS: &[(&str, Expected)] = &[
    ("allowed", Expected::Answer(Answer::Allowed)),
    ("allowed-if", Expected::Answer(Answer::AllowedIf)),
    ("denied", Expected::Answer(Answer::Denied)),
    ("not-granted", Expected::Answer(Answer::NotGranted)),
    ("no-access", Expected::NoAccess),
    ("unknown", Expected::Answer(Answer::Unknown)),
];

/// What is expected of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// This answer.
    Answer(Answer),
    /// NOT GRANTED or DENIED, and no reach.
    NoAccess,
}

/// About whom something is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Each of those whom an id, a pattern or `anyone` stands for.
    Each {
        /// The text.
        principal: String,
        /// What is expected of each.
        expected: Expected,
        /// The word for it.
        word: &'static str,
    },
    /// Everybody but these is expected to have no access.
    NobodyExcept {
        /// Ids and patterns.
        list: Vec<String>,
        /// Those are expected to have it.
        exactly: bool,
    },
}

/// One `[[test]]`.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// What it is called.
    pub name: String,
    /// The line of `[[test]]`, or where the table begins.
    pub at: At,
    /// What is expected: the value of `expect` or `nobody-except`.
    pub expects_at: At,
    /// About whom.
    pub who: Who,
    /// Whether what could be obtained counts as access.
    pub obtain: bool,
    /// The action; the guarded one unless another is named.
    pub action: Option<String>,
    /// Where it is named.
    pub action_at: Option<At>,
    /// The requests that it is about.
    pub given: Given,
    /// The account, by its id or label.
    pub account: Option<String>,
}

/// The tests of a file, in their order. `None` where there is no such file.
///
/// `means` says of an action whether it is meant as it is written.
///
/// # Errors
/// It cannot be read, or something in it is wrong.
pub fn find(
    files: &dyn Files,
    path: &str,
    means: &dyn Fn(&str) -> bool,
) -> Result<(String, Vec<Expectation>), UsageError> {
    let shown = quoted(path);
    let text = files.read(path).map_err(|refusal| {
        UsageError(match refusal {
            Refusal::Missing => format!(
                "there is no {shown}; write one that holds {EXAMPLE}, or name another with --tests"
            ),
            Refusal::OutsideRoot => {
                format!("{shown} is outside of the root; name a wider folder with --root")
            }
            Refusal::System(why) => format!("{shown} cannot be read: {why}"),
            other => format!("{shown} cannot be read: {}", said(&other)),
        })
    })?;
    let tests = read(path, &text)?;
    for test in &tests {
        let (Some(action), Some(at)) = (&test.action, &test.action_at) else {
            continue;
        };
        let near = Catalogue::embedded().misspelt_action(action);
        if let Some(near) = near.filter(|_| !means(action)) {
            return Err(Text::new(path, &text).wrong(at, &misspelt(action, near)));
        }
    }
    Ok((text, tests))
}

fn said(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::TooLarge { .. } => "it is too large",
        Refusal::Encoding { .. } => "it is not text in UTF-8",
        Refusal::LfsPointer => "it is a Git LFS pointer, whose content was never fetched",
        Refusal::Symlink => "it is a symbolic link that is not followed",
        _ => "it is no file",
    }
}

/// The tests of a text.
///
/// # Errors
/// Something in it is wrong.
pub fn read(path: &str, text: &str) -> Result<Vec<Expectation>, UsageError> {
    let text = Text::new(path, text);
    let top = text.parse()?;
    text.only(&top, "the file", &["test"])?;
    let Some(tests) = top.get("test") else {
        return Err(text.wrong(&(0..0), &format!("it holds no test; write {EXAMPLE}")));
    };
    let DeValue::Array(tables) = tests.get_ref() else {
        return Err(text.unfit("test", tests, "tables, each under `[[test]]`"));
    };
    let read = |one: &Spanned<DeValue<'_>>| match one.get_ref() {
        DeValue::Table(table) => test(&text, table, one.span()),
        _ => Err(text.unfit("test", one, "tables, each under `[[test]]`")),
    };
    tables.iter().map(read).collect()
}

fn test(text: &Text<'_>, table: &DeTable<'_>, at: At) -> Result<Expectation, UsageError> {
    text.only(table, "a test", KEYS)?;
    let string = |key: &str| {
        let found = table.get(key);
        found.map(|value| text.string(key, value)).transpose()
    };
    let flag = |key: &str| {
        let found = table.get(key);
        let found = found.map(|value| text.flag(key, value)).transpose();
        found.map(Option::unwrap_or_default)
    };
    let (who, expects_at) = who(text, table, &at, flag("exactly")?)?;
    let obtain = flag("obtain")?;
    if let Some(value) = table.get("obtain")
        && let Who::Each {
            expected: Expected::Answer(_),
            ..
        } = who
    {
        let what = "`obtain` goes with `nobody-except` or `expect = \"no-access\"` alone; an answer says nothing of what could be obtained";
        return Err(text.wrong(&value.span(), what));
    }
    let action = string("action")?;
    if let (Some(action), Some(value)) = (action, table.get("action")) {
        plain_action(action).map_err(|error| text.wrong(&value.span(), &error.0))?;
    }
    let mut test = Expectation {
        name: String::new(),
        at,
        expects_at,
        who,
        obtain,
        action: action.map(str::to_owned),
        action_at: table.get("action").map(Spanned::span),
        given: given(text, table)?,
        account: string("account")?.map(str::to_owned),
    };
    test.name = match string("name")? {
        Some(name) => name.to_owned(),
        None => made_of(&test),
    };
    Ok(test)
}

/// About whom, what, and where that is written.
fn who(
    text: &Text<'_>,
    table: &DeTable<'_>,
    at: &At,
    exactly: bool,
) -> Result<(Who, At), UsageError> {
    let principal = table.get("principal");
    let expect = table.get("expect");
    if let Some(list) = table.get("nobody-except") {
        for (key, found) in [("principal", principal), ("expect", expect)] {
            if let Some(value) = found {
                let what = format!(
                    "`{key}` cannot stand beside `nobody-except`, which says whom and what"
                );
                return Err(text.wrong(&value.span(), &what));
            }
        }
        let names = text.strings("nobody-except", list)?;
        for (name, at) in &names {
            let anyone = (*name == ANYONE).then(|| "cannot be an exception".to_owned());
            if let Some(fault) = anyone.or_else(|| fault(name)) {
                return Err(text.wrong(at, &format!("{} {fault}", quoted(name))));
            }
        }
        let list_of = names.into_iter().map(|(name, _)| name.to_owned()).collect();
        let who = Who::NobodyExcept {
            list: list_of,
            exactly,
        };
        return Ok((who, list.span()));
    }
    if let Some(value) = table.get("exactly") {
        return Err(text.wrong(&value.span(), "`exactly` goes with `nobody-except` alone"));
    }
    let Some(value) = principal else {
        let what = "the test says about nobody; write `principal`, or `nobody-except`";
        return Err(text.wrong(at, what));
    };
    let principal = text.string("principal", value)?;
    if let Some(fault) = (principal != ANYONE).then(|| fault(principal)).flatten() {
        let what = format!("{} {fault}", quoted(principal));
        return Err(text.wrong(&value.span(), &what));
    }
    let Some(value) = expect else {
        let what = format!(
            "the test expects nothing; write `expect`, one of {}",
            words()
        );
        return Err(text.wrong(at, &what));
    };
    let written = text.string("expect", value)?;
    let plain = written.replace('_', "-");
    let Some((word, expected)) = WORDS.iter().find(|(word, _)| *word == plain) else {
        let near = similar_names(&plain, WORDS.iter().map(|(word, _)| *word), 1);
        let rest = match near.first() {
            Some(near) => format!("there is `{near}`"),
            None => format!("there are {}", words()),
        };
        let what = format!("{} is no answer; {rest}", quoted(written));
        return Err(text.wrong(&value.span(), &what));
    };
    let who = Who::Each {
        principal: principal.to_owned(),
        expected: *expected,
        word,
    };
    Ok((who, value.span()))
}

fn words() -> String {
    let words: Vec<&str> = WORDS.iter().map(|(word, _)| *word).collect();
    listed(&words)
}

/// The requests that a test is about: `context` and `without`.
fn given(text: &Text<'_>, table: &DeTable<'_>) -> Result<Given, UsageError> {
    let mut given = Given::default();
    let mut folded = BTreeSet::new();
    let mut twice = |key: &str, at: &At| {
        if folded.insert(key.to_ascii_lowercase()) {
            return Ok(());
        }
        let what = format!(
            "{} is given twice; letter case makes no other key",
            quoted(key)
        );
        Err(text.wrong(at, &what))
    };
    if let Some(context) = table.get("context") {
        let DeValue::Table(keys) = context.get_ref() else {
            let wanted = "keys with their values, as in `{ \"acs:SourceIp\" = \"10.0.0.1\" }`";
            return Err(text.unfit("context", context, wanted));
        };
        let mut keys: Vec<_> = keys.iter().collect();
        keys.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in keys {
            twice(key.get_ref(), &key.span())?;
            let texts = values(text, key.get_ref(), value)?;
            match (key.get_ref().as_ref(), texts.as_slice()) {
                ("resource", [one]) => given.resource = Some(one.clone()),
                ("resource-group", [one]) => given.resource_group = Some(one.clone()),
                ("resource" | "resource-group", _) => {
                    return Err(text.unfit(key.get_ref(), value, "one text"));
                }
                (name, _) => {
                    let name = known(text, name, &key.span())?;
                    given.keys.insert(name, Value::Is(texts));
                }
            }
        }
    }
    if let Some(without) = table.get("without") {
        for (key, at) in text.strings("without", without)? {
            twice(key, &at)?;
            let name = known(text, key, &at)?;
            given.keys.insert(name, Value::Absent);
        }
    }
    Ok(given)
}

/// The name of a condition key. Whether one that the catalogue lacks is used in any
/// condition is known only once the input is read.
fn known(text: &Text<'_>, name: &str, at: &At) -> Result<String, UsageError> {
    if name
        .split_once(':')
        .is_some_and(|(code, rest)| !code.is_empty() && !rest.is_empty())
    {
        return Ok(name.to_owned());
    }
    let near = Catalogue::embedded().similar_key(name);
    let others = near.into_iter().chain(["resource", "resource-group"]);
    let near = similar_names(name, others, 1);
    let rest = match near.first() {
        Some(near) => format!("; there is `{near}`"),
        None => "; write code:Name, as in `acs:SourceIp`, or `resource`".to_owned(),
    };
    let what = format!("{} is no condition key{rest}", quoted(name));
    Err(text.wrong(at, &what))
}

/// The values of a key, each of the key's type where the catalogue knows it.
fn values(
    text: &Text<'_>,
    key: &str,
    value: &Spanned<DeValue<'_>>,
) -> Result<Vec<String>, UsageError> {
    let one = |item: &Spanned<DeValue<'_>>| {
        let written = match item.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Boolean(flag) => flag.to_string(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            DeValue::Datetime(time) => time.to_string(),
            DeValue::Array(_) | DeValue::Table(_) => {
                return Err(text.unfit(key, item, "a value, or a list of them"));
            }
        };
        let of = Catalogue::embedded().key(key).map(|fact| value_type(&fact));
        if let Some(of) = of
            && read_as(of, &written).is_none()
        {
            return Err(text.unfit(key, item, form(of)));
        }
        Ok(written)
    };
    match value.get_ref() {
        DeValue::Array(items) if items.is_empty() => {
            let what = format!("`{key}` has no value; list it under `without` if it is absent");
            Err(text.wrong(&value.span(), &what))
        }
        DeValue::Array(items) => items.iter().map(one).collect(),
        _ => Ok(vec![one(value)?]),
    }
}

/// How the values of a type are written.
const fn form(of: crate::engine::domain::set::ValueType) -> &'static str {
    use crate::engine::domain::set::ValueType;
    match of {
        ValueType::String => "a text",
        ValueType::Number => "a plain number, as in `12.5`",
        ValueType::Date => "a time with its offset, as in `2026-11-22T00:00:00Z`",
        ValueType::Bool => "`true` or `false`",
        ValueType::Ip => "an address or a range of them, as in `10.0.0.0/8`",
    }
}

/// A name for a test that has none.
fn made_of(test: &Expectation) -> String {
    let action = test.action.as_deref().unwrap_or("the guarded action");
    let mut name = match &test.who {
        Who::Each {
            principal, word, ..
        } => format!("{principal}: {word} for {action}"),
        Who::NobodyExcept { list, .. } if list.is_empty() => format!("nobody: {action}"),
        Who::NobodyExcept { list, .. } => format!("nobody except {}: {action}", list.join(", ")),
    };
    let details: Vec<String> = test.given.described();
    if !details.is_empty() {
        name.push_str(&format!(" with {}", details.join(", ")));
    }
    if let Some(account) = &test.account {
        name.push_str(&format!(" in {account}"));
    }
    name
}
