//! Why something was not analysed, in words a colleague would use.

mod detail;
pub mod on_disk;
#[cfg(test)]
mod tests;

/// What messages say that there may be too much of.
#[cfg(test)]
pub(in crate::cli) fn too_much() -> Vec<&'static str> {
    let all = detail::TOO_MUCH.iter();
    all.map(|text| text.get(crate::rules::Language::English))
        .collect()
}

use std::collections::BTreeSet;

use crate::cli::disk;
use crate::readers::{self, Header, NothingIn, Why};
use crate::report::display::Untrusted;
use crate::report::human::format_name;
use crate::report::run::NotAnalysed;
use crate::rules::kit::{say, wording};
use crate::rules::{Language, Text};
use crate::syntax::ProblemKind;

/// What the disk could not hand over.
#[must_use]
pub fn of_disk(entry: &disk::NotAnalysed, language: Language) -> NotAnalysed {
    let reason = on_disk::reason(&entry.reason, language);
    let why = if entry.detail.is_empty() {
        reason
    } else {
        let detail = &entry.detail;
        say!(language, "{reason} ({detail})", "{reason}（{detail}）")
    };
    NotAnalysed {
        path: Untrusted::new(entry.path.clone()),
        at: None,
        why: Untrusted::new(why),
    }
}

/// What the readers could not read.
#[must_use]
pub fn of_readers(entry: &readers::NotAnalysed, language: Language) -> NotAnalysed {
    NotAnalysed {
        path: Untrusted::new(entry.path.clone()),
        at: entry.at,
        why: Untrusted::new(why(&entry.why, language)),
    }
}

fn why(why: &Why, language: Language) -> String {
    match why {
        Why::Unparsable(problem) => {
            let problem = problem_words(problem, language);
            say!(
                language,
                "cannot be read whole: {problem}",
                "无法完整读取：{problem}"
            )
        }
        Why::NothingRecognised => language
            .pick(
                "holds no policy, manifest or account snapshot",
                "不含权限策略、授权清单或账号快照",
            )
            .to_owned(),
        Why::NotReadYet(what) => on_disk::reason(&disk::Reason::NotReadYet(what), language),
        // The folder that ramlint was started in has no part in it.
        Why::Header(header, written) => of_header(header, written.as_deref(), language),
        Why::NoResources => language
            .pick(
                "has the header of a ROS template and types of RAM, and no resource of RAM is found in its `Resources`; check how that key is spelled and where it stands",
                "带有 ROS 模板的标识并提到 RAM 资源类型，但在 `Resources` 中没有找到 RAM 资源；请检查该键的拼写和位置",
            )
            .to_owned(),
        Why::Refused(crate::source::Refusal::Missing) => language
            .pick(
                "names a file here that does not exist; check the spelling, or give that file",
                "在此处引用了不存在的文件；请检查拼写，或提供该文件",
            )
            .to_owned(),
        Why::Refused(refusal) => {
            let reason = on_disk::reason(&disk::Reason::from(refusal.clone()), language);
            say!(
                language,
                "names a file here that {reason}",
                "在此处引用的文件{reason}"
            )
        }
        Why::Structure(kind) => structure_words(kind, language),
        Why::NotOfKind(name) => not_of_kind(name, language),
        Why::FormatVersion(version) => say!(
            language,
            "is in version `{version}` of its format, which is not read; use a Terraform of version 0.12 to 1.x, or update ramlint",
            "使用了不支持的格式版本 `{version}`；请使用 0.12 至 1.x 版本的 Terraform，或更新 ramlint"
        ),
        Why::PlanIncomplete => language
            .pick(
                "says that it is not the whole plan; plan again without errors and without `-target`",
                "表明它不是完整的计划；请在没有错误且不使用 `-target` 的情况下重新生成计划",
            )
            .to_owned(),
        Why::CallNotRead(_) | Why::CallNotTold(_) | Why::CallFailed(_) => of_call(why, language),
        _ => of_template(why, language),
    }
}

/// A file whose format is known by a header that it lacks.
fn of_header(header: &Header, written: Option<&str>, language: Language) -> String {
    let format = format_name(header.format, language);
    let line = header.line;
    match written {
        Some(written) => {
            let written = wording::quoted(written);
            say!(
                language,
                "has {written}, which is nearly the header of {format}s, so that none reads it; write `{line}` at the top level of the file, or rename that key",
                "含有 {written}，看来是想写{format}的标识，因此其中的内容没有读取；请在文件顶层写上 `{line}`，或重命名该键"
            )
        }
        None => say!(
            language,
            "looks like one of the {format}s and lacks their header, so that nothing of it is read; write `{line}` at the top level of the file",
            "看来是{format}，但缺少其标识，因此其中的内容没有读取；请在文件顶层写上 `{line}`"
        ),
    }
}

/// Parts of templates that are not followed.
fn of_template(why: &Why, language: Language) -> String {
    match why {
        Why::UnknownResource(kind) => say!(
            language,
            "has a resource of type `{kind}`, which may give permissions that are not read; state them in a manifest",
            "含有类型为 `{kind}` 的资源，它授予的权限可能没有读取；请在授权清单中写明"
        ),
        Why::Command => language
            .pick(
                "runs a command that changes permissions, which is not followed; declare them as resources",
                "运行了修改权限的命令，其效果没有分析；请将权限声明为资源",
            )
            .to_owned(),
        Why::NotKnown(argument) => say!(
            language,
            "has a resource whose `{argument}` is not known here, so what it gives to whom cannot be told; write it as a plain value",
            "含有 `{argument}` 未知的资源，因此无法确定授予谁什么权限；请直接写出该值"
        ),
        Why::NoModule(why) => {
            let why = detail::module(why, language);
            say!(
                language,
                "calls a module that cannot be read, so what it declares is not known: {why}",
                "调用了无法读取的模块，因此不知道其中声明了什么：{why}"
            )
        }
        Why::Limit(how) => {
            let how = detail::limit(how, language);
            say!(
                language,
                "has a value that takes more work than the limit allows: {how}",
                "含有计算量超出上限的值：{how}"
            )
        }
        Why::TooMuch { what, limit } => {
            let what = detail::too_much(what, language);
            say!(
                language,
                "has too many {what}: no more than {limit} are looked at",
                "的{what}过多：最多查看 {limit} 个"
            )
        }
        Why::Transform(name) => say!(
            language,
            "is changed by the transform `{name}` before it is put to work, and what that makes is not seen",
            "在部署之前会由转换 `{name}` 修改，修改后的内容无法看到"
        ),
        Why::NestedTemplate(kind) => say!(
            language,
            "has another template in a resource of type `{kind}`, and that one is not followed; name it as well",
            "在类型为 `{kind}` 的资源中含有另一个模板，该模板没有分析；请同时指定它"
        ),
        _ => language.pick("cannot be read", "无法读取").to_owned(),
    }
}

/// Recorded calls whose answers are not taken.
fn of_call(why: &Why, language: Language) -> String {
    match why {
        Why::CallNotRead(call) => say!(
            language,
            "records the call `{call}`, whose answers are not read, and speaks of RAM",
            "记录了调用 `{call}`，其内容涉及 RAM，但不支持读取其结果"
        ),
        Why::CallNotTold(name) => say!(
            language,
            "does not say whose answer it is; name the file `{name}`",
            "没有说明是对谁的查询结果；请将文件命名为 `{name}`"
        ),
        Why::CallFailed(call) => say!(
            language,
            "holds no answer to the call `{call}` that it is named for",
            "不含其文件名所指调用 `{call}` 的结果"
        ),
        _ => language.pick("cannot be read", "无法读取").to_owned(),
    }
}

/// Why nothing of RAM is in a text. `clouds` are those of its policy documents.
#[must_use]
pub fn of_nothing(nothing: NothingIn, clouds: &[&str], language: Language) -> String {
    match nothing {
        NothingIn::NoSyntax => language
            .pick(
                "neither JSON nor YAML, and nothing says that it is a policy",
                "既不是 JSON 也不是 YAML，也没有表明它是权限策略",
            )
            .to_owned(),
        NothingIn::Broken => language
            .pick(
                "cut or broken, and without a word of policies",
                "内容截断或损坏，且没有涉及权限策略的内容",
            )
            .to_owned(),
        NothingIn::OtherClouds => match clouds {
            [cloud] => say!(
                language,
                "a policy document of {cloud}",
                "{cloud} 的策略文档"
            ),
            several => {
                let names: BTreeSet<&str> = several.iter().copied().collect();
                let names: Vec<&str> = names.into_iter().collect();
                let names = names.join(language.pick(" and ", " 和 "));
                let number = several.len();
                say!(
                    language,
                    "{number} policy documents of {names}",
                    "{names} 的 {number} 份策略文档"
                )
            }
        },
        NothingIn::Nothing => language
            .pick("no RAM policy in it", "其中没有 RAM 权限策略")
            .to_owned(),
    }
}

/// A remark of the readers.
#[must_use]
pub fn of_note(note: &readers::Note, language: Language) -> String {
    let root_of = |root: &str| if root.is_empty() { "." } else { root }.to_owned();
    match note {
        readers::Note::AccountFromInput(id) => say!(
            language,
            "the account is taken to be {id}, the only one that the input names",
            "账号视为 {id}，即输入中唯一出现的账号"
        ),
        readers::Note::AccountFromBefore(id) => say!(
            language,
            "the account is taken to be {id}, as without the change",
            "账号视为 {id}，与变更前相同"
        ),
        readers::Note::NotInDump { what, command } => {
            let said = wording::doubt::in_words(what, language);
            say!(
                language,
                "the dump lacks {said}; `{command}` would tell",
                "账号导出中缺少{said}；可用 `{command}` 查询"
            )
        }
        readers::Note::UnusedPolicy(name) => say!(
            language,
            "--policy {name}: nothing in the input names this policy",
            "--policy {name}：输入中没有引用该权限策略"
        ),
        readers::Note::UnusedParameter(name) => say!(
            language,
            "--param {name}: no template in the input has this parameter",
            "--param {name}：输入中没有模板使用该参数"
        ),
        readers::Note::NoRamResources(path) => say!(
            language,
            "{path}: no resource in it is one of RAM, Resource Manager or Cloud SSO",
            "{path}：其中没有 RAM、资源管理或云 SSO 的资源"
        ),
        readers::Note::PlanOf { plan, root } => {
            let root = root_of(root);
            say!(
                language,
                "{plan} stands for the root module `{root}`, whose places are shown",
                "{plan} 代表根模块 `{root}`，位置以后者为准显示"
            )
        }
        readers::Note::BeyondPlan {
            plan,
            root,
            resources,
        } => {
            let root = root_of(root);
            say!(
                language,
                "{plan} was made from another version of the root module `{root}`: {resources} of its resources are not in the plan, and count as they are written; plan again",
                "{plan} 由根模块 `{root}` 的另一个版本生成：其中 {resources} 个资源不在计划中，按其代码计入；请重新生成计划"
            )
        }
        readers::Note::StateBefore { state, plan } => say!(
            language,
            "{state} is what {plan} starts from, so only the plan counts",
            "{state} 是 {plan} 的起点，因此只计入计划"
        ),
        readers::Note::ReadByOpenTofuAlone { read, left_out } => {
            let (read, left_out) = (quoted(read, language), quoted(left_out, language));
            match left_out.as_str() {
                "" => say!(
                    language,
                    "only OpenTofu reads {read}; what either tool would make counts as possible",
                    "只有 OpenTofu 会读取 {read}；两种工具各自的结果都按可能计入"
                ),
                _ => say!(
                    language,
                    "only OpenTofu reads {read}, and in place of {left_out}, which Terraform reads; what either tool would make counts as possible",
                    "只有 OpenTofu 会读取 {read}，并以此代替 Terraform 读取的 {left_out}；两种工具各自的结果都按可能计入"
                ),
            }
        }
        readers::Note::VariablesByDefault(1) => language
            .pick(
                "1 Terraform variable keeps its default; whoever runs Terraform with TF_VAR_ settings or flags may change it",
                "1 个 Terraform 变量使用默认值；运行 Terraform 时可用 TF_VAR_ 环境变量或参数更改它",
            )
            .to_owned(),
        readers::Note::VariablesByDefault(count) => say!(
            language,
            "{count} Terraform variables keep their defaults; whoever runs Terraform with TF_VAR_ settings or flags may change them",
            "{count} 个 Terraform 变量使用默认值；运行 Terraform 时可用 TF_VAR_ 环境变量或参数更改它们"
        ),
    }
}

fn quoted(paths: &[String], language: Language) -> String {
    let paths: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
    paths.join(language.pick(", ", "、"))
}

/// A text is not what it is said to be.
fn not_of_kind(name: &'static str, language: Language) -> String {
    let command = match name {
        "Terraform plan" => Some("terraform show -json PLANFILE"),
        "Terraform state" => Some("terraform show -json"),
        _ => None,
    };
    let shown = format_name(name, language);
    match command {
        Some(command) => say!(
            language,
            "is not the {shown} that it is said to be; write one with `{command}`, or say what it is with --input",
            "不是所说的{shown}；请用 `{command}` 生成，或用 --input 说明它是什么"
        ),
        None => say!(
            language,
            "is not the {shown} that it is said to be, or say what it is with --input",
            "不是所说的{shown}；请用 --input 说明它是什么"
        ),
    }
}

fn problem_words(kind: &ProblemKind, language: Language) -> String {
    match kind {
        ProblemKind::UnclosedBracket(bracket) => {
            say!(
                language,
                "`{bracket}` is never closed",
                "`{bracket}` 没有闭合"
            )
        }
        ProblemKind::StrayBracket(bracket) => {
            say!(language, "`{bracket}` closes nothing", "多余的 `{bracket}`")
        }
        ProblemKind::TooDeep(levels) => say!(
            language,
            "it is nested more than {levels} levels deep",
            "嵌套超过 {levels} 层"
        ),
        ProblemKind::TooManyNodes(nodes) => say!(
            language,
            "it has more than {nodes} values",
            "包含的值超过 {nodes} 个"
        ),
        ProblemKind::Hcl(message) => say!(language, "HCL: {message}", "HCL：{message}"),
        ProblemKind::Yaml(message) => say!(language, "YAML: {message}", "YAML：{message}"),
        ProblemKind::DuplicateKey(key) => {
            say!(
                language,
                "the key `{key}` occurs twice",
                "键 `{key}` 出现了两次"
            )
        }
        kind => fixed_problem(kind).get(language).to_owned(),
    }
}

const fn fixed_problem(kind: &ProblemKind) -> Text {
    match kind {
        ProblemKind::UnclosedString => Text::new("a string is never closed", "有字符串没有闭合"),
        ProblemKind::UnclosedComment => Text::new("a comment is never closed", "有注释没有闭合"),
        ProblemKind::TrailingText => Text::new(
            "something follows the end of the document",
            "文档结束之后还有内容",
        ),
        ProblemKind::MissingValue => Text::new("a value is missing", "缺少值"),
        ProblemKind::Empty => Text::new("there is no text in it", "其中没有文本"),
        ProblemKind::InvalidUtf8 => Text::new("it is not UTF-8", "不是 UTF-8 编码"),
        ProblemKind::YamlAlias => Text::new("a YAML alias is not followed", "不支持展开 YAML 别名"),
        _ => Text::new(
            "it is neither JSON nor YAML here",
            "此处既不是 JSON 也不是 YAML",
        ),
    }
}

fn structure_words(kind: &crate::model::structure::StructureKind, language: Language) -> String {
    use crate::model::structure::StructureKind as Kind;
    match kind {
        Kind::UnknownKey(key) => say!(
            language,
            "has the key `{key}`, which its format does not have",
            "含有其格式所没有的键 `{key}`"
        ),
        Kind::BadKey { key, wanted } => {
            let wanted = detail::wanted(wanted, language);
            say!(
                language,
                "`{key}` must be {wanted}",
                "`{key}` 必须是{wanted}"
            )
        }
        Kind::Unresolved(name) => say!(
            language,
            "refers to `{name}`, which is not there",
            "引用了不存在的 `{name}`"
        ),
        _ => language
            .pick("does not follow its format", "不符合其格式")
            .to_owned(),
    }
}
