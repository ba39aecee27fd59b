//! Details that readers hand over in English, in the language asked for. One that is
//! not known stays as it is.

use crate::rules::{Language, Text};

pub(super) const TOO_MUCH: &[Text] = &[
    Text::new("folders that module calls name", "模块调用所指的文件夹"),
    Text::new("variables files of one root", "同一根模块的变量文件"),
    Text::new("instances of one block", "同一块的实例"),
    Text::new("instances of blocks", "块的实例"),
    Text::new(
        "combinations of what unknown values of a resource may be",
        "资源未知值的可能组合",
    ),
    Text::new("blocks inside one another", "嵌套的块"),
    Text::new("module calls inside one another", "嵌套的模块调用"),
    Text::new("instances of modules", "模块实例"),
    Text::new("values to work out", "待求的值"),
    Text::new("levels of references and values", "引用和值的层级"),
    Text::new("bytes of text made by functions", "函数生成的文本字节"),
    Text::new("instances of a resource", "同一资源的实例"),
];

pub(super) const LIMITS: &[Text] = &[
    Text::new(
        "evaluating the expressions of the input takes more steps than are allowed",
        "对输入中的表达式求值所需的步数超过上限",
    ),
    Text::new(
        "expressions lie in each other more than 64 levels deep",
        "表达式嵌套超过 64 层",
    ),
    Text::new(
        "a collection has more elements or levels than are kept",
        "集合的元素或层级过多",
    ),
    Text::new("a text would have more than 1 MiB", "文本会超过 1 MiB"),
    Text::new(
        "a number has more digits than are reckoned with",
        "数字的位数过多",
    ),
    Text::new(
        "locals, variables and modules refer to each other in too long a chain to follow",
        "局部值、变量和模块相互引用的链条过长",
    ),
];

pub(super) const WANTED: &[Text] = &[
    Text::new("a list", "列表"),
    Text::new("a mapping", "映射"),
    Text::new("a string", "字符串"),
    Text::new("the name of a policy", "权限策略名称"),
    Text::new("Custom or System", " Custom 或 System"),
    Text::new("`System` or `Custom`", " `System` 或 `Custom`"),
    Text::new("`System` or `Inline`", " `System` 或 `Inline`"),
    Text::new("`User` or `Group`", " `User` 或 `Group`"),
    Text::new(
        "`IMSUser`, `IMSGroup` or `ServiceRole`",
        " `IMSUser`、`IMSGroup` 或 `ServiceRole`",
    ),
    Text::new(
        "the same in all files of a folder",
        "同一文件夹的所有文件中相同的值",
    ),
    Text::new(
        "a policy with PolicyType Custom or System and a principal with PrincipalType IMSUser, IMSGroup or ServiceRole",
        " PolicyType 为 Custom 或 System 的权限策略，以及 PrincipalType 为 IMSUser、IMSGroup 或 ServiceRole 的授权主体",
    ),
];

/// What stands behind the name of a module that cannot be had.
const MODULES: &[Text] = &[
    Text::new(
        " is outside of the root; widen `--root`, or give a plan as JSON",
        " 位于根目录之外；请扩大 `--root`，或提供 JSON 格式的计划",
    ),
    Text::new(
        " is not in the input; run `terraform init`, which puts it into `.terraform`, or give a plan as JSON",
        " 不在输入中；请运行 `terraform init` 将其下载到 `.terraform`，或提供 JSON 格式的计划",
    ),
    Text::new(
        "its source is not a plain text; give a plan as JSON",
        "其 source 不是直接写出的文本；请提供 JSON 格式的计划",
    ),
    Text::new(
        " calls itself, which Terraform refuses",
        " 调用了自身，Terraform 不允许这样做",
    ),
    Text::new(
        " holds no Terraform file; check the path, or give a plan as JSON",
        " 中没有 Terraform 文件；请检查路径，或提供 JSON 格式的计划",
    ),
];

fn of<'a>(table: &[Text], text: &'a str, language: Language) -> &'a str {
    let mut known = table.iter();
    known
        .find(|known| known.get(Language::English) == text)
        .map_or(text, |known| known.get(language))
}

/// What there is too much of.
pub(super) fn too_much(what: &str, language: Language) -> &str {
    of(TOO_MUCH, what, language)
}

/// Which limit a value is beyond.
pub(super) fn limit(how: &str, language: Language) -> String {
    match how.split_once(" (") {
        Some((words, number)) => format!("{} ({number}", of(LIMITS, words, language)),
        None => of(LIMITS, how, language).to_owned(),
    }
}

/// What belongs where something else stands.
pub(super) fn wanted(what: &str, language: Language) -> &str {
    of(WANTED, what, language)
}

/// Why a module cannot be had.
pub(super) fn module(why: &str, language: Language) -> String {
    let mut known = MODULES.iter();
    let found = known.find_map(|known| {
        let name = why.strip_suffix(known.get(Language::English))?;
        Some(format!("{name}{}", known.get(language)))
    });
    found.unwrap_or_else(|| why.to_owned())
}
