//! What is told of those of whom an input does not show all that they hold.

use serde_json::{Value, json};

use super::rooms::{and, put, room};
use super::words::{Read, both_ways, lines};
use crate::model::account::{Principal, PrincipalKind, Unlisted};

fn plain() -> Value {
    room(&[("p", &[("Allow", "ecs:*")])], &[("p", "user/u")])
}

/// Not all attachments of the account are shown.
fn without_attachments(account: Value) -> Read {
    let whole = json!(["users", "groups", "roles", "policies", "memberships"]);
    Read::account(put(account, "/complete", whole))
}

/// Not all that somebody holds is shown, for some reason.
fn without_those_of(mut read: Read, (kind, name): (PrincipalKind, &str), why: &str) -> Read {
    let gap = read.model.doubts.gap("unread", why, None, 2);
    let account = &mut read.model.accounts[0];
    let is_it = |one: &Principal| (one.kind, one.name.as_str()) == (kind, name);
    let found = account.principals().find(|(_, one)| is_it(one));
    let to = found.unwrap().0;
    account.unlisted.push(Unlisted { to, gap });
    read
}

#[test]
fn what_may_be_held_and_is_not_shown_is_told_by_what_differs() {
    const V: (PrincipalKind, &str) = (PrincipalKind::User, "v");
    const G: (PrincipalKind, &str) = (PrincipalKind::Group, "g");
    let is = Read::account;
    let eve = || and(plain(), "users", json!({ "name": "eve" }));
    let joined = || put(plain(), "/groups/0/members", json!(["u", "v"]));
    let cases = vec![
        (
            "a user",
            without_attachments(plain()),
            without_attachments(eve()),
        ),
        (
            "what is shown of a user",
            is(plain()),
            without_those_of(is(plain()), V, "a page"),
        ),
        (
            "a member of a group",
            without_those_of(is(plain()), G, "a page"),
            without_those_of(is(joined()), G, "a page"),
        ),
        (
            "a member of a group, and what is shown of the user",
            without_those_of(is(joined()), G, "a list"),
            without_those_of(without_those_of(is(plain()), G, "a list"), V, "a page"),
        ),
        (
            "why it is not shown of a user, who is in a group that has nothing to do with it",
            without_those_of(is(plain()), V, "a page"),
            without_those_of(is(joined()), V, "another page"),
        ),
    ];
    assert_eq!(both_ways(cases), lines(UNSEEN));
}

const UNSEEN: &str = "
# a user
gained direct user/eve NotGranted->Unknown if not-complete attachments: Principal Added user/eve: +eve
lost direct user/eve Unknown->NotGranted if not-complete attachments: Principal Removed user/eve: -eve
# what is shown of a user
gained direct user/v NotGranted->Unknown if unread a page: Completeness Changed 1000000000000001: +1000000000000001
lost direct user/v Unknown->NotGranted if unread a page: Completeness Changed 1000000000000001: -1000000000000001
# a member of a group
gained direct user/v NotGranted->Unknown if unread a page: Membership Added user/v group/g: +v
lost direct user/v Unknown->NotGranted if unread a page: Membership Removed user/v group/g: -v
# a member of a group, and what is shown of the user
gained direct user/v Unknown->Unknown from anywhere->anywhere if unread a list if unread a page: Completeness Changed 1000000000000001: +1000000000000001
lost direct user/v Unknown->Unknown from anywhere->anywhere if unread a list if unread a page: Membership Removed user/v group/g: -v
gained direct user/v Unknown->Unknown from anywhere->anywhere if unread a list if unread a page: Membership Added user/v group/g: +v
lost direct user/v Unknown->Unknown from anywhere->anywhere if unread a list if unread a page: Completeness Changed 1000000000000001: -1000000000000001
# why it is not shown of a user, who is in a group that has nothing to do with it
gained direct user/v Unknown->Unknown from anywhere->anywhere if unread a page if unread another page: Several Changed 1000000000000001: +1000000000000001
lost direct user/v Unknown->Unknown from anywhere->anywhere if unread a page if unread another page: Several Changed 1000000000000001: -1000000000000001
gained direct user/v Unknown->Unknown from anywhere->anywhere if unread another page if unread a page: Several Changed 1000000000000001: +1000000000000001
lost direct user/v Unknown->Unknown from anywhere->anywhere if unread another page if unread a page: Several Changed 1000000000000001: -1000000000000001
";
