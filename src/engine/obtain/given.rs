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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::domain::set::ValueType;
    use crate::engine::formula::KeyId;
    use crate::engine::universe::KeyInfo;

    fn key(role: KeyRole, of: ValueType) -> KeyInfo {
        KeyInfo {
            name: format!("{role:?}"),
            role,
            of,
            may_be_absent: true,
            many: false,
            values: Set::everything(of),
        }
    }

    fn test(key: u32, set: Set, absent: bool) -> Formula {
        Formula::Key(Arc::new(Atom {
            key: KeyId(key),
            set,
            absent,
            every: true,
        }))
    }

    /// The key of a second factor is absent, that of the service has its name; of keys
    /// that the universe lacks nothing is said.
    #[test]
    fn what_is_given_is_said_of_the_keys_that_are_there() {
        const SERVICE: &str = "fc.aliyuncs.com";
        let keys = [
            (KeyRole::LinkedService, ValueType::String),
            (KeyRole::ReceivingService, ValueType::String),
            (KeyRole::Plain, ValueType::Bool),
            (KeyRole::Mfa, ValueType::Bool),
        ];
        let mut whole = Universe::default();
        let mut without = Universe::default();
        for (role, of) in keys {
            whole.add(key(role, of));
            if !matches!(role, KeyRole::ReceivingService | KeyRole::Mfa) {
                without.add(key(role, of));
            }
        }
        let of_service = Set::Strings(StringSet::any([Arc::new(Pattern::literal(SERVICE))]));
        let of_service = test(1, of_service, false);
        let no_factor = test(3, Set::nothing(ValueType::Bool), true);
        let cases = [
            (false, None, Formula::True),
            (true, None, no_factor.clone()),
            (false, Some(SERVICE), of_service.clone()),
            (
                true,
                Some(SERVICE),
                Formula::and([of_service.clone(), no_factor]),
            ),
        ];
        for (without_second_factor, service, expected) in cases {
            let given = Given {
                without_second_factor,
                service,
            };
            assert_eq!(given.over(&whole), expected, "{given:?}");
            assert_eq!(given.over(&without), Formula::True, "{given:?}");
        }
        assert_eq!(on_service(SERVICE, &whole), Some(of_service));
        assert_eq!(on_service(SERVICE, &without), None);
    }
}
