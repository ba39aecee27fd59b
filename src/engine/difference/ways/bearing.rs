//! Every change that bears on a way, where no single one of them explains it: of who is
//! there and who holds what, and of what those concerned hold.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::engine::answers::owner_name;
use crate::engine::difference::causes::only_on;
use crate::engine::difference::halves::{Half, LinePair, Meeting, name_of};
use crate::engine::difference::statements::{Counterpart, counterpart};
use crate::engine::difference::{Act, Cause, Place, Side, Subject};
use crate::engine::holdings::Owner;
use crate::engine::obtain::{Obtained, Taken};
use crate::model::account::{Account, PolicyDocument, PolicyId, PrincipalId, Trust};
use crate::model::policy::{DocumentId, Effect};
use crate::source::Span;

impl<'a> Meeting<'a, '_> {
    /// The one change that bears on a way, or all of them together: of those concerned
    /// if anything of them changed, else of anybody.
    pub(super) fn bearing_on(&self, pair: LinePair<'a>, way: &Obtained, gives: Side) -> Vec<Cause> {
        let steps: Vec<&Taken> = way.steps.iter().collect();
        let ends = [pair.id(gives), way.finally.clone()];
        self.bearing_on_steps(pair, (&steps, &ends), gives)
    }

    /// The same of some steps, and of others whom they concern.
    pub(super) fn bearing_on_steps(
        &self,
        pair: LinePair<'a>,
        (steps, others): (&[&Taken], &[String]),
        gives: Side,
    ) -> Vec<Cause> {
        let names = names(steps, others);
        let mut found = self.changes(Some(&names), gives);
        if found.is_empty() {
            found = self.changes(None, gives);
        }
        if let [only] = found.as_mut_slice() {
            if only.subject == Subject::Attachment && only.act == only_on(gives) {
                only.grants = granting(steps, gives);
            }
            return found;
        }
        let mut places: Vec<Place> = found.into_iter().flat_map(|one| one.places).collect();
        places.sort_by_key(|place| (place.side == Side::Before, *place));
        places.dedup();
        vec![Cause {
            subject: Subject::Several,
            act: Act::Changed,
            places,
            of: pair.id(gives),
            whom: None,
            grants: Vec::new(),
        }]
    }

    /// What one side has and the other has not, of some by their names or of anybody.
    pub(in crate::engine::difference) fn changes(
        &self,
        names: Option<&BTreeSet<String>>,
        gives: Side,
    ) -> Vec<Cause> {
        let mut found: Vec<Cause> = Vec::new();
        for side in [gives, gives.other()] {
            let (mine, theirs) = (self.half(side), self.half(side.other()));
            let (Some(account), Some(other)) = (mine.account, theirs.account) else {
                continue;
            };
            let changes = Changes {
                mine,
                theirs,
                account,
                other,
                names,
                // What was changed in place is told of once.
                in_place: side == gives,
            };
            for cause in changes.all() {
                if !found.iter().any(|one| one.places == cause.places) {
                    found.push(cause);
                }
            }
        }
        found
    }
}

/// Everybody and every policy that some steps go through, in lower case.
fn names(steps: &[&Taken], others: &[String]) -> BTreeSet<String> {
    let mut all: Vec<&str> = others.iter().map(String::as_str).collect();
    for taken in steps {
        all.push(&taken.by);
        let others = [&taken.policy, &taken.whom, &taken.member];
        all.extend(others.into_iter().flatten().map(String::as_str));
    }
    all.into_iter().map(str::to_ascii_lowercase).collect()
}

/// What lets somebody make the first call of some steps.
fn granting(steps: &[&Taken], gives: Side) -> Vec<Place> {
    let first = steps.iter().find(|taken| taken.edge.is_some());
    let calls = first.and_then(|taken| taken.call());
    let at = calls.and_then(|call| call.grant.as_ref()?.at);
    at.into_iter().map(|at| Place { side: gives, at }).collect()
}

/// What one side has and the other has not, or not so.
struct Changes<'l, 'a> {
    mine: &'l Half<'a>,
    theirs: &'l Half<'a>,
    account: &'a Account,
    other: &'a Account,
    /// Of whom and of what; `None` for anything.
    names: Option<&'l BTreeSet<String>>,
    in_place: bool,
}

impl Changes<'_, '_> {
    fn concerns(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        self.names.is_none_or(|names| names.contains(&name))
    }

    fn all(&self) -> Vec<Cause> {
        let mut found = Vec::new();
        let mut concerned: BTreeSet<PrincipalId> = BTreeSet::new();
        for (id, principal) in self.account.principals() {
            let name = named(id, self.account);
            if !self.concerns(&name) {
                continue;
            }
            concerned.insert(id);
            let mut there = self.other.principals();
            let same = there.find(|(_, one)| name_of(one) == name_of(principal));
            match (same, principal.at) {
                (None, Some(at)) => found.push(self.only(Subject::Principal, at, name, None)),
                (Some((_, same)), _) => {
                    if let (Trust::Known(one), Trust::Known(other)) = (principal.trust, same.trust)
                    {
                        found.extend(self.statements(one, other, &name, true));
                    }
                }
                _ => {}
            }
        }
        self.memberships(&mut concerned, &mut found);
        self.attachments(&concerned, &mut found);
        self.held_documents(&mut found);
        self.directory(&mut found);
        found
    }

    fn memberships(&self, concerned: &mut BTreeSet<PrincipalId>, found: &mut Vec<Cause>) {
        let key = |user, group, account: &Account| {
            [user, group].map(|id| named(id, account).to_ascii_lowercase())
        };
        let there = self.other.memberships.iter();
        let there: BTreeSet<_> = there
            .map(|one| key(one.user, one.group, self.other))
            .collect();
        let mut groups = Vec::new();
        for one in &self.account.memberships {
            if !concerned.contains(&one.user) && !concerned.contains(&one.group) {
                continue;
            }
            groups.push(one.group);
            if !there.contains(&key(one.user, one.group, self.account)) {
                let (user, group) = (
                    named(one.user, self.account),
                    named(one.group, self.account),
                );
                found.push(self.only(Subject::Membership, one.at, user, Some(group)));
            }
        }
        concerned.extend(groups);
    }

    fn attachments(&self, concerned: &BTreeSet<PrincipalId>, found: &mut Vec<Cause>) {
        let policy = |id, half: &Half<'_>, account: &Account| {
            owner_name(Owner::Policy(id), account, half.model)
        };
        let there: Vec<_> = self
            .other
            .attachments
            .iter()
            .map(|one| {
                let holder = named(one.to, self.other).to_ascii_lowercase();
                let policy = policy(one.policy, self.theirs, self.other).to_ascii_lowercase();
                (holder, policy, &one.scope)
            })
            .collect();
        let mut held: BTreeSet<PolicyId> = BTreeSet::new();
        for one in &self.account.attachments {
            let of = policy(one.policy, self.mine, self.account);
            if !concerned.contains(&one.to) && !self.concerns(&of) {
                continue;
            }
            held.insert(one.policy);
            let holder = named(one.to, self.account);
            let key = (
                holder.to_ascii_lowercase(),
                of.to_ascii_lowercase(),
                &one.scope,
            );
            if !there.contains(&key) {
                found.push(self.only(Subject::Attachment, one.at, of, Some(holder)));
            }
        }
        for id in held {
            let of = policy(id, self.mine, self.account);
            let known = |account: &Account, id| match account.policy(id)?.document {
                PolicyDocument::Known { document, .. } => Some(document),
                PolicyDocument::Absent(_) => None,
            };
            let mut others = (0_u32..).map(PolicyId).zip(&self.other.policies);
            let same = others
                .find(|(id, _)| policy(*id, self.theirs, self.other).eq_ignore_ascii_case(&of));
            let there = same.and_then(|(id, _)| known(self.other, id));
            if let Some((one, other)) = known(self.account, id).zip(there) {
                found.extend(self.statements(one, other, &of, false));
            }
        }
    }

    /// Documents by their paths.
    fn held_documents(&self, found: &mut Vec<Cause>) {
        for one in &self.mine.model.holdings {
            let name = format!("policy/{}", one.path);
            let mut there = self.theirs.model.holdings.iter();
            if self.concerns(&name)
                && let Some(other) = there.find(|other| other.path == one.path)
            {
                found.extend(self.statements(one.document, other.document, &name, false));
            }
        }
    }

    fn directory(&self, found: &mut Vec<Cause>) {
        for one in &self.account.control_policies {
            let mut there = self.other.control_policies.iter();
            if !there.any(|other| other.id == one.id) {
                let of = format!("Control/{}", one.id);
                found.push(self.only(Subject::ControlPolicy, one.at, of, None));
            }
        }
        let at = self.account.placed_at.or(self.account.at);
        if self.in_place && self.account.position != self.other.position {
            let of = self.account.name().unwrap_or_default().to_owned();
            let places = at.map(|at| self.place(at));
            found.push(self.changed(Subject::Position, places.into_iter().collect(), of));
        }
    }

    /// Statements of a document that its other version does not have in these words.
    fn statements(
        &self,
        document: DocumentId,
        other: DocumentId,
        of: &str,
        is_trust: bool,
    ) -> Vec<Cause> {
        let (one, two) = ((self.mine.model, document), (self.theirs.model, other));
        let mut found = Vec::new();
        for (id, statement) in self.mine.model.pools.statements(document) {
            let subject = match (statement.effect, is_trust) {
                (Effect::Allow, false) => Subject::Allow,
                (Effect::Deny, false) => Subject::Deny,
                (Effect::Allow, true) => Subject::Trust,
                (Effect::Deny, true) => Subject::TrustDeny,
            };
            let of = of.to_owned();
            match counterpart(one, id, two) {
                Counterpart::None => {
                    found.push(self.only(subject, statement.actions.at, of, None));
                }
                Counterpart::Changed(there) if self.in_place => {
                    let mut places = vec![self.place(statement.actions.at)];
                    let there = self.theirs.model.pools.statement(there);
                    places.extend(there.map(|there| Place {
                        side: self.theirs.side,
                        at: there.actions.at,
                    }));
                    places.sort_by_key(|place| place.side == Side::Before);
                    found.push(self.changed(subject, places, of));
                }
                Counterpart::Changed(_) | Counterpart::Same(_) => {}
            }
        }
        found
    }

    const fn place(&self, at: Span) -> Place {
        Place {
            side: self.mine.side,
            at,
        }
    }

    fn only(&self, subject: Subject, at: Span, of: String, whom: Option<String>) -> Cause {
        Cause {
            subject,
            act: only_on(self.mine.side),
            places: vec![self.place(at)],
            of,
            whom,
            grants: Vec::new(),
        }
    }

    const fn changed(&self, subject: Subject, places: Vec<Place>, of: String) -> Cause {
        Cause {
            subject,
            act: Act::Changed,
            places,
            of,
            whom: None,
            grants: Vec::new(),
        }
    }
}

fn named(id: PrincipalId, account: &Account) -> String {
    account.principal(id).map_or_else(String::new, |one| {
        format!("{}/{}", one.kind.word(), one.name)
    })
}
