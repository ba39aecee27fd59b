//! Places for what a plan declares. A plan says what there will be and nothing
//! of where it is written; the reader of the configuration, where it saw the
//! same addresses, knows that.
//!
//! A plan belongs to the root module that declares most of its addresses, keys
//! of instances aside; among several, to the one whose folder the plan lies in
//! or nearest to. Where that leaves two, it belongs to none, since nothing of
//! the other may be lost. What its root module declares is replaced by the plan,
//! and each declaration takes the places of the one it replaces; what the plan does
//! not know at all was written since, and counts as it is written.
//!
//! A state says what there was when it was written. It replaces nothing: where
//! the configuration declares the same address and nothing of that is unknown,
//! the configuration tells; all else that the state has is there as well. A state
//! beside a plan that starts from it is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::readers::declared::{AccountKey, Declared, What};
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::paths::folder_of;
use crate::readers::session::Session;
use crate::readers::terraform::is_terraform;
use crate::readers::terraform_plan::Planned;
use crate::readers::terraform_plan::addresses::Address;
use crate::readers::terraform_plan::naming::{name_places, origins};
use crate::readers::terraform_plan::parts::{Parts, is_alike};
use crate::readers::{Note, Surroundings};
use crate::source::Span;
use crate::syntax::{Parsed, Tree, json};

pub(super) fn finish(session: &mut Session<'_>, around: &mut Surroundings<'_, '_>) {
    let mut planned = std::mem::take(&mut session.planned);
    planned.sort_by(|a, b| (!a.is_plan, &a.path).cmp(&(!b.is_plan, &b.path)));
    let mut replaced: BTreeSet<String> = BTreeSet::new();
    let mut declared = std::mem::take(&mut session.declared);
    let mut added = Vec::new();
    let mut plans: Vec<(String, BTreeSet<Address>)> = Vec::new();
    for mut one in planned {
        one.open.extend(places(&one.declared));
        around.sources.show_only(one.file, &one.open);
        let origins = origins(&one.declared);
        let root = root_of(&one, &declared);
        if one.is_plan {
            let root = root.filter(|root| !replaced.contains(root));
            if let Some(root) = root {
                let belongs = |declared: &Declared| match (&declared.address, global(declared)) {
                    (_, Some((own, address))) => {
                        own == root && one.told.contains(&address.without_keys())
                    }
                    // What is not unique has no address; it stands in the folder.
                    (None, None) => {
                        folder_of(&declared.path) == root && is_terraform(&declared.path)
                    }
                    (Some(_), None) => false,
                };
                let (own, rest): (Vec<_>, Vec<_>) = declared.into_iter().partition(belongs);
                declared = rest;
                let added = beyond(&declared, &root);
                if added > 0 {
                    refer_beyond(&mut declared, &root, &one);
                    session.report.notes.push(Note::BeyondPlan {
                        plan: one.path.clone(),
                        root: root.clone(),
                        resources: added,
                    });
                }
                Statics::of(&own).place(&mut one.declared);
                session.report.notes.push(Note::PlanOf {
                    plan: one.path.clone(),
                    root: root.clone(),
                });
                replaced.insert(root);
            }
            plans.push((one.path.clone(), std::mem::take(&mut one.told)));
        } else if let Some((plan, _)) = plans
            .iter()
            .find(|(plan, told)| is_before(&one, plan, told))
        {
            session.report.notes.push(Note::StateBefore {
                state: one.path.clone(),
                plan: plan.clone(),
            });
            continue;
        } else if let Some(root) = root {
            drop_told(&mut one.declared, &declared, &root);
        }
        name_places(session, &one.declared, &origins);
        added.append(&mut one.declared);
    }
    declared.append(&mut added);
    session.declared = declared;
}

/// Whether a state is what a plan starts from: both lie in one folder, and the
/// plan speaks of most of what the state has.
fn is_before(state: &Planned, plan: &str, told: &BTreeSet<Address>) -> bool {
    let shared = state.told.intersection(told).count();
    folder_of(plan) == folder_of(&state.path) && shared.saturating_mul(2) > state.told.len()
}

/// The places of what a plan or state declares: they hold names and policy text.
fn places(declared: &[Declared]) -> Vec<Span> {
    let mut places = Vec::new();
    for one in declared {
        let mut what = one.what.clone();
        let parts = Parts::of(&mut what);
        places.push(one.at);
        places.extend(parts.values.iter().map(|value| value.at));
        places.extend(parts.documents.iter().map(|document| document.value.at));
    }
    places
}

/// How many resources of a root module a plan of it did not know.
fn beyond(rest: &[Declared], root: &str) -> usize {
    let own = rest.iter().filter_map(global);
    let own = own.filter(|(of, _)| *of == root);
    let own: BTreeSet<Address> = own.map(|(_, address)| address.without_keys()).collect();
    own.len()
}

/// The root module and the address in it of what a configuration declares.
pub(super) fn global(one: &Declared) -> Option<(&str, Address)> {
    split(one.address.as_deref()?)
}

/// The root module of the folder that the input starts at has nothing before its
/// addresses.
fn split(address: &str) -> Option<(&str, Address)> {
    if let Some(address) = Address::parse(address) {
        return Some(("", address));
    }
    let (root, address) = address.split_once(':')?;
    Some((root, Address::parse(address)?))
}

fn root_of(planned: &Planned, declared: &[Declared]) -> Option<String> {
    let own: BTreeSet<Address> = planned
        .declared
        .iter()
        .filter_map(|one| Some(global(one)?.1.without_keys()))
        .collect();
    let mut all: BTreeMap<&str, BTreeSet<Address>> = BTreeMap::new();
    for one in declared {
        if let Some((root, address)) = global(one) {
            all.entry(root).or_default().insert(address.without_keys());
        }
    }
    let mut shared: BTreeMap<&str, BTreeSet<Address>> = BTreeMap::new();
    for (root, addresses) in &all {
        let both: BTreeSet<Address> = addresses.intersection(&own).cloned().collect();
        // The input may lack the text of some modules.
        let modules: BTreeSet<Vec<String>> = addresses.iter().map(Address::module_names).collect();
        let reached = own
            .iter()
            .filter(|one| modules.contains(&one.module_names()));
        // One name or two may be the same by chance.
        if both.len().saturating_mul(2) > reached.count() {
            shared.insert(root, both);
        }
    }
    let folder = folder_of(&planned.path);
    let near = |root: &str| {
        let parts = root.split('/').zip(folder.split('/'));
        parts.take_while(|(one, other)| one == other).count()
    };
    let fit = |root: &&str, addresses: &BTreeSet<Address>| (addresses.len(), near(root));
    let best = shared
        .iter()
        .map(|(root, addresses)| fit(root, addresses))
        .max()?;
    let mut fitting = shared.iter().filter(|(root, all)| fit(root, all) == best);
    match (fitting.next(), fitting.next()) {
        (Some((root, _)), None) => Some((*root).to_owned()),
        _ => None,
    }
}

/// Drops what the configuration tells itself, and tells whole.
fn drop_told(own: &mut Vec<Declared>, declared: &[Declared], root: &str) {
    let told: BTreeSet<Address> = declared
        .iter()
        .filter_map(|one| Some((global(one)?, one)))
        .filter(|((of, _), one)| *of == root && one.when.is_empty())
        .filter(|(_, one)| !is_doubtful(&one.what))
        .map(|((_, address), _)| address)
        .collect();
    own.retain(|one| global(one).is_none_or(|(_, address)| !told.contains(&address)));
}

/// Whether anything of a declaration is unknown.
fn is_doubtful(what: &What) -> bool {
    let mut what = what.clone();
    let parts = Parts::of(&mut what);
    parts.values.iter().any(|value| has_hole(value))
        || parts
            .documents
            .iter()
            .any(|document| document.kept.is_some() || has_hole(&document.value))
}

fn has_hole(value: &Evaluated) -> bool {
    match &value.data {
        Data::Unknown { .. } => true,
        Data::Text(text) => text.has_hole(),
        Data::Json(inner) => has_hole(inner),
        Data::List(items) => items.iter().any(has_hole),
        Data::Map(members) => members
            .iter()
            .any(|(key, value)| has_hole(key) || has_hole(value)),
        _ => false,
    }
}

/// What the configuration of the plan's root module declares.
#[derive(Default)]
struct Statics<'d> {
    by_address: BTreeMap<Address, Vec<&'d Declared>>,
    /// By address without keys: the instances of a plan may be one symbolic
    /// instance here.
    by_resource: BTreeMap<Address, Vec<&'d Declared>>,
}

impl<'d> Statics<'d> {
    fn of(declared: &'d [Declared]) -> Self {
        let mut statics = Self::default();
        for one in declared {
            let Some((_, address)) = global(one) else {
                continue;
            };
            let bare = address.without_keys();
            statics.by_resource.entry(bare).or_default().push(one);
            statics.by_address.entry(address).or_default().push(one);
        }
        statics
    }

    /// Where a plan leaves open which of several resources is meant and the
    /// configuration tells it for certain, that counts.
    fn settle(&self, planned: &mut Vec<Declared>) {
        let mut settled: BTreeMap<Address, Vec<Declared>> = BTreeMap::new();
        for one in planned.iter().filter(|one| !one.when.is_empty()) {
            let Some((plan, address)) = global(one) else {
                continue;
            };
            let Some(fixed) = self.by_address.get(&address) else {
                continue;
            };
            let certain = |other: &&&Declared| other.when.is_empty() && !is_doubtful(&other.what);
            if settled.contains_key(&address) || !fixed.iter().all(|other| certain(&other)) {
                continue;
            }
            let fixed = fixed.iter().map(|other| {
                let mut other = Declared::clone(other);
                for value in Parts::of(&mut other.what).values {
                    refer_to_plan(value, plan);
                }
                other.address.clone_from(&one.address);
                other.account = one.account.clone();
                other
            });
            settled.insert(address, fixed.collect());
        }
        planned.retain(|one| global(one).is_none_or(|(_, own)| !settled.contains_key(&own)));
        planned.extend(settled.into_values().flatten());
    }

    /// Gives each declaration of a plan the places of the one that it replaces:
    /// of those with its address, the one in the same position.
    ///
    /// The configuration may know more of the accounts than a plan, which has the
    /// names of providers only.
    fn place(&self, planned: &mut Vec<Declared>) {
        self.settle(planned);
        let mut accounts: BTreeMap<AccountKey, AccountKey> = BTreeMap::new();
        let mut before: BTreeMap<Address, Vec<std::mem::Discriminant<What>>> = BTreeMap::new();
        for one in &mut *planned {
            let Some((plan, address)) = global(one) else {
                continue;
            };
            let plan = plan.to_owned();
            let same = self.by_address.get(&address);
            let Some(same) = same.or_else(|| self.by_resource.get(&address.without_keys())) else {
                continue;
            };
            let kind = std::mem::discriminant(&one.what);
            let before = before.entry(address).or_default();
            let position = before.iter().filter(|other| **other == kind).count();
            before.push(kind);
            let mut alike = same.iter().filter(|other| is_alike(&one.what, &other.what));
            let other = alike.clone().nth(position).or_else(|| alike.next_back());
            if let Some(other) = other {
                place_values(&mut one.what, &other.what, &plan);
            }
            if let Some(other) = other.or(same.first()) {
                one.at = other.at;
                one.path = Rc::clone(&other.path);
                accounts
                    .entry(one.account.clone())
                    .or_insert_with(|| other.account.clone());
            }
        }
        for one in planned {
            let is_id = matches!(one.account, AccountKey::Id(_));
            if let Some(account) = accounts.get(&one.account).filter(|_| !is_id) {
                one.account = account.clone();
            }
        }
    }
}

/// Makes what a configuration refers to what the plan calls so.
fn refer_to_plan(value: &mut Evaluated, plan: &str) {
    if let Some((_, address)) = value.refers.as_deref().and_then(split) {
        value.refers = Some(format!("{plan}:{address}").into());
    }
}

/// What a plan does not know may refer to what it does.
fn refer_beyond(rest: &mut [Declared], root: &str, plan: &Planned) {
    for one in rest {
        if global(one).is_none_or(|(of, _)| of != root) {
            continue;
        }
        for value in Parts::of(&mut one.what).values {
            let refers = value.refers.as_deref().and_then(split);
            let known = |address: Address| plan.told.contains(&address.without_keys());
            if refers.is_some_and(|(of, address)| of == root && known(address)) {
                refer_to_plan(value, &plan.path);
            }
        }
    }
}

fn place_values(planned: &mut What, fixed: &What, plan: &str) {
    let mut fixed = fixed.clone();
    let (planned, fixed) = (Parts::of(planned), Parts::of(&mut fixed));
    for (value, other) in planned.values.into_iter().zip(fixed.values) {
        *value = placed(value, other, plan);
    }
    for (document, other) in planned.documents.into_iter().zip(fixed.documents) {
        document.value = placed_document(&document.value, &other.value);
    }
}

/// A value of a plan at the place where it is written. What is not known before
/// apply may be known in part from the configuration.
fn placed(planned: &Evaluated, fixed: &Evaluated, plan: &str) -> Evaluated {
    if planned.hole().is_some() && planned.refers.is_none() {
        let mut known = fixed.clone();
        refer_to_plan(&mut known, plan);
        return known;
    }
    let mut value = walk(planned, Some(fixed), fixed.at);
    value.at = fixed.at;
    value.refers.clone_from(&planned.refers);
    value
}

/// A document of a plan with the places of the same document in the
/// configuration, element by element.
fn placed_document(planned: &Evaluated, fixed: &Evaluated) -> Evaluated {
    if planned.hole().is_some() {
        return fixed.clone();
    }
    if let (Some(text), Some(other)) = (planned.as_str(), fixed.as_str())
        && text == other
    {
        return fixed.clone();
    }
    let Some(value) = parsed(planned, true) else {
        return planned.clone();
    };
    walk(&value, parsed(fixed, false).as_ref(), fixed.at)
}

/// What a text of JSON says; other values stand for themselves. `None` where
/// there is something wrong with a text and it must be `faultless`.
fn parsed(value: &Evaluated, faultless: bool) -> Option<Evaluated> {
    if let Data::Json(inner) = &value.data {
        return Some(Evaluated::clone(inner));
    }
    let Some(fragment) = value.as_fragment() else {
        return Some(value.clone());
    };
    let parsed = Parsed::fragment(fragment, value.at.file);
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    json::read(parsed, &mut tree, &mut problems);
    if faultless && !problems.is_empty() {
        return None;
    }
    tree.root(parsed).map(Evaluated::of)
}

/// `planned`, with the places of the nodes of `fixed` that it agrees with; what
/// has none is said to stand at `argument`.
fn walk(planned: &Evaluated, fixed: Option<&Evaluated>, argument: Span) -> Evaluated {
    let Some(fixed) = fixed else {
        return at_one_place(planned, argument);
    };
    match (&planned.data, &fixed.data) {
        (Data::Map(members), Data::Map(others)) => {
            let mut placed = Vec::new();
            let mut seen: BTreeMap<String, usize> = BTreeMap::new();
            for (key, value) in members.iter() {
                let text = key.as_str().unwrap_or("");
                let nth = seen.entry(text.to_owned()).or_insert(0);
                let mut same = others
                    .iter()
                    .filter(|(other, _)| other.as_str() == Some(text));
                let other = same.nth(*nth);
                *nth = nth.saturating_add(1);
                let key = match other {
                    Some((other, _)) => other.clone(),
                    None => at_one_place(key, argument),
                };
                let other = other.map(|(_, other)| other);
                placed.push((key, walk(value, other, argument)));
            }
            Evaluated::map(placed, fixed.at)
        }
        (Data::List(items), Data::List(others)) => {
            let placed = items.iter().enumerate();
            let placed = placed.map(|(index, item)| walk(item, others.get(index), argument));
            Evaluated::list(placed.collect(), fixed.at)
        }
        // One element may be written without brackets, or get them.
        (Data::List(items), _) if items.len() == 1 && fixed.members().is_empty() => {
            let placed = items.iter().map(|item| walk(item, Some(fixed), argument));
            Evaluated::list(placed.collect(), fixed.at)
        }
        (_, Data::List(others)) if others.len() == 1 => walk(planned, others.first(), argument),
        (Data::Map(_) | Data::List(_), _) | (_, Data::Map(_) | Data::List(_)) => {
            let place = if has_hole(fixed) { fixed.at } else { argument };
            at_one_place(planned, place)
        }
        _ if planned.to_text().is_some() && planned.to_text() == fixed.to_text() => fixed.clone(),
        _ if has_hole(fixed) => at_one_place(planned, fixed.at),
        _ => at_one_place(planned, argument),
    }
}

/// A value of which every part stands at one place.
fn at_one_place(value: &Evaluated, at: Span) -> Evaluated {
    match &value.data {
        Data::Text(text) if !text.has_hole() => Evaluated::text(&text.text, at),
        Data::List(items) => {
            let items = items.iter().map(|item| at_one_place(item, at));
            Evaluated::list(items.collect(), at)
        }
        Data::Map(members) => {
            let both = |(key, value): &(Evaluated, Evaluated)| {
                (at_one_place(key, at), at_one_place(value, at))
            };
            Evaluated::map(members.iter().map(both).collect(), at)
        }
        other => Evaluated::new(other.clone(), at),
    }
}
