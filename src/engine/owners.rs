//! Accounts that ARNs name.

use std::collections::BTreeSet;

use crate::model::Model;
use crate::model::catalogue::Catalogue;
use crate::model::pattern::{Pattern, overlaps};
use crate::model::policy::Statement;

/// The account that an ARN pattern is about, where it names exactly one.
#[must_use]
pub fn of_arn(pattern: &str) -> Option<&str> {
    let mut fields = pattern.split(':');
    if fields.next() != Some("acs") {
        return None;
    }
    let (code, region, account) = (fields.next()?, fields.next()?, fields.next()?);
    fields.next()?;
    let digits = account.len() >= 5 && account.bytes().all(|byte| byte.is_ascii_digit());
    // A star in front may swallow colons, so that the fields are others.
    let fixed = |field: &str| {
        let pattern = Pattern::new(field);
        pattern.is_literal() || pattern.is_only_stars()
    };
    (digits && fixed(code) && fixed(region)).then_some(account)
}

/// The ids of the accounts of the input; `None` where that of any is not known.
#[must_use]
pub fn own(model: &Model) -> Option<BTreeSet<&str>> {
    let ids = model.accounts.iter().map(|account| account.id.as_deref());
    let ids: BTreeSet<&str> = ids.collect::<Option<_>>()?;
    (!ids.is_empty()).then_some(ids)
}

/// Whether a statement may be about entering a role that an ARN pattern names, as
/// one of another account is meant to be.
#[must_use]
pub fn may_be_entered(
    statement: &Statement,
    arn: &str,
    model: &Model,
    catalogue: &Catalogue,
) -> bool {
    let arn = Pattern::new(arn);
    let names: Vec<Pattern> = model
        .pools
        .elements(statement.actions.list)
        .iter()
        .map(|element| Pattern::new(model.pools.str(element.text)).folded())
        .collect();
    catalogue.assume_actions().any(|assume| {
        let action = Pattern::literal(assume.action).folded();
        names.iter().any(|name| overlaps(name, &action))
            && assume
                .templates()
                .any(|template| overlaps(&Pattern::from_template(template, None), &arn))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engine::snapshots::model;

    #[test]
    fn an_arn_names_an_account_by_its_digits() {
        for (pattern, expected) in [
            (
                "acs:ecs:*:1234567890123456:instance/*",
                Some("1234567890123456"),
            ),
            ("acs:ram::1234567890123456:role/a", Some("1234567890123456")),
            ("acs:*:*:1234567890123456:*", Some("1234567890123456")),
            ("acs:ecs:*:12345:instance/i", Some("12345")),
            ("acs:ecs:*:1234:instance/i", None),
            ("acs:ecs:*:*:instance/i", None),
            ("acs:ecs:cn-*:1234567890123456:instance/i", None),
            ("acs:ecs:*:12345?7890123456:instance/i", None),
            ("acs:ecs:*:1234567890123456", None),
            ("arn:ecs:*:1234567890123456:x", None),
            ("*", None),
        ] {
            assert_eq!(of_arn(pattern), expected, "{pattern}");
        }
    }

    /// One of several actions may be the one by which a role is entered.
    #[test]
    fn statements_that_are_about_entering_a_role() {
        let catalogue = Catalogue::embedded();
        let (role, bucket) = (
            "acs:ram::2000000000000002:role/ops",
            "acs:oss:*:2000000000000002:b",
        );
        for (actions, arn, expected) in [
            (&["sts:AssumeRole"][..], role, true),
            (&["oss:GetObject", "STS:Assume*"], role, true),
            (&["sts:AssumeRole", "oss:*"], role, true),
            (
                &["sts:AssumeRole"],
                "acs:ram:cn-hangzhou:2000000000000002:role/ops",
                true,
            ),
            (&["sts:AssumeRole"], bucket, false),
            (&["oss:*"], role, false),
            (&[], role, false),
        ] {
            let statement = json!({ "Effect": "Allow", "Action": actions, "Resource": arn });
            let document = json!({ "Version": "1", "Statement": [statement] });
            let policy = json!({ "type": "Custom", "name": "p", "document": document });
            let model = model(json!({ "policies": [policy] }));
            let mut statements = model.pools.all_statements();
            let statement = statements.find(|one| {
                let resources = model.pools.elements(one.resources.list);
                resources.iter().any(|one| model.pools.str(one.text) == arn)
            });
            let found = may_be_entered(statement.unwrap(), arn, &model, catalogue);
            assert_eq!(found, expected, "{actions:?} {arn}");
        }
    }
}
