//! Terraform configurations, read without Terraform: modules, variables, locals,
//! `count` and `for_each`, and what resources of the alicloud provider declare.
//! Texts are gathered while the input is read and evaluated once all are there.
//!
//! For newcomers: `project` (files, folders, override files), `tools` (which of them
//! Terraform and OpenTofu read), `roots` (which folders are put to work, and with
//! which values), `modules` (one module at work), `instances` (`count` and
//! `for_each`), `blocks` (a block becomes a value), `evaluator` (so does an
//! expression), `references` (what an expression may ask), `waiting` (in which order),
//! `resources` (what a resource declares), `data_sources`, `definitions` (what decides
//! a value that is not known).

mod attributes;
mod blocks;
mod config;
mod data_sources;
mod definitions;
mod deprecated;
mod digest;
mod evaluator;
mod file_patterns;
mod installed;
mod instances;
mod modules;
mod policy_document;
mod project;
mod providers;
mod references;
mod resources;
mod roots;
mod run;
mod tools;
mod types;
mod variables;
mod waiting;
mod work;

use std::rc::Rc;

use crate::readers::paths::{base_name, folder_of};
use crate::readers::session::Session;
use crate::readers::{Candidate, Format, has_words};
use crate::source::{FileId, Fragment};
use crate::syntax::expression::Body;
use crate::syntax::{Parsed, Problem, ProblemKind, Value, hcl, hcl_json};

pub use blocks::MAX_BLOCK_DEPTH;
pub use evaluator::{MAX_DEPTH, MAX_ITEMS};
pub(super) use project::{Project, is_terraform};
pub(super) use resources::{
    Ignored, Output, Resource, Understood, declare, is_in_family, is_read, settle,
};

pub(super) const FORMAT: Format = Format {
    name: "Terraform file",
    input: "terraform",
    recognise: |candidate| is_terraform(candidate.path),
    read,
    finish: Some(roots::finish),
};

/// Most instances that one `count` or `for_each` makes.
pub const MAX_INSTANCES_OF_BLOCK: usize = 10_000;

/// Most instances of resources and modules in a run.
pub const MAX_INSTANCES: usize = 100_000;

/// Most steps of evaluation in a run: about a second of work.
pub const MAX_STEPS: u64 = 2_000_000;

/// Most module calls inside one another.
pub const MAX_MODULE_DEPTH: usize = 32;

/// Most instances of modules in a root.
pub const MAX_MODULES: usize = 10_000;

/// Most folders that are loaded because a module call names them.
pub const MAX_CALLED_FOLDERS: usize = 2_000;

/// Most variables files that are each evaluated as a variant of one root.
pub const MAX_VARIANTS: usize = 8;

fn read(session: &mut Session<'_>, candidate: &Candidate<'_>) -> bool {
    let Some(body) = candidate.body() else {
        return false;
    };
    let lost = candidate.problems.iter().any(|one| is_lost(&one.kind));
    let folder = folder_of(candidate.path);
    let name = base_name(candidate.path);
    let path = Rc::from(candidate.path);
    session.terraform.add(folder, name, &path, body);
    !lost || has_words(candidate.text)
}

/// What a tree of JSON says in a file of this name.
pub(super) fn json_body(path: &str, root: Value<'_>, problems: &mut Vec<Problem>) -> Rc<Body> {
    Rc::new(match project::file_kind(path) {
        Some(project::FileKind::Values) => hcl_json::values(root),
        _ => hcl_json::read(root, problems),
    })
}

/// Whether a problem costs a part of the text.
const fn is_lost(kind: &ProblemKind) -> bool {
    !kind.recovered()
}

/// Adds a file that stands inside another text, as the `Workspace` of a ROS
/// template has them. `label` names the folder that all of them are in, `path`
/// and `file` the text around them.
pub(super) fn add_virtual(
    session: &mut Session<'_>,
    label: &str,
    name: &str,
    fragment: &Fragment,
    (path, file): (&str, FileId),
) {
    let (inner, base) = (folder_of(name), base_name(name));
    let folder = match inner {
        "" | "." => label.to_owned(),
        inner => format!("{label}/{}", inner.trim_start_matches("./")),
    };
    let path: Rc<str> = path.into();
    if !is_terraform(base) {
        let text = Rc::new(fragment.clone());
        session.terraform.add_text(&folder, base, text);
        return;
    }
    let mut problems = Vec::new();
    let body = hcl::read(Parsed::fragment(fragment, file), &mut problems);
    if let Some(lost) = problems.iter().find(|one| is_lost(&one.kind)) {
        let why = crate::readers::Why::Unparsable(lost.kind.clone());
        session.not_analysed(&path, Some(lost.at), why);
    }
    session.model.text_problems.extend(problems);
    session.terraform.add(&folder, base, &path, Rc::new(body));
}
