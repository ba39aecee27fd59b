//! RAM503: a trust policy admits whoever fits a wildcard

use crate::engine::bearing::Extent;
use crate::engine::entrances::{Entrance, Whom};
use crate::rules::kit::entering;
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM503",
    name: "trust-of-everyone",
    level: Level::High,
    other_levels: &[Level::Medium],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a trust policy admits whoever fits a wildcard",
            "信任策略允许任何匹配通配符的主体",
        ),
        finds: Text::new(
            "A principal of a trust policy is `*`, or has a wildcard in its account, its service or its name. It is medium where the wildcard is in a name of one account, or a condition turns some requests away.",
            "信任策略中的主体是 `*`，或者在账号、服务或名称中使用了通配符。当通配符只出现在某一个账号的名称中，或者有条件会拒绝部分请求时，级别为 medium。",
        ),
        matters: Text::new(
            "If RAM takes the wildcard as one, anybody with an account of Alibaba Cloud may take on the role. If it does not, the ones whom the author had in mind stay outside.",
            "如果 RAM 按通配符解释，任何拥有阿里云账号的人都能扮演该角色。如果不按通配符解释，作者想要允许的主体反而进不来。",
        ),
        advice: Text::new(
            "Name the accounts, users, roles and services that need the role. Everybody else stays outside.",
            "逐个写明需要该角色的账号、用户、角色和服务。其他主体一律不能进入。",
        ),
        limits: Text::new(
            "No page says what a wildcard in a trust policy does, so the finding has medium confidence. There is no reason to accept it.",
            "没有任何文档说明通配符在信任策略中的作用，因此置信度为中。没有理由接受这种写法。",
        ),
        avoid: &[Sample::new(
            "trust.json",
            r#"{
  "Version": "1",
  "Statement": [{
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": «"*"»
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
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-284",
            "CWE-732",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for entrance in entering::admitted(context) {
        let wild = matches!(entrance.whom, Whom::Anyone | Whom::Several);
        let open = entrance.assumes.is_possible() && entrance.conditions.is_possible();
        if wild && open {
            into.push(finding(&entrance, context));
        }
    }
}

fn finding(entrance: &Entrance<'_>, context: &Context<'_>) -> Finding {
    let language = context.language;
    let role = entering::role(context, entrance);
    let pattern = quoted(entrance.text);
    let message = if entrance.whom == Whom::Anyone {
        say!(
            language,
            "{role} admits whoever fits {pattern}, from any account",
            "{role} 允许任意账号中匹配 {pattern} 的主体"
        )
    } else {
        say!(
            language,
            "{role} admits whoever fits {pattern}",
            "{role} 允许所有匹配 {pattern} 的主体"
        )
    };
    let primary = language.pick(
        "no page documents a wildcard here",
        "没有文档说明此处可用通配符",
    );
    let mut found = context.finding(
        &RULE,
        message,
        label(entrance.principal.element.at, primary),
    );
    if entrance.whom == Whom::Several || entrance.conditions != Extent::Everything {
        found.level = Level::Medium;
    }
    let gain = entering::gain(context, entrance);
    found.notes = entering::notes(context, gain, &role);
    found.principals = entering::ids(context, entrance);
    let help = language.pick(
        "name those who need the role, one by one",
        "逐个写明需要该角色的主体",
    );
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::Level;
    use crate::rules::kit::marked::check;

    fn trust(rest: &str) -> String {
        format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRole", {rest}}}]}}"#
        )
    }

    /// A role in a snapshot of account 1000000000000001 that names it itself.
    fn role(principal: &str, policies: &str) -> String {
        let statement = trust(&format!(r#""Principal": {principal}"#));
        format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001", "complete": ["users", "groups", "roles", "attachments", "memberships"],
            "users": [{{"name": "ann"}}],
            "roles": [{{"name": "ops", "trust": {statement}}}], "attachments": [{policies}]}}"#
        )
    }

    #[test]
    fn wherever_the_wildcard_stands() {
        for (principal, level) in [
            (r#"{"RAM": «"*"»}"#, Level::High),
            (r#"{"RAM": «"acs:ram::*:root"»}"#, Level::High),
            (r#"{"Service": [«"*.aliyuncs.com"»]}"#, Level::High),
            (r#"{"Federated": «"*"»}"#, Level::High),
            (
                r#"{"RAM": «"acs:ram::1000000000000001:role/ops-*"»}"#,
                Level::Medium,
            ),
        ] {
            let found = check("RAM503", &[("a.json", &role(principal, ""))]);
            assert_eq!(found[0].level, level, "{principal}");
        }
        let narrowed = trust(
            r#""Principal": {"RAM": «"*"»}, "Condition": {"StringEquals": {"sts:ExternalId": "x"}}"#,
        );
        let found = check("RAM503", &[("a.json", &narrowed)]);
        assert_eq!(found[0].level, Level::Medium);
    }

    #[test]
    fn documented_forms_are_quiet() {
        let forms = r#"{"RAM": ["acs:ram::1000000000000001:root"], "Service": "ecs.aliyuncs.com"}"#;
        check("RAM503", &[("a.json", &role(forms, ""))]);
        let deny = trust(r#""Principal": {"RAM": "*"}"#).replace("Allow", "Deny");
        check("RAM503", &[("a.json", &deny)]);
    }
}
