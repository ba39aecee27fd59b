//! One table of what is not known on either side: the same thing not known is one
//! variable, and one whose defining text changed is two (D10, D36).

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::difference::Side;
use crate::engine::difference::all::pairs::Both;
use crate::engine::formula::Formula;
use crate::engine::space::compare::{joined, renumbered};
use crate::engine::space::spelling::Spelling;
use crate::model::Model;
use crate::model::account::{Account, ControlDocument, PolicyDocument, Scope};
use crate::model::doubt::{Choice, DoubtId, Doubts};
use crate::model::policy::DocumentId;

/// The variables of both sides.
pub(super) struct Variables {
    /// All of them; those of the earlier side keep their numbers.
    pub(super) all: Doubts,
    /// Those of the later side, by its own numbers.
    pub(super) later: Doubts,
    numbers: BTreeMap<DoubtId, DoubtId>,
    /// Those that the later side brought in.
    pub(super) brought: BTreeSet<DoubtId>,
    /// For places of the later side those of the earlier one where the same stands.
    places: BTreeMap<String, String>,
}

impl Variables {
    pub(super) fn new(models: Both<&Model>) -> Self {
        Self {
            all: models.before.doubts.clone(),
            later: models.after.doubts.clone(),
            numbers: BTreeMap::new(),
            brought: BTreeSet::new(),
            places: same_places(models),
        }
    }

    /// The table that formulas of one side are compiled with.
    pub(super) const fn of(&mut self, side: Side) -> &mut Doubts {
        match side {
            Side::Before => &mut self.all,
            Side::After => &mut self.later,
        }
    }

    /// A formula of one side over the variables of both.
    pub(super) fn shared(&mut self, side: Side, formula: &Formula) -> Formula {
        if side == Side::Before {
            return formula.clone();
        }
        let mut found = BTreeSet::new();
        formula.doubts(&mut found);
        if found.is_empty() {
            return formula.clone();
        }
        for id in found {
            let known = self.numbers.contains_key(&id);
            let Some(doubt) = self.later.get(id).filter(|_| !known) else {
                continue;
            };
            let before = self.all.len();
            let number = joined(doubt, &mut self.all, &self.places);
            if self.all.len() > before {
                self.brought.insert(number);
            }
            self.numbers.insert(id, number);
        }
        renumbered(formula, &self.numbers)
    }
}

/// Where the same stands on both sides: what is not known there is the same.
fn same_places(models: Both<&Model>) -> BTreeMap<String, String> {
    let mut places = BTreeMap::new();
    let any = |model: &Model| model.doubts.iter().any(|(_, doubt)| doubt.is_at_a_place());
    if !any(models.after) {
        return places;
    }
    let spelled = |side: Side| -> Vec<(String, Spelling)> {
        let model = *models.of(side);
        let mut found = documents(model)
            .into_iter()
            .filter_map(|(name, id)| Some((name, Spelling::of_document(model, id)?)))
            .collect::<Vec<_>>();
        for account in &model.accounts {
            found.extend(guarded(account, model));
        }
        found.retain(|(_, spelling)| !spelling.places.is_empty());
        found
    };
    let mut earlier = spelled(Side::Before);
    let mut later = spelled(Side::After);
    // What stands in the same document first: the same may stand in several.
    for by_name in [true, false] {
        later.retain(|(name, spelling)| {
            let same = earlier
                .iter()
                .position(|(other, one)| one.text == spelling.text && (!by_name || other == name));
            let Some(found) = same else { return true };
            let (_, one) = earlier.remove(found);
            places.extend(spelling.places.iter().cloned().zip(one.places));
            false
        });
    }
    // A statement that was kept stands in a document that was changed.
    let rest = |all: Vec<(String, Spelling)>| -> BTreeSet<String> {
        all.into_iter().map(|(name, _)| name).collect()
    };
    let (names, others) = (rest(earlier), rest(later));
    let find = |model: &Model, name: &str| {
        let all = documents(model);
        all.into_iter()
            .find(|(own, _)| own == name)
            .map(|(_, id)| id)
    };
    for name in names.intersection(&others) {
        let (one, other) = (find(models.before, name), find(models.after, name));
        if let (Some(before), Some(after)) = (one, other) {
            let nobody = Account::default();
            let version = |model, document| crate::engine::space::compare::Version {
                model,
                account: &nobody,
                document,
            };
            places.extend(crate::engine::space::spelling::same_places(
                version(models.before, before),
                version(models.after, after),
            ));
        }
    }
    places
}

/// Documents under names that they keep when something else changes.
fn documents(model: &Model) -> Vec<(String, DocumentId)> {
    let mut found = Vec::new();
    for account in &model.accounts {
        let of = account.name().unwrap_or_default();
        for policy in &account.policies {
            if let PolicyDocument::Known { document, .. } = policy.document {
                found.push((format!("{of} {:?}/{}", policy.kind, policy.name), document));
            }
        }
        for policy in &account.control_policies {
            if let ControlDocument::Known(document) = policy.document {
                found.push((format!("{of} Control/{}", policy.id), document));
            }
        }
    }
    for holding in &model.holdings {
        found.push((format!("policy/{}", holding.path), holding.document));
    }
    found
}

/// What of an account may hold or not, under names that it keeps.
fn guarded(account: &Account, model: &Model) -> Vec<(String, Spelling)> {
    let of = account.name().unwrap_or_default();
    let named = |id| {
        let principal = account.principal(id);
        principal.map(|found| (found.kind, found.name.to_ascii_lowercase()))
    };
    let spelled = |name: String, when: &[Choice]| {
        let mut spelling = Spelling::default();
        spelling.choices(when, model);
        (format!("{of} {name}"), spelling)
    };
    let attachments = account.attachments.iter().map(|one| {
        let policy = account.policy(one.policy);
        let policy = policy.map(|policy| (policy.kind, &policy.name));
        let scope = match &one.scope {
            Scope::Account => None,
            Scope::ResourceGroup(name) => Some(name),
        };
        spelled(
            format!("{policy:?} {:?} {scope:?}", named(one.to)),
            &one.when,
        )
    });
    let memberships = account.memberships.iter().map(|one| {
        let name = format!("{:?} in {:?}", named(one.user), named(one.group));
        spelled(name, &one.when)
    });
    let assignments = account.assignments.iter().map(|one| {
        let configuration = account.configurations.get(one.configuration);
        let configuration = configuration.map(|found| &found.name);
        spelled(format!("{configuration:?} {:?}", named(one.to)), &one.when)
    });
    attachments.chain(memberships).chain(assignments).collect()
}
