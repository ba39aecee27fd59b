//! Two differences between the same inputs as one: that of the guarded actions, and
//! that of all actions.

use std::collections::BTreeMap;

use crate::engine::difference::causes::{keep_named, register};
use crate::engine::difference::{Difference, Entry, Kind, UnchangedDoubt, order};
use crate::engine::formula::World;
use crate::model::doubt::DoubtId;

impl Difference {
    /// Adds what another comparison of the same two inputs found. What it tells of the
    /// very action that this one tells of already is left out.
    pub fn join(&mut self, other: Self) {
        let mut numbers: BTreeMap<DoubtId, DoubtId> = BTreeMap::new();
        for (id, doubt) in other.doubts.iter() {
            let known = self.doubts.len();
            let number = self.doubts.intern(doubt.clone());
            if self.doubts.len() > known && other.later_doubts.contains(&id) {
                self.later_doubts.push(number);
            }
            numbers.insert(id, number);
        }
        let mut taken: Vec<(bool, Entry)> = Vec::new();
        for (gains, entries) in [(true, other.gained), (false, other.lost)] {
            let told = if gains { &self.gained } else { &self.lost };
            let new = entries.into_iter().filter(|entry| !is_told(entry, told));
            taken.extend(new.map(|entry| (gains, entry)));
        }
        for (gains, mut entry) in taken {
            let causes = entry.causes.iter();
            let causes = causes.filter_map(|number| other.causes.get(*number).cloned());
            entry.causes = register(causes.collect(), self);
            entry.depends_on = renumbered(&entry.depends_on, &numbers);
            let world = entry.world.iter();
            let world = world.filter_map(|(id, choice)| Some((*numbers.get(id)?, *choice)));
            entry.world = world.collect::<World>();
            if gains {
                self.gained.push(entry);
            } else {
                self.lost.push(entry);
            }
        }
        self.gained.sort_by(order);
        self.lost.sort_by(order);
        keep_named(self);
        for doubt in other.unchanged_doubts {
            self.unchanged_doubts.push(UnchangedDoubt {
                depends_on: renumbered(&doubt.depends_on, &numbers),
                ..doubt
            });
        }
        self.compared = self.compared.max(other.compared);
    }
}

fn renumbered(ids: &[DoubtId], numbers: &BTreeMap<DoubtId, DoubtId>) -> Vec<DoubtId> {
    let known = ids.iter();
    known.filter_map(|id| numbers.get(id).copied()).collect()
}

/// Whether the same principal is said to have the same action by the same roles, and
/// nothing wider.
fn is_told(entry: &Entry, told: &[Entry]) -> bool {
    let narrow = |text: &str| text.eq_ignore_ascii_case(&entry.action);
    entry.patterns.iter().all(|pattern| narrow(&pattern.text))
        && told.iter().any(|one| {
            matches!(entry.kind, Kind::Direct | Kind::Reach)
                && (one.kind, &one.via) == (entry.kind, &entry.via)
                && one.account == entry.account
                && one.principal == entry.principal
                && one.action == entry.action
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::difference::{Act, Cause, Pattern, Place, Side, Subject};
    use crate::engine::verdict::Answer;
    use crate::source::{FileId, Span};

    fn entry(principal: &str, action: &str, patterns: &[&str]) -> Entry {
        let place = Place {
            side: Side::After,
            at: Span::new(FileId(0), 0, 1),
        };
        let answers = (Answer::NotGranted, Answer::Allowed);
        let named = (principal.to_owned(), action.to_owned());
        Entry {
            patterns: patterns
                .iter()
                .map(|text| Pattern {
                    text: (*text).to_owned(),
                    place,
                })
                .collect(),
            causes: vec![0],
            ..Entry::new(named.0, named.1, Kind::Direct, answers)
        }
    }

    fn cause(of: &str) -> Cause {
        Cause {
            subject: Subject::Allow,
            act: Act::Added,
            places: Vec::new(),
            of: of.to_owned(),
            whom: None,
            grants: Vec::new(),
        }
    }

    #[test]
    fn causes_and_doubts_keep_their_meaning() {
        let mut one = Difference {
            gained: vec![entry("user/b", "s:Guarded", &[])],
            causes: vec![cause("Custom/One")],
            ..Difference::default()
        };
        one.doubts.reading("not-resource", "", None);
        let mut wide = entry("user/a", "s:Other", &["s:*"]);
        let mut other = Difference {
            causes: vec![cause("Custom/Other")],
            compared: 2,
            ..Difference::default()
        };
        let doubt = other.doubts.gap("document", "Custom/X", None, 2);
        other.later_doubts = vec![doubt];
        wide.depends_on = vec![doubt];
        wide.world = World::from([(doubt, 1)]);
        let narrow = entry("user/b", "s:Guarded", &["S:guarded"]);
        let wider = entry("user/b", "s:Guarded", &["s:*"]);
        other.gained = vec![wide, narrow, wider];
        other.lost = vec![entry("user/b", "s:Guarded", &[])];
        one.join(other);
        let shown: Vec<(&str, &str)> = one
            .gained
            .iter()
            .map(|entry| {
                let cause = &one.causes[entry.causes[0]];
                (entry.principal.as_str(), cause.of.as_str())
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("user/a", "Custom/Other"),
                ("user/b", "Custom/One"),
                ("user/b", "Custom/Other"),
            ]
        );
        let [doubt] = one.gained[0].depends_on[..] else {
            panic!("{:?}", one.gained[0]);
        };
        assert_eq!(one.doubts.get(doubt).unwrap().name, "document");
        assert_eq!(one.gained[0].world, World::from([(doubt, 1)]));
        assert_eq!(one.later_doubts, [doubt]);
        assert_eq!((one.lost.len(), one.compared), (1, 2));
    }
}
