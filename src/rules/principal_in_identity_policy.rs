//! RAM419: `Principal` stands in a policy that is attached to principals

use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM419",
    name: "principal-in-identity-policy",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "`Principal` stands in a policy that is attached to principals",
            "授予身份的权限策略中有 `Principal`",
        ),
        finds: Text::new(
            "A `Principal` element in a custom policy, an inline policy, a session policy or a control policy.",
            "自定义策略、内联策略、会话策略或管控策略中有 `Principal` 元素。",
        ),
        matters: Text::new(
            "Such a policy belongs to whoever it is attached to, and RAM does not take a `Principal` in it. An author who wrote one meant to limit whom it reaches, which it does not.",
            "此类策略属于被授权的身份，RAM 不接受其中的 `Principal`。作者写它是想限制受影响的身份，但它起不到这个作用。",
        ),
        advice: Text::new(
            "Remove the element, or use the document as the trust policy of a role. To limit a statement to some callers, test `acs:PrincipalARN` in its `Condition`.",
            "删除该元素，或将文档用作角色的信任策略。要把语句限于某些调用者，请在 `Condition` 中判断 `acs:PrincipalARN`。",
        ),
        limits: Text::new(
            "A document that stands alone and names a `Principal` is taken for a trust or resource policy and not reported.",
            "单独存在且含有 `Principal` 的文档被视为信任策略或资源策略，不会报告。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "policies": [{"type": "Custom", "name": "P", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": "*", "Principal": «{"RAM": ["acs:ram::1000000000000001:root"]}»}]}}]}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "policies": [{"type": "Custom", "name": "P", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}]}}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for problem in fault::structures(&RULE, context) {
        let words = Words::fixed(
            context.language,
            [
                "`Principal` stands in a policy that is attached to principals",
                "授予身份的权限策略中有 `Principal`",
            ],
            ["has no place in this kind of policy", "此类策略没有该元素"],
            [
                "remove it, or use the document as a trust policy",
                "删除它，或将文档用作信任策略",
            ],
        );
        into.push(fault::finding(&RULE, problem.at, words, context));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM419",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": ["acs:ram::1000000000000001:root"]}}]}"#,
            )],
        );
    }
}
