//! What an account says of its providers, its names and its policies.

use super::*;
use crate::source::FileId;

fn setting(name: &'static str, text: &str, identity: Option<&str>) -> Setting {
    Setting {
        name,
        text: text.to_owned(),
        identity: identity.map(str::to_owned),
        at: Span::new(FileId(0), 0, 1),
    }
}

fn provider(kind: &'static str, name: &str, settings: Vec<Setting>) -> IdentityProvider {
    IdentityProvider {
        name: name.to_owned(),
        kind,
        settings,
        at: Span::new(FileId(0), 0, 1),
    }
}

#[test]
fn a_provider_is_told_of_once_with_all_that_is_known_of_it() {
    let mut account = Account::default();
    let issuer = || setting("issuer", "https://a", None);
    account.add_identity_provider(provider("oidc", "p", vec![issuer()]));
    account.add_identity_provider(provider("saml", "p", vec![]));
    account.add_identity_provider(provider("oidc", "q", vec![]));
    // What is the same but for the words is known, and all stand in order.
    let more = vec![
        issuer(),
        setting("issuer", "https://${x}", Some("https://a")),
        setting("client id", "c", None),
    ];
    account.add_identity_provider(provider("oidc", "p", more));
    let told: Vec<_> = account
        .identity_providers
        .iter()
        .map(|one| {
            let settings: Vec<(&str, &str)> = one.arrangement().collect();
            (one.kind, one.name.as_str(), settings)
        })
        .collect();
    let known = vec![("client id", "c"), ("issuer", "https://a")];
    assert_eq!(
        told,
        [
            ("oidc", "p", known),
            ("saml", "p", vec![]),
            ("oidc", "q", vec![])
        ]
    );
}

#[test]
fn an_account_is_called_by_its_id_or_what_the_input_calls_it() {
    let account = |id: Option<&str>, label: Option<&str>| Account {
        id: id.map(str::to_owned),
        label: label.map(str::to_owned),
        ..Account::default()
    };
    for (one, name, is_1, is_prod) in [
        (account(Some("1"), Some("prod")), Some("1"), true, true),
        (account(Some("1"), None), Some("1"), true, false),
        (account(None, Some("prod")), Some("prod"), false, true),
        (account(None, None), None, false, false),
    ] {
        assert_eq!(one.name(), name);
        assert_eq!((one.is_called("1"), one.is_called("prod")), (is_1, is_prod));
        assert!(!one.is_called(""));
    }
    let mut lacking = account(None, None);
    lacking
        .lacking
        .insert("users", "aliyun ram ListUsers".to_owned());
    assert_eq!(
        lacking.about_category("users"),
        "users (aliyun ram ListUsers)"
    );
    assert_eq!(lacking.about_category("roles"), "roles");
}

#[test]
fn a_policy_of_another_account_is_found_by_its_kind_and_name() {
    let policy = |kind, name: &str| Policy {
        kind,
        name: name.to_owned(),
        at: None,
        document: PolicyDocument::Absent(DoubtId(0)),
        other_versions: Vec::new(),
        bundled: false,
        also: None,
        offered: false,
    };
    let (custom, system) = (PolicyKind::Custom, PolicyKind::System);
    let account = Account {
        policies: vec![
            policy(custom, "a"),
            policy(system, "B"),
            policy(custom, "b"),
        ],
        ..Account::default()
    };
    for (kind, name, expected) in [
        (custom, "A", Some(PolicyId(0))),
        (system, "a", None),
        (system, "b", Some(PolicyId(1))),
        (custom, "B", Some(PolicyId(2))),
        (custom, "c", None),
    ] {
        assert_eq!(account.policy_like(&policy(kind, name)), expected, "{name}");
    }
    assert_eq!(
        account.policy(PolicyId(1)).map(|one| one.name.as_str()),
        Some("B")
    );
    assert!(account.policy(PolicyId(3)).is_none());
}

#[test]
fn principals_have_words_and_whole_names() {
    use PrincipalKind::{Group, Role, SsoGroup, SsoUser, User};
    let kinds = [User, Group, Role, SsoUser, SsoGroup];
    let words = ["user", "group", "role", "sso-user", "sso-group"];
    assert_eq!(kinds.map(PrincipalKind::word), words);
    for (name, whole) in [
        ("a", true),
        ("", true),
        ("@main.tf", false),
        ("a${x}", false),
        ("a@b", true),
    ] {
        assert_eq!(is_whole_name(name), whole, "{name}");
    }
    let principals = kinds.map(|kind| Principal {
        kind,
        name: kind.word().to_owned(),
        at: None,
        trust: Trust::None,
        session_policy: None,
        service_linked: false,
        max_session_seconds: None,
    });
    let account = Account {
        principals: principals.to_vec(),
        ..Account::default()
    };
    for (id, principal) in account.principals() {
        let own = account.principal(id).map(|one| one.kind);
        assert_eq!(own, Some(principal.kind));
    }
    assert_eq!(account.principals().count(), kinds.len());
    assert!(account.principal(PrincipalId(5)).is_none());
}
