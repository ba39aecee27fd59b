//! What a rule is: plain data and one function, without state.

use crate::rules::kit::context::Context;
use crate::rules::kit::finding::{Finding, Level};

/// One rule. Its file holds all of it.
#[derive(Clone, Copy)]
pub struct Rule {
    /// `RAM` and three digits; never reused.
    pub id: &'static str,
    /// Names what is found, in kebab-case.
    pub name: &'static str,
    /// Level of its findings, unless a finding says otherwise.
    pub level: Level,
    /// One line: what it finds.
    pub summary: &'static str,
    /// Why it matters and what to do, in a few sentences.
    pub explanation: &'static str,
    /// Looks at the facts and reports.
    pub check: fn(&Context<'_>, &mut Vec<Finding>),
}
