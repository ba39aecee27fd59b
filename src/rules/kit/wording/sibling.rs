//! Why an action comes near to another one, in words. The catalogue has the
//! English ones.

use crate::rules::kit::language::{Language, Text};

/// The reasons of the catalogue.
const REASONS: &[Text] = &[
    Text::new(
        "takes away the copies that a restore needs",
        "删除恢复数据所需的备份",
    ),
    Text::new(
        "leaves what the key protects unreadable",
        "使密钥所保护的数据无法读取",
    ),
    Text::new("removes stored data for good", "永久删除已存储的数据"),
    Text::new(
        "ends what the recycle bin still holds",
        "销毁回收站中仍保留的资源",
    ),
    Text::new("drops a database inside the resource", "删除资源中的数据库"),
    Text::new(
        "brings the loss about later and asks for no delete permission",
        "日后造成数据丢失，且不需要删除权限",
    ),
    Text::new(
        "leaves fewer backups to restore from",
        "减少可用于恢复的备份",
    ),
    Text::new("switches release protection off", "关闭释放保护"),
    Text::new(
        "puts older content over the present one",
        "用较旧的内容覆盖当前内容",
    ),
    Text::new(
        "gives the resource up, into the recycle bin or at once",
        "释放资源，移入回收站或立即释放",
    ),
    Text::new(
        "takes out part of the resource with what it holds",
        "移除资源的一部分及其中的数据",
    ),
    Text::new(
        "clears the data and leaves the resource standing",
        "清空数据但保留资源",
    ),
];

/// A reason of the catalogue in the language asked for.
#[must_use]
pub fn reason(of: &'static str, language: Language) -> &'static str {
    let mut known = REASONS.iter();
    known
        .find(|text| text.get(Language::English) == of)
        .map_or(of, |text| text.get(language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalogue::Catalogue;

    #[test]
    fn every_reason_of_the_catalogue_has_chinese_words() {
        let catalogue = Catalogue::embedded();
        let mut met = 0;
        for sibling in catalogue
            .actions()
            .flat_map(|action| catalogue.siblings(action.name))
        {
            met += 1;
            assert_eq!(reason(sibling.reason, Language::English), sibling.reason);
            let chinese = reason(sibling.reason, Language::Chinese);
            assert!(!chinese.is_ascii(), "{chinese}");
        }
        assert!(met > 0);
    }
}
