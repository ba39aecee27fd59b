//! RAM324: the other tests of a condition imply one of it

use crate::engine::space::Covered;
use crate::rules::kit::asked::Looked;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text, edits, label,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM324",
    name: "redundant-condition",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new(
            "the other tests of a condition imply one of it",
            "条件中的某个判断已被其他判断蕴含",
        ),
        finds: Text::new(
            "It finds tests that can be left out, because every request that meets the others of the condition meets them too.",
            "检查可以省去的判断：满足条件中其他判断的请求必然也满足它。",
        ),
        matters: Text::new(
            "Somebody widens a range of addresses to let a new office in, and nothing changes, because a narrower test beside it still decides. In the end the narrow one is dropped, and more is open than was asked for.",
            "有人为了放行新办公室而放宽地址段，却毫无变化，因为旁边更窄的判断仍在起作用。最后窄的那个被删掉，开放的范围超出了要求。",
        ),
        advice: Text::new(
            "Remove the test, or merge it with the one that implies it. The fix removes it, and access stays the same.",
            "删除该判断，或与蕴含它的判断合并。该修复会将其删除，访问权限不变。",
        ),
        limits: Text::new(
            "It compares tests of the same key, and only what holds however the condition is read.",
            "比较的是同一个键的判断，并且只报告无论如何解读条件都成立的情况。",
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
        "StringLike": { «"acs:SourceVpc"»: "vpc-prod-*" },
        "StringEquals": { "acs:SourceVpc": "vpc-prod-1" }
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
        "StringEquals": { "acs:SourceVpc": "vpc-prod-1" }
      }
    }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-571",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for looked in &context.found().statements {
        let implied = looked.tests.implied.iter();
        // A test that every request meets is implied by nothing: RAM307 has it.
        let implied = implied.filter(|implied| !looked.tests.always.contains(&implied.index));
        into.extend(implied.filter_map(|implied| finding(implied, looked, context)));
    }
}

fn finding(implied: &Covered, looked: &Looked, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let tests = context.model.pools.conditions(looked.statement.conditions);
    let test = tests.get(implied.index)?;
    let message = language.pick(
        "the other tests of the condition imply this one",
        "条件中的其他判断已经蕴含该判断",
    );
    let primary = language.pick("met whenever the others are", "其他判断成立时必然成立");
    let at = label(test.key.at, primary);
    let mut found = context.finding(&RULE, message.to_owned(), at);
    let implies = language.pick("implies it", "蕴含该判断");
    let by = implied.by.iter().filter_map(|index| tests.get(*index));
    let by = by.filter(|other| other.key.at != test.key.at);
    found
        .related
        .extend(by.map(|other| label(other.key.at, implies)));
    let help = language.pick("remove the test", "删除该判断");
    let edit = edits::without_test(test, tests, context.sources);
    found.fix = edits::fix(FixKind::Safe, help.to_owned(), edit);
    found.help = Some(help.to_owned());
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn tests_that_follow_from_others() {
        for condition in [
            r#"{"DateLessThan": {"acs:CurrentTime": "2027-01-01T00:00:00Z"}, "DateLessThanEquals": {«"acs:CurrentTime"»: "2028-01-01T00:00:00Z"}}"#,
            r#"{"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}, "NotIpAddress": {«"acs:SourceIp"»: "192.0.2.0/24"}}"#,
            r#"{"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}, "NotIpAddress": {"acs:SourceIp": "10.0.2.0/24"}}"#,
            r#"{"Bool": {"acs:SecureTransport": ["true", "false"]}, "StringEquals": {"acs:SourceVpc": "vpc-1"}}"#,
        ] {
            let text = format!(
                r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "ecs:*", "Resource": "*", "Condition": {condition}}}]}}"#
            );
            check("RAM324", &[("p.json", &text)]);
        }
    }
}
