//! What could be obtained on one side alone: by a call that changes what somebody
//! holds, whom they act as, or what denies them (D25), and guards that can be taken
//! off on one side alone (D26).

mod bearing;
mod explained;

use std::cmp::Reverse;

use crate::engine::difference::causes::register;
use crate::engine::difference::gone::{Elsewhere, Gone};
use crate::engine::difference::halves::{LinePair, Meeting};
use crate::engine::difference::{Difference, Entry, Kind, Side};
use crate::engine::exposure::Exposure;
use crate::engine::formula::{Bound, Formula};
use crate::engine::obtain::{Firmness, Made, Obtained, Taken};
use crate::engine::path::{Judged, Link, Paths, time_names};
use crate::engine::verdict::Answer;

impl<'a> Meeting<'a, '_> {
    /// What one side gives by changing the account and the other does not.
    pub(super) fn by_changes(&mut self, gives: Side, into: &mut Difference) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut elsewhere = Elsewhere::default();
        for pair in self.pairs.clone() {
            let Some(line) = pair.of(gives) else { continue };
            let there: &[Obtained] = pair
                .of(gives.other())
                .map_or(&[], |line| line.can_obtain.as_slice());
            let mut told: Vec<StepKey> = Vec::new();
            let mut taken: Vec<StepKey> = Vec::new();
            for way in &line.can_obtain {
                let Some(key) = way_key(way) else { continue };
                if told.contains(&key) || self.is_had(pair, way, gives) {
                    continue;
                }
                let exact = there
                    .iter()
                    .find(|other| way_key(other).as_ref() == Some(&key));
                // The search keeps one way for each call: another one by the same call
                // was there already, whomever it went through.
                let call = |key: &StepKey| (key.0, key.1.clone());
                let like = there
                    .iter()
                    .find(|other| way_key(other).is_some_and(|one| call(&one) == call(&key)));
                let all = |way: &Obtained| way.steps.iter().map(step_key).collect::<Vec<_>>();
                let exact = exact.filter(|other| {
                    all(other) == all(way) && other.finally.eq_ignore_ascii_case(&way.finally)
                });
                let gone = match exact {
                    Some(other) => Some(self.known(other, gives.other())),
                    None => self.gone(pair, way, gives, &mut elsewhere),
                };
                let found = match (&gone, like) {
                    (Some(gone), _) => self.widened(pair, (way, gone), gives),
                    (None, Some(other)) => {
                        let more = weight(way) > weight(other);
                        (more || self.leads_beyond(way, there, gives)).then_some(None)
                    }
                    (None, None) => (!self.was_open(pair, way, gives)).then_some(None),
                };
                let Some(found) = found else { continue };
                let same = gone.as_ref().map(|gone| &*gone.way).or(like);
                told.push(key);
                taken.extend(way.steps.iter().map(step_key));
                let (differs, judged) = found.unzip();
                let mut entry = self.entry_by_change(pair, gives, way, same, judged.as_ref());
                let causes = self.causes_of_change(pair, way, gives, differs);
                entry.causes = register(causes, into);
                entries.push(entry);
            }
            entries.extend(self.loosened(pair, gives, taken, into));
        }
        entries
    }

    /// Whether the other side gives directly what a way leads to: to have to go round
    /// is no gain.
    fn is_had(&mut self, pair: LinePair<'a>, way: &Obtained, gives: Side) -> bool {
        let without = self.allowed(pair, gives.other());
        self.is_within(way, &without, gives)
    }

    /// Whether a way takes off guards, or else makes calls that the same principal could
    /// make on the other side, and leads to nothing that could not be had there, if only
    /// by taking off what denied it.
    fn was_open(&mut self, pair: LinePair<'a>, way: &Obtained, gives: Side) -> bool {
        let Some(there) = pair.of(gives.other()) else {
            return false;
        };
        let removals = there.firmness.iter().flat_map(|one| &one.removable_by);
        let known: Vec<&Taken> = removals
            .flat_map(|one| one.first.iter().chain([&one.step]))
            .chain(there.can_obtain.iter().flat_map(|way| &way.steps))
            .collect();
        let is_known = |taken: &Taken| {
            let like =
                |one: &&Taken| one.edge == taken.edge && one.by.eq_ignore_ascii_case(&taken.by);
            taken.sheds || taken.edge.is_none() || known.iter().any(like)
        };
        if !way.steps.iter().all(is_known) {
            return false;
        }
        let without = self.open(pair, gives.other());
        self.is_within(way, &without, gives)
    }

    /// Whether a way leads to requests that no way of the other side leads to, and that
    /// are not had there directly.
    fn leads_beyond(&mut self, way: &Obtained, there: &[Obtained], gives: Side) -> bool {
        // Who makes them is fixed on either side, and no part of this.
        let end = |meeting: &mut Self, way: &Obtained, side: Side| {
            let last = way.requests.last();
            last.map_or(Formula::False, |made| meeting.made(made, side))
        };
        let with = end(self, way, gives);
        let without: Vec<Formula> = there
            .iter()
            .map(|other| end(self, other, gives.other()))
            .collect();
        let only = Formula::and([with, Formula::or(without).not()]);
        !self.ground.never(&only, self.table())
    }

    /// Whether a way leads only to some requests of the other side.
    fn is_within(&mut self, way: &Obtained, without: &Formula, gives: Side) -> bool {
        let Some(with) = self.end(way, gives) else {
            return false;
        };
        let only = Formula::and([with, without.clone().not()]);
        self.ground.never(&only, self.table())
    }

    /// The requests that a way leads to.
    fn end(&mut self, way: &Obtained, side: Side) -> Option<Formula> {
        let (last, before) = way.requests.split_last()?;
        let with = self.made(last, side);
        let mut all = vec![self.like(with, last)];
        // What is not known may decide both the calls before and what is had.
        for made in before {
            all.push(self.made(made, side).without_keys(Bound::Most));
        }
        Some(Formula::and(all))
    }

    /// The requests that somebody could make on one side: directly, as a role, or with
    /// what denies them taken off. Who is firmly denied had no such way, so that what
    /// else they could obtain is another kind of access (D37).
    fn open(&mut self, pair: LinePair<'a>, side: Side) -> Formula {
        let Some(line) = pair.of(side) else {
            return Formula::False;
        };
        let mut all = vec![self.allowed(pair, side)];
        for reach in &line.reach {
            let role = reach.via.last().filter(|_| reach.answer.gives_access());
            if let Some(role) = role.and_then(|role| self.pair_named(role, side)) {
                all.push(self.allowed(role, side));
            }
        }
        let firmness = line.firmness.as_ref();
        if let Some(firmness) = firmness {
            all.push(self.take(&firmness.loosened, side));
        }
        let is_loose = firmness.is_some_and(|firmness| !firmness.firm);
        for way in &line.can_obtain {
            if is_loose || way.only_sheds() {
                all.extend(self.end(way, side));
            }
        }
        Formula::or(all)
    }

    /// When a request of a way is allowed, on the common ground.
    fn made(&mut self, made: &Made, side: Side) -> Formula {
        let keys = self.ground.keys(&made.universe);
        self.take_with(&made.when, &keys, side)
    }

    /// The same for requests as they are made on the way, by the keys of both sides:
    /// one side need not test what the other does.
    fn like(&self, when: Formula, made: &Made) -> Formula {
        Formula::and([when, made.given.over(&self.ground.universe)])
    }

    /// Whether a way that both sides have can be gone on this side with some request
    /// that the other side does not allow. The inner option is which of its requests
    /// that is, and what it comes to.
    #[expect(
        clippy::option_option,
        reason = "whether it is wider, and what is known of it, are two answers"
    )]
    fn widened(
        &mut self,
        pair: LinePair<'a>,
        (way, gone): (&Obtained, &Gone<'_>),
        gives: Side,
    ) -> Option<Option<(usize, Judged)>> {
        let other = &gone.way;
        if way.requests.len() != other.requests.len() {
            return (weight(way) > weight(other)).then_some(None);
        }
        let mut with = Vec::new();
        let mut only = Vec::new();
        let had = self.allowed(pair, gives.other());
        let last = way.requests.len().saturating_sub(1);
        for (number, (mine, theirs)) in way.requests.iter().zip(&other.requests).enumerate() {
            let when = self.made(mine, gives);
            let without = self.take_over(&theirs.when, &theirs.universe, &gone.numbers);
            let when = self.like(when, mine);
            let mut without = self.like(without, theirs);
            // What was had without the way is not looked for by it.
            if number == last {
                without = Formula::or([without, had.clone()]);
            }
            let differs = Formula::and([when.clone(), without.not()]);
            let never = when == without || self.ground.never(&differs, self.table());
            only.push((!never).then_some(differs));
            with.push(when);
        }
        let settings = self.asked.settings;
        let paths = Paths::new(
            time_names(self.asked.catalogue),
            settings.at,
            settings.readings,
            self.table(),
        );
        for (place, differs) in only.iter().enumerate() {
            let Some(differs) = differs else { continue };
            let all = with.iter().zip(&way.requests).enumerate();
            let links: Vec<Link<'_>> = all
                .map(|(number, (when, made))| Link {
                    when: if number == place { differs } else { when },
                    universe: &self.ground.universe,
                    given: None,
                    by: made.by,
                    session: made.session,
                    outlasting: None,
                    exposure: None,
                })
                .collect();
            if let Some(judged) = paths.judge(&links) {
                return Some(Some((place, judged)));
            }
        }
        None
    }

    fn entry_by_change(
        &self,
        pair: LinePair<'a>,
        gives: Side,
        way: &Obtained,
        other: Option<&Obtained>,
        judged: Option<&Judged>,
    ) -> Entry {
        let answer = |way: Option<&Obtained>| way.map_or(Answer::NotGranted, |way| way.answer);
        let exposure = |way: Option<&Obtained>| way.and_then(|way| way.exposure);
        let (before, after) = match gives {
            Side::Before => (Some(way), other),
            Side::After => (other, Some(way)),
        };
        let numbers = self.half(gives).numbers;
        let joint = |id: &crate::model::doubt::DoubtId| {
            let place = usize::try_from(id.0).ok()?;
            numbers.get(place).copied()
        };
        Entry {
            before: answer(before),
            after: answer(after),
            exposure: judged
                .filter(|_| other.is_some())
                .and_then(|judged| judged.exposure),
            exposure_before: exposure(before),
            exposure_after: exposure(after),
            witness: judged.map_or_else(|| way.witness.clone(), |judged| judged.witness.clone()),
            world: judged
                .and_then(|judged| judged.witness_world.clone())
                .unwrap_or_default(),
            depends_on: match judged {
                Some(judged) => judged.depends_on.clone(),
                None => way.depends_on.iter().filter_map(joint).collect(),
            },
            obtained: Some(way.clone()),
            ..self.entry(pair, gives, Kind::Obtain)
        }
    }

    /// Guards that can be taken off on this side and not on the other, where that opens
    /// requests which could not be made there, or leaves somebody no longer firmly
    /// denied who is granted nothing yet. What is taken on ways that are told is known.
    fn loosened(
        &mut self,
        pair: LinePair<'a>,
        gives: Side,
        mut known: Vec<StepKey>,
        into: &mut Difference,
    ) -> Vec<Entry> {
        // Who is not denied on the other side has no guard to lose.
        let firmness = |side| -> Option<&'a Firmness> { pair.of(side)?.firmness.as_ref() };
        let (Some(here), Some(there)) = (firmness(gives), firmness(gives.other())) else {
            return Vec::new();
        };
        if !self.is_looser(pair, (here, there), gives) {
            return Vec::new();
        }
        let removals = there.removable_by.iter();
        let there: Vec<StepKey> = removals.map(|one| step_key(&one.step)).collect();
        let mut entries = Vec::new();
        for removal in &here.removable_by {
            let key = step_key(&removal.step);
            if there.contains(&key) || known.contains(&key) {
                continue;
            }
            known.push(key);
            let mut causes = self.causes_of_removal(pair, removal, gives);
            self.take_effect(&mut causes, pair, gives);
            entries.push(Entry {
                removal: Some(removal.clone()),
                causes: register(causes, into),
                ..self.entry(pair, gives, Kind::Obtain)
            });
        }
        entries
    }

    fn is_looser(
        &mut self,
        pair: LinePair<'a>,
        (here, there): (&Firmness, &Firmness),
        gives: Side,
    ) -> bool {
        if here.removable_by.is_empty() {
            return false;
        }
        let loose = self.take(&here.loosened, gives);
        if self.ground.never(&loose, self.table()) {
            return there.firm && !here.firm;
        }
        let without = self.open(pair, gives.other());
        let only = Formula::and([loose, without.not()]);
        !self.ground.never(&only, self.table())
    }
}

fn weight(way: &Obtained) -> (u8, Option<Reverse<Exposure>>) {
    worth((way.answer, way.exposure))
}

/// How much is given, and how little it takes.
pub(super) fn worth(
    (answer, exposure): (Answer, Option<Exposure>),
) -> (u8, Option<Reverse<Exposure>>) {
    (rank(answer), exposure.map(Reverse))
}

/// Answers by how much they give.
const fn rank(answer: Answer) -> u8 {
    match answer {
        Answer::NotGranted | Answer::Denied => 0,
        Answer::Unknown => 1,
        Answer::AllowedIf => 2,
        Answer::Allowed => 3,
    }
}

/// What tells one step from another, in lower case: the edge, who takes it, the
/// policy, whom it concerns, and who enters or leaves.
type StepKey = (Option<&'static str>, String, String, String, String);

fn step_key(taken: &Taken) -> StepKey {
    let folded = |text: &Option<String>| text.as_deref().unwrap_or("").to_ascii_lowercase();
    (
        taken.edge,
        taken.by.to_ascii_lowercase(),
        folded(&taken.policy),
        folded(&taken.whom),
        folded(&taken.member),
    )
}

/// A way is told by its first call: the search keeps one way for each.
fn way_key(way: &Obtained) -> Option<StepKey> {
    way.first().map(step_key)
}
