//! What is spelled alike on both sides, apart from where it stands: whoever holds
//! what is spelled alike has the same access, and most of an input is not touched by
//! a change.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::difference::Side;
use crate::engine::difference::all::pairs::{Both, Who};
use crate::engine::holdings::Index;
use crate::engine::space::spelling::Spelling;
use crate::model::Model;
use crate::model::account::{
    Account, Attachment, ControlDocument, PolicyDocument, PolicyId, PolicyKind, Position,
    PrincipalId, PrincipalKind, Scope, Trust,
};
use crate::model::doubt::DoubtId;
use crate::model::policy::DocumentId;

/// Numbers for spellings of documents, the same on both sides.
pub(super) struct Alike<'a> {
    models: Both<&'a Model>,
    spellings: BTreeMap<String, u32>,
    documents: BTreeMap<(Side, DocumentId), u32>,
}

impl<'a> Alike<'a> {
    pub(super) const fn new(models: Both<&'a Model>) -> Self {
        Self {
            models,
            spellings: BTreeMap::new(),
            documents: BTreeMap::new(),
        }
    }

    fn number(&mut self, text: String) -> u32 {
        let next = u32::try_from(self.spellings.len()).unwrap_or(u32::MAX);
        *self.spellings.entry(text).or_insert(next)
    }

    fn document(&mut self, side: Side, id: DocumentId) -> u32 {
        if let Some(known) = self.documents.get(&(side, id)) {
            return *known;
        }
        let spelling = Spelling::of_document(self.models.of(side), id);
        let number = self.number(spelling.unwrap_or_default().text);
        self.documents.insert((side, id), number);
        number
    }

    /// What a document says that anyone might hold, by its index in the model.
    pub(super) fn holding(&mut self, side: Side, number: usize) -> u32 {
        let model = *self.models.of(side);
        let mut spelling = Spelling::default();
        if let Some(holding) = model.holdings.get(number) {
            spelling.add(&self.document(side, holding.document));
            self.rest(holding.rest, side, &mut spelling);
        }
        self.number(spelling.text)
    }

    fn rest(&self, rest: Option<DoubtId>, side: Side, into: &mut Spelling) {
        if let Some(gap) = rest {
            into.doubt(gap, self.models.of(side));
        }
    }

    /// What bears on everybody in an account alike.
    pub(super) fn account(&mut self, side: Side, account: &Account) -> u32 {
        let mut spelling = Spelling::default();
        spelling.add(&(&account.id, &account.directory, &account.position));
        spelling.add(&account.complete);
        // Policies bind members of a directory alone.
        if matches!(account.position, Position::Member { .. }) {
            let mut policies = BTreeSet::new();
            for policy in &account.control_policies {
                let mut one = Spelling::default();
                let targets = policy.targets.as_ref().map(|targets| {
                    let names = targets.iter().map(|target| target.value.as_str());
                    names.collect::<BTreeSet<&str>>()
                });
                one.add(&(&policy.id, targets));
                match policy.document {
                    ControlDocument::FullAccess => one.add(&"full"),
                    ControlDocument::Known(document) => one.add(&self.document(side, document)),
                    ControlDocument::Absent(gap) => one.doubt(gap, self.models.of(side)),
                }
                policies.insert(one.text);
            }
            spelling.add(&policies);
        }
        self.number(spelling.text)
    }

    fn policy(&mut self, side: Side, account: &Account, id: PolicyId) -> u32 {
        let mut spelling = Spelling::default();
        if let Some(policy) = account.policy(id) {
            let by_name = policy.kind == PolicyKind::System;
            spelling.add(&by_name.then_some(&policy.name));
            match policy.document {
                PolicyDocument::Absent(gap) => spelling.doubt(gap, self.models.of(side)),
                PolicyDocument::Known { document, rest } => {
                    spelling.add(&self.document(side, document));
                    self.rest(rest, side, &mut spelling);
                }
            }
            if let Some((document, doubt)) = policy.also {
                spelling.add(&self.document(side, document));
                spelling.doubt(doubt, self.models.of(side));
            }
        }
        self.number(spelling.text)
    }

    fn attached(
        &mut self,
        side: Side,
        account: &Account,
        attachment: &Attachment,
        into: &mut BTreeSet<String>,
    ) {
        let mut one = Spelling::default();
        one.add(&match &attachment.scope {
            Scope::Account => None,
            Scope::ResourceGroup(name) => Some(name),
        });
        one.choices(&attachment.when, self.models.of(side));
        one.add(&self.policy(side, account, attachment.policy));
        into.insert(one.text);
    }

    /// What somebody holds and what binds them; `account` is what
    /// [`Self::account`] says of theirs.
    pub(super) fn held(
        &mut self,
        side: Side,
        who: Who,
        (account, index): (&Account, &Index),
        of_account: u32,
    ) -> u32 {
        let id = match who {
            Who::Holding(number) => {
                let held = self.holding(side, number);
                return self.number(format!("{held} alone, {of_account}"));
            }
            Who::Principal(id) => id,
        };
        let model = *self.models.of(side);
        let Some(principal) = account.principal(id) else {
            return self.number(String::new());
        };
        let is_sso = matches!(
            principal.kind,
            PrincipalKind::SsoUser | PrincipalKind::SsoGroup
        );
        let mut whole = Spelling::default();
        let is_user = principal.kind == PrincipalKind::User;
        whole.add(&(of_account, is_sso, is_user, principal.service_linked));
        if is_sso {
            whole.add(&self.sessions(side, account, index, id));
            return self.number(whole.text);
        }
        let mut held = BTreeSet::new();
        for attachment in index.attachments_of(account, id) {
            self.attached(side, account, attachment, &mut held);
        }
        whole.add(&held);
        let mut groups = BTreeSet::new();
        for (group, when) in index.memberships_of(id) {
            let mut one = Spelling::default();
            one.choices(when, model);
            let mut held = BTreeSet::new();
            for attachment in index.attachments_of(account, group) {
                self.attached(side, account, attachment, &mut held);
            }
            let unlisted = Self::unlisted(account, group, model);
            if !held.is_empty() || !unlisted.is_empty() {
                one.add(&(held, unlisted));
                groups.insert(one.text);
            }
        }
        whole.add(&groups);
        whole.add(&Self::unlisted(account, id, model));
        self.number(whole.text)
    }

    /// Who may become a role; `None` for what is no role.
    pub(super) fn trust(&mut self, side: Side, account: &Account, id: PrincipalId) -> Option<u32> {
        let role = account.principal(id)?;
        if role.kind != PrincipalKind::Role {
            return None;
        }
        let mut spelling = Spelling::default();
        let fixed = role.service_linked;
        spelling.add(&(fixed, &account.id));
        match role.trust {
            Trust::Known(document) => spelling.add(&self.document(side, document)),
            Trust::Unknown(gap) => spelling.doubt(gap, self.models.of(side)),
            Trust::None => spelling.add(&"nobody"),
        }
        Some(self.number(spelling.text))
    }

    /// What each session of a Cloud SSO identity holds.
    fn sessions(
        &mut self,
        side: Side,
        account: &Account,
        index: &Index,
        id: PrincipalId,
    ) -> BTreeSet<String> {
        let mut sessions = BTreeSet::new();
        for (number, when) in index.assigned_to(account, id) {
            let mut one = Spelling::default();
            one.choices(&when, self.models.of(side));
            let policies = account.configurations.get(number);
            let policies = policies.into_iter().flat_map(|found| &found.policies);
            let mut held = BTreeSet::new();
            for (policy, _) in policies {
                held.insert(self.policy(side, account, *policy));
            }
            one.add(&held);
            sessions.insert(one.text);
        }
        sessions
    }

    fn unlisted(account: &Account, id: PrincipalId, model: &Model) -> BTreeSet<String> {
        let own = account.unlisted.iter().filter(|one| one.to == id);
        own.map(|one| {
            let mut spelling = Spelling::default();
            spelling.doubt(one.gap, model);
            spelling.text
        })
        .collect()
    }
}
