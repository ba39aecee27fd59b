//! RAM311: an address range has bits set after its prefix

use crate::engine::values::Oddity;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text, edits, label,
    say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM311",
    name: "host-bits-in-range",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new(
            "an address range has bits set after its prefix",
            "地址段在前缀长度之后还有非零位",
        ),
        finds: Text::new(
            "It finds ranges such as `10.1.2.3/8`, whose address names one machine while its prefix names a network. The range means the whole network, `10.0.0.0/8`.",
            "检查类似 `10.1.2.3/8` 的地址段：地址指向一台机器，前缀长度却指向一个网段。该地址段表示整个网段 `10.0.0.0/8`。",
        ),
        matters: Text::new(
            "Somebody who reads it believes that one address is let in, and sixteen million are. A slip in the prefix looks just the same, and nobody can tell from the text which of the two was meant.",
            "阅读者会以为只放行了一个地址，实际上放行了一千六百万个。前缀长度写错时看起来也是这样，从文字上无法判断作者的本意。",
        ),
        advice: Text::new(
            "Write the network that is meant. The fix writes the range as it is read, so access stays the same; where one address was meant, leave out the prefix instead.",
            "写出真正想表达的网段。该修复按实际读取的结果改写地址段，访问权限不变；如果本意是单个地址，则应去掉前缀长度。",
        ),
        limits: Text::new(
            "That RAM masks such a range rather than refusing it is inferred, no page says so. It cannot tell which of the two parts is the slip.",
            "RAM 会按掩码处理而不是拒绝这样的地址段，这一点是推断出来的，没有文档说明。本规则无法判断写错的是地址还是前缀长度。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "oss:GetObject",
      "Resource": "acs:oss:*:*:reports/*",
      "Condition": { "IpAddress": { "acs:SourceIp": [«"203.0.113.7/24"»] } }
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
      "Action": "oss:GetObject",
      "Resource": "acs:oss:*:*:reports/*",
      "Condition": { "IpAddress": { "acs:SourceIp": ["203.0.113.0/24"] } }
    }
  ]
}
"#,
        )],
        sources: &["https://www.alibabacloud.com/help/en/ram/conditional-operator"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for issue in context.oddities() {
        let Oddity::HostBits(range) = &issue.oddity else {
            continue;
        };
        let written = wording::quoted(&issue.written);
        let range_shown = wording::quoted(range);
        let message = say!(
            language,
            "{written} has bits set after its prefix and means {range_shown}",
            "{written} 在前缀长度之后还有非零位，实际表示 {range_shown}",
        );
        let primary = language.pick(
            "more addresses than it seems to name",
            "包含的地址比看上去的多",
        );
        let mut found = context.finding(&RULE, message, label(issue.at, primary));
        let help = say!(language, "write {range_shown}", "改写为 {range_shown}");
        let edit = edits::replaced(issue.at, range, context.sources);
        found.fix = edits::fix(FixKind::Safe, help.clone(), edit);
        found.help = Some(help);
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn the_range_is_written_as_it_is_read() {
        for (values, expected) in [
            (r#"«"10.1.2.3/8"»"#, Some("\"10.0.0.0/8\"")),
            (
                r#"["10.0.0.0/8", «"2001:db8::1/32"»]"#,
                Some("\"2001:db8::/32\""),
            ),
            (r#"["10.1.2.3", "10.1.2.3/32", "10.0.0.0/8"]"#, None),
        ] {
            let text = format!(
                r#"{{"Version": "1", "Statement": [{{"Effect": "Deny", "Action": "ecs:*", "Resource": "*", "Condition": {{"NotIpAddress": {{"acs:SourceIp": {values}}}}}}}]}}"#
            );
            let found = check("RAM311", &[("p.json", &text)]);
            let fix = found.first().and_then(|one| one.fix.as_ref());
            let written = fix.and_then(|fix| fix.edits.first());
            assert_eq!(written.map(|edit| edit.text.as_str()), expected, "{values}");
        }
    }
}
