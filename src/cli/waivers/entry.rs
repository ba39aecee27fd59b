//! What every waiver must say, in a file or in a comment: rules, a reason and a
//! last day.

use crate::cli::selection;
use crate::cli::waivers::Terms;
use crate::cli::waivers::day::Day;
use crate::rules::kit::waiver::SHORTEST_REASON;
use crate::rules::{Waiver, WaiverFault, WaiverKind};
use crate::source::Span;

/// What a waiver says of itself, whatever it describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Ids.
    pub rules: Vec<&'static str>,
    pub reason: String,
    pub last: Day,
    pub owner: Option<String>,
    pub ticket: Option<String>,
    pub kind: Option<WaiverKind>,
}

impl Entry {
    /// The waiver, as reports tell of it.
    pub(super) fn waiver(&self, at: Span, inline: bool, today: Day) -> Waiver {
        Waiver {
            at,
            inline,
            rules: self.rules.clone(),
            reason: self.reason.clone(),
            expires: self.last.to_string(),
            days_left: self.last.since(today),
            owner: self.owner.clone(),
            ticket: self.ticket.clone(),
            kind: self.kind,
        }
    }
}

/// The id of a rule whose findings can be waived.
pub(super) fn rule(word: &str, terms: &Terms<'_>) -> Result<&'static str, WaiverFault> {
    let Some(rule) = selection::rule(word) else {
        return Err(WaiverFault::UnknownRule(
            word.to_owned(),
            selection::similar(word),
        ));
    };
    if terms.can_be_waived(rule) {
        Ok(rule.id)
    } else {
        Err(WaiverFault::NotWaivable(rule.id))
    }
}

/// A last day that is not too far ahead.
pub(super) fn last(day: Day, terms: &Terms<'_>) -> Result<Day, WaiverFault> {
    let latest = terms.limits_from.after(terms.max_days);
    if day > latest {
        return Err(WaiverFault::TooLong(terms.max_days, latest.to_string()));
    }
    Ok(day)
}

/// A reason that says something.
pub(super) fn reason(text: &str) -> Result<String, WaiverFault> {
    let text = word("reason", text)?;
    if text.chars().count() < SHORTEST_REASON {
        return Err(WaiverFault::ShortReason);
    }
    Ok(text)
}

/// A text that can be seen, without blanks around it.
pub(super) fn word(key: &str, text: &str) -> Result<String, WaiverFault> {
    let trimmed = text.trim();
    let hidden = |sign: char| sign.is_control() && sign != '\n';
    if trimmed.is_empty() || trimmed.chars().any(hidden) {
        return Err(WaiverFault::NotText(key.to_owned()));
    }
    Ok(trimmed.to_owned())
}

/// A kind of waiver.
pub(super) fn kind(text: &str) -> Result<WaiverKind, WaiverFault> {
    let mut all = WaiverKind::ALL.into_iter();
    all.find(|kind| kind.word() == text)
        .ok_or_else(|| WaiverFault::NoKind(text.to_owned()))
}
