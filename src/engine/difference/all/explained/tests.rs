//! Causes of what is told together.

use super::*;
use crate::engine::difference::{Kind, Pattern};
use crate::source::FileId;

const fn place(side: Side, start: u32) -> Place {
    Place {
        side,
        at: Span::new(FileId(0), start, start + 1),
    }
}

fn cause(places: &[Place], grants: &[Place]) -> Cause {
    Cause {
        subject: Subject::Allow,
        act: Act::Added,
        places: places.to_vec(),
        of: "Custom/p".to_owned(),
        whom: None,
        grants: grants.to_vec(),
    }
}

#[test]
fn d37_what_no_change_explains_is_told_by_all_places_the_later_ones_first() {
    let answers = (Answer::NotGranted, Answer::Allowed);
    let mut entry = Entry::new(
        "user/u".to_owned(),
        "ecs:RunInstances".to_owned(),
        Kind::Direct,
        answers,
    );
    let places = [
        place(Side::Before, 1),
        place(Side::After, 9),
        place(Side::Before, 0),
        place(Side::After, 5),
    ];
    entry.patterns = places
        .iter()
        .map(|place| Pattern {
            text: "ecs:*".to_owned(),
            place: *place,
        })
        .collect();
    let expected = Cause {
        subject: Subject::Several,
        act: Act::Changed,
        places: vec![
            place(Side::After, 5),
            place(Side::After, 9),
            place(Side::Before, 0),
            place(Side::Before, 1),
        ],
        of: "user/u".to_owned(),
        whom: None,
        grants: Vec::new(),
    };
    assert_eq!(several(&entry), expected);
}

/// What has no place is in no statement with anything else.
#[test]
fn causes_without_a_place_are_joined_only_where_they_are_the_same() {
    let model = Model::default();
    let models = Both {
        before: &model,
        after: &model,
    };
    let (one, other) = (place(Side::After, 1), place(Side::After, 2));
    let cases = [
        (cause(&[], &[]), cause(&[], &[]), 1),
        (cause(&[], &[one]), cause(&[], &[one]), 1),
        (cause(&[], &[one]), cause(&[], &[other]), 2),
        (cause(&[one], &[]), cause(&[], &[]), 2),
        (cause(&[one], &[]), cause(&[one], &[]), 1),
        (cause(&[one], &[]), cause(&[other], &[]), 2),
    ];
    for (known, new, expected) in cases {
        let mut all = vec![known.clone()];
        add(&mut all, new.clone(), models);
        assert_eq!(all.len(), expected, "{known:?} {new:?}");
    }
}
