//! What can be wrong with a text: a closed list, each with its place. A problem
//! is a fact about the text; whether it is a finding, and in which words, is
//! decided in `rules`.

use crate::source::Span;

/// One thing that is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The smallest text that shows it.
    pub at: Span,
    /// What it is.
    pub kind: ProblemKind,
    /// A second place that explains it: where a bracket was opened, the first
    /// of two equal keys.
    pub related: Option<Span>,
}

/// The kinds of problems. Variants are named for what stands in the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// Two values or members follow each other without a comma; `at` is the second.
    MissingComma,
    /// A comma before a closing bracket.
    TrailingComma,
    /// A comma with nothing before it, or two in a row.
    ExtraComma,
    /// No `:` between a key and its value.
    MissingColon,
    /// `=` or another sign where `:` belongs.
    WrongColon(char),
    /// A comment, which JSON does not have.
    Comment,
    /// A comment that never ends.
    UnclosedComment,
    /// Full-width or typographic punctuation used as syntax; what was meant.
    FullWidth {
        /// The character found.
        found: char,
        /// What it stands for.
        meant: char,
    },
    /// A white-space character that JSON does not know (U+00A0, U+3000, …).
    OddSpace(char),
    /// A bracket that is never closed; `related` is where it was opened.
    UnclosedBracket(char),
    /// A closing bracket that closes nothing, or the wrong one.
    StrayBracket(char),
    /// A string that is never closed.
    UnclosedString,
    /// A raw control character inside a string.
    ControlInString(char),
    /// A string in single quotes.
    SingleQuotes,
    /// A word or key without quotes.
    Unquoted,
    /// `NaN`, `Infinity`, `+1`, `01`, `.5`, `0x10`.
    BadNumber,
    /// `\x`, `\u12`, or another escape that JSON does not have.
    BadEscape,
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// A byte-order mark at the start.
    ByteOrderMark,
    /// A byte-order mark elsewhere.
    StrayByteOrderMark,
    /// Something after the end of the document.
    TrailingText,
    /// A key that occurred before in the same object; `related` is the first.
    DuplicateKey(String),
    /// A key without a value, or a value missing after `:`.
    MissingValue,
    /// An object key that is not a string.
    KeyNotString,
    /// Nothing but white space.
    Empty,
    /// Deeper than the limit, which is in levels.
    TooDeep(u32),
    /// More nodes than the limit.
    TooManyNodes(u32),
    /// Characters that belong nowhere.
    Unexpected,
    /// Not UTF-8 from here on.
    InvalidUtf8,
    /// A fault of HCL, in words that follow "the text is not HCL".
    Hcl(String),
    /// A YAML error, in the words of its reader.
    Yaml(String),
    /// A YAML alias, which is not followed in policy documents.
    YamlAlias,
}

impl ProblemKind {
    /// Whether the meaning of the whole document survived (D46, D48): `true`
    /// makes the problem a finding only, `false` means that part of the text
    /// was not understood and the analysis is incomplete.
    #[must_use]
    pub const fn recovered(&self) -> bool {
        !matches!(
            self,
            Self::UnclosedComment
                | Self::UnclosedBracket(_)
                | Self::StrayBracket(_)
                | Self::UnclosedString
                | Self::MissingValue
                | Self::Empty
                | Self::TooDeep(_)
                | Self::TooManyNodes(_)
                | Self::Unexpected
                | Self::TrailingText
                | Self::InvalidUtf8
                | Self::Hcl(_)
                | Self::Yaml(_)
                | Self::YamlAlias
        )
    }
}
