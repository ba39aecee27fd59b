//! Gaps and readings as text: what is not known, and what would settle it.

mod about;
mod remedy;

use std::borrow::Cow;

use crate::model::doubt::{Doubt, DoubtKind};
use crate::model::reading as rows;
use crate::rules::kit::language::Language;
use crate::rules::kit::say;
use crate::rules::kit::wording::reading;

pub use remedy::remedy;

/// What is not known, as a noun clause.
#[must_use]
pub fn text(doubt: &Doubt, language: Language) -> String {
    match doubt.kind {
        DoubtKind::Reading => of_reading(doubt, language),
        DoubtKind::Gap => of_gap(&doubt.name, &doubt.about, language),
    }
}

fn of_reading(doubt: &Doubt, language: Language) -> String {
    let whether = reading::whether(&doubt.name, language);
    let names_itself = matches!(
        doubt.name.as_str(),
        "duplicate-key" | "ipv4-mapped" | "not-resource" | "account-allow-ends-evaluation"
    );
    if doubt.about.is_empty() || names_itself {
        return whether;
    }
    let about = code(&doubt.about, language);
    say!(language, "{whether}: {about}", "{whether}：{about}")
}

/// What a reading is about, in backticks unless it is words.
fn code(about: &str, language: Language) -> String {
    match about::reason(about, language) {
        Some(words) => words,
        None => format!("`{about}`"),
    }
}

fn of_gap(name: &str, about: &str, language: Language) -> String {
    let words = about::words(about, language);
    match name {
        "policy" => say!(
            language,
            "the document of policy `{about}` is not in the input",
            "输入中没有权限策略 `{about}` 的内容"
        ),
        "system-policy" => say!(
            language,
            "the document of system policy `{about}` is not bundled whole",
            "系统策略 `{about}` 的内容没有完整内置"
        ),
        "system-document" => say!(
            language,
            "which document of system policy `{about}` is in force: the bundled one, or the one in the input",
            "系统策略 `{about}` 生效的是哪份内容：内置的，还是输入中的"
        ),
        "trust" => say!(
            language,
            "the trust document of role `{about}` is not in the input",
            "输入中没有角色 `{about}` 的信任策略"
        ),
        "assignments" => say!(
            language,
            "the input does not say who is assigned access configuration `{about}`",
            "输入未说明访问配置 `{about}` 分配给了谁"
        ),
        "not-complete" => match bracketed(about) {
            Some((word, _)) => {
                let words = about::words(word, language);
                say!(
                    language,
                    "the input does not hold all {words}",
                    "输入不包含全部{words}"
                )
            }
            None => say!(
                language,
                "the input does not claim to hold all {words}",
                "输入未声明包含全部{words}"
            ),
        },
        "control-policy-binds" => say!(
            language,
            "the input does not say whether control policy `{about}` binds this account",
            "输入未说明管控策略 `{about}` 是否约束本账号"
        ),
        "control-policy" => say!(
            language,
            "the document of control policy `{about}` is not in the input",
            "输入中没有管控策略 `{about}` 的内容"
        ),
        "own-account" => say!(
            language,
            "the input does not say whether `{about}` is the account itself",
            "输入未说明 `{about}` 是否就是本账号"
        ),
        "role-worn" => say!(
            language,
            "the input does not say whether anything wears role `{about}`",
            "输入未说明角色 `{about}` 是否绑定在某个实例上"
        ),
        "cloud-sso-administrator" => language
            .pick(
                "the input does not say whether Cloud SSO is administered from this account",
                "输入未说明云 SSO 是否由本账号管理",
            )
            .to_owned(),
        "document" => say!(
            language,
            "a part of {words} could not be read",
            "{words} 有一部分无法读取"
        ),
        "conflicting-documents" => say!(
            language,
            "two documents are given for {words}, and nothing says which is in force",
            "{words} 有两份内容，没有说明哪一份生效"
        ),
        "output" => match bracketed(about) {
            Some((what, _)) => {
                let what = about::words(&what.replace('`', ""), language).into_owned();
                say!(language, "the input lacks {what}", "输入中缺少{what}")
            }
            None => say!(
                language,
                "the input lacks what {words} would tell",
                "输入中缺少 {words} 的输出"
            ),
        },
        _ => of_value(name, &words, language),
    }
}

/// A value of a template that is not known.
fn of_value(name: &str, about: &str, language: Language) -> String {
    match name {
        "variable" | "parameter" => say!(
            language,
            "the value of {about} is not known",
            "{about} 的值未知"
        ),
        "deployment" => say!(
            language,
            "{about} is only known when the template is put to work",
            "{about} 在部署模板时才能知道"
        ),
        "account-id" => say!(
            language,
            "the id of the account is not known: {about}",
            "账号 ID 未知：{about}"
        ),
        "computed" => say!(
            language,
            "{about} is only known once it exists",
            "{about} 在创建之后才能知道"
        ),
        "data-source" => say!(
            language,
            "{about} is read from the cloud",
            "{about} 从云上读取"
        ),
        "undeclared" => say!(
            language,
            "{about} is not declared in the input",
            "{about} 在输入中没有声明"
        ),
        "function" => say!(language, "{about} is not evaluated", "{about} 不会被求值"),
        "module" => say!(
            language,
            "the text of {about} is not in the input",
            "输入中没有 {about} 的代码"
        ),
        "file" => say!(language, "{about} cannot be read", "{about} 无法读取"),
        "cycle" => say!(language, "{about} depends on itself", "{about} 依赖于自身"),
        "limit" => say!(
            language,
            "{about} takes more work than the limit allows",
            "{about} 的计算量超出上限"
        ),
        "failing" => say!(language, "{about} cannot be evaluated", "{about} 无法求值"),
        "kept" => say!(
            language,
            "what is in force may differ from the text: {about}",
            "实际生效的内容可能与代码不同：{about}"
        ),
        "condition" => say!(
            language,
            "the input does not say whether this holds: {about}",
            "输入未说明以下条件是否成立：{about}"
        ),
        "policy-type" => say!(
            language,
            "the input does not say which kind of policy is meant: {about}",
            "输入未说明是哪种权限策略：{about}"
        ),
        "principal-type" => say!(
            language,
            "the input does not say which kind of principal is meant: {about}",
            "输入未说明是哪种授权主体：{about}"
        ),
        "count" => say!(
            language,
            "the input does not say whether there is any of this: {about}",
            "输入未说明以下资源是否存在：{about}"
        ),
        "choice" => say!(
            language,
            "the input does not say which it is: {about}",
            "输入未说明是哪一个：{about}"
        ),
        _ => language
            .pick("a value here is not in the input", "输入中没有此处的值")
            .to_owned(),
    }
}

/// What readers say is missing, `the members of group dba`.
#[must_use]
pub fn in_words(about: &str, language: Language) -> Cow<'_, str> {
    about::words(about, language)
}

/// What a gap is about, with the command that would tell.
fn bracketed(about: &str) -> Option<(&str, &str)> {
    let (what, command) = about.split_once(" (aliyun ")?;
    let start = what.len().saturating_add(" (".len());
    let end = about.len().checked_sub(1)?;
    let is_command = about.ends_with(')') && !command.is_empty();
    is_command.then(|| about.get(start..end).map(|command| (what, command)))?
}

/// The readings that definite answers rest on, in words: each by its name, with
/// what it is taken to say and what it is about.
#[must_use]
pub fn relied_on<'a>(
    doubts: impl IntoIterator<Item = &'a Doubt>,
    language: Language,
) -> Vec<String> {
    let mut found: Vec<(&str, String, Vec<&str>)> = Vec::new();
    for doubt in doubts {
        let row = rows::find(&doubt.name);
        let says = row.map_or("", |row| reading::says(row, language));
        match found.iter_mut().find(|(name, _, _)| *name == doubt.name) {
            Some((_, _, about)) => about.push(&doubt.about),
            None => found.push((&doubt.name, says.to_owned(), vec![&doubt.about])),
        }
    }
    found
        .into_iter()
        .map(|(name, says, mut about)| {
            about.retain(|text| !text.is_empty());
            about.dedup();
            if about.is_empty() {
                return say!(language, "{says} ({name})", "{says}（{name}）");
            }
            let about: Vec<String> = about.iter().map(|text| code(text, language)).collect();
            let about = about.join(language.pick(", ", "、"));
            say!(
                language,
                "{says}: {about} ({name})",
                "{says}：{about}（{name}）"
            )
        })
        .collect()
}
