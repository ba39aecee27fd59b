//! RAM101: a statement grants the guarded action by its name

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM101",
    name: "guarded-action-granted",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a statement grants the guarded action by its name",
            "一条语句按名称授予了受保护操作",
        ),
        finds: Text::new(
            "An Allow that names the guarded action itself, on a resource and under conditions that a request for it can have, where no Deny takes it away again.",
            "一条 Allow 语句直接写出了受保护操作，其资源和条件能被该操作的请求满足，且没有 Deny 语句将其收回。",
        ),
        matters: Text::new(
            "The action cannot be undone, and whoever holds this statement can call it at any time. A leaked AccessKey pair of one of them is enough to lose the last copy of the data: `kvstore:DestroyInstance` ends an instance that waits in the recycle bin, backups included.",
            "该操作不可恢复，而持有此语句的主体可以随时调用它。其中任何一个 AccessKey 泄露，就足以丢失最后一份数据：`kvstore:DestroyInstance` 会立即销毁回收站中的实例，备份也一并删除。",
        ),
        advice: Text::new(
            "Remove the action from the statement unless these principals exist to call it. If they do, bind the statement to multi-factor login and to the addresses that they work from. Removing it takes the action from everybody the finding names, unless another statement grants it too.",
            "除非这些主体的职责就是执行该操作，否则请从语句中移除它。如确需保留，请将语句限定为多因素认证登录和固定的来源地址。移除后，若没有其他语句授予该操作，报告中列出的主体都会失去它。",
        ),
        limits: Text::new(
            "Waive it for the few whose work it is to destroy instances. A document that nobody in the input holds is judged as if somebody held it, unless the input says who holds what.",
            "若某些主体的工作就是销毁实例，可以豁免。输入中无人持有的文档按有人持有来判断，除非输入已说明授权关系。",
        ),
        avoid: &[Sample::new(
            "redis-ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": ["kvstore:DescribeInstances", «"kvstore:DestroyInstance"»], "Resource": "*"}
]}"#,
        )],
        prefer: &[Sample::new(
            "redis-ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": ["kvstore:DescribeInstances", "kvstore:RestartInstance"], "Resource": "*"}
]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/redis/developer-reference/api-r-kvstore-2015-01-01-destroyinstance-redis",
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
            "CWE-732",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    granting::report(&RULE, Sort::Exact, context, into);
}
