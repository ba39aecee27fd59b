//! RAM102: a statement grants the guarded action under a condition

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM102",
    name: "guarded-action-granted-conditionally",
    level: Level::Medium,
    other_levels: &[Level::High],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a statement grants the guarded action under a condition",
            "一条语句有条件地授予了受保护操作",
        ),
        finds: Text::new(
            "An Allow that gives the guarded action for some requests and not for others, because of its own condition or because a Deny stops the rest. The condition that the finding prints is what is left after every Deny.",
            "一条 Allow 语句只在部分请求中授予受保护操作，原因是它自身带有条件，或其余请求被 Deny 语句拦截。报告中给出的条件是扣除所有 Deny 之后剩下的部分。",
        ),
        matters: Text::new(
            "The condition is all that stands between these principals and an action that cannot be undone. A list of office addresses does not stop a script in the office, and a condition on the transport stops nobody: any caller can choose it.",
            "这些主体与不可恢复的操作之间，只隔着这一个条件。办公网地址段挡不住办公网里的脚本，而对传输方式的限制谁也挡不住，因为调用者可以自行选择。",
        ),
        advice: Text::new(
            "Read the printed condition as what a caller must have, and deny the action where that is too little. The level is high where an AccessKey call from some public address is enough, and medium where it takes multi-factor login, a private network, or time.",
            "请把报告中的条件理解为调用者必须具备的前提，若不够严格，请显式拒绝该操作。若从公网地址用 AccessKey 即可满足条件，级别为高；若还需要多因素认证登录、私有网络或等待某个时间，级别为中。",
        ),
        limits: Text::new(
            "Waive it where the condition is the intended protection, such as multi-factor login for a break-glass group. What an address range means in your network is not known here.",
            "若该条件正是预期的保护措施，例如应急用户组必须使用多因素认证登录，可以豁免。地址段在您网络中的含义，这里无从得知。",
        ),
        avoid: &[Sample::new(
            "redis-ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*",
   "Condition": {"Bool": {"acs:MFAPresent": "true"}}}
]}"#,
        )],
        prefer: &[Sample::new(
            "redis-ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*",
   "Condition": {"Bool": {"acs:MFAPresent": "true"}}}
]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "https://www.alibabacloud.com/help/en/ram/conditional-operator",
            "CWE-732",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    granting::report(&RULE, Sort::Conditional, context, into);
}
