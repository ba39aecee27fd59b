//! Who else gets at what a role may do, over all actions: services, federated
//! identities and other accounts that it lets in, and what runs as it.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use crate::engine::difference::all::access::Aspect;
use crate::engine::difference::all::differing::{Differing, Reason};
use crate::engine::difference::all::explained::{Explained, Within};
use crate::engine::difference::all::pairs::Both;
use crate::engine::difference::all::search::{Search, Shown};
use crate::engine::difference::all::telling::Told;
use crate::engine::difference::all::variables::Variables;
use crate::engine::difference::all::ways::Ways;
use crate::engine::difference::{Difference, Entry, Side};
use crate::engine::formula::Formula;
use crate::model::account::{Account, PrincipalId, PrincipalKind};

impl Ways<'_, '_> {
    /// Adds what is gained and lost by being let into roles.
    pub(super) fn by_entering(
        &mut self,
        within: Within<'_>,
        explained: &mut Explained<'_>,
        into: &mut Differing,
        variables: &mut Variables,
    ) {
        let facts = &self.comparing.asking.facts;
        let (before, after) = (facts.before.account, facts.after.account);
        let elsewhere = providers(before) != providers(after) || wearers(before) != wearers(after);
        let people = within.1.iter().enumerate();
        let roles = people.filter(|(_, one)| one.kind == Some(PrincipalKind::Role));
        let roles = roles.filter(|(_, one)| elsewhere || one.is_trusting_others());
        for (number, _) in roles {
            let has = Both {
                before: self.access(number, Side::Before, variables),
                after: self.access(number, Side::After, variables),
            };
            let concerned = [(
                number,
                Both {
                    before: has.before.is_some(),
                    after: has.after.is_some(),
                },
            )];
            for gives in [Side::Before, Side::After] {
                let Some(access) = has.of(gives) else {
                    continue;
                };
                let question = self.comparing.asking.question(&Shown::default());
                let mut told = Difference::default();
                let entries = explained.about(within, &concerned, &question, |meeting| {
                    meeting.by_entering(gives, &mut told)
                });
                for entry in entries {
                    let causes = entry.causes.iter();
                    let causes = causes.filter_map(|number| told.causes.get(*number));
                    let reason = Reason::Told(causes.cloned().collect());
                    let entry = explained.renumbered(entry, variables);
                    into.of_mut(gives).push((with(entry, access), reason));
                }
            }
        }
    }

    /// Something that a role may do, itself or by the roles that it can become.
    fn access(&mut self, role: usize, side: Side, variables: &mut Variables) -> Option<Told> {
        let mut seen = BTreeSet::from([role]);
        let mut open = VecDeque::from([role]);
        while let Some(here) = open.pop_front() {
            if let Some(told) = self.own_access(here, side, variables) {
                return Some(told);
            }
            if *self.steps.asks(here, variables).of(side) == Formula::False {
                continue;
            }
            let roles = Rc::clone(&self.steps.roles);
            for next in roles.iter().copied() {
                let step = self.steps.between(here, next, variables);
                if step.is_some_and(|step| step.is_open(side)) && seen.insert(next) {
                    open.push_back(next);
                }
            }
        }
        None
    }

    fn own_access(&mut self, role: usize, side: Side, variables: &mut Variables) -> Option<Told> {
        let pair = &self.steps.people.get(role)?.pair;
        self.prepare(role, variables);
        let compiled = &self.roles.get(&role)?.compiled;
        let comparing = self.comparing;
        let requests = comparing.requests(compiled.free);
        let mut search = Search::new(compiled.over(&requests, comparing.catalogue));
        let regions = search.regions(compiled.accesses(side), &[]);
        let mut ask = |shown: &Shown, variables: &mut Variables| {
            let how = (side, Aspect::Allowed);
            comparing.asking.ask_alone(shown, pair, how, variables)
        };
        comparing.example(&regions, side, &mut search, variables, &mut ask)
    }
}

/// An entry about who enters a role, with something that the role may do.
fn with(entry: Entry, access: &Told) -> Entry {
    let exactly = &access.exactly;
    let mut witness = entry.witness;
    witness.extend(exactly.witness.iter().cloned());
    let mut world = exactly.world.clone();
    world.extend(entry.world);
    let mut depends_on = entry.depends_on;
    let more = exactly.depends_on.iter().copied();
    let more: Vec<_> = more.filter(|id| !depends_on.contains(id)).collect();
    depends_on.extend(more);
    Entry {
        action: access.shown.action.clone(),
        before: exactly.answers.before,
        after: exactly.answers.after,
        breadth: access.breadth,
        exposure_before: exactly.exposures.before,
        exposure_after: exactly.exposures.after,
        universe: Rc::clone(&exactly.universe),
        witness,
        world,
        patterns: access.patterns.clone(),
        unlisted: !access.shown.catalogued,
        depends_on,
        // Those that are told are registered with the rest.
        causes: Vec::new(),
        ..entry
    }
}

/// Kind and name of an identity provider, and what it is set to.
type Provider<'a> = (&'a str, &'a str, Vec<(&'a str, &'a str)>);

fn providers(account: &Account) -> BTreeSet<Provider<'_>> {
    let providers = account.identity_providers.iter();
    let all = providers.map(|one| {
        let settings = one.settings.iter();
        let settings = settings.map(|setting| (setting.name, setting.text.as_str()));
        let mut settings: Vec<(&str, &str)> = settings.collect();
        settings.sort_unstable();
        (one.kind, one.name.as_str(), settings)
    });
    all.collect()
}

/// What runs as which role.
fn wearers(account: &Account) -> BTreeSet<(&str, &str, &str)> {
    let name = |id: PrincipalId| account.principal(id).map_or("", |role| role.name.as_str());
    let all = account.wearers.iter();
    all.map(|one| (name(one.role), one.service, one.name.as_str()))
        .collect()
}
