//! The names of input formats in words, and counted.

use crate::report::human::{Counted, count};
use crate::rules::{Language, Text};

/// The names that the readers give their formats.
const NAMES: &[Text] = &[
    Text::new("policy file", "策略文件"),
    Text::new("landing zone file", "Landing Zone 文件"),
    Text::new("attachments manifest", "授权清单"),
    Text::new("account snapshot", "账号快照"),
    Text::new("account dump file", "账号导出文件"),
    Text::new("ROS template", "ROS 模板"),
    Text::new("Terraform file", "Terraform 文件"),
    Text::new("Terraform plan", "Terraform 计划"),
    Text::new("Terraform state", "Terraform 状态"),
];

/// The name of a format.
#[must_use]
pub fn name(format: &'static str, language: Language) -> &'static str {
    let mut names = NAMES.iter();
    names
        .find(|name| name.get(Language::English) == format)
        .map_or(format, |name| name.get(language))
}

/// `1 policy file`, `2 policy files`, by the name of a format.
pub(super) fn files(number: usize, format: &'static str, language: Language) -> String {
    let chinese = name(format, language);
    let gap = if chinese.is_ascii() || chinese.starts_with(|c: char| c.is_ascii()) {
        " "
    } else {
        ""
    };
    count(
        number,
        Counted(format, &format!("{format}s"), &format!("个{gap}{chinese}")),
        language,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers;

    #[test]
    fn every_format_has_a_chinese_name() {
        let mut met = 0;
        for format in readers::FORMATS.iter().map(|format| format.name) {
            met += 1;
            assert_eq!(name(format, Language::English), format);
            assert!(!name(format, Language::Chinese).is_ascii(), "{format}");
        }
        assert!(met >= NAMES.len());
        assert_eq!(files(2, "ROS template", Language::Chinese), "2 个 ROS 模板");
        assert_eq!(files(1, "policy file", Language::Chinese), "1 个策略文件");
        assert_eq!(files(1, "policy file", Language::English), "1 policy file");
    }
}
