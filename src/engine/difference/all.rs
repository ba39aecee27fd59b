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
mod differing;
mod entrances;
mod exact;
mod explained;
mod furthest;
mod given;
mod joined;
mod naming;
pub(super) mod pairs;
mod requests;
mod resources;
mod search;
mod steps;
mod telling;
mod variables;
mod ways;

use std::collections::BTreeMap;

use crate::engine::answers::Settings;
use crate::engine::bearing::settled;
use crate::engine::compile::{Compiler, Facts, Free, KeyUse};
use crate::engine::difference::{Difference, Entry, Kind, Side, causes};
use crate::engine::domain::strings::StringSet;
use crate::engine::holdings::{Holdings, Index};
use crate::engine::universe::Universe;
use crate::engine::world_keys::WorldKeys;
use crate::model::Model;
use crate::model::account::Account;
use crate::model::catalogue::Catalogue;
use crate::model::doubt::Doubts;

use access::{Access, Aspect};
use alike::Alike;
use differing::{Differing, Reason};
use exact::Asking;
use explained::{Explained, Within};
use pairs::{Basis, Both, Pair, Somebody, Who};
use requests::Requests;
use search::{Over, Search};
use variables::Variables;
use ways::Ways;

pub use search::STEPS_PER_COMPARISON;

/// How much is told of whoever gains or loses something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// One request, with all that brings such access about.
    Example,
    /// Everything, in as many rows as it takes for each to be true of all the patterns
    /// that it names, with its causes.
    Each,
}

/// Compares two inputs for every principal and document of either, over all actions
/// and resources: what they may do themselves, and by roles that they become. Actions
/// that are asked about on their own are left out.
#[must_use]
pub fn compare_all(
    before: &Model,
    after: &Model,
    catalogue: &Catalogue,
    settings: &Settings,
    (rows_of, but): (Rows, &[&str]),
) -> Difference {
    let models = Both { before, after };
    let uses = KeyUse::of_all([before, after]);
    let mut variables = Variables::new(models);
    let mut alike = Alike::new(models);
    let mut found = Difference::default();
    let mut explained = Explained::new(models, (catalogue, &uses, settings));
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
        let people = pairs::everybody(models, accounts, numbers, &mut alike);
        found.compared = found.compared.saturating_add(people.len());
        let people: Vec<Somebody> = people
            .into_iter()
            .map(|pair| {
                let mut held = |side: Side| {
                    let who = (*pair.who.of(side))?;
                    let account = (*accounts.of(side), *indexes.of(side));
                    Some(alike.held(side, who, account, *of_accounts.of(side)))
                };
                let held = Both {
                    before: held(Side::Before),
                    after: held(Side::After),
                };
                let mut trust = |side: Side| match *pair.who.of(side) {
                    Some(Who::Principal(id)) => alike.trust(side, accounts.of(side), id),
                    _ => None,
                };
                let trust = Both {
                    before: trust(Side::Before),
                    after: trust(Side::After),
                };
                let kind = pair.kind(accounts);
                Somebody {
                    pair,
                    held,
                    trust,
                    kind,
                }
            })
            .collect();
        let how = (catalogue, &uses, settings);
        let comparing = Comparing::new(models, accounts, indexes, how, (rows_of, but));
        let changed: Vec<(&Pair, Both<Held>)> = people
            .iter()
            .filter(|one| one.differs() && !comparing.is_given_already(one))
            .map(|one| (&one.pair, one.held))
            .collect();
        let [all] = comparing.compared(&changed, [Aspect::Allowed], &mut variables);
        let mut differing = Differing::new(all, &people);
        let mut ways = Ways::new(&comparing, &people);
        ways.by_roles(&mut differing, &mut variables);
        let within: Within<'_> = (numbers, &people);
        ways.by_entering(within, &mut explained, &mut differing, &mut variables);
        if rows_of == Rows::Each {
            explained.add(within, &comparing, differing, &mut found);
        } else {
            let entries = |all: Vec<(Entry, Reason)>| all.into_iter().map(|(entry, _)| entry);
            found.gained.extend(entries(differing.gained));
            found.lost.extend(entries(differing.lost));
        }
    }
    let mut found = finished(found, variables);
    causes::tell_of_another_account(before, after, &mut found);
    causes::keep_named(&mut found);
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
        let changed = [(&pair, held)];
        let how = (catalogue, &uses, settings);
        let comparing = Comparing::new(models, accounts, indexes, how, (Rows::Example, &[]));
        let aspects = [Aspect::Allowed, Aspect::Denied];
        [found.allowed, found.denied] = comparing.compared(&changed, aspects, &mut variables);
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
                let named = (entry.principal.clone(), entry.action.clone());
                (account, named, entry.kind, entry.via.clone())
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
    rows_of: Rows,
    /// Actions that are left out.
    but: &'a [&'a str],
}

/// What the members of one pool of accesses are found by.
type Held = Option<u32>;

/// Accesses of one side, by aspect and session, and for each principal the number of
/// its own.
struct Pool<const N: usize> {
    all: Vec<[Vec<Access>; N]>,
    numbers: Vec<usize>,
}

/// What was found about one pair of accesses.
#[derive(Clone, Default)]
struct Decided {
    gained: Vec<Entry>,
    lost: Vec<Entry>,
}

/// What some may do, compiled.
struct Compiled<const N: usize> {
    pools: Both<Pool<N>>,
    universe: Universe,
    worlds: WorldKeys,
    doubts: Doubts,
    free: Free,
}

impl Compiled<1> {
    /// What each session of the first one may do on one side.
    fn accesses(&self, side: Side) -> &[Access] {
        let all = self.pools.of(side).all.first();
        all.and_then(|all| all.first()).map_or(&[], Vec::as_slice)
    }
}

impl<const N: usize> Compiled<N> {
    const fn over<'s>(&'s self, requests: &'s Requests<'s>, catalogue: &'s Catalogue) -> Over<'s> {
        Over {
            universe: &self.universe,
            worlds: &self.worlds,
            doubts: &self.doubts,
            requests,
            catalogue,
        }
    }
}

impl<'a> Comparing<'a> {
    fn new(
        models: Both<&'a Model>,
        accounts: Both<&'a Account>,
        indexes: Both<&'a Index>,
        (catalogue, uses, settings): (&'a Catalogue, &'a KeyUse, &'a Settings),
        (rows_of, but): (Rows, &'a [&'a str]),
    ) -> Self {
        let facts = |side: Side| Facts {
            model: models.of(side),
            catalogue,
            account: accounts.of(side),
            uses,
            at: settings.at,
            steps: settings.steps,
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
            rows_of,
            but,
        }
    }

    /// What differs in each of some aspects.
    fn compared<const N: usize>(
        &self,
        pairs: &[(&Pair, Both<Held>)],
        aspects: [Aspect; N],
        variables: &mut Variables,
    ) -> [Difference; N] {
        if pairs.is_empty() {
            return aspects.map(|_| Difference::default());
        }
        let compiled = self.compiled(pairs, aspects, variables);
        let (before, after) = (&compiled.pools.before, &compiled.pools.after);
        let requests = self.requests(compiled.free);
        let over = compiled.over(&requests, self.catalogue);
        let mut number = 0_usize;
        aspects.map(|aspect| {
            let of = |pool: &'_ Pool<N>| -> Vec<Vec<Access>> {
                let own = pool.all.iter().map(|all| all.get(number));
                own.map(|all| all.cloned().unwrap_or_default()).collect()
            };
            let accesses = Both {
                before: of(before),
                after: of(after),
            };
            number = number.saturating_add(1);
            let numbers = before
                .numbers
                .iter()
                .copied()
                .zip(after.numbers.iter().copied());
            let pairs = pairs.iter().map(|(pair, _)| *pair).zip(numbers);
            self.in_aspect(pairs, &accesses, aspect, over, variables)
        })
    }

    fn requests(&self, free: Free) -> Requests<'_> {
        let account = self.asking.facts.after.account.id.as_deref();
        Requests::new(free, self.catalogue, account, self.but)
    }

    /// What some may do on both sides, over what requests can look like with action
    /// and resource being any text.
    fn compiled<const N: usize>(
        &self,
        pairs: &[(&Pair, Both<Held>)],
        aspects: [Aspect; N],
        variables: &mut Variables,
    ) -> Compiled<N> {
        let facts = &self.asking.facts;
        let readings = self.asking.settings.readings;
        let anything = StringSet::everything;
        let (mut compiler, free) =
            Compiler::unasked(facts.before, readings, anything(), anything());
        let before = self.pool(pairs, (Side::Before, aspects), &mut compiler, variables);
        let mut compiler = compiler.turned_to(facts.after);
        let after = self.pool(pairs, (Side::After, aspects), &mut compiler, variables);
        let mut universe = compiler.universe;
        let mut worlds = WorldKeys::default();
        for access in before.all.iter().chain(&after.all).flatten().flatten() {
            for part in access.grants.iter().chain(&access.blocks) {
                worlds.add(&part.when, &variables.joint.table, &mut universe);
            }
        }
        Compiled {
            pools: Both { before, after },
            universe,
            worlds,
            // Asking for single actions may add some that no access is over.
            doubts: variables.joint.table.clone(),
            free,
        }
    }

    fn in_aspect<'p>(
        &self,
        pairs: impl Iterator<Item = (&'p Pair, (usize, usize))>,
        all: &Both<Vec<Vec<Access>>>,
        aspect: Aspect,
        over: Over<'_>,
        variables: &mut Variables,
    ) -> Difference {
        let mut found = Difference::default();
        let mut known: BTreeMap<(usize, usize), Decided> = BTreeMap::new();
        let nothing = Vec::new();
        for (pair, numbers) in pairs {
            let accesses = Both {
                before: all.before.get(numbers.0).unwrap_or(&nothing),
                after: all.after.get(numbers.1).unwrap_or(&nothing),
            };
            let decided = known.entry(numbers).or_insert_with(|| {
                let mut entries = |have| {
                    let mut search = Search::new(over);
                    let how = (have, aspect);
                    let entries = self.direct(pair, accesses, how, &mut search, variables);
                    // A name that no catalogue knows is less than there may be.
                    if search.is_cut && entries.iter().all(|entry| entry.unlisted) {
                        vec![self.undecided(pair, have, Kind::Direct)]
                    } else {
                        entries
                    }
                };
                Decided {
                    lost: entries(Side::Before),
                    gained: entries(Side::After),
                }
            });
            let named = |entry: Entry, side: Side| Entry {
                principal: pair.name.of(side).clone(),
                ..entry
            };
            let Decided { gained, lost } = decided.clone();
            let gained = gained.into_iter().map(|entry| named(entry, Side::After));
            let lost = lost.into_iter().map(|entry| named(entry, Side::Before));
            found.gained.extend(gained);
            found.lost.extend(lost);
        }
        found
    }

    /// What everybody may do on one side. Those who hold the same share it, unless
    /// it hangs on who asks.
    fn pool<const N: usize>(
        &self,
        pairs: &[(&Pair, Both<Held>)],
        (side, aspects): (Side, [Aspect; N]),
        compiler: &mut Compiler<'a>,
        variables: &mut Variables,
    ) -> Pool<N> {
        let readings = self.asking.settings.readings;
        let mut pool = Pool {
            all: Vec::new(),
            numbers: Vec::new(),
        };
        let mut known: BTreeMap<(Held, Basis), usize> = BTreeMap::new();
        for (pair, held) in pairs {
            let (facts, index) = (self.asking.facts.of(side), self.asking.indexes.of(side));
            let held = (*held.of(side), pair.basis(side, facts.account, index));
            if let Some(number) = known.get(&held) {
                pool.numbers.push(*number);
                continue;
            }
            let who = *pair.who.of(side);
            let holdings = self.asking.held(who, side, compiler, variables.of(side));
            let mut access = |holdings: &Holdings, aspect| {
                Access::of(holdings, aspect, |formula| {
                    let formula = variables.shared(side, formula);
                    settled(&formula, readings, &variables.joint.table)
                })
            };
            let number = pool.all.len();
            pool.all.push(aspects.map(|aspect| {
                let sessions = holdings.iter();
                sessions.map(|holdings| access(holdings, aspect)).collect()
            }));
            pool.numbers.push(number);
            if !holdings.iter().any(|holdings| holdings.of_its_own) {
                known.insert(held, number);
            }
        }
        pool
    }
}
