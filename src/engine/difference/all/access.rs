//! What one session of a principal may do, taken apart: each grant and each block
//! with the statement behind it, so that what both sides have in common is seen
//! before anything is solved.

use crate::engine::compile::met;
use crate::engine::formula::Formula;
use crate::engine::holdings::{Holdings, Piece};
use crate::model::policy::{Effect, StatementId};

/// A set of requests, and what it comes from.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) when: Formula,
    /// `None` for what was not read, and for a level of the directory.
    pub(super) statement: Option<StatementId>,
}

/// A request is allowed where some grant covers it and no block does.
#[derive(Clone, Debug, Default)]
pub(super) struct Access {
    pub(super) grants: Vec<Part>,
    pub(super) blocks: Vec<Part>,
}

/// What is asked of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aspect {
    /// Whether it is allowed.
    Allowed,
    /// Whether some Deny applies to it.
    Denied,
}

impl Access {
    /// The same as [`Case::formulas`](crate::engine::case::Case::formulas) says.
    /// `shared` makes formulas be over the variables of both sides.
    pub(super) fn of(
        holdings: &Holdings,
        aspect: Aspect,
        mut shared: impl FnMut(&Formula) -> Formula,
    ) -> Self {
        let mut access = Self::default();
        let mut group_grants = Vec::new();
        let mut group_blocks = Vec::new();
        for held in &holdings.held {
            let part = Part {
                when: shared(&held.when),
                statement: match held.piece {
                    Piece::Statement(id) => Some(id),
                    Piece::Unread | Piece::Level => None,
                },
            };
            if part.when == Formula::False {
                continue;
            }
            match (held.effect, held.in_resource_group) {
                (Effect::Allow, false) => access.grants.push(part),
                (Effect::Allow, true) => group_grants.push(part),
                (Effect::Deny, false) => access.blocks.push(part),
                (Effect::Deny, true) => group_blocks.push(part),
            }
        }
        if let Some(unseen) = &holdings.case.unseen {
            access.grants.push(Part {
                when: shared(unseen),
                statement: None,
            });
        }
        if aspect == Aspect::Denied {
            access.blocks.extend(group_blocks);
            return Self {
                grants: access.blocks,
                blocks: Vec::new(),
            };
        }
        let spared = Formula::and(group_blocks.iter().map(|block| block.when.not()));
        access
            .grants
            .extend(group_grants.into_iter().map(|grant| Part {
                when: Formula::and([grant.when, spared.clone()]),
                ..grant
            }));
        // A Deny at the scope of a resource group is against everything in the world
        // where it is seen in time.
        if let Some(first) = holdings.case.account_first {
            let together = shared(&met(first).not());
            access
                .blocks
                .extend(group_blocks.into_iter().map(|block| Part {
                    when: Formula::and([together.clone(), block.when]),
                    ..block
                }));
        }
        access
    }

    /// The requests that are allowed.
    pub(super) fn allowed(&self) -> Formula {
        let grants = Formula::or(self.grants.iter().map(|grant| grant.when.clone()));
        let blocks = self.blocks.iter().map(|block| block.when.not());
        Formula::and(std::iter::once(grants).chain(blocks))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::case::Case;
    use crate::engine::formula::World;
    use crate::engine::holdings::{Held, Owner};
    use crate::model::account::PolicyId;
    use crate::model::doubt::DoubtId;

    /// Account and resource group, Allow and Deny, and what is not seen, each with a
    /// variable of its own.
    const HELD: [(Effect, bool); 6] = [
        (Effect::Allow, false),
        (Effect::Allow, true),
        (Effect::Deny, false),
        (Effect::Deny, false),
        (Effect::Deny, true),
        (Effect::Deny, true),
    ];
    const UNSEEN: u32 = 6;
    const FIRST: u32 = 7;

    fn holdings(which: u32) -> Holdings {
        let has = |number: u32| which >> number & 1 == 1;
        let mut holdings = Holdings::default();
        let case: &mut Case = &mut holdings.case;
        for (number, (effect, in_resource_group)) in (0..).zip(HELD) {
            if !has(number) {
                continue;
            }
            let when = met(DoubtId(number));
            let list = match (effect, in_resource_group) {
                (Effect::Allow, false) => &mut case.allow,
                (Effect::Allow, true) => &mut case.group_allow,
                (Effect::Deny, false) => &mut case.deny,
                (Effect::Deny, true) => &mut case.group_deny,
            };
            list.push(when.clone());
            holdings.held.push(Held {
                owner: Owner::Policy(PolicyId(0)),
                piece: Piece::Statement(StatementId(number)),
                effect,
                when,
                via: Vec::new(),
                in_resource_group,
                attachment: None,
                gate: false,
            });
        }
        case.unseen = has(UNSEEN).then(|| met(DoubtId(UNSEEN)));
        case.account_first = (!case.group_deny.is_empty()).then_some(DoubtId(FIRST));
        holdings
    }

    #[test]
    fn d21_taken_apart_it_is_what_the_case_says() {
        for which in 0..1 << (UNSEEN + 1) {
            let holdings = holdings(which);
            let of = |aspect| Access::of(&holdings, aspect, Formula::clone).allowed();
            let (allowed, denied) = (of(Aspect::Allowed), of(Aspect::Denied));
            let expected = holdings.case.formulas();
            for met in 0..1_u32 << (FIRST + 1) {
                let choices =
                    (0..=FIRST).map(|number| (DoubtId(number), u8::from(met >> number & 1 == 1)));
                let world: World = choices.collect();
                let about = format!("{which:b} {met:b}");
                let pairs = [(&allowed, &expected.allowed), (&denied, &expected.denied)];
                for (found, expected) in pairs {
                    assert_eq!(found.in_world(&world), expected.in_world(&world), "{about}");
                }
            }
        }
    }
}
