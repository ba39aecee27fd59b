//! Why somebody can become a role on one side alone: by what they are allowed
//! themselves, or by what the role's trust document says of them.

use crate::engine::answers::{About, subject_of};
use crate::engine::compile::met;
use crate::engine::difference::causes::parts::taken_out_of;
use crate::engine::difference::causes::{Tellers, Who, doubts_that_differ, only_on};
use crate::engine::difference::halves::{LinePair, Meeting};
use crate::engine::difference::teller::{Scene, Teller};
use crate::engine::difference::{Act, Cause, Part, Place, Side, Subject};
use crate::engine::formula::Formula;
use crate::engine::joint::Found;
use crate::engine::reach;
use crate::engine::trust::{self, Caller, Naming};
use crate::model::account::{PrincipalId, PrincipalKind, Trust};
use crate::model::policy::{DocumentId, Effect};

/// The trust documents of a role, the earlier one first.
pub(in crate::engine::difference) type Documents = (Option<DocumentId>, Option<DocumentId>);

const fn document_of(documents: Documents, side: Side) -> Option<DocumentId> {
    match side {
        Side::Before => documents.0,
        Side::After => documents.1,
    }
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
        let Some(mut tellers) = self.assuming_tellers(roles, gives) else {
            return Vec::new();
        };
        let who = Who::of(callers);
        let scene = Scene::new(self, found);
        let lacks = gives.other();
        let mut causes = Vec::new();
        let own = self.allowed_by(&mut tellers, who, lacks);
        if !self.is_met(&own, &scene) {
            causes.extend(self.explain(&mut tellers, who, found, gives));
        }
        let documents = (
            trust_of(&tellers, roles, Side::Before),
            trust_of(&tellers, roles, Side::After),
        );
        // Whoever is not there on the other side is asked about by the name that they have
        // on this one: that they are new, the trust document does not say.
        let here = principal(&tellers, who, gives);
        let there = principal(&tellers, who, lacks).or(here);
        let naming = |teller: &mut Teller<'a>, document: DocumentId| -> Vec<Naming> {
            let caller = if teller.side == gives { here } else { there };
            caller.map_or_else(Vec::new, |caller| named_by(teller, document, caller))
        };
        let of = roles.id(gives);
        causes.extend(self.explain_naming(&mut tellers, documents, found, (gives, &of), &naming));
        // Somebody whom no statement names is let in by what is not known.
        if let Some(when) = open_trust(&tellers, roles, gives)
            && let Some(places) = doubts_that_differ(&tellers, gives, &when)
        {
            causes.push(is_open_now(places, of));
        }
        causes
    }

    /// Why a step to a role can be taken on one side alone, by some request.
    pub(in crate::engine::difference) fn explain_becoming_role(
        &mut self,
        caller: PrincipalId,
        role: PrincipalId,
        gives: Side,
    ) -> Vec<Cause> {
        let (Some(callers), Some(roles)) = (self.pair_of(caller, gives), self.pair_of(role, gives))
        else {
            return Vec::new();
        };
        let Some(mut tellers) = self.assuming_tellers(roles, gives) else {
            return Vec::new();
        };
        let who = Who::of(callers);
        let mut when = |meeting: &mut Self, side| {
            let own = meeting.allowed_by(&mut tellers, who, side);
            let document = trust_of(&tellers, roles, side);
            let open = open_trust(&tellers, roles, side);
            let caller = principal(&tellers, who, side);
            let (Some(caller), Some(teller)) = (caller, tellers.of(side)) else {
                return Formula::False;
            };
            let named = document.map(|document| named_by(teller, document, caller));
            let named = named.map(|named| trust::admitted_by(&named)).or(open);
            let named = meeting.take_from(teller, &named.unwrap_or(Formula::False));
            Formula::and([own, named])
        };
        let with = when(self, gives);
        let without = when(self, gives.other());
        let only = Formula::and([with, without.not()]);
        match self.found(&only) {
            Some(found) => self.explain_step(caller, role, &found, gives),
            None => Vec::new(),
        }
    }

    /// That sessions of a role last longer on one side, given by its number there.
    pub(in crate::engine::difference) fn explain_session(
        &self,
        role: PrincipalId,
        gives: Side,
    ) -> Option<Cause> {
        let pair = self.pair_of(role, gives)?;
        let place = |side: Side| {
            let Some(About::Principal(_, id)) = pair.of(side).map(|line| line.about) else {
                return None;
            };
            let at = self.half(side).account?.principal(id)?.at?;
            Some(Place { side, at })
        };
        let places = [Side::After, Side::Before].into_iter().filter_map(place);
        Some(Cause {
            subject: Subject::Session,
            act: only_on(gives),
            places: places.collect(),
            of: pair.id(gives),
            whom: None,
            grants: Vec::new(),
        })
    }

    /// Why trust documents admit somebody on one side alone; `naming` says which of
    /// their statements speak of them.
    pub(in crate::engine::difference) fn explain_naming(
        &mut self,
        tellers: &mut Tellers<'a>,
        documents: Documents,
        found: &Found,
        (gives, of): (Side, &str),
        naming: &dyn Fn(&mut Teller<'a>, DocumentId) -> Vec<Naming>,
    ) -> Vec<Cause> {
        let scene = Scene::new(self, found);
        let lacks = gives.other();
        let mut applying = |meeting: &mut Self, side| -> Vec<Naming> {
            let (Some(document), Some(teller)) = (document_of(documents, side), tellers.of(side))
            else {
                return Vec::new();
            };
            let mut all = naming(teller, document);
            all.retain(|one| meeting.applies(&one.when, teller, &scene));
            all
        };
        let there = applying(self, lacks);
        let here = applying(self, gives);
        let (allows, denies): (Vec<Naming>, Vec<Naming>) = there
            .into_iter()
            .partition(|one| one.effect == Effect::Allow);
        let mut pieces: Vec<(Side, Naming)> = Vec::new();
        if allows.is_empty() {
            let allow = here.into_iter().find(|one| one.effect == Effect::Allow);
            pieces.extend(allow.map(|one| (gives, one)));
        }
        pieces.extend(denies.into_iter().map(|one| (lacks, one)));
        pieces
            .into_iter()
            .filter_map(|(has, one)| {
                self.trust_differs(tellers, documents, (has, &one, of), &scene)
            })
            .collect()
    }

    fn trust_differs(
        &mut self,
        tellers: &mut Tellers<'a>,
        documents: Documents,
        (has, naming, of): (Side, &Naming, &str),
        scene: &Scene,
    ) -> Option<Cause> {
        let lacks = has.other();
        let mine = tellers.get(has)?;
        let mut cause = Cause {
            subject: match naming.effect {
                Effect::Allow => Subject::Trust,
                Effect::Deny => Subject::TrustDeny,
            },
            act: only_on(has),
            places: vec![mine.place(naming.at)],
            of: of.to_owned(),
            whom: None,
            grants: Vec::new(),
        };
        let document = mine.statement(naming.statement)?.document;
        let Some(other) = document_of(documents, lacks) else {
            return Some(cause);
        };
        let piece = (has, naming.statement);
        self.version_differs(tellers, piece, (document, other), scene, &mut cause);
        // A statement that is the same but for its principals fits the request in
        // every other part.
        if matches!(
            cause.act,
            Act::Widened(Part::Whole) | Act::Narrowed(Part::Whole)
        ) {
            cause.act = match has {
                Side::Before => Act::Narrowed(Part::Principal),
                Side::After => Act::Widened(Part::Principal),
            };
            let whole = cause
                .places
                .first()
                .filter(|one| one.side == Side::After && cause.subject == Subject::TrustDeny);
            let later = whole.and_then(|whole| {
                let pools = &tellers.get(Side::After)?.facts.model.pools;
                let document = document_of(documents, Side::After)?;
                let mut all = pools.statements(document).map(|(_, one)| one);
                all.find(|one| one.at == whole.at)
            });
            cause.places = vec![tellers.get(has)?.place(naming.at)];
            if let Some(later) = later {
                taken_out_of(tellers, later, &mut cause);
            }
        }
        Some(cause)
    }
}

/// Whom a role trusts on one side.
fn trusted_by(tellers: &Tellers<'_>, roles: LinePair<'_>, side: Side) -> Option<Trust> {
    let About::Principal(_, id) = roles.of(side)?.about else {
        return None;
    };
    Some(reach::trust_of(tellers.get(side)?.account().principal(id)?))
}

/// The trust document of a role on one side, where it is known.
pub(in crate::engine::difference) fn trust_of(
    tellers: &Tellers<'_>,
    roles: LinePair<'_>,
    side: Side,
) -> Option<DocumentId> {
    match trusted_by(tellers, roles, side)? {
        Trust::Known(document) => Some(document),
        Trust::None | Trust::Unknown(_) => None,
    }
}

/// When a role lets somebody in on one side, where its trust document is not known.
pub(in crate::engine::difference) fn open_trust(
    tellers: &Tellers<'_>,
    roles: LinePair<'_>,
    side: Side,
) -> Option<Formula> {
    match trusted_by(tellers, roles, side)? {
        Trust::Unknown(gap) => Some(met(gap)),
        Trust::None | Trust::Known(_) => None,
    }
}

/// That what is not known of a role's trust is something else than before.
pub(in crate::engine::difference) const fn is_open_now(places: Vec<Place>, of: String) -> Cause {
    Cause {
        subject: Subject::Doubt,
        act: Act::Changed,
        places,
        of,
        whom: None,
        grants: Vec::new(),
    }
}

/// Kind and name of whoever is asked about, on one side.
fn principal<'a>(tellers: &Tellers<'a>, who: Who, side: Side) -> Option<(PrincipalKind, &'a str)> {
    let Some(About::Principal(kind, id)) = who.at(side) else {
        return None;
    };
    let principal = tellers.get(side)?.account().principal(id)?;
    Some((kind, principal.name.as_str()))
}

/// The statements of a trust document that name a principal of the account.
fn named_by(
    teller: &mut Teller<'_>,
    document: DocumentId,
    (kind, name): (PrincipalKind, &str),
) -> Vec<Naming> {
    let account = teller.account();
    let subject = subject_of(kind, name);
    let named = matches!(kind, PrincipalKind::User | PrincipalKind::Role);
    let caller = Caller {
        kind,
        name: named.then_some(name),
    };
    let (model, compiler) = (teller.facts.model, &mut teller.compiler);
    let doubts = &mut teller.doubts;
    trust::pieces(
        document, &caller, model, account, &subject, compiler, doubts,
    )
    .0
}
