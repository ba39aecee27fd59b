//! RAM911: a waiver accepts nothing that the run found

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Fate, Finding, Level, Rule, Sample, Text, Waiving, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM911",
    name: "waiver-unused",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a waiver accepts nothing that the run found",
            "某条豁免没有对应任何发现",
        ),
        finds: Text::new(
            "A waiver that has not ended describes no finding of the run. It is told only where the whole root was analysed and every rule that the waiver names did run.",
            "某条未到期的豁免不对应本次运行的任何发现。仅当整个根目录都已分析、且该豁免指明的规则都已运行时才报告。",
        ),
        matters: Text::new(
            "What was accepted is gone, and the waiver waits for the next finding that it happens to describe. Nobody will look at that one.",
            "当初接受的内容已不存在，而该豁免会等待下一个恰好符合其描述的发现。届时没有人会审视它。",
        ),
        advice: Text::new(
            "Remove it. Access stays as it is.",
            "删除该豁免。不会改变任何访问权限。",
        ),
        limits: Text::new(
            "A run with another `--action` may need a waiver that this one does not. The finding cannot be waived.",
            "使用其他 `--action` 的运行可能需要本次未用到的豁免。此发现不能豁免。",
        ),
        avoid: &[
            Sample::new(
                "policy.json",
                r#"{
  "Version": "1",
  "Statement": [{ "Effect": "Allow", "Action": "oss:GetObject", "Resource": "acs:oss:*:*:logs/*" }]
}
"#,
            ),
            Sample::new(
                "ramlint-waivers.toml",
                r#"«[[waiver]]»
rules = ["RAM110"]
path = "policy.json"
action = "kvstore:DestroyInstance"
reason = "kept for the move to the new cluster"
expires = 2026-12-31
"#,
            ),
        ],
        prefer: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [{ "Effect": "Allow", "Action": "oss:GetObject", "Resource": "acs:oss:*:*:logs/*" }]
}
"#,
        )],
        sources: &["CWE-1164"],
    },
    check: Check::Waivers(check),
};

fn check(context: &Context<'_>, waiving: &Waiving<'_>, into: &mut Vec<Finding>) {
    if !waiving.complete {
        return;
    }
    let idle = |fate: &&Fate| !fate.matched && fate.looked_for && !fate.waiver.is_over();
    for fate in waiving.fates.iter().filter(idle) {
        let language = context.language;
        let rules = fate.waiver.rules.join(language.pick(", ", "、"));
        let message = say!(
            language,
            "this waiver of {rules} accepts nothing",
            "这条针对 {rules} 的豁免没有对应任何发现"
        );
        let primary = language.pick("describes no finding", "不对应任何发现");
        let mut found = context.finding(&RULE, message, label(fate.waiver.at, primary));
        let help = language.pick(
            "remove it, or correct what it describes",
            "删除它，或更正其描述",
        );
        found.help = Some(help.to_owned());
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    const GRANT: &str = r#"{"Version": "1", "Statement": [
        {"Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}"#;

    fn waiver(rule: &str, expires: &str) -> String {
        format!(
            "«[[waiver]]»\nrules = [\"{rule}\"]\npath = \"a.json\"\nreason = \"a reason to see\"\nexpires = {expires}\n"
        )
    }

    #[test]
    fn quiet_where_it_accepts_something_or_is_over() {
        let used = waiver("RAM101", "2026-12-31").replace(['«', '»'], "");
        check(
            "RAM911",
            &[("a.json", GRANT), ("ramlint-waivers.toml", &used)],
        );
        let over = waiver("RAM102", "2026-11-21").replace(['«', '»'], "");
        check(
            "RAM911",
            &[("a.json", GRANT), ("ramlint-waivers.toml", &over)],
        );
    }

    #[test]
    fn one_for_another_rule_is_idle() {
        let other = waiver("RAM102", "2026-12-31");
        check(
            "RAM911",
            &[("a.json", GRANT), ("ramlint-waivers.toml", &other)],
        );
    }

    #[test]
    fn quiet_where_something_was_not_analysed() {
        let idle = waiver("RAM102", "2026-12-31").replace(['«', '»'], "");
        let broken = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action"#;
        check(
            "RAM911",
            &[("b.json", broken), ("ramlint-waivers.toml", &idle)],
        );
    }
}
