//! Which of several sets of requests the others cover, and what covers them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::engine::domain::set::Set;
use crate::engine::formula::{Formula, KeyId};
use crate::engine::solver::Sat;
use crate::engine::space::near::Near;
use crate::engine::space::{Outline, Space};
use crate::engine::universe::Universe;
use crate::model::budget::{Budget, looking};
use crate::model::pattern::{Pattern, covers};

/// Steps for one list of sets, each question to the solver included.
pub const STEPS_PER_LIST: u64 = 4_000_000;

/// Of more overlapping sets than this it is not asked whether they cover another
/// together, only whether one of them does.
const MOST_JOINED: usize = 64;

/// So many members are compared each with each.
const FEW: usize = 8;

/// One member of a list that others of it cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// Its number in the list.
    pub index: usize,
    /// The members that cover it, in order and as few as there need be. None of
    /// them is covered itself.
    pub by: Vec<usize>,
}

/// One set of requests among others.
#[derive(Clone, Debug)]
pub struct Member {
    /// The requests.
    pub when: Formula,
    /// What can be seen of them at once; sets that have nothing in common by it are
    /// not compared.
    pub outline: Outline,
}

impl Member {
    /// A set of which no more is known.
    #[must_use]
    pub fn new(when: Formula) -> Self {
        let outline = match plain(&when) {
            Some((key, pattern)) => Outline::default().with(key, Some(vec![pattern.clone()])),
            None => Outline::default(),
        };
        Self { when, outline }
    }
}

impl<'a> Space<'a> {
    /// The members that the others cover, in every world. All of them can be left
    /// out together: of two that cover each other the one that takes more words is
    /// named, or else the later one. A member
    /// that is met by no request is not. `None` where the budget ended first.
    #[must_use]
    pub fn covered(&self, members: &[Member]) -> Option<Vec<Covered>> {
        if members.len() < 2 {
            return Some(Vec::new());
        }
        self.covered_by(members, &mut Asking::new(self))
    }

    /// The same within the steps of a longer list.
    pub(super) fn covered_by(
        &self,
        members: &[Member],
        asking: &mut Asking<'_, 'a>,
    ) -> Option<Vec<Covered>> {
        let first = first_of_equals(members);
        let is_first = |index: usize| first.get(index) == Some(&index);
        let mut search = Search::new(asking, members, &is_first);
        let mut gone = Vec::new();
        let order = said_most_first(members);
        // What one wide member covers goes first: the narrow ones that happen to
        // make it up together are not what it is there for.
        for together in [false, true] {
            for index in order.iter().copied() {
                if !search.is_kept(index) || !search.is_covered(index, together)? {
                    continue;
                }
                if let Some(kept) = search.kept.get_mut(index) {
                    *kept = false;
                }
                gone.push(index);
            }
        }
        // Of equal members one is asked about, and all have its answer.
        let mut by: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for index in gone {
            if search.is_met(index)? {
                by.insert(index, search.fewest(index)?);
            }
        }
        for (index, first) in first.iter().enumerate() {
            if *first == index || by.contains_key(&index) {
                continue;
            }
            let found = match by.get(first) {
                Some(found) => found.clone(),
                None if search.is_kept(*first) && search.is_met(*first)? => vec![*first],
                None => continue,
            };
            by.insert(index, found);
        }
        let covered = by.into_iter();
        Some(covered.map(|(index, by)| Covered { index, by }).collect())
    }

    /// For each of some members those of a list that cover it, as few as there need be;
    /// none where they do not, or where no request meets it.
    pub(super) fn covering(&self, list: &[Member], others: &[Member]) -> Option<Vec<Vec<usize>>> {
        let members = [list, others].concat();
        let mut asking = Asking::new(self);
        let mut search = Search::new(&mut asking, &members, &|index| index < list.len());
        let mut found = Vec::with_capacity(others.len());
        for index in list.len()..members.len() {
            let covered = search.is_covered(index, false)? || search.is_covered(index, true)?;
            found.push(if covered && search.is_met(index)? {
                search.fewest(index)?
            } else {
                Vec::new()
            });
        }
        Some(found)
    }
}

/// Members in the order in which they are left out: what takes more words goes before
/// what says the same in fewer, wherever they stand, and then the later before the earlier.
fn said_most_first(members: &[Member]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..members.len()).rev().collect();
    let words = |index: &usize| {
        let when = members.get(*index).map(|member| &member.when);
        when.map(|when| (when.literals(), when.pieces()))
    };
    order.sort_by_cached_key(|index| Reverse(words(index)));
    order
}

/// For each member the first one that says the same in the same way.
fn first_of_equals(members: &[Member]) -> Vec<usize> {
    if members.len() <= FEW {
        let whens = members.iter().map(|member| &member.when);
        let first = |when| whens.clone().position(|other| other == when);
        return whens.clone().filter_map(first).collect();
    }
    let mut known: BTreeMap<u64, Vec<(usize, &Formula)>> = BTreeMap::new();
    let each = members.iter().enumerate().map(|(index, member)| {
        let mut hasher = DefaultHasher::new();
        member.when.hash(&mut hasher);
        let alike = known.entry(hasher.finish()).or_default();
        match alike.iter().find(|(_, when)| **when == member.when) {
            Some((first, _)) => *first,
            None => {
                alike.push((index, &member.when));
                index
            }
        }
    });
    each.collect()
}

/// The key and the pattern of a set that is one pattern of one key.
fn plain(formula: &Formula) -> Option<(KeyId, &Pattern)> {
    let Formula::Key(atom) = formula else {
        return None;
    };
    match &atom.set {
        Set::Strings(set) if !set.negated && !atom.absent && !atom.every => {
            match set.any_of.as_slice() {
                [only] => Some((atom.key, only)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether two tests of one key that has one value are for ranges that have nothing in
/// common. Of patterns that is asked elsewhere.
fn are_apart(one: &Formula, other: &Formula, universe: &Universe) -> bool {
    let (Formula::Key(one), Formula::Key(other)) = (one, other) else {
        return false;
    };
    let is_single = universe.key(one.key).is_some_and(|key| !key.many);
    let may_meet = one.key != other.key || (one.absent && other.absent);
    if may_meet || !is_single {
        return false;
    }
    let both = one.set.intersection(&other.set);
    both.is_some_and(|both| both.is_plainly_empty())
}

/// Questions that share the steps of one list.
pub(super) struct Asking<'s, 'a> {
    space: &'s Space<'a>,
    budget: Budget,
}

impl<'s, 'a> Asking<'s, 'a> {
    pub(super) const fn new(space: &'s Space<'a>) -> Self {
        Self {
            space,
            budget: Budget::new(STEPS_PER_LIST),
        }
    }

    /// The answer of the solver; `None` where the steps of the list have ended.
    pub(super) fn solve(&mut self, formula: &Formula) -> Option<Sat> {
        // Every question is made of copies of what is asked about.
        if !self.budget.spend(formula.literals()) {
            return None;
        }
        let most = self.budget.left().min(self.space.universe().steps);
        let mut budget = Budget::new(most);
        let answer = self.space.solve_within(formula, &mut budget);
        let spent = most.saturating_sub(budget.left());
        self.budget.spend(spent).then_some(answer)
    }

    pub(super) fn never(&mut self, formula: &Formula) -> Option<bool> {
        Some(self.solve(formula)? == Sat::None)
    }

    pub(super) fn implies(&mut self, one: &Formula, other: &Formula) -> Option<bool> {
        if one == other {
            return Some(true);
        }
        self.never(&Formula::and([one.clone(), other.not()]))
    }
}

struct Search<'k, 's, 'a> {
    asking: &'k mut Asking<'s, 'a>,
    members: &'k [Member],
    plain: Vec<Option<(KeyId, &'k Pattern)>>,
    near: Near,
    /// Members that others may be covered by.
    kept: Vec<bool>,
    /// Which members some request meets, as far as that was asked.
    met: BTreeMap<usize, bool>,
}

impl<'k, 's, 'a> Search<'k, 's, 'a> {
    fn new(
        asking: &'k mut Asking<'s, 'a>,
        members: &'k [Member],
        kept: &dyn Fn(usize) -> bool,
    ) -> Self {
        let outlines = members.iter().map(|member| &member.outline).enumerate();
        let outlines: Vec<(usize, &Outline)> = outlines.filter(|(index, _)| kept(*index)).collect();
        Self {
            asking,
            members,
            plain: members.iter().map(|member| plain(&member.when)).collect(),
            near: Near::new(&outlines),
            kept: (0..members.len()).map(kept).collect(),
            met: BTreeMap::new(),
        }
    }

    fn is_kept(&self, index: usize) -> bool {
        self.kept.get(index).copied().unwrap_or(false)
    }

    fn when(&self, index: usize) -> Formula {
        let member = self.members.get(index);
        member.map_or(Formula::False, |member| member.when.clone())
    }

    fn is_met(&mut self, index: usize) -> Option<bool> {
        if let Some(known) = self.met.get(&index) {
            return Some(*known);
        }
        let met = !self.asking.never(&self.when(index))?;
        self.met.insert(index, met);
        Some(met)
    }

    /// Whether two members may have something in common.
    fn related(&mut self, one: usize, other: usize) -> Option<bool> {
        let (Some(one), Some(other)) = (self.members.get(one), self.members.get(other)) else {
            return Some(false);
        };
        let Asking { space, budget } = &mut *self.asking;
        let meet = one.outline.meets(&other.outline, budget)?;
        let apart = || are_apart(&one.when, &other.when, space.universe());
        Some(meet && !apart())
    }

    /// Whether some members may cover another, as far as their outlines say.
    fn may_cover(&mut self, wide: &[usize], narrow: usize) -> Option<bool> {
        let outline = |index: &usize| Some(&self.members.get(*index)?.outline);
        let wide: Vec<_> = wide.iter().filter_map(outline).collect();
        let Asking { space, budget } = &mut *self.asking;
        match outline(&narrow) {
            Some(narrow) => space.may_lie_in(narrow, &wide, budget),
            None => Some(false),
        }
    }

    /// Whether one member covers another.
    fn covers(&mut self, wide: usize, narrow: usize) -> Option<bool> {
        if !self.may_cover(&[wide], narrow)? {
            return Some(false);
        }
        let known = match (self.plain.get(wide), self.plain.get(narrow)) {
            (Some(Some((key, outer))), Some(Some((other, inner)))) if key == other => {
                let steps = self.asking.space.universe().steps;
                let most = self.asking.budget.left().min(steps);
                let mut budget = Budget::new(most);
                let found = covers(outer, inner, &mut budget);
                let pairs = outer.tokens().len().saturating_mul(inner.tokens().len());
                let spent = most.saturating_sub(budget.left());
                let spent = spent.saturating_add(looking(u64::try_from(pairs).unwrap_or(u64::MAX)));
                if !self.asking.budget.spend(spent) {
                    return None;
                }
                found == Ok(true)
            }
            _ => false,
        };
        if known {
            return Some(true);
        }
        let (narrow, wide) = (self.when(narrow), self.when(wide));
        self.asking.implies(&narrow, &wide)
    }

    /// The kept members beside one that may have something in common with it.
    fn candidates(&mut self, index: usize) -> Option<Vec<usize>> {
        let near = self.near.of(&self.members.get(index)?.outline);
        let looked = u64::try_from(near.len()).unwrap_or(u64::MAX);
        if !self.asking.budget.spend(looked) {
            return None;
        }
        let mut found = Vec::new();
        for other in near {
            if other != index && self.is_kept(other) && self.related(index, other)? {
                found.push(other);
            }
        }
        Some(found)
    }

    fn is_covered(&mut self, index: usize, together: bool) -> Option<bool> {
        let candidates = self.candidates(index)?;
        if together {
            return self.covered_together(index, &candidates);
        }
        for other in candidates {
            if self.covers(other, index)? {
                return Some(true);
            }
        }
        Some(false)
    }

    fn covered_together(&mut self, index: usize, others: &[usize]) -> Option<bool> {
        let joined = (2..=MOST_JOINED).contains(&others.len());
        if !joined || !self.may_cover(others, index)? {
            return Some(false);
        }
        let union = Formula::or(others.iter().map(|other| self.when(*other)));
        let one = self.when(index);
        self.asking.implies(&one, &union)
    }

    /// As few kept members as cover one that is covered: a single one, or a union
    /// from which none can be left out.
    fn fewest(&mut self, index: usize) -> Option<Vec<usize>> {
        let mut by = self.candidates(index)?;
        for other in &by {
            if self.covers(*other, index)? {
                return Some(vec![*other]);
            }
        }
        for number in (0..by.len()).rev() {
            let mut fewer = by.clone();
            fewer.remove(number);
            if self.covered_together(index, &fewer)? {
                by = fewer;
            }
        }
        Some(by)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::compile::{KeyUse, among};
    use crate::engine::snapshots::{model, settings};
    use crate::model::catalogue::Catalogue;

    /// Asks in a space of which a question may take so many steps.
    fn within<T>(steps: u64, ask: impl FnOnce(&Space<'_>, &dyn Fn(&str) -> Member) -> T) -> T {
        let model = model(serde_json::json!({}));
        let uses = KeyUse::new(&model);
        let settings = crate::engine::answers::Settings {
            steps,
            ..settings()
        };
        let account = &model.accounts[0];
        let space = Space::new(&model, Catalogue::embedded(), account, &uses, &settings);
        let action = space.universe().find("action").unwrap();
        ask(&space, &|text| {
            Member::new(among(action, [Pattern::new(text)]))
        })
    }

    fn covers_with(asking: &mut Asking<'_, '_>, members: &[Member]) -> Option<bool> {
        Search::new(asking, members, &|_| true).covers(0, 1)
    }

    /// However little is asked, the steps of a list come to an end.
    #[test]
    fn every_question_takes_a_step() {
        within(100, |space, _| {
            for question in [Formula::False, Formula::True] {
                let budget = Budget::new(3);
                let mut asking = Asking { space, budget };
                let mut answered = 0;
                while asking.solve(&question).is_some() {
                    answered += 1;
                    assert!(answered < 9, "{question:?}");
                }
                assert!(answered > 0, "{question:?}");
            }
        });
    }

    /// Two patterns are compared within the steps of one question, and what that takes
    /// is taken from those of the list.
    #[test]
    fn comparing_patterns_takes_steps() {
        let long = |end: &str| format!("ecs:{}{end}", "a?*".repeat(4));
        for (steps, left, expected) in [
            (1_000_000, 1_000_000, Some(true)),
            (1, 1_000_000, Some(false)),
            (1_000_000, 1, None),
        ] {
            within(steps, |space, member| {
                let budget = Budget::new(left);
                let mut asking = Asking { space, budget };
                let members = [member(&long("*")), member(&long("b*"))];
                let found = covers_with(&mut asking, &members);
                assert_eq!(found, expected, "{steps} {left}");
            });
        }
        // What is seen at once is looked at letter by letter all the same.
        within(1_000_000, |space, member| {
            let text = format!("ecs:{}", "a".repeat(2_000));
            let members = [member(&format!("{text}*")), member(&text)];
            let mut asking = Asking::new(space);
            assert_eq!(covers_with(&mut asking, &members), Some(true));
            let taken = STEPS_PER_LIST - asking.budget.left();
            assert!(taken > looking(2_000 * 2_000), "{taken}");
        });
    }

    /// Patterns of two keys are not compared, whatever they say.
    #[test]
    fn patterns_of_two_keys_do_not_cover_each_other() {
        within(1_000_000, |space, member| {
            let resource = space.universe().find("resource").unwrap();
            let mut members = [member("ecs:*"), member("ecs:Describe*")];
            assert_eq!(covers_with(&mut Asking::new(space), &members), Some(true));
            members[0].when = among(resource, [Pattern::new("ecs:*")]);
            for member in &mut members {
                member.outline = Outline::default();
            }
            assert_eq!(covers_with(&mut Asking::new(space), &members), Some(false));
        });
    }
}
