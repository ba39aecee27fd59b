//! RAM309: tests of a condition exclude each other

use crate::engine::operands;
use crate::model::policy::{Condition, Effect};
use crate::rules::kit::asked::Looked;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM309",
    name: "contradictory-keys",
    level: Level::Low,
    other_levels: &[Level::Medium],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "tests of a condition exclude each other",
            "条件中的判断相互矛盾",
        ),
        finds: Text::new(
            "It finds conditions whose tests can be met one by one and never together. All tests of a condition must hold, so an Allow with it grants nothing; a Deny with it denies nobody anything, and the level is medium.",
            "检查其中的判断各自可以成立、却不可能同时成立的条件。条件中的所有判断必须同时成立，因此这样的 Allow 语句不授予任何权限；这样的 Deny 语句不会拒绝任何请求，级别为 medium。",
        ),
        matters: Text::new(
            "Two tests that were meant as alternatives stand side by side: a Deny from outside the office or outside the VPC then stops neither. Everybody believes that the door is shut.",
            "本来是“或”的两个判断并列写在了一起：拒绝来自办公网之外或 VPC 之外请求的语句，两者都拦不住，而所有人都以为门已关上。",
        ),
        advice: Text::new(
            "Write alternatives as statements of their own, or as values of one test. Access then follows each of them.",
            "把“或”的关系拆成多条语句，或写成同一判断的多个值。之后每一项都会生效。",
        ),
        limits: Text::new(
            "It compares tests of the same key, and what is known of a key's values. Guards of a guarded action are for other rules.",
            "比较的是同一个键的判断，以及已知的键取值。受保护操作的防线由其他规则负责。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Deny",
      "Action": "ecs:DeleteInstance",
      "Resource": "*",
      "Condition": {
        "StringEquals": { "acs:SourceVpc": "vpc-a" },
        "StringLike": { «"acs:SourceVpc"»: "vpc-b*" }
      }
    }
  ]
}
"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Deny",
      "Action": "ecs:DeleteInstance",
      "Resource": "*",
      "Condition": { "StringLike": { "acs:SourceVpc": ["vpc-a", "vpc-b*"] } }
    }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-570",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let (model, catalogue) = (context.model, context.catalogue);
    for looked in &context.found().statements {
        let tests = model.pools.conditions(looked.statement.conditions);
        let chosen = looked.tests.contradictory.iter();
        let chosen: Vec<&Condition> = chosen.filter_map(|index| tests.get(*index)).collect();
        // RAM314 has what has expired.
        let allows = looked.statement.effect == Effect::Allow;
        let expired = operands::expired(tests, model, catalogue, context.settings.at);
        if (allows && expired.is_some()) || context.guards().contains(&looked.id) {
            continue;
        }
        into.extend(finding(&chosen, looked, context));
    }
}

fn finding(chosen: &[&Condition], looked: &Looked, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let (last, others) = chosen.split_last()?;
    let message = match looked.statement.effect {
        Effect::Allow => language.pick(
            "no request meets these tests together, so the Allow grants nothing",
            "没有请求能同时满足这些判断，因此 `Allow` 语句不授予任何权限",
        ),
        Effect::Deny => language.pick(
            "no request meets these tests together, so the Deny denies nobody anything",
            "没有请求能同时满足这些判断，因此 `Deny` 语句不会拒绝任何请求",
        ),
    };
    let primary = language.pick("excludes the others", "与其他判断相互排斥");
    let mut found = context.finding(&RULE, message.to_owned(), label(last.key.at, primary));
    let other = language.pick("never met together with it", "不可能与其同时成立");
    let others = others.iter().map(|test| label(test.key.at, other));
    found.related.extend(others);
    if looked.statement.effect == Effect::Deny {
        found.level = Level::Medium;
    }
    let help = language.pick(
        "write alternatives as statements of their own",
        "把“或”的关系拆成多条语句",
    );
    found.help = Some(help.to_owned());
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn tests_that_exclude_each_other() {
        for (effect, condition) in [
            (
                "Allow",
                r#"{"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}, "NotIpAddress": {«"acs:SourceIp"»: ["10.0.0.0/7"]}}"#,
            ),
            (
                "Deny",
                r#"{"DateLessThan": {"acs:CurrentTime": "2027-01-01T00:00:00Z"}, "DateGreaterThan": {«"acs:CurrentTime"»: "2028-01-01T00:00:00Z"}}"#,
            ),
            (
                "Allow",
                r#"{"StringEquals": {"acs:SourceVpc": ["vpc-a", "vpc-b"]}, "StringLike": {"acs:SourceVpc": "vpc-b*"}}"#,
            ),
            (
                "Deny",
                r#"{"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}, "NotIpAddress": {"acs:SourceIp": "10.1.0.0/16"}}"#,
            ),
            (
                "Allow",
                r#"{"StringEquals": {"acs:SourceVpc": "vpc-a", "acs:ResourceTag/a": "b"}}"#,
            ),
        ] {
            let text = format!(
                r#"{{"Version": "1", "Statement": [{{"Effect": "{effect}", "Action": "ecs:*", "Resource": "*", "Condition": {condition}}}]}}"#
            );
            check("RAM309", &[("p.json", &text)]);
        }
        check(
            "RAM309",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}, "NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}]}"#,
            )],
        );
    }
}
