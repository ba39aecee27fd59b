//! RAM202: a Deny names an action that does not exist

use crate::engine::unknown_actions::{Fault, UnknownAction};
use crate::rules::kit::change::WhatIf;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text, change, label,
    mends, say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM202",
    name: "deny-of-unknown-action",
    level: Level::High,
    other_levels: &[Level::Medium],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new(
            "a Deny names an action that does not exist",
            "Deny 语句写的操作并不存在",
        ),
        finds: Text::new(
            "An action pattern of a Deny that matches no action there is, while a spelling near by does: a wrong service code, or a slip in the name.",
            "Deny 语句中的操作与任何现有操作都不匹配，而相近的写法却能匹配：服务代码有误，或名称拼写有误。",
        ),
        matters: Text::new(
            "RAM compares action names as text and does not check that they exist. A Deny of `r-kvstore:DestroyInstance` or `kvstore:DestoryInstance` is stored without complaint and denies nothing, while its author believes the instances safe.",
            "RAM 按文本比较操作名称，并不检查其是否存在。写成 `r-kvstore:DestroyInstance` 或 `kvstore:DestoryInstance` 的 Deny 语句能正常保存，却什么也不拒绝，而作者以为实例已受到保护。",
        ),
        advice: Text::new(
            "Write the name as it is documented. The note says who would lose the guarded action by that.",
            "请按文档写出正确名称。报告中的说明会指出由此失去受保护操作的主体。",
        ),
        limits: Text::new(
            "Waive it for an action that is newer than the catalogue. Names of services that the catalogue does not hold whole are not judged, and neither are patterns without a near match.",
            "如果该操作比内置目录更新，可以豁免。对于目录未完整收录的服务，不判断其操作名称；没有相近写法的通配模式也不判断。",
        ),
        avoid: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": «"r-kvstore:DestroyInstance"», "Resource": "*"}
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
            "https://www.alibabacloud.com/help/en/redis/developer-reference/api-r-kvstore-2015-01-01-ram-redis",
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-863",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let mut what_if = WhatIf::default();
    for unknown in context.unknown_actions() {
        if unknown.fault != Fault::Letters {
            into.push(finding(unknown, &mut what_if, context));
        }
    }
}

fn finding(unknown: &UnknownAction, what_if: &mut WhatIf, context: &Context<'_>) -> Finding {
    let language = context.language;
    let written = wording::quoted(&unknown.written);
    let (message, primary) = if unknown.fault == Fault::Service {
        (
            say!(
                language,
                "a Deny of {written} denies nobody anything: the service has another code",
                "拒绝 {written} 不起任何作用：该服务的代码不是这个"
            ),
            language.pick("no service has this code", "没有服务使用此代码"),
        )
    } else {
        (
            say!(
                language,
                "a Deny of {written} denies nobody anything: there is no such action",
                "拒绝 {written} 不起任何作用：没有这个操作"
            ),
            language.pick("no action has this name", "没有操作使用此名称"),
        )
    };
    let mut found = context.finding(&RULE, message, label(unknown.at, primary));
    change::mended(unknown, what_if, context, &mut found);
    found.fix = mends::written(unknown.at, &unknown.corrected, context);
    found
}
