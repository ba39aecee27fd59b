//! Worlds: every way to settle what is not known, where those are few enough to
//! go through one by one (D11).

use crate::engine::formula::World;
use crate::engine::path::Named;
use crate::model::doubt::{DoubtId, Doubts};

/// More variables than this, and the polarity bound answers instead (D11).
pub const MAX_VARIABLES: usize = 6;

/// More worlds than this likewise: what six variables of three choices have.
pub const MAX_WORLDS: usize = 729;

/// All worlds over some variables, or `None` where there are too many of either.
#[must_use]
pub fn worlds(free: &[DoubtId], doubts: &Doubts) -> Option<Vec<World>> {
    if free.len() > MAX_VARIABLES {
        return None;
    }
    let choices = |id: &DoubtId| {
        doubts
            .get(*id)
            .map_or(2, |doubt| usize::from(doubt.choices))
    };
    if free.iter().map(choices).fold(1, usize::saturating_mul) > MAX_WORLDS {
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

/// Says of the keys that no request carries in a world that the request lacks them:
/// where that is what makes a difference, nothing else of the request shows it.
pub fn without_uncarried(request: &mut Named, world: &World, doubts: &Doubts) {
    for (id, choice) in world {
        let Some(doubt) = doubts.get(*id) else {
            continue;
        };
        let is_never = match doubt.name.as_str() {
            "unverified-key" => *choice == 0,
            "tags-never-present" => *choice == 1,
            _ => false,
        };
        if is_never {
            request.entry(doubt.about.clone()).or_insert(None);
        }
    }
}
