//! What is had by roles: who may become one, what it may do, and how far somebody came
//! on the other side by whichever way.

use super::*;

/// Who may become a role, each as it is written in a list: `user/u`, `user/u@office`,
/// `github`.
fn trust(who: &str) -> Value {
    let statement = |one: &str| {
        let (one, when) = one.split_once('@').unwrap_or((one, ""));
        let principal = match one {
            "github" => json!({ "Federated": format!("acs:ram::{OWN}:oidc-provider/github") }),
            "ecs" => json!({ "Service": "ecs.aliyuncs.com" }),
            _ => json!({ "RAM": format!("acs:ram::{OWN}:{one}") }),
        };
        let mut statement =
            json!({ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal });
        if let Some(when) = condition(when) {
            statement["Condition"] = when;
        }
        statement
    };
    let who = if who.is_empty() { "user/nobody" } else { who };
    let statements: Vec<Value> = who.split(' ').map(statement).collect();
    json!({ "Version": "1", "Statement": statements })
}

fn condition(word: &str) -> Option<Value> {
    let time = |operator: &str, hour: u32| json!({ operator: { "acs:CurrentTime": format!("2027-01-01T{hour:02}:00:00Z") } });
    Some(match word {
        "" => return None,
        "office" => json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" } }),
        "mfa" => json!({ "Bool": { "acs:MFAPresent": "true" } }),
        "early" => time("DateLessThan", 8),
        "noon" => time("DateGreaterThan", 12),
        "late" => time("DateGreaterThan", 20),
        _ => panic!("{word}"),
    })
}

/// Roles with who may become each, and who holds which action. Whoever may become a role
/// holds that as well.
pub(in crate::engine::difference::tests) fn account(
    trusts: &[(&str, &str)],
    holds: &[(&str, &str)],
) -> Value {
    let roles = trusts
        .iter()
        .map(|(role, who)| json!({ "name": role, "trust": trust(who) }));
    let roles: Vec<Value> = roles.collect();
    let mut policies = Vec::new();
    let mut attachments = Vec::new();
    let mut hold = |who: &str, what: &str| {
        let name = format!("p{}", policies.len());
        let statements = what.split(' ').map(|one| {
            let (action, when) = one.split_once('@').unwrap_or((one, ""));
            let (action, resource) = action.split_once(" on ").unwrap_or((action, "*"));
            let mut statement = says("Allow", action);
            if let Some(role) = action.strip_prefix("become/") {
                statement = says("Allow", "sts:AssumeRole");
                statement["Resource"] = json!(format!("acs:ram:*:{OWN}:role/{role}"));
            } else {
                statement["Resource"] = json!(resource);
            }
            if let Some(when) = condition(when) {
                statement["Condition"] = when;
            }
            statement
        });
        let statements: Vec<Value> = statements.collect();
        policies.push(policy(&name, &statements));
        attachments.push(json!({ "policy": format!("Custom/{name}"), "to": who }));
    };
    for (who, what) in holds {
        hold(who, what);
    }
    json!({
        "users": [{ "name": "u" }, { "name": "v" }],
        "roles": roles,
        "policies": policies,
        "attachments": attachments,
    })
}

pub(in crate::engine::difference::tests) const BECOME: &str = "sts:AssumeRole";

/// The user `u` and the roles `a`, `b`, `c` and `d` may become roles, and `ops` may
/// delete databases.
pub(super) fn ways(trusts: &[(&str, &str)]) -> Input {
    let given = |role: &&str| trusts.iter().any(|(name, _)| name == role);
    let roles = ["a", "b", "c", "d"].into_iter().filter(given);
    let roles: Vec<String> = roles.map(|role| format!("role/{role}")).collect();
    let mut holds = vec![("role/ops", "kvstore:Destroy*"), ("user/u", BECOME)];
    holds.extend(roles.iter().map(|role| (role.as_str(), BECOME)));
    read(account(trusts, &holds))
}

/// What stands before and after is what somebody came to on that side, by whichever way
/// that comes to each role once.
#[test]
fn how_far_somebody_came_by_other_ways() {
    let a = ("a", "user/u");
    let b = ("b", "user/u");
    let ops = |who: &'static str| ("ops", who);
    let cases = [
        ("nobody before", ways(&[ops("")]), ways(&[ops("user/u")])),
        (
            "by another role",
            ways(&[a, ops("role/a")]),
            ways(&[a, ops("role/a user/u")]),
        ),
        (
            "by another role from an office",
            ways(&[a, ops("role/a@office")]),
            ways(&[a, ops("role/a@office user/u")]),
        ),
        (
            "the second of two is better",
            ways(&[a, b, ops("role/a@office role/b")]),
            ways(&[a, b, ops("role/a@office role/b user/u")]),
        ),
        (
            "the first of two is better",
            ways(&[a, b, ops("role/a role/b@office")]),
            ways(&[a, b, ops("role/a role/b@office user/u")]),
        ),
        (
            "the first of two takes less",
            ways(&[a, b, ops("role/a@office role/b@mfa")]),
            ways(&[a, b, ops("role/a@office role/b@mfa user/u")]),
        ),
        (
            "by two roles",
            ways(&[a, ("b", "role/a"), ops("role/b")]),
            ways(&[a, ("b", "role/a"), ops("role/b user/u")]),
        ),
        (
            "by roles in a circle",
            ways(&[("a", "user/u role/b"), ("b", "role/a"), ops("role/b")]),
            ways(&[
                ("a", "user/u role/b"),
                ("b", "role/a"),
                ops("role/b user/u"),
            ]),
        ),
        (
            "round in a circle",
            ways(&[
                ("a", "user/u@early role/b"),
                ("b", "role/a"),
                ops("role/a@late"),
            ]),
            ways(&[
                ("a", "user/u@early role/b"),
                ("b", "role/a"),
                ops("role/a@late user/u"),
            ]),
        ),
        (
            "too late",
            ways(&[("a", "user/u@late"), ops("role/a@early")]),
            ways(&[("a", "user/u@late"), ops("role/a@early user/u")]),
        ),
        (
            "the third of three",
            ways(&[
                ("a", "user/u@late"),
                ("b", "user/u@late"),
                ("c", "user/u"),
                ops("role/a@early role/b@early role/c"),
            ]),
            ways(&[
                ("a", "user/u@late"),
                ("b", "user/u@late"),
                ("c", "user/u"),
                ops("role/a@early role/b@early role/c user/u"),
            ]),
        ),
    ];
    assert_told(&both_ways(&cases, (Rows::Example, &[])), "
# nobody before
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere
lost reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> not_granted
# by another role
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) allowed/anywhere -> allowed/anywhere
lost reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> allowed/anywhere
# by another role from an office
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) allowed_if/private_network -> allowed/anywhere
lost reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> allowed_if/private_network
# the second of two is better
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) allowed/anywhere -> allowed/anywhere
lost reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> allowed/anywhere
# the first of two is better
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) allowed/anywhere -> allowed/anywhere
lost reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> allowed/anywhere
# the first of two takes less
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) allowed_if/private_network -> allowed/anywhere
lost reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> allowed_if/private_network
# by two roles
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) allowed/anywhere -> allowed/anywhere
lost reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> allowed/anywhere
# by roles in a circle
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) allowed/anywhere -> allowed/anywhere
lost reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> allowed/anywhere
# round in a circle
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere
lost reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> not_granted
# too late
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere
lost reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> not_granted
# the third of three
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) allowed/anywhere -> allowed/anywhere
lost reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> allowed/anywhere
");
}

#[test]
fn ways_of_which_a_step_is_new() {
    let a = ("a", "user/u");
    let holds = |more: &[(&'static str, &'static str)]| {
        let mut all = vec![("role/ops", "kvstore:Destroy*")];
        all.extend(more);
        all
    };
    let of = |trusts: &[(&str, &str)], more: &[(&'static str, &'static str)]| {
        read(account(trusts, &holds(more)))
    };
    let by_a = [("a", "user/u"), ("ops", "role/a")];
    let renamed = |role: &str| {
        let holder = format!("role/{role}");
        read(account(
            &[(role, "user/u")],
            &[("user/u", "become/ops"), (&holder, "kvstore:Destroy*")],
        ))
    };
    let session = |who: &str| {
        let document = json!({ "Version": "1", "Statement": [says("Allow", BECOME)] });
        let mut account = account(&[("ops", who)], &[("role/ops", "kvstore:Destroy*")]);
        account["sso"] = json!({
            "users": [{ "name": "jo" }],
            "groups": [{ "name": "team", "members": ["jo"] }],
            "access_configurations": [{ "name": "Become", "inline": document }],
            "assignments": [{ "configuration": "Become", "to": "group/team", "account": OWN }],
        });
        read(account)
    };
    let both = [("user/u", BECOME), ("role/a", BECOME)];
    let cases = vec![
        (
            "the first step",
            ways(&[("a", ""), ("ops", "role/a")]),
            ways(&[a, ("ops", "role/a")]),
        ),
        (
            "the second step",
            ways(&[a, ("ops", "")]),
            ways(&[a, ("ops", "role/a")]),
        ),
        (
            "both",
            ways(&[("a", ""), ("ops", "")]),
            ways(&[a, ("ops", "role/a")]),
        ),
        (
            "what the caller holds",
            of(&by_a, &both[1..]),
            of(&by_a, &both),
        ),
        (
            "what the role between holds",
            of(&by_a, &both[..1]),
            of(&by_a, &both),
        ),
        (
            "a way through a role that may become one alone",
            of(&by_a, &both[..1]),
            of(&by_a, &[("user/u", "become/a"), ("role/a", "become/ops")]),
        ),
        (
            "what the last role holds",
            of(&by_a, &both),
            of(
                &by_a,
                &[
                    ("user/u", BECOME),
                    ("role/a", BECOME),
                    ("role/ops", "ecs:Delete*"),
                ],
            ),
        ),
        (
            "what the last role holds and who becomes it",
            of(&[a, ("ops", "")], &both),
            of(
                &by_a,
                &[
                    ("user/u", BECOME),
                    ("role/a", BECOME),
                    ("role/ops", "ecs:Delete*"),
                ],
            ),
        ),
        (
            "two new ways",
            ways(&[a, ("b", "user/u"), ("ops", "")]),
            ways(&[a, ("b", "user/u"), ("ops", "role/a role/b")]),
        ),
        (
            "a circle",
            ways(&[("a", "user/u role/b"), ("b", ""), ("ops", "")]),
            ways(&[("a", "user/u role/b"), ("b", "role/a"), ("ops", "")]),
        ),
        (
            "the fourth way alone is new",
            ways(&[
                a,
                ("b", "user/u"),
                ("c", "user/u"),
                ("d", ""),
                ("ops", "role/a role/b role/c role/d"),
            ]),
            ways(&[
                a,
                ("b", "user/u"),
                ("c", "user/u"),
                ("d", "user/u"),
                ("ops", "role/a role/b role/c role/d"),
            ]),
        ),
        ("by another name", renamed("Ops"), renamed("ops")),
        ("from a session", session("user/nobody"), session("root")),
        (
            "from an office first",
            ways(&[("ops", "user/u@office")]),
            ways(&[("ops", "user/u")]),
        ),
    ];
    assert_told(&there(&cases, (Rows::Each, &[])), "
# the first step
gained reach user/u by role/a > role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:user/u; by +sts:AssumeRole +kvstore:Destroy*
gained reach user/u by role/a: sts:AssumeRole (exact +sts:AssumeRole) not_granted -> allowed/anywhere: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:user/u; by +sts:AssumeRole +kvstore:Destroy*
# the second step
gained reach role/a by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:role/a; by +kvstore:Destroy*
gained reach user/u by role/a > role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:role/a; by +kvstore:Destroy*
# both
gained reach role/a by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:role/a; by +kvstore:Destroy*
gained reach user/u by role/a > role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:role/a; by +kvstore:Destroy*
gained reach user/u by role/a: sts:AssumeRole (exact +sts:AssumeRole) not_granted -> allowed/anywhere: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:user/u; by +sts:AssumeRole
# what the caller holds
gained reach user/u by role/a > role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Attachment Added Custom/p1 user/u: +{policy:Custom/p1,to:user/u}; by +sts:AssumeRole +sts:AssumeRole +kvstore:Destroy*
gained direct user/u: sts:AssumeRole (exact +sts:AssumeRole) not_granted -> allowed/anywhere: Attachment Added Custom/p1 user/u: +{policy:Custom/p1,to:user/u}; by +sts:AssumeRole +sts:AssumeRole +kvstore:Destroy*
gained reach user/u by role/a: sts:AssumeRole (exact +sts:AssumeRole) not_granted -> allowed/anywhere: Attachment Added Custom/p1 user/u: +{policy:Custom/p1,to:user/u}; by +sts:AssumeRole +sts:AssumeRole +kvstore:Destroy*
# what the role between holds
gained reach role/a by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Attachment Added Custom/p2 role/a: +{policy:Custom/p2,to:role/a}; by +kvstore:Destroy* & Allow Added Custom/p2: +sts:AssumeRole; by +kvstore:Destroy*
gained direct role/a: sts:AssumeRole (exact +sts:AssumeRole) not_granted -> allowed/anywhere: Attachment Added Custom/p2 role/a: +{policy:Custom/p2,to:role/a}; by +kvstore:Destroy* & Allow Added Custom/p2: +sts:AssumeRole; by +kvstore:Destroy*
gained reach user/u by role/a > role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Attachment Added Custom/p2 role/a: +{policy:Custom/p2,to:role/a}; by +kvstore:Destroy* & Allow Added Custom/p2: +sts:AssumeRole; by +kvstore:Destroy*
gained reach user/u by role/a: sts:AssumeRole (exact +sts:AssumeRole) not_granted -> allowed/anywhere: Attachment Added Custom/p2 role/a: +{policy:Custom/p2,to:role/a}; by +kvstore:Destroy* & Allow Added Custom/p2: +sts:AssumeRole; by +kvstore:Destroy*
# a way through a role that may become one alone
gained reach role/a by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Attachment Added Custom/p2 role/a: +{policy:Custom/p2,to:role/a}; by +kvstore:Destroy* & Allow Added Custom/p2: +sts:AssumeRole; by +kvstore:Destroy*
gained direct role/a: sts:AssumeRole (exact +sts:AssumeRole) not_granted -> allowed_if/anywhere if resource=acs:ram:*:1000000000000001:role/ops: Attachment Added Custom/p2 role/a: +{policy:Custom/p2,to:role/a}; by +kvstore:Destroy* & Allow Added Custom/p2: +sts:AssumeRole; by +kvstore:Destroy*
gained reach user/u by role/a > role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Attachment Added Custom/p2 role/a: +{policy:Custom/p2,to:role/a}; by +kvstore:Destroy* & Allow Added Custom/p2: +sts:AssumeRole; by +kvstore:Destroy*
gained reach user/u by role/a: sts:AssumeRole (exact +sts:AssumeRole) not_granted -> allowed_if/anywhere: Attachment Added Custom/p2 role/a: +{policy:Custom/p2,to:role/a}; by +kvstore:Destroy* & Allow Added Custom/p2: +sts:AssumeRole; by +kvstore:Destroy*
lost direct user/u: sts:AssumeRole (exact -sts:AssumeRole) allowed/anywhere -> allowed_if/anywhere by anywhere if resource?!=acs:ram:*:1000000000000001:role/a: Allow Narrowed(Resource) Custom/p1: +acs:ram:*:1000000000000001:role/a -*
# what the last role holds
gained reach role/a by role/ops: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) not_granted -> allowed/anywhere: Attachment Added Custom/p3 role/ops: +{policy:Custom/p3,to:role/ops} & Allow Added Custom/p3: +ecs:Delete*
gained direct role/ops: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) not_granted -> allowed/anywhere: Attachment Added Custom/p3 role/ops: +{policy:Custom/p3,to:role/ops} & Allow Added Custom/p3: +ecs:Delete*
gained reach user/u by role/a > role/ops: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) not_granted -> allowed/anywhere: Attachment Added Custom/p3 role/ops: +{policy:Custom/p3,to:role/ops} & Allow Added Custom/p3: +ecs:Delete*
# what the last role holds and who becomes it
gained reach role/a by role/ops: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) not_granted -> allowed/anywhere: Attachment Added Custom/p3 role/ops: +{policy:Custom/p3,to:role/ops} & Allow Added Custom/p3: +ecs:Delete*
gained direct role/ops: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) not_granted -> allowed/anywhere: Attachment Added Custom/p3 role/ops: +{policy:Custom/p3,to:role/ops} & Allow Added Custom/p3: +ecs:Delete*
gained reach user/u by role/a > role/ops: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) not_granted -> allowed/anywhere: Attachment Added Custom/p3 role/ops: +{policy:Custom/p3,to:role/ops} & Allow Added Custom/p3: +ecs:Delete*
# two new ways
gained reach role/a by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:role/a; by +kvstore:Destroy*
gained reach role/b by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Trust Added role/ops: +acs:ram::1000000000000001:role/b; by +kvstore:Destroy*
gained reach user/u by role/a > role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:role/a; by +kvstore:Destroy*
# a circle
gained reach role/a by role/b: sts:AssumeRole (exact +sts:AssumeRole) not_granted -> allowed/anywhere: Trust Widened(Principal) role/b: +acs:ram::1000000000000001:role/a; by +sts:AssumeRole
gained reach user/u by role/a > role/b: sts:AssumeRole (exact +sts:AssumeRole) not_granted -> allowed/anywhere: Trust Widened(Principal) role/b: +acs:ram::1000000000000001:role/a; by +sts:AssumeRole
# the fourth way alone is new
gained reach user/u by role/d > role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) allowed/anywhere -> allowed/anywhere: Trust Widened(Principal) role/d: +acs:ram::1000000000000001:user/u; by +sts:AssumeRole +kvstore:Destroy*
gained reach user/u by role/d: sts:AssumeRole (exact +sts:AssumeRole) not_granted -> allowed/anywhere: Trust Widened(Principal) role/d: +acs:ram::1000000000000001:user/u; by +sts:AssumeRole +kvstore:Destroy*
# by another name
# from a session
gained reach sso-user/jo by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:root; by +kvstore:Destroy*
# from an office first
gained reach user/u by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) allowed_if/private_network -> allowed/anywhere: Trust Widened(Condition) role/ops: -acs:SourceIp:10.0.0.0/8 +sts:AssumeRole; by +kvstore:Destroy*
");
}

/// What one comes to by a role hangs on when it can be become: those who come there at
/// other times are told of for themselves.
#[test]
fn what_is_had_by_a_role_at_some_times() {
    let holds: &[(&str, &str)] = &[
        ("user/u", BECOME),
        ("user/v", BECOME),
        (
            "role/ops",
            "kvstore:DestroyInstance ecs:DeleteDisk@early oss:DeleteBucket@mfa",
        ),
    ];
    let of = |trusts: &[(&str, &str)]| read(account(trusts, holds));
    let timed = |trusts: &[(&str, &str)], seconds: u32| {
        let mut account = account(
            trusts,
            &[
                ("user/u", BECOME),
                ("role/a", BECOME),
                ("role/ops", "kvstore:DestroyInstance"),
            ],
        );
        account["roles"][0]["max_session_seconds"] = json!(seconds);
        read(account)
    };
    let early = [("a", "user/u@early"), ("ops", "role/a@noon")];
    let never = [("a", ""), ("ops", "role/a@noon")];
    let cases = vec![
        (
            "both at any time",
            of(&[("ops", "")]),
            of(&[("ops", "user/u user/v")]),
        ),
        (
            "the second one late",
            of(&[("ops", "")]),
            of(&[("ops", "user/u user/v@late")]),
        ),
        (
            "the first one late",
            of(&[("ops", "")]),
            of(&[("ops", "user/u@late user/v")]),
        ),
        (
            "a session that ends before",
            timed(&never, 3600),
            timed(&early, 3600),
        ),
        (
            "a session that is long enough",
            timed(&never, 43200),
            timed(&early, 43200),
        ),
    ];
    assert_told(&there(&cases, (Rows::Each, &[])), "
# both at any time
gained reach user/u by role/ops: ecs:DeleteDisk (exact +ecs:DeleteDisk) not_granted -> allowed_if/anywhere: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:user/u; by +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket
gained reach user/u by role/ops: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> allowed/anywhere: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:user/u; by +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket
gained reach user/u by role/ops: oss:DeleteBucket (exact +oss:DeleteBucket) not_granted -> allowed_if/console_mfa: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:user/u; by +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket
gained reach user/v by role/ops: ecs:DeleteDisk (exact +ecs:DeleteDisk) not_granted -> allowed_if/anywhere: Trust Added role/ops: +acs:ram::1000000000000001:user/v; by +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket
gained reach user/v by role/ops: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> allowed/anywhere: Trust Added role/ops: +acs:ram::1000000000000001:user/v; by +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket
gained reach user/v by role/ops: oss:DeleteBucket (exact +oss:DeleteBucket) not_granted -> allowed_if/console_mfa: Trust Added role/ops: +acs:ram::1000000000000001:user/v; by +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket
# the second one late
gained reach user/u by role/ops: ecs:DeleteDisk (exact +ecs:DeleteDisk) not_granted -> allowed_if/anywhere: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:user/u; by +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket
gained reach user/u by role/ops: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> allowed/anywhere: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:user/u; by +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket
gained reach user/u by role/ops: oss:DeleteBucket (exact +oss:DeleteBucket) not_granted -> allowed_if/console_mfa: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:user/u; by +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket
gained reach user/v by role/ops: kvstore:DestroyInstance oss:DeleteBucket (exact +kvstore:DestroyInstance +oss:DeleteBucket) not_granted -> allowed_if/later: Trust Added role/ops: +acs:ram::1000000000000001:user/v; by +kvstore:DestroyInstance +oss:DeleteBucket
# the first one late
gained reach user/u by role/ops: kvstore:DestroyInstance oss:DeleteBucket (exact +kvstore:DestroyInstance +oss:DeleteBucket) not_granted -> allowed_if/later: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:user/u; by +kvstore:DestroyInstance +oss:DeleteBucket
gained reach user/v by role/ops: ecs:DeleteDisk (exact +ecs:DeleteDisk) not_granted -> allowed_if/anywhere: Trust Added role/ops: +acs:ram::1000000000000001:user/v; by +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket
gained reach user/v by role/ops: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> allowed/anywhere: Trust Added role/ops: +acs:ram::1000000000000001:user/v; by +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket
gained reach user/v by role/ops: oss:DeleteBucket (exact +oss:DeleteBucket) not_granted -> allowed_if/console_mfa: Trust Added role/ops: +acs:ram::1000000000000001:user/v; by +kvstore:DestroyInstance +ecs:DeleteDisk +oss:DeleteBucket
# a session that ends before
gained reach user/u by role/a: sts:AssumeRole (exact +sts:AssumeRole) not_granted -> allowed_if/anywhere: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:user/u; by +sts:AssumeRole
# a session that is long enough
gained reach user/u by role/a > role/ops: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> allowed_if/later: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:user/u; by +sts:AssumeRole +kvstore:DestroyInstance
gained reach user/u by role/a: sts:AssumeRole (exact +sts:AssumeRole) not_granted -> allowed_if/anywhere: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:user/u; by +sts:AssumeRole +kvstore:DestroyInstance
");
}

#[test]
fn a_role_whose_trust_is_not_known_any_more() {
    const HOLDS: &[(&str, &str)] = &[("user/u", BECOME), ("role/ops", "kvstore:DestroyInstance")];
    let unknown = || {
        let mut account = account(&[("ops", "")], HOLDS);
        let role = account["roles"][0].as_object_mut().unwrap();
        role.remove("trust");
        read(account)
    };
    let known = read(account(&[("ops", "")], HOLDS));
    let cases = vec![("of nobody", known, unknown())];
    assert_told(
        &both_ways(&cases, (Rows::Each, &[])),
        "
# of nobody
gained reach role/ops by unknown: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) allowed/anywhere -> allowed/anywhere on +trust ops: Doubt Changed role/ops: +ops; by +kvstore:DestroyInstance
gained reach user/u by role/ops: kvstore:DestroyInstance (exact +kvstore:DestroyInstance) not_granted -> unknown/anywhere on +trust ops: Doubt Changed role/ops: +ops; by +kvstore:DestroyInstance
lost reach role/ops by unknown: kvstore:DestroyInstance (exact -kvstore:DestroyInstance) allowed/anywhere -> allowed/anywhere on trust ops: Doubt Changed role/ops: -ops; by -kvstore:DestroyInstance
lost reach user/u by role/ops: kvstore:DestroyInstance (exact -kvstore:DestroyInstance) unknown/anywhere -> not_granted on trust ops: Doubt Changed role/ops: -ops; by -kvstore:DestroyInstance
",
    );
}
