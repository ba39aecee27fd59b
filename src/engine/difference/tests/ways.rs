//! What somebody could obtain on one side alone, and by which change.

mod guards;
mod known;

use serde_json::{Value, json};

use super::rooms::{and, put, role, room, under};
use super::words::{Read, both_ways, lines, told};
use super::*;
use crate::model::doubt::Choice;

fn own(what: &str) -> String {
    format!("acs:ram:*:{OWN}:{what}")
}

/// A statement about a call on some things of the account.
fn call(effect: &str, action: &str, on: &[&str]) -> Value {
    let on: Vec<String> = on.iter().map(|what| own(what)).collect();
    json!({ "Effect": effect, "Action": action, "Resource": on })
}

fn says(effect: &str, action: &str) -> Value {
    json!({ "Effect": effect, "Action": action, "Resource": "*" })
}

/// That `u` may attach a policy to themselves.
fn attach(policy: &str) -> Value {
    call(
        "Allow",
        "ram:AttachPolicyToUser",
        &["user/u", &format!("policy/{policy}")],
    )
}

/// `u` holds `own`; `q`, `r`, and `s` are there to be attached.
fn made(own: &[Value], others: &[(&str, &[Value])]) -> Value {
    let mut account = room(&[], &[]);
    let policy = |name: &str, statements: &[Value]| {
        json!({ "type": "Custom", "name": name, "version": "v1",
            "document": { "Version": "1", "Statement": statements } })
    };
    account = and(account, "policies", policy("own", own));
    for (name, statements) in others {
        account = and(account, "policies", policy(name, statements));
    }
    and(
        account,
        "attachments",
        json!({ "policy": "Custom/own", "to": "user/u" }),
    )
}

#[test]
fn what_could_be_obtained_is_told_with_its_cause() {
    let is = |own: &[Value], others: &[(&str, &[Value])]| Read::account(made(own, others));
    let all = || says("Allow", "kvstore:*");
    let no = || says("Deny", "kvstore:Destroy*");
    let ecs = || says("Allow", "ecs:*");
    let within = |network: &str| {
        under(
            "Allow",
            "kvstore:*",
            json!({ "IpAddress": { "acs:SourceIp": network } }),
        )
    };
    let attach_within = |network: &str| {
        let mut one = attach("q");
        one["Condition"] = json!({ "IpAddress": { "acs:SourceIp": network } });
        one
    };
    // The second call is made by what the first one gave.
    let second = || attach("r");
    let not_second = || call("Deny", "ram:AttachPolicyToUser", &["user/u", "policy/r"]);
    let detach = || {
        call(
            "Allow",
            "ram:DetachPolicyFromUser",
            &["user/u", "policy/deny"],
        )
    };
    let denied = |own: &[Value], deny: &[Value]| {
        let account = made(own, &[("deny", deny)]);
        let attachment = json!({ "policy": "Custom/deny", "to": "user/u" });
        Read::account(and(account, "attachments", attachment))
    };
    let versions =
        |own: &[Value], rewritten: &str| Read::account(made(own, &[(rewritten, &[ecs()])]));
    let worn = |own: &[Value], service: &str| {
        let mut account = made(own, &[("all", &[all()])]);
        account = and(
            account,
            "roles",
            role("r", &[("Allow", "Service", &[service])]),
        );
        Read::account(and(
            account,
            "attachments",
            json!({ "policy": "Custom/all", "to": "role/r" }),
        ))
    };
    let pass = || call("Allow", "ram:PassRole", &["role/r"]);
    let create = || says("Allow", "fc:CreateFunction");
    let keys = |own: &[Value], boss: &[Value]| {
        let mut account = made(own, &[("boss", boss)]);
        account = and(
            account,
            "attachments",
            json!({ "policy": "Custom/boss", "to": "user/v" }),
        );
        Read::account(account)
    };
    let key = || call("Allow", "ram:CreateAccessKey", &["user/v"]);
    let grouped = |own: &[Value], group: &[Value]| {
        let mut account = made(own, &[("all", group)]);
        account = put(account, "/groups/0/members", json!([]));
        Read::account(and(
            account,
            "attachments",
            json!({ "policy": "Custom/all", "to": "group/g" }),
        ))
    };
    let join = || call("Allow", "ram:AddUserToGroup", &["user/u", "group/g"]);
    let cases = vec![
        (
            "a policy that was not there",
            is(&[attach("*")], &[]),
            is(&[attach("*")], &[("q", &[all()])]),
        ),
        (
            "a call",
            is(&[ecs()], &[("q", &[all()])]),
            is(&[attach("q")], &[("q", &[all()])]),
        ),
        (
            "what is attached",
            is(&[attach("q")], &[("q", &[ecs()])]),
            is(&[attach("q")], &[("q", &[all()])]),
        ),
        (
            "what denies what is attached",
            is(&[attach("q"), no()], &[("q", &[all()])]),
            is(&[attach("q")], &[("q", &[all()])]),
        ),
        (
            "what is attached denies",
            is(&[attach("q")], &[("q", &[all(), no()])]),
            is(&[attach("q")], &[("q", &[all()])]),
        ),
        (
            "what denies a second call",
            is(
                &[attach("q"), not_second()],
                &[("q", &[second()]), ("r", &[all()])],
            ),
            is(&[attach("q")], &[("q", &[second()]), ("r", &[all()])]),
        ),
        (
            "what a second call attaches",
            is(&[attach("q")], &[("q", &[second()]), ("r", &[ecs()])]),
            is(&[attach("q")], &[("q", &[second()]), ("r", &[all()])]),
        ),
        (
            "a network of what is attached",
            is(&[attach("q")], &[("q", &[within("10.0.0.0/8")])]),
            is(&[attach("q")], &[("q", &[within("0.0.0.0/0")])]),
        ),
        (
            "a network of the call",
            is(&[attach_within("10.0.0.0/8")], &[("q", &[all()])]),
            is(&[attach_within("0.0.0.0/0")], &[("q", &[all()])]),
        ),
        (
            "another policy to attach",
            is(&[attach("q")], &[("q", &[all()]), ("r", &[all()])]),
            is(
                &[attach("q"), attach("r")],
                &[("q", &[all()]), ("r", &[all()])],
            ),
        ),
        (
            "what was had already",
            is(&[all(), ecs()], &[("q", &[all()])]),
            is(&[all(), attach("q")], &[("q", &[all()])]),
        ),
        (
            "what denies can be taken off",
            denied(&[all()], &[no()]),
            denied(&[all(), detach()], &[no()]),
        ),
        (
            "what denies can be taken off, with nothing granted",
            denied(&[ecs()], &[no()]),
            denied(&[ecs(), detach()], &[no()]),
        ),
        (
            "a policy can be written anew",
            versions(&[ecs()], "own2"),
            versions(
                &[call("Allow", "ram:CreatePolicyVersion", &["policy/own"])],
                "own2",
            ),
        ),
        (
            "a role for a service",
            worn(&[pass(), create()], "ecs.aliyuncs.com"),
            worn(&[pass(), create()], "fc.aliyuncs.com"),
        ),
        (
            "a role that may be passed",
            worn(&[create()], "fc.aliyuncs.com"),
            worn(&[pass(), create()], "fc.aliyuncs.com"),
        ),
        (
            "a key of somebody",
            keys(&[ecs()], &[all()]),
            keys(&[key()], &[all()]),
        ),
        (
            "a key of somebody who may do it",
            keys(&[key()], &[ecs()]),
            keys(&[key()], &[all()]),
        ),
        (
            "a key of somebody who is denied no more",
            keys(&[key()], &[all(), no()]),
            keys(&[key()], &[all()]),
        ),
        (
            "a group to join",
            grouped(&[ecs()], &[all()]),
            grouped(&[join()], &[all()]),
        ),
        (
            "a group that may do it",
            grouped(&[join()], &[ecs()]),
            grouped(&[join()], &[all()]),
        ),
        (
            "a group that is denied no more",
            grouped(&[join()], &[all(), no()]),
            grouped(&[join()], &[all()]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(OBTAINED));
}

const OBTAINED: &str = "
# a policy that was not there
gained obtain user/u: Allow Added Custom/q: +kvstore:*
lost obtain user/u: Allow Removed Custom/q: -kvstore:*
# a call
gained obtain user/u: Allow Widened(Action) Custom/own: +ram:AttachPolicyToUser -ecs:*
lost obtain user/u: Allow Narrowed(Action) Custom/own: +ecs:* -ram:AttachPolicyToUser
# what is attached
gained obtain user/u: Allow Widened(Action) Custom/q: +kvstore:* -ecs:*
lost obtain user/u: Allow Narrowed(Action) Custom/q: +ecs:* -kvstore:*
# what denies what is attached
gained obtain user/u: Deny Removed Custom/own: -kvstore:Destroy*
lost obtain user/u: Deny Added Custom/own: +kvstore:Destroy*
# what is attached denies
gained obtain user/u: Deny Removed Custom/q: -kvstore:Destroy*
lost obtain user/u: Deny Added Custom/q: +kvstore:Destroy*
# what denies a second call
gained obtain user/u: Deny Removed Custom/own: -ram:AttachPolicyToUser; by +ram:AttachPolicyToUser
lost obtain user/u: Deny Added Custom/own: +ram:AttachPolicyToUser; by -ram:AttachPolicyToUser
# what a second call attaches
gained obtain user/u: Allow Widened(Action) Custom/r: +kvstore:* -ecs:*
lost obtain user/u: Allow Narrowed(Action) Custom/r: +ecs:* -kvstore:*
# a network of what is attached
gained obtain user/u AllowedIf->AllowedIf from private_network->anywhere what differs from anywhere: Allow Widened(Condition) Custom/q: +acs:SourceIp:0.0.0.0/0 -acs:SourceIp:10.0.0.0/8
lost obtain user/u AllowedIf->AllowedIf from anywhere->private_network what differs from anywhere: Allow Narrowed(Condition) Custom/q: +acs:SourceIp:10.0.0.0/8 -acs:SourceIp:0.0.0.0/0
# a network of the call
gained obtain user/u AllowedIf->AllowedIf from private_network->anywhere what differs from anywhere: Allow Widened(Condition) Custom/own: +acs:SourceIp:0.0.0.0/0 -acs:SourceIp:10.0.0.0/8
lost obtain user/u AllowedIf->AllowedIf from anywhere->private_network what differs from anywhere: Allow Narrowed(Condition) Custom/own: +acs:SourceIp:10.0.0.0/8 -acs:SourceIp:0.0.0.0/0
# another policy to attach
# what was had already
# what denies can be taken off
gained obtain user/u: Allow Added Custom/own: +ram:DetachPolicyFromUser; by +kvstore:*
lost obtain user/u: Allow Removed Custom/own: -ram:DetachPolicyFromUser; by -kvstore:*
# what denies can be taken off, with nothing granted
gained obtain user/u Denied->Denied from none->none: Allow Added Custom/own: +ram:DetachPolicyFromUser
lost obtain user/u Denied->Denied from none->none: Allow Removed Custom/own: -ram:DetachPolicyFromUser
# a policy can be written anew
gained obtain user/u: Allow Widened(Action) Custom/own: +ram:CreatePolicyVersion -ecs:*
lost obtain user/u: Allow Narrowed(Action) Custom/own: +ecs:* -ram:CreatePolicyVersion
# a role for a service
gained reach role/r by service:fc.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +fc.aliyuncs.com; by +kvstore:*
gained obtain user/u: Trust Widened(Principal) role/r: +fc.aliyuncs.com; by +kvstore:*
lost reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -ecs.aliyuncs.com; by -kvstore:*
gained reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +ecs.aliyuncs.com; by +kvstore:*
lost reach role/r by service:fc.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -fc.aliyuncs.com; by -kvstore:*
lost obtain user/u: Trust Narrowed(Principal) role/r: -fc.aliyuncs.com; by -kvstore:*
# a role that may be passed
gained obtain user/u: Allow Added Custom/own: +ram:PassRole
lost obtain user/u: Allow Removed Custom/own: -ram:PassRole
# a key of somebody
gained obtain user/u: Allow Widened(Action) Custom/own: +ram:CreateAccessKey -ecs:*
lost obtain user/u: Allow Narrowed(Action) Custom/own: +ecs:* -ram:CreateAccessKey
# a key of somebody who may do it
gained obtain user/u: Allow Widened(Action) Custom/boss: +kvstore:* -ecs:*
gained direct user/v: Allow Widened(Action) Custom/boss: +kvstore:* -ecs:*
lost obtain user/u: Allow Narrowed(Action) Custom/boss: +ecs:* -kvstore:*
lost direct user/v: Allow Narrowed(Action) Custom/boss: +ecs:* -kvstore:*
# a key of somebody who is denied no more
gained obtain user/u: Deny Removed Custom/boss: -kvstore:Destroy*; by +kvstore:*
gained direct user/v Denied->Allowed: Deny Removed Custom/boss: -kvstore:Destroy*; by +kvstore:*
lost obtain user/u: Deny Added Custom/boss: +kvstore:Destroy*; by -kvstore:*
lost direct user/v Allowed->Denied: Deny Added Custom/boss: +kvstore:Destroy*; by -kvstore:*
# a group to join
gained obtain user/u: Allow Widened(Action) Custom/own: +ram:AddUserToGroup -ecs:*
lost obtain user/u: Allow Narrowed(Action) Custom/own: +ecs:* -ram:AddUserToGroup
# a group that may do it
gained direct group/g: Allow Altered(Action) Custom/all: +kvstore:* -ecs:*
gained obtain user/u: Allow Altered(Action) Custom/all: +kvstore:* -ecs:*
lost direct group/g: Allow Altered(Action) Custom/all: +ecs:* -kvstore:*
lost obtain user/u: Allow Altered(Action) Custom/all: +ecs:* -kvstore:*
# a group that is denied no more
gained direct group/g Denied->Allowed: Deny Removed Custom/all: -kvstore:Destroy*; by +kvstore:*
gained obtain user/u: Deny Removed Custom/all: -kvstore:Destroy*; by +kvstore:*
lost direct group/g Allowed->Denied: Deny Added Custom/all: +kvstore:Destroy*; by -kvstore:*
lost obtain user/u: Deny Added Custom/all: +kvstore:Destroy*; by -kvstore:*
";

/// To have to go round is no gain where what decides whether one can, and is not known,
/// decided about what was had before.
#[test]
fn what_is_not_known_decides_about_the_calls_of_a_way() {
    let all = || says("Allow", "kvstore:*");
    let may_hold = |policies: &[(&str, &[Value])], held: &str, about: &str| {
        let account = made(&[says("Allow", "ecs:*")], policies);
        let attachment = json!({ "policy": format!("Custom/{held}"), "to": "user/u" });
        let mut read = Read::account(and(account, "attachments", attachment));
        let gap = read.model.doubts.gap("unread", about, None, 2);
        let last = read.model.accounts[0].attachments.last_mut().unwrap();
        last.when.push(Choice::is(gap, 1));
        read
    };
    let (had, call) = ([all()], [attach("q")]);
    let policies: &[(&str, &[Value])] = &[("q", &had), ("at", &call)];
    let before = may_hold(policies, "q", "one");
    let after = |about: &str| may_hold(policies, "at", about);
    let lost = "lost direct user/u Unknown->NotGranted if unread one: Attachment Removed \
        Custom/q user/u: -{policy:Custom/q,to:user/u}; by -kvstore:*";
    assert_eq!(told(&before, &after("one")), [lost]);
    let gained = "gained obtain user/u NotGranted->Unknown if unread another: Attachment Added \
        Custom/at user/u: +{policy:Custom/at,to:user/u}; by +ram:AttachPolicyToUser";
    assert_eq!(told(&before, &after("another")), [gained, lost]);
}

/// Of the sessions of somebody of Cloud SSO it is told which one is denied no more: what
/// denies another of them on both sides is no cause.
#[test]
fn what_denies_one_session_no_more_is_told_without_what_denies_another() {
    const CONFIGURE: &str = "cloudsso:AddPermissionPolicyToAccessConfiguration";
    const PROVISION: &str = "cloudsso:ProvisionAccessConfiguration";
    let denies_but =
        |actions: &[&str]| json!({ "Effect": "Deny", "NotAction": actions, "Resource": "*" });
    let account = |first: &[Value]| {
        let dev = [
            says("Allow", CONFIGURE),
            says("Allow", PROVISION),
            denies_but(&[CONFIGURE, PROVISION, "kvstore:*"]),
        ];
        let network = json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" } });
        let idle = [
            denies_but(&["kvstore:*"]),
            under("Deny", "kvstore:*", network),
        ];
        let configuration = |name: &str, statements: &[Value]| {
            let document = json!({ "Version": "1", "Statement": statements });
            json!({ "name": name, "inline": document })
        };
        let assigned = ["dev", "idle"]
            .map(|name| json!({ "configuration": name, "to": "user/jo", "account": OWN }));
        let sso = json!({
            "users": [{ "name": "jo" }],
            "access_configurations": [
                configuration("dev", &[&dev, first].concat()),
                configuration("idle", &idle),
            ],
            "assignments": assigned,
        });
        let directory = json!({ "id": "rd-1", "account": "management" });
        let account = put(room(&[], &[]), "/resource_directory", directory);
        Read::account(put(account, "/sso", sso))
    };
    let (before, after) = (account(&[says("Deny", "kvstore:*")]), account(&[]));
    let told = both_ways([("what denies the first", before, after)]);
    assert_eq!(told, lines(SESSIONS));
}

const SESSIONS: &str = "
# what denies the first
gained obtain sso-user/jo AllowedIf->Allowed from anywhere->anywhere: Deny Removed Inline/dev: -kvstore:*
lost obtain sso-user/jo Allowed->AllowedIf from anywhere->anywhere: Deny Added Inline/dev: +kvstore:*
";
