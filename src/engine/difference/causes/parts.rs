//! Which part of a statement makes the difference between its two versions.

use crate::engine::answers::{About, owner_name};
use crate::engine::difference::causes::elements::{element_texts, elements, value_texts, values};
use crate::engine::difference::causes::links::{same_control, unheld};
use crate::engine::difference::causes::origins::{
    Differing, doubts_that_differ, parts_that_differ,
};
use crate::engine::difference::causes::{Tellers, Who, only_on};
use crate::engine::difference::halves::Meeting;
use crate::engine::difference::statements::{Counterpart, counterpart};
use crate::engine::difference::teller::{Scene, Teller};
use crate::engine::difference::{Act, Cause, Part, Place, Side, Subject};
use crate::engine::formula::Formula;
use crate::engine::holdings::{Held, Owner, Piece};
use crate::engine::question::Subject as Caller;
use crate::engine::space::spelling;
use crate::model::account::{ControlDocument, Policy, PolicyDocument};
use crate::model::policy::{Condition, DocumentId, Effect, Element, Form, Statement, StatementId};
use crate::model::pools::{List, Pools};
use crate::source::Span;

/// Where the document of a piece stands on the other side.
enum Elsewhere {
    /// There.
    Document(DocumentId),
    /// Nowhere.
    Gone,
    /// It is another stored version that is in force, with the names of both.
    Switched(Option<String>),
    /// The policy is there, and its document is not in the input.
    NotKnown,
}

/// Part of a statement that a request does not fit.
enum Failing {
    Action,
    Resource,
    Condition(Condition),
}

impl<'a> Meeting<'a, '_> {
    /// Why a statement that applies on one side does not on the other, although its
    /// policy would reach the principal.
    pub(super) fn statement_differs(
        &mut self,
        tellers: &mut Tellers<'a>,
        who: Who,
        has: Side,
        held: &Held,
        scene: &Scene,
    ) -> Cause {
        let mut cause = self.piece_differs(tellers, who, has, held, scene);
        // What became known or is not known any more stands where it is said.
        if cause.subject == Subject::Doubt
            && cause.act != only_on(has.other())
            && let Some(places) = doubts_that_differ(tellers, has, &held.when)
        {
            cause.places = places;
        }
        cause
    }

    fn piece_differs(
        &mut self,
        tellers: &mut Tellers<'a>,
        who: Who,
        has: Side,
        held: &Held,
        scene: &Scene,
    ) -> Cause {
        let place = tellers.of(has).and_then(|mine| mine.piece_place(held));
        let mut cause = Cause {
            subject: match held.effect {
                Effect::Allow => Subject::Allow,
                Effect::Deny => Subject::Deny,
            },
            act: only_on(has),
            places: place.into_iter().collect(),
            of: tellers.get(has).map_or_else(String::new, |mine| {
                owner_name(held.owner, mine.account(), mine.facts.model)
            }),
            whom: None,
            grants: Vec::new(),
        };
        let changed = |subject, cause: Cause| Cause {
            subject,
            act: Act::Changed,
            ..cause
        };
        let Some(mine) = tellers.get(has) else {
            return changed(Subject::Doubt, cause);
        };
        let Piece::Statement(id) = held.piece else {
            let known = tellers.get(has.other());
            return if known.is_some_and(|theirs| is_known(mine, held.owner, theirs)) {
                Cause {
                    subject: Subject::Doubt,
                    ..cause
                }
            } else {
                changed(Subject::Doubt, cause)
            };
        };
        let Some(document) = mine.statement(id).map(|statement| statement.document) else {
            return cause;
        };
        let theirs = tellers.get(has.other());
        let found = theirs.map_or(Elsewhere::Gone, |theirs| {
            elsewhere(mine, theirs, held.owner, who, document)
        });
        match found {
            Elsewhere::Gone => cause,
            Elsewhere::NotKnown => Cause {
                subject: Subject::Doubt,
                act: only_on(has.other()),
                ..cause
            },
            Elsewhere::Switched(names) => {
                cause.whom = names;
                changed(Subject::Version, cause)
            }
            Elsewhere::Document(other) => {
                self.version_differs(tellers, (has, id), (document, other), scene, &mut cause);
                cause
            }
        }
    }

    /// Says of a cause what is different between a statement and its counterpart in
    /// another version of its document.
    pub(super) fn version_differs(
        &mut self,
        tellers: &mut Tellers<'a>,
        (has, id): (Side, StatementId),
        (document, other): (DocumentId, DocumentId),
        scene: &Scene,
        cause: &mut Cause,
    ) {
        let (Some(mine), Some(theirs)) = (tellers.get(has), tellers.get(has.other())) else {
            return;
        };
        let found = counterpart(
            (mine.facts.model, document),
            id,
            (theirs.facts.model, other),
        );
        match found {
            Counterpart::None => {}
            Counterpart::Same(_) => {
                // The words are the same, so it is what they stand for that is not.
                cause.subject = Subject::Doubt;
                cause.act = Act::Changed;
            }
            Counterpart::Changed(found) => {
                if let (Some(mine), Some(changed)) = (mine.statement(id), theirs.statement(found)) {
                    self.part_differs(tellers, has, (mine, changed), scene, cause);
                    later_first(&mut cause.places);
                    let later = match has {
                        Side::Before => changed,
                        Side::After => mine,
                    };
                    taken_out_of(tellers, later, cause);
                }
            }
        }
    }

    fn part_differs(
        &mut self,
        tellers: &mut Tellers<'a>,
        has: Side,
        (mine, theirs): (&Statement, &Statement),
        scene: &Scene,
        cause: &mut Cause,
    ) {
        let lacks = has.other();
        let place = |side, at| Place { side, at };
        let failing = if mine.effect == theirs.effect {
            self.failing(tellers, lacks, theirs, scene)
        } else {
            None
        };
        let mut is_doubt = false;
        let mut told = |differing: Differing| {
            is_doubt = differing.is_doubt;
            differing.places
        };
        let (part, places) = match failing {
            None if mine.effect != theirs.effect => {
                let places = vec![place(has, mine.effect_at), place(lacks, theirs.effect_at)];
                (Part::Whole, places)
            }
            None => (
                Part::Whole,
                vec![place(has, mine.at), place(lacks, theirs.at)],
            ),
            Some(Failing::Action) => {
                let own = tellers.of(has).map(|teller| teller.action_place(mine));
                let own = own.unwrap_or(place(has, mine.actions.at));
                let lists = (mine.actions.list, theirs.actions.list);
                let parts = made_of(tellers, has, lists, own.at).map(&mut told);
                let whole = (own, place(lacks, theirs.actions.at));
                let parts = parts.unwrap_or_else(|| elements(tellers, lists, whole));
                (Part::Action, parts)
            }
            Some(Failing::Resource) => {
                let own = self.resource_place(tellers, has, mine, scene);
                let lists = (mine.resources.list, theirs.resources.list);
                let parts = made_of(tellers, has, lists, own.at).map(&mut told);
                let whole = (own, place(lacks, theirs.resources.at));
                let parts = parts.unwrap_or_else(|| elements(tellers, lists, whole));
                (Part::Resource, parts)
            }
            Some(Failing::Condition(condition)) => {
                let own = tellers.get(has).zip(tellers.get(lacks));
                let own = own
                    .and_then(|(one, other)| same_test((one, mine), (other, theirs), &condition));
                let mut places = vec![place(lacks, test_at(theirs, &condition))];
                match own {
                    Some(own) => places.push(place(has, test_at(mine, &own))),
                    // Where there is another test in its place, both are the change.
                    None => places.extend(new_tests(tellers, has, (mine, theirs))),
                }
                let parts = own.and_then(|own| values_made_of(tellers, has, &own, &condition));
                let parts = parts.map(&mut told);
                let parts = parts.or_else(|| operators(tellers, has, own.as_ref(), &condition));
                let parts = parts.or_else(|| values(tellers, has, own.as_ref(), &condition));
                (Part::Condition, parts.unwrap_or(places))
            }
        };
        cause.places = places;
        if is_doubt {
            cause.subject = Subject::Doubt;
            cause.act = Act::Changed;
            return;
        }
        cause.act = match has {
            Side::Before => Act::Narrowed(part),
            Side::After => Act::Widened(part),
        };
    }

    /// The first part of a statement that a request does not fit.
    fn failing(
        &mut self,
        tellers: &mut Tellers<'a>,
        side: Side,
        statement: &Statement,
        scene: &Scene,
    ) -> Option<Failing> {
        let teller = tellers.of(side)?;
        let (compiler, doubts) = (&mut teller.compiler, &mut teller.doubts);
        let action = compiler.actions(statement, doubts);
        let resource = compiler.resources(statement, doubts);
        let conditions = teller.facts.model.pools.conditions(statement.conditions);
        let caller = Caller::default();
        let tests: Vec<(Condition, Formula)> = conditions
            .iter()
            .map(|test| (*test, compiler.condition(test, &caller, doubts)))
            .collect();
        let teller = tellers.get(side)?;
        if !self.applies(&action, teller, scene) {
            return Some(Failing::Action);
        }
        if !self.applies(&resource, teller, scene) {
            return Some(Failing::Resource);
        }
        tests
            .into_iter()
            .find(|(_, when)| !self.applies(when, teller, scene))
            .map(|(test, _)| Failing::Condition(test))
    }

    /// The resource by which a statement covers a request.
    fn resource_place(
        &mut self,
        tellers: &mut Tellers<'a>,
        side: Side,
        statement: &Statement,
        scene: &Scene,
    ) -> Place {
        let mut place = Place {
            side,
            at: statement.resources.at,
        };
        if statement.resources.form != Form::Named {
            return place;
        }
        let Some(teller) = tellers.of(side) else {
            return place;
        };
        let elements = teller.facts.model.pools.elements(statement.resources.list);
        let (compiler, doubts) = (&mut teller.compiler, &mut teller.doubts);
        let formulas: Vec<Formula> = elements
            .iter()
            .map(|element| compiler.resource(element, statement.effect, doubts))
            .collect();
        let teller = &*teller;
        let mut all = elements.iter().zip(&formulas);
        if let Some((element, _)) = all.find(|(_, when)| self.applies(when, teller, scene)) {
            place.at = element.at;
        }
        place
    }
}

/// The places of what an element is made of that differ between two lists.
fn made_of(
    tellers: &Tellers<'_>,
    has: Side,
    (mine, theirs): (List<Element>, List<Element>),
    at: Span,
) -> Option<Differing> {
    let mine = element_texts(tellers, has, mine)?;
    let theirs = element_texts(tellers, has.other(), theirs)?;
    parts_that_differ(tellers, has, &mine, &theirs, Some(at))
}

/// The same for the values of a test.
fn values_made_of(
    tellers: &Tellers<'_>,
    has: Side,
    mine: &Condition,
    theirs: &Condition,
) -> Option<Differing> {
    let mine = value_texts(tellers, has, mine)?;
    let theirs = value_texts(tellers, has.other(), theirs)?;
    parts_that_differ(tellers, has, &mine, &theirs, None)
}

/// Adds the statement as it is in the later input, where all that differs was taken out
/// of it.
pub(super) fn taken_out_of(tellers: &mut Tellers<'_>, later: &Statement, cause: &mut Cause) {
    if cause.places.iter().any(|place| place.side == Side::After) {
        return;
    }
    let place = tellers
        .of(Side::After)
        .map(|teller| teller.action_place(later));
    cause.places.extend(place);
}

/// The tests of a statement of which its other version has none alike.
fn new_tests(
    tellers: &Tellers<'_>,
    has: Side,
    (mine, theirs): (&Statement, &Statement),
) -> Vec<Place> {
    let Some((one, other)) = tellers.get(has).zip(tellers.get(has.other())) else {
        return Vec::new();
    };
    let tests = one.facts.model.pools.conditions(mine.conditions).iter();
    let new = tests.filter(|test| same_test((other, theirs), (one, mine), test).is_none());
    new.map(|test| one.place(test_at(mine, test))).collect()
}

/// Places of the later side before those of the earlier one.
pub(in crate::engine::difference) fn later_first(places: &mut [Place]) {
    places.sort_by_key(|place| place.side == Side::Before);
}

/// The test of the same key in another version, by the same operator if there is
/// one; else one that differs in nothing but a key that is new.
fn same_test(
    (mine, statement): (&Teller<'_>, &Statement),
    (theirs, changed): (&Teller<'_>, &Statement),
    test: &Condition,
) -> Option<Condition> {
    let pools = &mine.facts.model.pools;
    let other = &theirs.facts.model.pools;
    let key = other.str(test.key.text);
    let operator = other.str(test.operator.text);
    let conditions = pools.conditions(statement.conditions);
    let by_operator = |one: &&Condition| pools.str(one.operator.text) == operator;
    let mut same = conditions
        .iter()
        .filter(|one| pools.str(one.key.text).eq_ignore_ascii_case(key));
    let exact = same.clone().find(by_operator).or_else(|| same.next());
    let renamed = || {
        let known = |key: &str| {
            let mut there = other.conditions(changed.conditions).iter();
            there.any(|one| other.str(one.key.text).eq_ignore_ascii_case(key))
        };
        let mut alike = conditions.iter().filter(by_operator);
        alike
            .find(|one| texts(pools, one).eq(texts(other, test)) && !known(pools.str(one.key.text)))
    };
    exact.or_else(renamed).copied()
}

/// The values of a test as they are written.
fn texts<'p>(pools: &'p Pools, test: &Condition) -> impl Iterator<Item = &'p str> {
    let values = pools.values(test.values).iter();
    values.map(|value| pools.str(value.text))
}

/// The operators of two tests that differ in nothing else.
fn operators(
    tellers: &Tellers<'_>,
    has: Side,
    mine: Option<&Condition>,
    theirs: &Condition,
) -> Option<Vec<Place>> {
    let (one, other) = (tellers.get(has)?, tellers.get(has.other())?);
    let (pools, others) = (&one.facts.model.pools, &other.facts.model.pools);
    let mine = mine?;
    let same = texts(pools, mine).eq(texts(others, theirs));
    let operator = pools.str(mine.operator.text) != others.str(theirs.operator.text);
    (same && operator).then(|| vec![one.place(mine.operator.at), other.place(theirs.operator.at)])
}

/// A test from its key to its last value, where both are written in the statement.
pub(super) fn test_at(statement: &Statement, test: &Condition) -> Span {
    let key = test.key.at;
    let is_here = |at: Span| statement.at.contains(at);
    if is_here(key) && is_here(test.at) && key.start <= test.at.start {
        key.to(test.at)
    } else {
        test.at
    }
}

fn elsewhere(
    mine: &Teller<'_>,
    theirs: &Teller<'_>,
    owner: Owner,
    who: Who,
    document: DocumentId,
) -> Elsewhere {
    match owner {
        Owner::Policy(id) => {
            let policy = mine.account().policy(id);
            let other = policy.and_then(|policy| {
                let id = theirs.account().policy_like(policy)?;
                Some((policy, theirs.account().policy(id)?))
            });
            match other {
                Some((policy, other)) => of_policy((mine, policy), document, (theirs, other)),
                None => unheld(mine, id, theirs).map_or(Elsewhere::Gone, Elsewhere::Document),
            }
        }
        Owner::Control(number) => {
            let policy = mine.account().control_policies.get(number);
            let same = policy.and_then(|policy| same_control(policy, theirs.account()));
            match same.map(|same| same.document) {
                Some(ControlDocument::Known(id)) => Elsewhere::Document(id),
                Some(ControlDocument::Absent(_)) => Elsewhere::NotKnown,
                Some(ControlDocument::FullAccess) | None => Elsewhere::Gone,
            }
        }
        Owner::Holding(_) => match who.at(theirs.side) {
            Some(About::Holding(number)) => {
                let holding = theirs.facts.model.holdings.get(number);
                holding.map_or(Elsewhere::Gone, |one| Elsewhere::Document(one.document))
            }
            _ => Elsewhere::Gone,
        },
        Owner::Added => Elsewhere::Gone,
    }
}

/// Whether the whole document of a policy is in the other input.
fn is_known(mine: &Teller<'_>, owner: Owner, theirs: &Teller<'_>) -> bool {
    let Owner::Policy(id) = owner else {
        return false;
    };
    let policy = mine.account().policy(id);
    let same = policy.and_then(|policy| theirs.account().policy_like(policy));
    let same = same.and_then(|id| theirs.account().policy(id));
    same.is_some_and(|policy| matches!(policy.document, PolicyDocument::Known { rest: None, .. }))
}

fn of_policy(
    (mine, policy): (&Teller<'_>, &Policy),
    document: DocumentId,
    (theirs, other): (&Teller<'_>, &Policy),
) -> Elsewhere {
    let is_same = |one: DocumentId, two: DocumentId| {
        spelling::is_same((mine.facts.model, one), (theirs.facts.model, two))
    };
    let PolicyDocument::Known {
        document: there, ..
    } = other.document
    else {
        return Elsewhere::NotKnown;
    };
    let stored = other.other_versions.iter();
    let mut kept = stored.filter(|(_, id)| is_same(document, *id));
    let stored = policy.other_versions.iter();
    let mut was = stored.filter(|(_, id)| is_same(*id, there));
    let names = (kept.next(), was.next());
    if (names.0.is_none() && names.1.is_none()) || is_same(document, there) {
        return Elsewhere::Document(there);
    }
    let names = names.0.zip(names.1);
    Elsewhere::Switched(names.map(|((own, _), (now, _))| match mine.side {
        Side::Before => format!("{own} -> {now}"),
        Side::After => format!("{now} -> {own}"),
    }))
}
