//! What made an attachment where the block that attaches has the same words on both
//! sides: its references stand for something else.

use std::collections::BTreeSet;

use crate::engine::difference::causes::elements::FEW;
use crate::engine::difference::causes::origins::told_apart;
use crate::model::Model;
use crate::model::account::{Policy, Principal};
use crate::model::origin::News;
use crate::source::Span;

/// What the references of a block stand for in the first input and not in the second:
/// what names the holder or the policy, else what decided whether there is an
/// attachment. Nothing where it is the block that differs, or where too much does.
pub(super) fn given(
    (model, other): (&Model, &Model),
    at: Span,
    holder: Option<&Principal>,
    policy: Option<&Policy>,
) -> Vec<Span> {
    let mut blocks = model.origins.blocks_of(at);
    let all = blocks.find_map(|block| model.origins.news(block, &other.origins));
    let Some(all) = all else {
        return Vec::new();
    };
    let is_holder = |one: &&News<'_>| holder.is_some_and(|it| it.name == one.now.text);
    let is_policy = |one: &&News<'_>| policy.is_some_and(|it| it.name == one.now.text);
    // Where the holder itself is declared it was not given anything; one that is
    // declared nowhere has the place where it is named first.
    let own = [holder.and_then(|it| it.at), policy.and_then(|it| it.at)];
    let is_own = |at: Span| own.iter().flatten().any(|it| it.contains(at));
    let is_within = |at: Span| is_own(at) && !own.contains(&Some(at));
    let (asked, unasked): (Vec<News<'_>>, Vec<News<'_>>) =
        all.into_iter().partition(|one| !one.was.is_empty());
    let named = || asked.iter().filter(|one| is_holder(one) || is_policy(one));
    let holding = || unasked.iter().filter(is_holder);
    let choices: [Vec<&News<'_>>; 5] = [
        named().filter(|one| !is_own(one.now.at)).collect(),
        named().collect(),
        asked.iter().collect(),
        holding().filter(|one| !is_own(one.now.at)).collect(),
        holding().filter(|one| !is_within(one.now.at)).collect(),
    ];
    let found = choices.into_iter().find(|choice| !choice.is_empty());
    let found = found.into_iter().flatten();
    let places: BTreeSet<Span> = found
        .flat_map(|one| places_of(one, (model, other)))
        .collect();
    let few = places.len() <= FEW;
    places.into_iter().filter(|_| few).collect()
}

/// Where it is said what a reference stands for now.
fn places_of(one: &News<'_>, (model, other): (&Model, &Model)) -> Vec<Span> {
    let told = match one.was.as_slice() {
        [was] if one.is_only => told_apart((model, one.now), (other, *was), 0),
        _ => None,
    };
    let told = told.map_or_else(Vec::new, |(here, _)| here);
    if told.is_empty() {
        vec![one.now.at]
    } else {
        told
    }
}
