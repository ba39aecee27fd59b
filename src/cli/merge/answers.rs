//! The reports of `who-can`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cli::merge::numbers::Inputs;
use crate::cli::merge::{ONE_ACTION, ONE_TIME, ONE_VERSION, ordered, place, same, text, unread};

/// Kinds of principals, in the order of reports.
const KINDS: &[&str] = &["user", "group", "role", "sso-user", "sso-group", "policy"];

/// A report, as `who-can --format json` writes it.
#[derive(Serialize, Deserialize)]
pub struct WhoCan {
    schema: String,
    schema_version: u32,
    tool: Value,
    action: String,
    at: String,
    inputs: Inputs,
    /// Nothing was left unanalysed.
    pub complete: bool,
    assumes: Vec<String>,
    gaps: Vec<Value>,
    not_analysed: Vec<Value>,
    other_documents: Vec<Value>,
    principals: Vec<Value>,
}

/// What reports of `who-can` come to.
pub struct Answers(WhoCan);

impl Answers {
    /// What the first one says.
    #[must_use]
    pub const fn of(report: WhoCan) -> Self {
        Self(report)
    }

    /// Takes in another.
    ///
    /// # Errors
    /// It was made in another way; the rest of a sentence about it.
    pub fn add(&mut self, other: WhoCan) -> Result<(), String> {
        let own = &mut self.0;
        let (version, others) = (own.schema_version, other.schema_version);
        same("version of its schema", &version, &others, ONE_VERSION)?;
        same("program", &own.tool, &other.tool, ONE_VERSION)?;
        same("action", &own.action, &other.action, ONE_ACTION)?;
        same("time (`at`)", &own.at, &other.at, ONE_TIME)?;
        own.inputs.add(other.inputs);
        own.complete &= other.complete;
        own.assumes.extend(other.assumes);
        own.gaps.extend(other.gaps);
        own.not_analysed.extend(other.not_analysed);
        own.other_documents.extend(other.other_documents);
        own.principals.extend(other.principals);
        Ok(())
    }

    /// Adds something that was not analysed.
    pub fn not_analysed(&mut self, entry: Value) {
        self.0.not_analysed.push(entry);
        self.0.complete = false;
    }

    /// All in one.
    #[must_use]
    pub fn report(self) -> WhoCan {
        let mut report = self.0;
        let mut seen = BTreeSet::new();
        report.assumes.retain(|one| seen.insert(one.clone()));
        report.gaps = ordered(report.gaps, |gap| place(gap.get("at")));
        report.not_analysed = unread(report.not_analysed);
        report.other_documents = ordered(report.other_documents, |one| text(one, "path"));
        report.principals = ordered(report.principals, |one| {
            let id = text(one, "id");
            let (kind, name) = id.split_once('/').unwrap_or(("", &id));
            let kind = KINDS.iter().position(|known| *known == kind);
            let account = (text(one, "account"), text(one, "account_label"));
            (account, kind, name.to_owned())
        });
        report.inputs = report.inputs.in_order();
        report
    }
}
