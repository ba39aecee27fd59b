//! Why something was not analysed, in words a colleague would use.

use std::collections::BTreeSet;

use crate::cli::disk;
use crate::readers::{self, NothingIn, Why};
use crate::report::display::Untrusted;
use crate::report::run::NotAnalysed;
use crate::syntax::ProblemKind;

/// What the disk could not hand over.
#[must_use]
pub fn of_disk(entry: &disk::NotAnalysed) -> NotAnalysed {
    let why = if entry.detail.is_empty() {
        entry.reason.to_string()
    } else {
        format!("{} ({})", entry.reason, entry.detail)
    };
    NotAnalysed {
        path: Untrusted::new(entry.path.clone()),
        at: None,
        why: Untrusted::new(why),
    }
}

/// What the readers could not read.
#[must_use]
pub fn of_readers(entry: &readers::NotAnalysed) -> NotAnalysed {
    NotAnalysed {
        path: Untrusted::new(entry.path.clone()),
        at: entry.at,
        why: Untrusted::new(match &entry.why {
            Why::Unparsable(problem) => format!("cannot be read whole: {}", problem_words(problem)),
            Why::NothingRecognised => "holds no policy, manifest or account snapshot".to_owned(),
            Why::NotReadYet(what) => disk::Reason::NotReadYet(what).to_string(),
            // The folder that ramlint was started in has no part in it.
            Why::Refused(crate::source::Refusal::Missing) => {
                "names a file here that does not exist; check the spelling, or give that file"
                    .to_owned()
            }
            Why::Refused(refusal) => {
                let reason = disk::Reason::from(refusal.clone());
                format!("names a file here that {reason}")
            }
            Why::Structure(kind) => structure_words(kind),
            Why::NotOfKind(name) => not_of_kind(name),
            Why::FormatVersion(version) => format!(
                "is in version `{version}` of its format, which is not read; use a Terraform of version 0.12 to 1.x, or update ramlint"
            ),
            Why::PlanIncomplete => {
                "says that it is not the whole plan; plan again without errors and without `-target`"
                    .to_owned()
            }
            Why::UnknownResource(kind) => format!(
                "has a resource of type `{kind}`, which may give permissions that are not read; state them in a manifest"
            ),
            Why::Command => {
                "runs a command that changes permissions, which is not followed; declare them as resources".to_owned()
            }
            Why::NotKnown(argument) => format!(
                "has a resource whose `{argument}` is not known here, so what it gives to whom cannot be told; write it as a plain value"
            ),
            Why::NoModule(why) => format!(
                "calls a module that cannot be read, so what it declares is not known: {why}"
            ),
            Why::Limit(how) => {
                format!("has a value that takes more work than the limit allows: {how}")
            }
            Why::TooMuch { what, limit } => {
                format!("has too many {what}: no more than {limit} are looked at")
            }
            Why::CallNotRead(call) => {
                format!("records the call `{call}`, whose answers are not read, and speaks of RAM")
            }
            Why::CallNotTold(name) => {
                format!("does not say whose answer it is; name the file `{name}`")
            }
            Why::CallFailed(call) => {
                format!("holds no answer to the call `{call}` that it is named for")
            }
            Why::Transform(name) => format!(
                "is changed by the transform `{name}` before it is put to work, and what that makes is not seen"
            ),
            Why::NestedTemplate(kind) => format!(
                "has another template in a resource of type `{kind}`, and that one is not followed; name it as well"
            ),
        }),
    }
}

/// Why nothing of RAM is in a text. `clouds` are those of its policy documents.
#[must_use]
pub fn of_nothing(nothing: NothingIn, clouds: &[&str]) -> String {
    match nothing {
        NothingIn::NoSyntax => {
            "neither JSON nor YAML, and nothing says that it is a policy".to_owned()
        }
        NothingIn::Broken => "cut or broken, and without a word of policies".to_owned(),
        NothingIn::OtherClouds => match clouds {
            [cloud] => format!("a policy document of {cloud}"),
            several => {
                let names: BTreeSet<&str> = several.iter().copied().collect();
                let names: Vec<&str> = names.into_iter().collect();
                format!(
                    "{} policy documents of {}",
                    several.len(),
                    names.join(" and ")
                )
            }
        },
        NothingIn::Nothing => "no RAM policy in it".to_owned(),
    }
}

/// A remark of the readers.
#[must_use]
pub fn of_note(note: &readers::Note) -> String {
    match note {
        readers::Note::AccountFromInput(id) => {
            format!("the account is taken to be {id}, the only one that the input names")
        }
        readers::Note::NotInDump { what, command } => {
            format!("the dump lacks {what}; `{command}` would tell")
        }
        readers::Note::UnusedPolicy(name) => {
            format!("--policy {name}: nothing in the input names this policy")
        }
        readers::Note::UnusedParameter(name) => {
            format!("--param {name}: no template in the input has this parameter")
        }
        readers::Note::NoRamResources(path) => {
            format!("{path}: no resource in it is one of RAM, Resource Manager or Cloud SSO")
        }
        readers::Note::PlanOf { plan, root } => {
            let root = if root.is_empty() { "." } else { root };
            format!("{plan} stands for the root module `{root}`, whose places are shown")
        }
        readers::Note::BeyondPlan {
            plan,
            root,
            resources,
        } => {
            let root = if root.is_empty() { "." } else { root };
            format!(
                "{plan} was made from another version of the root module `{root}`: {resources} of its resources are not in the plan, and count as they are written; plan again"
            )
        }
        readers::Note::StateBefore { state, plan } => {
            format!("{state} is what {plan} starts from, so only the plan counts")
        }
        readers::Note::VariablesByDefault(1) => {
            "1 Terraform variable keeps its default; whoever runs Terraform with TF_VAR_ settings or flags may change it".to_owned()
        }
        readers::Note::VariablesByDefault(count) => format!(
            "{count} Terraform variables keep their defaults; whoever runs Terraform with TF_VAR_ settings or flags may change them"
        ),
    }
}

/// A text is not what it is said to be.
fn not_of_kind(name: &str) -> String {
    let how = match name {
        "Terraform plan" => "; write one with `terraform show -json PLANFILE`",
        "Terraform state" => "; write one with `terraform show -json`",
        _ => "",
    };
    format!("is not the {name} that it is said to be{how}, or say what it is with --input")
}

fn problem_words(kind: &ProblemKind) -> String {
    match kind {
        ProblemKind::UnclosedBracket(bracket) => format!("`{bracket}` is never closed"),
        ProblemKind::StrayBracket(bracket) => format!("`{bracket}` closes nothing"),
        ProblemKind::UnclosedString => "a string is never closed".to_owned(),
        ProblemKind::UnclosedComment => "a comment is never closed".to_owned(),
        ProblemKind::TrailingText => "something follows the end of the document".to_owned(),
        ProblemKind::MissingValue => "a value is missing".to_owned(),
        ProblemKind::Empty => "there is no text in it".to_owned(),
        ProblemKind::TooDeep(levels) => format!("it is nested more than {levels} levels deep"),
        ProblemKind::TooManyNodes(nodes) => format!("it has more than {nodes} values"),
        ProblemKind::InvalidUtf8 => "it is not UTF-8".to_owned(),
        ProblemKind::Hcl(message) => format!("HCL: {message}"),
        ProblemKind::Yaml(message) => format!("YAML: {message}"),
        ProblemKind::YamlAlias => "a YAML alias is not followed".to_owned(),
        ProblemKind::DuplicateKey(key) => format!("the key `{key}` occurs twice"),
        _ => "it is neither JSON nor YAML here".to_owned(),
    }
}

fn structure_words(kind: &crate::model::structure::StructureKind) -> String {
    use crate::model::structure::StructureKind as Kind;
    match kind {
        Kind::UnknownKey(key) => format!("has the key `{key}`, which its format does not have"),
        Kind::BadKey { key, wanted } => format!("`{key}` must be {wanted}"),
        Kind::Unresolved(name) => format!("refers to `{name}`, which is not there"),
        _ => "does not follow its format".to_owned(),
    }
}
