//! What somebody could get who does not have it: by a call that changes what they
//! hold, whom they act as, or what denies them (R61, D25). A search over the
//! states of an account, breadth first: whom one acts as, and what one changed.
//! Each call is asked about as the account is then, with the caller's own
//! conditions and gates; the path found is judged across worlds like any other.

pub(in crate::engine) mod again;
mod alike;
mod batch;
mod given;
mod ground;
mod leads;
mod lifting;
mod names;
mod powers;
mod progress;
mod requests;
mod search;
mod shed;
mod steps;
mod taking;
mod telling;
#[cfg(test)]
mod tests;
mod texts;
mod worlds;
mod worth;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::answers::{About, Line, Settings};
use crate::engine::changes::Identity;
use crate::engine::compile::{Compiler, Facts};
use crate::engine::exposure::Exposure;
use crate::engine::formula::{Formula, World};
use crate::engine::holdings::Index;
use crate::engine::path::Named;
use crate::engine::question::Resources;
use crate::engine::universe::Universe;
use crate::engine::verdict::Answer;
use crate::model::account::PrincipalKind;
use crate::model::catalogue::{EscalationKind, Gives};
use crate::model::doubt::{DoubtId, Doubts};

use alike::Alike;
pub use given::Given;
use ground::Ground;
pub use requests::Grant;
use search::Search;

/// The most steps of one path: roles become and calls of the escalation table.
pub const MAX_STEPS: usize = 4;

/// The most states that are looked at for one principal.
pub const MAX_STATES: usize = 400;

/// The most steps of the solver for one principal, over all its questions (D41).
pub const MAX_SOLVER_STEPS: u64 = 2_000_000;

/// The most worlds that are searched one by one, where the caller's own answer is
/// in doubt.
pub const MAX_WORLDS: usize = 6;

/// The most choices of what is not known that are gone through to find them.
pub const MAX_BRANCHES: usize = 256;

/// One way to what somebody does not have.
#[derive(Clone, Debug)]
pub struct Obtained {
    /// The steps in order; at least one is a call of the escalation table.
    pub steps: Vec<Taken>,
    /// Each request of the way, the last one for the action, as those of the witness.
    pub requests: Vec<Made>,
    /// Whom the action is then called as.
    pub finally: String,
    /// ALLOWED, ALLOWED IF or UNKNOWN, over the whole path.
    pub answer: Answer,
    /// What it takes to go the whole way (D27).
    pub exposure: Option<Exposure>,
    /// What makes the difference, where it is unknown.
    pub depends_on: Vec<DoubtId>,
    /// The readings without which the path would lead elsewhere (D14).
    pub relies_on: Vec<DoubtId>,
    /// One request per call and the last one for the action.
    pub witness: Vec<Named>,
    /// The world that the witness belongs to, where worlds were gone through.
    pub witness_world: Option<World>,
}

impl Obtained {
    /// The first step that is more than becoming a role: what the caller, or a
    /// role it becomes, is allowed and should perhaps not be.
    #[must_use]
    pub fn first(&self) -> Option<&Taken> {
        self.steps.iter().find(|step| step.edge.is_some())
    }

    /// Whether taking off a guard is all that it needs.
    #[must_use]
    pub fn only_sheds(&self) -> bool {
        self.steps
            .iter()
            .filter(|step| step.edge.is_some())
            .all(|step| step.sheds)
    }
}

/// One request of a way, as what it can look like.
#[derive(Clone, Debug)]
pub struct Made {
    /// When it is allowed, as it is made on this way.
    pub when: Formula,
    /// What it is like beside its conditions; `when` says so of its own keys alone.
    pub given: Given,
    /// Over which keys.
    pub universe: Arc<Universe>,
    /// The earlier request that opened the session it is made in.
    pub by: Option<usize>,
    /// How long a session lasts that it opens, in tenths of a nanosecond.
    pub session: Option<i128>,
}

/// One step of a path.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The edge by its id; `None` for becoming a role.
    pub edge: Option<&'static str>,
    /// The sort of way it is; `None` for becoming a role.
    pub kind: Option<EscalationKind>,
    /// What it changes; `None` for becoming a role.
    pub gives: Option<Gives>,
    /// The action and its effect were read in public documentation.
    pub verified: bool,
    /// It only takes off what denies.
    pub sheds: bool,
    /// Who makes the calls, `user/NAME`.
    pub by: String,
    /// The action of the edge, or that by which the role is become.
    pub action: String,
    /// The policy concerned, `Custom/N`, or the provider.
    pub policy: Option<String>,
    /// Whom it concerns, `user/NAME`; for becoming a role, the role.
    pub whom: Option<String>,
    /// Who enters or leaves the group, `user/NAME`.
    pub member: Option<String>,
    /// The calls, in order.
    pub calls: Vec<Call>,
    /// The service that the role concerned has to let in.
    pub service: Option<&'static str>,
}

impl Taken {
    /// The call that the step is named after.
    #[must_use]
    pub fn call(&self) -> Option<&Call> {
        let named = self.calls.iter().find(|call| call.action == self.action);
        named.or_else(|| self.calls.first())
    }
}

/// One call of a step.
#[derive(Clone, Debug)]
pub struct Call {
    /// The action.
    pub action: String,
    /// The resources it is authorised on; a part that may be anything is in braces.
    pub on: Vec<String>,
    /// The same, as they are asked about.
    pub resources: Vec<Resources>,
    /// What lets the caller make it.
    pub grant: Option<Grant>,
    /// Its place among the requests of the witness.
    pub request: usize,
}

/// A guard that somebody who is denied could take off.
#[derive(Clone, Debug)]
pub struct Removal {
    /// Roles become first.
    pub via: Vec<String>,
    /// The calls that have to be made before, so that the step is open.
    pub first: Vec<Taken>,
    /// The step.
    pub step: Taken,
    /// Whether it is so in every world.
    pub certain: bool,
    /// What is denied no longer: the guards, by their place in `because`.
    pub guards: Vec<usize>,
}

/// A control policy that somebody of the management account can lift from the
/// accounts below.
#[derive(Clone, Debug)]
pub struct Lift {
    /// The step.
    pub step: Taken,
    /// Whether it is so in every world.
    pub certain: bool,
}

/// How firmly somebody is denied (D26).
#[derive(Clone, Debug)]
pub struct Firmness {
    /// No step that is open to the one denied changes the answer.
    pub firm: bool,
    /// The steps that take guards off, whether or not they change the answer.
    pub removable_by: Vec<Removal>,
    /// The requests that are allowed once those steps are taken: all of them, or all
    /// of one sort. Over the universe of the answers.
    pub loosened: Formula,
}

/// Adds to the lines of an account what each could obtain, and how firmly those
/// are denied who are.
pub(in crate::engine) fn add<'a>(
    facts: Facts<'a>,
    index: &'a Index,
    settings: &Settings,
    compiler: &mut Compiler<'a>,
    doubts: &mut Doubts,
    lines: &mut [Line],
) {
    let mut ground = Ground::new(facts, index, settings, compiler, lines);
    let mut alike = Alike::new(&mut ground);
    let mut all = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let user = match line.about {
            About::Principal(PrincipalKind::User, id) => Some(id),
            _ => None,
        };
        let known = user.and_then(|id| alike.find(id, line, lines, (facts, index)));
        all.push(known.unwrap_or_else(|| {
            let found = search(&mut ground, compiler, doubts, line);
            if let Some(id) = user {
                alike.learn(id, number, &found);
            }
            found
        }));
    }
    for (line, found) in lines.iter_mut().zip(all) {
        line.lifts = found.lifts;
        line.can_obtain = found.obtained;
        line.search_cut = found.cut;
        line.firmness = found.firmness;
    }
}

/// What is found for one line.
#[derive(Clone, Debug, Default)]
struct Found {
    obtained: Vec<Obtained>,
    /// More states would have had to be looked at.
    cut: bool,
    firmness: Option<Firmness>,
    lifts: Vec<Lift>,
}

fn search<'a>(
    ground: &mut Ground<'a>,
    compiler: &mut Compiler<'a>,
    doubts: &mut Doubts,
    line: &Line,
) -> Found {
    let mut found = Found::default();
    for (number, who) in callers(line.about).iter().enumerate() {
        let mut search = Search::new(ground, compiler, doubts, who);
        let undecided = line.verdict.over_budget;
        if line.verdict.answer != Answer::Allowed && !undecided {
            let known: BTreeSet<_> = found
                .obtained
                .iter()
                .filter_map(|way| way.first()?.edge)
                .collect();
            let ways = search.run();
            found.cut |= search.is_cut();
            found.obtained.extend(ways.into_iter().filter(|way| {
                way.first()
                    .is_none_or(|first| first.edge.is_none_or(|edge| !known.contains(edge)))
            }));
        }
        if line.verdict.answer == Answer::Denied && number == 0 {
            found.firmness = Some(search.firmness(line));
        }
        if number == 0 && !undecided {
            found.lifts = search.lifts();
        }
    }
    found
}

/// Whom a line stands for as a caller: a group calls nothing itself, and a document is
/// held by a user or by a role.
fn callers(about: About) -> Vec<Identity> {
    match about {
        About::Principal(PrincipalKind::Group | PrincipalKind::SsoGroup, _) => Vec::new(),
        About::Principal(_, id) => vec![Identity::Principal(id)],
        About::Holding(number) => vec![
            Identity::Holder(number, PrincipalKind::User),
            Identity::Holder(number, PrincipalKind::Role),
        ],
    }
}
