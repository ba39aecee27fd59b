//! The `Condition` element: a flat list of tests, and the ways to read it where
//! an operator or a key occurs twice.

use std::collections::BTreeMap;

use crate::model::doubt::Choice;
use crate::model::lower::Lowering;
use crate::model::pattern::Fold;
use crate::model::policy::{Condition, ConditionValue, Text, ValueKind};
use crate::model::structure::StructureKind;
use crate::source::Span;
use crate::syntax::{Kind, Value};

/// One way to read a `Condition`: what must hold for it, and its tests.
type Alternative = (Vec<Choice>, Vec<Condition>);

/// More ways than this, and the condition as a whole is in doubt instead.
const MAX_ALTERNATIVES: usize = 27;

/// Keys of one object that are compared with each other one by one.
const FEW: usize = 16;

impl Lowering<'_> {
    pub(super) fn conditions(&mut self, values: &[Value<'_>]) -> Vec<Alternative> {
        let mut alternatives = vec![(Vec::new(), Vec::new())];
        for value in values {
            let next = self.condition(*value);
            alternatives = self.product(alternatives, next, value.at());
        }
        alternatives
    }

    fn product(
        &mut self,
        mut left: Vec<Alternative>,
        mut right: Vec<Alternative>,
        at: Span,
    ) -> Vec<Alternative> {
        if left.len().saturating_mul(right.len()) > MAX_ALTERNATIVES {
            let about = format!("{}:{}", at.file.0, at.start);
            let doubt = self.model.doubts.reading("duplicate-key", about, Some(at));
            let test = self.doubtful("Condition", "", at, doubt);
            return vec![(Vec::new(), vec![test])];
        }
        // What has no alternative is added in place: what is copied instead, for each
        // of thousands of members, is all that stands before it.
        if right.len() == 1
            && let Some((more_guards, more_tests)) = right.pop()
        {
            for (guards, tests) in &mut left {
                guards.extend(&more_guards);
                tests.extend(&more_tests);
            }
            return left;
        }
        left.iter()
            .flat_map(|(guards, tests)| {
                right.iter().map(move |(more_guards, more_tests)| {
                    let mut guards = guards.clone();
                    guards.extend(more_guards);
                    let mut tests = tests.clone();
                    tests.extend(more_tests);
                    (guards, tests)
                })
            })
            .collect()
    }

    fn condition(&mut self, value: Value<'_>) -> Vec<Alternative> {
        if value.kind() != Kind::Object {
            let reading = if value.kind() == Kind::Array {
                "empty-list"
            } else {
                "type-mismatch"
            };
            let doubt = if value.kind() == Kind::Hole {
                self.gap("Condition", value, 2)
            } else {
                self.problem(
                    StructureKind::WrongType {
                        element: "Condition",
                        wanted: "an object of operators",
                    },
                    value.at(),
                );
                self.model
                    .doubts
                    .reading(reading, "Condition", Some(value.at()))
            };
            let test = self.doubtful("Condition", "", value.at(), doubt);
            return vec![(Vec::new(), vec![test])];
        }
        let operators = grouped(value, Fold::Exact);
        if operators.is_empty() {
            self.problem(StructureKind::EmptyCondition, value.at());
        }
        let duplicated = operators.iter().any(|same| same.len() > 1);
        let mut all = Vec::new();
        for pick in self.picks(duplicated, value.at()) {
            let mut ways = vec![(pick.guard().into_iter().collect(), Vec::new())];
            for same in &operators {
                for (operator, tests) in pick.of(same) {
                    let next = self.operator(operator, tests);
                    ways = self.product(ways, next, value.at());
                }
            }
            all.extend(ways);
        }
        all
    }

    fn operator(&mut self, operator: Value<'_>, tests: Value<'_>) -> Vec<Alternative> {
        self.odd_characters("a condition operator", operator);
        if crate::model::condition::OperatorName::read(operator.text())
            .base
            .is_none()
        {
            self.problem(
                StructureKind::UnknownOperator(operator.text().to_owned()),
                operator.at(),
            );
        }
        if tests.kind() != Kind::Object {
            let doubt = if tests.kind() == Kind::Hole {
                self.gap(operator.text(), tests, 2)
            } else {
                self.problem(
                    StructureKind::WrongType {
                        element: "a condition operator",
                        wanted: "an object of condition keys",
                    },
                    tests.at(),
                );
                self.model
                    .doubts
                    .reading("type-mismatch", operator.text(), Some(tests.at()))
            };
            let test = self.doubtful(operator.text(), "", tests.at(), doubt);
            return vec![(Vec::new(), vec![test])];
        }
        let keys = grouped(tests, Fold::Ascii);
        let duplicated = keys.iter().any(|same| same.len() > 1);
        let name = self.text(operator);
        let mut all = Vec::new();
        for pick in self.picks(duplicated, tests.at()) {
            let mut found = Vec::new();
            for same in &keys {
                let chosen = pick.of(same);
                // Which of several spellings comes first makes no difference.
                let keys = chosen.iter().map(|(key, _)| *key);
                let Some(key) = keys.min_by_key(|key| key.text()) else {
                    continue;
                };
                let chosen: Vec<Value<'_>> = chosen.iter().map(|(_, value)| *value).collect();
                let unknown = operator.has_hole().then_some(operator);
                found.push(self.test(name, unknown, key, &chosen));
            }
            all.push((pick.guard().into_iter().collect(), found));
        }
        all
    }

    fn test(
        &mut self,
        operator: Text,
        unknown: Option<Value<'_>>,
        key: Value<'_>,
        chosen: &[Value<'_>],
    ) -> Condition {
        let places = chosen.iter().map(|value| value.at());
        let at = places.reduce(Span::to).unwrap_or(key.at());
        self.odd_characters("a condition key", key);
        let role = format!("{} {}", self.model.pools.str(operator.text), key.text());
        let open = [key.has_hole().then_some(key), unknown];
        let doubt = open
            .into_iter()
            .flatten()
            .next()
            .map(|value| self.gap("Condition", value, 2));
        let mut values = Vec::new();
        for value in chosen {
            match value.kind() {
                Kind::Array => {
                    if value.items().next().is_none() {
                        self.problem(StructureKind::EmptyList("a condition key"), value.at());
                    }
                    for item in value.items() {
                        values.push(self.condition_value(&role, item));
                    }
                }
                _ => values.push(self.condition_value(&role, *value)),
            }
        }
        let key = self.text(key);
        let values = self.model.pools.add_all(values);
        Condition {
            operator,
            key,
            values,
            at,
            doubt,
        }
    }

    fn condition_value(&mut self, role: &str, value: Value<'_>) -> ConditionValue {
        let kind = match value.kind() {
            Kind::String if value.has_hole() => ValueKind::Hole(self.gap(role, value, 2)),
            Kind::String => ValueKind::String,
            Kind::Number => ValueKind::Number,
            Kind::Bool(_) => ValueKind::Bool,
            Kind::Hole => ValueKind::Hole(self.gap(role, value, 2)),
            Kind::Null | Kind::Array | Kind::Object | Kind::Invalid => ValueKind::Other,
        };
        let text = match value.kind() {
            Kind::Bool(true) => "true",
            Kind::Bool(false) => "false",
            _ => value.text(),
        };
        if kind == ValueKind::Other {
            self.problem(
                StructureKind::WrongType {
                    element: "a condition value",
                    wanted: "a string",
                },
                value.at(),
            );
        }
        self.policy_variable(value);
        ConditionValue {
            text: self.model.pools.intern(text),
            at: value.at(),
            kind,
        }
    }

    fn doubtful(
        &mut self,
        operator: &str,
        key: &str,
        at: Span,
        doubt: crate::model::doubt::DoubtId,
    ) -> Condition {
        let operator = Text {
            text: self.model.pools.intern(operator),
            at,
        };
        let key = Text {
            text: self.model.pools.intern(key),
            at,
        };
        let values = self.model.pools.add_all([]);
        Condition {
            operator,
            key,
            values,
            at,
            doubt: Some(doubt),
        }
    }
}

/// A key of an object and its value.
type Member<'a> = (Value<'a>, Value<'a>);

/// The members of an object, those of one key together, in the order of first
/// occurrence.
fn grouped(object: Value<'_>, fold: Fold) -> Vec<Vec<Member<'_>>> {
    let mut groups: Vec<Vec<Member<'_>>> = Vec::new();
    let mut by_key: BTreeMap<String, usize> = BTreeMap::new();
    let folded = |text: &str| match fold {
        Fold::Exact => text.to_owned(),
        Fold::Ascii => text.to_ascii_lowercase(),
    };
    for (key, value) in object.members() {
        let text = key.text();
        let same = |(first, _): &Member<'_>| match fold {
            Fold::Exact => first.text() == text,
            Fold::Ascii => first.text().eq_ignore_ascii_case(text),
        };
        // A few are looked through, which is all that an object of a person has.
        let found = if groups.len() < FEW {
            groups
                .iter()
                .position(|group| group.first().is_some_and(same))
        } else {
            by_key.get(&folded(text)).copied()
        };
        if let Some(group) = found.and_then(|found| groups.get_mut(found)) {
            group.push((key, value));
            continue;
        }
        groups.push(vec![(key, value)]);
        if groups.len() == FEW {
            let all = groups.iter().enumerate();
            by_key.extend(all.filter_map(|(index, group)| {
                let (key, _) = group.first()?;
                Some((folded(key.text()), index))
            }));
        } else if groups.len() > FEW {
            by_key.insert(folded(text), groups.len().saturating_sub(1));
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::{FEW, grouped};
    use crate::model::pattern::Fold;
    use crate::source::FileId;
    use crate::syntax::{Parsed, Tree, Value, json};

    #[test]
    fn members_are_grouped_by_key_however_many_there_are() {
        for count in [1, 2, FEW - 1, FEW, FEW + 1, 2 * FEW] {
            for again in 0..count {
                // Each once, one of them in another letter case, and once more.
                let mut keys: Vec<String> = (0..count).map(|number| format!("k{number}")).collect();
                keys.extend([format!("K{again}"), format!("k{again}"), "last".to_owned()]);
                let members = keys.iter().enumerate();
                let members: Vec<String> = members
                    .map(|(value, key)| format!(r#""{key}":{value}"#))
                    .collect();
                let text = format!("{{{}}}", members.join(","));
                let parsed = Parsed::file(&text, FileId(0));
                let mut tree = Tree::default();
                json::read(parsed, &mut tree, &mut Vec::new());
                for fold in [Fold::Exact, Fold::Ascii] {
                    let same = |one: &str, other: &str| match fold {
                        Fold::Exact => one == other,
                        Fold::Ascii => one.to_lowercase() == other.to_lowercase(),
                    };
                    let mut expected: Vec<Vec<(String, String)>> = Vec::new();
                    for (value, key) in keys.iter().enumerate() {
                        let member = (key.clone(), value.to_string());
                        match expected.iter_mut().find(|group| same(&group[0].0, key)) {
                            Some(group) => group.push(member),
                            None => expected.push(vec![member]),
                        }
                    }
                    let text_of = |member: &(Value<'_>, Value<'_>)| {
                        (member.0.text().to_owned(), member.1.text().to_owned())
                    };
                    let groups = grouped(tree.root(parsed).unwrap(), fold).into_iter();
                    let found: Vec<Vec<(String, String)>> = groups
                        .map(|group| group.iter().map(text_of).collect())
                        .collect();
                    assert_eq!(found, expected, "{text} {fold:?}");
                }
            }
        }
    }
}
