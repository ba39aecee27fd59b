//! What a request is like whenever it is made on some way, whatever is asked of it:
//! known from the way, not from the keys that somebody's conditions happen to test.

use std::sync::Arc;

use crate::engine::domain::set::Set;
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::{Atom, Formula};
use crate::engine::universe::Universe;
use crate::model::catalogue::KeyRole;
use crate::model::pattern::Pattern;

/// What is known of a request beside its conditions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Its credentials carry no multi-factor login.
    pub without_second_factor: bool,
    /// The service that it hands a role to.
    pub service: Option<&'static str>,
}

impl Given {
    /// The same over the keys of a universe: of those that it lacks nothing can be
    /// said, so that two sides are compared over the keys of both.
    pub(in crate::engine) fn over(self, universe: &Universe) -> Formula {
        let second = match self.without_second_factor {
            true => without_second_factor(universe),
            false => Formula::True,
        };
        let service = self.service.and_then(|name| on_service(name, universe));
        Formula::and(service.into_iter().chain([second]))
    }
}

/// The call names the service that the role is handed to.
pub(super) fn on_service(service: &str, universe: &Universe) -> Option<Formula> {
    let mut keys = universe.keys();
    let (key, _) = keys.find(|(_, info)| info.role == KeyRole::ReceivingService)?;
    Some(Formula::Key(Arc::new(Atom {
        key,
        set: Set::Strings(StringSet::any([Arc::new(Pattern::literal(service))])),
        absent: false,
        every: true,
    })))
}

/// Requests that are made without multi-factor login.
pub(super) fn without_second_factor(universe: &Universe) -> Formula {
    let keys = universe.keys();
    let keys = keys.filter(|(_, info)| info.role == KeyRole::Mfa);
    Formula::and(keys.map(|(key, info)| {
        Formula::Key(Arc::new(Atom {
            key,
            set: Set::nothing(info.of),
            absent: true,
            every: true,
        }))
    }))
}
