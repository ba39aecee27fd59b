//! In which files something lies that bears on what is told: the attachments,
//! memberships and trust of those who gain or lose, and what changed of the documents
//! they hold. Of a change that takes two files, neither is without effect (DIFF-04).

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::answers::owner_name;
use crate::engine::difference::{Difference, Entry, Side};
use crate::engine::holdings::Owner;
use crate::engine::space::spelling;
use crate::model::Model;
use crate::model::account::{
    Account, ControlDocument, ControlPolicy, Policy, PolicyDocument, PolicyId, PolicyKind,
    PrincipalId, Trust,
};
use crate::model::policy::DocumentId;
use crate::source::{FileId, Span};

/// Files of both inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Involved {
    /// Of the earlier one.
    pub before: BTreeSet<FileId>,
    /// Of the later one.
    pub after: BTreeSet<FileId>,
}

/// The files in which something lies that bears on what is told, whether or not it is
/// a cause. More are named rather than fewer.
#[must_use]
pub fn involved(before: &Model, after: &Model, difference: &Difference) -> Involved {
    let names = names(difference);
    let of = |side, model, other: &Model| {
        let mut found = Files {
            model,
            other,
            names: &names,
            there: documents(other),
            files: BTreeSet::new(),
        };
        if !names.is_empty() {
            found.add_all();
        }
        found.add_told(side, difference);
        found.files
    };
    Involved {
        before: of(Side::Before, before, after),
        after: of(Side::After, after, before),
    }
}

/// Everybody and every policy that is told of, in lower case.
fn names(difference: &Difference) -> BTreeSet<String> {
    let entries = difference.gained.iter().chain(&difference.lost);
    let mut found: BTreeSet<String> = entries.flat_map(names_of).collect();
    for cause in &difference.causes {
        let of = [Some(&cause.of), cause.whom.as_ref()];
        found.extend(of.into_iter().flatten().map(|name| folded(name)));
    }
    found
}

fn names_of(entry: &Entry) -> BTreeSet<String> {
    let mut all: Vec<&String> = vec![&entry.principal];
    all.extend(&entry.via);
    all.extend(entry.obtained.iter().map(|way| &way.finally));
    let ways = entry.obtained.iter().flat_map(|way| &way.steps);
    let removals = entry.removal.iter();
    let removals = removals.flat_map(|one| one.first.iter().chain([&one.step]));
    for taken in ways.chain(removals) {
        all.push(&taken.by);
        all.extend(taken.policy.iter().chain(&taken.whom).chain(&taken.member));
    }
    all.into_iter().map(|name| folded(name)).collect()
}

fn folded(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// What is found in one input.
struct Files<'a> {
    model: &'a Model,
    other: &'a Model,
    names: &'a BTreeSet<String>,
    /// The documents of the other input, by the names of their policies.
    there: BTreeMap<(PolicyKind, String), DocumentId>,
    files: BTreeSet<FileId>,
}

fn documents(model: &Model) -> BTreeMap<(PolicyKind, String), DocumentId> {
    let policies = model.accounts.iter().flat_map(|one| &one.policies);
    let known = policies.filter_map(|policy| match policy.document {
        PolicyDocument::Known { document, .. } => {
            Some(((policy.kind, folded(&policy.name)), document))
        }
        PolicyDocument::Absent(_) => None,
    });
    known.collect()
}

impl Files<'_> {
    /// Where causes, grants and patterns stand.
    fn add_told(&mut self, side: Side, difference: &Difference) {
        let causes = difference.causes.iter();
        let causes = causes.flat_map(|cause| cause.places.iter().chain(&cause.grants));
        let entries = difference.gained.iter().chain(&difference.lost);
        let patterns = entries.flat_map(|entry| entry.patterns.iter().map(|one| &one.place));
        let own = causes.chain(patterns).filter(|place| place.side == side);
        self.files.extend(own.map(|place| place.at.file));
    }

    fn add_all(&mut self) {
        let model = self.model;
        for account in &model.accounts {
            self.add_account(account);
        }
        for holding in &model.holdings {
            if self
                .names
                .contains(&folded(&format!("policy/{}", holding.path)))
            {
                self.add_document(holding.document);
            }
        }
    }

    fn add_account(&mut self, account: &Account) {
        let mut holders: BTreeSet<PrincipalId> = BTreeSet::new();
        for (id, principal) in account.principals() {
            let name = format!("{}/{}", principal.kind.word(), principal.name);
            if !self.names.contains(&folded(&name)) {
                continue;
            }
            holders.insert(id);
            if let Trust::Known(document) = principal.trust {
                self.add_document(document);
            }
        }
        let is_told = !holders.is_empty();
        let members = account.memberships.iter();
        let members: Vec<_> = members.filter(|one| holders.contains(&one.user)).collect();
        for member in members {
            self.add_place(member.at);
            holders.insert(member.group);
        }
        let mut held: BTreeSet<PolicyId> = BTreeSet::new();
        let attachments = account.attachments.iter();
        for one in attachments.filter(|one| holders.contains(&one.to)) {
            self.add_place(one.at);
            held.insert(one.policy);
        }
        let assignments = account.assignments.iter();
        for one in assignments.filter(|one| holders.contains(&one.to)) {
            self.add_place(one.at);
            if let Some(configuration) = account.configurations.get(one.configuration) {
                self.add_place(configuration.at);
                held.extend(configuration.policies.iter().map(|(policy, _)| *policy));
            }
        }
        for (id, policy) in (0_u32..).map(PolicyId).zip(&account.policies) {
            let name = folded(&owner_name(Owner::Policy(id), account, self.model));
            if held.contains(&id) || self.names.contains(&name) {
                self.add_policy(policy);
            }
        }
        if is_told {
            self.add_directory(account);
        }
    }

    /// What changed of a policy.
    fn add_policy(&mut self, policy: &Policy) {
        let there = self
            .there
            .get(&(policy.kind, folded(&policy.name)))
            .copied();
        match policy.document {
            PolicyDocument::Known { document, .. } => {
                if !there.is_some_and(|there| self.is_same(document, there)) {
                    self.add_document(document);
                    self.files.extend(policy.at.map(|at| at.file));
                }
            }
            PolicyDocument::Absent(_) => self.files.extend(policy.at.map(|at| at.file)),
        }
        for (_, document) in &policy.other_versions {
            self.add_document(*document);
        }
    }

    /// What changed of what binds every principal of an account.
    fn add_directory(&mut self, account: &Account) {
        for policy in &account.control_policies {
            let mut others = self
                .other
                .accounts
                .iter()
                .flat_map(|one| &one.control_policies);
            let same = others.find(|one| one.id == policy.id);
            if same.is_some_and(|same| self.is_same_control(policy, same)) {
                continue;
            }
            self.add_place(policy.at);
            let targets = policy.targets.iter().flatten();
            self.files.extend(targets.map(|target| target.at.file));
            if let ControlDocument::Known(document) = policy.document {
                self.add_document(document);
            }
        }
        let mut others = self.other.accounts.iter();
        if !others.any(|other| other.position == account.position) {
            self.files.extend(account.placed_at.map(|at| at.file));
        }
    }

    fn is_same_control(&self, one: &ControlPolicy, other: &ControlPolicy) -> bool {
        let targets = |policy: &ControlPolicy| -> Option<BTreeSet<String>> {
            let targets = policy.targets.as_ref()?.iter();
            Some(targets.map(|target| target.value.clone()).collect())
        };
        let documents = match (one.document, other.document) {
            (ControlDocument::Known(one), ControlDocument::Known(other)) => {
                self.is_same(one, other)
            }
            (ControlDocument::FullAccess, ControlDocument::FullAccess) => true,
            _ => false,
        };
        documents && targets(one) == targets(other)
    }

    fn is_same(&self, document: DocumentId, other: DocumentId) -> bool {
        spelling::is_same((self.model, document), (self.other, other))
    }

    fn add_document(&mut self, document: DocumentId) {
        if let Some(document) = self.model.pools.document(document) {
            self.add_place(document.at);
        }
    }

    /// The file of a place, and those of what the references in it stood for.
    fn add_place(&mut self, at: Span) {
        let mut known: BTreeSet<Span> = BTreeSet::new();
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            if known.insert(at) {
                self.files.insert(at.file);
                open.extend(self.model.origins.behind(at));
            }
        }
    }
}
