//! Whose access depends on a doubt about a Deny, and how grave that is.

use std::collections::BTreeSet;

use crate::engine::answers::access::LineKey;
use crate::engine::answers::{AccountAnswers, Answers, Force, Line};
use crate::engine::holders;
use crate::engine::values::ValueIssue;
use crate::engine::verdict::Answer;
use crate::model::doubt::DoubtId;
use crate::model::policy::StatementId;
use crate::rules::kit::context::{Context, is_shadowed_holding};
use crate::rules::kit::finding::Level;
use crate::rules::kit::guarding;

/// Readings about a key that requests may lack; choice 0 is that no request carries it,
/// or that a negated test of it is then not met.
const ABSENT_KEY: [&str; 2] = ["unverified-key", "negated-operator-on-absent-key"];

/// A line of some answers, with what its access depends on.
pub type Depending<'a> = (&'a AccountAnswers, &'a Line, DoubtId);

/// Those whose access depends on a doubt of a name, about something.
#[must_use]
pub fn depending<'a>(
    answers: &'a Answers,
    name: &str,
    about: impl Fn(&str) -> bool,
) -> Vec<Depending<'a>> {
    let wanted = |id: DoubtId| {
        let doubt = answers.doubts.get(id);
        doubt.is_some_and(|doubt| doubt.name == name && about(&doubt.about))
    };
    let open = answers.lines().filter(|(_, line)| {
        let verdict = &line.verdict;
        verdict.answer == Answer::Unknown
            && verdict.at_most.gives_access()
            && !is_shadowed_holding(line)
    });
    open.flat_map(|(account, line)| {
        let ids = line.verdict.depends_on.iter().copied();
        let ids = ids.filter(|id| wanted(*id));
        ids.map(move |id| (account, line, id))
    })
    .collect()
}

/// Those who have access if no request carries an undocumented key that a Deny of theirs
/// tests, and no Allow.
#[must_use]
pub fn on_key<'a>(
    issue: &ValueIssue,
    answers: &'a Answers,
    context: &Context<'_>,
) -> Vec<Depending<'a>> {
    let is_of_key = |about: &str| {
        let key = about.rsplit_once(' ').map_or(about, |(_, key)| key);
        key.eq_ignore_ascii_case(&issue.written)
    };
    let found = ABSENT_KEY.map(|name| depending(answers, name, is_of_key));
    let mut found = found.concat();
    if found.is_empty() {
        return found;
    }
    let denies = guarding::denies(answers, context).iter();
    let denies = denies.filter(|deny| {
        let statement = context.statement(deny.statement);
        deny.actions.is_possible() && statement.is_some_and(|one| one.at.contains(issue.at))
    });
    let holders: BTreeSet<LineKey> = denies
        .flat_map(|deny| {
            let holders = holders::of_document(context.model, deny.account, deny.document);
            holders.into_iter().map(|about| (deny.account, about))
        })
        .collect();
    let allows = |line: &Line| {
        let entries = line.because.iter();
        let mut entries = entries.filter(|entry| entry.force == Force::Allow);
        entries.any(|entry| tests(entry.statement, &issue.written, context))
    };
    found.retain(|depending| {
        let (account, line, _) = depending;
        let is_held = holders.contains(&(account.account, line.about));
        is_held && !allows(line) && is_open(depending, answers, context)
    });
    found
}

fn tests(statement: Option<StatementId>, key: &str, context: &Context<'_>) -> bool {
    let Some(statement) = statement.and_then(|id| context.statement(id)) else {
        return false;
    };
    let pools = &context.model.pools;
    let mut keys = pools.conditions(statement.conditions).iter();
    keys.any(|test| pools.str(test.key.text).eq_ignore_ascii_case(key))
}

/// Whether a line may have access where the doubt that it depends on is settled by its
/// choice 0: the Deny in question then does not reach as far, which need not be enough.
#[must_use]
pub fn is_open(depending: &Depending<'_>, answers: &Answers, context: &Context<'_>) -> bool {
    let (account, line, doubt) = *depending;
    let readings = context.settings.readings;
    let where_not = answers.at_most_where((account, line), (doubt, 0), readings);
    where_not.gives_access()
}

/// Lines, with doubts of theirs that a rule about a doubtful Deny tells, so that the rule
/// about doubt as such does not.
#[must_use]
pub fn doubtful_denies(answers: &Answers, context: &Context<'_>) -> BTreeSet<(LineKey, DoubtId)> {
    let patterns = guarding::whole_services(answers, context).into_iter();
    let patterns = patterns.flat_map(|found| found.lines);
    let keys = guarding::undocumented_keys(context);
    let keys = keys
        .iter()
        .flat_map(|issue| on_key(issue, answers, context));
    patterns
        .chain(keys)
        .map(|(account, line, doubt)| ((account.account, line.about), doubt))
        .collect()
}

/// The level of a Deny on which the access of some lines depends.
#[must_use]
pub fn level_of_doubt(lines: &[&Line], otherwise: Level) -> Level {
    let most = lines.iter().map(|line| line.verdict.at_most).max();
    match most {
        Some(Answer::Allowed) => Level::High,
        Some(_) => Level::Medium,
        None => otherwise,
    }
}
