//! Words that flags take.

use std::str::FromStr;

use clap::ValueEnum;

use crate::rules::{Confidence, Level};

/// How readings with a default are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadingsArg {
    /// Each takes its default, and the answer names those it relies on
    Default,
    /// Each stays open, so that the answer may be UNKNOWN
    Strict,
}

/// When to use what not every place shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// Where the stream shows it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The language of texts for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// What `LC_ALL`, `LC_MESSAGES` or `LANG` ask for; English in formats for programs
    Auto,
    /// English
    En,
    /// Simplified Chinese
    #[value(name = "zh-CN", alias = "zh")]
    ZhCn,
}

/// The format of a page or a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    /// For people
    Human,
    /// For programs
    Json,
    /// For documents
    Markdown,
}

/// A shell that completes command lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the words are the documentation")]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
    Elvish,
    Powershell,
    Nushell,
}

/// How many are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtMost {
    /// All of them.
    All,
    /// So many.
    Only(usize),
}

impl AtMost {
    /// The number.
    #[must_use]
    pub const fn number(self) -> usize {
        match self {
            Self::All => usize::MAX,
            Self::Only(number) => number,
        }
    }
}

impl FromStr for AtMost {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        text.parse()
            .map(Self::Only)
            .map_err(|_| "a number or `all` is wanted".to_owned())
    }
}

/// A level on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the words are the documentation")]
pub enum LevelArg {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl LevelArg {
    /// The level.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::Info => Level::Info,
            Self::Low => Level::Low,
            Self::Medium => Level::Medium,
            Self::High => Level::High,
            Self::Critical => Level::Critical,
        }
    }
}

/// A threshold on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the words are the documentation")]
pub enum FailOn {
    Info,
    Low,
    Medium,
    High,
    Critical,
    Never,
}

impl FailOn {
    /// The level from which a run fails.
    #[must_use]
    pub const fn level(self) -> Option<Level> {
        match self {
            Self::Info => Some(Level::Info),
            Self::Low => Some(Level::Low),
            Self::Medium => Some(Level::Medium),
            Self::High => Some(Level::High),
            Self::Critical => Some(Level::Critical),
            Self::Never => None,
        }
    }
}

/// A confidence on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the words are the documentation")]
pub enum ConfidenceArg {
    Low,
    Medium,
    High,
}

impl ConfidenceArg {
    /// The confidence.
    #[must_use]
    pub const fn confidence(self) -> Confidence {
        match self {
            Self::Low => Confidence::Low,
            Self::Medium => Confidence::Medium,
            Self::High => Confidence::High,
        }
    }
}

/// What `--expect` takes. UNKNOWN satisfies none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExpectArg {
    /// ALLOWED
    Allowed,
    /// ALLOWED IF
    #[value(name = "allowed_if", alias = "allowed-if")]
    AllowedIf,
    /// DENIED
    Denied,
    /// NOT GRANTED
    #[value(name = "not_granted", alias = "not-granted")]
    NotGranted,
    /// NOT GRANTED or DENIED, and no reach
    #[value(name = "no-access", alias = "none")]
    NoAccess,
}
