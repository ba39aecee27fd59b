//! Who holds what: groups, resource groups, what is not shown, and single documents.

use serde_json::json;

use super::{
    Choices, DESTROY, Decision, NaiveRequest, OWN, asked, chosen, document, held, model, named,
    request, ruling, ruling_of,
};
use crate::engine::answers::question;
use crate::engine::formula::World;
use crate::engine::naive::{Naive, RESOURCE, RESOURCE_GROUP};
use crate::model::account::{PrincipalId, Unlisted};
use crate::model::catalogue::Catalogue;

#[test]
fn r40_a_group_gives_to_its_members_and_to_nobody_else() {
    let model = model(held(&[("Custom/allow", "group/g", None)]));
    for (who, decision) in [
        ("u", Decision::Allowed),
        ("v", Decision::NotGranted),
        ("g", Decision::Allowed),
    ] {
        let found = ruling_of(who, &model, DESTROY, &[], &[]);
        assert_eq!(found.decision, decision, "{who}");
    }
}

/// An attachment at resource-group scope is the condition that the resource is in it.
#[test]
fn d43_what_is_attached_for_a_resource_group_counts_in_it() {
    const ALLOW: &str = "Custom/allow";
    const DENY: &str = "Custom/deny";
    const GROUP: Option<&str> = Some("rg-1");
    type Attachments<'c> = &'c [(&'c str, &'c str, Option<&'c str>)];
    let arn = format!("acs:kvstore:cn-a:{OWN}:instance/r-1");
    let cases: [(Attachments<'_>, &str, Decision); 5] = [
        (&[(ALLOW, "user/u", GROUP)], "rg-1", Decision::Allowed),
        (&[(ALLOW, "user/u", GROUP)], "rg-2", Decision::NotGranted),
        (
            &[(DENY, "user/u", GROUP)],
            "rg-1",
            Decision::DeniedExplicitly,
        ),
        (
            &[(ALLOW, "user/u", None), (DENY, "user/u", GROUP)],
            "rg-1",
            Decision::DeniedExplicitly,
        ),
        (
            &[(ALLOW, "user/u", None), (DENY, "user/u", GROUP)],
            "rg-2",
            Decision::Allowed,
        ),
    ];
    for (attachments, group, decision) in cases {
        let keys = [(RESOURCE, arn.as_str()), (RESOURCE_GROUP, group)];
        let found = ruling(
            &model(held(attachments)),
            "kvstore:DeleteInstance",
            &[],
            &keys,
        );
        assert_eq!(found.decision, decision, "{attachments:?} {group}");
    }
}

#[test]
fn d32_who_holds_more_than_is_shown_may_be_allowed() {
    for (to, choice, decision) in [
        ("u", 0, Decision::NotGranted),
        ("u", 1, Decision::Allowed),
        ("g", 0, Decision::NotGranted),
        ("g", 1, Decision::Allowed),
        ("v", 1, Decision::NotGranted),
    ] {
        let mut model = model(held(&[]));
        let gap = model.doubts.gap("attachments", to, None, 2);
        let account = &mut model.accounts[0];
        let unlisted = Unlisted {
            to: named(account, to),
            gap,
        };
        account.unlisted.push(unlisted);
        let found = ruling(&model, DESTROY, &[("attachments", "_", choice)], &[]);
        assert_eq!(found.decision, decision, "{to} {choice}");
    }
}

/// Roles are in no group, and an input that does not claim to be an account is no
/// reason for doubt.
#[test]
fn d32_what_is_missing_of_others_is_no_reason_for_doubt() {
    let all = ["users", "groups", "policies", "attachments", "memberships"];
    for (who, missing, is_account, decision) in [
        ("u", "", true, Decision::NotGranted),
        ("u", "groups", true, Decision::Allowed),
        ("u", "groups", false, Decision::NotGranted),
        ("u", "attachments", true, Decision::Allowed),
        ("u", "attachments", false, Decision::NotGranted),
        ("r", "groups", true, Decision::NotGranted),
        ("r", "memberships", true, Decision::NotGranted),
        ("r", "attachments", true, Decision::Allowed),
        ("r", "attachments", false, Decision::NotGranted),
    ] {
        let mut snapshot = held(&[]);
        snapshot["roles"] = json!([{ "name": "r" }]);
        let told: Vec<&str> = all.into_iter().filter(|one| *one != missing).collect();
        snapshot["complete"] = json!(told);
        let mut model = model(snapshot);
        model.accounts[0].complete.account = is_account;
        let missing = if missing.is_empty() {
            "groups"
        } else {
            missing
        };
        let choices: Choices<'_> = &[("not-complete", missing, 1)];
        let found = ruling_of(who, &model, DESTROY, choices, &[]);
        assert_eq!(found.decision, decision, "{who} {missing} {is_account}");
    }
}

/// Who holds one document, the rest of which may not be known: it allows, denies or
/// does nothing, at the scope of the account, and no level binds.
#[test]
fn d44_anyone_who_holds_a_document() {
    let mut snapshot = held(&[]);
    snapshot["resource_directory"] = json!({ "account": "member", "path": ["r-1"] });
    // Where all attachments are told, nobody else can hold a document.
    snapshot["complete"] = json!([]);
    snapshot["control_policies"] = json!([{
        "id": "cp-1",
        "name": "cp-1",
        "targets": ["r-1"],
        "document": document(&["Deny"]),
    }]);
    let (allow, deny, nothing) = (0, 1, 9);
    for (number, rest, decision, granted, denied) in [
        (allow, None, Decision::Allowed, true, false),
        (allow, Some(0), Decision::Allowed, true, false),
        (allow, Some(1), Decision::Allowed, true, false),
        (allow, Some(2), Decision::DeniedExplicitly, true, true),
        (deny, None, Decision::DeniedExplicitly, false, true),
        (deny, Some(0), Decision::DeniedExplicitly, false, true),
        (deny, Some(1), Decision::DeniedExplicitly, true, true),
        (nothing, None, Decision::NotGranted, false, false),
    ] {
        let mut model = model(snapshot.clone());
        let gap = model.doubts.gap("policy", "rest", None, 3);
        if rest.is_some() {
            model.holdings[number].rest = Some(gap);
        }
        let choices: Choices<'_> = &[
            ("policy", "_", rest.unwrap_or(0)),
            ("account-allow-ends-evaluation", "", 1),
        ];
        let found = asked(&model, DESTROY, choices, |naive, _, world| {
            naive.holding(number, world, &request(&[]))
        });
        let found = (found.decision, found.granted, found.denied);
        assert_eq!(found, (decision, granted, denied), "{number} {rest:?}");
    }
    // There is nobody of that number, so that no level binds them.
    let found = asked(&model(snapshot), DESTROY, &[], |naive, _, world| {
        naive.principal(PrincipalId(99), world, &request(&[]))
    });
    let found = (found.decision, found.granted, found.denied);
    assert_eq!(found, (Decision::NotGranted, false, false));
}

#[test]
fn a_variable_that_a_world_leaves_out_takes_its_default() {
    let values = ["vpc-a", "vpc-b"];
    let statement = json!({
        "Effect": "Allow",
        "Action": "kvstore:*",
        "Resource": "*",
        "Condition": { "StringNotEquals": { "acs:SourceVpc": values } },
    });
    let mut snapshot = held(&[("Custom/allow", "user/u", None)]);
    snapshot["policies"][0]["document"]["Statement"] = json!([statement]);
    let model = model(snapshot);
    let list = |choice| ("negated-list", "StringNotEquals acs:SourceVpc", choice);
    let (doubts, _) = chosen(&model, &[list(0)]);
    let catalogue = Catalogue::embedded();
    let asked = question(DESTROY, catalogue);
    let account = &model.accounts[0];
    let naive = Naive::new(&model, catalogue, account, &asked, &doubts);
    let given = |world: &World| {
        let request: NaiveRequest = request(&[("acs:SourceVpc", "vpc-a")]);
        naive
            .principal(named(account, "u"), world, &request)
            .decision
    };
    assert_eq!(given(&World::new()), Decision::NotGranted);
    for (choice, decision) in [(0, Decision::Allowed), (1, Decision::NotGranted)] {
        assert_eq!(given(&chosen(&model, &[list(choice)]).1), decision);
    }
}
