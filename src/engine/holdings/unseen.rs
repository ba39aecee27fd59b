//! What an input that claims to be an account does not show: of all, where a
//! category is not whole, or of single principals (D32). Only an Allow is taken to
//! be possible; an unseen Deny is never assumed.

use crate::engine::formula::Formula;
use crate::engine::holdings::Collector;
use crate::model::account::{PrincipalId, PrincipalKind};
use crate::model::doubt::{Choice, DoubtId};

fn world(gap: DoubtId) -> Formula {
    Formula::World(Choice::is(gap, 1))
}

impl Collector<'_, '_> {
    /// When something that a principal holds, or a group it is in, allows the call
    /// and is not shown.
    pub(super) fn unlisted(&self, id: PrincipalId) -> Option<Formula> {
        let unlisted = &self.account.unlisted;
        let of = |holder: PrincipalId| unlisted.iter().filter(move |one| one.to == holder);
        let mut parts: Vec<Formula> = of(id).map(|one| world(one.gap)).collect();
        for (group, when) in self.index.groups.get(&id).into_iter().flatten() {
            if self.changes.left.contains(&(id, *group)) {
                continue;
            }
            parts.extend(of(*group).map(|one| {
                let when = when.iter().copied().map(Formula::World);
                Formula::and(when.chain([world(one.gap)]))
            }));
        }
        (!parts.is_empty()).then(|| Formula::or(parts))
    }

    /// Whether not all that a principal holds is shown.
    pub(super) fn is_unlisted(&self, id: PrincipalId) -> bool {
        let complete = self.account.complete;
        let mut unlisted = self.account.unlisted.iter();
        unlisted.any(|one| one.to == id || self.index.groups_of(id).any(|group| group == one.to))
            || complete.account && !complete.attachments
    }

    /// The same as [`Self::unlisted`] for a category that is not whole.
    pub(super) fn not_complete(&mut self, kind: PrincipalKind) -> Option<Formula> {
        let complete = self.account.complete;
        let is_user = kind == PrincipalKind::User;
        let word = if !complete.attachments {
            "attachments"
        } else if is_user && !complete.memberships {
            "memberships"
        } else if is_user && !complete.groups {
            "groups"
        } else {
            return None;
        };
        let is_ram = !matches!(kind, PrincipalKind::SsoUser | PrincipalKind::SsoGroup);
        (complete.account && is_ram).then(|| {
            let about = self.account.about_category(word);
            world(self.doubts.gap("not-complete", about, self.account.at, 2))
        })
    }
}
