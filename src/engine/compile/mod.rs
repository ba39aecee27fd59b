//! A statement becomes a formula for one question. Everything that does not
//! depend on the request or the world is decided here: what is left is about
//! keys (atoms) and about what is not known (choices).

mod action;
mod condition;
mod given;
mod key;
mod named;
mod presence;
mod resource;
mod shapes;
#[cfg(test)]
mod tests;
mod uses;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::answers::Settings;
use crate::engine::domain::set::{Set, ValueType};
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::{Formula, KeyId};
use crate::engine::question::{Question, Readings, Resources, Subject};
use crate::engine::universe::{KeyInfo, Universe};
use crate::model::Model;
use crate::model::account::{Account, Position};
use crate::model::catalogue::{Catalogue, KeyRole};
use crate::model::doubt::{Choice, DoubtId, Doubts};
use crate::model::pattern::Pattern;
use crate::model::policy::{DocumentId, Element, Elements, Form, Known, Statement, StatementId};
use crate::source::Span;

use named::Named;
use resource::Rest;
use shapes::Shapes;

pub use action::Coverage;
pub(in crate::engine) use action::{filled, in_ascii};
pub use given::{Given, Impossible, Value, read_as};
pub use key::value_type;
pub(in crate::engine) use presence::among;
pub(in crate::engine) use resource::{covers_whole, meets_whole};
pub use uses::KeyUse;

/// The name of the key of a request's action, where it varies.
pub(in crate::engine) const ACTION: &str = "action";

/// The name of the key of a request's resource.
pub(in crate::engine) const RESOURCE: &str = "resource";

/// The name of the key of the one who asks a trust or resource document.
pub(in crate::engine) const PRINCIPAL: &str = "principal";

/// One element replaced for a what-if question: the element's place and the
/// text to read there instead.
#[derive(Clone, Debug)]
pub struct Substitution {
    /// Which element.
    pub at: Span,
    /// What it would say.
    pub text: String,
}

/// What compiling needs to know and never changes.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// What was read.
    pub model: &'a Model,
    /// What is known about RAM.
    pub catalogue: &'a Catalogue,
    /// The account that is asked about.
    pub account: &'a Account,
    /// How keys are used.
    pub uses: &'a KeyUse,
    /// `--at`, in tenths of a nanosecond since 1970.
    pub at: i128,
    /// Steps that the solver may take to decide one question.
    pub steps: u64,
}

/// What one question about one account is compiled with.
#[must_use]
pub fn asking<'a>(
    model: &'a Model,
    catalogue: &'a Catalogue,
    account: &'a Account,
    uses: &'a KeyUse,
    question: &Question,
    settings: &Settings,
) -> (Facts<'a>, Compiler<'a>) {
    let facts = Facts {
        model,
        catalogue,
        account,
        uses,
        at: settings.at,
        steps: settings.steps,
    };
    let mut compiler = Compiler::new(facts, question.clone());
    compiler.substitute(settings.substitution.clone());
    (facts, compiler)
}

/// Compiles statements for one question.
pub struct Compiler<'a> {
    pub(in crate::engine) facts: Facts<'a>,
    pub(super) question: Question,
    /// The keys met so far.
    pub universe: Universe,
    keys: BTreeMap<String, KeyId>,
    whole_service: Pattern,
    /// Wrong prefixes that people write for the service of the action, each with the
    /// action as it is then written.
    pub(super) aliases: Vec<(&'static str, String)>,
    /// Set while compiling if the formula depends on who asks.
    pub(super) depends_on_subject: bool,
    substitution: Option<Substitution>,
    compiled: Compiled,
    /// Set where no action is asked about: the request's action and resource vary.
    free: Option<Free>,
    /// How elements are read then.
    shapes: Option<Shapes<'a>>,
    /// Whether values that cannot be read are told from each other.
    apart: bool,
    /// What the names of system policies tell of actions that are not asked about.
    by_name: BTreeMap<String, Rest>,
    /// The keys that the requests are said to carry.
    given: BTreeSet<String>,
}

/// The keys of a request whose action and resource vary.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct Free {
    /// `code:Name`, in any case.
    pub action: KeyId,
    /// An ARN, or the one character `*` (D15).
    pub resource: KeyId,
}

/// What was compiled about one resource of a request. A call that is authorised
/// on several resources asks about each in turn, in one request.
#[derive(Default)]
pub struct Compiled {
    resource: Option<KeyId>,
    cache: BTreeMap<StatementId, Formula>,
    documents: BTreeMap<DocumentId, Relevant>,
    named: BTreeMap<StatementId, Named>,
}

/// The statements of a document that can matter, each with its formula.
pub type Relevant = Arc<[(StatementId, Formula)]>;

impl<'a> Compiler<'a> {
    /// A compiler for one question about one account.
    #[must_use]
    pub fn new(facts: Facts<'a>, question: Question) -> Self {
        let account = facts.account.id.as_deref();
        let whole = format!("acs:{}:{{region}}:{{account}}:*", question.service());
        let aliases = facts.catalogue.aliases_of(question.service());
        let aliases = aliases.map(|alias| (alias, format!("{alias}:{}", question.name())));
        let mut compiler = Self {
            whole_service: Pattern::from_template(&whole, account),
            aliases: aliases.collect(),
            facts,
            universe: Universe::within(facts.steps),
            keys: BTreeMap::new(),
            depends_on_subject: false,
            substitution: None,
            compiled: Compiled::default(),
            free: None,
            shapes: None,
            apart: false,
            by_name: BTreeMap::new(),
            given: BTreeSet::new(),
            question,
        };
        compiler.compiled.resource = compiler.varying_resource();
        compiler
    }

    /// A compiler for requests whose action and resource vary, within these sets.
    #[must_use]
    pub(in crate::engine) fn unasked(
        facts: Facts<'a>,
        readings: Readings,
        actions: StringSet,
        resources: StringSet,
    ) -> (Self, Free) {
        let question = Question {
            action: String::new(),
            catalogued: false,
            resources: Resources::Fixed(Vec::new()),
        };
        let mut compiler = Self::new(facts, question);
        let mut add = |name: &str, values: StringSet| {
            compiler.universe.add(KeyInfo {
                name: name.to_owned(),
                role: KeyRole::Plain,
                of: ValueType::String,
                may_be_absent: false,
                many: false,
                values: Set::Strings(values),
            })
        };
        let free = Free {
            action: add(ACTION, actions),
            resource: add(RESOURCE, resources),
        };
        let somebody = Pattern::new("?*").folded();
        let principal = add(PRINCIPAL, StringSet::any([Arc::new(somebody)]));
        compiler.free = Some(free);
        compiler.shapes = Some(Shapes::new(facts, free, principal, readings));
        (compiler, free)
    }

    /// The same, where what is said of a value that cannot be read holds for that
    /// value alone, because such values are compared with each other.
    #[must_use]
    pub(in crate::engine) fn telling_values_apart(mut self) -> Self {
        self.apart = true;
        self
    }

    /// The same keys for statements of another input that is compared with it, in
    /// an account of the same id.
    #[must_use]
    pub(in crate::engine) fn turned_to(self, facts: Facts<'a>) -> Self {
        Self {
            compiled: Compiled {
                resource: self.compiled.resource,
                ..Compiled::default()
            },
            shapes: self.shapes.map(|shapes| shapes.turned_to(facts)),
            facts,
            ..self
        }
    }

    /// Asks about another resource of the same request from now on, and gives back
    /// what was compiled about the one before.
    pub fn turn(&mut self, resources: &Resources, to: Option<Compiled>) -> Compiled {
        self.question.resources = resources.clone();
        let to = to.unwrap_or_else(|| Compiled {
            resource: self.varying_resource(),
            ..Compiled::default()
        });
        std::mem::replace(&mut self.compiled, to)
    }

    /// The key that stands for the request's resource, where it varies. Of several
    /// resources of one request, each has a key of its own.
    fn varying_resource(&mut self) -> Option<KeyId> {
        let account = self.facts.account.id.as_deref();
        let patterns: Vec<Arc<Pattern>> = match &self.question.resources {
            Resources::Templates(templates) => templates
                .iter()
                .map(|template| Arc::new(Pattern::from_template(template, account)))
                .collect(),
            Resources::Unknown => vec![Arc::new(self.whole_service.clone())],
            Resources::All | Resources::Fixed(_) => Vec::new(),
        };
        if patterns.is_empty() {
            return None;
        }
        let mut name = RESOURCE.to_owned();
        let mut number = 1_u32;
        while self.universe.find(&name).is_some() {
            number = number.saturating_add(1);
            name = format!("{RESOURCE} {number}");
        }
        Some(self.universe.add(KeyInfo {
            name,
            role: KeyRole::Plain,
            of: ValueType::String,
            may_be_absent: false,
            many: false,
            values: Set::Strings(StringSet::any(patterns)),
        }))
    }

    /// Reads one element differently from now on.
    pub fn substitute(&mut self, substitution: Option<Substitution>) {
        self.substitution = substitution;
        self.compiled.cache.clear();
        self.compiled.documents.clear();
    }

    /// The question that is compiled for.
    #[must_use]
    pub const fn question(&self) -> &Question {
        &self.question
    }

    /// The key that stands for the request's resource, where it varies.
    #[must_use]
    pub const fn resource_key(&self) -> Option<KeyId> {
        self.compiled.resource
    }

    /// The statements of a document that can matter to the question, each with
    /// its formula; the flag says whether some depend on who asks.
    pub fn document(
        &mut self,
        document: DocumentId,
        subject: &Subject,
        doubts: &mut Doubts,
    ) -> (Relevant, bool) {
        if let Some(known) = self.compiled.documents.get(&document) {
            return (Arc::clone(known), false);
        }
        let model = self.facts.model;
        let guards = model
            .pools
            .document(document)
            .map_or(&[][..], |found| model.pools.choices(found.guards));
        let guard = Formula::and(guards.iter().map(|choice| Formula::world(*choice)));
        let mut found = Vec::new();
        let mut depends = false;
        for (id, statement) in model.pools.statements(document) {
            let formula = self.statement(id, statement, subject, doubts);
            depends |= self.depends_on_subject;
            if formula != Formula::False {
                found.push((id, Formula::and([guard.clone(), formula])));
            }
        }
        let found: Relevant = found.into();
        if !depends {
            self.compiled.documents.insert(document, Arc::clone(&found));
        }
        (found, depends)
    }

    /// One statement: when it applies to the request. Document guards are not
    /// part of it.
    pub fn statement(
        &mut self,
        id: StatementId,
        statement: &Statement,
        subject: &Subject,
        doubts: &mut Doubts,
    ) -> Formula {
        self.depends_on_subject = false;
        if let Some(known) = self.compiled.cache.get(&id) {
            return known.clone();
        }
        let formula = self.compile(statement, subject, doubts);
        if !self.depends_on_subject {
            self.compiled.cache.insert(id, formula.clone());
        }
        formula
    }

    fn compile(
        &mut self,
        statement: &Statement,
        subject: &Subject,
        doubts: &mut Doubts,
    ) -> Formula {
        let action = match self.free {
            Some(_) => self.free_actions(statement, doubts),
            None => self.actions(statement, doubts),
        };
        if action == Formula::False {
            return Formula::False;
        }
        let resource = match self.free {
            Some(_) => self.free_resources(statement, doubts),
            None => self.resources(statement, doubts),
        };
        if resource == Formula::False {
            return Formula::False;
        }
        let model = self.facts.model;
        let guards = model
            .pools
            .choices(statement.guards)
            .iter()
            .map(|choice| Formula::world(*choice));
        let mut parts: Vec<Formula> = guards.collect();
        parts.push(action);
        parts.push(resource);
        parts.push(self.conditions(statement, subject, doubts));
        Formula::and(parts)
    }

    /// All conditions of a statement.
    pub fn conditions(
        &mut self,
        statement: &Statement,
        subject: &Subject,
        doubts: &mut Doubts,
    ) -> Formula {
        let model = self.facts.model;
        let tests = model.pools.conditions(statement.conditions);
        let parts: Vec<Formula> = tests
            .iter()
            .map(|test| self.condition(test, subject, doubts))
            .collect();
        Formula::and(parts)
    }

    /// When a list of elements includes what is asked about. `one` says it of one
    /// element; the flag tells it that the list names exceptions.
    pub(in crate::engine) fn listed(
        &self,
        elements: Elements,
        doubts: &mut Doubts,
        one: impl Fn(&Element, bool, &mut Doubts) -> Formula,
    ) -> Formula {
        let list = self.facts.model.pools.elements(elements.list);
        let excluded = elements.form == Form::Excluded;
        match elements.form {
            Form::Missing => Formula::True,
            Form::Excluded if list.is_empty() => {
                met(doubts.reading("empty-not-action", "", Some(elements.at)))
            }
            Form::Named | Form::Excluded => {
                let any = Formula::or(list.iter().map(|element| one(element, excluded, doubts)));
                if excluded { any.not() } else { any }
            }
        }
    }

    /// What an element says, by its text: nothing of it may be known, or all but
    /// its holes (D12).
    pub(in crate::engine) fn by_text(
        &self,
        element: &Element,
        doubts: &mut Doubts,
        says: impl FnOnce(&str, &mut Doubts) -> Formula,
    ) -> Formula {
        match element.known {
            Known::Nothing(gap) => met(gap),
            Known::Holes(gap) => Formula::and([met(gap), says(&self.pattern(element), doubts)]),
            Known::Whole => says(self.element_text(element), doubts),
        }
    }

    /// The text of an element as it is compiled, holes as `*`.
    #[must_use]
    pub fn pattern(&self, element: &Element) -> String {
        self.element_text(element)
            .replace(crate::source::fragment::HOLE, "*")
    }

    fn element_text(&self, element: &Element) -> &str {
        match &self.substitution {
            Some(substitution) if substitution.at == element.at => &substitution.text,
            _ => self.facts.model.pools.str(element.text),
        }
    }

    /// Whether the own account stands in no directory, so that keys about one
    /// are never there.
    pub(super) const fn outside_directory(&self) -> bool {
        matches!(self.facts.account.position, Position::Standalone)
    }
}

/// The literal of choice 1 of a variable.
pub(in crate::engine) const fn met(doubt: DoubtId) -> Formula {
    Formula::World(Choice::is(doubt, 1))
}

/// One formula where choice 1 is taken, another where it is not.
pub(in crate::engine) fn either(doubt: DoubtId, taken: Formula, otherwise: Formula) -> Formula {
    if taken == otherwise {
        return taken;
    }
    let literal = met(doubt);
    let opposite = literal.not();
    Formula::or([
        Formula::and([literal, taken]),
        Formula::and([opposite, otherwise]),
    ])
}
