//! RAM402: a document, a condition or an input is not built as documented

use crate::engine::values::{self, Oddity, ValueIssue, Wanted};
use crate::model::structure::{StructureKind, StructureProblem};
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Text, guarding, label,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM402",
    name: "malformed-structure",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a document, a condition or an input is not built as documented",
            "",
        ),
        finds: Text::new("", ""),
        matters: Text::new(
            "RAM may refuse such a document, or take it and read it in a way that its author did not mean: a misspelt condition key is never in a request, so a Deny on it stops nothing. The answer then hangs on how RAM reads it. Write it as documented.",
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
    let told = guarding::told_of_structure(context);
    let problems = context.model.structure_problems.iter();
    for problem in problems.filter(|problem| problem.kind != StructureKind::EmptyCondition) {
        if !told.contains(&problem.at) {
            into.push(of_structure(problem, context));
        }
    }
    let guards = guarding::undocumented_keys(context);
    for issue in values::review(context.model, context.catalogue) {
        if !guards.contains(&issue) {
            into.push(of_value(&issue, context));
        }
    }
}

fn of_structure(problem: &StructureProblem, context: &Context<'_>) -> Finding {
    let column = context.sources.start(problem.at).column;
    let words = structure(&problem.kind, column, context.language);
    let mut found = finding(words, problem.at, context);
    if problem.kind.is_minor() {
        found.level = Level::Low;
    }
    if let StructureKind::UnknownOperator(name) = &problem.kind
        && let Some(near) = values::similar_operator(name)
    {
        found.notes.push(similar_operator(near, context.language));
    }
    if let Some(other) = problem.related {
        found.related.push(label(other, "see here"));
    }
    found
}

fn of_value(issue: &ValueIssue, context: &Context<'_>) -> Finding {
    let words = value(issue, context.language);
    let mut found = finding(words, issue.at, context);
    match issue.oddity {
        Oddity::HostBits(_) | Oddity::UnknownKey(None) => found.level = Level::Low,
        _ => {}
    }
    found
}

fn finding(words: Words, at: crate::source::Span, context: &Context<'_>) -> Finding {
    let mut found = context.finding(&RULE, words.message, label(at, words.label));
    found.notes.extend(words.note);
    found.help = Some(words.help);
    found
}

/// Message, label, note and help of one finding.
struct Words {
    message: String,
    label: String,
    note: Option<String>,
    help: String,
}

impl Words {
    fn with(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

fn words(message: impl Into<String>, label: impl Into<String>, help: impl Into<String>) -> Words {
    Words {
        message: message.into(),
        label: label.into(),
        note: None,
        help: help.into(),
    }
}

fn similar_operator(near: &str, language: Language) -> String {
    let _untranslated: Language = language;
    format!("there is an operator with a similar name: {}", quoted(near))
}

fn structure(kind: &StructureKind, column: u32, language: Language) -> Words {
    let _untranslated: Language = language;
    match kind {
        StructureKind::UnknownArgument { .. }
        | StructureKind::Unresolved(_)
        | StructureKind::NameCase(_)
        | StructureKind::ConflictingDocuments(_)
        | StructureKind::ControlPoliciesNotApplied
        | StructureKind::SystemDocument(_)
        | StructureKind::UnknownKey(_)
        | StructureKind::BadKey { .. }
        | StructureKind::Ignored(_)
        | StructureKind::Unattached => input(kind),
        StructureKind::OddCharacter { .. }
        | StructureKind::ValueFormat { .. }
        | StructureKind::HostBits(_)
        | StructureKind::PolicyVariable
        | StructureKind::EmptyList(_)
        | StructureKind::UnknownOperator(_) => part(kind, column),
        _ => element(kind),
    }
}

fn element(kind: &StructureKind) -> Words {
    match kind {
        StructureKind::UnknownElement { name, .. }
            if matches!(name.as_str(), "Resource" | "NotResource") =>
        {
            words(
                format!("{} stands in a trust policy, which has none", quoted(name)),
                "has no place in this kind of policy",
                "remove it",
            )
        }
        StructureKind::UnknownElement { name, near } => {
            let name = quoted(name);
            let found = words(
                format!("the element {name} is not part of RAM's grammar"),
                "RAM does not document this element",
                "remove it",
            );
            match near {
                Some(near) => found.with(format!(
                    "there is an element with a similar name: {}",
                    quoted(near)
                )),
                None => found,
            }
        }
        StructureKind::ElementSpelling { name, meant } => words(
            format!(
                "the element {} is documented as {}",
                quoted(name),
                quoted(meant)
            ),
            "read as meant, and as absent",
            format!("write {}", quoted(meant)),
        ),
        StructureKind::MissingElement(name) => words(
            format!("the element {} is missing", quoted(name)),
            format!("{} belongs in here", quoted(name)),
            format!("add {}", quoted(name)),
        ),
        StructureKind::Exclusive(one, other) => words(
            format!(
                "{} and {} stand in one statement",
                quoted(one),
                quoted(other)
            ),
            "RAM allows one of the two",
            "split the statement, or remove one of the two",
        ),
        StructureKind::NotResource => words(
            "`NotResource` is not part of RAM's present grammar",
            "may be refused or ignored",
            "name the resources with `Resource`",
        ),
        StructureKind::PrincipalInIdentity => words(
            "`Principal` stands in a policy that is attached to principals",
            "has no place in this kind of policy",
            "remove it, or use the document as a trust policy",
        ),
        StructureKind::WrongType { element, wanted } => words(
            format!("the value of {} is of the wrong type", named(element)),
            format!("{wanted} belongs here"),
            format!("write {wanted}"),
        ),
        StructureKind::Version(found) => words(
            format!("`Version` is {} and RAM knows only `1`", quoted(found)),
            "no version of RAM's policy language",
            "write `\"1\"`",
        ),
        StructureKind::NoVersion => words(
            "`Version` is missing",
            "`\"Version\": \"1\"` belongs in here",
            "add `\"Version\": \"1\"`",
        ),
        StructureKind::VersionNumber => words(
            "`Version` is a number instead of a string",
            "quotes are missing",
            "write `\"1\"`",
        ),
        StructureKind::SingleStatement => words(
            "`Statement` is one object instead of a list",
            "a list belongs here",
            "put the statement into a list",
        ),
        StructureKind::Effect(found) => words(
            format!("`Effect` is {}, neither `Allow` nor `Deny`", quoted(found)),
            "may allow, deny or be refused",
            "write `Allow` or `Deny`",
        ),
        _ => words(
            "this is not built as documented",
            "not documented",
            "write it as documented",
        ),
    }
}

/// An element by its name in the text, or by what it is.
fn named(element: &str) -> String {
    if element.starts_with(char::is_uppercase) {
        quoted(element)
    } else {
        element.to_owned()
    }
}

fn part(kind: &StructureKind, column: u32) -> Words {
    match kind {
        StructureKind::OddCharacter { element, found } => {
            let point = format!("U+{:04X}", u32::from(*found));
            let what = if found.is_alphanumeric() {
                "a letter outside ASCII"
            } else {
                "a character that is invisible or outside ASCII"
            };
            words(
                format!(
                    "{} holds {what}: {point} in column {column}",
                    named(element)
                ),
                format!("this is {point}"),
                "write the name in plain ASCII letters",
            )
            .with("a Deny on such a name does not match the name that it looks like")
        }
        StructureKind::ValueFormat { value, wanted } => words(
            format!("{} is not {wanted}", quoted(value)),
            format!("{wanted} belongs here"),
            "write the value in its documented format",
        ),
        StructureKind::HostBits(range) => host_bits(range),
        StructureKind::PolicyVariable => words(
            "a policy variable stands here, and RAM documents none",
            "taken as plain text or refused",
            "write out what is meant",
        ),
        StructureKind::EmptyList(name) => words(
            format!("the list of {} is empty", named(name)),
            "a value belongs here",
            "add a value, or remove the statement",
        ),
        StructureKind::UnknownOperator(name) => words(
            format!("{} is not an operator that RAM documents", quoted(name)),
            "may be refused or ignored",
            "use a documented operator",
        ),
        _ => element(kind),
    }
}

fn input(kind: &StructureKind) -> Words {
    match kind {
        StructureKind::UnknownArgument { name, of, meant } => words(
            format!("{} has no argument {}", quoted(of), quoted(name)),
            "Terraform refuses it; it is judged as what it seems to mean",
            match meant {
                Some(meant) => format!("write {}", quoted(meant)),
                None => "remove it".to_owned(),
            },
        ),
        StructureKind::Unresolved(name) => words(
            format!("{} is named here and is not in the input", quoted(name)),
            "nothing in the input has this name",
            "add what is missing, or correct the name",
        ),
        StructureKind::NameCase(name) => words(
            format!(
                "{} differs in letter case from where it is declared",
                quoted(name)
            ),
            "taken as the same name",
            "write the name as it is declared",
        ),
        StructureKind::ConflictingDocuments(name) => words(
            format!(
                "two documents are given for {}, and they differ",
                quoted(name)
            ),
            "whichever is in force decides, and nothing here says which that is",
            "keep the one that is in force, or read the inputs one at a time",
        ),
        StructureKind::ControlPoliciesNotApplied => words(
            "control policies bind nobody here: the input does not place the account",
            "listed and not applied",
            "add `resource_directory` with the account's place",
        ),
        StructureKind::SystemDocument(name) => words(
            format!(
                "the document of system policy {} differs from the bundled one",
                quoted(name)
            ),
            "in one world it grants what it allows",
            "give the custom policy a name of its own",
        ),
        StructureKind::UnknownKey(name) => words(
            format!("the key {} is not part of this format", quoted(name)),
            "what it says is not taken in",
            "correct the key, or remove it",
        ),
        StructureKind::BadKey { key, wanted } => words(
            format!("the key {} does not hold {wanted}", quoted(key)),
            format!("{wanted} belongs here"),
            format!("write {wanted}"),
        ),
        StructureKind::Ignored(name) => words(
            format!(
                "{} says what another input says too, and was ignored",
                quoted(name)
            ),
            "not taken in",
            "keep one of the two",
        ),
        StructureKind::Unattached => words(
            "no principal of the manifest holds this document",
            "attached to nobody",
            "attach the document, or remove it",
        ),
        _ => element(kind),
    }
}

fn host_bits(range: &str) -> Words {
    words(
        format!(
            "an address range has bits set after its prefix; it was read as {}",
            quoted(range)
        ),
        "more addresses than it seems to name",
        format!("write {}", quoted(range)),
    )
}

const fn wanted_words(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Text => "text",
        Wanted::Bool => "`true` or `false`",
        Wanted::Instant => "an RFC 3339 instant with an offset",
        Wanted::Number => "a plain decimal",
        Wanted::Address => "an address or range in canonical notation",
    }
}

fn value(issue: &ValueIssue, language: Language) -> Words {
    let _untranslated: Language = language;
    let written = quoted(&issue.written);
    match &issue.oddity {
        Oddity::Format {
            wanted,
            as_documented,
        } => {
            let wanted = wanted_words(*wanted);
            let help = as_documented.as_ref().map_or_else(
                || format!("write {wanted}"),
                |text| format!("write {}", quoted(text)),
            );
            words(
                format!("{written} is not {wanted}"),
                "RAM may or may not take this as met",
                help,
            )
        }
        Oddity::HostBits(range) => host_bits(range),
        Oddity::Unquoted => words(
            format!("the condition value {written} stands without quotes"),
            "a string belongs here",
            format!("write `\"{}\"`", issue.written),
        ),
        Oddity::OtherType { operator, holds } => words(
            format!(
                "{} does not compare what the key holds, {}",
                quoted(operator),
                wanted_words(*holds)
            ),
            "an operator for another type",
            "use an operator for the type of the key",
        ),
        Oddity::KeyCase(documented) => words(
            format!(
                "the condition key {written} is documented as {}",
                quoted(documented)
            ),
            "another letter case",
            format!("write {}", quoted(documented)),
        ),
        Oddity::UnknownKey(Some(near)) => words(
            format!("{written} is not a condition key that RAM documents"),
            "may be in no request at all",
            format!("write {}", quoted(near)),
        )
        .with(format!(
            "there is a condition key with a similar name: {}",
            quoted(near)
        )),
        Oddity::UnknownKey(None) => words(
            format!("{written} is not a condition key that RAM documents"),
            "may be in no request at all",
            "use a documented condition key",
        ),
        Oddity::UndocumentedAffix(affix) => words(
            format!("{} is not documented for RAM's operators", quoted(affix)),
            "may be refused or ignored",
            "use the operator without it",
        ),
    }
}
