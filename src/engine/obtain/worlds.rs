//! The worlds that are searched one by one, where the caller's own answer is in doubt.

use std::collections::BTreeSet;

use crate::engine::formula::{Formula, World};
use crate::engine::obtain::search::Search;
use crate::engine::obtain::{MAX_BRANCHES, MAX_WORLDS};
use crate::model::doubt::DoubtId;

impl Search<'_, '_> {
    /// Worlds in which the caller does not have all access already: where a doubt
    /// gives it, nothing is obtained. Those in which the caller has some come first, as
    /// what grants it is in force there, and a doubt that makes no difference in one
    /// stays open. Their order is that of what is not known, wherever it stands.
    pub(super) fn without_access(&self, before: &Formula) -> Vec<World> {
        let before = self.paths().settled(before);
        let mut open = vec![(World::new(), before)];
        let (mut some, mut none) = (Vec::new(), Vec::new());
        for _ in 0..MAX_BRANCHES {
            let Some((world, access)) = open.pop() else {
                break;
            };
            let mut doubts = BTreeSet::new();
            access.doubts(&mut doubts);
            let named = |id: &DoubtId| {
                let doubt = self.doubts.get(*id);
                doubt.map(|doubt| (doubt.kind, doubt.name.as_str(), doubt.identity()))
            };
            match doubts.into_iter().min_by_key(named) {
                None if access == Formula::True => {}
                None if access == Formula::False => none.push(world),
                None => some.push(world),
                Some(id) => {
                    let choices = self.doubts.get(id).map_or(2, |doubt| doubt.choices);
                    for choice in (0..choices).rev() {
                        let one = World::from([(id, choice)]);
                        let access = access.in_world(&one);
                        let mut world = world.clone();
                        world.insert(id, choice);
                        open.push((world, access));
                    }
                }
            }
        }
        some.into_iter().chain(none).take(MAX_WORLDS).collect()
    }
}
