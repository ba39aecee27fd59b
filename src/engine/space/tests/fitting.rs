//! Actions and resources that no request has together.

use super::*;
use crate::engine::space::{Misfit, Unfitting};

#[test]
fn actions_and_resources_that_never_meet_are_found() {
    use Misfit::{OnAllResources, OtherForm, OtherService};
    type Found = &'static [(usize, Misfit)];
    let cases: &[(&str, &str, Found, Found)] = &[
        (r#""kvstore:DestroyInstance""#, r#""*""#, &[], &[]),
        (r#""*""#, r#""acs:ecs:*:*:*""#, &[], &[]),
        (
            r#""kvstore:DestroyInstance""#,
            r#""acs:kvstore:*:*:instance/r-1""#,
            &[(0, OnAllResources)],
            &[(0, OnAllResources)],
        ),
        // In one world it does what `*` does.
        (
            r#""kvstore:DestroyInstance""#,
            r#""acs:kvstore:*:*:*""#,
            &[],
            &[],
        ),
        (
            r#"["kvstore:DestroyInstance","kvstore:DeleteInstance"]"#,
            r#""acs:kvstore:*:*:instance/r-1""#,
            &[(0, OnAllResources)],
            &[],
        ),
        (
            r#""kvstore:*""#,
            r#""acs:kvstore:*:*:instance/*""#,
            &[],
            &[],
        ),
        (
            r#""kvstore:DeleteInstance""#,
            r#"["acs:kvstore:*:*:bucket/x","acs:kvstore:*:*:instance/x"]"#,
            &[],
            &[(0, OtherForm)],
        ),
        (
            r#"["ecs:DescribeDisks","rds:*"]"#,
            r#"["acs:ecs:*:*:*","acs:vpc:*:*:*"]"#,
            &[(1, OtherService)],
            &[(1, OtherService)],
        ),
        (
            r#""ecs:Nonesuch""#,
            r#""acs:ecs:cn-*:*:anything/*""#,
            &[],
            &[],
        ),
        (r#""ecs:Nonesuch""#, r#""acs:ECS:*:*:*""#, &[], &[]),
        (r#""ecs:Nonesuch""#, r#""acs:*:*:*:*""#, &[], &[]),
        (
            r#""ecs:Nonesuch""#,
            r#""bucket""#,
            &[(0, OtherService)],
            &[(0, OtherService)],
        ),
        // Nothing is known of one side.
        (r#""nosuch:A""#, r#""acs:ecs:*:*:*""#, &[], &[]),
        (r#""ecs:A""#, r#""acs:nosuch:*:*:*""#, &[], &[]),
        (
            r#"["ecs:${x}","${y}"]"#,
            r#""acs:rds:*:*:*""#,
            &[(0, OtherService)],
            &[],
        ),
        (r#""rds:A""#, r#""acs:${x}:*:*:*""#, &[], &[]),
        // A prefix that people write for a service is no service's.
        (
            r#""kvstore:A""#,
            r#""acs:redis:*:*:*""#,
            &[(0, OtherService)],
            &[(0, OtherService)],
        ),
        // Published policies use these together.
        (r#""hdm:*""#, r#""acs:kvstore:*:*:*""#, &[], &[]),
        (
            r#""dms:LoginDatabase""#,
            r#""acs:rds:*:*:dbinstance/x""#,
            &[],
            &[],
        ),
        (r#""sts:AssumeRole""#, r#""acs:ram::123:role/x""#, &[], &[]),
        (r#""sts:*""#, r#""acs:ram:*:*:role/x""#, &[], &[]),
        (r#""ram:PassRole""#, r#""acs:ram:*:*:role/x""#, &[], &[]),
        // By name, and by a pattern of a service that is known whole.
        (
            r#""ecs:DeleteDisk""#,
            r#""acs:ecs:*:*:bucket/x""#,
            &[(0, OtherForm)],
            &[(0, OtherForm)],
        ),
        (
            r#""kvstore:DeleteInst*""#,
            r#""acs:kvstore:*:*:bucket/x""#,
            &[(0, OtherForm)],
            &[(0, OtherForm)],
        ),
        (r#""ecs:DeleteDi*""#, r#""acs:ecs:*:*:bucket/x""#, &[], &[]),
        // Some of them are authorised on All Resources only, and some are not.
        (
            r#""kvstore:De*Instance""#,
            r#""acs:kvstore:*:*:bucket/x""#,
            &[(0, OtherForm)],
            &[(0, OtherForm)],
        ),
        (
            r#"["kvstore:DestroyInstance","kvstore:DeleteInstance"]"#,
            r#""acs:kvstore:*:*:bucket/x""#,
            &[(0, OnAllResources), (1, OtherForm)],
            &[(0, OtherForm)],
        ),
        // One is of the service that the other side names.
        (
            r#"["kvstore:DeleteInstance","rds:Nonesuch"]"#,
            r#""acs:kvstore:*:*:bucket/x""#,
            &[(0, OtherForm), (1, OtherService)],
            &[(0, OtherForm)],
        ),
        (
            r#""kvstore:DeleteInstance""#,
            r#"["acs:kvstore:*:*:bucket/x","acs:vpc:*:*:y"]"#,
            &[(0, OtherForm)],
            &[(0, OtherForm), (1, OtherService)],
        ),
        (
            r#""kvstore:DeleteInstance""#,
            r#""acs:KVSTORE:*:*:instance/x""#,
            &[(0, OtherForm)],
            &[(0, OtherForm)],
        ),
        (
            r#""sts:AssumeRole""#,
            r#""acs:sts:*:*:*""#,
            &[(0, OtherForm)],
            &[(0, OtherForm)],
        ),
        // No service has such a code, but one may be meant.
        (
            r#""rds:Nonesuch""#,
            r#""acs:e*s:*:*:x""#,
            &[(0, OtherService)],
            &[(0, OtherService)],
        ),
        // What matches the resource `*` is no ARN, and any action may have it.
        (r#""kvstore:DestroyInstance""#, r#""?""#, &[], &[]),
        (
            r#""ecs:Nonesuch""#,
            r#"["*","acs:vpc:*:*:y"]"#,
            &[],
            &[(1, OtherService)],
        ),
        (r#"[]"#, r#""acs:ecs:*:*:*""#, &[], &[]),
    ];
    for (actions, resources, wrong_actions, wrong_resources) in cases {
        let statement = allow(actions, resources);
        let found = ask(&[&statement], Readings::Default, |space, _, statements| {
            space.unfitting(&statements[0])
        });
        let wanted = Unfitting {
            actions: wrong_actions.to_vec(),
            resources: wrong_resources.to_vec(),
        };
        assert_eq!(found, Some(wanted), "{actions} on {resources}");
    }
    let excluded = r#""Effect":"Deny","NotAction":"ecs:*","Resource":"acs:rds:*:*:*""#;
    let found = ask(&[excluded], Readings::Default, |space, _, statements| {
        space.unfitting(&statements[0])
    });
    assert_eq!(found, Some(Unfitting::default()));
}

/// No document that Alibaba Cloud publishes is said to hold what never meets.
#[test]
fn bundled_documents_fit() {
    for policy in Catalogue::embedded().system_policies() {
        let Some(text) = policy.document else {
            continue;
        };
        let (model, documents) = read(&[text], DocumentKind::Identity);
        let uses = KeyUse::new(&model);
        let settings = settings(Readings::Default);
        let account = &model.accounts[0];
        let space = Space::new(&model, Catalogue::embedded(), account, &uses, &settings);
        for (_, statement) in model.pools.statements(documents[0]) {
            let found = space.unfitting(statement);
            assert_eq!(found, Some(Unfitting::default()), "{}", policy.name);
        }
    }
}
