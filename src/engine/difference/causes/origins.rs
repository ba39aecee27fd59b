//! Changes in what a text is made of: `"kvstore:${var.verbs}"` says something else
//! because the variable does, and then the variable's value is the place to name.

use crate::engine::difference::causes::Tellers;
use crate::engine::difference::{Place, Side};
use crate::model::Model;
use crate::model::origin::Origin;
use crate::source::Span;

/// How often what a reference stands for is itself looked into for references:
/// locals are made of locals.
const MAX_DEPTH: u8 = 16;

/// Texts of a statement with their places, in order.
pub(super) type Texts<'a> = Vec<(&'a str, Span)>;

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
) -> Option<Vec<Place>> {
    let lacks = has.other();
    let is_new = |text: &str, others: &Texts<'_>| !others.iter().any(|one| one.0 == text);
    let mut own = (0_usize..).zip(mine);
    let (number, own) =
        own.find(|(_, (text, place))| at.is_none_or(|at| at == *place) && is_new(text, theirs))?;
    let mut gone = theirs.iter().filter(|(text, _)| is_new(text, mine));
    let other = match (gone.next(), gone.next()) {
        (Some(one), None) => one,
        (Some(_), Some(_)) if mine.len() == theirs.len() => theirs.get(number)?,
        _ => return None,
    };
    let model = |side: Side| Some(tellers.get(side)?.facts.model);
    let origin = |(text, at): (&'a str, Span)| Origin { text, at };
    let (here, there) = told_apart(
        (model(has)?, origin(*own)),
        (model(lacks)?, origin(*other)),
        0,
    )?;
    let places = |side: Side, spans: Vec<Span>| spans.into_iter().map(move |at| Place { side, at });
    Some(places(has, here).chain(places(lacks, there)).collect())
}

/// Places of both sides.
type Both = (Vec<Span>, Vec<Span>);

fn told_apart(
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
