//! RAM504: a trust policy admits every subject of an OIDC provider

use crate::engine::entrances::{Entrance, Whom};
use crate::model::catalogue::KeyRole;
use crate::rules::kit::entering;
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM504",
    name: "oidc-without-subject",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a trust policy admits every subject of an OIDC provider",
            "信任策略允许 OIDC 身份提供商的所有主体",
        ),
        finds: Text::new(
            "A trust policy names an OIDC provider, and no condition turns anybody away by `oidc:sub`. A test that every subject meets does not.",
            "信任策略指明了 OIDC 身份提供商，但没有任何条件会按 `oidc:sub` 拒绝请求。所有主体都能满足的条件不算。",
        ),
        matters: Text::new(
            "A provider speaks for all of its users, projects or pods. With a shared one, such as that of a public code host, any project there gets a token and takes on the role.",
            "身份提供商代表其所有用户、项目或 Pod。如果是公共代码托管平台这类共享的提供商，其中任意一个项目都能拿到令牌并扮演该角色。",
        ),
        advice: Text::new(
            "Add a test of `oidc:sub` with the subjects that need the role. Tokens about others are then turned away.",
            "增加对 `oidc:sub` 的条件，列出需要该角色的主体。其他主体的令牌随后会被拒绝。",
        ),
        limits: Text::new(
            "It cannot see who may get a token from the provider, nor whether a test is narrow enough. Accept it where the provider is your own and everybody in it may have the role. That the key is in every such request is inferred from the samples of the documentation.",
            "它看不到谁能从该身份提供商取得令牌，也无法判断条件是否足够窄。如果提供商是你自己的，且其中所有人都可以拥有该角色，则可以接受。每个此类请求都携带该条件键，是根据文档示例推断的。",
        ),
        avoid: &[Sample::new(
            "trust.json",
            r#"{
  "Version": "1",
  "Statement": [{
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": { "Federated": «"acs:ram::1000000000000001:oidc-provider/ci"» },
    "Condition": {
      "StringEquals": {
        "oidc:aud": "sts.aliyuncs.com",
        "oidc:iss": "https://ci.example.com"
      }
    }
  }]
}
"#,
        )],
        prefer: &[Sample::new(
            "trust.json",
            r#"{
  "Version": "1",
  "Statement": [{
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": { "Federated": "acs:ram::1000000000000001:oidc-provider/ci" },
    "Condition": {
      "StringEquals": {
        "oidc:aud": "sts.aliyuncs.com",
        "oidc:iss": "https://ci.example.com",
        "oidc:sub": "project:shop/main"
      }
    }
  }]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-evaluation-process",
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-284",
            "CWE-1390",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for entrance in entering::unrestricted(Whom::Oidc, KeyRole::Subject, context) {
        into.push(finding(&entrance, context));
    }
}

fn finding(entrance: &Entrance<'_>, context: &Context<'_>) -> Finding {
    let language = context.language;
    let role = entering::role(context, entrance);
    let provider = quoted(entrance.text);
    let message = say!(
        language,
        "{role} admits every subject that {provider} speaks for",
        "{role} 允许 {provider} 所代表的所有主体"
    );
    let primary = language.pick("no condition limits the subject", "没有条件限制主体");
    let gain = entering::gain(context, entrance);
    let mut found = entering::finding(&RULE, message, primary, (entrance, gain), context);
    let help = language.pick(
        "add a test of `oidc:sub` with the subjects that need the role",
        "增加对 `oidc:sub` 的条件，列出需要该角色的主体",
    );
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn trust(provider: &str, condition: &str) -> String {
        format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {{"Federated": {provider}}}, "Condition": {condition}}}]}}"#
        )
    }

    #[test]
    fn a_test_that_every_value_meets_is_none() {
        for condition in [
            "{}",
            r#"{"StringLike": {"oidc:sub": "*"}}"#,
            r#"{"StringLike": {"oidc:sub": ["a", "**"]}}"#,
            r#"{"StringEquals": {"oidc:aud": "a"}}"#,
        ] {
            let text = trust(
                r#"«"acs:ram::1000000000000001:oidc-provider/ci"»"#,
                condition,
            );
            check("RAM504", &[("a.json", &text)]);
        }
    }

    #[test]
    fn a_test_that_turns_somebody_away_is_quiet() {
        for condition in [
            r#"{"StringEquals": {"oidc:sub": "a"}}"#,
            r#"{"StringLike": {"oidc:sub": ["repo:shop/*"]}}"#,
            r#"{"StringEquals": {"OIDC:Sub": "a"}, "StringLike": {"oidc:sub": "*"}}"#,
            r#"{"StringEquals": {"oidc:sub": ""}}"#,
        ] {
            let text = trust(r#""acs:ram::1000000000000001:oidc-provider/ci""#, condition);
            check("RAM504", &[("a.json", &text)]);
        }
    }
}
