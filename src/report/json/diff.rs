//! `diff --format json`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::engine::breadth::Breadth;
use crate::engine::difference::{self, Act, Cause, Entry, Part, Side, Subject, UnchangedDoubt};
use crate::engine::exposure::Exposure;
use crate::model::doubt::DoubtId;
use crate::report::difference::{side_of_doubt, sources};
use crate::report::json::inputs::Inputs;
use crate::report::json::line::{Witness, flat};
use crate::report::json::obtained::{Step, step};
use crate::report::json::waivers::By;
use crate::report::json::{
    Missing, Place, SCHEMA_VERSION, TOOL, Tool, Unread, at, budget, missing, not_analysed,
};
use crate::report::run::{Compared, FileChanges, Version};
use crate::report::safe_json::write_document;
use crate::rules::Level;
use crate::rules::kit::wording;

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Diff<'a> {
    schema: &'static str,
    schema_version: u32,
    tool: Tool,
    actions: Vec<&'a str>,
    all_actions: bool,
    at: String,
    base: Input<'a>,
    head: Input<'a>,
    complete: bool,
    exit_code: u8,
    fail_on_new: Option<String>,
    summary: Summary,
    files: Files<'a>,
    gained: Vec<Access<'a>>,
    waived: Vec<Accepted<'a>>,
    lost: Vec<Access<'a>>,
    causes: Vec<Change<'a>>,
    unchanged_doubts: Vec<Unchanged<'a>>,
}

/// One of the two inputs.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Input<'a> {
    name: &'a str,
    inputs: Inputs,
    complete: bool,
    assumes: &'a [String],
    not_analysed: Vec<Unread<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Summary {
    gained: usize,
    waived: usize,
    lost: usize,
    unchanged_doubts: usize,
    by_level: BTreeMap<String, usize>,
    compared: usize,
    files: usize,
}

/// The files of which something was read and that differ; `without_effect` are
/// those of them in which no cause lies.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Files<'a> {
    changed: Vec<&'a str>,
    added: Vec<&'a str>,
    removed: Vec<&'a str>,
    moved: Vec<Moved<'a>>,
    without_effect: Vec<&'a str>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Moved<'a> {
    from: &'a str,
    to: &'a str,
}

/// Access that one side gives and the other does not. `before` and `after` are
/// always those of base and head; `level` is only that of what is gained. `steps` are
/// those by which it could be obtained, or, where `takes_off_guard`, by which what
/// denies it could be taken off.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Access<'a> {
    principal: &'a str,
    account: Option<&'a str>,
    action: &'a str,
    kind: &'static str,
    level: Option<String>,
    before: &'static str,
    after: &'static str,
    breadth: Option<&'static str>,
    exposure_before: Option<&'static str>,
    exposure_after: Option<&'static str>,
    condition: Option<String>,
    condition_in_words: Option<String>,
    witness: Vec<Witness>,
    world: Vec<Assumed>,
    via: &'a [String],
    steps: Vec<Step>,
    takes_off_guard: bool,
    patterns: Vec<Written<'a>>,
    unlisted: bool,
    depends_on: Vec<Open>,
    causes: &'a [usize],
}

/// New access that waivers of the earlier input accept.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Accepted<'a> {
    access: Access<'a>,
    by: Vec<By<'a>>,
}

/// What is taken of something that is not known, in the world of the witness.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Assumed {
    name: String,
    about: String,
    choice: u8,
}

/// A gap or a reading, and whose texts its place is in.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Open {
    side: &'static str,
    #[serde(flatten)]
    what: Missing,
}

/// A pattern that reaches what differs.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Written<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: Sided,
}

/// A place and whose texts it is in.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Sided {
    side: &'static str,
    at: Place,
}

/// What brought access about. `grants` are what takes effect although nobody
/// changed it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Change<'a> {
    subject: &'static str,
    act: &'static str,
    part: Option<&'static str>,
    of: &'a str,
    whom: Option<&'a str>,
    text: String,
    places: Vec<Sided>,
    grants: Vec<Sided>,
}

/// An answer that is not known on either side, for the same reasons.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Unchanged<'a> {
    principal: &'a str,
    account: Option<&'a str>,
    action: &'a str,
    depends_on: Vec<Open>,
}

/// Writes who gains and who loses access.
///
/// # Errors
/// Those of the stream.
pub fn write_diff(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    let difference = compared.difference;
    let levels = compared.levels.iter().copied().map(Some);
    let report = Diff {
        schema: "ramlint/diff",
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        actions: super::check::actions(&compared.after.run),
        all_actions: compared.all_actions,
        at: at(&compared.after.run),
        base: input(&compared.before),
        head: input(&compared.after),
        complete: compared.complete(),
        exit_code: compared.exit,
        fail_on_new: compared.fail_on_new.map(|level| level.to_string()),
        summary: summary(compared),
        files: files(compared.files),
        gained: difference
            .gained
            .iter()
            .zip(levels)
            .map(|(entry, level)| access(entry, level, Side::After, compared))
            .collect(),
        waived: compared
            .accepted
            .iter()
            .map(|one| Accepted {
                access: access(&one.entry, Some(one.level), Side::After, compared),
                by: one
                    .by
                    .iter()
                    .map(|waiver| By::new(waiver, compared.after.run.sources))
                    .collect(),
            })
            .collect(),
        lost: difference
            .lost
            .iter()
            .map(|entry| access(entry, None, Side::Before, compared))
            .collect(),
        causes: difference
            .causes
            .iter()
            .map(|cause| change(cause, compared))
            .collect(),
        unchanged_doubts: difference
            .unchanged_doubts
            .iter()
            .map(|doubt| unchanged(doubt, compared))
            .collect(),
    };
    write_document(&report, out)
}

fn input<'a>(version: &Version<'a>) -> Input<'a> {
    let run = &version.run;
    Input {
        name: version.name,
        inputs: Inputs::new(run.counts),
        complete: run.complete,
        assumes: run.assumes,
        not_analysed: not_analysed(run),
    }
}

fn summary(compared: &Compared<'_>) -> Summary {
    let mut by_level = BTreeMap::new();
    for level in compared.levels {
        let count: &mut usize = by_level.entry(level.to_string()).or_default();
        *count = count.saturating_add(1);
    }
    let difference = compared.difference;
    Summary {
        gained: difference.gained.len(),
        waived: compared.accepted.len(),
        lost: difference.lost.len(),
        unchanged_doubts: difference.unchanged_doubts.len(),
        by_level,
        compared: difference.compared,
        files: compared.files.number(),
    }
}

fn files(files: &FileChanges) -> Files<'_> {
    fn raw<'a>(paths: &'a [crate::report::display::Untrusted<'static>]) -> Vec<&'a str> {
        paths.iter().map(|path| path.raw()).collect()
    }
    Files {
        changed: raw(&files.changed),
        added: raw(&files.added),
        removed: raw(&files.removed),
        moved: files
            .moved
            .iter()
            .map(|(from, to)| Moved {
                from: from.raw(),
                to: to.raw(),
            })
            .collect(),
        without_effect: raw(&files.without_effect),
    }
}

/// `side` is the one that has the access.
fn access<'a>(
    entry: &'a Entry,
    level: Option<Level>,
    side: Side,
    compared: &Compared<'_>,
) -> Access<'a> {
    let run = &compared.version(side).run;
    let language = compared.after.run.style.language;
    let condition = entry.condition.as_ref();
    let shed = entry.removal.iter();
    let shed = shed.flat_map(|removal| removal.first.iter().chain([&removal.step]));
    let steps = entry.obtained.iter().flat_map(|way| &way.steps).chain(shed);
    let mut depends_on = open(&entry.depends_on, compared);
    if entry.over_budget {
        depends_on.push(Open {
            side: side_word(side),
            what: budget(),
        });
    }
    Access {
        principal: &entry.principal,
        account: entry.account.as_deref(),
        action: &entry.action,
        kind: entry.kind.word(),
        level: level.map(|level| level.to_string()),
        before: entry.before.word(),
        after: entry.after.word(),
        breadth: entry.breadth.map(Breadth::word),
        exposure_before: entry.exposure_before.map(Exposure::word),
        exposure_after: entry.exposure_after.map(Exposure::word),
        condition: condition
            .map(|formula| wording::condition::text(formula, &entry.universe, language)),
        condition_in_words: condition
            .map(|formula| wording::condition::in_words(formula, &entry.universe, language)),
        witness: entry.witness.iter().cloned().map(flat).collect(),
        world: entry
            .world
            .iter()
            .filter_map(|(id, choice)| {
                let doubt = compared.difference.doubts.get(*id)?;
                Some(Assumed {
                    name: doubt.name.clone(),
                    about: if doubt.is_at_a_place() {
                        String::new()
                    } else {
                        doubt.about.clone()
                    },
                    choice: *choice,
                })
            })
            .collect(),
        via: &entry.via,
        steps: steps.map(|taken| step(taken, run)).collect(),
        takes_off_guard: entry.removal.is_some(),
        patterns: entry
            .patterns
            .iter()
            .map(|pattern| Written {
                text: &pattern.text,
                place: sided(pattern.place, compared),
            })
            .collect(),
        unlisted: entry.unlisted,
        depends_on,
        causes: &entry.causes,
    }
}

const fn side_word(side: Side) -> &'static str {
    match side {
        Side::Before => "base",
        Side::After => "head",
    }
}

fn sided(place: difference::Place, compared: &Compared<'_>) -> Sided {
    Sided {
        side: side_word(place.side),
        at: Place::new(place.at, sources(place.side, compared)),
    }
}

fn open(ids: &[DoubtId], compared: &Compared<'_>) -> Vec<Open> {
    ids.iter()
        .filter_map(|id| {
            let side = side_of_doubt(*id, compared);
            let run = &compared.version(side).run;
            Some(Open {
                side: side_word(side),
                what: missing(*id, &compared.difference.doubts, run)?,
            })
        })
        .collect()
}

fn change<'a>(cause: &'a Cause, compared: &Compared<'_>) -> Change<'a> {
    let (act, part) = match cause.act {
        Act::Added => ("added", None),
        Act::Removed => ("removed", None),
        Act::Widened(part) => ("widened", Some(part)),
        Act::Narrowed(part) => ("narrowed", Some(part)),
        Act::Altered(part) => ("changed", Some(part)),
        Act::Changed => ("changed", None),
    };
    let places = |of: &[difference::Place]| of.iter().map(|one| sided(*one, compared)).collect();
    Change {
        subject: subject_word(cause.subject),
        act,
        part: part.map(|part| match part {
            Part::Action => "action",
            Part::Resource => "resource",
            Part::Condition => "condition",
            Part::Principal => "principal",
            Part::Whole => "whole",
        }),
        of: &cause.of,
        whom: cause.whom.as_deref(),
        text: wording::cause::text(cause, compared.after.run.style.language),
        places: places(&cause.places),
        grants: places(&cause.grants),
    }
}

const fn subject_word(subject: Subject) -> &'static str {
    match subject {
        Subject::Allow => "allow",
        Subject::Deny => "deny",
        Subject::Trust => "trust",
        Subject::TrustDeny => "trust_deny",
        Subject::Principal => "principal",
        Subject::Membership => "membership",
        Subject::Attachment => "attachment",
        Subject::Version => "version",
        Subject::StoredVersion => "stored_version",
        Subject::ControlPolicy => "control_policy",
        Subject::Position => "position",
        Subject::IdentityProvider => "identity_provider",
        Subject::AccessKey => "access_key",
        Subject::ConsoleLogin => "console_login",
        Subject::Wearer => "wearer",
        Subject::Session => "session",
        Subject::Doubt => "doubt",
        Subject::Module => "module",
        Subject::Account => "account",
        Subject::Completeness => "completeness",
        Subject::Several => "several",
    }
}

fn unchanged<'a>(doubt: &'a UnchangedDoubt, compared: &Compared<'_>) -> Unchanged<'a> {
    Unchanged {
        principal: &doubt.principal,
        account: doubt.account.as_deref(),
        action: &doubt.action,
        depends_on: open(&doubt.depends_on, compared),
    }
}
