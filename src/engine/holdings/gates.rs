//! The levels of a resource directory that bind an account's members: each must
//! allow, any Deny wins, and what is not known only subtracts (R56, R57, D22).

use crate::engine::case::Gate;
use crate::engine::formula::Formula;
use crate::engine::holdings::{Collector, Held, Holdings, Owner, Piece};
use crate::engine::question::Subject;
use crate::model::account::{ControlDocument, Position};
use crate::model::doubt::Choice;
use crate::model::policy::Effect;

impl Collector<'_, '_> {
    /// The levels of the directory that bind the account's members (D22).
    pub(super) fn gated(&mut self, subject: &Subject, into: &mut Holdings) {
        into.case.gates = self.levels(subject, into);
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
            self.control(number, &Formula::True, subject, &mut allow, &mut deny, into);
        }
        let claimed = self.account.complete.control_policies;
        if !(claimed && attached) {
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
        into.of_its_own |= own.of_its_own;
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
