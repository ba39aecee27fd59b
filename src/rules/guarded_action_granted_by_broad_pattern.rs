//! RAM103: a wildcard grants the guarded action

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM103",
    name: "guarded-action-granted-by-broad-pattern",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new(
            "a wildcard grants the guarded action",
            "通配模式授予了受保护操作",
        ),
        finds: Text::new(
            "An Allow whose action pattern covers the guarded action without naming it, such as all actions of a service or every action with a certain beginning.",
            "一条 Allow 语句的操作通配模式涵盖了受保护操作却没有直接写出它，例如某个服务的全部操作，或以某个前缀开头的全部操作。",
        ),
        matters: Text::new(
            "Nobody decided to grant the action: it came with the pattern. Whoever needs to restart an instance with `kvstore:*` can also destroy it for good, and a pattern takes in every action that the service adds later.",
            "没有人决定授予该操作，它是随通配模式一起授予的。仅因需要重启实例而获得 `kvstore:*` 的主体，同样能彻底销毁实例，而且服务日后新增的操作也会自动包含在内。",
        ),
        advice: Text::new(
            "List the actions that are needed. Where the pattern has to stay, deny the guarded action in the same policy, on the resource `*`.",
            "请列出实际需要的操作。如必须保留通配模式，请在同一策略中对资源 `*` 拒绝受保护操作。",
        ),
        limits: Text::new(
            "Waive it for administrators who are meant to have everything. The rule asks whether the action is covered, not how many others are.",
            "对于本就应拥有全部权限的管理员，可以豁免。本规则只判断受保护操作是否被涵盖，不计较还涵盖了多少其他操作。",
        ),
        avoid: &[Sample::new(
            "redis-ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": ["ecs:Describe*", «"kvstore:*"»], "Resource": "*"}
]}"#,
        )],
        prefer: &[Sample::new(
            "redis-ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": ["ecs:Describe*", "kvstore:*"], "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}
]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "https://www.alibabacloud.com/help/en/redis/developer-reference/api-r-kvstore-2015-01-01-destroyinstance-redis",
            "CWE-732",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    granting::report(&RULE, Sort::Broad, context, into);
}
