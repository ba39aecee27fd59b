//! Names for what somebody could make: a role or a policy whose name the patterns
//! of the input let through (D25).

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::engine::compile::filled;
use crate::model::Model;
use crate::model::budget::Budget;
use crate::model::pattern::{Fold, Pattern, covers, matches, overlaps};
use crate::source::fragment::HOLE;

/// More names than this are not tried.
const MAX_NAMES: usize = 12;

/// In so many ways a text may end: beginning anew at each wildcard.
const MAX_ENDS: usize = 24;

/// Steps to find out whether a pattern fits every name.
const STEPS: u64 = 10_000;

/// Names that nobody has yet, the plain one first: then, for each pattern that
/// documents have for names of the kind (`role/`, `policy/`), one that it covers.
/// A name that only two patterns together would let through is not among them.
pub(super) fn free(
    model: &Model,
    kind: &str,
    plain: &str,
    taken: &BTreeSet<String>,
) -> Vec<String> {
    let mut names = vec![plain.to_owned()];
    names.extend(texts(model).filter_map(|text| fitting(text, kind)));
    let mut seen = BTreeSet::new();
    names.retain(|name| {
        let folded = name.to_ascii_lowercase();
        !taken.contains(&folded) && seen.insert(folded)
    });
    names.truncate(MAX_NAMES);
    names
}

/// Every text by which a document could tell one resource or caller from another.
fn texts(model: &Model) -> impl Iterator<Item = &str> {
    let pools = &model.pools;
    let documents = pools.documents().map(|(id, _)| id);
    let statements = documents.flat_map(|id| pools.statements(id));
    statements.flat_map(|(_, statement)| {
        let resources = pools.elements(statement.resources.list).iter();
        let values = pools
            .conditions(statement.conditions)
            .iter()
            .flat_map(|condition| pools.values(condition.values));
        resources
            .map(|element| pools.str(element.text))
            .chain(values.map(|value| pools.str(value.text)))
    })
}

/// Everybody whom a document admits.
fn principals(model: &Model) -> impl Iterator<Item = &str> {
    let pools = &model.pools;
    let documents = pools.documents().map(|(id, _)| id);
    let statements = documents.flat_map(|id| pools.statements(id));
    let principals = statements.flat_map(|(_, one)| pools.principals(one.principals));
    principals.map(|principal| pools.str(principal.element.text))
}

/// What documents call those of one kind: names in full, and patterns.
pub(super) struct Called<'k> {
    /// What stands before a name, `user/` or `role/`.
    kind: &'k str,
    names: BTreeSet<String>,
    /// Patterns for a name with its kind that fit some and not others.
    patterns: BTreeSet<String>,
    /// A text ends in more ways than are looked at, so that everybody is another.
    apart: bool,
}

impl<'k> Called<'k> {
    pub(super) fn new(model: &Model, kind: &'k str) -> Self {
        let mut called = Self {
            kind,
            names: BTreeSet::new(),
            patterns: BTreeSet::new(),
            apart: false,
        };
        let all = Pattern::new(&format!("{kind}*"));
        for text in texts(model).chain(principals(model)) {
            called.add(text, &all);
        }
        called
    }

    /// Takes up the ways in which a text may end in the kind and a name. What varies in it
    /// may stand for what comes before the kind as well, or for a part of it.
    fn add(&mut self, text: &str, all: &Pattern) {
        let written = match text.contains(['$', HOLE]) {
            true => {
                let text = text.replace(HOLE, "*");
                Cow::Owned(filled(&text).unwrap_or(text))
            }
            false => Cow::Borrowed(text),
        };
        let end = written.rsplit(':').next().unwrap_or_default();
        if !end.contains(['*', '?']) {
            let (kind, name) = end.split_at_checked(self.kind.len()).unwrap_or_default();
            if kind.eq_ignore_ascii_case(self.kind) {
                self.names.insert(name.to_ascii_lowercase());
            }
            return;
        }
        let varying = end
            .match_indices(['*', '?'])
            .map(|(at, found)| match found {
                "?" => at.saturating_add(1),
                _ => at,
            });
        let ends = std::iter::once(0).chain(varying);
        for (number, pattern) in (1..).zip(ends.filter_map(|at| end.get(at..))) {
            // What fits everything tells nobody apart.
            if pattern.bytes().all(|byte| byte == b'*') {
                return;
            }
            self.apart |= number == MAX_ENDS;
            if self.apart {
                return;
            }
            // Most begin with the letters of something else.
            let letters = pattern.split(['*', '?']).next().unwrap_or_default();
            let mut pairs = letters.bytes().zip(self.kind.bytes());
            if !pairs.all(|(one, other)| one.eq_ignore_ascii_case(&other)) {
                continue;
            }
            let pattern = pattern.to_ascii_lowercase();
            let read = Pattern::new(&pattern);
            let fits_all = || covers(&read, all, &mut Budget::new(STEPS)) == Ok(true);
            if overlaps(&read, all) && !fits_all() {
                self.patterns.insert(pattern);
            }
        }
    }

    /// Of two that are called alike no document says anything different.
    pub(super) fn of(&self, name: &str) -> (Option<String>, Vec<bool>) {
        let name = name.to_ascii_lowercase();
        let whole = format!("{}{name}", self.kind);
        let fits = |pattern: &String| matches(pattern, &whole, Fold::Ascii);
        let fitting = self.patterns.iter().map(fits).collect();
        let named = self.apart || self.names.contains(&name);
        (named.then_some(name), fitting)
    }
}

/// A name that a pattern covers, if the pattern is one for names of the kind.
fn fitting(text: &str, kind: &str) -> Option<String> {
    let (_, pattern) = text.rsplit_once(kind)?;
    let filled = |star: &str| pattern.replace('*', star).replace('?', "x");
    let fits = |name: &String| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        !name.is_empty() && name.len() <= 64 && name.chars().all(plain)
    };
    if pattern.chars().all(|c| c == '*') {
        return None;
    }
    [filled("new"), filled("")].into_iter().find(fits)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::snapshots::model;

    #[test]
    fn no_more_names_are_tried_than_the_most() {
        for (patterns, names) in [(MAX_NAMES - 1, MAX_NAMES), (MAX_NAMES, MAX_NAMES)] {
            let resources: Vec<String> = (0..patterns)
                .map(|number| format!("acs:ram:*:*:role/team-{number}-*"))
                .collect();
            let statement = json!({ "Effect": "Allow", "Action": "ram:*", "Resource": resources });
            let document = json!({ "Version": "1", "Statement": [statement] });
            let policy = json!({ "type": "Custom", "name": "p", "document": document });
            let model = model(json!({ "policies": [policy] }));
            let found = free(&model, "role/", "plain", &BTreeSet::new());
            assert_eq!(found.len(), names, "{found:?}");
            assert_eq!(found.first().map(String::as_str), Some("plain"));
        }
    }

    /// `new` stands for the stars, or nothing where the name would be too long.
    #[test]
    fn names_fit_patterns_for_names_of_the_kind() {
        let (short, long) = ("a".repeat(61), "a".repeat(64));
        let patterns = [
            ("acs:ram:*:*:role/admin", Some("admin")),
            ("acs:ram:*:*:role/team-*", Some("team-new")),
            ("acs:ram:*:*:role/*.a_b-?", Some("new.a_b-x")),
            ("acs:ram:*:*:role/*", None),
            ("acs:ram:*:*:role/**", None),
            ("acs:ram:*:*:role/", None),
            ("acs:ram:*:*:user/admin", None),
            ("role/a role/b", Some("b")),
            ("role/a b*", None),
            ("role/${name}*", None),
            ("role/\u{e9}*", None),
        ];
        for (pattern, expected) in patterns {
            assert_eq!(fitting(pattern, "role/").as_deref(), expected, "{pattern}");
        }
        for (pattern, expected) in [
            (long.clone(), Some(&long)),
            (format!("{long}*"), Some(&long)),
            (format!("*{short}"), Some(&format!("new{short}"))),
            (format!("{long}a"), None),
            (format!("{long}?"), None),
        ] {
            let found = fitting(&format!("role/{pattern}"), "role/");
            assert_eq!(found.as_ref(), expected, "{pattern}");
        }
    }

    /// A pattern of more wildcards than are looked at may tell anybody from anybody.
    #[test]
    fn patterns_of_many_stars_tell_everybody_apart() {
        for (stars, apart) in [(MAX_ENDS - 2, false), (MAX_ENDS - 1, true)] {
            let resource = format!("acs:ram:*:*:{}", "*a".repeat(stars));
            let statement = json!({ "Effect": "Allow", "Action": "ram:*", "Resource": resource });
            let document = json!({ "Version": "1", "Statement": [statement] });
            let policy = json!({ "type": "Custom", "name": "p", "document": document });
            let model = model(json!({ "policies": [policy] }));
            let called = Called::new(&model, "role/");
            assert_eq!(called.of("x") != called.of("y"), apart, "{stars}");
        }
    }

    /// What varies in front may stand for what comes before the kind, or for a part of
    /// it; a single letter stands for no more.
    #[test]
    fn patterns_that_vary_before_the_name_tell_apart() {
        let patterns_of = |resource: &str| {
            let statement = json!({ "Effect": "Allow", "Action": "ram:*", "Resource": resource });
            let document = json!({ "Version": "1", "Statement": [statement] });
            let policy = json!({ "type": "Custom", "name": "p", "document": document });
            let model = model(json!({ "policies": [policy] }));
            let called = Called::new(&model, "role/");
            let patterns: Vec<String> = called.patterns.iter().cloned().collect();
            (patterns.join(" "), called.of("x") != called.of("y"))
        };
        for (resource, patterns, apart) in [
            ("acs:ram:*:1:*-Admin", "*-admin", false),
            ("acs:ram:*:1:*x", "*x", true),
            ("acs:ram:*:1:user/*x", "*x", true),
            ("acs:ram:*:1?role/x", "role/x", true),
            ("acs:ram:*:1:?ole/x", "?ole/x", true),
            ("acs:ram:*:1:user/x", "", false),
        ] {
            let expected = (patterns.to_owned(), apart);
            assert_eq!(patterns_of(resource), expected, "{resource}");
        }
    }

    /// Names in full and patterns, of resources, of values and of those who are admitted.
    #[test]
    fn those_are_called_alike_whom_no_text_tells_apart() {
        let resources = [
            "acs:ram:*:*:role/Admin",
            "acs:ram:*:*:role/Dev-*",
            "acs:ram:*:*:role/*",
            "acs:ram:*:*:role/ops?",
            "acs:ram:*:*:role/a${x}",
            "acs:ram:*:*:user/bo",
        ];
        let trust = json!({ "Version": "1", "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": { "RAM": ["acs:ram::1:role/Deploy"] },
            "Condition": { "StringLike": { "acs:PrincipalARN": "acs:ram::1:role/x*" } },
        }] });
        let statement = json!({ "Effect": "Allow", "Action": "ram:*", "Resource": resources });
        let document = json!({ "Version": "1", "Statement": [statement] });
        let model = model(json!({
            "policies": [{ "type": "Custom", "name": "p", "document": document }],
            "roles": [{ "name": "r", "trust": trust }],
        }));
        let called = Called::new(&model, "role/");
        let names: Vec<&str> = called.names.iter().map(String::as_str).collect();
        let patterns: Vec<&str> = called.patterns.iter().map(String::as_str).collect();
        assert_eq!(names, ["admin", "deploy"]);
        assert_eq!(patterns, ["role/a*", "role/dev-*", "role/ops?", "role/x*"]);
        for (name, named, fitting) in [
            ("ADMIN", Some("admin"), [true, false, false, false]),
            ("deploy", Some("deploy"), [false; 4]),
            ("DEV-1", None, [false, true, false, false]),
            ("ops1", None, [false, false, true, false]),
            ("ops", None, [false; 4]),
            ("X", None, [false, false, false, true]),
            ("bo", None, [false; 4]),
        ] {
            let found = called.of(name);
            assert_eq!(
                found,
                (named.map(str::to_owned), fitting.to_vec()),
                "{name}"
            );
        }
    }
}
