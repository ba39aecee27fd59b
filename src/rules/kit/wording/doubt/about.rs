//! What a gap is about, in Chinese. Readers write it in English around names, paths
//! and code; the words between those are known phrases, and only these are put
//! into Chinese. What is in backticks is left alone, and so is a word that is not
//! known.

use std::borrow::Cow;

use crate::rules::kit::language::Language;

/// Phrases and their Chinese, longer ones before those that they begin with.
const PHRASES: &[(&str, &str)] = &[
    (
        "which variables file is applied to the root: ",
        "对根模块使用哪个变量文件：",
    ),
    (
        "which variables file is applied to ",
        "使用哪个变量文件，模块为 ",
    ),
    (
        "Terraform, or OpenTofu, which alone reads ",
        "Terraform，还是 OpenTofu，只有后者会读取 ",
    ),
    (" and leaves out ", "，而不读取 "),
    (
        " or something else, known only after apply, planned in ",
        " 或其他值，在 apply 之后才能知道，计划见 ",
    ),
    (
        "known only after apply, planned in ",
        "在 apply 之后才能知道，计划见 ",
    ),
    ("another resource like these", "另一个同类资源"),
    ("which of them is not known at ", "无法确定是哪一个，位于 "),
    ("there is no such instance, at ", "没有这样的实例，位于 "),
    ("there is no such file", "没有这样的文件"),
    (" keeps whatever is in force", " 会保留实际生效的内容"),
    (
        " says that another version may be in force",
        " 表明生效的可能是另一个版本",
    ),
    (
        "IgnoreExisting keeps an existing one of this name as it is",
        "IgnoreExisting 会原样保留已有的同名资源",
    ),
    ("decided when Terraform runs", "在 Terraform 运行时确定"),
    (", whose count is not known", "，其数量未知"),
    (" without a default, and ", "，没有默认值，且 "),
    (" does not set it", " 没有设置它"),
    (" without a default", "，没有默认值"),
    ("declared at ", "声明于 "),
    ("called at ", "调用于 "),
    ("not given at ", "未指定，位于 "),
    (", which hangs on ", "，取决于 "),
    ("hangs on ", "取决于 "),
    (", as to the rest", "，关于其余部分"),
    (", as to ", "，关于 "),
    (", as a resource group", "，用作资源组"),
    (", as the name of a policy", "，用作权限策略名称"),
    (", as a document", "，用作策略内容"),
    (", as statement", "，用作语句"),
    (", as ", "，用作 "),
    (", in ", "，位于 "),
    ("of the resource at ", "所属资源位于 "),
    ("one of ", "以下之一："),
    ("the members of groups", "各用户组的成员"),
    ("the members of the Cloud SSO group ", "云 SSO 用户组成员："),
    ("the members of group ", "用户组成员："),
    ("the groups of user ", "用户所属的用户组："),
    ("the attachments in resource groups", "资源组中的授权"),
    ("the trust document of role ", "角色的信任策略："),
    ("the document of control policy ", "管控策略的内容："),
    ("the document of policy ", "权限策略的内容："),
    ("the targets of control policy ", "管控策略的绑定目标："),
    (
        "the policies of access configuration ",
        "访问配置的权限策略：",
    ),
    ("the policies of user ", "用户的权限策略："),
    ("the policies of group ", "用户组的权限策略："),
    ("the policies of role ", "角色的权限策略："),
    (
        "the rest of the access assignments of Cloud SSO",
        "云 SSO 其余的授权分配",
    ),
];

/// Words that stand alone.
const ALONE: &[(&str, &str)] = &[
    ("users", "用户"),
    ("groups", "用户组"),
    ("roles", "角色"),
    ("policies", "权限策略"),
    ("attachments", "授权"),
    ("memberships", "用户组成员关系"),
];

/// Why RAM may not accept a document, and what a comparison of ARNs leaves open.
const REASONS: &[(&str, &str)] = &[
    ("letter case", "大小写"),
    ("region", "地域"),
    ("missing", "缺失"),
    ("a statement is not an object", "语句不是对象"),
    ("the document is not an object", "策略文档不是对象"),
    (
        "Principal in an identity policy",
        "基于身份的策略中含有 Principal",
    ),
];

/// What a gap is about, in the language asked for.
pub(super) fn words(about: &str, language: Language) -> Cow<'_, str> {
    if language == Language::English {
        return Cow::Borrowed(about);
    }
    if let Some((_, chinese)) = ALONE.iter().find(|(english, _)| *english == about) {
        return Cow::Borrowed(chinese);
    }
    let mut text = String::new();
    for (number, part) in about.split('`').enumerate() {
        if number > 0 {
            text.push('`');
        }
        if number % 2 == 0 {
            text.push_str(&plain(part));
        } else {
            text.push_str(part);
        }
    }
    Cow::Owned(text)
}

fn plain(part: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(part);
    for (english, chinese) in PHRASES {
        if text.contains(english) {
            text = Cow::Owned(text.replace(english, chinese));
        }
    }
    text
}

/// What a reading is about, where that is words rather than code.
pub(super) fn reason(about: &str, language: Language) -> Option<String> {
    if language == Language::English {
        return None;
    }
    if let Some((_, chinese)) = REASONS.iter().find(|(english, _)| *english == about) {
        return Some((*chinese).to_owned());
    }
    if let Some(element) = about.strip_prefix("element ") {
        return Some(format!("元素 {element}"));
    }
    if let Some(element) = about.strip_suffix(" is missing") {
        return Some(format!("缺少 {element}"));
    }
    if let Some(element) = about.strip_suffix(" is not a string or a list of strings") {
        return Some(format!("{element} 不是字符串或字符串列表"));
    }
    if let Some(element) = about.strip_suffix(" in a trust policy") {
        return Some(format!("信任策略中含有 {element}"));
    }
    let (one, other) = about.strip_prefix("both ")?.split_once(" and ")?;
    Some(format!("同时含有 {one} 和 {other}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_code_keep_their_text() {
        let cases = [
            (
                "`var.a` (declared at a.tf:1:1 without a default), in `x, in y`, as Action",
                "`var.a` (声明于 a.tf:1:1，没有默认值)，位于 `x, in y`，用作 Action",
            ),
            ("`each.key`, as to the rest", "`each.key`，关于其余部分"),
            ("memberships", "用户组成员关系"),
            ("the members of group dba", "用户组成员：dba"),
            ("Env is prod", "Env is prod"),
        ];
        for (about, chinese) in cases {
            assert_eq!(words(about, Language::English), about);
            assert_eq!(words(about, Language::Chinese), chinese);
        }
    }

    #[test]
    fn a_reason_in_words_is_no_code() {
        let cases = [
            ("Effect is missing", Some("缺少 Effect")),
            (
                "both Action and NotAction",
                Some("同时含有 Action 和 NotAction"),
            ),
            ("element `Sid`", Some("元素 `Sid`")),
            ("StringLike acs:UserAgent", None),
        ];
        for (about, chinese) in cases {
            assert_eq!(reason(about, Language::English), None);
            assert_eq!(reason(about, Language::Chinese).as_deref(), chinese);
        }
    }
}
