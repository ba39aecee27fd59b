//! The calls that a search asks about: each an action on some resources, compiled
//! once and asked about for whoever might make it, in whatever state the account
//! is then (D25).

use std::collections::BTreeMap;

use crate::engine::answers::subject_of;
use crate::engine::breadth;
use crate::engine::changes::{Changes, Identity};
use crate::engine::compile::{Compiled, Compiler, Facts};
use crate::engine::formula::{Formula, World};
use crate::engine::holdings::{Collector, Held, Holdings, Index, Owner, Piece};
use crate::engine::obtain::given;
use crate::engine::obtain::powers::{Actions, Powers};
use crate::engine::question::{Question, Resources, Subject};
use crate::engine::solver::Sat;
use crate::engine::universe::Universe;
use crate::engine::verdict::Judge;
use crate::model::Model;
use crate::model::account::{PolicyId, PrincipalKind, Trust};
use crate::model::doubt::Doubts;
use crate::model::policy::{Effect, Form};
use crate::source::Span;

use crate::engine::trust::{self, Caller};

/// One call: an action, the resources it is authorised on, and the service that
/// a role is handed to by it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CallKey {
    pub(super) action: String,
    pub(super) on: Vec<Resources>,
    pub(super) service: Option<&'static str>,
}

/// Names one compiled call.
pub(super) type RequestId = usize;

struct Request<'a> {
    key: CallKey,
    /// The action among those looked for.
    action: Actions,
    compiler: Compiler<'a>,
    /// What was compiled about each resource, but for the one turned to.
    parts: Vec<Option<Compiled>>,
    turned_to: usize,
}

/// What lets somebody make a call: the policy, the statement and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// `Custom/N`, `System/N`, `policy/PATH`.
    pub policy: String,
    /// The number of the statement, from 0.
    pub statement: Option<u32>,
    /// Groups and configurations it came through.
    pub via: Vec<String>,
    /// The smallest text, or the attachment of a bundled policy.
    pub at: Option<Span>,
}

/// All calls of a run.
pub(super) struct Requests<'a> {
    facts: Facts<'a>,
    index: &'a Index,
    list: Vec<Request<'a>>,
    known: BTreeMap<CallKey, RequestId>,
    /// Answers about the account as it is.
    unchanged: BTreeMap<(RequestId, Identity), Formula>,
}

impl<'a> Requests<'a> {
    pub(super) const fn new(facts: Facts<'a>, index: &'a Index) -> Self {
        Self {
            facts,
            index,
            list: Vec::new(),
            known: BTreeMap::new(),
            unchanged: BTreeMap::new(),
        }
    }

    /// The call of a key, compiled at its first use.
    pub(super) fn find(&mut self, key: CallKey, powers: &Powers<'a>) -> RequestId {
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let first = key.on.first().cloned().unwrap_or(Resources::All);
        let question = Question {
            action: key.action.clone(),
            catalogued: true,
            resources: first,
        };
        let compiler = Compiler::new(self.facts, question);
        let id = self.list.len();
        self.known.insert(key.clone(), id);
        self.list.push(Request {
            parts: key.on.iter().map(|_| None).collect(),
            action: powers.bit(&key.action),
            key,
            compiler,
            turned_to: 0,
        });
        id
    }

    /// What requests of a call can look like.
    pub(super) fn universe(&self, id: RequestId) -> Option<&Universe> {
        Some(&self.list.get(id)?.compiler.universe)
    }

    /// The key of a call.
    pub(super) fn key(&self, id: RequestId) -> Option<&CallKey> {
        Some(&self.list.get(id)?.key)
    }

    /// When somebody is allowed the call: on each of its resources, by the same
    /// request.
    pub(super) fn allowed(
        &mut self,
        id: RequestId,
        who: &Identity,
        changes: &Changes,
        powers: &Powers<'a>,
        doubts: &mut Doubts,
    ) -> Formula {
        let unchanged = changes.is_none();
        if unchanged && let Some(known) = self.unchanged.get(&(id, who.clone())) {
            return known.clone();
        }
        let subject = subject(who, self.facts);
        let action = self.list.get(id).map_or(0, |request| request.action);
        let relevant = |policy: PolicyId| powers.is_about_then(policy, action, changes);
        let mut all = Vec::new();
        self.each_resource(id, |index, compiler| {
            let account = compiler.facts.account;
            let held = Collector::new(account, index, compiler, doubts)
                .under(changes)
                .only(&relevant)
                .identity(who, &subject);
            let sessions = held.iter().map(|held| held.case.formulas().allowed);
            let allowed = Formula::or(sessions);
            let goes_on = allowed != Formula::False;
            all.push(allowed);
            goes_on
        });
        all.extend(self.on_service(id));
        let allowed = Formula::and(all);
        if unchanged {
            self.unchanged.insert((id, who.clone()), allowed.clone());
        }
        allowed
    }

    /// When somebody is admitted by a role's trust document, in the request of a
    /// call to become it.
    pub(super) fn admitted(
        &mut self,
        id: RequestId,
        who: &Identity,
        trust: Trust,
        doubts: &mut Doubts,
    ) -> Formula {
        let document = match trust {
            Trust::None => return Formula::False,
            Trust::Unknown(gap) => return crate::engine::compile::met(gap),
            Trust::Known(document) => document,
        };
        let facts = self.facts;
        let subject = subject(who, facts);
        let (kind, name) = kind_and_name(who, facts);
        let caller = Caller {
            kind,
            name: match kind {
                PrincipalKind::User | PrincipalKind::Role => name.as_deref(),
                _ => None,
            },
        };
        let Some(request) = self.list.get_mut(id) else {
            return Formula::False;
        };
        let compiler = &mut request.compiler;
        trust::admits(
            document,
            &caller,
            facts.model,
            facts.account,
            &subject,
            compiler,
            doubts,
        )
        .when
    }

    /// What lets somebody make a call: of what grants some request, the first that does so
    /// for every resource, or else for the first of them.
    pub(super) fn grant(
        &mut self,
        id: RequestId,
        who: &Identity,
        changes: &Changes,
        doubts: &mut Doubts,
    ) -> Option<Grant> {
        let facts = self.facts;
        let subject = subject(who, facts);
        let mut found: Option<(usize, Vec<Grant>)> = None;
        self.each_resource(id, |index, compiler| {
            let held = Collector::new(facts.account, index, compiler, doubts)
                .under(changes)
                .identity(who, &subject);
            let mut granting = |held: &Holdings| granting(held, facts, compiler, doubts);
            match &mut found {
                // Of several sessions the first is told in which the call is allowed.
                None => {
                    let sessions = held.iter().enumerate();
                    let mut sessions = sessions.map(|(number, held)| (number, granting(held)));
                    found = sessions.find(|(_, grants)| !grants.is_empty());
                }
                Some((session, grants)) => {
                    let here = held.get(*session).map(granting).unwrap_or_default();
                    if grants.iter().any(|one| here.contains(one)) {
                        grants.retain(|one| here.contains(one));
                    }
                }
            }
            found.is_some()
        });
        found.and_then(|(_, grants)| grants.into_iter().next())
    }

    /// Asks about the resources of a call in turn, until one says no.
    fn each_resource(
        &mut self,
        id: RequestId,
        mut ask: impl FnMut(&'a Index, &mut Compiler<'a>) -> bool,
    ) {
        let index = self.index;
        let Some(request) = self.list.get_mut(id) else {
            return;
        };
        for (number, resources) in request.key.on.iter().enumerate() {
            if number != request.turned_to {
                let part = request.parts.get_mut(number).and_then(Option::take);
                let before = request.compiler.turn(resources, part);
                if let Some(place) = request.parts.get_mut(request.turned_to) {
                    *place = Some(before);
                }
                request.turned_to = number;
            }
            if !ask(index, &mut request.compiler) {
                return;
            }
        }
    }

    /// The call names the service that the role is handed to.
    pub(super) fn on_service(&self, id: RequestId) -> Option<Formula> {
        let request = self.list.get(id)?;
        let service = request.key.service?;
        given::on_service(service, &request.compiler.universe)
    }

    /// The service that the call hands a role to.
    pub(super) fn service(&self, id: RequestId) -> Option<&'static str> {
        self.list.get(id)?.key.service
    }
}

/// The kind of somebody, and their name where it is known.
pub(super) fn kind_and_name(who: &Identity, facts: Facts<'_>) -> (PrincipalKind, Option<String>) {
    match who {
        Identity::Principal(id) => match facts.account.principal(*id) {
            Some(principal) => (principal.kind, Some(principal.name.clone())),
            None => (PrincipalKind::User, None),
        },
        Identity::Holder(_, kind) => (*kind, None),
        Identity::New(kind, name) => (*kind, Some(name.clone())),
    }
}

/// The one who asks, for keys with a fixed value.
pub(super) fn subject(who: &Identity, facts: Facts<'_>) -> Subject {
    match kind_and_name(who, facts) {
        (kind, Some(name)) => subject_of(kind, &name),
        (_, None) => Subject::default(),
    }
}

/// The id of somebody in output.
pub(super) fn id_of(who: &Identity, facts: Facts<'_>) -> String {
    if let Identity::Holder(number, _) = who {
        let path = facts.model.holdings.get(*number);
        return path.map_or_else(String::new, |holding| format!("policy/{}", holding.path));
    }
    let (kind, name) = kind_and_name(who, facts);
    format!("{}/{}", kind.word(), name.unwrap_or_default())
}

/// All that grants some request that is allowed, in an order that does not hang on where
/// it stands.
fn granting(
    held: &Holdings,
    facts: Facts<'_>,
    compiler: &mut Compiler<'_>,
    doubts: &mut Doubts,
) -> Vec<Grant> {
    use crate::engine::answers::owner_name;
    use crate::engine::formula::Bound;
    let allowed = held.case.formulas().allowed.bound(Bound::Most);
    let grants = held.held.iter();
    let mut allows: Vec<_> = grants
        .filter(|held| held.effect == Effect::Allow && !held.gate)
        .collect();
    allows.sort_by_cached_key(|held| {
        (
            owner_name(held.owner, facts.account, facts.model),
            said(held.piece, facts.model),
        )
    });
    allows.retain(|held| {
        let judge = Judge {
            universe: &compiler.universe,
            doubts,
            readings: crate::engine::question::Readings::Default,
        };
        let both = Formula::and([held.when.bound(Bound::Most), allowed.clone()]);
        judge.is_met(&both) != Sat::None
    });
    let grants = allows.into_iter();
    let grants = grants.map(|held| grant_of(held, facts, compiler, doubts));
    grants.collect()
}

fn grant_of(
    held: &Held,
    facts: Facts<'_>,
    compiler: &mut Compiler<'_>,
    doubts: &mut Doubts,
) -> Grant {
    use crate::engine::answers::{owner_name, via_name};
    let statement = match held.piece {
        Piece::Statement(id) => facts.model.pools.statement(id),
        Piece::Unread | Piece::Level => None,
    };
    let bundled = matches!(held.owner, Owner::Policy(id)
        if facts.account.policy(id).is_some_and(|policy| policy.bundled));
    let at = match statement {
        Some(statement) if !bundled => {
            Some(breadth::of_statement(statement, &World::new(), compiler, doubts).1)
        }
        // What a change attached stands nowhere in the input.
        _ => held.attachment.filter(|at| at.start < at.end),
    };
    Grant {
        policy: owner_name(held.owner, facts.account, facts.model),
        statement: statement.map(|statement| statement.index),
        via: held
            .via
            .iter()
            .map(|via| via_name(*via, facts.account))
            .collect(),
        at,
    }
}

/// What a piece says, folded where RAM folds and without the order of its lists:
/// which of several grants counts must not depend on where they stand.
fn said(piece: Piece, model: &Model) -> Vec<String> {
    let pools = &model.pools;
    let Piece::Statement(id) = piece else {
        return Vec::new();
    };
    let Some(statement) = pools.statement(id) else {
        return Vec::new();
    };
    let sorted = |mut texts: Vec<String>, form: Form| {
        texts.sort_unstable();
        format!("{form:?} {texts:?}")
    };
    let actions = pools.elements(statement.actions.list).iter();
    let actions = actions.map(|one| pools.str(one.text).to_ascii_lowercase());
    let resources = pools.elements(statement.resources.list).iter();
    let resources = resources.map(|one| pools.str(one.text).to_owned());
    let conditions = pools.conditions(statement.conditions).iter();
    let conditions = conditions.map(|one| {
        let values = pools.values(one.values).iter();
        let values = values.map(|value| pools.str(value.text).to_owned());
        let (operator, key) = (pools.str(one.operator.text), pools.str(one.key.text));
        format!("{operator} {key} {}", sorted(values.collect(), Form::Named))
    });
    vec![
        sorted(actions.collect(), statement.actions.form),
        sorted(resources.collect(), statement.resources.form),
        sorted(conditions.collect(), Form::Named),
    ]
}
