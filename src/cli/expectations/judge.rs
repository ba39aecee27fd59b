//! Whether expectations are met: each distinct question is asked once, of everybody,
//! and each test looks at the lines that it is about.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::asking;
use crate::cli::expectations::names::{ANYONE, is_pattern, names, similar};
use crate::cli::expectations::read::{Expectation, Expected, Who};
use crate::cli::in_account::parted;
use crate::cli::load::Loaded;
use crate::engine::answers::given::{GivenAnswers, answer_given};
use crate::engine::answers::{About, Line, Settings};
use crate::engine::compile::{Given, Impossible};
use crate::engine::verdict::Answer;
use crate::model::Model;
use crate::model::account::Account;
use crate::model::catalogue::Catalogue;
use crate::report::tested::{Expects, Gone, Judged, Moot, Unmet};
use crate::rules::Language;
use crate::source::{FileId, Span};

/// The answers to the questions of some tests.
pub struct Asked {
    groups: Vec<GivenAnswers>,
    /// For each test the group that answers it.
    of: Vec<usize>,
}

/// Asks what tests ask about. What the budget did not decide leaves the run
/// incomplete.
pub fn ask(
    tests: &[&Expectation],
    guarded: &str,
    loaded: &mut Loaded,
    (settings, language): (&Settings, Language),
    warnings: &mut Vec<String>,
) -> Asked {
    let catalogue = Catalogue::embedded();
    let mut known: BTreeMap<(&str, &Given, bool), usize> = BTreeMap::new();
    let mut groups = Vec::new();
    let mut of = Vec::new();
    for test in tests {
        let action = test.action.as_deref().unwrap_or(guarded);
        let next = known.len();
        let number = *known
            .entry((action, &test.given, test.obtain))
            .or_insert(next);
        if number == groups.len() {
            let settings = Settings {
                obtain: test.obtain,
                ..settings.clone()
            };
            let question = asking::question(action, language, warnings);
            let answers = answer_given(&loaded.model, catalogue, &question, &settings, &test.given);
            groups.push(answers);
        }
        of.push(number);
    }
    for group in &groups {
        let unfinished = asking::unfinished(&group.answers, language);
        loaded.not_analysed.extend(unfinished);
    }
    loaded.not_analysed.sort();
    loaded.not_analysed.dedup();
    warnings.sort();
    warnings.dedup();
    Asked { groups, of }
}

/// Judges tests, which stand in a file of the run.
#[must_use]
pub fn judge<'a>(
    tests: &[&'a Expectation],
    file: FileId,
    guarded: &'a str,
    asked: &'a Asked,
    model: &Model,
) -> Vec<Judged<'a>> {
    let span = |at: &std::ops::Range<usize>| {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(file, offset(at.start), offset(at.end))
    };
    let mut judged = Vec::new();
    for (test, group) in tests.iter().zip(&asked.of) {
        let Some(group) = asked.groups.get(*group) else {
            continue;
        };
        let mut one = Judged {
            name: &test.name,
            at: span(&test.at),
            expects_at: span(&test.expects_at),
            expects: match &test.who {
                Who::Each {
                    principal, word, ..
                } => Expects::Each { principal, word },
                Who::NobodyExcept { list, exactly } => Expects::NobodyExcept {
                    list,
                    exactly: *exactly,
                },
            },
            action: test.action.as_deref().unwrap_or(guarded),
            given: &test.given,
            account: test.account.as_deref(),
            met: 0,
            unmet: Vec::new(),
            moot: None,
            gone: Vec::new(),
        };
        match lines(test, group, model) {
            Ok(lines) => look(test, &lines, model, &mut one),
            Err(moot) => one.moot = Some(moot),
        }
        judged.push(one);
    }
    judged
}

/// The lines of the accounts that a test is about, if its question can be asked in
/// any.
fn lines<'a>(
    test: &Expectation,
    group: &'a GivenAnswers,
    model: &Model,
) -> Result<Vec<Unmet<'a>>, Moot> {
    let is_of = |number: usize| match (&test.account, model.accounts.get(number)) {
        (None, _) => true,
        (Some(of), Some(account)) => account.is_called(of),
        (Some(_), None) => false,
    };
    let accounts = &group.answers.accounts;
    if let Some(of) = test
        .account
        .as_ref()
        .filter(|_| !accounts.iter().any(|account| is_of(account.account)))
    {
        let known = model.accounts.iter().filter_map(Account::name);
        return Err(Moot::NoAccount {
            wanted: of.clone(),
            known: known.map(str::to_owned).collect(),
        });
    }
    let mut impossible = group.impossible.iter().filter(|(of, _)| is_of(**of));
    let possible = accounts
        .iter()
        .any(|account| is_of(account.account) && !group.impossible.contains_key(&account.account));
    if let Some((_, why)) = impossible.next().filter(|_| !possible) {
        let similar = match why {
            Impossible::UnknownKey(key) => Catalogue::embedded().similar_key(key),
            _ => None,
        };
        return Err(Moot::Impossible {
            why: why.clone(),
            similar,
        });
    }
    let mut found = Vec::new();
    for (number, account) in accounts.iter().enumerate() {
        if is_of(account.account) {
            found.extend(account.lines.iter().map(|line| Unmet {
                answers: &group.answers,
                account: number,
                line,
            }));
        }
    }
    Ok(found)
}

fn look<'a>(test: &'a Expectation, lines: &[Unmet<'a>], model: &Model, judged: &mut Judged<'a>) {
    let account = |one: &Unmet<'a>| {
        let answers = one.answers.accounts.get(one.account)?;
        model.accounts.get(answers.account)
    };
    match &test.who {
        Who::Each {
            principal,
            expected,
            ..
        } => {
            let meant =
                |one: &&Unmet<'a>| principal == ANYONE || names(principal, one.line, account(one));
            let about: Vec<&Unmet<'a>> = lines.iter().filter(meant).collect();
            if about.is_empty() {
                let ids: Vec<&str> = lines.iter().map(|one| one.line.id.as_str()).collect();
                judged.moot = Some(Moot::Nobody {
                    wanted: principal.clone(),
                    similar: similar(principal, &ids),
                });
            }
            for one in about {
                if is_met(*expected, one.line, test.obtain) {
                    judged.met = judged.met.saturating_add(1);
                } else {
                    judged.unmet.push(*one);
                }
            }
        }
        Who::NobodyExcept { list, .. } => {
            let principals: Vec<&Unmet<'a>> = lines
                .iter()
                .filter(|one| matches!(one.line.about, About::Principal(..)))
                .collect();
            if principals.is_empty() {
                judged.moot = Some(Moot::NoPrincipals);
            }
            // An exception that was agreed on for one account is none for its namesake.
            let namesakes = |entry: &&String| {
                let of = principals
                    .iter()
                    .filter(|one| names(entry, one.line, account(one)));
                let accounts: BTreeSet<usize> = of.map(|one| one.account).collect();
                let is_vague = !is_pattern(entry) && parted(entry).1.is_none();
                is_vague && accounts.len() > 1
            };
            if let Some(entry) = list.iter().find(namesakes) {
                let of = principals
                    .iter()
                    .filter(|one| names(entry, one.line, account(one)));
                let accounts = of.filter_map(|one| account(one)?.name());
                judged.moot = Some(Moot::Namesakes {
                    wanted: entry.clone(),
                    accounts: accounts.map(str::to_owned).collect(),
                });
            }
            for one in &principals {
                let excepted = list
                    .iter()
                    .any(|entry| names(entry, one.line, account(one)));
                if excepted || !has_access(one.line, test.obtain) {
                    judged.met = judged.met.saturating_add(1);
                } else {
                    judged.unmet.push(**one);
                }
            }
            let of = |entry: &str| {
                let meant = principals
                    .iter()
                    .filter(|one| names(entry, one.line, account(one)));
                let with: Vec<bool> = meant.map(|one| has_access(one.line, test.obtain)).collect();
                (!with.is_empty(), with.contains(&true))
            };
            judged.gone = list
                .iter()
                .map(|entry| (entry, of(entry)))
                .filter(|(_, (_, needed))| !needed)
                .map(|(entry, (exists, _))| Gone { entry, exists })
                .collect();
        }
    }
}

/// Whether a line is as expected. UNKNOWN is nothing but `unknown`.
fn is_met(expected: Expected, line: &Line, obtain: bool) -> bool {
    let answer = line.verdict.answer;
    match expected {
        Expected::Answer(expected) => answer == expected,
        Expected::NoAccess => {
            matches!(answer, Answer::NotGranted | Answer::Denied) && !has_access(line, obtain)
        }
    }
}

/// Whether there is access in any way, or may be.
fn has_access(line: &Line, obtain: bool) -> bool {
    line.verdict.at_most.gives_access()
        || !line.reach.is_empty()
        || obtain && !line.can_obtain.is_empty()
}
