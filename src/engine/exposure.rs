//! What it takes to use an access (D27): an allowed request is looked for on
//! fixed profiles, from the one that takes least to the one that takes most.
//! What a caller chooses at will, such as the transport, stays free in all of
//! them.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::engine::domain::addresses::AddressSet;
use crate::engine::domain::ordered::{Comparison, Intervals};
use crate::engine::domain::set::{Set, ValueType};
use crate::engine::formula::{Atom, Bound, Formula};
use crate::engine::solver::Sat;
use crate::engine::universe::Universe;
use crate::engine::verdict::{Answer, Judge, Verdict};
use crate::model::catalogue::KeyRole;

/// The profiles, the weakest first (D27). Together the first three are every
/// request that can be made now. One that needs a second factor takes more than
/// one that needs a network, so that an access limited to private addresses alone
/// is not said to need a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exposure {
    /// Now, from some public address, outside every VPC, without multi-factor
    /// login: an AccessKey pair is enough.
    Anywhere,
    /// Now, from a VPC or from a private address, without multi-factor login.
    PrivateNetwork,
    /// Now, with multi-factor login, from wherever the conditions admit.
    ConsoleMfa,
    /// Not now.
    Later,
}

impl Exposure {
    pub(crate) const ALL: [Self; 4] = [
        Self::Anywhere,
        Self::PrivateNetwork,
        Self::ConsoleMfa,
        Self::Later,
    ];

    /// The word in machine output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Anywhere => "anywhere",
            Self::ConsoleMfa => "console_mfa",
            Self::PrivateNetwork => "private_network",
            Self::Later => "later",
        }
    }

    /// The requests that fit the profile. A key that no condition tests is not in
    /// the universe: it can be as any profile wants it.
    fn profile(self, universe: &Universe, at: i128) -> Formula {
        let test = |role: KeyRole, set: Set| {
            let (key, _) = universe.keys().find(|(_, info)| info.role == role)?;
            Some(Formula::Key(Arc::new(Atom {
                key,
                set,
                absent: false,
                every: false,
            })))
        };
        let meets = |test: Option<Formula>| test.unwrap_or(Formula::True);
        let fails = |test: Option<Formula>| test.as_ref().map_or(Formula::True, Formula::not);
        let now = || {
            let instant = Intervals::compared(Comparison::Equal, at);
            meets(test(KeyRole::Time, Set::Dates(instant)))
        };
        let mfa = || {
            let yes = Set::Bools {
                yes: true,
                no: false,
            };
            test(KeyRole::Mfa, yes)
        };
        let vpc = || test(KeyRole::SourceVpc, Set::everything(ValueType::String));
        let private = || test(KeyRole::SourceIp, Set::Addresses(AddressSet::private()));
        match self {
            Self::Anywhere => Formula::and([now(), fails(mfa()), fails(vpc()), fails(private())]),
            Self::PrivateNetwork => {
                let inside = Formula::or([meets(vpc()), meets(private())]);
                Formula::and([now(), fails(mfa()), inside])
            }
            Self::ConsoleMfa => Formula::and([now(), meets(mfa())]),
            Self::Later => Formula::True,
        }
    }
}

/// The weakest profile of the requests that meet a formula without variables;
/// `None` where there are none. A profile that the budget does not decide counts
/// as met, so that exposure is never understated.
#[must_use]
pub fn weakest(formula: &Formula, judge: &Judge<'_>, at: i128) -> Option<Exposure> {
    match formula {
        Formula::False => return None,
        // Requests that are limited beforehand are not made from just anywhere.
        Formula::True if !judge.universe.is_limited() => return Some(Exposure::Anywhere),
        _ => {}
    }
    Exposure::ALL.into_iter().find(|exposure| {
        let profile = exposure.profile(judge.universe, at);
        judge.is_met(&Formula::and([formula.clone(), profile])) != Sat::None
    })
}

/// The exposure of an answer; `None` where no world gives access.
#[must_use]
pub fn of_answer(
    allowed: &Formula,
    verdict: &Verdict,
    judge: &Judge<'_>,
    at: i128,
) -> Option<Exposure> {
    match verdict.at_most {
        Answer::Allowed if !judge.universe.is_limited() => Some(Exposure::Anywhere),
        Answer::Allowed | Answer::AllowedIf => across(allowed, verdict, judge, at),
        _ => None,
    }
}

/// The weakest profile in any of the worlds of a verdict. Of two permissive
/// worlds neither need allow all that the other does, so the one that stands for
/// breadth would not do.
pub fn across(
    formula: &Formula,
    verdict: &Verdict,
    judge: &Judge<'_>,
    at: i128,
) -> Option<Exposure> {
    let mut found = None;
    for world in std::iter::once(&verdict.most).chain(&verdict.worlds) {
        let here = weakest(&formula.in_world(world).bound(Bound::Most), judge, at);
        found = found.into_iter().chain(here).min();
        if found == Some(Exposure::Anywhere) {
            break;
        }
    }
    found
}
