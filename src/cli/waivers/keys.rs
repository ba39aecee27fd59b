//! What a waiver describes: globs over the facts of a finding. All keys must
//! match, and of one key any value.

#[cfg(test)]
mod tests;

use crate::cli::in_account::parted;
use crate::model::budget::Budget;
use crate::model::catalogue::Catalogue;
use crate::model::pattern::{Pattern, covers};
use crate::rules::{Concerns, Finding, Reached};

/// Steps to decide whether one pattern covers another; past them it does not.
const STEPS: u64 = 100_000;

/// How globs of paths match: a star stays between slashes.
const PATHS: glob::MatchOptions = glob::MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// The names of the keys that narrow.
pub(super) const NARROWING: [&str; 6] = [
    "path",
    "policy",
    "principal",
    "action",
    "resource",
    "fingerprint",
];

/// The keys of one waiver; a key that is not there has no values.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    paths: Vec<glob::Pattern>,
    policies: Vec<Pattern>,
    principals: Vec<Named>,
    actions: Vec<Pattern>,
    resources: Vec<Pattern>,
    fingerprints: Vec<String>,
    /// As they are written, for those who list waivers.
    pub written: Vec<(&'static str, Vec<String>)>,
}

/// Principals, and the account that they are in, if one is named.
#[derive(Clone, Debug)]
struct Named {
    pattern: Pattern,
    account: Option<String>,
}

/// How much of a finding a waiver describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Described {
    /// Nothing of it.
    Nothing,
    /// All of it.
    Whole,
    /// It, for these of its principals.
    For(Vec<String>),
}

impl Keys {
    /// Adds the values of a key.
    ///
    /// # Errors
    /// The number of the value that the key cannot have, and why it cannot.
    pub(super) fn add(
        &mut self,
        key: &'static str,
        values: Vec<String>,
    ) -> Result<(), (usize, String)> {
        for (number, value) in values.iter().enumerate() {
            self.add_one(key, value).map_err(|why| (number, why))?;
        }
        self.written.push((key, values));
        Ok(())
    }

    fn add_one(&mut self, key: &str, value: &str) -> Result<(), String> {
        plain(value)?;
        if key == "fingerprint" {
            if value.contains(['*', '?']) {
                return Err("a fingerprint names one finding, so it has no wildcards".to_owned());
            }
            self.fingerprints.push(value.to_owned());
            return Ok(());
        }
        if value.chars().all(|sign| "*?/:.".contains(sign)) {
            return Err("it matches anything, so it narrows nothing; leave the key out".to_owned());
        }
        match key {
            "path" => self.paths.push(path(value)?),
            "policy" => {
                if !value.contains('/') {
                    return Err("a policy is KIND/NAME, as in `Custom/ops`".to_owned());
                }
                self.policies.push(Pattern::new(value));
            }
            "principal" => {
                if !value.contains('/') {
                    return Err("a principal is KIND/NAME, as in `role/ops`".to_owned());
                }
                let (id, account) = parted(value);
                self.principals.push(Named {
                    pattern: Pattern::new(id).folded(),
                    account: account.map(str::to_owned),
                });
            }
            "action" => {
                if !crate::cli::asking::looks_like_action(value) {
                    return Err(
                        "an action is CODE:NAME, as in `kvstore:DestroyInstance`".to_owned()
                    );
                }
                self.actions.push(Pattern::new(value).folded());
            }
            _ => self.resources.push(Pattern::new(value)),
        }
        Ok(())
    }

    /// Whether anything is narrowed.
    pub(super) const fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// Whether it names findings by their fingerprints.
    pub(super) fn names_a_finding(&self) -> bool {
        !self.fingerprints.is_empty()
    }

    /// Whether it names one finding, or one principal and one action: what is new
    /// is accepted by nothing less (D39).
    pub(super) fn is_concrete(&self) -> bool {
        let literal = |all: &[Pattern]| !all.is_empty() && all.iter().all(Pattern::is_literal);
        let mut whom = self.principals.iter();
        let whom = !self.principals.is_empty() && whom.all(|one| one.pattern.is_literal());
        !self.fingerprints.is_empty() || (whom && literal(&self.actions))
    }

    /// Whether each principal is named with its account.
    pub(super) fn names_accounts(&self) -> bool {
        !self.principals.is_empty() && self.principals.iter().all(|one| one.account.is_some())
    }

    /// Whether an id is described by its name alone, which says nothing of the account.
    pub(super) fn names_alone(&self, id: &str) -> bool {
        let mut all = self.principals.iter().filter(|one| one.pattern.matches(id));
        self.fingerprints.is_empty()
            && !self.principals.is_empty()
            && all.all(|one| one.pattern.is_literal() && one.account.is_none())
    }

    /// Whether an action can be one that it describes.
    pub(super) fn may_be_about(&self, action: &str) -> bool {
        self.actions.is_empty() || self.actions.iter().any(|one| one.matches(action))
    }

    /// How much of a finding at a path they describe. `is_in` says of a principal of the
    /// finding whether the one that is meant is in an account.
    pub(super) fn describe(
        &self,
        finding: &Finding,
        path: &str,
        concerns: &dyn Fn() -> Concerns,
        is_in: &dyn Fn(&str, &str) -> bool,
    ) -> Described {
        let fits = |wanted: bool, met: bool| !wanted || met;
        let by_name = fits(
            !self.fingerprints.is_empty(),
            self.fingerprints.contains(&finding.fingerprint),
        ) && fits(
            !self.paths.is_empty(),
            self.paths.iter().any(|one| one.matches_with(path, PATHS)),
        );
        if !by_name {
            return Described::Nothing;
        }
        let described: Vec<String> = finding
            .principals
            .iter()
            .filter(|id| {
                let mut all = self.principals.iter();
                all.any(|one| {
                    let account = one.account.as_deref();
                    one.pattern.matches(id) && account.is_none_or(|account| is_in(id, account))
                })
            })
            .cloned()
            .collect();
        if !self.principals.is_empty() && described.is_empty() {
            return Described::Nothing;
        }
        let asks = [&self.policies, &self.actions, &self.resources];
        if asks.iter().any(|all| !all.is_empty()) && !self.cover(&concerns()) {
            return Described::Nothing;
        }
        if self.principals.is_empty() || described.len() == finding.principals.len() {
            Described::Whole
        } else {
            Described::For(described)
        }
    }

    /// Whether they describe all that a finding is about.
    fn cover(&self, concerns: &Concerns) -> bool {
        let names = |aliases: &Vec<String>| {
            let mut all = aliases.iter();
            all.any(|name| self.policies.iter().any(|one| one.matches(name)))
        };
        let policies = self.policies.is_empty()
            || (!concerns.policies.is_empty() && concerns.policies.iter().all(names));
        policies
            && all_reached(&self.actions, &concerns.actions, &|one| {
                every_action(one, &self.actions)
            })
            && all_reached(&self.resources, &concerns.resources, &|_| false)
    }
}

/// Whether globs cover all that is reached, each by one of them or else as
/// `otherwise` says.
fn all_reached(
    globs: &[Pattern],
    reached: &[Reached],
    otherwise: &dyn Fn(&Reached) -> bool,
) -> bool {
    let covered = |one: &Reached| match one {
        Reached::Pattern(text) => {
            let pattern = Pattern::new(text);
            let covers = |glob| covers(glob, &pattern, &mut Budget::new(STEPS));
            globs.iter().any(|glob| covers(glob).unwrap_or(false)) || otherwise(one)
        }
        Reached::AllBut(_) => otherwise(one),
    };
    globs.is_empty() || (!reached.is_empty() && reached.iter().all(covered))
}

/// Whether each action of the catalogue that is reached is one of the globs'.
fn every_action(reached: &Reached, globs: &[Pattern]) -> bool {
    let folded = |text: &String| Pattern::new(text).folded();
    let patterns: Vec<Pattern> = match reached {
        Reached::Pattern(text) => vec![folded(text)],
        Reached::AllBut(texts) => texts.iter().map(folded).collect(),
    };
    let named = matches!(reached, Reached::Pattern(_));
    let mut any = false;
    for action in Catalogue::embedded().actions() {
        let listed = patterns.iter().any(|one| one.matches(action.name));
        if listed != named {
            continue;
        }
        any = true;
        if !globs.iter().any(|glob| glob.matches(action.name)) {
            return false;
        }
    }
    any
}

/// Refuses what looks like a regular expression, and what nobody can see.
fn plain(value: &str) -> Result<(), String> {
    if value.is_empty() || value.trim() != value || value.chars().any(char::is_control) {
        return Err(
            "it is empty, or begins or ends with a blank, or holds a control character".to_owned(),
        );
    }
    let class = value.contains(['\\', '|', '[', ']', '{', '}']);
    let anchored = value.starts_with('^') || value.ends_with('$') || value.contains("(?");
    let repeated = [".*", ".+"].iter().any(|sign| {
        let mut places = value.match_indices(sign);
        places.any(|(at, _)| {
            let before = value.get(..at).unwrap_or("");
            before.is_empty() || before.ends_with(['/', ':'])
        })
    });
    if class || anchored || repeated {
        return Err("it looks like a regular expression; globs have `*` and `?`, and `**` between the slashes of a path, and match the whole value".to_owned());
    }
    Ok(())
}

fn path(value: &str) -> Result<glob::Pattern, String> {
    let outside = value.split('/').any(|part| part == "." || part == "..");
    if value.starts_with('/') || value.ends_with('/') || outside {
        return Err("a path is that of a file, relative to the root, without `.` and `..`; `policies/**` stands for all below a folder".to_owned());
    }
    glob::Pattern::new(value).map_err(|error| format!("it is no glob: {}", error.msg))
}
