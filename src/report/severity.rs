//! How much a finding matters, in the words of every format. The one place that
//! says it, so that no two formats grade a finding differently.

use crate::rules::{Confidence, Level};

/// The words of the formats for one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Severity {
    /// The level they stand for.
    pub level: Level,
    /// `level` of a SARIF result.
    pub sarif: &'static str,
    /// `security-severity` of a SARIF rule. GitHub calls what is over 9.0 critical
    /// and 7.0 to 8.9 high, so that 9.0 itself is avoided; information has none.
    pub score: Option<&'static str>,
    /// `problem.severity` of a SARIF rule.
    pub problem: &'static str,
    /// The GitHub workflow command.
    pub github: &'static str,
    /// `severity` of a GitLab vulnerability.
    pub gitlab_sast: &'static str,
    /// `severity` of a GitLab code quality issue.
    pub code_quality: &'static str,
    /// `severity` of a reviewdog diagnostic.
    pub rdjson: &'static str,
    /// `severity` of a checkstyle error.
    pub checkstyle: &'static str,
}

/// All levels, the most severe first.
pub static SEVERITIES: [Severity; 5] = [
    Severity {
        level: Level::Critical,
        sarif: "error",
        score: Some("9.5"),
        problem: "error",
        github: "error",
        gitlab_sast: "Critical",
        code_quality: "blocker",
        rdjson: "ERROR",
        checkstyle: "error",
    },
    Severity {
        level: Level::High,
        sarif: "error",
        score: Some("8.0"),
        problem: "error",
        github: "error",
        gitlab_sast: "High",
        code_quality: "critical",
        rdjson: "ERROR",
        checkstyle: "error",
    },
    Severity {
        level: Level::Medium,
        sarif: "warning",
        score: Some("5.5"),
        problem: "warning",
        github: "warning",
        gitlab_sast: "Medium",
        code_quality: "major",
        rdjson: "WARNING",
        checkstyle: "warning",
    },
    Severity {
        level: Level::Low,
        sarif: "note",
        score: Some("2.5"),
        problem: "recommendation",
        github: "notice",
        gitlab_sast: "Low",
        code_quality: "minor",
        rdjson: "INFO",
        checkstyle: "info",
    },
    Severity {
        level: Level::Info,
        sarif: "note",
        score: None,
        problem: "recommendation",
        github: "notice",
        gitlab_sast: "Info",
        code_quality: "info",
        rdjson: "INFO",
        checkstyle: "info",
    },
];

/// The words for a level.
#[must_use]
pub fn severity(level: Level) -> &'static Severity {
    let [critical, high, medium, low, info] = &SEVERITIES;
    match level {
        Level::Critical => critical,
        Level::High => high,
        Level::Medium => medium,
        Level::Low => low,
        Level::Info => info,
    }
}

/// `precision` of a SARIF rule. The word for a proof, `very-high`, is kept for
/// rules that are one.
#[must_use]
pub const fn precision(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table as it was agreed on; a change here changes what others see.
    const GOLDEN: &str = "\
critical error 9.5 error Critical blocker ERROR error
high error 8.0 error High critical ERROR error
medium warning 5.5 warning Medium major WARNING warning
low note 2.5 notice Low minor INFO info
info note (absent) notice Info info INFO info
";

    #[test]
    fn section_3_0_the_severities_are_those_agreed_on() {
        let table: String = SEVERITIES
            .iter()
            .map(|one| {
                format!(
                    "{} {} {} {} {} {} {} {}\n",
                    one.level,
                    one.sarif,
                    one.score.unwrap_or("(absent)"),
                    one.github,
                    one.gitlab_sast,
                    one.code_quality,
                    one.rdjson,
                    one.checkstyle
                )
            })
            .collect();
        assert_eq!(table, GOLDEN);
    }

    #[test]
    fn every_level_finds_its_own_row() {
        for one in &SEVERITIES {
            assert_eq!(severity(one.level), one);
        }
    }

    #[test]
    fn section_3_0_confidence_is_precision() {
        let words = [Confidence::Low, Confidence::Medium, Confidence::High].map(precision);
        assert_eq!(words, ["low", "medium", "high"]);
    }
}
