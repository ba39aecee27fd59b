//! RAM510: a trust statement does not let anybody assume the role

use std::collections::BTreeSet;

use crate::engine::bearing::Extent;
use crate::engine::entrances::Entrance;
use crate::model::policy::Form;
use crate::rules::kit::entering;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM510",
    name: "trust-without-assume-action",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a trust statement does not let anybody assume the role",
            "信任策略的语句不允许任何人扮演角色",
        ),
        finds: Text::new(
            "A statement of a trust policy allows actions, and none of them is one by which a role is assumed. Of an action that is not known whole, nothing is said.",
            "信任策略的某条语句允许了一些操作，但其中没有一个是扮演角色的操作。对于不完全已知的操作不作判断。",
        ),
        matters: Text::new(
            "The principals of the statement look as if they were admitted, and are not. A deployment fails at the first call, or somebody adds a broader statement to make it work.",
            "该语句的主体看起来被允许，实际上没有。部署会在第一次调用时失败，或者有人为了能用而添加更宽的语句。",
        ),
        advice: Text::new(
            "Write `sts:AssumeRole`. The principals of the statement are then admitted, so check that they should be.",
            "改为 `sts:AssumeRole`。该语句的主体随后会被允许，因此要确认他们是否应当被允许。",
        ),
        limits: Text::new(
            "A statement that admits nobody harms nobody, and may be accepted where it is kept on purpose.",
            "不允许任何人的语句不会带来危害，如果是有意保留的，可以接受。",
        ),
        avoid: &[Sample::new(
            "main.tf",
            r#"resource "alicloud_ram_role" "ops" {
  role_name = "ops"
  assume_role_policy_document = jsonencode({
    Version = "1"
    Statement = [{
      Effect    = "Allow"
      Action    = «"ram:AssumeRole"»
      Principal = { RAM = ["acs:ram::1000000000000001:user/ann"] }
    }]
  })
}
"#,
        )],
        prefer: &[Sample::new(
            "main.tf",
            r#"resource "alicloud_ram_role" "ops" {
  role_name = "ops"
  assume_role_policy_document = jsonencode({
    Version = "1"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { RAM = ["acs:ram::1000000000000001:user/ann"] }
    }]
  })
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/en/ram/developer-reference/api-sts-2015-04-01-ram",
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for entrance in entering::admitted(context) {
        if entrance.assumes == Extent::Nothing && seen.insert(entrance.statement) {
            into.extend(finding(&entrance, context));
        }
    }
}

fn finding(entrance: &Entrance<'_>, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let actions = context.statement(entrance.statement)?.actions;
    let listed = context.model.pools.elements(actions.list);
    // A list that is empty or not there, or an empty text, is a fault of another kind.
    let first = listed.first().filter(|_| actions.form != Form::Missing)?;
    let texts = listed.iter().map(|one| context.model.pools.str(one.text));
    if texts.into_iter().any(str::is_empty) {
        return None;
    }
    let at = match listed {
        [only] if actions.form == Form::Named => only.at,
        _ => actions.at,
    };
    let role = entering::role(context, entrance);
    let message = say!(
        language,
        "this statement lets nobody assume {role}",
        "该语句不允许任何人扮演 {role}"
    );
    let primary = language.pick(
        "not the action by which a role is assumed",
        "不是扮演角色的操作",
    );
    let mut found = context.finding(&RULE, message, label(at, primary));
    let written = context.model.pools.str(first.text);
    if let [near, ..] = context.catalogue.similar_actions(written, 1).as_slice() {
        let note = say!(
            language,
            "there is an action with a similar name: `{near}`",
            "有一个名称相近的操作：`{near}`"
        );
        found.notes.push(note);
    }
    found.principals = entering::ids(context, entrance);
    let assume = context.catalogue.assume_actions().next()?.action;
    found.help = Some(say!(language, "write `{assume}`", "改为 `{assume}`"));
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn trust(action: &str) -> String {
        format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001", "roles": [{{"name": "r", "trust":
            {{"Version": "1", "Statement": [{{"Effect": "Allow", {action},
            "Principal": {{"RAM": ["acs:ram::1000000000000001:user/a", "acs:ram::1000000000000001:user/b"]}}}}]}}}}]}}"#
        )
    }

    #[test]
    fn once_for_a_statement() {
        for action in [
            r#""Action": «"sts:AssumeRoles"»"#,
            r#""Action": «["sts:SetSourceIdentity", "ecs:*"]»"#,
            r#""NotAction": «["sts:*"]»"#,
        ] {
            check("RAM510", &[("a.json", &trust(action))]);
        }
    }

    #[test]
    fn whatever_covers_the_action_is_quiet() {
        for action in [
            r#""Action": "STS:assumerole""#,
            r#""Action": ["sts:SetSourceIdentity", "sts:AssumeRole"]"#,
            r#""Action": "sts:*""#,
            r#""Action": "*""#,
            r#""Action": "sts:AssumeRoleWithOIDC""#,
            r#""Action": []"#,
            r#""Action": """"#,
            r#""NotAction": "ecs:*""#,
        ] {
            check("RAM510", &[("a.json", &trust(action))]);
        }
        let deny = trust(r#""Action": "ecs:*""#).replace("Allow", "Deny");
        check("RAM510", &[("a.json", &deny)]);
    }
}
