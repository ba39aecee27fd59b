//! RAM901: an input, or a part of one, was not analysed

use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Ended, Finding, Level, Rule, Sample, Text, Unread, label, say,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM901",
    name: "input-not-analysed",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an input, or a part of one, was not analysed",
            "某个输入或其中一部分未被分析",
        ),
        finds: Text::new(
            "A file could not be opened or understood, or a part of it is in a form that is not read. What a finding about its text or structure says already is not said again.",
            "某个文件无法打开或无法理解，或者其中一部分的写法不被读取。文本或结构方面的发现已经说明的，不再重复。",
        ),
        matters: Text::new(
            "The answers hold for what was read alone. A policy in the part that was not may grant the action to anybody, or be the guard that seems to be missing.",
            "分析结果只对已读取的内容成立。未读取部分中的权限策略可能把该操作授予任何人，也可能正是看似缺失的那道防线。",
        ),
        advice: Text::new(
            "Do what the message says, or leave the file out on purpose. The run then ends with an exit status that tells about policies.",
            "按消息所说处理，或者有意将该文件排除。运行的退出状态随后才反映策略本身。",
        ),
        limits: Text::new(
            "The level is low so that the exit status for an incomplete run, and not the one for findings, tells a pipeline about it.",
            "级别为 low，以便由“运行不完整”的退出状态而不是“有发现”的退出状态告知流水线。",
        ),
        avoid: &[Sample::new(
            "main.tf",
            r#"resource "alicloud_ram_user" "ann" {
  name = "ann"
}

«resource "alicloud_ram_unheard_of" "x"» {
  user_name = "ann"
}
"#,
        )],
        prefer: &[Sample::new(
            "main.tf",
            r#"resource "alicloud_ram_user" "ann" {
  name = "ann"
}
"#,
        )],
        sources: &[
            "https://github.com/aliyun/terraform-provider-alicloud",
            "CWE-1059",
        ],
    },
    check: Check::Run(check),
};

fn check(context: &Context<'_>, ended: &Ended<'_>, into: &mut Vec<Finding>) {
    for unread in ended.unread {
        if !is_said(unread, context) {
            into.push(finding(unread, context));
        }
    }
}

/// Whether another rule reports the text or the structure that was not understood.
fn is_said(unread: &Unread, context: &Context<'_>) -> bool {
    let mut texts = context.model.text_problems.iter();
    let text = texts.any(|problem| !problem.kind.recovered() && problem.at.file == unread.file);
    let mut structures = context.model.structure_problems.iter();
    text || structures.any(|problem| Some(problem.at) == unread.at)
}

fn finding(unread: &Unread, context: &Context<'_>) -> Finding {
    let language = context.language;
    let path = quoted(context.sources.path(unread.file));
    let why = &unread.why;
    let message = say!(
        language,
        "{path} was not analysed whole: it {why}",
        "{path} 未被完整分析：{why}"
    );
    let start = Span::new(unread.file, 0, 0);
    let at = unread.at.unwrap_or(start);
    let primary = language.pick("not taken into account", "未计入分析");
    let mut found = context.finding(&RULE, message, label(at, primary));
    let help = language.pick(
        "mend the input so that it can be read, or leave it out on purpose",
        "修正输入使其可读，或有意将其排除",
    );
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn quiet_where_the_text_or_the_structure_is_reported() {
        check(
            "RAM901",
            &[(
                "a.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action"#,
            )],
        );
        check(
            "RAM901",
            &[("a.json", r#"{"ram_account_snapshot": 1, "usrs": []}"#)],
        );
    }
}
