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

    /// The same principal has the same action by the same roles, and nothing wider; all
    /// else is told beside it.
    #[test]
    fn only_what_is_told_already_is_left_out() {
        let own = || Entry {
            account: Some("1".to_owned()),
            ..entry("user/b", "s:Guarded", &[])
        };
        let told = || Difference {
            gained: vec![own()],
            causes: vec![cause("Custom/One")],
            ..Difference::default()
        };
        let same = |edit: &dyn Fn(&mut Entry)| {
            let mut other = own();
            edit(&mut other);
            other
        };
        let patterns = |texts: &[&str]| entry("", "", texts).patterns;
        let cases = [
            ("the same", same(&|_| {}), true),
            (
                "the very action",
                same(&|one| one.patterns = patterns(&["S:guarded", "s:Guarded"])),
                true,
            ),
            (
                "one pattern of two that is wider",
                same(&|one| one.patterns = patterns(&["s:Guarded", "s:*"])),
                false,
            ),
            (
                "another account",
                same(&|one| one.account = Some("2".to_owned())),
                false,
            ),
            (
                "another principal",
                same(&|one| one.principal = "user/c".to_owned()),
                false,
            ),
            (
                "another action",
                same(&|one| one.action = "s:Other".to_owned()),
                false,
            ),
            ("another kind", same(&|one| one.kind = Kind::Reach), false),
            (
                "a role",
                same(&|one| one.via = vec!["role/r".to_owned()]),
                false,
            ),
            ("a way", same(&|one| one.kind = Kind::Obtain), false),
        ];
        for (what, other, is_told) in cases {
            let mut one = told();
            one.join(Difference {
                gained: vec![other],
                causes: vec![cause("Custom/Other")],
                ..Difference::default()
            });
            assert_eq!(one.gained.len() == 1, is_told, "{what}");
        }
        // What can be obtained is told as often as it is found.
        let way = || same(&|one| one.kind = Kind::Obtain);
        let mut one = Difference {
            gained: vec![way()],
            causes: vec![cause("Custom/One")],
            ..Difference::default()
        };
        one.join(Difference {
            gained: vec![way()],
            causes: vec![cause("Custom/Other")],
            ..Difference::default()
        });
        assert_eq!(one.gained.len(), 2);
    }

    #[test]
    fn doubts_of_the_later_input_stay_its_own() {
        let mut one = Difference::default();
        let known = one.doubts.gap("document", "Custom/Known", None, 2);
        let mut other = Difference {
            causes: vec![cause("Custom/One")],
            lost: vec![entry("user/b", "s:A", &[]), entry("user/a", "s:A", &[])],
            ..Difference::default()
        };
        let both = other.doubts.gap("document", "Custom/Both", None, 2);
        let later = other.doubts.gap("document", "Custom/Later", None, 2);
        let same = other.doubts.gap("document", "Custom/Known", None, 2);
        other.later_doubts = vec![same, later];
        other.unchanged_doubts = vec![UnchangedDoubt {
            account: None,
            principal: "user/c".to_owned(),
            action: "s:A".to_owned(),
            depends_on: vec![both, same],
        }];
        one.join(other);
        let names = |ids: &[DoubtId]| -> Vec<String> {
            let doubts = ids.iter().map(|id| one.doubts.get(*id).unwrap());
            doubts.map(|doubt| doubt.about.clone()).collect()
        };
        assert_eq!(names(&one.later_doubts), ["Custom/Later"]);
        assert_eq!(names(&[known]), ["Custom/Known"]);
        let [unchanged] = one.unchanged_doubts.as_slice() else {
            panic!("{:?}", one.unchanged_doubts);
        };
        assert_eq!(unchanged.principal, "user/c");
        assert_eq!(
            names(&unchanged.depends_on),
            ["Custom/Both", "Custom/Known"]
        );
        let lost: Vec<&str> = one.lost.iter().map(|one| one.principal.as_str()).collect();
        assert_eq!(lost, ["user/a", "user/b"]);
    }
}
