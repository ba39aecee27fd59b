//! Worlds: every way to settle what is not known, where those are few enough to
//! go through one by one (D11).

use crate::engine::formula::World;
use crate::model::doubt::{DoubtId, Doubts};

/// More variables than this, and the polarity bound answers instead (D11).
pub const MAX_VARIABLES: usize = 6;

/// All worlds over some variables, or `None` where there are too many variables.
/// With three choices at most to a variable there are never more than 729.
#[must_use]
pub fn worlds(free: &[DoubtId], doubts: &Doubts) -> Option<Vec<World>> {
    if free.len() > MAX_VARIABLES {
        return None;
    }
    let mut worlds = vec![World::new()];
    for id in free {
        let choices = doubts.get(*id).map_or(2, |doubt| doubt.choices);
        worlds = worlds
            .iter()
            .flat_map(|world| {
                (0..choices).map(|choice| {
                    let mut world = world.clone();
                    world.insert(*id, choice);
                    world
                })
            })
            .collect();
    }
    Some(worlds)
}
