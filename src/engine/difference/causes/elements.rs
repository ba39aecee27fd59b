//! Which elements of a list were added, taken away or replaced.

use crate::engine::difference::causes::Tellers;
use crate::engine::difference::causes::origins::{Text, Texts};
use crate::engine::difference::teller::Teller;
use crate::engine::difference::{Place, Side};
use crate::model::policy::{Condition, Element, Known, ValueKind};
use crate::model::pools::List;
use crate::source::Span;

/// So many elements are pointed at one by one; where more differ, it is the list that
/// does.
pub(super) const FEW: usize = 3;

/// The elements of each of two lists that the other does not have.
struct Alone {
    mine: Vec<Span>,
    theirs: Vec<Span>,
}

impl Alone {
    /// `None` where nothing differs, or too much.
    fn of(mine: &Texts<'_>, theirs: &Texts<'_>) -> Option<Self> {
        let lacking = |own: &Texts<'_>, others: &Texts<'_>| -> Vec<Span> {
            let own = own.iter().filter(|one| !one.is_in(others));
            own.map(|one| one.at).collect()
        };
        let found = Self {
            mine: lacking(mine, theirs),
            theirs: lacking(theirs, mine),
        };
        let any = !found.mine.is_empty() || !found.theirs.is_empty();
        let few = found.mine.len() <= FEW && found.theirs.len() <= FEW;
        (any && few).then_some(found)
    }
}

/// The texts of a list of one side.
pub(super) fn element_texts<'a>(
    tellers: &Tellers<'a>,
    side: Side,
    list: List<Element>,
) -> Option<Texts<'a>> {
    let model = tellers.get(side)?.facts.model;
    let elements = model.pools.elements(list).iter();
    let texts = elements.map(|one| {
        let gap = match one.known {
            Known::Whole => None,
            Known::Holes(gap) | Known::Nothing(gap) => Some(gap),
        };
        Text::of(model.pools.str(one.text), gap, one.at, model)
    });
    Some(texts.collect())
}

/// The texts of the values of a test.
pub(super) fn value_texts<'a>(
    tellers: &Tellers<'a>,
    side: Side,
    test: &Condition,
) -> Option<Texts<'a>> {
    let model = tellers.get(side)?.facts.model;
    let values = model.pools.values(test.values).iter();
    let texts = values.map(|one| {
        let gap = match one.kind {
            ValueKind::Hole(gap) => Some(gap),
            _ => None,
        };
        Text::of(model.pools.str(one.text), gap, one.at, model)
    });
    Some(texts.collect())
}

/// The elements that differ between two lists; `own` is the one by which the request
/// is covered, or the whole list, and `other` the whole list of the other side.
pub(super) fn elements(
    tellers: &Tellers<'_>,
    (mine, theirs): (List<Element>, List<Element>),
    (own, other): (Place, Place),
) -> Vec<Place> {
    let mine = element_texts(tellers, own.side, mine);
    let theirs = element_texts(tellers, other.side, theirs);
    let alone = mine
        .zip(theirs)
        .and_then(|(mine, theirs)| Alone::of(&mine, &theirs));
    let Some(alone) = alone else {
        return vec![own, other];
    };
    let on = |side: Side, all: &[Span]| -> Vec<Place> {
        all.iter().map(|at| Place { side, at: *at }).collect()
    };
    let mut places = if alone.mine.is_empty() || alone.mine.contains(&own.at) {
        vec![own]
    } else {
        on(own.side, &alone.mine)
    };
    // Where an element was added, or one taken away, there is nothing to show on the
    // other side.
    places.extend(on(other.side, &alone.theirs));
    places
}

/// The values that differ between two tests of several values that have the key and
/// the operator in common, or the key where no value was added.
pub(super) fn values(
    tellers: &Tellers<'_>,
    has: Side,
    mine: Option<&Condition>,
    theirs: &Condition,
) -> Option<Vec<Place>> {
    let (one, other) = (tellers.get(has)?, tellers.get(has.other())?);
    let mine = mine?;
    let test = |teller: &Teller<'_>, test: &Condition| {
        let pools = &teller.facts.model.pools;
        let key = pools.str(test.key.text).to_ascii_lowercase();
        (pools.str(test.operator.text).to_owned(), key)
    };
    if test(one, mine) != test(other, theirs) {
        return None;
    }
    let was = value_texts(tellers, has, mine)?;
    let is = value_texts(tellers, has.other(), theirs)?;
    if was.len() < 2 && is.len() < 2 {
        return None;
    }
    let alone = Alone::of(&was, &is)?;
    let on = |teller: &Teller<'_>, all: &[Span], key: Span| -> Vec<Place> {
        let key = [key];
        let all = if all.is_empty() { &key } else { all };
        all.iter().map(|at| teller.place(*at)).collect()
    };
    let mut places = on(one, &alone.mine, mine.key.at);
    places.extend(on(other, &alone.theirs, theirs.key.at));
    Some(places)
}
