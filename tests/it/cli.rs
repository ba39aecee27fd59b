//! The command line from outside: arguments in; streams and an exit status out.
//! Names of tests carry the requirement they hold.
//!
//! Requirements without a test here, and why:
//! - CLI-05: no input is known that panics, so the test binary panics in the program's
//!   place, in a process of its own.
//! - CLI-11 under a pseudo-terminal: whether a stream is a terminal is a field of
//!   `World`, and the table is tested through that.
//! - CLI-13: progress is shown of streams of records alone, after a second; when, is
//!   tested in the library. Elsewhere standard error stays empty.
//! - CLI-14: `--hyperlink-format`, links to places in files, does not exist.
//! - SEC-01: the limits of alternatives of a condition, of worlds and of problems of
//!   one file are not crossed here.
//! - SEC-11: an emoji joined from several is shown with its joiners as escapes, since
//!   the joiner is one of the characters that are to be shown.

mod all_actions;
mod baseline;
mod behaviour;
mod chinese;
mod completions;
mod configuration;
mod diff;
mod dump;
mod environment;
mod examples;
mod exit;
mod expectations;
mod explain;
mod exposure;
mod fixes;
mod help;
mod hostile;
mod inputs;
mod inventory;
mod json;
mod language;
mod limits;
mod links;
mod merged;
mod moved_entries;
mod obtain;
mod pair;
mod parameters;
mod partial_dump;
mod plans;
mod process;
mod questions;
mod records;
mod rules;
mod siblings;
mod spans;
mod split_policies;
mod streams;
mod surplus;
mod templates;
mod tested;
#[cfg(unix)]
mod trust_documents;
mod untrusted_templates;
mod waivers;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use ramlint::cli::run;
use ramlint::cli::world::{Stream, World};
use ramlint::engine::domain::ordered::parse_instant;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::AT;

pub use json::company;

/// Grants the guarded action by name: one finding of level high.
pub const BAD: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:DestroyInstance","Resource":"*"}]}"#;

/// Grants something else: no finding.
pub const GOOD: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"*"}]}"#;

/// Denies the guarded action.
pub const DENY: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"kvstore:*","Resource":"*"}]}"#;

/// Grants the guarded action from some addresses: one finding of level medium.
const SOMETIMES: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*","Condition":{"StringEquals":{"acs:SourceVpc":"vpc-1"}}}]}"#;

/// Read in two ways, one of which grants the guarded action.
const UNSURE: &str = r#"{"Version":"1","Statement":[{"Effect":"Deny","Effect":"Allow","Action":"kvstore:*","Resource":"*"}]}"#;

/// Every format that a command writes.
fn formats(command: &str) -> Vec<&'static str> {
    ramlint::report::REPORTERS
        .iter()
        .filter(|reporter| match command {
            "check" => true,
            "who-can" => reporter.who_can.is_some(),
            "can" => reporter.can.is_some(),
            "diff" => reporter.diff.is_some(),
            "inputs" => reporter.inputs.is_some(),
            "equivalent" | "implies" => reporter.pair.is_some(),
            "test" => reporter.test.is_some(),
            _ => panic!("{command}"),
        })
        .map(|reporter| reporter.name)
        .collect()
}

/// What a run left behind.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
    pub status: u8,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }

    /// Both streams.
    pub fn both(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    #[track_caller]
    pub fn ends(self, status: u8) -> Self {
        assert_eq!(self.status, status, "{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.out.contains(text), "{text}: {}{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn warns(self, text: &str) -> Self {
        assert!(self.err.contains(text), "{text}: {}{}", self.out, self.err);
        self
    }
}

/// What surrounds a run, apart from its folder.
#[derive(Clone, Default)]
pub struct Around {
    pub stdin: Vec<u8>,
    pub environment: BTreeMap<String, String>,
    pub terminals: (bool, bool),
    pub width: Option<usize>,
}

/// A folder of a test's own.
pub struct Folder(pub TempDir);

impl Folder {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &Around::default())
    }

    pub fn run_with(&self, arguments: &[&str], around: &Around) -> Ran {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        run_in(self.0.path(), &arguments, around)
    }
}

/// The rules of the findings of level medium or above on one file or folder, taken
/// for itself.
pub fn grave_findings(path: &Path) -> Vec<String> {
    let root = if path.is_dir() {
        path
    } else {
        path.parent().unwrap()
    };
    let mut arguments: Vec<OsString> = ["check", "--format", "json", "--min-level", "medium"]
        .map(OsString::from)
        .into();
    arguments.extend(["--root".into(), root.into(), path.into()]);
    let ran = run_in(root, &arguments, &Around::default());
    let json = ran.json();
    let findings = json["findings"].as_array().unwrap();
    let rule = |finding: &Value| finding["rule"].as_str().unwrap().to_owned();
    findings.iter().map(rule).collect()
}

pub fn run_in(cwd: &Path, arguments: &[OsString], around: &Around) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut stdin = around.stdin.as_slice();
    let mut world = World {
        stdout: Stream {
            out: &mut out,
            is_terminal: around.terminals.0,
            width: around.width,
        },
        stderr: Stream {
            out: &mut err,
            is_terminal: around.terminals.1,
            width: None,
        },
        stdin: &mut stdin,
        environment: around.environment.clone(),
        cwd: cwd.to_owned(),
        now: parse_instant(AT).unwrap(),
    };
    let name = OsString::from("ramlint");
    let status = run(
        std::iter::once(name).chain(arguments.iter().cloned()),
        &mut world,
    );
    Ran {
        status: status.code(),
        out: String::from_utf8(out).unwrap(),
        err: String::from_utf8(err).unwrap(),
    }
}
