//! RAM323: every role may be handed to every service

use crate::engine::passing::{self, Passing};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM323",
    name: "role-passing-without-limit",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "every role may be handed to every service",
            "可将任意角色交给任意服务",
        ),
        finds: Text::new(
            "It finds Allow statements that name the action by which a role is handed to a cloud service, `ram:PassRole`, on every role and without a test of the service that receives it.",
            "检查 Allow 语句中写明的、把角色交给云服务的操作 `ram:PassRole`：资源覆盖所有角色，且没有判断接收角色的服务。",
        ),
        matters: Text::new(
            "Whoever can also start an instance or a function hands it the strongest role of the account that trusts the service, logs on to it and acts with all that the role may do.",
            "只要还能创建实例或函数，就可以把账号中信任该服务的最高权限角色交给它，然后登录上去，以该角色的全部权限操作。",
        ),
        advice: Text::new(
            "Name the roles in `Resource`, or test `acs:Service` for the services that are meant. The statement then covers these only.",
            "在 `Resource` 中写明角色，或用 `acs:Service` 判断目标服务。之后该语句只覆盖这些范围。",
        ),
        limits: Text::new(
            "It looks at names and narrow patterns; a statement that grants all of RAM is for other rules. What can really be obtained through a role depends on the roles of the account.",
            "只检查写明的名称和较窄的通配模式；授予整个 RAM 的语句由其他规则负责。通过角色实际能获得什么，取决于账号中的角色。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    { "Effect": "Allow", "Action": ["ecs:RunInstances", "ram:PassRole"], "Resource": «"*"» }
  ]
}
"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    { "Effect": "Allow", "Action": "ecs:RunInstances", "Resource": "*" },
    { "Effect": "Allow", "Action": "ram:PassRole", "Resource": "acs:ram:*:*:role/web-server" }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-269",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for passing in passing::review(context.model, context.catalogue) {
        into.push(finding(&passing, context));
    }
}

fn finding(passing: &Passing<'_>, context: &Context<'_>) -> Finding {
    let language = context.language;
    let action = wording::quoted(context.model.pools.str(passing.action.text));
    let message = say!(
        language,
        "{action} is allowed for every role and for every service",
        "{action} 允许将任意角色交给任意服务",
    );
    let primary = language.pick("covers every role", "覆盖所有角色");
    let mut found = context.finding(&RULE, message, label(passing.resource.at, primary));
    let hands = language.pick("hands a role to a service", "将角色交给服务");
    found.related.push(label(passing.action.at, hands));
    let key = wording::quoted(passing.key);
    found.help = Some(say!(
        language,
        "name the roles that are meant, or test {key}",
        "写明目标角色，或判断 {key}",
    ));
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn every_role_without_a_test_of_the_service() {
        for statement in [
            r#"{"Effect": "Allow", "Action": "ram:PassRole", "Resource": ["acs:ram:*:*:role/a", «"acs:ram:*:*:role/*"»]}"#,
            r#"{"Effect": "Allow", "Action": "ram:Pass*", "Resource": «"*"»}"#,
            r#"{"Effect": "Allow", "Action": "ram:PassRole", "Resource": "*", "Condition": {"StringEquals": {"acs:Service": "ecs.aliyuncs.com"}}}"#,
            r#"{"Effect": "Allow", "Action": "ram:PassRole", "Resource": "acs:ram:*:*:role/a*"}"#,
            r#"{"Effect": "Allow", "Action": "ram:*", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#,
            r#"{"Effect": "Deny", "Action": "ram:PassRole", "Resource": "*"}"#,
        ] {
            let text = format!(r#"{{"Version": "1", "Statement": [{statement}]}}"#);
            check("RAM323", &[("p.json", &text)]);
        }
    }
}
