//! What is read of a row is all that is written in it.

use std::collections::BTreeMap;
use std::fmt::Debug;

use super::*;
use crate::model::account::{PolicyKind, PrincipalKind};

/// Puts the cells of a row together again.
fn row(cells: &[&str]) -> String {
    cells.join("\t")
}

/// A list as it is written, `-` where it is empty.
fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.collect();
    if words.is_empty() {
        "-".to_owned()
    } else {
        words.join(" ")
    }
}

/// That each word of a column stands for something of its own.
#[derive(Default)]
struct Meanings(BTreeMap<String, String>);

impl Meanings {
    fn learn(&mut self, word: &str, meaning: &impl Debug) {
        let meaning = format!("{meaning:?}");
        let known = self
            .0
            .entry(word.to_owned())
            .or_insert_with(|| meaning.clone());
        assert_eq!(*known, meaning, "{word}");
    }

    fn are_different(&self) {
        let all: BTreeSet<&String> = self.0.values().collect();
        assert_eq!(all.len(), self.0.len(), "{:?}", self.0);
    }
}

#[test]
fn actions_and_services_are_read_whole() {
    for (written, action) in ACTIONS.table.rows().iter().zip(catalogue().actions()) {
        let resource = match action.resource {
            ResourceLevel::All => "all".to_owned(),
            ResourceLevel::Unknown => "unknown".to_owned(),
            ResourceLevel::Templates(templates) => list(templates.iter()),
        };
        let read = row(&[
            action.name,
            action.level.word(),
            action.level_basis.word(),
            &resource,
            action.resource_basis.word(),
            action.source,
            action.confidence.word(),
        ]);
        assert_eq!(read, **written);
        assert_eq!(action.is_on_all_resources(), resource == "all");
        assert_eq!(catalogue().action(action.name), Some(action));
    }
    assert_eq!(catalogue().actions().count(), ACTIONS.table.rows().len());
    for (written, service) in SERVICES.table.rows().iter().zip(catalogue().services()) {
        let extent = if service.complete {
            "complete"
        } else {
            "partial"
        };
        let (name, confidence) = (service.name.unwrap_or("-"), service.confidence.word());
        let read = row(&[service.code, name, extent, service.source, confidence]);
        assert_eq!(read, **written);
        assert_eq!(catalogue().is_complete(service.code), service.complete);
        let own: Vec<Action> = catalogue().actions_of(service.code).collect();
        let all = catalogue().actions();
        let expected = all.filter(|action| action.service() == service.code);
        assert!(own.into_iter().eq(expected), "{}", service.code);
    }
    assert_eq!(catalogue().services().count(), SERVICES.table.rows().len());
    for written in ALIASES.rows() {
        let cells: Vec<&str> = written.split('\t').collect();
        assert_eq!(catalogue().alias(cells[0]), Some(cells[1]));
        let confidence = catalogue().alias_confidence(cells[0]);
        assert_eq!(confidence.map(Confidence::word), Some(cells[4]));
        assert!(
            catalogue()
                .aliases_of(cells[1])
                .any(|alias| alias == cells[0])
        );
    }
}

#[test]
fn outcomes_of_actions_are_read_whole() {
    let lose_all = [
        "release-instance",
        "destroy-from-recycle-bin",
        "delete-storage",
    ];
    let mut siblings = 0;
    let actions: BTreeSet<&str> = SIBLINGS
        .table
        .rows()
        .iter()
        .map(|row| table::first(row))
        .collect();
    for found in actions
        .into_iter()
        .flat_map(|action| catalogue().siblings(action))
    {
        let read = row(&[
            found.action,
            found.sibling,
            found.kind,
            found.reason,
            found.source,
            found.confidence.word(),
        ]);
        assert!(SIBLINGS.table.rows().contains(&read.as_str()), "{read}");
        assert_eq!(found.loses_all(), lose_all.contains(&found.kind), "{read}");
        siblings += 1;
    }
    assert_eq!(siblings, SIBLINGS.table.rows().len());
    for written in IRREVERSIBLE.table.rows() {
        let found = catalogue().irreversible(table::first(written)).unwrap();
        let confidence = found.confidence.word();
        let read = row(&[
            found.action,
            found.kind,
            found.reason,
            found.source,
            confidence,
        ]);
        assert_eq!(read, *written);
    }
    for (written, found) in ASSUME.table.rows().iter().zip(catalogue().assume_actions()) {
        assert_eq!(
            row(&[found.action, found.source, found.confidence.word()]),
            *written
        );
    }
    for written in OPERATIONS.table.rows() {
        let found = catalogue().operation(table::first(written)).unwrap();
        let listed = |words: Option<Vec<&str>>| match words {
            None => "-".to_owned(),
            Some(words) if words.is_empty() => "none".to_owned(),
            Some(words) => words.join(" "),
        };
        let read = row(&[
            found.action,
            found.operation,
            found.effect.unwrap_or("-"),
            found.precondition.unwrap_or("-"),
            &listed(found.associated().map(Iterator::collect)),
            &listed(found.keys().map(Iterator::collect)),
            found.since.unwrap_or("-"),
            found.source,
            found.confidence.word(),
        ]);
        assert_eq!(read, *written);
    }
}

#[test]
fn keys_are_read_whole() {
    let (mut presences, mut elsewhere, mut roles) = (
        Meanings::default(),
        Meanings::default(),
        Meanings::default(),
    );
    for (written, key) in KEYS.table.rows().iter().zip(catalogue().keys()) {
        let cells: Vec<&str> = written.split('\t').collect();
        let read = [
            key.name.to_owned(),
            key.value_type.word().to_owned(),
            list(key.actions()),
            if key.many_values { "many" } else { "one" }.to_owned(),
            list(key.language()),
            key.source.to_owned(),
            key.confidence.word().to_owned(),
        ];
        let expected = [0, 1, 3, 5, 6, 8, 9].map(|cell| cells[cell]);
        assert_eq!(read, expected, "{written}");
        presences.learn(cells[2], &key.presence);
        elsewhere.learn(cells[4], &key.elsewhere);
        roles.learn(cells[7], &key.role);
        assert_eq!(catalogue().key(&key.name.to_uppercase()), Some(key));
    }
    for meanings in [presences, elsewhere, roles] {
        meanings.are_different();
    }
    // The part of a tag key that its owner names is any but none.
    for (name, found) in [
        ("acs:ResourceTag/team", Some("acs:ResourceTag/*")),
        ("acs:ResourceTag/*", Some("acs:ResourceTag/*")),
        ("acs:ResourceTag/a/b", Some("acs:ResourceTag/*")),
        ("acs:ResourceTag/", None),
        ("acs:ResourceTag", None),
        ("acs:SourceIp/x", None),
        ("acs:SourceIp", Some("acs:SourceIp")),
    ] {
        assert_eq!(catalogue().key(name).map(|key| key.name), found, "{name}");
    }
}

#[test]
fn escalations_are_read_whole() {
    let (mut kinds, mut effects) = (Meanings::default(), Meanings::default());
    for (written, edge) in ESCALATIONS.rows().iter().zip(catalogue().escalations()) {
        let cells: Vec<&str> = written.split('\t').collect();
        let on = match edge.on() {
            On::All => "all".to_owned(),
            On::Unknown => "unknown".to_owned(),
            On::Each(list) => list.to_owned(),
        };
        let needs = edge.needs().map(|(action, on)| match on {
            On::All => action.to_owned(),
            On::Unknown => format!("{action}@unknown"),
            On::Each(list) => format!("{action}@{list}"),
        });
        let needs: Vec<String> = needs.collect();
        let read = [
            edge.id,
            edge.service.unwrap_or("-"),
            edge.action,
            &on,
            if edge.verified { "yes" } else { "no" },
            edge.source,
            edge.confidence.word(),
        ];
        let expected = [0, 3, 4, 5, 7, 8, 9].map(|cell| cells[cell]);
        assert_eq!(read, expected);
        assert_eq!(
            list(needs.iter().map(String::as_str)),
            cells[6],
            "{written}"
        );
        assert_eq!(edge.kind.word().replace('_', "-"), cells[1]);
        kinds.learn(cells[1], &edge.kind);
        effects.learn(cells[2], &edge.gives);
    }
    assert_eq!(catalogue().escalations().count(), ESCALATIONS.rows().len());
    kinds.are_different();
    effects.are_different();
}

#[test]
fn limits_are_read_whole() {
    use PrincipalKind::{Group, Role, SsoGroup, SsoUser, User};
    for kind in [User, Group, Role, SsoUser, SsoGroup] {
        let quota = |policy| catalogue().attachment_quota(kind, policy);
        let (system, custom) = (quota(PolicyKind::System), quota(PolicyKind::Custom));
        assert_eq!(quota(PolicyKind::Inline), None);
        let Some(written) = QUOTAS.find(kind.word()) else {
            assert_eq!([system, custom], [None; 2]);
            continue;
        };
        let (system, custom) = (system.unwrap(), custom.unwrap());
        let most = [system.most.to_string(), custom.most.to_string()];
        let confidence = system.confidence.word();
        let read = row(&[kind.word(), &most[0], &most[1], system.source, confidence]);
        assert_eq!(read, written);
        assert_eq!(
            (custom.source, custom.confidence),
            (system.source, system.confidence)
        );
    }
    for (word, named) in [
        ("user", Named::Principal(User)),
        ("group", Named::Principal(Group)),
        ("role", Named::Principal(Role)),
        ("policy", Named::Policy),
    ] {
        let found = catalogue().naming(named).unwrap();
        let (most, confidence) = (found.most.to_string(), found.confidence.word());
        let read = row(&[word, &most, found.characters, found.source, confidence]);
        assert_eq!(Some(read.as_str()), NAMES.find(word));
        assert!(found.admits("a") && !found.admits("") && !found.admits("é"));
        assert!(found.admits(&"a".repeat(found.most)));
        assert!(!found.admits(&"a".repeat(found.most + 1)));
        for one in found.characters.chars() {
            assert!(found.admits(&one.to_string()), "{one}");
        }
    }
}

#[test]
fn all_that_is_known_of_an_action_is_what_each_table_says() {
    for action in catalogue().actions().step_by(7) {
        let facts = catalogue().facts(&action.name.to_uppercase()).unwrap();
        assert_eq!(facts.action, action);
        assert_eq!(facts.service, catalogue().service(action.service()));
        assert_eq!(facts.operation, catalogue().operation(action.name));
        assert_eq!(facts.irreversible, catalogue().irreversible(action.name));
        assert!(
            facts
                .siblings
                .into_iter()
                .eq(catalogue().siblings(action.name))
        );
        assert_eq!(facts.keys.len(), KEYS.table.rows().len());
        for (key, presence) in facts.keys {
            let on_all = catalogue().presence(key.name, action.name, true);
            let on_one = catalogue().presence(key.name, action.name, false);
            let expected = match action.resource {
                ResourceLevel::All => on_all,
                ResourceLevel::Templates(_) => on_one,
                ResourceLevel::Unknown if on_all == on_one => on_all,
                ResourceLevel::Unknown => Presence::Unverified,
            };
            assert_eq!(presence, expected, "{} {}", key.name, action.name);
        }
    }
}
