//! Whom trust documents let in on one side alone, and what of them is told as the change.

use serde_json::{Value, json};

use super::rooms::{Policies, and, arn, clients, put, role, room};
use super::words::{Read, both_ways, lines};
use super::*;

/// A statement of a trust document about principals of the account.
fn about(effect: &str, action: &str, who: &[&str]) -> Value {
    let who: Vec<String> = who.iter().map(|who| arn(who)).collect();
    json!({ "Effect": effect, "Action": action, "Principal": { "RAM": who } })
}

fn lets_in(who: &[&str]) -> Value {
    about("Allow", "sts:AssumeRole", who)
}

/// The role `a` may do all, `u` and `v` may become any role that lets them in. With more
/// policies the documents of the account have other numbers.
fn trusting(statements: &[Value], is_longer: bool) -> Read {
    const ASSUME: &[(&str, &str)] = &[("Allow", "sts:AssumeRole")];
    const ALL: &[(&str, &str)] = &[("Allow", "kvstore:*")];
    let short: Policies<'_> = &[("assume", ASSUME), ("all", ALL)];
    let long: Policies<'_> = &[
        ("idle", &[("Allow", "oss:*"), ("Deny", "oss:Put*")]),
        ("assume", ASSUME),
        ("all", ALL),
    ];
    let attached = [
        ("assume", "user/u"),
        ("assume", "user/v"),
        ("all", "role/a"),
    ];
    let account = room(if is_longer { long } else { short }, &attached);
    let trust = json!({ "Version": "1", "Statement": statements });
    Read::account(and(
        account,
        "roles",
        json!({ "name": "a", "trust": trust }),
    ))
}

/// Each side is read with its own numbers of documents and its own places.
#[test]
fn what_changed_of_a_trust_is_told_by_the_documents_of_each_side() {
    let denies = |who: &[&str]| about("Deny", "sts:Assume*", who);
    let first = || lets_in(&["root"]);
    let cases = vec![
        (
            "whom it lets in",
            trusting(&[lets_in(&["user/v"])], false),
            trusting(&[lets_in(&["user/u"]), first()], true),
        ),
        (
            "one of two whom it denies",
            trusting(&[first(), denies(&["user/u", "user/v"])], false),
            trusting(&[first(), denies(&["user/v"])], true),
        ),
        (
            "the last whom it denies",
            trusting(&[first(), denies(&["user/u"])], false),
            trusting(&[first()], true),
        ),
        (
            "one of two whom it lets in",
            trusting(&[lets_in(&["user/v"])], false),
            trusting(&[lets_in(&["user/u", "user/v"])], true),
        ),
    ];
    assert_eq!(both_ways(cases), lines(TRUSTED));
}

const TRUSTED: &str = "
# whom it lets in
gained reach user/u by role/a: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:user/u; by +kvstore:*
lost reach user/u by role/a: Trust Narrowed(Principal) role/a: -acs:ram::1000000000000001:user/u; by -kvstore:*
# one of two whom it denies
gained reach user/u by role/a: TrustDeny Narrowed(Principal) role/a: -acs:ram::1000000000000001:user/u +sts:Assume*; by +kvstore:*
lost reach user/u by role/a: TrustDeny Widened(Principal) role/a: +acs:ram::1000000000000001:user/u; by -kvstore:*
# the last whom it denies
gained reach user/u by role/a: TrustDeny Removed role/a: -acs:ram::1000000000000001:user/u; by +kvstore:*
lost reach user/u by role/a: TrustDeny Added role/a: +acs:ram::1000000000000001:user/u; by -kvstore:*
# one of two whom it lets in
gained reach user/u by role/a: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:user/u; by +kvstore:*
lost reach user/u by role/a: Trust Narrowed(Principal) role/a: -acs:ram::1000000000000001:user/u; by -kvstore:*
";

/// Whom a role lets in where its trust is not known, no statement says.
#[test]
fn a_trust_that_is_not_known_is_told_as_a_doubt() {
    let unknown = || {
        let account = room(
            &[
                ("assume", &[("Allow", "sts:AssumeRole")]),
                ("all", &[("Allow", "kvstore:*")]),
            ],
            &[
                ("assume", "user/u"),
                ("assume", "user/v"),
                ("all", "role/a"),
            ],
        );
        Read::account(and(account, "roles", json!({ "name": "a" })))
    };
    let cases = vec![
        (
            "of one that lets in nobody",
            trusting(&[], false),
            unknown(),
        ),
        (
            "of one that lets somebody in",
            trusting(&[lets_in(&["user/v"])], false),
            unknown(),
        ),
        ("on both sides", unknown(), unknown()),
    ];
    assert_eq!(both_ways(cases), lines(UNKNOWN));
}

const UNKNOWN: &str = "
# of one that lets in nobody
gained reach role/a by unknown Allowed->Allowed from anywhere->anywhere if trust a: Doubt Changed role/a: +a; by +kvstore:*
gained reach user/u by role/a NotGranted->Unknown if trust a: Doubt Changed role/a: +a; by +kvstore:*
gained reach user/v by role/a NotGranted->Unknown if trust a: Doubt Changed role/a: +a; by +kvstore:*
lost reach role/a by unknown Allowed->Allowed from anywhere->anywhere if trust a: Doubt Changed role/a: -a; by -kvstore:*
lost reach user/u by role/a Unknown->NotGranted if trust a: Doubt Changed role/a: -a; by -kvstore:*
lost reach user/v by role/a Unknown->NotGranted if trust a: Doubt Changed role/a: -a; by -kvstore:*
# of one that lets somebody in
gained reach role/a by unknown Allowed->Allowed from anywhere->anywhere if trust a: Doubt Changed role/a: +a; by +kvstore:*
gained reach user/u by role/a NotGranted->Unknown if trust a: Doubt Changed role/a: +a; by +kvstore:*
lost reach user/v by role/a Allowed->Unknown from anywhere->anywhere if trust a: Trust Removed role/a: -acs:ram::1000000000000001:user/v; by -kvstore:*
gained reach user/v by role/a Unknown->Allowed from anywhere->anywhere if trust a: Trust Added role/a: +acs:ram::1000000000000001:user/v; by +kvstore:*
lost reach role/a by unknown Allowed->Allowed from anywhere->anywhere if trust a: Doubt Changed role/a: -a; by -kvstore:*
lost reach user/u by role/a Unknown->NotGranted if trust a: Doubt Changed role/a: -a; by -kvstore:*
# on both sides
";

/// Somebody is asked about by the name that they have on each side, where a condition of
/// the trust document may tell its spellings apart.
#[test]
fn somebody_is_let_in_by_the_name_of_each_side() {
    let of = |user: &str, tested: &str| {
        let account = room(
            &[
                ("assume", &[("Allow", "sts:AssumeRole")]),
                ("all", &[("Allow", "kvstore:*")]),
            ],
            &[("all", "role/a"), ("assume", &format!("user/{user}"))],
        );
        let account = put(account, "/users", json!([{ "name": user }]));
        let account = put(account, "/groups", json!([]));
        let mut one = role("a", &[("Allow", "RAM", &[&arn("root")])]);
        // With a region and without, so that it is no question which of them is asked.
        let names = ["", "*"].map(|region| format!("acs:ram:{region}:{OWN}:user/{tested}"));
        one["trust"]["Statement"][0]["Condition"] =
            json!({ "StringEquals": { "acs:PrincipalARN": names } });
        Read::account(and(account, "roles", one))
    };
    let told = both_ways([(
        "somebody spelled as the role has it",
        of("Ann", "ann"),
        of("ann", "ann"),
    )]);
    assert_eq!(told, lines(SPELLED));
}

const SPELLED: &str = "
# somebody spelled as the role has it
gained reach user/ann by role/a Unknown->Allowed from anywhere->anywhere if principal-arn-form letter case: Doubt Changed role/a: +acs:ram::1000000000000001:root; by +kvstore:*
lost reach user/ann by role/a Allowed->Unknown from anywhere->anywhere if principal-arn-form letter case: Doubt Changed role/a: -acs:ram::1000000000000001:root; by -kvstore:*
";

/// The trust document of the only role of an account.
fn alone(statements: &[Value]) -> (Model, DocumentId) {
    let trust = json!({ "Version": "1", "Statement": statements });
    let model = model(json!({ "roles": [{ "name": "r", "trust": trust }] }));
    let found = model.accounts[0]
        .principals()
        .find_map(|(_, role)| match role.trust {
            Trust::Known(document) => Some(document),
            Trust::None | Trust::Unknown(_) => None,
        });
    let document = found.unwrap();
    (model, document)
}

fn compared(before: &[Value], after: &[Value]) -> Difference {
    let (one, other) = (alone(before), alone(after));
    let catalogue = Catalogue::embedded();
    compare_trusts((&one.0, one.1), (&other.0, other.1), catalogue, &reaching())
}

fn in_words(found: &Difference) -> Vec<String> {
    let entry = |word: &str, entry: &Entry| {
        let (kind, who) = (entry.kind.word(), entry.principal.replace(OWN, "own"));
        format!("{word} {kind} {who}")
    };
    let gained = found.gained.iter().map(|one| entry("gained", one));
    let lost = found.lost.iter().map(|one| entry("lost", one));
    gained.chain(lost).collect()
}

/// Whoever is not named is told of as `*`, one for all of them, whatever names there are.
#[test]
fn d36_of_those_whom_no_trust_document_names_one_stands_for_all() {
    type Case<'c> = (&'c [&'c str], &'c [&'c str], &'c [&'c str]);
    let cases: &[Case<'_>] = &[
        (
            &["user/a"],
            &["user/a", "user/b"],
            &["gained reach acs:ram::own:user/b"],
        ),
        (
            &["user/other"],
            &["user/other", "user/other1"],
            &["gained reach acs:ram::own:user/other1"],
        ),
        (
            &["user/other"],
            &["root"],
            &[
                "gained reach acs:ram::own:user/*",
                "gained reach acs:ram::own:role/*",
            ],
        ),
        (
            &["user/a"],
            &["user/?*"],
            &[
                "gained reach acs:ram::own:user/*",
                "gained reach acs:ram::own:user/xany",
                // It is not known whether a pattern stands for whom it matches (R49).
                "lost reach acs:ram::own:user/a",
            ],
        ),
    ];
    for (before, after, expected) in cases {
        let found = compared(&[lets_in(before)], &[lets_in(after)]);
        assert_eq!(in_words(&found), *expected, "{before:?} {after:?}");
    }
}

/// A user and a role of each of two accounts, and the users that are named.
#[test]
fn d36_it_is_told_how_many_callers_of_trust_documents_were_compared() {
    let found = compared(&[lets_in(&["user/a"])], &[lets_in(&["user/a", "user/b"])]);
    assert_eq!(found.compared, 2 * (1 + 1) + 2 * 2);
    let found = compared(&[lets_in(&["user/a"])], &[lets_in(&["user/a"])]);
    assert_eq!(found.compared, 2 * (1 + 1) + 2);
}

/// What a difference of two trust documents hangs on is told with it, by the side that has
/// it.
#[test]
fn d36_what_two_trust_documents_leave_open_is_told_with_them() {
    let under = |key: &str, who: &[&str]| {
        put(
            lets_in(who),
            "/Condition",
            json!({ "StringEquals": { key: "x" } }),
        )
    };
    let found = compared(
        &[under("acs:one", &["user/a"])],
        &[under("acs:one", &["user/a"]), under("acs:two", &["user/b"])],
    );
    assert_eq!(in_words(&found), ["gained reach acs:ram::own:user/b"]);
    let about = |id: &crate::model::doubt::DoubtId| found.doubts.get(*id).unwrap().about.as_str();
    let gained: Vec<&str> = found.gained[0].depends_on.iter().map(about).collect();
    assert_eq!(gained, ["acs:two"]);
    let later: Vec<&str> = found.later_doubts.iter().map(about).collect();
    assert_eq!(later, ["acs:two"]);
}

/// Two lists of which it takes more steps to see what they have in common than one
/// question has.
#[test]
fn d41_what_is_not_decided_of_two_trust_documents_is_told_as_such() {
    let under = |effect: &str, operator: &str, clients: Vec<String>| {
        put(
            about(effect, "sts:AssumeRole", &["user/a"]),
            "/Condition",
            json!({ operator: { "acs:UserAgent": clients } }),
        )
    };
    let found = compared(
        &[lets_in(&["user/b"])],
        &[
            under("Allow", "StringLike", clients('a', 1500)),
            under("Deny", "StringNotLike", clients('b', 1500)),
        ],
    );
    assert_eq!(
        in_words(&found),
        [
            "gained reach acs:ram::own:user/a",
            "lost reach acs:ram::own:user/b"
        ]
    );
    assert!(found.gained[0].over_budget);
    assert!(!found.lost[0].over_budget);
}
