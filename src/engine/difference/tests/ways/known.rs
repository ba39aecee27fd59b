//! Ways that the other side has too, or calls and requests that it has without them: what
//! is told as new, and by which of several changes.

use serde_json::{Value, json};

use super::{attach, call, made, says};
use crate::engine::difference::tests::rooms::{and, arn, put, role, under};
use crate::engine::difference::tests::words::{Read, both_ways, lines, told};

fn all() -> Value {
    says("Allow", "kvstore:*")
}

fn ecs() -> Value {
    says("Allow", "ecs:*")
}

fn no() -> Value {
    says("Deny", "kvstore:Destroy*")
}

fn ip(networks: &[&str]) -> Value {
    json!({ "IpAddress": { "acs:SourceIp": networks } })
}

/// The action, from some networks alone.
fn within(networks: &[&str]) -> Value {
    under("Allow", "kvstore:*", ip(networks))
}

/// A statement under a condition.
fn tested(mut statement: Value, condition: Value) -> Value {
    statement["Condition"] = condition;
    statement
}

/// The account `made`, with roles that let in whom it is said, and with more of the
/// policies attached.
fn with(account: Value, roles: &[(&str, &[&str])], attached: &[(&str, &str)]) -> Read {
    let mut account = account;
    for (name, trusted) in roles {
        let trusted: Vec<String> = trusted.iter().map(|who| arn(who)).collect();
        let trusted: Vec<&str> = trusted.iter().map(String::as_str).collect();
        let lets_in: &[(&str, &str, &[&str])] = match trusted.as_slice() {
            [] => &[],
            trusted => &[("Allow", "RAM", trusted)],
        };
        account = and(account, "roles", role(name, lets_in));
    }
    for (policy, to) in attached {
        let attachment = json!({ "policy": format!("Custom/{policy}"), "to": to });
        account = and(account, "attachments", attachment);
    }
    Read::account(account)
}

fn detach() -> Value {
    call(
        "Allow",
        "ram:DetachPolicyFromUser",
        &["user/u", "policy/deny"],
    )
}

/// To have to go round is no gain, nor is another way to what could be had by taking off
/// what denies it; a call that could not be made is one (D37).
#[test]
fn d37_a_way_is_told_unless_its_calls_and_all_that_it_leads_to_were_there() {
    let is = |own: &[Value], others: &[(&str, &[Value])]| with(made(own, others), &[], &[]);
    let assume = || says("Allow", "sts:AssumeRole");
    let key = || call("Allow", "ram:CreateAccessKey", &["user/v"]);
    let person = |is_there: bool| {
        let account = made(&[ecs()], &[("at", &[attach("q")]), ("q", &[all()])]);
        let account = put(account, "/groups", json!([]));
        let users = match is_there {
            true => json!([{ "name": "u" }, { "name": "v" }]),
            false => json!([{ "name": "v" }]),
        };
        let attached = match is_there {
            true => json!([{ "policy": "Custom/at", "to": "user/u" }]),
            false => json!([{ "policy": "Custom/at", "to": "user/v" }]),
        };
        Read::account(put(put(account, "/users", users), "/attachments", attached))
    };
    let as_role = |own: &[Value], to: &[(&str, &str)]| {
        with(made(own, &[("q", &[all()])]), &[("a", &["user/u"])], to)
    };
    let by_role = |own: &[Value], trusted: &[&str]| {
        let account = made(own, &[("deny", &[no()]), ("d", &[detach()])]);
        let attached = [("deny", "user/u"), ("d", "role/a")];
        with(account, &[("a", trusted)], &attached)
    };
    let attaching = |trusted: &[&str]| {
        let anything = says("Allow", "ram:AttachPolicyToUser");
        let account = made(&[assume()], &[("q", &[all()]), ("at", &[anything])]);
        let attached = [("q", "role/b"), ("at", "role/a")];
        with(account, &[("a", trusted), ("b", &["user/u"])], &attached)
    };
    let further_on = |own: &[Value]| {
        let others: &[(&str, &[Value])] =
            &[("deny", &[no()]), ("q", &[all()]), ("as", &[assume()])];
        let roles: &[(&str, &[&str])] = &[("a", &["user/u"]), ("b", &["role/a"])];
        let attached = [("deny", "user/u"), ("as", "role/a"), ("q", "role/b")];
        with(made(own, others), roles, &attached)
    };
    let in_group = |own: &[Value]| {
        let account = made(own, &[("deny", &[no()]), ("q", &[all()])]);
        with(account, &[], &[("deny", "group/g")])
    };
    let leave = || call("Allow", "ram:RemoveUserFromGroup", &["user/u", "group/g"]);
    let detach_from_group = || {
        call(
            "Allow",
            "ram:DetachPolicyFromGroup",
            &["group/g", "policy/deny"],
        )
    };
    let from = |attached: &str| {
        let (first, second) = (within(&["203.0.113.0/24"]), within(&["198.51.100.0/24"]));
        let others: &[(&str, &[Value])] = &[
            ("q", &[attach(attached)]),
            ("r", &[first]),
            ("s", &[second]),
        ];
        is(&[attach("q")], others)
    };
    // The key of somebody leads elsewhere, on both sides.
    let beside_key = |attached: &str| {
        let (here, there) = (within(&["203.0.113.0/24"]), within(&["198.51.100.0/24"]));
        let others: &[(&str, &[Value])] = &[
            ("q", &[attach(attached)]),
            ("r", std::slice::from_ref(&here)),
            ("s", std::slice::from_ref(&here)),
            ("boss", &[attach("t")]),
            ("t", std::slice::from_ref(&there)),
        ];
        let account = made(&[attach("q"), key()], others);
        with(account, &[], &[("boss", "user/v")])
    };
    let cases = vec![
        (
            "another policy by the same call, that gives something else",
            from("r"),
            from("s"),
        ),
        (
            "another policy by the same call, that gives as much",
            is(
                &[attach("q")],
                &[("q", &[attach("r")]), ("r", &[all()]), ("s", &[all()])],
            ),
            is(
                &[attach("q")],
                &[("q", &[attach("s")]), ("r", &[all()]), ("s", &[all()])],
            ),
        ),
        (
            "another policy by the same call, that gives some of what there was",
            beside_key("r"),
            beside_key("s"),
        ),
        (
            "another policy by the same call, that gives more",
            is(
                &[attach("q")],
                &[
                    ("q", &[attach("r")]),
                    ("r", &[within(&["10.0.0.0/8"])]),
                    ("s", &[ecs()]),
                ],
            ),
            is(
                &[attach("q")],
                &[
                    ("q", &[attach("s")]),
                    ("r", &[within(&["10.0.0.0/8"])]),
                    ("s", &[all()]),
                ],
            ),
        ),
        ("somebody who was not there", person(false), person(true)),
        (
            "a call to what a role has",
            as_role(&[assume()], &[("q", "role/a")]),
            as_role(&[assume(), attach("q")], &[("q", "role/a")]),
        ),
        (
            "the same beside another call to it",
            as_role(&[assume(), key()], &[("q", "role/a"), ("q", "user/v")]),
            as_role(
                &[assume(), key(), attach("q")],
                &[("q", "role/a"), ("q", "user/v")],
            ),
        ),
        (
            "what denies taken off by a role and not by oneself",
            by_role(&[all(), assume(), detach()], &[]),
            by_role(&[all(), assume()], &["user/u"]),
        ),
        (
            "a call by a role to what another role has",
            attaching(&[]),
            attaching(&["user/u"]),
        ),
        (
            "what denies taken off, where a role further on may do it",
            further_on(&[assume(), all()]),
            further_on(&[assume(), all(), detach()]),
        ),
        (
            "what denies taken off, where it could be left and the grant attached",
            in_group(&[leave(), attach("q")]),
            in_group(&[detach_from_group(), all()]),
        ),
        (
            "more of what was had without the way",
            is(
                &[attach("q"), within(&["10.0.0.0/8"])],
                &[("q", &[within(&["11.0.0.0/8"])])],
            ),
            is(
                &[attach("q"), within(&["10.0.0.0/8"])],
                &[("q", &[within(&["10.0.0.0/8", "11.0.0.0/8"])])],
            ),
        ),
    ];
    assert_eq!(both_ways(cases), lines(KNOWN));
}

const KNOWN: &str = "
# another policy by the same call, that gives something else
gained obtain user/u AllowedIf->AllowedIf from anywhere->anywhere: Allow Altered(Resource) Custom/q: +acs:ram:*:1000000000000001:policy/s -acs:ram:*:1000000000000001:policy/r
lost obtain user/u AllowedIf->AllowedIf from anywhere->anywhere: Allow Altered(Resource) Custom/q: +acs:ram:*:1000000000000001:policy/s -acs:ram:*:1000000000000001:policy/r
gained obtain user/u AllowedIf->AllowedIf from anywhere->anywhere: Allow Altered(Resource) Custom/q: +acs:ram:*:1000000000000001:policy/r -acs:ram:*:1000000000000001:policy/s
lost obtain user/u AllowedIf->AllowedIf from anywhere->anywhere: Allow Altered(Resource) Custom/q: +acs:ram:*:1000000000000001:policy/r -acs:ram:*:1000000000000001:policy/s
# another policy by the same call, that gives as much
# another policy by the same call, that gives some of what there was
# another policy by the same call, that gives more
gained obtain user/u AllowedIf->Allowed from private_network->anywhere: Allow Widened(Action) Custom/s: +kvstore:* -ecs:*
lost obtain user/u Allowed->AllowedIf from anywhere->private_network: Allow Narrowed(Action) Custom/s: +ecs:* -kvstore:*
# somebody who was not there
gained obtain user/u: Attachment Added Custom/at user/u: +{policy:Custom/at,to:user/u}; by +ram:AttachPolicyToUser
lost obtain user/u: Principal Removed user/u: -u
# a call to what a role has
gained obtain user/u: Allow Added Custom/own: +ram:AttachPolicyToUser
lost obtain user/u: Allow Removed Custom/own: -ram:AttachPolicyToUser
# the same beside another call to it
gained obtain user/u: Allow Added Custom/own: +ram:AttachPolicyToUser
lost obtain user/u: Allow Removed Custom/own: -ram:AttachPolicyToUser
# what denies taken off by a role and not by oneself
# a call by a role to what another role has
gained obtain user/u: Trust Added role/a: +acs:ram::1000000000000001:user/u
lost obtain user/u: Trust Removed role/a: -acs:ram::1000000000000001:user/u
# what denies taken off, where a role further on may do it
# what denies taken off, where it could be left and the grant attached
lost obtain user/u: Allow Narrowed(Action) Custom/own: +kvstore:* -ram:AttachPolicyToUser
gained obtain user/u: Allow Widened(Action) Custom/own: +ram:AttachPolicyToUser -kvstore:*
# more of what was had without the way
";

/// What is told of it is what can be obtained, whatever brought it about.
#[test]
fn a_way_that_needs_another_call_is_told_where_it_gives_more() {
    let is = |q: Value| {
        with(
            made(&[attach("q")], &[("q", &[q]), ("r", &[all()])]),
            &[],
            &[],
        )
    };
    let (few, more) = (is(within(&["10.0.0.0/8"])), is(attach("r")));
    let obtained = |before: &Read, after: &Read| -> Vec<String> {
        let told = told(before, after);
        let words = told.iter().filter_map(|one| one.split_once(": "));
        words.map(|(words, _)| words.to_owned()).collect()
    };
    let gained = "gained obtain user/u AllowedIf->Allowed from private_network->anywhere";
    assert_eq!(obtained(&few, &more), [gained]);
    let lost = "lost obtain user/u Allowed->AllowedIf from anywhere->private_network";
    assert_eq!(obtained(&more, &few), [lost]);
}

fn until(time: &str) -> Value {
    json!({ "DateLessThan": { "acs:CurrentTime": time } })
}

/// From some networks, this year.
fn this_year(networks: &[&str]) -> Value {
    let mut both = until("2027-01-01T00:00:00Z");
    both["IpAddress"] = json!({ "acs:SourceIp": networks });
    both
}

/// The call, in this year and then in the next one, when the rest is over.
fn next_year(statement: &Value) -> [Value; 2] {
    let after = json!({ "DateGreaterThan": { "acs:CurrentTime": "2027-06-01T00:00:00Z" } });
    [
        tested(statement.clone(), until("2026-12-15T00:00:00Z")),
        tested(statement.clone(), after),
    ]
}

/// Of several changes the one is told that makes the request possible, and not one that
/// makes another request possible when it is too late for the rest of the way.
#[test]
fn of_several_changes_the_one_that_opens_the_request_is_the_cause() {
    const FEW: &[&str] = &["10.0.0.0/8"];
    const MORE: &[&str] = &["10.0.0.0/8", "11.0.0.0/8"];
    const ELSEWHERE: &[&str] = &["203.0.113.0/24"];
    let key = call("Allow", "ram:CreateAccessKey", &["user/v"]);
    let keys = |own: &[Value], networks: &[&str]| {
        let boss = tested(all(), this_year(networks));
        with(made(own, &[("boss", &[boss])]), &[], &[("boss", "user/v")])
    };
    let pass = call("Allow", "ram:PassRole", &["role/r"]);
    let create =
        |networks: &[&str]| tested(says("Allow", "fc:CreateFunction"), this_year(networks));
    let worn = |own: &[Value]| {
        let service: &[&str] = &["fc.aliyuncs.com"];
        let account = made(own, &[("all", &[all()])]);
        let account = and(
            account,
            "roles",
            role("r", &[("Allow", "Service", service)]),
        );
        with(account, &[], &[("all", "role/r")])
    };
    let second = |effect: &str| call(effect, "ram:AttachPolicyToUser", &["user/u", "policy/r"]);
    let other = |name: &str| says("Allow", &format!("{name}:*"));
    let here = || tested(attach("q"), ip(FEW));
    let led =
        |own: &[Value], lead: Value| with(made(own, &[("q", &[lead]), ("r", &[all()])]), &[], &[]);
    let attached = |own: &[Value], q: &[Value]| with(made(own, &[("q", q)]), &[], &[]);
    let no_there = || under("Deny", "kvstore:*", ip(ELSEWHERE));
    let [early, late] = next_year(&key);
    let [early_pass, late_pass] = next_year(&pass);
    let passed = |networks: &[&str]| tested(pass.clone(), this_year(networks));
    let [early_create, late_create] = next_year(&says("Allow", "fc:CreateFunction"));
    let not_attached = || call("Deny", "ram:AttachPolicyToUser", &["policy/r"]);
    let taking_on = |roles: &[(&str, &[&str])], to: &[(&str, &str)]| {
        let anything = says("Allow", "ram:AttachPolicyToUser");
        let own = [says("Allow", "sts:AssumeRole")];
        with(
            made(&own, &[("q", &[all()]), ("at", &[anything])]),
            roles,
            to,
        )
    };
    let wearing = |statements: &[Value]| {
        let own = [pass.clone(), says("Allow", "fc:CreateFunction")];
        let shed = call(
            "Allow",
            "ram:DetachPolicyFromRole",
            &["role/r", "policy/deny"],
        );
        let others: &[(&str, &[Value])] =
            &[("all", &[all()]), ("deny", &[no()]), ("shed", &[shed])];
        let mut role = role("r", &[]);
        role["trust"]["Statement"] = json!(statements);
        let account = and(made(&own, others), "roles", role);
        let attached = [("all", "role/r"), ("deny", "role/r"), ("shed", "role/r")];
        with(account, &[], &attached)
    };
    let lets_in = |service: &str| {
        json!({ "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": { "Service": [service] } })
    };
    let under_condition = |networks: &[&str]| tested(lets_in("fc.aliyuncs.com"), ip(networks));
    let cases = vec![
        (
            "what a key of somebody gives",
            keys(std::slice::from_ref(&early), FEW),
            keys(&[early, late], MORE),
        ),
        (
            "the second of two calls",
            worn(&[early_pass.clone(), create(FEW)]),
            worn(&[early_pass, late_pass, create(MORE)]),
        ),
        (
            "the first of two calls",
            worn(&[early_create.clone(), passed(FEW)]),
            worn(&[early_create, late_create, passed(MORE)]),
        ),
        (
            "what denies a second call",
            led(
                &[attach("q"), other("oss"), second("Deny")],
                second("Allow"),
            ),
            led(&[attach("q"), other("rds")], second("Allow")),
        ),
        (
            "what denies a second call where the first is not made",
            led(
                &[here(), other("oss"), tested(second("Deny"), ip(ELSEWHERE))],
                tested(second("Allow"), ip(ELSEWHERE)),
            ),
            led(
                &[here(), other("rds")],
                tested(second("Allow"), ip(ELSEWHERE)),
            ),
        ),
        (
            "what denies the policy of a second call where the first is not made",
            led(
                &[here(), other("oss"), tested(not_attached(), ip(ELSEWHERE))],
                tested(second("Allow"), ip(ELSEWHERE)),
            ),
            led(
                &[here(), other("rds")],
                tested(second("Allow"), ip(ELSEWHERE)),
            ),
        ),
        (
            "what is attached denies where the call is not made",
            attached(&[here(), other("oss")], &[all(), no_there()]),
            attached(&[here(), other("rds")], &[all()]),
        ),
        (
            "whom a role lets in that may attach",
            taking_on(&[("a", &[])], &[("at", "role/a")]),
            taking_on(&[("a", &["user/u"])], &[("at", "role/a")]),
        ),
        (
            "a role that was not there and may attach",
            taking_on(&[], &[]),
            taking_on(&[("a", &["user/u"])], &[("at", "role/a")]),
        ),
        (
            "the same where another role is gone",
            taking_on(&[("b", &["user/v"])], &[]),
            taking_on(&[("z", &["user/u"])], &[("at", "role/z")]),
        ),
        (
            "which service a role lets in that takes off what denies it",
            wearing(&[lets_in("ecs.aliyuncs.com")]),
            wearing(&[lets_in("fc.aliyuncs.com")]),
        ),
        (
            "from where it does",
            wearing(&[under_condition(FEW)]),
            wearing(&[under_condition(MORE)]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(OPENED));
}

const OPENED: &str = "
# what a key of somebody gives
gained obtain user/u AllowedIf->AllowedIf from private_network->anywhere what differs from anywhere: Allow Widened(Condition) Custom/boss: +11.0.0.0/8 -acs:SourceIp
gained direct user/v AllowedIf->AllowedIf from private_network->anywhere what differs from anywhere under a condition: Allow Widened(Condition) Custom/boss: +11.0.0.0/8 -acs:SourceIp
lost obtain user/u AllowedIf->AllowedIf from anywhere->private_network what differs from anywhere: Allow Narrowed(Condition) Custom/boss: +acs:SourceIp -11.0.0.0/8
lost direct user/v AllowedIf->AllowedIf from anywhere->private_network what differs from anywhere under a condition: Allow Narrowed(Condition) Custom/boss: +acs:SourceIp -11.0.0.0/8
# the second of two calls
gained obtain user/u AllowedIf->AllowedIf from private_network->anywhere what differs from anywhere: Allow Widened(Condition) Custom/own: +11.0.0.0/8 -acs:SourceIp
lost obtain user/u AllowedIf->AllowedIf from anywhere->private_network what differs from anywhere: Allow Narrowed(Condition) Custom/own: +acs:SourceIp -11.0.0.0/8
# the first of two calls
gained obtain user/u AllowedIf->AllowedIf from private_network->anywhere what differs from anywhere: Allow Widened(Condition) Custom/own: +11.0.0.0/8 -acs:SourceIp
lost obtain user/u AllowedIf->AllowedIf from anywhere->private_network what differs from anywhere: Allow Narrowed(Condition) Custom/own: +acs:SourceIp -11.0.0.0/8
# what denies a second call
gained obtain user/u: Deny Removed Custom/own: -ram:AttachPolicyToUser; by +ram:AttachPolicyToUser
lost obtain user/u: Deny Added Custom/own: +ram:AttachPolicyToUser; by -ram:AttachPolicyToUser
# what denies a second call where the first is not made
gained obtain user/u NotGranted->AllowedIf from none->private_network: Deny Removed Custom/own: -ram:AttachPolicyToUser
lost obtain user/u AllowedIf->NotGranted from private_network->none: Deny Added Custom/own: +ram:AttachPolicyToUser
# what denies the policy of a second call where the first is not made
gained obtain user/u NotGranted->AllowedIf from none->private_network: Deny Removed Custom/own: -ram:AttachPolicyToUser
lost obtain user/u AllowedIf->NotGranted from private_network->none: Deny Added Custom/own: +ram:AttachPolicyToUser
# what is attached denies where the call is not made
gained obtain user/u AllowedIf->AllowedIf from private_network->private_network what differs from private_network: Deny Removed Custom/q: -kvstore:*
lost obtain user/u AllowedIf->AllowedIf from private_network->private_network what differs from private_network: Deny Added Custom/q: +kvstore:*
# whom a role lets in that may attach
gained obtain user/u: Trust Added role/a: +acs:ram::1000000000000001:user/u
lost obtain user/u: Trust Removed role/a: -acs:ram::1000000000000001:user/u
# a role that was not there and may attach
gained obtain user/u: Trust Added role/a: +acs:ram::1000000000000001:user/u
lost obtain user/u: Trust Removed role/a: -acs:ram::1000000000000001:user/u
# the same where another role is gone
gained obtain user/u: Trust Added role/z: +acs:ram::1000000000000001:user/u
lost obtain user/u: Trust Removed role/z: -acs:ram::1000000000000001:user/u
# which service a role lets in that takes off what denies it
gained obtain user/u: Trust Widened(Principal) role/r: +fc.aliyuncs.com; by +kvstore:*
lost obtain user/u: Trust Narrowed(Principal) role/r: -fc.aliyuncs.com; by -kvstore:*
# from where it does
gained obtain user/u AllowedIf->AllowedIf from private_network->anywhere what differs from anywhere: Trust Widened(Condition) role/r: +11.0.0.0/8 -acs:SourceIp; by +kvstore:*
lost obtain user/u AllowedIf->AllowedIf from anywhere->private_network what differs from anywhere: Trust Narrowed(Condition) role/r: +acs:SourceIp -11.0.0.0/8; by -kvstore:*
";
