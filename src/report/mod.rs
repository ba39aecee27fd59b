//! Writing things down: one file per output format, and the sanitiser that
//! stands between text from input and whoever reads the report. Formats neither
//! filter nor judge; what they are given, they write.

pub mod display;
pub mod explain;
pub mod filter;
pub mod human;
pub mod json;
pub mod page;
pub mod run;
pub mod sheet;
mod snippet;
pub mod table;
pub mod terminal;
pub mod words;

use std::io::{self, Write};

use crate::report::run::{Checked, Explained, Listed, Run};

pub use words::Language;

/// One output format.
pub struct Reporter {
    /// Its name on the command line.
    pub name: &'static str,
    /// For people: sanitised, and filtered once more at the stream.
    pub human: bool,
    /// Writes findings.
    pub check: fn(&Checked<'_>, &mut dyn Write) -> io::Result<()>,
    /// Writes all answers.
    pub who_can: fn(&Run<'_>, &mut dyn Write) -> io::Result<()>,
    /// Writes one answer.
    pub can: fn(&Explained<'_>, &mut dyn Write) -> io::Result<()>,
    /// Writes what became of every path.
    pub inputs: fn(&Listed<'_>, &mut dyn Write) -> io::Result<()>,
}

/// All formats; the first is the default.
pub static REPORTERS: &[Reporter] = &[
    Reporter {
        name: "human",
        human: true,
        check: human::write_check,
        who_can: human::write_who_can,
        can: human::write_can,
        inputs: human::write_inputs,
    },
    Reporter {
        name: "json",
        human: false,
        check: json::write_check,
        who_can: json::write_who_can,
        can: json::write_can,
        inputs: json::write_inputs,
    },
];
