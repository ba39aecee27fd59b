//! Which actions a row names. What shows the row is true of one action; it is true of
//! every other for which the same is left of what differs. Those are what a pattern
//! names, within the patterns of other statements that the action matches as well and
//! but for those that it does not match.

use std::sync::Arc;

use crate::engine::domain::set::Set;
use crate::engine::formula::{Formula, KeyId};
use crate::model::pattern::{Pattern, covers_plainly, overlaps};

/// Patterns that are weighed one by one; of more none is found to make no difference.
const MOST_WEIGHED: usize = 400;

/// Actions: those that match all of some patterns and none of others.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub(super) within: Vec<Arc<Pattern>>,
    pub(super) but: Vec<Arc<Pattern>>,
}

impl Named {
    /// What a row is about: `ecs:*`, `ram:* except ram:Get*`, `NotAction ram:*`.
    pub(super) fn text(&self, is_excluding: bool) -> String {
        let listed = |patterns: &[Arc<Pattern>], by: &str| {
            let texts: Vec<&str> = patterns.iter().map(|one| one.text()).collect();
            texts.join(by)
        };
        let but = listed(&self.but, ", ");
        match (self.within.is_empty(), but.is_empty()) {
            (true, true) if is_excluding => "NotAction".to_owned(),
            (true, false) if is_excluding => format!("NotAction {but}"),
            (true, true) => "*".to_owned(),
            (true, false) => format!("* except {but}"),
            (false, true) => listed(&self.within, " within "),
            (false, false) => format!("{} except {but}", listed(&self.within, " within ")),
        }
    }
}

/// How an action is to the patterns that a formula names.
struct Weighed<'f> {
    key: KeyId,
    patterns: Vec<Arc<Pattern>>,
    /// Whether the action matches each; `None` where it is to make no difference.
    matched: Vec<Option<bool>>,
    when: &'f Formula,
    /// So many of the first are what the row is named after.
    own: usize,
}

impl Weighed<'_> {
    /// What is left of the formula; tests that are not decided stay in it.
    fn left(&self) -> Formula {
        self.when.with_literals(&|literal| match literal {
            Formula::Key(atom) if atom.key == self.key => match &atom.set {
                Set::Strings(set) => {
                    let mut is_open = false;
                    for pattern in &set.any_of {
                        match self.matches(pattern) {
                            Some(true) => return Formula::constant(!set.negated),
                            Some(false) => {}
                            None => is_open = true,
                        }
                    }
                    if is_open {
                        literal.clone()
                    } else {
                        Formula::constant(set.negated)
                    }
                }
                _ => literal.clone(),
            },
            _ => literal.clone(),
        })
    }

    fn matches(&self, pattern: &Arc<Pattern>) -> Option<bool> {
        let mut known = self.patterns.iter();
        let place = known.position(|one| Arc::ptr_eq(one, pattern) || one == pattern)?;
        self.matched.get(place).copied().flatten()
    }

    /// Leaves open what makes no difference to what is left.
    fn open(&mut self, left: &Formula, which: bool) {
        let places: Vec<usize> = self
            .matched
            .iter()
            .enumerate()
            .skip(self.own)
            .filter(|(_, matched)| **matched == Some(which))
            .map(|(place, _)| place)
            .collect();
        let set = |weighed: &mut Self, place: usize, to: Option<bool>| {
            if let Some(known) = weighed.matched.get_mut(place) {
                *known = to;
            }
        };
        for place in &places {
            set(self, *place, None);
        }
        if self.left() == *left {
            return;
        }
        for place in &places {
            set(self, *place, Some(which));
        }
        if places.len() > MOST_WEIGHED {
            return;
        }
        for place in places {
            set(self, place, None);
            if self.left() != *left {
                set(self, place, Some(which));
            }
        }
    }

    fn with(&self, which: bool) -> Vec<Arc<Pattern>> {
        let all = self.patterns.iter().zip(&self.matched);
        let those = all.filter(|(_, matched)| **matched == Some(which));
        those.map(|(pattern, _)| Arc::clone(pattern)).collect()
    }
}

/// The actions that match some patterns, as one that matches them does, and for which
/// the same is left of a formula as for that one.
pub(super) fn named(own: &[Arc<Pattern>], action: &str, (when, key): (&Formula, KeyId)) -> Named {
    if let Some(alone) = own.iter().find(|one| one.is_literal()) {
        return Named {
            within: vec![Arc::clone(alone)],
            but: Vec::new(),
        };
    }
    let mut weighed = Weighed {
        key,
        patterns: own.to_vec(),
        matched: vec![Some(true); own.len()],
        when,
        own: own.len(),
    };
    when.visit(&mut |literal| {
        if let Formula::Key(atom) = literal
            && atom.key == key
            && let Set::Strings(set) = &atom.set
        {
            for pattern in &set.any_of {
                if !weighed.patterns.contains(pattern) {
                    weighed.patterns.push(Arc::clone(pattern));
                    weighed.matched.push(Some(pattern.matches(action)));
                }
            }
        }
    });
    let left = weighed.left();
    weighed.open(&left, false);
    weighed.open(&left, true);
    let within = narrowest(weighed.with(true));
    let mut but = weighed.with(false);
    but.retain(|one| within.iter().all(|wide| overlaps(one, wide)));
    Named {
        within,
        but: widest(but),
    }
}

/// Without patterns that name all that another one does.
fn narrowest(patterns: Vec<Arc<Pattern>>) -> Vec<Arc<Pattern>> {
    kept(patterns, covers_plainly)
}

/// Without patterns of which another one names all.
fn widest(patterns: Vec<Arc<Pattern>>) -> Vec<Arc<Pattern>> {
    let mut kept = kept(patterns, |one, other| covers_plainly(other, one));
    kept.sort_by(|one, other| one.text().cmp(other.text()));
    kept
}

/// Those that no other makes needless; of two that make each other so, the first.
fn kept(
    patterns: Vec<Arc<Pattern>>,
    is_needless: impl Fn(&Pattern, &Pattern) -> bool,
) -> Vec<Arc<Pattern>> {
    let mut kept: Vec<Arc<Pattern>> = Vec::new();
    for pattern in patterns {
        if kept.iter().any(|other| is_needless(&pattern, other)) {
            continue;
        }
        kept.retain(|other| !is_needless(other, &pattern));
        kept.push(pattern);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::domain::strings::StringSet;
    use crate::engine::formula::Atom;

    fn test(key: KeyId, set: StringSet) -> Formula {
        Formula::Key(Arc::new(Atom {
            key,
            set: Set::Strings(set),
            absent: false,
            every: false,
        }))
    }

    fn pattern(text: &str) -> Arc<Pattern> {
        Arc::new(Pattern::new(text))
    }

    #[test]
    fn of_very_many_patterns_none_is_found_to_make_no_difference() {
        let key = KeyId(0);
        for (others, but) in [
            (3, 1),
            (MOST_WEIGHED - 1, 1),
            (MOST_WEIGHED, MOST_WEIGHED + 1),
        ] {
            let list = (0..others).map(|number| pattern(&format!("x{number}:*")));
            // No other action than those of `ram` hangs on whether it is in the list.
            let when = Formula::or([
                test(key, StringSet::none([pattern("ram:*")])),
                test(key, StringSet::any(list)),
            ]);
            let found = named(&[pattern("*")], "ecs:A", (&when, key));
            assert_eq!(found.but.len(), but, "{others}");
            assert_eq!(found.but.first(), Some(&pattern("ram:*")), "{others}");
        }
    }

    /// Of the patterns that the action matches, those that make no difference are not
    /// named; patterns of other keys are none of the action.
    #[test]
    fn patterns_that_make_no_difference_are_not_named() {
        let key = KeyId(0);
        let any =
            |key, texts: &[&str]| test(key, StringSet::any(texts.iter().map(|text| pattern(text))));
        let own = [pattern("a:*")];
        let cases = [
            (any(key, &["a:*"]), "a:*"),
            (
                Formula::and([any(key, &["a:*"]), any(key, &["a:*d", "a:b*"]).not()]),
                "a:b*",
            ),
            (
                Formula::and([any(key, &["a:*"]), any(key, &["a:c*"]).not()]),
                "a:* except a:c*",
            ),
            (
                Formula::or([
                    Formula::and([any(key, &["a:*"]), any(KeyId(1), &["a:*"])]),
                    any(key, &["a:c*"]),
                ]),
                "a:* except a:c*",
            ),
        ];
        for (when, expected) in cases {
            let found = named(&own, "a:bcd", (&when, key));
            assert_eq!(found.text(false), expected, "{when:?}");
        }
    }

    #[test]
    fn what_a_row_is_about_in_words() {
        let list = |texts: &[&str]| -> Vec<Arc<Pattern>> {
            texts
                .iter()
                .map(|text| Arc::new(Pattern::new(text)))
                .collect()
        };
        let cases: [(&[&str], &[&str], &str, &str); 5] = [
            (&[], &[], "*", "NotAction"),
            (&[], &["ram:*"], "* except ram:*", "NotAction ram:*"),
            (
                &[],
                &["a:*", "b:*"],
                "* except a:*, b:*",
                "NotAction a:*, b:*",
            ),
            (&["ecs:*"], &[], "ecs:*", "ecs:*"),
            (
                &["a:*", "*b"],
                &["a:c*"],
                "a:* within *b except a:c*",
                "a:* within *b except a:c*",
            ),
        ];
        for (within, but, plain, excluding) in cases {
            let named = Named {
                within: list(within),
                but: list(but),
            };
            assert_eq!(named.text(false), plain);
            assert_eq!(named.text(true), excluding);
        }
    }
}
