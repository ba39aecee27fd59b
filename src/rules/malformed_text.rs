//! RAM401: a text is not what its format allows

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Text, label, wording,
};
use crate::syntax::{Problem, ProblemKind};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM401",
    name: "malformed-text",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new("a text is not what its format allows", ""),
        finds: Text::new("", ""),
        matters: Text::new(
            "Two readers may see two different policies in such a text: of a key that stands there twice, one takes the first and another the last. The policy that is reviewed is then not the policy that is in force. Write the text as its format has it.",
            "",
        ),
        advice: Text::new("", ""),
        limits: Text::new("", ""),
        avoid: &[],
        prefer: &[],
        sources: &[],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for problem in &context.model.text_problems {
        into.push(finding(problem, context));
    }
}

/// Message, label and help of one kind.
struct Words {
    message: String,
    label: String,
    help: String,
}

fn words(message: impl Into<String>, label: impl Into<String>, help: impl Into<String>) -> Words {
    Words {
        message: message.into(),
        label: label.into(),
        help: help.into(),
    }
}

fn finding(problem: &Problem, context: &Context<'_>) -> Finding {
    let _untranslated: Language = context.language;
    let words = say(&problem.kind, context.language);
    let mut found = context.finding(&RULE, words.message, label(problem.at, words.label));
    if let Some(other) = problem.related {
        found
            .related
            .push(label(other, related(&problem.kind, context.language)));
    }
    found.notes.push(outcome(&problem.kind, context.language));
    found.help = Some(words.help);
    found
}

fn related(kind: &ProblemKind, language: Language) -> &'static str {
    let _untranslated: Language = language;
    match kind {
        ProblemKind::DuplicateKey(_) => "the first one is here",
        ProblemKind::UnclosedBracket(_) => "opened here",
        ProblemKind::StrayBracket(_) => "this is what stands open",
        _ => "see here",
    }
}

/// Whether the document was evaluated all the same.
fn outcome(kind: &ProblemKind, language: Language) -> String {
    let _untranslated: Language = language;
    match kind {
        ProblemKind::DuplicateKey(_) => {
            "evaluated in each way: the first counts, the last counts, both count"
        }
        kind if kind.recovered() => "the text was read as it is meant and evaluated",
        _ => "a part of the text was not understood, so the analysis is incomplete",
    }
    .to_owned()
}

fn say(kind: &ProblemKind, language: Language) -> Words {
    let _untranslated: Language = language;
    match kind {
        ProblemKind::MissingComma
        | ProblemKind::TrailingComma
        | ProblemKind::ExtraComma
        | ProblemKind::MissingColon
        | ProblemKind::WrongColon(_)
        | ProblemKind::UnclosedBracket(_)
        | ProblemKind::StrayBracket(_)
        | ProblemKind::DuplicateKey(_)
        | ProblemKind::MissingValue
        | ProblemKind::KeyNotString => structure(kind),
        ProblemKind::UnclosedString
        | ProblemKind::ControlInString(_)
        | ProblemKind::SingleQuotes
        | ProblemKind::Unquoted
        | ProblemKind::BadNumber
        | ProblemKind::BadEscape
        | ProblemKind::LoneSurrogate => token(kind),
        _ => text(kind),
    }
}

fn structure(kind: &ProblemKind) -> Words {
    match kind {
        ProblemKind::MissingComma => words(
            "a comma is missing between two values",
            "a comma belongs before this",
            "add a comma",
        ),
        ProblemKind::TrailingComma => words(
            "a comma stands before a closing bracket, which JSON does not allow",
            "nothing follows this comma",
            "remove the comma",
        ),
        ProblemKind::ExtraComma => words(
            "a comma stands where no value was before it",
            "nothing stands before this comma",
            "remove the comma",
        ),
        ProblemKind::MissingColon => words(
            "a colon is missing between a key and its value",
            "a colon belongs before this",
            "add a colon",
        ),
        ProblemKind::WrongColon(found) => words(
            format!("{} stands between a key and its value", character(*found)),
            "a colon belongs here",
            "write `:`",
        ),
        ProblemKind::UnclosedBracket(open) => {
            let close = closing(*open);
            words(
                format!("a bracket `{open}` is never closed"),
                format!("a closing `{close}` was expected by here"),
                format!("add the closing `{close}` where it belongs"),
            )
        }
        ProblemKind::StrayBracket(found) => words(
            format!("a closing bracket `{found}` closes nothing that is open"),
            "does not fit what is open",
            "remove it, or put the bracket that fits",
        ),
        ProblemKind::DuplicateKey(key) => {
            let key = wording::quoted(key);
            words(
                format!(
                    "the key {key} stands twice in one object, and readers differ in which counts"
                ),
                "the same key again",
                "keep one of the two",
            )
        }
        ProblemKind::KeyNotString => words(
            "a key of an object is not a string",
            "a key in quotes belongs here",
            "write the key in double quotes",
        ),
        _ => words(
            "a key has no value",
            "a value belongs here",
            "add the value, or remove the key",
        ),
    }
}

fn token(kind: &ProblemKind) -> Words {
    match kind {
        ProblemKind::UnclosedString => words(
            "a string is never closed",
            "starts here and does not end",
            "add the closing quote",
        ),
        ProblemKind::ControlInString(found) => words(
            format!("a string holds the raw control character {}", point(*found)),
            "JSON wants an escape for this",
            "remove the character, or escape it",
        ),
        ProblemKind::SingleQuotes => words(
            "a string stands in single quotes, which JSON does not have",
            "double quotes belong here",
            "write the string in double quotes",
        ),
        ProblemKind::Unquoted => words(
            "a word stands without quotes",
            "quotes are missing",
            "write it in double quotes",
        ),
        ProblemKind::BadNumber => words(
            "a number is written in a way that JSON does not have",
            "no JSON number",
            "write a plain decimal, in quotes where a policy wants text",
        ),
        ProblemKind::BadEscape => words(
            "a string holds an escape that JSON does not have",
            "no JSON escape",
            "write `\\\\` for a backslash, or remove it",
        ),
        _ => words(
            "a string holds half of a surrogate pair, which stands for no character",
            "one half alone",
            "write the character itself, or both halves",
        ),
    }
}

fn text(kind: &ProblemKind) -> Words {
    match kind {
        ProblemKind::Comment => words(
            "a comment stands in the text, and JSON has none",
            "RAM does not accept this",
            "remove the comment",
        ),
        ProblemKind::UnclosedComment => words(
            "a comment never ends",
            "starts here and does not end",
            "remove the comment",
        ),
        ProblemKind::FullWidth { found, meant } => words(
            format!("{} stands where `{meant}` is meant", character(*found)),
            format!("a look-alike of `{meant}`"),
            format!("write `{meant}`"),
        ),
        ProblemKind::OddSpace(found) => words(
            format!(
                "the character {} stands between tokens, which JSON does not allow",
                point(*found)
            ),
            "looks like a blank and is none",
            "write a plain blank",
        ),
        ProblemKind::ByteOrderMark => words(
            "the text starts with a byte-order mark (U+FEFF)",
            "an invisible character",
            "save the file as UTF-8 without a byte-order mark",
        ),
        ProblemKind::StrayByteOrderMark => words(
            "a byte-order mark (U+FEFF) stands inside the text",
            "an invisible character",
            "remove the character",
        ),
        ProblemKind::TrailingText => words(
            "something follows after the end of the document",
            "not part of the document",
            "remove what follows, or put it into a file of its own",
        ),
        ProblemKind::Empty => words(
            "the file holds nothing but white space",
            "a document belongs here",
            "write the document, or remove the file",
        ),
        ProblemKind::TooDeep(limit) => words(
            format!("the text is nested deeper than {limit} levels"),
            "the limit is crossed here",
            "flatten the document",
        ),
        ProblemKind::TooManyNodes(limit) => words(
            format!("the text holds more than {limit} values"),
            "the limit is crossed here",
            "split the file",
        ),
        ProblemKind::InvalidUtf8 => words(
            "the text is not UTF-8",
            "the first byte that is not UTF-8",
            "save the file as UTF-8",
        ),
        ProblemKind::Hcl(says) => words(
            format!("the text is not HCL: {says}"),
            "the block or argument around this is not read",
            "mend the HCL; `terraform validate` shows the same place",
        ),
        ProblemKind::Yaml(says) => words(
            format!("the text is not YAML: {}", first_lower(says)),
            "reading stopped here",
            "mend the YAML",
        ),
        ProblemKind::YamlAlias => words(
            "a YAML alias stands for a part of a policy, and aliases are not followed",
            "what this stands for is not read",
            "write out what the alias stands for",
        ),
        _ => words(
            "these characters belong nowhere in the document",
            "a value or a bracket was expected",
            "remove the characters",
        ),
    }
}

const fn closing(open: char) -> char {
    match open {
        '[' => ']',
        '(' => ')',
        _ => '}',
    }
}

/// A character that can be shown, with its code point.
fn character(found: char) -> String {
    if found.is_control() {
        return point(found);
    }
    format!("`{found}` ({})", point(found))
}

fn point(found: char) -> String {
    format!("U+{:04X}", u32::from(found))
}

fn first_lower(text: &str) -> String {
    let text = text.trim_end_matches('.').replace(['\n', '\r'], " ");
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(characters).collect()
    })
}
