//! What somebody holds once the account has changed, and what those hold who are
//! no principals of the account (D25).

use crate::engine::changes::Identity;
use crate::engine::formula::Formula;
use crate::engine::holdings::{Collector, Held, Holdings, Owner, Piece, Via};
use crate::engine::question::Subject;
use crate::model::account::{PrincipalId, PrincipalKind};
use crate::model::policy::Effect;
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
                    self.held_alone(*number, document, rest, subject, &mut holdings);
                }
            }
            Identity::New(_, _) => self.gated(subject, &mut holdings),
        }
        self.added(who, &[], &[], subject, &mut holdings);
        self.joined(who, subject, &mut holdings);
        self.assemble(&mut holdings);
        vec![holdings]
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
