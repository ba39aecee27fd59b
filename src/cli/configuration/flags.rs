//! Flags, and the variables that stand in for them, as keys of the configuration:
//! they go before what files give.

use std::collections::BTreeMap;
use std::path::Path;

use super::keys::Keys;
use super::values::{Action, FilePath, Given, Origin, RuleWord};
use crate::cli::args::{AnswerArgs, InputArgs, JudgingArgs};
use crate::cli::environment::Variables;
use crate::cli::load::UsageError;
use crate::cli::{asking, selection};

impl JudgingArgs {
    /// The keys that the flags give.
    ///
    /// # Errors
    /// A word that is no rule, or no action.
    pub fn given(&self, variables: &Variables) -> Result<Keys, UsageError> {
        let mut keys = Keys::default();
        let actions: Result<Vec<Action>, UsageError> = self
            .action
            .iter()
            .map(|action| asking::plain_action(action).map(|()| Action(action.clone())))
            .collect();
        keys.guard.actions = several("action", actions?, variables);
        let check = &mut keys.check;
        check.fail_on = one("fail-on", self.fail_on, variables);
        check.min_level = one("min-level", self.min_level, variables);
        check.min_confidence = one("min-confidence", self.min_confidence, variables);
        check.max_findings = one("max-findings", self.max_findings, variables);
        let most = self.max_findings_per_rule;
        keys.limits.findings_per_rule = one("max-findings-per-rule", most, variables);
        check.select = rules("select", &self.select, variables)?;
        check.ignore = rules("ignore", &self.ignore, variables)?;
        check.extend_select = rules("extend-select", &self.extend_select, variables)?;
        Ok(keys)
    }
}

impl AnswerArgs {
    /// The keys that the flags give.
    #[must_use]
    pub fn given(&self, variables: &Variables) -> Keys {
        let mut keys = Keys::default();
        keys.answers.readings = one("readings", self.readings, variables);
        keys.limits.steps = one("max-steps", self.max_steps, variables);
        keys
    }
}

impl InputArgs {
    /// The keys that the flags give. What they name may lie anywhere.
    #[must_use]
    pub fn given(&self, variables: &Variables) -> Keys {
        let mut keys = Keys::default();
        let file = |path: &Path| FilePath(path.display().to_string());
        let input = &mut keys.input;
        let attachments = self.attachments.as_deref().map(file);
        input.attachments = one("attachments", attachments, variables);
        let files = self.var_file.iter().map(|path| file(path)).collect();
        input.var_files = several("var-file", files, variables);
        let pairs = |words: &[String]| -> BTreeMap<String, String> {
            let pairs = words
                .iter()
                .map(|word| word.split_once('=').unwrap_or((word, "")));
            pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect()
        };
        let given = Some(pairs(&self.param)).filter(|given| !given.is_empty());
        input.parameters = one("param", given, variables);
        let given = Some(pairs(&self.policy)).filter(|given| !given.is_empty());
        let files = given.map(|given| {
            let files = given.into_iter();
            files.map(|(name, path)| (name, FilePath(path))).collect()
        });
        input.policies = one("policy", files, variables);
        let (limits, flags) = (&mut keys.limits, &self.limits);
        limits.file_size = one("max-file-size", flags.max_file_size, variables);
        limits.files = one("max-files", flags.max_files, variables);
        limits.total_size = one("max-total-size", flags.max_total_size, variables);
        limits.line_size = one("max-line-size", flags.max_line_size, variables);
        keys
    }
}

/// Where the value of a flag comes from.
pub(super) fn origin(long: &str, variables: &Variables) -> Origin {
    match variables.of(long) {
        Some(variable) => Origin::Variable(variable.to_owned()),
        None => Origin::Flag(format!("--{long}")),
    }
}

fn one<T>(long: &str, value: Option<T>, variables: &Variables) -> Option<Given<T>> {
    let from = origin(long, variables);
    value.map(|value| Given { value, from })
}

fn several<T>(long: &str, values: Vec<T>, variables: &Variables) -> Option<Given<Vec<T>>> {
    one(
        long,
        Some(values).filter(|values| !values.is_empty()),
        variables,
    )
}

fn rules(
    long: &str,
    words: &[String],
    variables: &Variables,
) -> Result<Option<Given<Vec<RuleWord>>>, UsageError> {
    let mut read = Vec::new();
    for word in words {
        let trimmed = word.trim();
        if !selection::concerns_any(trimmed) {
            let why = selection::no_rule(word);
            return Err(UsageError(format!("--{long}: {why}")));
        }
        read.push(RuleWord(trimmed.to_owned()));
    }
    Ok(several(long, read, variables))
}
