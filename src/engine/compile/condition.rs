//! One condition becomes a formula: which values its key may have, what absence
//! means, and what is doubtful about it (R30 to R39a, D13, D16 to D20).

use std::sync::Arc;

use crate::engine::compile::key::Key;
use crate::engine::compile::value::{Piece, merged, read_value};
use crate::engine::compile::{Compiler, either, met};
use crate::engine::domain::set::{Set, ValueType};
use crate::engine::formula::{Atom, Formula, KeyId};
use crate::engine::question::{Resources, Subject};
use crate::model::account::Position;
use crate::model::catalogue::{AbsentBecause, KeyFact, KeyRole, Presence};
use crate::model::condition::{Family, Operator, OperatorName, Quantifier};
use crate::model::doubt::{Doubt, DoubtId, DoubtKind, Doubts};
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

/// One condition, taken apart once, with those of its values that count.
#[derive(Clone, Copy)]
pub(super) struct Test<'t> {
    condition: &'t Condition,
    values: &'t [ConditionValue],
    operator: &'static Operator,
    quantifier: Quantifier,
}

impl Compiler<'_> {
    /// When one condition is met.
    pub fn condition(
        &mut self,
        condition: &Condition,
        subject: &Subject,
        doubts: &mut Doubts,
    ) -> Formula {
        let model = self.facts.model;
        let values = model.pools.values(condition.values);
        self.condition_with(condition, values, subject, doubts)
    }

    /// When one condition would be met if it listed these values.
    pub(in crate::engine) fn condition_with(
        &mut self,
        condition: &Condition,
        values: &[ConditionValue],
        subject: &Subject,
        doubts: &mut Doubts,
    ) -> Formula {
        let pools = &self.facts.model.pools;
        if let Some(doubt) = condition.doubt {
            return met(self.at_its_place(doubt, condition, doubts));
        }
        let operator_text = pools.str(condition.operator.text);
        let key_text = pools.str(condition.key.text);
        let about = format!("{operator_text} {key_text}");
        let with_values = || self.about_values(&about, values);
        let at = Some(condition.operator.at.to(condition.at));
        if key_text.trim() != key_text || operator_text.trim() != operator_text {
            return met(doubts.reading("value-format", with_values(), at));
        }
        let name = OperatorName::read(operator_text);
        let Some(operator) = name.base else {
            return met(doubts.reading("unsupported-operator", with_values(), at));
        };
        if name.if_exists {
            return met(doubts.reading("unsupported-operator", with_values(), at));
        }
        if values.is_empty() {
            return met(doubts.reading("empty-list", about, at));
        }
        let test = Test {
            condition,
            values,
            operator,
            quantifier: name.quantifier,
        };
        let read = self.on_spelling(test, key_text, subject, doubts);
        if name.quantifier == Quantifier::None {
            return read;
        }
        let doubt = doubts.reading("set-operators", about, at);
        either(doubt, read, Formula::False)
    }

    /// The values of a key that one value of a condition stands for, whether or not
    /// the operator is negated, as a test of a key that is there for comparing
    /// values alone; `None` where the condition is not read value by value.
    pub(in crate::engine) fn listed_value(
        &mut self,
        condition: &Condition,
        value: &ConditionValue,
        doubts: &mut Doubts,
    ) -> Option<Formula> {
        let pools = &self.facts.model.pools;
        if condition.doubt.is_some() {
            return None;
        }
        let written = pools.str(condition.key.text);
        let name = OperatorName::read(pools.str(condition.operator.text));
        let operator = name.base.filter(|_| !name.if_exists)?;
        let fact = self.facts.catalogue.key(written);
        let mut key = self.key(written, fact.as_ref());
        key.identity = format!("a value of {written}");
        key.name.clone_from(&key.identity);
        key.role = match key.role {
            KeyRole::Time => KeyRole::Time,
            _ => KeyRole::Plain,
        };
        let test = Test {
            condition,
            values: std::slice::from_ref(value),
            operator,
            quantifier: name.quantifier,
        };
        let about = format!("{} {written}", operator.name);
        let piece = self.piece(test, value, key.of, &about, doubts);
        key.many = false;
        let id = self.key_id(&key, true);
        Some(piece_formula(id, piece, false, value, doubts))
    }

    /// What tells a doubt about some values from others. A question names the
    /// operator and the key (D10); where no question is asked, tests of one key are
    /// compared with each other, and values that cannot be read are not all alike.
    fn about_values(&self, about: &str, values: &[ConditionValue]) -> String {
        if !self.apart {
            return about.to_owned();
        }
        let pools = &self.facts.model.pools;
        let values: std::collections::BTreeSet<String> = values
            .iter()
            .map(|value| format!("{:?} {:?}", value.kind, pools.str(value.text)))
            .collect();
        format!("{about} {values:?}")
    }

    /// The doubt of a test that cannot be read at all: a reading of this place
    /// alone, for the same reason.
    fn at_its_place(&self, doubt: DoubtId, condition: &Condition, doubts: &mut Doubts) -> DoubtId {
        let found = doubts.get(doubt).cloned();
        let unread = found.filter(|found| {
            self.apart && found.kind == DoubtKind::Reading && !found.is_at_a_place()
        });
        let Some(unread) = unread else { return doubt };
        doubts.intern(Doubt {
            about: condition.place(),
            ..unread
        })
    }

    /// Keys that differ only in letter case are one key, or in the other world
    /// keys of their own (D17).
    fn on_spelling(
        &mut self,
        test: Test<'_>,
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
        let on_joined = self.on_key(test, &joined, fact.as_ref(), subject, doubts);
        let alone = if fact.is_some() {
            documented
        } else {
            spellings < 2
        };
        if alone {
            return on_joined;
        }
        let on_own = self.on_key(test, written, None, subject, doubts);
        let doubt = doubts.reading("condition-key-case", folded, Some(test.condition.key.at));
        either(doubt, on_joined, on_own)
    }

    fn on_key(
        &mut self,
        test: Test<'_>,
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
        if let Some(constant) = self.fixed(&key, test, subject, doubts) {
            return constant;
        }
        if let Some(free) = self.free {
            let regions = self.carriers(&key, free);
            return Formula::or(regions.into_iter().map(|(region, presence)| {
                Formula::and([region, self.carried_as(test, &key, presence, doubts)])
            }));
        }
        match self.question.resources {
            Resources::All => self.asked_on(test, &key, true, doubts),
            Resources::Templates(_) | Resources::Fixed(_) => {
                self.asked_on(test, &key, false, doubts)
            }
            Resources::Unknown => {
                let doubt = doubts.reading("resource-level-unknown", &self.question.action, None);
                let all = self.asked_on(test, &key, true, doubts);
                let named = self.asked_on(test, &key, false, doubts);
                either(doubt, all, named)
            }
        }
    }

    /// The test in requests for the action of the question.
    fn asked_on(
        &mut self,
        test: Test<'_>,
        key: &Key,
        on_all_resources: bool,
        doubts: &mut Doubts,
    ) -> Formula {
        let catalogue = self.facts.catalogue;
        let presence = catalogue.presence(&key.name, &self.question.action, on_all_resources);
        self.carried_as(test, key, key.confirmed(presence), doubts)
    }

    fn carried_as(
        &mut self,
        test: Test<'_>,
        key: &Key,
        presence: Presence,
        doubts: &mut Doubts,
    ) -> Formula {
        let at = Some(test.condition.key.at);
        let directory = matches!(key.role, KeyRole::DirectoryId | KeyRole::DirectoryPath);
        let outside = directory && self.outside_directory();
        let given = self.is_given(&key.name);
        let mut test = |carried, doubts: &mut Doubts| self.test(test, key, carried, doubts);
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
            Presence::Unverified if given => test(Carried::Sometimes, doubts),
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
        test: Test<'_>,
        key: &Key,
        carried: Carried,
        doubts: &mut Doubts,
    ) -> Formula {
        let Test {
            condition,
            values,
            operator,
            quantifier,
        } = test;
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
                let piece = self.piece(test, value, key.of, &about, doubts);
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

    /// What one value of a test says.
    fn piece(
        &self,
        test: Test<'_>,
        value: &ConditionValue,
        of: ValueType,
        about: &str,
        doubts: &mut Doubts,
    ) -> Piece {
        let text = self.facts.model.pools.str(value.text);
        let about = self.about_values(about, std::slice::from_ref(value));
        read_value(value, text, test.operator, of, &about, doubts)
    }

    /// Keys with a value that is known for the one who asks (R39a, D16).
    fn fixed(
        &mut self,
        key: &Key,
        test: Test<'_>,
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
                    self.constant_test(test, key, &value, doubts)
                };
                let lower = spelled("", &folded);
                let lower_starred = spelled("*", &folded);
                let written = spelled("", name);
                let written_starred = spelled("*", name);
                let at = Some(test.condition.key.at);
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
                Some(self.constant_test(test, key, &id, doubts))
            }
            _ => None,
        }
    }

    /// The test on a value that is known.
    fn constant_test(
        &self,
        test: Test<'_>,
        key: &Key,
        value: &str,
        doubts: &mut Doubts,
    ) -> Formula {
        let about = format!("{} {}", test.operator.name, key.name);
        let pieces: Vec<Formula> = test
            .values
            .iter()
            .map(
                |operand| match self.piece(test, operand, key.of, &about, doubts) {
                    Piece::Values(Set::Strings(set)) => Formula::constant(set.contains(value)),
                    Piece::Values(_) | Piece::Mapped { .. } => Formula::False,
                    Piece::Doubt(doubt) => met(doubt),
                },
            )
            .collect();
        if !test.operator.negated {
            return Formula::or(pieces);
        }
        let none = Formula::or(pieces.iter().cloned()).not();
        if pieces.len() < 2 {
            return none;
        }
        let doubt = doubts.reading("negated-list", &about, Some(test.condition.at));
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
