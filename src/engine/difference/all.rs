//! Every action compared at once: for each principal and document of either side the
//! requests that one side allows and the other does not, over all that RAM can be
//! asked (D38).
//!
//! Most of an input is spelled alike on both sides and is not looked at again. What
//! is not is compared with action and resource as keys of the request, which says
//! whether anything may differ; an action of what may differ is then asked as any
//! question is, and that decides.

mod access;
mod alike;
mod because;
mod exact;
pub(super) mod pairs;
mod requests;
mod search;
mod telling;
mod variables;

use std::collections::BTreeMap;

use crate::engine::answers::Settings;
use crate::engine::bearing::settled;
use crate::engine::compile::{Compiler, Facts, KeyUse};
use crate::engine::difference::{Difference, Entry, Side};
use crate::engine::holdings::Index;
use crate::engine::world_keys::WorldKeys;
use crate::model::Model;
use crate::model::account::Account;
use crate::model::catalogue::Catalogue;

use access::{Access, Aspect};
use alike::Alike;
use exact::Asking;
use pairs::{Both, Pair, Who};
use requests::Requests;
use search::Search;
use variables::Variables;

pub use search::STEPS_PER_COMPARISON;

/// Compares two inputs for every principal and document of either, over all actions
/// and resources.
#[must_use]
pub fn compare_all(
    before: &Model,
    after: &Model,
    catalogue: &Catalogue,
    settings: &Settings,
) -> Difference {
    let models = Both { before, after };
    let uses = KeyUse::of_all([before, after]);
    let mut variables = Variables::new(models);
    let mut alike = Alike::new(models);
    let mut found = Difference::default();
    for numbers in pairs::accounts(before, after) {
        let accounts = pairs::known(before, after, numbers);
        let accounts = Both {
            before: accounts.before.as_ref(),
            after: accounts.after.as_ref(),
        };
        let indexes = Both {
            before: &Index::new(accounts.before),
            after: &Index::new(accounts.after),
        };
        let of_accounts = Both {
            before: alike.account(Side::Before, accounts.before),
            after: alike.account(Side::After, accounts.after),
        };
        let everybody = pairs::everybody(models, accounts, numbers, &mut alike);
        found.compared = found.compared.saturating_add(everybody.len());
        let mut changed = Vec::new();
        for pair in everybody {
            let mut held = |side: Side| {
                let who = (*pair.who.of(side))?;
                let account = (*accounts.of(side), *indexes.of(side));
                Some(alike.held(side, who, account, *of_accounts.of(side)))
            };
            let held = Both {
                before: held(Side::Before),
                after: held(Side::After),
            };
            let is_holding = matches!(pair.who.after, Some(Who::Holding(_)));
            let is_same = is_holding || pair.name.before == pair.name.after;
            if held.before != held.after || !is_same {
                changed.push((pair, held));
            }
        }
        let comparing = Comparing::new(models, accounts, indexes, (catalogue, &uses, settings));
        let mut all = comparing.compared(&changed, Aspect::Allowed, &mut variables);
        found.gained.append(&mut all.gained);
        found.lost.append(&mut all.lost);
    }
    let mut found = finished(found, variables);
    because::explain(&mut found, models, catalogue, settings);
    found
}

/// How two documents differ that anyone might hold.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    /// What only one of them allows.
    pub allowed: Difference,
    /// What only one of them denies: it matters to whoever holds it beside another
    /// policy. Variables are those of [`Self::allowed`].
    pub denied: Difference,
}

/// Compares two documents as identity policies, each given by its index among the
/// [`holdings`](Model::holdings) of its input. What they allow is compared, and what
/// they deny.
#[must_use]
pub fn compare_documents(
    (before, number): (&Model, usize),
    (after, other): (&Model, usize),
    catalogue: &Catalogue,
    settings: &Settings,
) -> Documents {
    let models = Both { before, after };
    let uses = KeyUse::of_all([before, after]);
    let mut variables = Variables::new(models);
    let mut alike = Alike::new(models);
    let account = |model: &Model, number: usize| {
        let holding = model.holdings.get(number);
        holding.map(|holding| holding.account)
    };
    let numbers = Both {
        before: account(before, number),
        after: account(after, other),
    };
    let accounts = pairs::known(before, after, numbers);
    let accounts = Both {
        before: accounts.before.as_ref(),
        after: accounts.after.as_ref(),
    };
    let indexes = Both {
        before: &Index::new(accounts.before),
        after: &Index::new(accounts.after),
    };
    let name = |model: &Model, number: usize| {
        let holding = model.holdings.get(number);
        holding.map_or_else(String::new, |holding| format!("policy/{}", holding.path))
    };
    let pair = Pair {
        who: Both {
            before: Some(Who::Holding(number)),
            after: Some(Who::Holding(other)),
        },
        name: Both {
            before: name(before, number),
            after: name(after, other),
        },
    };
    let held = Both {
        before: Some(alike.holding(Side::Before, number)),
        after: Some(alike.holding(Side::After, other)),
    };
    let mut found = Documents::default();
    if held.before != held.after || accounts.before.position != accounts.after.position {
        let changed = [(pair, held)];
        let comparing = Comparing::new(models, accounts, indexes, (catalogue, &uses, settings));
        found.allowed = comparing.compared(&changed, Aspect::Allowed, &mut variables);
        found.denied = comparing.compared(&changed, Aspect::Denied, &mut variables);
    }
    found.allowed.compared = 1;
    found.allowed = finished(found.allowed, variables);
    found
}

fn finished(mut found: Difference, variables: Variables) -> Difference {
    for entries in [&mut found.gained, &mut found.lost] {
        entries.sort_by(|one, other| {
            let key = |entry: &Entry| {
                let account = entry.account.clone();
                (account, entry.principal.clone(), entry.action.clone())
            };
            key(one).cmp(&key(other))
        });
    }
    found.later_doubts = variables.joint.later.into_iter().collect();
    found.doubts = variables.joint.table;
    found
}

/// Two sides of one account.
struct Comparing<'a> {
    models: Both<&'a Model>,
    asking: Asking<'a>,
    catalogue: &'a Catalogue,
}

/// What the members of one pool of accesses are found by.
type Held = Option<u32>;

/// Accesses of one side, and for each principal the number of its own.
#[derive(Default)]
struct Pool {
    all: Vec<Vec<Access>>,
    numbers: Vec<usize>,
}

/// What was found about one pair of accesses.
#[derive(Clone, Default)]
struct Decided {
    gained: Option<Entry>,
    lost: Option<Entry>,
}

impl<'a> Comparing<'a> {
    fn new(
        models: Both<&'a Model>,
        accounts: Both<&'a Account>,
        indexes: Both<&'a Index>,
        (catalogue, uses, settings): (&'a Catalogue, &'a KeyUse, &'a Settings),
    ) -> Self {
        let facts = |side: Side| Facts {
            model: models.of(side),
            catalogue,
            account: accounts.of(side),
            uses,
            at: settings.at,
        };
        Self {
            models,
            asking: Asking {
                facts: Both {
                    before: facts(Side::Before),
                    after: facts(Side::After),
                },
                indexes,
                settings,
            },
            catalogue,
        }
    }

    fn compared(
        &self,
        pairs: &[(Pair, Both<Held>)],
        aspect: Aspect,
        variables: &mut Variables,
    ) -> Difference {
        let mut found = Difference::default();
        if pairs.is_empty() {
            return found;
        }
        let facts = &self.asking.facts;
        let readings = self.asking.settings.readings;
        let (mut compiler, free) = Compiler::unasked(facts.before, readings, Requests::arns());
        let before = self.pool(pairs, (Side::Before, aspect), &mut compiler, variables);
        let mut compiler = compiler.turned_to(facts.after);
        let after = self.pool(pairs, (Side::After, aspect), &mut compiler, variables);
        let mut universe = compiler.universe;
        let mut worlds = WorldKeys::default();
        for access in before.all.iter().chain(&after.all).flatten() {
            for part in access.grants.iter().chain(&access.blocks) {
                worlds.add(&part.when, &variables.joint.table, &mut universe);
            }
        }
        // Asking for single actions may add some that no access is over.
        let doubts = variables.joint.table.clone();
        let account = facts.after.account;
        let requests = Requests::new(free, self.catalogue, account.id.as_deref());
        let mut known: BTreeMap<(usize, usize), Decided> = BTreeMap::new();
        let numbers = before.numbers.iter().zip(&after.numbers);
        for ((pair, _), (one, other)) in pairs.iter().zip(numbers) {
            let decided = match known.get(&(*one, *other)) {
                Some(decided) => decided.clone(),
                None => {
                    let empty = Vec::new();
                    let accesses = Both {
                        before: before.all.get(*one).unwrap_or(&empty),
                        after: after.all.get(*other).unwrap_or(&empty),
                    };
                    let mut decided = Decided::default();
                    for have in [Side::Before, Side::After] {
                        let mut search =
                            Search::new(&universe, &worlds, &doubts, &requests, self.catalogue);
                        let entry =
                            self.entry(pair, accesses, (have, aspect), &mut search, variables);
                        // A name that no catalogue knows is less than there may be.
                        let is_open = entry.as_ref().is_none_or(|entry| entry.unlisted);
                        let entry = if search.is_cut && is_open {
                            Some(self.undecided(pair, have))
                        } else {
                            entry
                        };
                        match have {
                            Side::Before => decided.lost = entry,
                            Side::After => decided.gained = entry,
                        }
                    }
                    known.insert((*one, *other), decided.clone());
                    decided
                }
            };
            let named = |entry: Entry, side: Side| Entry {
                principal: pair.name.of(side).clone(),
                ..entry
            };
            let gained = decided.gained.map(|entry| named(entry, Side::After));
            let lost = decided.lost.map(|entry| named(entry, Side::Before));
            found.gained.extend(gained);
            found.lost.extend(lost);
        }
        found
    }

    /// What everybody may do on one side. Those who hold the same share it, unless
    /// it hangs on who asks.
    fn pool(
        &self,
        pairs: &[(Pair, Both<Held>)],
        (side, aspect): (Side, Aspect),
        compiler: &mut Compiler<'a>,
        variables: &mut Variables,
    ) -> Pool {
        let readings = self.asking.settings.readings;
        let mut pool = Pool::default();
        let mut known: BTreeMap<Held, usize> = BTreeMap::new();
        for (pair, held) in pairs {
            let held = *held.of(side);
            if let Some(number) = known.get(&held) {
                pool.numbers.push(*number);
                continue;
            }
            let who = *pair.who.of(side);
            let holdings = self.asking.held(who, side, compiler, variables.of(side));
            let accesses = holdings.iter().map(|holdings| {
                Access::of(holdings, aspect, |formula| {
                    let formula = variables.shared(side, formula);
                    settled(&formula, readings, &variables.joint.table)
                })
            });
            let number = pool.all.len();
            pool.all.push(accesses.collect());
            pool.numbers.push(number);
            if !holdings.iter().any(|holdings| holdings.of_its_own) {
                known.insert(held, number);
            }
        }
        pool
    }
}
