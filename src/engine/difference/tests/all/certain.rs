//! What hangs on what is not known, and what does not: in which worlds there is a request
//! that shows the difference.

use super::*;
use crate::engine::difference::tests::all::rows::{holding, one};
use crate::model::doubt::Choice;

/// The user `u` holds some policies, each attached where some gaps are as it is said.
fn attached(policies: &[(&str, &[(&str, u8)])]) -> Input {
    let statements: Vec<[&str; 1]> = policies.iter().map(|(one, _)| [*one]).collect();
    let statements: Vec<&[&str]> = statements.iter().map(<[&str; 1]>::as_slice).collect();
    edited(holding(&statements), |model| {
        for (number, (_, gaps)) in policies.iter().enumerate() {
            for (about, choice) in *gaps {
                let gap = model.doubts.gap("unread", *about, None, 2);
                let attachment = &mut model.accounts[0].attachments[number];
                attachment.when.push(Choice::is(gap, *choice));
            }
        }
    })
}

/// What is allowed whatever is not known is certain, also where no statement says so
/// alone.
#[test]
fn what_some_statement_allows_in_every_world_is_certain() {
    let cases = [
        (
            "by two that are never both there",
            one(&[]),
            attached(&[("kvstore:D*", &[("x", 0)]), ("kvstore:D*", &[("x", 1)])]),
        ),
        (
            "behind what is not",
            one(&[]),
            attached(&[
                ("oss:Delete*", &[("y", 1)]),
                ("kvstore:D*", &[("x", 0)]),
                ("kvstore:D*", &[("x", 1)]),
            ]),
        ),
    ];
    assert_told(&there(&cases, (Rows::Example, &[])), "
# by two that are never both there
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D* +kvstore:D*) not_granted -> allowed/anywhere
# behind what is not
gained direct user/u: kvstore:DeleteBackup (verb_wildcard +kvstore:D* +kvstore:D*) not_granted -> allowed/anywhere
");
}

/// Where the narrower of two patterns names an action, the wider does (D15): what hangs
/// on both hangs on the wider one.
#[test]
fn d15_of_two_patterns_in_doubt_it_hangs_on_the_wider() {
    let cases = [
        ("both", one(&[]), one(&["kvstor*", "kvs*"])),
        ("neither is wider", one(&[]), one(&["kvstor*", "*Instance"])),
        (
            "the narrower one denied",
            one(&[]),
            one(&["kvs*", "-kvstor*"]),
        ),
    ];
    assert_told(&there(&cases, (Rows::Example, &[])), "
# both
gained direct user/u: kvstore:DeleteBackup (cross_service +kvstor* +kvs*) not_granted -> unknown/anywhere on +action-without-colon kvs*
# neither is wider
gained direct user/u: kvstore:DeleteBackup (cross_service +kvstor*) not_granted -> unknown/anywhere on +action-without-colon kvstor*
# the narrower one denied
gained direct user/u: kvstore:DeleteBackup (cross_service +kvs*) not_granted -> unknown/anywhere on +action-without-colon kvs*, +action-without-colon kvstor*
");
}

/// Of more worlds than can be gone through, one is told in which there is such a request.
#[test]
fn d11_a_world_of_very_many() {
    const MANY: usize = crate::engine::world::MAX_VARIABLES + 1;
    let names: Vec<String> = (0..MANY).map(|number| number.to_string()).collect();
    let gaps = |choice: u8| -> Vec<[(&str, u8); 1]> {
        let names = names.iter();
        names.map(|name| [(name.as_str(), choice)]).collect()
    };
    let (present, absent) = (gaps(1), gaps(0));
    // Each is there with a second factor in one of its worlds alone; from the office it
    // never counts.
    let mut policies: Vec<(&str, &[(&str, u8)])> = vec![("-kvstore:D*@office", &[])];
    policies.extend(present.iter().map(|one| ("kvstore:D*@mfa", &one[..])));
    policies.extend(absent.iter().map(|one| ("kvstore:D*@office", &one[..])));
    let (before, after) = (one(&[]), attached(&policies));
    let catalogue = Catalogue::embedded();
    let how = (Rows::Example, &[][..]);
    let found = compare_all(&before.0, &after.0, catalogue, &settings(), how);
    let [entry] = found.gained.as_slice() else {
        panic!("{:?}", found.gained);
    };
    assert!(!entry.over_budget && found.lost.is_empty());
    assert_eq!(entry.after, Answer::Unknown);
    assert_eq!(entry.depends_on.len(), MANY);
    let [request] = entry.witness.as_slice() else {
        panic!("{:?}", entry.witness);
    };
    assert_eq!(request["acs:MFAPresent"], Some(vec!["true".to_owned()]));
    assert!(entry.world.len() == MANY && entry.world.values().any(|choice| *choice == 1));
}

/// An action of no catalogue that is asked for on all resources is asked for on these
/// alone.
#[test]
fn r26_on_all_resources_alone() {
    let cases = [("one character", one(&[]), one(&["zz:Top | ?"]))];
    assert_told(&both_ways(&cases, (Rows::Each, &[])), "
# one character
gained direct user/u: ?zz:Top (exact +zz:Top) not_granted -> unknown/anywhere if resource=*|? on +single-character-resource : Allow Added Custom/p0: +zz:Top
lost direct user/u: ?zz:Top (exact -zz:Top) unknown/anywhere -> not_granted if resource=*|? on single-character-resource : Allow Removed Custom/p0: -zz:Top
");
}

/// An example names the patterns by which this one action comes about, and no others that
/// would name it too.
#[test]
fn one_example_is_by_the_patterns_that_give_it() {
    let cases = [
        (
            "a grant that never meets the block that is gone",
            one(&[
                "kvstore:D*",
                "*@network",
                "-kvstore:Destroy*@office",
                "-oss:Delete*",
            ]),
            one(&["kvstore:D*", "*@network"]),
        ),
        (
            "what excludes, and a block of nothing that is named",
            one(&["!ram:*", "-none"]),
            one(&["!ram:*"]),
        ),
    ];
    let mut all = Vec::new();
    for how in [Rows::Example, Rows::Each] {
        all.push(there(&cases, (how, &[])));
    }
    assert_told(&all.join("\n"), "
# a grant that never meets the block that is gone
gained direct user/u: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy* +kvstore:D*) allowed_if/anywhere -> allowed/anywhere by private_network if acs:SourceIp=some
# what excludes, and a block of nothing that is named
gained direct user/u: adb:DeleteDBCluster (not_action -{Effect:Deny,Resource:[*]}=* +[ram:*]=NotAction ram:*) unknown/anywhere -> allowed/anywhere on document-not-accepted Action is missing
# a grant that never meets the block that is gone
gained direct user/u: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed_if/anywhere -> allowed/anywhere by private_network if acs:SourceIp=some: Deny Removed Custom/p0: -kvstore:Destroy*; by +kvstore:D*
gained direct user/u: oss:DeleteBucket (all_actions -oss:Delete*) denied -> allowed_if/anywhere if acs:SourceIp=some: Deny Removed Custom/p0: -oss:Delete*; by +*
# what excludes, and a block of nothing that is named
gained direct user/u: adb:DeleteDBCluster (not_action +[ram:*]=NotAction ram:*) unknown/anywhere -> allowed/anywhere on document-not-accepted Action is missing: Deny Removed Custom/p0: -{Effect:Deny,Resource:[*]}; by +[ram:*]
");
}
