//! By which documents, and on which resources, somebody may be allowed a call: a quick look
//! that leaves out what no text of theirs names.

use serde_json::{Value, json};

use crate::engine::changes::{Changes, Identity};
use crate::engine::obtain::tests::DESTROY;
use crate::engine::obtain::tests::ground::{document, policy, principal};
use crate::engine::obtain::tests::powers::{ATTACH, allow, company, custom, on};
use crate::engine::snapshots::model;
use crate::model::Model;
use crate::model::account::{PolicyDocument, PolicyId, PrincipalKind};
use crate::model::doubt::DoubtId;

/// The resources that a document names for an action, as a list; none where it may be on
/// any.
#[test]
fn resources_are_those_that_the_allow_statements_of_an_action_name() {
    let on_list =
        |resources: Value| json!({ "Effect": "Allow", "Action": ATTACH, "Resource": resources });
    let with = |name: &str, value: Value, mut statement: Value| {
        statement[name] = value;
        statement
    };
    let mut missing = on_list(json!("a"));
    missing.as_object_mut().unwrap().remove("Resource");
    let mut excluded = missing.clone();
    excluded["NotResource"] = json!(["a"]);
    let cases: Vec<(Vec<Value>, Option<&[&str]>)> = vec![
        (vec![on_list(json!("a"))], Some(&["a"])),
        (vec![on_list(json!(["a", "b*"]))], Some(&["a", "b*"])),
        (
            vec![on_list(json!("a")), on_list(json!("b"))],
            Some(&["a", "b"]),
        ),
        (
            vec![with("Effect", json!("Deny"), on_list(json!("a")))],
            Some(&[]),
        ),
        (
            vec![with("Action", json!(DESTROY), on_list(json!("a")))],
            Some(&[]),
        ),
        (
            vec![with("Action", json!("*"), on_list(json!("a")))],
            Some(&["a"]),
        ),
        (
            vec![
                on_list(json!("a")),
                with("Effect", json!("Deny"), excluded.clone()),
                with("Action", json!(DESTROY), on_list(json!("b"))),
            ],
            Some(&["a"]),
        ),
        (vec![excluded.clone()], None),
        (vec![excluded, on_list(json!("a"))], None),
        (vec![on_list(json!("a")), missing], None),
        (vec![on_list(json!("${x}"))], None),
        (vec![on_list(json!(["a", "${x}"]))], None),
        (vec![on_list(json!(["${x}", "a"]))], None),
        (vec![on_list(json!(["a", null]))], None),
        (vec![], Some(&[])),
    ];
    for (statements, expected) in cases {
        let model = model(json!({ "policies": [custom("p", &statements)] }));
        on(&model, |powers| {
            let action = powers.bit(ATTACH);
            let found = powers.resources_of(document(&model.accounts[0], "p"), action);
            let found = found.as_ref().map(|texts| texts.to_vec());
            let expected =
                expected.map(|texts| texts.iter().map(|text| (*text).to_owned()).collect());
            assert_eq!(found, expected, "{statements:?}");
        });
    }
}

/// A company in which the user `u` holds `attach`, `deny` and `destroy`; of `attach` there
/// may be something that was not read, or another document of the same name.
fn holding_three(rest: Option<DoubtId>, also: bool) -> Model {
    let mut model = company();
    let account = &mut model.accounts[0];
    let mut attachment = account.attachments[0].clone();
    attachment.to = principal(account, "user/u");
    let policies = ["attach", "deny", "destroy"].map(|name| policy(account, name));
    let attachments = policies.map(|policy| {
        attachment.policy = policy;
        attachment.clone()
    });
    account.attachments = attachments.into();
    let (known, other) = (document(account, "attach"), document(account, "deny"));
    let place = usize::try_from(policies[0].0).unwrap();
    account.policies[place].document = PolicyDocument::Known {
        document: known,
        rest,
    };
    account.policies[place].also = also.then_some((other, DoubtId(0)));
    model
}

/// By which documents somebody may be allowed a call; none where it may be by what is
/// not in the input.
#[test]
fn documents_that_allow_are_those_of_the_policies_that_are_held() {
    let mut model = holding_three(None, false);
    model.holdings[1].rest = Some(DoubtId(0));
    let account = &model.accounts[0];
    let attach = document(account, "attach");
    let holder = |number: usize| Identity::Holder(number, PrincipalKind::User);
    let cases = [
        (
            Identity::Principal(principal(account, "user/u")),
            Some(vec![attach]),
        ),
        (
            Identity::Principal(principal(account, "user/x")),
            Some(Vec::new()),
        ),
        (holder(0), Some(vec![attach])),
        (holder(1), None),
        (holder(99), Some(Vec::new())),
        (Identity::New(PrincipalKind::Role, "new".to_owned()), None),
    ];
    on(&model, |powers| {
        for (who, expected) in cases {
            let found = powers.allowing(&who, powers.bit(ATTACH));
            assert_eq!(found, expected, "{who:?}");
        }
    });
    // What was not read of a policy may allow any call on any resource; of another
    // document of the name it is asked where the policy allows the call.
    for (rest, also) in [(Some(DoubtId(0)), false), (None, true)] {
        let model = holding_three(rest, also);
        let account = &model.accounts[0];
        on(&model, |powers| {
            let who = Identity::Principal(principal(account, "user/u"));
            assert_eq!(powers.allowing(&who, powers.bit(ATTACH)), None);
            let destroy = document(account, "destroy");
            let found = powers.allowing(&who, powers.bit(DESTROY));
            assert_eq!(found, also.then(|| vec![destroy]));
        });
    }
}

/// Whether an Allow may be on one of some resources, ASCII case aside.
#[test]
fn calls_may_reach_the_resources_that_are_named() {
    let user = |name: &str| format!("acs:ram:*:1:user/{name}");
    let on_users = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| user(name)).collect();
        json!({ "Effect": "Allow", "Action": ATTACH, "Resource": names })
    };
    let any = json!({ "Effect": "Allow", "Action": ATTACH, "NotResource": [user("a")] });
    let held = |policies: &[&str]| -> Model {
        let attachments: Vec<Value> = policies
            .iter()
            .map(|name| json!({ "policy": format!("Custom/{name}"), "to": "user/u" }))
            .collect();
        model(json!({
            "users": [{ "name": "u" }],
            "policies": [
                custom("ab", &[on_users(&["a", "b*"])]),
                custom("c", &[on_users(&["c"])]),
                custom("any", std::slice::from_ref(&any)),
                custom("other", &[allow(DESTROY)]),
            ],
            "attachments": attachments,
        }))
    };
    let cases: [(&[&str], &[&str], bool); 11] = [
        (&["ab"], &["a"], true),
        (&["ab"], &["A"], true),
        (&["ab"], &["bo"], true),
        (&["ab"], &["c"], false),
        (&["ab"], &["c", "a"], true),
        (&["ab"], &[], false),
        (&["ab", "c"], &["c"], true),
        (&["c", "ab"], &["c"], true),
        (&["any"], &["a"], true),
        (&["other"], &["a"], false),
        (&[], &["a"], false),
    ];
    for (policies, resources, expected) in cases {
        let model = held(policies);
        let who = Identity::Principal(principal(&model.accounts[0], "user/u"));
        let resources: Vec<String> = resources.iter().map(|name| user(name)).collect();
        on(&model, |powers| {
            let (action, none) = (powers.bit(ATTACH), Changes::none());
            let found = powers.may_reach(&who, &none, action, &resources);
            assert_eq!(found, expected, "{policies:?} {resources:?}");
            // Of what was given to somebody nothing is known by its text.
            let changed = Changes {
                rewritten: [PolicyId(0)].into(),
                ..Changes::none()
            };
            assert!(powers.may_reach(&who, &changed, action, &resources));
            let new = Identity::New(PrincipalKind::Role, "new".to_owned());
            assert!(powers.may_reach(&new, &none, action, &resources));
        });
    }
}
