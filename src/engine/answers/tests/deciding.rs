//! Which of the statements that somebody holds decide, and what each of them takes.

use super::*;

fn answers_to(model: &Model, readings: Readings, action: &str) -> Answers {
    let catalogue = Catalogue::embedded();
    let settings = Settings {
        readings,
        ..settings()
    };
    answer(model, catalogue, &question(action, catalogue), &settings)
}

fn line_of<'l>(answers: &'l Answers, id: &str) -> &'l Line {
    let found = answers.lines().find(|(_, line)| line.id == id);
    found.unwrap().1
}

/// What decided a line: each with its policy, its number, and what it takes.
fn takes(line: &Line) -> Vec<(String, Option<u32>, Option<&str>)> {
    let because = line.because.iter();
    because
        .map(|one| {
            let exposure = one.exposure.map(Exposure::word);
            (one.policy.clone(), one.index, exposure)
        })
        .collect()
}

/// A user with policies, some of them in a resource group.
fn holder(policies: &[Value], group: &[&str]) -> Value {
    let attachments = policies.iter().map(|policy| {
        let name = policy["name"].as_str().unwrap();
        let mut one = json!({ "policy": format!("Custom/{name}"), "to": "user/mei" });
        if group.contains(&name) {
            one["scope"] = json!("rg-1");
        }
        one
    });
    json!({
        "attachments": attachments.collect::<Vec<_>>(),
        "users": [{ "name": "mei" }],
        "policies": policies,
    })
}

fn unread(name: &str) -> Value {
    json!({ "type": "Custom", "name": name, "version": "v1" })
}

#[test]
fn d27_what_each_grant_takes() {
    let grants = policy(
        "grants",
        &[
            statement("Allow", "kvstore:*"),
            within("Allow", DELETE, private()),
        ],
    );
    let guard = policy("guard", &[within("Deny", DELETE, private())]);
    let no = policy("no", &[statement("Deny", "*")]);
    let all = policy("all", &[statement("Allow", "*")]);
    let own = |name: &str, index| (name.to_owned(), Some(index));
    let cases = [
        (
            holder(std::slice::from_ref(&grants), &[]),
            vec![
                (own("Custom/grants", 0), Some("anywhere")),
                (own("Custom/grants", 1), Some("private_network")),
            ],
        ),
        // Nobody uses a grant that is taken away, nor a guard.
        (
            holder(&[grants.clone(), no], &[]),
            vec![
                (own("Custom/grants", 0), None),
                (own("Custom/grants", 1), None),
                (own("Custom/no", 0), None),
            ],
        ),
        (
            holder(&[grants, guard.clone()], &[]),
            vec![
                (own("Custom/grants", 0), Some("anywhere")),
                (own("Custom/guard", 0), None),
            ],
        ),
        // A guard of a resource group, which may let what the account grants pass.
        (
            holder(&[all, guard], &["guard"]),
            vec![
                (own("Custom/all", 0), Some("anywhere")),
                (own("Custom/guard", 0), None),
            ],
        ),
    ];
    for (snapshot, expected) in cases {
        let model = model(snapshot);
        let answers = answers_to(&model, Readings::Strict, DELETE);
        let expected: Vec<_> = expected
            .into_iter()
            .map(|((policy, index), exposure)| (policy, index, exposure))
            .collect();
        assert_eq!(takes(line_of(&answers, "user/mei")), expected);
    }
}

/// Where a policy that was not read denies, all grants are for nothing; else one of
/// them is what is left, and it alone says how broad the access is.
#[test]
fn d45_how_broad_an_access_is_goes_by_the_most_permissive_world() {
    let model = model(holder(
        &[
            unread("unread"),
            policy(
                "mixed",
                &[
                    within("Allow", "*", private()),
                    within("Deny", "kvstore:*", private()),
                    statement("Allow", DESTROY),
                ],
            ),
        ],
        &[],
    ));
    let answers = answers_to(&model, Readings::Default, DESTROY);
    let line = line_of(&answers, "user/mei");
    let bounds = [line.verdict.at_least, line.verdict.at_most];
    assert_eq!(bounds, [Answer::Denied, Answer::AllowedIf]);
    assert_eq!(line.breadth.map(|breadth| breadth.word()), Some("exact"));
    let own = |index| ("Custom/mixed".to_owned(), Some(index));
    let found: Vec<_> = takes(line).into_iter().skip(2).collect();
    let expected = [(own(0), None), (own(1), None), (own(2), Some("anywhere"))];
    let expected = expected.map(|((policy, index), exposure)| (policy, index, exposure));
    assert_eq!(found, expected);
}

/// What is not known does not decide where the answer is the same in every world.
#[test]
fn a_policy_that_was_not_read_is_not_why_somebody_is_denied_anyway() {
    let no = policy("no", &[statement("Deny", "kvstore:*")]);
    let model = model(holder(&[no, unread("unread")], &[]));
    says(
        &model,
        DESTROY,
        Readings::Default,
        &["user/mei denied -Custom/no#0"],
    );
}

/// A condition that every request meets is none.
#[test]
fn a_grant_that_always_applies_is_not_said_to_apply_sometimes() {
    let since = |when: &str| json!({ "DateGreaterThan": { "acs:CurrentTime": when } });
    for (when, expected) in [
        (
            "2020-01-01T00:00:00Z",
            "user/mei allowed anywhere exact +Custom/own#0(exact)",
        ),
        (
            "2040-01-01T00:00:00Z",
            "user/mei allowed_if later exact +Custom/own#0(exact) if",
        ),
    ] {
        let own = policy("own", &[within("Allow", DESTROY, since(when))]);
        let model = model(holder(&[own], &[]));
        says(&model, DESTROY, Readings::Default, &[expected]);
    }
}

/// Of more variables than are gone through one by one, each is taken the way that
/// grants most: that of a statement that is in doubt itself, too.
#[test]
fn d11_what_decides_where_too_much_is_not_known() {
    let names: Vec<String> = (0..7).map(|number| format!("unread-{number}")).collect();
    let mut policies: Vec<Value> = names.iter().map(|name| unread(name)).collect();
    policies.push(policy("all", &[statement("Allow", "kvstore:*")]));
    policies.push(policy("loose", &[statement("Allow", "kv*")]));
    let model = model(holder(&policies, &[]));
    let answers = answers_to(&model, Readings::Strict, DESTROY);
    let line = line_of(&answers, "user/mei");
    assert_eq!(line.verdict.answer, Answer::Unknown);
    assert!(line.verdict.worlds.is_empty());
    let mut named: Vec<&str> = line.because.iter().map(|one| one.policy.as_str()).collect();
    named.dedup();
    let all: Vec<String> = names
        .iter()
        .map(String::as_str)
        .chain(["all", "loose"])
        .map(|name| format!("Custom/{name}"))
        .collect();
    assert_eq!(named, all);
    for one in &line.because {
        assert_eq!(one.when, None, "{}", one.policy);
    }
}

/// A text that is held twice is told once; where all that can be pointed at is how a
/// policy is held, each statement and each way to hold it is told.
#[test]
fn each_text_that_decided_is_told_once() {
    let own = policy(
        "own",
        &[statement("Allow", DELETE), statement("Allow", DELETE)],
    );
    let given = ["Custom/own", "System/AliyunKvstoreFullAccess"];
    let attachments = given.iter().flat_map(|policy| {
        [
            json!({ "policy": policy, "to": "user/mei" }),
            json!({ "policy": policy, "to": "user/mei", "scope": "rg-1" }),
        ]
    });
    let model = model(json!({
        "attachments": attachments.collect::<Vec<_>>(),
        "users": [{ "name": "mei" }],
        "policies": [own],
    }));
    let answers = answers_to(&model, Readings::Strict, DELETE);
    let line = line_of(&answers, "user/mei");
    let told: Vec<(&str, Option<u32>, bool)> = line
        .because
        .iter()
        .map(|one| {
            assert_eq!(one.bundled, one.attachment == Some(one.at), "{one:?}");
            (one.policy.as_str(), one.index, one.bundled)
        })
        .collect();
    let system = ("System/AliyunKvstoreFullAccess", Some(0), true);
    assert_eq!(
        told,
        [
            system,
            system,
            ("Custom/own", Some(0), false),
            ("Custom/own", Some(1), false),
        ]
    );
}

/// A line is about all sessions; what decided is that of the one with most access, the
/// first of those that are alike.
#[test]
fn d44_what_any_session_may_is_what_the_identity_may() {
    let all = document(&[statement("Allow", "*")]);
    let office = document(&[within("Allow", "kvstore:*", private())]);
    let model = model(json!({
        "sso": {
            "users": [{ "name": "mei" }],
            "access_configurations": [
                { "name": "Office", "inline": office },
                { "name": "One", "inline": all },
                { "name": "Other", "inline": all },
            ],
            "assignments": [
                { "configuration": "Office", "to": "user/mei", "account": OWN },
                { "configuration": "One", "to": "user/mei", "account": OWN },
                { "configuration": "Other", "to": "user/mei", "account": OWN },
            ],
        },
    }));
    says(
        &model,
        DESTROY,
        Readings::Default,
        &[
            "sso-user/mei allowed anywhere all_actions +Inline/One#0(all_actions) by configuration/One",
        ],
    );
    let answers = answers_to(&model, Readings::Default, DESTROY);
    assert_eq!(line_of(&answers, "sso-user/mei").allowed, Formula::True);
}
