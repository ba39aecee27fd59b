//! RAM115: a group with the guarded action has many members

use std::collections::BTreeSet;

use crate::engine::answers::{About, Answers, Force, Line};
use crate::model::account::{Membership, PrincipalKind};
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM115",
    name: "guarded-action-for-large-group",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a group with the guarded action has many members",
            "拥有受保护操作的用户组成员过多",
        ),
        finds: Text::new(
            "A user group is allowed the guarded action and has more members than `group-members` in `[thresholds]` of `ramlint.toml` says, which is 10 unless it is set.",
            "某用户组被允许受保护操作，且成员数超过 `ramlint.toml` 中 `[thresholds]` 的 `group-members`（未设置时为 10）。",
        ),
        matters: Text::new(
            "Each member can make the call, by mistake or because a credential of theirs was stolen. A group that everybody of a department joins passes the action on to whoever is hired next.",
            "每个成员都能发起该调用，无论是误操作还是凭证被盗。整个部门都加入的用户组，会把该操作交给下一个入职的人。",
        ),
        advice: Text::new(
            "Give the action to a small group of its own, or to a role that is worn when it is needed. Members who are not in that group lose it.",
            "把该操作授予单独的小用户组，或授予需要时才扮演的角色。不在该用户组中的成员会失去该操作。",
        ),
        limits: Text::new(
            "How many are too many is for the team to say. Memberships that may or may not exist are not counted, and neither are those that the input does not hold.",
            "多少算过多由团队决定。不确定是否存在的成员关系不计入，输入中没有的成员关系也不计入。",
        ),
        avoid: &[
            Sample::new(
                "ram-attachments.yaml",
                "ram_attachments: 1
groups:
  everybody:
    members: [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, «m11»]
    policies: [ops]
policies:
  ops: ops.json
",
            ),
            Sample::new("ops.json", OPS),
        ],
        prefer: &[
            Sample::new(
                "ram-attachments.yaml",
                "ram_attachments: 1
groups:
  everybody:
    members: [m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11]
  on-call:
    members: [m1, m2]
    policies: [ops]
policies:
  ops: ops.json
",
            ),
            Sample::new("ops.json", OPS),
        ],
        sources: &[
            "https://help.aliyun.com/document_detail/28705.html",
            "CWE-250",
        ],
    },
    check: Check::Model(check),
};

/// A document of the examples.
const OPS: &str = r#"{
  "Version": "1",
  "Statement": [{ "Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": "*" }]
}
"#;

/// Grants that are shown beside a finding.
const MAX_RELATED: usize = 2;

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let most = context.thresholds.group_members;
    for answers in context.answers {
        for (account, line) in answers.lines() {
            let About::Principal(PrincipalKind::Group | PrincipalKind::SsoGroup, group) =
                line.about
            else {
                continue;
            };
            let Some(account) = context.model.accounts.get(account.account) else {
                continue;
            };
            if !line.verdict.answer.gives_access() {
                continue;
            }
            let mut known = BTreeSet::new();
            let certain = account.memberships.iter();
            let members: Vec<&Membership> = certain
                .filter(|one| one.group == group && one.when.is_empty())
                .filter(|one| known.insert(one.user))
                .collect();
            if let Some(first) = members.get(most) {
                into.push(finding((line, answers), first, members.len(), context));
            }
        }
    }
}

fn finding(
    (line, answers): (&Line, &Answers),
    beyond: &Membership,
    members: usize,
    context: &Context<'_>,
) -> Finding {
    let language = context.language;
    let group = quoted(&line.id);
    let action = quoted(&answers.question.action);
    let message = say!(
        language,
        "{group} has {members} members, and each of them may call {action}",
        "{group} 有 {members} 个成员，每个成员都可调用 {action}"
    );
    let primary = language.pick(
        "the first beyond the number that is set",
        "第一个超出设定数量的成员",
    );
    let mut found = context.finding(&RULE, message, label(beyond.at, primary));
    let grants = line.because.iter().filter(|one| one.force == Force::Allow);
    for grant in grants.take(MAX_RELATED) {
        let policy = quoted(&grant.policy);
        let text = say!(language, "grants it in {policy}", "由 {policy} 授予");
        found.related.push(label(grant.at, text));
    }
    found.principals = vec![line.id.clone()];
    let help = language.pick(
        "give the action to a small group of its own, or to a role",
        "把该操作授予单独的小用户组，或授予角色",
    );
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::Thresholds;
    use crate::rules::kit::marked::{check, run_with};

    fn account(members: usize, policy: &str) -> String {
        let members: Vec<String> = (1..=members)
            .map(|number| format!("\"u{number}\""))
            .collect();
        format!(
            r#"{{"ram_account_snapshot": 1, "complete": ["memberships"], "groups": [{{"name": "g", "members": [{}]}}],
            "attachments": [{{"policy": "System/{policy}", "to": "group/g"}}]}}"#,
            members.join(",")
        )
    }

    #[test]
    fn the_number_is_a_threshold() {
        let files =
            |text: &str| run_with("RAM115", &[("a.json", text)], &Thresholds::default()).len();
        assert_eq!(files(&account(10, "AliyunKvstoreFullAccess")), 0);
        assert_eq!(files(&account(11, "AliyunKvstoreFullAccess")), 1);
        let text = account(3, "AliyunKvstoreFullAccess");
        for (most, findings) in [(3, 0), (2, 1), (0, 1)] {
            let thresholds = Thresholds {
                group_members: most,
                ..Thresholds::default()
            };
            let found = run_with("RAM115", &[("a.json", &text)], &thresholds);
            assert_eq!(found.len(), findings, "{most}");
        }
    }

    #[test]
    fn a_group_without_the_action_may_be_as_large_as_it_likes() {
        check(
            "RAM115",
            &[("a.json", &account(30, "AliyunKvstoreReadOnlyAccess"))],
        );
    }
}
