//! What belongs to the resource directory: control policies and Cloud SSO.

use super::{DENY, at, landed, text};
use crate::model::account::PrincipalKind;
use crate::model::missing::MissingKind;
use crate::readers::declared::{DeclaredDocument, PrincipalName, What};
use crate::readers::evaluated::Evaluated;

#[test]
fn control_policies_bind_what_they_are_attached_to() {
    let control = |id: &str| What::ControlPolicy {
        id: text(id),
        name: text(id),
        document: Some(DeclaredDocument {
            value: text(DENY),
            pointer: id.to_owned(),
            kept: None,
        }),
    };
    let landed = landed(|case| {
        for id in ["cp-1", "cp-2", "cp-3"] {
            case.declare(Some(&format!("control.{id}")), control(id));
        }
        let open = case.hole(MissingKind::Variable, "var.folder");
        let refers = text("?").referring("control.cp-1");
        for (policy, target) in [
            (refers, text("fd-1")),
            (text("cp-2"), text("fd-2")),
            (text("cp-2"), Evaluated::unknown(open, at(0))),
        ] {
            case.declare(None, What::ControlAttachment { policy, target });
        }
    });
    let account = landed.model.accounts.first().unwrap();
    let targets: Vec<Option<Vec<&str>>> = account
        .control_policies
        .iter()
        .map(|policy| {
            let targets = policy.targets.as_ref()?;
            Some(targets.iter().map(|target| target.value.as_str()).collect())
        })
        .collect();
    assert_eq!(targets, [Some(vec!["fd-1"]), None, None]);
}

#[test]
fn cloud_sso_gives_access_in_the_account_that_it_is_assigned_in() {
    let sso = |kind, name: &str| PrincipalName {
        kind,
        name: text(name),
    };
    let landed = landed(|case| {
        case.declare(
            Some("user.mei"),
            What::Principal(sso(PrincipalKind::SsoUser, "mei")),
        );
        case.declare(
            Some("group.ops"),
            What::Principal(sso(PrincipalKind::SsoGroup, "ops")),
        );
        let mei = PrincipalName {
            kind: PrincipalKind::SsoUser,
            name: text("u-1").referring("user.mei"),
        };
        let ops = PrincipalName {
            kind: PrincipalKind::SsoGroup,
            name: text("g-1").referring("group.ops"),
        };
        case.declare(
            None,
            What::Membership {
                user: mei,
                group: ops.clone(),
            },
        );
        case.declare(
            Some("configuration"),
            What::Configuration {
                name: text("CacheAdmin"),
                id: None,
                system: vec![text("AliyunKvstoreFullAccess")],
                inline: Vec::new(),
            },
        );
        case.declare(
            None,
            What::Assignment {
                configuration: text("ac-1").referring("configuration"),
                to: ops,
                target: Some(text("2000000000000002")),
            },
        );
    });
    let there = landed
        .model
        .accounts
        .iter()
        .find(|account| account.id.as_deref() == Some("2000000000000002"))
        .unwrap();
    let mut names: Vec<&str> = there
        .principals
        .iter()
        .map(|principal| principal.name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["mei", "ops"]);
    assert_eq!((there.assignments.len(), there.memberships.len()), (1, 1));
    assert_eq!(there.configurations[0].name, "CacheAdmin");
    assert_eq!(there.configurations[0].policies.len(), 1);
}
