//! Who else gets at what a role may do: those whom it lets in, and what runs as it.

use super::*;
use crate::engine::difference::tests::all::accounts::find;
use crate::engine::difference::tests::all::roles::{BECOME, account, ways};
use crate::model::account::{IdentityProvider, PrincipalKind, Setting, Trust, Wearer};

#[test]
fn whom_a_role_lets_in_besides() {
    let but = (Rows::Each, &[BECOME][..]);
    let worn = |input: Input| {
        let (mut model, text) = input;
        let role = find(&model, PrincipalKind::Role, "a");
        let at = model.accounts[0].principal(role).unwrap().at.unwrap();
        let name = "alicloud_instance.i".to_owned();
        let service = "ecs.aliyuncs.com";
        model.accounts[0].wearers.push(Wearer {
            role,
            name,
            service,
            at,
        });
        (model, text)
    };
    let holding = |who: &str, what: &str| {
        read(account(
            &[("a", who), ("ops", "role/a")],
            &[("role/a", what), ("role/ops", "kvstore:Destroy*")],
        ))
    };
    let provided = |issuer: &str| {
        let (mut model, text) = holding("github", "ecs:Delete*");
        let role = find(&model, PrincipalKind::Role, "a");
        let at = model.accounts[0].principal(role).unwrap().at.unwrap();
        let setting = Setting {
            name: "issuer",
            text: issuer.to_owned(),
            identity: None,
            at,
        };
        model.accounts[0].identity_providers.push(IdentityProvider {
            name: "github".to_owned(),
            kind: "oidc",
            settings: vec![setting],
            at,
        });
        (model, text)
    };
    let absent = |who: &str| {
        let mut account = account(&[("a", who)], &[]);
        add(
            &mut account,
            "attachments",
            json!({ "policy": "Custom/unread", "to": "role/a" }),
        );
        read(account)
    };
    let cases = vec![
        (
            "itself",
            holding("", "ecs:Delete*"),
            holding("github", "ecs:Delete*"),
        ),
        (
            "by another role",
            holding("", BECOME),
            holding("github", BECOME),
        ),
        (
            "to nothing",
            ways(&[("a", ""), ("ops", "")]),
            ways(&[("a", "github"), ("ops", "")]),
        ),
        (
            "to nothing any more",
            ways(&[("a", ""), ("ops", "role/a")]),
            ways(&[("a", "github"), ("ops", "")]),
        ),
        (
            "an action that is not listed",
            holding("", "zz:Top"),
            holding("github", "zz:Top"),
        ),
        ("what is not known of it", absent(""), absent("github")),
        (
            "another issuer",
            provided("https://one.example"),
            provided("https://two.example"),
        ),
        (
            "a service",
            holding("ecs", "ecs:Delete*"),
            worn(holding("ecs", "ecs:Delete*")),
        ),
    ];
    assert_told(&both_ways(&cases, but), "
# itself
gained reach role/a by federated:acs:ram::1000000000000001:oidc-provider/github: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) allowed/anywhere -> allowed/anywhere: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:oidc-provider/github; by +ecs:Delete*
lost reach role/a by federated:acs:ram::1000000000000001:oidc-provider/github: ecs:DeleteDisk (verb_wildcard -ecs:Delete*) allowed/anywhere -> allowed/anywhere: Trust Narrowed(Principal) role/a: -acs:ram::1000000000000001:oidc-provider/github; by -ecs:Delete*
# by another role
gained reach role/a by federated:acs:ram::1000000000000001:oidc-provider/github: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) allowed/anywhere -> allowed/anywhere: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:oidc-provider/github; by +kvstore:Destroy*
lost reach role/a by federated:acs:ram::1000000000000001:oidc-provider/github: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> allowed/anywhere: Trust Narrowed(Principal) role/a: -acs:ram::1000000000000001:oidc-provider/github; by -kvstore:Destroy*
# to nothing
# to nothing any more
lost reach role/a by role/ops: kvstore:DestroyInstance (verb_wildcard -kvstore:Destroy*) allowed/anywhere -> not_granted: Trust Narrowed(Principal) role/ops: -acs:ram::1000000000000001:role/a; by -kvstore:Destroy*
gained reach role/a by role/ops: kvstore:DestroyInstance (verb_wildcard +kvstore:Destroy*) not_granted -> allowed/anywhere: Trust Widened(Principal) role/ops: +acs:ram::1000000000000001:role/a; by +kvstore:Destroy*
# an action that is not listed
gained reach role/a by federated:acs:ram::1000000000000001:oidc-provider/github: ?zz:Top (exact +zz:Top) allowed/anywhere -> allowed/anywhere: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:oidc-provider/github; by +zz:Top
lost reach role/a by federated:acs:ram::1000000000000001:oidc-provider/github: ?zz:Top (exact -zz:Top) allowed/anywhere -> allowed/anywhere: Trust Narrowed(Principal) role/a: -acs:ram::1000000000000001:oidc-provider/github; by -zz:Top
# what is not known of it
gained reach role/a by federated:acs:ram::1000000000000001:oidc-provider/github: adb:DeleteDBCluster (-) unknown/anywhere -> unknown/anywhere on policy Custom/unread: Trust Widened(Principal) role/a: +acs:ram::1000000000000001:oidc-provider/github; by +{policy:Custom/unread,to:role/a}
lost reach role/a by federated:acs:ram::1000000000000001:oidc-provider/github: adb:DeleteDBCluster (-) unknown/anywhere -> unknown/anywhere on policy Custom/unread: Trust Narrowed(Principal) role/a: -acs:ram::1000000000000001:oidc-provider/github; by -{policy:Custom/unread,to:role/a}
# another issuer
gained reach role/a by federated:acs:ram::1000000000000001:oidc-provider/github: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) allowed/anywhere -> allowed/anywhere: IdentityProvider Changed github issuer: +a -a
lost reach role/a by federated:acs:ram::1000000000000001:oidc-provider/github: ecs:DeleteDisk (verb_wildcard -ecs:Delete*) allowed/anywhere -> allowed/anywhere: IdentityProvider Changed github issuer: +a -a
gained reach role/a by federated:acs:ram::1000000000000001:oidc-provider/github: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) allowed/anywhere -> allowed/anywhere: IdentityProvider Changed github issuer: +a -a
lost reach role/a by federated:acs:ram::1000000000000001:oidc-provider/github: ecs:DeleteDisk (verb_wildcard -ecs:Delete*) allowed/anywhere -> allowed/anywhere: IdentityProvider Changed github issuer: +a -a
# a service
gained reach role/a by service:ecs.aliyuncs.com: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) allowed/anywhere -> allowed/anywhere: Wearer Added role/a alicloud_instance.i: +a
lost reach role/a by service:ecs.aliyuncs.com: ecs:DeleteDisk (verb_wildcard -ecs:Delete*) allowed/anywhere -> allowed/anywhere: Wearer Removed role/a alicloud_instance.i: -a
");
}

/// Whom a role lets in may not be known on one side alone; the world that is told is one in
/// which it lets them in.
#[test]
fn d36_whom_a_role_lets_in_that_is_not_known() {
    let of = |unknown: bool| {
        edited(
            account(&[("a", "")], &[("role/a", "ecs:Delete*")]),
            |model| {
                let role = find(model, PrincipalKind::Role, "a");
                if unknown {
                    let gap = model.doubts.gap("unread", "whom it trusts", None, 2);
                    let mut all = model.accounts[0].principals.iter_mut();
                    let role = all.nth(role.0 as usize).unwrap();
                    role.trust = Trust::Unknown(gap);
                }
            },
        )
    };
    let cases = [("unknown now", of(false), of(true))];
    let each = (Rows::Each, &[][..]);
    assert_told(&both_ways(&cases, each), "
# unknown now
gained reach role/a by unknown: ecs:DeleteDisk (verb_wildcard +ecs:Delete*) allowed/anywhere -> allowed/anywhere on +unread whom it trusts: Doubt Changed role/a:
lost reach role/a by unknown: ecs:DeleteDisk (verb_wildcard -ecs:Delete*) allowed/anywhere -> allowed/anywhere on unread whom it trusts: Doubt Changed role/a:
");
    let [(_, before, after)] = &cases;
    let catalogue = Catalogue::embedded();
    let found = compare_all(&before.0, &after.0, catalogue, &settings(), each);
    let [entry] = found.gained.as_slice() else {
        panic!("{:?}", found.gained);
    };
    for id in &entry.depends_on {
        assert_eq!(entry.world.get(id), Some(&1), "{entry:?}");
    }
}
