//! RAM316: an action and a resource of one statement never go together

use crate::engine::names;
use crate::engine::space::Misfit;
use crate::model::policy::{Effect, Element};
use crate::rules::kit::asked::Looked;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM316",
    name: "resource-of-another-service",
    level: Level::Low,
    other_levels: &[Level::Medium, Level::Info],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an action and a resource of one statement never go together",
            "同一语句中的操作与资源永远无法匹配",
        ),
        finds: Text::new(
            "It finds resources that are of another service, or of another form, than every action of the statement is authorised on, and actions for which no resource of the statement fits. An Allow grants nothing through them; a Deny on a resource of another service protects nothing, and the level is medium. Where only the form differs the level is info.",
            "检查这样的资源：它所属的服务或形式与语句中所有操作的鉴权资源都不同；以及语句中没有任何资源可以匹配的操作。Allow 语句无法通过它们授予权限；Deny 语句如果写了其他服务的资源，就保护不了任何东西，级别为 medium。如果只是形式不同，级别为 info。",
        ),
        matters: Text::new(
            "An ARN is copied from the policy of another service and only half of it is changed. The Deny that was to keep the production instance from being released names a disk, and the instance can be released.",
            "ARN 是从另一个服务的策略复制来的，只改了一半。本来要防止生产实例被释放的 Deny 语句写的却是云盘，实例仍然可以被释放。",
        ),
        advice: Text::new(
            "Write the ARN that the action is authorised on, or move the action to a statement of its own. The statement then applies to requests that it does not apply to now.",
            "写出该操作鉴权所用的 ARN，或把该操作移到单独的语句中。之后该语句会作用于目前不匹配的请求。",
        ),
        limits: Text::new(
            "It rests on the catalogue: actions and services that it does not hold are taken to fit. Some services act on resources of others, and not all of these are known; waive it where the policy is known to work. An action that is authorised on all resources only is for other rules.",
            "依据的是内置目录：目录中没有的操作和服务视为匹配。有些服务会操作其他服务的资源，而这些情况并未全部收录；如果已知策略有效，可以豁免。只在全部资源上鉴权的操作由其他规则负责。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Deny",
      "Action": "kvstore:DeleteInstance",
      "Resource": «"acs:ecs:*:*:instance/r-bp1example"»
    }
  ]
}
"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Deny",
      "Action": "kvstore:DeleteInstance",
      "Resource": "acs:kvstore:*:*:instance/r-bp1example"
    }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/redis/developer-reference/api-r-kvstore-2015-01-01-ram-redis",
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for looked in &context.found().statements {
        let unfitting = &looked.unfitting;
        let resources = unfitting.resources.iter();
        let resources: Vec<_> = resources
            .filter(|(_, why)| *why != Misfit::OnAllResources)
            .collect();
        let all = context
            .model
            .pools
            .elements(looked.statement.resources.list);
        for (index, why) in &resources {
            // What is no ARN at all is RAM425's.
            let is_arn = |element: &&Element| {
                names::arn_form(context.model.pools.str(element.text)).is_none()
            };
            let element = all.get(*index).filter(is_arn);
            into.extend(element.map(|element| of_resource(element, *why, looked, context)));
        }
        if !resources.is_empty() {
            continue;
        }
        let all = context.model.pools.elements(looked.statement.actions.list);
        for (index, why) in &unfitting.actions {
            let element = all.get(*index).filter(|_| *why != Misfit::OnAllResources);
            into.extend(element.map(|element| {
                let mut found = of_action(element, looked, context);
                judge(*why, looked, &mut found);
                found
            }));
        }
    }
}

fn of_resource(element: &Element, why: Misfit, looked: &Looked, context: &Context<'_>) -> Finding {
    let language = context.language;
    let resource = wording::quoted(context.model.pools.str(element.text));
    let message = say!(
        language,
        "{resource} is no resource of any action of the statement",
        "{resource} 不是该语句中任何操作的资源",
    );
    let primary = if why == Misfit::OtherService {
        language.pick("of no service of these actions", "不属于这些操作的服务")
    } else {
        language.pick(
            "not a form that the actions have",
            "不是这些操作所用的资源形式",
        )
    };
    let mut found = context.finding(&RULE, message, label(element.at, primary));
    let actions = language.pick("authorised on other resources", "在其他资源上鉴权");
    let at = looked.statement.actions.at;
    found.related.push(label(at, actions));
    judge(why, looked, &mut found);
    let help = language.pick(
        "write the ARN that the actions are authorised on",
        "写出这些操作鉴权所用的 ARN",
    );
    found.help = Some(help.to_owned());
    found
}

/// The forms of a service's resources are not all known; its code is.
fn judge(why: Misfit, looked: &Looked, found: &mut Finding) {
    if why == Misfit::OtherForm {
        found.level = Level::Info;
        found.confidence = Confidence::Low;
    } else if looked.statement.effect == Effect::Deny {
        found.level = Level::Medium;
    }
}

fn of_action(element: &Element, looked: &Looked, context: &Context<'_>) -> Finding {
    let language = context.language;
    let action = wording::quoted(context.model.pools.str(element.text));
    let message = say!(
        language,
        "no resource of the statement is one of {action}",
        "该语句中没有 {action} 的资源",
    );
    let primary = language.pick("authorised on other resources", "在其他资源上鉴权");
    let mut found = context.finding(&RULE, message, label(element.at, primary));
    let resources = language.pick("for other actions only", "只用于其他操作");
    let at = looked.statement.resources.at;
    found.related.push(label(at, resources));
    let help = language.pick(
        "move it to a statement with its own resources",
        "把它移到带有相应资源的语句中",
    );
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn elements_that_nothing_fits() {
        for statement in [
            r#"{"Effect": "Allow", "Action": ["kvstore:DeleteInstance", "ecs:StopInstance"], "Resource": ["acs:kvstore:*:*:instance/a", "acs:ecs:*:*:instance/b", «"acs:oss:*:*:bucket"»]}"#,
            r#"{"Effect": "Allow", "Action": ["kvstore:DeleteInstance", «"ram:GetRole"»], "Resource": "acs:kvstore:*:*:instance/a"}"#,
            r#"{"Effect": "Allow", "Action": "kvstore:DeleteInstance", "Resource": ["*", "acs:kvstore:*:*:*"]}"#,
            r#"{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "acs:kvstore:*:*:instance/a"}"#,
            r#"{"Effect": "Deny", "Action": "nobody:Knows", "Resource": "acs:kvstore:*:*:instance/a"}"#,
            r#"{"Effect": "Deny", "NotAction": "kvstore:DeleteInstance", "Resource": "acs:ecs:*:*:instance/a"}"#,
        ] {
            let text = format!(r#"{{"Version": "1", "Statement": [{statement}]}}"#);
            check("RAM316", &[("p.json", &text)]);
        }
    }
}
