//! RAM112: an instance or function runs as a role that has the guarded action

use crate::engine::answers::{About, Answers, Force, Line};
use crate::engine::verdict::Answer;
use crate::model::account::{PrincipalKind, Wearer};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, guarding, label, proof,
    say, wording,
};

/// Further places that are shown.
const MAX_RELATED: usize = 4;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM112",
    name: "guarded-action-worn",
    level: Level::High,
    other_levels: &[Level::Medium],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an instance or function runs as a role that has the guarded action",
            "实例或函数以拥有受保护操作的角色运行",
        ),
        finds: Text::new(
            "Something of the input, such as an ECS instance or a function, that runs as a role which has the guarded action.",
            "输入中的某个资源，例如 ECS 实例或函数，以拥有受保护操作的角色运行。",
        ),
        matters: Text::new(
            "Whoever runs code there has the role: the metadata service hands out its keys to every process. A hole in a web application on the instance is then enough to destroy the caches of the whole account.",
            "能在其中运行代码的人就拥有该角色：元数据服务会把它的临时凭证交给每一个进程。实例上 Web 应用的一个漏洞，就足以让整个账号的缓存实例被销毁。",
        ),
        advice: Text::new(
            "Take the action from the role, or give the instance a role without it. The first takes it from everybody who may become the role.",
            "请从该角色中移除该操作，或改用不含该操作的角色。前者会收回所有可扮演该角色者的该操作。",
        ),
        limits: Text::new(
            "Waive it for an instance that exists to end others, such as one that runs a clean-up. A template of instances is reported at level medium; who may log on is not known here.",
            "如果该实例的用途就是清理其他实例，可以豁免。实例模板以中级别报告；谁能登录实例，这里无从得知。",
        ),
        avoid: &[Sample::new(
            "main.tf",
            r#"resource "alicloud_ram_role" "worker" {
  role_name = "worker"
  assume_role_policy_document = jsonencode({
    Version   = "1"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["ecs.aliyuncs.com"] } }]
  })
}

resource "alicloud_ram_policy" "cache" {
  policy_name = "Cache"
  policy_document = jsonencode({
    Version   = "1"
    Statement = [{ Effect = "Allow", Action = "kvstore:*", Resource = "*" }]
  })
}

resource "alicloud_ram_role_policy_attachment" "worker" {
  role_name   = alicloud_ram_role.worker.role_name
  policy_name = alicloud_ram_policy.cache.policy_name
  policy_type = "Custom"
}

«resource "alicloud_instance" "web" {
  instance_name = "web"
  role_name     = alicloud_ram_role.worker.role_name
}»
"#,
        )],
        prefer: &[Sample::new(
            "main.tf",
            r#"resource "alicloud_ram_role" "worker" {
  role_name = "worker"
  assume_role_policy_document = jsonencode({
    Version   = "1"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["ecs.aliyuncs.com"] } }]
  })
}

resource "alicloud_ram_policy" "cache" {
  policy_name = "Cache"
  policy_document = jsonencode({
    Version   = "1"
    Statement = [{ Effect = "Allow", Action = "kvstore:Describe*", Resource = "*" }]
  })
}

resource "alicloud_ram_role_policy_attachment" "worker" {
  role_name   = alicloud_ram_role.worker.role_name
  policy_name = alicloud_ram_policy.cache.policy_name
  policy_type = "Custom"
}

resource "alicloud_instance" "web" {
  instance_name = "web"
  role_name     = alicloud_ram_role.worker.role_name
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/ecs/user-guide/attach-an-instance-ram-role-to-an-ecs-instance",
            "CWE-269",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for (account, line) in guarding::open(answers) {
            let About::Principal(PrincipalKind::Role, role) = line.about else {
                continue;
            };
            let of = context.model.accounts.get(account.account);
            let worn = of.into_iter().flat_map(|of| &of.wearers);
            let worn: Vec<&Wearer> = worn.filter(|one| one.role == role).collect();
            into.extend(finding(line, &worn, answers, context));
        }
    }
}

fn finding(
    line: &Line,
    worn: &[&Wearer],
    answers: &Answers,
    context: &Context<'_>,
) -> Option<Finding> {
    let language = context.language;
    // What runs comes before a template of what may run.
    let is_template = |one: &Wearer| one.service.is_empty();
    let first = worn.iter().min_by_key(|one| (is_template(one), one.at))?;
    let action = wording::quoted(&answers.question.action);
    let (role, name) = (wording::quoted(&line.id), wording::quoted(&first.name));
    let message = say!(
        language,
        "{name} wears {role} and gives {action} to whoever runs code there",
        "{name} 使用 {role}，任何能在其中运行代码的人都可以执行 {action}"
    );
    let wears = language.pick("wears the role", "使用该角色");
    let mut found = context.finding(&RULE, message, label(first.at, wears));
    found.action = Some(answers.question.action.clone());
    let others: Vec<&&Wearer> = worn.iter().filter(|one| one.at != first.at).collect();
    for other in others.iter().take(MAX_RELATED) {
        found.related.push(label(other.at, wears));
    }
    let hidden = others.len().saturating_sub(MAX_RELATED);
    if hidden > 0 {
        found.notes.push(say!(
            language,
            "worn in {hidden} more places",
            "另有 {hidden} 处使用该角色"
        ));
    }
    let mut entries = line.because.iter();
    if let Some(grant) = entries.find(|entry| entry.force == Force::Allow) {
        let grants = language.pick("grants the action to the role", "将该操作授予该角色");
        found.related.push(label(grant.at, grants));
        found.proof = proof::of_grant(line, grant, answers, context);
    }
    if is_template(first) || line.verdict.answer == Answer::AllowedIf {
        found.level = Level::Medium;
    }
    found.principals = vec![line.id.clone()];
    let help = language.pick(
        "take the action from the role, or give the instance a role without it",
        "从该角色中移除该操作，或改用不含该操作的角色",
    );
    found.help = Some(help.to_owned());
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    const ROLE: &str = r#"
        resource "alicloud_ram_role" "worker" {
          role_name = "worker"
          assume_role_policy_document = "{\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\", \"Principal\": {\"Service\": [\"ecs.aliyuncs.com\"]}}]}"
        }
        resource "alicloud_ram_role_policy_attachment" "worker" {
          role_name   = "worker"
          policy_name = "POLICY"
          policy_type = "System"
        }
        "#;

    fn worn(policy: &str, worn: &str) -> Vec<crate::rules::Finding> {
        let text = format!("{}{worn}", ROLE.replace("POLICY", policy));
        check("RAM112", &[("main.tf", &text)])
    }

    const FULL: &str = "AliyunKvstoreFullAccess";

    #[test]
    fn instances_that_wear_it_are_one_finding_and_a_template_matters_less() {
        use crate::rules::Level;
        let found = worn(
            FULL,
            r#"«resource "alicloud_instance" "a" {
                 role_name = "worker"
               }»
               resource "alicloud_instance" "b" {
                 role_name = "worker"
               }"#,
        );
        assert_eq!((found.len(), found[0].level), (1, Level::High));
        let found = worn(
            FULL,
            r#"«resource "alicloud_launch_template" "a" {
                 ram_role_name = "worker"
               }»"#,
        );
        assert_eq!(found[0].level, Level::Medium);
    }

    #[test]
    fn it_is_quiet_for_a_role_without_the_action_or_that_nothing_wears() {
        worn(
            "AliyunKvstoreReadOnlyAccess",
            r#"resource "alicloud_instance" "a" {
                 role_name = "worker"
               }"#,
        );
        worn(FULL, "");
    }
}
