//! What several rules ask the engine about the statements of the input, asked once
//! in a run.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::certain;
use crate::engine::compile::KeyUse;
use crate::engine::space::{Covered, Space, TestsMet, Unfitting};
use crate::model::account::Account;
use crate::model::policy::{Statement, StatementId};
use crate::rules::kit::context::{Context, label};
use crate::rules::kit::edits::Members;
use crate::rules::kit::finding::Finding;
use crate::rules::kit::guarding;
use crate::source::Span;

/// The answers of a run so far.
#[derive(Debug, Default)]
pub struct Asked {
    found: OnceCell<Found>,
    guards: OnceCell<BTreeSet<StatementId>>,
}

/// What the engine says of statements over requests of which nothing is asked.
#[derive(Debug, Default)]
pub struct Found {
    /// Statements that can be read in one way and of which there is something to
    /// say, account by account.
    pub statements: Vec<Looked>,
    /// Statements that the others of their document make needless.
    pub needless: Vec<Needless>,
    /// Statements of which some of that was not decided within the budget.
    pub undecided: BTreeSet<Span>,
}

impl Found {
    /// What was decided; of what was not, the place is kept.
    fn decided<T: Default>(&mut self, at: Span, found: Option<T>) -> T {
        if found.is_none() {
            self.undecided.insert(at);
        }
        found.unwrap_or_default()
    }
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Looked {
    /// Its name.
    pub id: StatementId,
    /// What it says.
    pub statement: Statement,
    /// What its tests say.
    pub tests: TestsMet,
    /// Members of its list of actions that others of it cover.
    pub actions: Vec<Covered>,
    /// The same of its resources.
    pub resources: Vec<Covered>,
    /// The same of the values of its tests, by their numbers.
    pub values: Vec<(usize, Vec<Covered>)>,
    /// Actions and resources that nothing on the other side fits.
    pub unfitting: Unfitting,
}

/// A statement that the others of its document make needless.
#[derive(Clone, Debug)]
pub struct Needless {
    /// The statement.
    pub statement: Statement,
    /// The places of the statements that make it so: their actions.
    pub by: Vec<Span>,
    /// Those deny what it allows.
    pub denied: bool,
    /// All statements of the document, of which those go that others of the same
    /// effect cover.
    pub all: Arc<Members>,
}

impl<'a> Context<'a> {
    /// What the engine says of whole statements.
    #[must_use]
    pub fn found(&self) -> &'a Found {
        self.reviews.asked.found.get_or_init(|| ask(self))
    }

    /// The Deny statements whose actions and resources can be those of a request
    /// for a guarded action: what is wrong with them is for the rules about guards.
    #[must_use]
    pub fn guards(&self) -> &'a BTreeSet<StatementId> {
        self.reviews.asked.guards.get_or_init(|| {
            let answers = self.answers.iter();
            answers
                .flat_map(|answers| guarding::denies(answers, self))
                .filter(|bearing| bearing.actions.is_possible() && bearing.resources.is_possible())
                .map(|bearing| bearing.statement)
                .collect()
        })
    }
}

impl Context<'_> {
    /// Statements of which a rule that ran asked more than could be decided within the
    /// budget.
    #[must_use]
    pub fn undecided(&self) -> Vec<Span> {
        let found = self.reviews.asked.found.get();
        found.map_or_else(Vec::new, |found| found.undecided.iter().copied().collect())
    }

    /// The statements that grant a guarded action to somebody, wholly or in part:
    /// the rules about grants report them.
    #[must_use]
    pub fn granting(&self) -> BTreeSet<StatementId> {
        let grants = self.grants();
        let statements = grants.iter().filter_map(|grant| grant.because.statement);
        statements.collect()
    }
}

fn ask(context: &Context<'_>) -> Found {
    let mut all = certain::statements(context.model);
    all.sort_by_key(|certain| certain.account);
    let uses = KeyUse::new(context.model);
    let none = Account::default();
    let mut found = Found::default();
    let mut documents = BTreeSet::new();
    for of_one in all.chunk_by(|one, other| one.account == other.account) {
        let account = of_one.first().map_or(0, |certain| certain.account);
        let account = context.model.accounts.get(account).unwrap_or(&none);
        let (model, catalogue) = (context.model, context.catalogue);
        let mut space = Space::new(model, catalogue, account, &uses, context.settings);
        for certain in of_one {
            let (id, statement) = (certain.id, certain.statement);
            let looked = look(id, statement, &mut space, &mut found);
            found.statements.extend(looked);
            if documents.insert(statement.document) {
                let needless = needless(statement, &mut space, &mut found);
                found.needless.extend(needless);
            }
        }
    }
    found
}

fn look(
    id: StatementId,
    statement: &Statement,
    space: &mut Space<'_>,
    found: &mut Found,
) -> Option<Looked> {
    let at = statement.at;
    let mut looked = Looked {
        id,
        statement: *statement,
        tests: TestsMet::default(),
        actions: Vec::new(),
        resources: Vec::new(),
        values: Vec::new(),
        unfitting: found.decided(at, space.unfitting(statement)),
    };
    if !statement.conditions.is_empty() {
        looked.tests = found.decided(at, space.tests_met(statement));
    }
    if statement.actions.list.len() > 1 {
        looked.actions = found.decided(at, space.covered_actions(statement));
    }
    if statement.resources.list.len() > 1 {
        looked.resources = found.decided(at, space.covered_resources(statement));
    }
    let tests = space.model().pools.conditions(statement.conditions);
    for (number, test) in tests.iter().enumerate() {
        if test.values.len() > 1 {
            let covered = found.decided(at, space.covered_values(test));
            looked.values.push((number, covered));
        }
    }
    let silent = looked.tests == TestsMet::default()
        && looked.actions.is_empty()
        && looked.resources.is_empty()
        && looked.unfitting == Unfitting::default()
        && looked.values.iter().all(|(_, covered)| covered.is_empty());
    (!silent).then_some(looked)
}

/// What is needless of the document that a statement is of.
fn needless(of: &Statement, space: &mut Space<'_>, found: &mut Found) -> Vec<Needless> {
    let document = of.document;
    let pools = &space.model().pools;
    let all: Vec<&Statement> = pools.statements(document).map(|(_, one)| one).collect();
    if all.len() < 2 {
        return Vec::new();
    }
    let mut first = BTreeMap::new();
    for one in &all {
        first.entry(one.index).or_insert(*one);
    }
    let numbered = |number: u32| first.get(&number).copied();
    let needless = found.decided(of.at, space.needless_statements(document));
    let mut places: Vec<Span> = all.iter().map(|one| one.at).collect();
    places.dedup();
    let covered = needless.iter().filter(|one| !one.denied);
    let gone: Vec<Span> = covered
        .filter_map(|one| numbered(one.index).map(|statement| statement.at))
        .collect();
    let members = Arc::new(Members::new(&places, &gone));
    let needless = needless.iter().filter_map(|one| {
        let by = one.by.iter().filter_map(|number| numbered(*number));
        Some(Needless {
            statement: *numbered(one.index)?,
            by: by.map(|other| other.actions.at).collect(),
            denied: one.denied,
            all: Arc::clone(&members),
        })
    });
    needless.collect()
}

/// More places than this are not shown.
const MAX_RELATED: usize = 3;

impl Needless {
    /// Shows the statements that make it needless.
    pub fn relate(&self, text: &str, found: &mut Finding) {
        let places = self.by.iter().filter(|at| **at != found.at.at);
        let labels = places.take(MAX_RELATED).map(|at| label(*at, text));
        found.related.extend(labels);
    }
}
