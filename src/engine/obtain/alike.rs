//! Users who hold the same and whom nothing in the account tells from each other: what
//! one of them could obtain, another could under its own name. Of each such class two
//! are searched for, because the first of a class is whom all others come upon.

#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::engine::answers::{Line, subject_of};
use crate::engine::compile::Facts;
use crate::engine::holdings::Index;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::powers::Actions;
use crate::engine::obtain::texts::{Reached, Texts};
use crate::engine::obtain::{Call, Found, Grant, Lift, Obtained, Removal, Taken};
use crate::engine::question::Resources;
use crate::engine::trust;
use crate::model::account::{PolicyId, PrincipalId, PrincipalKind, Scope};
use crate::model::catalogue::KeyRole;
use crate::model::doubt::Choice;
use crate::model::policy::{Known, PrincipalForm};
use crate::source::Span;
use crate::source::fragment::HOLE;

/// Classes with fewer members than this are not worth looking for.
const FEWEST: usize = 3;

/// What a user holds: attachments with their scope and conditions, and memberships.
type Held<'a> = (
    Vec<(PolicyId, Option<&'a str>, &'a [Choice])>,
    Vec<(PrincipalId, &'a [Choice])>,
);

/// Users in classes, by numbers.
pub(super) struct Alike {
    classes: BTreeMap<PrincipalId, usize>,
    known: BTreeMap<usize, Searched>,
}

/// How far a class was searched for.
enum Searched {
    Once,
    /// The second of its members, the number of its line, and what was found.
    Twice(PrincipalId, usize, Found),
}

impl Alike {
    pub(super) fn new(ground: &mut Ground<'_>) -> Self {
        Self {
            classes: classes(ground).unwrap_or_default(),
            known: BTreeMap::new(),
        }
    }

    /// What a user could obtain, where it is known from another.
    pub(super) fn find(
        &self,
        id: PrincipalId,
        line: &Line,
        lines: &[Line],
        (facts, index): (Facts<'_>, &Index),
    ) -> Option<Found> {
        let class = self.classes.get(&id)?;
        let Searched::Twice(other, number, found) = self.known.get(class)? else {
            return None;
        };
        if !is_as(line, lines.get(*number)?) {
            return None;
        }
        Renaming::new(*other, id, (facts, index))?.found(found)
    }

    /// Remembers what a user could obtain.
    pub(super) fn learn(&mut self, id: PrincipalId, number: usize, found: &Found) {
        let Some(class) = self.classes.get(&id) else {
            return;
        };
        match self.known.get(class) {
            None => self.known.insert(*class, Searched::Once),
            Some(Searched::Once) => {
                let twice = Searched::Twice(id, number, found.clone());
                self.known.insert(*class, twice)
            }
            Some(Searched::Twice(..)) => None,
        };
    }
}

/// Whether two lines say the same but for places.
fn is_as(line: &Line, other: &Line) -> bool {
    let same = line.because.iter().zip(&other.because).all(|(one, two)| {
        (one.force, one.statement, one.index) == (two.force, two.statement, two.index)
            && one.policy == two.policy
            && one.via == two.via
    });
    same && line.because.len() == other.because.len()
        && line.verdict.answer == other.verdict.answer
        && line.verdict.over_budget == other.verdict.over_budget
}

/// The users of each class; `None` where they cannot be told to be alike.
fn classes(ground: &mut Ground<'_>) -> Option<BTreeMap<PrincipalId, usize>> {
    let facts = ground.facts;
    // Where the own account is not known, names stand in what requests can look like.
    facts.account.id.as_ref()?;
    let is_caller = |key: &str| {
        let fact = facts.catalogue.key(key);
        fact.is_some_and(|fact| fact.role == KeyRole::PrincipalArn)
    };
    if facts.uses.spelled().any(is_caller) {
        return None;
    }
    let unlisted: BTreeSet<PrincipalId> = facts.account.unlisted.iter().map(|one| one.to).collect();
    let mut by_held: BTreeMap<Held<'_>, Vec<(PrincipalId, &str, Actions)>> = BTreeMap::new();
    for (id, principal) in facts.account.principals() {
        let allows = ground.powers.of_principal(id).allows;
        let is_user = principal.kind == PrincipalKind::User && !principal.service_linked;
        if is_user && allows != 0 && !unlisted.contains(&id) {
            let alike = by_held.entry(held(id, facts, ground.index)).or_default();
            alike.push((id, &principal.name, allows));
        }
    }
    by_held.retain(|_, users| users.len() >= FEWEST);
    if by_held.is_empty() {
        return None;
    }
    let users: Vec<_> = by_held.values().flatten().copied().collect();
    let called = called(ground, users.iter().map(|(_, name, _)| *name))?;
    let trusted = trusted(facts)?;
    let mut numbers = BTreeMap::new();
    let mut called = called.into_iter();
    let mut classes = BTreeMap::new();
    for (group, users) in by_held.values().enumerate() {
        for ((id, name, allows), called) in users.iter().zip(called.by_ref()) {
            // Who becomes no role, and is given nothing, is not told by whom roles admit.
            let becomes = allows & (ground.giving | ground.becoming) != 0;
            let folded = name.to_ascii_lowercase();
            let trusted = (becomes && trusted.contains(&folded)).then_some(folded);
            let next = numbers.len();
            let number = *numbers.entry((group, called, trusted)).or_insert(next);
            classes.insert(*id, number);
        }
    }
    Some(classes)
}

fn held<'a>(id: PrincipalId, facts: Facts<'a>, index: &'a Index) -> Held<'a> {
    let attachments = index.attachments_of(facts.account, id);
    let attachments = attachments.map(|attachment| {
        let scope = match &attachment.scope {
            Scope::Account => None,
            Scope::ResourceGroup(name) => Some(name.as_str()),
        };
        (attachment.policy, scope, attachment.when.as_slice())
    });
    (attachments.collect(), index.memberships_of(id).collect())
}

/// The resources of the input, by their places, that name some of some users and not
/// others, for each of them; `None` where that cannot be told.
fn called<'n>(
    ground: &Ground<'_>,
    names: impl Iterator<Item = &'n str> + Clone,
) -> Option<Vec<Vec<usize>>> {
    let templates = ground.edges.iter().flat_map(|(edge, _)| {
        let others = edge.needs().map(|(_, on)| on);
        std::iter::once(edge.on()).chain(others)
    });
    let templates = templates.flat_map(|on| on.templates().collect::<Vec<_>>());
    let before: BTreeSet<String> = templates
        .filter_map(|template| ground.spellings(template.strip_suffix("{user}")?, &[]))
        .flatten()
        .collect();
    let before: Vec<String> = before.into_iter().collect();
    let texts = Texts::new(names.clone().map(|name| (before.clone(), name)));
    let mut called = vec![Vec::new(); names.count()];
    let pools = &ground.facts.model.pools;
    let documents = pools.documents().map(|(id, _)| id);
    let statements = documents.flat_map(|id| pools.statements(id));
    let resources = statements.flat_map(|(_, statement)| {
        let list = pools.elements(statement.resources.list).iter();
        list.map(|element| (element.known, pools.str(element.text)))
    });
    let resources: BTreeSet<(bool, &str)> = resources
        .map(|(known, text)| (known == Known::Whole && !text.contains('$'), text))
        .collect();
    for (number, (whole, text)) in resources.into_iter().enumerate() {
        match (texts.reached(text), whole) {
            (Reached::All, true) => {}
            (Reached::These(users), true) => {
                for user in users.iter() {
                    called.get_mut(*user)?.push(number);
                }
            }
            (_, false) => {
                let any = text.replace(HOLE, "*");
                let any = any.split_once('$').map_or(any.as_str(), |(start, _)| start);
                if !texts.reached(&format!("{any}*")).is_none() {
                    return None;
                }
            }
        }
    }
    Some(called)
}

/// The users that trust documents name, in lower case; `None` where they do so by
/// patterns.
fn trusted(facts: Facts<'_>) -> Option<BTreeSet<String>> {
    let pools = &facts.model.pools;
    let documents = pools.documents().map(|(id, _)| id);
    let statements = documents.flat_map(|id| pools.statements(id));
    let mut names = BTreeSet::new();
    for (_, statement) in statements {
        for principal in pools.principals(statement.principals) {
            let text = pools.str(principal.element.text);
            // Of what is not known at all, the same is said to everybody.
            let nothing = matches!(principal.element.known, Known::Nothing(_));
            if nothing || principal.form != PrincipalForm::Ram {
                continue;
            }
            let Some((_, who)) = trust::split(text) else {
                continue;
            };
            if who.contains(['*', '?', '$']) || who.contains(HOLE) {
                return None;
            }
            names.extend(who.strip_prefix("user/").map(str::to_ascii_lowercase));
        }
    }
    Some(names)
}

/// One user put in the place of another.
struct Renaming {
    from: String,
    to: String,
    /// The attachments of the one, and those of the other in their places.
    places: Vec<(Span, Span)>,
    /// Set once something is met that cannot be told of the other.
    fails: Cell<bool>,
}

impl Renaming {
    fn new(
        from: PrincipalId,
        to: PrincipalId,
        (facts, index): (Facts<'_>, &Index),
    ) -> Option<Self> {
        let account = facts.account;
        let id = |id: PrincipalId| {
            let principal = account.principal(id)?;
            subject_of(principal.kind, &principal.name).name
        };
        let places = |id: PrincipalId| index.attachments_of(account, id).map(|found| found.at);
        let places: Vec<(Span, Span)> = places(from).zip(places(to)).collect();
        let clear = places.iter().all(|(one, other)| {
            let mut same = places.iter().filter(|(known, _)| known == one);
            same.all(|(_, known)| known == other)
        });
        clear.then_some(())?;
        Some(Self {
            from: id(from)?,
            to: id(to)?,
            places,
            fails: Cell::new(false),
        })
    }

    fn found(&self, found: &Found) -> Option<Found> {
        let renamed = Found {
            obtained: found.obtained.iter().map(|way| self.way(way)).collect(),
            cut: found.cut,
            firmness: found.firmness.as_ref().map(|firmness| {
                let removals = firmness.removable_by.iter();
                super::Firmness {
                    firm: firmness.firm,
                    removable_by: removals.map(|removal| self.removal(removal)).collect(),
                    loosened: firmness.loosened.clone(),
                }
            }),
            lifts: found
                .lifts
                .iter()
                .map(|lift| Lift {
                    step: self.taken(&lift.step),
                    certain: lift.certain,
                })
                .collect(),
        };
        (!self.fails.get()).then_some(renamed)
    }

    fn way(&self, way: &Obtained) -> Obtained {
        Obtained {
            steps: way.steps.iter().map(|step| self.taken(step)).collect(),
            finally: self.id(&way.finally),
            ..way.clone()
        }
    }

    fn removal(&self, removal: &Removal) -> Removal {
        Removal {
            first: removal.first.iter().map(|step| self.taken(step)).collect(),
            step: self.taken(&removal.step),
            ..removal.clone()
        }
    }

    fn taken(&self, taken: &Taken) -> Taken {
        let id = |id: &Option<String>| id.as_deref().map(|id| self.id(id));
        Taken {
            by: self.id(&taken.by),
            whom: id(&taken.whom),
            member: id(&taken.member),
            calls: taken.calls.iter().map(|call| self.call(call)).collect(),
            ..taken.clone()
        }
    }

    fn call(&self, call: &Call) -> Call {
        let resources = call.resources.iter();
        Call {
            on: call.on.iter().map(|text| self.arn(text)).collect(),
            resources: resources.map(|resource| self.resource(resource)).collect(),
            grant: call.grant.as_ref().map(|grant| Grant {
                at: grant.at.map(|at| self.place(at)),
                ..grant.clone()
            }),
            action: call.action.clone(),
            request: call.request,
        }
    }

    fn resource(&self, resource: &Resources) -> Resources {
        match resource {
            Resources::Fixed(texts) => {
                Resources::Fixed(texts.iter().map(|text| self.arn(text)).collect())
            }
            // The name would stand in what the request can look like as well.
            Resources::Templates(texts) if texts.iter().any(|text| self.is_in(text)) => {
                self.fails.set(true);
                resource.clone()
            }
            Resources::Templates(_) | Resources::All | Resources::Unknown => resource.clone(),
        }
    }

    fn is_in(&self, text: &str) -> bool {
        [&self.from, &self.to].iter().any(|id| text.contains(*id))
    }

    fn id(&self, id: &str) -> String {
        // Two users in one way are each other's place, not one another's.
        if id == self.to {
            self.fails.set(true);
        }
        match id == self.from {
            true => self.to.clone(),
            false => id.to_owned(),
        }
    }

    fn arn(&self, text: &str) -> String {
        let own = text.strip_suffix(self.from.as_str());
        match own.filter(|before| before.ends_with(':')) {
            Some(before) => format!("{before}{}", self.to),
            None => text.to_owned(),
        }
    }

    fn place(&self, at: Span) -> Span {
        let mut places = self.places.iter();
        places
            .find(|(own, _)| *own == at)
            .map_or(at, |(_, other)| *other)
    }
}
