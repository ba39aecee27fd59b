//! The readers together, over files in memory.

mod dump;
mod headers;
mod plans;
mod shapes;
mod snapshot;
mod terraform;
mod told;
mod worked;

use std::collections::BTreeMap;

use crate::model::Model;
use crate::model::account::{Account, PrincipalId, Scope};
use crate::model::doubt::Choice;
use crate::model::structure::StructureKind;
use crate::readers::paths::{base_name, folder_of};
use crate::readers::{Became, FORMATS, Input, NotAnalysed, NothingIn, Options, Report, read};
use crate::source::{FileId, Files, Refusal, Sources, Span};

/// Files in memory; those under `inputs` are handed to the readers, the others
/// only on request.
#[derive(Default)]
struct Memory(BTreeMap<String, String>);

impl Files for Memory {
    fn read(&self, path: &str) -> Result<String, Refusal> {
        self.0.get(path).cloned().ok_or(Refusal::Missing)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let paths = self.0.keys();
        let inside = paths.filter(|path| folder_of(path) == folder);
        inside.map(|path| base_name(path).to_owned()).collect()
    }
}

#[derive(Default)]
struct Case {
    sources: Sources,
    inputs: Vec<(FileId, bool)>,
    base: &'static str,
    beside: Memory,
    policies: Vec<(String, FileId)>,
    attachments: Option<FileId>,
    var_files: Vec<FileId>,
}

struct Outcome {
    sources: Sources,
    model: Model,
    report: Report,
}

impl Case {
    fn of(files: &[(&str, &str)]) -> Self {
        let mut case = Self::default();
        for (path, text) in files {
            let file = case.sources.add(*path, *text);
            case.inputs.push((file, false));
        }
        case
    }

    fn named(mut self) -> Self {
        for (_, named) in &mut self.inputs {
            *named = true;
        }
        self
    }

    fn beside(mut self, path: &str, text: &str) -> Self {
        self.beside.0.insert(path.to_owned(), text.to_owned());
        self
    }

    fn policy(mut self, name: &str, text: &str) -> Self {
        let file = self.sources.add(format!("given/{name}.json"), text);
        self.policies.push((name.to_owned(), file));
        self
    }

    fn var_file(mut self, path: &str, text: &str) -> Self {
        self.var_files.push(self.sources.add(path, text));
        self
    }

    fn run(mut self) -> Outcome {
        let inputs: Vec<Input<'_>> = self
            .inputs
            .iter()
            .map(|(file, named)| Input {
                file: *file,
                named: *named,
                in_skipped_folder: false,
                base: self.base,
            })
            .collect();
        let options = Options {
            attachments: self.attachments,
            policies: &self.policies,
            var_files: &self.var_files,
            ..Options::default()
        };
        let mut model = Model::default();
        let report = read(
            &mut self.sources,
            &inputs,
            &self.beside,
            &options,
            &mut model,
        );
        Outcome {
            sources: self.sources,
            model,
            report,
        }
    }
}

impl Outcome {
    fn holdings(&self) -> Vec<&str> {
        let holdings = self.model.holdings.iter();
        holdings.map(|holding| holding.path.as_str()).collect()
    }

    fn account(&self) -> &Account {
        self.model.accounts.first().expect("an account")
    }

    fn name(&self, id: PrincipalId) -> String {
        let one = self.account().principal(id).expect("a principal");
        format!("{}/{}", one.kind.word(), one.name)
    }

    /// `to <- Kind/policy [scope] "text under the span"`, in order.
    fn attachments(&self) -> Vec<String> {
        let account = self.account();
        account
            .attachments
            .iter()
            .map(|one| {
                let policy = account.policy(one.policy).expect("a policy");
                format!(
                    "{} <- {:?}/{} {:?} @ {}",
                    self.name(one.to),
                    policy.kind,
                    policy.name,
                    one.scope,
                    self.sources.slice(one.at)
                )
            })
            .collect()
    }

    fn memberships(&self) -> Vec<String> {
        let list = self.account().memberships.iter();
        list.map(|one| {
            let text = self.sources.slice(one.at);
            format!(
                "{} in {} @ {text}",
                self.name(one.user),
                self.name(one.group)
            )
        })
        .collect()
    }

    /// Kind of each structure problem with the text under it.
    /// What is wrong; what is only deprecated is held by its rule.
    fn problems(&self) -> Vec<String> {
        let list = self.model.structure_problems.iter();
        let list = list.filter(|one| !matches!(one.kind, StructureKind::Deprecated { .. }));
        list.map(|one| format!("{:?} @ {}", one.kind, self.sources.slice(one.at)))
            .collect()
    }

    fn not_analysed(&self) -> Vec<String> {
        let list = self.report.not_analysed.iter();
        list.map(|NotAnalysed { path, why, at }| {
            let text = at.map_or("", |at| self.sources.slice(at));
            format!("{path} {why:?} @ {text}")
        })
        .collect()
    }

    fn gaps(&self) -> Vec<String> {
        let list = self.model.doubts.iter();
        list.filter(|(_, one)| one.kind == crate::model::doubt::DoubtKind::Gap)
            .map(|(_, one)| format!("{}:{} {}", one.name, one.about, one.choices))
            .collect()
    }
}

const ALLOW: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*"}]}"#;
const DENY: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"kvstore:*","Resource":"*"}]}"#;
const TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1000000000000001:root"]}}]}"#;
const AWS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b"}]}"#;
