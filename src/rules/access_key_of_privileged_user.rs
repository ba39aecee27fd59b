//! RAM619: an AccessKey pair belongs to a user who has the guarded action

use crate::engine::answers::{About, Answers, Force, Line};
use crate::engine::exposure::Exposure;
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM619",
    name: "access-key-of-privileged-user",
    level: Level::High,
    other_levels: &[Level::Medium],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an AccessKey pair belongs to a user who has the guarded action",
            "AccessKey 属于拥有受保护操作的用户",
        ),
        finds: Text::new(
            "The input declares an AccessKey pair of a user, and a call that is signed with it can do the guarded action from wherever it is made.",
            "输入中声明了某个用户的 AccessKey，而用它签名的调用从任何地方发出都能执行受保护操作。",
        ),
        matters: Text::new(
            "An AccessKey pair does not expire and knows no second factor. One that leaks, from a state file, a log or a laptop, is enough to destroy an instance.",
            "AccessKey 不会过期，也没有第二重验证。只要它从状态文件、日志或笔记本电脑中泄露，就足以销毁实例。",
        ),
        advice: Text::new(
            "Take the action from the user, or let the program use a role with temporary credentials, and delete the key. Programs that use the key then fail.",
            "收回该用户的操作权限，或者让程序改用角色的临时凭证，并删除该 AccessKey。使用它的程序随后会失败。",
        ),
        limits: Text::new(
            "It is medium where the calls are limited to private networks. Calls that need a second factor cannot be made with a key, and such users are not reported. Network limits of the key itself are not looked at.",
            "如果调用仅限于专有网络，级别为 medium。需要第二重验证的调用无法用 AccessKey 发出，这类用户不报告。AccessKey 自身的网络限制不作考察。",
        ),
        avoid: &[Sample::new(
            "ram.tf",
            r#"resource "alicloud_ram_user" "ci" {
  name = "ci"
}

«resource "alicloud_ram_access_key" "ci" {
  user_name = alicloud_ram_user.ci.name
}»

resource "alicloud_ram_user_policy_attachment" "ci" {
  user_name   = alicloud_ram_user.ci.name
  policy_name = "AliyunKvstoreFullAccess"
  policy_type = "System"
}
"#,
        )],
        prefer: &[Sample::new(
            "ram.tf",
            r#"resource "alicloud_ram_user" "ci" {
  name = "ci"
}

resource "alicloud_ram_access_key" "ci" {
  user_name = alicloud_ram_user.ci.name
}

resource "alicloud_ram_user_policy_attachment" "ci" {
  user_name   = alicloud_ram_user.ci.name
  policy_name = "AliyunKvstoreReadOnlyAccess"
  policy_type = "System"
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/ram/developer-reference/api-ims-2019-08-15-createaccesskey",
            "CWE-798",
            "CWE-308",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for (account, line) in answers.lines() {
            let About::Principal(_, id) = line.about else {
                continue;
            };
            let level = match line.exposure {
                Some(Exposure::Anywhere) => Level::High,
                Some(Exposure::PrivateNetwork) => Level::Medium,
                Some(Exposure::ConsoleMfa | Exposure::Later) | None => continue,
            };
            let Some(account) = context.model.accounts.get(account.account) else {
                continue;
            };
            if line.verdict.answer.gives_access() {
                let keys = account.access_keys.iter().filter(|key| key.user == id);
                into.extend(keys.map(|key| finding(line, answers, (key.at, level), context)));
            }
        }
    }
}

fn finding(
    line: &Line,
    answers: &Answers,
    (at, level): (Span, Level),
    context: &Context<'_>,
) -> Finding {
    let language = context.language;
    let user = quoted(&line.id);
    let action = quoted(&answers.question.action);
    let message = say!(
        language,
        "an AccessKey pair of {user} is enough to call {action}",
        "仅凭 {user} 的 AccessKey 就能调用 {action}"
    );
    let primary = language.pick("does not expire", "不会过期");
    let mut found = context.finding(&RULE, message, label(at, primary));
    found.action = Some(answers.question.action.clone());
    found.level = level;
    let grants = line.because.iter().filter(|one| one.force == Force::Allow);
    for grant in grants.take(2) {
        let policy = quoted(&grant.policy);
        let text = say!(language, "grants it in {policy}", "由 {policy} 授予");
        found.related.push(label(grant.at, text));
    }
    found.principals = vec![line.id.clone()];
    let help = language.pick(
        "take the action from the user, or use a role with temporary credentials",
        "收回该用户的操作权限，或改用角色的临时凭证",
    );
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::Level;
    use crate::rules::kit::marked::check;

    fn keyed(condition: &str, mark: (&str, &str)) -> String {
        let (open, close) = mark;
        format!(
            "{open}resource \"alicloud_ram_access_key\" \"k\" {{\n  user_name = \"ci\"\n}}{close}\n\
             resource \"alicloud_ram_policy\" \"p\" {{\n  policy_name = \"p\"\n  policy_document = jsonencode({{\n\
             Version = \"1\"\n Statement = [{{ Effect = \"Allow\", Action = \"kvstore:*\", Resource = \"*\", Condition = {condition} }}]\n  }})\n}}\n\
             resource \"alicloud_ram_user_policy_attachment\" \"a\" {{\n  user_name = \"ci\"\n  policy_name = alicloud_ram_policy.p.policy_name\n  policy_type = \"Custom\"\n}}\n"
        )
    }

    #[test]
    fn the_level_is_what_it_takes() {
        let marks = ("«", "»");
        for (condition, level) in [
            ("{}", Level::High),
            (
                "{ IpAddress = { \"acs:SourceIp\" = [\"10.0.0.0/8\"] } }",
                Level::Medium,
            ),
        ] {
            let found = check("RAM619", &[("a.tf", &keyed(condition, marks))]);
            assert_eq!(found[0].level, level, "{condition}");
        }
        let mfa = "{ Bool = { \"acs:MFAPresent\" = [\"true\"] } }";
        check("RAM619", &[("a.tf", &keyed(mfa, ("", "")))]);
    }
}
