//! Which requests RAM can be asked (D38): a catalogued action comes with `*` if it
//! is authorised on All Resources, else with an ARN of its templates; any other
//! action with `*` or any ARN of the own account.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::compile::{Free, among};
use crate::engine::domain::set::Set;
use crate::engine::formula::{Atom, Formula, KeyId};
use crate::engine::space::shape;
use crate::model::catalogue::{Action, Catalogue, ResourceLevel};
use crate::model::pattern::{Pattern, Token};

/// The requests about one account.
pub(super) struct Requests<'a> {
    pub(super) free: Free,
    catalogue: &'a Catalogue,
    account: Option<&'a str>,
    /// Actions that are none of them.
    but: &'a [&'a str],
    /// Actions that lead to more access, once they are asked for.
    leading_on: OnceCell<BTreeSet<&'static str>>,
}

/// Catalogued actions that come with the same resources.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    All,
    Templates(Vec<&'static str>),
    /// Of this service; both ways.
    Unknown(&'static str),
}

impl<'a> Requests<'a> {
    pub(super) fn new(
        free: Free,
        catalogue: &'a Catalogue,
        account: Option<&'a str>,
        but: &'a [&'a str],
    ) -> Self {
        Self {
            free,
            catalogue,
            account,
            but,
            leading_on: OnceCell::new(),
        }
    }

    fn arn(&self, template: &str) -> Pattern {
        Pattern::from_template(template, self.account)
    }

    /// The requests for actions outside the catalogue, if these are.
    pub(super) fn unlisted(&self) -> Formula {
        let within = |key, set| {
            Formula::Key(Arc::new(Atom {
                key,
                set: Set::Strings(set),
                absent: false,
                every: false,
            }))
        };
        Formula::and([
            within(self.free.action, shape::actions()),
            within(self.free.resource, shape::resources(self.account)),
            shape::of_requests(self.free),
        ])
    }

    /// What keeps the actions out that are left out; `None` where none are.
    pub(super) fn within(&self) -> Option<Formula> {
        let but = self.but.iter();
        let but = but.map(|name| Pattern::literal(name).folded());
        (!self.but.is_empty()).then(|| among(self.free.action, but).not())
    }

    /// The requests for one action.
    pub(super) fn for_action(&self, name: &str) -> Formula {
        among(self.free.action, [Pattern::literal(name).folded()])
    }

    /// The catalogued actions that may meet a formula by what it says of the action
    /// alone, each with what is left of the formula. Of those that it does not tell
    /// apart, and that come with the same resources, one stands for all.
    pub(super) fn catalogued(&self, formula: &Formula) -> Vec<(&'static str, Formula)> {
        let key = self.free.action;
        let tests = tests_of(formula, key);
        let mut atoms: Vec<Arc<Atom>> = Vec::new();
        formula.visit(&mut |literal| {
            if let Formula::Key(atom) = literal
                && atom.key == key
                && !atoms.iter().any(|known| Arc::ptr_eq(known, atom))
            {
                atoms.push(Arc::clone(atom));
            }
        });
        let mut kinds: BTreeMap<(Level, Vec<bool>), (u8, &'static str)> = BTreeMap::new();
        for action in self.candidates(&tests) {
            if tests.iter().all(|set| has(set, action.name)) {
                let told: Vec<bool> = atoms.iter().map(|one| has(&one.set, action.name)).collect();
                let ranked = (self.rank(&action), action.name);
                let best = kinds.entry((level(&action), told)).or_insert(ranked);
                *best = ranked.min(*best);
            }
        }
        let mut kinds: Vec<_> = kinds.into_iter().collect();
        kinds.sort_by(|one, other| (one.1, &one.0).cmp(&(other.1, &other.0)));
        let mut found = Vec::new();
        for ((level, _), (_, name)) in kinds {
            let left = formula.with_text(key, name);
            let ways = self.ways(&level, &left).into_iter();
            found.extend(ways.map(|way| (name, way)));
        }
        found
    }

    /// What cannot be undone tells most about a difference, then what leads to more
    /// access; what only reads tells least.
    fn rank(&self, action: &Action) -> u8 {
        let leads_on = self.leading_on.get_or_init(|| {
            let edges = self.catalogue.escalations();
            edges.map(|edge| edge.action).collect()
        });
        if self.catalogue.irreversible(action.name).is_some() {
            0
        } else if leads_on.contains(action.name) {
            1
        } else if action.level.reads_only() == Some(false) {
            2
        } else {
            3
        }
    }

    /// What is left of a formula for requests with the resources of a level.
    fn ways(&self, level: &Level, formula: &Formula) -> Vec<Formula> {
        let on_all = || formula.with_text(self.free.resource, "*");
        let named = |templates: &[&str]| {
            let arns = templates.iter().map(|template| self.arn(template));
            Formula::and([among(self.free.resource, arns), formula.clone()])
        };
        match level {
            Level::All => vec![on_all()],
            Level::Templates(templates) => vec![named(templates)],
            Level::Unknown(service) => {
                let own = format!("acs:{service}:{{region}}:{{account}}:*");
                vec![on_all(), named(&[own.as_str()])]
            }
        }
    }

    /// The actions to look at: all, or those that begin as some listed pattern does.
    fn candidates(&self, tests: &[&Set]) -> Vec<Action> {
        let beginnings = tests.iter().filter_map(|set| match set {
            Set::Strings(strings) if !strings.negated => {
                let begins: Vec<String> = strings.any_of.iter().map(|one| beginning(one)).collect();
                Some(begins)
            }
            _ => None,
        });
        let Some(beginnings) = beginnings.min_by_key(|begins| begins.iter().any(String::is_empty))
        else {
            return self.catalogue.actions().collect();
        };
        let found = beginnings.iter().flat_map(|text| {
            let actions = self.catalogue.actions_beginning(text);
            actions.map(|action| (action.name, action))
        });
        let found: BTreeMap<&str, Action> = found.collect();
        found.into_values().collect()
    }
}

fn has(set: &Set, text: &str) -> bool {
    match set {
        Set::Strings(strings) => strings.contains(text),
        _ => true,
    }
}

fn level(action: &Action) -> Level {
    match action.resource {
        ResourceLevel::All => Level::All,
        ResourceLevel::Templates(templates) => Level::Templates(templates.iter().collect()),
        ResourceLevel::Unknown => Level::Unknown(action.service()),
    }
}

/// The tests of one key that every request meets that meets a formula.
fn tests_of(formula: &Formula, key: KeyId) -> Vec<&Set> {
    let parts = match formula {
        Formula::And(parts) => parts,
        other => std::slice::from_ref(other),
    };
    let tests = parts.iter().filter_map(|part| match part {
        Formula::Key(atom) if atom.key == key => Some(&atom.set),
        _ => None,
    });
    tests.collect()
}

/// The characters before the first wildcard of a pattern.
fn beginning(pattern: &Pattern) -> String {
    let characters = pattern.tokens().iter().map_while(|token| match token {
        Token::Char(character) => Some(*character),
        Token::One | Token::Star | Token::Field => None,
    });
    characters.collect()
}

/// Whether the patterns that two sets of requests list for a key begin so
/// differently that they have no request in common.
pub(super) fn are_apart(one: &Formula, other: &Formula, key: KeyId) -> bool {
    let listed = |formula| {
        let mut tests = tests_of(formula, key).into_iter();
        tests.find_map(|set| match set {
            Set::Strings(strings) if !strings.negated => Some(strings),
            _ => None,
        })
    };
    let (Some(one), Some(other)) = (listed(one), listed(other)) else {
        return false;
    };
    let differ = |one: &Pattern, other: &Pattern| {
        let pairs = one.tokens().iter().zip(other.tokens());
        pairs
            .map_while(|pair| match pair {
                (Token::Char(one), Token::Char(other)) => Some(!one.eq_ignore_ascii_case(other)),
                _ => None,
            })
            .any(|differ| differ)
    };
    one.any_of
        .iter()
        .all(|one| other.any_of.iter().all(|other| differ(one, other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::domain::set::ValueType;
    use crate::model::pattern::{Fold, matches};

    const FREE: Free = Free {
        action: KeyId(0),
        resource: KeyId(1),
    };

    fn requests<'a>(but: &'a [&'a str]) -> Requests<'a> {
        Requests::new(FREE, Catalogue::embedded(), Some("1"), but)
    }

    fn named(patterns: &[&str]) -> Formula {
        let patterns = patterns.iter().map(|text| Pattern::new(text).folded());
        among(FREE.action, patterns)
    }

    fn set(patterns: &[&str]) -> Set {
        match named(patterns) {
            Formula::Key(atom) => atom.set.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn lists_that_begin_differently_have_no_request_in_common() {
        let cases: [(&[&str], &[&str], bool); 11] = [
            (&["ecs:*"], &["oss:*"], true),
            (&["ecs:*"], &["ECS:D*"], false),
            (&["e*"], &["ecs:*"], false),
            (&["*"], &["ecs:*"], false),
            (&["ecs:A"], &["ecs:B"], true),
            (&["ecs:A"], &["ecs:AB"], false),
            (&["ecs:?A"], &["ecs:BA"], false),
            (&["?cs:*"], &["oss:*"], false),
            (&["ecs:*", "oss:*"], &["rds:*", "ram:*"], true),
            (&["ecs:*", "oss:*"], &["rds:*", "oss:D*"], false),
            (&["ecs:*", "*"], &["oss:*"], false),
        ];
        let other_key = among(FREE.resource, [Pattern::new("x")]);
        for (one, other, expected) in cases {
            let both = [named(one), named(other)];
            let beside = both
                .clone()
                .map(|one| Formula::and([other_key.clone(), one]));
            let without = both.clone().map(|one| one.not());
            assert_eq!(
                are_apart(&both[0], &both[1], FREE.action),
                expected,
                "{one:?} {other:?}"
            );
            assert_eq!(
                are_apart(&both[1], &beside[0], FREE.action),
                expected,
                "{one:?} {other:?}"
            );
            assert!(
                !are_apart(&both[0], &without[1], FREE.action),
                "{one:?} {other:?}"
            );
            assert!(
                !are_apart(&both[0], &both[1], FREE.resource),
                "{one:?} {other:?}"
            );
            assert!(!are_apart(&both[0], &other_key, FREE.action), "{one:?}");
        }
    }

    #[test]
    fn how_patterns_begin() {
        let cases = [
            ("ecs:D*", "ecs:D"),
            ("*", ""),
            ("e?s:*", "e"),
            ("ecs:A", "ecs:A"),
        ];
        for (text, expected) in cases {
            assert_eq!(beginning(&Pattern::new(text)), expected);
        }
        let fields = Pattern::from_template("acs:{code}:x", None);
        assert_eq!(beginning(&fields), "acs:");
    }

    #[test]
    fn actions_to_look_at_begin_as_the_narrowest_list_does() {
        let cases: [(&[&[&str]], &str); 4] = [
            (&[&["kvstore:D*"]], "kvstore:D"),
            (&[&["*", "ecs:*"], &["kvstore:D*"]], "kvstore:D"),
            (&[&["kvstore:D*"], &["*"]], "kvstore:D"),
            (&[&["*Instance"]], ""),
        ];
        let requests = requests(&[]);
        for (lists, begins) in cases {
            let sets: Vec<Set> = lists.iter().map(|list| set(list)).collect();
            let mut tests: Vec<&Set> = sets.iter().collect();
            let negated = set(&["ecs:*"]).complement();
            tests.push(&negated);
            let found = requests.candidates(&tests);
            let expected = Catalogue::embedded().actions_beginning(begins).count();
            assert_eq!(found.len(), expected, "{lists:?}");
        }
        assert!(has(&Set::everything(ValueType::Bool), "kvstore:D"));
    }

    #[test]
    fn actions_that_may_meet_a_formula() {
        let requests = requests(&[]);
        let when = Formula::and([named(&["kvstore:De*"]), named(&["kvstore:*Instance"])]);
        let found = requests.catalogued(&when);
        assert_eq!(
            found.first().map(|(name, _)| *name),
            Some("kvstore:DeleteInstance")
        );
        for (name, left) in &found {
            let both = ["kvstore:De*", "kvstore:*Instance"];
            assert!(
                both.iter().all(|one| matches(one, name, Fold::Ascii)),
                "{name}"
            );
            assert_ne!(*left, Formula::False, "{name}");
        }
        // One that is not told apart stands for all that come with the same resources.
        assert_eq!(requests.catalogued(&named(&["oss:DeleteBucket"])).len(), 1);
        assert!(requests.catalogued(&named(&["zz:*"])).is_empty());
    }

    #[test]
    fn requests_for_one_action_and_without_some() {
        let own = requests(&[]).for_action("kvstore:DestroyInstance");
        for (action, expected) in [
            ("kvstore:DestroyInstance", Formula::True),
            ("KVSTORE:destroyinstance", Formula::True),
            ("kvstore:DestroyInstances", Formula::False),
        ] {
            assert_eq!(own.with_text(FREE.action, action), expected, "{action}");
        }
        assert_eq!(requests(&[]).within(), None);
        let within = requests(&["ecs:A", "oss:B"]).within().unwrap();
        for (action, expected) in [
            ("ecs:a", Formula::False),
            ("oss:B", Formula::False),
            ("ecs:B", Formula::True),
        ] {
            assert_eq!(within.with_text(FREE.action, action), expected, "{action}");
        }
    }

    /// What cannot be undone comes first, then what leads on, what changes, what reads.
    #[test]
    fn which_actions_tell_most() {
        let requests = requests(&[]);
        for (name, expected) in [
            ("kvstore:DestroyInstance", 0),
            ("ram:AttachPolicyToUser", 1),
            ("kvstore:ModifyInstanceSpec", 2),
            ("kvstore:DescribeInstances", 3),
        ] {
            let action = Catalogue::embedded().action(name).unwrap();
            assert_eq!(requests.rank(&action), expected, "{name}");
        }
    }
}
