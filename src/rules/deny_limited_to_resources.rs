//! RAM201: a Deny names resources that a request for the action never has

use crate::engine::answers::Answers;
use crate::engine::bearing::{Bearing, Extent};
use crate::model::policy::Form;
use crate::rules::kit::change::WhatIf;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text, change,
    guarding, label, mends, say, wording,
};

/// The resource that stops an action which names none.
const EVERYTHING: &str = "*";

/// Resources that are shown beside the first.
const MAX_RESOURCES: usize = 3;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM201",
    name: "deny-limited-to-resources",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new(
            "a Deny names resources that a request for the guarded action never has",
            "Deny 语句限定的资源不会出现在受保护操作的请求中",
        ),
        finds: Text::new(
            "A Deny that covers the guarded action and names resources, where the action is authorised on all resources only.",
            "一条 Deny 语句涵盖受保护操作并限定了资源，而该操作只能针对全部资源鉴权。",
        ),
        matters: Text::new(
            "The request carries the resource `*`, which no ARN matches. A Deny on the production instances therefore stops nothing, and whoever holds a broad Allow can still destroy them.",
            "请求携带的资源是 `*`，任何 ARN 都与之不匹配。因此，针对生产实例的 Deny 语句什么也拦不住，持有宽泛 Allow 语句的主体仍然可以销毁这些实例。",
        ),
        advice: Text::new(
            "Write the resource of this Deny as `*`, in a statement of its own if the other actions need their resources. That takes the guarded action from everybody who holds the policy.",
            "请将此 Deny 语句的资源写为 `*`；如果其他操作仍需限定资源，请另写一条语句。这样，持有该策略的所有主体都会失去受保护操作。",
        ),
        limits: Text::new(
            "Waive it where the Deny serves other actions and the guarded one is denied elsewhere. That such a Deny has no effect follows from the pages on authorisation, which only say that such a policy does not take effect.",
            "如果该 Deny 语句用于其他操作，而受保护操作已在别处被拒绝，可以豁免。此类 Deny 语句无效是由鉴权文档推断的，文档只说明这样的策略不会生效。",
        ),
        avoid: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": «"acs:kvstore:*:*:instance/r-prod"»}
]}"#,
        )],
        prefer: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}
]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/redis/developer-reference/api-r-kvstore-2015-01-01-destroyinstance-redis",
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-863",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let mut what_if = WhatIf::default();
    for answers in context.answers {
        for bearing in guarding::denies(answers, context) {
            let dead =
                bearing.actions == Extent::Everything && bearing.resources == Extent::Nothing;
            if dead {
                into.extend(finding(bearing, &mut what_if, answers, context));
            }
        }
    }
}

fn finding(
    bearing: &Bearing,
    what_if: &mut WhatIf,
    answers: &Answers,
    context: &Context<'_>,
) -> Option<Finding> {
    let language = context.language;
    let statement = context.statement(bearing.statement)?;
    let elements = context.model.pools.elements(statement.resources.list);
    let [first, rest @ ..] = elements else {
        return None;
    };
    let action = wording::quoted(&answers.question.action);
    let policy = &bearing.policy;
    let asked = (statement.resources.form == Form::Named)
        .then(|| what_if.losers(first.at, EVERYTHING, answers, context))
        .flatten();
    let losers = asked.clone().unwrap_or_default();
    let message = if losers.is_empty() {
        say!(
            language,
            "a Deny in {policy} is limited to resources and does not stop {action}",
            "{policy} 中的一条拒绝语句限定了资源，无法拦截 {action}"
        )
    } else {
        let whom = wording::principals(&losers, language);
        say!(
            language,
            "a Deny in {policy} is limited to resources and leaves {action} to {whom}",
            "{policy} 中的一条拒绝语句限定了资源，{whom} 仍可执行 {action}"
        )
    };
    let never = language.pick(
        "a request for the action never has this",
        "该操作的请求不会携带此资源",
    );
    let mut found = context.finding(&RULE, message, label(first.at, never));
    found.action = Some(answers.question.action.clone());
    let neither = language.pick("nor this", "也不会携带此资源");
    for other in rest.iter().take(MAX_RESOURCES) {
        found.related.push(label(other.at, neither));
    }
    guarding::relate(bearing, None, context, &mut found);
    let note = |losers: Vec<String>| {
        let action = &answers.question.action;
        change::note(&losers, EVERYTHING, action, language)
    };
    found.notes.extend(asked.map(note));
    found.principals = losers;
    let help = language.pick(
        "write the resource of this Deny as `*`",
        "将此拒绝语句的资源写为 `*`",
    );
    found.help = Some(help.to_owned());
    found.fix = mends::on_everything(statement, context);
    Some(found)
}
