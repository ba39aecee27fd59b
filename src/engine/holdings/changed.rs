//! What somebody holds once the account has changed, and what those hold who are
//! no principals of the account (D25).

use crate::engine::changes::Identity;
use crate::engine::formula::Formula;
use crate::engine::holdings::{Collector, Held, Holdings, Owner, Piece, Via};
use crate::engine::question::Subject;
use crate::model::account::{PolicyDocument, PolicyId, PrincipalId, PrincipalKind};
use crate::model::doubt::DoubtId;
use crate::model::policy::{DocumentId, Effect};
use crate::source::{FileId, Span};

impl Collector<'_, '_> {
    /// What somebody holds, each session of a Cloud SSO identity apart.
    pub fn identity(&mut self, who: &Identity, subject: &Subject) -> Vec<Holdings> {
        let mut holdings = Holdings::default();
        match who {
            Identity::Principal(id) => {
                return match self.account.principal(*id).map(|found| found.kind) {
                    Some(PrincipalKind::SsoUser | PrincipalKind::SsoGroup) => {
                        self.sessions(*id, subject)
                    }
                    _ => vec![self.principal(*id, subject)],
                };
            }
            Identity::Holder(number, _) => {
                let holding = self.compiler.facts.model.holdings.get(*number);
                if let Some(holding) = holding {
                    let (document, rest) = (holding.document, holding.rest);
                    self.held_then(*number, document, rest, subject, &mut holdings);
                }
            }
            Identity::New(_, _) => self.gated(subject, &mut holdings),
        }
        self.added(who, &[], &[], subject, &mut holdings);
        self.joined(who, subject, &mut holdings);
        self.assemble(&mut holdings);
        vec![holdings]
    }

    /// A document that is held alone, as its policy says it then.
    fn held_then(
        &mut self,
        number: usize,
        document: DocumentId,
        rest: Option<DoubtId>,
        subject: &Subject,
        into: &mut Holdings,
    ) {
        let is_of = |id: &PolicyId| {
            let policy = self.account.policy(*id).map(|policy| policy.document);
            matches!(policy, Some(PolicyDocument::Known { document: own, .. }) if own == document)
        };
        let changes = self.changes;
        if changes.rewritten.iter().any(is_of) {
            let owner = Owner::Holding(number);
            into.held.push(unlimited(owner, &[], &[], false));
            into.of_its_own = true;
            return;
        }
        let switched = changes.switched.iter().find(|(id, _)| is_of(id));
        let (document, rest) = match switched {
            Some((_, other)) => (*other, None),
            None => (document, rest),
        };
        into.of_its_own |= switched.is_some();
        self.held_alone(number, document, rest, subject, into);
    }

    /// What was attached to somebody since.
    pub(super) fn added(
        &mut self,
        who: &Identity,
        via: &[Via],
        guard: &[Formula],
        subject: &Subject,
        into: &mut Holdings,
    ) {
        let changes = self.changes;
        for policy in changes.attached_to(who) {
            let at = self.account.policy(policy).and_then(|found| found.at);
            let at = at.unwrap_or_else(|| Span::new(FileId(0), 0, 0));
            self.policy(policy, via, guard, false, at, subject, into);
            into.of_its_own = true;
        }
        if changes.unlimited.contains(who) {
            into.held.push(unlimited(Owner::Added, via, guard, false));
            into.of_its_own = true;
        }
    }

    /// What comes from the groups that somebody was added to since.
    pub(super) fn joined(&mut self, who: &Identity, subject: &Subject, into: &mut Holdings) {
        let groups: Vec<PrincipalId> = self.changes.joined_by(who).collect();
        for group in groups {
            self.attached(group, &[Via::Group(group)], &[], subject, into);
        }
    }
}

/// A policy that allows everything.
pub(super) fn unlimited(owner: Owner, via: &[Via], guard: &[Formula], in_group: bool) -> Held {
    Held {
        owner,
        piece: Piece::Unread,
        effect: Effect::Allow,
        when: Formula::and(guard.iter().cloned()),
        via: via.to_vec(),
        in_resource_group: in_group,
        attachment: None,
        gate: false,
    }
}
