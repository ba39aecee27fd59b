//! Plans and states of Terraform in JSON: what resources will be, or are, once
//! every reference was followed by Terraform itself. Both go through the table
//! of resource types that the reader of the configuration has; where that reader
//! saw the configuration of a plan as well, the plan says what is declared and
//! the configuration says where.
//!
//! For newcomers: `values` (the instances with their values), `configuration`
//! (what an argument was written as), `joins` (values not known yet, and the
//! spelling that counts), `addresses`, `placing` (places in the configuration), `naming` (what a plan calls
//! them).

mod addresses;
mod configuration;
mod joins;
mod naming;
mod parts;
mod placing;
mod table;
#[cfg(test)]
mod tests;
mod values;

pub use joins::MAX_VARIANTS;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::structure::StructureKind;
use crate::readers::declared::{AccountKey, Declared};
use crate::readers::session::Session;
use crate::readers::terraform::{is_in_family, is_read};
use crate::readers::terraform_plan::addresses::Address;
use crate::readers::terraform_plan::configuration::Configuration;
use crate::readers::terraform_plan::joins::Joins;
use crate::readers::terraform_plan::table::Table;
use crate::readers::terraform_plan::values::Found;
use crate::readers::{Candidate, Format, Note, Why};
use crate::source::{FileId, Span};
use crate::syntax::{Kind, ProblemKind, Value};

pub(super) const PLAN: Format = Format {
    name: "Terraform plan",
    input: "plan",
    recognise: |candidate| candidate.root().is_some_and(is_plan),
    read: read_plan,
    finish: Some(placing::finish),
};

pub(super) const STATE: Format = Format {
    name: "Terraform state",
    input: "state",
    recognise: |candidate| {
        let root = candidate.root();
        root.is_some_and(|root| is_state(root) || is_raw_state(root))
    },
    read: read_state,
    finish: None,
};

/// Major versions of the format of plans and states that are read.
const FORMAT_MAJORS: &[&str] = &["0", "1"];

/// The version of states as Terraform keeps them that is read, since 2019.
const RAW_VERSION: &str = "4";

/// Arguments that hold policy text, which may be shown.
const DOCUMENTS: &[&str] = &[
    "policy_document",
    "document",
    "assume_role_policy_document",
    "policy",
    "permission_policies",
    "statement",
];

fn has(root: Value<'_>, key: &str) -> bool {
    root.get(key)
        .is_some_and(|value| value.kind() != Kind::Null)
}

fn is_plan(root: Value<'_>) -> bool {
    has(root, "resource_changes") || has(root, "planned_values")
}

fn is_state(root: Value<'_>) -> bool {
    let values = root.get("values");
    let has_module = values.is_some_and(|values| has(values, "root_module"));
    !is_plan(root) && (has_module || is_empty_state(root))
}

/// What is shown of a state without anything in it says only who wrote it.
fn is_empty_state(root: Value<'_>) -> bool {
    let tells = |key: &str| matches!(key, "format_version" | "terraform_version");
    let mut members = root.members();
    has(root, "format_version")
        && members.all(|(key, value)| tells(key.text()) || value.kind() == Kind::Null)
}

fn is_raw_state(root: Value<'_>) -> bool {
    ["version", "lineage", "resources"]
        .iter()
        .all(|key| has(root, key))
}

/// What a file of this name claims to hold: `plan`, `state`, or nothing.
pub(super) fn claimed(path: &str) -> Option<&'static str> {
    let name = crate::readers::paths::base_name(path).to_ascii_lowercase();
    let words = || name.split(|c: char| !c.is_ascii_alphanumeric());
    if words().any(|word| word == "tfstate") {
        return Some("state");
    }
    let is_plan = words().any(|word| word == "tfplan") || name == "plan.json";
    is_plan.then_some("plan")
}

/// What one plan or state declares.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) path: String,
    pub(super) file: FileId,
    pub(super) is_plan: bool,
    pub(super) declared: Vec<Declared>,
    /// The addresses that it speaks of, without keys, whatever becomes of them and
    /// whether or not there is any instance of them.
    told: BTreeSet<Address>,
    /// The places of names and policy texts, which may be shown.
    pub(super) open: Vec<Span>,
}

fn read_plan(session: &mut Session<'_>, candidate: &Candidate<'_>) -> bool {
    let Some(root) = candidate.only_root(session) else {
        return false;
    };
    let mut found = Vec::new();
    report_duplicates(session, candidate);
    let mut data = Vec::new();
    let mut told = BTreeSet::new();
    if is_read_version(session, candidate, root) {
        if let Some(at) = says_incomplete(root) {
            session.not_analysed(candidate.path, Some(at), Why::PlanIncomplete);
        }
        let changes = root.get("resource_changes");
        if let Some(changes) = changes {
            must_be_list(session, candidate, "resource_changes", changes);
            values::of_changes(changes, &mut found);
            told.extend(values::changed(changes));
        }
        // A plan lists every change; one that was cut down may lack some of them.
        let mut planned = Vec::new();
        if let Some(module) = root
            .get("planned_values")
            .and_then(|all| all.get("root_module"))
        {
            values::of_module(module, &mut planned);
        }
        planned.retain(|one| !told.contains(&one.address));
        found.append(&mut planned);
        let prior = root.get("prior_state").and_then(|all| all.get("values"));
        if let Some(module) = prior.and_then(|values| values.get("root_module")) {
            values::of_module(module, &mut data);
        }
    }
    keep(session, candidate, root, (found, data), Some(told));
    true
}

/// Where a plan says that it is not whole: what is deferred to a later plan is
/// not among its changes.
fn says_incomplete(root: Value<'_>) -> Option<Span> {
    let is = |key: &str, bad: bool| {
        let value = root.get(key);
        value.filter(|value| value.kind() == Kind::Bool(bad))
    };
    if let Some(mark) = is("errored", true).or(is("complete", false)) {
        return Some(mark.at());
    }
    let deferred = root.get("deferred_changes")?;
    deferred.items().next().map(|_| deferred.at().first())
}

fn read_state(session: &mut Session<'_>, candidate: &Candidate<'_>) -> bool {
    let Some(root) = candidate.only_root(session) else {
        return false;
    };
    let mut found = Vec::new();
    report_duplicates(session, candidate);
    if is_state(root) {
        if is_read_version(session, candidate, root) {
            let module = root.get("values").and_then(|all| all.get("root_module"));
            if let Some(module) = module {
                values::of_module(module, &mut found);
            }
        }
    } else {
        let version = root.get("version").filter(|one| one.text() != RAW_VERSION);
        match version {
            Some(version) => refuse_version(session, candidate, version),
            None => {
                if let Some(resources) = root.get("resources") {
                    must_be_list(session, candidate, "resources", resources);
                }
                values::of_raw_state(root, &mut found);
            }
        }
    }
    keep(session, candidate, root, (found, Vec::new()), None);
    true
}

/// Terraform writes no key twice. Which one would count depends on who reads it.
fn report_duplicates(session: &mut Session<'_>, candidate: &Candidate<'_>) {
    let mut problems = candidate.problems.iter();
    let twice = problems.find(|one| matches!(one.kind, ProblemKind::DuplicateKey(_)));
    if let Some(problem) = twice {
        let why = Why::Unparsable(problem.kind.clone());
        session.not_analysed(candidate.path, Some(problem.at), why);
    }
}

/// Whether the format is of a version that is read; another one is refused.
fn is_read_version(session: &mut Session<'_>, candidate: &Candidate<'_>, root: Value<'_>) -> bool {
    let Some(version) = root.get("format_version") else {
        return true;
    };
    let major = version.text().split('.').next().unwrap_or("");
    if FORMAT_MAJORS.contains(&major) {
        return true;
    }
    refuse_version(session, candidate, version);
    false
}

fn refuse_version(session: &mut Session<'_>, candidate: &Candidate<'_>, version: Value<'_>) {
    let why = Why::FormatVersion(version.text().to_owned());
    session.not_analysed(candidate.path, Some(version.at()), why);
}

fn must_be_list(session: &mut Session<'_>, candidate: &Candidate<'_>, key: &str, value: Value<'_>) {
    if value.kind() != Kind::Array {
        let kind = StructureKind::BadKey {
            key: key.to_owned(),
            wanted: "a list",
        };
        let at = Some(value.at().first());
        session.not_analysed(candidate.path, at, Why::Structure(kind));
    }
}

/// Turns what was found into declarations, which wait until the configuration
/// is read.
fn keep(
    session: &mut Session<'_>,
    candidate: &Candidate<'_>,
    root: Value<'_>,
    (mut found, mut data): (Vec<Found<'_>>, Vec<Found<'_>>),
    changed: Option<BTreeSet<Address>>,
) {
    let configuration = Configuration::of(root);
    let accounts = accounts(session, &configuration, found.iter().chain(&data));
    data.clear();
    let is_plan = changed.is_some();
    let changed = changed.into_iter().flatten();
    let told = found.iter().map(|one| one.address.clone()).chain(changed);
    let told = told.chain(configuration.addresses());
    let told = told.map(|address| address.without_keys());
    let told: BTreeSet<Address> = told
        .filter(|one| !one.is_data && is_read(&one.kind))
        .collect();
    found.retain(|one| !one.address.is_data && is_read(&one.address.kind));
    let mut planned = Planned {
        path: candidate.path.to_owned(),
        file: candidate.file,
        is_plan,
        declared: Vec::new(),
        told,
        open: Vec::new(),
    };
    let mut table = Table::new(candidate.path);
    let joins = Joins::new(candidate.path, &configuration, &found);
    for one in &found {
        planned.open.push(one.at);
        let documents = DOCUMENTS.iter().filter_map(|name| one.value(name));
        planned.open.extend(documents.map(|value| value.at()));
        for instance in joins.instances(session, one) {
            let account = match &instance.alias {
                Some(alias) => AccountKey::Label(format!("alicloud.{alias}")),
                None => AccountKey::Default,
            };
            let account = accounts.get(&instance.alias).cloned().unwrap_or(account);
            table.add(session, instance, account);
        }
    }
    planned.declared = table.finish();
    if !found.iter().any(|one| is_in_family(&one.address.kind)) {
        let note = Note::NoRamResources(candidate.path.to_owned());
        session.report.notes.push(note);
    }
    session.planned.push(planned);
}

/// The accounts whose id a data source tells, by the alias of its provider.
fn accounts<'f, 'a: 'f>(
    session: &mut Session<'_>,
    configuration: &Configuration<'a>,
    found: impl Iterator<Item = &'f Found<'a>>,
) -> BTreeMap<Option<String>, AccountKey> {
    let mut accounts = BTreeMap::new();
    for one in found {
        let Some(id) = values::account_id(one) else {
            continue;
        };
        let alias = one
            .alias
            .clone()
            .or_else(|| configuration.alias(&one.address));
        let key = AccountKey::Id(id.text().to_owned());
        let key = match &alias {
            None => {
                let index = session.repository_account(Some((id.text(), id.at())));
                if session.default == Some(index) {
                    AccountKey::Default
                } else {
                    key
                }
            }
            Some(_) => key,
        };
        accounts.entry(alias).or_insert(key);
    }
    accounts
}
