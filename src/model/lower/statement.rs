//! One statement: its elements, and the ways to read it where its text allows
//! several.

use crate::model::doubt::Choice;
use crate::model::lower::{Lowering, Pick};
use crate::model::policy::{
    DocumentId, DocumentKind, Effect, Element, Elements, Form, Known, PrincipalElement,
    PrincipalForm, Statement,
};
use crate::model::pools::List;
use crate::model::structure::StructureKind;
use crate::source::Span;
use crate::syntax::{Kind, Value};

const STATEMENT_ELEMENTS: &[&str] = &[
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "Condition",
    "Sid",
];

#[derive(Default)]
struct Members<'a> {
    effect: Vec<Value<'a>>,
    action: Vec<Value<'a>>,
    not_action: Vec<Value<'a>>,
    resource: Vec<Value<'a>>,
    not_resource: Vec<Value<'a>>,
    principal: Vec<Value<'a>>,
    condition: Vec<Value<'a>>,
}

impl Members<'_> {
    fn duplicated(&self) -> bool {
        [
            &self.effect,
            &self.action,
            &self.not_action,
            &self.resource,
            &self.not_resource,
            &self.principal,
            &self.condition,
        ]
        .into_iter()
        .any(|values| values.len() > 1)
    }
}

impl Lowering<'_> {
    pub(super) fn statement(
        &mut self,
        document: DocumentId,
        value: Value<'_>,
        index: u32,
        guard: &[Choice],
        into: &mut Vec<Statement>,
    ) {
        match value.kind() {
            Kind::Object => {}
            Kind::Hole => return self.unknown_statement(document, value, index, guard, into),
            _ => {
                self.problem(
                    StructureKind::WrongType {
                        element: "Statement",
                        wanted: "objects with Effect, Action and Resource",
                    },
                    value.at(),
                );
                self.refused("a statement is not an object", value.at());
                return;
            }
        }
        self.within = Some(Vec::new());
        let mut members = Members::default();
        for (key, member) in value.members() {
            self.odd_characters("an element name", key);
            match self.element(STATEMENT_ELEMENTS, key) {
                Some("Effect") => members.effect.push(member),
                Some("Action") => members.action.push(member),
                Some("NotAction") => members.not_action.push(member),
                Some("Resource") => members.resource.push(member),
                Some("NotResource") => members.not_resource.push(member),
                Some("Principal") => members.principal.push(member),
                Some("Condition") => members.condition.push(member),
                Some("Sid") => {
                    self.undocumented("Sid", key, member);
                    self.sid(member);
                }
                _ => {}
            }
        }
        for pick in self.picks(members.duplicated(), value.at()) {
            let mut guards = guard.to_vec();
            guards.extend(pick.guard());
            self.read_one_way(document, value, index, &guards, &members, pick, into);
        }
        self.within = None;
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one statement's coordinates, passed once"
    )]
    fn read_one_way(
        &mut self,
        document: DocumentId,
        value: Value<'_>,
        index: u32,
        guards: &[Choice],
        members: &Members<'_>,
        pick: Pick,
        into: &mut Vec<Statement>,
    ) {
        let actions = self.pair(
            ("Action", pick.of(&members.action)),
            ("NotAction", pick.of(&members.not_action)),
            value.at(),
            true,
        );
        let has_resources = self.kind != DocumentKind::Trust;
        let not_resource = pick.of(&members.not_resource);
        if let Some(first) = not_resource.first() {
            self.problem(StructureKind::NotResource, first.at());
            let doubt = self
                .model
                .doubts
                .reading("not-resource", "", Some(first.at()));
            self.guard(Choice::is(doubt, 1));
        }
        let resources = self.pair(
            ("Resource", pick.of(&members.resource)),
            ("NotResource", not_resource),
            value.at(),
            has_resources,
        );
        let principals = self.principals(&pick.of(&members.principal), value.at());
        let conditions = self.conditions(&pick.of(&members.condition));
        let effects = self.effects(&pick.of(&members.effect), value.at());
        let within = self.within.clone().unwrap_or_default();
        for (effect, effect_at, effect_guard) in effects {
            for (condition_guards, conditions) in &conditions {
                let mut all = guards.to_vec();
                all.extend(&within);
                all.extend(effect_guard);
                all.extend(condition_guards);
                let all = self.model.pools.add_all(all);
                let conditions = self.model.pools.add_all(conditions.clone());
                for actions in &actions {
                    for resources in &resources {
                        into.push(Statement {
                            document,
                            index,
                            at: value.at(),
                            effect,
                            effect_at,
                            actions: *actions,
                            resources: *resources,
                            principals,
                            conditions,
                            guards: all,
                        });
                    }
                }
            }
        }
    }

    /// A statement of which nothing is known: it may allow or deny anything.
    pub(super) fn unknown_statement(
        &mut self,
        document: DocumentId,
        value: Value<'_>,
        index: u32,
        guard: &[Choice],
        into: &mut Vec<Statement>,
    ) {
        let at = value.at();
        let doubt = self.gap("statement", value, 3);
        for (effect, choice) in [(Effect::Allow, 1), (Effect::Deny, 2)] {
            let mut guards = guard.to_vec();
            guards.push(Choice::is(doubt, choice));
            let guards = self.model.pools.add_all(guards);
            let any = Elements {
                form: Form::Missing,
                list: List::default(),
                at,
            };
            into.push(Statement {
                document,
                index,
                at,
                effect,
                effect_at: at,
                actions: any,
                resources: any,
                principals: List::default(),
                conditions: List::default(),
                guards,
            });
        }
    }

    fn effects(
        &mut self,
        values: &[Value<'_>],
        statement: Span,
    ) -> Vec<(Effect, Span, Option<Choice>)> {
        let mut effects = Vec::new();
        for value in values {
            match (value.kind(), value.text()) {
                (Kind::String, "Allow") => effects.push((Effect::Allow, value.at(), None)),
                (Kind::String, "Deny") => effects.push((Effect::Deny, value.at(), None)),
                (kind, text) => {
                    let doubt = if kind == Kind::Hole || value.has_hole() {
                        self.gap("Effect", *value, 2)
                    } else {
                        self.odd_characters("Effect", *value);
                        self.problem(StructureKind::Effect(text.to_owned()), value.at());
                        self.model
                            .doubts
                            .reading("effect-spelling", text, Some(value.at()))
                    };
                    effects.push((Effect::Deny, value.at(), Some(Choice::is(doubt, 0))));
                    effects.push((Effect::Allow, value.at(), Some(Choice::is(doubt, 1))));
                }
            }
        }
        if values.is_empty() {
            self.problem(StructureKind::MissingElement("Effect"), statement);
            self.refused("Effect is missing", statement);
            let doubt = self
                .model
                .doubts
                .reading("effect-spelling", "missing", Some(statement));
            effects.push((Effect::Deny, statement, Some(Choice::is(doubt, 0))));
            effects.push((Effect::Allow, statement, Some(Choice::is(doubt, 1))));
        }
        effects
    }

    /// The two ways to name actions or resources. RAM wants exactly one (R13);
    /// where both stand there, the statement is read once with each.
    fn pair(
        &mut self,
        named: (&'static str, Vec<Value<'_>>),
        excluded: (&'static str, Vec<Value<'_>>),
        statement: Span,
        required: bool,
    ) -> Vec<Elements> {
        let mut both = Vec::new();
        if let (Some(_), Some(second)) = (named.1.first(), excluded.1.first()) {
            self.problem(StructureKind::Exclusive(named.0, excluded.0), second.at());
            self.refused(&format!("both {} and {}", named.0, excluded.0), second.at());
        }
        for (form, (name, values)) in [(Form::Named, named.clone()), (Form::Excluded, excluded)] {
            let Some(first) = values.first() else {
                continue;
            };
            let at = values
                .iter()
                .fold(first.at(), |at, value| at.to(value.at()));
            if !required {
                self.problem(
                    StructureKind::UnknownElement {
                        name: name.to_owned(),
                        near: None,
                    },
                    first.at(),
                );
                self.refused(&format!("{name} in a trust policy"), first.at());
            }
            let list = self.elements(name, &values);
            both.push(Elements { form, list, at });
        }
        if both.is_empty() {
            if required {
                self.problem(StructureKind::MissingElement(named.0), statement);
                self.refused(&format!("{} is missing", named.0), statement);
            }
            both.push(Elements {
                form: Form::Missing,
                list: List::default(),
                at: statement,
            });
        }
        both
    }

    fn elements(&mut self, name: &'static str, values: &[Value<'_>]) -> List<Element> {
        let mut list = Vec::new();
        for value in values {
            if value.kind() == Kind::Array && value.items().next().is_none() {
                self.problem(StructureKind::EmptyList(name), value.at());
            }
            self.element_items(name, *value, 0, &mut list);
        }
        self.model.pools.add_all(list)
    }

    fn element_items(
        &mut self,
        name: &'static str,
        value: Value<'_>,
        depth: u32,
        into: &mut Vec<Element>,
    ) {
        match value.kind() {
            Kind::String => {
                let element = self.element_of(name, value);
                self.odd_characters(name, value);
                self.policy_variable(value);
                into.push(element);
            }
            Kind::Array if depth == 0 => {
                for item in value.items() {
                    self.element_items(name, item, 1, into);
                }
            }
            Kind::Hole => {
                let known = Known::Nothing(self.gap(name.trim_start_matches("Not"), value, 2));
                let text = self.model.pools.intern("");
                into.push(Element {
                    text,
                    at: value.at(),
                    known,
                });
            }
            kind => {
                self.problem(
                    StructureKind::WrongType {
                        element: name,
                        wanted: "a string or a list of strings",
                    },
                    value.at(),
                );
                self.refused(
                    &format!("{name} is not a string or a list of strings"),
                    value.at(),
                );
                let known = match kind {
                    Kind::Number | Kind::Bool(_) => Known::Whole,
                    _ => Known::Nothing(self.gap(name.trim_start_matches("Not"), value, 2)),
                };
                let text = self.model.pools.intern(value.text());
                into.push(Element {
                    text,
                    at: value.at(),
                    known,
                });
            }
        }
    }

    fn element_of(&mut self, name: &str, value: Value<'_>) -> Element {
        let text = self.text(value);
        let known = if value.has_hole() {
            Known::Holes(self.gap(name.trim_start_matches("Not"), value, 2))
        } else {
            Known::Whole
        };
        Element {
            text: text.text,
            at: text.at,
            known,
        }
    }

    fn principals(&mut self, values: &[Value<'_>], statement: Span) -> List<PrincipalElement> {
        let mut list = Vec::new();
        match self.kind {
            DocumentKind::Trust if values.is_empty() => {
                self.problem(StructureKind::MissingElement("Principal"), statement);
                self.refused("Principal is missing", statement);
            }
            DocumentKind::Identity | DocumentKind::Control | DocumentKind::Session => {
                if let Some(first) = values.first() {
                    self.problem(StructureKind::PrincipalInIdentity, first.at());
                    self.refused("Principal in an identity policy", first.at());
                }
            }
            _ => {}
        }
        for value in values {
            if value.kind() != Kind::Object {
                self.principal_items(PrincipalForm::Other, *value, 0, &mut list);
                continue;
            }
            for (key, member) in value.members() {
                self.odd_characters("an element name", key);
                let form = match key.text() {
                    "RAM" => PrincipalForm::Ram,
                    "Service" => PrincipalForm::Service,
                    "Federated" => PrincipalForm::Federated,
                    name => {
                        self.problem(
                            StructureKind::UnknownPrincipalKind {
                                name: name.to_owned(),
                                near: ["RAM", "Service", "Federated"]
                                    .into_iter()
                                    .find(|known| known.eq_ignore_ascii_case(name)),
                            },
                            key.at(),
                        );
                        PrincipalForm::Other
                    }
                };
                self.principal_items(form, member, 0, &mut list);
            }
        }
        self.model.pools.add_all(list)
    }

    fn principal_items(
        &mut self,
        form: PrincipalForm,
        value: Value<'_>,
        depth: u32,
        into: &mut Vec<PrincipalElement>,
    ) {
        match value.kind() {
            Kind::String => {
                let element = self.element_of("Principal", value);
                self.odd_characters("Principal", value);
                into.push(PrincipalElement { form, element });
            }
            Kind::Array if depth == 0 => {
                for item in value.items() {
                    self.principal_items(form, item, 1, into);
                }
            }
            kind => {
                if kind != Kind::Hole {
                    self.problem(
                        StructureKind::WrongType {
                            element: "Principal",
                            wanted: "ARNs under RAM, Service or Federated",
                        },
                        value.at(),
                    );
                }
                let known = Known::Nothing(self.gap("Principal", value, 2));
                let text = self.model.pools.intern("");
                let element = Element {
                    text,
                    at: value.at(),
                    known,
                };
                into.push(PrincipalElement { form, element });
            }
        }
    }
}
