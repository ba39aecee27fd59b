//! Which requests carry a condition key where the action varies too: the requests
//! fall into regions of actions and resources, in each of which the catalogue has
//! one answer (D16).
//!
//! A key that is *always* there for some actions only is *sometimes* there for all
//! that this says: the weaker fact is kept, because nothing that is shown for more
//! requests than there are is wrong for those that there are.

use std::sync::Arc;

use crate::engine::compile::key::Key;
use crate::engine::compile::{Compiler, Free};
use crate::engine::domain::set::Set;
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::{Atom, Formula, KeyId};
use crate::model::catalogue::{AbsentBecause, Elsewhere, KeyPresence, Presence};
use crate::model::pattern::Pattern;

impl Free {
    /// The request's action matches one of some patterns.
    pub(in crate::engine) fn action_among<'p>(
        self,
        patterns: impl IntoIterator<Item = &'p str>,
    ) -> Formula {
        let patterns = patterns.into_iter();
        among(
            self.action,
            patterns.map(|pattern| Pattern::new(pattern).folded()),
        )
    }

    /// The request names no resource, which is the one character `*` (D15).
    pub(in crate::engine) fn on_all_resources(self) -> Formula {
        among(self.resource, [Pattern::literal("*")])
    }
}

/// The key's value matches one of some patterns.
pub(in crate::engine) fn among(key: KeyId, patterns: impl IntoIterator<Item = Pattern>) -> Formula {
    let set = StringSet::any(patterns.into_iter().map(Arc::new));
    Formula::Key(Arc::new(Atom {
        key,
        set: Set::Strings(set),
        absent: false,
        every: false,
    }))
}

impl Compiler<'_> {
    /// The regions of requests with the presence of a key in each. They are
    /// disjoint, and every request is in one.
    pub(super) fn carriers(&self, key: &Key, free: Free) -> Vec<(Formula, Presence)> {
        let carriers = self.facts.catalogue.carriers(&key.name);
        let mut regions = Vec::new();
        let mut others = Formula::True;
        if let Some(fact) = carriers.fact {
            let all = fact.actions().any(|pattern| pattern == "*");
            let listed = if all {
                Formula::True
            } else {
                free.action_among(fact.actions())
            };
            others = listed.not();
            match fact.presence {
                KeyPresence::Always if all => regions.push((listed, Presence::Always)),
                KeyPresence::Always | KeyPresence::Sometimes => {
                    regions.push((listed, Presence::Sometimes));
                }
                KeyPresence::ResourceOnly => {
                    let on_all = free.on_all_resources();
                    let none = Presence::Never(AbsentBecause::NoResource);
                    regions.push((Formula::and([listed.clone(), on_all.clone()]), none));
                    regions.push((Formula::and([listed, on_all.not()]), Presence::Sometimes));
                }
                KeyPresence::Unverified => regions.push((listed, Presence::Unverified)),
            }
        }
        let elsewhere = carriers.fact.map(|fact| fact.elsewhere);
        match carriers.services {
            _ if others == Formula::False => {}
            _ if elsewhere == Some(Elsewhere::Never) => {
                regions.push((others, Presence::Never(AbsentBecause::OtherAction)));
            }
            None => regions.push((others, Presence::Unverified)),
            Some(services) => {
                let patterns: Vec<String> =
                    services.iter().map(|code| format!("{code}:*")).collect();
                let own = free.action_among(patterns.iter().map(String::as_str));
                let foreign = Presence::Never(AbsentBecause::OtherService);
                regions.push((
                    Formula::and([others.clone(), own.clone()]),
                    Presence::Unverified,
                ));
                regions.push((Formula::and([others, own.not()]), foreign));
            }
        }
        for (_, presence) in &mut regions {
            *presence = key.confirmed(*presence);
        }
        regions
    }
}
