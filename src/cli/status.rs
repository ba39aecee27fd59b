//! The exit status: one number for every output format, computed before anything
//! is written (D40).

use std::process::ExitCode;

/// How a run ends. The numbers are a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Everything was analysed and nothing is at or above the threshold.
    Clean,
    /// Findings at or above the threshold, or an expectation that is not met.
    Findings,
    /// A bad flag, an unknown name: nothing was analysed. Or a report that could not be
    /// written.
    Usage,
    /// Some input was not analysed.
    Incomplete,
}

/// What a run found out about itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outcome {
    /// Findings at or above the threshold, or an unmet expectation.
    pub findings: bool,
    /// Some input was not analysed.
    pub incomplete: bool,
    /// `--exit-zero`
    pub exit_zero: bool,
    /// `--allow-incomplete`
    pub allow_incomplete: bool,
}

impl Outcome {
    /// The status, in the order 1, 3, 0. `--exit-zero` takes away only 1 and
    /// `--allow-incomplete` only 3.
    #[must_use]
    pub const fn status(self) -> Status {
        if self.findings && !self.exit_zero {
            Status::Findings
        } else if self.incomplete && !self.allow_incomplete {
            Status::Incomplete
        } else {
            Status::Clean
        }
    }
}

impl Status {
    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Incomplete => 3,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.code())
    }
}

#[cfg(test)]
mod tests {
    use std::process::ExitCode;

    use super::{Outcome, Status};

    fn outcome(
        findings: bool,
        incomplete: bool,
        exit_zero: bool,
        allow_incomplete: bool,
    ) -> Status {
        Outcome {
            findings,
            incomplete,
            exit_zero,
            allow_incomplete,
        }
        .status()
    }

    #[test]
    fn cli_02_d40_precedence_is_findings_then_incomplete_then_clean() {
        assert_eq!(outcome(true, true, false, false), Status::Findings);
        assert_eq!(outcome(true, false, false, false), Status::Findings);
        assert_eq!(outcome(false, true, false, false), Status::Incomplete);
        assert_eq!(outcome(false, false, false, false), Status::Clean);
    }

    #[test]
    fn cli_04_exit_zero_and_allow_incomplete_take_away_one_code_each() {
        assert_eq!(outcome(true, true, true, false), Status::Incomplete);
        assert_eq!(outcome(true, false, true, false), Status::Clean);
        assert_eq!(outcome(false, true, true, false), Status::Incomplete);
        assert_eq!(outcome(false, true, false, true), Status::Clean);
        assert_eq!(outcome(true, true, false, true), Status::Findings);
        assert_eq!(outcome(true, true, true, true), Status::Clean);
    }

    #[test]
    fn cli_01_codes_are_a_contract() {
        let all = [
            Status::Clean,
            Status::Findings,
            Status::Usage,
            Status::Incomplete,
        ];
        assert_eq!(all.map(Status::code), [0, 1, 2, 3]);
        // The process ends with the number.
        let shown = |code: ExitCode| format!("{code:?}");
        let ends = all.map(|status| shown(status.into()));
        assert_eq!(ends, [0, 1, 2, 3].map(|code: u8| shown(code.into())));
    }
}
