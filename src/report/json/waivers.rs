//! Waivers, as `check` names those that accept a finding and `waivers list` lists
//! them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::report::json::{Place, SCHEMA_VERSION, TOOL, Tool};
use crate::report::run::ListedWaivers;
use crate::report::safe_json::write_document;
use crate::rules::{Waiver, WaiverKind};
use crate::source::Sources;

/// A waiver.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct By<'a> {
    at: Place,
    inline: bool,
    rules: &'a [&'static str],
    reason: &'a str,
    expires: &'a str,
    days_left: i64,
    owner: Option<&'a str>,
    ticket: Option<&'a str>,
    kind: Option<&'static str>,
}

impl<'a> By<'a> {
    pub(super) fn new(waiver: &'a Waiver, sources: &Sources) -> Self {
        Self {
            at: Place::new(waiver.at, sources),
            inline: waiver.inline,
            rules: &waiver.rules,
            reason: &waiver.reason,
            expires: &waiver.expires,
            days_left: waiver.days_left,
            owner: waiver.owner.as_deref(),
            ticket: waiver.ticket.as_deref(),
            kind: waiver.kind.map(WaiverKind::word),
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct List<'a> {
    schema: &'static str,
    schema_version: u32,
    tool: Tool,
    today: &'a str,
    waivers: Vec<Entry<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Entry<'a> {
    waiver: By<'a>,
    /// What narrows it: of every key one value must match. Empty for a comment,
    /// whose place narrows it.
    keys: BTreeMap<&'a str, &'a [String]>,
    expired: bool,
}

/// Writes a list of waivers.
///
/// # Errors
/// Those of the stream.
pub fn write_waivers(listed: &ListedWaivers<'_>, out: &mut dyn Write) -> io::Result<()> {
    let waivers = listed.waivers.iter().map(|(waiver, keys)| Entry {
        waiver: By::new(waiver, listed.sources),
        keys: keys
            .iter()
            .map(|(key, values)| (*key, values.as_slice()))
            .collect(),
        expired: waiver.is_over(),
    });
    let list = List {
        schema: "ramlint/waivers",
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        today: listed.today,
        waivers: waivers.collect(),
    };
    write_document(&list, out)
}
