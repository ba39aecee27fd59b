//! What one action pattern covers: the catalogued actions that it matches, and how
//! far that is all of them.

use crate::engine::breadth::Breadth;
use crate::model::budget::Budget;
use crate::model::catalogue::{Action, Catalogue, Service};
use crate::model::pattern::{Answer, Fold, Pattern, Union, matches, overlaps, search};

/// Steps that the search for services outside of the catalogue may take; a pattern
/// that needs more is taken to name some.
const STEPS: u64 = 4_000_000;

/// What a pattern covers.
#[derive(Clone, Debug)]
pub struct Covered {
    /// As written.
    pub pattern: String,
    /// How broadly it reaches.
    pub breadth: Breadth,
    /// The catalogued actions that it matches, by name.
    pub actions: Vec<Action>,
    /// The catalogued services of which it could match an action, by code.
    pub services: Vec<Service>,
    /// Whether it could match an action of a service that is not catalogued.
    pub other_services: bool,
    /// Whether it lacks the colon and is not made of stars alone, so that only an
    /// undocumented reading lets it match anything.
    pub without_colon: bool,
}

impl Covered {
    /// Services of which not every action is catalogued.
    pub fn incomplete(&self) -> impl Iterator<Item = &Service> {
        self.services.iter().filter(|service| !service.complete)
    }
}

/// Matches a pattern against the catalogue, as RAM matches an action (R11, D18).
#[must_use]
pub fn covered(pattern: &str, catalogue: &Catalogue) -> Covered {
    let compiled = Pattern::new(pattern).folded();
    let of_service: Vec<(Service, Pattern)> = catalogue
        .services()
        .map(|service| {
            (
                service,
                Pattern::new(&format!("{}:*", service.code)).folded(),
            )
        })
        .collect();
    Covered {
        pattern: pattern.to_owned(),
        breadth: Breadth::of_pattern(pattern),
        actions: catalogue
            .actions()
            .filter(|action| matches(pattern, action.name, Fold::Ascii))
            .collect(),
        services: of_service
            .iter()
            .filter(|(_, all)| overlaps(&compiled, all))
            .map(|(service, _)| *service)
            .collect(),
        other_services: reaches_others(&compiled, &of_service),
        without_colon: !pattern.contains(':') && !compiled.is_only_stars(),
    }
}

/// Whether some text with a colon matches the pattern and is of no such service.
fn reaches_others(pattern: &Pattern, of_service: &[(Service, Pattern)]) -> bool {
    let any_action = Pattern::new("?*:?*");
    let wanted = |any_of, negated| Union { any_of, negated };
    let known = of_service.iter().map(|(_, all)| all).collect();
    let constraints = [
        wanted(vec![pattern], false),
        wanted(vec![&any_action], false),
        wanted(known, true),
    ];
    search(&constraints, &mut Budget::new(STEPS)) != Answer::Empty
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pattern: &str) -> Covered {
        covered(pattern, Catalogue::embedded())
    }

    fn names(covered: &Covered) -> Vec<&'static str> {
        covered.actions.iter().map(|action| action.name).collect()
    }

    #[test]
    fn patterns_match_as_ram_does() {
        let narrow = of("KVSTORE:d*instance");
        assert_eq!(
            names(&narrow),
            ["kvstore:DeleteInstance", "kvstore:DestroyInstance"]
        );
        for (pattern, expected) in [
            ("kvstore:DestroyInstanc?", 1),
            ("kvstore:DestroyInstance?", 0),
            ("kvstore:DestroyInstance", 1),
            ("r-kvstore:DestroyInstance", 0),
            ("kvstore:", 0),
        ] {
            assert_eq!(of(pattern).actions.len(), expected, "{pattern}");
        }
        let catalogue = Catalogue::embedded();
        let all = of("*").actions.len();
        assert_eq!(all, catalogue.actions().count());
        assert_eq!(of("*:*").actions.len(), all);
        let one: usize = catalogue
            .services()
            .map(|service| of(&format!("{}:*", service.code)).actions.len())
            .sum();
        assert_eq!(one, all);
    }

    /// Which services a pattern may name, and whether others, too.
    #[test]
    fn what_a_pattern_could_name_is_told_from_what_is_catalogued() {
        let all = Catalogue::embedded().services().count();
        for (pattern, services, others) in [
            ("kvstore:*", 1, false),
            ("kvstore:Destroy?nstance", 1, false),
            ("*:Destroy*", all, true),
            ("*", all, true),
            ("k?store:*", 1, true),
            ("nosuch:*", 0, true),
            ("kvstore", 0, false),
        ] {
            let found = of(pattern);
            assert_eq!(found.services.len(), services, "{pattern}");
            assert_eq!(found.other_services, others, "{pattern}");
        }
        assert_eq!(of("kvstore:*").incomplete().count(), 0);
        assert_eq!(of("ecs:*").incomplete().count(), 1);
    }

    #[test]
    fn a_pattern_without_a_colon_rests_on_a_reading() {
        for (pattern, expected) in [
            ("kvstore*", true),
            ("*Instance", true),
            ("*", false),
            ("***", false),
            ("*:*", false),
        ] {
            assert_eq!(of(pattern).without_colon, expected, "{pattern}");
        }
        assert!(!of("kvstore*").actions.is_empty());
    }
}
