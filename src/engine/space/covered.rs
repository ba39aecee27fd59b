//! Which of several sets of requests the others cover, and what covers them.

use crate::engine::domain::set::Set;
use crate::engine::formula::{Formula, KeyId};
use crate::engine::solver::{STEPS_PER_QUESTION, Sat};
use crate::engine::space::{Outline, Space};
use crate::model::budget::Budget;
use crate::model::pattern::{Pattern, covers};

/// Steps for one list of sets, each question to the solver included.
pub const STEPS_PER_LIST: u64 = 4_000_000;

/// Of more overlapping sets than this it is not asked whether they cover another
/// together, only whether one of them does.
const MOST_JOINED: usize = 64;

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

impl Space<'_> {
    /// The members that the others cover, in every world. All of them can be left
    /// out together: of two that cover each other the later one is named. A member
    /// that is met by no request is not. `None` where the budget ended first.
    #[must_use]
    pub fn covered(&self, members: &[Member]) -> Option<Vec<Covered>> {
        let mut search = Search::new(self, members);
        let mut found = Vec::new();
        // What one wide member covers goes first: the narrow ones that happen to
        // make it up together are not what it is there for.
        for together in [false, true] {
            for index in (0..members.len()).rev() {
                if !search.is_kept(index) || !search.is_covered(index, together)? {
                    continue;
                }
                if let Some(kept) = search.kept.get_mut(index) {
                    *kept = false;
                }
                if search.is_met(index)? {
                    found.push(index);
                }
            }
        }
        found.sort_unstable();
        let covered = found.into_iter().map(|index| {
            let by = search.fewest(index)?;
            Some(Covered { index, by })
        });
        covered.collect()
    }

    /// The members that cover one of them, as few as there need be; none where they
    /// do not, or where no request meets it.
    pub(super) fn covering(&self, members: &[Member], index: usize) -> Option<Vec<usize>> {
        let mut search = Search::new(self, members);
        let covered = search.is_covered(index, false)? || search.is_covered(index, true)?;
        if covered && search.is_met(index)? {
            search.fewest(index)
        } else {
            Some(Vec::new())
        }
    }
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
        let most = self.budget.left().min(STEPS_PER_QUESTION);
        let mut budget = Budget::new(most);
        let answer = self.space.solve_within(formula, &mut budget);
        let spent = most.saturating_sub(budget.left()).saturating_add(1);
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

struct Search<'s, 'a> {
    asking: Asking<'s, 'a>,
    members: &'s [Member],
    plain: Vec<Option<(KeyId, &'s Pattern)>>,
    /// Members that are not found to be covered.
    kept: Vec<bool>,
}

impl<'s, 'a> Search<'s, 'a> {
    fn new(space: &'s Space<'a>, members: &'s [Member]) -> Self {
        Self {
            asking: Asking::new(space),
            members,
            plain: members.iter().map(|member| plain(&member.when)).collect(),
            kept: vec![true; members.len()],
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
        Some(!self.asking.never(&self.when(index))?)
    }

    /// Whether two members may have something in common.
    fn related(&mut self, one: usize, other: usize) -> Option<bool> {
        match (self.members.get(one), self.members.get(other)) {
            (Some(one), Some(other)) => {
                let budget = &mut self.asking.budget;
                one.outline.meets(&other.outline, budget)
            }
            _ => Some(false),
        }
    }

    /// Whether some members may cover another, as far as their outlines say.
    fn may_cover(&self, wide: &[usize], narrow: usize) -> bool {
        let outline = |index: &usize| Some(&self.members.get(*index)?.outline);
        let wide: Vec<_> = wide.iter().filter_map(outline).collect();
        let space = self.asking.space;
        outline(&narrow).is_some_and(|narrow| space.may_lie_in(narrow, &wide))
    }

    /// Whether one member covers another.
    fn covers(&mut self, wide: usize, narrow: usize) -> Option<bool> {
        if !self.may_cover(&[wide], narrow) {
            return Some(false);
        }
        let known = match (self.plain.get(wide), self.plain.get(narrow)) {
            (Some(Some((key, outer))), Some(Some((other, inner)))) if key == other => {
                let most = self.asking.budget.left().min(STEPS_PER_QUESTION);
                let mut budget = Budget::new(most);
                let found = covers(outer, inner, &mut budget);
                let spent = most.saturating_sub(budget.left());
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
        let mut found = Vec::new();
        for other in 0..self.members.len() {
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
        if others.len() < 2 || others.len() > MOST_JOINED || !self.may_cover(others, index) {
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
