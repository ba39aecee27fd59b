//! Which steps of an edge are looked at, in which order, and which are left out because
//! nobody who asks could take them.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Value, json};

use crate::engine::changes::{Changes, Identity};
use crate::engine::formula::Formula;
use crate::engine::obtain::batch::{Admits, Batch, Needs, People, Plan, Target};
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::steps::{Becomes, Here, Step};
use crate::engine::obtain::tests::ground::{
    attached, custom, document, edge, on, policy, principal,
};
use crate::engine::obtain::tests::powers::held;
use crate::engine::obtain::tests::{account, allow};
use crate::engine::obtain::texts::Reached;
use crate::engine::snapshots::{OWN, model};
use crate::model::Model;
use crate::model::account::{PolicyId, PrincipalId, PrincipalKind};

fn made(count: usize) -> Batch {
    let steps = (0..count).map(|_| Rc::new(Step::new(None)));
    Batch::new(None, Plan::Made(steps.collect()), None)
}

fn these(numbers: &[usize]) -> Reached {
    Reached::These(numbers.into())
}

/// All steps that are gone through, among those reached and among some.
fn gone_through(batch: &Batch, reached: &Reached, among: Option<&[usize]>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(number) = batch.next(from, reached, among) {
        found.push(number);
        from = number + 1;
    }
    found
}

#[test]
fn steps_are_gone_through_that_are_reached_and_wanted() {
    let batch = made(4);
    assert_eq!(batch.made().len(), 4);
    type Case = (Reached, Option<&'static [usize]>, &'static [usize]);
    let cases: Vec<Case> = vec![
        (Reached::All, None, &[0, 1, 2, 3]),
        (Reached::none(), None, &[]),
        (these(&[1, 3]), None, &[1, 3]),
        (Reached::All, Some(&[0, 2]), &[0, 2]),
        (Reached::All, Some(&[]), &[]),
        (Reached::All, Some(&[3, 4, 5]), &[3]),
        (these(&[0, 1, 3]), Some(&[1, 2, 3]), &[1, 3]),
        (these(&[0, 2]), Some(&[1, 3]), &[]),
        (these(&[2, 4]), None, &[2]),
        (these(&[4]), Some(&[4]), &[]),
    ];
    for (reached, among, expected) in cases {
        let found = gone_through(&batch, &reached, among);
        assert_eq!(found, expected, "{reached:?} {among:?}");
    }
    assert_eq!(batch.after(0), 1);
    assert_eq!(batch.after(3), 4);
}

/// A policy written for the purpose has no name that an Allow could leave out: it comes
/// first whatever is reached, and the others are numbered from the next on.
#[test]
fn a_policy_that_is_written_is_always_gone_through() {
    let model = model(account(&[allow("ram:AttachPolicyToUser", "*")]));
    on(&model, |ground, _, doubts| {
        let who = [Identity::Principal(principal(
            ground.facts.account,
            "user/u",
        ))];
        let batch = attaching(ground, &who, doubts);
        let count = ground.policies.len() + 1;
        assert_eq!((batch.count(), batch.made().len()), (count, 0));
        assert_eq!(gone_through(&batch, &Reached::none(), None), [0]);
        assert_eq!(gone_through(&batch, &these(&[0, 2]), None), [0, 1, 3]);
        assert_eq!(
            gone_through(&batch, &these(&[0, 2]), Some(&[1, 2, 3])),
            [1, 3]
        );
        let all: Vec<usize> = (0..count).collect();
        assert_eq!(gone_through(&batch, &Reached::All, None), all);
        assert_eq!(batch.after(0), 1);
    });
}

fn attaching(
    ground: &mut Ground<'_>,
    who: &[Identity],
    doubts: &mut crate::model::doubt::Doubts,
) -> Rc<Batch> {
    let here = Here {
        who,
        changes: &Changes::none(),
    };
    let batches = ground.steps(&edge("attach-policy-to-user"), here, doubts);
    Rc::clone(&batches[0])
}

/// After one of a class comes the first of the next: all of them are worth the same.
#[test]
fn classes_are_left_behind_together() {
    let ids: [PrincipalId; 4] = [7, 3, 5, 1].map(PrincipalId);
    let classes = Rc::new(vec![vec![ids[0], ids[1]], vec![ids[2]], vec![ids[3]]]);
    let people = People::new(PrincipalKind::User, &classes);
    assert_eq!(people.ids, ids);
    let batch = Batch::new(
        None,
        Plan::ActAs(edge("create-access-key"), Rc::new(people)),
        None,
    );
    assert_eq!((batch.count(), batch.made().len()), (4, 0));
    let after: Vec<usize> = (0..4).map(|number| batch.after(number)).collect();
    assert_eq!(after, [2, 2, 3, 4]);
}

/// A step that changes something may complete a way, and so may one that lets somebody be
/// acted as who has the action; of policies each may.
#[test]
fn steps_are_sorted_by_what_may_complete_a_way() {
    let becoming = |number: u32| {
        let mut step = Step::new(None);
        step.becomes = Some(Becomes {
            who: Identity::Principal(PrincipalId(number)),
            session: None,
            without_second_factor: false,
        });
        step
    };
    let changing = |mut step: Step| {
        step.changes.rewritten.insert(PolicyId(0));
        step
    };
    let steps = vec![
        becoming(0),
        becoming(1),
        changing(becoming(0)),
        changing(Step::new(None)),
    ];
    let steps = steps.into_iter().map(Rc::new).collect();
    let batch = Batch::new(None, Plan::Made(steps), None);
    let has_access = |who: &Identity| *who == Identity::Principal(PrincipalId(1));
    let sorted = batch.sorted(has_access).unwrap();
    assert_eq!((&*sorted.ways, &*sorted.rest), (&[1, 2, 3][..], &[0][..]));

    let classes = Rc::new(vec![
        vec![PrincipalId(4), PrincipalId(1)],
        vec![PrincipalId(0)],
    ]);
    let people = Rc::new(People::new(PrincipalKind::User, &classes));
    let batch = Batch::new(None, Plan::ActAs(edge("create-access-key"), people), None);
    let sorted = batch.sorted(has_access).unwrap();
    assert_eq!((&*sorted.ways, &*sorted.rest), (&[1][..], &[0, 2][..]));

    let model = model(account(&[allow("ram:AttachPolicyToUser", "*")]));
    on(&model, |ground, _, doubts| {
        let who = [Identity::Principal(principal(
            ground.facts.account,
            "user/u",
        ))];
        assert!(attaching(ground, &who, doubts).sorted(has_access).is_none());
    });
}

/// What each step of a batch is about that a quick look leaves open: the policy, and
/// whom it concerns where there is none.
fn open(
    ground: &mut Ground<'_>,
    batch: &Batch,
    who: &[Identity],
    changes: &Changes,
) -> Vec<String> {
    let reached = ground.reached(batch, who, changes);
    let numbers = gone_through(batch, &reached, None);
    let steps = numbers
        .into_iter()
        .map(|number| ground.step(batch, number).unwrap());
    steps
        .filter_map(|step| step.policy.clone().or(step.whom.clone()))
        .filter(|what| !what.starts_with("System/"))
        .collect()
}

fn on_resources(resources: &[&str]) -> Value {
    let resources: Vec<String> = resources
        .iter()
        .map(|resource| resource.replace("{own}", OWN))
        .collect();
    json!({ "Effect": "Allow", "Action": "ram:AttachPolicyToUser", "Resource": resources })
}

/// Each resource of a call must be named, by one document or by several.
#[test]
fn attaching_is_open_to_those_whose_statements_name_user_and_policy() {
    let all = &["user/u", "Custom/all", "Custom/more", "Custom/own"];
    let cases: Vec<(&[&str], &[&str], &[&str])> = vec![
        (&["*"], &[], all),
        (&["acs:ram:*:{own}:user/u"], &[], &["user/u"]),
        (&["acs:ram:*:{own}:policy/all"], &[], &["user/u"]),
        (
            &["acs:ram:*:{own}:user/u", "acs:ram:*:{own}:policy/all"],
            &[],
            &["user/u", "Custom/all"],
        ),
        (
            &["acs:ram:*:{own}:USER/U", "acs:ram:*:{own}:POLICY/ALL"],
            &[],
            &["user/u", "Custom/all"],
        ),
        // The region of the call is `*` or empty, as the caller likes.
        (
            &["acs:ram::{own}:user/u", "acs:ram::{own}:policy/*"],
            &[],
            all,
        ),
        (
            &["acs:ram:*:{own}:user/u"],
            &["acs:ram:*:{own}:policy/m*", "acs:ram:*:{own}:policy/own"],
            &["user/u", "Custom/more", "Custom/own"],
        ),
        (
            &["acs:ram:*:{own}:policy/all"],
            &["acs:ram:*:{own}:user/u"],
            &["user/u", "Custom/all"],
        ),
        (
            &["acs:ram:*:{own}:user/boss", "acs:ram:*:{own}:policy/*"],
            &[],
            &["user/u"],
        ),
        (&["acs:ram:*:{own}:user/${x}", "a"], &[], all),
    ];
    for (first, second, expected) in cases {
        let mut snapshot = account(&[on_resources(first)]);
        let more = custom("more", &[on_resources(second)]);
        snapshot["policies"].as_array_mut().unwrap().push(more);
        let attachments = snapshot["attachments"].as_array_mut().unwrap();
        attachments.push(attached("more", "user/u"));
        let model = model(snapshot);
        on(&model, |ground, _, doubts| {
            let account = ground.facts.account;
            let who = [Identity::Principal(principal(account, "user/u"))];
            let batch = attaching(ground, &who, doubts);
            let none = Changes::none();
            let found = open(ground, &batch, &who, &none);
            assert_eq!(found, expected, "{first:?} {second:?}");
            // Whoever was given something may hold what no text says, and so may whoever
            // is not in the input; one of those who act is enough.
            let changed = Changes {
                rewritten: [policy(account, "no")].into(),
                ..Changes::none()
            };
            assert_eq!(open(ground, &batch, &who, &changed), all);
            let [me] = who;
            let new = Identity::New(PrincipalKind::Role, "new".to_owned());
            assert_eq!(open(ground, &batch, &[me.clone(), new], &none), all);
            let boss = Identity::Principal(principal(account, "role/admin"));
            assert_eq!(open(ground, &batch, &[boss, me], &none), all);
        });
    }
}

/// An account whose user `u` may become every role, of which each admits somebody else.
fn with_roles() -> Model {
    let mut snapshot = account(&[allow("sts:AssumeRole", "*")]);
    let roles = [
        ("a", "root"),
        ("b", "user/U"),
        ("c", "user/boss"),
        ("d", "user/*"),
    ];
    for (name, who) in roles {
        let trust = json!({ "Version": "1", "Statement": [{
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": { "RAM": [format!("acs:ram::{OWN}:{who}")] },
        }] });
        let mut add = |list: &str, one: Value| snapshot[list].as_array_mut().unwrap().push(one);
        add("roles", json!({ "name": name, "trust": trust }));
        add("attachments", attached("all", &format!("role/{name}")));
    }
    model(snapshot)
}

#[test]
fn roles_are_open_to_those_whom_they_may_admit() {
    let mut model = with_roles();
    model.holdings = vec![held(document(&model.accounts[0], "own"))];
    let cases = [
        ("user/u", &["role/a", "role/b", "role/d"][..]),
        ("user/boss", &["role/a", "role/c", "role/d"]),
        ("role/a", &["role/a", "role/d"]),
    ];
    for (who, expected) in cases {
        on(&model, |ground, _, _| {
            let who = [Identity::Principal(principal(ground.facts.account, who))];
            let hops = ground.hops();
            // What somebody was given does not change whom a role admits.
            let changed = Changes {
                unlimited: [who[0].clone()].into(),
                ..Changes::none()
            };
            for changes in [Changes::none(), changed] {
                assert_eq!(open(ground, &hops, &who, &changes), expected, "{who:?}");
            }
            // Whoever holds a document has no name that a role could call.
            let holder = [Identity::Holder(0, PrincipalKind::User)];
            assert_eq!(open(ground, &hops, &holder, &Changes::none()).len(), 5);
        });
    }
    // In an account that is not known each is asked.
    model.accounts[0].id = None;
    on(&model, |ground, _, _| {
        let who = [Identity::Principal(principal(
            ground.facts.account,
            "user/u",
        ))];
        let hops = ground.hops();
        assert_eq!(open(ground, &hops, &who, &Changes::none()).len(), 5);
    });
}

/// Steps that admit anybody and those that name the caller are in order, each once.
#[test]
fn steps_that_admit_somebody_are_in_order() {
    let model = with_roles();
    on(&model, |ground, _, _| {
        let needs = Needs {
            action: ground.assuming(),
            on: vec![Target::Open],
            admits: Some(Admits {
                anybody: vec![3, 0],
                named: BTreeMap::from([("user/u".to_owned(), vec![3, 1])]),
            }),
        };
        let steps = (0..4).map(|_| Rc::new(Step::new(None))).collect();
        let batch = Batch::new(None, Plan::Made(steps), Some(needs));
        for (who, expected) in [("user/u", &[0, 1, 3][..]), ("user/boss", &[0, 3])] {
            let who = [Identity::Principal(principal(ground.facts.account, who))];
            let reached = ground.reached(&batch, &who, &Changes::none());
            assert_eq!(reached, these(expected), "{who:?}");
        }
        // Where nothing is said of what they need, each is looked at.
        let found = ground.reached(&made(3), &[], &Changes::none());
        assert_eq!(found, Reached::All);
    });
}

/// A resource is told as far as its names are known.
#[test]
fn resources_of_calls_are_spelled_in_both_ways() {
    let model = model(account(&[]));
    on(&model, |ground, _, _| {
        let user = "acs:ram:{region}:{account}:user/{user}";
        let Target::Same(found) = ground.target(user, &[("user", "u")]) else {
            panic!("{user}")
        };
        let spelled = |region: &str| format!("acs:ram:{region}:{OWN}:user/u");
        assert_eq!(found, [spelled("*"), spelled("")]);
        assert!(matches!(ground.target(user, &[]), Target::Open));
        let instance = "acs:ecs:{region}:{account}:instance/*";
        assert!(matches!(ground.target(instance, &[]), Target::Open));
    });
}

/// Who is no administrator of the directory may not be one of Cloud SSO: that is in doubt
/// of each step, also of those that are made when they are looked at.
#[test]
fn what_must_hold_for_a_batch_must_hold_for_each_of_its_steps() {
    let all = json!({ "Version": "1", "Statement": [allow("*", "*")] });
    for (position, expected) in [("member", true), ("management", false)] {
        let mut snapshot = account(&[allow("cloudsso:*", "*")]);
        snapshot["resource_directory"] = json!({ "id": "rd-1", "account": position, "path": [] });
        snapshot["sso"] = json!({
            "users": [{ "name": "jo" }],
            "access_configurations": [{ "name": "All", "inline": all.clone() }],
            "assignments": [{ "configuration": "All", "to": "user/jo" }],
        });
        let model = model(snapshot);
        on(&model, |ground, _, doubts| {
            let who = [Identity::Principal(principal(
                ground.facts.account,
                "user/u",
            ))];
            let here = Here {
                who: &who,
                changes: &Changes::none(),
            };
            let batches = ground.steps(&edge("reset-sso-password"), here, doubts);
            let step = ground.step(&batches[0], 0).unwrap();
            assert_eq!(step.whom.as_deref(), Some("sso-user/jo"));
            let doubted = matches!(step.guards.as_slice(), [Formula::World(choice)]
                if doubts.get(choice.doubt).unwrap().name == "cloud-sso-administrator");
            assert_eq!(
                (doubted, step.guards.is_empty()),
                (expected, !expected),
                "{position}"
            );
        });
    }
}
