//! `ramlint can`: one answer, explained.

use crate::cli::args::CanArgs;
use crate::cli::asking;
use crate::cli::expectation;
use crate::cli::load::{UsageError, load};
use crate::cli::status::{Outcome, Status};
use crate::cli::world::World;
use crate::engine::answers::{Answers, Line};
use crate::model::Model;
use crate::model::account::Account;
use crate::report::reporter;
use crate::report::run::{Explained, Run};

/// Runs the command.
///
/// # Errors
/// A bad flag, or a principal that the input does not have.
pub fn run(args: &CanArgs, world: &mut World<'_>) -> Result<Status, UsageError> {
    let (action, paths) = asking::action_and_paths(&args.action, &args.operands, world)?;
    let language = asking::style(&args.output, world).language;
    let mut loaded = load(&paths, &args.input, language, world)?;
    let action = action.map_or_else(|| loaded.configuration.only_action(), Ok)?;
    let settings = asking::settings(&args.answers, &loaded.configuration, world)?;
    let mut warnings = Vec::new();
    let all = asking::ask(&[action], &mut loaded, &settings, language, &mut warnings);
    let Some(answers) = all.first() else {
        return Ok(Status::Usage);
    };
    asking::remark(&loaded, &warnings, &args.output, world);
    let (account, line) = find(
        &args.principal,
        args.account.as_deref(),
        answers,
        &loaded.model,
    )?;
    let outcome = Outcome {
        findings: args
            .expect
            .is_some_and(|expected| !expectation::is_met(expected, line)),
        incomplete: !loaded.not_analysed.is_empty(),
        exit_zero: args.output.exit_zero,
        allow_incomplete: args.output.allow_incomplete,
    };
    if outcome.findings && args.output.quiet == 0 {
        let text = format!("--expect is not met by {}", line.id);
        asking::say(&mut world.stderr, "error", &text);
    }
    let only = answers
        .accounts
        .get(account)
        .map(|account| (account.account, line.about));
    let siblings = asking::siblings(answers, &loaded, &settings, only, &args.output);
    let style = asking::style(&args.output, world);
    let explained = Explained {
        run: Run {
            siblings: siblings.as_ref(),
            ..asking::run(&loaded, &all, &settings, style)
        },
        answers,
        account,
        line,
    };
    if let Some(reporter) = reporter(&args.output.format)
        && let Some(write) = reporter.can
    {
        asking::write(reporter, &args.output, world, |out| write(&explained, out));
    }
    Ok(outcome.status())
}

/// The line of a principal: its id, or a name that only one principal has, in the
/// account that is named by its id or label, if one is.
fn find<'a>(
    wanted: &str,
    of: Option<&str>,
    answers: &'a Answers,
    model: &Model,
) -> Result<(usize, &'a Line), UsageError> {
    let known = |account: usize| {
        let answers = answers.accounts.get(account)?;
        model.accounts.get(answers.account)
    };
    let is_of = |account: usize| {
        of.is_none_or(|of| {
            known(account).is_some_and(|account| {
                account.id.as_deref() == Some(of) || account.label.as_deref() == Some(of)
            })
        })
    };
    if let Some(of) = of.filter(|_| !(0..answers.accounts.len()).any(is_of)) {
        let names: Vec<&str> = model.accounts.iter().filter_map(Account::name).collect();
        return Err(UsageError(format!(
            "--account: the input has no account `{of}`{}",
            match names.as_slice() {
                [] => ", nor any whose id it gives".to_owned(),
                names => format!("; it has {}", names.join(", ")),
            }
        )));
    }
    let lines: Vec<(usize, &Line)> = answers
        .accounts
        .iter()
        .enumerate()
        .filter(|(number, _)| is_of(*number))
        .flat_map(|(number, account)| account.lines.iter().map(move |line| (number, line)))
        .collect();
    let exact: Vec<_> = lines
        .iter()
        .filter(|(_, line)| line.id.eq_ignore_ascii_case(wanted))
        .collect();
    let by_name: Vec<_> = lines
        .iter()
        .filter(|(_, line)| {
            line.id
                .split_once('/')
                .is_some_and(|(_, name)| name.eq_ignore_ascii_case(wanted))
        })
        .collect();
    let found = if exact.is_empty() { by_name } else { exact };
    match found.as_slice() {
        [(account, line)] => Ok((*account, line)),
        [] => Err(UsageError(format!(
            "the input has no principal `{wanted}`{}",
            similar(wanted, &lines)
        ))),
        several => {
            let mut ids: Vec<&str> = several.iter().map(|(_, line)| line.id.as_str()).collect();
            ids.dedup();
            if let [id] = ids.as_slice() {
                let accounts: Vec<&str> = several
                    .iter()
                    .map(|(account, _)| {
                        known(*account)
                            .and_then(Account::name)
                            .unwrap_or("one of unknown id")
                    })
                    .collect();
                return Err(UsageError(format!(
                    "`{id}` is in several accounts: {}; name one with --account",
                    accounts.join(", ")
                )));
            }
            Err(UsageError(format!(
                "`{wanted}` may be any of {}; name one by its id",
                ids.join(", ")
            )))
        }
    }
}

/// Up to three ids that come near.
fn similar(wanted: &str, lines: &[(usize, &Line)]) -> String {
    let wanted = wanted.to_ascii_lowercase();
    let near: Vec<&str> = lines
        .iter()
        .map(|(_, line)| line.id.as_str())
        .filter(|id| {
            let id = id.to_ascii_lowercase();
            let name = id.split_once('/').map_or("", |(_, name)| name);
            let last = wanted
                .split_once('/')
                .map_or(wanted.as_str(), |(_, name)| name);
            !last.is_empty()
                && (name.contains(last)
                    || last.contains(name) && !name.is_empty()
                    || crate::model::lower::within_one_edit(name, last))
        })
        .take(3)
        .collect();
    if near.is_empty() {
        "; `ramlint who-can --all` lists all of them".to_owned()
    } else {
        format!(
            "; there are principals with similar names: {}",
            near.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::answers::{self, Settings};
    use crate::engine::question::Readings;
    use crate::model::account::{Principal, PrincipalKind, Trust};
    use crate::model::catalogue::Catalogue;

    fn account(id: Option<&str>, label: Option<&str>) -> Account {
        Account {
            id: id.map(str::to_owned),
            label: label.map(str::to_owned),
            principals: vec![Principal {
                kind: PrincipalKind::User,
                name: "ann".to_owned(),
                at: None,
                trust: Trust::None,
                session_policy: None,
                service_linked: false,
                max_session_seconds: None,
            }],
            ..Account::default()
        }
    }

    #[test]
    fn an_account_is_named_by_its_id_or_its_label() {
        let model = Model {
            accounts: vec![account(Some("100"), None), account(None, Some("prod"))],
            ..Model::default()
        };
        let catalogue = Catalogue::embedded();
        let settings = Settings {
            at: 0,
            readings: Readings::Default,
            steps: crate::engine::solver::STEPS_PER_QUESTION,
            substitution: None,
            reach: false,
            obtain: false,
        };
        let question = answers::question("kvstore:DestroyInstance", catalogue);
        let answers = answers::answer(&model, catalogue, &question, &settings);
        let found = |of: Option<&str>| {
            let found = find("user/ann", of, &answers, &model);
            found.map(|(account, _)| account).map_err(|error| error.0)
        };
        assert_eq!(found(Some("100")), Ok(0));
        assert_eq!(found(Some("prod")), Ok(1));
        assert_eq!(
            found(None).unwrap_err(),
            "`user/ann` is in several accounts: 100, prod; name one with --account"
        );
        assert_eq!(
            found(Some("test")).unwrap_err(),
            "--account: the input has no account `test`; it has 100, prod"
        );
    }
}
