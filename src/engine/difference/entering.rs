//! Who else gets at an access that principals have on both sides: services,
//! federated identities and other accounts that a role lets in, what runs as the
//! role, AccessKey pairs, and passwords for the console.

mod others;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::engine::answers::{About, Line};
use crate::engine::difference::causes::{
    Tellers, doubts_that_differ, is_open_now, only_on, open_trust, register, trust_of,
};
use crate::engine::difference::entering::others::{Other, admitting, others};
use crate::engine::difference::halves::{LinePair, Meeting};
use crate::engine::difference::roles::with_grants;
use crate::engine::difference::teller::Teller;
use crate::engine::difference::{
    Act, Cause, Difference, Entering, Entry, Kind, Place, Side, Subject,
};
use crate::engine::formula::Formula;
use crate::engine::joint::Found;
use crate::engine::reach::assuming;
use crate::engine::trust::{self, Naming};
use crate::model::account::{Account, IdentityProvider, PrincipalKind, Setting};
use crate::model::policy::{DocumentId, PrincipalForm};
use crate::source::Span;

/// By what a user calls who has a password.
pub const CONSOLE: &str = "console";

/// The word for whomever an unknown trust document lets in.
const UNKNOWN: &str = "unknown";

impl<'a> Meeting<'a, '_> {
    /// What one side gives to others and the other does not, for every line.
    pub(super) fn by_entering(&mut self, gives: Side, into: &mut Difference) -> Vec<Entry> {
        let mut entries = Vec::new();
        for pair in self.pairs.clone() {
            let Some(line) = pair.of(gives) else { continue };
            match line.about {
                About::Principal(PrincipalKind::Role, _) if has_access(line) => {
                    entries.extend(self.entered(pair, gives, into));
                    entries.extend(self.worn(pair, gives, into));
                }
                About::Principal(PrincipalKind::User, _) if has_access(line) => {
                    entries.extend(self.with_credentials(pair, gives, into));
                }
                _ => {}
            }
        }
        let entering = entries
            .iter_mut()
            .filter_map(|entry| entry.entering.as_mut());
        let mut universe = None;
        for when in entering {
            let shared = universe.get_or_insert_with(|| Rc::new(self.ground.universe.clone()));
            when.universe = Rc::clone(shared);
        }
        entries
    }

    /// Services, federated identities and other accounts that a role lets in.
    fn entered(&mut self, pair: LinePair<'a>, gives: Side, into: &mut Difference) -> Vec<Entry> {
        let Some(mut tellers) = self.assuming_tellers(pair, gives) else {
            return Vec::new();
        };
        let Some(trusted) = trust_of(&tellers, pair, gives) else {
            let unknown = self.entered_by_unknown(&mut tellers, pair, gives, into);
            return unknown.into_iter().collect();
        };
        let there = trust_of(&tellers, pair, gives.other());
        let others = tellers
            .get(gives)
            .map_or_else(Vec::new, |teller| others(teller, trusted, self.own_id()));
        let mut entries = Vec::new();
        let is_new = pair.of(gives.other()).is_none_or(|line| !has_access(line));
        for other in others {
            // A role that has no access on the other side is told of as such.
            if (other.is_open || other.perhaps_own.is_some()) && is_new {
                continue;
            }
            let with = self.letting_in(&mut tellers, gives, Some(trusted), &other);
            let without = self.letting_in(&mut tellers, gives.other(), there, &other);
            let only = Formula::and([with.clone(), without.not()]);
            let Some(found) = self.found(&only) else {
                entries.extend(self.spoken_for(pair, &other, gives, into));
                continue;
            };
            let documents = ordered(gives, Some(trusted), there);
            let mut causes =
                self.explain_other(&mut tellers, (pair, documents), &other, (&found, gives));
            if other.is_open {
                let when = admitting(&mut tellers, gives, Some(trusted), &other);
                if let Some(places) = doubts_that_differ(&tellers, gives, &when) {
                    causes = vec![is_open_now(places, pair.id(gives))];
                }
            }
            with_grants(&mut causes, &self.granting(pair, gives));
            let causes = register(causes, into);
            let (before, after) = ordered(gives, &with, &without);
            entries.push(Entry {
                witness: vec![self.ground.universe.named(&found.request)],
                world: found.world.clone(),
                depends_on: self.ground.hangs_on(&only, &found, self.table()),
                via: vec![other.word.clone()],
                entering: Some(Entering {
                    before: self.shown_in(before, &found),
                    after: self.shown_in(after, &found),
                    universe: Rc::default(),
                }),
                causes,
                ..self.entry(pair, gives, Kind::Reach)
            });
        }
        entries
    }

    /// When something is so in the world of what was found, without what has no bearing.
    fn shown_in(&self, when: &Formula, found: &Found) -> Formula {
        let when = self.in_whole_world(when, &found.world);
        if self.ground.never(&when, self.table()) {
            return Formula::False;
        }
        if self.ground.never(&when.not(), self.table()) {
            return Formula::True;
        }
        when
    }

    /// Why somebody who is no principal of the account is let into a role on one side
    /// alone.
    fn explain_other(
        &mut self,
        tellers: &mut Tellers<'a>,
        (pair, documents): (LinePair<'a>, (Option<DocumentId>, Option<DocumentId>)),
        other: &Other,
        (found, gives): (&Found, Side),
    ) -> Vec<Cause> {
        let naming = |teller: &mut Teller<'a>, document: DocumentId| -> Vec<Naming> {
            let (model, compiler) = (teller.facts.model, &mut teller.compiler);
            let doubts = &mut teller.doubts;
            trust::pieces_of_other(document, other.form, &other.text, model, compiler, doubts)
        };
        let of = pair.id(gives);
        self.explain_naming(tellers, documents, found, (gives, &of), &naming)
    }

    /// Why a role lets a service in on one side alone.
    pub(super) fn explain_letting_in(
        &mut self,
        pair: LinePair<'a>,
        service: &str,
        gives: Side,
    ) -> Vec<Cause> {
        let Some(mut tellers) = self.assuming_tellers(pair, gives) else {
            return Vec::new();
        };
        let trusted = trust_of(&tellers, pair, gives);
        let there = trust_of(&tellers, pair, gives.other());
        let other = Other {
            word: format!("service:{service}"),
            form: PrincipalForm::Service,
            text: service.to_owned(),
            is_open: false,
            perhaps_own: None,
        };
        let with = self.letting_in(&mut tellers, gives, trusted, &other);
        let without = self.letting_in(&mut tellers, gives.other(), there, &other);
        let Some(found) = self.found(&Formula::and([with, without.not()])) else {
            return Vec::new();
        };
        let documents = ordered(gives, trusted, there);
        let mut causes =
            self.explain_other(&mut tellers, (pair, documents), &other, (&found, gives));
        with_grants(&mut causes, &self.granting(pair, gives));
        causes
    }

    /// Whomever a trust document lets in that is not known itself, and is another one
    /// than before.
    fn entered_by_unknown(
        &mut self,
        tellers: &mut Tellers<'a>,
        pair: LinePair<'a>,
        gives: Side,
        into: &mut Difference,
    ) -> Option<Entry> {
        pair.of(gives.other()).filter(|line| has_access(line))?;
        let own = open_trust(tellers, pair, gives)?;
        let there = open_trust(tellers, pair, gives.other()).unwrap_or(Formula::False);
        let with = self.take_from(tellers.get(gives)?, &own);
        let without = tellers.get(gives.other());
        let without = without.map(|teller| self.take_from(teller, &there));
        let only = Formula::and([with, without.unwrap_or(Formula::False).not()]);
        let found = self.found(&only)?;
        let places = doubts_that_differ(tellers, gives, &own).unwrap_or_default();
        let causes = register(vec![is_open_now(places, pair.id(gives))], into);
        Some(Entry {
            world: found.world.clone(),
            depends_on: self.ground.hangs_on(&only, &found, self.table()),
            via: vec![UNKNOWN.to_owned()],
            causes,
            ..self.entry(pair, gives, Kind::Reach)
        })
    }

    /// Those for whom a provider speaks by its settings on this side, where the role
    /// lets in whomever it speaks for on both.
    fn spoken_for(
        &self,
        pair: LinePair<'a>,
        other: &Other,
        gives: Side,
        into: &mut Difference,
    ) -> Option<Entry> {
        pair.of(gives.other()).filter(|line| has_access(line))?;
        let mine = self.provider(other, gives)?;
        let theirs = self.provider(other, gives.other())?;
        let only = |one: &'a IdentityProvider, other: &IdentityProvider| -> Vec<&'a Setting> {
            let known: Vec<_> = other.arrangement().collect();
            let settings = one.settings.iter();
            settings
                .filter(|one| !known.contains(&one.arrangement()))
                .collect()
        };
        let (new, gone) = (only(mine, theirs), only(theirs, mine));
        let names: BTreeSet<&str> = new.iter().map(|one| one.name).collect();
        if names.is_empty() {
            return None;
        }
        let gone = gone.iter().filter(|one| names.contains(one.name));
        let here = new.iter().map(|one| Place {
            side: gives,
            at: one.at,
        });
        let there = gone.map(|one| Place {
            side: gives.other(),
            at: one.at,
        });
        let mut places: Vec<Place> = here.chain(there).collect();
        places.sort_by_key(|place| place.side == Side::Before);
        places.dedup();
        let cause = Cause {
            subject: Subject::IdentityProvider,
            act: Act::Changed,
            places,
            of: mine.name.clone(),
            whom: Some(names.into_iter().collect::<Vec<_>>().join(", ")),
            grants: Vec::new(),
        };
        let causes = register(vec![cause], into);
        Some(Entry {
            via: vec![other.word.clone()],
            causes,
            ..self.entry(pair, gives, Kind::Reach)
        })
    }

    /// The provider that a federated principal belongs to, as one side has it.
    fn provider(&self, other: &Other, side: Side) -> Option<&'a IdentityProvider> {
        if other.form != PrincipalForm::Federated {
            return None;
        }
        let account = self.half(side).account?;
        let (_, who) = trust::split(&other.text)?;
        let (kind, name) = who.split_once('/')?;
        account.identity_providers.iter().find(|provider| {
            kind.strip_suffix("-provider") == Some(provider.kind) && provider.name == name
        })
    }

    /// When a trust document lets somebody in who is no principal of the account.
    fn letting_in(
        &mut self,
        tellers: &mut Tellers<'a>,
        side: Side,
        document: Option<DocumentId>,
        other: &Other,
    ) -> Formula {
        let when = admitting(tellers, side, document, other);
        let teller = tellers.get(side);
        teller.map_or(Formula::False, |teller| self.take_from(teller, &when))
    }

    /// The id of the account, where both sides know the same one or only one of them
    /// has the account. A change does not decide which account is the own one by naming
    /// it first.
    fn own_id(&self) -> Option<&'a str> {
        let id = |account: Option<&'a Account>| account.map(|account| account.id.as_deref());
        match (id(self.before.account), id(self.after.account)) {
            (Some(before), Some(after)) => before.filter(|_| before == after),
            (one, other) => one.or(other).flatten(),
        }
    }

    /// What runs as a role.
    fn worn(&self, pair: LinePair<'a>, gives: Side, into: &mut Difference) -> Vec<Entry> {
        if !pair.of(gives.other()).is_some_and(has_access) {
            return Vec::new();
        }
        let worn = |side| -> BTreeMap<(&'a str, &'a str), Span> {
            let (Some(account), Some(About::Principal(_, id))) = (
                self.half(side).account,
                pair.of(side).map(|line| line.about),
            ) else {
                return BTreeMap::new();
            };
            let wearers = account.wearers.iter().filter(|one| one.role == id);
            wearers
                .map(|one| ((one.service, one.name.as_str()), one.at))
                .collect()
        };
        let there = worn(gives.other());
        let mut entries = Vec::new();
        for ((service, name), at) in worn(gives) {
            if there.contains_key(&(service, name)) {
                continue;
            }
            let cause = self.placed(Subject::Wearer, gives, at, pair.id(gives));
            let cause = Cause {
                whom: Some(name.to_owned()),
                ..cause
            };
            let causes = register(vec![cause], into);
            let service = if service.is_empty() { name } else { service };
            entries.push(Entry {
                via: vec![format!("service:{service}")],
                causes,
                ..self.entry(pair, gives, Kind::Reach)
            });
        }
        entries
    }

    /// Credentials of a user who has access on both sides.
    fn with_credentials(
        &self,
        pair: LinePair<'a>,
        gives: Side,
        into: &mut Difference,
    ) -> Vec<Entry> {
        if !pair.of(gives.other()).is_some_and(has_access) {
            return Vec::new();
        }
        let held = |side| -> BTreeMap<Subject, Vec<Span>> {
            let (Some(account), Some(About::Principal(_, id))) = (
                self.half(side).account,
                pair.of(side).map(|line| line.about),
            ) else {
                return BTreeMap::new();
            };
            let keys = account.access_keys.iter().filter(|one| one.user == id);
            let logins = account.console_logins.iter().filter(|one| one.user == id);
            BTreeMap::from([
                (Subject::AccessKey, keys.map(|one| one.at).collect()),
                (Subject::ConsoleLogin, logins.map(|one| one.at).collect()),
            ])
        };
        let there = held(gives.other());
        let mut causes = Vec::new();
        for (subject, places) in held(gives) {
            // A second declaration of a password gives no second one.
            let known = match there.get(&subject).map_or(0, Vec::len) {
                1.. if subject == Subject::ConsoleLogin => places.len(),
                known => known,
            };
            let new = places.into_iter().skip(known);
            causes.extend(new.map(|at| self.placed(subject, gives, at, pair.id(gives))));
        }
        if causes.is_empty() {
            return Vec::new();
        }
        let is_password = |cause: &Cause| cause.subject == Subject::ConsoleLogin;
        let via = causes.iter().all(is_password).then(|| CONSOLE.to_owned());
        let causes = register(causes, into);
        vec![Entry {
            causes,
            via: via.into_iter().collect(),
            ..self.entry(pair, gives, Kind::Exposure)
        }]
    }

    fn placed(&self, subject: Subject, side: Side, at: Span, of: String) -> Cause {
        Cause {
            subject,
            act: only_on(side),
            places: vec![Place { side, at }],
            of,
            whom: None,
            grants: Vec::new(),
        }
    }

    /// Both sides of the question who may become a role.
    pub(super) fn assuming_tellers(&self, role: LinePair<'a>, gives: Side) -> Option<Tellers<'a>> {
        let question = |side: Side| {
            let account = self.half(side).account?;
            let About::Principal(_, id) = role.of(side)?.about else {
                return None;
            };
            assuming(&account.principal(id)?.name, account, self.asked.catalogue)
        };
        let with = question(gives)?;
        let without = question(gives.other()).unwrap_or_else(|| with.clone());
        Some(match gives {
            Side::Before => Tellers::new(self, (&with, &without)),
            Side::After => Tellers::new(self, (&without, &with)),
        })
    }
}

/// What one side has and what the other has, the earlier one first.
const fn ordered<T: Copy>(has: Side, here: T, there: T) -> (T, T) {
    match has {
        Side::Before => (here, there),
        Side::After => (there, here),
    }
}

/// Whether somebody has the action in some world, or by a role.
fn has_access(line: &Line) -> bool {
    line.verdict.at_most.gives_access() || !line.reach.is_empty()
}
