//! RAM104: a `NotAction` grants the guarded action by not listing it

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM104",
    name: "guarded-action-granted-by-not-action",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a `NotAction` grants the guarded action by not listing it",
            "`NotAction` 未列出受保护操作，因而将其授予",
        ),
        finds: Text::new(
            "An Allow with `NotAction`, which grants every action but those of its list, where the guarded action is not in the list.",
            "一条使用 `NotAction` 的 Allow 语句会授予列表以外的全部操作，而受保护操作不在该列表中。",
        ),
        matters: Text::new(
            "Such a statement reads like a list of what is forbidden and is a grant of everything else. A policy that keeps people from `ram:*` in this way hands them every action that destroys data in any service, those of next year included.",
            "这种语句看起来像禁止清单，实际上授予了其余的一切。用它来禁止 `ram:*` 的策略，同时也交出了所有服务中会毁掉数据的操作，包括将来新增的操作。",
        ),
        advice: Text::new(
            "Name the actions that are needed, or add the guarded action to the list. Adding it takes the action from everybody who has it by this statement alone.",
            "请改为列出需要的操作，或将受保护操作加入该列表。加入后，仅凭此语句获得该操作的主体都会失去它。",
        ),
        limits: Text::new(
            "Waive it for power users who are meant to have all but account management. A `NotAction` in a Deny is not reported here.",
            "对于除账号管理外本就应拥有全部权限的高级用户，可以豁免。Deny 语句中的 `NotAction` 不由本规则报告。",
        ),
        avoid: &[Sample::new(
            "developer.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "NotAction": «["ram:*", "ims:*"]», "Resource": "*"}
]}"#,
        )],
        prefer: &[Sample::new(
            "developer.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "NotAction": ["ram:*", "ims:*", "kvstore:DestroyInstance"], "Resource": "*"}
]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
            "CWE-732",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    granting::report(&RULE, Sort::NotAction, context, into);
}
