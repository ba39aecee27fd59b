//! What is held perhaps, what is not shown, and what a directory adds: as the pieces that
//! an answer is made of.

use super::*;
use crate::model::account::Unlisted;
use crate::model::doubt::DoubtId;

/// A gap of which nothing more is known.
fn gap(model: &mut Model, about: &str) -> DoubtId {
    model.doubts.gap("system-policy", about, None, 2)
}

fn is(gap: DoubtId) -> Choice {
    Choice::is(gap, 1)
}

fn held(model: &Model, who: &str) -> (Answer, Holdings) {
    let who = Identity::Principal(principal(model, who));
    let mut all = under(model, &who, &Changes::none());
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn unsure(model: &mut Model, policy: &str, gap: DoubtId) {
    let id = policy_of(model, policy);
    let attachments = model.accounts[0].attachments.iter_mut();
    for attachment in attachments.filter(|one| one.policy == id) {
        attachment.when = vec![is(gap)];
    }
}

/// What hangs on whether an attachment or a membership is there is a case of its own,
/// and as sure as that is.
#[test]
fn what_is_held_perhaps_is_unknown() {
    let mut model = company();
    let here = gap(&mut model, "attached");
    unsure(&mut model, "all", here);
    let (answer, holdings) = held(&model, "bo");
    assert_eq!((answer, holdings.of_its_own), (Answer::Unknown, true));
    assert_eq!(holdings.held[0].when, Formula::World(is(here)));
    // Through a group that one may be in, both have to hold.
    let member = gap(&mut model, "member");
    model.accounts[0].memberships[0].when = vec![is(member)];
    let (_, holdings) = held(&model, "bo");
    let both = Formula::and([member, here].map(|gap| Formula::World(is(gap))));
    assert_eq!(holdings.held[0].when, both);
    model.accounts[0].attachments[0].when.clear();
    let (answer, holdings) = held(&model, "bo");
    assert_eq!((answer, holdings.of_its_own), (Answer::Unknown, true));
    assert_eq!(holdings.held[0].when, Formula::World(is(member)));
    assert_eq!(held(&model, "mei").0, Answer::NotGranted);
}

/// A policy whose text is not there: what it may do is as sure as that it is held.
#[test]
fn what_cannot_be_read_is_held_as_surely_as_its_attachment() {
    for (kind, name, effects) in [
        ("Custom", "gone", &[Effect::Allow, Effect::Deny][..]),
        ("System", "AliyunNobodyKnowsAccess", &[Effect::Allow]),
    ] {
        for perhaps in [false, true] {
            let mut snapshot = json!({
                "users": [{ "name": "mei" }],
                "policies": [],
                "attachments": [{ "policy": format!("{kind}/{name}"), "to": "user/mei" }],
            });
            if kind == "Custom" {
                snapshot["policies"] = json!([{ "type": kind, "name": name, "version": "v1" }]);
            }
            let mut model = super::model(snapshot);
            let here = gap(&mut model, "attached");
            if perhaps {
                unsure(&mut model, name, here);
            }
            let (answer, holdings) = held(&model, "mei");
            assert_eq!(answer, Answer::Unknown, "{name}");
            assert_eq!(holdings.of_its_own, perhaps, "{name}");
            let found: Vec<Effect> = holdings.held.iter().map(|one| one.effect).collect();
            assert_eq!(found, effects, "{name}");
            for one in &holdings.held {
                assert_eq!(one.piece, Piece::Unread);
                let text = gap_of(&one.when, here);
                assert_eq!(text, perhaps, "{name} {:?}", one.when);
            }
        }
    }
}

/// Whether a formula holds only where a gap is closed, and something else is.
fn gap_of(formula: &Formula, gap: DoubtId) -> bool {
    match formula {
        Formula::And(parts) => parts.contains(&Formula::World(is(gap))) && parts.len() == 2,
        _ => false,
    }
}

/// A part of a document that could not be read counts at the scope of the account.
#[test]
fn the_rest_of_a_document_held_alone() {
    let mut model = company();
    let rest = gap(&mut model, "rest");
    let document = document_of(&model, "no");
    let holdings = asking_of(&model, |account, index, compiler, doubts| {
        let mut collector = Collector::new(account, index, compiler, doubts);
        collector.holding(1, document, Some(rest), &Subject::default())
    });
    let pieces: Vec<(Effect, bool, Owner)> = holdings
        .held
        .iter()
        .map(|one| (one.effect, one.in_resource_group, one.owner))
        .collect();
    let own = Owner::Holding(1);
    let expected = [
        (Effect::Deny, false, own),
        (Effect::Allow, false, own),
        (Effect::Deny, false, own),
    ];
    assert_eq!(pieces, expected);
}

/// What is not shown of a principal may allow, and what is not shown of its group as far
/// as it is in the group.
#[test]
fn d32_what_is_not_shown_of_some() {
    let mut model = company();
    let (own, of_group) = (gap(&mut model, "own"), gap(&mut model, "group"));
    let (mei, ops) = (principal(&model, "mei"), principal(&model, "ops"));
    let unlisted = |to, gap| Unlisted { to, gap };
    let world = |gap| Formula::World(is(gap));
    model.accounts[0].unlisted = vec![unlisted(mei, own), unlisted(ops, of_group)];
    let (answer, holdings) = held(&model, "mei");
    assert_eq!(answer, Answer::Unknown);
    assert_eq!(holdings.case.unseen, Some(world(own)));
    assert_eq!(held(&model, "bo").1.case.unseen, Some(world(of_group)));
    assert_eq!(held(&model, "kim").1.case.unseen, None);
    // Two things of one principal: either may allow.
    let more = gap(&mut model, "more");
    model.accounts[0].unlisted.push(unlisted(mei, more));
    let either = Formula::or([own, more].map(world));
    assert_eq!(held(&model, "mei").1.case.unseen, Some(either));
    // The group counts where it is left by nobody, and as surely as one is in it.
    let bo = principal(&model, "bo");
    let left = Changes {
        left: [(bo, ops)].into(),
        ..Changes::none()
    };
    let after = under(&model, &Identity::Principal(bo), &left);
    assert_eq!(after[0].1.case.unseen, None);
    let member = gap(&mut model, "member");
    model.accounts[0].memberships[0].when = vec![is(member)];
    let both = Formula::and([member, of_group].map(world));
    assert_eq!(held(&model, "bo").1.case.unseen, Some(both));
    // Beside what the account does not hold whole, either may allow.
    model.accounts[0].complete.attachments = false;
    let (_, holdings) = held(&model, "mei");
    let Some(Formula::Or(parts)) = &holdings.case.unseen else {
        panic!("{:?}", holdings.case.unseen)
    };
    assert_eq!(parts.len(), 3);
}

/// Whoever holds nothing that is about the action, and of whom all is shown, need not be
/// looked at.
#[test]
fn who_may_matter() {
    let may = |model: &Model, who: &str| {
        asking_of(model, |account, index, compiler, doubts| {
            let mut collector = Collector::new(account, index, compiler, doubts);
            collector.may_matter(principal(model, who), &Subject::default())
        })
    };
    let mut model = company();
    let found = |model: &Model| ["mei", "bo", "kim"].map(|who| may(model, who));
    assert_eq!(found(&model), [false, true, true]);
    let own = gap(&mut model, "own");
    let unlisted = |model: &Model, who: &str| Unlisted {
        to: principal(model, who),
        gap: own,
    };
    // Only of the group, of which `bo` is, or only of one of them.
    model.accounts[0].attachments.clear();
    assert_eq!(found(&model), [false, false, false]);
    for (who, expected) in [
        ("ops", [false, true, false]),
        ("mei", [true, false, false]),
        ("kim", [false, false, true]),
    ] {
        model.accounts[0].unlisted = vec![unlisted(&model, who)];
        assert_eq!(found(&model), expected, "{who}");
        let other = unlisted(&model, "jo");
        model.accounts[0].unlisted.push(other);
        assert_eq!(found(&model), expected, "{who} and jo");
    }
    model.accounts[0].unlisted.clear();
    model.accounts[0].complete.attachments = false;
    for (is_account, expected) in [(true, [true; 3]), (false, [false; 3])] {
        model.accounts[0].complete.account = is_account;
        assert_eq!(found(&model), expected, "{is_account}");
    }
}

/// A policy that has nothing to do with the question is not looked at.
#[test]
fn only_what_is_relevant_is_collected() {
    let model = company();
    for (of, pieces) in [("all", 1), ("no", 0)] {
        let id = policy_of(&model, of);
        let relevant = |policy| policy == id;
        let held = asking_of(&model, |account, index, compiler, doubts| {
            Collector::new(account, index, compiler, doubts)
                .only(&relevant)
                .principal(principal(&model, "bo"), &Subject::default())
        });
        assert_eq!(held.held.len(), pieces, "{of}");
    }
}

/// An account below a directory whose control policies are these, by name, target and
/// document; what is full access has none.
fn below(policies: &[(&str, &[&str], Option<Value>)]) -> Model {
    let control = policies.iter().map(|(name, targets, document)| {
        let mut policy = json!({ "id": format!("cp-{name}"), "name": name, "targets": targets });
        if let Some(document) = document {
            policy["document"] = document.clone();
        }
        policy
    });
    model(json!({
        "users": [{ "name": "bo" }],
        "policies": [policy("all", "Allow")],
        "attachments": [{ "policy": "Custom/all", "to": "user/bo" }],
        "resource_directory": { "id": "rd-1", "account": "member", "path": ["r-1", "fd-1"] },
        "control_policies": control.collect::<Vec<Value>>(),
        "sso": {
            "users": [{ "name": "jo" }],
            "groups": [],
            "access_configurations": [{ "name": "All", "inline": document("Allow") }],
            "assignments": [{ "configuration": "All", "to": "user/jo", "account": OWN }],
        },
    }))
}

/// Each level must allow, for sessions of Cloud SSO as for others.
#[test]
fn r56_levels_bind_everybody() {
    const FULL: &str = "FullAliyunAccess";
    use Answer::{Allowed, Denied};
    type Policies<'p> = &'p [(&'p str, &'p [&'p str], Option<Value>)];
    let (allow, deny) = (|| Some(document("Allow")), || Some(document("Deny")));
    let other = || {
        let statement = json!({ "Effect": "Allow", "Action": "ecs:*", "Resource": "*" });
        Some(json!({ "Version": "1", "Statement": [statement] }))
    };
    // The pieces told of: which control policy, and whether it is a level as a whole.
    type Pieces<'p> = &'p [(usize, bool)];
    let cases: [(Policies<'_>, Answer, Pieces<'_>); 9] = [
        (&[], Allowed, &[]),
        // What it says is not in the input.
        (
            &[("gone", &["r-1"], None)],
            Answer::Unknown,
            &[(0, true), (0, false)],
        ),
        (&[(FULL, &["r-1"], None)], Allowed, &[]),
        (
            &[(FULL, &["r-1"], None), ("other", &["fd-1"], other())],
            Denied,
            &[(1, true)],
        ),
        (
            &[
                ("other", &["fd-1"], other()),
                (FULL, &["fd-1", "r-1"], None),
            ],
            Allowed,
            &[],
        ),
        (
            &[("no", &["r-1"], deny())],
            Denied,
            &[(0, true), (0, false)],
        ),
        (
            &[
                (FULL, &["fd-9", "r-1"], None),
                ("no", &["fd-9", "fd-1"], deny()),
            ],
            Denied,
            &[(1, true), (1, false)],
        ),
        (&[("yes", &["fd-1"], allow())], Allowed, &[]),
        (&[("no", &["fd-9"], deny())], Allowed, &[]),
    ];
    for (policies, expected, pieces) in cases {
        let model = below(policies);
        for who in ["bo", "jo"] {
            let (answer, holdings) = held(&model, who);
            assert_eq!(answer, expected, "{who} {policies:?}");
            assert!(!holdings.of_its_own, "{who} {policies:?}");
            let gates = holdings.held.iter().filter(|one| one.gate);
            let mut told: Vec<(usize, bool)> = gates
                .map(|one| {
                    assert!(!one.in_resource_group && one.effect == Effect::Deny);
                    let Owner::Control(number) = one.owner else {
                        panic!("{one:?}")
                    };
                    (number, one.piece == Piece::Level)
                })
                .collect();
            told.sort_unstable();
            let mut pieces = pieces.to_vec();
            pieces.sort_unstable();
            assert_eq!(told, pieces, "{who} {policies:?}");
            // What a level denies is not among what the principal itself is denied.
            assert!(holdings.case.deny.is_empty(), "{who} {policies:?}");
        }
    }
}

/// A control policy about who asks makes a case of its own for everybody.
#[test]
fn control_policies_about_the_caller_are_of_everybodys_own() {
    let mut denying = document("Deny");
    denying["Statement"][0]["Condition"] =
        json!({ "StringLike": { "acs:PrincipalARN": "acs:ram:*:*:user/b*" } });
    let model = below(&[
        ("FullAliyunAccess", &["r-1"], None),
        ("no", &["r-1"], Some(denying)),
    ]);
    assert!(held(&model, "bo").1.of_its_own);
}

/// Where the way to the account is not known, a control policy of another place may bind
/// it, and one of its own does.
#[test]
fn d22_control_policies_that_may_bind() {
    for (targets, expected) in [
        (&[OWN][..], Answer::Denied),
        (&["fd-1"], Answer::Unknown),
        (&["fd-1", OWN], Answer::Denied),
    ] {
        let mut model = below(&[("no", targets, Some(document("Deny")))]);
        model.accounts[0].position = crate::model::account::Position::Member { path: None };
        model.accounts[0].complete.control_policies = false;
        let (answer, holdings) = held(&model, "bo");
        assert_eq!(answer, expected, "{targets:?}");
        let elsewhere = usize::from(targets.contains(&"fd-1"));
        assert_eq!(holdings.case.gates.len(), 1 + elsewhere, "{targets:?}");
    }
}
