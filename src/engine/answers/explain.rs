//! Why an answer is what it is: which of the held statements decided, how
//! broadly the grants among them reach, and the smallest text of each (D45).

use crate::engine::answers::{Answering, Because, Decided, Force, owner_name, via_name};
use crate::engine::breadth::{self, Breadth};
use crate::engine::case::Formulas;
use crate::engine::compile::Compiler;
use crate::engine::exposure::{self, Exposure};
use crate::engine::formula::{Bound, Formula};
use crate::engine::holdings::{Held, Holdings, Owner, Piece};
use crate::engine::solver::Sat;
use crate::engine::verdict::{Answer, Judge, Verdict};
use crate::model::doubt::Doubts;
use crate::model::policy::Effect;
use crate::source::Span;

/// How one held piece bears on the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Weight {
    counts: bool,
    grants_at_most: bool,
    /// What it takes to use this grant.
    exposure: Option<Exposure>,
}

impl<'a> Answering<'a> {
    pub(super) fn explain(
        &self,
        holdings: &Holdings,
        decided: &Decided,
        compiler: &mut Compiler<'a>,
        doubts: &mut Doubts,
    ) -> (Vec<Because>, Option<Breadth>) {
        let verdict = &decided.verdict;
        let mut because = Vec::new();
        let mut broadest = None;
        for (held, weight) in holdings.held.iter().zip(&decided.weights) {
            if !weight.counts {
                continue;
            }
            let entry = Because {
                exposure: weight.exposure,
                ..self.because(held, verdict, compiler, doubts)
            };
            if weight.grants_at_most {
                broadest = broadest.max(entry.breadth);
            }
            let same = because.iter().any(|known: &Because| {
                known.index == entry.index
                    && known.force == entry.force
                    && known.via == entry.via
                    && known.policy == entry.policy
                    && known.at == entry.at
            });
            if !same {
                because.push(entry);
            }
        }
        because.sort_by_key(|entry: &Because| (entry.at.file, entry.at.start, entry.force));
        let access = verdict.at_most.gives_access();
        (because, broadest.filter(|_| access))
    }

    fn because(
        &self,
        held: &Held,
        verdict: &Verdict,
        compiler: &mut Compiler<'a>,
        doubts: &mut Doubts,
    ) -> Because {
        let account = self.facts.account;
        let model = self.facts.model;
        let statement = match held.piece {
            Piece::Statement(id) => model.pools.statement(id).map(|statement| (id, statement)),
            Piece::Unread | Piece::Level => None,
        };
        let bundled = self.is_bundled(held.owner);
        let reached = statement.map(|(_, statement)| {
            breadth::of_statement(statement, &verdict.most, compiler, doubts)
        });
        let owner_at = match held.owner {
            Owner::Policy(id) => account.policy(id).and_then(|policy| policy.at),
            Owner::Control(number) => account.control_policies.get(number).map(|policy| policy.at),
            Owner::Added => None,
            Owner::Holding(number) => model
                .holdings
                .get(number)
                .and_then(|holding| model.pools.document(holding.document))
                .map(|document| document.at),
        };
        let nowhere = Span::new(crate::source::FileId(0), 0, 0);
        let at = if bundled {
            held.attachment
        } else {
            reached.map(|(_, at)| at)
        }
        .or(held.attachment)
        .or(owner_at)
        .unwrap_or(nowhere);
        Because {
            force: match (held.piece, held.effect) {
                (Piece::Level, _) => Force::Gate,
                (_, Effect::Allow) => Force::Allow,
                (_, Effect::Deny) => Force::Deny,
            },
            policy: owner_name(held.owner, account, model),
            statement: statement.map(|(id, _)| id),
            index: statement.map(|(_, statement)| statement.index),
            via: held.via.iter().map(|via| via_name(*via, account)).collect(),
            at,
            attachment: held.attachment,
            breadth: match held.effect {
                Effect::Allow => reached.map(|(breadth, _)| breadth),
                Effect::Deny => None,
            },
            bundled,
            exposure: None,
            when: self.when(held, verdict, compiler, doubts),
        }
    }

    fn when(
        &self,
        held: &Held,
        verdict: &Verdict,
        compiler: &Compiler<'a>,
        doubts: &Doubts,
    ) -> Option<Formula> {
        let when = held.when.in_world(&verdict.most).bound(Bound::Most);
        if held.effect == Effect::Deny || when == Formula::True {
            return None;
        }
        let judge = Judge {
            universe: &compiler.universe,
            doubts,
            readings: self.settings.readings,
        };
        (judge.is_met(&when.not()) != Sat::None).then_some(when)
    }

    fn is_bundled(&self, owner: Owner) -> bool {
        match owner {
            Owner::Policy(id) => self
                .facts
                .account
                .policy(id)
                .is_some_and(|policy| policy.bundled),
            Owner::Control(_) | Owner::Holding(_) | Owner::Added => false,
        }
    }
}

/// Which held pieces decided: grants that cover some allowed request (or some
/// denied one, where nothing is allowed), and guards that take some granted
/// request away, in some world that was looked at.
pub(super) fn weigh(
    holdings: &Holdings,
    formulas: &Formulas,
    verdict: &Verdict,
    taken: Option<Exposure>,
    judge: &Judge<'_>,
    at: i128,
) -> Vec<Weight> {
    let bound = verdict.worlds.is_empty();
    let worlds: Vec<_> = if bound {
        vec![verdict.most.clone()]
    } else if verdict.answer == Answer::Unknown {
        verdict.worlds.clone()
    } else {
        let first = verdict.worlds.first().cloned().unwrap_or_default();
        vec![first, verdict.most.clone()]
    };
    let in_world = |formula: &Formula, world: &crate::engine::formula::World| {
        let formula = formula.in_world(world);
        if bound {
            formula.bound(crate::engine::formula::Bound::Most)
        } else {
            formula
        }
    };
    let met = |formula: &Formula| match formula {
        Formula::False => false,
        Formula::True => true,
        other => judge.is_met(other) != crate::engine::solver::Sat::None,
    };
    let per_world: Vec<_> = worlds
        .iter()
        .map(|world| {
            let allowed = in_world(&formulas.allowed, world);
            let granted = in_world(&formulas.granted, world);
            let (access, covered) = (met(&allowed), met(&granted));
            (world, allowed, granted, access, covered)
        })
        .collect();
    let most_allowed = in_world(&formulas.allowed, &verdict.most);
    holdings
        .held
        .iter()
        .map(|held| {
            let counts = per_world
                .iter()
                .any(|(world, allowed, granted, access, covered)| {
                    let when = in_world(&held.when, world);
                    let target = match (held.effect, access, covered) {
                        (Effect::Allow, true, _) => allowed,
                        (Effect::Allow, false, _) => granted,
                        (Effect::Deny, _, true) => granted,
                        (Effect::Deny, _, false) => {
                            return verdict.answer == Answer::Denied && met(&when);
                        }
                    };
                    met(&Formula::and([when, target.clone()]))
                });
            let grants_at_most = held.effect == Effect::Allow
                && verdict.at_most.gives_access()
                && met(&Formula::and([
                    in_world(&held.when, &verdict.most),
                    most_allowed.clone(),
                ]));
            let exposure = match &held.when {
                _ if !grants_at_most => None,
                Formula::True => taken,
                when => {
                    let through = Formula::and([when.clone(), formulas.allowed.clone()]);
                    exposure::across(&through, verdict, judge, at)
                }
            };
            Weight {
                counts,
                grants_at_most,
                exposure,
            }
        })
        .collect()
}
