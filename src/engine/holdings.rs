//! What each principal holds: the statements that reach it, through which
//! groups or configurations, at which scope, and the levels of the resource
//! directory that bound it (R40, R54, R56, D21, D22, D44).

mod changed;
mod gates;
mod index;
#[cfg(test)]
mod tests;
mod unseen;

use crate::engine::case::Case;
use crate::engine::changes::{Changes, Identity};
use crate::engine::compile::Compiler;
use crate::engine::formula::Formula;
use crate::engine::question::Subject;
use crate::model::account::{
    Account, PolicyDocument, PolicyId, PolicyKind, PrincipalId, PrincipalKind, Scope,
};
use crate::model::doubt::{Choice, DoubtId, Doubts};
use crate::model::policy::{DocumentId, Effect, StatementId};
use crate::source::Span;

use index::Given;
pub use index::Index;

/// Whose document a statement is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A policy of the account.
    Policy(PolicyId),
    /// A control policy, by its index in the account.
    Control(usize),
    /// A document that anyone might hold, by its index in the model.
    Holding(usize),
    /// A policy that a change added to the account.
    Added,
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
    /// The case depends on more than which documents are held: on who asks, or
    /// on how sure an attachment is.
    pub of_its_own: bool,
}

/// No change: what the input says.
static UNCHANGED: Changes = Changes::none();

/// Collects what principals hold, for one question.
pub struct Collector<'a, 'c> {
    account: &'a Account,
    index: &'a Index,
    compiler: &'c mut Compiler<'a>,
    doubts: &'c mut Doubts,
    changes: &'c Changes,
    relevant: Option<&'c dyn Fn(PolicyId) -> bool>,
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
            changes: &UNCHANGED,
            relevant: None,
        }
    }

    /// The same, without looking at policies that have nothing to do with the
    /// question.
    #[must_use]
    pub fn only(mut self, relevant: &'c dyn Fn(PolicyId) -> bool) -> Self {
        self.relevant = Some(relevant);
        self
    }

    /// The same for an account after some changes.
    #[must_use]
    pub fn under(mut self, changes: &'c Changes) -> Self {
        self.changes = changes;
        self
    }

    /// What a user, group or role holds.
    pub fn principal(&mut self, id: PrincipalId, subject: &Subject) -> Holdings {
        let mut holdings = Holdings::default();
        let Some(principal) = self.account.principal(id) else {
            return holdings;
        };
        self.attached(id, &[], &[], subject, &mut holdings);
        let groups = self.index.groups.get(&id).cloned().unwrap_or_default();
        for (group, when) in groups {
            if self.changes.left.contains(&(id, group)) {
                continue;
            }
            let guard: Vec<Formula> = when.into_iter().map(Formula::World).collect();
            self.attached(group, &[Via::Group(group)], &guard, subject, &mut holdings);
        }
        self.joined(&Identity::Principal(id), subject, &mut holdings);
        holdings.case.unseen = self.unlisted(id);
        let bound = !principal.service_linked;
        self.finish(principal.kind, bound, subject, &mut holdings);
        holdings
    }

    /// Whether some policy of a principal can matter at all: a quick look before
    /// everything it holds is collected.
    pub fn may_matter(&mut self, id: PrincipalId, subject: &Subject) -> bool {
        let index = self.index;
        let holders = std::iter::once(id).chain(index.groups_of(id));
        let numbers =
            holders.flat_map(|holder| index.attachments.get(&holder).into_iter().flatten());
        let account = self.account;
        let policies = numbers
            .filter_map(|number| account.attachments.get(*number))
            .filter_map(|attachment| account.policy(attachment.policy));
        for policy in policies {
            match policy.document {
                PolicyDocument::Absent(_) | PolicyDocument::Known { rest: Some(_), .. } => {
                    return true;
                }
                PolicyDocument::Known {
                    document,
                    rest: None,
                } => {
                    let (statements, depends) =
                        self.compiler.document(document, subject, self.doubts);
                    if depends || !statements.is_empty() {
                        return true;
                    }
                }
            }
        }
        self.is_unlisted(id)
    }

    /// The sessions of a Cloud SSO identity: each access configuration is judged
    /// alone (D44).
    pub fn sessions(&mut self, id: PrincipalId, subject: &Subject) -> Vec<Holdings> {
        let mut configurations = self.index.configurations(self.account, id);
        let joined: Vec<PrincipalId> = self.changes.joined_by(&Identity::Principal(id)).collect();
        for group in joined {
            let given = self.index.configurations(self.account, group);
            configurations.extend(given.into_iter().map(|given| Given {
                group: Some(group),
                ..given
            }));
        }
        for (to, number) in &self.changes.assigned {
            if *to == id
                && let Some(configuration) = self.account.configurations.get(*number)
            {
                configurations.push(Given {
                    number: *number,
                    group: None,
                    when: Vec::new(),
                    at: configuration.at,
                });
            }
        }
        configurations
            .into_iter()
            .map(|given| {
                let (number, at) = (given.number, given.at);
                let mut holdings = Holdings::default();
                let mut via: Vec<Via> = given.group.map(Via::Group).into_iter().collect();
                let guard: Vec<Formula> = given.when.into_iter().map(Formula::World).collect();
                via.push(Via::Configuration(number));
                if let Some(configuration) = self.account.configurations.get(number) {
                    let gone = self.changes.inlined.contains(&number);
                    for (policy, _) in &configuration.policies {
                        let kind = self.account.policy(*policy).map(|policy| policy.kind);
                        if gone && kind == Some(PolicyKind::Inline) {
                            continue;
                        }
                        self.policy(*policy, &via, &guard, false, at, subject, &mut holdings);
                    }
                }
                if self.changes.configured.contains(&number) {
                    holdings.of_its_own = true;
                    let added = changed::unlimited(Owner::Added, &via, &guard, false);
                    holdings.held.push(added);
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
        self.held_alone(number, document, rest, subject, &mut holdings);
        self.assemble(&mut holdings);
        holdings
    }

    fn held_alone(
        &mut self,
        number: usize,
        document: DocumentId,
        rest: Option<DoubtId>,
        subject: &Subject,
        into: &mut Holdings,
    ) {
        let owner = Owner::Holding(number);
        self.document(owner, document, &[], &[], false, None, subject, into);
        if let Some(gap) = rest {
            self.unread(owner, gap, &[], &[], false, None, into);
        }
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
            let irrelevant = self
                .relevant
                .is_some_and(|relevant| !relevant(attachment.policy));
            if irrelevant || self.changes.detached.contains(&(holder, attachment.policy)) {
                continue;
            }
            let mut guard = guard.to_vec();
            guard.extend(attachment.when.iter().copied().map(Formula::World));
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
        let who = Identity::Principal(holder);
        self.added(&who, via, guard, subject, into);
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
        if self.changes.rewritten.contains(&id) {
            into.of_its_own = true;
            into.held
                .push(changed::unlimited(owner, via, guard, in_group));
            return;
        }
        let switched = self.changes.switched.get(&id).map(|document| {
            into.of_its_own = true;
            PolicyDocument::Known {
                document: *document,
                rest: None,
            }
        });
        let gap = match switched.unwrap_or(policy.document) {
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
        if let Some((document, doubt)) = policy.also {
            let mut guard = guard.to_vec();
            guard.push(Formula::World(Choice::is(doubt, 1)));
            let before = into.held.len();
            self.document(
                owner,
                document,
                via,
                &guard,
                in_group,
                Some(at),
                subject,
                into,
            );
            let given = into.held.split_off(before);
            let allows = given
                .into_iter()
                .filter(|held| held.effect == Effect::Allow);
            into.held.extend(allows);
        }
        let Some(gap) = gap else { return };
        if policy.kind == PolicyKind::System {
            let rest =
                self.compiler
                    .system_rest(&policy.name, gap, policy.at.or(Some(at)), self.doubts);
            if let Some(when) = rest {
                into.of_its_own |= !guard.is_empty();
                into.held.push(Held {
                    owner,
                    piece: Piece::Unread,
                    effect: Effect::Allow,
                    when: Formula::and(guard.iter().cloned().chain([when])),
                    via: via.to_vec(),
                    in_resource_group: in_group,
                    attachment: Some(at),
                    gate: false,
                });
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
        into.of_its_own |= guard.iter().any(|part| *part != Formula::True);
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
        into.of_its_own |= depends || guard.iter().any(|part| *part != Formula::True);
        for (id, when) in statements.iter() {
            let id = *id;
            let Some(effect) = self.compiler.effect(id) else {
                continue;
            };
            let when = Formula::and(guard.iter().cloned().chain([when.clone()]));
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
        let unseen = into.case.unseen.take().into_iter();
        let unseen: Vec<Formula> = unseen.chain(self.not_complete(kind)).collect();
        into.case.unseen = (!unseen.is_empty()).then(|| Formula::or(unseen));
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
}
