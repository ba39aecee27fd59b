//! RAM509: a principal of a trust policy is in no documented form

use crate::engine::entrances::{self, Entrance, Whom};
use crate::model::policy::PrincipalForm;
use crate::model::structure::StructureKind;
use crate::rules::kit::entering;
use crate::rules::kit::problems::{self, Words};
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, label, say,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM509",
    name: "malformed-principal",
    level: Level::Medium,
    other_levels: &[Level::Info],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a principal of a trust policy is in no documented form",
            "信任策略的主体不符合任何有文档说明的格式",
        ),
        finds: Text::new(
            "A principal of a trust policy is none of those that are documented: an account, a user or a role under `RAM`, the domain of a service under `Service`, a provider under `Federated`. Another key than these three is reported as well. A placeholder for an account id is reported at info.",
            "信任策略的主体不属于任何有文档说明的形式：`RAM` 下的账号、用户或角色，`Service` 下的服务域名，`Federated` 下的身份提供商。使用这三个以外的键也会报告。账号 ID 处的占位符以 info 级别报告。",
        ),
        matters: Text::new(
            "RAM may refuse the document, or keep it and let nobody in by this principal. A deployment then fails at the first call, or somebody widens the trust until it works.",
            "RAM 可能拒绝该文档，也可能保留它却不让任何人凭此主体进入。结果要么是部署在第一次调用时失败，要么是有人不断放宽信任直到能用为止。",
        ),
        advice: Text::new(
            "Write the principal in its documented form. Those whom it names are then admitted.",
            "按有文档说明的格式书写主体。它所指明的主体随后会被允许。",
        ),
        limits: Text::new(
            "That RAM takes no other form is inferred from its pages, so the confidence is medium. Groups cannot be named in a trust policy, and sessions of roles are in no documented form either.",
            "RAM 不接受其他形式是根据其文档推断的，因此置信度为中。信任策略中不能指明用户组，角色会话也没有文档说明的格式。",
        ),
        avoid: &[Sample::new(
            "trust.json",
            r#"{
  "Version": "1",
  "Statement": [{
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": { "RAM": [«"acs:ram::1000000000000001:group/dba"»] }
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
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let unknown_keys = context.model.structure_problems.iter();
    let unknown_keys: Vec<Span> = unknown_keys
        .filter(|problem| matches!(problem.kind, StructureKind::UnknownPrincipalKind { .. }))
        .map(|problem| problem.at)
        .collect();
    problems::report(&RULE, context, into, |kind| words(kind, context.language));
    let all = entrances::review(context.model, context.catalogue, context.settings);
    for entrance in all {
        // A principal under a key that is reported has no form at all.
        let under_key = entrance.principal.form == PrincipalForm::Other && !unknown_keys.is_empty();
        match entrance.whom {
            Whom::Undocumented if !under_key => into.push(finding(&entrance, context)),
            Whom::Placeholder => into.push(placeholder(&entrance, context)),
            _ => {}
        }
    }
}

fn words(kind: &StructureKind, language: Language) -> Option<Words> {
    let StructureKind::UnknownPrincipalKind { name, near } = kind else {
        return None;
    };
    let written = quoted(name);
    let help = match near {
        Some(near) => say!(language, "write `{near}`", "改为 `{near}`"),
        None => language
            .pick(
                "name who is meant under `RAM`, `Service` or `Federated`",
                "在 `RAM`、`Service` 或 `Federated` 下指明主体",
            )
            .to_owned(),
    };
    Some(Words {
        message: say!(
            language,
            "{written} is no kind of principal that RAM documents",
            "{written} 不是 RAM 有文档说明的主体类型"
        ),
        label: language
            .pick(
                "may be refused, or admit nobody",
                "可能被拒绝，或不允许任何人",
            )
            .to_owned(),
        help,
        ..Words::default()
    })
}

fn finding(entrance: &Entrance<'_>, context: &Context<'_>) -> Finding {
    let language = context.language;
    let written = quoted(entrance.text);
    let message = say!(
        language,
        "{written} is not a principal in a form that RAM documents",
        "{written} 不是 RAM 有文档说明的主体格式"
    );
    let primary = language.pick(
        "may be refused, or admit nobody",
        "可能被拒绝，或不允许任何人",
    );
    let mut found = context.finding(
        &RULE,
        message,
        label(entrance.principal.element.at, primary),
    );
    found.principals = entering::ids(context, entrance);
    let help = language.pick(
        "write an account, a user, a role, a service or a provider as documented",
        "按文档书写账号、用户、角色、服务或身份提供商",
    );
    found.help = Some(help.to_owned());
    found
}

fn placeholder(entrance: &Entrance<'_>, context: &Context<'_>) -> Finding {
    let language = context.language;
    let written = quoted(entrance.text);
    let message = say!(
        language,
        "{written} has a placeholder where the id of an account belongs",
        "{written} 中应为账号 ID 的地方是占位符"
    );
    let primary = language.pick(
        "nobody is admitted until it is filled in",
        "填写之前不允许任何人",
    );
    let mut found = context.finding(
        &RULE,
        message,
        label(entrance.principal.element.at, primary),
    );
    found.level = Level::Info;
    found.principals = entering::ids(context, entrance);
    let help = language.pick("write the digits of the account id", "填写账号 ID 的数字");
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::Level;
    use crate::rules::kit::marked::check;

    fn trust(principal: &str) -> String {
        format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {principal}}}]}}"#
        )
    }

    #[test]
    fn a_placeholder_of_a_template_is_no_more_than_info() {
        for principal in [
            r#"{"RAM": «"acs:ram::<ACCOUNT_ID>:root"»}"#,
            r#"{"RAM": «"acs:ram::1234****:root"»}"#,
            r#"{"RAM": «"acs:ram::%s:role/a"»}"#,
            r#"{"Service": «"1xxxx@log.aliyuncs.com"»}"#,
        ] {
            let found = check("RAM509", &[("a.json", &trust(principal))]);
            assert_eq!(found[0].level, Level::Info, "{principal}");
        }
    }

    #[test]
    fn what_is_no_documented_form() {
        for principal in [
            r#"{"RAM": «"1000000000000001"»}"#,
            r#"{"RAM": «"acs:ram::1000000000000001:user/"»}"#,
            r#"{"RAM": «"acs:ram::1000000000000001:assumed-role/a/b"»}"#,
            r#"{"RAM": «"acs:ram::acme:root"»}"#,
            r#"{"RAM": «"arn:aws:iam::100000000001:root"»}"#,
            r#"{"RAM": «"acs:ram::1000000000000001:saml-provider/a"»}"#,
            r#"{"Service": «"ecs"»}"#,
            r#"{"Service": «"acs:ram::1000000000000001:root"»}"#,
            r#"{"Federated": «"acs:ram::1000000000000001:user/a"»}"#,
            r#"{«"ram"»: "acs:ram::1000000000000001:root"}"#,
            r#"{"RAM": "acs:ram::1000000000000001:root", «"AWS"»: "1"}"#,
        ] {
            check("RAM509", &[("a.json", &trust(principal))]);
        }
    }

    #[test]
    fn what_is_documented() {
        for principal in [
            r#"{"RAM": ["acs:ram::1000000000000001:root", "acs:ram::1000000000000001:user/a.b@c"]}"#,
            r#"{"RAM": "acs:ram:*:1000000000000001:role/a"}"#,
            r#"{"Service": ["ecs.aliyuncs.com", "1000000000000001@log.aliyuncs.com"]}"#,
            r#"{"Federated": ["acs:ram::1000000000000001:saml-provider/a", "acs:ram::1000000000000001:oidc-provider/b"]}"#,
            // A wildcard has a rule of its own.
            r#"{"RAM": "*"}"#,
        ] {
            check("RAM509", &[("a.json", &trust(principal))]);
        }
        let hole = r#"resource "alicloud_ram_role" "r" {
  role_name = "r"
  assume_role_policy_document = "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"RAM\":[\"acs:ram::${var.id}:root\"]}}]}"
}"#;
        check("RAM509", &[("a.tf", hole)]);
    }
}
