//! Parts of documents without which they would say the same: elements and values
//! that the others of their list cover, tests that the others imply, and
//! statements that the others of their document cover or deny.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::compile::filled;
use crate::engine::formula::Formula;
use crate::engine::question::Readings;
use crate::engine::space::{Covered, Member, Outline, Space};
use crate::model::condition::OperatorName;
use crate::model::pattern::Pattern;
use crate::model::policy::{
    Condition, DocumentId, Effect, Element, Elements, Form, Known, PrincipalElement, Statement,
};
use crate::source::fragment::HOLE;

/// Members of the longest list of which it is asked which of them the others cover. Each
/// takes some 2 KiB while that is worked out, and a million of them more memory than a run
/// should need; no policy that RAM takes has a tenth of this.
pub const MOST_MEMBERS: usize = 1 << 16;

/// One statement that the others of its document make needless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedlessStatement {
    /// Its number in the document.
    pub index: u32,
    /// The statements that do so, by their numbers, in order and as few as there
    /// need be.
    pub by: Vec<u32>,
    /// They deny all that it allows; otherwise they have its effect and cover it.
    pub denied: bool,
}

/// The members of a list; `None` where it is too long.
fn made<T>(list: &[T], member: impl FnMut(&T) -> Member) -> Option<Vec<Member>> {
    (list.len() <= MOST_MEMBERS).then(|| list.iter().map(member).collect())
}

impl Space<'_> {
    /// The action elements of a statement that others of its list cover, by their
    /// numbers in the list. `None` where the budget ended first, as for all of
    /// these.
    pub fn covered_actions(&mut self, statement: &Statement) -> Option<Vec<Covered>> {
        let list = self.model().pools.elements(statement.actions.list);
        let members = made(list, |element| Member {
            when: self.action(statement, element),
            outline: self.outline_of(&[*element], &[]),
        })?;
        self.covered(&members)
    }

    /// The same of its resource elements.
    pub fn covered_resources(&mut self, statement: &Statement) -> Option<Vec<Covered>> {
        let list = self.model().pools.elements(statement.resources.list);
        let members = made(list, |element| Member {
            when: self.resource(statement, element),
            outline: self.outline_of(&[], &[*element]),
        })?;
        self.covered(&members)
    }

    /// The same of the principals of a trust or resource document.
    pub fn covered_principals(&mut self, statement: &Statement) -> Option<Vec<Covered>> {
        let list: &[PrincipalElement] = self.model().pools.principals(statement.principals);
        let members = made(list, |element| Member::new(self.principal(element)))?;
        self.covered(&members)
    }

    /// The values of a test that others of its list make needless, whether the test
    /// is for one of them or for none.
    pub fn covered_values(&mut self, condition: &Condition) -> Option<Vec<Covered>> {
        let values = self.model().pools.values(condition.values);
        if values.len() > MOST_MEMBERS {
            return None;
        }
        let mut members = Vec::with_capacity(values.len());
        for value in values {
            let formula = self
                .compiler
                .listed_value(condition, value, &mut self.doubts);
            let Some(formula) = formula else {
                return Some(Vec::new());
            };
            members.push(Member::new(self.registered(formula)));
        }
        let mut found = self.covered(&members)?;
        let name = OperatorName::read(self.model().pools.str(condition.operator.text));
        let negated = name.base.is_some_and(|operator| operator.negated);
        if negated && self.readings == Readings::Strict {
            // Where a negated list may mean "not all of them", only a value that is
            // there twice changes nothing.
            found.retain(|covered| match covered.by.as_slice() {
                [by] => match (members.get(*by), members.get(covered.index)) {
                    (Some(by), Some(value)) => self.implies(&by.when, &value.when),
                    _ => false,
                },
                _ => false,
            });
        }
        Some(found)
    }

    /// The outline of requests for the actions and resources of some elements; what
    /// is empty here is left out.
    fn outline_of(&self, actions: &[Element], resources: &[Element]) -> Outline {
        let patterns = |elements: &[Element], fold: fn(Pattern) -> Pattern| {
            let each = elements.iter().map(|element| self.like(element).map(fold));
            let all: Option<Vec<Pattern>> = each.collect();
            all.filter(|all| !all.is_empty())
        };
        Outline::default()
            .with(self.free.action, patterns(actions, Pattern::folded))
            .with(self.free.resource, patterns(resources, |pattern| pattern))
    }

    fn outline(&self, statement: &Statement) -> Outline {
        let elements = |elements: Elements| match elements.form {
            Form::Named => self.model().pools.elements(elements.list),
            Form::Excluded | Form::Missing => &[],
        };
        self.outline_of(elements(statement.actions), elements(statement.resources))
    }

    /// The pattern that all requests of an element match, where it says so much.
    fn like(&self, element: &Element) -> Option<Pattern> {
        let text = self.model().pools.str(element.text);
        let whole = element.known == Known::Whole;
        if matches!(element.known, Known::Nothing(_)) || !text.is_ascii() && whole {
            return None;
        }
        if filled(text).is_some() {
            return None;
        }
        Some(Pattern::new(&text.replace(HOLE, "*")))
    }

    /// The statements of a document that its others make needless: covered by those
    /// of the same effect, or, of an Allow, by the Denys. A statement that can be
    /// read in several ways is not named.
    pub fn needless_statements(&mut self, document: DocumentId) -> Option<Vec<NeedlessStatement>> {
        let groups = self.by_number(document);
        let mut found = Vec::new();
        for effect in [Effect::Allow, Effect::Deny] {
            let numbered: Vec<&Numbered> = groups
                .iter()
                .filter(|group| group.effect == effect)
                .collect();
            let members: Vec<Member> = numbered.iter().map(|group| group.member()).collect();
            let number = |index: usize| numbered.get(index).map(|group| group.index);
            for covered in self.covered(&members)? {
                let alone = numbered.get(covered.index).is_some_and(|group| group.alone);
                let Some(index) = number(covered.index).filter(|_| alone) else {
                    continue;
                };
                found.push(NeedlessStatement {
                    index,
                    by: covered.by.into_iter().filter_map(number).collect(),
                    denied: false,
                });
            }
        }
        found.extend(self.denied_statements(&groups, &found)?);
        found.sort_by_key(|needless| needless.index);
        Some(found)
    }

    fn denied_statements(
        &mut self,
        groups: &[Numbered],
        known: &[NeedlessStatement],
    ) -> Option<Vec<NeedlessStatement>> {
        let (denys, allows): (Vec<&Numbered>, Vec<&Numbered>) = groups
            .iter()
            .partition(|group| group.effect == Effect::Deny);
        let known: BTreeSet<u32> = known.iter().map(|needless| needless.index).collect();
        let allows: Vec<&Numbered> = allows
            .into_iter()
            .filter(|allow| allow.alone && !known.contains(&allow.index))
            .collect();
        let members = |groups: &[&Numbered]| -> Vec<Member> {
            groups.iter().map(|group| group.member()).collect()
        };
        let covering = self.covering(&members(&denys), &members(&allows))?;
        let denied = allows.iter().zip(covering).filter(|(_, by)| !by.is_empty());
        let found = denied.map(|(allow, by)| NeedlessStatement {
            index: allow.index,
            by: by
                .into_iter()
                .filter_map(|by| denys.get(by).map(|deny| deny.index))
                .collect(),
            denied: true,
        });
        Some(found.collect())
    }

    /// The requests of each statement of a document by its effect; the ways to read
    /// one statement stand together.
    fn by_number(&mut self, document: DocumentId) -> Vec<Numbered> {
        let model = self.model();
        let mut groups: Vec<Numbered> = Vec::new();
        let mut known: BTreeMap<(u32, Effect), usize> = BTreeMap::new();
        for (_, statement) in model.pools.statements(document) {
            let when = self.statement(statement);
            let place = *known
                .entry((statement.index, statement.effect))
                .or_insert(groups.len());
            match groups.get_mut(place) {
                Some(group) => {
                    group.when = Formula::or([group.when.clone(), when]);
                    group.alone = false;
                    group.outline = Outline::default();
                }
                None => groups.push(Numbered {
                    index: statement.index,
                    effect: statement.effect,
                    when,
                    outline: self.outline(statement),
                    alone: true,
                }),
            }
        }
        let mut ways: BTreeMap<u32, usize> = BTreeMap::new();
        for group in &groups {
            let count = ways.entry(group.index).or_default();
            *count = count.saturating_add(1);
        }
        for group in &mut groups {
            group.alone &= ways.get(&group.index) == Some(&1);
        }
        groups
    }
}

/// All that a statement says with one effect.
struct Numbered {
    index: u32,
    effect: Effect,
    when: Formula,
    outline: Outline,
    /// It is the only way to read the statement.
    alone: bool,
}

impl Numbered {
    fn member(&self) -> Member {
        Member {
            when: self.when.clone(),
            outline: self.outline.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_too_long_has_no_members() {
        for (length, is_made) in [(MOST_MEMBERS, true), (MOST_MEMBERS + 1, false)] {
            let list = vec![(); length];
            let found = made(&list, |()| Member::new(Formula::False));
            assert_eq!(found.map(|all| all.len()), is_made.then_some(length));
        }
    }
}
