//! One ground for two inputs that are compared. Each numbers its keys and its
//! variables for itself; here the same key is one key, and the same thing not known
//! is one variable (D10, D36).

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::domain::addresses::{AddressSet, parse_cidr};
use crate::engine::domain::ordered::{Comparison, Intervals, parse_decimal, parse_instant};
use crate::engine::domain::set::{Set, ValueType};
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::{Atom, Bound, Formula, KeyId, World};
use crate::engine::question::Readings;
use crate::engine::solver::{self, Member, Request, Sat};
use crate::engine::universe::Universe;
use crate::engine::world_keys::WorldKeys;
use crate::model::budget::Budget;
use crate::model::doubt::{Choice, Doubt, DoubtId, Doubts};
use crate::model::pattern::Pattern;

/// The variables of two inputs in one table.
#[derive(Clone, Debug, Default)]
pub struct JointDoubts {
    /// All of them, those of the earlier input first.
    pub table: Doubts,
    /// Those that only the later input has.
    pub later: BTreeSet<DoubtId>,
    /// For places of the later input those of the earlier one where the same
    /// stands.
    places: BTreeMap<String, String>,
}

/// For the variables of one table, in order, those of the joint one.
pub type Numbers = Vec<DoubtId>;

impl JointDoubts {
    /// A table that holds nothing yet.
    #[must_use]
    pub fn new(places: BTreeMap<String, String>) -> Self {
        Self {
            places,
            ..Self::default()
        }
    }

    /// Takes over a table of the earlier input.
    pub fn earlier(&mut self, doubts: &Doubts) -> Numbers {
        let all = doubts.iter();
        all.map(|(_, doubt)| self.earlier_one(doubt)).collect()
    }

    /// Takes over one variable of the earlier input.
    pub fn earlier_one(&mut self, doubt: &Doubt) -> DoubtId {
        self.table.intern(doubt.clone())
    }

    /// Takes over a table of the later input.
    pub fn later(&mut self, doubts: &Doubts) -> Numbers {
        let all = doubts.iter();
        all.map(|(_, doubt)| self.later_one(doubt)).collect()
    }

    /// Takes over one variable of the later input.
    pub fn later_one(&mut self, doubt: &Doubt) -> DoubtId {
        let known = self.table.len();
        let id = joined(doubt, &mut self.table, &self.places);
        if self.table.len() > known {
            self.later.insert(id);
        }
        id
    }
}

/// The variable of a joint table for one of the later input. The same thing not
/// known is one variable; what only its place tells from others is one where the
/// same stands around it.
pub(in crate::engine) fn joined(
    doubt: &Doubt,
    into: &mut Doubts,
    places: &BTreeMap<String, String>,
) -> DoubtId {
    let later = || format!("{}, later", doubt.about);
    let about = match places.get(&doubt.about) {
        _ if !doubt.is_at_a_place() => doubt.about.clone(),
        Some(place) => place.clone(),
        None => later(),
    };
    let id = into.intern(Doubt {
        about,
        ..doubt.clone()
    });
    let alike = into
        .get(id)
        .is_some_and(|known| (known.choices, known.default) == (doubt.choices, doubt.default));
    if alike {
        return id;
    }
    into.intern(Doubt {
        about: later(),
        identity: doubt.identity.as_ref().map(|text| format!("{text}, later")),
        ..doubt.clone()
    })
}

/// Calls to a table that both sides of a comparison share, over the keys of one
/// question.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    /// The keys of both sides, and those that stand for variables.
    pub universe: Universe,
    worlds: WorldKeys,
}

/// For the keys of one universe, in order, those of the ground.
pub type Keys = Vec<KeyId>;

/// A request and the world that it was found in.
#[derive(Clone, Debug)]
pub struct Found {
    /// The keys that matter.
    pub request: Request,
    /// The choices that matter.
    pub world: World,
}

/// What is known of a formula.
#[derive(Clone, Debug)]
pub enum Decided {
    /// Some request meets it in some world.
    Met(Found),
    /// None does.
    Never,
    /// The budget ended first.
    OutOfBudget,
}

impl Ground {
    /// Takes over the keys of a universe. Keys are the same that have the same name,
    /// type and values; requests of one side may lack what is always there on the
    /// other.
    pub fn keys(&mut self, from: &Universe) -> Keys {
        let mut taken: BTreeSet<KeyId> = BTreeSet::new();
        let mut keys = Keys::new();
        for (_, info) in from.keys() {
            let same = self.universe.keys().find(|(id, known)| {
                !taken.contains(id)
                    && known.name == info.name
                    && known.of == info.of
                    && known.many == info.many
                    && known.may_be_absent == info.may_be_absent
                    && known.values == info.values
            });
            let id = match same.map(|(id, _)| id) {
                Some(id) => id,
                None => self.universe.add(info.clone()),
            };
            taken.insert(id);
            keys.push(id);
        }
        keys
    }

    /// A formula of one side over the keys and variables of the ground, readings
    /// taken at their defaults.
    pub fn take(
        &mut self,
        formula: &Formula,
        (keys, numbers): (&Keys, &Numbers),
        readings: Readings,
        doubts: &Doubts,
    ) -> Formula {
        let renumbered = renumbered(formula, keys, numbers);
        let mut found = BTreeSet::new();
        renumbered.doubts(&mut found);
        if found.is_empty() {
            return renumbered;
        }
        let settled = crate::engine::bearing::settled(&renumbered, readings, doubts);
        self.worlds.add(&settled, doubts, &mut self.universe);
        settled
    }

    /// Whether some request meets a formula in some world.
    #[must_use]
    pub fn decide(&self, formula: &Formula, doubts: &Doubts) -> Decided {
        if *formula == Formula::False {
            return Decided::Never;
        }
        let Some((formula, mut world)) = self.worlds.applied(formula, doubts) else {
            return Decided::OutOfBudget;
        };
        let mut budget = Budget::new(self.universe.steps);
        match solver::solve(&formula, &self.universe, &mut budget) {
            Sat::None => Decided::Never,
            Sat::OutOfBudget => Decided::OutOfBudget,
            Sat::Model(mut request) => {
                self.worlds.take(&mut request, &mut world);
                Decided::Met(Found { request, world })
            }
        }
    }

    /// Whether no request meets a formula in any world; `false` where the budget
    /// ended first.
    #[must_use]
    pub fn never(&self, formula: &Formula, doubts: &Doubts) -> bool {
        matches!(self.decide(formula, doubts), Decided::Never)
    }

    /// What has to be known for a formula to be met: nothing where it is met
    /// whatever is in doubt.
    #[must_use]
    pub fn hangs_on(&self, formula: &Formula, found: &Found, doubts: &Doubts) -> Vec<DoubtId> {
        let mut variables = BTreeSet::new();
        formula.doubts(&mut variables);
        if variables.is_empty() || !self.never(&formula.bound(Bound::Least), doubts) {
            return Vec::new();
        }
        let matters = |id: &DoubtId| {
            let choices = doubts.get(*id).map_or(2, |doubt| doubt.choices);
            (0..choices).any(|choice| {
                let mut world = found.world.clone();
                let same = world.insert(*id, choice) == Some(choice);
                !same && self.never(&formula.in_world(&world).bound(Bound::Most), doubts)
            })
        };
        let some: Vec<DoubtId> = variables.iter().copied().filter(matters).collect();
        if some.is_empty() {
            variables.into_iter().collect()
        } else {
            some
        }
    }

    /// The same request with a value for every key that each request has.
    #[must_use]
    pub fn completed(&self, request: &Request) -> Request {
        let mut whole = request.clone();
        for (id, info) in self.universe.keys() {
            if info.may_be_absent || whole.contains_key(&id) {
                continue;
            }
            let present = Formula::Key(Arc::new(Atom {
                key: id,
                set: Set::everything(info.of),
                absent: false,
                every: false,
            }));
            let mut budget = Budget::new(self.universe.steps);
            if let Sat::Model(found) = solver::solve(&present, &self.universe, &mut budget) {
                whole.extend(found);
            }
        }
        whole
    }

    /// The formula that the requests meet which are so by the names of their keys.
    #[must_use]
    pub fn named(&self, request: &BTreeMap<String, Option<Vec<String>>>) -> Formula {
        let members = request.iter().filter_map(|(name, member)| {
            let key = self.universe.find(name)?;
            Some(carrying(key, self.universe.key(key)?.of, member.as_ref()))
        });
        Formula::and(members)
    }

    /// The formula that exactly one request meets: this one, in which keys that are
    /// not named are absent where they may be.
    #[must_use]
    pub fn exactly(&self, request: &Request) -> Formula {
        let keys = self.universe.keys();
        Formula::and(keys.map(|(id, info)| {
            let member: Member = match request.get(&id) {
                Some(member) => member.clone(),
                None if info.may_be_absent => None,
                None => return Formula::True,
            };
            carrying(id, info.of, member.as_ref())
        }))
    }
}

/// That a request carries these values of a key, or no value.
fn carrying(key: KeyId, of: ValueType, values: Option<&Vec<String>>) -> Formula {
    let test = |set, absent| {
        Formula::Key(Arc::new(Atom {
            key,
            set,
            absent,
            every: absent,
        }))
    };
    match values {
        None => test(Set::nothing(of), true),
        Some(values) => Formula::and(values.iter().map(|value| test(only(of, value), false))),
    }
}

/// The set of one value; every value where the text is none of the type.
fn only(of: ValueType, text: &str) -> Set {
    let everything = || Set::everything(of);
    match of {
        ValueType::String => Set::Strings(StringSet::any([Arc::new(Pattern::literal(text))])),
        ValueType::Bool => Set::Bools {
            yes: text == "true",
            no: text != "true",
        },
        ValueType::Number => parse_decimal(text).map_or_else(everything, |number| {
            Set::Numbers(Intervals::compared(Comparison::Equal, number))
        }),
        ValueType::Date => parse_instant(text).map_or_else(everything, |instant| {
            Set::Dates(Intervals::compared(Comparison::Equal, instant))
        }),
        ValueType::Ip => parse_cidr(text).map_or_else(
            |_| everything(),
            |address| Set::Addresses(AddressSet::from_cidrs([&address])),
        ),
    }
}

/// A formula over other keys and variables.
fn renumbered(formula: &Formula, keys: &Keys, numbers: &Numbers) -> Formula {
    formula.with_literals(&|literal| match literal {
        Formula::World(choice) => Formula::World(Choice {
            doubt: place(choice.doubt.0, numbers).unwrap_or(choice.doubt),
            mask: choice.mask,
        }),
        Formula::Key(atom) => match place(atom.key.0, keys) {
            Some(key) if key != atom.key => Formula::Key(Arc::new(Atom {
                key,
                ..Atom::clone(atom)
            })),
            _ => literal.clone(),
        },
        _ => literal.clone(),
    })
}

fn place<T: Copy>(number: u32, list: &[T]) -> Option<T> {
    list.get(usize::try_from(number).ok()?).copied()
}
