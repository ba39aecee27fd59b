//! Declarations become the account model, in two steps: first everything that
//! has a name, then everything that joins two names. A join goes by the address
//! of what it refers to, and only where there is none by name.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::OtherDocument;
use crate::model::account::{
    AccessKey, Attachment, ConsoleLogin, IdentityProvider, Membership, PolicyId, PrincipalId,
    PrincipalKind, Scope, Unlisted, Wearer,
};
use crate::model::doubt::Choice;
use crate::model::missing::MissingKind;
use crate::readers::declared::providers;
use crate::readers::declared::sso::SingleSignOn;
use crate::readers::declared::{
    AccountKey, Declared, PolicyName, PrincipalName, ScopeName, What, names,
};
use crate::readers::evaluated::Evaluated;
use crate::readers::session::Session;
use crate::source::{HoleId, Span};

/// What a declaration became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Landed {
    Principal(usize, PrincipalKind, PrincipalId),
    Policy(usize, PolicyId),
    Control(usize, usize),
    /// Index into the access configurations of all accounts.
    Configuration(usize),
}

/// The landing of one run.
pub(super) struct Landing<'l, 'm> {
    pub(super) session: &'l mut Session<'m>,
    accounts: BTreeMap<AccountKey, usize>,
    landed: BTreeMap<Rc<str>, Vec<Landed>>,
    /// Principals of whose name nothing is known, by what is missing.
    nameless: BTreeMap<(usize, PrincipalKind, HoleId), PrincipalId>,
    spellings: names::Spellings,
    pub(super) sso: SingleSignOn,
    /// What must hold for each trust document that was told of a role.
    pub(super) trusted: BTreeMap<(usize, PrincipalId), Vec<Vec<Choice>>>,
}

/// Puts everything that was declared into the model.
pub(in crate::readers) fn land(session: &mut Session<'_>) {
    let declared = std::mem::take(&mut session.declared);
    let spellings = names::Spellings::of_all(&declared, &session.model.holes);
    let mut landing = Landing {
        session,
        spellings,
        accounts: BTreeMap::new(),
        landed: BTreeMap::new(),
        nameless: BTreeMap::new(),
        sso: SingleSignOn::default(),
        trusted: BTreeMap::new(),
    };
    for one in &declared {
        landing.name(one);
    }
    for one in &declared {
        landing.join(one);
    }
    landing.assign();
    for (account, index) in std::mem::take(&mut session.open_targets) {
        let list = session.account(account);
        let policy = list.and_then(|list| list.control_policies.get_mut(index));
        if let Some(policy) = policy {
            policy.targets = None;
        }
    }
}

impl Landing<'_, '_> {
    /// The account that a declaration speaks of.
    pub(super) fn account(&mut self, key: &AccountKey, at: Span) -> usize {
        if let Some(index) = self.accounts.get(key) {
            return *index;
        }
        let index = match key {
            AccountKey::Default => self.session.default_account(),
            AccountKey::Id(id) => {
                let mut known = self.session.model.accounts.iter();
                known
                    .position(|account| account.id.as_ref() == Some(id))
                    .unwrap_or_else(|| self.session.new_account(Some(id.clone()), Some(at)))
            }
            AccountKey::Label(label) => {
                let index = self.session.new_account(None, Some(at));
                if let Some(account) = self.session.account(index) {
                    account.label = Some(label.clone());
                }
                index
            }
        };
        self.accounts.insert(key.clone(), index);
        index
    }

    fn remember(&mut self, declared: &Declared, landed: Landed) {
        if let Some(address) = &declared.address {
            let list = self.landed.entry(Rc::clone(address)).or_default();
            if !list.contains(&landed) {
                list.push(landed);
            }
        }
    }

    /// The spelling of a name; `own` is the address of what bears it.
    pub(super) fn spelt(&self, name: &Evaluated, own: Option<&str>) -> String {
        self.spellings.of(name, own, &self.session.model.holes)
    }

    /// What a value refers to by address.
    pub(super) fn referred(&self, value: &Evaluated) -> impl Iterator<Item = Landed> + use<> {
        let address = value.refers.as_ref();
        let landed = address.and_then(|address| self.landed.get(address));
        landed.cloned().unwrap_or_default().into_iter()
    }

    fn name(&mut self, one: &Declared) {
        let account = self.account(&one.account, one.at);
        match &one.what {
            What::Principal(principal) => {
                let id = self.declare(account, principal, one);
                self.remember(one, Landed::Principal(account, principal.kind, id));
            }
            What::Role {
                name,
                trust,
                service_linked,
                max_session_seconds,
            } => {
                let kind = PrincipalKind::Role;
                let role = PrincipalName {
                    kind,
                    name: name.clone(),
                };
                let id = self.declare(account, &role, one);
                self.remember(one, Landed::Principal(account, kind, id));
                if let Some(role) = self.session.principal_mut(account, id) {
                    role.service_linked |= *service_linked;
                    role.max_session_seconds = role.max_session_seconds.or(*max_session_seconds);
                }
                if let Some(trust) = trust {
                    self.trust(account, id, trust, one);
                }
            }
            What::Policy {
                policy,
                document,
                other_versions,
            } => {
                let id = self.policy(account, policy, document.as_ref(), one);
                self.other_versions(account, id, other_versions, one);
                self.remember(one, Landed::Policy(account, id));
            }
            What::ControlPolicy { id, name, document } => {
                let index = self.control_policy(account, id, name, document.as_ref(), one);
                self.remember(one, Landed::Control(account, index));
            }
            What::Configuration {
                name,
                id,
                system,
                inline,
            } => {
                let index = self.configuration(name, id.as_ref(), system, inline, one);
                self.remember(one, Landed::Configuration(index));
            }
            What::Account(facts) => {
                if let Some(account) = self.session.account(account) {
                    facts.put_into(account, one.at);
                }
            }
            What::Other { document, kind } => {
                if let Some(read) = self.document(document, *kind, one).read() {
                    self.session.model.other_documents.push(OtherDocument {
                        path: self.id(document, one),
                        kind: *kind,
                        document: read.document,
                    });
                }
            }
            _ => {}
        }
    }

    /// A principal that the input declares.
    pub(super) fn declare(
        &mut self,
        account: usize,
        principal: &PrincipalName,
        one: &Declared,
    ) -> PrincipalId {
        let own = one.address.as_deref();
        let name = self.spelt(&principal.name, own);
        let at = principal.name.at;
        let id = self
            .session
            .declare_principal(account, principal.kind, &name, at);
        if let Some(hole) = principal.name.hole() {
            let key = (account, principal.kind, hole);
            self.nameless.entry(key).or_insert(id);
        }
        id
    }

    /// The principals that a name means, with their accounts.
    pub(super) fn principals(
        &mut self,
        account: usize,
        principal: &PrincipalName,
    ) -> Vec<(usize, PrincipalId)> {
        let by_address: Vec<(usize, PrincipalId)> = self
            .referred(&principal.name)
            .filter_map(|landed| match landed {
                Landed::Principal(account, kind, id) if kind == principal.kind => {
                    Some((account, id))
                }
                _ => None,
            })
            .collect();
        if !by_address.is_empty() {
            return by_address;
        }
        if let Some(hole) = principal.name.hole()
            && let Some(id) = self.nameless.get(&(account, principal.kind, hole))
        {
            return vec![(account, *id)];
        }
        let name = self.spelt(&principal.name, None);
        let at = principal.name.at;
        let named = self
            .session
            .principals_named(account, principal.kind, &name, at);
        named.into_iter().map(|id| (account, id)).collect()
    }

    fn join(&mut self, one: &Declared) {
        let account = self.account(&one.account, one.at);
        match &one.what {
            What::Attachment { policy, to, scope } => self.attach(account, policy, to, scope, one),
            What::Membership { user, group } if user.kind == PrincipalKind::User => {
                for (account, group) in self.principals(account, group) {
                    for (_, user) in self.in_account(account, user) {
                        let membership = Membership {
                            user,
                            group,
                            when: one.when.clone(),
                            at: one.at,
                        };
                        self.session.add_membership(account, membership);
                    }
                }
            }
            What::Membership { user, group } => self.sso.member(user, group, one),
            What::ControlAttachment { policy, target } => {
                self.control_target(account, policy, target, one);
            }
            What::ControlTargets { policy, all } => {
                self.control_targets(account, policy, *all, one)
            }
            What::Unlisted { to, hole } => self.unlisted(account, to, *hole, one),
            What::Assignment {
                configuration,
                to,
                target,
            } => self.assignment(configuration, to, target.as_ref(), one),
            What::SessionPolicy { role, document } => {
                self.session_policy(account, role, document, one)
            }
            What::Wearer {
                role,
                wearer,
                service,
            } => {
                let role = PrincipalName {
                    kind: PrincipalKind::Role,
                    name: role.clone(),
                };
                for (account, role) in self.principals(account, &role) {
                    if let Some(account) = self.session.account(account) {
                        account.wearers.push(Wearer {
                            role,
                            name: wearer.clone(),
                            service,
                            at: one.at,
                        });
                    }
                }
            }
            What::IdentityProvider {
                name,
                kind,
                settings,
            } => {
                let name = self.spelt(name, one.address.as_deref());
                let settings = providers::spelt(settings, &self.session.model.holes);
                if let Some(account) = self.session.account(account) {
                    account.add_identity_provider(IdentityProvider {
                        name,
                        kind,
                        settings,
                        at: one.at,
                    });
                }
            }
            What::AccessKey { user } => {
                for (account, user) in self.principals(account, &user_named(user)) {
                    if let Some(account) = self.session.account(account) {
                        account.access_keys.push(AccessKey { user, at: one.at });
                    }
                }
            }
            What::ConsoleLogin { user } => {
                for (account, user) in self.principals(account, &user_named(user)) {
                    if let Some(account) = self.session.account(account) {
                        let login = ConsoleLogin { user, at: one.at };
                        account.console_logins.push(login);
                    }
                }
            }
            _ => {}
        }
    }

    /// A principal of which the input does not show all that it holds.
    fn unlisted(&mut self, account: usize, to: &PrincipalName, hole: HoleId, one: &Declared) {
        let model = &mut self.session.model;
        let Some(missing) = model.holes.get(hole) else {
            return;
        };
        let (word, texts) = (missing.kind.word(), (missing.about(), missing.identity()));
        let doubts = &mut model.doubts;
        let gap = doubts.gap_told_apart(word, texts, Some(one.at), 2);
        for (account, to) in self.principals(account, to) {
            if let Some(account) = self.session.account(account) {
                account.unlisted.push(Unlisted { to, gap });
            }
        }
    }

    /// Those that a name means and that belong to one account.
    fn in_account(
        &mut self,
        account: usize,
        principal: &PrincipalName,
    ) -> Vec<(usize, PrincipalId)> {
        let found = self.principals(account, principal);
        found
            .into_iter()
            .filter(|(own, _)| *own == account)
            .collect()
    }

    fn attach(
        &mut self,
        account: usize,
        policy: &PolicyName,
        to: &PrincipalName,
        scope: &ScopeName,
        one: &Declared,
    ) {
        for (account, to) in self.principals(account, to) {
            let scopes = self.scopes(scope);
            for policy in self.policies(account, policy, one) {
                let conditional = self.session.conditional.get(&(account, policy));
                let mut when = one.when.clone();
                for choice in conditional.into_iter().flatten() {
                    push_choice(&mut when, *choice);
                }
                for (scope, choice) in &scopes {
                    let mut when = when.clone();
                    when.extend(*choice);
                    let attachment = Attachment {
                        policy,
                        to,
                        scope: scope.clone(),
                        when,
                        at: one.at,
                    };
                    self.add(account, attachment);
                }
            }
        }
    }

    /// Adds an attachment unless the same one is there: two calls of an API, or a
    /// template and a dump, may both tell of it.
    fn add(&mut self, account: usize, attachment: Attachment) {
        let index = &mut self.session.attached;
        let key = (
            account,
            attachment.policy,
            attachment.to,
            attachment.scope.clone(),
        );
        let known = index.entry(key).or_default();
        if known.contains(&attachment.when) || known.iter().any(Vec::is_empty) {
            return;
        }
        known.push(attachment.when.clone());
        self.session.add_attachment(account, attachment);
    }

    /// Where an attachment counts. The account's own id means the whole account,
    /// and an id that is not known may be that or a resource group's.
    fn scopes(&mut self, scope: &ScopeName) -> Vec<(Scope, Option<Choice>)> {
        let ScopeName::ResourceGroup(group) = scope else {
            return vec![(Scope::Account, None)];
        };
        let holes = names::holes(group);
        let text = self.spelt(group, None);
        let Some(first) = holes.first() else {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let scope = if digits {
                Scope::Account
            } else {
                Scope::ResourceGroup(text)
            };
            return vec![(scope, None)];
        };
        let missing = self.session.model.holes.get(*first);
        if missing.is_some_and(|missing| missing.kind == MissingKind::OwnAccount) {
            return vec![(Scope::Account, None)];
        }
        let model = &mut self.session.model;
        let gap = model.gap("a resource group", &holes, "", group.at, 2);
        vec![
            (Scope::ResourceGroup(text), Some(Choice::is(gap, 0))),
            (Scope::Account, Some(Choice::is(gap, 1))),
        ]
    }
}

fn push_choice(when: &mut Vec<Choice>, choice: Choice) {
    if !when.contains(&choice) {
        when.push(choice);
    }
}

fn user_named(name: &Evaluated) -> PrincipalName {
    PrincipalName {
        kind: PrincipalKind::User,
        name: name.clone(),
    }
}
