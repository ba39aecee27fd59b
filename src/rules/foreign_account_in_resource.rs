//! RAM321: a resource belongs to another account

use crate::engine::{certain, owners};
use crate::model::policy::{DocumentKind, Effect, Form, Known};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM321",
    name: "foreign-account-in-resource",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new("a resource belongs to another account", "资源属于其他账号"),
        finds: Text::new(
            "It finds ARNs in the `Resource` of identity policies that name an account, where the ids of the accounts of the input are known and this is none of them. Entering a role of another account is meant like that, so statements about it are left alone.",
            "检查权限策略的 `Resource` 中写明了账号的 ARN：输入中各账号的 ID 均已知，而该账号不在其中。扮演其他账号的角色本来就要这样写，因此相关语句不检查。",
        ),
        matters: Text::new(
            "Policies are copied from account to account. A Deny that still names the account it was copied from protects nothing here, and an Allow grants nothing, until the missing grant is mended with `*`.",
            "策略常在账号之间复制。仍写着原账号的 Deny 语句在这里保护不了任何资源，Allow 语句也不授予任何权限，之后缺失的授权往往被用 `*` 来补救。",
        ),
        advice: Text::new(
            "Write the own account id or `*` in the account field. The statement then applies to the own resources.",
            "在账号字段中写本账号 ID 或 `*`。之后该语句才会作用于本账号的资源。",
        ),
        limits: Text::new(
            "A resource that another account shares, such as a bucket with a policy of its own, is named like that on purpose; waive it there. It cannot see what other accounts share.",
            "其他账号共享的资源（例如自带授权策略的存储空间）就是这样写的，可以豁免。本规则看不到其他账号共享了什么。",
        ),
        avoid: &[Sample::new("account.json", AVOID)],
        prefer: &[Sample::new("account.json", PREFER)],
        sources: &["https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax"],
    },
    check: Check::Model(check),
};

const AVOID: &str = r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "policies": [
    {
      "type": "Custom",
      "name": "ops",
      "document": {
        "Version": "1",
        "Statement": [
          {
            "Effect": "Deny",
            "Action": "ecs:DeleteInstance",
            "Resource": «"acs:ecs:*:2000000000000002:instance/*"»
          }
        ]
      }
    }
  ]
}
"#;

const PREFER: &str = r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "policies": [
    {
      "type": "Custom",
      "name": "ops",
      "document": {
        "Version": "1",
        "Statement": [
          {
            "Effect": "Deny",
            "Action": "ecs:DeleteInstance",
            "Resource": "acs:ecs:*:1000000000000001:instance/*"
          }
        ]
      }
    }
  ]
}
"#;

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let (model, language) = (context.model, context.language);
    let Some(own) = owners::own(model) else {
        return;
    };
    for certain in certain::statements(model) {
        let statement = certain.statement;
        if certain.kind != DocumentKind::Identity || statement.resources.form != Form::Named {
            continue;
        }
        for element in model.pools.elements(statement.resources.list) {
            let text = model.pools.str(element.text);
            let Some(owner) = owners::of_arn(text).filter(|id| !own.contains(id)) else {
                continue;
            };
            let entered = owners::may_be_entered(statement, text, model, context.catalogue);
            if element.known != Known::Whole || entered {
                continue;
            }
            let owner = wording::quoted(owner);
            let message = match statement.effect {
                Effect::Allow => say!(
                    language,
                    "an Allow is about resources of account {owner}, which is another one",
                    "`Allow` 语句针对的是账号 {owner} 的资源，而该账号不是本账号",
                ),
                Effect::Deny => say!(
                    language,
                    "a Deny is about resources of account {owner}, which is another one",
                    "`Deny` 语句针对的是账号 {owner} 的资源，而该账号不是本账号",
                ),
            };
            let ids: Vec<String> = own.iter().map(|id| wording::quoted(id)).collect();
            let primary = match ids.as_slice() {
                [id] => say!(language, "the own account is {id}", "本账号是 {id}"),
                _ => language
                    .pick("no account of the input", "不是输入中的任何账号")
                    .to_owned(),
            };
            let mut found = context.finding(&RULE, message, label(element.at, primary));
            let help = language.pick(
                "write the own account or `*` in the account field",
                "在账号字段中写本账号 ID 或 `*`",
            );
            found.help = Some(help.to_owned());
            into.push(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn on(statement: &str) {
        let text = format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001", "policies": [{{"type": "Custom", "name": "p", "document": {{"Version": "1", "Statement": [{statement}]}}}}]}}"#
        );
        check("RAM321", &[("account.json", &text)]);
    }

    #[test]
    fn another_account_unless_it_is_entered() {
        on(
            r#"{"Effect": "Allow", "Action": "oss:*", "Resource": ["acs:oss:*:*:a", «"acs:oss:*:2000000000000002:b"»]}"#,
        );
        on(r#"{"Effect": "Allow", "Action": "*", "Resource": «"acs:oss:*:2000000000000002:b"»}"#);
        on(
            r#"{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "acs:ram::2000000000000002:role/ops"}"#,
        );
        on(
            r#"{"Effect": "Allow", "Action": "*", "Resource": "acs:ram::2000000000000002:role/ops"}"#,
        );
        on(
            r#"{"Effect": "Allow", "Action": "oss:*", "Resource": ["acs:oss:*:1000000000000001:b", "acs:oss:*:*:b", "*"]}"#,
        );
    }

    #[test]
    fn quiet_where_the_own_account_is_not_known() {
        let text = r#"{"Version": "1", "Statement": [
            {"Effect": "Allow", "Action": "oss:*", "Resource": "acs:oss:*:1000000000000001:b"},
            {"Effect": "Allow", "Action": "oss:*", "Resource": "acs:oss:*:2000000000000002:b"}]}"#;
        check("RAM321", &[("p.json", text)]);
    }
}
