//! Which requests RAM can be asked (D38): a catalogued action comes with `*` if it
//! is authorised on All Resources, else with an ARN of its templates; any other
//! action with `*` or any ARN of the own account.

use std::collections::BTreeMap;

use crate::engine::compile::{Free, among};
use crate::engine::domain::set::Set;
use crate::engine::formula::{Formula, KeyId};
use crate::model::catalogue::{Action, Catalogue, ResourceLevel};
use crate::model::pattern::{Pattern, Token};

/// The requests about one account.
pub(super) struct Requests<'a> {
    pub(super) free: Free,
    catalogue: &'a Catalogue,
    account: Option<&'a str>,
    /// What is true of every request.
    pub(super) shape: Formula,
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
    pub(super) fn new(free: Free, catalogue: &'a Catalogue, account: Option<&'a str>) -> Self {
        Self {
            free,
            catalogue,
            account,
            shape: crate::engine::space::shape::of_requests(free),
        }
    }

    /// Every ARN that some request has.
    pub(super) fn arns() -> Pattern {
        Pattern::from_template("acs:{code}:{region}:{account}:*", None).with_end()
    }

    fn arn(&self, template: &str) -> Pattern {
        Pattern::from_template(template, self.account)
    }

    /// The requests for actions outside the catalogue, if these are.
    pub(super) fn unlisted(&self) -> Formula {
        let own = self.arn("acs:{code}:{region}:{account}:*").with_end();
        among(self.free.resource, [Pattern::literal("*"), own])
    }

    /// The requests for one action.
    pub(super) fn for_action(&self, name: &str) -> Formula {
        among(self.free.action, [Pattern::literal(name).folded()])
    }

    /// The catalogued actions that may meet a formula by what it says of the action
    /// alone, in groups of which each comes with the same resources, as formulas.
    pub(super) fn catalogued(&self, formula: &Formula) -> Vec<Formula> {
        let tests = tests_of(formula, self.free.action);
        let mut groups: BTreeMap<Level, Vec<&'static str>> = BTreeMap::new();
        for action in self.candidates(&tests) {
            let fits = tests.iter().all(|set| match set {
                Set::Strings(strings) => strings.contains(action.name),
                _ => true,
            });
            if fits {
                groups.entry(level(&action)).or_default().push(action.name);
            }
        }
        let groups = groups.into_iter();
        groups
            .map(|(level, names)| {
                let names = names
                    .into_iter()
                    .map(|name| Pattern::literal(name).folded());
                Formula::and([among(self.free.action, names), self.resources(&level)])
            })
            .collect()
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

    fn resources(&self, level: &Level) -> Formula {
        let star = || Pattern::literal("*");
        match level {
            Level::All => among(self.free.resource, [star()]),
            Level::Templates(templates) => {
                let arns = templates.iter().map(|template| self.arn(template));
                among(self.free.resource, arns)
            }
            Level::Unknown(service) => {
                let own = format!("acs:{service}:{{region}}:{{account}}:*");
                among(self.free.resource, [star(), self.arn(&own)])
            }
        }
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
