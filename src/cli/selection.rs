//! Which rules run: `--select`, `--ignore` and `--extend-select`, or the same keys of
//! the configuration, and the levels that it gives.

use crate::cli::configuration::{Configuration, Given, Origin, RuleWord};
use crate::model::catalogue::similar_names;
use crate::report::run;
use crate::rules::{RULES, Rule};

/// How many similar names an error gives.
const SIMILAR: usize = 3;

/// How much a word says of a rule: all, if it is its id or name, else how many
/// characters of the id.
pub type Weight = usize;

/// A rule that does not run, and where that was said.
#[derive(Clone)]
pub struct Off {
    /// The rule.
    pub rule: &'static Rule,
    /// Where it was switched off, or only others were switched on.
    pub by: Origin,
}

impl Off {
    /// For a report.
    #[must_use]
    pub fn told(&self) -> run::Off {
        run::Off {
            rule: self.rule,
            at: self.by.told(),
        }
    }
}

/// What is said of which rules run, by those who say it.
struct Words<'a> {
    select: Option<&'a Given<Vec<RuleWord>>>,
    extend: Option<&'a Given<Vec<RuleWord>>>,
    ignore: Option<&'a Given<Vec<RuleWord>>>,
}

impl<'a> Words<'a> {
    /// What configuration files say, or else the command line.
    fn of(configuration: &'a Configuration, files: bool) -> Self {
        let check = &configuration.keys.check;
        let of = |given: &'a Option<Given<Vec<RuleWord>>>| {
            let given = given.as_ref();
            given.filter(|given| matches!(given.from, Origin::File(_)) == files)
        };
        Self {
            select: of(&check.select).filter(|given| !given.value.is_empty()),
            extend: of(&check.extend_select),
            ignore: of(&check.ignore),
        }
    }

    /// How much is said for a rule, and against it.
    fn weights(&self, rule: &Rule) -> (Option<Weight>, Option<Weight>) {
        let best = |of: Option<&Given<Vec<RuleWord>>>| {
            let words = of.into_iter().flat_map(|given| &given.value);
            words.filter_map(|word| weight(&word.0, rule)).max()
        };
        (best(self.select).max(best(self.extend)), best(self.ignore))
    }
}

/// The rules that do not run, in the order of their ids. Of several words that
/// concern a rule the one that says most decides: its name or id before a longer
/// prefix, and that before a shorter one; of equals, `ignore`. What the command line
/// says of a rule goes before all that the configuration says of it in general.
#[must_use]
pub fn switched_off(configuration: &Configuration) -> Vec<Off> {
    let line = Words::of(configuration, false);
    let file = Words::of(configuration, true);
    let from = |given: Option<&Given<_>>| given.map(|given| given.from.clone());
    let off = |rule: &'static Rule| {
        let (on, ignored) = line.weights(rule);
        if on > ignored {
            return None;
        }
        if ignored.is_some() {
            return from(line.ignore);
        }
        if line.select.is_some() {
            return from(line.select);
        }
        let (on, ignored) = file.weights(rule);
        match on.or(file.select.is_none().then_some(0)) {
            None => from(file.select),
            on if on <= ignored => from(file.ignore),
            _ => configuration.off(rule),
        }
    };
    RULES
        .iter()
        .filter_map(|rule| off(rule).map(|by| Off { rule, by }))
        .collect()
}

/// Whether the command line asks for a rule.
#[must_use]
pub fn is_asked_for(configuration: &Configuration, rule: &Rule) -> bool {
    let (on, ignored) = Words::of(configuration, false).weights(rule);
    on > ignored
}

/// How much a word says of a rule, if it concerns it.
#[must_use]
pub fn weight(word: &str, rule: &Rule) -> Option<Weight> {
    if word.eq_ignore_ascii_case(rule.id) || word.eq_ignore_ascii_case(rule.name) {
        return Some(Weight::MAX);
    }
    let head = rule.id.get(..word.len())?;
    (!word.is_empty() && head.eq_ignore_ascii_case(word)).then_some(word.len())
}

/// Whether a word is a rule or the beginning of one's id.
#[must_use]
pub fn concerns_any(word: &str) -> bool {
    RULES.iter().any(|rule| weight(word, rule).is_some())
}

/// What is to be said of a word that concerns no rule.
#[must_use]
pub fn no_rule(word: &str) -> String {
    format!(
        "`{word}` is no rule, no name of one and no prefix such as RAM1{}",
        named(&similar(word.trim()))
    )
}

/// The rule of an id or name, in any case.
#[must_use]
pub fn rule(word: &str) -> Option<&'static Rule> {
    let is = |name: &str| name.eq_ignore_ascii_case(word);
    RULES
        .iter()
        .copied()
        .find(|rule| is(rule.id) || is(rule.name))
}

/// Ids and names of rules like the one written, each as `RAM101 some-name`.
#[must_use]
pub fn similar(word: &str) -> Vec<String> {
    let names = RULES.iter().flat_map(|rule| [rule.id, rule.name]);
    let mut found: Vec<String> = Vec::new();
    for name in similar_names(word, names, SIMILAR) {
        if let Some(rule) = rule(name) {
            let shown = format!("{} {}", rule.id, rule.name);
            if !found.contains(&shown) {
                found.push(shown);
            }
        }
    }
    found
}

/// The end of a sentence about a rule that does not exist.
#[must_use]
pub fn named(similar: &[String]) -> String {
    match similar {
        [] => "; `ramlint rules` lists them".to_owned(),
        [one] => format!("; there is a rule with a similar name: {one}"),
        several => format!(
            "; there are rules with similar names: {}",
            several.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::{Cli, Command};
    use crate::cli::environment::Variables;

    fn on(flags: &[&str]) -> Result<Vec<&'static str>, String> {
        let line = ["ramlint", "check"].iter().chain(flags);
        let Some(Command::Check(args)) = Cli::parse_from(line).command else {
            panic!("not a check");
        };
        let flags = args
            .judging
            .given(&Variables::default())
            .map_err(|error| error.0)?;
        let configuration = Configuration::default().under(flags);
        let off = switched_off(&configuration);
        let off: Vec<&str> = off.iter().map(|off| off.rule.id).collect();
        let ids = RULES.iter().map(|rule| rule.id);
        Ok(ids.filter(|id| !off.contains(id)).collect())
    }

    #[test]
    fn the_word_that_says_most_decides() {
        let all: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        let without = |prefix: &str| -> Vec<&str> {
            all.iter()
                .copied()
                .filter(|id| !id.starts_with(prefix))
                .collect()
        };
        let only = |prefix: &str| -> Vec<&str> {
            all.iter()
                .copied()
                .filter(|id| id.starts_with(prefix))
                .collect()
        };
        for (flags, expected) in [
            (&[][..], all.clone()),
            (&["--extend-select", "RAM1"], all.clone()),
            (&["--select", "RAM"], all.clone()),
            (&["--select", "ram1"], only("RAM1")),
            (
                &["--select", "RAM101,deny-with-a-hole"],
                vec!["RAM101", "RAM203"],
            ),
            (
                &["--select", "RAM101", "--extend-select", "RAM102"],
                vec!["RAM101", "RAM102"],
            ),
            (&["--ignore", "RAM2"], without("RAM2")),
            (&["--ignore", "Guarded-Action-Granted"], without("RAM101")),
            (&["--select", "RAM10", "--ignore", "RAM10"], vec![]),
            (&["--select", "RAM101", "--ignore", "RAM1"], vec!["RAM101"]),
            (&["--select", "RAM1", "--ignore", "RAM1"], vec![]),
            (
                &["--ignore", "RAM", "--extend-select", "RAM101"],
                vec!["RAM101"],
            ),
        ] {
            assert_eq!(on(flags), Ok(expected), "{flags:?}");
        }
    }

    #[test]
    fn cli_32_an_unknown_rule_gets_the_nearest() {
        for (word, hint) in [
            (
                "RAM1011",
                "there are rules with similar names: RAM101 guarded-action-granted, ",
            ),
            (
                "deny-with-hole",
                "there is a rule with a similar name: RAM203 deny-with-a-hole",
            ),
            ("something-else-entirely", "`ramlint rules` lists them"),
            ("", "`ramlint rules` lists them"),
        ] {
            let error = on(&["--ignore", word]).unwrap_err();
            assert!(error.contains(hint), "{error}");
            assert!(error.starts_with("--ignore: "), "{error}");
        }
    }
}
