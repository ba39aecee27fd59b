//! Findings that somebody has accepted: by whom, why and until when, and what
//! became of the waivers of a run.

use crate::rules::kit::finding::Finding;
use crate::rules::kit::language::{Language, say};
use crate::rules::kit::wording::quoted;
use crate::source::Span;

/// Characters that a reason has at least.
pub const SHORTEST_REASON: usize = 10;

/// What accepting a finding means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaiverKind {
    /// It is so, and may stay so.
    RiskAccepted,
    /// It is not so.
    FalsePositive,
    /// It is so, and will be mended.
    FixDeferred,
    /// It is so, of something that nobody uses.
    NotInUse,
}

impl WaiverKind {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::RiskAccepted,
        Self::FalsePositive,
        Self::FixDeferred,
        Self::NotInUse,
    ];

    /// The word for it, never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::RiskAccepted => "risk-accepted",
            Self::FalsePositive => "false-positive",
            Self::FixDeferred => "fix-deferred",
            Self::NotInUse => "not-in-use",
        }
    }
}

/// One waiver: an entry of the file of waivers, or a comment in an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The entry or the comment.
    pub at: Span,
    /// It is a comment.
    pub inline: bool,
    /// Ids of the rules whose findings it accepts.
    pub rules: Vec<&'static str>,
    /// Why, in the words of who wrote it.
    pub reason: String,
    /// The last day on which it holds, in UTC, as `2026-12-31`.
    pub expires: String,
    /// Days from the one that is judged by to the last; negative once it is over.
    pub days_left: i64,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it was decided.
    pub ticket: Option<String>,
    /// What it means.
    pub kind: Option<WaiverKind>,
}

impl Waiver {
    /// Whether its last day is over.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.days_left < 0
    }
}

/// A finding that a waiver accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// The finding, with the principals for whom it is accepted.
    pub finding: Finding,
    /// The waiver.
    pub by: Waiver,
    /// It stays for other principals.
    pub partly: bool,
}

/// What became of one waiver.
#[derive(Clone, Debug)]
pub struct Fate {
    /// The waiver.
    pub waiver: Waiver,
    /// Some finding is what it describes, whether or not it holds.
    pub matched: bool,
    /// The run looked at everything that it could have matched.
    pub looked_for: bool,
}

/// A comment that was meant as a waiver and is none.
#[derive(Clone, Debug)]
pub struct Misread {
    /// The comment.
    pub at: Span,
    /// What is wrong with it.
    pub why: WaiverFault,
}

/// What became of the waivers of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Waiving<'a> {
    /// The waivers.
    pub fates: &'a [Fate],
    /// Comments that are none.
    pub misread: &'a [Misread],
    /// Nothing was left unanalysed.
    pub complete: bool,
}

/// What is wrong with a waiver, wherever it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaiverFault {
    /// It does not have the form of a comment that waives.
    Form,
    /// Nothing stands on its line or directly below it.
    AboutNothing,
    /// It names a rule that does not exist; rules of similar names.
    UnknownRule(String, Vec<String>),
    /// Findings of this rule cannot be waived.
    NotWaivable(&'static str),
    /// It names no rule.
    NoRule,
    /// It lacks this.
    Missing(&'static str),
    /// It says something that waivers do not have; the name meant.
    UnknownKey(String, Option<&'static str>),
    /// It says this twice.
    Twice(String),
    /// This is no day.
    NoDay(String),
    /// It ends later than is allowed: the most days, and the last day allowed.
    TooLong(u32, String),
    /// The reason says too little.
    ShortReason,
    /// This is no kind.
    NoKind(String),
    /// This is empty, or holds a character that cannot be seen.
    NotText(String),
}

impl WaiverFault {
    /// What is wrong and what would be right, as a clause.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Form => say!(
                language,
                "a comment that waives is `ramlint: waive[RULE] until=YYYY-MM-DD reason=\"...\"`",
                "豁免注释的写法是 `ramlint: waive[RULE] until=YYYY-MM-DD reason=\"...\"`"
            ),
            Self::AboutNothing => language
                .pick(
                    "nothing stands on its line or on the next",
                    "其所在行和下一行都没有内容",
                )
                .to_owned(),
            Self::UnknownRule(word, similar) => unknown_rule(word, similar, language),
            Self::NotWaivable(rule) => say!(
                language,
                "findings of {rule} cannot be waived",
                "{rule} 的发现不能豁免"
            ),
            Self::NoRule => language
                .pick("it names no rule", "它没有指明任何规则")
                .to_owned(),
            Self::Missing(key) => say!(language, "`{key}` is missing", "缺少 `{key}`"),
            Self::UnknownKey(key, meant) => {
                let key = quoted(key);
                match meant {
                    Some(meant) => say!(
                        language,
                        "{key} is nothing that a waiver has; there is `{meant}`",
                        "豁免没有 {key}；有 `{meant}`"
                    ),
                    None => say!(
                        language,
                        "{key} is nothing that a waiver has",
                        "豁免没有 {key}"
                    ),
                }
            }
            Self::Twice(key) => {
                let key = quoted(key);
                say!(language, "{key} is there twice", "{key} 出现了两次")
            }
            Self::NoDay(word) => {
                let word = quoted(word);
                say!(
                    language,
                    "{word} is no day; write one as 2026-12-31",
                    "{word} 不是日期；请写成 2026-12-31 的形式"
                )
            }
            Self::TooLong(days, latest) => say!(
                language,
                "a waiver may end {days} days ahead at most, which is {latest}",
                "豁免最多可到 {days} 天之后，即 {latest}"
            ),
            Self::ShortReason => say!(
                language,
                "`reason` has fewer than {SHORTEST_REASON} characters",
                "`reason` 不足 {SHORTEST_REASON} 个字符"
            ),
            Self::NoKind(word) => {
                let word = quoted(word);
                let all = WaiverKind::ALL.map(WaiverKind::word).join(", ");
                say!(
                    language,
                    "{word} is no kind of waiver; there are {all}",
                    "{word} 不是豁免的种类；种类有 {all}"
                )
            }
            Self::NotText(key) => {
                let key = quoted(key);
                say!(
                    language,
                    "{key} is empty or holds a control character",
                    "{key} 为空或含有控制字符"
                )
            }
        }
    }
}

fn unknown_rule(word: &str, similar: &[String], language: Language) -> String {
    let word = quoted(word);
    if similar.is_empty() {
        return say!(
            language,
            "{word} is no rule; `ramlint rules` lists them",
            "{word} 不是规则；`ramlint rules` 可列出全部规则"
        );
    }
    let similar = similar.join(language.pick(", ", "、"));
    say!(
        language,
        "{word} is no rule; there is {similar}",
        "{word} 不是规则；有 {similar}"
    )
}
