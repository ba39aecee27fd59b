//! RAM301: an Allow names the guarded action and never grants it

use crate::engine::answers::Answers;
use crate::engine::bearing::{self, Bearing, Extent, Never, Unreached};
use crate::engine::breadth::Breadth;
use crate::engine::operands;
use crate::model::policy::{Condition, Effect};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Label, Level, Rule, Sample, Text, label, say,
    wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM301",
    name: "allow-without-effect",
    level: Level::Low,
    other_levels: &[Level::Info],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an Allow names the guarded action and never grants it",
            "`Allow` 语句写了受保护操作，却从不授予它",
        ),
        finds: Text::new(
            "It finds Allow statements whose actions include the guarded action and that no request for it can meet: their resources are ARNs and the action is authorised on `*` only, their condition needs a key that its requests never carry, or the prefix of the action is not RAM's code for the service. It also finds attachments to a resource group, which the action never is in.",
            "检查操作中包含受保护操作、却没有任何针对它的请求能满足的 Allow 语句：资源是 ARN，而该操作只在 `*` 上鉴权；条件需要它的请求从不携带的键；或者操作的前缀不是该服务的 RAM 代码。还会检查资源组范围的授权，因为该操作不属于任何资源组。",
        ),
        matters: Text::new(
            "The statement looks like a grant and is none. Somebody may one day widen it to make it work, and grant the action to all who hold it.",
            "该语句看上去是授权，实际上不是。将来可能有人为了让它生效而放宽它，从而把该操作授予所有持有者。",
        ),
        advice: Text::new(
            "Remove what has no effect; access stays the same. Where the action is wanted, give it a statement of its own, and know that it then destroys any instance of the account.",
            "删除没有作用的部分，访问权限不变。如果确实需要该操作，为它单独写一条语句，并清楚它随后可以销毁账号中的任意实例。",
        ),
        limits: Text::new(
            "That an ARN does not match an action authorised on all resources is documented; that a tag is never in its request, and that a product's name is not taken for its code, is inferred. Conditions that no request for any action meets are for other rules.",
            "ARN 不匹配在全部资源上鉴权的操作，这一点有文档说明；它的请求从不带标签、产品名不会被当作服务代码，这两点是推断出来的。任何操作的请求都不满足的条件由其他规则负责。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["kvstore:DeleteInstance", "kvstore:DestroyInstance"],
      "Resource": «"acs:kvstore:cn-hangzhou:*:instance/r-bp1example"»
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
      "Effect": "Allow",
      "Action": "kvstore:DeleteInstance",
      "Resource": "acs:kvstore:cn-hangzhou:*:instance/r-bp1example"
    }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/redis/developer-reference/api-r-kvstore-2015-01-01-destroyinstance-redis",
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
            "CWE-561",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        let review = bearing::review(
            context.model,
            context.catalogue,
            &answers.question,
            Effect::Allow,
            context.settings,
        );
        for bearing in &review.bearings {
            if !bearing.bundled {
                into.extend(finding(bearing, answers, context));
            }
        }
        for unreached in &review.unreached {
            into.push(out_of_scope(unreached, answers, context));
        }
    }
}

fn finding(bearing: &Bearing, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    if !bearing.actions.is_possible() {
        return wrong_code(bearing, answers, context);
    }
    if bearing.resources == Extent::Nothing {
        return on_resources(bearing, answers, context);
    }
    if bearing.conditions == Extent::Nothing {
        return on_condition(bearing, answers, context);
    }
    None
}

fn opening(bearing: &Bearing, answers: &Answers, context: &Context<'_>) -> String {
    let action = wording::quoted(&answers.question.action);
    let policy = &bearing.policy;
    say!(
        context.language,
        "an Allow in {policy} does not grant {action}",
        "{policy} 中的 `Allow` 语句不会授予 {action}",
    )
}

fn on_resources(bearing: &Bearing, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let statement = context.statement(bearing.statement)?;
    let elements = context.model.pools.elements(statement.resources.list);
    let first = elements.first()?;
    let opening = opening(bearing, answers, context);
    let message = say!(
        language,
        "{opening}: its resources rule the action out",
        "{opening}：其资源排除了该操作",
    );
    let primary = language.pick(
        "a request for the action never has this",
        "该操作的请求从不带有此资源",
    );
    let mut found = with_action(message, label(first.at, primary), bearing, context);
    if bearing.breadth >= Breadth::ServiceWildcard {
        found.level = Level::Info;
    }
    let action = wording::quoted(&answers.question.action);
    found.notes.push(say!(
        language,
        "{action} is authorised on the resource `*` only",
        "{action} 只在资源 `*` 上鉴权",
    ));
    let help = language.pick(
        "remove the action, or leave the statement to the actions it serves",
        "删除该操作，或让该语句只服务于其他操作",
    );
    found.help = Some(help.to_owned());
    Some(found)
}

fn on_condition(bearing: &Bearing, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let statement = context.statement(bearing.statement)?;
    let all = context.model.pools.conditions(statement.conditions);
    if is_never_met(bearing, context) {
        return None;
    }
    let (test, never) = match bearing.never.first() {
        Some((test, never)) => (test, *never),
        None => (all.first()?, Never::NotMet),
    };
    let opening = opening(bearing, answers, context);
    let (message, primary, help) = match never {
        Never::NoResource => {
            let key = wording::quoted(short(context.model.pools.str(test.key.text)));
            (
                say!(
                    language,
                    "{opening}: its request has no {key}",
                    "{opening}：它的请求中没有 {key}",
                ),
                language.pick(
                    "the action names no resource with this",
                    "该操作没有带此标签的资源",
                ),
                language.pick(
                    "remove the action, or bind it to a key that its requests carry",
                    "删除该操作，或改用它的请求会携带的键",
                ),
            )
        }
        Never::NotMet | Never::Expired(_) => (
            say!(
                language,
                "{opening}: no request for it meets the condition",
                "{opening}：它的请求都不满足条件",
            ),
            if bearing.never.is_empty() {
                language.pick(
                    "not met together with the other tests",
                    "不可能与其他判断同时成立",
                )
            } else {
                language.pick("never met", "从不成立")
            },
            language.pick(
                "remove the action, or mend the condition",
                "删除该操作，或修正条件",
            ),
        ),
    };
    let mut found = with_action(message, label(test.key.at, primary), bearing, context);
    if bearing.never.is_empty() {
        let and = language.pick("and this", "以及此处");
        let others = all.iter().skip(1).take(3);
        found
            .related
            .extend(others.map(|other: &Condition| label(other.key.at, and)));
    }
    found.help = Some(help.to_owned());
    Some(found)
}

/// Whether no request for any action of the statement meets its condition: RAM308,
/// RAM309, RAM313 and RAM314 have that.
fn is_never_met(bearing: &Bearing, context: &Context<'_>) -> bool {
    let (model, catalogue) = (context.model, context.catalogue);
    let Some(statement) = context.statement(bearing.statement) else {
        return false;
    };
    let tests = model.pools.conditions(statement.conditions);
    let mut looked = context.found().statements.iter();
    operands::expired(tests, model, catalogue, context.settings.at).is_some()
        || looked.any(|looked| {
            let met = &looked.tests;
            looked.id == bearing.statement
                && !(met.never.is_empty() && met.contradictory.is_empty())
        })
}

fn wrong_code(bearing: &Bearing, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let (at, written) = bearing.wrong_code.as_ref()?;
    let code = wording::quoted(answers.question.service());
    let opening = opening(bearing, answers, context);
    let message = say!(
        language,
        "{opening}: RAM's code for the service is {code}",
        "{opening}：该服务的 RAM 代码是 {code}",
    );
    let written = wording::quoted(written);
    let primary = say!(
        language,
        "{written} is no service code",
        "{written} 不是服务代码",
    );
    let mut found = context.finding(&RULE, message, label(*at, primary));
    found.help = Some(say!(
        language,
        "remove it; with {code} it would grant the action to all who hold the policy",
        "删除它；若写成 {code}，就会把该操作授予该策略的所有持有者",
    ));
    Some(found)
}

fn out_of_scope(unreached: &Unreached, answers: &Answers, context: &Context<'_>) -> Finding {
    let language = context.language;
    let action = wording::quoted(&answers.question.action);
    let (policy, to) = (wording::quoted(&unreached.policy), &unreached.to);
    let message = say!(
        language,
        "{policy} attached to {to} in a resource group does not grant {action}",
        "{policy} 以资源组范围授权给 {to}，不会授予 {action}",
    );
    let primary = language.pick("counts in one resource group only", "只在一个资源组内有效");
    let mut found = context.finding(&RULE, message, label(unreached.at, primary));
    let group = wording::quoted(&unreached.group);
    found.notes.push(say!(
        language,
        "{action} names no resource, so no request for it is in {group}",
        "{action} 不针对任何资源，因此它的请求都不在 {group} 中",
    ));
    found.principals = vec![unreached.to.clone()];
    let help = language.pick(
        "leave the scope as it is unless the action is to be granted",
        "除非要授予该操作，否则保持授权范围不变",
    );
    found.help = Some(help.to_owned());
    found
}

fn with_action(
    message: String,
    primary: Label,
    bearing: &Bearing,
    context: &Context<'_>,
) -> Finding {
    let mut found = context.finding(&RULE, message, primary);
    let covers = wording::covering(bearing.breadth, context.language);
    found.related.push(label(bearing.action_at, covers));
    found
}

/// The family of a tag key, or the key.
fn short(key: &str) -> &str {
    key.split_once('/').map_or(key, |(family, _)| family)
}
