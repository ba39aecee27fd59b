//! The language of messages. Ids, keys and enum values are never translated.

/// The language of human-readable text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese, `zh-CN`.
    Chinese,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// One of two texts.
    #[must_use]
    pub const fn pick<'a>(self, english: &'a str, chinese: &'a str) -> &'a str {
        match self {
            Self::English => english,
            Self::Chinese => chinese,
        }
    }
}

/// A fixed text in every language.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    english: &'static str,
    chinese: &'static str,
}

impl Text {
    /// A text.
    #[must_use]
    pub const fn new(english: &'static str, chinese: &'static str) -> Self {
        Self { english, chinese }
    }

    /// The text in one language.
    #[must_use]
    pub const fn get(&self, language: Language) -> &'static str {
        language.pick(self.english, self.chinese)
    }
}

/// A formatted text in the language asked for: the English format, then the
/// Chinese one. A message that lacks one of them does not compile.
macro_rules! say {
    ($language:expr, $english:literal, $chinese:literal $(, $argument:expr)* $(,)?) => {
        match $language {
            $crate::rules::kit::Language::English => format!($english $(, $argument)*),
            $crate::rules::kit::Language::Chinese => format!($chinese $(, $argument)*),
        }
    };
}
pub(crate) use say;
