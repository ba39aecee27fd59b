//! Gaps and readings as text: what is not known, and what would settle it.

use crate::model::doubt::{Doubt, DoubtKind};
use crate::model::reading;
use crate::rules::kit::language::Language;

/// What is not known, as a noun clause.
#[must_use]
pub fn text(doubt: &Doubt, language: Language) -> String {
    let _untranslated: Language = language;
    let about = &doubt.about;
    match doubt.kind {
        DoubtKind::Reading => {
            let says = reading::find(&doubt.name).map_or("", |row| row.says);
            let names_itself = matches!(
                doubt.name.as_str(),
                "duplicate-key" | "ipv4-mapped" | "not-resource" | "account-allow-ends-evaluation"
            );
            if about.is_empty() || names_itself {
                format!("whether {says}")
            } else {
                format!("whether {says}: `{about}`")
            }
        }
        DoubtKind::Gap => match doubt.name.as_str() {
            "policy" => format!("the document of policy `{about}` is not in the input"),
            "system-policy" => {
                format!("the document of system policy `{about}` is not bundled whole")
            }
            "system-document" => format!(
                "which document of system policy `{about}` is in force: the bundled one, or the one in the input"
            ),
            "trust" => format!("the trust document of role `{about}` is not in the input"),
            "assignments" => {
                format!("the input does not say who is assigned access configuration `{about}`")
            }
            "not-complete" => match bracketed(about) {
                Some((word, _)) => format!("the input does not hold all {word}"),
                None => format!("the input does not claim to hold all {about}"),
            },
            "control-policy-binds" => {
                format!(
                    "the input does not say whether control policy `{about}` binds this account"
                )
            }
            "control-policy" => {
                format!("the document of control policy `{about}` is not in the input")
            }
            "own-account" => {
                format!("the input does not say whether `{about}` is the account itself")
            }
            "role-worn" => format!("the input does not say whether anything wears role `{about}`"),
            "cloud-sso-administrator" => {
                "the input does not say whether Cloud SSO is administered from this account"
                    .to_owned()
            }
            "document" => format!("a part of {about} could not be read"),
            "conflicting-documents" => {
                format!("two documents are given for {about}, and nothing says which is in force")
            }
            "variable" | "parameter" => format!("the value of {about} is not known"),
            "deployment" => {
                format!("{about} is only known when the template is put to work")
            }
            "account-id" => format!("the id of the account is not known: {about}"),
            "computed" => format!("{about} is only known once it exists"),
            "data-source" => format!("{about} is read from the cloud"),
            "undeclared" => format!("{about} is not declared in the input"),
            "function" => format!("{about} is not evaluated"),
            "module" => format!("the text of {about} is not in the input"),
            "file" => format!("{about} cannot be read"),
            "cycle" => format!("{about} depends on itself"),
            "limit" => format!("{about} takes more work than the limit allows"),
            "failing" => format!("{about} cannot be evaluated"),
            "kept" => format!("what is in force may differ from the text: {about}"),
            "condition" => format!("the input does not say whether this holds: {about}"),
            "policy-type" => {
                format!("the input does not say which kind of policy is meant: {about}")
            }
            "principal-type" => {
                format!("the input does not say which kind of principal is meant: {about}")
            }
            "count" => format!("the input does not say whether there is any of this: {about}"),
            "choice" => format!("the input does not say which it is: {about}"),
            "output" => match bracketed(about) {
                Some((what, _)) => format!("the input lacks {}", what.replace('`', "")),
                None => format!("the input lacks what {about} would tell"),
            },
            _ => "a value here is not in the input".to_owned(),
        },
    }
}

/// What a gap is about, with the command that would tell.
fn bracketed(about: &str) -> Option<(&str, &str)> {
    let (what, command) = about.split_once(" (aliyun ")?;
    let start = what.len().saturating_add(" (".len());
    let end = about.len().checked_sub(1)?;
    let is_command = about.ends_with(')') && !command.is_empty();
    is_command.then(|| about.get(start..end).map(|command| (what, command)))?
}

/// The readings that definite answers rest on, in words: each by its name, with
/// what it is taken to say and what it is about.
#[must_use]
pub fn relied_on<'a>(
    doubts: impl IntoIterator<Item = &'a Doubt>,
    language: Language,
) -> Vec<String> {
    let _untranslated: Language = language;
    let mut found: Vec<(&str, String, Vec<&str>)> = Vec::new();
    for doubt in doubts {
        let row = reading::find(&doubt.name);
        let says = row.map_or("", |row| match row.default {
            Some(0) => row.otherwise,
            _ => row.says,
        });
        match found.iter_mut().find(|(name, _, _)| *name == doubt.name) {
            Some((_, _, about)) => about.push(&doubt.about),
            None => found.push((&doubt.name, says.to_owned(), vec![&doubt.about])),
        }
    }
    found
        .into_iter()
        .map(|(name, says, mut about)| {
            about.retain(|text| !text.is_empty());
            about.dedup();
            if about.is_empty() {
                format!("{says} ({name})")
            } else {
                let about: Vec<String> = about.iter().map(|text| format!("`{text}`")).collect();
                format!("{says}: {} ({name})", about.join(", "))
            }
        })
        .collect()
}

/// What would settle it, as one action to take.
#[must_use]
pub fn remedy(doubt: &Doubt, language: Language) -> Option<String> {
    let _untranslated: Language = language;
    let about = &doubt.about;
    Some(match (doubt.kind, doubt.name.as_str()) {
        (DoubtKind::Gap, "policy") => format!("add the document with `--policy {about}=FILE`"),
        (DoubtKind::Gap, "system-policy") => {
            format!("add the document with `--policy System/{about}=FILE`")
        }
        (DoubtKind::Gap, "trust") => {
            format!("add the trust document of role `{about}` to the input")
        }
        (DoubtKind::Gap, "not-complete" | "output") if bracketed(about).is_some() => {
            let command = bracketed(about).map_or("", |(_, command)| command);
            format!("add what `{command}` prints to the input")
        }
        (DoubtKind::Gap, "not-complete") => {
            format!("list `{about}` under `complete` once the input holds all of them")
        }
        (DoubtKind::Gap, "condition") => {
            "give the parameters that it is made of with `--param NAME=VALUE`".to_owned()
        }
        (DoubtKind::Gap, "control-policy-binds") => {
            "give the account's path under `resource_directory` and the policy's targets".to_owned()
        }
        (DoubtKind::Gap, "role-worn") => {
            format!("look which instances wear role `{about}`, and keep commands off them")
        }
        (DoubtKind::Gap, "cloud-sso-administrator") => {
            "give the account's place under `resource_directory`".to_owned()
        }
        (DoubtKind::Reading, "escalation-not-verified") => {
            format!("take `{about}` away where it is not needed")
        }
        (DoubtKind::Gap, "own-account" | "account-id") => {
            "give the account id in the input".to_owned()
        }
        (DoubtKind::Gap, "variable") => {
            "give it a value with `--var-file FILE`, or give the plan as JSON".to_owned()
        }
        (DoubtKind::Gap, "parameter") => "give it a value with `--param NAME=VALUE`".to_owned(),
        (DoubtKind::Gap, "computed" | "data-source") => {
            "give the plan or the state as JSON, which may have the value".to_owned()
        }
        (DoubtKind::Gap, "function" | "limit" | "failing" | "cycle") => {
            "write the value out, or give the plan as JSON".to_owned()
        }
        (DoubtKind::Gap, "module") => {
            "run `terraform init` so that the module is there, or give the plan as JSON".to_owned()
        }
        (DoubtKind::Gap, "undeclared") => "declare it, or correct the name".to_owned(),
        (DoubtKind::Gap, "file") => "add the file to the repository".to_owned(),
        (DoubtKind::Gap, "kept") => {
            "let the text decide, or give a dump of the account, which has what is in force"
                .to_owned()
        }
        (DoubtKind::Gap, "conflicting-documents") => {
            "keep the document that is in force, or read the inputs one at a time".to_owned()
        }
        (DoubtKind::Gap, "document") => {
            "mend the text, so that the whole document can be read".to_owned()
        }
        (DoubtKind::Reading, "action-without-colon") => {
            "write the action with the code of its service, `code:Name`".to_owned()
        }
        (DoubtKind::Reading, "empty-list") => "add a value, or remove the test".to_owned(),
        (DoubtKind::Reading, "escape") => {
            "write out what is meant, without a backslash or `${…}`".to_owned()
        }
        (DoubtKind::Reading, "type-mismatch") => {
            "use an operator and a value of the type that the key has".to_owned()
        }
        (DoubtKind::Reading, "principal-wildcard") => {
            "name the account or the principal without a wildcard".to_owned()
        }
        (DoubtKind::Reading, "non-ascii-letter") => {
            "write the name in plain ASCII letters".to_owned()
        }
        (DoubtKind::Reading, "empty-not-action") => {
            "list what is to be excluded, or name what is meant".to_owned()
        }
        (DoubtKind::Reading, "single-character-resource") => "write the resource as `*`".to_owned(),
        (DoubtKind::Reading, "whole-service-resource") => {
            "write the resource as `*`, the only one this action is authorised on".to_owned()
        }
        (DoubtKind::Reading, "negated-operator-on-absent-key") => {
            "test the key with a positive operator, or add a statement for requests without it"
                .to_owned()
        }
        (DoubtKind::Reading, "unverified-key") => {
            format!("use a condition key that is documented for the action instead of `{about}`")
        }
        (DoubtKind::Reading, "duplicate-key") => "keep one of the equal keys".to_owned(),
        (DoubtKind::Reading, "effect-spelling") => "write `Allow` or `Deny`".to_owned(),
        (DoubtKind::Reading, "value-format") => {
            "write the value in its documented format".to_owned()
        }
        (DoubtKind::Reading, "condition-key-case") => {
            "write the condition key in its documented spelling".to_owned()
        }
        (DoubtKind::Reading, "document-not-accepted") => {
            "write the document as RAM's grammar has it".to_owned()
        }
        (DoubtKind::Reading, "not-resource") => "name the resources with Resource".to_owned(),
        (DoubtKind::Reading, "unsupported-operator" | "set-operators") => {
            "use one of the documented condition operators".to_owned()
        }
        _ => return None,
    })
}
