//! One hop: when a caller can become a role, from the caller's own policies and
//! the role's trust document, in one request (R45, R47 to R52).

use crate::engine::answers::subject_of;
use crate::engine::breadth;
use crate::engine::compile::{Compiler, Facts};
use crate::engine::formula::{Formula, World};
use crate::engine::holdings::{Collector, Holdings, Index, Owner, Piece};
use crate::engine::question::{Question, Resources};
use crate::engine::trust::{self, Caller};
use crate::model::account::{Principal, PrincipalId, PrincipalKind, Trust};
use crate::model::doubt::Doubts;
use crate::model::policy::{Effect, StatementId};
use crate::source::Span;

/// One step: a caller becomes a role.
#[derive(Clone)]
pub(super) struct Hop {
    pub(super) when: Formula,
    pub(super) trust: Option<StatementId>,
    pub(super) trust_at: Option<Span>,
    pub(super) call_at: Option<Span>,
    pub(super) target: usize,
}

pub(super) struct CallerId {
    pub(super) id: PrincipalId,
    /// `user/NAME` or `role/NAME` in lower case.
    pub(super) folded: String,
    kind: PrincipalKind,
    name: String,
}

/// Users, roles and Cloud SSO users who may be allowed to become a role, whichever: an
/// account may have thousands of roles, and few who hold anything about becoming one.
pub(super) fn callers(facts: Facts<'_>, index: &Index, doubts: &Doubts) -> Vec<CallerId> {
    let Some(assume) = facts.catalogue.assume_actions().next() else {
        return Vec::new();
    };
    let question = Question {
        action: assume.action.to_owned(),
        catalogued: true,
        resources: Resources::Unknown,
    };
    let mut compiler = Compiler::new(facts, question);
    // What this is in doubt about is asked again of each role.
    let mut doubts = doubts.clone();
    let mut asked = Collector::new(facts.account, index, &mut compiler, &mut doubts);
    let mut callers = Vec::new();
    for (id, principal) in facts.account.principals() {
        let may = match principal.kind {
            PrincipalKind::Group | PrincipalKind::SsoGroup => false,
            PrincipalKind::SsoUser => true,
            PrincipalKind::User | PrincipalKind::Role => {
                asked.may_matter(id, &subject_of(principal.kind, &principal.name))
            }
        };
        if may {
            callers.push(CallerId::of(id, principal));
        }
    }
    callers
}

impl CallerId {
    pub(super) fn of(id: PrincipalId, principal: &Principal) -> Self {
        Self {
            id,
            folded: format!("{}/{}", principal.kind.word(), principal.name).to_ascii_lowercase(),
            kind: principal.kind,
            name: principal.name.clone(),
        }
    }
}

/// When a caller can become a role: its own side and the trust, in one request.
pub(super) fn hop<'a>(
    facts: Facts<'a>,
    index: &'a Index,
    caller: &CallerId,
    document: Trust,
    compiler: &mut Compiler<'a>,
    doubts: &mut Doubts,
) -> Vec<Hop> {
    let subject = subject_of(caller.kind, &caller.name);
    let (admitted, trust) = match document {
        Trust::None => return Vec::new(),
        Trust::Unknown(gap) => {
            let at = doubts.get(gap).and_then(|doubt| doubt.at);
            (crate::engine::compile::met(gap), (None, at))
        }
        Trust::Known(document) => {
            let who = Caller {
                kind: caller.kind,
                name: match caller.kind {
                    PrincipalKind::User | PrincipalKind::Role => Some(caller.name.as_str()),
                    _ => None,
                },
            };
            let admission = trust::admits(
                document,
                &who,
                facts.model,
                facts.account,
                &subject,
                compiler,
                doubts,
            );
            let by = admission.by.first().copied();
            (admission.when, (by.map(|(id, _)| id), by.map(|(_, at)| at)))
        }
    };
    if admitted == Formula::False {
        return Vec::new();
    }
    let mut collector = Collector::new(facts.account, index, compiler, doubts);
    let session = matches!(caller.kind, PrincipalKind::SsoUser);
    if !session && !collector.may_matter(caller.id, &subject) {
        return Vec::new();
    }
    let held = if session {
        collector.sessions(caller.id, &subject)
    } else {
        vec![collector.principal(caller.id, &subject)]
    };
    let (trust, trust_at) = trust;
    held.iter()
        .filter_map(|holdings| {
            let own = holdings.case.formulas().allowed;
            let when = Formula::and([own, admitted.clone()]);
            (when != Formula::False).then(|| Hop {
                when,
                trust,
                trust_at,
                call_at: call_at(holdings, facts, compiler, doubts),
                target: 0,
            })
        })
        .collect()
}

/// The first grant of the call, as the place that a reader has to look at.
fn call_at(
    holdings: &Holdings,
    facts: Facts<'_>,
    compiler: &mut Compiler<'_>,
    doubts: &mut Doubts,
) -> Option<Span> {
    let held = holdings
        .held
        .iter()
        .find(|held| held.effect == Effect::Allow && !held.gate)?;
    let bundled = match held.owner {
        Owner::Policy(id) => facts
            .account
            .policy(id)
            .is_some_and(|policy| policy.bundled),
        Owner::Control(_) | Owner::Holding(_) | Owner::Added => false,
    };
    match held.piece {
        Piece::Statement(id) if !bundled => {
            let statement = facts.model.pools.statement(id)?;
            let (_, at) = breadth::of_statement(statement, &World::new(), compiler, doubts);
            Some(at)
        }
        _ => held.attachment,
    }
}
