//! What is had by roles that are not to be become at every time: for one action, and
//! over all of them.

use super::all::{Input, assert_told, both_ways as over_all, roles};
use super::words::{Read, both_ways, lines};
use crate::engine::difference::all::Rows;

/// Roles with how long their sessions last, in hours, and who may become each.
type Roles<'r> = &'r [(&'r str, u32, &'r str)];

/// The roles with the user `u`, who may become any that lets them in, as may all of them.
/// `ops` holds this.
fn within(holds: &str, trusts: Roles<'_>) -> serde_json::Value {
    let who = trusts.iter().map(|(role, _, who)| (*role, *who));
    let mut held = vec![("role/ops", holds), ("user/u", roles::BECOME)];
    held.extend(
        ["role/a", "role/b", "role/c", "role/d"]
            .into_iter()
            .filter(|role| trusts.iter().any(|(name, ..)| role.ends_with(name)))
            .map(|role| (role, roles::BECOME)),
    );
    let mut account = roles::account(&who.collect::<Vec<_>>(), &held);
    for (number, (_, hours, _)) in trusts.iter().enumerate() {
        account["roles"][number]["max_session_seconds"] = (hours * 3600).into();
    }
    account
}

/// What `ops` holds, and the roles.
type Account = (&'static str, Roles<'static>);

/// What is done in the session of a role is done before it ends: a longer one may open a
/// way, and so may only what is early enough.
const CASES: &[(&str, Account, Account)] = &[
    (
        "a session that ends too soon",
        (ALL, &[("a", 1, "user/u@early"), ("ops", 1, "")]),
        (ALL, &[("a", 1, "user/u@early"), ("ops", 1, "role/a@noon")]),
    ),
    (
        "a session that ends too soon for what is done in it",
        (NOON, &[("ops", 1, "")]),
        (NOON, &[("ops", 1, "user/u@early")]),
    ),
    (
        "a session that lasts longer",
        (ALL, &[("a", 1, "user/u@early"), ("ops", 1, "role/a@noon")]),
        (ALL, &[("a", 12, "user/u@early"), ("ops", 1, "role/a@noon")]),
    ),
    (
        "one of the action itself that lasts longer",
        (NOON, &[("ops", 1, "user/u@early")]),
        (NOON, &[("ops", 12, "user/u@early")]),
    ),
    (
        "one that lasts longer, where it is no matter",
        (ALL, &[("a", 1, "user/u"), ("ops", 1, "role/a@noon")]),
        (ALL, &[("a", 12, "user/u"), ("ops", 1, "role/a@noon")]),
    ),
    (
        "the fourth of four is open",
        (
            ALL,
            &[
                ("a", 1, "user/u@late"),
                ("b", 1, "user/u@late"),
                ("c", 1, "user/u@late"),
                ("d", 1, "user/u"),
                (
                    "ops",
                    1,
                    "role/a@early role/b@early role/c@early role/d@office",
                ),
            ],
        ),
        (
            ALL,
            &[
                ("a", 1, "user/u@late"),
                ("b", 1, "user/u@late"),
                ("c", 1, "user/u@late"),
                ("d", 1, "user/u"),
                ("ops", 1, "role/a@early role/b@early role/c@early role/d"),
            ],
        ),
    ),
    (
        "the second of two takes less",
        (
            ALL,
            &[
                ("a", 1, "user/u"),
                ("b", 1, "user/u"),
                ("ops", 1, "role/a@mfa role/b@office"),
            ],
        ),
        (
            ALL,
            &[
                ("a", 1, "user/u"),
                ("b", 1, "user/u"),
                ("ops", 1, "role/a@mfa role/b@office user/u"),
            ],
        ),
    ),
];

const ALL: &str = "kvstore:Destroy*";
const NOON: &str = "kvstore:Destroy*@noon";

#[test]
fn d24_what_time_it_is_on_the_way_to_one_action() {
    let cases = CASES.iter().map(|(what, before, after)| {
        let read = |(holds, trusts): &Account| Read::account(within(holds, trusts));
        (*what, read(before), read(after))
    });
    let found = both_ways(cases);
    assert_eq!(found, lines(ONE), "{found}");
}

#[test]
fn d24_what_time_it_is_on_the_way_to_any_action() {
    let read = |(holds, trusts): &Account| -> Input {
        crate::engine::snapshots::read(within(holds, trusts))
    };
    let cases = CASES.iter();
    let cases = cases.map(|(what, before, after)| (*what, read(before), read(after)));
    let cases: Vec<_> = cases.collect();
    assert_told(&over_all(&cases, (Rows::Each, &[])), ANY);
}

const ONE: &str = "
# a session that ends too soon
gained reach role/a by role/ops NotGranted->AllowedIf from none->later: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:role/a; by +kvstore:Destroy*
lost reach role/a by role/ops AllowedIf->NotGranted from later->none: Trust Narrowed(Principal) role/ops: -acs:ram::1000000000000001:role/a; by -kvstore:Destroy*
# a session that ends too soon for what is done in it
# a session that lasts longer
gained reach user/u by role/a, role/ops NotGranted->AllowedIf from none->later: Session Added role/a: +a -a; by +kvstore:Destroy*
lost reach user/u by role/a, role/ops AllowedIf->NotGranted from later->none: Session Removed role/a: +a -a; by -kvstore:Destroy*
# one of the action itself that lasts longer
gained reach user/u by role/ops NotGranted->AllowedIf from none->later: Session Added role/ops: +ops -ops; by +kvstore:Destroy*
lost reach user/u by role/ops AllowedIf->NotGranted from later->none: Session Removed role/ops: +ops -ops; by -kvstore:Destroy*
# one that lasts longer, where it is no matter
# the fourth of four is open
gained reach role/d by role/ops AllowedIf->Allowed from private_network->anywhere: Trust Widened(Condition) role/ops: -acs:SourceIp:10.0.0.0/8 +sts:AssumeRole; by +kvstore:Destroy*
gained reach user/u by role/d, role/ops AllowedIf->Allowed from private_network->anywhere: Trust Widened(Condition) role/ops: -acs:SourceIp:10.0.0.0/8 +sts:AssumeRole; by +kvstore:Destroy*
lost reach role/d by role/ops Allowed->AllowedIf from anywhere->private_network: Trust Narrowed(Condition) role/ops: +acs:SourceIp:10.0.0.0/8; by -kvstore:Destroy*
lost reach user/u by role/d, role/ops Allowed->AllowedIf from anywhere->private_network: Trust Narrowed(Condition) role/ops: +acs:SourceIp:10.0.0.0/8; by -kvstore:Destroy*
# the second of two takes less
gained reach user/u by role/ops AllowedIf->Allowed from console_mfa->anywhere: Trust Added role/ops: +acs:ram::1000000000000001:user/u; by +kvstore:Destroy*
lost reach user/u by role/ops Allowed->AllowedIf from anywhere->console_mfa: Trust Removed role/ops: -acs:ram::1000000000000001:user/u; by -kvstore:Destroy*
";

const ANY: &str = "
# a session that ends too soon
gained reach role/a by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed_if/later: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:role/a; by +kvstore:Destroy*
lost reach role/a by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed_if/later -> not_granted: Trust Narrowed(Principal) role/ops: -acs:ram::1000000000000001:role/a; by -kvstore:Destroy*
# a session that ends too soon for what is done in it
# a session that lasts longer
gained reach user/u by role/a > role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed_if/later: Session Added role/a: +a -a; by +sts:AssumeRole +kvstore:Destroy*
gained reach user/u by role/a: sts:AssumeRole (exact +sts:AssumeRole) allowed_if/anywhere -> allowed_if/anywhere: Session Added role/a: +a -a; by +sts:AssumeRole +kvstore:Destroy*
lost reach user/u by role/a > role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed_if/later -> not_granted: Session Removed role/a: +a -a; by -sts:AssumeRole -kvstore:Destroy*
lost reach user/u by role/a: sts:AssumeRole (exact -sts:AssumeRole) allowed_if/anywhere -> allowed_if/anywhere: Session Removed role/a: +a -a; by -sts:AssumeRole -kvstore:Destroy*
# one of the action itself that lasts longer
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed_if/later: Session Added role/ops: +ops -ops; by +kvstore:Destroy*
lost reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed_if/later -> not_granted: Session Removed role/ops: +ops -ops; by -kvstore:Destroy*
# one that lasts longer, where it is no matter
# the fourth of four is open
gained reach role/d by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) allowed_if/private_network -> allowed/anywhere: Trust Widened(Condition) role/ops: -acs:SourceIp:10.0.0.0/8 +sts:AssumeRole; by +kvstore:Destroy*
gained reach user/u by role/d > role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) allowed_if/private_network -> allowed/anywhere: Trust Widened(Condition) role/ops: -acs:SourceIp:10.0.0.0/8 +sts:AssumeRole; by +kvstore:Destroy*
lost reach role/d by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> allowed_if/private_network: Trust Narrowed(Condition) role/ops: +acs:SourceIp:10.0.0.0/8; by -kvstore:Destroy*
lost reach user/u by role/d > role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> allowed_if/private_network: Trust Narrowed(Condition) role/ops: +acs:SourceIp:10.0.0.0/8; by -kvstore:Destroy*
# the second of two takes less
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) allowed_if/private_network -> allowed/anywhere: Trust Added role/ops: +acs:ram::1000000000000001:user/u; by +kvstore:Destroy*
lost reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> allowed_if/private_network: Trust Removed role/ops: -acs:ram::1000000000000001:user/u; by -kvstore:Destroy*
";
