//! What each principal holds: the statements that reach it, through which
//! groups or configurations, at which scope, and the levels of the resource
//! directory that bound it (R40, R54, R56, D21, D22, D44).

use std::collections::BTreeMap;

use crate::engine::compile::Compiler;
use crate::engine::formula::Formula;
use crate::engine::question::Subject;
use crate::engine::verdict::{Case, Gate};
use crate::model::account::{
    Account, ControlDocument, PolicyDocument, PolicyId, PolicyKind, Position, PrincipalId,
    PrincipalKind, Scope,
};
use crate::model::doubt::{Choice, DoubtId, Doubts};
use crate::model::policy::{DocumentId, Effect, StatementId};
use crate::source::Span;

/// Whose document a statement is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A policy of the account.
    Policy(PolicyId),
    /// A control policy, by its index in the account.
    Control(usize),
    /// A document that anyone might hold, by its index in the model.
    Holding(usize),
}

/// What a piece of a case comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// A statement.
    Statement(StatementId),
    /// A document, or the rest of one, that the input does not hold.
    Unread,
    /// A level of the resource directory as a whole.
    Level,
}

/// One thing that bears on the answer of a principal.
#[derive(Clone, Debug)]
pub struct Held {
    /// Whose it is.
    pub owner: Owner,
    /// The statement, or what stands for one.
    pub piece: Piece,
    /// Allows or denies.
    pub effect: Effect,
    /// When it applies.
    pub when: Formula,
    /// Groups and configurations it came through.
    pub via: Vec<Via>,
    /// Only within a resource group.
    pub in_resource_group: bool,
    /// The attachment, where there is one.
    pub attachment: Option<Span>,
    /// Part of a control policy.
    pub gate: bool,
}

/// What a policy came through on its way to a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// A group of the account.
    Group(PrincipalId),
    /// A Cloud SSO access configuration, by its index.
    Configuration(usize),
}

/// Everything that bears on one answer, and the case it makes.
#[derive(Clone, Debug, Default)]
pub struct Holdings {
    /// Allow and Deny statements and gates.
    pub held: Vec<Held>,
    /// The case for the judge.
    pub case: Case,
    /// Some formula depends on who asks.
    pub depends_on_subject: bool,
}

/// Attachments and memberships by principal.
#[derive(Debug, Default)]
pub struct Index {
    attachments: BTreeMap<PrincipalId, Vec<usize>>,
    groups: BTreeMap<PrincipalId, Vec<(PrincipalId, Option<DoubtId>)>>,
    assignments: BTreeMap<PrincipalId, Vec<usize>>,
}

impl Index {
    /// Indexes an account once.
    #[must_use]
    pub fn new(account: &Account) -> Self {
        let mut index = Self::default();
        for (number, attachment) in account.attachments.iter().enumerate() {
            index
                .attachments
                .entry(attachment.to)
                .or_default()
                .push(number);
        }
        for membership in &account.memberships {
            let groups = index.groups.entry(membership.user).or_default();
            if !groups.contains(&(membership.group, membership.doubt)) {
                groups.push((membership.group, membership.doubt));
            }
        }
        for (number, assignment) in account.assignments.iter().enumerate() {
            index
                .assignments
                .entry(assignment.to)
                .or_default()
                .push(number);
        }
        index
    }

    /// The groups of a principal.
    pub fn groups_of(&self, principal: PrincipalId) -> impl Iterator<Item = PrincipalId> + '_ {
        self.groups
            .get(&principal)
            .into_iter()
            .flatten()
            .map(|(group, _)| *group)
    }

    /// The members of a group, in id order.
    pub fn members_of(&self, group: PrincipalId) -> impl Iterator<Item = PrincipalId> + '_ {
        self.groups
            .iter()
            .filter(move |(_, groups)| groups.iter().any(|(id, _)| *id == group))
            .map(|(user, _)| *user)
    }

    /// The configurations that reach a Cloud SSO identity, itself or through a
    /// group, each with what must hold for it.
    fn configurations(
        &self,
        account: &Account,
        principal: PrincipalId,
    ) -> Vec<(usize, Option<PrincipalId>, Span)> {
        let mut found = Vec::new();
        let own = std::iter::once((principal, None));
        let through = self.groups_of(principal).map(|group| (group, Some(group)));
        for (holder, group) in own.chain(through) {
            for number in self.assignments.get(&holder).into_iter().flatten() {
                if let Some(assignment) = account.assignments.get(*number) {
                    found.push((assignment.configuration, group, assignment.at));
                }
            }
        }
        found
    }
}

/// Collects what principals hold, for one question.
pub struct Collector<'a, 'c> {
    account: &'a Account,
    index: &'a Index,
    compiler: &'c mut Compiler<'a>,
    doubts: &'c mut Doubts,
    gates: BTreeMap<bool, (Vec<Held>, Vec<Gate>, bool)>,
}

impl<'a, 'c> Collector<'a, 'c> {
    /// A collector for the compiler's question.
    pub fn new(
        account: &'a Account,
        index: &'a Index,
        compiler: &'c mut Compiler<'a>,
        doubts: &'c mut Doubts,
    ) -> Self {
        Self {
            account,
            index,
            compiler,
            doubts,
            gates: BTreeMap::new(),
        }
    }

    /// What a user, group or role holds.
    pub fn principal(&mut self, id: PrincipalId, subject: &Subject) -> Holdings {
        let mut holdings = Holdings::default();
        let Some(principal) = self.account.principal(id) else {
            return holdings;
        };
        self.attached(id, &[], &[], subject, &mut holdings);
        let groups = self.index.groups.get(&id).cloned().unwrap_or_default();
        for (group, doubt) in groups {
            let guard: Vec<Formula> = doubt
                .map(|doubt| Formula::World(Choice::is(doubt, 1)))
                .into_iter()
                .collect();
            self.attached(group, &[Via::Group(group)], &guard, subject, &mut holdings);
        }
        let bound = !principal.service_linked;
        self.finish(principal.kind, bound, subject, &mut holdings);
        holdings
    }

    /// The sessions of a Cloud SSO identity: each access configuration is judged
    /// alone (D44).
    pub fn sessions(&mut self, id: PrincipalId, subject: &Subject) -> Vec<Holdings> {
        let configurations = self.index.configurations(self.account, id);
        configurations
            .into_iter()
            .map(|(number, group, at)| {
                let mut holdings = Holdings::default();
                let mut via: Vec<Via> = group.map(Via::Group).into_iter().collect();
                via.push(Via::Configuration(number));
                if let Some(configuration) = self.account.configurations.get(number) {
                    for (policy, listed) in &configuration.policies {
                        let _ = listed;
                        self.policy(*policy, &via, &[], false, at, subject, &mut holdings);
                    }
                }
                self.finish(PrincipalKind::SsoUser, true, subject, &mut holdings);
                holdings
            })
            .collect()
    }

    /// What someone holds who holds only one document: no gates (D44).
    pub fn holding(
        &mut self,
        number: usize,
        document: DocumentId,
        rest: Option<DoubtId>,
        subject: &Subject,
    ) -> Holdings {
        let mut holdings = Holdings::default();
        let owner = Owner::Holding(number);
        self.document(
            owner,
            document,
            &[],
            &[],
            false,
            None,
            subject,
            &mut holdings,
        );
        if let Some(gap) = rest {
            self.unread(owner, gap, &[], &[], false, None, &mut holdings);
        }
        self.assemble(&mut holdings);
        holdings
    }

    fn attached(
        &mut self,
        holder: PrincipalId,
        via: &[Via],
        guard: &[Formula],
        subject: &Subject,
        into: &mut Holdings,
    ) {
        for number in self.index.attachments.get(&holder).into_iter().flatten() {
            let Some(attachment) = self.account.attachments.get(*number) else {
                continue;
            };
            let mut guard = guard.to_vec();
            guard.extend(
                attachment
                    .doubt
                    .map(|doubt| Formula::World(Choice::is(doubt, 1))),
            );
            let in_group = matches!(attachment.scope, Scope::ResourceGroup(_));
            if let Scope::ResourceGroup(name) = &attachment.scope {
                guard.push(
                    self.compiler
                        .resource_group(name, attachment.at, self.doubts),
                );
            }
            self.policy(
                attachment.policy,
                via,
                &guard,
                in_group,
                attachment.at,
                subject,
                into,
            );
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the coordinates of one attachment"
    )]
    fn policy(
        &mut self,
        id: PolicyId,
        via: &[Via],
        guard: &[Formula],
        in_group: bool,
        at: Span,
        subject: &Subject,
        into: &mut Holdings,
    ) {
        let Some(policy) = self.account.policy(id) else {
            return;
        };
        let owner = Owner::Policy(id);
        let gap = match policy.document {
            PolicyDocument::Known { document, rest } => {
                self.document(
                    owner,
                    document,
                    via,
                    guard,
                    in_group,
                    Some(at),
                    subject,
                    into,
                );
                rest
            }
            PolicyDocument::Absent(gap) => Some(gap),
        };
        let Some(gap) = gap else { return };
        if policy.kind == PolicyKind::System {
            match self
                .compiler
                .system_rest(&policy.name, gap, policy.at.or(Some(at)), self.doubts)
            {
                Some(when) => into.held.push(Held {
                    owner,
                    piece: Piece::Unread,
                    effect: Effect::Allow,
                    when: Formula::and(guard.iter().cloned().chain([when])),
                    via: via.to_vec(),
                    in_resource_group: in_group,
                    attachment: Some(at),
                    gate: false,
                }),
                None => {}
            }
            return;
        }
        self.unread(owner, gap, via, guard, in_group, Some(at), into);
    }

    /// A document that may allow, deny or do nothing.
    #[expect(
        clippy::too_many_arguments,
        reason = "the coordinates of one attachment"
    )]
    fn unread(
        &self,
        owner: Owner,
        gap: DoubtId,
        via: &[Via],
        guard: &[Formula],
        in_group: bool,
        attachment: Option<Span>,
        into: &mut Holdings,
    ) {
        for (effect, choice) in [(Effect::Allow, 1), (Effect::Deny, 2)] {
            let when = Formula::World(Choice::is(gap, choice));
            into.held.push(Held {
                owner,
                piece: Piece::Unread,
                effect,
                when: Formula::and(guard.iter().cloned().chain([when])),
                via: via.to_vec(),
                in_resource_group: in_group,
                attachment,
                gate: false,
            });
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the coordinates of one attachment"
    )]
    fn document(
        &mut self,
        owner: Owner,
        document: DocumentId,
        via: &[Via],
        guard: &[Formula],
        in_group: bool,
        attachment: Option<Span>,
        subject: &Subject,
        into: &mut Holdings,
    ) {
        let (statements, depends) = self.compiler.document(document, subject, self.doubts);
        into.depends_on_subject |= depends;
        for (id, when) in statements {
            let Some(effect) = self.compiler.effect(id) else {
                continue;
            };
            let when = Formula::and(guard.iter().cloned().chain([when]));
            if when == Formula::False {
                continue;
            }
            into.held.push(Held {
                owner,
                piece: Piece::Statement(id),
                effect,
                when,
                via: via.to_vec(),
                in_resource_group: in_group,
                attachment,
                gate: false,
            });
        }
    }

    fn finish(&mut self, kind: PrincipalKind, bound: bool, subject: &Subject, into: &mut Holdings) {
        if bound {
            self.gated(subject, into);
        }
        let complete = self.account.complete;
        let claims = complete.account;
        let users = matches!(kind, PrincipalKind::User);
        let unseen = claims
            && (!complete.attachments || (users && !(complete.memberships && complete.groups)));
        let ram = matches!(
            kind,
            PrincipalKind::User | PrincipalKind::Group | PrincipalKind::Role
        );
        if unseen && ram {
            let word = if !complete.attachments {
                "attachments"
            } else if !complete.memberships {
                "memberships"
            } else {
                "groups"
            };
            let gap = self.doubts.gap("not-complete", word, self.account.at, 2);
            into.case.unseen = Some(Formula::World(Choice::is(gap, 1)));
        }
        self.assemble(into);
    }

    fn assemble(&mut self, into: &mut Holdings) {
        for held in &into.held {
            if held.gate {
                continue;
            }
            let list = match (held.effect, held.in_resource_group) {
                (Effect::Allow, false) => &mut into.case.allow,
                (Effect::Allow, true) => &mut into.case.group_allow,
                (Effect::Deny, false) => &mut into.case.deny,
                (Effect::Deny, true) => &mut into.case.group_deny,
            };
            list.push(held.when.clone());
        }
        if !into.case.group_deny.is_empty() {
            let doubt = self
                .doubts
                .reading("account-allow-ends-evaluation", "", None);
            into.case.account_first = Some(doubt);
        }
    }

    /// The levels of the directory that bind the account's members (D22).
    fn gated(&mut self, subject: &Subject, into: &mut Holdings) {
        let key = true;
        if let Some((held, gates, false)) = self.gates.get(&key) {
            into.held.extend(held.iter().cloned());
            into.case.gates.clone_from(gates);
            return;
        }
        let mut own = Holdings::default();
        let gates = self.levels(subject, &mut own);
        into.depends_on_subject |= own.depends_on_subject;
        self.gates.insert(
            key,
            (own.held.clone(), gates.clone(), own.depends_on_subject),
        );
        into.held.extend(own.held);
        into.case.gates = gates;
    }

    fn levels(&mut self, subject: &Subject, into: &mut Holdings) -> Vec<Gate> {
        let Position::Member { path } = &self.account.position else {
            return Vec::new();
        };
        let mut levels: Vec<Option<&str>> = Vec::new();
        levels.push(self.account.id.as_deref());
        for folder in path.iter().flatten().rev() {
            levels.push(Some(folder));
        }
        let mut gates: Vec<Gate> = levels
            .iter()
            .flatten()
            .map(|level| self.level(level, subject, into))
            .collect();
        gates.extend(self.perhaps_bound(path.is_none(), subject, into));
        gates
    }

    fn level(&mut self, level: &str, subject: &Subject, into: &mut Holdings) -> Gate {
        let mut allow = Vec::new();
        let mut deny = Vec::new();
        let mut attached = false;
        let mut full = false;
        for (number, policy) in self.account.control_policies.iter().enumerate() {
            let named = policy
                .targets
                .iter()
                .flatten()
                .any(|target| target.value == level);
            if !named {
                continue;
            }
            attached = true;
            full |= policy.document == ControlDocument::FullAccess;
            self.control(number, &Formula::True, subject, &mut allow, &mut deny, into);
        }
        let claimed = self.account.complete.control_policies;
        if full || !(claimed && attached) {
            allow.push(Formula::True);
        }
        let allow = Formula::or(allow);
        if let (Some(number), true) = (self.first_at(level), allow != Formula::True) {
            into.held.push(Held {
                owner: Owner::Control(number),
                piece: Piece::Level,
                effect: Effect::Deny,
                when: allow.not(),
                via: Vec::new(),
                in_resource_group: false,
                attachment: None,
                gate: true,
            });
        }
        Gate {
            allow,
            deny: Formula::or(deny),
        }
    }

    fn first_at(&self, level: &str) -> Option<usize> {
        self.account.control_policies.iter().position(|policy| {
            policy
                .targets
                .iter()
                .flatten()
                .any(|target| target.value == level)
        })
    }

    /// Policies of which it is not known whether they bind this account: only
    /// their Deny is taken up, under a gap of their own (D22).
    fn perhaps_bound(
        &mut self,
        path_unknown: bool,
        subject: &Subject,
        into: &mut Holdings,
    ) -> Vec<Gate> {
        let mut gates = Vec::new();
        for (number, policy) in self.account.control_policies.iter().enumerate() {
            let unknown = match &policy.targets {
                None => true,
                Some(targets) => {
                    path_unknown
                        && targets
                            .iter()
                            .any(|target| Some(target.value.as_str()) != self.account.id.as_deref())
                }
            };
            if !unknown || policy.document == ControlDocument::FullAccess {
                continue;
            }
            let gap = self
                .doubts
                .gap("control-policy-binds", &policy.id, Some(policy.at), 2);
            let guard = Formula::World(Choice::is(gap, 1));
            let mut deny = Vec::new();
            self.control(number, &guard, subject, &mut Vec::new(), &mut deny, into);
            gates.push(Gate {
                allow: Formula::True,
                deny: Formula::or(deny),
            });
        }
        gates
    }

    fn control(
        &mut self,
        number: usize,
        guard: &Formula,
        subject: &Subject,
        allow: &mut Vec<Formula>,
        deny: &mut Vec<Formula>,
        into: &mut Holdings,
    ) {
        let Some(policy) = self.account.control_policies.get(number) else {
            return;
        };
        let mut own = Holdings::default();
        match policy.document {
            ControlDocument::FullAccess => allow.push(Formula::True),
            ControlDocument::Known(document) => {
                let owner = Owner::Control(number);
                self.document(
                    owner,
                    document,
                    &[],
                    std::slice::from_ref(guard),
                    false,
                    None,
                    subject,
                    &mut own,
                );
            }
            ControlDocument::Absent(gap) => {
                let guard = std::slice::from_ref(guard);
                self.unread(
                    Owner::Control(number),
                    gap,
                    &[],
                    guard,
                    false,
                    None,
                    &mut own,
                );
            }
        }
        into.depends_on_subject |= own.depends_on_subject;
        for mut held in own.held {
            match held.effect {
                Effect::Allow => allow.push(held.when.clone()),
                Effect::Deny => deny.push(held.when.clone()),
            }
            held.gate = true;
            if held.effect == Effect::Deny {
                into.held.push(held);
            }
        }
    }
}
