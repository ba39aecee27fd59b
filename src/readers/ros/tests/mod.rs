//! Templates in memory, and what they declare in one line each.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod examples;
mod functions;
mod hostile;
mod resources;

use std::fmt::Write as _;

use crate::model::Model;
use crate::model::account::PolicyKind;
use crate::model::doubt::Choice;
use crate::readers::declared::{
    Declared, DeclaredDocument, PolicyName, PrincipalName, ScopeName, What,
};
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::ros::{FORMAT, parameters, workspace::Workspace};
use crate::readers::session::Session;
use crate::readers::{NotAnalysed, Options, Parameter, Texts};
use crate::source::{Sources, Span};

/// A template that was read, and nothing else.
struct Outcome {
    sources: Sources,
    model: Model,
    declared: Vec<Declared>,
    workspaces: Vec<Workspace>,
    not_analysed: Vec<NotAnalysed>,
    recognised: bool,
    /// Places are shown by the text there, not by line and column.
    by_text: bool,
}

fn read(path: &str, text: &str) -> Outcome {
    read_with(path, text, &[])
}

fn read_with(path: &str, text: &str, parameters: &[(&str, &str)]) -> Outcome {
    let given: Vec<Parameter> = parameters
        .iter()
        .map(|(name, value)| Parameter::Value {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
        })
        .collect();
    let mut sources = Sources::default();
    let file = sources.add(path, text);
    read_given(sources, file, &given)
}

fn read_given(sources: Sources, file: crate::source::FileId, given: &[Parameter]) -> Outcome {
    let mut model = Model::default();
    let mut session = Session::new(&mut model);
    let options = Options {
        parameters: given,
        ..Options::default()
    };
    parameters::gather(&mut session, &sources, &options);
    let mut texts = Texts::default();
    let candidate = texts.parse(&sources, file, true).expect("a text");
    assert!((FORMAT.recognise)(&candidate), "{}", candidate.text);
    let recognised = (FORMAT.read)(&mut session, &candidate);
    Outcome {
        declared: std::mem::take(&mut session.declared),
        workspaces: std::mem::take(&mut session.workspaces),
        not_analysed: std::mem::take(&mut session.report.not_analysed),
        recognised,
        by_text: false,
        sources,
        model,
    }
}

impl Outcome {
    fn place(&self, at: Span) -> String {
        if self.by_text {
            return format!("`{}`", self.sources.slice(at));
        }
        let start = self.sources.start(at);
        format!("{}:{}", start.line, start.column)
    }

    /// A value in one line: holes are `${name}`, and what is had by reference ends
    /// with the address after `~`.
    fn value(&self, value: &Evaluated) -> String {
        let mut shown = match &value.data {
            Data::Null => "null".to_owned(),
            Data::Bool(is) => is.to_string(),
            Data::Number(number) => number.to_string(),
            Data::Json(inner) => self.value(inner),
            Data::Text(text) => {
                let holes = text.map.holes(0, text.map.len());
                let holes: Vec<_> = holes.map(|(id, _)| id).collect();
                self.model.holes.fill(&text.text, &holes)
            }
            Data::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.value(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Data::Map(members) => {
                let members = members.iter();
                let members: Vec<String> = members
                    .map(|(key, value)| format!("{}: {}", self.value(key), self.value(value)))
                    .collect();
                format!("{{{}}}", members.join(", "))
            }
            Data::Unknown { hole, splice } => {
                let missing = self.model.holes.get(*hole);
                let name = missing.map_or("...".to_owned(), |missing| {
                    format!("{} {}", missing.kind.word(), missing.name)
                });
                format!("<{name}{}>", if *splice { "*" } else { "" })
            }
        };
        if let Some(address) = &value.refers {
            write!(shown, "~{}", address.rsplit('#').next().unwrap_or("")).unwrap();
        }
        shown
    }

    fn principal(&self, principal: &PrincipalName) -> String {
        format!("{}:{}", principal.kind.word(), self.value(&principal.name))
    }

    fn policy(&self, policy: &PolicyName) -> String {
        let kind = match policy.kind {
            PolicyKind::System => "system",
            PolicyKind::Custom => "custom",
            PolicyKind::Inline => "inline",
        };
        format!("{kind}:{}", self.value(&policy.name))
    }

    fn document(&self, document: Option<&DeclaredDocument>) -> String {
        let Some(document) = document else {
            return "no document".to_owned();
        };
        let kept = document.kept.map_or("", |_| " (kept)");
        let place = self.place(document.value.at);
        format!("#{} @ {place}{kept}", document.pointer)
    }

    fn when(&self, when: &[Choice]) -> String {
        let choices = when.iter().map(|choice| {
            let doubt = self.model.doubts.get(choice.doubt).expect("a doubt");
            let not = if choice.holds(1) { "" } else { "not " };
            format!(" if {not}{} {}", doubt.name, doubt.about)
        });
        choices.collect()
    }

    fn line(&self, declared: &Declared) -> String {
        let what = match &declared.what {
            What::Principal(principal) => self.principal(principal),
            What::Role { name, trust, .. } => {
                let trust = self.document(trust.as_ref());
                format!("role:{} trust {trust}", self.value(name))
            }
            What::Policy {
                policy, document, ..
            } => {
                let document = self.document(document.as_ref());
                format!("doc {} {document}", self.policy(policy))
            }
            What::Attachment { policy, to, scope } => {
                let scope = match scope {
                    ScopeName::Account => "account".to_owned(),
                    ScopeName::ResourceGroup(group) => format!("rg:{}", self.value(group)),
                };
                let (to, policy) = (self.principal(to), self.policy(policy));
                format!("attach {to} <- {policy} [{scope}]")
            }
            What::Membership { user, group } => {
                format!(
                    "member {} in {}",
                    self.principal(user),
                    self.principal(group)
                )
            }
            What::ControlPolicy { name, document, .. } => {
                let document = self.document(document.as_ref());
                format!("control {} {document}", self.value(name))
            }
            What::ControlAttachment { policy, target } => {
                format!("bind {} <- {}", self.value(target), self.value(policy))
            }
            What::Configuration {
                name,
                system,
                inline,
                ..
            } => {
                let system: Vec<String> = system.iter().map(|one| self.value(one)).collect();
                let inline = inline.iter().map(|one| self.document(Some(one)));
                let inline: Vec<String> = inline.collect();
                format!("configuration {} {system:?} {inline:?}", self.value(name))
            }
            What::Assignment {
                configuration,
                to,
                target,
            } => {
                let target = target.as_ref().map(|target| self.value(target));
                let (to, name) = (self.principal(to), self.value(configuration));
                format!("assign {to} <- {name} in {}", target.unwrap_or_default())
            }
            What::SessionPolicy { role, document } => {
                let document = self.document(Some(document));
                format!("session {} {document}", self.value(role))
            }
            What::Wearer {
                role,
                wearer,
                service,
            } => format!("{wearer} of {service} wears {}", self.value(role)),
            What::IdentityProvider {
                name,
                kind,
                settings,
            } => {
                let settings = settings.iter();
                let settings: String = settings
                    .map(|one| format!(", {} {}", one.name, self.value(&one.value)))
                    .collect();
                format!("{kind} {}{settings}", self.value(name))
            }
            What::AccessKey { user } => format!("key of {}", self.value(user)),
            What::ConsoleLogin { user } => format!("password of {}", self.value(user)),
            What::Account(_) | What::ControlTargets { .. } | What::Unlisted { .. } => {
                "what only dumps declare".to_owned()
            }
            What::Other { document, .. } => format!("other {}", self.document(Some(document))),
        };
        format!(
            "{what} @ {}{}",
            self.place(declared.at),
            self.when(&declared.when)
        )
    }

    fn lines(&self) -> Vec<String> {
        self.declared.iter().map(|one| self.line(one)).collect()
    }

    fn not_analysed(&self) -> Vec<String> {
        let list = self.not_analysed.iter();
        list.map(|one| {
            let text = one.at.map_or("", |at| self.sources.slice(at));
            format!("{:?} @ {text}", one.why)
        })
        .collect()
    }
}
