//! What would settle a gap or a reading.

use crate::model::doubt::{Doubt, DoubtKind};
use crate::rules::kit::language::Language;
use crate::rules::kit::say;
use crate::rules::kit::wording::doubt::bracketed;

/// What would settle it, as one action to take.
#[must_use]
pub fn remedy(doubt: &Doubt, language: Language) -> Option<String> {
    let fixed = |english, chinese| language.pick(english, chinese).to_owned();
    let about = &doubt.about;
    Some(match (doubt.kind, doubt.name.as_str()) {
        (DoubtKind::Gap, "policy") => say!(
            language,
            "add the document with `--policy {about}=FILE`",
            "用 `--policy {about}=FILE` 补充其内容"
        ),
        (DoubtKind::Gap, "system-policy") => {
            say!(
                language,
                "add the document with `--policy System/{about}=FILE`",
                "用 `--policy System/{about}=FILE` 补充其内容"
            )
        }
        (DoubtKind::Gap, "trust") => {
            say!(
                language,
                "add the trust document of role `{about}` to the input",
                "将角色 `{about}` 的信任策略加入输入"
            )
        }
        (DoubtKind::Gap, "not-complete" | "output") if bracketed(about).is_some() => {
            let command = bracketed(about).map_or("", |(_, command)| command);
            say!(
                language,
                "add what `{command}` prints to the input",
                "将 `{command}` 的输出加入输入"
            )
        }
        (DoubtKind::Gap, "not-complete") => {
            say!(
                language,
                "list `{about}` under `complete` once the input holds all of them",
                "待输入包含其全部后，在 `complete` 中列出 `{about}`"
            )
        }
        (DoubtKind::Gap, "condition") => fixed(
            "give the parameters that it is made of with `--param NAME=VALUE`",
            "用 `--param NAME=VALUE` 给出它所用的参数",
        ),
        (DoubtKind::Gap, "control-policy-binds") => fixed(
            "give the account's path under `resource_directory` and the policy's targets",
            "在 `resource_directory` 中给出账号的路径，并给出该策略的绑定目标",
        ),
        (DoubtKind::Gap, "role-worn") => {
            say!(
                language,
                "look which instances wear role `{about}`, and keep commands off them",
                "查看哪些实例绑定了角色 `{about}`，并禁止在其上运行命令"
            )
        }
        (DoubtKind::Gap, "cloud-sso-administrator") => fixed(
            "give the account's place under `resource_directory`",
            "在 `resource_directory` 中给出账号的位置",
        ),
        (DoubtKind::Reading, "escalation-not-verified") => {
            say!(
                language,
                "take `{about}` away where it is not needed",
                "在不需要的地方移除 `{about}`"
            )
        }
        (DoubtKind::Gap, "own-account" | "account-id") => {
            fixed("give the account id in the input", "在输入中给出账号 ID")
        }
        (DoubtKind::Gap, "variable") => fixed(
            "give it a value with `--var-file FILE`, or give the plan as JSON",
            "用 `--var-file FILE` 赋值，或提供 JSON 格式的计划",
        ),
        (DoubtKind::Gap, "parameter") => fixed(
            "give it a value with `--param NAME=VALUE`",
            "用 `--param NAME=VALUE` 赋值",
        ),
        (DoubtKind::Gap, "computed" | "data-source") => fixed(
            "give the plan or the state as JSON, which may have the value",
            "提供 JSON 格式的计划或状态，其中可能有该值",
        ),
        (DoubtKind::Gap, "function" | "limit" | "failing" | "cycle") => fixed(
            "write the value out, or give the plan as JSON",
            "直接写出该值，或提供 JSON 格式的计划",
        ),
        (DoubtKind::Gap, "module") => fixed(
            "run `terraform init` so that the module is there, or give the plan as JSON",
            "运行 `terraform init` 以获取该模块，或提供 JSON 格式的计划",
        ),
        (DoubtKind::Gap, "undeclared") => {
            fixed("declare it, or correct the name", "声明它，或更正名称")
        }
        (DoubtKind::Gap, "file") => fixed("add the file to the repository", "将该文件加入仓库"),
        (DoubtKind::Gap, "kept") => fixed(
            "let the text decide, or give a dump of the account, which has what is in force",
            "让代码决定其内容，或提供账号导出，其中有实际生效的内容",
        ),
        (DoubtKind::Gap, "conflicting-documents") => fixed(
            "keep the document that is in force, or read the inputs one at a time",
            "只保留生效的那份内容，或逐个读取输入",
        ),
        (DoubtKind::Gap, "document") => fixed(
            "mend the text, so that the whole document can be read",
            "修正文本，使整个策略文档可以读取",
        ),
        (DoubtKind::Reading, "action-without-colon") => fixed(
            "write the action with the code of its service, `code:Name`",
            "写出带云服务代码的操作，即 `code:Name`",
        ),
        (DoubtKind::Reading, "empty-list") => fixed(
            "add a value, or remove the test",
            "添加一个值，或删除该条件",
        ),
        (DoubtKind::Reading, "escape") => fixed(
            "write out what is meant, without a backslash or `${…}`",
            "直接写出所指内容，不用反斜杠或 `${…}`",
        ),
        (DoubtKind::Reading, "type-mismatch") => fixed(
            "use an operator and a value of the type that the key has",
            "使用与条件键类型相符的运算符和值",
        ),
        (DoubtKind::Reading, "principal-wildcard") => fixed(
            "name the account or the principal without a wildcard",
            "指明账号或授权主体，不用通配符",
        ),
        (DoubtKind::Reading, "non-ascii-letter") => fixed(
            "write the name in plain ASCII letters",
            "用 ASCII 字母书写名称",
        ),
        (DoubtKind::Reading, "empty-not-action") => fixed(
            "list what is to be excluded, or name what is meant",
            "列出要排除的内容，或指明所指的内容",
        ),
        (DoubtKind::Reading, "single-character-resource") => {
            fixed("write the resource as `*`", "将资源写为 `*`")
        }
        (DoubtKind::Reading, "whole-service-resource") => fixed(
            "write the resource as `*`, the only one this action is authorised on",
            "将资源写为 `*`，该操作只能对它授权",
        ),
        (DoubtKind::Reading, "negated-operator-on-absent-key") => fixed(
            "test the key with a positive operator, or add a statement for requests without it",
            "用肯定运算符判断该条件键，或为不带该键的请求添加一条语句",
        ),
        (DoubtKind::Reading, "unverified-key") => {
            say!(
                language,
                "use a condition key that is documented for the action instead of `{about}`",
                "改用该操作文档中记载的条件键，代替 `{about}`"
            )
        }
        (DoubtKind::Reading, "duplicate-key") => {
            fixed("keep one of the equal keys", "相同的键只保留一个")
        }
        (DoubtKind::Reading, "effect-spelling") => {
            fixed("write `Allow` or `Deny`", "写 `Allow` 或 `Deny`")
        }
        (DoubtKind::Reading, "value-format") => fixed(
            "write the value in its documented format",
            "按文档所述格式书写该值",
        ),
        (DoubtKind::Reading, "condition-key-case") => fixed(
            "write the condition key in its documented spelling",
            "按文档中的拼写书写条件键",
        ),
        (DoubtKind::Reading, "document-not-accepted") => fixed(
            "write the document as RAM's grammar has it",
            "按 RAM 的语法书写策略文档",
        ),
        (DoubtKind::Reading, "not-resource") => {
            fixed("name the resources with Resource", "用 Resource 指明资源")
        }
        (DoubtKind::Reading, "unsupported-operator" | "set-operators") => fixed(
            "use one of the documented condition operators",
            "使用文档中列出的条件运算符",
        ),
        _ => return None,
    })
}
