//! The corners of RAM in words. The table of readings has the English ones; the
//! Chinese ones are here.

use crate::model::reading::{self, Reading};
use crate::rules::kit::language::Language;

/// What a reading says, in Chinese.
struct Chinese {
    name: &'static str,
    /// Whether it is so, as a question.
    whether: &'static str,
    /// Choice 1.
    says: &'static str,
    /// Choice 0, for readings with a default.
    otherwise: &'static str,
}

const fn chinese(
    name: &'static str,
    whether: &'static str,
    says: &'static str,
    otherwise: &'static str,
) -> Chinese {
    Chinese {
        name,
        whether,
        says,
        otherwise,
    }
}

/// Sorted by name, as the table of readings is.
static CHINESE: &[Chinese] = &[
    chinese(
        "account-allow-ends-evaluation",
        "账号范围的 Allow 是否会在检查资源组范围的 Deny 之前结束评估",
        "账号范围的 Allow 会在检查资源组范围的 Deny 之前结束评估",
        "",
    ),
    chinese(
        "action-without-colon",
        "不含冒号的操作模式是否按文本匹配",
        "不含冒号的操作模式按文本匹配",
        "",
    ),
    chinese(
        "condition-key-case",
        "仅大小写不同的条件键是否为同一个键",
        "仅大小写不同的条件键为同一个键",
        "",
    ),
    chinese(
        "document-not-accepted",
        "RAM 是否接受这样书写的策略文档",
        "RAM 接受这样书写的策略文档",
        "",
    ),
    chinese(
        "duplicate-key",
        "同一对象中重复出现的键是否以最后一个为准",
        "同一对象中重复出现的键以最后一个为准",
        "",
    ),
    chinese(
        "effect-spelling",
        "拼写不是 Allow 或 Deny 的 Effect 是否表示允许",
        "拼写不是 Allow 或 Deny 的 Effect 表示允许",
        "",
    ),
    chinese("empty-list", "没有值的条件是否成立", "没有值的条件成立", ""),
    chinese(
        "empty-not-action",
        "空的 NotAction 或 NotResource 列表是否不排除任何内容，从而涵盖全部",
        "空的 NotAction 或 NotResource 列表不排除任何内容，从而涵盖全部",
        "",
    ),
    chinese(
        "escalation-not-verified",
        "一个未能在公开文档中核实的调用是否具有此效果",
        "一个未能在公开文档中核实的调用具有此效果",
        "",
    ),
    chinese(
        "escape",
        "含有反斜杠或 `${…}` 的文本是否匹配",
        "含有反斜杠或 `${…}` 的文本匹配",
        "",
    ),
    chinese(
        "ipv4-mapped",
        "::ffff:0:0/96 下的 IPv6 地址段是否等同于其内嵌的 IPv4 地址段",
        "::ffff:0:0/96 下的 IPv6 地址段等同于其内嵌的 IPv4 地址段",
        "",
    ),
    chinese(
        "negated-list",
        "带多个值的否定运算符是否表示不为其中任何一个",
        "带多个值的否定运算符表示不为其中任何一个",
        "带多个值的否定运算符表示不同时为其中全部",
    ),
    chinese(
        "negated-operator-on-absent-key",
        "请求中没有该条件键时，否定运算符是否成立",
        "请求中没有该条件键时，否定运算符成立",
        "",
    ),
    chinese(
        "non-ascii-letter",
        "Allow 中 ASCII 以外的字母是否会折叠为 ASCII 字母",
        "Allow 中 ASCII 以外的字母会折叠为 ASCII 字母",
        "",
    ),
    chinese(
        "not-resource",
        "NotResource 是否生效",
        "NotResource 生效",
        "",
    ),
    chinese(
        "principal-arn-form",
        "调用者的 ARN 是否按小写比较",
        "调用者的 ARN 按小写比较",
        "",
    ),
    chinese(
        "principal-wildcard",
        "信任策略的 Principal 中的通配符是否匹配名称",
        "信任策略的 Principal 中的通配符匹配名称",
        "",
    ),
    chinese(
        "resource-group-scope",
        "资源组范围的授权是否作用于不指定资源的操作",
        "资源组范围的授权作用于不指定资源的操作",
        "资源组范围的授权不作用于不指定资源的操作",
    ),
    chinese(
        "resource-level-unknown",
        "该操作是否只能对全部资源授权",
        "该操作只能对全部资源授权",
        "",
    ),
    chinese(
        "resource-scoped-deny",
        "针对特定资源的 Deny 是否阻止不指定资源的操作",
        "针对特定资源的 Deny 阻止不指定资源的操作",
        "针对特定资源的 Deny 不阻止不指定资源的操作",
    ),
    chinese(
        "root-includes-roles",
        "信任某账号的 :root 是否既接纳其用户也接纳其角色",
        "信任某账号的 :root 既接纳其用户也接纳其角色",
        "信任某账号的 :root 只接纳其用户",
    ),
    chinese(
        "set-operators",
        "ForAllValues 和 ForAnyValue 是否与其他云平台中的含义相同",
        "ForAllValues 和 ForAnyValue 与其他云平台中的含义相同",
        "",
    ),
    chinese(
        "single-character-resource",
        "资源模式 `?` 是否匹配单字符资源 `*`",
        "资源模式 `?` 匹配单字符资源 `*`",
        "",
    ),
    chinese(
        "system-policy-by-name",
        "未内置的系统策略是否会授予名称所示以外的该操作",
        "未内置的系统策略会授予名称所示以外的该操作",
        "未内置的系统策略只授予其名称所示的权限",
    ),
    chinese(
        "tags-never-present",
        "对不指定资源的操作的请求是否不带标签",
        "对不指定资源的操作的请求不带标签",
        "对不指定资源的操作的请求可能带有标签",
    ),
    chinese(
        "type-mismatch",
        "与条件键类型不同的值是否成立",
        "与条件键类型不同的值成立",
        "",
    ),
    chinese(
        "unsupported-operator",
        "RAM 未列出的运算符是否成立",
        "RAM 未列出的运算符成立",
        "",
    ),
    chinese(
        "unverified-key",
        "请求是否会带有该操作文档中未记载的条件键",
        "请求有时会带有该操作文档中未记载的条件键",
        "",
    ),
    chinese(
        "value-format",
        "不符合文档所述格式的值是否成立",
        "不符合文档所述格式的值成立",
        "",
    ),
    chinese(
        "whole-service-resource",
        "涵盖该服务全部 ARN 的模式是否涵盖资源 `*`",
        "涵盖该服务全部 ARN 的模式涵盖资源 `*`",
        "",
    ),
    chinese(
        "wrong-service-code",
        "云服务的产品名称是否可用作其 RAM 代码",
        "云服务的产品名称可用作其 RAM 代码",
        "云服务的产品名称不可用作其 RAM 代码",
    ),
];

fn of(name: &str) -> Option<&'static Chinese> {
    CHINESE.iter().find(|row| row.name == name)
}

/// What is open: `whether NotResource is honoured`.
#[must_use]
pub fn whether(name: &str, language: Language) -> String {
    match language {
        Language::English => format!("whether {}", reading::find(name).map_or("", |row| row.says)),
        Language::Chinese => of(name).map_or("", |row| row.whether).to_owned(),
    }
}

/// What the reading is taken to say by default.
#[must_use]
pub fn says(row: &Reading, language: Language) -> &'static str {
    let is_other = row.default == Some(0);
    match (language, of(row.name)) {
        (Language::Chinese, Some(chinese)) if is_other => chinese.otherwise,
        (Language::Chinese, Some(chinese)) => chinese.says,
        _ if is_other => row.otherwise,
        _ => row.says,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::reading::READINGS;
    use crate::rules::kit::wording::tests::is_in;

    #[test]
    fn every_reading_has_chinese_words_for_each_choice() {
        assert_eq!(CHINESE.len(), READINGS.len());
        for (row, chinese) in READINGS.iter().zip(CHINESE) {
            assert_eq!(row.name, chinese.name);
            assert_eq!(row.otherwise.is_empty(), chinese.otherwise.is_empty());
            assert!(chinese.whether.contains('是'), "{}", row.name);
            for language in Language::ALL {
                is_in(&whether(row.name, language), language);
                is_in(says(row, language), language);
            }
            if row.default.is_some() {
                assert_ne!(chinese.says, chinese.otherwise);
            }
        }
    }
}
