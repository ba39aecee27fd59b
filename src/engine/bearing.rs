//! How one statement bears on one question, whoever holds it: whether its
//! actions, its resources and its conditions can include the request at all, and
//! why a part never does. Readings take their defaults unless strict ones are
//! asked for.

mod latent;
mod settled;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::engine::answers::Settings;
use crate::engine::breadth::{self, Breadth};
use crate::engine::compile::{Compiler, Facts, KeyUse, asking};
use crate::engine::domain::ordered;
use crate::engine::formula::{Bound, Formula, World};
use crate::engine::question::{Question, Readings, Resources, Subject};
use crate::engine::solver::Sat;
use crate::engine::verdict::Judge;
use crate::model::Model;
use crate::model::account::{
    Account, ControlDocument, ControlPolicy, Holding, Policy, PolicyDocument, PolicyKind,
    PrincipalId, Scope,
};
use crate::model::catalogue::{AbsentBecause, Catalogue, KeyRole, Presence};
use crate::model::condition::{Family, OperatorName, Relation};
use crate::model::doubt::{DoubtKind, Doubts};
use crate::model::policy::{
    Condition, DocumentId, DocumentKind, Effect, Element, Form, Statement, StatementId,
};
use crate::source::Span;

pub use latent::{Latent, latent};
pub use settled::{met_without, settled};

/// How much of the possible requests a part of a statement includes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// None of them.
    Nothing,
    /// Some, not all.
    Some,
    /// All of them.
    Everything,
    /// It depends on what is not known.
    Unknown,
}

impl Extent {
    /// Whether some request is included, perhaps.
    #[must_use]
    pub const fn is_possible(self) -> bool {
        !matches!(self, Self::Nothing)
    }
}

/// Why one test of a condition is never met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Never {
    /// It ended at this instant, before `--at`.
    Expired(i128),
    /// It needs a key about a resource, and the action names none.
    NoResource,
    /// The key belongs to other actions, or no value meets the test.
    NotMet,
}

/// One statement and one question.
#[derive(Clone, Debug)]
pub struct Bearing {
    /// Index of the account.
    pub account: usize,
    /// The document it is in.
    pub document: DocumentId,
    /// `Custom/N`, `Inline/OWNER`, `Control/ID`, `policy/PATH`.
    pub policy: String,
    /// The document is that of a bundled system policy.
    pub bundled: bool,
    /// The statement.
    pub statement: StatementId,
    /// What it does.
    pub effect: Effect,
    /// Its actions.
    pub actions: Extent,
    /// Its resources.
    pub resources: Extent,
    /// Its conditions.
    pub conditions: Extent,
    /// How broadly its actions reach the action, where they do.
    pub breadth: Breadth,
    /// The smallest text by which they do; the list of a `NotAction`, which does
    /// not hold it.
    pub action_at: Span,
    /// An action element that would name the action if the prefix it was written
    /// with were the service's code, and that prefix.
    pub wrong_code: Option<(Span, String)>,
    /// Tests of its condition that are never met.
    pub never: Vec<(Condition, Never)>,
    /// Resources of which it is not settled whether a request for the action can
    /// have them, each with the name of the reading.
    pub unsettled: Vec<(Element, String)>,
}

/// An attachment at the scope of a resource group that never reaches the action.
#[derive(Clone, Debug)]
pub struct Unreached {
    /// The attachment.
    pub at: Span,
    /// Index of the account.
    pub account: usize,
    /// The principal.
    pub holder: PrincipalId,
    /// The smallest text of the statement that reaches for the action.
    pub action_at: Span,
    /// What is attached.
    pub policy: String,
    /// To whom, `user/NAME`.
    pub to: String,
    /// The resource group.
    pub group: String,
}

/// Everything found about one question.
#[derive(Debug, Default)]
pub struct Review {
    /// Statements of identity and control documents that can be read in one way
    /// only and whose actions have to do with the question, by place.
    pub bearings: Vec<Bearing>,
    /// Attachments that never reach the action, of policies that would grant or
    /// deny it.
    pub unreached: Vec<Unreached>,
}

/// Looks at every statement of one effect that somebody holds or might hold.
#[must_use]
pub fn review(
    model: &Model,
    catalogue: &Catalogue,
    question: &Question,
    effect: Effect,
    settings: &Settings,
) -> Review {
    let uses = KeyUse::new(model);
    let mut doubts = model.doubts.clone();
    let mut found = Review::default();
    let mut seen = BTreeSet::new();
    for (number, account) in model.accounts.iter().enumerate() {
        let (facts, compiler) = asking(model, catalogue, account, &uses, question, settings);
        let mut looking = Looking {
            facts,
            number,
            compiler,
            doubts: &mut doubts,
            readings: settings.readings,
        };
        for (document, owner, bundled) in documents(model, account, number) {
            if seen.insert(document) {
                let bearings = looking.document(document, &|| owner.name(), bundled, effect);
                found.bearings.extend(bearings);
            }
        }
        let scoped = looking.unreached(&found.bearings);
        found.unreached.extend(scoped);
    }
    found.bearings.sort_by_key(|bearing| {
        let statement = model.pools.statement(bearing.statement);
        statement.map(|statement| (statement.at.file, statement.at.start))
    });
    found
}

/// Looks at the Allow statements of documents that belong to no principal, as if
/// somebody held them.
#[must_use]
pub fn of_others(
    model: &Model,
    catalogue: &Catalogue,
    question: &Question,
    settings: &Settings,
) -> Vec<Bearing> {
    let uses = KeyUse::new(model);
    let mut doubts = model.doubts.clone();
    let none = Account::default();
    let account = model.accounts.first().unwrap_or(&none);
    let (facts, compiler) = asking(model, catalogue, account, &uses, question, settings);
    let mut looking = Looking {
        facts,
        number: 0,
        compiler,
        doubts: &mut doubts,
        readings: settings.readings,
    };
    let identity = |kind| !matches!(kind, DocumentKind::Control | DocumentKind::Session);
    let others = model.other_documents.iter();
    let others = others.filter(|other| identity(other.kind));
    others
        .flat_map(|other| {
            let name = || format!("policy/{}", other.path);
            looking.document(other.document, &name, false, Effect::Allow)
        })
        .collect()
}

/// What a document belongs to.
enum Owner<'a> {
    Policy(&'a Policy),
    Control(&'a ControlPolicy),
    Holding(&'a Holding),
}

impl Owner<'_> {
    fn name(&self) -> String {
        match self {
            Self::Policy(policy) => policy_name(policy),
            Self::Control(policy) => format!("Control/{}", policy.id),
            Self::Holding(holding) => format!("policy/{}", holding.path),
        }
    }
}

fn policy_name(policy: &Policy) -> String {
    let kind = match policy.kind {
        PolicyKind::System => "System",
        PolicyKind::Custom => "Custom",
        PolicyKind::Inline => "Inline",
    };
    format!("{kind}/{}", policy.name)
}

/// The documents of an account with what they belong to: a policy comes before a mere
/// file.
fn documents<'a>(
    model: &'a Model,
    account: &'a Account,
    number: usize,
) -> impl Iterator<Item = (DocumentId, Owner<'a>, bool)> {
    let policies = account.policies.iter().filter_map(|policy| {
        if policy.offered {
            return None;
        }
        let PolicyDocument::Known { document, .. } = policy.document else {
            return None;
        };
        Some((document, Owner::Policy(policy), policy.bundled))
    });
    let controls = account.control_policies.iter().filter_map(|policy| {
        let ControlDocument::Known(document) = policy.document else {
            return None;
        };
        Some((document, Owner::Control(policy), false))
    });
    let holdings = model
        .holdings
        .iter()
        .filter(move |holding| holding.account == number)
        .map(|holding| (holding.document, Owner::Holding(holding), false));
    policies.chain(controls).chain(holdings)
}

struct Looking<'a, 'd> {
    facts: Facts<'a>,
    number: usize,
    compiler: Compiler<'a>,
    doubts: &'d mut Doubts,
    readings: Readings,
}

impl Looking<'_, '_> {
    fn document(
        &mut self,
        document: DocumentId,
        policy: &dyn Fn() -> String,
        bundled: bool,
        effect: Effect,
    ) -> Vec<Bearing> {
        let mut found = Vec::new();
        let mut statements = self.facts.model.pools.statements(document).peekable();
        let mut last = None;
        while let Some((id, statement)) = statements.next() {
            // The ways to read one statement stand side by side.
            let here = Some(statement.index);
            let next = statements.peek().map(|(_, other)| other.index);
            let several = last == here || next == here;
            last = here;
            if several || statement.effect != effect {
                continue;
            }
            found.extend(self.bearing(document, policy, bundled, id, statement));
        }
        found
    }

    fn bearing(
        &mut self,
        document: DocumentId,
        policy: &dyn Fn() -> String,
        bundled: bool,
        id: StatementId,
        statement: &Statement,
    ) -> Option<Bearing> {
        let subject = Subject::default();
        let actions = self.compiler.actions(statement, self.doubts);
        if actions == Formula::False {
            return None;
        }
        let resources = self.compiler.resources(statement, self.doubts);
        let conditions = self.compiler.conditions(statement, &subject, self.doubts);
        let (breadth, action_at) =
            breadth::of_statement(statement, &World::new(), &mut self.compiler, self.doubts);
        let wrong_code = self.wrong_code(statement);
        let conditions = self.extent(&conditions);
        let never = if conditions == Extent::Nothing {
            self.never(statement)
        } else {
            Vec::new()
        };
        let resources = self.extent(&resources);
        let unsettled = if resources == Extent::Unknown {
            self.unsettled(statement)
        } else {
            Vec::new()
        };
        Some(Bearing {
            account: self.number,
            document,
            policy: policy(),
            bundled,
            statement: id,
            effect: statement.effect,
            actions: self.extent(&actions),
            resources,
            conditions,
            breadth,
            action_at,
            wrong_code,
            never,
            unsettled,
        })
    }

    fn unsettled(&mut self, statement: &Statement) -> Vec<(Element, String)> {
        if statement.resources.form != Form::Named {
            return Vec::new();
        }
        let list = self.facts.model.pools.elements(statement.resources.list);
        let mut found = Vec::new();
        for element in list {
            let when = self
                .compiler
                .resource(element, statement.effect, self.doubts);
            let mut open = BTreeSet::new();
            settled(&when, self.readings, self.doubts).doubts(&mut open);
            let open = open.first().and_then(|id| self.doubts.get(*id));
            if let Some(doubt) = open {
                found.push((*element, doubt.name.clone()));
            }
        }
        found
    }

    fn extent(&self, formula: &Formula) -> Extent {
        let formula = settled(formula, self.readings, self.doubts);
        match formula {
            Formula::True => return Extent::Everything,
            Formula::False => return Extent::Nothing,
            _ => {}
        }
        let judge = Judge {
            universe: &self.compiler.universe,
            doubts: self.doubts,
            readings: self.readings,
        };
        let never = |formula: &Formula| judge.is_met(formula) == Sat::None;
        if never(&formula.bound(Bound::Most)) {
            return Extent::Nothing;
        }
        if never(&formula.bound(Bound::Least).not()) {
            return Extent::Everything;
        }
        let mut open = BTreeSet::new();
        formula.doubts(&mut open);
        if open.is_empty() {
            Extent::Some
        } else {
            Extent::Unknown
        }
    }

    fn wrong_code(&mut self, statement: &Statement) -> Option<(Span, String)> {
        let coverage = self.compiler.coverage(statement, self.doubts);
        coverage.iter().find_map(|found| {
            let Formula::World(choice) = found.when else {
                return None;
            };
            let doubt = self.doubts.get(choice.doubt)?;
            (doubt.kind == DoubtKind::Reading && doubt.name == "wrong-service-code")
                .then(|| (found.element.at, doubt.about.clone()))
        })
    }

    fn never(&mut self, statement: &Statement) -> Vec<(Condition, Never)> {
        let model = self.facts.model;
        let mut found = Vec::new();
        for test in model.pools.conditions(statement.conditions) {
            let formula = self
                .compiler
                .condition(test, &Subject::default(), self.doubts);
            if self.extent(&formula) == Extent::Nothing {
                found.push((*test, self.why(test)));
            }
        }
        found
    }

    fn why(&self, test: &Condition) -> Never {
        let pools = &self.facts.model.pools;
        let name = pools.str(test.key.text);
        let question = self.compiler.question();
        let on_all = matches!(question.resources, Resources::All);
        let presence = self
            .facts
            .catalogue
            .presence(name, &question.action, on_all);
        if presence == Presence::Never(AbsentBecause::NoResource) {
            return Never::NoResource;
        }
        let time = self
            .facts
            .catalogue
            .key(name)
            .is_some_and(|fact| fact.role == KeyRole::Time);
        let ends = OperatorName::read(pools.str(test.operator.text))
            .base
            .is_some_and(|operator| {
                operator.family == Family::Date
                    && !operator.negated
                    && matches!(
                        operator.relation,
                        Relation::Less | Relation::LessOrEqual | Relation::Equal
                    )
            });
        let last = pools
            .values(test.values)
            .iter()
            .filter_map(|value| ordered::parse_instant(pools.str(value.text)))
            .max();
        match last {
            Some(instant) if time && ends => Never::Expired(instant),
            _ => Never::NotMet,
        }
    }

    fn unreached(&mut self, bearings: &[Bearing]) -> Vec<Unreached> {
        let account = self.facts.account;
        let mut found = Vec::new();
        for attachment in &account.attachments {
            let Scope::ResourceGroup(group) = &attachment.scope else {
                continue;
            };
            let (Some(policy), Some(to)) = (
                account.policy(attachment.policy),
                account.principal(attachment.to),
            ) else {
                continue;
            };
            let PolicyDocument::Known { document, .. } = policy.document else {
                continue;
            };
            let granting = bearings.iter().find(|bearing| {
                bearing.document == document
                    && bearing.actions.is_possible()
                    && bearing.resources.is_possible()
                    && bearing.conditions.is_possible()
            });
            let Some(granting) = granting else { continue };
            let reaches = self
                .compiler
                .resource_group(group, attachment.at, self.doubts);
            if self.extent(&reaches) == Extent::Nothing {
                found.push(Unreached {
                    at: attachment.at,
                    account: self.number,
                    holder: attachment.to,
                    action_at: granting.action_at,
                    policy: granting.policy.clone(),
                    to: format!("{}/{}", to.kind.word(), to.name),
                    group: group.clone(),
                });
            }
        }
        found
    }
}
