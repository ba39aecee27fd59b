//! Why somebody can become a role on one side alone: by what they are allowed
//! themselves, or by what the role's trust document says of them.

use crate::engine::answers::About;
use crate::engine::difference::causes::{Tellers, Who, only_on};
use crate::engine::difference::halves::Meeting;
use crate::engine::difference::teller::{Scene, Teller};
use crate::engine::difference::{Act, Cause, Part, Side, Subject};
use crate::engine::formula::Formula;
use crate::engine::joint::Found;
use crate::engine::question::{Question, Resources};
use crate::engine::trust::{self, Caller, Naming};
use crate::model::account::{Account, PrincipalId, PrincipalKind, Trust};
use crate::model::catalogue::Catalogue;
use crate::model::policy::{DocumentId, Effect};

/// The request to become a role.
pub(in crate::engine) fn assuming(
    role: &str,
    account: &Account,
    catalogue: &Catalogue,
) -> Option<Question> {
    let assume = catalogue.assume_actions().next()?;
    let own = account.id.as_deref().unwrap_or("");
    let spelled = |template: &str| template.replace("{account}", own).replace("{name}", role);
    Some(Question {
        action: assume.action.to_owned(),
        catalogued: true,
        resources: Resources::Fixed(assume.templates().map(spelled).collect()),
    })
}

impl<'a> Meeting<'a, '_> {
    /// The changes that explain why a request to become a role is granted on one
    /// side alone.
    pub(in crate::engine::difference) fn explain_step(
        &mut self,
        caller: PrincipalId,
        role: PrincipalId,
        found: &Found,
        gives: Side,
    ) -> Vec<Cause> {
        let (Some(callers), Some(roles)) = (self.pair_of(caller, gives), self.pair_of(role, gives))
        else {
            return Vec::new();
        };
        let question = |side: Side| {
            let account = self.half(side).account?;
            let name = match roles.of(side)?.about {
                About::Principal(_, id) => &account.principal(id)?.name,
                About::Holding(_) => return None,
            };
            assuming(name, account, self.asked.catalogue)
        };
        let with = question(gives);
        let Some(with) = with else { return Vec::new() };
        let without = question(gives.other()).unwrap_or_else(|| with.clone());
        let questions = match gives {
            Side::Before => (&with, &without),
            Side::After => (&without, &with),
        };
        let mut tellers = Tellers::new(self, questions);
        let who = Who::of(callers);
        let scene = Scene::new(self, found);
        let lacks = gives.other();
        let mut causes = Vec::new();
        if !self.is_allowed(&mut tellers, who, lacks, &scene) {
            causes.extend(self.explain(&mut tellers, who, found, gives));
        }
        let trusting = Who::of(roles);
        causes.extend(self.explain_trust(&mut tellers, who, trusting, &scene, gives));
        causes
    }

    /// Whether somebody is allowed a request by what they hold.
    fn is_allowed(
        &mut self,
        tellers: &mut Tellers<'a>,
        who: Who,
        side: Side,
        scene: &Scene,
    ) -> bool {
        let (Some(about), Some(teller)) = (who.at(side), tellers.of(side)) else {
            return false;
        };
        let sessions = teller.holdings(about).into_iter();
        let allowed: Vec<Formula> = sessions
            .map(|holdings| holdings.case.formulas().allowed)
            .collect();
        tellers
            .get(side)
            .is_some_and(|teller| self.applies(&Formula::or(allowed), teller, scene))
    }

    fn explain_trust(
        &mut self,
        tellers: &mut Tellers<'a>,
        who: Who,
        roles: Who,
        scene: &Scene,
        gives: Side,
    ) -> Vec<Cause> {
        let lacks = gives.other();
        let there = self.naming(tellers, who, roles, lacks, scene);
        let here = self.naming(tellers, who, roles, gives, scene);
        let admitted = there.iter().any(|one| one.effect == Effect::Allow)
            && there.iter().all(|one| one.effect == Effect::Allow);
        if admitted {
            return Vec::new();
        }
        let denies = there.iter().filter(|one| one.effect == Effect::Deny);
        let denies: Vec<(Side, Naming)> = denies.map(|one| (lacks, one.clone())).collect();
        let mut pieces = denies;
        if !there.iter().any(|one| one.effect == Effect::Allow) {
            let allow = here.iter().find(|one| one.effect == Effect::Allow);
            pieces.extend(allow.map(|one| (gives, one.clone())));
        }
        pieces
            .into_iter()
            .filter_map(|(has, naming)| self.trust_differs(tellers, roles, has, &naming, scene))
            .collect()
    }

    /// The statements of a role's trust document that apply to a caller's request.
    fn naming(
        &mut self,
        tellers: &mut Tellers<'a>,
        who: Who,
        roles: Who,
        side: Side,
        scene: &Scene,
    ) -> Vec<Naming> {
        let (Some(document), Some(teller)) = (trust_of(tellers, roles, side), tellers.of(side))
        else {
            return Vec::new();
        };
        let Some(About::Principal(kind, id)) = who.at(side) else {
            return Vec::new();
        };
        let all = named_by(teller, document, (kind, id));
        let Some(teller) = tellers.get(side) else {
            return Vec::new();
        };
        all.into_iter()
            .filter(|naming| self.applies(&naming.when, teller, scene))
            .collect()
    }

    fn trust_differs(
        &mut self,
        tellers: &mut Tellers<'a>,
        roles: Who,
        has: Side,
        naming: &Naming,
        scene: &Scene,
    ) -> Option<Cause> {
        let lacks = has.other();
        let mine = tellers.get(has)?;
        let role = match roles.at(has)? {
            About::Principal(_, id) => mine.account().principal(id)?,
            About::Holding(_) => return None,
        };
        let mut cause = Cause {
            subject: match naming.effect {
                Effect::Allow => Subject::Trust,
                Effect::Deny => Subject::TrustDeny,
            },
            act: only_on(has),
            places: vec![mine.place(naming.at)],
            of: format!("role/{}", role.name),
            whom: None,
            grants: Vec::new(),
        };
        let document = mine.statement(naming.statement)?.document;
        let Some(other) = trust_of(tellers, roles, lacks) else {
            if roles.at(lacks).is_some() {
                cause.subject = Subject::Doubt;
                cause.act = Act::Changed;
            }
            return Some(cause);
        };
        let before = (cause.act, cause.subject);
        self.version_differs(
            tellers,
            (has, naming.statement),
            (document, other),
            scene,
            &mut cause,
        );
        // A statement that is the same but for its principals fits the request in
        // every other part.
        let changed = before != (cause.act, cause.subject);
        if changed
            && matches!(
                cause.act,
                Act::Widened(Part::Whole) | Act::Narrowed(Part::Whole)
            )
        {
            cause.act = match has {
                Side::Before => Act::Narrowed(Part::Principal),
                Side::After => Act::Widened(Part::Principal),
            };
            cause.places = vec![tellers.get(has)?.place(naming.at)];
        }
        Some(cause)
    }
}

fn trust_of(tellers: &Tellers<'_>, roles: Who, side: Side) -> Option<DocumentId> {
    let About::Principal(_, id) = roles.at(side)? else {
        return None;
    };
    match tellers.get(side)?.account().principal(id)?.trust {
        Trust::Known(document) => Some(document),
        Trust::None | Trust::Unknown(_) => None,
    }
}

fn named_by(
    teller: &mut Teller<'_>,
    document: DocumentId,
    (kind, id): (PrincipalKind, PrincipalId),
) -> Vec<Naming> {
    let account = teller.account();
    let Some(principal) = account.principal(id) else {
        return Vec::new();
    };
    let subject = teller.subject(About::Principal(kind, id));
    let named = matches!(kind, PrincipalKind::User | PrincipalKind::Role);
    let caller = Caller {
        kind,
        name: named.then_some(principal.name.as_str()),
    };
    trust::pieces(
        document,
        &caller,
        teller.facts.model,
        account,
        &subject,
        &mut teller.compiler,
        &mut teller.doubts,
    )
    .0
}
