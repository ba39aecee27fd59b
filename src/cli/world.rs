//! The world as the program sees it: streams, time, folder and environment, all
//! handed in, so that a test can hand in others.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::PathBuf;

use crate::cli::args::ColorArg;

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

/// The environment variables that the program looks at.
pub const VARIABLES: &[&str] = &[
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "NO_GRAPHICS",
    "CI_PROJECT_DIR",
    "SOURCE_DATE_EPOCH",
];

/// Whether a stream gets colour. The first that says something decides: the
/// flag, `NO_COLOR`, `FORCE_COLOR` or `CLICOLOR_FORCE`, `TERM=dumb`, whether
/// the stream is a terminal. The logs of GitHub and GitLab show colour too.
#[must_use]
pub fn color(flag: ColorArg, environment: &BTreeMap<String, String>, is_terminal: bool) -> bool {
    let set = |name: &str| environment.get(name).is_some_and(|value| !value.is_empty());
    let is = |name: &str, wanted: &str| environment.get(name).is_some_and(|value| value == wanted);
    match flag {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => {
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
    use super::{ColorArg, color};

    #[test]
    fn cli_11_cli_12_the_first_that_says_something_decides() {
        type Case = (
            ColorArg,
            &'static [(&'static str, &'static str)],
            bool,
            bool,
        );
        let cases: &[Case] = &[
            (ColorArg::Auto, &[], true, true),
            (ColorArg::Auto, &[], false, false),
            (ColorArg::Always, &[("NO_COLOR", "1")], false, true),
            (ColorArg::Never, &[("FORCE_COLOR", "1")], true, false),
            (
                ColorArg::Auto,
                &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")],
                true,
                false,
            ),
            (
                ColorArg::Auto,
                &[("NO_COLOR", ""), ("FORCE_COLOR", "1")],
                false,
                true,
            ),
            (
                ColorArg::Auto,
                &[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")],
                false,
                true,
            ),
            (ColorArg::Auto, &[("TERM", "dumb")], true, false),
            (ColorArg::Auto, &[("CI", "true")], false, false),
            (ColorArg::Auto, &[("GITHUB_ACTIONS", "true")], false, true),
            (ColorArg::Auto, &[("GITLAB_CI", "true")], false, true),
            (
                ColorArg::Auto,
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
