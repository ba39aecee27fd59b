//! Access by becoming a role: in which order, when, and what the whole way takes.

use super::*;
use crate::engine::domain::ordered::parse_instant;
use crate::engine::reach::Reach;

const ASSUME: &str = "sts:AssumeRole";

fn trusting(who: &[&str]) -> Value {
    let arns = who.iter().map(|who| format!("acs:ram::{OWN}:{who}"));
    json!({ "Version": "1", "Statement": [{
        "Effect": "Allow", "Action": ASSUME,
        "Principal": { "RAM": arns.collect::<Vec<_>>() },
    }] })
}

fn answers_to(model: &Model, action: &str) -> Answers {
    let catalogue = Catalogue::embedded();
    let settings = Settings {
        reach: true,
        ..settings()
    };
    answer(model, catalogue, &question(action, catalogue), &settings)
}

fn line_of<'l>(answers: &'l Answers, id: &str) -> &'l Line {
    let found = answers.lines().find(|(_, line)| line.id == id);
    found.unwrap().1
}

/// A user who may become a role, and the role, each under conditions.
fn one_step(becoming: &Value, acting: &Value) -> Model {
    let allow = |action: &str, condition: &Value| match *condition == json!({}) {
        true => statement("Allow", action),
        false => within("Allow", action, condition.clone()),
    };
    model(json!({
        "users": [{ "name": "mei" }],
        "roles": [{ "name": "admin", "trust": trusting(&["user/mei"]), "max_session_seconds": 3600 }],
        "policies": [
            policy("become", &[allow(ASSUME, becoming)]),
            policy("act", &[allow("kvstore:*", acting)]),
        ],
        "attachments": [
            { "policy": "Custom/become", "to": "user/mei" },
            { "policy": "Custom/act", "to": "role/admin" },
        ],
    }))
}

fn only_way(answers: &Answers) -> Option<&Reach> {
    let ways = &line_of(answers, "user/mei").reach;
    assert!(ways.len() < 2, "{ways:?}");
    ways.first()
}

/// The longer way comes first by the name of the role that it leads to.
#[test]
fn ways_are_told_by_the_roles_that_they_lead_to() {
    let model = model(json!({
        "users": [{ "name": "mei" }],
        "roles": [
            { "name": "z", "trust": trusting(&["user/mei"]) },
            { "name": "b", "trust": trusting(&["user/mei"]) },
            { "name": "a", "trust": trusting(&["role/z"]) },
            { "name": "closed", "trust": trusting(&["user/bo"]) },
        ],
        "policies": [
            policy("become", &[statement("Allow", ASSUME)]),
            policy("act", &[statement("Allow", "kvstore:*")]),
        ],
        "attachments": [
            { "policy": "Custom/become", "to": "user/mei" },
            { "policy": "Custom/become", "to": "role/z" },
            { "policy": "Custom/act", "to": "role/a" },
            { "policy": "Custom/act", "to": "role/b" },
            { "policy": "Custom/act", "to": "role/closed" },
        ],
    }));
    let answers = answers_to(&model, DESTROY);
    let ways = line_of(&answers, "user/mei").reach.iter();
    let ways: Vec<String> = ways.map(|way| way.via.join(" > ")).collect();
    assert_eq!(ways, ["role/z > role/a", "role/b"]);
    let account = &model.accounts[0];
    let name = |id| account.principal(id).unwrap().name.as_str();
    let mut steps: Vec<(&str, &str)> = answers.accounts[0]
        .crossings
        .iter()
        .map(|step| {
            assert_eq!(step.when, Formula::True);
            (name(step.caller), name(step.role))
        })
        .collect();
    steps.sort_unstable();
    assert_eq!(steps, [("mei", "b"), ("mei", "z"), ("z", "a")]);
}

/// Every request of a way has to be made: the one that takes most decides.
#[test]
fn d27_what_a_whole_way_takes() {
    let none = json!({});
    let mfa = json!({ "Bool": { "acs:MFAPresent": "true" } });
    let later = json!({ "DateGreaterThan": { "acs:CurrentTime": "2030-01-01T00:00:00Z" } });
    let cases = [
        (&none, &none, "allowed anywhere"),
        (&private(), &none, "allowed_if private_network"),
        (&none, &private(), "allowed_if private_network"),
        (&none, &mfa, "allowed_if console_mfa"),
        (&private(), &mfa, "allowed_if console_mfa"),
        (&mfa, &private(), "allowed_if console_mfa"),
        (&later, &none, "allowed_if later"),
        (&private(), &later, "allowed_if later"),
    ];
    for (becoming, acting, expected) in cases {
        let model = one_step(becoming, acting);
        let answers = answers_to(&model, DESTROY);
        let way = only_way(&answers).unwrap();
        let exposure = way.exposure.map_or("", Exposure::word);
        let found = format!("{} {exposure}", way.answer.word());
        assert_eq!(found, expected, "{becoming} {acting}");
        assert!(way.witness_world.is_some());
        // What is asked for comes with every request of the way.
        let keys: Vec<Vec<&str>> = way
            .witness
            .iter()
            .map(|request| request.keys().map(String::as_str).collect())
            .collect();
        assert_eq!(keys.len(), 2, "{keys:?}");
        for (condition, keys) in [becoming, acting].into_iter().zip(keys) {
            for tests in condition.as_object().unwrap().values() {
                for key in tests.as_object().unwrap().keys() {
                    assert!(keys.contains(&key.as_str()), "{key} {keys:?}");
                }
            }
        }
    }
}

/// A role is used once it was become, and as long as the session lasts: an hour here.
#[test]
fn d24_a_session_begins_and_ends() {
    let before = |when: &str| json!({ "DateLessThan": { "acs:CurrentTime": when } });
    let after = |when: &str| json!({ "DateGreaterThan": { "acs:CurrentTime": when } });
    let cases = [
        (
            before("2026-12-01T00:00:00Z"),
            after("2026-12-01T00:30:00Z"),
            true,
        ),
        (
            before("2026-12-01T00:00:00Z"),
            after("2026-12-01T01:30:00Z"),
            false,
        ),
        (
            after("2026-12-02T00:00:00Z"),
            before("2026-12-01T00:00:00Z"),
            false,
        ),
        (
            after("2026-12-01T00:00:00Z"),
            before("2026-12-02T00:00:00Z"),
            true,
        ),
        (
            after("2026-12-01T00:00:00Z"),
            after("2026-12-02T00:00:00Z"),
            true,
        ),
        (
            before("2026-12-01T00:00:00Z"),
            before("2026-12-01T00:00:00Z"),
            true,
        ),
        (before("2026-01-01T00:00:00Z"), json!({}), false),
        (json!({}), before("2026-01-01T00:00:00Z"), false),
    ];
    for (becoming, acting, leads) in cases {
        let model = one_step(&becoming, &acting);
        let answers = answers_to(&model, DESTROY);
        let Some(way) = only_way(&answers) else {
            assert!(!leads, "{becoming} {acting}");
            continue;
        };
        assert!(leads, "{becoming} {acting}");
        assert_eq!(way.answer, Answer::AllowedIf);
        let times: Vec<i128> = way
            .witness
            .iter()
            .map(|request| {
                let values = request["acs:CurrentTime"].as_ref().unwrap();
                parse_instant(&values[0]).unwrap()
            })
            .collect();
        let [first, second] = times[..] else {
            panic!("{:?}", way.witness)
        };
        let hour = 3_600 * 10_000_000_000;
        assert!(settings().at <= first && first <= second, "{times:?}");
        assert!(second <= first + hour, "{times:?}");
    }
}

/// What is not known of a step is what the way depends on; a reading is relied on only
/// by what is known to lead somewhere.
#[test]
fn d14_ways_that_depend_on_what_is_not_known() {
    let unread = json!({ "type": "Custom", "name": "unread", "version": "v1" });
    let root = || trusting(&["root"]);
    let model = model(json!({
        "users": [{ "name": "mei" }],
        "roles": [
            { "name": "deep", "trust": trusting(&["role/open"]) },
            { "name": "half", "trust": root() },
            { "name": "open", "trust": root() },
            { "name": "unseen" },
        ],
        "policies": [
            policy("become", &[statement("Allow", ASSUME)]),
            policy("act", &[statement("Allow", "kvstore:*")]),
            unread,
        ],
        "attachments": [
            { "policy": "Custom/become", "to": "user/mei" },
            { "policy": "Custom/become", "to": "role/open" },
            { "policy": "Custom/act", "to": "role/deep" },
            { "policy": "Custom/unread", "to": "role/half" },
            { "policy": "Custom/act", "to": "role/unseen" },
        ],
        "sso": {
            "users": [{ "name": "jo" }],
            "access_configurations": [
                { "name": "Become", "inline": document(&[statement("Allow", ASSUME)]) },
            ],
            "assignments": [{ "configuration": "Become", "to": "user/jo", "account": OWN }],
        },
    }));
    let told = told(&model, DESTROY, Readings::Default);
    let of = |id: &str| {
        let mut lines = told.iter();
        let line = lines.find(|line| line.split(' ').next() == Some(id));
        line.unwrap().as_str()
    };
    assert_eq!(
        of("user/mei"),
        "user/mei not_granted; as role/open > role/deep allowed; as role/half unknown unsure of policy; as role/unseen unknown unsure of trust"
    );
    assert_eq!(
        of("sso-user/jo"),
        "sso-user/jo not_granted; as role/open > role/deep allowed given root-includes-roles; as role/half unknown unsure of policy; as role/unseen unknown unsure of trust"
    );
}

/// What lets somebody ask for a role is the grant of that call: the smallest text, or
/// how a policy is held that comes with the program. No guard is.
#[test]
fn what_lets_somebody_become_a_role() {
    let guarded = policy(
        "guarded",
        &[
            within("Deny", ASSUME, private()),
            json!({ "Effect": "Allow", "Action": ["ecs:*", ASSUME], "Resource": "*" }),
        ],
    );
    let model = model(json!({
        "attachments": [
            { "policy": "Custom/guarded", "to": "user/mei" },
            { "policy": "System/AdministratorAccess", "to": "user/bo" },
            { "policy": "Custom/act", "to": "role/admin" },
        ],
        "users": [{ "name": "mei" }, { "name": "bo" }],
        "roles": [{ "name": "admin", "trust": trusting(&["user/mei", "user/bo"]) }],
        "policies": [guarded, policy("act", &[statement("Allow", "kvstore:*")])],
    }));
    let reached = answers_to(&model, DESTROY);
    let call = answers_to(&model, ASSUME);
    for (id, is_bundled) in [("user/mei", false), ("user/bo", true)] {
        let [way] = &line_of(&reached, id).reach[..] else {
            panic!("{id}")
        };
        let grants = line_of(&call, id).because.iter();
        let grants: Vec<&Because> = grants.filter(|one| one.force == Force::Allow).collect();
        let [grant] = grants[..] else {
            panic!("{grants:?}")
        };
        assert_eq!(grant.bundled, is_bundled, "{id}");
        assert_eq!(way.call_at, Some(grant.at), "{id}");
        assert_eq!(
            way.breadth.map(|breadth| breadth.word()),
            Some("service_wildcard")
        );
        // The principal that names the one, of the two in the trust document.
        assert!(way.trust.is_some());
    }
    let places: std::collections::BTreeSet<_> = ["user/mei", "user/bo"]
        .map(|id| line_of(&reached, id).reach[0].trust_at)
        .into();
    assert_eq!(places.len(), 2);
    assert!(places.iter().all(Option::is_some));
}
