//! Whether one statement applies to one request in one world.

use crate::engine::naive::values::{self, Block, WholeService, wild};
use crate::engine::naive::{Naive, Scene};
use crate::engine::question::Resources;
use crate::model::account::Position;
use crate::model::catalogue::{KeyFact, KeyRole, KeyType, Presence};
use crate::model::condition::{Family, Operator, OperatorName, Quantifier, Relation};
use crate::model::policy::{
    Condition, ConditionValue, DocumentId, Effect, Element, Form, Known, Statement, ValueKind,
};
use crate::source::fragment::HOLE;

/// The type that the operators of a family compare.
pub(super) const fn type_of(family: Family) -> KeyType {
    match family {
        Family::String | Family::StringIgnoreCase | Family::StringLike => KeyType::String,
        Family::Numeric => KeyType::Number,
        Family::Date => KeyType::Date,
        Family::Bool => KeyType::Bool,
        Family::Ip => KeyType::Ip,
    }
}

/// A key as one condition sees it.
struct Key<'k> {
    name: &'k str,
    of: KeyType,
    role: KeyRole,
    fact: Option<&'k KeyFact>,
}

impl Naive<'_> {
    /// Whether some statement of a document with this effect applies.
    pub(super) fn applies(&self, document: DocumentId, effect: Effect, scene: Scene<'_>) -> bool {
        self.model
            .pools
            .statements(document)
            .any(|(_, statement)| statement.effect == effect && self.statement(statement, scene))
    }

    /// Whether one statement applies: in this world its document is accepted and
    /// it reads this way, and action, resource and every condition fit.
    pub(super) fn statement(&self, statement: &Statement, scene: Scene<'_>) -> bool {
        let pools = &self.model.pools;
        let accepted = pools
            .document(statement.document)
            .is_some_and(|document| self.hold(document.guards, scene));
        accepted
            && self.hold(statement.guards, scene)
            && self.action(statement, scene)
            && self.resource(statement, scene)
            && pools
                .conditions(statement.conditions)
                .iter()
                .all(|condition| self.condition(condition, scene))
    }

    fn action(&self, statement: &Statement, scene: Scene<'_>) -> bool {
        let list = self.model.pools.elements(statement.actions.list);
        let opposite = match statement.effect {
            Effect::Allow => Effect::Deny,
            Effect::Deny => Effect::Allow,
        };
        match statement.actions.form {
            Form::Missing => true,
            Form::Named => list
                .iter()
                .any(|element| self.names_action(element, statement.effect, scene)),
            Form::Excluded if list.is_empty() => self.reading("empty-not-action", "", scene),
            Form::Excluded => !list
                .iter()
                .any(|element| self.names_action(element, opposite, scene)),
        }
    }

    fn known(&self, element: &Element, scene: Scene<'_>, fits: impl Fn(&str) -> bool) -> bool {
        let text = self.model.pools.str(element.text);
        match element.known {
            Known::Nothing(gap) => self.choice_of(gap, scene) == 1,
            Known::Holes(gap) => self.choice_of(gap, scene) == 1 && fits(&text.replace(HOLE, "*")),
            Known::Whole => fits(text),
        }
    }

    fn names_action(&self, element: &Element, effect: Effect, scene: Scene<'_>) -> bool {
        self.known(element, scene, |text| {
            let action = self.question.action.as_str();
            if wild(text, action, true) {
                let only_stars = text.chars().all(|one| one == '*');
                return text.contains(':')
                    || only_stars
                    || self.reading("action-without-colon", text, scene);
            }
            // The two letters outside ASCII that Unicode folds into it.
            let folded: String = text
                .chars()
                .map(|one| match one {
                    '\u{212a}' => 'k',
                    '\u{17f}' => 's',
                    'ı' => 'I',
                    other => other,
                })
                .collect();
            if effect == Effect::Allow && folded != text && wild(&folded, action, true) {
                return self.reading("non-ascii-letter", text, scene);
            }
            if text.contains("${") && wild(&without_placeholders(text), action, true) {
                return self.reading("escape", text, scene);
            }
            self.catalogue
                .aliases_of(self.question.service())
                .any(|alias| {
                    wild(text, &format!("{alias}:{}", self.question.name()), true)
                        && self.reading("wrong-service-code", alias, scene)
                })
        })
    }

    fn resource(&self, statement: &Statement, scene: Scene<'_>) -> bool {
        let list = self.model.pools.elements(statement.resources.list);
        match statement.resources.form {
            Form::Missing => true,
            Form::Named => list
                .iter()
                .any(|element| self.names_resource(element, statement.effect, scene)),
            Form::Excluded if list.is_empty() => self.reading("empty-not-action", "", scene),
            Form::Excluded => !list
                .iter()
                .any(|element| self.names_resource(element, Effect::Allow, scene)),
        }
    }

    fn names_resource(&self, element: &Element, effect: Effect, scene: Scene<'_>) -> bool {
        self.known(element, scene, |text| {
            let filled = without_placeholders(text);
            self.names_resource_text(text, effect, scene)
                || (filled != text
                    && self.names_resource_text(&filled, effect, scene)
                    && self.reading("escape", text, scene))
        })
    }

    fn names_resource_text(&self, text: &str, effect: Effect, scene: Scene<'_>) -> bool {
        match &self.question.resources {
            Resources::All => self.all_resources(text, effect, scene),
            Resources::Templates(_) => self.arn(text, scene),
            Resources::Fixed(spellings) => {
                spellings.iter().any(|spelling| wild(text, spelling, true))
            }
            Resources::Unknown => {
                if self.on_all_resources(scene) {
                    self.all_resources(text, effect, scene)
                } else {
                    self.arn(text, scene)
                }
            }
        }
    }

    fn arn(&self, text: &str, scene: Scene<'_>) -> bool {
        let arn = scene.request.resource.as_deref();
        only_stars(text) || arn.is_some_and(|arn| wild(text, arn, false))
    }

    /// The request's resource is the one character `*` (D15).
    fn all_resources(&self, text: &str, effect: Effect, scene: Scene<'_>) -> bool {
        let service = WholeService {
            service: self.question.service(),
            account: self.account.id.as_deref(),
        };
        if only_stars(text) {
            true
        } else if service.is_covered_by(text) {
            self.reading("whole-service-resource", text, scene)
        } else if wild(text, "*", false) {
            self.reading("single-character-resource", "", scene)
        } else if effect == Effect::Deny && service.overlaps(text) {
            self.reading("resource-scoped-deny", text, scene)
        } else {
            false
        }
    }

    /// Whether the request's resource is `*` in this world.
    pub(super) fn on_all_resources(&self, scene: Scene<'_>) -> bool {
        match self.question.resources {
            Resources::All => true,
            Resources::Templates(_) | Resources::Fixed(_) => false,
            Resources::Unknown => {
                self.reading("resource-level-unknown", &self.question.action, scene)
            }
        }
    }

    fn condition(&self, condition: &Condition, scene: Scene<'_>) -> bool {
        let pools = &self.model.pools;
        if let Some(doubt) = condition.doubt {
            return self.choice_of(doubt, scene) == 1;
        }
        let operator = pools.str(condition.operator.text);
        let written = pools.str(condition.key.text);
        let about = format!("{operator} {written}");
        if operator.trim() != operator || written.trim() != written {
            return self.reading("value-format", &about, scene);
        }
        let name = OperatorName::read(operator);
        let (Some(base), false) = (name.base, name.if_exists) else {
            return self.reading("unsupported-operator", &about, scene);
        };
        if condition.values.is_empty() {
            return self.reading("empty-list", &about, scene);
        }
        if name.quantifier != Quantifier::None && !self.reading("set-operators", &about, scene) {
            return false;
        }
        self.under_its_name(condition, base, name.quantifier, written, scene)
    }

    /// Finds out which key a spelling names in this world (D17).
    fn under_its_name(
        &self,
        condition: &Condition,
        operator: &Operator,
        quantifier: Quantifier,
        written: &str,
        scene: Scene<'_>,
    ) -> bool {
        let folded = written.to_ascii_lowercase();
        let one_spelling = self
            .spellings
            .get(folded.as_str())
            .is_none_or(|spellings| spellings.len() < 2);
        let fact = self.catalogue.key(written);
        let (documented, joined) = match &fact {
            Some(fact) => match fact.name.strip_suffix('*') {
                Some(family) if one_spelling => (written.starts_with(family), written),
                Some(_) => (false, folded.as_str()),
                None => (fact.name == written, fact.name),
            },
            None => (one_spelling, folded.as_str()),
        };
        let one_key = documented || self.reading("condition-key-case", &folded, scene);
        let (name, fact) = if one_key {
            (joined, fact.as_ref())
        } else {
            (written, None)
        };
        let of = match fact {
            Some(fact) => fact.value_type,
            None => match self.types.get(folded.as_str()).map(Vec::as_slice) {
                Some([only]) => *only,
                _ => KeyType::String,
            },
        };
        let key = Key {
            name,
            of,
            role: fact.map_or(KeyRole::Plain, |fact| fact.role),
            fact,
        };
        self.on_key(condition, operator, quantifier, &key, scene)
    }

    fn on_key(
        &self,
        condition: &Condition,
        operator: &Operator,
        quantifier: Quantifier,
        key: &Key<'_>,
        scene: Scene<'_>,
    ) -> bool {
        let about = format!("{} {}", operator.name, key.name);
        let on_absent = match quantifier {
            Quantifier::ForAllValues => true,
            Quantifier::None if operator.negated => {
                self.reading("negated-operator-on-absent-key", &about, scene)
            }
            _ => false,
        };
        let own = self.own_value(key.role, scene);
        let given: Option<Vec<String>> = match own {
            Some(value) => Some(vec![value]),
            None if !self.is_carried(key, scene) => return on_absent,
            None => scene.request.keys.get(key.name).cloned().flatten(),
        };
        let listed = self.model.pools.values(condition.values);
        let fits = |value: &ConditionValue, given: Option<&str>| {
            self.value(value, operator, key.of, &about, given, scene)
        };
        let is_listed = |given: Option<&str>| listed.iter().any(|value| fits(value, given));
        let none_of_them = listed.len() < 2 || self.reading("negated-list", &about, scene);
        // A value that cannot be read is met or not met whatever the request says.
        let Some(values) = given else {
            return match (operator.negated, quantifier) {
                (false, Quantifier::ForAllValues) => true,
                (false, _) => is_listed(None),
                (true, _) if none_of_them => !is_listed(None) && on_absent,
                (true, _) => !listed.iter().all(|value| fits(value, None)) && on_absent,
            };
        };
        let every = match quantifier {
            Quantifier::None => operator.negated,
            Quantifier::ForAllValues => true,
            Quantifier::ForAnyValue => false,
        };
        let on_values = |test: &dyn Fn(Option<&str>) -> bool| {
            let mut given = values.iter().map(|value| Some(value.as_str()));
            if every {
                given.all(test)
            } else {
                given.any(test)
            }
        };
        if !operator.negated {
            on_values(&is_listed)
        } else if none_of_them {
            on_values(&|given| !is_listed(given))
        } else {
            // The list is read as for other operators: one of them is enough.
            listed
                .iter()
                .any(|value| on_values(&|given| !fits(value, given)))
        }
    }

    /// The value of a key that is known for the one who asks (R39a, D16).
    fn own_value(&self, role: KeyRole, scene: Scene<'_>) -> Option<String> {
        match role {
            KeyRole::PrincipalArn => {
                let name = scene.subject?;
                let account = self.account.id.as_deref()?;
                let name = if self.reading("principal-arn-form", "letter case", scene) {
                    name.to_ascii_lowercase()
                } else {
                    name.to_owned()
                };
                let region = if self.reading("principal-arn-form", "region", scene) {
                    ""
                } else {
                    "*"
                };
                Some(format!("acs:ram:{region}:{account}:{name}"))
            }
            KeyRole::DirectoryId => match self.account.position {
                Position::Member { .. } | Position::Management => self.account.directory.clone(),
                Position::NotGiven | Position::Standalone => None,
            },
            _ => None,
        }
    }

    /// Whether requests of this world carry a key at all (D16).
    fn is_carried(&self, key: &Key<'_>, scene: Scene<'_>) -> bool {
        if matches!(key.role, KeyRole::DirectoryId | KeyRole::DirectoryPath)
            && self.account.position == Position::Standalone
        {
            return false;
        }
        let action = &self.question.action;
        let on_all = self.on_all_resources(scene);
        use crate::model::catalogue::AbsentBecause;
        match self.catalogue.presence(key.name, action, on_all) {
            Presence::Always | Presence::Sometimes if key.fact.is_some() => true,
            Presence::Always | Presence::Sometimes | Presence::Unverified => {
                self.reading("unverified-key", key.name, scene)
            }
            Presence::Never(AbsentBecause::NoResource) => {
                !self.reading("tags-never-present", key.name, scene)
            }
            Presence::Never(_) => false,
        }
    }

    /// Whether one listed value fits the value of the request, which is `None`
    /// where the key is absent.
    fn value(
        &self,
        value: &ConditionValue,
        operator: &Operator,
        of: KeyType,
        about: &str,
        given: Option<&str>,
        scene: Scene<'_>,
    ) -> bool {
        let doubt = |name: &str| self.reading(name, about, scene);
        let text = self.model.pools.str(value.text);
        match value.kind {
            ValueKind::Hole(gap) => return self.choice_of(gap, scene) == 1,
            ValueKind::Other => return doubt("type-mismatch"),
            ValueKind::Number | ValueKind::Bool => return doubt("value-format"),
            ValueKind::String => {}
        }
        let own_type = type_of(operator.family) == of;
        if !own_type && (of == KeyType::String || operator.relation != Relation::Equal) {
            return doubt("type-mismatch");
        }
        let unreadable = if own_type {
            "value-format"
        } else {
            "type-mismatch"
        };
        let compare = |given: i128, listed: i128| match operator.relation {
            Relation::Equal => given == listed,
            Relation::Less => given < listed,
            Relation::LessOrEqual => given <= listed,
            Relation::Greater => given > listed,
            Relation::GreaterOrEqual => given >= listed,
        };
        match of {
            KeyType::String if text.contains('\\') || text.contains("${") => doubt("escape"),
            KeyType::String => given.is_some_and(|given| match operator.family {
                Family::StringLike => wild(text, given, false),
                Family::StringIgnoreCase => text.eq_ignore_ascii_case(given),
                _ => text == given,
            }),
            KeyType::Bool if text == "true" || text == "false" => given == Some(text),
            KeyType::Bool => doubt(unreadable),
            KeyType::Number => match values::written_number(text) {
                Some(listed) => given
                    .and_then(values::given_number)
                    .is_some_and(|given| compare(given, listed)),
                None => doubt(unreadable),
            },
            KeyType::Date => match values::written_instant(text) {
                Some(listed) => given
                    .and_then(values::given_instant)
                    .is_some_and(|given| compare(given, listed)),
                None => doubt(unreadable),
            },
            KeyType::Ip => match Block::read(text) {
                Some(block) => {
                    let block = match block.embedded() {
                        Some(embedded) if self.reading("ipv4-mapped", "", scene) => embedded,
                        _ => block,
                    };
                    given.is_some_and(|given| block.contains(given))
                }
                None => doubt(unreadable),
            },
        }
    }
}

fn only_stars(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|one| one == '*')
}

/// The text with a star in place of each `${…}`, closed or not.
fn without_placeholders(text: &str) -> String {
    let mut found = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        found.push_str(before);
        found.push('*');
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    found.push_str(rest);
    found
}
