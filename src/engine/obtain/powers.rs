//! What a document has to do with the actions of the escalation table, by their
//! names alone: a quick look that tells who can be left out of the search. It
//! counts too much rather than too little.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::engine::changes::{Changes, Identity};
use crate::engine::compile::filled;
use crate::engine::holdings::Index;
use crate::model::Model;
use crate::model::account::{Account, Policy, PolicyDocument, PolicyId, PolicyKind, PrincipalId};
use crate::model::catalogue::{ByName, Catalogue};
use crate::model::pattern::{Fold, matches};
use crate::model::policy::{DocumentId, Effect, Element, Form, Known, Statement};

/// A set of the actions that are looked for.
pub(super) type Actions = u128;

/// The actions that documents allow and deny, by their names.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Power {
    pub(super) allows: Actions,
    pub(super) denies: Actions,
}

impl Power {
    const fn and(self, other: Self) -> Self {
        Self {
            allows: self.allows | other.allows,
            denies: self.denies | other.denies,
        }
    }
}

/// Those whose policies somebody holds: itself, and the groups that it is in or was added
/// to.
pub(super) fn holders_for(who: &Identity, changes: &Changes, index: &Index) -> Vec<Identity> {
    let own = match who {
        Identity::Principal(id) => Some(*id),
        Identity::Holder(..) | Identity::New(..) => None,
    };
    let groups = own.into_iter().flat_map(|id| {
        let groups = index.groups_of(id);
        groups.filter(move |group| !changes.left.contains(&(id, *group)))
    });
    let groups = groups.chain(changes.joined_by(who));
    std::iter::once(who.clone())
        .chain(groups.map(Identity::Principal))
        .collect()
}

/// The actions looked for, and what each document says of them.
pub(super) struct Powers<'a> {
    model: &'a Model,
    account: &'a Account,
    index: &'a Index,
    actions: Vec<String>,
    /// Actions under a service code that is another's, each with its place among them.
    miswritten: Vec<(usize, String)>,
    documents: BTreeMap<DocumentId, Power>,
    /// Of each policy, by its number: what can be read of it.
    read: Vec<Power>,
    /// The same with what is not in the input.
    policies: Vec<Power>,
    principals: BTreeMap<PrincipalId, Power>,
    /// The resources that the Allow statements of a document name for an action;
    /// `None` for any.
    resources: BTreeMap<(DocumentId, Actions), Option<Rc<[String]>>>,
}

impl<'a> Powers<'a> {
    /// Looks for some actions; no more than 128 of them.
    pub(super) fn new(
        model: &'a Model,
        account: &'a Account,
        index: &'a Index,
        catalogue: &Catalogue,
        actions: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut all: Vec<String> = Vec::new();
        for action in actions {
            if !all.contains(&action) {
                all.push(action);
            }
        }
        let miswritten = all.iter().enumerate().flat_map(|(at, action)| {
            let (service, name) = action.split_once(':').unwrap_or_default();
            let aliases = catalogue.aliases_of(service);
            aliases.map(move |alias| (at, format!("{alias}:{name}")))
        });
        let mut powers = Self {
            model,
            account,
            index,
            miswritten: miswritten.collect(),
            actions: all,
            documents: BTreeMap::new(),
            read: Vec::new(),
            policies: Vec::new(),
            principals: BTreeMap::new(),
            resources: BTreeMap::new(),
        };
        for policy in &account.policies {
            let (read, unread) = match policy.document {
                PolicyDocument::Known { document, rest } => {
                    (powers.of_document(document), rest.is_some())
                }
                PolicyDocument::Absent(_) => (Power::default(), !policy.offered),
            };
            powers.read.push(read);
            let all = match unread {
                true => read.and(powers.of_unread(policy, catalogue)),
                false => read,
            };
            powers.policies.push(all);
        }
        powers
    }

    /// What a policy might say that is not in the input; system policies deny
    /// nothing, and some are known by their names not to allow something (D42).
    fn of_unread(&self, policy: &Policy, catalogue: &Catalogue) -> Power {
        if policy.kind != PolicyKind::System {
            return Power {
                allows: self.all(),
                denies: self.all(),
            };
        }
        let known = catalogue.system_policy(&policy.name);
        let might = |action: &&String| {
            catalogue.system_policy_by_name(&policy.name, action) == ByName::Unknown
                && !known.is_some_and(|known| known.rest_does_not_grant(action))
        };
        let allowed = self.actions.iter().filter(might);
        Power {
            allows: allowed.fold(0, |all, action| all | self.bit(action)),
            denies: 0,
        }
    }

    /// The set that holds one action.
    pub(super) fn bit(&self, action: &str) -> Actions {
        self.actions
            .iter()
            .position(|known| known.eq_ignore_ascii_case(action))
            .and_then(|at| u32::try_from(at).ok())
            .and_then(|at| 1_u128.checked_shl(at))
            .unwrap_or(0)
    }

    /// All that are looked for.
    pub(super) fn all(&self) -> Actions {
        let count = u32::try_from(self.actions.len()).unwrap_or(u32::MAX);
        1_u128
            .checked_shl(count)
            .map_or(Actions::MAX, |next| next.wrapping_sub(1))
    }

    /// What a document says.
    pub(super) fn of_document(&mut self, document: DocumentId) -> Power {
        if let Some(known) = self.documents.get(&document) {
            return *known;
        }
        let mut power = Power::default();
        for (_, statement) in self.model.pools.statements(document) {
            let named = self.named(statement);
            match statement.effect {
                Effect::Allow => power.allows |= named,
                Effect::Deny => power.denies |= named,
            }
        }
        self.documents.insert(document, power);
        power
    }

    /// What a policy says, and what it might say besides where it is not all known.
    pub(super) fn of_policy(&self, id: PolicyId) -> Power {
        let at = usize::try_from(id.0).ok();
        let found = at.and_then(|at| self.policies.get(at));
        found.copied().unwrap_or_default()
    }

    /// Whether a policy surely allows all that is looked for.
    pub(super) fn gives_all(&self, id: PolicyId) -> bool {
        let at = usize::try_from(id.0).ok();
        let read = at.and_then(|at| self.read.get(at));
        read.is_some_and(|read| read.allows == self.all())
    }

    /// Whether a policy says anything of what is looked for, or might.
    pub(super) fn matters(&self, id: PolicyId) -> bool {
        self.is_about(id, Actions::MAX)
    }

    /// The same after some changes: what somebody wrote, or put in force, may say
    /// anything.
    pub(super) fn is_about_then(&self, id: PolicyId, action: Actions, changes: &Changes) -> bool {
        self.is_about(id, action)
            || changes.switched.contains_key(&id)
            || changes.rewritten.contains(&id)
    }

    /// Whether a policy says anything of an action, or might.
    pub(super) fn is_about(&self, id: PolicyId, action: Actions) -> bool {
        let Some(policy) = self.account.policy(id) else {
            return false;
        };
        let whole = matches!(policy.document, PolicyDocument::Known { rest: None, .. });
        let power = self.of_policy(id);
        !whole || policy.also.is_some() || (power.allows | power.denies) & action != 0
    }

    /// What a group, a role, a user or a Cloud SSO identity holds together.
    pub(super) fn of_principal(&mut self, id: PrincipalId) -> Power {
        if let Some(known) = self.principals.get(&id) {
            return *known;
        }
        let power = self
            .index
            .policies_of(self.account, id)
            .fold(Power::default(), |power, policy| {
                power.and(self.of_policy(policy))
            });
        self.principals.insert(id, power);
        power
    }

    /// What somebody holds after some changes.
    pub(super) fn of_identity(&mut self, who: &Identity, changes: &Changes) -> Power {
        let mut power = match who {
            Identity::Principal(id) => self.of_principal(*id),
            Identity::Holder(number, _) => match self.model.holdings.get(*number) {
                Some(holding) => self.of_document(holding.document),
                None => Power::default(),
            },
            Identity::New(_, _) => Power::default(),
        };
        if changes.is_none() {
            return power;
        }
        // What a version allows that somebody wrote is not in any document.
        if !(changes.rewritten.is_empty()
            && changes.unlimited.is_empty()
            && changes.configured.is_empty())
        {
            power.allows = Actions::MAX;
        }
        for group in changes.joined_by(who) {
            power = power.and(self.of_principal(group));
        }
        for holder in holders_for(who, changes, self.index) {
            for policy in changes.attached_to(&holder) {
                power = power.and(self.of_policy(policy));
            }
        }
        for document in changes.switched.values() {
            power = power.and(self.of_document(*document));
        }
        for (to, number) in &changes.assigned {
            if *who == Identity::Principal(*to)
                && let Some(configuration) = self.account.configurations.get(*number)
            {
                for (policy, _) in &configuration.policies {
                    power = power.and(self.of_policy(*policy));
                }
            }
        }
        power
    }

    /// Whether some Allow for an action that somebody holds may be on one of some
    /// resources, by its text.
    pub(super) fn may_reach(
        &mut self,
        who: &Identity,
        changes: &Changes,
        action: Actions,
        resources: &[String],
    ) -> bool {
        if !changes.is_none() {
            return true;
        }
        let Some(documents) = self.allowing(who, action) else {
            return true;
        };
        documents
            .into_iter()
            .any(|document| match self.resources_of(document, action) {
                None => true,
                Some(patterns) => patterns.iter().any(|pattern| {
                    resources
                        .iter()
                        .any(|resource| matches(pattern, resource, Fold::Ascii))
                }),
            })
    }

    /// The documents by which somebody may be allowed an action; `None` where it may be
    /// by what is not in the input.
    pub(super) fn allowing(&self, who: &Identity, action: Actions) -> Option<Vec<DocumentId>> {
        let mut documents: Vec<DocumentId> = Vec::new();
        match who {
            Identity::Principal(id) => {
                let policies = self.index.policies_of(self.account, *id);
                for policy in policies.filter(|id| self.of_policy(*id).allows & action != 0) {
                    let Some(policy) = self.account.policy(policy) else {
                        continue;
                    };
                    match (policy.document, policy.also) {
                        (
                            PolicyDocument::Known {
                                document,
                                rest: None,
                            },
                            None,
                        ) => {
                            documents.push(document);
                        }
                        // What is not in the input may be on any resource.
                        _ => return None,
                    }
                }
            }
            Identity::Holder(number, _) => {
                let holding = self.model.holdings.get(*number);
                if holding.is_some_and(|holding| holding.rest.is_some()) {
                    return None;
                }
                documents.extend(holding.map(|holding| holding.document));
            }
            Identity::New(_, _) => return None,
        }
        Some(documents)
    }

    /// The resources that the Allow statements of a document name for an action; `None`
    /// for any.
    pub(super) fn resources_of(
        &mut self,
        document: DocumentId,
        action: Actions,
    ) -> Option<Rc<[String]>> {
        if let Some(known) = self.resources.get(&(document, action)) {
            return known.clone();
        }
        let mut named = Vec::new();
        let mut any = false;
        for (_, statement) in self.model.pools.statements(document) {
            if statement.effect != Effect::Allow || self.named(statement) & action == 0 {
                continue;
            }
            let list = self.model.pools.elements(statement.resources.list);
            let plain = |element: &Element| {
                let text = self.model.pools.str(element.text);
                element.known == Known::Whole && !text.contains("${")
            };
            any |= statement.resources.form != Form::Named || !list.iter().all(plain);
            let texts = list.iter();
            named.extend(texts.map(|element| self.model.pools.str(element.text).to_owned()));
        }
        let found = (!any).then(|| Rc::from(named));
        self.resources.insert((document, action), found.clone());
        found
    }

    /// Whether a policy is one that its holders could edit.
    pub(super) fn is_custom(&self, id: PolicyId) -> bool {
        self.account
            .policy(id)
            .is_some_and(|policy| policy.kind == PolicyKind::Custom)
    }

    fn named(&self, statement: &Statement) -> Actions {
        let list = self.model.pools.elements(statement.actions.list).iter();
        let all = self.all();
        match statement.actions.form {
            Form::Missing => all,
            Form::Named => list.fold(0, |found, element| {
                found | self.miswritten(element) | self.covered(element).unwrap_or(all)
            }),
            Form::Excluded => {
                all & !list.fold(0, |found, element| {
                    found | self.covered(element).unwrap_or(0)
                })
            }
        }
    }

    /// The actions that an element would cover if its service code were the right one
    /// (R12).
    fn miswritten(&self, element: &Element) -> Actions {
        let text = self.model.pools.str(element.text);
        let miswritten = self.miswritten.iter();
        matched(text, miswritten.map(|(at, action)| (*at, action)))
    }

    /// The actions that an element covers; `None` where that is in doubt.
    fn covered(&self, element: &Element) -> Option<Actions> {
        let text = self.model.pools.str(element.text);
        if element.known != Known::Whole || !text.is_ascii() || filled(text).is_some() {
            return None;
        }
        Some(matched(text, self.actions.iter().enumerate()))
    }
}

/// Those actions, by their places, that a text matches.
fn matched<'t>(text: &str, actions: impl Iterator<Item = (usize, &'t String)>) -> Actions {
    let matched = actions.filter(|(_, action)| matches(text, action, Fold::Ascii));
    let bits = matched.filter_map(|(at, _)| 1_u128.checked_shl(u32::try_from(at).ok()?));
    bits.fold(0, |all, bit| all | bit)
}
