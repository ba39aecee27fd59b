//! Changes in what a text is made of: `"kvstore:${var.verbs}"` says something else
//! because the variable does, and then the variable's value is the place to name.

use std::collections::BTreeSet;

use crate::engine::difference::causes::numbered::add_all;
use crate::engine::difference::causes::{Tellers, later_first};
use crate::engine::difference::{Place, Side};
use crate::engine::formula::Formula;
use crate::model::Model;
use crate::model::doubt::{Doubt, DoubtId};
use crate::model::origin::Origin;
use crate::source::Span;

/// How often what a reference stands for is itself looked into for references:
/// locals are made of locals.
const MAX_DEPTH: u8 = 16;

/// A text of a statement.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    /// What is not known of it, by its identity.
    pub(super) open: Option<&'a str>,
    pub(super) at: Span,
}

impl<'a> Text<'a> {
    pub(super) fn of(text: &'a str, gap: Option<DoubtId>, at: Span, model: &'a Model) -> Self {
        let open = gap.and_then(|gap| model.doubts.get(gap));
        let open = open.map(Doubt::identity);
        Self { text, open, at }
    }

    pub(super) fn is_in(&self, others: &[Self]) -> bool {
        let mut others = others.iter();
        others.any(|one| (one.text, one.open) == (self.text, self.open))
    }
}

/// Texts of a statement with their places, in order.
pub(super) type Texts<'a> = Vec<Text<'a>>;

/// What differs between texts.
pub(super) struct Differing {
    pub(super) places: Vec<Place>,
    /// The texts are the same, and what is not known of them is something else.
    pub(super) is_doubt: bool,
}

/// The places of the parts that differ, where a text of one version is made of
/// parts that stand elsewhere, or something elsewhere chose it; `None` where the
/// change is in the text itself. `at` names the text where it is known which one
/// makes the difference.
pub(super) fn parts_that_differ<'a>(
    tellers: &Tellers<'a>,
    has: Side,
    mine: &Texts<'a>,
    theirs: &Texts<'a>,
    at: Option<Span>,
) -> Option<Differing> {
    let lacks = has.other();
    let mut own = (0_usize..).zip(mine);
    let (number, own) =
        own.find(|(_, one)| at.is_none_or(|at| at == one.at) && !one.is_in(theirs))?;
    let mut gone = theirs.iter().filter(|one| !one.is_in(mine));
    let other = match (gone.next(), gone.next()) {
        (Some(one), None) => one,
        (Some(_), Some(_)) if mine.len() == theirs.len() => theirs.get(number)?,
        _ => return None,
    };
    let model = |side: Side| Some(tellers.get(side)?.facts.model);
    let origin = |of: Text<'a>| Origin {
        text: of.text,
        at: of.at,
    };
    let is_doubt = own.text == other.text;
    let defined = told_apart(
        (model(has)?, origin(*own)),
        (model(lacks)?, origin(*other)),
        0,
    );
    let (here, there) = match defined {
        None if is_doubt => (vec![own.at], vec![other.at]),
        defined => defined?,
    };
    let places = |side: Side, spans: Vec<Span>| spans.into_iter().map(move |at| Place { side, at });
    let places = places(has, here).chain(places(lacks, there)).collect();
    Some(Differing { places, is_doubt })
}

/// The places of what a formula of one side hangs on and is something else on the
/// other, or of what defines that; `None` where nothing is.
pub(in crate::engine::difference) fn doubts_that_differ(
    tellers: &Tellers<'_>,
    has: Side,
    when: &Formula,
) -> Option<Vec<Place>> {
    let lacks = has.other();
    let (mine, theirs) = (tellers.get(has)?, tellers.get(lacks));
    let others: Vec<&Doubt> = theirs.map_or_else(Vec::new, |theirs| {
        theirs.doubts.iter().map(|(_, doubt)| doubt).collect()
    });
    let mut open = BTreeSet::new();
    when.doubts(&mut open);
    let mut places = Vec::new();
    for doubt in open.iter().filter_map(|id| mine.doubts.get(*id)) {
        let is_same = |one: &&Doubt| {
            (one.kind, &one.name, one.identity()) == (doubt.kind, &doubt.name, doubt.identity())
        };
        let is_known = doubt.is_at_a_place() || others.iter().any(is_same);
        let Some(at) = doubt.at.filter(|_| !is_known) else {
            continue;
        };
        let named = |one: &&&Doubt| {
            let about = (one.kind, &one.name, &one.about);
            one.identity.is_some() && about == (doubt.kind, &doubt.name, &doubt.about)
        };
        let there = others.iter().find(named).and_then(|one| one.at);
        let Some((theirs, there)) = theirs.zip(there) else {
            add_all(&mut places, &[mine.place(at)]);
            continue;
        };
        let origin = |at| Origin { text: "", at };
        let (mine_model, their_model) = (mine.facts.model, theirs.facts.model);
        let defined = told_apart((mine_model, origin(at)), (their_model, origin(there)), 0);
        let (here, there) = defined.unwrap_or_else(|| (vec![at], vec![there]));
        let here = here.into_iter().map(|at| mine.place(at));
        let there = there.into_iter().map(|at| theirs.place(at));
        let both: Vec<Place> = here.chain(there).collect();
        add_all(&mut places, &both);
    }
    later_first(&mut places);
    (!places.is_empty()).then_some(places)
}

/// Places of both sides.
type Both = (Vec<Span>, Vec<Span>);

/// What differs between two texts that are made of others, on both sides; `None` where
/// the texts themselves do.
pub(super) fn told_apart(
    (model, one): (&Model, Origin<'_>),
    (counterpart, other): (&Model, Origin<'_>),
    depth: u8,
) -> Option<Both> {
    if depth >= MAX_DEPTH {
        return None;
    }
    let mine = model.origins.parts(one.at, one.text);
    let theirs = counterpart.origins.parts(other.at, other.text);
    let mut both = Both::default();
    if mine.len() == theirs.len() {
        let pairs = mine.iter().zip(&theirs);
        for (part, now) in pairs.filter(|(part, now)| part.text != now.text) {
            let inner = told_apart((model, *part), (counterpart, *now), depth.saturating_add(1));
            let (here, there) = inner.unwrap_or_else(|| (vec![part.at], vec![now.at]));
            both.0.extend(here);
            both.1.extend(there);
        }
        if both.0.is_empty() {
            return None;
        }
        if let (Some(before), Some(after)) = (rest(one.text, &mine), rest(other.text, &theirs))
            && before != after
        {
            both.0.push(one.at);
            both.1.push(other.at);
        }
    } else {
        let only = |parts: &[Origin<'_>], others: &[Origin<'_>], whole: Span| -> Vec<Span> {
            let mut found: Vec<Span> = parts
                .iter()
                .filter(|part| !others.iter().any(|other| other.text == part.text))
                .map(|part| part.at)
                .collect();
            if found.is_empty() {
                found.push(whole);
            }
            found
        };
        both.0 = only(&mine, &theirs, one.at);
        both.1 = only(&theirs, &mine, other.at);
    }
    for places in [&mut both.0, &mut both.1] {
        places.sort();
        places.dedup();
    }
    Some(both)
}

/// What the template itself says: the text without its parts; `None` where these
/// are not in it as they are.
fn rest(text: &str, parts: &[Origin<'_>]) -> Option<String> {
    let mut rest = text.to_owned();
    for part in parts {
        if !rest.contains(part.text) {
            return None;
        }
        rest = rest.replacen(part.text, "", 1);
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    const fn place(number: u32) -> Span {
        Span::new(FileId(0), number * 10, number * 10 + 5)
    }

    /// Texts of which each is what a reference in the one before stands for; the last
    /// one stands for itself where they go round.
    fn chain(length: u32, is_round: bool, text: &str) -> Model {
        let mut model = Model::default();
        for number in 0..length {
            let last = number + 1 == length;
            let to = if last && is_round { number } else { number + 1 };
            let reference = Span::new(FileId(0), number * 10 + 1, number * 10 + 3);
            model.origins.stood_for(reference, text, place(to));
        }
        model
    }

    #[test]
    fn references_are_looked_into_so_often_and_no_more() {
        let most = u32::from(MAX_DEPTH);
        for (length, is_round, found) in [
            (1, false, 1),
            (most, false, most),
            (most + 4, false, most),
            (1, true, 0),
        ] {
            let (one, other) = (chain(length, is_round, "a"), chain(length, is_round, "b"));
            let origin = |text| Origin { text, at: place(0) };
            let told = told_apart((&one, origin("a")), (&other, origin("b")), 0);
            let places = vec![place(found)];
            assert_eq!(told, Some((places.clone(), places)), "{length} {is_round}");
        }
    }
}
