//! What brought a difference about. One request shows it, in one world: what
//! refuses it on the side without access, and what grants it on the other. Each of
//! these pieces that has no effect on the other side was added, taken away or
//! changed, or what leads from it to the principal was.

mod accounts;
mod changed;
mod elements;
mod given;
mod links;
mod numbered;
mod origins;
mod parts;
mod trusts;
mod unseen;

use crate::engine::answers::{About, owner_name};
use crate::engine::difference::halves::{LinePair, Meeting};
use crate::engine::difference::teller::{Scene, Teller};
use crate::engine::difference::{Act, Cause, Place, Side, Subject};
use crate::engine::formula::Formula;
use crate::engine::holdings::{Held, Holdings, Owner, Piece, Via};
use crate::engine::joint::Found;
use crate::engine::path::Named;
use crate::engine::question::{Question, Subject as Caller};
use crate::model::account::{PolicyDocument, PolicyId, PrincipalId};
use crate::model::policy::{Effect, StatementId};

pub(super) use accounts::tell_of_another_account;
pub(super) use changed::tell_parts;
use numbered::add_all;
pub(super) use numbered::{keep_named, register};
pub(super) use origins::doubts_that_differ;
pub(super) use parts::later_first;
pub(super) use trusts::{is_open_now, open_trust, trust_of};

/// Both sides of one question.
pub(super) struct Tellers<'a> {
    before: Option<Teller<'a>>,
    after: Option<Teller<'a>>,
}

impl<'a> Tellers<'a> {
    pub(super) fn new(meeting: &Meeting<'a, '_>, questions: (&Question, &Question)) -> Self {
        Self {
            before: Teller::new(&meeting.before, questions.0, meeting.asked),
            after: Teller::new(&meeting.after, questions.1, meeting.asked),
        }
    }

    pub(super) const fn of(&mut self, side: Side) -> Option<&mut Teller<'a>> {
        match side {
            Side::Before => self.before.as_mut(),
            Side::After => self.after.as_mut(),
        }
    }

    pub(super) const fn get(&self, side: Side) -> Option<&Teller<'a>> {
        match side {
            Side::Before => self.before.as_ref(),
            Side::After => self.after.as_ref(),
        }
    }
}

/// Whose access is explained, on each side.
#[derive(Clone, Copy)]
pub(super) struct Who {
    before: Option<About>,
    after: Option<About>,
}

impl Who {
    pub(super) const fn new(before: Option<About>, after: Option<About>) -> Self {
        Self { before, after }
    }

    pub(super) fn of(pair: LinePair<'_>) -> Self {
        Self {
            before: pair.before.map(|line| line.about),
            after: pair.after.map(|line| line.about),
        }
    }

    pub(super) const fn at(&self, side: Side) -> Option<About> {
        match side {
            Side::Before => self.before,
            Side::After => self.after,
        }
    }
}

/// What applies to a request on one side.
#[derive(Default)]
struct Applying {
    allows: Vec<Held>,
    denies: Vec<Held>,
    /// The name of the configuration that the session is opened with, where sessions are
    /// judged apart.
    configuration: Option<String>,
}

/// Which sessions are looked at, where sessions are judged apart.
#[derive(Clone, Copy)]
enum Sessions<'n> {
    /// The first one that is allowed.
    Allowed,
    /// Those opened with the configuration of this name; all where there is none.
    With(Option<&'n str>),
}

impl<'a> Meeting<'a, '_> {
    /// The changes that explain why a request is allowed on one side alone.
    pub(super) fn explain(
        &mut self,
        tellers: &mut Tellers<'a>,
        who: Who,
        found: &Found,
        gives: Side,
    ) -> Vec<Cause> {
        let scene = Scene::new(self, found);
        let lacks = gives.other();
        let granted = self.applying(tellers, who, gives, &scene, Sessions::Allowed);
        let same = Sessions::With(granted.configuration.as_deref());
        let refused = self.applying(tellers, who, lacks, &scene, same);
        let mut causes: Vec<Cause> = Vec::new();
        let mut add = |cause: Cause| {
            if causes.contains(&cause) {
                return;
            }
            // What was not known and what is known now are one change.
            let is_doubt = cause.subject == Subject::Doubt && cause.act != Act::Changed;
            let mut known = causes.iter_mut().filter(|_| is_doubt);
            let same = known.find(|known| {
                let key = |one: &Cause| (one.subject, one.act, one.of.clone());
                key(known) == key(&cause)
            });
            match same {
                Some(known) => {
                    add_all(&mut known.places, &cause.places);
                    later_first(&mut known.places);
                }
                None => causes.push(cause),
            }
        };
        for held in &refused.denies {
            let why = self.why_only(tellers, who, lacks, held, &scene);
            why.into_iter().for_each(&mut add);
        }
        let kept = !refused.allows.is_empty();
        if !kept {
            let ways = granted.allows.iter();
            let ways: Vec<Vec<Cause>> = ways
                .map(|held| self.why_only(tellers, who, gives, held, &scene))
                .collect();
            let simplest = ways.into_iter().min_by_key(|causes| {
                let efforts: u8 = causes.iter().map(effort).sum();
                (causes.len(), efforts)
            });
            simplest.into_iter().flatten().for_each(&mut add);
        }
        if kept {
            let mut grants: Vec<Place> = Vec::new();
            for held in &granted.allows {
                let place = tellers
                    .of(gives)
                    .and_then(|teller| teller.piece_place(held));
                // What is held twice is one text.
                grants.extend(place.filter(|place| !grants.contains(place)));
            }
            for cause in &mut causes {
                if cause.grants.is_empty() {
                    cause.grants.clone_from(&grants);
                }
            }
        }
        if causes.is_empty() {
            causes = self.without_a_piece(tellers, who, gives);
        }
        causes
    }

    /// Why somebody has more by what they hold on one side than on the other: at a
    /// request that is known by its keys, if it is one that shows it.
    pub(super) fn explain_own(
        &mut self,
        tellers: &mut Tellers<'a>,
        who: Who,
        request: Option<&Named>,
        gives: Side,
    ) -> Vec<Cause> {
        let with = self.allowed_by(tellers, who, gives);
        let without = self.allowed_by(tellers, who, gives.other());
        let only = Formula::and([with, without.not()]);
        let known = request.map(|request| self.ground.named(request));
        let known = known.map(|known| Formula::and([only.clone(), known]));
        let found = known.and_then(|known| self.found(&known));
        match found.or_else(|| self.found(&only)) {
            Some(found) => self.explain(tellers, who, &found, gives),
            None => Vec::new(),
        }
    }

    /// When somebody is allowed a request by what they hold, on the common ground.
    pub(super) fn allowed_by(
        &mut self,
        tellers: &mut Tellers<'a>,
        who: Who,
        side: Side,
    ) -> Formula {
        let (Some(about), Some(teller)) = (who.at(side), tellers.of(side)) else {
            return Formula::False;
        };
        let sessions = teller.holdings(about).into_iter();
        let allowed = Formula::or(sessions.map(|one| one.case.formulas().allowed));
        self.take_from(teller, &allowed)
    }

    /// When somebody is denied a request by what they hold, on the common ground.
    pub(super) fn denied_by(&mut self, tellers: &mut Tellers<'a>, who: Who, side: Side) -> Formula {
        let (Some(about), Some(teller)) = (who.at(side), tellers.of(side)) else {
            return Formula::False;
        };
        let sessions = teller.holdings(about).into_iter();
        let denied = Formula::or(sessions.map(|one| one.case.formulas().denied));
        self.take_from(teller, &denied)
    }

    /// Which statement of a policy with an effect applies to an action, in some of the
    /// requests given, on one side alone, for those to whom it might be attached. What is
    /// bundled is the same on both.
    pub(super) fn explain_policy(
        &mut self,
        name: &str,
        questions: (&Question, &Question),
        (effect, has): (Effect, Side),
        within: &Formula,
    ) -> Vec<Cause> {
        let mut tellers = Tellers::new(self, questions);
        let found = |teller: &Teller<'a>| {
            let ids = (0_u32..).map(PolicyId).zip(&teller.account().policies);
            let (account, model) = (teller.account(), teller.facts.model);
            let mut same = ids.filter(|(id, _)| {
                owner_name(Owner::Policy(*id), account, model).eq_ignore_ascii_case(name)
            });
            same.find_map(|(id, policy)| match policy.document {
                PolicyDocument::Known { document, .. } if !policy.bundled => Some((id, document)),
                PolicyDocument::Known { .. } | PolicyDocument::Absent(_) => None,
            })
        };
        let Some((id, document)) = tellers.get(has).and_then(found) else {
            return Vec::new();
        };
        let there = tellers.get(has.other()).and_then(found);
        let there = there.map(|(_, document)| document).or_else(|| {
            let (mine, theirs) = (tellers.get(has)?, tellers.get(has.other())?);
            links::unheld(mine, id, theirs)
        });
        let mut applying = |meeting: &mut Self, side, document| {
            let teller: &mut Teller<'a> = tellers.of(side)?;
            let caller = Caller::default();
            let (compiler, doubts) = (&mut teller.compiler, &mut teller.doubts);
            let (statements, _) = compiler.document(document, &caller, doubts);
            let these: Vec<(StatementId, Formula)> = statements
                .iter()
                .filter(|(id, _)| teller.statement(*id).map(|one| one.effect) == Some(effect))
                .cloned()
                .collect();
            let all = Formula::or(these.iter().map(|(_, when)| when.clone()));
            Some((meeting.take_from(teller, &all), these))
        };
        let with = applying(self, has, document);
        let without = there.and_then(|document| applying(self, has.other(), document));
        let Some((with, these)) = with else {
            return Vec::new();
        };
        let without = without.map_or(Formula::False, |(when, _)| when);
        let Some(found) = self.found(&Formula::and([within.clone(), with, without.not()])) else {
            return Vec::new();
        };
        let scene = Scene::new(self, &found);
        let applies = these.into_iter().find(|(_, when)| {
            let teller = tellers.get(has);
            teller.is_some_and(|teller| self.applies(when, teller, &scene))
        });
        let Some((statement, when)) = applies else {
            return Vec::new();
        };
        let held = Held {
            owner: Owner::Policy(id),
            piece: Piece::Statement(statement),
            effect,
            when,
            via: Vec::new(),
            in_resource_group: false,
            attachment: None,
            gate: false,
        };
        let nobody = Who {
            before: None,
            after: None,
        };
        vec![self.statement_differs(&mut tellers, nobody, has, &held, &scene)]
    }

    /// The pieces that apply in some sessions.
    fn applying(
        &mut self,
        tellers: &mut Tellers<'a>,
        who: Who,
        side: Side,
        scene: &Scene,
        which: Sessions<'_>,
    ) -> Applying {
        let mut all = Applying::default();
        let (Some(about), Some(teller)) = (who.at(side), tellers.of(side)) else {
            return all;
        };
        let sessions: Vec<Holdings> = teller.holdings(about);
        let Some(teller) = tellers.get(side) else {
            return all;
        };
        for holdings in sessions {
            let mut routes = holdings.held.iter().map(routes);
            let configuration = routes.find_map(|(_, configuration)| configuration);
            let configuration = configuration.and_then(|number| {
                let named = teller.account().configurations.get(number)?;
                Some(named.name.as_str())
            });
            let granting = matches!(which, Sessions::Allowed);
            let is_one = match which {
                Sessions::Allowed => self.applies(&holdings.case.formulas().allowed, teller, scene),
                Sessions::With(named) => named.is_none() || named == configuration,
            };
            if !is_one {
                continue;
            }
            all.configuration = configuration.map(str::to_owned);
            for held in holdings.held {
                if !self.applies(&held.when, teller, scene) {
                    continue;
                }
                match held.effect {
                    Effect::Allow => all.allows.push(held),
                    Effect::Deny => all.denies.push(held),
                }
            }
            if granting {
                break;
            }
        }
        all
    }

    /// Why a piece that applies on one side does not on the other: what does not lead
    /// to the principal there, and what it does not say there.
    fn why_only(
        &mut self,
        tellers: &mut Tellers<'a>,
        who: Who,
        has: Side,
        held: &Held,
        scene: &Scene,
    ) -> Vec<Cause> {
        let mut causes = self.links_missing(tellers, who, has, held);
        if causes.is_empty() {
            return vec![self.statement_differs(tellers, who, has, held, scene)];
        }
        let is_said = self.is_said_there(tellers, who, has, held, scene);
        let place = tellers.of(has).and_then(|teller| teller.piece_place(held));
        for cause in causes.iter_mut().filter(|cause| !cause.grants.is_empty()) {
            // A grant that is new itself is no older one that takes effect.
            cause.grants = place.filter(|_| is_said).into_iter().collect();
        }
        // What came by several links took effect with the last of them.
        if let Some((_, others)) = causes.split_last_mut() {
            others.iter_mut().for_each(|cause| cause.grants.clear());
        }
        if !is_said {
            causes.push(self.statement_differs(tellers, who, has, held, scene));
        }
        causes
    }

    /// Whether a policy says the same of a request on the other side, where nothing
    /// leads from it to the principal.
    fn is_said_there(
        &mut self,
        tellers: &mut Tellers<'a>,
        who: Who,
        has: Side,
        held: &Held,
        scene: &Scene,
    ) -> bool {
        let (Owner::Policy(id), Piece::Statement(_)) = (held.owner, held.piece) else {
            return true;
        };
        let (Some(mine), Some(theirs)) = (tellers.get(has), tellers.get(has.other())) else {
            return true;
        };
        let Some(policy) = mine.account().policy(id).filter(|one| !one.bundled) else {
            return true;
        };
        let same = theirs.account().policy_like(policy);
        let same = same.and_then(|id| theirs.account().policy(id));
        let document = match same.map(|same| same.document) {
            Some(PolicyDocument::Known { document, .. }) => Some(document),
            // It may say so: what is not known there is told as such.
            Some(PolicyDocument::Absent(_)) => return true,
            None => links::unheld(mine, id, theirs),
        };
        let Some(teller) = tellers.of(has.other()) else {
            return true;
        };
        let subject = match who.at(teller.side) {
            Some(about) => teller.subject(about),
            // Whoever is gone needs no other reason.
            None if has == Side::Before => return true,
            None => Caller::default(),
        };
        let Some(document) = document else {
            return false;
        };
        let (compiler, doubts) = (&mut teller.compiler, &mut teller.doubts);
        let (statements, _) = compiler.document(document, &subject, doubts);
        let teller = &*teller;
        statements.iter().any(|(id, when)| {
            let effect = teller.statement(*id).map(|one| one.effect);
            effect == Some(held.effect) && self.applies(when, teller, scene)
        })
    }

    /// The grants of the action that somebody holds on one side.
    pub(super) fn granting(&self, pair: LinePair<'a>, side: Side) -> Vec<Place> {
        let answers = self.asked.answers;
        let mut tellers = Tellers::new(self, (&answers.0.question, &answers.1.question));
        let (Some(about), Some(teller)) = (Who::of(pair).at(side), tellers.of(side)) else {
            return Vec::new();
        };
        let sessions = teller.holdings(about).into_iter();
        let held = sessions.flat_map(|session| session.held);
        let held = held.filter(|held| held.effect == Effect::Allow);
        let mut places: Vec<Place> = held.filter_map(|held| teller.piece_place(&held)).collect();
        places.sort();
        places.dedup();
        places
    }
}

/// How much has to be changed: of several grants, the one that took least is the
/// one to name.
const fn effort(cause: &Cause) -> u8 {
    match (cause.subject, cause.act) {
        (Subject::Several | Subject::Doubt, _) => 4,
        (_, Act::Widened(_) | Act::Narrowed(_)) => 1,
        (Subject::Allow | Subject::Deny, Act::Added | Act::Removed) => 2,
        (Subject::Membership | Subject::Attachment, _) => 0,
        _ => 3,
    }
}

/// What happened to something that only one side has.
pub(super) const fn only_on(side: Side) -> Act {
    match side {
        Side::Before => Act::Removed,
        Side::After => Act::Added,
    }
}

/// The group and the configuration that a piece came through.
fn routes(held: &Held) -> (Option<PrincipalId>, Option<usize>) {
    let mut routes = (None, None);
    for via in &held.via {
        match via {
            Via::Group(id) => routes.0 = Some(*id),
            Via::Configuration(number) => routes.1 = Some(*number),
        }
    }
    routes
}

/// The owner's policy, where it is one.
const fn policy_of(owner: Owner) -> Option<PolicyId> {
    match owner {
        Owner::Policy(id) => Some(id),
        Owner::Control(_) | Owner::Holding(_) | Owner::Added => None,
    }
}
