//! RAM912: the last day of a waiver is over

use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, Waiving, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM912",
    name: "waiver-expired",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new("the last day of a waiver is over", "某条豁免已过期"),
        finds: Text::new(
            "The day that a waiver ends on is before the one that the run is for, in UTC. What it accepted is reported again, with a note that says so.",
            "某条豁免的截止日期早于本次运行所针对的日期（UTC）。它原先接受的内容会再次报告，并附有说明。",
        ),
        matters: Text::new(
            "Somebody promised to look at the risk by that day. A waiver that is over and stays in the file hides that nobody did.",
            "有人承诺在该日期之前复查风险。过期的豁免留在文件中，会掩盖无人复查的事实。",
        ),
        advice: Text::new(
            "Mend what it accepted and remove it, or have its owner decide anew and write a later day. Access stays as it is.",
            "修正它所接受的内容并删除该豁免，或由负责人重新决定并写上更晚的日期。不会改变任何访问权限。",
        ),
        limits: Text::new(
            "The level is low, since what was accepted comes back at its own level. The finding cannot be waived.",
            "级别为 low，因为原先接受的内容会以其自身级别重新报告。此发现不能豁免。",
        ),
        avoid: &[
            Sample::new(
                "policy.json",
                r#"{
  "Version": "1",
  "Statement": [{ "Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": "*" }]
}
"#,
            ),
            Sample::new(
                "ramlint-waivers.toml",
                r#"«[[waiver]]»
rules = ["RAM101"]
path = "policy.json"
action = "kvstore:DestroyInstance"
reason = "kept for the move to the new cluster"
expires = 2026-06-30
"#,
            ),
        ],
        prefer: &[
            Sample::new(
                "policy.json",
                r#"{
  "Version": "1",
  "Statement": [{ "Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": "*" }]
}
"#,
            ),
            Sample::new(
                "ramlint-waivers.toml",
                r#"[[waiver]]
rules = ["RAM101"]
path = "policy.json"
action = "kvstore:DestroyInstance"
reason = "kept for the move to the new cluster"
expires = 2026-12-31
"#,
            ),
        ],
        sources: &["CWE-1164"],
    },
    check: Check::Waivers(check),
};

fn check(context: &Context<'_>, waiving: &Waiving<'_>, into: &mut Vec<Finding>) {
    for fate in waiving.fates.iter().filter(|fate| fate.waiver.is_over()) {
        let language = context.language;
        let waiver = &fate.waiver;
        let rules = waiver.rules.join(language.pick(", ", "、"));
        let expires = &waiver.expires;
        let message = say!(
            language,
            "this waiver of {rules} ended on {expires}",
            "这条针对 {rules} 的豁免已于 {expires} 到期"
        );
        let primary = language.pick("accepts nothing any more", "不再接受任何发现");
        let mut found = context.finding(&RULE, message, label(waiver.at, primary));
        if let Some(owner) = &waiver.owner {
            let owner = quoted(owner);
            let note = say!(language, "its owner is {owner}", "其负责人为 {owner}");
            found.notes.push(note);
        }
        let help = language.pick(
            "mend what it accepted and remove it, or decide anew and write a later day",
            "修正它所接受的内容并删除它，或重新决定并写上更晚的日期",
        );
        found.help = Some(help.to_owned());
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn files(marked: bool, expires: &str) -> [(&'static str, String); 2] {
        let head = if marked {
            "«[[waiver]]»"
        } else {
            "[[waiver]]"
        };
        let policy = r#"{"Version": "1", "Statement": [
            {"Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}"#;
        let waiver = format!(
            "{head}\nrules = [\"RAM101\"]\npath = \"*.json\"\nreason = \"a reason to see\"\nowner = \"cache@example.com\"\nexpires = {expires}\n"
        );
        [
            ("a.json", policy.to_owned()),
            ("ramlint-waivers.toml", waiver),
        ]
    }

    #[test]
    fn it_holds_on_its_last_day_and_not_on_the_next() {
        for (marked, expires) in [(false, "2026-11-22"), (true, "2026-11-21")] {
            let files = files(marked, expires);
            let files: Vec<(&str, &str)> = files
                .iter()
                .map(|(path, text)| (*path, text.as_str()))
                .collect();
            let found = check("RAM912", &files);
            let notes = found.iter().flat_map(|one| &one.notes);
            let told: Vec<&str> = notes.map(String::as_str).collect();
            let expected: &[&str] = if marked {
                &["its owner is `cache@example.com`"]
            } else {
                &[]
            };
            assert_eq!(told, expected);
        }
    }
}
