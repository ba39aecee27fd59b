//! Statements without their spelling: decoded, folded where RAM folds, sets sorted,
//! and without members that others of the same set cover.

use crate::model::Model;
use crate::model::budget::Budget;
use crate::model::condition::{Family, OperatorName};
use crate::model::doubt::DoubtId;
use crate::model::pattern::{Pattern, covers};
use crate::model::policy::{
    Condition, Effect, Element, Elements, Form, Known, PrincipalElement, PrincipalForm, Statement,
    ValueKind,
};
use crate::rules::kit::fingerprint::tuple::Tuple;

/// Patterns of one list that are held against each other; in a longer list none is
/// left out.
const MAX_COMPARED: usize = 64;

/// Steps of work for holding the patterns of one list against each other.
const MAX_STEPS: u64 = 100_000;

/// Whether RAM reads a text as a pattern, and whether letter case counts in it.
#[derive(Clone, Copy)]
enum Reads {
    Pattern { folded: bool },
    Text { folded: bool },
}

/// Makes canonical forms.
#[derive(Clone, Copy)]
pub(super) struct Canon<'a> {
    pub model: &'a Model,
}

impl Canon<'_> {
    /// All that a statement says.
    pub fn statement(self, statement: &Statement) -> Tuple {
        let mut all = Tuple::from(effect(statement.effect));
        all.part(&self.list(statement.actions, true));
        all.part(&self.limits(statement));
        all
    }

    /// What limits a statement: all but its effect and its actions.
    pub fn limits(self, statement: &Statement) -> Tuple {
        let pools = &self.model.pools;
        let mut all = self.list(statement.resources, false);
        let principals = pools.principals(statement.principals).iter();
        all.set(principals.map(|one| self.principal(one)));
        let conditions = pools.conditions(statement.conditions).iter();
        all.set(conditions.map(|one| self.condition(one)));
        all
    }

    fn list(self, elements: Elements, folded: bool) -> Tuple {
        let mut all = Tuple::from(match elements.form {
            Form::Named => "named",
            Form::Excluded => "excluded",
            Form::Missing => "missing",
        });
        let list = self.model.pools.elements(elements.list).iter();
        let texts = list.map(|one| (self.model.pools.str(one.text), self.doubt_of(one)));
        all.set(least(texts, Reads::Pattern { folded }));
        all
    }

    /// An action.
    pub fn action(self, element: &Element) -> Tuple {
        self.element(element, true)
    }

    /// A resource.
    pub fn resource(self, element: &Element) -> Tuple {
        self.element(element, false)
    }

    fn element(self, element: &Element, folded: bool) -> Tuple {
        let text = self.model.pools.str(element.text);
        member(text, &self.doubt_of(element), folded)
    }

    /// A member of `Principal`.
    pub fn principal(self, one: &PrincipalElement) -> Tuple {
        let mut all = Tuple::from(match one.form {
            PrincipalForm::Ram => "RAM",
            PrincipalForm::Service => "Service",
            PrincipalForm::Federated => "Federated",
            PrincipalForm::Other => "other",
        });
        all.part(&self.element(&one.element, false));
        all
    }

    /// One key under one operator.
    pub fn condition(self, condition: &Condition) -> Tuple {
        let pools = &self.model.pools;
        let operator = pools.str(condition.operator.text);
        let mut all = Tuple::from(operator);
        all.text(pools.str(condition.key.text));
        let reads = match OperatorName::read(operator).base.map(|base| base.family) {
            Some(Family::StringLike) => Reads::Pattern { folded: false },
            Some(Family::StringIgnoreCase) => Reads::Text { folded: true },
            _ => Reads::Text { folded: false },
        };
        let values = pools.values(condition.values).iter();
        let texts = values.map(|value| {
            let doubt = match value.kind {
                ValueKind::Hole(doubt) => self.doubt(doubt),
                ValueKind::String | ValueKind::Number | ValueKind::Bool | ValueKind::Other => {
                    String::new()
                }
            };
            (pools.str(value.text), doubt)
        });
        all.set(least(texts, reads));
        all.text(
            &condition
                .doubt
                .map_or_else(String::new, |id| self.doubt(id)),
        );
        all
    }

    fn doubt_of(self, element: &Element) -> String {
        match element.known {
            Known::Whole => String::new(),
            Known::Holes(doubt) | Known::Nothing(doubt) => self.doubt(doubt),
        }
    }

    /// What is not known, without the place that it is not known at.
    fn doubt(self, id: DoubtId) -> String {
        let Some(doubt) = self.model.doubts.get(id) else {
            return String::new();
        };
        let about = if doubt.is_at_a_place() {
            ""
        } else {
            doubt.identity()
        };
        format!("{} {about}", doubt.name)
    }
}

/// The word for an effect.
pub(super) const fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    }
}

fn member(text: &str, doubt: &str, folded: bool) -> Tuple {
    let mut one = if folded {
        Tuple::from(text.to_ascii_lowercase().as_str())
    } else {
        Tuple::from(text)
    };
    one.text(doubt);
    one
}

/// The members of a set, each with what is not known of it, without those that
/// others cover: taking a redundant one out changes nothing.
fn least<'a>(texts: impl Iterator<Item = (&'a str, String)>, reads: Reads) -> Vec<Tuple> {
    let (Reads::Pattern { folded } | Reads::Text { folded }) = reads;
    let spelled = |text: &str| {
        let mut text = text.to_owned();
        if folded {
            text.make_ascii_lowercase();
        }
        if matches!(reads, Reads::Pattern { .. }) {
            // Stars in a row match what one does.
            let mut before = ' ';
            text.retain(|one| std::mem::replace(&mut before, one) != '*' || one != '*');
        }
        text
    };
    let mut all: Vec<(String, String)> =
        texts.map(|(text, doubt)| (spelled(text), doubt)).collect();
    all.sort();
    all.dedup();
    if matches!(reads, Reads::Pattern { .. }) && all.len() <= MAX_COMPARED {
        all = uncovered(all);
    }
    all.iter()
        .map(|(text, doubt)| member(text, doubt, false))
        .collect()
}

fn uncovered(all: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut budget = Budget::new(MAX_STEPS);
    let patterns: Vec<Option<Pattern>> = all
        .iter()
        .map(|(text, doubt)| doubt.is_empty().then(|| Pattern::new(text)))
        .collect();
    let mut is_covered = |narrow: usize| {
        let Some(Some(own)) = patterns.get(narrow) else {
            return false;
        };
        patterns.iter().enumerate().any(|(wide, pattern)| {
            let Some(pattern) = pattern else {
                return false;
            };
            let mut covers = |one, other| covers(one, other, &mut budget) == Ok(true);
            // Of two that cover each other the first stays.
            wide != narrow && covers(pattern, own) && (wide < narrow || !covers(own, pattern))
        })
    };
    let kept: Vec<bool> = (0..all.len()).map(|index| !is_covered(index)).collect();
    let mut kept = kept.into_iter();
    all.into_iter()
        .filter(|_| kept.next().unwrap_or(true))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Reads, least};

    #[test]
    fn fp_02_a_set_is_what_it_matches() {
        let pattern = Reads::Pattern { folded: true };
        let exact = Reads::Pattern { folded: false };
        let text = Reads::Text { folded: false };
        let set = |texts: &[&'static str], reads| {
            least(texts.iter().map(|text| (*text, String::new())), reads)
        };
        for (one, other, reads, same) in [
            (&["a:B", "a:C"][..], &["a:c", "a:b"][..], pattern, true),
            (&["a:*", "a:b"], &["a:*"], pattern, true),
            (&["a:**"], &["a:*", "a:**"], pattern, true),
            (&["a:*"], &["a:b"], pattern, false),
            (&["a:b", "a:c"], &["a:b"], pattern, false),
            (&["a:B"], &["a:b"], exact, false),
            (&["a*", "ab"], &["a*"], text, false),
            (&["a", "a"], &["a"], text, true),
        ] {
            assert_eq!(
                set(one, reads) == set(other, reads),
                same,
                "{one:?} {other:?}"
            );
        }
    }
}
