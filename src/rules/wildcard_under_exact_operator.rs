//! RAM310: a wildcard stands under an operator that compares letter by letter

use crate::engine::{certain, operands};
use crate::model::policy::Condition;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text, edits, label,
    say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM310",
    name: "wildcard-under-exact-operator",
    level: Level::Medium,
    other_levels: &[Level::Low],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new(
            "a wildcard stands under an operator that compares letter by letter",
            "通配符用在了逐字比较的运算符下",
        ),
        finds: Text::new(
            "It finds condition values with a `*` under `StringEquals`, `StringNotEquals` and their variants that ignore case. Only `StringLike` and `StringNotLike` read a `*` as a wildcard; elsewhere it is a character like any other. For a key of a service, whose values are not known, the level is low.",
            "检查 `StringEquals`、`StringNotEquals` 及其忽略大小写的变体下含有 `*` 的条件值。只有 `StringLike` 和 `StringNotLike` 会把 `*` 当作通配符，在其他运算符下它只是普通字符。对于取值未知的云服务条件键，级别为 low。",
        ),
        matters: Text::new(
            "A Deny for callers that equal `acs:ram:*:*:role/ops-*` denies nobody, because no role has a star in its name. A Deny for callers that do not equal it denies everybody, the on-call role too. An Allow with such a test grants nothing, until somebody in a hurry drops the test.",
            "拒绝“等于 `acs:ram:*:*:role/ops-*`”的调用者，实际上不会拒绝任何人，因为没有角色的名称里带星号。拒绝“不等于”它的调用者，则会拒绝所有人，包括值班角色。带有这种判断的 Allow 语句不会授予任何权限，直到有人匆忙之中把条件删掉。",
        ),
        advice: Text::new(
            "Use `StringLike` instead of `StringEquals` and `StringNotLike` instead of `StringNotEquals`, or write out the values. The fix changes the operator, so the statement then applies to other requests than before.",
            "用 `StringLike` 代替 `StringEquals`，用 `StringNotLike` 代替 `StringNotEquals`，或者写出完整的值。该修复会更改运算符，因此语句生效的请求会与之前不同。",
        ),
        limits: Text::new(
            "That a star is an ordinary character there is inferred: the manual describes wildcards for the two operators that end in `Like` only. A question mark alone, stars in a row and the star in the region of a caller's ARN are taken as meant.",
            "星号在那里只是普通字符，这一点是推断出来的：手册只为两个以 `Like` 结尾的运算符描述了通配符。单独的问号、连续的星号，以及调用者 ARN 地域部分的星号，视为有意为之。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Deny",
      "Action": "ecs:DeleteInstance",
      "Resource": "*",
      "Condition": {
        "StringNotEquals": { "acs:PrincipalARN": «"acs:ram:*:*:role/ops-*"» }
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
      "Effect": "Deny",
      "Action": "ecs:DeleteInstance",
      "Resource": "*",
      "Condition": {
        "StringNotLike": { "acs:PrincipalARN": "acs:ram:*:*:role/ops-*" }
      }
    }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/conditional-operator",
            "CWE-697",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let pools = &context.model.pools;
    for certain in certain::statements(context.model) {
        let tests = pools.conditions(certain.statement.conditions);
        into.extend(
            tests
                .iter()
                .filter_map(|test| finding(test, tests, context)),
        );
    }
}

fn finding(test: &Condition, all: &[Condition], context: &Context<'_>) -> Option<Finding> {
    let (pools, language) = (&context.model.pools, context.language);
    let literal = operands::literal_patterns(test, context.model, context.catalogue);
    let first = literal.first()?;
    let written = pools.str(test.operator.text);
    let value = wording::quoted(pools.str(first.text));
    let operator = wording::quoted(written);
    let message = say!(
        language,
        "{value} holds a wildcard, and {operator} compares letter by letter",
        "{value} 含有通配符，而 {operator} 会逐字比较",
    );
    let primary = language.pick("this star stands for itself", "此处的星号只代表它自身");
    let mut found = context.finding(&RULE, message, label(first.at, primary));
    if context.catalogue.key(pools.str(test.key.text)).is_none() {
        found.level = Level::Low;
    }
    let Some(like) = operands::with_wildcards(written) else {
        let help = language.pick("write out every value", "逐一写出完整的值");
        found.help = Some(help.to_owned());
        return Some(found);
    };
    let help = say!(language, "write `{like}`", "改为 `{like}`");
    // Another test of that operator would make its name stand there twice, and other
    // keys of this one would be read differently too.
    let alone = all.iter().all(|other| {
        other.key.at == test.key.at
            || (other.operator.at != test.operator.at && pools.str(other.operator.text) != like)
    });
    if alone {
        let edit = edits::replaced(test.operator.at, like, context.sources);
        found.fix = edits::fix(FixKind::Unsafe, help.clone(), edit);
    }
    found.help = Some(help);
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn on(condition: &str) -> usize {
        let text = format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "ecs:StopInstance", "Resource": "*", "Condition": {condition}}}]}}"#
        );
        let found = check("RAM310", &[("p.json", &text)]);
        found.iter().filter(|one| one.fix.is_some()).count()
    }

    #[test]
    fn a_star_under_an_operator_without_wildcards() {
        assert_eq!(
            on(r#"{"StringEquals": {"acs:ResourceTag/env": «"dev-*"»}}"#),
            1
        );
        assert_eq!(
            on(r#"{"StringNotEquals": {"acs:SourceVpc": ["vpc-1", «"vpc-*"», "*"]}}"#),
            1
        );
        let ignoring = r#"{"StringEqualsIgnoreCase": {"acs:ResourceTag/env": «"dev-*"»}}"#;
        assert_eq!(on(ignoring), 0);
        // The fix would make one name stand there twice, or change another test.
        let beside =
            r#"{"StringEquals": {"acs:ResourceTag/env": «"dev-*"», "acs:SourceVpc": "vpc-1"}}"#;
        assert_eq!(on(beside), 0);
        let taken = r#"{"StringEquals": {"acs:ResourceTag/env": «"dev-*"»}, "StringLike": {"acs:SourceVpc": "vpc-1*"}}"#;
        assert_eq!(on(taken), 0);
    }

    #[test]
    fn what_is_meant_as_it_stands_is_left_alone() {
        for condition in [
            r#"{"StringLike": {"acs:ResourceTag/env": "dev-*"}}"#,
            r#"{"StringEquals": {"acs:ResourceTag/env": ["dev", "dev?"]}}"#,
            r#"{"StringEquals": {"acs:PrincipalARN": "acs:ram:*:1234567890123456:role/ops"}}"#,
            r#"{"StringEquals": {"oidc:iss": "https://oidc.example/c86f***"}}"#,
            r#"{"IpAddress": {"acs:SourceIp": "*"}}"#,
            r#"{"StringEquals": {"acs:SourceIp": "10.*"}}"#,
        ] {
            on(condition);
        }
    }
}
