//! What the principals of a finding get: the answer, what it takes, and what still
//! stands in their way.

use crate::engine::answers::{Because, Force, Line};
use crate::engine::verdict::Answer;
use crate::rules::kit::context::Context;
use crate::rules::kit::finding::Finding;
use crate::rules::kit::fingerprint::canonical::Canon;
use crate::rules::kit::fingerprint::places::local;
use crate::rules::kit::fingerprint::tuple::Tuple;

/// One entry per principal, question and account. A principal about whom nothing
/// was asked counts by its name.
pub(super) fn of(
    finding: &Finding,
    canon: Canon<'_>,
    context: &Context<'_>,
    path: &str,
) -> Vec<Tuple> {
    let mut all: Vec<Tuple> = Vec::new();
    for id in &finding.principals {
        let known = all.len();
        for answers in context.answers {
            let asked = &answers.question.action;
            if finding
                .action
                .as_ref()
                .is_some_and(|action| action != asked)
            {
                continue;
            }
            for (account, line) in answers.lines().filter(|(_, line)| line.id == *id) {
                let mut one = local(id, path);
                let name = context.model.accounts.get(account.account);
                one.text(name.and_then(|account| account.name()).unwrap_or_default());
                one.text(asked);
                one.part(&gets(line, canon));
                all.push(one);
            }
        }
        if all.len() == known {
            all.push(local(id, path));
        }
    }
    all
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
