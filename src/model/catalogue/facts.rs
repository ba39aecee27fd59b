//! All that is known of one action, put together from the tables.

use super::{
    Action, Catalogue, Irreversible, KeyFact, Operation, Presence, ResourceLevel, Service, Sibling,
};

/// One action and everything beside it.
#[derive(Clone, Debug)]
pub struct ActionFacts {
    /// The action.
    pub action: Action,
    /// Its service, where the code is catalogued.
    pub service: Option<Service>,
    /// What the page of its operation says.
    pub operation: Option<Operation>,
    /// Why its effect cannot be undone, if it cannot.
    pub irreversible: Option<Irreversible>,
    /// Every catalogued condition key with its presence in requests for the action,
    /// by name. Where that hangs on a resource level that is not known, it is
    /// unverified.
    pub keys: Vec<(KeyFact, Presence)>,
    /// Actions with the same or a near outcome.
    pub siblings: Vec<Sibling>,
}

impl Catalogue {
    /// All that is known of an action.
    #[must_use]
    pub fn facts(&self, name: &str) -> Option<ActionFacts> {
        let action = self.action(name)?;
        let presence = |key: &KeyFact| {
            let on_all = self.presence(key.name, action.name, true);
            let on_one = self.presence(key.name, action.name, false);
            match action.resource {
                ResourceLevel::All => on_all,
                ResourceLevel::Templates(_) => on_one,
                ResourceLevel::Unknown if on_all == on_one => on_all,
                ResourceLevel::Unknown => Presence::Unverified,
            }
        };
        Some(ActionFacts {
            action,
            service: self.service(action.service()),
            operation: self.operation(action.name),
            irreversible: self.irreversible(action.name),
            keys: self.keys().map(|key| (key, presence(&key))).collect(),
            siblings: self.siblings(action.name).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalogue::AbsentBecause;

    #[test]
    fn tags_follow_the_resource_level() {
        let catalogue = Catalogue::embedded();
        let unknown = catalogue
            .actions()
            .find(|action| action.resource == ResourceLevel::Unknown)
            .unwrap();
        for (action, expected) in [
            (
                "kvstore:DestroyInstance",
                Presence::Never(AbsentBecause::NoResource),
            ),
            ("kvstore:DeleteInstance", Presence::Sometimes),
            (unknown.name, Presence::Unverified),
        ] {
            let facts = catalogue.facts(action).unwrap();
            let tag = facts
                .keys
                .iter()
                .find(|(key, _)| key.name == "acs:ResourceTag/*");
            assert_eq!(
                tag.map(|(_, presence)| *presence),
                Some(expected),
                "{action}"
            );
        }
        assert!(catalogue.facts("kvstore:Nothing").is_none());
    }
}
