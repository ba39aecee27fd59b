//! A finding: one fact worth a reader's attention, with the places that show it.
//! It is plain data. Which format writes it, and whether it fails the run, is
//! decided elsewhere. Its texts may quote input and are sanitised when drawn.

use std::fmt;

use crate::source::Span;

/// How much a finding matters, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Worth fixing some day.
    Low,
    /// Worth fixing.
    Medium,
    /// To be fixed before it is merged.
    High,
    /// To be fixed now.
    Critical,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        })
    }
}

/// How sure the rule is, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A hint.
    Low,
    /// Likely.
    Medium,
    /// As good as proved.
    High,
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        })
    }
}

/// A place and what it has to do with the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The smallest text responsible.
    pub at: Span,
    /// What it does there; may be empty.
    pub text: String,
}

/// What a fix does to access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FixKind {
    /// Nothing, which is proved before it is written.
    Safe,
    /// What it announces.
    Unsafe,
}

impl FixKind {
    /// The word for it, never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

/// New text for a range of bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub at: Span,
    /// By what, as it is to stand in the outermost file.
    pub text: String,
}

/// An edit that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a command: `remove the element`.
    pub title: String,
    /// What it does to access.
    pub kind: FixKind,
    /// The edits, which do not overlap, by place.
    pub edits: Vec<Edit>,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id, `RAM101`.
    pub rule: &'static str,
    /// The rule's name in kebab case.
    pub name: &'static str,
    /// How much it matters.
    pub level: Level,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// What is granted to whom; stands alone.
    pub message: String,
    /// The primary place.
    pub at: Label,
    /// Other places that made it so, also in other files.
    pub related: Vec<Label>,
    /// The steps that prove it, in order, the principal first; empty where the
    /// place alone shows it.
    pub proof: Vec<Label>,
    /// Context, one fact each.
    pub notes: Vec<String>,
    /// One action to take.
    pub help: Option<String>,
    /// An edit that mends it.
    pub fix: Option<Fix>,
    /// Ids of the principals concerned, `user/alice`.
    pub principals: Vec<String>,
    /// The guarded action that it is about, where it is about one.
    pub action: Option<String>,
    /// Names the finding across runs: what it means and the file it is in.
    pub fingerprint: String,
    /// The same without the file, for one that was renamed.
    pub meaning: String,
}

impl Finding {
    /// A finding of a rule by its id and name, with a place and nothing else.
    #[must_use]
    pub const fn new(
        (rule, name): (&'static str, &'static str),
        (level, confidence): (Level, Confidence),
        message: String,
        at: Label,
    ) -> Self {
        Self {
            rule,
            name,
            level,
            confidence,
            message,
            at,
            related: Vec::new(),
            proof: Vec::new(),
            notes: Vec::new(),
            help: None,
            fix: None,
            principals: Vec::new(),
            action: None,
            fingerprint: String::new(),
            meaning: String::new(),
        }
    }

    /// Writes every text for readers anew, but for that of a fix.
    pub fn map_texts(&mut self, write: impl Fn(&str) -> String) {
        self.message = write(&self.message);
        let labels = std::iter::once(&mut self.at)
            .chain(&mut self.related)
            .chain(&mut self.proof);
        for label in labels {
            label.text = write(&label.text);
        }
        for text in self.notes.iter_mut().chain(&mut self.help) {
            *text = write(text);
        }
    }
}
