//! RAM913: a comment that was meant as a waiver is none

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, Waiving, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM913",
    name: "malformed-waiver",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a comment that was meant as a waiver is none",
            "某条注释本意是豁免，但写法有误",
        ),
        finds: Text::new(
            "A comment in Terraform or YAML begins like a waiver and lacks something, or says something that waivers do not have. It accepts nothing.",
            "Terraform 或 YAML 中的某条注释以豁免的形式开头，但缺少内容，或含有豁免所没有的内容。它不接受任何发现。",
        ),
        matters: Text::new(
            "Whoever wrote it believes that a risk was accepted, by whom and until when. Whoever reviews it does, too.",
            "写下它的人以为风险已被接受，并写明了由谁接受、到何时为止。复查的人也会这样以为。",
        ),
        advice: Text::new(
            "Write it as the message says, or remove it. Access stays as it is.",
            "按消息所说书写，或将其删除。不会改变任何访问权限。",
        ),
        limits: Text::new(
            "Texts inside of strings and heredocs are no comments, and JSON has none. The finding cannot be waived.",
            "字符串和 heredoc 中的文本不是注释，JSON 也没有注释。此发现不能豁免。",
        ),
        avoid: &[Sample::new(
            "main.tf",
            r##"«# ramlint: waive[RAM110] until=2026-12-31»
resource "alicloud_ram_user" "ann" {
  name = "ann"
}
"##,
        )],
        prefer: &[Sample::new(
            "main.tf",
            r##"# ramlint: waive[RAM110] until=2026-12-31 reason="CAB-1234, reviewed with the cache team"
resource "alicloud_ram_user" "ann" {
  name = "ann"
}
"##,
        )],
        sources: &["CWE-1116"],
    },
    check: Check::Waivers(check),
};

fn check(context: &Context<'_>, waiving: &Waiving<'_>, into: &mut Vec<Finding>) {
    for misread in waiving.misread {
        let language = context.language;
        let why = misread.why.text(language);
        let message = say!(
            language,
            "this comment waives nothing: {why}",
            "这条注释没有豁免作用：{why}"
        );
        let primary = language.pick("accepts no finding", "不接受任何发现");
        let mut found = context.finding(&RULE, message, label(misread.at, primary));
        let help = language.pick(
            "write `ramlint: waive[RULE] until=YYYY-MM-DD reason=\"...\"`, or remove the comment",
            "写成 `ramlint: waive[RULE] until=YYYY-MM-DD reason=\"...\"`，或删除该注释",
        );
        found.help = Some(help.to_owned());
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn once_for_each_and_only_in_comments() {
        let text = r##"
«# ramlint: ignore»
resource "alicloud_ram_user" "a" {
  name = "a" «// ramlint: waive[RAM9999] until=2026-12-31 reason="ten letters"»
}
«/* ramlint: waive[RAM101] until=2026-12-31 reason="short" */»
resource "alicloud_ram_user" "b" {
  name     = "b # ramlint: waive"
  comments = <<EOT
# ramlint: waive[nothing]
EOT
}
"##;
        check("RAM913", &[("main.tf", text)]);
    }
}
