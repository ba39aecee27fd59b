//! Two inputs that were compared as wholes: whether they say the same, or one allows
//! nothing that the other does not.

use crate::engine::difference::{Entry, Side};
use crate::model::doubt::{Doubt, DoubtId, Doubts};
use crate::report::run::{NotAnalysed, Style};
use crate::source::{Sources, Span};

/// What was asked about the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether they allow and deny the same.
    Equivalent,
    /// Whether the second allows everything that the first allows.
    Implies,
}

impl Question {
    /// The word in machine output, which is the command's.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Equivalent => "equivalent",
            Self::Implies => "implies",
        }
    }
}

/// The answer about the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It is so.
    Yes,
    /// It is not, and a request shows it.
    No,
    /// It hangs on what is not known, or was not decided.
    Unknown,
}

impl Judgement {
    /// The word in machine output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// What a request is, to one input alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treated {
    /// Allowed.
    Allowed,
    /// Denied by a statement.
    Denied,
}

/// A request that tells the two from each other.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// What the request is to the input `by`, and not to the other.
    pub treated: Treated,
    /// That input; the first is [`Side::Before`].
    pub by: Side,
    /// The request, whose it is, and what is responsible.
    pub entry: &'a Entry,
}

/// What of the two was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Everybody by name.
    Everybody,
    /// One policy each, whatever their names.
    Policies,
    /// One trust document each, by whom they let become a role.
    Trusts,
}

impl Of {
    /// The word in machine output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Policies => "policies",
            Self::Trusts => "trusts",
        }
    }
}

/// One of the two.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// As it is called on the command line.
    pub name: &'a str,
    /// All texts.
    pub sources: &'a Sources,
    /// What was not analysed.
    pub not_analysed: &'a [NotAnalysed],
}

/// How two inputs compare.
pub struct Weighed<'a> {
    /// What was asked.
    pub question: Question,
    /// The first.
    pub first: Input<'a>,
    /// The second.
    pub second: Input<'a>,
    /// What was compared.
    pub of: Of,
    /// How many principals and policies were compared.
    pub compared: usize,
    /// The answer.
    pub judgement: Judgement,
    /// What tells them from each other, for everybody whom it concerns; certain ones
    /// first.
    pub told: Vec<Told<'a>>,
    /// Those of whom the budget ended before anything was known.
    pub undecided: Vec<&'a Entry>,
    /// The variables of both.
    pub doubts: &'a Doubts,
    /// Variables whose places are in the second.
    pub later_doubts: &'a [DoubtId],
    /// `--at`, in tenths of a nanosecond since 1970.
    pub at: i128,
    /// How to draw.
    pub style: Style,
}

impl<'a> Weighed<'a> {
    /// One of the two.
    #[must_use]
    pub const fn input(&self, side: Side) -> &Input<'a> {
        match side {
            Side::Before => &self.first,
            Side::After => &self.second,
        }
    }

    /// A variable, with its place and the input that it is in.
    #[must_use]
    pub fn doubt(&self, id: DoubtId) -> Option<(&'a Doubt, Option<(Side, Span)>)> {
        let doubt = self.doubts.get(id)?;
        let side = if self.later_doubts.contains(&id) {
            Side::After
        } else {
            Side::Before
        };
        Some((doubt, doubt.at.map(|at| (side, at))))
    }

    /// What a statement on one side does to the request of an entry.
    #[must_use]
    pub const fn is_deny(told: &Told<'_>, side: Side) -> bool {
        let own = matches!(
            (side, told.by),
            (Side::Before, Side::Before) | (Side::After, Side::After)
        );
        !own || matches!(told.treated, Treated::Denied)
    }
}
