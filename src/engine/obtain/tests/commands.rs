//! Commands that run where a role is worn already (D25).

use crate::engine::obtain::tests::accounts::{
    allow, check, entry, holding, line_in, obtaining, trust,
};
use crate::engine::obtain::tests::in_words;
use crate::engine::snapshots::model;
use crate::model::account::Wearer;

/// What runs a command as the role `admin` is told of, by who wears what.
fn told(worn: &[(&str, &'static str)]) -> Vec<String> {
    let own = vec![allow("ecs:InvokeCommand")];
    let mut account = holding(&[
        ("own", "user/u", own),
        ("all", "role/admin", vec![allow("*")]),
        ("some", "role/other", vec![allow("kvstore:Describe*")]),
    ]);
    for role in ["role/admin", "role/other"] {
        entry(&mut account, role)["trust"] = trust("Service", "ecs.aliyuncs.com fc.aliyuncs.com");
    }
    let mut model = model(account);
    let account = &mut model.accounts[0];
    for (role, service) in worn {
        let found = account.principals().find(|(_, one)| one.name == *role);
        let (role, principal) = found.unwrap();
        let at = principal.at.unwrap();
        account.wearers.push(Wearer {
            role,
            name: "i-1".to_owned(),
            service,
            at,
        });
    }
    line_in(&model, &obtaining(), "user/u", in_words)
}

#[test]
fn d25_commands_run_as_the_roles_that_are_worn() {
    let (ecs, fc) = ("ecs.aliyuncs.com", "fc.aliyuncs.com");
    let (sure, perhaps) = (
        "invoke-command role/admin = allowed",
        "invoke-command role/admin = unknown",
    );
    check(vec![
        ("worn by nothing that is known", told(&[]), &[perhaps]),
        ("worn", told(&[("admin", ecs)]), &[sure]),
        (
            "worn among others",
            told(&[("other", ecs), ("admin", ecs)]),
            &[sure],
        ),
        (
            "worn by another service",
            told(&[("admin", fc)]),
            &[perhaps],
        ),
        ("another role is worn", told(&[("other", ecs)]), &[perhaps]),
    ]);
}
