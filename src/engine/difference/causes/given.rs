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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::account::{PolicyDocument, PolicyKind, PrincipalKind, Trust};
    use crate::model::doubt::DoubtId;
    use crate::source::FileId;

    const fn at(start: u32, end: u32) -> Span {
        Span::new(FileId(0), start, end)
    }

    /// The block that attaches.
    const BLOCK: Span = at(100, 200);

    /// A place of a reference in the block.
    const fn reference(number: u32) -> Span {
        at(110 + 10 * number, 115 + 10 * number)
    }

    /// A model whose block has these references, each with what it stands for and where
    /// that is written.
    fn standing(texts: &[(u32, &str, Span)]) -> Model {
        let mut model = Model::default();
        model.origins.written(BLOCK, "user = var.who");
        for (number, text, at) in texts {
            model.origins.stood_for(reference(*number), text, *at);
        }
        model
    }

    fn holder(at: Option<Span>) -> Principal {
        Principal {
            kind: PrincipalKind::User,
            name: "bob".to_owned(),
            at,
            trust: Trust::None,
            session_policy: None,
            service_linked: false,
            max_session_seconds: None,
        }
    }

    fn policy(at: Option<Span>) -> Policy {
        Policy {
            kind: PolicyKind::Custom,
            name: "p".to_owned(),
            at,
            document: PolicyDocument::Absent(DoubtId(0)),
            other_versions: Vec::new(),
            bundled: false,
            also: None,
            offered: false,
        }
    }

    type Texts<'t> = &'t [(u32, &'t str, Span)];

    #[test]
    fn what_made_an_attachment_is_what_names_the_holder_or_the_policy() {
        let (one, two, three, four) = (at(1, 5), at(11, 15), at(21, 25), at(31, 35));
        let (bob, p) = (holder(Some(at(300, 400))), policy(Some(at(500, 600))));
        // Declared where it is named first.
        let (here, policy_here) = (holder(Some(one)), policy(Some(one)));
        // Declared around what names it.
        let (around, policy_around) = (holder(Some(at(0, 8))), policy(Some(at(0, 8))));
        type Case<'c> = (
            &'c str,
            Texts<'c>,
            Texts<'c>,
            Option<&'c Principal>,
            Option<&'c Policy>,
            &'c [Span],
        );
        let cases: &[Case<'_>] = &[
            (
                "nothing new",
                &[(0, "bob", one)],
                &[(0, "bob", two)],
                Some(&bob),
                Some(&p),
                &[],
            ),
            (
                "the holder",
                &[(0, "bob", one)],
                &[(0, "al", two)],
                Some(&bob),
                Some(&p),
                &[one],
            ),
            (
                "the policy",
                &[(0, "p", one)],
                &[(0, "q", two)],
                Some(&bob),
                Some(&p),
                &[one],
            ),
            (
                "the holder rather than anything else",
                &[(0, "bob", one), (1, "yes", two)],
                &[(0, "al", one), (1, "no", two)],
                Some(&bob),
                Some(&p),
                &[one],
            ),
            (
                "the policy rather than anything else",
                &[(0, "p", one), (1, "yes", two)],
                &[(0, "q", one), (1, "no", two)],
                Some(&bob),
                Some(&p),
                &[one],
            ),
            (
                "neither is known",
                &[(0, "bob", one), (1, "p", two)],
                &[(0, "al", one), (1, "q", two)],
                None,
                None,
                &[one, two],
            ),
            (
                "only the policy is known",
                &[(0, "bob", one), (1, "p", two)],
                &[(0, "al", one), (1, "q", two)],
                None,
                Some(&p),
                &[two],
            ),
            (
                "only the holder is known",
                &[(0, "bob", one), (1, "p", two)],
                &[(0, "al", one), (1, "q", two)],
                Some(&bob),
                None,
                &[one],
            ),
            (
                "what decides, where nobody is named",
                &[(0, "yes", one)],
                &[(0, "no", two)],
                Some(&bob),
                Some(&p),
                &[one],
            ),
            (
                "the policy rather than where the holder is declared",
                &[(0, "bob", one), (1, "p", two)],
                &[(0, "al", one), (1, "q", two)],
                Some(&around),
                Some(&p),
                &[two],
            ),
            (
                "where the holder is declared, if nothing else names anybody",
                &[(0, "bob", one), (1, "yes", two)],
                &[(0, "al", one), (1, "no", two)],
                Some(&around),
                Some(&p),
                &[one],
            ),
            (
                "the holder rather than where the policy is declared",
                &[(0, "bob", two), (1, "p", one)],
                &[(0, "al", two), (1, "q", one)],
                Some(&bob),
                Some(&policy_around),
                &[two],
            ),
            (
                "asked for the first time",
                &[(0, "bob", one)],
                &[],
                Some(&bob),
                Some(&p),
                &[one],
            ),
            (
                "asked for the first time, where it is named first",
                &[(0, "bob", one)],
                &[],
                Some(&here),
                Some(&p),
                &[one],
            ),
            (
                "named elsewhere rather than first",
                &[(0, "bob", one), (1, "bob", two)],
                &[],
                Some(&here),
                Some(&p),
                &[two],
            ),
            (
                "asked for the first time, within its declaration",
                &[(0, "bob", one)],
                &[],
                Some(&around),
                Some(&p),
                &[],
            ),
            (
                "asked for the first time, within that of the policy",
                &[(0, "bob", one)],
                &[],
                Some(&bob),
                Some(&policy_around),
                &[],
            ),
            (
                "asked for the first time, where the policy is named first",
                &[(0, "bob", one)],
                &[],
                Some(&bob),
                Some(&policy_here),
                &[one],
            ),
            (
                "something else, asked for the first time",
                &[(0, "yes", one)],
                &[],
                Some(&bob),
                Some(&p),
                &[],
            ),
            (
                "a policy, asked for the first time",
                &[(0, "p", one)],
                &[],
                Some(&bob),
                Some(&p),
                &[],
            ),
            (
                "something, asked for the first time",
                &[(0, "yes", one)],
                &[],
                None,
                None,
                &[],
            ),
            (
                "three places",
                &[(0, "a", one), (1, "b", two), (2, "c", three)],
                &[(0, "x", one), (1, "x", two), (2, "x", three)],
                None,
                None,
                &[one, two, three],
            ),
            (
                "four places are too many",
                &[
                    (0, "a", one),
                    (1, "b", two),
                    (2, "c", three),
                    (3, "d", four),
                ],
                &[
                    (0, "x", one),
                    (1, "x", two),
                    (2, "x", three),
                    (3, "x", four),
                ],
                None,
                None,
                &[],
            ),
        ];
        for (what, now, was, holder, policy, expected) in cases {
            let (model, other) = (standing(now), standing(was));
            let found = given((&model, &other), BLOCK, *holder, *policy);
            assert_eq!(found, *expected, "{what}");
        }
    }

    /// A text that is made of others has changed where they have: if it is known what it
    /// was instead.
    #[test]
    fn what_made_an_attachment_is_looked_for_in_what_it_is_made_of() {
        let (one, part) = (at(1, 9), at(50, 55));
        let made = |texts: &[&str], of: &str| {
            let texts: Vec<_> = texts.iter().map(|text| (0, *text, one)).collect();
            let mut model = standing(&texts);
            model.origins.stood_for(at(2, 6), of, part);
            model
        };
        let bob = holder(None);
        let given = |model: &Model, other: &Model| given((model, other), BLOCK, Some(&bob), None);
        assert_eq!(given(&made(&["bob"], "bo"), &made(&["ab"], "a")), [part]);
        // What it is made of did not change.
        assert_eq!(given(&made(&["bob"], "b"), &made(&["bib"], "b")), [one]);
        // It may be another that it was instead.
        assert_eq!(
            given(&made(&["bob"], "bo"), &made(&["ab", "jo"], "a")),
            [one]
        );
        assert_eq!(
            given(&made(&["bob", "ed"], "bo"), &made(&["ab"], "a")),
            [one]
        );
        // The words of the block are others.
        let mut other = Model::default();
        other.origins.written(BLOCK, "user = var.other");
        assert_eq!(given(&made(&["bob"], "bo"), &other), []);
    }
}
