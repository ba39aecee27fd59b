//! RAM505: a trust policy takes tokens of an OIDC provider for any audience

use crate::engine::entrances::{Entrance, Whom};
use crate::model::catalogue::KeyRole;
use crate::rules::kit::entering;
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM505",
    name: "oidc-without-audience",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a trust policy takes tokens of an OIDC provider for any audience",
            "信任策略接受 OIDC 身份提供商面向任意受众的令牌",
        ),
        finds: Text::new(
            "A trust policy names an OIDC provider, and no condition turns anybody away by `oidc:aud`. A test that every audience meets does not.",
            "信任策略指明了 OIDC 身份提供商，但没有任何条件会按 `oidc:aud` 拒绝请求。所有受众都能满足的条件不算。",
        ),
        matters: Text::new(
            "A token says for whom it was made. Without the test, a token that was made for another service, and leaked there, opens the role as well.",
            "令牌会说明它是为谁签发的。缺少该条件时，为其他服务签发并在那里泄露的令牌也能用来进入该角色。",
        ),
        advice: Text::new(
            "Add a test of `oidc:aud` with the client id that tokens for this role are made for. Tokens for others are then turned away.",
            "增加对 `oidc:aud` 的条件，写明为该角色签发令牌时使用的客户端 ID。面向其他受众的令牌随后会被拒绝。",
        ),
        limits: Text::new(
            "The provider itself holds a list of client ids, which is not looked at here and may be short enough. That the key is in every such request is inferred from the samples of the documentation.",
            "身份提供商自身也有客户端 ID 列表，这里不查看该列表，而它可能已经足够窄。每个此类请求都携带该条件键，是根据文档示例推断的。",
        ),
        avoid: &[Sample::new(
            "trust.json",
            r#"{
  "Version": "1",
  "Statement": [{
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": { "Federated": «"acs:ram::1000000000000001:oidc-provider/ci"» },
    "Condition": { "StringEquals": { "oidc:sub": "project:shop/main" } }
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
            "CWE-1390",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for entrance in entering::unrestricted(Whom::Oidc, KeyRole::Audience, context) {
        into.push(finding(&entrance, context));
    }
}

fn finding(entrance: &Entrance<'_>, context: &Context<'_>) -> Finding {
    let language = context.language;
    let role = entering::role(context, entrance);
    let provider = quoted(entrance.text);
    let message = say!(
        language,
        "{role} takes tokens of {provider} that were made for anybody",
        "{role} 接受 {provider} 为任意受众签发的令牌"
    );
    let primary = language.pick("no condition limits the audience", "没有条件限制受众");
    let gain = entering::gain(context, entrance);
    let mut found = entering::finding(&RULE, message, primary, (entrance, gain), context);
    let help = language.pick(
        "add a test of `oidc:aud` with the client id",
        "增加对 `oidc:aud` 的条件，写明客户端 ID",
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
            r#"{"StringLike": {"oidc:aud": "*"}}"#,
            r#"{"StringEquals": {"oidc:sub": "a"}}"#,
        ] {
            let text = trust(
                r#"«"acs:ram::1000000000000001:oidc-provider/ci"»"#,
                condition,
            );
            check("RAM505", &[("a.json", &text)]);
        }
    }

    #[test]
    fn a_test_that_turns_somebody_away_is_quiet() {
        for condition in [
            r#"{"StringEquals": {"oidc:aud": "a"}}"#,
            r#"{"StringEquals": {"oidc:aud": ["a", "b"]}}"#,
        ] {
            let text = trust(r#""acs:ram::1000000000000001:oidc-provider/ci""#, condition);
            check("RAM505", &[("a.json", &text)]);
        }
    }
}
