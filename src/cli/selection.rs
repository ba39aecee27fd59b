//! Which rules run: `--select`, `--ignore` and `--extend-select`.

use crate::cli::args::RuleArgs;
use crate::cli::load::UsageError;
use crate::model::catalogue::similar_names;
use crate::rules::{RULES, Rule};

/// How many similar names an error gives.
const SIMILAR: usize = 3;

/// The rules that do not run, in the order of their ids. Of several words that
/// concern a rule the one that says most decides: its name or id before a longer
/// prefix, and that before a shorter one; of equals, `--ignore`.
///
/// # Errors
/// A word that concerns no rule.
pub fn switched_off(args: &RuleArgs) -> Result<Vec<&'static Rule>, UsageError> {
    let select = selectors("--select", &args.select)?;
    let extend = selectors("--extend-select", &args.extend_select)?;
    let ignore = selectors("--ignore", &args.ignore)?;
    let runs = |rule: &Rule| {
        let best = |of: &[Selector]| of.iter().filter_map(|one| one.weight(rule)).max();
        let default = select.is_empty().then_some(0);
        let on = best(&select).or(default).max(best(&extend));
        on > best(&ignore)
    };
    Ok(RULES.iter().copied().filter(|rule| !runs(rule)).collect())
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

/// One word of a flag.
struct Selector(String);

impl Selector {
    /// How much the word says of a rule, if it concerns it.
    fn weight(&self, rule: &Rule) -> Option<usize> {
        let Self(word) = self;
        if word.eq_ignore_ascii_case(rule.id) || word.eq_ignore_ascii_case(rule.name) {
            return Some(usize::MAX);
        }
        let head = rule.id.get(..word.len())?;
        (!word.is_empty() && head.eq_ignore_ascii_case(word)).then_some(word.len())
    }
}

fn selectors(flag: &str, words: &[String]) -> Result<Vec<Selector>, UsageError> {
    let mut selectors = Vec::new();
    for word in words {
        let selector = Selector(word.trim().to_owned());
        if !RULES.iter().any(|rule| selector.weight(rule).is_some()) {
            return Err(UsageError(format!(
                "{flag}: `{word}` is no rule, no name of one and no prefix such as RAM1{}",
                named(&similar(&selector.0))
            )));
        }
        selectors.push(selector);
    }
    Ok(selectors)
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

    fn on(flags: &[&str]) -> Result<Vec<&'static str>, String> {
        let line = ["ramlint", "check"].iter().chain(flags);
        let Some(Command::Check(args)) = Cli::parse_from(line).command else {
            panic!("not a check");
        };
        let off = switched_off(&args.rules).map_err(|error| error.0)?;
        let off: Vec<&str> = off.iter().map(|rule| rule.id).collect();
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
