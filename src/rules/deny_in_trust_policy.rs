//! RAM514: a trust policy has a Deny, which no page documents

use std::collections::BTreeSet;

use crate::engine::entrances::{self, Entrance};
use crate::model::policy::Effect;
use crate::rules::kit::entering;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM514",
    name: "deny-in-trust-policy",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::Low,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a trust policy has a Deny, which no page documents",
            "信任策略含有 Deny 语句，但没有文档说明其作用",
        ),
        finds: Text::new(
            "A statement of a trust policy has the effect `Deny`. The samples of the documentation have `Allow` alone.",
            "信任策略的某条语句的效果是 `Deny`。文档的示例中只有 `Allow`。",
        ),
        matters: Text::new(
            "If RAM refuses or passes over the statement, those whom it was to keep out get in. The page on evaluation counts trust policies among those in which a Deny wins, so it probably works.",
            "如果 RAM 拒绝或忽略该语句，它想要挡住的主体就能进来。评估流程的文档把信任策略归入 Deny 优先的一类，因此它很可能有效。",
        ),
        advice: Text::new(
            "Admit only those who need the role, so that nobody has to be denied. Nobody else gets in then.",
            "只允许需要该角色的主体，从而无需拒绝任何人。其他主体就不能进入。",
        ),
        limits: Text::new(
            "It rests on what is not documented. The answers count such a Deny as one.",
            "它基于没有文档说明的行为。分析结果会把这样的 Deny 计入。",
        ),
        avoid: &[Sample::new(
            "trust.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sts:AssumeRole",
      "Principal": { "RAM": ["acs:ram::1000000000000001:root"] }
    },
    {
      "Effect": «"Deny"»,
      "Action": "sts:AssumeRole",
      "Principal": { "RAM": ["acs:ram::1000000000000001:user/bob"] }
    }
  ]
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
    "Principal": { "RAM": ["acs:ram::1000000000000001:user/ann"] }
  }]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-evaluation-process",
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    let all = entrances::review(context.model, context.catalogue, context.settings);
    for entrance in all {
        let denies = entrance.effect == Effect::Deny;
        if denies && seen.insert(entrance.statement) {
            into.extend(finding(&entrance, context));
        }
    }
}

fn finding(entrance: &Entrance<'_>, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let role = entering::role(context, entrance);
    let message = say!(
        language,
        "whether a Deny keeps anybody out of {role} is not documented",
        "文档没有说明 Deny 能否阻止进入 {role}"
    );
    let at = context.statement(entrance.statement)?.effect_at;
    let primary = language.pick("may be refused or passed over", "可能被拒绝或忽略");
    let mut found = context.finding(&RULE, message, label(at, primary));
    found.principals = entering::ids(context, entrance);
    let help = language.pick(
        "admit only those who need the role",
        "只允许需要该角色的主体",
    );
    found.help = Some(help.to_owned());
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn only_in_trust_policies_and_once() {
        let deny = r#"{"Version": "1", "Statement": [{"Effect": «"Deny"», "Action": "sts:AssumeRole",
            "Principal": {"RAM": ["acs:ram::1:user/a", "acs:ram::1:user/b"]}}]}"#;
        check("RAM514", &[("a.json", deny)]);
        let identity = r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}"#;
        check("RAM514", &[("a.json", identity)]);
    }
}
