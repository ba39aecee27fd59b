//! By which change a difference is told, and which texts: what lies between a policy and
//! whoever holds it.

use super::words::{Read, causes, compared, texts};
use super::*;

/// The user `u` holds nothing of worth and is in the group `idle`; the group `ops` and
/// the user `boss` hold `all`, and `no` denies. Of Cloud SSO `jo` is in no group, and the
/// group `team` has the configuration `All`. The account is below a directory that does
/// not bind it.
fn company() -> Value {
    let configuration = |name: &str, effect: &str, action: &str| json!({ "name": name, "inline": { "Version": "1", "Statement": [says(effect, action)] } });
    json!({
        "users": [{ "name": "boss" }, { "name": "u" }],
        "groups": [{ "name": "idle", "members": ["u"] }, { "name": "ops", "members": ["boss"] }],
        "roles": [],
        "policies": [
            policy("all", &[says("Allow", "kvstore:*")]),
            policy("no", &[says("Deny", "kvstore:Destroy*")]),
            policy("own", &[says("Allow", "ecs:*")]),
        ],
        "attachments": [
            { "policy": "Custom/own", "to": "user/u" },
            { "policy": "Custom/all", "to": "user/boss" },
            { "policy": "Custom/all", "to": "group/ops" },
        ],
        "resource_directory": { "id": "rd-1", "account": "member", "path": ["r-1", "fd-1"] },
        "control_policies": [
            { "id": "cp-full", "name": "FullAliyunAccess", "targets": ["r-1"] },
        ],
        "sso": {
            "users": [{ "name": "jo" }],
            "groups": [{ "name": "team", "members": [] }],
            "access_configurations": [
                configuration("All", "Allow", "kvstore:D*"),
                configuration("Some", "Allow", "ecs:*"),
            ],
            "assignments": [
                { "configuration": "All", "to": "group/team", "account": OWN },
                { "configuration": "Some", "to": "user/jo", "account": OWN },
            ],
        },
    })
}

/// Each entry in words, with the texts of its causes and of what they let take effect,
/// each by the side that it stands on.
fn told(before: Value, after: Value) -> Vec<String> {
    let (before, after) = (Read::account(before), Read::account(after));
    let found = compared(&before, &after);
    let entry = |word: &str, entry: &Entry| {
        let causes = causes(entry, &found, &|places| texts(places, &before, &after));
        let kind = format!("{word} {}", entry.kind.word());
        (kind, entry.principal.clone(), causes)
    };
    let gained = found.gained.iter().map(|one| entry("gained", one));
    let lost = found.lost.iter().map(|one| entry("lost", one));
    let mut all: Vec<(String, Vec<String>, String)> = Vec::new();
    for (kind, who, causes) in gained.chain(lost) {
        match all.last_mut() {
            Some(last) if last.0 == kind && last.2 == causes => last.1.push(who),
            _ => all.push((kind, vec![who], causes)),
        }
    }
    let all = all.iter();
    all.map(|(kind, who, causes)| format!("{kind} {}: {causes}", who.join(", ")))
        .collect()
}

fn attached(policy: &str, to: &str) -> impl Fn(&mut Value) {
    let attachment = json!({ "policy": policy, "to": to });
    move |account| add(account, "attachments", attachment.clone())
}

/// The account after some edits.
fn with(edits: &[&dyn Fn(&mut Value)]) -> Value {
    let mut account = company();
    for edit in edits {
        edit(&mut account);
    }
    account
}

fn control(id: &str, targets: &[&str], statement: Value) -> Value {
    let document = json!({ "Version": "1", "Statement": [statement] });
    json!({ "id": id, "name": id, "targets": targets, "document": document })
}

/// What there is on one side alone is gained from there and lost on the way back, by the
/// same texts.
#[test]
fn links_are_told_by_what_was_changed() {
    let attach = attached("Custom/all", "user/u");
    let deny = attached("Custom/no", "user/boss");
    let deny_group = attached("Custom/no", "group/ops");
    let bundled = attached("System/AliyunKvstoreFullAccess", "user/u");
    // Its document is known from the input alone, and it is declared nowhere.
    let given = |account: &mut Value| {
        let mut policy = policy("AliyunUnheardAccess", &[says("Allow", "kvstore:*")]);
        policy["type"] = json!("System");
        add(account, "policies", policy);
        attached("System/AliyunUnheardAccess", "user/u")(account);
    };
    let scoped = |account: &mut Value| {
        let attachment = json!({ "policy": "Custom/all", "to": "user/u", "scope": "rg-1" });
        add(account, "attachments", attachment);
    };
    let join = |account: &mut Value| account["groups"][1]["members"] = json!(["boss", "u"]);
    let idle_holds = attached("Custom/all", "group/idle");
    let new_group = |account: &mut Value| {
        add(
            account,
            "groups",
            json!({ "name": "new", "members": ["u"] }),
        );
        add(
            account,
            "attachments",
            json!({ "policy": "Custom/all", "to": "group/new" }),
        );
    };
    let new_user = |account: &mut Value| {
        add(account, "users", json!({ "name": "eve" }));
        add(
            account,
            "attachments",
            json!({ "policy": "Custom/all", "to": "user/eve" }),
        );
    };
    let assigned = |account: &mut Value| {
        let assignment = json!({ "configuration": "All", "to": "user/jo", "account": OWN });
        account["sso"]["assignments"]
            .as_array_mut()
            .unwrap()
            .push(assignment);
    };
    let in_team = |account: &mut Value| account["sso"]["groups"][0]["members"] = json!(["jo"]);
    let listed = |account: &mut Value| {
        account["sso"]["access_configurations"][1]["system_policies"] =
            json!(["AliyunKvstoreFullAccess"]);
    };
    let controlled = |account: &mut Value| {
        add(
            account,
            "control_policies",
            control("cp-no", &["fd-1"], says("Deny", "*")),
        );
    };
    let elsewhere = |account: &mut Value| {
        add(
            account,
            "control_policies",
            control("cp-no", &["fd-9"], says("Deny", "*")),
        );
    };
    let level = |account: &mut Value| {
        add(
            account,
            "control_policies",
            control("cp-ecs", &["fd-1"], says("Allow", "ecs:*")),
        );
    };
    let placed = |account: &mut Value| {
        account["resource_directory"]["path"] = json!(["r-1", "fd-9"]);
    };
    let alone =
        |account: &mut Value| account["resource_directory"] = json!({ "account": "standalone" });
    let cases: Vec<(&str, Value, Value)> = vec![
        ("an attachment", with(&[]), with(&[&attach])),
        ("a bundled policy", with(&[]), with(&[&bundled])),
        ("a system policy that is given", with(&[]), with(&[&given])),
        ("a deny", with(&[&deny]), with(&[])),
        ("a deny of a group", with(&[&deny_group]), with(&[])),
        ("a scope", with(&[&scoped]), with(&[&attach])),
        ("a member", with(&[]), with(&[&join])),
        ("a group's policy", with(&[]), with(&[&idle_holds])),
        ("a group", with(&[]), with(&[&new_group])),
        ("a user", with(&[]), with(&[&new_user])),
        ("an assignment", with(&[]), with(&[&assigned])),
        ("a member of a team", with(&[]), with(&[&in_team])),
        ("a policy of a configuration", with(&[]), with(&[&listed])),
        ("a control policy", with(&[&controlled]), with(&[])),
        ("a target", with(&[&controlled]), with(&[&elsewhere])),
        ("a level", with(&[&level]), with(&[])),
        (
            "a place",
            with(&[&controlled]),
            with(&[&controlled, &placed]),
        ),
        (
            "a directory",
            with(&[&controlled]),
            with(&[&controlled, &alone]),
        ),
    ];
    let mut all = Vec::new();
    for (what, before, after) in cases {
        all.push(format!("# {what}"));
        all.extend(told(before.clone(), after.clone()));
        all.extend(told(after, before));
    }
    let expected: Vec<&str> = EXPECTED.trim().lines().map(str::trim).collect();
    assert_eq!(all.join("\n"), expected.join("\n"));
}

const EXPECTED: &str = "
# an attachment
gained direct user/u: Attachment Added Custom/all user/u: +{policy:Custom/all,to:user/u}; by +kvstore:*
lost direct user/u: Attachment Removed Custom/all user/u: -{policy:Custom/all,to:user/u}; by -kvstore:*
# a bundled policy
gained direct user/u: Attachment Added System/AliyunKvstoreFullAccess user/u: +{policy:System/AliyunKvstoreFullAccess,to:user/u}
lost direct user/u: Attachment Removed System/AliyunKvstoreFullAccess user/u: -{policy:System/AliyunKvstoreFullAccess,to:user/u}
# a system policy that is given
gained direct user/u: Attachment Added System/AliyunUnheardAccess user/u: +{policy:System/AliyunUnheardAccess,to:user/u} & Allow Added System/AliyunUnheardAccess: +kvstore:*
lost direct user/u: Attachment Removed System/AliyunUnheardAccess user/u: -{policy:System/AliyunUnheardAccess,to:user/u} & Allow Removed System/AliyunUnheardAccess: -kvstore:*
# a deny
gained direct user/boss: Attachment Removed Custom/no user/boss: -{policy:Custom/no,to:user/boss}; by +kvstore:*
lost direct user/boss: Attachment Added Custom/no user/boss: +{policy:Custom/no,to:user/boss}; by -kvstore:*
# a deny of a group
gained direct group/ops, user/boss: Attachment Removed Custom/no group/ops: -{policy:Custom/no,to:group/ops}; by +kvstore:*
lost direct group/ops, user/boss: Attachment Added Custom/no group/ops: +{policy:Custom/no,to:group/ops}; by -kvstore:*
# a scope
gained direct user/u: Attachment Widened(Resource) Custom/all user/u: +{policy:Custom/all,to:user/u} -{policy:Custom/all,scope:rg-1,to:user/u}; by +kvstore:*
lost direct user/u: Attachment Narrowed(Resource) Custom/all user/u: +{policy:Custom/all,scope:rg-1,to:user/u} -{policy:Custom/all,to:user/u}; by -kvstore:*
# a member
gained direct user/u: Membership Added user/u group/ops: +u; by +kvstore:*
lost direct user/u: Membership Removed user/u group/ops: -u; by -kvstore:*
# a group's policy
gained direct group/idle, user/u: Attachment Added Custom/all group/idle: +{policy:Custom/all,to:group/idle}; by +kvstore:*
lost direct group/idle, user/u: Attachment Removed Custom/all group/idle: -{policy:Custom/all,to:group/idle}; by -kvstore:*
# a group
gained direct group/new: Attachment Added Custom/all group/new: +{policy:Custom/all,to:group/new}; by +kvstore:*
gained direct user/u: Membership Added user/u group/new: +u & Attachment Added Custom/all group/new: +{policy:Custom/all,to:group/new}; by +kvstore:*
lost direct group/new: Principal Removed group/new: -new
lost direct user/u: Membership Removed user/u group/new: -u & Attachment Removed Custom/all group/new: -{policy:Custom/all,to:group/new}; by -kvstore:*
# a user
gained direct user/eve: Attachment Added Custom/all user/eve: +{policy:Custom/all,to:user/eve}; by +kvstore:*
lost direct user/eve: Principal Removed user/eve: -eve
# an assignment
gained direct sso-user/jo: Attachment Added Inline/All sso-user/jo: +{account:1000000000000001,configuration:All,to:user/jo}; by +kvstore:D*
lost direct sso-user/jo: Attachment Removed Inline/All sso-user/jo: -{account:1000000000000001,configuration:All,to:user/jo}; by -kvstore:D*
# a member of a team
gained direct sso-user/jo: Membership Added sso-user/jo sso-group/team: +jo; by +kvstore:D*
lost direct sso-user/jo: Membership Removed sso-user/jo sso-group/team: -jo; by -kvstore:D*
# a policy of a configuration
gained direct sso-user/jo: Attachment Added System/AliyunKvstoreFullAccess configuration/Some: +AliyunKvstoreFullAccess; by +{account:1000000000000001,configuration:Some,to:user/jo}
lost direct sso-user/jo: Attachment Removed System/AliyunKvstoreFullAccess configuration/Some: -AliyunKvstoreFullAccess; by -{account:1000000000000001,configuration:Some,to:user/jo}
# a control policy
gained direct group/ops, sso-group/team, user/boss: ControlPolicy Removed Control/cp-no: -{document:{Statement:[{Action:[*],Effect:Deny,Resource:*}],V…; by +kvstore:* +kvstore:D*
lost direct group/ops, sso-group/team, user/boss: ControlPolicy Added Control/cp-no: +{document:{Statement:[{Action:[*],Effect:Deny,Resource:*}],V…; by -kvstore:* -kvstore:D*
# a target
gained direct group/ops, sso-group/team, user/boss: ControlPolicy Removed Control/cp-no: -fd-1; by +kvstore:* +kvstore:D*
lost direct group/ops, sso-group/team, user/boss: ControlPolicy Added Control/cp-no: +fd-1; by -kvstore:* -kvstore:D*
# a level
gained direct group/ops, sso-group/team, user/boss: ControlPolicy Removed Control/cp-ecs: -{document:{Statement:[{Action:[ecs:*],Effect:Allow,Resource:…; by +kvstore:* +kvstore:D*
lost direct group/ops, sso-group/team, user/boss: ControlPolicy Added Control/cp-ecs: +{document:{Statement:[{Action:[ecs:*],Effect:Allow,Resource:…; by -kvstore:* -kvstore:D*
# a place
gained direct group/ops, sso-group/team, user/boss: Position Changed Control/cp-no: +[r-1,fd-9] -[r-1,fd-1]; by +kvstore:* +kvstore:D*
lost direct group/ops, sso-group/team, user/boss: Position Changed Control/cp-no: +[r-1,fd-1] -[r-1,fd-9]; by -kvstore:* -kvstore:D*
# a directory
gained direct group/ops, sso-group/team, user/boss: Position Changed Control/cp-no standalone: +standalone -[r-1,fd-1]; by +kvstore:* +kvstore:D*
lost direct group/ops, sso-group/team, user/boss: Position Changed Control/cp-no member: +[r-1,fd-1] -standalone; by -kvstore:* -kvstore:D*
";
