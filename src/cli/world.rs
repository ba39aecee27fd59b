//! The world as the program sees it: streams, time, folder and environment, all
//! handed in, so that a test can hand in others.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::PathBuf;

use crate::cli::args::When;

/// One output stream.
pub struct Stream<'a> {
    /// Where bytes go.
    pub out: &'a mut dyn Write,
    /// Whether it is a terminal.
    pub is_terminal: bool,
    /// Columns of the terminal, where known.
    pub width: Option<usize>,
}

/// Everything outside the program.
pub struct World<'a> {
    /// Reports.
    pub stdout: Stream<'a>,
    /// Warnings, hints and errors.
    pub stderr: Stream<'a>,
    /// Standard input.
    pub stdin: &'a mut dyn Read,
    /// Environment variables that matter; nothing else is read.
    pub environment: BTreeMap<String, String>,
    /// The working folder.
    pub cwd: PathBuf,
    /// Now, in tenths of a nanosecond since 1970.
    pub now: i128,
}

/// The environment variables that the program looks at, beside those that stand in
/// for flags.
pub const VARIABLES: &[&str] = &[
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "CI",
    "NO_GRAPHICS",
    "CI_PROJECT_DIR",
    "SOURCE_DATE_EPOCH",
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
];

/// Whether a stream gets colour. The first that says something decides: the
/// flag, `NO_COLOR`, `FORCE_COLOR` or `CLICOLOR_FORCE`, `TERM=dumb`, whether
/// the stream is a terminal. The logs of GitHub and GitLab show colour too.
#[must_use]
pub fn color(flag: When, environment: &BTreeMap<String, String>, is_terminal: bool) -> bool {
    let set = |name: &str| environment.get(name).is_some_and(|value| !value.is_empty());
    let is = |name: &str, wanted: &str| environment.get(name).is_some_and(|value| value == wanted);
    match flag {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            if set("NO_COLOR") {
                false
            } else if set("FORCE_COLOR") || set("CLICOLOR_FORCE") {
                true
            } else if is("TERM", "dumb") {
                false
            } else {
                is_terminal || is("GITHUB_ACTIONS", "true") || is("GITLAB_CI", "true")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{When, color};

    #[test]
    fn cli_11_cli_12_the_first_that_says_something_decides() {
        type Case = (When, &'static [(&'static str, &'static str)], bool, bool);
        let cases: &[Case] = &[
            (When::Auto, &[], true, true),
            (When::Auto, &[], false, false),
            (When::Always, &[("NO_COLOR", "1")], false, true),
            (When::Never, &[("FORCE_COLOR", "1")], true, false),
            (
                When::Auto,
                &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")],
                true,
                false,
            ),
            (
                When::Auto,
                &[("NO_COLOR", ""), ("FORCE_COLOR", "1")],
                false,
                true,
            ),
            (
                When::Auto,
                &[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")],
                false,
                true,
            ),
            (When::Auto, &[("TERM", "dumb")], true, false),
            (When::Auto, &[("CI", "true")], false, false),
            (When::Auto, &[("GITHUB_ACTIONS", "true")], false, true),
            (When::Auto, &[("GITLAB_CI", "true")], false, true),
            (
                When::Auto,
                &[("GITHUB_ACTIONS", "true"), ("NO_COLOR", "1")],
                false,
                false,
            ),
        ];
        for (flag, environment, is_terminal, expected) in cases {
            let environment = environment
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect();
            assert_eq!(
                color(*flag, &environment, *is_terminal),
                *expected,
                "{flag:?} {environment:?} {is_terminal}"
            );
        }
    }
}
