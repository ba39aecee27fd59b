//! RAM499: an input does not declare what it seems to declare

use crate::engine::values::{self, Oddity};
use crate::model::structure::{StructureKind, StructureProblem};
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Text, label, owners,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM499",
    name: "malformed-structure",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new("an input does not declare what it seems to declare", ""),
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
    for problem in &context.model.structure_problems {
        if owners::of_structure(&problem.kind).is_none() {
            into.push(of_structure(problem, context));
        }
    }
    for issue in values::review(context.model, context.catalogue) {
        if let Oddity::HostBits(range) = &issue.oddity {
            let mut found = finding(host_bits(range), issue.at, context);
            found.level = Level::Low;
            into.push(found);
        }
    }
}

fn of_structure(problem: &StructureProblem, context: &Context<'_>) -> Finding {
    let _untranslated: Language = context.language;
    let mut found = finding(input(&problem.kind), problem.at, context);
    if problem.kind.is_minor() {
        found.level = Level::Low;
    }
    if let Some(other) = problem.related {
        found.related.push(label(other, "see here"));
    }
    found
}

fn finding(words: Words, at: crate::source::Span, context: &Context<'_>) -> Finding {
    let mut found = context.finding(&RULE, words.message, label(at, words.label));
    found.help = Some(words.help);
    found
}

/// Message, label and help of one finding.
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
        StructureKind::HostBits(range) => host_bits(range),
        _ => words(
            "this is not built as documented",
            "not documented",
            "write it as documented",
        ),
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
