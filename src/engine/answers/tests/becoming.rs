//! Access by becoming a role: in which order, when, and what the whole way takes.

use super::*;
use crate::engine::domain::ordered::parse_instant;
use crate::engine::reach::{Reach, assuming};

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

/// An Allow to become one role.
fn to(role: &str, condition: Option<Value>) -> Value {
    let mut allow = statement("Allow", ASSUME);
    allow["Resource"] = json!(format!("acs:ram::{OWN}:role/{role}"));
    if let Some(condition) = condition {
        allow["Condition"] = condition;
    }
    allow
}

fn at(test: &str, instant: &str) -> Option<Value> {
    Some(json!({ test: { "acs:CurrentTime": instant } }))
}

/// An account of the user `mei` and of roles that trust the user and each other; each
/// holds these statements.
fn of_roles(mei: &[Value], roles: &[(&str, &[Value])]) -> Value {
    let mut policies = vec![policy("of-mei", mei)];
    let mut attachments = vec![json!({ "policy": "Custom/of-mei", "to": "user/mei" })];
    let mut list = Vec::new();
    let callers = roles.iter().map(|(name, _)| format!("role/{name}"));
    let callers: Vec<String> = callers.chain(["user/mei".to_owned()]).collect();
    let callers: Vec<&str> = callers.iter().map(String::as_str).collect();
    for (name, statements) in roles {
        policies.push(policy(&format!("of-{name}"), statements));
        attachments
            .push(json!({ "policy": format!("Custom/of-{name}"), "to": format!("role/{name}") }));
        list.push(
            json!({ "name": name, "trust": trusting(&callers), "max_session_seconds": 3600 }),
        );
    }
    json!({
        "users": [{ "name": "mei" }],
        "roles": list,
        "policies": policies,
        "attachments": attachments,
    })
}

fn ways_of(snapshot: Value, id: &str) -> Vec<String> {
    let answers = answers_to(&model(snapshot), DESTROY);
    let ways = line_of(&answers, id).reach.iter();
    let told = ways.map(|way| format!("{} {}", way.via.join(" > "), way.answer.word()));
    told.collect()
}

/// A role is become again at other times than before, and what that leads to is found.
#[test]
fn d24_a_longer_way_may_come_at_another_time() {
    let act = [statement("Allow", "kvstore:*")];
    let mei = [
        to("r", at("DateLessThan", "2026-12-01T00:00:00Z")),
        to("s", at("DateGreaterThan", "2026-12-01T03:00:00Z")),
    ];
    let late = |role: &str| to(role, at("DateGreaterThan", "2026-12-01T02:00:00Z"));
    let from_r = [late("x"), late("y")];
    let roles: [(&str, &[Value]); 4] = [
        ("r", &from_r),
        ("s", &[to("r", None)]),
        ("x", &act),
        ("y", &act),
    ];
    let snapshot = of_roles(&mei, &roles);
    let expected = [
        "role/s > role/r > role/x allowed_if",
        "role/s > role/r > role/y allowed_if",
    ];
    assert_eq!(ways_of(snapshot.clone(), "user/mei"), expected);
    // What lets the first call be made is told, and no later one.
    let model = model(snapshot);
    let (reached, call) = (answers_to(&model, DESTROY), answers_to(&model, ASSUME));
    let own: Vec<_> = line_of(&call, "user/mei")
        .because
        .iter()
        .map(|one| one.at)
        .collect();
    for way in &line_of(&reached, "user/mei").reach {
        assert!(own.contains(&way.call_at.unwrap()), "{way:?}");
    }
}

/// Of ways that are as long the first by the names of the roles is told.
#[test]
fn of_two_ways_the_first_by_name_is_told() {
    let mei = [to("b", None), to("a", None)];
    let on: &[Value] = &[to("x", None)];
    let act: &[Value] = &[statement("Allow", "kvstore:*")];
    let snapshot = of_roles(&mei, &[("b", on), ("a", on), ("x", act)]);
    assert_eq!(ways_of(snapshot, "user/mei"), ["role/a > role/x allowed"]);
}

/// A role that may become another, which may become it, does not reach itself.
#[test]
fn ways_do_not_come_back_to_where_they_began() {
    let first = [to("s", None), statement("Allow", "kvstore:*")];
    // Another role that nobody may become keeps the search going.
    for other in [&[][..], &[("x", &[][..])]] {
        let roles = [("r", &first[..]), ("s", &[to("r", None)])];
        let snapshot = of_roles(&[], &[&roles[..], other].concat());
        assert_eq!(ways_of(snapshot.clone(), "role/r"), [""; 0]);
        assert_eq!(ways_of(snapshot, "role/s"), ["role/r allowed"]);
    }
}

/// Two sessions in which a role can be become at some times each do not make up for one
/// by which another role is reached.
#[test]
fn d44_what_several_sessions_reach_is_looked_at_to_its_end() {
    let session = |name: &str, condition: Option<Value>| {
        let mut allow = statement("Allow", ASSUME);
        allow["Condition"] = condition.unwrap();
        json!({ "name": name, "inline": document(&[allow]) })
    };
    let assigned = |name: &str| json!({ "configuration": name, "to": "user/jo", "account": OWN });
    let act = [statement("Allow", "kvstore:*")];
    let mut snapshot = of_roles(&[], &[("z", &[to("a", None)]), ("a", &act)]);
    snapshot["roles"][0]["trust"] = trusting(&["root"]);
    snapshot["roles"][1]["trust"] = trusting(&["role/z"]);
    snapshot["sso"] = json!({
        "users": [{ "name": "jo" }],
        "access_configurations": [
            session("Early", at("DateLessThan", "2026-12-01T00:00:00Z")),
            session("Late", at("DateGreaterThan", "2027-01-01T00:00:00Z")),
        ],
        "assignments": [assigned("Early"), assigned("Late")],
    });
    let expected = ["role/z > role/a allowed_if"];
    assert_eq!(ways_of(snapshot, "sso-user/jo"), expected);
}

/// A group makes no requests, whatever it holds.
#[test]
fn steps_are_taken_by_users_and_roles() {
    let model = model(json!({
        "users": [{ "name": "mei" }],
        "groups": [{ "name": "ops", "members": ["mei"] }],
        "roles": [{ "name": "admin", "trust": trusting(&["root"]) }],
        "policies": [
            policy("become", &[statement("Allow", ASSUME)]),
            policy("act", &[statement("Allow", "kvstore:*")]),
        ],
        "attachments": [
            { "policy": "Custom/become", "to": "group/ops" },
            { "policy": "Custom/act", "to": "role/admin" },
        ],
    }));
    let answers = answers_to(&model, DESTROY);
    let account = &model.accounts[0];
    let steps = answers.accounts[0].crossings.iter();
    let callers: Vec<&str> = steps
        .map(|step| account.principal(step.caller).unwrap().name.as_str())
        .collect();
    assert_eq!(callers, ["mei"]);
    let asked = assuming("admin", account, Catalogue::embedded()).unwrap();
    assert_eq!((asked.action.as_str(), asked.catalogued), (ASSUME, true));
}

/// A shorter way that hangs on what is not known stands back behind a longer one that is
/// certain.
#[test]
fn d24_a_certain_way_comes_before_a_shorter_one_in_doubt() {
    let mei = [
        to("r", at("DateLessThan", "2026-12-01T00:00:00Z")),
        to("s", None),
    ];
    let act: &[Value] = &[statement("Allow", "kvstore:*")];
    let mut snapshot = of_roles(&mei, &[("r", act), ("s", &[to("r", None)])]);
    let unread = json!({ "policy": "System/AliyunNobodyKnowsAccess", "to": "user/mei" });
    snapshot["attachments"].as_array_mut().unwrap().push(unread);
    assert_eq!(ways_of(snapshot, "user/mei"), ["role/s > role/r allowed"]);
}

/// Of several statements of a trust document that admit somebody the first is told.
#[test]
fn the_first_statement_that_admits_is_told() {
    let place = |statements: usize| {
        let mut snapshot = of_roles(
            &[to("r", None)],
            &[("r", &[statement("Allow", "kvstore:*")])],
        );
        let list = snapshot["roles"][0]["trust"]["Statement"]
            .as_array_mut()
            .unwrap();
        let one = list[0].clone();
        list.resize(statements, one);
        let answers = answers_to(&model(snapshot), DESTROY);
        only_way(&answers).unwrap().trust_at.unwrap()
    };
    assert_eq!(place(1), place(3));
}
