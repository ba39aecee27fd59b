//! RAM313: a test of the source address holds every address

use crate::engine::domain::addresses::{AddressSet, Family};
use crate::engine::{certain, operands};
use crate::model::policy::{Condition, Effect};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM313",
    name: "every-address-as-source",
    level: Level::Medium,
    other_levels: &[Level::Low],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a test of the source address holds every address",
            "来源地址判断包含了所有地址",
        ),
        finds: Text::new(
            "It finds tests of `acs:SourceIp` whose ranges together hold every IPv4 address or every IPv6 address: `0.0.0.0/0`, `::/0`, or halves that add up. Such an Allow is open to the whole Internet, and a Deny of all other addresses denies nobody. Where the test does the opposite the level is low.",
            "检查 `acs:SourceIp` 判断中合起来包含全部 IPv4 地址或全部 IPv6 地址的地址段：`0.0.0.0/0`、`::/0`，或拼起来等于全部的两半。这样的 Allow 语句对整个公网开放，而拒绝“其余地址”的 Deny 语句不会拒绝任何人。如果判断的作用相反，则级别为 low。",
        ),
        matters: Text::new(
            "The statement looks as if it were limited to an office. A leaked AccessKey works from anywhere, and a reviewer who sees `acs:SourceIp` waves it through.",
            "语句看上去只允许办公网访问，实际上泄露的 AccessKey 在任何地方都能使用，而审核者看到 `acs:SourceIp` 就会放行。",
        ),
        advice: Text::new(
            "Write the ranges that are meant. Where every address is meant, remove the test, so that the text says what it does.",
            "写出真正想限制的地址段。如果本意就是所有地址，则删除该判断，让语句与实际效果一致。",
        ),
        limits: Text::new(
            "It looks at one test at a time, and at a list of ranges as a whole. A placeholder in a template that is filled in elsewhere may be waived.",
            "本规则每次只看一个判断，并把其中的地址段作为整体。如果是模板中由其他地方填充的占位值，可以豁免。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ecs:*",
      "Resource": "*",
      "Condition": { "IpAddress": { "acs:SourceIp": ["203.0.113.0/28", «"0.0.0.0/0"»] } }
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
      "Action": "ecs:*",
      "Resource": "*",
      "Condition": { "IpAddress": { "acs:SourceIp": ["203.0.113.0/28"] } }
    }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/conditional-operator",
            "CWE-284",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let guards = context.guards();
    for certain in certain::statements(context.model) {
        // What is wrong with the guard of a guarded action is said of the guard.
        if guards.contains(&certain.id) {
            continue;
        }
        let tests = context.model.pools.conditions(certain.statement.conditions);
        let effect = certain.statement.effect;
        into.extend(
            tests
                .iter()
                .filter_map(|test| finding(test, effect, context)),
        );
    }
}

fn finding(test: &Condition, effect: Effect, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let addresses = operands::addresses(test, context.model, context.catalogue)?;
    let whole = addresses.whole();
    let first = whole.first()?;
    let all = match (whole.len(), first) {
        (1, Family::V4) => language.pick("every IPv4 address", "所有 IPv4 地址"),
        (1, Family::V6) => language.pick("every IPv6 address", "所有 IPv6 地址"),
        _ => language.pick("every address", "所有地址"),
    };
    let message = match (effect, addresses.negated) {
        (Effect::Allow, false) => say!(
            language,
            "an Allow is limited to source addresses, and its ranges hold {all}",
            "`Allow` 语句限制了来源地址，但地址段包含{all}",
        ),
        (Effect::Allow, true) => say!(
            language,
            "an Allow leaves out {all}, so it grants nothing from there",
            "`Allow` 语句排除了{all}，因此不会对其授予权限",
        ),
        (Effect::Deny, false) => say!(
            language,
            "a Deny tests the source address, and its ranges hold {all}",
            "`Deny` 语句判断来源地址，但地址段包含{all}",
        ),
        (Effect::Deny, true) => say!(
            language,
            "a Deny spares {all}, so it denies nobody anything from there",
            "`Deny` 语句放过了{all}，因此不会拒绝来自这些地址的任何请求",
        ),
    };
    let alone = addresses
        .ranges
        .iter()
        .find(|(_, range)| AddressSet::family(*first).is_subset(&AddressSet::from_cidrs([range])));
    let primary = match alone {
        Some((value, _)) => label(value.at, say!(language, "this is {all}", "即{all}")),
        None => label(
            test.at,
            say!(language, "together these are {all}", "合起来即{all}"),
        ),
    };
    let mut found = context.finding(&RULE, message, primary);
    if (effect == Effect::Allow) == addresses.negated {
        found.level = Level::Low;
    }
    let help = language.pick(
        "write the ranges that are meant, or remove the test",
        "写出真正想限制的地址段，或删除该判断",
    );
    found.help = Some(help.to_owned());
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::rules::Level;
    use crate::rules::kit::marked::check;

    fn on(effect: &str, condition: &str) -> Vec<Level> {
        let text = format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "{effect}", "Action": "ecs:StopInstance", "Resource": "*", "Condition": {condition}}}]}}"#
        );
        let found = check("RAM313", &[("p.json", &text)]);
        found.iter().map(|one| one.level).collect()
    }

    #[test]
    fn every_address_of_a_family() {
        for (effect, condition, expected) in [
            (
                "Allow",
                r#"{"IpAddress": {"acs:SourceIp": «"0.0.0.0/0"»}}"#,
                Level::Medium,
            ),
            (
                "Allow",
                r#"{"IpAddress": {"acs:SourceIp": ["10.0.0.0/8", «"::/0"»]}}"#,
                Level::Medium,
            ),
            (
                "Allow",
                r#"{"IpAddress": {"acs:SourceIp": «["0.0.0.0/1", "128.0.0.0/1"]»}}"#,
                Level::Medium,
            ),
            (
                "Deny",
                r#"{"NotIpAddress": {"acs:SourceIp": «"0.0.0.0/0"»}}"#,
                Level::Medium,
            ),
            (
                "Deny",
                r#"{"IpAddress": {"acs:SourceIp": «"0.0.0.0/0"»}}"#,
                Level::Low,
            ),
            (
                "Allow",
                r#"{"NotIpAddress": {"acs:SourceIp": «"::/0"»}}"#,
                Level::Low,
            ),
        ] {
            assert_eq!(on(effect, condition), [expected], "{effect} {condition}");
        }
    }

    #[test]
    fn some_addresses_and_other_keys_are_left_alone() {
        for condition in [
            r#"{"IpAddress": {"acs:SourceIp": ["0.0.0.0/1", "128.0.0.0/2"]}}"#,
            r#"{"IpAddress": {"ecs:Address": "0.0.0.0/0"}}"#,
            r#"{"StringEquals": {"acs:SourceIp": "0.0.0.0/0"}}"#,
        ] {
            assert_eq!(on("Allow", condition), [], "{condition}");
        }
    }

    #[test]
    fn the_guard_of_a_guarded_action_belongs_to_other_rules() {
        check(
            "RAM313",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {"NotIpAddress": {"acs:SourceIp": "0.0.0.0/0"}}}]}"#,
            )],
        );
    }
}
