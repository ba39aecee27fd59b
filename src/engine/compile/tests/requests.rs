//! What requests carry: their action and resource, and condition keys by these.

use super::*;
use crate::engine::solver::solve;
use crate::model::budget::Budget;
use crate::model::catalogue::Presence;

const ACTIONS: [&str; 14] = [
    "ecs:DeleteInstance",
    "kvstore:DescribeHistoryMonitorValues",
    "kvstore:DestroyInstance",
    "kvstore:ModifyInstanceConfig",
    "nosuch:Action",
    "oss:GetObject",
    "ram:AttachPolicyToRole",
    "ram:CreateRole",
    "ram:CreateServiceLinkedRole",
    "ram:PassRole",
    "rds:DestroyDBInstance",
    "redis:ModifyInstanceConfig",
    "sts:AssumeRole",
    "vpc:DeleteVpc",
];

/// Every request is in one region of those that a key has, and carries the key there as
/// the catalogue says of its action (D16).
#[test]
fn d16_requests_carry_keys_by_their_actions_and_resources() {
    let catalogue = Catalogue::embedded();
    let (model, account) = (Model::default(), management());
    let uses = KeyUse::new(&model);
    let question = answers::question(GUARDED, catalogue);
    let (facts, _) = asking(&model, catalogue, &account, &uses, &question, &strict());
    let any = StringSet::everything;
    let (compiler, free) = Compiler::unasked(facts, Readings::Strict, any(), any());
    let is_in = |region: &Formula, action: &str, resource: &str| {
        let request = Formula::and([
            among(free.action, [Pattern::literal(action)]),
            among(free.resource, [Pattern::literal(resource)]),
            region.clone(),
        ]);
        let mut budget = Budget::new(facts.steps);
        solve(&request, &compiler.universe, &mut budget).is_model()
    };
    let mut names: Vec<String> = catalogue
        .keys()
        .map(|fact| fact.name.replace('*', "x"))
        .collect();
    names.extend(["made:Up", "kvstore:Other", "redis:Other", "plain"].map(str::to_owned));
    for name in &names {
        let documented = catalogue.key(name);
        for fact in [documented.as_ref(), None] {
            let key = compiler.key(name, fact);
            let regions = compiler.carriers(&key, free);
            for action in ACTIONS {
                for (resource, on_all) in [("*", true), ("acs:ecs:*:*:x", false)] {
                    let found: Vec<Presence> = regions
                        .iter()
                        .filter(|(region, _)| is_in(region, action, resource))
                        .map(|(_, presence)| *presence)
                        .collect();
                    let documented = catalogue.presence(name, action, on_all);
                    let expected = key.confirmed(documented);
                    assert_eq!(found, [expected], "{name} {fact:?} {action} {resource}");
                }
            }
        }
    }
}

/// Beside condition keys a request has one action, one resource in one group, and one
/// who asks: each is a text, and always there.
#[test]
fn what_every_request_has() {
    let catalogue = Catalogue::embedded();
    let (model, account) = (Model::default(), management());
    let uses = KeyUse::new(&model);
    let question = answers::question("kvstore:DeleteInstance", catalogue);
    let (facts, mut compiler) = asking(&model, catalogue, &account, &uses, &question, &strict());
    compiler.turn(&question.resources, None);
    let any = StringSet::everything;
    let (mut free, _) = Compiler::unasked(facts, Readings::Strict, any(), any());
    let group = "the resource's group";
    let cases: [(&mut Compiler<'_>, &[&str]); 2] = [
        (&mut compiler, &[RESOURCE, "resource 2", group]),
        (&mut free, &[ACTION, RESOURCE, PRINCIPAL, group]),
    ];
    for (compiler, names) in cases {
        assert_eq!(compiler.in_group("rg-1"), compiler.in_group("rg-1"));
        let found: Vec<&str> = compiler
            .universe
            .keys()
            .map(|(_, key)| key.name.as_str())
            .collect();
        assert_eq!(found, names);
        for (_, key) in compiler.universe.keys() {
            let shape = (key.role, key.of, key.many, key.may_be_absent);
            let expected = (KeyRole::Plain, ValueType::String, false, false);
            assert_eq!(shape, expected, "{}", key.name);
        }
    }
}

/// A tag of a resource can be there where the action has one.
#[test]
fn d16_tags_are_asked_about_where_there_is_a_resource() {
    let cases = [
        (
            r#"{"StringEquals":{"acs:ResourceTag/team":"a"}}"#,
            "allowed_if",
        ),
        (
            r#"{"StringLike":{"acs:ResourceTag/team":"*"}}"#,
            "allowed_if",
        ),
        (
            r#"{"StringNotEquals":{"acs:ResourceTag/team":"a"}}"#,
            "allowed_if",
        ),
    ];
    for (condition, expected) in cases {
        let statement =
            format!(r#""Effect":"Allow","Action":"*","Resource":"*","Condition":{condition}"#);
        let found = ask(&[&statement], "kvstore:DeleteInstance", &alice());
        assert_eq!(found, expected, "{condition}");
    }
}
