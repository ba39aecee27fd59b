//! What several rules ask the engine about the statements of the input, asked once
//! in a run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use crate::engine::answers::Settings;
use crate::engine::certain::{self, Certain};
use crate::engine::compile::KeyUse;
use crate::engine::space::{Covered, Space, TestsMet, Unfitting};
use crate::model::Model;
use crate::model::account::Account;
use crate::model::catalogue::Catalogue;
use crate::model::policy::{Statement, StatementId};
use crate::rules::kit::batches;
use crate::rules::kit::context::{Context, label};
use crate::rules::kit::edits::Members;
use crate::rules::kit::finding::Finding;
use crate::rules::kit::guarding;
use crate::source::Span;

/// The answers of a run so far.
#[derive(Debug, Default)]
pub struct Asked {
    found: OnceLock<Found>,
    guards: OnceLock<BTreeSet<StatementId>>,
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

impl Asked {
    pub(super) fn of(&self, model: &Model, catalogue: &Catalogue, settings: &Settings) -> &Found {
        let ask = || ask(model, catalogue, settings);
        self.found.get_or_init(ask)
    }
}

impl<'a> Context<'a> {
    /// What the engine says of whole statements.
    #[must_use]
    pub fn found(&self) -> &'a Found {
        let (model, catalogue) = (self.model, self.catalogue);
        self.reviews.asked.of(model, catalogue, self.settings)
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

/// Statements that are looked at together, beside those that end their document.
const BATCH: usize = 256;

fn ask(model: &Model, catalogue: &Catalogue, settings: &Settings) -> Found {
    let mut all = certain::statements(model);
    all.sort_by_key(|certain| certain.account);
    let uses = KeyUse::new(model);
    let batches = batches(&all);
    // What is said of one document depends on no other.
    let of_batch = |batch: &[Certain<'_>]| {
        let none = Account::default();
        let account = batch.first().map_or(0, |first| first.account);
        let account = model.accounts.get(account).unwrap_or(&none);
        ask_of(
            batch,
            Space::new(model, catalogue, account, &uses, settings),
        )
    };
    let found = batches::each(batches, of_batch);
    let mut all = Found::default();
    for found in found {
        all.statements.extend(found.statements);
        all.needless.extend(found.needless);
        all.undecided.extend(found.undecided);
    }
    all
}

/// Statements of one account each and of whole documents, however many cores there are.
fn batches<'c, 'm>(all: &'c [Certain<'m>]) -> Vec<&'c [Certain<'m>]> {
    let accounts = all.chunk_by(|one, other| one.account == other.account);
    let of_account = |all| batches::batches(all, BATCH, |one: &Certain| one.statement.document);
    accounts.flat_map(of_account).collect()
}

fn ask_of(batch: &[Certain<'_>], mut space: Space<'_>) -> Found {
    let mut found = Found::default();
    let mut last = None;
    for certain in batch {
        let (id, statement) = (certain.id, certain.statement);
        let looked = look(id, statement, &mut space, &mut found);
        found.statements.extend(looked);
        // The statements of a document stand side by side.
        if last.replace(statement.document) != Some(statement.document) {
            let needless = needless(statement, &mut space, &mut found);
            found.needless.extend(needless);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::question::Readings;
    use crate::readers::{self, Input, Options};
    use crate::source::{Files, Refusal, Sources};

    struct Nothing;

    impl Files for Nothing {
        fn read(&self, _: &str) -> Result<String, Refusal> {
            Err(Refusal::Missing)
        }

        fn list(&self, _: &str) -> Vec<String> {
            Vec::new()
        }
    }

    const SETTINGS: Settings = Settings {
        at: 0,
        readings: Readings::Default,
        steps: crate::engine::solver::STEPS_PER_QUESTION,
        substitution: None,
        reach: false,
        obtain: false,
    };

    /// Documents of three statements, the second of which the first covers, and of
    /// one; neither number divides that of a batch.
    fn model(count: usize) -> Model {
        let mut sources = Sources::default();
        let text = |number: usize| match number % 2 {
            0 => {
                r#"{"Version": "1", "Statement": [
                {"Effect": "Allow", "Action": "ecs:*", "Resource": "*"},
                {"Effect": "Allow", "Action": "ecs:Start*", "Resource": "*"},
                {"Effect": "Deny", "Action": ["oss:*", "oss:Get*"], "Resource": "*"}]}"#
            }
            _ => {
                r#"{"Version": "1", "Statement": [
                {"Effect": "Allow", "Action": ["rds:*", "rds:D*"], "Resource": "*"}]}"#
            }
        };
        let files: Vec<_> = (0..count)
            .map(|number| sources.add(format!("{number}.json"), text(number)))
            .collect();
        let inputs: Vec<Input<'_>> = files
            .into_iter()
            .map(|file| Input {
                file,
                named: true,
                in_skipped_folder: false,
                base: "",
            })
            .collect();
        let mut model = Model::default();
        let options = Options::default();
        readers::read(&mut sources, &inputs, &Nothing, &options, &mut model);
        model
    }

    #[test]
    fn batches_say_what_all_statements_together_say() {
        let model = model(300);
        let all = certain::statements(&model);
        assert!(batches(&all).len() > 1);
        let joined: Vec<StatementId> = batches(&all).concat().iter().map(|one| one.id).collect();
        assert_eq!(joined, all.iter().map(|one| one.id).collect::<Vec<_>>());
        let (none, uses) = (Account::default(), KeyUse::new(&model));
        let space = Space::new(&model, Catalogue::embedded(), &none, &uses, &SETTINGS);
        let together = ask_of(&all, space);
        let found = ask(&model, Catalogue::embedded(), &SETTINGS);
        let ids = |found: &Found| -> Vec<StatementId> {
            found.statements.iter().map(|one| one.id).collect()
        };
        assert_eq!(ids(&found), ids(&together));
        assert_eq!(ids(&found).len(), 300);
        let needless = |found: &Found| -> Vec<Span> {
            found.needless.iter().map(|one| one.statement.at).collect()
        };
        assert_eq!(needless(&found), needless(&together));
        assert_eq!(needless(&found).len(), 150);
    }
}
