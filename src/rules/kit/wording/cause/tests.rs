//! Every cause has its sentence.

use super::*;
use crate::engine::difference::Place;
use crate::source::{FileId, Span};

const SUBJECTS: [Subject; 21] = [
    Subject::Allow,
    Subject::Deny,
    Subject::Trust,
    Subject::TrustDeny,
    Subject::Principal,
    Subject::Membership,
    Subject::Attachment,
    Subject::Version,
    Subject::StoredVersion,
    Subject::ControlPolicy,
    Subject::Position,
    Subject::IdentityProvider,
    Subject::AccessKey,
    Subject::ConsoleLogin,
    Subject::Wearer,
    Subject::Session,
    Subject::Doubt,
    Subject::Module,
    Subject::Account,
    Subject::Completeness,
    Subject::Several,
];

fn acts() -> Vec<Act> {
    let parts = [
        Part::Action,
        Part::Resource,
        Part::Condition,
        Part::Principal,
        Part::Whole,
    ];
    let both = parts
        .into_iter()
        .flat_map(|part| [Act::Widened(part), Act::Narrowed(part), Act::Altered(part)]);
    [Act::Added, Act::Removed, Act::Changed]
        .into_iter()
        .chain(both)
        .collect()
}

fn cause(subject: Subject, act: Act, sides: &[Side], grants: usize) -> Cause {
    let place = |side| Place {
        side,
        at: Span::new(FileId(0), 0, 1),
    };
    Cause {
        subject,
        act,
        places: sides.iter().copied().map(place).collect(),
        of: "Custom/P".to_owned(),
        whom: Some("group/g".to_owned()),
        grants: vec![place(Side::After); grants],
    }
}

/// MSG-02: no capital at the start, no full stop, not too long.
#[test]
fn msg_02_every_cause_is_one_clause_in_both_languages() {
    for subject in SUBJECTS {
        for act in acts() {
            for sides in [&[][..], &[Side::Before], &[Side::After]] {
                for grants in [0, 1] {
                    let one = cause(subject, act, sides, grants);
                    let english = text(&one, Language::English);
                    let chinese = text(&one, Language::Chinese);
                    assert!(english.is_ascii() && !english.ends_with('.'), "{english}");
                    let starts = english.starts_with(|c: char| c.is_ascii_lowercase())
                        || english.starts_with("Custom/P");
                    assert!(starts && english.len() <= 120, "{english}");
                    assert!(!english.contains("  "), "{english}");
                    assert!(!chinese.is_ascii() && !chinese.ends_with('。'), "{chinese}");
                }
            }
        }
    }
}

#[test]
fn causes_are_told_as_a_colleague_would() {
    for (subject, act, sides, grants, expected) in [
        (
            Subject::Membership,
            Act::Added,
            &[Side::After][..],
            1,
            "Custom/P joined group/g, which has had this grant all along",
        ),
        (
            Subject::Deny,
            Act::Removed,
            &[Side::Before],
            1,
            "a Deny was removed from Custom/P, and an older Allow takes effect now",
        ),
        (
            Subject::Deny,
            Act::Added,
            &[Side::After],
            1,
            "a Deny was added to Custom/P",
        ),
        (
            Subject::Allow,
            Act::Widened(Part::Condition),
            &[Side::Before],
            0,
            "a condition was removed from an Allow in Custom/P",
        ),
        (
            Subject::Allow,
            Act::Widened(Part::Condition),
            &[Side::Before, Side::After],
            0,
            "a condition was removed from an Allow in Custom/P",
        ),
        (
            Subject::Allow,
            Act::Widened(Part::Condition),
            &[Side::After, Side::Before],
            0,
            "the condition of an Allow in Custom/P is met by more requests",
        ),
        (
            Subject::Deny,
            Act::Altered(Part::Condition),
            &[Side::After, Side::Before],
            1,
            "the condition of a Deny in Custom/P was changed, and an older Allow takes effect now",
        ),
        (
            Subject::Deny,
            Act::Narrowed(Part::Condition),
            &[Side::After],
            1,
            "a condition was added to a Deny in Custom/P, and an older Allow takes effect now",
        ),
        (
            Subject::Trust,
            Act::Widened(Part::Principal),
            &[Side::Before, Side::After],
            0,
            "an Allow in the trust document of Custom/P names more principals",
        ),
        (
            Subject::Attachment,
            Act::Added,
            &[Side::After],
            0,
            "Custom/P was attached to group/g",
        ),
    ] {
        let one = cause(subject, act, sides, grants);
        assert_eq!(text(&one, Language::English), expected);
    }
}

/// A grant of the earlier input has lost its effect: nothing takes effect by it.
#[test]
fn what_is_lost_is_not_told_as_what_takes_effect() {
    let lost = |subject, act| {
        let mut one = cause(subject, act, &[Side::Before], 1);
        one.grants
            .iter_mut()
            .for_each(|grant| grant.side = Side::Before);
        one.whom = (subject != Subject::Position).then_some("group/g".to_owned());
        one
    };
    for (subject, act, expected) in [
        (
            Subject::Attachment,
            Act::Removed,
            "Custom/P was taken from group/g",
        ),
        (Subject::Membership, Act::Removed, "Custom/P left group/g"),
        (Subject::Membership, Act::Added, "Custom/P joined group/g"),
        (
            Subject::Position,
            Act::Changed,
            "the account was moved to another folder of its directory",
        ),
        (
            Subject::ControlPolicy,
            Act::Changed,
            "control policy Custom/P was changed",
        ),
    ] {
        let one = lost(subject, act);
        assert_eq!(text(&one, Language::English), expected);
        assert!(!text(&one, Language::Chinese).contains("生效"), "{one:?}");
    }
}

#[test]
fn what_became_of_a_version_or_an_account_is_said() {
    for (subject, whom, expected) in [
        (
            Subject::Version,
            Some("v1 -> v2"),
            "the default version of Custom/P was switched: v1 -> v2",
        ),
        (
            Subject::Version,
            None,
            "the default version of Custom/P was switched",
        ),
        (
            Subject::Position,
            Some("management"),
            "the account is the management account of its directory now, which no control policy binds",
        ),
        (
            Subject::Position,
            None,
            "the account was moved to another folder of its directory",
        ),
    ] {
        let one = Cause {
            whom: whom.map(str::to_owned),
            ..cause(subject, Act::Changed, &[Side::After], 0)
        };
        assert_eq!(text(&one, Language::English), expected);
    }
    let gone = Cause {
        of: "user/a".to_owned(),
        ..cause(Subject::Principal, Act::Removed, &[Side::Before], 0)
    };
    assert_eq!(
        text(&gone, Language::English),
        "user/a is not there any more"
    );
}
