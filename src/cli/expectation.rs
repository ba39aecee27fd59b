//! Whether an answer is the one that was expected. UNKNOWN satisfies nothing.

use crate::cli::args::ExpectArg;
use crate::engine::answers::Line;
use crate::engine::verdict::Answer;

/// Whether a line meets an expectation.
#[must_use]
pub fn is_met(expected: ExpectArg, line: &Line) -> bool {
    let answer = line.verdict.answer;
    match expected {
        ExpectArg::Allowed => answer == Answer::Allowed,
        ExpectArg::AllowedIf => answer == Answer::AllowedIf,
        ExpectArg::Denied => answer == Answer::Denied,
        ExpectArg::NotGranted => answer == Answer::NotGranted,
        ExpectArg::NoAccess => {
            matches!(answer, Answer::NotGranted | Answer::Denied) && line.reach.is_empty()
        }
    }
}
