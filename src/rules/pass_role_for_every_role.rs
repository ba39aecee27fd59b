//! RAM512: a policy allows handing every role to a service

use crate::engine::answers;
use crate::engine::bearing::{self, Bearing, Extent};
use crate::engine::breadth::Breadth;
use crate::model::policy::Effect;
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM512",
    name: "pass-role-for-every-role",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a policy allows handing every role to a service",
            "权限策略允许把任意角色交给服务",
        ),
        finds: Text::new(
            "A statement names the action by which a role is handed to a service, on all roles and without a condition. Broader grants, such as all of RAM, have faults of their own and are not reported.",
            "某条语句指明了把角色交给服务的操作，范围是所有角色且没有条件。更宽的授权（例如整个 RAM）另有问题，不在此报告。",
        ),
        matters: Text::new(
            "Whoever may also start a function or an instance runs code there as any role that the service may take on, the administrator's included.",
            "只要还能创建函数或实例，就能在其中以该服务可扮演的任意角色运行代码，包括管理员角色。",
        ),
        advice: Text::new(
            "Name the roles that may be handed over, or the services by a test of `acs:Service`. Handing over other roles is then refused.",
            "写明可以交出的角色，或者用 `acs:Service` 条件限定服务。交出其他角色随后会被拒绝。",
        ),
        limits: Text::new(
            "It does not look at which roles a service may take on; `guarded-action-obtainable` does, for the guarded action. Accept it for those who administer the account anyway.",
            "它不考察服务可以扮演哪些角色；`guarded-action-obtainable` 会针对受保护操作进行考察。对本来就管理整个账号的人员可以接受。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [{
    "Effect": "Allow",
    "Action": [«"ram:PassRole"», "fc:CreateFunction"],
    "Resource": "*"
  }]
}
"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [{
    "Effect": "Allow",
    "Action": ["ram:PassRole", "fc:CreateFunction"],
    "Resource": ["acs:ram:*:*:role/fc-app", "acs:fc:*:*:*"]
  }]
}
"#,
        )],
        sources: &[
            "https://github.com/alibabacloud-automation/terraform-alicloud-ram-policy/tree/583575745df1",
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-269",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for action in context.catalogue.hand_over_actions() {
        let question = answers::question(action, context.catalogue);
        let review = bearing::review(
            context.model,
            context.catalogue,
            &question,
            Effect::Allow,
            context.settings,
        );
        let every = review.bearings.iter().filter(|bearing| {
            !bearing.bundled
                && bearing.actions == Extent::Everything
                && bearing.resources == Extent::Everything
                && bearing.conditions == Extent::Everything
                && bearing.breadth <= Breadth::VerbWildcard
        });
        into.extend(every.map(|bearing| finding(bearing, context)));
    }
}

fn finding(bearing: &Bearing, context: &Context<'_>) -> Finding {
    let language = context.language;
    let policy = quoted(&bearing.policy);
    let message = say!(
        language,
        "{policy} allows handing every role of the account to a service",
        "{policy} 允许把账号中的任意角色交给服务"
    );
    let primary = language.pick(
        "on all roles, without a condition",
        "范围是所有角色且没有条件",
    );
    let mut found = context.finding(&RULE, message, label(bearing.action_at, primary));
    let help = language.pick(
        "name the roles that may be handed over, or test `acs:Service`",
        "写明可以交出的角色，或增加 `acs:Service` 条件",
    );
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn policy(statement: &str) -> String {
        format!(r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", {statement}}}]}}"#)
    }

    #[test]
    fn all_roles_in_whichever_words() {
        for statement in [
            r#""Action": «"ram:PassRole"», "Resource": "*""#,
            r#""Action": «"ram:Pass*"», "Resource": "*""#,
            r#""Action": «"ram:PassRole"», "Resource": "acs:ram:*:*:role/*""#,
            r#""Action": «"ram:PassRole"», "Resource": "*", "Condition": {"StringLike": {"acs:PrincipalARN": "*"}}"#,
        ] {
            check("RAM512", &[("p.json", &policy(statement))]);
        }
    }

    #[test]
    fn fewer_roles_services_or_more_actions() {
        for statement in [
            r#""Action": "ram:PassRole", "Resource": "acs:ram:*:*:role/fc-*""#,
            r#""Action": "ram:PassRole", "Resource": "*", "Condition": {"StringEquals": {"acs:Service": "fc.aliyuncs.com"}}"#,
            r#""Action": "ram:*", "Resource": "*""#,
            r#""Action": "*", "Resource": "*""#,
            r#""Action": "ram:ListRoles", "Resource": "*""#,
        ] {
            check("RAM512", &[("p.json", &policy(statement))]);
        }
        let deny = policy(r#""Action": "ram:PassRole", "Resource": "*""#).replace("Allow", "Deny");
        check("RAM512", &[("p.json", &deny)]);
    }
}
