//! RAM304: a condition value is covered by others of the same list

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text, redundant,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM304",
    name: "redundant-condition-value",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new(
            "a condition value is covered by others of the same list",
            "条件值已被同一列表中的其他值覆盖",
        ),
        finds: Text::new(
            "It finds values of a test that change nothing, because the others of its list hold all that they hold: an address inside a range, a date after a later one, a text that a pattern matches.",
            "检查判断中没有作用的值，因为列表中的其他值已经包含它：地址落在地址段内，日期被更晚的日期包含，文本被通配模式匹配。",
        ),
        matters: Text::new(
            "Somebody takes the address of an office that has closed out of a list, and the range beside it goes on letting it in.",
            "有人从列表中删去已关闭办公室的地址，而旁边的地址段仍在放行它。",
        ),
        advice: Text::new(
            "Remove the value, or narrow the one that covers it. The fix removes it, and access stays the same.",
            "删除该值，或收窄覆盖它的值。该修复会将其删除，访问权限不变。",
        ),
        limits: Text::new(
            "It compares within one list. Values that are not written as documented are compared with nothing.",
            "只在同一列表内比较。未按文档格式书写的值不参与比较。",
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
      "Condition": {
        "IpAddress": { "acs:SourceIp": ["203.0.113.0/24", «"203.0.113.7"»] }
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
      "Effect": "Allow",
      "Action": "ecs:StopInstance",
      "Resource": "*",
      "Condition": {
        "IpAddress": { "acs:SourceIp": ["203.0.113.0/24"] }
      }
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
    let pools = &context.model.pools;
    for looked in &context.found().statements {
        let tests = pools.conditions(looked.statement.conditions);
        for (number, covered) in &looked.values {
            let Some(test) = tests.get(*number) else {
                continue;
            };
            let values = pools.values(test.values).iter();
            let members: Vec<_> = values
                .map(|value| (value.at, pools.str(value.text)))
                .collect();
            redundant::report(&RULE, &members, covered, context, into);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn values_that_add_nothing() {
        for condition in [
            r#"{"NotIpAddress": {"acs:SourceIp": [«"10.1.0.0/16"», "10.0.0.0/8", "192.0.2.1"]}}"#,
            r#"{"StringLike": {"acs:PrincipalARN": ["acs:ram:*:*:role/a*", «"acs:ram:*:*:role/ab"»]}}"#,
            r#"{"StringEquals": {"acs:SourceVpc": ["vpc-1", "vpc-2", «"vpc-1"»]}}"#,
            r#"{"StringEquals": {"acs:SourceVpc": ["vpc-*", "vpc-2"]}}"#,
            r#"{"DateLessThan": {"acs:CurrentTime": [«"2027-01-01T00:00:00Z"», "2028-01-01T00:00:00Z"]}}"#,
            r#"{"IpAddress": {"acs:SourceIp": ["10.0.0.0/8", "10.0.0.*"]}}"#,
        ] {
            let text = format!(
                r#"{{"Version": "1", "Statement": [{{"Effect": "Deny", "Action": "ecs:*", "Resource": "*", "Condition": {condition}}}]}}"#
            );
            check("RAM304", &[("p.json", &text)]);
        }
    }
}
