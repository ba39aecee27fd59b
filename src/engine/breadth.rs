//! How broadly a statement reaches the action (D45).

use crate::engine::compile::{Compiler, Coverage};
use crate::engine::formula::{Formula, World};
use crate::model::doubt::Doubts;
use crate::model::policy::{Form, Statement};
use crate::source::Span;

/// How a grant reaches the action, from exact to everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Breadth {
    /// The action itself.
    Exact,
    /// A wildcard in the name: `kvstore:Destroy*`.
    VerbWildcard,
    /// Everything of the service: `kvstore:*`.
    ServiceWildcard,
    /// A wildcard in the service: `*:Destroy*`.
    CrossService,
    /// Everything but a list.
    NotAction,
    /// Everything.
    AllActions,
}

impl Breadth {
    /// The word in machine output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::VerbWildcard => "verb_wildcard",
            Self::ServiceWildcard => "service_wildcard",
            Self::CrossService => "cross_service",
            Self::NotAction => "not_action",
            Self::AllActions => "all_actions",
        }
    }

    /// The breadth of one action pattern: runs of `*` collapse, and a `?` in the
    /// service part counts as written.
    #[must_use]
    pub fn of_pattern(pattern: &str) -> Self {
        let mut collapsed = String::with_capacity(pattern.len());
        for character in pattern.chars() {
            if !(character == '*' && collapsed.ends_with('*')) {
                collapsed.push(character);
            }
        }
        if collapsed == "*" || collapsed == "*:*" {
            return Self::AllActions;
        }
        let Some((service, name)) = collapsed.split_once(':') else {
            return if collapsed.contains(['*', '?']) {
                Self::CrossService
            } else {
                Self::Exact
            };
        };
        if service.contains('*') {
            Self::CrossService
        } else if name == "*" {
            Self::ServiceWildcard
        } else if name.contains(['*', '?']) || service.contains('?') {
            Self::VerbWildcard
        } else {
            Self::Exact
        }
    }
}

/// The broadest way in which a statement reaches the action in a world, and the
/// smallest text that does it.
pub fn of_statement(
    statement: &Statement,
    world: &World,
    compiler: &mut Compiler<'_>,
    doubts: &mut Doubts,
) -> (Breadth, Span) {
    match statement.actions.form {
        Form::Excluded => return (Breadth::NotAction, statement.actions.at),
        Form::Missing => return (Breadth::AllActions, statement.at),
        Form::Named => {}
    }
    let coverage = compiler.coverage(statement, doubts);
    let met = |found: &Coverage| {
        let when = found.when.in_world(world);
        when != Formula::False
    };
    let mut best: Option<(Breadth, Span)> = None;
    for found in coverage
        .iter()
        .filter(|found| met(found))
        .chain(coverage.iter())
    {
        let breadth = Breadth::of_pattern(&compiler.pattern(&found.element));
        let met_already = best.is_some_and(|(held, _)| held >= breadth);
        if !met_already && (best.is_none() || met(found)) {
            best = Some((breadth, found.element.at));
        }
    }
    best.unwrap_or((Breadth::Exact, statement.actions.at))
}

#[cfg(test)]
mod tests {
    use super::Breadth;

    #[test]
    fn d45_breadth_of_patterns() {
        for (pattern, expected) in [
            ("*", Breadth::AllActions),
            ("**", Breadth::AllActions),
            ("*:*", Breadth::AllActions),
            ("**:***", Breadth::AllActions),
            ("kvstore:*", Breadth::ServiceWildcard),
            ("k?store:*", Breadth::ServiceWildcard),
            ("k?store:DestroyInstance", Breadth::VerbWildcard),
            ("kvstore:Destroy*", Breadth::VerbWildcard),
            ("kvstore:DestroyInstanc?", Breadth::VerbWildcard),
            ("kv*:DestroyInstance", Breadth::CrossService),
            ("*:Destroy*", Breadth::CrossService),
            ("??store?DestroyInstance", Breadth::CrossService),
            ("kvstore:DestroyInstance", Breadth::Exact),
            ("DestroyInstance", Breadth::Exact),
        ] {
            assert_eq!(Breadth::of_pattern(pattern), expected, "{pattern}");
        }
    }
}
