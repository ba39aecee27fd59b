//! Files of landing zones, one access configuration or one guardrail of Cloud SSO
//! and the resource directory in each, which Terraform reads and people edit:
//! `{name, managed_system_policies, inline_custom_policy: {policy_document}}` and
//! `{name, policy_document, target_folder_names}`. Who is assigned, and which
//! folders are called so, is not in them.

use crate::readers::declared::{AccountKey, Declared, DeclaredDocument, What};
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::session::Session;
use crate::readers::{Candidate, Format, documents};
use crate::syntax::{Kind, Value};

pub(super) const FORMAT: Format = Format {
    name: "landing zone file",
    input: "landing-zone",
    recognise: |candidate| shape(candidate).is_some(),
    read,
    finish: None,
};

const SYSTEM: &str = "managed_system_policies";
const INLINE: &str = "inline_custom_policy";
const DOCUMENT: &str = "policy_document";
const TARGETS: &[&str] = &[
    "target_folder_names",
    "target_folder_name_regexes",
    "target_account_display_names",
];

/// What a file holds.
enum Shape<'a> {
    AccessConfiguration {
        name: Value<'a>,
        root: Value<'a>,
    },
    Guardrail {
        name: Value<'a>,
        document: Value<'a>,
    },
}

/// The shape of a file that was read whole and holds one value.
fn shape<'a>(candidate: &Candidate<'a>) -> Option<Shape<'a>> {
    let mut roots = candidate.roots();
    let root = roots.next()?;
    if roots.next().is_some() || candidate.broken().is_some() {
        return None;
    }
    let name = root.get("name")?;
    name.as_str().filter(|name| !name.is_empty())?;
    let system = root.get(SYSTEM);
    let system = system.is_some_and(|list| matches!(list.kind(), Kind::Array | Kind::Null));
    let inline = root.get(INLINE);
    let inline = inline.is_some_and(|inline| matches!(inline.kind(), Kind::Object | Kind::Null));
    if system || inline {
        return Some(Shape::AccessConfiguration { name, root });
    }
    let document = root.get(DOCUMENT)?;
    let is_targeted = TARGETS.iter().any(|key| root.get(key).is_some());
    is_targeted.then_some(Shape::Guardrail { name, document })
}

fn read(session: &mut Session<'_>, candidate: &Candidate<'_>) -> bool {
    // What another text says that the file is comes first (D30).
    if session.uses.contains_key(&candidate.file) {
        return (documents::FORMAT.read)(session, candidate);
    }
    let mut declared = Vec::new();
    let mut declare = |at, what| {
        declared.push(Declared {
            account: AccountKey::Default,
            address: None,
            path: candidate.path.into(),
            at,
            when: Vec::new(),
            what,
        });
    };
    match shape(candidate) {
        None => return false,
        Some(Shape::AccessConfiguration { name, root }) => {
            let system = root.get(SYSTEM).map(Evaluated::of);
            let system = system.as_ref().map_or(&[][..], Evaluated::items);
            let inline = root.get(INLINE).and_then(|inline| inline.get(DOCUMENT));
            let inline = inline.map(|inline| document(inline, format!("/{INLINE}/{DOCUMENT}")));
            declare(
                name.at(),
                What::Configuration {
                    name: Evaluated::of(name),
                    id: None,
                    system: system.to_vec(),
                    inline: inline.into_iter().flatten().collect(),
                },
            );
            let wrapped = (name.text().to_owned(), name.at());
            session.wrapped.push(wrapped);
        }
        Some(Shape::Guardrail {
            name,
            document: value,
        }) => {
            let name_of = || Evaluated::of(name);
            let document = document(value, format!("/{DOCUMENT}"));
            declare(
                name.at(),
                What::ControlPolicy {
                    id: name_of(),
                    name: name_of(),
                    document,
                },
            );
            let policy = name_of();
            declare(name.at(), What::ControlTargets { policy, all: false });
        }
    }
    session.declared.extend(declared);
    true
}

fn document(value: Value<'_>, pointer: String) -> Option<DeclaredDocument> {
    let value = Evaluated::of(value);
    (!matches!(value.data, Data::Null)).then_some(DeclaredDocument {
        value,
        pointer,
        kept: None,
    })
}

/// Says of access configurations that nothing in the input assigns, that it does
/// not show who has them.
pub(super) fn finish(session: &mut Session<'_>) {
    for (name, at) in std::mem::take(&mut session.wrapped) {
        let mut accounts = session.model.accounts.iter();
        let is_assigned = accounts.any(|account| {
            let mut assignments = account.assignments.iter();
            assignments.any(|one| {
                let configuration = account.configurations.get(one.configuration);
                configuration.is_some_and(|configuration| configuration.name == name)
            })
        });
        if !is_assigned {
            let doubts = &mut session.model.doubts;
            doubts.gap("assignments", name, Some(at), 2);
        }
    }
}
