//! How much is read and worked out: one table of the limits that an input can reach,
//! made of the constants that hold, and the settings that raise some of them. None can be
//! lowered, so that no configuration makes a run see less.

use std::fmt;
use std::fmt::Write as _;
use std::str::FromStr;

use crate::cli::disk::Limits;
use crate::cli::{configuration, git, records, waivers};
use crate::engine::difference::all::STEPS_PER_COMPARISON;
use crate::engine::obtain;
use crate::engine::solver::STEPS_PER_QUESTION;
use crate::engine::space::{MOST_MEMBERS, STEPS_PER_LIST};
use crate::readers::limits::{PLAN_VARIANTS, TEXT, ros, terraform};
use crate::report::run::MOST_OF_A_RULE;
use crate::syntax::{hcl, json, yaml};

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// A number of bytes as people say it, such as `64 MiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes if bytes >= MIB && bytes.is_multiple_of(MIB) => {
                write!(f, "{} MiB", bytes.div_euclid(MIB))
            }
            bytes => write!(f, "{bytes} bytes"),
        }
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = || "a size is wanted, such as `64 MiB`; KiB, GiB and bytes will do, too";
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(end).unwrap_or((text, ""));
        let times = match unit.trim_start_matches(' ').to_ascii_lowercase().as_str() {
            "bytes" => 1,
            "kib" => KIB,
            "mib" => MIB,
            "gib" => GIB,
            _ => return Err(wanted().to_owned()),
        };
        let number: u64 = number.parse().map_err(|_| wanted().to_owned())?;
        let bytes = number.checked_mul(times);
        bytes.map(Self).ok_or_else(|| wanted().to_owned())
    }
}

/// A limit that somebody can raise.
#[derive(Clone, Copy, Debug)]
pub struct Raised {
    /// The key in `[limits]`; the flag is this after `--max-`.
    pub key: &'static str,
    /// What holds unless told, which is also the least.
    pub least: u64,
    /// The most that it can be raised to.
    pub most: u64,
}

/// Bytes of one file that is found in a folder.
pub const FILE_SIZE: Raised = Raised {
    key: "file-size",
    least: Limits::WALKED_FILE,
    most: Limits::NAMED_FILE,
};

/// Files that are found in folders.
pub const FILES: Raised = Raised {
    key: "files",
    least: Limits::WALKED_FILES as u64,
    most: u32::MAX as u64,
};

/// Bytes of all files that are found in folders.
pub const TOTAL_SIZE: Raised = Raised {
    key: "total-size",
    least: Limits::WALKED_TOTAL,
    most: u64::MAX,
};

/// Bytes of one line of a stream of records.
pub const LINE_SIZE: Raised = Raised {
    key: "line-size",
    least: records::LONGEST as u64,
    most: Limits::NAMED_FILE,
};

/// Steps of the solver for one question.
pub const STEPS: Raised = Raised {
    key: "steps",
    least: STEPS_PER_QUESTION,
    most: u32::MAX as u64,
};

/// Findings of one rule in one file that a report holds.
pub const FINDINGS_PER_RULE: Raised = Raised {
    key: "findings-per-rule",
    least: MOST_OF_A_RULE as u64,
    most: u32::MAX as u64,
};

/// Every one of them.
pub const SETTINGS: [Raised; 6] = [
    FILE_SIZE,
    FILES,
    TOTAL_SIZE,
    LINE_SIZE,
    STEPS,
    FINDINGS_PER_RULE,
];

impl Raised {
    /// The flag, without its dashes.
    #[must_use]
    pub fn flag(&self) -> String {
        format!("max-{}", self.key)
    }

    /// Whether what is counted are bytes.
    #[must_use]
    pub fn is_size(&self) -> bool {
        self.key.ends_with("-size")
    }

    fn shown(&self, number: u64) -> String {
        if self.is_size() {
            Size(number).to_string()
        } else {
            number.to_string()
        }
    }

    /// What holds unless told, as it is written.
    #[must_use]
    pub fn default(&self) -> String {
        self.shown(self.least)
    }

    /// Lets a number pass that raises the limit.
    ///
    /// # Errors
    /// It lowers it, or is more than there can be.
    pub fn check(&self, number: u64) -> Result<(), String> {
        let (least, most) = (self.shown(self.least), self.shown(self.most));
        if number < self.least {
            return Err(format!(
                "can be raised and not lowered; {least} is the least"
            ));
        }
        if number > self.most {
            return Err(format!("can be raised to {most} at most"));
        }
        Ok(())
    }

    /// Reads a size that raises the limit.
    ///
    /// # Errors
    /// It is no size, or none that may be.
    pub fn size(&self, text: &str) -> Result<Size, String> {
        let size: Size = text.parse()?;
        self.check(size.0)?;
        Ok(size)
    }

    /// Reads a number that raises the limit.
    ///
    /// # Errors
    /// It is no number, or none that may be.
    pub fn number(&self, text: &str) -> Result<u32, String> {
        let number = text
            .parse()
            .map_err(|_| format!("a whole number up to {} is wanted", u32::MAX))?;
        self.check(u64::from(number))?;
        Ok(number)
    }
}

/// The number of a setting that counts files or steps, as the keys of `ramlint.toml`
/// hold it.
#[must_use]
pub fn counted(setting: &Raised) -> u32 {
    u32::try_from(setting.least).unwrap_or(u32::MAX)
}

/// How much of something there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Most {
    /// So many of them.
    Number(u64),
    /// So many bytes.
    Bytes(u64),
}

/// One limit of the table.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// How much is allowed.
    pub most: Most,
    /// Of what.
    pub of: &'static str,
    /// What raises it; where it is fixed, nothing.
    pub by: Option<Raised>,
}

/// All limits, by what they are about.
#[must_use]
pub fn all() -> Vec<(&'static str, Vec<Limit>)> {
    let raised = |by: Raised, of| Limit {
        most: if by.is_size() {
            Most::Bytes(by.least)
        } else {
            Most::Number(by.least)
        },
        of,
        by: Some(by),
    };
    let number = |most: u64, of| Limit {
        most: Most::Number(most),
        of,
        by: None,
    };
    let bytes = |most: u64, of| Limit {
        most: Most::Bytes(most),
        of,
        by: None,
    };
    let long = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    vec![
        (
            "Files",
            vec![
                raised(FILE_SIZE, "a file that is found in a folder"),
                raised(FILES, "files that are found in folders"),
                raised(TOTAL_SIZE, "all files that are found in folders"),
                raised(LINE_SIZE, "a line of --input ndjson"),
                bytes(
                    Limits::NAMED_FILE,
                    "a file that is named, and standard input",
                ),
                bytes(git::LARGEST, "a file in a commit"),
                number(long(git::MOST_PATHS), "paths in a commit"),
                number(long(git::DEEPEST), "folders inside one another in a commit"),
                bytes(configuration::LARGEST, "ramlint.toml"),
                bytes(long(waivers::MAX_BYTES), "ramlint-waivers.toml"),
            ],
        ),
        (
            "JSON, YAML and HCL",
            vec![
                number(
                    u64::from(json::MAX_DEPTH),
                    "levels of JSON inside one another",
                ),
                number(u64::from(json::MAX_NODES), "values in a file of JSON"),
                number(
                    u64::from(yaml::MAX_DEPTH),
                    "levels of YAML inside one another",
                ),
                number(u64::from(yaml::MAX_NODES), "values in a file of YAML"),
                number(
                    u64::from(hcl::MAX_DEPTH),
                    "levels of HCL inside one another",
                ),
                number(
                    u64::from(hcl::MAX_OPERATORS),
                    "operators in an expression of HCL",
                ),
            ],
        ),
        (
            "Terraform files (a plan as JSON has no need of these)",
            vec![
                number(terraform::STEPS, "steps of evaluation in a run"),
                number(long(terraform::INSTANCES), "instances of blocks"),
                number(
                    long(terraform::INSTANCES_OF_BLOCK),
                    "instances of one block",
                ),
                number(long(terraform::MODULES), "instances of modules"),
                number(
                    long(terraform::MODULE_DEPTH),
                    "module calls inside one another",
                ),
                number(
                    long(terraform::CALLED_FOLDERS),
                    "folders that module calls name",
                ),
                number(long(terraform::VARIANTS), "variables files of one root"),
                number(long(terraform::BLOCK_DEPTH), "blocks inside one another"),
                number(
                    u64::from(terraform::DEPTH),
                    "expressions inside one another",
                ),
                number(long(terraform::ITEMS), "elements of a collection"),
                bytes(long(TEXT), "a text that an expression makes"),
            ],
        ),
        (
            "Terraform plans",
            vec![number(
                long(PLAN_VARIANTS),
                "combinations of what unknown values of a resource may be",
            )],
        ),
        (
            "ROS templates",
            vec![
                number(u64::from(ros::STEPS), "values to work out"),
                number(u64::from(ros::DEPTH), "levels of references and values"),
                number(u64::from(ros::INSTANCES), "instances of a resource"),
                bytes(long(ros::TEXT), "bytes of text made by functions"),
            ],
        ),
        (
            "Answers",
            vec![
                raised(STEPS, "steps to decide one question"),
                number(
                    STEPS_PER_COMPARISON,
                    "steps to compare two policies or principals",
                ),
                number(
                    STEPS_PER_LIST,
                    "steps to compare the members of a list with each other",
                ),
                number(
                    long(MOST_MEMBERS),
                    "members of a list that are compared with each other",
                ),
                number(
                    obtain::MAX_SOLVER_STEPS,
                    "steps to find what a principal could obtain",
                ),
                number(
                    long(obtain::MAX_STEPS),
                    "calls and roles on a way to what could be obtained",
                ),
            ],
        ),
        (
            "Reports",
            vec![raised(
                FINDINGS_PER_RULE,
                "findings of one rule in one file",
            )],
        ),
    ]
}

/// The table for people.
#[must_use]
pub fn table() -> String {
    let mut text = String::from(
        "Limits. What is beyond one is named in the report, and the run exits 3. Those with a \
flag can be raised by it, or by its key in [limits] of ramlint.toml; the others keep the \
memory, the stack and the time that an input can ask for within bounds:\n",
    );
    for (heading, limits) in all() {
        let _ = writeln!(text, "  {heading}");
        for limit in limits {
            let most = match limit.most {
                Most::Bytes(bytes) => Size(bytes).to_string(),
                Most::Number(number) => grouped(number),
            };
            let by = limit
                .by
                .map_or_else(String::new, |by| format!(" (--{})", by.flag()));
            let _ = writeln!(text, "    {most:>16}  {}{by}", limit.of);
        }
    }
    text
}

/// A number with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(index);
        if index > 0 && left.is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::configuration::SCHEMA;
    use crate::cli::help;

    #[test]
    fn sizes_are_read_as_they_are_shown() {
        for (text, bytes) in [
            ("2 MiB", Some(2 * MIB)),
            ("2MiB", Some(2 * MIB)),
            ("3 gib", Some(3 * GIB)),
            ("1 KiB", Some(KIB)),
            ("7 bytes", Some(7)),
            ("7", None),
            ("MiB", None),
            ("-1 MiB", None),
            ("2 MB", None),
            ("18446744073709551615 GiB", None),
        ] {
            let read = text.parse::<Size>();
            assert_eq!(read.clone().ok().map(|size| size.0), bytes, "{text}");
            if let Ok(size) = read {
                assert_eq!(size.to_string().parse(), Ok(size));
            }
        }
    }

    #[test]
    fn a_limit_can_be_raised_and_not_lowered() {
        for setting in SETTINGS {
            assert_eq!(setting.check(setting.least), Ok(()));
            assert_eq!(setting.check(setting.most), Ok(()));
            assert!(setting.check(setting.least - 1).is_err(), "{}", setting.key);
            if let Some(more) = setting.most.checked_add(1) {
                assert!(setting.check(more).is_err(), "{}", setting.key);
            }
        }
    }

    /// Every setting is in the table, has its flag, and has its key in the schema.
    #[test]
    fn sec_50_what_can_be_raised_has_a_flag_a_key_and_a_place_in_the_table() {
        let mut told: Vec<String> = all()
            .iter()
            .flat_map(|(_, limits)| limits)
            .filter_map(|limit| Some(limit.by?.flag()))
            .collect();
        told.sort();
        let mut settings: Vec<String> = SETTINGS.iter().map(Raised::flag).collect();
        settings.sort();
        assert_eq!(told, settings);
        let program = help::command();
        let check = program.find_subcommand("check").unwrap();
        let mut flags: Vec<String> = check
            .get_arguments()
            .filter(|arg| arg.get_help_heading() == Some("Limits"))
            .filter_map(|arg| arg.get_long().map(str::to_owned))
            .collect();
        flags.sort();
        assert_eq!(flags, settings);
        let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        let keys = &schema["definitions"]["LimitsSection"]["properties"];
        let mut keys: Vec<String> = keys
            .as_object()
            .unwrap()
            .keys()
            .map(|key| format!("max-{key}"))
            .collect();
        keys.sort();
        assert_eq!(keys, settings);
    }

    /// Whatever a message says that there is too much of is in the table.
    #[test]
    fn sec_50_what_messages_say_is_too_much_is_in_the_table() {
        let table = all();
        let of: Vec<&str> = table
            .iter()
            .flat_map(|(_, limits)| limits)
            .map(|limit| limit.of)
            .collect();
        for what in crate::cli::reasons::too_much() {
            assert!(of.contains(&what), "{what}");
        }
        let text = super::table();
        assert!(text.contains("2 MiB  a file that is found in a folder (--max-file-size)"));
        assert!(text.contains("20,000  files that are found in folders (--max-files)"));
    }
}
