//! Writing things down: one file per output format, and the sanitiser that
//! stands between text from input and whoever reads the report. Formats neither
//! filter nor judge; what they are given, they write.

pub mod accepted;
pub mod checkstyle;
pub mod concise;
mod difference;
pub mod display;
pub mod explain;
pub mod filter;
mod fix;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod page;
pub mod pair;
pub mod plain;
pub mod rdjson;
mod region;
pub mod run;
mod safe_json;
pub mod sarif;
pub mod schema;
pub mod severity;
pub mod sheet;
mod snippet;
pub mod table;
pub mod terminal;
pub mod tested;
pub mod trusted;
pub mod words;

use std::io::{self, Write};

use crate::report::pair::Weighed;
use crate::report::run::{Checked, Compared, Explained, Listed, Run};
use crate::report::tested::Tested;

pub use words::Language;

/// Writes the findings of a run.
pub type WriteCheck = fn(&Checked<'_>, &mut dyn Write) -> io::Result<()>;
/// Writes all answers.
pub type WriteWhoCan = fn(&Run<'_>, &mut dyn Write) -> io::Result<()>;
/// Writes one answer.
pub type WriteCan = fn(&Explained<'_>, &mut dyn Write) -> io::Result<()>;
/// Writes what became of every path.
pub type WriteInputs = fn(&Listed<'_>, &mut dyn Write) -> io::Result<()>;
/// Writes how two inputs compare as wholes.
pub type WritePair = fn(&Weighed<'_>, &mut dyn Write) -> io::Result<()>;
/// Writes what became of tests.
pub type WriteTest = fn(&Tested<'_>, &mut dyn Write) -> io::Result<()>;
/// Writes who gains and who loses access.
pub type WriteDiff = fn(&Compared<'_>, &mut dyn Write) -> io::Result<()>;

/// One output format. Findings are written in every one of them, the rest in some.
#[derive(Clone, Copy)]
pub struct Reporter {
    /// Its name on the command line.
    pub name: &'static str,
    /// The name that pins its version, if it has versions.
    pub pinned: Option<&'static str>,
    /// For people: sanitised, and filtered once more at the stream.
    pub human: bool,
    /// A report in a file is added to what the file holds.
    pub appends: bool,
    /// The most findings that it holds; of more, the less severe are left out.
    pub most: Option<usize>,
    /// Writes findings.
    pub check: WriteCheck,
    /// Writes all answers.
    pub who_can: Option<WriteWhoCan>,
    /// Writes one answer.
    pub can: Option<WriteCan>,
    /// Writes what became of every path.
    pub inputs: Option<WriteInputs>,
    /// Writes how two inputs compare as wholes.
    pub pair: Option<WritePair>,
    /// Writes what became of tests.
    pub test: Option<WriteTest>,
    /// Writes who gains and who loses access.
    pub diff: Option<WriteDiff>,
}

impl Reporter {
    /// A format for people that only findings are written in.
    const fn for_people(name: &'static str, check: WriteCheck) -> Self {
        Self {
            name,
            pinned: None,
            human: true,
            appends: false,
            most: None,
            check,
            who_can: None,
            can: None,
            inputs: None,
            pair: None,
            test: None,
            diff: None,
        }
    }

    /// A format for programs that only findings are written in.
    const fn for_programs(name: &'static str, check: WriteCheck) -> Self {
        Self {
            human: false,
            ..Self::for_people(name, check)
        }
    }

    /// Whether this is its name.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.pinned == Some(name)
    }
}

/// All formats; the first is the default.
pub static REPORTERS: &[Reporter] = &[
    Reporter {
        who_can: Some(human::write_who_can),
        can: Some(human::write_can),
        inputs: Some(human::write_inputs),
        pair: Some(human::write_pair),
        test: Some(human::write_test),
        diff: Some(human::write_diff),
        ..Reporter::for_people("human", human::write_check)
    },
    Reporter {
        diff: Some(concise::write_diff),
        ..Reporter::for_people("concise", concise::write_check)
    },
    Reporter::for_people("plain", plain::write_check),
    Reporter {
        pinned: Some("json-v1"),
        who_can: Some(json::write_who_can),
        can: Some(json::write_can),
        inputs: Some(json::write_inputs),
        pair: Some(json::write_pair),
        test: Some(json::write_test),
        diff: Some(json::write_diff),
        ..Reporter::for_programs("json", json::write_check)
    },
    Reporter::for_programs("ndjson", json::write_check_lines),
    Reporter {
        most: Some(sarif::MOST_RESULTS),
        diff: Some(sarif::write_diff),
        ..Reporter::for_programs("sarif", sarif::write_check)
    },
    Reporter {
        test: Some(github::write_test),
        diff: Some(github::write_diff),
        ..Reporter::for_people("github", github::write_check)
    },
    Reporter::for_programs("gitlab-codequality", gitlab::code_quality::write_check),
    Reporter::for_programs("gitlab-sast", gitlab::sast::write_check),
    Reporter {
        test: Some(junit::write_test),
        ..Reporter::for_programs("junit", junit::write_check)
    },
    Reporter::for_programs("rdjson", rdjson::write_check),
    Reporter::for_programs("rdjsonl", rdjson::write_check_lines),
    Reporter::for_programs("checkstyle", checkstyle::write_check),
    Reporter {
        appends: true,
        diff: Some(markdown::write_diff),
        ..Reporter::for_people("markdown", markdown::write_check)
    },
];

/// The format of a name.
#[must_use]
pub fn reporter(name: &str) -> Option<&'static Reporter> {
    REPORTERS.iter().find(|reporter| reporter.is_called(name))
}
