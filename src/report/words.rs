//! The fixed words of human-readable reports, per language. Messages come from
//! the rules in the language asked for; only the words around them are here.

pub use crate::rules::Language;
use crate::rules::{Confidence, Level};

/// The fixed words of one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    pub(crate) note: &'static str,
    pub(crate) help: &'static str,
    pub(crate) confidence: &'static str,
    pub(crate) fingerprint: &'static str,
    pub(crate) principals: &'static str,
    /// Stands before the number of the last line of a span.
    pub(crate) to_line: &'static str,
    pub(crate) unknown_file: &'static str,
    levels: [&'static str; 5],
    confidences: [&'static str; 3],
}

const ENGLISH: Words = Words {
    note: "note",
    help: "help",
    confidence: "confidence",
    fingerprint: "fingerprint",
    principals: "principals",
    to_line: "to line",
    unknown_file: "unknown file",
    levels: ["info", "low", "medium", "high", "critical"],
    confidences: ["low", "medium", "high"],
};

const CHINESE: Words = Words {
    note: "注",
    help: "建议",
    confidence: "置信度",
    fingerprint: "指纹",
    principals: "授权主体",
    to_line: "至行",
    unknown_file: "未知文件",
    levels: ["提示", "低", "中", "高", "严重"],
    confidences: ["低", "中", "高"],
};

/// The words of a language.
pub(crate) const fn words(language: Language) -> Words {
    match language {
        Language::English => ENGLISH,
        Language::Chinese => CHINESE,
    }
}

impl Words {
    /// The word for a level.
    pub(crate) const fn level(&self, level: Level) -> &'static str {
        let [info, low, medium, high, critical] = self.levels;
        match level {
            Level::Info => info,
            Level::Low => low,
            Level::Medium => medium,
            Level::High => high,
            Level::Critical => critical,
        }
    }

    /// The word for a confidence.
    pub(crate) const fn confident(&self, confidence: Confidence) -> &'static str {
        let [low, medium, high] = self.confidences;
        match confidence {
            Confidence::Low => low,
            Confidence::Medium => medium,
            Confidence::High => high,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_words_are_the_display_words() {
        let words = words(Language::English);
        for level in [
            Level::Info,
            Level::Low,
            Level::Medium,
            Level::High,
            Level::Critical,
        ] {
            assert_eq!(words.level(level), level.to_string());
        }
        for confidence in [Confidence::Low, Confidence::Medium, Confidence::High] {
            assert_eq!(words.confident(confidence), confidence.to_string());
        }
    }
}
