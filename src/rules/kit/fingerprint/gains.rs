//! What the principals of a finding get: the answer, what it takes, and what still
//! stands in their way.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::answers::{Because, Force, Line};
use crate::engine::verdict::Answer;
use crate::rules::kit::context::Context;
use crate::rules::kit::finding::Finding;
use crate::rules::kit::fingerprint::canonical::Canon;
use crate::rules::kit::fingerprint::places::local;
use crate::rules::kit::fingerprint::tuple::Tuple;

/// The lines of each id, with the number of their question and account.
type Lines<'a> = BTreeMap<&'a str, Vec<(usize, usize, &'a Line)>>;

/// What everybody gets, each worked out once.
#[derive(Clone)]
pub(super) struct Gains<'a> {
    context: &'a Context<'a>,
    lines: Arc<Lines<'a>>,
    known: BTreeMap<(usize, usize, &'a str), Tuple>,
}

impl<'a> Gains<'a> {
    /// By the answers of a run.
    pub fn new(context: &'a Context<'a>) -> Self {
        let mut lines: Lines<'_> = BTreeMap::new();
        for (number, answers) in context.answers.iter().enumerate() {
            for (account, line) in answers.lines() {
                let of_id = lines.entry(line.id.as_str()).or_default();
                of_id.push((number, account.account, line));
            }
        }
        Self {
            context,
            lines: Arc::new(lines),
            known: BTreeMap::new(),
        }
    }

    /// The statements that bear on the answers of a finding.
    pub fn bearing(&self, finding: &Finding, canon: Canon<'_>) -> Vec<Tuple> {
        let mut all = Vec::new();
        let ids = finding.principals.iter();
        let lines = ids.filter_map(|id| self.lines.get(id.as_str()));
        for (number, _, line) in lines.flatten() {
            let answers = self.context.answers.get(*number);
            let asked = answers.map(|answers| &answers.question.action);
            if asked == finding.action.as_ref() {
                let pools = &canon.model.pools;
                let ids = line.because.iter().filter_map(|entry| entry.statement);
                let found = ids.filter_map(|id| pools.statement(id));
                all.extend(found.map(|statement| canon.statement(statement)));
            }
        }
        all
    }

    /// One entry per principal of a finding, question and account. A principal about
    /// whom nothing was asked counts by its name.
    pub fn of(&mut self, finding: &Finding, canon: Canon<'_>, path: &str) -> Vec<Tuple> {
        let mut all: Vec<Tuple> = Vec::new();
        for id in &finding.principals {
            let before = all.len();
            for (number, account, line) in self.lines.get(id.as_str()).into_iter().flatten() {
                let answers = self.context.answers.get(*number);
                let asked = answers.map_or("", |answers| answers.question.action.as_str());
                if finding
                    .action
                    .as_ref()
                    .is_some_and(|action| action != asked)
                {
                    continue;
                }
                let mut one = local(id, path);
                let name = self.context.model.accounts.get(*account);
                one.text(name.and_then(|account| account.name()).unwrap_or_default());
                one.text(asked);
                let key = (*number, *account, line.id.as_str());
                let gets = || gets(line, canon).short();
                one.part(self.known.entry(key).or_insert_with(gets));
                all.push(one);
            }
            if all.len() == before {
                all.push(local(id, path));
            }
        }
        all
    }
}

fn gets(line: &Line, canon: Canon<'_>) -> Tuple {
    let verdict = &line.verdict;
    let mut all = Tuple::from(verdict.answer.word());
    all.text(verdict.at_most.word());
    all.text(line.exposure.map_or("", |exposure| exposure.word()));
    if verdict.answer != Answer::Allowed {
        let guards = line.because.iter();
        let guards = guards.filter(|entry| entry.force != Force::Allow);
        all.set(guards.map(|entry| guard(entry, canon)));
    }
    all.set(line.reach.iter().map(|way| {
        let mut one = Tuple::default();
        one.text(way.answer.word());
        one.text(way.exposure.map_or("", |exposure| exposure.word()));
        for role in &way.via {
            one.text(role);
        }
        one
    }));
    all
}

/// What a guard takes away. Which other actions it is about makes no difference.
fn guard(entry: &Because, canon: Canon<'_>) -> Tuple {
    let id = entry.statement;
    let statement = id.and_then(|id| canon.model.pools.statement(id));
    statement.map_or_else(
        || Tuple::from(entry.policy.as_str()),
        |statement| canon.limits(statement),
    )
}
