//! RAM506: a trust policy takes SAML responses that were sent anywhere

use crate::engine::entrances::{Entrance, Whom};
use crate::model::catalogue::KeyRole;
use crate::rules::kit::entering;
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM506",
    name: "saml-without-recipient",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a trust policy takes SAML responses that were sent anywhere",
            "信任策略接受发往任意接收方的 SAML 响应",
        ),
        finds: Text::new(
            "A trust policy names a SAML provider, and no condition turns anybody away by `saml:recipient`. A test that every recipient meets does not.",
            "信任策略指明了 SAML 身份提供商，但没有任何条件会按 `saml:recipient` 拒绝请求。所有接收方都能满足的条件不算。",
        ),
        matters: Text::new(
            "A SAML response says where it was sent. Without the test, a response that was meant for another application may be played back to take on the role.",
            "SAML 响应会说明它发往何处。缺少该条件时，原本发给其他应用的响应可能被重放，用来扮演该角色。",
        ),
        advice: Text::new(
            "Add the test of `saml:recipient` that the console writes. Responses for others are then turned away.",
            "增加控制台默认写入的 `saml:recipient` 条件。发往其他接收方的响应随后会被拒绝。",
        ),
        limits: Text::new(
            "Whether the service that takes the response checks the recipient by itself is not documented. Accept it where the provider serves Alibaba Cloud alone.",
            "接收响应的服务是否自行校验接收方，文档没有说明。如果该身份提供商只为阿里云服务，可以接受。",
        ),
        avoid: &[Sample::new(
            "trust.json",
            r#"{
  "Version": "1",
  "Statement": [{
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": { "Federated": «"acs:ram::1000000000000001:saml-provider/corp"» }
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
    "Principal": { "Federated": "acs:ram::1000000000000001:saml-provider/corp" },
    "Condition": { "StringEquals": { "saml:recipient": "https://signin.aliyun.com/saml-role/sso" } }
  }]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/doc-detail/116805.htm",
            "https://www.alibabacloud.com/help/en/ram/policy-evaluation-process",
            "CWE-1390",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for entrance in entering::unrestricted(Whom::Saml, KeyRole::Recipient, context) {
        into.push(finding(&entrance, context));
    }
}

fn finding(entrance: &Entrance<'_>, context: &Context<'_>) -> Finding {
    let language = context.language;
    let role = entering::role(context, entrance);
    let provider = quoted(entrance.text);
    let message = say!(
        language,
        "{role} takes responses of {provider} that were sent anywhere",
        "{role} 接受 {provider} 发往任意接收方的响应"
    );
    let primary = language.pick("no condition limits the recipient", "没有条件限制接收方");
    let gain = entering::gain(context, entrance);
    let mut found = entering::finding(&RULE, message, primary, (entrance, gain), context);
    let help = language.pick(
        "add a test of `saml:recipient`",
        "增加对 `saml:recipient` 的条件",
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
        for condition in ["{}", r#"{"StringLike": {"saml:recipient": "*"}}"#] {
            let text = trust(
                r#"«"acs:ram::1000000000000001:saml-provider/corp"»"#,
                condition,
            );
            check("RAM506", &[("a.json", &text)]);
        }
    }

    #[test]
    fn a_test_that_turns_somebody_away_is_quiet() {
        for condition in [
            r#"{"StringEquals": {"saml:recipient": "https://signin.aliyun.com/saml-role/sso"}}"#,
            r#"{"StringLike": {"saml:recipient": "https://signin.*"}}"#,
        ] {
            let text = trust(
                r#""acs:ram::1000000000000001:saml-provider/corp""#,
                condition,
            );
            check("RAM506", &[("a.json", &text)]);
        }
    }
}
