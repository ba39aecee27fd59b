//! Two versions of an input that differ in one thing.

use super::*;
use crate::engine::space::models::{Changed, unchanged};
use crate::model::OtherDocument;
use crate::model::account::{
    AccessKey, Assignment, Attachment, Configuration, ConsoleLogin, ControlDocument, ControlPolicy,
    Holding, IdentityProvider, Membership, Policy, PolicyDocument, PolicyId, PolicyKind, Position,
    Principal, PrincipalId, PrincipalKind, Scope, Trust, Unlisted, Wearer,
};
use crate::model::doubt::DoubtId;
use crate::source::{Span, Spanned};

/// A document, the same in other words, and one that says something else.
const FIRST: DocumentId = DocumentId(0);
const REWORDED: DocumentId = DocumentId(1);
const OTHER: DocumentId = DocumentId(2);

/// Two things that are not known, and one that only its place tells from others.
const GAP: DoubtId = DoubtId(0);
const OTHER_GAP: DoubtId = DoubtId(1);
const AT_A_PLACE: DoubtId = DoubtId(2);

fn at(start: u32) -> Span {
    Span::new(FileId(0), start, start)
}

fn when(doubt: DoubtId) -> Vec<Choice> {
    vec![Choice::is(doubt, 1)]
}

fn principal(kind: PrincipalKind, name: &str, trust: Trust) -> Principal {
    Principal {
        kind,
        name: name.to_owned(),
        at: None,
        trust,
        session_policy: None,
        service_linked: false,
        max_session_seconds: None,
    }
}

fn policy(name: &str, document: PolicyDocument) -> Policy {
    Policy {
        kind: PolicyKind::Custom,
        name: name.to_owned(),
        at: None,
        document,
        other_versions: vec![("v1".to_owned(), FIRST)],
        bundled: false,
        also: None,
        offered: false,
    }
}

fn control(id: &str, document: ControlDocument, targets: Option<&str>) -> ControlPolicy {
    ControlPolicy {
        id: id.to_owned(),
        name: "c".to_owned(),
        document,
        targets: targets.map(|target| vec![Spanned::new(target.to_owned(), at(0))]),
        at: at(0),
    }
}

/// An input with one of everything, or one of each kind.
fn input() -> Model {
    let actions = [r#""ecs:A""#, r#"["ecs:A","ECS:a"]"#, r#""ecs:B""#];
    let texts = actions.map(|action| document(&[&allow(action, r#""*""#)]));
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (mut model, documents) = read(&texts, DocumentKind::Identity);
    assert_eq!(documents, [FIRST, REWORDED, OTHER]);
    for (about, id) in [("a", GAP), ("b", OTHER_GAP), ("0:1-2", AT_A_PLACE)] {
        assert_eq!(model.doubts.gap("file", about, None, 3), id);
    }
    model.holdings.push(Holding {
        path: "p".to_owned(),
        document: FIRST,
        rest: Some(GAP),
        account: 0,
    });
    model.other_documents.push(OtherDocument {
        path: "o".to_owned(),
        kind: DocumentKind::Resource,
        document: FIRST,
    });
    let mut role = principal(PrincipalKind::Role, "r", Trust::Known(FIRST));
    role.session_policy = Some(FIRST);
    let account = &mut model.accounts[0];
    account.principals = vec![
        principal(PrincipalKind::User, "u", Trust::None),
        role,
        principal(PrincipalKind::Role, "s", Trust::Unknown(GAP)),
    ];
    let known = |rest| PolicyDocument::Known {
        document: FIRST,
        rest,
    };
    let mut doubled = policy("d", known(None));
    doubled.also = Some((FIRST, GAP));
    account.policies = vec![
        policy("p", known(Some(GAP))),
        doubled,
        policy("q", PolicyDocument::Absent(GAP)),
    ];
    account.attachments.push(Attachment {
        policy: PolicyId(0),
        to: PrincipalId(0),
        scope: Scope::Account,
        when: [when(GAP), when(OTHER_GAP)].concat(),
        at: at(0),
    });
    account.memberships.push(Membership {
        user: PrincipalId(0),
        group: PrincipalId(1),
        when: when(GAP),
        at: at(0),
    });
    account.control_policies = vec![
        control("1", ControlDocument::FullAccess, Some("Root")),
        control("2", ControlDocument::Known(FIRST), None),
        control("3", ControlDocument::Absent(GAP), None),
    ];
    account.configurations.push(Configuration {
        name: "c".to_owned(),
        policies: vec![(PolicyId(0), at(0))],
        at: at(0),
    });
    account.assignments.push(Assignment {
        configuration: 0,
        to: PrincipalId(0),
        when: when(GAP),
        at: at(0),
    });
    account.wearers.push(Wearer {
        role: PrincipalId(1),
        name: "i".to_owned(),
        service: "ecs.aliyuncs.com",
        at: at(0),
    });
    account.identity_providers.push(IdentityProvider {
        name: "p".to_owned(),
        kind: "saml",
        settings: Vec::new(),
        at: at(0),
    });
    let user = PrincipalId(0);
    account.access_keys.push(AccessKey { user, at: at(0) });
    account
        .console_logins
        .push(ConsoleLogin { user, at: at(0) });
    account.unlisted.push(Unlisted { to: user, gap: GAP });
    model
}

fn compared(before: &Model, after: &Model) -> Result<(), Changed> {
    let settings = settings(Readings::Default);
    unchanged(before, after, Catalogue::embedded(), &settings)
}

type Change = fn(&mut Model);

/// Another arrangement of one thing, by the words for it.
const ARRANGED: &[(&str, &[Change])] = &[
    (
        "accounts",
        &[
            |model| model.accounts.push(Account::default()),
            |model| model.accounts[0].id = None,
            |model| model.accounts[0].label = Some("l".to_owned()),
            |model| model.accounts[0].position = Position::Management,
            |model| model.accounts[0].directory = Some("d".to_owned()),
            |model| model.accounts[0].complete.users = true,
            |model| drop(model.accounts[0].lacking.insert("users", "c".to_owned())),
        ],
    ),
    (
        "documents",
        &[
            |model| model.holdings.clear(),
            |model| model.holdings[0].path.push('x'),
            |model| model.holdings[0].account = 1,
            |model| model.holdings[0].rest = None,
        ],
    ),
    (
        "documents that belong to no principal",
        &[
            |model| model.other_documents.clear(),
            |model| model.other_documents[0].path.push('x'),
            |model| model.other_documents[0].kind = DocumentKind::Control,
        ],
    ),
    (
        "principals",
        &[
            |model| drop(model.accounts[0].principals.pop()),
            |model| model.accounts[0].principals[0].kind = PrincipalKind::Group,
            |model| model.accounts[0].principals[0].name.push('x'),
            |model| model.accounts[0].principals[0].service_linked = true,
            |model| model.accounts[0].principals[0].max_session_seconds = Some(900),
            |model| model.accounts[0].principals[1].session_policy = None,
            |model| model.accounts[0].principals[0].trust = Trust::Known(FIRST),
            |model| model.accounts[0].principals[1].trust = Trust::Unknown(GAP),
        ],
    ),
    (
        "policies",
        &[
            |model| drop(model.accounts[0].policies.pop()),
            |model| model.accounts[0].policies[0].kind = PolicyKind::System,
            |model| model.accounts[0].policies[0].name.push('x'),
            |model| model.accounts[0].policies[0].bundled = true,
            |model| model.accounts[0].policies[0].offered = true,
            |model| model.accounts[0].policies[0].document = PolicyDocument::Absent(GAP),
            |model| model.accounts[0].policies[0].also = Some((FIRST, GAP)),
            |model| model.accounts[0].policies[1].also = None,
        ],
    ),
    (
        "versions of a policy",
        &[
            |model| model.accounts[0].policies[0].other_versions.clear(),
            |model| model.accounts[0].policies[0].other_versions[0].0.push('x'),
        ],
    ),
    (
        "attachments",
        &[
            |model| model.accounts[0].attachments.clear(),
            |model| model.accounts[0].attachments[0].policy = PolicyId(1),
            |model| model.accounts[0].attachments[0].to = PrincipalId(1),
            |model| model.accounts[0].attachments[0].scope = Scope::ResourceGroup("g".to_owned()),
            |model| model.accounts[0].attachments[0].when.clear(),
            |model| model.accounts[0].attachments[0].when[0] = Choice::is(GAP, 2),
            |model| model.accounts[0].attachments[0].when[1] = Choice::is(GAP, 2),
            |model| model.accounts[0].unlisted.clear(),
            |model| model.accounts[0].unlisted[0].to = PrincipalId(1),
        ],
    ),
    (
        "memberships",
        &[
            |model| model.accounts[0].memberships.clear(),
            |model| model.accounts[0].memberships[0].user = PrincipalId(2),
            |model| model.accounts[0].memberships[0].group = PrincipalId(2),
            |model| model.accounts[0].memberships[0].when.clear(),
        ],
    ),
    (
        "control policies",
        &[
            |model| model.accounts[0].control_policies.clear(),
            |model| model.accounts[0].control_policies[0].id.push('x'),
            |model| model.accounts[0].control_policies[0].name.push('x'),
            |model| model.accounts[0].control_policies[0].targets = None,
            |model| {
                let targets = model.accounts[0].control_policies[0].targets.as_mut();
                targets.unwrap()[0].value.push('x');
            },
            |model| model.accounts[0].control_policies[0].document = ControlDocument::Known(FIRST),
            |model| model.accounts[0].control_policies[1].document = ControlDocument::FullAccess,
        ],
    ),
    (
        "access configurations",
        &[
            |model| model.accounts[0].configurations.clear(),
            |model| model.accounts[0].configurations[0].name.push('x'),
            |model| model.accounts[0].configurations[0].policies.clear(),
            |model| model.accounts[0].configurations[0].policies[0].0 = PolicyId(1),
        ],
    ),
    (
        "assignments",
        &[
            |model| model.accounts[0].assignments.clear(),
            |model| model.accounts[0].assignments[0].configuration = 1,
            |model| model.accounts[0].assignments[0].to = PrincipalId(1),
            |model| model.accounts[0].assignments[0].when.clear(),
        ],
    ),
    (
        "what runs as a role",
        &[
            |model| model.accounts[0].wearers.clear(),
            |model| model.accounts[0].wearers[0].role = PrincipalId(2),
            |model| model.accounts[0].wearers[0].name.push('x'),
            |model| model.accounts[0].wearers[0].service = "fc.aliyuncs.com",
        ],
    ),
    (
        "identity providers",
        &[
            |model| model.accounts[0].identity_providers.clear(),
            |model| model.accounts[0].identity_providers[0].name.push('x'),
            |model| model.accounts[0].identity_providers[0].kind = "oidc",
        ],
    ),
    (
        "AccessKey pairs",
        &[
            |model| model.accounts[0].access_keys.clear(),
            |model| model.accounts[0].access_keys[0].user = PrincipalId(1),
        ],
    ),
    (
        "console logins",
        &[
            |model| model.accounts[0].console_logins.clear(),
            |model| model.accounts[0].console_logins[0].user = PrincipalId(1),
        ],
    ),
];

#[test]
fn another_arrangement_is_no_proof() {
    let before = input();
    assert_eq!(compared(&before, &input()), Ok(()));
    for (what, changes) in ARRANGED {
        for (number, change) in changes.iter().enumerate() {
            let mut after = input();
            change(&mut after);
            let expected = Err(Changed::Arrangement(what));
            assert_eq!(compared(&before, &after), expected, "{what} {number}");
            // Whichever of the two has more.
            assert_eq!(compared(&after, &before), expected, "{what} {number}");
        }
    }
}

type Unsure = fn(&mut Model, DoubtId);

/// Whatever is not known of an input, by the words for what it is part of.
const NOT_KNOWN: &[(&str, Unsure)] = &[
    ("documents", |model, gap| model.holdings[0].rest = Some(gap)),
    ("principals", |model, gap| {
        model.accounts[0].principals[2].trust = Trust::Unknown(gap);
    }),
    ("policies", |model, gap| {
        model.accounts[0].policies[0].document = PolicyDocument::Known {
            document: FIRST,
            rest: Some(gap),
        };
    }),
    ("policies", |model, gap| {
        model.accounts[0].policies[1].also = Some((FIRST, gap));
    }),
    ("policies", |model, gap| {
        model.accounts[0].policies[2].document = PolicyDocument::Absent(gap);
    }),
    ("attachments", |model, gap| {
        model.accounts[0].attachments[0].when = when(gap);
    }),
    ("memberships", |model, gap| {
        model.accounts[0].memberships[0].when = when(gap);
    }),
    ("control policies", |model, gap| {
        model.accounts[0].control_policies[2].document = ControlDocument::Absent(gap);
    }),
    ("assignments", |model, gap| {
        model.accounts[0].assignments[0].when = when(gap);
    }),
    ("attachments", |model, gap| {
        model.accounts[0].unlisted[0].gap = gap
    }),
];

#[test]
fn what_is_not_known_is_the_same_where_more_than_its_place_says_so() {
    for (number, (what, set)) in NOT_KNOWN.iter().enumerate() {
        let with = |gap| {
            let mut model = input();
            set(&mut model, gap);
            model
        };
        let expected = Err(Changed::Arrangement(what));
        let found = compared(&with(GAP), &with(OTHER_GAP));
        assert_eq!(found, expected, "{what} {number}");
        assert_eq!(compared(&with(OTHER_GAP), &with(OTHER_GAP)), Ok(()));
        let found = compared(&with(AT_A_PLACE), &with(AT_A_PLACE));
        assert_eq!(found, expected, "{what} {number}");
    }
}

/// Whatever has a document.
const DOCUMENTS: &[fn(&mut Model, DocumentId)] = &[
    |model, document| model.holdings[0].document = document,
    |model, document| model.other_documents[0].document = document,
    |model, document| model.accounts[0].principals[1].trust = Trust::Known(document),
    |model, document| model.accounts[0].principals[1].session_policy = Some(document),
    |model, document| {
        model.accounts[0].policies[0].document = PolicyDocument::Known {
            document,
            rest: Some(GAP),
        };
    },
    |model, document| model.accounts[0].policies[1].also = Some((document, GAP)),
    |model, document| model.accounts[0].policies[0].other_versions[0].1 = document,
    |model, document| {
        model.accounts[0].control_policies[1].document = ControlDocument::Known(document);
    },
];

#[test]
fn documents_may_be_in_other_words() {
    let before = input();
    for (number, set) in DOCUMENTS.iter().enumerate() {
        let with = |document| {
            let mut model = input();
            set(&mut model, document);
            compared(&before, &model)
        };
        assert_eq!(with(REWORDED), Ok(()), "{number}");
        match with(OTHER) {
            Err(Changed::Document { before, after, .. }) => {
                assert_eq!([before, after], [FIRST, OTHER], "{number}");
            }
            found => panic!("{number}: {found:?}"),
        }
    }
}

/// What belongs to no principal is read as a document of the first account on either
/// side: a pattern of all resources is one for one account only.
#[test]
fn documents_of_nobody_are_read_for_the_first_account() {
    let with = |actions: &str| {
        let resource = r#""acs:kvstore:*:1000000000000001:*""#;
        let (mut model, documents) = read(
            &[&document(&[&allow(actions, resource)])],
            DocumentKind::Identity,
        );
        model.accounts.push(Account {
            id: Some("1000000000000002".to_owned()),
            ..Account::default()
        });
        model.other_documents.push(OtherDocument {
            path: "o".to_owned(),
            kind: DocumentKind::Resource,
            document: documents[0],
        });
        model
    };
    let (before, after) = (with(r#""kvstore:*""#), with(r#"["KVStore:*","kvstore:*"]"#));
    assert_eq!(compared(&before, &after), Ok(()));
}

#[test]
fn places_are_no_part_of_the_arrangement() {
    let mut after = input();
    let account = &mut after.accounts[0];
    account.at = Some(at(9));
    account.placed_at = Some(at(9));
    account.principals[0].at = Some(at(9));
    account.policies[0].at = Some(at(9));
    account.attachments[0].at = at(9);
    account.configurations[0].policies[0].1 = at(9);
    account.control_policies[0].targets.as_mut().unwrap()[0].at = at(9);
    assert_eq!(compared(&input(), &after), Ok(()));
}
