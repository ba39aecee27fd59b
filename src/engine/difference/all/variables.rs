//! What is not known on either side, in one table (D10, D36).

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::difference::all::pairs::Both;
use crate::engine::difference::{Place, Side};
use crate::engine::formula::Formula;
use crate::engine::joint::JointDoubts;
use crate::engine::space::spelling::places_of_all;
use crate::model::Model;
use crate::model::doubt::{DoubtId, Doubts};

/// The variables of both sides.
pub(super) struct Variables {
    /// Both in one table.
    pub(super) joint: JointDoubts,
    /// By the numbers of each side, which its formulas are compiled with.
    own: Both<Doubts>,
    numbers: Both<BTreeMap<DoubtId, DoubtId>>,
}

impl Variables {
    pub(super) fn new(models: Both<&Model>) -> Self {
        let mut later = models.after.doubts.iter();
        let places = if later.any(|(_, doubt)| doubt.is_at_a_place()) {
            places_of_all(models.before, models.after)
        } else {
            BTreeMap::new()
        };
        Self {
            joint: JointDoubts::new(places),
            own: Both {
                before: models.before.doubts.clone(),
                after: models.after.doubts.clone(),
            },
            numbers: Both {
                before: BTreeMap::new(),
                after: BTreeMap::new(),
            },
        }
    }

    /// The table that formulas of one side are compiled with.
    pub(super) const fn of(&mut self, side: Side) -> &mut Doubts {
        self.own.of_mut(side)
    }

    /// A text that shows what a formula hangs on.
    pub(super) fn place(&self, formula: &Formula) -> Option<Place> {
        let mut doubts = BTreeSet::new();
        formula.doubts(&mut doubts);
        doubts.into_iter().find_map(|id| {
            let at = self.joint.table.get(id)?.at?;
            let side = if self.joint.later.contains(&id) {
                Side::After
            } else {
                Side::Before
            };
            Some(Place { side, at })
        })
    }

    /// A formula of one side over the variables of both.
    pub(super) fn shared(&mut self, side: Side, formula: &Formula) -> Formula {
        let numbers = self.numbers.of_mut(side);
        let own = self.own.of(side);
        formula.visit(&mut |literal| {
            let Formula::World(choice) = literal else {
                return;
            };
            let Some(doubt) = own.get(choice.doubt) else {
                return;
            };
            let joint = &mut self.joint;
            numbers.entry(choice.doubt).or_insert_with(|| match side {
                Side::Before => joint.earlier_one(doubt),
                Side::After => joint.later_one(doubt),
            });
        });
        formula.renumbered(&|doubt| numbers.get(&doubt).copied())
    }
}
