//! What every search of an account stands on: who leads on, what could be attached,
//! which names are free, and whom roles trust.

use serde_json::{Value, json};

use crate::engine::answers::{answer, question};
use crate::engine::changes::{Changes, Identity};
use crate::engine::compile::{Compiler, KeyUse, asking};
use crate::engine::formula::Formula;
use crate::engine::holdings::Index;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::tests::{DESTROY, allow};
use crate::engine::snapshots::{OWN, WHOLE, model, settings};
use crate::model::Model;
use crate::model::account::{Account, PolicyDocument, PolicyId, PrincipalId, Trust};
use crate::model::catalogue::{Catalogue, Escalation};
use crate::model::doubt::{DoubtId, Doubts};
use crate::model::policy::DocumentId;

/// Asks what the searches of an account stand on.
pub(super) fn on<T>(
    model: &Model,
    ask: impl for<'a> FnOnce(&mut Ground<'a>, &mut Compiler<'a>, &mut Doubts) -> T,
) -> T {
    let (account, catalogue) = (&model.accounts[0], Catalogue::embedded());
    let (asked, settings) = (question(DESTROY, catalogue), settings());
    let answers = answer(model, catalogue, &asked, &settings);
    let (index, uses) = (Index::new(account), KeyUse::new(model));
    let (facts, mut compiler) = asking(model, catalogue, account, &uses, &asked, &settings);
    let lines = &answers.accounts[0].lines;
    let mut ground = Ground::new(facts, &index, &settings, &compiler, lines);
    let mut doubts = answers.doubts;
    ask(&mut ground, &mut compiler, &mut doubts)
}

/// Somebody by `user/NAME`.
pub(super) fn principal(account: &Account, id: &str) -> PrincipalId {
    let mut all = (0..).map(PrincipalId).zip(&account.principals);
    let found = all.find(|(_, one)| format!("{}/{}", one.kind.word(), one.name) == id);
    found.unwrap().0
}

pub(super) fn names(account: &Account, ids: &[PrincipalId]) -> Vec<String> {
    let found = ids.iter().filter_map(|id| account.principal(*id));
    found.map(|one| one.name.clone()).collect()
}

pub(super) fn policy(account: &Account, name: &str) -> PolicyId {
    let mut all = (0..).map(PolicyId).zip(&account.policies);
    all.find(|(_, policy)| policy.name == name).unwrap().0
}

pub(super) fn document(account: &Account, policy_name: &str) -> DocumentId {
    let policy = account.policy(policy(account, policy_name)).unwrap();
    let PolicyDocument::Known { document, .. } = policy.document else {
        panic!("{policy:?}")
    };
    document
}

pub(super) fn edge(id: &str) -> Escalation {
    let mut all = Catalogue::embedded().escalations();
    all.find(|edge| edge.id == id).unwrap()
}

pub(super) fn custom(name: &str, statements: &[Value]) -> Value {
    let document = json!({ "Version": "1", "Statement": statements });
    json!({ "type": "Custom", "name": name, "version": "v1", "document": document })
}

pub(super) fn attached(policy: &str, to: &str) -> Value {
    json!({ "policy": format!("Custom/{policy}"), "to": to })
}

/// Of each kind there are two who may make a call of the table, and one who holds
/// nothing; none is declared in the order of names.
fn people() -> Value {
    let can = || json!({ "Version": "1", "Statement": [allow("ecs:RunInstances", "*")] });
    let named = |names: [&str; 3]| names.map(|name| json!({ "name": name }));
    let holders = [
        "user/zed",
        "user/abe",
        "group/ops",
        "group/ants",
        "role/worker",
        "role/agent",
    ];
    let assigned = ["user/jo", "user/al", "group/team", "group/crew"]
        .map(|to| json!({ "configuration": "Can", "to": to, "account": OWN }));
    json!({
        "users": named(["zed", "idle", "abe"]),
        "groups": named(["ops", "none", "ants"]),
        "roles": named(["worker", "lazy", "agent"]),
        "policies": [custom("can", &[allow("ecs:RunInstances", "*")])],
        "attachments": holders.map(|to| attached("can", to)),
        "sso": {
            "users": named(["jo", "no", "al"]),
            "groups": named(["team", "nil", "crew"]),
            "access_configurations": [{ "name": "Can", "inline": can() }],
            "assignments": assigned,
        },
    })
}

/// Whom the searches of an account take to lead on, kind by kind.
fn leading(model: &Model) -> [Vec<String>; 5] {
    on(model, |ground, _, _| {
        let account = ground.facts.account;
        let users: Vec<PrincipalId> = ground.leads.users.iter().flatten().copied().collect();
        let sso_users: Vec<PrincipalId> = ground.sso_users.iter().flatten().copied().collect();
        assert_eq!(ground.leads.users, ground.leading.users);
        assert!(!ground.looks_at_all && !ground.any_more);
        [
            names(account, &users),
            names(account, &ground.leads.groups),
            names(account, &ground.leads.roles),
            names(account, &sso_users),
            names(account, &ground.sso_groups),
        ]
    })
}

#[test]
fn those_lead_on_who_may_make_a_call_of_the_table() {
    let expected = [
        ["abe", "zed"],
        ["ants", "ops"],
        ["agent", "worker"],
        ["al", "jo"],
        ["crew", "team"],
    ];
    assert_eq!(leading(&model(people())), expected);
}

/// Whoever may have the action by what is not shown leads on, too; who holds nothing else
/// is in another class.
#[test]
fn those_lead_on_who_may_have_the_action_by_what_is_not_shown() {
    let mut snapshot = people();
    let whole: Vec<&str> = WHOLE
        .into_iter()
        .filter(|word| *word != "attachments")
        .collect();
    snapshot["complete"] = json!(whole);
    let [users, _, roles, ..] = leading(&model(snapshot));
    assert_eq!(users, ["abe", "zed", "idle"]);
    assert_eq!(roles, ["agent", "lazy", "worker"]);
}

/// What could be attached: policies of the account that allow something that is looked
/// for, in the order of their names. The inline policy of a configuration cannot be.
#[test]
fn policies_that_could_be_attached() {
    let statements = |effect: &str, action: &str| {
        [json!({ "Effect": effect, "Action": action, "Resource": "*" })]
    };
    let all = json!({ "Version": "1", "Statement": statements("Allow", "*") });
    let model = model(json!({
        "policies": [
            custom("zoo", &statements("Allow", "kvstore:*")),
            custom("ape", &statements("Allow", "ram:CreateAccessKey")),
            custom("deny", &statements("Deny", "*")),
            custom("other", &statements("Allow", "oss:*")),
        ],
        "sso": { "access_configurations": [{ "name": "All", "inline": all }] },
    }));
    let account = &model.accounts[0];
    on(&model, |ground, _, _| {
        let found = ground.policies.iter().filter_map(|id| account.policy(*id));
        let found = found.map(|policy| policy.name.as_str());
        let (bundled, own): (Vec<&str>, Vec<&str>) =
            found.partition(|name| name.ends_with("Access"));
        assert_eq!(own, ["ape", "zoo"]);
        assert!(bundled.is_sorted() && bundled.contains(&"AdministratorAccess"));
        assert!(!bundled.contains(&"AliyunAuthorizationFullAccess"));
        for name in ["zoo", "ape", "deny", "other", "All"] {
            let found = ground.policy_with(document(account, name));
            assert_eq!(found, Some(policy(account, name)), "{name}");
        }
        assert_eq!(ground.policy_with(DocumentId(99)), None);
    });
}

/// Names for new roles: none that a role has, whatever its case. A user may have it.
#[test]
fn names_are_free_that_nobody_of_the_kind_has() {
    // Users, roles and patterns, and the names that are free.
    type Names = &'static [&'static str];
    let cases: [(Names, Names, Names, Names); 7] = [
        (&[], &[], &[], &["new-role"]),
        (&["new-role"], &[], &[], &["new-role"]),
        (&[], &["New-Role"], &[], &[]),
        (&[], &[], &["team-*"], &["new-role", "team-new"]),
        (&[], &["Team-New"], &["team-*"], &["new-role"]),
        (&[], &[], &["team-*", "TEAM-*"], &["new-role", "team-new"]),
        (&[], &["new-role"], &["new-role", "NEW-*"], &["NEW-new"]),
    ];
    for (users, roles, patterns, expected) in cases {
        let named = |names: &[&str]| -> Vec<Value> {
            names.iter().map(|name| json!({ "name": name })).collect()
        };
        let statement = |pattern: &&str| allow("ram:*", &format!("acs:ram:*:*:role/{pattern}"));
        let statements: Vec<Value> = patterns.iter().map(statement).collect();
        let model = model(json!({
            "users": named(users),
            "roles": named(roles),
            "policies": [custom("p", &statements)],
        }));
        let found = on(&model, |ground, _, _| ground.new_roles.to_vec());
        assert_eq!(found, expected, "{users:?} {roles:?} {patterns:?}");
    }
    for (name, expected) in [("New-Policy", &[][..]), ("new-role", &["new-policy"])] {
        let model = model(json!({ "policies": [custom(name, &[])] }));
        let found = on(&model, |ground, _, _| ground.new_policies.to_vec());
        assert_eq!(found, expected, "{name}");
    }
}

/// Of policies that allow everything, a bundled one alone is told first of all.
#[test]
fn bundled_policies_that_give_all() {
    let model = model(json!({
        "users": [{ "name": "u" }],
        "policies": [custom("all", &[allow("*", "*")])],
        "attachments": [
            { "policy": "System/AdministratorAccess", "to": "user/u" },
            { "policy": "System/AliyunKvstoreFullAccess", "to": "user/u" },
        ],
    }));
    on(&model, |ground, _, _| {
        for (name, expected) in [
            ("all", false),
            ("AdministratorAccess", true),
            ("AliyunKvstoreFullAccess", false),
        ] {
            let id = policy(ground.facts.account, name);
            assert_eq!(ground.gives_all(id), expected, "{name}");
        }
        assert!(!ground.gives_all(PolicyId(99)));
    });
}

#[test]
fn documents_that_may_deny_the_action() {
    let cases = [
        ("Deny", "kvstore:*", true),
        ("Deny", "*", true),
        ("Allow", "kvstore:*", false),
        ("Deny", "ram:CreateAccessKey", false),
        ("Deny", "oss:*", false),
    ];
    for (effect, action, expected) in cases {
        let statement = json!({ "Effect": effect, "Action": action, "Resource": "*" });
        let model = model(json!({ "policies": [custom("p", &[statement])] }));
        let found = on(&model, |ground, _, _| {
            ground.denies_guarded(document(ground.facts.account, "p"))
        });
        assert_eq!(found, expected, "{effect} {action}");
    }
}

/// Each access configuration is judged alone (D44): one that allows the action is enough.
#[test]
fn d44_access_is_that_of_any_session() {
    let document = |effect: &str| {
        let statement = json!({ "Effect": effect, "Action": "kvstore:*", "Resource": "*" });
        json!({ "Version": "1", "Statement": [statement] })
    };
    for (effects, expected) in [
        (["Allow", "Deny"], Formula::True),
        (["Deny", "Allow"], Formula::True),
        (["Deny", "Deny"], Formula::False),
    ] {
        let configurations: Vec<Value> = effects
            .iter()
            .enumerate()
            .map(|(number, effect)| json!({ "name": format!("C{number}"), "inline": document(effect) }))
            .collect();
        let assignments =
            [0, 1].map(|number| json!({ "configuration": format!("C{number}"), "to": "user/jo" }));
        let model = model(json!({ "sso": {
            "users": [{ "name": "jo" }],
            "access_configurations": configurations,
            "assignments": assignments,
        } }));
        let who = Identity::Principal(principal(&model.accounts[0], "sso-user/jo"));
        let found = on(&model, |ground, compiler, doubts| {
            ground.access(&who, &Changes::none(), compiler, doubts)
        });
        assert_eq!(found, expected, "{effects:?}");
    }
}

const OTHER: &str = "2000000000000002";

/// A role that admits these, and may do something.
fn trusting(name: &str, statements: Value) -> Value {
    json!({ "name": name, "trust": { "Version": "1", "Statement": statements } })
}

fn admits(effect: &str, form: &str, who: &[String]) -> Value {
    json!({ "Effect": effect, "Action": "sts:AssumeRole", "Principal": { form: who } })
}

fn with_power(roles: &[Value]) -> Model {
    let attachments: Vec<Value> = roles
        .iter()
        .map(|role| attached("can", &format!("role/{}", role["name"].as_str().unwrap())))
        .collect();
    model(json!({
        "roles": roles,
        "policies": [custom("can", &[allow("ecs:RunInstances", "*")])],
        "attachments": attachments,
    }))
}

/// Providers of the own account, of the kind that a call is about, by the roles that
/// they speak for.
#[test]
fn providers_are_those_of_the_account_that_roles_trust() {
    let provider = |account: &str, name: &str| format!("acs:ram::{account}:{name}");
    let (corp, dev) = (
        provider(OWN, "saml-provider/corp"),
        provider(OWN, "oidc-provider/dev"),
    );
    let theirs = provider(OTHER, "saml-provider/theirs");
    let one = |arn: &String| std::slice::from_ref(arn).to_vec();
    let mut model = with_power(&[
        trusting(
            "a",
            json!([admits("Allow", "Federated", &[corp.clone(), dev.clone()])]),
        ),
        trusting("b", json!([admits("Allow", "Federated", &one(&theirs))])),
        trusting("c", json!([admits("Allow", "Service", &one(&corp))])),
        trusting(
            "d",
            json!([
                admits("Allow", "Federated", &one(&corp)),
                admits("Deny", "Federated", &one(&corp)),
            ]),
        ),
    ]);
    let found = |model: &Model, id: &str| {
        on(model, |ground, _, doubts| {
            let found = ground.providers(&edge(id), doubts).into_iter();
            let told = found.map(|(role, name, arn, trusted)| {
                assert_eq!(ground.trusted(trusted).unwrap().0, Formula::True);
                format!("{} {name} {arn}", names(ground.facts.account, &[role])[0])
            });
            told.collect::<Vec<String>>()
        })
    };
    let of_own = [format!("a corp {corp}")];
    assert_eq!(found(&model, "update-saml-provider"), of_own);
    assert_eq!(
        found(&model, "update-oidc-provider"),
        [format!("a dev {dev}")]
    );
    assert_eq!(found(&model, "create-access-key"), [""; 0]);
    // Where the own account is not known, any may be of it.
    model.accounts[0].id = None;
    let [of_own] = of_own;
    assert_eq!(
        found(&model, "update-saml-provider"),
        [of_own, format!("b theirs {theirs}")]
    );
}

/// A trust has one number, however often it is asked for, and requests as its conditions
/// make them.
#[test]
fn services_are_trusted_by_the_roles_that_admit_them() {
    let service = |name: &str| [format!("{name}.aliyuncs.com")];
    let mut conditional = admits("Allow", "Service", &service("fc"));
    conditional["Condition"] = json!({ "IpAddress": { "acs:SourceIp": "10.0.0.1" } });
    let mut model = with_power(&[
        trusting("fc", json!([admits("Allow", "Service", &service("fc"))])),
        trusting("ecs", json!([admits("Allow", "Service", &service("ecs"))])),
        trusting(
            "federated",
            json!([admits("Allow", "Federated", &service("fc"))]),
        ),
        trusting("sometimes", json!([conditional])),
        json!({ "name": "untold" }),
        json!({ "name": "none" }),
    ]);
    let place =
        |model: &Model, id: &str| usize::try_from(principal(&model.accounts[0], id).0).unwrap();
    let (untold, none) = (place(&model, "role/untold"), place(&model, "role/none"));
    model.accounts[0].principals[untold].trust = Trust::Unknown(DoubtId(0));
    model.accounts[0].principals[none].trust = Trust::None;
    on(&model, |ground, _, doubts| {
        let mut trusted = |ground: &mut Ground<'_>, id: &str| {
            let role = principal(ground.facts.account, id);
            let number = ground.trusted_service(role, "fc.aliyuncs.com", doubts);
            let again = ground.trusted_service(role, "fc.aliyuncs.com", doubts);
            assert_eq!(number, again, "{id}");
            let (when, universe) = ground.trusted(number?)?;
            Some((when.clone(), universe.keys().count()))
        };
        assert_eq!(trusted(ground, "role/fc"), Some((Formula::True, 0)));
        assert_eq!(trusted(ground, "role/ecs"), None);
        assert_eq!(trusted(ground, "role/federated"), None);
        assert_eq!(trusted(ground, "role/none"), None);
        let (when, keys) = trusted(ground, "role/sometimes").unwrap();
        assert!(matches!(when, Formula::Key(_)) && keys == 1, "{when:?}");
        let (when, _) = trusted(ground, "role/untold").unwrap();
        assert!(matches!(when, Formula::World(choice) if choice.doubt == DoubtId(0)));
    });
}
