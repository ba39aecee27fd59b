//! Condition keys: their types, and which requests carry them.
//!
//! Presence is a function of the request. A key that the catalogue documents for
//! the action is *always* or *sometimes* there; tags never are where the action has
//! no resource, and neither are the keys of another service. Of anything else
//! nothing is verified, and the engine keeps both possibilities open.

use super::table::{Columns, service_of, starts_with_fold, words};
use super::{AccessLevel, Catalogue, Confidence, KEYS};

/// What the catalogue holds on one condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyFact {
    /// Canonical spelling; a trailing `/*` stands for any tag name.
    pub name: &'static str,
    /// Type of its values.
    pub value_type: KeyType,
    /// Presence in requests for the actions it is for.
    pub presence: KeyPresence,
    /// The actions it is for, `*` for all.
    actions: &'static str,
    /// Presence in requests for other actions.
    pub elsewhere: Elsewhere,
    /// Whether one request can carry several values.
    pub many_values: bool,
    language: &'static str,
    /// What the engine makes of it.
    pub role: KeyRole,
    /// Where it was read.
    pub source: &'static str,
    /// How far to believe it.
    pub confidence: Confidence,
}

/// Type of a key's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// Text.
    String,
    /// A number.
    Number,
    /// An instant.
    Date,
    /// `true` or `false`.
    Bool,
    /// An IPv4 or IPv6 address.
    Ip,
}

impl KeyType {
    /// The word that the table uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Date => "date",
            Self::Bool => "bool",
            Self::Ip => "ip",
        }
    }
}

/// The presence column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPresence {
    /// Every request carries the key.
    Always,
    /// Some requests do.
    Sometimes,
    /// Some do, but none without a resource.
    ResourceOnly,
    /// No document says that any request does.
    Unverified,
}

/// What is known of actions that a key is not for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// Their requests never carry it.
    Never,
    /// Nothing.
    NotKnown,
}

/// What the engine has to know of a key, so that it need not know its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyRole {
    /// The time of the request, never before the time of the analysis.
    Time,
    /// The ARN of the caller.
    PrincipalArn,
    /// The resource directory of the caller's account.
    DirectoryId,
    /// The place of the caller's account in it.
    DirectoryPath,
    /// Whether the caller logged on with a second factor.
    Mfa,
    /// The address that the request came from.
    SourceIp,
    /// The private network that it came from.
    SourceVpc,
    /// A value that the caller sets at will.
    CallerChosen,
    /// The service that the call hands a role to.
    ReceivingService,
    /// The service that a service-linked role is for.
    LinkedService,
    /// The one whom an OIDC token is about.
    Subject,
    /// The one whom an OIDC token is for.
    Audience,
    /// Where a SAML response was sent.
    Recipient,
    /// What a caller from another account has to know.
    ExternalId,
    /// None of these.
    Plain,
}

/// Whether the requests for one action carry a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// All of them do.
    Always,
    /// None does.
    Never(AbsentBecause),
    /// Some do.
    Sometimes,
    /// Not documented: never, or sometimes.
    Unverified,
}

impl Presence {
    /// The word for it in machine output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Never(_) => "never",
            Self::Sometimes => "sometimes",
            Self::Unverified => "unverified",
        }
    }
}

/// Why no request for an action carries a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbsentBecause {
    /// The action has no resource that could have a tag.
    NoResource,
    /// The key is for certain actions only.
    OtherAction,
    /// The key belongs to another service.
    OtherService,
}

/// Which requests carry a key, by their actions.
#[derive(Clone, Debug)]
pub struct Carriers {
    /// What is documented, for the actions of the row.
    pub fact: Option<KeyFact>,
    /// The services whose other actions may have requests that carry the key, by
    /// code and by wrong prefixes; `None` where that is every service.
    pub services: Option<Vec<&'static str>>,
}

impl KeyFact {
    /// Patterns of which every value matches one; none where anything goes.
    pub fn language(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        words(self.language)
    }

    /// The actions it is for: `*`, `code:*` or names.
    pub fn actions(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        words(self.actions)
    }

    /// Whether the key is documented for `action`.
    #[must_use]
    pub fn is_for(&self, action: &str) -> bool {
        self.actions()
            .any(|pattern| match pattern.strip_suffix('*') {
                Some(prefix) => starts_with_fold(action, prefix),
                None => pattern.eq_ignore_ascii_case(action),
            })
    }

    pub(super) fn read(row: &'static str) -> Self {
        let mut columns = Columns::of(row);
        Self {
            name: columns.take(),
            value_type: match columns.take() {
                "number" => KeyType::Number,
                "date" => KeyType::Date,
                "bool" => KeyType::Bool,
                "ip" => KeyType::Ip,
                _ => KeyType::String,
            },
            presence: match columns.take() {
                "always" => KeyPresence::Always,
                "sometimes" => KeyPresence::Sometimes,
                "resource-only" => KeyPresence::ResourceOnly,
                _ => KeyPresence::Unverified,
            },
            actions: columns.take(),
            elsewhere: match columns.take() {
                "never" => Elsewhere::Never,
                _ => Elsewhere::NotKnown,
            },
            many_values: columns.take() == "many",
            language: columns.take(),
            role: match columns.take() {
                "time" => KeyRole::Time,
                "principal-arn" => KeyRole::PrincipalArn,
                "directory-id" => KeyRole::DirectoryId,
                "directory-path" => KeyRole::DirectoryPath,
                "mfa" => KeyRole::Mfa,
                "source-ip" => KeyRole::SourceIp,
                "source-vpc" => KeyRole::SourceVpc,
                "caller-chosen" => KeyRole::CallerChosen,
                "receiving-service" => KeyRole::ReceivingService,
                "linked-service" => KeyRole::LinkedService,
                "subject" => KeyRole::Subject,
                "audience" => KeyRole::Audience,
                "recipient" => KeyRole::Recipient,
                "external-id" => KeyRole::ExternalId,
                _ => KeyRole::Plain,
            },
            source: columns.take(),
            confidence: Confidence::read(columns.take()),
        }
    }
}

impl Catalogue {
    /// Every condition key, sorted by name.
    pub fn keys(&self) -> impl Iterator<Item = KeyFact> + use<> {
        KEYS.every().iter().copied()
    }

    /// The actions that make a service-linked role.
    pub fn service_linking_actions(&self) -> impl Iterator<Item = &'static str> + use<> {
        let catalogue = Self::embedded();
        let keys = self.keys().filter(|key| key.role == KeyRole::LinkedService);
        keys.flat_map(|key| key.actions()).filter(|action| {
            let found = catalogue.action(action);
            found.is_some_and(|action| action.level == AccessLevel::Create)
        })
    }

    /// The key of that name; `acs:ResourceTag/team` finds `acs:ResourceTag/*`.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<KeyFact> {
        if name.ends_with("/*") {
            return KEYS.find(name);
        }
        KEYS.find(name).or_else(|| {
            let (family, rest) = name.split_once('/')?;
            (!rest.is_empty())
                .then(|| KEYS.find(&format!("{family}/*")))
                .flatten()
        })
    }

    /// Whether requests for `action` carry `key`, where `on_all_resources` says
    /// that the request has no resource of its own.
    #[must_use]
    pub fn presence(&self, key: &str, action: &str, on_all_resources: bool) -> Presence {
        if let Some(fact) = self.key(key) {
            if fact.is_for(action) {
                return match fact.presence {
                    KeyPresence::Always => Presence::Always,
                    KeyPresence::ResourceOnly if on_all_resources => {
                        Presence::Never(AbsentBecause::NoResource)
                    }
                    KeyPresence::Sometimes | KeyPresence::ResourceOnly => Presence::Sometimes,
                    KeyPresence::Unverified => Presence::Unverified,
                };
            }
            if fact.elsewhere == Elsewhere::Never {
                return Presence::Never(AbsentBecause::OtherAction);
            }
        }
        match (self.code_of(key), service_of(action)) {
            (Some(code), Some(service))
                if !code.eq_ignore_ascii_case(self.alias(service).unwrap_or(service)) =>
            {
                Presence::Never(AbsentBecause::OtherService)
            }
            _ => Presence::Unverified,
        }
    }

    /// The requests that [`Self::presence`] tells apart for a key, whatever the
    /// action.
    #[must_use]
    pub fn carriers(&self, key: &str) -> Carriers {
        let fact = self.key(key);
        let services = self.code_of(key).map(|code| {
            let aliases = self.aliases_of(code);
            std::iter::once(code).chain(aliases).collect()
        });
        Carriers { fact, services }
    }

    /// The service that a key's prefix names, rightly or by an alias.
    fn code_of(&self, key: &str) -> Option<&'static str> {
        let prefix = service_of(key)?;
        self.service(prefix)
            .map(|service| service.code)
            .or_else(|| self.alias(prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carriers_tell_apart_what_presence_does() {
        let c = Catalogue::embedded();
        let mut keys: Vec<String> = c.keys().map(|fact| fact.name.replace('*', "x")).collect();
        keys.extend(["my:K", "kvstore:x", "redis:x", "acs:nosuch", "plain"].map(str::to_owned));
        let mut actions: Vec<&str> = c.actions().map(|action| action.name).collect();
        actions.extend(["redis:x", "ecs:x", "nosuch:x", "ram:PassRole"]);
        for key in &keys {
            let carriers = c.carriers(key);
            for action in &actions {
                let listed = carriers.fact.filter(|fact| fact.is_for(action));
                let service = service_of(action).unwrap();
                let own = carriers.services.as_ref().is_none_or(|services| {
                    services
                        .iter()
                        .any(|code| code.eq_ignore_ascii_case(service))
                });
                let elsewhere = carriers.fact.map(|fact| fact.elsewhere);
                let expected = match listed.map(|fact| fact.presence) {
                    Some(KeyPresence::Always) => Presence::Always,
                    Some(KeyPresence::Sometimes | KeyPresence::ResourceOnly) => Presence::Sometimes,
                    Some(KeyPresence::Unverified) => Presence::Unverified,
                    None if elsewhere == Some(Elsewhere::Never) => {
                        Presence::Never(AbsentBecause::OtherAction)
                    }
                    None if own => Presence::Unverified,
                    None => Presence::Never(AbsentBecause::OtherService),
                };
                assert_eq!(
                    c.presence(key, action, false),
                    expected,
                    "{key} for {action}"
                );
            }
        }
    }

    #[test]
    fn how_often_a_key_is_there_has_a_word() {
        let words = [
            (Presence::Always, "always"),
            (Presence::Never(AbsentBecause::OtherAction), "never"),
            (Presence::Never(AbsentBecause::NoResource), "never"),
            (Presence::Sometimes, "sometimes"),
            (Presence::Unverified, "unverified"),
        ];
        for (presence, word) in words {
            assert_eq!(presence.word(), word);
        }
    }
}
