//! RAM312: a source address is private, which only requests from inside a VPC have

use crate::engine::{certain, operands};
use crate::model::catalogue::KeyRole;
use crate::model::policy::Condition;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM312",
    name: "private-range-as-source",
    level: Level::Low,
    other_levels: &[Level::Info],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a source address is private, which only requests from inside a VPC have",
            "来源地址是私网地址，只有来自 VPC 内部的请求才会有",
        ),
        finds: Text::new(
            "It finds private ranges (RFC 1918, shared and link-local space, unique local IPv6) in tests of `acs:SourceIp`. Where other ranges of the same test are public the level is info. A statement that also tests `acs:SourceVpc` means it.",
            "检查 `acs:SourceIp` 判断中的私网地址段（RFC 1918、运营商共享地址、链路本地地址以及 IPv6 唯一本地地址）。如果同一判断中的其他地址段是公网地址，则级别为 info。语句如果同时判断 `acs:SourceVpc`，则视为有意为之。",
        ),
        matters: Text::new(
            "RAM sees the address from which a call arrives. From an office behind a gateway that is a public address, so an Allow for `192.168.0.0/16` grants nothing to the people in the office, and everything to any machine of that range in any VPC that calls through a private endpoint.",
            "RAM 看到的是请求到达时的来源地址。从办公网经网关出去的请求带的是公网地址，因此针对 `192.168.0.0/16` 的 Allow 语句对办公网的人毫无作用，却对任何 VPC 中该网段内经私网接入点发起调用的机器全部放行。",
        ),
        advice: Text::new(
            "Write the public addresses of the gateway, or test `acs:SourceVpc` too where requests from a VPC are meant.",
            "写网关的公网地址；如果本意是来自 VPC 的请求，则同时判断 `acs:SourceVpc`。",
        ),
        limits: Text::new(
            "Calls through a private endpoint of a service do carry private addresses; waive it where these are meant and the VPC cannot be named. It cannot see how the network is built.",
            "经服务私网接入点发起的调用确实带有私网地址；如果本意如此且无法指明 VPC，可以豁免。本规则看不到网络的实际结构。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ecs:StopInstance",
      "Resource": "*",
      "Condition": { "IpAddress": { "acs:SourceIp": «"192.168.0.0/16"» } }
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
      "Effect": "Allow",
      "Action": "ecs:StopInstance",
      "Resource": "*",
      "Condition": { "IpAddress": { "acs:SourceIp": "203.0.113.0/28" } }
    }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "https://www.rfc-editor.org/rfc/rfc1918",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let pools = &context.model.pools;
    let names_network = |test: &Condition| {
        let fact = context.catalogue.key(pools.str(test.key.text));
        fact.is_some_and(|fact| fact.role == KeyRole::SourceVpc)
    };
    for certain in certain::statements(context.model) {
        let tests = pools.conditions(certain.statement.conditions);
        if !tests.iter().any(names_network) {
            into.extend(tests.iter().filter_map(|test| finding(test, context)));
        }
    }
}

fn finding(test: &Condition, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let addresses = operands::addresses(test, context.model, context.catalogue)?;
    let private: Vec<_> = addresses.private().collect();
    let (value, _) = private.first()?;
    let range = wording::quoted(context.model.pools.str(value.text));
    let message = say!(
        language,
        "{range} is private: only requests from inside a VPC come from there",
        "{range} 是私网地址，只有来自 VPC 内部的请求才会以此为来源",
    );
    let primary = language.pick(
        "no caller on the Internet is here",
        "公网上的调用者不在此列",
    );
    let mut found = context.finding(&RULE, message, label(value.at, primary));
    if private.len() < addresses.ranges.len() {
        found.level = Level::Info;
    }
    let more = language.pick("private too", "也是私网地址");
    let others = private.iter().skip(1).take(MAX_RELATED);
    let others = others.map(|(value, _)| label(value.at, more));
    found.related.extend(others);
    let help = language.pick(
        "write the public addresses from which the callers come",
        "写出调用者的公网来源地址",
    );
    found.help = Some(help.to_owned());
    Some(found)
}

/// More ranges than this are not shown.
const MAX_RELATED: usize = 3;

#[cfg(test)]
mod tests {
    use crate::rules::Level;
    use crate::rules::kit::marked::check;

    fn on(condition: &str) -> Vec<Level> {
        let text = format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "ecs:StopInstance", "Resource": "*", "Condition": {condition}}}]}}"#
        );
        let found = check("RAM312", &[("p.json", &text)]);
        found.iter().map(|one| one.level).collect()
    }

    #[test]
    fn private_ranges_alone_and_beside_public_ones() {
        for (condition, expected) in [
            (
                r#"{"IpAddress": {"acs:SourceIp": [«"10.0.0.0/8"», "172.16.3.4"]}}"#,
                Level::Low,
            ),
            (
                r#"{"NotIpAddress": {"acs:SourceIp": «"fd00::/8"»}}"#,
                Level::Low,
            ),
            (
                r#"{"IpAddress": {"acs:SourceIp": ["203.0.113.7", «"10.1.0.0/16"»]}}"#,
                Level::Info,
            ),
        ] {
            assert_eq!(on(condition), [expected], "{condition}");
        }
    }

    #[test]
    fn quiet_where_a_network_is_named_or_the_range_is_not_private() {
        for condition in [
            r#"{"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}, "StringEquals": {"acs:SourceVpc": "vpc-1"}}"#,
            r#"{"IpAddress": {"acs:SourceIp": "0.0.0.0/0"}}"#,
            r#"{"IpAddress": {"acs:SourceIp": "172.15.0.0/16"}}"#,
            r#"{"StringEquals": {"acs:SourceVpc": "10.0.0.0/8"}}"#,
        ] {
            assert_eq!(on(condition), [], "{condition}");
        }
    }
}
