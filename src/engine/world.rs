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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A table of gaps with these numbers of choices.
    fn table(choices: &[u8]) -> (Vec<DoubtId>, Doubts) {
        let mut doubts = Doubts::default();
        let numbered = choices.iter().enumerate();
        let ids =
            numbered.map(|(number, count)| doubts.gap("gap", number.to_string(), None, *count));
        (ids.collect(), doubts)
    }

    #[test]
    fn d11_every_way_to_settle_what_is_not_known_up_to_a_limit() {
        let cases: [(&[u8], Option<usize>); 8] = [
            (&[], Some(1)),
            (&[2], Some(2)),
            (&[2, 3], Some(6)),
            (&[2; MAX_VARIABLES], Some(64)),
            (&[3; MAX_VARIABLES], Some(MAX_WORLDS)),
            (&[2; MAX_VARIABLES + 1], None),
            (&[3, 3, 3, 3, 3, 4], None),
            (&[4, 4, 4, 4, 4], None),
        ];
        for (choices, expected) in cases {
            let (ids, doubts) = table(choices);
            let found = worlds(&ids, &doubts);
            let Some(found) = found else {
                assert_eq!(None, expected, "{choices:?}");
                continue;
            };
            let distinct: BTreeSet<&World> = found.iter().collect();
            assert_eq!(Some(distinct.len()), expected, "{choices:?}");
            assert_eq!(found.len(), distinct.len(), "{choices:?}");
            for world in &found {
                assert!(world.keys().eq(&ids), "{choices:?}");
                let below = world
                    .values()
                    .zip(choices)
                    .all(|(choice, count)| choice < count);
                assert!(below, "{world:?}");
            }
        }
    }

    #[test]
    fn a_variable_of_no_table_has_two_choices() {
        let found = worlds(&[DoubtId(9)], &Doubts::default()).unwrap();
        assert_eq!(
            found,
            [0, 1].map(|choice| World::from([(DoubtId(9), choice)]))
        );
    }

    #[test]
    fn keys_that_no_request_carries_are_said_to_be_absent() {
        let cases = [
            ("unverified-key", 0, true),
            ("unverified-key", 1, false),
            ("tags-never-present", 0, false),
            ("tags-never-present", 1, true),
            ("another", 0, false),
            ("another", 1, false),
        ];
        for (name, choice, is_absent) in cases {
            let mut doubts = Doubts::default();
            let id = doubts.gap(name, "acs:Key", None, 2);
            let mut request = Named::new();
            without_uncarried(&mut request, &World::from([(id, choice)]), &doubts);
            let expected = is_absent.then(|| ("acs:Key".to_owned(), None));
            assert_eq!(request, expected.into_iter().collect(), "{name} {choice}");
            // What is said of the key already stays.
            let value = Some(vec!["value".to_owned()]);
            let mut request = Named::from([("acs:Key".to_owned(), value.clone())]);
            without_uncarried(&mut request, &World::from([(id, choice)]), &doubts);
            assert_eq!(request.get("acs:Key"), Some(&value), "{name} {choice}");
        }
    }
}
