//! The two sides of one account: which principal of the one is which of the other,
//! and what is allowed on each over keys and variables that both share.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::engine::answers::{About, AccountAnswers, Answers, Line, Settings};
use crate::engine::compile::KeyUse;
use crate::engine::difference::all::pairs::accounts;
use crate::engine::difference::{Difference, Entry, Side, UnchangedDoubt};
use crate::engine::formula::{Formula, World};
use crate::engine::holdings::Index;
use crate::engine::joint::{Ground, JointDoubts, Keys, Numbers};
use crate::engine::space::spelling;
use crate::engine::universe::Universe;
use crate::engine::verdict::Answer;
use crate::model::Model;
use crate::model::account::{Account, Principal, PrincipalKind};
use crate::model::catalogue::Catalogue;
use crate::model::doubt::{DoubtId, Doubts};

/// One question, as it was answered about both inputs: the earlier one first.
pub(super) struct Asked<'a> {
    pub(super) models: (&'a Model, &'a Model),
    pub(super) answers: (&'a Answers, &'a Answers),
    pub(super) numbers: (&'a Numbers, &'a Numbers),
    pub(super) indexes: (&'a [Index], &'a [Index]),
    pub(super) uses: &'a KeyUse,
    pub(super) catalogue: &'a Catalogue,
    pub(super) settings: &'a Settings,
}

/// The same account on both sides, by its indexes.
pub(super) type Accounts = (Option<usize>, Option<usize>);

impl<'a> Asked<'a> {
    /// Which account is which.
    pub(super) fn accounts(&self) -> Vec<Accounts> {
        let (before, after) = self.models;
        let pairs = accounts(before, after).into_iter();
        pairs.map(|pair| (pair.before, pair.after)).collect()
    }

    pub(super) fn half(&self, side: Side, number: Option<usize>) -> Half<'a> {
        let (model, answers, numbers, indexes) = match side {
            Side::Before => (
                self.models.0,
                self.answers.0,
                self.numbers.0,
                self.indexes.0,
            ),
            Side::After => (
                self.models.1,
                self.answers.1,
                self.numbers.1,
                self.indexes.1,
            ),
        };
        let about = number.and_then(|number| {
            let mut all = answers.accounts.iter();
            all.find(|one| one.account == number)
        });
        Half {
            side,
            model,
            account: number.and_then(|number| model.accounts.get(number)),
            index: number.and_then(|number| indexes.get(number)),
            answers: about,
            numbers,
            keys: Keys::new(),
        }
    }
}

/// One side of an account.
pub(super) struct Half<'a> {
    pub(super) side: Side,
    pub(super) model: &'a Model,
    pub(super) account: Option<&'a Account>,
    pub(super) index: Option<&'a Index>,
    pub(super) answers: Option<&'a AccountAnswers>,
    pub(super) numbers: &'a Numbers,
    /// The keys of its universe on the common ground.
    pub(super) keys: Keys,
}

impl<'a> Half<'a> {
    pub(super) fn lines(&self) -> impl Iterator<Item = &'a Line> + use<'a> {
        self.answers.into_iter().flat_map(|answers| &answers.lines)
    }
}

/// A line of either side, or of both.
#[derive(Clone, Copy)]
pub(super) struct LinePair<'a> {
    pub(super) before: Option<&'a Line>,
    pub(super) after: Option<&'a Line>,
}

impl<'a> LinePair<'a> {
    pub(super) const fn of(&self, side: Side) -> Option<&'a Line> {
        match side {
            Side::Before => self.before,
            Side::After => self.after,
        }
    }

    pub(super) fn answers(&self) -> (Answer, Answer) {
        let answer =
            |line: Option<&Line>| line.map_or(Answer::NotGranted, |line| line.verdict.answer);
        (answer(self.before), answer(self.after))
    }

    /// The id, as one side has it if it has one.
    pub(super) fn id(&self, side: Side) -> String {
        let line = self.of(side).or(self.of(side.other()));
        line.map_or_else(String::new, |line| line.id.clone())
    }
}

/// What tells one principal from another, across inputs (D34).
pub(super) fn name_of(principal: &Principal) -> (PrincipalKind, String) {
    (principal.kind, principal.name.to_ascii_lowercase())
}

/// One account on both sides, on common ground.
pub(super) struct Meeting<'a, 'd> {
    pub(super) asked: &'d Asked<'a>,
    pub(super) before: Half<'a>,
    pub(super) after: Half<'a>,
    pub(super) ground: Ground,
    pub(super) doubts: &'d mut JointDoubts,
    pub(super) pairs: Vec<LinePair<'a>>,
}

impl<'a, 'd> Meeting<'a, 'd> {
    pub(super) fn new(
        asked: &'d Asked<'a>,
        accounts: Accounts,
        doubts: &'d mut JointDoubts,
    ) -> Self {
        let mut ground = Ground::default();
        let mut before = asked.half(Side::Before, accounts.0);
        let mut after = asked.half(Side::After, accounts.1);
        for half in [&mut before, &mut after] {
            if let Some(answers) = half.answers {
                half.keys = ground.keys(&answers.universe);
            }
        }
        let pairs = pairs(&before, &after);
        Self {
            asked,
            before,
            after,
            ground,
            doubts,
            pairs,
        }
    }

    pub(super) const fn half(&self, side: Side) -> &Half<'a> {
        match side {
            Side::Before => &self.before,
            Side::After => &self.after,
        }
    }

    /// A formula of one side over keys that were taken over.
    pub(super) fn take_with(&mut self, formula: &Formula, keys: &Keys, side: Side) -> Formula {
        let numbers = self.half(side).numbers;
        self.ground.take(
            formula,
            (keys, numbers),
            self.asked.settings.readings,
            &self.doubts.table,
        )
    }

    /// A formula of one side over the universe of its answers.
    pub(super) fn take(&mut self, formula: &Formula, side: Side) -> Formula {
        let half = match side {
            Side::Before => &self.before,
            Side::After => &self.after,
        };
        self.ground.take(
            formula,
            (&half.keys, half.numbers),
            self.asked.settings.readings,
            &self.doubts.table,
        )
    }

    /// A formula of one side over another universe.
    pub(super) fn take_over(
        &mut self,
        formula: &Formula,
        universe: &Universe,
        numbers: &Numbers,
    ) -> Formula {
        let keys = self.ground.keys(universe);
        self.ground.take(
            formula,
            (&keys, numbers),
            self.asked.settings.readings,
            &self.doubts.table,
        )
    }

    pub(super) fn allowed(&mut self, pair: LinePair<'a>, side: Side) -> Formula {
        match pair.of(side) {
            Some(line) => self.take(&line.allowed, side),
            None => Formula::False,
        }
    }

    pub(super) fn account_name(&self) -> Option<String> {
        let account = self.after.account.or(self.before.account)?;
        account.name().map(str::to_owned)
    }

    /// Adds what differs.
    pub(super) fn add_to(mut self, into: &mut Difference) {
        into.compared = into.compared.saturating_add(self.pairs.len());
        let mut gained = self.direct(Side::After, into);
        let mut lost = self.direct(Side::Before, into);
        gained.extend(self.by_roles(Side::After, into));
        lost.extend(self.by_roles(Side::Before, into));
        gained.extend(self.by_entering(Side::After, into));
        lost.extend(self.by_entering(Side::Before, into));
        gained.extend(self.by_changes(Side::After, into));
        lost.extend(self.by_changes(Side::Before, into));
        gained.extend(self.by_versions(Side::After, into));
        lost.extend(self.by_versions(Side::Before, into));
        self.unchanged_doubts(&gained, &lost, into);
        let universe = Rc::new(std::mem::take(&mut self.ground.universe));
        for entry in gained.iter_mut().chain(&mut lost) {
            entry.universe = Rc::clone(&universe);
        }
        into.gained.append(&mut gained);
        into.lost.append(&mut lost);
    }

    /// Answers that are UNKNOWN on both sides without any difference.
    fn unchanged_doubts(&self, gained: &[Entry], lost: &[Entry], into: &mut Difference) {
        let differing: BTreeSet<&str> = gained
            .iter()
            .chain(lost)
            .map(|entry| entry.principal.as_str())
            .collect();
        for pair in &self.pairs {
            let (Some(before), Some(after)) = (pair.before, pair.after) else {
                continue;
            };
            let unknown = |line: &Line| line.verdict.answer == Answer::Unknown;
            if !unknown(before) || !unknown(after) || differing.contains(after.id.as_str()) {
                continue;
            }
            let of = |id: &DoubtId| {
                let place = usize::try_from(id.0).ok()?;
                self.after.numbers.get(place).copied()
            };
            let depends_on: Vec<DoubtId> = after.verdict.depends_on.iter().filter_map(of).collect();
            // What is told of those who hold a document is not told of it again.
            if depends_on.iter().any(|id| self.doubts.later.contains(id)) {
                continue;
            }
            into.unchanged_doubts.push(UnchangedDoubt {
                account: self.account_name(),
                principal: after.id.clone(),
                action: self.asked.answers.1.question.action.clone(),
                depends_on,
            });
        }
    }

    pub(super) const fn table(&self) -> &Doubts {
        &self.doubts.table
    }

    /// A formula in a world, with what the world leaves open at its default.
    pub(super) fn in_whole_world(&self, formula: &Formula, world: &World) -> Formula {
        formula.with_choices(&|choice| {
            let default = || {
                self.table()
                    .get(choice.doubt)
                    .and_then(|doubt| doubt.default)
            };
            let chosen = world.get(&choice.doubt).copied().or_else(default);
            Formula::constant(choice.holds(chosen.unwrap_or(0)))
        })
    }
}

/// Which line of one side is which of the other: principals by kind and name,
/// documents by path, and those whose path is gone by what they say.
fn pairs<'a>(before: &Half<'a>, after: &Half<'a>) -> Vec<LinePair<'a>> {
    let mut left: BTreeMap<(Option<PrincipalKind>, String), &'a Line> = BTreeMap::new();
    for line in before.lines() {
        left.insert(key(line, before), line);
    }
    let mut pairs: Vec<LinePair<'a>> = Vec::new();
    let mut new: Vec<&'a Line> = Vec::new();
    for line in after.lines() {
        match left.remove(&key(line, after)) {
            Some(old) => pairs.push(LinePair {
                before: Some(old),
                after: Some(line),
            }),
            None => new.push(line),
        }
    }
    for line in new {
        let moved = left
            .iter()
            .find(|(_, old)| is_moved(old, before, line, after))
            .map(|(key, _)| key.clone());
        pairs.push(LinePair {
            before: moved.and_then(|key| left.remove(&key)),
            after: Some(line),
        });
    }
    pairs.extend(left.into_values().map(|line| LinePair {
        before: Some(line),
        after: None,
    }));
    pairs
}

fn key(line: &Line, half: &Half<'_>) -> (Option<PrincipalKind>, String) {
    match line.about {
        About::Principal(kind, id) => {
            let principal = half.account.and_then(|account| account.principal(id));
            let name = principal.map_or_else(|| line.id.clone(), |principal| name_of(principal).1);
            (Some(kind), name)
        }
        About::Holding(_) => (None, line.id.clone()),
    }
}

/// Whether a document of one side is one of the other under another path.
fn is_moved(old: &Line, before: &Half<'_>, new: &Line, after: &Half<'_>) -> bool {
    let (About::Holding(one), About::Holding(other)) = (old.about, new.about) else {
        return false;
    };
    let (Some(one), Some(other)) = (
        before.model.holdings.get(one),
        after.model.holdings.get(other),
    ) else {
        return false;
    };
    spelling::is_same((before.model, one.document), (after.model, other.document))
}
