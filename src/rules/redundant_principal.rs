//! RAM513: a principal of a trust policy is covered by another one beside it

use crate::engine::entrances::{Covering, Entrance};
use crate::rules::kit::entering;
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM513",
    name: "redundant-principal",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a principal of a trust policy is covered by another one beside it",
            "信任策略的某个主体已被旁边的主体覆盖",
        ),
        finds: Text::new(
            "A trust statement names a user or role of an account, and the whole account beside it as `root`, or names the same principal twice.",
            "信任策略的语句既指明了某账号的用户或角色，又以 `root` 的形式指明了整个账号，或者重复指明了同一主体。",
        ),
        matters: Text::new(
            "A reader takes the list for the whole of those admitted, and it is not. Removing a user from the list then takes nothing from that user.",
            "读者会以为列表就是全部被允许的主体，其实不然。此时从列表中删除某个用户，并不会收回该用户的权限。",
        ),
        advice: Text::new(
            "Remove the account, where the names are meant to be all. Or remove the names, which changes nothing.",
            "如果只想允许这些名称，就删除整个账号。否则删除这些名称，这不会改变任何权限。",
        ),
        limits: Text::new(
            "That an account stands for its roles too is what the present pages say; an older one speaks of users alone.",
            "整个账号也包括其角色，这是现行文档的说法；较早的文档只提到用户。",
        ),
        avoid: &[Sample::new(
            "trust.json",
            r#"{
  "Version": "1",
  "Statement": [{
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": {
      "RAM": [
        "acs:ram::1000000000000001:root",
        «"acs:ram::1000000000000001:user/ann"»
      ]
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
    "Principal": { "RAM": ["acs:ram::1000000000000001:user/ann"] }
  }]
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/en/ram/policy-evaluation-process-of-assuming-a-ram-role",
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let all = entering::admitted(context);
    let covering = Covering::new(&all);
    for entrance in &all {
        if let Some(by) = covering.of(entrance) {
            into.push(finding(entrance, by, context));
        }
    }
}

fn finding(entrance: &Entrance<'_>, by: &Entrance<'_>, context: &Context<'_>) -> Finding {
    let language = context.language;
    let whom = quoted(entrance.text);
    let message = say!(
        language,
        "{whom} is admitted already by another principal of the statement",
        "{whom} 已被该语句中的另一主体覆盖"
    );
    let primary = language.pick("adds nothing", "没有作用");
    let mut found = context.finding(
        &RULE,
        message,
        label(entrance.principal.element.at, primary),
    );
    let text = language.pick("admits it already", "已允许它");
    found.related.push(label(by.principal.element.at, text));
    found.principals = entering::ids(context, entrance);
    let help = language.pick("keep one of the two", "二者保留其一");
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn trust(statements: &[&str]) -> String {
        let statements: Vec<String> = statements
            .iter()
            .map(|principal| {
                format!(
                    r#"{{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {principal}}}"#
                )
            })
            .collect();
        format!(
            r#"{{"Version": "1", "Statement": [{}]}}"#,
            statements.join(", ")
        )
    }

    #[test]
    fn the_later_of_two_alike_and_whoever_stands_beside_the_account() {
        for principal in [
            r#"{"RAM": [«"acs:ram::1:role/a"», "acs:ram::1:root"]}"#,
            r#"{"Service": ["ecs.aliyuncs.com", «"ECS.aliyuncs.com"»]}"#,
            r#"{"RAM": ["acs:ram::1:root", «"acs:ram::1:root"»]}"#,
        ] {
            check("RAM513", &[("a.json", &trust(&[principal]))]);
        }
    }

    #[test]
    fn other_accounts_kinds_and_statements_are_others() {
        let root = r#"{"RAM": ["acs:ram::1:root"]}"#;
        let user = r#"{"RAM": ["acs:ram::1:user/a"]}"#;
        check("RAM513", &[("a.json", &trust(&[root, user]))]);
        let both =
            r#"{"RAM": ["acs:ram::1:root", "acs:ram::2:user/a"], "Service": "ecs.aliyuncs.com"}"#;
        check("RAM513", &[("a.json", &trust(&[both]))]);
    }
}
