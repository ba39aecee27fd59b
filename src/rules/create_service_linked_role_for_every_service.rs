//! RAM515: a policy allows making the service-linked role of every service

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
    id: "RAM515",
    name: "create-service-linked-role-for-every-service",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a policy allows making the service-linked role of every service",
            "权限策略允许为任意服务创建服务关联角色",
        ),
        finds: Text::new(
            "A statement names the action that makes a service-linked role, and no condition turns anybody away by the service. Broader grants, such as all of RAM, are not reported.",
            "某条语句指明了创建服务关联角色的操作，且没有任何条件会按服务拒绝请求。更宽的授权（例如整个 RAM）不在此报告。",
        ),
        matters: Text::new(
            "A service-linked role lets a service act in the account, and control policies do not bind it. Whoever holds the policy may let in services that nobody in the account wanted.",
            "服务关联角色让服务能够在账号中操作，且不受管控策略约束。持有该权限策略的人可以引入账号中没有人想要的服务。",
        ),
        advice: Text::new(
            "Test `ram:ServiceName` for the services that are needed, as the system policies do. Making the roles of others is then refused.",
            "像系统策略那样用 `ram:ServiceName` 条件限定需要的服务。为其他服务创建角色随后会被拒绝。",
        ),
        limits: Text::new(
            "What such a role may do is fixed by its service, so the finding is no more than info. Accept it for those who set up services.",
            "此类角色的权限由其服务固定，因此级别只是 info。对负责开通服务的人员可以接受。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [{
    "Effect": "Allow",
    "Action": «"ram:CreateServiceLinkedRole"»,
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
    "Action": "ram:CreateServiceLinkedRole",
    "Resource": "*",
    "Condition": { "StringEquals": { "ram:ServiceName": "r-kvstore.aliyuncs.com" } }
  }]
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/ram/developer-reference/aliyunkvstorefullaccess",
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-269",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for action in context.catalogue.service_linking_actions() {
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
                && bearing.resources.is_possible()
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
        "{policy} allows making the service-linked role of every service",
        "{policy} 允许为任意服务创建服务关联角色"
    );
    let primary = language.pick("no condition limits the service", "没有条件限制服务");
    let mut found = context.finding(&RULE, message, label(bearing.action_at, primary));
    let help = language.pick(
        "test `ram:ServiceName` for the services that are needed",
        "用 `ram:ServiceName` 条件限定需要的服务",
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
    fn no_test_or_one_that_every_service_meets() {
        for statement in [
            r#""Action": [«"ram:CreateServiceLinkedRole"»], "Resource": "*""#,
            r#""Action": «"ram:CreateServiceLinkedRole"», "Resource": "acs:ram:*:*:role/*""#,
        ] {
            check("RAM515", &[("p.json", &policy(statement))]);
        }
    }

    #[test]
    fn a_service_or_another_action() {
        for statement in [
            r#""Action": "ram:CreateServiceLinkedRole", "Resource": "*", "Condition": {"StringLike": {"ram:ServiceName": "*.rds.aliyuncs.com"}}"#,
            r#""Action": "ram:DeleteServiceLinkedRole", "Resource": "*""#,
            r#""Action": "ram:*", "Resource": "*""#,
        ] {
            check("RAM515", &[("p.json", &policy(statement))]);
        }
    }
}
