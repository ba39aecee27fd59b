//! Who may, and by what: accounts with the lines that they come to.

mod asking;
mod becoming;
mod deciding;

use serde_json::{Value, json};

use super::*;
use crate::engine::snapshots::{OWN, WHOLE, model, settings};
use crate::engine::verdict::Answer;
use crate::model::doubt::DoubtId;

/// An action that is authorised on all resources, and one on single ones.
const DESTROY: &str = "kvstore:DestroyInstance";
const DELETE: &str = "kvstore:DeleteInstance";

/// The lines of an account in words: the answer, with its bounds where it is not known;
/// what it takes; and what decided, each with the policy, the number of the statement,
/// how broadly it grants, and what it came through.
fn told(model: &Model, action: &str, readings: Readings) -> Vec<String> {
    let catalogue = Catalogue::embedded();
    let settings = Settings {
        readings,
        reach: true,
        ..settings()
    };
    let asked = question(action, catalogue);
    let answers = answer(model, catalogue, &asked, &settings);
    let lines = answers.lines();
    lines
        .map(|(_, line)| in_words(line, &answers.doubts))
        .collect()
}

fn in_words(line: &Line, doubts: &Doubts) -> String {
    let verdict = &line.verdict;
    let mut words = vec![line.id.clone(), verdict.answer.word().to_owned()];
    if verdict.answer == Answer::Unknown {
        let [least, most] = [verdict.at_least, verdict.at_most].map(Answer::word);
        words.push(format!("{least}..{most}"));
    }
    words.extend(line.exposure.map(|exposure| exposure.word().to_owned()));
    words.extend(line.breadth.map(|breadth| breadth.word().to_owned()));
    let mut text = words.join(" ");
    for one in &line.because {
        let force = match one.force {
            Force::Allow => '+',
            Force::Deny => '-',
            Force::Gate => '!',
        };
        text = format!("{text} {force}{}", one.policy);
        if let Some(index) = one.index {
            text = format!("{text}#{index}");
        }
        if let Some(breadth) = one.breadth {
            text = format!("{text}({})", breadth.word());
        }
        for via in &one.via {
            text = format!("{text} by {via}");
        }
        if one.when.is_some() {
            text.push_str(" if");
        }
    }
    let named = |list: &[DoubtId]| {
        let names = list.iter().filter_map(|id| doubts.get(*id));
        let names: Vec<&str> = names.map(|doubt| doubt.name.as_str()).collect();
        names.join(", ")
    };
    for (word, list) in [
        ("unsure of", &verdict.depends_on),
        ("given", &verdict.relies_on),
    ] {
        if !list.is_empty() {
            text = format!("{text}; {word} {}", named(list));
        }
    }
    if !line.members.is_empty() {
        text = format!("{text}; members {}", line.members.join(", "));
    }
    if let Some(by) = &line.reach_in {
        text = format!("{text}; in by {}", by.join(", "));
    }
    for way in &line.reach {
        text = format!("{text}; as {} {}", way.via.join(" > "), way.answer.word());
        for (word, list) in [("unsure of", &way.depends_on), ("given", &way.relies_on)] {
            if !list.is_empty() {
                text = format!("{text} {word} {}", named(list));
            }
        }
    }
    text
}

fn statement(effect: &str, action: &str) -> Value {
    json!({ "Effect": effect, "Action": action, "Resource": "*" })
}

fn within(effect: &str, action: &str, condition: Value) -> Value {
    let mut statement = statement(effect, action);
    statement["Condition"] = condition;
    statement
}

fn document(statements: &[Value]) -> Value {
    json!({ "Version": "1", "Statement": statements })
}

fn policy(name: &str, statements: &[Value]) -> Value {
    json!({ "type": "Custom", "name": name, "version": "v1", "document": document(statements) })
}

fn private() -> Value {
    json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" } })
}

/// Every way to hold a policy, each by one user or role.
fn company() -> Value {
    let given = [
        ("all", "user/direct", None),
        ("all", "group/ops", None),
        ("all", "user/guarded", None),
        ("no", "group/quiet", None),
        ("office", "user/office", None),
        ("several", "user/several", None),
        ("broad", "user/broad", None),
        ("ecs", "user/ecs", None),
        ("no", "user/only-denied", None),
        ("unread", "user/unread", None),
        ("all", "user/scoped", Some("rg-1")),
        ("assume", "user/climber", None),
        ("all", "role/admin", None),
        ("assume", "role/step", None),
    ];
    let attachments = given.iter().map(|(policy, to, scope)| {
        let mut one = json!({ "policy": format!("Custom/{policy}"), "to": to });
        if let Some(scope) = scope {
            one["scope"] = json!(scope);
        }
        one
    });
    let trust = |who: &[&str]| {
        let own = who.iter().map(|who| format!("acs:ram::{OWN}:{who}"));
        json!({ "Version": "1", "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": { "RAM": own.collect::<Vec<_>>() },
        }] })
    };
    let users = [
        "direct",
        "member",
        "guarded",
        "office",
        "several",
        "broad",
        "ecs",
        "only-denied",
        "unread",
        "scoped",
        "climber",
        "nobody",
    ];
    json!({
        "users": users.map(|name| json!({ "name": name })),
        "groups": [
            { "name": "ops", "members": ["member"] },
            { "name": "quiet", "members": ["guarded"] },
        ],
        "roles": [
            { "name": "admin", "trust": trust(&["role/step"]) },
            { "name": "step", "trust": trust(&["user/climber"]) },
            { "name": "unseen" },
            { "name": "AliyunServiceRoleForX" },
        ],
        "policies": [
            policy("all", &[statement("Allow", "kvstore:*")]),
            policy("no", &[statement("Deny", "kvstore:Destroy*"), statement("Deny", "kvstore:Delete*")]),
            policy("office", &[within("Allow", DESTROY, private())]),
            policy("several", &[
                statement("Allow", "kvstore:Describe*"),
                statement("Allow", "kvstore:D*"),
                within("Allow", "*", private()),
                statement("Allow", "k*:*"),
                within("Deny", "*:*", json!({ "Bool": { "acs:SecureTransport": "false" } })),
            ]),
            policy("broad", &[json!({ "Effect": "Allow", "NotAction": "ram:*", "Resource": "*" })]),
            policy("ecs", &[statement("Allow", "ecs:*")]),
            { "type": "Custom", "name": "unread", "version": "v1" },
            policy("assume", &[statement("Allow", "sts:AssumeRole")]),
        ],
        "attachments": attachments.collect::<Vec<_>>(),
    })
}

/// A member of a resource directory: what holds here may be bound by each level.
fn member(policies: &[Value]) -> Value {
    let mut snapshot = json!({
        "users": [{ "name": "mei" }, { "name": "bo" }],
        "roles": [{ "name": "AliyunServiceRoleForX" }],
        "policies": [policy("all", &[statement("Allow", "*")])],
        "attachments": [
            { "policy": "Custom/all", "to": "user/mei" },
            { "policy": "Custom/all", "to": "role/AliyunServiceRoleForX" },
        ],
        "resource_directory": { "id": "rd-1", "account": "member", "path": ["r-1", "fd-1"] },
    });
    snapshot["control_policies"] = json!(policies);
    snapshot
}

fn control(name: &str, targets: &[&str], statements: &[Value]) -> Value {
    json!({
        "id": format!("cp-{name}"), "name": name, "effect_scope": "RAM",
        "targets": targets, "document": document(statements),
    })
}

#[track_caller]
fn says(model: &Model, action: &str, readings: Readings, expected: &[&str]) {
    assert_eq!(told(model, action, readings), expected);
}

#[test]
fn grants_and_guards_by_who_holds_them() {
    let model = model(company());
    let expected: [&str; 18] = [
        "user/broad allowed anywhere not_action +Custom/broad#0(not_action)",
        "user/climber not_granted; as role/step > role/admin allowed",
        "user/direct allowed anywhere service_wildcard +Custom/all#0(service_wildcard)",
        "user/ecs not_granted",
        "user/guarded denied +Custom/all#0(service_wildcard) -Custom/no#0 by group/quiet",
        "user/member allowed anywhere service_wildcard +Custom/all#0(service_wildcard) by group/ops",
        "user/nobody not_granted",
        "user/office allowed_if private_network exact +Custom/office#0(exact) if",
        "user/only-denied denied -Custom/no#0",
        "user/scoped not_granted; given resource-group-scope",
        "user/several allowed_if anywhere all_actions +Custom/several#1(verb_wildcard) +Custom/several#2(all_actions) if +Custom/several#3(cross_service) -Custom/several#4",
        "user/unread unknown not_granted..allowed anywhere +Custom/unread; unsure of policy",
        "group/ops allowed anywhere service_wildcard +Custom/all#0(service_wildcard); members user/member",
        "group/quiet denied -Custom/no#0; members user/guarded",
        "role/AliyunServiceRoleForX not_granted; in by service",
        "role/admin allowed anywhere service_wildcard +Custom/all#0(service_wildcard); in by role/step",
        "role/step not_granted; in by user/climber; as role/admin allowed",
        "role/unseen not_granted; in by unknown",
    ];
    says(&model, DESTROY, Readings::Default, &expected);
    // The same of an action on single resources, but for those that tell it apart.
    let others = [
        "user/guarded denied +Custom/all#0(service_wildcard) -Custom/no#1 by group/quiet",
        "user/office not_granted",
        "user/only-denied denied -Custom/no#1",
        "user/scoped allowed_if anywhere service_wildcard +Custom/all#0(service_wildcard) if",
        "group/quiet denied -Custom/no#1; members user/guarded",
    ];
    let expected = expected.map(|line| {
        let (id, _) = line.split_once(' ').unwrap();
        let other = others
            .iter()
            .find(|other| other.split_once(' ').unwrap().0 == id);
        *other.unwrap_or(&line)
    });
    says(&model, DELETE, Readings::Strict, &expected);
}

/// A role may be become by whoever is allowed to on that role alone.
#[test]
fn r45_r49_roles_are_become_by_what_is_allowed_on_them_alone() {
    let on = |name: &str, role: &str| {
        let mut statement = statement("Allow", "sts:AssumeRole");
        statement["Resource"] = json!(format!("acs:ram:*:{OWN}:role/{role}"));
        policy(name, &[statement])
    };
    let trust = json!({ "Version": "1", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "RAM": format!("acs:ram::{OWN}:root") },
    }] });
    let model = model(json!({
        "users": [{ "name": "one" }, { "name": "other" }],
        "roles": [{ "name": "admin", "trust": trust }],
        "policies": [
            policy("all", &[statement("Allow", "kvstore:*")]),
            on("admin", "admin"),
            on("other", "other"),
        ],
        "attachments": [
            { "policy": "Custom/all", "to": "role/admin" },
            { "policy": "Custom/admin", "to": "user/one" },
            { "policy": "Custom/other", "to": "user/other" },
        ],
    }));
    let expected = [
        "user/one not_granted; as role/admin allowed",
        "user/other not_granted",
        "role/admin allowed anywhere service_wildcard +Custom/all#0(service_wildcard); in by account",
    ];
    says(&model, DESTROY, Readings::Default, &expected);
}

/// Every level has to allow, and any may deny; a service-linked role is bound by none.
#[test]
fn r56_r57_d22_levels_of_a_directory() {
    let (allow, deny) = (statement("Allow", "*"), statement("Deny", "kvstore:*"));
    let outside = json!({ "NotIpAddress": { "acs:SourceIp": "10.0.0.0/8" } });
    let guard = within("Deny", DESTROY, outside);
    let mut full = control("FullAliyunAccess", &["r-1"], &[]);
    let mut unread = control("unread", &["fd-1"], &[]);
    for without in [&mut full, &mut unread] {
        without.as_object_mut().unwrap().remove("document");
    }
    let mut elsewhere = control("x", &[], std::slice::from_ref(&deny));
    elsewhere.as_object_mut().unwrap().remove("targets");
    let free = "role/AliyunServiceRoleForX allowed anywhere all_actions +Custom/all#0(all_actions); in by service";
    let cases = [
        (
            vec![full],
            [
                "user/bo not_granted",
                "user/mei allowed anywhere all_actions +Custom/all#0(all_actions)",
            ],
        ),
        (
            vec![control(
                "deny",
                &["r-1", "fd-9"],
                &[allow.clone(), deny.clone()],
            )],
            [
                "user/bo denied -Control/cp-deny#1",
                "user/mei denied -Control/cp-deny#1 +Custom/all#0(all_actions)",
            ],
        ),
        (
            vec![control("guard", &["fd-1"], &[guard, allow.clone()])],
            [
                "user/bo not_granted",
                "user/mei allowed_if private_network all_actions -Control/cp-guard#0 +Custom/all#0(all_actions)",
            ],
        ),
        (
            vec![control("ecs", &[OWN], &[statement("Allow", "ecs:*")])],
            [
                "user/bo not_granted",
                "user/mei denied !Control/cp-ecs +Custom/all#0(all_actions)",
            ],
        ),
        (
            vec![control("other", &["fd-9"], std::slice::from_ref(&deny))],
            [
                "user/bo not_granted",
                "user/mei allowed anywhere all_actions +Custom/all#0(all_actions)",
            ],
        ),
        (
            vec![unread],
            [
                "user/bo not_granted",
                "user/mei unknown denied..allowed anywhere all_actions -Control/cp-unread !Control/cp-unread +Custom/all#0(all_actions); unsure of control-policy",
            ],
        ),
        (
            vec![elsewhere],
            [
                "user/bo not_granted",
                "user/mei unknown denied..allowed anywhere all_actions -Control/cp-x#0 +Custom/all#0(all_actions); unsure of control-policy-binds",
            ],
        ),
    ];
    for (policies, [bo, mei]) in cases {
        says(
            &model(member(&policies)),
            DESTROY,
            Readings::Default,
            &[bo, mei, free],
        );
    }
    // Where the way to the root is not known, only what names the account is.
    let mut snapshot = member(&[
        control("deny", &["r-1"], &[deny]),
        control("own", &[OWN], &[allow]),
    ]);
    snapshot["resource_directory"] = json!({ "id": "rd-1", "account": "member" });
    says(
        &model(snapshot),
        DESTROY,
        Readings::Default,
        &[
            "user/bo not_granted",
            "user/mei unknown denied..allowed anywhere all_actions -Control/cp-deny#0 +Custom/all#0(all_actions); unsure of control-policy-binds",
            free,
        ],
    );
}

#[test]
fn d44_sessions_of_cloud_sso() {
    let kvstore = document(&[statement("Allow", "kvstore:*"), statement("Deny", DESTROY)]);
    let office = document(&[within("Allow", "kvstore:*", private())]);
    let model = model(json!({
        "users": [{ "name": "u" }],
        "roles": [{ "name": "r", "trust": { "Version": "1", "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": { "RAM": [format!("acs:ram::{OWN}:root")] },
        }] } }],
        "policies": [policy("all", &[statement("Allow", "*")])],
        "attachments": [{ "policy": "Custom/all", "to": "role/r" }],
        "sso": {
            "users": [{ "name": "mei" }, { "name": "bo" }, { "name": "kim" }, { "name": "jo" }],
            "groups": [{ "name": "ops", "members": ["mei", "kim"] }],
            "access_configurations": [
                { "name": "Admin", "system_policies": ["AdministratorAccess"] },
                { "name": "Guarded", "system_policies": ["AdministratorAccess"], "inline": kvstore },
                { "name": "Office", "inline": office },
                { "name": "Assume", "inline": document(&[statement("Allow", "sts:AssumeRole")]) },
            ],
            "assignments": [
                { "configuration": "Office", "to": "group/ops", "account": OWN },
                { "configuration": "Guarded", "to": "user/mei", "account": OWN },
                { "configuration": "Admin", "to": "user/kim", "account": OWN },
                { "configuration": "Assume", "to": "user/jo", "account": OWN },
            ],
        },
    }));
    says(
        &model,
        DESTROY,
        Readings::Default,
        &[
            "user/u not_granted",
            "role/r allowed anywhere all_actions +Custom/all#0(all_actions); in by account",
            "sso-user/bo not_granted",
            "sso-user/jo not_granted; as role/r allowed given root-includes-roles",
            "sso-user/kim allowed anywhere all_actions +System/AdministratorAccess#0(all_actions) by configuration/Admin; as role/r allowed given root-includes-roles",
            "sso-user/mei allowed_if private_network service_wildcard +Inline/Office#0(service_wildcard) by sso-group/ops by configuration/Office if; as role/r allowed given root-includes-roles",
            "sso-group/ops allowed_if private_network service_wildcard +Inline/Office#0(service_wildcard) by configuration/Office if; members sso-user/mei, sso-user/kim",
        ],
    );
}

/// What an account leaves out may be an Allow, if it claims to be one; it is no Deny,
/// and takes none away.
#[test]
fn d32_accounts_that_are_not_whole() {
    let open = "unknown not_granted..allowed anywhere; unsure of not-complete";
    for missing in WHOLE {
        let snapshot = json!({
            "complete": WHOLE.into_iter().filter(|one| *one != missing).collect::<Vec<_>>(),
            "users": [{ "name": "u" }, { "name": "v" }],
            "groups": [{ "name": "g", "members": ["v"] }],
            "roles": [{ "name": "AliyunServiceRoleForX" }],
            "policies": [policy("no", &[statement("Deny", "*")])],
            "attachments": [{ "policy": "Custom/no", "to": "group/g" }],
        });
        let user = ["attachments", "memberships", "groups"].contains(&missing);
        let role = missing == "attachments";
        let said = |is_open| if is_open { open } else { "not_granted" };
        let found = told(&model(snapshot), DESTROY, Readings::Default);
        let expected = [
            format!("user/u {}", said(user)),
            "user/v denied -Custom/no#0 by group/g".to_owned(),
            "group/g denied -Custom/no#0; members user/v".to_owned(),
            format!("role/AliyunServiceRoleForX {}; in by service", said(role)),
        ];
        assert_eq!(found.get(..4), Some(expected.as_slice()), "{missing}");
        // Who holds a document is not known either.
        assert_eq!(found.len() > 4, role, "{missing}");
    }
}
