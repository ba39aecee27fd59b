//! One condition becomes a formula: which values its key may have, what absence
//! means, and what is doubtful about it (R30 to R39a, D13, D16 to D20).

use std::sync::Arc;

use crate::engine::compile::value::{Piece, merged, read_value};
use crate::engine::compile::{Compiler, either, met};
use crate::engine::domain::ordered::{Comparison, Intervals};
use crate::engine::domain::set::{Set, ValueType};
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::{Atom, Formula, KeyId};
use crate::engine::question::{Resources, Subject};
use crate::engine::universe::KeyInfo;
use crate::model::account::Position;
use crate::model::catalogue::{AbsentBecause, SESSION_ROLE};
use crate::model::catalogue::{KeyFact, KeyRole, KeyType, Presence};
use crate::model::condition::{Family, Operator, OperatorName, Quantifier};
use crate::model::doubt::Doubts;
use crate::model::pattern::Pattern;
use crate::model::policy::{Condition, ConditionValue};

/// The type that an operator compares, if it is documented.
pub(super) fn operator_type(name: &str) -> Option<ValueType> {
    let operator = OperatorName::read(name).base?;
    Some(match operator.family {
        Family::String | Family::StringIgnoreCase | Family::StringLike => ValueType::String,
        Family::Numeric => ValueType::Number,
        Family::Date => ValueType::Date,
        Family::Bool => ValueType::Bool,
        Family::Ip => ValueType::Ip,
    })
}

/// Whether a request for the action carries a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Carried {
    Always,
    Never,
    Sometimes,
}

/// One key as one question sees it.
struct Key {
    /// Its name: the catalogue's spelling, or the text as written.
    name: String,
    /// What tells it from other keys: its name, unless it is limited for the one
    /// who asks.
    identity: String,
    of: ValueType,
    many: bool,
    language: Vec<String>,
    role: KeyRole,
    /// Carried by every request of this account, whatever the catalogue says.
    always: bool,
}

impl Compiler<'_> {
    /// When one condition is met.
    pub fn condition(
        &mut self,
        condition: &Condition,
        subject: &Subject,
        doubts: &mut Doubts,
    ) -> Formula {
        let pools = &self.facts.model.pools;
        if let Some(doubt) = condition.doubt {
            return met(doubt);
        }
        let operator_text = pools.str(condition.operator.text);
        let key_text = pools.str(condition.key.text);
        let about = format!("{operator_text} {key_text}");
        let at = Some(condition.operator.at.to(condition.at));
        if key_text.trim() != key_text || operator_text.trim() != operator_text {
            return met(doubts.reading("value-format", about, at));
        }
        let name = OperatorName::read(operator_text);
        let Some(operator) = name.base else {
            return met(doubts.reading("unsupported-operator", about, at));
        };
        if name.if_exists {
            return met(doubts.reading("unsupported-operator", about, at));
        }
        if condition.values.is_empty() {
            return met(doubts.reading("empty-list", about, at));
        }
        let read = self.on_spelling(
            condition,
            operator,
            name.quantifier,
            key_text,
            subject,
            doubts,
        );
        if name.quantifier == Quantifier::None {
            return read;
        }
        let doubt = doubts.reading("set-operators", about, at);
        either(doubt, read, Formula::False)
    }

    /// Keys that differ only in letter case are one key, or in the other world
    /// keys of their own (D17).
    fn on_spelling(
        &mut self,
        condition: &Condition,
        operator: &'static Operator,
        quantifier: Quantifier,
        written: &str,
        subject: &Subject,
        doubts: &mut Doubts,
    ) -> Formula {
        let folded = written.to_ascii_lowercase();
        let fact = self.facts.catalogue.key(written);
        let spellings = self
            .facts
            .uses
            .spellings
            .get(&folded)
            .map_or(0, std::collections::BTreeSet::len);
        let (documented, joined) = match fact.as_ref().map(|fact| fact.name) {
            Some(name) => match (name.strip_suffix('*'), spellings < 2) {
                (Some(family), true) => (written.starts_with(family), written.to_owned()),
                (Some(_), false) => (false, folded.clone()),
                (None, _) => (name == written, name.to_owned()),
            },
            None => (false, folded.clone()),
        };
        let on_joined = self.on_key(
            condition,
            operator,
            quantifier,
            &joined,
            fact.as_ref(),
            subject,
            doubts,
        );
        let alone = if fact.is_some() {
            documented
        } else {
            spellings < 2
        };
        if alone {
            return on_joined;
        }
        let on_own = self.on_key(
            condition, operator, quantifier, written, None, subject, doubts,
        );
        let doubt = doubts.reading("condition-key-case", folded, Some(condition.key.at));
        either(doubt, on_joined, on_own)
    }

    #[expect(clippy::too_many_arguments, reason = "one condition, taken apart once")]
    fn on_key(
        &mut self,
        condition: &Condition,
        operator: &'static Operator,
        quantifier: Quantifier,
        name: &str,
        fact: Option<&KeyFact>,
        subject: &Subject,
        doubts: &mut Doubts,
    ) -> Formula {
        let mut key = self.key(name, fact);
        match key.role {
            KeyRole::PrincipalArn => self.limit_to_subject(&mut key, subject),
            KeyRole::DirectoryPath => self.limit_to_path(&mut key),
            _ => {}
        }
        if let Some(constant) = self.fixed(&key, condition, operator, subject, doubts) {
            return constant;
        }
        let at = Some(condition.key.at);
        let on_all = match self.question.resources {
            Resources::All => true,
            Resources::Templates(_) | Resources::Fixed(_) => false,
            Resources::Unknown => {
                let doubt = doubts.reading("resource-level-unknown", &self.question.action, None);
                let all = self.carried_as(
                    condition, operator, quantifier, &key, fact, true, at, doubts,
                );
                let named = self.carried_as(
                    condition, operator, quantifier, &key, fact, false, at, doubts,
                );
                return either(doubt, all, named);
            }
        };
        self.carried_as(
            condition, operator, quantifier, &key, fact, on_all, at, doubts,
        )
    }

    #[expect(clippy::too_many_arguments, reason = "one condition, taken apart once")]
    fn carried_as(
        &mut self,
        condition: &Condition,
        operator: &'static Operator,
        quantifier: Quantifier,
        key: &Key,
        fact: Option<&KeyFact>,
        on_all_resources: bool,
        at: Option<crate::source::Span>,
        doubts: &mut Doubts,
    ) -> Formula {
        let directory = matches!(key.role, KeyRole::DirectoryId | KeyRole::DirectoryPath);
        let presence = if fact.is_some() {
            self.facts
                .catalogue
                .presence(&key.name, &self.question.action, on_all_resources)
        } else {
            match self
                .facts
                .catalogue
                .presence(&key.name, &self.question.action, on_all_resources)
            {
                Presence::Always | Presence::Sometimes => Presence::Unverified,
                other => other,
            }
        };
        let outside = directory && self.outside_directory();
        let mut test = |carried, doubts: &mut Doubts| {
            self.test(condition, operator, quantifier, key, carried, doubts)
        };
        match presence {
            _ if key.always => test(Carried::Always, doubts),
            _ if outside => test(Carried::Never, doubts),
            Presence::Always => test(Carried::Always, doubts),
            Presence::Sometimes => test(Carried::Sometimes, doubts),
            Presence::Never(AbsentBecause::OtherAction | AbsentBecause::OtherService) => {
                test(Carried::Never, doubts)
            }
            Presence::Never(AbsentBecause::NoResource) => {
                let doubt = doubts.reading("tags-never-present", &key.name, at);
                let never = test(Carried::Never, doubts);
                let sometimes = test(Carried::Sometimes, doubts);
                either(doubt, never, sometimes)
            }
            Presence::Unverified => {
                let doubt = doubts.reading("unverified-key", &key.name, at);
                let sometimes = test(Carried::Sometimes, doubts);
                let never = test(Carried::Never, doubts);
                either(doubt, sometimes, never)
            }
        }
    }

    fn test(
        &mut self,
        condition: &Condition,
        operator: &'static Operator,
        quantifier: Quantifier,
        key: &Key,
        carried: Carried,
        doubts: &mut Doubts,
    ) -> Formula {
        let pools = &self.facts.model.pools;
        let about = format!("{} {}", operator.name, key.name);
        let on_absent = |doubts: &mut Doubts| {
            if quantifier == Quantifier::ForAllValues {
                return Formula::True;
            }
            if operator.negated && quantifier == Quantifier::None {
                return met(doubts.reading(
                    "negated-operator-on-absent-key",
                    &about,
                    Some(condition.key.at),
                ));
            }
            Formula::False
        };
        if carried == Carried::Never {
            return on_absent(doubts);
        }
        let id = self.key_id(key, carried == Carried::Always);
        let values = pools.values(condition.values);
        // A negated test is written as the negation of its positive one, in which
        // "every value" and "some value" change places.
        let every = match quantifier {
            Quantifier::None => false,
            Quantifier::ForAllValues => !operator.negated,
            Quantifier::ForAnyValue => operator.negated,
        };
        let pieces: Vec<Formula> = values
            .iter()
            .map(|value| {
                let piece = read_value(
                    value,
                    pools.str(value.text),
                    operator,
                    key.of,
                    &about,
                    doubts,
                );
                piece_formula(id, piece, every, value, doubts)
            })
            .collect();
        let separate = pieces.clone();
        let pieces = merged(pieces);
        let present = Formula::Key(Arc::new(Atom {
            key: id,
            set: Set::everything(key.of),
            absent: false,
            every: false,
        }));
        let met_when_present = if operator.negated {
            let none = Formula::or(pieces.iter().cloned()).not();
            if separate.len() > 1 {
                let doubt = doubts.reading("negated-list", &about, Some(condition.at));
                let some = Formula::or(separate.iter().map(Formula::not));
                either(doubt, none, some)
            } else {
                none
            }
        } else {
            Formula::or(pieces)
        };
        if carried == Carried::Always {
            return met_when_present;
        }
        if operator.negated {
            let on_absent = on_absent(doubts);
            return Formula::and([met_when_present, Formula::or([present, on_absent])]);
        }
        if quantifier == Quantifier::ForAllValues {
            return Formula::or([met_when_present, present.not()]);
        }
        met_when_present
    }

    /// Where the caller's ARN is not known whole, the values it can have: any
    /// session role of the account, or the name in an account that is not known.
    fn limit_to_subject(&self, key: &mut Key, subject: &Subject) {
        let account = self.facts.account.id.as_deref();
        let names: Vec<String> = match (&subject.name, account) {
            (None, _) if subject.is_session => vec![SESSION_ROLE.to_owned()],
            (Some(name), None) => vec![name.to_ascii_lowercase(), name.clone()],
            _ => return,
        };
        let account = account.unwrap_or("*");
        key.identity = format!("{} of {}", key.name, names.concat());
        key.language = names
            .iter()
            .map(|name| format!("acs:ram:*:{account}:{name}"))
            .collect();
    }

    /// The place of the account in its directory, where it is known: every request
    /// of a member carries it (D16).
    fn limit_to_path(&self, key: &mut Key) {
        let (Position::Member { path: Some(path) }, Some(directory)) =
            (&self.facts.account.position, &self.facts.account.directory)
        else {
            return;
        };
        let path = path.join("/");
        key.identity = format!("{} of the account", key.name);
        key.language = vec![format!("{directory}/{path}/*")];
        key.always = true;
    }

    fn key(&self, name: &str, fact: Option<&KeyFact>) -> Key {
        match fact {
            Some(fact) => Key {
                name: name.to_owned(),
                identity: name.to_owned(),
                of: match fact.value_type {
                    KeyType::String => ValueType::String,
                    KeyType::Number => ValueType::Number,
                    KeyType::Date => ValueType::Date,
                    KeyType::Bool => ValueType::Bool,
                    KeyType::Ip => ValueType::Ip,
                },
                many: fact.many_values,
                language: fact.language().map(str::to_owned).collect(),
                role: fact.role,
                always: false,
            },
            None => {
                let folded = name.to_ascii_lowercase();
                let types = self.facts.uses.types.get(&folded);
                let of = match types {
                    Some(types) if types.len() == 1 => {
                        types.first().copied().unwrap_or(ValueType::String)
                    }
                    _ => ValueType::String,
                };
                Key {
                    name: name.to_owned(),
                    identity: name.to_owned(),
                    of,
                    many: false,
                    language: Vec::new(),
                    role: KeyRole::Plain,
                    always: false,
                }
            }
        }
    }

    fn key_id(&mut self, key: &Key, always: bool) -> KeyId {
        if let Some(id) = self.keys.get(&key.identity) {
            return *id;
        }
        let values = match key.role {
            KeyRole::Time => Set::Dates(Intervals::compared(
                Comparison::GreaterOrEqual,
                self.facts.at,
            )),
            _ if key.language.is_empty() => Set::everything(key.of),
            _ => Set::Strings(StringSet::any(
                key.language.iter().map(|text| Arc::new(Pattern::new(text))),
            )),
        };
        let id = self.universe.add(KeyInfo {
            name: key.name.clone(),
            role: key.role,
            of: key.of,
            may_be_absent: !always,
            many: key.many,
            values,
        });
        self.keys.insert(key.identity.clone(), id);
        id
    }

    /// Keys with a value that is known for the one who asks (R39a, D16).
    fn fixed(
        &mut self,
        key: &Key,
        condition: &Condition,
        operator: &'static Operator,
        subject: &Subject,
        doubts: &mut Doubts,
    ) -> Option<Formula> {
        match key.role {
            KeyRole::PrincipalArn => {
                self.depends_on_subject = true;
                let name = subject.name.as_deref()?;
                let account = self.facts.account.id.as_deref()?;
                let folded = name.to_ascii_lowercase();
                let mut spelled = |region: &str, name: &str| {
                    let value = format!("acs:ram:{region}:{account}:{name}");
                    self.constant_test(condition, operator, key, &value, doubts)
                };
                let lower = spelled("", &folded);
                let lower_starred = spelled("*", &folded);
                let written = spelled("", name);
                let written_starred = spelled("*", name);
                let at = Some(condition.key.at);
                let case = |plain: Formula, kept: Formula, doubts: &mut Doubts| {
                    if plain == kept {
                        return plain;
                    }
                    let doubt = doubts.reading("principal-arn-form", "letter case", at);
                    either(doubt, plain, kept)
                };
                let empty = case(lower, written, doubts);
                let starred = case(lower_starred, written_starred, doubts);
                if empty == starred {
                    return Some(empty);
                }
                let doubt = doubts.reading("principal-arn-form", "region", at);
                Some(either(doubt, empty, starred))
            }
            KeyRole::DirectoryId => {
                let (Position::Member { .. } | Position::Management) = self.facts.account.position
                else {
                    return None;
                };
                let id = self.facts.account.directory.clone()?;
                Some(self.constant_test(condition, operator, key, &id, doubts))
            }
            _ => None,
        }
    }

    /// The test on a value that is known.
    fn constant_test(
        &self,
        condition: &Condition,
        operator: &'static Operator,
        key: &Key,
        value: &str,
        doubts: &mut Doubts,
    ) -> Formula {
        let pools = &self.facts.model.pools;
        let about = format!("{} {}", operator.name, key.name);
        let pieces: Vec<Formula> = pools
            .values(condition.values)
            .iter()
            .map(|operand| {
                match read_value(
                    operand,
                    pools.str(operand.text),
                    operator,
                    key.of,
                    &about,
                    doubts,
                ) {
                    Piece::Values(Set::Strings(set)) => Formula::constant(set.contains(value)),
                    Piece::Values(_) | Piece::Mapped { .. } => Formula::False,
                    Piece::Doubt(doubt) => met(doubt),
                }
            })
            .collect();
        if !operator.negated {
            return Formula::or(pieces);
        }
        let none = Formula::or(pieces.iter().cloned()).not();
        if pieces.len() < 2 {
            return none;
        }
        let doubt = doubts.reading("negated-list", &about, Some(condition.at));
        let some = Formula::or(pieces.iter().map(Formula::not));
        either(doubt, none, some)
    }
}

fn piece_formula(
    key: KeyId,
    piece: Piece,
    every: bool,
    value: &ConditionValue,
    doubts: &mut Doubts,
) -> Formula {
    let atom = |set: Set| {
        Formula::Key(Arc::new(Atom {
            key,
            set,
            absent: false,
            every,
        }))
    };
    match piece {
        Piece::Values(set) if set.is_plainly_empty() => Formula::False,
        Piece::Values(set) => atom(set),
        Piece::Doubt(doubt) => met(doubt),
        Piece::Mapped {
            as_written,
            embedded,
        } => {
            let doubt = doubts.reading("ipv4-mapped", "", Some(value.at));
            either(doubt, atom(embedded), atom(as_written))
        }
    }
}
