//! Whom trust documents let in, statement by statement.

use serde_json::{Value, json};

use super::*;
use crate::engine::snapshots::{OWN, files, model, settings};
use crate::model::account::PrincipalKind;

/// The account of a role that trusts so.
fn trusting(statements: &Value) -> Model {
    model(json!({
        "roles": [{ "name": "r", "trust": { "Version": "1", "Statement": statements } }],
    }))
}

fn allow(principal: Value) -> Value {
    json!({ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal })
}

fn entrances(model: &Model) -> Vec<Entrance<'_>> {
    review(model, Catalogue::embedded(), &settings())
}

#[test]
fn r45_to_r51_principals_by_their_forms() {
    let cases = [
        ("RAM", "acs:ram::{own}:root", Whom::Account(Owner::Own)),
        ("RAM", "acs:ram:*:{own}:root", Whom::Account(Owner::Own)),
        (
            "RAM",
            "acs:ram::2000000000000002:root",
            Whom::Account(Owner::Other),
        ),
        (
            "RAM",
            "acs:ram::{own}:user/mei",
            Whom::User(Owner::Own, "mei"),
        ),
        (
            "RAM",
            "acs:ram::2000000000000002:user/mei",
            Whom::User(Owner::Other, "mei"),
        ),
        ("RAM", "acs:ram::{own}:role/r", Whom::Role(Owner::Own, "r")),
        ("RAM", "acs:ram::{own}:user/m*", Whom::Several),
        ("RAM", "acs:ram::{own}:*", Whom::Several),
        ("RAM", "acs:ram::{own}:role/?", Whom::Several),
        ("RAM", "acs:ram::*:root", Whom::Anyone),
        ("RAM", "acs:ram::*:user/mei", Whom::Anyone),
        ("RAM", "acs:ram::1?:root", Whom::Anyone),
        ("RAM", "acs:ram::*1234:root", Whom::Anyone),
        ("RAM", "*", Whom::Anyone),
        ("RAM", "acs:ram::<ID>:root", Whom::Placeholder),
        ("RAM", "acs:ram::1234****:root", Whom::Placeholder),
        ("RAM", "acs:ram::12-34:root", Whom::Placeholder),
        ("RAM", "acs:ram::company-a:root", Whom::Undocumented),
        ("RAM", "acs:ram:::root", Whom::Undocumented),
        ("RAM", "acs:ram::{own}:user/", Whom::Undocumented),
        ("RAM", "acs:ram::{own}:group/ops", Whom::Undocumented),
        (
            "RAM",
            "acs:ram::{own}:saml-provider/idp",
            Whom::Undocumented,
        ),
        ("RAM", "mei", Whom::Undocumented),
        ("Federated", "acs:ram::{own}:saml-provider/idp", Whom::Saml),
        ("Federated", "acs:ram::{own}:oidc-provider/idp", Whom::Oidc),
        ("Federated", "acs:ram::{own}:saml-provider/*", Whom::Several),
        ("Federated", "acs:ram::{own}:root", Whom::Undocumented),
        ("Federated", "acs:ram::{own}:user/mei", Whom::Undocumented),
        ("Federated", "acs:ram::{own}:idp", Whom::Undocumented),
        ("Service", "ecs.aliyuncs.com", Whom::Service),
        ("Service", "{own}@ecs.aliyuncs.com", Whom::Service),
        ("Service", "2-x.Aliyuncs.com", Whom::Service),
        ("Service", "*.aliyuncs.com", Whom::Anyone),
        ("Service", "*@ecs.aliyuncs.com", Whom::Anyone),
        ("Service", "company@*", Whom::Anyone),
        ("Service", "<ID>@ecs.aliyuncs.com", Whom::Placeholder),
        ("Service", "<ID>@ecs", Whom::Undocumented),
        ("Service", "company@ecs.aliyuncs.com", Whom::Undocumented),
        ("Service", "ecs", Whom::Undocumented),
        ("Service", "ecs..com", Whom::Undocumented),
        ("Service", "ecs.aliyuncs.com/", Whom::Undocumented),
        ("AWS", "*", Whom::Anyone),
        ("AWS", "mei", Whom::Undocumented),
    ];
    for (form, text, expected) in cases {
        let text = text.replace("{own}", OWN);
        let model = trusting(&json!([allow(json!({ form: [text] }))]));
        let found: Vec<(Whom<'_>, &str)> = entrances(&model)
            .iter()
            .map(|one| (one.whom, one.text))
            .collect();
        assert_eq!(found, [(expected, text.as_str())], "{form}");
    }
}

#[test]
fn what_of_a_statement_lets_anybody_in() {
    let cases = [
        ("sts:AssumeRole", Extent::Everything),
        ("STS:assumerole", Extent::Everything),
        ("sts:*", Extent::Everything),
        ("sts:AssumeRoleWithOIDC", Extent::Everything),
        ("sts:AssumeRoleWithSAML", Extent::Everything),
        ("sts:GetCallerIdentity", Extent::Nothing),
        ("ecs:*", Extent::Nothing),
        ("sts*", Extent::Unknown),
    ];
    for (action, expected) in cases {
        let mut statement = allow(json!({ "RAM": [format!("acs:ram::{OWN}:root")] }));
        statement["Action"] = json!(action);
        let model = trusting(&json!([statement]));
        let found: Vec<Extent> = entrances(&model).iter().map(|one| one.assumes).collect();
        assert_eq!(found, [expected], "{action}");
    }
}

/// How many requests conditions admit, and by what they turn others away.
#[test]
fn what_conditions_leave_open() {
    use KeyRole::{Audience, Mfa, SourceIp, Time};
    let cases: &[(Value, Extent, &[KeyRole])] = &[
        (json!({}), Extent::Everything, &[]),
        (
            json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" } }),
            Extent::Some,
            &[SourceIp],
        ),
        (
            json!({ "IpAddress": { "acs:SourceIp": ["0.0.0.0/0", "::/0"] } }),
            Extent::Everything,
            &[],
        ),
        (
            json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" }, "Bool": { "acs:MFAPresent": "true" } }),
            Extent::Some,
            &[Mfa, SourceIp],
        ),
        (
            json!({ "Bool": { "acs:MFAPresent": ["true", "false"] } }),
            Extent::Some,
            &[],
        ),
        (
            json!({ "DateLessThan": { "acs:CurrentTime": "2020-01-01T00:00:00Z" } }),
            Extent::Nothing,
            &[Time],
        ),
        (
            json!({ "DateGreaterThan": { "acs:CurrentTime": "2020-01-01T00:00:00Z" } }),
            Extent::Everything,
            &[],
        ),
        (
            json!({ "StringEqualsIfExists": { "acs:SourceIp": "a" } }),
            Extent::Unknown,
            &[SourceIp],
        ),
        (
            json!({ "StringEquals": { "oidc:aud": "a" } }),
            Extent::Some,
            &[Audience],
        ),
        (
            json!({ "StringLike": { "oidc:aud": "*" } }),
            Extent::Some,
            &[],
        ),
        // A key that nobody knows restricts nothing that is known.
        (
            json!({ "StringEquals": { "x:Nonesuch": "a" } }),
            Extent::Unknown,
            &[],
        ),
    ];
    for (condition, extent, roles) in cases {
        let mut statement = allow(json!({ "RAM": [format!("acs:ram::{OWN}:root")] }));
        statement["Condition"] = condition.clone();
        let model = trusting(&json!([statement]));
        let found = entrances(&model);
        let [entrance] = found.as_slice() else {
            panic!("{condition}: {found:?}");
        };
        assert_eq!(entrance.conditions, *extent, "{condition}");
        let all = [Time, Mfa, SourceIp, Audience, KeyRole::Plain];
        for role in all {
            let expected = roles.contains(&role);
            assert_eq!(entrance.restricts(role), expected, "{condition} {role:?}");
        }
    }
}

/// A principal beside the whole account, or the same once more, lets nobody in.
#[test]
fn r47_principals_that_others_cover() {
    let own = |who: &str| format!("acs:ram::{OWN}:{who}");
    let other = |who: &str| format!("acs:ram::2000000000000002:{who}");
    let statements = json!([
        allow(json!({ "RAM": [
            own("user/a"), own("root"), own("role/r"), other("user/a"), own("ROOT"),
            other("role/b"), other("ROLE/B"), "acs:ram::<ID>:user/c", "acs:ram::<ID>:user/c",
        ] })),
        allow(json!({ "RAM": [own("user/a")], "Federated": [own("user/a")] })),
    ]);
    let model = trusting(&statements);
    let all = entrances(&model);
    let covering = Covering::new(&all);
    let covered: Vec<(&str, Option<&str>)> = all
        .iter()
        .map(|one| (one.text, covering.of(one).map(|other| other.text)))
        .collect();
    let (root, user, role, b) = (own("root"), own("user/a"), own("role/r"), other("role/b"));
    let (foreign, upper, large) = (other("user/a"), own("ROOT"), other("ROLE/B"));
    let unclear = "acs:ram::<ID>:user/c";
    let expected: [(&str, Option<&str>); 11] = [
        (&user, Some(&root)),
        (&root, None),
        (&role, Some(&root)),
        (&foreign, None),
        (&upper, Some(&root)),
        (&b, None),
        (&large, Some(&b)),
        (unclear, None),
        (unclear, None),
        (&user, None),
        (&user, None),
    ];
    assert_eq!(covered, expected);
}

/// Documents of no role are looked at once, whichever accounts there are; what can be
/// read in several ways is not.
#[test]
fn what_is_looked_at() {
    let root = || allow(json!({ "RAM": [format!("acs:ram::{OWN}:root")] }));
    let mut doubtful = root();
    doubtful["Effect"] = json!("allow");
    let model = trusting(
        &json!([doubtful, root(), { "Effect": "Deny", "Action": "sts:AssumeRole",
        "Principal": { "RAM": [format!("acs:ram::{OWN}:user/a")] } }]),
    );
    let found = entrances(&model);
    let effects: Vec<Effect> = found.iter().map(|one| one.effect).collect();
    assert_eq!(effects, [Effect::Allow, Effect::Deny]);
    assert!(
        found
            .iter()
            .all(|one| one.role.is_some() && one.account == 0)
    );
}

#[test]
fn only_an_account_that_shows_all_lacks_anybody() {
    let snapshot = |complete: &[&str]| {
        model(
            json!({ "complete": complete, "users": [{ "name": "Mei" }], "roles": [{ "name": "r" }] }),
        )
    };
    let whole = snapshot(&["users", "roles"]);
    let part = snapshot(&[]);
    let [user, role] = [PrincipalKind::User, PrincipalKind::Role];
    for (model, kind, name, expected) in [
        (&whole, user, "mei", false),
        (&whole, user, "bo", true),
        (&whole, user, "r", true),
        (&whole, role, "R", false),
        (&whole, role, "Mei", true),
        (&whole, PrincipalKind::Group, "bo", false),
        (&part, user, "bo", false),
        (&part, role, "bo", false),
    ] {
        let found = Present::of(&model.accounts[0]).lacks(kind, name);
        assert_eq!(found, expected, "{kind:?} {name}");
    }
}

/// What is not known is not the same as anything before it, whatever it is written as.
#[test]
fn principals_that_are_not_known_are_covered_by_none() {
    let model = trusting(&json!([allow(json!({ "RAM": ["", null, ""] }))]));
    let all = entrances(&model);
    let whom: Vec<Whom<'_>> = all.iter().map(|one| one.whom).collect();
    let nothing = Whom::Undocumented;
    assert_eq!(whom, [nothing, Whom::NotKnown, nothing]);
    let covering = Covering::new(&all);
    let covered = all.iter().map(|one| covering.of(one).is_some());
    assert_eq!(covered.collect::<Vec<_>>(), [false, false, true]);
}

/// Those of a document that belongs to no role come where it stands.
#[test]
fn entrances_come_by_place() {
    let trust = |who: &str| {
        let principal = json!({ "RAM": [format!("acs:ram::{OWN}:user/{who}")] });
        json!({ "Version": "1", "Statement": [allow(principal)] })
    };
    let account = json!({
        "ram_account_snapshot": 1, "account_id": OWN,
        "roles": [{ "name": "r", "trust": trust("b") }],
    });
    let (free, account) = (trust("a").to_string(), account.to_string());
    let model = files(&[("a.json", &free), ("b.json", &account)]);
    let found: Vec<&str> = entrances(&model).iter().map(|one| one.text).collect();
    let names: Vec<&str> = found
        .iter()
        .filter_map(|text| text.rsplit('/').next())
        .collect();
    assert_eq!(names, ["a", "b"]);
}
