//! The rows of the tables about actions and services, as values.

use super::table::{Columns, words};
use super::{ACTIONS, Confidence};

/// One action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// Catalogue spelling, `code:Name`.
    pub name: &'static str,
    /// What kind of access it gives.
    pub level: AccessLevel,
    /// Where the level comes from.
    pub level_basis: Basis,
    /// What it is authorised against.
    pub resource: ResourceLevel,
    /// Where that comes from.
    pub resource_basis: Basis,
    /// Where the strongest of these facts was read.
    pub source: &'static str,
    /// How far to believe it.
    pub confidence: Confidence,
}

impl Action {
    /// The service code of the action.
    #[must_use]
    pub fn service(&self) -> &'static str {
        super::service_of(self.name).unwrap_or_default()
    }

    /// Whether the action is authorised on All Resources only.
    #[must_use]
    pub fn is_on_all_resources(&self) -> bool {
        self.resource == ResourceLevel::All
    }

    pub(super) fn read(row: &'static str) -> Self {
        let mut columns = Columns::of(row);
        Self {
            name: columns.take(),
            level: AccessLevel::read(columns.take()),
            level_basis: Basis::read(columns.take()),
            resource: ResourceLevel::read(columns.take()),
            resource_basis: Basis::read(columns.take()),
            source: columns.take(),
            confidence: Confidence::read(columns.take()),
        }
    }
}

/// The access level that an authorization table gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessLevel {
    /// Makes something.
    Create,
    /// Removes something.
    Delete,
    /// Reads one thing.
    Get,
    /// Reads many things.
    List,
    /// Older pages: reads.
    Read,
    /// Changes something.
    Update,
    /// Older pages: changes, makes or removes.
    Write,
    /// No source gives one.
    Unknown,
}

impl AccessLevel {
    /// Whether the action only reads; `None` where the level is not known.
    #[must_use]
    pub fn reads_only(self) -> Option<bool> {
        match self {
            Self::Get | Self::List | Self::Read => Some(true),
            Self::Create | Self::Delete | Self::Update | Self::Write => Some(false),
            Self::Unknown => None,
        }
    }

    /// The word that the tables use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Delete => "delete",
            Self::Get => "get",
            Self::List => "list",
            Self::Read => "read",
            Self::Update => "update",
            Self::Write => "write",
            Self::Unknown => "unknown",
        }
    }

    fn read(word: &str) -> Self {
        match word {
            "create" => Self::Create,
            "delete" => Self::Delete,
            "get" => Self::Get,
            "list" => Self::List,
            "read" => Self::Read,
            "update" => Self::Update,
            "write" => Self::Write,
            _ => Self::Unknown,
        }
    }
}

/// Where a fact about an action comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// An authorization table.
    Documented,
    /// An authorization table of 2019.
    Documented2019,
    /// The way a published system policy uses it.
    Sample,
    /// The first word of the name.
    Verb,
    /// Reasoning from other facts.
    Inferred,
    /// Nothing: the fact is not known.
    Unknown,
}

impl Basis {
    /// The word that the tables use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Documented2019 => "documented-2019",
            Self::Sample => "sample",
            Self::Verb => "verb",
            Self::Inferred => "inferred",
            Self::Unknown => "unknown",
        }
    }

    fn read(word: &str) -> Self {
        match word {
            "documented" => Self::Documented,
            "documented-2019" => Self::Documented2019,
            "sample" => Self::Sample,
            "verb" => Self::Verb,
            "inferred" => Self::Inferred,
            _ => Self::Unknown,
        }
    }
}

/// What an action is authorised against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceLevel {
    /// All Resources only: the request's resource is `*`.
    All,
    /// Resources of these forms.
    Templates(Templates),
    /// No source was read; to be judged both ways.
    Unknown,
}

impl ResourceLevel {
    fn read(cell: &'static str) -> Self {
        match cell {
            "all" => Self::All,
            "unknown" | "" => Self::Unknown,
            list => Self::Templates(Templates(list)),
        }
    }
}

/// ARN templates. `{region}`, `{account}` and other braced names are holes for any
/// value; every other character, a star included, stands for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Templates(&'static str);

impl Templates {
    /// The templates, one by one.
    pub fn iter(self) -> impl Iterator<Item = &'static str> + Clone {
        words(self.0)
    }
}

/// One service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// The part of an action before its colon.
    pub code: &'static str,
    /// Product name, where a source gives one.
    pub name: Option<&'static str>,
    /// Whether every known action is catalogued.
    pub complete: bool,
    /// Where the code was seen in use.
    pub source: &'static str,
    /// How far to believe it.
    pub confidence: Confidence,
}

impl Service {
    pub(super) fn read(row: &'static str) -> Self {
        let mut columns = Columns::of(row);
        Self {
            code: columns.take(),
            name: Some(columns.take()).filter(|name| *name != "-"),
            complete: columns.take() == "complete",
            source: columns.take(),
            confidence: Confidence::read(columns.take()),
        }
    }
}

/// An action that comes near the outcome of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sibling {
    /// The guarded action.
    pub action: &'static str,
    /// The action to guard beside it.
    pub sibling: &'static str,
    /// What the sibling does, in the words of [`Irreversible::kind`].
    pub kind: &'static str,
    /// Why it comes near.
    pub reason: &'static str,
    /// Where the sibling's effect was read.
    pub source: &'static str,
    /// How far to believe it.
    pub confidence: Confidence,
}

/// Kinds of outcome that are most like losing an instance for good.
const LOSES_ALL: &[&str] = &[
    "release-instance",
    "destroy-from-recycle-bin",
    "delete-storage",
];

impl Sibling {
    /// Whether the sibling ends the whole resource, rather than a part of it.
    #[must_use]
    pub fn loses_all(&self) -> bool {
        LOSES_ALL.contains(&self.kind)
    }

    pub(super) fn read(row: &'static str) -> Self {
        let mut columns = Columns::of(row);
        Self {
            action: columns.take(),
            sibling: columns.take(),
            kind: columns.take(),
            reason: columns.take(),
            source: columns.take(),
            confidence: Confidence::read(columns.take()),
        }
    }
}

/// An action whose effect cannot be undone, or not always.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Irreversible {
    /// Catalogue spelling.
    pub action: &'static str,
    /// What is lost, as one of the words listed in the table.
    pub kind: &'static str,
    /// Why.
    pub reason: &'static str,
    /// Where it was read.
    pub source: &'static str,
    /// How far to believe it.
    pub confidence: Confidence,
}

impl Irreversible {
    pub(super) fn read(row: &'static str) -> Self {
        let mut columns = Columns::of(row);
        Self {
            action: columns.take(),
            kind: columns.take(),
            reason: columns.take(),
            source: columns.take(),
            confidence: Confidence::read(columns.take()),
        }
    }
}

/// An action by which a principal becomes a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assume {
    /// The action asked of the caller and named by the trust statement.
    pub action: &'static str,
    /// Where it was read.
    pub source: &'static str,
    /// How far to believe it.
    pub confidence: Confidence,
}

impl Assume {
    /// The spellings of the role's ARN that the caller's policy may use.
    pub fn templates(&self) -> impl Iterator<Item = &'static str> + use<> {
        let templates = match ACTIONS.find(self.action) {
            Some(Action {
                resource: ResourceLevel::Templates(templates),
                ..
            }) => Some(templates),
            _ => None,
        };
        templates.into_iter().flat_map(Templates::iter)
    }

    pub(super) fn read(row: &'static str) -> Self {
        let mut columns = Columns::of(row);
        Self {
            action: columns.take(),
            source: columns.take(),
            confidence: Confidence::read(columns.take()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::catalogue::{CROSS_SERVICE, Catalogue};
    use crate::model::pattern::{Fold, matches};

    #[test]
    fn actions_are_found_by_the_patterns_of_policies() {
        let catalogue = Catalogue::embedded();
        for pattern in [
            "*",
            "kvstore:*",
            "KVSTORE:d*Instance",
            "k?s:*",
            "*:Delete*",
            "ecs:",
            "",
        ] {
            let all = catalogue.actions();
            let expected: Vec<&str> = all
                .map(|action| action.name)
                .filter(|name| matches(pattern, name, Fold::Ascii))
                .collect();
            let found: Vec<&str> = catalogue
                .actions_like(pattern)
                .map(|action| action.name)
                .collect();
            assert_eq!(found, expected, "{pattern}");
        }
    }

    #[test]
    fn services_act_on_resources_of_others_that_there_are() {
        for (service, codes) in [
            ("hdm", vec!["*"]),
            ("STS", vec!["ram"]),
            ("kvstore", vec![]),
        ] {
            assert!(
                Catalogue::embedded()
                    .resources_beside(service)
                    .iter()
                    .eq(&codes)
            );
        }
        for code in CROSS_SERVICE
            .rows()
            .iter()
            .map(|row| row.split('\t').nth(1))
        {
            let known = |code| code == "*" || Catalogue::embedded().service(code).is_some();
            assert!(code.is_some_and(|codes| codes.split(' ').all(known)));
        }
    }

    /// Also words that no row has yet.
    #[test]
    fn words_stand_for_levels_and_what_they_rest_on() {
        use super::{AccessLevel, Basis, ResourceLevel};
        use AccessLevel::{Create, Delete, Get, List, Read, Unknown, Update, Write};
        for (level, reads) in [
            (Create, Some(false)),
            (Delete, Some(false)),
            (Get, Some(true)),
            (List, Some(true)),
            (Read, Some(true)),
            (Update, Some(false)),
            (Write, Some(false)),
            (Unknown, None),
        ] {
            assert_eq!(AccessLevel::read(level.word()), level);
            assert_eq!(level.reads_only(), reads, "{level:?}");
        }
        for basis in [
            Basis::Documented,
            Basis::Documented2019,
            Basis::Sample,
            Basis::Verb,
            Basis::Inferred,
            Basis::Unknown,
        ] {
            assert_eq!(Basis::read(basis.word()), basis);
        }
        assert_eq!(AccessLevel::read("nonesuch"), Unknown);
        assert_eq!(Basis::read("nonesuch"), Basis::Unknown);
        for unknown in ["unknown", ""] {
            assert_eq!(ResourceLevel::read(unknown), ResourceLevel::Unknown);
        }
    }
}
