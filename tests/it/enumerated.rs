//! The cases of `tests/decisions` once more: for every line the naive evaluator
//! goes through requests that stand for all there are, and must come to the
//! engine's answer.

use std::fmt::Write;

use ramlint::engine::answers::{AccountAnswers, Answers, Line};
use ramlint::engine::formula::World;
use ramlint::engine::naive::{Naive, NaiveRequest};
use ramlint::engine::question::Readings;
use serde_json::Value;

use crate::decisions::{asked, every_case, settings_of};
use crate::enumeration::{agrees, all, found, is_allowed, naive_of, rulings, size};
use crate::representatives::choices;

/// More requests than this are not gone through one by one.
const MOST_REQUESTS: usize = 3_000;

/// Of a hundred lines this many at least are enumerated.
const LEAST_SHARE: usize = 99;

/// What became of the lines.
#[derive(Debug, Default)]
struct Tally {
    cases: usize,
    lines: usize,
    enumerated: usize,
    /// Answered by the polarity bound, or given up by the solver.
    without_worlds: usize,
    too_many_requests: usize,
    witnesses: usize,
    failures: String,
}

/// One account's answers and the evaluator beside them.
struct Side<'a> {
    naive: Naive<'a>,
    answers: &'a Answers,
    account: &'a AccountAnswers,
    readings: Readings,
    requests: Option<Vec<NaiveRequest>>,
}

impl Side<'_> {
    /// The world with its defaults, and with the last choice of everything that
    /// it leaves open.
    fn completions(&self, world: &World) -> [World; 2] {
        let mut other: World = self
            .answers
            .doubts
            .iter()
            .map(|(id, doubt)| {
                let settled = doubt.default.filter(|_| self.readings == Readings::Default);
                (id, settled.unwrap_or(doubt.choices.saturating_sub(1)))
            })
            .collect();
        other.extend(world.iter().map(|(id, choice)| (*id, *choice)));
        [world.clone(), other]
    }

    /// What of a line enumeration contradicts.
    fn contradictions(&self, line: &Line, tally: &mut Tally) -> String {
        let verdict = &line.verdict;
        let mut text = String::new();
        if verdict.worlds.is_empty() || verdict.over_budget {
            tally.without_worlds += 1;
        } else if let Some(requests) = &self.requests {
            tally.enumerated += 1;
            let worlds = verdict
                .worlds
                .iter()
                .flat_map(|world| self.completions(world));
            let found = found(&self.naive, line.about, worlds, requests);
            if !agrees(verdict, &found) {
                let said = (verdict.answer, verdict.at_most, verdict.at_least);
                write!(text, " {said:?}, by enumeration {found:?};").unwrap();
            }
        } else {
            tally.too_many_requests += 1;
        }
        if let Some(witness) = verdict
            .witness
            .as_ref()
            .filter(|_| !verdict.worlds.is_empty())
        {
            tally.witnesses += 1;
            let witness = self.account.universe.named(witness);
            let named = NaiveRequest::from_witness(witness.clone());
            let around = self.requests.clone().unwrap_or_default();
            for mut request in around.into_iter().chain([NaiveRequest::default()]) {
                request.keys.extend(named.keys.clone());
                request.resource = named.resource.clone().or(request.resource);
                request.resource_group = named.resource_group.clone().or(request.resource_group);
                let refused = self
                    .completions(&verdict.witness_world)
                    .into_iter()
                    .find(|world| !is_allowed(&rulings(&self.naive, line.about, world, &request)));
                if let Some(world) = refused {
                    write!(
                        text,
                        " the witness {witness:?} is refused as {request:?} in {world:?};"
                    )
                    .unwrap();
                    break;
                }
            }
        }
        text
    }
}

fn run(case: &Value, tally: &mut Tally) {
    let (model, answers) = asked(case);
    let settings = settings_of(case);
    tally.cases += 1;
    for account in &answers.accounts {
        let owner = &model.accounts[account.account];
        let choices = choices(&model, owner, &account.universe, settings.at);
        let stuck = choices.iter().find(|(_, values)| values.is_empty());
        assert!(stuck.is_none(), "no value for {stuck:?}: {case}");
        let side = Side {
            naive: naive_of(&model, account.account, &answers),
            answers: &answers,
            account,
            readings: settings.readings,
            requests: (size(&choices) <= MOST_REQUESTS).then(|| all(&choices)),
        };
        for line in &account.lines {
            tally.lines += 1;
            let text = side.contradictions(line, tally);
            if !text.is_empty() {
                let rule = case["rule"].as_str().unwrap();
                let name = case["id"].as_str().unwrap();
                writeln!(tally.failures, "{rule} {name} {}:{text}", line.id).unwrap();
            }
        }
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "says how much was enumerated")]
fn enumeration_comes_to_the_same_answers() {
    let mut tally = Tally::default();
    for case in every_case() {
        run(&case, &mut tally);
    }
    assert!(tally.failures.is_empty(), "\n{}", tally.failures);
    eprintln!("{tally:?}");
    assert!(
        tally.enumerated * 100 >= tally.lines * LEAST_SHARE,
        "{tally:?}"
    );
}
