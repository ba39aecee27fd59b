//! Guards that can be taken off on one side alone, or from more places there, and what is
//! told of them as new beside other changes.

use serde_json::{Value, json};

use super::{attach, call, made, says};
use crate::engine::difference::tests::rooms::{and, under};
use crate::engine::difference::tests::words::{Read, both_ways, lines};

fn all() -> Value {
    says("Allow", "kvstore:*")
}

/// That `u` may detach a policy from themselves.
fn detach(policy: &str) -> Value {
    call(
        "Allow",
        "ram:DetachPolicyFromUser",
        &["user/u", &format!("policy/{policy}")],
    )
}

/// `u` holds `own` and the guards; `q` is there to be attached.
fn guarded(own: &[Value], guards: &[(&str, Value)]) -> Read {
    let whole = all();
    let mut others: Vec<(&str, &[Value])> = vec![("q", std::slice::from_ref(&whole))];
    let policies = guards.iter();
    others.extend(policies.map(|(name, deny)| (*name, std::slice::from_ref(deny))));
    let mut account = made(own, &others);
    for (name, _) in guards {
        let attachment = json!({ "policy": format!("Custom/{name}"), "to": "user/u" });
        account = and(account, "attachments", attachment);
    }
    Read::account(account)
}

#[test]
fn guards_that_can_be_taken_off_are_told_with_what_takes_effect() {
    let ip = |test: &str, network: &str| json!({ test: { "acs:SourceIp": network } });
    let no = || ("deny", says("Deny", "kvstore:*"));
    let both = || [no(), ("too", says("Deny", "kvstore:Destroy*"))];
    let halves = || {
        let no = |test: &str| under("Deny", "kvstore:*", ip(test, "10.0.0.0/8"));
        [("inside", no("IpAddress")), ("outside", no("NotIpAddress"))]
    };
    let other = |name: &str| says("Allow", &format!("{name}:*"));
    let detach_from = |network: &str| {
        let mut one = detach("deny");
        one["Condition"] = ip("IpAddress", network);
        one
    };
    // The call is authorised on the user and on the policy.
    let on_user = call("Allow", "ram:DetachPolicyFromUser", &["user/u"]);
    let on_inside = call("Allow", "ram:DetachPolicyFromUser", &["policy/inside"]);
    let on_outside = call("Allow", "ram:DetachPolicyFromU*", &["policy/outside"]);
    let cases = vec![
        (
            "one of two, each of which denies from somewhere",
            guarded(&[all(), on_user.clone()], &halves()),
            guarded(&[all(), on_user, on_inside, on_outside], &halves()),
        ),
        (
            "two that both have to go",
            guarded(&[all()], &both()),
            guarded(&[all(), detach("deny"), detach("too")], &both()),
        ),
        (
            "from more networks",
            guarded(&[all(), detach_from("10.0.0.0/8")], &[no()]),
            guarded(&[all(), detach_from("0.0.0.0/0")], &[no()]),
        ),
        (
            "with nothing granted, beside another change",
            guarded(&[other("oss")], &[no()]),
            guarded(&[other("rds"), detach("deny")], &[no()]),
        ),
        (
            "where nothing denied, and the grant could be attached",
            guarded(&[attach("q")], &[]),
            guarded(&[attach("q"), all(), detach("deny")], &[no()]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(TAKEN_OFF));
}

const TAKEN_OFF: &str = "
# one of two, each of which denies from somewhere
gained obtain user/u NotGranted->AllowedIf from none->private_network: Allow Added Custom/own: +ram:DetachPolicyFromUser; by +kvstore:*
gained obtain user/u Denied->Denied from none->none: Allow Added Custom/own: +ram:DetachPolicyFromU*; by +kvstore:*
lost obtain user/u AllowedIf->NotGranted from private_network->none: Allow Removed Custom/own: -ram:DetachPolicyFromUser; by -kvstore:*
lost obtain user/u Denied->Denied from none->none: Allow Removed Custom/own: -ram:DetachPolicyFromU*; by -kvstore:*
# two that both have to go
gained obtain user/u: Allow Added Custom/own: +ram:DetachPolicyFromUser; by +kvstore:*
lost obtain user/u: Allow Removed Custom/own: -ram:DetachPolicyFromUser; by -kvstore:*
# from more networks
gained obtain user/u AllowedIf->AllowedIf from private_network->anywhere what differs from anywhere: Allow Widened(Condition) Custom/own: +acs:SourceIp:0.0.0.0/0 -acs:SourceIp:10.0.0.0/8; by +kvstore:*
lost obtain user/u AllowedIf->AllowedIf from anywhere->private_network what differs from anywhere: Allow Narrowed(Condition) Custom/own: +acs:SourceIp:10.0.0.0/8 -acs:SourceIp:0.0.0.0/0; by -kvstore:*
# with nothing granted, beside another change
gained obtain user/u Denied->Denied from none->none: Allow Added Custom/own: +ram:DetachPolicyFromUser
lost obtain user/u Denied->Denied from none->none: Allow Removed Custom/own: -ram:DetachPolicyFromUser
# where nothing denied, and the grant could be attached
gained obtain user/u: Allow Added Custom/own: +ram:DetachPolicyFromUser; by +kvstore:*
lost obtain user/u: Attachment Added Custom/deny user/u: +{policy:Custom/deny,to:user/u} & Deny Added Custom/deny: +kvstore:*
gained obtain user/u: Attachment Removed Custom/deny user/u: -{policy:Custom/deny,to:user/u} & Deny Removed Custom/deny: -kvstore:*
lost obtain user/u: Allow Removed Custom/own: -ram:DetachPolicyFromUser; by -kvstore:*
";
