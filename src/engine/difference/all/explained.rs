//! What brought about what differs over all actions: each entry is asked about again,
//! piece by piece, for the action and the request that show it.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::engine::answers::{About, AccountAnswers, Answers, Line, Settings};
use crate::engine::compile::KeyUse;
use crate::engine::difference::all::Comparing;
use crate::engine::difference::all::differing::{Differing, Reason};
use crate::engine::difference::all::pairs::{Both, Somebody, Who};
use crate::engine::difference::all::search::Shown;
use crate::engine::difference::all::variables::Variables;
use crate::engine::difference::causes::{self, Tellers, register};
use crate::engine::difference::halves::{Asked, Meeting};
use crate::engine::difference::roles::{with_grants, with_grants_of_role};
use crate::engine::difference::{Act, Cause, Difference, Entry, Place, Side, Subject};
use crate::engine::holdings::Index;
use crate::engine::joint::{JointDoubts, Numbers};
use crate::engine::question::Question;
use crate::engine::space::spelling::places_of_all;
use crate::engine::universe::Universe;
use crate::engine::verdict::Answer;
use crate::model::Model;
use crate::model::catalogue::Catalogue;
use crate::model::doubt::{DoubtId, Doubts};
use crate::source::Span;

/// Two inputs, for asking about them again.
pub(super) struct Explained<'a> {
    models: Both<&'a Model>,
    catalogue: &'a Catalogue,
    uses: &'a KeyUse,
    settings: &'a Settings,
    prepared: Option<Prepared>,
}

/// What it takes to ask, once there is anything to explain.
struct Prepared {
    indexes: Both<Vec<Index>>,
    doubts: JointDoubts,
    numbers: Both<Numbers>,
}

/// The same account on both sides, with everybody in it.
pub(super) type Within<'p> = (Both<Option<usize>>, &'p [Somebody]);

impl<'a> Explained<'a> {
    pub(super) const fn new(
        models: Both<&'a Model>,
        (catalogue, uses, settings): (&'a Catalogue, &'a KeyUse, &'a Settings),
    ) -> Self {
        Self {
            models,
            catalogue,
            uses,
            settings,
            prepared: None,
        }
    }

    /// Asks about some of those in an account, who have access on one side or not.
    pub(super) fn about<R>(
        &mut self,
        (numbers, people): Within<'_>,
        concerned: &[(usize, Both<bool>)],
        question: &Question,
        ask: impl FnOnce(&mut Meeting<'_, '_>) -> R,
    ) -> R {
        let models = self.models;
        let prepared = self.prepared.get_or_insert_with(|| {
            let index = |model: &Model| model.accounts.iter().map(Index::new).collect();
            let places = places_of_all(models.before, models.after);
            let mut doubts = JointDoubts::new(places);
            let numbers = Both {
                before: doubts.earlier(&models.before.doubts),
                after: doubts.later(&models.after.doubts),
            };
            Prepared {
                indexes: Both {
                    before: index(models.before),
                    after: index(models.after),
                },
                doubts,
                numbers,
            }
        });
        let answers = |side: Side| Answers {
            question: question.clone(),
            accounts: account(side, numbers, people, concerned)
                .into_iter()
                .collect(),
            doubts: Doubts::clone(&models.of(side).doubts),
        };
        let (before, after) = (answers(Side::Before), answers(Side::After));
        let asked = Asked {
            models: (models.before, models.after),
            answers: (&before, &after),
            numbers: (&prepared.numbers.before, &prepared.numbers.after),
            indexes: (&prepared.indexes.before, &prepared.indexes.after),
            uses: self.uses,
            catalogue: self.catalogue,
            settings: self.settings,
        };
        let accounts = (numbers.before, numbers.after);
        let mut meeting = Meeting::new(&asked, accounts, &mut prepared.doubts);
        ask(&mut meeting)
    }

    /// An entry over the variables of both sides as they are numbered elsewhere.
    pub(super) fn renumbered(&self, entry: Entry, variables: &mut Variables) -> Entry {
        let mut renumber = |id: DoubtId| {
            let known = &self.prepared.as_ref()?.doubts;
            let number = variables.joint.table.intern(known.table.get(id)?.clone());
            if known.later.contains(&id) {
                variables.joint.later.insert(number);
            }
            Some(number)
        };
        let depends_on = entry.depends_on.iter();
        let depends_on = depends_on.filter_map(|id| renumber(*id)).collect();
        let world = entry.world.iter();
        let world = world.filter_map(|(id, choice)| Some((renumber(*id)?, *choice)));
        Entry {
            world: world.collect(),
            depends_on,
            ..entry
        }
    }

    /// Adds what differs, with its causes.
    pub(super) fn add(
        &mut self,
        within: Within<'_>,
        comparing: &Comparing<'_>,
        differing: Differing,
        into: &mut Difference,
    ) {
        for (side, entries) in [
            (Side::After, differing.gained),
            (Side::Before, differing.lost),
        ] {
            let causes = self.causes(within, comparing, (side, &entries));
            for ((mut entry, _), own) in entries.into_iter().zip(causes) {
                entry.causes = register(own, into);
                match side {
                    Side::After => into.gained.push(entry),
                    Side::Before => into.lost.push(entry),
                }
            }
        }
    }

    /// The causes of each entry of one side.
    fn causes(
        &mut self,
        within: Within<'_>,
        comparing: &Comparing<'_>,
        (gives, entries): (Side, &[(Entry, Reason)]),
    ) -> Vec<Vec<Cause>> {
        let mut found: Vec<Vec<Cause>> = vec![Vec::new(); entries.len()];
        let models = self.models;
        let mut put = |number: usize, causes: Vec<Cause>| {
            if let Some(known) = found.get_mut(number) {
                for cause in causes {
                    add(known, cause, models);
                }
            }
        };
        // What a row is named after comes before what else it stands for.
        let mut others: BTreeMap<Shown, Vec<usize>> = BTreeMap::new();
        let mut alike: BTreeMap<Shown, Vec<usize>> = BTreeMap::new();
        let mut steps: BTreeMap<(Option<usize>, usize), Vec<usize>> = BTreeMap::new();
        for (number, (entry, reason)) in entries.iter().enumerate() {
            match reason {
                Reason::None => {}
                Reason::Told(causes) => put(number, causes.clone()),
                Reason::Step(caller, role) => {
                    let step = steps.entry((Some(*caller), *role));
                    step.or_default().push(number);
                }
                Reason::Session(role) => {
                    steps.entry((None, *role)).or_default().push(number);
                }
                Reason::Own(_) => {
                    let shown = shown(entry);
                    for action in &entry.others {
                        let action = action.clone();
                        let other = Shown {
                            action,
                            ..shown.clone()
                        };
                        others.entry(other).or_default().push(number);
                    }
                    alike.entry(shown).or_default().push(number);
                }
            }
        }
        let nothing = Both {
            before: false,
            after: false,
        };
        for (shown, numbers) in alike.into_iter().chain(others) {
            let question = comparing.asking.question(&shown);
            let own = |number: &usize| match entries.get(*number) {
                Some((entry, Reason::Own(who))) => Some((*number, *who, entry)),
                _ => None,
            };
            let all: Vec<(usize, usize, &Entry)> = numbers.iter().filter_map(own).collect();
            let concerned: Vec<_> = all.iter().map(|(_, who, _)| (*who, nothing)).collect();
            self.about(within, &concerned, &question, |meeting| {
                let mut tellers = Tellers::new(meeting, (&question, &question));
                for (number, who, entry) in all {
                    let Some(one) = within.1.get(who) else {
                        continue;
                    };
                    let who = causes::Who::new(about(one, Side::Before), about(one, Side::After));
                    let request = entry.witness.last();
                    put(
                        number,
                        meeting.explain_own(&mut tellers, who, request, gives),
                    );
                }
            });
        }
        for ((caller, role), numbers) in steps {
            let concerned = caller.into_iter().chain([role]);
            let concerned: Vec<_> = concerned.map(|number| (number, nothing)).collect();
            let question = comparing.asking.question(&Shown::default());
            let id = |number: usize| within.1.get(number)?.pair.principal(gives);
            let (Some(role), caller) = (id(role), caller.map(id)) else {
                continue;
            };
            let causes = self.about(within, &concerned, &question, |meeting| match caller {
                Some(Some(caller)) => meeting.explain_becoming_role(caller, role, gives),
                Some(None) => Vec::new(),
                None => meeting.explain_session(role, gives).into_iter().collect(),
            });
            for number in numbers {
                put(number, causes.clone());
            }
        }
        for ((entry, reason), own) in entries.iter().zip(&mut found) {
            let patterns = entry.patterns.iter().map(|one| one.place);
            let grants: Vec<Place> = patterns.filter(|place| place.side == gives).collect();
            match reason {
                Reason::Step(..) | Reason::Session(_) => with_grants_of_role(own, &grants),
                _ => with_grants(own, &grants),
            }
            if own.is_empty() && !entry.over_budget && !matches!(reason, Reason::None) {
                own.push(several(entry));
            }
        }
        found
    }
}

/// Adds what explains one action of several that are told together: where it is a
/// statement that explains another already, to that.
fn add(known: &mut Vec<Cause>, cause: Cause, models: Both<&Model>) {
    let key = |one: &Cause| (one.subject, one.act, one.of.clone(), one.whom.clone());
    let mut same = known.iter_mut().filter(|one| key(one) == key(&cause));
    let same = same.find(|one| {
        let both = one.places.first().zip(cause.places.first());
        **one == cause || both.is_some_and(|(one, other)| in_one_statement(*one, *other, models))
    });
    let Some(same) = same else {
        known.push(cause);
        return;
    };
    let new = |places: &[Place], others: Vec<Place>| -> Vec<Place> {
        let others = others.into_iter();
        others.filter(|place| !places.contains(place)).collect()
    };
    let places = new(&same.places, cause.places);
    same.places.extend(places);
    causes::later_first(&mut same.places);
    let grants = new(&same.grants, cause.grants);
    same.grants.extend(grants);
}

fn in_one_statement(one: Place, other: Place, models: Both<&Model>) -> bool {
    let mut statements = models.of(one.side).pools.all_statements();
    let holds = |at: Span| at.contains(one.at) && at.contains(other.at);
    one.side == other.side && statements.any(|statement| holds(statement.at))
}

/// What stands for the causes of what no single change explains.
fn several(entry: &Entry) -> Cause {
    let mut places: Vec<_> = entry.patterns.iter().map(|one| one.place).collect();
    places.sort_by_key(|place| (place.side == Side::Before, *place));
    Cause {
        subject: Subject::Several,
        act: Act::Changed,
        places,
        of: entry.principal.clone(),
        whom: None,
        grants: Vec::new(),
    }
}

/// What an entry is about, as it was asked.
fn shown(entry: &Entry) -> Shown {
    let resource = entry.witness.last().and_then(|request| {
        let values = request.get("resource")?.as_ref()?;
        values.first().cloned()
    });
    Shown {
        action: entry.action.clone(),
        catalogued: !entry.unlisted,
        resource: match resource {
            Some(resource) if entry.unlisted => resource,
            _ if entry.unlisted => "*".to_owned(),
            _ => String::new(),
        },
    }
}

fn about(one: &Somebody, side: Side) -> Option<About> {
    match (*one.pair.who.of(side))? {
        Who::Principal(id) => Some(About::Principal(one.kind?, id)),
        Who::Holding(number) => Some(About::Holding(number)),
    }
}

/// Lines of those concerned, of which nothing has been asked yet.
fn account(
    side: Side,
    numbers: Both<Option<usize>>,
    people: &[Somebody],
    concerned: &[(usize, Both<bool>)],
) -> Option<AccountAnswers> {
    let mut lines: Vec<Line> = Vec::new();
    for (number, has) in concerned {
        let Some(one) = people.get(*number) else {
            continue;
        };
        let answer = if *has.of(side) {
            Answer::Allowed
        } else {
            Answer::NotGranted
        };
        let line = about(one, side).map(|about| {
            let name = one.pair.name.of(side).clone();
            Line::unasked(name, about, answer)
        });
        lines.extend(line);
    }
    Some(AccountAnswers {
        account: (*numbers.of(side))?,
        id: None,
        universe: Universe::default(),
        lines,
        crossings: Vec::new(),
    })
}
