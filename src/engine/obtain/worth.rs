//! Principals that hold the same and that no document tells apart, in classes: to act as
//! one of them is worth as much as to act as another.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::engine::changes::Identity;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::names::Called;
use crate::model::account::{PolicyId, PrincipalId, Scope, Trust};
use crate::model::doubt::Choice;
use crate::model::policy::{DocumentId, Effect, Element, Form, Known, PrincipalForm, ValueKind};
use crate::model::pools::Pools;

/// Principals in classes.
pub(super) type Classes = Rc<Vec<Vec<PrincipalId>>>;

/// What somebody holds of what matters.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Held<'a> {
    /// Policies with the scope and the conditions of their attachments.
    policies: BTreeSet<(PolicyId, Option<&'a str>, &'a [Choice])>,
    groups: BTreeSet<(PrincipalId, &'a [Choice])>,
    configurations: BTreeSet<(usize, Vec<Choice>)>,
    /// What limits the sessions of a role.
    session: (Option<DocumentId>, Option<u32>),
    trust: Trusting<'a>,
    /// Control policies do not bind it (R58).
    exempt: bool,
}

/// Whom a role lets in, and when.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Trusting<'a> {
    Nobody,
    /// The texts of its trust document, statement by statement.
    Saying(Vec<Vec<&'a str>>),
    /// It is not all known, so that nobody else lets in the same.
    Alone(PrincipalId),
}

impl Ground<'_> {
    /// Principals in classes, those with access first, each in the order of names.
    pub(super) fn classes(
        &self,
        kind: &str,
        ids: Vec<PrincipalId>,
        with_access: &BTreeSet<PrincipalId>,
    ) -> Classes {
        // One is alike nobody, and the texts of the input may be very many.
        if ids.len() < 2 {
            return Rc::new(ids.into_iter().map(|id| vec![id]).collect());
        }
        let called = Called::new(self.facts.model, kind);
        let mut numbers = BTreeMap::new();
        let mut classes: Vec<Vec<PrincipalId>> = Vec::new();
        let (first, then): (Vec<_>, Vec<_>) =
            ids.into_iter().partition(|id| with_access.contains(id));
        for id in first.into_iter().chain(then) {
            let principal = self.facts.account.principal(id);
            let called = principal.map(|principal| called.of(&principal.name));
            let next = classes.len();
            let number = *numbers
                .entry((self.held(id), with_access.contains(&id), called))
                .or_insert(next);
            match classes.get_mut(number) {
                Some(class) => class.push(id),
                None => classes.push(vec![id]),
            }
        }
        Rc::new(classes)
    }

    /// The number of the class of each of some roles.
    pub(super) fn classes_of_roles(
        &self,
        roles: &[PrincipalId],
        with_access: &BTreeSet<PrincipalId>,
    ) -> BTreeMap<PrincipalId, usize> {
        let classes = self.classes("role/", roles.to_vec(), with_access);
        let numbered = classes.iter().enumerate();
        numbered
            .flat_map(|(number, class)| class.iter().map(move |id| (*id, number)))
            .collect()
    }

    /// The class of somebody who is a role that could lead on.
    pub(super) fn class_of_role(&self, who: &Identity) -> Option<usize> {
        match who {
            Identity::Principal(id) => self.role_classes.get(id).copied(),
            Identity::Holder(..) | Identity::New(..) => None,
        }
    }

    fn held(&self, id: PrincipalId) -> Held<'_> {
        let account = self.facts.account;
        let of = |id: PrincipalId| {
            let attachments = self.index.attachments_of(account, id);
            attachments.filter(|one| self.powers.matters(one.policy))
        };
        let policies = of(id).map(|one| {
            let scope = match &one.scope {
                Scope::Account => None,
                Scope::ResourceGroup(name) => Some(name.as_str()),
            };
            (one.policy, scope, one.when.as_slice())
        });
        let groups = self.index.memberships_of(id);
        let configurations = self.index.assigned_to(account, id);
        let session = account.principal(id).map_or((None, None), |principal| {
            (principal.session_policy, principal.max_session_seconds)
        });
        Held {
            policies: policies.collect(),
            groups: groups.filter(|(id, _)| of(*id).next().is_some()).collect(),
            configurations: configurations.collect(),
            session,
            trust: self.trusting(id),
            exempt: account
                .principal(id)
                .is_some_and(|principal| principal.service_linked),
        }
    }

    fn trusting(&self, id: PrincipalId) -> Trusting<'_> {
        let trust = self.facts.account.principal(id).map(|role| role.trust);
        let said = match trust {
            None | Some(Trust::None) => return Trusting::Nobody,
            Some(Trust::Unknown(_)) => None,
            Some(Trust::Known(document)) => said(document, &self.facts.model.pools),
        };
        said.map_or(Trusting::Alone(id), Trusting::Saying)
    }
}

/// The texts of a trust document, those of each part after a word for it; `None` where
/// something is not known.
fn said(document: DocumentId, pools: &Pools) -> Option<Vec<Vec<&str>>> {
    let is_known = |guards| pools.choices(guards).is_empty();
    if !is_known(pools.document(document)?.guards) {
        return None;
    }
    let mut all = Vec::new();
    for (_, statement) in pools.statements(document) {
        let mut texts = vec![match statement.effect {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        }];
        let mut known = is_known(statement.guards);
        let mut add = |word, element: &Element| {
            known &= element.known == Known::Whole;
            texts.extend([word, pools.str(element.text)]);
        };
        for list in [statement.actions, statement.resources] {
            let word = match list.form {
                Form::Named => "named",
                Form::Excluded => "excluded",
                Form::Missing => "missing",
            };
            pools
                .elements(list.list)
                .iter()
                .for_each(|one| add(word, one));
        }
        for principal in pools.principals(statement.principals) {
            let word = match principal.form {
                PrincipalForm::Ram => "RAM",
                PrincipalForm::Service => "Service",
                PrincipalForm::Federated => "Federated",
                PrincipalForm::Other => "other",
            };
            add(word, &principal.element);
        }
        for condition in pools.conditions(statement.conditions) {
            let (operator, key) = (condition.operator.text, condition.key.text);
            texts.extend(["test", pools.str(operator), pools.str(key)]);
            known &= condition.doubt.is_none();
            for value in pools.values(condition.values) {
                known &= !matches!(value.kind, ValueKind::Hole(_) | ValueKind::Other);
                texts.extend(["value", pools.str(value.text)]);
            }
        }
        known.then(|| all.push(texts))?;
    }
    Some(all)
}
