//! One line of the answers: who, what, and the statements behind it.

use crate::engine::breadth::Breadth;
use crate::engine::exposure::Exposure;
use crate::engine::formula::Formula;
use crate::engine::obtain::{Firmness, Lift, Obtained};
use crate::engine::reach::Reach;
use crate::engine::verdict::{Answer, Verdict};
use crate::model::account::{PrincipalId, PrincipalKind};
use crate::model::policy::StatementId;
use crate::source::Span;

/// What an entry of `because` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Force {
    /// A grant.
    Allow,
    /// A guard.
    Deny,
    /// A level of the directory without an Allow.
    Gate,
}

/// One statement, or what stands for one, that decided an answer.
#[derive(Clone, Debug)]
pub struct Because {
    /// What it does.
    pub force: Force,
    /// `Custom/N`, `System/N`, `Inline/OWNER`, `Control/ID`, `policy/PATH`.
    pub policy: String,
    /// The statement; `None` for a level and for what was not read.
    pub statement: Option<StatementId>,
    /// Its number in the document, from 0.
    pub index: Option<u32>,
    /// Groups and configurations it came through.
    pub via: Vec<String>,
    /// The smallest text responsible; the attachment for a bundled policy.
    pub at: Span,
    /// The attachment.
    pub attachment: Option<Span>,
    /// How a grant reaches the action.
    pub breadth: Option<Breadth>,
    /// What it takes to use a grant (D27).
    pub exposure: Option<Exposure>,
    /// The policy is a bundled system policy.
    pub bundled: bool,
    /// When a grant applies, in the most permissive world, where that is not
    /// always.
    pub when: Option<Formula>,
}

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A principal of the account.
    Principal(PrincipalKind, PrincipalId),
    /// Anyone who holds a document, by its index in the model.
    Holding(usize),
}

/// The answer for one principal.
#[derive(Clone, Debug)]
pub struct Line {
    /// `user/NAME`, `policy/PATH`, …
    pub id: String,
    /// What it is about.
    pub about: About,
    /// The answer.
    pub verdict: Verdict,
    /// Requests that are allowed, in every world: by any session of a Cloud SSO
    /// identity.
    pub allowed: Formula,
    /// How broadly the grant reaches the action; `None` without access.
    pub breadth: Option<Breadth>,
    /// What it takes to use the access (D27); `None` without access.
    pub exposure: Option<Exposure>,
    /// What decided, in source order.
    pub because: Vec<Because>,
    /// Roles by which the action is reached.
    pub reach: Vec<Reach>,
    /// Who or what the trust document of a role admits; `None` for others.
    pub reach_in: Option<Vec<String>>,
    /// For a group, its members.
    pub members: Vec<String>,
    /// For a document, whether a principal of the input holds it.
    pub held: bool,
    /// What it could obtain that it does not have (D25).
    pub can_obtain: Vec<Obtained>,
    /// The search for that ended with its budget (D41).
    pub search_cut: bool,
    /// How firmly it is denied; `None` where it is not (D26).
    pub firmness: Option<Firmness>,
    /// Control policies against the action that it can lift from the accounts
    /// below.
    pub lifts: Vec<Lift>,
}

impl Line {
    /// A line of which nothing has been worked out but whether there is access.
    #[must_use]
    pub fn unasked(id: String, about: About, answer: Answer) -> Self {
        Self {
            id,
            about,
            verdict: Verdict::of(answer),
            allowed: Formula::False,
            breadth: None,
            exposure: None,
            because: Vec::new(),
            reach: Vec::new(),
            reach_in: None,
            members: Vec::new(),
            held: true,
            can_obtain: Vec::new(),
            search_cut: false,
            firmness: None,
            lifts: Vec::new(),
        }
    }
}
