//! Who is alike, what tells users apart, and that what is told of one who was not searched
//! for is what a search finds.

use std::cell::Cell;

use serde_json::{Value, json};

use crate::engine::answers::{About, Because, Force, Line, Settings, answer, question};
use crate::engine::compile::{KeyUse, asking};
use crate::engine::holdings::Index;
use crate::engine::obtain::alike::{Alike, Renaming, is_as};
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::tests::accounts::add;
use crate::engine::obtain::tests::{DESTROY, allow};
use crate::engine::obtain::{Call, Found, Grant, Taken, search};
use crate::engine::question::Resources;
use crate::engine::snapshots::{OWN, model, settings};
use crate::engine::verdict::Answer;
use crate::model::Model;
use crate::model::account::{Attachment, PrincipalId, PrincipalKind, Unlisted};
use crate::model::catalogue::Catalogue;
use crate::model::policy::StatementId;
use crate::source::{FileId, Span};

fn policy(name: &str, statements: &[Value]) -> Value {
    let document = json!({ "Version": "1", "Statement": statements });
    json!({ "type": "Custom", "name": name, "version": "v1", "document": document })
}

/// The users `u1` to `u4`, who hold these statements and a Deny of the action each by an
/// attachment of their own, and the user `boss`, who may do everything.
fn of_four(statements: &[Value]) -> Value {
    let users = ["u1", "u2", "u3", "u4"];
    let mut attachments = vec![json!({ "policy": "Custom/all", "to": "user/boss" })];
    for user in users {
        for policy in ["own", "no"] {
            let held =
                json!({ "policy": format!("Custom/{policy}"), "to": format!("user/{user}") });
            attachments.push(held);
        }
    }
    let named = users.iter().chain(["boss"].iter());
    json!({
        "users": named.map(|name| json!({ "name": name })).collect::<Vec<Value>>(),
        "groups": [{ "name": "g", "members": [] }],
        "roles": [],
        "policies": [
            policy("all", &[allow("*", "*")]),
            policy("own", statements),
            policy("no", &[json!({ "Effect": "Deny", "Action": "kvstore:*", "Resource": "*" })]),
            policy("other", &[allow("ecs:*", "*")]),
        ],
        "attachments": attachments,
    })
}

/// Who may attach any policy to anybody, take off the Deny, and make keys for others.
fn giving() -> Value {
    of_four(&[
        allow("ram:AttachPolicyToUser", "*"),
        allow("ram:DetachPolicyFromUser", "*"),
        allow("ram:CreateAccessKey", "*"),
        allow("kvstore:*", "*"),
    ])
}

/// Who may take off the Deny, and nothing else.
fn taking() -> Value {
    of_four(&[
        allow("ram:DetachPolicyFromUser", "*"),
        allow("kvstore:*", "*"),
    ])
}

/// A role of this trust document, which admits one principal and nobody else.
fn role(form: &str, who: &str) -> Value {
    json!({ "name": "r", "trust": { "Version": "1", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { form: [who.replace("{own}", OWN)] },
    }] } })
}

fn lines(model: &Model) -> Vec<Line> {
    let catalogue = Catalogue::embedded();
    let settings = Settings {
        obtain: true,
        ..settings()
    };
    let answers = answer(model, catalogue, &question(DESTROY, catalogue), &settings);
    answers.lines().map(|(_, line)| line.clone()).collect()
}

/// The users who are not searched for, because what they could obtain is known from
/// another. What is told of each user is compared with what a search finds.
fn known(snapshot: Value) -> Vec<String> {
    known_in(&model(snapshot))
}

fn known_in(model: &Model) -> Vec<String> {
    let catalogue = Catalogue::embedded();
    let account = &model.accounts[0];
    let index = Index::new(account);
    let uses = KeyUse::new(model);
    let asked = question(DESTROY, catalogue);
    let settings = settings();
    let (facts, mut compiler) = asking(model, catalogue, account, &uses, &asked, &settings);
    let lines = lines(model);
    let mut doubts = model.doubts.clone();
    let mut ground = Ground::new(facts, &index, &settings, &compiler, &lines);
    let mut alike = Alike::new(&mut ground);
    let mut known = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let About::Principal(PrincipalKind::User, id) = line.about else {
            continue;
        };
        let searched = search(&mut ground, &mut compiler, &mut doubts, line);
        let told = Found {
            obtained: line.can_obtain.clone(),
            cut: line.search_cut,
            firmness: line.firmness.clone(),
            lifts: line.lifts.clone(),
        };
        assert_eq!(format!("{told:?}"), format!("{searched:?}"), "{}", line.id);
        match alike.find(id, line, &lines, (facts, &index)) {
            Some(found) => {
                assert_eq!(format!("{found:?}"), format!("{searched:?}"), "{}", line.id);
                known.push(line.id.clone());
            }
            None => alike.learn(id, number, &searched),
        }
    }
    known
}

#[test]
fn of_who_holds_the_same_two_are_searched_for() {
    assert_eq!(known(giving()), ["user/u3", "user/u4"]);
    assert_eq!(known(taking()), ["user/u3", "user/u4"]);
    for (left, expected) in [(3, &["user/u3"][..]), (2, &[])] {
        let mut snapshot = giving();
        for user in ["user/u4", "user/u3"].into_iter().take(4 - left) {
            let attachments = snapshot["attachments"].as_array_mut().unwrap();
            attachments.retain(|one| one["to"] != user);
        }
        assert_eq!(known(snapshot), expected, "{left}");
    }
}

/// What is held by one alone.
#[test]
fn who_holds_something_else_is_not_alike() {
    type Change = fn(&mut Value);
    let attached = |account: &mut Value| {
        let attachment = json!({ "policy": "Custom/other", "to": "user/u3" });
        add(account, "attachments", attachment);
    };
    let scoped = |account: &mut Value| {
        let attachments = account["attachments"].as_array_mut().unwrap();
        let mut of_third = attachments.iter_mut().filter(|one| one["to"] == "user/u3");
        of_third.next().unwrap()["scope"] = json!("rg-1");
    };
    let joined = |account: &mut Value| account["groups"][0]["members"] = json!(["u3"]);
    let changes: [(&str, Change); 3] = [
        ("attached", attached),
        ("scoped", scoped),
        ("joined", joined),
    ];
    for (what, change) in changes {
        let mut snapshot = giving();
        change(&mut snapshot);
        assert_eq!(known(snapshot), ["user/u4"], "{what}");
    }
}

/// A resource that names one, anywhere in the input, is enough; one that names all or
/// none tells nobody apart.
#[test]
fn resources_tell_users_apart() {
    let cases: [(&str, &[&str]); 10] = [
        ("acs:ram:*:{own}:user/u2", &["user/u4"]),
        ("acs:ram:*:{own}:user/U2", &["user/u4"]),
        ("acs:ram:*:{own}:user/?2", &["user/u4"]),
        ("acs:ram:*:{own}:user/u4", &["user/u3"]),
        ("acs:ram:*:{own}:user/u*", &["user/u3", "user/u4"]),
        ("acs:ram:*:{own}:user/boss", &["user/u3", "user/u4"]),
        ("acs:ecs:*:*:u2", &["user/u3", "user/u4"]),
        // Of what stands after the variable nothing is known.
        ("acs:ram:*:{own}:user/u${acs:username}", &[]),
        (
            "acs:ram:*:{own}:user/x${acs:username}",
            &["user/u3", "user/u4"],
        ),
        ("acs:oss:*:*:b/${acs:username}", &["user/u3", "user/u4"]),
    ];
    for (resource, expected) in cases {
        let mut snapshot = giving();
        let named = policy("named", &[allow("oss:GetObject", resource)]);
        add(&mut snapshot, "policies", named);
        assert_eq!(known(snapshot), expected, "{resource}");
    }
}

/// Where the ARN of the caller is asked for, or the account is not known, nobody is like
/// another.
#[test]
fn conditions_on_the_caller_tell_all_apart() {
    for (key, expected) in [
        ("acs:PrincipalARN", &[][..]),
        ("acs:principalarn", &[]),
        ("acs:SourceIp", &["user/u3", "user/u4"]),
        ("acs:PrincipalRDId", &["user/u3", "user/u4"]),
    ] {
        let mut statement = allow("oss:GetObject", "*");
        statement["Condition"] = json!({ "StringLike": { key: "a*" } });
        let mut snapshot = giving();
        add(&mut snapshot, "policies", policy("asking", &[statement]));
        assert_eq!(known(snapshot), expected, "{key}");
    }
    let mut snapshot = giving();
    snapshot["account_id"] = Value::Null;
    assert_eq!(known(snapshot), [""; 0]);
}

/// Whom a role admits counts for those who could come to act as it, or as who could.
#[test]
fn trust_documents_tell_users_apart() {
    let all = &["user/u3", "user/u4"][..];
    let cases: [(&str, &str, &[&str], &[&str]); 8] = [
        ("RAM", "acs:ram::{own}:user/u2", &["user/u4"], all),
        ("RAM", "acs:ram::{own}:user/U2", &["user/u4"], all),
        ("RAM", "acs:ram::{own}:role/u2", all, all),
        ("RAM", "acs:ram::{own}:root", all, all),
        ("Service", "acs:ram::{own}:user/u2", all, all),
        ("Service", "ecs.aliyuncs.com", all, all),
        ("RAM", "acs:ram::{own}:user/u*", &[], &[]),
        ("RAM", "acs:ram::{own}:user/u?", &[], &[]),
    ];
    for (form, who, of_giving, of_taking) in cases {
        for (mut snapshot, expected) in [(giving(), of_giving), (taking(), of_taking)] {
            add(&mut snapshot, "roles", role(form, who));
            assert_eq!(known(snapshot), expected, "{form} {who}");
        }
    }
}

/// What decided one of them is said of the other, unless something else decided there.
#[test]
fn lines_are_as_others_but_for_places() {
    let because = |policy: &str| Because {
        force: Force::Allow,
        policy: policy.to_owned(),
        statement: Some(StatementId(7)),
        index: Some(0),
        via: vec!["group/g".to_owned()],
        at: span(4),
        attachment: None,
        breadth: None,
        exposure: None,
        bundled: false,
        when: None,
    };
    let about = About::Principal(PrincipalKind::User, PrincipalId(1));
    let mut line = Line::unasked("user/u1".to_owned(), about, Answer::Denied);
    line.because = vec![because("Custom/p"), because("Custom/q")];
    let mut elsewhere = line.clone();
    elsewhere.id = "user/u2".to_owned();
    for one in &mut elsewhere.because {
        one.at.start += 3;
        one.attachment = Some(one.at);
    }
    assert!(is_as(&line, &elsewhere));
    type Change = fn(&mut Line);
    let changes: [Change; 9] = [
        |line| line.because[1].force = Force::Deny,
        |line| line.because[1].statement = None,
        |line| line.because[0].statement = Some(StatementId(8)),
        |line| line.because[1].index = Some(1),
        |line| line.because[0].policy = "Custom/r".to_owned(),
        |line| line.because[1].via.clear(),
        |line| drop(line.because.pop()),
        |line| line.verdict.answer = Answer::NotGranted,
        |line| line.verdict.over_budget = true,
    ];
    for (number, change) in changes.iter().enumerate() {
        let mut other = elsewhere.clone();
        change(&mut other);
        assert!(!is_as(&line, &other), "{number}");
        assert!(!is_as(&other, &line), "{number}, the other way");
    }
}

fn span(start: u32) -> Span {
    Span::new(FileId(0), start, start + 1)
}

fn renaming() -> Renaming {
    Renaming {
        from: "user/u1".to_owned(),
        to: "user/u2".to_owned(),
        places: vec![(span(10), span(20)), (span(12), span(22))],
        fails: Cell::new(false),
    }
}

fn taken(by: &str, whom: Option<&str>, member: Option<&str>, on: Resources) -> Taken {
    let own = |id: &str| format!("acs:ram:*:{OWN}:{id}");
    let call = Call {
        action: "ram:AddUserToGroup".to_owned(),
        on: vec![own("user/u1"), own("group/user/u1"), own("xuser/u1")],
        resources: vec![on],
        grant: Some(Grant {
            policy: "Custom/own".to_owned(),
            statement: Some(0),
            via: Vec::new(),
            at: Some(span(12)),
        }),
        request: 0,
    };
    Taken {
        edge: Some("add-user-to-group"),
        kind: None,
        gives: None,
        verified: true,
        sheds: false,
        by: by.to_owned(),
        action: call.action.clone(),
        policy: None,
        whom: whom.map(str::to_owned),
        member: member.map(str::to_owned),
        calls: vec![call],
        service: None,
    }
}

/// A user's name changes in each place in which it is the user's, and in no other.
#[test]
fn a_step_is_told_of_another() {
    let own = |id: &str| format!("acs:ram:*:{OWN}:{id}");
    let fixed = Resources::Fixed(vec![own("user/u1"), own("user/u10")]);
    let renaming = renaming();
    let step = taken("user/u1", Some("user/boss"), Some("user/u1"), fixed);
    let told = renaming.taken(&step);
    assert!(!renaming.fails.get());
    assert_eq!(told.by, "user/u2");
    assert_eq!(told.whom.as_deref(), Some("user/boss"));
    assert_eq!(told.member.as_deref(), Some("user/u2"));
    let call = &told.calls[0];
    let on = [own("user/u2"), own("group/user/u1"), own("xuser/u1")];
    assert_eq!(call.on, on);
    let fixed = Resources::Fixed(vec![own("user/u2"), own("user/u10")]);
    assert_eq!(call.resources, [fixed]);
    assert_eq!(call.grant.as_ref().unwrap().at, Some(span(22)));
    assert_eq!(renaming.place(span(11)), span(11));
    for same in [
        Resources::All,
        Resources::Unknown,
        Resources::Templates(vec![own("user/{user}"), own("role/r")]),
    ] {
        assert_eq!(renaming.resource(&same), same);
    }
    assert!(!renaming.fails.get());
}

/// What names the other user already, or leaves open where a name stands, cannot be told
/// of it.
#[test]
fn what_names_both_is_not_told_of_another() {
    let own = |id: &str| format!("acs:ram:*:{OWN}:{id}");
    let template = |id: &str| Resources::Templates(vec![own("role/r"), own(id)]);
    let cases = [
        taken("user/u2", None, None, Resources::All),
        taken("user/u1", Some("user/u2"), None, Resources::All),
        taken("user/u1", None, Some("user/u2"), Resources::All),
        taken("user/u1", None, None, template("user/u1/{key}")),
        taken("user/u1", None, None, template("user/u2/{key}")),
    ];
    for step in cases {
        let renaming = renaming();
        let found = Found {
            lifts: vec![super::Lift {
                step,
                certain: true,
            }],
            ..Found::default()
        };
        assert!(renaming.found(&found).is_none(), "{found:?}");
    }
}

/// Two attachments at one place, one of which is at another place for the other user,
/// have no place to be told of.
#[test]
fn attachments_at_one_place_are_told_where_the_others_are_too() {
    let places = |own: [u32; 2], others: [u32; 2]| {
        let mut model = model(taking());
        let account = &mut model.accounts[0];
        let ids = ["u1", "u2"].map(|name| {
            let mut principals = account.principals();
            principals.find(|(_, one)| one.name == name).unwrap().0
        });
        for (id, starts) in ids.iter().zip([own, others]) {
            let attachments = account.attachments.iter_mut();
            let held = attachments.filter(|one| one.to == *id);
            for (attachment, start) in held.zip(starts) {
                attachment.at = span(start);
            }
        }
        let account = &model.accounts[0];
        let index = Index::new(account);
        let uses = KeyUse::new(&model);
        let catalogue = Catalogue::embedded();
        let asked = question(DESTROY, catalogue);
        let (facts, _) = asking(&model, catalogue, account, &uses, &asked, &settings());
        let renaming = Renaming::new(ids[0], ids[1], (facts, &index));
        renaming.map(|renaming| renaming.places)
    };
    let pairs = |own: [u32; 2], others: [u32; 2]| {
        Some(vec![
            (span(own[0]), span(others[0])),
            (span(own[1]), span(others[1])),
        ])
    };
    assert_eq!(places([1, 2], [3, 4]), pairs([1, 2], [3, 4]));
    assert_eq!(places([1, 2], [3, 3]), pairs([1, 2], [3, 3]));
    assert_eq!(places([1, 1], [3, 3]), pairs([1, 1], [3, 3]));
    assert_eq!(places([1, 1], [3, 4]), None);
}

/// What is not shown of one user is not what is not shown of another.
#[test]
fn users_of_whom_not_all_is_shown_are_searched_for() {
    let mut model = model(giving());
    let account = &mut model.accounts[0];
    let users = account
        .principals()
        .filter(|(_, one)| one.kind == PrincipalKind::User);
    let users: Vec<PrincipalId> = users.map(|(id, _)| id).collect();
    for (number, to) in users.into_iter().enumerate() {
        let gap = model.doubts.gap("attachments", number.to_string(), None, 2);
        account.unlisted.push(Unlisted { to, gap });
    }
    assert_eq!(known_in(&model), [""; 0]);
}

/// What was attached at one place to one user and at two to another cannot be told of the
/// other by places, whatever else can.
#[test]
fn attachments_at_one_place_are_not_told_where_another_has_two() {
    let mut model = model(giving());
    let catalogue = Catalogue::embedded();
    let users = |model: &Model, name: &str| {
        let mut all = model.accounts[0].principals();
        all.find(|(_, one)| one.name == name).unwrap().0
    };
    let (one, two) = (users(&model, "u1"), users(&model, "u2"));
    let third = model.accounts[0].attachments.last().unwrap().clone();
    for to in [one, two] {
        let attachments = &mut model.accounts[0].attachments;
        attachments.push(Attachment {
            to,
            ..third.clone()
        });
    }
    for (of_one, of_two, is_clear) in [
        ([1, 2, 3], [4, 5, 6], true),
        ([1, 1, 3], [4, 4, 6], true),
        ([1, 1, 3], [4, 5, 6], false),
        ([1, 2, 2], [4, 5, 6], false),
        ([1, 2, 3], [4, 4, 6], true),
    ] {
        for (user, places) in [(one, of_one), (two, of_two)] {
            let attachments = model.accounts[0].attachments.iter_mut();
            let held = attachments.filter(|attachment| attachment.to == user);
            for (attachment, place) in held.zip(places) {
                attachment.at = span(place);
            }
        }
        let account = &model.accounts[0];
        let (index, uses) = (Index::new(account), KeyUse::new(&model));
        let (asked, settings) = (question(DESTROY, catalogue), settings());
        let (facts, _) = asking(&model, catalogue, account, &uses, &asked, &settings);
        let found = Renaming::new(one, two, (facts, &index));
        assert_eq!(found.is_some(), is_clear, "{of_one:?} {of_two:?}");
    }
}
