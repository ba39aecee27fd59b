//! RAM214: a Deny exempts every caller whom it could stop

use crate::engine::answers::Answers;
use crate::engine::bearing::Bearing;
use crate::engine::exempt;
use crate::model::policy::Condition;
use crate::rules::kit::guarding::Fault;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, dead, guarding, label,
    say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM214",
    name: "carve-out-exempts-everyone",
    level: Level::High,
    other_levels: &[Level::Medium, Level::Low],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny exempts every caller whom it could stop",
            "Deny 语句的例外豁免了它本可拦截的所有调用者",
        ),
        finds: Text::new(
            "A Deny of the guarded action whose exception on the caller's ARN leaves out every caller there can be, or every user and role of an account that the input lists whole.",
            "一条拒绝受保护操作的 Deny 语句，其针对调用者 ARN 的例外涵盖了所有可能的调用者，或涵盖了输入完整列出的账号中的全部用户和角色。",
        ),
        matters: Text::new(
            "An exception that was made for a break-glass role grows by one name after the other until nobody is left, or a pattern such as `acs:ram:*:*:role/*` is written for one role and takes in all of them. The guard is attached everywhere and stops nobody.",
            "为应急角色设置的例外，名单一个接一个地增加，直到没有人受约束；或者本想写一个角色，却写成了 `acs:ram:*:*:role/*` 这样涵盖所有角色的模式。防线处处都在，却拦不住任何人。",
        ),
        advice: Text::new(
            "Exempt only the callers who need the action. That takes it from the others whom the policy binds.",
            "请只豁免确需该操作的调用者。这样，受该策略约束的其他主体会失去它。",
        ),
        limits: Text::new(
            "Waive it for an account in which all principals are meant to have the action. An account with a single user or role is not reported; `exempt-principals` in `[thresholds]` of `ramlint.toml` says from how many on.",
            "如果账号中的所有主体都应拥有该操作，可以豁免。只有一个用户或角色的账号不予报告；`ramlint.toml` 中 `[thresholds]` 的 `exempt-principals` 规定从多少个起报告。",
        ),
        avoid: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*",
   "Condition": {"StringNotLike": {"acs:PrincipalARN": «["acs:ram:*:*:user/*", "acs:ram:*:*:role/*"]»}}}
]}"#,
        )],
        prefer: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*",
   "Condition": {"StringNotLike": {"acs:PrincipalARN": ["acs:ram:*:*:role/break-glass"]}}}
]}"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/resource-management/developer-reference/api-resourcedirectorymaster-2022-04-19-attachcontrolpolicy",
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-863",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for dead in guarding::dead(answers, context) {
            if dead.fault == Fault::ExemptsEveryone {
                into.push(finding(&dead.bearing, dead.test, None, answers, context));
            }
        }
        for bearing in guarding::denies(answers, context) {
            if guarding::is_live(bearing) {
                into.extend(of_account(bearing, answers, context));
            }
        }
    }
}

/// A Deny that binds somebody, but nobody whom the account has.
fn of_account(bearing: &Bearing, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let account = context.model.accounts.get(bearing.account)?;
    let whole = account.complete.users && account.complete.roles;
    if !whole {
        return None;
    }
    let (model, catalogue) = (context.model, context.catalogue);
    let question = &answers.question;
    let exempt = exempt::of(bearing, model, catalogue, question, context.settings)?;
    let all = exempt.others.is_empty()
        && exempt.principals.len() >= context.thresholds.exempt_principals.max(1);
    if !all {
        return None;
    }
    let test = *exempt.tests.first()?;
    let count = exempt.principals.len();
    Some(finding(bearing, test, Some(count), answers, context))
}

fn finding(
    bearing: &Bearing,
    test: Condition,
    of_account: Option<usize>,
    answers: &Answers,
    context: &Context<'_>,
) -> Finding {
    let language = context.language;
    let policy = &bearing.policy;
    let message = |outcome: &str| match of_account {
        None => say!(
            language,
            "a Deny in {policy} {outcome}: it exempts every caller",
            "{policy} 中的一条拒绝语句 {outcome}：它豁免了所有调用者"
        ),
        Some(count) => say!(
            language,
            "a Deny in {policy} {outcome}: it exempts all {count} users and roles of the account",
            "{policy} 中的一条拒绝语句 {outcome}：它豁免了账号中全部 {count} 个用户和角色"
        ),
    };
    let primary = language.pick("nobody is left to deny", "没有任何主体会被拒绝");
    let at = label(test.at, primary);
    let mut found = dead::finding(&RULE, at, (bearing, test), answers, context, message);
    if of_account.is_some() {
        found.level = found.level.min(Level::Medium);
    }
    let help = language.pick(
        "exempt only the callers who need the action",
        "只豁免确需该操作的调用者",
    );
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn every_caller_is_exempt() {
        for condition in [
            r#""StringNotLike": {"acs:PrincipalARN": «"*"»}"#,
            r#""StringNotLike": {"acs:PrincipalARN": «["acs:ram:*:*:user/*", "acs:ram:*:*:role/*"]»}"#,
        ] {
            let text = format!(
                r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "*", "Resource": "*"}},
                {{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*", "Condition": {{{condition}}}}}]}}"#
            );
            let found = check("RAM214", &[("p.json", &text)]);
            assert_eq!(found[0].level, crate::rules::Level::High);
        }
    }

    fn account(exempt: &str, users: &str) -> Vec<crate::rules::Finding> {
        let text = format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001",
            "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
            "users": [{users}],
            "policies": [{{"type": "Custom", "name": "Ops", "document": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "*", "Resource": "*"}},
              {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {{"StringNotLike": {{"acs:PrincipalARN": {exempt}}}}}}}]}}}}],
            "attachments": [{{"policy": "Custom/Ops", "to": "user/ann"}}, {{"policy": "Custom/Ops", "to": "user/ben"}}]}}"#
        );
        check("RAM214", &[("account.json", &text)])
    }

    #[test]
    fn all_of_the_account_are_exempt() {
        let found = account(
            r#"«["acs:ram:*:*:user/ann", "acs:ram:*:*:user/ben"]»"#,
            r#"{"name": "ann"}, {"name": "ben"}"#,
        );
        assert_eq!(found[0].level, crate::rules::Level::Medium);
        assert_eq!(found[0].principals, ["user/ann", "user/ben"]);
    }

    #[test]
    fn it_is_quiet_where_somebody_is_bound() {
        account(
            r#"["acs:ram:*:*:user/ann"]"#,
            r#"{"name": "ann"}, {"name": "ben"}"#,
        );
        account(
            r#"["acs:ram:*:*:user/ann", "acs:ram:*:*:user/ben"]"#,
            r#"{"name": "ann"}, {"name": "ben"}, {"name": "cem"}"#,
        );
    }
}
