//! What is asked, of whom, and under which limits.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::engine::answers::access::{access, what_if};
use crate::engine::answers::given::answer_given;
use crate::engine::compile::{Given, Impossible, Value as GivenValue};
use crate::model::account::Unlisted;

fn answers_to(model: &Model, action: &str, settings: &Settings) -> Answers {
    let catalogue = Catalogue::embedded();
    answer(model, catalogue, &question(action, catalogue), settings)
}

fn line_of<'l>(answers: &'l Answers, id: &str) -> (&'l AccountAnswers, &'l Line) {
    answers.lines().find(|(_, line)| line.id == id).unwrap()
}

#[test]
fn a_question_is_about_what_the_catalogue_knows_of_the_action() {
    let catalogue = Catalogue::embedded();
    let asked = question(&DESTROY.to_ascii_lowercase(), catalogue);
    assert_eq!((asked.action.as_str(), asked.catalogued), (DESTROY, true));
    assert_eq!(asked.resources, Resources::All);
    let asked = question(DELETE, catalogue);
    assert!(asked.catalogued);
    assert!(matches!(asked.resources, Resources::Templates(_)));
    let asked = question("kvstore:noSuchThing", catalogue);
    assert_eq!(
        (asked.action.as_str(), asked.catalogued),
        ("kvstore:noSuchThing", false)
    );
    assert_eq!(asked.resources, Resources::Unknown);
}

/// Only one user or one role has an ARN that is known whole; a session is some role.
#[test]
fn d16_d44_who_asks() {
    for (kind, name, is_session) in [
        (PrincipalKind::User, Some("user/mei"), false),
        (PrincipalKind::Role, Some("role/mei"), false),
        (PrincipalKind::Group, None, false),
        (PrincipalKind::SsoUser, None, true),
        (PrincipalKind::SsoGroup, None, true),
    ] {
        let subject = subject_of(kind, "mei");
        let found = (subject.name.as_deref(), subject.is_session);
        assert_eq!(found, (name, is_session), "{kind:?}");
    }
}

#[test]
fn d16_keys_that_follow_from_who_asks() {
    let of = |region: &str, who: &str| {
        let arn = format!("acs:ram:{region}:{OWN}:{who}");
        within(
            "Allow",
            DESTROY,
            json!({ "StringLike": { "acs:PrincipalARN": arn } }),
        )
    };
    let inline = |region: &str, who: &str| document(&[of(region, who)]);
    let model = model(json!({
        "users": [{ "name": "mei" }, { "name": "bo" }],
        "groups": [{ "name": "ops" }],
        "policies": [policy("own", &[of("*", "user/mei")])],
        "attachments": [
            { "policy": "Custom/own", "to": "user/mei" },
            { "policy": "Custom/own", "to": "user/bo" },
            { "policy": "Custom/own", "to": "group/ops" },
        ],
        "sso": {
            "users": [{ "name": "kim" }, { "name": "jo" }],
            "access_configurations": [
                { "name": "AsUser", "inline": inline("", "user/mei") },
                { "name": "AsRole", "inline": inline("*", "role/*") },
            ],
            "assignments": [
                { "configuration": "AsUser", "to": "user/kim", "account": OWN },
                { "configuration": "AsRole", "to": "user/jo", "account": OWN },
            ],
        },
    }));
    says(
        &model,
        DESTROY,
        Readings::Default,
        &[
            "user/bo not_granted",
            "user/mei allowed anywhere exact +Custom/own#0(exact)",
            "group/ops allowed_if anywhere exact +Custom/own#0(exact) if",
            "sso-user/jo allowed anywhere exact +Inline/AsRole#0(exact) by configuration/AsRole",
            "sso-user/kim not_granted",
        ],
    );
}

/// Two users hold the same statement, which is in doubt for one of them alone: how an
/// ARN is spelled whose name has capitals.
#[test]
fn whoever_asks_is_answered_even_where_others_hold_the_same() {
    let arns = ["user/Mei", "user/bo"].map(|who| format!("acs:ram:*:{OWN}:{who}"));
    let mut condition = private();
    condition["StringLike"] = json!({ "acs:PrincipalARN": arns });
    let model = model(json!({
        "users": [{ "name": "Mei" }, { "name": "bo" }],
        "policies": [policy("own", &[within("Allow", DESTROY, condition)])],
        "attachments": [
            { "policy": "Custom/own", "to": "user/Mei" },
            { "policy": "Custom/own", "to": "user/bo" },
        ],
    }));
    says(
        &model,
        DESTROY,
        Readings::Strict,
        &[
            "user/Mei unknown not_granted..allowed_if private_network exact +Custom/own#0(exact) if; unsure of principal-arn-form",
            "user/bo allowed_if private_network exact +Custom/own#0(exact) if",
        ],
    );
}

/// What is not shown of one is another gap than what is not shown of the other.
#[test]
fn d32_what_is_not_shown_of_single_principals() {
    let mut model = model(json!({ "users": [{ "name": "mei" }, { "name": "bo" }] }));
    let account = &model.accounts[0];
    let users: Vec<(PrincipalId, String)> = account
        .principals()
        .map(|(id, user)| (id, user.name.clone()))
        .collect();
    for (to, name) in users {
        let gap = model.doubts.gap(&format!("of-{name}"), "", None, 2);
        model.accounts[0].unlisted.push(Unlisted { to, gap });
    }
    says(
        &model,
        DESTROY,
        Readings::Default,
        &[
            "user/bo unknown not_granted..allowed anywhere; unsure of of-bo",
            "user/mei unknown not_granted..allowed anywhere; unsure of of-mei",
        ],
    );
}

/// Who could obtain an access is not asked here, so that no search for it ends early.
#[test]
fn lines_without_what_was_not_asked() {
    let model = model(json!({
        "complete": WHOLE.into_iter().filter(|one| *one != "attachments").collect::<Vec<_>>(),
        "users": [{ "name": "mei" }],
        "policies": [
            policy("held", &[statement("Allow", DESTROY)]),
            policy("loose", &[statement("Allow", DESTROY)]),
        ],
        "attachments": [{ "policy": "Custom/held", "to": "user/mei" }],
    }));
    let answers = answers_to(&model, DESTROY, &settings());
    let found: Vec<(&str, bool)> = answers
        .lines()
        .map(|(_, line)| {
            assert!(!line.search_cut && line.firmness.is_none(), "{}", line.id);
            assert!(
                line.can_obtain.is_empty() && line.lifts.is_empty(),
                "{}",
                line.id
            );
            (line.id.as_str(), line.held)
        })
        .collect();
    let [("user/mei", true), (held, true), (loose, false)] = found[..] else {
        panic!("{found:?}")
    };
    for (id, policy) in [(held, "/policies/0/"), (loose, "/policies/1/")] {
        assert!(id.contains(policy), "{id}");
    }
}

#[test]
fn a_line_of_which_only_the_access_is_known() {
    let about = About::Holding(3);
    let line = Line::unasked("policy/x".to_owned(), about, Answer::Allowed);
    assert_eq!((line.id.as_str(), line.about), ("policy/x", about));
    assert_eq!(line.verdict, Verdict::of(Answer::Allowed));
    assert_eq!(line.allowed, Formula::False);
    assert!(line.held && !line.search_cut);
    assert_eq!((line.breadth, line.exposure), (None, None));
}

#[test]
fn the_most_that_a_line_has_where_a_policy_that_was_not_read_is_one_way() {
    let model = model(json!({
        "users": [{ "name": "mei" }],
        "policies": [{ "type": "Custom", "name": "unread", "version": "v1" }],
        "attachments": [{ "policy": "Custom/unread", "to": "user/mei" }],
    }));
    let answers = answers_to(&model, DESTROY, &settings());
    let of = line_of(&answers, "user/mei");
    let [doubt] = of.1.verdict.depends_on[..] else {
        panic!("{:?}", of.1.verdict)
    };
    for (choice, expected) in [(0, Answer::NotGranted), (1, Answer::Allowed)] {
        let found = answers.at_most_where(of, (doubt, choice), Readings::Default);
        assert_eq!(found, expected, "{choice}");
    }
}

fn with_access(answers: &Answers) -> BTreeMap<(usize, About), Answer> {
    answers
        .lines()
        .filter(|(_, line)| line.verdict.at_most.gives_access())
        .map(|(account, line)| ((account.account, line.about), line.verdict.answer))
        .collect()
}

#[test]
fn access_alone_is_the_access_of_whole_answers() {
    let model = model(company());
    let catalogue = Catalogue::embedded();
    let questions = [DESTROY, DELETE, "ecs:StopInstance"].map(|action| question(action, catalogue));
    let whole: Vec<_> = questions
        .iter()
        .map(|question| with_access(&answer(&model, catalogue, question, &settings())))
        .collect();
    assert!(whole.iter().all(|lines| !lines.is_empty()));
    let found = access(&model, catalogue, &questions, &settings(), None);
    assert_eq!(found, whole);
    // Of some lines alone: every second one, and one that has no access.
    let all = answers_to(&model, DESTROY, &settings());
    let keys = all
        .lines()
        .map(|(account, line)| (account.account, line.about));
    let only: BTreeSet<_> = keys.step_by(2).collect();
    let mut some = whole;
    for lines in &mut some {
        lines.retain(|key, _| only.contains(key));
    }
    let found = access(&model, catalogue, &questions, &settings(), Some(&only));
    assert_eq!(found, some);
}

/// With another action in place of one, those are asked about again who have access,
/// and of documents that are held alone those that the element stands in.
#[test]
fn one_element_read_differently_concerns_who_has_access() {
    let model = model(json!({
        "complete": ["users", "groups", "roles", "policies", "memberships"],
        "users": [{ "name": "mei" }, { "name": "bo" }, { "name": "kim" }],
        "policies": [
            policy("all", &[statement("Allow", "kvstore:*")]),
            policy("office", &[within("Allow", DESTROY, private())]),
            policy("no", &[statement("Deny", "*")]),
        ],
        "attachments": [
            { "policy": "Custom/all", "to": "user/mei" },
            { "policy": "Custom/no", "to": "user/kim" },
        ],
    }));
    let before = answers_to(&model, DESTROY, &settings());
    let id_of: BTreeMap<(usize, About), &str> = before
        .lines()
        .map(|(account, line)| ((account.account, line.about), line.id.as_str()))
        .collect();
    let (_, mei) = line_of(&before, "user/mei");
    let substitution = Substitution {
        at: mei.because[0].at,
        text: "ecs:*".to_owned(),
    };
    let catalogue = Catalogue::embedded();
    let after = what_if(&model, catalogue, &before, &settings(), substitution);
    let found: Vec<(&str, Answer, Answer)> = after
        .iter()
        .map(|(key, verdict)| {
            let id = id_of[key];
            let id = ["user/bo", "user/mei", "/policies/0/"]
                .into_iter()
                .find(|part| id.contains(part));
            (id.unwrap_or("another"), verdict.answer, verdict.at_most)
        })
        .collect();
    // What attachments do not show may allow the call in any case.
    assert_eq!(
        found,
        [
            ("user/mei", Answer::Unknown, Answer::Allowed),
            ("user/bo", Answer::Unknown, Answer::Allowed),
            ("/policies/0/", Answer::NotGranted, Answer::NotGranted),
        ]
    );
}

#[test]
fn requests_that_cannot_be_have_no_lines() {
    let model = model(company());
    let catalogue = Catalogue::embedded();
    let asked = question(DESTROY, catalogue);
    let known = |key: &str, text: &str| Given {
        keys: BTreeMap::from([(key.to_owned(), GivenValue::Is(vec![text.to_owned()]))]),
        ..Given::default()
    };
    let given = known("no:SuchKey", "x");
    let found = answer_given(&model, catalogue, &asked, &settings(), &given);
    let why = Impossible::UnknownKey("no:SuchKey".to_owned());
    assert_eq!(found.impossible, BTreeMap::from([(0, why)]));
    let [account] = &found.answers.accounts[..] else {
        panic!("{:?}", found.answers.accounts)
    };
    assert_eq!((account.account, account.id.as_deref()), (0, Some(OWN)));
    assert!(account.lines.is_empty() && account.crossings.is_empty());
    // Of requests from an office those of the office's policy are all allowed.
    for (address, expected) in [
        ("10.1.2.3", Answer::Allowed),
        ("8.8.8.8", Answer::NotGranted),
    ] {
        let given = known("acs:SourceIp", address);
        let found = answer_given(&model, catalogue, &asked, &settings(), &given);
        assert!(found.impossible.is_empty());
        let (_, line) = line_of(&found.answers, "user/office");
        assert_eq!(line.verdict.answer, expected, "{address}");
    }
}
