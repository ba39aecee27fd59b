//! Which of what is not known only the later input does not know.

use super::*;

#[test]
fn d36_what_only_the_later_input_does_not_know() {
    let ecs = || document(&[("Allow", "ecs:*")]);
    let kvstore = || document(&[("Allow", "kvstore:*")]);
    let known = || account(Some(kvstore()), ecs(), None);
    let unknown = || account(None, ecs(), None);
    let cases = [
        ("known", known(), known(), vec![]),
        ("known before", known(), unknown(), vec![("Custom/p", true)]),
        ("known now", unknown(), known(), vec![("Custom/p", false)]),
        (
            "never known",
            unknown(),
            unknown(),
            vec![("Custom/p", false)],
        ),
    ];
    for (what, before, after, expected) in cases {
        let (before, after) = (model(before), model(after));
        let catalogue = Catalogue::embedded();
        let asked = [question(DESTROY, catalogue)];
        let found = compare(&before, &after, &asked, catalogue, &reaching()).difference;
        let entries = found.gained.iter().chain(&found.lost);
        let hang = entries.flat_map(|entry| &entry.depends_on);
        let unchanged = found.unchanged_doubts.iter();
        let unchanged = unchanged.flat_map(|one| &one.depends_on);
        let told: Vec<(&str, bool)> = hang
            .chain(unchanged)
            .map(|id| {
                let about = found.doubts.get(*id).unwrap().about.as_str();
                (about, found.later_doubts.contains(id))
            })
            .collect();
        assert_eq!(told, expected, "{what}");
    }
}
