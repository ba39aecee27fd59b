//! RAM114: a document with a principal would grant the guarded action if attached

use crate::engine::answers::Answers;
use crate::engine::bearing::{self, Bearing};
use crate::engine::breadth::Breadth;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM114",
    name: "guarded-action-beside-a-principal",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a document with a principal would grant the guarded action if attached",
            "含有主体的文档一旦授权会授予受保护操作",
        ),
        finds: Text::new(
            "A document that stands alone, names a `Principal` and so counts as the policy of a role or resource, and yet has an Allow that covers the guarded action.",
            "单独存在的文档含有 `Principal`，因而被视为角色或资源的策略，但其中的 Allow 涵盖受保护操作。",
        ),
        matters: Text::new(
            "One stray `Principal` takes a whole document out of the question who has the action. If it is attached to somebody all the same, what it allows depends on what RAM makes of the element, and no review has looked at it.",
            "多余的一个 `Principal` 会使整个文档不再参与“谁拥有该操作”的判断。如果它仍被授权给某个主体，其效果取决于 RAM 如何处理该元素，而没有评审看过它。",
        ),
        advice: Text::new(
            "Remove the `Principal` if the document is to be attached, and the statement if it is a trust policy. Both change what the document says.",
            "如果文档要授权给主体，请删除 `Principal`；如果它是信任策略，请删除该语句。两者都会改变文档的含义。",
        ),
        limits: Text::new(
            "Some services have resource policies of their own; where one covers the action for certain principals on purpose, waive it. What RAM makes of a `Principal` in an attached policy is not documented.",
            "有些服务有自己的资源策略；如果有意用它向特定主体开放该操作，可以豁免。RAM 如何处理已授权策略中的 `Principal` 没有文档说明。",
        ),
        avoid: &[Sample::new(
            "p.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"},
  {"Effect": "Allow", "Action": "oss:GetObject", "Resource": "*", "Principal": "*"}
]}"#,
        )],
        prefer: &[Sample::new(
            "p.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*"},
  {"Effect": "Allow", "Action": "oss:GetObject", "Resource": "*"}
]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-732",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        let (model, catalogue) = (context.model, context.catalogue);
        let settings = context.settings;
        for bearing in bearing::of_others(model, catalogue, &answers.question, settings) {
            let live = [bearing.actions, bearing.resources, bearing.conditions];
            // A policy of every action for somebody is one that services do have.
            let statement = context.statement(bearing.statement);
            let of_nobody = statement.is_some_and(|one| one.principals.is_empty());
            let meant = of_nobody || bearing.breadth <= Breadth::ServiceWildcard;
            if meant && live.iter().all(|extent| extent.is_possible()) {
                into.push(finding(&bearing, answers, context));
            }
        }
    }
}

fn finding(bearing: &Bearing, answers: &Answers, context: &Context<'_>) -> Finding {
    let language = context.language;
    let action = wording::quoted(&answers.question.action);
    let policy = &bearing.policy;
    let message = say!(
        language,
        "{policy} has a principal, and would grant {action} if it were attached",
        "{policy} 含有主体，一旦授权会授予 {action}"
    );
    let primary = wording::covering(bearing.breadth, language);
    let mut found = context.finding(&RULE, message, label(bearing.action_at, primary));
    found.action = Some(answers.question.action.clone());
    found.notes.push(
        language
            .pick(
                "a document with `Principal` is taken for the policy of a role or resource, so nobody's answer comes from it",
                "含有 `Principal` 的文档被视为角色或资源的策略，因此不计入任何主体的结论",
            )
            .to_owned(),
    );
    found.help = Some(
        language
            .pick(
                "remove `Principal` if the document is to be attached, or this action if it is not",
                "如果文档要授权给主体，请删除 `Principal`，否则请删除该操作",
            )
            .to_owned(),
    );
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn it_is_about_documents_with_a_principal_and_the_guarded_action() {
        for text in [
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*", "Principal": "*"}]}"#,
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": ["acs:ram::1000000000000001:root"]}}]}"#,
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:*", "Resource": "acs:oss:*:*:b/*", "Principal": ["*"]}]}"#,
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": ["*"], "Principal": ["*"]}]}"#,
            r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Principal": "*"}]}"#,
        ] {
            check("RAM114", &[("p.json", text)]);
        }
    }
}
